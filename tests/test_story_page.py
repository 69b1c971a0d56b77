"""What surrounds the text of a story: who tells it, the way to it, corrections, what to read next."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags
from playwright.sync_api import expect

from articles.acts import withdraw
from articles.models import PublishedArticle, PublishedPicture, Reporter, StaffRecord, Topic
from articles.publishing import public_copies
from tests import factories
from tests.pages import main

pytestmark = pytest.mark.django_db


def html(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def part(page: str, start: str, end: str) -> str:
    """The words of a part of the page, with single spaces; nothing where it is not there."""
    if start not in page:
        return ""
    found = page[page.index(start) :]
    return " ".join(strip_tags(found[: found.index(end)].replace("<", " <")).split())


def related(page: str) -> list[str]:
    return headlines(page, "related-stories")


def more(page: str) -> list[str]:
    return headlines(page, "more-stories")


def headlines(page: str, name: str) -> list[str]:
    found = re.search(rf'<section class="further {name}".*?</section>', page, re.DOTALL)
    return re.findall(r'class="card-headline"><a href="[^"]*">(.*?)</a>', found[0]) if found else []


def about(*topics: str, at: Any = None, **fields: Any) -> PublishedArticle:
    story = factories.published_story(**fields, **({"published_at": at} if at else {}))
    for name in topics:
        factories.published_topic(story, factories.topic(name))
    return story


# What to read next


def test_related_stories_share_most_topics_then_are_newest_and_never_the_story_itself() -> None:
    city, world = factories.section("City"), factories.section("World")
    old, new = factories.earlier(days=9), factories.earlier(days=1)
    about("Ferries", section=world, headline="One topic, old", at=old)
    about("Ferries", section=world, headline="One topic, new", at=new)
    about("Ferries", "Harbour", section=world, headline="Both topics", at=old)
    about("Football", section=world, headline="Another topic", at=new)
    story = about("Ferries", "Harbour", section=city, headline="This one")
    assert related(html(story.path)) == ["Both topics", "One topic, new", "One topic, old"]


def test_no_story_stands_twice_on_a_story_s_page() -> None:
    city = factories.section()
    pointed = about("Ferries", section=city, headline="In the text")
    about("Ferries", section=city, headline="On the topic")
    about("Schools", section=city, headline="In the section")
    about("Ferries", section=factories.section("World"), headline="Elsewhere on the topic")
    story = about("Ferries", section=city, rendered_body=f'<p>See <a href="{pointed.path}">this</a>.</p>')
    page = html(story.path)
    assert set(related(page)) == {"On the topic", "Elsewhere on the topic"}
    assert more(page) == ["In the section"]


def test_a_story_alone_in_the_paper_has_nothing_to_read_next() -> None:
    page = html(about("Ferries").path)
    assert "Related stories" not in page
    assert "More from" not in page


def test_a_withdrawn_story_is_related_to_none() -> None:
    topic = factories.topic()
    article = factories.live_story(topics=(topic,), headline="Withdrawn")
    story = about("Ferries")
    assert related(html(story.path)) == ["Withdrawn"]
    withdraw.withdraw(article, by=factories.chief())
    assert related(html(story.path)) == []


def test_a_picture_of_a_related_story_goes_when_its_rights_end() -> None:
    other = about("Ferries", headline="With a picture")
    factories.published_picture(other)
    story = about("Ferries")
    assert "<img" in html(story.path)
    PublishedPicture.objects.update(rights_end=factories.earlier(minutes=1))
    factories.cards_again()
    assert "<img" not in html(story.path)


@pytest.mark.parametrize("count", [3, 40])
def test_a_story_takes_four_queries_however_much_there_is_to_read_next(
    count: int, django_assert_num_queries
) -> None:
    for _ in range(count):
        story = about("Ferries", "Harbour", "Schools")
        factories.published_picture(story)
        factories.published_byline(story)
    with django_assert_num_queries(4):
        page = html(story.path)
    assert len(related(page)) == min(count - 1, 4)
    assert len(more(page)) == (5 if count == 40 else 0)


# Who tells it


def with_portrait(**fields: Any) -> tuple[PublishedArticle, Reporter]:
    ines = factories.reporter(biography="Ines covers the harbour. She lives on a boat.", job_title="Reporter")
    image = factories.picture(alt_text="Ines Caldera on a quay")
    record = StaffRecord.objects.create(reporter=ines, portrait=image)
    public_copies.refresh_portrait(record)
    article = factories.live_story(bylines=(ines,), **fields)
    return PublishedArticle.objects.get(story_id=article.pk), ines


def test_who_reported_a_story_has_a_card_with_face_name_and_a_line() -> None:
    story, _ = with_portrait()
    page = html(story.path)
    card = part(page, '<ul class="tellers"', "</ul>")
    assert card == "Image: MP | Image: Self Ines Caldera Ines covers the harbour."
    assert 'alt="Ines Caldera on a quay"' in page
    assert '<a href="/reporters/ines-caldera/">Ines Caldera</a>' in page


def test_a_portrait_is_gone_from_stories_the_moment_its_rights_end() -> None:
    story, _ = with_portrait()
    story.credited[0]["portrait"]["rights_end"] = (timezone.now() + timedelta(minutes=1)).isoformat()
    story.save()
    assert "Ines Caldera on a quay" in html(story.path)
    story.credited[0]["portrait"]["rights_end"] = (timezone.now() - timedelta(minutes=1)).isoformat()
    story.save()
    page = html(story.path)
    assert "Ines Caldera on a quay" not in page
    assert '<div class="faces"' not in page
    assert "Ines Caldera" in page


def test_a_portrait_that_is_taken_back_leaves_every_story() -> None:
    story, ines = with_portrait()
    record = StaffRecord.objects.select_related("reporter", "portrait").get(reporter=ines)
    record.portrait = None
    record.save()
    public_copies.refresh_portrait(record)
    assert "Ines Caldera on a quay" not in html(story.path)


def test_a_renamed_reporter_and_topic_are_renamed_in_every_story_at_once() -> None:
    ines, topic = factories.reporter(), factories.topic()
    article = factories.live_story(bylines=(ines,), topics=(topic,))
    path = PublishedArticle.objects.get(story_id=article.pk).path
    Reporter.objects.update(name="Ines Maravel", biography="Ines writes.")
    public_copies.refresh_reporter(Reporter.objects.get())
    Topic.objects.update(name="Night ferries")
    public_copies.refresh_topic(Topic.objects.get())
    page = html(path)
    assert {word for word in ("Ines Maravel", "Ines writes.", "Night ferries") if word not in page} == set()
    assert "Ines Caldera" not in page
    assert ">Ferries<" not in page


def test_a_topic_renamed_at_the_desk_is_renamed_in_stories(admin_client) -> None:
    topic = factories.topic()
    article = factories.live_story(topics=(topic,))
    path = PublishedArticle.objects.get(story_id=article.pk).path
    public_copies.refresh_topic(topic)
    sent = {"name": "Night ferries", "slug": topic.slug, "description": ""}
    admin_client.force_login(factories.chief())
    response = admin_client.post(f"/desk/articles/topic/{topic.pk}/change/", sent)
    assert response.status_code == 302
    assert "Night ferries" in html(path)


def test_a_renamed_section_changes_the_way_to_a_story_at_once() -> None:
    harbour = factories.section("Harbour", parent=factories.section("City"))
    story = factories.published_story(section=harbour)
    page = html(story.path)
    assert part(page, '<nav class="breadcrumb"', "</nav>") == "Home City Harbour"
    assert part(page, "<header", "</header>") == "The Test Courier City Search"
    harbour.name = "The quays"
    harbour.save()
    assert part(html(story.path), '<nav class="breadcrumb"', "</nav>") == "Home City The quays"


def test_somebody_without_a_page_has_a_name_and_no_card() -> None:
    story = factories.published_story()
    factories.published_byline(story, "Orle Radio")
    page = html(story.path)
    assert "<span>Orle Radio</span>" in page
    assert '<ul class="tellers"' not in page


def test_a_reporter_of_whom_only_the_name_is_known_has_no_card() -> None:
    bare = factories.live_story(bylines=(factories.reporter(),))
    page = html(PublishedArticle.objects.get(story_id=bare.pk).path)
    assert '<a href="/reporters/ines-caldera/" rel="author">Ines Caldera</a>' in page
    assert '<ul class="tellers"' not in page
    known = factories.reporter("Rui Sol", job_title="Harbour correspondent")
    story = factories.live_story(bylines=(factories.reporter(), known))
    page = html(PublishedArticle.objects.get(story_id=story.pk).path)
    assert part(page, '<ul class="tellers"', "</ul>") == "Rui Sol Harbour correspondent"


# Corrections


def test_serious_corrections_stand_above_the_text_and_the_others_at_its_foot() -> None:
    story = factories.published_story()
    factories.public_change(story, "published")
    factories.public_change(story, "correction", "It was the mayor.", is_serious=True)
    factories.public_change(story, "clarification", "The street is one-way.")
    page = main(html(story.path))
    places = [page.index(words) for words in ("It was the mayor.", "The last boat", "The street is one-way.")]
    assert places == sorted(places)
    assert page.count("It was the mayor.") == 2  # once more in what changed


def test_an_editor_says_at_the_desk_that_a_correction_is_serious(client) -> None:
    article, chief = factories.live_story(body="<p>The text.</p>"), factories.chief()
    client.force_login(chief)
    address = f"/desk/articles/article/{article.pk}/act/append_correction/"
    asked = client.get(address).content.decode()
    assert "It is serious: readers see it above the story" in asked
    key = re.search(r'name="key" value="([^"]+)"', asked)
    assert key is not None
    sent = {
        "key": key[1],
        "revision": article.revision.number,
        "kind": "correction",
        "note": "It was the mayor.",
        "is_serious": "on",
    }
    assert client.post(address, sent).status_code == 302
    page = main(html(PublishedArticle.objects.get().path))
    assert page.index("It was the mayor.") < page.index("The text.")


# What is somebody else's


def with_embed(address: str) -> str:
    article = factories.live_story(body=f'<p>Before.</p><figure data-embed="{address}"></figure>')
    return html(PublishedArticle.objects.get(story_id=article.pk).path)


def test_an_embed_is_a_link_and_a_place_for_a_frame_and_nothing_of_it_is_in_the_page() -> None:
    page = with_embed("https://www.youtube.com/watch?v=abcdefghijk")
    assert "<iframe" not in page
    assert "youtube-nocookie.com" in page
    assert re.findall(r'(?:src|srcset)="(https?:[^"]*)"', page) == []
    assert part(page, '<div class="embed ', "</div>") == (
        "Watch on YouTube YouTube learns of your visit only then."
    )
    assert re.findall(r'<script type="module" src="([^"]*)"', page) == ["/static/site/embeds.js"]


def test_a_story_without_a_frame_has_no_script_that_runs() -> None:
    page = with_embed("https://x.com/somebody/status/1")
    assert re.findall(r"<script[^>]*>", page) == ['<script type="application/ld+json">'] * 2


@pytest.mark.django_db(transaction=True)
def test_a_press_puts_the_frame_in_place_and_nothing_is_fetched_before(page, live_server) -> None:
    body = '<p>Watch.</p><figure data-embed="https://youtu.be/abc"></figure><figure data-embed="https://vimeo.com/1"></figure>'
    article = factories.live_story(body=body)
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.route("**youtube-nocookie.com/**", lambda route: route.fulfill(body="The film"))
    page.goto(live_server.url + PublishedArticle.objects.get(story_id=article.pk).path)
    page.wait_for_load_state("networkidle")
    assert [url for url in fetched if not url.startswith(live_server.url)] == []
    page.get_by_role("link", name="Watch on YouTube").click()
    frame = page.locator("iframe")
    expect(frame).to_have_attribute("src", "https://www.youtube-nocookie.com/embed/abc?autoplay=1")
    expect(frame).to_have_attribute("title", "Watch on YouTube")
    expect(page.frame_locator("iframe").locator("body")).to_have_text("The film")
    outside = {urlsplit(url).hostname for url in fetched if not url.startswith(live_server.url)}
    assert outside == {"www.youtube-nocookie.com"}


# Where to send it


def test_a_story_is_shared_by_plain_links_that_tell_nobody_who_reads_it() -> None:
    story = factories.published_story(headline="Fish & “chips”")
    page = html(story.path)
    links = re.findall(r'<a href="([^"]*)" rel="noopener noreferrer">([^<]*)</a>', page)
    assert [name for _, name in links] == ["E-mail", "WhatsApp", "Bluesky", "Facebook", "X"]
    address = f"http%3A%2F%2Ftestserver{story.path.replace('/', '%2F')}"
    assert all(address in link for link, _ in links)
    assert links[0][0] == f"mailto:?subject=Fish%20%26%20%E2%80%9Cchips%E2%80%9D&amp;body={address}"


def test_how_long_a_story_takes_to_read_is_said_in_minutes() -> None:
    assert "1 min read" in html(factories.published_story(word_count=40).path)
    assert "4 min read" in html(factories.published_story(word_count=900).path)
