"""The pages that are open: one per person, the newest wins, at whichever node. It carries frames and keeps none.

Alone, a node knows its own pages only, and nothing here costs more for that. Among several, `across` knows the rest.
"""

from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from app.wire.frames import encode

TAKEN_OVER = 4409


class Page(Protocol):
    """An open socket, as far as the hub cares."""

    def send(self, frame: bytes) -> None:
        """Queue a frame; never waits."""

    def close(self, code: int) -> None:
        """Close the socket once what is queued has gone out."""


class Across(Protocol):
    """The other nodes, as far as the hub cares. Nothing in it waits."""

    def claim(self, address: str) -> None:
        """Tell all that this address is here, from now on."""

    def release(self, address: str) -> None:
        """Tell all that it is here no more."""

    def where(self, address: str) -> str | None:
        """Return the other node at which the address is, if any."""

    def carry(self, address: str, frame: bytes) -> bool:
        """Send a frame to a page at another node; False when no node has it."""

    def shut(self, address: str, code: int) -> None:
        """Close a page at another node."""


def seeker_page(ticket: str) -> str:
    """Return the address of a seeker's page."""
    return f"seeker:{ticket}"


def listener_page(listener: str) -> str:
    """Return the address of a listener's page."""
    return f"listener:{listener}"


def board_page(coordinator: str, tab: str) -> str:
    """Return the address of one of a coordinator's boards; they may keep several open."""
    return f"board:{coordinator}:{tab}"


def coordinator_of(viewer: str) -> str:
    """Return whose board this is: of an open page, or of a page without JavaScript, which is the coordinator's id."""
    return viewer.split(":")[1] if viewer.startswith("board:") else viewer


def _only_here(address: str) -> bool:
    """Whether nobody elsewhere sends to it: coordinators keep several boards, each told by its own node."""
    return address.startswith("board:")


@dataclass(slots=True)
class Hub:
    """Who is here."""

    across: Across | None = None
    """The other nodes, or None when this one is alone."""
    _pages: dict[str, Page] = field(default_factory=dict)

    def attach(self, address: str, page: Page) -> None:
        """Make this the page of its person; an older tab, here or elsewhere, is told so and closed."""
        older = self._pages.get(address)
        self._pages[address] = page
        if older is not None:
            older.close(TAKEN_OVER)
        if self.across is not None and not _only_here(address):
            self.across.claim(address)

    def detach(self, address: str, page: Page) -> bool:
        """Forget the page; False when a newer one has taken its place already."""
        if self._pages.get(address) is not page:
            return False
        del self._pages[address]
        if self.across is not None and not _only_here(address):
            self.across.release(address)
        return True

    def taken_over(self, address: str, code: int = TAKEN_OVER) -> None:
        """A newer page of this person is open at another node."""
        older = self._pages.pop(address, None)
        if older is not None:
            older.close(code)

    def owns(self, address: str, page: Page) -> bool:
        """Whether this page still speaks for its person."""
        return self._pages.get(address) is page

    def here(self, address: str) -> Page | None:
        """Return the page that is open at this node."""
        return self._pages.get(address)

    def present(self, address: str) -> bool:
        """Whether a page of this person is open, here or elsewhere."""
        return address in self._pages or (self.across is not None and self.across.where(address) is not None)

    def send(self, address: str, event: msgspec.Struct) -> bool:
        """Send the event to the page, if there is one."""
        page = self._pages.get(address)
        if page is not None:
            page.send(encode(event))
            return True
        return self.across is not None and self.across.carry(address, encode(event))

    def relay(self, addresses: tuple[str, ...], event: msgspec.Struct) -> None:
        """Send one event to several pages, encoded once."""
        frame = encode(event)
        for address in addresses:
            page = self._pages.get(address)
            if page is not None:
                page.send(frame)
            elif self.across is not None:
                self.across.carry(address, frame)

    def pages(self, kind: str) -> list[str]:
        """Return the addresses of one kind that are open at this node: seeker, listener or board."""
        return [address for address in self._pages if address.startswith(f"{kind}:")]

    def shut(self, address: str, code: int) -> None:
        """Close somebody's page, which speaks for nobody from here on."""
        page = self._pages.pop(address, None)
        if page is not None:
            page.close(code)
            if self.across is not None:
                self.across.release(address)
        elif self.across is not None:
            self.across.shut(address, code)

    def close_all(self, code: int) -> None:
        """Close every page, at shutdown."""
        for page in list(self._pages.values()):
            page.close(code)
