"""Previews at the desk: the page that readers get, from any revision and from what somebody is typing."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from articles.desk import sittings
from articles.models import Article, PublishedArticle, Revision
from articles.policy import Role
from tests import factories
from tests.desk_forms import as_typed, at_the_desk, form_of

pytestmark = pytest.mark.django_db

# What a page says of itself to machines, and what readers alone can do there. Everything else has to be the same.
OF_READERS_ALONE = re.compile(
    r'<link rel="(?:canonical|alternate" hreflang=)[^>]*>\n|<meta (?:property="og:url"|name="robots") [^>]*>\n'
    r'|<p class="report-error">.*?</p>\n?'
)
# Pictures have other addresses at the desk: a draft's are on no public shelf.
PICTURE = re.compile(r"(?:http://testserver)?/(?:pictures|desk/media/image)/[^\s\"',<>]+")


def address(article: Article, name: str = "preview") -> str:
    return reverse(f"admin:articles_article_{name}", args=[article.pk])


def same_for_all(page: str) -> str:
    return PICTURE.sub("a picture", OF_READERS_ALONE.sub("", page))


def test_a_framed_preview_of_what_is_live_is_the_page_that_readers_have() -> None:
    """But for the tags about its address and for robots, the way to report an error, and addresses of pictures."""
    first, second = factories.picture(), factories.picture()
    article = factories.live_story(
        lead_picture=first,
        lead_caption="The harbour",
        body=f'<p>Boats <a href="https://example.org/">sail</a>.</p><figure data-picture="{second.pk}"></figure>',
        bylines=(factories.reporter(),),
        topics=(factories.topic(),),
        kicker="Ferries",
        standfirst="From Monday.",
    )
    path = PublishedArticle.objects.get().path
    public = Client().get(path).content.decode()
    framed = at_the_desk(factories.chief()).get(f"{address(article)}?revision=1&framed=on").content.decode()
    assert len(OF_READERS_ALONE.findall(public)) > len(OF_READERS_ALONE.findall(framed)) == 1
    assert len(PICTURE.findall(public)) > 5
    assert same_for_all(framed) == same_for_all(public)


def test_a_preview_in_a_frame_is_framed_by_ourselves_alone_and_kept_by_nobody() -> None:
    article = factories.story(headline="Night ferries")
    desk = at_the_desk(factories.chief())
    framed = desk.get(f"{address(article)}?framed=on")
    assert framed.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in framed.headers["Content-Security-Policy"]
    assert framed.headers["Cache-Control"] == "private, no-store"
    assert framed.headers["X-Robots-Tag"] == "noindex"
    assert framed.headers["Referrer-Policy"] == "no-referrer"
    assert 'class="preview-bar"' not in framed.content.decode()
    # By itself it is a page like others, which nobody frames.
    plain = desk.get(address(article))
    assert plain.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in plain.headers["Content-Security-Policy"]


def test_the_page_of_screens_frames_the_revision_that_was_asked_for_and_runs_nothing_in_it() -> None:
    article = factories.story(headline="Night ferries")
    factories.edit(article, article.created_by, headline="Night ferries begin")
    desk = at_the_desk(article.created_by)
    answer = desk.get(f"{address(article, 'screens')}?revision=1")
    [frame] = html.document_fromstring(answer.content.decode()).xpath("//iframe")
    assert dict(frame.attrib) == {
        "title": "The story as readers get it",
        "src": f"{address(article)}?revision=1&framed=on",
        "sandbox": "allow-same-origin",
        "referrerpolicy": "no-referrer",
    }
    assert "frame-src" in answer.headers["Content-Security-Policy"]
    assert " 'self'" in re.findall(r"frame-src[^;]*", answer.headers["Content-Security-Policy"])[0]
    assert "Night ferries begin" not in desk.get(frame.get("src")).content.decode()
    assert desk.get(f"{address(article, 'screens')}?revision=3").status_code == 404


def test_a_live_story_runs_no_script_in_a_frame() -> None:
    article = factories.live_coverage("Posted.")
    desk = at_the_desk(factories.chief())
    assert "site/live.js" not in desk.get(f"{address(article)}?framed=on").content.decode()


def keep(article: Article, sitting: uuid.UUID, **fields: Any) -> None:
    """As an open page autosaves."""
    sent = as_typed(article, **fields) | {"sitting": str(sitting), "number": "1"}
    answer = at_the_desk(article.created_by).post(address(article, "autosave"), sent)
    assert answer.status_code == 200


def test_what_is_typed_is_shown_before_it_is_saved_and_to_its_author_alone() -> None:
    ines = factories.user(Role.REPORTER, name="Ines Caldera")
    article = factories.story(ines, headline="Night ferries")
    sitting = uuid.uuid4()
    desk, asked = at_the_desk(ines), f"{address(article)}?framed=on&sitting={sitting}"
    assert "Night ferries" in desk.get(asked).content.decode()
    keep(article, sitting, slugline="ferries")
    before = Revision.objects.count()
    sent = as_typed(article) | {"headline": "Typed just now", "body": "<p>Two words more.</p>"}
    desk.post(address(article, "autosave"), sent | {"sitting": str(sitting), "number": "2"})
    shown = desk.get(asked).content.decode()
    assert ("Typed just now" in shown, "<p>Two words more.</p>" in shown) == (True, True)
    assert Revision.objects.count() == before
    other = at_the_desk(factories.chief()).get(asked).content.decode()
    assert ("Typed just now" in other, "Night ferries" in other) == (False, True)
    # Once it is a revision, the story is shown.
    sittings.close(sitting, ines, now=factories.earlier())
    assert "Night ferries" in desk.get(asked).content.decode()


def test_a_story_that_was_never_saved_is_shown_as_it_is_typed() -> None:
    ines = factories.user(Role.REPORTER, name="Ines Caldera")
    city = factories.section("City")
    sitting = uuid.uuid4()
    desk = at_the_desk(ines)
    form = as_typed(factories.story(ines)) | {"headline": "Begun", "section": city.pk, "base": ""}
    sent = form | {"sitting": str(sitting), "key": str(uuid.uuid4())}
    begun = desk.post(reverse("admin:articles_article_begin"), sent)
    assert begun.status_code == 201
    where = begun.json()["change"].replace("change/", "preview/")
    assert desk.get(where).status_code == 404
    assert "Begun" in desk.get(f"{where}?framed=on&sitting={sitting}").content.decode()
    assert desk.get(f"{where}?framed=on&sitting={uuid.uuid4()}").status_code == 404


def test_a_story_without_a_section_is_shown_all_the_same() -> None:
    article = factories.story(headline="Nowhere yet", section=None)
    page = at_the_desk(article.created_by).get(address(article)).content.decode()
    assert ("Nowhere yet" in page, "no-section" in page) == (True, True)


def test_a_form_that_cannot_be_read_is_not_shown_and_says_so() -> None:
    ines = factories.user(Role.REPORTER, name="Ines Caldera")
    article = factories.story(ines)
    sitting = uuid.uuid4()
    keep(article, sitting, embargo="until", embargo_until_0="not a day")
    answer = at_the_desk(ines).get(
        f"{address(article)}?framed=on&sitting={sitting}", headers={"Accept": "application/json"}
    )
    assert answer.status_code == 409
    assert answer.json() == {"why": "A field needs another look before this can be shown."}


def test_the_form_has_the_phone_one_press_away_and_works_without_scripts() -> None:
    article = factories.story()
    desk = at_the_desk(article.created_by)
    answer = desk.get(form_of(article))
    page = html.document_fromstring(answer.content.decode())
    [button] = page.xpath("//form[@id='article_form']//*[@data-phone]")
    assert (button.get("type"), button.get("name"), button.get("aria-controls")) == (
        "submit",
        "_preview",
        "phone",
    )
    assert page.xpath("//dialog[@id='phone']//iframe/@sandbox") == ["allow-same-origin"]
    assert " 'self'" in re.findall(r"frame-src[^;]*", answer.headers["Content-Security-Policy"])[0]
    sent = desk.post(form_of(article), as_typed(article) | {"_preview": "phone"})
    assert (sent.status_code, sent.headers["Location"]) == (302, address(article, "screens"))
