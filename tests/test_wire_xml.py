"""XML of agencies is read safely, and the text in it becomes a body without losing a word."""

from datetime import UTC, datetime

import pytest
from lxml import etree

from articles import body
from articles.wire import markup, xml
from articles.wire.item import Kind, Media, Refused, Rendition


def parse(text: str) -> xml.Element:
    return xml.parse(text.encode(), name="a.xml")


def told(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        xml.parse(data, name="a.xml")
    assert str(refused.value).startswith("a.xml")
    return str(refused.value)


def test_comments_and_instructions_cut_no_text_in_two():
    root = parse("<a>one <!-- x -->two <?y z?>three<b> four<!-- --></b> five</a>")
    assert root.text == "one two three"
    assert xml.text(root) == "one two three four five"


def test_small_entities_of_the_document_are_put_in():
    root = parse('<!DOCTYPE a [<!ENTITY ag "Agência"><!ENTITY by "by &ag;">]><a t="&ag;">&by; today</a>')
    assert (root.get("t"), root.text) == ("Agência", "by Agência today")


def test_names_of_signs_need_no_dtd_where_one_is_named():
    root = parse(
        '<!DOCTYPE n PUBLIC "-//IPTC//DTD" "http://example.org/n.dtd"><n t="&eacute;">caf&eacute;&nbsp;&amp;</n>'
    )
    assert (root.get("t"), root.text) == ("é", "café\xa0&")


def test_no_dtd_is_loaded_from_this_machine(tmp_path):
    dtd = tmp_path / "agency.dtd"
    dtd.write_text('<!ENTITY agency "Agência"><!ATTLIST a b CDATA "by default">')
    for address in (str(dtd), dtd.as_uri()):
        assert parse(f'<!DOCTYPE a SYSTEM "{address}"><a/>').attrib == {}
        assert "does not declare" in told(f'<!DOCTYPE a SYSTEM "{address}"><a>&agency;</a>'.encode())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "a.xml, line 1: the file is empty or not XML"),
        (b"\x1f\x8b\x08\x00", "empty or not XML"),
        (b"<a>\n<b>\n</a>", "line 3: not well-formed XML"),
        (b"<a>caf&eacute;</a>", "an entity that it does not declare (Entity 'eacute' not defined)"),
        (b'<!DOCTYPE a SYSTEM "a.dtd"><a>&agency;</a>', "an entity that it does not declare"),
        (
            b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><a>&e;</a>',
            "stands in another file (“e”)",
        ),
        (b'<!DOCTYPE a [<!ENTITY e SYSTEM "http://127.0.0.1/x">]><a/>', "stands in another file (“e”)"),
        (b'<!DOCTYPE a [<!ENTITY % e SYSTEM "a.dtd"> %e;]><a/>', "stands in another file (“e”)"),
        (b'<!DOCTYPE a [<!ENTITY e "&f;"><!ENTITY f "&e;">]><a/>', "names itself"),
        (b'<!DOCTYPE a [<!ATTLIST a b CDATA "c">]><a/>', "ATTLIST"),
        (
            b'<!DOCTYPE a [<!ENTITY e "%s">]><a>%s</a>' % (b"x" * 1000, b"&e;" * 101),
            "more than 100,000 signs",
        ),
        (
            b"<!DOCTYPE a [%s]><a/>" % b"".join(b'<!ENTITY e%d "x">' % number for number in range(201)),
            "more than 200 entities",
        ),
        (
            b'<a xmlns:xi="http://www.w3.org/2001/XInclude">\n<xi:include href="b.xml"/></a>',
            "line 2: the file names another file by XInclude (b.xml)",
        ),
        (b"<a>" * 300 + b"</a>" * 300, "more than 256 deep"),
        (b"<a>\n\xe9</a>", "line 2: the bytes are not in the encoding"),
        (b'<?xml version="1.0" encoding="utf-8"?><a>\xe9</a>', "the bytes are not in the encoding"),
        (b'<?xml version="1.0" encoding="us-ascii"?><a>\xe9</a>', "the bytes are not in the encoding"),
        (b'<?xml version="1.0" encoding="utf-7"?><a/>', "its encoding is “utf-7”"),
        (b'<?xml version="1.0" encoding="utf-16"?><a/>', "its encoding is “utf-16”"),
        (b"\xff\xfe<\0a\0/\0>\0<", "not UTF-16 throughout"),
        ("<a/>".encode("utf-32"), "in an encoding that is not read"),
        ('<?xml version="1.0"?><a/>'.encode("cp037"), "in an encoding that is not read"),
    ],
)
def test_what_cannot_be_read_whole_is_refused_with_file_line_and_reason(data, words):
    assert words in told(data)


def test_entities_in_one_another_are_refused_before_they_grow():
    # Were it read, this one would become 262,144 signs: nothing that any program minds.
    nested = b"".join(b'<!ENTITY e%d "%s">' % (n + 1, b"&e%d;" % n * 8) for n in range(6))
    assert "entities grow too large" in told(b'<!DOCTYPE a [<!ENTITY e0 "x">%s]><a>&e6;</a>' % nested)


