"""Close the pages of sessions that were ended, here or elsewhere: each page was looked at only when it was opened."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from app.identity import staff_session
from app.identity.open_sessions import Closes
from app.records.unit_of_work import RecordsAway
from app.services.know import SIGNED_OUT
from app.services.node import Node


@contextmanager
def page_under(node: Node, token: str, page: Closes) -> Iterator[None]:
    """Let the page be closed with its session, as long as the block runs."""
    session = staff_session.digest(token)
    node.open_sessions.open(session, page)
    try:
        yield
    finally:
        node.open_sessions.leave(session, page)


async def keep_sessions(node: Node, *, now: datetime) -> None:
    """Ask for all of them at once. An open page keeps its session from idling out.

    A session that ends by itself leaves an open page be: whoever is in a chat when their twelve hours are over is not
    torn out of it, and nothing new opens under that session. Without records there is no telling, and pages stay.
    """
    asked = node.open_sessions.sessions()
    if not asked:
        return
    try:
        async with node.records.unit() as unit:
            standing = await staff_session.standing(unit, asked, now=now, idle=node.settings.timing.staff_idle)
    except RecordsAway:
        return
    for session in node.open_sessions.ended(asked, standing, now=now):
        node.sessions.drop(session)
        for page in node.open_sessions.pages(session):
            page.close(SIGNED_OUT)
