"""What is typed at the desk, however odd: a clear word when it is refused, and never a lost or half-written text."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import policy
from articles.acts import moving, plain_moves, table
from articles.models import (
    Article,
    Autosave,
    Byline,
    Edition,
    PublishedArticle,
    SearchRow,
    Section,
    Sitting,
    State,
    StateChange,
)
from articles.policy import Role
from media.models import Image
from tests import factories
from tests.desk_forms import ADD, as_typed, at_the_desk, errors_in, form_of, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines() -> User:
    return factories.user(Role.REPORTER, name="Ines Caldera")


@pytest.fixture
def ana() -> User:
    return factories.user(Role.EDITOR_IN_CHIEF, name="Ana Ruiz")


def test_a_reporter_files_a_story_and_owns_it(ines: User) -> None:
    city = factories.section("City")
    by = factories.reporter()
    response = at_the_desk(ines).post(
        ADD,
        typed(
            kicker="Harbour",
            standfirst="The vote was close.",
            section=city.pk,
            topics=[factories.topic().pk],
            **{
                "bylines-TOTAL_FORMS": "1",
                "bylines-0-role": "reported",
                "bylines-0-reporter": by.pk,
                "bylines-0-ORDER": "1",
                "_act": "submit",
            },
        ),
    )
    article = Article.objects.get()
    assert response.status_code == 302
    assert (article.headline, article.slug, article.created_by) == (
        "Typed at the desk",
        "",
        ines,
    )
    assert article.state == State.SUBMITTED
    assert article.revision.bylines[0]["reporter"] == by.pk
    assert article.revision.number == 1


def test_a_story_of_which_little_is_written_is_saved_but_not_submitted(ines: User) -> None:
    form = typed(headline="", body="", desk_note="Call the union.", _act="submit")
    response = at_the_desk(ines).post(ADD, form, follow=True)
    article = Article.objects.get()
    assert (article.state, article.revision.number) == (State.DRAFT, 1)
    assert "It has no headline. It has no section." in unescape(response.content.decode())


def test_a_headline_that_is_too_long_comes_back_as_typed(ines: User) -> None:
    long = "Ferries " * 700
    response = at_the_desk(ines).post(ADD, typed(headline=long))
    assert "at most 5000 characters" in errors_in(response)
    assert long.strip() in response.content.decode()
    assert not Article.objects.exists()


LE_MANS = "Le Mans\u00a0: «\u00a024\u202fh\u00a0»"
UNSEEN = "\ufeffDonau\u00addampf\u200bschiff\u2060fahrt"


def test_spaces_that_keep_words_together_stay_in_lines_as_in_the_standfirst(ines: User) -> None:
    lines = ("kicker", "headline", "standfirst", "lead_caption", "lead_alt", "search_title", "social_title")
    figure = f'<figure data-picture="1" data-caption="{LE_MANS}" data-alt="{LE_MANS}"></figure>'
    at_the_desk(ines).post(ADD, typed(body=figure, **dict.fromkeys(lines, f" {LE_MANS}\t")))
    article = Article.objects.get()
    assert {getattr(article, name) for name in lines} == {LE_MANS}
    assert article.body == figure.replace("\u00a0", "&nbsp;")


def test_what_nobody_sees_is_in_no_title_slug_or_link_and_splits_no_word(ana: User) -> None:
    titles = ("kicker", "headline", "search_title", "social_title")
    text = f'<p>{UNSEEN} <a href="https://example.com/a\u200bb">here</a></p>'
    at_the_desk(ana).post(ADD, typed(body=text, **dict.fromkeys(titles, UNSEEN)))
    article = Article.objects.get()
    assert {getattr(article, name) for name in titles} == {"Donaudampfschifffahrt"}
    assert 'href="https://example.com/ab"' in article.body
    assert "Donau\u00addampf" in article.body  # there it says where a long word breaks
    article = factories.story(headline=UNSEEN, body=f"<p>{UNSEEN}</p>", language="de")
    factories.publish(article)
    live = PublishedArticle.objects.get()
    assert live.slug == "donaudampfschifffahrt"
    assert SearchRow.objects.get().text.split() == SearchRow.objects.get().headline.split()


@pytest.mark.parametrize(("language", "marks"), [("de", "„‚‘“"), ("en", "“‘’”"), ("pt-br", "“‘’”")])
def test_tagged_quotations_that_are_posted_get_the_marks_of_their_story(
    ines: User, language: str, marks: str
) -> None:
    sent = typed(language=language, body="<p><q>a<q>b</q></q></p>")
    at_the_desk(ines).post(ADD, sent)
    one, two, three, four = marks
    assert Article.objects.get().body == f"<p>{one}a{two}b{three}{four}</p>"


@pytest.mark.parametrize("text", ["a\0b", "half \ud83d emoji", "\ud800", "\x01\x02 control"])
def test_nul_bytes_and_broken_characters_are_refused_or_dropped_with_nothing_lost(
    ines: User, text: str
) -> None:
    fields = typed(
        headline=f"Before {text} after", standfirst=f"Before {text} after", body=f"<p>Before {text} after</p>"
    )
    body = "&".join(f"{name}={quoted(str(value))}" for name, value in fields.items())
    response = at_the_desk(ines).generic("POST", ADD, body, "application/x-www-form-urlencoded")
    assert response.status_code in {200, 302}
    if response.status_code == 302:
        article = Article.objects.get()
        for said in (article.headline, article.standfirst, article.body):
            assert "Before" in said
            assert "after" in said
            assert "\0" not in said
    else:
        assert errors_in(response)
        assert "Before" in response.content.decode()
        assert not Article.objects.exists()


def quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def test_a_body_of_a_megabyte_is_saved_whole(ines: User) -> None:
    body = "<p>Every word of it stays where it was typed.</p>" * 21_000
    response = at_the_desk(ines).post(ADD, typed(body=body))
    assert response.status_code == 302
    assert Article.objects.get().body == body


def test_a_body_beyond_all_measure_is_refused_with_its_text_kept(ines: User) -> None:
    body = "<p>Too much of it.</p>" * 200_000
    response = at_the_desk(ines).post(ADD, typed(body=body))
    assert response.status_code == 200
    assert "too long" in errors_in(response).lower() or "2 MB" in errors_in(response)
    assert response.content.decode().count("Too much of it.") == 200_000
    assert not Article.objects.exists()


def test_markup_that_readers_must_not_get_is_removed_and_said(ines: User) -> None:
    response = at_the_desk(ines).post(
        ADD, typed(body='<p onclick="x()">Kept.</p><script>alert(1)</script>'), follow=True
    )
    assert Article.objects.get().body == "<p>Kept.</p>"
    page = unescape(response.content.decode())
    assert "Left out of the text" in page
    assert "script" in page


def test_two_people_saving_at_once_the_second_sees_both_texts(ana: User) -> None:
    article = factories.story(headline="Base", standfirst="Base standfirst", bylines=())
    bea = factories.user(Role.EDITOR_IN_CHIEF, name="Bea Sol")
    opened_by_both = as_typed(article)
    first = at_the_desk(ana).post(form_of(article), opened_by_both | {"headline": "Ana’s headline"})
    second = at_the_desk(bea).post(form_of(article), opened_by_both | {"headline": "Bea’s headline"})
    assert (first.status_code, second.status_code) == (302, 200)
    page = unescape(second.content.decode())
    assert "Ana Ruiz saved revision 2" in page
    assert "Ana’s headline" in page
    assert "Bea’s headline" in page
    article.refresh_from_db()
    assert (article.headline, article.revision.number) == ("Ana’s headline", 2)
    asked = re.search(r'name="asked" value="(\w+)"', page).group(1)
    third = at_the_desk(bea).post(
        form_of(article), opened_by_both | {"headline": "Bea’s headline", "asked": asked, "choice-0": "mine"}
    )
    assert third.status_code == 302
    article.refresh_from_db()
    assert [revision.headline for revision in article.revisions.all()] == [
        "Bea’s headline",
        "Ana’s headline",
        "Base",
    ]


def test_what_two_people_changed_apart_merges_and_says_so(ana: User) -> None:
    article = factories.story(headline="Base", body="<p>One.</p><p>Two.</p>", desk_note="", bylines=())
    bea = factories.user(Role.EDITOR_IN_CHIEF, name="Bea Sol")
    opened = as_typed(article) | {"initial-desk_note": "", "desk_note": ""}
    first = {"headline": "Ana’s", "body": "<p>One, by Ana.</p><p>Two.</p>", "desk_note": "Ana’s note"}
    at_the_desk(ana).post(form_of(article), opened | first)
    second = {"standfirst": "Bea’s", "body": "<p>One.</p><p>Two, by Bea.</p>", "desk_note": "Bea’s note"}
    response = at_the_desk(bea).post(form_of(article), opened | second, follow=True)
    assert "Merged with what Ana Ruiz saved meanwhile: headline and body." in unescape(
        response.content.decode()
    )
    article.refresh_from_db()
    assert (article.headline, article.standfirst) == ("Ana’s", "Bea’s")
    assert article.body == "<p>One, by Ana.</p><p>Two, by Bea.</p>"
    assert article.desk_note == "Ana’s note\n\nBea’s note"


def test_a_story_submitted_meanwhile_is_not_overwritten_by_its_reporter(ines: User) -> None:
    article = factories.story(ines, bylines=())
    opened = as_typed(
        article,
    )
    client = at_the_desk(ines)
    moving.move(plain_moves.SUBMIT, article, by=ines)
    response = client.post(form_of(article), opened | {"headline": "Too late"})
    assert response.status_code == 403
    article.refresh_from_db()
    assert article.headline != "Too late"


def test_publish_pressed_twice_publishes_once(ana: User) -> None:
    article = factories.ready(factories.story())
    client = at_the_desk(ana)
    page = client.get(reverse("admin:articles_article_act", args=[article.pk, "publish"])).content.decode()
    key = re.search(r'name="key" value="([-0-9a-f]{36})"', page).group(1)
    fields = {"key": key, "revision": article.approved_revision.number, "note": ""}
    answers = [
        client.post(reverse("admin:articles_article_act", args=[article.pk, "publish"]), fields) for _ in "12"
    ]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Edition.objects.count() == 1


def test_a_refused_act_comes_back_with_its_reasons_and_what_was_typed(ana: User) -> None:
    article = factories.live_story()
    address = reverse("admin:articles_article_act", args=[article.pk, "kill"])
    page = at_the_desk(ana).get(address).content.decode()
    key = re.search(r'name="key" value="([-0-9a-f]{36})"', page).group(1)
    response = at_the_desk(ana).post(address, {"key": key, "note": "  "})
    assert response.status_code in {200, 409}
    article.refresh_from_db()
    assert article.is_live


@pytest.mark.parametrize("slug", ["topics", "feed", "desk", "search"])
def test_a_section_cannot_take_an_address_of_the_site(ana: User, slug: str) -> None:
    response = at_the_desk(ana).post(
        "/desk/articles/section/add/", {"name": "New", "slug": slug, "position": 0, "colour": "#112233"}
    )
    assert "needed by the site itself" in errors_in(response)
    assert not Section.objects.filter(slug=slug).exists()


# Forged fields: what no form offers is taken from nobody, whichever way it comes

LONG_AGO = "2001-01-01T00:00:00Z"
# What the desk itself knows of a story; no editor types any of it.
NOT_TYPED = ("state", "created_by", "created_at", "killed", "live_edition", "approved_revision")
FORGED = {
    "id": "1",
    "pk": "1",
    "article": "1",
    "state": "ready",
    "created_by": "1",
    "created_by_id": "1",
    "created_at": LONG_AGO,
    "touched_at": LONG_AGO,
    "killed": "on",
    "live_edition": "1",
    "revision": "9",
    "approved_revision": "1",
    "author": "1",
    "user": "1",
    "by": "1",
    "at": LONG_AGO,
    "dated_at": LONG_AGO,
    "published_at": LONG_AGO,
    "updated_at": LONG_AGO,
    "path": "/forged/",
    "hash": "0",
    "note": "Forged",
}
WAYS = ["form", "autosave"]
EVERYWHERE = {Role.PICTURE_EDITOR, Role.EDITOR_IN_CHIEF}


def address(name: str, article: Article) -> str:
    return reverse(f"admin:articles_article_{name}", args=[article.pk])


def send(client: Client, article: Article, way: str, fields: dict[str, object]) -> list[int]:
    """By the form's own button, or as the writing page keeps a text and leaves it; the answers' numbers."""
    if way == "form":
        return [client.post(form_of(article), fields).status_code]
    kept = fields | {"sitting": str(uuid.uuid4()), "number": "1"}
    return [client.post(address(name, article), kept).status_code for name in ("autosave", "leave")]


def in_their_hands(role: Role) -> tuple[User, Article]:
    """Somebody of this role with a story whose turn is theirs; admins have none, and get a colleague's."""
    city = factories.section("City")
    somebody = factories.user(role, sections=(city,))
    by = somebody if role == Role.REPORTER else None
    article = factories.story(by, section=city, bylines=(), from_wire=role == Role.WIRE_DESK)
    if role == Role.COPY_EDITOR:
        moving.move(plain_moves.TAKE, article, by=somebody)
    return somebody, article


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("role", list(Role))
def test_nobody_forges_state_people_or_dates_of_a_story(role: Role, way: str) -> None:
    somebody, article = in_their_hands(role)
    begun = timezone.now()
    before = Article.objects.values(*NOT_TYPED).get()
    image = factories.picture()
    sent = as_typed(article, lead_picture=image.pk) | FORGED
    answers = send(at_the_desk(somebody), article, way, sent)
    article.refresh_from_db()
    assert Article.objects.values(*NOT_TYPED).get() == before
    if role == Role.ADMIN:
        assert set(answers) == {403 if way == "form" else 404}
        assert (article.revision.number, Autosave.objects.count()) == (1, 0)
        return
    assert set(answers) == {302 if way == "form" else 200}
    newest = article.revision
    assert (newest.number, newest.author, article.lead_picture) == (2, somebody, image)
    assert newest.note in {"", "From an open form"}
    assert begun <= newest.at <= article.touched_at <= timezone.now()


