"""Reads one message: how grave it is, about whom, why, and in what tone.

The tier comes from phrases that passed the gates of ``scope.py``; the tone alone never says more than ``WATCH``. Every
phrase file is tried on every message, because people fall back on their first language when it hurts. A reading holds
offsets and never a word of the text.
"""

from dataclasses import dataclass, replace

from crisis.languages import LANGUAGES, primary
from crisis.learned import lift
from crisis.scope import VAGUE, Weighed, weigh
from crisis.sentiment import valence
from crisis.signals import SignalSet, all_phrases, signal_set
from crisis.tiers import About, Kind, Reason, Tier
from crisis.words import Words

DARK = -0.83
"""Tone at or below which a message without any phrase is worth a look. VADER falls this low in about 1 of 100 everyday
messages and 3 of 100 sad ones."""
SHORT_ANSWER = 4
"""Words up to which a time alone, such as "I think tonight", answers a listener's question about suicide."""
LONG_ANSWER = 10
"""Words up to which a time counts after a "yes" or a "maybe"; beyond, it may be the time of anything in a story."""

_ANSWERS = {
    "no": (Tier.NONE, Kind.IDEATION),
    "unsure": (Tier.ELEVATED, Kind.IDEATION_PASSIVE),
    "yes": (Tier.HIGH, Kind.IDEATION),
}
_CHILD_RAISES = frozenset({Kind.ABUSE, Kind.EXPLOITATION})


@dataclass(frozen=True, slots=True)
class Reading:
    """What crisis says of one message; ``score`` lies in 0..1 and a higher tier always has a higher score."""

    tier: Tier
    score: float
    reasons: tuple[Reason, ...] = ()
    about: About = About.SELF
    valence: float | None = None
    readable: bool = True
    """False when there is no phrase file for the language: silence then means nothing, and a listener must know."""

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds among the reasons."""
        return frozenset(reason.kind for reason in self.reasons)


def assess(text: str, *, language: str = "en") -> Reading:
    """Read one message in a language given as a tag such as "en" or "pt-BR"; any text at all has a reading."""
    spoken = primary(language)
    tone = valence(text, language=spoken)
    plain, found = all_phrases().heard(text)
    heard: list[tuple[Weighed, Words]] = []
    for language_set, words, hits in found:
        weighed = _with_minors(weigh(words, language_set, hits), words, language_set)
        heard.extend((one, words) for one in weighed)
    heard = _agreed(heard, plain)
    return _reading(heard, tone, readable=spoken in LANGUAGES)


def _agreed(heard: list[tuple[Weighed, Words]], plain: Words) -> list[tuple[Weighed, Words]]:
    """Let vague phrases count as far as the whole message sounds grave; beside what is grave itself, all may stay."""
    if not any(one.needs for one, _ in heard):
        return heard
    if any(one.tier >= Tier.HIGH for one, _ in heard):
        return [(one, words) for one, words in heard if one.needs <= VAGUE]
    gravity = lift(plain.tokens)
    return [
        (one if one.needs <= gravity else one._replace(tier=Tier.WATCH), words)
        for one, words in heard
        if one.needs <= max(gravity, VAGUE)
    ]


def answer(text: str, *, language: str = "en") -> Reading:
    """Read what follows a listener's direct question about suicide, where "yes" and "tonight" mean what they answer."""
    reading = assess(text, language=language)
    one = _own_set(language)
    words = one.fold(text)
    tier, kind = _answered(words, one)
    if tier <= reading.tier:
        return reading
    reasons = (*reading.reasons, Reason(str(kind), *words.span(0, len(words.tokens))))
    score = _score(tier, len(reasons), reading.valence)
    return replace(reading, tier=tier, score=score, reasons=reasons, about=About.SELF)


def asks_about_suicide(text: str) -> bool:
    """Tell whether a listener's message asks, in plain words of any language, about suicide."""
    return all_phrases().asks(text)


def _own_set(language: str) -> SignalSet:
    """Give the phrases of a language, or the English ones where it has none."""
    spoken = primary(language)
    return signal_set(spoken if spoken in LANGUAGES else LANGUAGES[0])


def _answered(words: Words, language: SignalSet) -> tuple[Tier, Kind]:
    """Weigh how an answer begins, its longest match deciding: "I do" agrees, "I do not" denies."""
    found = language.answers_in(words)
    leads = {name: max((hit.last for hit in found[name] if hit.first == 0), default=0) for name in _ANSWERS}
    lead = max(leads, key=lambda name: leads[name])
    length = len(words.tokens)
    denied = lead == "no" and leads[lead]
    if found["soon"] and not denied and length <= (LONG_ANSWER if leads[lead] else SHORT_ANSWER):
        return Tier.EMERGENCY, Kind.INTENT
    return _ANSWERS[lead] if leads[lead] else (Tier.NONE, Kind.IDEATION)


def _with_minors(heard: list[Weighed], words: Words, language: SignalSet) -> list[Weighed]:
    """Add that a child is at risk where somebody says their age beside being hurt or used."""
    hurt = [one for one in heard if one.kind in _CHILD_RAISES and one.tier >= Tier.ELEVATED]
    if not hurt or not language.gates_in(words)["minor"]:
        return heard
    return [*heard, *(one._replace(kind=Kind.MINOR_AT_RISK, tier=max(one.tier, Tier.HIGH)) for one in hurt)]


def _reading(heard: list[tuple[Weighed, Words]], tone: float | None, *, readable: bool) -> Reading:
    if not heard and readable:
        tier = Tier.WATCH if tone is not None and tone <= DARK else Tier.NONE
        return Reading(tier, _score(tier, 0, tone), (), About.SELF, tone, readable)
    own = [weighed for weighed, _ in heard if weighed.about is About.SELF]
    about = (
        About.OTHER if heard and not any(one.tier > Tier.WATCH for one in own) and len(own) < len(heard) else About.SELF
    )
    tier = max((weighed.tier for weighed, _ in heard), default=Tier.NONE)
    if tier is Tier.NONE and tone is not None and tone <= DARK:
        tier = Tier.WATCH
    if not readable:
        tier = max(tier, Tier.WATCH)
    reasons = _reasons(heard, grave=tier > Tier.WATCH)
    kinds = len({weighed.kind for weighed, _ in heard if weighed.tier == tier})
    return Reading(tier, _score(tier, kinds, tone), reasons, about, tone, readable)


def _reasons(heard: list[tuple[Weighed, Words]], *, grave: bool) -> tuple[Reason, ...]:
    """List what explains the tier: beside a grave phrase the denied ones go, and one inside a wider one of its kind."""
    found = {
        _reason(weighed, words)
        for weighed, words in heard
        if weighed.tier > Tier.WATCH or weighed.about is About.OTHER or not grave
    }
    reached: dict[str, int] = {}
    widest: list[Reason] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end, one.kind)):
        if one.end > reached.get(one.kind, 0):
            reached[one.kind] = one.end
            widest.append(one)
    return tuple(widest)


def _reason(weighed: Weighed, words: Words) -> Reason:
    kind = weighed.kind if weighed.about is About.SELF else Kind.CONCERN_FOR_OTHER
    return Reason(str(kind), *words.span(weighed.first, weighed.last))


def _score(tier: Tier, kinds: int, tone: float | None) -> float:
    """Place a reading within its tier's fifth: more kinds and a darker tone stand higher."""
    darkness = max(0.0, -(tone or 0.0))
    return round(0.2 * tier + 0.19 * (min(kinds, 3) / 6 + darkness / 2), 4)
