"""Whose words they are, of when, and whether they are meant: the gates that a phrase passes before it counts.

Each gate looks only at what stands around the one phrase it judges, never at the message as a whole: "I am not going to
kill myself, but I want to die" denies the first and means the second. A gate lowers to ``WATCH``; only an idiom is
silent. Nothing here lowers an emergency for being funny, old or in a story.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from crisis.patterns import Found
from crisis.signals import Signal, SignalSet
from crisis.tiers import About, Kind, Tier
from crisis.words import STOP, Words

REPORTED_WITHIN = 4
"""Words between "she said" and the phrase that is taken to be hers."""
DENIED_WITHIN = 8
"""Bridging words between a negation and the phrase it denies; longer chains are not how people deny."""
ELLIPSIS = 3
"""Words up to which a sentence without "I" is still taken to be about oneself: "suicidal again"."""

_RAISED_BY_TIME = frozenset({Kind.INTENT, Kind.FAREWELL})
_LOWERED_FOR_OTHERS = {Kind.ACT_IN_PROGRESS: Tier.ELEVATED}


class Weighed(NamedTuple):
    """A phrase after the gates: what it means here, and where it stands (words ``first`` up to ``last``)."""

    kind: Kind
    tier: Tier
    about: About
    first: int
    last: int


def weigh(words: Words, language: SignalSet) -> list[Weighed]:
    """Find the phrases of a language in folded words, and let each pass the gates."""
    hits = list(language.phrases.find(words))
    if not hits:
        return []
    around = _Surroundings(words, language)
    meant = [hit for hit in hits if not around.idioms & set(range(hit.first, hit.last))]
    others = _covered([hit for hit in meant if language.signals[hit.label].about is About.OTHER])
    return [_gated(hit, language.signals[hit.label], around, others) for hit in meant]


def _gated(hit: Found, signal: Signal, around: "_Surroundings", others: set[int]) -> Weighed:
    about = About.SELF
    if around.follows(hit, "reports") or others & set(range(hit.first, hit.last)):
        about = About.OTHER
    tier = signal.tier
    if signal.kind in _RAISED_BY_TIME and around.near(hit, "soon"):
        tier = Tier.EMERGENCY
    if (
        around.denied(hit)
        or around.follows(hit, "told")
        or (tier < Tier.EMERGENCY and around.not_now(hit))
        or (signal.first_person and not around.says_i(hit))
    ):
        tier = Tier.WATCH
    if about is About.OTHER:
        tier = min(tier, _LOWERED_FOR_OTHERS.get(signal.kind, Tier.WATCH))
    return Weighed(signal.kind, tier, about, hit.first, hit.last)


class _Surroundings:
    """The gates of a text, laid out so that asking about one phrase costs the same in a long text as in a short one."""

    def __init__(self, words: Words, language: SignalSet) -> None:
        gates = language.gates_in(words)
        self._words = words
        self._bridge = language.bridge
        self._sentences = _sentences(words)
        self._lengths = Counter(self._sentences)
        self._named = {name: {self._sentences[hit.first] for hit in found} for name, found in gates.items()}
        self._ends = {name: {hit.last for hit in gates[name]} for name in ("reports", "told")}
        free = _covered(gates["free"])
        self._negations = {hit.last for hit in gates["negators"] if hit.first not in free}
        self.idioms = _covered(gates["idioms"])

    def near(self, hit: Found, name: str) -> bool:
        """Tell whether a gate stands in the same sentence."""
        return self._sentences[hit.first] in self._named[name]

    def follows(self, hit: Found, name: str) -> bool:
        """Tell whether a frame such as "she said" stands shortly before, in the same sentence."""
        first = max(0, hit.first - REPORTED_WITHIN)
        return any(
            end in self._ends[name] and STOP not in self._words.tokens[end : hit.first]
            for end in range(first, hit.first + 1)
        )

    def denied(self, hit: Found) -> bool:
        """Tell whether a negation governs the phrase: nothing but bridging words stands between the two."""
        for end in range(hit.first, max(-1, hit.first - DENIED_WITHIN), -1):
            if end in self._negations:
                return True
            if end and self._words.tokens[end - 1] not in self._bridge:
                return False
        return False

    def not_now(self, hit: Found) -> bool:
        """Tell whether it is long past and not said to be back, or in a story, or over a trifle."""
        long_ago = self.near(hit, "past") and not self.near(hit, "present")
        return long_ago or self.near(hit, "fiction") or self.near(hit, "trivial")

    def says_i(self, hit: Found) -> bool:
        """Tell whether the sentence speaks of oneself, or is too short to say of whom."""
        return self.near(hit, "me") or self._lengths[self._sentences[hit.first]] <= ELLIPSIS


def _sentences(words: Words) -> list[int]:
    """Number each word's sentence."""
    numbers: list[int] = []
    number = 0
    for token in words.tokens:
        numbers.append(number)
        number += token == STOP
    return numbers


def _covered(found: Sequence[Found]) -> set[int]:
    return {position for hit in found for position in range(hit.first, hit.last)}
