"""Whatever is typed or pasted into a field arrives and is kept; what is too long is said, and not published."""

from __future__ import annotations

import uuid

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Browser, expect

from articles.acts.act import Refused
from articles.composing import arrangement
from articles.composing.arrangement import Arrangement, Pin, Zone
from articles.live import posting
from articles.models import LiveEntry
from articles.models.content import of_revision
from articles.models.story import LENGTHS, MOST
from articles.policy import Role
from articles.writing import saving
from tests import factories
from tests.browsing import a_browser, log_in, open_story, save
from tests.desk_forms import as_typed, at_the_desk, form_of

pytestmark = pytest.mark.django_db
BYLINE = {"bylines-TOTAL_FORMS": "1", "bylines-0-role": "reported", "bylines-0-organisation": "Our own desk"}
STANDFIRST = ("The count stood at 38 to 36. " * 30)[:535]


@pytest.fixture
def chief() -> User:
    return factories.user(Role.EDITOR_IN_CHIEF, name="Ana Ruiz")


def long(name: str) -> str:
    """Twice as long as readers get it."""
    return ("a" if name == "slug" else "á") * 2 * LENGTHS[name]


@pytest.mark.parametrize("way", ["save", "autosave"])
def test_all_of_a_long_standfirst_is_kept_and_only_publishing_refuses(chief: User, way: str) -> None:
    article = factories.story()
    desk, sitting = at_the_desk(chief), uuid.uuid4()
    form = as_typed(article) | BYLINE | {"standfirst": STANDFIRST, "sitting": str(sitting)}
    if way == "save":
        desk.post(form_of(article), form)
    else:
        desk.post(reverse("admin:articles_article_leave", args=[article.pk]), form | {"number": "1"})
    article.refresh_from_db()
    assert article.standfirst == STANDFIRST.strip()
    with pytest.raises(Refused) as refused:
        factories.publish(article)
    assert refused.value.reasons == ("The standfirst has 535 characters; 400 is the most.",)


@pytest.mark.parametrize("name", LENGTHS)
def test_no_field_of_a_story_is_cut(chief: User, name: str) -> None:
    article = factories.story()
    desk = at_the_desk(chief)
    page = desk.get(form_of(article)).content.decode()
    assert "maxlength" not in page
    assert f'data-most="{LENGTHS[name]}"' in page
    desk.post(form_of(article), as_typed(article) | BYLINE | {name: long(name)})
    article.refresh_from_db()
    assert getattr(article, name) == long(name)
    with pytest.raises(Refused, match=f"has {2 * LENGTHS[name]} characters; {LENGTHS[name]} is the most"):
        factories.publish(article)


def test_names_beside_a_story_are_not_cut(chief: User) -> None:
    article = factories.story()
    rows = BYLINE | {"bylines-0-organisation": "Desk " * 40}
    rows |= {"slugline": "boat " * 40, "embargo_source": "ministry " * 40}
    at_the_desk(chief).post(form_of(article), as_typed(article) | rows)
    article.refresh_from_db()
    assert article.bylines.get().organisation == ("Desk " * 40).strip()
    assert (article.slugline, article.embargo_source) == (("boat " * 40).strip(), ("ministry " * 40).strip())
    with pytest.raises(Refused, match="The name of a byline has 199 characters; 120 is the most"):
        factories.publish(article)


@pytest.mark.parametrize("what", ["caption", "alt", "credit"])
def test_words_of_a_picture_in_the_text_are_not_cut(chief: User, what: str) -> None:
    picture = factories.picture()
    figure = f'<figure data-picture="{picture.pk}" data-{what}="{"é" * 700}"></figure>'
    article = factories.story(body=f"<p>River.</p>{figure}")
    assert article.body == f"<p>River.</p>{figure}"
    with pytest.raises(Refused, match="of a picture has 700 characters"):
        factories.publish(article)


def test_more_than_a_field_can_hold_comes_back_whole_and_says_so(chief: User) -> None:
    article = factories.story()
    tome = "a" * (MOST + 1)
    response = at_the_desk(chief).post(form_of(article), as_typed(article) | {"standfirst": tome})
    page = response.content.decode()
    assert f"Ensure this value has at most {MOST} characters (it has {MOST + 1})." in page
    assert tome in page
    article.refresh_from_db()
    assert article.standfirst != tome


def test_two_long_headlines_merge_side_by_side(chief: User) -> None:
    """Both together are kept where one of them would have filled the column."""
    article = factories.story(headline="Base")
    mine = of_revision(article.revision)
    factories.edit(article, chief, headline="b" * 150)
    mine = mine.__class__({**mine.fields, "headline": "m" * 150}, mine.bylines, mine.topics, mine.sources)
    with pytest.raises(saving.Collision) as collision:
        saving.save(article.pk, mine, base=1, by=chief)
    answers = saving.Answers(collision.value.merged.asked, ["both"])
    saving.save(article.pk, mine, base=1, by=chief, answers=answers)
    article.refresh_from_db()
    assert article.headline == f"{'b' * 150} {'m' * 150}"


def test_a_draft_of_an_entry_keeps_a_long_headline_and_is_not_posted(chief: User) -> None:
    article = factories.live_coverage()
    desk = at_the_desk(chief)
    where = reverse("admin:articles_article_live", args=[article.pk])
    form = {
        "headline": "h" * 200,
        "body": "<p>Gates.</p>",
        "byline": "Our own desk",
        "key": str(uuid.uuid4()),
    }
    desk.post(where, form | {"do": "draft"})
    entry = LiveEntry.objects.get()
    assert entry.headline == "h" * 200
    with pytest.raises(Refused, match="The headline has 200 characters; 160 is the most"):
        posting.post(
            article, posting.Said.of(entry), entry=entry, by=chief, key=uuid.uuid4(), base=entry.saves
        )


def test_a_front_says_which_of_its_words_are_too_long() -> None:
    front = Arrangement(
        (Zone(1, "lead", "front", 4, title="t" * 61, pins=(Pin(1, headline="h" * 161, kicker="k" * 61),)),)
    )
    assert arrangement.check(front) == [
        "The title of a zone has 61 characters; 60 is the most.",
        "The headline of a pin has 161 characters; 160 is the most.",
        "The kicker of a pin has 61 characters; 60 is the most.",
    ]


@pytest.mark.django_db(transaction=True)
def test_a_counter_says_how_much_is_too_long(browser: Browser, live_server, chief: User) -> None:
    article = factories.story()
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, chief)
        open_story(page, article)
        page.locator("#id_standfirst").fill("")
        page.keyboard.insert_text(STANDFIRST)
        told = page.locator(".row-standfirst .too-long")
        expect(told).to_have_text("535 of 400 characters: 135 too many")
        page.locator("#id_headline").fill("")
        page.keyboard.insert_text("h" * 200)
        expect(page.locator(".row-headline .too-long")).to_have_text("200 of 160 characters: 40 too many")
        save(page)
        article.refresh_from_db()
        assert (article.standfirst, article.headline) == (STANDFIRST.strip(), "h" * 200)
        page.locator("#id_standfirst").fill(STANDFIRST[:400])
        expect(told).to_have_count(0)
