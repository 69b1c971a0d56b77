"""What a picture's file says of itself fills in what nobody typed, credits and warnings included."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import PIL.Image
import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.policy import Role
from media.clearance import rights
from media.intake import crediting, describing, uploads
from media.metadata import Licensor, Metadata, NamedPlace, Taken
from media.models import Credit, Image, LogEntry
from tests import factories

SAMPLES = Path(__file__).parent / "samples" / "metadata"
REFERENCE = "IPTC-PhotometadataRef-Std2017.1.jpg"

pytestmark = pytest.mark.django_db


@pytest.fixture
def pia() -> User:
    """Pia, the picture editor."""
    return factories.user(Role.PICTURE_EDITOR)


def reference() -> bytes:
    """IPTC's reference picture, on a larger canvas: its own is too small for any page."""
    content = (SAMPLES / REFERENCE).read_bytes()
    with PIL.Image.open(io.BytesIO(content)) as picture:
        assert min(picture.size) >= uploads.SMALLEST_SIDE
    return content


def credited(**said: Any) -> str:
    """The credit line that is proposed for what a file says."""
    image = uploads.accept(factories.picture_file(), by=factories.user(), filename="harbour.jpg")
    describing.credit(image, Metadata(**said))
    return Image.objects.get(pk=image.pk).credit_line


def described(**said: Any) -> Image:
    image = Image()
    describing.describe(image, Metadata(**said))
    return image


def test_the_reference_picture_of_the_iptc_fills_in_every_field(pia: User) -> None:
    image = uploads.accept(io.BytesIO(reference()), by=pia, filename="reference.jpg")
    image.refresh_from_db()
    assert image.headline == "The Headline (ref2017.1)"
    assert image.caption == "The description aka caption (ref2017.1)"
    assert image.people == (
        "Person Shown 1 (ref2017.1), Person Shown 2 (ref2017.1), Person Name 1 (ref2017.1)"
    )
    assert image.place == (
        "Sublocation (Core) (ref2017.1), City (Core) (ref2017.1), Province/State (Core) (ref2017.1), "
        "Country (Core) (ref2017.1)"
    )
    assert image.keywords == "Keyword1ref2017.1, Keyword2ref2017.1, Keyword3ref2017.1"
    assert image.taken_at == datetime(2017, 7, 13, 17, 1, tzinfo=UTC)
    assert image.source == "Source (ref2017.1)"
    assert image.copyright_notice == "Copyright (Notice) 2017.1 IPTC - www.iptc.org  (ref2017.1)"
    assert image.instructions == "An Instruction (ref2017.1)\nRights Usage Termns (ref2017.1)"
    assert image.web_statement == "http://www.WebStatementOfRights.org/2017.1"
    assert image.licensor == "Licensor Name 1 (ref2017.1)"
    assert image.credit_line == (
        "Image: Credit Line (ref2017.1) | Image: Creator1 (ref2017.1) | Image: Creator2 (ref2017.1)"
    )
    assert {"Exif", "IIM", "XMP"} <= set(image.metadata)
    assert image.metadata["XMP"]["photoshop:Credit"] == "Credit Line (ref2017.1)"
    with image.open_original() as original:
        assert original.read() == reference()
    assert "creator1" in image.search_text


def test_what_was_typed_stays(pia: User) -> None:
    image = uploads.accept(
        io.BytesIO(reference()), by=pia, filename="reference.jpg", caption="The harbour.", alt_text="Boats"
    )
    assert (image.caption, image.alt_text) == ("The harbour.", "Boats")
    assert image.headline == "The Headline (ref2017.1)"


def test_where_it_was_taken_is_a_warning_and_no_field(pia: User) -> None:
    exif = PIL.Image.Exif()
    exif[0x8825] = {1: "N", 2: (38.0, 42.0, 30.0), 3: "W", 4: (9.0, 8.0, 0.0)}
    exif[0x8769] = {0xA431: "4711", 0xA430: "Ana Prado"}
    file = io.BytesIO()
    PIL.Image.new("RGB", (300, 300), "teal").save(file, "JPEG", exif=exif)
    image = uploads.accept(file, by=pia, filename="harbour.jpg")
    image.refresh_from_db()
    assert image.warnings == [
        "The file says where it was taken: 38.70833° N, 9.13333° W.",
        "It names serial numbers of camera or lens: 4711.",
        "It names the camera’s owner: Ana Prado.",
    ]
    assert (image.place, image.credit_line) == ("", "")


