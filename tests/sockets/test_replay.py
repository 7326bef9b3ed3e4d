"""A small replay through a real server: the dozen of our own, sockets torn off in the middle."""

import asyncio
import tempfile
from pathlib import Path

from benchmarks.conversations import LONGEST, OURS, Told, Turn, read, repeated
from benchmarks.replay import SHORT_PAUSES, Wish, replay
from benchmarks.service import Service


def test_conversations_arrive_whole_although_sockets_are_torn() -> None:
    told = read(OURS)
    with tempfile.TemporaryDirectory(prefix="earshot-replay-") as folder:
        Path(folder).chmod(0o755)  # when root runs the tests, PostgreSQL runs as nobody
        with Service(Path(folder) / "data", env=SHORT_PAUSES) as service:
            figures = asyncio.run(replay([service.origin], service.links(), told, Wish(at_once=8, tears=0.1)))
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
