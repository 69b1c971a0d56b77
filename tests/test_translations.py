"""A story in several languages: linked at the desk, and told to readers as far as it is live."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from articles.acts import kill, republish, withdraw
from articles.acts.act import Refused
from articles.admin.compare import names_for
from articles.languages import direction, own_name
from articles.models import Article, PublishedArticle, content
from articles.policy import Role
from articles.publishing import public_rows, rebuilding
from articles.records import revision_chain
from articles.writing import saving, translations
from articles.writing.comparing import compare, mentioned
from articles.writing.merging import merge
from tests import factories

pytestmark = pytest.mark.django_db


def in_three_languages() -> tuple[Article, Article, Article]:
    english = factories.live_story(headline="The lighthouse is to let", slug="lighthouse")
    arabic = factories.live_story(
        headline="المنارة للإيجار", slug="lighthouse-ar", language="ar", translation_of=english
    )
    portuguese = factories.live_story(
        headline="Arrenda-se o farol", slug="lighthouse-pt", language="pt", translation_of=english
    )
    return english, arabic, portuguese


def row(article: Article) -> PublishedArticle:
    return PublishedArticle.objects.get(story_id=article.pk)


def told(article: Article) -> list[tuple[str, bool]]:
    """What the row of a story says of the others."""
    return [(it["language"], it["original"]) for it in row(article).translations]


def page(article: Article) -> str:
    response = Client().get(row(article).path)
    assert response.status_code == 200
    return response.content.decode()


def said(html: str, pattern: str) -> list[Any]:
    return re.findall(pattern, html)


def languages_offered(html: str) -> list[tuple[str, str]]:
    line = re.search(r'<p class="also-in">(.*?)</p>', html)
    return said(line[1], r'hreflang="([^"]+)"[^>]*>([^<]+)</a>') if line else []


# For readers


def test_a_story_offers_its_other_languages_by_their_own_names() -> None:
    english, arabic, portuguese = in_three_languages()
    assert languages_offered(page(english)) == [("ar", "العربيّة"), ("pt", "Português")]
    assert languages_offered(page(arabic)) == [("en", "English"), ("pt", "Português")]
    assert languages_offered(page(portuguese)) == [("en", "English"), ("ar", "العربيّة")]
    link = re.search(r'<p class="also-in">.*?(<a [^>]*hreflang="ar"[^>]*>)', page(english))
    assert link is not None
    assert link[1] == f'<a href="{row(arabic).path}" hreflang="ar" lang="ar" dir="rtl">'


def test_a_story_in_one_language_says_nothing_of_others() -> None:
    html = page(factories.live_story())
    assert languages_offered(html) == []
    assert "hreflang" not in html
    assert "workTranslation" not in html
    assert "translationOfWork" not in html


def test_search_engines_are_told_every_language_in_the_head(settings) -> None:
    english, arabic, portuguese = in_three_languages()
    everywhere = {(it.language, f"{settings.SITE_URL}{it.path}") for it in PublishedArticle.objects.all()}
    everywhere.add(("x-default", f"{settings.SITE_URL}{row(english).path}"))
    for article, locale in ((english, "en"), (arabic, "ar"), (portuguese, "pt")):
        html = page(article)
        found = said(html, r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">')
        assert set(found) == everywhere
        assert f'<meta property="og:locale" content="{locale}">' in html


def test_structured_data_name_the_original_and_its_translations(settings) -> None:
    english, arabic, portuguese = in_three_languages()

    def data(article: Article) -> dict[str, Any]:
        script = re.search(r'<script type="application/ld\+json">(.*?)</script>', page(article))
        assert script is not None
        return dict(json.loads(script[1]))

    def work(article: Article) -> dict[str, str]:
        address = f"{settings.SITE_URL}{row(article).path}"
        return {"@type": "NewsArticle", "@id": address, "url": address, "inLanguage": article.language}

    first = data(english)
    assert first["inLanguage"] == "en"
    assert first["workTranslation"] == [work(arabic), work(portuguese)]
    assert "translationOfWork" not in first
    second = data(arabic)
    assert second["inLanguage"] == "ar"
    assert second["translationOfWork"] == work(english)
    assert "workTranslation" not in second


def test_a_story_in_three_languages_costs_no_further_question(django_assert_num_queries) -> None:
    english, *_ = in_three_languages()
    path = row(english).path
    with django_assert_num_queries(4):
        Client().get(path)


def test_a_story_is_not_related_to_itself_in_another_language() -> None:
    topic = factories.topic()
    english = factories.live_story(topics=(topic,), headline="The lighthouse")
    factories.live_story(topics=(topic,), headline="O farol", language="pt", translation_of=english)
    factories.live_story(topics=(topic,), headline="The keeper")
    found = re.findall(r'class="card-headline"><a href="[^"]*">(.*?)</a>', page(english))
    assert found == ["The keeper"]


# Only what is live is named


def test_a_draft_in_another_language_is_not_named() -> None:
    english = factories.live_story()
    draft = factories.story(language="pt", translation_of=english)
    public_rows.refresh([english.pk])
    assert told(english) == []
    factories.publish(draft)
    assert told(english) == [("pt", False)]
    assert told(draft) == [("en", True)]


def test_a_translation_may_be_out_before_its_original() -> None:
    english = factories.story()
    arabic = factories.live_story(language="ar", translation_of=english)
    portuguese = factories.live_story(language="pt", translation_of=english)
    assert told(arabic) == [("pt", False)]
    factories.publish(english)
    assert told(arabic) == [("en", True), ("pt", False)]
    assert told(portuguese) == [("en", True), ("ar", False)]


@pytest.mark.parametrize("act", [withdraw.withdraw, kill.kill])
def test_a_story_taken_down_is_named_by_none(act: Any) -> None:
    english, arabic, portuguese = in_three_languages()
    act(arabic, by=factories.chief(), note="Wrong.")
    assert told(english) == [("pt", False)]
    assert told(portuguese) == [("en", True)]
    act(english, by=factories.chief(), note="Wrong.")
    assert told(portuguese) == []


def test_a_story_put_back_is_named_again() -> None:
    english, arabic, _ = in_three_languages()
    withdraw.withdraw(arabic, by=factories.chief())
    republish.republish(arabic, by=factories.chief())
    assert told(english) == [("ar", False), ("pt", False)]


def test_the_others_follow_to_a_new_address_and_a_new_language() -> None:
    english, arabic, portuguese = in_three_languages()
    factories.edit(portuguese, factories.chief(), slug="farol", language="pt-br")
    factories.publish(portuguese)
    moved = [it for it in row(english).translations if it["story"] == portuguese.pk]
    assert moved == [
        {
            "story": portuguese.pk,
            "language": "pt-br",
            "path": row(portuguese).path,
            "original": False,
        }
    ]
    assert row(portuguese).path.endswith("/farol/")
    assert told(arabic) == [("en", True), ("pt-br", False)]


def test_a_translation_that_is_unlinked_leaves_its_group_and_one_that_is_linked_anew_joins_another() -> None:
    english, arabic, portuguese = in_three_languages()
    other = factories.live_story(slug="another")
    factories.edit(arabic, factories.chief(), translation_of_id=other.pk)
    assert told(english) == [("ar", False), ("pt", False)], "nothing is said before it is published"
    factories.publish(arabic)
    assert told(english) == [("pt", False)]
    assert told(portuguese) == [("en", True)]
    assert told(other) == [("ar", False)]
    factories.edit(arabic, factories.chief(), translation_of_id=None)
    factories.publish(arabic)
    assert told(other) == told(arabic) == []


@pytest.mark.django_db(transaction=True)
def test_the_ledger_gives_the_same_rows(capsys) -> None:
    stories = in_three_languages()
    before = {it.story_id: it.translations for it in PublishedArticle.objects.all()}
    call_command("rebuild_published", "--check")
    for article in stories:
        assert article.live_edition is not None
        assert list(rebuilding.differences([article.live_edition])) == [(article.live_edition, [])]
    PublishedArticle.objects.update(translations=[])
    for article in stories:
        assert article.live_edition is not None
        assert [lines for _, lines in rebuilding.differences([article.live_edition])] == [
            ["story: translations"]
        ]
    call_command("rebuild_published")
    assert {it.story_id: it.translations for it in PublishedArticle.objects.all()} == before


# One story in each language, all pointing to the first


def refused(article: Article) -> str:
    with pytest.raises(Refused) as refusal:
        factories.publish(article)
    return str(refusal.value)


def test_two_translations_into_one_language_do_not_both_go_out() -> None:
    _, arabic, _ = in_three_languages()
    second = factories.story(language="ar", translation_of=arabic.translation_of)
    assert (
        refused(second)
        == "“المنارة للإيجار” tells this already in العربيّة (ar): a story has one version in each language."
    )
    same = factories.story(language="EN", translation_of=arabic.translation_of)
    assert "tells this already in English (en)" in refused(same)


def test_translations_are_never_a_chain() -> None:
    english, arabic, _ = in_three_languages()
    of_arabic = factories.story(language="fr", translation_of=arabic)
    assert refused(of_arabic) == "“المنارة للإيجار” is a translation itself: choose the story that was first."
    other = factories.live_story(language="fr", slug="other")
    factories.edit(english, factories.chief(), translation_of_id=other.pk)
    assert "is a translation of this story: it cannot be one itself." in refused(english)


def test_what_no_guard_saw_names_each_language_once_and_never_the_story_itself() -> None:
    """Rows as no act makes them: whatever stands there, no page says something twice."""
    first = factories.published_story(language="en")
    one, other, same = (
        factories.published_story(language=code, translation_of_id=None) for code in ("ar", "AR", "EN")
    )
    group = [first, one, other, same]
    for it in group[1:]:
        it.translation_of_id = first.story_id
    assert [it["story"] for it in translations.facts(first, group)] == [one.story_id]
    assert [it["story"] for it in translations.facts(other, group)] == [first.story_id]


# At the desk


def desk(role: Role = Role.EDITOR_IN_CHIEF, **facts: Any) -> tuple[Client, Any]:
    client, user = Client(), factories.user(role, **facts)
    client.force_login(user)
    return client, user


def form_of(client: Client, article: Article) -> dict[str, Any]:
    """What the story's form would send as it stands."""
    response = client.get(reverse("admin:articles_article_change", args=[article.pk]))
    form = response.context["adminform"].form
    sent: dict[str, Any] = {}
    for bound in [*form, *(it for rows in form.rows for it in rows.management_form)]:
        value = bound.value()
        if value not in (None, False, []):
            sent[bound.html_name] = (
                [it.pk if hasattr(it, "pk") else it for it in value] if isinstance(value, list) else value
            )
        if bound.field.show_hidden_initial and value not in (None, False):
            sent[bound.html_initial_name] = value
    for rows in form.rows:
        for one in rows:
            sent |= {it.html_name: it.value() for it in one if it.value() not in (None, False)}
    sent.pop("embargo_until", None)
    return sent


