"""A picture taken in from the editor's dialog: words for whatever is wrong, and one copy of every picture."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from articles.policy import Role
from media.admin.choosing import LONGEST, LONGEST_NAME
from media.intake import uploads
from media.models import Credit, Image
from tests import factories

pytestmark = pytest.mark.django_db
ADDRESS = "/desk/media/image/upload/"


def at_the_desk(role: Role = Role.REPORTER) -> Client:
    client = Client()
    client.force_login(factories.user(role))
    return client


def bring(client: Client, **fields: Any) -> Any:
    return client.post(ADDRESS, {"file": factories.picture_file(), **fields})


def files_on_the_shelf() -> list[Path]:
    return [path for path in (Path(settings.VAR_DIR) / "private").rglob("*") if path.is_file()]


def test_the_dialog_is_told_what_it_may_ask() -> None:
    factories.agency("Associated Press")
    factories.reporter("Ines Caldera")
    assert reverse("admin:media_image_upload") == ADDRESS
    told = at_the_desk().get(ADDRESS).json()
    assert told["names"] == ["Associated Press", "Ines Caldera"]
    assert [kind["label"] for kind in told["kinds"]][:2] == ["Photographer", "Agency"]
    assert "image/jpeg" in told["accept"].split(",")


def test_a_picture_is_taken_in_with_its_words_and_every_party_in_order() -> None:
    factories.agency("Associated Press", credit_name="AP")
    factories.reporter("Ines Caldera")
    answer = bring(
        at_the_desk(),
        caption="  The harbour at dawn. ",
        alt_text="Boats",
        kind=["agency", "photographer", "photographer", "staff"],
        name=["ap", "ines  caldera", "Jo Marsh", ""],
    )
    assert answer.status_code == 201
    image = Image.objects.get()
    credit = "Image: AP | Image: Ines Caldera | Image: Jo Marsh | Image: Self"
    assert (image.caption, image.alt_text, image.credit_line) == ("The harbour at dawn.", "Boats", credit)
    assert [bool(row.agency_id) for row in image.credits.all()] == [True, False, False, False]
    picture = answer.json()["picture"]
    assert (picture["id"], picture["credit"], picture["usable"]) == (image.pk, credit, True)
    assert picture["thumbnail"].startswith(f"/desk/media/image/{image.pk}/rendition/")


def test_the_credit_may_come_later_and_the_answer_says_that_it_is_missing() -> None:
    answer = bring(at_the_desk(), kind=["photographer"], name=[" "])
    assert answer.status_code == 201
    assert (answer.json()["picture"]["usable"], answer.json()["picture"]["why"]) == (
        False,
        "It has no credit.",
    )


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"file": ""}, {"file": "Choose a file."}),
        (
            {"file": SimpleUploadedFile("a.jpg", b"")},
            {"file": "The file is empty. Export it or have it sent again."},
        ),
        (
            {"file": SimpleUploadedFile("a.png", b"%PDF-1.7")},
            {
                "file": "This is a PDF. Export the picture in it as JPEG or PNG. "
                "The library takes JPEG, PNG, WebP, AVIF, TIFF and GIF."
            },
        ),
        ({"kind": ["painter"], "name": ["Jo"]}, {"credit": "Say what kind of credit it is."}),
        ({"kind": ["agency"], "name": ["n" * 81]}, {"credit": "At most 80 characters."}),
        ({"caption": "c" * 601}, {"caption": "At most 600 characters."}),
    ],
)
def test_what_is_wrong_is_said_where_it_is_wrong(fields: dict[str, Any], wrong: dict[str, str]) -> None:
    answer = bring(at_the_desk(), **fields)
    ((name, words),) = wrong.items()
    assert (answer.status_code, answer.json()) == (400, {"why": f"“{name}”: {words}", "wrong": wrong})
    assert Image.objects.count() == 0


def chosen(**query: Any) -> dict[int, dict[str, Any]]:
    """What the search of the dialog finds, by number."""
    answer = at_the_desk().get("/desk/media/image/choose/", query)
    return {found["id"]: found for found in answer.json()["results"]}


def test_each_picture_says_whether_it_may_be_shown_and_why_not() -> None:
    ours, ending, killed = factories.picture(), factories.picture(), factories.picture()
    Image.objects.filter(pk=ending.pk).update(rights_end=factories.earlier(hours=-30))
    Image.objects.filter(pk=killed.pk).update(
        killed_at=factories.earlier(hours=1), kill_reason="The agency withdrew it"
    )
    found = chosen()
    assert [(found[image.pk]["state"], found[image.pk]["usable"]) for image in (ours, ending, killed)] == [
        ("yes", True),
        ("warn", True),
        ("no", False),
    ]
    assert (found[ours.pk]["standing"], found[ours.pk]["why"], found[ours.pk]["note"]) == (
        "May be shown",
        "",
        "",
    )
    assert (found[ending.pk]["why"], found[ending.pk]["note"][:10]) == ("", "Its rights")
    assert found[killed.pk]["standing"] == "May not be shown"
    assert "The agency withdrew it" in found[killed.pk]["why"]


def test_the_crops_offered_are_those_of_the_picture_desk_or_around_what_matters() -> None:
    image = factories.picture()
    Image.objects.filter(pk=image.pk).update(crops={"16:9": "0,100,1000,700"}, focus_x=0)
    offered = chosen()[image.pk]["boxes"]
    assert offered["16:9"] == "0,100,1000,700"
    assert offered["1:1"].startswith("0,0,")
    assert offered["1:1"].endswith(",1000")
    Image.objects.filter(pk=image.pk).update(licence="by-nd-4.0", category="creative-commons")
    assert chosen()[image.pk]["boxes"] == {}


def test_a_picture_that_the_section_used_before_says_so_but_not_to_its_own_story() -> None:
    image, city, sport = factories.picture(), factories.section("City"), factories.section("Sport")
    article = factories.story(section=city, lead_picture=image)
    used = chosen(section=city.pk)[image.pk]["used"]
    assert used.startswith("Used in this section before: in a story since ")
    assert chosen(section=city.pk, story=article.pk)[image.pk]["used"] == ""
    assert chosen(section=sport.pk)[image.pk]["used"] == ""
    assert chosen(section="9" * 30)[image.pk]["used"] == ""
    assert chosen(ids=image.pk, section=city.pk)[image.pk]["used"] == used


def test_the_limits_are_those_of_the_library() -> None:
    assert {name: Image._meta.get_field(name).max_length for name in LONGEST} == LONGEST
    assert Credit._meta.get_field("name").max_length == LONGEST_NAME


def test_the_same_file_again_is_answered_with_the_one_we_have() -> None:
    file = factories.picture_file()
    ours = uploads.accept(
        io.BytesIO(file.read()), by=factories.chief(), filename="a.jpg", caption="The harbour"
    )
    file.seek(0)
    answer = bring(at_the_desk(), file=file, caption="Mine")
    assert answer.status_code == 409
    assert answer.json()["why"] == "This picture is already in the library. Use the one we have."
    assert (answer.json()["known"]["id"], answer.json()["known"]["caption"]) == (ours.pk, "The harbour")
    assert Image.objects.get().caption == "The harbour"


def test_who_may_not_add_pictures_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "examine", lambda file: pytest.fail("it was decoded"))
    assert bring(at_the_desk(Role.ADMIN)).status_code == 403
    assert at_the_desk(Role.ADMIN).get(ADDRESS).status_code == 403
    assert Client().get(ADDRESS).status_code == 302


def test_a_credit_that_cannot_be_kept_leaves_neither_picture_nor_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def failing(*_: Any, **__: Any) -> None:
        raise RuntimeError("the database went away")

    monkeypatch.setattr(Credit, "save", failing)
    with pytest.raises(RuntimeError, match="went away"):
        bring(at_the_desk(), kind=["staff"], name=[""])
    assert (Image.objects.count(), files_on_the_shelf()) == (0, [])
