"""What nodes say to each other. It travels sealed, in batches, and nothing of it is kept anywhere."""

import msgspec


class Envelope(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """Something one node tells another."""


class Pulse(Envelope, frozen=True):
    """I am here, and have announced so much so far: who counts fewer asks for everything."""

    told: int
    first: bool = False
    """Whether this is the first that anybody hears of me."""


class Claimed(Envelope, frozen=True):
    """I hold this address."""

    address: str
    stamp: int
    over: int = 0
    """The stamp of the claim that I knew of before."""


class Released(Envelope, frozen=True):
    """I hold it no more."""

    address: str
    stamp: int


class TellAll(Envelope, frozen=True):
    """Tell me everything you hold."""


class Held(Envelope, frozen=True):
    """Everything I hold, and how much I had announced by then."""

    told: int
    addresses: dict[str, tuple[int, int]]


class Bye(Envelope, frozen=True):
    """I am leaving."""


class ToPage(Envelope, frozen=True):
    """A frame for a page that is open at yours; with a stamp, only for the page that was open then."""

    address: str
    frame: str
    stamp: int = 0


class MakeRoom(Envelope, frozen=True):
    """The page will get so many frames at once."""

    address: str
    frames: int


class Shut(Envelope, frozen=True):
    """Close the page."""

    address: str
    code: int
    stamp: int = 0


class Said(Envelope, frozen=True):
    """A page that is open at mine said this about a chat whose home is yours."""

    address: str
    stamp: int
    number: int
    """Counts what this page said to yours: after a gap nothing of it is taken, or its words would change places."""
    frame: bytes


class Ask(Envelope, frozen=True):
    """Do this, and answer."""

    number: int
    what: str
    body: bytes


class Answer(Envelope, frozen=True):
    """What came of it; None when it failed."""

    number: int
    body: bytes | None


AnyEnvelope = Pulse | Claimed | Released | TellAll | Held | Bye | ToPage | MakeRoom | Shut | Said | Ask | Answer


class Batch(msgspec.Struct, frozen=True, array_like=True):
    """Everything that one node had to say to one channel at one moment."""

    sender: str
    number: int
    """Counts the batches of this sender to this channel: one that is missing, or comes twice, is noticed."""
    envelopes: list[AnyEnvelope]
