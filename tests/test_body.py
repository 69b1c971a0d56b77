"""The body of a story: what an editor's text becomes, what never gets in, and what readers see of it."""

import json
import re
import unicodedata
from collections import Counter
from html import escape as html_escape
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from articles import body
from articles.body import (
    Cleaned,
    PictureUse,
    VideoUse,
    advertising,
    clean,
    cleaning,
    kinds,
    plain_text,
    reading,
    word_count,
)
from articles.body.advertising import Spacing, TextBlock
from articles.body.tokens import scan

SAMPLES = Path(__file__).parent / "samples" / "html-sanitizer"


def hostile() -> list[str]:
    found = [path.read_text("utf-8").split("\n--\n")[0] for path in sorted(SAMPLES.glob("bleach/*.test"))]
    found += [case["input"] for case in json.loads((SAMPLES / "html5lib-tests1.dat").read_text("utf-8"))]
    found += json.loads((SAMPLES / "blns.json").read_text("utf-8"))
    return found


GIVEN: dict[str, Any] = {
    "picture": lambda use: f'<figure class="picture">{use.image_id}</figure>',
    "related": lambda story: f'<p class="related">{story}</p>',
    "video": lambda use: f'<figure class="video">{html_escape(repr(use))}</figure>',
}


def render(html: str, within: str = "") -> str:
    return body.render(html, **GIVEN, within=within)


def names(text: str) -> list[str]:
    return text.split()


def elements(html: str) -> list[tuple[str, dict[str, str]]]:
    """Tags and attributes as another parser sees them."""
    root = lxml_html.fragment_fromstring(html, create_parent="root")
    return [(str(element.tag), dict(element.attrib)) for element in root.iterdescendants()]


def assert_nothing_executable(html: str) -> None:
    allowed = names(
        "p h2 h3 h4 ul ol li blockquote hr table tbody tr th td aside figure div a strong em sup sub br"
    )
    known = names("id class href rel role aria-label tabindex colspan rowspan start")
    for tag, attrs in elements(html):
        assert tag in allowed
        assert all(name in known or name.startswith("data-") for name in attrs)
        for name in ("href", "data-embed"):
            assert urlsplit(attrs.get(name, "https:")).scheme.lower() in ("http", "https", "mailto", "tel")
        for name in ("data-video", "data-captions"):
            assert attrs.get(name, "https://").startswith("https://")


# What is stored

CANONICAL = [
    "<p>The council met.</p>",
    "<p>Fish &amp; chips &lt; 5&nbsp;€ \"each\" 'now'</p>",
    "<p><strong>bold</strong> and <em>italic</em> and <strong>both <em>at once</em></strong></p>",
    '<p><a href="https://example.com/?a=1&amp;b=2">a <strong>strong</strong> link</a></p>',
    '<p><a href="http://example.com">web</a> <a href="mailto:desk@example.com">mail</a></p>',
    "<p>one line<br>another</p>",
    "<h2>What happened</h2><h3>In detail</h3>",
    "<ul><li><p>one</p></li><li><p>two</p><ol><li><p>nested</p></li></ol><p>more</p></li></ul>",
    "<ol><li><p>first</p></li></ol>",
    '<ol start="3"><li><p>third</p></li></ol>',
    '<ol start="0"><li><p>none</p></li></ol>',
    "<p>10<sup>6</sup>, CO<sub>2</sub>, <strong><em>x<sup>n</sup></em></strong></p>",
    '<p><a href="tel:+351210000000">+351 21 000 0000</a></p>',
    "<blockquote><p>one</p><p>two</p></blockquote>",
    "<p>before</p><hr><p>after</p>",
    "<table><tbody><tr><th><p>Town</p></th><th><p>Votes</p></th></tr>"
    '<tr><td colspan="2" rowspan="3"><p></p></td></tr></tbody></table>',
    '<aside data-pullquote="" data-by="Ada Okoro, mayor"><p>We will not wait.</p></aside>',
    '<aside data-pullquote=""><p>Nobody said it.</p></aside>',
    '<aside data-factbox="" data-title="At a glance"><p>p</p><h3>h</h3><ul><li><p>x</p></li></ul></aside>',
    '<figure data-picture="12" data-caption="A &quot;big&quot; wave" data-alt="Wave &lt;3"></figure>',
    '<figure data-picture="9"></figure>',
    '<figure data-picture="9" data-caption="C" data-alt="A" data-credit="Image: Ana Reis" '
    'data-decorative="decorative" data-crop="0,125,1000,750"></figure>',
    '<div data-gallery="" data-title="The night"><figure data-picture="9" data-caption="One"></figure>'
    '<figure data-picture="7"></figure></div>',
    '<figure data-video="https://videos.example.org/a%20b/boat.MP4?v=2&amp;x=1" data-poster="12" '
    'data-captions="https://videos.example.org/boat.vtt" data-captions-language="pt-br" '
    'data-caption="The &quot;last&quot; boat" data-credit="Ana Reis"></figure>',
    '<figure data-video="https://elsewhere.example.net/boat.webm"></figure>',
    '<figure data-embed="https://youtu.be/abc?t=1&amp;x=2"></figure>',
    '<aside data-related="34"></aside>',
]


@pytest.mark.parametrize("html", [*CANONICAL, "".join(CANONICAL)])
def test_what_the_schema_knows_is_stored_as_it_is(html: str) -> None:
    assert clean(html) == Cleaned(html, ())


