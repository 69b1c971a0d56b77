"""The corrections desk: reports of errors are tasks with a clock, and a correction that goes out closes them."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from articles.acts import moving, plain_moves, publish
from articles.acts.act import Press, Refused
from articles.corrections import answering, deciding, tasks
from articles.messages import telling
from articles.models import Article, ErrorReport, HistoryLink, Message, ReportMove, Section
from articles.models.report import ANSWERED_WITHIN
from articles.policy import Role
from tests import factories
from tests.desk_forms import at_the_desk, form_of

pytestmark = pytest.mark.django_db
DESK = "/desk/articles/errorreport/desk/"


@pytest.fixture
def city() -> Section:
    return factories.section("City")


@pytest.fixture
def ana(city: Section) -> User:
    return factories.user(Role.SECTION_EDITOR, sections=(city,), name="Ana Ruiz")


@pytest.fixture
def cleo(city: Section) -> User:
    return factories.user(Role.COPY_EDITOR, sections=(city,), name="Cleo Park")


@pytest.fixture
def article(city: Section) -> Article:
    return factories.live_story(
        section=city, headline="Night ferries", body="<p>The first boat.</p><p>It leaves at nine sharp.</p>"
    )


def reported(story: Article, **fields: object) -> ErrorReport:
    facts = {"story_id": story.pk, "edition_number": 1, "text": "It was 200, not 2,000."}
    return ErrorReport.objects.create(**(facts | fields))


def page(somebody: User, address: str) -> html.HtmlElement:
    response = at_the_desk(somebody).get(address)
    assert response.status_code == 200
    return html.document_fromstring(response.content.decode())


def of(name: str, report: ErrorReport) -> str:
    return reverse(f"admin:articles_errorreport_{name}", args=[report.pk])


def words(node: html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


def acts_on(report: ErrorReport) -> list[str]:
    return list(report.moves.order_by("pk").values_list("act", flat=True))


# Taking, assigning, closing


def test_a_report_is_taken_given_back_left_to_a_desk_and_given_to_a_person(
    article: Article, ana: User, cleo: User, city: Section
) -> None:
    report = reported(article)
    deciding.take_up(report, by=cleo)
    report.refresh_from_db()
    assert (report.state, report.assignee) == ("taken", cleo)
    with pytest.raises(Refused, match="Cleo Park has it already"):
        deciding.take_up(report, by=ana)
    with pytest.raises(Refused, match="You do not have it"):
        deciding.give_back(report, by=ana)
    deciding.give_back(report, by=cleo, note="Not my desk.")
    with pytest.raises(Refused, match="Only Editor-in-chief or Section editor"):
        deciding.assign(report, desk=city, by=cleo)
    deciding.assign(report, desk=city, by=ana)
    report.refresh_from_db()
    assert (report.state, report.desk) == ("open", city)
    deciding.assign(report, to=cleo, note="Please look.", by=ana)
    [message] = Message.objects.filter(to=cleo)
    assert (message.kind, message.by, message.note) == (
        "report",
        ana,
        "Please look.\n\nIt was 200, not 2,000.",
    )
    assert acts_on(report) == ["take_up", "give_back", "assign", "assign"]
    linked = HistoryLink.objects.filter(record="reportmove", of="story", subject=article.pk)
    assert list(linked.order_by("number").values_list("row", flat=True)) == list(
        report.moves.order_by("pk").values_list("pk", flat=True)
    )


def test_nobody_gets_a_report_who_could_not_see_it(article: Article, ana: User) -> None:
    report, sport = reported(article), factories.section("Sport")
    for somebody, why in (
        (factories.user(Role.REPORTER), "Reports are for copy editors"),
        (factories.user(Role.COPY_EDITOR, sections=(sport,)), "They answer for other sections"),
    ):
        with pytest.raises(Refused, match=why):
            deciding.assign(report, to=somebody, by=ana)
    stranger = factories.user(Role.COPY_EDITOR, sections=(sport,))
    with pytest.raises(Refused, match="not for you"):
        deciding.take_up(report, by=stranger)
    assert deciding.close({report.pk}, by=stranger) == 0
    assert acts_on(report) == []


def test_the_same_press_counts_once(article: Article, ana: User, cleo: User) -> None:
    report, other, key = reported(article), reported(article), uuid.uuid4()
    assert deciding.take_up(report, by=ana, key=key) == deciding.take_up(report, by=ana, key=key)
    with pytest.raises(Refused, match="used before"):
        deciding.give_back(report, by=ana, key=key)
    closing = uuid.uuid4()
    assert [deciding.close({report.pk, other.pk}, by=ana, key=closing) for _ in range(2)] == [2, 2]
    assert deciding.close({report.pk}, by=cleo) == 0
    own = [deciding.report(article, "It is ten.", by=ana, key=uuid.UUID(int=7)) for _ in range(2)]
    assert own[0] == own[1]
    assert ErrorReport.objects.filter(by=ana).count() == 1


def test_spam_and_duplicates_are_declined_many_at_once(article: Article, ana: User, city: Section) -> None:
    found = [reported(article, text=f"Buy {number}") for number in range(3)]
    other = reported(factories.live_story(section=city), text="Buy too")
    document = page(ana, DESK)
    [form] = document.xpath("//form[contains(@class, 'report-list')]")
    assert [words(one) for one in form.xpath(".//fieldset/button")] == [
        "It is right as it stands",
        "It is reported already",
        "It is no report at all",
    ]
    sent = dict(form.form_values()) | {"report": [str(found[0].pk), str(other.pk)], "reason": "spam"}
    response = at_the_desk(ana).post(form.get("action"), sent, follow=True)
    assert "2 reports closed." in response.content.decode()
    assert {one.pk: one.state for one in ErrorReport.objects.all()} == {
        found[0].pk: "declined",
        found[1].pk: "open",
        found[2].pk: "open",
        other.pk: "declined",
    }
    assert set(ReportMove.objects.values_list("act", "reason")) == {("decline", "spam")}
    shown = page(ana, of("change", found[0]))
    assert words(shown.xpath("//p[contains(@class, 'report-clock')]")[0]).startswith("Declined by Ana Ruiz")
    deciding.reopen(found[0], by=ana)
    found[0].refresh_from_db()
    assert (found[0].state, found[0].done_by) == ("open", None)


# Corrections


def test_a_correction_and_the_reports_that_it_answers_are_one_act(
    article: Article, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    report, same, other = (reported(article, text=text) for text in ("Ten.", "Ten, too.", "A typo."))
    [form] = page(ana, of("change", report)).xpath("//form[contains(@action, '/correct/')]")
    sent = dict(form.form_values()) | {"note": "It leaves at ten.", "also": str(same.pk)}

    def fail(*_: object, **__: object) -> int:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(deciding, "close", fail)
        with pytest.raises(RuntimeError):
            at_the_desk(ana).post(form.get("action"), sent)
    assert not article.corrections.exists()
    for _ in range(2):
        assert at_the_desk(ana).post(form.get("action"), sent).status_code == 302
    correction = article.corrections.select_related("edition").get()
    assert correction.text == "It leaves at ten."
    assert set(ReportMove.objects.values_list("report", "act", "edition")) == {
        (report.pk, "done", correction.edition_id),
        (same.pk, "done", correction.edition_id),
    }
    other.refresh_from_db()
    assert other.state == "open"
    log = words(page(ana, reverse("admin:articles_article_history", args=[article.pk])))
    assert log.count("Ana Ruiz closed a report of an error with the correction of edition 2") == 2


@pytest.mark.parametrize("act", ["done", "close"])
def test_an_old_page_of_a_report_is_refused_in_words(article: Article, ana: User, act: str) -> None:
    """Its key was used when the report was taken; then somebody went back and pressed another button."""
    report, key = reported(article), uuid.uuid4()
    deciding.take_up(report, by=ana, key=key)
    sent = {"key": str(key), "reason": "spam"}
    answer = at_the_desk(ana).post(of(act, report), sent, follow=True)
    assert answer.status_code == {"done": 200, "close": 409}[act]
    assert "has been used before" in answer.content.decode()
    report.refresh_from_db()
    assert report.state == "taken"


def test_the_log_says_no_correction_where_a_report_was_closed_with_a_minor_change(
    article: Article, ana: User
) -> None:
    report = reported(article, text="A typo.")
    factories.edit(article, factories.user(Role.REPORTER), headline="Night ferries sail")
    factories.ready(article)
    press = Press(article, article.approved_revision, ana, kind="minor", key=uuid.uuid4())
    assert answering.carry_out(publish.ACT, press, {report.pk}) == 1
    log = words(page(ana, reverse("admin:articles_article_history", args=[article.pk])))
    assert "closed a report of an error with edition 2, and readers were told of no error" in log
    assert "the correction of edition" not in log


def test_a_correction_without_words_comes_back_with_what_was_chosen(article: Article, ana: User) -> None:
    report, same = reported(article), reported(article, text="The same.")
    [form] = page(ana, of("change", report)).xpath("//form[contains(@action, '/correct/')]")
    sent = dict(form.form_values()) | {"note": " ", "also": str(same.pk), "kind": "clarification"}
    response = at_the_desk(ana).post(form.get("action"), sent)
    assert response.status_code == 409
    [again] = html.document_fromstring(response.content.decode()).xpath(
        "//form[contains(@action, '/correct/')]"
    )
    assert again.xpath(".//input[@name='also'][@checked]/@value") == [str(same.pk)]
    assert again.xpath(".//input[@name='kind'][@checked]/@value") == ["clarification"]
    assert not article.corrections.exists()
    assert acts_on(report) == []


def test_the_page_shows_the_live_words_that_a_report_is_about(article: Article, ana: User) -> None:
    report = deciding.report(article, "It is ten.", passage="leaves  at\nnine", by=ana)
    [mark] = page(ana, of("change", report)).xpath("//mark")
    assert (mark.text, words(mark.getparent())) == ("leaves at nine", "It leaves at nine sharp.")
    report = deciding.report(article, "It is ten.", passage="at eleven", by=ana)
    assert "These words do not stand in what readers have now." in words(page(ana, of("change", report)))


# Reporting at the desk


def test_whoever_sees_a_live_story_reports_an_error_in_it(article: Article, city: Section) -> None:
    address = reverse("admin:articles_article_report_error", args=[article.pk])
    ines = factories.user(Role.REPORTER, name="Ines Caldera")
    assert at_the_desk(ines).get(address).status_code == 404
    Article.objects.filter(pk=article.pk).update(created_by=ines)
    assert page(ines, form_of(article)).xpath(f"//a[@href='{address}'][@data-asks]")
    [form] = page(ines, address).xpath("//form[contains(@class, 'act-form')]")
    sent = dict(form.form_values()) | {"text": "It leaves at ten.", "passage": "at nine"}
    response = at_the_desk(ines).post(address, sent)
    assert (response.status_code, response["Location"]) == (302, form_of(article))
    report = ErrorReport.objects.get()
    assert (report.by, report.edition_number, report.passage, report.name) == (ines, 1, "at nine", "")
    assert acts_on(report) == ["report"]
    assert telling.tell_of_reports(timezone.now()) == 1
    assert not Message.objects.filter(to=ines).exists()
    draft = factories.story(ines, section=city)
    address = reverse("admin:articles_article_report_error", args=[draft.pk])
    response = at_the_desk(ines).post(address, sent | {"key": str(uuid.uuid4())})
    assert response.status_code == 409
    assert "Readers do not have this story" in response.content.decode()


# The list and the clock


def test_reports_on_one_story_stand_together_and_the_page_goes_on_where_it_ended(
    ana: User, city: Section, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries
) -> None:
    monkeypatch.setattr(tasks, "PAGE", 2)
    now = timezone.now()
    stories = [factories.live_story(section=city, headline=f"Story {number}") for number in range(3)]
    for age, story in ((1, stories[0]), (30, stories[1]), (2, stories[1]), (3, stories[2])):
        reported(story, text=f"{age} hours", at=now - timedelta(hours=age))
    reported(factories.live_story(section=factories.section("Sport")))
    ana = factories.again(ana)
    deciding.reports.visible_to(ana)  # who somebody is, is asked once for the page
    with django_assert_num_queries(3):
        first = tasks.page_of(ana, now=now)
    then = tasks.page_of(ana, "all", first.older, now=now)
    assert [(one.story.headline, one.total, [row.text for row in one.reports]) for one in first.stories] == [
        ("Story 1", 2, ["30 hours", "2 hours"]),
        ("Story 2", 1, ["3 hours"]),
    ]
    assert [one.story.headline for one in then.stories] == ["Story 0"]
    assert then.older == ""
    assert tasks.count(ana, now=now) == "4"
    shown = page(ana, f"{DESK}?which=overdue")
    assert [words(one) for one in shown.xpath("//*[@class='report-words']")] == ["30 hours"]
    assert [words(one) for one in shown.xpath("//*[contains(@class, 'state-overdue')]")] == ["Overdue"]
    for question in ("?which=nothing", "?after=x", f"?after={'9' * 16}.1"):
        assert at_the_desk(ana).get(f"{DESK}{question}").status_code == 200


def test_a_report_is_overdue_after_its_time_and_not_before(article: Article, ana: User) -> None:
    now = timezone.now()
    report = reported(article, at=now - ANSWERED_WITHIN)
    assert (report.is_overdue(now), report.is_overdue(now + timedelta(microseconds=1))) == (False, True)
    assert not ErrorReport.objects.overdue(now).exists()
    assert ErrorReport.objects.overdue(now + timedelta(microseconds=1)).get() == report
    shown = [words(one) for one in page(ana, "/desk/").xpath("//*[contains(@class, 'state-overdue')]")]
    assert shown == ["Overdue"]
    # Above what only waits for its turn.
    moving.move(plain_moves.SUBMIT, story := factories.story(section=article.section), by=story.created_by)
    heads = [words(one) for one in page(ana, "/desk/").xpath("//div[@class='waiting-first']//h2")]
    assert heads == ["Errors reported 1", "Submitted 1"]
    deciding.close({report.pk}, by=ana)
    report.refresh_from_db()
    assert not report.is_overdue(now + timedelta(days=9))


def test_only_whoever_has_a_report_sees_where_the_reader_can_be_reached(
    article: Article, ana: User, cleo: User
) -> None:
    report = reported(article, name="A reader", email="reader@example.org")
    deciding.take_up(report, by=cleo)
    pages = ("/desk/", DESK, of("change", report), reverse("admin:articles_errorreport_changelist"))
    act = reverse("admin:articles_article_act", args=[article.pk, "append_correction"])
    for somebody, sees in ((ana, False), (cleo, True)):
        found = [
            address
            for address in (*pages, *(() if sees else (act,)))
            if "reader@example.org" in at_the_desk(somebody).get(address).content.decode()
        ]
        assert found == ([of("change", report)] if sees else [])
    assert not HistoryLink.objects.filter(record="reportmove", digest="").exists()
    assert "reader@example.org" not in str(list(ReportMove.objects.values()))


@pytest.mark.parametrize("role", [Role.REPORTER, Role.PICTURE_EDITOR, Role.WIRE_DESK, Role.ADMIN])
def test_the_corrections_desk_is_closed_to_who_does_not_deal_with_reports(
    role: Role, article: Article
) -> None:
    report, client = reported(article), at_the_desk(factories.user(role))
    assert client.get(DESK).status_code == 403
    assert Client().get(DESK).status_code == 302
    for name in ("take_up", "give_back", "assign", "close", "correct", "done", "reopen"):
        assert client.post(of(name, report)).status_code == 404
    client.post(
        reverse("admin:articles_errorreport_close_many"), {"report": str(report.pk), "reason": "spam"}
    )
    report.refresh_from_db()
    assert report.state == "open"


def test_the_record_of_a_report_is_never_changed(article: Article, ana: User) -> None:
    report = reported(article)
    move = deciding.take_up(report, by=ana)
    with pytest.raises(Exception, match="append-only"):
        ReportMove.objects.filter(pk=move.pk).update(note="Never said.")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("It is Friday.", "It is Friday."),
        (f"{'The bridge ' * 7}is closed, says the city", f"{'The bridge ' * 7}is…"),
        ("x" * 100, f"{'x' * 79}…"),
    ],
)
def test_the_beginning_of_a_report_ends_with_a_whole_word(text: str, shown: str) -> None:
    assert str(ErrorReport(text=text)) == shown
