"""The client in docs/examples follows a scripted day and ends with the stories of the site; and the API is fuzzed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
import schemathesis
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

from articles.acts import kill, republish, withdraw
from articles.models import PublishedArticle, PublishedPicture
from newsroom.pagecache.asking import name_of
from tests import factories
from tests.ninjs_schema import wrong_with
from tests.test_pages_that_are_kept import Site

pytestmark = pytest.mark.django_db


def the_client() -> Any:
    spec = spec_from_file_location("follow", settings.BASE_DIR / "docs" / "examples" / "follow.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_client_that_follows_for_a_day_ends_with_the_stories_of_the_site(tmp_path: Path) -> None:
    follow, asked = the_client().follow, []

    def ask(address: str) -> Any:
        asked.append(address)
        return Client().get(address.removeprefix(settings.SITE_URL)).json()

    def up_to_now() -> dict[str, Any]:
        connection.check_constraints()  # as a commit does it
        follow(settings.SITE_URL, tmp_path / "stories", ask)
        files = (tmp_path / "stories").glob("*.json")
        return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in files}

    chief = factories.chief()
    assert up_to_now() == {}
    ferry, fire, storm = factories.live_story(), factories.live_story(), factories.live_coverage("It rains.")
    before = up_to_now()
    assert set(before) == {str(it.pk) for it in (ferry, fire, storm)}
    factories.edit(ferry, chief, headline="Ferry line to run all night after all", slug="another-address")
    factories.publish(ferry, kind="update", note="Adds the vote.")
    withdraw.withdraw(fire, by=chief, note="It was a drill.")
    factories.entry(storm, "It pours.", by=chief)
    killed = factories.live_story()
    assert str(fire.pk) not in up_to_now()
    kill.kill(killed, by=chief, note="A court said so.")
    fire.refresh_from_db()
    republish.republish(fire, by=chief)
    factories.live_story(article_type="opinion")
    for number in range(60):
        factories.published_story(story_id=10_000 + number)
    mine = up_to_now()
    live = PublishedArticle.objects.values_list("story_id", "headline", "path")
    assert {
        (int(number), it["headlines"][0]["value"], it["renditions"][0]["href"]) for number, it in mine.items()
    } == {(number, headline, f"{settings.SITE_URL}{path}") for number, headline, path in live}
    assert {
        number: Client().get(f"/api/v1/stories/{number}").json() for number in mine
    } == mine  # texts, corrections and all
    assert [it for document in mine.values() for it in wrong_with(document)] == []
    so_far = len(asked)
    assert up_to_now() == mine
    assert len(asked) == so_far + 1


def test_a_client_that_asks_too_often_waits_as_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    client, slept = the_client(), []
    answers = [HTTPError("", 429, "", {"Retry-After": "7"}, None), BytesIO(b'{"changes": []}')]  # type: ignore[arg-type] # all that it reads

    def urlopen(address: str, timeout: float) -> Any:
        answer = answers.pop(0)
        if isinstance(answer, HTTPError):
            raise answer
        return answer

    monkeypatch.setattr(client, "urlopen", urlopen)
    monkeypatch.setattr(client.time, "sleep", slept.append)
    assert client.ask("http://testserver/api/v1/changes") == {"changes": []}
    assert slept == [7]


def test_answers_are_kept_as_pages_are_and_searches_are_not() -> None:
    def name(path: str, query: str = "") -> Any:
        return name_of(
            {
                "REQUEST_METHOD": "GET",
                "PATH_INFO": path,
                "QUERY_STRING": query,
                "HTTP_HOST": "testserver",
                "wsgi.url_scheme": "http",
            }
        )

    factories.published_story()
    following = Client().get("/api/v1/changes").json()["next"].partition("?")[2]
    for path, query in (
        ("/api/v1/stories", "limit=20&section=city"),
        ("/api/v1/stories/7", ""),
        ("/api/v1/changes", following),
        ("/api/v1/sections", ""),
    ):
        assert name(path, query) is not None
    assert name("/api/v1/stories", "q=ferry") is None
    assert name("/api/v1/stories", "seciton=city") is None


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_is_kept_is_never_older_than_its_stories() -> None:
    site, story = Site(), factories.published_story()
    other = factories.published_story()
    picture = factories.published_picture(story)
    factories.published_topic(other)
    asked = [
        *(("/api/v1/stories", query) for query in ("", "section=city", "language=en", "topic=ferries")),
        (f"/api/v1/stories/{story.story_id}", ""),
        ("/api/v1/changes", ""),
    ]

    def are_right() -> int:
        """After each change; how many of the answers were made anew."""
        site.following.look()
        before = site.made
        assert [one for one in asked if site.get(*one) != site.uncached(*one)] == []
        return site.made - before

    assert [are_right(), are_right()] == [len(asked), 0]
    PublishedPicture.objects.filter(pk=picture.pk).update(credit_line="Image: Reuters")
    assert are_right() >= 5
    PublishedArticle.objects.filter(pk=story.pk).update(headline="Another line", language="pt")
    assert are_right() >= 5
    factories.published_topic(story)
    assert are_right() >= 3
    PublishedArticle.objects.filter(pk=story.pk).delete()
    assert are_right() >= 5
    assert site.get(f"/api/v1/stories/{story.story_id}")[0].startswith("410")


CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.unsupported_method,
]


@pytest.fixture
def _a_paper() -> Iterator[None]:
    story = factories.published_story(language="pt")
    factories.published_picture(story)
    factories.published_topic(story)
    factories.published_byline(story)
    withdraw.withdraw(factories.live_story(), by=factories.chief())
    connection.check_constraints()
    # What was written is to be seen by the application: it keeps the connection, as the client of Django does.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.mark.usefixtures("_a_paper")
def test_whatever_is_asked_the_api_answers_as_it_says_of_itself() -> None:
    schema = schemathesis.openapi.from_wsgi(
        "/api/v1/openapi.json", get_wsgi_application(), headers={"Host": "testserver"}
    )
    found: list[Any] = list(schema.get_all_operations())
    operations = [one.ok() for one in found]
    assert len(operations) == 6
    for operation in operations:
        assert 200 in fuzzed(operation, GenerationMode.POSITIVE) or operation.path.endswith("{story}")
        if operation.path != "/api/v1/sections":  # which has nothing that could be wrong
            assert fuzzed(operation, GenerationMode.NEGATIVE) & {400, 404, 422}


def fuzzed(operation: Any, mode: GenerationMode) -> set[int]:
    """What it answered to requests as they should be or should not; they are the same at each run."""
    seen = set()

    @how(max_examples=15, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def fuzz(case: Any) -> None:
        # The server that schemathesis has inside does not read what is compressed.
        answer = case.call(headers={"Host": "testserver", "Accept-Encoding": "identity"})
        seen.add(answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    fuzz()
    return seen