def save(client: Client, article: Article, **fields: Any) -> list[str]:
    """Send the form with these fields; what is wrong with it, if anything."""
    address = reverse("admin:articles_article_change", args=[article.pk])
    response = client.post(address, form_of(client, article) | fields)
    if response.status_code == 302:
        return []
    form = response.context["adminform"].form
    return [said for errors in form.errors.values() for said in errors]


def test_an_editor_links_a_story_to_its_original() -> None:
    client, _ = desk()
    english, portuguese = factories.story(headline="The lighthouse"), factories.story(language="pt")
    assert save(client, portuguese, translation_of=english.pk) == []
    portuguese.refresh_from_db()
    assert portuguese.translation_of == english
    assert portuguese.revision is not None
    assert portuguese.revision.translation_of_id == english.pk
    assert portuguese.revision.changed == ["original"]
    html = client.get(reverse("admin:articles_article_change", args=[english.pk])).content.decode()
    assert f'lang="pt" dir="ltr">{portuguese.headline}</a>' in html


def test_the_form_refuses_what_makes_no_group() -> None:
    client, _ = desk()
    english, arabic = factories.story(headline="Light"), factories.story(language="ar", headline="نور")
    assert save(client, arabic, translation_of=english.pk) == []
    french = factories.story(language="fr")
    assert save(client, english, translation_of=english.pk) == ["A story is no translation of itself."]
    assert save(client, english, translation_of=french.pk) == [
        "“نور” is a translation of this story: it cannot be one itself."
    ]
    assert save(client, french, translation_of=arabic.pk) == [
        "“نور” is a translation itself: choose the story that was first."
    ]
    assert save(client, french, translation_of=english.pk, language="ar") == [
        "“نور” tells this already in العربيّة (ar): a story has one version in each language."
    ]
    assert save(client, french, translation_of=english.pk, language="en") == [
        "“Light” tells this already in English (en): a story has one version in each language."
    ]
    assert save(client, english, language="ar") == [
        "“نور” tells this already in العربيّة (ar): a story has one version in each language."
    ]
    assert save(client, french, translation_of="99999999999") == [
        "Select a valid choice. That choice is not one of the available choices."
    ]
    assert save(client, french, translation_of=english.pk) == []


