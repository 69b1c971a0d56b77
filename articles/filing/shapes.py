"""What may be sent, and what is answered. The names are those of the desk's form.

Here is only said what kind of thing each is. Whether a text fits, a section is theirs or an embargo may be shortened,
the form of the desk says. A name that is not here is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Header, Path
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from articles.acts.table import ACTS
from articles.models import ArticleType, BylineRole, EmbargoState, SourceUse, State
from house.clock import FIRST_YEAR, LAST_YEAR

LARGEST = 10**18 - 1
MOST_ROWS = 50


def moment(said: Any) -> datetime | None:
    """A day and a time with their zone, as text: what has no zone is two times when the clocks are put back."""
    if said is None:
        return None
    if not isinstance(said, str):
        raise ValueError("Give a day and a time as text, such as 2026-11-23T18:30:00+00:00")
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        raise ValueError("Give a day and a time, such as 2026-11-23T18:30:00+00:00") from None
    if found.tzinfo is None:
        raise ValueError("Say in which zone, as in 2026-11-23T18:30:00+00:00")
    if not FIRST_YEAR < found.year < LAST_YEAR:
        raise ValueError(f"Give a year from {FIRST_YEAR + 1} to {LAST_YEAR - 1}")
    return found


def one_of(names: Iterable[str]) -> Any:
    """Says in the description which words there are. What is none of them, the form refuses."""
    return WithJsonSchema({"type": "string", "enum": list(names)})


Row = Annotated[int, Field(ge=1, le=LARGEST)]
Name = Annotated[str, Field(min_length=1, max_length=120)]
TIME = {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]}
Moment = Annotated[datetime | None, BeforeValidator(moment), WithJsonSchema(TIME)]
# In the address a number is text.
StoryNumber = Annotated[int, Path(ge=1, le=LARGEST, description="The number of the story.")]
ActName = Annotated[str, Path(max_length=40), one_of(act.name for act in ACTS)]
IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[!-~]{8,200}$",
        description="A name for this request, 8 to 200 printable characters, such as a UUID. Sent again under the "
        "same name, it is done once and answered as the first time.",
    ),
]


class Sent(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Byline(Sent):
    role: Annotated[str, one_of(BylineRole.values)] = BylineRole.REPORTED.value
    reporter: Name | None = Field(None, description="The last part of the address of their page.")
    organisation: str = Field("", description="Instead of a reporter.")
    name: str = Field("", description="Only where this story asks for another form of the name.")


class Source(Sent):
    agency: Name = Field(description="The agency’s short name, as in its page at the desk.")
    use: Annotated[str, one_of(SourceUse.values)] = SourceUse.INPUTS.value
    credit_line: str = ""


class StoryFields(Sent):
    """A story. What is left out stays as it is, or as a new story has it."""

    kicker: str = ""
    headline: str = ""
    standfirst: str = ""
    dateline_place: str = ""
    body: str = Field(
        "", description="HTML. It is cleaned as what is pasted at the desk; `left_out` says of what."
    )
    section: Name | None = Field(None, description="The short name of a section, see the address of the key.")
    topics: list[Name] = Field([], max_length=MOST_ROWS, description="Short names of topics that are there.")
    bylines: list[Byline] = Field([], max_length=MOST_ROWS)
    sources: list[Source] = Field([], max_length=MOST_ROWS)
    article_type: Annotated[str, one_of(ArticleType.values)] = ArticleType.NEWS.value
    language: str = Field("en", description="Such as en, pt or ar.")
    translation_of: Row | None = Field(None, description="The number of the story that was first.")
    slug: str = Field("", description="The last part of its address; empty: made from the headline.")
    lead_picture: Row | None = Field(None, description="The number of a picture of the library.")
    lead_caption: str = ""
    lead_alt: str = ""
    lead_decorative: bool = False
    lead_credit: str = ""
    lead_crop: str = ""
    no_advertisements: bool = False
    is_sensitive: bool = False
    search_title: str = ""
    search_description: str = ""
    social_title: str = ""
    social_description: str = ""
    slugline: str = Field("", description="The desk’s working name for it. Readers never see it.")
    desk_note: str = Field("", description="For colleagues. Readers never see it.")
    from_wire: bool = False
    embargo: Annotated[str, one_of(EmbargoState.values)] = EmbargoState.NONE.value
    embargo_until: Moment = None
    embargo_source: str = ""

    def given(self) -> dict[str, Any]:
        """What was sent, and nothing else."""
        return {name: value for name, value in self.model_dump().items() if name in self.model_fields_set}


class NewStory(StoryFields):
    pass


class ChangedStory(StoryFields):
    revision: Row | None = Field(
        description="The revision with which this change began; null for a story without any.",
    )


class Wanted(Sent):
    """What somebody who presses a button decides."""

    revision: Row | None = Field(None, description="The revision that is meant. Most acts need it.")
    note: str = Field("", max_length=1000)
    kind: str | None = Field(None, max_length=20, description="Of a publication or a correction.")
    is_serious: bool = Field(False, description="Of a correction: readers see it above the story.")
    accept_older: bool = Field(
        False, description="The approved revision is meant although there is a newer one."
    )
    puts_back: bool = Field(False, description="Readers are to get a story again that was withdrawn.")
    at: Moment = Field(None, description="When it is to happen.")
    scheduled: Row | None = Field(None, description="Which of the things that are scheduled is meant.")


# Answers


class Refusal(BaseModel):
    why: str
    wrong: dict[str, str] = {}
    reasons: list[str] = []


class ChangedByBoth(BaseModel):
    """Two texts that both people changed. `mine` is what was sent, `theirs` what is there."""

    field: str
    base: Any
    mine: Any
    theirs: Any


class NotMerged(Refusal):
    revision: int | None = None
    both_changed: list[ChangedByBoth] = []


class Standing(BaseModel):
    """Where a story stands."""

    id: int
    revision: int | None
    state: Annotated[str, one_of(State.values)]
    is_live: bool
    address: str | None
    at_the_desk: str


class Saved(Standing):
    left_out: list[str]
    merged_with: list[str]


class Offered(BaseModel):
    name: str
    label: str
    is_open: bool
    reasons: list[str]


class WholeStory(Standing):
    fields: dict[str, Any]
    word_count: int
    saved_by: str | None
    saved_at: datetime | None
    acts: list[Offered]


class Acted(BaseModel):
    done: str
    story: Standing | None


class SectionHere(BaseModel):
    slug: str
    name: str


class WhoAsks(BaseModel):
    key: str
    scopes: list[Literal["read", "write", "act"]]
    rate: int
    expires_at: datetime
    acts_as: str
    roles: list[str]
    sections: list[SectionHere]