def test_an_upload_is_the_first_entry_in_the_log(pia: User) -> None:
    image = uploads.accept(factories.picture_file(), by=pia, filename="../harbour.jpg")
    entry = LogEntry.objects.get()
    assert (entry.image_id, entry.act, entry.by, entry.words) == (
        image.pk,
        "uploaded",
        pia,
        "Uploaded as harbour.jpg.",
    )


# Credits


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ({"credit_line": "AP"}, "Image: AP"),
        ({"credit_line": "associated press"}, "Image: AP"),
        ({"credit_line": "AP Photo/Jo Marsh", "creators": ("Jo Marsh",)}, "Image: AP | Image: Jo Marsh"),
        ({"credit_line": "Jo Marsh via AP"}, "Image: AP | Image: Jo Marsh"),
        ({"creators": ("Jo Marsh",), "source": "AP"}, "Image: AP | Image: Jo Marsh"),
        ({"creators": ("Jo Marsh",), "source": "Hard disk 4"}, "Image: Jo Marsh"),
        ({"creators": ("ines caldera",)}, "Image: Ines Caldera"),
        ({"credit_line": "Photo: Ines Caldera"}, "Image: Ines Caldera"),
        ({"credit_line": "The Test Courier"}, "Image: Self"),
        (
            {"credit_line": "THE TEST COURIER", "creators": ("Ines Caldera",)},
            "Image: Self | Image: Ines Caldera",
        ),
        ({"credit_line": "Ministry of Ports; © Jo Marsh"}, "Image: Ministry of Ports | Image: Jo Marsh"),
        ({"credit_line": "Jo Marsh", "creators": ("jo marsh",)}, "Image: Jo Marsh"),
        ({"credit_line": "x" * 81, "creators": ("Jo Marsh",)}, "Image: Jo Marsh"),
        ({"credit_line": " / | "}, ""),
        ({}, ""),
    ],
)
def test_the_parties_that_a_file_names_are_credited(said: dict[str, Any], line: str) -> None:
    factories.agency("Associated Press", credit_name="AP")
    factories.reporter("Ines Caldera")
    assert credited(**said) == line


@pytest.mark.parametrize(
    ("said", "parties"),
    [
        # The agency certain, whoever is with it guessed.
        ({"credit_line": "Ana Prado/Levanter Press"}, "agency Levanter, photographer? Ana Prado"),
        ({"credit_line": "Ana Prado (Levanter Press)"}, "agency Levanter, photographer? Ana Prado"),
        ({"credit_line": "Ana Prado, Levanter Press"}, "agency? Levanter, photographer? Ana Prado"),
        ({"credit_line": "© 2026 Levanter Press"}, "agency Levanter"),
        ({"credit_line": "(c) 2019-2026 LEVANTER PRESS. All rights reserved."}, "agency Levanter"),
        (
            {"credit_line": "Ana Prado/Levanter Press for Meridian Film Fund"},
            "agency? Levanter, photographer? Ana Prado",
        ),
        ({"credit_line": "Ana Prado © Levanter Press 2026"}, "agency? Levanter, photographer? Ana Prado"),
        ({"credit_line": "Levanter Press Images for Meridian Film Fund"}, "agency? Levanter"),
        ({"credit_line": "Ana Prado for Levanter Press"}, "agency? Levanter, photographer? Ana Prado"),
        (
            {"credit_line": "Photo by Ana Prado courtesy of Levanter Press"},
            "agency? Levanter, photographer? Ana Prado courtesy",
        ),
        (
            {"creators": ("Ana Prado",), "copyright_notice": "© 2026 Levanter Press"},
            "agency Levanter, photographer? Ana Prado",
        ),
        ({"creators": ("Ana Prado / Levanter Press",)}, "agency Levanter, photographer? Ana Prado"),
        # Letters of an agency inside a word or a place are no agency.
        ({"credit_line": "Jo Marsh, Philadelphia, pa"}, "photographer? Jo Marsh, Philadelphia, pa"),
        ({"credit_line": "Pamela Prado"}, "photographer? Pamela Prado"),
        # For us.
        ({"credit_line": "Ana Prado for The Test Courier"}, "staff? Ana Prado"),
        ({"credit_line": "Ana Prado, for Test Courier"}, "staff? Ana Prado"),
        ({"credit_line": "Ana Prado para The Test Courier"}, "staff? Ana Prado"),
        ({"credit_line": "Ana Prado, special to The Test Courier"}, "staff? Ana Prado"),
        ({"credit_line": "Ana Prado exclusively for The Test Courier"}, "staff? Ana Prado"),
        ({"credit_line": "Ines Caldera for The Test Courier"}, "staff? Ines Caldera"),
        ({"credit_line": "Staff for The Test Courier"}, "staff?"),
        (
            {"credit_line": "Ana Prado/Levanter Press for The Test Courier"},
            "agency? Levanter, photographer? Ana Prado",
        ),
        # Given to the press by somebody who is named.
        ({"credit_line": "Parks Bureau/Handout"}, "handout? Parks Bureau"),
        ({"credit_line": "Handout via Levanter Press"}, "agency Levanter"),
        ({"credit_line": "Parks Bureau (courtesy)"}, "handout? Parks Bureau"),
        # Said twice.
        (
            {"credit_line": "Parks Bureau / Ana Prado", "creators": ("Parks Bureau / Ana Prado",)},
            "photographer? Parks Bureau, photographer? Ana Prado",
        ),
        ({"credit_line": "ANA PRADO", "creators": ("Ana Prado", "Aña Prado")}, "photographer? ANA PRADO"),
        (
            {"credit_line": "Per Andersson", "creators": ("Per Andersson / Levanter",)},
            "agency Levanter, photographer? Per Andersson",
        ),
    ],
)
def test_a_known_agency_is_found_anywhere_in_a_line_and_what_is_not_certain_is_a_guess(
    said: dict[str, Any], parties: str
) -> None:
    factories.agency("Levanter Press", credit_name="Levanter")
    factories.agency("Philadelphia Associated", credit_name="PA")
    factories.reporter("Ines Caldera")
    credited(**said)
    rows = [
        (
            f"{row.kind}?" if row.guessed else row.kind,
            row.agency.credit_name if row.agency else row.reporter or row.name,
        )
        for row in Credit.objects.order_by("position")
    ]
    found = [f"{kind} {name}".strip() for kind, name in rows]
    assert ", ".join(found) == parties


