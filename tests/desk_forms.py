"""The form of a story as somebody sends it, and what the desk answers."""

from __future__ import annotations

import re
from html import unescape

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles.models import Article

ADD = "/desk/articles/article/add/"


def form_of(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def typed(**fields) -> dict[str, object]:
    """A whole form as a browser sends it, with these fields filled in."""
    base = {
        "article_type": "news",
        "language": "en",
        "headline": "Typed at the desk",
        "body": "<p>Typed.</p>",
        "embargo": "none",
        "base": "",
        "bylines-TOTAL_FORMS": "0",
        "bylines-INITIAL_FORMS": "0",
        "sources-TOTAL_FORMS": "0",
        "sources-INITIAL_FORMS": "0",
    }
    return {name: value for name, value in (base | fields).items() if value is not None}


def as_typed(article: Article, **fields) -> dict[str, object]:
    """The form of this story as it was opened, with these fields changed."""
    article.refresh_from_db()
    rows = {"bylines-TOTAL_FORMS": "0", "bylines-INITIAL_FORMS": "0"}
    return typed(
        headline=article.headline,
        standfirst=article.standfirst,
        slug=article.slug,
        body=article.body,
        section=article.section_id or "",
        base=article.revision.number,
        **rows,
        **fields,
    )


def at_the_desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def errors_in(response) -> str:
    page = unescape(response.content.decode())
    lists = re.findall(
        r'<(?:ul|p|div) class="error(?:list|note)[^"]*"[^>]*>(.*?)</(?:ul|p|div)>', page, re.DOTALL
    )
    return " ".join(re.sub(r"<[^>]+>", " ", " ".join(lists)).split())
