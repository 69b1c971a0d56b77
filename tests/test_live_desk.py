"""The live desk: entries are written, posted, corrected and removed; what is refused comes back with its reason."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from articles.live import posting
from articles.models import Article, LiveEntry, PublishedArticle, PublishedEntry, Reporter
from articles.policy import Role
from tests import factories

pytestmark = pytest.mark.django_db


def at_the_desk(somebody: User) -> Client:
    client = Client()
    client.force_login(somebody)
    return client


def address(article: Article, entry: LiveEntry | None = None, view: str = "live_entry") -> str:
    if entry is None:
        return reverse("admin:articles_article_live", args=[article.pk])
    return reverse(f"admin:articles_article_{view}", args=[article.pk, entry.pk])


def sent(client: Client, where: str, do: str, **fields: Any) -> HttpResponse:
    form = {
        "do": do,
        "headline": "",
        "body": "<p>The gates are closing.</p>",
        "reporter": factories.reporter().pk,
        "key": str(uuid.uuid4()),
    }
    return client.post(where, {**form, **fields})


def test_an_editor_posts_and_readers_have_it() -> None:
    article, client = factories.live_coverage(), at_the_desk(factories.chief())
    page = client.get(address(article)).content.decode()
    assert page.count('class="primary"') == 1 + page.count("log-in-again-title") - 1
    assert "Nothing has been posted yet." in page
    key = str(uuid.uuid4())
    posted = sent(client, address(article), "post", headline="Gates close", key=key, is_key="on")
    assert (posted.status_code, posted.headers["Location"]) == (302, f"{address(article)}?done={key}")
    assert PublishedEntry.objects.get().headline == "Gates close"
    # The same press again.
    assert (
        sent(client, address(article), "post", headline="Gates close", key=key, is_key="on").status_code
        == 302
    )
    assert PublishedEntry.objects.count() == 1
    page = client.get(address(article)).content.decode()
    assert "Posted. Readers see it now." in page
    assert '<h3 class="headline" lang="en" dir="ltr">Gates close</h3>' in page


def test_the_author_is_whoever_writes_unless_they_say_otherwise() -> None:
    section = factories.section("City")
    emil = factories.user(Role.SECTION_EDITOR, sections=(section,))
    rui = factories.reporter("Rui Sol", user=emil)
    article = factories.live_coverage(section=section)
    page = at_the_desk(emil).get(address(article)).content.decode()
    assert f'<option value="{rui.pk}" selected>Rui Sol</option>' in page


def test_the_author_stays_from_one_entry_to_the_next() -> None:
    """For each who writes, and in each story for itself."""
    emil, ana = (factories.user(Role.EDITOR_IN_CHIEF) for _ in range(2))
    factories.reporter("Emil Own", user=emil)
    rui, ines = factories.reporter("Rui Sol"), factories.reporter("Ines Roth")
    article, other = factories.live_coverage(), factories.live_coverage(headline="Election night")

    def begins_with(somebody: User, story: Article) -> tuple[str, str]:
        form = at_the_desk(somebody).get(address(story)).context["form"]
        return str(form["reporter"].value()), form["byline"].value() or ""

    sent(at_the_desk(emil), address(article), "post", reporter=rui.pk)
    sent(at_the_desk(ana), address(article), "draft", reporter=ines.pk)
    assert begins_with(emil, article) == (str(rui.pk), "")
    assert begins_with(ana, article) == (str(ines.pk), "")
    assert begins_with(emil, other) == (str(Reporter.objects.get(name="Emil Own").pk), "")
    sent(at_the_desk(emil), address(article), "post", reporter="", byline="Meridian Press")
    assert begins_with(emil, article) == ("None", "Meridian Press")
    Reporter.objects.filter(pk=ines.pk).update(active=False)
    page = at_the_desk(ana).get(address(article)).content.decode()
    assert f'<option value="{ines.pk}"' not in page, "who is gone is not offered"


def test_a_reporter_keeps_drafts_and_an_editor_posts_them() -> None:
    ines = factories.user(Role.REPORTER)
    article = factories.live_coverage(bylines=(factories.reporter("Ines Roth", user=ines),))
    client = at_the_desk(ines)
    page = client.get(address(article)).content.decode()
    assert 'value="draft" class="primary"' in page
    assert 'value="post"' not in page
    sent(client, address(article), "draft", body="<p>From the quay.</p>")
    refused = sent(client, address(article), "post")
    assert refused.status_code == 409
    assert "Only Editor-in-chief or Section editor may do this." in refused.content.decode()
    draft = LiveEntry.objects.get()
    client = at_the_desk(factories.chief())
    assert "From the quay." in client.get(address(article)).content.decode()
    assert sent(client, address(article, draft), "post", base=draft.saves).status_code == 302
    assert PublishedEntry.objects.count() == 1


def test_what_is_refused_comes_back_with_its_reason_and_every_word() -> None:
    article, client = factories.live_coverage(), at_the_desk(factories.chief())
    refused = sent(client, address(article), "post", body="<p>Every word.</p>", reporter="")
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "It has no author." in page
    assert "&lt;p&gt;Every word.&lt;/p&gt;" in page


def test_a_stale_change_shows_both_texts_and_can_be_put_in_place_knowingly() -> None:
    article, client = factories.live_coverage("As it was."), at_the_desk(factories.chief())
    entry = LiveEntry.objects.get()
    emil = factories.user(Role.EDITOR_IN_CHIEF, name="Emil Rook")
    posting.change(entry, factories.said("Emil’s words."), by=emil, base=entry.saves)
    refused = sent(client, address(article, entry), "update", body="<p>My words.</p>", base=entry.saves)
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "Emil Rook changed this entry at" in page
    assert "<p>Emil’s words.</p>" in page
    assert "&lt;p&gt;My words.&lt;/p&gt;" in page
    base = LiveEntry.objects.get().saves
    assert f'name="base" value="{base}"' in page
    again = sent(client, address(article, entry), "update", body="<p>My words.</p>", base=base)
    assert again.status_code == 302
    assert "My words." in PublishedEntry.objects.get().text


def test_an_entry_that_a_colleague_removed_keeps_what_was_typed_on_the_page() -> None:
    article, client = factories.live_coverage("As it was."), at_the_desk(factories.chief())
    entry = LiveEntry.objects.get()
    posting.remove(entry, by=factories.chief())
    refused = sent(client, address(article, entry), "update", body="<p>My words.</p>", base=entry.saves)
    assert refused.status_code == 409
    assert "removed this entry at" in refused.content.decode()
    assert "&lt;p&gt;My words.&lt;/p&gt;" in refused.content.decode()
    assert "My words." not in client.get(address(article, entry)).content.decode()


def test_an_entry_is_corrected_marked_and_removed() -> None:
    article, client = factories.live_coverage("Four gates."), at_the_desk(factories.chief())
    entry = LiveEntry.objects.get()
    without_words = sent(client, address(article, entry), "correct", base=entry.saves)
    assert "Say what was wrong and what is right" in without_words.content.decode()
    corrected = sent(client, address(article, entry), "correct", base=entry.saves, correction="Not four.")
    assert corrected.status_code == 302
    for do, is_pinned, is_key in (("pin", True, False), ("key", True, True), ("unpin", False, True)):
        marked = client.post(address(article, entry, "live_mark"), {"do": do})
        assert marked.headers["Location"] == f"{address(article)}#row-{entry.pk}"
        public = PublishedEntry.objects.get()
        assert (public.is_pinned, public.is_key) == (is_pinned, is_key)
    assert sent(client, address(article, entry), "remove", note="Wrong.").status_code == 302
    page = client.get(address(article, entry)).content.decode()
    assert "Readers are told: Wrong." in page
    assert "Correction: Not four." in page
    assert PublishedEntry.objects.get().is_removed


def test_a_draft_is_thrown_away() -> None:
    article, client = factories.live_coverage(), at_the_desk(factories.chief())
    sent(client, address(article), "draft")
    draft = LiveEntry.objects.get()
    assert sent(client, address(article, draft), "discard", base=draft.saves).status_code == 302
    assert not LiveEntry.objects.exists()


def test_the_coverage_is_closed_and_reopened_on_record() -> None:
    article, client = factories.live_coverage("Posted."), at_the_desk(factories.chief())
    act = reverse("admin:articles_article_act", args=[article.pk, "close_coverage"])
    assert f'href="{act}"' in client.get(address(article)).content.decode()
    asked = client.get(act)
    form = {"key": asked.context["form"].initial["key"], "revision": article.revision.number, "note": "Over."}
    assert client.post(act, form).status_code == 302
    page = client.get(address(article)).content.decode()
    assert "The coverage ended at" in page
    assert 'value="post" class="primary" disabled' in page
    entry = client.get(address(article, LiveEntry.objects.get())).content.decode()
    assert "The coverage is closed: entries can be corrected or removed." in entry
    history = client.get(reverse("admin:articles_article_history", args=[article.pk]))
    assert "closed the coverage" in history.content.decode()
    reopen = reverse("admin:articles_article_act", args=[article.pk, "reopen_coverage"])
    client.post(reopen, {**form, "key": str(uuid.uuid4())})
    assert PublishedArticle.objects.get().coverage_ended_at is None


def test_the_story_s_form_leads_to_its_live_desk() -> None:
    client = at_the_desk(factories.chief())
    live, news = factories.live_coverage(), factories.live_story()
    for article, is_there in ((live, True), (news, False)):
        page = client.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()
        assert (f'href="{address(article)}"' in page) == is_there
    assert client.get(address(news)).status_code == 404


def test_strangers_and_other_sections_find_nothing() -> None:
    article = factories.live_coverage("Posted.", section=factories.section("City"))
    entry = LiveEntry.objects.get()
    sport = factories.user(Role.SECTION_EDITOR, sections=(factories.section("Sport"),))
    for where in (address(article), address(article, entry)):
        assert Client().get(where).status_code == 302
        assert at_the_desk(sport).get(where).status_code == 404
        assert sent(at_the_desk(sport), where, "post").status_code == 404
    assert at_the_desk(sport).post(address(article, entry, "live_mark"), {"do": "pin"}).status_code == 404
    other = factories.live_coverage("Elsewhere.", slug="elsewhere")
    assert at_the_desk(factories.chief()).get(address(other, entry)).status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"do": "x"}, {"key": "x"}, {"key": ""}, {"base": "x"}, {"base": "9" * 30}, {"base": "-1"},
        {"reporter": "x"}, {"reporter": "9" * 30}, {"headline": "x" * 161}, {"headline": "\0"}, {"body": "\0"},
        {"byline": "x" * 121}, {"correction": "x" * 1001}, {"body": "<p>" + "x" * 3_000_000}, {"do": "correct"},
    ],
    ids=lambda fields: f"{next(iter(fields))}-{str(next(iter(fields.values())))[:5]!r}",
)  # fmt: skip
def test_what_cannot_be_read_is_refused_and_nothing_falls_over(fields: dict[str, Any]) -> None:
    article, client = factories.live_coverage(), at_the_desk(factories.chief())
    fields = dict(fields)
    assert sent(client, address(article), fields.pop("do", "post"), **fields).status_code in {
        302,
        400,
        404,
        409,
        413,
    }
    for query in ("?before=x", "?before=" + "9" * 30, "?before=-1", "?done=" + "x" * 5000):
        assert client.get(address(article) + query).status_code == 200


@pytest.mark.parametrize("count", [1, 9])
def test_the_desk_takes_as_many_queries_for_many_entries_as_for_one(
    count: int, django_assert_max_num_queries
) -> None:
    article, client = factories.live_coverage(*["Posted."] * count), at_the_desk(factories.chief())
    with django_assert_max_num_queries(16):
        client.get(address(article))
