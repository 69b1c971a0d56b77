"""Saving on the open page: nothing is made anew, nothing moves, and what is typed meanwhile is in the next save."""

from __future__ import annotations

import re
import uuid

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route, expect

from articles.acts import moving, plain_moves
from articles.models import Article, PublishedArticle, Revision, State, content
from articles.policy import Role
from tests import factories
from tests.browsing import (
    SAVED,
    a_browser,
    act,
    body_of,
    confirm,
    log_in,
    note,
    open_story,
    said,
    save,
    until_true,
)
from tests.desk_forms import ADD, as_typed, at_the_desk, form_of, typed

IN_PLACE = {"X-In-Place": "1"}
PARAGRAPHS = [f"<p>Paragraph {number} tells of the night boat and its crews.</p>" for number in range(1, 41)]
# Where the caret stands and how far the page is scrolled.
PLACE = """() => {
    const caret = getSelection();
    return [caret.focusNode?.textContent, caret.focusOffset, scrollY, document.activeElement.className];
}"""


@pytest.fixture
def ines() -> User:
    return factories.user(Role.REPORTER, name="Ines Caldera")


def late(page: Page, milliseconds: int) -> None:
    """Every answer to a form comes this much later."""

    def wait(route: Route) -> None:
        page.wait_for_timeout(milliseconds)
        route.continue_()

    page.route(
        "**/change/", lambda route: wait(route) if route.request.method == "POST" else route.continue_()
    )


def caret_behind(page: Page, words: str) -> None:
    page.locator(".ProseMirror > p", has_text=words).click()
    page.wait_for_timeout(200)
    page.keyboard.press("End")
    until_true(page, "getSelection().focusOffset === getSelection().focusNode.textContent.length")


