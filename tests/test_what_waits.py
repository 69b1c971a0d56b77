"""What the first page of the desk asks for stands in the story's own row: true after everything that is done to it.

And nobody's list at the desk is looked for in the whole archive.
"""

from __future__ import annotations

import io
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import policy
from articles.acts import correct, kill, moving, plain_moves, republish, withdraw
from articles.assigning import deciding
from articles.desk import waiting
from articles.listing import rows
from articles.models import Article, PublishedArticle
from articles.policy import Role
from articles.records import verifying
from articles.writing import desk_search, saving, what_waits
from tests import factories
from tests.desk_forms import at_the_desk
from tests.test_sittings import Editor

pytestmark = pytest.mark.django_db


def said_of(article: Article) -> tuple[bool, bool]:
    """Whether it has unpublished changes, and whether it was returned; as it stands, and truly."""
    article.refresh_from_db()
    live, move = article.live_edition, article.last_move
    said = (article.has_unpublished_changes, article.is_returned)
    changed = live is not None and live.revision_id != article.revision_id
    assert said == (changed, move is not None and move.act == "return")
    assert not list(what_waits.untrue(Article.objects.filter(pk=article.pk)))
    assert not list(verifying.problems(article.pk))
    return said


def test_a_story_says_truly_whether_it_was_returned() -> None:
    chief = factories.chief()
    article = factories.story()
    for act in (plain_moves.SUBMIT, plain_moves.TAKE):
        moving.move(act, article, by=chief)
        assert said_of(article) == (False, False)
    moving.move(plain_moves.RETURN, article, by=chief, note="Who says so?")
    factories.edit(article, article.created_by, headline="The council says so")
    assert said_of(article) == (False, True)
    moving.move(plain_moves.SPIKE, article, by=chief, note="Not for us.")
    moving.move(plain_moves.REVIVE, article, by=chief)
    assert said_of(article) == (False, False)
    factories.publish(article)
    moving.move(plain_moves.TAKE, article, by=chief)
    moving.move(plain_moves.RETURN, article, by=chief, note="And now?")
    assert said_of(article) == (False, True)
    moving.move(plain_moves.HAND_OVER, article, by=factories.user(Role.PICTURE_EDITOR))
    assert said_of(article) == (False, False)


def test_a_story_says_truly_whether_readers_have_what_the_desk_has() -> None:
    chief = factories.chief()
    article = factories.story(headline="One")
    factories.edit(article, chief, headline="Two")
    assert said_of(article) == (False, False)
    factories.publish(article)
    assert said_of(article) == (False, False)
    factories.edit(article, chief, headline="Three")
    assert said_of(article) == (True, False)
    second = article.revisions.get(number=2)
    correct.correct(second, text="The council has 41 members.", kind="clarification", by=chief)
    assert said_of(article) == (True, False)  # what was corrected is what readers have
    saving.restore(second, base=3, by=chief)
    assert said_of(article) == (True, False)  # the same words, and a revision that nobody has published
    factories.publish(article)
    assert said_of(article) == (False, False)
    withdraw.withdraw(article, by=chief)
    factories.edit(article, chief, headline="Five")
    assert said_of(article) == (False, False)
    republish.republish(article, by=chief)
    assert said_of(article) == (True, False)  # the last that readers had is put back
    call_command("rebuild_published", stdout=io.StringIO())
    assert said_of(article) == (True, False)
    kill.kill(article, by=chief, note="It was not so.")
    assert said_of(article) == (False, False)


def test_what_is_typed_into_a_live_story_counts_as_changed_once_it_is_a_revision() -> None:
    article = factories.live_story(headline="Base")
    ana = Editor(factories.user(Role.EDITOR_IN_CHIEF), article)
    ana.types(headline="Typed so far")
    assert said_of(article) == (False, False)
    ana.send("leave", number=2)
    assert said_of(article) == (True, False)
    ana.saves(headline="Saved")
    assert said_of(article) == (True, False)


def as_code_of_before_would_write(*, changed: bool, returned: bool) -> Article:
    """A live story that says of itself what is not so."""
    article = factories.live_story()
    Article.objects.filter(pk=article.pk).update(has_unpublished_changes=changed, is_returned=returned)
    return article


