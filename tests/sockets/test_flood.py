"""A short flood on a real server, from the address that everybody has: they join all the same, with some work."""

from app.records.postgres import EmbeddedPostgres
from benchmarks.flood import PLACES, SET, measured
from tests.sockets.servers import a_database, serving

SHORT = SET | {"EARSHOT_TIMING__ANSWER": "0.2"}


async def test_a_flood_takes_a_few_places_and_nobody_else_is_refused(postgres: EmbeddedPostgres, template: str) -> None:
    with serving(await a_database(postgres, template), **SHORT) as service:
        figures = await measured(service, 3, flood=True, one_exit=True, crew=2, rate=300)
    assert (figures["joins"], figures["refused"]) == (24, 0)
    assert figures["worked"] > 0
    assert 0 < figures["flood places"] <= PLACES
    assert figures["flood asked"] > 5 * PLACES