@pytest.mark.parametrize(
    "line",
    [
        "(Credit too long, see caption)",
        "See caption",
        "Credit: see caption",
        "Siehe Bildunterschrift",
        "Ver legenda",
        "Vide legenda.",
        "Véase pie de foto",
        "Voir légende",
        "Zie bijschrift",
        "انظر التعليق",
        "Unknown",
        "Photographer unknown",
        "unbekannt",
        "Autor desconhecido",
        "Inconnu",
        "مجهول",
        "Handout",
        "HO",
        "Courtesy Photo",
        "D.R.",
        "Divulgação",
        "Foto: privat",
        "Stringer",
        "Unknown/Handout",
        "N/A",
        "[See description]",
        "Credit: see below",
        "Siehe unten",
        "Sem crédito",
        "Ohne Angabe",
    ],
)
def test_words_in_a_credits_place_credit_nobody_and_hold_publication(line: str) -> None:
    image = uploads.accept(factories.picture_file(), by=factories.user(), filename="harbour.jpg")
    describing.credit(image, Metadata(credit_line=line, creators=("Ana Prado",)))
    image = Image.objects.get(pk=image.pk)
    assert list(image.credits.all()) == []
    assert rights.problems(image, timezone.now()) == ["It has no credit."]
    assert crediting.notices(Metadata(credit_line=line)) == [
        f"Its credit line says “{line}”, which names nobody: look whom to credit."
    ]


def test_a_guess_is_looked_at_first_until_an_editor_confirms_it(client: Client, pia: User) -> None:
    credited(credit_line="Ana Prado")
    image = Image.objects.get()
    now = timezone.now()
    assert (rights.verdict(image, now).state, str(rights.verdict(image, now))) == ("warn", rights.GUESSED)
    client.force_login(pia)
    address = reverse("admin:media_image_change", args=[image.pk])
    page = client.get(address).content.decode()
    assert "Whom to credit is a guess from its file" in page
    row = image.credits.get()
    form = {
        "credits-TOTAL_FORMS": "1",
        "credits-INITIAL_FORMS": "1",
        "credits-0-id": str(row.pk),
        "credits-0-image": str(image.pk),
        "credits-0-position": "0",
        "credits-0-kind": "photographer",
        "credits-0-name": "Ana Prado",
        "leases-TOTAL_FORMS": "0",
        "leases-INITIAL_FORMS": "0",
        "rights_end_0": "",
        "rights_end_1": "",
        "taken_at_0": "",
        "taken_at_1": "",
    }
    assert client.post(address, form).status_code == 302
    assert Credit.objects.get().guessed
    assert client.post(address, form | {"credits_are_right": "on"}).status_code == 302
    assert not Credit.objects.get().guessed
    assert rights.verdict(Image.objects.get(), now).state == "yes"
    assert LogEntry.objects.latest("pk").words == "Changed: credit confirmed, Image: Ana Prado."
    assert "credits_are_right" not in client.get(address).content.decode()


