"""A talk with a scripted seeker, played from its beginning: the same lines and the same chance give the same talk.

Nothing is kept between two lines, so nothing has to be: whoever holds the listener's lines can play the talk again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.practice.hearing import hear
from app.practice.scenario import SILENCE, Scenario, State

MOST_LINES = 30
"""Lines of a listener in one talk; every scenario ends sooner."""
LONGEST = 2_000
"""Letters in a line, as in a chat."""
IN_A_ROW = 3
"""Lines that only ask, one after the other, from which it is an interrogation."""
_ABOUT_NOW = frozenset({"risk", "safety"})
"""When it is about staying alive, questions may follow each other, and break a silence."""
_GIVES = frozenset({"reflected", "thanked", "stayed", "room", "recapped"})
_FILLS = frozenset({"advised", "interrogated", "why", "argued", "minimised", "cut"})


@dataclass(frozen=True, slots=True)
class Turn:
    """One bubble, or a silence."""

    author: Literal["seeker", "listener"]
    text: str
    heard: frozenset[str] = frozenset()
    """What the listener's line said, in the light of the talk so far."""


@dataclass(frozen=True, slots=True)
class Play:
    """A talk as far as it has come."""

    scenario: Scenario
    turns: tuple[Turn, ...]
    state: State
    passed: tuple[State, ...]
    """Every moment so far, this one included."""

    @property
    def over(self) -> bool:
        """Whether the seeker has gone."""
        return self.state.otherwise is None

    @property
    def said(self) -> tuple[Turn, ...]:
        """The listener's lines."""
        return tuple(turn for turn in self.turns if turn.author == "listener")


def play(scenario: Scenario, said: Sequence[str], *, chance: int) -> Play:
    """Play the talk with these lines of the listener; what comes after its end is not heard."""
    state = scenario.first
    turns, passed = list(_seekers(state.says, chance, 0)), [state]
    for place, text in enumerate(said[:MOST_LINES], start=1):
        heard = in_light_of(state, tuple(turns), text)
        following = state.after(heard)
        if following is None:
            break
        state = scenario.states[following]
        passed.append(state)
        turns += [Turn("listener", text, heard), *_reaction(scenario, heard, chance, place)]
        turns += _seekers(state.says, chance, place)
    return Play(scenario, tuple(turns), state, tuple(passed))


def in_light_of(state: State, turns: Sequence[Turn], text: str) -> frozenset[str]:
    """What a line says at this moment: asking thrice in a row, or into a silence; advice that was asked for."""
    heard = set(hear(text))
    own = [turn for turn in turns if turn.author == "listener"]
    in_a_row = [*own[1 - IN_A_ROW :], Turn("listener", text, frozenset(heard))]
    if len(in_a_row) == IN_A_ROW and all(map(_asks_only, in_a_row)) and not heard & _ABOUT_NOW:
        heard.add("interrogated")
    if state.marks & {"ideas", "danger"}:
        heard.discard("advised")
    hurries = "?" in text and not heard & (_ABOUT_NOW | {"room", "stayed"})
    if "silent" in state.marks and (hurries or heard & _FILLS):
        heard.add("crowded")
    return frozenset(heard)


def _asks_only(turn: Turn) -> bool:
    """Whether a line asks, and gives nothing back with it."""
    return "?" in turn.text and not turn.heard & _GIVES


def _reaction(scenario: Scenario, heard: frozenset[str], chance: int, place: int) -> tuple[Turn, ...]:
    for name, lines in scenario.reactions.items():
        if name in heard:
            return _seekers(lines, chance, place)
    return ()


def _seekers(ways: Sequence[str], chance: int, place: int) -> tuple[Turn, ...]:
    text = ways[(chance + place) % len(ways)]
    return tuple(Turn("seeker", line) for line in text.split("\n")) if text else (Turn("seeker", SILENCE),)
