"""`earshot resources`: the crisis lines as a file, out and in, and whether a person has tried them.

What comes in is laid over our own directory as a coordinator's correction would be, line by line or not at all.
"""

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from app import clock
from app.commands.ground import (
    DataFolder,
    Refused,
    SettingsFile,
    complain,
    database,
    failing_plainly,
    say,
    settings_for,
    with_records,
)
from app.records.unit_of_work import Records
from app.services.help.directory import lines_for, load_directory, unchecked_lines
from app.services.help.take_lines import lay_over, refusals
from crisis import Resource

lines = typer.Typer(help="The crisis lines: out, in, and whether they were tried.", no_args_is_help=True)
Countries = Annotated[str, typer.Option(help="Their codes, GB,IE; without it EARSHOT_COUNTRIES, or all.")]


@lines.command("export")
def write_out(
    ctx: typer.Context, countries: Countries = "", data: DataFolder = None, file: SettingsFile = None
) -> None:
    """Print the lines as they are shown now, as JSON: to be tried one by one, dated, and imported again."""
    settings = settings_for(ctx, data, file)
    chosen = _codes(countries) or settings.countries
    with failing_plainly(), database(settings) as there:
        directory = with_records(there, load_directory)
    found = [_told(one) for one in lines_for(directory, chosen)]
    say(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())


@lines.command("import")
def take_in(
    ctx: typer.Context,
    source: Annotated[Path, typer.Argument(help="A file as `export` prints it.", exists=True, dir_okay=False)],
    data: DataFolder = None,
    file: SettingsFile = None,
) -> None:
    """Lay the lines of a file over the directory: all of them, or none when one could not be dialled or read."""
    settings = settings_for(ctx, data, file)
    with failing_plainly():
        try:
            wished = msgspec.json.decode(source.read_bytes(), type=list[Resource])
        except msgspec.MsgspecError as wrong:
            raise Refused(f"{source} is not as `earshot resources export` prints it: {wrong}") from None
        told = refusals(wished, today=clock.now().date())
        if told:
            raise Refused(
                "nothing was changed.\n" + "\n".join(f"- {key}: {', '.join(why)}" for key, why in told.items())
            )
        with database(settings) as there:

            async def lay(records: Records) -> int:
                return await lay_over(records, wished, now=clock.now())

            changed = with_records(there, lay)
    say(f"{changed} of {len(wished)} lines were changed. Servers that run show them after their next start.")


@lines.command()
def verify(ctx: typer.Context, countries: Countries = "", data: DataFolder = None, file: SettingsFile = None) -> None:
    """Say which lines no person has tried within half a year. Ends with 1 when there is one."""
    settings = settings_for(ctx, data, file)
    with failing_plainly(), database(settings) as there:
        directory = with_records(there, load_directory)
    due = unchecked_lines(directory, _codes(countries) or settings.countries, today=clock.now().date())
    for one in due:
        say(f"{one.country or '--'}  {one.key:<32} {one.checked or 'never'}  {one.phone or one.sms or one.website}")
    if due:
        complain(f"{len(due)} lines were not tried by a person within half a year.")
        raise typer.Exit(1)
    say("Every line was tried within half a year.")


def _codes(countries: str) -> tuple[str, ...]:
    return tuple(code.strip().upper() for code in countries.split(",") if code.strip())


def _told(line: Resource) -> dict[str, object]:
    """Return what is there of a line; its empty fields say nothing, but for the day that somebody has to fill in."""
    kept: dict[str, object] = msgspec.to_builtins(line)
    return {name: value for name, value in kept.items() if value or name in {"country", "checked"}}