def test_size_and_number_of_elements_are_bounded(monkeypatch):
    monkeypatch.setattr(xml, "MAX_BYTES", 50)
    monkeypatch.setattr(xml, "MAX_TAGS", 5)
    monkeypatch.setattr(xml, "MAX_ATTRIBUTES", 2)
    assert "are read" in told(b"<a>" + b"x" * 60 + b"</a>")
    assert "split it" in told(b"<a><b/><b/><b/><b/></a>")
    assert "split it" in told(b'<a b="1" c="2" d="3"/>')


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1"])
def test_encodings_that_are_named_or_known_by_their_first_bytes_are_read(encoding):
    name = encoding.removesuffix("-sig") if "16" not in encoding else "utf-16"
    data = f'<?xml version="1.0" encoding="{name}"?><a>São Tomé</a>'.encode(encoding)
    assert xml.parse(data).text == "São Tomé"


def test_quotation_marks_of_windows_in_what_calls_itself_latin_1_are_kept():
    assert xml.parse(b'<?xml version="1.0" encoding="ISO-8859-1"?><a>\x93\xe9\x94</a>').text == "“é”"


def test_text_is_on_one_line_and_breaks_part_words():
    root = parse("<a>\n  Fed to <b>halt</b><br/>QE\xa0now  <i/></a>")
    assert xml.text(root) == "Fed to halt QE\xa0now"
    assert xml.lines(root) == "Fed to halt\nQE\xa0now"
    assert xml.lines(parse("<a><p>One.</p>\n <p>Two\nlines.</p></a>")) == "One.\nTwo lines."
    assert (xml.text(None), xml.lines(None), xml.text(parse("<a/>"))) == ("", "", "")


@pytest.mark.parametrize("before", ["a  b", " a\tb ", "a\r\nb", "a \n b", "a\fb", "a b"])
@pytest.mark.parametrize("letter", ["", "é", "“"])
def test_white_space_is_one_space_in_any_script(before, letter):
    assert xml.squeeze(before.replace("b", letter + "b")) == f"a {letter}b"
    assert xml.squeeze("10\xa0km ") == "10\xa0km"


def test_times_know_their_zone_or_are_told():
    problems: list[str] = []
    assert xml.moment_or_told(" 2026-11-29T10:00:00-05:00 ", "Embargo", problems) == datetime(
        2026, 11, 29, 15, tzinfo=UTC
    )
    assert xml.moment("20261129T100000Z") == datetime(2026, 11, 29, 10, tzinfo=UTC)
    assert problems == []
    for text in ("2026-11-29T10:00:00", "2026-11", "9999-12-31T00:00:00Z", ""):
        assert xml.moment_or_told(text, "Embargo", problems) is None
    assert problems == [
        "Embargo: “2026-11-29T10:00:00” has no time zone, and was left out.",
        "Embargo: “2026-11” is no date and time that can be read, and was left out.",
        "Embargo: “9999-12-31T00:00:00Z” is too far from today, and was left out.",
    ]


def test_the_text_of_nitf_becomes_a_body():
    copy = markup.read(
        parse(
            """<body.content>
            <p lede="true">The <em>Fed</em> said <!-- x -->on <chron norm="20261129">Sunday</chron> &amp; left.</p>
            <hl2>What it said</hl2>
            <block><p>See <a href="https://example.org/">the report</a>.</p>And more<hr/></block>
            <ul><li>One</li><li><p>Two</p></li></ul>
            <bq><block><p>No.</p></block><credit>The chair</credit></bq>
            <nitf-table><nitf-table-metadata/><table><tr><th colspan="2">Rates</th></tr>
              <tr><td>a</td><td><p>b</p></td></tr></table></nitf-table>
            <p>Up <num><frac><frac-num>1</frac-num><frac-den>2</frac-den></frac></num> a point.</p>
            <note type="npa"><p>Not for print</p></note>
            </body.content>"""
        )
    )
    assert copy.body == (
        "<p>The <em>Fed</em> said on Sunday &amp; left.</p><h2>What it said</h2>"
        '<p>See <a href="https://example.org/">the report</a>.</p><p>And more</p><hr>'
        "<ul><li><p>One</p></li><li><p>Two</p></li></ul>"
        "<blockquote><p>No.</p><p>The chair</p></blockquote>"
        '<table><tbody><tr><th colspan="2"><p>Rates</p></th></tr>'
        "<tr><td><p>a</p></td><td><p>b</p></td></tr></tbody></table>"
        "<p>Up 1/2 a point.</p>"
    )
    assert copy.word_count == 26
    assert copy.notes == ("Not for print",)
    assert (copy.media, copy.problems) == ((), ())


