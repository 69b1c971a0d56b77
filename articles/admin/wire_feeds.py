"""Feeds of agencies at the desk: how each arrives, whether it does, and what of it could not be taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from articles.admin.ledger import ReadOnly
from articles.admin.permissions import AsksThePolicy
from articles.incoming import pushing, recording, refusals, secrets, telling, trying
from articles.incoming.trouble import Trouble
from articles.models import WireFeed, WireRefusal
from house.doors import By, door
from house.outside.addresses import is_named, place_in
from house.plainly import SaysPlainly
from house.web import absolute

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    FeedModelForm = forms.ModelForm[WireFeed]
else:
    FeedModelForm = forms.ModelForm

MAY = "articles.change_wirefeed"
MAY_CLOSE = "articles.change_wirerefusal"
SHOWN = 50
SHORTEST, LONGEST = 10, 24 * 60 * 60
LONGEST_SILENCE = 14 * 24 * 60
# Only one of them belongs to a feed.
OF_WAYS = {"folder": WireFeed.Way.FOLDER, "address": WireFeed.Way.WEB}
FETCHED = {"address", "log_in", "user_name", "secret", "every"}


def address(pk: int) -> str:
    return reverse("admin:articles_wirefeed_change", args=[pk])


@door("POST", permission=MAY)
def new_secret(request: HttpRequest, by: By, pk: int) -> HttpResponse:
    """The old one holds no longer from this moment."""
    feed = get_object_or_404(WireFeed, pk=pk, way=WireFeed.Way.PUSH)
    messages.success(request, give_secret(feed))
    recording.changed(feed, "It has a new secret.", by=by, now=timezone.now())
    return HttpResponseRedirect(address(pk))


@door("POST", permission=MAY)
def try_now(request: HttpRequest, by: By, pk: int) -> HttpResponse:
    """Say what could be had now, and let the worker look at once."""
    feed = get_object_or_404(WireFeed, pk=pk)
    try:
        messages.success(request, trying.try_out(feed, timezone.now()))
    except Trouble as trouble:
        messages.warning(request, trouble.words)
    WireFeed.objects.filter(pk=pk).update(due=None)
    return HttpResponseRedirect(address(pk))


@door("POST", permission=MAY_CLOSE)
def seen(request: HttpRequest, by: By, pk: int) -> HttpResponse:
    refusal = get_object_or_404(WireRefusal.objects.defer("data"), pk=pk)
    refusals.close(refusal, by=by, now=timezone.now())
    return HttpResponseRedirect(address(refusal.feed_id))


@door("POST", permission=MAY_CLOSE)
def all_seen(request: HttpRequest, by: By, pk: int) -> HttpResponse:
    feed = get_object_or_404(WireFeed, pk=pk)
    count = refusals.close_all(feed, by=by, now=timezone.now())
    said = ngettext("{count} refusal is off the list.", "{count} refusals are off the list.", count)
    messages.success(request, said.format(count=count))
    return HttpResponseRedirect(address(pk))


@door("GET", permission="articles.view_wirerefusal")
def as_it_came(request: HttpRequest, by: By, pk: int) -> HttpResponse:
    """The bytes, to be saved and never to be shown: whatever they are, no browser runs them."""
    refusal = get_object_or_404(WireRefusal.objects.select_related("file"), pk=pk)
    data = refusal.file.data if refusal.file else refusal.data
    headers = {
        "Content-Disposition": f'attachment; filename="refused-{refusal.pk}.bin"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return HttpResponse(bytes(data), content_type="application/octet-stream", headers=headers)


def give_secret(feed: WireFeed) -> SafeString:
    """A new secret, and the sentence that shows it this once."""
    secret = recording.new_secret(feed)
    words = _("They send to {address} with this secret. Give it to them now: it is not shown again. {secret}")
    there = format_html("<code>{}</code>", absolute(pushing.address_of(feed)))
    return format_html(words, address=there, secret=format_html("<code>{}</code>", secret))


def _said(name: str, value: Any) -> str:
    """What a field is now, for the record. Records stay, and the rest of an address may hold a key."""
    if name == "secret":
        return "New password or token at their address."
    return f"{name}: {place_in(value) if name == 'address' and value else value}."


def others_of(feed: WireFeed | None) -> set[str]:
    """The fields that say nothing of this feed, once it is there."""
    if feed is None or feed.pk is None:
        return set()
    own = {WireFeed.Way.FOLDER: {"folder"}, WireFeed.Way.WEB: FETCHED}.get(WireFeed.Way(feed.way), set())
    return {"folder", *FETCHED} - own


class FeedForm(FeedModelForm):
    every = forms.IntegerField(
        label=WireFeed._meta.get_field("every").verbose_name,
        help_text=WireFeed._meta.get_field("every").help_text,
        initial=60,
        validators=[MinValueValidator(SHORTEST), MaxValueValidator(LONGEST)],
    )
    address = forms.URLField(
        label=WireFeed._meta.get_field("address").verbose_name,
        help_text=WireFeed._meta.get_field("address").help_text,
        required=False,
        max_length=1000,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
    )
    silence = forms.IntegerField(
        label=WireFeed._meta.get_field("silence").verbose_name,
        help_text=WireFeed._meta.get_field("silence").help_text,
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_SILENCE)],
    )

    secret = forms.CharField(
        label=_lazy("password or token there"),
        help_text=_lazy("It is never shown again. Leave it empty to keep the one that is there."),
        required=False,
        strip=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    class Meta:
        model = WireFeed
        fields = [
            *("name", "agency", "is_active", "way", "folder", "address"),
            *("log_in", "user_name", "every", "silence"),
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The page of a feed has nothing of other ways than its own, which it keeps for ever."""
        super().__init__(*args, **kwargs)
        # As it was before what is typed here changes the row.
        self.instance_address = self.instance.address
        for name in others_of(self.instance) & set(self.fields):
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """What does not belong to its way is left empty."""
        cleaned = super().clean() or self.cleaned_data
        way = cleaned.get("way") or self.instance.way
        for name, of in OF_WAYS.items():
            if name in cleaned and way != of:
                cleaned[name] = ""
        if way != WireFeed.Way.WEB or not cleaned.get("log_in"):
            cleaned |= {"log_in": "", "user_name": "", "secret": ""}
        elif cleaned.get("address"):
            self._check_log_in(cleaned)
        return cleaned

    def _check_log_in(self, cleaned: dict[str, Any]) -> None:
        address, secret = cleaned["address"], cleaned.get("secret", "")
        if cleaned["log_in"] == WireFeed.LogIn.BASIC and not cleaned.get("user_name"):
            self.add_error("user_name", _("Type the user name there."))
        if not secret.isprintable() or (cleaned["log_in"] == WireFeed.LogIn.BEARER and not secret.isascii()):
            self.add_error("secret", _("It has signs that no password or token has."))
        # A secret goes to nobody but those whom it was typed for.
        has_one = self.instance.locked_secret and secrets.is_same_host(self.instance_address, address)
        if not secret and not has_one:
            self.add_error("secret", _("Type the password or token for this address."))
        if address.startswith("http://") and not is_named(address):
            self.add_error("address", _("A log-in is sent by https only."))


