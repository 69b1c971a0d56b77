"""What writing costs: what the database is asked to open, autosave and save a story, and what its form weighs."""

from __future__ import annotations

import gzip
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.db import connection
from django.forms.renderers import DjangoTemplates
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from articles.acts import moving, plain_moves, withdraw
from articles.models import Article, Section
from articles.policy import Role
from tests import factories
from tests.desk_forms import at_the_desk

pytestmark = pytest.mark.django_db
OPENING, SAVING, AUTOSAVING = 20, 17, 8  # autosaving has BEGIN and COMMIT beside these, unseen by a test
PARAGRAPHS = [f"<p>{number} {'ferry ' * 49}</p>".replace(" </p>", "</p>") for number in range(16)]


@pytest.fixture
def city() -> Section:
    return factories.section("City")


@pytest.fixture
def ana(city: Section) -> User:
    return factories.user(Role.SECTION_EDITOR, sections=(city,), name="Ana Ruiz")


@pytest.fixture
def article(city: Section) -> Article:
    """Eight hundred words with everything that a story can have, live and in edit for its next version."""
    inside = factories.picture()
    paragraphs = [*PARAGRAPHS[:8], f'<figure data-picture="{inside.pk}"></figure>', *PARAGRAPHS[8:]]
    story = factories.story(
        section=city,
        body="".join(paragraphs),
        lead_picture=factories.picture(),
        bylines=(factories.reporter("Ines Caldera"), factories.reporter("Rui Sol"), "Our own desk"),
        topics=(factories.topic("Ferries"), factories.topic("Harbour")),
        sources=((factories.agency(), "inputs"), (factories.agency("Nordwire"), "background")),
    )
    factories.publish(story)
    moving.move(plain_moves.TAKE, story, by=factories.chief())
    return story


def address(name: str, article: Article) -> str:
    return reverse(f"admin:articles_article_{name}", args=[article.pk])


def asked(act: Callable[[], Any], status: int) -> int:
    """How many questions the database gets, those that begin and end transactions among them."""
    with CaptureQueriesContext(connection) as questions:
        response = act()
    assert response.status_code == status
    return len(questions)


def typed_in(page: Any, **changes: str) -> dict[str, list[str]]:
    """The form on the page as a browser would send it, with these fields changed."""
    form: dict[str, list[str]] = {}
    for name, value in html.fromstring(page.content).get_element_by_id("article_form").form_values():
        form.setdefault(name, []).append(value)
    return form | {name: [value] for name, value in changes.items()} | {"sitting": [str(uuid.uuid4())]}


def costs(desk: Client, article: Article) -> dict[str, int]:
    """Opening the form, the sign of its browser, the second autosave of the sitting, the save that ends it."""
    form, sitting = address("change", article), {}

    def open_the_form() -> Any:
        page = desk.get(form)
        sitting.update(typed_in(page))
        sitting["body"] = [re.sub(r"<p>3 \w+", f"<p>3 {uuid.uuid4().hex}", sitting["body"][0])]
        return page

    return {
        "opening": asked(open_the_form, 200),
        "presence": asked(lambda: desk.post(address("presence", article), sitting), 200),
        "first autosave": asked(
            lambda: desk.post(address("autosave", article), sitting | {"number": 1}), 200
        ),
        "autosave": asked(lambda: desk.post(address("autosave", article), sitting | {"number": 2}), 200),
        "save": asked(lambda: desk.post(form, sitting), 302),
    }


def test_writing_asks_the_database_little(article: Article, ana: User) -> None:
    desk = at_the_desk(ana)
    cost = costs(desk, article)
    article.refresh_from_db()
    assert article.revision is not None
    assert (article.revision.number, article.revision.changed) == (2, ["1 paragraph"])
    assert cost["opening"] <= OPENING
    assert cost["first autosave"] <= AUTOSAVING
    assert cost["autosave"] <= AUTOSAVING
    assert cost["save"] <= SAVING


# Exactly, on either database, with BEGIN and COMMIT: from the button on the page of the act to the answer.
# Each goes through all middleware, and does after the commit what is to be done then.
ACTS = {
    "first publication": 29,
    "update": 23,
    "correction": 24,
    "withdrawal": 31,
    "putting back": 30,
    "kill": 31,
}


@pytest.mark.django_db(transaction=True)
def test_acts_ask_the_database_little_and_take_no_savepoint() -> None:
    """Of a story with a lead picture, two bylines, two topics, an agency and a card of another story."""
    chief, other = factories.chief(), factories.user(Role.EDITOR_IN_CHIEF)
    related = factories.live_story(headline="Pointed to")
    article = factories.story(
        body=f'<p>The last boat.</p><aside data-related="{related.pk}"></aside><p>It runs all night.</p>',
        lead_picture=factories.picture(),
        bylines=(factories.reporter("Ines Caldera"), factories.reporter("Rui Sol")),
        topics=(factories.topic("Ferries"), factories.topic("Harbour")),
        sources=((factories.agency(), "inputs"),),
    )
    desk, found = at_the_desk(chief), {}

    def press(name: str, act: str, note: str = "") -> None:
        address = reverse("admin:articles_article_act", args=[article.pk, act])
        page = html.fromstring(desk.get(address).content)
        [form] = page.xpath("//form[.//input[@name='key']]")
        sent = dict(form.form_values()) | {"note": note}
        with CaptureQueriesContext(connection) as questions:
            assert desk.post(address, sent).status_code == 302
        assert [row["sql"] for row in questions if "SAVEPOINT" in row["sql"]] == []
        found[name] = len(questions)

    def next_version() -> None:
        factories.edit(article, chief, body=f"{article.body}<p>More is known of boat {len(found)}.</p>")
        factories.ready(article, other)

    factories.ready(article, other)
    press("first publication", "publish")
    next_version()
    press("update", "publish", "More is known.")
    next_version()
    press("correction", "correct", "It was Tuesday.")
    press("withdrawal", "withdraw", "It was wrong.")
    press("putting back", "republish")
    press("kill", "kill", "A court says so.")
    assert found == ACTS


