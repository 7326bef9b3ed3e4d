"""The coordinator's board, and what is done from it. Each is a plain form; the page lives over its socket."""

import contextlib
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency

from app import clock
from app.identity.credentials import cookie, staff_cookie, staff_token
from app.identity.staff_session import digest
from app.live.hub import board_page
from app.pages.shape import go, page
from app.pages.staff.home import me
from app.pages.staff.ways_in import word
from app.records.tables import Staff
from app.services.board.call_shift import call_for_all, sit_down
from app.services.board.private_word import WordNotTaken
from app.services.board.show_board import show_board
from app.services.board.steer_shift import NotOnShift, change_seats, more_seats, pause_listener, say_to_shift
from app.services.board.take_alert import heard_of, set_duty
from app.services.board.take_up import take_up
from app.services.cases.decide_case import lift_pause
from app.services.line.keep_door import tell_door
from app.services.node import Node
from app.services.staff.two_persons import NeedsAnother
from app.wire.commands import LONGEST_LINE
from matching import Door

DOOR_WORDS: dict[str, str] = {
    "open": "Open to everybody.",
    "busy": "Open; the first page says that it takes longer.",
    "urgentOnly": "Open only to who is in danger.",
    "closed": "Closed.",
}
REACHES = "That looks like a number, an address, a link or a name elsewhere. Say it without."
TWO = "This pause is about a child's safety: another coordinator has to lift it too."
BOARD = "/coordinator/"


class BoardPages(Controller):
    """For coordinators."""

    path = "/coordinator"
    include_in_schema = False
    opt = {"role": "coordinator"}  # noqa: RUF012

    @get("/")
    async def board(
        self, request: Request[Any, Any, Any], coordinator: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """The live board."""
        return await _page(request, node, coordinator)

    @post("/door")
    async def door(
        self, request: Request[Any, Any, Any], coordinator: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Say who may join, or leave it to the counts."""
        said = await word(request, "door")
        if said == "auto" or said in set(Door):
            await tell_door(node, coordinator, None if said == "auto" else Door(said), now=clock.now())
        return go(BOARD)

    @post("/alerts")
    async def take(
        self, request: Request[Any, Any, Any], coordinator: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """I have this; or a line back to who said it; or it is taken care of."""
        handle, answer = await word(request, "handle"), (await word(request, "answer"))[:LONGEST_LINE]
        settled, now = await word(request, "does") == "settle", clock.now()
        with contextlib.suppress(WordNotTaken):
            viewer = viewer_of(request, node, coordinator)
            await take_up(node, viewer, coordinator.name, handle, answer=answer, settled=settled, now=now)
        return go(BOARD)

    @post("/duty")
    async def duty(
        self, request: Request[Any, Any, Any], coordinator: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Go on duty, or off."""
        said = await word(request, "duty")
        if said in {"on", "off"}:
            await set_duty(node, coordinator, on=said == "on", now=clock.now())
        return go(BOARD)

    @post("/help")
    async def help(
        self, request: Request[Any, Any, Any], coordinator: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Call stand-by listeners, ask for more seats, or sit down at a desk oneself."""
        now = clock.now()
        match await word(request, "do"):
            case "page":
                said = _called(await call_for_all(node, coordinator, now=now))
            case "seats":
                said = _raised(await more_seats(node, coordinator, now=now))
            case "sit":
                token = await sit_down(node, coordinator, now=now)
                return go("/listener/", cookie(staff_cookie("listener", node.settings), token, node.settings))
            case _:
                return go(BOARD)
        return await _page(request, node, coordinator, said=said)

    @post("/shift")
    async def shift(
        self, request: Request[Any, Any, Any], coordinator: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """A seat more or less for one listener; a pause, or its end."""
        whom, did, now = await word(request, "whom"), await word(request, "do"), clock.now()
        back = "/coordinator/people" if await word(request, "from") == "people" else BOARD
        try:
            match did:
                case "more" | "less":
                    await change_seats(node, coordinator, whom, 1 if did == "more" else -1, now=now)
                case "pause":
                    await pause_listener(node, coordinator, whom, now=now)
                case "go-on":
                    await lift_pause(node, coordinator, whom, now=now)
        except NotOnShift:
            return await _page(request, node, coordinator, said="They are not on shift any more.")
        except NeedsAnother:
            return await _page(request, node, coordinator, said=TWO)
        return go(back)

    @post("/notice")
    async def notice(
        self, request: Request[Any, Any, Any], coordinator: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """A line to every listener on shift."""
        text = (await word(request, "text"))[:LONGEST_LINE]
        try:
            reached = await say_to_shift(node, coordinator, text, now=clock.now())
        except WordNotTaken:
            return await _page(request, node, coordinator, said=REACHES, text=text, code=422)
        said = f"It reached {_names(reached)}." if reached else "Nobody on shift could be reached."
        return await _page(request, node, coordinator, said=said)


def viewer_of(request: Request[Any, Any, Any], node: Node, who: Staff) -> str:
    """Return whose board a page without a socket is: its handles are those of the sign-in, as in every tab."""
    return board_page(who.id, digest(staff_token(request, "coordinator", node.settings) or "")[:12])


def _called(people: int) -> str:
    if not people:
        return "Nobody waits whom stand-by listeners were not called for already."
    return "Stand-by listeners are being called. Whoever comes says Ready, and is offered who waits."


def _raised(names: tuple[str, ...]) -> str:
    if not names:
        return "Everybody who is ready has as many seats as their experience allows."
    return f"One seat more: {_names(names)}. They were told that they can set it back."


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(names[:-1]) + (" and " if len(names) > 1 else "") + names[-1]


async def _page(
    request: Request[Any, Any, Any], node: Node, who: Staff, *, code: int = 200, said: str = "", text: str = ""
) -> Response[Any]:
    now = clock.now()
    await heard_of(node, who.id, now=now)
    return page(
        request,
        node,
        "staff/board.html",
        code=code,
        me=me(who),
        board=await show_board(node, now=now, viewer=viewer_of(request, node, who)),
        page="board",
        said=said,
        text=text,
        door_words=DOOR_WORDS,
        closing=int(node.settings.timing.closing_notice.total_seconds() // 60),
    )
