"""The desk's pages as they leave the server: what waits, which buttons there are and why others are closed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import etree, html

from articles.acts import kill, moving, offering, plain_moves, withdraw
from articles.models import Article, EmbargoState, GonePath, State
from articles.policy import Role
from tests import factories, wire_copy

pytestmark = pytest.mark.django_db


@etree.FunctionNamespace(None)  # type: ignore[arg-type]
def has(context, name: str) -> bool:
    """For XPath: whether an element carries a class."""
    return name in context.context_node.get("class", "").split()


def at_the_desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, address: str, status: int = 200) -> html.HtmlElement:
    response = client.get(address)
    assert response.status_code == status
    return html.document_fromstring(response.content.decode())


def form_of(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def act_of(article: Article, act: str) -> str:
    return reverse("admin:articles_article_act", args=[article.pk, act])


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def all_words(document: html.HtmlElement, path: str) -> list[str]:
    return [words(element) for element in document.xpath(path)]


def in_state(state: State, by: User | None = None, **fields) -> Article:
    """A story brought to this state by the acts of the workflow, its editor being somebody else."""
    article = factories.story(by, **fields)
    chief = factories.user(Role.EDITOR_IN_CHIEF)
    if state == State.SUBMITTED:
        moving.move(plain_moves.SUBMIT, article, by=article.created_by)
    elif state == State.IN_EDIT:
        moving.move(plain_moves.TAKE, article, by=chief)
    elif state == State.READY:
        factories.ready(article, chief)
    elif state == State.SPIKED:
        moving.move(plain_moves.SPIKE, article, by=chief, note="Overtaken by events.")
    return article


def everything() -> tuple[Article, list[str]]:
    """A newsroom with one of each, and the addresses of its desk's pages."""
    image = factories.picture()
    article = factories.live_story(
        lead_picture=image, topics=(factories.topic(),), sources=((factories.agency(), "inputs"),)
    )
    factories.edit(article, factories.chief(), headline="Ferries to run later")
    person = factories.user(Role.REPORTER)
    rows = {
        "articles_section": article.section,
        "articles_topic": factories.topic(),
        "articles_reporter": factories.reporter(),
        "articles_agency": factories.agency(),
        "media_image": image,
        "auth_user": person,
    }
    addresses = [
        reverse("admin:index"),
        reverse("admin:password_change"),
        reverse("admin:articles_article_changelist"),
        reverse("admin:articles_article_add"),
        form_of(article),
        act_of(article, "withdraw"),
        reverse("admin:articles_article_history", args=[article.pk]),
        reverse("admin:articles_article_schedule"),
        reverse("admin:articles_article_release"),
        reverse("admin:articles_article_wire"),
        reverse("admin:articles_article_wire_item", args=[wire_copy.used(article).pk]),
        reverse("admin:articles_article_wire_alarm", args=[article.pk, wire_copy.alarm(article).pk]),
        reverse("admin:articles_edition_changelist"),
        reverse("admin:articles_redirect_changelist"),
        reverse("admin:articles_gonepath_changelist"),
        reverse("admin:auth_user_password_change", args=[person.pk]),
        reverse("admin:articles_topic_delete", args=[factories.topic("Unused").pk]),
    ]
    for name, row in rows.items():
        addresses.append(reverse(f"admin:{name}_changelist"))
        addresses.append(reverse(f"admin:{name}_add"))
        addresses.append(reverse(f"admin:{name}_change", args=[row.pk]))
    return article, addresses


def superuser() -> User:
    return User.objects.create_superuser("root", password="a long password")


# The look: the newspaper's name, a strict policy, no page that breaks it


def test_the_log_in_page_carries_the_newspapers_name() -> None:
    document = page(Client(), reverse("admin:login"))
    assert all_words(document, ".//h1") == ["The Test Courier Desk"]
    assert all_words(document, ".//label") == ["Username", "Password"]


def test_a_wrong_password_is_said_beside_the_form() -> None:
    factories.user(Role.REPORTER)
    response = Client().post(reverse("admin:login"), {"username": "user1", "password": "no"})
    document = html.document_fromstring(response.content.decode())
    assert len(all_words(document, ".//*[has('errornote')][@role='alert']")) == 1


