"""Real servers in a hurry, each with a database, and their staff signed in."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import sqlalchemy as sa

from app.records.postgres import EmbeddedPostgres
from app.records.roles import APP
from app.records.unit_of_work import engine_for
from benchmarks.service import Service

QUICK = {
    "EARSHOT_TIMING__OFFER": "1",
    "EARSHOT_TIMING__WRAP_UP": "0.05",
    "EARSHOT_TIMING__CRISIS_BREAK": "0.05",
    "EARSHOT_TIMING__AWAY_AFTER": "0.3",
    "EARSHOT_TIMING__LISTENER_LOST": "1.5",
    "EARSHOT_TIMING__STUB_WAIT": "3",
}
"""The same service in a hurry."""
_DATABASES = count(1)


async def a_database(postgres: EmbeddedPostgres, template: str) -> str:
    """The URL of a migrated database for a server of its own, which signs in with the rights of the service."""
    name = f"served_{next(_DATABASES)}"
    engine = engine_for(postgres.url).execution_options(isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    await engine.dispose()
    return sa.make_url(postgres.url).set(database=name, username=APP).render_as_string(hide_password=False)


@contextmanager
def serving(url: str | None, module: str = "app", **env: str) -> Iterator[Service]:
    """A server in a hurry, on this database or with a PostgreSQL of its own."""
    with TemporaryDirectory(prefix="earshot-test-") as folder:
        Path(folder).chmod(0o755)  # when root runs the tests, its PostgreSQL runs as nobody
        database = {} if url is None else {"DATABASE_URL": url}
        with Service(Path(folder) / "data", env=QUICK | database | env, module=module) as service:
            yield service


async def staff_cookies(service: Service) -> dict[str, str]:
    """Sign the sample staff in by the links of this start."""
    links = service.links()
    people = {"Sam": links["listeners"][0], "Noor": links["listeners"][1], "Kim": links["coordinator"]}
    cookies = {}
    for name, link in people.items():
        async with httpx.AsyncClient() as browser:
            assert (await browser.get(link)).status_code == 303
            [cookies[name]] = browser.cookies.values()
    return cookies