def test_blocks_joined_are_the_body() -> None:
    assert body.blocks("".join(CANONICAL[:3])) == CANONICAL[:3]
    assert "".join(body.blocks("".join(CANONICAL))) == "".join(CANONICAL)
    assert body.blocks("") == []


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", ""),
        ("Stray text", "<p>Stray text</p>"),
        ("one <b>two</b><p>three</p> four", "<p>one <strong>two</strong></p><p>three</p><p>four</p>"),
        ("<b>x</b><i>y</i>", "<p><strong>x</strong><em>y</em></p>"),
        ("<em><strong>x</strong> y</em>", "<p><strong><em>x</em></strong><em> y</em></p>"),
        (
            "<p><b>bold <i>both</b> italic</i></p>",
            "<p><strong>bold <em>both</em></strong><em> italic</em></p>",
        ),
        ("<h1>One</h1><h4>Four</h4><h6>Six</h6>", "<h2>One</h2><h3>Four</h3><h3>Six</h3>"),
        (
            "<p> </p><p>&nbsp;</p><p><br></p><p>text</p><ul><li></li></ul><blockquote></blockquote>",
            "<p>text</p>",
        ),
        ("<p>\n  much\t\twhite\n space <br> </p>", "<p>much white space</p>"),
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<ul><li>a<li>b</ul>", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        ("<ul>loose<li>a</ul>", "<ul><li><p>loose</p></li><li><p>a</p></li></ul>"),
        (
            "<ul><li>a</li><ul><li>b</li></ul></ul>",
            "<ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul>",
        ),
        (
            "<ul><li><ul><li>b</li></ul></li></ul>",
            "<ul><li><p></p><ul><li><p>b</p></li></ul></li></ul>",
        ),
        ("<ul><li><h2>x</h2></li></ul>", "<ul><li><p>x</p></li></ul>"),
        (
            "<table><thead><tr><th>A</th></tr></thead><tbody><tr><td><h3>x</h3><ul><li>y</li></ul></td></tr>",
            "<table><tbody><tr><th><p>A</p></th></tr><tr><td><p>x</p><p>y</p></td></tr></tbody></table>",
        ),
        (
            '<table style="min-width: 50px"><colgroup><col></colgroup>'
            '<tr><td colspan="1" rowspan="1">x</table>',
            "<table><tbody><tr><td><p>x</p></td></tr></tbody></table>",
        ),
        ("<table>stray<tr><td>x", "<table><tbody><tr><td><p>x</p></td></tr></tbody></table><p>stray</p>"),
        (
            "<table><tr><td>a<table><tr><td>b</table>c<td>d</table>",
            "<table><tbody><tr><td><p>a</p><p>b</p><p>c</p></td><td><p>d</p></td></tr></tbody></table>",
        ),
        (
            '<ul><li>a<figure data-picture="3"></figure>b</li></ul><p>c</p>',
            '<ul><li><p>a</p><p>b</p></li></ul><figure data-picture="3"></figure><p>c</p>',
        ),
        ('<p>a<figure data-picture="3"></figure>b</p>', '<p>a</p><figure data-picture="3"></figure><p>b</p>'),
        (
            '<blockquote>a<aside data-pullquote data-by=" B ">q</aside>b</blockquote>',
            '<blockquote><p>a</p><p>b</p></blockquote><aside data-pullquote="" data-by="B"><p>q</p></aside>',
        ),
        ("<aside data-factbox><h2>x</h2></aside>", '<aside data-factbox=""><h3>x</h3></aside>'),
        ('<aside data-related="007"></aside>', '<aside data-related="7"></aside>'),
        (
            '<a href="https://a.example/">one<a href="https://b.example/">two</a></a>',
            '<p><a href="https://a.example/">one</a><a href="https://b.example/">two</a></p>',
        ),
        (
            '<p><a href=" https://exam\nple.com/a b ">x</a></p>',
            '<p><a href="https://example.com/a%20b">x</a></p>',
        ),
        (
            '<a href="https://a.example/?x=1&copy=2">x</a>',
            '<p><a href="https://a.example/?x=1&amp;copy=2">x</a></p>',
        ),
        ("x < y, a <3 </3", "<p>x &lt; y, a &lt;3 &lt;/3</p>"),
        ("&amp;lt;script&gt;", "<p>&amp;lt;script&gt;</p>"),
        ("cafe\u0301 \u200dZWJ \ufb01", "<p>cafe\u0301 \u200dZWJ \ufb01</p>"),
        (
            '<div data-gallery>one<figure data-picture=1 data-decorative=yes data-crop=" 0,0,1000,0500 "></figure>'
            '<p>two<figure data-picture=2 data-crop="0,0,1000,1000"></figure></div>three',
            '<div data-gallery=""><figure data-picture="1" data-decorative="decorative" data-crop="0,0,1000,500">'
            '</figure><figure data-picture="2"></figure></div><p>one</p><p>two</p><p>three</p>',
        ),
        (
            "<ul><li>one<div data-gallery><figure data-picture=1></figure></div></li></ul>",
            '<ul><li><p>one</p></li></ul><div data-gallery=""><figure data-picture="1"></figure></div>',
        ),
    ],
)
def test_other_html_is_brought_into_the_one_form(typed: str, stored: str) -> None:
    assert clean(typed) == Cleaned(stored, ())


def test_wire_copy_in_one_preformatted_block_keeps_its_lines() -> None:
    assert clean("<pre>One\ntwo\n\nThree</pre>").html == "<p>One<br>two</p><p>Three</p>"


def test_text_from_a_word_processor_that_is_wrapped_in_a_bold_that_is_none() -> None:
    pasted = (
        '<b style="font-weight:normal;"><p dir="ltr"><span style="x">Plain <b>bold</b> plain</span></p></b>'
    )
    assert clean(pasted) == Cleaned("<p>Plain <strong>bold</strong> plain</p>", ("formatting",))


# What is removed, and said


