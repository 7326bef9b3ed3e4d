"""Where a request comes from: the one place that tells our own pages from another site's."""

import hashlib
import hmac
from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class OtherOrigin(Exception):
    """The request was made by a page that is not ours."""


def from_our_page(headers: Mapping[str, str], *, origins: Collection[str]) -> bool:
    """Whether the browser says that one of our own pages asks.

    Chromium posts `Origin: null` under some referrer policies, and some browsers send no Origin at all: then
    Sec-Fetch-Site decides.
    """
    origin = headers.get("origin")
    if origin is not None and origin != "null":
        return origin in origins
    return headers.get("sec-fetch-site") == "same-origin"


def form_token(secret: bytes, holder: str) -> str:
    """Return the token of a form shown to this person, for browsers that say nothing of origins."""
    return hmac.new(secret, holder.encode(), hashlib.sha256).hexdigest()[:32]


def token_fits(secret: bytes, holder: str, token: str | None) -> bool:
    """Whether the form was ours."""
    return token is not None and hmac.compare_digest(form_token(secret, holder).encode(), token.encode())


def came_from(connection: ASGIConnection, path: str) -> bool:  # type: ignore[type-arg]  # any connection
    """Whether the browser says that it comes from this page of ours. Only ever a hint: other sites are never named."""
    return urlsplit(connection.headers.get("referer", "")).path == path
