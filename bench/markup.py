"""What HTML costs when Python functions write it, and when a template does: a card of a front, and a zone of six.

Both write the same page, which is checked first, and both get the same picture and the same words above the headline.
They take turns, so that whatever else the machine does hits both alike. No database is asked.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from _figures import Figures

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup()

from django.template import Context, Engine  # noqa: E402 # Django has to be set up before

from articles.composing import cards, pictures, zones  # noqa: E402
from articles.composing.arrangement import Zone  # noqa: E402
from articles.models import Section  # noqa: E402

TURNS, IN_A_TURN = 25, 200
GOAL = 50  # µs for a card: a front of forty may spend two of its five milliseconds on them

CARD = """<article class="card{% if story.section %} section-{{ story.section.slug }}{% endif %} \
type-{{ story.article_type }}{% if picture %} with-picture{% endif %}">
{% if picture %}<figure class="card-picture">{{ picture }}\
<figcaption class="credit">{{ story.picture.credit|safe }}</figcaption></figure>
{% endif %}<div class="card-text">
{% if kicker %}<p class="kicker">{% for word in kicker %}<span>{{ word }}</span>\
{% if not forloop.last %} {% endif %}{% endfor %}</p>
{% endif %}<{{ heading }} class="card-headline"><a href="{{ story.path }}">{{ story.headline }}</a></{{ heading }}>
{% if text and story.standfirst %}<p class="card-standfirst">{{ story.standfirst }}</p>
{% endif %}{% if by or when %}<p class="card-by">\
{% if story.byline_line %}<span>{{ story.byline_line }}</span>{% endif %}\
{% if when %} {{ story.time|safe }}{% endif %}</p>
{% endif %}</div>
</article>"""
ZONE = """<section class="block section-{{ zone.section.slug }}" aria-labelledby="block-{{ zone.anchor }}">
<h2 class="block-name" id="block-{{ zone.anchor }}"><a href="{{ zone.address }}">{{ zone.name }}</a></h2>
<div class="block-stories">
{% for it in first %}\
{% include card with story=it.story kicker=it.kicker picture=it.picture heading="h3" text=True by=True only %}\
{% endfor %}
{% for it in second %}\
{% include card with story=it.story kicker=it.kicker picture=it.picture heading="h3" text=True only %}\
{% endfor %}
<div class="block-brief">
{% for it in brief %}{% include card with story=it.story kicker=it.kicker heading="h3" only %}{% endfor %}
</div>

</div>
</section>
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    where = parser.parse_args().json
    figures = Figures()
    section = Section(name="City & harbour", slug="city")
    story = a_card(section)
    compare("a card", figures, *ways_to_write_a_card(story), GOAL)
    compare("a zone of six", figures, *ways_to_write_a_zone(section))
    if where:
        figures.write(where)
    return figures.missed()


def a_card(section: Section) -> cards.Card:
    files = "".join(
        f'<source type="image/{kind}" srcset="/pictures/3f/1280.{kind} 1280w" sizes="{pictures.SIZES}">'
        for kind in ("avif", "webp")
    )
    element = f'{files}<img src="/pictures/3f/1280.jpg" sizes="{pictures.SIZES}" alt="" {pictures.LOADING}>'
    return cards.Card(
        number=1,
        path="/city/2026/11/28/ferry-to-pelane/",
        article_type="analysis",
        language="en",
        kicker="Harbour",
        headline="The “night ferry” to Pelane sails again after nine years",
        standfirst="Fishermen & commuters shared the first crossing; what it costs the city is still open.",
        byline_line="Ines Maravel and Noa Pellerin",
        at="2026-11-28T18:30:00+00:00",
        day="28 November 2026",
        hour='<time datetime="2026-11-28T18:30:00Z">18.30</time>',
        time='<time datetime="2026-11-28T18:30:00Z">28 November 2026, 18.30 WET</time>',
        picture={"element": f"<picture>{files}{element}</picture>", "credit": "Image: Self", "ends": None},
        section_id=1,
        is_over=False,
        section=section,
    )


def ways_to_write_a_card(story: cards.Card) -> tuple[Callable[[], str], Callable[[], str]]:
    template = Engine.get_default().from_string(CARD)

    def by_functions() -> str:
        return cards.card(
            story, heading="h2", picture=True, text=True, by=True, when=True, sizes=zones.IN_COLUMNS
        )

    def by_a_template() -> str:
        shows = {"heading": "h2", "text": True, "by": True, "when": True}
        return template.render(Context(shows | facts_of(story, zones.IN_COLUMNS)))

    return by_functions, by_a_template


def ways_to_write_a_zone(section: Section) -> tuple[Callable[[], str], Callable[[], str]]:
    template, card = map(Engine.get_default().from_string, (ZONE, CARD))
    stories = [a_card(section) for _ in range(6)]
    shown = zones.Shown(
        zone=Zone(key=1, kind="section", layout="block", count=6),
        stories=stories,
        name=section.name,
        address="/city/",
        section=section,
        anchor="city",
        within=section,
    )

    def by_functions() -> str:
        return zones.written([shown])

    def by_a_template() -> str:
        sizes = [zones.OF_A_BLOCK, zones.SECOND_OF_A_BLOCK, *[""] * 4]
        facts = [facts_of(story, size, section) for story, size in zip(stories, sizes, strict=True)]
        parts = {"first": facts[:1], "second": facts[1:2], "brief": facts[2:]}
        return template.render(Context({"zone": shown, "card": card, **parts}))

    return by_functions, by_a_template


def facts_of(story: cards.Card, sizes: str, within: Section | None = None) -> dict[str, Any]:
    picture = pictures.filled_in(story.picture["element"], sizes, first=False) if story.picture else ""
    return {"story": story, "picture": picture if sizes else "", "kicker": cards.kicker(story, within)}


def compare(
    name: str,
    figures: Figures,
    functions: Callable[[], str],
    template: Callable[[], str],
    goal: float | None = None,
) -> None:
    written, rendered = ("\n".join(way().split()) for way in (functions, template))
    if written != rendered:
        raise SystemExit(f"{name}: the two ways write different pages.")
    took: dict[str, list[float]] = {"functions": [], "a template": []}
    for _ in range(TURNS):
        for by, write in (("functions", functions), ("a template", template)):
            begun = time.process_time()
            for _ in range(IN_A_TURN):
                write()
            took[by].append((time.process_time() - begun) / IN_A_TURN * 1_000_000)
    for by, all_of_them in took.items():
        median = statistics.median(all_of_them)
        print(f"{name:<15} by {by:<12} {median:8.0f} µs")
        figures.note(f"{name} by {by}", round(median, 1), "µs", goal if by == "functions" else None)


if __name__ == "__main__":
    sys.exit(main())
