"""The words that pictures are found by.

They are kept in one column, folded: no accents, no capitals, no signs, one space before each word. So a word is
found by its beginning, and in the same way on either database: PostgreSQL has an index over them.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from django.db import connections
from django.db.models import BooleanField, F, Func, TextField, Value

if TYPE_CHECKING:
    from media.models import Image, ImageQuerySet

FIELDS = ("headline", "caption", "alt_text", "people", "place", "keywords", "source", "filename")
MOST_WORDS = 12
LONGEST_WORD = 80
AT_ONCE = 500


def text_of(image: Image) -> str:
    """All words a picture is found by, credits included."""
    said = [getattr(image, name) for name in FIELDS]
    if image.pk:
        for credit in image.credits.all():
            said.append(credit.name)
            if credit.agency is not None:
                said += [credit.agency.name, credit.agency.credit_name]
            if credit.reporter is not None:
                said.append(credit.reporter.name)
    # Never empty: that is how a picture looks that nobody has written them for.
    return " " + " ".join(dict.fromkeys(fold(" ".join(said))))


def fold(text: str) -> list[str]:
    """Letters and digits only, without accents and capitals: Évora and evora are one word."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return "".join(sign if sign.isalnum() else " " for sign in plain).split()


def write(image: Image) -> None:
    """Bring the words up to date with the picture and its credits as they are kept now."""
    renew(type(image).objects.filter(pk=image.pk))


def renew(images: ImageQuerySet) -> int:
    """The same for many, such as all pictures of an agency that got another name; how many."""
    numbers = list(images.values_list("pk", flat=True))
    for start in range(0, len(numbers), AT_ONCE):
        some = images.model.objects.filter(pk__in=numbers[start : start + AT_ONCE]).with_credits()
        for image in (told := list(some.only("pk", *FIELDS))):
            image.search_text = text_of(image)
        images.model.objects.bulk_update(told, ["search_text"])
    return len(numbers)


def catch_up() -> int:
    """A duty: write the words of pictures that have none, as after an upgrade; how many. Safe to call again."""
    from media.models import Image

    return renew(Image.objects.filter(search_text="").newest_first()[:AT_ONCE])


def matching(images: ImageQuerySet, asked: str) -> ImageQuerySet:
    """Those with words that begin like every one of the words asked for."""
    words = [word[:LONGEST_WORD] for word in fold(asked)[:MOST_WORDS]]
    if not words:
        # Signs that stand in no word find nothing; spaces and controls are no question at all.
        return images.none() if any(sign.isprintable() and not sign.isspace() for sign in asked) else images
    if connections[images.db].vendor == "postgresql":
        return images.filter(
            Found(Words(F("search_text")), Question(Value(" & ".join(f"{w}:*" for w in words))))
        )
    for word in words:
        images = images.filter(search_text__contains=f" {word}")
    return images


# PostgreSQL's own: a column that the database keeps beside `search_text`, and its index (media/migrations/0006).


class Words(Func):
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        text, parameters = compiler.compile(self.source_expressions[0])
        return f"picture_words({text.replace('search_text', 'search_vector')})", parameters


class Question(Func):
    template = "to_tsquery('simple', %(expressions)s)"
    output_field = TextField()


class Found(Func):
    template = "%(expressions)s"
    arg_joiner = " @@ "
    output_field = BooleanField()
