"""The other nodes, as this one knows them: where their pages and chats are, and frames to them.

It keeps the whereabouts up to date and carries. What a page's words mean, others decide; what nodes ask of each other
is in `questions`.
"""

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import timedelta

from app import clock
from app.live.hub import TAKEN_OVER, Hub
from app.live.nodes.backplane import Backplane
from app.live.nodes.envelopes import (
    Answer,
    AnyEnvelope,
    Ask,
    Bye,
    Claimed,
    Held,
    MakeRoom,
    Pulse,
    Released,
    Said,
    Shut,
    TellAll,
    ToPage,
)
from app.live.nodes.questions import Questions
from app.live.nodes.whereabouts import Claim, Whereabouts

logger = logging.getLogger(__name__)

PULSE = timedelta(seconds=1)
LEASE = timedelta(seconds=5)
"""A node not heard of for this long has no pages and no chats."""
HEAR_FIRST = 0.3
"""Seconds to hear what the others hold: a claim made before that could not be newer than theirs."""
COME_BACK = 1012
"""The close code after which a page comes back by itself, and says what it holds."""


class Nodes:
    """See `app.live.hub.Across` for what the hub asks of it."""

    def __init__(self, url: str, key: bytes, me: str, hub: Hub) -> None:
        self.me, self.hub = me, hub
        self.said: Callable[[str, Said], None] = lambda _node, _said: None
        """Takes what a page at another node said about a chat whose home is here."""
        self.lost: Callable[[str], None] = lambda _address: None
        """Told that a newer claim, elsewhere, has taken what was held here."""
        self.gone: Callable[[str, set[str]], None] = lambda _node, _pages: None
        """Told that a node is gone, or was not heard for a moment; and which pages here spoke with it."""
        self.came: Callable[[str], None] = lambda _address: None
        """Told of an address that another node has just claimed."""
        self.back: Callable[[str], None] = lambda _address: None
        """Told of an address that was found again at a node which had been out of reach."""
        self._known = Whereabouts(me)
        self._plane = Backplane(url, key, me, hear=self._hear, missed=self._missed, nobody=self._drop)
        self.questions = Questions(self._plane.send)
        self._told = 0
        self._counted: dict[str, int] = {}
        """How much each node had announced, as far as this one heard; none of whom all is not known yet."""
        self._spoke: defaultdict[str, dict[str, int]] = defaultdict(dict)
        """The pages here that said something to each node, and how often."""
        self._busy: set[asyncio.Task[None]] = set()
        self._job: asyncio.Task[None] | None = None
        self._leaving = False

    async def open(self) -> None:
        """Come in: hear who else is here."""
        await self._plane.open()
        self._plane.broadcast(Pulse(self._told, first=True))
        await asyncio.sleep(HEAR_FIRST)
        self._job = asyncio.create_task(self._beat())

    async def close(self) -> None:
        """Leave for good."""
        self.leave()
        if self._job is not None:
            self._job.cancel()
            await asyncio.gather(self._job, return_exceptions=True)
        await self._plane.close()

    def leave(self) -> None:
        """Tell all that nothing is here any more; from then on this node only carries what is left."""
        if not self._leaving:
            self._leaving = True
            self._plane.broadcast(Bye())

    def claim(self, address: str) -> None:
        """Tell all that this address is here, from now on."""
        self._forget(address)
        claim = self._known.claim(address)
        self._announce(Claimed(address, claim.stamp, claim.over))

    def release(self, address: str) -> None:
        """Tell all that it is here no more."""
        self._forget(address)
        stamp = self._known.release(address)
        if stamp is not None:
            self._announce(Released(address, stamp))

    def _forget(self, address: str) -> None:
        for pages in self._spoke.values():
            pages.pop(address, None)

    def where(self, address: str) -> str | None:
        """Return the other node at which the address is, if any."""
        node = self._known.where(address)
        return node if node != self.me else None

    def stamp_of(self, address: str) -> int:
        """Return the stamp under which this node holds the address; 0 when it does not."""
        return self._known.stamp_of(address) or 0

    @property
    def in_touch(self) -> bool:
        """Whether this node has heard the others for long enough to know who holds what."""
        return self._plane.connected_for > LEASE.total_seconds()

    def others(self) -> list[str]:
        """Return the other nodes."""
        return self._known.nodes()

    def carry(self, address: str, frame: bytes) -> bool:
        """Send a frame to a page at another node; False when no node has it."""
        node = self.where(address)
        if node is not None:
            self._plane.send(node, ToPage(address, frame.decode()))
        return node is not None

    def shut(self, address: str, code: int) -> None:
        """Close a page at another node."""
        node = self.where(address)
        if node is not None:
            self._plane.send(node, Shut(address, code))

    def send(self, node: str, envelope: AnyEnvelope) -> None:
        """Put something into another node's inbox."""
        self._plane.send(node, envelope)

    def say(self, node: str, address: str, frame: bytes) -> None:
        """Hand on what the page said to the home of its chat."""
        pages = self._spoke[node]
        pages[address] = pages.get(address, 0) + 1
        self._plane.send(node, Said(address, self.stamp_of(address), pages[address], frame))

    def tell_others(self, what: str, body: bytes = b"") -> None:
        """Have all other nodes do something, whatever comes of it."""
        self._plane.broadcast(Ask(0, what, body))

    def _announce(self, envelope: Claimed | Released) -> None:
        if not self._leaving:
            self._told += 1
            self._plane.broadcast(envelope)

    async def _beat(self) -> None:
        """Say every second that this node lives, and notice who does not."""
        while True:
            if not self._leaving:
                self._plane.broadcast(Pulse(self._told))
            before = clock.monotonic()
            await asyncio.sleep(PULSE.total_seconds())
            overslept = clock.monotonic() - before > 2 * PULSE.total_seconds()  # what others said waits to be read
            if self.in_touch and not overslept:
                for node in self._known.silent(since=clock.monotonic() - LEASE.total_seconds()):
                    self._drop(node)

    def _hear(self, sender: str, envelope: AnyEnvelope) -> None:
        if isinstance(envelope, Bye):
            self._drop(sender)
            return
        if self._known.heard(sender, at=clock.monotonic()) and not isinstance(envelope, Held):
            self._plane.send(sender, TellAll())
            self._plane.send(sender, self._all())
        match envelope:
            case Pulse():
                if self._counted.get(sender) != envelope.told:
                    self._plane.send(sender, TellAll())
            case Claimed() | Released():
                self._take(sender, envelope)
            case TellAll():
                self._plane.send(sender, self._all())
            case Held():
                self._take_all(sender, envelope)
            case ToPage() | Shut() | MakeRoom():
                self._to_page(envelope)
            case Said():
                self.said(sender, envelope)
            case Ask():
                self.soon(self.questions.answer(sender, envelope))
            case Answer():
                self.questions.answered(envelope)

    def _all(self) -> Held:
        return Held(self._told, {} if self._leaving else self._known.held())

    def _take_all(self, sender: str, envelope: Held) -> None:
        if envelope.told < self._counted.get(sender, 0):
            return  # all was known, and this was overtaken by what was announced since
        self._counted[sender] = envelope.told
        new = [address for address in envelope.addresses if self._known.where(address) is None]
        for address, claim in self._known.told_all(sender, envelope.addresses):
            self._lose(address, claim)
        for address in envelope.addresses:
            self._ask_again_unless_held(sender, address)
        for address in new:
            self.back(address)

    def _take(self, sender: str, envelope: Claimed | Released) -> None:
        if sender in self._counted:
            self._counted[sender] += 1
        if isinstance(envelope, Released):
            self._known.told_released(sender, envelope.address, envelope.stamp)
            return
        lost = self._known.told(sender, envelope.address, envelope.stamp, envelope.over)
        if lost is not None:
            self._lose(envelope.address, lost)
        self._ask_again_unless_held(sender, envelope.address)
        self.came(envelope.address)

    def _ask_again_unless_held(self, sender: str, address: str) -> None:
        """A newer claim stands before this one, and may be that of a node which is gone: nobody would hear of this one
        again. So what the sender holds is asked with each of its pulses, until one of the two has given way.
        """
        if self._known.where(address) != sender:
            self._counted.pop(sender, None)

    def _lose(self, address: str, claim: Claim) -> None:
        """Another tab took it, and this one is over. Or neither node knew of the other: then it may be the same page,
        which found its way here while that node could not say so. It comes back, and is the newest.
        """
        self._forget(address)
        self.hub.taken_over(address, TAKEN_OVER if self._known.knew(address, claim) else COME_BACK)
        self.lost(address)

    def _to_page(self, envelope: ToPage | Shut | MakeRoom) -> None:
        page = self.hub.here(envelope.address)
        if isinstance(envelope, MakeRoom):
            make_room = getattr(page, "make_room", None)
            if make_room is not None:
                make_room(envelope.frames)
        elif page is not None and envelope.stamp in {0, self.stamp_of(envelope.address)}:
            if isinstance(envelope, ToPage):
                page.send(envelope.frame.encode())
            else:
                self.hub.shut(envelope.address, envelope.code)

    def _drop(self, node: str) -> None:
        known = node in self._known.nodes()
        self._known.drop(node)
        self._counted.pop(node, None)
        self.questions.gone(node)
        if known:
            self.gone(node, set(self._spoke.pop(node, ())))

    def _missed(self, sender: str | None) -> None:
        """Something of this sender, or of all, did not arrive: ask what they hold, and let pages there ask too."""
        for node in [sender] if sender is not None else self.others():
            self._plane.send(node, TellAll())
            self.gone(node, set(self._spoke.pop(node, ())))

    def soon(self, work: Awaitable[None]) -> None:
        """Do this beside everything else."""

        async def run() -> None:
            with contextlib.suppress(asyncio.CancelledError):
                await work

        task = asyncio.create_task(run())
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)
