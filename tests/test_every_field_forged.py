"""Every field of a form is forged: what comes back is a page in words, never an error, and nothing is half-written.

A form of ours sends numbers, choices and dates. Somebody with a tool sends text for a number, a number that fits no
database, half a character, a field twice, or none.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from html import escape
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from lxml import html as lxml_html

from articles.acts import table
from articles.acts.act import Refused
from articles.models import Article, LiveEntry, PlainPage, SiteFile, content
from articles.policy import Role
from articles.records import revision_chain
from media.models import Collection
from tests import factories
from tests.desk_forms import at_the_desk, form_of

pytestmark = pytest.mark.django_db

ANSWERS = {200, 201, 302, 400, 403, 404, 409, 413, 422}
TEXTS = ["9" * 20, "9" * 5_000, "-1", "1\0", '{"a": [1, {"b": null}]}', "x" * 10_000, "9999-12-31", "\u00b2"]
# As they are sent, percent-encoded: half of a surrogate pair, which is no text, a field twice, and none.
VALUES = [*([quote(text)] for text in TEXTS), ["%ED%A0%80"], ["1", "2"], []]
# Free text, which `test_bad_input_at_the_desk` tries, and what never reaches a row.
FREE = {
    *(
        "headline",
        "kicker",
        "standfirst",
        "body",
        "text",
        "title",
        "byline",
        "correction",
        "note",
        "desk_note",
    ),
    *("search_title", "search_description", "social_title", "lead_caption", "lead_alt", "lead_credit"),
    *("name", "description", "biography", "caption", "alt_text", "people", "place", "keywords"),
    *(
        "first_name",
        "last_name",
        "csrfmiddlewaretoken",
        "_save",
        "_continue",
        "_addanother",
        "_preview",
        "_done",
    ),
}

Sent = dict[str, list[str]]


@pytest.fixture
def chief() -> User:
    return factories.user(Role.EDITOR_IN_CHIEF, name="Ana Ruiz")


@pytest.fixture
def desk(chief: User) -> Client:
    return at_the_desk(chief)


def form_at(client: Client, address: str) -> tuple[Sent, list[str]]:
    """The largest form of a page as a browser would send it, and the fields in it that are no free text."""
    page = lxml_html.document_fromstring(client.get(address).content)
    form = max((one for one in page.forms if one.method == "POST"), key=lambda one: len(list(one.inputs)))
    sent: Sent = {}
    for name, value in form.form_values():
        sent.setdefault(name, []).append(quote(value or ""))
    named = dict.fromkeys(field.get("name") for field in form.iter("input", "select", "textarea", "button"))
    fields = [
        name for name in named if name and name.rpartition("-")[2] not in FREE and "__prefix__" not in name
    ]
    return sent, [name for name in fields if not name.startswith("initial-")]


def post(client: Client, address: str, sent: Sent) -> Any:
    body = "&".join(f"{quote(name)}={value}" for name, values in sent.items() for value in values)
    return client.generic("POST", address, body, "application/x-www-form-urlencoded")


def forge(client: Client, address: str, sent: Sent, fields: Iterable[str], **always: list[str]) -> None:
    """Each field with two of the values in its turn; over the fields of a form all have their turn."""
    client.raise_request_exception = False
    for turn, name in enumerate(fields):
        for value in (VALUES[2 * turn % len(VALUES)], VALUES[(2 * turn + 1) % len(VALUES)]):
            answer = post(client, address, sent | always | {name: value})
            assert answer.status_code in ANSWERS, (address, name, value[:1], answer.status_code)
    for article in Article.objects.all():
        said = content.EMPTY if article.revision is None else content.of_revision(article.revision)
        assert content.of_article(article) == said
        assert revision_chain.first_broken_link(article) is None


# Stories


def test_no_field_of_a_story_breaks_its_page(desk: Client) -> None:
    picture = factories.picture()
    article = factories.story(
        lead_picture=picture,
        lead_crop="0,0,500,500",
        topics=(factories.topic(),),
        sources=((factories.agency(), "based_on"),),
    )
    sent, fields = form_at(desk, form_of(article))
    assert {"lead_crop", "lead_picture", "section", "embargo_until_0", "bylines-0-reporter"} <= set(fields)
    forge(desk, form_of(article), sent, fields)
    shown = [name for name in fields if name in {"lead_picture", "lead_crop", "section", "language"}]
    forge(desk, form_of(article), sent, shown, _preview=["1"])


def test_nothing_that_an_open_page_says_of_itself_breaks_an_answer(desk: Client) -> None:
    article = factories.story()
    sent, _ = form_at(desk, form_of(article))
    sent |= {"sitting": [str(uuid.uuid4())], "number": ["1"]}
    for name in ("presence", "autosave", "leave", "takeover"):
        address = reverse(f"admin:articles_article_{name}", args=[article.pk])
        forge(desk, address, sent, ["sitting", "number", "base", "lead_picture", "topics", "doing"])
    begin = reverse("admin:articles_article_begin")
    forge(desk, begin, sent, ["sitting", "key", "from_wire", "lead_picture", "topics"])
    restore = reverse("admin:articles_article_restore", args=[article.pk, 1])
    forge(desk, restore, {}, ["base"])
    forge(desk, reverse("admin:articles_article_translate", args=[article.pk]), {}, ["language"])


ATTRIBUTES = ["data-picture", "data-crop", "data-decorative", "data-gallery", "data-video", "data-embed"]
ATTRIBUTES += ["start", "colspan", "rowspan", "lang", "dir"]


def test_no_attribute_in_a_body_breaks_its_story(desk: Client) -> None:
    """Crops of pictures in the text, the parts of a gallery, frames, tables and lists."""
    article, picture = factories.story(), factories.picture()
    sent, _ = form_at(desk, form_of(article))
    desk.raise_request_exception = False
    for name in ATTRIBUTES:
        forged = []
        for text in [*TEXTS, "900,900,900,900", "0,0,0,0", "", "\0"]:
            given = f'{name}="{escape(text)}"'
            known = "" if name == "data-picture" else f'data-picture="{picture.pk}"'
            forged += [f"<figure {known} {given}></figure>", f"<ol {given}><li {given}>One</li></ol>"]
            forged.append(f'<div data-gallery="gallery" {given}><figure {known} {given}></figure></div>')
            forged.append(f"<table {given}><tr><td {given}>Cell</td></tr></table>")
        body = quote(f"<p>Kept.</p>{''.join(forged)}".replace("\0", ""))
        article.refresh_from_db()
        assert article.revision is not None
        now = {"body": [body], "base": [str(article.revision.number)]}
        assert post(desk, form_of(article), sent | now).status_code in ANSWERS
        preview = reverse("admin:articles_article_preview", args=[article.pk])
        assert desk.get(preview).status_code == 200, name
        article.refresh_from_db()
        assert content.of_article(article) == content.of_revision(article.revision)


def test_an_old_version_whose_crop_is_bad_is_shown_whole_not_published_and_restored_without_it(
    desk: Client, chief: User
) -> None:
    """As it may have been saved before crops were checked."""
    article = factories.story(lead_picture=factories.picture(), lead_crop="900,900,900,900")
    preview = reverse("admin:articles_article_preview", args=[article.pk])
    assert desk.get(preview).status_code == 200
    with pytest.raises(Refused, match="Its crop cannot be read"):
        factories.ready(article, chief)
    factories.edit(article, chief, headline="Later", lead_crop="")
    assert desk.get(f"{preview}?revision=1").status_code == 200
    restore = reverse("admin:articles_article_restore", args=[article.pk, 1])
    assert desk.post(restore, {"base": "2"}, follow=True).status_code == 200
    article.refresh_from_db()
    assert (article.lead_crop, article.headline == "Later", article.revisions.count()) == ("", False, 3)


# Live coverage and fronts


def test_no_field_of_a_live_entry_breaks_the_live_desk(desk: Client, chief: User) -> None:
    article = factories.live_coverage("One.", by=chief)
    entry = LiveEntry.objects.get()
    live = reverse("admin:articles_article_live", args=[article.pk])
    sent, fields = form_at(desk, live)
    sent |= {"headline": ["Gates"], "body": [quote("<p>Closed.</p>")]}
    forge(desk, live, sent, [*fields, "base", "reporter"], do=["post"])
    change = reverse("admin:articles_article_live_entry", args=[article.pk, entry.pk])
    sent, fields = form_at(desk, change)
    forge(desk, change, sent, fields, do=["correct"])
    forge(desk, change, sent, ["base", "key", "do"])
    mark = reverse("admin:articles_article_live_mark", args=[article.pk, entry.pk])
    forge(desk, mark, {"do": ["pin"]}, ["do", "base", "key"])
    numbers = list(
        LiveEntry.objects.filter(number__isnull=False).order_by("number").values_list("number", flat=True)
    )
    assert numbers == list(range(1, len(numbers) + 1))


def test_no_row_and_no_look_of_a_front_breaks_its_desk(desk: Client) -> None:
    story = factories.live_story()
    address = reverse("admin:articles_front_edit", args=["home"])
    sent, _ = form_at(desk, address)
    zone = {
        "zone": ["1"],
        "z1-kind": ["lead"],
        "z1-layout": ["opener"],
        "z1-count": ["1"],
        "z1-title": ["Top"],
    }
    zone |= {
        "z1-of": [""],
        "z1-pin": [str(story.pk)],
        f"p{story.pk}-picture": ["1"],
        f"p{story.pk}-headline": ["A"],
    }
    sent |= zone
    moves = ["do", "new-kind", "base", "key", "at_0", "at_1"]
    for command in ("save", "schedule"):
        forge(desk, address, sent, [*zone, *moves[2:]], do=[command])
    forge(desk, address, sent, moves[:2])
    forge(desk, reverse("admin:articles_front_preview", args=["home"]), sent, zone)


# What the paper is made of


@pytest.mark.parametrize("kind", ["section", "topic", "agency", "reporter", "user", "plainpage", "sitefile"])
def test_no_field_of_the_papers_own_lists_breaks_their_pages(kind: str, desk: Client) -> None:
    """Colours, remits, roles, portraits, who somebody is."""
    admin = at_the_desk(factories.user(Role.ADMIN, name="Rune Holt"))
    person = factories.user(Role.SECTION_EDITOR, sections=(factories.section(),))
    rows: dict[str, Any] = {
        "section": factories.section(),
        "topic": factories.topic(),
        "agency": factories.agency(),
        "reporter": factories.reporter(user=person),
        "user": person,
        "plainpage": PlainPage.objects.first(),
        "sitefile": SiteFile.objects.first(),
    }
    row = rows[kind]
    client = desk if kind in {"topic", "plainpage", "sitefile"} else admin
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
    change = reverse(f"{name}_change", args=[row.pk])
    sent, fields = form_at(client, change)
    forge(client, change, sent, fields)
    if kind not in {"plainpage", "sitefile"}:
        sent, fields = form_at(client, reverse(f"{name}_add"))
        forge(client, reverse(f"{name}_add"), sent, fields)
    assert client.get(change).status_code == 200


# Pictures


@pytest.mark.long
def test_no_field_of_a_picture_breaks_the_library() -> None:
    """Rights, crops and focus, changes together, collections, uploads."""
    pia = factories.user(Role.PICTURE_EDITOR)
    client = at_the_desk(pia)
    picture, other = factories.picture(pia), factories.picture(pia)
    change = reverse("admin:media_image_change", args=[picture.pk])
    addresses = [change, f"/desk/media/image/{picture.pk}/crop/"]
    for address in addresses:
        sent, fields = form_at(client, address)
        forge(client, address, sent, fields)
    together = f"{reverse('admin:media_image_together')}?picture={picture.pk}&picture={other.pk}"
    sent, fields = form_at(client, together)
    forge(client, together, sent, [*fields, "picture"], act=["do"], people=["Ana"])
    collection = Collection.objects.create(name="Storm", made_by=pia)
    forge(client, reverse("admin:media_collection", args=[collection.pk]), {"name": ["A"]}, ["name", "act"])
    upload = reverse("admin:media_image_upload")
    forge(client, upload, {"kind": ["staff"], "name": ["A"]}, ["kind", "name", "category", "file"])
    picture.refresh_from_db()
    assert 0 <= picture.focus_x <= 1000
    assert client.get(change).status_code == 200


# Acts


@pytest.mark.parametrize("stage", ["ready", "live"])
def test_no_field_of_an_act_breaks_its_page(stage: str, desk: Client) -> None:
    article = factories.live_story() if stage == "live" else factories.story()
    if stage == "ready":
        factories.ready(article)
    for act in table.BY_NAME:
        address = reverse("admin:articles_article_act", args=[article.pk, act])
        forge(
            desk, address, {"note": ["Because."]}, ["revision", "key", "kind", "accept_older", "is_serious"]
        )
    if stage == "live":
        hide = reverse("admin:articles_article_hide", args=[article.pk, 1])
        forge(desk, hide, {"reason": ["Because."]}, ["reason"])
