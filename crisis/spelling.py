"""Mends the spelling of words that matter: slips of one letter, letters stretched, words run together or torn apart.

Only a word that no phrase knows is touched, and only towards a word of danger or of the sentences that hold one.
"""

import re
from collections.abc import Collection, Iterator
from string import ascii_lowercase

_LONG = (
    "suicide", "suicidal", "myself", "overdose", "overdosed", "overdosing", "goodbye", "anymore", "tonight",
    "worthless", "unalive",
)  # fmt: skip
_SHORT = (
    "kill", "killing", "killed", "dying", "dead", "death", "want", "wanna", "wanted", "hang", "hanging", "pills",
    "harm", "harming", "hurt", "hurting", "cutting", "wrist", "wrists", "life", "living", "alive", "live", "ending",
    "abuse", "abused", "shoot", "shooting", "jump", "jumping", "noose", "bleed", "bleeding", "commit", "self",
    "attempt", "attempted", "exist", "existing", "existence", "burden", "hopeless", "selfharm", "tired", "better",
    "without", "going", "gonna", "about",
)  # fmt: skip
CORE = frozenset({*_LONG, *_SHORT, "die", "kms", "kys", "cut", "gun", "end", "rape", "raped", "sewerslide"})
"""Words looked for behind signs and slips."""

_REAL = frozenset({
    "wan", "wat", "ant", "went", "ill", "kiln", "skill", "skilled", "ding", "eying", "dad", "ead", "deaf", "heath",
    "deat", "ham", "har", "arm", "hag", "han", "handing", "haning", "lie", "lief", "vile", "evil", "lives", "liked",
    "ilive", "files", "gripped", "hut", "hur", "writ", "wist", "bled", "breed", "exit", "exits", "shot", "soot",
    "shoo", "hoot", "nose", "noise", "noses", "rap", "rae", "abse", "sel", "sell", "elf", "file", "lift", "like",
    "line", "lite", "lip", "sending", "bending", "lending", "mending", "tending", "vending", "feeding", "being",
    "wit", "with", "bout", "gong", "goin", "suicides", "overdoses", "goodbyes", "tonights", "tire", "tied", "tried",
    "bette", "bitter", "letter", "batter", "butter", "betters", "wants", "hangs", "pill", "wiling", "filling",
    "billing", "willing", "milling", "tilling", "spilling", "wanda", "wana", "hear", "hurts", "kills", "jumps",
    "shoots", "shooing", "shooting", "commits", "bleeds", "attempts", "exists", "deaths", "dyeing", "lying", "diying",
    "living", "loving", "giving", "liking", "lining", "lifes", "livin", "kilt", "eat", "deal", "overdone", "overuse",
    "overdoes", "mysel", "ones",
})  # fmt: skip
"""Words of English, and of chat, one slip away from a word above."""
_KNOWN_SLIPS = {
    "suiside": "suicide", "suisidal": "suicidal", "suacide": "suicide", "suicied": "suicide", "soicide": "suicide",
    "sewercide": "suicide", "sewerside": "suicide", "sooicide": "suicide", "sucidial": "suicidal",
    "suicidial": "suicidal", "sucideal": "suicidal", "commiting": "committing", "comitting": "committing",
    "comiting": "committing", "comitted": "committed", "comit": "commit", "dei": "die", "dieing": "dying",
    "diying": "dying", "kil": "kill", "killin": "killing", "meself": "myself", "mysel": "myself", "myslf": "myself",
    "wana": "wanna", "wnna": "wanna", "liveing": "living", "selfharming": "selfharm", "depresed": "depressed",
    "tonite": "tonight", "2night": "tonight", "2nite": "tonight", "2morrow": "tomorrow", "tmrw": "tomorrow",
    "tmr": "tomorrow", "tomorow": "tomorrow", "tommorow": "tomorrow", "tommorrow": "tomorrow", "2day": "today",
    "tdy": "today", "rn": "now", "gna": "gonna", "gunna": "gonna", "goona": "gonna", "abt": "about", "bout": "about",
    "livin": "living", "breathin": "breathing", "noone": "nobody", "everyones": "everyone", "becuase": "because",
    "unaliving": "killing", "burdon": "burden", "medz": "meds",
}  # fmt: skip
_PAIRS = {
    **{(one, "t"): f"{one}t" for one in (
        "don", "can", "won", "didn", "doesn", "isn", "wasn", "wouldn", "couldn", "shouldn", "haven", "hasn", "aren",
        "ain", "weren", "hadn", "needn",
    )},
    **{(one, "not"): f"{one}nt" for one in (
        "do", "did", "does", "is", "was", "would", "could", "should", "have", "has", "are", "were", "had",
    )},
    **{
        (one, tail): one + tail
        for one in ("i", "you", "he", "she", "it", "we", "they", "u")
        for tail in ("ll", "d", "ve")
    },
    **{(one, "s"): f"{one}s" for one in ("he", "she", "it", "that", "what", "there", "who", "lets", "how", "life")},
    **{(one, "re"): f"{one}re" for one in ("you", "we", "they")},
    ("i", "m"): "im", ("i", "am"): "im", ("can", "not"): "cant", ("will", "not"): "wont", ("do", "nt"): "dont",
    ("my", "self"): "myself", ("him", "self"): "himself", ("her", "self"): "herself", ("your", "self"): "yourself",
    ("any", "more"): "anymore", ("good", "bye"): "goodbye", ("any", "longer"): "anymore", ("to", "night"): "tonight",
    ("wan", "na"): "wanna", ("gon", "na"): "gonna", ("over", "dose"): "overdose", ("over", "dosed"): "overdosed",
    ("sewer", "slide"): "suicide", ("un", "alive"): "unalive", ("i", "ma"): "imma", ("some", "one"): "someone",
    ("every", "one"): "everyone", ("no", "one"): "nobody", ("some", "body"): "somebody", ("every", "body"): "everybody",
    ("self", "harm"): "selfharm", ("self", "harming"): "selfharm", ("self", "harmed"): "selfharmed",
    ("self", "injury"): "selfharm", ("self", "mutilation"): "selfharm", ("self", "injure"): "selfharm",
    ("a", "lot"): "alot", ("out", "side"): "outside",
}  # fmt: skip
SECONDS = frozenset(second for _, second in _PAIRS)
"""Words that may belong to the one before."""
_STRETCHED = re.compile(r"(.)\1{2,}")
_DANGER_INSIDE = re.compile(
    r"kill|myself|suicid|overdos|wanna|want|dying|harm|hang|anymore|living|selfh|^am|^im|^ama|^to|i$|im$|am$|ama$"
)
_SHORTEST = 5
_LONGEST = 28
"""Letters from which and up to which words run together are parted."""


