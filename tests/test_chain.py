"""Everything on record is in one chain: what is changed, cut off, reordered or computed anew is found and named."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, models, transaction
from django.db.models import Max
from django.utils import timezone

from articles.acts import correct, hide_line, schedule_withdrawal
from articles.assigning import deciding
from articles.composing import arrangement
from articles.corrections import deciding as corrections
from articles.desk import access
from articles.fronts import going_live, versions
from articles.models import (
    Article,
    Correction,
    Delivery,
    Edition,
    Front,
    HistoryHiding,
    HistoryLink,
    KeyUse,
    PlainPage,
    Revision,
    SiteFile,
    StateChange,
    WireFeedChange,
)
from articles.partners import recording
from articles.records import append_only, chain, heads, revision_chain, verifying
from articles.records.chain import BY_NAME, RECORDS, RecordKind
from articles.writing import plain_pages, site_files
from media.files import removal
from media.models import LogEntry
from tests import factories, wires
from tests.programs import Program

pytestmark = pytest.mark.django_db
NAMES = [record.name for record in RECORDS]


@pytest.fixture
def article() -> Article:
    """A newsroom that has every kind of record; the story that was corrected."""
    chief = factories.chief()
    delivery = factories.delivery(factories.live_story())
    recording.changed(delivery.partner, "Added.", by=chief, now=timezone.now())
    recording.tried(delivery, Delivery.State.SENT, "", timezone.now())
    chain.keep(WireFeedChange(feed=wires.feed(), at=timezone.now(), by=chief, words="Added."))
    article = factories.live_story()
    factories.advertisement()
    schedule_withdrawal.schedule(article, at=timezone.now() + timedelta(hours=1), by=chief)
    chain.keep(KeyUse(article=article, key=Program(chief).key, revision=article.revision))
    deciding.assign(article, deciding.Wish(to=chief), by=chief)
    corrections.report(article, "It was Tuesday.", by=chief)
    factories.edit(article, chief, headline="Ferry line to run all night")
    edition = factories.publish(article, note="Adds the vote.")
    hide_line.hide(edition, by=chief, reason="It names a witness.")
    correct.correct(edition.revision, text="It was nine, not ten.", by=chief)
    factories.live_coverage("The gates are closing.")
    version = versions.save(None, arrangement.SECTION, base=None, by=chief)
    assert version is not None
    going_live.put_live(version, by=chief)
    plain_pages.change(PlainPage.objects.get(slug="about"), title="Who we are", text="<p>Us.</p>", by=chief)
    site_files.change(SiteFile.objects.get(name="ads"), text="CONTACT=a@example.org", by=chief)
    removal.kill(factories.picture(), by=chief, reason="Not ours.")
    access.record(chief, by=None, now=timezone.now())
    article.refresh_from_db()
    return article


def verify(*arguments: str) -> str:
    """What the command prints on either of its two ways; the error is its last line."""
    out = io.StringIO()
    try:
        call_command("verify_history", "--no-progress", *arguments, stdout=out, stderr=out)
    except CommandError as error:
        out.write(f"Error: {error}")
    return out.getvalue()


def newest(record: RecordKind) -> models.Model:
    row = record.model._base_manager.order_by("pk").last()
    assert row is not None
    return row


def tamper(act: Callable[[], Any]) -> None:
    with append_only.suspended(connection):
        act()


def compute_anew(article: Article) -> None:
    """What somebody does who knows how the chain is made: every hash of the story, from the first record on."""
    before = ""
    for revision in article.revisions.order_by("number").select_related("base"):
        before = revision_chain.hash_of(revision, previous=before)
        Revision.objects.filter(pk=revision.pk).update(hash=before)
    rows, before = {}, ""
    for link in HistoryLink.objects.filter(of="story", subject=article.pk).order_by("number"):
        record = BY_NAME[link.record]
        rows[link.pk] = record.model._base_manager.get(pk=link.row)
        link.digest = chain.digest(record, rows[link.pk])
        link.hash = before = chain.hash_of(link, previous=before)
        link.save()


def statement(folder: Path) -> str:
    file = str(folder / "statement")
    assert verify("--write-head", file) == "Every record follows from the one before.\n"
    return file


# In the database


def test_no_record_can_be_changed_or_deleted(article: Article) -> None:
    for model in (*(record.model for record in RECORDS), HistoryLink):
        rows = model._base_manager.all()
        for act in (
            lambda rows=rows: rows.update(id=models.F("id") + 1000),
            lambda rows=rows: rows._raw_delete("default"),
        ):
            with (
                pytest.raises(DatabaseError, match=f"{model._meta.db_table} is append-only"),
                transaction.atomic(),
            ):
                act()
        assert rows.exists()


@pytest.mark.postgresql
def test_no_table_of_records_can_be_truncated() -> None:
    for table in append_only.TABLES:
        with (
            pytest.raises(DatabaseError, match="is append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"TRUNCATE {table} CASCADE")


def test_no_record_is_replaced_by_another_of_its_number(article: Article) -> None:
    """SQLite's INSERT OR REPLACE deletes the row before; PostgreSQL knows only ON CONFLICT DO UPDATE."""
    correction = Correction.objects.get()
    if connection.vendor == "sqlite":
        columns = "id, article_id, edition_id, kind, is_serious, date"
        sql = (
            f"INSERT OR REPLACE INTO articles_correction ({columns}, text) "
            f"SELECT {columns}, %s FROM articles_correction"
        )
    else:
        sql = (
            "INSERT INTO articles_correction SELECT * FROM articles_correction "
            "ON CONFLICT (id) DO UPDATE SET text = %s"
        )
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, ["It was always nine."])
    correction.refresh_from_db()
    assert correction.text == "It was nine, not ten."


