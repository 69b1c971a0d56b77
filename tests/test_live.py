"""Live stories: what is posted reaches readers, in order and on record; what changed since is asked for cheaply."""

from __future__ import annotations

import json
import re
import threading
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.db.models import JSONField, Value
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import http_date

from articles.acts import closing, republish, withdraw
from articles.acts.act import Refused
from articles.live import posting
from articles.live.posting import WrittenMeanwhile
from articles.models import (
    Article,
    LiveEntry,
    LiveEntryVersion,
    PublishedArticle,
    PublishedEntry,
    PublishedPicture,
    SearchRow,
    StateChange,
    live_record,
)
from articles.policy import Role
from articles.publishing import public_copies, public_rows, rebuilding
from media.files import removal
from media.models import Image, Use
from tests import factories
from tests.desk_forms import at_the_desk

pytestmark = pytest.mark.django_db


def public(article: Article) -> PublishedArticle:
    return PublishedArticle.objects.get(story_id=article.pk)


def page(article: Article, query: str = "") -> str:
    response = Client().get(public(article).path + query)
    assert response.status_code == 200
    return response.content.decode()


def anchors(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'<article [^>]*id="entry-(\d+)"', html)]


def changes(article: Article, since: int) -> dict[str, Any]:
    response = Client().get(f"{public(article).path}changes/?since={since}")
    assert response.status_code == 200
    return json.loads(response.content)


# Posting


def test_what_is_posted_stands_newest_first_with_its_author() -> None:
    article = factories.live_coverage("The first.", "The second.")
    html = page(article)
    assert anchors(html) == [2, 1]
    assert html.index("The second.") < html.index("The first.")
    assert html.count('<a href="/reporters/ines-caldera/" rel="author">Ines Caldera</a></p>') == 3
    assert list(PublishedEntry.objects.values_list("number", "change", "author")) == [
        (2, 2, "Ines Caldera"),
        (1, 1, "Ines Caldera"),
    ]


def test_a_draft_has_no_number_until_it_is_posted() -> None:
    article, chief = factories.live_coverage("The first."), factories.chief()
    draft = posting.save_draft(article, factories.said("Not yet."), by=chief)
    assert (draft.number, "Not yet." in page(article)) == (None, False)
    factories.entry(article, "The second.")
    posted = posting.post(article, factories.said("Now."), by=chief, entry=draft, base=draft.saves)
    assert (posted.pk, posted.number) == (draft.pk, 3)
    assert anchors(page(article)) == [3, 2, 1]


def test_the_same_press_counts_once() -> None:
    article, key = factories.live_coverage(), uuid.uuid4()
    first = factories.entry(article, "Once.", key=key)
    assert factories.entry(article, "Once.", key=key) == first
    assert anchors(page(article)) == [1]


def test_a_draft_whose_answer_was_lost_is_the_one_that_is_posted() -> None:
    article, chief, key = factories.live_coverage(), factories.chief(), uuid.uuid4()
    draft = posting.save_draft(article, factories.said("Kept."), by=chief, key=key)
    posted = posting.post(article, factories.said("Kept and out."), by=chief, key=key)
    assert (posted.pk, LiveEntry.objects.count()) == (draft.pk, 1)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"text": ""}, "It says nothing: write a headline or a text."),
        ({"reporter_id": None}, "It has no author."),
        (
            {"text": '<figure data-picture="99"></figure>'},
            "A picture in the text is no longer in the library.",
        ),
    ],
)
def test_an_entry_that_is_not_complete_is_refused_with_the_reason(said: dict[str, Any], reason: str) -> None:
    article = factories.live_coverage()
    with pytest.raises(Refused) as refused:
        posting.post(article, factories.said(**said), by=factories.chief())
    assert reason in refused.value.reasons
    assert not LiveEntry.objects.exists()


def test_pictures_must_be_credited_described_and_within_their_rights() -> None:
    article = factories.live_coverage()
    bare = factories.picture(credited=False, alt_text="")
    with pytest.raises(Refused) as refused:
        factories.entry(article, f'<figure data-picture="{bare.pk}"></figure>')
    assert len(refused.value.reasons) == 2
    assert "No alt text" in refused.value.reasons[1]


