"""One day of a reporter, in browsers: written, pasted, kept through a dead line, merged, asked, compared, restored,
published, read, and begun again; after each step the database says exactly what the page said."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect

from articles.models import Article, Autosave, Edition, PublishedArticle, Revision, Sitting
from articles.policy import Role
from media.models import Image
from tests import factories
from tests.browsing import (
    SAVED,
    a_browser,
    act,
    add_byline,
    confirm,
    log,
    log_in,
    note,
    open_story,
    said,
    save,
    tab_into_the_text,
    type_behind,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {margin:0}</style></head>
<body lang=EN style='tab-interval:36pt'><!--StartFragment-->
<p class=MsoNormal><span style='font-family:Arial'>The boat carries <b>400 people</b> a night.<o:p></o:p></span></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span>
&nbsp;</span></span><![endif]>Nurses</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span>
&nbsp;</span></span><![endif]>Bakers</p><script>alert(1)</script><!--EndFragment--></body></html>"""

CREWS = "<p>Crews voted on Sunday to keep the night boat.</p>"
WHY = "<h2>Why it matters</h2>"
PEOPLE = "<p>The boat carries <strong>400 people</strong> a night.</p>"
LIST = "<ul><li><p>Nurses</p></li><li><p>Bakers</p></li></ul>"


def paste(page: Page, html: str) -> None:
    page.evaluate(
        """html => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/html", html);
            const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
            document.querySelector(".ProseMirror").dispatchEvent(paste);
        }""",
        html,
    )


def holds(page: Page, html: str) -> None:
    expect(page.locator("textarea[name=body]")).to_have_value(html)


def reaches_the_server(page: Page, **fields: str) -> None:
    """What Ines typed is autosaved exactly so, and the bar says when; until then it may name the time before."""
    rows = Autosave.objects.filter(sitting__user__first_name="Ines").order_by("-at", "-number")
    for _ in range(100):
        last = rows.first()
        typed = {name: last.typed[name][0] for name in fields} if last else {}
        if typed == fields:
            break
        page.wait_for_timeout(100)
    assert typed == fields
    said(page, SAVED)


def revisions() -> list[tuple[int, int | None, str, str]]:
    """Number, the number it began from, who, and the note: oldest first."""
    rows = Revision.objects.order_by("number").select_related("base", "author")
    return [
        (row.number, row.base.number if row.base else None, row.author.first_name, row.note) for row in rows
    ]


def newest() -> Revision:
    return Revision.objects.order_by("number").last()  # type: ignore[return-value]


def waiting_text() -> list[str]:
    """Whose autosaves are in no revision yet."""
    rows = Sitting.objects.open().filter(typed_at__isnull=False).select_related("user")
    return sorted(row.user.first_name for row in rows)


class Cast:
    """Ines writes, Noa writes with her, Emil publishes."""

    def __init__(self) -> None:
        city = factories.section("City")
        self.ines: User = factories.user(Role.REPORTER, name="Ines Caldera")
        self.noa: User = factories.user(Role.REPORTER, name="Noa Pellerin")
        self.emil: User = factories.user(Role.SECTION_EDITOR, sections=(city,), name="Emil Arrante")
        self.ines_in_print = factories.reporter("Ines Caldera", user=self.ines)
        self.noa_in_print = factories.reporter("Noa Pellerin", user=self.noa)
        self.quay: Image = factories.picture(caption="The quay.", alt_text="A quay")
        factories.picture(caption="The mayor.", alt_text="A mayor")


