"""What people with bad intentions type, and what of it would run."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from lxml import html as lxml_html

SAMPLES = Path(__file__).parent / "samples" / "html-sanitizer"
NAUGHTY: list[str] = json.loads((SAMPLES / "blns.json").read_text("utf-8"))
OWN = [
    "before\0after",
    "\ufeffa mark at the start \ufffe\uffff",
    "e" + "\u0301" * 100,
    "\u202egnp.exe",
    "x" * 5_000,
    "{{ settings.SECRET_KEY }} {% debug %} %s %(name)s ${7*7}",
    "one\r\ntwo\rthree\nfour",
]


def attacks() -> list[str]:
    """Without NUL bytes, which a form refuses before it looks at anything else."""
    found = [path.read_text("utf-8").split("\n--\n")[0] for path in sorted(SAMPLES.glob("bleach/*.test"))]
    found += [case["input"] for case in json.loads((SAMPLES / "html5lib-tests1.dat").read_text("utf-8"))]
    return [text.replace("\0", "") for text in found]


def active(page: str) -> Counter[str]:
    """What could run or be fetched from elsewhere, as another parser than ours sees it."""
    found: Counter[str] = Counter()
    root = lxml_html.document_fromstring(page)
    for element in root.iter():
        tag = str(element.tag)
        if tag in {
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "frame",
            "svg",
            "math",
            "base",
            "form",
            "video",
        }:
            found[tag] += 1
        for name, value in element.attrib.items():
            if name.startswith("on") or name in {"style", "srcdoc", "formaction", "background"}:
                found[f"{name} attribute"] += 1
            elif name in {"href", "src", "action", "xlink:href"}:
                scheme = "".join(value.split()).lower().partition(":")[0]
                if scheme in {"javascript", "vbscript", "data"}:
                    found[f"{scheme}: address"] += 1
    return found
