"""Each sample of feedparser and of W3C's feed validator: a right record or a clear refusal.

feedparser's samples say what they expect as an expression over its own result. What such an expression asks of the
first item is compared with our record of it; `DIFFERENT` lists where ours says something else, and why.
"""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from articles import body
from articles.wire import feed_dates, feeds, hypertext
from articles.wire.item import Item, Parcel, Refused

SAMPLES = Path(__file__).parent / "samples" / "wire" / "feeds"
OF_FEEDPARSER = sorted(SAMPLES.glob("feedparser/*/*.xml"))
OF_VALIDATOR = sorted(SAMPLES.glob("feedvalidator/*/*.xml"))
# Where feedparser's own tests serve their samples.
FETCHED_FROM = "http://127.0.0.1:8097/feed.xml"
UNREADABLE = {
    "bozo_bogus_encoding.xml": "line 1: the file says that its encoding is “bogus”",
    "bozo_invalid-bytes-with-bom.xml": "line 7: the bytes are not in the encoding that the file names",
    "utf-32be.xml": "in an encoding that is not read; ask for it in UTF-8",
    "utf-32le.xml": "in an encoding that is not read; ask for it in UTF-8",
}
DIFFERENT = {
    "entry_link_rel_license.xml": "a licence is no link of ours but stands in the terms of use",
    "entry_content_iframe.xml": "what stands in an iframe is not shown by browsers, and goes with it",
    "item_content_encoded_iframe.xml": "as above",
    "item_description_iframe.xml": "as above",
    "entry_summary_object.xml": "an object that is never closed holds what follows; it is told as left out",
    "entry_title_object.xml": "as above",
    **dict.fromkeys(
        (path.name for path in OF_FEEDPARSER if path.name.startswith("entry_title_on")),
        "a picture alone is no headline: the item says nothing and is refused",
    ),
}
HOSTILE = re.compile(
    r"<(?:script|style|iframe|object|embed|applet)|\son[a-z]+\s*=|(?:javascript|vbscript|data):", re.I
)
_HEADER = re.compile(rb"Header:\s*([A-Za-z-]+):\s*([^\r\n]+)")
_EXPECT = re.compile(r"Expect:(.*?)-->", re.S)
_UNTITLED = re.compile(rb"(<(?:item|entry)\b[^>]*>)(?!.*<(?:\w+:)?title)", re.S)


def read(path: Path, *, with_title: bool = False) -> Parcel:
    data = path.read_bytes()
    headers = {name.lower(): value.decode().strip() for name, value in _HEADER.findall(data[:2000])}
    if with_title:
        # Most samples show one field of an item that says nothing; such an item is refused.
        data = _UNTITLED.sub(rb"\1<title>A title</title>", data, count=1)
    return feeds.parse(
        data,
        name=path.name,
        address=headers.get(b"content-location", FETCHED_FROM),
        content_type=headers.get(b"content-type", ""),
    )


def expectations(path: Path) -> Iterator[tuple[str, Any]]:
    """What a sample expects of its first item, as the place asked and the value that should stand there."""
    data = path.read_bytes()[:4000].replace(b"\0", b"").decode("latin-1")
    if not (found := _EXPECT.search(data)):
        return
    for node in ast.walk(ast.parse(found[1].strip(), mode="eval")):
        if not (isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq)):
            continue
        if isinstance(node.comparators[0], ast.Constant):
            yield re.sub(r"\.(\w+)", r"['\1']", ast.unparse(node.left)), node.comparators[0].value


def _of_text(item: Item, html: str) -> bool:
    """Whether the words expected are the text or standfirst of the item, as HTML or as plain text."""
    expected = hypertext.read(html).body
    words = " ".join(body.plain_text(expected).split())
    return expected == item.body or item.standfirst == words or body.plain_text(item.body) == html.strip()


def _of_title(item: Item, html: str) -> bool:
    return item.headline in (html, hypertext.one_line(html))


ASKED: dict[str, Callable[[Item, Any], bool]] = {
    "entries[0]['title']": _of_title,
    "entries[0]['description']": _of_text,
    "entries[0]['summary']": _of_text,
    "entries[0]['content'][0]['value']": _of_text,
    "entries[0]['link']": lambda item, said: item.links[0].uri == said,
    "entries[0]['links'][0]['href']": lambda item, said: item.links[0].uri == said,
    "entries[0]['id']": lambda item, said: item.uri == said,
    "entries[0]['guid']": lambda item, said: item.uri == said,
    "entries[0]['author']": lambda item, said: item.byline == said,
    "entries[0]['author_detail']['name']": lambda item, said: item.byline == said,
    "entries[0]['authors'][0]['name']": lambda item, said: item.byline.split(", ")[0] == said,
    "entries[0]['authors'][1]['name']": lambda item, said: item.byline.split(", ")[1] == said,
    "entries[0]['category']": lambda item, said: item.keywords[0] == said,
    "entries[0]['tags'][0]['term']": lambda item, said: item.keywords[0] == said,
    "entries[0]['tags'][1]['term']": lambda item, said: item.keywords[1] == said,
    "entries[0]['tags'][2]['term']": lambda item, said: item.keywords[2] == said,
    "entries[0]['tags'][0]['scheme']": lambda item, said: item.subjects[0].scheme == said,
    "entries[0]['rights']": lambda item, said: item.copyright == said,
    "entries[0]['rights_detail']['value']": lambda item, said: item.copyright == said,
    "entries[0]['copyright']": lambda item, said: item.copyright == said,
    "entries[0]['license']": lambda item, said: item.usage_terms == f"Licence: {said}",
    "entries[0]['expired']": lambda item, said: item.usage_terms == f"Not to be used after {said}",
    "entries[0]['published']": lambda item, said: item.created_at == feed_dates.moment(said) is not None,
    "entries[0]['created']": lambda item, said: item.created_at == feed_dates.moment(said) is not None,
    "entries[0]['enclosures'][0]['url']": lambda item, said: item.media[0].renditions[0].address == said,
    "entries[0]['enclosures'][0]['href']": lambda item, said: item.media[0].renditions[0].address == said,
    "entries[0]['enclosures'][0]['type']": lambda item, said: item.media[0].renditions[0].media_type == said,
    "entries[0]['enclosures'][0]['length']": lambda item, said: item.media[0].renditions[0].size == int(said),
    "entries[0]['media_thumbnail'][0]['url']": lambda item, said: item.media[0].renditions[0].address == said,
}


