"""A WordPress site that moves in: its rows, its addresses, its pictures; stopped at any time and run again."""

from __future__ import annotations

import csv
import json
import threading
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Drawing

from articles.acts import bring_in, withdraw
from articles.models import (
    Article,
    Edition,
    MovedIn,
    PlainPage,
    PublishedArticle,
    PublishedPicture,
    Redirect,
    Reporter,
    Revision,
    Section,
    StateChange,
    Topic,
)
from articles.moving_in import alone, bringing, record
from articles.moving_in.known import Known
from articles.moving_in.lists import Lists
from articles.publishing import rebuilding
from articles.records import verifying
from articles.site import caching, moved_in
from articles.writing import plain_pages, saving
from media.models import Image
from tests import factories, killing
from tests.outside import Outside
from tests.test_wordpress_files import END, HEAD, SAMPLES, item, meta

pytestmark = pytest.mark.django_db

AUTHOR = (
    "<wp:author><wp:author_login>ines</wp:author_login><wp:author_email>ines@old.example</wp:author_email>"
    "<wp:author_display_name>Ines Caldera</wp:author_display_name></wp:author>"
)
TERMS = (
    '<category domain="category" nicename="harbour">Harbour</category>'
    '<category domain="post_tag" nicename="boats">Boats</category>'
)
PICTURE = item(
    30,
    title="Harbour",
    wp__post_type="attachment",
    wp__status="inherit",
    wp__attachment_url="https://old.example/wp-content/uploads/2020/harbour.jpg",
    excerpt__encoded="The harbour at dawn",
    more=meta("_wp_attachment_image_alt", "Boats"),
)
WITH_PICTURE = (
    '[caption id="attachment_30"]<img class="wp-image-30" src="x.jpg"> By the quay[/caption]\n\nText.'
)


def post(number: int = 7, **said: Any) -> str:
    more = TERMS + said.pop("more", "")
    return item(number, dc__creator="ines", more=more, **said)


def export(folder: Path, *items: str) -> Path:
    file = folder / "export.xml"
    file.write_text(HEAD + AUTHOR + "".join(items) + END)
    return file


@pytest.fixture
def chief() -> User:
    return factories.chief()


def bring(file: Path, chief: User, **options: Any) -> str:
    told = StringIO()
    call_command("import_wordpress", file, log_in=chief.username, no_progress=True, stdout=told, **options)
    return told.getvalue()


def uploads(folder: Path, *names: str) -> Path:
    for number, name in enumerate(names or ("2020/harbour.jpg",)):
        file = folder / "uploads" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        Drawing.new("RGB", (600, 400), (20 * number, 90, 90)).save(file)
    return folder / "uploads"


def counts() -> dict[str, int]:
    tables = (Article, Revision, StateChange, Edition, PublishedArticle, PublishedPicture, Redirect, MovedIn)
    lists = (Reporter, Section, Topic, Image, PlainPage)
    return {model.__name__: model._base_manager.count() for model in (*tables, *lists)}


def agrees() -> None:
    """Readers get what the ledger gives, and every record follows from the one before."""
    # Words for “Did you mean” are learnt after the commit, which a test does not see.
    lines = [line for _, found in rebuilding.differences(rebuilding.live_editions()) for line in found]
    assert [line for line in lines if "words are not known" not in line] == []
    assert not verifying.unverified(list(Article.objects.values_list("pk", flat=True)))