def test_every_table_of_records_is_guarded() -> None:
    tables = {record.model._meta.db_table for record in RECORDS} | {HistoryLink._meta.db_table}
    # Of wire copy there are too many: docs/decisions/0066 says why it is guarded and in no chain.
    assert tables | {"articles_wirefile", "articles_wireversion"} == set(append_only.TABLES)
    assert verifying.unguarded() == []


def test_a_table_whose_triggers_are_gone_is_named_and_migrate_puts_them_back() -> None:
    append_only.run(connection, append_only.reverse_statements(connection.vendor, ("articles_edition",)))
    said = verify()
    assert "articles_edition: its triggers are missing. Run migrate, which puts them back." in said
    assert "Error: 1 tables are not guarded against changes." in said
    append_only.guard(connection)
    assert verify() == "Every record follows from the one before.\n"


# The chain


def test_whatever_the_newsroom_does_is_in_the_chain(article: Article) -> None:
    assert set(HistoryLink.objects.values_list("record", flat=True)) == set(NAMES)
    assert verify() == "Every record follows from the one before.\n"


CHANGES = {
    "revision": {"note": "Never said."},
    "statechange": {"note": "Never said."},
    "assignment": {"note": "Never said."},
    "reportmove": {"note": "Never said."},
    "edition": {"note": "Never said."},
    "correction": {"text": "It was always nine."},
    "hiding": {"reason": "Nothing."},
    "schedulemove": {"kind": "minor"},
    "entry": {"headline": "Never said."},
    "frontversion": {"content": {"zones": []}},
    "frontmove": {"at": timezone.now()},
    "pageversion": {"text": "<p>Never said.</p>"},
    "fileversion": {"text": "Never said."},
    "keyuse": {"revision": None},
    "keymove": {"note": "Never said."},
    "accesschange": {"roles": ["Admin"]},
    "advertising": {"content": {"weight": 100}},
    "partner": {"words": "Nothing happened."},
    "attempt": {"words": "Nothing happened."},
    "wirefeed": {"words": "Nothing happened."},
    "logentry": {"words": "Nothing happened."},
}


