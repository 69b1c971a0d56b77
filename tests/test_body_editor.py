"""The body editor: what a writer does in it, what is stored, and that the strict policy lets it work."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import Context, engines
from django.test import RequestFactory
from django.urls import path
from playwright.sync_api import Browser, Locator, Page, expect

from articles import body
from articles.body import frames
from articles.body.kinds import KINDS
from articles.body.schema import TEXT
from articles.desk.fields import MODULES, BodyEditor, BodyFormField, media_with_nonce
from articles.desk.tags import import_map

EDITOR = Path(settings.BASE_DIR) / "static" / "desk" / "editor"

# One of everything, as it is stored.
EVERYTHING = (
    "<p>The council of <strong>Vila Serena</strong> voted on Tuesday to "
    '<a href="https://example.org/plan?a=1&amp;b=2">rebuild the <strong>harbour <em>wall</em></strong></a>.'
    "<br>It took&nbsp;eleven years.</p>"
    "<h2>What was decided</h2><p>The vote was 7–4.</p><h3>Money</h3>"
    "<ul><li><p>First</p><ol><li><p>Within it</p></li></ol></li><li><p>Second</p><p>Still the second</p></li></ul>"
    "<ol><li><p>One</p></li><li><p>Two</p></li></ol><p>10<sup>6</sup>, CO<sub>2</sub></p>"
    '<ol start="3"><li><p>Three</p></li></ol>'
    "<blockquote><p>We will build.</p><p>And soon.</p></blockquote>"
    '<aside data-pullquote="" data-by="Ana Reis, mayor"><p>We waited for this <em>one</em> night.</p></aside><hr>'
    '<aside data-factbox="" data-title="The wall"><p>Built in 1911.</p><h3>Length</h3><ul><li><p>340 m</p></li></ul>'
    "</aside>"
    '<ol data-timeline="" data-title="Two years"><li><h3>12 March 2024</h3><p>The vote.</p><p>It was late.</p></li>'
    "<li><h3></h3><p>Before the storm.</p></li><li><h3>May</h3></li></ol>"
    '<table><tbody><tr><th><p>Year</p></th><th colspan="2"><p>Cost</p></th></tr><tr><td rowspan="2"><p>2020</p></td>'
    "<td><p>3</p></td><td><p></p></td></tr><tr><td><p>4</p></td><td><p>5</p></td></tr></tbody></table>"
    '<figure data-picture="1" data-caption="The &quot;wall&quot; &lt;now&gt;" data-alt="2024"></figure>'
    '<figure data-embed="https://www.youtube.com/watch?v=abc&amp;t=1"></figure>'
    '<aside data-related="7"></aside><figure data-picture="2" data-credit="Image: Ana" data-decorative="decorative" '
    'data-crop="0,125,1000,750"></figure><div data-gallery="" data-title="The &quot;night&quot;">'
    '<figure data-picture="1" data-caption="First"></figure><figure data-picture="2" data-alt="2024"></figure></div>'
    '<figure data-video="https://videos.example.org/boat.mp4?v=1&amp;x=2" data-poster="2" '
    'data-captions="https://videos.example.org/boat.vtt" data-captions-language="pt" '
    'data-caption="The &quot;boat&quot;" data-credit="Ana Reis"></figure><figure data-video="https://elsewhere.example.net/quay.webm"></figure>'
    "<p>End.</p>"
)

# A page with nothing on it but the editor, and a desk that knows three pictures and two stories.


class StoryForm(forms.Form):
    body = BodyFormField(
        required=False,
        label="Text",
        widget=BodyEditor(pictures="/desk/pictures/", upload="", stories="/desk/stories/"),
    )


DOT = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
PICTURES = [
    {"id": 3, "caption": "The mayor", "alt": "", "credit": "", "usable": False, "why": "It has no credit."},
    {"id": 2, "caption": "The harbour", "alt": "Boats", "credit": "Image: AP", "usable": True, "why": ""},
    {"id": 1, "caption": "The wall", "alt": "A wall", "credit": "Image: Self", "usable": True, "why": ""},
]
STORIES = [
    {"id": 8, "headline": "Harbour plan still a draft", "state": "Draft", "live": False},
    {"id": 7, "headline": "Council in dispute", "state": "Ready", "live": True},
]
STORED = {"body": ""}


def story_page(request: HttpRequest) -> HttpResponse:
    form = StoryForm(request.POST or None, initial=STORED)
    if request.method == "POST" and form.is_valid():
        STORED["body"] = form.cleaned_data["body"]
        form = StoryForm(initial=STORED)
    template = engines["django"].from_string(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Story</title>'
        '<link rel="icon" href="data:,"><link rel="stylesheet" href="/static/shared/tokens.css">'
        "{% load desk %}{% import_map %}{{ media }}"
        '<form method="post">{% csrf_token %}{{ form.body.errors }}{{ form.body.label_tag }}{{ form.body }}'
        '<button name="save">Save</button></form>'
    )
    media = media_with_nonce(form.media, request)
    return HttpResponse(template.render({"form": form, "media": media}, request))


def found(rows: list[dict[str, object]], words_in: str) -> Callable[[HttpRequest], JsonResponse]:
    def answer(request: HttpRequest) -> JsonResponse:
        if ids := request.GET.get("ids"):
            named = [row for row in rows if str(row["id"]) in ids.split(",")]
            return JsonResponse({"results": named, "next": None})
        words = request.GET.get("q", "").lower()
        matching = [row for row in rows if words in str(row[words_in]).lower()]
        before = int(request.GET.get("page", 10))
        page = [row for row in matching if int(str(row["id"])) < before]
        return JsonResponse({"results": page[:2], "next": page[1]["id"] if len(page) > 2 else None})

    return answer


BOXES = {"16:9": "0,78,1000,844", "1:1": "167,0,667,1000"}
pictures = [{**row, "thumbnail": DOT, "width": 600, "height": 400, "boxes": BOXES} for row in PICTURES]
urlpatterns = [
    path("desk/story/", story_page),
    path("desk/pictures/", found(pictures, "caption")),
    path("desk/stories/", found(STORIES, "headline")),
]


class Desk:
    """The page as a writer has it: `text` is where they type, `html` what would be sent."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.text = page.locator(".story-body")
        self.tools = page.get_by_role("toolbar")
        self.dialog = page.get_by_role("dialog")
        self.complaints: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, html: str = "") -> Desk:
        STORED["body"] = html
        self.page.goto(self.address)
        self.text.click()
        return self

    def holds(self, html: str) -> None:
        """What would be sent, and that it is in its stored form already."""
        expect(self.page.locator("textarea[name=body]")).to_have_value(html)
        assert body.clean(html) == body.Cleaned(html, ())

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def tool(self, name: str) -> Locator:
        return self.tools.get_by_role("button", name=name, exact=True)

    def add(self, name: str) -> None:
        self.tool("Add").click()
        self.page.get_by_role("menuitem", name=name).click()

    def save(self) -> str:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Save", exact=True).click()
        expect(self.text).to_be_visible()
        return STORED["body"]

    def paste(self, html: str) -> None:
        self.page.evaluate(
            """html => {
                const clipboardData = new DataTransfer();
                clipboardData.setData("text/html", html);
                const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
                document.querySelector(".story-body").dispatchEvent(paste);
            }""",
            html,
        )