def test_a_post_becomes_a_story_with_its_names_times_and_addresses(
    tmp_path: Path, chief: User, client: Client
) -> None:
    bring(export(tmp_path, post(excerpt__encoded="What the boat was for")), chief)
    story = PublishedArticle.objects.select_related("section").get()
    assert story.path == "/harbour/2020/07/01/a-ferry-at-night/"
    assert (story.headline, story.standfirst) == ("A ferry at night", "What the boat was for")
    assert (story.byline_line, story.published_at) == ("Ines Caldera", datetime(2020, 7, 1, 11, tzinfo=UTC))
    assert (story.updated_at, story.modified_at) == (None, story.published_at)
    assert [row["name"] for row in story.tagged] == ["Boats"]
    page = client.get(story.path)
    assert page.status_code == 200
    assert "The boat." in page.content.decode()
    for old in ("/2020/07/a-ferry-at-night/", "/?p=7"):
        moved = client.get(old)
        assert (moved.status_code, moved.headers["Location"]) == (301, story.path)
    article = Article.objects.get()
    assert (article.state, article.touched_at, article.was_live) == ("draft", story.published_at, True)
    edition = Edition.objects.get()
    assert edition.dated_at == story.published_at
    assert edition.at > edition.dated_at
    move = StateChange.objects.get()
    assert (move.act, move.note, move.by) == (bring_in.NAME, "wordpress old.example: post:7", chief)
    agrees()


@pytest.mark.parametrize("note", ["", "It was not true."])
def test_the_number_of_a_withdrawn_story_is_gone(
    tmp_path: Path, chief: User, client: Client, note: str
) -> None:
    bring(export(tmp_path, post()), chief)
    article = Article.objects.get()
    withdraw.withdraw(article, by=chief, note=note)
    for old in ("/?p=7", "/?utm_source=x&p=007", "/2020/07/a-ferry-at-night/"):
        gone = client.get(old)
        assert gone.status_code == 410, old
        assert gone.headers["Cache-Control"] == caching.ASK_EACH_TIME
        assert note in gone.content.decode()
    assert client.get("/?p=8").status_code == 200  # the front page


def test_old_addresses_of_pages_are_found_to_the_letter(chief: User, client: Client) -> None:
    addresses = [
        "/old/about_us/",
        "/old/aboutXus/",
        "/história/",
        "/100%/a/",
        '/a"b/c/d/',
        "/?page_id=5",
        "/?page_id=55",
    ]
    now = timezone.now()
    for number, path in enumerate(addresses):
        page = plain_pages.create(slug=f"page-{number}", title=path, text="", by=chief, now=now)
        plain_pages.lead_here(page, [path])
    assert [moved_in.page_once_at(path) for path in addresses] == [f"/page-{n}/" for n in range(7)]
    for other in ("/old/about?us/", "/old/%/", "/", "page", "/100", "/?page_id=555"):
        assert moved_in.page_once_at(other) == ""
    with CaptureQueriesContext(connection) as asked:
        moved_in.page_once_at("/nowhere/at/all/")
    (query,) = asked.captured_queries
    with connection.cursor() as cursor:
        cursor.execute(query["sql"])
        assert cursor.fetchall() == []


def test_addresses_in_any_script_lead_on(tmp_path: Path, chief: User, client: Client) -> None:
    old = "/2020/07/%ce%b1%ce%b2%ce%b3/"
    bring(export(tmp_path, post(link=f"https://old.example{old}", wp__post_name="%ce%b1%ce%b2%ce%b3")), chief)
    moved = client.get(old)
    assert (moved.status_code, moved.headers["Location"]) == (301, PublishedArticle.objects.get().path)


def test_the_desk_shows_where_a_story_came_from_and_can_go_on_with_it(
    tmp_path: Path, chief: User, client: Client
) -> None:
    bring(export(tmp_path, post()), chief)
    article = Article.objects.get()
    client.force_login(chief)
    history = client.get(reverse("admin:articles_article_history", args=[article.pk])).content.decode()
    assert "brought it in from another system" in history
    assert "wordpress old.example: post:7" in history
    # Nothing has changed yet, in the eyes of the desk.
    assert saving.record(article, by=chief) is None
    assert article in saving.Article.objects.filter(words__contains=" boat", name_words__contains=" ines")


