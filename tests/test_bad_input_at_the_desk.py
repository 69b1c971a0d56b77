"""Whatever is sent to the desk comes back as it was typed or is refused in words, and no story is half-written."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from html import escape
from typing import Any

import pytest
from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.html import conditional_escape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from articles import body
from articles.acts import table
from articles.desk.fields import BodyFormField
from articles.desk.forms import form_for
from articles.models import Article, Autosave, PublishedArticle, StaffRecord, content
from articles.policy import Role
from articles.records import revision_chain
from house.lines import one_line
from media.intake import uploads
from media.models import Image
from tests import factories
from tests.desk_forms import as_typed, at_the_desk, errors_in, form_of
from tests.hostile import NAUGHTY, OWN, active, attacks

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief() -> Client:
    return at_the_desk(factories.user(Role.EDITOR_IN_CHIEF, name="Ana Ruiz"))


@pytest.fixture
def admin() -> Client:
    return at_the_desk(factories.user(Role.ADMIN, name="Rune Holt"))


def assert_whole(article: Article) -> None:
    """The working copy says what its newest revision says, or nothing was ever written."""
    article = Article.objects.get(pk=article.pk)
    said = content.EMPTY if article.revision is None else content.of_revision(article.revision)
    assert content.of_article(article) == said
    assert revision_chain.first_broken_link(article) is None


# Every string in every field


def text_fields(form: forms.BaseForm) -> Iterator[tuple[str, forms.CharField]]:
    for name, field in form.fields.items():
        if isinstance(field, forms.CharField) and not isinstance(field.widget, forms.HiddenInput):
            yield name, field


def forms_of_the_desk() -> dict[str, forms.BaseForm]:
    """Every form that somebody types into, by what it is for."""
    from django.contrib import admin as desk
    from django.test import RequestFactory

    request = RequestFactory().get("/desk/")
    request.user = User.objects.create(username="root", is_superuser=True, is_staff=True)
    chief = factories.user(Role.EDITOR_IN_CHIEF)
    story = form_for(chief)(instance=Article())
    found: dict[str, forms.BaseForm] = {"story": story}
    found |= {rows.name: rows.empty_form for rows in story.rows}
    for model, model_admin in desk.site._registry.items():
        if model is Article:
            continue
        request.user = chief if model is Image else request.user
        for change, row in ((False, None), (True, model(pk=1))):
            form = model_admin.get_form(request, row, change=change)
            name = f"{model.__name__.lower()} {'changed' if change else 'added'}"
            found[name] = form()
            for inline in model_admin.inlines:
                rows = inline(model, desk.site).get_formset(request, row)
                found[f"{name}: {rows.model.__name__.lower()}"] = rows().empty_form
    return found


def test_every_field_of_every_form_takes_every_string_as_typed_or_says_why_not() -> None:
    seen: Counter[str] = Counter()
    without_a_word: list[tuple[str, str, str]] = []
    for where, form in forms_of_the_desk().items():
        for name, field in text_fields(form):
            for text in [*NAUGHTY, *OWN]:
                try:
                    kept = field.clean(text)
                except ValidationError as refused:
                    if not all(words.strip() and "%(" not in words for words in refused.messages):
                        without_a_word.append((where, name, text))
                    continue
                seen[where] += 1
                assert kept == as_it_is_kept(where, name, field, text), (where, name, text)
    assert not without_a_word
    assert {"story", "bylines", "sources", "image added", "image changed: credit", "reporter changed"} <= set(
        seen
    )
    assert {
        "reporter added: staffrecord",
        "section added",
        "topic added",
        "agency added",
        "user added",
    } <= set(seen)


def as_it_is_kept(where: str, name: str, field: forms.CharField, text: str) -> str:
    """Without white space at its ends; the body by its schema, a log-in's name in one form of Unicode, and an
    address with the scheme that nobody types."""
    if isinstance(field, forms.URLField) and not text.strip().startswith("http"):
        return text.strip() and f"https://{text.strip()}"
    if isinstance(field, BodyFormField):
        return body.clean(text).html
    if name == "username":
        from unicodedata import normalize

        return normalize("NFKC", text.strip())
    return text.strip() if field.strip else text


NO_LEASES = {"leases-TOTAL_FORMS": "0", "leases-INITIAL_FORMS": "0"}


def dealt(texts: list[str], fields: dict[str, int]) -> Iterator[dict[str, str]]:
    """Hand the texts out to the fields, each to one that it fits into, until every text has had its turn."""
    waiting = list(texts)
    while waiting:
        hand: dict[str, str] = {}
        for name, longest in fields.items():
            index = next((index for index, text in enumerate(waiting) if len(text) <= longest), None)
            if index is not None:
                hand[name] = waiting.pop(index)
        if not hand:
            return
        yield hand


def of_length(form: forms.BaseForm, *but: str) -> dict[str, int]:
    """The fields for free text, each with the length that it takes."""
    return {
        name: field.max_length or 100_000
        for name, field in text_fields(form)
        if not isinstance(field, forms.SlugField | forms.EmailField | forms.URLField)
        and name not in {"body", "language", "lead_crop", *but}
    }


OF_ONE_LINE = {"headline", "kicker", "search_title", "social_title"}


def story_forms() -> Iterator[dict[str, str]]:
    names = of_length(forms_of_the_desk()["story"])
    return dealt(NAUGHTY, names)


@pytest.mark.long
def test_a_story_keeps_every_string_in_the_database_and_shows_it_in_the_form(chief: Client) -> None:
    article = factories.story(bylines=())
    for hand in story_forms():
        paragraphs = [f"<p>{escape(text)}</p>" for text in hand.values()]
        sent = (
            as_typed(article) | hand | {"initial-desk_note": article.desk_note, "body": "".join(paragraphs)}
        )
        response = chief.post(form_of(article), sent)
        assert response.status_code == 302, errors_in(response)
        article.refresh_from_db()
        for name, text in hand.items():
            kept = one_line(text) if name in OF_ONE_LINE else text.strip()
            assert getattr(article, name) == kept
        assert article.body == body.clean("".join(paragraphs)).html
        assert_whole(article)
        page = chief.get(form_of(article)).content.decode()
        assert all(conditional_escape(getattr(article, name)) in page for name in hand)


@pytest.mark.long
def test_every_string_is_autosaved_as_typed_and_saved_on_leaving(chief: Client) -> None:
    article = factories.story(bylines=())
    names = dict.fromkeys(["headline", "kicker", "standfirst", "search_title", "nobody's field"], 100_000)
    for number, hand in enumerate(dealt([*NAUGHTY, *OWN], names), 1):
        sitting = str(uuid.uuid4())
        sent = as_typed(article) | hand | {"sitting": sitting, "number": number}
        address = reverse("admin:articles_article_autosave", args=[article.pk])
        assert chief.post(address, sent).status_code == 200
        kept = chief.get(reverse("admin:articles_article_typed", args=[article.pk, sitting])).json()["typed"]
        for name, text in hand.items():
            assert kept[name] == [text.replace("\0", "")]
        left = chief.post(reverse("admin:articles_article_leave", args=[article.pk]), sent)
        assert left.status_code == 200
        assert_whole(article)


@pytest.mark.long
def test_names_of_the_newsroom_keep_every_string(admin: Client, chief: Client) -> None:
    made = forms_of_the_desk()
    reporter = factories.reporter()
    record = StaffRecord.objects.create(reporter=reporter)
    section, topic, agency = factories.section(), factories.topic(), factories.agency()
    somebody = factories.user(Role.REPORTER)
    role = somebody.groups.get().pk
    image = factories.picture(credited=False)
    no_remits = {"remits-TOTAL_FORMS": "0", "remits-INITIAL_FORMS": "0"}
    no_credits = {"credits-TOTAL_FORMS": "0", "credits-INITIAL_FORMS": "0", **NO_LEASES}
    no_record = {"staff_record-TOTAL_FORMS": "0", "staff_record-INITIAL_FORMS": "0"}
    words = [text for text in NAUGHTY if text.strip()]
    cases: list[tuple[Client, Any, str, dict[str, Any]]] = [
        (admin, reporter, "reporter changed", {"name": reporter.name, "active": "on", **no_record}),
        (admin, section, "section changed", {"name": section.name, "position": 0, "colour": "#112233"}),
        (chief, topic, "topic changed", {"name": topic.name}),
        (admin, agency, "agency changed", {"name": agency.name, "credit_name": agency.credit_name}),
        (admin, somebody, "user changed", {"username": somebody.username, "groups": role, **no_remits}),
        (chief, image, "image changed", no_credits),
    ]
    for client, row, form, always in cases:
        address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
        few = words if row in (reporter, image) else words[::5]
        for hand in dealt(few, of_length(made[form], "username", "password", "colour")):
            response = client.post(address, always | hand)
            assert response.status_code == 302, (form, hand, errors_in(response))
            row.refresh_from_db()
            # An alt text is one line that is read aloud, without signs that nobody sees.
            assert {name: getattr(row, name) for name in hand} == {
                n: one_line(text) if n == "alt_text" else text.strip() for n, text in hand.items()
            }
    private = {
        "staff_record-0-legal_name": 120,
        "staff_record-0-telephone": 40,
        "staff_record-0-note": 100_000,
    }
    rows = {"staff_record-TOTAL_FORMS": "1", "staff_record-INITIAL_FORMS": "1"}
    rows |= {"staff_record-0-id": str(record.pk), "staff_record-0-reporter": str(reporter.pk)}
    address = reverse("admin:articles_reporter_change", args=[reporter.pk])
    for hand in dealt(words[::5], private):
        assert admin.post(address, {"name": "Ines Caldera", **rows, **hand}).status_code == 302
        record.refresh_from_db()
        for name, text in hand.items():
            assert getattr(record, name.removeprefix("staff_record-0-")) == text.strip()


def test_a_picture_arrives_with_every_string_for_its_file_name_its_facts_and_its_credits() -> None:
    for text in [*NAUGHTY, *OWN]:
        name = uploads.clean_filename(text)
        assert 0 < len(name) <= 120
        assert name.isprintable() or any(sign.isspace() for sign in name)
        assert not {"/", "\\", "\0", "\n"} & set(name)
    pia = at_the_desk(factories.user(Role.PICTURE_EDITOR))
    fields = {"caption": 600, "alt_text": 300, "rights_note": 1000, "credits-0-name": 80, "file name": 100}
    for hand in list(dealt([text for text in NAUGHTY if text.strip()], fields))[::12]:
        file = factories.picture_file(hand["file name"], size=(240, 240))
        sent = {
            "credits-TOTAL_FORMS": "1",
            "credits-INITIAL_FORMS": "0",
            "credits-0-kind": "photographer",
            "credits-0-position": "0",
            **NO_LEASES,
        }
        response = pia.post("/desk/media/image/add/", sent | hand | {"file": file})
        assert response.status_code == 302, errors_in(response)
        image = Image.objects.latest("pk")
        kept = (image.caption, image.alt_text, image.rights_note, image.credits.get().name)
        assert kept == tuple(hand[name].strip() for name in list(fields)[:4])
        assert image.filename == uploads.clean_filename(hand["file name"])


def test_any_string_of_twelve_signs_is_a_password() -> None:
    for text in NAUGHTY[::5]:
        if len(text) < 12 or text.isdigit():
            continue
        name = f"u{uuid.uuid4().hex[:12]}"
        form = AdminUserCreationForm(
            {"username": name, "password1": text, "password2": text, "usable_password": "true"}
        )
        if form.is_valid():
            form.save()
            assert authenticate(username=name, password=text)
        else:
            assert form.errors


def test_every_string_can_be_searched_for_and_logged_in_with(chief: Client) -> None:
    searches = [
        ("/desk/articles/article/", "q"),
        ("/desk/media/image/", "q"),
        ("/desk/articles/reporter/", "q"),
        (reverse("admin:articles_article_related"), "q"),
        (reverse("admin:media_image_choose"), "q"),
    ]
    for number, text in enumerate(NAUGHTY[::3]):
        address, name = searches[number % len(searches)]
        assert chief.get(address, {name: text}).status_code == 200
    stranger, seen = Client(), set[str]()
    for text in [*NAUGHTY[::20], *OWN]:
        # From a network of its own each time: after thirty failures one has to wait.
        address = f"10.{len(seen)}.0.1"
        response = stranger.post("/desk/login/", {"username": text, "password": text}, REMOTE_ADDR=address)
        seen.add(address)
        assert response.status_code == 200
        assert errors_in(response)


# Hostile markup


@pytest.mark.long
def test_hostile_markup_forged_into_a_story_is_nowhere_active(chief: Client) -> None:
    article = factories.story(bylines=("The desk",), body="<p>Quiet.</p>")
    factories.edit(article, article.created_by, headline="A quiet story", body="<p>Quiet again.</p>")

    def pages() -> dict[str, str]:
        article.refresh_from_db()
        newest = article.revision.number
        addresses = {
            "form": form_of(article),
            "preview": reverse("admin:articles_article_preview", args=[article.pk]),
            "compare": reverse("admin:articles_article_compare", args=[article.pk])
            + f"?a={newest - 1}&b={newest}",
            "revision": reverse("admin:articles_article_revision", args=[article.pk, newest]),
        }
        return {name: chief.get(address).content.decode() for name, address in addresses.items()}

    quiet = {name: active(page) for name, page in pages().items()}
    assert not quiet["compare"].keys() & {"iframe", "style attribute"}
    for attack in attacks():
        forged = f'{attack}</script></style><p>{attack}</p><figure data-picture="1" data-caption="{escape(attack)}">'
        forged += f'<figure data-video="{escape(attack)}"><figure data-video="https://{escape(attack)}.mp4">'
        sent = as_typed(article) | {
            "body": forged,
            "headline": attack[:160],
            "standfirst": attack[:400],
            "kicker": attack[:60],
            "lead_caption": attack[:600],
            "desk_note": attack,
            "initial-desk_note": article.desk_note,
            "bylines-TOTAL_FORMS": "1",
            "bylines-0-role": "reported",
            "bylines-0-organisation": attack[:120] or "The desk",
        }
        response = chief.post(form_of(article), sent)
        assert response.status_code == 302, errors_in(response)
        for name, page in pages().items():
            assert active(page) == quiet[name], (name, attack)
    assert_whole(article)
    history = chief.get(reverse("admin:articles_article_history", args=[article.pk])).content.decode()
    assert active(history).keys() <= {"script", "form", "svg"}
    for number in range(3, article.revision.number, 30):
        address = reverse("admin:articles_article_restore", args=[article.pk, number])
        assert chief.post(address, {"base": Article.objects.get().revision.number}).status_code == 302
        assert_whole(article)


@pytest.mark.long
def test_readers_of_hostile_markup_get_nothing_active(chief: Client) -> None:
    def page_of(text: str, markup: str) -> str:
        article = factories.story(bylines=())
        credit = escape(f"By {text}"[:200])
        sent = as_typed(article) | {
            "body": "<p>Before.</p><figure data-video='https://videos.example.org/a.mp4'"
            f' data-caption="{escape(text)}" data-credit="{credit}"></figure>{markup}',
            "headline": f"Head {text}"[:160],
            "standfirst": text[:400],
            "kicker": text[:60],
            "slug": f"story-{article.pk}",
            "search_description": text[:200],
            "social_title": text[:120],
            "bylines-TOTAL_FORMS": "1",
            "bylines-0-role": "reported",
            "bylines-0-organisation": f"By {text}"[:120],
        }
        sitting = {"sitting": str(uuid.uuid4()), "number": "1"}
        left = chief.post(reverse("admin:articles_article_leave", args=[article.pk]), sent | sitting)
        assert left.json()["revision"] == 2
        factories.publish(article)
        public = Client().get(PublishedArticle.objects.get(story_id=article.pk).path)
        assert public.status_code == 200
        return public.content.decode()

    quiet = active(page_of("Quiet", "<p>Quiet.</p>"))
    assert quiet.keys() <= {"script", "svg", "form", "video"}
    for attack in attacks():
        assert active(page_of(attack, attack)) == quiet, attack


# Forged requests


def test_a_topic_whose_number_fits_no_database_is_refused_when_the_form_is_left(chief: Client) -> None:
    article = factories.story(bylines=())
    sent = as_typed(article) | {"headline": "Changed", "topics": ["9" * 20]}
    sitting = {"sitting": str(uuid.uuid4()), "number": "1"}
    left = chief.post(reverse("admin:articles_article_leave", args=[article.pk]), sent | sitting)
    assert left.status_code == 200
    assert left.json()["revision"] is None
    assert_whole(article)


NUMBERS = [
    "",
    "0",
    "-1",
    "1",
    "2",
    "99999999999999999999",
    "9" * 5_000,
    "1e9",
    "\u0663",
    "\u00b2",
    "None",
    "[]",
    " 1 ",
]
VALUES = [
    *NUMBERS,
    "\0",
    "a\0b",
    "\ud7ff",
    "x" * 70_000,
    "<p>x</p>",
    "on",
    "until",
    "reported",
    str(uuid.UUID(int=1)),
]
NAMES = [
    *("headline", "body", "base", "sitting", "number", "section", "topics", "lead_picture", "language"),
    *(
        "article_type",
        "embargo",
        "embargo_until_0",
        "embargo_until_1",
        "initial-embargo",
        "initial-embargo_until_0",
    ),
    *(
        "desk_note",
        "initial-desk_note",
        "from_wire",
        "doing",
        "asked",
        "choice-0",
        "slug",
        "_act",
        "_preview",
    ),
    *(
        f"{rows}-{name}"
        for rows in ("bylines", "sources")
        for name in ("TOTAL_FORMS", "INITIAL_FORMS", "0-ORDER")
    ),
    *("bylines-0-role", "bylines-0-reporter", "bylines-0-organisation", "bylines-0-DELETE"),
    *(
        "sources-0-agency",
        "sources-0-use",
        "sources-0-credit_line",
        "key",
        "revision",
        "kind",
        "note",
        "na\0me",
    ),
]
forged = st.fixed_dictionaries(
    {},
    optional={name: st.lists(st.sampled_from(VALUES), max_size=2) for name in NAMES},
)
WHERE = ["add", "change", "begin", "autosave", "leave", "presence", "takeover", "restore", "act", "typed"]
ANSWERS = {200, 201, 302, 400, 403, 404, 409, 413}


@pytest.mark.parametrize("where", WHERE)
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_forged_form_is_answered_and_never_half_written(where: str, data: st.DataObject) -> None:
    ana = User.objects.filter(username="ana").first() or factories.user(Role.EDITOR_IN_CHIEF)
    if ana.username != "ana":
        User.objects.filter(pk=ana.pk).update(username="ana")
    article = factories.story(by=ana, bylines=())
    client = at_the_desk(ana)
    sent: dict[str, Any] = dict(as_typed(article)) | {"sitting": str(uuid.uuid4()), "number": "1"}
    for name in data.draw(st.sets(st.sampled_from(sorted(sent)), max_size=4), label="left out"):
        del sent[name]
    sent |= data.draw(forged, label="forged")
    before = Article.objects.count()
    response = client.post(address_of(where, article, data), sent)
    assert response.status_code in ANSWERS
    for row in Article.objects.order_by("-pk")[: 1 + Article.objects.count() - before]:
        assert_whole(row)


def address_of(where: str, article: Article, data: st.DataObject) -> str:
    given: dict[str, list[Any]] = {"add": [], "begin": [], "restore": [article.pk, 1]}
    if where == "act":
        given["act"] = [article.pk, data.draw(st.sampled_from(sorted(table.BY_NAME)))]
    if where == "typed":
        given["typed"] = [article.pk, uuid.UUID(int=1)]
    return reverse(f"admin:articles_article_{where}", args=given.get(where, [article.pk]))


MADE_UP = [
    ("application/json", b'{"headline": ["x"]}'),
    ("text/plain", b"headline=x"),
    ("multipart/form-data", b"no boundary"),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="headline"\r\n\r\ncut off',
    ),
    (
        "multipart/form-data; boundary=x; charset=hex",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--',
    ),
    (
        "multipart/form-data; boundary=x; charset=utf-7",
        b'--x\r\nContent-Disposition: form-data; name="headline"\r\n\r\n+2AA-\r\n--x--',
    ),
    ("application/x-www-form-urlencoded; charset=hex", b"headline=x"),
    ("application/x-www-form-urlencoded; charset=utf-16", b"headline=x"),
    ("application/x-www-form-urlencoded", b"headline=%FF%FE%ED%A0%80&base=%00&%00=1"),
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % number for number in range(1_200))),
    ("", b"\xff\xfe\x00"),
]


@pytest.mark.parametrize("where", ["add", "change", "begin", "autosave", "leave", "restore"])
@pytest.mark.parametrize(("kind", "sent"), MADE_UP)
def test_a_request_of_another_kind_is_answered_and_writes_nothing_by_half(
    chief: Client, where: str, kind: str, sent: bytes
) -> None:
    article = factories.story(bylines=())
    given: dict[str, list[Any]] = {"add": [], "begin": [], "restore": [article.pk, 1]}
    address = reverse(f"admin:articles_article_{where}", args=given.get(where, [article.pk]))
    assert chief.generic("POST", address, sent, kind).status_code in ANSWERS
    for row in Article.objects.all():
        assert_whole(row)


@pytest.mark.parametrize("address", ["/", "/desk/", "/desk/login/"])
@pytest.mark.parametrize("charset", ["hex", "utf-7", "unicode_escape", "utf-16"])
def test_a_character_set_other_than_ours_is_refused_everywhere(
    client: Client, address: str, charset: str
) -> None:
    response = client.get(address, headers={"content-type": f"text/plain; charset={charset}"})
    assert (response.status_code, response.content) == (400, b"Bad request: forms come in UTF-8.\n")


# Too much of it

FAR_TOO_MUCH = "<p>Too much of it.</p>" * 910_000  # 20 MB


def test_a_body_of_twenty_megabytes_is_refused_with_its_text_kept(chief: Client) -> None:
    article = factories.story(bylines=())
    sent = as_typed(article) | {"body": FAR_TOO_MUCH}
    response = chief.post(form_of(article), sent)
    assert response.status_code == 200
    assert "The text is too long: 20.0 MB, and a story holds at most 2 MB." in errors_in(response)
    assert response.content.decode().count("Too much of it.") == 910_000
    assert article.revisions.count() == 1


@pytest.mark.parametrize("where", ["begin", "autosave", "leave"])
def test_the_page_is_told_that_a_text_is_too_long_to_be_kept(chief: Client, where: str) -> None:
    article = factories.story(bylines=())
    sent = as_typed(article) | {"body": FAR_TOO_MUCH, "sitting": str(uuid.uuid4()), "number": "1"}
    address = reverse(f"admin:articles_article_{where}", args=[] if where == "begin" else [article.pk])
    response = chief.post(address, sent)
    assert response.status_code == 413
    assert response.json()["why"].startswith(
        "The text is too long: 20.0 MB, and a story holds at most 2 MB. Split"
    )
    assert not Autosave.objects.exists()
    assert Article.objects.count() == 1


def test_what_is_more_than_any_form_is_refused_with_a_page_that_says_where_the_text_is(chief: Client) -> None:
    article = factories.story(bylines=())
    response = chief.post(form_of(article), as_typed(article) | {"body": "x" * 34_000_000})
    assert response.status_code == 413
    assert "your text is still in the form" in response.content.decode()


@pytest.mark.parametrize("address", ["/desk/login/", "/desk/articles/article/begin/", "/desk/"])
def test_what_takes_a_gigabyte_to_read_is_refused_unread(client: Client, address: str) -> None:
    sent = b"body=" + b"%3Cp%3E" * 1_300_000
    response = client.generic("POST", address, sent, "application/x-www-form-urlencoded")
    assert response.status_code == 413


def test_the_form_of_a_story_is_sent_in_parts(chief: Client) -> None:
    page = lxml_html.document_fromstring(chief.get(form_of(factories.story())).content)
    assert page.get_element_by_id("article_form").get("enctype") == "multipart/form-data"


def test_two_long_texts_that_do_not_fit_into_one_story_are_both_kept(chief: Client) -> None:
    article = factories.story(bylines=(), body="<p>First.</p><p>Last.</p>")
    opened = as_typed(article)
    long = f"<p>{'Word. ' * 200}</p>" * 1_000
    hers = {"body": f"<p>First.</p>{long}<p>Last.</p>", "sitting": str(uuid.uuid4()), "number": "1"}
    mine = {"body": f"<p>First.</p><p>Last.</p>{long.replace('Word', 'Work')}"}
    bea = at_the_desk(factories.user(Role.EDITOR_IN_CHIEF, name="Bea Sol"))
    assert bea.post(form_of(article), opened | hers).status_code == 302
    response = chief.post(form_of(article), opened | mine)
    assert "longer than a story can be" in errors_in(response)
    assert response.content.decode().count("Work.") == 200_000
    left = chief.post(
        reverse("admin:articles_article_leave", args=[article.pk]),
        opened | mine | {"sitting": str(uuid.uuid4()), "number": "1"},
    )
    assert left.json() == {"revision": None, "newest": 2}
    assert Autosave.objects.get().typed["body"] == [mine["body"]]
    restored = chief.post(
        reverse("admin:articles_article_restore", args=[article.pk, 1]), {"base": 1}, follow=True
    )
    assert restored.status_code == 200
    assert_whole(article)
