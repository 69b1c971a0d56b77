"""A story in several languages.

Every translation points to the original, never to another translation. The link is content: revisions keep it, and it
is published with them. Pages read from a story's own row which other versions are live; whoever writes a row brings
those of the others up to date.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles import policy
from articles.languages import code, own_name
from articles.models import Article, PublishedArticle, State, WireAlarm, WireUse, content
from articles.models.content import Content
from articles.writing import saving

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from articles.models import Revision

# What a translator writes anew. The body stays until the translator overwrites it, so that pictures keep their
# places.
TO_BE_TRANSLATED = (
    "headline",
    "slug",
    "kicker",
    "standfirst",
    "lead_caption",
    "lead_alt",
    "search_title",
    "search_description",
    "social_title",
    "social_description",
)


@dataclass(frozen=True)
class Member:
    """A story of a group, or one that would join it; its number is 0 if it is not stored yet.

    `name` is what the person who asks may be told of it.
    """

    pk: int
    language: str
    original: int | None
    name: str = gettext_noop("Another story")


def why_not(story: Member, others: Iterable[Member]) -> str | None:
    """Why the story cannot have this language, or be a translation of this original; None if it can."""
    if story.original == story.pk:
        return _("A story is no translation of itself.")
    for other in others:
        if story.original and other.original == story.pk:
            return _("{story} is a translation of this story: it cannot be one itself.").format(
                story=other.name
            )
        if other.pk == story.original and other.original:
            return _("{story} is a translation itself: choose the story that was first.").format(
                story=other.name
            )
        if same_language(other.language, story.language):
            known = f"{own_name(other.language)} ({other.language})"
            return _(
                "{story} tells this already in {language}: a story has one version in each language."
            ).format(story=other.name, language=known)
    return None


def same_language(one: str, other: str) -> bool:
    return code(one) == code(other)


def why_not_at_the_desk(story: Member, user: User) -> str | None:
    """The same question about the working copies.

    Of a story that this person may not see, the answer says only that it exists.
    """
    rows = _around(story.pk, story.original)
    others = Article.objects.filter(rows).exclude(Q(state=State.SPIKED) | Q(killed=True) | Q(pk=story.pk))
    others = others.order_by("pk")
    seen = {row.pk: f"“{row}”" for row in policy.visible_articles(user).filter(rows)}
    return why_not(
        story,
        [
            Member(row.pk, row.language, row.translation_of_id, seen.get(row.pk, _(Member.name)))
            for row in others
        ],
    )


def why_not_for_readers(revision: Revision, around: Iterable[PublishedArticle] | None = None) -> str | None:
    """The same question about what is live now.

    The form cannot refuse everything: versions are restored, and two editors save at once. The live stories of the
    two groups are read here if the caller has not read them.
    """
    story = Member(revision.article_id, revision.language, revision.translation_of_id)
    if around is None:
        live = PublishedArticle.objects.filter(_around(story.pk, story.original, number="story_id"))
        around = live.only("story_id", "language", "translation_of", "headline")
    others = sorted((row for row in around if row.story_id != story.pk), key=lambda row: row.story_id)
    return why_not(
        story,
        [Member(row.story_id, row.language, row.translation_of_id, f"“{row.headline}”") for row in others],
    )


def _around(story_id: int, original_id: int | None, number: str = "pk") -> Q:
    """The stories of the group, and the translations that this story has itself, which would come along."""
    roots = {story_id, original_id or story_id}
    return Q(**{f"{number}__in": roots}) | Q(translation_of__in=roots)


def others_at_the_desk(article: Article, user: User) -> list[Article]:
    """The other stories of its group that this person may see, the original first."""
    if not (article.translation_of_id or article.has_translations):
        return []
    root = article.translation_of_id or article.pk
    rows = policy.visible_articles(user).filter(Q(pk=root) | Q(translation_of=root)).exclude(pk=article.pk)
    return sorted(rows.select_related("live_edition"), key=lambda row: (row.pk != root, row.language))


# For readers


def live(root: int) -> QuerySet[PublishedArticle]:
    """The live stories of the group of this original, itself included."""
    return PublishedArticle.objects.filter(Q(story_id=root) | Q(translation_of=root))


def root_of(story: PublishedArticle) -> int:
    return story.translation_of_id or story.story_id


def facts(story: PublishedArticle, group: Iterable[PublishedArticle]) -> list[dict[str, Any]]:
    """What the row of a story says of the others: one in each language, the original first."""
    root = root_of(story)
    found: dict[str, dict[str, Any]] = {}
    for row in sorted(group, key=lambda row: (row.story_id != root, code(row.language), row.story_id)):
        if row.story_id != story.story_id and not same_language(row.language, story.language):
            told = {"story": row.story_id, "language": row.language, "path": row.path}
            found.setdefault(code(row.language), told | {"original": row.story_id == root})
    return list(found.values())


def of(story: PublishedArticle, group: Iterable[PublishedArticle] | None = None) -> list[dict[str, Any]]:
    """The facts of a story that may not be stored yet. Its group is read here if the caller has not read it."""
    if group is None:
        group = live(root_of(story)).only("story_id", "language", "path")
    return facts(story, group)


def beside(story_ids: Iterable[int]) -> set[int]:
    """Every live story in the groups of these stories: their rows change together."""
    stories = set(story_ids)
    rows = PublishedArticle.objects.filter(story_id__in=stories, translation_of__isnull=False)
    roots = stories.union(rows.values_list("translation_of", flat=True))
    group = PublishedArticle.objects.filter(Q(story_id__in=roots) | Q(translation_of__in=roots))
    return set(group.values_list("story_id", flat=True))


def renew(group: Collection[PublishedArticle]) -> None:
    """Bring up to date what the live rows of a group say of each other. The caller holds the rows."""
    for row in group:
        told = facts(row, group)
        if row.translations != told:
            row.translations = told
            PublishedArticle.objects.filter(pk=row.pk).update(translations=told)


# Beginning one


@transaction.atomic
def begin(original: Article, language: str, *, by: User) -> Article:
    """Begin a draft in another language with all that is not words: section, topics, bylines, pictures, warnings.

    The original is held meanwhile. A correction or a kill of its wire copy comes before, and holds both stories, or
    after, and finds both.
    """
    original = saving.locked(original.pk)
    of_it = content.of_article(original)
    root = original.translation_of_id or original.pk
    empty: Mapping[str, Any] = {name: content.EMPTY.fields[name] for name in TO_BE_TRANSLATED}
    fields = {**of_it.fields, **empty, "language": language, "translation_of_id": root}
    section = original.section_id
    if section and not policy.sections_for(by).filter(pk=section).exists():
        fields["section_id"] = None
    article = Article.objects.create(
        created_by=by,
        slugline=f"{original.slugline or original.headline} {language}"[-80:],
        from_wire=policy.person(by).roles == {policy.Role.WIRE_DESK},
        # In another language, too, these words are under embargo, or an agency's.
        embargo=original.embargo,
        embargo_until=original.embargo_until,
        embargo_source=original.embargo_source,
        uses_wire=original.uses_wire,
    )
    if original.uses_wire:
        _take_along(original, article, by)
    begun = Content(fields, of_it.bylines, of_it.topics, of_it.sources)
    saving.write(saving.locked(article.pk), begun, base=None, by=by, note=_("Begun as a translation"))
    article.refresh_from_db()
    return article


def _take_along(original: Article, begun: Article, by: User) -> None:
    """What the original uses of wire copy the translation uses, too: what the agency takes back holds it as well.

    So does what it has taken back or corrected already: an open alarm counts for both.
    """
    now, before = timezone.now(), WireUse.objects.current().filter(article=original.pk).order_by("pk")
    uses = {
        one.pk: WireUse(
            article=begun,
            item_id=one.item_id,
            version_id=one.version_id,
            use=one.use,
            paragraphs=one.paragraphs,
            by=by,
            at=now,
        )
        for one in before
    }
    WireUse.objects.bulk_create(uses.values())
    WireAlarm.objects.bulk_create(
        [
            WireAlarm(
                article=begun,
                item_id=alarm.item_id,
                use=uses[alarm.use_id],
                version_id=alarm.version_id,
                kind=alarm.kind,
                raised_at=alarm.raised_at,
            )
            for alarm in WireAlarm.objects.open().filter(use__in=list(uses)).order_by("pk")
        ]
    )