def test_a_changed_record_is_named(article: Article) -> None:
    changed = {record: newest(record) for record in RECORDS}

    def change() -> None:
        for record, row in changed.items():
            record.model._base_manager.filter(pk=row.pk).update(**CHANGES[record.name])

    tamper(change)
    *said, error = verify().splitlines()
    assert sorted(said) == sorted(
        f"{chain.Of(record.of).label} {chain.subject_of(record, row)}: "
        f"{verifying.name(record, row)} is not what was saved."
        for record, row in changed.items()
    )
    assert error == (
        "Error: The history of 2 stories, 1 fronts, 1 plain pages, 1 files for programs, 1 pictures, 1 people, "
        "1 partners, 1 wire feeds, 1 API keys, 1 advertisements has been tampered with or damaged."
    )


def test_a_record_that_is_cut_out_is_named(article: Article) -> None:
    names = ("statechange", "correction", "hiding", "frontmove", "pageversion", "logentry")
    gone = {BY_NAME[name]: newest(BY_NAME[name]) for name in names}
    subjects = {record: chain.subject_of(record, row) for record, row in gone.items()}
    numbers = {record: row.pk for record, row in gone.items()}
    # Stories point to their last move, and the database to nothing that is gone.
    Article.objects.update(last_move=None)
    tamper(lambda: [row.delete() for row in gone.values()])
    *said, _ = verify().splitlines()
    assert sorted(said) == sorted(
        f"{chain.Of(record.of).label} {subjects[record]}: {record.words} (row {numbers[record]}) is gone."
        for record in gone
    )


def test_an_emptied_table_is_noticed(article: Article) -> None:
    number = Correction.objects.get().pk
    tamper(lambda: Correction.objects.all().delete())
    assert f"Story {article.pk}: correction (row {number}) is gone." in verify()


def test_a_forged_record_is_named(article: Article) -> None:
    last = article.editions.first()
    assert last is not None
    forged = Edition.objects.create(
        article=article,
        number=last.number + 1,
        revision=article.revisions.get(number=1),
        kind="update",
        at=timezone.now(),
        by=last.by,
        path=last.path,
    )
    assert (
        f"Story {article.pk}: edition {forged.number} is in no chain: it was not written by this program."
        in verify().splitlines()
    )


def test_two_records_that_change_places_are_named(article: Article) -> None:
    """Each says what the other said, and their hashes have moved along."""
    first, second = StateChange.objects.filter(article=article).order_by("pk")[:2]
    one, two = (
        {"act": it.act, "note": it.note, "at": it.at, "to_state": it.to_state} for it in (first, second)
    )

    def swap() -> None:
        StateChange.objects.filter(pk=first.pk).update(**two)
        StateChange.objects.filter(pk=second.pk).update(**one)

    tamper(swap)
    said = verify()
    for row in (first, second):
        assert f"Story {article.pk}: move in the workflow (row {row.pk}) is not what was saved." in said


def test_a_story_put_live_as_it_was_before_is_named(article: Article) -> None:
    """The working copy is no record, and everybody may write to it: it still has to follow the ledger."""
    Article.objects.filter(pk=article.pk).update(live_edition=article.editions.get(number=1))
    assert f"Story {article.pk}: what is live is not the newest entry of its ledger." in verify()


def test_two_notes_on_one_picture_are_one_after_the_other() -> None:
    image = factories.picture()
    removal.kill(image, by=factories.chief(), reason="Not ours.")
    removal.release(image, by=factories.chief(), reason="It is.")
    links = HistoryLink.objects.filter(of="picture", subject=image.pk)
    assert list(links.values_list("number", flat=True)) == [1, 2, 3]
    assert LogEntry.objects.filter(image_id=image.pk).count() == 3


def test_records_from_before_there_was_a_chain_get_their_links_in_batches(article: Article) -> None:
    before = HistoryLink.objects.count()
    tamper(lambda: HistoryLink.objects.all().delete())
    assert "is in no chain" in verify()
    assert chain.link_what_is_there(apps.get_model, NAMES[:3], at_once=2) < before
    chain.link_what_is_there(apps.get_model, NAMES, at_once=2)
    assert chain.link_what_is_there(apps.get_model, NAMES) == 0
    assert HistoryLink.objects.count() == before
    assert verify() == "Every record follows from the one before.\n"


