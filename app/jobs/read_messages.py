"""Reads what was delivered, one message at a time, behind the relay."""

import logging

from app.services.chat.follow_up import follow_up
from app.services.chat.read_message import read_message
from app.services.node import Node

logger = logging.getLogger(__name__)


async def read_messages(node: Node) -> None:
    """Run until cancelled. One message that cannot be read must not stop the reading of the others."""
    while True:
        try:
            await read_next(node)
        except Exception as failure:  # noqa: BLE001
            node.stumbles["reading"] += 1
            logger.error("a message was not read: %s", type(failure).__name__)  # noqa: TRY400  # no traceback: text


async def read_next(node: Node) -> None:
    """Wait for a message and read it. While it waits, nothing here holds the one before: its chat may end."""
    chat, seq, at = await node.to_read.get()
    if chat.due:
        await follow_up(node, chat, now=at)
    message = chat.said(seq)
    if message is not None:
        await read_message(node, chat, message, now=at)
