"""The tools of the writing page in a browser: signs of print, pictures taken in on the spot, looks, links, panels."""

from __future__ import annotations

import io

import PIL.Image
import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from articles.models import Article
from articles.policy import Role
from media.intake import uploads
from media.models import Image
from tests import factories
from tests.browsing import (
    SAVED,
    a_browser,
    barriers,
    body_of,
    log_in,
    open_story,
    reached_the_server,
    said,
    save,
    write,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST = "<p>The last boat will no longer be the last.</p>"


@pytest.fixture
def ines() -> User:
    return factories.user(Role.REPORTER, name="Ines Caldera")


def a_file(name: str = "harbour.jpg") -> FilePayload:
    file = factories.picture_file(name)
    return {"name": name, "mimeType": "image/jpeg", "buffer": file.read()}


def link(page: Page) -> None:
    """By the key, where no word is marked: first the commands come, then the link."""
    page.keyboard.press("Control+k")
    expect(page.locator(".palette")).to_be_visible()
    page.keyboard.press("Control+k")


def tool(page: Page, name: str) -> Locator:
    return page.get_by_role("toolbar").get_by_role("button", name=name, exact=True)


def drop(page: Page, on: str, file: FilePayload) -> None:
    """Let go of a file over an element, as from the desktop."""
    page.evaluate(
        """async ([on, name, type, bytes]) => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([new Uint8Array(bytes)], name, { type }));
            const place = document.querySelector(on).getBoundingClientRect();
            const where = { clientX: place.x + 20, clientY: place.y + 10, bubbles: true, cancelable: true };
            document.querySelector(on).dispatchEvent(new DragEvent("drop", { dataTransfer, ...where }));
        }""",
        [on, file["name"], file["mimeType"], list(file["buffer"])],
    )


# Signs of print


def test_straight_signs_become_those_of_print_while_they_are_typed(
    browser: Browser, live_server, ines: User
) -> None:
    article = factories.story(ines, body="")
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        write(page, "\"It's 'so',\" she said -- ('twice')... ")
        assert body_of(page) == "<p>“It’s ‘so’,” she said – (‘twice’)…</p>"
        page.keyboard.press("Enter")
        page.keyboard.type('See https://a.org/"x"--y and `a="b"')
        assert body_of(page).endswith('<p>See https://a.org/"x"--y and `a="b"</p>')
        headline = page.locator("#id_headline")
        headline.fill("")
        headline.press_sequentially('"Night boat" won\'t stop -- yet...')
        expect(headline).to_have_value("“Night boat” won’t stop – yet…")
        page.locator("#id_standfirst").fill("")
        page.locator("#id_standfirst").press_sequentially("'No'")
        expect(page.locator("#id_standfirst")).to_have_value("‘No’")
        page.locator("#id_headline").focus()
        said(page, SAVED)
        page.keyboard.press("Control+s")
        expect(page.get_by_text("Saved at").first).to_be_visible()
    article.refresh_from_db()
    assert (article.headline, article.standfirst) == ("“Night boat” won’t stop – yet…", "‘No’")


def test_the_signs_of_print_follow_the_language_of_the_story_at_once(
    browser: Browser, live_server, ines: User
) -> None:
    article = factories.story(ines, body="", language="de")
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        write(page, "\"Gut\", 'so geht's' ")
        assert body_of(page) == "<p>„Gut“, ‚so geht’s‘</p>"
        page.evaluate("document.querySelector('[name=language]').value = 'en'")
        write(page, '"good" ')
        assert body_of(page) == "<p>„Gut“, ‚so geht’s‘ “good”</p>"
        page.locator("#id_headline").fill("")
        page.locator("#id_headline").press_sequentially("the '90s")
        expect(page.locator("#id_headline")).to_have_value("the ’90s")
        page.evaluate("document.querySelector('[name=language]').value = 'fr'")
        page.locator("#id_headline").press_sequentially(' "non"')
        expect(page.locator("#id_headline")).to_have_value("the ’90s «\u202fnon\u202f»")


@pytest.mark.parametrize("key", ["Control+z", "Backspace"])
def test_the_key_after_a_change_of_signs_takes_back_only_the_change(
    browser: Browser, live_server, ines: User, key: str
) -> None:
    article = factories.story(ines)
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        for typed, changed in ((' "', "“"), (" 1--", "1–"), (" so...", "so…")):
            write(page, typed)
            assert body_of(page).endswith(f"{changed}</p>")
            page.keyboard.press(key)
            assert body_of(page).endswith(f"{typed}</p>")
        headline = page.locator("#id_headline")
        headline.fill("Ferry")
        headline.press("End")
        headline.press_sequentially(' "')
        expect(headline).to_have_value("Ferry “")
        headline.press(key)
        expect(headline).to_have_value('Ferry "')


def test_pasted_signs_stay_as_they_are_and_so_does_everything_where_the_desk_says_so(
    browser: Browser, live_server, ines: User, settings
) -> None:
    article = factories.story(ines)
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        write(page, " ")
        page.keyboard.insert_text('"as it was" -- said...')
        assert body_of(page).endswith('last. "as it was" -- said...</p>')
        said(page, SAVED)
        page.keyboard.press("Control+s")
        expect(page.get_by_text("Saved at").first).to_be_visible()
        settings.QUOTES = ()
        open_story(page, article)
        write(page, ' "so" -- ')
        assert body_of(page).endswith('"so" --</p>')


# Pictures


def test_a_picture_is_taken_in_placed_and_credited_without_leaving_the_story(
    browser: Browser, live_server, ines: User
) -> None:
    factories.agency("Associated Press", credit_name="AP")
    article = factories.story(ines)
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        page.locator(".ProseMirror").click()
        tool(page, "Picture").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Upload a picture…").click()
        dialog.get_by_role("button", name="Upload and place").click()
        expect(dialog.locator(".body-upload__file").get_by_role("alert")).to_have_text("Choose a file.")
        dialog.locator("input[type=file]").set_input_files(a_file())
        expect(dialog.locator("canvas")).to_be_visible()
        dialog.get_by_label("Caption").press_sequentially('"Dawn"')
        dialog.get_by_label("Alt text").fill("Boats")
        dialog.get_by_label("Credit 1: kind").select_option(label="Agency")
        dialog.get_by_label("Credit 1: name").fill("ap")
        dialog.get_by_role("button", name="Another party").click()
        expect(dialog.get_by_label("Credit 2: kind")).to_be_focused()
        dialog.get_by_label("Credit 2: kind").select_option(label="Staff")
        dialog.get_by_role("button", name="Upload and place").click()
        expect(dialog).to_have_count(0)
        placed = page.locator(".ProseMirror").get_by_role("group", name="Picture")
        expect(placed).to_contain_text("Image: AP | Image: Self")
        image = Image.objects.get()
        assert (image.caption, image.alt_text, image.uploaded_by) == ("“Dawn”", "Boats", ines)
        assert body_of(page) == f'{FIRST}<figure data-picture="{image.pk}"></figure>'
        said(page, SAVED)


def test_a_refused_picture_is_refused_in_words_and_the_same_one_again_is_the_one_we_have(
    browser: Browser, live_server, ines: User
) -> None:
    article = factories.story(ines)
    ours = a_file()
    known = uploads.accept(io.BytesIO(ours["buffer"]), by=ines, filename="a.jpg", caption="The harbour")
    with a_browser(browser, live_server.url, expected="400|409") as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        page.get_by_role("button", name="Choose picture…").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Upload a picture…").click()
        page_of_html: FilePayload = {
            "name": "a.png",
            "mimeType": "image/png",
            "buffer": b"<html>Log in</html>",
        }
        dialog.locator("input[type=file]").set_input_files(page_of_html)
        dialog.get_by_label("Caption").fill("Typed and kept")
        dialog.get_by_role("button", name="Upload and place").click()
        expect(dialog.locator(".body-upload__file").get_by_role("alert")).to_contain_text(
            "This is a web page, not a picture."
        )
        expect(dialog.get_by_label("Caption")).to_have_value("Typed and kept")
        drop(page, ".body-dialog__content", ours)
        dialog.get_by_role("button", name="Upload and place").click()
        expect(dialog).to_contain_text("This picture is already in the library. Use the one we have.")
        dialog.get_by_role("button", name="Use the one we have").click()
        expect(dialog.get_by_label("Caption")).to_have_value("Typed and kept")
        dialog.get_by_role("button", name="Place picture").click()
        expect(page.locator("[name=lead_picture]")).to_have_value(str(known.pk))
        expect(page.locator("[name=lead_caption]")).to_have_value("Typed and kept")
        said(page, SAVED)
    assert Image.objects.count() == 1


def test_the_lead_picture_is_credited_and_cropped_for_this_story(
    browser: Browser, live_server, ines: User
) -> None:
    image = factories.picture(caption="The harbour at dawn.")
    city = factories.section("City")
    factories.story(section=city, lead_picture=image)
    article = factories.story(ines, section=city)
    # axe itself tries inline styles.
    with a_browser(browser, live_server.url, expected="Applying inline style") as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        more = page.get_by_text("Credit, crop, decorative")
        expect(more).to_be_hidden()
        page.get_by_role("button", name="Choose picture…").click()
        dialog = page.get_by_role("dialog")
        found = dialog.get_by_role("button", name="The harbour at dawn.")
        expect(found).to_contain_text("May be shown")
        expect(found).to_contain_text("Used in this section before: in a story since")
        # One click: its words and its crop are fields of the form.
        found.click()
        expect(dialog).to_have_count(0)
        more.click()
        page.locator("[name=lead_credit]").fill("Image: Ana Reis")
        page.get_by_label("Crop", exact=True).select_option("1:1")
        expect(page.locator(".picture-shown .body-crop")).to_be_visible()
        expect(page.locator("[name=lead_credit]")).to_have_value("Image: Ana Reis")
        expect(page.get_by_label("Crop", exact=True).locator("option:checked")).to_have_text("1:1")
        page.get_by_label("Crop", exact=True).select_option("16:9")
        page.locator("[name=lead_decorative]").check()
        expect(page.locator("[name=lead_alt]")).to_be_hidden()
        said(page, SAVED)
        save(page)
        expect(page.locator("[name=lead_credit]")).to_have_value("Image: Ana Reis")
        assert barriers(page) == []
    article.refresh_from_db()
    assert article.lead_picture == image
    assert (article.lead_credit, article.lead_decorative) == ("Image: Ana Reis", True)
    assert article.lead_crop == str(image.box("16:9"))


def test_of_two_pictures_that_look_alike_either_is_placed(browser: Browser, live_server, ines: User) -> None:
    def harbour(width: int) -> bytes:
        file = io.BytesIO()
        PIL.Image.linear_gradient("L").resize((width, width)).save(file, "JPEG")
        return file.getvalue()

    theirs = uploads.accept(io.BytesIO(harbour(900)), by=ines, filename="a.jpg", caption="The harbour")
    article = factories.story(ines)
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        for choice, number in (("Use the one we have", theirs.pk), ("Place the new one", None)):
            ours: FilePayload = {
                "name": "b.jpg",
                "mimeType": "image/jpeg",
                "buffer": harbour(700 + (number or 0)),
            }
            drop(page, ".ProseMirror", ours)
            dialog = page.get_by_role("dialog")
            dialog.get_by_role("button", name="Upload and place").click()
            expect(dialog).to_contain_text("The library has one that looks like it")
            expect(dialog.get_by_role("button", name="Upload and place")).to_be_hidden()
            dialog.get_by_role("button", name=choice).click()
            if number:
                dialog.get_by_role("button", name="Place picture").click()
            expect(dialog).to_have_count(0)
            newest = Image.objects.latest("pk").pk
            assert f'<figure data-picture="{number or newest}">' in body_of(page)
        said(page, SAVED)
    assert Image.objects.count() == 3


def test_a_picture_dropped_into_the_text_goes_by_the_library(
    browser: Browser, live_server, ines: User
) -> None:
    article = factories.story(ines)
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        drop(page, ".ProseMirror", a_file("quay.jpg"))
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("quay.jpg")
        dialog.get_by_role("button", name="Upload and place").click()
        expect(page.locator(".ProseMirror")).to_contain_text("It has no credit.")
        assert body_of(page) == f'{FIRST}<figure data-picture="{Image.objects.get().pk}"></figure>'
        said(page, SAVED)


def test_a_picture_editor_places_pictures_and_finds_the_words_read_only(
    browser: Browser, live_server, ines: User
) -> None:
    image = factories.picture(caption="The harbour at dawn.")
    article = factories.story(ines, body=f"{FIRST}<p>Two.</p>")
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, factories.user(Role.PICTURE_EDITOR, name="Signe Almada"))
        open_story(page, article)
        expect(page.locator("#id_headline")).to_have_count(0)
        expect(tool(page, "Bold")).to_have_count(0)
        tool(page, "Add").click()
        expect(page.get_by_role("menuitem")).to_contain_text(["Gallery", "Video"])
        page.keyboard.press("Escape")
        page.locator(".ProseMirror p").first.click()
        page.keyboard.type("Typed")
        for key in ("Enter", "Backspace", "Delete", "Control+b", "Control+a", "Control+x", "Backspace"):
            page.keyboard.press(key)
        assert body_of(page) == f"{FIRST}<p>Two.</p>"
        expect(page.get_by_role("toolbar").get_by_role("status")).to_contain_text(
            "You can change the pictures here"
        )
        page.locator(".ProseMirror p").first.click()
        tool(page, "Picture").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="The harbour at dawn.").click()
        dialog.get_by_label("Caption").fill("At dawn")
        dialog.get_by_role("button", name="Place picture").click()
        figure = f'<figure data-picture="{image.pk}" data-caption="At dawn"></figure>'
        assert body_of(page) == f"{FIRST}{figure}<p>Two.</p>"
        page.keyboard.press("Alt+Shift+ArrowDown")
        assert body_of(page) == f"{FIRST}<p>Two.</p>{figure}"
        page.keyboard.press("Control+z")
        assert body_of(page) == f"{FIRST}{figure}<p>Two.</p>"
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved at").first).to_be_visible()
    article.refresh_from_db()
    assert article.body == f"{FIRST}{figure}<p>Two.</p>"