@pytest.mark.parametrize(
    ("typed", "stored", "removed"),
    [
        ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>", ("script element",)),
        ("<style>p{}</style><p>a</p>", "<p>a</p>", ("style element",)),
        ("a<script>never closed <p>b", "<p>a</p>", ("script element",)),
        ('<p onclick="x()">a</p>', "<p>a</p>", ("onclick attribute on paragraph",)),
        (
            '<p onclick="x()" onclick="y()">a</p><p onclick="z()">b</p>',
            "<p>a</p><p>b</p>",
            ("onclick attribute on paragraph",),
        ),
        ('<a href="javascript:x()">a</a>', "<p>a</p>", ("javascript: link",)),
        ('<a href="JaVa&#9;Script&colon;x()">a</a>', "<p>a</p>", ("javascript: link",)),
        ('<a href="data:text/html,x">a</a>', "<p>a</p>", ("data: link",)),
        ('<a href="javascript://example.com/%0Ax()">a</a>', "<p>a</p>", ("javascript: link",)),
        ('<a href="ftp://example.com/">a</a>', "<p>a</p>", ("ftp: link",)),
        ('<a href="/local">a</a><a href="//x.example">b</a>', "<p>ab</p>", ("relative link",)),
        ('<a href="https://[x">a</a>', "<p>a</p>", ("link with a faulty address",)),
        ('<a href="https://xn--a/">a</a>', "<p>a</p>", ("link with a faulty address",)),
        (
            '<p class="x" style="y" dir="ltr"><span id="z">a</span></p><div>b</div>',
            "<p>a</p><p>b</p>",
            ("formatting",),
        ),
        ('<font color="red">a</font><u>b</u>', "<p>ab</p>", ("formatting", "underline")),
        ('<img src="x" onerror="y()">a', "<p>a</p>", ("img element", "onerror attribute on img")),
        ("<iframe src=x>fallback</iframe>a", "<p>a</p>", ("iframe element",)),
        ("<svg><script>x</script><text>y</text></svg>a", "<p>a</p>", ("svg element",)),
        ("a<!-- note to self -->b", "<p>ab</p>", ("hidden comment",)),
        ("a\x00b\x01c\ud800d\ufffee", "<p>abcde</p>", ("invisible control characters",)),
        ('<figure data-picture="0"></figure>a', "<p>a</p>", ("picture without a valid number",)),
        ('<figure data-picture="٣"></figure>a', "<p>a</p>", ("picture without a valid number",)),
        (f'<figure data-picture="{9**30}"></figure>', "", ("picture without a valid number",)),
        ('<div data-gallery="" data-title="A"></div>', "", ("gallery without pictures",)),
        (
            '<figure data-picture="1" data-crop="900,0,500,500"></figure>',
            '<figure data-picture="1"></figure>',
            ("data-crop attribute on picture",),
        ),
        ('<figure data-embed="javascript:x"></figure>', "", ("embed without a valid address",)),
        (
            '<figure data-embed="javascript://a.example/%0Ax()"></figure>',
            "",
            ("embed without a valid address",),
        ),
        ('<aside data-related="x"></aside>', "", ("related story without a valid number",)),
        (
            '<table><tr><td colspan="-3">a</table>',
            "<table><tbody><tr><td><p>a</p></td></tr></tbody></table>",
            ("colspan attribute on table cell",),
        ),
        ("<blink-tag>a</blink-tag>", "<p>a</p>", ("blink-tag element",)),
        ("<IMGSRC=&#106;>a", "<p>a</p>", ("unrecognised element",)),
        ("a <b", "<p>a &lt;b</p>", ("unfinished tag, kept as text",)),
    ],
)
def test_what_is_removed_is_reported_in_words(typed: str, stored: str, removed: tuple[str, ...]) -> None:
    assert clean(typed) == Cleaned(stored, removed)


def test_a_control_character_does_not_smuggle_a_script_address_in() -> None:
    for href in (
        "\x01java\x03script:x()",
        "&#1;java&#3;script:x()",
        "java\x0cscript:x()",
        "java\ud800script:x()",
    ):
        assert clean(f'<a href="{href}">a</a>').html == "<p>a</p>"


def test_the_report_stays_short_whatever_is_pasted() -> None:
    removed = clean("".join(f"<x{number}>" for number in range(1000))).removed
    assert len(removed) == 51
    assert removed[-1] == "and more"


@pytest.mark.parametrize("html", hostile())
def test_nothing_executable_survives_known_attacks(html: str) -> None:
    for attack in (
        html,
        f"<p>{html}</p>",
        f'<p title="{html}">',
        f'<a href="{html}">x</a>',
        f"<aside {html}>",
    ):
        cleaned = clean(attack)
        assert_nothing_executable(cleaned.html)
        assert_nothing_executable(render(attack))
        assert clean(cleaned.html) == Cleaned(cleaned.html, ())
        cleaned.html.encode()


def test_an_attack_in_a_caption_or_title_stays_text() -> None:
    attack = "&quot;&gt;&lt;script&gt;x&lt;/script&gt;"
    html = (
        f'<aside data-factbox data-title="{attack}"><p>x</p></aside>'
        f'<aside data-pullquote data-by="{attack}"><p>x</p></aside>'
    )
    assert_nothing_executable(clean(html).html)
    assert_nothing_executable(render(html))
    assert "&lt;script&gt;" in render(html)


# What others say with tags, styles and pictures


@pytest.mark.parametrize(
    "typed",
    [
        "was <del>not </del>guilty",
        "was <s>not</s> guilty",
        "was <STRIKE>not</STRIKE> guilty",
        'was <span style="text-decoration: line-through">not</span> guilty',
        'was <font style="color:red;text-decoration-line:underline line-through">not</font> guilty',
        'was <b style="text-decoration:line-through">not</b> guilty',
        'was <span class=msoDel><del cite="mailto:Ana" datetime="2026-11-01T08:00">not </del></span>guilty',
        "was <del>n<del>o</del>t</del> guilty",
        'was<span> </span><span class="x msoDel">n<span>o</span>t</span> guilty',
        "<del><p>not</p></del><p>was guilty</p>",
    ],
)
def test_struck_words_are_no_part_of_a_story_and_are_named(typed: str) -> None:
    cleaned = clean(typed)
    assert plain_text(cleaned.html) == "was guilty"
    assert "deleted words “not”" in cleaned.removed


def test_no_word_goes_for_a_struck_tag_that_never_ends() -> None:
    assert plain_text(clean("<p>was <del>not</p><p>guilty</p>").html) == "was not\n\nguilty"
    assert plain_text(clean('<p>a<span style="text-decoration:line-through">b</p><p>c').html) == "ab\n\nc"


def test_inserted_words_stay_and_their_mark_is_named() -> None:
    assert clean("a <ins cite=x>new</ins> word") == Cleaned(
        "<p>a new word</p>", ("the mark of inserted words",)
    )


