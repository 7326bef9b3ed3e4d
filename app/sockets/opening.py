"""How a socket is refused: with the headers of every page, and without a word."""

from collections.abc import Mapping

from websockets.datastructures import Headers
from websockets.http11 import Response
from websockets.server import ServerProtocol

_SAID = ("Allow", "Upgrade", "Sec-WebSocket-Version")
"""What a refusal of the protocol's own says that is worth knowing. Its text would repeat what came."""
_OPENED = 101


class Opening(ServerProtocol):
    """The protocol of a socket from its handshake on."""

    refusal: Mapping[str, str] = {}
    """The headers of a refusal."""

    def send_response(self, response: Response) -> None:
        """Open, or refuse."""
        if response.status_code != _OPENED:
            said = {name: response.headers[name] for name in _SAID if name in response.headers}
            response.headers = Headers({"Connection": "close", "Content-Length": "0"} | said | dict(self.refusal))
            response.body = b""
        super().send_response(response)
