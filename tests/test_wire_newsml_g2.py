"""NewsML-G2 is a right record or a clear refusal: all of IPTC's own files, and what agencies make of the standard."""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.wire import newsml_g2
from articles.wire.item import Item, Kind, Link, Media, Refused, Rendition, Signal, Status, Subject

SAMPLES = Path(__file__).parent / "samples" / "wire" / "newsml-g2"
G2 = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
MEDTOP = "http://cv.iptc.org/newscodes/mediatopic/"


def sample(name: str) -> Item:
    (path,) = SAMPLES.rglob(f"{name}*.xml")
    parcel = newsml_g2.parse(path.read_bytes(), name=path.name)
    assert parcel.refused == ()
    (item,) = parcel.items
    return item


def news(
    meta: str = "", about: str = "", content: str = "", rest: str = "", attributes: str = 'version="1"'
) -> str:
    """An item as an agency writes it."""
    return (
        f'<newsItem {G2} guid="urn:x:1" xml:lang="en" {attributes}>{rest}'
        f'<itemMeta><itemClass qcode="ninat:text"/><provider qcode="nprov:ACME"/>'
        f"<versionCreated>2026-11-29T10:00:00Z</versionCreated>{meta}</itemMeta>"
        f"<contentMeta>{about}</contentMeta><contentSet>{content}</contentSet></newsItem>"
    )


def read(text: str) -> Item:
    (item,) = newsml_g2.parse(text.encode(), name="a.xml").items
    return item


TEXT = "<inlineData>Words.</inlineData>"


def test_listing_1_is_under_embargo_though_it_is_usable():
    item = sample("LISTING_1_")
    assert item == Item(
        uri="urn:newsml:acmenews.com:20161018:US-FINANCE-FED",
        format="newsml-g2",
        provider="REUTERS",
        version=11,
        kind=Kind.TEXT,
        status=Status.USABLE,
        signal=Signal.UPDATE,
        created_at=datetime(2016, 10, 18, 18, 12, 21, tzinfo=UTC),
        versioned_at=datetime(2018, 10, 21, 21, 25, 32, tzinfo=UTC),
        embargo=item.embargo,
        slugline="US-Finance-Fed",
        headline='Fed to halt QE to avert "bubble"',
        byline="Meredith Jameson",
        dateline="Berlin",
        language="en-GB",
        ednote=item.ednote,
        copyright="Copyright 2017-18 Example Enews LLP, all rights reserved",
        usage_terms="Not for use outside the United States",
        subjects=(
            Subject(name="economy, business and finance", code="medtop:04000000", scheme=MEDTOP),
            Subject(name="labour market", code="medtop:20000523", scheme=MEDTOP),
            Subject(name="Berlin", code="geo:345678", scheme="geo", kind="place"),
            Subject(
                name="Interview",
                code="genre:interview",
                scheme="http://cv.iptc.org/newscodes/genre/",
                kind="genre",
            ),
            Subject(name="UK News Service", code="svc:uknews", scheme="svc", kind="category"),
        ),
        links=(Link(uri="http://www.example.com/video/20081222-PNN-1517-407624/index.html", rel="seeAlso"),),
        problems=("The item has no text.",),
    )
    assert item.ednote.startswith(
        "Note to editors: STRICTLY EMBARGOED. Not for public release until 12noon on Friday"
    )
    assert item.embargo is not None
    assert item.embargo.until == datetime(2018, 10, 23, 12, tzinfo=UTC)
    assert item.embargo.words == "2018-10-23T12:00:00Z"


def test_listing_2_is_a_text_in_nitf():
    item = sample("LISTING_2_")
    assert (item.kind, item.provider, item.language) == (Kind.TEXT, "acmenews.com", "en-US")
    assert item.headline == 'Fed to halt QE to avert "bubble"'
    assert item.byline == "By Meredith Jameson, Staff Reporter"
    assert item.dateline == "New York, NY"
    assert item.body.startswith("<p>(New York, NY - October 21) Et, sent luptat luptat, commy Nim zzriureet")
    assert item.body.count("<p>") == 2
    assert item.body.endswith("esto cons dolutpat, si.</p>")
    assert (item.word_count, item.problems, item.embargo) == (132, (), None)


