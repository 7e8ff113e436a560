"""Opening the ledger of a brand's folder: made, brought up to date and filled from an earlier edition's files."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from treadle.errors import InputError, LedgerError
from treadle.storage.ledger.address import (
    check_database,
    make_schema,
    postgres_engine,
    read_address,
    schema_of,
    write_address,
)

if TYPE_CHECKING:
    import sqlalchemy as sa

    from treadle.storage.ledger.sql_ledger import SqlLedger

FILE_NAME = "ledger.sqlite"
#: A writer waits so long for another to finish.
WAIT_SECONDS = 60.0
#: Ledgers that this process has found to be of this edition.
_KNOWN: set[tuple[object, ...]] = set()


def now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


def open_ledger(folder: Path, *, currency: str, time_zone: str, clock: Callable[[], datetime] = now) -> SqlLedger:
    """The ledger of a brand's folder, made where there is none.

    What an earlier edition kept in files is taken over once. Raises `LedgerError` where it is no ledger, or that of a
    later edition.
    """
    from treadle.storage.ledger.earlier import has_earlier, take_over
    from treadle.storage.ledger.sql_ledger import SqlLedger

    home = folder / ".treadle"
    home.mkdir(parents=True, exist_ok=True)
    at = read_address(home)
    engine = sqlite_engine(home / FILE_NAME) if at is None else postgres_engine(*at)
    path = home / FILE_NAME if at is None else None
    ledger = SqlLedger(engine=engine, clock=clock)
    if not _is_known(engine, path) or has_earlier(home):
        with _alone(home):
            if at is not None:
                make_schema(*at)
            bring_up_to_date(engine, path)
            take_over(home, ledger, currency=currency, time_zone=time_zone)
    return ledger


def keep_in_database(folder: Path, database: str, brand_id: str) -> None:
    """Let a folder's ledger be in a database from now on.

    Raises `InputError` for an address that is none, or where the folder's own ledger holds entries, and `LedgerError`
    where the database does not answer.
    """
    home = folder / ".treadle"
    home.mkdir(parents=True, exist_ok=True)
    check_database(database)
    at, wanted = read_address(home), (database, schema_of(brand_id))
    if at == wanted:
        return
    if at is None and (home / FILE_NAME).exists() and _has_entries(home / FILE_NAME):
        raise InputError.single(
            str(folder), "its ledger is in the folder and holds entries already",
            "Take it along: treadle backup DIR FILE, then treadle restore FILE NEWDIR --database URL",
        )  # fmt: skip
    make_schema(*wanted)
    write_address(home, *wanted)


def _has_entries(path: Path) -> bool:
    engine = sqlite_engine(path)
    if not is_current(engine, path):
        return True
    with engine.begin() as connection:
        return connection.exec_driver_sql("SELECT 1 FROM entries LIMIT 1").first() is not None


def existing_ledger(folder: Path, *, currency: str, time_zone: str) -> SqlLedger | None:
    """The ledger of a brand's folder; None where nothing was ever promised in it. Raises as `open_ledger`."""
    from treadle.storage.ledger.earlier import has_earlier

    home = folder / ".treadle"
    if not (home / FILE_NAME).exists() and read_address(home) is None and not has_earlier(home):
        return None
    return open_ledger(folder, currency=currency, time_zone=time_zone)


def sqlite_engine(path: Path) -> sa.Engine:
    """An engine on one file: write-ahead log, synced to disk, a lock taken when a writing transaction begins.

    One for the process, which keeps no connection: what it keeps are statements that it has worked out.
    """
    return _engine_on(str(path.resolve()))


@functools.lru_cache(maxsize=64)
def _engine_on(path: str) -> sa.Engine:
    import sqlalchemy as sa
    from sqlalchemy.pool import NullPool

    engine = sa.create_engine(
        sa.URL.create("sqlite", database=path), poolclass=NullPool,
        connect_args={"timeout": WAIT_SECONDS, "isolation_level": None},
    )  # fmt: skip

    def prepare(raw: object, _: object) -> None:
        cursor = raw.cursor()  # type: ignore[attr-defined]
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def begin(connection: sa.Connection) -> None:
        is_writing = connection.get_execution_options().get("is_writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")

    sa.event.listen(engine, "connect", prepare)
    sa.event.listen(engine, "begin", begin)
    return engine


def is_current(engine: sa.Engine, path: Path | None) -> bool:
    """True where a file (None: a schema of a database) holds a ledger of this edition.

    Raises `LedgerError` where it is something else.
    """
    import sqlalchemy as sa

    from treadle.storage.ledger.rows import HEAD

    if path is not None and not path.exists():
        return False
    place = "the ledger's schema" if path is None else str(path)
    try:
        with engine.begin() as connection:
            if not sa.inspect(connection).has_table("alembic_version"):
                return False
            found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    except (sa.exc.OperationalError, sa.exc.InterfaceError) as error:
        if path is None:
            cause = str(error.orig).splitlines()[0].rstrip(".")
            raise LedgerError(f"The ledger's database does not answer: {cause}. Start it, then try again.") from None
        raise LedgerError(f"{place} cannot be read as a ledger: {error.orig}. Restore it from a backup.") from None
    except sa.exc.DBAPIError as error:
        raise LedgerError(f"{place} cannot be read as a ledger: {error.orig}. Restore it from a backup.") from None
    if found is not None and found > HEAD:
        raise LedgerError(f"{place} was written by a later edition of treadle ({found}). Update treadle.")
    return bool(found == HEAD)


def _is_known(engine: sa.Engine, path: Path | None) -> bool:
    """As `is_current`, which a process finds out of a file or a database once: a service opens the ledger for every
    request. Another file at the same place is looked at anew."""
    there = path.stat() if path is not None and path.exists() else None
    key = (id(engine), None if there is None else (there.st_dev, there.st_ino))
    if path is not None and there is None:
        return False
    if key not in _KNOWN:
        if not is_current(engine, path):
            return False
        _KNOWN.add(key)
    return True


def bring_up_to_date(engine: sa.Engine, path: Path | None) -> None:
    """Run every migration that the ledger has not seen."""
    if is_current(engine, path):
        return
    from alembic import command
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    settings.attributes["engine"] = engine
    command.upgrade(settings, "head")


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Hold the making of the ledger for one process; a killed holder lets go of it."""
    with FileLock(home / "ledger.lock"):
        yield
