"""A seeker whose page is only forms, at a node that is not the home of the chat."""

import asyncio
import re
from dataclasses import dataclass

import httpx

from benchmarks.cluster import Cluster, RoamingListener
from tests.nodes_several.people import listener_at, until


@dataclass
class FormSeeker:
    """A browser without JavaScript, sent to one node or another."""

    cluster: Cluster
    at: int
    token: str
    log: str = "/chat/log"
    shown: str = ""

    @classmethod
    async def joins(cls, cluster: Cluster, at: int) -> "FormSeeker":
        async with httpx.AsyncClient() as http:
            answer = await http.post(f"{cluster.nodes[at].origin}/api/tickets", json={"ageBand": "adult"})
            assert answer.status_code == 201
            return cls(cluster, at, str(answer.json()["pass"]))

    async def asks(self, method: str, path: str, **form: str) -> httpx.Response:
        origin = self.cluster.nodes[self.at].origin
        headers = {"Cookie": f"pass={self.token}", "Origin": origin}
        async with httpx.AsyncClient(timeout=20) as http:
            return await http.request(method, origin + path, headers=headers, data=form or None)

    async def says(self, text: str, ref: str) -> httpx.Response:
        return await self.asks("POST", "/chat/post", text=text, ref=ref)

    async def refreshes(self) -> str:
        """Load the log frame again, as it asks for itself."""
        answer = await self.asks("GET", self.log)
        assert answer.status_code == 200
        self.shown = answer.text
        again = re.search(r"url=([^\"]+)\"", answer.text)
        if again:
            self.log = again[1].replace("&amp;", "&")
        return answer.text


async def in_a_chat(cluster: Cluster) -> tuple[FormSeeker, RoamingListener, str]:
    listener = await listener_at(cluster, 1)
    seeker = await FormSeeker.joins(cluster, 0)
    async with asyncio.timeout(30):
        while (await seeker.asks("GET", "/chat")).status_code != 200:  # noqa: ASYNC110  # as its page does
            await asyncio.sleep(0.2)
    return seeker, listener, await listener.opened.get()


def texts(listener: RoamingListener, chat: str) -> list[str]:
    return [text for _, text in listener.papers[chat].lines("seeker")]


async def test_forms_at_the_other_node_talk_with_the_listener(cluster: Cluster) -> None:
    seeker, listener, chat = await in_a_chat(cluster)
    answers = [await seeker.says(f"line {number}", f"ref-{number:06}") for number in range(3)]
    again = await seeker.says("line 2", "ref-000002")  # the button pressed twice
    assert [answer.status_code for answer in (*answers, again)] == [303] * 4
    await until(lambda: texts(listener, chat) == ["line 0", "line 1", "line 2"])
    listener.write(chat, "I am here")
    async with asyncio.timeout(10):
        while "I am here" not in await seeker.refreshes():  # noqa: ASYNC110  # as its page does
            await asyncio.sleep(0.2)
    await seeker.refreshes()  # its address says what was shown before
    await until(lambda: not listener.talks[chat].outbox)
    assert (await seeker.asks("POST", "/chat/end")).status_code == 303
    await until(lambda: listener.papers[chat].ended is not None)
    assert listener.papers[chat].ended == "seekerEnded"
    await listener.close()


async def test_what_was_told_is_sent_survives_the_death_of_the_home(cluster: Cluster) -> None:
    seeker, listener, chat = await in_a_chat(cluster)
    assert (await seeker.says("before", "ref-before")).status_code == 303
    await until(lambda: texts(listener, chat) == ["before"])
    await listener.close()
    await asyncio.sleep(0.3)
    said = [await seeker.says(f"while away {number}", f"ref-away-{number}") for number in range(2)]
    assert [answer.status_code for answer in said] == [303, 303]
    cluster.kill(1)  # at once: what was answered has its copy already
    listener.open()
    await until(lambda: texts(listener, chat) == ["before", "while away 0", "while away 1"])
    listener.write(chat, "I have it")
    async with asyncio.timeout(20):
        while "I have it" not in await seeker.refreshes():  # noqa: ASYNC110  # as its page does
            await asyncio.sleep(0.2)
    assert seeker.shown.count("while away 0") == 1
    await listener.close()


async def test_without_a_second_place_the_page_says_so(cluster: Cluster) -> None:
    seeker, listener, _ = await in_a_chat(cluster)
    seeker.at = 1  # the home
    await listener.close()
    assert (await seeker.says("while two are there", "ref-two")).status_code == 303
    assert "in one place only" not in await seeker.refreshes()
    cluster.kill(0)
    assert (await seeker.says("alone", "ref-alone")).status_code == 303
    assert "in one place only" in await seeker.refreshes()


async def test_the_death_of_the_seekers_node_is_no_loss_either(cluster: Cluster) -> None:
    seeker, listener, chat = await in_a_chat(cluster)
    assert (await seeker.says("before", "ref-before")).status_code == 303
    cluster.kill(0)
    seeker.at = 1
    assert (await seeker.says("after", "ref-afterwards")).status_code == 303
    await until(lambda: texts(listener, chat) == ["before", "after"])
    await listener.close()