@pytest.mark.parametrize("latency", [0, 200])
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_who_types_on_after_saving_loses_no_key_and_no_place(
    browser: Browser, live_server, ines: User, latency: int
) -> None:
    article = factories.story(ines, body="".join(PARAGRAPHS))
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        page.evaluate("window.same = true")
        caret_behind(page, "Paragraph 30 tells")
        page.keyboard.type(" Before.")
        late(page, latency)
        before = page.evaluate("scrollY")
        for number in range(3):
            page.keyboard.press("Control+s")
            page.keyboard.type(f" And forty keys after the save, part {number}.", delay=15)
        said(page, SAVED)
        text = " Before." + "".join(f" And forty keys after the save, part {number}." for number in range(3))
        words, offset, scrolled, focused = page.evaluate(PLACE)
        assert words.endswith(text)
        assert offset == len(words)
        assert abs(scrolled - before) < 40  # a line may have been added
        assert "ProseMirror" in focused
        assert page.evaluate("window.same")
        save(page)
        presses = 0
        while body_of(page) != "".join(PARAGRAPHS) and presses < 20:
            page.keyboard.press("Control+z")
            presses += 1
        assert body_of(page) == "".join(PARAGRAPHS)
        for _ in range(presses):
            page.keyboard.press("Control+Shift+z")
        assert text in body_of(page)
        save(page)
    article.refresh_from_db()
    assert article.body == "".join(PARAGRAPHS).replace(
        PARAGRAPHS[29], PARAGRAPHS[29].replace("</p>", f"{text}</p>")
    )


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_colleagues_words_come_into_the_open_page_around_the_caret(
    browser: Browser, live_server, ines: User
) -> None:
    article = factories.story(ines, body="".join(PARAGRAPHS), standfirst="A vote.")
    chief = factories.user(Role.EDITOR_IN_CHIEF, name="Ana Ruiz")
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        theirs = [*PARAGRAPHS]
        theirs[2] = "<p>Paragraph 3 is Ana’s now.</p>"
        theirs[5:5] = ["<p>A paragraph by Ana.</p>", "<h2>And a heading</h2>"]
        factories.edit(article, chief, body="".join(theirs), standfirst="A close vote.")
        caret_behind(page, "Paragraph 30 tells")
        page.keyboard.type(" Mine.")
        top = page.evaluate("getSelection().focusNode.parentElement.getBoundingClientRect().top")
        save(page)
        note(page, "Merged with what Ana Ruiz saved meanwhile: standfirst and body.")
        page.wait_for_timeout(300)
        words, offset, _, _ = page.evaluate(PLACE)
        assert (words, offset) == (f"{PARAGRAPHS[29][3:-4]} Mine.", len(words))
        assert (
            abs(page.evaluate("getSelection().focusNode.parentElement.getBoundingClientRect().top") - top) < 3
        )
        expect(page.locator("#id_standfirst")).to_have_value("A close vote.")
        theirs[31] = PARAGRAPHS[29].replace("</p>", " Mine.</p>")
        assert body_of(page) == "".join(theirs)
        page.keyboard.press("Control+z")
        assert body_of(page) == "".join(theirs).replace(" Mine.", "")
        page.keyboard.press("Control+Shift+z")
        expect(page.locator("[name=base]")).to_have_value("3")
        said(page, SAVED)
    article.refresh_from_db()
    assert article.body == "".join(theirs)
    assert article.revision is not None
    assert article.revision.number == 3


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_mistake_is_shown_where_it_is_and_goes_once_it_is_mended(
    browser: Browser, live_server, ines: User
) -> None:
    article = factories.story(ines)
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        page.locator("summary", has_text="Address and warnings").click()
        page.locator("#id_slug").fill("no slug at all!")
        page.keyboard.press("Control+s")
        note(page, "Not saved. One field needs another look. What you typed is still here.")
        expect(page.locator(".row-slug .errorlist")).to_contain_text("Enter a valid")
        assert page.evaluate("document.activeElement.id") == "id_slug"
        page.locator("#id_slug").fill("night-boat")
        save(page)
        expect(page.locator("#article_form .errorlist")).to_have_count(0)
        expect(page.locator(".errornote")).to_have_count(0)
        expect(page.locator("[data-notes]")).not_to_contain_text("Not saved")
    article.refresh_from_db()
    assert article.slug == "night-boat"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_an_editor_takes_approves_and_publishes_on_one_page(browser: Browser, live_server) -> None:
    article = factories.story()
    chief = factories.user(Role.EDITOR_IN_CHIEF, name="Ana Ruiz")
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, chief)
        open_story(page, article)
        page.evaluate("window.same = true")
        caret_behind(page, "The last boat")
        page.keyboard.type(" One.")
        act(page, "take")
        expect(page.locator(".bar-state")).to_have_text("In edit")
        page.keyboard.type(" Two.")
        act(page, "approve")
        expect(page.locator(".bar-state")).to_have_text("Ready")
        act(page, "publish")
        page.keyboard.press("Control+s")  # inside a dialog, too, it is the story that is saved
        confirm(page, "Publish")
        note(page, "Published.")
        # A save that is answered just afterwards takes the words from nobody's eyes.
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.keyboard.press("Control+s")
        note(page, "Published.")
        expect(page.locator(".bar-state")).to_have_text("Live")
        caret_behind(page, "The last boat")
        page.keyboard.type(" Three.")
        save(page)
        expect(page.locator(".standing")).to_contain_text("Compare with the newest")
        assert page.evaluate("window.same")
    text = "<p>The last boat will no longer be the last. One. Two.</p>"
    assert PublishedArticle.objects.get().body == text
    article.refresh_from_db()
    assert article.body == text.replace("</p>", " Three.</p>")
    assert article.state == State.DRAFT


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_ctrl_s_saves_the_story_wherever_the_caret_is(browser: Browser, live_server, ines: User) -> None:
    article = factories.story(ines, headline="Night boat")
    factories.topic("Ferries")
    asked = """() => {
        window.asked = 0;
        addEventListener("keydown", (event) => (window.asked += event.key === "s" && !event.defaultPrevented));
    }"""
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        page.evaluate(asked)

        def inside_topics() -> None:
            page.locator(".row-topics .select2-search__field").click()
            page.keyboard.type("Ferr")
            expect(page.locator(".select2-results__option", has_text="Ferries")).to_be_visible()

        def inside_a_dialog() -> None:
            page.keyboard.press("Escape")
            page.get_by_role("button", name="Choose picture…").click()
            expect(page.get_by_role("dialog")).to_be_visible()

        for number, goes in enumerate([inside_topics, inside_a_dialog], 1):
            page.locator("#id_headline").fill(f"Night boat {number}")
            goes()
            save(page)
            article.refresh_from_db()
            assert article.headline == f"Night boat {number}"
        assert page.evaluate("window.asked") == 0


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_new_story_is_written_saved_and_submitted_on_one_page(
    browser: Browser, live_server, ines: User
) -> None:
    factories.section("City")
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        page.goto(ADD)
        page.evaluate("window.same = true")
        submit = page.get_by_role("button", name="Submit")
        expect(submit).to_be_enabled()
        page.locator("#id_headline").fill("Night boat stays")
        save(page)
        article = Article.objects.get()
        expect(page).to_have_url(re.compile(f"{form_of(article)}$"))
        expect(page).to_have_title(re.compile("^Night boat stays"))
        expect(page.locator(".standing")).to_contain_text("Revision 1 by Ines Caldera")
        page.locator("#id_section").select_option(label="City")
        page.locator(".ProseMirror").click()
        page.keyboard.type("Crews voted.")
        submit.click()
        note(page, "Submitted. An editor takes it from here.")
        assert page.evaluate("window.same")
        expect(page.locator(".bar-state")).to_have_text("Submitted")
    article = Article.objects.get()
    assert (article.state, article.body) == (State.SUBMITTED, "<p>Crews voted.</p>")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_fields_turn_with_the_language_of_the_story(browser: Browser, live_server, ines: User) -> None:
    article = factories.story(ines)
    directions = """() => ["#id_headline", "#id_standfirst", ".ProseMirror"].map((one) => {
        const field = document.querySelector(one);
        return [field.lang, getComputedStyle(field).direction];
    })"""
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        assert page.evaluate(directions) == [["en", "ltr"]] * 3
        page.locator("#id_language").fill("ar")
        expect(page.locator(".ProseMirror")).to_have_attribute("dir", "rtl")
        assert page.evaluate(directions) == [["ar", "rtl"]] * 3
        page.locator("#id_language").fill("pt")
        expect(page.locator(".ProseMirror")).to_have_attribute("dir", "ltr")
        assert page.evaluate(directions) == [["pt", "ltr"]] * 3


