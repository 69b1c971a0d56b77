"""Several change what readers get at the same instant: they wait for each other, and never for ever."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, connections
from PIL import Image as Picture

from articles.acts import correct, publish, republish, withdraw
from articles.acts.act import Refused
from articles.live import posting
from articles.models import Article, Edition, PublishedArticle, PublishedPicture, Reporter
from articles.policy import Role
from articles.publishing import holding, parts, public_copies, public_rows
from articles.writing import saving
from media.admin import cropping
from media.files import removal
from media.models import Image
from media.pixels import drawing
from tests import factories
from tests.desk_forms import at_the_desk

pytestmark = pytest.mark.django_db(transaction=True)


class Meanwhile:
    """Acts in threads of their own, and what each raised."""

    def __init__(self) -> None:
        self.threads: list[Thread] = []
        self.raised: list[Exception] = []

    def begin(self, act: Callable[[], Any]) -> Thread:
        def run() -> None:
            try:
                act()
            except Exception as problem:
                self.raised.append(problem)
            finally:
                connections.close_all()

        thread = Thread(target=run, daemon=True)
        self.threads.append(thread)
        thread.start()
        return thread

    def end(self) -> list[Exception]:
        for thread in self.threads:
            thread.join(timeout=240)
            assert not thread.is_alive()
        return self.raised


def until_it_waits(other: Thread) -> None:
    """For a lock; or it has ended, since it had nothing to wait for."""
    for _ in range(200):
        with connection.cursor() as cursor:
            # Within one transaction it would go on saying what it said first.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            if cursor.fetchone()[0] or not other.is_alive():
                return
        time.sleep(0.02)
    raise AssertionError("it neither ended nor waited")


def in_the_middle(
    monkeypatch: pytest.MonkeyPatch,
    owner: Any,
    name: str,
    first: Callable[[], Any],
    second: Callable[[], Any],
) -> list[Exception]:
    """`second` begins while `first` has just called this function, and gets as far as it can; what they raised."""
    both, there, go_on = Meanwhile(), Event(), Event()
    asked = getattr(owner, name)
    threads: list[Thread] = []

    def stopping(*args: Any, **options: Any) -> Any:
        result = asked(*args, **options)
        if threads and not go_on.is_set():
            there.set()
            go_on.wait(timeout=30)
        return result

    with monkeypatch.context() as patched:
        patched.setattr(owner, name, stopping)
        threads.append(Thread())
        both.begin(first)
        assert there.wait(timeout=30)
        patched.setattr(owner, name, asked)
        until_it_waits(both.begin(second))
        go_on.set()
        return both.end()


def card_of(*stories: Article) -> str:
    return "<p>See also.</p>" + "".join(f'<aside data-related="{story.pk}"></aside>' for story in stories)


def next_version(article: Article, **fields: Any) -> Any:
    chief = factories.chief()
    factories.edit(article, factories.user(Role.COPY_EDITOR), **fields)
    return factories.ready(article, chief).approved_revision


@pytest.mark.postgresql
def test_of_two_who_rename_an_agency_at_once_the_second_finds_what_the_first_has_written(monkeypatch) -> None:
    agency, chief = factories.agency(wire_name="Meridian"), factories.chief()
    factories.live_story(sources=((agency, "inputs"),))

    def rename(wire_name: str) -> None:
        named = {"name": agency.name, "credit_name": agency.credit_name, "wire_name": wire_name}
        answer = at_the_desk(chief).post(
            f"/desk/articles/agency/{agency.pk}/change/", {**named, "active": "on"}
        )
        assert answer.status_code == 302

    assert (
        in_the_middle(
            monkeypatch, public_copies, "refresh_agency", lambda: rename("Coast"), lambda: rename("Delta")
        )
        == []
    )
    assert PublishedArticle.objects.get().agency_line == "(Inputs from Delta)"


@pytest.mark.postgresql
def test_a_story_goes_out_while_the_original_of_one_that_shows_its_card_does(monkeypatch) -> None:
    """A goes out while C goes out, and C’s translation B shows a card of A."""
    original = factories.live_story(headline="C", language="en")
    shown = factories.live_story(headline="A")
    factories.live_story(headline="B", language="pt", translation_of=original, body=card_of(shown))
    chief = factories.chief()
    mine, theirs = next_version(shown, headline="A2"), next_version(original, headline="C2")
    problems = in_the_middle(
        monkeypatch,
        public_rows,
        "write",
        lambda: publish.publish(mine, by=chief),
        lambda: publish.publish(theirs, by=factories.again(chief)),
    )
    assert problems == []
    assert set(PublishedArticle.objects.values_list("headline", flat=True)) == {"A2", "B", "C2"}


@pytest.mark.postgresql
def test_a_part_of_a_picture_is_drawn_while_other_stories_that_show_it_change(monkeypatch) -> None:
    """Drawing brings the stories up to date that show the picture: it must not hold them while others are wanted."""
    picture = factories.picture(size=(1400, 900))
    article, other = factories.live_story(headline="A"), factories.live_story(headline="X")
    factories.live_story(headline="D", body=card_of(article, other))
    factories.live_story(headline="S", lead_picture=picture, body=card_of(other))
    chief = factories.chief()
    mine = next_version(article, headline="A2", lead_picture_id=picture.pk, lead_crop="0,0,500,500")
    theirs = next_version(other, headline="X2")
    problems = in_the_middle(
        monkeypatch,
        parts,
        "draw",
        lambda: publish.publish(mine, by=chief),
        lambda: publish.publish(theirs, by=factories.again(chief)),
    )
    assert problems == []
    assert set(PublishedArticle.objects.values_list("headline", flat=True)) == {"A2", "D", "S", "X2"}


def test_nothing_is_drawn_while_rows_are_held(monkeypatch) -> None:
    picture, portrait = factories.picture(size=(1400, 900)), factories.picture()
    held_while_drawing: list[bool] = []
    draw = drawing.draw

    def watched(picture: Picture.Image, *args: Any) -> Any:
        held_while_drawing.append(connection.in_atomic_block)
        return draw(picture, *args)

    monkeypatch.setattr(drawing, "draw", watched)
    chief = factories.chief()
    figure = f'<figure data-picture="{picture.pk}" data-crop="100,100,500,500"></figure>'
    article = factories.live_story(lead_picture=picture, lead_crop="0,0,400,400", body=f"<p>A</p>{figure}")
    Image.objects.get(pk=portrait.pk).renditions.all().delete()
    factories.live_story(lead_picture=portrait)
    coverage = factories.live_coverage()
    factories.entry(coverage, figure.replace("100,100", "200,200"), by=chief)
    withdraw.withdraw(article, by=chief)
    republish.republish(article, by=chief)
    assert len(held_while_drawing) >= 3
    assert not any(held_while_drawing)
    assert {row["shape"] for row in PublishedPicture.objects.filter(image_id=portrait.pk).get().renditions}


def test_public_rows_are_written_by_nobody_who_does_not_hold_them() -> None:
    article = factories.live_story()
    with pytest.raises(RuntimeError, match="written by those who hold them"):
        public_rows.write(public_rows.composition_of(article.live_edition))


@pytest.mark.postgresql
def test_a_story_that_is_about_to_show_a_card_of_another_waits_for_it(monkeypatch) -> None:
    """Or neither would know of the other, and readers would miss the card until somebody publishes again."""
    chief = factories.chief()
    first = factories.ready(factories.story(headline="First"), chief)
    pointing = factories.ready(factories.story(headline="Pointing", body=card_of(first)), chief)
    problems = in_the_middle(
        monkeypatch,
        public_rows,
        "write",
        lambda: publish.publish(first.approved_revision, by=chief),
        lambda: publish.publish(pointing.approved_revision, by=factories.again(chief)),
    )
    assert problems == []
    assert "First" in PublishedArticle.objects.get(story_id=pointing.pk).rendered_body


@pytest.mark.postgresql
def test_what_was_taken_is_let_go_where_an_entry_asks_for_more(monkeypatch) -> None:
    """Stories are taken in one order, though an entry posted meanwhile points to one with a lower number."""
    linked, chief = factories.live_story(), factories.chief()
    coverage = factories.live_coverage("The gates are closing.")
    taken: list[set[int]] = []
    posted: list[str] = []
    lock, texts_of = holding._lock, holding.texts_of

    def as_an_entry_is_posted(model: Any, numbers: Any) -> list[Any]:
        rows = lock(model, numbers)
        if model is Article:
            taken.append(set(numbers))
            posted[:] = [card_of(linked)]
        return rows

    revision = next_version(coverage, headline="Storm at sea, evening")
    monkeypatch.setattr(holding, "_lock", as_an_entry_is_posted)
    monkeypatch.setattr(holding, "texts_of", lambda revision: [*texts_of(revision), *posted])
    publish.publish(revision, by=chief)
    assert taken == [{coverage.pk}, {coverage.pk, linked.pk}]


# Many at once

ROUNDS, AT_ONCE = 200, 4
EXPECTED = (Refused, saving.Collision, posting.WrittenMeanwhile, removal.NotDone)


@pytest.mark.long
def test_two_hundred_changes_at_once_end_without_a_deadlock(monkeypatch) -> None:
    """Publications, corrections, translations, withdrawals, kills, entries, names, pictures; on either database."""
    monkeypatch.setattr(drawing, "OPTIONS", {name: {} for name in drawing.OPTIONS})
    chief, ines, topic = factories.chief(), factories.reporter(), factories.topic()
    images = [factories.picture(size=(240, 200)) for _ in range(2)]
    stories: list[Article] = []
    for number in range(3):
        article = factories.live_story(
            headline=f"Story {number}",
            body=f"<p>Text.</p>{card_of(*stories[-1:])}",
            lead_picture=images[number % 2],
            topics=(topic,),
            bylines=(ines,),
            language="pt" if number == 1 else "en",
            translation_of=stories[0] if number == 1 else None,
        )
        stories.append(article)
    # Those with the lower numbers show those with the higher ones as well.
    publish.publish(next_version(stories[0], body=card_of(stories[2])), by=chief)
    coverage = factories.live_coverage("The gates are closing.", body=card_of(stories[1]))
    waiting = {one.pk: next_version(one, kicker="Next") for one in stories[:3]}

    def correct_one(chance: random.Random) -> None:
        article = Article.objects.get(pk=chance.choice(stories).pk)
        if article.live_edition:
            correct.correct(article.live_edition.revision, text="It was Tuesday.", by=chief)

    def publish_next(chance: random.Random) -> None:
        revision = waiting.get(chance.choice(stories).pk)
        if revision is not None:
            publish.publish(revision, by=chief)

    def withdraw_and_put_back(chance: random.Random) -> None:
        article = chance.choice(stories[1:])
        withdraw.withdraw(Article.objects.get(pk=article.pk), by=chief)
        republish.republish(Article.objects.get(pk=article.pk), by=chief)

    def kill_and_release_a_picture(chance: random.Random) -> None:
        image = chance.choice(images)
        removal.kill(image, by=chief, reason="Not him")
        removal.release(image, by=chief, reason="It was him")

    def cut(chance: random.Random) -> None:
        image = Image.objects.get(pk=chance.choice(images).pk)
        form = cropping.CropForm(image, {"focus_x": chance.randrange(900), "focus_y": 300})
        assert form.is_valid()
        cropping.cut(image, form, by=chief)

    def post(chance: random.Random) -> None:
        text = f"<p>Now.</p>{card_of(chance.choice(stories))}"
        factories.entry(coverage, text, by=chief)

    def rename(chance: random.Random) -> None:
        public_copies.refresh_reporter(Reporter.objects.get(pk=ines.pk))
        public_copies.refresh_topic(topic)

    rarely = (withdraw_and_put_back, kill_and_release_a_picture, cut, post, rename)
    acts = (*[correct_one] * 3, *[publish_next] * 5, *rarely)
    crowd, left = Meanwhile(), list(range(ROUNDS))

    def work() -> None:
        while left:
            try:
                chance = random.Random(left.pop())  # which can be repeated
                chance.choice(acts)(chance)
            except (*EXPECTED, IndexError):
                pass

    for _ in range(AT_ONCE):
        crowd.begin(work)
    assert crowd.end() == []
    assert left == []
    for article in Article.objects.filter(pk__in=[one.pk for one in stories]):
        newest = article.editions.first()
        assert newest is not None
        row = PublishedArticle.objects.filter(story_id=article.pk).first()
        assert (row.edition_number if row else None) == (article.live_edition and newest.number)
    # Many are refused, since another came first: how many is chance.
    assert Edition.objects.count() > ROUNDS // 10
