"""A listener reports over the socket; and every command says whose it is."""

from typing import get_args

import pytest

from app.wire import commands
from app.wire.frames import BOARD, LISTENER, SEEKER
from benchmarks.service import Service
from tests.sockets.people import talking

ROLES = {"seeker": commands.SeekerCommand, "listener": commands.ListenerCommand, "board": commands.BoardCommand}


async def test_a_listeners_report_ends_the_chat_kindly_and_tells_its_code_to_them_alone(
    service: Service, staff: dict[str, str]
) -> None:
    async with talking(service, staff["Sam"]) as talk:
        await talk.seeker_says("hello")
        await talk.listener.says("report", chat=talk.chat, reason="harassing")
        code = (await talk.listener.hears("filed", chat=talk.chat))["caseCode"]
        assert [len(part) for part in code.split("-")] == [4, 4, 4, 4]
        assert (await talk.seeker.hears("ended"))["reason"] == "endedForSafety"
        assert code not in str(talk.seeker.events)
        await talk.listener.says("report", chat=talk.chat, reason="harassing")
        assert (await talk.listener.hears("refused"))["code"] == "nothingToReport"


async def test_nobody_reports_a_chat_that_is_not_theirs(service: Service, staff: dict[str, str]) -> None:
    async with talking(service, staff["Sam"]) as talk:
        await talk.listener.says("report", chat="another", reason="other")
        assert (await talk.listener.hears("refused"))["code"] == "nothingToReport"
        await talk.seeker.says("report", chat=talk.chat, reason="other")
        assert (await talk.seeker.hears("refused"))["code"] == "notUnderstood"
        await talk.listener_says("still here")


@pytest.mark.proves("C32")
def test_every_command_is_declared_for_a_role() -> None:
    """C32: a command that nobody may say, or that anybody might, fails here."""
    every = {
        one
        for one in vars(commands).values()
        if isinstance(one, type) and issubclass(one, commands.Command) and one is not commands.Command
    }
    assert every == {one for union in ROLES.values() for one in get_args(union)}
    assert len(every) > 10


@pytest.mark.proves("C32")
@pytest.mark.parametrize(("role", "decoder"), [("seeker", SEEKER), ("listener", LISTENER), ("board", BOARD)])
def test_a_socket_understands_the_commands_of_its_role_alone(role: str, decoder: object) -> None:
    """C32: what another role may say is not understood, before anything looks at it."""
    assert decoder.type == ROLES[role]  # type: ignore[attr-defined]
