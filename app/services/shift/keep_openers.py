"""A listener's own first lines: five short texts that stand ready at the desk. None is ever sent by itself."""

from collections.abc import Sequence

from app.records import staff
from app.records.tables import Staff
from app.services.chat.check_message import NotSent
from app.services.line.check_first import check_note
from app.services.node import Node


class OpenerRefused(Exception):
    """A first line holds what no listener may say."""


async def keep_openers(node: Node, person: Staff, texts: Sequence[str]) -> tuple[str, ...]:
    """Keep them in this order, the empty ones left out. Raises OpenerRefused."""
    kept = tuple(filter(None, (" ".join(text.split()) for text in texts)))
    try:
        for text in kept:
            check_note(node, text)
    except NotSent as refused:
        raise OpenerRefused from refused
    async with node.records.unit() as unit:
        await staff.keep_openers(unit, person.id, kept)
    return kept
