"""Reads what was delivered, one message at a time, behind the relay."""

from app.services.node import Node
from app.services.read_message import read_message


async def read_messages(node: Node) -> None:
    """Run until cancelled."""
    while True:
        await read_next(node)


async def read_next(node: Node) -> None:
    """Wait for a message and read it. While it waits, nothing here holds the one before: its chat may end."""
    chat, seq, at = await node.to_read.get()
    message = chat.said(seq)
    if message is not None:
        await read_message(node, chat, message, now=at)