def test_no_page_of_the_desk_holds_anything_the_policy_forbids() -> None:
    _, addresses = everything()
    client = at_the_desk(superuser())
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        policy = response.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "script-src 'self'" in policy
        document = html.document_fromstring(response.content.decode())
        assert document.xpath("//@style") == [], address
        assert document.xpath("//@*[starts-with(name(), 'on')]") == [], address
        assert [one for one in document.xpath(".//style") if not one.get("nonce")] == [], address
        inline = [one for one in document.xpath(".//script") if not one.get("src")]
        assert [one for one in inline if not one.get("nonce")] == [], address


def test_every_page_names_itself_and_has_one_main_heading() -> None:
    _, addresses = everything()
    client = at_the_desk(superuser())
    for address in addresses:
        document = page(client, address)
        assert len(document.xpath(".//h1")) == 1, address
        assert words(document.xpath(".//title")[0]).endswith("The Test Courier desk"), address


def test_every_field_of_the_story_form_has_a_label() -> None:
    article, _ = everything()
    document = page(at_the_desk(factories.chief()), form_of(article))
    labelled = set(document.xpath("//form[@id='article_form']//label/@for"))
    fields = document.xpath(
        "//form[@id='article_form']//*[self::input[not(@type='hidden')] or self::select or self::textarea]/@id"
    )
    # Of a day and its time the label is the day's; the time says itself what it is.
    assert set(fields) - labelled == {"id_embargo_until_1"}
    assert document.xpath("//*[@id='id_embargo_until_1']/@aria-label") == ["Time"]
    assert "id_headline" in labelled


# The first page


def test_the_first_page_says_what_waits_for_a_section_editor() -> None:
    city, sport = factories.section("City"), factories.section("Sport")
    editor = factories.user(Role.SECTION_EDITOR, sections=(city,))
    in_state(State.READY, headline="Ready in the city", section=city)
    in_state(State.READY, headline="Ready in sport", section=sport)
    in_state(State.SUBMITTED, headline="Submitted in the city", section=city)
    factories.story(editor, headline="", slugline="OWN-NOTES", section=city)
    document = page(at_the_desk(editor), reverse("admin:index"))
    lists = {
        words(section.xpath(".//h2")[0]): all_words(section, ".//li//*[has('headline')]")
        for section in document.xpath(".//*[has('waiting-list')]")
    }
    assert lists == {
        "Ready to publish 1": ["Ready in the city"],
        "Submitted 1": ["Submitted in the city"],
        "Your drafts 1": ["No headline yet"],
    }
    assert all_words(document, ".//*[has('waiting-empty')]") == ["No story is being edited."]
    assert all_words(document, ".//*[has('waiting-list')]//*[has('slugline')]")[-1] == "OWN-NOTES"
    assert all_words(document, ".//*[has('primary')]") == ["New story"]


def test_an_admin_without_stories_gets_the_lists_and_no_story() -> None:
    factories.story(headline="Not for admins")
    document = page(at_the_desk(factories.user(Role.ADMIN)), reverse("admin:index"))
    assert document.xpath(".//*[has('waiting-list')] | .//*[has('primary')]") == []
    assert "Users" in all_words(document, ".//*[has('lists')]//li//a")
    assert "Not for admins" not in words(document)


def test_the_lists_are_called_what_a_newsroom_calls_them() -> None:
    document = page(at_the_desk(superuser()), reverse("admin:index"))
    assert sorted(all_words(document, ".//*[has('lists')]//li//*[not(has('lists-add'))]")) == [
        "API keys",
        "Advertisements",
        "Agencies",
        "Assignments",
        "Corrections desk",
        "Deliveries",
        "Files for programs",
        "Fronts",
        "Messages",
        "Old addresses",
        "Partners",
        "Pictures",
        "Plain pages",
        "Publication log",
        "Refused wire copy",
        "Reporters",
        "Reports of errors",
        "Rule for advertisements",
        "Schedule",
        "Sections",
        "Stories",
        "Topics",
        "Users",
        "Wire feeds",
        "Withdrawn addresses",
        "Words to avoid",
    ]


def test_the_publication_log_counts_its_entries() -> None:
    client, address = at_the_desk(factories.chief()), reverse("admin:articles_edition_changelist")
    for said in ("1 entry", "2 entries"):
        factories.live_story()
        document = page(client, address)
        assert all_words(document, ".//h1") == ["Publication log"]
        assert all_words(document, ".//*[has('paginator')]") == [said]


