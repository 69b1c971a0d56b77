"""Content credentials (C2PA): what a picture's manifests say of how it was made, read with c2pa-python.

Even a manifest that does not hold is believed when it says that AI made the picture, so that the label is shown; in
all else it is not believed. The library runs in a process of its own (`credentials_apart`), bounded in time and
memory: an upload never fails because of credentials.
"""

from __future__ import annotations

import json
import logging
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext_noop

from media.metadata import provenance, text
from media.metadata.provenance import ACTIONS
from media.terms import source_types
from media.terms.provenance import HOLDS, State

# Every manifest store begins with this, in any format: the type of its outermost box.
MARK = b"c2pa\0\x11\0\x10\x80\0\0\xaa\x008\x9bq"
CHUNK = 1024 * 1024
TYPES = {format: f"image/{format.lower()}" for format in ("JPEG", "PNG", "WEBP", "AVIF", "TIFF", "GIF")}
METADATA = re.compile(r"(?:stds\.iptc(?:\.photo-metadata)?|c2pa\.metadata|cawg\.metadata)(?:__\d+)?")
# C2PA's own term, which IPTC's vocabulary does not have.
TRAINED_DATA = "http://c2pa.org/digitalsourcetype/trainedAlgorithmicData"
TRAINED = source_types.address("trainedAlgorithmicMedia")
COMPOSED_WITH_TRAINED = source_types.address("compositeWithTrainedAlgorithmicMedia")
# No picture needs more: a manifest has a few small thumbnails, and the rest is text.
LARGEST_STORE = 16 * 1024 * 1024
SECONDS = 15
APART = Path(__file__).with_name("credentials_apart.py")
DAMAGED = gettext_noop("Its content credentials are damaged: they were not read.")
TOO_LARGE = gettext_noop("Its content credentials are larger than any picture needs: they were not read.")
TOLD = {
    State.EXPIRED: gettext_noop(
        "Its content credentials were signed with a certificate that had run out: they are not trusted."
    ),
    State.ALTERED: gettext_noop(
        "The picture was altered after its content credentials were signed: they are not trusted."
    ),
    State.FORGED: gettext_noop(
        "Its content credentials are forged, or were changed after signing: they are not trusted."
    ),
    State.DAMAGED: gettext_noop("Its content credentials could not be checked: they are not trusted."),
}

logger = logging.getLogger(__name__)


class Credentials:
    """The digital source types that a file’s manifests name: first of the picture itself, then of its ingredients."""

    def __init__(self, file: IO[bytes], format: str) -> None:
        self.source_types: list[str] = []
        # Who made the newest manifest, and with which program.
        self.values: dict[str, str] = {}
        # What the desk is shown: see `provenance`. Empty: the file has no credentials.
        self.record: dict[str, Any] = {}
        self.problems: list[str] = []
        size = _size(file) if format in TYPES else None
        if size is None:
            return
        if size > LARGEST_STORE:
            self._give_up(TOO_LARGE)
            return
        try:
            self._take(_store(file, format))
        except Exception as problem:
            # For bad bytes the library may raise any exception.
            logger.info("Content credentials could not be read: %s", problem)
            self._give_up(DAMAGED)

    @property
    def digital_source_type(self) -> str:
        """The source type that readers have to be told: AI before all else."""
        return next(filter(source_types.made_by_ai, self.source_types), next(iter(self.source_types), ""))

    def _give_up(self, problem: str) -> None:
        self.source_types, self.values = [], {}
        self.record = {"state": State.DAMAGED.value}
        self.problems.append(problem)

    def _take(self, store: dict[str, Any]) -> None:
        state = provenance.state(store)
        manifests = store.get("manifests", {})
        newest = manifests.get(store.get("active_manifest"), {})
        signature = newest.get("signature_info", {})
        said = {
            "claim_generator": newest.get("claim_generator"),
            "title": newest.get("title"),
            "issuer": signature.get("issuer"),
            "time": signature.get("time"),
        }
        self.values = {name: text.clean(str(value)) for name, value in said.items() if value}
        said_types = dict.fromkeys(_source_types(newest, manifests))
        self.source_types = [it for it in said_types if state in HOLDS or source_types.made_by_ai(it)]
        self.record = provenance.record(store)
        if state in TOLD:
            self.problems.append(TOLD[state])
        if self.source_types:
            self.values["digitalSourceType"] = self.digital_source_type


def _size(file: IO[bytes]) -> int | None:
    """How large the manifest store says that it is, 0 if it does not say; None if the file has none."""
    file.seek(0)
    before, start = b"", 0
    while chunk := file.read(CHUNK):
        at = (before + chunk).find(MARK)
        if at >= 0:
            # Before the type stand the box that holds all others, with its length, and the box of the type.
            file.seek(max(0, start - len(before) + at - 16))
            head = file.read(8)
            return int.from_bytes(head[:4], "big") if head.endswith(b"jumb") else 0
        start += len(chunk)
        before = chunk[-len(MARK) :]
    return None


def _store(file: IO[bytes], format: str) -> dict[str, Any]:
    """The manifest store as the library says it. Raises an exception if it cannot be read within the bounds."""
    signers = [str(settings.CONTENT_CREDENTIALS_SIGNERS)] if settings.CONTENT_CREDENTIALS_SIGNERS else []
    with tempfile.TemporaryFile() as copy, tempfile.TemporaryFile() as answer:
        file.seek(0)
        shutil.copyfileobj(file, copy, CHUNK)
        copy.seek(0)
        done = subprocess.run(  # noqa: S603 # our own script, with arguments that no stranger chooses
            [sys.executable, "-I", str(APART), TYPES[format], *signers],
            stdin=copy,
            stdout=answer,
            stderr=subprocess.PIPE,
            timeout=SECONDS,
            check=False,
        )
        if done.returncode:
            raise ValueError(f"process ended with {done.returncode}: {done.stderr[-300:]!r}")
        answer.seek(0)
        store = json.load(answer)
    return store if isinstance(store, dict) else {}


def _source_types(newest: dict[str, Any], manifests: dict[str, Any]) -> Iterator[str]:
    """Of the picture itself, then of its ingredients.

    Each manifest is read once as what the picture was before and once as a part of it, however often a stranger has
    the others name it: eight of them that name each other forty times would otherwise be read for years.
    """
    waiting, seen = [(newest, False)], set()
    while waiting:
        manifest, is_part = waiting.pop()
        for one in _named_by(manifest):
            if not is_part:
                yield one  # the same picture, before it was edited
            elif source_types.made_by_ai(one):
                yield COMPOSED_WITH_TRAINED
        found = []
        for ingredient in manifest.get("ingredients", ()):
            relation, label = ingredient.get("relationship"), str(ingredient.get("active_manifest"))
            place = (label, is_part or relation == "componentOf")
            if relation in {"parentOf", "componentOf"} and place not in seen:
                seen.add(place)
                found.append((manifests.get(label, {}), place[1]))
        waiting += reversed(found)


def _named_by(manifest: dict[str, Any]) -> Iterator[str]:
    for assertion in manifest.get("assertions", ()):
        label, data = assertion.get("label", ""), assertion.get("data", {})
        if ACTIONS.fullmatch(label):
            for action in data.get("actions", ()):
                yield from _address(action.get("digitalSourceType"))
        elif METADATA.fullmatch(label):
            yield from _address(data.get("Iptc4xmpExt:DigitalSourceType"))


def _address(said: Any) -> Iterator[str]:
    if said == TRAINED_DATA:
        yield TRAINED
    elif isinstance(said, str) and (address := source_types.address(said)):
        yield address
