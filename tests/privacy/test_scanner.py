"""The positive control: what is planted is found, in every disguise, or the other tests prove nothing."""

import base64
from pathlib import Path

import pytest

from tests.privacy.scanner import Canaries, disguises


@pytest.mark.proves("C3", "C8")
def test_a_planted_canary_is_found_in_every_disguise(tmp_path: Path) -> None:
    """C3, C8: the scanner itself."""
    canaries = Canaries()
    token = canaries.one()
    planted = {
        "plain": token.encode(),
        "upper": token.upper().encode(),
        "hex": token.encode().hex().encode(),
        "HEX": token.encode().hex().upper().encode(),
        "utf-16-le": token.encode("utf-16-le"),
        "utf-16-be": token.encode("utf-16-be"),
        "base64+0": base64.b64encode(token.encode()),
        "base64+1": base64.urlsafe_b64encode(b"x" + token.encode() + b"y"),
        "base64+2": base64.b64encode(b"xy" + token.encode()),
    }
    assert set(planted) == {name for name, _ in disguises(token)}
    for name, raw in planted.items():
        (tmp_path / "deep").mkdir(exist_ok=True)
        (tmp_path / "deep" / name).write_bytes(b"\0" * 1_000 + raw + b"\0" * 1_000)
    found = canaries.in_files([tmp_path])
    assert {Path(path).name: Path(path).name in disguised for path, disguised in found.items()} == dict.fromkeys(
        planted, True
    )


@pytest.mark.proves("C3", "C8")
@pytest.mark.parametrize("cut", [8, 12, 20])
def test_a_beginning_of_eight_letters_is_enough(cut: int) -> None:
    """C3: 8-char prefixes."""
    canaries = Canaries()
    assert canaries.in_bytes(b"..." + canaries.one()[:cut].encode()) == {"plain"}
    assert canaries.in_bytes(canaries.one()[1:].encode()) == set()
