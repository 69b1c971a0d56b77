"""The parts of a story's page, made from the facts in its row. Python writes their HTML, as it does for cards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, to_locale

from articles.composing import cards, pictures
from articles.composing.lines import joined
from articles.composing.times import full_time, iso
from articles.languages import direction, marked, own_name, say, say_many
from articles.models.published import PublishedChange, PublishedPicture
from articles.models.story import ArticleType, BylineRole
from house.web import absolute

if TYPE_CHECKING:
    from articles.models.published import PublishedArticle
    from articles.models.taxonomy import Section

Facts = dict[str, Any]

PORTRAIT_SHAPE = "square"
BESIDE_A_NAME, OF_A_CARD, OF_A_COLUMNIST = "3rem", "5rem", "(min-width: 40rem) 8rem, 5.5rem"
# The roles that tell the story. The others made it better.
TELLERS = (BylineRole.REPORTED, BylineRole.ADDITIONAL)
OF_THE_WRITER = (ArticleType.OPINION, ArticleType.ANALYSIS)
KINDS = {str(kind): str(kind.label) for kind in PublishedChange.Kind}


def safe(*parts: str) -> SafeString:
    """Parts of a page, joined. The caller has escaped each of them."""
    return mark_safe("".join(parts))  # noqa: S308 # see above


def head(
    story: PublishedArticle, section: Section | None, picture: Facts | None, *, is_preview: bool
) -> SafeString:
    """What the head of the page tells search engines and sites that link to the story."""
    description = story.search_description or story.standfirst
    title, told = story.social_title or story.headline, story.social_description or description
    address = absolute(story.path) if story.path and not is_preview else ""
    properties = {
        "og:url": address,
        "og:type": "article",
        "og:site_name": settings.SITE_NAME,
        "og:locale": to_locale(story.language),
        "og:title": title,
        "og:description": told,
        "og:image": picture and picture["url"],
        "og:image:width": picture and picture["width"],
        "og:image:height": picture and picture["height"],
        "og:image:alt": picture and picture["alt"],
        "article:published_time": story.published_at and iso(story.published_at),
        "article:modified_time": (last := story.updated_at or story.published_at) and iso(last),
        "article:section": section and section.name,
    }
    # Open Graph says a property once for each value that it has.
    lists = {
        "og:locale:alternate": [to_locale(row["language"]) for row in story.translations],
        "article:author": [
            absolute(row["path"]) for row in story.credited if row["path"] and row["role"] in TELLERS
        ],
        "article:tag": [row["name"] for row in story.tagged],
    }
    said = [*properties.items(), *((name, value) for name, values in lists.items() for value in values)]
    names = {
        "description": description,
        "robots": "noindex" if is_preview else "max-image-preview:large",
        "twitter:card": "summary_large_image" if picture else "summary",
        "twitter:title": title,
        "twitter:description": told,
    }
    return safe(
        f'<link rel="canonical" href="{escape(address)}">\n' if address else "",
        *(_alternates(story) if address else ()),
        *(f'<meta property="{name}" content="{escape(str(value))}">\n' for name, value in said if value),
        *(f'<meta name="{name}" content="{escape(str(value))}">\n' for name, value in names.items() if value),
    )


def _alternates(story: PublishedArticle) -> Iterable[str]:
    """The addresses of the story in every language, its own included. The original serves all other languages."""
    if not story.translations:
        return
    here = {"language": story.language, "path": story.path}
    original = next((row for row in story.translations if row["original"]), here)
    for row in (here, *story.translations, {"language": "x-default", "path": original["path"]}):
        address, language = escape(absolute(row["path"])), escape(row["language"])
        yield f'<link rel="alternate" hreflang="{language}" href="{address}">\n'


def also_in(rows: Iterable[Facts], language: str) -> SafeString:
    """Links to the story in other languages, each in the words of its readers."""
    links = " · ".join(
        f'<a href="{escape(row["path"])}" hreflang="{(code := escape(row["language"]))}" lang="{code}" '
        f'dir="{direction(row["language"])}">{escape(own_name(row["language"]))}</a>'
        for row in rows
    )
    said = say(language, "Also in: %(languages)s") % {"languages": links}
    return safe(f'<p class="also-in">{said}</p>\n') if links else safe()


def trail(section: Section | None) -> list[tuple[str, str]]:
    """Name and address of the home page and of each section above the story."""
    if section is None:
        return []
    above = [section.parent, section] if section.parent else [section]
    return [(gettext("Home"), reverse("site:home")), *((it.name, it.get_absolute_url()) for it in above)]


def breadcrumb(places: Iterable[tuple[str, str]]) -> SafeString:
    items = "".join(f'<li><a href="{escape(path)}">{escape(name)}</a></li>' for name, path in places)
    if not items:
        return safe()
    label = escape(gettext("Breadcrumb"))
    return safe(f'<nav class="breadcrumb" aria-label="{label}"><ol>{items}</ol></nav>\n')


def kicker(story: PublishedArticle, language: str) -> SafeString:
    """The type unless it is news, and the kicker. The breadcrumb names the section."""
    kind = story.type_in_words
    kind = say(language, kind) if kind else ""
    tongue = marked(language, within=story.language)
    words = [f'<span class="kicker-type"{tongue}>{escape(kind)}</span>'] if kind else []
    if story.kicker and story.kicker.lower() != kind.lower():
        words.append(f"<span>{escape(story.kicker)}</span>")
    return safe(f'<p class="kicker">{" ".join(words)}</p>\n') if words else safe()


def portrait(row: Facts, sizes: str, now: datetime) -> tuple[str, PublishedPicture | None]:
    """The element of a reporter's portrait, and its row; nothing once its rights have ended."""
    facts = row["portrait"]
    if facts is None:
        return "", None
    ends = facts["rights_end"]
    found = pictures.shown(
        PublishedPicture(**facts | {"rights_end": datetime.fromisoformat(ends) if ends else None}), now
    )
    if found is None:
        return "", None
    return pictures.element(found, shape=PORTRAIT_SHAPE, sizes=sizes), found