@pytest.mark.parametrize("put_right", ["worker", "rebuild_published"])
def test_a_story_that_is_not_listed_where_it_belongs_is_put_right(put_right: str) -> None:
    """While an upgrade is made, processes of before write stories without these columns."""
    article = as_code_of_before_would_write(changed=True, returned=True)
    told = io.StringIO()
    call_command("verify_history", stderr=told, stdout=io.StringIO())
    assert f"Story {article.pk}: {what_waits.UNTRUE}" in told.getvalue()
    if put_right == "worker":
        assert what_waits.put_right_lately(timezone.now()) == 1
    else:
        with pytest.raises(CommandError, match="Run rebuild_published"):
            call_command("rebuild_published", check=True, stdout=told)
        assert f"story {article.pk}: {what_waits.UNTRUE}" in told.getvalue()
        call_command("rebuild_published", stdout=io.StringIO())
    assert said_of(article) == (False, False)
    assert what_waits.put_right_lately(timezone.now()) == 0


def test_what_a_list_says_of_a_story_keeps_nothing_from_readers_and_nothing_with_them() -> None:
    """Its history verifies all the same: its rows are made anew, and it is taken from readers."""
    chief, article = factories.chief(), as_code_of_before_would_write(changed=True, returned=False)
    assert verifying.verifies(article.pk)
    PublishedArticle.objects.filter(story_id=article.pk).update(headline="Something else")
    call_command("rebuild_published", stdout=io.StringIO())
    assert PublishedArticle.objects.get(story_id=article.pk).headline == article.headline
    gone = as_code_of_before_would_write(changed=True, returned=False)
    # As code of before takes a story down.
    Article.objects.filter(pk=gone.pk).update(live_edition=None)
    assert what_waits.put_right_lately(timezone.now()) == 1
    kill.kill(article, by=chief, note="It was not so.")
    assert said_of(article) == (False, False)


def test_a_list_is_counted_to_a_thousand_and_not_beyond(monkeypatch: pytest.MonkeyPatch) -> None:
    somebody = factories.user(Role.REPORTER)
    for _ in range(5):
        factories.story(somebody)
    monkeypatch.setattr(waiting, "LENGTH", 2)
    monkeypatch.setattr(waiting, "COUNTED", 3)
    [drafts] = [one for one in waiting.waiting_for(somebody) if one.kind.name == "drafts"]
    assert (len(drafts.stories), drafts.count, drafts.is_cut) == (2, "3+", True)


@pytest.mark.postgresql
def test_what_waits_is_looked_up_in_an_index_of_nothing_else() -> None:
    chief, writer = factories.chief(), factories.user(Role.REPORTER)
    for _ in range(20):
        factories.live_story(writer)
    changed = factories.edit(factories.live_story(writer), chief, headline="Changed")
    returned = factories.story(writer)
    moving.move(plain_moves.SUBMIT, returned, by=writer)
    moving.move(plain_moves.RETURN, returned, by=chief, note="Why?")
    given, left = factories.story(), factories.story()
    deciding.assign(given, deciding.Wish(to=writer), by=chief)
    deciding.assign(left, deciding.Wish(desk=factories.section()), by=chief)
    kinds = {kind.name: kind for kind in waiting.KINDS}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_article")
        # So few rows are found in any way: what is asked is whether there is this one.
        for other_way in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{other_way} = off")
        for name, by, index, found in (
            ("changed", chief, "article_changed", [changed]),
            ("returned", writer, "article_returned", [returned]),
            ("drafts", writer, "article_unpublished", [changed]),
            ("assigned", writer, "article_assignee", [given]),
            ("desk", writer, "article_assigned_desk", [left]),
        ):
            stories = kinds[name].stories(by)
            assert list(stories) == found
            plan = stories.newest_first().explain() if name == "drafts" else stories.explain()
            assert index in plan, plan


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("0011_what_waits", {"has_unpublished_changes", "is_returned"}),
        ("0013_assignments", {"assignee_id", "assigned_desk_id", "due"}),
    ],
)
def test_after_the_migration_postgresql_knows_of_how_few_stories_the_new_columns_are_true(
    name: str, columns: set[str]
) -> None:
    """Of a column that nobody has analysed it expects half of all rows, and reads the archive instead of an index."""
    for _ in range(3):
        factories.live_story()
    import_module(f"articles.migrations.{name}").have_it_counted(None, SimpleNamespace(connection=connection))
    with connection.cursor() as cursor:
        cursor.execute("SELECT attname FROM pg_stats WHERE tablename = 'articles_article'")
        assert columns <= {column for (column,) in cursor.fetchall()}


# Lists of those who see a part


