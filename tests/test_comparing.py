"""Comparing two versions: a redline that reads like the story, says everything that differs and is safe to show."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from articles import body
from articles.body.cleaning import gate
from articles.body.reading import parse
from articles.models import Article, content
from articles.models.content import EMPTY, Content
from articles.models.story import CONTENT_FIELDS
from articles.policy import Role
from articles.writing import redline
from articles.writing.comparing import Comparison, NamesOfNumbers, Picture, compare, mentioned
from tests import factories

NAMES = NamesOfNumbers(
    sections={1: "City", 2: "Sport"},
    reporters={1: "Ines Caldera", 2: "Ravi Menon"},
    topics={1: "Ferries", 2: "Budget"},
    agencies={1: "Meridian Press"},
    stories={34: "The last boat"},
    pictures={12: Picture("The harbour", "/harbour.jpg", 400, 300), 15: Picture("The quay", "/quay.jpg")},
)


def version(text: str = "", **given: Any) -> Content:
    rows = {name: given.pop(name) for name in content.RELATIONS if name in given}
    return Content({**EMPTY.fields, "body": body.clean(text).html, **given}, **rows)


def of_bodies(old: str, new: str) -> Comparison:
    return compare(version(old), version(new), NAMES)


def shown(comparison: Comparison) -> list[tuple[str, str]]:
    return [(passage.what, str(passage.html)) for passage in comparison.body]


def reads(html: str, without: str) -> str:
    """What is left for a reader once one side's marks are taken out."""
    return re.sub(r"<[^>]*>", "", re.sub(rf"<{without}>.*?</{without}>", "", html, flags=re.DOTALL))


# Words


def test_words_are_marked_inside_a_paragraph() -> None:
    comparison = of_bodies("<p>The last boat leaves at nine.</p>", "<p>The last boat leaves at ten.</p>")
    assert shown(comparison) == [
        ("changed", "<p>The last boat leaves at <del>nine</del><ins>ten</ins>.</p>"),
    ]
    assert comparison.words == ("1 paragraph",)


def test_a_sentence_written_anew_is_not_torn_to_pieces() -> None:
    html = redline.of_text(
        "He told the council that the ferry would stop.", "She left early because of rain in the hills."
    )
    assert html == (
        "<del>He told the council that the ferry would stop</del>"
        "<ins>She left early because of rain in the hills</ins>."
    )


def test_a_lone_word_between_two_new_phrases_goes_along() -> None:
    html = redline.of_text(
        "At noon a red and old boat left the harbour.",
        "At noon three small ferries, and two tugs left the harbour.",
    )
    assert html == (
        "At noon <del>a red and old boat</del> <ins>three small ferries, and two tugs</ins> left the harbour."
    )


def test_bold_that_came_is_a_change_and_a_link_shows_where_it_leads() -> None:
    comparison = of_bodies(
        '<p>A <a href="https://old.example/">report</a> on boats</p>',
        '<p>A <a href="https://new.example/">report</a> on <strong>boats</strong></p>',
    )
    html = shown(comparison)[0][1]
    assert "<del>boats</del><ins><strong>boats</strong></ins>" in html
    assert '<span class="address">https://old.example/</span></del>' in html
    assert '<span class="address">https://new.example/</span></ins>' in html


def test_a_space_that_does_not_break_is_a_change_that_shows() -> None:
    assert redline.of_text("10 km", "10\xa0km") == "<del>10</del> <ins>10</ins>&nbsp;km"


def test_chinese_is_compared_by_characters() -> None:
    assert redline.of_text("渡轮今晚停航", "渡轮明晚停航") == "渡轮<del>今</del><ins>明</ins>晚停航"


def test_vowel_signs_stay_with_their_letters() -> None:
    assert redline.of_text("हिन्दी में नाव", "हिन्दी में नौका") == "हिन्दी में <del>नाव</del><ins>नौका</ins>"


# Blocks


def test_unchanged_paragraphs_fold() -> None:
    same = "".join(f"<p>Paragraph {number}.</p>" for number in range(12))
    comparison = of_bodies(f"{same}<p>Last.</p>", f"{same}<p>Last of all.</p>")
    assert [(passage.what, passage.count) for passage in comparison.body] == [("same", 12), ("changed", 1)]