def test_three_hundred_stories_cost_no_more_questions_than_three(
    article: Article, ana: User, city: Section
) -> None:
    def begin(count: int) -> None:
        stories = [Article(created_by=ana, section=city, headline=f"Story {n}") for n in range(count)]
        Article.objects.bulk_create(stories)

    desk = at_the_desk(ana)
    factories.edit(article, factories.chief(), headline="Begun")
    desk.get(address("change", article))
    begin(3)
    with_three = costs(desk, article)
    begin(297)
    assert costs(desk, article) == with_three


def test_a_long_history_and_many_names_cost_no_more_questions(article: Article, ana: User) -> None:
    desk = at_the_desk(ana)
    factories.edit(article, factories.chief(), headline="Begun")
    desk.get(address("change", article))
    before = costs(desk, article)
    for number in range(12):
        factories.edit(article, factories.chief(), headline=f"Headline {number}")
    for number in range(6):
        article.bylines.create(reporter=factories.reporter(f"Reporter {number}"), position=10 + number)
    factories.edit(article, factories.chief(), headline="With nine names")
    assert costs(desk, article) == before


@pytest.mark.parametrize("state", ["draft", "in edit", "ready", "live and ready", "withdrawn"])
@pytest.mark.parametrize("role", [Role.REPORTER, Role.COPY_EDITOR, Role.PICTURE_EDITOR, Role.EDITOR_IN_CHIEF])
def test_the_form_opens_with_few_questions_whatever_the_state_and_whoever_asks(
    article: Article, city: Section, role: Role, state: str
) -> None:
    if not state.startswith(("live", "withdrawn")):
        fields = {"section": city, "lead_picture": article.lead_picture, "body": article.body}
        article = factories.story(article.created_by, **fields)
    chief = factories.chief()
    if state == "withdrawn":
        withdraw.withdraw(article, by=chief)
    if state == "in edit":
        moving.move(plain_moves.TAKE, article, by=chief)
    if state == "live and ready":
        factories.edit(article, factories.user(Role.REPORTER), kicker="Not live yet")
    if "ready" in state:
        factories.ready(article)
    person = article.created_by if role == Role.REPORTER else factories.user(role, sections=(city,))
    desk = at_the_desk(person)
    desk.get(address("change", article))
    assert asked(lambda: desk.get(address("change", article)), 200) <= OPENING


def test_fields_look_as_django_would_write_them(
    article: Article, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def page() -> list[str]:
        text = at_the_desk(ana).get(address("change", article)).content.decode()
        text = re.sub(r'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"', "", text)
        return [line.strip() for line in text.splitlines() if line.strip()]

    article.headline, article.desk_note = "“<b>” & 'so on'", "</textarea><script>"
    article.save(update_fields=["headline", "desk_note"])
    ours = page()
    monkeypatch.setattr("newsroom.rendering.Renderer.render", DjangoTemplates.render)
    assert ours == page()


def test_pages_of_the_desk_leave_compressed_and_pictures_as_they_are(article: Article, ana: User) -> None:
    desk = at_the_desk(ana)
    plain = desk.get(address("change", article)).content
    packed = desk.get(address("change", article), headers={"accept-encoding": "gzip, deflate, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(plain) / 3
    assert b'id="article_form"' in gzip.decompress(packed.content)
    assert article.lead_picture is not None
    width = article.lead_picture.renditions.all()[0].width
    rendition = reverse("admin:media_image_rendition", args=[article.lead_picture.pk, width])
    picture = desk.get(rendition, headers={"accept-encoding": "gzip, deflate, br"})
    assert picture.status_code == 200
    assert not picture.has_header("Content-Encoding")


def test_the_list_of_all_there_is_is_made_where_it_is_shown_and_once(
    ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    listed = AdminSite.get_app_list
    monkeypatch.setattr(AdminSite, "get_app_list", lambda *asked: made.append(asked) or listed(*asked))
    desk = at_the_desk(ana)
    page = html.fromstring(desk.get(reverse("admin:articles_article_changelist")).content)
    assert page.xpath("//nav[@aria-label='Desk']//a/text()")[:3] == ["Fronts", "Stories", "Pictures"]
    assert made == []
    desk.get(reverse("admin:index"))
    assert len(made) == 1


def test_filters_look_as_django_would_write_them(ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def filters() -> list[str]:
        page = at_the_desk(ana).get("/desk/articles/article/?touched_from=2026-11-23").content
        [panel] = html.fromstring(page).xpath("//div[@class='story-filters']")
        return [line.strip() for line in html.tostring(panel).decode().splitlines() if line.strip()]

    ours = filters()
    monkeypatch.setattr("newsroom.rendering.Renderer.render", DjangoTemplates.render)
    assert ours == filters()
    assert any('value="2026-11-23"' in line for line in ours)
