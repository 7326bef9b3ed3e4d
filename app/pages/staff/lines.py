"""The coordinators' page of crisis lines: look through a country, correct, mark as dialled, hide. Plain forms."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromQuery

from app import clock
from app.pages.shape import go, page
from app.pages.staff.home import me
from app.records.tables import Staff
from app.services.help.correct_lines import (
    EmergencyStays,
    LineRefused,
    UnknownLine,
    correct_line,
    forget_correction,
    line,
    lines_of,
)
from app.services.help.directory import unchecked_lines
from app.services.help.show_lines import ANYWHERE, line_view, resource_of
from app.services.node import Node
from app.wire.requests import CorrectLine
from app.wire.staff_views import LineView
from crisis.directory import KINDS

FIELDS = {
    "name": "Name",
    "phone": "Phone",
    "ambulance": "Ambulance",
    "police": "Police",
    "fire": "Fire",
    "also": "Other numbers, with commas",
    "sms": "Text to",
    "word": "Word to text",
    "messaging": "App and number",
    "chatUrl": "Chat",
    "website": "Website",
    "hours": "Hours",
    "languages": "Languages, as codes with commas",
    "cost": "Cost",
    "note": "Note",
}
HOURS = "Hours are written as 24/7, daily 09:00-21:00, or Mon-Fri 09:00-17:00; Sat 10:00-14:00."
NUMBERS = ("phone", "also", "services", "sms", "chat_url", "website", "messaging")
"""What a check was a check of: after a change it has to be tried again."""


class LinePages(Controller):
    """For coordinators."""

    path = "/coordinator/lines"
    include_in_schema = False
    opt = {"role": "coordinator"}  # noqa: RUF012

    @get()
    async def lines(
        self,
        request: Request[Any, Any, Any],
        coordinator: NamedDependency[Staff],
        node: NamedDependency[Node],
        country: FromQuery[str] = "",
    ) -> Response[Any]:
        """The lines of a country, each with a form."""
        return await _page(request, node, coordinator, country)

    @post()
    async def change(
        self, request: Request[Any, Any, Any], coordinator: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Save a line, mark it as dialled today, hide it, or go back to our file's."""
        form, now = await request.form(), clock.now()
        said, country = str(form.get("key") or ""), str(form.get("country") or "")
        try:
            key = said or await _new_key(node, country, str(form.get("name") or ""))
            await _do(node, coordinator, key, form, now=now)
        except LineRefused as refused:
            wrong = ", ".join(refused.faults).replace("_", " ")
            error = f"Somebody in need could not use this: {wrong}. {HOURS if 'hours' in refused.faults else ''}"
        except EmergencyStays:
            error = "An emergency number can be corrected, and never hidden."
        except (UnknownLine, msgspec.ValidationError):
            error = "That did not fit. Nothing was changed."
        else:
            return go(f"/coordinator/lines?country={country}#{key}")
        return await _page(request, node, coordinator, country, error=error, key=said, typed=form, code=422)


async def _do(node: Node, by: Staff, key: str, form: FormMultiDict, *, now: datetime) -> None:
    """Do what the button says. "Save" keeps a check only while the numbers are those that were tried."""
    did = str(form.get("do") or "")
    if did == "forget":
        await forget_correction(node, by, key, now=now)
        return
    try:
        before = await line(node, key)
    except UnknownLine:
        before = None
    if did == "save" or before is None:
        wish = resource_of(key, _wish(form))
        same = before is not None and all(getattr(before.resource, name) == getattr(wish, name) for name in NUMBERS)
        kept = before.resource.checked if before and same else None
        wish = replace(wish, checked=now.date() if form.get("dialled") else kept)
        hidden = before.hidden if before else False
    else:
        wish = replace(before.resource, checked=now.date()) if did == "dialled" else before.resource
        hidden = did == "hide" or (before.hidden and did != "show")
    if wish.checked is not None and wish.stale(now.date()):
        wish = replace(wish, checked=None)  # a date that has grown old must not stand in the way of a correction
    await correct_line(node, by, wish, hidden=hidden, now=now)


def _wish(form: FormMultiDict) -> CorrectLine:
    said = {name: str(form.get(name) or "").strip() for name in FIELDS}
    services = {name: number for name in ("ambulance", "police", "fire") if (number := said.pop(name))}
    lists = {name: [one.strip() for one in said.pop(name).split(",") if one.strip()] for name in ("also", "languages")}
    kind, some = str(form.get("kind") or "crisis"), form.get("someOnly") is not None
    return msgspec.convert({**said, **lists, "services": services, "kind": kind, "someOnly": some}, CorrectLine)


async def _new_key(node: Node, country: str, name: str) -> str:
    """Make a key that no line has; where the name gives none, by chance."""
    chance = re.sub("[^a-z0-9]", "", clock.new_id().lower())[:8]
    words = re.findall("[a-z0-9]+", name.lower())[:4] or [chance]
    key = "-".join((country.lower() or ANYWHERE, *words))
    try:
        await line(node, key)
    except UnknownLine:
        return key
    return f"{key}-{chance}"


async def _page(
    request: Request[Any, Any, Any], node: Node, who: Staff, country: str, *, code: int = 200, **trouble: Any
) -> Response[Any]:
    now, countries = clock.now(), node.directory.countries()
    country = country if country in {known for known, _ in countries} else ""
    found = await lines_of(node, country)
    unchecked = unchecked_lines(node.directory, node.settings.countries, today=now.date())
    return page(
        request,
        node,
        "staff/lines.html",
        code=code,
        me=me(who),
        page="lines",
        countries=countries,
        country=country,
        lines=[line_view(one, at=now) for one in found],
        fields=FIELDS,
        kinds=[kind for kind in KINDS if kind not in {"emergency", "directory"}],
        value=value_of,
        unchecked=len(unchecked),
        **({"error": None, "key": None, "typed": {}} | trouble),
    )


def value_of(view: LineView, name: str) -> str:
    """Return what stands in a field of a line's form."""
    if name in {"ambulance", "police", "fire"}:
        return view.services.get(name, "")
    found = getattr(view, "chat_url" if name == "chatUrl" else name)
    return ", ".join(found) if isinstance(found, tuple) else found or ""
