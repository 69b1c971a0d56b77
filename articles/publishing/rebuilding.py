"""Making the site's tables anew from the ledger, or saying where they differ from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice

from django.db import models
from django.utils import timezone

from articles.composing.story_rows import Composition
from articles.models import Article, Edition, PublishedArticle, PublishedPicture, PublishedRelation
from articles.publishing import holding, making_anew, public_rows, reading, stored_rows
from articles.publishing.making_anew import Unlike
from articles.publishing.reading import StoryRead
from articles.records import verifying
from articles.search import indexing
from media.files import publicity, restoring, sweeping
from media.files.restoring import Lost
from media.models import Hiding

# Whoever decides that a picture goes takes it away at once; this long it may take.
JUST_NOW = timedelta(minutes=1)
AT_ONCE = 100  # stories that are read by one set of questions


def live_editions() -> models.QuerySet[Edition]:
    """The edition that readers should have of every live story."""
    live = Article.objects.filter(live_edition__isnull=False).values("live_edition")
    return Edition.objects.filter(pk__in=live).order_by("pk")


def mend_pictures(lost: Lost) -> Iterator[str]:
    """Bring back the files of pictures that can be, and say in a line each which cannot."""
    for pk, names in lost.renditions.items():
        try:
            restoring.mend(pk, names)
        except Exception as problem:
            # One of ten thousand originals is damaged, and Pillow has many ways to say so.
            yield f"picture {pk}: {len(names)} files could not be made anew: {in_a_line(problem)}"


def show_pictures() -> Iterator[str]:
    """Put the files of all pictures that pages show where readers fetch them."""
    for pk in sorted(set(PublishedPicture.objects.values_list("image_id", flat=True))):
        try:
            publicity.expose([pk])
        except Exception as problem:
            yield f"picture {pk}: readers cannot fetch it: {in_a_line(problem)}"


def lost_files(lost: Lost) -> Iterator[str]:
    """A line for each picture of which files are lost, and for each of which readers lack some."""
    for pk, name in lost.originals.items():
        yield f"picture {pk}: its original is lost, and only a backup has it: {name}"
    for pk, names in lost.renditions.items():
        yield f"picture {pk}: {len(names)} files are lost, such as {names[0]}"
    shown = PublishedPicture.objects.order_by("image_id").values_list("image_id", "renditions")
    missing = Counter(pk for pk, _ in set(restoring.not_public(shown.iterator())))
    for pk, count in sorted(missing.items()):
        yield f"picture {pk}: {count} files that pages show are not where readers fetch them"


def hide_pictures() -> Iterator[str]:
    """Take from readers what no page shows, whoever left it there."""
    try:
        publicity.take_from_readers(timezone.now())
        sweeping.sweep_public()
    except Exception as problem:
        yield f"readers can still fetch pictures that no page shows: {in_a_line(problem)}"


def too_much() -> Iterator[str]:
    """A line for each file that readers can fetch though no page shows it. What is being published is left out."""
    for name in sweeping.not_shown(timezone.now() - sweeping.AFTER):
        yield f"file {name}: readers can fetch it, and no page shows it"
    for pk in Hiding.objects.filter(since__lt=timezone.now() - JUST_NOW).values_list("pk", flat=True):
        yield f"picture {pk}: it should have been taken from readers, and may be there still"


def in_a_line(problem: Exception) -> str:
    return " ".join(f"{type(problem).__name__}: {problem}".split())


@dataclass
class Compared:
    edition: Edition
    lines: list[str]
    unlike: Unlike | None = None
    """None where the story cannot be composed."""

    @property
    def words(self) -> Sequence[str]:
        return self.unlike.words if self.unlike is not None else ()


@dataclass
class Disagreement:
    story: int
    lines: list[str]
    is_forged: bool


@dataclass
class Tally:
    """What became of some stories that were made anew."""

    written: set[int] = field(default_factory=set)
    """Stories of which something was other than it should be."""
    agreed: int = 0
    forged: list[int] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.written |= other.written
        self.agreed += other.agreed
        self.forged += other.forged
        self.broken += other.broken

    def add_again(self, other: Tally) -> None:
        """Of stories that were counted before."""
        self.agreed -= len(other.written - self.written)
        self.written |= other.written
        self.broken += [line for line in other.broken if line not in self.broken]


def made_anew(numbers: Sequence[int], *, even_unverified: bool) -> Tally:
    """Bring what readers get of these live editions to what the ledger gives.

    Nothing is published from a history that does not verify, unless that is asked for.
    """
    editions = list(live_editions().filter(pk__in=numbers))
    forged = set() if even_unverified else verifying.unverified([one.article_id for one in editions])
    tally = Tally(forged=sorted(forged))
    _make_anew([one for one in editions if one.article_id not in forged], tally)
    return tally


def _make_anew(editions: Sequence[Edition], tally: Tally) -> None:
    """Where it fails, the halves are made by themselves, until one stands alone: the others must not wait for it."""
    try:
        made = rebuild(editions) if editions else set()
    except Exception as problem:
        if (middle := len(editions) // 2) > 0:
            _make_anew(editions[:middle], tally)
            _make_anew(editions[middle:], tally)
        else:
            # Readers keep what they have of this one.
            tally.broken.append(f"story {editions[0].article_id}: {in_a_line(problem)}")
    else:
        tally.written |= made
        tally.agreed += len(editions) - len(made)


def rebuild(editions: Sequence[Edition]) -> set[int]:
    """Write what differs of these stories, which are held meanwhile; of which of them something did."""
    stories = [edition.article_id for edition in editions]
    with holding.public_rows(stories):
        # Read only now: a story that was being published while we waited has another live edition.
        looked_at = [
            _compared(story) for story in reading.read(list(live_editions().filter(article__in=stories)))
        ]
        differing = [one for one in _with_unknown_words(looked_at) if one.lines]
        making_anew.write([one.unlike for one in differing if one.unlike is not None])
        return {one.edition.article_id for one in differing}


def that_tell_of(stories: Iterable[int]) -> list[int]:
    """The live editions whose pages say something of these stories: they show a card, or are in another language.

    Stories that are read together are composed before any of them is written.
    """
    telling: set[int] = set()
    for some in batches(sorted(stories)):
        pointing = PublishedRelation.objects.filter(to_story_id__in=some)
        telling.update(pointing.values_list("story__story_id", flat=True))
        others = PublishedArticle.objects.filter(story_id__in=some).values_list("translations", flat=True)
        telling.update(fact["story"] for facts in others for fact in facts)
    numbers: list[int] = []
    for some in batches(sorted(telling)):
        numbers += live_editions().filter(article__in=some).values_list("pk", flat=True)
    return sorted(numbers)


def stories_of(numbers: Sequence[int]) -> list[int]:
    """The stories of these live editions."""
    return list(live_editions().filter(pk__in=numbers).values_list("article", flat=True))


def strays() -> models.QuerySet[PublishedArticle]:
    """Public rows of stories that the ledger does not have live."""
    live = Article.objects.filter(live_edition__isnull=False).values("pk")
    return PublishedArticle.objects.exclude(story_id__in=live)


def remove(story: PublishedArticle) -> bool:
    """Take it from readers; False if it has been published since it was found."""
    with holding.takedown(story.story_id) as held:
        article = held.articles.get(story.story_id)
        if article is not None and article.live_edition_id is not None:
            return False
        public_rows.remove(story.story_id, note="", at=story.modified_at)
        return True


def batches(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE))


def differences(editions: Iterable[Edition]) -> Iterator[tuple[Edition, list[str]]]:
    """How what is stored of each story differs from what the ledger gives, a line for each field."""
    waiting = iter(editions)
    while some := list(islice(waiting, AT_ONCE)):
        for one in _with_unknown_words(_looked_at(some)):
            yield one.edition, one.lines


def _with_unknown_words(looked_at: list[Compared]) -> list[Compared]:
    """Words are looked up for many stories together."""
    unknown = set(indexing.unlearned(sorted({word for one in looked_at for word in one.words})))
    for one in looked_at:
        if missing := sorted(unknown.intersection(one.words)):
            one.lines.append(f"search: {len(missing)} words are not known, such as “{missing[0]}”")
    return looked_at


def disagreements(numbers: Sequence[int]) -> list[Disagreement]:
    """Those of these live editions of which readers do not get what the ledger gives."""
    found = []
    for edition, first_look in differences(live_editions().filter(pk__in=numbers)):
        if first_look and (lines := still_different(edition)):
            forged = not verifying.verifies(edition.article_id)
            found.append(Disagreement(edition.article_id, lines, is_forged=forged))
    return found


def still_different(edition: Edition) -> list[str]:
    """What differs when one looks again: a story that is published while it is read differs just then."""
    now = live_editions().filter(article=edition.article_id)
    return [line for _, lines in differences(now) for line in lines]


def _looked_at(editions: list[Edition]) -> list[Compared]:
    """Where one cannot be read or composed, the halves are looked at by themselves, until it stands alone."""
    try:
        return [_compared(story) for story in reading.read(editions)]
    except Exception as problem:
        if (middle := len(editions) // 2) > 0:
            return _looked_at(editions[:middle]) + _looked_at(editions[middle:])
        # Making this one anew says it again; the others must not wait for it.
        return [Compared(editions[0], [f"cannot be composed: {in_a_line(problem)}"])]


def _compared(story: StoryRead) -> Compared:
    wanted, stored = story.composed(), story.row
    uses = {(place, pk, wanted.story.section_id) for place, pk in wanted.uses if pk in wanted.library}
    search = indexing.row_of(wanted.story, wanted.bylines, wanted.topics, wanted.pictures, wanted.entries)
    unlike = Unlike(
        wanted,
        stored,
        search,
        story.search,
        words=indexing.vocabulary(wanted.story, search.said),
        has_other_uses=uses != story.uses,
    )
    if stored is None:
        return Compared(story.edition, ["there is no public row"], unlike)
    found = list(_unlike("story", wanted.story, stored))
    if (wanted.story.lead is None) != (stored.lead is None):
        found.append("lead picture")
    found += _unlike_rows(wanted, stored)
    if unlike.has_other_uses:
        found.append("the library does not know which pictures it shows")
    if story.search is None:
        found.append("the search does not know it")
    else:
        found += _unlike("search", search, story.search)
    return Compared(story.edition, found, unlike)


def _unlike_rows(wanted: Composition, stored: PublishedArticle) -> Iterator[str]:
    for name, rows in wanted.rows.items():
        there = list(getattr(stored, name).all())
        if len(there) != len(rows):
            yield f"{name}: {len(there)} stored, {len(rows)} in the ledger"
            continue
        others = stored_rows.by_key(name, there)
        for number, (key, row) in enumerate(stored_rows.by_key(name, rows).items(), start=1):
            if key in others:
                yield from _unlike(f"{name} {number}", row, others[key])
            else:
                yield f"{name} {number}: another one is stored"


def _unlike(what: str, wanted: models.Model, stored: models.Model) -> Iterator[str]:
    for column in stored_rows.unlike(wanted, stored):
        yield f"{what}: {column}"
