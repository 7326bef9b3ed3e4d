"""What a person says of themselves counts, whatever the line or another node changes at the same moment: both stand.

Each change here is decided on what was read before somebody else changed the visit, in each of the two memories; then
two nodes on one Valkey do it often, at once.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.identity.sealing import Sealer
from app.live.interface import Live, TicketEntry
from app.live.shared.valkey import ValkeyLive
from app.services.amend import amend
from app.services.board.page_standby import page_standby
from app.services.chat.card import choose_hiding, choose_quietly, put_card_away
from app.services.know import known_seeker
from app.services.line.ask_price import Fare
from app.services.line.join_line import edit_first_message, state_age
from app.services.line.lead_back import WordsLeadNowhere, give_words, lead_back
from app.services.line.leave_line import leave, redirect
from app.services.line.still_there import stir
from app.services.node import Node
from app.services.show import pass_of
from crisis import Tier, Watch
from matching import AgeBand, PageStandby, TicketState
from tests.live.conftest import a_store
from tests.live.made import MINUTE, SECOND, an_entry, now_of, standing
from tests.nodes import NIGHT, a_node

LATER = NIGHT + MINUTE
WRITTEN = "It was a long week."
PAGED = "nobody ready"


@pytest.fixture
def sealer(tmp_path: Path) -> Sealer:
    return Sealer(tmp_path / "pass.key", now=NIGHT)


def on(live: Live, sealer: Sealer, folder: Path) -> Node:
    """A node with this memory."""
    node = a_node(sealer, data=folder)
    node.live = live
    return node


@pytest.fixture
def node(live: Live, sealer: Sealer, tmp_path: Path) -> Node:
    """A node on each kind of memory."""
    return on(live, sealer, tmp_path)


def undeclared() -> TicketEntry:
    entry = an_entry()
    return replace(entry, ticket=replace(entry.ticket, age_band=AgeBand.UNDECLARED))


async def the_line_moves(node: Node) -> None:
    """What the matcher does of itself to a ticket that waits: it notes why stand-by listeners are called."""
    await page_standby(node, PageStandby(ticket="t", why=PAGED))


async def writes(node: Node, entry: TicketEntry) -> None:
    await edit_first_message(node, entry, WRITTEN, now=LATER)


async def says_age(node: Node, entry: TicketEntry) -> None:
    await state_age(node, entry, AgeBand.OLDER_TEEN)


async def hides(node: Node, entry: TicketEntry) -> None:
    await choose_hiding(node, entry, hides=True)


async def cannot_speak(node: Node, entry: TicketEntry) -> None:
    await choose_quietly(node, entry, quietly=True)


async def is_there(node: Node, entry: TicketEntry) -> None:
    await stir(node, entry, now=LATER)


async def takes_words(node: Node, entry: TicketEntry) -> None:
    await give_words(node, entry, now=LATER)


KEPT: dict[Callable[[Node, TicketEntry], Awaitable[None]], Callable[[TicketEntry], bool]] = {
    writes: lambda one: one.intake.first_message == WRITTEN,
    says_age: lambda one: one.ticket.age_band is AgeBand.OLDER_TEEN,
    hides: lambda one: one.intake.hides,
    cannot_speak: lambda one: one.intake.quietly,
    is_there: lambda one: one.stirred == LATER,
    takes_words: lambda one: one.way_back is not None,
}
"""Everything that somebody who waits can say of themselves, and how it shows."""


@pytest.mark.parametrize("says", KEPT, ids=lambda one: one.__name__)
async def test_what_they_say_and_what_the_line_did_meanwhile_both_stand(
    node: Node, says: Callable[[Node, TicketEntry], Awaitable[None]]
) -> None:
    await node.live.add(undeclared())
    read = await now_of(node.live)
    await the_line_moves(node)
    await says(node, read)
    after = await now_of(node.live)
    assert (KEPT[says](read), KEPT[says](after), after.paged) == (False, True, PAGED)


async def test_what_the_line_does_puts_nothing_back_that_was_written_meanwhile(node: Node) -> None:
    await node.live.add(undeclared())
    before = await now_of(node.live)
    await writes(node, before)
    later = await amend(node, before, lambda fresh: replace(fresh, paged=PAGED))
    assert later is not None
    assert (later.intake.first_message, later.paged) == (WRITTEN, PAGED)
    assert later == await now_of(node.live)


async def test_danger_that_was_written_counts_beside_an_offer_made_this_moment(node: Node) -> None:
    await standing(node.live, an_entry())
    read = replace(await now_of(node.live), ticket=an_entry().ticket)  # as it was before the offer
    kept = await edit_first_message(node, read, "I want to die", now=LATER)
    assert (kept.ticket.state, kept.ticket.urgency) == (TicketState.OFFERED, Tier.HIGH)
    assert kept == await now_of(node.live)


async def test_who_was_met_this_moment_keeps_the_chat_and_what_the_listener_read(node: Node) -> None:
    await standing(node.live, an_entry())
    read = await now_of(node.live)
    met = await node.live.accept_offer("o", listener="sam", chat="c", now=NIGHT)
    assert await edit_first_message(node, read, WRITTEN, now=LATER) == met == await now_of(node.live)


async def test_a_wait_is_not_ended_under_who_was_met_this_moment_but_by_themselves_it_is(node: Node) -> None:
    await standing(node.live, an_entry())
    read = await now_of(node.live)
    met = await node.live.accept_offer("o", listener="sam", chat="c", now=NIGHT)
    waiting = replace(read, ticket=replace(read.ticket, state=TicketState.WAITING))
    await redirect(node, waiting, now=LATER)
    assert await now_of(node.live) == met
    await leave(node, waiting, now=LATER)
    left = await now_of(node.live)
    assert (left.ticket.state, left.chat, left.aftermath and left.aftermath.reason) == (TicketState.LEFT, None, "left")


async def test_a_card_put_away_takes_no_danger_with_it_that_was_heard_meanwhile(node: Node) -> None:
    heard = Watch("en")
    heard.hear("seeker", "I want to die", at=NIGHT)
    await node.live.add(replace(an_entry(), watch=heard.state()))
    read = await now_of(node.live)
    graver = Watch.resume(read.watch)
    graver.flag(Tier.EMERGENCY, at=LATER)
    await node.live.replace(replace(read, watch=graver.state()))
    await put_card_away(node, read)
    after = Watch.resume((await now_of(node.live)).watch)
    assert (after.tier, bool(after.state().away)) == (Tier.EMERGENCY, True)


async def test_words_lead_back_though_the_line_moves_and_only_one_of_two(node: Node) -> None:
    await node.live.add(an_entry())
    words = await give_words(node, await now_of(node.live), now=NIGHT)
    await the_line_moves(node)
    led = await lead_back(node, words, Fare(network=b"here"), now=LATER)
    assert (led.ticket.id, led.way_back, led.paged) == ("t", None, PAGED)
    with pytest.raises(WordsLeadNowhere):
        await lead_back(node, words, Fare(network=b"here"), now=LATER)


async def test_who_is_forgotten_stays_forgotten(node: Node) -> None:
    await node.live.add(undeclared())
    read = await now_of(node.live)
    await node.live.forget("t", until=LATER)
    for says in KEPT:
        await says(node, read)
    assert await amend(node, read, lambda fresh: replace(fresh, paged=PAGED)) is None
    assert await node.live.entries() == ()


async def test_a_change_that_is_no_change_is_not_stored(node: Node) -> None:
    await node.live.add(an_entry())
    read = await now_of(node.live)
    assert await amend(node, read, lambda fresh: fresh) is read
    assert (await now_of(node.live)).ticket.version == read.ticket.version


async def test_two_nodes_at_once_keep_what_each_was_told(
    valkey: str, shared: ValkeyLive, sealer: Sealer, tmp_path: Path
) -> None:
    async with a_store(valkey) as other:
        first, second = on(shared, sealer, tmp_path), on(other, sealer, tmp_path)
        await shared.add(undeclared())
        token = pass_of(first, await now_of(shared), now=NIGHT)

        async def patches(text: str) -> None:
            await edit_first_message(first, await known_seeker(first, token, now=NIGHT), text, now=NIGHT)

        for round_ in range(100):
            now, text, hidden, why = NIGHT + round_ * SECOND, "again " * round_, round_ % 2 == 0, f"{round_}"
            seen = await now_of(other)
            await asyncio.gather(
                patches(text),
                stir(second, seen, now=now + MINUTE * round_),
                choose_hiding(second, seen, hides=hidden),
                amend(second, seen, lambda fresh, why=why: replace(fresh, paged=why)),
            )
            after = await now_of(shared)
            assert after == await now_of(other)
            assert (after.intake.first_message, after.intake.hides, after.paged) == (text.strip(), hidden, why)
