"""The pages in front of the desk: name and password, then the second factor; or a passkey alone."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from articles.site.report import network
from newsroom import log_in
from newsroom.log_in import LogInForm, TooManyAttempts
from newsroom.people import codes, factors, passkeys, steps

OVER = gettext_noop(
    "The time for your second factor is over, or it was given already. Log in with your password again."
)
WRONG = gettext_noop("This code is wrong, or was used before. An app shows a new one every 30 seconds.")


class LogIn(LoginView):
    """Django's view, which asks those who have a second factor for it before anybody is logged in."""

    authentication_form = LogInForm
    template_name = "admin/login.html"

    def form_valid(self, form: Any) -> HttpResponse:
        user, now = form.get_user(), timezone.now()
        if factors.has_one(user):
            leads_to = self.get_success_url()
            steps.wait_for_second(self.request, user, attempt=form.attempt.pk, leads_to=leads_to, now=now)
            return HttpResponseRedirect(reverse("admin:second_step"))
        log_in.open_for(form.attempt, self.request)
        steps.enter(self.request, user, now=now)
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        return told_to_wait(response, form.refused) if form.refused else response


def log_in_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The log-in page, as Django's admin shows it."""
    context = context | {"app_path": request.get_full_path(), "username": request.user.get_username()}
    if REDIRECT_FIELD_NAME not in request.GET and REDIRECT_FIELD_NAME not in request.POST:
        context[REDIRECT_FIELD_NAME] = reverse("admin:index")
    return cast("HttpResponse", LogIn.as_view(extra_context=context)(request))


def told_to_wait(response: HttpResponse, refusal: TooManyAttempts) -> HttpResponse:
    response.status_code = 429
    response.headers["Retry-After"] = log_in.seconds_until(refusal.until)
    return response


def second_step(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Asks for the second factor of whoever gave the right password."""
    now = timezone.now()
    waiting = steps.waiting(request, now=now)
    if waiting is None:
        messages.warning(request, _(OVER))
        return HttpResponseRedirect(reverse("admin:login"))
    user, said, refusal = waiting.user, "", None
    if request.method == "POST":
        try:
            attempt = log_in.knock(user.get_username(), network(request), now=now)
        except TooManyAttempts as too_many:
            said, refusal = str(too_many), too_many
        else:
            said = _proved(request, user)
            if not said:
                log_in.open_for(attempt, request, password=waiting.attempt)
                steps.enter(request, user, now=now, factor=True)
                return HttpResponseRedirect(waiting.leads_to)
    having = factors.of(user)
    context |= {
        "title": _("Second factor"),
        "having": having,
        "said": said,
        "question": passkeys.begin_asking(user) if having.passkeys else None,
        "username": user.get_username(),
    }
    response = TemplateResponse(request, "admin/log_in/second_step.html", context)
    return told_to_wait(response, refusal) if refusal else response


def _proved(request: HttpRequest, user: User) -> str:
    """What is wrong with the second factor that was sent, in words; nothing if it is right."""
    now = timezone.now()
    if request.POST.get("credential"):
        try:
            passkeys.use(user, request.POST["credential"], request.POST.get("state", ""), now=now)
        except passkeys.NotAccepted as refused:
            return str(refused)
        return ""
    found = codes.check(user, request.POST.get("code", ""), now=now)
    if found is None:
        return _(WRONG)
    if found.type == factors.Kind.RECOVERY_CODES:
        factors.tell_of_used_code(user, now=now)
    return ""


@require_GET
@never_cache
def passkey_question(request: HttpRequest) -> HttpResponse:
    """What the log-in page asks the browser, whoever is in front of it."""
    question = passkeys.begin_asking(None)
    return JsonResponse({"options": question.options, "state": question.state})


def passkey_log_in(request: HttpRequest) -> HttpResponse:
    """Log in with a passkey alone, which its owner has unlocked."""
    now = timezone.now()
    try:
        found = passkeys.use(None, request.POST.get("credential", ""), request.POST.get("state", ""), now=now)
    except passkeys.NotAccepted as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("admin:login"))
    user = User.objects.get(pk=found.user_id)
    log_in.let_in_by_passkey(user, request, now=now)
    steps.enter(request, user, now=now, factor=True)
    wanted = request.POST.get(REDIRECT_FIELD_NAME, "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(wanted if is_ours else resolve_url("admin:index"))


def addresses(context: Any) -> list[URLPattern]:
    """The addresses of these pages. `context` gives the variables that every page of the desk has."""

    @sensitive_post_parameters()
    @never_cache
    @csrf_protect
    @require_http_methods(["GET", "HEAD", "POST"])
    def second(request: HttpRequest) -> HttpResponse:
        return second_step(request, context(request))

    entering = never_cache(csrf_protect(require_POST(passkey_log_in)))
    return [
        path("login/second/", second, name="second_step"),
        path("login/passkey/", entering, name="passkey_log_in"),
        path("login/passkey/question/", passkey_question, name="passkey_question"),
    ]
