"""Pictures that came later are put into the stories that lacked them, unless somebody has worked on these since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from articles import body
from articles.acts import bring_in
from articles.body import fingerprints
from articles.models import Article, MovedIn, content
from articles.models.content import Content
from articles.moving_in import record, reporting
from articles.moving_in.reporting import Line
from articles.moving_in.stories import Preparing

if TYPE_CHECKING:
    from django.contrib.auth.models import User

OF_PICTURES = ("body", "lead_picture_id", "lead_caption", "lead_alt", "lead_credit")
NOTE, NOTE_OF_TEXT = "Pictures that came later", "Pictures that came later, and another text with them"
CLOSED = (
    "Pictures that it lacked have come, but it is not public there any more: look whether it should be here."
)
OTHER_TEXT = (
    "Its text in the archive is another one than before, and was taken with the pictures, for readers too if they"
    " have the story: compare the two revisions."
)
BY_HAND = "Pictures that it lacked have come, but it was changed at the desk since: put them in by hand."


def complete(said: record.Story, row: MovedIn, preparing: Preparing, *, by: User) -> Line | None:
    """What was done; None where nothing has come that it lacked."""
    now = timezone.now()
    with transaction.atomic():
        prepared = preparing.prepare([said], now)[0]
        if set(prepared.lacks) == set(row.lacks):
            return None
        # Held, so that nobody saves between the look and the change.
        held = Article.objects.select_for_update(no_key=True, of=("self",)).filter(pk=row.number)
        article = held.first()
        if article is not None and article.is_live and prepared.new.dated_at is None:
            return Line("story", reporting.THERE, said.key, said.headline, row.number, said.line, [CLOSED])
        if article is None or article.revision is None or not _is_as_it_came(article, row):
            return Line("story", reporting.THERE, said.key, said.headline, row.number, said.line, [BY_HAND])
        before = content.of_revision(article.revision)
        fields = {**before.fields, **{name: prepared.new.content.fields[name] for name in OF_PICTURES}}
        after = Content(fields, before.bylines, before.topics, before.sources)
        is_other = _words(before) != _words(after)
        note = NOTE_OF_TEXT if is_other else NOTE
        bring_in.complete(article.pk, after, by=by, note=note, now=now)
        row.lacks = prepared.lacks
        row.save(update_fields=["lacks"])
    told = [*([OTHER_TEXT] if is_other else []), *prepared.problems]
    return Line("story", reporting.COMPLETED, said.key, said.headline, row.number, said.line, told)


def _words(said: Content) -> list[str]:
    """What is written in the text, beside its pictures and their captions."""
    blocks = body.blocks(said.fields["body"])
    return [mark for one in blocks if not one.startswith("<figure") and (mark := fingerprints.mark_of(one))]


def _is_as_it_came(article: Article, row: MovedIn) -> bool:
    """Whether nobody but this program has saved or moved it."""
    notes = article.revisions.exclude(note__in=(NOTE, NOTE_OF_TEXT)).count()
    return notes == 1 and article.state_changes.exclude(act=bring_in.NAME).count() == 0
