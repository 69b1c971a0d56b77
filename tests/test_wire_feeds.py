"""Feeds as agencies send them: what feedparser alone would read wrongly, and what is refused or told."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import body
from articles.wire import feed_dates, feed_media, feeds
from articles.wire.item import Embargo, Item, Kind, Link, Media, Refused, Rendition, Subject

SPACES = (
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"'
)


def rss(*items: str, channel: str = "<title>Agency</title>") -> bytes:
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {SPACES}><channel>{channel}{inner}</channel></rss>'.encode()


def only(data: bytes, address: str = "https://agency.test/feeds/all.xml") -> Item:
    parcel = feeds.parse(data, name="all.xml", address=address)
    assert parcel.refused == ()
    (found,) = parcel.items
    return found


def item(facts: str, address: str = "https://agency.test/feeds/all.xml") -> Item:
    return only(rss(f"<guid>a</guid><title>Harbor opens</title>{facts}"), address)


def test_an_item_of_rss() -> None:
    found = only(
        rss(
            "<title>Harbor &amp;amp; ships</title><link>/harbor</link><guid isPermaLink='false'>a-1</guid>"
            "<pubDate>Mon, 05 Jan 2026 10:00:00 +0100</pubDate>"
            "<description>The &lt;b&gt;sum&lt;/b&gt; of it</description>"
            "<content:encoded><![CDATA[<p onclick='x()'>It <a href='/more'>opened</a>.</p><script>x()</script>"
            "<img src='/ship.jpg' alt='A ship'>]]></content:encoded><category domain='https://t.test'>Ports</category>"
            "<dc:creator>Jane Roe</dc:creator><dc:creator>John Doe</dc:creator>",
            channel="<title>Agency</title><language>en-us</language><copyright>© Agency</copyright>",
        )
    )
    when = datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert found == Item(
        uri="a-1",
        format="RSS 2.0",
        provider="Agency",
        created_at=when,
        versioned_at=when,
        headline="Harbor & ships",
        standfirst="The sum of it",
        byline="Jane Roe, John Doe",
        language="en-us",
        body='<p>It <a href="https://agency.test/more">opened</a>.</p>',
        word_count=2,
        credit="Agency",
        copyright="© Agency",
        keywords=("Ports",),
        subjects=(Subject(name="Ports", code="Ports", scheme="https://t.test", kind="category"),),
        media=(Media(alt="A ship", renditions=(Rendition(address="https://agency.test/ship.jpg"),)),),
        links=(Link(uri="https://agency.test/harbor", rel="alternate"),),
    )


def test_an_entry_of_atom() -> None:
    found = only(
        b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="pt"><title>Ag\xc3\xaancia</title>
        <author><name>Desk</name></author><entry><id>tag:agency.test,2026:1</id>
        <title type="html">A &amp;lt; B</title>
        <updated>20260105T100000Z</updated><published>2026-01-05T09:00:00+01:00</published>
        <summary>In short</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Long.</p></div>
        </content><link href="https://agency.test/1"/><link rel="enclosure" href="https://agency.test/1.mp3"
        type="audio/mpeg" length="99"/></entry></feed>"""
    )
    assert (found.uri, found.format, found.language) == ("tag:agency.test,2026:1", "Atom 1.0", "pt")
    assert (found.headline, found.standfirst, found.body) == ("A < B", "In short", "<p>Long.</p>")
    assert found.byline == "Desk"
    assert found.versioned_at == datetime(2026, 1, 5, 10, tzinfo=UTC)
    assert found.created_at == datetime(2026, 1, 5, 8, tzinfo=UTC)
    (sound,) = found.media
    assert sound.kind is Kind.AUDIO
    assert sound.renditions == (
        Rendition(address="https://agency.test/1.mp3", media_type="audio/mpeg", size=99),
    )
    assert found.problems == ()


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("Mon, 05 Jan 2026 10:00:00 GMT", datetime(2026, 1, 5, 10, tzinfo=UTC)),
        ("5 Jan 26 10:00 EST", datetime(2026, 1, 5, 15, tzinfo=UTC)),
        ("Mon, 05 Jan 2026 10:00:00 Z", datetime(2026, 1, 5, 10, tzinfo=UTC)),
        ("Mon, 5 Jan 2026 10:00:00 -0330", datetime(2026, 1, 5, 13, 30, tzinfo=UTC)),
        ("2026-01-05T10:00:00+05:30", datetime(2026, 1, 5, 4, 30, tzinfo=UTC)),
        ("20260105T100000Z", datetime(2026, 1, 5, 10, tzinfo=UTC)),
        ("2026-01-05t10:00:00z", datetime(2026, 1, 5, 10, tzinfo=UTC)),
        *[
            (said, None)
            for said in (
                "Mon, 05 Jan 2026 10:00:00 CET",
                "Mon, 05 Jan 2026 10:00:00 BST",
                "Mon, 05 Jan 2026 10:00:00",
                "Mon, 35 Jan 2026 10:00:00 GMT",
                "Mon, 05 Jan 2026 10:00:00 +2500",
                "2026-01-05T10:00:00",
                "2026-01-05",
                "yesterday",
                "",
            )
        ],
    ],
)
def test_times(said: str, moment: datetime | None) -> None:
    assert feed_dates.moment(said) == moment


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "Mon, 05 Jan 2026 10:00:00 CET",
            "“CET” in “Mon, 05 Jan 2026 10:00:00 CET” is no time zone that is clear everywhere, and the time was left"
            " out.",
        ),
        ("Mon, 05 Jan 2026 10:00:00", "“Mon, 05 Jan 2026 10:00:00” has no time zone, and was left out."),
        ("2026-01-05", "“2026-01-05” has no time zone, and was left out."),
        ("soon", "“soon” is no date and time that can be read, and was left out."),
    ],
)
def test_a_time_without_zone_is_told(said: str, told: str) -> None:
    found = item(f"<pubDate>{said}</pubDate>")
    assert (found.created_at, found.versioned_at) == (None, None)
    assert found.problems == (f"Time of the item: {told}",)


