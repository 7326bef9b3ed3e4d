"""The pages that are open at this node: one per person, the newest wins. It carries frames and keeps none."""

from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from app.wire.frames import encode

TAKEN_OVER = 4409


class Page(Protocol):
    """An open socket, as far as the hub cares."""

    def send(self, frame: str) -> None:
        """Queue a frame; never waits."""

    def close(self, code: int) -> None:
        """Close the socket once what is queued has gone out."""


def seeker_page(ticket: str) -> str:
    """Return the address of a seeker's page."""
    return f"seeker:{ticket}"


def listener_page(listener: str) -> str:
    """Return the address of a listener's page."""
    return f"listener:{listener}"


@dataclass(slots=True)
class Hub:
    """Who is here."""

    _pages: dict[str, Page] = field(default_factory=dict)

    def attach(self, address: str, page: Page) -> None:
        """Make this the page of its person; an older tab is told so and closed."""
        older = self._pages.get(address)
        self._pages[address] = page
        if older is not None:
            older.close(TAKEN_OVER)

    def detach(self, address: str, page: Page) -> bool:
        """Forget the page; False when a newer one has taken its place already."""
        if self._pages.get(address) is not page:
            return False
        del self._pages[address]
        return True

    def owns(self, address: str, page: Page) -> bool:
        """Whether this page still speaks for its person."""
        return self._pages.get(address) is page

    def present(self, address: str) -> bool:
        """Whether a page of this person is open."""
        return address in self._pages

    def send(self, address: str, event: msgspec.Struct) -> bool:
        """Send the event to the page, if there is one."""
        page = self._pages.get(address)
        if page is None:
            return False
        page.send(encode(event))
        return True

    def relay(self, addresses: tuple[str, ...], event: msgspec.Struct) -> None:
        """Send one event to several pages, encoded once."""
        frame = encode(event)
        for address in addresses:
            page = self._pages.get(address)
            if page is not None:
                page.send(frame)

    def pages(self, kind: str) -> list[str]:
        """Return the addresses of one kind: seeker, listener or board."""
        return [address for address in self._pages if address.startswith(f"{kind}:")]

    def shut(self, address: str, code: int) -> None:
        """Close somebody's page, which speaks for nobody from here on."""
        page = self._pages.pop(address, None)
        if page is not None:
            page.close(code)

    def close_all(self, code: int) -> None:
        """Close every page, at shutdown."""
        for page in list(self._pages.values()):
            page.close(code)
