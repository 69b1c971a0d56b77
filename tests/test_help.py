"""Help: commands lead only where somebody may go, one table has all keys, and the page for newcomers is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from lxml import html

from articles.acts import moving, plain_moves
from articles.acts.table import ACTS
from articles.helping.keys import GROUPS
from articles.policy import Role
from tests import factories
from tests.desk_forms import at_the_desk

pytestmark = pytest.mark.django_db
HANDBOOK = Path(settings.BASE_DIR, "docs/editors.md")


@pytest.mark.parametrize("role", [Role.REPORTER, Role.PICTURE_EDITOR, Role.EDITOR_IN_CHIEF, Role.ADMIN])
def test_no_command_leads_where_somebody_may_not_go(role: Role) -> None:
    client = at_the_desk(factories.user(role))
    places = client.get(reverse("admin:commands")).json()["places"]
    addresses = [place["address"] for place in places if place["address"] != settings.SITE_URL]
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
            r'label: "([^"]+)"', Path(settings.BASE_DIR, "static/desk/editor/kinds/pictures.js").read_text()
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