# Buttons: drawn from the table of acts

# Of the page itself: a dialog that is not open has a button of its own.
FILLED = "//form[@id='article_form']//*[has('primary')]"


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("role", [Role.REPORTER, Role.SECTION_EDITOR, Role.EDITOR_IN_CHIEF])
def test_the_buttons_are_the_acts_of_the_table_and_closed_ones_say_why(state: State, role: Role) -> None:
    city = factories.section("City")
    somebody = factories.user(role, sections=(city,))
    # Only what is ready must have a byline; without one, some of the acts are closed.
    article = in_state(state, somebody, section=city, bylines=None if state == State.READY else ())
    article.refresh_from_db()
    document = page(at_the_desk(somebody), form_of(article))
    offered = offering.options(article, factories.again(somebody))
    open_acts = {button.get("value") for button in document.xpath(".//button[@name='_act'][not(@disabled)]")}
    open_acts |= {
        link.get("href").rstrip("/").rsplit("/", 1)[1]
        for link in document.xpath(".//a[contains(@href, '/act/')]")
    }
    assert open_acts == {option.act.name for option in offered if option.is_open}
    closed = {
        button.get("value"): tuple(
            all_words(document.get_element_by_id(button.get("aria-describedby")), "li")
        )
        for button in document.xpath(".//button[@name='_act'][@disabled]")
    }
    assert closed == {option.act.name: option.reasons for option in offered if not option.is_open}


@pytest.mark.parametrize(
    ("state", "next_step"),
    [
        (State.DRAFT, "Submit"),
        (State.SUBMITTED, "Start editing"),
        (State.IN_EDIT, "Approve"),
        (State.READY, "Publish"),
        (State.SPIKED, None),
    ],
)
def test_the_one_filled_button_is_the_next_step(state: State, next_step: str | None) -> None:
    document = page(at_the_desk(factories.chief()), form_of(in_state(state)))
    assert all_words(document, FILLED) == ([next_step] if next_step else [])


@pytest.mark.parametrize("fate", ["live", "withdrawn"])
@pytest.mark.parametrize(
    ("role", "next_step"),
    [
        (Role.REPORTER, "Submit"),
        (Role.COPY_EDITOR, "Start editing"),
        (Role.SECTION_EDITOR, "Start editing"),
        (Role.EDITOR_IN_CHIEF, "Start editing"),
    ],
)
def test_whoever_may_take_a_story_that_has_been_live_begins_by_taking_it(
    role: Role, next_step: str, fate: str
) -> None:
    city = factories.section("City")
    somebody = factories.user(role, sections=(city,))
    article = factories.live_story(somebody if role == Role.REPORTER else None, section=city)
    if fate == "withdrawn":
        withdraw.withdraw(article, by=factories.chief())
    document = page(at_the_desk(somebody), form_of(article))
    assert all_words(document, FILLED) == [next_step]


@pytest.mark.parametrize("role", [Role.COPY_EDITOR, Role.PICTURE_EDITOR])
def test_who_passes_nothing_on_is_done_when_everything_is_saved(role: Role) -> None:
    city = factories.section("City")
    noa = factories.user(role, sections=(city,))
    article = in_state(State.IN_EDIT, section=city, headline="Ferries all night")
    client = at_the_desk(noa)
    document = page(client, form_of(article))
    [button] = document.xpath(FILLED)
    assert (words(button), button.get("name")) == ("Done editing", "_done")
    image = factories.picture()
    sent = form_sent_by(document, "_done") | {"lead_picture": [str(image.pk)]}
    response = client.post(form_of(article), sent, follow=True)
    assert response.redirect_chain == [(reverse("admin:index"), 302)]
    said = all_words(html.document_fromstring(response.content.decode()), ".//*[has('messagelist')]//li")
    assert said == [
        "Saved. “Ferries all night” is in edit. Whoever approves it sees that you have done your part."
    ]
    article.refresh_from_db()
    assert (article.state, article.lead_picture, article.revision.number) == (State.IN_EDIT, image, 2)


def form_sent_by(document: html.HtmlElement, button: str) -> dict[str, list[str]]:
    """What a browser sends when this button is pressed."""
    sent: dict[str, list[str]] = {}
    for name, value in document.get_element_by_id("article_form").form_values():
        sent.setdefault(name, []).append(value)
    return sent | {button: ["1"]}


