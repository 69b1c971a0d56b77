"""In which words each format says that an item takes the place of another, and what they are not taken for."""

from __future__ import annotations

import json
from email.message import EmailMessage
from typing import Any

import pytest

from articles.wire import replacing, sniffing
from articles.wire.item import Item, Link, Signal, Status
from tests.test_wire_newsml_1 import newsitem, newsml
from tests.test_wire_nitf import story
from tests.test_wire_of_teleprinters import message, telegram

G2 = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:b" version="{version}"><itemMeta>
<itemClass qcode="ninat:text"/><provider literal="MP"/><versionCreated>2026-01-05T10:00:00Z</versionCreated>
<pubStatus qcode="{status}"/>{meta}</itemMeta><contentMeta>{about}<headline>Gale</headline></contentMeta>
<contentSet><inlineData contenttype="text/plain">It blew.</inlineData></contentSet></newsItem>"""
FEED = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><title>Meridian</title>
<id>urn:feed</id><updated>2026-01-05T10:00:00Z</updated>{entries}</feed>"""


def only(data: bytes) -> Item:
    parcel = sniffing.read(data)
    assert parcel.refused == ()
    (found,) = parcel.items
    return found


def g2(meta: str = "", *, version: int = 1, status: str = "stat:usable", about: str = "") -> Item:
    return only(G2.format(meta=meta, version=version, status=status, about=about).encode())


def ninjs(**said: Any) -> Item:
    return only(json.dumps({"uri": "urn:b", "type": "text", "headline": "Gale", **said}).encode())


def letter(subject: str, **headers: str) -> bytes:
    made = EmailMessage()
    given = {"Message-ID": "<2@a.example>", "Date": "Mon, 05 Jan 2026 10:00:00 +0000", "From": "a@a.example"}
    for name, value in {**given, "Subject": subject, **headers}.items():
        made[name.replace("_", "-")] = value
    made.set_content("What it says.")
    return made.as_bytes()


@pytest.mark.parametrize(
    ("rel", "replaces"),
    [
        ("irel:evolvedFrom", True),
        ("irel:previousVersion", True),
        ("http://cv.iptc.org/newscodes/itemrelation/replaces", True),
        ("irel:seeAlso", False),
        ("irel:translatedFrom", False),
        ("irel:derivedFrom", False),
        ("", False),
    ],
)
def test_newsml_g2_says_it_by_the_relation_of_a_link(rel: str, replaces: bool) -> None:
    said = f'rel="{rel}"' if "//" not in rel else f'reluri="{rel}"'
    found = g2(f'<link {said if rel else ""} residref="urn:a"/>')
    assert found.replaces == (("urn:a",) if replaces else ())


def test_a_kill_without_a_version_before_it_is_about_what_it_is_derived_from() -> None:
    link = '<link rel="irel:derivedFrom" residref="urn:a"/>'
    assert g2(link, status="stat:canceled").replaces == ("urn:a",)
    # The second version kills the first.
    assert g2(link, status="stat:canceled", version=2).replaces == ()
    assert g2(about="<altId>meridian-4711</altId>").aliases == ("meridian-4711",)


def test_ninjs_says_it_by_evolvedfrom_or_by_an_association() -> None:
    assert ninjs(evolvedfrom="urn:a").replaces == ("urn:a",)
    found = ninjs(associations={"replaces": {"uri": "urn:a", "type": "picture"}, "p": {"uri": "urn:c"}})
    assert (found.replaces, found.media) == (("urn:a",), ())
    named = ninjs(associations=[{"name": "one", "rel": "corrects", "uri": "urn:a"}])
    assert named.replaces == ("urn:a",)


