"""Facts as the views that pages and clients get. Nothing is decided here, and no row leaves as it is."""

from datetime import datetime, timedelta

import msgspec

from app.identity.seeker_pass import TicketPass, seal_pass, to_the_minute
from app.identity.stub import Stub, seal_stub
from app.live.chat import Chat, Role, other
from app.live.interface import StandingOffer, TicketEntry
from app.live.notes import Alert, Break
from app.services.chat.guidance import NONE_NEEDED, guidance_for
from app.services.help.say_line import facts, tried
from app.services.line.show_place import wait_view
from app.services.node import Node
from app.wire.staff_views import OfferView, ShiftView
from app.wire.views import ChatView, GuestView, LimitsView, ResourceView, TicketView, TopicView
from app.words import gettext, isolated, speaking, spoken
from app.words.countries import by_name
from crisis import Resource, Tier, Watch, can_read, resources_for
from matching import Listener

_MINUTE = timedelta(minutes=1)
COOL_DOWN = timedelta(minutes=30)
"""For this long another place costs the most: a little work or a short wait, and never a no."""
COOLED = frozenset({"notForSupport", "abuse"})
"""Ends after which it does, beside a listener's report: three listeners ended the visit, or it turned on one again and
again."""


async def ticket_view(node: Node, entry: TicketEntry, *, now: datetime) -> TicketView:
    """A seeker's own ticket."""
    ticket = entry.ticket
    waiting = ticket.state.waits and entry.aftermath is None and entry.chat is None
    return TicketView(
        id=ticket.id,
        state="matched" if entry.chat and ticket.in_line else ticket.state.value,
        topics=ticket.topics,
        language=ticket.language,
        age_band=ticket.age_band.value,
        first_message=entry.intake.first_message,
        wait=await wait_view(node, entry, now=now) if waiting else None,
        chat=entry.chat if node.is_open(entry.chat) else None,
        over=entry.aftermath is not None,
        notice=notice_to(entry),
    )


def notice_to(entry: TicketEntry) -> str | None:
    """Why a seeker waits again, in the language of their pages."""
    with speaking(entry.intake.locale):
        return gettext(entry.notice) % {"name": isolated(entry.notice_of)} if entry.notice else None


def guest_view(chat: Chat) -> GuestView | None:
    """Return who else is in the chat, or asks to be, as its two people see it."""
    guest = chat.guest
    if guest is None:
        return None
    refusable = guest.state != "gone" and chat.watch.tier < Tier.EMERGENCY
    return GuestView(name=guest.name, state=guest.state, refusable=refusable)


def chat_view(node: Node, chat: Chat, entry: TicketEntry, role: Role, *, now: datetime) -> ChatView:
    """A chat as one of its two people gets it."""
    timing, peer = node.settings.timing, chat.sides[other(role)]
    ticket = entry.ticket
    listening = role == "listener"
    minor = ticket.age_band.needs_clearance
    guidance = guidance_for(chat.watch.tier, chat.watch.kinds, minor=minor) if listening else NONE_NEEDED
    ends = chat.opened + timing.chat + chat.extended
    alert = node.live.notes.all(Alert).get(chat.ticket) if listening else None
    return ChatView(
        id=chat.id,
        epoch=chat.epoch,
        with_=chat.listener_name if role == "seeker" else entry.intake.called or "Seeker",
        pronouns=entry.intake.pronouns if listening else "",
        limits=LimitsView(
            minutes=int((timing.chat + chat.extended) / _MINUTE),
            notice_at=int((timing.chat_notice + chat.extended) / _MINUTE),
            quiet_ask=int(timing.quiet_ask / _MINUTE),
            quiet_warn=int(timing.quiet_warn / _MINUTE),
            quiet_end=int(timing.quiet_end / _MINUTE),
        ),
        minutes_left=max(0, int((ends - now) / _MINUTE)),
        peer=peer.state,
        delivered=peer.delivered,
        seen=peer.seen,
        ended=chat.ended,
        stub=stub_of(node, chat, entry) if listening else None,
        topics=node.catalogue.names(ticket.topics),
        language=ticket.language,
        minor=listening and minor,
        tier=chat.watch.tier if listening else 0,
        kinds=tuple(sorted(chat.watch.kinds)) if listening else (),
        guidance=guidance.words,
        asks=guidance.asks,
        seen_by=alert.taken_by if alert is not None else None,
        alone=listening and is_alone(node, chat, now=now),
        readable=not listening or can_read("", language=ticket.language),
        note=chat.note,
        handing_over=chat.handing_over is not None,
        earlier=chat.earlier_state,
        guest=guest_view(chat),
        asks_in=listening and chat.asks_in,
        restarted=chat.restarted,
    )


def is_alone(node: Node, chat: Chat, *, now: datetime) -> bool:
    """Whether the listener of a chat in danger has no coordinator behind them."""
    return chat.watch.tier >= Tier.HIGH and not node.supervised(now)


def offer_view(node: Node, offer: StandingOffer, entry: TicketEntry, *, now: datetime) -> OfferView:
    """An offer on the listener's desk."""
    ticket = entry.ticket
    return OfferView(
        offer=offer.id,
        topics=node.catalogue.names(ticket.topics),
        language=ticket.language,
        minor=ticket.age_band.needs_clearance,
        waited=int(ticket.waited(now).total_seconds()),
        urgency=ticket.urgency,
        first_message=entry.intake.first_message,
        called=entry.intake.called,
        pronouns=entry.intake.pronouns,
        hands_over=entry.chat is not None,
        note=entry.note if entry.chat is not None else "",
        why=offer.why,
        lapses_in=max(0.0, (offer.lapses - now).total_seconds()),
    )


