"""May a picture be shown, here and now: what the desk is told, what publishing refuses, and what readers lose."""

from __future__ import annotations

from datetime import datetime, timedelta
from unittest.mock import Mock
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from articles.acts import approve, moving, plain_moves
from articles.acts.act import Refused
from articles.models import Agency, Article, Letter, PublishedArticle, PublishedPicture, Section, StaffRecord
from articles.policy import Role
from articles.publishing import public_copies, public_rows
from articles.records import outbox
from house import clock
from media.clearance import notices, rights
from media.clearance.rights import Verdict
from media.files import removal
from media.models import Credit, Image, Lease, LogEntry
from media.shelves import storage
from media.signals import image_changed
from media.terms.categories import Category
from tests import factories

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 3, 18, tzinfo=ZoneInfo("Asia/Kolkata"))
DAY = timedelta(days=1)
SAID = "3 Mar 2026 18:00 IST"


def picture(*credits: dict[str, object], **fields: object) -> Image:
    """A picture with these credits and no others; without any it is our own."""
    image = factories.picture(credited=False, **fields)
    for position, credit in enumerate(credits or ({"kind": "staff"},)):
        Credit.objects.create(image=image, position=position, **credit)
    return image


def lease(
    image: Image, *, allows: bool, starts: datetime | None = None, ends: datetime | None = None
) -> None:
    Lease.objects.create(
        image=image,
        allows=allows,
        starts=starts,
        ends=ends,
        reason="Agreed with Ana Prado",
        by=factories.chief(),
    )
    image.refresh_from_db()


def changed(image: Image, **fields: object) -> None:
    """As the library does it."""
    Image.objects.filter(pk=image.pk).update(**fields)
    image_changed.send(sender=Image, image=Image.objects.get(pk=image.pk))


def log_of(image: Image) -> list[tuple[str, str]]:
    entries = LogEntry.objects.filter(image_id=image.pk).exclude(act="uploaded").order_by("pk")
    return list(entries.values_list("act", "words"))


class TestCategory:
    @pytest.mark.parametrize(
        ("kind", "category"),
        [
            ("staff", Category.STAFF),
            ("agency", Category.AGENCY),
            ("handout", Category.HANDOUT),
            ("illustration", Category.ILLUSTRATION),
            ("photographer", Category.FREELANCE),
        ],
    )
    def test_the_first_credit_speaks_for_a_picture_that_nobody_sorted(self, kind: str, category: str) -> None:
        image = picture({"kind": kind, "name": "Ana Prado"}, {"kind": "staff"})
        assert rights.category_of(image) == category

    def test_a_photographer_of_ours_is_staff_and_one_of_an_agency_is_not(self) -> None:
        ours = picture({"kind": "photographer", "reporter": factories.reporter()})
        theirs = picture({"kind": "photographer", "agency": factories.agency()})
        assert (rights.category_of(ours), rights.category_of(theirs)) == (Category.STAFF, Category.AGENCY)

    def test_what_the_desk_chose_goes_before_the_credit(self) -> None:
        assert rights.category_of(picture(category="public-domain")) == Category.PUBLIC_DOMAIN
        assert rights.category_of(factories.picture(credited=False)) is None

    @pytest.mark.parametrize(
        ("category", "credit", "fields", "lacking"),
        [
            ("staff", {"kind": "staff"}, {}, None),
            ("public-domain", {"kind": "handout", "name": "NASA"}, {}, None),
            ("illustration", {"kind": "illustration", "name": "Noor Vandamme"}, {}, None),
            ("freelance", {"kind": "staff"}, {}, "Name the photographer in its credits."),
            ("freelance", {"kind": "photographer", "name": "Ana Prado"}, {}, None),
            ("agency", {"kind": "photographer", "name": "Ana"}, {}, "Name the agency in its credits."),
            ("agency", {"kind": "agency", "name": "Isobar"}, {}, None),
            ("handout", {"kind": "staff"}, {}, "Say in its rights note who gave it out, and for what."),
            ("handout", {"kind": "staff"}, {"rights_note": "Police, for the search"}, None),
            ("social", {"kind": "staff"}, {}, "Say in its rights note whose it is, and how they agreed."),
            ("screengrab", {"kind": "staff"}, {"rights_note": " "}, "where it was shown"),
            ("courtesy", {"kind": "staff"}, {}, "whose it is, and for which story"),
            ("stock", {"kind": "staff"}, {}, "Say who licensed it"),
            ("stock", {"kind": "staff"}, {"licensor": "Bildhaus"}, None),
            ("stock", {"kind": "staff"}, {"rights_note": "Flat rate until 2027"}, None),
            (
                "creative-commons",
                {"kind": "photographer", "name": "A"},
                {},
                "Creative Commons licence it has",
            ),
            ("creative-commons", {"kind": "staff"}, {"licence": "by-4.0"}, "Name the maker"),
            ("creative-commons", {"kind": "photographer", "name": "A"}, {"licence": "by-4.0"}, None),
        ],
    )
    def test_each_category_asks_for_what_it_needs(
        self, category: str, credit: dict[str, object], fields: dict[str, object], lacking: str | None
    ) -> None:
        image = picture(credit, category=category, **fields)
        verdict = rights.verdict(image, NOON)
        assert verdict.state == ("no" if lacking else "yes")
        assert (lacking or "") in str(verdict)

    def test_every_category_says_what_it_asks_for(self) -> None:
        assert set(rights.REQUIREMENTS) == set(Category)

    def test_a_guess_warns_and_takes_no_picture_off_a_page(self) -> None:
        image = picture({"kind": "handout", "name": "Police"})
        assert rights.verdict(image, NOON) == Verdict(
            "warn", ("Say in its rights note who gave it out, and for what.",)
        )