def test_a_day_at_the_desk(browser: Browser, live_server) -> None:
    cast = Cast()
    address = live_server.url
    without_a_line = "ERR_INTERNET_DISCONNECTED"
    with (
        a_browser(browser, address, expected=without_a_line) as hers,
        a_browser(browser, address) as colleagues,
        a_browser(browser, address) as editors,
        a_browser(browser, address) as readers,
    ):
        page = hers.new_page()
        log_in(page, cast.ines)
        picture = she_writes_a_new_story(page, cast)
        article = Article.objects.get()
        she_goes_on_without_a_line(page, picture)

        colleague = colleagues.new_page()
        log_in(colleague, cast.noa)
        another_paragraph_merges(page, colleague, article, picture)
        the_same_paragraph_is_asked_about(page, colleague, article, picture)
        the_history_reads_as_a_log(page, article)
        two_revisions_read_as_a_redline(page)
        an_older_one_comes_back_as_a_new_one(page, article, picture)

        act(page, "submit")
        editor = editors.new_page()
        log_in(editor, cast.emil)
        the_section_editor_publishes(editor, cast.emil, article)

        story = PublishedArticle.objects.get()
        reader = readers.new_page()
        readers_get_exactly_that(reader, story)
        as_read = reader.locator("main").inner_html()
        the_next_version_is_typed_on_the_live_story(page, article)
        reader.goto(story.path)
        assert reader.locator("main").inner_html() == as_read
    assert revisions()[-1] == (7, 6, "Ines", "")
    assert Edition.objects.count() == 1
    assert PublishedArticle.objects.get().modified_at == story.modified_at
    assert waiting_text() == []
    call_command("verify_history", "--no-progress")


def she_writes_a_new_story(page: Page, cast: Cast) -> str:
    """By keyboard, with a piece from a word processor and a picture; the picture as it stands in the text."""
    page.goto("/desk/articles/article/add/")
    expect(page.locator("#id_headline")).to_be_focused()
    page.keyboard.type("Night boat stays")
    page.keyboard.press("Enter")
    page.keyboard.type("A close vote.")
    tab_into_the_text(page)
    page.keyboard.type("Crews voted on Sunday to keep the night boat.")
    page.keyboard.press("Enter")
    page.keyboard.type("## Why it matters")
    page.keyboard.press("Enter")
    paste(page, WORD)
    holds(page, CREWS + WHY + PEOPLE + LIST)

    page.locator(".ProseMirror > p", has_text="Crews voted").click()
    page.get_by_role("toolbar").get_by_role("button", name="Picture", exact=True).click()
    chooser = page.get_by_role("dialog", name="Picture", exact=True)
    expect(chooser.get_by_text("2 pictures", exact=True)).to_be_visible()
    page.keyboard.type("quay")
    expect(chooser.get_by_text("1 picture", exact=True)).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(chooser.get_by_label("Caption")).to_have_value("The quay.")
    chooser.get_by_label("Caption").fill("The quay on Sunday night.")
    chooser.get_by_label("Alt text").fill("Lamps along a quay")
    chooser.get_by_role("button", name="Place picture").click()
    picture = (
        f'<figure data-picture="{cast.quay.pk}" data-caption="The quay on Sunday night." '
        'data-alt="Lamps along a quay"></figure>'
    )
    holds(page, CREWS + picture + WHY + PEOPLE + LIST)

    text = CREWS + picture + WHY + PEOPLE + LIST
    reaches_the_server(page, headline="Night boat stays", standfirst="A close vote.", body=text)
    assert Revision.objects.count() == 0
    assert waiting_text() == ["Ines"]

    page.locator("#id_section").select_option(label="City")
    # Behind her own, which a new story offers.
    expect(page.locator("#bylines-0 .select2-selection")).to_contain_text("Ines Caldera")
    add_byline(page, "Noa Pellerin", 1)
    save(page)
    assert revisions() == [(1, None, "Ines", "")]
    assert newest().body == text
    assert [row["reporter"] for row in newest().bylines] == [cast.ines_in_print.pk, cast.noa_in_print.pk]
    assert waiting_text() == []
    return picture


def she_goes_on_without_a_line(page: Page, picture: str) -> None:
    acknowledged = Autosave.objects.count()
    page.context.set_offline(True)
    type_behind(page, "400 people", " Most have no car.")
    note(page, "Not saved: the server does not answer. Your text is kept in this browser.")
    page.keyboard.type(" Some have no other way.")
    said(page, "Not saved")
    assert Autosave.objects.count() == acknowledged
    page.context.set_offline(False)
    people = PEOPLE.replace("</p>", " Most have no car. Some have no other way.</p>")
    reaches_the_server(page, body=CREWS + picture + WHY + people + LIST)
    expect(page.locator("[data-notes]")).not_to_contain_text("Not saved")
    assert Autosave.objects.count() == acknowledged + 1
    assert revisions() == [(1, None, "Ines", "")]


