"""What a listener's page says in a chat, wherever the page is open; the chat's home is here."""

from datetime import datetime
from typing import Any

from app.live.chat import Chat
from app.live.interface import StoreAway
from app.records.unit_of_work import RecordsAway
from app.services.cases.file_report import NothingToReport, file_listeners_report
from app.services.chat.check_message import NotSent
from app.services.chat.end_chat import ConfirmEnd, end_by_listener
from app.services.chat.extend_chat import extend_chat
from app.services.chat.hand_over import hand_over, stay_on
from app.services.chat.join_chat import ask_in, refuse_guest
from app.services.chat.lower_age import lower_age
from app.services.chat.post_message import take_moment
from app.services.chat.read_message import flag_danger
from app.services.chat.turn_away import turn_away
from app.services.node import Node
from app.sockets.connection import Speaks
from app.sockets.talking import Talk, catch_up, is_talk, refuse_ended, talk
from app.wire import commands
from app.wire.events import Filed, Refused
from app.wire.requests import Report
from crisis import Tier

NOT_FILED = "This could not be reported just now. The chat has ended; please report it once more in a moment."
NOTHING = "There is nothing to report any more: it was reported, or is forgotten."
_TIERS = {"elevated": Tier.ELEVATED, "high": Tier.HIGH, "emergency": Tier.EMERGENCY}


async def obey(node: Node, connection: Speaks, listener: str, command: Any, *, now: datetime) -> None:
    """Do what a listener's page says in a chat whose home is here; the page may be open at another node."""
    if isinstance(command, commands.Hello):
        catch_up(connection, node.chats_with(listener), command, role="listener")
    elif isinstance(command, commands.ReportChat):
        await _report(node, connection, listener, command, now=now)
    elif is_talk(command):
        talk_of(node, connection, listener, command, now=now)
    else:
        await _obey_in_chat(node, connection, listener, command, now=now)


async def _obey_in_chat(node: Node, connection: Speaks, listener: str, command: Any, *, now: datetime) -> None:
    chat = _chat(node, connection, listener, command)
    if chat is None:
        return
    match command:
        case commands.Extend():
            extend_chat(node, chat, now=now)
        case commands.Moment():
            take_moment(node, chat, "listener", now=now)
        case commands.HandOver():
            await _hand_over(node, connection, chat, command, now=now)
        case commands.Younger():
            await lower_age(node, chat, int(command.than) - 1, now=now)
        case commands.AskIn() | commands.RefuseGuest():
            await _company(node, chat, command)
        case commands.StayOn():
            await stay_on(node, chat)
        case commands.Flag():
            await flag_danger(node, chat, _TIERS[command.tier], now=now)
        case commands.End():
            await _end(node, connection, chat, command, now=now)


def talk_of(node: Node, connection: Speaks, listener: str, command: Talk, *, now: datetime) -> None:
    """Do what a listener says in a chat. Nothing is awaited."""
    chat = _chat(node, connection, listener, command)
    if chat is not None:
        talk(node, connection, chat, "listener", command, now=now)


def _chat(node: Node, connection: Speaks, listener: str, command: Any) -> Chat | None:
    """Return the chat that the command is about, if it is this listener's."""
    chat = node.chats.get(command.chat)
    if chat is None or chat.listener != listener:
        refuse_ended(connection, command)
        return None
    return chat


async def _company(node: Node, chat: Chat, command: commands.AskIn | commands.RefuseGuest) -> None:
    """Ask a coordinator in, or rather not have one."""
    if isinstance(command, commands.AskIn):
        await ask_in(node, chat, on=command.on)
    else:
        await refuse_guest(node, chat)


async def _hand_over(node: Node, connection: Speaks, chat: Chat, command: commands.HandOver, *, now: datetime) -> None:
    try:
        await hand_over(node, chat, command.note, now=now)
    except NotSent as kept:
        connection.say(Refused(code="noteNotTaken", detail=kept.detail, ref=chat.id))


async def _end(node: Node, connection: Speaks, chat: Chat, command: commands.End, *, now: datetime) -> None:
    try:
        end = turn_away if command.not_for_support else end_by_listener
        await end(node, chat, confirmed=command.confirmed, now=now)
    except ConfirmEnd:
        detail = "They may be in danger. Say once more that the chat should end; a coordinator is told."
        connection.say(Refused(code="confirmEnd", detail=detail, ref=chat.id))


async def _report(
    node: Node, connection: Speaks, listener: str, command: commands.ReportChat, *, now: datetime
) -> None:
    """End the chat, if it is open, and take the report; its code is said to this page alone."""
    report = Report(reason=command.reason, block=command.block)
    try:
        code = await file_listeners_report(node, listener, command.chat, report, now=now)
    except NothingToReport:
        connection.say(Refused(code="nothingToReport", detail=NOTHING, ref=command.chat))
    except (RecordsAway, StoreAway):
        connection.say(Refused(code="notFiled", detail=NOT_FILED, ref=command.chat))
    else:
        connection.say(Filed(chat=command.chat, case_code=code))
