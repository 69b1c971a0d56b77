"""An act that one table knows all know: none is done first and then answered with an error."""

from __future__ import annotations

import ast
import pkgutil
from dataclasses import fields
from importlib import import_module
from itertools import chain
from pathlib import Path
from types import ModuleType

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

import articles.acts
from articles import policy
from articles.acts import plain_moves
from articles.acts.act import Act
from articles.acts.table import ACTS, BY_NAME
from articles.admin import front_history
from articles.models import Article, FrontMove, PublishedArticle
from articles.policy import Role
from media.admin import killing
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_table_has_every_record_of_an_act_once() -> None:
    records = [found for module in modules() for found in vars(module).values() if isinstance(found, Act)]
    assert sorted(act.name for act in ACTS) == sorted({act.name for act in records})
    assert len(BY_NAME) == len(ACTS)


def modules() -> list[ModuleType]:
    names = [found.name for found in pkgutil.iter_modules(articles.acts.__path__, "articles.acts.")]
    return [import_module(name) for name in names]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)
def test_every_act_has_its_words_and_its_rule(act: Act) -> None:
    assert (act.label[0].isupper(), act.done[0].isupper(), act.done[-1]) == (True, True, ".")
    assert act.name in policy.STORY_RULES
    assert act.from_states
    # Its line in the log is its own, or that of the edition which it writes.
    assert act.did or act.carry_out is not None
    # Whoever has to say something is asked for it, in words that say for what.
    assert act.asks is None or act.asks.note or not act.asks.needs_note
    article = factories.story()
    assert policy.why_not(whoever_may(act.name, article), act.name, article) is None


def test_the_other_tables_of_acts_are_whole() -> None:
    assert set(front_history.SAID) == set(FrontMove.Act)
    assert set(killing.ACTS) == set(killing.DONE)


def whoever_may(act: str, article: Article) -> User:
    """The editor-in-chief, but for what only authors do, and only those who pass nothing on."""
    if act == "take_back":
        return article.created_by
    return factories.user(Role.PICTURE_EDITOR) if act == "hand_over" else factories.chief()


def test_there_is_no_act_without_words() -> None:
    """What is told to whoever did it cannot be missing once it is done."""
    known = {field.name: getattr(plain_moves.TAKE, field.name) for field in fields(Act)}
    assert Act(**known) == plain_moves.TAKE
    for words in ("label", "done"):
        with pytest.raises(TypeError, match=words):
            Act(**{name: value for name, value in known.items() if name != words})


# Nobody else knows an act by its name

# Where a name of an act stands that is not one, or has to stand: file, and the names.
NAMED = {
    "articles/admin/compare.py": {"kill"},  # a kind of edition
    "articles/admin/fronts.py": {"schedule"},  # a button of a front
    "articles/admin/live.py": {"correct"},  # a button of an entry
    "articles/admin/reports.py": {"reopen", "correct"},  # names of pages of a report
    "articles/announcing/destinations.py": {"publish"},  # what hubs are told is called so
    "articles/api/described.py": {"kill"},  # a kind of change
    "articles/fronts/going_live.py": {"schedule"},  # a rule about fronts
    "articles/helping/how.py": {"schedule"},  # a rule: the help says who may set a time
    "articles/models/report.py": {"reopen"},  # a report is opened again
    "articles/models/edition.py": {"kill"},  # a kind of edition
    "articles/models/wire.py": {"kill"},  # what an agency says
    "articles/wire/item.py": {"kill"},
    "articles/wire/newsml_1.py": {"kill", "correct"},
    "articles/wire/newsml_g2_meta.py": {"kill"},
    "articles/wire/ninjs_embargo.py": {"kill"},
    "articles/wire/ninjs_item.py": {"kill"},
    "articles/models/wire_use.py": {"kill"},  # what an alarm says that the agency did
    "articles/models/live_record.py": {"close_coverage", "reopen_coverage"},  # the record says when it ended
    "articles/models/statechange.py": {"approve", "hand_over", "return"},  # moves that are looked for
    "articles/moving_in/wordpress.py": {"publish"},  # WordPress calls what readers have so
    "articles/moving_in/wordpress_rules.py": {"publish"},
    "newsroom/demo/wires.py": {"kill"},  # what an invented agency says
    "newsroom/moving/histories.py": {"schedule"},  # a kind of record
    "media/admin/killing.py": {"kill"},  # of pictures
    "media/admin/picture.py": {"kill"},
    "media/files/removal.py": {"kill"},
}


def test_a_new_act_is_its_record_a_line_of_the_table_and_a_rule() -> None:
    """No other module knows an act by its name, so that none has to be told of a new one."""
    found: dict[str, set[str]] = {}
    for path in sorted(
        chain(*(Path(root).rglob("*.py") for root in ("articles", "house", "media", "newsroom")))
    ):
        name = str(path)
        if name.startswith(("articles/acts/", "articles/migrations/")) or name == "articles/policy.py":
            continue
        said = {
            node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)
        }
        if names := {one for one in said if isinstance(one, str)} & set(BY_NAME):
            found[name] = names
    assert found == NAMED


@pytest.mark.parametrize("act", sorted(BY_NAME))
def test_an_act_is_answered_whatever_becomes_of_it(act: str) -> None:
    client, article = Client(), factories.live_story()
    client.force_login(whoever_may(act, article))
    address = reverse("admin:articles_article_act", args=[article.pk, act])
    key = client.get(address).context["form"].initial["key"]
    answer = client.post(address, {"key": key, "revision": 1, "note": "So it is."}, follow=True)
    assert answer.status_code in {200, 409}


def test_lines_made_of_many_names_always_fit() -> None:
    """What is typed has its limits, and what is made of it has none: PostgreSQL would refuse it at Publish."""
    agencies = tuple((factories.agency(f"Agency {n}", wire_name="W" * 60), "inputs") for n in range(9))
    image = factories.picture()
    alt = "Boats " * 49
    article = factories.live_story(
        sources=agencies,
        bylines=tuple(f"{n} {'x' * 110}" for n in range(50)),
        body=f'<p>A.</p><figure data-picture="{image.pk}" data-alt="{alt}"></figure>',
    )
    row = article_row(article)
    assert len(row.byline_line) > 5500
    assert row.agency_line.count("W" * 60) == 1
    assert row.agency_line.startswith("(Inputs from")
    assert row.pictures.get().alt == alt.strip()


def test_three_sources_with_long_credits_go_out() -> None:
    article = factories.story(sources=tuple((factories.agency(f"A {n}"), "inputs") for n in range(3)))
    for number, source in enumerate(article.sources.all()):
        source.credit_line = f"{number}" * 120
        source.save()
    factories.edit(article, factories.chief(), kicker="Out")
    factories.publish(article, by=factories.user(factories.Role.EDITOR_IN_CHIEF))
    assert len(article_row(article).agency_line) > 360


def article_row(article: Article) -> PublishedArticle:
    return PublishedArticle.objects.get(story_id=article.pk)
