"""Publishing, correcting, withdrawing, killing: the ledger, the times readers see, and the public rows."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.acts import (
    correct,
    kill,
    lift_embargo,
    moving,
    plain_moves,
    publish,
    republish,
    table,
    withdraw,
)
from articles.acts.act import Refused
from articles.models import (
    Article,
    ChangeKind,
    Edition,
    GonePath,
    PublishedArticle,
    PublishedPicture,
    Redirect,
    Revision,
    State,
)
from articles.policy import Role
from articles.publishing import rebuilding
from articles.records import append_only
from tests import factories

pytestmark = pytest.mark.django_db

MORNING = datetime(2022, 5, 23, 0, 31, tzinfo=UTC)


def public(article) -> PublishedArticle:
    return PublishedArticle.objects.get(story_id=article.pk)


def test_a_first_publication_gives_readers_the_approved_revision() -> None:
    article = factories.story(headline="Mill reopens", section=factories.section("City"))
    edition = factories.publish(article, now=MORNING)
    row = public(article)
    assert (edition.number, edition.kind, edition.revision) == (1, ChangeKind.FIRST, article.revision)
    assert (row.headline, row.published_at, row.updated_at, row.modified_at) == (
        "Mill reopens",
        MORNING,
        None,
        MORNING,
    )
    assert row.path == edition.path == "/city/2022/05/23/mill-reopens/"
    assert (article.state, article.is_live, article.has_unpublished_changes) == (State.DRAFT, True, False)


def test_the_day_in_the_address_is_that_of_the_newsroom_s_zone() -> None:
    article = factories.story(headline="Late one")
    factories.publish(article, now=datetime(2022, 5, 22, 20, 0, tzinfo=UTC))  # 01:30 on the 23rd in Kolkata
    assert public(article).path == "/city/2022/05/23/late-one/"


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_a_newsroom_that_changes_its_zone_changes_no_address_and_no_feed(settings, client, zone: str) -> None:
    article = factories.story(headline="Late one")
    factories.publish(article, now=datetime(2022, 5, 22, 20, 0, tzinfo=UTC))  # 01:30 on the 23rd in Kolkata
    path, guid = public(article).path, "tag:testserver,2022-05-23:story-"
    settings.TIME_ZONE = zone
    assert guid in client.get("/feed/").content.decode()
    factories.edit(article, factories.chief(), standfirst="Now elsewhere.")
    factories.publish(article)
    call_command("rebuild_published", "--no-progress")
    assert public(article).path == path == "/city/2022/05/23/late-one/"
    assert not Redirect.objects.exists()
    assert guid in client.get("/feed/").content.decode()
    # What is first published from now on has the day of the new zone.
    factories.publish(
        other := factories.story(headline="New one"), now=datetime(2022, 5, 22, 20, 0, tzinfo=UTC)
    )
    day = datetime(2022, 5, 22, 20, 0, tzinfo=UTC).astimezone(ZoneInfo(zone))
    assert public(other).path == f"/city/{day:%Y/%m/%d}/new-one/"


def test_a_minor_change_moves_no_time_that_readers_see() -> None:
    article = factories.story()
    factories.publish(article, now=MORNING)
    factories.edit(article, factories.chief(), standfirst="A comma, moved.")
    later = MORNING + timedelta(hours=2)
    factories.publish(article, kind="minor", now=later)
    row = public(article)
    assert (row.published_at, row.updated_at, row.modified_at) == (MORNING, None, later)
    assert row.standfirst == "A comma, moved."


def test_an_update_is_dated_and_the_publication_stays() -> None:
    article = factories.story()
    factories.publish(article, now=MORNING)
    factories.edit(article, factories.chief(), standfirst="The vote has been counted again.")
    later = MORNING + timedelta(hours=2)
    factories.publish(article, now=later, note="With the recount.")
    row = public(article)
    assert (row.published_at, row.updated_at, row.modified_at) == (MORNING, later, later)
    assert [(change.kind, change.text) for change in row.changes.all()] == [
        ("updated", "With the recount."),
        ("published", ""),
    ]


def test_the_live_page_does_not_follow_the_working_copy() -> None:
    article = factories.live_story(headline="As published")
    factories.edit(article, factories.chief(), headline="Not yet")
    assert public(article).headline == "As published"
    assert article.has_unpublished_changes


def test_edits_after_approval_are_not_swept_along() -> None:
    editor = factories.chief()
    article = factories.ready(factories.story(headline="Approved"), editor)
    approved = article.approved_revision
    factories.edit(article, editor, headline="Typed afterwards")
    with pytest.raises(Refused, match="saved revision 2"):
        publish.publish(approved, by=editor)
    with pytest.raises(Refused, match="not been approved"):
        publish.publish(article.revision, by=editor)
    publish.publish(approved, by=editor, accept_older=True)
    assert public(article).headline == "Approved"


def test_the_same_publish_twice_counts_once() -> None:
    editor, key = factories.chief(), uuid.uuid4()
    article = factories.ready(factories.story(), editor)
    first = publish.publish(article.approved_revision, by=editor, key=key)
    again = publish.publish(article.approved_revision or article.revision, by=editor, key=key)
    assert first == again
    assert Edition.objects.count() == 1
    assert article.state_changes.filter(act="publish").count() == 1


def test_readers_cannot_be_given_the_same_revision_again() -> None:
    article = factories.live_story()
    factories.ready(article)
    with pytest.raises(Refused, match="already have this revision"):
        publish.publish(article.approved_revision, by=factories.chief())


@pytest.mark.parametrize("kind", ["first", "correction", "withdrawal"])
def test_a_live_story_is_published_again_only_as_minor_or_update(kind: str) -> None:
    article = factories.live_story()
    factories.edit(article, factories.chief(), headline="Second")
    factories.ready(article)
    with pytest.raises(Refused):
        publish.publish(article.approved_revision, by=factories.chief(), kind=kind)
    assert article.editions.count() == 1


def test_a_correction_can_come_with_the_corrected_text() -> None:
    article = factories.story()
    factories.publish(article, now=MORNING)
    factories.edit(article, factories.chief(), standfirst="Two hours of debate.")
    factories.ready(article)
    later = MORNING + timedelta(days=1)
    correct.correct(
        article.approved_revision,
        text="The debate took two hours, not three.",
        by=factories.chief(),
        now=later,
    )
    row = public(article)
    assert (row.standfirst, row.updated_at) == ("Two hours of debate.", later)
    newest = row.changes.first()
    assert (newest.kind, newest.text, newest.at) == (
        "correction",
        "The debate took two hours, not three.",
        later,
    )


def test_a_clarification_can_be_added_while_a_new_draft_is_in_work() -> None:
    article = factories.live_story(headline="Live")
    factories.edit(article, factories.chief(), headline="In work")
    correct.correct(
        article.live_edition.revision,
        text="The council has 41 members.",
        kind="clarification",
        by=factories.chief(),
    )
    article.refresh_from_db()
    assert public(article).headline == "Live"
    assert public(article).changes.first().kind == "clarification"
    assert (article.state, article.has_unpublished_changes) == (State.DRAFT, True)


def test_a_correction_says_something() -> None:
    article = factories.live_story()
    with pytest.raises(Refused, match="what is right"):
        correct.correct(article.live_edition.revision, text="  ", by=factories.chief())
    assert article.editions.count() == 1


def test_a_withdrawn_story_is_gone_at_every_address_it_had() -> None:
    editor = factories.chief()
    article = factories.story(slug="first-slug")
    factories.publish(article, now=MORNING)
    factories.edit(article, editor, slug="second-slug")
    factories.publish(article)
    withdraw.withdraw(article, by=editor, note="The agency withdrew its report.")
    assert not PublishedArticle.objects.exists()
    assert not Redirect.objects.exists()
    assert dict(GonePath.objects.values_list("path", "note")) == {
        "/city/2022/05/23/first-slug/": "The agency withdrew its report.",
        "/city/2022/05/23/second-slug/": "The agency withdrew its report.",
    }


def test_a_withdrawn_story_comes_back_where_it_was() -> None:
    editor = factories.chief()
    article = factories.story(slug="back-soon")
    factories.publish(article, now=MORNING)
    withdraw.withdraw(article, by=editor)
    back = MORNING + timedelta(days=2)
    edition = republish.republish(article, by=editor, now=back)
    row = public(article)
    assert edition.kind == ChangeKind.UPDATE
    assert (row.path, row.published_at, row.updated_at) == ("/city/2022/05/23/back-soon/", MORNING, back)
    assert not GonePath.objects.exists()


def test_every_address_of_a_story_that_comes_back_leads_to_it_again() -> None:
    editor = factories.chief()
    article = factories.story(slug="first-slug")
    factories.publish(article, now=MORNING)
    Redirect.objects.create(old_path="/?p=17", story=public(article), since=MORNING)
    factories.edit(article, editor, slug="second-slug")
    factories.publish(article)
    before = set(Redirect.objects.values_list("old_path", flat=True))
    withdraw.withdraw(article, by=editor)
    republish.republish(article, by=editor)
    assert set(Redirect.objects.values_list("old_path", flat=True)) == before
    assert before == {"/?p=17", "/city/2022/05/23/first-slug/"}
    assert {one.story for one in Redirect.objects.all()} == {public(article)}
    assert not GonePath.objects.exists()


def test_a_killed_story_leaves_no_word_and_never_comes_back() -> None:
    editor = factories.chief()
    article = factories.live_story()
    withdraw.withdraw(article, by=editor, note="Under review.")
    kill.kill(article, by=editor, note="Court order of 3 May.")
    assert list(GonePath.objects.values_list("note", flat=True)) == [""]
    article.refresh_from_db()
    assert article.killed
    assert article.editions.first().note == "Court order of 3 May."
    with pytest.raises(Refused):
        republish.republish(article, by=editor)
    for act in ("submit", "take"):
        with pytest.raises(Refused, match="killed"):
            moving.move(table.BY_NAME[act], article, by=editor)
    # As one that was approved before stories that are killed lost their approval.
    Article.objects.filter(pk=article.pk).update(state=State.READY, approved_revision=article.revision)
    with pytest.raises(Refused, match="killed"):
        publish.publish(article.revision, by=editor)


def test_a_changed_slug_or_section_leaves_a_redirect() -> None:
    article = factories.story(slug="one", section=factories.section("City"))
    factories.publish(article, now=MORNING)
    factories.edit(article, factories.chief(), slug="two")
    factories.publish(article)
    factories.edit(article, factories.chief(), section_id=factories.section("Sport").pk)
    factories.publish(article)
    assert public(article).path == "/sport/2022/05/23/two/"
    assert set(Redirect.objects.values_list("old_path", flat=True)) == {
        "/city/2022/05/23/one/",
        "/city/2022/05/23/two/",
    }
    factories.edit(article, factories.chief(), slug="one", section_id=factories.section("City").pk)
    factories.publish(article)
    assert set(Redirect.objects.values_list("old_path", flat=True)) == {
        "/city/2022/05/23/two/",
        "/sport/2022/05/23/two/",
    }


def test_a_new_headline_does_not_move_a_story_that_names_no_slug() -> None:
    article = factories.story(headline="Mill reopens", slug="")
    factories.publish(article, now=MORNING)
    factories.edit(article, factories.chief(), headline="Mill reopens with forty jobs")
    factories.publish(article)
    assert public(article).path == "/city/2022/05/23/mill-reopens/"
    assert not Redirect.objects.exists()


def test_two_stories_cannot_have_one_address() -> None:
    factories.publish(factories.story(slug="same"), now=MORNING)
    second = factories.ready(factories.story(slug="same"))
    with pytest.raises(Refused, match="change the slug"):
        publish.publish(second.approved_revision, by=factories.chief(), now=MORNING)
    assert PublishedArticle.objects.count() == 1


def test_an_address_left_behind_or_taken_down_is_not_given_away() -> None:
    moved = factories.story(slug="old")
    factories.publish(moved, now=MORNING)
    factories.edit(moved, factories.chief(), slug="new")
    factories.publish(moved)
    gone = factories.story(slug="gone")
    factories.publish(gone, now=MORNING)
    withdraw.withdraw(gone, by=factories.chief())
    for slug in ("old", "gone"):
        other = factories.ready(factories.story(slug=slug))
        with pytest.raises(Refused, match="change the slug"):
            publish.publish(other.approved_revision, by=factories.chief(), now=MORNING)


def test_a_story_card_in_another_text_follows_the_story() -> None:
    told = factories.live_story(headline="The first report")
    pointing = factories.live_story(body=f'<p>More.</p><aside data-related="{told.pk}"></aside>')
    assert "The first report" in public(pointing).rendered_body
    factories.edit(told, factories.chief(), headline="The second report")
    factories.publish(told)
    assert "The second report" in public(pointing).rendered_body
    kill.kill(told, by=factories.chief(), note="Legal.")
    assert "report" not in public(pointing).rendered_body


def test_pictures_of_live_stories_are_public_and_of_others_are_not(
    django_capture_on_commit_callbacks,
) -> None:
    image = factories.picture()
    name = image.renditions.first().name
    shelf = storages["default"]
    article = factories.story(lead_picture=image)
    assert not shelf.exists(name)
    factories.publish(article)
    assert shelf.exists(name)
    other = factories.live_story(body=f'<p>Text.</p><figure data-picture="{image.pk}"></figure>')
    with django_capture_on_commit_callbacks(execute=True):
        withdraw.withdraw(article, by=factories.chief())
    assert shelf.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw.withdraw(other, by=factories.chief())
    assert not shelf.exists(name)


def test_the_public_copy_of_a_picture_carries_the_words_of_this_use() -> None:
    image = factories.picture(caption="Library caption", alt_text="Library alt")
    article = factories.live_story(
        lead_picture=image,
        lead_caption="Caption here",
        body=f'<p>Text.</p><figure data-picture="{image.pk}" data-alt="Alt here"></figure>',
    )
    rows = PublishedPicture.objects.filter(story__story_id=article.pk).order_by("use")
    assert [(row.use, row.caption, row.alt, row.credit_line) for row in rows] == [
        ("body", "Library caption", "Alt here", "Image: MP | Image: Self"),
        ("lead", "Caption here", "Library alt", "Image: MP | Image: Self"),
    ]


def test_each_picture_of_a_gallery_keeps_what_its_use_says() -> None:
    first, second = factories.picture(), factories.picture(alt_text="Library alt")
    said = 'data-credit="Image: Ana Reis" data-decorative="decorative"'
    article = factories.live_story(
        body=f'<p>Text.</p><div data-gallery="" data-title="The night"><figure data-picture="{second.pk}" {said}>'
        f'</figure><figure data-picture="{first.pk}" data-caption="Dawn"></figure></div>'
    )
    rows = PublishedPicture.objects.filter(story__story_id=article.pk).order_by("position")
    assert [(row.image_id, row.credit_line, row.is_decorative, row.alt) for row in rows] == [
        (second.pk, "Image: Ana Reis", True, ""),
        (first.pk, "Image: MP | Image: Self", False, first.alt_text),
    ]
    text = public(article).rendered_body
    assert text.index('<div class="gallery" role="group" aria-label="The night">') < text.index(
        "Image: Ana Reis"
    )
    assert text.index("Image: Ana Reis") < text.index("Dawn")


def test_the_agency_line_is_made_from_the_sources() -> None:
    meridian = factories.agency("Meridian Press", wire_name="Meridian News")
    coast = factories.agency("Coast Wire", wire_name="Coast")
    article = factories.live_story(sources=((meridian, "inputs"), (coast, "inputs")))
    assert public(article).agency_line == "(Inputs from Meridian News and Coast)"
    article = factories.live_story(sources=((meridian, "full"), (coast, "background")))
    assert public(article).agency_line == "(Meridian News)"


def test_an_import_may_say_when_a_story_was_published() -> None:
    article = factories.story(slug="from-the-archive")
    factories.publish(article, dated_at=datetime(2009, 3, 1, 12, 0, tzinfo=UTC), now=MORNING)
    assert public(article).path == "/city/2009/03/01/from-the-archive/"
    assert public(article).published_at.year == 2009
    assert article.editions.get().at == MORNING


@pytest.mark.django_db(transaction=True)
def test_the_public_rows_can_be_made_anew_from_the_ledger(capsys) -> None:
    image = factories.picture()
    article = factories.live_story(
        lead_picture=image,
        topics=(factories.topic("Ferries"),),
        body=f'<p>Text.</p><figure data-picture="{image.pk}"></figure>',
    )
    factories.edit(article, factories.chief(), headline="Second")
    factories.publish(article)
    call_command("rebuild_published", "--check", "--no-progress")
    assert "1 live stories agree" in capsys.readouterr().out

    PublishedArticle.objects.update(headline="Tampered")
    PublishedPicture.objects.filter(use="body").delete()
    stray = factories.live_story()
    type(stray).objects.filter(pk=stray.pk).update(live_edition=None)
    with pytest.raises(CommandError, match=r"3 differences|4 differences"):
        call_command("rebuild_published", "--check", "--no-progress")
    out = capsys.readouterr().out
    assert f"story {article.pk}: story: headline" in out
    assert "pictures: 1 stored, 2 in the ledger" in out
    assert f"story {stray.pk}: public at" in out

    call_command("rebuild_published", "--no-progress")
    call_command("rebuild_published", "--check", "--no-progress")
    assert public(article).headline == "Second"
    assert PublishedArticle.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_hundred_stories_are_compared_by_as_many_questions_as_three_and_agree_with_what_was_stored() -> (
    None
):
    """What publishing stored one by one is what composing makes of stories that are read together."""
    picture, agency = factories.picture(), factories.agency()
    original = factories.live_story(headline="The original", language="en")

    def publish_three() -> None:
        factories.live_story(translation_of=original, language=f"x{PublishedArticle.objects.count() % 10}")
        factories.live_story(body=f'<p>See.</p><aside data-related="{original.pk}"></aside>')
        factories.live_story(
            lead_picture=picture,
            body=f'<p>Text.</p><figure data-picture="{picture.pk}"></figure>',
            bylines=(factories.reporter("Ines Caldera"), "Our own desk"),
            topics=(factories.topic("Ferries"),),
            sources=((agency, "inputs"),),
        )

    def asked() -> int:
        editions = list(rebuilding.live_editions())
        with CaptureQueriesContext(connection) as questions:
            assert [line for _, lines in rebuilding.differences(editions) for line in lines] == []
        return len(questions)

    publish_three()
    with_few = asked()
    publish_three()
    publish_three()
    assert asked() == with_few


def forge(article: Article) -> None:
    """What readers have is right, and what the record says of it is not."""
    with append_only.suspended(connection):
        Revision.objects.filter(article=article).update(headline="Never said")


def test_a_forged_history_is_named_and_no_rebuild_advised(capsys) -> None:
    forged, other = factories.live_story(headline="True"), factories.live_story()
    forge(forged)
    PublishedArticle.objects.filter(story_id=other.pk).update(headline="Damaged")
    with pytest.raises(
        CommandError, match="the history of 1 of these stories does not verify: do not rebuild"
    ):
        call_command("rebuild_published", "--check", "--no-progress")
    said = capsys.readouterr().out
    assert f"story {forged.pk}: its history does not verify: do not rebuild" in said
    assert f"story {other.pk}: its history" not in said
    assert f"story {other.pk}: story: headline" in said


def test_nothing_is_published_from_a_history_that_does_not_verify(capsys) -> None:
    forged, stray, other = (
        factories.live_story(headline="True"),
        factories.live_story(),
        factories.live_story(),
    )
    forge(forged)
    forge(stray)
    type(stray).objects.filter(pk=stray.pk).update(live_edition=None)
    PublishedArticle.objects.filter(story_id=other.pk).update(headline="Damaged")
    with pytest.raises(CommandError, match="2 stories were left as readers have them"):
        call_command("rebuild_published", "--no-progress")
    said = capsys.readouterr().out
    for article in (forged, stray):
        assert f"story {article.pk}: its history does not verify: do not rebuild" in said
    assert "1 live stories made anew, 0 agreed already; 0 rows removed" in said
    assert public(forged).headline == "True"
    assert public(other).headline == other.headline
    assert public(stray).headline == stray.headline
    call_command("rebuild_published", "--even-unverified", "--no-progress")
    assert public(forged).headline == "Never said"
    assert not PublishedArticle.objects.filter(story_id=stray.pk).exists()


def test_nothing_is_half_written_when_publishing_fails(monkeypatch) -> None:
    editor = factories.chief()
    article = factories.ready(factories.story(), editor)

    def break_down(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr("articles.publishing.public_rows.publicity.expose", break_down)
    with pytest.raises(OSError, match="disk full"):
        publish.publish(article.approved_revision, by=editor)
    article.refresh_from_db()
    assert (article.state, article.is_live) == (State.READY, False)
    assert not Edition.objects.exists()
    assert not PublishedArticle.objects.exists()
    assert not article.state_changes.filter(act="publish").exists()


class TestGuards:
    def refusal(self, article, act: str = "approve", **options) -> str:
        editor = factories.chief()
        if article.state == State.DRAFT:
            moving.move(plain_moves.TAKE, article, by=editor)
        with pytest.raises(Refused) as refused:
            moving.move(table.BY_NAME[act], article, by=editor, **options)
        return str(refused.value)

    def test_a_story_needs_headline_section_byline_and_text(self) -> None:
        article = factories.story(headline="", slug="x", section=None, bylines=(), body="")
        assert self.refusal(article) == (
            "It has no headline. It has no section. It has no byline. It has no text."
        )

    def test_an_uncredited_picture_is_named(self) -> None:
        article = factories.story(
            lead_picture=factories.picture(credited=False, caption="Smoke over the mill")
        )
        assert self.refusal(article) == "Picture “Smoke over the mill”: It has no credit."

    def test_a_picture_whose_rights_ended_is_refused_in_the_text_too(self) -> None:
        image = factories.picture(rights_end=factories.earlier(hours=1))
        article = factories.story(body=f'<p>Text.</p><figure data-picture="{image.pk}"></figure>')
        assert "Its rights ended" in self.refusal(article)

    def test_a_picture_needs_an_alt_text_from_the_story_or_the_library(self) -> None:
        image = factories.picture(alt_text="", caption="Boats")
        assert self.refusal(factories.story(lead_picture=image)) == "No alt text for “Boats”."
        factories.ready(factories.story(lead_picture=image, lead_alt="Three boats"))

    def test_a_picture_that_is_only_decorative_needs_none(self) -> None:
        image = factories.picture(alt_text="", caption="Boats")
        text = '<p>Text.</p><figure data-picture="{}"{}></figure>'.format
        assert self.refusal(factories.story(body=text(image.pk, ""))) == "No alt text for “Boats”."
        factories.ready(factories.story(body=text(image.pk, ' data-decorative="decorative"')))
        factories.ready(factories.story(lead_picture=image, lead_decorative=True))

    def test_a_picture_that_left_the_library_is_refused(self) -> None:
        article = factories.story(body='<p>Text.</p><figure data-picture="999999"></figure>')
        assert self.refusal(article) == "A picture in the text is no longer in the library."

    def test_nobody_approves_what_only_they_have_written(self) -> None:
        article = factories.story(by=factories.chief())
        assert "only author" in self.refusal(article)

    def test_approval_is_for_the_revision_that_was_read(self) -> None:
        article = factories.story()
        read = article.revision
        factories.edit(article, factories.chief(), headline="Changed meanwhile")
        assert "saved revision 2" in self.refusal(article, revision=read)

    def test_an_embargo_holds_whoever_asks_and_is_inert_once_past(self) -> None:
        editor = factories.chief()
        until = MORNING + timedelta(hours=6)
        article = factories.ready(
            factories.story(embargo="until", embargo_until=until, embargo_source="the ministry"), editor
        )
        with pytest.raises(Refused, match=r"under embargo until 23 May 2022 12:01 IST \(the ministry\)"):
            publish.publish(article.approved_revision, by=editor, now=MORNING)
        publish.publish(article.approved_revision, by=editor, now=until)
        assert public(article).published_at == until

    def test_an_open_embargo_lasts_until_it_is_lifted(self) -> None:
        editor = factories.chief()
        article = factories.ready(factories.story(embargo="until_lifted"), editor)
        with pytest.raises(Refused, match="until lifted"):
            publish.publish(article.approved_revision, by=editor)
        section_editor = factories.user(Role.SECTION_EDITOR, sections=(article.section,))
        with pytest.raises(Refused, match="Only Editor-in-chief"):
            moving.move(lift_embargo.ACT, article, by=section_editor)
        moving.move(lift_embargo.ACT, article, by=editor)
        publish.publish(article.approved_revision, by=editor)
        assert public(article).headline == article.headline

    def test_a_returned_story_says_why(self) -> None:
        article = factories.story()
        assert "What is missing" in self.refusal(article, "return")
        moving.move(plain_moves.RETURN, article, by=factories.chief(), note="Who says so?")
        assert article.state == State.DRAFT
        assert article.state_changes.first().note == "Who says so?"

    def test_a_live_story_is_not_spiked(self) -> None:
        assert "withdraw it first" in self.refusal(factories.live_story(), "spike", note="No.")

    def test_a_state_that_moved_on_is_said(self) -> None:
        article = factories.ready(factories.story())
        assert "does not go with a story that is ready" in self.refusal(article, "submit")


def test_a_picture_in_any_text_stays_in_the_library() -> None:
    from media.files import removal

    image = factories.picture()
    assert removal.why_kept(image) is None
    article = factories.story(body=f'<p>Text.</p><figure data-picture="{image.pk}"></figure>')
    assert removal.why_kept(image)
    factories.edit(article, factories.chief(), body="<p>Text.</p>")
    assert removal.why_kept(image)  # an older revision still shows it
