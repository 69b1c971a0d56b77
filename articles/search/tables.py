"""The index behind `SearchRow`, in the SQL of each database, which keeps it true with every write and rollback.

SQLite: a full-text table over the rows, kept by triggers. It alters a table by making it anew, which loses them: a
later migration that alters `SearchRow` runs these statements again. PostgreSQL: a generated column and its index.
"""

from __future__ import annotations

COLUMNS = ("headline", "standfirst", "names", "text")
_NAMES = ", ".join(COLUMNS)
_NEW = ", ".join(f"new.{name}" for name in COLUMNS)
_OLD = ", ".join(f"old.{name}" for name in COLUMNS)
# Only names of columns are put into these.
_FORGET = (
    f"INSERT INTO articles_searchindex(articles_searchindex, rowid, {_NAMES}) "  # noqa: S608 # only names of ours are put in
    f"VALUES ('delete', old.id, {_OLD});"
)
_LEARN = f"INSERT INTO articles_searchindex(rowid, {_NAMES}) VALUES (new.id, {_NEW});"  # noqa: S608 # only names of ours are put in

STATEMENTS = {
    "sqlite": (
        # Our words have letters and digits only: the plainest of tokenizers parts them where we did.
        f"CREATE VIRTUAL TABLE articles_searchindex USING fts5({_NAMES}, content='articles_searchrow', "
        "content_rowid='id', tokenize='ascii', prefix='3')",
        f"CREATE TRIGGER articles_searchrow_learn AFTER INSERT ON articles_searchrow BEGIN {_LEARN} END",
        f"CREATE TRIGGER articles_searchrow_forget AFTER DELETE ON articles_searchrow BEGIN {_FORGET} END",
        f"CREATE TRIGGER articles_searchrow_renew AFTER UPDATE OF {_NAMES} ON articles_searchrow "
        f"BEGIN {_FORGET} {_LEARN} END",
        "INSERT INTO articles_searchindex(articles_searchindex) VALUES ('rebuild')",
    ),
    "postgresql": (
        # 'simple' is no language: it takes words as they come.
        "ALTER TABLE articles_searchrow ADD COLUMN vector tsvector GENERATED ALWAYS AS ("
        + " || ".join(
            f"setweight(to_tsvector('simple'::regconfig, {name}), '{weight}')"
            for name, weight in zip(COLUMNS, "ABCD", strict=True)
        )
        + ") STORED",
        # All texts lie beside the table, so that what is left of thousands of rows is read in a moment.
        "ALTER TABLE articles_searchrow SET (toast_tuple_target = 128)",
        # To look into a vector costs more than PostgreSQL thinks; told so, it does not read them one by one. Nor may
        # it start helpers, which takes longer than the search.
        "CREATE FUNCTION search_words(words tsvector) RETURNS tsvector LANGUAGE plpgsql "
        "IMMUTABLE COST 5000 AS 'BEGIN RETURN words; END'",
        "CREATE INDEX search_row_words ON articles_searchrow USING gin (search_words(vector))",
    ),
}
REVERSE_STATEMENTS = {
    "sqlite": (
        *(f"DROP TRIGGER IF EXISTS articles_searchrow_{act}" for act in ("learn", "forget", "renew")),
        "DROP TABLE IF EXISTS articles_searchindex",
    ),
    "postgresql": (
        "DROP INDEX IF EXISTS search_row_words",
        "DROP FUNCTION IF EXISTS search_words(tsvector)",
        "ALTER TABLE articles_searchrow DROP COLUMN IF EXISTS vector",
    ),
}
