"""Work that passes from one to another: nothing gets stuck unseen between two people."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from lxml import html

from articles import policy
from articles.acts import approve, kill, moving, plain_moves, table, withdraw
from articles.acts.act import Refused
from articles.desk import since, tags, waiting
from articles.models import Article, ErrorReport, Section, State, StateChange
from articles.policy import Role
from articles.writing import translations
from tests import factories
from tests.desk_forms import at_the_desk, form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Section:
    return factories.section("City")


@pytest.fixture
def ines(city: Section) -> User:
    return factories.user(Role.REPORTER, name="Ines Caldera")


@pytest.fixture
def ana(city: Section) -> User:
    return factories.user(Role.SECTION_EDITOR, sections=(city,), name="Ana Ruiz")


def page(somebody: User, address: str) -> html.HtmlElement:
    response = at_the_desk(somebody).get(address)
    assert response.status_code == 200
    return html.document_fromstring(response.content.decode())


def words(node: html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


def first_page(somebody: User) -> dict[str, list[str]]:
    """The heading of each list, and what its lines say."""
    lists = page(somebody, reverse("admin:index")).xpath("//section[contains(@class, 'waiting-list')]")
    return {words(one.xpath(".//h2")[0]): [words(line) for line in one.xpath(".//li")] for one in lists}


def notice(somebody: User, article: Article) -> str:
    return " ".join(
        words(one) for one in page(somebody, form_of(article)).xpath("//*[@aria-labelledby='returned']")
    )


def buttons(somebody: User, article: Article) -> list[str]:
    """The acts that are open to somebody in the story's form, the next one first."""
    found = page(somebody, form_of(article)).xpath(
        "//*[contains(@class, 'bar-acts')]//*[@name='_act' or @name='_done'] | "
        "//ul[@class='acts']//*[contains(@class, 'button') or self::button][not(@disabled)]"
    )
    return [words(one) for one in found]


def changed(document: html.HtmlElement) -> dict[str, str]:
    """What the page says has changed, since when."""
    facts = {
        words(one): words(one.getnext()) for one in document.xpath("//dl[contains(@class, 'facts')]//dt")
    }
    return {name: said for name, said in facts.items() if name.startswith("Changed")}


def form_sent_by(somebody: User, article: Article, button: str) -> dict[str, list[str]]:
    """What a browser sends when this button of the story's form is pressed."""
    sent: dict[str, list[str]] = {}
    for name, value in page(somebody, form_of(article)).get_element_by_id("article_form").form_values():
        sent.setdefault(name, []).append(value)
    return sent | {button: ["1"]}


# Returned with a note


def returned(ines: User, ana: User, city: Section) -> Article:
    article = factories.story(ines, section=city, headline="Ferries all night")
    moving.move(plain_moves.SUBMIT, article, by=ines)
    moving.move(plain_moves.RETURN, article, by=ana, note="Who pays for it?")
    return article


def test_the_note_of_a_returned_story_is_on_its_reporters_first_page_and_in_the_story(
    ines: User, ana: User, city: Section
) -> None:
    article = returned(ines, ana, city)
    lists = first_page(ines)
    assert list(lists) == ["Returned to you 1"], "it stands in one list"
    [line] = lists["Returned to you 1"]
    assert "Ferries all night" in line
    assert "Who pays for it?" in line
    assert "Returned by Ana Ruiz" in line
    assert article.returned is not None
    assert words(html.fromstring(tags.desk_time(article.returned.at))) in line
    assert "Returned by Ana Ruiz" in notice(ines, article)
    assert "Who pays for it?" in notice(ines, article)


def test_the_note_stays_while_the_reporter_writes_and_goes_when_it_is_submitted_again(
    ines: User, ana: User, city: Section
) -> None:
    article = returned(ines, ana, city)
    factories.edit(article, ines, standfirst="The council pays.")
    assert "Who pays for it?" in notice(ines, article)
    moving.move(plain_moves.SUBMIT, article, by=ines)
    assert notice(ines, article) == notice(ana, article) == ""
    assert "Returned to you 1" not in first_page(ines)
    moving.move(plain_moves.RETURN, article, by=ana, note="And since when?")
    assert "And since when?" in notice(ines, article)
    assert "Who pays" not in notice(ines, article)


