"""Placeholders in credit lines, which name nobody: “see caption”, “unknown”, “handout”, in many languages."""

from __future__ import annotations

import re

from house import letters


def _words(listed: str) -> frozenset[str]:
    return frozenset(letters.fold(words) for words in listed.split("|"))


# These say that the credit is elsewhere.
ELSEWHERE = re.compile(
    r"(?:(?:photo |picture |image )?(?:credits?|bylines?|names?|lines?) (?:is |are |line )?(?:too long )?)?"
    r"(?:please )?(?:(?:see|refer to|as per|as in|in) (?:the )?(?:photo )?"
    r"(?:captions?|description|text)(?: for credits?)?"
    r"|(?:siehe|s) (?:bildunterschrift|bildtext|bildlegende|beschreibung)"
    r"|(?:credito )?(?:ver|vide|na|conforme) (?:a )?(?:legenda|descricao)"
    r"|(?:credito )?(?:ver|vease|en) (?:el |la )?(?:pie(?: de foto)?|leyenda)"
    r"|(?:credit )?(?:voir|cf|dans) (?:la )?legende|vedi (?:la )?didascalia"
    r"|zie (?:het )?(?:bijschrift|onderschrift|fotobijschrift)"
    r"|se (?:bildtexten?|billedteksten?|bildetekst(?:en)?)|patrz podpis|katso kuvateksti|bkz aciklama"
    r"|انظر (?:التعليق|الشرح|التسمية))"
    r"|(?:credits?|bylines?|lines?)(?: line)? too long.*"
    r"|(?:(?:photo |picture |image )?credits? )?(?:please )?see (?:below|above|end|website)"
    r"|(?:siehe|s) (?:unten|oben)|ver abajo|ver abaixo|voir ci dessous|zie onder"
)
# These say that the maker is unknown, or were never filled in.
NOBODY = _words(
    "unknown|author unknown|photographer unknown|unknown author|unknown photographer|source unknown|"
    "not known|unnamed|anonymous|anon|unbekannt|fotograf unbekannt|urheber unbekannt|autor unbekannt|"
    "anonym|desconhecido|desconhecida|autor desconhecido|autoria desconhecida|anonimo|anonima|"
    "desconocido|desconocida|autor desconocido|sin autor|inconnu|inconnue|auteur inconnu|anonyme|"
    "sconosciuto|autore sconosciuto|onbekend|fotograaf onbekend|ukjent|ukendt|okand|fotograf okand|"
    "nieznany|autor nieznany|tuntematon|bilinmiyor|غير معروف|مجهول|неизвестен|неизвестно|n a|na|nil|none|"
    "null|no credit|no byline|no name|sem credito|sin credito|sans credit|ohne angabe|keine angabe|ohne credit|"
    "geen naam|senza credito|dcim|not provided|not available|not applicable|undefined|default|untitled|tba|"
    "tbc|tbd|to be confirmed|to come|x|xx|xxx|test|user|admin|administrator|owner|author|photographer|"
    "fotograf|fotografo|photographe|camera|photo|photos|picture|pictures|image|images|"
    "foto|credit|byline|name|your name|picasa"
)
# These say that somebody gave the picture to the press, without a name.
GIVEN = _words(
    "handout|hand out|ho|press handout|handout photo|handout image|handout picture|courtesy|"
    "courtesy photo|courtesy image|courtesy picture|supplied|supplied photo|submitted|submitted photo|"
    "contributed|contributed photo|provided|divulgacao|foto divulgacao|reproducao|cortesia|cedida|cedido|"
    "foto cedida|press|press photo|press release|pressefoto|pressebild|promo|promotional|publicity|dr|"
    "d r|droits reserves|direitos reservados|derechos reservados|all rights reserved|rights reserved|"
    "privat|private|prive|privato|particular"
)
# These say what the maker or the picture is, without a name.
WHAT_THEY_ARE = _words(
    "staff|staff photo|staff photographer|stringer|contributor|correspondent|freelance|freelancer|"
    "freelance photographer|pool|file|file photo|file picture|file image|archive|archives|archiv|"
    "archivfoto|archivbild|archivo|foto de archivo|arquivo|foto de arquivo|archivio|archief|various|"
    "various sources|multiple|multiple sources|internet|web|online|google|facebook|twitter|instagram|"
    "whatsapp|telegram|youtube|social media|screenshot|screengrab|screen grab|video grab|agencies|agency|"
    "agencia|agencias|agenturen|agences"
)


def plain(words: str) -> str:
    """The words folded, with nothing but letters, digits and single spaces."""
    return " ".join(letters.fold(re.sub(r"[^\w]+|_", " ", words)).split())


def is_elsewhere(words: str) -> bool:
    return ELSEWHERE.fullmatch(plain(words)) is not None


def was_given(words: str) -> bool:
    return plain(words) in GIVEN


def name_nobody(words: str) -> bool:
    said = plain(words)
    return said in NOBODY | GIVEN | WHAT_THEY_ARE or is_elsewhere(said)
