"""The pages' types are made from the Structs, and the checked-in file is what they make."""

from pathlib import Path
from typing import Literal

import msgspec

from app.wire.base import Incoming, Outgoing
from app.wire.typescript import _interface, typescript

CHECKED_IN = Path(__file__).parents[3] / "frontend" / "src" / "wire.gen.ts"


class Shown(Outgoing, frozen=True, kw_only=True, tag="shown", tag_field="type"):
    kind: Literal["a", "b"]
    long_name: str | None
    counts: tuple[int, ...]
    by_name: dict[str, float]
    pass_: bool = msgspec.field(name="pass")


class Asked(Incoming, frozen=True, kw_only=True):
    needed: str
    left_out: int = 1


def test_the_checked_in_types_are_what_the_structs_make() -> None:
    assert CHECKED_IN.read_text(encoding="utf-8") == typescript()


def test_a_struct_becomes_an_interface() -> None:
    assert _interface(Shown) == (
        "export interface Shown {\n"
        '  type: "shown";\n'
        '  kind: "a" | "b";\n'
        "  longName: string | null;\n"
        "  counts: readonly (number)[];\n"
        "  byName: Record<string, number>;\n"
        "  pass: boolean;\n"
        "}\n"
    )


def test_what_a_client_may_leave_out_is_optional() -> None:
    assert _interface(Asked) == "export interface Asked {\n  needed: string;\n  leftOut?: number;\n}\n"
