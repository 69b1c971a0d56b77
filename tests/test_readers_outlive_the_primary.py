"""A process for readers at a replica: it follows the primary, and goes on serving while the primary is away."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings

from articles.models import PublishedArticle
from articles.purging.replica import HAS_COME
from newsroom.pagecache.following import SINCE
from tests import factories
from tests.clusters import Cluster, primary_and_replica
from tests.servers import Server, environment, manage, options_for_dump, serving, until

pytestmark = [pytest.mark.postgresql, pytest.mark.cluster, pytest.mark.django_db(transaction=True)]
REPORTS = "SELECT text FROM articles_errorreport ORDER BY at"


@contextmanager
def readers(folder: Path, primary: Cluster, replica: Cluster) -> Iterator[Server]:
    given = {
        "NEWSROOM_PROCESS": "site",
        "SITE_DATABASE_URL": replica.url("newsroom_site"),
        "REPORTS_DATABASE_URL": primary.url("newsroom_site"),
    }
    with serving(folder, **given) as server:
        yield server


def reports_at(primary: Cluster) -> list[str]:
    with primary.connect() as asked:
        return [text for (text,) in asked.execute(REPORTS)]


def test_readers_follow_the_primary_and_outlive_it_and_no_report_is_lost(tmp_path: Path) -> None:
    factories.live_story(headline="The barrage opens", slug="opens")
    path = PublishedArticle.objects.get().path
    with primary_and_replica(options_for_dump()) as (primary, replica):
        granting = environment(tmp_path, DATABASE_URL=primary.url())
        command = manage("grant_site_role", "newsroom_site")
        subprocess.run(command, cwd=settings.BASE_DIR, env=granting, check=True, timeout=60)
        a_change_that_began_early_is_seen(primary, replica)
        with readers(tmp_path, primary, replica) as site:
            assert "The barrage opens" in site.ask(path).body
            assert site.ask(f"{path}report/", text="It was 200.").status == 302
            assert reports_at(primary) == ["It was 200."]
            with primary.connect() as asked:
                asked.execute("UPDATE articles_publishedarticle SET headline = 'The barrage closes'")
            assert until(lambda: "The barrage closes" in site.ask(path).body)

            what_was_written_is_known_to_have_come(primary, replica)
            primary.stop()
            pages = (path, "/", "/latest/", "/search/?q=barrage", "/feed/", "/healthz", f"{path}report/")
            assert {page: site.ask(page).status for page in pages} == dict.fromkeys(pages, 200)
            refused = site.ask(f"{path}report/", text="It was 300.", name="Ana Ruiz")
            assert (refused.status, refused.headers["Retry-After"]) == (503, "60")
            assert "What you wrote is still below" in refused.body
            assert "It was 300.</textarea>" in refused.body
            assert 'value="Ana Ruiz"' in refused.body

            primary.start()
            assert until(lambda: site.ask(f"{path}report/", text="It was 300.").status == 302)
            assert reports_at(primary) == ["It was 200.", "It was 300."]


def what_was_written_is_known_to_have_come(primary: Cluster, replica: Cluster) -> None:
    """The worker asks before it tells a cache again."""
    with primary.connect() as writing, replica.connect() as asked:

        def has_come(at: datetime | None) -> bool:
            return asked.execute(HAS_COME, [at]).fetchone() == (True,)

        asked.execute("SELECT pg_wal_replay_pause()")
        paused = "SELECT pg_get_wal_replay_pause_state()"
        assert until(lambda: asked.execute(paused).fetchone() == ("paused",))
        (now,) = writing.execute("SELECT clock_timestamp()").fetchone() or (None,)
        writing.execute("UPDATE articles_publishedarticle SET kicker = kicker || '.'")
        assert not has_come(now)
        asked.execute("SELECT pg_wal_replay_resume()")
        assert until(lambda: has_come(now))
        assert writing.execute(HAS_COME, [now]).fetchone() == (True,)


def a_change_that_began_early_is_seen(primary: Cluster, replica: Cluster) -> None:
    """Who follows changes at a replica may look while one has been made and not yet committed."""
    of_sections = "UPDATE articles_section SET name = name || '.'"
    of_stories = "UPDATE articles_publishedarticle SET kicker = kicker || '.'"
    with primary.connect() as early, primary.connect() as late, replica.connect() as following:

        def look(seen: str) -> tuple[str, bool]:
            now, news = following.execute(SINCE, [seen, seen]).fetchone() or ("", False)
            return now, bool(news)

        early.execute("BEGIN")
        early.execute(of_sections)
        (before,) = following.execute("SELECT pg_current_snapshot()::text").fetchone() or ("",)
        late.execute(of_stories)
        assert until(lambda: look(before)[1])
        seen, _ = look(before)
        early.execute("COMMIT")
        assert until(lambda: look(seen)[1])
        # Then it is quiet again.
        assert until(lambda: not look(look(seen)[0])[1])