def test_nothing_is_posted_where_readers_have_no_live_story() -> None:
    draft = factories.story(article_type="live")
    news = factories.live_story()
    for article, reason in (
        (draft, "The story is not live."),
        (news, "This story is not live coverage: choose the type Live first."),
    ):
        with pytest.raises(Refused, match=reason):
            factories.entry(article)


def test_an_embargo_holds_entries_back() -> None:
    article = factories.live_coverage()
    Article.objects.filter(pk=article.pk).update(embargo="until_lifted", embargo_source="the ministry")
    with pytest.raises(Refused, match=r"under embargo until lifted \(the ministry\)"):
        factories.entry(article)


@pytest.mark.parametrize(
    ("role", "may_post"),
    [
        (Role.REPORTER, False),
        (Role.COPY_EDITOR, False),
        (Role.SECTION_EDITOR, True),
        (Role.EDITOR_IN_CHIEF, True),
    ],
)
def test_who_may_publish_may_post_and_others_draft(role: Role, may_post: bool) -> None:
    section = factories.section("City")
    somebody = factories.user(role, sections=(section,))
    story = factories.live_coverage("Posted.", section=section, by=factories.chief(), bylines=(
        factories.reporter("Rui Sol", user=somebody),
    ))  # fmt: skip
    posting.save_draft(story, factories.said("A draft."), by=somebody)
    acts = [
        lambda: factories.entry(story, by=somebody),
        lambda: posting.mark(LiveEntry.objects.get(number=1), by=somebody, is_key=True),
        lambda: posting.remove(LiveEntry.objects.get(number=1), by=somebody),
        lambda: closing.close(story, by=somebody),
    ]
    for act in acts:
        if may_post:
            act()
        else:
            with pytest.raises(Refused, match="Only Editor-in-chief or Section editor may do this"):
                act()


def test_another_section_s_editor_may_neither_draft_nor_post() -> None:
    article = factories.live_coverage(section=factories.section("City"))
    sport = factories.user(Role.SECTION_EDITOR, sections=(factories.section("Sport"),))
    for act in (posting.save_draft, posting.post):
        with pytest.raises(Refused, match="this is not one of them"):
            act(article, factories.said(), by=sport)


# Changing


def test_an_edit_keeps_its_place_and_its_number_and_says_when() -> None:
    article = factories.live_coverage("The first.", "The second.")
    first = LiveEntry.objects.get(number=1)
    posting.change(first, factories.said("The first, put better."), by=factories.chief(), base=first.saves)
    html = page(article)
    assert anchors(html) == [2, 1]
    assert "The first, put better." in html
    assert html.count('class="entry-updated"') == 1
    assert list(PublishedEntry.objects.values_list("number", "change")) == [(2, 2), (1, 3)]


def test_a_minor_change_has_no_new_time_for_readers() -> None:
    posted = timezone.now() - timedelta(minutes=5)
    article = factories.live_coverage()
    PublishedArticle.objects.update(published_at=posted)
    entry = factories.entry(article, "Teh gates.", now=timezone.now())
    before = public(article)
    posting.change(entry, factories.said("The gates."), by=factories.chief(), base=entry.saves, is_minor=True)
    after = public(article)
    assert after.updated_at == before.updated_at is not None
    assert after.modified_at > before.modified_at
    assert 'class="entry-updated"' not in page(article)


def test_a_change_over_a_colleague_s_is_refused_and_writes_nothing() -> None:
    factories.live_coverage("The first.")
    chief, entry = factories.chief(), LiveEntry.objects.get()
    emil = factories.user(Role.EDITOR_IN_CHIEF, name="Emil Rook")
    posting.change(entry, factories.said("Emil’s."), by=emil, base=entry.saves)
    with pytest.raises(WrittenMeanwhile, match="Emil Rook changed this entry at") as meanwhile:
        posting.change(entry, factories.said("Mine."), by=chief, base=entry.saves)
    assert meanwhile.value.newest.body == "<p>Emil’s.</p>"
    assert [row.body for row in LiveEntryVersion.objects.order_by("change")] == [
        "<p>The first.</p>",
        "<p>Emil’s.</p>",
    ]