def test_a_story_returned_from_ready_or_to_whom_it_credits_is_in_their_list_too(
    ana: User, city: Section
) -> None:
    rui = factories.user(Role.REPORTER)
    article = factories.story(section=city, bylines=(factories.reporter("Rui Sol", user=rui),))
    factories.ready(article)
    moving.move(plain_moves.RETURN, article, by=ana, note="<b>Not</b> yet.")
    assert "<b>Not</b> yet." in first_page(rui)["Returned to you 1"][0]
    assert "Returned to you 1" not in first_page(factories.user(Role.REPORTER))


# Taken back


def test_an_author_takes_a_submitted_story_back_on_record(ines: User, city: Section) -> None:
    article = factories.story(ines, section=city)
    moving.move(plain_moves.SUBMIT, article, by=ines)
    assert buttons(ines, article) == ["Take back", "Spike"]
    act = reverse("admin:articles_article_act", args=[article.pk, "take_back"])
    asked = page(ines, act).forms[-1]
    response = at_the_desk(ines).post(act, dict(asked.form_values()))
    assert response.status_code == 302
    article.refresh_from_db()
    assert article.state == State.DRAFT
    log = words(page(ines, reverse("admin:articles_article_history", args=[article.pk])))
    assert "Ines Caldera took the story back, as a draft" in log


def test_nothing_is_taken_back_that_an_editor_has_taken_or_that_somebody_else_wrote(
    ines: User, ana: User, city: Section
) -> None:
    article = factories.story(ines, section=city)
    moving.move(plain_moves.SUBMIT, article, by=ines)
    for somebody in (ana, factories.user(Role.REPORTER), factories.user(Role.COPY_EDITOR, sections=(city,))):
        with pytest.raises(Refused):
            moving.move(plain_moves.TAKE_BACK, article, by=somebody)
    moving.move(plain_moves.TAKE, article, by=ana)
    with pytest.raises(Refused, match="somebody has moved it since"):
        moving.move(plain_moves.TAKE_BACK, article, by=ines)
    assert article.state == State.IN_EDIT


# The lists of the first page


def waits(article: Article, hours: int) -> None:
    """As if it had moved so long ago. Moves are never changed, so this one is written anew."""
    at = factories.earlier(hours=hours)
    move = StateChange.objects.create(
        article=article, act="submit", from_state="draft", to_state="submitted", by=article.created_by, at=at
    )
    Article.objects.filter(pk=article.pk).update(state=State.SUBMITTED, last_move=move, touched_at=at)


def test_a_list_says_its_true_number_and_shows_what_waits_longest(ana: User, city: Section) -> None:
    for number in range(14):
        waits(factories.story(section=city, headline=f"Waits for {number:02} hours"), number)
    [heading] = [heading for heading in first_page(ana) if heading.startswith("Submitted")]
    assert heading == "Submitted 14, the 12 that wait longest"
    lines = first_page(ana)[heading]
    assert [line.split("Waits for ")[1][:2] for line in lines] == [
        f"{number:02}" for number in range(13, 1, -1)
    ]
    [link] = [a for a in page(ana, reverse("admin:index")).xpath("//a") if words(a) == "All 14"]
    listed = page(ana, link.get("href")).xpath("//table[@id='result_list']//*[@class='headline']")
    assert [words(one)[-8:] for one in listed] == [f"{number:02} hours" for number in range(13, -1, -1)]


def test_typing_in_a_submitted_story_does_not_make_it_wait_less(ana: User, city: Section) -> None:
    old, new = (factories.story(section=city, headline=name) for name in ("The old one", "The new one"))
    waits(old, 5)
    waits(new, 2)
    factories.edit(old, ana, kicker="Ferries")
    assert [line[12:23] for line in first_page(ana)["Submitted 2"]] == ["The old one", "The new one"]


