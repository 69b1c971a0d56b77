"""Where pictures are used: the index follows every save and publication, and tells nobody more than their due."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.urls import reverse

from articles.acts import publish, withdraw
from articles.acts.act import Refused
from articles.models import Article, PublishedArticle, PublishedPicture, Section, StaffRecord, content
from articles.policy import Role
from articles.publishing import public_copies, public_rows
from articles.writing import picture_uses
from media.files import removal
from media.library import uses
from media.library.uses import PlaceOfUse
from media.models import Image, Use
from tests import factories

pytestmark = pytest.mark.django_db


def in_text(*images: Image) -> str:
    return "<p>Text.</p>" + "".join(f'<figure data-picture="{image.pk}"></figure>' for image in images)


def index(article: Article, *, live: bool = False) -> set[tuple[str, int]]:
    return set(Use.objects.filter(story=article.pk, is_live=live).values_list("place", "image_id"))


class TestIndex:
    def test_it_follows_the_working_copy(self) -> None:
        boats, nets, crew = (factories.picture() for _ in range(3))
        article = factories.story(lead_picture=boats, body=in_text(nets, boats))
        assert index(article) == {("lead", boats.pk), ("body", nets.pk), ("body", boats.pk)}
        factories.edit(article, factories.chief(), body=in_text(crew))
        assert index(article) == {("lead", boats.pk), ("body", crew.pk)}
        factories.edit(article, factories.chief(), lead_picture_id=None, body="<p>Text.</p>")
        assert index(article) == set()

    def test_it_follows_what_is_live(self) -> None:
        boats, nets = factories.picture(), factories.picture()
        article = factories.live_story(lead_picture=boats)
        factories.edit(article, factories.chief(), lead_picture_id=nets.pk)
        assert (index(article), index(article, live=True)) == ({("lead", nets.pk)}, {("lead", boats.pk)})
        factories.publish(article)
        assert index(article, live=True) == {("lead", nets.pk)}
        withdraw.withdraw(article, by=factories.chief())
        assert (index(article), index(article, live=True)) == ({("lead", nets.pk)}, set())

    def test_it_knows_the_section_a_story_moved_to(self) -> None:
        image, sport = factories.picture(), factories.section("Sport")
        article = factories.story(lead_picture=image)
        factories.edit(article, factories.chief(), section_id=sport.pk)
        assert Use.objects.get().section == sport.pk

    def test_a_save_that_changes_no_picture_asks_nothing_of_it(self, django_assert_num_queries) -> None:
        article = factories.story(lead_picture=factories.picture(), body=in_text(factories.picture()))
        before = content.of_article(article)
        text = before.fields["body"].replace("Text", "Other text")
        after = content.Content(before.fields | {"body": text}, before.bylines, before.topics, before.sources)
        with django_assert_num_queries(0):
            picture_uses.tell_if_changed(article.pk, before, after)

    def test_a_picture_that_the_library_does_not_have_is_passed_over(self) -> None:
        article = factories.story(body='<p>Text.</p><figure data-picture="999999"></figure>')
        assert index(article) == set()

    def test_the_time_of_a_use_stays_while_it_lasts(self) -> None:
        image = factories.picture()
        article = factories.story(lead_picture=image)
        since = Use.objects.get().since
        factories.edit(article, factories.chief(), body=in_text(factories.picture()))
        assert Use.objects.get(place="lead").since == since

    def test_it_is_made_anew_with_the_public_rows(self) -> None:
        boats, nets = factories.picture(), factories.picture()
        live = factories.live_story(lead_picture=boats)
        draft = factories.story(body=in_text(nets))
        told = set(Use.objects.values_list("story", "is_live", "place", "image_id", "section"))
        Use.objects.all().delete()
        Use.objects.create(image=nets, story=999, place="lead", is_live=False)
        call_command("rebuild_published", "--no-progress")
        assert set(Use.objects.values_list("story", "is_live", "place", "image_id", "section")) == told
        assert {story for story, *_ in told} == {live.pk, draft.pk}

    def test_what_ended_is_still_known_to_be_named_by_the_live_story(self) -> None:
        image = factories.picture()
        article = factories.live_story(lead_picture=image)
        removal.kill(image, by=factories.chief(), reason="Not him")
        assert index(article, live=True) == {("lead", image.pk)}


class TestWhereUsed:
    def test_each_is_told_of_the_stories_they_may_see_and_of_the_rest_their_number(self) -> None:
        image = factories.picture()
        ana = factories.user(Role.REPORTER)
        own = factories.story(ana, lead_picture=image, slugline="ferry night")
        factories.story(lead_picture=image, headline="Nobody must know")
        live = factories.live_story(lead_picture=image, headline="Out for all", slug="out-for-all")
        path = PublishedArticle.objects.get(story_id=live.pk).path
        found = uses.where_used(image, ana)
        assert found.places == [
            PlaceOfUse("Out for all", path, "Live", is_live=True),
            PlaceOfUse("ferry night", reverse("admin:articles_article_change", args=[own.pk]), "Draft"),
        ]
        assert (found.hidden, found.count) == (1, 3)
        assert uses.where_used(image, factories.user(Role.PICTURE_EDITOR)).hidden == 0

    def test_it_says_where_readers_do_without_the_picture(self) -> None:
        image, chief = factories.picture(), factories.chief()
        factories.live_story(lead_picture=image, headline="Out for all")
        removal.kill(image, by=chief, reason="Not him")
        assert [place.state for place in uses.where_used(image, chief).places] == ["Live, but without it now"]

    def test_portraits_and_pictures_of_sections_count(self) -> None:
        image, ines, city = factories.picture(), factories.reporter("Ines Caldera"), factories.section("City")
        public_copies.refresh_portrait(StaffRecord.objects.create(reporter=ines, portrait=image))
        Section.objects.filter(pk=city.pk).update(picture=image)
        public_copies.refresh_sections()
        assert [place.title for place in uses.where_used(image, factories.chief()).places] == [
            "Portrait of Ines Caldera",
            "Picture of City",
        ]

    def test_many_pictures_cost_no_more_questions_than_one(self, django_assert_num_queries) -> None:
        chief = factories.chief()
        images = [factories.picture() for _ in range(3)]
        for image in images:
            factories.live_story(lead_picture=image)
            factories.story(body=in_text(*images))
        for some in (images[:1], images):
            asker = factories.again(chief)
            with django_assert_num_queries(3):
                uses.where_each_used([image.pk for image in some], asker)

    def test_a_section_is_told_that_it_has_used_a_picture_before(self) -> None:
        image, city, sport = factories.picture(), factories.section("City"), factories.section("Sport")
        article = factories.live_story(section=city, lead_picture=image)
        before = uses.used_before([image.pk, 999], city.pk)
        assert {pk: use.story for pk, use in before.items()} == {image.pk: article.pk}
        assert uses.used_before([image.pk], sport.pk) == {}
        assert uses.used_before([image.pk], city.pk, but=article.pk) == {}


def meanwhile(first: Callable[[], Any], second: Callable[[], Any]) -> Exception | None:
    """`second` begins when `first` is done and not committed, and has to wait for that; what it raised."""
    done, may_commit, raised = Event(), Event(), []

    def one() -> None:
        try:
            with transaction.atomic():
                first()
                done.set()
                may_commit.wait(timeout=20)
        finally:
            done.set()
            connections.close_all()

    def other() -> None:
        try:
            second()
        except Exception as problem:
            raised.append(problem)
        finally:
            connections.close_all()

    threads = [Thread(target=one), Thread(target=other)]
    threads[0].start()
    assert done.wait(timeout=20)
    threads[1].start()
    until_somebody_waits()
    may_commit.set()
    for thread in threads:
        thread.join(timeout=30)
    return raised[0] if raised else None


def until_somebody_waits() -> None:
    for _ in range(400):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waited")


def shown(article: Article) -> set[int]:
    return set(PublishedPicture.objects.filter(story__story_id=article.pk).values_list("image_id", flat=True))


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
class TestAtTheSameInstant:
    """Needs row locks in two connections, so PostgreSQL."""

    def test_a_renamed_reporter_does_not_bring_back_the_text_before_a_publication(self) -> None:
        chief, ines = factories.chief(), factories.reporter("Ines Caldera")
        article = factories.live_story(headline="First", bylines=(ines,))
        factories.edit(article, factories.user(Role.COPY_EDITOR), headline="Second")
        factories.ready(article, chief)
        problem = meanwhile(
            lambda: publish.publish(article.approved_revision, by=chief),
            lambda: public_rows.refresh([article.pk]),
        )
        assert problem is None
        assert PublishedArticle.objects.get(story_id=article.pk).headline == "Second"

    def test_a_kill_covers_the_story_that_is_going_out(self) -> None:
        chief, image = factories.chief(), factories.picture()
        article = factories.ready(factories.story(lead_picture=image), chief)
        problem = meanwhile(
            lambda: publish.publish(article.approved_revision, by=chief),
            lambda: removal.kill(image, by=chief, reason="Not him"),
        )
        assert problem is None
        assert PublishedArticle.objects.filter(story_id=article.pk).exists()
        assert shown(article) == set()

    def test_a_story_that_comes_after_the_kill_is_refused(self) -> None:
        chief, image = factories.chief(), factories.picture()
        article = factories.ready(factories.story(lead_picture=image), chief)
        problem = meanwhile(
            lambda: removal.kill(image, by=chief, reason="Not him"),
            lambda: publish.publish(article.approved_revision, by=factories.again(chief)),
        )
        assert isinstance(problem, Refused)
        assert "It was killed" in str(problem)
        assert not PublishedArticle.objects.exists()

    def test_two_stories_that_point_to_each_other_are_published_without_waiting_for_ever(self) -> None:
        chief = factories.chief()
        first, second = factories.live_story(headline="First"), factories.live_story(headline="Second")
        for story, other in ((first, second), (second, first)):
            text = f'<p>See.</p><aside data-related="{other.pk}"></aside>'
            factories.edit(story, factories.user(Role.COPY_EDITOR), body=text)
            factories.publish(story)
        for story in (first, second):
            factories.edit(story, factories.user(Role.COPY_EDITOR), headline=f"{story.headline} again")
            factories.ready(story, chief)
        problem = meanwhile(
            lambda: publish.publish(first.approved_revision, by=chief),
            lambda: publish.publish(second.approved_revision, by=factories.again(chief)),
        )
        assert problem is None
        for story, other in ((first, "Second again"), (second, "First again")):
            assert other in PublishedArticle.objects.get(story_id=story.pk).rendered_body
