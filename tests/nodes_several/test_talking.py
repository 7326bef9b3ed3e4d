"""Two people at two nodes."""

import asyncio

import pytest

from app.services.know import SIGNED_OUT
from benchmarks.cluster import Cluster
from benchmarks.crew import signed_in_by_link
from benchmarks.people import api
from tests.nodes_several.people import PATIENCE, Pair, ask, listener_at, talking, until


async def test_two_people_at_two_nodes_talk_in_order(cluster: Cluster) -> None:
    async with talking(cluster, seeker=0, listener=1) as pair:
        for _ in range(8):
            pair.say("seeker")
            pair.say("listener")
            await asyncio.sleep(0.02)
        await pair.settled()
        assert pair.papers() == pair.as_written()


@pytest.mark.parametrize("how", ["handed over", "changed"])
async def test_what_was_said_at_one_node_is_shown_at_another_once_the_seeker_opens_it(
    cluster: Cluster, how: str
) -> None:
    async with talking(cluster, seeker=0, listener=1) as pair:
        pair.say("seeker")
        await pair.settled()
        pair.say("listener")
        await pair.settled()
        if how == "handed over":
            pair.listener.send({"type": "handOver", "chat": pair.chat, "note": ""})
        else:
            asked = {"authorization": f"Bearer {pair.seeker.token}"}
            answer = await ask(cluster, 0, "POST", "/api/chat/change-listener", headers=asked)
            assert answer.status_code == 200, answer.text
        second = await listener_at(cluster, 0, 1)
        try:
            async with asyncio.timeout(PATIENCE):
                chat = await second.opened.get()
                while await pair.seeker.opened.get() != chat:
                    pass
            after = Pair(pair.seeker, second, chat)
            after.say("listener")
            await after.settled()
            assert second.earlier == []
            pair.seeker.send({"type": "showEarlier", "chat": chat})
            await until(lambda: second.earlier == ["seeker 1", "listener 1"])
        finally:
            await second.close()


async def test_a_chat_is_handed_over_to_somebody_at_another_node(cluster: Cluster) -> None:
    async with talking(cluster, seeker=0, listener=1) as pair:
        pair.say("seeker")
        await pair.settled()
        second = await listener_at(cluster, 0, 1)
        try:
            pair.listener.send({"type": "handOver", "chat": pair.chat, "note": "They cannot sleep."})
            async with asyncio.timeout(PATIENCE):
                chat = await second.opened.get()
                while await pair.seeker.opened.get() != chat:
                    pass
            after = Pair(pair.seeker, second, chat)
            for _ in range(3):
                after.say("seeker")
                after.say("listener")
            await after.settled()
            assert after.papers() == after.as_written()
        finally:
            await second.close()


@pytest.mark.parametrize("asked_at", [0, 1], ids=["asked at the other node", "asked at the chat's home"])
async def test_a_suspension_reaches_a_chat_wherever_its_home_is_and_the_seeker_goes_on(
    cluster: Cluster, asked_at: int
) -> None:
    async with talking(cluster, seeker=0, listener=1) as pair:
        pair.say("seeker")
        await pair.settled()
        origin = cluster.nodes[asked_at].origin
        async with api(origin) as http:
            kim = await signed_in_by_link(http, cluster.nodes[asked_at].links()["coordinator"])
        as_kim = {"Cookie": kim, "Origin": origin}
        people = (await ask(cluster, asked_at, "GET", "/api/people", headers=as_kim)).json()
        [sam] = [one["id"] for one in people if one["name"] == "Sam"]
        did = await ask(cluster, asked_at, "POST", f"/coordinator/people/{sam}", data={"do": "suspend"}, headers=as_kim)
        assert did.status_code == 303, did.text
        await until(lambda: pair.listener.closed_with == SIGNED_OUT)
        await until(lambda: pair.chat not in pair.seeker.talks)
        for number in range(2):
            mine = {"authorization": f"Bearer {pair.seeker.token}"}
            ticket = (await ask(cluster, number, "GET", "/api/ticket", headers=mine)).json()
            assert (ticket["chat"], ticket["over"]) == (None, False)
            assert "cannot go on" in ticket["notice"]
            shift = await ask(cluster, number, "GET", "/api/shift", headers=pair.listener.headers)
            assert shift.status_code == 401
        noor = await listener_at(cluster, 0, 1)
        try:
            async with asyncio.timeout(PATIENCE):
                after = Pair(pair.seeker, noor, await noor.opened.get())
                await until(lambda: after.chat in pair.seeker.talks)
            after.say("listener")
            await after.settled()
        finally:
            await noor.close()