def test_paragraphs_come_go_and_move() -> None:
    comparison = of_bodies(
        "<p>One river.</p><p>Two ferries.</p><p>Three bridges stand.</p><p>Four.</p>",
        "<p>One river.</p><p>Three bridges stand.</p><p>Four.</p><p>Two ferries.</p><p>Quite new.</p>",
    )
    assert [passage.what for passage in comparison.body] == [
        "same",
        "moved away",
        "same",
        "moved here",
        "added",
    ]
    assert comparison.words == ("2 paragraphs",)


def test_what_went_stands_before_what_came_in_its_place() -> None:
    comparison = of_bodies(
        "<p>Start.</p><p>Alpha beta gamma.</p><p>End.</p>",
        "<p>Start.</p><p>Nothing alike here.</p><p>Nor over there.</p><p>End.</p>",
    )
    assert [passage.what for passage in comparison.body] == ["same", "removed", "added", "added", "same"]


def test_a_paragraph_that_became_a_subheading_says_so() -> None:
    (passage,) = of_bodies("<p>What now</p>", "<h2>What now?</h2>").body
    assert (passage.turned, str(passage.html)) == (
        "paragraph → subheading",
        '<p class="block-heading">What now<ins>?</ins></p>',
    )


def test_items_of_a_list_and_cells_of_a_table_are_compared_one_by_one() -> None:
    comparison = of_bodies(
        "<ul><li><p>One boat</p></li><li><p>Two</p></li></ul><table><tr><td>Nine</td><td>Quay</td></tr></table>",
        "<ul><li><p>One boat</p></li><li><p>Two</p></li><li><p>New</p></li></ul>"
        "<table><tr><td>Ten</td><td>Quay</td></tr></table>",
    )
    assert shown(comparison) == [
        ("changed", "<ul><li><p>One boat</p></li><li><p>Two</p></li><li><p><ins>New</ins></p></li></ul>"),
        (
            "changed",
            "<table><tbody><tr><td><p><del>Nine</del><ins>Ten</ins></p></td><td><p>Quay</p></td></tr></tbody></table>",
        ),
    ]


def test_fact_boxes_quotes_embeds_and_related_stories_show_their_own_words() -> None:
    comparison = of_bodies(
        '<aside data-factbox="" data-title="The ferry"><p>Old.</p></aside>'
        '<aside data-pullquote="" data-by="Ana"><p>Said.</p></aside><aside data-related="34"></aside>'
        '<figure data-embed="https://a.example/1"></figure>',
        '<aside data-factbox="" data-title="The tug"><p>Old.</p></aside>'
        '<aside data-pullquote="" data-by="Bea"><p>Said.</p></aside><aside data-related="35"></aside>'
        '<figure data-embed="https://a.example/2"></figure>',
    )
    html = "".join(passage.html for passage in comparison.body)
    for words in (
        "The <del>ferry</del><ins>tug</ins>",
        "<del>Ana</del><ins>Bea</ins>",
        "The last boat",
        "story 35",
    ):
        assert words in html
    assert reads(html, without="ins").count("https://a.example/1") == 1
    assert reads(html, without="del").count("https://a.example/2") == 1


def test_pictures_are_replaced_added_and_given_other_captions() -> None:
    (replaced,) = of_bodies('<figure data-picture="12"></figure>', '<figure data-picture="15"></figure>').body
    assert replaced.picture is not None
    assert (replaced.picture.old, replaced.picture.new) == (NAMES.pictures[12], NAMES.pictures[15])
    (_, added) = of_bodies("<p>Text.</p>", '<p>Text.</p><figure data-picture="12"></figure>').body
    assert added.picture is not None
    assert (added.picture.old, added.picture.new) == (None, NAMES.pictures[12])
    (worded,) = of_bodies(
        '<figure data-picture="12" data-caption="At dawn"></figure>',
        '<figure data-picture="12" data-caption="At dusk"></figure>',
    ).body
    assert worded.picture is not None
    assert worded.picture.is_same
    assert worded.picture.words == (("Caption", "At <del>dawn</del><ins>dusk</ins>"),)