def bylines(story: PublishedArticle, now: datetime, language: str) -> SafeString:
    """“Reported by” with names, and so on in the paper's order of roles; before them portraits of the tellers."""
    rows = story.credited
    sizes = OF_A_COLUMNIST if story.article_type in OF_THE_WRITER else BESIDE_A_NAME
    faces = "".join(
        f'<span class="face">{face}</span>'
        for row in rows
        if row["role"] == BylineRole.REPORTED and (face := portrait(row, sizes, now)[0])
    )
    lines = []
    for role in BylineRole:
        names = [_name(row) for row in rows if row["role"] == role]
        if names:
            label = f'<span class="byline-role">{say(language, role.label)}:</span>'
            lines.append(f'<p class="byline byline-{role}">{label} {joined(names, language)}</p>\n')
    # The names stand beside the portraits, so screen readers need not hear of these.
    shown = f'<div class="faces" aria-hidden="true">{faces}</div>\n' if faces else ""
    return safe(shown, '<div class="bylines">', *lines, "</div>\n") if lines else safe()


def _name(row: Facts) -> str:
    if not row["path"]:
        return f"<span>{escape(row['name'])}</span>"
    return f'<a href="{escape(row["path"])}" rel="author">{escape(row["name"])}</a>'


def when(story: PublishedArticle, language: str) -> SafeString:
    """The time of publication; “Updated” only if the story was updated."""
    lines = []
    if story.updated_at:
        updated = say(language, "Updated %(time)s") % {"time": full_time(story.updated_at, language)}
        lines.append(f'<p class="updated">{updated}</p>\n')
    if story.published_at:
        published = say(language, "Published %(time)s") % {"time": full_time(story.published_at, language)}
        lines.append(f'<p class="published">{published}</p>\n')
    if story.word_count:
        read = say_many(language, "%(count)s min read", "%(count)s min read", story.reading_minutes)
        lines.append(f'<p class="reading-time">{read}</p>\n')
    return safe('<div class="times">', *lines, "</div>\n")


def paragraph(name: str, text: str) -> SafeString:
    return safe(f'<p class="{name}">{escape(text)}</p>') if text else safe()


def lead(picture: PublishedPicture | None, language: str) -> SafeString:
    """The picture above the text."""
    context = {"picture": picture, "lead": True, "language": language}
    return render_to_string("site/_picture.html", context) if picture else safe()


def sensitive(story: PublishedArticle, language: str) -> SafeString:
    if not story.is_sensitive:
        return safe()
    said = say(language, "Some readers may find details in this story distressing.")
    return safe(f'<p class="sensitive"{marked(language, within=story.language)}>{escape(said)}</p>\n')


def report(story: PublishedArticle, language: str) -> SafeString:
    said = escape(say(language, "Report an error in this story"))
    address = escape(f"{story.path}report/")
    return safe(f'<p class="report-error"><a href="{address}" rel="nofollow">{said}</a></p>\n')


def corrections(changes: Iterable[Facts], language: str, *, serious: bool) -> SafeString:
    """The corrections of a story: serious ones stand above it, the others below."""
    classes = "correction correction-serious" if serious else "correction"
    return safe(
        *(
            f'<section class="{classes}">\n<h2>{escape(say(language, KINDS[change["kind"]]))}</h2>\n'
            f'<p class="correction-when">{_at(change, language)}</p>\n'
            f"{linebreaks(change['text'], autoescape=True)}\n</section>\n"
            for change in changes
            if change["kind"] in PublishedChange.CORRECTIONS and change["serious"] == serious
        )
    )


def _at(change: Facts, language: str) -> str:
    return full_time(datetime.fromisoformat(change["at"]), language)


