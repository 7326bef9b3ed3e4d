"""Who may do what in PostgreSQL: the service, the reader of statistics, and, by owning everything, the migrator.

The rights are told anew after every migration, so a new table has them from its first day. What the service itself may
not do, making and dropping a week of the stage, it asks of two functions that belong to the migrator.
"""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import Connection

from app.records.unit_of_work import READER, engine_for

APP = "earshot_app"
"""Who the service is."""
READ = ("cube_week", "cube_4week")
"""What coordinators' statistics are read from; the reader sees nothing else."""
USUAL = "SELECT, INSERT, UPDATE, DELETE"
FEWER = {
    "alembic_version": "SELECT",
    "session_stage": "SELECT, INSERT",
    "staff_audit": "SELECT, INSERT, DELETE",
    "cube_week": "SELECT, INSERT, DELETE",
    "cube_4week": "SELECT, INSERT, DELETE",
    "publication": "SELECT, INSERT, DELETE",
}
"""The service's rights where they are not the usual ones: what was counted or audited is never rewritten."""
SAYS_TOO_MUCH = {
    "log_statement": {"none"},
    "log_min_duration_statement": {"-1"},
    "log_min_duration_sample": {"-1"},
    "log_transaction_sample_rate": {"0"},
    "log_duration": {"off"},
    "log_parameter_max_length": {"0"},
    "log_parameter_max_length_on_error": {"0"},
    "log_error_verbosity": {"terse"},
    "log_min_error_statement": {"panic", "fatal"},
    "debug_print_parse": {"off"},
    "debug_print_rewritten": {"off"},
    "debug_print_plan": {"off"},
}
"""PostgreSQL writes values into its log by default; with these it does not (safe values of each setting)."""
_STAGE = """
CREATE OR REPLACE FUNCTION stage_opens(week date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF extract(isodow FROM week) <> 1 THEN
        RAISE 'a week begins on Monday';
    END IF;
    EXECUTE format(
        'CREATE TABLE IF NOT EXISTS public.%I PARTITION OF public.session_stage FOR VALUES FROM (%L) TO (%L)',
        'session_stage_' || to_char(week, 'YYYYMMDD'), week, week + 7);
    IF to_regrole('{app}') IS NOT NULL THEN
        EXECUTE format('GRANT SELECT, INSERT ON public.%I TO {app}', 'session_stage_' || to_char(week, 'YYYYMMDD'));
    END IF;
END $$;
CREATE OR REPLACE FUNCTION stage_closes(week date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('DROP TABLE IF EXISTS public.%I', 'session_stage_' || to_char(week, 'YYYYMMDD'));
END $$;
REVOKE ALL ON FUNCTION stage_opens(date), stage_closes(date) FROM PUBLIC
"""
_MAKE = """
DO $$ BEGIN
    CREATE ROLE {role} NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$
"""
_MAY_MAKE = "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
_THERE = "SELECT count(*) FROM pg_roles WHERE rolname IN ('{app}', '{reader}')"
_TOO_MUCH = """
SELECT 'be a superuser' WHERE (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
UNION ALL SELECT 'make roles' WHERE (SELECT rolcreaterole FROM pg_roles WHERE rolname = current_user)
UNION ALL SELECT 'make databases' WHERE (SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user)
UNION ALL SELECT 'copy the whole cluster' WHERE (SELECT rolreplication FROM pg_roles WHERE rolname = current_user)
UNION ALL SELECT 'pass row security' WHERE (SELECT rolbypassrls FROM pg_roles WHERE rolname = current_user)
UNION ALL SELECT 'do what ' || rolname || ' may' FROM pg_roles
    WHERE rolname IN ('pg_read_all_data', 'pg_write_all_data', 'pg_read_server_files', 'pg_write_server_files',
                      'pg_execute_server_program', 'pg_read_all_stats', 'pg_monitor')
    AND pg_has_role(current_user, oid, 'MEMBER')
UNION ALL SELECT 'make tables' WHERE has_schema_privilege(current_user, 'public', 'CREATE')
UNION ALL SELECT 'change the table ' || relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    AND pg_has_role(current_user, relowner, 'MEMBER')
UNION ALL SELECT 'rewrite ' || relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace
    AND relname IN ('staff_audit', 'session_stage', 'cube_week', 'cube_4week')
    AND has_table_privilege(current_user, oid, 'UPDATE, TRUNCATE')
"""