@pytest.mark.parametrize("way", ["form", "begin"])
@pytest.mark.parametrize("role", list(Role))
def test_a_story_belongs_to_whoever_begins_it_whatever_is_sent(role: Role, way: str) -> None:
    somebody = factories.user(role)
    begun = timezone.now()
    where = ADD if way == "form" else reverse("admin:articles_article_begin")
    number = str(uuid.uuid4())
    response = at_the_desk(somebody).post(where, typed() | FORGED | {"sitting": number})
    if role in {Role.PICTURE_EDITOR, Role.ADMIN}:
        assert (response.status_code, Article.objects.count()) == (403, 0)
        return
    article = Article.objects.get()
    assert (article.created_by, article.state, article.killed, article.is_live) == (
        somebody,
        State.DRAFT,
        False,
        False,
    )
    assert article.created_at >= begun
    assert [sitting.user for sitting in Sitting.objects.all()] == [somebody]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("role", "becomes"),
    [
        (Role.REPORTER, "sport"),
        (Role.WIRE_DESK, "sport"),
        (Role.EDITOR_IN_CHIEF, "sport"),
        (Role.SECTION_EDITOR, "city"),
        (Role.COPY_EDITOR, "city"),
        (Role.PICTURE_EDITOR, "city"),
    ],
)
def test_editors_of_sections_put_no_story_into_another(role: Role, becomes: str, way: str) -> None:
    somebody, article = in_their_hands(role)
    sport = factories.section("Sport")
    send(at_the_desk(somebody), article, way, as_typed(article) | {"section": sport.pk})
    article.refresh_from_db()
    assert article.section.slug == becomes
    if way == "autosave":
        # Even what was refused is not thrown away: it stands in the autosave.
        assert Autosave.objects.get().typed["section"] == [str(sport.pk)]