@pytest.fixture
def desk(live_server: object, page: Page) -> Iterator[Desk]:
    opened = Desk(page, f"{live_server}/desk/story/")
    yield opened
    assert opened.complaints == []


in_a_browser = [pytest.mark.browser, pytest.mark.looks, pytest.mark.urls(__name__)]


def marked(test: Callable[..., None]) -> Callable[..., None]:
    for mark in in_a_browser:
        test = mark(test)
    return test


# Writing


@marked
def test_a_reporter_types_and_formats_a_story_with_the_keyboard_alone(desk: Desk) -> None:
    desk.open()
    desk.type("The mayor said ")
    desk.press("Control+b")
    desk.type("no")
    desk.press("Control+b")
    desk.type(" *twice*, 5 < 6 & _so on_ ")
    desk.press("Enter")
    desk.type("## Money")
    desk.press("Enter")
    desk.type("- one")
    desk.press("Enter")
    desk.type("two")
    desk.press("Tab", "Enter", "Enter", "Enter")
    desk.type("Numbered")
    desk.press("Control+Shift+7", "Alt+Shift+ArrowUp")
    desk.holds(
        "<p>The mayor said <strong>no</strong> *twice*, 5 &lt; 6 &amp; _so on_</p><h2>Money</h2>"
        "<ol><li><p>Numbered</p></li></ol><ul><li><p>one</p><ul><li><p>two</p></li></ul></li></ul>"
    )


@marked
def test_the_tools_are_reached_and_left_by_keyboard(desk: Desk) -> None:
    desk.open("<p>Facts</p>")
    desk.press("Alt+F10")
    expect(desk.tool("Heading")).to_be_focused()
    desk.press("End", "ArrowLeft", "ArrowLeft", "Enter")
    expect(desk.page.get_by_role("menuitem", name="Pull quote")).to_be_focused()
    desk.press("ArrowDown", "Enter")
    expect(desk.dialog.get_by_label("Title")).to_be_focused()
    desk.press("Escape")
    expect(desk.dialog).to_have_count(0)
    expect(desk.text).to_be_focused()
    desk.press("Alt+F10", "Escape")
    expect(desk.text).to_be_focused()
    desk.holds("<p>Facts</p>")


