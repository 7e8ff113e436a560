"""States that hold many records of one kind, such as a campaign its orders: kept in parts, so that a change writes few.

The row of such a state holds all but the records; these lie in rows of the same table under `parts_noun`, each record
in the part that its name falls into, with its place among all. A part whose text was read before is not read again: the
text itself is the key, so that nothing that is remembered can be stale. States of earlier editions hold their records
themselves, until their next entry.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from operator import itemgetter
from typing import Any
from zlib import crc32

import sqlalchemy as sa

from treadle.storage.ledger.folds import Fold
from treadle.storage.ledger.rows import STATES, state_of
from treadle.terms.codec import from_values, json_text, to_values

#: Parts of a state. Set on a campaign of 5,000 orders: fewer write more at each, more read more rows.
PARTS = 128
#: Parts that are remembered: those of some ten large campaigns. Not tuned: bounds memory.
REMEMBERED = 2_048
#: States whose records are remembered together: what is looked at is then written. Not tuned: bounds memory.
JOINED = 8
#: Names whose part is remembered. Not tuned: bounds memory.
NAMED = 100_000
#: Stands between the id of a state and the number of a part; no id holds it.
_BETWEEN = "\x1f"

Row = Mapping[str, object]


def parts_noun(one: Fold) -> str:
    """The noun of the rows that hold a state's parts."""
    return f"{one.noun} {one.parted}"


def states_of(connection: sa.Connection, one: Fold, rows: Sequence[Any]) -> list[Any]:
    """Rows of STATES as their nouns, whole with their parts. Raises `InputError` where one is none."""
    return [state for state, _ in read_states(connection, one, rows)]


def read_states(connection: sa.Connection, one: Fold, rows: Sequence[Any]) -> list[tuple[Any, bool]]:
    """As `states_of`, with whether the records of each lie in parts."""
    if not one.parted:
        return [(state_of(row, one.state), False) for row in rows]
    return [_whole(connection, one, row) for row in rows]


def part_rows(one: Fold, state_id: str, before: Any, after: Any, *, entry: int) -> tuple[Any, list[Row]]:
    """A state without its records, and the rows of those parts in which a record is another than `before`."""
    records: Mapping[str, Any] = getattr(after, one.parted)
    held: Mapping[str, Any] = {} if before is None else getattr(before, one.parted)
    changed = {_part(name) for name, record in records.items() if held.get(name) is not record}
    parts: dict[int, list[Any]] = {number: [] for number in sorted(changed)}
    for place, (name, record) in enumerate(records.items()):
        number = _part(name)
        if number in changed:
            parts[number].append([place, name, to_values(record)])
    rows: list[Row] = [
        {"noun": parts_noun(one), "state_id": f"{state_id}{_BETWEEN}{number}", "first": entry, "entry": entry,
         "body": json_text(told)}
        for number, told in parts.items()
    ]  # fmt: skip
    return replace(after, **{one.parted: {}}), rows


def _whole(connection: sa.Connection, one: Fold, row: Any) -> tuple[Any, bool]:
    state: Any = state_of(row, one.state)
    if getattr(state, one.parted):
        return state, False
    rule = sa.and_(STATES.c.noun == parts_noun(one), STATES.c.state_id.in_(_names(row.state_id)))
    rows = connection.execute(sa.select(STATES.c.body).where(rule).order_by(STATES.c.state_id)).fetchall()
    return replace(state, **{one.parted: _joined(tuple(body for (body,) in rows), one.part)}), True


def _names(state_id: str) -> Iterable[str]:
    return [f"{state_id}{_BETWEEN}{number}" for number in range(PARTS)]


@lru_cache(maxsize=NAMED)
def _part(name: str) -> int:
    return crc32(name.encode()) % PARTS


@lru_cache(maxsize=JOINED)
def _joined(bodies: tuple[str, ...], kind: type) -> Mapping[str, Any]:
    """The records of all parts by name, in their places; whoever adds to them makes another mapping."""
    told: list[tuple[int, str, Any]] = []
    for body in bodies:
        told += _read(body, kind)
    told.sort(key=itemgetter(0))
    return {record[1]: record[2] for record in told}


@lru_cache(maxsize=REMEMBERED)
def _read(body: str, kind: type) -> tuple[tuple[int, str, Any], ...]:
    """The records of a part with their places and names; they are frozen, so whoever reads may hold them."""
    remedy = "Rebuild it: treadle ledger DIR --rebuild"
    return tuple(
        (place, name, from_values(kind, told, file=f"ledger, part of {name}", remedy=remedy))
        for place, name, told in json.loads(body)
    )