def joined(first: str, second: str) -> str | None:
    """Join what was written as two words and is one: "don t", "my self", "do not"."""
    return _PAIRS.get((first, second))


def mended(word: str, vocabulary: Collection[str]) -> str:
    """Give the word that is meant by one that no phrase knows, or the word itself."""
    slip = _SLIPS.get(word)
    if slip:
        return slip
    if not _STRETCHED.search(word):
        return word
    shorter = (_STRETCHED.sub(r"\1", word), _STRETCHED.sub(r"\1\1", word))
    for form in shorter:
        if form in vocabulary or form in CORE:
            return form
    return next((_SLIPS[form] for form in shorter if form in _SLIPS), shorter[0])


def may_be_several(word: str) -> bool:
    """Tell whether an unknown word is worth parting: something of danger, or of "I am", stands inside."""
    return _SHORTEST <= len(word) <= _LONGEST and word.isascii() and _DANGER_INSIDE.search(word) is not None


def _slips(word: str) -> Iterator[str]:
    for place in range(len(word)):
        if place:
            yield word[:place] + word[place + 1 :]
        yield word[:place] + word[place : place + 2][::-1] + word[place + 2 :]
        yield word[:place] + word[place] + word[place:]


def _slips_of_long(word: str) -> Iterator[str]:
    for place in range(1, len(word)):
        for letter in ascii_lowercase:
            yield word[:place] + letter + word[place:]
            yield word[:place] + letter + word[place + 1 :]


def _table() -> dict[str, str]:
    found: dict[str, str] = {}
    for word in (*_LONG, *_SHORT):
        found.update((slip, word) for slip in _slips(word) if slip[2:])
    for word in _LONG:
        found.update((slip, word) for slip in _slips_of_long(word))
    found.update(_KNOWN_SLIPS)
    return {slip: word for slip, word in found.items() if slip not in _REAL and slip not in CORE}


_SLIPS = _table()
