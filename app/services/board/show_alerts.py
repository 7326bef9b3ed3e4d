"""What needs a person, as one viewer's board shows it: kind, tier and listener; never words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from app.live.cases import Case
from app.live.chat import Chat
from app.live.hub import coordinator_of
from app.live.interface import TicketEntry
from app.live.notes import Alert, Over, about_words
from app.services.board.take_alert import calls, handle_of, rings
from app.services.chat.hand_over import asks_for_help
from app.services.node import Node
from app.wire.staff_views import AlertView
from crisis import Tier, Watch

Join = Literal["no", "may", "mine"]


def elsewhere(node: Node, entries: Sequence[TicketEntry]) -> list[TicketEntry]:
    """Return the tickets whose chat has its home at another node."""
    return [entry for entry in entries if entry.chat is not None and node.home_of_chat(entry.chat) is not None]


@dataclass(frozen=True, slots=True)
class Alerts:
    """What needs a person, as one viewer sees it."""

    node: Node
    viewer: str
    duty: Mapping[str, str]
    now: datetime

    def of(self, entries: Sequence[TicketEntry], names: Mapping[str, str]) -> tuple[AlertView, ...]:
        """Return them all, the gravest first."""
        here = [chat for chat in self.node.chats.values() if chat.watch.tier >= Tier.HIGH or chat.asks_in or chat.guest]
        found = [self._here(chat) for chat in here]
        far = elsewhere(self.node, entries)
        found += [self._elsewhere(one, names) for one in far if _is_grave(one) or one.asks_in or one.guest]
        waiting = [one for one in entries if one.ticket.in_line and one.aftermath is None and one.chat is None]
        found += [self._waiting(entry) for entry in waiting if entry.paged is not None or _is_grave(entry)]
        found += [
            self._over(one.id, one.tier, one.over) for one in self.node.live.notes.all(Alert).values() if one.over
        ]
        found += [self._reported(case) for case in self.node.open_cases.values() if case.stopped]
        found += [self._words(chat.ticket, chat.concerns, chat.listener_name) for chat in self.node.chats.values()]
        found += [self._words(one.ticket.id, one.concerns, names.get(one.listener or "", "a listener")) for one in far]
        return tuple(sorted((one for one in found if one.kinds), key=lambda one: (-one.tier, one.handle)))

    def _words(self, ticket: str, concerns: Iterable[str], listener: str) -> AlertView:
        """What was said in a chat, by kinds; none where nothing was."""
        return self._view(about_words(ticket), Tier.HIGH, tuple(sorted(concerns)), listener, timedelta(0))

    def _here(self, chat: Chat) -> AlertView:
        guest = chat.guest.id if chat.guest and chat.guest.state != "gone" else None
        marks = (*("wants_to_be_found",) * chat.wanted, *("asks_for_help",) * asks_for_help(chat))
        kinds = (*marks, *_asks(asks_in=chat.asks_in, guest=guest), *sorted(chat.watch.kinds))
        join = self._join(chat.watch.tier, asks_in=chat.asks_in, guest=guest)
        return self._view(chat.ticket, chat.watch.tier, kinds, chat.listener_name, self.now - chat.opened, join)

    def _elsewhere(self, entry: TicketEntry, names: Mapping[str, str]) -> AlertView:
        """A chat whose home is another node, as far as the ticket tells."""
        watch = Watch.resume(entry.watch)
        marks = (*("wants_to_be_found",) * entry.wanted, *("asks_for_help",) * entry.ticket.in_line)
        kinds = (*marks, *_asks(asks_in=entry.asks_in, guest=entry.guest), *sorted(watch.kinds))
        join = self._join(watch.tier, asks_in=entry.asks_in, guest=entry.guest)
        talked = self.now - entry.joined - (entry.matched_after or timedelta(0))
        name = names.get(entry.listener or "", "a listener")
        return self._view(entry.ticket.id, watch.tier, kinds, name, talked, join)

    def _join(self, tier: int, *, asks_in: bool, guest: str | None) -> Join:
        if guest is not None:
            return "mine" if guest == coordinator_of(self.viewer) else "no"
        return "may" if asks_in or tier >= Tier.EMERGENCY else "no"

    def _waiting(self, entry: TicketEntry) -> AlertView:
        watch = Watch.resume(entry.watch)
        paged = (entry.paged,) if entry.paged is not None else ()
        kinds = (*paged, *sorted(watch.kinds if watch.tier >= Tier.HIGH else ()))
        return self._view(entry.ticket.id, watch.tier, kinds, None, entry.ticket.waited(self.now))

    def _reported(self, case: Case) -> AlertView:
        """A listener who may be with others: somebody looks after those."""
        return self._view(case.alert, Tier.HIGH, ("reported",), case.listener_name, self.now - case.filed)

    def _over(self, ticket: str, tier: int, over: Over) -> AlertView:
        return self._view(ticket, tier, ("ended", *over.kinds), over.listener, timedelta(minutes=over.minutes))

    def _view(
        self,
        ticket: str,
        tier: int,
        kinds: tuple[str, ...],
        listener: str | None,
        lasts: timedelta,
        join: Join = "no",
    ) -> AlertView:
        alert = self.node.live.notes.all(Alert).get(ticket)
        return AlertView(
            handle=handle_of(self.node, self.viewer, ticket),
            tier=int(tier),
            join=join,
            kinds=kinds,
            listener=listener,
            minutes=int(lasts / timedelta(minutes=1)),
            taken_by=alert.taken_by if alert else None,
            rings=rings(alert, now=self.now) if alert else 0,
            calls_you=alert is not None and calls(alert, coordinator_of(self.viewer), self.duty, now=self.now),
        )


def _asks(*, asks_in: bool, guest: str | None) -> tuple[str, ...]:
    return (*("asks_a_coordinator_in",) * asks_in, *("with_a_coordinator",) * (guest is not None))


def _is_grave(entry: TicketEntry) -> bool:
    return Watch.resume(entry.watch).tier >= Tier.HIGH


def subject_of(node: Node, viewer: str, handle: str) -> str | None:
    """Return which alert this viewer means by a handle, or None when it stands no more."""
    return next((one for one in node.live.notes.all(Alert) if handle_of(node, viewer, one) == handle), None)
