"""A story as the form of the desk knows it, and as the API tells it.

The API names sections, reporters and agencies by their short names; the form knows them by number.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.http import QueryDict

from articles import policy
from articles.desk.forms import DESK_FIELDS, ArticleForm, form_for
from articles.desk.rowsets import own_name
from articles.filing.refusing import not_taken
from articles.models import Agency, Article, Reporter, Section, Topic, content
from articles.models.content import Content
from articles.policy import Role
from house import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from articles.models import Revision

ROWS = {
    "bylines": ("role", "reporter", "organisation", "name_as_published"),
    "sources": ("agency", "use", "credit_line"),
}
UNKNOWN = "There is none with the short name “{}”."


# As the form knows it


def form_of(
    user: User, stored: Article | None, opened: Revision | None, given: Mapping[str, Any]
) -> ArticleForm:
    """The form of this story as it was opened, with what was sent typed into it."""
    instance = stored or Article()
    before = _as_opened(user, instance, opened)
    desk = {name: getattr(instance, name) for name in DESK_FIELDS}
    typed = before | desk | _by_number(given)
    data = QueryDict(mutable=True)
    for name in ROWS:
        _put_rows(data, name, typed.pop(name))
    for name, value in typed.items():
        _put(data, name, value)
    for name, value in desk.items():
        # What the form carries in hidden fields is text in any case.
        _put(data, f"initial-{name}", str(value) if isinstance(value, bool) else value)
    if stored is not None and opened != stored.revision:
        # Others have saved since this program read the story: both notes are kept, as at the desk.
        _put(data, "initial-desk_note", "")
    _put(data, "base", opened.number if opened else None)
    return form_for(user, by_hand=True)(data, instance=instance)


def _as_opened(user: User, instance: Article, opened: Revision | None) -> dict[str, Any]:
    """The fields and rows of the story as the form is shown, by the names of the form."""
    before = content.of_revision(opened) if opened else _begun(user, instance)
    fields = {name.removesuffix("_id"): value for name, value in before.fields.items()}
    bylines = [{**row, "name_as_published": row["name"]} for row in before.bylines]
    return fields | {"topics": list(before.topics), "bylines": bylines, "sources": list(before.sources)}


def _begun(user: User, instance: Article) -> Content:
    """What stands in the form of a story without a revision: for a new one, the name of whoever begins it."""
    own = own_name(user) if instance.pk is None else None
    rows: list[dict[str, Any]] = (
        [{"role": "reported", "reporter": own.pk, "organisation": "", "name": ""}] if own else []
    )
    if instance.pk is None:
        instance.from_wire = policy.person(user).roles == {Role.WIRE_DESK}
    return Content({name: getattr(instance, name) for name in content.EMPTY.fields}, tuple(rows))


def _by_number(given: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent, with numbers instead of short names. Raises NotDone."""
    wrong: dict[str, str] = {}
    found = dict(given)
    if found.get("section"):
        found["section"] = _number(Section, found["section"], "section", wrong)
    if "topics" in found:
        found["topics"] = [
            _number(Topic, slug, f"topics.{place}", wrong) for place, slug in enumerate(found["topics"])
        ]
    for name, model, of in (("bylines", Reporter, "reporter"), ("sources", Agency, "agency")):
        if name in found:
            found[name] = [dict(row) for row in found[name]]
            for place, row in enumerate(found[name]):
                if row[of]:
                    row[of] = _number(model, row[of], f"{name}.{place}.{of}", wrong)
    for row in found.get("bylines", ()):
        row["name_as_published"] = row.pop("name")
    if wrong:
        raise not_taken(wrong)
    return found


def _number(model: type[Model], slug: str, name: str, wrong: dict[str, str]) -> int | None:
    number: int | None = model._default_manager.filter(slug=slug).values_list("pk", flat=True).first()
    if number is None:
        wrong[name] = UNKNOWN.format(slug[:60])
    return number


def _put(data: QueryDict, name: str, value: Any) -> None:
    """One field as a browser sends it: an unticked box is left out, a moment is a day and a time."""
    if value is False:
        return
    if isinstance(value, datetime):
        day, time = clock.typed(value)
        data[f"{name}_0"], data[f"{name}_1"] = str(day), time
    elif isinstance(value, list):
        data.setlist(name, [str(one) for one in value])
    else:
        data[name] = "on" if value is True else "" if value is None else str(value)


def _put_rows(data: QueryDict, name: str, rows: list[Mapping[str, Any]]) -> None:
    data[f"{name}-TOTAL_FORMS"], data[f"{name}-INITIAL_FORMS"] = str(len(rows)), "0"
    for place, row in enumerate(rows):
        for part in ROWS[name]:
            _put(data, f"{name}-{place}-{part}", row[part])
        data[f"{name}-{place}-ORDER"] = str(place + 1)


def problems_of(form: ArticleForm) -> dict[str, str]:
    """What the form finds wrong, by the names of the fields."""
    found: dict[str, str] = {}
    for rows in form.rows:
        if not rows.is_bound or rows.is_valid():
            continue
        for place, row in enumerate(rows.forms):
            for name, words in row.errors.items():
                part = "" if name == "__all__" else f".{name}"
                found[f"{rows.name}.{place}{part}"] = " ".join(map(str, words))
        if together := rows.non_form_errors():
            found[rows.name] = " ".join(map(str, together))
    # What the form says of itself, where a row is wrong, is only that one has to look there.
    own = {"story" if name == "__all__" else name: words for name, words in form.errors.items()}
    return {
        name: " ".join(map(str, words)) for name, words in own.items() if not (found and name == "story")
    } | found


# As the API tells it


def told(article: Article) -> dict[str, Any]:
    """The working copy, by the names under which it may be sent back."""
    now = content.of_revision(article.revision) if article.revision else content.of_article(article)
    fields = {name.removesuffix("_id"): value for name, value in now.fields.items()}
    section = Section.objects.filter(pk=fields["section"]).first() if fields["section"] else None
    topics = dict(Topic.objects.filter(pk__in=now.topics).values_list("pk", "slug"))
    reporters = {row["reporter"] for row in now.bylines if row["reporter"]}
    reporter_slugs = dict(Reporter.objects.filter(pk__in=reporters).values_list("pk", "slug"))
    agencies = dict(
        Agency.objects.filter(pk__in=[row["agency"] for row in now.sources]).values_list("pk", "slug")
    )
    return (
        fields
        | {
            "section": section.slug if section else None,
            "topics": [topics[pk] for pk in now.topics if pk in topics],
            "bylines": [{**row, "reporter": reporter_slugs.get(row["reporter"])} for row in now.bylines],
            "sources": [
                {**row, "agency": agencies[row["agency"]]} for row in now.sources if row["agency"] in agencies
            ],
        }
        | {name: getattr(article, name) for name in DESK_FIELDS}
    )