@pytest.mark.parametrize(
    ("typed", "stored", "plain"),
    [
        ("10<sup>6</sup>", "<p>10<sup>6</sup></p>", "10⁶"),
        ("CO<sub>2</sub>", "<p>CO<sub>2</sub></p>", "CO₂"),
        ('m<span style="font-size:0.6em;vertical-align:super;">3</span>', "<p>m<sup>3</sup></p>", "m³"),
        ('H<span style="vertical-align:sub">2</span>O', "<p>H<sub>2</sub>O</p>", "H₂O"),
        (
            'x<span style="position:relative;top:-4pt;mso-text-raise:4.0pt">n</span>',
            "<p>x<sup>n</sup></p>",
            "xⁿ",
        ),
        ('x<span style="mso-text-raise:-3.0pt">i</span>', "<p>x<sub>i</sub></p>", "xᵢ"),
        ('x<span style="vertical-align:4.0px">2</span>', "<p>x<sup>2</sup></p>", "x²"),
        ('<span style="vertical-align:baseline">x</span>', "<p>x</p>", "x"),
        ('<span style="mso-text-raise:.5pt">x</span>', "<p>x</p>", "x"),
        ("<sup>a<sub>b</sub>c</sup>d", "<p><sup>a</sup><sub>b</sub><sup>c</sup>d</p>", "ᵃbᶜd"),
        ("<b>x<sup>2</b>y", "<p><strong>x<sup>2</sup></strong><sup>y</sup></p>", "x²ʸ"),
        ("said<sup>[1]</sup>", "<p>said<sup>[1]</sup></p>", "said[1]"),
        ("10<sup>−3</sup> to 10<sup>+3</sup>", "<p>10<sup>−3</sup> to 10<sup>+3</sup></p>", "10⁻³ to 10⁺³"),
    ],
)
def test_what_is_raised_or_lowered_stays_so_and_in_plain_text_where_unicode_has_signs(
    typed: str, stored: str, plain: str
) -> None:
    assert clean(typed).html == stored
    assert plain_text(stored) == plain
    assert render(stored) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("<q>yes, <q>no</q></q>", "„yes, ‚no‘“"),
        ("<q>„yes“</q>, <q></q>no", "„yes“, no"),
        ("<q>yes</q></q> <q>", "„yes“"),
    ],
)
def test_quotations_that_are_only_tagged_get_the_marks_of_their_language(typed: str, stored: str) -> None:
    assert clean(typed, ("„", "“", "‚", "‘")).html == f"<p>{stored}</p>"
    assert clean(stored) == Cleaned(f"<p>{stored}</p>", ())


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ('<img alt="🎉" src="https://example.com/1f389.png">', "🎉"),
        ('<img alt="👩🏽‍🚒">', "👩🏽‍🚒"),
        ('<img alt="1️⃣">', "1️⃣"),
        ('<img class="emoji" alt=":tada:">', ":tada:"),
        ('<img class="mwe-math-fallback-image-inline" alt="E=mc^2">', "E=mc^2"),
        ('<img src="https://latex.codecogs.com/svg.latex?x" alt="x">', "x"),
        ("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "漢(kan)"),
        ("<ruby>漢<rt>kan<rt>ji</ruby>", "漢(kan)(ji)"),
    ],
)
def test_signs_and_formulas_drawn_as_pictures_become_text(typed: str, stored: str) -> None:
    assert clean(f"<p>a {typed} b</p>") == Cleaned(f"<p>a {stored} b</p>", ())


def test_a_picture_with_words_is_a_picture() -> None:
    assert clean('<p>a<img alt="2024" src="x.jpg"></p>') == Cleaned("<p>a</p>", ("img element",))


def test_a_frame_whose_provider_we_know_becomes_an_embed_and_others_are_named() -> None:
    typed = '<iframe src="//www.youtube.com/embed/abc"></iframe><iframe src="https://maps.example.org/"></iframe>a'
    stored = '<figure data-embed="https://www.youtube.com/embed/abc"></figure><p>a</p>'
    assert clean(typed) == Cleaned(stored, ("iframe element of https://maps.example.org/",))


@pytest.mark.parametrize(
    ("typed", "stored", "removed"),
    [
        ('<ol start="03"><li>a', '<ol start="3"><li><p>a</p></li></ol>', ()),
        ('<ol start="1"><li>a', "<ol><li><p>a</p></li></ol>", ()),
        ('<ol start="-2"><li>a', "<ol><li><p>a</p></li></ol>", ("start attribute on numbered list",)),
        ('<ol type="a"><li>a', "<ol><li><p>a</p></li></ol>", ("type attribute on numbered list",)),
        ('<ol start="5"></ol>', "", ()),
    ],
)
def test_a_list_begins_at_its_number(typed: str, stored: str, removed: tuple[str, ...]) -> None:
    assert clean(typed) == Cleaned(stored, removed)
    assert render(stored) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("tel:+351 21 000", "tel:+35121000"),
        ("tel:116-123;ext=7", "tel:116-123;ext=7"),
        ("https://exam\u00adple.com/a\u200bb\u2060c", "https://example.com/abc"),
    ],
)
def test_telephone_numbers_are_links_and_no_address_holds_what_nobody_sees(typed: str, stored: str) -> None:
    assert clean(f'<a href="{typed}">x</a>') == Cleaned(f'<p><a href="{stored}">x</a></p>', ())


def test_other_links_are_named() -> None:
    typed = '<a href="tel:javascript">a</a><a href="sms:1">b</a><a href="/contact/">c</a>'
    assert clean(typed) == Cleaned("<p>abc</p>", ("link with a faulty address", "sms: link", "relative link"))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("one&nbsp;two&nbsp;three", "one two three"),
        ("one&nbsp; &nbsp;two&nbsp;<b>three&nbsp;</b>four", "one two <strong>three </strong>four"),
        ("it&nbsp;was&nbsp;10&nbsp;km&nbsp;off", "it was 10&nbsp;km off"),
        (
            "«&nbsp;Non&nbsp;», dit il&nbsp;: 10&nbsp;000&nbsp;€",
            "«&nbsp;Non&nbsp;», dit il&nbsp;: 10&nbsp;000&nbsp;€",
        ),
        ("It took&nbsp;eleven years", "It took&nbsp;eleven years"),
    ],
)
def test_spaces_that_a_machine_made_unbreakable_break_again(typed: str, stored: str) -> None:
    assert clean(f"<p>{typed}</p>") == Cleaned(f"<p>{stored}</p>", ())


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (
            'said in\n  in <a href="https://a.example/">Section</a> two\n\nThree',
            '<p>said in<br>in <a href="https://a.example/">Section</a> two</p><p>Three</p>',
        ),
        ("one <b>two</b>\n\n <i>three</i> four", "<p>one <strong>two</strong></p><p><em>three</em> four</p>"),
        ("one\n   \n<b>two</b>", "<p>one</p><p><strong>two</strong></p>"),
    ],
)
def test_preformatted_text_keeps_the_spaces_around_its_links(typed: str, stored: str) -> None:
    assert clean(f"<pre>{typed}</pre>").html == stored


# What it costs


class Steps(reading._Reader):
    """A reader that counts what it is asked to do."""

    taken = 0

    def __getattribute__(self, name: str) -> object:
        Steps.taken += 1
        return super().__getattribute__(name)