def test_two_who_write_one_draft_do_not_overwrite_each_other() -> None:
    article, chief = factories.live_coverage(), factories.chief()
    draft = posting.save_draft(article, factories.said("Begun."), by=chief)
    base = draft.saves
    posting.save_draft(article, factories.said("Theirs."), by=chief, entry=draft, base=base)
    for act in (posting.save_draft, posting.post):
        with pytest.raises(WrittenMeanwhile):
            act(article, factories.said("Mine."), by=chief, entry=draft, base=base)
    assert LiveEntry.objects.get().body == "<p>Theirs.</p>"


def test_a_correction_stands_dated_in_its_entry() -> None:
    article, chief = factories.live_coverage("Four gates closed."), factories.chief()
    entry = LiveEntry.objects.get()
    with pytest.raises(Refused, match="Say what was wrong"):
        posting.correct(entry, factories.said("Five."), text=" ", by=chief, base=entry.saves)
    posting.correct(
        entry, factories.said("Five gates closed."), text="It said four.", by=chief, base=entry.saves
    )
    html = page(article)
    assert '<div class="correction">\n<h4>Correction</h4>' in html
    assert "<p>It said four.</p>" in html
    assert "Four gates" not in html


def test_what_is_removed_leaves_a_place_and_no_word() -> None:
    article = factories.live_coverage("Kept.", "Said in error.")
    entry = factories.entry(article, headline="Wrong", is_key=True, is_pinned=True)
    posting.remove(entry, by=factories.chief(), note="It named the wrong ship.")
    posting.remove(LiveEntry.objects.get(number=2), by=factories.chief())
    html = page(article)
    assert anchors(html) == [3, 2, 1]
    assert "This entry was removed. It named the wrong ship." in html
    assert "Wrong" not in html
    assert "Said in error" not in html
    assert "Said in error" not in SearchRow.objects.get().said
    with pytest.raises(Refused, match="This entry was removed"):
        posting.change(entry, factories.said("Again."), by=factories.chief(), base=entry.saves + 1)


def test_a_draft_can_be_thrown_away_and_what_was_posted_cannot() -> None:
    article, chief = factories.live_coverage("Posted."), factories.chief()
    draft = posting.save_draft(article, factories.said("A draft."), by=chief)
    posting.discard(draft, by=chief)
    with pytest.raises(Refused, match="remove it instead"):
        posting.discard(LiveEntry.objects.get(), by=chief)


def test_a_draft_is_thrown_away_by_its_author_or_an_editor_and_the_log_keeps_it() -> None:
    article, chief = factories.live_coverage("Posted."), factories.chief()
    city = factories.section("City")
    rui, ana = (
        factories.user(Role.COPY_EDITOR, sections=(city,), name=name) for name in ("Rui Sol", "Ana Ruiz")
    )
    draft = posting.save_draft(article, factories.said("The mayor is safe.", headline="Safe"), by=rui)
    with pytest.raises(Refused, match="a draft of Rui Sol: only they or an editor"):
        posting.discard(draft, by=ana)
    # Whoever writes in it does not make it theirs.
    posting.save_draft(article, factories.said("The mayor is well."), entry=draft, base=1, by=ana)
    with pytest.raises(Refused, match="a draft of Rui Sol"):
        posting.discard(draft, by=ana)
    with pytest.raises(WrittenMeanwhile):
        posting.discard(draft, by=rui, base=1)
    posting.discard(draft, by=rui, base=2)
    kept = posting.save_draft(article, factories.said("Another."), by=ana)
    posting.discard(kept, by=chief)
    moves = StateChange.objects.filter(act="discard_entry").order_by("pk")
    assert [(move.by, move.note) for move in moves] == [
        (rui, "Draft of Rui Sol: The mayor is well."),
        (chief, "Draft of Ana Ruiz: Another."),
    ]
    history = at_the_desk(chief).get(f"/desk/articles/article/{article.pk}/history/").content.decode()
    assert history.count("threw away a draft of an entry") == 2
    with pytest.raises(Refused, match="already"):
        posting.discard(kept, by=chief)


