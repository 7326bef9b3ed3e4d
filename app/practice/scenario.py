"""Scripted seekers as data: what each says, and where a talk goes by what was heard. Edges lead forward only."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Mark = Literal["cue", "danger", "silent", "ideas", "closing", "end"]
"""`cue`: may mean thoughts of suicide. `danger`: it is about this minute. `silent`: nothing should be hurried.
`ideas`: advice was asked for. `closing`: they are about to go. `end`: they have gone."""
OTHERWISE = "else"
SILENCE = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a talk goes when any of these was heard."""

    heard: frozenset[str]
    to: str


@dataclass(frozen=True, slots=True)
class State:
    """One moment of a talk."""

    name: str
    says: tuple[str, ...]
    """Ways to say it; a new line is a bubble of its own, nothing at all is silence."""
    edges: tuple[Edge, ...]
    otherwise: str | None
    """Where it goes when nothing else was heard; None at an end."""
    marks: frozenset[Mark]

    def after(self, heard: frozenset[str]) -> str | None:
        """The name of the moment that follows."""
        return next((edge.to for edge in self.edges if edge.heard & heard), self.otherwise)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scripted seeker."""

    key: str
    title: str
    seeker: str
    about: str
    practises: str
    grave: bool
    """Whether it is about staying alive: one of the three that a coordinator looks at has to be."""
    reactions: Mapping[str, tuple[str, ...]]
    """What they say at once to a mistake, before they go on."""
    states: Mapping[str, State]

    @property
    def first(self) -> State:
        """How it begins."""
        return next(iter(self.states.values()))


@cache
def scenarios() -> Mapping[str, Scenario]:
    """Every scenario by its key, in the order in which they are best practised."""
    folder = files(__package__).joinpath("scenarios")
    told = [tomllib.loads(file.read_text(encoding="utf-8")) for file in folder.iterdir() if file.name.endswith(".toml")]
    return {one["key"]: _scenario(one) for one in sorted(told, key=lambda one: one["place"])}


def _scenario(told: Mapping[str, Any]) -> Scenario:
    return Scenario(
        key=told["key"],
        title=told["title"],
        seeker=told["seeker"],
        about=told["about"],
        practises=told["practises"],
        grave=told.get("grave", False),
        reactions={name: tuple(lines) for name, lines in told["reactions"].items()},
        states={one["name"]: _state(one) for one in told["state"]},
    )


def _state(told: Mapping[str, Any]) -> State:
    moves = told.get("moves", {})
    return State(
        name=told["name"],
        says=tuple(told["says"]),
        edges=tuple(Edge(frozenset(heard.split()), to) for heard, to in moves.items() if heard != OTHERWISE),
        otherwise=moves.get(OTHERWISE),
        marks=frozenset(told.get("marks", ())),
    )
