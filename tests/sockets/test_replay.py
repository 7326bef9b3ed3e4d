"""A small replay through a real server: the dozen of our own, sockets torn off in the middle."""

from pathlib import Path

import pytest

from benchmarks.conversations import LONGEST, OURS, Told, Turn, read, repeated
from benchmarks.replay import SHORT_PAUSES, Wish, replay
from benchmarks.service import Service


async def test_conversations_arrive_whole_although_sockets_are_torn(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("replay")
    for place in (folder, folder.parent):
        place.chmod(0o755)  # when root runs the tests, PostgreSQL runs as nobody
    told = read(OURS)
    with Service(folder / "data", env=SHORT_PAUSES) as service:
        figures = await replay(service.origin, service.links(), told, Wish(at_once=8, tears=0.1))
    assert figures["conversations"] == len(told.conversations) == 12
    assert figures["messages"] == sum(map(len, told.conversations))
    assert (figures["lost"], figures["duplicated"], figures["out of order"]) == (0, 0, 0)
    assert figures["reconnects"] > 0


def test_a_file_is_cut_to_what_can_be_said(tmp_path: Path) -> None:
    file = tmp_path / "some.jsonl"
    file.write_text(
        '{"turns": [{"role": "seeker", "text": "' + "a" * 2_001 + '"}, {"role": "listener", "text": " "}]}\n'
        '\n{"turns": [{"role": "other", "text": "hello"}]}\n'
    )
    assert read(file) == Told([[Turn("seeker", "a" * LONGEST)]], cut=1, left_out=2)


def test_a_short_file_is_played_again() -> None:
    one, two = [Turn("seeker", "one")], [Turn("seeker", "two")]
    assert repeated([one, two], 3) == [one, two, one]
    assert repeated([one, two], 1) == [one, two]
