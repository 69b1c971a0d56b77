"""What codes and names in NewsML-G2 mean: the prefixes of qcodes, the catalogues in a file, and languages.

An agency may write `stat:canceled`, the whole address of that code, or a prefix that its own catalogue explains.
Catalogues that stand elsewhere are not fetched: the prefixes of IPTC's own are known, and of others the code is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from . import xml
from .xml import Element

G2 = "{http://iptc.org/std/nar/2006-10-01/}"
_CV = "http://cv.iptc.org/newscodes/"

# The prefixes of IPTC's standard catalogue that matter here.
_IPTC = {
    "stat": f"{_CV}pubstatusg2/",
    "sig": f"{_CV}signal/",
    "ninat": f"{_CV}ninature/",
    "cpnat": f"{_CV}cpnature/",
    "drol": f"{_CV}descriptionrole/",
    "rnd": f"{_CV}rendition/",
    "irel": f"{_CV}itemrelation/",
    "medtop": f"{_CV}mediatopic/",
    "subj": f"{_CV}subjectcode/",
    "genre": f"{_CV}genre/",
    "nprov": f"{_CV}newsprovider/",
    "digsrctype": f"{_CV}digitalsourcetype/",
}

Children = dict[str, list[Element]]
NOTHING: Children = {}


def name_of(element: Element) -> str:
    """The name of an element of NewsML-G2; "" for one of another language."""
    tag = element.tag
    return tag[len(G2) :] if isinstance(tag, str) and tag.startswith(G2) else ""


def children(*parents: Element) -> Children:
    """The elements in one or several, by name, in order: looked at once, however many are asked for."""
    found: Children = {}
    for parent in parents:
        for child in parent:
            tag = child.tag
            if isinstance(tag, str) and tag.startswith(G2):
                found.setdefault(tag[len(G2) :], []).append(child)
    return found


@dataclass(frozen=True)
class Codes:
    """How the codes and names of one item are read."""

    schemes: dict[str, str] = field(default_factory=dict)  # by prefix, of the catalogues in the file
    # Names and kinds that <assert> gives once for all places where a code is used.
    asserted: dict[str, list[Element]] = field(default_factory=dict)
    languages: tuple[str, ...] = ()  # that of the content, then that of what is said about it

    # Codes

    def sent(self, element: Element, attribute: str = "qcode") -> str:
        """A code as it was sent: qcode, address or the agency's own word."""
        get = element.get
        plain = "literal" if attribute == "qcode" else attribute
        address = "uri" if attribute == "qcode" else f"{attribute}uri"
        return (get(attribute) or get(address) or get(plain) or "").strip()

    def code(self, element: Element, attribute: str = "qcode") -> str:
        """The code alone, without what says from which vocabulary: `canceled`."""
        return last_part(self.sent(element, attribute))

    def scheme(self, sent: str) -> str:
        """The address of the vocabulary that a code is from, or its prefix where that is all that is known."""
        prefix, colon, rest = sent.partition(":")
        if not colon:
            return ""
        if rest.startswith("//"):
            whole = sent.rstrip("/#")
            return whole[: len(whole) - len(last_part(sent))]
        return self.schemes.get(prefix) or _IPTC.get(prefix) or prefix

    def is_of(self, element: Element, prefix: str) -> bool | None:
        """Whether a code is from IPTC's vocabulary of this prefix; None where nobody can tell."""
        sent = self.sent(element)
        scheme = self.scheme(sent)
        if scheme.replace("https://", "http://", 1) == _IPTC[prefix]:
            return True
        return None if "//" not in scheme else False

    # Names and languages

    def name(self, element: Element) -> str:
        """What a concept is called, in the language of the item before all others."""
        found = [child for child in element if name_of(child) == "name"]
        if not found and self.asserted:
            for one in self.asserted.get(self.sent(element), ()):
                found += [child for child in one if name_of(child) == "name"]
        best = self.best(found)
        return xml.text(best) if best is not None else ""

    def names(self, elements: Sequence[Element]) -> list[str]:
        """What parties are called; of one that gives no more than its page on the web, where that is."""
        found = []
        for element in elements:
            name = self.name(element)
            if not name:
                sent = self.sent(element)
                is_page = sent.startswith(("http://", "https://")) and not sent.startswith(_CV)
                name = sent.split("/")[2].removeprefix("www.") if is_page else last_part(sent)
            found.append(name)
        return list(dict.fromkeys(filter(None, found)))

    def best(self, elements: Sequence[Element]) -> Element | None:
        """Of the same thing said several times, that in the language of the item, or the first."""
        if len(elements) < 2:
            return elements[0] if elements else None
        return self.alike(elements)[0]

    def alike(self, elements: Sequence[Element]) -> list[Element]:
        """Those in the language of the item; if there are none, those in the language of the first."""
        if len(elements) < 2:
            return list(elements)
        spoken = [xml.language(element).lower() for element in elements]
        for wanted in self.languages:
            if wanted in spoken:
                return _with(elements, spoken, wanted)
            short = wanted.partition("-")[0]
            for language in spoken:
                if language.partition("-")[0] == short:
                    return _with(elements, spoken, language)
        return _with(elements, spoken, spoken[0])


def _with(elements: Sequence[Element], spoken: list[str], language: str) -> list[Element]:
    return [element for element, one in zip(elements, spoken, strict=True) if one == language]


def last_part(sent: str) -> str:
    """What stands behind the prefix of a qcode, or behind the last slash or # of an address."""
    _, colon, rest = sent.partition(":")
    if colon and not rest.startswith("//"):
        return rest
    if not colon:
        return sent
    whole = sent.rstrip("/#")
    return whole[max(whole.rfind("/"), whole.rfind("#")) + 1 :]


def catalogued(catalogs: Sequence[Element]) -> dict[str, str]:
    """The prefixes that catalogues in the file explain."""
    found: dict[str, str] = {}
    for catalog in catalogs:
        for scheme in catalog:
            alias, uri = scheme.get("alias"), scheme.get("uri")
            if alias and uri and name_of(scheme) == "scheme":
                found[alias] = uri
    return found
