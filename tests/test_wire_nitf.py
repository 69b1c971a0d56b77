"""NITF in files of its own: the facts of the head, the text, and what is told where they are missing."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import body
from articles.wire import nitf
from articles.wire.item import (
    Embargo,
    Item,
    Kind,
    Link,
    Media,
    Parcel,
    Refused,
    Rendition,
    Signal,
    Status,
    Subject,
)

SAMPLES = Path(__file__).parent / "samples" / "wire" / "nitf"


def sample(name: str) -> Item:
    parcel = nitf.parse((SAMPLES / name).read_bytes(), name=name)
    assert parcel.refused == ()
    (found,) = parcel.items
    return found


def story(
    docdata: str = "",
    *,
    attributes: str = "",
    top: str = "<hedline><hl1>Harbor opens</hl1></hedline>",
    content: str = "<p>It opened.</p>",
    identity: str = '<doc-id id-string="harbor-1"/>',
    before: str = "",
    root: str = "nitf",
) -> bytes:
    return (
        f"{before}<{root}><head><docdata {attributes}>{identity}{docdata}</docdata></head>"
        f"<body><body.head>{top}</body.head><body.content>{content}</body.content></body></{root.split()[0]}>"
    ).encode()


def only(data: bytes) -> Item:
    (found,) = nitf.parse(data).items
    return found


def test_ntb_story_with_a_picture_and_dates_without_zone() -> None:
    found = sample("NTB_nitf_sample.xml")
    assert (found.uri, found.version, found.provider) == ("NTB5df9281a-a270-4dc5-a618-869bbc3bbca7", 0, "NTB")
    assert found.headline == "Pandemien herjer på den legeløse indiske landsbygda"
    assert (found.byline, found.dateline, found.credit) == ("NTB-AFP-DPA", "Unnao", "NTB")
    assert (found.slugline, found.language, found.urgency) == ("india-korona-bygd", "nb-NO", 5)
    assert found.versioned_at is None
    assert found.problems == ("Date of issue: “2021-05-16T09:00:04” has no time zone, and was left out.",)
    assert found.ednote == "kenneth.kandolf.haug@ntb.no/per.christensen@ntb.no"
    assert "kandolf" not in found.body
    blocks = body.blocks(found.body)
    assert len(blocks) == 22
    assert [block for block in blocks if block.startswith("<h2>")] == [
        "<h2>- Det skjulte India</h2>",
        "<h2>Myndighetene patruljerer langs elvebredden</h2>",
        "<h2>Ingen fagfolk</h2>",
        "<h2>Amatørleger uten utstyr</h2>",
    ]
    assert blocks[0].startswith("<p>Koronapandemien herjer også i landsbyer rundt omkring i India.")
    assert blocks[-1] == "<p>(©NTB)</p>"
    assert found.media == (
        Media(
            kind=Kind.PICTURE,
            caption="Kremasjonsbål for koronaofre brenner i Indias hovedstad New Delhi."
            " Foto: Amit Sharma / AP / NTB",
            renditions=(Rendition(address="JsxLggxsoo4", media_type="image/jpeg"),),
        ),
    )
    assert found.subjects == (
        Subject(name="Utenriks", kind="category"),
        Subject(name="Nyheter", kind="genre"),
        Subject(name="Sykdom", code="07001000", scheme="IPTC"),
        Subject(name="Medisin og helse", code="07000000", scheme="IPTC"),
        Subject(name="India, Asia", kind="place"),
        Subject(name="Asia", kind="place"),
    )


def test_efe_story_has_its_date_from_norm_alone() -> None:
    assert sample("efe_nitf.xml") == Item(
        uri="22751909",
        format="NITF",
        provider="Agencia EFE",
        status=Status.USABLE,
        urgency=5,
        versioned_at=datetime(2017, 1, 2, 22, 28, tzinfo=UTC),
        slugline="HONDURAS GOVERNMENT",
        headline="Honduran president announces Cabinet changes",
        standfirst="Test Abstract",
        byline="gr/bp",
        language="en-US",
        body="<p>Tegucigalpa, Jan 2 (EFE).- Test body.</p>",
        word_count=6,
        credit="Agencia EFE",
        copyright="Agencia EFE",
        keywords=("HONDURAS GOVERNMENT",),
        subjects=(
            Subject(name="News", kind="category"),
            Subject(name="Executive (government)", code="11006005", scheme="IPTC"),
            Subject(name="GOVERNMENT", code="F01001000", scheme="EFE"),
            Subject(name="Tegucigalpa, HND", code="HND", kind="place"),
        ),
    )


def test_pa_list_of_teams_has_the_title_for_a_headline_and_keeps_its_lines() -> None:
    found = sample("pa2.xml")
    assert (found.uri, found.provider) == ("T201510140143580001T", "PA")
    assert found.headline == "1 SOCCER INT-Teams"
    assert found.problems == ("The story has no headline; the title of the file stands for it.",)
    assert found.versioned_at == datetime(2015, 10, 14, 1, 43, 58, tzinfo=UTC)
    assert found.body.startswith(
        "<p>International Match<br>Mexico v Panama<br>Mexico: Talavera, M. Herrera, I. Jimenez,"
    )
    assert found.body.endswith("<br>Davis, Blackburn, Pinzon, Buitrago, Calderon.</p>")
    assert found.body.count("<br>") == 9
    assert found.subjects == (Subject(name="SOCCER"),)


@pytest.mark.parametrize(
    ("docdata", "attributes", "embargo"),
    [
        (
            '<date.release norm="20260105T100000Z"/>',
            "",
            Embargo(until=datetime(2026, 1, 5, 10, tzinfo=UTC), words="date.release 20260105T100000Z"),
        ),
        (
            '<date.release norm="20260105T100000"/>',
            "",
            Embargo(until=None, words="date.release 20260105T100000"),
        ),
        ('<date.release norm="noon"/>', "", Embargo(until=None, words="date.release noon")),
        ("", 'management-status="embargoed"', Embargo(until=None, words="embargoed")),
        ("", 'management-status="usable"', None),
    ],
)
def test_embargoes(docdata: str, attributes: str, embargo: Embargo | None) -> None:
    found = only(story(docdata, attributes=attributes))
    assert (found.embargo, found.status) == (embargo, Status.USABLE)
    is_told = embargo is not None and embargo.until is None and bool(docdata)
    assert [problem for problem in found.problems if "kept open" in problem] == (
        list(found.problems) if is_told else []
    )
    assert bool(found.problems) == is_told


def test_an_embargo_in_a_note_to_editors_is_kept_open_and_told() -> None:
    found = only(story('<ed-msg info="EMBARGOED until noon"/>'))
    assert found.embargo == Embargo(until=None, words="EMBARGOED until noon")
    assert found.problems == (
        "An embargo stands in words only (“EMBARGOED until noon”). The item is held until it is lifted.",
    )


@pytest.mark.parametrize(
    ("said", "status", "signal"),
    [
        ("canceled", Status.CANCELED, Signal.KILL),
        ("withheld", Status.WITHHELD, Signal.NONE),
        ("Usable", Status.USABLE, Signal.NONE),
        ("gone", Status.WITHHELD, Signal.NONE),
    ],
)
def test_statuses(said: str, status: Status, signal: Signal) -> None:
    found = only(story(attributes=f'management-status="{said}"', content=""))
    assert (found.status, found.signal) == (status, signal)
    assert bool(found.problems) == (said == "gone")


def test_a_correction_names_what_it_corrects() -> None:
    found = only(
        story('<correction info="Wrong name" id-string="harbor-0" regsrc="XX"/><ed-msg info="Call us"/>')
    )
    assert found.signal is Signal.CORRECTION
    assert found.ednote == "Call us\nWrong name"
    assert found.links == (Link(uri="harbor-0", rel="corrects"),)


def test_without_doc_id_the_key_of_the_story_stands_for_it_and_without_both_it_is_refused() -> None:
    found = only(story(identity='<du-key key="harbor" version="2"/>'))
    assert (found.uri, found.version, found.signal) == ("harbor", 2, Signal.UPDATE)
    assert found.problems == (
        "The file has no doc-id; the key of the story (du-key) stands for its identity.",
    )
    with pytest.raises(Refused, match=r"x\.xml, line 1: the story has no identity"):
        nitf.parse(story(identity=""), name="x.xml")


def test_rights_notes_and_names() -> None:
    found = only(
        story(
            '<doc.copyright year="2026" holder="Agency"/><doc.rights owner="A" geography="Not in B"/>'
            '<date.expire norm="20270101T000000Z"/><identified-content><person idsrc="x" value="7">Jane Roe</person>'
            "<org>Harbor Board</org></identified-content>",
            top="<hedline><hl1>Harbor <em>opens</em></hl1><hl2>At last</hl2></hedline><note>For desks</note>"
            "<byline>By <person>Jane Roe</person></byline><dateline><location>BOSTON</location>,"
            " <story.date>May 5</story.date></dateline>",
        )
    )
    assert (found.headline, found.standfirst, found.byline) == ("Harbor opens", "At last", "Jane Roe")
    assert (found.dateline, found.copyright, found.ednote) == ("BOSTON", "© 2026 Agency", "For desks")
    assert found.usage_terms == "owner: A\ngeography: Not in B\nNot to be used after 20270101T000000Z"
    assert [(one.name, one.kind) for one in found.subjects] == [
        ("Jane Roe", "person"),
        ("Harbor Board", "organisation"),
    ]


def test_a_namespace_changes_nothing() -> None:
    root = 'nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"'
    assert only(story(root=root)) == only(story())


def test_letters_named_by_a_dtd_that_is_not_there() -> None:
    doctype = '<!DOCTYPE nitf SYSTEM "nitf-3-2.dtd">'
    found = only(story(before=doctype, content="<p>Caf&eacute;&nbsp;&mdash; open</p>"))
    assert body.plain_text(found.body) == "Café\xa0— open"
    with pytest.raises(Refused, match="line 1: the file uses an entity that it does not declare"):
        nitf.parse(story(content="<p>Caf&eacute;</p>"), name="x")
    with pytest.raises(Refused, match="an entity that it does not declare"):
        nitf.parse(story(before=doctype, content="<p>&agencylogo;</p>"), name="x")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<rss/>", "the file is not NITF: it begins with <rss>"),
        (b"", "empty or not XML"),
        (story()[:-9], "not well-formed XML"),
        (story(content="<p>Caf\xe9</p>").decode().encode("latin-1"), "not in the encoding"),
        (story(top="", content=""), "neither headline nor text"),
    ],
)
def test_what_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        nitf.parse(data, name="x")


ELEMENTS = """
head docdata doc-id urgency date.issue date.release du-key tobject tobject.subject identified-content person body
body.head hedline hl1 byline dateline story.date abstract rights body.content p pre media media-reference
media-caption body.end tagline note
"""
ATTRIBUTES = "id-string norm key version ed-urg management-status tobject.subject.refnum source media-type"
VALUES = [
    "",
    "1",
    "20260105T100000Z",
    "canceled",
    "x",
    "image",
    "https://x.test/a.jpg",
]


@st.composite
def trees(draw: st.DrawFn, depth: int = 2) -> str:
    tag = draw(st.sampled_from(ELEMENTS.split()))
    attributes = "".join(
        f' {name}="{value}"'
        for name, value in draw(
            st.dictionaries(st.sampled_from(ATTRIBUTES.split()), st.sampled_from(VALUES), max_size=2)
        ).items()
    )
    inner = draw(st.sampled_from(["", "words", "2026-01-05", "\n"]))
    if depth:
        inner += "".join(draw(st.lists(trees(depth=depth - 1), max_size=3)))
    return f"<{tag}{attributes}>{inner}</{tag}>"


@settings(max_examples=50, deadline=None)
@given(st.lists(trees(), max_size=3))
def test_any_tree_gives_a_story_or_a_refusal(pieces: list[str]) -> None:
    data = f'<nitf><head><docdata><doc-id id-string="a"/></docdata></head>{"".join(pieces)}</nitf>'.encode()
    try:
        parcel: Parcel = nitf.parse(data)
    except Refused:
        return
    for found in parcel.items:
        assert body.clean(found.body).html == found.body