def test_a_credit_that_an_editor_puts_right_is_no_guess_any_more(client: Client, pia: User) -> None:
    credited(credit_line="Ana Prado")
    image, row = Image.objects.get(), Credit.objects.get()
    client.force_login(pia)
    form = {
        "credits-TOTAL_FORMS": "1",
        "credits-INITIAL_FORMS": "1",
        "credits-0-id": str(row.pk),
        "credits-0-image": str(image.pk),
        "credits-0-position": "0",
        "credits-0-kind": "photographer",
        "credits-0-name": "Ana Prado Vidal",
        "leases-TOTAL_FORMS": "0",
        "leases-INITIAL_FORMS": "0",
        "rights_end_0": "",
        "rights_end_1": "",
        "taken_at_0": "",
        "taken_at_1": "",
    }
    assert client.post(reverse("admin:media_image_change", args=[image.pk]), form).status_code == 302
    assert (Credit.objects.get().name, Credit.objects.get().guessed) == ("Ana Prado Vidal", False)


def test_credits_point_to_the_agency_and_the_reporter_themselves() -> None:
    agency, reporter = factories.agency("Associated Press", credit_name="AP"), factories.reporter()
    credited(credit_line="AP", creators=("Ines Caldera", "Jo Marsh"))
    assert [(row.kind, row.agency, row.reporter, row.name) for row in Credit.objects.all()] == [
        ("agency", agency, None, ""),
        ("staff", None, reporter, ""),
        ("photographer", None, None, "Jo Marsh"),
    ]


def test_no_more_parties_are_credited_than_the_form_has_room_for() -> None:
    credited(creators=tuple(f"Photographer {number}" for number in range(40)))
    assert Credit.objects.count() == describing.MOST_CREDITS


def test_a_typed_credit_keeps_those_of_the_file_out(client: Client, pia: User) -> None:
    client.force_login(pia)
    for form, line in (
        ({"credits-0-kind": "photographer", "credits-0-name": "Ana Prado"}, "Image: Ana Prado"),
        (
            {"credits-0-kind": "photographer"},
            "Image: Credit Line (ref2017.1) | Image: Creator1 (ref2017.1) | Image: Creator2 (ref2017.1)",
        ),
    ):
        rows = {"credits-TOTAL_FORMS": "1", "credits-INITIAL_FORMS": "0", "credits-0-position": "0"}
        rows |= {"leases-TOTAL_FORMS": "0", "leases-INITIAL_FORMS": "0"}
        file = SimpleUploadedFile("reference.jpg", reference(), "image/jpeg")
        times = {"rights_end_0": "", "rights_end_1": "", "taken_at_0": "", "taken_at_1": ""}
        answer = client.post(reverse("admin:media_image_add"), {"file": file, **rows, **times, **form})
        assert answer.status_code == 302, answer.context["errors"]
        image = Image.objects.get()
        assert (image.credit_line, image.headline) == (line, "The Headline (ref2017.1)")
        image.delete()


def test_a_picture_from_the_dialog_is_credited_by_its_file_too(client: Client, pia: User) -> None:
    client.force_login(pia)
    file = SimpleUploadedFile("reference.jpg", reference(), "image/jpeg")
    answer = client.post(reverse("admin:media_image_upload"), {"file": file})
    assert answer.status_code == 201
    assert answer.json()["picture"]["credit"].startswith("Image: Credit Line (ref2017.1) | ")


# What does not fit


def test_a_long_caption_ends_between_two_words() -> None:
    image = described(caption="The harbour at dawn " * 100)
    assert len(image.caption) <= 600
    assert image.caption.endswith(" harbour at…")


def test_people_are_named_whole_or_not_at_all() -> None:
    image = described(people=tuple(f"Person Number {number:02}" for number in range(40)))
    assert image.people.split(", ")[-1] == "Person Number 15"


def test_every_field_takes_what_is_proposed() -> None:
    """However long it is: an editor's next save must not fail on what a file said."""
    long = "x" * 5000
    image = described(
        headline=long,
        caption=long,
        alt_text=long,
        people=(long, "Ana Prado"),
        place=NamedPlace(name=long, city=long),
        keywords=(long,) * 3,
        source=long,
        copyright_notice=long,
        usage_terms=long,
        instructions=long,
        web_statement=f"https://example.org/{long}",
        licensors=(Licensor(long, "https://-not-a-host-/"),),
        digital_source_type="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
    )
    proposed = set(describing._words(Metadata()))
    image.clean_fields(exclude={field.name for field in Image._meta.fields} - proposed)
    assert (image.web_statement, image.licensor_url) == ("", "")
    assert image.digital_source == "trainedAlgorithmicMedia"
    assert (image.people, image.keywords) == ("", "")


