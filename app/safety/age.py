"""Hears a seeker say how old they are: "I'm 15", "tengo quince años". A plain statement about oneself, and no other.

"I'm 15 minutes late", "I was 15" and "my son is 15" are none of that.
"""

import re

from app.safety.letters import fold

ADULT = 18
_NUMBERS = {
    "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14,
    "quince": 15, "dieciseis": 16, "diecisiete": 17, "zehn": 10, "elf": 11, "zwolf": 12, "dreizehn": 13,
    "vierzehn": 14, "funfzehn": 15, "sechzehn": 16, "siebzehn": 17, "dix": 10, "onze": 11, "douze": 12, "treize": 13,
    "quatorze": 14, "quinze": 15, "seize": 16, "dez": 10, "doze": 12, "treze": 13, "dezesseis": 16, "dezessete": 17,
}  # fmt: skip
_AGE = r"(1[0-7]|[6-9]|" + "|".join(_NUMBERS) + ")"
_REST = (
    r"(?=\s*(?:$|[.,!?;)]|(?:and|but|so|now|i|im|years? old|yrs? old|yo\b|y/o|year old|turning|turn|next|this|just|"
    r"almost|nearly|btw|lol|if|f\b|m\b|male|female|boy|girl|with|in (?:\w+ )?(?:school|grade|year))\b))"
)
_SAYS = (
    re.compile(
        r"(?<!when )(?<!since )(?<!like )(?<!until )(?<!till )(?<!said )\b(?:i'?m|i am|im)\s+"
        rf"(?:only |just |actually |still |really |a |an )?{_AGE}(?!\s*(?:%|/|:|\.\d|-\d|[ap]m\b)){_REST}"
    ),
    re.compile(
        rf"\bi(?:'?ll| will| )?\s*(?:be|turn|turned)\s+{_AGE}\s+(?:today|tomorrow|next|in|last|this|soon|yesterday)\b"
    ),
    re.compile(rf"\bmy age is\s+{_AGE}\b"),
    re.compile(rf"\btengo\s+(?:solo\s+)?{_AGE}\s+anos\b(?! de)"),
    re.compile(rf"\bich bin\s+(?:erst\s+|gerade\s+)?{_AGE}(?:\s+jahre(?:\s+alt)?)?(?=\s*(?:$|[.,!?]|und\b|aber\b))"),
    re.compile(rf"\bj'?ai\s+(?:que\s+)?{_AGE}\s+ans\b(?! de)"),
    re.compile(rf"\b(?:eu )?tenho\s+(?:so\s+)?{_AGE}\s+anos\b(?! de)"),
    re.compile(rf"\bho\s+{_AGE}\s+anni\b(?! di)"),
    re.compile(rf"\bik ben\s+(?:pas\s+)?{_AGE}(?:\s+jaar(?:\s+oud)?)?(?=\s*(?:$|[.,!?]|en\b|maar\b))"),
)
_YOUNG = re.compile(
    r"\b(?:i'?m|i am|im)\s+(?:\w+ )?(?:a minor|under ?age|under (?:18|eighteen)|not (?:18|eighteen) yet|"
    r"in middle school|in (?:[6-9]th|10th|11th) grade|in year (?:[7-9]|1[01]))\b|"
    r"\bich bin (?:noch )?(?:minderjahrig|nicht 18)\b|\bsoy menor de edad\b|\bje suis mineure?\b|"
    r"\bsou menor de idade\b|\bsono minorenne\b|\bik ben minderjarig\b"
)
_STARTS = (
    "im ",
    "i'm ",
    "i am ",
    "i\u2019m ",
    "i will ",
    "i'll ",
    "i turn",
    "my age",
    "tengo",
    "ich bin",
    "ai ",
    "tenho",
    "ho ",
    "ik ben",
    "soy",
    "je suis",
    "sou ",
    "sono ",
)


def stated_age(text: str) -> int | None:
    """Return the age that somebody plainly says they have, if under 18; 17 for who only says to be a minor."""
    lower = text.lower().replace("\u2019", "'")
    if not any(start in lower for start in _STARTS):
        return None
    folded = fold(lower).text if not lower.isascii() else lower
    for says in _SAYS:
        found = says.search(folded)
        if found:
            return int(_NUMBERS.get(found[1], found[1]))
    return ADULT - 1 if _YOUNG.search(folded) else None