def test_versions_cannot_be_changed_or_deleted() -> None:
    factories.live_coverage("Posted.")
    rows = LiveEntryVersion.objects.all()
    for act in (lambda: rows.update(body="<p>Never said.</p>"), lambda: rows._raw_delete("default")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()


# Key events, pins, pages


def test_key_events_and_pins_stand_on_top_and_nothing_twice() -> None:
    article, chief = factories.live_coverage(*(f"Entry {n}." for n in range(1, 26))), factories.chief()
    first, last = LiveEntry.objects.get(number=1), LiveEntry.objects.get(number=24)
    posting.mark(first, by=chief, is_key=True)
    posting.mark(last, by=chief, is_key=True, is_pinned=True)
    html = page(article)
    path = public(article).path
    assert anchors(html) == [24, 25, *range(23, 5, -1)]
    assert re.findall(r'<li><a href="([^"]*)">', html.partition("Key events")[2].partition("</ol>")[0]) == [
        "#entry-24",
        f"{path}?entry=1#entry-1",
    ]
    posting.mark(LiveEntry.objects.get(number=24), by=chief, is_pinned=False)
    assert anchors(page(article)) == list(range(25, 5, -1))


def test_older_entries_have_addresses_that_stay() -> None:
    article = factories.live_coverage(*(f"Entry {n}." for n in range(1, 46)))
    html = page(article)
    assert anchors(html) == list(range(45, 25, -1))
    assert 'href="?before=26#coverage" rel="next"' in html
    older = page(article, "?before=26")
    assert anchors(older) == list(range(25, 5, -1))
    assert anchors(page(article, "?before=6")) == [5, 4, 3, 2, 1]
    assert "data-live=" not in older
    assert "site/live.js" not in older
    factories.entry(article, "One more.")
    assert anchors(page(article, "?before=26")) == list(range(25, 5, -1))
    assert anchors(page(article, "?entry=12"))[:2] == [12, 11]


@pytest.mark.parametrize(
    "query",
    ["before=1", "before=4", "before=x", "before=-1", "before=", "before=2&before=2", "before=" + "9" * 400,
     "entry=0", "entry=3", "entry=1.5", "entry=٣", "before=2&entry=1", "before[]=2&before=%00"],
)  # fmt: skip
def test_what_is_no_place_in_the_coverage_is_not_found(query: str) -> None:
    article = factories.live_coverage("One.", "Two.")
    assert Client().get(f"{public(article).path}?{query}").status_code in {400, 404}


def test_other_stories_take_no_notice_of_places_in_coverage() -> None:
    article = factories.live_story()
    assert "coverage" not in page(article, "?before=x")
    assert Client().get(f"{public(article).path}changes/?since=0").status_code == 404


# Times, queries, machines


def test_updated_is_when_the_newest_was_posted_and_stays_so_after_a_rebuild() -> None:
    article = factories.live_coverage()
    at = timezone.now() + timedelta(minutes=7)
    factories.entry(article, now=at)
    story = public(article)
    assert story.updated_at == story.modified_at == at
    response = Client().get(story.path)
    assert response.headers["Last-Modified"] == http_date(at.timestamp())
    assert "Updated" in response.content.decode()
    call_command("rebuild_published", "--no-progress")
    assert public(article).updated_at == at


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_makes_entries_anew_and_a_check_compares_them() -> None:
    article, chief = factories.live_coverage("One.", "Two."), factories.chief()
    entry = LiveEntry.objects.get(number=1)
    posting.correct(entry, factories.said("Won."), text="Not one.", by=chief, base=entry.saves)
    posting.mark(LiveEntry.objects.get(number=2), by=chief, is_key=True)
    posting.save_draft(article, factories.said("A draft."), by=chief)
    rows = list(
        PublishedEntry.objects.values("number", "change", "text", "corrections", "is_key", "updated_at")
    )
    (edition,) = rebuilding.live_editions()
    assert list(rebuilding.differences([edition])) == [(edition, [])]
    PublishedEntry.objects.filter(number=1).update(text="<p>Never said.</p>")
    PublishedEntry.objects.filter(number=2).delete()
    assert list(rebuilding.differences([edition])) == [(edition, ["entries: 1 stored, 2 in the ledger"])]
    call_command("rebuild_published", "--no-progress")
    assert list(rebuilding.differences([edition])) == [(edition, [])]
    fields = ("number", "change", "text", "corrections", "is_key", "updated_at")
    assert list(PublishedEntry.objects.values(*fields)) == rows


@pytest.mark.parametrize("count", [1, 25])
def test_a_live_page_takes_five_queries_and_the_question_what_changed_two(count: int) -> None:
    article = factories.live_coverage(*(f"Entry {n}." for n in range(count)), topics=(factories.topic(),))
    factories.live_story(topics=(factories.topic(),))
    path = public(article).path
    for asked, expected in ((path, 5), (f"{path}changes/?since=0", 2), (f"{path}changes/?since={count}", 1)):
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(asked).status_code == 200
        assert len(queries) == expected, asked


def test_machines_read_a_live_blog() -> None:
    article = factories.live_coverage("The <gates> & the sea.", "More.")
    story = public(article)
    facts = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page(article))[1])
    assert facts["@type"] == "LiveBlogPosting"
    assert "coverageEndTime" not in facts
    assert [row["articleBody"] for row in facts["liveBlogUpdate"]] == ["More.", "The & the sea."]
    assert facts["liveBlogUpdate"][1]["url"].endswith(f"{story.path}?entry=1#entry-1")
    closing.close(article, by=factories.chief())
    facts = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page(article))[1])
    assert facts["coverageEndTime"]


