"""⁶ and ₂: raised and lowered text as plain text, if Unicode has a sign for every letter of it."""

import re

_HIGHER = str.maketrans(
    "0123456789+-−=()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"
)
_LOWER = str.maketrans("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_SIGNS = {
    raised: (signs, re.compile(rf"[\s{re.escape(''.join(map(chr, signs)))}]*"))
    for raised, signs in (("sup", _HIGHER), ("sub", _LOWER))
}
_WRITTEN = re.compile(r"<(sup|sub)>([^<]*)</\1>")


def in_signs(text: str, raised: str) -> str:
    """Raised or lowered text in signs of Unicode. If one sign has no such form, the whole text stays as it is."""
    signs, moving = _SIGNS[raised]
    return text.translate(signs) if moving.fullmatch(text) else text


def out_of_tags(html: str) -> str:
    """Written HTML with signs in the place of its <sup> and <sub>, for whoever takes the tags off."""
    return _WRITTEN.sub(lambda match: in_signs(match[2], match[1]), html) if "<su" in html else html
