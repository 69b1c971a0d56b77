"""The planning board: what stands where, who may move what, and what a move leaves behind."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from articles import policy
from articles.acts import kill, moving, plain_moves, schedule, withdraw
from articles.acts.act import Refused
from articles.assigning import deciding
from articles.assigning.deciding import Wish
from articles.models import Article, Assignment, Message, Section, State
from articles.planning import board, ideas
from articles.planning import moving as on_board
from articles.planning.moving import Move
from articles.policy import Role
from articles.records import verifying
from house import clock
from tests import factories
from tests.desk_forms import at_the_desk
from tests.test_schedule import approved, hours

pytestmark = pytest.mark.django_db

BOARD = "admin:articles_article_board"
TODAY = timezone.localdate


def at(day: int, hour: int = 12) -> datetime:
    """So many days from today, at this hour by the newsroom's clock."""
    return clock.day_begins(TODAY() + timedelta(days=day)) + timedelta(hours=hour)


def planned(article: Article, due: datetime | None, by: User, words: int | None = None) -> Assignment:
    article.refresh_from_db()
    return deciding.plan(article, due=due, words=words, by=by, base=article.assignment_id)


def shown(somebody: User, **asked: Any) -> dict[str, list[str]]:
    """What stands on each day of the board, by section."""
    read = board.read(factories.again(somebody), **asked)
    return {
        f"{row.section or 'None'}: {column.title}": [str(card.story) for card in row.cells[column.key]]
        for row in read.rows
        for column in read.columns
        if row.cells[column.key]
    }


def move(article: Article, by: User, **to: Any) -> str:
    article.refresh_from_db()
    first = {"base": article.assignment_id, "was_in": article.section_id}
    return on_board.move(article, Move(**(first | to)), by=factories.again(by), key=uuid.uuid4())


def test_a_story_stands_in_its_section_on_the_day_when_it_is_due_or_goes_out() -> None:
    chief, city, sport = factories.chief(), factories.section("City"), factories.section("Sport")
    inner = factories.section("Schools", parent=city)
    stories = {
        name: factories.story(headline=name, section=city) for name in ("Late", "Noon", "Morning", "Later")
    }
    for name, due in (("Late", at(-2)), ("Noon", at(1)), ("Morning", at(1, 9)), ("Later", at(7))):
        planned(stories[name], due, chief)
    planned(factories.story(headline="School", section=inner), at(1, 10), chief)
    factories.story(headline="Some day", section=sport)
    factories.story(headline="Nowhere", section=None)
    schedule.schedule(approved(factories.story(headline="By itself", section=sport)), at=at(2), by=chief)
    factories.live_story(headline="Out", section=sport)
    for gone in ("killed", "spiked", "withdrawn"):
        article = factories.live_story(headline=gone, section=city) if gone != "spiked" else factories.story()
        if gone == "killed":
            kill.kill(article, by=chief, note="It was not so.")
        elif gone == "spiked":
            moving.move(plain_moves.SPIKE, article, by=chief, note="Not for us.")
        else:
            withdraw.withdraw(article, by=chief)
    in_two = f"{TODAY() + timedelta(days=2):%a} {(TODAY() + timedelta(days=2)).day} {TODAY() + timedelta(days=2):%b}"
    assert shown(chief) == {
        "City: Late": ["Late"],
        "City: Tomorrow": ["Morning", "School", "Noon"],
        "Sport: Today": ["Out"],
        f"Sport: {in_two}": ["By itself"],
        "Sport: Without a day": ["Some day"],
        "None: Without a day": ["Nowhere"],
    }
    [later] = shown(chief, start=TODAY() + timedelta(days=7)).values()
    assert later == ["Later"]
    assert shown(chief, section=inner.pk) == {"City: Tomorrow": ["School"]}


def test_the_board_shows_no_story_that_somebody_may_not_see() -> None:
    chief, city, sport = factories.chief(), factories.section("City"), factories.section("Sport")
    ines, rui = factories.user(Role.REPORTER), factories.user(Role.REPORTER)
    editor = factories.user(Role.SECTION_EDITOR, sections=(city,))
    for article, due in (
        (factories.story(ines, headline="Hers", section=city), at(1)),
        (factories.story(rui, headline="His", section=sport), None),
    ):
        planned(article, due, chief)
        schedule_of = factories.live_story(rui, headline=f"Live beside {article}", section=article.section)
        assert schedule_of.is_live
    assert [*shown(ines).values()] == [["Hers"]]
    assert sorted(name for names in shown(rui).values() for name in names) == [
        "His",
        "Live beside Hers",
        "Live beside His",
    ]
    assert sorted(name for names in shown(editor).values() for name in names) == ["Hers", "Live beside Hers"]
    assert shown(factories.user(Role.ADMIN)) == {}
    assert at_the_desk(factories.user(Role.ADMIN)).get(reverse(BOARD)).status_code == 403