def test_only_reasons_that_typing_may_answer_give_way_to_it() -> None:
    city = factories.section("City")
    ana = factories.user(Role.SECTION_EDITOR, sections=(city,))
    untitled = factories.story(ana, headline="", section=city)
    path = ".//button[@disabled][@data-asks-for-words]/@value"
    assert page(at_the_desk(ana), form_of(untitled)).xpath(path) == ["submit"]
    alone = factories.story(ana, headline="Mine alone", section=city)
    moving.move(plain_moves.TAKE, alone, by=ana)
    document = page(at_the_desk(ana), form_of(alone))
    assert document.xpath(".//button[@disabled]/@value") == ["approve"]
    assert document.xpath(path) == []


def test_saving_is_the_next_step_of_a_story_that_cannot_move_yet() -> None:
    ines = factories.user(Role.REPORTER)
    client = at_the_desk(ines)
    # Of a new one nothing is known to stand in the way: it can be submitted as soon as it is written.
    assert all_words(page(client, reverse("admin:articles_article_add")), FILLED) == ["Submit"]
    untitled = factories.story(ines, headline="")
    document = page(client, form_of(untitled))
    assert all_words(document, FILLED) == ["Save"]
    assert all_words(document, ".//*[@id='why-submit']//li") == ["It has no headline."]


def test_where_no_revision_is_approved_nothing_else_is_held_against_it() -> None:
    chief = factories.chief()
    article = factories.edit(factories.live_story(chief), chief, headline="The ferry is back")
    document = page(at_the_desk(chief), act_of(article, "correct"))
    assert all_words(document, ".//ul[@class='reasons']/li") == ["This revision has not been approved."]


def test_enter_in_a_field_saves_and_never_publishes() -> None:
    document = page(at_the_desk(factories.chief()), form_of(in_state(State.READY)))
    buttons = document.xpath(".//*[@id='article_form']//button[not(@type='button')]")
    assert buttons[0].get("name") == "_save"


def test_an_embargo_is_said_where_the_story_stands_and_beside_the_closed_button() -> None:
    article = in_state(State.READY)
    Article.objects.filter(pk=article.pk).update(
        embargo=EmbargoState.UNTIL_LIFTED, embargo_source="Ministry of Ports"
    )
    document = page(at_the_desk(factories.chief()), form_of(article))
    assert all_words(document, ".//*[has('embargoed')]//dd") == ["Until lifted, Ministry of Ports"]
    assert all_words(document, ".//*[@id='why-publish']//li") == [
        "It is under embargo until lifted (Ministry of Ports)."
    ]


def test_who_may_not_edit_reads_why_and_acts_by_pages_of_their_own() -> None:
    city = factories.section("City")
    article = factories.story(section=city, headline="Still with the reporter")
    document = page(at_the_desk(factories.user(Role.COPY_EDITOR, sections=(city,))), form_of(article))
    assert all_words(document, ".//*[has('notice')]") == [
        "This story is a draft: it is with somebody else now."
    ]
    assert (
        document.xpath(
            ".//*[@id='article_form']//button[@type='submit'] | .//*[@id='article_form']//*[@name='headline']"
        )
        == []
    )
    assert all_words(document, ".//*[has('row-headline')]//*[has('readonly')]") == ["Still with the reporter"]
    assert [link.get("href") for link in document.xpath(".//*[has('acts')]//a")] == [act_of(article, "take")]
    assert document.xpath(".//textarea[@name='body']")[0].get("readonly") is not None


def test_where_a_live_story_stands_is_told_in_full() -> None:
    article = factories.live_story()
    chief = factories.chief()
    factories.edit(article, chief, standfirst="Changed since.")
    document = page(at_the_desk(chief), form_of(article))
    assert all_words(document, ".//*[has('bar-state')]//*[has('state')]") == ["Live", "Draft"]
    facts = dict(
        zip(
            all_words(document, ".//*[has('facts')]//dt"),
            all_words(document, ".//*[has('facts')]//dd"),
            strict=True,
        )
    )
    assert list(facts) == ["Readers have", "Newest"]
    assert facts["Readers have"].startswith("Revision 1, since ")
    assert facts["Newest"].startswith("Revision 2 by ")
    link = document.xpath(".//*[has('facts')]//a")[0]
    assert link.get("href") == f"http://testserver{article.live_edition.path}"


