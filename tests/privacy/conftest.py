"""A house for the checks that ask it, and a real server with a disk of its own for those that search it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import pytest_asyncio

from app.records import staff
from app.records.migrate import migrate
from app.records.postgres import EmbeddedPostgres
from app.records.unit_of_work import Records
from benchmarks.service import Service
from tests.api.house import House, furnished, lent, open_house
from tests.officers import officers
from tests.privacy.scanner import Canaries
from tests.sockets.servers import QUICK, a_database, serving


@dataclass
class Disk:
    """A server and everything it writes: its own folder, a durable PostgreSQL's, and where temporary files would go."""

    service: Service
    postgres: EmbeddedPostgres
    temporary: Path
    canaries: Canaries
    staff: dict[str, str] = field(default_factory=dict)

    @property
    def folders(self) -> list[Path]:
        """Where bytes may lie."""
        return [self.service.data, self.postgres.data.parent, self.temporary]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that PostgreSQL can reach, whoever runs the tests."""
    with TemporaryDirectory(prefix="earshot-test-") as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest_asyncio.fixture(scope="module")
async def disk(folder: Path) -> AsyncIterator[Disk]:
    """The real thing, durable, with its journal, as it ships; but its log tells everything (C8: at DEBUG too)."""
    temporary = folder / "temporary"
    temporary.mkdir()
    postgres = EmbeddedPostgres.start(folder / "postgres")
    await migrate(postgres.url)
    records = Records(postgres.url)
    async with records.unit() as unit:
        for officer in officers("ravi", "mara").values():
            await staff.add(unit, officer.row())
    await records.close()
    env = QUICK | {"DATABASE_URL": postgres.url, "TMPDIR": str(temporary)}
    with Service(folder / "data", env=env, module="tests.privacy.loud") as service:
        yield Disk(service, postgres, temporary, Canaries())
    postgres.stop()


@pytest_asyncio.fixture(scope="session")
async def service(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[Service]:
    """A real server, for what only shows on the wire."""
    with serving(await a_database(postgres, template)) as started:
        yield started


@pytest_asyncio.fixture(scope="session")
async def furnished_url(postgres: EmbeddedPostgres, template: str) -> str:
    """One database with the samples in it, for all of these tests."""
    return await furnished(postgres, template, "house_privacy")


@pytest_asyncio.fixture
async def house(furnished_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """A house of this test's own."""
    async with lent(open_house(furnished_url, tmp_path, limits={"places_from_all": 100_000})) as opened:
        yield opened