def test_a_story_out_of_sight_is_neither_offered_nor_named() -> None:
    city, world = factories.section("City"), factories.section("World")
    client, user = desk(Role.REPORTER)
    own = factories.story(by=user, language="pt", section=city, bylines=("The desk",))
    hidden = factories.story(headline="Secretariat", section=world, bylines=("The desk",))
    find = f"{reverse('admin:autocomplete')}?app_label=articles&model_name=article&field_name=translation_of"
    assert client.get(f"{find}&term=Secretariat").json()["results"] == []
    assert save(client, own, translation_of=hidden.pk) == [
        "Select a valid choice. That choice is not one of the available choices."
    ]
    factories.edit(own, factories.chief(), translation_of_id=hidden.pk)
    factories.story(headline="Secretariado", language="fr", translation_of=hidden, bylines=("The desk",))
    html = client.get(reverse("admin:articles_article_change", args=[own.pk])).content.decode()
    assert f"Story {hidden.pk}, which is not yours to see" in html
    assert "Secretari" not in html
    assert save(client, own, headline="Still linked") == []
    own.refresh_from_db()
    assert own.translation_of == hidden
    assert save(client, own, language="fr") == [
        "Another story tells this already in Français (fr): a story has one version in each language."
    ]
    history = client.get(reverse("admin:articles_article_history", args=[own.pk])).content.decode()
    differences = client.get(reverse("admin:articles_article_compare", args=[own.pk])).content.decode()
    assert "Secretari" not in history + differences


