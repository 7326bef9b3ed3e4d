"""The practice room, and the coordinators' page where practice chats are looked at.

The page that a listener has open holds the whole chat; each form brings it along, and the server plays it again. So
nothing of a practice chat is kept anywhere, until its listener shows it to the coordinators.
"""

import asyncio
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app import clock
from app.pages.shape import go, page
from app.pages.staff.home import me
from app.practice import LONGEST, MOST_LINES, Play, Scenario, look_back, play, scenarios
from app.records.tables import Staff, Verdict
from app.services.node import Node
from app.services.staff.judge_practice import LONGEST_NOTE, NoteMissing, judge_practice, look_at, practices_to_look_at
from app.services.staff.show_practice import is_long_enough, show_practice

CHANCES = 1000


class PracticePages(Controller):
    """For listeners."""

    path = "/listener/practice/{key:str}"
    include_in_schema = False
    opt = {"role": "listener"}  # noqa: RUF012

    @get()
    async def begin(
        self,
        request: Request[Any, Any, Any],
        listener: NamedDependency[Staff],
        node: NamedDependency[Node],
        key: FromPath[str],
    ) -> Response[Any]:
        """Somebody scripted would like to talk."""
        chance = int.from_bytes(clock.random_key().bytes[:2]) % CHANCES
        return _talk(request, node, listener, play(_scenario(key), (), chance=chance), chance)

    @post()
    async def go_on(
        self,
        request: Request[Any, Any, Any],
        listener: NamedDependency[Staff],
        node: NamedDependency[Node],
        key: FromPath[str],
    ) -> Response[Any]:
        """Say something, leave room, end and look back, or show the talk to the coordinators."""
        form = await request.form()
        scenario, chance, said, did = _scenario(key), _chance(form), _said(form), str(form.get("do") or "say")
        text = str(form.get("text") or "").strip()[:LONGEST]
        if did == "wait" or (did == "say" and text):
            said = (*said, "" if did == "wait" else text)[:MOST_LINES]
        talk = await asyncio.to_thread(play, scenario, said, chance=chance)  # chats go on meanwhile
        if did in {"end", "show"} and talk.said:
            if did == "show" and listener.tier == "applicant" and is_long_enough(talk):
                await show_practice(node.records, listener, scenario, said, chance=chance, now=clock.now())
                return go("/listener/learn#practice")
            return _looking_back(request, node, listener, talk, chance)
        return _talk(request, node, listener, talk, chance)


class PracticeDesk(Controller):
    """For coordinators."""

    path = "/coordinator/practice"
    include_in_schema = False
    opt = {"role": "coordinator"}  # noqa: RUF012

    @get()
    async def waiting(
        self, request: Request[Any, Any, Any], coordinator: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """What waits to be looked at."""
        found = await practices_to_look_at(node.records)
        return page(
            request,
            node,
            "staff/practices.html",
            me=me(coordinator),
            page="practice",
            found=found,
            scenarios=scenarios(),
        )

    @get("/{code:str}/{key:str}")
    async def read(
        self,
        request: Request[Any, Any, Any],
        coordinator: NamedDependency[Staff],
        node: NamedDependency[Node],
        code: FromPath[str],
        key: FromPath[str],
    ) -> Response[Any]:
        """One practice chat."""
        return await _shown(request, node, coordinator, code, key)

    @post("/{code:str}/{key:str}")
    async def answer(
        self,
        request: Request[Any, Any, Any],
        coordinator: NamedDependency[Staff],
        node: NamedDependency[Node],
        code: FromPath[str],
        key: FromPath[str],
    ) -> Response[Any]:
        """Ready, or once more because of something."""
        form = await request.form()
        note = str(form.get("note") or "")
        verdict: Verdict = "ready" if form.get("verdict") == "ready" else "again"
        try:
            await judge_practice(node.records, coordinator, code, key, verdict, note, now=clock.now())
        except NoteMissing:
            error = f"Say in a few words what to try ({LONGEST_NOTE} letters at most); they will read it."
            return await _shown(request, node, coordinator, code, key, status=422, error=error, note=note)
        return go("/coordinator/practice")


def _scenario(key: str) -> Scenario:
    found = scenarios().get(key)
    if found is None:
        raise NotFoundException
    return found


def _chance(form: FormMultiDict) -> int:
    said = str(form.get("chance") or "")
    return int(said[:3]) if said.isascii() and said[:3].isdecimal() else 0


def _said(form: FormMultiDict) -> tuple[str, ...]:
    return tuple(str(line)[:LONGEST] for line in form.getall("said", []))[:MOST_LINES]


def _talk(request: Request[Any, Any, Any], node: Node, who: Staff, talk: Play, chance: int) -> Response[Any]:
    pause = int(node.settings.timing.practice_pause.total_seconds() * 1000)
    facts: dict[str, Any] = {"talk": talk, "chance": chance, "pause": pause}
    return page(request, node, "learn/practice.html", me=me(who, at="listener"), page="learn", **facts)


def _looking_back(request: Request[Any, Any, Any], node: Node, who: Staff, talk: Play, chance: int) -> Response[Any]:
    facts: dict[str, Any] = {
        "talk": talk,
        "chance": chance,
        "feedback": look_back(talk),
        "learning": who.tier == "applicant",
    }
    return page(
        request, node, "learn/looking_back.html", me=me(who), page="learn", long_enough=is_long_enough(talk), **facts
    )


async def _shown(
    request: Request[Any, Any, Any], node: Node, who: Staff, code: str, key: str, *, status: int = 200, **trouble: Any
) -> Response[Any]:
    shown = await look_at(node.records, code, key)
    facts: dict[str, Any] = {"shown": shown, "scenario": scenarios().get(key), "longest": LONGEST_NOTE} | trouble
    return page(request, node, "staff/practice.html", code=status, me=me(who), page="practice", **facts)