async def how_many_wait(node: Node) -> int:
    """How many are in line: all that a listener sees of it."""
    return sum(one.ticket.in_line for one in await node.live.waiting())


async def shift_view(
    node: Node,
    listener: Listener | None,
    *,
    now: datetime,
    of: str = "",
    notice: str | None = None,
    waiting: int | None = None,
) -> ShiftView:
    """A listener's shift. `of` names who is off duty; `waiting` saves counting who is in line once more."""
    if waiting is None:
        waiting = await how_many_wait(node)
    if listener is None:
        back = node.duty.back_at(of, now)
        back_at = back.isoformat() if back else None
        return ShiftView(
            state="off", seats=1, taken=0, topics=(), languages=(), waiting=waiting, notice=notice, back_at=back_at
        )
    rest = node.live.notes.all(Break).get(listener.id)
    return ShiftView(
        state=listener.state.value,
        seats=listener.seats,
        taken=listener.taken,
        topics=tuple(sorted(listener.topics)),
        languages=tuple(sorted(listener.languages)),
        waiting=waiting,
        burst=listener.burst,
        minutes_left=int(node.duty.left(listener.id, now) / _MINUTE),
        notice=notice,
        not_tonight=tuple(sorted(listener.opted_out)),
        break_until=rest.until.isoformat() if rest and rest.until > now else None,
        waits_for_coordinator=node.waits_for_coordinator(listener, now),
    )


def resource_view(resource: Resource, *, at: datetime) -> ResourceView:
    """A line, site or text service outside, as it stands at this moment."""
    return ResourceView(
        name=gettext(resource.name) if resource.kind == "emergency" else resource.name,
        kind=resource.kind,
        country=resource.country,
        phone=resource.phone or None,
        tel=resource.tel or None,
        also=resource.also,
        sms=resource.sms or None,
        text_to=resource.text_to or None,
        word=resource.word,
        messaging=resource.messaging,
        chat_url=resource.chat_url or None,
        website=resource.website or None,
        hours=resource.hours,
        languages=tuple(resource.languages),
        cost=resource.cost,
        checked=resource.checked.isoformat() if resource.checked else None,
        note=resource.note,
        open=resource.open_at(at),
        written=resource.written,
        facts=facts(resource, at=at),
        tried=tried(resource),
    )


def resources_of(node: Node, entry: TicketEntry, *, now: datetime) -> tuple[ResourceView, ...]:
    """What fits this seeker, by country, language, age and what was heard."""
    kinds = entry.watch.kinds
    chat = node.chat_of(entry.ticket.id)
    if chat is not None:
        kinds = chat.watch.kinds
    found = resources_for(
        entry.intake.country,
        entry.ticket.language,
        entry.ticket.age_band.value,
        kinds,
        directory=node.directory,
        at=now,
        quietly=entry.intake.quietly,
    )
    with speaking(entry.intake.locale):
        return tuple(resource_view(one, at=now) for one in found)


def countries_of(node: Node) -> tuple[tuple[str, str], ...]:
    """The countries whose lines we know, each as this language names it, by name."""
    return by_name(node.directory.countries(), str(spoken()))


def topics_of(node: Node) -> tuple[TopicView, ...]:
    """The topics in this language: as a coordinator said them, or as our catalogue does."""
    said, locale = node.catalogue.wording, str(spoken())

    def words(one: TopicView) -> tuple[str, str]:
        return said.get((one.slug, locale)) or (gettext(one.name), gettext(one.description))

    return tuple(
        msgspec.structs.replace(one, name=name, description=description)
        for one in node.catalogue.topics
        for name, description in (words(one),)
    )


def pass_of(node: Node, entry: TicketEntry, *, now: datetime) -> str:
    """The seeker's pass as it should stand now; it says so when there is a chat to come back to."""
    ticket = entry.ticket
    return seal_pass(
        node.sealer,
        TicketPass(
            ticket=ticket.id,
            arrived=to_the_minute(ticket.arrived),
            language=ticket.language,
            topics=ticket.topics,
            age_band=ticket.age_band.value,
            urgency=ticket.urgency,
            country=entry.intake.country,
            chat=entry.chat if entry.aftermath is None else None,
            over=entry.aftermath is not None,
            head=ticket.head,
            hides=entry.intake.hides,
            since=to_the_minute(ticket.since) if ticket.since else None,
            dear=_dear_until(entry),
            blocked=tuple(sorted(ticket.blocked)),
            locale=entry.intake.locale,
            expires=now + node.settings.timing.pass_life,
        ),
    )


def _dear_until(entry: TicketEntry) -> datetime | None:
    """What persons have decided goes with the pass, since it is all that we have of anybody. In danger nothing does."""
    over = entry.aftermath
    if over is None or Watch.resume(entry.watch).peak >= Tier.HIGH:
        return None
    cooled = over.reason in COOLED or over.listeners_code is not None
    return over.ended + COOL_DOWN if cooled else None


def stub_of(node: Node, chat: Chat, entry: TicketEntry) -> str:
    """The sealed facts that let the listener's page bring this chat back."""
    ticket = entry.ticket
    return seal_stub(
        node.sealer,
        Stub(
            chat=chat.id,
            listener=chat.listener,
            ticket=ticket.id,
            arrived=ticket.arrived,
            opened=chat.opened,
            language=ticket.language,
            topics=ticket.topics,
            age_band=ticket.age_band.value,
            urgency=ticket.urgency,
            country=entry.intake.country,
            blocked=tuple(sorted(ticket.blocked)),
            extended=chat.extended,
            watch=chat.watch.state(),
        ),
    )
