"""Words, stems and questions: what a reader types and what a story says come to the same."""

from __future__ import annotations

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search import asked, words
from articles.search.asked import TooMuch
from articles.search.showing import Marker
from house import letters


def terms(text: str) -> list[str]:
    """As one would write them: words of a phrase joined by a space, a beginning with its star."""
    return [" ".join(term.words) + "*" * term.is_beginning for term in asked.read(text).terms]


def without(text: str) -> list[str]:
    return [" ".join(term.words) for term in asked.read(text).without]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Mayor’s FERRIES, re-elected", ["the", "mayor", "ferries", "re", "elected"]),
        ("Évora São Łódź Straße", ["evora", "sao", "lodz", "strasse"]),
        ("ﬁnd x86 in №5", ["find", "x86", "in", "no5"]),
        ("أهلاً بالعالم", ["اهلا", "بالعالم"]),
        ("東京のgate", ["東", "京", "の", "gate"]),
        ("новый ёлка Київ", ["новый", "елка", "київ"]),
        ("हिन्दी भाषा", ["हिनदी", "भाषा"]),
        ("한국어 뉴스", ["한국어", "뉴스"]),
        (
            "Tromsø Đakovo Ærø cœur Işık IŞIK Þórshöfn Ħamrun",
            ["tromso", "dakovo", "aero", "coeur", "isik", "isik", "thorshofn", "hamrun"],
        ),
        ("Don\u00adau\u200bdampf\u2060schiff", ["donaudampfschiff"]),
        ("a\x00b\tc_d", ["a", "b", "c", "d"]),
        ("", []),
        ("“—”", []),
    ],
)
def test_words_are_letters_and_digits_without_accents_and_capitals(text: str, expected: list[str]) -> None:
    assert words.of(text) == expected


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", "ferry ferries"),
        ("en", "elected electing elects"),
        ("pt", "eleição eleições eleicao ELEIÇÕES"),
        ("pt", "papel papéis"),
        ("pt", "animal animais"),
        ("pt", "homem homens"),
        ("pt", "jardim jardins"),
        ("pt", "comum comuns"),
        ("pt", "espanhol espanhóis"),
        ("pt", "herói heróis"),
        ("pt", "lei leis"),
        ("pt", "fácil fáceis"),
        ("pt", "civil civis"),
        ("ar", "المدينة مدينة"),
        ("ar", "الميناء ميناء للميناء"),
        ("de", "Häuser Haus"),
        ("ja", "が が"),
    ],
)
def test_the_forms_of_a_word_have_one_stem(language: str, forms: str) -> None:
    assert len(set(words.stems(forms, language))) == 1


@pytest.mark.parametrize(
    ("language", "these", "others"),
    [
        ("nl", "minister gelijk huis regering kerk", "mini lijk huid regen kern"),
        ("en", "minister police mayor station army", "mini policy may state arm"),
        ("de", "Minister Kirche Wahl Partei Gericht", "Mini Kirsche Wal Partie gerecht"),
        ("fr", "maire police général ministre port", "mari politique génération minute mort"),
        ("es", "ministro policía barca hombre", "minuto política barrio hambre"),
        ("pt", "ministro polícia governo avó", "minuto política governanta avião"),
        ("pt", "lei rei mil leal bem", "leite reino mel lista ben"),
        ("it", "ministro polizia capello", "minuto politica cappello"),
        ("sv", "minister polis regering väg", "mini polen regn vägg"),
        ("da", "minister politi valg told", "mini politik vælge tolk"),
        ("nb", "minister regjering vei", "mini regn veie"),
        ("fi", "ministeri poliisi vaali", "minä politiikka vaara"),
        ("pl", "minister policja wybory", "mini polityka wybrzeże"),
        ("hu", "miniszter kormány választás", "mini korona válasz"),
        ("tr", "hükümet şehir liman", "hüküm şeker limon"),
        ("ru", "министр полиция правительство", "минута политика правило"),
        ("ar", "وزير مدينة ميناء", "زيارة دين مناخ"),
    ],
)
def test_words_of_other_things_never_have_one_stem(language: str, these: str, others: str) -> None:
    assert not set(words.stems(these, language)) & set(words.stems(others, language))


def test_a_language_without_a_stemmer_keeps_its_words() -> None:
    assert list(words.stems("ferries", "xx")) == ["ferries"]


def test_pt_br_and_pt_are_one_language() -> None:
    assert {words.base(code) for code in ("pt", "pt-BR", "pt_br", "PT")} == {"pt"}


@given(st.text())
def test_any_text_comes_to_words_that_no_database_could_misread(text: str) -> None:
    for word in words.of(text):
        assert word
        assert not set(word) & set(" \t\n\0'\"\\&|!():*<>-_%")
        for language in ("en", "pt", "ar", "ja", "ru", "hi"):
            stem = words.stem(word, language)
            assert stem
            assert not set(stem) & set(" \t\n\0'\"\\&|!():*<>-_%")


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert letters.fold(letters.fold(text)) == letters.fold(text)


