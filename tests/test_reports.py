"""A reader reports an error in a story, and the desk deals with it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from articles.acts import withdraw
from articles.corrections import deciding
from articles.models import Article, ErrorReport, PublishedArticle, Redirect
from articles.policy import Role
from articles.site import report as form
from articles.writing import reports
from tests import factories
from tests.pages import MORNING, html, text

pytestmark = pytest.mark.django_db

WRONG = {"text": "The barrage has seven gates, not six.", "name": "Ana Ruiz", "email": "ana@example.org"}


def address(story: PublishedArticle | None = None) -> str:
    return f"{(story or factories.published_story()).path}report/"


def at_the_desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def reported(story: Article, **fields: object) -> ErrorReport:
    facts = {"story_id": story.pk, "edition_number": 1, "text": "It was 200, not 2,000.", "name": "Ana Ruiz"}
    return ErrorReport.objects.create(**(facts | fields))


# What readers do


def test_every_story_says_at_its_foot_where_to_report_an_error() -> None:
    story = factories.published_story()
    assert f'<a href="{address(story)}" rel="nofollow">Report an error in this story</a>' in html(story.path)
    page = html(address(story))
    assert story.headline in text(page)
    assert "deleted after 90 days" in text(page)
    assert '<a href="/privacy/">' in page


def test_a_report_reaches_the_desk_without_a_cookie_or_a_token() -> None:
    story, client = factories.published_story(edition_number=3), Client(enforce_csrf_checks=True)
    sent = client.post(address(story), WRONG)
    assert (sent.status_code, sent.headers["Location"]) == (302, f"{address(story)}thanks/")
    assert sent.headers["Cache-Control"] == "private, no-store"
    assert not sent.cookies
    assert text(html(sent.headers["Location"])).startswith("Received Thank you")
    (row,) = ErrorReport.objects.values("story_id", "edition_number", "text", "name", "email", "done_at")
    assert row == WRONG | {"story_id": story.story_id, "edition_number": 3, "done_at": None}


def test_name_and_address_are_not_asked_of_anybody() -> None:
    assert Client().post(address(), {"text": "It was 200."}).status_code == 302
    assert ErrorReport.objects.get().name == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "   "},
        {"text": "x" * 4001},
        {"text": "a\0b"},
        {"name": "x" * 121},
        {"name": "a\0b"},
        {"email": "nobody"},
        {"email": "ana@example.org\nBcc: x@example.org"},
        {"email": "x" * 300 + "@example.org"},
        {"website": "a\0b"},
    ],
)
def test_what_cannot_be_taken_is_not_and_comes_back_to_be_put_right(wrong: dict[str, str]) -> None:
    sent = Client().post(address(), WRONG | wrong)
    assert sent.status_code == 400
    assert "Not sent yet" in text(sent.content.decode())
    assert not ErrorReport.objects.exists()


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (
            b"text=%ED%A0%80",
            "application/x-www-form-urlencoded",
            302,
        ),  # a lone surrogate becomes a sign for it
        (b"text=caf%E9", "application/x-www-form-urlencoded", 302),
        (b"text=a&text=b&text[]=c", "application/x-www-form-urlencoded", 302),
        (b"text=" + b"x" * 100_000, "application/x-www-form-urlencoded", 413),
        (b"&".join(b"a=1" for _ in range(2000)), "application/x-www-form-urlencoded", 400),
        (b'{"text": "x"}', "application/json", 400),
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x", 400),
        (b"nonsense", "multipart/form-data", 400),
        (b"", "", 400),
    ],
)
def test_a_broken_form_breaks_nothing(body: bytes, kind: str, status: int) -> None:
    assert Client().generic("POST", address(), body, content_type=kind).status_code == status


def test_what_a_reader_typed_comes_back_as_text_only() -> None:
    nasty = '"></textarea><script>alert(1)</script>'
    sent = Client().post(address(), {"text": nasty, "name": nasty, "email": nasty}).content.decode()
    assert "<script>" not in sent
    assert sent.count(escape(nasty)) == 3


def test_what_fills_in_the_field_that_people_do_not_see_is_thanked_and_forgotten() -> None:
    assert Client().post(address(), WRONG | {"website": "https://spam.example"}).status_code == 302
    assert not ErrorReport.objects.exists()


def test_another_site_cannot_make_a_reader_s_browser_send_the_form() -> None:
    sent = Client().post(address(), WRONG, headers={"sec-fetch-site": "cross-site"})
    assert sent.status_code == 403
    assert not ErrorReport.objects.exists()


def test_who_sends_too_much_has_to_wait_and_keeps_what_was_typed() -> None:
    where = address()
    for _ in range(form.FROM_ONE_ADDRESS):
        assert Client().post(where, WRONG).status_code == 302
    refused = Client().post(where, WRONG)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3600")
    assert WRONG["text"] in refused.content.decode()
    assert Client().post(where, WRONG, REMOTE_ADDR="192.0.2.7").status_code == 302
    assert ErrorReport.objects.count() == form.FROM_ONE_ADDRESS + 1


def test_everybody_together_cannot_flood_the_desk(monkeypatch) -> None:
    monkeypatch.setattr(form, "FROM_EVERYBODY", 3)
    where = address()
    sent = [Client().post(where, WRONG, REMOTE_ADDR=f"192.0.2.{number}").status_code for number in range(5)]
    assert sent == [302, 302, 302, 429, 429]


@pytest.mark.parametrize(
    ("behind_proxy", "remote", "forwarded", "network"),
    [
        (False, "192.0.2.7", "198.51.100.1", "192.0.2.7"),
        (True, "10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (True, "10.0.0.1", None, "10.0.0.1"),
        (True, "10.0.0.1", "<script>", "unknown"),
        (True, "10.0.0.1", "x" * 100_000, "unknown"),
        (False, "2001:db8:1:2:3:4:5:6", None, "2001:db8:1:2::/64"),
        # As a socket for both kinds shows an address of IPv4: not all of them together.
        (False, "::ffff:192.0.2.7", None, "192.0.2.7"),
        (False, "", None, "unknown"),
    ],
)
def test_readers_are_told_apart_by_their_network(
    rf, settings, behind_proxy, remote, forwarded, network
) -> None:
    settings.BEHIND_PROXY = behind_proxy
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    assert form.network(rf.post("/", REMOTE_ADDR=remote, headers=headers)) == network


def test_the_form_of_a_story_that_moved_moves_along_with_what_was_typed() -> None:
    story = factories.published_story()
    Redirect.objects.create(old_path="/city/2022/05/23/old/", story=story, since=MORNING)
    asked = Client().post("/city/2022/05/23/old/report/", WRONG)
    assert (asked.status_code, asked.headers["Location"]) == (308, address(story))


def test_there_is_no_form_for_a_story_that_is_not_live() -> None:
    live = factories.live_story()
    path = PublishedArticle.objects.get(story_id=live.pk).path
    withdraw.withdraw(live, by=factories.chief())
    for rest in ("report/", "report/thanks/"):
        assert Client().get(f"{path}{rest}").status_code == 410
        assert Client().get(f"/city/2022/05/23/nothing/{rest}").status_code == 404
    assert Client().post(f"{path}report/", WRONG).status_code == 410
    assert not ErrorReport.objects.exists()


# What the desk does


@pytest.mark.parametrize("role", list(Role))
def test_editors_see_reports_on_stories_they_may_see(role: Role) -> None:
    city, sport = factories.section("City"), factories.section("Sport")
    here, there = (reported(factories.live_story(section=section)) for section in (city, sport))
    somebody = factories.user(role, sections=(city,))
    seen = {
        Role.COPY_EDITOR: {here.pk},
        Role.SECTION_EDITOR: {here.pk},
        Role.EDITOR_IN_CHIEF: {here.pk, there.pk},
    }.get(role, set())
    assert {row.pk for row in reports.visible_to(somebody)} == seen
    client = at_the_desk(somebody)
    assert ("Errors reported" in client.get("/desk/").content.decode()) == bool(seen)
    for report in (here, there):
        form_of = reverse("admin:articles_errorreport_change", args=[report.pk])
        done = reverse("admin:articles_errorreport_done", args=[report.pk])
        assert (client.get(form_of).status_code == 200) == (report.pk in seen)
        assert client.post(done).status_code == (302 if report.pk in seen else 404)
        report.refresh_from_db()
        assert (report.done_by == somebody) == (report.pk in seen)


def test_a_report_is_done_once_by_whoever_was_first_and_can_be_opened_again() -> None:
    report = reported(factories.live_story())
    ana, ewa = (factories.user(Role.EDITOR_IN_CHIEF, name=name) for name in ("Ana Ruiz", "Ewa Lis"))
    done = reverse("admin:articles_errorreport_done", args=[report.pk])
    assert at_the_desk(ana).get(done).status_code == 405
    at_the_desk(ana).post(done)
    page = at_the_desk(ewa).post(done, follow=True).content.decode()
    assert "Somebody was quicker" in page
    assert "Done by Ana Ruiz" in page
    assert "Errors reported" not in at_the_desk(ewa).get("/desk/").content.decode().partition("Lists</h2>")[0]
    at_the_desk(ewa).post(reverse("admin:articles_errorreport_reopen", args=[report.pk]))
    report.refresh_from_db()
    assert (report.done_at, report.done_by) == (None, None)


def test_the_list_of_reports_says_which_are_open() -> None:
    story, chief = factories.live_story(headline="Seven gates"), factories.chief()
    first, second = (reported(story, text=words) for words in ("First.", "Second."))
    deciding.close({first.pk}, by=chief)
    where = reverse("admin:articles_errorreport_changelist")
    shown = at_the_desk(chief).get(where, {"state": "open"}).content.decode()
    assert re.findall(r'class="field-headline">(.*?)<', shown) == ["Seven gates"]
    assert str(second.pk) in shown
    assert str(first.pk) not in shown
    assert "Done by" in at_the_desk(chief).get(where, {"state": "done"}).content.decode()


def test_nobody_writes_or_deletes_a_report_at_the_desk() -> None:
    report, client = reported(factories.live_story()), at_the_desk(factories.chief())
    assert client.get(reverse("admin:articles_errorreport_add")).status_code == 403
    assert (
        client.post(
            reverse("admin:articles_errorreport_delete", args=[report.pk]), {"post": "yes"}
        ).status_code
        == 403
    )
    client.post(reverse("admin:articles_errorreport_change", args=[report.pk]), {"text": "Changed."})
    report.refresh_from_db()
    assert report.text == "It was 200, not 2,000."


def test_what_a_reader_wrote_is_text_at_the_desk_too() -> None:
    nasty = "</script><script>alert(1)</script>"
    report = reported(factories.live_story(), text=nasty, name=nasty)
    client = at_the_desk(factories.chief())
    for where in (
        "/desk/",
        reverse("admin:articles_errorreport_changelist"),
        reverse("admin:articles_errorreport_change", args=[report.pk]),
    ):
        page = client.get(where).content.decode()
        assert "<script>alert" not in page
        assert escape(nasty)[:40] in page


def test_the_first_page_asks_as_much_for_many_reports_as_for_one(django_assert_num_queries) -> None:
    chief = factories.chief()
    for _ in range(15):
        reported(factories.live_story())
    chief = factories.again(chief)
    reports.visible_to(chief)  # who somebody is, is asked once for the page
    with django_assert_num_queries(1):
        assert len(reports.waiting_for(chief)) == reports.ON_THE_FIRST_PAGE


def test_names_and_addresses_of_readers_are_forgotten_after_90_days() -> None:
    story, now = factories.live_story(), timezone.now()
    old = reported(story, email="ana@example.org", at=now - timedelta(days=91))
    young = reported(story, email="ana@example.org", at=now - timedelta(days=89))
    assert reports.forget_senders(now=now) == 1
    for report in (old, young):
        report.refresh_from_db()
    assert (old.name, old.email, old.text) == ("", "", "It was 200, not 2,000.")
    assert (young.name, young.email) == ("Ana Ruiz", "ana@example.org")
    assert reports.forget_senders(now=now) == 0
