"""What follows from what a message holds: it is sent, its author is asked once, or it stays with its author.

A listener leads nobody elsewhere and learns of nobody where they are. A seeker may say what they like of themselves
after one question, unless they may be under 18. Somebody in danger who wants to be found can be, at any age. Nothing
here knows a chat: facts come in, a judgement goes out.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from app.safety.contact import PLACES, Contact
from app.safety.cues import ABUSE, Cue


class Step(StrEnum):
    """What happens to a message."""

    SEND = "send"
    ASK = "ask"
    """Its author is asked once; the same text, confirmed, is sent."""
    STOP = "stop"
    """It stays with its author, who is told why."""


class Why(StrEnum):
    """The reason of a question or a stop; the machine's word for it on the wire."""

    CONTACT = "contactDetails"
    FOUND = "wantsFound"
    PROBING = "personalQuestion"
    ELSEWHERE = "elsewhere"
    IMAGE = "imageRequest"
    MEETING = "meeting"
    LOCATION = "location"
    MONEY = "money"
    SEXUAL = "sexual"
    ABUSE = "abuse"


class Card(StrEnum):
    """What the seeker is shown beside the chat."""

    NO_SECRETS = "noSecrets"
    SEXTORTION = "sextortion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the rules must know of a chat."""

    minor: bool
    """The seeker did not say that they are 18 or over."""
    danger: bool = False
    """The chat is at HIGH or above: then where somebody is may have to be asked."""
    findable: bool = False
    """An act is in progress, it is an EMERGENCY, or the listener has flagged it: help may have to find the seeker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What happens to a message, why, and what else follows."""

    step: Step = Step.SEND
    why: Why | None = None
    concerns: frozenset[Cue] = frozenset()
    """What a coordinator is alerted of: kinds, never words."""
    card: Card | None = None
    ends: bool = False
    """The chat ends at once: something sexual was said to somebody who may be a minor."""


SENT = Judgement()
_STOPPED = {
    Cue.SEXUAL: Why.SEXUAL,
    Cue.IMAGE: Why.IMAGE,
    Cue.MEETING: Why.MEETING,
    Cue.MONEY: Why.MONEY,
    Cue.THREAT: Why.ABUSE,
    Cue.INSULT: Why.ABUSE,
    Cue.ELSEWHERE: Why.ELSEWHERE,
}
"""What no listener says to anybody, the gravest first."""
_ALERTED = frozenset({Cue.SEXUAL, Cue.IMAGE, Cue.MEETING, Cue.MONEY, Cue.THREAT, Cue.INSULT})


def judge_seeker(contact: Contact | None, situation: Situation, *, confirmed: bool) -> Judgement:
    """Judge what a seeker wants to say. Their despair is never judged, and never their swearing at themselves."""
    if contact is None:
        return SENT
    if situation.findable and PLACES.intersection(contact.ways):
        return Judgement(step=Step.SEND if confirmed else Step.ASK, why=Why.FOUND)
    if situation.minor:
        return Judgement(step=Step.STOP, why=Why.CONTACT)
    return SENT if confirmed else Judgement(step=Step.ASK, why=Why.CONTACT)


def judge_listener(
    contact: Contact | None, cues: Collection[Cue], situation: Situation, *, confirmed: bool
) -> Judgement:
    """Judge what a listener wants to say."""
    concerns = _ALERTED.intersection(cues)
    card = Card.SEXTORTION if Cue.MONEY in cues else Card.NO_SECRETS if Cue.SECRECY in cues else None
    stopped = next((why for cue, why in _STOPPED.items() if cue in cues), None)
    if stopped is not None:
        ends = situation.minor and Cue.SEXUAL in cues
        return Judgement(step=Step.STOP, why=stopped, concerns=concerns, card=card, ends=ends)
    if contact is not None:
        return Judgement(step=Step.STOP, why=Why.CONTACT, card=card)
    if Cue.SECRECY in cues:
        concerns |= {Cue.SECRECY}
    if situation.minor and not situation.danger:
        if Cue.LOCATION in cues:
            return Judgement(step=Step.STOP, why=Why.LOCATION, concerns=concerns | {Cue.LOCATION}, card=card)
        if Cue.PROBING in cues:
            step = Step.SEND if confirmed else Step.ASK
            return Judgement(step=step, why=Why.PROBING, concerns=concerns | {Cue.PROBING}, card=card)
    if situation.minor and Cue.RETURN in cues:
        concerns |= {Cue.RETURN}
    return Judgement(concerns=concerns, card=card)


def is_directed_abuse(cues: Collection[Cue]) -> bool:
    """Whether a seeker insults, threatens or makes advances to the listener: warned, slowed, then the chat ends."""
    return bool({*ABUSE, Cue.SEXUAL, Cue.IMAGE}.intersection(cues))