def test_what_readers_did_not_have_they_do_not_get(tmp_path: Path, chief: User, client: Client) -> None:
    hidden = {
        11: {"wp__status": "draft"},
        12: {"wp__status": "private"},
        13: {"wp__status": "pending"},
        14: {"wp__status": "future", "wp__post_date_gmt": "2099-01-01 11:00:00"},
        15: {"wp__post_password": "sesame"},
        16: {"wp__post_date_gmt": "2099-01-01 11:00:00"},
        17: {"title": "", "content__encoded": ""},
        18: {"wp__post_date_gmt": "", "wp__post_date": ""},
    }
    items = [
        post(n, **{"title": f"Secret {n}", "wp__post_name": f"s{n}"} | said) for n, said in hidden.items()
    ]
    told = bring(export(tmp_path, *items), chief)
    assert "8 × draft brought in" in told
    assert not PublishedArticle.objects.exists()
    assert not Redirect.objects.exists()
    assert {one.state for one in Article.objects.exclude(headline="Secret 13")} == {"draft"}
    assert Article.objects.get(headline="Secret 13").state == "submitted"
    assert "It was to be published at 2099-01-01" in Article.objects.get(headline="Secret 14").desk_note
    for number in hidden:
        assert client.get(f"/?p={number}").status_code == 200  # the front page
        assert "Secret" not in client.get(f"/?p={number}").content.decode()
    assert "Secret" not in client.get("/latest/").content.decode()


def test_a_second_run_adds_nothing(tmp_path: Path, chief: User) -> None:
    file = export(tmp_path, PICTURE, post(content__encoded=WITH_PICTURE), post(8, title="Another"))
    folder = uploads(tmp_path)
    bring(file, chief, uploads=folder)
    before = counts()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        told = bring(file, chief, uploads=folder)
    assert counts() == before
    assert "2 × story was there already" in told
    assert not [
        one for one in asked.captured_queries if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
    ]
    # And of a larger file only what is new.
    bring(export(tmp_path, PICTURE, *(post(n, title=f"Post {n}") for n in (7, 8, 9))), chief, uploads=folder)
    assert counts() == {
        name: number
        + (name not in {"PublishedPicture", "Reporter", "Section", "Topic", "Image", "PlainPage"})
        + (name == "Redirect")
        for name, number in before.items()
    } | {"Redirect": before["Redirect"] + 1}


def test_a_dry_run_writes_nothing_and_says_what_would_come(tmp_path: Path, chief: User) -> None:
    before = counts()
    file = export(tmp_path, PICTURE, post(content__encoded=WITH_PICTURE), post(8, wp__status="trash"))
    report = tmp_path / "report.csv"
    told = bring(file, chief, dry_run=True, report=report)
    assert counts() == before
    assert "1 × story would come in" in told
    assert "1 × picture missing" in told
    assert told.endswith("Nothing was written.\n")
    with report.open(newline="") as opened:
        rows = {row["key"]: row for row in csv.DictReader(opened)}
    assert (rows["post:7"]["outcome"], rows["post:7"]["line"]) == ("would come in", "6")
    assert rows["post:8"]["problems"] == "Its status is “trash”."
    assert report.stat().st_mode & 0o077 == 0
    assert "1 × picture would come in" in bring(file, chief, dry_run=True, uploads=uploads(tmp_path))


CHECKOUT = item(40, title="Join", wp__post_type="page", content__encoded="[pmpro_checkout]")


def test_nothing_comes_in_until_somebody_says_what_a_plugin_closed(
    tmp_path: Path, chief: User, client: Client
) -> None:
    file = export(tmp_path, post(), post(8, title="For members", wp__post_name="b"), CHECKOUT)
    before = counts()
    told = bring(file, chief, dry_run=True)
    assert told.startswith(
        "rules for members page:40 “Join”, line 6 left out: The site used Paid Memberships Pro"
    )
    with pytest.raises(CommandError, match=r"\[pmpro_checkout\] in page:40, line 6.* Nothing has come in\."):
        bring(file, chief)
    assert counts() == before
    closed = tmp_path / "closed.txt"
    closed.write_text("# page_id\n8\n")
    told = bring(file, chief, closed=closed)
    assert "post:8 “For members”, line 6 brought in: Not everybody could read all of it (--closed)" in told
    assert [story.headline for story in PublishedArticle.objects.all()] == ["A ferry at night"]
    assert Article.objects.get(headline="For members").state == "draft"
    assert "For members" not in client.get("/latest/").content.decode()