@pytest.mark.parametrize(
    "piece",
    [
        "<p>a</p>",
        "<p>a",
        "<p>a&nbsp;b&nbsp;c</p>",
        "a<br>",
        "<b>a</b> ",
        "a<sup>2</sup>",
        "a<del>b</del>",
        "<del>",
        '<span style="text-decoration:line-through">a',
        "<q>a",
        "<ruby>a<rt>b",
        "<ol start=3><li>a</ol>",
        "<pre>a <b>b</b>\n",
        "a & b &lt;",
        "<img alt=🎉>",
    ],
)
def test_twice_the_text_is_twice_the_work(piece: str, monkeypatch) -> None:
    def work(times: int) -> int:
        Steps.taken = 0
        reader = Steps(piece * times, reading.QUOTES)
        scan(piece * times, reader)
        reader.finish()
        return Steps.taken

    work(1)
    assert work(1600) <= 2.2 * work(800)


def test_a_saved_body_is_read_once_however_often_it_is_asked(monkeypatch) -> None:
    read: list[str] = []
    monkeypatch.setattr(reading, "scan", lambda html, to: read.append(html) or scan(html, to))
    typed = "<p>Never <b>seen</b> before: 8d1f<p>End"
    stored = clean(typed).html
    for ask in (clean, word_count, plain_text, body.blocks, body.pictures, body.links):
        ask(stored)
    assert read == [typed]


# Timelines

TIMELINE = (
    '<ol data-timeline="" data-title="Two years"><li><h3>12 March</h3><p>The vote.</p></li>'
    "<li><h3>May</h3><p>A <em>storm</em>.</p></li></ol>"
)


@pytest.mark.parametrize(
    ("typed", "stored", "removed"),
    [
        (TIMELINE, TIMELINE, ()),
        ('<ol data-timeline=""><li>text</ol>', '<ol data-timeline=""><li><h3></h3><p>text</p></li></ol>', ()),
        (
            "<ol data-timeline start=2><li><h2>May</h2><ul><li>a<li>b</ul><h3>June</h3></ol>",
            '<ol data-timeline=""><li><h3>May</h3><p>a</p><p>b</p><p>June</p></li></ol>',
            ("start attribute on timeline",),
        ),
        (
            '<ol data-timeline><li><h3>A</h3><figure data-picture="1"></figure><p>b</ol>',
            '<ol data-timeline=""><li><h3>A</h3><p>b</p></li></ol><figure data-picture="1"></figure>',
            (),
        ),
        (
            "<ul><li>a<ol data-timeline><li><h3>D</h3></ol></ul>",
            '<ul><li><p>a</p></li></ul><ol data-timeline=""><li><h3>D</h3></li></ol>',
            (),
        ),
        ("<ol data-timeline><li></ol>", "", ()),
        ("<ol><li data-timeline>a</ol>", "<ol><li><p>a</p></li></ol>", ("formatting",)),
        (
            '<ol data-timeline data-title="T"></ol>',
            '<ol data-timeline="" data-title="T"><li><h3></h3></li></ol>',
            (),
        ),
    ],
)
def test_a_timeline_has_entries_that_begin_with_their_date(
    typed: str, stored: str, removed: tuple[str, ...]
) -> None:
    assert clean(typed) == Cleaned(stored, removed)
    assert clean(stored) == Cleaned(stored, ())


def test_a_timeline_is_text_to_the_search_and_a_list_to_readers() -> None:
    assert plain_text(TIMELINE) == "Two years\n\n12 March\n\nThe vote.\n\nMay\n\nA storm."
    assert word_count(TIMELINE) == 9
    assert render(f"<h2>Then</h2>{TIMELINE}") == (
        '<h2 id="then">Then</h2><section class="timeline" aria-label="Two years">'
        '<h3 class="timeline-title">Two years</h3><ol>'
        '<li><p class="timeline-date"><strong>12 March</strong></p><p>The vote.</p></li>'
        '<li><p class="timeline-date"><strong>May</strong></p><p>A <em>storm</em>.</p></li></ol></section>'
    )
    assert render('<ol data-timeline="" data-title="T"><li><h3></h3></li></ol>') == ""


# Whatever comes in

words = st.integers(0, 10**6).map(lambda number: f" w{number} ")
tag = st.sampled_from(
    names(
        "p div span h1 h2 h3 ul ol li table thead tr td th blockquote aside figure b strong i em a u pre hr"
        " br caption sup sub q ruby rt"
    )
)
attributes = st.sampled_from(
    [
        "",
        "",
        ' href="https://example.com/"',
        ' href="javascript:x"',
        " data-pullquote data-by=By",
        " data-factbox data-title=Title",
        " data-related=4",
        " data-picture=5",
        " data-gallery",
        ' data-embed="https://youtu.be/x"',
        ' data-video="https://videos.example.org/x.mp4"',
        ' data-video="javascript:x.mp4"',
        " colspan=2",
        ' style="font-weight:normal"',
        ' style="vertical-align:super"',
        " start=3",
    ]
)
soup = st.lists(
    st.one_of(words, st.builds("<{}{}>".format, tag, attributes), st.builds("</{}>".format, tag)), max_size=25
)
noise = st.lists(
    st.one_of(
        st.text(st.sampled_from("<>/=\"'&;#x! -\x00\x01\n\ud800é"), max_size=8),
        st.text(max_size=5),
        st.sampled_from(
            ["<p>", "<a href=", "<!--", "-->", "<script>", "</script>", "http://", "&#", "<figure "]
        ),
    ),
    max_size=20,
).map("".join)


@settings(max_examples=150, deadline=None)
@given(soup)
def test_no_word_is_lost_however_badly_it_is_nested(pieces: list[str]) -> None:
    typed = Counter(piece.strip() for piece in pieces if piece.startswith(" w"))
    cleaned = clean("".join(pieces))
    # What is raised or lowered stands in signs of its own there: ʷ⁰.
    text = unicodedata.normalize("NFKC", plain_text(cleaned.html))
    kept = Counter(word for word in text.split() if word.startswith("w"))
    assert kept == typed
    assert clean(cleaned.html) == Cleaned(cleaned.html, ())
    assert cleaning.gate(cleaned.html) == cleaned.html