def topics(rows: Iterable[Facts], language: str) -> SafeString:
    items = "".join(f'<li><a href="{escape(row["path"])}">{escape(row["name"])}</a></li>' for row in rows)
    if not items:
        return safe()
    title, names = escape(say(language, "Topics")), marked(settings.LANGUAGE_CODE, within=language)
    return safe(f'<div class="topics"><h2>{title}</h2><ul{names}>{items}</ul></div>\n')


def history(changes: list[Facts], language: str) -> SafeString:
    """The changes that readers may look up, newest first. Empty if the story was only published."""
    if len(changes) < 2:
        return safe()
    items = "".join(
        f'<li><p><span class="history-kind">{escape(say(language, KINDS[change["kind"]]))}</span> '
        f"{_at(change, language)}</p>"
        + (f'<p class="history-text">{escape(change["text"])}</p>' if change["text"] else "")
        + "</li>\n"
        for change in changes
    )
    title = escape(say(language, "What changed in this story"))
    return safe(f'<details class="history">\n<summary>{title}</summary>\n<ol>{items}</ol>\n</details>\n')


def reporters(story: PublishedArticle, now: datetime, language: str) -> SafeString:
    """A card for each reporter who has a page. The others are named above."""
    written = []
    for row in {
        row["path"]: row for row in story.credited if row["path"] and row["role"] in TELLERS
    }.values():
        face, picture = portrait(row, OF_A_CARD, now)
        if not picture and not row["about"]:
            continue
        figure = (
            f'<figure class="teller-portrait">{face}<figcaption class="credit">{cards.credit(picture)}</figcaption>'
            "</figure>"
            if picture
            else ""
        )
        ours = marked(settings.LANGUAGE_CODE, within=language)
        about = f'<p class="teller-about"{ours}>{escape(row["about"])}</p>' if row["about"] else ""
        written.append(
            f'<li class="teller">{figure}<div><p class="teller-name"><a href="{escape(row["path"])}">'
            f"{escape(row['name'])}</a></p>{about}</div></li>\n"
        )
    if not written:
        return safe()
    label = escape(say(language, "Who reported this story"))
    return safe(f'<ul class="tellers" aria-label="{label}">\n', *written, "</ul>\n")


def share(headline: str, address: str, language: str) -> SafeString:
    """Plain links: no other site learns who reads a story until a link is followed."""
    both = f"{headline} {address}"
    links = {
        say(
            language, "E-mail"
        ): f"mailto:?{urlencode({'subject': headline, 'body': address}, quote_via=quote)}",
        "WhatsApp": f"https://wa.me/?{urlencode({'text': both})}",
        "Bluesky": f"https://bsky.app/intent/compose?{urlencode({'text': both})}",
        "Facebook": f"https://www.facebook.com/sharer/sharer.php?{urlencode({'u': address})}",
        "X": f"https://x.com/intent/post?{urlencode({'text': headline, 'url': address})}",
    }
    items = "".join(
        f'<li><a href="{escape(link)}" rel="noopener noreferrer">{name}</a></li>'
        for name, link in links.items()
    )
    title = escape(say(language, "Share"))
    return safe(f'<div class="share"><h2>{title}</h2><ul>{items}</ul></div>\n')


def related(stories: list[cards.Card]) -> SafeString:
    """Stories on the same topics."""
    if not stories:
        return safe()
    title = escape(gettext("Related stories"))
    items = "".join(
        f"<li>{cards.card(story, heading='h3', picture=True, when=True, sizes=IN_A_ROW)}</li>\n"
        for story in stories
    )
    return safe(
        '<section class="further related-stories" aria-labelledby="related-stories">\n'
        f'<h2 id="related-stories">{title}</h2>\n<ul>{items}</ul>\n</section>\n'
    )


IN_A_ROW = "(min-width: 83.5rem) 18rem, (min-width: 62rem) 22vw, (min-width: 40rem) 46vw, 7rem"


def more(stories: list[cards.Card], section: Section | None) -> SafeString:
    """Other new stories in the section."""
    if not stories or section is None:
        return safe()
    name = gettext("More from %(section)s") % {"section": section.name}
    items = "".join(
        f"<li>{cards.card(story, heading='h3', when=True, within=section)}</li>\n" for story in stories
    )
    return safe(
        '<section class="further more-stories" aria-labelledby="more-stories">\n<h2 id="more-stories">'
        f'<a href="{escape(section.get_absolute_url())}">{escape(name)}</a></h2>\n'
        f"<ul>{items}</ul>\n</section>\n"
    )


def afterwards(related: SafeString, more: SafeString) -> SafeString:
    """What to read after the story."""
    return safe('<div class="afterwards">\n', related, more, "</div>") if related or more else safe()


def language_of_the_paper(story: PublishedArticle) -> SafeString:
    """The language mark for words of the paper, such as names of sections, inside a story in another language."""
    return marked(settings.LANGUAGE_CODE, within=story.language)
