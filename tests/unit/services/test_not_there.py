"""A listener says yes, and the seeker's page does not answer: no harm to either."""

from app.identity.seeker_pass import TicketPass, open_pass
from app.live.hub import seeker_page
from app.services.line.answer_offer import accept_offer
from app.services.line.come_back import come_back
from app.services.show import pass_of
from app.wire.events import Ended, Opened, SeekerEvent
from matching import TicketState
from tests.nodes import Evening


async def said_yes(evening: Evening, **wish: str) -> str:
    """Sam accepts, and nothing is heard of the page since."""
    await evening.listener()
    ticket = await evening.seeker(**wish)
    await evening.tick()
    offer, _ = await evening.offered(ticket)
    await accept_offer(evening.node, await evening.on_shift("sam"), offer, now=evening.now)
    return ticket


async def test_the_listener_gets_the_next_person_without_a_mark(evening: Evening) -> None:
    first = await said_yes(evening, first_message="hello")
    second = await evening.seeker()
    page, before = evening.seekers(first), await evening.entry(first)
    (chat,) = evening.node.chats.values()
    evening.later(seconds=14)
    await evening.tick()
    assert evening.node.chats == {chat.id: chat}
    evening.desk().take()
    evening.later(seconds=1)
    await evening.tick()
    assert evening.desk().take_only(Ended) == [Ended(chat=chat.id, reason="notThere")]
    sam = await evening.on_shift("sam")
    assert (sam.resting_until, evening.node.unwritten.held["sam"]) == (None, 0)
    assert (await evening.offered(second))[1] == "sam"
    assert page.closed is not None
    entry = await evening.entry(first)
    assert (entry.ticket.state, entry.ticket.arrived, entry.chat) == (
        TicketState.WAITING,
        before.ticket.arrived,
        None,
    )
    assert entry.intake.first_message == "hello"
    assert (chat.ended, chat.after(0)) == ("notThere", [])


async def test_who_comes_back_is_offered_again_at_the_old_place(evening: Evening) -> None:
    ticket = await said_yes(evening)
    evening.later(seconds=15)
    await evening.tick()
    assert await evening.node.live.offers() == ()
    await evening.seeker()
    evening.opens(seeker_page(ticket), SeekerEvent)
    await evening.tick()
    assert [one.ticket for one in await evening.node.live.offers()] == [ticket]


async def test_any_sign_of_the_page_is_an_answer(evening: Evening) -> None:
    ticket = await said_yes(evening)
    evening.later(seconds=10)
    entry = await evening.entry(ticket)
    opened = open_pass(evening.node.sealer, pass_of(evening.node, entry, now=evening.now), now=evening.now)
    assert isinstance(opened, TicketPass)
    await come_back(evening.node, opened, now=evening.now)
    evening.later(seconds=10)
    await evening.tick()
    (chat,) = evening.node.chats.values()
    assert (chat.ticket, chat.ended) == (ticket, None)
    assert evening.seekers(ticket).take_only(Opened)
