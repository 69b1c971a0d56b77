"""How pages lie on a screen and on paper: nothing is cut off, nothing runs through anything else."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from articles.models import PublishedArticle
from tests import factories

pytestmark = [pytest.mark.looks, pytest.mark.django_db(transaction=True)]

A4 = {"width": 718, "height": 1000}  # what is between the margins, in CSS pixels
LONG = "Donaudampfschifffahrtsgesellschaftskapitän"
CELLS = (
    "Wahlkreis",
    "1,234,567",
    "-0.5 %",
    "https://www.example.org/a/very/long/address",
    "Überhangmandate",
    "x",
)


def table(columns: int) -> str:
    row = "".join(f"<td><p>{CELLS[number % len(CELLS)]}</p></td>" for number in range(columns))
    return f"<table><tbody>{f'<tr>{row}</tr>' * 3}</tbody></table>"


def path_of(**fields: str) -> str:
    return PublishedArticle.objects.get(story_id=factories.live_story(**fields).pk).path


def test_on_paper_tables_are_whole_and_embeds_are_named(page: Page, live_server) -> None:
    embeds = ["https://youtu.be/abc?t=90", "https://x.com/somebody/status/1"]
    body = "".join(f'<figure data-embed="{address}"></figure>' for address in embeds)
    path = path_of(body=f"<p>Before.</p>{body}{table(2)}{table(7)}{table(12)}{table(20)}")
    page.set_viewport_size(A4)
    page.emulate_media(media="print")
    page.goto(live_server.url + path)
    cut = page.evaluate(
        """() => [...document.querySelectorAll("main *")]
            .filter((it) => it.getBoundingClientRect().right > innerWidth + 1
                || (it.matches("td") && it.scrollWidth > it.clientWidth + 1))
            .map((it) => it.outerHTML.slice(0, 80))"""
    )
    assert cut == []
    links = page.locator(".embed a")
    assert [links.nth(number).inner_text() for number in range(2)] == ["Watch on YouTube", "See on X"]
    assert links.evaluate_all("all => all.map((it) => getComputedStyle(it, '::after').content)") == [
        f'" ({address})"' for address in embeds
    ]
    assert not page.locator(".embed-note").is_visible()


BESIDE = {
    "factbox": '<aside data-factbox data-title="In brief"><p>One.</p></aside>',
    "table-scroll": table(2),
    "embed": '<figure data-embed="https://x.com/a/status/1"></figure>',
}


def test_nothing_runs_through_a_quote_that_stands_at_the_side(page: Page, live_server) -> None:
    quote = f"<aside data-pullquote><p>{'We were told on the quay that night. ' * 5}</p></aside><p>Short.</p>"
    path = path_of(body="".join(f"{quote}{markup}" for markup in BESIDE.values()))
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(live_server.url + path)
    for name in BESIDE:
        gap = page.evaluate(
            """(name) => {
                const box = document.querySelector(`.story-text > .${name}`);
                let quote = box;
                while (!quote.matches(".pullquote")) quote = quote.previousElementSibling;
                return box.getBoundingClientRect().top - quote.getBoundingClientRect().bottom;
            }""",
            name,
        )
        assert gap >= 0, name


def test_long_words_are_parted_as_their_language_has_it_where_lines_are_narrow(
    page: Page, live_server
) -> None:
    path = path_of(language="de", headline=f"Der {LONG}", standfirst=LONG, body=f"<p>{LONG}</p>")
    for width, hyphens in ((320, "auto"), (1280, "manual")):
        page.set_viewport_size({"width": width, "height": 700})
        page.goto(live_server.url + path)
        for part in ("h1", ".standfirst", ".story-text p"):
            assert page.locator(part).first.evaluate("it => getComputedStyle(it).hyphens") == hyphens, part
        assert page.locator(".story-text p").first.evaluate("it => it.closest('[lang]').lang") == "de"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1280, 800), (1920, 1080)])
def test_the_first_screen_of_the_front_shows_the_first_story_and_its_picture(
    page: Page, live_server, width: int, height: int
) -> None:
    for number in range(6):
        headline = "Council backs €318m plan for new barrage" if number == 0 else f"Ferry line {number}"
        story = factories.published_story(headline=headline, published_at=factories.earlier(hours=number))
        factories.published_picture(story)
    page.set_viewport_size({"width": width, "height": height})
    page.goto(live_server.url + "/")
    for part in (".card-first img", ".card-first h2"):
        box = page.locator(part).first.bounding_box()
        assert box is not None
        assert box["y"] > 0
        assert box["y"] + box["height"] <= height, part