@pytest.mark.parametrize("role", [Role.REPORTER, Role.COPY_EDITOR, Role.PICTURE_EDITOR, Role.EDITOR_IN_CHIEF])
def test_each_list_of_the_first_page_is_a_filter_of_the_story_list(role: Role, city: Section) -> None:
    somebody = factories.user(role, sections=(city,))
    for state in State:
        for by in (somebody, factories.user(Role.REPORTER)):
            article = factories.story(by, section=city)
            if state != State.DRAFT:
                move = {"submitted": "submit", "spiked": "spike"}.get(state, "take")
                moving.move(table.BY_NAME[move], article, by=factories.chief(), note="Why.")
    for one in waiting.waiting_for(factories.again(somebody)):
        rows = page(somebody, one.address).xpath("//table[@id='result_list']/tbody/tr")
        assert len(rows) == one.total == len(one.stories), one.kind.title


def test_reports_from_readers_show_the_oldest_and_their_true_number(ana: User, city: Section) -> None:
    article = factories.live_story(section=city)
    for hours in range(14):
        ErrorReport.objects.create(
            story_id=article.pk, edition_number=1, text=f"Wrong {hours:02}", at=factories.earlier(hours=hours)
        )
    lines = first_page(ana)["Errors reported 14, the 12 that wait longest"]
    assert ["Wrong 13" in lines[0], "Wrong 02" in lines[-1]] == [True, True]


# Ready, and touched since


def touched(ana: User, city: Section) -> Article:
    """Approved as revision 1, then revision 2."""
    article = factories.story(section=city, body="<p>The last boat will no longer be the last.</p>")
    factories.ready(article)
    return factories.edit(
        article,
        factories.chief(),
        headline="Ferries",
        body="<p>The last boat will be the last.</p><p>Soon.</p>",
    )


def test_both_ways_out_of_a_touched_story_stand_in_place(ana: User, city: Section) -> None:
    article = touched(ana, city)
    offered = buttons(ana, article)
    assert offered[:2] == ["Approve revision 2", "Publish revision 1"]
    assert changed(page(ana, form_of(article))) == {
        "Changed since approval": "headline and 2 paragraphs (2 new words, 9 gone). Compare"
    }
    moving.move(approve.ACT, article, by=ana)
    assert article.approved_revision == article.revision
    assert buttons(ana, article)[0] == "Publish"


def test_the_approved_revision_is_published_although_there_is_a_newer_one(ana: User, city: Section) -> None:
    article = touched(ana, city)
    address = reverse("admin:articles_article_act", args=[article.pk, "publish"])
    document = page(ana, address)
    assert changed(document) == {
        "Changed since approval": "headline and 2 paragraphs (2 new words, 9 gone). Compare revisions 1 and 2"
    }
    assert "Approve revision 2 instead" in words(document)
    sent = dict(document.forms[-1].form_values())
    assert at_the_desk(ana).post(address, sent).status_code == 409, "not unasked"
    assert at_the_desk(ana).post(address, sent | {"accept_older": "on"}).status_code == 302
    article.refresh_from_db()
    assert article.live_edition is not None
    assert article.live_edition.revision.number == 1


def test_what_is_approved_is_not_approved_twice(ana: User, city: Section) -> None:
    article = factories.story(section=city)
    factories.ready(article)
    with pytest.raises(Refused, match="approved already"):
        moving.move(approve.ACT, article, by=ana)
    assert "Approve" not in buttons(ana, article)


