"""Reads the content credentials of one picture file in a process of its own, and prints what c2pa-python says.

    python -I credentials_apart.py image/jpeg [signers.pem] < picture

Strangers made the file, and the library that reads it is native code. So a file that makes the library crash, wait or
grow ends this process and nothing else, and the desk’s process does not keep the library’s memory.
"""

from __future__ import annotations

import os
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

MEMORY = 1024 * 1024 * 1024
SECONDS = 10
LONGEST = 8 * 1024 * 1024
# Nothing is fetched, because a stranger chose the addresses in the file.
VERIFY = {
    "remote_manifest_fetch": False,
    "ocsp_fetch": False,
    "verify_trust": True,
    "verify_after_reading": True,
}


def bound() -> None:
    limits = {"RLIMIT_AS": MEMORY, "RLIMIT_CPU": SECONDS, "RLIMIT_CORE": 0, "RLIMIT_FSIZE": LONGEST}
    for name, most in limits.items():
        # A system that does not know a limit does without; whoever started this process ends it in any case.
        with suppress(AttributeError, OSError, ValueError):
            resource.setrlimit(getattr(resource, name), (most, most))


def main(kind: str, signers: str = "") -> None:
    bound()
    import c2pa  # after the limits are set

    settings: dict[str, Any] = {"verify": VERIFY}
    if signers:
        settings["trust"] = {"trust_anchors": Path(signers).read_text(encoding="ascii")}
    with (
        os.fdopen(os.dup(0), "rb") as file,
        c2pa.Context(settings=c2pa.Settings.from_dict(settings)) as context,
        c2pa.Reader(kind, file, context=context) as reader,
    ):
        sys.stdout.write(reader.json())


if __name__ == "__main__":
    main(*sys.argv[1:])
