"""Where somebody lives or stands: streets with numbers, postcodes, coordinates."""

import re
from collections.abc import Iterator

from app.safety.digits import NUMBER_WORDS
from app.safety.letters import Folded
from app.safety.words import listed, one_of

_WORD = f"(?:{one_of('streets', 'short_streets', 'weak_streets')})"
_WEAK = frozenset(listed("weak_streets"))
_COUNTED = frozenset(listed("counted"))
_NUMBER = r"(?<![\w.,:/$€£#-])(\d{1,5}[a-z]?(?:\s?/\s?\d{1,4}|-\d{1,4})?)"
_STREET = re.compile(
    rf"{_NUMBER},?\s+((?:[a-z'’.-]+\s+|\d{{1,3}}(?:st|nd|rd|th)\s+){{1,4}}?)({_WORD})\b"
    r"(?!\s+(?:from|away|ago|of|to|with|in my|in life))"
)
_SAID = (
    r"(?:\b(?:live|living|lives|staying|house|home|flat|address|adress|located|come to|come over to|find me|im|i'm|"
    r"i am|we're|were|meet me|pick me up)\b[\w\s,:'’-]{0,22}?\b(?:at|is|on|to|:)\s+)"
)
_SPOKEN_NUMBER = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_SAID_STREET = re.compile(
    rf"{_SAID}(?:number\s+|flat\s+|apartment\s+|apt\s+|unit\s+|no\.?\s+)?"
    rf"(?:\d{{1,5}}[a-z]?|(?:(?:{_SPOKEN_NUMBER})[\s-]*){{1,4}}),?\s+(?:[a-z'’.-]+\s+){{1,3}}?{_WORD}\b"
)
_ORDINAL = re.compile(r"\d{1,5}\s+(?:[nsew]|north|south|east|west)\s+\d{1,3}(?:st|nd|rd|th)\b")
_FLAT = re.compile(
    r"\b(?:apartment|apt|flat|unit|room|suite|wohnung|piso|appartement|apto|apartamento|zimmer)\.?\s*#?\s?\d{1,4}[a-z]?,?"
    r"\s+(?:at\s+|in\s+)?\d{1,5}\s+[a-z]{3,}"
)
_NAME = r"[a-zäöüßàâçéèêëîïôûùñáíóúãõ'’.-]+"
_BEFORE = (
    r"calle|c/|avenida|avda\.?|av\.|plaza|paseo|pasaje|carrera|camino|rua|travessa|praca|largo|alameda|estrada|via|viale|"
    r"piazza|corso|ul\.|ulica|jalan|jl\."
)
_ABROAD = re.compile(
    "|".join(
        (
            (
                rf"\b(?:{_BEFORE})\s+(?:{_NAME}\s+){{0,3}}{_NAME},?\s+(?:n[.o°]*\s*|num\.?\s*|numero\s+|#\s?)?\d{{1,5}}\b"
                r"(?!\s*(?:anos|horas|minutos|dias|km))"
            ),
            (
                r"(?<![\w.,])\d{1,4}(?:\s?(?:bis|ter))?,?\s+"
                r"(?:rue|avenue|av\.|boulevard|bd\.?|place|chemin|impasse|allee|quai|cours|route|square)\s+"
                rf"(?:de\s+|du\s+|des\s+|la\s+|le\s+|les\s+|d'|de l')*{_NAME}"
            ),
            (
                rf"\b{_NAME[:-1]}*(?:strasse|straße|str\.|allee|gasse|damm|ufer|platz|chaussee|straat|gracht|plein)\s*"
                r"(?:nr\.?\s*)?\d{1,4}\s?[a-z]?\b(?!\s*(?:jahre|minuten|stunden|km|meter|uhr))"
            ),
            r"\b[a-z]{4,}er\s+(?:weg|ring|landstrasse|landstraße|berg|hof)\s+\d{1,4}\b",
        )
    )
)
_POSTCODE_AS_WRITTEN = re.compile(
    "|".join(
        (
            r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b",
            r"\b[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d\b",
            rf"\b(?:{one_of('states')}),? +\d{{5}}(?:-\d{{4}})?\b",
            rf"\b[1-9]\d{{3}} (?!{one_of('no_dutch')})[A-Z]{{2}}\b",
            r"\b\d{5}-\d{3}\b|\b\d{4}-\d{3}\b(?=\s+[A-Z])",
            r"\b(?!\d{2}000)\d{5} [A-ZÄÖÜ][a-zäöüßéèêàáíóúç]{3,}(?:[ -][A-ZÄÖÜ]\w+)*",
        )
    )
)
_POSTCODE = re.compile(
    r"\b(?:zip|zip code|zipcode|post ?code|postal code|plz|postleitzahl|codigo postal|code postal|cep|pin ?code)"
    r"\s*(?:is|:|ist|es|est|e|#|num\w*)?\s*([a-z]{0,2}\d[\da-z]{1,4}[ -]?[\da-z]{0,4})\b"
    r"|\b[a-z]{1,2}\d[a-z\d]? \d[abd-hjlnp-uw-z]{2}\b(?<!\d[ap]m)"
)
_COORDINATES = re.compile(
    r"[-+]?\d{1,2}[.,]\d{3,}\s*°?\s*[ns]?\s*[,;/ ]\s*[-+]?\d{1,3}[.,]\d{3,}"
    r"|\d{1,2}\s?°\s?\d{1,2}(?:\s?['′]\s?(?:\d{1,2}(?:\.\d+)?\s?[\"″']{1,2})?)?\s?[nsew]\b"
    r"|///\s?[a-z]+\.[a-z]+\.[a-z]+"
    r"|\b[23456789cfghjmpqrvwx]{4,8}\+[23456789cfghjmpqrvwx]{2,3}\b"
    r"|\b(?:lat|latitude)\s*[:=]?\s*-?\d{1,2}\.\d+"
)
STREET_WORDS = frozenset(
    word for name in ("streets", "short_streets", "weak_streets", "street_words_abroad") for word in listed(name)
)
"""Words by which an address without figures is told."""


def streets(written: str, folded: Folded) -> Iterator[tuple[int, int]]:
    """Yield where streets with numbers stand in folded text."""
    text = folded.text
    for found in _STREET.finditer(text):
        name = found[2].split()[0]
        capital = len(name) > 1 and written[folded.offsets[found.start(2)]].isupper() and not written.isupper()
        if capital or (_COUNTED.isdisjoint(re.findall(r"[a-z]+", found[2])) and _plausible(found)):
            yield found.span()
    for pattern in (_SAID_STREET, _ORDINAL, _FLAT, _ABROAD):
        yield from (found.span() for found in pattern.finditer(text))


def _plausible(found: re.Match[str]) -> bool:
    """Weak words stand at the end of all kinds of sentences: only a name before them makes a street."""
    word, name = found[3], found[2].split()
    if word in _WEAK:
        return len(name) == 1 and len(name[0]) > 3 and not name[0].endswith(("ly", "ing"))  # noqa: PLR2004  # "oak"
    return True


def postcodes(written: str, text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield where postcodes stand, and whether that is in the text as written, where capitals tell, or as folded."""
    yield from ((*found.span(), True) for found in _POSTCODE_AS_WRITTEN.finditer(written))
    yield from ((*found.span(), False) for found in _POSTCODE.finditer(text))


def coordinates(text: str) -> Iterator[tuple[int, int]]:
    """Yield where coordinates, and codes for them, stand in folded text."""
    yield from (found.span() for found in _COORDINATES.finditer(text))
