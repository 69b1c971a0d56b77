"""robots.txt, ads.txt and security.txt, as the desk wrote them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from articles.models import page_keys
from articles.models.site_file import SiteFile
from articles.site.answers import for_readers
from articles.site.caching import shows
from house.web import absolute

FOR_EVERYBODY = "User-agent: *\nAllow: /\n"


@for_readers
def robots(request: HttpRequest) -> HttpResponse:
    """What the desk wrote, or that all may come; and always where the sitemaps are."""
    text = written(SiteFile.Name.ROBOTS) or FOR_EVERYBODY
    maps = [f"Sitemap: {absolute(reverse(f'site:{name}'))}\n" for name in ("sitemap", "news_sitemap")]
    lines = {line.strip().lower() for line in text.splitlines()}
    more = "".join(line for line in maps if line.strip().lower() not in lines)
    return answer(SiteFile.Name.ROBOTS, f"{text}\n{more}" if more else text)


@for_readers
def ads(request: HttpRequest) -> HttpResponse:
    return answer(SiteFile.Name.ADS, written(SiteFile.Name.ADS))


@for_readers
def security(request: HttpRequest) -> HttpResponse:
    return answer(SiteFile.Name.SECURITY, written(SiteFile.Name.SECURITY))


def written(name: str) -> str:
    """What the desk wrote, with one end of line and one end."""
    text = SiteFile.objects.filter(name=name).values_list("text", flat=True).first() or ""
    lines = [line.rstrip() for line in text.splitlines()]
    return "\n".join(lines).strip() + "\n" if any(lines) else ""


def answer(name: str, text: str) -> HttpResponse:
    if not text:
        raise Http404
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    return shows(response, page_keys.site_file(name))