def test_a_column_that_is_added_later_changes_no_digest(article: Article) -> None:
    record = BY_NAME["correction"]
    row = Correction.objects.get()
    before = chain.digest(record, row)
    row.is_serious = False
    assert chain.digest(record, row) == before
    row.is_serious = True
    assert chain.digest(record, row) != before


# Against a head that was kept elsewhere


def test_a_head_is_one_line_and_the_same_until_something_is_put_on_record(article: Article) -> None:
    head = verify("--head")
    kind, upto, tail = head.split()
    assert (kind, int(upto), len(tail)) == (
        "head",
        HistoryLink.objects.aggregate(newest=Max("pk"))["newest"],
        64,
    )
    assert verify("--head") == head
    factories.edit(article, factories.chief(), headline="More")
    assert verify("--head") != head


def test_a_history_that_only_grew_is_as_it_was(article: Article, tmp_path: Path) -> None:
    file = statement(tmp_path)
    factories.edit(article, factories.chief(), headline="More")
    factories.publish(article)
    factories.live_story()
    assert f"All that was on record at the head in {file} is there as it was." in verify("--head", file)


def cut_off_tail(article: Article) -> list[str]:
    """The last correction, with the edition it came with, as if it had never been."""
    last, before = article.editions.all()[:2]
    gone = [("edition", last.pk), ("correction", last.correction.pk)]
    move = StateChange.objects.get(key=last.key) if StateChange.objects.filter(key=last.key) else None
    move = move or StateChange.objects.filter(article=article).order_by("pk").last()
    assert move is not None
    gone.append(("statechange", move.pk))
    count = HistoryLink.objects.filter(of="story", subject=article.pk).count()
    Article.objects.filter(pk=article.pk).update(live_edition=before)
    for kind, pk in gone:
        HistoryLink.objects.filter(record=kind, row=pk).delete()
    Correction.objects.filter(edition=last).delete()
    Edition.objects.filter(pk=last.pk).delete()
    StateChange.objects.filter(pk=move.pk).delete()
    return [
        f"Story {article.pk}: move in the workflow (row {move.pk}), record {count - 2} of {count}, was cut off.",
        f"Story {article.pk}: edition (row {last.pk}), record {count - 1} of {count}, was cut off.",
        f"Story {article.pk}: correction (row {gone[1][1]}), record {count} of {count}, was cut off.",
    ]


def changed_and_computed_anew(article: Article) -> list[str]:
    Revision.objects.filter(article=article, number=1).update(headline="Never said")
    compute_anew(article)
    count = HistoryLink.objects.filter(of="story", subject=article.pk).count()
    rest = f"of {count}, was changed, and its chain computed anew."
    last = HistoryLink.objects.get(record="revision", row=article.revisions.get(number=2).pk).number
    return [
        f"Story {article.pk}: revision 1, record 1 {rest}",
        f"Story {article.pk}: revision 2, record {last} {rest}",
    ]


def reordered_and_computed_anew(article: Article) -> list[str]:
    links = HistoryLink.objects.filter(of="story", subject=article.pk)
    third, fourth = links.filter(number__in=(3, 4)).order_by("number")
    names = [
        verifying.name(BY_NAME[link.record], BY_NAME[link.record].model._base_manager.get(pk=link.row))
        for link in (third, fourth)
    ]
    for number, link in ((9999, third), (3, fourth), (4, third)):
        links.filter(pk=link.pk).update(number=number)
    compute_anew(article)
    return [
        f"Story {article.pk}: {names[0]} was record 3, and is record 4 now.",
        f"Story {article.pk}: {names[1]} was record 4, and is record 3 now.",
    ]