# What stands around the text


def test_fields_rows_and_switches_are_said_in_words() -> None:
    ines = {"role": "reported", "reporter": 1, "organisation": "", "name": ""}
    ravi = {"role": "photographs", "reporter": 2, "organisation": "", "name": "R. Menon"}
    source = {"agency": 1, "use": "inputs", "credit_line": ""}
    comparison = compare(
        version(headline="Ferry to stop", section_id=1, bylines=(ines,), topics=(1,), sources=(source,)),
        version(
            headline="Ferry to run",
            section_id=2,
            article_type="analysis",
            no_advertisements=True,
            lead_picture_id=12,
            bylines=(ines, ravi),
            topics=(2,),
        ),
        NAMES,
    )
    assert [(line.name, line.html) for line in comparison.head] == [
        ("headline", "Ferry to <del>stop</del><ins>run</ins>")
    ]
    assert [(line.label, line.html) for line in comparison.about] == [
        ("Section", "<del>City</del><ins>Sport</ins>"),
        ("Type", "<del>News</del><ins>Analysis</ins>"),
        ("Advertisements", "<del>As usual</del><ins>None in this story</ins>"),
    ]
    assert {part.name: part.rows for part in comparison.rows} == {
        "bylines": (("", "Reported by: Ines Caldera"), ("+", "Photographs by: Ravi Menon, as R. Menon")),
        "sources": (("−", "Meridian Press: inputs"),),
        "topics": (("−", "Ferries"), ("+", "Budget")),
    }
    assert comparison.lead is not None
    assert comparison.lead.new == NAMES.pictures[12]
    assert comparison.words == (
        "headline",
        "lead picture",
        "bylines",
        "sources",
        "topics",
        "section",
        "type",
        "advertisements",
    )


@pytest.mark.parametrize("name", CONTENT_FIELDS)
def test_no_field_can_change_unseen(name: str) -> None:
    old = version("<p>Old.</p>")
    was = old.fields[name]
    now: Any = {"body": "<p>New.</p>", "article_type": "opinion"}.get(
        name, not was if isinstance(was, bool) else 2 if name.endswith("_id") else "pt"
    )
    assert compare(old, version("<p>Old.</p>", **{name: now}), NAMES).words
    assert compare(old, old, NAMES).is_same


def test_all_that_is_named_by_number_is_looked_up() -> None:
    row = {"role": "reported", "reporter": 7, "organisation": "", "name": ""}
    text = '<p>Text.</p><figure data-picture="12"></figure><aside data-related="34"></aside>'
    version_with_all = version(
        text,
        section_id=2,
        lead_picture_id=15,
        bylines=(row,),
        topics=(3,),
        sources=({"agency": 4, "use": "full", "credit_line": ""},),
    )
    assert mentioned(EMPTY, version_with_all) == {
        "sections": {2},
        "reporters": {7},
        "topics": {3},
        "agencies": {4},
        "stories": {34},
        "pictures": {12, 15},
    }


# Safety and time

fragments = st.sampled_from(
    [
        *("one ", "two ", "three ", "four. ", "<br>", "<p>", "</p><p>", "<hr>"),
        *("<script>alert(1)</script>", "&lt;b&gt;", "<em>five</em> ", '" onclick="x'),
        *("<h2>Six</h2>", "<ul><li>seven</li></ul>", "<blockquote><p>eight</p></blockquote>"),
        *('<a href="https://x.example/">nine</a>', '<a href="javascript:x">ten</a>'),
        "<table><tr><td>11</td></tr></table>",
        '<figure data-picture="12" data-caption="&lt;i&gt;"></figure>',
        '<aside data-factbox="" data-title="<b>">x</aside>',
    ]
)
texts = st.lists(fragments, max_size=12).map("".join)


