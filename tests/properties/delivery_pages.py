"""A living page and its wire, for `delivery_world`: the page is its own screen and its own way out."""

from collections import deque
from collections.abc import Callable

import msgspec

from app.live.chat import Role
from app.sockets.connection import Connection
from app.sockets.line import Ear
from benchmarks.delivery import Conversation, Frame, Message

ODD_FRAMES = 3
"""Single frames that a network may drop or swap before a page: the page gives a gap up after as many questions."""


class Wire:
    """One connection: frames under way in both directions."""

    def __init__(self, queued: int) -> None:
        self.up: deque[Frame] = deque()
        self.down: deque[Frame] = deque()
        self.takes = False
        self.connection = Connection(self, queued=queued)
        self.greeted = self.closed = False

    def write(self, frame: bytes) -> None:
        self.down.append(msgspec.json.decode(frame))

    def take_all(self) -> None:
        """The page reads what it was sent."""
        self.takes = True
        self.connection.drained()
        self.takes = False
        if self.connection.over.is_set() and not self.closed:
            self.closed = True
            self.down.append({"type": "closed"})

    def listen(self, ear: Ear) -> None:
        pass

    def pause(self) -> None:
        pass

    def go_on(self) -> None:
        pass

    def end(self) -> None:
        pass


class Page:
    """A living page; also its own screen and its own way out."""

    def __init__(self, role: Role, kind: type[Conversation], token: Callable[[], str]) -> None:
        self.role, self._token = role, token
        self.wire: Wire | None = None
        self.bubbles: list[Message] = []
        self.drafts: list[str] = []
        self.stub: str | None = None
        self.odd = ODD_FRAMES
        self.talk = kind(role, "chat", "epoch-0", self, self)

    def show(self, message: Message) -> None:
        self.bubbles.append(message)

    def mark(self, message: Message) -> None:
        pass

    def take_back(self, message: Message, code: str) -> None:
        assert code == "tooFast"
        self.bubbles.remove(message)
        self.drafts.append(message.text)

    def send(self, command: Frame) -> None:
        if self.wire is not None:
            self.wire.up.append(command)

    def resync(self) -> None:
        hello: Frame = {"type": "hello", "chats": {"chat": self.talk.last_seq}, "epochs": {"chat": self.talk.epoch}}
        self.send(hello | ({"pass": self._token()} if self.role == "seeker" else {"stubs": [self.stub or ""]}))

    def hear(self, event: Frame) -> None:
        match event["type"]:
            case "ready":
                view = event["chat"] if self.role == "seeker" else next(iter(event["chats"]), None)
                self._resume(view)
            case "opened":
                self._resume(event["chat"])
            case "posted":
                self.talk.posted(event)
            case "delivered":
                self.talk.delivered(event["seq"], event["epoch"])
            case "refused":
                self.talk.refused(event["ref"], event["code"])

    def _resume(self, view: Frame | None) -> None:
        if view is not None:
            self.stub = view["stub"] or self.stub
            self.talk.resume(view)

    def lines(self, author: Role) -> list[tuple[str, str]]:
        return [(one.ref, one.text) for one in self.bubbles if one.author == author]