class TestVerdict:
    def test_our_own_picture_may_be_shown_and_nothing_is_said(self) -> None:
        assert rights.verdict(picture(), NOON) == Verdict("yes")

    def test_rights_that_end_within_a_week_are_told_and_later_ones_are_not(self) -> None:
        image = picture(rights_end=NOON)
        assert rights.verdict(image, NOON - 7 * DAY) == Verdict("warn", (f"Its rights end on {SAID}.",))
        assert rights.verdict(image, NOON - 7 * DAY - timedelta(seconds=1)) == Verdict("yes")
        assert rights.verdict(image, NOON) == Verdict("no", (f"Its rights ended on {SAID}.",))

    def test_a_lease_forbids_from_its_start_to_its_end(self) -> None:
        image = picture()
        lease(image, allows=False, starts=NOON, ends=NOON + DAY)
        reason = "A lease forbids it until 4 Mar 2026 18:00 IST: Agreed with Ana Prado."
        assert rights.problems(image, NOON - timedelta(seconds=1)) == []
        assert rights.problems(image, NOON) == [reason]
        assert rights.problems(image, NOON + DAY) == []

    def test_leases_that_allow_forbid_the_rest_of_the_time(self) -> None:
        image = picture()
        lease(image, allows=True, starts=NOON, ends=NOON + DAY)
        lease(image, allows=True, starts=NOON + DAY, ends=NOON + 2 * DAY)
        assert rights.problems(image, NOON - DAY) == [f"It is allowed from {SAID} on."]
        assert rights.problems(image, NOON) == rights.problems(image, NOON + DAY) == []
        assert rights.problems(image, NOON + 2 * DAY) == ["It was allowed until 5 Mar 2026 18:00 IST."]

    def test_it_ends_with_the_last_lease_and_not_between_two_that_meet(self) -> None:
        image = picture(rights_end=NOON + 9 * DAY)
        lease(image, allows=True, starts=NOON, ends=NOON + DAY)
        lease(image, allows=True, starts=NOON + DAY, ends=NOON + 2 * DAY)
        assert rights.ends(image, NOON) == NOON + 2 * DAY
        lease(image, allows=False, starts=NOON + timedelta(hours=1))
        assert rights.ends(image, NOON) == NOON + timedelta(hours=1)

    def test_the_next_change_may_be_that_it_may_be_shown_again(self) -> None:
        image = picture(rights_end=NOON + 9 * DAY)
        lease(image, allows=False, starts=NOON, ends=NOON + DAY)
        assert rights.next_change(image, NOON - DAY) == NOON
        assert rights.next_change(image, NOON) == NOON + DAY
        assert rights.next_change(image, NOON + DAY) == NOON + 9 * DAY
        assert rights.next_change(image, NOON + 9 * DAY) is None

    def test_rights_hold_in_some_countries_only(self, settings) -> None:
        image = picture(only_in="pt, ES")
        settings.PUBLISHES_IN = ("PT",)
        assert rights.verdict(image, NOON) == Verdict("yes")
        settings.PUBLISHES_IN = ("PT", "FR")
        assert str(rights.verdict(image, NOON)) == "It may be shown only in ES and PT, and we are read in FR."
        settings.PUBLISHES_IN = ()
        assert (
            str(rights.verdict(image, NOON))
            == "It may be shown only in ES and PT, and we are read everywhere."
        )

    def test_what_else_an_editor_should_know_is_a_warning(self) -> None:
        image = picture(
            {"kind": "photographer", "name": "A"},
            editorial_only=True,
            licence="by-nd-4.0",
            category="creative-commons",
            digital_source="trainedAlgorithmicMedia",
            instructions="No archive",
        )
        assert rights.verdict(image, NOON) == Verdict(
            "warn",
            (
                "Editorial use only.",
                "Its licence forbids to crop it.",
                "Made by generative AI: readers are told.",
                "Its sender asks: No archive.",
            ),
        )

    def test_a_picture_that_may_not_be_cropped_is_whole_in_every_shape(self) -> None:
        image = picture(licence="by-nd-4.0", crops={"3:2": "0,0,500,500"})
        assert (image.box("3:2"), image.box("1:1")) == (None, None)

    def test_many_pictures_are_asked_about_in_three_queries(self, django_assert_num_queries) -> None:
        for _ in range(3):
            lease(factories.picture(), allows=True)
        with django_assert_num_queries(3):
            states = [rights.verdict(image, NOON).state for image in Image.objects.with_rights()]
        assert states == ["yes"] * 3