def test_a_forged_section_out_of_reach_is_refused_in_words() -> None:
    editor, article = in_their_hands(Role.SECTION_EDITOR)
    sport = factories.section("Sport")
    response = at_the_desk(editor).post(form_of(article), as_typed(article) | {"section": sport.pk})
    assert "valid choice" in errors_in(response)


@pytest.mark.parametrize("role", sorted(set(Role) - EVERYWHERE))
def test_a_story_out_of_reach_is_not_there_for_whoever_guesses_its_address(role: Role) -> None:
    city, sport = factories.section("City"), factories.section("Sport")
    client = at_the_desk(factories.user(role, sections=(city,)))
    article = factories.story(section=sport, headline="Not for them", bylines=())
    sent = as_typed(article) | {"headline": "Forged", "number": "1", "sitting": str(uuid.uuid4())}
    for name in ("presence", "autosave", "leave", "takeover"):
        assert client.post(address(name, article), sent).status_code == 404
    typed_there = reverse("admin:articles_article_typed", args=[article.pk, uuid.uuid4()])
    old = reverse("admin:articles_article_restore", args=[article.pk, 1])
    for answer in (client.post(typed_there), client.post(old, {"base": "1"}), client.get(form_of(article))):
        assert "Not for them" not in answer.content.decode()
        assert answer.status_code in {302, 403, 404}
    client.post(form_of(article), sent)
    article.refresh_from_db()
    assert (article.headline, article.revision.number) == ("Not for them", 1)
    assert not Sitting.objects.exists()


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED, State.IN_EDIT, State.READY, State.SPIKED])
@pytest.mark.parametrize("role", list(Role))
def test_no_act_is_done_by_its_address_or_a_forged_button_that_the_rules_forbid(
    role: Role, state: State
) -> None:
    somebody, article = in_their_hands(role)
    Article.objects.filter(pk=article.pk).update(state=state, approved_revision=article.revision)
    article.refresh_from_db()
    client = at_the_desk(somebody)
    for act, record in table.BY_NAME.items():
        if policy.may(factories.again(somebody), act, article) and state in record.from_states:
            continue
        where = reverse("admin:articles_article_act", args=[article.pk, act])
        fields = {"key": str(uuid.uuid4()), "revision": "1", "note": "Forged.", "accept_older": "on"}
        assert client.post(where, fields | FORGED).status_code in {403, 404, 409}, act
        client.post(form_of(article), as_typed(article) | {"_act": act})
        article.refresh_from_db()
        assert article.state == state, act
    assert not StateChange.objects.exclude(act="take").exists()
    assert not Edition.objects.exists()