# How it will look


def test_the_headline_says_how_long_it_is_and_nothing_moves(
    browser: Browser, live_server, ines: User
) -> None:
    article = factories.story(ines, headline="Ferries all night")
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        line, headline = page.locator("[data-headline-length]"), page.locator("#id_headline")
        expect(line).to_have_text("17 characters: whole in searches and on phones")
        height = line.bounding_box()["height"]  # type: ignore[index]
        headline.fill("h" * 61)
        expect(line).to_have_text("61 characters: searches cut it at about 60")
        headline.fill("h" * 111)
        expect(line).to_have_text("111 characters: searches cut it at about 60, phones at about 110")
        headline.fill("")
        expect(line).to_have_text("")
        assert line.bounding_box()["height"] == height  # type: ignore[index]


def test_a_search_and_a_shared_link_are_shown_as_they_will_be(
    browser: Browser, live_server, ines: User
) -> None:
    article = factories.story(ines, headline="Ferries all night", standfirst="From March.")
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        page.get_by_role("heading", name="Search and social").click()
        search = page.get_by_role("region", name="In a search")
        shared = page.get_by_role("region", name="Shared")
        expect(search).to_contain_text("The Test Courier · testserver › City")
        expect(search).to_contain_text("Ferries all night")
        expect(shared).to_contain_text("From March.")
        page.locator("#id_headline").fill("Night boats from March")
        expect(search).to_contain_text("Night boats from March")
        page.locator("#id_search_title").fill("Night ferries")
        page.locator("#id_social_description").fill("All of them.")
        expect(search).to_contain_text("Night ferries")
        expect(shared).to_contain_text("Night boats from March")
        expect(shared).to_contain_text("All of them.")
        page.locator("#id_search_description").fill("word " * 36)
        expect(search.locator("[data-look=search-description]")).to_have_text("word " * 30 + "word…")