@settings(max_examples=150, deadline=None)
@given(noise)
def test_any_string_can_be_cleaned_and_cleaning_twice_changes_nothing(html: str) -> None:
    cleaned = clean(html)
    kept = reading.parse(cleaned.html)
    reading._KEPT.clear()
    assert reading.parse(cleaned.html) == kept
    assert clean(cleaned.html) == Cleaned(cleaned.html, ())
    assert "".join(body.blocks(cleaned.html)) == cleaned.html
    assert cleaning.gate(cleaned.html) == cleaned.html
    assert_nothing_executable(render(html))
    plain_text(html).encode()


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + "word",
        "<b>" * 100_000 + "word" + "</b>" * 100_000,
        "<ul><li>" * 50_000 + "word",
        "<blockquote>" * 50_000 + "word",
        "<table><tr><td>" * 50_000 + "word",
        "<blockquote>" * 30_000 + "word </b>" * 30_000,
        "<aside data-factbox>" * 20_000 + "word",
        "<p>" + "".join(f"<font color={number}>" for number in range(20_000)) + "word" + "<p>" * 20_000,
        "word" + "<!--" * 100_000,
        "word" + "<svg>" * 50_000,
        "word &#" + "9" * 300_000 + ";",
        '<a b="' + "word " * 10_000,
        "word " + "<a " * 10_000,
    ],
    ids=lambda html: html[:24],
)
def test_a_bomb_is_only_text(html: str) -> None:
    cleaned = clean(html)
    assert "word" in plain_text(cleaned.html)
    assert clean(cleaned.html).html == cleaned.html


def test_a_body_of_one_megabyte_is_cleaned_to_its_end() -> None:
    paragraph = (
        '<p>The <b>council</b> met on <a href="https://example.com/">Tuesday</a> &amp; voted. ' + "x " * 400
    )
    html = paragraph * (1_000_000 // len(paragraph))
    cleaned = clean(html)
    assert clean(cleaned.html).html == cleaned.html


def test_a_body_that_is_too_large_is_refused_with_advice() -> None:
    with pytest.raises(body.BodyTooLarge, match=r"2\.1 MB, and a story holds at most 2 MB\. Split it"):
        clean("é" * 1_050_000)
    with pytest.raises(body.BodyTooLarge):  # it would grow beyond what can be saved again
        clean("&" * 500_000)
    assert body.MAX_BYTES == 2_000_000


# What is in it


def test_plain_text_has_paragraphs_boxes_and_tables() -> None:
    html = (
        "<h2>Head</h2><p>One<br>line</p><ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul><hr>"
        '<aside data-pullquote data-by="Ada"><p>Quote</p></aside>'
        '<aside data-factbox data-title="Facts"><p>Fact</p></aside>'
        "<table><tbody><tr><th>Town</th><th>Votes</th></tr><tr><td>Ayr</td><td>3</td></tr></tbody></table>"
        '<figure data-picture="1" data-caption="Cap" data-alt="Alt"></figure><aside data-related="2"></aside>'
    )
    assert plain_text(html) == (
        "Head\n\nOne\nline\n\na\n\nb\n\nQuote\n\nAda\n\nFacts\n\nFact\n\nTown\tVotes\nAyr\t3"
    )


@pytest.mark.parametrize(
    ("html", "count"),
    [
        ("", 0),
        ("<p>The council’s well-known plan – 3,000 homes – won’t go.</p>", 8),
        ("<p>one</p><p>two</p>", 2),
        ("<p>one&nbsp;two<br>three</p>", 3),
        ("<p>मुंबई में बारिश</p>", 3),
        ("<p>서울 시장</p>", 2),
        ("<p>東京の天気 is fine</p>", 7),
    ],
)
def test_words_are_counted_with_and_without_spaces(html: str, count: int) -> None:
    assert word_count(html) == count


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["p", "h2", "h3"]),
            st.text(
                st.one_of(st.sampled_from("a <>&\"'\xa0\t\n\r\x0b\u2003\x00\ufffe–"), st.characters()),
                max_size=12,
            ),
        ),
        max_size=5,
    )
)
def test_plain_text_is_stored_as_if_it_had_been_cleaned(blocks: list[tuple[str, str]]) -> None:
    html = "".join(f"<{tag}>{html_escape(text)}</{tag}>" for tag, text in blocks)
    assert body.of_plain_text(blocks) == clean(html).html


def test_plain_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(body.BodyTooLarge):
        body.of_plain_text([("p", "word " * 500_000)])


def test_what_a_body_uses_is_listed_in_order() -> None:
    html = (
        '<figure data-picture="5" data-caption="C" data-alt="A"></figure><p><a href="https://b.example/">b</a></p>'
        '<aside data-related="7"></aside><figure data-picture="2"></figure><figure data-embed="https://x.com/1"></figure>'
        '<ul><li><p><a href="mailto:a@example.com">a</a> <a href="https://b.example/">b</a></p></li></ul>'
        '<aside data-related="3"></aside>'
    )
    assert body.pictures(html) == [PictureUse(5, "C", "A"), PictureUse(2, "", "")]
    said = 'data-credit="Image: Ana" data-decorative="decorative" data-crop="0,0,500,500"'
    figures = f'<figure data-picture="8" {said}></figure><figure data-picture="2"></figure>'
    gallery = f'<div data-gallery="">{figures}</div>'
    assert body.pictures(gallery) == [
        PictureUse(8, credit="Image: Ana", decorative=True, crop="0,0,500,500"),
        PictureUse(2),
    ]
    video = (
        '<figure data-video="https://videos.example.org/boat.mp4" data-poster="5" data-credit="Ana"></figure>'
        '<figure data-video="https://videos.example.org/quay.webm" data-caption="Quay"></figure>'
    )
    assert body.videos(video) == [
        VideoUse("https://videos.example.org/boat.mp4", poster=5, credit="Ana"),
        VideoUse("https://videos.example.org/quay.webm", caption="Quay"),
    ]
    assert body.pictures(f"{video}{gallery}")[:2] == [
        PictureUse(5, decorative=True),
        PictureUse(8, credit="Image: Ana", decorative=True, crop="0,0,500,500"),
    ]
    assert (plain_text(video), word_count(video)) == ("", 0)
    assert body.without_pictures(f"<p>a</p>{video}") == ["<p>a</p>"]
    assert body.related(html) == [7, 3]
    assert body.embeds(html) == ["https://x.com/1"]
    assert body.links(html) == ["https://b.example/", "mailto:a@example.com"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "boat.mp4",
        "//videos.example.org/boat.mp4",
        "http://videos.example.org/boat.mp4",
        "javascript:alert(1)//boat.mp4",
        "java\tscript:alert(1)//boat.mp4",
        "data:video/mp4;base64,AAAA.mp4",
        "blob:https://videos.example.org/boat.mp4",
        "https://user@videos.example.org/boat.mp4",
        "https://videos.example.org@elsewhere.example.net/boat.mp4",
        "https://videos.example.org:443/boat.mp4",
        "https://videos.example.org:8443/boat.mp4",
        "https://videos.example.org./boat.mp4",
        "https://192.0.2.7/boat.mp4",
        "https://[::1]/boat.mp4",
        "https://localhost/boat.mp4",
        "https://v\u0456deos.example.org/boat.mp4",
        "https://videos.example.or\u212a/boat.mp4",
        "https:\\\\videos.example.org\\boat.mp4",
        "https://videos.example.org/boat.mp4#t=9",
        "https://videos.example.org/boat.mp4.exe",
        "https://videos.example.org/boat.svg",
        "https://videos.example.org/?boat.mp4",
        "https://videos.example.org/boat.vtt",
        'https://videos.example.org/boat.mp4?"onplay="x',
        "https://videos.example.org/<boat>.mp4",
        f"https://videos.example.org/{'a' * 1000}.mp4",
        f"https://{'a-' * 400}.mp4",
    ],
)
def test_a_video_is_kept_only_by_an_address_that_a_page_could_play(address: str) -> None:
    typed = f'<p>Before.</p><figure data-video="{html_escape(address)}" data-caption="C"></figure>'
    assert clean(typed) == Cleaned("<p>Before.</p>", ("video without a valid address",))


