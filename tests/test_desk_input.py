"""What is typed at the desk, however odd: a clear word when it is refused, and never a lost or half-written text."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Byline, Edition, Section, State
from articles.policy import Role
from media.models import Image
from tests import factories

pytestmark = pytest.mark.django_db
ADD = "/desk/articles/article/add/"


def form_of(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def typed(**fields) -> dict[str, object]:
    """A whole form as a browser sends it, with these fields filled in."""
    base = {
        "article_type": "news",
        "language": "en",
        "headline": "Typed at the desk",
        "body": "<p>Typed.</p>",
        "embargo": "none",
        "base": "",
        "bylines-TOTAL_FORMS": "0",
        "bylines-INITIAL_FORMS": "0",
        "sources-TOTAL_FORMS": "0",
        "sources-INITIAL_FORMS": "0",
    }
    return {name: value for name, value in (base | fields).items() if value is not None}


def as_typed(article: Article, **fields) -> dict[str, object]:
    """The form of this story as it was opened, with these fields changed."""
    article.refresh_from_db()
    rows = {"bylines-TOTAL_FORMS": "0", "bylines-INITIAL_FORMS": "0"}
    return typed(
        headline=article.headline,
        standfirst=article.standfirst,
        slug=article.slug,
        body=article.body,
        section=article.section_id or "",
        base=article.revision.number,
        **rows,
        **fields,
    )


def at_the_desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def errors_in(response) -> str:
    page = unescape(response.content.decode())
    lists = re.findall(
        r'<(?:ul|p|div) class="error(?:list|note)[^"]*"[^>]*>(.*?)</(?:ul|p|div)>', page, re.DOTALL
    )
    return " ".join(re.sub(r"<[^>]+>", " ", " ".join(lists)).split())


@pytest.fixture
def ines() -> User:
    return factories.user(Role.REPORTER, name="Ines Caldera")


@pytest.fixture
def ana() -> User:
    return factories.user(Role.EDITOR_IN_CHIEF, name="Ana Ruiz")


def test_a_reporter_files_a_story_and_owns_it(ines: User) -> None:
    city = factories.section("City")
    by = factories.reporter()
    response = at_the_desk(ines).post(
        ADD,
        typed(
            kicker="Harbour",
            standfirst="The vote was close.",
            section=city.pk,
            topics=[factories.topic().pk],
            **{
                "bylines-TOTAL_FORMS": "1",
                "bylines-0-role": "reported",
                "bylines-0-reporter": by.pk,
                "bylines-0-ORDER": "1",
                "_act": "submit",
            },
        ),
    )
    article = Article.objects.get()
    assert response.status_code == 302
    assert (article.headline, article.slug, article.created_by) == (
        "Typed at the desk",
        "",
        ines,
    )
    assert article.state == State.SUBMITTED
    assert article.revision.bylines[0]["reporter"] == by.pk
    assert article.revision.number == 1


def test_an_empty_story_can_be_saved_but_not_submitted(ines: User) -> None:
    response = at_the_desk(ines).post(ADD, typed(headline="", body="", _act="submit"), follow=True)
    article = Article.objects.get()
    assert (article.state, article.revision.number) == (State.DRAFT, 1)
    assert "It has no headline. It has no section." in unescape(response.content.decode())


def test_a_headline_that_is_too_long_comes_back_as_typed(ines: User) -> None:
    long = "Ferries " * 30
    response = at_the_desk(ines).post(ADD, typed(headline=long))
    assert "at most 160 characters" in errors_in(response)
    assert long.strip() in response.content.decode()
    assert not Article.objects.exists()


@pytest.mark.parametrize("text", ["a\0b", "half \ud83d emoji", "\ud800", "\x01\x02 control"])
def test_nul_bytes_and_broken_characters_are_refused_or_dropped_with_nothing_lost(
    ines: User, text: str
) -> None:
    fields = typed(
        headline=f"Before {text} after", standfirst=f"Before {text} after", body=f"<p>Before {text} after</p>"
    )
    body = "&".join(f"{name}={quoted(str(value))}" for name, value in fields.items())
    response = at_the_desk(ines).generic("POST", ADD, body, "application/x-www-form-urlencoded")
    assert response.status_code in {200, 302}
    if response.status_code == 302:
        article = Article.objects.get()
        for said in (article.headline, article.standfirst, article.body):
            assert "Before" in said
            assert "after" in said
            assert "\0" not in said
    else:
        assert errors_in(response)
        assert "Before" in response.content.decode()
        assert not Article.objects.exists()


def quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def test_a_body_of_a_megabyte_is_saved_whole(ines: User) -> None:
    body = "<p>Every word of it stays where it was typed.</p>" * 21_000
    response = at_the_desk(ines).post(ADD, typed(body=body))
    assert response.status_code == 302
    assert Article.objects.get().body == body


def test_a_body_beyond_all_measure_is_refused_with_its_text_kept(ines: User) -> None:
    body = "<p>Too much of it.</p>" * 200_000
    response = at_the_desk(ines).post(ADD, typed(body=body))
    assert response.status_code == 200
    assert "too long" in errors_in(response).lower() or "2 MB" in errors_in(response)
    assert response.content.decode().count("Too much of it.") == 200_000
    assert not Article.objects.exists()


def test_markup_that_readers_must_not_get_is_removed_and_said(ines: User) -> None:
    response = at_the_desk(ines).post(
        ADD, typed(body='<p onclick="x()">Kept.</p><script>alert(1)</script>'), follow=True
    )
    assert Article.objects.get().body == "<p>Kept.</p>"
    page = unescape(response.content.decode())
    assert "Removed from the text" in page
    assert "script" in page


def test_two_people_saving_at_once_the_second_sees_both_texts(ana: User) -> None:
    article = factories.story(headline="Base", standfirst="Base standfirst", bylines=())
    bea = factories.user(Role.EDITOR_IN_CHIEF, name="Bea Sol")
    opened_by_both = as_typed(article)
    first = at_the_desk(ana).post(form_of(article), opened_by_both | {"headline": "Ana’s headline"})
    second = at_the_desk(bea).post(form_of(article), opened_by_both | {"headline": "Bea’s headline"})
    assert (first.status_code, second.status_code) == (302, 200)
    page = unescape(second.content.decode())
    assert "Ana Ruiz saved revision 2" in page
    assert "Ana’s headline" in page
    assert "Bea’s headline" in page
    article.refresh_from_db()
    assert (article.headline, article.revision.number) == ("Ana’s headline", 2)
    seen = re.search(r'name="seen" value="(\d+)"', page).group(1)
    third = at_the_desk(bea).post(
        form_of(article), opened_by_both | {"headline": "Bea’s headline", "seen": seen, "choice-0": "mine"}
    )
    assert third.status_code == 302
    article.refresh_from_db()
    assert [revision.headline for revision in article.revisions.all()] == [
        "Bea’s headline",
        "Ana’s headline",
        "Base",
    ]


def test_what_two_people_changed_apart_merges_and_says_so(ana: User) -> None:
    article = factories.story(headline="Base", body="<p>One.</p><p>Two.</p>", desk_note="", bylines=())
    bea = factories.user(Role.EDITOR_IN_CHIEF, name="Bea Sol")
    opened = as_typed(article) | {"initial-desk_note": "", "desk_note": ""}
    first = {"headline": "Ana’s", "body": "<p>One, by Ana.</p><p>Two.</p>", "desk_note": "Ana’s note"}
    at_the_desk(ana).post(form_of(article), opened | first)
    second = {"standfirst": "Bea’s", "body": "<p>One.</p><p>Two, by Bea.</p>", "desk_note": "Bea’s note"}
    response = at_the_desk(bea).post(form_of(article), opened | second, follow=True)
    assert "Merged with what Ana Ruiz saved meanwhile: headline and body." in unescape(
        response.content.decode()
    )
    article.refresh_from_db()
    assert (article.headline, article.standfirst) == ("Ana’s", "Bea’s")
    assert article.body == "<p>One, by Ana.</p><p>Two, by Bea.</p>"
    assert article.desk_note == "Ana’s note\n\nBea’s note"


def test_a_story_submitted_meanwhile_is_not_overwritten_by_its_reporter(ines: User) -> None:
    from articles import workflow

    article = factories.story(ines, bylines=())
    opened = as_typed(
        article,
    )
    client = at_the_desk(ines)
    workflow.apply("submit", article, by=ines)
    response = client.post(form_of(article), opened | {"headline": "Too late"})
    assert response.status_code == 403
    article.refresh_from_db()
    assert article.headline != "Too late"


def test_publish_pressed_twice_publishes_once(ana: User) -> None:
    article = factories.ready(factories.story())
    client = at_the_desk(ana)
    page = client.get(reverse("admin:articles_article_act", args=[article.pk, "publish"])).content.decode()
    key = re.search(r'name="key" value="([-0-9a-f]{36})"', page).group(1)
    fields = {"key": key, "revision": article.approved_revision.number, "note": ""}
    answers = [
        client.post(reverse("admin:articles_article_act", args=[article.pk, "publish"]), fields) for _ in "12"
    ]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Edition.objects.count() == 1


def test_a_refused_act_comes_back_with_its_reasons_and_what_was_typed(ana: User) -> None:
    article = factories.live_story()
    address = reverse("admin:articles_article_act", args=[article.pk, "kill"])
    page = at_the_desk(ana).get(address).content.decode()
    key = re.search(r'name="key" value="([-0-9a-f]{36})"', page).group(1)
    response = at_the_desk(ana).post(address, {"key": key, "note": "  "})
    assert response.status_code in {200, 409}
    article.refresh_from_db()
    assert article.is_live


@pytest.mark.parametrize("slug", ["topics", "feed", "desk", "search"])
def test_a_section_cannot_take_an_address_of_the_site(ana: User, slug: str) -> None:
    response = at_the_desk(ana).post(
        "/desk/articles/section/add/", {"name": "New", "slug": slug, "position": 0, "colour": "#112233"}
    )
    assert "needed by the site itself" in errors_in(response)
    assert not Section.objects.filter(slug=slug).exists()


def test_a_forged_section_out_of_reach_is_refused(ines: User) -> None:
    editor = factories.user(Role.SECTION_EDITOR, sections=(factories.section("City"),))
    article = factories.story(section=factories.section("City"), bylines=())
    sport = factories.section("Sport")
    response = at_the_desk(editor).post(form_of(article), as_typed(article) | {"section": sport.pk})
    assert "valid choice" in errors_in(response)
    article.refresh_from_db()
    assert article.section.slug == "city"


def test_forged_fields_change_nothing(ines: User) -> None:
    article = factories.story(ines, bylines=())
    forged = as_typed(article) | {
        "state": "ready",
        "created_by": 1,
        "killed": "on",
        "live_edition": "1",
        "revision": "9",
    }
    before = Article.objects.values("state", "created_by", "killed", "live_edition").get()
    assert at_the_desk(ines).post(form_of(article), forged).status_code == 302
    assert Article.objects.values("state", "created_by", "killed", "live_edition").get() == before


def test_a_picture_editor_changes_pictures_and_not_a_word() -> None:
    client = at_the_desk(factories.user(Role.PICTURE_EDITOR))
    article = factories.story(headline="As written", body="<p>One.</p><p>Two.</p>", bylines=())
    image = factories.picture()
    placed = f'<p>One.</p><figure data-picture="{image.pk}"></figure><p>Two.</p>'
    sent = as_typed(article) | {"headline": "Rewritten", "body": placed, "lead_picture": image.pk}
    assert client.post(form_of(article), sent).status_code == 302
    article.refresh_from_db()
    assert (article.headline, article.lead_picture, article.body) == ("As written", image, placed)

    refused = client.post(form_of(article), as_typed(article) | {"body": placed.replace("Two", "Three")})
    assert "the words are for the editors" in errors_in(refused)
    article.refresh_from_db()
    assert article.body == placed


def test_a_byline_is_a_reporter_or_an_organisation(ines: User) -> None:
    article = factories.story(ines, bylines=())
    row = {
        "bylines-TOTAL_FORMS": "1",
        "bylines-0-role": "reported",
        "bylines-0-reporter": factories.reporter().pk,
        "bylines-0-organisation": "Both",
        "bylines-0-ORDER": "1",
    }
    response = at_the_desk(ines).post(form_of(article), as_typed(article) | row)
    assert "not both and not neither" in errors_in(response)
    assert not Byline.objects.exists()


def test_an_embargo_that_stands_is_lifted_only_by_those_who_may(ines: User) -> None:
    article = factories.story(ines, embargo="until_lifted", embargo_source="Ministry", bylines=())
    response = at_the_desk(ines).post(form_of(article), as_typed(article))
    assert "An embargo is lifted, not deleted" in errors_in(response)
    article.refresh_from_db()
    assert article.embargo == "until_lifted"


@pytest.mark.parametrize(
    ("kind", "hours", "allowed"),
    [("until_lifted", None, True), ("until", 48, True), ("until", 1, False), ("none", None, False)],
)
def test_an_embargo_can_be_made_stricter_by_its_reporter_and_not_weaker(
    ines: User, kind: str, hours: int | None, allowed: bool
) -> None:
    until = timezone.now() + timedelta(hours=24)
    article = factories.story(ines, embargo="until", embargo_until=until, bylines=())
    when = timezone.localtime(timezone.now() + timedelta(hours=hours)) if hours else None
    wanted = {
        "initial-embargo": "until",
        "embargo": kind,
        "embargo_until_0": when.strftime("%Y-%m-%d") if when else "",
        "embargo_until_1": when.strftime("%H:%M:%S") if when else "",
    }
    response = at_the_desk(ines).post(form_of(article), as_typed(article) | wanted)
    article.refresh_from_db()
    changed = (article.embargo, article.embargo_until) != ("until", until)
    assert (response.status_code == 302, changed) == (allowed, allowed)


def test_a_file_that_is_no_picture_is_refused_with_the_words_kept() -> None:
    pia = factories.user(Role.PICTURE_EDITOR)
    response = at_the_desk(pia).post(
        "/desk/media/image/add/",
        {
            "file": SimpleUploadedFile("boat.jpg", b"<html>not a picture</html>", "image/jpeg"),
            "caption": "The caption I typed",
            "credits-TOTAL_FORMS": "0",
            "credits-INITIAL_FORMS": "0",
        },
    )
    assert response.status_code == 200
    assert "The caption I typed" in response.content.decode()
    assert errors_in(response)
    assert not Image.objects.exists()