@marked
def test_a_link_is_set_changed_and_removed_and_never_leads_to_a_script(desk: Desk) -> None:
    desk.open("<p>See the plan</p>")
    desk.text.get_by_text("See the plan").dblclick(position={"x": 5, "y": 10})
    expect(desk.tool("Link")).to_have_attribute("aria-disabled", "false")
    desk.press("Control+k")
    desk.dialog.get_by_label("Address").fill("java\tscript:alert(1)")
    desk.press("Enter")
    expect(desk.dialog.get_by_role("alert")).to_contain_text("Give an address that begins with https://")
    desk.dialog.get_by_label("Address").fill("example.org/plan")
    desk.press("Enter")
    desk.holds('<p><a href="https://example.org/plan">See</a> the plan</p>')
    expect(desk.tools).to_contain_text("https://example.org/plan")
    desk.press("Control+k")
    desk.dialog.get_by_label("Address").fill("ana@example.org")
    desk.press("Enter")
    desk.holds('<p><a href="mailto:ana@example.org">See</a> the plan</p>')
    desk.tools.get_by_role("button", name="Remove link").click()
    desk.holds("<p>See the plan</p>")


@marked
def test_a_timeline_is_written_with_the_keyboard_alone(desk: Desk) -> None:
    desk.open()
    desk.add("Timeline")
    desk.dialog.get_by_label("Title").fill("How it came to this")
    desk.press("Enter")
    expect(desk.dialog).to_have_count(0)
    for date, text in (("12 March", "The council votes."), ("May", "A storm takes the wall.")):
        desk.type(date)
        desk.press("Enter")
        desk.type(text)
        desk.press("Enter", "Enter")
    desk.type("Jun")
    desk.press("Backspace", "Backspace", "Backspace")
    began = '<ol data-timeline="" data-title="How it came to this"><li><h3>12 March</h3>'
    began += "<p>The council votes.</p></li>"
    desk.holds(f"{began}<li><h3>May</h3><p>A storm takes the wall.</p></li></ol>")
    # Backspace in the empty entry takes it out and goes back; a new one, left empty, is left behind the timeline.
    desk.press("Backspace")
    desk.type(" For good.")
    desk.press("Enter")
    desk.type("All of it.")
    desk.press("Enter", "Enter", "Enter")
    desk.type("Then.")
    wall = "<p>A storm takes the wall. For good.</p><p>All of it.</p>"
    desk.holds(f"{began}<li><h3>May</h3>{wall}</li></ol><p>Then.</p>")
    assert desk.save() == f"{began}<li><h3>May</h3>{wall}</li></ol><p>Then.</p>"


@marked
def test_a_timeline_keeps_its_entries_apart_and_turns_into_text(desk: Desk) -> None:
    entries = "<li><h3>May</h3><p>One</p></li><li><h3>June</h3><p>Two</p></li>"
    desk.open(f'<ol data-timeline="">{entries}</ol>')
    desk.text.get_by_text("Two").click()
    for sign in "!?":
        desk.press("Home")
        desk.type("x")  # the editor knows where the caret is
        desk.press("Backspace", "Backspace")
        desk.type(sign)
    desk.holds('<ol data-timeline=""><li><h3>May</h3><p>One?</p></li><li><h3>June!</h3><p>Two</p></li></ol>')
    desk.tool("Turn into text").click()
    desk.holds("<h3>May</h3><p>One?</p><h3>June!</h3><p>Two</p>")


@marked
def test_an_empty_timeline_is_left_by_backspace(desk: Desk) -> None:
    desk.open("<p>One</p>")
    desk.press("End")
    desk.add("Timeline")
    desk.dialog.get_by_role("button", name="Add timeline").click()
    desk.press("Backspace")
    desk.type("Two")
    desk.holds("<p>One</p><p>Two</p>")


@marked
def test_text_typed_and_left_is_there_again_when_going_back(desk: Desk) -> None:
    desk.open("<p>As stored</p>")
    desk.press("Control+End")
    desk.type(", and more")
    desk.holds("<p>As stored, and more</p>")
    desk.page.wait_for_timeout(1500)  # a browser notes what stands in a form about once a second
    desk.page.goto("about:blank")
    desk.page.go_back()
    expect(desk.text).to_have_text("As stored, and more")
    desk.holds("<p>As stored, and more</p>")


# Blocks


@marked
def test_every_block_comes_back_from_saving_as_it_was(desk: Desk) -> None:
    desk.open(EVERYTHING)
    desk.text.get_by_text("End.").click()
    desk.press("End")
    desk.type("!")
    desk.press("Backspace")
    desk.holds(EVERYTHING)
    assert desk.save() == EVERYTHING
    for words in ("Image: AP", "The harbour", "Embed from YouTube", "Council in dispute", "Ana Reis, mayor"):
        expect(desk.text).to_contain_text(words)


