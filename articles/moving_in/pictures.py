"""Pictures of an archive: their files are found or fetched, examined like every upload, and credited."""

from __future__ import annotations

import io
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import unquote

from django.conf import settings
from django.db import transaction

from articles.models import MovedIn
from articles.moving_in import record
from articles.moving_in import wordpress_words as words
from articles.moving_in.known import Known
from house import outside
from house.lines import one_line
from media.intake import uploads
from media.library import search
from media.models import Credit, Image
from media.terms.credits import CreditKind

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SECONDS = 60.0


class FileMissing(Exception):
    """The file is not where it was looked for; another run may find it."""


@dataclass
class Pictures:
    """Brings pictures in, one by one: each with its files and rows, or not at all."""

    known: Known
    folder: Path | None
    fetch: bool
    credit: str
    """Whom pictures are credited to that name nobody; empty: nobody, and readers do not see them."""

    by: User

    def is_there(self, said: record.Picture) -> bool:
        return self._file(said) is not None or (self.fetch and bool(said.address))

    def bring(self, said: record.Picture, now: datetime) -> tuple[Image, list[str]]:
        """The picture, and what is worth a look. Raises FileMissing, and PictureRefused where the file is bad."""
        with self._opened(said) as file, transaction.atomic():
            image = uploads.accept(
                file,
                by=self.by,
                filename=said.filename or Path(said.path).name or _last_part(said.address) or "picture",
                caption=said.caption[:600],
                alt_text=said.alt[:300],
                rights_note=said.rights_note[:1000],
            )
            problems = []
            if len(said.caption) > 600:
                problems.append("Its caption was cut at 600 characters.")
            if getattr(image, "duplicate", False):
                problems.append("The library had this very file already, and keeps what it says of it.")
            else:
                problems += self._describe(image, said)
            self.known.keep(said.key, MovedIn.Kind.PICTURE, image.pk, now)
        return image, problems

    def _describe(self, image: Image, said: record.Picture) -> list[str]:
        """What the archive says and the file does not."""
        image.headline = image.headline or one_line(said.headline)[:200]
        image.copyright_notice = image.copyright_notice or one_line(said.copyright)[:300]
        image.save(update_fields=["headline", "copyright_notice"])
        problems = []
        credit = one_line(said.credit)
        if credit or not image.credits.exists():
            if name := (credit or ("" if said.is_elsewhere else self.credit))[:80]:
                image.credits.all().delete()
                Credit.objects.create(
                    image=image, kind=CreditKind.PHOTOGRAPHER, name=name, guessed=not credit
                )
            else:
                problems.append("Nobody is credited for it, so readers do not see it.")
        if not image.alt_text:
            problems.append("It has no alt text.")
        search.write(image)
        return problems

    def _opened(self, said: record.Picture) -> AbstractContextManager[IO[bytes]]:
        if (file := self._file(said)) is not None:
            return file.open("rb")
        if not (self.fetch and said.address):
            raise FileMissing(self._where(said))
        try:
            answer = outside.ask(said.address, seconds=SECONDS, most_bytes=settings.PICTURE_MAX_BYTES)
        except outside.OutsideProblem as problem:
            raise FileMissing(f"It could not be fetched: {problem}.") from problem
        if not answer.is_well or answer.is_cut:
            why = "is larger than a picture may be" if answer.is_cut else f"answered {answer.status}"
            raise FileMissing(f"It could not be fetched: {said.address} {why}.")
        return nullcontext(io.BytesIO(answer.body))

    def _file(self, said: record.Picture) -> Path | None:
        """The file in the folder, and never one outside of it, whatever the archive calls it."""
        if self.folder is None or not said.path or "\0" in said.path:
            return None
        root = self.folder.resolve()
        for path in dict.fromkeys((said.path, unquote(said.path))):
            # A name that no disk takes, or a link that leads to itself, is no file.
            with suppress(OSError, RuntimeError, ValueError):
                found = (root / path.lstrip("/")).resolve()
                if found.is_relative_to(root) and found.is_file():
                    return found
        return None

    def _where(self, said: record.Picture) -> str:
        if self.folder is None:
            return "Name the folder with its file by --uploads, or let it be fetched by --fetch."
        return f"There is no file {said.path or said.address} in {self.folder}."


def _last_part(address: str) -> str:
    return unquote(words.split(address).path.rpartition("/")[2])