def cut_out_and_computed_anew(article: Article) -> list[str]:
    link = HistoryLink.objects.get(record="hiding")
    chained = HistoryLink.objects.filter(of="story", subject=article.pk)
    count = chained.count()
    HistoryHiding.objects.all().delete()
    chained.filter(pk=link.pk).delete()
    for later in chained.filter(number__gt=link.number).order_by("number"):
        chained.filter(pk=later.pk).update(number=later.number - 1)
    compute_anew(article)
    return [
        f"Story {article.pk}: hiding of a line (row {link.row}), record {link.number} of {count}, was cut out."
    ]


def a_front_without_its_past(article: Article) -> list[str]:
    front = Front.objects.get()
    HistoryLink.objects.filter(of="front").delete()
    chain.link_what_is_there(apps.get_model, ["frontmove", "frontversion"])
    return [
        f"Front {front.pk}: version 1 was record 1, and is record 2 now.",
        f"Front {front.pk}: move (row {front.moves.get().pk}) was record 2, and is record 1 now.",
    ]


@pytest.mark.parametrize(
    "forge",
    [
        cut_off_tail,
        changed_and_computed_anew,
        reordered_and_computed_anew,
        cut_out_and_computed_anew,
        a_front_without_its_past,
    ],
)
def test_what_was_forged_with_all_its_hashes_shows_against_an_earlier_statement(
    article: Article, tmp_path: Path, forge: Callable[[Article], list[str]]
) -> None:
    file = statement(tmp_path)
    earlier = verify("--head")
    (tmp_path / "head").write_text(earlier)
    expected: list[str] = []
    tamper(lambda: expected.extend(forge(article)))
    assert verify() == "Every record follows from the one before.\n"
    said = verify("--head", file).splitlines()
    assert said == [*expected, f"Error: {len(expected)} differences from the head in {file}."]
    assert "what was on record then is not what is on record now" in verify("--head", str(tmp_path / "head"))


def test_an_emptied_newsroom_shows_against_an_earlier_statement(article: Article, tmp_path: Path) -> None:
    file = statement(tmp_path)
    count = HistoryLink.objects.filter(of="page", subject=PlainPage.objects.get(slug="about").pk).count()

    def empty() -> None:
        HistoryLink.objects.filter(of="page").delete()
        PlainPage.objects.get(slug="about").versions.all().delete()

    tamper(empty)
    about = PlainPage.objects.get(slug="about").pk
    assert f"Plain page {about}: its whole chain is gone, {count} records." in verify("--head", file)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            lambda text: text.splitlines()[0] + "\n" + "\n".join(text.splitlines()[2:]),
            "somebody has changed it",
        ),
        (lambda text: "\n".join(text.splitlines()[1:]), "there is no head in it"),
        (lambda text: "Dear all,\n" + text, "line 1 is neither a head nor a chain"),
        (lambda text: "", "there is no head in it"),
        (lambda text: text.replace("/", "-"), "cannot be read as a head"),
    ],
)
def test_a_statement_that_somebody_changed_is_refused(
    article: Article, tmp_path: Path, change: Callable[[str], str], reason: str
) -> None:
    file = Path(statement(tmp_path))
    file.write_text(change(file.read_text()))
    assert reason in verify("--head", str(file))
    assert "cannot be read as a head" in verify("--head", str(tmp_path / "missing"))


def test_the_worker_keeps_a_head_a_day(article: Article, tmp_path: Path, settings: Any) -> None:
    now = timezone.now()
    assert heads.keep(now) == 0
    file = tmp_path / "heads"
    settings.HISTORY_HEADS = str(file)
    assert [heads.keep(now), heads.keep(now), heads.keep(now + timedelta(days=1))] == [1, 0, 1]
    assert (
        file.read_text()
        == f"{heads.now()} {now:%Y-%m-%d}\n{heads.now()} {now + timedelta(days=1):%Y-%m-%d}\n"
    )
    factories.edit(article, factories.chief(), headline="More")
    assert "is there as it was" in verify("--head", str(file))
    tamper(lambda: changed_and_computed_anew(article))
    assert "head 1 in the file" in verify("--head", str(file))
