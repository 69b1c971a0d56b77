"""Which pictures stories use.

The library is told when a story is saved, and asks when it shows where a picture is used. For what is live,
publishing tells it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q, Value
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles import body, policy
from articles.models import (
    Advertisement,
    Article,
    LiveEntry,
    PublishedAdvertisement,
    PublishedArticle,
    PublishedPicture,
    Reporter,
    Section,
    State,
)
from house import asking
from media.library import uses
from media.library.uses import PlaceOfUse, WhereUsed
from media.models import Image, Use

if TYPE_CHECKING:
    from articles.models.content import Content
    from articles.policy import AnyUser


def named(lead: int | None, *texts: str) -> set[tuple[str, int]]:
    """The pictures of a story, each with its place there. The entries of live coverage are texts too."""
    found: set[tuple[str, int]] = set()
    for text in texts:
        if any(mark in text for mark in body.MARKS_OF_PICTURES):
            found |= {(str(Use.Place.BODY), use.image_id) for use in body.pictures(text)}
    return found | {(str(Use.Place.LEAD), lead)} if lead else found


def of_content(content: Content | None) -> set[tuple[str, int]]:
    return named(content.fields["lead_picture_id"], content.fields["body"]) if content else set()


def tell_if_changed(story: int, before: Content | None, after: Content) -> None:
    """After a save: tell the library if the pictures of the working copy changed. Most saves change none."""
    same = ("lead_picture_id", "section_id", "body")
    if before and all(before.fields[name] == after.fields[name] for name in same):
        return
    was, now = of_content(before), of_content(after)
    moved = before is not None and before.fields["section_id"] != after.fields["section_id"]
    if was != now or (now and moved):
        now |= named(None, *_entries(story))
        uses.tell(story, after.fields["section_id"], now, is_live=False)


def tell_of_entries(article: Article) -> None:
    """After entries were written: tell the library which pictures the story and its entries use."""
    found = named(article.lead_picture_id, article.body, *_entries(article.pk))
    uses.tell(article.pk, article.section_id, found, is_live=False)


def _entries(story: int) -> Iterable[str]:
    """The texts of a story's entries as the desk has them, drafts included."""
    return LiveEntry.objects.filter(article=story).values_list("body", flat=True)


def tell_again() -> int:
    """Write the index for all working copies anew, and forget stories that readers do not have.

    Returns how many working copies use pictures.
    """
    told: set[int] = set()
    in_entries = LiveEntry.objects.filter(in_text()).values("article")
    with_pictures = Article.objects.filter(Q(lead_picture__isnull=False) | in_text() | Q(pk__in=in_entries))
    fields = ("pk", "section_id", "lead_picture_id", "body")
    for article in with_pictures.only(*fields).iterator(chunk_size=200):
        tell_of_entries(article)
        told.add(article.pk)
    _forget_others(told)
    return len(told)


def in_text(image_id: int | None = None) -> Q:
    """Rows whose body shows this picture, or any picture."""
    written = "" if image_id is None else f'="{image_id}"'
    return reduce(or_, (Q(body__contains=f"{mark}{written}") for mark in body.MARKS_OF_PICTURES))


def _forget_others(told: Iterable[int]) -> None:
    strays = set(Use.objects.filter(is_live=False).values_list("story", flat=True)) - set(told)
    for story in strays:
        uses.tell(story, None, (), is_live=False)
    # In one question, since stories are published and withdrawn meanwhile.
    live = PublishedArticle.objects.values("story_id")
    Use.objects.filter(is_live=True).exclude(story__in=live).delete()


