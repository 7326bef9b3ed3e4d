"""One chat, in the process of its home node: gapless numbers, a ring of messages, who has what. No I/O.

It decides delivery; what a message means is read elsewhere, afterwards.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Literal

from app.live.earlier import EarlierState, Said
from app.wire.views import PeerState
from crisis import Watch

Role = Literal["seeker", "listener"]
Author = Literal["seeker", "listener", "coordinator"]
"""Who may say something: a coordinator who came in stands on the listener's side, and is no third side of delivery."""
ROLES: tuple[Role, Role] = ("seeker", "listener")


def other(role: Author) -> Role:
    """Return the other person."""
    return "listener" if role == "seeker" else "seeker"


@dataclass(frozen=True, slots=True)
class HandingOver:
    """The listener asked for somebody else to go on."""

    note: str
    asked: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """A coordinator who asks to come in, is here, or has gone again."""

    id: str
    name: str
    asked: datetime
    state: Literal["asks", "in", "gone"]
    since: int = 0
    """What was written up to this number they never see."""


class ChatEnded(Exception):
    """Nothing more can be said here."""


class TooFast(Exception):
    """More messages at once than one person writes, or more than the other page, long away, could ever catch up on."""


class Moving(TooFast):
    """Another node is taking the chat just now: its pages come back, and say it again there."""


BURST_WITHIN = timedelta(seconds=10)
"""Over which the messages of one person are counted."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `seq` counts from 1 without gaps within an epoch."""

    seq: int
    author: Author
    text: str
    ref: str


@dataclass(slots=True, kw_only=True)
class Side:
    """What the chat knows of one of its two people."""

    delivered: int = 0
    """The last seq that stands on this person's page."""
    seen: int = 0
    spoke: datetime
    gone_since: datetime | None = None
    """Since when no page of this person was heard of."""
    socket_at: datetime | None = None
    """When a socket of this person's was last seen open; None for who has only forms."""
    state: PeerState = "here"
    """What the other person was last told of this one."""
    posts: deque[datetime] = field(default_factory=deque)
    """When this person posted, lately."""


