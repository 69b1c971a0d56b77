"""Links by which somebody without a log-in sees a story: what they open, and that they open nothing else."""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from articles.acts import kill, moving, plain_moves, presses
from articles.acts.act import Refused
from articles.admin.shared import address_of
from articles.models import Article, ShareLink, StateChange
from articles.policy import Role
from articles.sharing import asking, links
from media.models import Image
from newsroom.pagecache.asking import name_of
from newsroom.watching.log_lines import JsonLines, PlainLines, ServerLines
from tests import factories, wire_copy
from tests.desk_forms import at_the_desk

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:141.0) Gecko/20100101 Firefox/141.0"
# Each answer that nobody keeps has a number of its own.
OF_ITS_OWN = "X-Request-ID"


@pytest.fixture
def ines() -> User:
    return factories.user(Role.REPORTER, name="Ines Caldera")


@pytest.fixture
def draft(ines: User) -> Article:
    return factories.story(ines, headline="Night ferries", lead_picture=factories.picture())


def made(article: Article, by: User, **how: Any) -> tuple[ShareLink, str]:
    article.refresh_from_db()
    return links.make(article, by=by, **({"recipient": "Ana Ruiz", "revision": article.revision} | how))


def path_of(secret: str) -> str:
    return reverse("shared", args=[f"{secret}/"])


def opened(secret: str, **headers: str) -> HttpResponse:
    """As a browser asks that has never been at the desk."""
    return Client().get(path_of(secret), headers=headers)


def said_by(answer: HttpResponse) -> tuple[int, bytes, dict[str, str]]:
    return answer.status_code, answer.content, {k: v for k, v in answer.headers.items() if k != OF_ITS_OWN}


def pictures_on(page: str) -> list[str]:
    found = html.document_fromstring(page).xpath(
        "//main//img/@src | //main//img/@srcset | //main//source/@srcset"
    )
    return sorted({one.split()[0] for text in found for one in text.split(",")})


