"""Everybody's page about their own log-in: second factor, passkeys, recovery codes, and where they are logged in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from articles.site.report import network
from house.suggesting import is_number
from newsroom import log_in
from newsroom.log_in import TooManyAttempts
from newsroom.people import codes, factors, gate, languages, passkeys, sessions, steps
from newsroom.people.adapter import FactorAdapter, square
from newsroom.people.logging_in import told_to_wait
from newsroom.people.shown import asking, page

View = Callable[[HttpRequest], HttpResponse]
OTHERS_ENDED = gettext_noop("Your other sessions were ended, since they had been opened without it.")


def yours(request: HttpRequest) -> HttpResponse:
    user = asking(request)
    return page(
        request,
        "admin/log_in/yours.html",
        title=_("Your log-in"),
        having=factors.of(user),
        must_now=gate.must_set_one_up(request),
        sessions=sessions.of(user, request.session.session_key),
        languages=languages.choices(),
        language=languages.of(user),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Asks for the password again before anything that opens the log-in is changed: a desk may be left unlocked."""
    user, now, said, refusal = asking(request), timezone.now(), "", None
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, None):
        wanted = reverse("admin:your_log_in")
    if request.method == "POST":
        try:
            attempt = log_in.knock(user.get_username(), network(request), now=now)
        except TooManyAttempts as too_many:
            said, refusal = str(too_many), too_many
        else:
            if user.check_password(request.POST.get("password", "")):
                log_in.open_for(attempt, request)
                steps.proved(request, now=now)
                return HttpResponseRedirect(wanted)
            said = _("This is not your password.")
    response = page(request, "admin/log_in/confirm.html", title=_("Is it you?"), said=said, next=wanted)
    return told_to_wait(response, refusal) if refusal else response


def freshly(view: View) -> View:
    """Only for somebody who has proved lately who they are, and in a session that no factor was kept from."""

    def answer(request: HttpRequest) -> HttpResponse:
        if factors.has_one(asking(request)) and not steps.is_marked(request):
            # Opened by the password alone, before there was a second factor: it may not change that.
            logout(request)
            return HttpResponseRedirect(reverse("admin:login"))
        if not steps.is_fresh(request, now=timezone.now()):
            back = request.get_full_path() if request.method == "GET" else reverse("admin:your_log_in")
            return HttpResponseRedirect(f"{reverse('admin:confirm')}?{urlencode({'next': back})}")
        return view(request)

    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def add_app(request: HttpRequest) -> HttpResponse:
    """Shows the secret as a square and as letters, and keeps it once the app shows the code that goes with it."""
    user, now, said = asking(request), timezone.now(), ""
    locked = request.session.get(steps.NEW_APP)
    if request.method == "GET" or locked is None:
        locked = request.session[steps.NEW_APP] = FactorAdapter().encrypt(factors.new_secret())
    secret = FactorAdapter().decrypt(locked)
    if request.method == "POST":
        step = codes.is_shown_now(secret, request.POST.get("code", ""))
        if step is not None:
            del request.session[steps.NEW_APP]
            return _added(request, factors.add_app(user, secret, step, now=now))
        said = _("The app shows another code now. Look whether it is the new entry, and type what it shows.")
    return page(
        request,
        "admin/log_in/app.html",
        title=_("An authenticator app"),
        said=said,
        square=square(factors.address_for_apps(user, secret)),
        secret=" ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        replaces=factors.of(user).app is not None,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add_passkey(request: HttpRequest) -> HttpResponse:
    user, now, said = asking(request), timezone.now(), ""
    name = request.POST.get("name", "").strip()[:60] or sessions.in_words(
        request.META.get("HTTP_USER_AGENT", "")
    )
    if request.method == "POST":
        try:
            sent = request.POST.get("credential", ""), request.POST.get("state", "")
            return _added(request, factors.add_passkey(user, name, *sent, now=now))
        except passkeys.NotAccepted as refused:
            said = str(refused)
    question = passkeys.begin_adding(user)
    return page(
        request, "admin/log_in/passkey.html", title=_("A passkey"), said=said, name=name, question=question
    )


def _added(request: HttpRequest, made: list[str]) -> HttpResponse:
    """The first factor ends the sessions that were opened without one, and comes with recovery codes."""
    if made and sessions.end_all(asking(request), but=request.session.session_key):
        messages.info(request, _(OTHERS_ENDED))
    steps.mark(request)
    messages.success(request, _("Added. It is asked for when you log in."))
    return _shown(request, made) if made else HttpResponseRedirect(reverse("admin:your_log_in"))


def _shown(request: HttpRequest, made: list[str]) -> HttpResponse:
    return page(request, "admin/log_in/codes.html", title=_("Recovery codes"), codes=made)


@require_POST
def new_codes(request: HttpRequest) -> HttpResponse:
    made = factors.new_codes(asking(request), now=timezone.now())
    if not made:
        raise Http404
    return _shown(request, made)


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    user, number = asking(request), request.POST.get("factor", "")
    if is_number(number) and factors.remove(user, int(number), now=timezone.now()):
        messages.success(request, _("Removed."))
        if not factors.has_one(user):
            # Where the role needs one, nothing goes on without: neither here nor where else it was shown.
            steps.unmark(request)
            if factors.must_have_one(user):
                sessions.end_all(user, but=request.session.session_key)
    return HttpResponseRedirect(reverse("admin:your_log_in"))


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Ends one of one's sessions, or all but this one."""
    user, number, here = asking(request), request.POST.get("session", ""), request.session.session_key
    if number == "others":
        count = sessions.end_all(user, but=here)
        messages.success(
            request,
            _("No other session was open.")
            if not count
            else ngettext("%(count)s ended.", "%(count)s ended.", count) % {"count": count},
        )
    elif is_number(number) and sessions.end(user, int(number)):
        messages.success(request, _("Ended. Whoever works there has to log in again."))
    return HttpResponseRedirect(reverse("admin:your_log_in"))


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    if not languages.choose(asking(request), request.POST.get("language", "")):
        raise BadRequest(_("The desk does not speak this language."))
    messages.success(request, _("Kept."))
    return HttpResponseRedirect(reverse("admin:your_log_in"))


def addresses(guarded: Callable[..., Any]) -> list[URLPattern]:
    """The addresses of these pages, for whoever is logged in at the desk."""

    def at(address: str, view: View, name: str) -> Any:
        return path(f"your-log-in/{address}", guarded(sensitive_post_parameters()(view)), name=name)

    return [
        at("", yours, "your_log_in"),
        at("confirm/", confirm, "confirm"),
        at("app/", freshly(add_app), "add_app"),
        at("passkey/", freshly(add_passkey), "add_passkey"),
        at("codes/", freshly(new_codes), "new_codes"),
        at("remove/", freshly(remove), "remove_factor"),
        at("sessions/", end_sessions, "end_sessions"),
        at("language/", choose_language, "choose_language"),
    ]
