"""NewsML 1.2: identity, management and components of items, as AFP and Business Wire send them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import body
from articles.wire import newsml_1
from articles.wire.item import Embargo, Item, Kind, Link, Media, Refused, Rendition, Signal, Status, Subject

SAMPLES = Path(__file__).parent / "samples" / "wire" / "newsml-1.2"
TEXT = (
    "<NewsComponent><NewsLines><HeadLine>Harbor opens</HeadLine></NewsLines>"
    '<ContentItem><MediaType FormalName="Text"/><DataContent><nitf><body><body.content><p>It opened.</p>'
    "</body.content></body></nitf></DataContent></ContentItem></NewsComponent>"
)
IDENTIFIER = (
    "<ProviderId>agency.test</ProviderId><DateId>20260105</DateId><NewsItemId>harbor</NewsItemId>"
    '<RevisionId PreviousRevision="0" Update="N">1</RevisionId>'
)


def sample(name: str) -> Item:
    parcel = newsml_1.parse((SAMPLES / name).read_bytes(), name=name)
    assert parcel.refused == ()
    (found,) = parcel.items
    return found


def newsitem(
    content: str = TEXT, *, management: str = '<Status FormalName="Usable"/>', identifier: str = IDENTIFIER
) -> str:
    return (
        f"<NewsItem><Identification><NewsIdentifier>{identifier}</NewsIdentifier></Identification>"
        f"<NewsManagement>{management}</NewsManagement>{content}</NewsItem>"
    )


def newsml(*items: str) -> bytes:
    return f'<NewsML Version="1.2">{"".join(items)}</NewsML>'.encode()


def only(item: str) -> Item:
    parcel = newsml_1.parse(newsml(item))
    assert parcel.refused == ()
    (found,) = parcel.items
    return found


def test_afp_story_in_nitf() -> None:
    found = sample("afp.com_newsml1.2_sample.xml")
    when = datetime(2021, 5, 16, 8, 6, 25, tzinfo=UTC)
    assert (found.uri, found.version) == ("urn:newsml:afp.com:20210516T080625Z:TX-PAR-WGF71", 1)
    assert (found.created_at, found.versioned_at, found.embargo) == (when, when, None)
    assert (found.status, found.signal, found.urgency) == (Status.USABLE, Signal.UPDATE, 4)
    assert (found.provider, found.credit, found.language) == ("AFP", "AFP", "en")
    assert found.headline == "Israel strikes key Hamas targets as UN Security Council to meet"
    assert found.byline == "Adel Zaanoun with Guillaume Lavallee in Jerusalem"
    assert found.dateline == "Gaza City, Palestinian Territories, May 16, 2021 (AFP) -"
    assert found.slugline == "Israel-Palestinians-conflict"
    assert found.keywords == ("Israel", "Palestinians", "conflict")
    assert found.ednote == (
        "RECASTS with attack on Hamas targets, RAISES Gaza death toll, UPDATES throughout\n(Picture+Video+Graphic)"
    )
    blocks = body.blocks(found.body)
    assert (len(blocks), found.word_count) == (42, 1014)
    assert blocks[0].startswith("<p>Israel's army said Sunday it had bombed the home")
    assert [block for block in blocks if block.startswith("<h2>")] == [
        "<h2>- Media offices destroyed -</h2>",
        "<h2>- 'Grave concern' -</h2>",
        "<h2>- 'They're striking our children' -</h2>",
    ]
    assert blocks[-1] == "<p>bur-dar-gl/fz</p>"
    assert [one.code for one in found.subjects if one.kind == "subject"] == [
        "16000000",
        "16002000",
        "02003000",
        "11000000",
        "02000000",
        "02003001",
    ]
    assert Subject(name="Gaza City, PSE", code="PSE", kind="place") in found.subjects
    assert len([one for one in found.subjects if one.kind == "person"]) == 8
    assert found.links == (Link(uri="urn:newsml:afp.com:20210508T124951Z:doc-99j8na", rel="associatedWith"),)
    assert (found.media, found.problems) == ((), ())


def test_business_wire_release_with_pictures_in_four_sizes() -> None:
    found = sample("businesswire-newsml-20130515006361.xml")
    assert found.uri == "urn:newsml:businesswire.com:20010714:20130515006361"
    assert found.versioned_at == datetime(2013, 5, 16, 4, 1, tzinfo=UTC)
    assert (found.provider, found.credit) == ("Business Wire", "Dell Inc.")
    assert found.headline.startswith("Dell Redefines Workstation Computing Boundaries with Smallest Tower")
    assert found.standfirst.split("\n")[1] == (
        "Dell Precision rack workstation delivers new virtualization capabilities, increased performance and enhanced"
        " remote accessibility"
    )
    assert (found.dateline, found.slugline) == ("ROUND ROCK, Texas", "TX-DELL")
    assert found.copyright == "Copyright Business Wire 2013"
    assert found.ednote.startswith(
        "Multimedia Gallery URL: http://www.businesswire.com/cgi-bin/mmg.cgi?eid=50633323&lang=en\nContact: "
    )
    assert "text-align" not in found.body
    assert [len(one.renditions) for one in found.media] == [4, 4, 4]
    logo, rack, tower = found.media
    assert logo.caption == ""
    assert rack.caption.startswith("The next generation Dell Precision R7610 rack workstation")
    assert rack.caption.endswith("(Photo: Business Wire)")
    assert rack.renditions[3] == Rendition(
        address="http://mms.businesswire.com/media/newsItemId/en/369395/5/00095.jpg",
        media_type="image/jpeg",
        width=2962,
        height=1000,
        size=286164,
        role="Highres",
    )
    # The text shows it too, with an alternative text that the component lacks.
    assert tower.alt.startswith("Offering powerful workstation performance at about desktop PC prices")


def test_business_wire_release_in_chinese() -> None:
    found = sample("businesswire-newsml-20130605006126.xml")
    assert found.headline == "Cambrios被Gartner評選為「最酷供應商」"
    assert (found.language, found.dateline, found.credit) == ("zh", "加州桑尼維爾", "Cambrios Technologies")
    assert found.body.startswith(
        "<p>(美國商業資訊)--為透明及軟性導體市場提供銀奈米線解決方案的領導廠商Cambrios"
    )
    assert "<sup>1</sup>對Cambrios的ClearOhm<sup>TM</sup>塗層材料" in found.body
    assert found.ednote == (
        "Contact: 代表Cambrios Technologies\nMonica Smith, 415-397-7600\ncambrios@stearnsjohnson.com"
    )
    assert found.keywords[:3] == ("United States", "Technology", "Consumer Electronics")
    assert [one.renditions[0].width for one in found.media] == [120]


@pytest.mark.parametrize(
    ("management", "status", "embargo", "problems"),
    [
        (
            '<Status FormalName="Embargoed"/><StatusWillChange><FutureStatus FormalName="Usable"/>'
            "<DateAndTime>20260105T100000Z</DateAndTime></StatusWillChange>",
            Status.USABLE,
            Embargo(
                until=datetime(2026, 1, 5, 10, tzinfo=UTC), words="Embargoed, to be Usable 20260105T100000Z"
            ),
            (),
        ),
        ('<Status FormalName="Embargoed"/>', Status.USABLE, Embargo(until=None, words="Embargoed"), ()),
        (
            '<Status FormalName="Embargoed"/><StatusWillChange><FutureStatus FormalName="Usable"/>'
            "<DateAndTime>20260105T100000</DateAndTime></StatusWillChange>",
            Status.USABLE,
            Embargo(until=None, words="Embargoed, to be Usable 20260105T100000"),
            ("End of the embargo: “20260105T100000” has no time zone, and was kept open.",),
        ),
        (
            '<Status FormalName="Embargoed"/><StatusWillChange><FutureStatus FormalName="Canceled"/>'
            "<DateAndTime>20260105T100000Z</DateAndTime></StatusWillChange>",
            Status.USABLE,
            Embargo(until=None, words="Embargoed"),
            (),
        ),
        ('<Status FormalName="Withheld"/>', Status.WITHHELD, None, ()),
        ("", Status.WITHHELD, None, ("The item has no status; it counts as withheld.",)),
        (
            '<Status FormalName="Odd"/>',
            Status.WITHHELD,
            None,
            ("The status “Odd” is not known; it counts as withheld.",),
        ),
        (
            '<Status FormalName="Usable"/><FirstCreated>20260105T100000</FirstCreated>',
            Status.USABLE,
            None,
            ("First created: “20260105T100000” has no time zone, and was left out.",),
        ),
    ],
)
def test_management(
    management: str, status: Status, embargo: Embargo | None, problems: tuple[str, ...]
) -> None:
    found = only(newsitem(management=management))
    assert (found.status, found.embargo, found.problems) == (status, embargo, problems)
    assert found.body == "<p>It opened.</p>"


@pytest.mark.parametrize(
    ("management", "signal"),
    [
        ('<Status FormalName="Canceled"/>', Signal.KILL),
        ('<Status FormalName="Usable"/><Instruction FormalName="Delete"/>', Signal.KILL),
        ('<Status FormalName="Usable"/><Instruction FormalName="Rectify"/>', Signal.CORRECTION),
        ('<Status FormalName="Usable"/><Instruction FormalName="Update"/>', Signal.UPDATE),
        ('<Status FormalName="Usable"/>', Signal.NONE),
    ],
)
def test_signals(management: str, signal: Signal) -> None:
    assert only(newsitem(management=management)).signal is signal


def test_a_kill_without_content_is_taken() -> None:
    found = only(newsitem("", management='<Status FormalName="Canceled"/>'))
    assert (found.status, found.signal, found.body, found.kind) == (
        Status.CANCELED,
        Signal.KILL,
        "",
        Kind.OTHER,
    )


def test_a_correction_line_and_an_earlier_revision_are_signals() -> None:
    line = '<NewsLine><NewsLineType FormalName="CorrectionLine"/><NewsLineText>Name</NewsLineText></NewsLine>'
    found = only(newsitem(TEXT.replace("</NewsLines>", f"{line}</NewsLines>")))
    assert (found.signal, found.ednote) == (Signal.CORRECTION, "CorrectionLine: Name")
    revised = only(newsitem(identifier=IDENTIFIER.replace('PreviousRevision="0"', 'PreviousRevision="1"')))
    assert revised.signal is Signal.UPDATE


def test_an_embargo_in_an_advisory_line_is_kept_open() -> None:
    line = (
        '<NewsLine><NewsLineType FormalName="AdvisoryLine"/><NewsLineText>Embargoed until 6 pm</NewsLineText>'
    )
    line += "</NewsLine>"
    found = only(newsitem(TEXT.replace("</NewsLines>", f"{line}</NewsLines>")))
    assert found.embargo == Embargo(until=None, words="Embargoed until 6 pm")


def test_items_are_taken_one_by_one_and_those_without_identity_refused() -> None:
    public = "<PublicIdentifier>urn:newsml:agency.test:20260105:harbor:3N</PublicIdentifier>"
    changes = IDENTIFIER.replace('Update="N"', 'Update="U"')
    data = newsml(
        newsitem(),
        "\n" + newsitem(identifier=""),
        newsitem(identifier=public),
        newsitem("<Update/>", identifier=changes),
    )
    parcel = newsml_1.parse(data, name="x.xml")
    assert [(one.uri, one.version) for one in parcel.items] == [
        ("urn:newsml:agency.test:20260105:harbor", 1),
        ("urn:newsml:agency.test:20260105:harbor", 3),
    ]
    assert parcel.refused == (
        "x.xml, line 2: the item has no identity (ProviderId, DateId and NewsItemId), so that no later revision could"
        " be told from it",
        "x.xml, line 2: the item only says what changed in an earlier one; ask for whole items",
    )


def test_a_picture_with_its_caption_in_another_component_is_one_picture() -> None:
    sizes = "".join(
        f'<NewsComponent><Role FormalName="{role}"/><ContentItem Href="{role}.jpg"><MediaType FormalName="Photo"/>'
        f'<Characteristics><Property FormalName="Width" Value="{width}"/></Characteristics></ContentItem>'
        "</NewsComponent>"
        for role, width in (("Preview", 512), ("HighDef", 4000))
    )
    found = only(
        newsitem(
            "<NewsComponent><NewsLines><HeadLine>A ship</HeadLine><CreditLine>Agency</CreditLine></NewsLines>"
            f'<NewsComponent Equivalents="yes">{sizes}</NewsComponent><NewsComponent><Role FormalName="Caption"/>'
            "<ContentItem><DataContent><p>A ship in Boston.</p></DataContent></ContentItem></NewsComponent>"
            "</NewsComponent>"
        )
    )
    assert (found.kind, found.headline, found.credit, found.body) == (Kind.PICTURE, "A ship", "Agency", "")
    (picture,) = found.media
    assert picture.renditions == (
        Rendition(address="Preview.jpg", width=512, role="Preview"),
        Rendition(address="HighDef.jpg", width=4000, role="HighDef"),
    )
    assert picture.caption == "A ship in Boston."


def test_text_as_html_in_text_loses_scripts_and_a_plain_one_keeps_its_paragraphs() -> None:
    html = "&lt;p onclick='x()'>It &lt;b>opened&lt;/b>.&lt;/p>&lt;script>alert(1)&lt;/script>"
    component = (
        '<NewsComponent><ContentItem><MimeType FormalName="{}"/><DataContent>{}</DataContent></ContentItem>'
        "</NewsComponent>"
    )
    assert only(newsitem(component.format("text/html", html))).body == "<p>It <strong>opened</strong>.</p>"
    found = only(newsitem(component.format("text/plain", "One.\n\nTwo &lt;3.")))
    assert found.body == "<p>One.</p><p>Two &lt;3.</p>"
    assert found.problems == ("The item has no headline.",)


def test_of_one_text_in_two_forms_or_languages_one_is_taken() -> None:
    forms = "".join(
        f'<ContentItem><MimeType FormalName="{mime}"/><DataContent>{text}</DataContent></ContentItem>'
        for mime, text in (("text/plain", "plain"), ("text/html", "<p><em>rich</em></p>"))
    )
    assert only(newsitem(f"<NewsComponent>{forms}</NewsComponent>")).body == "<p><em>rich</em></p>"
    spoken = "".join(
        TEXT.replace(
            "<NewsLines>",
            f'<DescriptiveMetadata><Language FormalName="{language}"/></DescriptiveMetadata><NewsLines>',
        )
        for language in ("en", "fr")
    )
    found = only(newsitem(f"<NewsComponent>{spoken}</NewsComponent>"))
    assert found.body == "<p>It opened.</p>"
    assert found.problems == ("The item comes in en, fr; only en was taken.",)


def test_a_package_names_its_members_and_several_texts_keep_their_headlines() -> None:
    found = only(
        newsitem(
            '<NewsComponent><NewsItemRef NewsItem="urn:newsml:a:1:b"><Comment>Ship</Comment></NewsItemRef>'
            "</NewsComponent>"
        )
    )
    assert (found.kind, found.links) == (
        Kind.PACKAGE,
        (Link(uri="urn:newsml:a:1:b", rel="member", headline="Ship"),),
    )
    both = f"<NewsComponent>{TEXT}{TEXT.replace('Harbor opens', 'Ships come')}</NewsComponent>"
    assert only(newsitem(both)).body == "<p>It opened.</p><h2>Ships come</h2><p>It opened.</p>"


def test_components_within_components_are_bounded() -> None:
    deep = "<NewsComponent>" * 30 + TEXT + "</NewsComponent>" * 30
    parcel = newsml_1.parse(newsml(newsitem(deep)), name="x")
    assert parcel.refused == ("x, line 1: components stand more than 20 deep in one another",)


def test_what_cannot_be_shown_is_told() -> None:
    video = '<ContentItem Href="a.bin"><MimeType FormalName="application/pdf"/></ContentItem>'
    inner = '<ContentItem><MimeType FormalName="image/jpeg"/><DataContent>AAAA</DataContent></ContentItem>'
    found = only(newsitem(TEXT.replace("<ContentItem>", f"{video}{inner}<ContentItem>", 1)))
    assert found.problems == (
        "Left out: content of the type “application/pdf”.",
        "Left out: a picture that stands in the file itself.",
    )
    assert found.media == ()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<nitf/>", "it begins with <nitf>"),
        (b"<NewsML/>", "has no NewsItem"),
        (newsml(newsitem())[:-3], "not well-formed XML"),
        (newsml(newsitem(TEXT.replace("It", "Caf\xe9"))).decode().encode("latin-1"), "not in the encoding"),
    ],
)
def test_what_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        newsml_1.parse(data, name="x")


ELEMENTS = """
NewsItem Identification NewsIdentifier ProviderId DateId NewsItemId RevisionId NewsManagement Status StatusWillChange
FutureStatus DateAndTime NewsComponent NewsLines HeadLine NewsLine NewsLineType NewsLineText Role ContentItem MimeType
DataContent nitf body body.content p Characteristics Property DescriptiveMetadata Language Location NewsItemRef
"""
VALUES = "Usable Embargoed text/html image/jpeg Caption Main en x"


@st.composite
def trees(draw: st.DrawFn, depth: int = 2) -> str:
    tag = draw(st.sampled_from(ELEMENTS.split()))
    inner = draw(st.sampled_from(["", "words", "2026-01-05T10:00:00Z", "\n"]))
    if depth:
        inner += "".join(draw(st.lists(trees(depth=depth - 1), max_size=3)))
    value = draw(st.sampled_from(VALUES.split()))
    return f'<{tag} FormalName="{value}" Value="{value}" Href="a.jpg">{inner}</{tag}>'


@settings(max_examples=50, deadline=None)
@given(st.lists(trees(), max_size=4))
def test_any_tree_gives_items_or_a_refusal(pieces: list[str]) -> None:
    try:
        parcel = newsml_1.parse(newsml(newsitem("".join(pieces)), *pieces))
    except Refused:
        return
    for found in parcel.items:
        assert body.clean(found.body).html == found.body
    assert all(isinstance(media, Media) for found in parcel.items for media in found.media)
