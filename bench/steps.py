"""How many steps the common jobs of a newsroom take: clicks, key chords and page loads.

Every job is played in Chromium on the demonstration newspaper, by somebody whose job it is, from the first page of
the desk on. A click is a press of the mouse wherever it goes, into a field too; a choice in a list is one click; a
chord is a key that writes nothing, alone or with others (Ctrl+S, Enter, a Backspace); typing counts as nothing, nor
does what the machine's own window for files asks; a load is a page that is made anew. A job has an end that can be
seen: readers have it, the newest revision says it, the schedule knows it. A job that cannot be played stops no other.

What the same jobs take in WordPress 6.1 and Wagtail 8.0.1 was counted by hand in the same way, and stands beside.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import django
from _browser import served
from _databases import ROOT, SETTINGS, run
from _figures import Figures, stop
from _hands import DESK, PATIENCE, Hands, NotSo
from PIL import Image
from playwright.sync_api import Browser, FilePayload, sync_playwright

sys.path.insert(0, str(ROOT))
from tests import chromium

if TYPE_CHECKING:
    from collections.abc import Sequence

WINDOW: Any = {"width": 1440, "height": 900}
PASTE = """html => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    document.querySelector(".ProseMirror").dispatchEvent(paste);
}"""
CARET = """() => {
    const { anchorNode, anchorOffset, isCollapsed } = getSelection();
    const paragraph = anchorNode.parentElement.closest("p");
    const place = [...document.querySelectorAll(".ProseMirror > p")].indexOf(paragraph);
    return [place, isCollapsed ? anchorOffset : -1, scrollY];
}"""


# The jobs


def write_and_submit(her: Hands) -> None:
    her.click(her.button("New story"))
    her.text.wait_for()
    her.type("Night boat stays")  # the caret is in the headline
    her.write(her.page.locator("#id_standfirst"), "A close vote.")
    her.choose(her.page.locator("#id_section"), "City")
    her.write(her.text, "Crews voted on Sunday to keep the night boat.")
    her.click(her.button("Submit"))
    her.page.wait_for_url("**/change/")
    her.sees("Submitted. An editor takes it from here.")
    her.end()
    address = her.story()
    her.desk_says(DESK, "Night boat stays")
    her.desk_says(f"{address}history/", "submitted the story")
    her.desk_says(f"{address}revisions/1/", "Crews voted on Sunday to keep the night boat.")


def second_person(his: Hands) -> None:
    his.open("Submitted", "bicycle stands")
    word = his.word()
    his.click_behind(word)
    his.type("ish")
    his.click(his.button("Approve"))
    his.sees("Approved. It can be published.")
    his.end()
    address = his.story()
    his.desk_says(f"{address}history/", "approved revision 2")
    his.desk_says(f"{address}revisions/2/", f"{word}ish")


def publish_a_ready_story(his: Hands) -> None:
    row = his.listed("Ready to publish", "branch libraries")
    address = row.locator("a").first.get_attribute("href") or ""
    his.click(row.get_by_role("link", name=re.compile("^Publish")))
    his.confirm("Publish")
    row.get_by_text("Published.").wait_for()
    his.end()
    his.page.goto(address)
    his.readers_have("Branch libraries to open on Sundays")


def typo(his: Hands) -> None:
    his.open("Out lately", "storm warning")
    word = his.word()
    his.click_behind(word)
    his.press("Backspace")
    mended = word[:-1] + ("n" if word[-1] == "m" else "m")
    his.type(mended[-1])
    his.click(his.button("Publish this change"))
    his.confirm("Publish this change")
    his.sees("Published.")
    his.end()
    his.readers_have(mended)


def correction(his: Hands) -> None:
    row = his.listed("Out lately", "ferry crews")
    address = row.locator("a").first.get_attribute("href") or ""
    his.click(row.get_by_role("link", name=re.compile("^Add a correction")))
    his.dialog.locator("textarea:focus").wait_for()
    his.type("Eleven hours, and not ten.")
    his.confirm("Add a correction")
    row.get_by_text("The correction is with the story.").wait_for()
    his.end()
    his.page.goto(address)
    his.readers_have("Eleven hours, and not ten.")


def swap_the_lead(his: Hands) -> None:
    his.open("In edit", "line 4")
    his.click(his.button("Another picture"))
    his.click(his.dialog.get_by_role("button", name=re.compile("A ballot box")))
    his.page.locator(".picture-shown img[alt^='A red ballot box']").wait_for()
    his.click(his.button("Publish this change"))
    his.confirm("Publish this change")
    his.sees("Published.")
    his.end()
    his.readers_have("A red ballot box with a folded paper")


def to_the_top(her: Hands) -> None:
    her.open("Out lately", "ferry crews")
    her.click(her.button("Put on the home page"))
    her.confirm("Put it there")
    her.sees("Readers find it first on: Home page.")
    her.end()
    her.readers_have("Ferry strike off", "/")
    her.page.goto("/")
    first = her.page.locator("main :is(h2, h3)").first.inner_text()
    if "Ferry strike off" not in first:
        raise NotSo(f"The home page begins with “{first}”.")


def ten_pictures(her: Hands) -> None:
    her.click(her.page.get_by_role("link", name="Pictures", exact=True))
    her.click(her.button("Upload pictures"))
    her.write(her.page.get_by_label("Name", exact=True), "Ana Prado")
    with her.page.expect_file_chooser() as chooser:
        her.click(her.page.locator("#bringing-files"))
    chooser.value.set_files([photograph(number) for number in range(10)])
    her.sees("10 in the library")
    her.end()
    her.page.goto("/desk/media/image/")
    count = her.page.locator(".picture-card", has_text="Image: Ana Prado").count()
    if count != 10:
        raise NotSo(f"{count} pictures have the credit.")


def photograph(number: int) -> FilePayload:
    file = io.BytesIO()
    Image.new("RGB", (1200, 800), (20 * number, 90, 120)).save(file, "JPEG", comment=str(number))
    return {"name": f"dsc_{number}.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def schedule(his: Hands) -> None:
    his.open("Ready to publish", "what the barrage leaves")
    his.click(his.button("Schedule"))
    his.dialog.locator(".row-at input:visible").first.wait_for()
    day, hour = his.dialog.locator(".row-at input:visible").all()
    evening = datetime.now(ZoneInfo(SETTINGS["TIME_ZONE"])) + timedelta(hours=2)
    if day.input_value() != f"{evening:%Y-%m-%d}":
        his.write(day, "")
        his.press("Control+a")
        his.type(f"{evening:%Y-%m-%d}")
    his.write(hour, f"{evening:%H:%M}")
    his.confirm("Schedule")
    his.sees("Goes out at")
    his.end()
    his.desk_says(
        "/desk/articles/article/schedule/", f"{evening:%H:%M %Z} What the barrage leaves for everything else"
    )


def on_a_phone(his: Hands) -> None:
    his.open("In edit", "line 6")
    his.begin()
    his.click(his.button("Phone: see it as a reader there"))
    screen = his.page.frame_locator("#phone iframe")
    screen.get_by_text("Line 6 squeals again").first.wait_for()
    his.end()
    width = screen.locator("html").evaluate("() => innerWidth")
    if width != 390:
        raise NotSo(f"The phone is {width} pixels wide.")
    his.write(his.page.locator("#id_standfirst"), "Seen while it is typed. ")
    screen.get_by_text("Seen while it is typed.").first.wait_for()


def restore(his: Hands) -> None:
    his.open("Out lately", "council backs")
    his.click(his.page.get_by_role("link", name="Compare versions"))
    older = his.page.get_by_role("button", name=re.compile(r"^Restore revision \d+"))
    older.first.wait_for()
    number = re.findall(r"\d+", older.first.inner_text())[0]
    his.click(older)
    his.sees(re.compile(rf"Revision {number} is back"))
    his.end()
    address = his.story()
    his.desk_says(f"{address}history/", f"Restored from revision {number}")


def typing_on(her: Hands) -> None:
    """Ctrl+S in the thirtieth paragraph, and forty keys without a pause."""
    page = her.page
    page.goto("/desk/articles/article/add/")
    her.text.wait_for()
    her.type("A long story")
    her.text.click()
    page.evaluate(
        PASTE, "".join(f"<p>Paragraph {number}. {'Boats go out. ' * 12}</p>" for number in range(1, 41))
    )
    her.press("Control+s")
    her.sees(re.compile(r"^Saved \d"))
    page.goto(DESK)
    her.begin()
    her.open("Your drafts", "A long story")
    her.click(her.text.locator("> p").nth(29))
    her.press("End")
    begun, keys = " Begun before", " and forty keys more, typed without pause"
    her.type(begun)
    before = page.evaluate(CARET)
    page.keyboard.press("Control+s")
    her.chords += 1
    page.keyboard.type(keys)
    her.sees(re.compile(r"^Saved \d"))
    page.wait_for_timeout(1_000)
    after = page.evaluate(CARET)
    her.end()
    body = page.locator("textarea[name=body]").input_value()
    typed = begun + keys in body
    for _ in range(20):
        if begun not in page.locator("textarea[name=body]").input_value():
            break
        her.press("Control+z")
    undone = begun not in page.locator("textarea[name=body]").input_value()
    moved = abs(after[0] - before[0]) + abs(after[1] - before[1] - len(keys))
    her.others = {
        "keys lost": 0 if typed else len(keys),
        "places the caret moved": moved,
        "pixels the page moved": round(abs(after[2] - before[2])),
        "undo lost": int(not undone),
    }


@dataclass(frozen=True)
class Job:
    name: str
    who: str
    play: Callable[[Hands], None]
    goal: tuple[int, int, int] | None
    wordpress: str
    wagtail: str


JOBS = (
    Job("write and submit", "ines", write_and_submit, (5, 0, 1), "8 / 0 / 1", "12 / 0 / 3"),
    Job(
        "second person edits a word and approves", "emil", second_person, (3, 0, 1), "6 / 0 / 3", "4 / 0 / 2"
    ),
    Job("publish a ready story", "emil", publish_a_ready_story, (2, 0, 0), "6 / 0 / 2", "2 / 0 / 1"),
    Job("typo in a live story, readers have it", "emil", typo, (4, 1, 1), "5 / 1 / 3", "5 / 1 / 3"),
    Job("correction note on a live story", "emil", correction, (2, 0, 1), "5 / 3 / 3", "6 / 1 / 3"),
    Job("swap the lead picture of a live story", "emil", swap_the_lead, (5, 0, 1), "9 / 1 / 3", "7 / 1 / 3"),
    Job(
        "story to the top of the home page",
        "marguerite",
        to_the_top,
        (3, 0, 1),
        "5 / 1 / 2",
        "not without code",
    ),
    Job("ten pictures with one credit", "signe", ten_pictures, (4, 0, 1), "24 / 1 / 1", "24 / 0 / 2"),
    Job("schedule a story", "emil", schedule, (4, 0, 1), "7 / 3 / 3", "9 / 1 / 4"),
    Job(
        "see it as a reader on a phone, from the form",
        "emil",
        on_a_phone,
        (1, 0, 0),
        "5 / 1 / 3",
        "3 / 1 / 2",
    ),
    Job("compare two versions, restore the older", "emil", restore, (4, 0, 2), "6 / 1 / 5", "9 / 2 / 7"),
    Job(
        "Ctrl+S in paragraph 30 and typing on",
        "ines",
        typing_on,
        None,
        "all kept",
        "50 keys, caret, scroll, undo lost",
    ),
)
PARTS = ("clicks", "chords", "loads")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--only", default="", metavar="WORDS", help="Only the jobs whose name has these.")
    arguments.add_argument("--rounds", type=int, help="For other measurements; changes nothing here.")
    arguments.add_argument("--json", type=Path, metavar="FILE", help="Write the figures to this file too.")
    options = arguments.parse_args()
    jobs = [job for job in JOBS if options.only in job.name]
    with newspaper() as origin:
        played = play(origin, jobs)
    figures = table(jobs, played)
    if options.json:
        figures.write(options.json)
    return 1 if figures.missed() else 0


@contextmanager
def newspaper() -> Iterator[str]:
    """The demonstration newspaper with a worker, at an address of its own; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as scratch:
        own = {
            "VAR_DIR": scratch,
            "DATABASE_URL": f"sqlite:///{scratch}/newsroom.sqlite3",
            "SPELLING_BY_ONE_PERSON": "true",  # as in the demo
            "EMAIL_URL": "console:",
        }
        os.environ |= SETTINGS | own
        for words in (("collectstatic", "--no-input"), ("migrate",), ("demo",)):
            if run("manage.py", *words, "--verbosity", "0", var=scratch, database=own["DATABASE_URL"]):
                sys.exit("The demonstration newspaper could not be set up.")
        django.setup()
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "worker"],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            with served() as origin:
                yield origin
        finally:
            stop(worker)