def test_the_board_of_a_person_has_what_they_have_and_what_they_began() -> None:
    chief, ines = factories.chief(), factories.user(Role.REPORTER)
    own, given, other = factories.story(ines), factories.story(), factories.story(ines, headline="Of another")
    deciding.assign(given, Wish(to=ines, due=at(1)), by=chief)
    deciding.assign(other, Wish(to=factories.user(Role.REPORTER), due=at(1)), by=chief)
    names = [name for names in shown(chief, person=ines.pk).values() for name in names]
    assert sorted(names) == sorted([str(own), str(given)])


# Moving


def test_moving_a_card_is_a_record_and_a_revision_and_keeps_who_has_it() -> None:
    chief, ines, sport = factories.chief(), factories.user(Role.REPORTER), factories.section("Sport")
    article = factories.story(headline="Ferries", slugline="FERRY", section=factories.section("City"))
    deciding.assign(article, Wish(to=ines, due=at(0, 15), words=600, note="Boats"), by=chief)
    tomorrow = TODAY() + timedelta(days=1)
    said = move(article, chief, day=tomorrow, section=sport)
    assert said.startswith("“FERRY” goes to Sport and is planned for ")
    article.refresh_from_db()
    assert (article.due, article.assignee, article.section) == (at(1, 15), ines, sport)
    record = article.assignment
    assert record is not None
    assert (record.act, record.by, record.words, record.note) == (Assignment.Act.PLAN, chief, 600, "")
    assert deciding.did(record) == f"planned the story for {clock.in_full(at(1, 15))}"
    assert (article.revision.number, article.revision.changed) == (2, ["section"])
    assert not list(verifying.problems(article.pk))
    told = Message.objects.get(kind="planned")
    assert (told.to, told.note) == (ines, f"Due {clock.in_full(at(1, 15))}. 600 words.")
    assert move(article, chief, day=tomorrow, section=sport) == "“FERRY” stays where it is."
    move(article, chief, day=TODAY(), time="16:30")
    assert Article.objects.get(pk=article.pk).due == at(0, 16) + timedelta(minutes=30)
    move(article, chief, time="17:00")
    assert Article.objects.get(pk=article.pk).due == at(0, 17)
    assert move(article, chief, day="none") == "“FERRY” is planned for no day."
    article.refresh_from_db()
    assert (article.due, article.assignee) == (None, ines)


def test_what_somebody_else_moved_meanwhile_stays() -> None:
    chief, city, sport = factories.chief(), factories.section("City"), factories.section("Sport")
    article = factories.story(section=city)
    stale = {"base": None, "was_in": city.pk}
    move(article, chief, day=TODAY(), section=sport)
    for to in ({"day": TODAY() + timedelta(days=1)}, {"section": factories.section("World")}):
        with pytest.raises(Refused, match="Somebody was quicker"):
            move(article, chief, **(stale | to))
    article.refresh_from_db()
    assert (article.due, article.section) == (at(0, 18), sport)


def test_a_refused_section_leaves_the_day_as_it_is_too() -> None:
    city, sport = factories.section("City"), factories.section("Sport")
    editor = factories.user(Role.SECTION_EDITOR, sections=(city,))
    article = factories.story(section=city)
    with pytest.raises(Refused, match="You may not put stories into Sport"):
        move(article, editor, day=TODAY(), section=sport)
    article.refresh_from_db()
    assert (article.due, article.section) == (None, city)