# Bylines


def test_a_new_story_has_the_byline_of_the_reporter_who_begins_it_and_it_can_go() -> None:
    ines = factories.user(Role.REPORTER)
    caldera = factories.reporter("Ines Caldera", user=ines)
    client, address = at_the_desk(ines), reverse("admin:articles_article_add")
    headline = {"headline": ["Ferries all night"]}
    sent, another = (form_sent_by(page(client, address), "_save") | headline for _ in range(2))
    assert (sent["bylines-0-role"], sent["bylines-0-reporter"]) == (["reported"], [str(caldera.pk)])
    assert client.post(address, sent).status_code == 302
    assert client.post(address, another | {"bylines-0-DELETE": ["on"]}).status_code == 302
    without, with_byline = Article.objects.order_by("-pk")
    assert [row.reporter for row in with_byline.bylines.all()] == [caldera]
    assert with_byline.revision.bylines[0]["reporter"] == caldera.pk
    assert not without.bylines.exists()
    # It is an offer to whoever begins a story, and no rule for the stories there are.
    assert page(client, form_of(without)).xpath(".//select[@name='bylines-0-reporter']") == []


@pytest.mark.parametrize("who", ["nobody in the paper", "left the paper", "takes in wire copy"])
def test_a_new_story_has_no_byline_where_none_is_known(who: str) -> None:
    somebody = factories.user(Role.WIRE_DESK if who == "takes in wire copy" else Role.REPORTER)
    if who != "nobody in the paper":
        factories.reporter("Ines Caldera", user=somebody, active=who != "left the paper")
    document = page(at_the_desk(somebody), reverse("admin:articles_article_add"))
    assert document.xpath(".//*[@name='bylines-TOTAL_FORMS']/@value") == ["0"]


# The lead picture


def test_the_lead_picture_is_shown_with_its_credit_and_the_librarys_words() -> None:
    image = factories.picture(caption="Boats at the quay.", alt_text="Three boats")
    article = factories.story(lead_picture=image)
    document = page(at_the_desk(factories.chief()), form_of(article))
    assert document.xpath(".//input[@name='lead_picture']")[0].get("value") == str(image.pk)
    assert all_words(document, ".//*[has('picture-chooser')]//figcaption") == ["Image: MP | Image: Self"]
    assert document.xpath(".//*[@name='lead_caption']")[0].get("placeholder") == "Boats at the quay."
    assert document.xpath(".//*[@name='lead_alt']")[0].get("placeholder") == "Three boats"
    assert all_words(document, ".//*[has('picture-tools')]//button") == ["Another picture…", "Remove"]


def test_a_picture_without_credit_says_so_where_it_stands() -> None:
    article = factories.story(lead_picture=factories.picture(credited=False))
    document = page(at_the_desk(factories.chief()), form_of(article))
    assert all_words(document, ".//*[has('picture-warning')]") == ["It has no credit."]


@pytest.mark.parametrize("sent", ["999999", "x", "1 OR 1=1", "²"])
def test_a_lead_picture_that_is_not_in_the_library_is_refused(sent: str) -> None:
    chief = factories.chief()
    article = factories.story(chief)
    response = at_the_desk(chief).post(
        form_of(article),
        {
            "headline": "Typed anew", "article_type": "news", "language": "en", "embargo": "none",
            "body": article.body, "base": "1", "lead_picture": sent, "section": article.section_id,
            "bylines-TOTAL_FORMS": "0", "bylines-INITIAL_FORMS": "0",
            "sources-TOTAL_FORMS": "0", "sources-INITIAL_FORMS": "0",
        },
    )  # fmt: skip
    document = html.document_fromstring(response.content.decode())
    assert len(all_words(document, ".//*[has('row-lead_picture')]//*[has('errorlist')]")) == 1
    assert document.xpath(".//*[@name='headline']")[0].text.strip() == "Typed anew"
    article.refresh_from_db()
    assert article.revision.number == 1


# The list