def test_the_address_of_a_video_is_stored_in_one_form_and_its_other_attributes_are_checked() -> None:
    typed = (
        '<figure data-video=" HTTPS://Videos.Example.ORG/A\n b\x00.Mp4?Q " data-poster=007 onplay=x src=x '
        "poster=x "
        'data-captions="https://Videos.example.org/c.VTT" data-captions-language=" PT-br " data-caption="  A\n b "'
        ' data-credit=" "></figure>'
    )
    assert clean(typed) == Cleaned(
        '<figure data-video="https://videos.example.org/A%20b.Mp4?Q" data-poster="7" '
        'data-captions="https://videos.example.org/c.VTT" data-captions-language="pt-br" '
        'data-caption="A b"></figure>',
        (
            "invisible control characters",
            "onplay attribute on video",
            "src attribute on video",
            "poster attribute on video",
        ),
    )
    typed = (
        '<figure data-video="https://videos.example.org/a.mp4" data-poster="0" data-captions="javascript:x.vtt" '
        'data-captions-language="x&quot; onplay=&quot;"></figure>'
    )
    assert clean(typed) == Cleaned(
        '<figure data-video="https://videos.example.org/a.mp4"></figure>',
        (
            "data-poster attribute on video",
            "data-captions attribute on video",
            "data-captions-language attribute on video",
        ),
    )


# What readers get


def test_subheadings_get_ids_that_are_unique_and_stay() -> None:
    html = "<h2>What happened?</h2><h3>What happened</h3><h2>…</h2><h2>Été à Genève</h2>"
    assert render(html) == (
        '<h2 id="what-happened">What happened?</h2><h3 id="what-happened-2">What happened</h3>'
        '<h2 id="section">…</h2><h2 id="été-à-genève">Été à Genève</h2>'
    )
    assert render(html) == render(html)


def test_links_to_the_web_do_not_hand_over_the_window() -> None:
    assert render('<p><a href="https://a.example/">a</a> <a href="mailto:a@example.com">m</a></p>') == (
        '<p><a href="https://a.example/" rel="noopener">a</a> <a href="mailto:a@example.com">m</a></p>'
    )


def test_boxes_quotes_and_tables_as_readers_get_them() -> None:
    assert render('<aside data-pullquote data-by="Ada, mayor"><p>We <b>wait</b>.</p></aside>') == (
        '<aside class="pullquote"><blockquote><p>We <strong>wait</strong>.</p></blockquote>'
        '<p class="pullquote-by">Ada, mayor</p></aside>'
    )
    assert render("<aside data-pullquote><p>Quote</p></aside>") == (
        '<aside class="pullquote"><blockquote><p>Quote</p></blockquote></aside>'
    )
    assert render('<aside data-factbox data-title="A &amp; B"><p>Fact</p><h3>More</h3></aside>') == (
        '<aside class="factbox" aria-label="A &amp; B"><h2 class="factbox-title">A &amp; B</h2>'
        '<p>Fact</p><h3 id="more">More</h3></aside>'
    )
    assert render("<aside data-factbox><p>Fact</p></aside>") == '<aside class="factbox"><p>Fact</p></aside>'
    assert render("<table><tr><th>A</th><td colspan=2></td></tr></table>") == (
        '<div class="table-scroll" role="region" aria-label="Table" tabindex="0">'
        '<table><tbody><tr><th><p>A</p></th><td colspan="2"></td></tr></tbody></table></div>'
    )


def levels(page: str) -> list[int]:
    return [int(level) for level in re.findall(r"<h([1-6])", page)]


@pytest.mark.parametrize(
    ("text", "in_a_story", "in_an_entry"),
    [
        ("<h2>A</h2><h3>B</h3><h2>C</h2>", [2, 3, 2], [4, 5, 4]),
        ("<h3>A</h3><h2>B</h2><h3>C</h3>", [2, 2, 3], [4, 4, 5]),
        ('<aside data-factbox data-title="A"><h3>B</h3></aside>', [2, 3], [4, 5]),
        ('<h2>A</h2><aside data-factbox data-title="B"><h3>C</h3></aside>', [2, 3, 4], [4, 5, 6]),
        (
            '<h2>A</h2><div data-gallery data-title="B"><figure data-picture="1"></figure></div>',
            [2, 3],
            [4, 5],
        ),
    ],
)
def test_no_level_of_headings_is_left_out(text: str, in_a_story: list[int], in_an_entry: list[int]) -> None:
    assert levels(render(text)) == in_a_story
    assert levels(render(text, within="entry-1")) == in_an_entry


def test_a_subheading_without_a_heading_above_looks_like_one_all_the_same() -> None:
    assert render("<h3>More</h3>") == '<h2 class="subheading" id="more">More</h2>'


@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("https://www.youtube.com/watch?v=1", "Watch on YouTube"),
        ("https://youtu.be/1", "Watch on YouTube"),
        ("https://player.vimeo.com/1", "Watch on Vimeo"),
        ("https://www.tiktok.com/@a/1", "Watch on TikTok"),
        ("https://x.com/a/1", "See on X"),
        ("https://twitter.com/a/1", "See on X"),
        ("https://www.instagram.com/p/1", "See on Instagram"),
        ("https://m.facebook.com/1", "See on Facebook"),
        ("https://datawrapper.dwcdn.net/1/", "See on Datawrapper"),
        ("https://www.example.com/1", "See on example.com"),
        ("https://notx.com/1", "See on notx.com"),
    ],
)
def test_an_embed_is_a_plain_link_named_for_its_provider(address: str, label: str) -> None:
    shown = render(f'<figure data-embed="{address}"></figure>')
    assert re.findall("<a .*?</a>", shown) == [f'<a href="{address}" rel="noopener">{label}</a>']
    assert "<iframe" not in shown


