"""Before something is published, the desk proposes what kind of change it is and shows what readers will see."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from articles.acts import moving, plain_moves, withdraw
from articles.acts.act import Refused
from articles.composing.arrangement import Arrangement, Pin, Zone
from articles.fronts import going_live, placing, versions
from articles.models import Article, Front, FrontMove, PublishedArticle, State
from articles.policy import Role
from tests import factories
from tests.desk_forms import at_the_desk, form_of

pytestmark = pytest.mark.django_db
TEXT = "<p>The council has agreed, and 1,200 people sail with the boats at night.</p>"
IN_PLACE = {"X-In-Place": "1", "X-In-Place-Answer": "short"}


@pytest.fixture
def chief() -> User:
    return factories.chief()


@pytest.fixture
def desk(chief: User) -> Client:
    return at_the_desk(chief)


def address(article: Article, act: str) -> str:
    return reverse("admin:articles_article_act", args=[article.pk, act])


def changed(**fields: Any) -> Article:
    """A live story with another version that a colleague has written."""
    article = factories.live_story(headline="Ferries to run all night", body=TEXT)
    return factories.edit(article, factories.user(Role.REPORTER), **fields)


def asked(desk: Client, article: Article, act: str = "publish_change") -> Any:
    answer = desk.get(address(article, act))
    assert answer.status_code == 200
    return html.fromstring(answer.content.decode())


def said(page: Any, name: str) -> list[str]:
    found = page.xpath(f"//*[contains(concat(' ', @class, ' '), ' {name} ')]")
    return [" ".join(one.text_content().split()) for one in found]


def sent(page: Any, **fields: str) -> dict[str, str]:
    [form] = page.xpath("//form[contains(@class, 'act-form')]")
    return dict(form.form_values()) | fields


def seen(page: Any, kind: str) -> str:
    [found] = page.xpath(f"//div[@data-kind='{kind}']")
    return re.sub(r"\w+ \d+\w\w, \d{4} at \d\d:\d\d \w+", "TIME", " ".join(found.text_content().split()))


@pytest.mark.parametrize(
    ("body", "kind", "proposed"),
    [
        (
            TEXT.replace("council", "counsil"),
            "minor",
            "Only spelling has changed: “counsil” instead of “council”. So a minor change is proposed.",
        ),
        (
            TEXT.replace("1,200", "1,300"),
            "update",
            "A number has changed: 1,300 instead of 1,200. So an update is proposed, with a note of what changed. If "
            "readers had it wrong before, make it a correction.",
        ),
        (
            f"{TEXT}<p>More will follow soon.</p>",
            "update",
            "There are 4 new words. So an update is proposed.",
        ),
    ],
)
def test_the_kind_is_proposed_and_the_reason_given(desk: Client, body: str, kind: str, proposed: str) -> None:
    page = asked(desk, changed(body=body))
    assert said(page, "proposed") == [proposed]
    assert sent(page)["kind"] == kind


def test_every_kind_shows_what_readers_will_see(desk: Client) -> None:
    article = changed(body=TEXT.replace("council", "counsil"))
    page = asked(desk, article)
    assert seen(page, "minor") == "Published TIME No new “Updated”: the times stay as readers have them."
    assert seen(page, "update") == "Updated TIME Published TIME"
    assert seen(page, "correction") == (
        "Updated TIME Published TIME Correction TIME … It stands below the story, and in the list of corrections."
        "It stands above the story, and in the list of corrections."
    )
    # The correction looks as it does on the story's page, word for word.
    note = "It was <b>seven</b> boats.\n\nNot eight."
    refused = desk.post(address(article, "publish_change"), sent(page, kind="correction", note=note, key=""))
    assert refused.status_code == 409
    assert seen(html.fromstring(refused.content.decode()), "update") == "Updated TIME Published TIME"
    assert (
        desk.post(address(article, "publish_change"), sent(page, kind="correction", note=note)).status_code
        == 302
    )
    told = html.fromstring(
        Client().get(PublishedArticle.objects.get(story_id=article.pk).path).content.decode()
    )
    [public] = told.xpath("//section[contains(@class, 'correction')]")
    shown = html.fromstring(refused.content.decode()).xpath("//div[@data-kind='correction']//section")
    texts = [[p.text_content() for p in one.xpath(".//p[not(@class)]")] for one in (public, *shown)]
    assert texts == [["It was <b>seven</b> boats.", "Not eight."]] * 2


def test_an_old_updated_line_stays_with_a_minor_change(desk: Client, chief: User) -> None:
    article = changed(body=f"{TEXT}<p>More will follow soon.</p>")
    desk.post(address(article, "publish_change"), sent(asked(desk, article), kind="update"))
    factories.edit(article, factories.user(Role.REPORTER), body=f"{TEXT}<p>More wil follow soon.</p>")
    assert seen(asked(desk, article), "minor").startswith("Updated TIME Published TIME No new “Updated”")


def test_what_else_changes_is_said(desk: Client, chief: User) -> None:
    article = changed(slug="night-boats", body=f"{TEXT}<p>More.</p>")
    factories.live_story(headline="Barcos à noite", language="pt", translation_of=article)
    factories.story(headline="Not live", language="de", translation_of=article)
    arranged = Arrangement((Zone(1, "lead", "front", 3, title="Today", pins=(Pin(article.pk),)),))
    version = versions.save(None, arranged, base=None, by=chief)
    assert version is not None
    going_live.put_live(version, by=chief)
    page = asked(desk, article)
    [facts] = page.xpath("//dl[contains(@class, 'outcome-besides')]")
    old = PublishedArticle.objects.get(story_id=article.pk).path
    new = old.replace(old.strip("/").split("/")[-1], "night-boats")
    assert [[" ".join(part.text_content().split()) for part in row] for row in facts.xpath("./div")] == [
        ["New address", f"http://testserver{new}. The old one, {old}, leads there."],
        ["Changes on", "Home page: Today, place 1, pinned"],
        ["Falls behind", "Português: “Barcos à noite”"],
    ]


def test_a_first_publication_asks_no_kind_and_shows_the_address(desk: Client) -> None:
    article = factories.ready(factories.story(headline="Boats at night"))
    page = asked(desk, article, "publish")
    assert page.xpath("//input[@name='kind']") == []
    assert seen(page, "first") == "Published TIME"
    [row] = page.xpath("//dl[contains(@class, 'outcome-besides')]/div")
    assert [part.text_content()[-15:] for part in row] == ["Address", "boats-at-night/"]


# In place

# Exactly, on either database, with BEGIN and COMMIT: from the button of the dialog to the answer.
PRESSES = {"publish": 28, "publish_change": 25, "approve_and_publish": 30}


@pytest.mark.django_db(transaction=True)
def test_the_dialog_is_answered_in_a_few_words_and_asks_the_database_little() -> None:
    reporter, chief = factories.user(Role.REPORTER), factories.chief()
    desk, found = at_the_desk(chief), {}
    pictured = {"lead_picture": factories.picture(), "body": TEXT}
    names = (factories.reporter("Ines Caldera"), factories.reporter("Rui Sol"))

    def story() -> Article:
        return factories.story(reporter, bylines=names, topics=(factories.topic(),), **pictured)

    def press(article: Article, act: str) -> None:
        fields = sent(asked(desk, article, act))
        with CaptureQueriesContext(connection) as questions:
            answer = desk.post(address(article, act), fields, headers=IN_PLACE)
        assert (answer.status_code, answer.json()) == (
            200,
            {"done": [{"words": "Published.", "tags": "success"}], "then": form_of(article)},
        )
        found[act] = len(questions)

    first, second = story(), story()
    factories.ready(first, factories.chief())
    press(first, "publish")
    factories.edit(first, reporter, body=TEXT.replace("council", "counsil"))
    press(first, "publish_change")
    moving.move(plain_moves.SUBMIT, second, by=reporter)
    press(second, "approve_and_publish")
    assert found == PRESSES
    # The message was in the answer, and waits for no other page.
    assert "messagelist" not in desk.get(form_of(first)).content.decode()


def test_a_refusal_comes_back_as_the_page_of_the_act(desk: Client) -> None:
    article = changed(body=TEXT.replace("council", "counsil"))
    fields = sent(asked(desk, article), kind="correction")
    answer = desk.post(address(article, "publish_change"), fields, headers=IN_PLACE)
    assert answer.status_code == 409
    assert said(html.fromstring(answer.content.decode()), "reasons") == [
        "Say something in the note: What was wrong, and what is right? Readers see the answer."
    ]


def test_the_form_says_who_else_has_to_look_at_the_change() -> None:
    city = factories.section("City")
    ana = factories.user(Role.SECTION_EDITOR, sections=(city,), name="Ana Ruiz")
    factories.user(Role.SECTION_EDITOR, sections=(city,), name="Bo Li")
    factories.user(Role.SECTION_EDITOR, sections=(factories.section("Sport"),), name="Cy Sport")
    factories.user(Role.EDITOR_IN_CHIEF, name="Dora Boss")
    article = factories.live_story(body=TEXT)
    factories.edit(article, ana, body=TEXT.replace("agreed", "refused"))
    page = html.fromstring(at_the_desk(ana).get(form_of(article)).content.decode())
    assert page.xpath("//button[@value='publish_change']") == []
    [words] = said(page, "second-person")
    assert words.startswith("You have changed this alone, so a second person has to approve it: Bo Li")
    assert words.endswith("Dora Boss.")
    assert "Cy Sport" not in words
    factories.edit(article, factories.user(Role.REPORTER), body=TEXT.replace("agreed", "hesitated"))
    page = html.fromstring(at_the_desk(ana).get(form_of(article)).content.decode())
    assert (said(page, "second-person"), len(page.xpath("//button[@value='publish_change']"))) == ([], 1)


# Rows of lists


def offered(user: User) -> dict[str, str]:
    page = html.fromstring(at_the_desk(user).get(reverse("admin:index")).content)
    rows = page.xpath("//li[.//*[@class='headline']]")
    return {
        row.xpath(".//*[@class='headline']")[0].text: " ".join(
            "".join(link.text for link in row.xpath(".//a[@data-act-here]")).split()
        )
        for row in rows
    }


def test_the_first_page_offers_the_act_that_brings_a_story_to_readers() -> None:
    ines, chief, other = factories.user(Role.REPORTER), factories.chief(), factories.chief()
    moving.move(plain_moves.SUBMIT, factories.story(ines, headline="Submitted"), by=ines)
    in_edit = factories.story(ines, headline="In edit")
    moving.move(plain_moves.SUBMIT, in_edit, by=ines)
    moving.move(plain_moves.TAKE, in_edit, by=chief)
    factories.ready(factories.story(ines, headline="Ready"), other)
    touched = factories.ready(factories.story(ines, headline="Touched"), other)
    factories.edit(touched, ines, kicker="Newer")
    live = factories.live_story(headline="Live, changed")
    factories.edit(live, ines, kicker="Newer")
    assert offered(chief) == {
        "Submitted": "Approve and publish",
        "In edit": "Approve and publish",
        "Ready": "Publish",
        "Touched": "Approve and publish",
        "Live, changed": "Publish this change",
    }
    assert set(offered(factories.user(Role.COPY_EDITOR, sections=(factories.section(),))).values()) <= {""}


# Put on a front


def put(desk: Client, article: Article) -> str:
    return reverse("admin:articles_article_put_first", args=[article.pk])


def test_a_story_is_put_first_on_the_home_page_from_its_own_page(desk: Client, chief: User) -> None:
    first, second, third = (factories.live_story(headline=f"Number {n}") for n in (1, 2, 3))
    arranged = Arrangement((Zone(1, "lead", "front", 2, pins=(Pin(first.pk, kicker="Now"), Pin(second.pk))),))
    version = versions.save(None, arranged, base=None, by=chief)
    assert version is not None
    going_live.put_live(version, by=chief)
    draft = versions.save(
        None, Arrangement((*arranged.zones, Zone(2, "recent", "hours", 8))), base=1, by=chief
    )
    assert draft is not None
    page = html.fromstring(desk.get(put(desk, third)).content.decode())
    [home, *_] = said(page, "put-first-moves")
    assert home == (
        "“Number 1” moves down to the second place. “Number 2” loses its place in this zone. "
        f"{chief.get_full_name()} has saved version 2 of this front, which readers do not have. It does not go live "
        "with this, and stays in the front’s history."
    )
    fields = sent(page)
    assert fields["front"] == "home.1"
    answer = desk.post(put(desk, third), fields, headers=IN_PLACE)
    assert answer.json()["done"] == [{"words": "Readers find it first on: Home page.", "tags": "success"}]
    front = Front.objects.get(section=None)
    assert front.live is not None
    [zone] = front.live.content["zones"]
    assert [(pin["story"], pin["kicker"]) for pin in zone["pins"]] == [
        (third.pk, ""),
        (first.pk, "Now"),
        (second.pk, ""),
    ]
    assert (front.live.number, front.live.note, front.newest) == (3, "“Number 3” first in Lead", front.live)
    # Pressed twice, it is done once.
    assert desk.post(put(desk, third), fields).status_code == 302
    assert FrontMove.objects.filter(front=front).count() == 2
    assert [(one.front, one.zone, one.place, one.is_pinned) for one in placing.standing(third.pk, None)] == [
        ("Home page", "Lead", 1, True)
    ]


def test_a_front_that_changed_meanwhile_is_looked_at_again(desk: Client, chief: User) -> None:
    one, other = factories.live_story(headline="One"), factories.live_story(headline="Other")
    fields = sent(html.fromstring(desk.get(put(desk, one)).content))
    placing.put_first(other.pk, None, seen=None, by=chief)
    answer = desk.post(put(desk, one), fields)
    assert answer.status_code == 409
    assert "The front has changed since you looked at it." in answer.content.decode()
    with pytest.raises(Refused, match="stands there already"):
        placing.put_first(other.pk, None, seen=1, by=chief)


def test_fronts_are_set_by_those_who_may() -> None:
    city = factories.section("City")
    article = factories.live_story(section=city)
    editor = factories.user(Role.SECTION_EDITOR, sections=(city,))
    page = html.fromstring(at_the_desk(editor).get(put(Client(), article)).content)
    assert page.xpath("//input[@name='front']/@value") == ["city.0"]
    forged = {"front": "home.0", "key": str(uuid.uuid4())}
    assert at_the_desk(editor).post(put(Client(), article), forged).status_code == 409
    assert not FrontMove.objects.exists()
    for role in (Role.REPORTER, Role.COPY_EDITOR, Role.PICTURE_EDITOR):
        other = factories.user(role, sections=(city,))
        assert at_the_desk(other).post(put(Client(), article), forged).status_code in {403, 404}
    draft = factories.story(section=city)
    assert at_the_desk(editor).get(put(Client(), draft)).status_code == 403
    assert draft.state == State.DRAFT


@pytest.mark.parametrize("act", ["publish", "approve_and_publish"])
def test_a_story_that_was_withdrawn_goes_out_again_only_if_somebody_says_so(
    desk: Client, chief: User, act: str
) -> None:
    article, ines = changed(headline="Ferries run"), factories.user(Role.EDITOR_IN_CHIEF, name="Ines Caldera")
    factories.ready(article, ines) if act == "publish" else moving.move(plain_moves.TAKE, article, by=ines)
    before = sent(asked(desk, article, "publish" if act == "publish" else "publish_change"), kind="update")
    withdraw.withdraw(article, by=ines, note="It was wrong.")
    refused = desk.post(address(article, act), before)
    page = html.fromstring(refused.content.decode())
    [reason] = said(page, "reasons")
    assert refused.status_code == 409
    assert reason.startswith("Readers have it no more: Ines Caldera withdrew it at ")
    assert reason.endswith(". Say whether they get it again.")
    page = asked(desk, article, act)
    assert said(page, "reasons") == [reason]
    assert page.xpath("//button[contains(@class, 'primary')]/@disabled") == []
    assert not PublishedArticle.objects.exists()
    assert desk.post(address(article, act), sent(page, kind="update", puts_back="on")).status_code == 302
    assert PublishedArticle.objects.get().headline == "Ferries run"


def test_a_story_that_readers_have_or_never_had_is_not_asked_about_coming_back(desk: Client) -> None:
    live, new = changed(headline="Ferries run"), factories.story()
    for article in (live, new):
        factories.ready(article)
        assert "puts_back" not in sent(asked(desk, article, "publish"))
        assert said(asked(desk, article, "publish"), "reasons") == []