def test_the_list_is_scanned_by_slugline_headline_state_section_and_time() -> None:
    city = factories.section("City")
    article = factories.live_story(headline="Ferries all night", slugline="FERRY-NIGHT", section=city)
    factories.edit(article, factories.chief(), headline="Ferries all night, every night")
    document = page(at_the_desk(factories.chief()), reverse("admin:articles_article_changelist"))
    [row] = document.xpath(".//*[@id='result_list']//tbody//tr")
    assert all_words(row, ".//th//*[has('slugline')]") == ["FERRY-NIGHT"]
    assert all_words(row, ".//th//*[has('headline')]") == ["Ferries all night, every night"]
    states = row.xpath(".//*[has('field-state_in_words')]//*[has('state')]")
    assert [(words(state), state.get("class")) for state in states] == [
        ("Live", "state state-live"),
        ("Draft", "state state-draft"),
    ]
    assert all_words(row, ".//*[has('field-section')]") == ["City"]
    assert row.xpath(".//*[has('field-touched')]//time")[0].get("datetime")


@pytest.mark.parametrize(("act", "word"), [(withdraw.withdraw, "Withdrawn"), (kill.kill, "Killed")])
def test_a_story_taken_down_says_so_wherever_its_state_is_said(act: Any, word: str) -> None:
    ines = factories.user(Role.REPORTER)
    article = factories.live_story(ines, headline="Taken down")
    act(article, by=factories.chief(), note="The map was wrong.")
    client = at_the_desk(ines)
    shown = {}
    for place, address in {
        "list": reverse("admin:articles_article_changelist"),
        "form": form_of(article),
        "log": reverse("admin:articles_article_history", args=[article.pk]),
        "first page": reverse("admin:index"),
    }.items():
        states = page(client, address).xpath(".//*[@id='content']//*[has('state')]")
        shown[place] = [(words(one), one.get("class")) for one in states]
    taken_down = (word, f"state state-{word.lower()}")
    draft = ("Draft", "state state-draft")
    assert shown["list"] == shown["form"] == [taken_down, draft]
    assert shown["log"][:2] == [taken_down, draft]
    assert shown["first page"] == [taken_down]


def test_what_became_of_a_story_costs_the_list_no_question(django_assert_num_queries) -> None:
    client, address = at_the_desk(factories.chief()), reverse("admin:articles_article_changelist")
    withdraw.withdraw(factories.live_story(), by=factories.chief())
    client.get(address)
    with CaptureQueriesContext(connection) as questions:
        client.get(address)
    for _ in "12":
        withdraw.withdraw(factories.live_story(), by=factories.chief())
    with django_assert_num_queries(len(questions)):
        client.get(address)


def test_the_filters_stand_above_the_list_and_say_what_is_chosen() -> None:
    in_state(State.READY, headline="This one is ready")
    factories.story(headline="This one is not")
    address = reverse("admin:articles_article_changelist") + "?state=ready"
    document = page(at_the_desk(factories.chief()), address)
    assert all_words(document, ".//*[has('story-filters')]//label") == [
        *("What waits", "State", "Readers have it", "Section", "Type", "Assigned to", "Due", "Length"),
        *("Reporter", "Topic", "Last touched from", "Last touched to", "Published from", "Published to"),
        "Order",
    ]
    [chosen] = document.xpath(".//*[@name='state']/option[@selected]")
    assert chosen.text == "Ready"
    assert all_words(document, ".//*[@id='result_list']//*[has('headline')]") == ["This one is ready"]
    assert all_words(document, ".//*[has('story-chosen')]//a") == [
        "Without the filter State: Ready",
        "Show all",
    ]


def test_nobody_ticks_boxes_to_delete() -> None:
    factories.topic()
    document = page(at_the_desk(superuser()), reverse("admin:articles_topic_changelist"))
    assert document.xpath(".//input[@type='checkbox'] | .//select[@name='action']") == []


# The preview


def test_the_preview_leads_back_to_the_desk_and_readers_never_see_that_bar() -> None:
    article = factories.live_story()
    chief = factories.chief()
    factories.edit(article, chief, headline="For tomorrow")
    client = at_the_desk(chief)
    for name, args, said in (
        ("preview", [article.pk], "Back to the desk · Revision 2 · not public"),
        ("revision", [article.pk, 1], "Back to the desk · Revision 1 · as readers have it"),
    ):
        document = page(client, reverse(f"admin:articles_article_{name}", args=args))
        assert all_words(document, ".//*[has('preview-bar')]") == [said]
        assert document.xpath(".//*[has('preview-bar')]/a/@href") == [form_of(article)]
    assert article.live_edition is not None
    assert page(client, article.live_edition.path).xpath(".//*[has('preview-bar')]") == []


