"""Credit lines as readers see them, and the rule that a credit names one party."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from media.clearance import rights
from media.models import Credit, Image
from media.terms import credits
from media.terms.credits import CreditKind, Party
from tests import factories

NOON = datetime(2026, 3, 3, 12, 30, tzinfo=UTC)


def parties(*named: tuple[str, str]) -> list[Party]:
    return [Party(kind, name) for kind, name in named]


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ([], ""),
        ([("agency", "AP")], "Image: AP"),
        ([("agency", "AP"), ("staff", "Self")], "Image: AP | Image: Self"),
        ([("staff", "Self"), ("agency", "AP")], "Image: Self | Image: AP"),
        (
            [("agency", "AP"), ("photographer", "Ines Caldera"), ("agency", "AP")],
            "Image: AP | Image: Ines Caldera",
        ),
        ([("illustration", "Jo Marsh")], "Illustration: Jo Marsh"),
        ([("illustration", "Jo Marsh"), ("agency", "AP")], "Illustration: Jo Marsh | Image: AP"),
    ],
)
def test_a_credit_line_names_each_party_once_and_in_order(given: list[tuple[str, str]], line: str) -> None:
    assert credits.credit_line(parties(*given)) == line


def test_a_desk_with_another_word_for_pictures_may_use_it() -> None:
    given = parties(("agency", "AP"), ("illustration", "Jo Marsh"))
    assert credits.credit_line(given, word="Photograph") == "Photograph: AP | Illustration: Jo Marsh"


@pytest.mark.django_db
def test_a_picture_of_an_agency_and_of_the_staff_is_credited_to_both() -> None:
    image = factories.picture(credited=False)
    Credit.objects.create(image=image, position=2, kind=CreditKind.STAFF)
    Credit.objects.create(
        image=image,
        position=1,
        kind=CreditKind.AGENCY,
        agency=factories.agency("Associated Press", credit_name="AP"),
    )
    assert image.credit_line == "Image: AP | Image: Self"


@pytest.mark.django_db
def test_a_staff_picture_by_a_named_reporter_carries_the_name() -> None:
    image = factories.picture(credited=False)
    Credit.objects.create(image=image, kind=CreditKind.STAFF, reporter=factories.reporter("Ines Caldera"))
    assert image.credit_line == "Image: Ines Caldera"


@pytest.mark.django_db
def test_a_handout_and_an_illustration_carry_the_names_given() -> None:
    image = factories.picture(credited=False)
    Credit.objects.create(image=image, position=1, kind=CreditKind.HANDOUT, name="City Fire Service")
    Credit.objects.create(image=image, position=2, kind=CreditKind.ILLUSTRATION, name="Jo Marsh")
    assert image.credit_line == "Image: City Fire Service | Illustration: Jo Marsh"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [kind for kind in CreditKind if kind != CreditKind.STAFF])
def test_only_a_staff_credit_may_name_nobody(kind: CreditKind) -> None:
    image = factories.picture(credited=False)
    with pytest.raises(ValidationError, match="Give one party"):
        Credit(image=image, kind=kind).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Credit.objects.create(image=image, kind=kind)
    assert image.credit_line == ""


@pytest.mark.django_db
def test_a_credit_never_names_two_parties() -> None:
    image, agency, reporter = factories.picture(credited=False), factories.agency(), factories.reporter()
    for both in (
        {"agency": agency, "reporter": reporter},
        {"agency": agency, "name": "Jo Marsh"},
        {"reporter": reporter, "name": "Jo Marsh"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Credit.objects.create(image=image, kind=CreditKind.STAFF, **both)


@pytest.mark.django_db
def test_credits_of_many_pictures_are_read_in_two_queries(django_assert_num_queries: Any) -> None:
    somebody = factories.user()
    for number in range(3):
        facts = {"bytes": 1, "width": 900, "height": 600, "format": "JPEG", "uploaded_by": somebody}
        image = Image.objects.create(original="x.jpg", sha256=f"{number:064}", **facts)
        Credit.objects.create(image=image, kind=CreditKind.AGENCY, agency=factories.agency())
        Credit.objects.create(image=image, kind=CreditKind.STAFF, reporter=factories.reporter(), position=1)
    with django_assert_num_queries(2):
        lines = [image.credit_line for image in Image.objects.with_credits()]
    assert lines == ["Image: MP | Image: Ines Caldera"] * 3


@pytest.mark.django_db
def test_a_picture_without_a_credit_may_not_be_shown() -> None:
    image = factories.picture(credited=False)
    assert rights.why_not_shown(image, NOON) == "It has no credit."
    Credit.objects.create(image=image, kind=CreditKind.STAFF)
    assert rights.why_not_shown(image, NOON) is None


@pytest.mark.django_db
def test_a_picture_may_be_shown_until_its_rights_end_and_not_after() -> None:
    image = factories.picture(rights_end=NOON)
    assert rights.why_not_shown(image, NOON - timedelta(seconds=1)) is None
    # In the newsroom's zone, which is India's in the tests.
    assert rights.why_not_shown(image, NOON) == "Its rights ended on 3 Mar 2026 18:00 IST."


@pytest.mark.django_db
def test_every_reason_against_a_picture_is_given() -> None:
    image = factories.picture(credited=False, rights_end=NOON)
    assert rights.problems(image, NOON) == ["It has no credit.", "Its rights ended on 3 Mar 2026 18:00 IST."]
