"""The page of one drift alarm: what differs, how that stands in the story, and what may be done about it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Annotated, Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from articles import policy
from articles.acts import kill, offering, withdraw
from articles.acts.act import Refused
from articles.admin.acts import admin_context, form_address
from articles.admin.arguments import Base, StoryHere
from articles.body.reading import parse
from articles.incoming import alarms
from articles.incoming.drift import ChangedParagraph, Drift
from articles.models import Article, WireAlarm
from articles.writing import redline
from house.arguments import Choice, Key, Text, WholeForm
from house.doors import By, FoundBy, door

DEALS = ("take_over", "not_needed", "withdrawn")
# The acts by which readers lose a story.
TAKES_AWAY = frozenset({withdraw.ACT.name, kill.ACT.name})


def alarm_here(request: HttpRequest, pk: int, alarm: int) -> WireAlarm:
    rows = WireAlarm.objects.select_related(
        "item__agency", "version__item", "use__version", "use__item", "by"
    )
    return get_object_or_404(rows, pk=alarm, article=pk)


AlarmHere = Annotated[WireAlarm, FoundBy(alarm_here, ("pk", "alarm"))]


@dataclass(frozen=True)
class ShownChange:
    """A paragraph that differs, as the page shows it."""

    change: ChangedParagraph
    html: SafeString
    """The old words and the new ones, marked."""
    mine: SafeString
    """As the story has it, where an editor changed it."""


@door("GET", "POST")
def wire_alarm(
    request: HttpRequest,
    article: StoryHere,
    alarm: AlarmHere,
    by: By,
    *,
    do: Annotated[str, Choice(DEALS)] = "",
    note: Annotated[str, Text(alarms.LONGEST_NOTE)] = "",
    base: Base = None,
    key: Annotated[uuid.UUID | None, Key(lenient=True)] = None,
    typed: Annotated[QueryDict, WholeForm()],
) -> HttpResponse:
    """GET shows it. POST takes the new version over, or closes the alarm without."""
    reasons: tuple[str, ...] = ()
    if request.method == "POST" and do:
        try:
            told = _deal(alarm, do, by, note, base, key, frozenset(typed.getlist("paragraph")))
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, told)
            return HttpResponseRedirect(form_address(article))
    context = admin_context(request) | _context(article, alarm, by) | {"reasons": reasons, "note": note}
    return TemplateResponse(
        request, "admin/articles/wire/alarm.html", context, status=409 if reasons else 200
    )


def _deal(
    alarm: WireAlarm,
    do: str,
    by: User,
    note: str,
    base: int | None,
    key: uuid.UUID | None,
    chosen: frozenset[str],
) -> str:
    """Do it, and say what was done. Raises Refused."""
    if do == "take_over":
        is_written = bool(chosen or alarms.drift_of(alarm, alarm.article).by_itself)
        alarms.take_over(alarm, by=by, chosen=chosen, base=base, key=key)
        if not is_written:
            return _("The alarm is closed. The words of the story are as they were.")
        return _("The story has the words of the new version where nobody had written.")
    if alarms.close(alarm, WireAlarm.How(do), by=by, note=note):
        return _("The alarm is closed.")
    return _("Readers still have its words. Publish the story as it is now, then close the alarm.")


def _context(article: Article, alarm: WireAlarm, by: User) -> dict[str, Any]:
    reads = policy.may_read_wires(by)
    # The agency's words are for those who read the wire. What the story has of them stands in the story.
    differs = alarms.drift_of(alarm, article) if reads else Drift(())
    options = offering.options(article, by) if alarm.is_kill and alarm.closed_at is None else []
    return {
        "title": alarm.get_kind_display(),
        "article": article,
        "alarm": alarm,
        "reads_wire": reads,
        "why_not": alarms.why_not_deal(by, article, alarm),
        "is_taken_back": alarms.is_taken_back(alarm),
        "by_itself": [_shown(one) for one in differs.by_itself],
        "to_choose": [_shown(one) for one in differs.to_choose],
        "beside_it": [_shown(one) for one in differs.beside],
        "takes_away": [one for one in options if one.act.name in TAKES_AWAY and one.is_open],
        "key": uuid.uuid4(),
    }


def _shown(change: ChangedParagraph) -> ShownChange:
    was, now = (parse(text)[0] if text else () for text in (change.old, change.new))
    html = redline.of_nodes(was[0] if was else None, now[0] if now else None, {})
    # A block of the story, as the schema wrote it.
    mine = mark_safe(change.mine or "") if change.stands == "edited" else SafeString()  # noqa: S308
    return ShownChange(change, SafeString(html), SafeString(mine))


def addresses(view: Any) -> list[URLPattern]:
    return [path("<int:pk>/wire/<int:alarm>/", view(wire_alarm), name="articles_article_wire_alarm")]
