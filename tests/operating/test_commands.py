"""The operator's command on real parts: every verb, its exit code, and `check` against planted faults."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from app import clock
from app.records import staff
from app.records import statistics as published
from app.records.bands import four_weeks_of
from app.records.postgres import EmbeddedPostgres
from app.records.stage import write
from app.records.tables import Staff
from app.records.unit_of_work import Records, engine_for
from benchmarks.service import ROOT, Service, free_port
from tests.conftest import as_the_service
from tests.records.rows import a_row
from tests.sockets.servers import a_database, serving

GOOD = "q7Rk2ZtVw9LmXc4BnHs8"
ORIGIN = "https://talk.invalid"


def earshot(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """The command, as an operator types it."""
    command = [sys.executable, "-m", "app", *words]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | env, capture_output=True, text=True, check=False, timeout=120
    )


@contextmanager
def public_env(folder: Path, url: str) -> Iterator[dict[str, str]]:
    """The settings of a public service on this database."""
    text = folder / "text.txt"
    text.write_text("We keep nothing.\n")
    yield {
        "DATABASE_URL": url,
        "EARSHOT_DATA": str(folder / "data"),
        "EARSHOT_PORT": str(free_port()),
        "EARSHOT_PUBLIC_ORIGINS": ORIGIN,
        "EARSHOT_CONTACT": "us at the town hall",
        "EARSHOT_PRIVACY_NOTICE": str(text),
        "EARSHOT_HOUSE_RULES": str(text),
        "ALLOW_UNCHECKED_LINES": "yes",
    }


def test_help_names_every_verb_and_nonsense_is_refused() -> None:
    told = earshot("--help")
    assert told.returncode == 0
    verbs = {
        "serve",
        "drain",
        "migrate",
        "invite",
        "check",
        "publish",
        "hand-over",
        "forget",
        "loadtest",
        "demo-year",
        "settings",
        "staff",
        "resources",
    }
    assert {verb for verb in verbs if not re.search(rf"\b{verb}\b", told.stdout)} == set()
    assert earshot("fly").returncode == 2
    assert earshot("drain", "--data", "/nowhere/at/all").returncode == 1


async def test_somebody_is_invited_and_let_in_again_and_both_are_audited(database_url: str, tmp_path: Path) -> None:
    env = {"DATABASE_URL": as_the_service(database_url), "EARSHOT_DATA": str(tmp_path)}
    invited = earshot("invite", "coordinator", **env)
    assert (invited.returncode, "/staff/join#" in invited.stdout) == (0, True)
    assert earshot("--invite", "listener", **env).returncode == 0
    assert earshot("invite", "king", **env).returncode == 2
    nobody = earshot("staff", "reset", "Nobody", **env)
    assert (nobody.returncode, nobody.stderr) == (1, "That did not work: nobody of the staff has that name.\n")
    engine = engine_for(database_url)
    async with engine.connect() as connection:
        audited = (await connection.execute(sa.text("SELECT did, target FROM staff_audit ORDER BY id"))).all()
    await engine.dispose()
    assert [tuple(one) for one in audited] == [("invited", "coordinator"), ("invited", "listener")]


async def test_lines_go_out_are_tried_and_come_in(database_url: str, tmp_path: Path) -> None:
    env = {"DATABASE_URL": as_the_service(database_url), "EARSHOT_DATA": str(tmp_path), "EARSHOT_COUNTRIES": "IE"}
    due = earshot("resources", "verify", **env)
    assert (due.returncode, "ie-samaritans" in due.stdout) == (1, True)
    lines = json.loads(earshot("resources", "export", **env).stdout)
    assert {one["country"] for one in lines} == {"IE", ""}, "all that verify asks for"
    assert {one["checked"] for one in lines} == {None}, "where the day goes is there to be seen"
    tried = [one | {"checked": clock.now().date().isoformat()} for one in lines]
    file = tmp_path / "lines.json"
    file.write_text(json.dumps([*tried, tried[0] | {"phone": "call us"}]))
    refused = earshot("resources", "import", str(file), **env)
    assert refused.returncode == 1
    assert "nothing was changed" in refused.stderr
    file.write_text(json.dumps(tried))
    taken = earshot("resources", "import", str(file), **env)
    assert (taken.returncode, taken.stdout.partition(" ")[0]) == (0, str(len(tried)))
    assert earshot("resources", "import", str(file), **env).stdout.startswith("0 of ")
    assert earshot("resources", "verify", **env).returncode == 0
    late = clock.now().date() + timedelta(days=2)
    file.write_text(json.dumps([tried[0] | {"checked": late.isoformat()}]))
    assert "that day has not come" in earshot("resources", "import", str(file), **env).stderr


async def test_check_names_planted_faults(postgres: EmbeddedPostgres, template: str, tmp_path: Path) -> None:
    url = await a_database(postgres, template)
    owner = sa.make_url(url).set(username=sa.make_url(postgres.url).username).render_as_string(hide_password=False)
    (tmp_path / "data").mkdir()
    key = tmp_path / "data" / "pass.key"
    key.touch(mode=0o644)
    engine = engine_for(postgres.url).execution_options(isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        name = sa.make_url(url).database
        await connection.exec_driver_sql(f"ALTER DATABASE {name} SET log_parameter_max_length = -1")
    await engine.dispose()
    with public_env(tmp_path, owner) as env:
        told = earshot("check", **env | {"EARSHOT_CONTACT": ""})
    assert told.returncode == 1
    for fault in (
        "EARSHOT_CONTACT",
        "others can read",
        "who serves may be a superuser",
        "who serves may change the table staff",
        "log_parameter_max_length is -1",
        "there is no coordinator",
        "fewer than two safety officers",
        "it cannot be reached with a certificate",
    ):
        assert re.search(rf"FAULT +.*{fault}", told.stdout), (fault, told.stdout)
    assert str(sa.make_url(url).password) not in told.stdout + told.stderr


async def test_a_public_start_is_refused_while_the_service_may_do_too_much(
    postgres: EmbeddedPostgres, template: str, tmp_path: Path
) -> None:
    url = await a_database(postgres, template)
    owner = sa.make_url(url).set(username=sa.make_url(postgres.url).username).render_as_string(hide_password=False)
    with public_env(tmp_path, owner) as env:
        told = earshot("serve", **env)
        assert told.returncode == 1
        assert "may be a superuser" in told.stderr
        lacking = earshot("serve", **env | {"EARSHOT_HOUSE_RULES": ""})
        assert lacking.returncode == 2
        assert "EARSHOT_HOUSE_RULES" in lacking.stderr


async def test_check_walks_a_visit_and_finds_a_service_that_is_not_there(
    postgres: EmbeddedPostgres, template: str, tmp_path: Path
) -> None:
    url = await a_database(postgres, template)
    with serving(url) as service:
        env = {"DATABASE_URL": url, "EARSHOT_DATA": str(tmp_path)}
        told = earshot("check", "--origin", service.origin, **env)
        assert (told.returncode, f"a visit at {service.origin}: ok" in told.stdout) == (0, True), told.stdout
        async with httpx.AsyncClient() as anybody:
            status = await anybody.get(f"{service.origin}/api/status")
        assert status.status_code == 200
        nowhere = earshot("check", "--origin", f"http://127.0.0.1:{free_port()}", **env)
        assert (nowhere.returncode, "no answer: ConnectError" in nowhere.stdout) == (1, True)


def test_loadtest_lets_people_come_and_go_and_spares_a_real_line(tmp_path: Path) -> None:
    with Service(tmp_path / "data", env={"EARSHOT_LIMITS__SHORT_LINE": "1000"}) as service:
        told = earshot("loadtest", service.origin, "--people", "30", "--over", "2", "--stay", "1")
        assert (told.returncode, "30 of 30 joined, 30 heard" in told.stdout) == (0, True), told.stdout
        took = re.findall(r"^Until (.*): p50 (\d+) ms, p95 (\d+) ms, p99 (\d+) ms\.$", told.stdout, re.MULTILINE)
        assert [what for what, *_ in took] == ["a place", "the first word of the socket"]
        assert all(0 < int(p50) <= int(p95) <= int(p99) for _, p50, p95, p99 in took)
        beside = earshot("check", "--data", str(service.data))
        assert beside.returncode == 0, "the embedded PostgreSQL of a running server is asked beside it"
    spared = earshot("loadtest", "https://talk.example.org")
    assert (spared.returncode, "--nobody-is-there" in spared.stderr) == (1, True)


async def test_statistics_are_published_and_what_could_be_handed_over_is_listed(
    database_url: str, tmp_path: Path
) -> None:
    env = {"DATABASE_URL": as_the_service(database_url), "EARSHOT_DATA": str(tmp_path)}
    records, long_ago = Records(env["DATABASE_URL"]), four_weeks_of(clock.now().date() - timedelta(weeks=9))
    async with records.unit() as unit:
        await write(unit, [a_row(week=long_ago) for _ in range(12)])
    await records.close()
    assert earshot("publish", **env).stdout == f"Published: from {long_ago}\n"
    assert earshot("publish", **env).stdout == "Published: nothing is due.\n"
    listed = earshot("hand-over", **env).stdout
    assert "session_stage: One finished ticket, coarse and without a time" in listed
    assert "  password_hash (character varying(200))" in listed


async def test_a_made_up_year_stands_where_nobody_was_let_in_and_once(database_url: str, tmp_path: Path) -> None:
    env = {"DATABASE_URL": as_the_service(database_url), "EARSHOT_DATA": str(tmp_path)}
    with public_env(tmp_path, env["DATABASE_URL"]) as public:
        refused = earshot("demo-year", **public)
    assert (refused.returncode, "open to people" in refused.stderr) == (1, True)
    done = earshot("demo-year", "--per-day", "20", **env)
    assert (done.returncode, "made-up visits of a year are published" in done.stdout) == (0, True), done.stderr
    records = Records(env["DATABASE_URL"])
    async with records.unit() as unit:
        assert len(await published.days(unit)) >= 13
    again = earshot("demo-year", **env)
    assert (again.returncode, "published statistics already" in again.stderr) == (1, True)
    await records.close()


async def test_no_made_up_year_where_somebody_works(database_url: str, tmp_path: Path, records: Records) -> None:
    async with records.unit() as unit:
        await staff.add(unit, Staff(id="a", name="Ada", role="coordinator", password_hash="", totp_secret=""))
    told = earshot("demo-year", DATABASE_URL=as_the_service(database_url), EARSHOT_DATA=str(tmp_path))
    assert (told.returncode, "somebody has been let in" in told.stderr) == (1, True)


@pytest.mark.parametrize("verb", ["forget", "migrate", "publish"])
async def test_what_is_kept_is_brought_to_its_end_or_its_newest_shape(
    database_url: str, tmp_path: Path, verb: str
) -> None:
    engine = engine_for(database_url)
    async with engine.begin() as connection:
        old = clock.now() - timedelta(days=400)
        insert = sa.text("INSERT INTO staff_audit (at, did, target) VALUES (:at, 'invited', 'listener')")
        await connection.execute(insert, {"at": old})
    done = earshot(verb, DATABASE_URL=as_the_service(database_url), DATABASE_MIGRATOR_URL=database_url,
                   EARSHOT_DATA=str(tmp_path))  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert verb != "migrate" or "The database is as this Earshot needs it." in done.stdout
    async with engine.connect() as connection:
        left = (await connection.execute(sa.text("SELECT count(*) FROM staff_audit"))).scalar_one()
    await engine.dispose()
    assert left == (0 if verb == "forget" else 1)
    assert GOOD not in done.stdout
