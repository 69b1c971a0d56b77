"""Two editors at one story, saving in every way there is, in random order: nothing that was acknowledged is lost.

Every act types a word of its own. In the end each word must stand in a revision, or in the autosaves of a sitting
that waits for its author.
"""

from __future__ import annotations

import json
import random
import uuid

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from articles import body
from articles.acts import moving, table
from articles.acts.act import Refused
from articles.desk import sittings
from articles.models import Article, Autosave, Sitting
from articles.models.content import Content, of_revision
from articles.policy import Role
from articles.records import revision_chain
from articles.writing import merging, saving
from tests import factories

pytestmark = pytest.mark.django_db
BLOCKS = "<p>River.</p><p>Ferry.</p><p>Bridge.</p>"


class Editor:
    """What one editor sees and has typed; the server knows only what was sent."""

    def __init__(self, user: User, article: Article, chance: random.Random) -> None:
        self.user, self.article, self.chance = user, article, chance
        self.open_form()

    def open_form(self) -> None:
        self.article.refresh_from_db()
        self.base = self.article.revision.number
        self.form = of_revision(self.article.revision)
        self.sitting, self.number = uuid.uuid4(), 0

    def type(self, word: str) -> None:
        """The word goes into a field, into a paragraph, or becomes a paragraph."""
        fields = dict(self.form.fields)
        place = self.chance.choice(["headline", "standfirst", "paragraph", "new paragraph"])
        if place in fields:
            fields[place] = f"{fields[place]} {word}"
        else:
            blocks = body.blocks(fields["body"]) or ["<p></p>"]
            spot = self.chance.randrange(len(blocks))
            if place == "paragraph":
                blocks[spot] = blocks[spot].replace("</p>", f" {word}</p>")
            else:
                blocks.insert(spot, f"<p>{word}</p>")
            fields["body"] = "".join(blocks)
        self.form = Content(fields, self.form.bylines, self.form.topics, self.form.sources)

    def autosave(self) -> None:
        now = timezone.now()
        sitting = sittings.opened(self.article, self.user, self.sitting, now=now, base=self.base)
        self.number += 1
        sittings.autosave(sitting, self.number, as_typed(self.form, self.base), now=now)

    def save(self) -> None:
        """As the form does it; a question is answered at random, and both texts stay in the history."""
        answers = None
        while True:
            try:
                saving.save(self.article.pk, self.form, base=self.base, by=self.user, answers=answers)
            except saving.Collision as collision:
                # Both where there is room; theirs, which is left out otherwise, has a revision of its own.
                chosen = [merging.choices(question)[-1] for question in collision.merged.questions]
                answers = saving.Answers(collision.merged.asked, chosen)
                continue
            break
        sittings.close(self.sitting, self.user, now=timezone.now())
        self.open_form()

    def leave(self) -> None:
        self.autosave()
        sittings.settle(self.sitting, now=timezone.now())
        self.open_form()

    def take_over(self) -> None:
        now = timezone.now()
        sitting = sittings.opened(self.article, self.user, self.sitting, now=now, base=self.base)
        sittings.sign(sitting, now=now)
        sittings.take_over(sitting, now=now)

    def restore(self) -> None:
        old = self.chance.choice(list(self.article.revisions.all()))
        try:
            saving.restore(old, base=self.base, by=self.user)
        except saving.Collision:
            return
        if not self.number:
            self.open_form()

    def move(self) -> None:
        self.article.refresh_from_db()
        act = self.chance.choice(["submit", "take", "approve", "reopen", "return"])
        try:
            moving.move(table.BY_NAME[act], self.article, by=self.user, note="On it goes.")
        except Refused:
            return


def as_typed(form: Content, base: int) -> dict[str, list[str]]:
    sent = {
        name.removesuffix("_id"): [str(value)]
        for name, value in form.fields.items()
        if value not in (None, "", False)
    }
    return sent | {"embargo": ["none"], "base": [str(base)]}


@pytest.mark.parametrize("seed", range(200))
def test_nothing_acknowledged_is_lost(seed: int) -> None:
    chance = random.Random(seed)
    article = factories.story(headline="Base", standfirst="Base", body=BLOCKS, bylines=())
    editors = [
        Editor(factories.user(Role.EDITOR_IN_CHIEF), article, chance),
        Editor(factories.user(Role.EDITOR_IN_CHIEF), article, chance),
    ]
    acknowledged = []
    for number in range(10):
        editor = chance.choice(editors)
        act = chance.choice(["autosave", "autosave", "save", "leave", "restore", "move", "take_over"])
        if act in {"autosave", "save", "leave"}:
            word = f"word{seed}x{number}z"
            editor.type(word)
            acknowledged.append(word)
        getattr(editor, act)()
    sittings.settle_left_behind(now=timezone.now() + sittings.KEPT_AFTER_SETTLING / 2)

    kept = json.dumps([of_revision(revision).as_json() for revision in article.revisions.all()])
    waiting = Autosave.objects.filter(sitting__in=Sitting.objects.open())
    kept += json.dumps(list(waiting.values_list("typed", flat=True)))
    assert [word for word in acknowledged if word not in kept] == []
    assert revision_chain.first_broken_link(article) is None
