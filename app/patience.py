"""How long and how much the server listens to a request that does not come to its end.

A browser sends a request in one go. Who sends a letter now and then would hold a connection, and headers without an end
would fill memory: uvicorn and its parser set neither a time nor a size. Nothing is answered; the connection is closed.
What a socket may leave unsaid is `serving`'s and `sockets`' to bound.
"""

import asyncio
from collections.abc import Mapping

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_WITHIN, BODY_WITHIN = 10.0, 30.0
"""Seconds: for a request line and its headers, and for the body after them; 64 kB are little even on a bad line."""
LARGEST_HEAD = 32_768
"""Bytes: several times what a browser with all our cookies sends."""


class RequestProtocol(HttpToolsProtocol):
    """A connection that is given up when a request takes too long or begins with too much."""

    refusal: Mapping[str, str] = {}
    """The headers of what is refused before the app is asked."""
    _patience: asyncio.TimerHandle | None = None
    _in_head = True
    _head = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as its own does
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._wait(HEAD_WITHIN)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._be_patient()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what comes; any of it begins the time of a request, and blank lines do not begin it anew."""
        if self._patience is None and (self.cycle is None or self.cycle.response_complete):
            self._wait(HEAD_WITHIN)
        if self._in_head:
            self._head += len(data)
        super().data_received(data)
        if self._in_head and self._head > LARGEST_HEAD:
            self._give_up()

    def on_message_begin(self) -> None:
        """Count the bytes of a head."""
        self._in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Wait for the body."""
        self._in_head, self._head = False, 0
        self._wait(BODY_WITHIN)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """All of it has come; how long an answer takes is ours alone."""
        self._be_patient()
        self._in_head = True
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection on."""
        self._be_patient()
        super().handle_websocket_upgrade()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request, with the headers of every page."""
        said = {"content-type": "text/plain; charset=utf-8", "content-length": str(len(msg)), "connection": "close"}
        lines = "".join(f"{name}: {value}\r\n" for name, value in (said | dict(self.refusal)).items())
        self.transport.write(f"HTTP/1.1 400 Bad Request\r\n{lines}\r\n{msg}".encode("ascii"))
        self.transport.close()

    def _wait(self, seconds: float) -> None:
        self._be_patient()
        self._patience = self.loop.call_later(seconds, self._give_up)

    def _be_patient(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _give_up(self) -> None:
        self._be_patient()
        self.transport.abort()
