"""The search as tests use it: stories in it, questions, and what is answered."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client
from django.utils.html import strip_tags
from django.utils.http import urlencode

from articles.models import Article, PublishedArticle, SearchRow
from articles.search import asked, finding, indexing
from tests import factories

HOUR = timedelta(hours=1)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def live(headline: str, body: str = "", **fields: Any) -> Article:
    """A story as publishing leaves it."""
    at = fields.pop("at", None)
    fields = {"headline": headline, "body": f"<p>{body or 'Text.'}</p>", "standfirst": "", **fields}
    article = factories.story(**fields)
    factories.publish(article, **({"dated_at": at} if at else {}))
    return article


def found(question: str, order: str = finding.NEWEST, rows: Any = None, **more: Any) -> list[str]:
    """The headlines, in order."""
    rows = SearchRow.objects.all() if rows is None else rows
    numbers = finding.find(asked.read(question), rows=rows, order=order, **more).stories
    stories = PublishedArticle.objects.in_bulk(numbers)
    return [stories[number].headline for number in numbers]


def ask(**parameters: str) -> Any:
    return Client().get(f"/search/?{urlencode(parameters)}")


def text(response: Any) -> str:
    """What a reader sees beneath the form."""
    shown = response.content.decode()
    shown = shown[shown.index("</header>", shown.index("<main")) : shown.index("</main>")]
    return " ".join(html.unescape(strip_tags(shown.replace("<", " <"))).split())


def headlines(response: Any) -> list[str]:
    shown = re.findall(r'class="river-headline"><a href="[^"]*">(.*?)</a>', response.content.decode())
    return [html.unescape(strip_tags(headline)) for headline in shown]


def publish_four_stories() -> None:
    """The newest last."""
    world = factories.section("World")
    live("Ferries stop at night", "Crews of the night line began a strike.", at=NOON)
    live("Council votes on the tram", "The line will run at night; a ferry will not.", at=NOON + HOUR)
    live("Eleições em Évora", "A votação foi adiada.", language="pt", section=world, at=NOON + 2 * HOUR)
    live("الانتخابات في المدينة", "الميناء مغلق", language="ar", section=world, at=NOON + 3 * HOUR)
    # What a commit would have done.
    for row in SearchRow.objects.select_related("story"):
        indexing.learn(indexing.vocabulary(row.story, row.said))