@pytest.mark.parametrize("role", list(Role))
def test_the_list_takes_no_bulk_action_and_no_field_from_anybody(role: Role) -> None:
    somebody, article = in_their_hands(role)
    before = Article.objects.values().get()
    client = at_the_desk(somebody)
    where = reverse("admin:articles_article_changelist")
    rows = {
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "1",
        "form-0-id": article.pk,
        "form-0-headline": "Forged",
        "form-0-state": "ready",
        "form-0-section": factories.section("Sport").pk,
        "_save": "Save",
    }
    for action in ("delete_selected", "publish", "make_ready", "approve", "__class__"):
        chosen = {"action": action, "_selected_action": [article.pk], "index": "0", "select_across": "1"}
        for sent in (chosen | {"post": "yes"}, chosen | rows, rows):
            assert client.post(where, sent).status_code in {403, 405}
    assert Article.objects.values().get() == before
    delete = reverse("admin:articles_article_delete", args=[article.pk])
    assert client.post(delete, {"post": "yes"}).status_code in {302, 403, 404}
    assert Article.objects.values().get() == before


def test_what_is_published_is_what_was_approved_whatever_the_page_is_made_to_send(ana: User) -> None:
    article = factories.story()
    factories.edit(article, factories.chief(), headline="As approved")
    factories.ready(article)
    client, begun = at_the_desk(ana), timezone.now()
    where = reverse("admin:articles_article_act", args=[article.pk, "publish"])
    fields = {"key": str(uuid.uuid4()), "note": "", "accept_older": "on"}
    assert client.post(where, FORGED | fields | {"revision": "1"}).status_code == 409
    assert not Edition.objects.exists()
    assert client.post(where, FORGED | fields | {"revision": "2"}).status_code == 302
    edition = Edition.objects.get()
    assert (edition.revision.headline, edition.by, edition.dated_at) == ("As approved", ana, None)
    assert begun <= edition.at <= timezone.now()
    assert edition.path != "/forged/"


