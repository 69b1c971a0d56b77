"""Unbreakable spaces: which of them a language's typography asks for.

Word processors and web pages make every space unbreakable without anybody's wish, and lines would break inside words.
A single unbreakable space was typed by somebody and stays.
"""

import re

NO_BREAK = "\xa0"

_UNITS = (
    "km² m² cm² mm² km³ m³ cm³ km/h m/s km m dm cm mm µm nm ha l L dl cl ml hl kg g mg µg t kt Mt lb oz min h s ms"
    " mph kn kWh MWh GWh TWh Wh kW MW GW TW W kV V mA A kHz MHz GHz Hz K °C °F kPa hPa Pa bar kJ MJ J kcal cal dB"
    " KB kB MB GB TB px pt Mio Mrd Uhr EUR USD GBP CHF BRL kr zł Kč Ft"
)
_UNIT = "|".join(map(re.escape, _UNITS.split()))
# A number and its unit, the thousands of a number, a sign and its number.
_NUMBER = rf"(?<=\d)\xa0(?=(?:{_UNIT})(?!\w)|[%‰°€$£¥₹]|\d{{3}}(?!\d))|(?<=[€$£¥₹§№°])\xa0(?=\d)"
_FRENCH = r"\xa0(?=[:;!?»%])|(?<=«)\xa0"
_WANTED = {
    "": re.compile(f"{_NUMBER}|{_FRENCH}"),
    "fr": re.compile(f"{_NUMBER}|{_FRENCH}"),
}
_ANYWHERE = re.compile(_NUMBER)
_FEW = 2


def needless(text: str, language: str = "") -> list[int]:
    """Where a text has unbreakable spaces that its language (without one: any language) does not ask for."""
    wanted = {match.start() for match in _WANTED.get(language, _ANYWHERE).finditer(text)}
    return [at for at, sign in enumerate(text) if sign == NO_BREAK and at not in wanted]


def ordinary(pieces: list[str]) -> list[str]:
    """The pieces of a paragraph with ordinary spaces where a machine made nearly all of them unbreakable."""
    text = "".join(pieces)
    found = needless(text)
    if len(found) < _FEW or len(found) <= text.count(" "):
        return pieces
    signs = list(text)
    for at in found:
        signs[at] = " "
    text, made, at = "".join(signs), [], 0
    for piece in pieces:
        made.append(text[at : at + len(piece)])
        at += len(piece)
    return made