KNOWN_OF_EACH_KIND = """async () => {
    const { KINDS } = await import("desk/editor/kinds");
    const { editorOf } = await import("desk/editor/editor");
    const { nodes } = editorOf(document.querySelector("textarea")).schema;
    return KINDS.map(({ node, ...kind }) => ({
        ...kind,
        says: Object.keys(kind),
        node: node.name,
        content: nodes[node.name].spec.content ?? "",
        isTopLevel: nodes[node.name].spec.group?.split(" ").includes("block") ?? false,
        isDrawn: Boolean(node.config.addNodeView),
        tool: kind.tool && Object.keys(kind.tool),
        addition: kind.addition && Object.keys(kind.addition),
    }));
}"""


@marked
def test_the_editor_knows_every_kind_of_block_and_all_that_is_asked_of_it(desk: Desk) -> None:
    desk.open(EVERYTHING)
    known = {one["name"]: one for one in desk.page.evaluate(KNOWN_OF_EACH_KIND)}
    assert [*known] == [*KINDS]
    names = {one["node"]: name for name, one in known.items()} | {"text": TEXT[0], "inline": TEXT[0]}
    for name, kind in KINDS.items():
        one = known[name]
        assert {"write", "tags"} <= {*one["says"]}, name
        assert kind.tag in one["tags"].split(", "), name
        assert bool(one.get("isPictorial")) is kind.is_pictorial, name
        # A gallery is changed in a dialog, as one.
        held = {names[node] for node in re.findall(r"\w+", one["content"])}
        assert held == ({*kind.content, kind.first} - {""} if name != "gallery" else set()), name
        if kind.stands == "in others":
            continue
        assert one["isTopLevel"], name
        assert one["label"], name
        if name != "paragraph":
            tool, addition = one.get("tool"), one.get("addition")
            assert tool or addition, name
            assert {"icon", "group"} <= {*tool} if tool else {"icon", "about"} <= {*addition}, name
            assert "edit" in one["says"] or {"run", "can"} <= {*tool}, name
        if kind.marker:
            assert f"[{kind.marker}]" in one["ours"], name
            assert one["isDrawn"], name
            assert one["place"]["change"], name


@marked
def test_a_picture_is_found_placed_behind_the_list_and_given_a_caption_of_its_own(desk: Desk) -> None:
    desk.open("<ul><li><p>one</p></li><li><p>two</p></li></ul><p>End.</p>")
    desk.text.get_by_text("one").click()
    desk.tool("Picture").click()
    expect(desk.dialog.get_by_role("status")).to_have_text("The newest 2 pictures")
    desk.dialog.get_by_role("button", name="Show more").click()
    expect(desk.dialog.get_by_role("status")).to_have_text("3 pictures")
    refused = desk.dialog.get_by_role("button", name="The mayor")
    expect(refused).to_contain_text("It has no credit.")
    expect(refused).to_have_attribute("aria-disabled", "true")
    desk.dialog.get_by_label("Search").fill("harbour")
    expect(desk.dialog.get_by_role("status")).to_have_text("1 picture")
    desk.press("ArrowDown", "Enter")
    expect(desk.dialog.get_by_label("Caption")).to_have_value("The harbour")
    expect(desk.dialog.get_by_label("Alt text")).to_have_value("Boats")
    desk.dialog.get_by_label("Caption").fill("The harbour,\non Tuesday")
    desk.dialog.get_by_role("button", name="Place picture").click()
    placed = '<figure data-picture="2" data-caption="The harbour, on Tuesday"></figure>'
    desk.holds(f"<ul><li><p>one</p></li><li><p>two</p></li></ul>{placed}<p>End.</p>")
    expect(desk.text.get_by_role("group", name="Picture")).to_contain_text("Image: AP")

    # What is typed while it is selected goes behind it.
    desk.type("Then")
    desk.holds(f"<ul><li><p>one</p></li><li><p>two</p></li></ul>{placed}<p>Then</p><p>End.</p>")


@marked
def test_a_use_has_a_credit_and_a_crop_of_its_own_and_decoration_needs_no_alt_text(desk: Desk) -> None:
    desk.open('<p>Start.</p><figure data-picture="2" data-caption="Mine" data-alt="Boats at night"></figure>')
    desk.text.get_by_role("button", name="Words and crop").click()
    credit = desk.dialog.get_by_label("Credit for this story")
    expect(credit).to_have_attribute("placeholder", "Image: AP")
    credit.fill("Image: Ana Reis/AP")
    desk.dialog.get_by_label("Crop for this story").select_option("1:1")
    frame = desk.dialog.locator(".body-crop").bounding_box()
    assert frame
    assert frame["width"] == pytest.approx(frame["height"], rel=0.01)
    desk.dialog.get_by_label("Decorative").check()
    expect(desk.dialog.get_by_label("Alt text")).to_be_hidden()
    desk.press("Enter")
    desk.holds(
        '<p>Start.</p><figure data-picture="2" data-caption="Mine" data-alt="Boats at night" '
        'data-credit="Image: Ana Reis/AP" data-decorative="decorative" data-crop="167,0,667,1000"></figure>'
    )
    expect(desk.text.get_by_role("group", name="Picture")).to_contain_text("Image: Ana Reis/AP")
    desk.text.get_by_role("button", name="Words and crop").click()
    desk.dialog.get_by_label("Credit for this story").fill("Image:  AP")
    desk.dialog.get_by_label("Crop for this story").select_option("As it is")
    desk.dialog.get_by_label("Decorative").uncheck()
    desk.dialog.get_by_role("button", name="Save").click()
    desk.holds(
        '<p>Start.</p><figure data-picture="2" data-caption="Mine" data-alt="Boats at night"></figure>'
    )