def test_posts_alone_may_not_say_what_was_closed(tmp_path: Path, chief: User) -> None:
    said = "nothing in it may say so"
    assert said in bring(export(tmp_path, post()), chief, dry_run=True)
    assert said not in bring(export(tmp_path, post(), PICTURE), chief, dry_run=True)


def test_everything_can_come_in_as_drafts(tmp_path: Path, chief: User, client: Client) -> None:
    page = item(41, title="Our history", wp__post_type="page", link="https://old.example/history/")
    told = bring(
        export(tmp_path, post(), CHECKOUT, page, post(9, wp__status="pending")), chief, as_drafts=True
    )
    assert "4 × draft brought in" in told
    assert not PublishedArticle.objects.exists()
    assert not Redirect.objects.exists()
    assert not PlainPage.objects.filter(title="Our history").exists()
    notes = {one.headline: one.desk_note for one in Article.objects.filter(state="draft")}
    assert notes["A ferry at night"] == (
        "It was published on 2020-07-01 11:00 UTC at /2020/07/a-ferry-at-night/."
    )
    assert notes["Our history"] == "It was a page at /history/."
    assert Article.objects.get(state="submitted").headline == "A ferry at night"
    assert "A ferry" not in client.get("/latest/").content.decode()


def test_pictures_come_with_their_words_and_a_credit(tmp_path: Path, chief: User, client: Client) -> None:
    file = export(tmp_path, PICTURE, post(content__encoded=WITH_PICTURE, more=meta("_thumbnail_id", "30")))
    report = tmp_path / "report.json"
    bring(file, chief, uploads=uploads(tmp_path), report=report)
    image = Image.objects.get()
    assert (image.caption, image.alt_text, image.credit_line) == (
        "The harbour at dawn",
        "Boats",
        "Image: The Old Courier",
    )
    assert image.credits.get().guessed
    row = PublishedPicture.objects.get()
    assert (row.use, row.caption, row.alt) == ("lead", "By the quay", "Boats")
    page = client.get(PublishedArticle.objects.get().path).content.decode()
    assert "By the quay" in page
    assert "Image: The Old Courier" in page
    outcomes = {one["key"]: one["outcome"] for one in json.loads(report.read_text())}
    assert (outcomes["attachment:30"], outcomes["post:7"]) == ("brought in", "brought in")
    agrees()


def test_pictures_that_come_later_are_put_into_their_stories(
    tmp_path: Path, chief: User, client: Client
) -> None:
    file = export(
        tmp_path, PICTURE, *(post(n, title=f"Post {n}", content__encoded=WITH_PICTURE) for n in (7, 8))
    )
    assert "1 of its pictures is not there yet." in bring(file, chief)
    edited = Article.objects.get(headline="Post 8")
    edited.kicker = "Edited"
    edited.save()
    saving.record(edited, by=chief)
    told = bring(file, chief, uploads=uploads(tmp_path))
    assert "1 × story completed" in told
    assert "it was changed at the desk since: put them in by hand" in told
    story = PublishedArticle.objects.get(headline="Post 7")
    assert "By the quay" in client.get(story.path).content.decode()
    assert story.modified_at == story.published_at
    assert [one.kind for one in Edition.objects.filter(article=story.story_id)] == ["minor", "first"]
    assert "1 × story completed" not in bring(file, chief, uploads=uploads(tmp_path))
    assert "Its text in the archive is another one" not in told
    agrees()