def test_whoever_may_only_read_a_story_is_told_its_other_languages_as_far_as_in_sight() -> None:
    client, user = desk(Role.REPORTER)
    hidden = factories.story(headline="Secretariat", bylines=("The desk",))
    own = factories.story(by=user, language="pt", bylines=("The desk",), translation_of=hidden)
    factories.ready(own)
    html = client.get(reverse("admin:articles_article_change", args=[own.pk])).content.decode()
    assert "Secretariat" not in html


def test_the_finder_offers_stories_that_are_no_translations_themselves() -> None:
    client, _ = desk()
    english, *_ = in_three_languages()
    find = f"{reverse('admin:autocomplete')}?app_label=articles&model_name=article&field_name=translation_of"
    assert [it["id"] for it in client.get(find).json()["results"]] == [str(english.pk)]


def test_a_new_translation_has_all_but_the_words() -> None:
    client, user = desk()
    image = factories.picture()
    english = factories.story(
        headline="The lighthouse is to let",
        kicker="To let",
        slug="lighthouse",
        topics=(factories.topic(),),
        sources=((factories.agency(), "inputs"),),
        lead_picture=image,
        lead_caption="The lamp.",
        dateline_place="Torrel",
        is_sensitive=True,
        body=f'<p>A lamp.</p><figure data-picture="{image.pk}"></figure>',
    )
    address = reverse("admin:articles_article_translate", args=[english.pk])
    offered = [code for code, _ in client.get(address).context["form"].fields["language"].choices]
    assert "en" not in offered
    assert {"ar", "pt", "de"} <= set(offered)
    response = client.post(address, {"language": "pt"})
    begun = Article.objects.get(translation_of=english)
    assert response.headers["Location"] == reverse("admin:articles_article_change", args=[begun.pk])
    made, was = content.of_article(begun), content.of_article(english)
    words = {name: content.EMPTY.fields[name] for name in translations.TO_BE_TRANSLATED}
    assert made.fields == {**was.fields, **words, "language": "pt", "translation_of_id": english.pk}
    assert (made.bylines, made.topics, made.sources) == (was.bylines, was.topics, was.sources)
    assert begun.created_by == user
    assert begun.revision is not None
    assert begun.revision.note == "Begun as a translation"
    # Once is enough.
    assert "pt" not in [code for code, _ in client.get(address).context["form"].fields["language"].choices]
    assert client.post(address, {"language": "pt"}).status_code == 409
    # From the translation a further one is begun of the same original.
    further = reverse("admin:articles_article_translate", args=[begun.pk])
    assert client.post(further, {"language": "ar"}).status_code == 302
    assert set(Article.objects.filter(translation_of=english).values_list("language", flat=True)) == {
        "pt",
        "ar",
    }


