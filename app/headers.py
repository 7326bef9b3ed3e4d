"""The headers of every answer, errors included (C16): one policy for all pages, three named exceptions."""

from http import HTTPStatus

from litestar.datastructures import Headers, MutableScopeHeaders
from litestar.types import BeforeMessageSendHookHandler, Message, Scope

from app.settings import Settings

FRAMES = frozenset({"/wait/place", "/chat/log", "/notes/new", "/coordinator/chat/log"})
"""The frames that stand in for JavaScript: only our own pages may hold them, and no script ever runs in one."""
DESK = "/listener/"
"""The desk can be put on a home screen; no other page can."""
VIEWER = "/schema"
"""The viewer of the API's description writes styles as it runs."""
FRONT_DOOR = "/"
"""Here alone Tor Browser is told of the onion: it may go there by itself, and a visit that has begun would be lost."""
LASTING = "/assets/"
"""Built files carry their content's hash in their name."""

_PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "fullscreen",
        "geolocation",
        "gyroscope",
        "hid",
        "idle-detection",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
        "xr-spatial-tracking",
    )
)


def headers_for(path: str, settings: Settings) -> dict[str, str]:
    """Return the headers of an answer at this path."""
    sockets = " ".join(origin.replace("http", "ws", 1) for origin in settings.public_origins)
    framed_by = "'self'" if path in FRAMES else "'none'"
    scripts = "'none'" if path in FRAMES else "'self'"
    styles = "'self' 'unsafe-inline'" if path == VIEWER else "'self'"
    images = "'self' data:" if path == VIEWER else "'self'"
    app = "manifest-src 'self'; " if path.startswith(DESK) else ""
    policy = (
        f"default-src 'none'; script-src {scripts}; style-src {styles}; img-src {images}; "
        f"connect-src 'self' {sockets}; {app}form-action 'self'; frame-src 'self'; "
        f"base-uri 'none'; frame-ancestors {framed_by}"
    )
    chosen = {
        "content-security-policy": policy,
        "referrer-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "x-frame-options": "SAMEORIGIN" if path in FRAMES else "DENY",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": _PERMISSIONS,
        "x-robots-tag": "noindex",
    }
    if path.startswith(LASTING):
        chosen["cache-control"] = "public, max-age=31536000, immutable"
    else:
        chosen["cache-control"] = "no-store"
    if settings.secure:
        chosen["strict-transport-security"] = "max-age=63072000; includeSubDomains"
    if settings.onion is not None and path == FRONT_DOOR:
        chosen["onion-location"] = f"{settings.onion}/"
    return chosen


def _as_sent(headers: dict[str, str]) -> dict[bytes, bytes]:
    return {name.encode(): value.encode() for name, value in headers.items()}


_NEVER = frozenset({b"etag", b"last-modified", b"server"})


def _kind(path: str) -> tuple[bool, ...]:
    """Return all of a path that its headers hang on."""
    return (path in FRAMES, path == VIEWER, path == FRONT_DOOR, path.startswith(DESK), path.startswith(LASTING))


def set_headers(settings: Settings) -> BeforeMessageSendHookHandler:
    """Return the hook that sets them, on errors too, where Litestar's own response headers are missing."""
    chosen: dict[tuple[bool, ...], tuple[list[tuple[bytes, bytes]], frozenset[bytes]]] = {}

    async def hook(message: Message, scope: Scope) -> None:
        if message["type"] != "http.response.start":
            return
        path = scope["path"]
        kind = _kind(path)
        if kind not in chosen:
            ours = _as_sent(headers_for(path, settings))
            dropped = frozenset(ours) if path.startswith(LASTING) else _NEVER.union(ours)
            chosen[kind] = (list(ours.items()), dropped)
        ours_here, dropped_here = chosen[kind]
        kept = [pair for pair in message["headers"] if pair[0].lower() not in dropped_here]
        message["headers"] = [*kept, *ours_here]

    return hook


ASKS_WHERE = "earshot-step"
"""What our script sends with a form, so that it can go on without leaving the form's page in the history."""
SAYS_WHERE = "earshot-go"


async def say_where(message: Message, scope: Scope) -> None:
    """Answer "see there" to our script in words that it can read: browsers hide a redirect's address from it."""
    if message["type"] != "http.response.start" or message["status"] != HTTPStatus.SEE_OTHER:
        return
    if Headers.from_scope(scope).get(ASKS_WHERE) is None:
        return
    headers = MutableScopeHeaders.from_message(message)
    headers[SAYS_WHERE] = headers["location"]
    del headers["location"]
    message["status"] = HTTPStatus.OK
