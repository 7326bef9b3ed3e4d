"""`earshot migrate`, `publish` and `forget`: what is kept, brought to its newest shape, to be read, or to its end."""

import asyncio
from typing import Annotated

import typer

from app import clock
from app.commands.ground import DataFolder, SettingsFile, database, failing_plainly, say, settings_for, with_records
from app.records.migrate import Stands, migrate, stands
from app.records.roles import says_too_much, too_much
from app.services.keep_records import forget_rows
from app.services.statistics.publish_statistics import publish_statistics

STANDS = {
    Stands.BEHIND: "The database is older than this Earshot needs it: run `earshot migrate`.",
    Stands.SAME: "The database is as this Earshot needs it.",
    Stands.AHEAD: "The database is newer than this Earshot, which may go on with it, and changes nothing.",
}


def migrate_now(
    ctx: typer.Context,
    data: DataFolder = None,
    file: SettingsFile = None,
    only_look: Annotated[bool, typer.Option("--look", help="Say how it stands, and change nothing.")] = False,  # noqa: FBT002
) -> None:
    """Bring the database to the newest revision, and say anew who may do what in it.

    It signs in by DATABASE_MIGRATOR_URL, or DATABASE_URL without it. A node of the version before goes on meanwhile.
    """
    settings = settings_for(ctx, data, file)
    with failing_plainly(), database(settings, migrated=False) as there:
        if not only_look:
            asyncio.run(migrate(there.owner))
        say(STANDS[asyncio.run(stands(there.owner))])
        if there.url != there.owner:
            for fault in (*asyncio.run(too_much(there.url)), *asyncio.run(says_too_much(there.url))):
                say(f"- who serves: {fault}")


def publish(ctx: typer.Context, data: DataFolder = None, file: SettingsFile = None) -> None:
    """Publish every period of the statistics that is closed and due, now. The server does so by itself."""
    settings = settings_for(ctx, data, file)
    with failing_plainly(), database(settings) as there:
        done = with_records(there, lambda records: publish_statistics(records, now=clock.now()))
    say("Published: " + (", ".join(f"from {one:%Y-%m-%d}" for one in done) or "nothing is due."))


def forget(ctx: typer.Context, data: DataFolder = None, file: SettingsFile = None) -> None:
    """Drop every record that is older than its time, now. The server does so by itself, once a minute."""
    settings = settings_for(ctx, data, file)
    with failing_plainly(), database(settings) as there:
        with_records(there, lambda records: forget_rows(records, now=clock.now()))
    say("What was older than its time is gone.")
