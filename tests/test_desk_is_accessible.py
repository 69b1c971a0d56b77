"""The desk by axe-core, in a browser: nothing stands in the way of a keyboard, a screen reader or weak eyes.

By day and by night, on a desktop and on a phone; and no page complains in the console or is wider than a phone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from articles.acts import moving, plain_moves, schedule
from articles.assigning import deciding
from articles.models import (
    AdvertisingRule,
    Article,
    ErrorReport,
    Front,
    GonePath,
    HouseWord,
    Message,
    PlainPage,
    PublishedArticle,
    Redirect,
    SiteFile,
    WireAlarm,
    WireItem,
)
from articles.policy import Role
from articles.schedule import releases
from tests import factories, wire_copy, wires
from tests.browsing import AXE, PHONE, a_browser, barriers
from tests.programs import Program
from tests.test_schedule import approved, hours, next_version

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db(transaction=True)]

BODY = (
    "<p>The last boat will no longer be the last.</p><h2>What was decided</h2>"
    '<p>The vote was <a href="https://example.org/">seven to four</a>.</p>'
    '<aside data-pullquote="" data-by="Ana Reis, mayor"><p>We waited for this night.</p></aside>'
    '<aside data-factbox="" data-title="The wall"><p>Built in 1911.</p></aside>'
    "<table><tbody><tr><th><p>Year</p></th><th><p>Boats</p></th></tr>"
    "<tr><td><p>2020</p></td><td><p>3</p></td></tr></tbody></table>"
    '<figure data-video="https://videos.example.org/a.mp4" data-caption="The last boat" data-credit="Rui"></figure>'
    '<figure data-embed="https://www.youtube.com/watch?v=abcdefghijk"></figure>'
)


def opened(page: Page, name: str, *arguments: object, query: str = "") -> Page:
    page.goto(reverse(f"admin:{name}", args=arguments) + query)
    if page.locator("textarea[name=body]").count():
        expect(page.locator(".ProseMirror")).to_be_visible()
    return page


def a_newsroom() -> tuple[Article, User]:
    """One of each thing, and the editor-in-chief."""
    chief = factories.chief()
    city = factories.section("City", colour="#8a4b00")
    picture = factories.picture()
    article = factories.live_story(
        headline="Ferries to run all night",
        slugline="FERRY-NIGHT",
        kicker="Ferries",
        body=BODY,
        section=city,
        lead_picture=picture,
        topics=(factories.topic(),),
        sources=((factories.agency(), "inputs"),),
    )
    factories.edit(article, chief, headline="Ferries to run later", body=BODY.replace("four", "five"))
    factories.story(headline="Still a draft", section=city)
    waiting = factories.story(headline="Handed in", section=city)
    moving.move(plain_moves.SUBMIT, waiting, by=waiting.created_by)
    public = PublishedArticle.objects.get()
    Redirect.objects.create(old_path="/city/2020/01/01/old/", story=public, since=timezone.now())
    GonePath.objects.create(path="/city/2020/01/01/gone/", story_id=article.pk, since=timezone.now())
    return article, chief


# Pages


def test_nothing_stands_in_the_way_at_the_door(browser: Browser, live_server) -> None:
    with a_browser(browser, live_server.url, expected=AXE) as context:
        page = context.new_page()
        assert barriers(opened(page, "login")) == []
        page.get_by_label("Username").fill("nobody")
        page.get_by_label("Password").fill("nothing")
        page.get_by_role("button", name="Log in").click()
        expect(page.locator(".errornote")).to_be_visible()
        assert barriers(page, phone=True) == []


def test_nothing_stands_in_the_way_on_the_lists_and_the_first_page(browser: Browser, live_server) -> None:
    _, chief = a_newsroom()
    with a_browser(browser, live_server.url, chief, expected=AXE) as context:
        page = context.new_page()
        assert barriers(opened(page, "index"), phone=True) == []
        page.locator("#user-tools summary").click()
        assert barriers(page) == []
        opened(page, "articles_article_changelist")
        assert barriers(page, phone=True) == []
        page.locator(".story-fold summary").click()
        assert barriers(page) == []
        assert barriers(opened(page, "articles_article_changelist", query="?q=nothing+like+it")) == []
        for name in ("media_image", "articles_section", "articles_reporter", "articles_edition"):
            assert barriers(opened(page, f"{name}_changelist")) == [], name


def test_nothing_stands_in_the_way_on_the_forms_of_the_lists(browser: Browser, live_server) -> None:
    article, _ = a_newsroom()
    root = User.objects.create_superuser("root", password="a long password")
    rows = {
        "media_image": article.lead_picture,
        "articles_section": article.section,
        "articles_reporter": factories.reporter(),
        "articles_agency": factories.agency(),
        "articles_topic": factories.topic(),
        "articles_partner": factories.delivery(article).partner,
        "articles_wirefeed": wires.refusal().feed,
        "auth_user": root,
    }
    with a_browser(browser, live_server.url, root, expected=AXE) as context:
        page = context.new_page()
        for name, row in rows.items():
            assert row is not None
            assert barriers(opened(page, f"{name}_change", row.pk)) == [], name
        assert barriers(opened(page, "media_image_add")) == []
        assert barriers(opened(page, "auth_user_add")) == []
        assert barriers(opened(page, "password_change")) == []


def test_nothing_stands_in_the_way_of_reading_what_became_of_a_story(browser: Browser, live_server) -> None:
    article, chief = a_newsroom()
    factories.publish(article, note="Says how many boats.")
    with a_browser(browser, live_server.url, chief, expected=AXE) as context:
        page = context.new_page()
        assert barriers(opened(page, "articles_article_hide", article.pk, 2), phone=True) == []
        page.get_by_label("Why?").fill("It was six.")
        with page.expect_navigation():
            page.get_by_role("button", name="Hide from readers").click()
        expect(page.get_by_role("button", name="Show readers the line of edition 2 again")).to_be_visible()
        assert barriers(opened(page, "articles_article_history", article.pk), phone=True) == []
        assert (
            barriers(opened(page, "articles_article_compare", article.pk, query="?a=1&b=2"), phone=True) == []
        )
        assert barriers(opened(page, "articles_article_preview", article.pk)) == []
        assert barriers(opened(page, "articles_article_act", article.pk, "kill")) == []
        page.locator(".act-form button[type=submit]").click()
        assert barriers(page) == []


def test_nothing_stands_in_the_way_of_what_goes_out_at_a_time(browser: Browser, live_server) -> None:
    article, chief = a_newsroom()
    pair = [approved(factories.story(headline=name)) for name in ("One", "Two")]
    release = releases.plan(pair, at=hours(2), by=chief)
    schedule.schedule(next_version(article, "Ferries to stop"), at=hours(3), by=chief)
    with a_browser(browser, live_server.url, chief, expected=AXE) as context:
        page = context.new_page()
        assert barriers(opened(page, "articles_article_schedule"), phone=True) == []
        assert (
            barriers(opened(page, "articles_article_release", query=f"?release={release.pk}"), phone=True)
            == []
        )
        assert barriers(opened(page, "articles_article_act", article.pk, "schedule"), phone=True) == []
        assert barriers(opened(page, "index"), phone=True) == []


def test_nothing_stands_in_the_way_of_planning(browser: Browser, live_server) -> None:
    article, chief = a_newsroom()
    wish = deciding.Wish(to=chief, due=factories.earlier(days=1), words=300, picture_wanted=True)
    deciding.assign(article, wish, by=chief)
    with a_browser(browser, live_server.url, chief, expected=AXE) as context:
        page = context.new_page()
        assert barriers(opened(page, "articles_article_figures"), phone=True) == []
        assert barriers(opened(page, "articles_article_move", article.pk)) == []
        assert barriers(opened(page, "articles_article_board"), phone=True) == []
        page.locator(".card-move").first.click()
        assert barriers(page, within="dialog[open]") == []


# Writing


def test_nothing_stands_in_the_way_of_writing(browser: Browser, live_server) -> None:
    article, chief = a_newsroom()
    with a_browser(browser, live_server.url, chief, expected=AXE) as context:
        page = context.new_page()
        assert barriers(opened(page, "articles_article_add"), phone=True) == []
        opened(page, "articles_article_change", article.pk)
        assert barriers(page, phone=True) == []
        page.evaluate("for (const panel of document.querySelectorAll('.panel')) panel.open = true")
        assert barriers(page) == []
        page.locator("[name=slug]").fill("no address at all!")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator(".errornote")).to_be_visible()
        assert barriers(page, phone=True) == []


def test_nothing_stands_in_the_way_of_who_may_only_read(browser: Browser, live_server) -> None:
    city = factories.section("City")
    article = factories.story(section=city, body=BODY, lead_picture=factories.picture())
    reader = factories.user(Role.COPY_EDITOR, sections=(city,))
    with a_browser(browser, live_server.url, reader, expected=AXE) as context:
        page = opened(context.new_page(), "articles_article_change", article.pk)
        expect(page.locator(".notice").first).to_be_visible()
        assert barriers(page, phone=True) == []


def test_nothing_stands_in_the_way_of_choosing_between_two_texts(browser: Browser, live_server) -> None:
    ines = factories.user(Role.REPORTER, name="Ines Caldera")
    article = factories.story(ines)
    with a_browser(browser, live_server.url, ines, expected=AXE) as context:
        page = opened(context.new_page(), "articles_article_change", article.pk)
        factories.edit(article, factories.chief(), headline="Ferries at dawn")
        page.locator("textarea[name=headline]").fill("Ferries at dusk")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator(".difference").first).to_be_visible()
        assert barriers(page, phone=True) == []


def additions(name: str) -> Callable[[Page], None]:
    def open_it(page: Page) -> None:
        page.locator(".ProseMirror").click()
        page.locator(".body-tools").get_by_role("button", name="Add").click()
        page.get_by_role("menuitem", name=re.compile(f"^{name}")).click()

    return open_it


def link(page: Page) -> None:
    page.locator(".ProseMirror p").first.dblclick()
    page.keyboard.press("Control+k")


def caption(page: Page) -> None:
    page.locator(".body-tools").get_by_role("button", name="Picture").click()
    page.locator(".body-found__picture:not([aria-disabled])").first.click()
    expect(page.get_by_label("Alt text").last).to_be_visible()


def order(page: Page) -> None:
    additions("Gallery")(page)
    page.locator(".body-found__picture:not([aria-disabled])").first.click()
    page.get_by_role("button", name="Go on with 1 picture").click()
    page.locator(".body-gallery summary").click()


def poster(page: Page) -> None:
    additions("Video")(page)
    page.get_by_role("button", name="Choose a poster…").click()
    page.locator(".body-found__picture:not([aria-disabled])").first.click()
    expect(page.get_by_role("button", name="Without a poster")).to_be_visible()


def shortcuts(page: Page) -> None:
    page.keyboard.press("Control+/")


def log_in_again(page: Page) -> None:
    page.evaluate("document.querySelector('#log-in-again').showModal()")


DIALOGS: dict[str, Callable[[Page], None]] = {
    "picture": lambda page: page.locator(".body-tools").get_by_role("button", name="Picture").click(),
    "caption of a picture": caption,
    "gallery": additions("Gallery"),
    "order of a gallery": order,
    "lead picture": lambda page: page.locator("[data-choose]").click(),
    "link": link,
    "pull quote": additions("Pull quote"),
    "fact box": additions("Fact box"),
    "table": additions("Table"),
    "video": additions("Video"),
    "poster of a video": poster,
    "embed": additions("Embed"),
    "related story": additions("Related story"),
    "shortcuts": shortcuts,
    "commands": lambda page: page.keyboard.press("Control+k"),
    "log in again": log_in_again,
}


def test_nothing_stands_in_the_way_in_any_dialog(browser: Browser, live_server) -> None:
    chief = factories.chief()
    factories.picture()
    factories.picture(credited=False, caption="Nobody knows whose.")
    article = factories.story(chief, body="<p>The last boat will no longer be the last.</p>")
    factories.live_story(headline="Another of ours")
    with a_browser(browser, live_server.url, chief, expected=AXE) as context:
        page = opened(context.new_page(), "articles_article_change", article.pk)
        for name, open_it in DIALOGS.items():
            open_it(page)
            dialog = page.locator("dialog[open]")
            expect(dialog).to_be_visible()
            expect(dialog).not_to_contain_text("Searching…")
            assert barriers(page, within="dialog[open]") == [], name
            page.keyboard.press("Escape")
            expect(dialog).to_have_count(0)


# Every page there is


def every_page(rows: dict[str, object]) -> Iterator[str]:
    """The list, the new, the changed, the history and the deleted of everything registered at the desk."""
    yield reverse("admin:index")
    yield reverse("admin:password_change")
    yield reverse("admin:articles_front_changelist")
    yield reverse("admin:articles_article_schedule")
    yield reverse("admin:articles_article_release")
    yield reverse("admin:articles_message_changelist")
    yield reverse("admin:articles_article_board")
    yield reverse("admin:articles_article_figures")
    yield reverse("admin:articles_errorreport_desk")
    yield reverse("admin:articles_article_wire")
    for item in WireItem.objects.all():
        yield reverse("admin:articles_article_wire_item", args=[item.pk])
    for alarm in WireAlarm.objects.open():
        yield reverse("admin:articles_article_wire_alarm", args=[alarm.article_id, alarm.pk])
    yield reverse("admin:articles_article_report_error", args=[rows["articles.Article"]])
    yield reverse("admin:how_this_desk_works")
    for page in ("assign", "take_up", "give_back", "move"):
        yield reverse(f"admin:articles_article_{page}", args=[rows["articles.Article"]])
    for page in ("edit", "preview", "history"):
        yield reverse(f"admin:articles_front_{page}", args=["home"])
    for model in admin.site._registry.keys() - {Front, Message}:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        yield reverse(f"{name}_add")
        for page in ("change", "history", "delete"):
            yield reverse(f"{name}_{page}", args=[rows[model._meta.label]])


def one_of_each(article: Article) -> dict[str, object]:
    assert article.lead_picture
    assert article.section
    assert article.live_edition
    wire_copy.alarm(article)
    about, _ = PlainPage.objects.get_or_create(
        slug="about", defaults={"title": "About us", "updated_at": timezone.now()}
    )
    report = ErrorReport.objects.create(story_id=article.pk, edition_number=1, text="It is Thursday.")
    chief = factories.chief()
    wish = deciding.Wish(to=chief, due=factories.earlier(days=1), picture_wanted=True, note="The night boat.")
    assigned = deciding.assign(article, wish, by=factories.user(Role.EDITOR_IN_CHIEF))
    return {
        "articles.Assignment": assigned.pk,
        "articles.Partner": (delivery := factories.delivery(article)).partner_id,
        "articles.Delivery": delivery.pk,
        "articles.WireFeed": (refusal := wires.refusal()).feed_id,
        "articles.WireRefusal": refusal.pk,
        "articles.Advertisement": factories.advertisement().pk,
        "articles.AdvertisingRule": AdvertisingRule.objects.get_or_create(pk=1)[0].pk,
        "articles.ApiKey": Program(chief).key.pk,
        "articles.HouseWord": HouseWord.objects.create(avoid="utilise", instead="use").pk,
        "articles.Article": article.pk,
        "articles.Edition": article.live_edition.pk,
        "articles.Redirect": Redirect.objects.get().pk,
        "articles.GonePath": GonePath.objects.get().pk,
        "articles.Section": article.section.pk,
        "articles.Topic": factories.topic().pk,
        "articles.Reporter": factories.reporter().pk,
        "articles.Agency": factories.agency().pk,
        "media.Image": article.lead_picture.pk,
        "articles.PlainPage": about.pk,
        "articles.SiteFile": SiteFile.objects.get_or_create(name="security")[0].pk,
        "articles.ErrorReport": report.pk,
        "auth.User": article.created_by_id,
    }


@pytest.mark.parametrize("who", ["superuser", "editor-in-chief"])
def test_no_page_complains_in_the_console_or_is_wider_than_a_phone(
    browser: Browser, live_server, who: str
) -> None:
    article, chief = a_newsroom()
    rows = one_of_each(article)
    user = (
        chief
        if who == "editor-in-chief"
        else User.objects.create_superuser("root", password="a long password")
    )
    shown = 0
    with a_browser(browser, live_server.url, user, expected="status of 403") as context:
        page = context.new_page()
        page.set_viewport_size(PHONE)
        complaints: list[str] = []
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        for address in every_page(rows):
            response = page.goto(address)
            assert response is not None
            assert response.status in {200, 403}, address
            page.evaluate("new Promise((done) => requestIdleCallback(done))")
            if response.status == 403:
                complaints = [one for one in complaints if "403" not in one]
            else:
                shown += 1
            assert complaints == [], address
            wider = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wider == 0, address
    assert shown > 25
