"""Help: commands lead only where somebody may go, one table has all keys, and the page for newcomers is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from articles.acts import moving, plain_moves
from articles.acts.table import ACTS
from articles.helping.keys import GROUPS
from articles.models import TourClosed
from articles.policy import Role
from tests import factories
from tests.desk_forms import at_the_desk

pytestmark = pytest.mark.django_db
HANDBOOK = Path(settings.BASE_DIR, "docs/editors.md")


@pytest.mark.parametrize("role", [Role.REPORTER, Role.PICTURE_EDITOR, Role.EDITOR_IN_CHIEF, Role.ADMIN])
def test_no_command_leads_where_somebody_may_not_go(role: Role) -> None:
    client = at_the_desk(factories.user(role))
    places = client.get(reverse("admin:commands")).json()["places"]
    addresses = [place["address"] for place in places]
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(
        addresses, 200
    )
    labels = [place["label"] for place in places]
    assert len(set(labels)) == len(labels)
    assert ("New story" in labels) is (role in {Role.REPORTER, Role.EDITOR_IN_CHIEF})
    assert ("New user" in labels) is (role == Role.ADMIN)


def test_every_page_has_the_ways_to_help_and_none_asks_before_they_are_taken() -> None:
    client = at_the_desk(factories.user(Role.REPORTER))
    for name in ("index", "articles_article_changelist", "articles_article_add", "media_image_changelist"):
        page = html.document_fromstring(client.get(reverse(f"admin:{name}")).content.decode())
        [button] = page.xpath(".//button[@data-commands]")
        assert button.get("data-commands") == reverse("admin:commands")
        assert page.xpath(".//header//a[@href=$way]", way=reverse("admin:how_this_desk_works"))
        loaded = page.xpath(".//script/@src | .//link[@rel='stylesheet']/@href")
        assert not [address for address in loaded if "palette" in address], name


def test_the_handbook_and_the_page_of_help_list_the_keys_of_the_table() -> None:
    table = [(one.does, one.keys) for group in GROUPS for one in group.shortcuts]
    handbook = re.findall(r"^\| ([^|`]+) \| `([^`]+)` \|$", HANDBOOK.read_text(), re.MULTILINE)
    assert handbook == table
    answer = at_the_desk(factories.user(Role.REPORTER)).get(reverse("admin:how_this_desk_works"))
    rows = html.document_fromstring(answer.content.decode()).xpath(".//section[@id='keys']//dl/div")
    assert [(row.findtext("dt"), row.find("dd").findtext("kbd")) for row in rows] == table


def test_the_page_for_newcomers_names_only_what_is_on_the_pages() -> None:
    chief = factories.chief()
    city = factories.section("City")
    story = factories.story(section=city, lead_picture=None)
    moving.move(plain_moves.SUBMIT, story, by=story.created_by)
    clients = {"reporter": at_the_desk(factories.user(Role.REPORTER)), "chief": at_the_desk(chief)}
    change = reverse("admin:articles_article_change", args=[story.pk])
    shown = {act.label for act in ACTS}
    for who, address in (
        ("reporter", reverse("admin:index")),
        ("reporter", reverse("admin:articles_article_add")),
        ("chief", change),
    ):
        page = html.document_fromstring(clients[who].get(address).content.decode())
        said = page.xpath("//button | //a | //label | //legend | //h2 | //summary | //label/*")
        shown |= {" ".join(one.text_content().split()).rstrip(":") for one in said}
    shown |= set(
        re.findall(
            r'label: say\("([^"]+)"\)',
            Path(settings.BASE_DIR, "static/desk/editor/kinds/pictures.js").read_text(),
        )
    )
    shown |= {"Take it", "Give it back"}
    for client in clients.values():
        page = html.document_fromstring(client.get(reverse("admin:how_this_desk_works")).content.decode())
        named = {one.text_content() for one in page.xpath("//section//b")}
        assert len(named) > 12
        assert named - shown == set()
        links = set(page.xpath("//section//a/@href"))
        parts = {f"#{one}" for one in page.xpath("//section/@id")}
        assert {link for link in links if link.startswith("#")} <= parts
        places = [link for link in links if not link.startswith("#")]
        assert {client.get(place).status_code for place in places} == {200}


def test_the_page_for_newcomers_is_about_this_newsroom_and_this_person() -> None:
    city = factories.section("City")
    editor = factories.user(Role.SECTION_EDITOR, sections=(city,), name="Ana Ruiz")
    reporter = factories.user(Role.REPORTER, sections=(city,), name="Ines Caldera")
    gone = factories.user(Role.SECTION_EDITOR, name="Rui Sol")
    gone.is_active = False
    gone.save()
    page = html.document_fromstring(
        at_the_desk(reporter).get(reverse("admin:how_this_desk_works")).content.decode()
    )
    text = " ".join(page.text_content().split())
    assert "you are Reporter. Your sections are City." in text
    asked = [
        (one.findtext("dt"), (one.find("dd").text or "").strip())
        for one in page.xpath(".//section[@id='ask']/dl/div")
    ]
    assert asked == [("Section editor", "Ana Ruiz (City)")]
    assert "Editors can let an approved story go out at a time." in text
    of_editor = at_the_desk(editor).get(reverse("admin:how_this_desk_works")).content.decode()
    assert "<b>Schedule</b> lets an approved story go out at a time." in of_editor


# The tour

MARKS = {
    "h1": "//h1",
    "#user-tools > summary": "//*[@id='user-tools']/summary",
    "[name=headline]": "//*[@name='headline']",
    "[data-saved]": "//*[@data-saved]",
    ".page-head": "//*[@class='page-head']",
}


def newcomer(role: Role) -> User:
    made = factories.user(role)
    made.date_joined = timezone.now()
    made.save()
    return made


@pytest.mark.parametrize("role", [Role.REPORTER, Role.PICTURE_EDITOR, Role.ADMIN])
def test_every_step_of_the_tour_is_about_something_on_a_page_that_is_open(role: Role) -> None:
    client = at_the_desk(newcomer(role))
    steps = client.get(reverse("admin:tour")).json()["steps"]
    assert len(steps) == 5
    for step in steps:
        page = html.document_fromstring(client.get(step["page"]).content.decode())
        assert len(page.xpath(MARKS[step["mark"]])) == 1, step


def test_who_has_closed_the_tour_never_sees_it_again_and_others_do() -> None:
    one, other = newcomer(Role.REPORTER), newcomer(Role.REPORTER)
    address = reverse("admin:tour")
    for _ in range(2):
        assert at_the_desk(one).post(address).status_code == 200
    assert at_the_desk(one).get(address).json() == {"steps": []}
    assert len(at_the_desk(other).get(address).json()["steps"]) == 5
    assert list(TourClosed.objects.values_list("user", flat=True)) == [one.pk]


def test_the_tour_is_for_newcomers_alone_and_costs_their_pages_no_question() -> None:
    counted = []
    for user in (newcomer(Role.REPORTER), factories.user(Role.REPORTER)):
        client = at_the_desk(user)
        with CaptureQueriesContext(connection) as queries:
            page = html.document_fromstring(client.get(reverse("admin:index")).content.decode())
        counted.append((len(page.xpath(".//button[@data-tour]")), len(queries)))
        assert len(client.get(reverse("admin:tour")).json()["steps"]) == (5 if counted[-1][0] else 0)
    assert counted == [(1, counted[0][1]), (0, counted[0][1])]
