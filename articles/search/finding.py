"""Finds the stories in which all that was asked for occurs, with one function for both databases.

A query in the database's own search language is made only of folded stems, which have no signs but letters and
digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from articles.models.keyset import PAGE, PageEnd
from articles.models.search import SearchRow, SearchWord
from articles.search import asked as asking
from articles.search import words
from articles.search.asked import AskedWords, Term

NEWEST, BEST = "newest", "best"
COUNTED = 100
"""Stories are counted up to here; beyond it there are “more”."""
WEIGHED = 1_000
"""This many of the newest stories are ranked, so that a word which every story has costs no more."""
LOOKED_AT, WALKED = 40, 4
"""So many of the newest stories say whether a word is a common one; so many for each that is wanted are read then."""
LOOSELY = 20_000
"""In so many of the newest stories that have all words of a phrase it is looked whether they stand side by side."""
MOST_ENDINGS = 200
MOST_TYPED, LONGEST_TYPED = 12, 200  # words and characters that a dialog of the desk may ask for
# Headline, standfirst, names, text.
POSTGRESQL_WEIGHTS = "{0.1, 0.4, 0.5, 1.0}"  # from D to A
SQLITE_WEIGHTS = "10.0, 4.0, 5.0, 1.0"
VECTOR = RawSQL("articles_searchrow.vector", [])


@dataclass(frozen=True)
class Form:
    """One way in which a term may stand in the index."""

    stems: tuple[str, ...]
    is_beginning: bool = False


@dataclass(frozen=True)
class Merit:
    """Where a page in order of merit ends."""

    score: int
    number: int

    def __str__(self) -> str:
        return f"{self.score}.{self.number}"

    @classmethod
    def read(cls, text: str) -> Merit:
        match = re.fullmatch(r"([0-9]{1,12})\.([0-9]{1,18})", text)
        if match is None:
            raise ValueError(f"no place in an order of merit: {text[:60]!r}")
        return cls(int(match[1]), int(match[2]))


@dataclass(frozen=True)
class Found:
    """One page of results."""

    stories: Sequence[int] = ()
    """Numbers of public rows, in order."""
    further: Merit | bool = False
    """Whether there are more; in order of merit, where the next page begins."""
    count: int = 0
    """How many there are of all, or one more than are counted."""
    first: Sequence[int] = ()
    """How many of those that are counted, whichever page this is."""


def find(
    asked: AskedWords,
    *,
    rows: QuerySet[SearchRow],
    order: str = BEST,
    place: PageEnd | Merit | None = None,
    languages: Sequence[str] | None = None,
) -> Found:
    """The page at `place` of what was asked for among `rows`, which may be narrowed by their fields.

    `languages` are those whose words are meant; without them, the paper's.
    """
    if not asked:
        return Found()
    question = SearchQuestion(asked, languages or [words.base(code) for code in settings.STORY_LANGUAGES])
    try:
        return _newest(question, rows, place) if order == NEWEST else _best(question, rows, place)
    except EmptyResultSet:
        return Found()


def for_the_desk(typed: str) -> Sequence[int]:
    """Numbers of public rows, newest first, for a dialog that asks at every key: the last word may be unfinished."""
    typed = " ".join(typed.split()[:MOST_TYPED])[:LONGEST_TYPED]
    for asked in (asking.read(f"{typed}*"), asking.read(typed)):
        if found := find(asked, rows=SearchRow.objects.all(), order=NEWEST).stories:
            return found
    return ()


def _newest(question: SearchQuestion, rows: QuerySet[SearchRow], place: Any) -> Found:
    if place is not None:
        rows = rows.filter(published_at__lte=place.at).filter(
            Q(published_at__lt=place.at) | Q(story_id__lt=place.number)
        )
    found = [number for number, _ in _ask(question, rows, COUNTED + 1, place=place)]
    return Found(found[:PAGE], len(found) > PAGE, len(found), found)


def _best(question: SearchQuestion, rows: QuerySet[SearchRow], place: Any) -> Found:
    found = [Merit(score, number) for number, score in _ask(question, rows, WEIGHED, by_merit=True)]
    # The newest come first, and of equal stories the newest stays first.
    found.sort(key=lambda merit: -merit.score)
    begin = 0
    if place in found:
        begin = found.index(place) + 1
    elif place is not None:
        begin = sum(merit.score >= place.score for merit in found)
    page = found[begin : begin + PAGE]
    return Found(
        [merit.number for merit in page],
        page[-1] if len(found) > begin + PAGE else False,
        min(len(found), COUNTED + 1),
        [merit.number for merit in found[: COUNTED + 1]],
    )


def _ask(
    question: SearchQuestion,
    rows: QuerySet[SearchRow],
    most: int,
    *,
    place: PageEnd | None = None,
    by_merit: bool = False,
) -> list[tuple[int, int]]:
    """Numbers of the newest stories in which all of it occurs, from a place on, and how well each fits."""
    if connections[rows.db].vendor == "postgresql":
        return _on_postgresql(question, rows, most, place, by_merit)
    return _on_sqlite(question, rows, most, by_merit)


class SearchQuestion:
    """What was asked, in the stems of each language."""

    def __init__(self, asked: AskedWords, languages: Sequence[str]) -> None:
        endings = _endings([*asked.terms, *asked.without])
        self.terms = [_forms(term, languages, endings) for term in asked.terms]
        self.without = [_forms(term, languages, endings) for term in asked.without]

    @property
    def has_phrases(self) -> bool:
        return any(len(form.stems) > 1 for forms in (*self.terms, *self.without) for form in forms)


def _forms(term: Term, languages: Sequence[str], endings: dict[str, list[str]]) -> list[Form]:
    found: dict[Form, None] = {}
    for language in languages:
        *before, last = (words.stem(word, language) for word in term.words)
        if term.is_beginning:
            beginning = term.words[-1]
            found[Form((*before, beginning), True)] = None
            for word in endings[beginning]:
                if not (ending := words.stem(word, language)).startswith(beginning):
                    found[Form((*before, ending))] = None
        else:
            found[Form((*before, last))] = None
    return list(found)


def _endings(terms: Iterable[Term]) -> dict[str, list[str]]:
    """Words of live stories that begin with this text: electio… is longer than the stem of elections."""
    beginnings = {term.words[-1] for term in terms if term.is_beginning}
    if not beginnings:
        return {}
    wanted = Q()
    for beginning in beginnings:
        wanted |= Q(start=beginning[:2], word__startswith=beginning)
    known = list(SearchWord.objects.filter(wanted).values_list("word", flat=True)[:MOST_ENDINGS])
    return {beginning: [word for word in known if word.startswith(beginning)] for beginning in beginnings}


def _on_postgresql(
    question: SearchQuestion, rows: QuerySet[SearchRow], most: int, place: PageEnd | None, by_merit: bool
) -> list[tuple[int, int]]:
    """Words that many stories have are found by going back in time until there are enough; others by the index.

    For an index, all stories that fit have to be read before the newest are known. Going back would read the whole
    archive for a word that few have. So a few of the newest stories are looked at first, and the way back has an end:
    a word that only today's stories have is found by the index after all.
    """
    walked, walked_with = _walk(question, rows, most, place)
    indexed, indexed_with = _indexed(question, rows, most)
    score, score_with = "0", tuple[str, ...]()
    if by_merit:
        score = f"(ts_rank('{POSTGRESQL_WEIGHTS}', vector, to_tsquery('simple', %s), 1) * 1000000)::bigint"
        score_with = (_tsquery(question, together=True),)
    are_enough = f"(SELECT count(*) = {most} FROM walked)"  # noqa: S608 # a number of ours
    return _rows(
        rows,
        f"WITH walked AS MATERIALIZED ({walked}) "  # noqa: S608 # made above
        f"SELECT story_id, {score} FROM (SELECT * FROM walked WHERE {are_enough} "
        f"UNION ALL SELECT * FROM ({indexed}) AS indexed WHERE NOT {are_enough}) AS newest "
        "ORDER BY published_at DESC, story_id DESC",
        (*walked_with, *score_with, *indexed_with),
    )


def _walk(
    question: SearchQuestion, rows: QuerySet[SearchRow], most: int, place: PageEnd | None
) -> tuple[str, tuple[Any, ...]]:
    """The newest that fit, if at least half of the newest stories have the words; not far back."""
    exactly = _tsquery(question, together=True)
    until, until_with = ("WHERE published_at <= %s", (place.at,)) if place else ("", ())
    back = f"FROM articles_searchrow {until} ORDER BY published_at DESC, story_id DESC"
    is_common = (
        "SELECT count(*) FILTER (WHERE vector @@ to_tsquery('simple', %s)) * 2 >= count(*) "  # noqa: S608 # made above
        f"FROM (SELECT vector {back} LIMIT {LOOKED_AT}) AS looked_at"
    )
    end = f"SELECT published_at {back} OFFSET {most * WALKED} LIMIT 1"
    rows = rows.filter(
        _is(f"({is_common})", exactly, *until_with),
        _is(f"articles_searchrow.published_at >= coalesce(({end}), '-infinity')", *until_with),
        _is("articles_searchrow.vector @@ to_tsquery('simple', %s)", exactly),
    )
    walked, parameters = _newest_of(rows.annotate(vector=VECTOR), "story_id", "published_at", "vector")
    return f"{walked} LIMIT {most}", parameters


def _indexed(question: SearchQuestion, rows: QuerySet[SearchRow], most: int) -> tuple[str, tuple[Any, ...]]:
    """The newest that fit, by the index.

    The words stand in a query of their own: PostgreSQL would rather read every story for a word that many of them
    have. Whether words stand side by side is checked story by story, newest first, until there are enough; a phrase
    that nobody has written, of words that everybody writes, would otherwise be looked for in the whole archive.
    """
    loosely = _tsquery(question, together=False)
    rows = rows.filter(
        _is("search_words(articles_searchrow.vector) @@ (SELECT to_tsquery('simple', %s))", loosely)
    )
    newest, parameters = _newest_of(rows.annotate(vector=VECTOR), "story_id", "published_at", "vector")
    if question.has_phrases:
        newest = (
            f"SELECT * FROM ({newest} LIMIT {LOOSELY}) AS loose "  # noqa: S608 # made above
            "WHERE vector @@ to_tsquery('simple', %s)"
        )
        parameters = (*parameters, _tsquery(question, together=True))
    return f"{newest} LIMIT {most}", parameters


def _is(sql: str, *parameters: Any) -> RawSQL:
    return RawSQL(sql, parameters, output_field=BooleanField())  # noqa: S611 # our own SQL; what was typed is in the parameters


def _on_sqlite(
    question: SearchQuestion, rows: QuerySet[SearchRow], most: int, by_merit: bool
) -> list[tuple[int, int]]:
    match = _fts5(question)
    rows = rows.filter(
        pk__in=RawSQL("SELECT rowid FROM articles_searchindex WHERE articles_searchindex MATCH %s", [match])
    )
    newest, parameters = _newest_of(rows, "id", "story_id", "published_at")
    newest += f" LIMIT {most}"
    if not by_merit:
        return _rows(rows, f"SELECT story_id, 0 FROM ({newest})", parameters)  # noqa: S608 # our own SQL; what was typed is in the parameters
    # Merit is known only while the index is read, so it is read again, from the oldest of these stories on.
    return _rows(
        rows,
        f"WITH newest AS MATERIALIZED ({newest}) "  # noqa: S608 # as above
        f"SELECT story_id, CAST(-bm25(articles_searchindex, {SQLITE_WEIGHTS}) * 1000000 AS INTEGER) "
        "FROM articles_searchindex CROSS JOIN newest ON newest.id = articles_searchindex.rowid "
        "WHERE articles_searchindex MATCH %s AND articles_searchindex.rowid >= (SELECT min(id) FROM newest) "
        "ORDER BY published_at DESC, story_id DESC",
        (*parameters, match),
    )


def _newest_of(rows: QuerySet[SearchRow], *columns: str) -> tuple[str, tuple[Any, ...]]:
    return rows.order_by("-published_at", "-story_id").values_list(*columns).query.sql_with_params()


def _rows(rows: QuerySet[SearchRow], query: str, parameters: tuple[Any, ...]) -> list[tuple[int, int]]:
    with connections[rows.db].cursor() as cursor:
        cursor.execute(query, parameters)
        return [(int(number), int(score)) for number, score in cursor.fetchall()]


def _tsquery(question: SearchQuestion, *, together: bool) -> str:
    """The query for PostgreSQL. `together` asks that words of a phrase stand side by side, and do not only occur."""

    def one(form: Form) -> str:
        quoted = [f"'{stem}'" for stem in form.stems]
        quoted[-1] += ":*" if form.is_beginning else ""
        return f"({(' <-> ' if together else ' & ').join(quoted)})"

    def any_of(forms: list[Form]) -> str:
        return f"({' | '.join(map(one, forms))})"

    without = [forms for forms in question.without if together or all(len(form.stems) == 1 for form in forms)]
    return " & ".join([*map(any_of, question.terms), *(f"!{any_of(forms)}" for forms in without)])


def _fts5(question: SearchQuestion) -> str:
    def one(form: Form) -> str:
        return f'"{" ".join(form.stems)}"{" *" if form.is_beginning else ""}'

    def any_of(forms: list[Form]) -> str:
        return f"({' OR '.join(map(one, forms))})"

    match = f"({' AND '.join(map(any_of, question.terms))})"
    return f"{match} NOT ({' OR '.join(map(any_of, question.without))})" if question.without else match