def test_publishing_says_what_it_changes_for_readers(ana: User, city: Section) -> None:
    article = factories.live_story(section=city, body="<p>One two three.</p>")
    factories.edit(article, factories.chief(), body="<p>One two four five.</p>")
    factories.ready(article)
    for address in (form_of(article), reverse("admin:articles_article_act", args=[article.pk, "publish"])):
        [said] = changed(page(ana, address)).values()
        assert said.startswith("1 paragraph (2 new words, 1 gone). Compare")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"lead_picture_id": None, "lead_alt": "Boats"}, "alt text"),
        ({"headline": "One word more"}, "headline (1 new word)"),
        ({"body": ""}, "1 paragraph (2 gone)"),
        ({"body": "<p>Two words</p><p>Two words</p>"}, "1 paragraph (2 new words)"),
    ],
)
def test_a_difference_is_said_in_short(changes: dict[str, str], said: str) -> None:
    article = factories.story(headline="One word", standfirst="", body="<p>Two words</p>")
    first = article.revision
    factories.edit(article, factories.chief(), **changes)
    assert first is not None
    assert article.revision is not None
    assert since.between("approval", first, article.revision).words == said


# Done editing


@pytest.mark.parametrize("role", [Role.COPY_EDITOR, Role.PICTURE_EDITOR])
def test_done_editing_leaves_a_sign_for_whoever_goes_on(role: Role, ana: User, city: Section) -> None:
    noa = factories.user(role, sections=(city,), name="Noa Lind")
    article = factories.story(section=city)
    moving.move(plain_moves.TAKE, article, by=factories.chief())
    assert "waits for approval" not in " ".join(first_page(ana)["In edit 1"])
    assert buttons(noa, article)[0] == "Done editing"
    at_the_desk(noa).post(form_of(article), form_sent_by(noa, article, "_done"))
    [section, line] = first_page(ana)["In edit 1"]
    assert section == "City"
    assert "Edited by Noa Lind, waits for approval" in line
    listed = words(page(ana, reverse("admin:articles_article_changelist")).get_element_by_id("result_list"))
    assert "Edited by Noa Lind, waits for approval" in listed
    assert "Noa Lind was done editing" in words(
        page(ana, reverse("admin:articles_article_history", args=[article.pk]))
    )
    assert "Edited by Noa Lind" in words(page(ana, form_of(article)))
    moving.move(approve.ACT, article, by=ana)
    assert tags.left_to(article) == ""


def test_nobody_is_done_with_what_they_may_not_edit(ines: User, city: Section) -> None:
    article = factories.story(ines, section=city)
    with pytest.raises(Refused):
        moving.move(plain_moves.HAND_OVER, article, by=ines)
    copy = factories.user(Role.COPY_EDITOR, sections=(city,))
    with pytest.raises(Refused, match="with somebody else"):
        moving.move(plain_moves.HAND_OVER, article, by=copy)
    assert policy.may(factories.user(Role.PICTURE_EDITOR), "hand_over", article)


def test_a_picture_swapped_in_a_live_story_is_in_the_list_of_its_editors(ana: User, city: Section) -> None:
    mira = factories.user(Role.PICTURE_EDITOR, name="Mira Voss")
    article = factories.live_story(section=city, headline="Ferries all night")
    factories.live_story(section=city, headline="As readers have it")
    assert not any(heading.startswith("Changed") for heading in first_page(ana))
    sent = form_sent_by(mira, article, "_done") | {"lead_picture": [str(factories.picture().pk)]}
    at_the_desk(mira).post(form_of(article), sent)
    [line] = first_page(ana)["Changed, not published yet 1"]
    assert "Ferries all night" in line
    assert "Changed by Mira Voss, waits to be published" in line
    sport = factories.user(Role.SECTION_EDITOR, sections=(factories.section("Sport"),))
    assert not any(heading.startswith("Changed") for heading in first_page(sport))
    factories.publish(article, ana)
    assert not any(heading.startswith("Changed") for heading in first_page(ana))


# Killed


