"""Tell the other nodes that something was set for the whole service: they read it again."""

from app.services.node import Node

LOOK_AGAIN = "look at the house"
"""What a node tells the others when it has changed something."""


def tell_others(node: Node) -> None:
    """Let every other node look again, whatever comes of it."""
    if node.nodes is not None:
        node.nodes.tell_others(LOOK_AGAIN)