def test_listing_3_is_a_picture_in_three_sizes():
    item = sample("LISTING_3_")
    (media,) = item.media
    assert (item.kind, media.kind, media.uri) == (Kind.PICTURE, Kind.PICTURE, item.uri)
    assert item.status == Status.USABLE
    assert item.headline == media.headline == "Variety Of Recessionary Forces Leave Las Vegas Economy Scarred"
    assert media.caption.startswith("A general view of part of downtown, including Las Vegas Boulevard, on")
    assert media.caption.endswith("(Photo by Spencer Platt/Getty Images)")
    assert (media.credit, media.creator) == ("Getty Images", "Spencer Platt")
    assert media.copyright.startswith("Copyright 2010 Getty Images. -- http")
    assert media.usage_terms.startswith("Contact your local office")
    assert media.renditions == (
        Rendition(
            address="./GYI0062134533.jpg",
            media_type="image/jpeg",
            width=1500,
            height=1001,
            size=346071,
            role="highRes",
        ),
        Rendition(
            address="file:///./ GYI0062134533-web.jpg",
            media_type="image/jpeg",
            width=480,
            height=320,
            size=28972,
            role="web",
        ),
        Rendition(
            address="file:///./GYI0062134533-thumb.gif",
            media_type="image/gif",
            width=80,
            height=53,
            size=6381,
            role="thumb",
        ),
    )
    assert item.keywords == ("business", "economic", "economy", "finance", "poor", "poverty", "gamble")
    assert [(one.kind, one.name) for one in item.subjects] == [
        ("event", "104530187"),
        ("subject", "labour market"),
        ("subject", "unemployment"),
        ("place", "Las Vegas Boulevard"),
        ("place", "Las Vegas"),
    ]


def test_listing_6_is_a_package_of_links():
    item = sample("LISTING_6_")
    assert (item.kind, item.headline, item.body) == (Kind.PACKAGE, "UK", "")
    assert item.links == (
        Link(
            uri="urn:newsml:iptc.org:20081007:tutorial-item-A",
            rel="main",
            headline="Obama annonce son équipe",
        ),
        Link(
            uri="urn:newsml:iptc.org:20081007:tutorial—item-B",
            rel="main",
            headline="Barack Obama arrive à Washington",
        ),
    )


def test_facets_of_a_subject_are_subjects():
    assert [one.name for one in sample("facet").subjects] == [
        "alpine skiing",
        "women",
        "alpine skiing slalom",
    ]


def test_a_video_keeps_its_shot_list_and_the_letters_of_its_true_encoding():
    item = sample("CR00217_digitalSourceType_on_contentMeta_partMeta")
    assert (item.kind, item.media[0].kind) == (Kind.VIDEO, Kind.VIDEO)
    assert item.body.startswith("<h2>Dopesheet</h2><p>Yesterday evening (November 5)")
    assert "<h2>Shotlist</h2><p>Berlin, 05/11/2008<br>- vs. Vicco von Bülow entering exhibition" in item.body
    assert item.usage_terms == (
        "Access only for Eurovision Members and EVN / EVS Sub-Licensees.\n"
        "Coverage cannot be used by a national competitor of the contributing broadcaster."
    )


def test_what_is_planned_is_an_event():
    item = sample("CR00217_digitalSourceType_on_contentMeta_planningItem")
    assert (item.kind, item.urgency, item.headline) == (
        Kind.EVENT,
        5,
        "Robinson: Must preserve bailout funds",
    )
    assert item.body.startswith(
        "<p>Robinson: Must preserve bailout funds (text, 2018-12-25T12:30:00-05:00) Text 250"
    )
    assert [one.headline for one in item.links] == ["Henry Robinson pictured today in New York"]
    assert item.problems == ("The agency says that AI made this, or a part of it (trainedAlgorithmicMedia).",)


PARTS = "is a part of a NewsML-G2 item"
REFUSED = {
    "LISTING_8_Group_Set_example_showing_an_ALT_Package_Mode.xml": f"line 1: <groupSet> {PARTS}",
    "LISTING_25_An_NITF_marked-up_article_conveyed_in_inlineXML.xml": f"line 1: <contentSet> {PARTS}",
    "LISTING_28_Illustrating_Located_Subject_and_Dateline.xml": f"line 1: <contentMeta> {PARTS}",
    "2.29/should_fail/001_incomplete_file.xml": "line 9: the item “invalid-document” has no itemMeta",
}
WITHOUT_COPY = ("concept", "knowledge", "catalog", "CR00209", "LISTING_10", "LISTING_11", "CR00215")
FILES = sorted(SAMPLES.rglob("*.xml"))


