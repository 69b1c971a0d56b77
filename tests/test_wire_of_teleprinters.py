"""ANPA 1312 and IPTC 7901: what becomes of messages between control characters."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import body
from articles.wire import anpa
from articles.wire.item import Embargo, Item, Kind, Parcel, Refused, Signal, Status, Subject

SAMPLES = Path(__file__).parent / "samples" / "wire" / "anpa-1312"
NO_IDENTITY = (
    "ANPA 1312 gives no identity: keyword and date stand for it, so that another message with this keyword on this"
    " day counts as its newer version."
)


def sample(name: str) -> Parcel:
    return anpa.parse((SAMPLES / name).read_bytes(), name=name)


def message(
    text: str = "^BC-US--Harbor,40<\r\n^Harbor opens<\r\n\tBOSTON (AP) _ The harbor opened.\r\n",
    *,
    header: str = "G7787\x1fglbsm\r\nr d\x13\x11 BC-US--Harbor   08-29 0040\r\n",
    end: str = "AP-WF-08-29-16 1626GMT<\r\n",
) -> bytes:
    return f"\x16\x16\x01{header}\x02{text}\x03{end}\x0c\r\n\x04".encode("cp1252")


def telegram(text: str, *, header: str = "APA0123 4 i 0040 afp\r\n", end: str = "291626 GMT AUG 16") -> bytes:
    return f"\x16\x16\x01{header}\x02{text}\x03{end}\r\n\x04".encode()


def only(data: bytes) -> Item:
    parcel = anpa.parse(data)
    assert parcel.refused == ()
    (found,) = parcel.items
    return found


def test_a_list_of_headlines_keeps_every_line_although_none_begins_with_a_tab() -> None:
    (found,) = sample("anpa-4.tst").items
    assert found.uri == "anpa:AP:2016-02-09:AP-Top-Entertainment-Hea"
    assert found.slugline == "AP-Top-Entertainment-Headlines"
    assert found.headline == "AP Top Entertainment News at 11:23 p.m. EST"
    assert found.urgency == 4
    assert found.subjects == (
        Subject(name="Features", code="anpa-1312:e", scheme="anpa-1312", kind="category"),
    )
    assert body.plain_text(found.body).split("\n\n") == [
        "Ex-bodyguard testifies about lewd messages sent to Paltrow",
        "Police: Jay Cutler's brother-in-law death was accidental",
        "Stage version of 'Frozen' to be directed by Broadway veteran",
        "Nielsen's top programs for Feb. 1-7",
        "Sports costs at ESPN weigh down Disney's Force-ful quarter",
        "Judge, not armchair 'Serial' detectives, to decide retrial",
        "LL Cool J learns family secret in 'Finding Your Roots'",
        "Cosby's ex-lawyer dismissed from lawsuit",
        "Former NYC Ballet principal dancer Violette Verdy, 82, dies",
        "Martin Shkreli sued by artist over Wu-Tang Clan album",
    ]


def test_a_write_through_has_its_slugline_headline_note_and_hour() -> None:
    assert sample("ap_anpa-3.tst") == Parcel(
        items=(
            Item(
                uri="anpa:AP:2016-08-29:BC-US--GiantLobsterDeath",
                format="ANPA 1312",
                provider="AP",
                kind=Kind.TEXT,
                status=Status.USABLE,
                signal=Signal.UPDATE,
                urgency=4,
                versioned_at=datetime(2016, 8, 29, 16, 26, tzinfo=UTC),
                slugline="BC-US--Giant Lobster Death, 1st Ld-Writethru",
                headline="$210 lobster is found dead",
                body="<p>CHATHAM, Mass. (AP) — A lobster died.</p>",
                word_count=6,
                ednote="Eds: APNewsNow. Changes short headline. New approach.",
                subjects=(Subject(name="d", code="anpa-1312:d", scheme="anpa-1312", kind="category"),),
                aliases=(
                    "anpa:AP:2016-08-29:number:g7787",
                    "anpa:AP:2016-08-29:keyword:bcusgiantlobsterdeath",
                ),
                replaces=(
                    "anpa:AP:2016-08-29:keyword:bcusgiantlobsterdeath",
                    "anpa:AP:2016-08-28:keyword:bcusgiantlobsterdeath",
                ),
                problems=(NO_IDENTITY,),
            ),
        )
    )


def test_an_alert_without_a_headline_says_so() -> None:
    (found,) = sample("ap_anpa-5.tst").items
    assert (found.slugline, found.headline, found.urgency) == ("BC-US--APNewsAlert", "", 2)
    assert found.versioned_at == datetime(2017, 6, 29, 23, 50, tzinfo=UTC)
    assert body.plain_text(found.body) == (
        "HONOLULU (AP) — Hawaii files court challenge to Trump administration's definition of close U.S. relationship"
        " needed to avoid travel ban."
    )
    assert found.problems == ("The message has no headline.", NO_IDENTITY)


def test_a_file_of_several_messages_gives_each_and_refuses_the_one_that_breaks_off() -> None:
    good = message()
    parcel = anpa.parse(good + good[: len(good) // 2] + good, name="ap.tst")
    assert [found.headline for found in parcel.items] == ["Harbor opens", "Harbor opens"]
    assert parcel.refused == (
        "ap.tst, line 8: the message breaks off before its end; ask the agency to send it again",
    )


def test_a_message_without_text_or_with_another_header_is_refused_alone() -> None:
    parcel = anpa.parse(message("\r\n") + message(header="hello\r\n") + message())
    assert len(parcel.items) == 1
    assert [reason.split(": ")[1] for reason in parcel.refused] == [
        "the message has no text",
        "the header of the message is neither that of ANPA 1312 nor of IPTC 7901; look at its first line",
    ]


@pytest.mark.parametrize("data", [b"", b"<rss/>", b"\xff\xfe\x00", b"Nur Text. " * 9])
def test_what_has_no_message_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match="no message begins here"):
        anpa.parse(data, name="x")


def test_a_date_without_year_and_zone_is_told_and_left_out() -> None:
    found = only(message(end="29-08-16 16-26-30"))
    assert found.versioned_at is None
    assert found.uri == "anpa:G:08-29:BC-US--Harbor"
    assert found.problems[0] == (
        "The date 08-29 has no year, time and zone, and was left out; the end says “29-08-16 16-26-30”."
    )


def test_a_message_dated_on_new_years_eve_and_sent_behind_it_is_of_the_old_year() -> None:
    header = "G7787\x1fglbsm\r\nr d\x13\x11 BC-US--Harbor   12-31 0040\r\n"
    assert (
        only(message(header=header, end="AP-WF-01-01-17 0010GMT<")).uri == "anpa:AP:2016-12-31:BC-US--Harbor"
    )


@pytest.mark.parametrize("odd", [0, 1])
def test_parity_bits_are_taken_off(odd: int) -> None:
    plain = message()
    sent = bytes(byte | 0x80 if byte.bit_count() % 2 != odd else byte for byte in plain)
    assert anpa.parse(sent) == anpa.parse(plain)


@pytest.mark.parametrize(
    ("word", "encoding", "read", "is_told"),
    [
        ("Málaga – “sí”", "cp1252", "Málaga – “sí”", True),
        ("Málaga – “sí”", "utf-8", "Málaga – “sí”", False),
        ("M\x81laga", "latin-1", "M�laga", True),
    ],
)
def test_letters_beyond_ascii(word: str, encoding: str, read: str, is_told: bool) -> None:
    data = message().replace(b"The harbor", word.encode(encoding))
    found = only(data)
    assert found.body == f"<p>BOSTON (AP) — {read} opened.</p>"
    assert any("beyond ASCII" in problem for problem in found.problems) == is_told


def test_lines_behind_an_indent_belong_to_its_paragraph_and_typed_signs_become_what_they_stand_for() -> None:
    text = "^BC-Harbor,40<\r\n^Harbor<\r\n^By JANE ROE<\r\n^Associated Press Writer<\r\n"
    text += "\tIt ``opened\r\nlate'' _ at last.\r\n   A second one.\r\n\r\nA third.\r\n"
    found = only(message(text))
    assert found.byline == "JANE ROE, Associated Press Writer"
    assert found.body == "<p>It “opened late” — at last.</p><p>A second one.</p><p>A third.</p>"


def test_tables_keep_their_lines() -> None:
    header = "G7787\x1fglbsm\r\nr s\x13\x12 BC-Scores   08-29 0040\r\n"
    found = only(message("^BC-Scores,9<\r\n^Scores<\r\nRed 1\r\nBlue 2\r\n\r\nEnd<\r\n", header=header))
    assert found.body == "<p>Red 1<br>Blue 2</p><p>End</p>"


def test_a_text_without_paragraphs_says_that_each_line_became_one() -> None:
    found = only(message("^BC-A,9<\r\n^Head<\r\nOne line\r\nand another\r\n"))
    assert found.body == "<p>One line</p><p>and another</p>"
    assert found.problems[0] == "The text marks no paragraphs; each line became one."


@pytest.mark.parametrize(
    ("version", "signal", "status"),
    [
        ("1st Ld", Signal.UPDATE, Status.USABLE),
        ("Correction", Signal.CORRECTION, Status.USABLE),
        ("KILL", Signal.KILL, Status.CANCELED),
        ("", Signal.NONE, Status.USABLE),
    ],
)
def test_a_version_says_what_it_is_to_the_one_before(version: str, signal: Signal, status: Status) -> None:
    header = f"G7787\x1fglbsm\r\nr d\x13\x11 BC-US--Harbor {version} 08-29 0040\r\n"
    first, found = only(message()), only(message(header=header))
    assert (found.signal, found.status, found.uri) == (signal, status, first.uri)


def test_words_of_a_story_neither_kill_nor_hold_it() -> None:
    text = "^BC-US--Police Kill Suspect,40<\r\n^Police kill suspect<\r\n\tEmbargo on arms is lifted.\r\n"
    found = only(message(text))
    assert (found.signal, found.status, found.embargo) == (Signal.NONE, Status.USABLE, None)


@pytest.mark.parametrize(
    ("text", "priority", "words"),
    [
        (
            "^BC-A,9<\r\n^Head<\r\n^Eds: EMBARGOED until noon.<\r\n\tText.\r\n",
            "r",
            "Eds: EMBARGOED until noon.",
        ),
        ("^BC-A, Adv29,9<\r\n^Head<\r\n\tText.\r\n", "r", "BC-A, Adv29"),
        ("^BC-A,9<\r\n^Head<\r\n\tHOLD FOR RELEASE\r\n\tText.\r\n", "r", "HOLD FOR RELEASE"),
        ("^BC-A,9<\r\n^Head<\r\n\tText.\r\n", "a", "advance copy, priority a"),
    ],
)
def test_an_embargo_in_words_is_kept_open(text: str, priority: str, words: str) -> None:
    header = f"G7787\x1fglbsm\r\n{priority} d\x13\x11 BC-US--Harbor   08-29 0040\r\n"
    assert only(message(text, header=header)).embargo == Embargo(until=None, words=words)


def test_the_first_line_of_iptc_7901_is_a_headline_by_guess_and_stays_in_the_text() -> None:
    found = only(
        telegram(
            "Harbor opens\r\n\r\nBOSTON - It opened.\r\nAt last.\r\n",
            header="APA0123 4 i 0040 x\r\nharbor/\r\n",
        )
    )
    assert found == Item(
        uri="iptc7901:apa:2016-08-29:0123",
        format="IPTC 7901",
        provider="APA",
        urgency=4,
        versioned_at=datetime(2016, 8, 29, 16, 26, tzinfo=UTC),
        slugline="harbor",
        headline="Harbor opens",
        body="<p>Harbor opens</p><p>BOSTON - It opened. At last.</p>",
        word_count=7,
        subjects=(Subject(name="i", code="iptc-7901:i", scheme="iptc-7901", kind="category"),),
        aliases=("iptc7901:apa:2016-08-29:number:123", "iptc7901:apa:2016-08-29:keyword:harbor"),
        problems=(
            "IPTC 7901 marks no headline: the first line is taken for one, and stays in the text as well.",
            "IPTC 7901 gives no identity: source, number and date stand for it, and its numbers begin anew each day.",
        ),
    )


def test_iptc_7901_keeps_what_is_not_for_print_to_the_desk_and_tells_of_a_time_without_zone() -> None:
    text = (
        "It opened.\r\n\r\nIt did.\r\n\r\nThe following information is not for publication:\r\n\r\nCall Jane."
    )
    found = only(telegram(text, end="291626 aug 16"))
    assert found.body == "<p>It opened.</p><p>It did.</p>"
    assert found.ednote == "The following information is not for publication:\nCall Jane."
    assert (found.headline, found.versioned_at, found.uri) == ("", None, "iptc7901:apa:291626-aug-16:0123")
    assert found.problems[:2] == (
        "The message has no headline.",
        "The message does not say when it was sent, with year and zone (“291626 aug 16”).",
    )


@settings(max_examples=120, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [b"\x01", b"\x02", b"\x03", b"\x04", b"\r\n", b"^", b"<", b"\t", message(), message()[:70]]
            ),
            st.binary(max_size=20),
        ),
        max_size=30,
    )
)
def test_any_bytes_give_items_or_a_refusal(pieces: list[bytes]) -> None:
    try:
        parcel = anpa.parse(b"".join(pieces))
    except Refused:
        return
    for found in parcel.items:
        assert found.uri
        assert body.clean(found.body).html == found.body
