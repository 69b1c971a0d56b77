"""Bylines and sources as rows of the story form.

They are read as rows of a content and not of the database: every save makes the database rows anew, so a form that
was opened before somebody else's save would lose them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles import policy
from articles.desk.choices import KnownChoiceField, KnownSelect, offer_in_our_language
from articles.models import Agency, Byline, Reporter, StorySource, content
from articles.models.story import CREDIT_LENGTH, NAME_LENGTH
from articles.policy import Role
from articles.writing import lengths

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django_stubs_ext import StrOrPromise


def stored_rows() -> list[Prefetch[Any]]:
    """The rows of a story with the names that they show. Two queries, however many rows there are."""
    return [
        Prefetch("bylines", Byline.objects.select_related("reporter")),
        Prefetch("sources", StorySource.objects.select_related("agency")),
    ]


def own_name(user: User) -> Reporter | None:
    """The reporter that this person is in the paper; None for those who only take in wire copy."""
    who = policy.person(user)
    if who.reporter_id is None or who.roles == {Role.WIRE_DESK}:
        return None
    return Reporter.objects.filter(pk=who.reporter_id, active=True).first()


ROW_LENGTHS = {"organisation": NAME_LENGTH, "name_as_published": NAME_LENGTH, "credit_line": CREDIT_LENGTH}


class StoryRow(forms.ModelForm):
    """Read as a row of a content. The number of the database row is not used: rows are made anew."""

    names: str

    def __init__(self, *args: Any, known: Iterable[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("KnownChoiceField", self.fields[self.names]).knows(known)
        lengths.take_all(self.fields, ROW_LENGTHS)

    def _post_clean(self) -> None:
        """Skip the model's own checks: no row of the model is made here, and each check would cost queries."""


class BylineRow(StoryRow):
    names = "reporter"
    reporter = KnownChoiceField(
        Reporter.objects.all(),
        required=False,
        label=_lazy("Reporter"),
        widget=KnownSelect(Byline._meta.get_field("reporter"), admin.site),
    )

    class Meta:
        model = Byline
        fields = ["role", "reporter", "organisation", "name_as_published"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_in_our_language(self.fields["role"])

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if not self.errors and bool(given["reporter"]) == bool(given["organisation"]):
            raise ValidationError(_("Give a reporter or an organisation: one of the two, not both."))
        return given

    def as_row(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "role": given["role"],
            "reporter": given["reporter"].pk if given["reporter"] else None,
            "organisation": given["organisation"],
            "name": given["name_as_published"],
        }


class SourceRow(StoryRow):
    names = "agency"
    agency = KnownChoiceField(
        Agency.objects.all(),
        label=_lazy("Agency"),
        widget=KnownSelect(StorySource._meta.get_field("agency"), admin.site),
    )

    class Meta:
        model = StorySource
        fields = ["agency", "use", "credit_line"]

    def as_row(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"agency": given["agency"].pk, "use": given["use"], "credit_line": given["credit_line"]}


class RowSet(forms.BaseFormSet):
    """Bylines or sources, in order. If two rows say the same, the second is refused."""

    name: str
    label: StrOrPromise
    another: StrOrPromise
    """The words of the button that adds a row."""
    same: tuple[str, ...]
    opened = False

    def clean(self) -> None:
        seen = set()
        for row in self.rows():
            key = tuple(row[part] for part in self.same)
            if key in seen:
                raise ValidationError(_("The same name is there twice in the same role: remove one."))
            seen.add(key)

    def rows(self) -> tuple[dict[str, Any], ...]:
        removed = self.deleted_forms
        filled = [
            form for form in self.forms if form.has_changed() and form.is_valid() and form not in removed
        ]
        return tuple(form.as_row() for form in sorted(filled, key=self._place))

    def _place(self, form: Any) -> tuple[bool, int]:
        """Rows without a position come last, in the order in which they were added."""
        given = form.cleaned_data.get("ORDER")
        return given is None, given or 0

    @property
    def for_inlines(self) -> str:
        """The options for Django's script that adds and removes rows."""
        options = {"prefix": self.prefix, "addText": str(self.another), "deleteText": _("Remove")}
        return json.dumps({"name": f"#{self.prefix}", "options": options})

    def blank_row(self) -> str:
        """The row that Django's script copies for a new one. It is always the same, so it is rendered once."""
        return _blank_row(type(self), self.prefix, get_language())

    def in_words(self) -> list[str]:
        """The stored rows in words, for those who may only read them."""
        return [content.in_words(self.name, row) for row in self.initial or []]


class BylineRows(RowSet):
    name, label, another = "bylines", _lazy("Bylines"), _lazy("Add another byline")
    same = ("role", "reporter", "organisation")
    opened = True


class SourceRows(RowSet):
    name, label, another = "sources", _lazy("Sources"), _lazy("Add another source")
    same = ("agency", "use")


# However many rows a request claims to send, no more than this are made.
MOST = 50


def rows_of(row: type[StoryRow], rows: type[RowSet]) -> Any:
    return forms.formset_factory(
        row, formset=rows, extra=0, can_delete=True, can_order=True, max_num=MOST, absolute_max=2 * MOST
    )


@cache
def _blank_row(kind: type[RowSet], prefix: str, _language: str | None) -> str:
    rows = kind(prefix=prefix)
    context = {"rows": rows, "row": rows.empty_form, "empty": True}
    return render_to_string("admin/articles/article/_one_row.html", context)


BylineFormSet = rows_of(BylineRow, BylineRows)
SourceFormSet = rows_of(SourceRow, SourceRows)