def test_another_text_that_comes_with_pictures_is_told(tmp_path: Path, chief: User) -> None:
    bring(export(tmp_path, PICTURE, post(content__encoded=WITH_PICTURE)), chief)
    longer = export(tmp_path, PICTURE, post(content__encoded=f"{WITH_PICTURE}<p>One sentence more.</p>"))
    told = bring(longer, chief, uploads=uploads(tmp_path))
    assert "Its text in the archive is another one than before" in told
    story = Article.objects.get()
    assert "One sentence more." in story.body
    assert story.revision is not None
    assert story.revision.note == "Pictures that came later, and another text with them"


def test_a_story_that_cannot_be_completed_does_not_keep_the_others(
    tmp_path: Path, chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    posts = [post(n, title=f"Post {n}", content__encoded=WITH_PICTURE) for n in (7, 8)]
    bring(export(tmp_path, PICTURE, *posts), chief)
    complete = bring_in.complete

    def fails(story: int, *given: Any, **said: Any) -> Any:
        if Article.objects.get(pk=story).headline == "Post 7":
            raise ValueError("a fault of ours")
        return complete(story, *given, **said)

    monkeypatch.setattr(bring_in, "complete", fails)
    told = bring(export(tmp_path, PICTURE, *posts), chief, uploads=uploads(tmp_path))
    assert "Pictures could not be put in: ValueError: a fault of ours" in told
    assert "1 × story completed" in told


def test_what_is_no_longer_public_there_is_not_completed_here(tmp_path: Path, chief: User) -> None:
    bring(export(tmp_path, PICTURE, post(content__encoded=WITH_PICTURE)), chief)
    closed = post(content__encoded=f"{WITH_PICTURE} For us alone.", wp__status="private")
    told = bring(export(tmp_path, PICTURE, closed), chief, uploads=uploads(tmp_path))
    assert "is not public there any more" in told
    assert "For us alone" not in PublishedArticle.objects.get().body
    assert Edition.objects.count() == 1


def test_an_archive_names_no_picture_and_no_story_of_ours(tmp_path: Path, chief: User) -> None:
    """HTML that is nested too deeply to be looked at comes as it is, and may say numbers."""
    ours = factories.picture()
    named = f'<figure data-picture="{ours.pk}"></figure><aside data-related="1"></aside>'
    words = '<p>Signs: data-picture="1"</p>'
    bring(
        export(tmp_path, post(content__encoded="<div>" * 190 + "Deep" + "</div>" * 190 + named + words)),
        chief,
    )
    assert Article.objects.get().body == f"<p>Deep</p>{words}"
    assert not PublishedPicture.objects.exists()


def test_pictures_are_fetched_only_if_that_is_asked_for(tmp_path: Path, chief: User, settings: Any) -> None:
    folder = uploads(tmp_path)
    data = (folder / "2020/harbour.jpg").read_bytes()
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(data), data)
    with Outside(answer) as old:
        settings.OUTSIDE_ALLOWED_HOSTS = [old.place]
        file = export(tmp_path, PICTURE.replace("https://old.example", old.address), post())
        bring(file, chief)
        assert old.asked == []
        bring(file, chief, fetch=True)
    assert len(old.asked) == 1
    assert Image.objects.get().filename == "harbour.jpg"


def test_a_picture_within_our_own_network_is_not_fetched(tmp_path: Path, chief: User) -> None:
    with Outside(b"HTTP/1.1 200 OK\r\n\r\n") as ours:
        file = export(tmp_path, PICTURE.replace("https://old.example", ours.address), post())
        assert "1 × picture missing" in bring(file, chief, fetch=True)
    assert ours.asked == []


def test_a_picture_of_another_site_is_credited_to_nobody_by_guess(
    tmp_path: Path, chief: User, settings: Any
) -> None:
    data = (uploads(tmp_path) / "2020/harbour.jpg").read_bytes()
    with Outside(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(data), data)) as other:
        settings.OUTSIDE_ALLOWED_HOSTS = [other.place]
        content = f'<img src="{other.address}/a.jpg" alt="A boat">Text.'
        told = bring(export(tmp_path, post(content__encoded=content)), chief, fetch=True)
    assert "Nobody is credited for it, so readers do not see it." in told
    assert Image.objects.get().credit_line == ""
    assert not PublishedPicture.objects.exists()
    assert "data-picture" in PublishedArticle.objects.get().body


