"""The filters of the library, and what each means for the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import CharField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat, NullIf, Trim
from django.forms import DateInput
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from house import clock
from media.clearance import conditions as clearance
from media.models import Collection, Credit, Image, Use
from media.signals import asked_sections
from media.terms import source_types
from media.terms.credits import CreditKind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Chosen = Callable[[Any, str, Any], Any]
DAY = timedelta(days=1)
AI = [*source_types.MADE_BY_AI, *(f"{source_types.SCHEME}{made}" for made in source_types.MADE_BY_AI)]
STANDING = {
    "yes": _lazy("May be shown"),
    "soon": _lazy("Ends within a week"),
    "no": _lazy("May not be shown"),
}
STANDS = {"yes": clearance.may_be_shown, "soon": clearance.ends_soon, "no": clearance.may_not_be_shown}
FORMS = {"wide": _lazy("Landscape"), "high": _lazy("Portrait"), "square": _lazy("Square")}
FORMED = {"wide": Q(width__gt=F("height")), "high": Q(width__lt=F("height")), "square": Q(width=F("height"))}
USED = {"live": capfirst(_lazy("live")), "yes": _lazy("In a story"), "no": _lazy("Never used")}
MADE = {"ai": _lazy("By AI, or with it"), "hand": _lazy("Without AI")}


def listed(
    label: StrOrPromise, method: Chosen, choices: Mapping[str, StrOrPromise] | None = None
) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(
        label=label, method=method, choices=list((choices or {}).items()), empty_label=_lazy("Any")
    )


def by_credit(images: Any, name: str, value: str) -> Any:
    credits = Credit._base_manager.filter(image=OuterRef("pk"), **{name: value})
    return images.filter(Exists(credits))


def by_standing(images: Any, name: str, value: str) -> Any:
    return images.filter(STANDS[value](timezone.now()))


def by_form(images: Any, name: str, value: str) -> Any:
    return images.filter(FORMED[value])


def by_use(images: Any, name: str, value: str) -> Any:
    uses = Use.objects.filter(image=OuterRef("pk"))
    if value == "no":
        return images.filter(~Exists(uses))
    return images.filter(Exists(uses.filter(is_live=True) if value == "live" else uses))


def by_section(images: Any, name: str, value: str) -> Any:
    return images.filter(Exists(Use.objects.filter(image=OuterRef("pk"), section=value)))


def by_collection(images: Any, name: str, value: str) -> Any:
    kept = Collection.images.through.objects.filter(image=OuterRef("pk"), collection_id=int(value))
    return images.filter(Exists(kept))


def by_uploader(images: Any, name: str, value: str) -> Any:
    return images.filter(uploaded_by=value)


def by_making(images: Any, name: str, value: str) -> Any:
    made = Q(digital_source__in=AI)
    return images.filter(made if value == "ai" else ~made)


def day(label: StrOrPromise, field: str, *, last: bool = False) -> django_filters.DateFilter:
    """A filter by a day in the newsroom's zone. It compares with moments, so that the database can use its index."""

    def by_day(images: Any, name: str, value: date) -> Any:
        if not 1800 < value.year < 9000:  # there are no pictures outside, and Python has no dates after 9999
            return images
        begins = timezone.make_aware(datetime.combine(value, time.min))
        return images.filter(**({f"{field}__lt": begins + DAY} if last else {f"{field}__gte": begins}))

    # A browser's date input would show the day in the browser's language; at the desk days have one form.
    widget = DateInput(attrs={"placeholder": "2026-11-23", "size": 10}, format="%Y-%m-%d")
    wrong = {"invalid": _lazy("Write the day as year-month-day, such as 2026-11-23.")}
    return django_filters.DateFilter(
        label=label, method=by_day, widget=widget, error_messages=wrong, input_formats=["%Y-%m-%d"]
    )


# django-filter has no types.
class Filters(django_filters.FilterSet):  # type: ignore[misc]
    rights = listed(_lazy("Rights"), by_standing, STANDING)
    use = listed(_lazy("Use"), by_use, USED)
    section = listed(_lazy("Used in"), by_section)
    kind = listed(_lazy("Credit"), by_credit, dict(CreditKind.choices))
    agency = listed(_lazy("Agency"), by_credit)
    collection = listed(_lazy("Collection"), by_collection)
    uploader = listed(_lazy("Uploaded by"), by_uploader)
    form = listed(_lazy("Shape"), by_form, FORMS)
    made = listed(_lazy("Made"), by_making, MADE)
    uploaded_from = day(_lazy("Uploaded from"), "uploaded_at")
    uploaded_to = day(_lazy("Uploaded to"), "uploaded_at", last=True)
    taken_from = day(_lazy("Taken from"), "taken_at")
    taken_to = day(_lazy("Taken to"), "taken_at", last=True)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name, choices in lists().items():
            self.filters[name].extra["choices"] = choices
        self.form.use_required_attribute = False

    @property
    def in_words(self) -> list[dict[str, str]]:
        """The active filters: name and value as in the address, and label and value in words."""
        found = []
        for name, value in self.form.cleaned_data.items():
            if value not in {None, ""}:
                choices = dict(self.filters[name].extra.get("choices", ()))
                said = choices.get(value) or clock.day(value)
                one = {
                    "name": name,
                    "given": str(value),
                    "label": str(self.filters[name].label),
                    "value": said,
                }
                found.append(one)
        return found


def lists() -> dict[str, list[tuple[str, str]]]:
    """The choices that are rows, fetched by one query: agencies, sections, collections, and people who uploaded."""
    agencies = Credit._meta.get_field("agency").related_model._base_manager.all()
    sections: list[Any] = [answer for _receiver, answer in asked_sections.send(sender=Image)]
    uploaders = get_user_model()._base_manager.filter(
        Exists(Image.objects.filter(uploaded_by=OuterRef("pk")))
    )
    full_name = NullIf(Trim(Concat("first_name", Value(" "), "last_name")), Value(""))
    queries = [
        _rows("agency", agencies),
        _rows("collection", Collection.objects.all()),
        *(_rows("section", rows) for rows in sections),
        _rows("uploader", uploaders, full_name),
    ]
    found: dict[str, list[tuple[str, str]]] = {"agency": [], "collection": [], "section": [], "uploader": []}
    for which, number, name in queries[0].union(*queries[1:], all=True):
        found[which].append((str(number), name or _("No. {number}").format(number=number)))
    return {which: sorted(rows, key=lambda row: row[1].casefold()) for which, rows in found.items()}


def _rows(which: str, rows: Any, name: Any = None) -> Any:
    said = {"which": Value(which, CharField()), "said": F("name") if name is None else name}
    return rows.order_by().annotate(**said).values_list("which", "pk", "said")