def test_a_reporter_moves_their_own_stories_until_somebody_gave_them_a_time() -> None:
    chief, ines = factories.chief(), factories.user(Role.REPORTER)
    own, other = factories.story(ines), factories.story()
    move(own, ines, day=TODAY())
    with pytest.raises(Refused, match="You may do this to your own stories"):
        move(other, ines, day=TODAY())
    own.refresh_from_db()
    deciding.assign(own, Wish(to=ines, due=at(1)), by=chief, base=own.assignment_id)
    with pytest.raises(Refused, match="Only Editor-in-chief or Section editor may do this"):
        move(own, ines, day=TODAY())
    own.refresh_from_db()
    assert (own.due, policy.may(ines, "plan", own)) == (at(1), False)
    ours = at_the_desk(ines)
    assert (
        ours.post(reverse("admin:articles_article_move", args=[other.pk]), {"key": uuid.uuid4()}).status_code
        == 404
    )
    cards = [card for row in board.read(ines).rows for cards in row.cells.values() for card in cards]
    assert [(card.story, card.may_be_planned) for card in cards] == [(own, False)]


def test_what_is_scheduled_approved_live_or_spiked_is_not_moved_behind_its_back() -> None:
    chief, city = factories.chief(), factories.section("City")
    goes, ready, live, spiked = (factories.story(section=city) for _ in range(4))
    schedule.schedule(approved(goes), at=hours(30), by=chief)
    approved(ready)
    factories.publish(live)
    moving.move(plain_moves.SPIKE, spiked, by=chief, note="Not for us.")
    world = factories.section("World")
    for article, to, why in (
        (goes, {"day": TODAY()}, "It goes out at a set time"),
        (ready, {"section": world}, "It is approved as it stands"),
        (live, {"section": world}, "Readers have it"),
        (spiked, {"day": TODAY()}, "This story is spiked"),
    ):
        with pytest.raises(Refused, match=why):
            move(article, chief, **to)


def test_taking_an_assignment_back_leaves_no_plan_and_a_plan_is_nobodys_assignment() -> None:
    chief, ines = factories.chief(), factories.user(Role.REPORTER)
    article = factories.story(ines)
    planned(article, at(1), ines)
    article.refresh_from_db()
    assert (article.assignment_id is not None, article.assignee, article.assigned_desk) == (True, None, None)
    desk = at_the_desk(ines)
    assert "Your drafts" in desk.get(reverse("admin:index")).content.decode()
    form = desk.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()
    assert "<dt>Planned</dt>" in form
    planned(article, None, ines)
    article.refresh_from_db()
    assert article.assignment is None
    deciding.assign(article, Wish(to=ines, due=at(1)), by=chief)
    deciding.assign(article, Wish(), by=chief, base=article.assignment_id)
    assert (article.assignment, article.due) == (None, None)


def test_the_same_press_moves_once_and_a_key_is_of_one_move() -> None:
    chief, article, key = factories.chief(), factories.story(), uuid.uuid4()
    for _ in range(2):
        deciding.plan(article, due=at(1), by=chief, base=None, key=key)
    assert Assignment.objects.count() == 1
    with pytest.raises(Refused, match="used before, for something else"):
        deciding.plan(article, due=at(2), by=chief, base=None, key=key)


# In the browser without scripts


def sent(somebody: User, name: str, *arguments: object, **fields: object) -> Any:
    typed = {"key": uuid.uuid4(), **fields}
    return at_the_desk(somebody).post(reverse(f"admin:{name}", args=arguments), typed)


def test_a_card_is_moved_by_a_form_and_by_a_script() -> None:
    chief, article = factories.chief(), factories.story(slugline="FERRY")
    desk = at_the_desk(chief)
    address = reverse("admin:articles_article_move", args=[article.pk])
    [form] = html.document_fromstring(desk.get(address).content.decode()).xpath("//form[@class='act-form']")
    typed = dict(form.form_values()) | {"day": str(TODAY()), "time": "16:00"}
    answer = desk.post(address, typed, follow=True)
    assert answer.redirect_chain == [(reverse(BOARD), 302)]
    assert "“FERRY” is planned for" in answer.content.decode()
    scripted = desk.post(
        address, typed | {"key": uuid.uuid4(), "day": "none"}, headers={"Accept": "application/json"}
    )
    assert (scripted.status_code, "Somebody was quicker" in scripted.json()["why"]) == (409, True)
    article.refresh_from_db()
    assert article.due == at(0, 16)
    for nonsense in ({"day": "31 May"}, {"time": "25:00", "day": str(TODAY())}, {"section": 10**9}):
        assert desk.post(address, typed | {"base": article.assignment_id} | nonsense).status_code in {
            400,
            404,
            409,
        }