def test_pictures_and_related_stories_come_from_the_caller_and_may_be_left_out() -> None:
    seen: list[PictureUse | VideoUse | int] = []

    def picture(use: PictureUse) -> str:
        seen.append(use)
        return "<figure>P</figure>" if use.image_id == 1 else ""

    def related(story: int) -> str:
        seen.append(story)
        return ""

    html = (
        '<p>a</p><figure data-picture="1" data-caption="C"></figure><figure data-picture="2"></figure>'
        '<aside data-related="9"></aside><p>b</p>'
    )

    def video(use: VideoUse) -> str:
        seen.append(use)
        return "" if use.poster else "<figure>V</figure>"

    html += (
        '<figure data-video="https://videos.example.org/a.mp4" data-poster="2"></figure>'
        '<figure data-video="https://videos.example.org/b.mp4"></figure>'
    )
    assert body.render(html, picture=picture, related=related, video=video) == (
        "<p>a</p><figure>P</figure><p>b</p><figure>V</figure>"
    )
    assert seen == [
        PictureUse(1, "C", ""),
        PictureUse(2, "", ""),
        9,
        VideoUse("https://videos.example.org/a.mp4", 2),
        VideoUse("https://videos.example.org/b.mp4"),
    ]


def test_a_gallery_shows_its_pictures_in_order_and_closes_up_where_one_is_left_out() -> None:
    gallery = (
        '<div data-gallery="" data-title="The &amp; night"><figure data-picture="1"></figure>'
        '<figure data-picture="2"></figure><figure data-picture="3"></figure></div>'
    )

    def shown(*numbers: int) -> str:
        def picture(use: PictureUse) -> str:
            return f"[{use.image_id}]" if use.image_id in numbers else ""

        return body.render(gallery, picture=picture, related=lambda story: "", video=lambda use: "")

    head = '<div class="gallery" role="group" aria-label="The &amp; night">'
    title = '<h2 class="gallery-title">The &amp; night</h2>'
    assert shown(1, 3) == f"{head}{title}[1][3]</div>"
    assert shown() == ""
    assert plain_text(f"<p>Before.</p>{gallery}") == "Before.\n\nThe & night"


# Advertisements

RULE = Spacing(first_after=150, then_every=300, most=3, shortest=250)
KINDS_AND_MORE_TEXT = ["paragraph"] * 6 + sorted(kinds.KINDS)


def plan(blocks: list[TextBlock], rule: Spacing = RULE) -> list[int]:
    """The blocks behind which advertisements stand."""
    found = advertising.places(blocks)
    chosen = advertising.plan([words for _, words in found], sum(block.words for block in blocks), rule)
    return [found[index][0] for index in chosen]


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ("", []),
        ("p200 p49", []),  # a short story
        ("p100 p100 p100", [1]),  # after 150 words, between two paragraphs
        ("p60 " * 20, [2, 7, 12]),  # then every 300, three at most
        ("p150 h2 p100 p100", [2]),  # not before a heading, nor after it
        ("p160 f0 p100 f0 p100", []),
        ("p150 q20 p100 p10 p50", [2]),
        ("p150 l40 p150", []),
        ("p260 p39", []),  # nor in the end
        ("p149 p1 p200", [1]),
    ],
)
def test_where_advertisements_stand(blocks: str, expected: list[int]) -> None:
    names = {"p": "paragraph", "h": "heading", "f": "picture", "q": "quote", "l": "bullets"}
    assert plan([TextBlock(names[it[0]], int(it[1:])) for it in blocks.split()]) == expected


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.builds(TextBlock, st.sampled_from(KINDS_AND_MORE_TEXT), st.integers(0, 200)), max_size=60),
    st.builds(Spacing, *(st.integers(0, most) for most in (600, 900, 6, 900))),
)
def test_an_advertisement_stands_between_paragraphs_alone_and_far_from_the_next(
    blocks: list[TextBlock], rule: Spacing
) -> None:
    found = plan(blocks, rule)
    assert found == plan(blocks, rule)
    assert len(found) <= rule.most
    assert not found or sum(block.words for block in blocks) >= rule.shortest
    for index in found:
        assert {block.kind for block in blocks[index : index + 2]} == {"paragraph"}
        assert len(blocks[index : index + 2]) == 2
        assert sum(block.words for block in blocks[: index + 1]) >= max(rule.first_after, 80)
        assert sum(block.words for block in blocks[index + 1 :]) >= 40
    for index, following in pairwise(found):
        between = sum(block.words for block in blocks[index + 1 : following + 1])
        assert between >= max(rule.then_every, 1)


def test_where_one_may_stand_is_marked_with_the_words_before_it() -> None:
    fifty = f"<p>{('one – word ' * 25).strip()}</p>"
    html = fifty * 4 + "<h2>a b</h2>" + fifty * 2
    marked = fifty * 2 + "<!--place 100-->" + fifty + "<!--place 150-->" + fifty
    marked += '<h2 id="a-b">a b</h2>' + fifty + "<!--place 252-->" + fifty
    assert body.render(html, **GIVEN, advertisement=advertising.mark) == marked
    assert advertising.words_before(marked) == [100, 150, 252]
    assert advertising.filled(marked, lambda index: "AD" if index == 1 else "") == advertising.without_marks(
        marked.replace("<!--place 150-->", "AD")
    )
    assert "<!--" not in render(html)
    assert "<!--" not in clean(marked).html
    # Who types a mark has typed four words.
    assert advertising.words_before(body.render(clean("<p>&lt;!--place 9--&gt;</p>").html, **GIVEN)) == []


def test_a_picture_left_out_does_not_keep_advertisements_away() -> None:
    hundred = f"<p>{('word ' * 100).strip()}</p>"
    html = hundred + '<figure data-picture="1"></figure>' + hundred
    left_out = GIVEN | {"picture": lambda use: ""}
    assert body.render(html, **left_out, advertisement=advertising.mark) == (
        f"{hundred}<!--place 100-->{hundred}"
    )
    assert "<!--" not in body.render(html, **GIVEN, advertisement=advertising.mark)
