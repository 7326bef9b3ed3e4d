"""The coordinators' socket: the board, whole, whenever it changes."""

from typing import Any

from litestar import WebSocket, websocket
from litestar.di import NamedDependency

from app import clock
from app.identity.credentials import bearer, staff_cookie
from app.identity.staff_session import digest
from app.live.hub import board_page
from app.services.board.private_word import WordNotTaken
from app.services.board.show_board import show_board
from app.services.board.take_up import take_up
from app.services.know import NotSignedIn, NotYours, known_staff
from app.services.line.tell_places import tell_places
from app.services.node import Node
from app.services.staff.keep_sessions import page_under
from app.sockets.connection import NOT_YOURS, UNKNOWN, Connection, greeted, opened, ours
from app.wire import commands
from app.wire.events import BoardReady, Pong, Refused
from app.wire.frames import BOARD

REACHES = "That looks like a number, an address, a link or a name elsewhere. Say it without."


@websocket("/ws/board", opt={"role": "coordinator"})
async def board_socket(socket: WebSocket[Any, Any, Any], node: NamedDependency[Node]) -> None:
    """Show the board until the page closes."""
    async with opened(socket, node) as connection:
        from_us = ours(socket, node)
        token = bearer(socket) or (socket.cookies.get(staff_cookie("coordinator", node.settings)) if from_us else None)
        try:
            if from_us is False:
                raise NotYours
            coordinator = await known_staff(node, token, role="coordinator", now=clock.now())
        except (NotSignedIn, NotYours) as refused:
            connection.close(UNKNOWN if isinstance(refused, NotSignedIn) else NOT_YOURS)
            return
        frames = connection.frames(BOARD)
        if await greeted(connection, frames) is None:
            return
        page = board_page(coordinator.id, f"{digest(token or '')[:12]}.{clock.new_id()}")  # handles differ by sign-in
        node.hub.attach(page, connection)
        try:
            with page_under(node, token or "", connection):
                connection.say(BoardReady(board=await show_board(node, now=clock.now(), viewer=page)))
                async for command in frames:
                    await _hear(node, connection, page, coordinator.name, command)
                    del command
        finally:
            node.hub.detach(page, connection)
            node.told.pop(page, None)


async def _hear(node: Node, connection: Connection, page: str, name: str, command: commands.BoardCommand) -> None:
    if isinstance(command, commands.Ping):
        connection.say(Pong())
    elif not isinstance(command, commands.Hello):
        answer = command.text if isinstance(command, commands.AnswerWord) else ""
        settled, now = isinstance(command, commands.Settle), clock.now()
        try:
            await take_up(node, page, name, command.handle, answer=answer, settled=settled, now=now)
        except WordNotTaken:
            connection.say(Refused(code="wordNotTaken", detail=REACHES, ref=command.handle))
        await tell_places(node, now=now)
