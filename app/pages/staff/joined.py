"""A coordinator in a chat, by name: what is written from then on, and a line to it. The same without JavaScript."""

from datetime import datetime
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency

from app import clock
from app.pages.forms import unix_lines
from app.pages.shape import go, page
from app.pages.staff.board import viewer_of
from app.pages.staff.home import me
from app.pages.staff.ways_in import word
from app.records import audit
from app.records.tables import Staff
from app.services.board.show_alerts import subject_of
from app.services.chat.join_chat import Seen, Wish, visit
from app.services.node import Node
from app.wire.base import MAX_TEXT

CHAT = "/coordinator/chat"
WHY = {
    "noChat": "You are in no chat just now: it ended, or they would rather go on by themselves.",
    "unasked": "Nobody has asked for a coordinator in this chat. Write to the listener instead.",
    "minors": "They may be under 18, and you are not cleared for minors. Let somebody come in who is.",
    "taken": "Another coordinator is there already.",
    "reaches": "That looks like a number, an address, a link or a name elsewhere. Say it without.",
}


class JoinedPages(Controller):
    """For coordinators."""

    path = CHAT
    include_in_schema = False
    opt = {"role": "coordinator"}  # noqa: RUF012

    @post("/join")
    async def join(
        self, request: Request[Any, Any, Any], coordinator: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Ask to come in; in an emergency, come in."""
        handle, now = await word(request, "handle"), clock.now()
        ticket = subject_of(node, viewer_of(request, node, coordinator), handle) or ""
        if ticket and ticket == await _ticket(node, coordinator):
            return go(CHAT)
        seen = await visit(node, _wish(coordinator, ticket, "join", now=now), now=now)
        if seen.why:
            return await _page(request, node, coordinator, seen, code=409)
        async with node.records.unit() as unit:
            await audit.note(unit, at=now, staff_id=coordinator.id, did="asked to join a chat", target=seen.listener)
        return go(CHAT)

    @get()
    async def chat(
        self, request: Request[Any, Any, Any], coordinator: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """The chat, or that there is none."""
        return await _page(request, node, coordinator, await _look(node, coordinator))

    @get("/log")
    async def log(
        self, request: Request[Any, Any, Any], coordinator: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """What is written from their coming on, as a frame."""
        seen = await _look(node, coordinator)
        why = WHY.get(seen.why, "")
        return page(request, node, "staff/joined_log.html", seen=seen, why=why, my_name=coordinator.name)

    @post()
    async def say(
        self, request: Request[Any, Any, Any], coordinator: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Say a line to both, or go."""
        now, text = clock.now(), unix_lines(await word(request, "text"))[:MAX_TEXT].strip()
        ticket = await _ticket(node, coordinator)
        if await word(request, "do") == "leave":
            await visit(node, _wish(coordinator, ticket, "leave", now=now), now=now)
            return go("/coordinator/")
        ref = (await word(request, "ref"))[:40] or clock.new_id()
        seen = await visit(node, _wish(coordinator, ticket, "say", text=text, ref=ref, now=now), now=now)
        if seen.why:
            return await _page(request, node, coordinator, seen, draft=text, code=422)
        return go(CHAT)


def _wish(by: Staff, ticket: str, do: Any, *, now: datetime, text: str = "", ref: str = "") -> Wish:
    cleared = by.cleared_until is not None and by.cleared_until >= now.date()
    return Wish(ticket=ticket, do=do, id=by.id, name=by.name, cleared=cleared, text=text, ref=ref)


async def _ticket(node: Node, by: Staff) -> str:
    """Return whose chat this coordinator is in, or nothing."""
    mine = (one.ticket.id for one in await node.live.entries() if one.guest == by.id and one.chat is not None)
    return next(mine, "")


async def _look(node: Node, by: Staff) -> Seen:
    now = clock.now()
    return await visit(node, _wish(by, await _ticket(node, by), "look", now=now), now=now)


async def _page(
    request: Request[Any, Any, Any], node: Node, who: Staff, seen: Seen, *, draft: str = "", code: int = 200
) -> Response[Any]:
    return page(
        request,
        node,
        "staff/joined.html",
        code=code,
        me=me(who),
        page="board",
        seen=seen,
        why=WHY.get(seen.why, ""),
        draft=draft,
        ref=clock.new_id(),
    )
