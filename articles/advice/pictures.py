"""Alt texts that tell nothing to somebody who does not see the picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles import body

if TYPE_CHECKING:
    from articles.models import Revision

FEWEST_WORDS = 3
FILE = re.compile(r"\.(jpe?g|png|webp|avif|heic|tiff?)$|^(img|dsc|dscf|pxl|image)[-_ ]?\d", re.IGNORECASE)
OPENING = re.compile(
    r"(a |an |the )?(image|photo|photograph|picture|foto|imagem|bild) (of|showing|de|von)\b", re.IGNORECASE
)


SAID = {
    "is the name of a file": gettext_noop("The alt text of {picture} is the name of a file: “{alt}”."),
    "says the same as the caption, so that it is read twice": gettext_noop(
        "The alt text of {picture} says the same as the caption, so that it is read twice: “{alt}”."
    ),
    "begins by saying that it is a picture, which is known": gettext_noop(
        "The alt text of {picture} begins by saying that it is a picture, which is known: “{alt}”."
    ),
    "says little": gettext_noop("The alt text of {picture} says little: “{alt}”."),
}


def poor_alt_texts(revision: Revision) -> Iterator[str]:
    """What to look at, picture by picture. Those without an alt text of their own have that of the library."""
    told = []
    if revision.lead_picture_id and not revision.lead_decorative:
        told.append((_("the lead picture"), revision.lead_alt, revision.lead_caption))
    for number, use in enumerate(body.pictures(revision.body), start=1):
        if not use.decorative:
            told.append((_("picture {number} in the text").format(number=number), use.alt, use.caption))
    for which, alt, caption in told:
        if why := why_poor(alt.strip(), caption.strip()):
            yield _(SAID[why]).format(picture=which, alt=alt.strip())


def why_poor(alt: str, caption: str) -> str:
    """Why, as `SAID` calls it; empty if it is none of these."""
    if not alt:
        return ""
    if FILE.search(alt):
        return "is the name of a file"
    if caption and alt.casefold() == caption.casefold():
        return "says the same as the caption, so that it is read twice"
    if OPENING.match(alt):
        return "begins by saying that it is a picture, which is known"
    return "says little" if len(alt.split()) < FEWEST_WORDS else ""