def test_the_identity_does_not_depend_on_where_the_feed_was_fetched() -> None:
    one, other = (item("", address) for address in ("https://a.test/x", "https://b.test/y/z"))
    assert one.uri == other.uri == "a"


def test_without_guid_the_link_stands_for_it_and_without_both_a_digest() -> None:
    found = only(rss("<title>A</title><link>https://agency.test/1</link>"))
    assert found.uri == "https://agency.test/1"
    assert found.problems == ("The item has no identity (guid); its link stands for it.",)
    one, again, other = (only(rss(f"<title>{title}</title>")) for title in ("A", "A", "B"))
    assert one.uri == again.uri != other.uri
    assert one.problems == (
        "The item has neither identity (guid) nor link: a digest of its words stands for it, and a changed item"
        " counts as another.",
    )


def test_captions_and_credits_stay_with_their_picture_and_out_of_the_text() -> None:
    found = item(
        "<media:content url='/1.jpg' type='image/jpeg' width='800' height='600' fileSize='9'>"
        "<media:description type='plain'>One</media:description><media:credit role='photographer'>Jane</media:credit>"
        "<media:credit role='owner'>Agency</media:credit><media:thumbnail url='/1-small.jpg' width='80'/>"
        "</media:content>"
        "<media:content url='/2.jpg' medium='image'><media:title>Two</media:title>"
        "<media:description type='html'>&lt;p&gt;Second &lt;b&gt;one&lt;/b&gt;&lt;/p&gt;</media:description>"
        "<media:copyright>© B</media:copyright></media:content><media:credit>All</media:credit>"
    )
    assert (found.body, found.standfirst) == ("", "")
    assert found.media == (
        Media(
            caption="One",
            credit="Jane, Agency",
            creator="Jane",
            renditions=(
                Rendition(
                    address="https://agency.test/1.jpg",
                    media_type="image/jpeg",
                    width=800,
                    height=600,
                    size=9,
                ),
                Rendition(address="https://agency.test/1-small.jpg", width=80, role="thumbnail"),
            ),
        ),
        Media(
            headline="Two",
            caption="Second one",
            credit="All",
            copyright="© B",
            renditions=(Rendition(address="https://agency.test/2.jpg"),),
        ),
    )