def test_translations_are_begun_by_those_who_may_write_and_see_the_story() -> None:
    story = factories.story()
    address = reverse("admin:articles_article_translate", args=[story.pk])
    statuses = {role: desk(role)[0].post(address, {"language": "pt"}).status_code for role in Role}
    assert statuses == {
        Role.REPORTER: 404,
        Role.COPY_EDITOR: 404,
        Role.PICTURE_EDITOR: 403,
        Role.SECTION_EDITOR: 404,
        Role.EDITOR_IN_CHIEF: 302,
        Role.WIRE_DESK: 404,
        Role.ADMIN: 404,
    }
    assert Article.objects.filter(translation_of=story).count() == 1


def test_the_link_is_kept_compared_merged_and_restored() -> None:
    english, user = factories.story(headline="Light"), factories.chief()
    portuguese = factories.story(language="pt", translation_of=english)
    assert portuguese.revision is not None
    first = portuguese.revision
    factories.edit(portuguese, user, translation_of_id=None)
    old, new = content.of_revision(first), content.of_article(portuguese)
    names = names_for(user, mentioned(old, new))
    (line,) = compare(old, new, names).about
    assert (line.label, "Light" in line.html) == ("Original", True)
    merged = merge(old, content.Content({**old.fields, "headline": "Farol"}), new)
    assert merged.content.fields["translation_of_id"] is None
    assert merged.content.fields["headline"] == "Farol"
    newest = portuguese.revision.number if portuguese.revision else None
    saving.restore(first, base=newest, by=user)
    portuguese.refresh_from_db()
    assert portuguese.translation_of == english
    assert revision_chain.first_broken_link(portuguese) is None


# Names of languages


def test_languages_are_called_by_their_own_names() -> None:
    assert [own_name(code) for code in ("pt", "pt_BR", "ar", "fr", "xx-unknown")] == [
        "Português",
        "Português Brasileiro",
        "العربيّة",
        "Français",
        "xx-unknown",
    ]
    assert [direction(code) for code in ("ar", "ar-EG", "he", "pt", "en")] == [
        "rtl",
        "rtl",
        "rtl",
        "ltr",
        "ltr",
    ]
