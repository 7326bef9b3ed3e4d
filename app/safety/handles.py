"""Names in other places: "@name", "my snap is name", "name#1234", "add me on insta"."""

import re
from collections.abc import Iterator

from app.safety.words import listed, one_of

_LEET = str.maketrans("04135$7@!", "oaiesstai")
_ON = f"(?:{one_of('platforms', 'short_platforms')})"
PLATFORM_WORDS = frozenset({*listed("platforms"), *listed("short_platforms"), "username"})
"""Words without which no platform is named."""
_AT = re.compile(r"(?<![\w.+/-])@\s?([a-z0-9_][a-z0-9_.]{2,29})")
_TAG = re.compile(r"\b[a-z][\w.]{1,31}\s?#\s?\d{4}\b")
_NAMED = re.compile(
    rf"\b(?:my|mein|meine|mi|meu|minha|mon)\s+{_ON}(?:\s+(?:handle|name|user ?name|user|id|account|tag|nick|number))?"
    r"\s*(?:is\b|are\b|ist\b|est\b|es\b|e\b|=|:|->|-|its?\b|called\b)\s*(?:@|:)?\s*([\w.#-]{3,32})?"
)
_LABELLED = re.compile(rf"(?:^|[\s(,;]){_ON}\s*(?:(?:[:=@]|->|=>)\s*@?\s*([\w.#-]{{3,32}})|-\s*@?[a-z]+[\d_.]\w*)")
_USERNAME = re.compile(
    r"\b(?:my|mein|mi|meu|mon)\s+(?:user ?name|user|handle|gamer ?tag|nick ?name|benutzername|usuario|pseudo)"
    r"(?: there| on \w+)?\s*(?:is|ist|es|est|e|=|:)\s*@?([\w.#-]{3,32})"
)
_TELL = (
    "add|find|follow|message|msg|text|txt|dm|pm|write|call|reach|contact|hit|ping|look|search|video|ring|chat with|"
    "talk to"
)
_ADD = re.compile(
    "|".join(
        (
            (
                rf"\b(?:{_TELL})\s+me\s+(?:(?:up|back|there|first|later|tonight|instead|for)\s+)?"
                rf"(?:on|over|at|in|via|through|by|to)\s+(?:my\s+)?{_ON}\b"
            ),
            (
                r"\b(?:let'?s|can we|could we|we can|we could|we should|want to|wanna)\s+(?:\w+\s+){0,2}"
                rf"(?:on|over|to|via)\s+{_ON}\b"
            ),
            r"\b(?:hmu|hit me up)\s+(?:on|at)\s+\w+",
            rf"\b(?:im|i am|i'm)\s+(?:also\s+)?on\s+{_ON}\s+(?:as|under|@)\s+[\w.]{{3,}}",
            rf"\b(?:schreib|add|finde?|folg)e?\s+(?:mir|mich)\s+(?:\w+\s+)?(?:auf|bei|uber)\s+{_ON}\b",
            (
                r"\b(?:agregame|anademe|escribeme|buscame|sigueme|hablame)\s+(?:\w+\s+)?(?:en|por|al)\s+(?:mi\s+)?"
                rf"{_ON}\b"
            ),
            rf"\b(?:ajoute|ecris|suis|trouve|contacte)[\s-]+(?:moi\s+)?(?:\w+\s+)?(?:sur|par)\s+{_ON}\b",
            (
                r"\b(?:me\s+(?:adiciona|chama|segue|add|procura)|adiciona-me|chama-me|segue-me)\s+(?:\w+\s+)?"
                rf"(?:no|na|pelo|em)\s+{_ON}\b"
            ),
        )
    )
)
_NOT_A_NAME = frozenset(listed("no_names"))
_NAMELIKE = re.compile(r"[\d_.#]")


def handles(text: str) -> Iterator[tuple[int, int]]:
    """Yield where somebody names where else to find them, in folded text."""
    for found in _AT.finditer(text):
        apart = text[found.start() + 1].isspace() and not _NAMELIKE.search(found[1])
        if found[1].strip(".") not in _NOT_A_NAME and not found[1].replace(".", "").isdigit() and not apart:
            yield found.span()
    yield from (found.span() for found in _TAG.finditer(text))
    for shown in {text, text.translate(_LEET)}:
        for pattern in (_NAMED, _LABELLED, _USERNAME):
            yield from (found.span() for found in pattern.finditer(shown) if _names(text, found))
        yield from (found.span() for found in _ADD.finditer(shown))


def _names(text: str, found: re.Match[str]) -> bool:
    """Tell a name from what else one says of an account: "my insta is private"."""
    name = found[1]
    if name is None and found.re is _LABELLED:
        return True
    if name is None:
        return found.end() == len(text.rstrip()) and text[found.start() :].startswith(
            ("my", "mein", "mi", "meu", "mon")
        )
    start, end = found.span(1)
    name = text[start:end].strip(".-")
    if _NAMELIKE.search(name):
        return True
    alone = not text[end:].strip(" .,!?)") or text[end:].lstrip()[:1] in {",", ".", "!", ")"}
    return len(name) > 2 and name not in _NOT_A_NAME and alone  # noqa: PLR2004  # "my ig is ok"
