"""Changes many pictures together: captions one by one, shared fields at once, after showing what will change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, cast

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import gettext_noop, ngettext

from house import clock
from house.arguments import Choice, Numbers, WholeForm
from house.doors import By, door
from house.lines import one_line, storable
from house.moments import MomentField, PlainMomentInput
from media.admin import choosing, collecting
from media.admin.grid import PictureCard, cards, for_cards
from media.library import log, search
from media.models import Collection, Credit, Image, LogEntry
from media.signals import image_changed, images_held
from media.terms.categories import Category
from media.terms.credits import CreditKind

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

MOST = 100
AS_IT_IS = _lazy("As it is")
NOT_YOURS = gettext_noop("Only the picture desk and the person who uploaded a picture may change it.")


class Shared(forms.Form):
    """The fields that all pictures get. An empty field changes nothing."""

    kind = forms.ChoiceField(
        label=_lazy("Credit"), required=False, choices=[("", AS_IT_IS), *CreditKind.choices]
    )
    name = forms.CharField(
        label=_lazy("Credited to"),
        required=False,
        max_length=choosing.LONGEST_NAME,
        help_text=_lazy("In place of the credits they have. A staff picture may do without."),
        widget=forms.TextInput(attrs={"list": "together-names", "autocomplete": "off"}),
    )
    category = forms.ChoiceField(
        label=_lazy("Rights"), required=False, choices=[("", AS_IT_IS), *Category.choices]
    )
    rights_end = MomentField(label=_lazy("Rights end"), required=False, widget=PlainMomentInput(""))
    no_rights_end = forms.BooleanField(label=_lazy("Rights have no end"), required=False)
    people = forms.CharField(
        label=_lazy("People"), required=False, max_length=300, help_text=_lazy("Who is seen in each of them.")
    )
    place = forms.CharField(label=_lazy("Place"), required=False, max_length=200)
    keywords = forms.CharField(
        label=_lazy("Add keywords"),
        required=False,
        max_length=200,
        help_text=_lazy("With commas between them."),
    )
    collection = forms.ModelChoiceField(
        Collection.objects.all(), label=_lazy("Add to collection"), required=False, empty_label=_lazy("None")
    )
    new_collection = forms.CharField(
        label=_lazy("Or to a new one"),
        required=False,
        max_length=collecting.LONGEST,
        help_text=_lazy("Its name."),
    )
    take_out_of = forms.ModelChoiceField(
        Collection.objects.all(), label=_lazy("Take out of"), required=False, empty_label=_lazy("None")
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["rights_end"].widget = PlainMomentInput(_("Rights end"))

    def clean(self) -> dict[str, Any]:
        given = {
            name: one_line(storable(value)) if isinstance(value, str) else value
            for name, value in self.cleaned_data.items()
        }
        if given.get("name") and not given.get("kind"):
            self.add_error("kind", _("Say what kind of credit it is."))
        if given.get("kind") and given["kind"] != CreditKind.STAFF and not given.get("name"):
            self.add_error("name", _("Say who is credited."))
        if given.get("rights_end") and given.get("no_rights_end"):
            self.add_error("no_rights_end", _("Either a day or none."))
        return given


class Words(forms.Form):
    """The fields that each picture has for itself."""

    caption = forms.CharField(
        label=_lazy("Caption"),
        required=False,
        max_length=choosing.LONGEST["caption"],
        widget=forms.Textarea(attrs={"rows": 2}),
        show_hidden_initial=True,
    )
    alt_text = forms.CharField(
        label=_lazy("Alt text"),
        required=False,
        max_length=choosing.LONGEST["alt_text"],
        show_hidden_initial=True,
    )


@dataclass(frozen=True)
class PictureChange:
    """One change of a picture, in words."""

    what: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.what}: {self.after or _('none')}"


@dataclass
class Plan:
    """All changes to one picture."""

    card: PictureCard
    words: Words
    fields: dict[str, Any] = field(default_factory=dict)
    credit: Credit | None = None
    changes: list[PictureChange] = field(default_factory=list)

    @property
    def image(self) -> Image:
        return self.card.image

    def set(self, name: str, what: str, value: Any, in_words: Callable[[Any], str] = str) -> None:
        before = getattr(self.image, name)
        if before != value:
            self.fields[name] = value
            self.changes.append(PictureChange(what, in_words(before), in_words(value)))


@door("GET", "POST", permission="media.view_image")
def together(
    request: HttpRequest,
    desk: AdminSite,
    by: By,
    *,
    picture: Annotated[Sequence[int], Numbers(MOST)] = (),
    act: Annotated[str, Choice(("look", "do", "back"))] = "",
    form: Annotated[QueryDict, WholeForm()],
) -> HttpResponse:
    """GET shows the form. POST shows what will change; POST with `act=do` changes it."""
    images = list(for_cards(Image.objects.filter(pk__in=picture)).newest_first())
    mine = [image for image in images if request.user.has_perm("media.change_image", image)]
    if not mine:
        messages.error(request, _(NOT_YOURS) if images else _("Select pictures first."))
        return redirect("admin:media_image_changelist")
    shared = Shared(request.POST if request.method == "POST" else None)
    plans = [Plan(card, words_of(card.image, request)) for card in cards(mine, timezone.now())]
    is_good = request.method == "POST" and all(
        [shared.is_valid(), *(plan.words.is_valid() for plan in plans)]
    )
    if is_good:
        draw_up(plans, shared)
        if act == "do":
            return done(request, carry_out(plans, shared, by=by))
    context = desk.each_context(request) | {
        "title": _("Change together"),
        "plans": plans,
        "carried": carried(form),
        "left_out": len(images) - len(mine),
        "shared": shared,
        "errors": request.method == "POST" and not is_good,
        "is_seen": is_good and act == "look",
        "changed": sum(bool(plan.changes) for plan in plans),
        "names": choosing.known_names(),
        "moves": moves(shared) if is_good else [],
    }
    return TemplateResponse(request, "admin/media/together.html", context)


def carried(form: QueryDict) -> list[tuple[str, str]]:
    """All that was typed, and the first values of the form, as hidden fields for the page that shows the changes."""
    dropped = {"act", "csrfmiddlewaretoken"}
    return [(name, value) for name, given in form.lists() if name not in dropped for value in given]


def words_of(image: Image, request: HttpRequest) -> Words:
    initial = {"caption": image.caption, "alt_text": image.alt_text}
    return Words(request.POST if request.method == "POST" else None, prefix=str(image.pk), initial=initial)


def draw_up(plans: list[Plan], shared: Shared) -> None:
    """Find what will change in each picture, compared with the picture as it is now."""
    given = shared.cleaned_data
    for plan in plans:
        for name, label in (("caption", _("Caption")), ("alt_text", _("Alt text"))):
            # A field that was not changed in this form stays as it is, even if somebody else changed it meanwhile.
            if name in plan.words.changed_data:
                plan.set(name, label, storable(plan.words.cleaned_data[name]))
        if given["kind"]:
            plan_credit(plan, given["kind"], given["name"])
        if given["category"]:
            plan.set(
                "category",
                _("Rights"),
                given["category"],
                lambda one: str(Category(one).label) if one else "",
            )
        if given["rights_end"] or given["no_rights_end"]:
            plan.set("rights_end", _("Rights end"), given["rights_end"], moment)
        for name, label in (("people", _("People")), ("place", _("Place"))):
            if given[name]:
                plan.set(name, label, given[name])
        if given["keywords"]:
            plan.set("keywords", _("Keywords"), added(plan.image.keywords, given["keywords"]))


def plan_credit(plan: Plan, kind: str, name: str) -> None:
    credit = Credit(image=plan.image, kind=kind, **choosing.party(name))
    line, before = str(credit), plan.image.credit_line
    # Typing a credit that was guessed from the file confirms it.
    if [(row.kind, str(row), row.guessed) for row in plan.image.credits.all()] != [(kind, line, False)]:
        plan.credit = credit
        plan.changes.append(PictureChange(_("Credit"), before, line))


def added(known: str, more: str) -> str:
    """The known keywords followed by the new ones, each once."""
    words = [word.strip() for word in f"{known},{more}".split(",")]
    unlike = {word.casefold(): word for word in reversed(words) if word}
    longest = cast("int", Image._meta.get_field("keywords").max_length)
    joined = ", ".join(reversed(unlike.values()))
    return joined if len(joined) <= longest else known


def moment(at: Any) -> str:
    return clock.said(at) if at else ""


def moves(shared: Shared) -> list[str]:
    """The collections that all pictures go into or leave, in words."""
    given = shared.cleaned_data
    into = [str(one) for one in (given["collection"], given["new_collection"]) if one]
    return [
        *(_("All go into “{name}”.").format(name=name) for name in into),
        *([_("All leave “{given}”.").format(given=given["take_out_of"])] if given["take_out_of"] else []),
    ]


@transaction.atomic
def carry_out(plans: list[Plan], shared: Shared, *, by: AbstractBaseUser) -> list[Plan]:
    """Carry out all plans or none. Returns those that changed a picture."""
    changed = [plan for plan in plans if plan.changes]
    images = Image.objects.filter(pk__in=[plan.image.pk for plan in changed]).lock()
    images_held.send(sender=Image, images=images)
    for plan in changed:
        carry_out_one(plan, by=by)
    given = shared.cleaned_data
    for collection in collections_for(given, by=by):
        collecting.put([plan.image for plan in plans], collection)
    if given["take_out_of"]:
        collecting.take_out([plan.image for plan in plans], given["take_out_of"])
    search.renew(Image.objects.filter(pk__in=images))
    for image in Image.objects.filter(pk__in=images).with_rights():
        image_changed.send(sender=Image, image=image)
    return changed


def carry_out_one(plan: Plan, *, by: AbstractBaseUser) -> None:
    if plan.fields:
        Image.objects.filter(pk=plan.image.pk).update(**plan.fields)
    if plan.credit is not None:
        plan.image.credits.all().delete()
        plan.credit.save(force_insert=True)
    of_rights = {"category", "rights_end"} & plan.fields.keys()
    act = LogEntry.Act.RIGHTS if of_rights else LogEntry.Act.CHANGED
    log.note(plan.image, act, ". ".join(str(change) for change in plan.changes), by=by)


def collections_for(given: dict[str, Any], *, by: AbstractBaseUser) -> Iterator[Collection]:
    if given["collection"]:
        yield given["collection"]
    if given["new_collection"]:
        yield collecting.named(given["new_collection"], by=by)


def done(request: HttpRequest, changed: list[Plan]) -> HttpResponse:
    many = ngettext("Changed %(count)s picture.", "Changed %(count)s pictures.", len(changed))
    messages.success(
        request, many % {"count": len(changed)} if changed else _("Saved; no picture reads differently.")
    )
    return redirect(reverse("admin:media_image_changelist"))
