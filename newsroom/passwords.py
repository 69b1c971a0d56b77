"""Forgotten passwords: a link by mail that can be used once, within two hours.

The answer and its time are the same whether there is such an account or not: the page only writes the request down,
and the worker looks for the account.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import PasswordResetForm, SetPasswordForm
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import (
    PasswordChangeView,
    PasswordResetCompleteView,
    PasswordResetConfirmView,
    PasswordResetDoneView,
    PasswordResetView,
)
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles.records import outbox
from articles.site.report import network
from newsroom import log_in
from newsroom.log_in import TooManyAttempts
from newsroom.models import ForgottenPassword

logger = logging.getLogger(__name__)

if TYPE_CHECKING:
    UserSetPasswordForm = SetPasswordForm[User]
else:
    UserSetPasswordForm = SetPasswordForm

WINDOW = timedelta(hours=1)
FOR_AN_EMAIL = 3
FROM_AN_ADDRESS = 10
GOOD_FOR = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


class ForgottenForm(forms.Form):
    email = forms.EmailField(
        label=_lazy("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _lazy("Give the address that your account has.")},
    )


class NewPasswordForm(UserSetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = _("New password")
        self.fields["new_password2"].label = _("New password again")


def ask(email: str, address: str, *, now: datetime) -> None:
    """Write down that somebody forgot a password. Raises TooManyAttempts."""
    email = email.strip().casefold()
    lately = ForgottenPassword.objects.filter(at__gt=now - WINDOW)
    for rows, most in (
        (lately.filter(email=email), FOR_AN_EMAIL),
        (lately.filter(address=address), FROM_AN_ADDRESS),
    ):
        times = list(rows.order_by("-at").values_list("at", flat=True)[:most])
        if len(times) == most:
            raise TooManyAttempts(times[-1] + WINDOW)
    ForgottenPassword.objects.create(email=email, address=address, at=now)
    logger.info("A forgotten password was asked for, from %s.", address)


def unanswered(now: datetime) -> QuerySet[ForgottenPassword]:
    return ForgottenPassword.objects.filter(answered_at=None)


def answer(now: datetime) -> int:
    """A duty: write a letter to each account that has the address. Returns how many were written."""
    written = 0
    for asked in unanswered(now).order_by("at"):
        with transaction.atomic():
            # If two workers try, only one of them changes the row.
            if not ForgottenPassword.objects.filter(pk=asked.pk, answered_at=None).update(answered_at=now):
                continue
            for user in PasswordResetForm().get_users(asked.email):
                if user.is_staff and now < asked.at + GOOD_FOR:
                    _write(user, now)
                    written += 1
    return written


def _write(user: User, now: datetime) -> None:
    number = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    # The newspaper's own address, and not the host of the request: anybody can make that up.
    link = f"{settings.SITE_URL}{reverse('admin:password_reset_confirm', args=[number, token])}"
    outbox.put(
        user.email,
        _("A new password for {newspaper}").format(newspaper=settings.SITE_NAME),
        _(
            "Somebody asked for a new password for {name} at the desk of {newspaper}. Set it "
            "here, within two hours; the link is good once:\n\n"
            "{link}\n\n"
            "If that was not you, do nothing: your password stays as it is."
        ).format(name=user.get_username(), newspaper=settings.SITE_NAME, link=link),
        within=GOOD_FOR,
        now=now,
    )


def forget(now: datetime) -> int:
    return ForgottenPassword.objects.filter(at__lt=now - timedelta(days=1)).delete()[0]


class ChangeOwn(PasswordChangeView):
    form_class = log_in.OwnPasswordForm
    success_url = reverse_lazy("admin:password_change_done")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        if form.refused:
            response.status_code = 429
            response.headers["Retry-After"] = log_in.seconds_until(form.refused.until)
        return response


class Forgotten(PasswordResetView):
    form_class = ForgottenForm  # type: ignore[assignment]  # the view asks no more of it than any form can
    template_name = "registration/forgotten.html"
    success_url = reverse_lazy("admin:password_reset_done")

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            ask(form.cleaned_data["email"], network(self.request), now=timezone.now())
        except TooManyAttempts as refusal:
            form.add_error(None, str(refusal))
            response = self.render_to_response(self.get_context_data(form=form), status=429)
            response.headers["Retry-After"] = log_in.seconds_until(refusal.until)
            return response
        return HttpResponseRedirect(self.get_success_url())


class SetNew(PasswordResetConfirmView):
    form_class = NewPasswordForm
    template_name = "registration/set_new.html"
    success_url = reverse_lazy("admin:password_reset_complete")

    def form_valid(self, form: Any) -> HttpResponse:
        now = timezone.now()
        with transaction.atomic():
            response = super().form_valid(form)
            log_in.let_in_again(form.user, self.request, now=now)
            outbox.put(
                form.user.email,
                _("Your password at {newspaper} was changed").format(newspaper=settings.SITE_NAME),
                _(
                    "The password of {name} at the desk of {newspaper} was changed by the link of a "
                    "letter to this address. If that was not you, tell the people who manage the log-ins at "
                    "once."
                ).format(name=form.user.get_username(), newspaper=settings.SITE_NAME),
                now=now,
            )
        logger.info("A forgotten password was set anew: %s.", form.user.get_username())
        return response


def addresses(context: Any) -> list[URLPattern]:
    """The addresses of these pages. `context` gives the variables that every page of the desk has."""

    def page(view: Any, **options: Any) -> Any:
        def answer(request: HttpRequest, **kwargs: Any) -> Any:
            return view.as_view(extra_context=context(request), **options)(request, **kwargs)

        return answer

    told = {"template_name": "registration/forgotten_told.html"}
    return [
        path("password_reset/", page(Forgotten), name="password_reset"),
        path("password_reset/done/", page(PasswordResetDoneView, **told), name="password_reset_done"),
        path("reset/<uidb64>/<token>/", page(SetNew), name="password_reset_confirm"),
        path(
            "reset/done/",
            page(PasswordResetCompleteView, template_name="registration/set_new_done.html"),
            name="password_reset_complete",
        ),
    ]
