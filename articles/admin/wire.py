"""The wire desk: the inbox with an item beside it, taking an item into a story, and searches that are kept."""

from __future__ import annotations

import uuid
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import policy
from articles.acts.act import Refused
from articles.admin import wire_alarms
from articles.admin.acts import admin_context, form_address
from articles.admin.preview import for_a_frame
from articles.incoming import bringing, inbox, opened, searches, taking
from articles.incoming.opened import OpenedItem
from articles.incoming.pictures import PictureWish
from articles.incoming.taking import Taking
from articles.languages import own_name
from articles.models import Agency, Article, Section, SourceUse, WireKind, WireSearch
from articles.models.keyset import PageEnd
from house.arguments import Choice, Flag, Number, Numbers, Text, WholeForm
from house.doors import By, Said, door

READS = "articles.view_wireitem"
INBOX = "admin:articles_article_wire"
# Where a picture that is brought along goes, as the form says it.
LEAD, INSET = "lead", "inset"
Row = Annotated[int | None, Number(lenient=True)]
Place = Annotated[str, Text(60, cut=True)]
Use = Annotated[str, Choice(tuple(SourceUse.values))]


@door("GET", permission=READS)
def wire_inbox(
    request: HttpRequest,
    by: By,
    *,
    asked: Annotated[QueryDict, WholeForm()],
    before: Place = "",
    item: Row = None,
    beside: Row = None,
) -> HttpResponse:
    """The list, newest first, and beside it the item that is named. `beside` is the story that is being written."""
    wanted, now = inbox.read(asked.dict()), timezone.now()
    shown = opened.read(item, by, beside=_story_beside(by, beside)) if item else None
    if shown is not None:
        opened.note(shown, by)
    kept = list(searches.visible(by))
    context = admin_context(request) | {
        "title": _("Wire"),
        "page": inbox.page(wanted, by, _place(before), now),
        "is_first_page": not before,
        "asked": wanted,
        "query": urlencode(wanted),
        "searches": [(one, urlencode(one.filters), one.filters == wanted) for one in kept],
        "is_kept": any(one.filters == wanted for one in kept),
        "sharing": WireSearch.Shared.choices,
        "now": now,
        **_menus(by, wanted),
        **_of_item(by, shown, beside),
    }
    return _framed(TemplateResponse(request, "admin/articles/wire/inbox.html", context), beside)


@door("GET", answers="json", permission=READS)
def newer(by: By, *, asked: Annotated[QueryDict, WholeForm()], after: Place = "") -> Said:
    """How many items came after that place, for a page that stays open."""
    wanted = inbox.read(asked.dict())
    count = inbox.newer(wanted, by, _place(after), timezone.now())
    return {"count": min(count, inbox.COUNTED), "is_more": count > inbox.COUNTED}


@door("GET", permission=READS)
def wire_item(
    request: HttpRequest,
    item: int,
    by: By,
    *,
    version: Row = None,
    beside: Row = None,
    pane: Annotated[bool, Flag(lenient=True)] = False,
) -> HttpResponse:
    """One item by itself; with `pane`, only what stands beside the list."""
    shown = _opened(item, by, version, beside)
    opened.note(shown, by)
    template = "_item" if pane else "item"
    context = {"title": str(shown.item), "now": timezone.now(), **_of_item(by, shown, beside)}
    context = admin_context(request) | context
    return _framed(TemplateResponse(request, f"admin/articles/wire/{template}.html", context), beside)


@door("POST", permission=READS)
def take(
    request: HttpRequest,
    item: int,
    by: By,
    *,
    key: uuid.UUID,
    version: int,
    use: Use,
    to: Literal["new", "story"] = "new",
    paragraph: Annotated[list[int] | None, Numbers(10_000)] = None,
    story: Row = None,
    section: Row = None,
    beside: Row = None,
    typed: Annotated[QueryDict, WholeForm()],
) -> HttpResponse:
    """Take what is ticked into a new story, or into the one that is named, with the pictures that are wanted."""
    shown = _opened(item, by, version, beside)
    wish = Taking(shown.version, SourceUse(use), frozenset(paragraph or ()))
    try:
        if to == "story" and not story:
            raise Refused(_("Choose the story that it goes into."))
        wish = bringing.with_pictures(wish, _wishes(shown, typed), by=by)
        if to == "story":
            into = get_object_or_404(policy.visible_articles(by), pk=story)
            taking.into(into, wish, by=by, key=key)
            told = _("Taken into “{story}”.").format(story=into)
        else:
            put_into = Section.objects.filter(pk=section).first() if section else None
            into = taking.begin(wish, by=by, key=key, section=put_into)
            told = _("A story is begun with it.")
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(_address_of(item, beside))
    messages.success(request, told)
    # Beside a story, the form shows what came by itself.
    return HttpResponseRedirect(_address_of(item, beside) if beside else form_address(into))