@pytest.mark.parametrize(
    "path",
    ["../secret.jpg", "/etc/hostname", "2020/../../secret.jpg", "link.jpg", "loop.jpg", f"{'n' * 300}.jpg"],
)
def test_no_file_outside_of_the_folder_is_taken(tmp_path: Path, chief: User, path: str) -> None:
    folder = uploads(tmp_path)
    Drawing.new("RGB", (600, 400)).save(tmp_path / "secret.jpg")
    (folder / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    (folder / "loop.jpg").symlink_to(folder / "loop.jpg")
    attachment = PICTURE.replace("</item>", meta("_wp_attached_file", path) + "</item>")
    assert "1 × picture missing" in bring(export(tmp_path, attachment), chief, uploads=folder)


def test_a_bad_picture_is_told_and_the_story_comes_without_it(tmp_path: Path, chief: User) -> None:
    folder = uploads(tmp_path)
    (folder / "2020/harbour.jpg").write_bytes(b"<html>Not found</html>")
    told = bring(export(tmp_path, PICTURE, post(content__encoded=WITH_PICTURE)), chief, uploads=folder)
    assert "1 × picture left out" in told
    assert PublishedArticle.objects.get().body == "<p>Text.</p>"


def test_sections_can_be_mapped_and_other_categories_become_topics(tmp_path: Path, chief: User) -> None:
    city, sport = factories.section("City"), factories.section("Sport")
    other = '<category domain="category" nicename="football">Football</category>'
    file = export(
        tmp_path,
        item(7, title="A", more=TERMS),
        item(8, title="B", wp__post_name="b", more=other),
        item(9, title="C", wp__post_name="c"),
    )
    table = tmp_path / "sections.csv"
    table.write_text("# ours\nfootball,sport\n")
    bring(file, chief, sections=table, into="city")
    assert dict(PublishedArticle.objects.values_list("headline", "section")) == {
        "A": city.pk,
        "B": sport.pk,
        "C": city.pk,
    }
    assert set(Topic.objects.values_list("name", flat=True)) == {"Boats", "Harbour"}
    assert {one["name"] for one in PublishedArticle.objects.get(headline="A").tagged} == {"Boats", "Harbour"}
    assert Section.objects.count() == 2


def test_without_a_category_a_story_stands_in_a_section_for_these(tmp_path: Path, chief: User) -> None:
    bring(export(tmp_path, item()), chief)
    assert PublishedArticle.objects.get().path.startswith("/from-the-archive/2020/")


def test_a_section_takes_no_address_of_the_site_or_of_a_page(chief: User) -> None:
    now = timezone.now()
    plain_pages.create(slug="sport", title="Sport", text="", by=chief, now=now)
    lists = Lists(Known("other example.org"), sections={}, into=None)
    for name in ("Desk", "API", "Archive", "Sport"):
        lists.section(record.Section(key=f"category:{name}", name=name), now)
    slugs = set(Section.objects.values_list("slug", flat=True))
    assert {"desk-section", "api-section", "archive-section", "sport-2"} <= slugs
    assert not {"desk", "api", "archive", "sport"} & slugs


def test_people_and_lists_that_are_there_are_taken(tmp_path: Path, chief: User) -> None:
    reporter, section, topic = factories.reporter(), factories.section("Harbour"), factories.topic("Boats")
    bring(export(tmp_path, post()), chief)
    story = PublishedArticle.objects.get()
    assert (story.section, story.bylines.get().reporter) == (section, reporter)
    assert story.topic_rows.get().topic == topic


def test_an_address_that_is_taken_gets_another_slug(tmp_path: Path, chief: User, client: Client) -> None:
    bring(export(tmp_path, post(7), post(8, title="Again")), chief)
    paths = set(PublishedArticle.objects.values_list("path", flat=True))
    assert paths == {f"/harbour/2020/07/01/a-ferry-at-night{end}/" for end in ("", "-2")}
    assert {client.get(path).status_code for path in paths} == {200}
    agrees()


def test_pages_keep_their_addresses_and_what_the_desk_has_written_stays(
    tmp_path: Path, chief: User, client: Client
) -> None:
    pages = [
        item(n, title=title, wp__post_type="page", wp__post_name=slug, content__encoded=text, link=link)
        for n, title, slug, text, link in (
            (2, "About", "about", "Who we are.", "https://old.example/about/"),
            (3, "Jobs", "jobs", "Come.", "https://old.example/about/jobs/"),
            (4, "Latest", "latest", "Not that one.", "https://old.example/latest/"),
        )
    ]
    file = export(tmp_path, *pages)
    bring(file, chief)
    assert "Who we are." in client.get("/about/").content.decode()
    assert "Come." in client.get("/jobs/").content.decode()
    assert "Not that one." in client.get("/latest-page/").content.decode()
    for old in ("/about/jobs/", "/?page_id=3"):
        assert (client.get(old).status_code, client.get(old).headers["Location"]) == (301, "/jobs/")
    client.force_login(chief)
    jobs = PlainPage.objects.get(slug="jobs")
    assert client.get(reverse("admin:articles_plainpage_change", args=[jobs.pk])).status_code == 200
    assert bring(file, chief).count("page was there already") == 1
    (tmp_path / "b").mkdir()
    other = (HEAD + pages[0] + END).replace("old.example", "other.example")
    (tmp_path / "b" / "other.xml").write_text(other)
    assert "has a text of its own, which stays" in bring(tmp_path / "b" / "other.xml", chief)


def test_one_story_that_cannot_be_stored_does_not_keep_the_others(
    tmp_path: Path, chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = bring_in._article

    def fails(one: Any, *given: Any) -> Any:
        if one.content.fields["headline"] == "Post 9":
            raise ValueError("a fault of ours")
        return stored(one, *given)

    monkeypatch.setattr(bring_in, "_article", fails)
    file = export(tmp_path, *(post(n, title=f"Post {n}", wp__post_name=f"p{n}") for n in range(7, 12)))
    told = bring(file, chief)
    assert "post:9 “Post 9”, line 6 left out: It could not be stored: ValueError: a fault of ours" in told
    assert PublishedArticle.objects.count() == 4
    monkeypatch.undo()
    bring(file, chief)
    assert PublishedArticle.objects.count() == 5
    agrees()


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"log_in": None}, "Say by --as LOGIN"),
        ({"log_in": "nobody"}, "Nobody has the log-in “nobody”"),
        ({"uploads": Path("/nowhere")}, "There is no folder"),
        ({"report": Path("/nowhere/report.csv")}, "There is no folder for"),
        ({"into": "nowhere"}, "There is no section “nowhere”"),
        ({"zone": "Mars/Olympus"}, "No zone of time"),
        ({"closed": Path("/nowhere.txt")}, "cannot be read"),
        ({"language": "tlh"}, "Stories have no language “tlh”"),
    ],
)
def test_a_wish_that_cannot_be_is_refused(
    tmp_path: Path, chief: User, options: dict[str, Any], why: str
) -> None:
    file = export(tmp_path, post())
    with pytest.raises(CommandError, match=why):
        call_command("import_wordpress", file, **{"log_in": chief.username, "no_progress": True} | options)
    assert not Article.objects.exists()


