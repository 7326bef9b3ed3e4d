"""The calm card in front of a seeker: when it stands, in which manner, and what "not for me" means.

It offers and never blocks. Putting it away is about this page alone: the danger that was heard stays what it is, and a
new kind or a graver tier brings the card back.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from app.live.hub import seeker_page
from app.live.interface import TicketEntry
from app.services.amend import amend
from app.services.node import Node
from app.services.show import resources_of
from app.wire.events import Card
from app.wire.views import Manner
from crisis import Kind, Tier, Watch

GENTLE = frozenset({Kind.ABUSE, Kind.EXPLOITATION, Kind.MINOR_AT_RISK})
"""These arrive folded: somebody beside the writer may see the screen."""


def manner_of(tier: Tier, kinds: Collection[str]) -> Manner:
    """Say how a card arrives: for a friend, at once and whole, folded, or open."""
    if set(kinds) <= {Kind.CONCERN_FOR_OTHER}:
        return "friend"
    if tier >= Tier.EMERGENCY:
        return "now"
    return "gentle" if set(kinds) <= GENTLE else "hard"


def make_card(node: Node, entry: TicketEntry, tier: Tier, kinds: Collection[str], *, now: datetime) -> Card:
    """Return a card for these kinds, with the lines that fit this seeker."""
    return Card(
        tier=int(tier),
        kinds=tuple(kinds),
        manner=manner_of(tier, kinds),
        resources=resources_of(node, entry, now=now),
        written_first=written_first(entry),
    )


def standing_card(node: Node, entry: TicketEntry, *, now: datetime) -> Card | None:
    """Return the card that stands for as long as its reason does, or None."""
    watch = _watch(node, entry)
    kinds = _kinds(watch)
    return make_card(node, entry, watch.tier, kinds, now=now) if kinds else None


def is_away(node: Node, entry: TicketEntry) -> bool:
    """Whether the seeker put away all that a card stands for, no less grave."""
    return _put_away(_watch(node, entry))


def written_first(entry: TicketEntry) -> bool:
    """Whether ways to write come before a voice: for the young, and for who cannot speak aloud."""
    return entry.intake.quietly or entry.ticket.age_band.value in {"under13", "13-15", "16-17"}


def show_waiting_card(node: Node, entry: TicketEntry, *, now: datetime) -> None:
    """Put a card on the page of somebody who waits, when their words ask for one and they have not put it away."""
    watch = Watch.resume(entry.watch)
    kinds = _kinds(watch)
    if kinds and not _put_away(watch):
        node.hub.send(seeker_page(entry.ticket.id), make_card(node, entry, watch.tier, kinds, now=now))


async def put_card_away(node: Node, entry: TicketEntry) -> None:
    """Not for me: the card that stands now goes, until there is more to say. No tier falls by it."""
    kinds = _kinds(_watch(node, entry))

    def put_away(fresh: TicketEntry) -> TicketEntry:
        watch = _watch(node, fresh)
        watch.put_away(kinds)
        return replace(fresh, watch=watch.state())

    await amend(node, entry, put_away)


async def choose_quietly(node: Node, entry: TicketEntry, *, quietly: bool) -> None:
    """They cannot speak aloud where they are, or can again."""
    await amend(node, entry, lambda fresh: replace(fresh, intake=replace(fresh.intake, quietly=quietly)))


async def choose_hiding(node: Node, entry: TicketEntry, *, hides: bool) -> None:
    """Somebody may see their screen, or nobody may: whether the page hides itself in the background."""
    await amend(node, entry, lambda fresh: replace(fresh, intake=replace(fresh.intake, hides=hides)))


def _kinds(watch: Watch) -> tuple[str, ...]:
    """Return what a card was shown for, is due for, or was put away for."""
    state = watch.state()
    known = {kind for kind, _ in (*state.shown, *state.away)}
    return tuple(sorted(known | set(watch.card_due() or ())))


def _watch(node: Node, entry: TicketEntry) -> Watch:
    chat = node.chat_of(entry.ticket.id)
    return chat.watch if chat is not None else Watch.resume(entry.watch)


def _put_away(watch: Watch) -> bool:
    return bool(watch.state().away) and not watch.cards and not watch.card_due()