def test_ninjs_has_other_names_for_an_item() -> None:
    assert ninjs(altids={"itemid": "tag:a.example:1", "etag": "0123456789"}).aliases == ("tag:a.example:1",)
    ids = [{"role": "itemid", "value": "tag:a.example:1"}, {"role": "iid", "value": "(ap)"}]
    assert ninjs(altIds=ids).aliases == ("tag:a.example:1",)
    assert ninjs(altids=["tag:a.example:1", 7, None]).aliases == ()


def test_newsml_1_says_it_by_an_association_and_names_with_or_without_revision() -> None:
    usable = '<Status FormalName="Usable"/>'
    named = '<AssociatedWith FormalName="{}" NewsItem="{}"/>'
    said = only(
        newsml(newsitem(management=usable + named.format("Replaces", "urn:newsml:a.test:20260105:x:3N")))
    )
    assert said.replaces == ("urn:newsml:a.test:20260105:x:3N", "urn:newsml:a.test:20260105:x")
    said = only(newsml(newsitem(management=usable + named.format("Photo", "urn:newsml:a.test:20260105:x"))))
    assert said.replaces == ()
    killed = '<Status FormalName="Canceled"/><DerivedFrom NewsItem="a.test:20260105:x"/>'
    assert "urn:newsml:a.test:20260105:x" in only(newsml(newsitem(management=killed))).replaces


def test_nitf_says_it_by_a_correction_a_note_or_the_key_of_the_story() -> None:
    issued = '<date.issue norm="20260105T100000Z"/>'
    found = only(story('<correction info="Six, not nine." id-string="harbor-0"/>'))
    assert (found.signal, found.replaces) == (Signal.CORRECTION, ("harbor-0",))
    found = only(story(f'<du-key key="harbor" version="1"/>{issued}'))
    assert (found.aliases, found.replaces) == (("du-key:harbor:2026-01-05",), ())
    days = ("du-key:harbor:2026-01-05", "du-key:harbor:2026-01-04")
    assert only(story(f'<du-key key="harbor" version="2"/>{issued}')).replaces == days
    found = only(
        story(f'<ed-msg msg-type="kill" info="Kill it."/><du-key key="harbor"/>{issued}', top="", content="")
    )
    assert (found.signal, found.replaces) == (Signal.KILL, days)
    assert only(story('<ed-msg info="Kill Bill returns in May"/>')).signal is Signal.NONE


def test_a_letter_says_it_by_supersedes_or_by_its_subject() -> None:
    found = only(letter("Ferry sinks, new figures", Supersedes="<1@a.example>"))
    assert (found.replaces, found.signal, found.status) == (("mid:1@a.example",), Signal.NONE, Status.USABLE)
    found = only(letter("KILL: Ferry sinks", In_Reply_To="<1@a.example>"))
    assert (found.replaces, found.signal, found.status) == (
        *(("mid:1@a.example",), Signal.KILL),
        Status.CANCELED,
    )
    assert only(letter("Re: Ferry sinks", In_Reply_To="<1@a.example>")).replaces == ()


def test_a_letter_that_kills_kills_what_is_attached() -> None:
    made = EmailMessage()
    made["Message-ID"], made["Subject"], made["Supersedes"] = "<2@a.example>", "KILL: Gale", "<1@a.example>"
    made.set_content("Do not use.")
    data = json.dumps({"uri": "urn:a", "type": "text", "headline": "Gale", "body_text": "It blew."}).encode()
    made.add_attachment(data, maintype="application", subtype="json", filename="gale.json")
    found = only(made.as_bytes())
    assert (found.uri, found.signal, found.status) == ("urn:a", Signal.KILL, Status.CANCELED)
    assert found.replaces == ("mid:1@a.example",)