def grant(connection: Connection) -> bool:
    """Say who may do what; False when the roles are not there and may not be made by whoever asks."""
    names = {"app": APP, "reader": READER}
    tables = [name for name in sa.inspect(connection).get_table_names() if not name.startswith("session_stage_")]
    if "session_stage" in tables:
        for statement in _parted(_STAGE.format(**names)):
            connection.exec_driver_sql(statement)
    if connection.exec_driver_sql(_MAY_MAKE).scalar_one():
        for role in names.values():
            connection.exec_driver_sql(_MAKE.format(role=role))
    if connection.exec_driver_sql(_THERE.format(**names)).scalar_one() < len(names):
        return False
    for statement in _rights(tables):
        connection.exec_driver_sql(statement)
    if not connection.exec_driver_sql(f"SELECT pg_has_role('{APP}', '{READER}', 'MEMBER')").scalar_one():
        connection.exec_driver_sql(f"GRANT {READER} TO {APP}")
    return True


async def let_log_in(url: str, password: str) -> None:
    """Let the service sign in to the embedded PostgreSQL, whose password is of letters, digits, - and _ alone."""
    engine = engine_for(url)
    async with engine.begin() as connection:
        if not await connection.scalar(sa.text("SELECT rolcanlogin FROM pg_roles WHERE rolname = :app"), {"app": APP}):
            await connection.exec_driver_sql(f"ALTER ROLE {APP} LOGIN PASSWORD '{password}'")
    await engine.dispose()


async def too_much(url: str) -> list[str]:
    """Return what whoever signs in by this URL may do and a service should not."""
    return [f"may {right}" for (right,) in await _asked(url, _TOO_MUCH)]


async def says_too_much(url: str) -> list[str]:
    """Return the settings by which PostgreSQL would write values into its log."""
    names = ", ".join(f"'{name}'" for name in SAYS_TOO_MUCH)
    found = await _asked(url, f"SELECT name, setting FROM pg_settings WHERE name IN ({names}) ORDER BY name")  # noqa: S608
    return [f"{name} is {value}" for name, value in found if value not in SAYS_TOO_MUCH[name]]


async def _asked(url: str, question: str) -> list[tuple[str, ...]]:
    engine = engine_for(url)
    try:
        async with engine.connect() as connection:
            return [tuple(row) for row in await connection.exec_driver_sql(question)]
    finally:
        await engine.dispose()


def _rights(tables: Iterable[str]) -> list[str]:
    there = sorted(tables)
    told = [
        f"REVOKE CREATE ON SCHEMA public FROM PUBLIC, {APP}, {READER}",
        f"GRANT USAGE ON SCHEMA public TO {APP}, {READER}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {APP}",
    ]
    for table in there:
        told += [
            f'REVOKE ALL ON "{table}" FROM PUBLIC, {APP}, {READER}',
            f'GRANT {FEWER.get(table, USUAL)} ON "{table}" TO {APP}',
        ]
    told += [f'GRANT SELECT ON "{table}" TO {READER}' for table in READ if table in there]
    if "session_stage" in there:
        told.append(f"GRANT EXECUTE ON FUNCTION stage_opens(date), stage_closes(date) TO {APP}")
    return told


def _parted(script: str) -> list[str]:
    """Part a script before each statement that begins a line: asyncpg takes one at a time."""
    lines: list[str] = []
    for line in script.strip().splitlines():
        if line.startswith(("CREATE", "REVOKE")) or not lines:
            lines.append(line)
        else:
            lines[-1] += f"\n{line}"
    return lines
