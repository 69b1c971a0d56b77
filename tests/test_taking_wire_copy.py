"""Wire copy comes into stories with all that the agency asks for, and what it takes back does not go out."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.acts import lift_embargo, moving, publish
from articles.acts.act import Refused
from articles.body import fingerprints
from articles.composing import lines
from articles.incoming import taking
from articles.incoming.taking import Taking
from articles.models import Article, EmbargoState, SourceUse, StateChange, WireAlarm, WireItem, WireUse
from articles.policy import Role
from articles.writing import translations
from tests import factories, wire_copy
from tests.wire_copy import DEAD, TEXT, VOTE, in_hours

pytestmark = pytest.mark.django_db
FULL, INPUTS, BACKGROUND = SourceUse.FULL, SourceUse.INPUTS, SourceUse.BACKGROUND


def of(item: WireItem, use: SourceUse = INPUTS, *paragraphs: int) -> Taking:
    item.refresh_from_db()
    assert item.newest is not None
    item.newest.item = item
    return Taking(item.newest, use, frozenset(paragraphs) if paragraphs else None)


def begin(
    item: WireItem, use: SourceUse = INPUTS, *paragraphs: int, by: User | None = None, **how: Any
) -> Article:
    by = by or factories.user(Role.WIRE_DESK)
    return taking.begin(of(item, use, *paragraphs), by=by, key=how.pop("key", uuid.uuid4()), **how)


def into(
    article: Article, item: WireItem, use: SourceUse = INPUTS, *paragraphs: int, by: User | None = None
) -> Any:
    made = taking.into(article, of(item, use, *paragraphs), by=by or factories.chief(), key=uuid.uuid4())
    article.refresh_from_db()
    return made


def credited(article: Article) -> str:
    names = [(row.use, row.agency.wire_name) for row in article.sources.select_related("agency")]
    return lines.agency_line(names)


def why_not_published(article: Article) -> str:
    """Approved as it stands, and refused: the reason."""
    with pytest.raises(Refused) as refused:
        factories.publish(article)
    return str(refused.value)


# A new story


def test_a_new_story_has_the_words_of_the_agency_and_its_line() -> None:
    item = wire_copy.item(
        headline="Ferry sinks off Porto",
        slugline="FERRY-SINKS",
        standfirst="Six died.",
        dateline="PORTO, Portugal (MP) -",
        language="pt",
        usage_terms="Not for use in Spain.",
        ednote="EDITORS: more to come.",
    )
    story = begin(item, FULL, section=factories.section())
    said = (story.headline, story.standfirst, story.slugline, story.dateline_place, story.language)
    assert said == ("Ferry sinks off Porto", "Six died.", "FERRY-SINKS", "PORTO, Portugal", "pt")
    assert (story.body, credited(story), story.state, story.from_wire) == (TEXT, "(Meridian)", "draft", True)
    assert [row.organisation for row in story.bylines.all()] == ["Meridian"]
    assert story.desk_note == "Meridian: EDITORS: more to come.\nMeridian: Not for use in Spain."
    assert story.revision is not None
    assert story.revision.note == "Full text of Meridian: Ferry sinks off Porto"


def test_inputs_are_the_paragraphs_that_were_chosen_and_the_line_says_so() -> None:
    story = begin(wire_copy.item(), INPUTS, 1)
    assert (story.body, credited(story)) == (f"<p>{DEAD}</p>", "(Inputs from Meridian)")
    use = story.wire_uses.get()
    assert (use.paragraphs, use.use) == ([fingerprints.mark_of(DEAD)], "inputs")


def test_background_leaves_no_word_and_no_line() -> None:
    story = begin(wire_copy.item(slugline="FERRY"), BACKGROUND)
    assert (story.body, story.headline, credited(story), story.slugline) == ("", "", "", "FERRY")
    assert (story.uses_wire, story.wire_uses.get().paragraphs) == (True, [])


def test_the_same_press_twice_begins_one_story() -> None:
    item, by, key = wire_copy.item(), factories.user(Role.WIRE_DESK), uuid.uuid4()
    assert begin(item, by=by, key=key).pk == begin(item, by=by, key=key).pk
    assert WireUse.objects.count() == 1
    with pytest.raises(Refused):
        begin(wire_copy.item(), by=by, key=key)


@pytest.mark.parametrize("role", [Role.REPORTER, Role.PICTURE_EDITOR, Role.ADMIN])
def test_those_without_the_wire_take_nothing(role: Role) -> None:
    with pytest.raises(Refused, match="takes no wire copy"):
        begin(wire_copy.item(), by=factories.user(role))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"status": "withheld"}, "withholds"),
        ({"status": "canceled"}, "taken it back"),
        ({"signal": "kill"}, "taken it back"),
        ({"body": ""}, "no text"),
    ],
)
def test_what_may_not_be_used_is_not_taken(said: dict[str, str], why: str) -> None:
    with pytest.raises(Refused, match=why):
        begin(wire_copy.item(**said))
    assert not Article.objects.exists()


def test_an_older_version_is_not_taken() -> None:
    item = wire_copy.item()
    older = of(item)
    wire_copy.newer(item)
    older.version.item.refresh_from_db()
    with pytest.raises(Refused, match="newer version"):
        taking.begin(older, by=factories.user(Role.WIRE_DESK), key=uuid.uuid4())


# A story that is there


def test_inputs_come_last_and_the_story_keeps_its_own_words() -> None:
    story = factories.story(headline="Ours")
    into(story, wire_copy.item(), INPUTS, 0)
    assert story.body == f"<p>The last boat will no longer be the last.</p><p>{VOTE}</p>"
    assert (story.headline, credited(story), story.uses_wire) == ("Ours", "(Inputs from Meridian)", True)


def test_what_is_in_the_story_already_is_not_taken_twice() -> None:
    story, item = factories.story(), wire_copy.item()
    into(story, item, INPUTS, 0)
    into(story, item, INPUTS, 0, 1)
    assert story.body.count(VOTE) == 1
    assert WireUse.objects.current().get().paragraphs == [
        fingerprints.mark_of(VOTE),
        fingerprints.mark_of(DEAD),
    ]
    assert WireUse.objects.count() == 2


def test_the_agency_is_named_once_with_the_most_that_was_taken() -> None:
    story = factories.story()
    into(story, wire_copy.item(), BACKGROUND)
    assert credited(story) == ""
    into(story, wire_copy.item(), FULL)
    into(story, wire_copy.item(body="<p>Another.</p>"), INPUTS)
    assert credited(story) == "(Meridian)"


def test_only_who_may_write_the_story_takes_into_it() -> None:
    story = factories.story()
    with pytest.raises(Refused):
        into(story, wire_copy.item(), by=factories.user(Role.WIRE_DESK))
    assert not story.wire_uses.exists()


# Embargo


def test_the_embargo_comes_along_and_holds_publishing() -> None:
    until = in_hours(2)
    story = factories.story()
    into(story, wire_copy.item(embargo_until=until, embargo_words="Not before noon"))
    assert (story.embargo, story.embargo_until) == (EmbargoState.UNTIL, until)
    assert story.embargo_source == "Meridian: Not before noon"
    assert "embargo until" in why_not_published(story)


def test_an_embargo_is_strengthened_and_never_weakened() -> None:
    story = factories.story(embargo="until", embargo_until=in_hours(5), embargo_source="The ministry")
    into(story, wire_copy.item(embargo_until=in_hours(2)))
    assert story.embargo_source == "The ministry"
    into(story, wire_copy.item())
    assert story.embargo_source == "The ministry"
    into(story, wire_copy.item(embargo_open=True))
    assert (story.embargo, story.embargo_until, story.embargo_source) == ("until_lifted", None, "Meridian")
    into(story, wire_copy.item(embargo_until=in_hours(9)))
    assert story.embargo == "until_lifted"


def test_background_holds_nothing_back() -> None:
    story = factories.story()
    into(story, wire_copy.item(embargo_open=True), BACKGROUND)
    assert story.embargo == "none"
    factories.publish(story)


def test_an_embargo_cleared_in_the_form_still_holds_by_the_item() -> None:
    story = factories.story()
    into(story, wire_copy.item(embargo_open=True))
    Article.objects.filter(pk=story.pk).update(embargo="none")
    assert "until they lift it" in why_not_published(story)
    moving.move(lift_embargo.ACT, story, by=factories.chief())
    story.refresh_from_db()
    publish.publish(story.approved_revision, by=factories.chief())


def test_what_was_lifted_before_the_words_came_was_another_embargo() -> None:
    story, item = factories.story(), wire_copy.item(embargo_open=True)
    StateChange.objects.create(
        article=story,
        act="lift_embargo",
        from_state="draft",
        to_state="draft",
        by=factories.chief(),
        at=in_hours(0),
    )
    into(story, item)
    Article.objects.filter(pk=story.pk).update(embargo="none")
    assert "until they lift it" in why_not_published(story)


# What the agency takes back


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"status": "canceled"}, "has killed"),
        ({"status": "withheld"}, "withholds"),
        ({"signal": "kill"}, "has killed"),
    ],
)
def test_a_story_with_words_that_were_taken_back_is_not_published(said: dict[str, str], why: str) -> None:
    story, item = factories.story(), wire_copy.item()
    into(story, item)
    wire_copy.newer(item, **said)
    story.refresh_from_db()
    assert why in why_not_published(story)


def test_a_translation_is_held_by_what_holds_its_original() -> None:
    story, item = factories.story(), wire_copy.item(embargo_until=in_hours(2))
    into(story, item)
    begun = translations.begin(story, "pt", by=factories.chief())
    assert (begun.embargo, begun.embargo_until, begun.embargo_source) == (
        "until",
        story.embargo_until,
        "Meridian",
    )
    wire_copy.killed(item)
    assert set(WireAlarm.objects.open().values_list("article", "kind")) == {
        (story.pk, "kill"),
        (begun.pk, "kill"),
    }
    factories.edit(begun, factories.chief(), headline="Barcos toda a noite", standfirst="À noite também.")
    assert "has killed" in why_not_published(begun)


def test_a_translation_begins_from_the_story_as_it_is_held_now() -> None:
    """The page was opened before the agency's correction came, and its embargo."""
    story, item = factories.story(), wire_copy.item()
    into(story, item)
    stale = Article.objects.get(pk=story.pk)
    wire_copy.newer(item, signal="correction", embargo_until=in_hours(2))
    with CaptureQueriesContext(connection) as asked:
        begun = translations.begin(stale, "pt", by=factories.chief())
    assert begun.embargo == "until"
    alarms = list(WireAlarm.objects.open().order_by("article").values_list("article", "kind", "use__article"))
    assert alarms == [(story.pk, "correction", story.pk), (begun.pk, "correction", begun.pk)]
    if connection.features.has_select_for_update:
        held = [one["sql"] for one in asked.captured_queries if "FOR NO KEY UPDATE" in one["sql"]]
        assert f'"articles_article"."id" = {story.pk}' in held[0]


def test_background_that_was_taken_back_stops_nothing() -> None:
    story, item = factories.story(), wire_copy.item()
    into(story, item, BACKGROUND)
    wire_copy.killed(item)
    story.refresh_from_db()
    factories.publish(story)


def test_readers_get_no_trace_of_where_a_paragraph_came_from(client: Any) -> None:
    story = factories.story()
    into(story, wire_copy.item(), INPUTS, 1)
    factories.publish(story)
    page = client.get(story.live_edition.path).content.decode()
    assert DEAD in page
    assert "(Inputs from Meridian)" in page
    assert fingerprints.mark_of(DEAD) not in page
