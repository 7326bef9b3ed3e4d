"""A server that is asked to drain takes nobody in any more, lets chats come to their end, and ends by itself."""

import asyncio
import os
import sys
from pathlib import Path

import httpx

from app.draining import drain
from app.records.postgres import EmbeddedPostgres
from benchmarks.service import ROOT
from tests.sockets.people import talking
from tests.sockets.servers import a_database, serving, staff_cookies


async def test_a_draining_server_waits_for_the_last_chat(postgres: EmbeddedPostgres, template: str) -> None:
    with serving(await a_database(postgres, template)) as service:
        sam = (await staff_cookies(service))["Sam"]
        async with talking(service, sam) as talk:
            command = [sys.executable, "-m", "app", "drain", "--data", str(service.data)]
            draining = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
            assert draining.stdout is not None
            told = [(await asyncio.wait_for(draining.stdout.readline(), 20)).decode().strip() for _ in range(2)]  # noqa: TID251
            assert told[1] == "1 still talking or waiting."
            async with httpx.AsyncClient(base_url=service.origin) as http:
                refused = await http.post("/api/tickets", json={"ageBand": "adult"})
                assert (refused.status_code, refused.json()["type"]) == (503, "urn:earshot:problem:line-closed")
                assert (await http.get("/health/ready")).status_code == 503
            await talk.seeker.says("end", chat=talk.chat)
        rest = (await asyncio.wait_for(draining.stdout.read(), 30)).decode()  # noqa: TID251
        assert rest.endswith("It has ended.\n")
        assert (await draining.wait(), await asyncio.to_thread(service.gone_within, 30)) == (0, 0)
        assert not {"pid", "left"} & {one.name for one in service.data.iterdir()}


def test_where_no_server_runs_nobody_is_signalled(tmp_path: Path) -> None:
    (tmp_path / "pid").write_text(str(os.getpid()))
    assert not drain(tmp_path, print)
    assert not drain(tmp_path / "nowhere", print)
