"""Programs file stories with keys: by the same forms, acts and rules as people at the desk."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.acts.act import Asks
from articles.filing import knocking, once
from articles.filing.shapes import Wanted
from articles.models import (
    Article,
    KeptAnswer,
    KeyUse,
    PublishedArticle,
    Scheduled,
    StateChange,
)
from articles.policy import Role
from articles.records import verifying
from tests import factories
from tests.desk_forms import at_the_desk
from tests.programs import Program, section_editor
from tests.test_two_at_once import Meanwhile

pytestmark = pytest.mark.django_db
WORDS = {"headline": "Ferries run all night", "body": "<p>The last boat.</p>"}


def test_a_program_files_a_story_that_an_editor_publishes() -> None:
    factories.section("City")
    factories.topic("Ferries")
    agency = factories.agency()
    wire = Program(factories.user(Role.WIRE_DESK))
    filed = wire.begin(
        headline="Ferries run all night",
        standfirst="The council voted.",
        body='<p onclick="x()">The last boat.</p><script>alert(1)</script>',
        section="city",
        topics=["ferries"],
        bylines=[{"organisation": "AP"}],
        sources=[{"agency": agency.slug, "use": "full"}],
        slugline="ferries-night",
        embargo="until",
        embargo_until="2026-01-01T10:00:00+01:00",
    )
    assert filed.status_code == 201, filed.content
    assert filed.headers["Cache-Control"] == "private, no-store"
    said = filed.json()
    article = Article.objects.get(pk=said["id"])
    assert (said["revision"], said["state"], said["is_live"]) == (1, "draft", False)
    assert said["at_the_desk"].endswith(f"/desk/articles/article/{article.pk}/change/")
    assert said["left_out"] == ["onclick attribute on paragraph", "script element"]
    assert (article.slugline, article.from_wire, article.created_by) == (
        "ferries-night",
        True,
        wire.key.user,
    )
    assert article.embargo_until is not None
    assert article.embargo_until.isoformat() == "2026-01-01T09:00:00+00:00"
    whole = wire.ask("GET", f"/stories/{article.pk}").json()
    told = {name: whole["fields"][name] for name in ("body", "section", "topics", "bylines", "sources")}
    assert told == {
        "body": "<p>The last boat.</p>",
        "section": "city",
        "topics": ["ferries"],
        "bylines": [{"role": "reported", "reporter": None, "organisation": "AP", "name": ""}],
        "sources": [{"agency": agency.slug, "use": "full", "credit_line": ""}],
    }
    assert {act["name"]: act["is_open"] for act in whole["acts"]}["submit"]
    submitted = wire.act(article.pk, "submit", revision=1)
    assert (submitted.status_code, submitted.json()["story"]["state"]) == (200, "submitted")
    factories.publish(article)
    assert PublishedArticle.objects.get().headline == "Ferries run all night"


def test_a_new_story_has_what_the_form_of_the_desk_begins_with() -> None:
    writer = factories.user(Role.REPORTER)
    factories.reporter("Ines Caldera", user=writer)
    program = Program(writer)
    filed = program.begin(**WORDS)
    story = program.ask("GET", f"/stories/{filed.json()['id']}").json()["fields"]
    assert story["bylines"] == [
        {"role": "reported", "reporter": "ines-caldera", "organisation": "", "name": ""}
    ]
    assert (story["from_wire"], story["language"], story["article_type"]) == (False, "en", "news")


def test_what_is_read_may_be_sent_back_as_it_is_and_changes_nothing() -> None:
    image = factories.picture()
    program = Program(section_editor())
    article = factories.story(
        section=factories.section("City"),
        topics=(factories.topic(),),
        sources=((factories.agency(), "inputs"),),
        lead_picture=image,
        lead_decorative=True,
        embargo="until_lifted",
        embargo_source="The ministry",
        desk_note="Ask the ministry.",
        slug="ferries",
    )
    whole = program.ask("GET", f"/stories/{article.pk}").json()
    again = program.save(article.pk, revision=whole["revision"], **whole["fields"])
    assert (again.status_code, again.json()["revision"]) == (200, 1)
    changed = program.save(article.pk, revision=1, kicker="Harbour", embargo_until=None)
    assert (changed.status_code, changed.json()["revision"]) == (200, 2)
    after = program.ask("GET", f"/stories/{article.pk}").json()
    assert after["fields"] == whole["fields"] | {"kicker": "Harbour"}


def test_two_who_change_different_things_are_merged_and_the_same_block_comes_back_with_both_texts() -> None:
    program = Program(section_editor())
    body = "<p>The last boat.</p><p>It leaves at ten.</p>"
    article = factories.story(section=factories.section("City"), body=body)
    factories.edit(article, factories.chief(), body=body.replace("at ten", "at eleven"))
    mine = body.replace("last boat", "very last boat")
    merged = program.save(article.pk, revision=1, body=mine, headline="A better headline")
    assert (merged.status_code, merged.json()["revision"], merged.json()["merged_with"]) == (200, 3, ["body"])
    article.refresh_from_db()
    assert article.body == "<p>The very last boat.</p><p>It leaves at eleven.</p>"
    both = program.save(article.pk, revision=1, body=body.replace("at ten", "at noon"))
    assert both.status_code == 409
    said = both.json()
    assert said["revision"] == 3
    assert said["both_changed"] == [
        {
            "field": "body",
            "base": "<p>It leaves at ten.</p>",
            "mine": "<p>It leaves at noon.</p>",
            "theirs": "<p>It leaves at eleven.</p>",
        }
    ]
    assert "Nothing was saved." in said["why"]
    article.refresh_from_db()
    assert article.revision is not None
    assert article.revision.number == 3
    strange = program.save(article.pk, revision=9, headline="From nowhere")
    assert (strange.status_code, strange.json()["wrong"]) == (
        422,
        {"revision": "This story has no such revision."},
    )


def test_every_record_that_a_program_writes_names_its_key_in_the_log() -> None:
    factories.section("City")
    chief = Program(factories.user(Role.EDITOR_IN_CHIEF, name="Marta Reis"), name="Night bot")
    by = factories.story(section=factories.section("City"))
    done = chief.act(by.pk, "approve_and_publish", revision=1)
    assert done.status_code == 409  # it is a draft, and nobody has submitted it
    chief.act(by.pk, "take", revision=1)
    done = chief.act(by.pk, "approve_and_publish", key="the-publication", revision=1)
    assert (done.status_code, done.json()["done"]) == (200, "Published.")
    assert done.json()["story"]["address"].endswith(PublishedArticle.objects.get().path)
    assert chief.save(by.pk, revision=1, headline="Another headline").status_code == 200
    withdrawn = chief.act(by.pk, "withdraw", note="It was wrong.")
    assert withdrawn.json()["story"]["is_live"] is False
    assert PublishedArticle.objects.count() == 0
    page = at_the_desk(factories.chief()).get(reverse("admin:articles_article_history", args=[by.pk]))
    lines = [
        (entry.did, entry.by) for entry in page.context["log"].entries if entry.by.startswith("Marta Reis")
    ]
    key = "Marta Reis, by the API key “Night bot”"
    assert lines == [
        ("withdrew the story", key),
        ("changed headline", key),
        ("published revision 1", key),
        ("approved revision 1", key),
        ("started editing", key),
    ]
    assert list(verifying.problems()) == []


def test_the_acts_take_what_their_pages_ask_and_nothing_else() -> None:
    program = Program(section_editor())
    article = factories.story(section=factories.section("City"))
    factories.ready(article)
    assert article.revision is not None
    soon = (timezone.now() + timedelta(days=1)).replace(microsecond=0)
    number = article.pk
    answers = {
        "no time": program.act(number, "schedule", revision=1),
        "a note for nobody": program.act(number, "publish", revision=1, at=soon.isoformat()),
        "a strange kind": program.act(number, "publish", revision=1, kind="rumour"),
        "no revision": program.act(number, "publish"),
        "a strange revision": program.act(number, "publish", revision=7),
        "a strange name": program.act(number, "publish", revision=1, noted="x"),
    }
    assert {name: (answer.status_code, answer.json()["wrong"]) for name, answer in answers.items()} == {
        "no time": (422, {"at": "Say when."}),
        "a note for nobody": (422, {"at": "This is not asked here."}),
        "a strange kind": (422, {"kind": "This is not asked here."}),
        "no revision": (422, {"revision": "Say which revision is meant."}),
        "a strange revision": (422, {"revision": "This story has no such revision."}),
        "a strange name": (422, {"noted": "This is not asked here."}),
    }
    planned = program.act(number, "schedule", revision=1, at=soon.isoformat())
    assert planned.status_code == 200, planned.content
    assert (Scheduled.objects.get().at, Scheduled.objects.get().by) == (soon, program.key.user)
    assert program.act(number, "dance", revision=1).status_code == 404


def test_a_story_that_was_withdrawn_is_put_back_as_it_was_or_published_anew() -> None:
    program = Program(factories.chief())
    article = factories.live_story()
    first = article.revision.number
    assert program.act(article.pk, "withdraw", revision=first, note="Wrong.").status_code == 200
    assert not PublishedArticle.objects.exists()
    back = program.act(article.pk, "republish", revision=first)
    assert (back.status_code, back.json()["story"]["is_live"]) == (200, True), back.content
    assert program.act(article.pk, "withdraw", "once-more", revision=first, note="Wrong.").status_code == 200
    changed = program.save(article.pk, revision=first, headline="Put right")
    assert changed.status_code == 200, changed.content
    newest = changed.json()["revision"]
    assert program.act(article.pk, "take", revision=newest).status_code == 200
    another = Program(factories.user(Role.EDITOR_IN_CHIEF), name="Another")
    approved = another.act(article.pk, "approve", revision=newest)
    assert approved.status_code == 200, approved.content
    refused = program.act(article.pk, "publish", revision=newest)
    assert refused.status_code == 409, refused.content
    anew = program.act(article.pk, "publish", "published-anew", revision=newest, puts_back=True)
    assert (anew.status_code, anew.json()["story"]["is_live"]) == (200, True), anew.content


def test_every_answer_that_the_page_of_an_act_asks_for_can_be_sent() -> None:
    asked = {field.name for field in dataclasses.fields(Asks)} - {"needs_note", "kinds", "when", "which"}
    sent = set(Wanted.model_fields)
    # Which reports of readers a correction answers, a person decides who has read them.
    assert asked - sent == {"reports"}
    assert {"kind", "at", "scheduled"} <= sent


def test_saving_never_weakens_an_embargo_whoever_the_key_acts_as() -> None:
    chief = Program(factories.chief())
    article = factories.story()
    read = chief.ask("GET", f"/stories/{article.pk}").json()["fields"]
    until = (timezone.now() + timedelta(days=2)).replace(microsecond=0)
    # Somebody sets an embargo, after the program has read the story and before it sends back what it read.
    Article.objects.filter(pk=article.pk).update(embargo="until", embargo_until=until, desk_note="Ask Ana.")
    for sent in (
        read | {"headline": "Ferries"},
        {"embargo": "none"},
        {"embargo_until": (until - timedelta(hours=1)).isoformat()},
    ):
        refused = chief.save(article.pk, **{"revision": 1, **sent})
        assert (refused.status_code, list(refused.json()["wrong"])) == (422, ["embargo"]), refused.content
    stored = Article.objects.get(pk=article.pk)
    assert (stored.embargo, stored.embargo_until, stored.desk_note) == ("until", until, "Ask Ana.")
    later = (until + timedelta(hours=1)).isoformat()
    assert chief.save(article.pk, revision=1, embargo_until=later).status_code == 200
    assert chief.save(article.pk, revision=1, embargo="until_lifted", embargo_until=None).status_code == 200
    assert chief.act(article.pk, "lift_embargo").status_code == 200
    assert Article.objects.get(pk=article.pk).embargo == "none"


def test_a_note_for_the_desk_is_not_lost_where_others_saved_meanwhile() -> None:
    chief = Program(factories.chief())
    article = factories.story(desk_note="Ask Ana.")
    read = chief.ask("GET", f"/stories/{article.pk}").json()["fields"]
    factories.edit(article, factories.chief(), headline="Ferries all night")
    Article.objects.filter(pk=article.pk).update(desk_note="Ana says no.")
    sent = {"revision": 1, "kicker": "Harbour", "desk_note": "Filed by wire."}
    assert read["desk_note"] == "Ask Ana."
    assert chief.save(article.pk, **sent).status_code == 200
    note = Article.objects.get(pk=article.pk).desk_note
    assert "Ana says no." in note
    assert "Filed by wire." in note


def test_head_is_answered_as_get() -> None:
    program = Program(factories.chief())
    assert [program.ask(method, "/key").status_code for method in ("GET", "HEAD")] == [200, 200]


def test_a_refused_act_is_answered_with_the_reasons_of_the_guards_and_may_be_tried_again() -> None:
    reporter, editor = Program(factories.user(Role.REPORTER)), Program(section_editor(), name="Editor")
    story = reporter.begin(**WORDS).json()["id"]
    refused = reporter.act(story, "submit", revision=1)
    assert (refused.status_code, refused.json()["reasons"]) == (409, ["It has no section."])
    city = reporter.save(story, revision=1, section="city")
    assert city.status_code == 200
    assert reporter.act(story, "submit", revision=2).status_code == 200
    not_theirs = reporter.act(story, "approve", revision=2)
    assert (not_theirs.status_code, not_theirs.json()["why"]) == (
        403,
        "Only Editor-in-chief or Section editor may do this.",
    )
    closed = reporter.save(story, revision=2, headline="Too late")
    assert closed.status_code == 403
    assert "with somebody else now" in closed.json()["why"]
    assert editor.act(story, "return", revision=2).json()["reasons"] == [
        "Say something in the note: What is missing?"
    ]


def test_what_is_sent_twice_under_one_name_is_done_once_and_answered_as_before() -> None:
    program = Program(factories.user(Role.WIRE_DESK))
    factories.section("City")
    first, second = program.begin(**WORDS, section="city"), program.begin(**WORDS, section="city")
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert Article.objects.count() == 1
    other = program.begin(**WORDS | {"headline": "Another"})
    assert (other.status_code, other.json()["why"]) == (422, once.USED_FOR_ANOTHER)
    story = first.json()["id"]
    pressed, again = (program.act(story, "submit", revision=1) for _ in range(2))
    assert (pressed.status_code, pressed.content) == (again.status_code, again.content)
    assert StateChange.objects.filter(act="submit").count() == 1
    assert program.act(story, "submit", revision=1, note="Now").status_code == 422
    of_another = Program(program.key.user, name="Another tool")
    assert of_another.begin(**WORDS).json()["id"] != story
    assert once.forget(timezone.now() + timedelta(days=8)) == KeyUse.objects.count() == 3
    # However much later, no story is begun twice by the same request, and no act done twice.
    assert program.begin(**WORDS, section="city").json()["id"] == story
    assert Article.objects.count() == 2
    assert program.act(story, "submit", revision=1).status_code == 200
    assert StateChange.objects.filter(act="submit").count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_requests_with_one_name_at_once_begin_one_story() -> None:
    program, answers = Program(factories.user(Role.WIRE_DESK)), Meanwhile()
    said: list[tuple[int, int]] = []

    def begin() -> None:
        answer = program.begin(**WORDS)
        said.append((answer.status_code, answer.json()["id"]))

    for _ in range(10):
        answers.begin(begin)
    assert answers.end() == []
    assert said == [(201, Article.objects.get().pk)] * 10
    assert Article.objects.get().revisions.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_presses_with_one_name_at_once_are_one_act() -> None:
    program, answers = Program(factories.chief()), Meanwhile()
    article = factories.ready(factories.story())
    assert article.revision is not None
    said: list[tuple[int, bytes]] = []

    def publish() -> None:
        answer = program.act(article.pk, "publish", revision=1)
        said.append((answer.status_code, answer.content))

    for _ in range(10):
        answers.begin(publish)
    assert answers.end() == []
    assert {status for status, _ in said} == {200}
    assert len(set(said)) == 1
    assert Article.objects.get().editions.count() == 1
    assert KeptAnswer.objects.count() == 1


def test_a_story_out_of_reach_is_answered_as_one_that_is_not_there() -> None:
    program = Program(section_editor())
    far = factories.story(section=factories.section("Sport"))
    nowhere = far.pk + 1000
    for ask in (
        lambda number: program.ask("GET", f"/stories/{number}"),
        lambda number: program.save(number, revision=1, headline="Mine"),
        lambda number: program.act(number, "take", revision=1),
    ):
        answers = [ask(number) for number in (far.pk, nowhere)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content
    hidden = program.begin("to-be-a-translation", **WORDS, translation_of=far.pk)
    absent = program.begin("to-be-a-translation", **WORDS, translation_of=nowhere)
    assert (hidden.status_code, hidden.content) == (absent.status_code, absent.content)
    assert hidden.status_code == 422


def test_a_picture_editor_s_key_places_pictures_and_changes_no_words() -> None:
    program, image = Program(factories.user(Role.PICTURE_EDITOR)), factories.picture()
    article = factories.story()
    assert program.begin(**WORDS).status_code == 403
    words = program.save(article.pk, revision=1, headline="Mine")
    assert (words.status_code, list(words.json()["wrong"])) == (403, ["headline"])
    placed = program.save(article.pk, revision=1, lead_picture=image.pk, lead_alt="Boats")
    assert (placed.status_code, placed.json()["revision"]) == (200, 2)


# What is no request


BROKEN = {
    "no JSON": "headline=x",
    "cut off": '{"headline": "x"',
    "another encoding": '{"headline": "é"}'.encode("latin-1"),
    "no number": '{"headline": NaN}',
    "a name twice": '{"headline": "a", "headline": "b"}',
    "a thousand levels": "[" * 1000 + "]" * 1000,
    "a hundred thousand levels": "[" * 100_000,
    "a NUL": r'{"headline": "a\u0000b"}',
    "a control character": r'{"headline": "a\u0007b"}',
    "half a character": r'{"headline": "\ud800"}',
    "a strange name with a NUL": r'{"a\u0000": 1}',
    "endless digits": f'{{"lead_picture": {"9" * 5000}}}',
}


@pytest.mark.parametrize("sent", BROKEN.values(), ids=BROKEN)
def test_what_is_no_json_or_holds_what_nobody_types_is_refused(sent: str | bytes) -> None:
    program = Program(factories.user(Role.WIRE_DESK))
    answer = program.ask("POST", "/stories", sent, idempotency_key="12345678")
    assert answer.status_code == 400
    assert answer.json()["why"]
    assert (Article.objects.count(), KeptAnswer.objects.count()) == (0, 0)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a number for a text": ({"headline": 7}, "headline"),
    "a text for a number": ({"lead_picture": "7"}, "lead_picture"),
    "a number that is no row": ({"lead_picture": 10**30}, "lead_picture"),
    "a picture that is not there": ({"lead_picture": 77}, "lead_picture"),
    "a word for yes": ({"is_sensitive": "yes"}, "is_sensitive"),
    "a name that is not asked": ({"state": "ready"}, "state"),
    "a name within a row": ({"bylines": [{"organisation": "AP", "id": 7}]}, "bylines.0.id"),
    "nobody in a byline": ({"bylines": [{}]}, "bylines.0"),
    "two in a byline": ({"bylines": [{"organisation": "AP", "reporter": "ines-caldera"}]}, "bylines.0"),
    "a stranger": ({"bylines": [{"reporter": "no-one"}]}, "bylines.0.reporter"),
    "a strange role": ({"bylines": [{"organisation": "AP", "role": "dreamt"}]}, "bylines.0.role"),
    "a strange agency": ({"sources": [{"agency": "no-one"}]}, "sources.0.agency"),
    "a strange section": ({"section": "no-section"}, "section"),
    "another's section": ({"section": "sport"}, "section"),
    "a strange topic": ({"topics": ["ferries", "no-topic"]}, "topics.1"),
    "fifty-one bylines": ({"bylines": [{"organisation": "AP"}] * 51}, "bylines"),
    "a strange type": ({"article_type": "gossip"}, "article_type"),
    "no language": ({"language": "english please"}, "language"),
    "an embargo without a time": ({"embargo": "until"}, "embargo_until"),
    "a time without a zone": ({"embargo_until": "2026-11-23T18:30:00"}, "embargo_until"),
    "a time as a number": ({"embargo_until": 1}, "embargo_until"),
    "a year that no clock has": ({"embargo_until": "0001-01-01T00:00:00Z"}, "embargo_until"),
    "an address that is none": ({"slug": "two words"}, "slug"),
    "a crop of nothing": ({"lead_crop": "1 2 3"}, "lead_crop"),
    "a text of a book": ({"body": f"<p>{'x' * 2_100_000}</p>"}, "body"),
}


@pytest.mark.parametrize(("fields", "name"), WRONG.values(), ids=WRONG)
def test_what_no_story_has_is_refused_by_its_name(fields: dict[str, Any], name: str) -> None:
    factories.reporter()
    factories.topic()
    factories.section("Sport")
    answer = Program(section_editor()).begin(**WORDS | fields)
    assert answer.status_code == 422, answer.content
    assert list(answer.json()["wrong"]) == [name]
    assert Article.objects.count() == 0


def test_what_is_too_large_or_sent_as_something_else_is_not_read() -> None:
    program = Program(factories.user(Role.WIRE_DESK))
    large = program.ask("POST", "/stories", b" " * (knocking.LARGEST + 1), idempotency_key="12345678")
    assert (large.status_code, large.json()["why"]) == (413, knocking.TOO_LARGE)
    form = program.ask("POST", "/stories", "headline=x", content_type="application/x-www-form-urlencoded")
    assert (form.status_code, form.json()["why"]) == (415, knocking.NO_JSON)
    nameless = program.ask("POST", "/stories", WORDS)
    assert (nameless.status_code, list(nameless.json()["wrong"])) == (422, ["Idempotency-Key"])
    empty = program.begin()
    assert (empty.status_code, list(empty.json()["wrong"])) == (422, ["story"])
    assert program.ask("GET", "/stories/x").status_code == 422
    assert program.ask("GET", "/nothing/here").json() == {
        "why": "There is no such address. docs/writing-api.md names them."
    }