def test_plain_paragraphs_of_a_page_are_the_same_as_cleaned():
    page = "<html><body><div><p>Gale  &amp; rain</p>\n<h3>Later</h3><p> The pier </p></div></body></html>"
    assert markup.read(parse(page)).body == body.clean(page).html
    assert markup.read(parse(page)).word_count == 5


def test_pictures_are_taken_out_of_the_text():
    copy = markup.read(
        parse(
            """<body.content><p>Before</p><media media-type="image"><media-reference source="a.jpg"
            mime-type="image/jpeg" width="10" height="20px" alternate-text="A  dog"/><media-caption>A <em>dog</em>
            </media-caption><media-producer>Jo Doe</media-producer></media>after
            <figure data-picture="12"><a href="b"><img src="https://example.org/b.png" alt="B" /></a>
            <figcaption>Bee</figcaption></figure><p>x<img src="data:image/png;base64,AA"/>y</p></body.content>"""
        )
    )
    assert copy.body == "<p>Before</p><p>after</p><p>xy</p>"
    assert copy.media == (
        Media(
            kind=Kind.PICTURE,
            caption="A dog",
            alt="A dog",
            creator="Jo Doe",
            renditions=(Rendition(address="a.jpg", media_type="image/jpeg", width=10, height=20),),
        ),
        Media(
            kind=Kind.PICTURE,
            caption="Bee",
            alt="B",
            renditions=(Rendition(address="https://example.org/b.png"),),
        ),
    )
    assert copy.problems == ("Left out of the text: a file that stands in the text itself.",)


def test_an_agency_names_no_picture_or_story_of_ours_and_runs_nothing():
    copy = markup.read(
        parse(
            """<html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head><body>
            <div>One</div><div>Two</div><aside data-related="3">Three</aside><div data-gallery=""/>
            <p data-embed="x" style="color:red" onclick="x()">Four <a href="javascript:x()">five</a></p>
            <script>six()</script><noscript>seven</noscript><iframe src="https://youtu.be/x">eight</iframe>
            <s>nine</s></body></html>"""
        )
    )
    assert copy.body == "<p>One</p><p>Two</p><p>Three</p><p>Four five</p>"
    assert copy.problems == (
        "Left out of the text: iframe https://youtu.be/x.",
        "Left out of the text: javascript: link.",
        "Left out of the text: deleted words “nine”.",
    )


@pytest.mark.parametrize(
    ("text", "body"),
    [
        (
            "<p>One <b>two</b><p data-picture=3>Three &nbsp;&eacute;",
            "<p>One <strong>two</strong></p><p>Three &nbsp;é</p>",
        ),
        ("a & b < c<br>d", "<p>a &amp; b &lt; c<br>d</p>"),
        (
            "<!DOCTYPE html><html><head><title>T</title></head><body><p>One</p></body></html>Two",
            "<p>One</p><p>Two</p>",
        ),
        ("\x00<plaintext>a\ud800b", "<p>a?b</p>"),
        (" <!-- --> ", ""),
    ],
)
def test_html_of_any_quality_becomes_a_body(text, body):
    assert markup.html(text).body == body


def test_html_that_the_parser_would_cut_off_is_refused():
    with pytest.raises(Refused, match=r"a\.xml: elements of the text stand deeper"):
        markup.html("<div>" * 300 + "x", name="a.xml")


def test_a_tree_that_others_read_keeps_its_text():
    parser = etree.XMLParser(resolve_entities=False)
    root = etree.fromstring('<!DOCTYPE p [<!ENTITY x "y">]><p>a<!--b-->c<?d?>e&x;f</p>', parser)
    assert markup.read(root).body == "<p>ace&amp;x;f</p>"


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("One\r\ntwo.\n\nThree <b>.\n \n", "<p>One two.</p><p>Three &lt;b&gt;.</p>"),
        ("\tOne\ntwo.\n\tThree.", "<p>One two.</p><p>Three.</p>"),
        (f"{'long ' * 21}\nTwo.", f"<p>{('long ' * 21).strip()}</p><p>Two.</p>"),
        ("One\ntwo", "<p>One<br>two</p>"),
        (" \n\n ", ""),
        ("a\x00b\x1a", "<p>ab</p>"),
    ],
)
def test_plain_text_becomes_paragraphs(text, body):
    assert markup.plain(text).body == body


def test_a_pre_keeps_its_paragraphs():
    assert (
        markup.read(parse("<pre>One\ntwo\n\n<b>Three</b><br/>four</pre>")).body
        == "<p>One two</p><p>Three four</p>"
    )


def test_a_text_longer_than_a_story_may_be_is_refused():
    with pytest.raises(Refused, match=r"a\.xml: the text is too long"):
        markup.plain("word " * 500_000, name="a.xml")


def test_words_of_deep_elements_are_kept():
    deep = "<b>" * 200 + "x" + "</b>" * 200
    assert markup.read(parse(f"<div>{deep}{'<div>' * 50}y{'</div>' * 50}</div>")).word_count == 2
