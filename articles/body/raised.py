"""⁶ and ₂: what stands higher or lower than the line, in plain text, where Unicode has signs for all of it."""

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
    """The text as it is where one of its signs has no raised or lowered form: half a word raised is no word."""
    signs, moving = _SIGNS[raised]
    return text.translate(signs) if moving.fullmatch(text) else text


def out_of_tags(html: str) -> str:
    """Written HTML with signs in the place of its <sup> and <sub>, for whoever takes the tags off."""
    return _WRITTEN.sub(lambda match: in_signs(match[2], match[1]), html) if "<su" in html else html