# What the server answers


@pytest.mark.django_db
def test_an_arabic_story_is_arabic_everywhere_at_the_desk() -> None:
    chief = factories.chief()
    article = factories.story(language="ar", headline="العبّارة", standfirst="تصويت")
    desk = at_the_desk(chief)
    form = desk.get(form_of(article)).context["adminform"].form
    for name in (*content.SAID, "body"):
        attributes = form.fields[name].widget.attrs
        assert (attributes["lang"], attributes["dir"]) == ("ar", "rtl"), name
    act = desk.get(reverse("admin:articles_article_act", args=[article.pk, "spike"])).content.decode()
    assert '<div class="act-story" lang="ar" dir="rtl">' in act
    # Whoever only reads it, too.
    moving.move(plain_moves.SPIKE, article, by=chief, note="No.")
    read_only = desk.get(form_of(article)).content.decode()
    assert '<div class="readonly" lang="ar" dir="rtl">العبّارة</div>' in read_only


@pytest.mark.django_db
def test_the_same_new_story_form_posted_ten_times_makes_one_story(ines: User) -> None:
    desk = at_the_desk(ines)
    form = typed(headline="Night boat stays", key=str(uuid.uuid4()))
    addresses = {desk.post(ADD, form).headers["Location"] for _ in range(10)}
    article = Article.objects.get()
    assert addresses == {form_of(article)}
    assert Revision.objects.count() == 1