@dataclass(slots=True, kw_only=True)
class Chat:
    """The chat between one seeker and one listener."""

    id: str
    epoch: str
    """Of this life of the chat: after a restart the numbers begin anew under another one."""
    ticket: str
    listener: str
    listener_name: str
    opened: datetime
    watch: Watch
    ring: int = 200
    """How many of the last messages are kept for whoever reconnects."""
    burst: int = 20
    """How many messages one person may post in ten seconds."""
    note: str = ""
    """What the listener before left for this one; the seeker can read it too."""
    earlier: tuple[Said, ...] = ()
    """What was said before with somebody else: the listener has it only once the seeker has opened it."""
    earlier_open: bool = False
    handing_over: HandingOver | None = None
    asks_in: bool = False
    """The listener would like a coordinator in this chat."""
    guest: Guest | None = None
    answered: bool = False
    """Whether the seeker's page was heard of since it opened."""
    begun: bool = False
    """Whether the listener has written, or begun to."""
    moment_until: datetime | None = None
    """Until when one of the two needs a moment."""
    restarted: bool = False
    copied: bool = False
    """Whether another node keeps copies of texts whose author's page does not."""
    uncopied: int = 0
    """The last text whose author's page does not keep it, and of which no other node has a copy."""
    minor: bool = True
    """Whether the seeker may be under 18: they did not say that they are not, or said later that they are."""
    too_young: bool = False
    """The seeker is under 13: the chat ends as soon as no danger forbids it."""
    wanted: bool = False
    """The seeker wants to be found, and has said where."""
    concerns: frozenset[str] = frozenset()
    """What a coordinator should know of the listener's words here: kinds of cues, never the words."""
    cues: list[tuple[int, Role, str]] = field(default_factory=list)
    """The kinds of cues lately met, with who gave them and the seq they followed."""
    due: frozenset[str] = frozenset()
    """What a check has decided and the next reader of messages does."""
    strikes: int = 0
    """How often the seeker has turned on the listener."""
    slow_until: datetime | None = None
    """The seeker was asked to slow down: until then nothing of theirs is taken."""
    moving: bool = False
    """Whether another node is taking it just now: until it has, nothing is taken here."""
    extended: timedelta = timedelta(0)
    noticed: set[str] = field(default_factory=set)
    """What its clock has already said."""
    ended: str | None = None
    seq: int = 0
    sides: dict[Role, Side] = field(init=False)
    _messages: deque[Message] = field(init=False)
    _refs: dict[tuple[Author, str], Message] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._messages = deque(maxlen=self.ring)
        self.sides = {role: Side(spoke=self.opened) for role in ROLES}

    def post(self, author: Author, *, ref: str, text: str, at: datetime) -> tuple[Message, bool]:
        """Give the text its number. The same ref again returns the same message, and False for "not new"."""
        if self.ended is not None:
            raise ChatEnded
        known = self._refs.get((author, ref))
        if known is not None:
            return known, False
        if self.moving:
            raise Moving
        side: Role = "listener" if author == "coordinator" else author
        posts = self.sides[side].posts
        while posts and at - posts[0] >= BURST_WITHIN:
            posts.popleft()
        if len(posts) >= self.burst or self._would_lose_one():
            raise TooFast
        posts.append(at)
        self.seq += 1
        message = Message(self.seq, author, text, ref)
        if len(self._messages) == self.ring:
            gone = self._messages[0]
            self._refs[gone.author, gone.ref] = Message(gone.seq, gone.author, "", gone.ref)
        self._messages.append(message)
        self._refs[author, ref] = message
        self.heard(side, at=at)
        return message, True

    def take_up(self, seq: int, messages: Iterable[Message]) -> None:
        """Go on where another node has left off."""
        self.seq = seq
        for message in messages:
            self._messages.append(message)
            self._refs[message.author, message.ref] = message

    def _would_lose_one(self) -> bool:
        """Whether the ring is full of what the other page never got: room for more would lose the oldest."""
        if len(self._messages) < self.ring:
            return False
        oldest = self._messages[0]
        return oldest.seq > self.sides[other(oldest.author)].delivered

    def after(self, seq: int) -> list[Message]:
        """Return what came after this number, as far back as the ring reaches."""
        return [message for message in self._messages if message.seq > seq]

    def lately(self, author: Author, *, among: int = 40) -> Iterator[str]:
        """Yield what this person wrote among the last messages, newest last: most messages are judged without it."""
        yield from [one.text for one in islice(reversed(self._messages), among) if one.author == author][::-1]

    def knows(self, author: Author, ref: str) -> bool:
        """Whether a message of this ref was taken before."""
        return (author, ref) in self._refs

    def said(self, seq: int) -> Message | None:
        """Return this message, as long as the ring holds it."""
        place = seq - self._messages[0].seq if self._messages else -1
        return self._messages[place] if 0 <= place < len(self._messages) else None

    def everything(self) -> tuple[Said, ...]:
        """Return what was said in this visit, as far back as the ring would reach."""
        guest = self.guest.name if self.guest else ""
        names = {"listener": self.listener_name, "seeker": self.listener_name, "coordinator": guest}
        here = tuple(Said(one.author, names[one.author], one.text) for one in self._messages)
        return (self.earlier + here)[-self.ring :]

    @property
    def earlier_state(self) -> EarlierState | None:
        """Whether something was said before this chat, and whether the listener may read it."""
        if not self.earlier:
            return None
        return "open" if self.earlier_open else "kept"

    def delivered(self, role: Role, seq: int) -> bool:
        """Note that everything up to seq stands on this person's page; True when that is news."""
        side = self.sides[role]
        news = side.delivered < seq <= self.seq
        if news:
            side.delivered = seq
        return news

    def seen(self, role: Role, seq: int) -> bool:
        """Note that everything up to seq was before this person's eyes; True when that is news."""
        side = self.sides[role]
        news = side.seen < seq <= self.seq
        if news:
            side.seen = seq
        return news

    def heard(self, role: Role, *, at: datetime) -> None:
        """This person said or did something: the quiet clock starts anew."""
        self.sides[role].spoke = at
        self.noticed -= {"quietAsk", "quietWarn", "held"}
        if role == "listener":
            self.begun = True
            self.noticed -= {"yourTurn", "listenerQuiet"}

    def needs_moment(self, role: Role, *, at: datetime, until: datetime) -> None:
        """This person needs a moment: nobody is asked why it is quiet before it is over."""
        self.heard(role, at=at)
        self.moment_until = until
        self.noticed -= {"yourTurn", "listenerQuiet"}

    @property
    def listener_owes_since(self) -> datetime | None:
        """Since when the seeker waits for a word of the listener's; None when it is the seeker's turn."""
        listener, seeker = self.sides["listener"], self.sides["seeker"]
        since = self.opened
        if self.begun:
            if not seeker.posts or seeker.posts[-1] <= listener.spoke:
                return None
            since = seeker.posts[-1]
        return max(since, self.moment_until) if self.moment_until else since

    @property
    def quiet_since(self) -> datetime:
        """When either of the two last said something."""
        return max(side.spoke for side in self.sides.values())

    def end(self, reason: str) -> None:
        """Close the chat and drop every text at once."""
        self.ended = reason
        self.earlier = ()
        self._messages.clear()
        self._refs.clear()