# Log-ins


def login_of(somebody: User) -> str:
    return reverse("admin:auth_user_change", args=[somebody.pk])


def test_the_page_of_a_log_in_says_in_words_whether_there_is_a_password() -> None:
    ines = factories.user(Role.REPORTER)
    silent = factories.user(Role.REPORTER)
    silent.set_unusable_password()
    silent.save()
    client = at_the_desk(factories.user(Role.ADMIN))
    for somebody, said in (
        (ines, "Set. Nobody can read it. Give a new one"),
        (silent, "None yet: nobody can log in with this name. Give one"),
    ):
        document = page(client, login_of(somebody))
        assert all_words(document, ".//*[has('row-password_in_words')]//*[has('readonly')]") == [said]
        [link] = document.xpath(".//*[has('row-password_in_words')]//a/@href")
        assert link == reverse("admin:auth_user_password_change", args=[somebody.pk])
        assert "algorithm" not in words(document)
        assert ines.password.split("$")[-1][:6] not in words(document)


def test_who_may_only_look_at_log_ins_hears_nothing_of_passwords() -> None:
    ines = factories.user(Role.REPORTER)
    document = page(at_the_desk(factories.chief()), login_of(ines))
    assert "assword" not in words(document.get_element_by_id("content"))


def test_a_new_password_is_given_and_works() -> None:
    ines = factories.user(Role.REPORTER)
    client = at_the_desk(factories.user(Role.ADMIN))
    address = reverse("admin:auth_user_password_change", args=[ines.pk])
    document = page(client, address)
    assert all_words(document, ".//*[@id='content']//label") == ["Password:", "Password again:"]
    assert "authentication" not in words(document)
    new = "harbour-lantern-forty"
    assert client.post(address, {"password1": new, "password2": "another"}).status_code == 200
    assert client.post(address, {}).status_code == 200
    assert Client().login(username=ines.username, password="a long password")
    assert client.post(address, {"password1": new, "password2": new}).status_code == 302
    assert Client().login(username=ines.username, password=new)


def test_a_log_in_is_made_with_its_roles_in_the_newsroom_s_words() -> None:
    client = at_the_desk(factories.user(Role.ADMIN))
    address = reverse("admin:auth_user_add")
    document = page(client, address)
    assert all_words(document, ".//*[@id='user_form']//*[has('row')]/label")[:4] == [
        "Username",
        "Password",
        "Password again",
        "May use the desk",
    ]
    # Boxes to tick are a group of that name.
    (group,) = document.xpath(".//*[@role='group' and .//*[@name='groups']]")
    assert all_words(document, f".//*[@id='{group.get('aria-labelledby')}']") == ["Roles"]
    role = Group.objects.get(name=Role.REPORTER)
    rows = {"remits-TOTAL_FORMS": "0", "remits-INITIAL_FORMS": "0"}
    given = {"username": "tomas", "password1": "harbour-lantern", "password2": "harbour-lantern"}
    response = client.post(address, given | rows | {"is_staff": "on", "groups": [role.pk]})
    assert response.status_code == 302
    assert [group.name for group in User.objects.get(username="tomas").groups.all()] == ["Reporter"]
    assert Client().login(username="tomas", password="harbour-lantern")


# One act


def test_the_page_of_an_act_shows_what_it_is_about_and_what_stands_in_the_way() -> None:
    article = in_state(State.READY, headline="Under embargo")
    Article.objects.filter(pk=article.pk).update(embargo=EmbargoState.UNTIL_LIFTED)
    document = page(at_the_desk(factories.chief()), act_of(article, "publish"))
    assert all_words(document, ".//h1") == ["Publish"]
    assert all_words(document, ".//*[has('act-story')]//*[has('headline')]") == ["Under embargo"]
    assert all_words(document, ".//*[@id='reasons']//li") == ["It is under embargo until lifted."]
    [button] = document.xpath(".//*[has('primary')]")
    assert (button.get("disabled"), button.get("aria-describedby")) == ("disabled", "reasons")


