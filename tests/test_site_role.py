"""In production the site may connect with a role that reads the published tables and nothing else.

Roles and rights are PostgreSQL's, so these run there.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.composing import arrangement
from articles.filing import keys as api_keys
from articles.fronts import going_live, versions
from articles.models import (
    LETTERBOXES,
    SITE_MODELS,
    ApiKey,
    Article,
    ErrorReport,
    FrontVersion,
    HistoryLink,
    KeptAnswer,
    KeyMove,
    LiveEntry,
    LiveEntryVersion,
    NextFront,
    PlainPageVersion,
    PublishedArticle,
    ReadingKey,
    Reporter,
    Revision,
    SiteFileVersion,
    StaffRecord,
    Topic,
)
from articles.policy import Role
from articles.site import keys
from newsroom import health
from newsroom.heartbeat import Heartbeat
from newsroom.middleware import may_log_people_in
from newsroom.pagecache.following import Following
from tests import factories
from tests.programs import Program

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]
ROLE = "newsroom_site_in_tests"


def run(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def make_role() -> None:
    run(f"CREATE ROLE {ROLE}")
    run(f"GRANT {ROLE} TO CURRENT_USER")


@pytest.fixture
def site_role(db: None) -> None:
    make_role()
    call_command("grant_site_role", ROLE)


def test_no_table_is_locked_after_a_right_was_granted() -> None:
    """Autovacuum that looks at a table meanwhile waits for the grants, and must not be waited for."""
    make_role()
    with CaptureQueriesContext(connection) as asked:
        call_command("grant_site_role", ROLE)
    kinds = [query["sql"].split(" ON ")[0] for query in asked]
    locking = [
        place
        for place, kind in enumerate(kinds)
        if kind.startswith(("ALTER TABLE", "DROP POL", "CREATE POL"))
    ]
    granting = [place for place, kind in enumerate(kinds) if kind.startswith(("GRANT", "REVOKE"))]
    assert locking
    assert max(locking) < min(granting)


def become_the_site() -> None:
    connection.check_constraints()  # what is put off until the commit is the desk's
    run(f"SET LOCAL ROLE {ROLE}")


def become_the_desk() -> None:
    run("RESET ROLE")


def test_every_public_page_can_be_read_with_the_site_s_role(site_role: None, settings) -> None:
    image = factories.picture()
    article = factories.story(
        lead_picture=image,
        topics=(factories.topic(),),
        slug="first",
        section=factories.section("Harbour", parent=factories.section("City")),
    )
    factories.publish(article)
    old_path = PublishedArticle.objects.get().path
    factories.edit(article, factories.chief(), slug="second")
    factories.publish(article)
    story = PublishedArticle.objects.get()
    coverage = PublishedArticle.objects.get(story_id=factories.live_coverage("Posted.").pk)
    external = factories.advertisement(kind="external", tag="On.", hosts="ads.example.com")
    paths = {
        f"/ads/frame/{external.pk}/": 200,
        coverage.path: 200,
        f"{coverage.path}?entry=1": 200,
        f"{coverage.path}changes/?since=0": 200,
        story.path: 200,
        old_path: 301,
        "/": 200,
        "/city/": 200,
        "/city/harbour/": 200,
        "/topics/ferries/": 200,
        Reporter.objects.get().get_absolute_url(): 200,
        "/search/?q=feri": 200,
        "/search/?q=council&section=city&topic=ferries&order=newest": 200,
        "/feed/": 200,
        "/city/feed/": 200,
        "/topics/ferries/feed/atom/": 200,
        f"{Reporter.objects.get().get_absolute_url()}feed/json/": 200,
        "/section-colours.css": 200,
        "/sitemap.xml": 200,
        f"/sitemaps/{story.published_at:%Y-%m}.xml": 200,
        "/news-sitemap.xml": 200,
        f"/pictures/{image.renditions.first().name}": 200,
        "/about/": 200,
        "/robots.txt": 200,
        "/staff/": 200,
        "/corrections/": 200,
        f"{story.path}report/": 200,
        f"{old_path}report/": 308,
        f"{story.path}report/thanks/": 200,
        "/no-such-section/": 404,
    }
    become_the_site()
    assert {path: Client().get(path).status_code for path in paths} == paths


def test_changes_can_be_followed_with_the_site_s_role(site_role: None) -> None:
    factories.published_story()
    following = Following()
    become_the_site()
    following.look()
    before = following.generation
    following.look()
    assert following.generation == before is not None


def test_a_process_of_the_site_can_tell_whether_all_is_ready(site_role: None) -> None:
    Heartbeat(now=timezone.now()).beat(timezone.now())
    become_the_site()
    assert health.wrong_in_the_database() == []
    become_the_desk()
    run(f"REVOKE SELECT ON newsroom_workerheartbeat FROM {ROLE}")
    become_the_site()
    (sentence,) = health.wrong_in_the_database()
    assert sentence.endswith("run manage.py grant_site_role as the owner of the tables.")


@pytest.mark.parametrize("path", ["/desk/", "/desk/login/", "/desk", "/desk/articles/article/1/change/"])
def test_there_is_no_desk_in_a_process_of_the_site(site_role: None, path: str) -> None:
    become_the_site()
    may_log_people_in.cache_clear()
    try:
        for response in (Client().get(path), Client().post(path, {"username": "ana"})):
            assert response.status_code == 404
            assert not response.cookies
    finally:
        may_log_people_in.cache_clear()
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
        may_log_people_in()


@pytest.mark.parametrize(
    "model",
    [
        Article,
        Revision,
        StaffRecord,
        PlainPageVersion,
        SiteFileVersion,
        ErrorReport,
        LiveEntry,
        LiveEntryVersion,
        FrontVersion,
        HistoryLink,
    ],
)
def test_the_site_s_role_cannot_read_the_desk(site_role: None, model) -> None:
    become_the_site()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        model.objects.first()


@pytest.mark.parametrize("model", SITE_MODELS)
def test_the_site_s_role_cannot_write_what_it_reads(site_role: None, model) -> None:
    become_the_site()
    model.objects.first()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        model.objects.all()._raw_delete("default")


def test_the_site_s_role_puts_reports_in_and_can_neither_read_nor_change_them(site_role: None) -> None:
    story = factories.published_story()
    become_the_site()
    sent = Client().post(f"{story.path}report/", {"text": "It was 200."})
    assert sent.status_code == 302
    for model in LETTERBOXES:
        for act in (model.objects.first, lambda rows=model.objects: rows.update(done_at=None)):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                act()
    become_the_desk()
    assert ErrorReport.objects.get().text == "It was 200."


def scheduled_front() -> NextFront:
    """The next home page, which names what only the desk knows."""
    version = versions.save(None, arrangement.SECTION, base=None, by=factories.chief())
    assert version is not None
    going_live.schedule(version, timezone.now() + timedelta(hours=1), by=factories.chief())
    return NextFront.objects.get()


def test_the_site_s_role_sees_the_next_front_at_its_time_and_no_moment_before(site_role: None) -> None:
    soon = scheduled_front()
    become_the_site()
    assert (NextFront.objects.count(), Client().get("/").status_code) == (0, 200)
    become_the_desk()
    assert NextFront.objects.get() == soon
    NextFront.objects.update(at=timezone.now() - timedelta(hours=1))
    become_the_site()
    assert (NextFront.objects.count(), Client().get("/").status_code) == (1, 200)


def test_the_site_s_role_sees_topics_that_stories_have_and_no_others(site_role: None) -> None:
    factories.topic("Resignation of the mayor")
    factories.story(topics=(factories.topic("Only in a draft"),))
    factories.live_story(topics=(factories.topic("Ferries"),))
    become_the_site()
    assert [topic.name for topic in Topic.objects.all()] == ["Ferries"]
    pages = {slug: Client().get(f"/topics/{slug}/").status_code for slug in ("ferries", "only-in-a-draft")}
    assert pages == {"ferries": 200, "only-in-a-draft": 404}


def test_the_site_s_role_sees_reporters_that_readers_know(site_role: None) -> None:
    """Those on the page of the staff, and those who wrote something that is live; nobody else."""
    factories.reporter("Ines Caldera")
    left, posted = (factories.reporter(name, active=False) for name in ("Rui Sol", "Ana Prado"))
    factories.reporter("A pseudonym to come", active=False)
    factories.live_story(bylines=(left,))
    coverage = factories.live_coverage("The gates are closing.")
    factories.entry(coverage, reporter_id=posted.pk)
    become_the_site()
    assert sorted(Reporter.objects.values_list("name", flat=True)) == ["Ana Prado", "Ines Caldera", "Rui Sol"]


def test_the_site_s_role_makes_no_tables(site_role: None) -> None:
    become_the_site()
    for statement in (
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE TABLE mine (id int)",
        "CREATE VIEW mine AS SELECT 1",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            run(statement)


def test_the_site_s_role_makes_no_large_objects_or_a_superuser_is_told_how(db: None, capsys) -> None:
    make_role()
    call_command("grant_site_role", ROLE)
    left = capsys.readouterr().err
    become_the_site()
    if "REVOKE EXECUTE ON FUNCTION" in left:
        assert "Not done, as a superuser has to do it: REVOKE EXECUTE ON FUNCTION pg_catalog.lo" in left
        assert "lo_create(oid)" in left
        assert run("SELECT rolsuper FROM pg_roles WHERE rolname = session_user") == [(False,)]
    else:
        for statement in ("SELECT lo_create(0)", "SELECT lo_from_bytea(0, 'x')", "SELECT lo_creat(-1)"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                run(statement)


def test_what_the_site_s_role_asks_has_a_time_limit(site_role: None) -> None:
    settings = run(
        "SELECT unnest(setconfig) FROM pg_db_role_setting JOIN pg_database ON pg_database.oid = setdatabase "
        f"WHERE setrole = '{ROLE}'::regrole AND datname = current_database()"
    )
    assert sorted(setting for (setting,) in settings) == [
        "idle_in_transaction_session_timeout=10s",
        "lock_timeout=3s",
        "statement_timeout=10s",
    ]


def test_a_role_that_may_read_the_desk_by_another_way_is_refused(db: None) -> None:
    make_role()
    run("GRANT SELECT ON articles_article TO PUBLIC")
    with pytest.raises(CommandError, match="may still read or write articles_article"):
        call_command("grant_site_role", ROLE)


def test_the_desk_has_all_rows_whoever_owns_the_tables(site_role: None) -> None:
    """The desk may work with a role of its own, too: whoever may read revisions is shown everything."""
    scheduled_front()
    factories.topic("Only in a draft")
    run(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {ROLE}")
    run(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {ROLE}")
    become_the_site()
    assert (NextFront.objects.count(), Topic.objects.count()) == (1, 1)
    Topic.objects.create(name="Another", slug="another")


def test_a_role_that_does_not_exist_is_named() -> None:
    with pytest.raises(CommandError, match="There is no role nobody_at_all"):
        call_command("grant_site_role", "nobody_at_all")


def test_the_site_s_role_knows_keys_that_read_by_their_hash_and_nothing_of_the_others(
    site_role: None,
) -> None:
    partner, wire = Program(None, "read", name="Partner", rate=2), Program(factories.user(Role.WIRE_DESK))
    gone = Program(None, "read", name="Gone")
    api_keys.revoke(gone.key, by=factories.chief())
    become_the_site()

    def asker(secret: str) -> keys.Asker | None:
        return keys.asker(RequestFactory().get("/", headers={"authorization": f"Bearer {secret}"}))

    known = asker(partner.secret)
    assert known is not None
    assert [known.rate, *(bool(known.seconds_to_wait()) for _ in range(3))] == [2, False, False, True]
    assert (asker(wire.secret), asker(gone.secret), asker("")) == (None, None, None)
    for model in (ApiKey, KeyMove, KeptAnswer):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            model.objects.first()
    become_the_desk()
    ReadingKey.objects.update(expires_at=factories.earlier(seconds=1))
    become_the_site()
    assert asker(partner.secret) is None
    may_log_people_in.cache_clear()
    try:
        assert wire.ask("GET", "/key").status_code == 404
    finally:
        may_log_people_in.cache_clear()
        become_the_desk()
        may_log_people_in()