def test_headings_of_entries_stand_below_theirs_and_have_ids_of_their_own() -> None:
    html = page(factories.live_coverage("<h2>Traffic</h2><p>One.</p>", "<h2>Traffic</h2><p>Two.</p>"))
    assert '<h4 id="entry-1-traffic">Traffic</h4>' in html
    assert '<h4 id="entry-2-traffic">Traffic</h4>' in html


def test_what_was_posted_is_found_by_the_search() -> None:
    article = factories.live_coverage("A porpoise was seen at the third gate.")
    found = Client().get("/search/?q=porpoise").content.decode()
    assert public(article).path in found


def test_a_reporter_s_new_name_reaches_the_entries() -> None:
    ines = factories.reporter()
    article = factories.live_coverage("Posted.")
    ines.name = "Ines Caldera Roth"
    ines.save()
    public_copies.refresh_reporter(ines)
    assert [row.author for row in PublishedEntry.objects.all()] == ["Ines Caldera Roth"]
    assert public(article)


# What changed since


def test_readers_get_what_was_posted_changed_and_removed_since() -> None:
    article, chief = factories.live_coverage("One.", "Two.", "Three."), factories.chief()
    since = public(article).live_change
    assert changes(article, since) == {
        "change": since, "entries": [], "removed": [], "next": 20, "closed": "",
    }  # fmt: skip
    one, two = LiveEntry.objects.get(number=1), LiveEntry.objects.get(number=2)
    posting.change(one, factories.said("One, better."), by=chief, base=one.saves)
    posting.remove(two, by=chief, note="Wrong.")
    factories.entry(article, "Four.", is_key=True, headline="The fourth")
    answer = changes(article, since)
    assert answer["change"] == since + 3
    assert [row["number"] for row in answer["entries"]] == [4, 1]
    assert [row["number"] for row in answer["removed"]] == [2]
    assert "Wrong." in answer["removed"][0]["html"]
    assert "Two." not in json.dumps(answer)
    assert f"{public(article).path}?entry=4#entry-4" in answer["keys"]
    assert answer["updated"].startswith("Updated <time")
    # Word for word what stands on the page.
    html = page(article)
    assert all(row["html"] in html for row in [*answer["entries"], *answer["removed"]])


def test_whoever_missed_too_much_is_told_to_read_anew() -> None:
    article = factories.live_coverage(*(f"Entry {n}." for n in range(42)))
    assert changes(article, 0)["reload"] is True
    assert changes(article, 0)["entries"] == []
    assert len(changes(article, 2)["entries"]) == 40


def test_the_answer_is_shared_for_a_moment_and_carries_no_cookie() -> None:
    article = factories.live_coverage("One.")
    asked = f"{public(article).path}changes/?since=0"
    response = Client().get(asked)
    assert response.headers["Cache-Control"] == "public, max-age=0, s-maxage=5, must-revalidate"
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    again = Client().get(asked, headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "query", ["", "since=", "since=-1", "since=1.5", "since=x", "since=0&since=0", "since=" + "9" * 100_000,
              "since[]=0", "since=٣", "since=%00", "since=%ff", "since=01", "since= 1"],
)  # fmt: skip
def test_a_question_that_cannot_be_read_is_not_found(query: str) -> None:
    article = factories.live_coverage("One.")
    assert Client().get(f"{public(article).path}changes/?{query}").status_code in {400, 404}


