"""Reads what was delivered, one message at a time, behind the relay."""

from app.services.node import Node
from app.services.read_message import read_message


async def read_messages(node: Node) -> None:
    """Run until cancelled."""
    while True:
        chat, message, at = await node.to_read.get()
        await read_message(node, chat, message, now=at)
