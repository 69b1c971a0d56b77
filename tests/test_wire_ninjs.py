"""ninjs of every version becomes the same record, and an embargo holds in all of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from articles.wire import ninjs
from articles.wire.item import Item, Kind, Link, Refused, Rendition, Signal, Status, Subject

SAMPLES = Path(__file__).parent / "samples" / "wire" / "ninjs"
SUITE = SAMPLES / "test_suite"
SHOULD_PASS = sorted([*SUITE.glob("*/should_pass/*.json"), *SAMPLES.glob("examples/*/*.json")])

# What is said of each file that its version does not allow. Three are refused as JSON already.
TOLD = "Left out, because ninjs does not have it: "
REFUSED = {
    "1.0/001_no_uri_declared": "line 1: The item has none of uri, guid",
    "1.0/002_type_invalid": "line 3: type is “invalid”, and has to be one of text, audio,",
    "1.0/004_representationtype_invalid": "line 3: representationtype is “invalid”, and has to be",
    "1.0/005_profile_must_be_string": "line 3: profile has to be text, and is a number",
    "1.0/006_version_must_be_string": "line 3: version has to be text, and is a number",
    "1.0/008_usageterms_object": "line 3: usageterms has to be text, and is an object",
    "1.0/009_body_text_with_cr": "line 3: This is not JSON: invalid control character",
    "1.0/010_body_must_be_string": "line 7: This is not JSON: ",
    "1.0/011_description_must_be_string": "line 7: This is not JSON: ",
    "1.0/012_location_not_object": "line 10: This is not JSON: ",
    "1.0/013_person_not_string": "line 3: person has to be a list, and is text",
    "2.1/002_good_association_but_no_name": "line 19: associations[0].name is missing",
    "2.1/003_good_association_but_no_uri": "line 19: associations[0] has none of uri, guid",
    "2.1/004_bad_rights": "line 6: rightsinfo.linkedrights and encodedrights exclude each other",
    "3.0/001_bad_geojson": "line 23: places[0].geojson.type is missing",
    "3.0/002_bad_association": "line 19: associations[0].name is missing",
    "3.0/003_event_with_conflicting_start": "line 11: eventDetails.dates.startdate and expectedstartdate exclude",
    "3.0/004_event_with_renditions": "line 11: eventDetails.dates.startdate and expectedstartdate exclude",
    "3.0/004_invalid_truncated_date": "line 13: eventDetails.dates.expectedStartDate is “February 29th 2024”",
    "3.0/005_planned_coverage_bad_urgency": "line 23: plannedCoverage[0].urgency has to be a whole number",
    "3.0/006_bad_urgency": "line 3: urgency has to be a whole number from 1 to 9, and is 0.1",
}
TAKEN_AND_TOLD = {
    "1.0/003_malformed_property": f"{TOLD}mime_type.",
    "1.0/007_pubstatus_cancelled": "pubstatus is “cancelled”, which ninjs does not have; it was read as canceled.",
    "1.0/015_pubstatus_commissioned": (
        "pubstatus is “commissioned”, which ninjs does not have; it was read as withheld."
    ),
    "1.0/017_description_extension": f"{TOLD}description_*&^%.",
    "2.1/001_bad_association": f"{TOLD}associations[0].incorrectproperty.",
    "3.0/001_bad_toplevel": f"{TOLD}random.",
}
# Later versions allow these, and the files do not say that they are of version 1.0.
ALLOWED_LATER = {"1.0/014_type_component", "1.0/016_infosource"}


def one(**fields: Any) -> Item:
    return parsed({"uri": "urn:x:1", **fields})


def parsed(value: Any) -> Item:
    (item,) = ninjs.parse(json.dumps(value).encode()).items
    return item


def sample(path: str) -> Item:
    (item,) = ninjs.parse((SAMPLES / "examples" / f"{path}.json").read_bytes()).items
    return item


def in_the_suite(case: str) -> bytes:
    version, _, file = case.partition("/")
    return (SUITE / version / "should_fail" / f"{file}.json").read_bytes()


# IPTC's own files


@pytest.mark.parametrize("path", SHOULD_PASS, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_what_should_pass_is_taken_whole(path: Path) -> None:
    parcel = ninjs.parse(path.read_bytes(), name=path.name)
    assert (len(parcel.items), parcel.refused) == (1, ())
    assert not [problem for problem in parcel.items[0].problems if TOLD in problem]
    assert parcel.items[0].uri == json.loads(path.read_bytes())["uri"]


@pytest.mark.parametrize(("case", "reason"), REFUSED.items(), ids=REFUSED)
def test_what_should_fail_is_refused_with_its_property_and_line(case: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        ninjs.parse(in_the_suite(case), name="a.json")
    assert str(refused.value).startswith(f"a.json, {reason}")


@pytest.mark.parametrize(("case", "problem"), TAKEN_AND_TOLD.items(), ids=TAKEN_AND_TOLD)
def test_what_harms_nothing_is_taken_and_told(case: str, problem: str) -> None:
    (item,) = ninjs.parse(in_the_suite(case)).items
    assert item.problems == (problem,)


def test_every_file_that_should_fail_is_accounted_for() -> None:
    files = {f"{path.parts[-3]}/{path.stem}" for path in SUITE.glob("*/should_fail/*.json")}
    assert files == {*REFUSED, *TAKEN_AND_TOLD, *ALLOWED_LATER}
    for case in ALLOWED_LATER:
        assert ninjs.parse(in_the_suite(case)).items[0].problems == ()


def test_one_story_reads_the_same_in_all_versions() -> None:
    first, second, third = (
        sample(path)
        for path in ("1.4/ninjsExSimpleText1", "2.1/ninjsExSimpleText_2", "3.1/004_simple_text_article")
    )
    assert [item.format for item in (first, second, third)] == ["ninjs 1", "ninjs 2", "ninjs 3"]
    for item in (first, second, third):
        assert item.headline == "Captain of wrecked cruise ship on trial in Italy"
        assert item.byline == "Paulo Santalucia and Frances d'Emilio"
        assert item.versioned_at == datetime(2013, 7, 9, 10, 37, tzinfo=UTC)
        assert item.body.startswith("<p>GROSSETO, Italy (AP) -- The trial of the captain")
        assert item.body.count("<p>") == first.body.count("<p>") == 4
        assert item.word_count == first.word_count == 157


def test_a_picture_of_an_agency_keeps_all_its_renditions_and_terms() -> None:
    for item in (sample("2.1/ap_image"), sample("3.0/ap_image")):
        assert (item.kind, item.version, item.urgency, item.status) == (Kind.PICTURE, 0, 5, Status.USABLE)
        assert item.credit == "ASSOCIATED PRESS"
        assert item.ednote == "TURKEY OUT  NOV. 11, 2019 FILE PHOTO"
        assert item.usage_terms.startswith("This content is intended for editorial use only.")
        (picture,) = item.media
        assert picture.caption.startswith("FILE - In this Monday, Nov. 11, 2019 file photo")
        assert (picture.headline, picture.credit) == ("Turkey Islamic State", "ASSOCIATED PRESS")
        assert [one.role for one in picture.renditions][:3] == ["main", "preview", "thumbnail"]
        main = picture.renditions[0]
        assert (main.width, main.height, main.size, main.media_type) == (3000, 2208, 4764958, "image/jpeg")
        assert (item.body, item.standfirst) == ("", "")
        assert (
            Subject(
                name="Turkey",
                code="661e09b87d5b10048287c076b8e3055c",
                scheme="http://cv.ap.org/id/",
                kind="place",
            )
            in item.subjects
        )


def test_a_composite_with_a_text_is_a_story_with_its_picture() -> None:
    item = sample("1.4/ninjsExComplex1")
    assert (item.kind, item.dateline, item.language) == (Kind.TEXT, "Grossetto, Italy", "en")
    (picture,) = item.media
    assert picture.uri == "http://ninjs.example.com/newsitems/20130709simpPh123"
    assert (picture.creator, picture.caption[:32]) == ("Paulo Santalucia", "The Costa Concordia cruise ship ")
    assert [(one.role, one.width, one.height) for one in picture.renditions] == [
        ("main", 429, 281),
        ("small", 179, 117),
    ]
    assert item.subjects[0] == Subject(
        name="Francesco Schettino", code="0hzcydt", scheme="http://www.freebase.com/m/", kind="person"
    )
    assert item.copyright == "Copyright 2013 The News Agency, www.tna.org - all rights reserved."


def test_a_german_story_keeps_its_times_and_its_words() -> None:
    item = sample("3.0/dpa_text")
    assert item.versioned_at == datetime(2019, 5, 10, 14, 2, 28, tzinfo=UTC)
    assert (item.provider, item.version, item.urgency, item.language) == ("dpa", 2, 4, "de")
    assert item.byline == "Von Christian Hollmann, dpa"
    assert "«der größte Skandal im Fußball seit Jahren»" in item.body


def test_a_body_in_nitf_is_read_with_its_paragraphs() -> None:
    path = (
        "3.0/20231008-anti-doping-measures-at-the-tour-down-under-will-be-the-toughest-ever-addb-ninjs-nitf"
    )
    item = sample(path)
    assert item.body.startswith("<p>The Australian Sports Anti-Doping Authority (ASADA) today announced")
    assert item.body.count("<p>") == 18
    assert item.standfirst.startswith("The Australian Sports Anti-Doping Authority")


def test_an_event_says_when_and_where_it_is() -> None:
    item = sample("3.0/simpleEvent")
    assert item.kind == Kind.EVENT
    assert item.headline == "Tackling Doping in Sport Conference"
    assert item.ednote == "Event: 2011-03-16 to 2011-03-17, Twickenham Stadium"


# Embargo and status


@pytest.mark.parametrize(
    "spelling", ["embargoed", "embargoedUntil", "embargoeduntil", "embargo", "Embargoed_Until"]
)
@pytest.mark.parametrize("version", ["1.0", "2.1", "3.1", None])
def test_an_embargo_holds_however_it_is_spelt(spelling: str, version: str | None) -> None:
    standard = {"standard": {"name": "ninjs", "version": version}} if version else {}
    item = one(**standard, versionCreated="2026-01-01T00:00:00Z", **{spelling: "2026-12-01T06:00:00+01:00"})
    assert item.embargo is not None
    assert item.embargo.until == datetime(2026, 12, 1, 5, 0, tzinfo=UTC)
    assert item.embargo.words == "2026-12-01T06:00:00+01:00"


@pytest.mark.parametrize(
    "said", ["Next Monday", "2026-12-01", "2026-12-01T06:00:00", "", 5, False, {"until": "x"}, []]
)
def test_an_embargo_that_cannot_be_read_holds_until_it_is_lifted(said: Any) -> None:
    item = one(embargoed=said)
    assert item.embargo is not None
    assert item.embargo.until is None
    assert "cannot be read, or says no time zone" in item.problems[0]


def test_the_latest_of_several_embargoes_holds() -> None:
    early, late = "2026-12-01T06:00:00Z", "2026-12-02T06:00:00Z"
    item = one(embargoed=late, embargoedUntil=early)
    assert item.embargo is not None
    assert item.embargo.until == datetime(2026, 12, 2, 6, 0, tzinfo=UTC)
    unread = one(embargoed=late, embargoedUntil="soon").embargo
    assert unread is not None
    assert unread.until is None


def test_an_item_that_speaks_of_no_embargo_has_none() -> None:
    assert one().embargo is None
    assert one(embargoed=None).embargo is None


@pytest.mark.parametrize("spelling", ["pubstatus", "pubStatus", "pub_status"])
@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("usable", Status.USABLE),
        ("withheld", Status.WITHHELD),
        ("canceled", Status.CANCELED),
        ("Cancelled", Status.CANCELED),
        ("something else", Status.WITHHELD),
    ],
)
def test_a_status_is_read_in_every_spelling(spelling: str, said: str, status: Status) -> None:
    assert one(**{spelling: said}).status == status


def test_the_strictest_status_counts() -> None:
    assert one(pubstatus="usable", pub_status="canceled").status == Status.CANCELED


def test_a_kill_is_taken_although_something_else_in_it_is_wrong() -> None:
    item = one(
        pubStatus="canceled", version="3", urgency=77, headlines=[{"role": "main"}], edNote="Kill this."
    )
    assert (item.status, item.signal) == (Status.CANCELED, Signal.KILL)
    assert (item.version, item.ednote) == (3, "Kill this.")
    assert item.problems == (
        "Only that it is canceled was taken of this item, because"
        " urgency has to be a whole number from 1 to 9, and is 77.",
    )


def test_times_without_a_zone_are_told_and_left_out() -> None:
    item = one(firstcreated="2026-01-01T12:00:00", versioncreated="2026-01-01")
    assert (item.created_at, item.versioned_at) == (None, None)
    assert [problem.partition(":")[0] for problem in item.problems] == ["firstcreated", "versioncreated"]


# Texts


def test_html_is_taken_before_plain_text_and_its_pictures_are_kept_beside_it() -> None:
    item = one(
        bodies=[
            {"role": "main", "contentType": "text/plain", "value": "One."},
            {
                "role": "richtext",
                "contentType": "text/html",
                "value": "<p>One <b>two</b>.</p><figure><img src='https://a.example/1.jpg' alt='A'>"
                "<figcaption>Cap</figcaption></figure><script>x</script><figure data-picture='7'></figure>",
            },
        ]
    )
    assert item.body == "<p>One <strong>two</strong>.</p>"
    (picture,) = item.media
    assert (picture.alt, picture.caption) == ("A", "Cap")
    assert picture.renditions == (Rendition(address="https://a.example/1.jpg"),)


def test_a_picture_of_the_text_that_is_also_associated_comes_once() -> None:
    item = one(
        body_html="<p>x <img src='https://a.example/1.jpg'></p>",
        associations={
            "featuremedia": {
                "uri": "p",
                "type": "picture",
                "renditions": {"a": {"href": "https://a.example/1.jpg"}},
            }
        },
    )
    assert [picture.uri for picture in item.media] == ["p"]


def test_the_story_is_taken_and_not_its_teaser() -> None:
    item = one(
        bodies=[
            {"role": "teaser", "contentType": "text/html", "value": "<p>Short</p>"},
            {"role": "main", "contentType": "text/plain", "value": "First & second.\n\nThird."},
        ]
    )
    assert item.body == "<p>First &amp; second.</p><p>Third.</p>"
    assert item.problems == ("Texts of the item that were left out: teaser.",)


def test_html_that_cannot_be_read_to_its_end_gives_way_to_plain_text() -> None:
    deep = "<div>" * 300 + "x" + "</div>" * 300
    item = one(body_html=deep, body_text="Plain.")
    assert item.body == "<p>Plain.</p>"
    assert "was left out for another one" in item.problems[0]
    with pytest.raises(Refused, match="stand deeper in one another"):
        one(body_html=deep)


def test_a_text_without_a_type_is_read_by_what_it_looks_like() -> None:
    assert one(bodies=[{"role": "main", "value": "<p>A</p><p>B</p>"}]).body == "<p>A</p><p>B</p>"
    assert one(bodies=[{"role": "main", "value": "1 < 2"}]).body == "<p>1 &lt; 2</p>"


def test_a_headline_in_html_becomes_one_line() -> None:
    headlines = [
        {"role": "social", "value": "Not this"},
        {"role": "main", "contentType": "text/html", "value": "<h1>A <em>very</em>\nlong day</h1>"},
    ]
    assert one(headlines=headlines).headline == "A very long day"
    assert one(title="By its title").headline == "By its title"


# Pictures and other items


def test_a_picture_that_is_held_longer_than_its_story_is_left_out_and_told() -> None:
    until = "2026-12-01T06:00:00Z"
    later = "2026-12-02T06:00:00Z"
    associations = [
        {"name": "a", "uri": "urn:a", "type": "picture", "embargoedUntil": until},
        {"name": "b", "uri": "urn:b", "type": "picture", "embargoedUntil": later},
        {"name": "c", "uri": "urn:c", "type": "picture", "pubStatus": "canceled"},
        {"name": "d", "uri": "urn:d", "type": "picture", "embargoed": "soon"},
    ]
    item = one(embargoedUntil=until, associations=associations)
    assert [picture.uri for picture in item.media] == ["urn:a"]
    assert item.problems == (
        "The picture urn:b was left out: it is embargoed until 2026-12-02 06:00 UTC, longer than the text.",
        "The picture urn:c was left out: it is canceled.",
        "The picture urn:d was left out: it is embargoed, and nobody says until when.",
    )
    assert [picture.uri for picture in one(associations=associations[:1]).media] == []


def test_what_ai_made_is_told() -> None:
    made = {"name": "AI", "uri": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"}
    picture = {"name": "a", "uri": "urn:a", "type": "picture", "digitalSourceType": made}
    told = ("The agency says that AI made this, or a part of it (trainedAlgorithmicMedia).",)
    assert one(digitalSourceType=made).problems == told
    assert one(associations=[picture]).problems == told


def test_associated_texts_are_links() -> None:
    item = one(
        associations=[
            {
                "name": "related",
                "rel": "http://a.example/rel/seealso",
                "uri": "urn:b",
                "type": "text",
                "version": "2",
                "headlines": [{"value": "Other"}],
            },
            {"name": "member", "uri": "urn:c"},
        ],
        evolvedfrom="urn:before",
    )
    assert item.links == (
        Link(uri="urn:b", rel="http://a.example/rel/seealso", headline="Other", version="2"),
        Link(uri="urn:c", rel="member"),
        Link(uri="urn:before", rel="evolvedfrom"),
    )


def test_rights_and_the_end_of_use_are_among_the_terms() -> None:
    item = one(
        usageterms="No Turkey.",
        rightsinfo={"linkedrights": "https://a.example/r"},
        expires="2027-01-01T00:00:00Z",
    )
    assert (
        item.usage_terms
        == "No Turkey.\nRights: https://a.example/r\nNot to be used after 2027-01-01T00:00:00Z."
    )


def test_superdesk_writes_guid_and_codes() -> None:
    item = parsed(
        {
            "guid": "tag:a.example:1", "_etag": "x", "version": "4", "type": "text", "priority": 3,
            "headline": "H", "body_html": "<p>B</p>", "source": "AAP", "keywords": ["a", "a", "b"],
            "service": [{"code": "i", "name": "International"}], "place": [{"name": "Rome", "code": None}],
            "signal": [{"name": "Correction", "code": "sig:correction"}],
            "description_html": "<p>Stand<br>first</p>", "description_text": "Standfirst",
            "associations": {
                "featuremedia--1": {"guid": "tag:p", "type": "picture", "body_text": "Alt text",
                    "renditions": {"original": {"href": "https://a.example/o.jpg", "poi": {"x": 1, "y": 2}}}},
            },
        }
    )  # fmt: skip
    assert (item.uri, item.provider, item.version, item.signal) == (
        "tag:a.example:1",
        "AAP",
        4,
        Signal.CORRECTION,
    )
    assert item.problems == ()
    assert item.keywords == ("a", "b")
    assert Subject(name="International", code="i", kind="category") in item.subjects
    assert (item.media[0].alt, item.media[0].renditions[0].role) == ("Alt text", "original")


# Lists


@pytest.mark.parametrize(
    "wrap",
    [lambda items: items, lambda items: {"items": items}, lambda items: {"_items": items, "_meta": {}}],
)
def test_a_list_gives_what_can_be_taken_and_tells_the_rest(wrap: Any) -> None:
    items = [{"uri": "urn:1"}, {"uri": "urn:2", "urgency": "high"}, 5, {"uri": "urn:3"}]
    parcel = ninjs.parse(json.dumps(wrap(items), indent=1).encode())
    assert [item.uri for item in parcel.items] == ["urn:1", "urn:3"]
    assert [reason.partition(",")[0] for reason in parcel.refused] == ["Item 2", "Item 3"]
    assert "urgency has to be a number, and is text" in parcel.refused[0]
    assert "line 7" in parcel.refused[0] or "line 8" in parcel.refused[0]


def test_an_empty_list_is_nothing_new() -> None:
    assert ninjs.parse(b"[]").items == ninjs.parse(b'{"items": []}').items == ()


@pytest.mark.parametrize("data", [b"5", b'"x"', b"null", b"{}", b'{"uri": " "}', b'{"items": {}}'])
def test_json_that_is_no_item_is_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        ninjs.parse(data)


def test_the_same_name_in_two_spellings_is_refused() -> None:
    with pytest.raises(Refused, match="stands there twice, as “usageterms” and “usageTerms”"):
        one(usageterms="a", usageTerms="b")


def test_an_embargo_that_stands_in_the_note_only_holds() -> None:
    item = one(ednote="Eds: EMBARGOED until 6pm Tuesday.")
    assert item.embargo is not None
    assert (item.embargo.until, item.embargo.words) == (None, "Eds: EMBARGOED until 6pm Tuesday.")
    assert one(headlines=[{"value": "Sperrfrist 18 Uhr: Preise"}]).embargo is not None
    assert one(headline="EU agrees oil embargo").embargo is None


def test_a_frame_around_a_table_or_a_quotation_hides_neither() -> None:
    table = "<figure class='wp-block-table'><table><tr><td>1</td></tr></table><figcaption>Sums</figcaption></figure>"
    item = one(body_html=f"<p>A</p>{table}<figure><blockquote>Q</blockquote></figure>")
    assert "<td><p>1</p></td>" in item.body
    assert "<p>Sums</p>" in item.body
    assert "<blockquote><p>Q</p></blockquote>" in item.body
    with_words = one(body_html="<p>A</p><figure><img src='https://a.example/1.jpg'><p>Words</p></figure>")
    assert (with_words.body, with_words.media[0].caption) == ("<p>A</p>", "Words")
