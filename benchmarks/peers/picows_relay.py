"""A relay on bare picows, uvloop below: `python -m benchmarks.peers.picows_relay PORT`."""

import sys
from typing import Any

import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_create_server

from benchmarks.peers.desk import Chats, answer

CHATS: Chats[Any] = Chats()


class Page(WSListener):  # type: ignore[misc]  # installed beside, for measuring only
    """A page's line."""

    def __init__(self, query: str) -> None:
        self._query = query

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Take the page in."""
        self._chat, self._role = CHATS.join(self._query, transport)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Send on what it says."""
        if frame.msg_type == WSMsgType.TEXT:
            event, pages = answer(self._chat, self._role, frame.get_payload_as_bytes())
            for page in pages:
                page.send(WSMsgType.TEXT, event)
        elif frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()


async def main() -> None:
    """Serve for ever."""

    def listener(request: WSUpgradeRequest) -> Page:
        return Page(request.path.decode().partition("?")[2])

    server = await ws_create_server(listener, "127.0.0.1", int(sys.argv[1]), backlog=512)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