def test_a_link_shows_its_revision_to_one_person_with_their_name_on_it(ines: User, draft: Article) -> None:
    link, secret = made(draft, ines)
    factories.edit(draft, ines, headline="Night ferries begin")
    answer = opened(secret)
    page = answer.content.decode()
    assert (answer.status_code, "Night ferries" in page, "begin" in page) == (200, True, False)
    assert html.document_fromstring(page).xpath("string(//*[@class='watermark']/span[1])") == "Ana Ruiz"
    assert "Ines Caldera shows this to Ana Ruiz, until " in page
    assert '<meta name="robots" content="noindex">' in page
    kept = {name: answer.headers[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")}
    assert kept == {
        "Cache-Control": "private, no-store",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex, noarchive",
    }
    assert (answer.headers["X-Frame-Options"], answer.cookies) == ("DENY", {})
    # 192 random bits are told once, and only their hash is stored.
    assert (len(secret), secret in str(ShareLink.objects.values().get())) == (32, False)
    assert link.expires_at - link.at == timedelta(hours=48)


def test_a_link_to_the_newest_shows_what_was_written_since(ines: User, draft: Article) -> None:
    _, secret = made(draft, ines, revision=None)
    factories.edit(draft, ines, headline="Night ferries begin")
    assert "Night ferries begin" in opened(secret).content.decode()


def test_pictures_of_a_draft_are_seen_with_the_link_and_no_others(ines: User, draft: Article) -> None:
    _, secret = made(draft, ines)
    shown = pictures_on(opened(secret).content.decode())
    assert shown
    assert all(path.startswith(path_of(secret)) for path in shown)
    answers = [Client().get(path) for path in shown]
    assert {(one.status_code, one.headers["Cache-Control"]) for one in answers} == {
        (200, "private, no-store")
    }
    # Neither under the mark of another, nor with the link to another story.
    other = factories.story(ines, headline="Trams", lead_picture=factories.picture())
    link, its_secret = made(other, ines)
    nothing = said_by(opened("unknown"))
    name = shown[0].rpartition("/")[2]
    beside = factories.picture().renditions.first().name
    for path in (
        shown[0].replace(secret, its_secret),
        shown[0].replace(name, beside),
        f"{path_of(its_secret)}{asking.mark_of(link, 'x')}/{beside}",
        f"{path_of(secret)}{name}",
    ):
        assert said_by(Client().get(path)) == nothing
    Image.objects.filter(pk=draft.lead_picture_id).update(killed_at=timezone.now(), kill_reason="Faked")
    assert said_by(Client().get(shown[0])) == nothing
    assert pictures_on(opened(secret).content.decode()) == []


def test_whatever_opens_nothing_is_answered_alike_after_the_same_questions(
    ines: User, draft: Article
) -> None:
    """Unknown, altered, expired, revoked, of a story that is gone, of a maker who lost the rights or the account."""
    secrets = {name: made(draft, ines)[1] for name in ("altered", "expired", "revoked")}
    secrets["altered"] = secrets["altered"][:-1] + ("A" if secrets["altered"][-1] != "A" else "B")
    of = {
        name: ShareLink.objects.get(digest=links.digest_of(secrets[name])) for name in ("expired", "revoked")
    }
    ShareLink.objects.filter(pk=of["expired"].pk).update(expires_at=factories.earlier(seconds=1))
    assert links.revoke(of["revoked"], by=ines)
    spiked, killed = factories.story(ines), factories.live_story(ines)
    secrets |= {"spiked": made(spiked, ines)[1], "killed": made(killed, ines)[1]}
    moving.move(plain_moves.SPIKE, spiked, by=ines, note="Not ours.")
    kill.kill(killed, by=factories.chief(), note="Untrue.")
    rui, eva = (factories.user(Role.REPORTER, name=name) for name in ("Rui Sol", "Eva Lund"))
    secrets |= {"demoted": made(factories.story(rui), rui)[1], "left": made(factories.story(eva), eva)[1]}
    rui.groups.set(Group.objects.filter(name=Role.ADMIN))
    User.objects.filter(pk=eva.pk).update(is_active=False)
    told = {}
    for name, secret in {"unknown": "unknown", "empty": "x/", **secrets}.items():
        with CaptureQueriesContext(connection) as asked:
            told[name] = said_by(opened(secret))
        assert len([one for one in asked if "SAVEPOINT" not in one["sql"]]) == 3, name
    assert told["unknown"][0] == 404
    assert [name for name, answer in told.items() if answer != told["unknown"]] == []


def test_the_story_of_a_link_says_who_made_and_revoked_it_and_not_its_secret(
    ines: User, draft: Article
) -> None:
    link, secret = made(draft, ines)
    assert links.revoke(link, by=ines)
    assert not links.revoke(link, by=ines)
    rows = StateChange.objects.filter(article=draft).order_by("pk").values_list("act", "note")
    until = rows[0][1].removeprefix("For Ana Ruiz, revision 1, until ")
    assert list(rows) == [
        ("share", f"For Ana Ruiz, revision 1, until {until}"),
        ("end_sharing", "For Ana Ruiz."),
    ]
    history = (
        at_the_desk(ines).get(reverse("admin:articles_article_history", args=[draft.pk])).content.decode()
    )
    assert "made a link to a preview without log-in" in history
    assert "revoked a link to a preview" in history
    assert secret not in history


def test_who_opened_a_link_is_told_to_its_maker_roughly(ines: User, draft: Article) -> None:
    link, secret = made(draft, ines)
    for _ in range(3):  # loaded again within the minute
        opened(secret, user_agent=FIREFOX)
    Client().head(path_of(secret))
    opened(secret, user_agent="curl/8")
    assert list(link.views.values_list("browser", "network")) == [
        ("Another program", "127.0.0.0/24"),
        ("Firefox on Windows", "127.0.0.0/24"),
    ]
    page = reverse("admin:articles_article_share", args=[draft.pk])
    assert "Firefox on Windows, from 127.0.0.0/24" in at_the_desk(ines).get(page).content.decode()
    seen_by_others = at_the_desk(factories.chief()).get(page).content.decode()
    assert ("Ana Ruiz" in seen_by_others, "Firefox" in seen_by_others) == (True, False)
    for number in range(asking.MOST_VIEWS + 5):
        asking.note_view(link, browser="Firefox", address=f"10.0.{number}.1", now=timezone.now())
    link.refresh_from_db()
    assert (link.views.count(), link.opened) == (asking.MOST_VIEWS, asking.MOST_VIEWS + 7)
    assert asking.forget(link.expires_at + asking.KEPT_AFTER + timedelta(seconds=1)) > 0
    assert not ShareLink.objects.exists()


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("2001:db8:1:2::/64", ""),
        ("unknown", ""),
    ],
)
def test_of_an_address_the_network_is_kept(address: str, network: str) -> None:
    assert asking.network_of(address) == network