# When


@pytest.mark.parametrize(
    ("taken", "moment"),
    [
        (
            Taken("2026-05-23T06:01:00+01:00", datetime.fromisoformat("2026-05-23T06:01:00+01:00")),
            "2026-05-23T05:01",
        ),
        (Taken("2026-05-23T06:01:00", datetime(2026, 5, 23, 6, 1)), "2026-05-23T00:31"),
        (Taken("2026-05-23"), "2026-05-22T18:30"),
        (Taken("1944"), None),
        (Taken("0001-01-01"), None),
        (None, None),
    ],
)
def test_the_camera_s_clock_is_the_newsroom_s_unless_it_names_a_zone(
    taken: Taken | None, moment: str | None
) -> None:
    image = described(date_taken=taken)
    assert (image.taken_at and image.taken_at.isoformat()[:16]) == moment


# Rights


@pytest.mark.parametrize(
    ("page", "category", "licence"),
    [
        ("https://creativecommons.org/licenses/by-sa/4.0/", "creative-commons", "by-sa-4.0"),
        ("http://creativecommons.org/licenses/by/2.0/deed.pt", "creative-commons", "by-2.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "creative-commons", "cc0-1.0"),
        ("https://creativecommons.org/licenses/by-nc/4.0/", "creative-commons", ""),
        ("https://creativecommons.org/publicdomain/mark/1.0/", "public-domain", ""),
        ("https://example.org/creativecommons.org/licenses/by/4.0/", "", ""),
        ("", "", ""),
    ],
)
def test_a_licence_of_creative_commons_is_recognised(page: str, category: str, licence: str) -> None:
    image = described(web_statement=page)
    assert (image.category, image.licence) == (category, licence)


def test_a_category_that_was_chosen_stays() -> None:
    image = Image(category="handout")
    describing.describe(image, Metadata(web_statement="https://creativecommons.org/licenses/by/4.0/"))
    assert (image.category, image.licence) == ("handout", "")


# How it is said


def test_the_desk_says_in_its_own_words_what_was_done(client: Client, pia: User) -> None:
    """Django's are “The picture “…” was added successfully. You may edit it again below.”"""
    client.force_login(pia)
    rows = {"credits-TOTAL_FORMS": "0", "credits-INITIAL_FORMS": "0"}
    rows |= {"leases-TOTAL_FORMS": "0", "leases-INITIAL_FORMS": "0"}
    times = {"rights_end_0": "", "rights_end_1": "", "taken_at_0": "", "taken_at_1": ""}
    form = {"caption": "The harbour.", **rows, **times}
    file = SimpleUploadedFile("harbour.jpg", factories.picture_file().read(), "image/jpeg")
    added = client.post(reverse("admin:media_image_add"), {"file": file, **form}, follow=True)
    assert [str(message) for message in added.context["messages"]] == ["“The harbour.” is in the library."]
    address = reverse("admin:media_image_change", args=[Image.objects.get().pk])
    saved = client.post(address, form | {"caption": "The harbour at dawn."}, follow=True)
    assert [str(message) for message in saved.context["messages"]] == ["Saved: “The harbour at dawn.”."]


def test_a_picture_that_moves_is_taken_and_its_sender_told_that_it_will_stand_still(
    client: Client, pia: User
) -> None:
    client.force_login(pia)
    frames = [PIL.Image.new("RGB", (300, 300), colour) for colour in ("teal", "navy", "maroon")]
    for format in ("GIF", "WEBP", "PNG", "AVIF"):
        file = io.BytesIO()
        frames[0].save(file, format, save_all=True, append_images=frames[1:])
        sent = SimpleUploadedFile("harbour", file.getvalue())
        answer = client.post(reverse("admin:media_image_upload"), {"file": sent})
        assert answer.status_code == 201
        assert [words[:8] for words in answer.json()["notices"]] == ["It moves"]
    assert "standing still" in LogEntry.objects.latest("pk").words
    pages = io.BytesIO()
    frames[0].save(pages, "TIFF", save_all=True, append_images=frames[1:])
    answer = client.post(
        reverse("admin:media_image_upload"), {"file": SimpleUploadedFile("a", pages.getvalue())}
    )
    assert answer.json()["notices"] == ["The file has several pages: readers get the first."]