def test_a_picture_editor_changes_pictures_and_not_a_word() -> None:
    client = at_the_desk(factories.user(Role.PICTURE_EDITOR))
    article = factories.story(headline="As written", body="<p>One.</p><p>Two.</p>", bylines=())
    image = factories.picture()
    placed = f'<p>One.</p><figure data-picture="{image.pk}"></figure><p>Two.</p>'
    sent = as_typed(article) | {"headline": "Rewritten", "body": placed, "lead_picture": image.pk}
    assert client.post(form_of(article), sent).status_code == 302
    article.refresh_from_db()
    assert (article.headline, article.lead_picture, article.body) == ("As written", image, placed)

    refused = client.post(form_of(article), as_typed(article) | {"body": placed.replace("Two", "Three")})
    assert "but not change the words" in errors_in(refused)
    article.refresh_from_db()
    assert article.body == placed


def test_a_byline_is_a_reporter_or_an_organisation(ines: User) -> None:
    article = factories.story(ines, bylines=())
    row = {
        "bylines-TOTAL_FORMS": "1",
        "bylines-0-role": "reported",
        "bylines-0-reporter": factories.reporter().pk,
        "bylines-0-organisation": "Both",
        "bylines-0-ORDER": "1",
    }
    response = at_the_desk(ines).post(form_of(article), as_typed(article) | row)
    assert "one of the two, not both" in errors_in(response)
    assert not Byline.objects.exists()