def test_all_files_are_there():
    assert len(FILES) == 46


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_every_file_of_iptc_is_a_record_or_a_clear_refusal(path):
    name = path.relative_to(SAMPLES).as_posix().removeprefix("unit_test_files/")
    refusal = REFUSED.get(name)
    if path.name.startswith(WITHOUT_COPY) or any(
        f"{one}item" in path.name.lower() for one in WITHOUT_COPY[:3]
    ):
        refusal = "holds no copy"
    if refusal:
        with pytest.raises(Refused) as refused:
            newsml_g2.parse(path.read_bytes(), name=path.name)
        assert str(refused.value).startswith(f"{path.name}, line ")
        assert refusal in str(refused.value)
        return
    parcel = newsml_g2.parse(path.read_bytes(), name=path.name)
    (item,) = parcel.items
    assert (parcel.refused, item.status, item.uri != "") == ((), Status.USABLE, True)
    assert item.versioned_at is not None
    kinds = {"packageitem": Kind.PACKAGE, "planningitem": Kind.EVENT, "residrefformat": Kind.PACKAGE}
    kinds |= {"LISTING_6": Kind.PACKAGE, "LISTING_3": Kind.PICTURE, "partMeta": Kind.VIDEO}
    assert item.kind == next(
        (kind for part, kind in kinds.items() if part in path.name or part in path.stem.lower()), Kind.TEXT
    )


# Whether and when it may be used


@pytest.mark.parametrize(
    ("status", "meant"),
    [
        ("", Status.USABLE),
        ('<pubStatus qcode="stat:usable"/>', Status.USABLE),
        ('<pubStatus qcode="stat:canceled"/>', Status.CANCELED),
        ('<pubStatus qcode="stat:cancelled"/>', Status.CANCELED),
        ('<pubStatus qcode="stat:withheld"/>', Status.WITHHELD),
        ('<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/canceled"/>', Status.CANCELED),
        ('<pubStatus uri="https://cv.iptc.org/newscodes/pubstatusg2/withheld"/>', Status.WITHHELD),
        ('<pubStatus qcode="acme:canceled"/>', Status.CANCELED),
        ('<pubStatus literal="canceled"/>', Status.CANCELED),
        ('<pubStatus qcode="stat:usable"/><pubStatus qcode="stat:canceled"/>', Status.CANCELED),
    ],
)
def test_the_status_is_read_in_every_form(status, meant):
    item = read(news(meta=status, content=TEXT))
    assert (item.status, item.problems) == (meant, ())


def test_a_status_that_nobody_knows_is_no_leave_to_use_it():
    item = read(news(meta='<pubStatus qcode="stat:perhaps"/>', content=TEXT))
    assert item.status == Status.WITHHELD
    assert "“stat:perhaps”, which is none that IPTC knows: the item counts as withheld" in item.problems[0]


def test_the_catalogue_in_the_file_explains_its_prefixes():
    catalog = (
        '<catalog><scheme alias="p" uri="http://cv.iptc.org/newscodes/pubstatusg2/"/>'
        '<scheme alias="m" uri="http://cv.iptc.org/newscodes/mediatopic/"/>'
        '<scheme alias="stat" uri="http://example.org/status/"/></catalog>'
    )
    item = read(news(meta='<pubStatus qcode="p:canceled"/>', about='<subject qcode="m:1"/>', rest=catalog))
    assert (item.status, item.problems) == (Status.CANCELED, ())
    assert item.subjects == (Subject(name="1", code="m:1", scheme=MEDTOP),)
    other = read(news(meta='<pubStatus qcode="stat:usable"/>', content=TEXT, rest=catalog))
    assert other.problems == ("The status “stat:usable” is from a vocabulary other than IPTC's.",)