def whoever_sees_a_part() -> list[User]:
    """People, each of whom comes to see stories in other ways; some stories in more than one."""
    city, world = factories.section(), factories.section("World")
    inner = factories.section("Schools", parent=city)
    writer, editor = factories.user(Role.REPORTER), factories.user(Role.SECTION_EDITOR, sections=(city,))
    wire, stranger = factories.user(Role.WIRE_DESK), factories.user(Role.REPORTER)
    name = factories.reporter("Ana Ruiz", editor)
    for number, fields in enumerate(
        (
            {"section": city},
            {"section": inner, "bylines": (name,)},
            {"section": world},
            {"section": world, "bylines": (name,)},
            {"section": world, "from_wire": True},
            {"section": city, "by": editor},
            {"section": None, "by": editor},
            {"section": city, "from_wire": True},
        )
        * 2
    ):
        article = factories.story(**({"by": writer} | fields))
        touched = timezone.now() - timedelta(hours=number * 5 % 7)
        Article.objects.filter(pk=article.pk).update(touched_at=touched)
    return [writer, editor, wire, stranger]


def pages(desk: Client, **asked: str) -> list[int]:
    """The stories of all pages of the list, as somebody finds them who goes from page to page."""
    address, shown = reverse("admin:articles_article_changelist"), []
    while True:
        found = desk.get(address, asked)
        shown += [row.pk for row in found.context["stories"]]
        if not found.context["later"]:
            return shown
        asked = QueryDict(found.context["later"].removeprefix("?")).dict()


def test_whoever_sees_a_part_of_the_stories_has_all_of_it_on_the_pages_of_their_list(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rows, "PAGE", 3)
    for person in whoever_sees_a_part():
        person = factories.again(person)
        visible = policy.visible_articles(person)
        theirs = list(visible.newest_first().values_list("pk", flat=True))
        desk = at_the_desk(person)
        assert pages(desk) == theirs
        assert pages(desk, order="reversed") == theirs[::-1]
        for looked_at in (desk_search.LOOKED_AT, 1):  # a word that few stories have, and one that most have
            monkeypatch.setattr(desk_search, "LOOKED_AT", looked_at)
            assert pages(desk, q="ferry") == theirs
        monkeypatch.setattr(desk_search, "LOOKED_AT", 40)
        assert pages(desk, live="yes") == []
        # In other orders, sections are asked for together.
        assert pages(desk, state="draft", words="1") == theirs
        by_ana = visible.filter(bylines__reporter__name="Ana Ruiz").order_by("-pk")
        assert pages(desk, reporter="Ana Ruiz") == list(by_ana.values_list("pk", flat=True))


def test_the_list_has_what_somebody_was_given_and_what_is_left_to_their_desks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rows, "PAGE", 2)
    chief, stories = factories.chief(), [factories.story() for _ in range(4)]
    given, own, left, _ = stories
    somebody = factories.user(Role.REPORTER, sections=(city := factories.section(),))
    Article.objects.filter(pk=own.pk).update(created_by=somebody)
    for article, wish in (
        (given, deciding.Wish(to=somebody)),
        (own, deciding.Wish(to=somebody)),
        (left, deciding.Wish(desk=city)),
        (stories[3], deciding.Wish(desk=factories.section("World"))),
    ):
        deciding.assign(article, wish, by=chief)
    for person in (somebody, factories.user(Role.REPORTER), factories.user(Role.WIRE_DESK)):
        person = factories.again(person)
        theirs = list(policy.visible_articles(person).newest_first().values_list("pk", flat=True))
        assert pages(at_the_desk(person)) == theirs
        expected = {given, own, left} if person == somebody else {left, stories[3]}
        assert set(theirs) == {article.pk for article in expected}


@pytest.mark.parametrize("asked", [{}, {"waits": "drafts"}])
def test_the_list_of_somebody_who_sees_a_part_is_read_in_parts(asked: dict[str, str]) -> None:
    """All ways to see a story joined by “or” have no index: the archive would be read for somebody's ten stories."""
    for person in whoever_sees_a_part()[:2]:
        person = factories.again(person)
        theirs = list(policy.visible_articles(person).newest_first().values_list("pk", flat=True))
        if "waits" in asked:
            theirs = [pk for pk in theirs if Article.objects.get(pk=pk).created_by_id == person.pk]
        with CaptureQueriesContext(connection) as queries:
            desk = at_the_desk(person)
            found = desk.get(reverse("admin:articles_article_changelist"), asked).context["stories"]
        assert [row.pk for row in found] == theirs
        # The head of the page counts messages.
        assert not [one for one in queries if "COUNT(" in one["sql"] and "articles_message" not in one["sql"]]
        assert not [one["sql"] for one in queries if "OR EXISTS" in one["sql"]]
        # With the stories and the numbers of a page, eight tables: of more PostgreSQL looks for no better order. The
        # person who asks is read with seven others, which are eight too.
        most = {one["sql"]: 7 if ' FROM "auth_user" ' in one["sql"] else 6 for one in queries}
        assert not [sql for sql, joins in most.items() if sql.count(" JOIN ") > joins]