@marked
def test_a_crop_that_is_no_longer_offered_stays_until_another_is_chosen(desk: Desk) -> None:
    story = '<p>Start.</p><figure data-picture="2" data-crop="0,0,500,500"></figure>'
    desk.open(story)
    desk.text.get_by_role("button", name="Words and crop").click()
    expect(desk.dialog.get_by_label("Crop for this story")).to_have_value("0,0,500,500")
    desk.dialog.get_by_role("button", name="Save").click()
    desk.holds(story)


@marked
def test_a_gallery_is_chosen_ordered_and_captioned_with_the_keyboard_alone(desk: Desk) -> None:
    desk.open("<p>Start.</p>")
    desk.press("Control+End")
    desk.add("Gallery")
    expect(desk.dialog.get_by_role("status")).to_contain_text("2 pictures")
    desk.press("ArrowDown", "ArrowRight")
    desk.press("Enter", "Tab", "Enter")
    expect(desk.dialog.get_by_role("status")).to_contain_text("3 pictures")
    desk.dialog.get_by_role("button", name="The wall").press("Enter")
    expect(desk.dialog.get_by_role("button", name="The wall")).to_have_attribute("aria-pressed", "true")
    desk.dialog.get_by_role("button", name="Go on with 2 pictures").press("Enter")
    expect(desk.dialog.get_by_label("Title")).to_be_focused()
    desk.type("The night")
    desk.dialog.get_by_label("Caption").last.fill("The wall,\nat last")
    desk.dialog.get_by_role("button", name="Later: picture 1").press("Enter")
    expect(desk.dialog.get_by_role("button", name="Earlier: picture 2, The harbour")).to_be_focused()
    expect(desk.dialog.get_by_role("status")).to_have_text("Now picture 2 of 2.")
    desk.dialog.get_by_role("button", name="Place gallery").press("Enter")
    first, second = '<figure data-picture="1" data-caption="The wall, at last">', '<figure data-picture="2">'
    desk.holds(
        f'<p>Start.</p><div data-gallery="" data-title="The night">{first}</figure>{second}</figure></div>'
    )
    expect(desk.text.get_by_role("group", name="Gallery")).to_contain_text("Gallery of 2 pictures")

    desk.tools.get_by_role("button", name="Order and words").click()
    expect(desk.dialog.get_by_label("Title")).to_have_value("The night")
    desk.dialog.get_by_role("button", name="Take out: picture 1").click()
    desk.dialog.get_by_role("button", name="Save").click()
    expect(desk.dialog.get_by_role("alert").last).to_have_text("A gallery has 2 to 30 pictures.")
    desk.press("Escape")
    expect(desk.dialog).to_have_count(0)
    assert "The wall, at last" in desk.save()