def test_a_refused_act_keeps_what_was_typed() -> None:
    article = factories.live_story()
    client = at_the_desk(factories.chief())
    document = page(client, act_of(article, "kill"))
    hidden = {
        one.get("name"): one.get("value")
        for one in document.xpath(".//*[has('act-form')]//input[@type='hidden']")
    }
    Article.objects.filter(pk=article.pk).update(state=State.SPIKED, live_edition=None)
    response = client.post(act_of(article, "kill"), hidden | {"note": "The lawyers say so."})
    document = html.document_fromstring(response.content.decode())
    assert response.status_code == 409
    assert len(all_words(document, ".//*[@id='reasons']//li")) == 1
    assert document.xpath(".//textarea[@name='note']")[0].text.strip() == "The lawyers say so."


def test_the_ledger_names_people_and_has_the_newsroom_s_clock() -> None:
    editor = factories.user(Role.EDITOR_IN_CHIEF, name="Ana Ruiz")
    factories.publish(factories.story(), editor, now=datetime(2022, 5, 23, 0, 31, tzinfo=UTC))
    said = " ".join(page(at_the_desk(editor), "/desk/articles/edition/").text_content().split())
    assert "23 May 2022 06:01" in said
    assert "Ana Ruiz" in said
    assert editor.username not in said


def test_the_list_can_be_narrowed_to_what_readers_have() -> None:
    client = at_the_desk(factories.user(Role.EDITOR_IN_CHIEF))
    factories.live_story(headline="Out")
    factories.story(headline="Not out")
    for value, shown in (("yes", ["Out"]), ("no", ["Not out"]), ("changed", [])):
        document = page(client, f"/desk/articles/article/?live={value}")
        assert all_words(document, "//*[@id='result_list']//*[has('headline')]") == shown


@pytest.mark.parametrize("name", ["edition", "redirect", "gonepath"])
def test_not_even_a_superuser_edits_the_ledger(name: str) -> None:
    client = at_the_desk(superuser())
    assert client.get(f"/desk/articles/{name}/").status_code == 200
    assert client.get(f"/desk/articles/{name}/add/").status_code == 403


def test_what_is_not_open_or_not_there_is_answered_by_a_page_of_the_desk() -> None:
    ines = factories.user(Role.REPORTER)
    approving = act_of(factories.story(ines), "approve")
    for address, status, title, why in (
        ("/desk/auth/user/", 403, "This is not open to you", "Your role does not include this."),
        (approving, 403, "This is not open to you", "Only Editor-in-chief or Section editor"),
        ("/desk/nothing/here/", 404, "There is no such page", "The address may be incomplete"),
        ("/desk/articles/reporter/?o=x", 400, "This cannot be asked here", "This list has no such choice"),
    ):
        document = page(at_the_desk(ines), address, status)
        assert words(document.xpath("//h1")[0]) == title
        assert words(document.xpath("//*[@role='alert']")[0]).startswith(why)
        assert document.xpath("//header//nav//a")


@pytest.mark.parametrize("who", ["somebody logged in", "a stranger"])
def test_a_form_that_cannot_be_checked_is_answered_by_a_page_of_the_desk(who: str) -> None:
    """Cookies are away, or somebody logged in anew in another tab: what was typed is in the form still."""
    desk, article = Client(enforce_csrf_checks=True), factories.story()
    if who == "somebody logged in":
        desk.force_login(article.created_by)
    for address in (reverse("admin:articles_article_change", args=[article.pk]), reverse("admin:login")):
        response = desk.post(address, {"headline": "Typed for an hour"})
        document = html.fromstring(response.content)
        assert response.status_code == 403
        assert words(document.xpath("//h1")[0]) == "This form could not be checked"
        told = words(document.xpath("//*[@role='alert']")[0])
        assert "nothing of it is lost: go back" in told
        assert "load that page again, and send it once more" in told
        assert bool(document.xpath("//header//nav//a")) == (who == "somebody logged in")


def test_a_long_note_is_kept_whole() -> None:
    from articles.acts import withdraw

    article, note = factories.live_story(), "Why. " * 150
    withdraw.withdraw(article, by=factories.chief(), note=note)
    assert GonePath.objects.get().note == article.editions.first().note == note
    assert article.state_changes.first().note == note


def test_a_reporter_sees_what_became_of_what_they_handed_in() -> None:
    ines = factories.user(Role.REPORTER)
    moving.move(plain_moves.SUBMIT, factories.story(ines, headline="Handed in"), by=ines)
    assert "Handed in" in page(at_the_desk(ines), "/desk/").text_content()
