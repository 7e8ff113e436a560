"""Where a brand's ledger is: in its folder, or in a database that a file of the folder names.

    .treadle/ledger_at.json      {"database": "postgresql://…", "schema": "treadle_mybrand"}

It can be read by its owner alone, and a backup leaves it out. So the command line uses the same ledger as the
service, without being told.
"""

from __future__ import annotations

import functools
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from treadle.errors import InputError, LedgerError, MissingExtraError
from treadle.terms.codec import json_text

if TYPE_CHECKING:
    import sqlalchemy as sa

FILE_NAME = "ledger_at.json"
_DRIVERS = ("postgresql", "postgresql+psycopg", "postgres")


def read_address(home: Path) -> tuple[str, str] | None:
    """The database and the schema that hold the ledger; None where it is the folder's own file.

    Raises `LedgerError` where the file cannot be read.
    """
    path = home / FILE_NAME
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return str(told["database"]), str(told["schema"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LedgerError(f"{path} does not say where the ledger is ({error}). Write it again: treadle serve DIR "
                          "--database URL") from None  # fmt: skip


def write_address(home: Path, database: str, schema: str) -> None:
    """Say where the ledger is from now on. Raises `InputError` for an address that is no PostgreSQL database."""
    check_database(database)
    text = json_text({"database": database, "schema": schema}, indent=2)
    half = home / f".{FILE_NAME}.half"
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    half.replace(home / FILE_NAME)


def check_database(database: str) -> None:
    """Raise `InputError` where an address is no PostgreSQL database's."""
    import sqlalchemy as sa

    try:
        url = sa.make_url(database)
    except sa.exc.ArgumentError:
        url = None
    if url is None or url.drivername not in _DRIVERS or not url.database:
        raise InputError.single(
            "--database", "this is not the address of a PostgreSQL database", "Say postgresql://USER@HOST:5432/DATABASE"
        )


def schema_of(brand_id: str) -> str:
    """The schema that holds a brand's ledger."""
    return f"treadle_{re.sub(r'[^a-z0-9]', '_', brand_id)}"[:63]


@functools.lru_cache(maxsize=64)
def postgres_engine(database: str, schema: str) -> sa.Engine:
    """An engine on a schema, which is made where it is not there; a writing transaction holds the schema's lock.

    One for the process: its connections are kept, and tried before they are used, so that a database that was restarted
    is found again. Raises `MissingExtraError` without the driver.
    """
    import sqlalchemy as sa

    url = sa.make_url(database).set(drivername="postgresql+psycopg")
    try:
        engine = sa.create_engine(
            url, pool_pre_ping=True, pool_size=8, max_overflow=24, isolation_level="REPEATABLE READ",
            connect_args={"options": f"-csearch_path={schema}", "connect_timeout": 10},
        )  # fmt: skip
    except ModuleNotFoundError:
        raise MissingExtraError("A ledger in PostgreSQL", "postgres") from None

    def begin(connection: sa.Connection) -> None:
        if connection.get_execution_options().get("is_writing", False):
            # Taken before the transaction's first look, so that it sees whatever the holder before it wrote.
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (schema,))

    sa.event.listen(engine, "begin", begin)
    return engine


def make_schema(database: str, schema: str) -> None:
    """Make the schema of a ledger where it is not there. Raises `LedgerError` where the database does not answer."""
    import sqlalchemy as sa
    from sqlalchemy.exc import DBAPIError

    try:
        with postgres_engine(database, schema).begin() as connection:
            if not sa.inspect(connection).has_schema(schema):
                connection.exec_driver_sql(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
    except DBAPIError as error:
        place = shown(database)
        raise LedgerError(
            f"The database {place} does not answer: {_cause(error)}. Start it, or mend --database."
        ) from None


def shown(database: str) -> str:
    """An address without its password."""
    import sqlalchemy as sa

    return sa.make_url(database).render_as_string(hide_password=True)


def _cause(error: object) -> str:
    """The first line of what a driver says: others may repeat the address."""
    return str(getattr(error, "orig", error)).splitlines()[0].rstrip(".")


def told_address(found: tuple[str, str] | None) -> Mapping[str, str]:
    """Where a ledger is, as a person may be told."""
    return {"kind": "file"} if found is None else {"kind": "postgresql", "at": shown(found[0]), "schema": found[1]}