def where_used(sender: type[Image], images: list[int], by: AnyUser, **_more: Any) -> dict[int, WhereUsed]:
    """Where pictures are used, as far as this person may know.

    Of a story that they may not see at the desk, the answer says only what readers see.
    """
    found: dict[int, WhereUsed] = defaultdict(WhereUsed)
    used: dict[tuple[int, int], bool] = {}
    uses_of_them = Use.objects.filter(image__in=images)
    copies_of_them = PublishedPicture.objects.filter(image_id__in=images)
    rows, copies, reporters, sections, bookings, advertised = asking.together(
        uses_of_them,
        copies_of_them,
        Reporter.objects.filter(pk__in=copies_of_them.values("reporter")),
        Section.objects.filter(pk__in=copies_of_them.values("section")),
        Advertisement.objects.filter(picture__in=images),
        PublishedAdvertisement.objects.filter(image_id__in=images),
    )
    for use in rows:
        used[use.image_id, use.story] = used.get((use.image_id, use.story), False) or use.is_live
    seen, public = _stories({story for _, story in used}, by)
    copies.sort(key=lambda row: (row.use, row.pk))
    portrayed, pictured = ({row.pk: row for row in some} for some in (reporters, sections))
    shown = {(row.image_id, row.story_id) for row in copies}
    for (image, story), is_live in sorted(used.items(), key=lambda item: (not item[1], -item[0][1])):
        readers_have = public.get(story) if is_live else None
        is_shown = readers_have is not None and (image, readers_have.pk) in shown
        if place := _place(seen.get(story), readers_have, is_shown=is_shown):
            found[image].places.append(place)
        else:
            found[image].hidden += 1
    for row in copies:
        if reporter := portrayed.get(row.reporter_id):
            found[row.image_id].places.append(
                PlaceOfUse(
                    _("Portrait of {name}").format(name=reporter),
                    reporter.get_absolute_url(),
                    capfirst(_("live")),
                    is_live=True,
                )
            )
        if section := pictured.get(row.section_id):
            found[row.image_id].places.append(
                PlaceOfUse(
                    _("Picture of {section}").format(section=section),
                    section.get_absolute_url(),
                    capfirst(_("live")),
                    is_live=True,
                )
            )
    running = {row.advertisement_id for row in advertised}
    for booking in bookings:
        if policy.permits(by, "articles.view_advertisement"):
            found[booking.picture_id or 0].places.append(_advertised(booking, is_on=booking.pk in running))
        else:
            found[booking.picture_id or 0].hidden += 1
    return found


def _advertised(booking: Advertisement, *, is_on: bool) -> PlaceOfUse:
    address = reverse("admin:articles_advertisement_change", args=[booking.pk])
    return PlaceOfUse(f"Advertisement “{booking}”", address, "Live" if is_on else "Booked", is_live=is_on)


def _stories(numbers: set[int], by: AnyUser) -> tuple[dict[int, Article], dict[int, PublishedArticle]]:
    """Those of these stories that the person may see at the desk, and those that readers have. One query."""
    at_desk = policy.visible_articles(by).filter(pk__in=numbers).annotate(row=Value(0))
    live = PublishedArticle.objects.filter(story_id__in=numbers).annotate(no_slugline=Value(""))
    # In the place of the state stands the address, and a number that no row of the desk has.
    rows = at_desk.values_list("row", "pk", "headline", "slugline", "state")
    rows = rows.union(live.values_list("pk", "story_id", "headline", "no_slugline", "path"), all=True)
    seen: dict[int, Article] = {}
    public: dict[int, PublishedArticle] = {}
    for row, story, headline, slugline, state_or_path in rows:
        if row:
            public[story] = PublishedArticle(pk=row, story_id=story, headline=headline, path=state_or_path)
        else:
            seen[story] = Article(pk=story, headline=headline, slugline=slugline, state=state_or_path)
    return seen, public


def _place(article: Article | None, public: PublishedArticle | None, *, is_shown: bool) -> PlaceOfUse | None:
    """`article` is given if the person may see it at the desk, `public` if readers have the story."""
    state = ""
    if public is not None:
        state = capfirst(_("live")) if is_shown else _("Live, but without it now")
    elif article is not None:
        state = str(State(article.state).label)
    if article is not None:
        address = reverse("admin:articles_article_change", args=[article.pk])
        return PlaceOfUse(article.slugline or str(article), address, state, is_live=public is not None)
    return PlaceOfUse(public.headline, public.path, state, is_live=True) if public is not None else None
