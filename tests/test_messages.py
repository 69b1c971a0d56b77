"""What people are told of their stories: once, with the act, at the desk, and by mail where they chose so."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from articles.acts import correct, kill, moving, plain_moves, republish, withdraw
from articles.acts.act import Refused
from articles.assigning import deciding
from articles.assigning.deciding import Wish
from articles.messages import reading, telling
from articles.models import Article, ErrorReport, Letter, MailChoice, Message, MessageKind, Section
from articles.policy import Role
from articles.records import outbox
from tests import factories
from tests.desk_forms import at_the_desk, form_of

pytestmark = pytest.mark.django_db
INBOX = "/desk/articles/message/"


@pytest.fixture
def city() -> Section:
    return factories.section("City")


@pytest.fixture
def ana(city: Section) -> User:
    return factories.user(Role.SECTION_EDITOR, sections=(city,), name="Ana Ruiz")


@pytest.fixture
def ines() -> User:
    return factories.user(Role.REPORTER, name="Ines Caldera")


@pytest.fixture
def rui() -> User:
    return factories.user(Role.REPORTER, name="Rui Sol")


@pytest.fixture
def mara() -> User:
    return factories.user(Role.REPORTER, name="Mara Lind")


@pytest.fixture
def article(ines: User, rui: User, mara: User, ana: User, city: Section) -> Article:
    """Begun by Ines, with the name of Rui on it, and in the hands of Mara."""
    names = (factories.reporter("Rui Sol", user=rui), factories.reporter("Of no log-in"), "Our own desk")
    story = factories.story(ines, section=city, headline="Night ferries", bylines=names)
    deciding.assign(story, Wish(to=mara), by=ana)
    Message.objects.all().delete()
    return story


def told(kind: str = "") -> list[tuple[str, str]]:
    rows = Message.objects.filter(kind=kind) if kind else Message.objects.all()
    return sorted((row.to.first_name, row.kind) for row in rows.select_related("to"))


def page(somebody: User, address: str = INBOX) -> html.HtmlElement:
    response = at_the_desk(somebody).get(address)
    assert response.status_code == 200
    return html.document_fromstring(response.content.decode())


def words(node: html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


def lines(somebody: User, address: str = INBOX) -> list[str]:
    return [words(one) for one in page(somebody, address).xpath("//ol[@class='told']/li")]


def head(somebody: User) -> str:
    return words(
        page(somebody, reverse("admin:index")).xpath("//a[contains(@class, 'navigation-messages')]")[0]
    )


def wants_mail(somebody: User, *kinds: str, email: str = "") -> None:
    somebody.email = email or f"{somebody.first_name.lower()}@example.org"
    somebody.save()
    reading.choose(somebody, dict.fromkeys(kinds, "both"))


def letters() -> list[Letter]:
    """What the worker has written."""
    telling.write_letters(timezone.now())
    return list(Letter.objects.order_by("to"))


# Who is told


def test_its_owner_its_names_and_whoever_has_it_are_told_that_it_is_returned_and_out(
    article: Article, ana: User
) -> None:
    moving.move(plain_moves.SUBMIT, article, by=article.created_by)
    moving.move(plain_moves.RETURN, article, by=ana, note="Who pays?")
    assert told() == [("Ines", "returned"), ("Mara", "returned"), ("Rui", "returned")]
    assert set(Message.objects.values_list("note", "by")) == {("Who pays?", ana.pk)}
    factories.publish(article)
    assert told("published") == [("Ines", "published"), ("Mara", "published"), ("Rui", "published")]


def test_who_did_it_is_not_told_and_nobody_twice(city: Section) -> None:
    """An editor who wrote the story, whose name is on it and who has it."""
    eve, otto = (factories.user(Role.EDITOR_IN_CHIEF, name=name) for name in ("Eve Hart", "Otto Berg"))
    story = factories.story(eve, section=city, bylines=(factories.reporter("Eve Hart", user=eve),))
    deciding.assign(story, Wish(to=eve), by=eve)
    assert told() == []
    factories.publish(story, otto)
    assert told() == [("Eve", "published")]
    assert story.live_edition is not None
    correct.correct(story.live_edition.revision, text="It was nine.", by=eve)
    assert told() == [("Eve", "published")]


def test_an_update_and_a_correction_are_told_and_a_comma_is_not(article: Article) -> None:
    chief = factories.chief()
    factories.publish(article)
    Message.objects.all().delete()
    factories.edit(article, chief, headline="Night ferries,")
    factories.publish(article, kind="minor")
    assert told() == []
    factories.edit(article, chief, headline="Night ferries run")
    factories.publish(article, kind="update", note="Adds the vote.")
    assert told() == [("Ines", "published"), ("Rui", "published")], "nobody has it since it is out"
    assert article.live_edition is not None
    correct.correct(article.live_edition.revision, text="It was nine.", by=chief)
    assert Message.objects.filter(note="It was nine.").count() == 2


def test_who_gets_a_story_is_told_what_is_asked_and_who_loses_it_that_too(
    article: Article, ana: User, mara: User, rui: User
) -> None:
    wish = Wish(to=rui, words=600, picture_wanted=True, picture_note="Boats", note="By noon.")
    deciding.assign(article, wish, by=ana, base=article.assignment_id)
    assert told() == [("Mara", "unassigned"), ("Rui", "assigned")]
    assert Message.objects.get(to=rui).note == "600 words. Picture wanted: Boats. By noon."


def test_those_who_left_or_deal_with_no_texts_any_more_are_not_told(
    article: Article, ana: User, ines: User, rui: User, mara: User
) -> None:
    User.objects.filter(pk=ines.pk).update(is_active=False)
    User.objects.filter(pk=rui.pk).update(is_staff=False)
    mara.groups.set([Group.objects.get(name=Role.ADMIN)])
    wants_mail(mara, "published")
    factories.publish(article)
    assert told() == []
    assert letters() == []


# Exactly once


def test_a_press_that_is_sent_twice_or_refused_tells_once_or_not(article: Article, ana: User) -> None:
    moving.move(plain_moves.SUBMIT, article, by=article.created_by)
    key = uuid.uuid4()
    with pytest.raises(Refused):
        moving.move(plain_moves.RETURN, article, by=ana, key=key)
    assert told() == []
    for _ in "12":
        moving.move(plain_moves.RETURN, article, by=ana, note="Who pays?", key=key)
    assert len(told()) == 3


def test_what_did_not_happen_is_told_to_nobody(article: Article, ana: User, ines: User) -> None:
    wants_mail(ines, "returned")
    moving.move(plain_moves.SUBMIT, article, by=article.created_by)
    with transaction.atomic():
        moving.move(plain_moves.RETURN, article, by=ana, note="Who pays?")
        assert (len(told()), len(letters())) == (3, 1)
        transaction.set_rollback(True)
    assert told() == []
    assert letters() == []


# A reader asks for a correction


def test_a_readers_report_is_told_once_without_its_words(article: Article) -> None:
    factories.publish(article)
    Message.objects.all().delete()
    ErrorReport.objects.create(story_id=article.pk, edition_number=1, text="It was 200.", name="A reader")
    ErrorReport.objects.create(story_id=10**9, edition_number=1, text="Of no story.")
    now = timezone.now()
    assert telling.tell_of_reports(now) == 2
    assert told() == [("Ines", "correction"), ("Rui", "correction")]
    assert set(Message.objects.values_list("note", "by")) == {("", None)}
    assert telling.tell_of_reports(now) == 0
    assert len(told()) == 2


# By mail


def test_a_letter_goes_only_to_who_chose_it_for_this_kind(
    article: Article, ana: User, ines: User, rui: User
) -> None:
    wants_mail(ines, "returned")
    wants_mail(rui, "published")
    moving.move(plain_moves.SUBMIT, article, by=article.created_by)
    moving.move(plain_moves.RETURN, article, by=ana, note="Who pays?")
    [letter] = letters()
    assert (letter.to, letter.subject) == (
        "ines@example.org",
        "The Test Courier: Ana Ruiz returned “Night ferries”.",
    )
    for said in ("Ana Ruiz returned “Night ferries”.", "Who pays?", form_of(article), INBOX):
        assert said in letter.text
    assert len(told()) == 3, "the desk shows it in any case"


def test_who_gets_a_story_and_who_loses_it_have_letters_of_their_own(
    article: Article, ana: User, mara: User, rui: User
) -> None:
    """One record tells of both."""
    wants_mail(mara, "unassigned")
    wants_mail(rui, "assigned")
    deciding.assign(article, Wish(to=rui, note="By noon."), by=ana, base=article.assignment_id)
    told_by_mail = {letter.to: (letter.subject, "By noon." in letter.text) for letter in letters()}
    assert told_by_mail == {
        "mara@example.org": ("The Test Courier: Ana Ruiz took “Night ferries” from you again.", False),
        "rui@example.org": ("The Test Courier: Ana Ruiz assigned “Night ferries” to you.", True),
    }


def test_a_letter_reaches_the_mail_server(
    article: Article, ana: User, ines: User, mailoutbox: list[Any]
) -> None:
    wants_mail(ines, "returned")
    moving.move(plain_moves.SUBMIT, article, by=article.created_by)
    moving.move(plain_moves.RETURN, article, by=ana, note="Who pays?")
    telling.write_letters(timezone.now())
    outbox.send(timezone.now() + timedelta(seconds=1))
    assert [one.to for one in mailoutbox] == [["ines@example.org"]]


def test_the_choice_is_made_on_the_page_of_messages_and_is_each_ones_own(ines: User, rui: User) -> None:
    ines.email = "ines@example.org"
    ines.save()
    address = reverse("admin:articles_message_by_mail")
    [form] = page(ines).xpath("//section[@class='by-mail']//form")
    unchosen = dict(form.form_values())
    del unchosen["csrfmiddlewaretoken"]
    at_once = {"not_out", "wire_killed"}
    assert unchosen == {kind.value: "both" if kind in at_once else "desk" for kind in MessageKind}
    sent = {"assigned": "mail", "returned": "both", "late": "none", "gossip": "mail", "killed": "x\0"}
    assert at_the_desk(ines).post(address, sent | {"user": str(rui.pk)}).status_code == 302
    chosen = {kind: way for kind, way in reading.ways(ines).items() if way != "desk"}
    assert chosen == {
        "assigned": "mail",
        "returned": "both",
        "late": "none",
        **dict.fromkeys(at_once, "both"),
    }
    assert not MailChoice.objects.filter(user=rui).exists()
    [form] = page(ines).xpath("//section[@class='by-mail']//form")
    assert dict(form.form_values())["assigned"] == "mail"
    at_the_desk(ines).post(address, unchosen)
    assert not MailChoice.objects.exists()
    assert "has no e-mail address" in words(page(rui).xpath("//section[@class='by-mail']")[0])


def test_everybody_is_told_the_way_they_chose(
    article: Article, ana: User, ines: User, rui: User, mara: User
) -> None:
    for somebody, way in ((ines, "mail"), (rui, "none"), (mara, "both")):
        wants_mail(somebody)
        reading.choose(somebody, {"returned": way})
    moving.move(plain_moves.SUBMIT, article, by=article.created_by)
    moving.move(plain_moves.RETURN, article, by=ana, note="Who pays?")
    assert [letter.to for letter in letters()] == ["ines@example.org", "mara@example.org"]
    assert (len(lines(ines)), len(lines(rui)), len(lines(mara))) == (0, 0, 1)
    assert (head(ines), head(mara)) == ("Messages", "Messages 1 new")
    # Without an address, what was to come by e-mail is at the desk.
    User.objects.filter(pk=ines.pk).update(email="")
    moving.move(plain_moves.SUBMIT, article, by=article.created_by)
    moving.move(plain_moves.RETURN, article, by=ana, note="Still: who pays?")
    assert ("Still: who pays?" in lines(ines)[0], len(letters())) == (True, 3)


def test_two_workers_write_a_letter_once(article: Article, ana: User, ines: User) -> None:
    wants_mail(ines, "returned")
    moving.move(plain_moves.SUBMIT, article, by=article.created_by)
    moving.move(plain_moves.RETURN, article, by=ana, note="Who pays?")
    now = timezone.now()
    assert [telling.write_letters(now) for _ in "12"] == [1, 0]
    assert Letter.objects.count() == 1


def test_what_readers_lose_and_get_back_is_told_and_why_it_was_killed_is_not(article: Article) -> None:
    chief = factories.chief()
    factories.publish(article)
    deciding.assign(article, Wish(to=chief), by=chief)
    Message.objects.all().delete()
    withdraw.withdraw(article, by=chief, note="We are checking it.")
    assert told() == [("Ines", "withdrawn"), ("Rui", "withdrawn")]
    republish.republish(article, by=chief, note="It holds.")
    assert told("put_back") == [("Ines", "put_back"), ("Rui", "put_back")]
    kill.kill(article, by=chief, note="The lawyer called.")
    assert told("killed") == [("Ines", "killed"), ("Rui", "killed")]
    assert set(Message.objects.values_list("kind", "note")) == {
        ("withdrawn", "We are checking it."),
        ("put_back", ""),
        ("killed", ""),
    }


# At the desk


def some(to: User, article: Article, count: int) -> None:
    now = timezone.now()
    rows = [Message(to=to, kind="returned", article=article, about=f"test/{n}", at=now) for n in range(count)]
    Message.objects.bulk_create(rows)


def test_the_head_of_every_page_says_how_many_are_new(article: Article, ines: User, rui: User) -> None:
    assert head(ines) == "Messages"
    some(ines, article, 2)
    assert head(ines) == "Messages 2 new"
    assert head(rui) == "Messages"
    some_more = [
        Message(to=ines, kind="returned", article=article, about=f"more/{n}", at=timezone.now())
        for n in range(200)
    ]
    Message.objects.bulk_create(some_more)
    assert head(ines) == "Messages 99+ new"


def test_messages_are_read_one_by_one_and_all_that_were_seen(article: Article, ines: User, rui: User) -> None:
    some(ines, article, 3)
    some(rui, article, 1)
    first, second, third = Message.objects.filter(to=ines).order_by("pk")
    [theirs] = Message.objects.filter(to=rui)
    desk, read = at_the_desk(ines), reverse("admin:articles_message_read")
    desk.post(read, {"message": first.pk})
    assert head(ines) == "Messages 2 new"
    # The third came after the page was shown.
    desk.post(read, {"upto": second.pk})
    assert list(Message.objects.filter(to=ines).unread()) == [third]
    for forged in ({"message": theirs.pk}, {"upto": "9" * 30}, {"message": "x"}, {}):
        assert desk.post(read, forged).status_code == 302
    assert list(Message.objects.unread().order_by("pk")) == [third, theirs]
    assert desk.get(read).status_code == 405


def test_older_messages_are_on_the_pages_that_follow(
    article: Article, ines: User, rui: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PAGE", 2)
    some(ines, article, 5)
    some(rui, article, 2)
    seen, address = 0, INBOX
    for shown in (2, 2, 1):
        found = page(ines, address)
        seen += len(found.xpath("//ol[@class='told']/li"))
        older = found.xpath("//a[text()='Older']/@href")
        assert len(found.xpath("//ol[@class='told']/li")) == shown
        address = f"{INBOX}{older[0]}" if older else ""
    assert (seen, address) == (5, "")
    assert at_the_desk(ines).get(f"{INBOX}?before=x").status_code == 200


def test_a_message_shows_nothing_of_a_story_that_is_closed_by_now(
    article: Article, mara: User, ana: User
) -> None:
    deciding.assign(article, Wish(to=mara, note="Ask the crews."), by=ana, base=article.assignment_id)
    assert "Night ferries" in lines(mara)[0]
    assert "Ask the crews." in lines(mara)[0]
    article.refresh_from_db()
    deciding.assign(article, Wish(), by=ana, base=article.assignment_id)
    assert [("Night ferries" in line, "Ask the crews." in line) for line in lines(mara)] == [
        (False, False)
    ] * 2


@pytest.mark.parametrize("role", list(Role))
def test_everybody_reads_their_own_messages_and_nobody_elses(
    role: Role, article: Article, ines: User
) -> None:
    some(ines, article, 1)
    somebody = factories.user(role, sections=(factories.section("City"),))
    assert lines(somebody) == []
    assert len(lines(ines)) == 1


def test_the_count_and_the_page_cost_the_same_however_many_there_are(article: Article, ines: User) -> None:
    desk, found = at_the_desk(ines), []
    for count in (1, 60):
        Message.objects.all().delete()
        some(ines, article, count)
        with CaptureQueriesContext(connection) as questions:
            assert desk.get(INBOX).status_code == 200
        found.append(len(questions))
        asked = [row["sql"] for row in questions]
        assert not [sql for sql in asked if "COUNT(" in sql]
        assert [sql for sql in asked if f"LIMIT {reading.COUNTED}" in sql]
    # The session, the person, the messages, their stories, the choices, the count.
    assert found == [6, 6]


def test_old_messages_are_forgotten(article: Article, ines: User) -> None:
    some(ines, article, 2)
    Message.objects.filter(about="test/0").update(at=factories.earlier(days=181))
    assert telling.forget(timezone.now()) == 1
    assert Message.objects.get().about == "test/1"
