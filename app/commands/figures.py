"""`earshot hand-over`: what somebody who demands everything would be given."""

import typer

from app.commands.ground import DataFolder, SettingsFile, database, failing_plainly, say, settings_for, with_records
from app.services.statistics.hand_over import in_words


def hand_over(ctx: typer.Context, data: DataFolder = None, file: SettingsFile = None) -> None:
    """List every table and column that the database holds: all that we could hand over."""
    settings = settings_for(ctx, data, file)
    with failing_plainly(), database(settings) as there:
        say(with_records(there, in_words))