@pytest.mark.parametrize(
    ("said", "until", "problems"),
    [
        ("<embargoed>2026-12-01T00:00:00+01:00</embargoed>", datetime(2026, 11, 30, 23, tzinfo=UTC), 0),
        ("<embargoed/>", None, 0),
        ("<embargoed>  </embargoed>", None, 0),
        ('<embargoed xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>', None, 0),
        ("<embargoed>2026-12-01</embargoed>", None, 2),
        ("<embargoed>2026-12-01T00:00:00</embargoed>", None, 2),
        ("<embargoed>Sunday papers</embargoed>", None, 2),
        ("<embargoed>9999-12-31T23:59:59Z</embargoed>", None, 2),
        ("<embargoed>2026-12-01T00:00:00Z</embargoed><embargoed/>", None, 0),
        (
            "<embargoed>2026-12-02T00:00:00Z</embargoed><embargoed>2026-12-01T00:00:00Z</embargoed>",
            datetime(2026, 12, 2, tzinfo=UTC),
            0,
        ),
    ],
)
def test_an_embargo_is_never_read_as_none(said, until, problems):
    item = read(news(meta=said, content=TEXT))
    assert item.embargo is not None
    assert item.embargo.until == until
    assert len(item.problems) == problems


def test_an_embargo_without_a_zone_is_told_and_not_guessed():
    item = read(news(meta="<embargoed>2026-12-01T00:00:00</embargoed>", content=TEXT))
    assert item.embargo is not None
    assert item.embargo.words == "2026-12-01T00:00:00"
    assert item.problems == (
        "The embargo: “2026-12-01T00:00:00” has no time zone, and was left out.",
        "The item is under embargo without an end, until the agency lifts it.",
    )


@pytest.mark.parametrize(
    ("signals", "meant"),
    [
        ("", Signal.NONE),
        ('<signal qcode="sig:atomic"/>', Signal.NONE),
        ('<signal qcode="sig:update"/>', Signal.UPDATE),
        ('<signal uri="http://cv.iptc.org/newscodes/signal/correction"/>', Signal.CORRECTION),
        ('<signal qcode="sig:update"/><signal qcode="acme:KILL"/>', Signal.KILL),
    ],
)
def test_the_strongest_signal_counts(signals, meant):
    assert read(news(meta=signals)).signal == meant


def test_a_content_warning_is_told():
    assert "content warning" in read(news(meta='<signal qcode="sig:cwarn"/>')).problems[0]


@pytest.mark.parametrize(
    ("attributes", "version", "problems"),
    [
        ('version="12"', 12, ()),
        ("", None, ()),
        ('version="2b"', None, ("The version “2b” is no number, and was left out.",)),
        ('version="-1"', None, ("The version “-1” is no number, and was left out.",)),
        ('version="²"', None, ("The version “²” is no number, and was left out.",)),
    ],
)
def test_an_item_without_a_version_has_none(attributes, version, problems):
    item = read(news(attributes=attributes, content=TEXT))
    assert (item.version, item.problems) == (version, problems)


def test_dates_without_a_zone_are_told_and_left_out():
    text = news(meta="<firstCreated>2026-11-29</firstCreated>", content=TEXT).replace(
        "T10:00:00Z", "T10:00:00"
    )
    item = read(text)
    assert (item.versioned_at, item.created_at) == (None, None)
    assert item.problems == (
        "The time of the first version: “2026-11-29” has no time zone, and was left out.",
        "The time of this version: “2026-11-29T10:00:00” has no time zone, and was left out.",
    )


# What it says


def test_a_headline_with_markup_inside_is_read_whole():
    about = "<headline>Fed <b>halts</b> QE<!-- now --> to <i>avert</i> bubble</headline>"
    assert read(news(about=about)).headline == "Fed halts QE to avert bubble"


def test_what_is_said_in_several_languages_is_read_in_that_of_the_item():
    about = (
        '<language tag="pt-PT"/><headline>Fed</headline><headline xml:lang="pt">Reserva</headline>'
        '<slugline xml:lang="de">GELD</slugline><slugline>MONEY</slugline>'
        '<subject qcode="medtop:1"><name xml:lang="de">Arbeit</name><name xml:lang="pt-BR">Trabalho</name></subject>'
        '<subject qcode="medtop:2"><name xml:lang="de">Geld</name><name>Money</name></subject>'
        '<subject qcode="medtop:3"><name xml:lang="fi">Raha</name></subject>'
        '<keyword xml:lang="de">Geld</keyword><keyword xml:lang="pt">dinheiro</keyword>'
        '<keyword xml:lang="pt">banco</keyword>'
    )
    item = read(news(about=about))
    assert (item.language, item.headline, item.slugline) == ("pt-PT", "Reserva", "MONEY")
    assert [one.name for one in item.subjects] == ["Trabalho", "Money", "Raha"]
    assert item.keywords == ("dinheiro", "banco")