@marked
def test_a_video_is_added_changed_and_taken_back_with_the_keyboard_alone(desk: Desk) -> None:
    desk.open("<p>Start.</p>")
    desk.press("Control+End", "Alt+F10", "End", "ArrowLeft", "ArrowLeft", "Enter")
    desk.press("ArrowDown", "ArrowDown", "ArrowDown")
    expect(desk.page.get_by_role("menuitem", name="Video A file")).to_be_focused()
    desk.press("Enter")
    address = desk.dialog.get_by_label("Address of the file")
    expect(address).to_be_focused()
    alert = desk.dialog.get_by_role("alert")
    for typed, said in (
        (
            "",
            "That is not the address of a video file: it begins with https:// and ends in .mp4, .m4v or .webm.",
        ),
        ("http://videos.example.org/a.mp4", "That is not the address of a video file"),
        ("java\tscript:alert(1)//a.mp4", "That is not the address of a video file"),
        ("https://me@videos.example.org/a.mp4", "That is not the address of a video file"),
        (
            "elsewhere.example.net/a.mp4",
            "Video files are played from videos.example.org, not from elsewhere.example.net. Put the file there,",
        ),
    ):
        address.fill(typed)
        desk.press("Enter")
        expect(alert.first).to_contain_text(said)
        expect(address).to_be_focused()
        expect(address).to_have_attribute("aria-invalid", "true")
    address.fill("videos.example.org/a.mp4")
    desk.press("Tab", "Enter")
    expect(desk.page.get_by_role("dialog", name="Poster").get_by_role("status")).to_contain_text("2 pictures")
    desk.press("ArrowDown", "ArrowRight", "Enter")
    expect(desk.dialog.get_by_role("button", name="Choose another poster…")).to_be_focused()
    expect(desk.dialog.get_by_role("group", name="Poster")).to_contain_text("Image: AP")
    desk.press("Tab", "Tab")
    desk.type("The “last” boat")
    desk.press("Tab")
    desk.type("Ana Reis")
    desk.press("Tab")
    desk.type("videos.example.org/a.mp4")
    desk.press("Enter")
    expect(desk.dialog.get_by_label("Captions", exact=True)).to_be_focused()
    desk.dialog.get_by_label("Captions", exact=True).fill("https://videos.example.org/a.vtt")
    desk.press("Tab")
    desk.type("PT")
    desk.press("Enter")
    expect(desk.dialog).to_have_count(0)
    video = (
        '<figure data-video="https://videos.example.org/a.mp4" data-poster="2" '
        'data-captions="https://videos.example.org/a.vtt" data-captions-language="pt" '
        'data-caption="The “last” boat" data-credit="{}"></figure>'
    )
    desk.holds(f"<p>Start.</p>{video.format('Ana Reis')}<p></p>".removesuffix("<p></p>"))
    shown = desk.text.get_by_role("group", name="Video")
    expect(shown).to_contain_text("The “last” boat")
    expect(shown.locator("img")).to_have_count(1)

    desk.tools.get_by_role("button", name="Change video").press("Enter")
    expect(desk.dialog.get_by_label("Language of the captions")).to_have_value("pt")
    desk.dialog.get_by_label("Credit").fill("Rui")
    desk.press("Enter")
    desk.holds(f"<p>Start.</p>{video.format('Rui')}")
    desk.press("Control+z")
    desk.holds(f"<p>Start.</p>{video.format('Ana Reis')}")
    desk.press("Control+z")
    desk.holds("<p>Start.</p>")
    desk.press("Control+Shift+z")
    assert desk.save() == f"<p>Start.</p>{video.format('Ana Reis')}"

    desk.text.get_by_role("button", name="Change video").click()
    desk.dialog.get_by_role("button", name="Without a poster").press("Enter")
    expect(desk.dialog.get_by_role("button", name="Choose a poster…")).to_be_focused()
    desk.dialog.get_by_role("button", name="Save").click()
    desk.holds(f"<p>Start.</p>{video.format('Ana Reis')}".replace(' data-poster="2"', ""))


@marked
def test_quotes_boxes_tables_embeds_and_stories_are_added_one_behind_the_other(desk: Desk) -> None:
    desk.open("<p>Start.</p>")
    desk.add("Pull quote")
    desk.dialog.get_by_label("Quote").fill("We waited")
    desk.dialog.get_by_label("Who said it").fill("Ana Reis")
    desk.press("Enter")
    desk.add("Fact box")
    desk.type("In figures")
    desk.press("Enter")
    desk.type("340 m")
    desk.add("Embed")
    desk.type("example.org/clip")
    expect(desk.dialog).to_contain_text("readers get a plain link")
    desk.dialog.get_by_label("Address").fill("youtu.be/abc")
    expect(desk.dialog).to_contain_text("Recognised: YouTube")
    desk.press("Enter")
    desk.add("Related story")
    desk.dialog.get_by_role("button", name="Council in dispute").click()
    desk.add("Table")
    desk.dialog.get_by_label("Columns").fill("2")
    desk.dialog.get_by_label("Rows").fill("2")
    desk.dialog.get_by_role("button", name="Add table").click()
    desk.type("Year")
    desk.press("Tab")
    desk.type("Cost")
    desk.tools.get_by_role("button", name="Delete row").click()
    desk.add("Rule")
    desk.holds(
        '<p>Start.</p><aside data-pullquote="" data-by="Ana Reis"><p>We waited</p></aside>'
        '<aside data-factbox="" data-title="In figures"><p>340 m</p></aside>'
        '<figure data-embed="https://youtu.be/abc"></figure><aside data-related="7"></aside>'
        "<table><tbody><tr><td><p></p></td><td><p></p></td></tr></tbody></table><hr>"
    )


# Pasting

