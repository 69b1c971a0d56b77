"""What is worth a second look before a story goes out: it advises, and stands in nobody's way."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from lxml import html

from articles.acts import moving, plain_moves
from articles.acts import publish as publishing
from articles.advice import changed, looking, pictures
from articles.desk import since
from articles.models import Article, HouseWord, State
from articles.policy import Role
from tests import factories
from tests.desk_forms import at_the_desk, form_of

pytestmark = pytest.mark.django_db


def advised(article: Article) -> list[str]:
    article.refresh_from_db()
    assert article.revision is not None
    return looking.over(article, article.revision, since.live_revision(article))


def test_a_story_that_is_as_it_should_be_gets_no_advice() -> None:
    alt = "Three boats leave the harbour at dawn"
    article = factories.story(lead_picture=factories.picture(), lead_alt=alt)
    assert advised(article) == []


def test_a_missing_standfirst_and_a_long_headline_are_named() -> None:
    article = factories.story(standfirst=" ", headline="Ferries " * 15)
    assert advised(article) == [
        "It has no standfirst.",
        "The headline has 119 letters: 90 are the most that cards and searches show well.",
    ]


@pytest.mark.parametrize(
    ("alt", "caption", "why"),
    [
        ("", "Boats.", ""),
        ("Boats in the harbour at dawn", "Boats at dawn.", ""),
        ("Boats at dawn.", "Boats at dawn.", "says the same as the caption, so that it is read twice"),
        ("IMG_2041", "", "is the name of a file"),
        ("harbour-night.jpg", "", "is the name of a file"),
        ("Photo of boats in the harbour", "", "begins by saying that it is a picture, which is known"),
        ("Boats", "", "says little"),
    ],
)
def test_an_alt_text_that_tells_nothing_is_known(alt: str, caption: str, why: str) -> None:
    assert pictures.why_poor(alt, caption) == why


def test_the_pictures_are_told_apart_and_decorative_ones_left_alone() -> None:
    image = factories.picture()
    figures = [
        f'<figure data-picture="{image.pk}" data-alt="{alt}"{more}></figure>'
        for alt, more in (("Pier", ' data-decorative="decorative"'), ("Boats", ""))
    ]
    body = f"<p>A.</p>{''.join(figures)}"
    article = factories.story(body=body, lead_picture=image, lead_alt="IMG_7")
    assert advised(article) == [
        "The alt text of the lead picture is the name of a file: “IMG_7”.",
        "The alt text of picture 2 in the text says little: “Boats”.",
    ]


def test_words_that_the_newspaper_avoids_are_named_with_what_to_write_instead() -> None:
    HouseWord.objects.create(avoid="utilise", instead="use")
    HouseWord.objects.create(avoid="passed away", instead="died", why="Say it plainly.")
    HouseWord.objects.create(avoid="cat", instead="dog")
    article = factories.story(
        headline="Utilise the boats", body="<p>They utilise a category. He <em>passed</em> away.</p>"
    )
    assert advised(article) == [
        "House style: “died” instead of “passed away”. Say it plainly.",
        "House style: “use” instead of “utilise” (2 times).",
    ]


def test_numbers_and_names_that_became_others_are_named() -> None:
    before = "The boat of Ana Ruiz carries 1,500 people. Tomorrow Rui Sol sails.\nHe has 3 boats."
    after = "The boat of Ana Reis carries 1,600 people. Yesterday Rui Sol sails.\nHe has 3 boats and 7 dogs."
    assert list(changed.advice("approval", before, after, language="en")) == [
        "Numbers have changed since the approval: 1,600, 7 instead of 1,500.",
        "Names have changed since the approval: Ana Reis instead of Ana Ruiz.",
    ]
    assert list(changed.advice("approval", before, f"{before} Then Mara Lind came.", language="en")) == []
    assert len(list(changed.advice("approval", before, after, language="de"))) == 1


def test_a_minus_makes_another_number() -> None:
    assert list(changed.advice("approval", "It was -5 degrees.", "It was 5 degrees.", language="en")) == [
        "Numbers have changed since the approval: 5 instead of −5."
    ]


def test_the_version_before_is_the_approved_one_or_else_what_readers_have() -> None:
    chief = factories.chief()
    article = factories.story(body="<p>It carries 400 people.</p>")
    factories.publish(article)
    factories.edit(article, chief, body="<p>It carries 500 people.</p>")
    assert advised(article) == ["Numbers have changed since the publication: 500 instead of 400."]
    factories.ready(article)
    factories.edit(article, chief, body="<p>It carries 600 people.</p>")
    assert advised(article) == ["Numbers have changed since the approval: 600 instead of 500."]


# At the desk


def said(somebody: User, address: str) -> list[str]:
    page = html.document_fromstring(at_the_desk(somebody).get(address).content.decode())
    return [" ".join(one.text_content().split()) for one in page.xpath("//*[contains(@class, 'advice')]//li")]


def test_it_stands_in_the_story_and_on_the_page_that_publishes_and_stops_nobody() -> None:
    chief = factories.chief()
    article = factories.story(standfirst="")
    assert said(article.created_by, form_of(article)) == ["It has no standfirst."]
    factories.ready(article)
    publish = reverse("admin:articles_article_act", args=[article.pk, "publish"])
    assert said(chief, publish) == ["It has no standfirst."]
    assert article.approved_revision is not None
    publishing.publish(article.approved_revision, by=chief)
    article.refresh_from_db()
    assert article.is_live
    moving.move(plain_moves.SPIKE, other := factories.story(standfirst=""), by=chief, note="Old.")
    assert other.state == State.SPIKED
    assert said(chief, form_of(other)) == [], "nobody looks over what is spiked"


@pytest.mark.parametrize("role", list(Role))
def test_the_list_is_kept_by_editors_and_read_by_all_who_write(role: Role) -> None:
    word = HouseWord.objects.create(avoid="utilise", instead="use")
    client = at_the_desk(factories.user(role, sections=(factories.section(),)))
    seen = client.get(reverse("admin:articles_houseword_changelist")).status_code == 200
    sent = {"avoid": "leverage", "instead": "use"}
    client.post(reverse("admin:articles_houseword_add"), sent)
    client.post(reverse("admin:articles_houseword_add"), {"avoid": "UTILISE", "instead": "use"})
    kept = set(HouseWord.objects.values_list("avoid", flat=True))
    keeps = role in {Role.COPY_EDITOR, Role.SECTION_EDITOR, Role.EDITOR_IN_CHIEF}
    assert (seen, kept) == (role != Role.ADMIN, {word.avoid, *(["leverage"] if keeps else [])})