def test_a_broken_file_is_refused_with_its_line(tmp_path: Path, chief: User) -> None:
    file = tmp_path / "export.xml"
    file.write_text(HEAD + post() + "<item><title>Half")
    with pytest.raises(
        CommandError, match=r"export.xml, line \d: It is no good XML: .* Nothing has come in\."
    ):
        bring(file, chief)
    assert not Article.objects.exists()


def test_the_number_of_queries_does_not_grow_with_the_posts(tmp_path: Path, chief: User) -> None:
    def asked(first: int, count: int) -> int:
        items = (post(n, title=f"Post {n}", wp__post_name=f"p{n}") for n in range(first, first + count))
        file = export(tmp_path, *items)
        with CaptureQueriesContext(connection) as captured:
            bring(file, chief)
        return len(captured)

    asked(100, 1)
    # SQLite takes so many values in a statement and no more.
    assert asked(200, 3) <= asked(300, 30) <= asked(400, 3) + 25


def test_the_theme_unit_test_comes_in_whole(tmp_path: Path, chief: User, client: Client) -> None:
    told = bring(SAMPLES / "theme-unit-test-data.xml.gz", chief)
    assert "55 × story brought in" in told
    assert "3 × draft brought in" in told
    assert "21 × page brought in" in told
    agrees()
    assert {client.get(one.path).status_code for one in PublishedArticle.objects.all()} == {200}
    assert {client.get(page.get_absolute_url()).status_code for page in PlainPage.objects.all()} == {200}
    for row in Redirect.objects.select_related("story").order_by("pk")[::7]:
        moved = client.get(row.old_path)
        assert (moved.status_code, moved.headers["Location"]) == (301, row.story.path), row.old_path
    hidden = Article.objects.filter(live_edition=None)
    assert {one.headline for one in hidden} >= {"Scheduled", "Draft"}


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_and_run_again_nothing_is_there_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chief = factories.chief()
    file = export(tmp_path, *(post(n, title=f"Post {n}", wp__post_name=f"p{n}") for n in range(100, 130)))
    killing.killed(
        tmp_path,
        ["import_wordpress", str(file), "--as", chief.username],
        after="articles.acts.bring_in._write_beside",
        times=3,
        before="from articles.moving_in import bringing; bringing.AT_ONCE = 4",
    )
    # What was committed is whole, and of the transaction that died there is nothing.
    assert Article.objects.count() == MovedIn.objects.filter(kind="story").count() == 8
    assert PublishedArticle.objects.count() == Edition.objects.count() == Revision.objects.count() == 8
    agrees()
    monkeypatch.setattr(bringing, "AT_ONCE", 7)
    told = bring(file, chief)
    assert "22 × story brought in" in told
    assert "8 × story was there already" in told
    assert sorted(Article.objects.values_list("headline", flat=True)) == [
        f"Post {n}" for n in range(100, 130)
    ]
    assert (Reporter.objects.count(), Section.objects.count(), Topic.objects.count()) == (1, 1, 1)
    agrees()