class TestPublishing:
    def refusal(self, article: Article) -> str:
        chief = factories.chief()
        moving.move(plain_moves.TAKE, article, by=chief)
        with pytest.raises(Refused) as refused:
            moving.move(approve.ACT, article, by=chief)
        return str(refused.value)

    def test_a_killed_picture_stops_the_story_and_the_reason_is_said(self) -> None:
        image = factories.picture(caption="Smoke over the mill")
        article = factories.story(lead_picture=image)
        removal.kill(image, by=factories.chief(), reason="The court said so", now=NOON)
        assert self.refusal(article) == (
            f"Picture “Smoke over the mill”: It was killed on {SAID}: The court said so."
        )

    def test_a_crop_against_the_licence_stops_the_story(self) -> None:
        image = factories.picture(caption="Boats", licence="by-nd-4.0")
        article = factories.story(lead_picture=image, lead_crop="0,0,500,500")
        assert self.refusal(article) == "Picture “Boats”: Its licence forbids to crop it."

    def test_leases_with_and_without_a_beginning_stand_side_by_side(self) -> None:
        image = factories.picture()
        lease(image, allows=True, starts=factories.earlier(hours=1))
        lease(image, allows=True)
        factories.live_story(lead_picture=image, lead_alt="Boats")
        assert PublishedPicture.objects.get().image_id == image.pk

    def test_every_reason_of_every_picture_is_said(self) -> None:
        lead = factories.picture(caption="Boats", rights_end=NOON)
        inside = picture(caption="Nets", category="social")
        body = f'<p>Text.</p><figure data-picture="{inside.pk}"></figure>'
        assert self.refusal(factories.story(lead_picture=lead, body=body)) == (
            f"Picture “Boats”: Its rights ended on {SAID}. "
            "Picture “Nets”: Say in its rights note whose it is, and how they agreed."
        )