def test_an_idea_is_a_story_with_a_slugline_a_day_and_a_length() -> None:
    editor = factories.user(Role.SECTION_EDITOR, sections=(factories.section("City"),))
    key, city = uuid.uuid4(), factories.section("City")
    for _ in range(2):
        answer = sent(
            editor,
            "articles_article_board_begin",
            key=key,
            slugline="NIGHT-BUS",
            section=city.pk,
            day=str(TODAY()),
            words=450,
            back=f"{reverse(BOARD)}?section={city.pk}",
        )
        assert answer.headers["Location"] == f"{reverse(BOARD)}?section={city.pk}"
    story = Article.objects.get()
    assert (story.slugline, story.section, story.state, story.due) == (
        "NIGHT-BUS",
        city,
        State.DRAFT,
        at(0, 18),
    )
    page = at_the_desk(editor).get(reverse(BOARD)).content.decode()
    assert all(words in page for words in ("NIGHT-BUS", ">Idea<", "450 words planned"))
    [card] = [one for row in board.read(editor).rows for cards in row.cells.values() for one in cards]
    assert (card.is_idea, card.who, card.may_be_planned, card.may_change_section) == (
        True,
        editor.get_full_name(),
        True,
        True,
    )
    world = Section.objects.create(name="World", slug="world")
    refused = sent(
        editor, "articles_article_board_begin", slugline="X", section=world.pk, back="https://example.org/"
    )
    assert (refused.status_code, Article.objects.count()) == (409, 1)
    assert sent(factories.user(Role.ADMIN), "articles_article_board_begin", slugline="X").status_code == 403
    elsewhere = sent(editor, "articles_article_board_begin", slugline="Y", back="https://example.org/")
    assert elsewhere.headers["Location"] == reverse(BOARD)


def test_a_day_whose_clocks_change_is_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_board, "DEADLINE", "25:00")
    with pytest.raises(Refused, match="a day ends at 23:59"):
        on_board.due_on(date(2026, 3, 29), "", None)


# Who asks, and in which role; the places of the stories, the stories, sections, people, into which sections this
# person may put stories, how many messages are new. A reporter's bylines tell whether a story is theirs.
QUESTIONS = 8


@pytest.mark.parametrize("count", [1, 9])
def test_the_board_asks_as_much_for_many_stories_as_for_one(count: int) -> None:
    chief, ines = factories.chief(), factories.user(Role.REPORTER)
    name = factories.reporter("Ines", ines)
    for number in range(count):
        section = factories.section(f"Section {number}")
        planned(factories.story(ines, section=section, bylines=(name,)), at(1), chief, words=300)
        left = factories.story(ines, section=section)
        deciding.assign(left, Wish(desk=section, due=at(2)), by=chief)
        moving.move(plain_moves.SUBMIT, factories.story(ines, section=section), by=ines)
        schedule.schedule(approved(factories.story(ines, section=section)), at=at(3), by=chief)
        factories.live_story(ines, section=section)
    for somebody, more in ((chief, 0), (ines, 1)):
        client = Client()
        client.force_login(somebody)
        with CaptureQueriesContext(connection) as questions:
            assert client.get(reverse(BOARD)).status_code == 200
        assert len(questions) == QUESTIONS + more, somebody


def test_a_board_that_is_full_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "MOST", 1)
    chief = factories.chief()
    for _ in range(2):
        planned(factories.story(), at(1), chief)
    assert "There are more stories than fit" in at_the_desk(chief).get(reverse(BOARD)).content.decode()


def test_ideas_of_the_wire_desk_are_theirs() -> None:
    wire = factories.user(Role.WIRE_DESK)
    assert ideas.add(ideas.Idea("QUAKE"), by=wire, key=uuid.uuid4()).from_wire


@pytest.mark.postgresql
def test_what_has_no_day_is_looked_up_among_what_is_in_work() -> None:
    chief, drafts = factories.chief(), [factories.story(headline=name) for name in ("One", "Two")]
    for _ in range(20):
        factories.live_story()
    with CaptureQueriesContext(connection) as asked:
        found = [name for names in shown(chief).values() for name in names]
    assert {str(story) for story in drafts} < set(found)
    [places] = [one["sql"] for one in asked if "COUNT(*) OVER" in one["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_article")
        for other_way in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{other_way} = off")
        cursor.execute(f"EXPLAIN {places}")
        plan = " ".join(line for (line,) in cursor.fetchall())
    for index in ("article_in_work", "article_due"):
        assert index in plan, plan
    # Of both indexes of what waits the smaller is taken.
    assert "scheduled_open" in plan or "revision_waits_once" in plan, plan
