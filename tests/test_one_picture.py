"""One picture at the desk: its rights and leases, its crops by keyboard and mouse, its kill, and its log."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from articles.models import PublishedPicture
from articles.policy import Role
from media.models import Image, LogEntry
from tests import factories
from tests.browsing import a_browser, log_in


def at_the_desk(role: Role = Role.PICTURE_EDITOR) -> Client:
    client = Client()
    client.force_login(factories.user(role))
    return client


def page_of(image: Image, act: str = "change") -> str:
    return f"/desk/media/image/{image.pk}/{act}/"


def crops(**given: str) -> dict[str, str]:
    return {"focus_x": "500", "focus_y": "500"} | {f"crop-{name}": box for name, box in given.items()}


def log_of(image: Image) -> list[tuple[str, str]]:
    return list(
        LogEntry.objects.filter(image_id=image.pk).exclude(act="uploaded").values_list("act", "words")
    )


@pytest.mark.django_db
def test_a_focal_point_and_a_part_are_kept_and_logged() -> None:
    image = factories.picture()
    answer = at_the_desk().post(
        page_of(image, "crop"), crops(**{"1-1": "100,0,667,1000"}) | {"focus_x": "250"}
    )
    assert answer.status_code == 302
    image.refresh_from_db()
    assert (image.focus, image.focus_set, image.crops) == ((250, 500), True, {"1:1": "100,0,667,1000"})
    assert str(image.box("1:1")) == "100,0,667,1000"
    assert log_of(image) == [
        ("cropped", "1:1 cut by hand. Focal point at 25 % from the left, 50 % from the top.")
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("box", "words"),
    [
        ("0,0,1000,1000", None),
        ("0,0,500,500", "This part of the picture is not 1:1."),
        ("900,0,667,1000", "is not a part of the picture"),
        ("left", "A crop is four whole numbers"),
        ("0,0,3,4", "is not a part of the picture"),
    ],
)
def test_a_part_that_is_none_is_refused_with_a_word(box: str, words: str | None) -> None:
    image = factories.picture()
    answer = at_the_desk().post(page_of(image, "crop"), crops(**{"1-1": box}))
    if words is None:  # all of it is as good as nothing said
        assert answer.status_code == 302
    else:
        assert answer.status_code == 200
        assert words in answer.content.decode()
        image.refresh_from_db()
        assert image.crops == {}


@pytest.mark.django_db
def test_who_may_not_change_a_picture_cannot_cut_or_kill_it() -> None:
    image = factories.picture()
    desk = at_the_desk(Role.REPORTER)
    assert [desk.post(page_of(image, act), {}).status_code for act in ("crop", "kill", "release")] == [
        403
    ] * 3


@pytest.mark.django_db
def test_a_killed_picture_leaves_the_page_and_comes_back_when_the_kill_is_lifted() -> None:
    article = factories.live_story(lead_picture=factories.picture())
    image = article.lead_picture
    desk = at_the_desk()
    page = desk.get(page_of(image, "kill")).content.decode()
    assert article.headline in page
    assert desk.post(page_of(image, "kill"), {"reason": ""}).status_code == 200
    assert PublishedPicture.objects.filter(image_id=image.pk).exists()
    assert desk.post(page_of(image, "kill"), {"reason": "The agency killed it."}).status_code == 302
    assert not PublishedPicture.objects.filter(image_id=image.pk).exists()
    assert "It was killed on" in desk.get(page_of(image)).content.decode()
    assert desk.post(page_of(image, "release"), {"reason": "Sent in error."}).status_code == 302
    assert PublishedPicture.objects.filter(image_id=image.pk).exists()
    assert [act for act, _ in log_of(image)][:2] == ["released", "killed"]


@pytest.mark.django_db
def test_a_lease_is_entered_with_its_author_and_takes_effect() -> None:
    image = factories.picture()
    desk = at_the_desk()
    form = desk.get(page_of(image)).context["adminform"].form
    sent = {name: form.initial.get(name) or "" for name in form.fields if name != "editorial_only"}
    sent |= {"taken_at_0": "", "taken_at_1": "", "rights_end_0": "", "rights_end_1": ""}
    for prefix, rows in (("credits", image.credits.all()), ("leases", [])):
        sent |= {f"{prefix}-INITIAL_FORMS": len(rows), f"{prefix}-TOTAL_FORMS": len(rows)}
        for number, row in enumerate(rows):
            sent |= {
                f"{prefix}-{number}-id": row.pk,
                f"{prefix}-{number}-image": image.pk,
                f"{prefix}-{number}-position": row.position,
                f"{prefix}-{number}-kind": row.kind,
                f"{prefix}-{number}-agency": row.agency_id or "",
                f"{prefix}-{number}-name": row.name,
            }
    sent |= {"leases-TOTAL_FORMS": 1, "leases-0-allows": "False", "leases-0-reason": "A court’s order."}
    answer = desk.post(page_of(image), sent)
    assert answer.status_code == 302, answer.context["errors"]
    lease = image.leases.get()
    assert (lease.allows, lease.reason, lease.by.groups.get().name) == (
        False,
        "A court’s order.",
        "Picture editor",
    )
    assert log_of(image) == [("rights", "Changed: leases.")]
    assert "A lease forbids it: A court’s order." in desk.get(page_of(image)).content.decode()


@pytest.mark.django_db
def test_the_desk_is_warned_of_what_gives_a_source_away() -> None:
    image = factories.picture(
        warnings=["The file says where it was taken: 38.7° N, 9.1° W."],
        metadata={"Exif": {"Model": "X100", "Artist": ["Ana Prado", "Jo Marsh"]}},
    )
    page = at_the_desk().get(page_of(image)).content.decode()
    assert "The file says where it was taken: 38.7° N, 9.1° W." in page
    assert "<dt>Exif Artist</dt><dd>Ana Prado, Jo Marsh</dd>" in page


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_crops_are_set_by_keyboard_and_by_mouse(browser: Browser, live_server: LiveServer) -> None:
    image = factories.picture()
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, factories.user(Role.PICTURE_EDITOR, name="Signe Almada"))
        page.goto(page_of(image, "crop"))
        point = page.get_by_role("button", name=re.compile("^Focal point"))
        point.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Shift+ArrowUp")
        expect(page.get_by_role("main").get_by_role("status")).to_have_text(
            "Focal point: 50.5 % from the left, 45 % from the top"
        )
        page.get_by_role("radio", name=re.compile("^1:1")).check()
        frame = page.get_by_role("button", name=re.compile("^1:1"))
        frame.focus()
        page.keyboard.press("-")
        page.keyboard.press("Shift+ArrowLeft")
        expect(page.locator("[data-ratio='1:1']")).to_have_value("127,7,657,986")
        page.get_by_role("radio", name=re.compile("^16:9")).check()
        stage = page.locator("[data-crop-stage]").bounding_box()
        assert stage is not None
        page.mouse.move(stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] / 2)
        page.mouse.down()
        page.mouse.move(stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] / 2 + 400, steps=4)
        page.mouse.up()
        expect(page.locator("[data-ratio='16:9']")).to_have_value("0,156,1000,844")
        with page.expect_navigation():
            page.get_by_role("button", name="Save").click()
        expect(page).to_have_url(re.compile(f"/{image.pk}/change/$"))
    image.refresh_from_db()
    assert image.focus == (505, 450)
    assert image.crops == {"1:1": "127,7,657,986", "16:9": "0,156,1000,844"}