GOOGLE_DOCS = """<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1">
<h1 dir="ltr" style="line-height:1.38"><span style="font-size:20pt;font-weight:400">The wall</span></h1>
<p dir="ltr" style="line-height:1.38"><span style="font-weight:400;font-style:normal">It was </span><span
style="font-weight:700;font-style:normal">built</span><span style="font-weight:400;font-style:italic"> twice</span>
<a href="https://www.google.com/url?q=https://example.org/plan&amp;sa=D" style="text-decoration:none"><span
style="color:#1155cc">so they say</span></a></p><br>
<ul><li dir="ltr" aria-level="1"><p><span>One</span></p></li><ul><li aria-level="2"><p>Within</p></li></ul></ul>
<p><span><img src="https://example.com/x.png" width="624" height="300"></span></p></b>"""

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {margin:0}</style>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]--></head><body lang=EN style='tab-interval:36pt'>
<!--StartFragment--><p class=MsoNormal><b><span style='font-family:Arial'>Bold</span></b>, <span
style='font-style:italic'>slanted</span>.<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>1.<span>
&nbsp;</span></span><![endif]>First</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span>
&nbsp;</span></span><![endif]>Within</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>2.<span>
&nbsp;</span></span><![endif]>Second</p><!--EndFragment--></body></html>"""

PAGES = """<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01//EN"><html><head><meta http-equiv="Content-Type"
content="text/html; charset=UTF-8"><meta name="Generator" content="Cocoa HTML Writer"><style type="text/css">
p.p1 {margin: 0.0px 0.0px 8.0px 0.0px; font: 24.0px 'Helvetica Neue'; color: #000000}
p.p2 {margin: 0.0px 0.0px 0.0px 0.0px; font: 11.0px 'Helvetica Neue'; min-height: 13.0px}
p.p3 {margin: 0.0px 0.0px 0.0px 0.0px; font: 14.0px 'Helvetica Neue'}
li.li2 {margin: 0.0px 0.0px 0.0px 0.0px; font: 11.0px 'Helvetica Neue'}
span.s1 {text-decoration: underline ; color: #0563c1}
</style></head><body><p class="p1"><b>The wall</b></p><p class="p2"><br></p>
<p class="p2">It was <b>built</b> <i>twice</i>, <a href="https://example.org/plan"><span class="s1">so they
say</span></a>.</p><p class="p3"><b>Money</b></p><ul class="ul1"><li class="li2"><span class="s2"></span>One<ul
class="ul1"><li class="li2">Within</li></ul></li></ul><table cellspacing="0" cellpadding="0" class="t1"><tbody><tr>
<td valign="top" class="td1"><p class="p1"><b>Year</b></p></td>
<td valign="top" class="td1"><p class="p2">Cost</p></td>
</tr></tbody></table></body></html>"""

WEB_PAGE = """<article onclick="alert(1)"><h4 style="color:red">Small</h4><div>One<br><br>Two<br>lines</div>
<figure><img src=x onerror="alert(1)"><figcaption>The wall in May</figcaption></figure><script>alert(1)</script>
<a href="javascript:alert(1)">words</a>
<table><tr><td><ul><li>in a cell</li></ul></td><td>b</td></tr></table></article>"""


@marked
@pytest.mark.parametrize(
    ("pasted", "stored"),
    [
        pytest.param(
            GOOGLE_DOCS,
            "<h2>The wall</h2><p>It was <strong>built</strong><em> twice</em> "
            '<a href="https://example.org/plan">so they say</a></p>'
            "<ul><li><p>One</p><ul><li><p>Within</p></li></ul></li></ul>",
            id="Google Docs",
        ),
        pytest.param(
            WORD,
            "<p><strong>Bold</strong>, <em>slanted</em>.</p>"
            "<ol><li><p>First</p><ul><li><p>Within</p></li></ul></li><li><p>Second</p></li></ol>",
            id="Word",
        ),
        pytest.param(
            PAGES,
            "<h2>The wall</h2><p>It was <strong>built</strong> <em>twice</em>, "
            '<a href="https://example.org/plan">so they say</a>.</p><h3>Money</h3>'
            "<ul><li><p>One</p><ul><li><p>Within</p></li></ul></li></ul>"
            "<table><tbody><tr><td><p><strong>Year</strong></p></td><td><p>Cost</p></td></tr></tbody></table>",
            id="Apple Pages",
        ),
        pytest.param(
            WEB_PAGE,
            "<h3>Small</h3><p>One</p><p>Two<br>lines</p><p>The wall in May</p><p>words</p>"
            "<table><tbody><tr><td><p>in a cell</p></td><td><p>b</p></td></tr></tbody></table>",
            id="a web page",
        ),
    ],
)
def test_pasted_text_keeps_its_structure_and_nothing_else(desk: Desk, pasted: str, stored: str) -> None:
    desk.open()
    desk.paste(pasted)
    desk.holds(stored)
    assert desk.save() == stored


@marked
def test_a_writer_is_told_of_pictures_that_were_not_pasted(desk: Desk) -> None:
    desk.open()
    desk.paste('<p>Words</p><img src="https://example.com/x.png">')
    expect(desk.tools.get_by_role("status")).to_have_text("1 picture was left out.")


@marked
def test_a_pasted_video_stays_where_our_pages_may_play_it(desk: Desk) -> None:
    desk.open()
    desk.paste(
        '<p>Words</p><figure class="wp"><video controls poster="https://example.com/x.jpg" onplay="alert(1)">'
        '<source src="https://elsewhere.example.net/a.webm"><source src="https://Videos.example.org/a.mp4">'
        '<track kind="captions" src="https://videos.example.org/a.vtt"></video></figure>'
        '<video src="https://elsewhere.example.net/b.mp4"></video><video src="blob:https://videos.example.org/1">'
        '</video><img src="https://example.com/x.png"><p>More</p>'
    )
    expect(desk.tools.get_by_role("status")).to_have_text("1 picture and 2 videos were left out.")
    desk.holds(
        '<p>Words</p><figure data-video="https://videos.example.org/a.mp4" '
        'data-captions="https://videos.example.org/a.vtt"></figure><p>More</p>'
    )


@marked
def test_where_no_host_is_named_the_desk_offers_no_video_and_says_why(desk: Desk, settings) -> None:
    settings.VIDEO_HOSTS = ()
    desk.open(
        '<p>Start.</p><figure data-video="https://videos.example.org/a.mp4" data-credit="Ana"></figure>'
    )
    expect(desk.text.get_by_role("group", name="Video")).to_contain_text(
        "No host of video files is named in VIDEO_HOSTS, so none is played."
    )
    desk.tool("Add").click()
    expect(desk.page.get_by_role("menuitem", name=re.compile("^Video"))).to_have_count(0)
    desk.page.get_by_role("menuitem", name="Embed").click()
    desk.dialog.get_by_label("Address").fill("https://videos.example.org/a.mp4")
    expect(desk.dialog).to_contain_text("whoever runs the newsroom names their host in VIDEO_HOSTS")
    desk.press("Escape")
    expect(desk.dialog).to_have_count(0)


# Without the editor


@marked
def test_without_javascript_the_text_can_still_be_written(live_server: object, browser: Browser) -> None:
    STORED["body"] = "<p>Plain</p>"
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{live_server}/desk/story/")
        expect(page.get_by_text("The editor needs JavaScript.")).to_be_visible()
        page.get_by_label("Text").fill("<p>Typed <b>plainly</b>\n</p>")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_label("Text")).to_have_value("<p>Typed <strong>plainly</strong></p>")


@marked
def test_a_text_too_long_for_the_editor_comes_back_plain_to_be_cut(live_server: object, page: Page) -> None:
    STORED["body"] = "<p>" + "word " * 400_001 + "</p>"
    page.goto(f"{live_server}/desk/story/")
    expect(page.get_by_text("This text is too long for the editor")).to_be_visible()
    assert page.get_by_label("Text").input_value() == STORED["body"]


def test_what_the_schema_does_not_know_is_taken_out_and_named() -> None:
    form = StoryForm({"body": '<p onclick="x()">Text<marquee>!</marquee></p><script>x()</script>'})
    assert form.is_valid()
    assert form.cleaned_data["body"] == "<p>Text!</p>"
    assert form.fields["body"].removed == body.clean(form["body"].value()).removed != ()


def test_a_body_too_large_is_refused_with_its_text_kept() -> None:
    text = "<p>" + "word " * 500_000 + "</p>"
    form = StoryForm({"body": text})
    assert not form.is_valid()
    assert "too long" in form.errors["body"][0]
    assert form["body"].value() == text


def test_a_body_that_says_the_same_has_not_changed() -> None:
    field = BodyFormField()
    assert not field.has_changed(EVERYTHING, EVERYTHING)
    assert not field.has_changed("<p>One</p><p>Two</p>", "<p>One</p>\r\n<p>Two </p><p></p>")
    assert not field.has_changed(None, "")
    assert field.has_changed("<p>One</p>", "<p>One.</p>")


def test_every_script_of_the_editor_carries_the_nonce_and_every_module_has_its_address() -> None:
    request = RequestFactory().get("/")
    request.csp_nonce = "n0nce"  # type: ignore[attr-defined]
    html = str(media_with_nonce(forms.Media(js=["other.js"]) + StoryForm().media, request))
    html += str(import_map(Context({"request": request})))
    tags = re.findall(r"<(?:script|link)\b[^>]*>", html)
    assert tags
    assert [tag for tag in tags if 'nonce="n0nce"' not in tag] == []
    imports = json.loads(re.search(r'<script type="importmap"[^>]*>(.*?)</script>', html)[1])["imports"]  # type: ignore[index]
    assert {name.removeprefix("desk/editor/") for name in imports if name.startswith("desk/editor/")} == {
        *MODULES
    }
    scripts = {module.relative_to(EDITOR).with_suffix("").as_posix() for module in EDITOR.rglob("*.js")}
    assert {*MODULES} == scripts - {"start"}


def test_writers_and_readers_are_told_the_same_names_of_services() -> None:
    script = (EDITOR / "providers.js").read_text()
    services = dict(re.findall(r'"([a-z.-]+)": "(\w+)"', script))
    assert services == {host: provider.name for host, provider in frames.PROVIDERS.items()}
