"""Each person has the desk in their own language. Readers, and previews for them, know nothing of it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils.translation import get_language, override
from lxml import html

from articles.models import PublishedPicture
from articles.policy import Role
from articles.publishing import public_copies
from tests import factories, wires
from tests.desk_forms import at_the_desk

pytestmark = pytest.mark.django_db
YOURS, PASSWORD = "/desk/your-log-in/", "/desk/password_change/"


def speaks(user: User, language: str) -> Client:
    client = at_the_desk(user)
    assert client.post(f"{YOURS}language/", {"language": language})["Location"] == YOURS
    return client


def test_the_desk_speaks_the_language_that_somebody_chose_and_nobody_else_s() -> None:
    ines, bob = factories.user(Role.REPORTER), factories.user(Role.REPORTER)
    client = speaks(ines, "pt")
    page = client.get(PASSWORD).content.decode()
    assert '<html lang="pt"' in page
    assert "Palavra-passe antiga" in page
    assert '<option value="pt" selected>Português</option>' in client.get(YOURS).content.decode()
    assert "Old password" in at_the_desk(bob).get(PASSWORD).content.decode()
    assert get_language() == "en"
    assert "Old password" in speaks(ines, "").get(PASSWORD).content.decode()
    assert client.post(f"{YOURS}language/", {"language": "xx"}).status_code == 400


def test_readers_and_previews_have_the_language_of_the_paper() -> None:
    chief = factories.user(Role.EDITOR_IN_CHIEF)
    client, story = speaks(chief, "pt"), factories.live_story()
    preview = client.get(reverse("admin:articles_article_preview", args=[story.pk])).content.decode()
    assert '<html lang="en"' in preview
    front = client.get("/desk/articles/front/home/preview/", follow=True).content.decode()
    assert "Início" not in front[front.index('<header class="masthead"') :]
    section = factories.section("City")
    section.picture = factories.picture()
    section.save()
    with override("pt"):
        public_copies.refresh_sections([section])
    assert PublishedPicture.objects.get(use="section").credit_line == "Image: MP | Image: Self"


# What Django makes of names in the code, and what is kept in the language of the code.
@pytest.mark.parametrize(
    ("role", "page", "words"),
    [
        (Role.ADMIN, "auth_user_add", ["Revisor", "Diretor", "Secção"]),
        (Role.ADMIN, "invitations", ["Revisor", "Diretor"]),
        (Role.ADMIN, "articles_wirefeed_changelist", ["Agência"]),
        (Role.REPORTER, "articles_article_add", ["Agência"]),
    ],
)
def test_names_that_stand_in_the_code_are_said_in_that_language(
    role: Role, page: str, words: list[str]
) -> None:
    wires.feed("Isobar")
    page = speaks(factories.user(role), "pt").get(reverse(f"admin:{page}")).content.decode()
    shown = html.document_fromstring(page)
    said = {" ".join(one.text_content().split()) for one in shown.iter("label", "th")}
    assert set(words) <= said


def test_the_type_of_a_story_that_one_may_only_read_is_said_in_that_language() -> None:
    story = factories.live_story()
    client = speaks(factories.user(Role.PICTURE_EDITOR), "pt")
    page = client.get(reverse("admin:articles_article_change", args=[story.pk])).content.decode()
    (row,) = html.document_fromstring(page).find_class("row-type_in_words")
    assert row.text_content().split() == ["Género", "Notícia"]


def test_the_choice_costs_no_question(django_assert_num_queries) -> None:
    client = speaks(factories.user(Role.REPORTER), "pt")
    client.get(reverse("admin:articles_message_changelist"))
    with django_assert_num_queries(5):
        client.get(reverse("admin:articles_message_changelist"))