@pytest.mark.django_db
def test_a_new_story_that_the_browser_has_begun_is_the_one_its_form_saves(ines: User) -> None:
    desk = at_the_desk(ines)
    form = typed(headline="Night boat stays", key=str(uuid.uuid4()), sitting=str(uuid.uuid4()))
    desk.post(reverse("admin:articles_article_begin"), form)
    desk.post(ADD, form | {"sitting": str(uuid.uuid4())})
    assert Article.objects.get().headline == "Night boat stays"


@pytest.mark.django_db
def test_one_key_of_two_people_is_two_stories(ines: User) -> None:
    form = typed(headline="Night boat stays", key=str(uuid.uuid4()))
    for somebody in (ines, factories.chief()):
        at_the_desk(somebody).post(ADD, form)
    assert Article.objects.count() == 2


@pytest.mark.django_db
def test_every_page_of_a_new_story_has_a_key_of_its_own(ines: User) -> None:
    desk = at_the_desk(ines)
    keys = {desk.get(ADD).context["adminform"].form["key"].value() for _ in range(3)}
    assert len(keys) == 3


@pytest.mark.django_db
@pytest.mark.parametrize("saves", [1, 2, 3])
def test_a_save_whose_answer_was_lost_is_no_colleagues_text(ines: User, saves: int) -> None:
    """The page sends what it has by then, from the revision that it knows of."""
    article = factories.story(ines, body="<p>River.</p>")
    desk, sitting = at_the_desk(ines), str(uuid.uuid4())
    form = as_typed(article, sitting=sitting)
    for number in range(saves + 1):
        text = f"<p>River. And {number} more.</p>"
        response = desk.post(form_of(article), form | {"body": text}, headers=IN_PLACE)
        assert b"errornote" not in response.content
    article.refresh_from_db()
    assert article.body == text
    assert article.revision is not None
    assert article.revision.number == saves + 2


@pytest.mark.django_db
def test_a_page_that_stays_gets_the_story_as_it_stands_and_one_that_goes_is_sent_on(ines: User) -> None:
    article = factories.story(ines)
    desk = at_the_desk(ines)
    form = as_typed(article, sitting=str(uuid.uuid4())) | {"headline": "Another"}
    stays = desk.post(form_of(article), form, headers=IN_PLACE)
    assert stays.status_code == 200
    assert stays.context["adminform"].form["base"].value() == 2
    assert next(str(message) for message in stays.context["messages"]).startswith("Saved at")
    form |= {"base": "2", "headline": "Yet another"}
    goes = desk.post(form_of(article), form)
    assert (goes.status_code, goes.headers["Location"]) == (302, form_of(article))
    away = desk.post(form_of(article), form | {"base": "3", "_done": "1"}, headers=IN_PLACE)
    assert away.json() == {"go": reverse("admin:index")}


@pytest.mark.django_db
def test_a_page_that_stays_is_told_why_it_may_not_save(ines: User) -> None:
    article = factories.story(ines)
    form = as_typed(article) | {"headline": "Too late"}
    moving.move(plain_moves.SUBMIT, article, by=ines)
    response = at_the_desk(ines).post(form_of(article), form, headers=IN_PLACE)
    assert response.status_code == 403
    assert response.json() == {"why": "This story is submitted: it is with somebody else now."}
    stranger = at_the_desk(factories.user(Role.REPORTER)).post(form_of(article), form, headers=IN_PLACE)
    assert stranger.status_code == 404


@pytest.mark.django_db
def test_a_page_that_stays_is_told_what_others_changed_and_what_not(ines: User) -> None:
    article = factories.story(ines, body="<p>River.</p><p>Ferry.</p>", standfirst="A vote.")
    form = as_typed(article) | {
        "headline": "  Night   boat stays ",
        "body": "<p>River. Mine.</p><p>Ferry.</p>",
    }
    factories.edit(
        article, factories.chief(), standfirst="A close vote.", body="<p>River.</p><p>Ferry. Ana.</p>"
    )
    response = at_the_desk(ines).post(form_of(article), form, headers=IN_PLACE)
    assert response.context["writing"]["theirs"] == '["standfirst", "body"]'
