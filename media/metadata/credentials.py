"""Content credentials (C2PA): what a picture's manifests say of how it was made, read with c2pa-python.

Nothing is taken as proven. Even an untrusted manifest is believed when it says that AI made the picture, so that the
label is shown; in all else it is not believed.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from typing import IO, Any

from django.utils.translation import gettext_noop

from media.metadata import text
from media.terms import source_types

# Every manifest store begins with this, in any format: the type of its outermost box.
MARK = b"c2pa\0\x11\0\x10\x80\0\0\xaa\x008\x9bq"
CHUNK = 1024 * 1024
TYPES = {format: f"image/{format.lower()}" for format in ("JPEG", "PNG", "WEBP", "AVIF", "TIFF", "GIF")}
ACTIONS = re.compile(r"c2pa\.actions(?:\.v2)?(?:__\d+)?")
METADATA = re.compile(r"(?:stds\.iptc(?:\.photo-metadata)?|c2pa\.metadata|cawg\.metadata)(?:__\d+)?")
# C2PA's own term, which IPTC's vocabulary does not have.
TRAINED_DATA = "http://c2pa.org/digitalsourcetype/trainedAlgorithmicData"
TRAINED = source_types.address("trainedAlgorithmicMedia")
COMPOSED_WITH_TRAINED = source_types.address("compositeWithTrainedAlgorithmicMedia")
LONGEST = 8 * 1024 * 1024
DEEPEST = 8
# Nothing is fetched, because a stranger chose the addresses in the file. Signatures are not checked for trust.
SETTINGS = {
    "verify": {
        "remote_manifest_fetch": False,
        "ocsp_fetch": False,
        "verify_trust": False,
        "verify_after_reading": False,
    }
}
DAMAGED = gettext_noop("Its content credentials are damaged: they were not read.")

logger = logging.getLogger(__name__)


class Credentials:
    """The digital source types that a file’s manifests name: first of the picture itself, then of its ingredients."""

    def __init__(self, file: IO[bytes], format: str) -> None:
        self.source_types: list[str] = []
        # Who made the newest manifest, and with which program.
        self.values: dict[str, str] = {}
        self.problems: list[str] = []
        if format not in TYPES or not _is_there(file):
            return
        try:
            self._take(_store(file, format))
        except Exception as problem:
            # For bad bytes the library may raise any exception.
            logger.info("Content credentials could not be read: %s", problem)
            self.problems.append(DAMAGED)

    @property
    def digital_source_type(self) -> str:
        """The source type that readers have to be told: AI before all else."""
        return next(filter(source_types.made_by_ai, self.source_types), next(iter(self.source_types), ""))

    def _take(self, store: dict[str, Any]) -> None:
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
        self.source_types = list(dict.fromkeys(_source_types(newest, manifests, DEEPEST)))
        if self.source_types:
            self.values["digitalSourceType"] = self.digital_source_type


def _is_there(file: IO[bytes]) -> bool:
    file.seek(0)
    before = b""
    while chunk := file.read(CHUNK):
        if MARK in before + chunk:
            return True
        before = chunk[-len(MARK) :]
    return False


def _store(file: IO[bytes], format: str) -> dict[str, Any]:
    import c2pa  # only here: it takes twenty megabytes of memory, and few pictures need it

    file.seek(0)
    with (
        c2pa.Context(settings=c2pa.Settings.from_dict(SETTINGS)) as context,
        c2pa.Reader(TYPES[format], file, context=context) as reader,
    ):
        words = reader.json()
    if len(words) > LONGEST:
        raise ValueError(f"{len(words)} characters")
    store = json.loads(words)
    return store if isinstance(store, dict) else {}


def _source_types(manifest: dict[str, Any], manifests: dict[str, Any], deepest: int) -> Iterator[str]:
    for assertion in manifest.get("assertions", ()):
        label, data = assertion.get("label", ""), assertion.get("data", {})
        if ACTIONS.fullmatch(label):
            for action in data.get("actions", ()):
                yield from _address(action.get("digitalSourceType"))
        elif METADATA.fullmatch(label):
            yield from _address(data.get("Iptc4xmpExt:DigitalSourceType"))
    for ingredient in manifest.get("ingredients", ()) if deepest else ():
        theirs = manifests.get(ingredient.get("active_manifest"), {})
        for one in _source_types(theirs, manifests, deepest - 1):
            if ingredient.get("relationship") == "parentOf":
                yield one  # the same picture, before it was edited
            elif ingredient.get("relationship") == "componentOf" and source_types.made_by_ai(one):
                yield COMPOSED_WITH_TRAINED


def _address(said: Any) -> Iterator[str]:
    if said == TRAINED_DATA:
        yield TRAINED
    elif isinstance(said, str) and (address := source_types.address(said)):
        yield address