@pytest.mark.parametrize(
    ("text", "expected", "left_out"),
    [
        ("night ferry", ["night", "ferry"], []),
        ('"night line" ferry', ["night line", "ferry"], []),
        ("“night line”", ["night line"], []),
        ("«night line»", ["night line"], []),
        ("ferry -strike", ["ferry"], ["strike"]),
        ('ferry -"night line"', ["ferry"], ["night line"]),
        ("ferr*", ["ferr*"], []),
        ("fe*", ["fe"], []),
        ("well-known don’t", ["well known", "don t"], []),
        ("東京都", ["東 京 都"], []),
        ("AND OR NOT (a:b) ^c", ["and", "or", "not", "a b", "c"], []),
        ("ferry ferry FERRY", ["ferry"], []),
        ("-strike", [], ["strike"]),
        ('"unclosed phrase', ["unclosed", "phrase"], []),
        ('"', [], []),
        ('-"', [], []),
        ('* - -* ** "" \'', [], []),
        ("\t \n", [], []),
        ("a\0b", ["a", "b"], []),
    ],
)
def test_a_question_is_read_as_it_was_meant(text: str, expected: list[str], left_out: list[str]) -> None:
    assert terms(text) == expected
    assert without(text) == left_out


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\"-*“” \0\t'&|!()")), max_size=120))
def test_any_text_can_be_asked(text: str) -> None:
    try:
        read = asked.read(text)
    except TooMuch:
        return
    assert bool(read) == bool(read.terms)
    assert all(term.words for term in (*read.terms, *read.without))
    assert asked.read(read.text) == read


def test_too_much_is_refused_in_words() -> None:
    with pytest.raises(TooMuch, match="in 500 characters or fewer"):
        asked.read("a" * 501)
    with pytest.raises(TooMuch, match="for 32 words or fewer"):
        asked.read(" ".join(f"w{number}" for number in range(33)))
    assert len(asked.read(" ".join(f"w{number}" for number in range(32))).terms) == 32


def passage(question: str, text: str, language: str = "en") -> str:
    return str(Marker(asked.read(question), ["en", "pt", "ar", "ja"]).passage(text, language))


def test_words_are_marked_in_every_form_and_accent() -> None:
    assert passage("ferries evora", "The ferry to Évora.") == "The <mark>ferry</mark> to <mark>Évora</mark>."
    assert passage("eleicao", "As eleições.", "pt") == "As <mark>eleições</mark>."
    assert passage("ميناء", "في الميناء", "ar") == "في <mark>الميناء</mark>"
    assert passage("東京", "東京は京東", "ja") == "<mark>東京</mark>は京東"


def test_a_phrase_is_marked_only_where_it_stands_together() -> None:
    text = "A line at night is no night line."
    assert passage('"night lines"', text) == "A line at night is no <mark>night line</mark>."


def test_a_beginning_is_marked_as_a_whole_word() -> None:
    assert passage("elec*", "Electric elections, a selection.") == (
        "<mark>Electric</mark> <mark>elections</mark>, a selection."
    )


def test_what_is_to_be_left_out_is_not_marked() -> None:
    assert passage("ferry -strike", "The ferry strike") == "The <mark>ferry</mark> strike"


def test_markup_in_a_text_is_shown_and_does_nothing() -> None:
    text = "<script>ferry</script> & <mark>ferry's"
    assert passage("script ferry", text) == (
        "&lt;<mark>script</mark>&gt;<mark>ferry</mark>&lt;/<mark>script</mark>&gt;"
        " &amp; &lt;mark&gt;<mark>ferry&#x27;s</mark>"
    )


def test_a_passage_is_where_most_of_it_stands_together_and_ends_at_words() -> None:
    text = (
        "harbour " + "something else entirely " * 60 + "the harbour of Pelane at night " + "and so on " * 60
    )
    shown = passage("harbour night", text)
    assert "<mark>harbour</mark> of Pelane at <mark>night</mark>" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 300
    assert not set(shown.replace("<mark>", "").replace("</mark>", "").strip("… ").split()) - set(text.split())


def test_a_word_far_down_in_a_long_text_has_its_passage() -> None:
    assert "<mark>regatta</mark>" in passage("regatta", "other words " * 3_000 + "a regatta at last")


def test_a_text_without_the_words_has_no_passage() -> None:
    assert passage("regatta", "The ferry.") == ""


@given(st.text(max_size=400), st.text(max_size=20))
def test_marking_never_loses_or_adds_a_letter(text: str, question: str) -> None:
    marker = Marker(asked.read(question), ["en", "pt"])
    shown = str(marker.marked(text, "en"))
    assert unescape(shown.replace("<mark>", "").replace("</mark>", "")) == text
    for place in marker._places(text, "en"):
        assert place.start < place.end <= len(text)


def test_signs_that_nobody_sees_split_no_word_and_raised_signs_are_found_as_they_are_asked_for() -> None:
    assert words.of("Donau\u00addampf\u200bschiff\u2060fahrt\ufeff") == ["donaudampfschifffahrt"]
    assert words.of("CO₂ 10⁶ xⁿ") == words.of("CO2 106 xn")
    assert (
        passage("donaudampf", "Die Donau\u00addampf fährt.", "de")
        == "Die <mark>Donau\u00addampf</mark> fährt."
    )
    assert passage("co2", "Less CO₂ now.") == "Less <mark>CO₂</mark> now."