def test_the_changes_move_and_go_with_their_story() -> None:
    article, chief = factories.live_coverage("One.", slug="first"), factories.chief()
    old = public(article).path
    factories.edit(article, chief, slug="second")
    factories.publish(article)
    moved = Client().get(f"{old}changes/?since=1")
    assert (moved.status_code, moved.headers["Location"]) == (301, f"{public(article).path}changes/?since=1")
    path = public(article).path
    withdraw.withdraw(article, by=chief)
    assert not PublishedEntry.objects.exists()
    assert Client().get(f"{path}changes/?since=0").status_code == 410
    assert Client().get("/city/2026/01/01/no-such/changes/?since=0").status_code == 404
    with pytest.raises(Refused, match="The story is not live"):
        factories.entry(article)
    # What may not come back is taken out first.
    posting.remove(LiveEntry.objects.get(), by=chief, note="On legal advice.")
    republish.republish(article, by=chief)
    assert anchors(page(article)) == [1]
    assert "This entry was removed. On legal advice." in page(article)


def test_corrections_that_cannot_be_read_cost_an_entry_no_more_than_themselves() -> None:
    article = factories.live_coverage("One.", "Two.")
    for odd in (
        None,
        {},
        "text",
        7,
        [None],
        [{}],
        [{"kind": "gossip", "at": "", "text": "", "serious": False}],
    ):
        PublishedEntry.objects.filter(number=1).update(corrections=Value(odd, JSONField()))
        assert anchors(page(article)) == [2, 1]
        assert len(changes(article, 0)["entries"]) == 2


# The end


def test_a_closed_coverage_is_a_record_and_can_be_corrected() -> None:
    article, chief = factories.live_coverage("Four gates."), factories.chief()
    entry = LiveEntry.objects.get()
    assert "site/live.js" in page(article)
    closing.close(article, by=chief, note="The storm is over.")
    html = page(article)
    assert "The coverage ended on" in html
    assert "site/live.js" not in html
    assert "kicker-type" not in html
    assert anchors(html) == [1]
    assert changes(article, 0)["closed"].startswith("The coverage ended on <time")
    for act in (
        lambda: factories.entry(article),
        lambda: posting.mark(entry, by=chief, is_key=True),
        lambda: posting.change(entry, factories.said("More."), by=chief, base=entry.saves),
    ):
        with pytest.raises(Refused, match="The coverage ended at"):
            act()
    posting.correct(entry, factories.said("Five gates."), text="Not four.", by=chief, base=entry.saves)
    posting.remove(LiveEntry.objects.get(), by=chief)
    closing.reopen(article, by=chief)
    factories.entry(article, "It goes on.")
    assert anchors(page(article)) == [2, 1]
    assert list(StateChange.objects.filter(act__endswith="coverage").values_list("act", "note")) == [
        (live_record.REOPEN, ""),
        (live_record.CLOSE, "The storm is over."),
    ]


def test_what_was_posted_outlives_a_change_of_type() -> None:
    article, chief = factories.live_coverage("One."), factories.chief()
    closing.close(article, by=chief)
    factories.edit(article, chief, article_type="news")
    factories.publish(article)
    assert anchors(page(article)) == [1]
    assert "site/live.js" not in page(article)


def test_a_preview_shows_the_entries_and_asks_nothing() -> None:
    article, chief = factories.live_coverage("One.", "Two."), factories.chief()
    posting.save_draft(article, factories.said("A draft."), by=chief)
    factories.edit(article, chief, headline="The storm, as it will be headed")
    client = Client()
    client.force_login(chief)
    html = client.get(f"/desk/articles/article/{article.pk}/preview/").content.decode()
    assert anchors(html) == [2, 1]
    assert "The storm, as it will be headed" in html
    assert "A draft." not in html
    assert "site/live.js" not in html


# Pictures


