"""Reports that wait for a decision: the same promises in this process, in its folder, and in Valkey."""

import stat
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from redis.asyncio import Redis

from app import clock
from app.identity.sealing import Sealer
from app.live.cases import Case, CaseFolder, Cases, Handed, MemoryCases
from app.live.interface import FactsChanged
from app.live.sealed_words import Excerpt
from app.live.shared.cases import SharedCases
from tests.live.conftest import SECRET

NOW = clock.now()
"""Valkey ends keys by its own clock."""
HOUR = timedelta(hours=1)
CANARY = "canary4711"


def a_case(id_: str = "a" * 16, *, filed: timedelta = timedelta(0), **facts: object) -> Case:
    told = {"category": "sexual", "about": "listener", "listener": CANARY, "listener_name": CANARY, "band": "minor"}
    return Case(**({"id": id_, "filed": NOW + filed, "until": NOW + filed + 72 * HOUR} | told | facts))  # type: ignore[arg-type]


def an_excerpt(words: bytes = b"sealed to two officers") -> Excerpt:
    return Excerpt(id="x", words=words, shares={"kim": b"1", "ravi": b"2"}, until=NOW + HOUR)


@dataclass
class Folder:
    """A folder that outlives processes, and its key."""

    path: Path
    key: Path

    def opened(self) -> MemoryCases:
        """The cases of a process that starts now."""
        return MemoryCases(CaseFolder(self.path, Sealer(self.key, now=NOW, kept=8)))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "shm" / "earshot", tmp_path / "cases.key")


@pytest.fixture(params=["memory", "folder", "valkey"])
async def cases(request: pytest.FixtureRequest, folder: Folder, valkey: str, raw: Redis) -> AsyncIterator[Cases]:  # noqa: ARG001  # it is empty
    kinds = {"memory": MemoryCases, "folder": folder.opened, "valkey": lambda: SharedCases(valkey, "n", secret=SECRET)}
    opened: Cases = kinds[request.param]()
    await opened.open(now=NOW)
    yield opened
    await opened.close()


@pytest.mark.proves("C29")
async def test_cases_are_there_until_their_time_is_over_the_oldest_first(cases: Cases) -> None:
    late, early = a_case("b" * 16, filed=2 * HOUR), a_case(sealed=True)
    for case in (late, early):
        await cases.add(case, an_excerpt() if case.sealed else None)
    assert list(await cases.all(now=NOW + 3 * HOUR)) == [early, late]
    assert (await cases.excerpt(early.id), await cases.excerpt(late.id)) == (an_excerpt(), None)
    assert list(await cases.all(now=NOW + 73 * HOUR)) == [late]
    assert list(await cases.all(now=NOW + 75 * HOUR)) == []


async def test_a_change_keeps_the_words_and_one_that_comes_too_late_is_refused(cases: Cases) -> None:
    await cases.add(a_case(), an_excerpt())
    handed = (Handed(by="kim", to="ravi", share=b"3"),)
    stored = await cases.replace(msgspec.structs.replace(a_case(), handed=handed, until=NOW + 144 * HOUR))
    assert list(await cases.all(now=NOW + 100 * HOUR)) == [stored]
    assert (stored.version, stored.handed, await cases.excerpt(stored.id)) == (1, handed, an_excerpt())
    with pytest.raises(FactsChanged):
        await cases.replace(a_case())


@pytest.mark.proves("C29")
async def test_what_is_dropped_is_gone_with_its_words_and_cannot_be_changed_back(cases: Cases) -> None:
    await cases.add(a_case(), an_excerpt())
    await cases.drop("a" * 16)
    await cases.drop("a" * 16)
    assert (list(await cases.all(now=NOW)), await cases.excerpt("a" * 16)) == ([], None)
    with pytest.raises(FactsChanged):
        await cases.replace(a_case())


async def test_words_as_long_as_they_can_be_are_kept(cases: Cases) -> None:
    long = an_excerpt(b"x" * 300_000)
    await cases.add(a_case(), long)
    assert await cases.excerpt("a" * 16) == long


async def test_a_restart_loses_no_report(folder: Folder) -> None:
    before = folder.opened()
    await before.add(a_case(), an_excerpt())
    await before.add(a_case("b" * 16, filed=-71 * HOUR), None)
    after = folder.opened()
    await after.open(now=NOW)
    assert [case.id[0] for case in await after.all(now=NOW)] == ["b", "a"]
    assert await after.excerpt("a" * 16) == an_excerpt()
    later = folder.opened()
    await later.open(now=NOW + 2 * HOUR)
    assert {path.name for path in folder.path.iterdir()} == {"a" * 16}
    await later.drop("a" * 16)
    assert not folder.path.exists()


async def test_the_folder_is_ours_alone_and_shows_nothing(folder: Folder) -> None:
    await folder.opened().add(a_case(), an_excerpt(CANARY.encode()))
    [path] = folder.path.iterdir()
    assert (stat.S_IMODE(folder.path.stat().st_mode), stat.S_IMODE(path.stat().st_mode)) == (0o700, 0o600)
    assert CANARY.encode() not in path.read_bytes()


@pytest.mark.parametrize("there", ["a file", "somebody's link"])
async def test_a_folder_that_is_not_ours_costs_a_restart_and_no_report(folder: Folder, there: str) -> None:
    folder.path.parent.mkdir()
    elsewhere = folder.path.parent / "elsewhere"
    elsewhere.mkdir()
    if there == "a file":
        folder.path.write_text("")
    else:
        folder.path.symlink_to(elsewhere)
    cases = folder.opened()
    await cases.add(a_case(), an_excerpt())
    assert list(await cases.all(now=NOW)) == [a_case()]
    await cases.drop("a" * 16)
    assert list(elsewhere.iterdir()) == []


async def test_what_was_tampered_with_or_sealed_elsewhere_is_dropped(folder: Folder) -> None:
    for id_ in ("a" * 16, "b" * 16):
        await folder.opened().add(a_case(id_), None)
    [first, _] = sorted(folder.path.iterdir())
    first.write_text(first.read_text()[:-4])
    fresh = folder.opened()
    await fresh.open(now=NOW)
    assert [case.id[0] for case in await fresh.all(now=NOW)] == ["b"]
    folder.key.unlink()
    stranger = folder.opened()
    await stranger.open(now=NOW)
    assert list(await stranger.all(now=NOW)) == []


@pytest.mark.proves("C5", "C29")
async def test_valkey_shows_nothing_of_a_case_and_ends_it_by_itself(valkey: str, raw: Redis) -> None:
    await raw.config_set("rdbcompression", "no")
    shared = SharedCases(valkey, "n", secret=SECRET)
    await shared.add(a_case(), an_excerpt(CANARY.encode()))
    lies = b"".join([await raw.dump(key) or b"" for key in await raw.keys("earshot:c*")])
    assert b"a" * 16 in lies
    assert CANARY.encode() not in lies
    for key in await raw.keys("earshot:c*"):
        assert 0 < await raw.ttl(key) <= 7 * 86_400
    other = SharedCases(valkey, "m", secret="another secret altogether")
    assert (list(await other.all(now=NOW)), await other.excerpt("a" * 16)) == ([], None)
    for one in (shared, other):
        await one.close()
