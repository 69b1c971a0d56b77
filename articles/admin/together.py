"""One act on the stories that were chosen in the list: what it asks, and then what was done and what was refused."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles import policy
from articles.admin.acts import admin_context
from articles.admin.stories import PARAMETERS
from articles.assigning import whom
from articles.desk.act_forms import PressForm
from articles.listing import together
from articles.listing.together import ActOnMany, Asked, Chosen
from articles.models import Article, ChangeKind, Section
from house import people
from house.arguments import ArgumentKind, Choice, Received, Text
from house.doors import By, door

CHOSEN = re.compile(r"([0-9]{1,18})\.([0-9]{1,9})(?:\.([0-9]{1,18}))?")
KINDS = (
    (ChangeKind.UPDATE, _lazy("An update: readers see “Updated” with the time")),
    (ChangeKind.MINOR, _lazy("A minor change: a spelling, a comma. Readers see no new time")),
)


@dataclass(frozen=True)
class ChosenStories(ArgumentKind):
    """Stories as the list showed them: each with the number of its revision, and of its assignment if it has one."""

    def read(self, sent: Received, name: str) -> list[Chosen]:
        given = list(dict.fromkeys(sent.form.getlist(name)))
        if len(given) > together.MOST:
            raise ValueError(_("At most {count} stories at a time.").format(count=together.MOST))
        found = []
        for one in given:
            if (match := CHOSEN.fullmatch(one)) is None:
                raise ValueError(_("A story is chosen by its number and that of its revision, such as 12.3."))
            found.append(Chosen(int(match[1]), int(match[2]), int(match[3] or 0)))
        return found


class TogetherForm(PressForm):
    """What an act on many stories asks."""

    kind = forms.ChoiceField(
        choices=KINDS, widget=forms.RadioSelect, label=_lazy("For those that readers have had before")
    )
    to = forms.ChoiceField(required=False, label=_lazy("Person"))
    desk = forms.ChoiceField(
        required=False,
        label=_lazy("Desk"),
        help_text=_lazy("Without a person, somebody of this desk takes it."),
    )
    section = forms.ChoiceField(label=_lazy("Section"))
    note = forms.CharField(required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, act: ActOnMany, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows: dict[str, dict[str, Any]] = {}
        if act.asks_whom:
            self._offer("to", whom.people(by, Article()), people.name_of, _("Nobody"))
            self._offer("desk", whom.desks(by).select_related("parent").in_order(), str, _("No desk"))
        if act.asks_section:
            self._offer(
                "section", policy.sections_for(by).select_related("parent").in_order(), str, _("Choose one")
            )
        asked = {
            "kind": act.asks_kind,
            "to": act.asks_whom,
            "desk": act.asks_whom,
            "section": act.asks_section,
            "note": not act.asks_section,
        }
        for name, is_asked in asked.items():
            if not is_asked:
                del self.fields[name]
        if "note" in self.fields:
            self.fields["note"].label = act.asks or _("Anything to note in the log of each?")
            self.fields["note"].required = act.needs_note

    def _offer(self, name: str, rows: Iterable[Any], said: Any, nothing: str) -> None:
        found = self.rows[name] = {str(row.pk): row for row in rows}
        # The stubs know a form's fields only as fields, and this one has choices.
        self.fields[name].choices = [("", nothing), *((pk, said(row)) for pk, row in found.items())]  # type: ignore[attr-defined]

    def decided(self, by: User) -> Asked:
        given = self.cleaned_data
        section: Section | None = self._row("section")
        return Asked(
            by,
            given["key"],
            note=given.get("note", ""),
            kind=given.get("kind") or ChangeKind.UPDATE,
            to=self._row("to"),
            desk=self._row("desk"),
            section=section,
        )

    def _row(self, name: str) -> Any:
        return self.rows.get(name, {}).get(self.cleaned_data.get(name, ""))


@door("GET", "POST", permission="articles.view_article")
def act_on_many(
    request: HttpRequest,
    by: By,
    *,
    do: Annotated[str, Choice(tuple(together.BY_NAME))],
    story: Annotated[list[Chosen], ChosenStories()],
    asked: Annotated[str, Text(1000)] = "",
) -> HttpResponse:
    """GET asks what the act asks, once for all of the stories; POST does it to each, and reports."""
    act = together.BY_NAME[do]
    if not act.is_for(by):
        raise PermissionDenied(_("Your role does not do this to stories."))
    form = TogetherForm(
        act, by, request.POST or None, initial={"key": uuid.uuid4(), "kind": ChangeKind.UPDATE}
    )
    context = admin_context(request) | {"act": act, "asked": _list_as_asked(asked), "title": act.label}
    if request.method == "POST" and form.is_valid():
        outcomes = together.carry_out(act, story, form.decided(by))
        done = [one for one in outcomes if one.is_done]
        report = {"done": done, "refused": [one for one in outcomes if not one.is_done]}
        return TemplateResponse(request, "admin/articles/article/together_done.html", context | report)
    known = together.stories(by, story)
    rows = [(one, known[one.number]) for one in story if one.number in known]
    context |= {"form": form, "rows": rows, "gone": len(story) - len(rows)}
    status = 409 if form.is_bound else 200
    return TemplateResponse(request, "admin/articles/article/together.html", context, status=status)


def _list_as_asked(asked: str) -> str:
    """The query of the list that the stories were chosen in, of what that list knows."""
    return urlencode([(name, value) for name, value in parse_qsl(asked) if name in PARAMETERS])


def addresses(view: Any) -> list[URLPattern]:
    return [path("together/", view(act_on_many), name="articles_article_together")]