def test_files_of_a_group_are_one_video_and_an_enclosure_of_the_same_address_is_not_a_second() -> None:
    found = item(
        "<enclosure url='https://agency.test/low.mp4' type='video/mp4' length='5'/>"
        "<media:group><media:content url='/low.mp4' type='video/mp4'/>"
        "<media:content url='/high.mp4' type='video/mp4'/>"
        "<media:description>Ships</media:description><media:restriction relationship='deny' type='country'>us"
        "</media:restriction></media:group>"
    )
    (video,) = found.media
    assert (video.kind, video.caption) == (Kind.VIDEO, "Ships")
    assert video.usage_terms == "Restriction: deny country us"
    assert [file.address for file in video.renditions] == [
        "https://agency.test/low.mp4",
        "https://agency.test/high.mp4",
    ]


def test_of_too_many_pictures_the_first_are_taken_and_the_others_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feed_media, "MAX_MEDIA", 2)
    found = item("".join(f"<media:content url='/{number}.jpg'/>" for number in range(4)))
    assert len(found.media) == 2
    assert found.problems == ("Left out: media beyond 2.",)


def test_an_item_with_an_enclosure_and_no_link_is_read() -> None:
    found = only(rss("<title>A</title><enclosure url='https://agency.test/a.jpg' type='image/jpeg'/>"))
    assert [file.address for one in found.media for file in one.renditions] == ["https://agency.test/a.jpg"]
    assert found.links == ()


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("jane@agency.test (Jane Roe)", "Jane Roe"),
        ("Jane Roe (jane@agency.test)", "Jane Roe"),
        ("Jane Roe &lt;jane@agency.test&gt;", "Jane Roe"),
        ("jane@agency.test", "jane@agency.test"),
        ("Jane Roe (Boston)", "Jane Roe (Boston)"),
    ],
)
def test_an_author_is_named_without_the_address(author: str, name: str) -> None:
    assert item(f"<author>{author}</author>").byline == name


@pytest.mark.parametrize(
    ("facts", "embargo", "is_told"),
    [
        (
            "<prism:embargoDate>2026-01-05T10:00:00Z</prism:embargoDate>",
            Embargo(until=datetime(2026, 1, 5, 10, tzinfo=UTC), words="embargoDate 2026-01-05T10:00:00Z"),
            False,
        ),
        (
            "<prism:embargoDate>2026-01-05</prism:embargoDate>",
            Embargo(until=None, words="embargoDate 2026-01-05"),
            True,
        ),
        (
            "<dcterms:valid>start=2026-01-05T10:00+01:00; end=2027-01-01</dcterms:valid>",
            Embargo(until=datetime(2026, 1, 5, 9, tzinfo=UTC), words="valid 2026-01-05T10:00+01:00"),
            False,
        ),
        ("", None, False),
    ],
)
def test_embargoes(facts: str, embargo: Embargo | None, is_told: bool) -> None:
    found = item(facts)
    assert found.embargo == embargo
    assert any("kept open" in problem for problem in found.problems) == is_told


def test_an_embargo_in_the_title_is_kept_open() -> None:
    found = only(rss("<guid>a</guid><title>Embargoed until 6 pm: Harbor opens</title>"))
    assert found.embargo == Embargo(until=None, words="Embargoed until 6 pm: Harbor opens")


