"""Take up what another node has written down for the whole service: door, topics, lines, hours and names."""

from app.services.catalogue import load_catalogue
from app.services.help.directory import load_directory
from app.services.house.settle import load_house
from app.services.line.keep_door import load_door
from app.services.node import Node


async def look_again(node: Node) -> None:
    """Read it all: it is little, and changes seldom."""
    await load_house(node)
    await load_door(node)
    node.catalogue = await load_catalogue(node.records)
    node.directory = await load_directory(node.records)
    node.live.changes.bump()