@given(old=texts, new=texts)
@settings(max_examples=150)
def test_a_redline_holds_both_texts_whole_and_only_our_tags(old: str, new: str) -> None:
    before, after = version(old), version(new)
    comparison = compare(before, after, NAMES)
    assert comparison.is_same == (before == after)
    html = "".join(passage.html for passage in comparison.body)
    without_ours = re.sub(r'</?(?:ins|del|div|span)(?: class="[a-z-]*")?>|(?<=<p) class="[a-z-]*"', "", html)
    without_ours = without_ours.replace(' rel="noopener noreferrer"', "")
    assert gate(without_ours) == without_ours
    # Whatever stands in the old text is there once the new is taken away, and the other way round.
    for side, marks in ((before, "ins"), (after, "del")):
        words = "".join(body.plain_text(side.fields["body"]).split())
        found = reads(html, without=marks).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        for word in set(
            re.findall(r"one|two|three|four|five|Six|seven|eight|nine|ten|11|alert|onclick", words)
        ):
            assert found.count(word) >= words.count(word), word


def long_text(paragraphs: int, ending: str) -> str:
    def paragraph(number: int) -> str:
        numbers = [(place * 7919 + number * 31) % 997 for place in range(50)]
        return " ".join(f"{word}{'' if place % 9 else ending}" for place, word in enumerate(numbers))

    return "".join(f"<p>{paragraph(number)}.</p>" for number in range(paragraphs))


def test_a_story_of_three_thousand_words_compares_paragraph_by_paragraph() -> None:
    old, new = version(long_text(60, "a")), version(long_text(60, "b"))
    comparison = compare(old, new, NAMES)
    assert comparison.words == ("60 paragraphs",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (long_text(3600, "a"), long_text(3600, "b")),
        ("<p>" + "a b " * 150_000 + "</p>", "<p>" + "a c " * 150_000 + "</p>"),
        ("<p>a</p><p>b</p>" * 15_000, "<p>c</p>" + "<p>a</p><p>c</p>" * 15_000),
    ],
    ids=["every paragraph", "one paragraph of the same words", "the same paragraphs"],
)
def test_a_megabyte_is_compared_to_its_end(old: str, new: str) -> None:
    before, after = (Content({**EMPTY.fields, "body": text}) for text in (old, new))
    assert not compare(before, after, NAMES).is_same


# The page


def address(article: Article, query: str = "") -> str:
    return reverse("admin:articles_article_compare", args=[article.pk]) + query


@pytest.fixture
def desk(db: None) -> Client:
    client = Client()
    client.force_login(factories.chief())
    return client


def test_what_is_live_is_compared_with_what_is_being_edited(desk: Client) -> None:
    article = factories.live_story(headline="Ferry to stop")
    for headline in ("Ferry may stop", "Ferry to run"):
        factories.edit(article, factories.chief(), headline=headline)
    page = desk.get(address(article)).content.decode()
    assert "Ferry to <del>stop</del><ins>run</ins>" in page
    assert page.index("Revision 1</a>") < page.index("Revision 3</a>")
    form = desk.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()
    assert f'href="{address(article)}"' in form


def test_a_story_that_is_not_live_is_compared_with_the_save_before(desk: Client) -> None:
    article = factories.story(headline="One")
    for headline in ("Two", "Three"):
        factories.edit(article, factories.chief(), headline=headline)
    assert "<del>Two</del><ins>Three</ins>" in desk.get(address(article)).content.decode()


def test_any_two_are_compared_the_older_first(desk: Client) -> None:
    article = factories.story(headline="One")
    for headline in ("Two", "Three"):
        factories.edit(article, factories.chief(), headline=headline)
    for query in ("?a=1&b=3", "?a=3&b=1"):
        assert "<del>One</del><ins>Three</ins>" in desk.get(address(article, query)).content.decode()
    assert (
        "This is the same revision on both sides." in desk.get(address(article, "?a=2&b=2")).content.decode()
    )


@pytest.mark.parametrize("query", ["?a=99", "?b=0", "?a=x", "?a=-1", f"?b={'9' * 400}", "?b=²"])
def test_revisions_that_are_none_are_not_found(desk: Client, query: str) -> None:
    article = factories.story()
    assert desk.get(address(article, query)).status_code == 404


