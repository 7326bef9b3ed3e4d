"""A screen made of memory: what stands on it, and since when."""

import asyncio
from time import perf_counter

from benchmarks.delivery import Author, Message


class Paper:
    """One chat as its page shows it."""

    def __init__(self) -> None:
        self.bubbles: list[Message] = []
        self.shown: dict[str, float] = {}
        """When each bubble appeared, by ref."""
        self.echoed: dict[str, float] = {}
        """When the server was heard to have it."""
        self.returned: list[str] = []
        """Texts that the server would not take, back with their author."""
        self.ended: str | None = None
        self.since = perf_counter()
        self.until: float | None = None
        """From when to when the chat was open here."""
        self.news = asyncio.Event()

    def show(self, message: Message) -> None:
        """Add a bubble."""
        self.bubbles.append(message)
        self.shown[message.ref] = perf_counter()
        self.news.set()

    def mark(self, message: Message) -> None:
        """Note the echo; the other ticks are only news."""
        if message.fate == "sent":
            self.echoed.setdefault(message.ref, perf_counter())
        self.news.set()

    def take_back(self, message: Message, code: str) -> None:  # noqa: ARG002  # every refusal is the same to a person
        """Take a bubble off; its text is with its author again."""
        self.bubbles.remove(message)
        self.returned.append(message.text)
        self.news.set()

    def end(self, reason: str) -> None:
        """The chat is over."""
        self.ended, self.until = reason, perf_counter()
        self.news.set()

    def lines(self, author: Author) -> list[tuple[str, str]]:
        """What stands here of one person, as (ref, text)."""
        return [(one.ref, one.text) for one in self.bubbles if one.author == author]

    async def next(self) -> None:
        """Wait until something changes."""
        self.news.clear()
        await self.news.wait()
