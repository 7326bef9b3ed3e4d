"""C17: the public scanner's own tests and grader, on a server of ours behind TLS."""

from pathlib import Path

import pytest

from app.records.postgres import EmbeddedPostgres
from benchmarks.service import free_port
from tests.observatory.__main__ import HERE, HOST, PAGES, look
from tests.sockets.servers import a_database, serving


@pytest.mark.proves("C17")
async def test_the_http_observatory_gives_each_page_its_best_grade(
    postgres: EmbeddedPostgres, template: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (HERE / "node_modules").is_dir(), "make test and make prove install the scanner; so does make observatory"
    plain, encrypted = free_port(), free_port()
    origin = f"https://{HOST}:{encrypted}"
    with serving(await a_database(postgres, template), EARSHOT_PUBLIC_ORIGINS=origin) as service:
        short = await look(service, plain, encrypted, tmp_path)
    said = capsys.readouterr().out
    assert said.count(" A+ ") == len(PAGES), said
    assert not short, said


@pytest.mark.proves("C17")
async def test_it_would_find_fault_with_a_site_that_does_not_ask_for_encryption(
    postgres: EmbeddedPostgres, template: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """C17's positive control: the same server, as one that believes it is reached without TLS."""
    plain, encrypted = free_port(), free_port()
    with serving(await a_database(postgres, template), EARSHOT_PUBLIC_ORIGINS=f"http://{HOST}:{plain}") as service:
        assert await look(service, plain, encrypted, tmp_path) == 1
    assert "hsts-not-implemented" in capsys.readouterr().out