def play(origin: str, jobs: Sequence[Job]) -> list[Hands | None]:
    """Each job in a browser that has never been here; None for what could not be done."""
    played: list[Hands | None] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.PROGRAM, args=chromium.FLAGS)
        for job in jobs:
            try:
                with at_the_desk(browser, origin, job.who) as hands:
                    job.play(hands)
                played.append(hands)
            except Exception as error:  # whatever it is, the other jobs are played
                why = traceback.extract_tb(error.__traceback__)
                line = next(one for one in reversed(why) if one.name == job.play.__name__)
                print(f"NOT PLAYED: {job.name}: {str(error).splitlines()[0]} ({line.line})", flush=True)
                played.append(None)
        browser.close()
    return played


@contextmanager
def at_the_desk(browser: Browser, origin: str, who: str) -> Iterator[Hands]:
    from newsroom.demo.loading import PASSWORD

    context = browser.new_context(base_url=origin, viewport=WINDOW, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE * 1_000)
    try:
        page = context.new_page()
        page.goto(f"/desk/login/?next={DESK}")
        page.get_by_label("Username").fill(who)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(f"**{DESK}")
        page.wait_for_load_state("networkidle")
        yield Hands(page)
    finally:
        context.close()


def table(jobs: Sequence[Job], played: Sequence[Hands | None]) -> Figures:
    """Prints what was counted."""
    figures = Figures()
    print(
        f"\nclicks / chords / loads{'':22}{'counted':12}{'goal':10}{'holds':8}{'WordPress 6.1':16}Wagtail 8.0.1"
    )
    for job, hands in zip(jobs, played, strict=True):
        figures |= figures_of(job, hands)
        own = [figure for name, figure in figures.items() if name.startswith(f"{job.name}: ")]
        holds = hands is not None and all(figure["holds"] for figure in own)
        counted = " / ".join(map(str, hands.steps)) if hands else "not played"
        goal = " / ".join(map(str, job.goal)) if job.goal else "–"
        print(
            f"{job.name:45}{counted:12}{goal:10}{'yes' if holds else 'NO':8}{job.wordpress:16}{job.wagtail}"
        )
        if hands and hands.others:
            print(f"{'':45}{', '.join(f'{name} {value}' for name, value in hands.others.items())}")
    return figures


def figures_of(job: Job, hands: Hands | None) -> Figures:
    """What could not be played has no figure that would hold."""
    figures = Figures()
    if hands is None:
        figures.note(f"{job.name}: played", 0, "times", least=1)
        return figures
    for part, value, goal in zip(PARTS, hands.steps, job.goal, strict=True) if job.goal else ():
        figures.note(f"{job.name}: {part}", value, part, goal)
    for name, value in hands.others.items():
        figures.note(f"{job.name}: {name}", value, "times", 0)
    return figures


if __name__ == "__main__":
    sys.exit(main())