def test_names_that_are_asserted_once_are_used_everywhere():
    rest = '<assert qcode="p:1"><name xml:lang="de">Merkel</name><name>Angela Merkel</name></assert>'
    about = (
        '<subject type="cpnat:person" qcode="p:1"/><subject literal="x1"/><subject uri="http://x.org/y/Q2/"/>'
    )
    assert read(news(about=about, rest=rest)).subjects == (
        Subject(name="Angela Merkel", code="p:1", scheme="p", kind="person"),
        Subject(name="x1", code="x1"),
        Subject(name="Q2", code="http://x.org/y/Q2/", scheme="http://x.org/y/"),
    )


def test_the_lines_of_the_desk():
    item = read(
        news(
            meta="<edNote>One<br/>two</edNote><edNote>Three</edNote><title>Title</title>",
            about=(
                '<urgency>3</urgency><by>By <b>Jo</b> Doe</by><creator literal="x"><name>Other</name></creator>'
                "<dateline>LISBON, Nov 29 (ACME)</dateline><creditline>ACME/Jo</creditline>"
                '<description role="drol:summary">In short.</description>'
                '<description role="drol:caption">Caption.</description>'
            ),
            rest=(
                "<rightsInfo><copyrightHolder><name>Acme</name></copyrightHolder>"
                "<usageTerms>Not in <b>Norway</b></usageTerms><usageTerms>No archives</usageTerms></rightsInfo>"
            ),
        )
    )
    assert (item.urgency, item.byline, item.dateline) == (3, "By Jo Doe", "LISBON, Nov 29 (ACME)")
    assert (item.headline, item.standfirst, item.credit) == ("Title", "In short.", "ACME/Jo")
    assert (item.copyright, item.usage_terms) == ("Acme", "Not in Norway\nNo archives")
    assert item.ednote == "One\ntwo\nThree"


@pytest.mark.parametrize(
    ("content", "body", "problems"),
    [
        ("<inlineData>One.\n\nTwo &lt;b&gt;.</inlineData>", "<p>One.</p><p>Two &lt;b&gt;.</p>", ()),
        (
            '<inlineData contenttype="text/html">&lt;p&gt;One &lt;b&gt;two&lt;/b&gt;&lt;p data-picture="1"&gt;Three'
            "</inlineData>",
            "<p>One <strong>two</strong></p><p>Three</p>",
            (),
        ),
        (
            '<inlineData contenttype="text/plain" encoding="encd:base64">T2zDoS4=</inlineData>',
            "<p>Olá.</p>",
            (),
        ),
        (
            '<inlineData contenttype="image/jpeg" encoding="encd:base64">/9j/</inlineData>',
            "",
            (
                "A file of the kind image/jpeg stands in the item itself, and was left out.",
                "The item has no text.",
            ),
        ),
        (
            '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head>'
            "<title>T</title></head><body><h1>Headline</h1><p>One<!-- --> <em>two</em></p></body></html></inlineXML>",
            "<p>One <em>two</em></p>",
            (),
        ),
        (
            '<inlineXML><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body><body.head/><body.content><p>A</p>'
            "<hl2>B</hl2></body.content><body.end><tagline>By C</tagline></body.end></body></nitf></inlineXML>",
            "<p>A</p><h2>B</h2><p>By C</p>",
            (),
        ),
        (
            '<inlineXML><sports xmlns="urn:sports">1:0</sports></inlineXML>',
            "",
            (
                "The text is in <sports>, which is neither NITF nor XHTML, and was left out.",
                "The item has no text.",
            ),
        ),
        (
            '<inlineData xml:lang="de">Eins</inlineData><inlineData>One</inlineData>',
            "<p>One</p>",
            ("The text was sent in 2 forms, of which one was taken.",),
        ),
    ],
)
def test_the_text_is_read_in_every_form(content, body, problems):
    item = read(news(about="<headline>Headline</headline>", content=content))
    assert (item.body, item.problems) == (body, problems)


def test_lines_of_nitf_stand_in_for_those_that_are_missing():
    nitf = (
        '<inlineXML><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><head><docdata><ed-msg info="Hold photos"/>'
        "</docdata></head><body><body.head><hedline><hl1>Over</hl1></hedline><byline>By Jo</byline>"
        "<dateline>PORTO</dateline><abstract><p>Short.</p></abstract></body.head><body.content><p>A</p>"
        '<media media-type="image"><media-reference source="a.jpg"/></media></body.content></body></nitf></inlineXML>'
    )
    item = read(news(content=nitf))
    assert (item.headline, item.byline, item.dateline, item.standfirst) == (
        "Over",
        "By Jo",
        "PORTO",
        "Short.",
    )
    assert (item.body, item.ednote) == ("<p>A</p>", "Hold photos")
    assert item.media == (Media(renditions=(Rendition(address="a.jpg"),)),)


