"""Two people at two nodes."""

import asyncio

from benchmarks.cluster import Cluster
from tests.nodes_several.people import talking


async def test_two_people_at_two_nodes_talk_in_order(cluster: Cluster) -> None:
    async with talking(cluster, seeker=0, listener=1) as pair:
        for _ in range(8):
            pair.say("seeker")
            pair.say("listener")
            await asyncio.sleep(0.02)
        await pair.settled()
        assert pair.papers() == pair.as_written()
