"""The same contract for the pages: prints TypeScript types made from the Structs (`make wire`).

One source of truth: a test compares the checked-in file with what this prints.
"""

import sys
import types
import typing
from datetime import date
from typing import Any, Literal

import msgspec

from app.wire import commands, events, requests, safety_views, staff_views, views
from app.wire.base import Incoming

_PLAIN: dict[Any, str] = {
    date: "string",
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    type(None): "null",
}
_UNIONS = {
    "SeekerEvent": events.SeekerEvent,
    "ListenerEvent": events.ListenerEvent,
    "BoardEvent": events.BoardEvent,
    "SeekerCommand": commands.SeekerCommand,
    "ListenerCommand": commands.ListenerCommand,
    "BoardCommand": commands.BoardCommand,
}


def typescript() -> str:
    """Return the whole file."""
    structs = {
        one.__name__: one
        for module in (views, staff_views, safety_views, events, commands, requests)
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, msgspec.Struct) and one.__module__ == module.__name__
    }
    parts = ["// Made from app/wire by `make wire`: change the Structs, not this file.\n"]
    parts += [_interface(one) for one in structs.values() if one not in {events.Event, commands.Command}]
    parts += [f"export type {name} = {_type(union)};\n" for name, union in _UNIONS.items()]
    return "\n".join(parts)


def _interface(struct: type[msgspec.Struct]) -> str:
    hints = typing.get_type_hints(struct)
    given = issubclass(struct, Incoming)
    tag = struct.__struct_config__.tag
    lines = [f'  type: "{tag}";'] if tag else []
    for field in msgspec.structs.fields(struct):
        optional = "?" if given and not field.required else ""
        lines.append(f"  {field.encode_name}{optional}: {_type(hints[field.name])};")
    return f"export interface {struct.__name__} {{\n" + "\n".join(lines) + "\n}\n"


def _type(hint: Any) -> str:
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        return " | ".join(f'"{one}"' for one in inner)
    if origin is tuple:
        return f"readonly ({_type(inner[0])})[]"
    if origin is dict:
        return f"Record<string, {_type(inner[1])}>"
    if origin in {typing.Union, types.UnionType}:
        return " | ".join(_type(one) for one in inner)
    return str(hint.__name__)


if __name__ == "__main__":
    sys.stdout.write(typescript())