def test_a_picture_in_an_entry_is_a_use_and_goes_with_its_rights(django_capture_on_commit_callbacks) -> None:
    image = factories.picture()
    article = factories.live_coverage()
    figure = f'<p>Seen.</p><figure data-picture="{image.pk}"></figure>'
    with django_capture_on_commit_callbacks(execute=True):
        factories.entry(article, figure)
    html = page(article)
    assert "The harbour at dawn." in html
    assert image.credit_line in html
    assert set(Use.objects.values_list("image", "is_live", "place")) == {
        (image.pk, True, "body"),
        (image.pk, False, "body"),
    }
    name = PublishedPicture.objects.get(image_id=image.pk).renditions[0]["name"]
    assert Client().get(f"/pictures/{name}").status_code == 200
    Image.objects.filter(pk=image.pk).update(rights_end=factories.earlier(minutes=1))
    public_rows.refresh([article.pk], now=factories.earlier(minutes=2))
    # Before anybody has come to take it out, pages leave it out by themselves.
    assert "The harbour at dawn." not in page(article)
    assert "The harbour at dawn." not in json.dumps(changes(article, 0))
    assert public_copies.end_rights(timezone.now()) == 1
    assert not PublishedPicture.objects.filter(image_id=image.pk).exists()
    assert "Seen." in page(article)


def test_a_killed_picture_is_gone_from_entries_at_once(django_capture_on_commit_callbacks) -> None:
    image = factories.picture()
    article = factories.live_coverage(f'<p>Seen.</p><figure data-picture="{image.pk}"></figure>')
    with django_capture_on_commit_callbacks(execute=True):
        removal.kill(image, by=factories.chief(), reason="Not ours.")
    assert "The harbour at dawn." not in page(article)
    with pytest.raises(Refused):
        factories.entry(article, f'<figure data-picture="{image.pk}"></figure>')


def test_pictures_of_text_and_entries_do_not_mix() -> None:
    first, second = factories.picture(caption="Of the text."), factories.picture(caption="Of the entry.")
    article = factories.live_coverage(body=f'<p>Text.</p><figure data-picture="{first.pk}"></figure>')
    factories.entry(article, f'<figure data-picture="{second.pk}"></figure><p>A.</p>')
    factories.entry(article, f'<figure data-picture="{first.pk}"></figure><p>B.</p>')
    texts = {row.number: row.text for row in PublishedEntry.objects.all()}
    assert "Of the entry." in texts[1]
    assert "Of the text." in texts[2]
    assert "Of the entry." not in public(article).rendered_body


def test_an_entry_is_added_to_what_readers_have_and_costs_the_same_however_many_there_are(
    django_capture_on_commit_callbacks,
) -> None:
    """What is added is what composing the whole story would give, and no other entry is read."""
    lead, inside, other = factories.picture(), factories.picture(), factories.picture(caption="At the gates.")
    linked = factories.live_story(headline="Pointed to")
    with django_capture_on_commit_callbacks(execute=True):
        article = factories.live_coverage(
            lead_picture=lead, body=f'<p>Text.</p><figure data-picture="{inside.pk}"></figure>'
        )
    figure = f'<figure data-picture="{other.pk}"></figure>'
    card, again = (
        f'<aside data-related="{linked.pk}"></aside>',
        f'<figure data-picture="{inside.pk}"></figure>',
    )
    asked: list[list[str]] = []
    for text in (f"<p>Read on.</p>{card}", figure, f"<p>Seen.</p>{figure}{card}", again, *[figure] * 3):
        with django_capture_on_commit_callbacks(execute=True), CaptureQueriesContext(connection) as questions:
            factories.entry(article, text)
        asked.append([row["sql"] for row in questions])
        [(_, found)] = rebuilding.differences(rebuilding.live_editions().filter(article=article))
        assert found == []
    assert len(asked[4]) == len(asked[-1])
    reading = [
        sql for sql in asked[-1] if sql.startswith("SELECT") and 'FROM "articles_publishedentry"' in sql
    ]
    assert reading == []
    assert public(article).entry_count == 7


# Two at once


@pytest.mark.django_db(transaction=True)
def test_two_who_post_at_once_get_two_numbers() -> None:
    article, chief = factories.live_coverage(), factories.chief()
    ready, problems = threading.Barrier(2), []

    def post(text: str) -> None:
        try:
            ready.wait()
            posting.post(article, said[text], by=chief)
        except Exception as problem:
            problems.append(problem)
        finally:
            connections.close_all()

    said = {text: factories.said(text) for text in ("From the quay.", "From the bridge.")}
    threads = [threading.Thread(target=post, args=(text,)) for text in said]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    html = page(article)
    assert anchors(html) == [2, 1]
    assert all(text in html for text in said)
    assert sorted(LiveEntryVersion.objects.values_list("entry_number", "change")) == [(1, 1), (2, 2)]
