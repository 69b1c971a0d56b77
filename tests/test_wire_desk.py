"""The inbox of the wire desk: who reads it, what it shows and finds, an item beside it, and what is taken there."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from articles.incoming import inbox, searches
from articles.models import Article, WireAlarm, WireItem, WireSearch, WireUse
from articles.policy import Role
from tests import factories, wire_copy, wires
from tests.test_desk_pages import at_the_desk, words
from tests.wire_copy import DEAD, in_hours

pytestmark = pytest.mark.django_db
INBOX = "admin:articles_article_wire"


@pytest.fixture
def editor(db: None) -> User:
    return factories.user(Role.WIRE_DESK)


@pytest.fixture
def desk(editor: User) -> Client:
    return at_the_desk(editor)


def opened(client: Client, query: str = "", status: int = 200) -> html.HtmlElement:
    response = client.get(f"{reverse(INBOX)}{query}")
    assert response.status_code == status
    return html.document_fromstring(response.content.decode())


def shown(client: Client, query: str = "") -> list[str]:
    return [words(one) for one in opened(client, query).xpath("//li[has('wire-row')]//span[has('headline')]")]


def headlines(client: Client, query: str = "") -> list[str]:
    return [one.removeprefix("Unread: ") for one in shown(client, query)]


def of(item: WireItem, page: str = "item", **query: Any) -> str:
    address = reverse(f"admin:articles_article_wire_{page}", args=[item.pk])
    return f"{address}?{'&'.join(f'{name}={value}' for name, value in query.items())}" if query else address


def sent(item: WireItem, **fields: Any) -> dict[str, Any]:
    item.refresh_from_db()
    return {
        "key": str(uuid.uuid4()),
        "version": item.newest_id,
        "use": "inputs",
        "paragraph": ["0", "1", "2"],
    } | fields


# Who reads it


@pytest.mark.parametrize("role", list(Role))
def test_the_wire_desk_and_editors_read_it_and_nobody_else(role: Role) -> None:
    reads = role in {Role.WIRE_DESK, Role.COPY_EDITOR, Role.SECTION_EDITOR, Role.EDITOR_IN_CHIEF}
    client = at_the_desk(factories.user(role))
    assert client.get(reverse(INBOX)).status_code == (200 if reads else 403)
    assert (reverse(INBOX) in client.get(reverse("admin:index")).content.decode()) == reads


# The list


def test_the_newest_stands_first_and_what_was_read_is_marked(desk: Client) -> None:
    first = wire_copy.item(headline="First")
    wire_copy.item(headline="Second")
    desk.get(of(first))
    assert shown(desk) == ["Unread: Second", "First"]
    wire_copy.newer(first)
    assert shown(desk) == ["Unread: First", "Unread: Second"]
    assert shown(at_the_desk(factories.chief()))[0] == "Unread: First"


def test_each_filter_finds_its_own(desk: Client, editor: User) -> None:
    other = factories.agency("Azure News", wire_name="Azure")
    wire_copy.item(headline="Plain")
    wire_copy.item(headline="Azure", of=wires.feed(agency=other), agency=other)
    wire_copy.item(headline="Flash", urgency=1)
    wire_copy.item(headline="Sport", category="Football, Sport")
    wire_copy.item(headline="Português", language="pt-PT")
    wire_copy.item(headline="Seen", has_pictures=True, kind="picture")
    wire_copy.item(headline="Held", embargo_until=in_hours(1))
    wire_copy.item(headline="Over", embargo_until=in_hours(-1))
    wire_copy.item(headline="Gone", status="canceled")
    wire_copy.item(headline="Right", signal="correction")
    used = wire_copy.item(headline="Used")
    desk.post(of(used, "take"), sent(used))
    desk.get(of(WireItem.objects.get(headline="Plain")))
    found = {
        f"?agency={other.pk}": ["Azure"],
        "?urgency=2": ["Flash"],
        "?category=football": ["Sport"],
        "?language=pt": ["Português"],
        "?pictures=on": ["Seen"],
        "?kind=picture": ["Seen"],
        "?embargo=on": ["Held"],
        "?status=canceled": ["Gone"],
        "?status=correction": ["Right"],
        "?which=taken": ["Used"],
        "?kind=picture&embargo=on": [],
    }
    assert {query: headlines(desk, query) for query in found} == found
    assert "Used" not in headlines(desk, "?which=untaken")
    assert "Plain" not in headlines(desk, "?which=unread")


@pytest.mark.parametrize("asked", ["eleicao", "Eleição", "ELEI", "porto eleição"])
def test_words_are_found_whatever_their_accents(desk: Client, asked: str) -> None:
    wire_copy.item(headline="A eleição", body="<p>No Porto votou-se.</p>")
    wire_copy.item(headline="Other")
    assert headlines(desk, f"?q={asked}") == ["A eleição"]


@pytest.mark.parametrize(
    "query",
    [
        "?kind=none",
        "?agency=x",
        "?urgency=99",
        "?before=nowhere",
        "?item=999",
        "?item=x",
        "?beside=12",
    ],
)
def test_what_cannot_be_asked_is_left_out(desk: Client, query: str) -> None:
    wire_copy.item(headline="Here")
    assert headlines(desk, query) == ["Here"]


def test_pages_go_on_where_the_one_before_ended(desk: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(inbox, "PAGE", 3)
    at = in_hours(-1)
    for number in range(7):
        wire_copy.item(headline=f"Item {number}", at=at)  # all in the same moment
    found, query = [], ""
    while query is not None:
        document = opened(desk, query)
        found += [words(one).removeprefix("Unread: ") for one in document.xpath("//span[has('headline')]")]
        query = next(iter(document.xpath("//a[@rel='next']/@href")), None)
    assert found == [f"Item {number}" for number in range(6, -1, -1)]


def test_a_page_that_stays_open_learns_how_many_are_newer(desk: Client) -> None:
    wire_copy.item(headline="Here")
    after = opened(desk).xpath("//@data-after")[0]
    address = reverse("admin:articles_article_wire_newer")
    assert desk.get(address, {"after": after}).json() == {"count": 0, "is_more": False}
    wire_copy.item(headline="New")
    wire_copy.item(headline="Flash", urgency=1)
    assert desk.get(address, {"after": after}).json() == {"count": 2, "is_more": False}
    assert desk.get(address, {"after": after, "urgency": "1"}).json() == {"count": 1, "is_more": False}
    assert desk.get(address, {"after": "nowhere"}).json()["count"] == 3


@pytest.mark.parametrize("is_common", [False, True])
def test_a_category_is_found_by_how_its_words_begin_be_it_rare_or_common(
    desk: Client, monkeypatch: Any, is_common: bool
) -> None:
    wire_copy.item(headline="Match", category="Football, Water Sport")
    wire_copy.item(headline="Vote", category="Politics")
    if is_common:
        monkeypatch.setattr(inbox, "_is_common", lambda *_: True)
    found = {
        asked: headlines(desk, f"?category={asked}") for asked in ("foot", "sport", "ball", "POLI", "war")
    }
    assert found == {"foot": ["Match"], "sport": ["Match"], "ball": [], "POLI": ["Vote"], "war": []}


@pytest.mark.parametrize("query", ["", "?q=porto&urgency=3&which=unread", "?item={}"])
def test_fifty_items_cost_eight_questions(desk: Client, query: str) -> None:
    for _number in range(51):
        item = wire_copy.item(urgency=2)
    searches.keep(
        factories.chief(), "Porto", {"q": "porto"}, shared="everybody", section=None, key=uuid.uuid4()
    )
    address = reverse(INBOX) + query.format(item.pk)
    desk.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert desk.get(address).status_code == 200
    # An item beside it is read with its versions, its stories, and where it may go.
    most = 8 + (7 if "item" in query else 0)
    assert len(asked) <= most, "\n".join(one["sql"][:160] for one in asked)
    assert not [one for one in asked if "COUNT(" in one["sql"] and "message" not in one["sql"]]


# An item


def test_an_item_is_shown_whole_with_what_the_agency_asks(desk: Client) -> None:
    item = wire_copy.item(
        headline="Ferry sinks",
        usage_terms="Not for Spain.",
        ednote="More to come.",
        embargo_open=True,
        embargo_words="Until the minister speaks",
        media=[{"caption": "The ferry", "credit": "MP/Rui", "kind": "picture"}],
    )
    page = words(html.document_fromstring(desk.get(of(item)).content.decode()))
    for said in (
        "Ferry sinks",
        DEAD,
        "Not for Spain.",
        "More to come.",
        "Until the minister speaks",
        "MP/Rui",
    ):
        assert said in page


def test_versions_are_read_and_only_the_newest_is_taken(desk: Client) -> None:
    item = wire_copy.item(headline="First words")
    older = item.newest_id
    wire_copy.newer(item, headline="Second words")
    page = desk.get(of(item, version=older)).content.decode()
    assert "First words" in page
    assert "Begin a story" not in page
    assert "Begin a story" in desk.get(of(item)).content.decode()
    other = wire_copy.item()
    assert desk.get(of(item, version=other.newest_id)).status_code == 404


def test_the_pane_is_a_part_of_the_page_and_a_frame_only_ours(desk: Client) -> None:
    item, story = wire_copy.item(), factories.story()
    pane = desk.get(of(item, pane=1))
    assert "<html" not in pane.content.decode()
    framed = desk.get(f"{reverse(INBOX)}?beside={story.pk}")
    assert "frame-ancestors 'self'" in framed.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in desk.get(reverse(INBOX)).headers["Content-Security-Policy"]


# Taking there


def test_a_story_is_begun_at_the_desk(desk: Client) -> None:
    item = wire_copy.item(headline="Ferry sinks")
    response = desk.post(of(item, "take"), sent(item, use="full", section=factories.section().pk))
    story = Article.objects.get()
    assert response.headers["Location"] == reverse("admin:articles_article_change", args=[story.pk])
    assert (story.headline, story.section) == ("Ferry sinks", factories.section())
    assert "Ferry sinks" in desk.get(response.headers["Location"]).content.decode()


def test_paragraphs_are_taken_into_a_story_and_shown_as_taken_beside_it() -> None:
    chief = factories.chief()
    desk, story, item = at_the_desk(chief), factories.story(), wire_copy.item()
    fields = sent(item, paragraph=["1"], to="story", story=story.pk, beside=story.pk)
    response = desk.post(of(item, "take"), fields)
    assert response.headers["Location"] == of(item, beside=story.pk)
    # With less, browsers send the form from nowhere.
    assert desk.get(of(item, beside=story.pk)).headers["Referrer-Policy"] == "same-origin"
    story.refresh_from_db()
    assert story.body.endswith(f"<p>{DEAD}</p>")
    document = html.document_fromstring(desk.get(of(item, beside=story.pk)).content.decode())
    (taken,) = document.xpath("//div[has('wire-paragraph-taken')]")
    assert DEAD in words(taken)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"paragraph": []}, "Tick"),
        ({"to": "story", "story": ""}, "Choose the story that it goes into."),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words(desk: Client, fields: dict[str, Any], said: str) -> None:
    item = wire_copy.item()
    response = desk.post(of(item, "take"), sent(item, **fields), follow=True)
    assert response.status_code == 200
    assert said in response.content.decode()
    assert not WireUse.objects.exists()


def test_no_story_is_chosen_until_somebody_chooses_one() -> None:
    factories.story(headline="Touched last")
    desk, item = at_the_desk(factories.chief()), wire_copy.item()
    (menu,) = html.document_fromstring(desk.get(of(item)).content.decode()).xpath("//select[@name='story']")
    assert [words(one) for one in menu] == ["Choose a story", "Touched last"]
    assert menu.value == ""


def test_a_killed_item_offers_nothing(desk: Client) -> None:
    item = wire_copy.item(status="canceled")
    page = desk.get(of(item)).content.decode()
    assert "taken it back" in page
    assert "Begin a story" not in page


# Searches


def test_a_search_is_kept_shared_and_removed(desk: Client, editor: User) -> None:
    fields = {
        "key": str(uuid.uuid4()),
        "name": "Flashes",
        "asked": "urgency=1&kind=none",
        "shared": "everybody",
    }
    address = reverse("admin:articles_article_wire_keep_search")
    for _time in range(2):
        assert desk.post(address, fields).headers["Location"] == f"{reverse(INBOX)}?urgency=1"
    kept = WireSearch.objects.get()
    assert (kept.filters, kept.owner) == ({"urgency": "1"}, editor)
    other = at_the_desk(factories.user(Role.COPY_EDITOR))
    assert "Flashes" in other.get(reverse(INBOX)).content.decode()
    gone = reverse("admin:articles_article_wire_remove_search", args=[kept.pk])
    assert other.post(gone).status_code == 409
    assert desk.post(gone).status_code == 302
    assert not WireSearch.objects.exists()


def test_a_search_of_a_section_is_for_those_who_work_for_it() -> None:
    city, sport = factories.section("City"), factories.section("Sport")
    editor = factories.user(Role.SECTION_EDITOR, sections=(city,))
    searches.keep(editor, "City", {"q": "porto"}, shared="section", section=city, key=uuid.uuid4())
    colleague = factories.user(Role.COPY_EDITOR, sections=(city,))
    stranger = factories.user(Role.COPY_EDITOR, sections=(sport,))
    assert [searches.visible(one).count() for one in (editor, colleague, stranger)] == [1, 1, 0]


# Alarms at the desk


def alarmed(**said: Any) -> tuple[Client, Article, WireAlarm]:
    desk, story, item = (
        at_the_desk(factories.chief()),
        factories.story(),
        wire_copy.item(headline="Ferry sinks"),
    )
    desk.post(of(item, "take"), sent(item, to="story", story=story.pk))
    wire_copy.newer(item, **said)
    story.refresh_from_db()
    return desk, story, WireAlarm.objects.get()


def page_of(alarm: WireAlarm) -> str:
    return reverse("admin:articles_article_wire_alarm", args=[alarm.article_id, alarm.pk])


def test_news_of_what_was_only_read_is_seen_and_promises_no_new_words() -> None:
    desk, story, item = at_the_desk(factories.chief()), factories.story(), wire_copy.item()
    desk.post(of(item, "take"), sent(item, use="background", to="story", story=story.pk))
    wire_copy.newer(item, body=wire_copy.TEXT.replace("Six", "Nine"))
    alarm = WireAlarm.objects.get()
    assert "Take over" not in desk.get(page_of(alarm)).content.decode()
    told = desk.post(page_of(alarm), {"do": "take_over", "key": str(uuid.uuid4())}, follow=True)
    assert "The words of the story are as they were." in told.content.decode()
    assert not WireAlarm.objects.open().exists()


def test_the_page_of_an_alarm_shows_what_differs_and_takes_it_over() -> None:
    desk, story, alarm = alarmed(body=wire_copy.TEXT.replace("Six", "Nine"))
    form = desk.get(reverse("admin:articles_article_change", args=[story.pk])).content.decode()
    assert page_of(alarm) in form
    document = html.document_fromstring(desk.get(page_of(alarm)).content.decode())
    assert [one.text for one in document.xpath("//del")] == ["Six"]
    fields = {
        "do": "take_over",
        "key": str(uuid.uuid4()),
        "base": document.xpath("//input[@name='base']/@value")[0],
    }
    assert desk.post(page_of(alarm), fields).status_code == 302
    story.refresh_from_db()
    assert "Nine people" in story.body


def test_a_kill_stands_above_the_first_page_and_leads_to_withdrawing() -> None:
    desk, story, alarm = alarmed(status="canceled")
    factories.edit(story, factories.user(Role.EDITOR_IN_CHIEF), headline="Ours")
    first = html.document_fromstring(desk.get(reverse("admin:index")).content.decode())
    assert first.xpath("//section[has('wire-kills')]//a/@href") == [page_of(alarm)]
    page = desk.get(page_of(alarm)).content.decode()
    assert "Nothing of it may be used any more." in page
    response = desk.post(page_of(alarm), {"do": "not_needed", "note": "Rewritten."})
    assert response.status_code == 409
    assert "still in the story" in response.content.decode()


def test_a_live_story_with_a_killed_source_offers_withdraw_and_kill() -> None:
    desk, item = at_the_desk(factories.chief()), wire_copy.item()
    story = factories.story()
    desk.post(of(item, "take"), sent(item, to="story", story=story.pk))
    factories.publish(story)
    wire_copy.killed(item)
    document = html.document_fromstring(desk.get(page_of(WireAlarm.objects.get())).content.decode())
    acts = document.xpath("//ul[has('wire-away')]//a/@href")
    assert acts == [
        reverse("admin:articles_article_act", args=[story.pk, act]) for act in ("withdraw", "kill")
    ]


def test_of_another_story_an_alarm_has_no_page() -> None:
    desk, _story, alarm = alarmed()
    other = factories.story()
    address = reverse("admin:articles_article_wire_alarm", args=[other.pk, alarm.pk])
    assert desk.get(address).status_code == 404
    stranger = at_the_desk(factories.user(Role.REPORTER))
    assert stranger.get(page_of(alarm)).status_code == 404


@pytest.mark.parametrize("role", list(Role))
def test_new_words_of_the_wire_are_shown_only_to_those_who_read_it(role: Role) -> None:
    city = factories.section("City")
    who = factories.user(role, sections=(city,))
    reads = role in {Role.WIRE_DESK, Role.COPY_EDITOR, Role.SECTION_EDITOR, Role.EDITOR_IN_CHIEF}
    story = factories.story(section=city)
    Article.objects.filter(pk=story.pk).update(from_wire=True, created_by=who)
    item = wire_copy.used(story)
    wire_copy.newer(item, body=f"{wire_copy.TEXT}<p>The captain was asleep.</p>")
    alarm = WireAlarm.objects.get()
    client = at_the_desk(who)
    response = client.get(page_of(alarm))
    if response.status_code == 404:
        assert role in {Role.ADMIN, Role.PICTURE_EDITOR}
        return
    page = response.content.decode()
    assert ("The captain was asleep." in page) == reads
    assert (of(item) in page) == reads
    assert ("Your role does not read the wire" in page) == (not reads)
    form = client.get(reverse("admin:articles_article_change", args=[story.pk])).content.decode()
    assert (of(item) in form) == reads
    if not reads:
        sent_back = {"do": "take_over", "key": str(uuid.uuid4())}
        assert client.post(page_of(alarm), sent_back).status_code == 409
        story.refresh_from_db()
        assert "asleep" not in story.body


def test_a_reporter_deals_with_a_kill_in_a_story_of_theirs() -> None:
    reporter = factories.user(Role.REPORTER)
    story = factories.story(by=reporter)
    wire_copy.killed(wire_copy.used(story))
    factories.edit(story, factories.chief(), body="<p>All our own.</p>")
    said = {"do": "not_needed", "note": "Rewritten."}
    assert at_the_desk(reporter).post(page_of(WireAlarm.objects.get()), said).status_code == 302
    assert WireAlarm.objects.get().closed_at


def test_a_press_that_did_something_else_is_refused_in_words() -> None:
    desk, _story, alarm = alarmed(body=wire_copy.TEXT.replace("Six", "Nine"))
    other = factories.story()
    key = WireUse.objects.get(article=wire_used_by(other).article).key
    response = desk.post(page_of(alarm), {"do": "take_over", "key": str(key)})
    assert response.status_code == 409
    assert WireUse.objects.count() == 2


def wire_used_by(story: Article) -> WireUse:
    wire_copy.used(story)
    return WireUse.objects.get(article=story)
