"""Earshot with crisis reading off: what is to be read is dropped unread. For measuring only; no setting does this."""

import sys
from typing import Never

from app import asgi
from app.commands import main
from app.services.node import Node


async def _drop(node: Node) -> Never:
    while True:
        await node.to_read.get()


if __name__ == "__main__":
    asgi.read_messages = _drop  # type: ignore[attr-defined]  # where the loop is started from
    sys.exit(main())
