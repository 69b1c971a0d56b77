"""After a restore readers get every picture again, and whoever restores learns what no backup brought back."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.acts import withdraw
from articles.models import (
    Article,
    Edition,
    GonePath,
    PublishedArticle,
    PublishedByline,
    PublishedPicture,
    Revision,
    SearchRow,
)
from articles.publishing import reading, rebuilding
from articles.publishing.reading import StoryRead
from articles.records import append_only
from articles.search import indexing
from media.library import uses
from media.models import Image, Use
from media.shelves import storage
from tests import factories
from tests.working import work

pytestmark = pytest.mark.django_db(transaction=True)


def stories_with_pictures(count: int) -> list[Image]:
    images = [factories.picture(caption=f"Boats {number}") for number in range(count)]
    for image in images:
        factories.live_story(lead_picture=image, lead_alt="Boats")
    return images


def lose(folder: str) -> None:
    shutil.rmtree(Path(settings.VAR_DIR) / folder)


def lose_original(image: Image) -> None:
    storage.private().delete(str(image.original.name))


def rebuild(*arguments: str) -> tuple[list[str], str]:
    """What the command said, and why it failed."""
    said, problem = io.StringIO(), ""
    try:
        call_command("rebuild_published", "--no-progress", *arguments, stdout=said, stderr=said)
    except CommandError as failure:
        problem = str(failure)
    return said.getvalue().splitlines(), problem


def what_readers_get() -> dict[int, set[str]]:
    """The pictures in pages, each with the formats of its files; every one of them can be fetched."""
    formats: dict[int, set[str]] = {}
    for row in PublishedPicture.objects.all():
        for file in row.renditions:
            assert Client().get(f"/pictures/{file['name']}").status_code == 200
            formats.setdefault(row.image_id, set()).add(file.get("format", "jpeg"))
    return formats


def test_from_originals_alone_every_picture_comes_back() -> None:
    images = stories_with_pictures(2)
    unused = factories.picture(caption="Not in any story")
    work()
    lose("public")
    lose("private/renditions")
    _, problem = rebuild()
    assert problem == ""
    assert what_readers_get() == {image.pk: {"jpeg"} for image in images}
    page = Client().get(PublishedArticle.objects.latest("pk").path).content.decode()
    for name in re.findall(r"/pictures/([0-9a-f]{16}-\d+\.\w+)", page):
        assert storage.public().exists(name)
    assert rebuild("--check") == (["2 live stories agree with the ledger."], "")
    # The desk has the one that is in no story, too.
    assert unused.renditions.exists()
    assert all(storage.private().exists(f"renditions/{row.name}") for row in unused.renditions.all())
    # What is smaller comes back by the worker, as for a new picture.
    work()
    assert what_readers_get() == {image.pk: {"jpeg", "webp", "avif"} for image in images}


@pytest.mark.parametrize("format", ["jpeg", "webp"])
def test_a_single_file_that_readers_still_have_is_taken_back_from_there(format: str) -> None:
    (image,) = stories_with_pictures(1)
    work()
    row = image.renditions.filter(format=format).first()
    with storage.private().open(f"renditions/{row.name}") as file:
        content = file.read()
    storage.private().delete(f"renditions/{row.name}")
    said, problem = rebuild("--check")
    assert said == [f"picture {image.pk}: 1 files are lost, such as {row.name}"]
    assert problem.startswith("1 differences.")
    assert rebuild()[1] == ""
    with storage.private().open(f"renditions/{row.name}") as file:
        assert file.read() == content


def test_a_file_that_only_readers_lack_is_put_there_again() -> None:
    (image,) = stories_with_pictures(1)
    row = image.renditions.first()
    storage.public().delete(row.name)
    assert rebuild("--check")[0] == [
        f"picture {image.pk}: 1 files that pages show are not where readers fetch them"
    ]
    assert rebuild()[1] == ""
    assert storage.public().exists(row.name)


def test_originals_that_are_lost_are_named_and_keep_nothing_else() -> None:
    lost, damaged, good = stories_with_pictures(3)
    for image in (lost, damaged, good):
        for row in image.renditions.all():
            storage.private().delete(f"renditions/{row.name}")
    lose("public")
    lose_original(lost)
    storage.put(storage.private(), str(damaged.original.name), io.BytesIO(b"\xff\xd8\xff and then nothing"))
    name = str(lost.original.name)
    checked, problem = rebuild("--check")
    assert checked[0] == f"picture {lost.pk}: its original is lost, and only a backup has it: {name}"
    said, problem = rebuild()
    assert f"picture {lost.pk}: its original is lost, and only a backup has it: {name}" in said
    assert any(
        line.startswith(f"picture {damaged.pk}: ") and "could not be made anew" in line for line in said
    )
    assert problem.endswith("1 originals are lost.")
    files = PublishedPicture.objects.get(image_id=good.pk).renditions
    assert {Client().get(f"/pictures/{file['name']}").status_code for file in files} == {200}
    assert PublishedArticle.objects.count() == 3


def test_one_story_that_cannot_be_made_anew_keeps_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = factories.live_story(headline="One"), factories.live_story(headline="Two")
    PublishedArticle.objects.update(headline="Damaged")
    whole = rebuilding.rebuild

    def breaks_at_the_first(editions: list[Edition]) -> set[int]:
        if first.pk in {edition.article_id for edition in editions}:
            raise ValueError("a row that nobody foresaw")
        return whole(editions)

    monkeypatch.setattr(rebuilding, "rebuild", breaks_at_the_first)
    said, problem = rebuild()
    assert f"story {first.pk}: ValueError: a row that nobody foresaw" in said
    assert problem.startswith("1 stories or pictures could not be made anew")
    assert PublishedArticle.objects.get(story_id=second.pk).headline == "Two"


MADE = "made anew, 0 agreed already; 0 rows removed that the ledger does not have live."


def test_many_stories_are_made_anew_by_as_many_questions_as_two() -> None:
    editions = [factories.live_story(headline=f"Story {n}").live_edition for n in range(6)]
    asked = []
    for some in (editions[:2], editions):
        PublishedArticle.objects.update(headline="Damaged")
        PublishedByline.objects.update(name="Nobody")
        SearchRow.objects.update(text="damaged")
        with CaptureQueriesContext(connection) as questions:
            assert len(rebuilding.rebuild(some)) == len(some)
        asked.append(len(questions))
    assert asked[0] == asked[1]
    assert rebuild("--check")[1] == ""


def test_stories_that_show_others_of_the_same_batch_are_made_anew_with_them() -> None:
    """Two that point to one another, and a translation: whichever is composed first, others come after it."""
    first = factories.live_story(headline="The first")
    pointing = f'<p>See.</p><aside data-related="{first.pk}"></aside>'
    second = factories.live_story(headline="The second", body=pointing)
    factories.live_story(headline="La première", language="fr", translation_of=first)
    there = f'<p>See.</p><aside data-related="{second.pk}"></aside>'
    factories.edit(first, factories.chief(), body=there)
    factories.publish(first)
    before = dict(PublishedArticle.objects.values_list("story_id", "rendered_body"))
    PublishedArticle.objects.all().delete()
    assert rebuild() == ([f"3 live stories {MADE}"], "")
    assert rebuild("--check")[1] == ""
    PublishedArticle.objects.filter(story_id=first.pk).delete()
    rebuild()
    assert rebuild("--check")[1] == ""
    assert dict(PublishedArticle.objects.values_list("story_id", "rendered_body")) == before


def test_a_stray_that_is_published_before_its_turn_comes_stays_with_readers() -> None:
    article = factories.live_story()
    Article.objects.update(live_edition=None)
    (stray,) = rebuilding.strays()
    Article.objects.update(live_edition=article.live_edition)
    assert not rebuilding.remove(stray)
    assert PublishedArticle.objects.filter(story_id=article.pk).exists()


def test_a_story_that_a_backup_brings_back_after_it_was_withdrawn_goes_again() -> None:
    article = factories.live_story()
    row = PublishedArticle.objects.get()
    withdraw.withdraw(article, by=factories.chief(), note="It was not true.")
    row.save(force_insert=True)
    assert rebuild()[1] == ""
    assert not PublishedArticle.objects.exists()
    assert GonePath.objects.get(path=row.path).note == "It was not true."


def test_processes_share_the_stories_and_a_run_goes_on_where_one_was_interrupted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, *_ = [factories.live_story(headline=f"Story {n}") for n in range(3)]
    monkeypatch.setattr(rebuilding, "AT_ONCE", 1)
    PublishedArticle.objects.update(headline="Damaged")
    assert rebuild("--jobs", "2") == ([f"3 live stories {MADE}"], "")
    assert set(PublishedArticle.objects.values_list("headline", flat=True)) == {
        "Story 0",
        "Story 1",
        "Story 2",
    }
    PublishedArticle.objects.update(headline="Damaged")
    assert rebuild("--after", str(first.live_edition_id))[0] == [f"2 live stories {MADE}"]
    assert PublishedArticle.objects.get(headline="Damaged").story_id == first.pk
    checked, _ = rebuild("--check", "--jobs", "2")
    assert list(filter(None, checked)) == [f"story {first.pk}: story: headline"]


def test_those_who_tell_of_what_was_made_before_a_run_was_interrupted_are_made_anew_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown, last = factories.live_story(headline="Shown"), factories.live_story(headline="Last")
    first = factories.live_story(
        headline="First", body=f'<p>See.</p><aside data-related="{shown.pk}"></aside>'
    )
    factories.edit(shown, factories.chief(), standfirst="Later.")
    factories.publish(shown)
    factories.edit(last, factories.chief(), standfirst="Later.")
    factories.publish(last)
    monkeypatch.setattr(rebuilding, "AT_ONCE", 1)
    PublishedArticle.objects.all().delete()
    whole = rebuilding.rebuild

    def interrupted(editions: Sequence[Edition]) -> set[int]:
        if last.pk in {edition.article_id for edition in editions}:
            raise KeyboardInterrupt
        return whole(editions)

    monkeypatch.setattr(rebuilding, "rebuild", interrupted)
    with pytest.raises(SystemExit):
        rebuild()
    monkeypatch.setattr(rebuilding, "rebuild", whole)
    shown.refresh_from_db()
    assert PublishedArticle.objects.get(story_id=first.pk).relations.exists()
    rebuild("--after", str(shown.live_edition_id))
    assert rebuild("--check")[1] == ""


def test_words_of_a_story_that_is_published_while_unused_ones_are_forgotten_stay_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    factories.live_story(headline="Ferries")
    indexing.learn(["barrage"])
    read = indexing.vocabulary

    def publishes_meanwhile(story: PublishedArticle, said: str) -> list[str]:
        monkeypatch.setattr(indexing, "vocabulary", read)
        found = read(story, said)
        words.append(factories.live_story(headline="The barrage"))
        return found

    words: list[Article] = []
    monkeypatch.setattr(indexing, "vocabulary", publishes_meanwhile)
    indexing.forget_unused()
    assert indexing.unlearned(["barrage", "ferries"]) == []


def test_the_library_forgets_what_a_story_showed_whose_row_was_lost() -> None:
    kept, gone = factories.picture(), factories.picture()
    article, other = factories.live_story(lead_picture=kept), factories.live_story(lead_picture=gone)
    rows = Use.objects.filter(is_live=True)
    uses.tell(article.pk, None, [("lead", kept.pk), ("body", gone.pk)], is_live=True)
    Article.objects.filter(pk=other.pk).update(live_edition=None)
    PublishedArticle.objects.all().delete()
    rebuild()
    assert set(rows.values_list("story", "place", "image")) == {(article.pk, "lead", kept.pk)}


def forge(story: int, **fields: object) -> None:
    with append_only.suspended(connection):
        Revision.objects.filter(article=story).update(**fields)


@pytest.mark.parametrize(
    "nonsense",
    [{"sources": ["nobody"]}, {"bylines": [{"reporter": "nobody"}]}, {"topics": ["none"]}],
    ids=["sources", "bylines", "topics"],
)
def test_one_story_that_cannot_be_read_costs_only_itself(nonsense: dict[str, object]) -> None:
    stories = [factories.live_story(headline=f"Story {number}") for number in range(4)]
    odd, damaged = stories[1], stories[2]
    forge(odd.pk, **nonsense)
    PublishedArticle.objects.filter(story_id=damaged.pk).update(headline="Damaged")
    told, _ = rebuild("--check")
    assert [line.split(": ")[:2] for line in told if line.startswith("story") and "verify" not in line] == [
        [f"story {odd.pk}", "cannot be composed"],
        [f"story {damaged.pk}", "story"],
    ]
    told, problem = rebuild("--even-unverified")
    assert [line for line in told if line.startswith(f"story {odd.pk}: ")]
    assert (
        "1 live stories made anew, 2 agreed already; 0 rows removed that the ledger does not have live."
        in told
    )
    assert problem.startswith("1 stories or pictures could not be made anew")


def test_a_story_without_its_revision_costs_only_itself() -> None:
    """No database lets it happen while it keeps its foreign keys; one that was copied without them may."""
    lost, other = factories.live_story(), factories.live_story()
    editions = list(rebuilding.live_editions())
    editions[0].revision_id = 0
    (_, of_lost), (_, of_other) = rebuilding.differences(editions)
    assert [edition.article_id for edition in editions] == [lost.pk, other.pk]
    assert of_lost == ["cannot be composed: KeyError: 0"]
    assert of_other == []


def test_a_history_that_does_not_verify_is_named_although_readers_have_what_it_says() -> None:
    forged, other = factories.live_story(), factories.live_story()
    forge(forged.pk, note="Never noted")
    told, problem = rebuild()
    assert f"story {forged.pk}: its history does not verify: do not rebuild" in told
    assert not [line for line in told if line.startswith(f"story {other.pk}: ")]
    assert problem.startswith("1 stories were left as readers have them")


def test_a_story_that_is_published_during_a_check_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    article, read, looks = factories.live_story(headline="Before"), reading.read, []

    def published_meanwhile(editions: list[Edition]) -> list[StoryRead]:
        looks.append(editions)
        if len(looks) == 1:
            factories.edit(article, factories.chief(), headline="After")
            factories.publish(article)
        return read(editions)

    monkeypatch.setattr(reading, "read", published_meanwhile)
    assert rebuild("--check") == (["1 live stories agree with the ledger."], "")
    assert len(looks) == 2
