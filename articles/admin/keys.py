"""Keys of programs at the desk: who has one, what for, and making and revoking them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles.admin.acts import user_of
from articles.admin.permissions import AsksThePolicy
from articles.filing import keys
from articles.filing.keys import KeyWish
from articles.models import ApiKey, KeyScope
from articles.models.api_key import OF_THE_DESK
from house import clock, people
from house.doors import By, Row, door

if TYPE_CHECKING:
    PersonField = forms.ModelChoiceField[User]
    KeyModelForm = forms.ModelForm[ApiKey]
else:
    PersonField, KeyModelForm = forms.ModelChoiceField, forms.ModelForm

DAYS = ((30, _lazy("30 days")), (90, _lazy("90 days")), (365, _lazy("A year")))
SCOPES = (
    (KeyScope.READ.value, _lazy("Read what readers have, at a rate of its own")),
    (KeyScope.WRITE.value, _lazy("Begin stories and save them")),
    (KeyScope.ACT.value, _lazy("Move stories: submit, approve, publish and the others")),
)


class Somebody(PersonField):
    def label_from_instance(self, obj: User) -> str:
        return f"{people.name_of(obj)} ({obj.get_username()})"


class KeyForm(KeyModelForm):
    """What a key is to be. Nothing of it changes afterwards."""

    user = Somebody(
        User.objects.none(),
        required=False,
        label=_lazy("Acts as"),
        help_text=_lazy(
            "Whose roles and sections the program has at the desk, best a log-in of its own. Nobody for a key that "
            "only reads. Whoever is chosen gets a letter."
        ),
    )
    scopes = forms.MultipleChoiceField(
        choices=SCOPES, widget=forms.CheckboxSelectMultiple, label=_lazy("May be used to")
    )
    days = forms.TypedChoiceField(choices=DAYS, coerce=int, initial=90, label=_lazy("Good for"))

    # Set on a class that Django makes for one request.
    by: User

    class Meta:
        model = ApiKey
        fields = ["name", "recipient", "scopes", "user", "rate"]
        labels = {
            "name": _lazy("Name"),
            "recipient": _lazy("Who uses it"),
            "rate": _lazy("Requests a minute"),
        }
        help_texts = {
            "name": _lazy("As it stands in the log of stories."),
            "recipient": _lazy("A partner, an agency, a program."),
            "rate": _lazy("Those that come sooner are refused until the minute is over."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        somebody: Any = self.fields["user"]
        somebody.queryset = people_for(self.by)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        at_the_desk = set(cleaned.get("scopes", ())) & OF_THE_DESK
        if at_the_desk and not cleaned.get("user"):
            self.add_error("user", _("Say whom it acts as: the desk does nothing for nobody."))
        if cleaned.get("user") and "scopes" in cleaned and not at_the_desk:
            self.add_error("user", _("A key that only reads acts as nobody."))
        return cleaned

    def wish(self) -> KeyWish:
        given = self.cleaned_data
        return KeyWish(
            name=given["name"],
            recipient=given["recipient"],
            scopes=given["scopes"],
            user=given["user"],
            rate=given["rate"],
            days=given["days"],
        )


def people_for(by: User) -> QuerySet[User]:
    """Those as whom a key may act. Only superusers touch superusers."""
    strongest = Q() if by.is_superuser else Q(is_superuser=False)
    found = User.objects.filter(strongest, is_active=True, is_staff=True)
    return found.order_by("first_name", "last_name", "username")


@admin.register(ApiKey)
class ApiKeyAdmin(AsksThePolicy, admin.ModelAdmin):
    form = KeyForm
    list_display = ["name", "recipient", "acts_as", "may", "standing", "used"]
    list_select_related = ["user"]
    actions = None
    add_fieldsets = [(None, {"fields": ["name", "recipient", "scopes", "user", "rate", "days"]})]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    *("name", "recipient", "begins", "may", "acts_as", "rate"),
                    *("standing", "used", "record"),
                ]
            },
        )
    ]
    readonly_fields = ["begins", "may", "acts_as", "standing", "used", "record"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing of a key changes: it is revoked, and another one made."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiKey]:
        return super().get_queryset(request).select_related("user", "revoked_by")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fieldsets if obj else self.add_fieldsets

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        made: Any = super().get_form(request, obj, change, **kwargs)
        made.by = request.user
        return made

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        made, secret = keys.make(form.wish(), by=user_of(request))
        obj.pk = made.pk
        # The request carries it to the one page that shows it.
        request.secret = secret  # type: ignore[attr-defined]

    def response_add(
        self, request: HttpRequest, obj: ApiKey, post_url_continue: str | None = None
    ) -> TemplateResponse:
        """The key itself, this once: it is kept nowhere, not even in a message for the next page."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("The key “{name}”").format(name=obj.name),
            "key": ApiKey.objects.get(pk=obj.pk),
            "secret": request.secret,  # type: ignore[attr-defined]  # as above
        }
        return TemplateResponse(request, "admin/articles/apikey/made.html", context)

    # The stubs promise a row of Django's own log. Our record is the key's own.
    def log_addition(self, request: HttpRequest, obj: ApiKey, message: Any) -> None:  # type: ignore[override]
        """The moves of the key are the record."""

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        key = kwargs.get("obj")
        context["may_revoke"] = (
            key is not None and key.revoked_at is None and self._ask(request, "change", key)
        )
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [path("<int:pk>/revoke/", view(revoke), name="articles_apikey_revoke")]
        return own + super().get_urls()

    @admin.display(description=_lazy("begins with"))
    def begins(self, key: ApiKey) -> str:
        return f"{key.prefix}…"

    @admin.display(description=_lazy("acts as"))
    def acts_as(self, key: ApiKey) -> str:
        return people.name_of(key.user) if key.user else _("nobody")

    @admin.display(description=_lazy("may be used to"))
    def may(self, key: ApiKey) -> SafeString:
        words = dict(SCOPES)
        return format_html_join("; ", "{}", ((words[scope],) for scope in key.scopes if scope in words))

    @admin.display(description=_lazy("good"))
    def standing(self, key: ApiKey) -> str:
        if key.revoked_at is not None and key.revoked_by is not None:
            return _("Revoked by {who}, {when}").format(
                who=people.name_of(key.revoked_by), when=clock.in_full(key.revoked_at)
            )
        said = _("Until {when}") if key.is_good(timezone.now()) else _("Ended {when}")
        return said.format(when=clock.in_full(key.expires_at))

    @admin.display(description=_lazy("used at the desk"))
    def used(self, key: ApiKey) -> str:
        return clock.in_full(key.used_at) if key.used_at else _("Never")

    @admin.display(description=_lazy("on record"))
    def record(self, key: ApiKey) -> SafeString:
        rows = key.moves.select_related("by")
        said = (
            _("{when}: {did} by {who} ({what})").format(
                when=clock.in_full(row.at),
                did=_(row.get_act_display()),
                who=people.name_of(row.by),
                what=row.note,
            )
            for row in rows
        )
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((line,) for line in said)))


@door("POST", permission="articles.change_apikey")
def revoke(request: HttpRequest, pk: Row, by: By) -> HttpResponse:
    """The next request with this key is refused."""
    key = get_object_or_404(ApiKey, pk=pk)
    if keys.revoke(key, by=by):
        messages.success(request, _("Revoked: “{name}” opens nothing any more.").format(name=key.name))
    else:
        messages.info(request, _("“{name}” was revoked before.").format(name=key.name))
    return HttpResponseRedirect(reverse("admin:articles_apikey_change", args=[pk]))
