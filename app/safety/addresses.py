"""E-mail addresses and web addresses, written as they are or hidden: "john at mail dot com", "site (dot) gg"."""

import re
from collections.abc import Iterator
from functools import cache

from linkify_it import LinkifyIt
from linkify_it.tlds import TLDS

from app.safety.known import Known
from app.safety.words import listed, one_of

_MAIL = re.compile(r"[\w.+-]{1,64}@[a-z0-9-]{2,}(?:\.[a-z0-9-]{2,})+")
_AT = (
    r"(?:@|[\[({<]\s*(?:at|arroba|arobase|chez|bei|a)\s*[\])}>]"
    r"|(?<=\s)(?:at|arroba|arobase|arobas|klammeraffe|chiocciola)(?=\s))"
)
_DOT = (
    r"(?:\.|[\[({<]\s*(?:dot|punto|punkt|point|ponto|\.)\s*[\])}>]"
    r"|(?<=\s)(?:dot|punto|punkt|ponto|point(?=\s(?:com|fr|net|org)))(?=\s))"
)
_SPOKEN_MAIL = re.compile(
    rf"[\w.+-]+\s*{_AT}\s*(?:[a-z0-9-]{{2,}}\s*(?:{_DOT}(?<!\.)\s*|\s?\.)(?:{one_of('spoken_endings')})\b"
    rf"|(?:{one_of('mail_providers')})\b)"
)
_SPOKEN_SITE = re.compile(
    rf"(?:\bwww\s*{_DOT}\s*)?\b[a-z0-9-]{{2,}}\s*(?!\.\s)(?:{_DOT}|\s\.\s|\.)\s*(?:{one_of('site_endings')})\b"
    r"(?:\s*(?:/|slash)\s*[\w-]+)?"
)
_LINKS = re.compile(r"\w\.\w|//")
"""Without one of these nothing is an address as a browser takes it."""
_SPOKEN_WORD = re.compile(
    r"[\[({<]\s*(?:dot|punto|punkt|point|ponto|\.)\s*[\])}>]|\s(?:dot|punto|punkt|ponto)\s|\w\s+\.\s?(?:com|gg|net|org)\b"
)
_NO_SITE = frozenset({"www", "the", "a", "that", "this", "my"})
_SHOUT = re.compile(
    r"\b(?:my|mein|mi|meu|mon) (?:e-?mail|mail|correo|gmail|hotmail)(?: (?:address|adresse))?(?: is| ist| es|:)\s+"
    r"([\w.+-]{3,})"
)
_ALONE = frozenset(listed("endings"))
_WORDS_TOO = frozenset(listed("no_endings"))
_COUNTRY = 2
_SHORTENERS = frozenset(
    {"t.me", "wa.me", "m.me", "discord.gg", "bit.ly", "is.gd", "youtu.be", "linktr.ee", "snapchat.com"}
)


@cache
def _linkify() -> LinkifyIt:
    return LinkifyIt().tlds(TLDS)


def mails(text: str, known: Known) -> Iterator[tuple[int, int]]:
    """Yield where e-mail addresses stand in folded text; "a line at site.org" is none where we know the site."""
    if "@" in text:
        yield from (found.span() for found in _MAIL.finditer(text))
    for found in _SPOKEN_MAIL.finditer(text):
        if text[found.end() : found.end() + 1] != "/" and not known.host(found[0].split()[-1]):
            yield found.span()
    yield from (found.span(1) for found in _SHOUT.finditer(text) if re.search(r"[\d._@]", found[1].rstrip(".")))


def sites(text: str, known: Known) -> Iterator[tuple[int, int]]:
    """Yield where addresses of sites stand in folded text, but for those that we know and send people to."""
    if _LINKS.search(text):
        for match in _linkify().match(text) or ():
            if match.schema != "mailto:" and _is_site(match.text, match.schema) and not known.host(_host(match.text)):
                yield match.index, match.last_index
    if _SPOKEN_WORD.search(text):
        for found in _SPOKEN_SITE.finditer(text):
            host = re.sub(r"\s*(?:[\[({<]\s*)?(?:dot|punto|punkt|ponto|\.)(?:\s*[\])}>])?\s*", ".", found[0])
            if found[0].split()[0] not in _NO_SITE and not known.host(host):
                yield found.span()


def _is_site(written: str, schema: str) -> bool:
    """Tell an address from two sentences that were written without a space between them."""
    if schema or written.startswith("www."):
        return True
    host, slash, path = written.partition("/")
    ending = host.rsplit(".", 1)[-1]
    if host in _SHORTENERS or (slash and len(path) > 1):
        return True
    return ending in _ALONE or (len(ending) == _COUNTRY and ending not in _WORDS_TOO)


def _host(written: str) -> str:
    return re.sub(r"^\w+://|^//", "", written).split("/")[0].split(":")[0]