def test_an_item_that_says_nothing_is_refused_alone() -> None:
    parcel = feeds.parse(rss("<guid>a</guid>", "<guid>b</guid><title>B</title>"), name="x.xml")
    assert [found.uri for found in parcel.items] == ["b"]
    assert parcel.refused == ("x.xml, line 1: the item has neither title, text nor media",)


def test_letters_by_name_are_read_and_told() -> None:
    found = only(rss("<guid>a</guid><title>Caf&eacute;</title>"))
    assert found.headline == "Café"
    assert found.problems == (
        "The feed uses letters by name (such as &nbsp;) that it does not declare; read as in HTML.",
    )


def test_what_was_said_over_http_goes_before_the_file_where_the_file_is_in_it() -> None:
    data = rss("<guid>a</guid><title>Málaga</title>")
    latin = b'<?xml version="1.0" encoding="utf-8"?>' + data.decode().encode("latin-1")
    parcel = feeds.parse(latin, content_type="application/rss+xml; charset=iso-8859-1")
    assert parcel.items[0].headline == "Málaga"
    parcel = feeds.parse(data, content_type="text/xml; charset=us-ascii")
    assert parcel.items[0].headline == "Málaga"


def test_an_item_within_a_text_is_none_of_the_feed() -> None:
    found = only(
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>a</id><title>A</title><content type="xhtml">'
        b'<div xmlns="http://www.w3.org/1999/xhtml"><p>In <item>it</item></p></div></content></entry></feed>'
    )
    assert found.body == "<p>In it</p>"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty or not XML"),
        (b"<html><body>Not found</body></html>", "the file is no feed: it begins with <html>"),
        (b"<redirect><newLocation>https://b.test/</newLocation></redirect>", "moved to https://b.test/"),
        (rss("<title>A</title>", "<title>B</title>")[:-60], "not well-formed XML"),
        (rss("<title>Caf\xe9</title>").decode().encode("latin-1"), "not in the encoding"),
    ],
)
def test_what_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        feeds.parse(data, name="x")


def test_a_feed_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MAX_BYTES", 100)
    with pytest.raises(Refused, match="ask for shorter feeds"):
        feeds.parse(rss("<title>A</title>"))


def test_an_item_of_thousands_of_parts_is_refused() -> None:
    with pytest.raises(Refused, match="line 1: something in the feed has more than 1,000 parts"):
        feeds.parse(rss("<title>A</title>" + "<category/>" * 1_000), name="x")
    assert len(feeds.parse(rss(*["<title>A</title>"] * 1_100)).items) == 1_100


def test_a_feed_without_items_is_no_error() -> None:
    assert feeds.parse(rss()).items == ()


TAGS = """
item entry title link guid id description summary content author pubDate updated category enclosure media:content
media:group media:description media:thumbnail media:credit media:category dc:creator content:encoded source image
"""
WORDS = [
    "",
    "words",
    "&lt;p&gt;x&lt;script&gt;y",
    "2026-01-05T10:00:00Z",
    "https://a.test/",
    "http://[x",
    "\n",
]


@st.composite
def trees(draw: st.DrawFn, depth: int = 2) -> str:
    tag = draw(st.sampled_from(TAGS.split()))
    inner = draw(st.sampled_from(WORDS))
    if depth:
        inner += "".join(draw(st.lists(trees(depth=depth - 1), max_size=3)))
    said = draw(st.sampled_from(WORDS))
    return f'<{tag} url="{said}" href="{said}" type="{said}" rel="enclosure">{inner}</{tag}>'


@settings(max_examples=50, deadline=None)
@given(st.lists(trees(), max_size=4))
def test_any_tree_gives_items_or_a_refusal(pieces: list[str]) -> None:
    try:
        parcel = feeds.parse(rss("<title>A</title>", "".join(pieces)), address="https://agency.test/")
    except Refused:
        return
    for found in parcel.items:
        assert found.uri
        assert body.clean(found.body).html == found.body
