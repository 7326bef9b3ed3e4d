"""The course: its parts, the quiz, and when somebody has learnt enough to begin. The texts are pages."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from app.practice.scenario import scenarios

QUIZ = "quiz"
CONDUCT = "conduct"
CHATS = 3
"""Practice chats that a coordinator has to find ready, each another one, and one of them about staying alive."""
ENOUGH_RIGHT = 11
"""Right answers that pass the quiz, when none is missing among those that keep somebody alive or unharmed."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the course."""

    key: str
    title: str
    minutes: int


PARTS = (
    Part("seeker", "What it is like to write to us", 3),
    Part("listening", "Listening with words", 4),
    Part("unsaid", "What to leave unsaid", 3),
    Part("suicide", "Asking about suicide", 4),
    Part("limits", "Limits and endings", 3),
    Part("harm", "Harm, grooming and children", 4),
    Part("dependence", "Is this doing them good?", 3),
    Part("care", "Looking after yourself", 3),
)
STEPS = (*(part.key for part in PARTS), QUIZ, CONDUCT)


@dataclass(frozen=True, slots=True)
class Answer:
    """One way to answer; several may be right."""

    says: str
    right: bool
    why: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the quiz."""

    key: str
    part: str
    asks: str
    vital: bool
    """Whether the quiz is not passed without it."""
    answers: tuple[Answer, ...]

    def is_right(self, chosen: int | None) -> bool:
        """Whether the answer of that place is a right one."""
        return chosen is not None and 0 <= chosen < len(self.answers) and self.answers[chosen].right


@cache
def questions() -> tuple[Question, ...]:
    """The quiz."""
    told = tomllib.loads(files(__package__).joinpath("quiz.toml").read_text(encoding="utf-8"))
    return tuple(
        Question(
            key=one["key"],
            part=one["part"],
            asks=one["asks"],
            vital=one.get("vital", False),
            answers=tuple(
                Answer(says, right, why)
                for right, ways in ((True, one["right"]), (False, one["other"]))
                for says, why in ways
            ),
        )
        for one in told["question"]
    )


def in_turn(question: Question) -> tuple[tuple[int, Answer], ...]:
    """The answers with their places, in an order that does not give the right ones away."""
    turn = sum(map(ord, question.key)) % len(question.answers)
    placed = tuple(enumerate(question.answers))
    return (*placed[turn:], *placed[:turn])


def passes(chosen: Mapping[str, int | None]) -> bool:
    """Whether these answers pass: enough right ones, and every vital one."""
    right = {one.key for one in questions() if one.is_right(chosen.get(one.key))}
    return len(right) >= ENOUGH_RIGHT and all(one.key in right for one in questions() if one.vital)


def enough_ready(ready: Collection[str]) -> bool:
    """Whether these practice chats, found ready, are enough."""
    known = [scenarios()[key] for key in ready if key in scenarios()]
    return len(known) >= CHATS and any(one.grave for one in known)


def may_begin(steps: Collection[str], ready: Collection[str]) -> bool:
    """Whether somebody has learnt enough to go on shift, on probation."""
    return set(STEPS) <= set(steps) and enough_ready(ready)
