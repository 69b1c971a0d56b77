"""The pages of a front at the desk: arranging, preview at a time, putting live and scheduling."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_safe

from articles import policy
from articles.acts.act import Refused
from articles.acts.presses import USED_FOR_ANOTHER
from articles.admin import front_history, front_release
from articles.admin.acts import admin_context, user_of
from articles.admin.front_places import FrontPlace, PlaceHere, place_of
from articles.admin.permissions import AsksThePolicy
from articles.admin.preview import editions_with_next
from articles.composing import arrangement, story_rows
from articles.composing.arrangement import Arrangement
from articles.composing.navigation import Navigation
from articles.fronts import available, drafting, going_live, versions
from articles.fronts.drafting import number
from articles.fronts.versions import SavedMeanwhile, arrangement_of
from articles.models import (
    Article,
    ArticleType,
    Front,
    FrontMove,
    FrontVersion,
    PublishedArticle,
    Section,
    State,
    Topic,
)
from articles.models.story import too_long
from articles.schedule import releases
from articles.site import fronts
from house import clock
from house.arguments import Key, Moment, Named, Number, Text, WholeForm
from house.doors import By, door

TOPICS = 300
NOTE_LENGTH = 300
# The commands of buttons that change what readers get, now or later.
MOVES = {
    "live": FrontMove.Act.LIVE,
    "schedule": FrontMove.Act.SCHEDULED,
    "take-back": FrontMove.Act.TAKEN_BACK,
}


@dataclass(frozen=True)
class PressOnAFront:
    """A press of a button while a front is being arranged: the command, its object, and the whole form."""

    form: QueryDict
    by: User
    act: str
    about: int = 0
    base: int | None = None
    key: uuid.UUID | None = None
    at: str = ""
    zone: str = ""

    @property
    def note(self) -> str:
        return drafting.text(self.form, "note")

    @property
    def readings(self) -> tuple[datetime, ...]:
        """The two moments that the typed time can mean, if there are two."""
        try:
            clock.read_iso(self.at)
        except clock.Unclear as unclear:
            return unclear.readings
        except ValidationError:
            pass
        return ()

    @property
    def moment(self) -> datetime:
        """The moment that was typed, by the newsroom's clock.

        Refuses a time that is missing, or that could mean two moments.
        """
        try:
            return clock.read_iso(self.at, self.zone if self.readings else "")
        except ValidationError as error:
            raise Refused(*error.messages) from None


@door("GET", "POST")
def edit(
    request: HttpRequest,
    place: PlaceHere,
    by: By,
    *,
    do: Annotated[str, Text(60, lenient=True)] = "look",
    base: Annotated[int | None, Number(lenient=True)] = None,
    key: Annotated[uuid.UUID | None, Key(lenient=True)] = None,
    at: Annotated[str, Text(40, cut=True, lenient=True)] = "",
    zone: Annotated[str, Text(9, cut=True, lenient=True)] = "",
    form: Annotated[QueryDict, WholeForm()],
) -> HttpResponse:
    """GET shows the newest version. POST does what the pressed button says, and shows what was sent."""
    if request.method != "POST":
        return page(request, place, standing(place))
    wanted = drafting.sent(form)
    act, _colon, about = do.partition(":")
    press = PressOnAFront(form, by, act, number(about), base, key, at, zone)
    if act not in SAVING:
        return page(request, place, drafting.moved(wanted, do, form), press=press)
    try:
        if pressed_before(press, place, wanted):
            return HttpResponseRedirect(place.address())
        return SAVING[act](request, place, wanted, press)
    except SavedMeanwhile as meanwhile:
        before = arrangement_of(base_of(place, press)) or Arrangement()
        theirs = arrangement_of(meanwhile.newest) or Arrangement()
        said = front_history.in_words(before, theirs, request)
        return page(request, place, wanted, press=press, meanwhile=meanwhile, theirs=said, status=409)
    except Refused as refused:
        return page(request, place, wanted, press=press, reasons=refused.reasons, status=409)


def pressed_before(press: PressOnAFront, place: FrontPlace, wanted: Arrangement) -> bool:
    """Whether this very press is done already. Raises Refused if its key was used for another one."""
    act = MOVES.get(press.act)
    if act is None or place.front is None:
        return False
    at = press.moment if press.act == "schedule" else None
    done = going_live.done_already(press.key, place.front, act, by=press.by, at=at)
    if done and press.act != "take-back" and arrangement_of(done.version) != named_topics(wanted):
        raise Refused(USED_FOR_ANOTHER)
    return done is not None


def standing(place: FrontPlace) -> Arrangement:
    """The newest version; or the standard arrangement, if nobody has arranged this front."""
    found = arrangement_of(place.newest)
    if found is not None:
        return found
    if place.section:
        return arrangement.SECTION
    return arrangement.home(root.slug for root in Navigation.read().roots)


def page(
    request: HttpRequest,
    place: FrontPlace,
    wanted: Arrangement,
    *,
    press: PressOnAFront | None = None,
    meanwhile: SavedMeanwhile | None = None,
    theirs: list[str] | None = None,
    reasons: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    now, user = timezone.now(), user_of(request)
    navigation, zones = drafting.shown(wanted, place.section, user, now)
    for zone in zones:
        if press and press.act == "search" and zone.zone.key == press.about:
            zone.asked = drafting.text(press.form, f"q{zone.zone.key}")[:100]
            zone.found = drafting.searched(zone.asked, user, now, without=wanted.pinned)
    newest = place.newest.number if place.newest else None
    saved = arrangement_of(place.newest)
    context = {
        **admin_context(request),
        "title": _("Front: {name}").format(name=place.name),
        "place": place,
        "with_release": releases.of_front(place.front),
        "zones": zones,
        "base": (press.base if press else newest) or "",
        "note": press.note if press else "",
        "key": uuid.uuid4(),
        "kinds": arrangement.KINDS.values(),
        "layouts": arrangement.LAYOUTS.values(),
        "types": [(value, _(label)) for value, label in ArticleType.choices],
        "sections": [
            (available.way(section), section)
            for root in navigation.roots
            for section in (root, *navigation.inside(root))
        ],
        "topics": Topic.objects.all()[:TOPICS],
        "is_changed": wanted != (saved or standing(place)),
        "at": press.at if press else "",
        "choices_of_zone": press.readings if press else (),
        "clock": timezone.get_default_timezone_name(),
        "meanwhile": meanwhile,
        "theirs": theirs,
        "reasons": reasons,
        "now": now,
    }
    return TemplateResponse(request, "admin/articles/front/edit.html", context, status=status)


# What saves


def save(request: HttpRequest, place: FrontPlace, wanted: Arrangement, press: PressOnAFront) -> HttpResponse:
    version = saved(place, wanted, press)
    if version is None:
        messages.info(request, _("Nothing has changed since the version before."))
    else:
        told = _("Saved as version {number}. Readers do not have it yet.")
        messages.success(request, told.format(number=version.number))
    return HttpResponseRedirect(place.address())


def put_live(
    request: HttpRequest, place: FrontPlace, wanted: Arrangement, press: PressOnAFront
) -> HttpResponse:
    version = saved(place, wanted, press) or newest_of(place)
    going_live.put_live(version, by=press.by, key=press.key)
    messages.success(request, _("Readers have version {number}.").format(number=version.number))
    return HttpResponseRedirect(place.address())


def schedule(
    request: HttpRequest, place: FrontPlace, wanted: Arrangement, press: PressOnAFront
) -> HttpResponse:
    at = press.moment
    if at <= timezone.now():
        raise Refused(_("That time is past: put the version live now, or choose a later one."))
    version = saved(place, wanted, press) or newest_of(place)
    going_live.schedule(version, at, by=press.by, key=press.key)
    told = _("Version {number} goes live on {time}.")
    messages.success(request, told.format(number=version.number, time=clock.in_full(at)))
    return HttpResponseRedirect(place.address())


def take_back(
    request: HttpRequest, place: FrontPlace, wanted: Arrangement, press: PressOnAFront
) -> HttpResponse:
    going_live.take_back(place.section, by=press.by, key=press.key)
    messages.success(request, _("Taken back: nothing goes live by itself."))
    # What was arranged and not saved is still in the form.
    return page(request, place_of(request, place.slug), wanted, press=press)


def release(
    request: HttpRequest, place: FrontPlace, wanted: Arrangement, press: PressOnAFront
) -> HttpResponse:
    version = saved(place, wanted, press) or newest_of(place)
    return HttpResponseRedirect(place.address("release", version.number))


SAVING = {
    "save": save,
    "live": put_live,
    "schedule": schedule,
    "take-back": take_back,
    "release": release,
}


def saved(place: FrontPlace, wanted: Arrangement, press: PressOnAFront) -> FrontVersion | None:
    """Save the arrangement. Raises SavedMeanwhile, and Refused.

    `save:7` saves over version 7, of which the editor has been told. Otherwise `base` must be the newest version.
    """
    with_titles = named_topics(wanted)
    if reason := too_long(_("The note"), press.note, NOTE_LENGTH):
        raise Refused(reason)
    base = press.about or press.base
    return versions.save(place.section, with_titles, base=base, by=press.by, note=press.note)


def named_topics(wanted: Arrangement) -> Arrangement:
    """Give packages of topics the names of their topics. Raises Refused if a topic does not exist."""
    slugs = {zone.of for zone in wanted.zones if zone.kind == "topic" and zone.of}
    names = dict(Topic.objects.filter(slug__in=slugs).values_list("slug", "name"))
    if unknown := slugs - names.keys():
        raise Refused(*(_("There is no topic “{name}”.").format(name=slug) for slug in sorted(unknown)))
    return drafting.with_titles(wanted, names)


def newest_of(place: FrontPlace) -> FrontVersion:
    front = Front.objects.select_related("newest__front__section").filter(section=place.section).first()
    if front is None or front.newest is None:
        raise Refused(_("Save a version first."))
    return front.newest


def base_of(place: FrontPlace, press: PressOnAFront) -> FrontVersion | None:
    if place.front is None:
        return None
    return place.front.versions.filter(number=press.base or 0).first()


# Preview


@door("GET", "POST")
def preview(
    request: HttpRequest,
    place: PlaceHere,
    *,
    at: Annotated[datetime | None, Moment(lenient=True)] = None,
    version: Annotated[int | None, Named("This front has no such version.")] = None,
    ready: bool = False,
    form: Annotated[QueryDict, WholeForm()],
) -> HttpResponse:
    """The page as it will be `at` a time: as arranged in the form, as a version by number, or as it will be live.

    With `ready`, stories that wait for their release are shown as if they were live.
    """
    at = at or timezone.now()
    if request.method == "POST":
        wanted, what = drafting.sent(form), _("what you are arranging")
    else:
        found = version_at(place, version, at)
        wanted = arrangement_of(found) or standing(place)
        what = _("as nobody has arranged it")
        if found is not None:
            what = _("version {number}").format(number=found.number)
    waiting = ready_stories(request, wanted) if ready else {}
    told = _("%(place)s, %(what)s, as it will be on %(time)s")
    if waiting:
        told = ngettext(
            "%(place)s, %(what)s, as it will be on %(time)s with %(count)s that readers do not have yet",
            "%(place)s, %(what)s, as it will be on %(time)s with %(count)s that readers do not have yet",
            len(waiting),
        )
    said = {"place": place.name, "what": what, "time": clock.in_full(at), "count": len(waiting)}
    words = format_html('<a href="{}">{}</a> · {}', place.address(), _("Back to the desk"), told % said)
    with override(settings.LANGUAGE_CODE):
        if place.section:
            return fronts.section_page(request, place.section, wanted, at, preview=words, ready=waiting)
        return fronts.home_page(request, wanted, at, preview=words, ready=waiting)


def version_at(place: FrontPlace, asked: int | None, at: datetime) -> FrontVersion | None:
    if place.front is None:
        return None
    if asked is not None:
        return get_object_or_404(place.front.versions, number=asked)
    due = place.front.next_at is not None and place.front.next_at <= at
    return place.front.next if due else place.front.live


def ready_stories(request: HttpRequest, wanted: Arrangement) -> dict[int, PublishedArticle]:
    """The pinned stories that are ready, as their approved revisions will look."""
    rows = policy.visible_articles(request.user).filter(pk__in=wanted.pinned, state=State.READY)
    rows = rows.select_related("approved_revision__section__parent", "live_edition")
    return {article.pk: story for article in rows if (story := composed(article))}


def composed(article: Article) -> PublishedArticle | None:
    revision = article.approved_revision
    if revision is None or revision.section is None:
        return None
    editions = editions_with_next(article, revision)
    return story_rows.compose(revision, editions, article.corrections.all(), for_preview=True).story


# The list


@require_safe
def changelist(request: HttpRequest) -> HttpResponse:
    """Every front that this person may arrange, and which version of each readers have."""
    known = {
        front.section_id: front for front in Front.objects.select_related("newest", "live", "next", "section")
    }
    navigation = Navigation.read()
    sections: list[Section | None] = [None]
    sections += [it for root in navigation.roots for it in (root, *navigation.inside(root))]
    places = [
        FrontPlace(section, known.get(section.pk if section else None))
        for section in sections
        if not policy.why_not_front(request.user, "view", section.pk if section else None)
    ]
    if not places:
        raise PermissionDenied
    context = {**admin_context(request), "title": _("Fronts"), "places": places}
    return TemplateResponse(request, "admin/articles/front/fronts.html", context)


@admin.register(Front)
class FrontAdmin(AsksThePolicy, admin.ModelAdmin):
    list_parameters: frozenset[str] = frozenset()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return changelist(request)

    def get_urls(self) -> list[URLPattern]:
        """Only our own pages: a front is no form of fields."""
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name="articles_front_changelist"),
            path("<slug:slug>/", view(edit), name="articles_front_edit"),
            path("<slug:slug>/preview/", view(preview), name="articles_front_preview"),
            path("<slug:slug>/history/", view(front_history.history), name="articles_front_history"),
            path("<slug:slug>/compare/", view(front_history.compare), name="articles_front_compare"),
            path(
                "<slug:slug>/versions/<int:number>/restore/",
                view(front_history.restore),
                name="articles_front_restore",
            ),
            path(
                "<slug:slug>/versions/<int:number>/release/",
                view(front_release.release),
                name="articles_front_release",
            ),
        ]