@pytest.fixture
def soon() -> datetime:
    """A moment at which rights end, still ahead."""
    return factories.earlier(days=-3)


@pytest.fixture
def city() -> Section:
    return factories.section("City")


def shown(article: Article) -> set[int]:
    return set(PublishedPicture.objects.filter(story__story_id=article.pk).values_list("image_id", flat=True))


def names(image: Image) -> list[str]:
    return [row.name for row in image.renditions.all()]


def is_public(image: Image) -> bool:
    there = {storage.public().exists(name) for name in names(image)}
    assert len(there) == 1
    return there.pop()


def page_of(article: Article) -> str:
    return Client().get(PublishedArticle.objects.get(story_id=article.pk).path).content.decode()


class TestEnd:
    """What readers lose when rights end, and what they get instead."""

    def test_pages_lose_the_picture_and_the_log_says_where_it_was(
        self, soon: datetime, django_capture_on_commit_callbacks
    ) -> None:
        image, stays = factories.picture(rights_end=soon), factories.picture()
        body = f'<p>Text.</p><figure data-picture="{image.pk}"></figure>' + (
            f'<figure data-picture="{stays.pk}"></figure>'
        )
        first = factories.live_story(headline="First story", lead_picture=image, slug="first")
        second = factories.live_story(headline="Second story", lead_picture=stays, body=body, slug="second")
        assert public_copies.end_rights(soon - timedelta(seconds=1)) == 0
        assert is_public(image)
        with django_capture_on_commit_callbacks(execute=True):
            assert public_copies.end_rights(soon) == 1
        assert (shown(first), shown(second)) == (set(), {stays.pk})
        assert all(name not in page_of(first) + page_of(second) for name in names(image))
        assert (is_public(image), is_public(stays)) == (False, True)
        paths = {row.story_id: row.path for row in PublishedArticle.objects.all()}
        assert log_of(image) == [
            (
                "ended",
                f"Its rights ended on {clock.in_full(soon)}. Taken out of “First story” ({paths[first.pk]}), "
                f"“Second story” ({paths[second.pk]}).",
            )
        ]
        assert public_copies.end_rights(soon + DAY) == 0
        assert len(log_of(image)) == 1

    def test_the_sections_own_picture_stands_in_for_the_lead(self, soon: datetime, city: Section) -> None:
        harbour = factories.section("Harbour", parent=city)
        Section.objects.filter(pk=city.pk).update(picture=factories.picture(caption="The city hall."))
        public_copies.refresh_sections()
        image = factories.picture(rights_end=soon)
        article = factories.live_story(section=harbour, lead_picture=image)
        without = factories.live_story(section=harbour)
        public_copies.end_rights(soon)
        lead = PublishedArticle.objects.get(story_id=article.pk).lead
        assert lead is not None
        assert (lead.use, lead.section, lead.caption) == ("section", city, "The city hall.")
        assert PublishedArticle.objects.get(story_id=without.pk).lead is None
        Image.objects.filter(pk=image.pk).update(rights_end=factories.earlier(hours=1))
        Section.objects.filter(pk=harbour.pk).update(picture=factories.picture(caption="The quay."))
        public_copies.refresh_sections([Section.objects.get(pk=harbour.pk)])
        lead = PublishedArticle.objects.get(story_id=article.pk).lead
        assert lead is not None
        assert lead.caption == "The quay."

    def test_a_section_keeps_the_picture_that_it_got_while_it_was_waited_for(self, city: Section) -> None:
        before = Section.objects.get(pk=city.pk)
        Section.objects.filter(pk=city.pk).update(picture=factories.picture(caption="The city hall."))
        public_copies.refresh_sections([before])
        assert PublishedPicture.objects.get(section=city).caption == "The city hall."

    def test_the_one_that_stands_in_can_end_too(
        self, soon: datetime, city: Section, django_capture_on_commit_callbacks
    ) -> None:
        own = factories.picture(rights_end=soon + DAY)
        Section.objects.filter(pk=city.pk).update(picture=own)
        public_copies.refresh_sections()
        article = factories.live_story(lead_picture=factories.picture(rights_end=soon))
        public_copies.end_rights(soon)
        assert PublishedArticle.objects.get(story_id=article.pk).rights_end == soon + DAY
        with django_capture_on_commit_callbacks(execute=True):
            assert public_copies.end_rights(soon + DAY) == 1
        assert PublishedArticle.objects.get(story_id=article.pk).lead is None
        assert not is_public(own)
        assert "Taken out of the picture of the section City." in log_of(own)[0][1]

    def test_a_portrait_goes_as_well(self, soon: datetime) -> None:
        ines = factories.reporter("Ines Caldera")
        image = factories.picture(rights_end=soon)
        record = StaffRecord.objects.create(reporter=ines, portrait=image)
        public_copies.refresh_portrait(record)
        assert PublishedPicture.objects.filter(reporter=ines).exists()
        assert public_copies.end_rights(soon) == 1
        assert not PublishedPicture.objects.filter(reporter=ines).exists()
        assert "Taken out of the portrait of Ines Caldera." in log_of(image)[0][1]

    def test_a_picture_comes_back_when_a_lease_that_forbids_it_ends(self, soon: datetime) -> None:
        image = factories.picture()
        article = factories.live_story(lead_picture=image)
        lease(image, allows=False, starts=soon, ends=soon + DAY)
        changed(image)
        assert PublishedArticle.objects.get(story_id=article.pk).rights_end == soon
        public_copies.end_rights(soon)
        assert shown(article) == set()
        public_copies.end_rights(soon + DAY)
        assert shown(article) == {image.pk}

    def test_longer_rights_bring_it_back(self, soon: datetime) -> None:
        image = factories.picture(rights_end=soon)
        article = factories.live_story(lead_picture=image)
        changed(image, rights_end=factories.earlier(hours=1))
        assert shown(article) == set()
        assert "Its rights ended on" in log_of(image)[0][1]
        changed(image, rights_end=None)
        assert shown(article) == {image.pk}
        assert PublishedArticle.objects.get(story_id=article.pk).rights_end is None

    @pytest.mark.parametrize(
        "against", [{"category": "social"}, {"only_in": "PT"}, {"category": "creative-commons"}]
    )
    def test_another_category_or_region_takes_it_off_at_once(self, against: dict[str, str]) -> None:
        image = factories.picture()
        article = factories.live_story(lead_picture=image)
        changed(image, **against)
        assert shown(article) == set()

    def test_one_story_that_fails_does_not_keep_the_others(
        self, soon: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        bad, good = (factories.live_story(lead_picture=factories.picture(rights_end=soon)) for _ in "12")
        refresh = public_rows.refresh

        def fails(stories, **options):
            if bad.pk in stories:
                raise OSError("disk full")
            return refresh(stories, **options)

        monkeypatch.setattr("articles.publishing.public_rows.refresh", fails)
        assert public_copies.end_rights(soon) == 1
        assert (len(shown(bad)), shown(good)) == (1, set())
        monkeypatch.undo()
        assert public_copies.end_rights(soon) == 1
        assert shown(bad) == set()

    def test_an_agencys_new_house_style_reaches_the_pictures(self) -> None:
        image = factories.picture()
        article = factories.live_story(lead_picture=image)
        before = Agency.objects.get()
        Agency.objects.update(credit_name="Meridian")
        public_copies.refresh_agency(before)
        row = PublishedPicture.objects.get(story__story_id=article.pk)
        assert row.credit_line == "Image: Meridian | Image: Self"


class TestKill:
    def test_a_kill_takes_it_out_of_everything_and_lists_where_it_was(
        self, django_capture_on_commit_callbacks
    ) -> None:
        image = factories.picture()
        pia = factories.user(Role.PICTURE_EDITOR)
        live = factories.live_story(headline="On the front", lead_picture=image)
        draft = factories.story(lead_picture=image)
        path = PublishedArticle.objects.get(story_id=live.pk).path
        with django_capture_on_commit_callbacks(execute=True):
            removal.kill(image, by=pia, reason="Not him")
        assert shown(live) == set()
        for address in ("/", "/latest/", "/feed/", "/city/", "/city/feed/", path):
            sent = Client().get(address).content.decode()
            assert all(name not in sent for name in names(image)), address
        assert all(Client().get(f"/pictures/{name}").status_code == 404 for name in names(image))
        assert log_of(image) == [("killed", f"Not him. Taken out of “On the front” ({path}).")]
        assert LogEntry.objects.get(act="killed").by == pia
        draft.refresh_from_db()
        assert draft.lead_picture == image
        assert Image.objects.get(pk=image.pk).kill_reason == "Not him"

    def test_a_killed_picture_that_nobody_saw_is_said_to_have_been_nowhere(self) -> None:
        image = factories.picture()
        removal.kill(image, by=factories.chief(), reason="Wrong mill.")
        assert log_of(image) == [("killed", "Wrong mill. Readers had it nowhere.")]

    def test_lifting_the_kill_gives_it_back(self, django_capture_on_commit_callbacks) -> None:
        image, chief = factories.picture(), factories.chief()
        article = factories.live_story(lead_picture=image)
        removal.kill(image, by=chief, reason="Not him")
        with django_capture_on_commit_callbacks(execute=True):
            removal.release(image, by=chief, reason="It is him")
        assert shown(article) == {image.pk}
        assert is_public(image)
        assert [act for act, _ in log_of(image)] == ["killed", "released"]

    @pytest.mark.parametrize("role", [Role.REPORTER, Role.COPY_EDITOR, Role.SECTION_EDITOR, Role.ADMIN])
    def test_others_may_not(self, role: Role) -> None:
        image, somebody = factories.picture(), factories.user(role)
        for act in (removal.kill, removal.release):
            with pytest.raises(PermissionDenied):
                act(image, by=somebody, reason="Because")
        assert log_of(image) == []

    def test_it_needs_a_reason_and_happens_once(self) -> None:
        image, chief = factories.picture(), factories.chief()
        with pytest.raises(removal.NotDone, match="Say why"):
            removal.kill(image, by=chief, reason=" ")
        with pytest.raises(removal.NotDone, match="not been killed"):
            removal.release(image, by=chief, reason="Why not")
        removal.kill(image, by=chief, reason="Not him")
        with pytest.raises(removal.NotDone, match="already"):
            removal.kill(image, by=chief, reason="Not him")


class TestNotices:
    def test_the_picture_desk_is_told_once_seven_days_before(
        self, soon: datetime, django_capture_on_commit_callbacks
    ) -> None:
        image = factories.picture(rights_end=soon, caption="Boats")
        factories.picture(rights_end=soon)  # nobody uses it
        pia = factories.user(Role.PICTURE_EDITOR)
        pia.email = "pia@example.org"
        pia.save()
        article = factories.live_story(headline="First story", lead_picture=image)
        Article.objects.filter(pk=article.pk).update(slugline="ferry night")
        assert notices.tell(soon - 7 * DAY - timedelta(seconds=1), outbox.put) == 0
        for expected in (1, 0):
            with django_capture_on_commit_callbacks(execute=True):
                assert notices.tell(soon - 7 * DAY, outbox.put) == expected
        assert log_of(image) == [("notice", f"Its rights end on {clock.in_full(soon)}.")]
        assert outbox.send(soon - 7 * DAY) == 1
        assert [(message.to, message.subject) for message in mail.outbox] == [
            (["pia@example.org"], "The rights of a picture end within seven days")
        ]
        page = f"{settings.SITE_URL}{reverse('admin:media_image_change', args=[image.pk])}"
        assert mail.outbox[0].body == (
            f"Boats (Image: MP | Image: Self)\nIts rights end on {clock.in_full(soon)}.\n{page}\n– ferry night: Live"
        )

    def test_another_end_is_told_anew(self, soon: datetime) -> None:
        image = factories.picture(rights_end=soon)
        factories.story(lead_picture=image)
        assert notices.tell(soon - DAY, outbox.put) == 1
        Image.objects.filter(pk=image.pk).update(rights_end=soon + DAY)
        assert notices.tell(soon - DAY, outbox.put) == 1
        assert len(log_of(image)) == 2

    def test_leases_are_told_of_and_killed_pictures_are_not(self, soon: datetime) -> None:
        leased, killed = factories.picture(), factories.picture(rights_end=soon)
        lease(leased, allows=True, ends=soon)
        removal.kill(killed, by=factories.chief(), reason="Not him")
        for image in (leased, killed):
            factories.story(lead_picture=image)
        assert [(one.image, one.at) for one in notices.ending(soon - DAY, by=factories.chief())] == [
            (leased, soon)
        ]

    def test_what_is_noted_and_what_is_mailed_stand_or_fall_together(
        self, soon: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("pia", "ravi"):
            somebody = factories.user(Role.PICTURE_EDITOR)
            somebody.email = f"{name}@example.org"
            somebody.save()
        factories.story(lead_picture=(image := factories.picture(rights_end=soon)))
        with monkeypatch.context() as breaking:
            breaking.setattr(outbox, "put", Mock(side_effect=OSError("no more room")))
            with pytest.raises(OSError, match="no more room"):
                notices.tell(soon - DAY, outbox.put)
        assert log_of(image) == []
        assert notices.tell(soon - DAY, outbox.put) == 1
        assert sorted(Letter.objects.values_list("to", flat=True)) == ["pia@example.org", "ravi@example.org"]

    def test_the_first_page_says_what_ends_and_where_it_is_used(self, soon: datetime) -> None:
        image = factories.picture(rights_end=soon, caption="Boats at the quay")
        factories.live_story(headline="First story", lead_picture=image)
        client = Client()
        client.force_login(factories.user(Role.PICTURE_EDITOR))
        page = client.get(reverse("admin:index")).content.decode()
        assert "Rights ending within seven days" in page
        assert "Boats at the quay" in page
        assert "First story" in page
        client.force_login(factories.user(Role.REPORTER))
        assert "Rights ending" not in client.get(reverse("admin:index")).content.decode()

    @pytest.mark.parametrize("count", [1, 8])
    def test_the_first_page_costs_the_same_for_one_and_for_eight(
        self, count: int, soon: datetime, django_assert_num_queries
    ) -> None:
        for _ in range(count):
            factories.live_story(lead_picture=factories.picture(rights_end=soon))
        client = Client()
        client.force_login(factories.user(Role.PICTURE_EDITOR))
        with django_assert_num_queries(FIRST_PAGE):
            client.get(reverse("admin:index"))


FIRST_PAGE = 10


def test_the_log_of_a_deleted_picture_stays() -> None:
    image, chief = factories.picture(caption="Boats"), factories.chief()
    number = image.pk
    removal.remove(image, by=chief)
    entry = LogEntry.objects.get(image_id=number, act="deleted")
    assert (entry.words, entry.by) == ("harbour.jpg: Boats", chief)
