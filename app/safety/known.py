"""Numbers and sites that everybody may say: those of the lines in our own directory, and of emergency services."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

import phonenumbers

from crisis import Directory

_ANYBODY = (
    "facebook.",
    "instagram.",
    "wa.me",
    "whatsapp.",
    "t.me",
    "telegram.",
    "twitter.",
    "x.com",
    "linktr.ee",
    "youtube.",
)
"""Hosts on which anybody has a page: that a line of ours has one there frees nobody else's."""
_LONG = 7
_NOT_DIGIT = re.compile(r"\D")


@dataclass(frozen=True, slots=True)
class Known:
    """What leads to a line and not to a person."""

    numbers: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()

    def number(self, digits: str) -> bool:
        """Whether these digits are a line's number, as it is dialled at home or from abroad."""
        return bool({digits, digits.lstrip("0"), digits.removeprefix("00")} & self.numbers)

    def host(self, host: str) -> bool:
        """Whether this site, or the one it is a part of, is a line's."""
        host = host.lower().removeprefix("www.")
        return any(host == one or host.endswith(f".{one}") for one in self.hosts)


@lru_cache(maxsize=4)
def known_in(numbers: frozenset[tuple[str, str]], sites: frozenset[str]) -> Known:
    """Work out every way to dial these ``(number, country)`` and every host of these sites, once a directory."""
    dialled = {form for number, country in numbers for form in _forms(number, country)}
    hosts = {(urlsplit(site).hostname or "").removeprefix("www.") for site in sites}
    return Known(frozenset(dialled - {""}), frozenset(host for host in hosts if host and not host.startswith(_ANYBODY)))


def known_of(directory: Directory) -> Known:
    """Return what this directory frees."""
    numbers, sites = set(), set()
    for line in directory.resources:
        in_words = re.findall(r"\+?\d[\d ()-]{4,}\d", f"{line.messaging}. {line.note}")
        numbers |= {(number, line.country) for number in (*line.numbers, *in_words)}
        sites |= {site for site in (line.website, line.chat_url) if site}
    return known_in(frozenset(numbers), frozenset(sites))


def _forms(number: str, country: str) -> set[str]:
    plain = _NOT_DIGIT.sub("", number.replace("(0)", "") if number.startswith("+") else number)
    forms = {plain, plain.lstrip("0")}
    if len(plain) >= _LONG:
        try:
            parsed = phonenumbers.parse(number, country or None)
        except phonenumbers.NumberParseException:
            return forms
        national = phonenumbers.national_significant_number(parsed)
        forms |= {national, f"{parsed.country_code}{national}", f"{parsed.country_code}0{national}"}
    return forms