@admin.register(WireFeed)
class WireFeedAdmin(AsksThePolicy, SaysPlainly, admin.ModelAdmin):
    form = FeedForm
    list_display = ["name", "agency", "how", "standing"]
    list_select_related = ["agency"]
    search_fields = ["name"]
    ordering = ["name"]
    actions = None
    autocomplete_fields = ["agency"]
    change_form_template = "admin/articles/wirefeed/change_form.html"
    fieldsets = [
        (None, {"fields": ["name", "agency", "is_active", "way", "folder", "address"]}),
        (_lazy("Log-in at their address"), {"fields": ["log_in", "user_name", "secret"]}),
        (_lazy("How often, and when to worry"), {"fields": ["every", "silence"]}),
    ]

    def get_fieldsets(self, request: HttpRequest, obj: WireFeed | None = None) -> Any:
        left = others_of(obj)
        parts = [
            (name, [field for field in options["fields"] if field not in left])
            for name, options in self.fieldsets or []
        ]
        return [(name, {"fields": fields}) for name, fields in parts if fields]

    def get_readonly_fields(self, request: HttpRequest, obj: WireFeed | None = None) -> list[str]:
        """What was kept is kept under its agency: another agency or way is another feed."""
        return ["agency", "way"] if obj else []

    @admin.display(description=_lazy("how"))
    def how(self, feed: WireFeed) -> str:
        place = feed.folder or feed.address
        return f"{feed.get_way_display()}: {place}" if place else feed.get_way_display()

    @admin.display(description=_lazy("how it stands"))
    def standing(self, feed: WireFeed) -> str:
        return telling.standing(feed)

    def save_model(self, request: HttpRequest, obj: WireFeed, form: Any, change: bool) -> None:
        """Only what was typed: the worker writes the rest of the row meanwhile."""
        if form.cleaned_data.get("secret"):
            obj.locked_secret = secrets.locked(form.cleaned_data["secret"])
        elif not obj.log_in:
            obj.locked_secret = ""
        if not change:
            obj.listening_since = timezone.now()
            super().save_model(request, obj, form, change)
            if obj.way == WireFeed.Way.PUSH:
                messages.success(request, give_secret(obj))
            return
        fields = [name for name in form.changed_data if name != "secret"] + ["locked_secret"]
        fields += [name for name in ("log_in", "user_name") if name not in fields]
        if set(fields) & {"is_active", "silence"}:
            obj.listening_since, obj.silent_since = timezone.now(), None
            fields += ["listening_since", "silent_since"]
        if set(fields) & {"address", "folder"}:
            obj.etag = obj.last_modified = ""
            fields += ["etag", "last_modified"]
        obj.due, obj.held_until = None, None
        obj.save(update_fields=[*fields, "due", "held_until"])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        feed, by = form.instance, cast("User", request.user)
        if not change:
            recording.changed(feed, "Added.", by=by, now=timezone.now())
        elif form.changed_data:
            words = " ".join(_said(name, form.cleaned_data[name]) for name in form.changed_data)
            recording.changed(feed, words, by=by, now=timezone.now())

    def render_change_form(
        self,
        request: HttpRequest,
        context: Any,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: WireFeed | None = None,
    ) -> Any:
        if obj is not None:
            context |= {
                "standing": telling.standing(obj),
                "push_address": absolute(pushing.address_of(obj)) if obj.way == WireFeed.Way.PUSH else "",
                "refused": telling.refused().filter(feed=obj).defer("data")[:SHOWN],
                "may_close": request.user.has_perm(MAY_CLOSE),
                "changes": obj.changes.select_related("by")[:SHOWN],
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/secret/", view(new_secret), name="articles_wirefeed_secret"),
            path("<int:pk>/try/", view(try_now), name="articles_wirefeed_try"),
            path("<int:pk>/seen/", view(all_seen), name="articles_wirefeed_seen"),
            path("refused/<int:pk>/seen/", view(seen), name="articles_wirerefusal_seen"),
            path("refused/<int:pk>/bytes/", view(as_it_came), name="articles_wirerefusal_bytes"),
            *super().get_urls(),
        ]


@admin.register(WireRefusal)
class WireRefusalAdmin(ReadOnly):
    list_display = ["at", "feed", "name", "line", "why", "times", "closed_at"]
    list_filter = ["feed"]
    list_select_related = ["feed"]
    ordering = ["-pk"]
    actions = None
    fields = ["feed", "name", "line", "reason", "at", "last_at", "times", "size", "closed_at", "closed_by"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[WireRefusal]:
        return super().get_queryset(request).defer("data")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """On the page of its feed somebody says that they have seen it. Nothing else of it changes."""
        return False

    @admin.display(description=_lazy("why"))
    def why(self, refusal: WireRefusal) -> str:
        return refusal.reason[:200]
