"""A chat's memory of danger: one tier that rises at once and falls slowly, and never a word of what was said.

It hears every turn, scores only the seeker's, and reads a seeker's answer in the light of the listener's question.
Time is an argument everywhere. What it holds is a ``WatchState``, so that a watch outlives a restart, a hand-over and a
change of listener. It decides nothing about who is told; it says how grave it is and which cards are due.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from crisis.languages import primary
from crisis.reading import Reading, answer, asks_about_suicide, assess
from crisis.tiers import About, Kind, Tier
from crisis.trend import Trend, heading

FALL_AFTER = timedelta(minutes=5)
"""How long nothing at the present tier must have been heard before it falls by one step."""
CALM_MESSAGES = 3
"""Calmer messages of the seeker that a fall also needs: silence alone never lowers a tier."""
TWICE_WITHIN = 10
"""Seeker turns within which a second ``ELEVATED`` message makes the chat ``HIGH``."""
EASED = 0.25
"""Score from which words count as ``ELEVATED`` while the chat is sinking, instead of the usual 0.4: they were denied,
doubtful or long past, and nothing about them is bright. Tone without such words stays ``WATCH``."""

_REPORTED = {
    None: (Tier.NONE, None),
    "no": (Tier.NONE, None),
    "undisclosed": (Tier.NONE, None),
    "thoughts": (Tier.ELEVATED, Kind.IDEATION),
    "plan": (Tier.HIGH, Kind.PLAN),
    "now": (Tier.EMERGENCY, Kind.INTENT),
}


@dataclass(frozen=True, slots=True)
class WatchState:
    """All that a watch remembers: tiers, kinds, counts, times and sums. It never holds text, whole or in part."""

    language: str = "en"
    tier: Tier = Tier.NONE
    peak: Tier = Tier.NONE
    hit_at: datetime | None = None
    """When something at the present tier was last heard, or when it last fell."""
    calmer: int = 0
    turns: int = 0
    elevated_turn: int | None = None
    asked: bool = False
    """Whether the listener's present turn asks about suicide."""
    listener_spoke_last: bool = False
    trend: Trend = field(default_factory=Trend)
    heard: tuple[tuple[str, Tier], ...] = ()
    """Each kind with the highest tier it stands at; falls with the chat's tier, so that a new rise is a rise."""
    shown: tuple[tuple[str, Tier], ...] = ()
    """Each kind with the tier at which its card was last put in front of the seeker."""
    away: tuple[tuple[str, Tier], ...] = ()
    """Each kind whose card the seeker put away, with the tier it stood at."""
    kinds: frozenset[str] = frozenset()