# Links, panels, undo


def test_a_link_finds_our_own_stories_and_only_those_that_readers_have(
    browser: Browser, live_server, ines: User
) -> None:
    live = factories.live_story(ines, headline="Harbour plan approved")
    factories.story(ines, headline="Harbour plan in doubt")
    factories.story(headline="Harbour plan of somebody else")
    article = factories.story(ines)
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        write(page, " ")
        link(page)
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Or one of our stories").fill("harbour plan")
        expect(dialog.get_by_role("status")).to_have_text("2 stories")
        draft = dialog.get_by_role("button", name="Harbour plan in doubt")
        expect(draft).to_have_attribute("aria-disabled", "true")
        expect(draft).to_contain_text("so it has no address yet: add it as a related story")
        dialog.get_by_role("button", name="Harbour plan approved").press("Enter")
        assert live.live_edition is not None
        address = f"http://testserver{live.live_edition.path}"
        assert body_of(page).endswith(f'last. <a href="{address}">Harbour plan approved</a></p>')
        said(page, SAVED)


def test_panels_are_opened_and_closed_by_keyboard(browser: Browser, live_server, ines: User) -> None:
    article = factories.live_story(ines)
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        panels = page.locator("details.panel")
        names = panels.locator("summary h2").all_inner_texts()
        assert {"Section and topics", "Bylines", "Sources", "Search and social", "Corrections"} <= set(names)
        for number in range(len(names)):
            panel = panels.nth(number)
            before = panel.evaluate("panel => panel.open")
            panel.locator("summary").first.press("Enter")
            assert panel.evaluate("panel => panel.open") is not before
        expect(page.get_by_text("None so far.")).to_be_visible()


