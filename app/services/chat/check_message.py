"""Look at a message before it is sent: contact details, advances, insults. Nothing is awaited, and no text is kept.

What is not sent stays with its author, who is told why. Danger in it is heard all the same: a child who writes a number
and "I want to die" gets the card although the message was stopped.
"""

from collections.abc import Collection
from datetime import datetime

from app.live.chat import Chat, Role
from app.live.hub import listener_page, seeker_page
from app.safety.conduct import LISTENER, TOGETHER, WINDOW, score
from app.safety.contact import Contact, find_contact
from app.safety.cues import Cue, cues_in
from app.safety.rules import Judgement, Situation, Step, Why, judge_listener, judge_seeker
from app.services.chat.check_words import LISTENERS, QUESTIONS, REPEATED, SEEKERS_OWN, named
from app.services.chat.keep_peace import keep_peace
from app.services.node import Node
from app.services.shift.tally import tally
from app.wire.events import Notice, NoticeKind
from app.words import gettext
from crisis import Kind, Tier, assess

TOGETHER_CONCERN = "listener_cues_together"


class Kept(Exception):
    """The message stays with its author; the sentence says why, as the catalogues know it."""

    def __init__(self, code: str, sentence: str, **facts: str) -> None:
        super().__init__(code)
        self.code, self._sentence, self._facts = code, sentence, facts

    @property
    def detail(self) -> str:
        """The sentence, for whoever has no words of their own for the code."""
        return self._sentence % self._facts

    def said(self) -> str:
        """The sentence, in the language of this request."""
        return gettext(self._sentence) % self._facts


class NotSent(Kept):
    """It is not sent at all."""


class SendAnyway(Kept):
    """It is sent once its author says so again."""

    def __init__(self, code: str, contact: Contact | None, sentence: str, **facts: str) -> None:
        super().__init__(code, sentence, **facts)
        self.kinds = tuple(str(way) for way in contact.ways) if contact else (code,)
        self.masked = contact.masked if contact else ""


def check_message(node: Node, chat: Chat, role: Role, text: str, *, confirmed: bool, now: datetime) -> None:
    """Return when the message may be sent. Raises NotSent or SendAnyway."""
    contact = find_contact(text, before=chat.lately(role), known=node.sayable, patient=role == "listener")
    cues = cues_in(text)
    if contact is None and not cues and chat.slow_until is None:
        return
    if role == "listener":
        _check_listener(node, chat, contact, cues, confirmed=confirmed, now=now)
    else:
        _check_seeker(node, chat, contact, cues, text, confirmed=confirmed, now=now)


def _check_seeker(
    node: Node, chat: Chat, contact: Contact | None, cues: frozenset[Cue], text: str, *, confirmed: bool, now: datetime
) -> None:
    reason = keep_peace(node, chat, cues, now=now)
    if reason is not None:
        raise NotSent(*reason)
    if contact is None:
        return
    reading = assess(text, language=chat.watch.state().language)
    findable = is_findable(max(chat.watch.tier, reading.tier), chat.watch.kinds | reading.kinds)
    situation = Situation(minor=chat.minor, findable=findable)
    judgement = judge_seeker(contact, situation, confirmed=confirmed)
    if judgement.step is not Step.SEND and reading.tier >= Tier.HIGH:
        chat.watch.hear("seeker", text, at=now)
        _do(node, chat, "alert", now=now)
    answer_seeker(judgement, contact, name=chat.listener_name)
    details = [text[one.start : one.end] for one in contact.details]
    if judgement.why is not Why.FOUND and node.repeats.too_many(details, visit=chat.ticket, at=now):
        raise NotSent("repeated", REPEATED)
    if judgement.why is Why.FOUND and not chat.wanted:
        chat.wanted = True
        node.hub.send(listener_page(chat.listener), Notice(chat=chat.id, kind="wantsFound"))
        _do(node, chat, "keep", now=now)


def is_findable(tier: Tier, kinds: Collection[str]) -> bool:
    """Tell whether help may have to find the seeker, by how grave it is and what was heard.

    A flag counts from HIGH up, where a coordinator is alerted of it: it opens no door that nobody watches.
    """
    return tier >= Tier.EMERGENCY or (tier >= Tier.HIGH and bool({Kind.ACT_IN_PROGRESS, Kind.FLAGGED} & set(kinds)))


def _check_listener(
    node: Node, chat: Chat, contact: Contact | None, cues: frozenset[Cue], *, confirmed: bool, now: datetime
) -> None:
    danger = chat.watch.tier >= Tier.HIGH
    judgement = judge_listener(contact, cues, Situation(minor=chat.minor, danger=danger), confirmed=confirmed)
    concerns = {f"listener_{one}" for one in judgement.concerns}
    if not confirmed and cues and not danger:
        concerns |= _remember(node, chat, cues, now=now)
    if not concerns <= chat.concerns:
        chat.concerns |= concerns
        _do(node, chat, "keep", now=now)
    if judgement.card is not None:
        _show(node, chat, judgement.card.value, now=now)
    if judgement.ends:
        _do(node, chat, "unsafe", now=now)
    answer_listener(judgement, contact)


def _remember(node: Node, chat: Chat, cues: frozenset[Cue], *, now: datetime) -> set[str]:
    """Keep the kinds of the last messages together, and the listener's week; return what that adds up to."""
    since = chat.seq - 2 * WINDOW
    chat.cues = [one for one in chat.cues if one[0] > since] + [(chat.seq, "listener", str(cue)) for cue in cues]
    tally(node, chat.listener, "cues", now=now)
    node.conduct_of(chat.listener).add(score(cues, listener=True), day=now.date())
    kinds = {Cue(kind) for _, role, kind in chat.cues if role == "listener"}
    together = len(kinds) > 1 and score(kinds, listener=True) >= TOGETHER * LISTENER / 2
    return {TOGETHER_CONCERN} if together else set()


def answer_seeker(judgement: Judgement, contact: Contact | None, *, name: str) -> None:
    """Tell a seeker what was judged. Raises NotSent or SendAnyway; returns when it is sent."""
    if judgement.why is None or judgement.step is Step.SEND:
        return
    if judgement.step is Step.ASK:
        raise SendAnyway(judgement.why, contact, QUESTIONS[judgement.why], name=name)
    raise NotSent(judgement.why, SEEKERS_OWN)


def answer_listener(judgement: Judgement, contact: Contact | None) -> None:
    """Tell a listener what was judged. Raises NotSent or SendAnyway; returns when it is sent."""
    if judgement.why is None or judgement.step is Step.SEND:
        return
    if judgement.step is Step.ASK:
        raise SendAnyway(judgement.why, None, QUESTIONS[judgement.why])
    raise NotSent(judgement.why, LISTENERS[judgement.why], what=named(contact.ways) if contact else "")


def _show(node: Node, chat: Chat, kind: NoticeKind, *, now: datetime) -> None:
    """Tell the seeker once what holds for everybody; it accuses nobody."""
    if kind in chat.noticed:
        return
    chat.noticed.add(kind)
    node.hub.send(seeker_page(chat.ticket), Notice(chat=chat.id, kind=kind))
    if kind == "sextortion":
        _do(node, chat, "lines", now=now)


def _do(node: Node, chat: Chat, what: str, *, now: datetime) -> None:
    """Leave to the reader of messages what must wait for the store."""
    chat.due |= {what}
    node.to_read.put_nowait((chat, 0, now))