def test_anpa_says_it_by_number_and_keyword() -> None:
    first = only(message())
    assert first.replaces == ()
    kill = only(
        message(
            "^BC-US--Harbor, KILL<\r\n^Eds: Kill V4644, BC-US--Harbor Master.<\r\n\tBOSTON (AP) _ Kill it.\r\n",
            header="G7788\x1fglbsm\r\nr d\x13\x11 BC-US--HarborKILL   08-30 0040\r\n",
            end="AP-WF-08-30-16 0626GMT<\r\n",
        )
    )
    assert kill.signal is Signal.KILL
    assert set(first.aliases) & set(kill.replaces) == {"anpa:AP:2016-08-29:keyword:bcusharbor"}
    assert "anpa:AP:2016-08-29:number:v4644" in kill.replaces
    # The day before a list of headlines was another list.
    daily = only(message(end="AP-WF-08-30-16 1626GMT<\r\n"))
    assert daily.replaces == ()


def test_iptc_7901_says_it_by_the_number_of_its_source() -> None:
    first = only(telegram("Gale\r\n\r\n\tIt blew.", header="APA0123 4 i 0040\r\nGale/\r\n"))
    kill = only(telegram("Kill APA 123 please.\r\n", header="APA0140 2 i 0040\r\nAdvisory/KILL\r\n"))
    assert kill.signal is Signal.KILL
    assert set(first.aliases) & set(kill.replaces) == {"iptc7901:apa:2016-08-29:number:123"}
    other = only(telegram("Kill BPA 123, 200 people, no. 77.\r\n", header="APA0140 2 i 0040\r\nX/KILL\r\n"))
    assert {name for name in other.replaces if "number" in name} == {
        "iptc7901:apa:2016-08-29:number:77",
        "iptc7901:apa:2016-08-28:number:77",
    }


def test_atom_takes_entries_back_by_tombstones() -> None:
    entry = (
        "<entry><id>urn:a</id><title>Gale</title><updated>2026-01-05T09:00:00Z</updated>"
        "<summary>It blew.</summary></entry>"
    )
    gone = (
        '<at:deleted-entry ref="{}" when="2026-01-05T10:00:00Z"><at:by><name>Desk</name></at:by>'
        "<at:comment>Wrong.</at:comment></at:deleted-entry>"
    )
    parcel = sniffing.read(FEED.format(entries=gone.format("urn:a") + entry + gone.format("")).encode())
    killed, kept = parcel.items
    assert (killed.uri, killed.status, killed.signal, killed.headline) == (
        *("urn:a", Status.CANCELED, Signal.KILL),
        "Wrong.",
    )
    assert killed.versioned_at is not None
    assert kept.versioned_at is not None
    assert killed.versioned_at > kept.versioned_at
    assert (kept.uri, kept.headline) == ("urn:a", "Gale")
    assert len(parcel.refused) == 1
    only(FEED.format(entries=gone.format("urn:a")).encode())


@pytest.mark.parametrize(
    ("subject", "meant"),
    [
        ("KILL: Ferry sinks", Signal.KILL),
        ("MANDATORY KILL - Ferry sinks", Signal.KILL),
        ("Fwd: Withdrawn: Ferry sinks", Signal.KILL),
        ("Please kill this story", Signal.NONE),
        ("Kill this story", Signal.KILL),
        ("Kill Bill returns", Signal.NONE),
        ("Withdrawal of troops begins", Signal.NONE),
        ("Canceled flights strand hundreds", Signal.NONE),
        ("CORRECTION: Ferry sinks", Signal.CORRECTION),
        ("Correction (Ferry sinks)", Signal.CORRECTION),
        ("Corrections officers on strike", Signal.NONE),
        ("Berichtigung: Fähre", Signal.CORRECTION),
    ],
)
def test_a_subject_says_it_only_where_nothing_else_can_be_meant(subject: str, meant: Signal) -> None:
    assert replacing.signal(subject) is meant


def test_relations_are_read_in_any_spelling() -> None:
    links = (
        Link(uri="a", rel="Evolved-From"),
        Link(uri="b", rel="REPLACES"),
        Link(uri="c", rel="replacedBy"),
    )
    assert replacing.names(links, Signal.NONE, is_first=True) == ("a", "b")