@pytest.mark.django_db(transaction=True)
def test_two_archives_do_not_come_in_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chief = factories.chief()
    monkeypatch.setattr(alone, "PATIENCE", 0.1)
    file = export(tmp_path, post(1, title="One"))
    refused: list[str] = []

    def other(*_: Any) -> None:
        def second() -> None:
            try:
                bring(file, chief)
            except CommandError as problem:
                refused.append(str(problem))
            finally:
                connections.close_all()

        thread = threading.Thread(target=second)
        thread.start()
        thread.join()

    monkeypatch.setattr(bringing.Bringing, "_one", other)
    bring(file, chief)
    assert set(refused) == {"Another archive is coming in: wait until it is in. Nothing has come in."}
    monkeypatch.undo()
    assert "1 × story was there already" in bring(file, chief)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_nobody_renames_what_stories_name_while_they_come_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chief = factories.chief()
    file = export(tmp_path, post(1, title="One"))
    written, held = bring_in._write_beside, []

    def rename() -> None:
        for model in (Reporter, Section, Topic):
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '50ms'")
                    list(model._default_manager.select_for_update(no_key=True).values_list("pk"))
            except OperationalError:
                held.append(model)
        connections.close_all()

    def write(stories: Any) -> None:
        written(stories)
        thread = threading.Thread(target=rename)
        thread.start()
        thread.join()

    monkeypatch.setattr(bring_in, "_write_beside", write)
    bring(file, chief)
    assert held == [Reporter, Section, Topic]