class Watch:
    """Hears a chat turn by turn, and knows how grave it is."""

    def __init__(self, language: str = "en") -> None:
        """Begin calm, in the language the seeker chose."""
        self._state = WatchState(language=language)
        self._last: Reading | None = None

    @classmethod
    def resume(cls, state: WatchState) -> "Watch":
        """Go on where a state was taken; everything but ``last`` is as it was."""
        watch = cls(state.language)
        watch._state = state
        return watch

    def state(self) -> WatchState:
        """Give all that must be kept to go on elsewhere."""
        return self._state

    @property
    def tier(self) -> Tier:
        """How grave the chat is now."""
        return self._state.tier

    @property
    def peak(self) -> Tier:
        """The gravest the chat has ever been."""
        return self._state.peak

    @property
    def kinds(self) -> frozenset[str]:
        """Every kind heard so far that was not denied, long past or a story."""
        return self._state.kinds

    @property
    def last(self) -> Reading | None:
        """The reading of the seeker's last message; None before the first and after ``resume``."""
        return self._last

    @property
    def trend(self) -> float | None:
        """Say where the chat is going, from -1 (sinking) to 1; None while the seeker said too little."""
        return self._state.trend.value

    @property
    def sinking(self) -> bool:
        """Whether a slow decline calls for a soft check-in; it makes a chat ``WATCH``, and alone never more."""
        return self._state.trend.sinking

    @property
    def cards(self) -> tuple[str, ...]:
        """The kinds whose cards are in front of the seeker: shown, and not put away."""
        away = dict(self._state.away)
        return tuple(kind for kind, _ in self._state.shown if kind not in away)

    def hear(self, role: str, text: str, *, at: datetime) -> Tier:
        """Take in one turn of "seeker", "listener" or anybody else, and return the chat's tier after it."""
        if role == "seeker":
            self._hear_seeker(text, at)
        elif role == "listener":
            self._hear_listener(text)
        return self.tier

    def report(self, self_report: str | None, *, at: datetime) -> Tier:
        """Take the intake's answer: "no", "thoughts", "plan", "now", "undisclosed" or None; else ``ValueError``."""
        if self_report not in _REPORTED:
            message = f"not a self-report: {self_report!r}"
            raise ValueError(message)
        tier, kind = _REPORTED[self_report]
        if kind:
            self._rise(tier, {kind}, at)
        return self.tier

    def flag(self, tier: Tier, *, at: datetime) -> Tier:
        """Take a listener's own judgement; it can raise the tier and never lowers it."""
        if tier > Tier.NONE:
            self._rise(tier, {Kind.FLAGGED}, at)
        return self.tier

    def card_due(self) -> tuple[str, ...] | None:
        """Name the kinds for which a card should be put in front of the seeker now: once per new kind or rise.

        Cards begin at ``ELEVATED``; worry about somebody else has its own card at any tier. Ask again after
        ``mark_shown``: a card that could not be sent stays due.
        """
        shown, away = dict(self._state.shown), dict(self._state.away)
        due = tuple(
            kind
            for kind, tier in self._state.heard
            if tier > max(shown.get(kind, Tier.NONE), away.get(kind, Tier.NONE)) and _has_card(kind, tier)
        )
        return due or None

    def mark_shown(self, kinds: Collection[str]) -> None:
        """Remember that cards for these kinds are in front of the seeker."""
        now_shown = dict(self._state.heard)
        shown = dict(self._state.shown) | {kind: now_shown.get(kind, self.tier) for kind in kinds}
        away = tuple((kind, tier) for kind, tier in self._state.away if kind not in kinds)
        self._state = replace(self._state, shown=tuple(sorted(shown.items())), away=away)

    def put_away(self, kinds: Collection[str]) -> None:
        """Take the seeker's "not for me": these cards come back after a rise only, and no tier is lowered.

        Kinds that were never heard are left alone, so that nobody puts away a card before its first time.
        """
        heard = dict(self._state.heard)
        away = dict(self._state.away) | {kind: heard[kind] for kind in kinds if kind in heard}
        self._state = replace(self._state, away=tuple(sorted(away.items())))

    def _hear_listener(self, text: str) -> None:
        state = self._state
        asks = asks_about_suicide(text)
        asked = asks or (state.asked and state.listener_spoke_last)
        self._state = replace(state, asked=asked, listener_spoke_last=True)

    def _hear_seeker(self, text: str, at: datetime) -> None:
        state = self._state
        reading = (answer if state.asked else assess)(text, language=state.language)
        self._last = reading
        moved = heading(text, tone=reading.valence, language=primary(state.language))
        self._state = replace(state, turns=state.turns + 1, listener_spoke_last=False, trend=state.trend.after(moved))
        tier = self._weigh(reading)
        if reading.tier >= Tier.ELEVATED and reading.about is About.SELF:
            self._state = replace(self._state, elevated_turn=self._state.turns)
        kinds = _kinds(reading, tier)
        if tier >= self.tier:
            self._rise(tier, kinds, at)
        else:
            self._remember(kinds, tier)
            self._calm(tier, at)

    def _weigh(self, reading: Reading) -> Tier:
        """Set one reading against what came before: twice elevated is high; while sinking, less is elevated."""
        if reading.about is not About.SELF:
            return max(reading.tier, Tier.WATCH) if self.sinking else reading.tier
        before = self._state.elevated_turn
        if reading.tier is Tier.ELEVATED and before and self._state.turns - before <= TWICE_WITHIN:
            return Tier.HIGH
        if self.sinking:
            return max(reading.tier, Tier.ELEVATED if reading.reasons and reading.score >= EASED else Tier.WATCH)
        return reading.tier

    def _rise(self, tier: Tier, kinds: Collection[str], at: datetime) -> None:
        self._remember(kinds, tier)
        if tier >= self.tier:
            self._state = replace(self._state, tier=tier, peak=max(tier, self.peak), hit_at=at, calmer=0)

    def _remember(self, kinds: Collection[str], tier: Tier) -> None:
        heard = dict(self._state.heard)
        for kind in kinds:
            heard[str(kind)] = max(tier, heard.get(str(kind), Tier.NONE))
        self._state = replace(
            self._state, heard=tuple(sorted(heard.items())), kinds=self._state.kinds | {str(kind) for kind in kinds}
        )

    def _calm(self, tier: Tier, at: datetime) -> None:
        """Fall by one step at most, after time and calmer messages; an elevated message is not a calm one."""
        if tier >= Tier.ELEVATED:
            return
        state = self._state
        calmer = state.calmer + 1
        self._state = replace(state, calmer=calmer)
        if calmer < CALM_MESSAGES or state.hit_at is None or at - state.hit_at < FALL_AFTER:
            return
        fallen = Tier(state.tier - 1)
        self._state = replace(
            self._state,
            tier=fallen,
            hit_at=at,
            calmer=0,
            heard=_capped(state.heard, fallen),
            shown=_capped(state.shown, fallen),
            away=_capped(state.away, fallen),
        )


def _kinds(reading: Reading, tier: Tier) -> frozenset[str]:
    """Give what a message adds to the chat: below ``ELEVATED`` nothing but worry about somebody else."""
    return reading.kinds if tier >= Tier.ELEVATED else reading.kinds & {Kind.CONCERN_FOR_OTHER}


def _has_card(kind: str, tier: Tier) -> bool:
    return tier >= Tier.ELEVATED or kind == Kind.CONCERN_FOR_OTHER


def _capped(tiers: tuple[tuple[str, Tier], ...], top: Tier) -> tuple[tuple[str, Tier], ...]:
    return tuple((kind, min(tier, top)) for kind, tier in tiers)
