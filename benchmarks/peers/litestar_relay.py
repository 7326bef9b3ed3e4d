"""A stock Litestar handler on stock uvicorn: `python -m benchmarks.peers.litestar_relay PORT`."""

import sys
from typing import Any

import uvicorn
from litestar import Litestar, WebSocket, websocket
from litestar.exceptions import WebSocketDisconnect

from benchmarks.peers.desk import Chats, answer

CHATS: Chats[Any] = Chats()


@websocket("/relay")
async def relay(socket: WebSocket[Any, Any, Any]) -> None:
    """Send on what a page says."""
    await socket.accept()
    chat, role = CHATS.join(socket.scope["query_string"].decode(), socket)
    try:
        while True:
            event, pages = answer(chat, role, (await socket.receive_text()).encode())
            text = event.decode()
            for page in pages:
                await page.send_text(text)
    except WebSocketDisconnect:
        return


if __name__ == "__main__":
    uvicorn.run(Litestar([relay]), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", backlog=512)
