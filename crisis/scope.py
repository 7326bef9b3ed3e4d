"""Whose words they are, of when, and whether they are meant: the gates that a phrase passes before it counts.

Each gate looks only at what stands around the one phrase it judges, never at the message as a whole: "I am not going to
kill myself, but I want to die" denies the first and means the second. A gate lowers to ``WATCH``; only an idiom is
silent. Nothing here lowers an emergency for being funny, old or in a story.
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from crisis.patterns import Found
from crisis.signals import Signal, SignalSet
from crisis.tiers import About, Kind, Tier
from crisis.words import STOP, Words

REPORTED_WITHIN = 4
"""Words between "she said" and the phrase that is taken to be hers."""
REPORTED_OF_ME = 2
"""The same where an "I" stands between: "she said I want to die"."""
DENIED_WITHIN = 8
"""Bridging words between a negation and the phrase it denies; longer chains are not how people deny."""
SUBJECT_WITHIN = 7
"""Words in which the one who "wants to die" stands before it; people type without stops, and further is a guess."""
_WITHIN = {"others": SUBJECT_WITHIN, "anyone": 3}
"""The same for those who are not "I": "people who want to die", but not "i hate people i just met and want to die"."""
NEAR = 14
"""Words to either side in which a time, a story or a trifle belongs to a phrase, within its sentence."""
VAGUE = 0.5
"""What words need from the rest of a message when they are so vague that one gate shut anywhere shuts them out."""
ELLIPSIS = 3
"""Words up to which a sentence without "I" is still taken to be about oneself: "suicidal again"."""

_RAISED_BY_TIME = frozenset({Kind.INTENT, Kind.FAREWELL})
_LOWERED_FOR_OTHERS = {Kind.ACT_IN_PROGRESS: Tier.ELEVATED}
_NAMES_ITS_SUBJECT = frozenset({Kind.ABUSE, Kind.EXPLOITATION, Kind.MINOR_AT_RISK})
"""Kinds whose phrases say themselves who does what to whom."""
_MAY_BE_FUNNY = frozenset({Kind.IDEATION, Kind.INTENT, Kind.HARM_TO_OTHERS})
"""Kinds that people exaggerate with."""


class Weighed(NamedTuple):
    """A phrase after the gates: what it means here, and where it stands (words ``first`` up to ``last``)."""

    kind: Kind
    tier: Tier
    about: About
    first: int
    last: int
    needs: float = 0.0
    """How grave the whole message must sound before this counts."""


def weigh(words: Words, language: SignalSet, hits: Sequence[Found]) -> list[Weighed]:
    """Let the phrases of a language that were found in folded words pass the gates."""
    around = _Surroundings(words, language)
    meant = [hit for hit in hits if not around.is_idiom(hit)]
    others = _covered([hit for hit in meant if language.signals[hit.label].about is About.OTHER])
    weighed = [_gated(hit, language.signals[hit.label], around, others) for hit in meant]
    lowered = len(meant) < len(hits) or any(
        one.tier < language.signals[hit.label].tier for hit, one in zip(meant, weighed, strict=True)
    )
    return [one for one in weighed if not lowered or one.needs <= VAGUE]


def _gated(hit: Found, signal: Signal, around: "_Surroundings", others: frozenset[int]) -> Weighed:
    subject = around.subject(hit)
    if signal.kind in _NAMES_ITS_SUBJECT and not signal.first_person:
        subject = "me"
    about = signal.about
    overlaps = signal.kind is not Kind.HARM_TO_OTHERS and not others.isdisjoint(range(hit.first, hit.last))
    if (
        around.follows(hit, "reports", REPORTED_OF_ME if subject == "me" else REPORTED_WITHIN)
        or subject == "others"
        or (overlaps and subject != "me")
    ):
        about = About.OTHER
    tier = signal.tier
    if signal.kind in _RAISED_BY_TIME and around.near(hit, "soon"):
        tier = Tier.EMERGENCY
    if (
        around.denied(hit)
        or around.follows(hit, "told")
        or subject == "anyone"
        or (tier < Tier.EMERGENCY and around.not_now(hit, funny=signal.kind in _MAY_BE_FUNNY))
        or ((subject != "me" or signal.first_person) and around.near(hit, "talk"))
        or (signal.first_person and not around.says_i(hit, subject))
        or (signal.weak and around.denies_all())
    ):
        tier = min(tier, Tier.WATCH)
    if about is About.OTHER:
        tier = min(tier, _LOWERED_FOR_OTHERS.get(signal.kind, Tier.WATCH))
    return Weighed(signal.kind, tier, about, hit.first, hit.last, signal.needs)


class _Surroundings:
    """The gates of a text, laid out so that asking about one phrase costs the same in a long text as in a short one."""

    def __init__(self, words: Words, language: SignalSet) -> None:
        gates = language.gates_in(words)
        self._words = words
        self._bridge = language.bridge
        self._stops = [place for place, token in enumerate(words.tokens) if token == STOP]
        self._gates = gates
        self._firsts = {name: [hit.first for hit in found] for name, found in gates.items()}
        self._ends = {name: {hit.last for hit in gates[name]} for name in ("reports", "told")}
        free = _covered(gates["free"])
        self._negations = {hit.last for hit in gates["negators"] if hit.first not in free}
        self._idioms = _covered(gates["idioms"])
        self._who = {
            place: name for name in ("others", "anyone", "me") for place in _covered(gates[name])
        }  # "my friend" holds a "my": where they overlap, the longer stands

    def is_idiom(self, hit: Found) -> bool:
        """Tell whether the phrase is part of a figure of speech."""
        return not self._idioms.isdisjoint(range(hit.first, hit.last))

    def near(self, hit: Found, name: str) -> bool:
        """Tell whether a gate stands close by in the same sentence."""
        low, high = self._sentence(hit)
        firsts = self._firsts[name]
        place = bisect_left(firsts, max(low, hit.first - NEAR))
        return place < len(firsts) and firsts[place] < min(high, hit.last + NEAR)

    def follows(self, hit: Found, name: str, within: int = REPORTED_WITHIN) -> bool:
        """Tell whether a frame such as "she said" stands shortly before, in the same sentence."""
        first = max(0, hit.first - within)
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

    def denies_all(self) -> bool:
        """Tell whether somebody says plainly that they do not mean to die."""
        return bool(self._gates["denials"])

    def not_now(self, hit: Found, *, funny: bool) -> bool:
        """Tell whether it is long past and not said to be back, or in a story, or over a trifle."""
        long_ago = self.near(hit, "past") and (self.near(hit, "recovered") or not self.near(hit, "present"))
        in_jest = funny and self.near(hit, "trivial") and not self._gates["serious"]
        return long_ago or in_jest or self.near(hit, "fiction")

    def subject(self, hit: Found) -> str | None:
        """Name who is spoken of: "me", "others" or "anyone", whoever stands nearest before the end of the phrase."""
        low, _ = self._sentence(hit)
        for place in range(hit.last - 1, max(low, hit.first - SUBJECT_WITHIN) - 1, -1):
            who = self._who.get(place)
            if who and (who == "me" or hit.first - _WITHIN[who] <= place < hit.first):
                return who
        return None

    def says_i(self, hit: Found, subject: str | None) -> bool:
        """Tell whether a phrase speaks of oneself, or stands in a sentence too short to say of whom."""
        low, high = self._sentence(hit)
        if subject is not None:
            return subject == "me"
        alone = not self._gates["others"] and not self._gates["anyone"]
        after = range(hit.last, min(high, hit.last + REPORTED_WITHIN))
        return (
            high - low <= ELLIPSIS
            or (alone and self.near(hit, "me"))
            or any(self._who.get(place) == "me" for place in after)
        )

    def _sentence(self, hit: Found) -> tuple[int, int]:
        """Give where the sentence of a phrase begins and ends."""
        after = bisect_left(self._stops, hit.first)
        low = self._stops[after - 1] + 1 if after else 0
        high = self._stops[after] if after < len(self._stops) else len(self._words.tokens)
        return low, high


def _covered(found: Sequence[Found]) -> frozenset[int]:
    return frozenset(position for hit in found for position in range(hit.first, hit.last))
