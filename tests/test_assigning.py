"""Who has a story: assigned to a person or left to a desk, taken from there, given back, and when it is due."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
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
from articles.acts import correct, kill, moving, plain_moves
from articles.acts.act import Refused
from articles.admin import history
from articles.assigning import deciding
from articles.assigning.deciding import Wish
from articles.models import Article, Assignment, HistoryLink, Message, Section, State
from articles.policy import Role
from articles.records import verifying
from tests import factories
from tests.desk_forms import at_the_desk, form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Section:
    return factories.section("City")


@pytest.fixture
def ana(city: Section) -> User:
    return factories.user(Role.SECTION_EDITOR, sections=(city,), name="Ana Ruiz")


@pytest.fixture
def ines() -> User:
    return factories.user(Role.REPORTER, name="Ines Caldera")


@pytest.fixture
def idea(ana: User, city: Section) -> Article:
    return factories.story(ana, section=city, headline="Night ferries")


def page(somebody: User, address: str) -> html.HtmlElement:
    response = at_the_desk(somebody).get(address)
    assert response.status_code == 200
    return html.document_fromstring(response.content.decode())


def words(node: html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


def first_page(somebody: User) -> dict[str, list[str]]:
    lists = page(somebody, reverse("admin:index")).xpath("//section[contains(@class, 'waiting-list')]")
    return {words(one.xpath(".//h2")[0]): [words(line) for line in one.xpath(".//li")] for one in lists}


def address(act: str, article: Article) -> str:
    return reverse(f"admin:articles_article_{act}", args=[article.pk])


def press(somebody: User, act: str, article: Article, **typed: Any) -> Any:
    """The page of the act, filled in and sent as a browser does."""
    [form] = page(somebody, address(act, article)).xpath("//form[contains(@class, 'act-form')]")
    return at_the_desk(somebody).post(address(act, article), dict(form.form_values()) | typed)


def assigned(article: Article, to: User | None, by: User, **asked: Any) -> Assignment:
    article.refresh_from_db()
    return deciding.assign(article, Wish(to=to, **asked), by=by, base=article.assignment_id)


def left(article: Article, desk: Section, by: User) -> Assignment:
    return assigned(article, None, by, desk=desk)


# The rule book

# Who may do what to a draft that is theirs by assignment, or that is left to a desk; “own” editors have the desk in
# their remit, and reporters and the wire desk work for every desk.
RULE_BOOK = """
act       | situation | Reporter | Copy editor | Picture editor | Section editor | Editor-in-chief | Wire desk | Admin
view      | assigned  | yes | yes | yes | yes | yes | yes | -
view      | desk      | yes | yes | yes | yes | yes | yes | -
view      | neither   | -   | yes | yes | yes | yes | -   | -
edit      | assigned  | yes | yes | -   | yes | yes | yes | -
edit      | desk      | -   | -   | -   | yes | yes | -   | -
submit    | assigned  | yes | yes | -   | yes | yes | yes | -
submit    | desk      | -   | yes | -   | yes | yes | -   | -
assign    | assigned  | -   | -   | -   | yes | yes | -   | -
assign    | neither   | -   | -   | -   | yes | yes | -   | -
take_up   | assigned  | -   | -   | -   | -   | -   | -   | -
take_up   | desk      | yes | yes | -   | yes | yes | yes | -
take_up   | neither   | -   | -   | -   | -   | -   | -   | -
give_back | assigned  | yes | yes | yes | yes | yes | yes | -
give_back | desk      | -   | -   | -   | -   | -   | -   | -
"""


def rules() -> list[tuple[str, str, str, bool]]:
    head, *rows = [[cell.strip() for cell in line.split("|")] for line in RULE_BOOK.strip().splitlines()]
    return [
        (act, situation, role, cell == "yes")
        for act, situation, *cells in rows
        for role, cell in zip(head[2:], cells, strict=True)
    ]


@pytest.mark.parametrize(("act", "situation", "role", "allowed"), rules())
def test_the_rules_are_the_rule_book(
    act: str, situation: str, role: str, allowed: bool, city: Section, idea: Article
) -> None:
    somebody = factories.user(Role(role), sections=(city,) if "editor" in role else ())
    # As the row says it: whether such an assignment can come about is another question.
    if situation == "assigned":
        Article.objects.filter(pk=idea.pk).update(assignee=somebody)
    elif situation == "desk":
        Article.objects.filter(pk=idea.pk).update(assigned_desk=city)
    idea.refresh_from_db()
    assert policy.may(somebody, act, idea) is allowed
    if act == "view":
        assert policy.visible_articles(factories.again(somebody)).filter(pk=idea.pk).exists() is allowed


def test_a_reporter_with_sections_takes_from_their_desks_and_nobody_else_from_drafts_in_work(
    ana: User, city: Section, idea: Article
) -> None:
    sport = factories.section("Sport")
    rui, mara = (factories.user(Role.REPORTER, sections=(one,)) for one in (city, sport))
    left(idea, city, ana)
    assert policy.may(rui, "take_up", idea)
    assert policy.visible_articles(rui).get() == idea
    assert not policy.may(mara, "view", idea)
    assert not policy.visible_articles(mara).exists()
    moving.move(plain_moves.TAKE, idea, by=ana)
    assert not policy.may(rui, "view", idea), "a reporter sees what waits to be written, and no more"
    assert not policy.visible_articles(factories.again(rui)).exists()


# To whom
TO_WHOM = {
    Role.SECTION_EDITOR: set(Role) - {Role.EDITOR_IN_CHIEF, Role.ADMIN},
    Role.EDITOR_IN_CHIEF: set(Role) - {Role.ADMIN},
}


@pytest.mark.parametrize("by", list(Role))
def test_who_may_assign_a_story_to_whom(by: Role, city: Section, idea: Article) -> None:
    somebody = factories.user(by, sections=(city,) if "editor" in by else ())
    taken = set()
    for role in Role:
        to = factories.user(role, sections=(city,) if "editor" in role else ())
        try:
            assigned(idea, to, somebody)
        except Refused:
            continue
        taken.add(role)
        assert idea.assignee == to
    assert taken == TO_WHOM.get(by, set())


def test_an_editor_of_other_sections_and_somebody_who_left_get_nothing(
    ana: User, idea: Article, ines: User
) -> None:
    sport = factories.user(Role.COPY_EDITOR, sections=(factories.section("Sport"),))
    ines.is_active = False
    ines.save()
    for to in (sport, ines):
        with pytest.raises(Refused):
            assigned(idea, to, ana)
    with pytest.raises(Refused, match="not one of them"):
        left(idea, factories.section("Sport"), ana)
    assert not Assignment.objects.exists()
    offered = page(ana, address("assign", idea)).xpath("//select[@name='to']/option/text()")
    assert offered == ["Nobody", "Ana Ruiz"]


# Assigning


def test_an_editor_assigns_an_idea_and_its_reporter_writes_it(
    ana: User, ines: User, city: Section, idea: Article
) -> None:
    assert at_the_desk(ines).get(form_of(idea)).status_code == 302, "not hers yet"
    sent = press(
        ana,
        "assign",
        idea,
        to=str(ines.pk),
        due_0="2040-05-01",
        due_1="18:30",
        words="600",
        picture_wanted="on",
        picture_note="The harbour at night",
        note="Ask the crews.",
    )
    assert (sent.status_code, sent.headers["Location"]) == (302, form_of(idea))
    idea.refresh_from_db()
    assert idea.assignment is not None
    assert (idea.assignee, idea.assigned_desk, idea.due) == (ines, None, idea.assignment.due)
    [line] = first_page(ines)["Assigned to you 1"]
    assert "Night ferries" in line
    assert "due 1 May 2040 18:30" in line
    form = page(ines, form_of(idea))
    [told] = form.xpath("//*[@class='assigned']")
    for said in (
        "Ines Caldera",
        "due 1 May 2040 18:30",
        "600 words",
        "The harbour at night",
        "Ask the crews.",
    ):
        assert said in words(told)
    assert form.xpath("//button[@name='_act'][@value='submit']")
    moving.move(plain_moves.SUBMIT, idea, by=ines)
    assert "Assigned to you 1" not in first_page(ines)
    assert "Night ferries" in first_page(ines)["Yours, on their way 1"][0]
    assert not any("Night ferries" in line for line in first_page(ana).get("Your drafts 1", []))


def test_what_is_late_says_so_in_words(ana: User, ines: User, idea: Article) -> None:
    other = factories.story(ana, section=idea.section, headline="Another")
    assigned(idea, ines, ana, due=factories.earlier(days=400))
    assigned(other, ines, ana, due=timezone.now() + timedelta(days=400))
    late, in_time = first_page(ines)["Assigned to you 2"]
    assert "Late, was due" in late
    assert "Night ferries" in late
    assert "Late" not in in_time
    listed = page(ana, f"{reverse('admin:articles_article_changelist')}?due=late")
    [row] = listed.xpath("//table[@id='result_list']/tbody/tr")
    assert words(row.xpath(".//*[contains(@class, 'field-assigned_to')]")[0]) == "Ines Caldera"
    assert "Late, was due" in words(row.xpath(".//*[contains(@class, 'field-due_at')]")[0])


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("assignee=me", ["Mine"]),
        ("assignee=desk", ["Left"]),
        ("assignee=nobody", ["Free"]),
        ("assignee={ines}", ["Hers"]),
        ("due=week", ["Hers"]),
        ("due=never", ["Left", "Mine"]),
        ("due=late", []),
    ],
)
def test_the_list_is_filtered_by_who_has_a_story_and_when_it_is_due(
    question: str, found: list[str], ana: User, ines: User, city: Section
) -> None:
    mine, hers, desk, _ = (
        factories.story(ana, section=city, headline=name) for name in ("Mine", "Hers", "Left", "Free")
    )
    chief = factories.chief()
    assigned(mine, ana, chief)
    assigned(hers, ines, chief, due=timezone.now() + timedelta(days=2))
    left(desk, city, chief)
    list_of_all = reverse("admin:articles_article_changelist")
    listed = page(ana, f"{list_of_all}?{question.format(ines=ines.pk)}")
    assert sorted(words(one) for one in listed.xpath("//*[@id='result_list']//*[@class='headline']")) == found
    # A filter that somebody saved outlives what a colleague has; a number that is nobody's is refused.
    # Nor is it told who that is, where nothing of theirs is to be seen.
    cleo = factories.user(Role.REPORTER, name="Cleo Varela")
    free = at_the_desk(ana).get(f"{list_of_all}?assignee={cleo.pk}")
    assert (free.status_code, free.context["stories"]) == (200, [])
    assert "Cleo Varela" not in free.content.decode()
    assert "Ines Caldera" in free.content.decode()
    assert at_the_desk(ana).get(f"{list_of_all}?assignee={2**31 - 1}").status_code == 400


# A desk


def test_of_two_reporters_who_take_a_story_the_second_is_refused(
    ana: User, ines: User, city: Section, idea: Article
) -> None:
    rui = factories.user(Role.REPORTER, name="Rui Sol")
    left(idea, city, ana)
    for somebody in (ines, rui):
        [line] = first_page(somebody)["Left to your desk 1"]
        assert "Night ferries" in line
        assert "City desk" in line
    slow = dict(page(rui, address("take_up", idea)).forms[-1].form_values())
    assert press(ines, "take_up", idea).headers["Location"] == form_of(idea)
    refused = at_the_desk(rui).post(address("take_up", idea), slow)
    assert refused.status_code in {403, 404}
    with pytest.raises(Refused, match="Ines Caldera has it"):
        deciding.take_up(idea, by=rui)
    idea.refresh_from_db()
    assert (idea.assignee, idea.assigned_desk) == (ines, city)
    assert first_page(ines)["Assigned to you 1"]
    assert "Left to your desk 1" not in first_page(rui)


def test_what_is_given_back_waits_at_its_desk_again_with_what_was_asked(
    ana: User, ines: User, city: Section, idea: Article
) -> None:
    assigned(idea, None, ana, desk=city, words=400)
    press(ines, "take_up", idea)
    sent = press(ines, "give_back", idea, note="I am in court all day.")
    assert sent.status_code == 302
    idea.refresh_from_db()
    assert idea.assignment is not None
    assert (idea.assignee, idea.assigned_desk, idea.assignment.words) == (None, city, 400)
    assert first_page(ines)["Left to your desk 1"]
    told = Message.objects.get(to=ana)
    assert (told.kind, told.note, told.by) == ("given_back", "I am in court all day.", ines)


def test_a_story_of_no_desk_is_given_back_to_that_of_its_section(
    ana: User, ines: User, idea: Article
) -> None:
    assigned(idea, ines, ana)
    deciding.give_back(idea, by=ines)
    assert (idea.assignee, idea.assigned_desk) == (None, idea.section)


def test_nobody_gives_back_what_another_has(ana: User, ines: User, idea: Article) -> None:
    assigned(idea, ines, ana)
    with pytest.raises(Refused):
        deciding.give_back(idea, by=ana)


# Two at once, twice, and forged


def test_of_two_editors_who_assign_at_once_the_second_is_told_who_has_it(
    ana: User, ines: User, idea: Article
) -> None:
    chief = factories.chief()
    late = dict(page(chief, address("assign", idea)).forms[-1].form_values())
    assigned(idea, ines, ana)
    refused = at_the_desk(chief).post(address("assign", idea), late | {"to": str(chief.pk), "note": "Mine."})
    assert refused.status_code == 409
    said = refused.content.decode()
    assert "Somebody was quicker: Ines Caldera has it" in said
    assert "Mine." in said, "what was typed is still there"
    idea.refresh_from_db()
    assert idea.assignee == ines


def test_a_press_that_is_sent_twice_assigns_once(ana: User, ines: User, idea: Article) -> None:
    sent = dict(page(ana, address("assign", idea)).forms[-1].form_values()) | {"to": str(ines.pk)}
    for _ in "12":
        assert at_the_desk(ana).post(address("assign", idea), sent).status_code == 302
    assert Assignment.objects.count() == Message.objects.count() == 1
    other = at_the_desk(ana).post(address("assign", idea), sent | {"to": str(ana.pk)})
    assert other.status_code == 409
    key = uuid.UUID(sent["key"])
    another = factories.story(ana, section=idea.section)
    with pytest.raises(Refused, match="used before, for something else"):
        deciding.assign(another, Wish(to=ines), by=ana, key=key)


def test_nobody_forges_an_assignment(ana: User, ines: User, city: Section, idea: Article) -> None:
    key = str(uuid.uuid4())
    sport = factories.user(Role.COPY_EDITOR, sections=(factories.section("Sport"),))
    forged = [
        (ines, "assign", {"key": key, "to": str(ines.pk)}, {404}),
        (factories.user(Role.PICTURE_EDITOR), "assign", {"key": key, "to": str(ines.pk)}, {403}),
        (ana, "assign", {"key": key, "to": str(sport.pk)}, {409}),
        (ana, "assign", {"key": key, "to": "1\0"}, {409}),
        (ana, "assign", {"key": key, "to": str(ines.pk), "words": "9" * 5000}, {409}),
        (ana, "assign", {"key": key, "to": str(ines.pk), "base": "9" * 30}, {409}),
        (ana, "assign", {"key": "no key", "to": str(ines.pk)}, {409}),
        (ana, "assign", {"key": key, "to": str(ines.pk), "due_0": "2026-13-45", "due_1": "x"}, {409}),
        (ana, "take_up", {"key": key}, {409}),
        (ana, "give_back", {"key": key}, {409}),
    ]
    for somebody, act, sent, answers in forged:
        assert at_the_desk(somebody).post(address(act, idea), sent).status_code in answers, (act, sent)
    assert not Assignment.objects.exists()
    assert Client().post(address("assign", idea), {"to": str(ines.pk)}).status_code == 302


def test_whoever_lost_the_role_or_the_log_in_takes_nothing(city: Section, ana: User, idea: Article) -> None:
    ines = factories.user(Role.REPORTER)
    left(idea, city, ana)
    desk = at_the_desk(ines)
    ines.groups.clear()
    assert desk.post(address("take_up", idea), {"key": str(uuid.uuid4())}).status_code in {403, 404}
    assert Assignment.objects.count() == 1


# The record


def test_every_decision_is_in_the_log_and_in_the_chain(
    ana: User, ines: User, city: Section, idea: Article
) -> None:
    assigned(idea, None, ana, desk=city, words=600, picture_wanted=True, note="By noon.")
    deciding.take_up(idea, by=ines)
    deciding.give_back(idea, by=ines, note="In court.")
    assigned(idea, ines, ana)
    assigned(idea, None, ana)
    log = [
        (words(one.xpath(".//p")[0]), [words(note) for note in one.xpath(".//*[@class='log-note']")])
        for one in page(ana, address("history", idea)).xpath("//li[contains(@class, 'log-assignment')]")
    ]
    assert log == [
        ("Ana Ruiz took the assignment back: nobody has the story", []),
        ("Ana Ruiz assigned the story to Ines Caldera", []),
        ("Ines Caldera gave the story back to the City desk", ["600 words. Picture wanted. In court."]),
        ("Ines Caldera took the story from the City desk", ["600 words. Picture wanted."]),
        ("Ana Ruiz left the story to the City desk", ["600 words. Picture wanted. By noon."]),
    ]
    assert HistoryLink.objects.filter(record="assignment", subject=idea.pk).count() == 5
    assert list(verifying.problems(idea.pk)) == []
    listed = page(ana, reverse("admin:articles_assignment_changelist"))
    assert len(listed.xpath("//*[@id='result_list']/tbody/tr")) == 5


def test_the_log_goes_on_where_its_page_ended(
    ana: User, ines: User, idea: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "PAGE", 2)
    for _ in "123":
        assigned(idea, ines, ana)
    first = page(ana, address("history", idea))
    [older] = [a.get("href") for a in first.xpath("//a[text()='Older']")]
    second = page(ana, f"{address('history', idea)}{older}")
    did = [words(one) for one in [*first.xpath("//ol/li//p[1]"), *second.xpath("//ol/li//p[1]")]]
    assert [line.partition("Caldera")[0] + "Caldera" for line in did if "assigned" in line] == (
        ["Ana Ruiz assigned the story to Ines Caldera"] * 3
    )


# Its end


@pytest.mark.parametrize("end", ["published", "corrected", "spiked", "killed"])
def test_a_story_that_is_out_or_over_is_assigned_to_nobody(
    end: str, ana: User, ines: User, idea: Article
) -> None:
    chief = factories.chief()
    if end in {"corrected", "killed"}:
        factories.publish(idea)
    assigned(idea, ines, ana, due=timezone.now())
    match end:
        case "published":
            factories.publish(idea)
        case "corrected":
            factories.edit(idea, ines, headline="Ferries at night")
            factories.ready(idea)
            assert idea.approved_revision is not None
            correct.correct(idea.approved_revision, text="It was night.", by=chief)
        case "spiked":
            moving.move(plain_moves.SPIKE, idea, by=ana, note="Overtaken.")
        case "killed":
            kill.kill(idea, by=chief, note="A court says so.")
    idea.refresh_from_db()
    assert (idea.assignment, idea.assignee, idea.assigned_desk, idea.due) == (None, None, None, None)
    if end in {"spiked", "killed"}:
        with pytest.raises(Refused, match=f"This story is {end}"):
            assigned(idea, ines, chief)
    else:
        assert assigned(idea, ines, chief)


# Returned work


def test_returned_work_is_on_the_first_page_of_whom_it_is_assigned_to(
    ana: User, ines: User, idea: Article
) -> None:
    assigned(idea, ines, ana)
    moving.move(plain_moves.SUBMIT, idea, by=ines)
    moving.move(plain_moves.RETURN, idea, by=ana, note="Who pays for it?")
    lists = first_page(ines)
    assert "Who pays for it?" in lists["Returned to you 1"][0]
    assert "Assigned to you 1" not in lists, "it stands in one list"
    assert idea.state == State.DRAFT


# What it costs


@pytest.mark.parametrize("role", [Role.SECTION_EDITOR, Role.EDITOR_IN_CHIEF, Role.REPORTER])
def test_the_first_page_and_the_list_ask_little_whatever_is_in_them(role: Role, city: Section) -> None:
    chief = factories.chief()
    somebody = factories.user(role, sections=(city,) if role == Role.SECTION_EDITOR else ())

    def more() -> None:
        for number in range(2):
            mine, desk, back = (factories.story(somebody, section=city) for _ in "123")
            assigned(mine, somebody, chief, due=timezone.now() + timedelta(days=number))
            left(desk, city, chief)
            moving.move(plain_moves.SUBMIT, back, by=somebody)
            moving.move(plain_moves.RETURN, back, by=chief, note="Why?")
            factories.ready(factories.story(section=city))

    desk, counted = at_the_desk(somebody), []
    addresses = {reverse("admin:index"): 12, reverse("admin:articles_article_changelist"): 7}
    for _ in "12":
        more()
        found = []
        for one, most in addresses.items():
            desk.get(one)
            with CaptureQueriesContext(connection) as questions:
                assert desk.get(one).status_code == 200
            assert len(questions) <= most, one
            found.append(len(questions))
        counted.append(found)
    assert counted[0] == counted[1]


def test_what_was_left_to_a_desk_is_taken_with_one_press_on_the_first_page(
    city: Section, ana: User, ines: User, idea: Article
) -> None:
    assigned(idea, None, ana, desk=city)
    forms = page(ines, reverse("admin:index")).xpath("//form[@class='waiting-take']")
    [taking] = forms
    assert taking.get("action") == address("take_up", idea)
    response = at_the_desk(ines).post(taking.get("action"), dict(taking.form_values()))
    assert (response.status_code, response["Location"]) == (302, form_of(idea))
    idea.refresh_from_db()
    assert idea.assignee == ines
    assert page(ines, reverse("admin:index")).xpath("//form[@class='waiting-take']") == []


def test_whoever_was_given_an_idea_is_its_first_byline(ana: User, ines: User, city: Section) -> None:
    own = factories.reporter("Ines Caldera", user=ines)
    idea = Article.objects.create(created_by=ana, section=city, headline="Night ferries")
    assigned(idea, ines, ana)

    def bylines(somebody: User) -> list[str]:
        form = page(somebody, address("change", idea)).get_element_by_id("article_form")
        return [
            value
            for name, value in form.form_values()
            if re.fullmatch(r"bylines-\d+-reporter", name) and value
        ]

    assert (bylines(ines), bylines(ana)) == ([str(own.pk)], [])
    # What somebody has begun to write says by whom it is.
    factories.edit(idea, ana, body="<p>The boats leave at seven.</p>")
    assert bylines(ines) == []