@pytest.mark.parametrize("was", [State.DRAFT, State.SUBMITTED, State.IN_EDIT, State.READY])
def test_a_killed_story_waits_for_nobody_and_is_not_approved_again(was: State, city: Section) -> None:
    chief = factories.user(Role.EDITOR_IN_CHIEF)
    article = factories.live_story(section=city)
    factories.edit(article, factories.user(Role.REPORTER), headline="The next version")
    if was == State.SUBMITTED:
        moving.move(plain_moves.SUBMIT, article, by=chief)
    if was in {State.IN_EDIT, State.READY}:
        moving.move(plain_moves.TAKE, article, by=chief)
    if was == State.READY:
        moving.move(approve.ACT, article, by=chief)
    kill.kill(article, by=chief, note="Libel.")
    article.refresh_from_db()
    assert (article.state, article.approved_revision) == (State.DRAFT, None)
    for act in ("submit", "take", "approve", "publish"):
        with pytest.raises(Refused):
            moving.move(table.BY_NAME[act], article, by=chief)
    assert {"Submit", "Start editing", "Approve", "Publish"}.isdisjoint(buttons(chief, article))
    headings = first_page(chief)
    assert [name for name in headings if "Submitted" in name or "edit" in name or "Ready" in name] == []
    empty = page(chief, reverse("admin:index")).xpath("//p[contains(@class, 'waiting-empty')]")
    said = "Nothing is ready. No story waits for an editor. No story is being edited."
    assert [said in words(one) for one in empty] == [True]


def test_killing_looks_unlike_putting_back(city: Section) -> None:
    chief = factories.user(Role.EDITOR_IN_CHIEF)
    article = factories.live_story(section=city)
    withdraw.withdraw(article, by=chief)
    acts = page(chief, form_of(article)).xpath("//ul[@class='acts']")[0]
    [kill], [back] = acts.xpath(".//button[@value='kill']"), acts.xpath(".//button[@value='republish']")
    assert (kill.get("class"), back.get("class")) == ("danger", None)
    assert "never goes live again" in words(kill.getparent())
    asked = page(chief, reverse("admin:articles_article_act", args=[article.pk, "kill"]))
    assert "never goes live again" in words(asked)
    assert asked.xpath("//button[@type='submit'][contains(@class, 'danger')]")


# The section filter of the story list


def test_the_filter_of_a_section_includes_those_inside_it(city: Section) -> None:
    harbour, sport = factories.section("Harbour", parent=city), factories.section("Sport")
    for section in (city, harbour, sport):
        factories.story(section=section, headline=f"In {section.name}")
    factories.story(section=None, headline="In none")

    def listed(question: str) -> set[str]:
        address = f"{reverse('admin:articles_article_changelist')}?{question}"
        rows = page(factories.chief(), address).xpath("//table[@id='result_list']//*[@class='headline']")
        return {words(row) for row in rows}

    assert listed(f"section={city.pk}") == {"In City", "In Harbour"}
    assert listed(f"section={harbour.pk}") == {"In Harbour"}
    assert listed("section=none") == {"In none"}
    assert listed(f"section={city.pk}&state=ready") == set()


def test_stories_that_are_ready_are_offered_where_they_count() -> None:
    """In the preview of a time. What is scheduled is the front alone, and stories go with a release."""
    document = page(factories.chief(), reverse("admin:articles_front_edit", args=["home"]))
    said = [words(one) for one in document.xpath("//section[@aria-labelledby='when']/p")][1:]
    assert said == ["Save and schedule", "Preview at that time", "Show ready stories in the preview, too"]


# What readers report


def reported(article: Article, text: str) -> ErrorReport:
    return ErrorReport.objects.create(story_id=article.pk, edition_number=1, text=text)


def test_a_report_leads_to_a_correction_that_closes_it(ana: User, city: Section) -> None:
    article = factories.live_story(section=city)
    report, other = reported(article, "It was <b>Tuesday</b>."), reported(article, "The quay is closed.")
    address = reverse("admin:articles_errorreport_change", args=[report.pk])
    document = page(ana, address)
    assert words(document.xpath("//blockquote")[0]) == "It was <b>Tuesday</b>."
    [form] = document.xpath("//form[contains(@action, '/correct/')]")
    assert [words(one) for one in form.xpath(".//q")] == ["The quay is closed."]
    assert form.xpath(".//input[@name='also'][@checked]") == []
    sent = dict(form.form_values()) | {"note": "It was Tuesday, not Monday."}
    response = at_the_desk(ana).post(form.get("action"), sent, follow=True)
    assert "1 report closed." in response.content.decode()
    report.refresh_from_db()
    other.refresh_from_db()
    assert (report.done_by, other.done_by) == (ana, None)
    assert article.corrections.get().text == "It was Tuesday, not Monday."
    assert page(ana, address).xpath("//form[contains(@action, '/correct/')]") == []


