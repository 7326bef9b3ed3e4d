"""The course: its overview, its parts, the quiz and the code of conduct. Plain forms: it runs without a script."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app import clock
from app.pages.shape import go, page
from app.pages.staff.home import me
from app.practice import scenarios
from app.practice.course import CHATS, CONDUCT, PARTS, QUIZ, STEPS, enough_ready, in_turn, passes, questions
from app.records.tables import Staff
from app.services.node import Node
from app.services.staff.learn import finish_step, progress_of, still_learns

HOME = "/listener/learn"


class LearnPages(Controller):
    """For listeners, new ones and whoever likes to read it again."""

    path = HOME
    include_in_schema = False
    opt = {"role": "listener"}  # noqa: RUF012

    @get()
    async def overview(
        self, request: Request[Any, Any, Any], listener: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """What there is to learn, and what is done."""
        progress = await progress_of(node.records, listener)
        return page(
            request,
            node,
            "learn/overview.html",
            me=me(listener, at="listener"),
            page="learn",
            parts=PARTS,
            progress=progress,
            scenarios=scenarios(),
            chats=CHATS,
            enough=enough_ready(progress.ready),
            learning=listener.tier == "applicant",
            desk=not still_learns(listener, node.settings),
            probation=listener.tier == "probation",
        )

    @get("/{key:str}")
    async def step(
        self,
        request: Request[Any, Any, Any],
        listener: NamedDependency[Staff],
        node: NamedDependency[Node],
        key: FromPath[str],
    ) -> Response[Any]:
        """One part, the quiz, or the code of conduct."""
        if key == QUIZ:
            return _quiz(request, node, listener, {})
        if key not in STEPS:
            raise NotFoundException
        part = next((one for one in PARTS if one.key == key), None)
        done = key in (await progress_of(node.records, listener)).steps
        return page(
            request,
            node,
            f"learn/{key}.html",
            me=me(listener, at="listener"),
            page="learn",
            part=part,
            parts=PARTS,
            key=key,
            done=done,
        )

    @post("/{key:str}")
    async def finish(
        self,
        request: Request[Any, Any, Any],
        listener: NamedDependency[Staff],
        node: NamedDependency[Node],
        key: FromPath[str],
    ) -> Response[Any]:
        """I have read this; these are my answers; I accept."""
        form = await request.form()
        if key not in STEPS or (key == CONDUCT and form.get("accepted") != "yes"):
            return go(f"{HOME}/{CONDUCT}" if key == CONDUCT else HOME)
        if key == QUIZ:
            chosen = {one.key: _number(form.get(one.key)) for one in questions()}
            if passes(chosen):
                await finish_step(node.records, listener, QUIZ, now=clock.now())
            return _quiz(request, node, listener, chosen)
        await finish_step(node.records, listener, key, now=clock.now())
        following = (await progress_of(node.records, listener)).next_part
        return go(f"{HOME}/{following}" if following else HOME)


def _quiz(request: Request[Any, Any, Any], node: Node, who: Staff, chosen: dict[str, int | None]) -> Response[Any]:
    """Ask, or show what was answered with a word on each; nothing of it is kept but that it was passed."""
    right = sum(one.is_right(chosen.get(one.key)) for one in questions())
    return page(
        request,
        node,
        "learn/quiz.html",
        me=me(who, at="listener"),
        page="learn",
        questions=questions(),
        in_turn=in_turn,
        chosen=chosen,
        right=right,
        passed=bool(chosen) and passes(chosen),
        parts={part.key: part for part in PARTS},
    )


def _number(said: Any) -> int | None:
    return int(said) if isinstance(said, str) and said.isascii() and said.isdecimal() and len(said) == 1 else None
