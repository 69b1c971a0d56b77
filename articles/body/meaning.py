"""What tags and styles of other programs mean for the text in them: deleted, raised, lowered, or a sign as a picture.

Word, Google Docs and LibreOffice say it with tags, with styles or with classes of their own.
"""

import re
from typing import NamedTuple

STRUCK = frozenset({"del", "s", "strike"})
RAISED = frozenset({"sup", "sub"})
# Word's track changes: what somebody deleted, and nobody has agreed to yet.
_DELETED_IN_WORD = re.compile(r"(?:^|\s)msodel(?:\s|$)", re.I)
_LENGTH = re.compile(r"(-?)(\d+\.?\d*|\.\d+)\s*(?:px|pt|em|ex|%|rem|mm|cm|in)")
# A picture of one sign has the sign as its alt text: no letters, and of digits only what makes a sign: 1️⃣ and #️⃣.
_SIGN = re.compile(
    r"(?:[#*0-9]\ufe0f?\u20e3|[\u00a9\u00ae\u203c-\u3299\ufe0f\u200d\U0001f000-\U0001faff\U000e0020-\U000e007f])+"
)
_EMOJI = re.compile(r"emoji|smil(?:ey|ie)|emoticon", re.I)
_FORMULA = re.compile(r"latex|mathjax|math|(?:^|[\s_-])(?:tex|formula|equation)(?:$|[\s_-])", re.I)
_FORMULA_SOURCE = re.compile(r"latex|/math/|equation|codecogs", re.I)
_LONGEST_FORMULA = 500


class Meaning(NamedTuple):
    struck: bool = False
    raised: str = ""  # sup or sub


PLAIN = Meaning()


def of_tag(tag: str, attrs: dict[str, str]) -> Meaning:
    """What an inline tag with these attributes means."""
    struck = tag in STRUCK
    raised = tag if tag in RAISED else ""
    if not attrs:
        return Meaning(struck, raised) if struck or raised else PLAIN
    if _DELETED_IN_WORD.search(attrs.get("class", "")):
        struck = True
    for declaration in attrs.get("style", "").lower().split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name in ("text-decoration", "text-decoration-line"):
            struck = struck or "line-through" in value
        elif name == "vertical-align" and tag not in RAISED:
            raised = {"super": "sup", "sub": "sub"}.get(value) or _moved(value)
        elif name == "mso-text-raise" and tag not in RAISED:
            raised = raised or _moved(value)
    return Meaning(struck, raised)


def _moved(length: str) -> str:
    """Whether a length raises or lowers text; by less than a point, the text is only set neatly."""
    match = _LENGTH.fullmatch(length)
    if match is None or (float(match[2]) < 1 and not length.endswith("em")) or not float(match[2]):
        return ""
    return "sub" if match[1] else "sup"


def of_picture(attrs: dict[str, str]) -> str:
    """The sign or formula that an <img> stands for; nothing where the <img> is a picture."""
    alt = " ".join(attrs.get("alt", "").split())
    if not alt or len(alt) > _LONGEST_FORMULA:
        return ""
    told = f"{attrs.get('class', '')} {attrs.get('data-stringify-type', '')}"
    source = attrs.get("src", "")[:2000]
    is_drawn: object = _EMOJI.search(told) or _FORMULA.search(told) or attrs.get("role") == "math"
    is_drawn = is_drawn or _EMOJI.search(source) or _FORMULA_SOURCE.search(source)
    return alt if is_drawn or _SIGN.fullmatch(alt.replace(" ", "")) else ""