def test_a_link_is_made_and_revoked_on_its_page(ines: User, draft: Article) -> None:
    desk = at_the_desk(ines)
    page = reverse("admin:articles_article_share", args=[draft.pk])
    [form] = html.document_fromstring(desk.get(page).content.decode()).xpath("//form[@class='act-form']")
    sent = dict(form.form_values()) | {"recipient": " Ana  Ruiz "}
    assert (sent["hours"], sent["shows"]) == ("48", "this")
    answers = [html.document_fromstring(desk.post(page, sent).content.decode()) for _ in range(2)]
    addresses = [answer.xpath("//*[@id='address']/@value")[0] for answer in answers]
    # The same press sent twice: one link, and the address on the page that one sees is the one that opens.
    link = ShareLink.objects.get()
    assert (link.recipient, link.revision) == ("Ana Ruiz", draft.revision)
    assert StateChange.objects.filter(act="share").count() == 1
    paths = [address.removeprefix("http://testserver") for address in addresses]
    assert [Client().get(path).status_code for path in paths] == [404, 200]
    # The same page, gone back to for somebody else: the first link goes on working, and no second has its name.
    other = desk.post(page, sent | {"recipient": "Bob Lee"})
    assert presses.USED_FOR_ANOTHER in html.document_fromstring(other.content.decode()).text_content()
    assert [Client().get(path).status_code for path in paths] == [404, 200]
    assert desk.post(page, sent | {"recipient": "", "key": str(uuid.uuid4())}).status_code == 200
    assert ShareLink.objects.count() == 1
    desk.post(reverse("admin:articles_article_revoke", args=[draft.pk, link.pk]))
    assert Client().get(paths[1]).status_code == 404
    assert "address" not in html.document_fromstring(desk.post(page, sent).content.decode()).xpath("//@id")


def test_only_those_who_work_on_a_story_share_it(ines: User, draft: Article) -> None:
    page = reverse("admin:articles_article_share", args=[draft.pk])
    pictures = factories.user(Role.PICTURE_EDITOR)
    assert at_the_desk(pictures).get(page).status_code == 403
    assert at_the_desk(factories.user(Role.REPORTER, name="Rui Sol")).get(page).status_code == 404
    with pytest.raises(Refused):
        made(draft, pictures)
    link, secret = made(draft, ines)
    revoke = reverse("admin:articles_article_revoke", args=[draft.pk, link.pk])
    assert at_the_desk(pictures).post(revoke).status_code == 403
    other = reverse("admin:articles_article_revoke", args=[factories.story(ines).pk, link.pk])
    assert at_the_desk(ines).post(other).status_code == 404
    assert opened(secret).status_code == 200


def test_a_story_has_few_open_links_and_each_ends_in_two_weeks(ines: User, draft: Article) -> None:
    for hours in (0, 14 * 24 + 1):
        with pytest.raises(Refused, match="1 hour to 14 days"):
            made(draft, ines, hours=hours)
    ShareLink.objects.bulk_create(
        ShareLink(
            article=draft,
            recipient="Somebody",
            digest=str(number),
            by=ines,
            at=timezone.now(),
            expires_at=timezone.now() + timedelta(hours=1),
        )
        for number in range(links.MOST_OPEN)
    )
    with pytest.raises(Refused, match="revoke one first"):
        made(draft, ines)


# What must not know it


def test_no_log_has_the_secret_of_a_link(
    ines: User, draft: Article, caplog: pytest.LogCaptureFixture
) -> None:
    _, secret = made(draft, ines)
    path = path_of(secret)
    ShareLink.objects.update(expires_at=factories.earlier(seconds=1))
    with caplog.at_level(logging.DEBUG):
        Client().get(path)
    record = next(one for one in caplog.records if path in one.getMessage())  # Django tells it
    told = record.__dict__ | {"msg": f"{record.getMessage()}, of {address_of(secret)}", "args": ()}
    for form in (PlainLines(), JsonLines(), ServerLines("%(message)s")):
        line = form.format(logging.makeLogRecord(told))
        assert (secret in line, line.count("/preview/…")) == (False, 2)
    access = logging.makeLogRecord(
        {"msg": '"%(method)s %(path)s" %(status)d', "args": {"method": "GET", "path": path, "status": 200}}
    )
    assert ServerLines("%(message)s").format(access) == '"GET /preview/…" 200'
    own = logging.makeLogRecord({"msg": "/desk/articles/article/1/preview/?revision=1"})
    assert ServerLines("%(message)s").format(own) == own.getMessage()


def test_no_cache_of_ours_keeps_what_a_link_opens() -> None:
    asked = {"REQUEST_METHOD": "GET", "HTTP_HOST": "testserver", "wsgi.url_scheme": "http"}
    assert name_of(asked | {"PATH_INFO": "/city/"}) is not None
    assert name_of(asked | {"PATH_INFO": path_of("x" * 32)}) is None


def test_what_an_agency_has_killed_nobody_outside_is_shown(client: Client) -> None:
    story = factories.story()
    item = wire_copy.used(story)
    chief = factories.chief()
    _link, secret = links.make(story, by=chief, recipient="A lawyer")
    address = address_of(secret)
    assert client.get(address).status_code == 200
    wire_copy.killed(item)
    assert client.get(address).status_code == 404
    page = at_the_desk(chief).get(reverse("admin:articles_article_share", args=[story.pk])).content.decode()
    assert "Links to it open nothing until its words are out of the story." in page
    factories.edit(story, chief, body="<p>All our own.</p>")
    assert client.get(address).status_code == 200
