"""Words of one line, as headlines, captions, alt texts and names are kept."""

from __future__ import annotations

import re

# Soft hyphen, zero-width space, word joiner, byte order mark: nobody sees them, and they split words for whoever
# searches. In running text a soft hyphen may say where a long word breaks.
UNSEEN = dict.fromkeys([0xAD, 0x200B, 0x2060, 0xFEFF])
# Not the spaces that keep words together: they were typed between a number and its unit, or before a French colon.
_WHITE = re.compile("[\t-\r \x1c-\x1f\x85\u2028\u2029]+")


def one_line(text: str) -> str:
    return _WHITE.sub(" ", text.translate(UNSEEN)).strip()
