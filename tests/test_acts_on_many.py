"""One act on many stories: each by itself, with its reasons where it is refused, once however often sent."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.urls import reverse
from lxml import html

from articles.acts import moving, plain_moves, withdraw
from articles.listing import together
from articles.models import Article, Edition, Revision, Section, StateChange
from articles.policy import Role
from tests import factories
from tests.desk_forms import at_the_desk

pytestmark = pytest.mark.django_db
TOGETHER = reverse("admin:articles_article_together")


@pytest.fixture
def city() -> Section:
    return factories.section("City")


@pytest.fixture
def ana(city: Section) -> User:
    return factories.user(Role.SECTION_EDITOR, sections=(city,), name="Ana Ruiz")


def chosen(*stories: Article) -> list[str]:
    found = [Article.objects.select_related("revision").get(pk=one.pk) for one in stories]
    return [f"{one.pk}.{one.revision.number}" for one in found if one.revision]


def press(user: User, do: str, stories: list[str], **sent: Any) -> tuple[list[str], dict[str, list[str]]]:
    """What the report says was done, and what was refused with its reasons."""
    filled = {"do": do, "story": stories, "key": str(uuid.uuid4()), "kind": "update"} | sent
    answer = at_the_desk(user).post(TOGETHER, filled)
    assert answer.status_code == 200, answer.content.decode()[-3000:]
    page = html.document_fromstring(answer.content.decode())
    done = [one.text for one in page.xpath("//section[@class='together-done']//li/a")]
    refused = {
        one.xpath("./*[@class='headline']")[0].text: [why.text for why in one.xpath(".//ul/li")]
        for one in page.xpath("//section[@class='together-refused']/ul/li")
    }
    return done, refused


def test_what_may_be_published_is_and_what_may_not_says_why(ana: User, city: Section) -> None:
    ready, live = (
        factories.story(headline="Ready", section=city),
        factories.live_story(headline="Live", section=city),
    )
    factories.ready(ready)
    factories.edit(live, factories.chief(), headline="Live and better")
    factories.ready(live)
    draft = factories.story(headline="A draft", section=city)
    elsewhere = factories.story(headline="Elsewhere", section=factories.section("World"))
    factories.ready(elsewhere)
    done, refused = press(ana, "publish", chosen(ready, live, draft, elsewhere), kind="minor")
    assert done == ["Ready", "Live and better"]
    assert refused["A draft"] == ["It is a draft: “Publish” is for stories that are ready."]
    assert refused["A story that is out of your sight"] == ["You cannot open this story any more."]
    kinds = Edition.objects.order_by("pk").values_list("article__headline", "kind")
    assert list(kinds) == [("Live and better", "first"), ("Ready", "first"), ("Live and better", "minor")]


def test_what_is_approved_or_live_goes_to_no_other_section_behind_its_back(ana: User, city: Section) -> None:
    schools = factories.section("Schools", parent=city)
    ready, live, draft = (factories.story(headline=name, section=city) for name in ("Ready", "Live", "Draft"))
    factories.ready(ready)
    factories.publish(live)
    done, refused = press(ana, "section", chosen(ready, live, draft), section=schools.pk)
    assert (done, refused) == (
        ["Draft"],
        {
            "Ready": ["It is approved as it stands, with its section. Reopen it first."],
            "Live": ["Readers have it in this section. Change the section in its form, then publish it."],
        },
    )
    assert list(Article.objects.filter(section=schools)) == [draft]


def test_many_are_not_put_back_that_somebody_has_withdrawn(ana: User, city: Section) -> None:
    gone = factories.live_story(headline="Gone", section=city)
    factories.edit(gone, factories.chief(), headline="Gone and better")
    factories.ready(gone)
    withdraw.withdraw(gone, by=factories.chief())
    done, refused = press(ana, "publish", chosen(gone))
    assert (done, list(refused)) == ([], ["Gone and better"])
    assert refused["Gone and better"][0].startswith("Readers have it no more: ")


@pytest.mark.parametrize(
    "do", ["submit", "take", "approve", "publish", "return", "spike", "assign", "section"]
)
def test_the_same_press_sent_twice_does_everything_once(ana: User, city: Section, do: str) -> None:
    schools = factories.section("Schools", parent=city)
    stories = [factories.story(headline=f"Story {number}", section=city) for number in "12"]
    for article in stories:
        if do in {"approve", "return"}:
            moving.move(plain_moves.SUBMIT, article, by=article.created_by)
        if do == "publish":
            factories.ready(article)
    before = (StateChange.objects.count(), Revision.objects.count(), Edition.objects.count())
    sent = {"key": str(uuid.uuid4()), "note": "Who says so?", "to": ana.pk, "section": schools.pk}
    picked = chosen(*stories)
    editor = ana if do != "submit" else factories.chief()
    for _ in range(2):
        assert press(editor, do, picked, **sent) == (["Story 1", "Story 2"], {})
    after = (StateChange.objects.count(), Revision.objects.count(), Edition.objects.count())
    written = [now - then for now, then in zip(after, before, strict=True)]
    moves = {"assign": [0, 0, 0], "section": [0, 2, 0], "publish": [2, 0, 2]}
    assert written == moves.get(do, [2, 0, 0])
    if do == "assign":
        assert [one.assignments.count() for one in Article.objects.all()] == [1, 1]
    if do == "section":
        assert {one.section for one in Article.objects.all()} == {schools}


def test_a_story_that_was_saved_since_the_list_was_shown_is_left_as_it_is(ana: User, city: Section) -> None:
    changed, same = (factories.story(headline=name, section=city) for name in ("Changed", "Same"))
    for article in (changed, same):
        moving.move(plain_moves.SUBMIT, article, by=article.created_by)
    picked = chosen(changed, same)
    factories.edit(changed, factories.chief(), standfirst="Not seen by Ana.")
    done, refused = press(ana, "approve", picked)
    assert done == ["Same"]
    assert "saved revision 2" in refused["Changed"][0]
    done, refused = press(ana, "section", picked, section=city.pk)
    assert done == ["Changed", "Same"], "they are in that section already"


def test_one_that_is_busy_holds_up_no_other(
    ana: User, city: Section, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories = [factories.story(headline=f"Story {number}", section=city) for number in "123"]
    do = together._do

    def busy(act: Any, article: Article, *others: Any) -> None:
        if article.headline == "Story 2":
            raise OperationalError("canceling statement due to lock timeout")
        do(act, article, *others)

    monkeypatch.setattr(together, "_do", busy)
    done, refused = press(ana, "take", chosen(*stories))
    assert (done, refused) == (["Story 1", "Story 3"], {"Story 2": [together.BUSY]})


def test_nobody_does_to_many_what_they_may_not_do_to_one(ana: User, city: Section) -> None:
    ines = factories.user(Role.REPORTER)
    own, other = factories.story(ines, section=city), factories.story(section=city)
    for do in ("approve", "publish", "return", "take", "assign"):
        sent = {"do": do, "story": chosen(own), "key": str(uuid.uuid4()), "note": "x", "kind": "update"}
        assert at_the_desk(ines).post(TOGETHER, sent).status_code == 403
    done, refused = press(ines, "spike", chosen(own, other), note="Overtaken.")
    assert done == [own.headline]
    assert list(refused) == ["A story that is out of your sight"]
    assert Article.objects.get(pk=other.pk).state == "draft"
    # The section of somebody else's desk is not offered, and a form that names it is refused.
    sport = factories.section("Sport")
    sent = {"do": "section", "story": chosen(other), "key": str(uuid.uuid4()), "section": sport.pk}
    assert at_the_desk(ana).post(TOGETHER, sent).status_code == 409
    assert Article.objects.get(pk=other.pk).section == city


def test_the_page_of_an_act_names_the_stories_and_asks_once(ana: User, city: Section) -> None:
    stories = [factories.story(headline=f"Story {number}", section=city) for number in "12"]
    desk = at_the_desk(ana)
    answer = desk.get(TOGETHER, {"do": "return", "story": chosen(*stories), "asked": "state=draft&x=1"})
    page = html.document_fromstring(answer.content.decode())
    [form] = page.xpath("//main//form[@method='post']")
    sent = dict(form.form_values())
    assert {"do", "asked", "key", "story", "note"} <= sent.keys()
    assert [one.get("value") for one in form.xpath(".//input[@name='story']")] == chosen(*stories)
    assert sent["asked"] == "state=draft"
    refused = desk.post(TOGETHER, {**sent, "story": chosen(*stories), "note": ""})
    assert refused.status_code == 409
    assert not StateChange.objects.exists()
    for wrong in (["1"], ["1.2.x"], [f"{number}.1" for number in range(1, 102)]):
        assert desk.get(TOGETHER, {"do": "take", "story": wrong}).status_code == 400
    assert desk.get(TOGETHER, {"do": "delete", "story": chosen(*stories)}).status_code == 400
