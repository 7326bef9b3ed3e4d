"""The server of `delivery_world`: a real node without records, one listener, one open chat."""

from collections.abc import Coroutine
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast

from app.identity.sealing import Sealer
from app.live.chat import Chat
from app.live.hub import Hub
from app.live.interface import Intake, TicketEntry
from app.live.memory import MemoryLive
from app.services.node import Node
from app.services.show import pass_of
from app.services.write_stage import Unwritten
from app.settings import Settings
from crisis import Watch
from matching import AgeBand, Listener, ShiftState, Ticket, TicketState

PERSON = SimpleNamespace(id="sam", name="Sam")


def done(work: Coroutine[Any, Any, Any]) -> Any:
    """Run what never really waits."""
    try:
        work.send(None)
    except StopIteration as end:
        return end.value
    raise AssertionError("it waited for something")


def a_node(settings: Settings, now: datetime) -> Node:
    """A server that has just started, and knows its one listener."""
    node = Node(
        settings=settings,
        live=MemoryLive(),
        hub=Hub(),
        sealer=Sealer(settings.data / "pass.key", now=now),
        records=cast("Any", None),
        unwritten=Unwritten(),
        secret=b"",
    )
    known = Listener(
        id=PERSON.id, name=PERSON.name, languages=frozenset({"en"}), topics=frozenset(), state=ShiftState.READY
    )
    done(node.live.put_listener(known))
    return node


def with_a_chat(node: Node, now: datetime) -> str:
    """Open the chat; return the seeker's pass."""
    ticket = Ticket(
        id="ticket",
        arrived=now,
        language="en",
        topics=("just-talk",),
        age_band=AgeBand.ADULT,
        seen=now,
        state=TicketState.MATCHED,
    )
    entry = TicketEntry(ticket=ticket, intake=Intake(), watch=Watch("en").state(), joined=now, chat="chat")
    done(node.live.add(entry))
    chat = Chat(
        id="chat",
        epoch="epoch-0",
        ticket="ticket",
        listener=PERSON.id,
        listener_name=PERSON.name,
        opened=now,
        watch=Watch("en"),
        ring=node.settings.limits.chat_ring,
    )
    node.hold(chat)
    return pass_of(node, entry, now=now)