def test_files_beside_a_text_are_its_media_and_its_icon_too():
    item = read(
        news(
            about='<icon href="i.png" contenttype="image/png"/>',
            content=f'{TEXT}<remoteContent href="a.jpg" contenttype="image/jpeg" width="x" size="9"/>'
            '<remoteContent residref="urn:v" contenttype="video/mp4" rendition="rnd:main"/><remoteContent/>',
        )
    )
    assert item.media == (
        Media(renditions=(Rendition(address="a.jpg", media_type="image/jpeg", size=9),)),
        Media(kind=Kind.VIDEO, renditions=(Rendition(address="urn:v", media_type="video/mp4", role="main"),)),
        Media(renditions=(Rendition(address="i.png", media_type="image/png", role="icon"),)),
    )


@pytest.mark.parametrize(
    ("nature", "content", "kind"),
    [
        ("ninat:graphic", "", Kind.GRAPHIC),
        ("ninat:audio", "", Kind.AUDIO),
        ("ninat:composite", TEXT, Kind.TEXT),
        ("ninat:composite", "", Kind.PACKAGE),
        ("acme:story", TEXT, Kind.TEXT),
        ("acme:story", '<remoteContent href="a" contenttype="audio/mpeg"/>', Kind.AUDIO),
        ("acme:story", '<remoteContent href="a" contenttype="application/pdf"/>', Kind.OTHER),
    ],
)
def test_the_kind_is_what_the_item_says_or_what_it_holds(nature, content, kind):
    assert read(news(content=content).replace("ninat:text", nature)).kind == kind


# Packages and messages


def test_groups_are_flattened_in_order_and_none_is_lost():
    groups = (
        '<groupSet root="a"><group id="a" role="group:main"><itemRef residref="1"><title>One</title></itemRef>'
        '<groupRef idref="b"/><itemRef residref="4" version="2"/><groupRef idref="gone"/></group>'
        '<group id="b" role="group:side"><itemRef residref="2"/><groupRef idref="a"/>'
        '<itemRef href="http://x.org/3"/></group><group id="c"><itemRef residref="5"/><itemRef/></group></groupSet>'
    )
    item = read(news().replace("<contentSet></contentSet>", groups).replace("newsItem", "packageItem"))
    assert item.links == (
        Link(uri="1", rel="main", headline="One"),
        Link(uri="2", rel="side"),
        Link(uri="http://x.org/3", rel="side"),
        Link(uri="4", rel="main", version="2"),
        Link(uri="5"),
    )
    assert item.problems == ("The package names groups that it does not have: gone.",)


def test_a_package_that_names_its_groups_again_and_again_is_read_once():
    again = '<groupRef idref="b"/>' * 20_000
    inside = f'<group id="a">{again}</group><group id="b"><itemRef residref="1"/>{again}</group>'
    item = read(f'<packageItem {G2} guid="p"><itemMeta/><groupSet root="a">{inside}</groupSet></packageItem>')
    assert item.links == (Link(uri="1"),)


def test_a_package_of_too_many_items_says_so():
    many = "".join(f'<itemRef residref="{number}"/>' for number in range(5_002))
    item = read(
        f'<packageItem {G2} guid="p"><itemMeta/><groupSet><group>{many}</group></groupSet></packageItem>'
    )
    assert len(item.links) == 5_000
    assert item.problems == ("The package names more than 5,000 items, and only so many were taken.",)


def message(*items: str) -> bytes:
    return f"<newsMessage {G2}><header><sent/></header><itemSet>{''.join(items)}</itemSet></newsMessage>".encode()


def test_one_bad_item_of_a_message_keeps_no_other_from_the_desk():
    good = news(content=TEXT)
    other = good.replace("urn:x:1", "urn:x:2")
    too_long = news(content=f"<inlineData>{'word ' * 450_000}</inlineData>").replace("urn:x:1", "urn:x:3")
    parcel = newsml_g2.parse(
        message(good, f"\n<newsItem {G2}/>", other, f'<conceptItem {G2} guid="c"/>', "<p/>", too_long),
        name="m.xml",
    )
    assert [item.uri for item in parcel.items] == ["urn:x:1", "urn:x:2"]
    assert [line.partition(": ")[0] for line in parcel.refused] == ["m.xml, line 2"] * 4
    assert [line.partition(": ")[2][:27] for line in parcel.refused] == [
        "the item has no guid, so th",
        "the conceptItem “c” holds n",
        "<p> is no item of NewsML-G2",
        "the item “urn:x:3”: the tex",
    ]


