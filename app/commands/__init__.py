"""The command `earshot`: every verb that an operator has at the machine, and nothing that a page should do."""

from typing import Annotated

import typer

from app.commands.check import check
from app.commands.demo_year import demo_year
from app.commands.figures import hand_over
from app.commands.ground import DataFolder, Invited, SettingsFile, settings_for
from app.commands.lines import lines
from app.commands.loading import loadtest
from app.commands.members import invite, send_invitation, staff
from app.commands.schema import forget, migrate_now, publish
from app.commands.show_settings import show_settings
from app.commands.start import drain_here, start

earshot = typer.Typer(
    name="earshot",
    help="Earshot: write with a trained volunteer. Without a verb it serves.",
    add_completion=False,
    pretty_exceptions_enable=False,  # they would show the values of variables
)
Port = Annotated[int | None, typer.Option(help="The port to listen on.", show_default=False)]
Samples = Annotated[bool, typer.Option("--samples", help="Plant sample topics and staff, and print their links.")]


@earshot.callback(invoke_without_command=True)
def alone(
    ctx: typer.Context,
    *,
    port: Port = None,
    data: DataFolder = None,
    file: SettingsFile = None,
    samples: Samples = False,
    invited: Annotated[Invited | None, typer.Option("--invite", hidden=True)] = None,
    draining: Annotated[bool, typer.Option("--drain", hidden=True)] = False,
) -> None:
    """Earshot: write with a trained volunteer. Without a verb it serves."""
    ctx.obj = {"data": data, "file": file}
    if ctx.invoked_subcommand is not None:
        return
    if invited:
        send_invitation(settings_for(ctx), invited)
    elif draining:
        drain(ctx)
    else:
        serve(ctx, port=port, samples=samples)


@earshot.command()
def serve(
    ctx: typer.Context,
    *,
    port: Port = None,
    data: DataFolder = None,
    file: SettingsFile = None,
    samples: Samples = False,
) -> None:
    """Start everything that is missing, and serve until Ctrl-C or SIGTERM."""
    raise typer.Exit(start(settings_for(ctx, data, file, port=port, samples=samples or None)))


@earshot.command()
def drain(ctx: typer.Context, data: DataFolder = None, file: SettingsFile = None) -> None:
    """Let the server on this data folder take nobody in any more, and end with its last chat."""
    raise typer.Exit(drain_here(settings_for(ctx, data, file)))


earshot.command("migrate")(migrate_now)
earshot.command("invite")(invite)
earshot.command("check")(check)
earshot.command("forget")(forget)
earshot.command("publish")(publish)
earshot.command("hand-over")(hand_over)
earshot.command("loadtest")(loadtest)
earshot.command("demo-year")(demo_year)
earshot.command("settings")(show_settings)
earshot.add_typer(staff, name="staff")
earshot.add_typer(lines, name="resources")


def main() -> int:
    """Run the command; return the exit code."""
    return int(earshot(prog_name="earshot") or 0)
