"""A ledger as lines of JSON, whatever database holds it, and back into an empty one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from treadle.errors import InputError
from treadle.storage.ledger.rows import META, Moment
from treadle.storage.ledger.sql_ledger import SqlLedger
from treadle.terms.codec import json_text

#: Rows that are written to a database at once.
AT_ONCE = 500


def ledger_lines(ledger: SqlLedger) -> Iterator[str]:
    """Every row of every table, as they all stood at one moment."""
    with ledger.reading() as connection:
        for table in META.sorted_tables:
            for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns)):
                yield json_text({"table": table.name, "row": {name: _told(row._mapping[name]) for name in row._fields}})


def load_lines(ledger: SqlLedger, lines: Iterable[str], *, file: str) -> int:
    """Put the rows of `ledger_lines` into a ledger that holds none; how many there were.

    Raises `InputError` where the ledger holds entries already, or a line is none of a ledger.
    """
    count = 0
    with ledger.writing() as connection:
        if connection.execute(sa.select(META.tables["entries"].c.number).limit(1)).first() is not None:
            raise InputError.single(file, "the ledger it is to go into holds entries", "Restore into an empty place")
        waiting: list[dict[str, Any]] = []
        at: sa.Table | None = None
        for line in lines:
            table, row = _read(line, file)
            if waiting and (table is not at or len(waiting) >= AT_ONCE):
                assert at is not None
                connection.execute(sa.insert(at), waiting)
                waiting = []
            at = table
            waiting.append(row)
            count += 1
        if waiting and at is not None:
            connection.execute(sa.insert(at), waiting)
        if connection.dialect.name == "postgresql":
            _go_on_counting(connection)
    return count


def _read(line: str, file: str) -> tuple[sa.Table, dict[str, Any]]:
    try:
        told = json.loads(line)
        table = META.tables[told["table"]]
        return table, {name: _value(table.c[name], value) for name, value in told["row"].items()}
    except (ValueError, KeyError, TypeError) as error:
        raise InputError.single(file, f"a line of it is no row of a ledger ({error})", "Take another backup") from None


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _value(column: sa.Column[Any], value: Any) -> Any:
    return datetime.fromisoformat(value) if isinstance(column.type, Moment) and value is not None else value


def _go_on_counting(connection: sa.Connection) -> None:
    """PostgreSQL numbers on from where the rows that were put in end."""
    for table in META.sorted_tables:
        if "number" in table.c and table.c.number.primary_key:
            connection.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', 'number'), "
                f"(SELECT coalesce(max(number), 0) + 1 FROM {table.name}), false)"
            )
