"""Partners at the desk: what is agreed with each, their secret, and what became of each delivery."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelectMultiple, RelatedFieldWidgetWrapper
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles.admin.ledger import ReadOnly
from articles.admin.permissions import AsksThePolicy
from articles.desk.choices import ManyChoiceField
from articles.models import Delivery, Partner, PartnerItem
from articles.partners import again, recording, secrets, telling
from house.doors import By, door
from house.plainly import SaysPlainly
from house.suggesting import OnlyNumbers
from house.web import absolute

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MAY = "articles.change_partner"
SHOWN = 50
TERMS = frozenset({"text_agencies", "own_pictures", "picture_agencies", "other_pictures"})


class SuggestedMany(OnlyNumbers, AutocompleteSelectMultiple):
    pass


def address(pk: int) -> str:
    return reverse("admin:articles_partner_change", args=[pk])


@door("POST", permission=MAY)
def new_secret(request: HttpRequest, by: By, pk: int) -> HttpResponse:
    """The old one holds no longer from this moment."""
    with transaction.atomic():
        partner = get_object_or_404(Partner.objects.select_for_update(no_key=True), pk=pk)
        secret = give_secret(partner)
        recording.changed(partner, "It has a new secret.", by=by, now=timezone.now())
    return shown_once(request, partner, secret)


def shown_once(request: HttpRequest, partner: Partner, secret: str) -> TemplateResponse:
    """The secret itself, this once: it is not shown again, and travels in no cookie to another page."""
    fetches = partner.way == Partner.Way.PULL
    context = {
        **admin.site.each_context(request),
        "opts": Partner._meta,
        "title": _("The secret of {name}").format(name=partner.name),
        "partner": partner,
        "fetches": fetches,
        "secret": absolute(f"/partners/{secret}/") if fetches else secret,
    }
    return TemplateResponse(request, "admin/articles/partner/secret.html", context)


@door("POST", permission=MAY)
def send_again(request: HttpRequest, by: By, pk: int) -> HttpResponse:
    delivery = get_object_or_404(Delivery, pk=pk)
    if again.send_again(delivery, by=by, now=timezone.now()):
        messages.success(request, _("It goes out once more in a moment."))
    else:
        messages.warning(
            request, _("It was not sent: a newer version of the story goes to them, or went already.")
        )
    return HttpResponseRedirect(address(delivery.partner_id))


def give_secret(partner: Partner) -> str:
    secret = secrets.new()
    if partner.way == Partner.Way.PUSH:
        partner.locked_secret = secrets.locked(secret)
        partner.save(update_fields=["locked_secret"])
        return secret
    before, partner.digest = partner.digest, secrets.digest_of(secret)
    partner.save(update_fields=["digest"])
    if before:
        PartnerItem.objects.filter(digest=before).update(digest=partner.digest)
    else:
        PartnerItem.objects.create(
            digest=partner.digest,
            story_id=0,
            number=0,
            format=partner.format,
            is_usable=False,
            at=timezone.now(),
            document="",
        )
    return secret


@admin.register(Partner)
class PartnerAdmin(AsksThePolicy, SaysPlainly, admin.ModelAdmin):
    list_display = ["name", "format", "how", "standing"]
    search_fields = ["name"]
    ordering = ["name"]
    actions = None
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    autocomplete_fields = ["sections", "topics", "text_agencies", "picture_agencies"]
    change_form_template = "admin/articles/partner/change_form.html"
    fieldsets = [
        (None, {"fields": ["name", "is_active", "format", "way", "address"]}),
        (_lazy("What they want"), {"fields": ["sections", "topics", "languages"]}),
        (
            _lazy("What the terms allow"),
            {"fields": ["text_agencies", "own_pictures", "picture_agencies", "other_pictures"]},
        ),
    ]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget  # sections and the others are kept in lists of their own
        return field

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs |= {"widget": SuggestedMany(db_field, self.admin_site), "form_class": ManyChoiceField}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Partner | None = None) -> list[str]:
        """What was laid out for them stays as it is: another format or way is another partner."""
        return ["format", "way"] if obj else []

    @admin.display(description=_lazy("how"))
    def how(self, partner: Partner) -> str:
        return partner.address or _("They fetch stories at an address of ours")

    @admin.display(description=_lazy("how it stands"))
    def standing(self, partner: Partner) -> str:
        if not partner.is_active:
            return _("Not active")
        return _("They do not answer") if partner.failures else _("Well")

    def save_model(self, request: HttpRequest, obj: Partner, form: Any, change: bool) -> None:
        if change and obj.is_active and "is_active" in form.changed_data:
            again.hold_editions()
        super().save_model(request, obj, form, change)
        if not change:
            # The request carries it to the one page that shows it.
            request.secret = give_secret(obj)  # type: ignore[attr-defined]

    def response_add(
        self, request: HttpRequest, obj: Partner, post_url_continue: str | None = None
    ) -> TemplateResponse:
        return shown_once(request, obj, request.secret)  # type: ignore[attr-defined]  # as above

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        partner, by = form.instance, cast("User", request.user)
        if not change:
            recording.changed(partner, "Added.", by=by, now=timezone.now())
        elif form.changed_data:
            words = " ".join(_said(form, name) for name in form.changed_data)
            recording.changed(partner, words, by=by, now=timezone.now())
            Partner.objects.filter(pk=partner.pk).update(quiet_until=None)
            if "is_active" in form.changed_data and partner.is_active:
                again.catch_up(partner, timezone.now())
            if TERMS & set(form.changed_data):
                again.decide_again(partner, timezone.now())

    def render_change_form(
        self,
        request: HttpRequest,
        context: Any,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Partner | None = None,
    ) -> Any:
        if obj is not None:
            deliveries = obj.deliveries.exclude(state=Delivery.State.UNWANTED)
            rows = deliveries.select_related("partner", "edition", "edition__revision").order_by("-pk")[
                :SHOWN
            ]
            newest = newest_of(obj, [one.article_id for one in rows])
            context |= {
                "deliveries": [
                    (
                        one,
                        telling.in_words(one),
                        one.number == newest[one.article_id] and one.state in again.MAY_GO_AGAIN,
                    )
                    for one in rows
                ],
                "changes": obj.changes.select_related("by")[:SHOWN],
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/secret/", view(new_secret), name="articles_partner_secret"),
            path("deliveries/<int:pk>/again/", view(send_again), name="articles_partner_again"),
            *super().get_urls(),
        ]


def newest_of(partner: Partner, articles: list[int]) -> dict[int, int]:
    """The number of the newest delivery of each story."""
    rows = partner.deliveries.filter(article__in=articles).order_by("number").values_list("article", "number")
    return dict(rows)


def _said(form: Any, name: str) -> str:
    """What a field is now, for the record."""
    value = form.cleaned_data[name]
    if isinstance(value, QuerySet):
        value = ", ".join(map(str, value)) or "none"
    return f"{name}: {value}."


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly):
    list_display = ["at", "partner", "headline", "number", "became"]
    list_filter = ["state", "partner"]
    list_select_related = ["partner", "edition", "edition__revision"]
    ordering = ["-pk"]
    actions = None

    @admin.display(description=_lazy("headline"))
    def headline(self, delivery: Delivery) -> str:
        return delivery.edition.revision.headline

    @admin.display(description=_lazy("what became of it"))
    def became(self, delivery: Delivery) -> str:
        return telling.in_words(delivery)
