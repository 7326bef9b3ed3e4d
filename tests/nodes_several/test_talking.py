"""Two people at two nodes."""

import asyncio

from benchmarks.cluster import Cluster
from tests.nodes_several.people import PATIENCE, Pair, listener_at, talking


async def test_two_people_at_two_nodes_talk_in_order(cluster: Cluster) -> None:
    async with talking(cluster, seeker=0, listener=1) as pair:
        for _ in range(8):
            pair.say("seeker")
            pair.say("listener")
            await asyncio.sleep(0.02)
        await pair.settled()
        assert pair.papers() == pair.as_written()


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
