"""`earshot invite` and `earshot staff reset`: the operator's ways in for people, both audited."""

from typing import Annotated

import typer

from app import clock
from app.commands.ground import (
    DataFolder,
    Invited,
    Refused,
    SettingsFile,
    database,
    failing_plainly,
    say,
    settings_for,
    with_records,
)
from app.services.staff.invite import invite as make_invitation
from app.services.staff.invite import way_in
from app.services.staff.reset_way_in import break_glass
from app.settings import Settings

staff = typer.Typer(help="Listeners and coordinators, at the machine.", no_args_is_help=True)


def invite(
    ctx: typer.Context,
    role: Annotated[Invited, typer.Argument(help="Whom: two coordinators invite all others.")] = "coordinator",
    data: DataFolder = None,
    file: SettingsFile = None,
) -> None:
    """Print an invitation for one person, good for a week."""
    send_invitation(settings_for(ctx, data, file), role)


def send_invitation(settings: Settings, role: Invited) -> None:
    """Make an invitation and say it."""
    with failing_plainly(), database(settings) as there:
        code = with_records(there, lambda records: make_invitation(records, None, role, now=clock.now()))
    say(f"Invitation for a {role}, good for a week and for one person. {_how(settings, code)}")


@staff.command()
def reset(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Their name here.")],
    data: DataFolder = None,
    file: SettingsFile = None,
) -> None:
    """Let somebody in who lost every way in, where there are no two coordinators to do it. It is audited."""
    settings = settings_for(ctx, data, file)
    with failing_plainly(), database(settings) as there:
        code = with_records(there, lambda records: break_glass(records, name, now=clock.now()))
        if code is None:
            raise Refused("nobody of the staff has that name.")
    say(f"A way back in, good for a day and once. {_how(settings, code)}")


def _how(settings: Settings, code: str) -> str:
    link = way_in(settings.public_origins[0], code)
    return f"Once the server runs, they open\n  {link}\nor type the code {code} at /staff/join."


@staff.callback()
def _staff() -> None:
    """Listeners and coordinators, at the machine."""