def test_items_speak_the_language_of_the_message_around_them():
    item = news(about="<headline>Olá</headline>").replace(' xml:lang="en"', "")
    text = message(item).decode().replace("<newsMessage", '<newsMessage xml:lang="pt"')
    assert read(text).language == "pt"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (message(), "a.xml, line 1: the message holds no items"),
        (b"<newsItem/>", "not NewsML-G2: <newsItem> is not of its namespace"),
        (b"<rss/>", "not NewsML-G2: <rss> is not of its namespace"),
        (f"<newsItem {G2}><itemMeta/></newsItem>".encode(), "the item has no guid"),
        (news().encode()[:-20], "a.xml, line 1: not well-formed XML"),
        (
            f'<!DOCTYPE a [<!ENTITY e SYSTEM "/etc/hostname">]>{news(content="&e;")}'.encode(),
            "in another file",
        ),
        (
            news(content='<include xmlns="http://www.w3.org/2001/XInclude" href="b.xml"/>').encode(),
            "names another file by XInclude (b.xml)",
        ),
        (news(about=f"{'<broader>' * 300}{'</broader>' * 300}").encode(), "more than 256 deep"),
        (
            f'<?xml version="1.0" encoding="utf-8"?>{news(about="<headline>é</headline>")}'.encode("cp1252"),
            "encoding",
        ),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_reason(data, words):
    with pytest.raises(Refused) as refused:
        newsml_g2.parse(data, name="a.xml")
    assert words in str(refused.value)


def test_entities_of_the_file_are_read():
    text = f'<!DOCTYPE a [<!ENTITY ag "Agência">]>{news(about="<headline>&ag; diz</headline>")}'
    assert read(text).headline == "Agência diz"


NAMES = st.sampled_from(
    [
        "newsItem",
        "packageItem",
        "newsMessage",
        "itemSet",
        "itemMeta",
        "contentMeta",
        "contentSet",
        "rightsInfo",
        "inlineXML",
        "inlineData",
        "name",
        "embargoed",
        "pubStatus",
        "subject",
        "headline",
        "groupSet",
        "group",
        "groupRef",
        "itemRef",
        "remoteContent",
        "html",
        "nitf",
        "p",
        "table",
        "td",
        "a",
        "br",
        "catalog",
        "scheme",
        "assert",
        "description",
        "media",
        "figure",
        "img",
        "version",
        "versionCreated",
        "language",
        "newsCoverageSet",
    ]
)
VALUES = st.sampled_from(
    ["", "x", "a:b", "http://x/y", "1", "-1", "é\xa0", "2026-01-01T00:00:00Z", ":", "//", "stat:"]
)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(
        ["guid", "qcode", "uri", "role", "href", "residref", "id", "idref", "tag", "xml:lang", "version"]
    ),
    VALUES,
    max_size=3,
)


def written(name: str, attributes: dict[str, str], inside: str) -> str:
    said = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{said}>{inside}</{name}>"


TREES = st.recursive(
    st.builds(written, NAMES, ATTRIBUTES, VALUES),
    lambda inner: st.builds(written, NAMES, ATTRIBUTES, st.lists(inner, max_size=4).map("".join)),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(TREES, max_size=4).map("".join), st.booleans())
def test_whatever_is_in_an_item_it_is_read_or_refused(inside, is_message):
    meta = '<itemMeta><itemClass qcode="ninat:text"/></itemMeta>'
    text = f'<newsItem {G2} guid="g">{meta}{inside}</newsItem>'
    with suppress(Refused):
        newsml_g2.parse(message(text, inside) if is_message else text.encode(), name="f")


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 3900), st.binary(max_size=6), st.integers(0, 6))
def test_a_file_with_wrong_bytes_is_read_or_refused(at, put, cut):
    data = next(SAMPLES.glob("LISTING_2*")).read_bytes()
    with suppress(Refused):
        newsml_g2.parse(data[:at] + put + data[at + cut :], name="f")