def another_paragraph_merges(page: Page, colleague: Page, article: Article, picture: str) -> None:
    open_story(colleague, article)
    note(colleague, "Ines Caldera")
    type_behind(colleague, "Crews voted", " It was close.")
    save(colleague)
    assert revisions()[-1] == (2, 1, "Noa", "")
    page.locator("#id_headline").click()
    note(
        page,
        re.compile(r"Noa Pellerin saved revision 2 at \d\d:\d\d\. Your text merges with it when you save\."),
    )
    save(page)
    note(page, "Merged with what Noa Pellerin saved meanwhile: body.")
    merged = (
        CREWS.replace("</p>", " It was close.</p>")
        + picture
        + WHY
        + PEOPLE.replace("</p>", " Most have no car. Some have no other way.</p>")
        + LIST
    )
    holds(page, merged)
    assert revisions()[-1] == (3, 1, "Ines", "")
    assert newest().body == merged
    assert waiting_text() == []


def the_same_paragraph_is_asked_about(page: Page, colleague: Page, article: Article, picture: str) -> None:
    """Three questions, and three kinds of answer: mine, theirs, both."""
    open_story(colleague, article)
    colleague.locator("#id_headline").fill("Night boat saved")
    colleague.locator("#id_standfirst").fill("38 to 36.")
    type_behind(colleague, "Crews voted", " A recount was refused.")

    page.locator("#id_headline").fill("Night boat to stay")
    page.locator("#id_standfirst").fill("A very close vote.")
    type_behind(page, "Crews voted", " Both sides were surprised.")
    crews = "Crews voted on Sunday to keep the night boat. It was close."
    text = newest().body.replace(crews, f"{crews} Both sides were surprised.")
    reaches_the_server(page, headline="Night boat to stay", standfirst="A very close vote.", body=text)

    save(colleague)
    assert revisions()[-1] == (4, 3, "Noa", "")
    page.keyboard.press("Control+s")
    expect(page.locator(".errornote")).to_contain_text("Noa Pellerin saved revision 4 at")
    sides = page.locator(".difference")
    assert [
        (one.locator("legend").inner_text(), *one.locator(".difference-text").all_inner_texts())
        for one in sides.all()
    ] == [
        ("Headline", "Night boat saved", "Night boat to stay"),
        ("Standfirst", "38 to 36.", "A very close vote."),
        ("A paragraph", f"{crews} A recount was refused.", f"{crews} Both sides were surprised."),
    ]
    assert revisions()[-1] == (4, 3, "Noa", "")
    assert waiting_text() == ["Ines"]
    with page.expect_response("**/presence/"):
        page.locator("#id_headline").click()
    # The page asks, so it does not say as well that saving merges.
    expect(page.get_by_text("merges with it when you save")).to_have_count(0)
    page.get_by_role("button", name="Choose", exact=True).click()
    first = sides.nth(0).get_by_label("Theirs", exact=True)
    expect(first).to_be_focused()
    expect(first).to_be_in_viewport()
    for number, answer in enumerate(("Mine", "Theirs", "Both, theirs first")):
        sides.nth(number).get_by_label(answer, exact=True).check()
    save(page)
    story = newest()
    assert revisions()[-1] == (5, 3, "Ines", "")
    assert (story.headline, story.standfirst) == ("Night boat to stay", "38 to 36.")
    assert story.body == (
        f"<p>{crews} A recount was refused.</p><p>{crews} Both sides were surprised.</p>"
        + picture
        + WHY
        + PEOPLE.replace("</p>", " Most have no car. Some have no other way.</p>")
        + LIST
    )
    assert waiting_text() == []


