"""`earshot check`: is everything behind the service as it has to be, before people in need find out.

Each finding is a sentence with what to do. A fault ends the command with 1; a remark does not.
"""

import asyncio
from collections.abc import Iterable
from typing import Annotated

import typer

from app.commands.findings import Finding, from_outside, of_database, of_machine, of_settings, of_store
from app.commands.ground import DataFolder, SettingsFile, complain, database, failing_plainly, say, settings_for
from app.commands.walk import walk
from app.settings import Settings


def check(
    ctx: typer.Context,
    origin: Annotated[
        str, typer.Option(help="Walk through a visit there as well: join, write, exit. Nobody is asked to listen long.")
    ] = "",
    data: DataFolder = None,
    file: SettingsFile = None,
) -> None:
    """Look at the settings, the database and its rights, Valkey, TLS and proxy, clocks, lines and the machine."""
    settings = settings_for(ctx, data, file)
    faults = _show("settings", of_settings(settings)) + _show("this machine", of_machine(settings))
    with failing_plainly(), database(settings, migrated=False) as there:
        faults += _show("database", asyncio.run(of_database(there, settings)))
        if settings.valkey_url is not None:
            faults += _show("Valkey", asyncio.run(of_store(settings, settings.valkey_url)))
    for one in _origins(settings):
        faults += _show(one, asyncio.run(from_outside(one, settings)))
    if origin:
        faults += _show(f"a visit at {origin}", asyncio.run(walk(origin.rstrip("/"))))
    if faults:
        complain(f"{faults} to put right.")
        raise typer.Exit(1)
    say("All is well.")


def _origins(settings: Settings) -> list[str]:
    """Return the origins that answer to anybody; an onion is reached through tor alone."""
    return [one for one in settings.public_origins if one.startswith("https://")]


def _show(what: str, findings: Iterable[Finding]) -> int:
    told = list(findings)
    say(f"{what}: {'ok' if not told else ''}")
    for one in told:
        say(f"  {'FAULT ' if one.grave else 'note  '} {one.said}")
    return sum(one.grave for one in told)