def test_a_first_byline_is_not_another_one(browser: Browser, live_server, ines: User) -> None:
    article = factories.story(ines, bylines=())
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        page.get_by_role("button", name="Add a byline").click()
        expect(page.get_by_role("button", name="Add another byline")).to_be_visible()
        page.locator("#bylines-0").get_by_text("Remove").click()
        expect(page.get_by_role("button", name="Add a byline")).to_be_visible()


def test_undo_reaches_back_over_the_autosave_that_began_the_story(
    browser: Browser, live_server, ines: User
) -> None:
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        page.goto("/desk/articles/article/add/")
        expect(page.locator(".ProseMirror")).to_be_visible()
        write(page, "One.")
        said(page, SAVED)
        page.keyboard.type(" Two.")
        reached_the_server(page)
        page.keyboard.press("Control+z")
        assert body_of(page) == "<p>One.</p>"
        page.keyboard.press("Control+z")
        assert body_of(page) == ""
        page.keyboard.press("Control+Shift+z")
        said(page, SAVED)
    assert Article.objects.count() == 1


# Everybody


def test_nothing_stands_in_the_way_in_the_new_tools(browser: Browser, live_server, ines: User) -> None:
    factories.picture()
    factories.live_story(ines)
    article = factories.story(ines)
    # axe itself tries inline styles.
    with a_browser(browser, live_server.url, expected="Applying inline style") as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        page.get_by_role("heading", name="Search and social").click()
        assert barriers(page) == []
        page.locator(".ProseMirror").click()
        link(page)
        expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("2 stories")
        assert barriers(page) == []
        page.keyboard.press("Escape")
        tool(page, "Picture").click()
        page.get_by_role("button", name="Upload a picture…").click()
        page.get_by_role("button", name="Another party").click()
        assert barriers(page) == []
        page.keyboard.press("Escape")
        log_in(page, factories.user(Role.PICTURE_EDITOR, name="Signe Almada"))
        open_story(page, article)
        assert barriers(page) == []
