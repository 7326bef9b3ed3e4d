"""Which language a request is answered in: the one that was chosen and is sealed in the pass, else the browser's."""

from datetime import datetime

from litestar.connection import ASGIConnection

from app.identity.credentials import seeker_token
from app.identity.sealing import Sealer
from app.identity.seeker_pass import PassUnknown, open_pass
from app.settings import Settings
from app.words import LOCALES, SOURCE, fitting

STAFF = ("/staff", "/listener", "/coordinator", "/ws/listener", "/ws/board")
"""Where people work, in English."""


def chosen_language(connection: ASGIConnection, settings: Settings, sealer: Sealer, *, now: datetime) -> str:  # type: ignore[type-arg]
    """Return the language that stands in the pass, or nothing."""
    try:
        locale = open_pass(sealer, seeker_token(connection, settings), now=now).locale
    except PassUnknown:
        return ""
    return locale if locale in LOCALES else ""


def language_of(connection: ASGIConnection, settings: Settings, sealer: Sealer, *, now: datetime) -> str:  # type: ignore[type-arg]
    """Return the language to answer in."""
    if connection.scope["path"].startswith(STAFF):
        return SOURCE
    chosen = chosen_language(connection, settings, sealer, now=now)
    return chosen or fitting(connection.headers.get("accept-language", ""))