def _wishes(shown: OpenedItem, typed: QueryDict) -> list[PictureWish]:
    """The pictures that are wanted: each has a choice of its own, and a line for whom to credit."""
    said = [(one.place, str(typed.get(f"picture-{one.place}", ""))) for one in shown.pictures]
    return [
        PictureWish(place, where == LEAD, str(typed.get(f"credit-{place}", "")))
        for place, where in said
        if where in (LEAD, INSET)
    ]


@door("POST", permission=READS, refusals=(Refused,))
def keep_search(
    request: HttpRequest,
    by: By,
    *,
    key: uuid.UUID,
    name: Annotated[str, Text(searches.LONGEST_NAME)],
    asked: Annotated[str, Text(2000)] = "",
    shared: Annotated[str, Choice(tuple(WireSearch.Shared.values))] = WireSearch.Shared.NOBODY,
    section: Row = None,
) -> HttpResponse:
    """Keep what the inbox was asked for under a name."""
    put_into = Section.objects.filter(pk=section).first() if section else None
    given = QueryDict(asked).dict()
    kept = searches.keep(by, name, given, shared=shared, section=put_into, key=key)
    messages.success(request, _("Saved as “{name}”.").format(name=kept.name))
    return HttpResponseRedirect(f"{reverse(INBOX)}?{urlencode(kept.filters)}")


@door("POST", permission=READS, refusals=(Refused,))
def remove_search(request: HttpRequest, pk: int, by: By) -> HttpResponse:
    """Remove a search. What is gone already needs no more."""
    if kept := searches.visible(by).filter(pk=pk).first():
        searches.remove(kept, by=by)
    messages.success(request, _("Removed."))
    return HttpResponseRedirect(reverse(INBOX))


def _opened(item: int, by: User, version: int | None, beside: int | None) -> OpenedItem:
    shown = opened.read(item, by, version, _story_beside(by, beside))
    if shown is None:
        raise Http404("There is no such item.")
    return shown


def _story_beside(by: User, beside: int | None) -> Article | None:
    rows = policy.visible_articles(by).only("pk", "headline", "slugline")
    return rows.filter(pk=beside).first() if beside else None


def _menus(by: User, wanted: inbox.Asked) -> dict[str, Any]:
    """What the filters offer. Two queries."""
    return {
        "agencies": list(Agency.objects.filter(active=True).only("name")),
        "kinds": WireKind.choices,
        "urgencies": inbox.URGENCIES,
        "statuses": [(name, label) for name, (label, _field) in inbox.STATUSES.items()],
        "which": inbox.WHICH,
        "languages": [(code, own_name(code)) for code in settings.STORY_LANGUAGES],
        "count_of_filters": len([name for name in wanted if name != "q"]),
        "sections": [
            (one.pk, str(one)) for one in policy.sections_for(by).select_related("parent").in_order()
        ],
    }


def _of_item(by: User, shown: OpenedItem | None, beside: int | None) -> dict[str, Any]:
    """What the page needs of the item, and where it may go."""
    if shown is None:
        return {"opened": None, "beside": beside, "key": uuid.uuid4()}
    may_take = policy.may_take_wires(by) and shown.why_not is None
    return {
        "opened": shown,
        "beside": beside,
        "key": uuid.uuid4(),
        "may_take": may_take,
        "may_bring": may_take and by.has_perm("media.add_image"),
        "uses": SourceUse.choices,
        "usual_use": SourceUse.INPUTS if shown.paragraphs else SourceUse.BACKGROUND,
        "stories": opened.stories_to_take_into(by) if may_take and not beside else [],
        "sections_for_new": policy.sections_for(by).select_related("parent").in_order() if may_take else (),
    }


def _place(text: str) -> PageEnd | None:
    """A place in the list; what is none is the beginning."""
    try:
        return PageEnd.read(text) if text else None
    except ValueError:
        return None


def _address_of(item: int, beside: int | None) -> str:
    query = f"?beside={beside}" if beside else ""
    return f"{reverse('admin:articles_article_wire_item', args=[item])}{query}"


def _framed(response: TemplateResponse, beside: int | None) -> HttpResponse:
    """Beside a story the page stands in a frame of its form."""
    if not beside:
        return response
    framed = for_a_frame(response)
    # A page that tells nobody where it is sends its forms from nowhere, and what comes from nowhere is refused.
    framed.headers["Referrer-Policy"] = "same-origin"
    return framed


def addresses(view: Any) -> list[URLPattern]:
    return [
        path("wire/", view(wire_inbox), name="articles_article_wire"),
        path("wire/newer/", view(newer), name="articles_article_wire_newer"),
        path("wire/<int:item>/", view(wire_item), name="articles_article_wire_item"),
        path("wire/<int:item>/take/", view(take), name="articles_article_wire_take"),
        path("wire/searches/", view(keep_search), name="articles_article_wire_keep_search"),
        path("wire/searches/<int:pk>/", view(remove_search), name="articles_article_wire_remove_search"),
        *wire_alarms.addresses(view),
    ]