def test_nobody_compares_a_story_out_of_sight(db: None) -> None:
    article = factories.story()
    client = Client()
    client.force_login(factories.user(Role.REPORTER))
    assert client.get(address(article)).status_code == 404
    assert Client().get(address(article)).status_code == 302


def test_a_related_story_out_of_sight_keeps_its_headline(db: None) -> None:
    ines = factories.user(Role.REPORTER)
    secret = factories.story(headline="Not for everybody")
    article = factories.story(by=ines)
    factories.edit(article, ines, body=f'<p>See.</p><aside data-related="{secret.pk}"></aside>')
    client = Client()
    client.force_login(ines)
    page = client.get(address(article)).content.decode()
    assert "Not for everybody" not in page
    assert f"Related story: story {secret.pk}" in page


def test_hostile_text_is_shown_as_text(desk: Client) -> None:
    article = factories.story(headline="Plain")
    hostile = "<script>alert('x')</script>"
    factories.edit(article, factories.chief(), headline=hostile, kicker=hostile, search_title=hostile)
    page = desk.get(address(article)).content.decode()
    assert hostile not in page
    assert page.count("&lt;script&gt;") >= 3


def test_comparing_asks_the_database_the_same_however_long_the_history(
    desk: Client, django_assert_num_queries: Any
) -> None:
    """Two for the log-in, one for the person, one for messages, the story, its revisions, editions, and names."""
    article = factories.story(lead_picture=factories.picture(), topics=(factories.topic(),))
    for number in range(6):
        factories.edit(article, factories.chief(), headline=f"Headline {number}")
    with django_assert_num_queries(11):
        assert desk.get(address(article, "?a=2&b=5")).status_code == 200


def test_what_is_raised_and_where_a_list_begins_are_part_of_what_is_compared() -> None:
    def redlined(old: str, new: str) -> str:
        (was,), (now,) = parse(old)[0], parse(new)[0]
        return redline.of_nodes(was, now, {})

    assert redlined("<p>10<sup>6</sup> boats</p>", "<p>106 boats</p>") == (
        "<p><del>10<sup>6</sup> </del><ins>106</ins> boats</p>"
    )
    assert redlined("<ol><li><p>a</p></li></ol>", '<ol start="3"><li><p>a</p></li></ol>') == (
        '<p class="block-start">Begins at <del>1</del><ins>3</ins></p><ol start="3"><li><p>a</p></li></ol>'
    )


def test_the_older_of_two_is_restored_from_the_comparison_and_that_is_undone_there(desk: Client) -> None:
    article = factories.story(headline="One")
    factories.edit(article, factories.chief(), headline="Two")
    said = []
    for older, newer in ((1, 2), (2, 3), (3, 4)):
        page = html.document_fromstring(desk.get(address(article, f"?a={older}&b={newer}")).content.decode())
        [form] = page.xpath("//form[contains(@class, 'compare-restore')]")
        said.append(form.xpath("string(.//button)"))
        if newer < 4:
            answer = desk.post(form.get("action"), dict(form.form_values()))
            assert answer.headers["Location"] == address(article, f"?a={newer}&b={newer + 1}")
    assert said == ["Restore revision 1", "Undo: back to revision 2", "Undo: back to revision 3"]
    assert list(article.revisions.order_by("number").values_list("headline", flat=True)) == [
        "One",
        "Two",
        "One",
        "Two",
    ]
    # A picture editor may look, and change no words.
    pictures = Client()
    pictures.force_login(factories.user(Role.PICTURE_EDITOR))
    assert "compare-restore" not in pictures.get(address(article)).content.decode()


def test_a_restore_from_a_comparison_that_collides_goes_on_with_what_is_newest(desk: Client) -> None:
    article = factories.story(headline="One")
    for headline in ("Two", "Three"):
        factories.edit(article, factories.chief(), headline=headline)
    restore = reverse("admin:articles_article_restore", args=[article.pk, 1])
    answer = desk.post(restore, {"base": "2", "from_compare": "on"}, follow=True)
    assert answer.redirect_chain == [(address(article, "?a=1&b=3"), 302)]
    assert "so nothing was restored" in answer.content.decode()
    assert article.revisions.count() == 3
