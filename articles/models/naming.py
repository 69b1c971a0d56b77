"""Names of models and fields that Django makes of those in the code, marked for translation.

They are set when the classes are there, and not in them: a name that a class gives itself is part of its migrations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _lazy

if TYPE_CHECKING:
    from django.db import models
    from django_stubs_ext import StrOrPromise

# What Django calls a model, with what one and many of its rows are called.
MODELS: dict[str, tuple[StrOrPromise, StrOrPromise]] = {
    "agency": (_lazy("agency"), _lazy("agencies")),
    "assignment": (_lazy("assignment"), _lazy("assignments")),
    "byline": (_lazy("byline"), _lazy("bylines")),
    "correction": (_lazy("correction"), _lazy("corrections")),
    "front": (_lazy("front"), _lazy("fronts")),
    "message": (_lazy("message"), _lazy("messages")),
    "reporter": (_lazy("reporter"), _lazy("reporters")),
    "section": (_lazy("section"), _lazy("sections")),
    "staff record": (_lazy("staff record"), _lazy("staff records")),
    "topic": (_lazy("topic"), _lazy("topics")),
}
# Of those whose classes name one row.
PLURALS: dict[str, StrOrPromise] = {"PlainPage": _lazy("plain pages"), "StorySource": _lazy("sources")}
FIELDS: dict[str, StrOrPromise] = {
    "active": _lazy("active"),
    "agency": _lazy("agency"),
    "article": _lazy("article"),
    "at": _lazy("at"),
    "biography": _lazy("biography"),
    "body": _lazy("body"),
    "by": _lazy("by"),
    "colour": _lazy("colour"),
    "contact": _lazy("contact"),
    "credit line": _lazy("credit line"),
    "date": _lazy("date"),
    "dated at": _lazy("dated at"),
    "description": _lazy("description"),
    "desk": _lazy("desk"),
    "done at": _lazy("done at"),
    "done by": _lazy("done by"),
    "due": _lazy("due"),
    "email": _lazy("email"),
    "embargo": _lazy("embargo"),
    "embargo source": _lazy("embargo source"),
    "embargo until": _lazy("embargo until"),
    "headline": _lazy("headline"),
    "is serious": _lazy("is serious"),
    "job title": _lazy("job title"),
    "kicker": _lazy("kicker"),
    "kind": _lazy("kind"),
    "language": _lazy("language"),
    "lead picture": _lazy("lead picture"),
    "legal name": _lazy("legal name"),
    "name": _lazy("name"),
    "name as published": _lazy("name as published"),
    "note": _lazy("note"),
    "number": _lazy("number"),
    "organisation": _lazy("organisation"),
    "passage": _lazy("passage"),
    "picture": _lazy("picture"),
    "portrait": _lazy("portrait"),
    "position": _lazy("position"),
    "public contact": _lazy("public contact"),
    "reporter": _lazy("reporter"),
    "revision": _lazy("revision"),
    "role": _lazy("role"),
    "search description": _lazy("search description"),
    "search title": _lazy("search title"),
    "section": _lazy("section"),
    "since": _lazy("since"),
    "slug": _lazy("slug"),
    "slugline": _lazy("slugline"),
    "social description": _lazy("social description"),
    "social title": _lazy("social title"),
    "standfirst": _lazy("standfirst"),
    "state": _lazy("state"),
    "story": _lazy("story"),
    "telephone": _lazy("telephone"),
    "text": _lazy("text"),
    "title": _lazy("title"),
    "topics": _lazy("topics"),
    "translation of": _lazy("translation of"),
    "updated at": _lazy("updated at"),
    "use": _lazy("use"),
    "why": _lazy("why"),
}


def mark(*named: type[models.Model]) -> None:
    """Give these models and their fields the marked names, where their classes give them none."""
    for model in named:
        meta = model._meta
        one, many = MODELS.get(str(meta.verbose_name), ("", PLURALS.get(model.__name__, "")))
        if one and "verbose_name" not in meta.original_attrs:
            meta.verbose_name = one
        if many and "verbose_name_plural" not in meta.original_attrs:
            meta.verbose_name_plural = many
        fields: list[Any] = [*meta.local_fields, *meta.local_many_to_many]
        for field in fields:
            # Where Django keeps what the class says.
            if field._verbose_name is None and str(field.verbose_name) in FIELDS:
                field.verbose_name = FIELDS[str(field.verbose_name)]