def test_an_embargo_that_stands_is_lifted_only_by_those_who_may(ines: User) -> None:
    article = factories.story(ines, embargo="until_lifted", embargo_source="Ministry", bylines=())
    response = at_the_desk(ines).post(form_of(article), as_typed(article))
    assert "An embargo is lifted, not deleted" in errors_in(response)
    article.refresh_from_db()
    assert article.embargo == "until_lifted"


@pytest.mark.parametrize(
    ("kind", "hours", "allowed"),
    [("until_lifted", None, True), ("until", 48, True), ("until", 1, False), ("none", None, False)],
)
def test_an_embargo_can_be_made_stricter_by_its_reporter_and_not_weaker(
    ines: User, kind: str, hours: int | None, allowed: bool
) -> None:
    until = timezone.now() + timedelta(hours=24)
    article = factories.story(ines, embargo="until", embargo_until=until, bylines=())
    when = timezone.localtime(timezone.now() + timedelta(hours=hours)) if hours else None
    wanted = {
        "initial-embargo": "until",
        "embargo": kind,
        "embargo_until_0": when.strftime("%Y-%m-%d") if when else "",
        "embargo_until_1": when.strftime("%H:%M:%S") if when else "",
    }
    response = at_the_desk(ines).post(form_of(article), as_typed(article) | wanted)
    article.refresh_from_db()
    changed = (article.embargo, article.embargo_until) != ("until", until)
    assert (response.status_code == 302, changed) == (allowed, allowed)


def test_a_file_that_is_no_picture_is_refused_with_the_words_kept() -> None:
    pia = factories.user(Role.PICTURE_EDITOR)
    response = at_the_desk(pia).post(
        "/desk/media/image/add/",
        {
            "file": SimpleUploadedFile("boat.jpg", b"<html>not a picture</html>", "image/jpeg"),
            "caption": "The caption I typed",
            "credits-TOTAL_FORMS": "0",
            "credits-INITIAL_FORMS": "0",
        },
    )
    assert response.status_code == 200
    assert "The caption I typed" in response.content.decode()
    assert errors_in(response)
    assert not Image.objects.exists()


@pytest.mark.parametrize("code", ["english", "e", "en-", "pt br", "12", "en-<b>"])
def test_a_language_is_given_by_its_code(code: str) -> None:
    article = factories.story()
    client = at_the_desk(factories.chief())
    response = client.post(form_of(article), as_typed(article, language=code))
    assert response.context["adminform"].form.errors == {
        "language": ["Give the code of a language, such as en, pt or ar."]
    }


def test_a_code_of_a_language_is_taken_as_others_write_it() -> None:
    article = factories.story()
    at_the_desk(factories.chief()).post(form_of(article), as_typed(article, language=" pt_BR"))
    article.refresh_from_db()
    assert article.language == "pt-BR"