def test_a_correction_closes_no_report_on_another_story(ana: User, city: Section) -> None:
    article, other = (factories.live_story(section=city, headline=name) for name in ("One", "Other"))
    report = reported(other, "Wrong.")
    for strange in (str(report.pk), "x", ""):
        address = f"{reverse('admin:articles_article_act', args=[article.pk, 'append_correction'])}?report={strange}"
        document = page(ana, address)
        assert document.xpath("//q") == []
        sent = dict(document.forms[-1].form_values()) | {"note": f"Put right {strange}.", "report": strange}
        assert at_the_desk(ana).post(address, sent).status_code == 302
    report.refresh_from_db()
    assert report.done_at is None


def test_a_refused_correction_leaves_the_report_open_and_ticked(ana: User, city: Section) -> None:
    article = factories.live_story(section=city)
    report = reported(article, "Wrong.")
    address = reverse("admin:articles_article_act", args=[article.pk, "append_correction"])
    sent = dict(page(ana, address).forms[-1].form_values()) | {"note": "", "report": str(report.pk)}
    response = at_the_desk(ana).post(address, sent)
    assert response.status_code == 409
    document = html.document_fromstring(response.content.decode())
    assert document.xpath("//input[@name='report'][@checked]/@value") == [str(report.pk)]
    report.refresh_from_db()
    assert report.done_at is None


@pytest.mark.parametrize("state", ["withdrawn", "copy editor", "ready"])
def test_whoever_cannot_correct_is_not_led_there(state: str, ana: User, city: Section) -> None:
    article = factories.live_story(section=city)
    report = reported(article, "Wrong.")
    somebody = ana
    if state == "withdrawn":
        withdraw.withdraw(article, by=ana)
    if state == "copy editor":
        somebody = factories.user(Role.COPY_EDITOR, sections=(city,))
    if state == "ready":
        factories.edit(article, factories.user(Role.REPORTER), headline="Put right")
        factories.ready(article)
    document = page(somebody, reverse("admin:articles_errorreport_change", args=[report.pk]))
    forms = document.xpath("//form[contains(@action, '/correct/')]")
    assert len(forms) == (state == "ready")
    if forms:
        sent = dict(forms[0].form_values()) | {"note": "Put right."}
        assert at_the_desk(somebody).post(forms[0].get("action"), sent).status_code == 302
        article.refresh_from_db()
        assert article.live_edition is not None
        assert (article.live_edition.kind, article.live_edition.revision.headline) == (
            "correction",
            "Put right",
        )


# Translating


def test_the_original_stands_above_its_translation(ines: User, city: Section) -> None:
    article = factories.story(
        ines, section=city, headline="Ferries all night", body="<p>The last boat.</p><p>No more.</p>"
    )
    begun = translations.begin(article, "ar", by=ines)
    [original] = page(ines, form_of(begun)).xpath("//*[contains(@class, 'translated-text')]")
    assert (original.get("lang"), original.get("dir")) == ("en", "ltr")
    assert [words(one) for one in original.xpath("p")][:1] == ["Ferries all night"]
    assert [words(one) for one in original.xpath("p")][-2:] == ["The last boat.", "No more."]
    assert page(ines, form_of(article)).xpath("//*[contains(@class, 'translated-text')]") == []
    # Out of sight, no word of it is shown.
    Article.objects.filter(pk=article.pk).update(created_by=factories.chief())
    article.bylines.all().delete()
    assert page(ines, form_of(begun)).xpath("//*[contains(@class, 'translated-text')]") == []
