"""What kind of change a revision is proposed to be: pure reckoning, one row a fact."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from articles.acts.proposing import propose
from articles.models import ChangeKind
from articles.models.content import EMPTY, Content

TEXT = (
    "<p>The mayor, Ana Smith, opened the line on Tuesday. It carries 1,200 people.</p>"
    "<p>“We waited for years,” she said. The harbour was full of boats.</p>"
)
PICTURE = '<figure data-picture="{}" data-caption="{}" data-alt="{}"></figure>'
ARABIC = "<p>قال الوزير إن العبّارة تحمل ١٢٠٠ راكب.</p>"
HEBREW = "<p>ראש העיר אמר שהמעבורת יוצאת בשבע.</p>"


def content(**fields: Any) -> Content:
    rows = {name: fields.pop(name) for name in ("bylines", "topics", "sources") if name in fields}
    given = {"headline": "Ferries to run all night", "body": TEXT, "language": "en"} | fields
    return replace(EMPTY, fields={**EMPTY.fields, **given}, **rows)


def body(was: str, now: str) -> tuple[Content, Content]:
    assert was in TEXT
    return content(), content(body=TEXT.replace(was, now))


def both(was: dict[str, Any], now: dict[str, Any]) -> tuple[Content, Content]:
    return content(**was), content(**now)


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


SPELLING = "Only spelling has changed: "
TYPOGRAPHY = "Only spaces, capitals, accents or punctuation have changed."
BESIDE = "Readers read the same words. What has changed is beside them: "
OTHERWISE = "The words have changed in more than their spelling."
SHOWN = "Readers are shown something else: "
FIRST, SECOND = "<p>The council has voted for it.</p>", "<p>The boats leave at night.</p>"
LEAD, OTHER = {"lead_picture_id": 1, "lead_caption": "The harbour"}, {"lead_picture_id": 2}
NAMED = {"role": "reported", "reporter": 1, "organisation": "", "name": ""}

MINOR = {
    "two words that are one": (
        both({"body": paragraphs("They can not go.")}, {"body": paragraphs("They cannot go.")}),
        TYPOGRAPHY,
    ),
    "nothing": (both({}, {}), "Readers read the same words."),
    "a letter": (body("harbour", "harbuor"), SPELLING + "“harbuor” instead of “harbour”."),
    "a letter less": (body("harbour", "harbor"), SPELLING + "“harbor” instead of “harbour”."),
    "letters that changed places": (
        body("The harbour", "Teh harbour")[::-1],
        SPELLING + "“The” instead of “Teh”.",
    ),
    "two words": (
        both(
            {"body": paragraphs("The counsil voted agian for it, the mayor said.")},
            {"body": paragraphs("The council voted again for it, the mayor said.")},
        ),
        SPELLING + "“council” instead of “counsil” and “again” instead of “agian”.",
    ),
    "four words": (
        both(
            {"body": paragraphs("a counsil that voted agian on evrything befoer noon")},
            {"body": paragraphs("a council that voted again on everything before noon")},
        ),
        SPELLING + "“council” instead of “counsil”, “again” instead of “agian” and “everything” instead of "
        "“evrything” and more like that.",
    ),
    "a word that stood twice": (
        body("the line", "the the line")[::-1],
        SPELLING + "“the” instead of “the the”.",
    ),
    "a letter of the headline": (
        both(
            {"headline": "Feries sail", "standfirst": "All ferries"},
            {"headline": "Ferries sail", "standfirst": "All ferries"},
        ),
        SPELLING + "“Ferries” instead of “Feries”.",
    ),
    "a letter of a caption": (
        both({"body": PICTURE.format(7, "a harbuor", "")}, {"body": PICTURE.format(7, "a harbour", "")}),
        SPELLING + "“harbour” instead of “harbuor”.",
    ),
    "spaces": (body("The harbour", "The\u00a0harbour"), TYPOGRAPHY),
    "a comma": (body("mayor, Ana", "mayor Ana"), TYPOGRAPHY),
    "a dash": (body("years,” she", "years” – she"), TYPOGRAPHY),
    "the quotation marks": (body("“We waited for years,”", "«We waited for years»,"), TYPOGRAPHY),
    "an apostrophe": (
        both({"body": FIRST + "<p>the mayors car</p>"}, {"body": FIRST + "<p>the mayor’s car</p>"}),
        TYPOGRAPHY,
    ),
    "a hyphen": (both({"headline": "Re-opened"}, {"headline": "Reopened"}), TYPOGRAPHY),
    "one word of two": (both({"headline": "Every one sails"}, {"headline": "Everyone sails"}), TYPOGRAPHY),
    "capitals": (body("mayor", "Mayor"), TYPOGRAPHY),
    "an accent": (both({"headline": "A cafe opens"}, {"headline": "A café opens"}), TYPOGRAPHY),
    "the accents of a name": (
        both(
            {"body": paragraphs("We met Jose Perez there.")}, {"body": paragraphs("We met José Pérez there.")}
        ),
        TYPOGRAPHY,
    ),
    "a paragraph that became two": (body("Tuesday. It", "Tuesday.</p><p>It"), TYPOGRAPHY),
    "the thousands, parted by a space": (body("1,200", "1\u202f200"), TYPOGRAPHY),
    "the digits of another script": (
        both({"body": ARABIC, "language": "ar"}, {"body": ARABIC.replace("١٢٠٠", "1200"), "language": "ar"}),
        TYPOGRAPHY,
    ),
    "the vowel signs of Arabic": (
        both({"body": ARABIC, "language": "ar"}, {"body": ARABIC.replace("قال", "قالَ"), "language": "ar"}),
        TYPOGRAPHY,
    ),
    "a comma in Hindi": (
        both(
            {"body": paragraphs("मेयर ने कहा नई नाव"), "language": "hi"},
            {"body": paragraphs("मेयर ने कहा, नई नाव"), "language": "hi"},
        ),
        TYPOGRAPHY,
    ),
    "a comma in Arabic": (
        both(
            {"body": ARABIC, "language": "ar"},
            {"body": ARABIC.replace("الوزير", "الوزير،"), "language": "ar"},
        ),
        TYPOGRAPHY,
    ),
    "italics": (body("harbour", "<em>harbour</em>"), BESIDE + "how the text is set."),
    "an alt text in the text": (
        both({"body": PICTURE.format(7, "Boats", "")}, {"body": PICTURE.format(7, "Boats", "Two boats")}),
        BESIDE + "how the text is set.",
    ),
    "an alt text, the crop and a topic": (
        both(LEAD, {**LEAD, "lead_alt": "Two boats", "lead_crop": "0 0 1 1", "topics": (4,)}),
        BESIDE + "alt text, crop of the lead picture and topics.",
    ),
    "the section": (both({"section_id": 1}, {"section_id": 2}), BESIDE + "section."),
    "what searches show": (both({}, {"search_title": "Night ferries"}), BESIDE + "search title."),
}

MISSTATED = {
    "a minus": (
        both({"body": paragraphs("It was -5 degrees.")}, {"body": paragraphs("It was 5 degrees.")}),
        "A number has changed: 5 instead of −5.",
    ),
    "a number": (body("1,200", "1,300"), "A number has changed: 1,300 instead of 1,200."),
    "a comma in a number": (
        both({"body": paragraphs("It costs 1,5 euros.")}, {"body": paragraphs("It costs 15 euros.")}),
        "A number has changed: 15 instead of 1,5.",
    ),
    "a point in a number": (body("1,200", "1.200"), "A number has changed: 1.200 instead of 1,200."),
    "a number in words": (
        both({"body": paragraphs("They found four dead.")}, {"body": paragraphs("They found five dead.")}),
        "A number has changed: five instead of four.",
    ),
    "a number in the headline": (
        both({"headline": "10 boats sail"}, {"headline": "12 boats sail"}),
        "A number has changed: 12 instead of 10.",
    ),
    "a number in Arabic": (
        both({"body": ARABIC, "language": "ar"}, {"body": ARABIC.replace("١٢٠٠", "١٣٠٠"), "language": "ar"}),
        "A number has changed: 1300 instead of 1200.",
    ),
    "a time": (
        both({"standfirst": "It sails at 7:30."}, {"standfirst": "It sails at 8:30."}),
        "A number has changed: 8:30 instead of 7:30.",
    ),
    "a letter of a name": (body("Smith", "Smyth"), "A name has changed: Smyth instead of Smith."),
    "a letter of a name that begins a sentence": (
        both({"body": paragraphs("Smith said so.")}, {"body": paragraphs("Smyth said so.")}),
        "A name has changed: Smyth instead of Smith.",
    ),
    "another name": (body("Ana Smith", "Bela Novak"), "A name has changed: Bela instead of Ana."),
    "a name in a caption": (
        both(
            {**LEAD, "lead_caption": "The mayor, Ana Smith"}, {**LEAD, "lead_caption": "The mayor, Ana Smyth"}
        ),
        "A name has changed: Smyth instead of Smith.",
    ),
    "a day": (body("Tuesday", "Thursday"), "A name has changed: Thursday instead of Tuesday."),
    "a name or noun in German": (
        both(
            {"body": paragraphs("Dann sprach Müller."), "language": "de"},
            {"body": paragraphs("Dann sprach Möller."), "language": "de"},
        ),
        "A name has changed: Möller instead of Müller.",
    ),
    "a quotation": (
        body("We waited for years", "We waited for months"),
        "A quotation has changed: “We waited for months,” instead of “We waited for years,”.",
    ),
    "a letter of a quotation": (
        body("We waited", "We wasted"),
        "A quotation has changed: “We wasted for years,” instead of “We waited for years,”.",
    ),
    "a quotation in guillemets": (
        both(
            {"body": paragraphs("Il a dit «bonjour à tous» hier."), "language": "fr"},
            {"body": paragraphs("Il a dit «bonsoir à tous» hier."), "language": "fr"},
        ),
        "A quotation has changed: “bonsoir à tous” instead of “bonjour à tous”.",
    ),
    "a block of quotation": (
        both(
            {"body": "<blockquote><p>It was enough for us.</p></blockquote>"},
            {"body": "<blockquote><p>It was too much for us.</p></blockquote>"},
        ),
        "A quotation has changed: “It was too much for us.” instead of “It was enough for us.”.",
    ),
    "a quotation in Hebrew": (
        both(
            {"body": paragraphs("הוא אמר “נפגשים מחר” ויצא."), "language": "he"},
            {"body": paragraphs("הוא אמר “נפגשים היום” ויצא."), "language": "he"},
        ),
        "A quotation has changed: “נפגשים היום” instead of “נפגשים מחר”.",
    ),
    "the headline": (both({}, {"headline": "Boats to run all night"}), "The headline has changed."),
}

UPDATE = {
    "a word in two of which one turns the sentence": (
        both({"body": paragraphs("It is notable.")}, {"body": paragraphs("It is no table.")}),
        OTHERWISE,
    ),
    "a paragraph more": (both({}, {"body": TEXT + FIRST}), "There are 6 new words."),
    "a paragraph with a number and a name more": (
        both({}, {"body": TEXT + paragraphs("The deputy, Rui Sol, counted 300.")}),
        "There are 6 new words.",
    ),
    "a word more": (body("full of boats", "full of small boats"), "There is 1 new word."),
    "a paragraph less": (both({"body": TEXT + FIRST}, {}), "6 words are gone."),
    "paragraphs in another order": (
        both({"body": TEXT + FIRST + SECOND}, {"body": TEXT + SECOND + FIRST}),
        "The paragraphs stand in another order.",
    ),
    "paragraphs in another order, and a letter": (
        both({"body": FIRST + SECOND}, {"body": SECOND.replace("boats", "baots") + FIRST}),
        "The paragraphs stand in another order.",
    ),
    "other words": (body("was full of", "held many"), OTHERWISE),
    "a short word": (body("The harbour was", "The harbour has"), OTHERWISE),
    "a word that turns the sentence round": (
        both(
            {"body": paragraphs("The mayor is now guilty.")}, {"body": paragraphs("The mayor is not guilty.")}
        ),
        OTHERWISE,
    ),
    "another first letter": (
        both({"body": paragraphs("They could sail.")}, {"body": paragraphs("They would sail.")}),
        OTHERWISE,
    ),
    "a prefix": (
        both({"body": paragraphs("It is likely.")}, {"body": paragraphs("It is unlikely.")}),
        OTHERWISE,
    ),
    "a word of Arabic, which may be a name": (
        both(
            {"body": ARABIC, "language": "ar"}, {"body": ARABIC.replace("الوزير", "الوزيز"), "language": "ar"}
        ),
        OTHERWISE,
    ),
    "a vowel sign in Hindi": (
        both(
            {"body": paragraphs("मेयर ने कहा नई नाव"), "language": "hi"},
            {"body": paragraphs("मेयर ने कही नई नाव"), "language": "hi"},
        ),
        OTHERWISE,
    ),
    "a word of Hebrew": (
        both(
            {"body": HEBREW, "language": "he"},
            {"body": HEBREW.replace("המעבורת", "המעבורות"), "language": "he"},
        ),
        OTHERWISE,
    ),
    "the lead picture": (both(LEAD, LEAD | OTHER), SHOWN + "the lead picture."),
    "the lead picture, with a letter of its caption": (
        both({**LEAD, "lead_caption": "A harbuor"}, {**LEAD, **OTHER, "lead_caption": "A harbour"}),
        SHOWN + "the lead picture.",
    ),
    "other words of the lead caption": (both(LEAD, {**LEAD, "lead_caption": "Boats at dawn"}), OTHERWISE),
    "the credit": (
        both(LEAD, {**LEAD, "lead_credit": "Meridian"}),
        SHOWN + "the credit of the lead picture.",
    ),
    "a picture in the text": (
        both({"body": PICTURE.format(7, "Boats", "")}, {"body": PICTURE.format(8, "Boats", "")}),
        SHOWN + "a picture in the text.",
    ),
    "a link": (body("harbour", '<a href="https://example.org/">harbour</a>'), SHOWN + "a link."),
    "where a link leads": (
        both(
            {"body": '<p><a href="https://a.example/">it</a></p>'},
            {"body": '<p><a href="https://b.example/">it</a></p>'},
        ),
        SHOWN + "a link.",
    ),
    "a card of another story": (
        both({}, {"body": f'{TEXT}<aside data-related="4"></aside>'}),
        SHOWN + "a story that the text points to.",
    ),
    "the bylines": (both({}, {"bylines": (NAMED,)}), SHOWN + "the bylines."),
    "the agencies": (
        both({}, {"sources": ({"agency": 1, "use": "inputs", "credit_line": ""},)}),
        SHOWN + "the agencies.",
    ),
    "the type": (both({}, {"article_type": "opinion"}), SHOWN + "the type of the story."),
}


@pytest.mark.parametrize("what", MINOR)
def test_minor_is_what_readers_need_not_notice(what: str) -> None:
    (live, decided), why = MINOR[what]
    proposal = propose(live, decided)
    assert (proposal.kind, proposal.why, proposal.asks_note) == (ChangeKind.MINOR, why, False)
    assert proposal.is_spelling == why.startswith(("Only", "No"))


@pytest.mark.parametrize("what", MISSTATED)
def test_numbers_names_quotations_and_headlines_ask_for_a_note(what: str) -> None:
    (live, decided), why = MISSTATED[what]
    for one, other in ((live, decided), (decided, live)):
        proposal = propose(one, other)
        assert (proposal.kind, proposal.asks_note, proposal.is_spelling) == (ChangeKind.UPDATE, True, False)
    assert propose(live, decided).why == why


@pytest.mark.parametrize("what", UPDATE)
def test_everything_else_is_an_update(what: str) -> None:
    (live, decided), why = UPDATE[what]
    proposal = propose(live, decided)
    assert (proposal.kind, proposal.why, proposal.asks_note) == (ChangeKind.UPDATE, why, False)


def test_spelling_beside_something_else_is_minor_and_not_spelling_alone() -> None:
    """Whoever may publish spelling alone may not slip an alt text or an address in with it."""
    live = content(body=FIRST.replace("council", "counsil"))
    for beside in ({"lead_alt": "Boats"}, {"slug": "other"}, {"search_title": "Other"}):
        proposal = propose(live, content(body=FIRST, **beside))
        assert (proposal.kind, proposal.is_spelling) == (ChangeKind.MINOR, False)
    assert propose(live, content(body=FIRST)).is_spelling
