"""Stories and pages of an archive that are not to be public yet: drafts, whose notes say what readers had."""

from __future__ import annotations

from dataclasses import replace

from articles.moving_in import record
from articles.moving_in.record import Standing


def as_draft(said: record.Record) -> record.Record:
    if isinstance(said, record.Page):
        return record.Story(
            key=said.key,
            headline=said.title,
            body=said.body,
            slug=said.slug,
            modified_at=said.modified_at,
            desk_note=f"It was a page{_at(said.old_paths)}.",
            line=said.line,
            problems=said.problems,
        )
    if isinstance(said, record.Story) and said.standing == Standing.PUBLISHED:
        when = f" on {said.published_at:%Y-%m-%d %H:%M %Z}" if said.published_at else ""
        note = _with(said.desk_note, f"It was published{when}{_at(said.old_paths)}.")
        return replace(said, standing=Standing.DRAFT, old_paths=(), desk_note=note)
    return said


def _at(old_paths: tuple[str, ...]) -> str:
    return f" at {old_paths[0]}" if old_paths else ""


def _with(*notes: str) -> str:
    return "\n".join(one for one in notes if one)