def the_history_reads_as_a_log(page: Page, article: Article) -> None:
    page.goto(f"/desk/articles/article/{article.pk}/history/")
    assert log(page) == [
        "Ines Caldera changed headline and 1 paragraph Newest",
        "Noa Pellerin changed headline, standfirst and 1 paragraph",
        "Ines Caldera changed 1 paragraph",
        "Noa Pellerin changed 1 paragraph",
        "Ines Caldera wrote the first version",
    ]


def two_revisions_read_as_a_redline(page: Page) -> None:
    page.get_by_label("Revision 1 as the older").check()
    page.get_by_label("Revision 5 as the newer").check()
    page.get_by_role("button", name="Compare").click()
    redline = page.get_by_role("article", name="The story, with its changes")
    expect(redline.locator("del")).to_have_text(["stays", "A close vote"])
    expect(redline.locator("ins")).to_have_text(
        [
            "to stay",
            "38 to 36",
            "It was close. A recount was refused.",
            "Crews voted on Sunday to keep the night boat. It was close. Both sides were surprised.",
            "Most have no car. Some have no other way.",
        ]
    )


def an_older_one_comes_back_as_a_new_one(page: Page, article: Article, picture: str) -> None:
    page.goto(f"/desk/articles/article/{article.pk}/history/")
    page.get_by_role("button", name="Restore revision 3").click()
    expect(page.locator(".messagelist")).to_have_text("Revision 3 is back, as revision 6.")
    third = Revision.objects.get(number=3)
    assert revisions()[-1] == (6, 5, "Ines", "Restored from revision 3")
    assert (newest().headline, newest().standfirst, newest().body) == (
        third.headline,
        third.standfirst,
        third.body,
    )
    holds(page, third.body)


def the_section_editor_publishes(page: Page, emil: User, article: Article) -> None:
    open_story(page, article)
    act(page, "approve")
    note(page, "Approved. It can be published.")
    act(page, "publish")
    confirm(page, "Publish")
    note(page, "Published.")
    edition = Edition.objects.select_related("revision", "by").get()
    assert (edition.number, edition.kind, edition.revision.number) == (1, "first", 6)
    assert edition.by == emil
    assert Revision.objects.count() == 6
    page.goto(f"/desk/articles/article/{article.pk}/history/")
    assert log(page)[:4] == [
        "Emil Arrante published revision 6 Edition 1",
        "Emil Arrante approved revision 6",
        "Ines Caldera submitted the story",
        "Ines Caldera changed headline, standfirst and 2 paragraphs Live Edition 1 Newest",
    ]


def readers_get_exactly_that(page: Page, story: PublishedArticle) -> None:
    page.goto(story.path)
    text = re.sub(
        r"Published [A-Z]\w+ \S+ \d{4} at \d\d:\d\d", "Published …", page.locator("main").inner_text()
    )
    assert [line for line in text.splitlines() if line] == [
        "Home",
        "City",
        "Night boat stays",
        "A close vote.",
        "Reported by: Ines Caldera and Noa Pellerin",
        "Published … IST",
        "1 min read",
        "Crews voted on Sunday to keep the night boat. It was close.",
        "The quay on Sunday night. Image: MP | Image: Self",
        "Why it matters",
        "The boat carries 400 people a night. Most have no car. Some have no other way.",
        "Nurses",
        "Bakers",
        *("Share", "E-mail", "WhatsApp", "Bluesky", "Facebook", "X"),
        "Report an error in this story",
    ]
    assert page.locator("main img").evaluate_all("all => all.map(img => img.alt)") == ["Lamps along a quay"]
    assert page.locator("main strong").all_inner_texts() == ["400 people"]


def the_next_version_is_typed_on_the_live_story(page: Page, article: Article) -> None:
    live = PublishedArticle.objects.values().get()
    open_story(page, article)
    page.locator("#id_headline").fill("Night boat to run till dawn")
    type_behind(page, "Crews voted", " The mayor objects.")
    text = newest().body.replace("It was close.", "It was close. The mayor objects.")
    reaches_the_server(page, headline="Night boat to run till dawn", body=text)
    assert waiting_text() == ["Ines"]
    save(page)
    assert (newest().headline, newest().body) == ("Night boat to run till dawn", text)
    assert PublishedArticle.objects.values().get() == live
