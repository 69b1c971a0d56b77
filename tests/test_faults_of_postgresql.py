"""PostgreSQL is started anew, stopped, or can only be read, while readers and editors are at work."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from articles.models import PublishedArticle
from tests import factories
from tests.browsing import SAVED, a_browser, body_of, note, open_story, said, session_of, write
from tests.clusters import Cluster, one_server
from tests.servers import PATIENT, crowd, options_for_dump, serving, until

pytestmark = [pytest.mark.postgresql, pytest.mark.cluster, pytest.mark.django_db(transaction=True)]

# The last question of a look.
LOOKED = (
    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT MAX%%nextfront%%' AND query_start > %s"
)


def correct(postgresql: Cluster, headline: str) -> None:
    with postgresql.connect() as asked:
        asked.execute("UPDATE articles_publishedarticle SET headline = %s", [headline])


def followed(postgresql: Cluster) -> None:
    """The process has looked for changes since: what it makes now, it keeps."""
    with postgresql.connect() as asked:
        for _ in range(2):
            (began,) = asked.execute("SELECT clock_timestamp()").fetchone() or (None,)
            assert until(lambda: asked.execute(LOOKED, [began]).fetchone() != (0,))  # noqa: B023 # called at once


def test_readers_go_on_while_postgresql_is_stopped_or_started_anew_and_see_what_changed_after(
    tmp_path: Path,
) -> None:
    factories.live_story(headline="The barrage opens", slug="opens")
    path = PublishedArticle.objects.get().path
    uncached = {"/latest/": 200, "/city/": 200, "/nothing/": 404, "/search/?q=barrage": 200}
    with (
        one_server(options_for_dump()) as postgresql,
        serving(tmp_path, DATABASE_URL=postgresql.url(), **PATIENT) as site,
        crowd(site.port, "/", path) as readers,
    ):
        followed(postgresql)
        seen = len(readers.all)
        assert until(lambda: readers.answers(path, since=seen).total() > 6)
        # Started anew.
        postgresql.stop()
        postgresql.start()
        correct(postgresql, "The barrage is open")
        followed(postgresql)
        assert "The barrage is open" in site.ask(path).body
        assert site.ask("/").status == 200
        # Stopped for a while.
        postgresql.stop()
        assert until(lambda: site.ask("/healthz").status == 503)
        seen = len(readers.all)
        with crowd(site.port, *uncached) as others:
            assert until(lambda: others.answers("/search/?q=barrage").total() > 50)
            assert until(lambda: readers.answers(path, since=seen).total() > 50)
        postgresql.start()
        correct(postgresql, "The barrage closes")
        assert until(lambda: "The barrage closes" in site.ask(path).body)
        seen = len(readers.all)
        assert until(lambda: readers.answers(path, since=seen).total() > 10)
        assert {it: site.ask(it).status for it in uncached} == uncached
    assert readers.wrong == others.wrong == []
    assert {got.answer for got in readers.all} == {200}
    assert {got.answer for got in others.all} == {503}
    assert len({got.tag for got in readers.all if got.path == path}) == 3
    assert readers.got_old_after_new(path) == []


def can_only_be_read(postgresql: Cluster, is_so: bool) -> None:
    with postgresql.connect() as asked:
        asked.execute(f"ALTER SYSTEM SET default_transaction_read_only = {'on' if is_so else 'off'}")
        asked.execute("SELECT pg_reload_conf()")
    with postgresql.connect() as asked:
        # Those who are connected hear of it when they are asked the next time.
        assert until(
            lambda: asked.execute("SHOW transaction_read_only").fetchone() == ("on" if is_so else "off",)
        )


def test_while_the_database_can_only_be_read_readers_go_on_and_editors_are_told_and_lose_nothing(
    tmp_path: Path, browser: Browser
) -> None:
    chief = factories.chief()
    article = factories.live_story(chief, headline="The barrage opens", slug="opens")
    path = PublishedArticle.objects.get().path
    given = {
        "SECRET_KEY": settings.SECRET_KEY,
        "SITE_URL": "http://localhost",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
    }
    session = session_of(chief)
    with (
        one_server(options_for_dump()) as postgresql,
        serving(tmp_path, DATABASE_URL=postgresql.url(), **given, **PATIENT) as site,
        a_browser(browser, f"http://localhost:{site.port}", expected="503") as context,
    ):
        context.add_cookies([session])
        page = context.new_page()
        open_story(page, article)
        can_only_be_read(postgresql, True)
        write(page, " Written in vain.")
        page.keyboard.press("Control+s")
        kept = "Not saved: the database can only be read just now. Your text is kept in this browser."
        note(page, kept, seconds=60)
        assert "Written in vain." in body_of(page)
        pages = {path: 200, "/": 200, "/latest/": 200, "/search/?q=barrage": 200, "/nothing/": 404}
        assert {it: site.ask(it).status for it in pages} == pages
        can_only_be_read(postgresql, False)
        page.keyboard.press("Control+s")
        said(page, SAVED, seconds=60)
        with postgresql.connect() as asked:
            (body,) = asked.execute("SELECT body FROM articles_article").fetchone() or ("",)
        assert "Written in vain." in body
