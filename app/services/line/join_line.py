"""Give a seeker a place in line, with what they said on the way in read at once, and wake the matcher."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from app import clock
from app.live.interface import Intake, TicketEntry
from app.services.amend import amend
from app.services.chat.card import show_waiting_card
from app.services.line.ask_price import Fare, pay
from app.services.line.check_first import band_of, check_first_message, check_names
from app.services.line.keep_door import LineClosed, LineFull
from app.services.line.show_place import on_shift
from app.services.node import Node
from app.wire.requests import JoinLine
from app.words import spoken
from crisis import Watch, assess
from matching import AgeBand, Door, Ticket
from matching.ranking import EVERYBODY_TAKES, URGENT
from matching.tickets import NEVER, TEENS
from matching.waiting import crowd_of


class TooYoung(Exception):
    """Under 13: no chat here, but lines for children, which the edge names."""


class NotServed(Exception):
    """People under 18 are not served here; told before intake, and said again kindly."""


class UnknownTopic(Exception):
    """A topic that is not in the catalogue, or closed just now."""


async def join_line(
    node: Node,
    wish: JoinLine,
    *,
    now: datetime,
    fare: Fare | None = None,
    blocked: Collection[str] = (),
    head: bool = False,
    id_: str = "",
) -> TicketEntry:
    """Give a seeker a place in line, which counts from when their page is first there.

    Raises TooYoung, NotServed, UnknownTopic, NotSent, NameNotTaken, SendAnyway, LineClosed, LineFull or ProofNeeded.
    `fare` is what a newcomer brings when many come at once; who was here already brings none.
    `blocked` are listeners never to be met again, from an earlier pass; `head` puts the seeker at the head of the line,
    after a chat that went badly; `id_` is the id that the ticket gets, where it was chosen before.
    """
    age_band = band_of(AgeBand(wish.age_band), wish.first_message)
    if age_band is AgeBand.UNDER_13:
        raise TooYoung
    if not node.settings.minors and age_band in TEENS:
        raise NotServed
    topics = tuple(dict.fromkeys(wish.topics)) or (EVERYBODY_TAKES,)
    if not set(topics) <= node.catalogue.open():
        raise UnknownTopic
    watch = heard_at_intake(wish.language, wish.self_report, wish.first_message, at=now)
    called, pronouns = " ".join(wish.called.split()), " ".join(wish.pronouns.split())
    check_names(node, called, pronouns)
    wanted = check_first_message(node, wish.first_message, age_band, watch, confirmed=wish.confirmed)
    if node.doorway.stands is Door.CLOSED:
        raise LineClosed
    if node.doorway.stands is Door.URGENT_ONLY and watch.tier < URGENT and not head:
        raise LineFull
    if fare is not None:
        await pay(node, fare, now=now)
    in_words = assess(wish.first_message, language=wish.language).tier >= URGENT
    ticket = Ticket(
        id=id_ or clock.new_id(),
        arrived=now,
        language=wish.language,
        topics=topics,
        age_band=age_band,
        seen=now if in_words or wanted else NEVER,  # who says so is looked for though their page be gone
        urgency=int(watch.tier),
        self_reported=watch.tier >= URGENT and not in_words,
        blocked=frozenset(blocked),
        head=head,
    )
    line = (one.ticket for one in await node.live.waiting())
    entry = TicketEntry(
        ticket=ticket,
        crowd=crowd_of(ticket, line, await on_shift(node, now=now)),
        intake=Intake(
            first_message=wish.first_message.strip(),
            called=called,
            pronouns=pronouns,
            feeling=wish.feeling,
            self_report=wish.self_report,
            country=wish.country,
            hides=wish.hides,
            locale=str(spoken()),
        ),
        watch=watch.state(),
        joined=now,
        wanted=wanted,
    )
    await node.live.add(entry)
    return entry


def heard_at_intake(language: str, self_report: str, first_message: str, *, at: datetime) -> Watch:
    """Start the watch with the ticket: the self-report and the first message count."""
    watch = Watch(language)
    watch.report(self_report, at=at)
    if first_message.strip():
        watch.hear("seeker", first_message, at=at)
    return watch


async def edit_first_message(
    node: Node, entry: TicketEntry, text: str, *, now: datetime, confirmed: bool = False
) -> TicketEntry:
    """Keep the rewritten first message; urgency may rise with it, and never falls (nobody is demoted).

    Whatever the line did meanwhile, it counts as long as they wait; who is met by then says it in the chat.
    Raises NotSent, SendAnyway or TooYoung; what danger it holds counts all the same.
    """
    kept = await amend(node, entry, lambda fresh: _edited(node, fresh, text, now=now, confirmed=confirmed))
    if kept is None:
        return entry
    if kept.watch.tier > entry.watch.tier:
        show_waiting_card(node, kept, now=now)
    return kept


def _edited(node: Node, entry: TicketEntry, text: str, *, now: datetime, confirmed: bool) -> TicketEntry:
    if not entry.ticket.in_line or entry.aftermath is not None:
        return entry
    heard = assess(text, language=entry.ticket.language)
    watch = Watch.resume(entry.watch)
    if heard.tier > watch.tier:
        watch.hear("seeker", text, at=now)
    band = band_of(entry.ticket.age_band, text)
    if band is AgeBand.UNDER_13:
        raise TooYoung
    wanted = check_first_message(node, text, band, watch, confirmed=confirmed)
    ticket = replace(entry.ticket, age_band=band, urgency=max(entry.ticket.urgency, int(watch.tier)))
    if heard.tier >= URGENT:
        ticket = replace(ticket, self_reported=False)
    intake = replace(entry.intake, first_message=text.strip())
    return replace(entry, wanted=wanted, stirred=now, ticket=ticket, watch=watch.state(), intake=intake)


async def state_age(node: Node, entry: TicketEntry, age_band: AgeBand) -> TicketEntry:
    """Take an age band stated later, in the waiting room. Only who did not say can say it now. Raises NotServed."""

    def stated(fresh: TicketEntry) -> TicketEntry:
        if fresh.ticket.age_band is not AgeBand.UNDECLARED:
            return fresh
        if age_band in TEENS and not node.settings.minors:
            raise NotServed
        return replace(fresh, ticket=replace(fresh.ticket, age_band=age_band))

    return await amend(node, entry, stated) or entry