@pytest.mark.parametrize("folder", sorted({path.parent.name for path in OF_FEEDPARSER}))
def test_samples_of_feedparser(folder: str) -> None:
    wrong = []
    for path in OF_FEEDPARSER:
        if path.parent.name != folder:
            continue
        try:
            parcel = read(path, with_title=True)
        except Refused as refusal:
            if UNREADABLE.get(path.name, "?") not in str(refusal):
                wrong.append(f"{path.name}: {refusal}")
            continue
        for item in parcel.items:
            if HOSTILE.search(item.body) or body.clean(item.body).html != item.body:
                wrong.append(f"{path.name}: hostile {item.body}")
        for asked, said in expectations(path):
            if asked in ASKED and path.name not in DIFFERENT:
                try:
                    is_right = ASKED[asked](parcel.items[0], said)
                except (IndexError, ValueError):
                    is_right = False
                if not is_right:
                    wrong.append(f"{path.name}: {asked} is not {said!r}: {parcel}")
    assert wrong == []


def test_the_samples_ask_enough() -> None:
    """Whatever changes in how expectations are read, hundreds of them have to be compared."""
    asked = [
        path.name
        for path in OF_FEEDPARSER
        if path.name not in {*DIFFERENT, *UNREADABLE}
        for what, _ in expectations(path)
        if what in ASKED
    ]
    assert len(asked) > 350


def test_a_licence_among_the_links() -> None:
    parcel = read(SAMPLES / "feedparser" / "atom10" / "entry_link_rel_license.xml", with_title=True)
    assert parcel.items[0].usage_terms == "Licence: http://www.creativecommons.org/licenses/by-nc/1.0"


@pytest.mark.parametrize(
    ("name", "uris"),
    [
        ("guid_duplicate_value_cdata.xml", ["http://example.com/weblog.cgi?date=20060225&post=3"] * 2),
        ("guid_duplicate_value_ncr.xml", ["http://example.com/weblog.cgi?date=20060225&post=3"] * 2),
        (
            "guid_duplicate_value_url.xml",
            [
                "http://example.com/weblog.cgi?date=20060225&post=3",
                "http://example.com/weblog.cgi?date=20060225%26post=3",
            ],
        ),
        ("guid_isLargeInteger.xml", ["123456789"]),
        ("guid_isPermalink_false.xml", [""]),
        ("guid_isPermalink_true.xml", [""]),
        ("invalid_guid_blank.xml", [""]),
        ("invalid_guid_invalid_isPermalink.xml", [""]),
        ("invalid_permalink_uuid.xml", ["urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"]),
        ("valid_permalink_url.xml", ["http://www.example.com/id/1"]),
    ],
)
def test_identities_of_the_validator(name: str, uris: list[str]) -> None:
    """An empty one stands for a digest of the words, which is told."""
    parcel = read(SAMPLES / "feedvalidator" / "rss20-guid" / name)
    assert parcel.refused == ()
    told = "neither identity (guid) nor link"
    for item, uri in zip(parcel.items, uris, strict=True):
        assert item.uri == uri or (uri == "" and item.uri.startswith("digest:"))
        assert any(told in problem for problem in item.problems) == (uri == "")
        is_twice = len(set(uris)) < len(uris)
        assert any("the same identity" in problem for problem in item.problems) == is_twice


def test_media_of_the_validator() -> None:
    """Each has one video or song with an address; where the address or a number is bad, that is told."""
    told = {}
    for path in OF_VALIDATOR:
        if path.parent.name != "ext-media":
            continue
        parcel = read(path)
        assert parcel.refused == (), path.name
        assert len(parcel.items) == 1, path.name
        (item,) = parcel.items
        assert [len(one.renditions) > 0 for one in item.media] in ([], [True], [True, True]), path.name
        found = [problem for problem in item.problems if "no title" not in problem and "guid" not in problem]
        if found or not item.media:
            told[path.name] = found
    assert told == {
        "invalid_media_content_height.xml": ["“2em” is no height of a file, and was left out."],
        "invalid_thumbnail_height.xml": ["“7.2” is no height of a file, and was left out."],
    }
