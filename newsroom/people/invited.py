"""The pages of invitations: for those who invite, and for whoever follows the link of a letter."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from articles.desk.choices import RolesField
from articles.models import Section
from articles.policy import Role
from house.suggesting import is_number
from newsroom.people import inviting, languages, steps
from newsroom.people.inviting import NotInvited, Welcome
from newsroom.people.shown import asking, page

if TYPE_CHECKING:
    UserSetPasswordForm = SetPasswordForm[User]
else:
    UserSetPasswordForm = SetPasswordForm

# Where the link's end is kept while the page is open, so that it is in no address that anybody reads.
KEPT = "invitation"
LISTED = 100
BOUND = (Role.COPY_EDITOR, Role.SECTION_EDITOR)


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label=_lazy("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    roles = RolesField(
        Group.objects.filter(name__in=list(Role)).order_by("pk"),
        label=_lazy("Roles"),
        error_messages={"required": _lazy("Choose a role: without one, nobody can do anything here.")},
    )
    sections = forms.ModelMultipleChoiceField(
        Section.objects.select_related("parent").order_by("parent__name", "name"),
        label=_lazy("Sections that they answer for"),
        help_text=_lazy("Copy editors and section editors have at least one."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    language = forms.ChoiceField(
        label=_lazy("Language of their desk"),
        choices=languages.choices,
        required=False,
        help_text=languages.HELP,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        names = {group.name for group in cleaned.get("roles", ())}
        lacking = [role for role in BOUND if role in names and not cleaned.get("sections")]
        if lacking:
            raise ValidationError(
                _("{lacking}: choose the sections that this person answers for, at least one.").format(
                    lacking=_(lacking[0])
                )
            )
        return cleaned


class WelcomeForm(UserSetPasswordForm):
    username = User._meta.get_field("username").formfield(
        label=_lazy("Username"), help_text=_lazy("What you type in to log in: letters, digits and @ . + - _")
    )
    first_name = forms.CharField(label=_lazy("First name"), max_length=150)
    last_name = forms.CharField(label=_lazy("Last name"), max_length=150)
    field_order = ["first_name", "last_name", "username", "new_password1", "new_password2"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = _("Password")
        self.fields["new_password2"].label = _("Password again")
        self.fields["username"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none"}
        self.fields["first_name"].widget.attrs["autocomplete"] = "given-name"
        self.fields["last_name"].widget.attrs["autocomplete"] = "family-name"

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exists():
            raise ValidationError(_("Somebody has this username already: choose another."))
        # The password is compared with the names.
        self.user.username = name
        return name

    def clean_first_name(self) -> str:
        self.user.first_name = self.cleaned_data["first_name"]
        return self.user.first_name

    def clean_last_name(self) -> str:
        self.user.last_name = self.cleaned_data["last_name"]
        return self.user.last_name


def _refuse_unless_may(request: HttpRequest) -> User:
    if not asking(request).has_perm(inviting.MAY_INVITE):
        raise PermissionDenied
    return asking(request)


@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: HttpRequest) -> HttpResponse:
    """The form for a new one, and those there are."""
    by, now = _refuse_unless_may(request), timezone.now()
    form = InvitationForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            made = inviting.invite(**form.cleaned_data, by=by, now=now)
        except NotInvited as refused:
            form.add_error("email", str(refused))
        else:
            messages.success(request, _("A letter goes to {email}.").format(email=made.email))
            return HttpResponseRedirect(reverse("admin:invitations"))
    listed = inviting.listed()[:LISTED]
    return page(
        request, "admin/people/invitations.html", title=_("Invitations"), form=form, listed=listed, now=now
    )


@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Sends one again, or revokes it."""
    by, now, number = _refuse_unless_may(request), timezone.now(), request.POST.get("invitation", "")
    if is_number(number) and request.POST.get("act") == "again":
        done = inviting.send_again(int(number), by=by, now=now)
        said = _("Another letter goes out. The link of the letter before works no more.")
    else:
        done = is_number(number) and inviting.revoke(int(number), by=by, now=now)
        said = _("Revoked. The link of the letter works no more.")
    if done:
        messages.success(request, said)
    else:
        messages.warning(request, _("Nothing was done: it was taken or revoked meanwhile."))
    return HttpResponseRedirect(reverse("admin:invitations"))


@never_cache
@require_GET
def follow(request: HttpRequest, secret: str) -> HttpResponse:
    """Programs that look through letters follow links: nothing is used up before a form is sent.

    A link that opens nothing writes nothing: anybody can make one up.
    """
    if inviting.found(secret, now=timezone.now()) is not None:
        request.session[KEPT] = secret
    else:
        request.session.pop(KEPT, None)
    return HttpResponseRedirect(reverse("admin:welcome"))


def welcome(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Whoever is invited says how they are called, and with which password they log in."""
    now, secret = timezone.now(), request.session.get(KEPT, "")
    invitation = inviting.found(secret, now=now)
    invited = User(email=invitation.email if invitation else "")
    form = WelcomeForm(invited, request.POST or None, label_suffix="")
    if invitation is not None and request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        names = {name: given[name] for name in ("username", "first_name", "last_name")}
        try:
            user = inviting.accept(secret, Welcome(**names, password=given["new_password1"]), now=now)
        except NotInvited as refused:
            form.add_error(None, str(refused))
        else:
            steps.enter(request, user, now=now)
            messages.success(
                request, _("Welcome to the desk of {newspaper}.").format(newspaper=settings.SITE_NAME)
            )
            return HttpResponseRedirect(reverse("admin:index"))
    context |= {"title": _("Welcome"), "form": form, "invitation": invitation}
    return TemplateResponse(request, "admin/people/welcome.html", context)


def addresses(
    context: Callable[[HttpRequest], dict[str, Any]], guarded: Callable[..., Any]
) -> list[URLPattern]:
    """The addresses of these pages; those of whoever is invited stand in front of the desk."""

    @sensitive_post_parameters()
    @never_cache
    @csrf_protect
    @require_http_methods(["GET", "HEAD", "POST"])
    def in_front(request: HttpRequest) -> HttpResponse:
        return welcome(request, context(request))

    return [
        path("invited/", in_front, name="welcome"),
        path("invited/<str:secret>/", follow, name="invited"),
        path("people/invitations/", guarded(invitations), name="invitations"),
        path("people/invitations/change/", guarded(change), name="change_invitation"),
    ]
