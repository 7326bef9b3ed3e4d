"""C34 over sockets: a grammar of every command, with anything in its fields, said by every role. Nothing breaks."""

import json
import os
import random  # noqa: TID251
from contextlib import suppress
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from websockets.exceptions import ConnectionClosed

from app.wire.commands import BoardCommand, ListenerCommand, SeekerCommand
from benchmarks.service import Service
from tests.sockets.people import Page, as_seeker, join, page_at, talking

CANARY = "canary nobody said"
"""In a refusal it may stand as `ref` alone: what its author called it."""
COMMANDS = {"seeker": SeekerCommand, "listener": ListenerCommand, "board": BoardCommand}
COOKIES = {"seeker": "pass", "listener": "listener", "board": "coordinator"}
STAFF = {"listener": "Noor", "board": "Kim"}
ROUNDS = 40
A_ROUND = 12
"""Frames; twenty that do not fit end a socket."""
TOO_MUCH = 64 * 1024 + 1


def odd(chance: random.Random) -> Any:
    """A value that nobody would expect."""
    return chance.choice(
        [None, True, -1, 0, 2**31, 2**63 - 1, 10**40, 0.1, "", CANARY, f"{CANARY}\x00", "\u202e\u200b" + CANARY,
         "A" * 22, "\u0301" * 1_500, "\U0001f9ff" * 900, "é" * 2_001, [], {}, [CANARY] * 9, {CANARY: CANARY},
         [[[[]]]], "\\u0000"]
    )  # fmt: skip


def right(kind: Any, known: list[str], chance: random.Random) -> Any:
    """A value of this type, as msgspec describes it; ids are now and then true ones."""
    told = msgspec.json.schema(kind)
    if "anyOf" in told:
        told = chance.choice(told["anyOf"])
    if "enum" in told:
        return chance.choice(told["enum"])
    made = {
        "string": lambda: chance.choice([*known, CANARY, "ref-12345678", "A" * 22])[: told.get("maxLength", 99)],
        "integer": lambda: chance.choice([told.get("minimum", 0), told.get("maximum", 7), 1, 3]),
        "boolean": lambda: chance.random() < 0.5,
        "number": lambda: 0.5,
        "array": lambda: [chance.choice([CANARY, *known])],
        "object": lambda: {chance.choice([CANARY, *known]): chance.choice([1, CANARY])},
    }
    return made.get(str(told.get("type")), lambda: None)()


def a_frame(role: str, known: list[str], chance: random.Random) -> str:
    """A command of some role, right, bent, or torn."""
    spoken = COMMANDS[role if chance.random() < 0.8 else chance.choice(list(COMMANDS))]
    struct = chance.choice(get_args(spoken))
    frame: dict[str, Any] = {"type": struct.__struct_config__.tag}
    for field in msgspec.structs.fields(struct):
        if field.required or chance.random() < 0.5:
            bend = chance.random() < 0.25
            frame[field.encode_name] = odd(chance) if bend else right(field.type, known, chance)
    if chance.random() < 0.1:
        frame[CANARY] = odd(chance)
    text = json.dumps(frame)
    if chance.random() < 0.1:
        text = text[: chance.randrange(len(text))]
    if chance.random() < 0.05:
        text = text.replace("}", "," * 3 + "}")
    return text


async def a_round(page: Page, role: str, known: list[str], chance: random.Random) -> set[str]:
    """Say hello and a dozen frames; whatever comes back, the socket answers to the end or is closed as it should be."""
    before = len(page.events)
    await page.says("hello")
    try:
        for _ in range(A_ROUND):
            await page.socket.send(a_frame(role, known, chance))
        await page.all_until_pong()
    except ConnectionClosed:
        assert page.socket.close_code in {1000, 1013, 4401, 4403, 4409, 4429}, page.socket.close_code
    heard = page.events[before:]
    for event in heard:
        assert event["type"] != "refused" or CANARY not in json.dumps(event | {"ref": None}), event
    return {event["type"] for event in heard}


@pytest.mark.proves("C34")
@pytest.mark.parametrize("role", ["seeker", "listener", "board"])
async def test_no_frame_of_any_grammar_breaks_a_socket_or_comes_back(
    service: Service, staff: dict[str, str], role: str
) -> None:
    chance, heard = random.Random(role), set()  # noqa: S311
    logged = service.output.stat().st_size
    async with talking(service, staff["Sam"]) as talk:
        known = [talk.chat, talk.epoch, talk.stub]
        for _ in range(ROUNDS):
            token = await join(service) if role == "seeker" else staff[STAFF[role]]
            cookie = f"{COOKIES[role]}={token}"
            async with page_at(service, role, origin=service.origin, Cookie=cookie) as page:
                heard |= await a_round(page, role, known, chance)
            if role == "seeker":
                await as_seeker(service, token, "DELETE", "/api/ticket")
        assert (await talk.seeker_says("and nobody else was touched"))["chat"] == talk.chat
    assert {"refused", "pong"} <= heard
    said = service.output.read_bytes()[logged:]
    assert CANARY.encode() not in said
    assert b"failed" not in said, said.decode()


@pytest.mark.proves("C34")
@pytest.mark.parametrize("role", ["seeker", "listener", "board"])
@pytest.mark.parametrize("heavy", ["x" * TOO_MUCH, b"x" * TOO_MUCH], ids=["text", "binary"])
async def test_a_frame_of_one_byte_too_many_closes_the_socket(
    service: Service, staff: dict[str, str], role: str, heavy: str | bytes
) -> None:
    """C34: 64 KB and 1, at every socket."""
    token = await join(service) if role == "seeker" else staff[STAFF[role]]
    async with page_at(service, role, origin=service.origin, Cookie=f"{COOKIES[role]}={token}") as page:
        await page.says("hello")
        with suppress(ConnectionClosed):
            await page.socket.send(heavy)
        assert await page.closed() == 1009
    if role == "seeker":
        await as_seeker(service, token, "DELETE", "/api/ticket")


@pytest.mark.proves("C34")
async def test_what_is_thrown_at_a_socket_stays_in_no_memory(service: Service, staff: dict[str, str]) -> None:
    """C34: 26 MB of frames that nobody understands, over a hundred sockets, leave less than a fifth of it behind."""

    async def throws(times: int) -> None:
        for _ in range(times):
            async with page_at(service, "listener", origin=service.origin, Cookie=f"listener={staff['Noor']}") as page:
                with suppress(ConnectionClosed):
                    for _ in range(4):
                        await page.socket.send("x" * (TOO_MUCH - 1))

    await throws(25)
    before = _resident(service)
    await throws(100)
    assert _resident(service) - before < 26_000_000 / 5


def _resident(service: Service) -> int:
    pages = int(Path(f"/proc/{service.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
