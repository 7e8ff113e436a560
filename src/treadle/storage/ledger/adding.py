"""Adding entries inside a transaction that holds the ledger's lock: decided, written, folded, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from treadle.errors import ConflictError
from treadle.storage.ledger.folds import BY_KIND, BY_STATE, FOLDS, Fold, fold
from treadle.storage.ledger.parts import Row, part_rows, read_states
from treadle.storage.ledger.protocol import Added, Seen
from treadle.storage.ledger.rows import (
    ENTRIES,
    ORDERS,
    SECRETS,
    STATES,
    entry_of,
    entry_row,
    order_of,
    order_row,
    state_row,
)
from treadle.terms.entry import ORDER_KINDS, Entry
from treadle.terms.order import Order
from treadle.track.orders import fold_orders

#: Of entries that came in between, so many are told.
TOLD = 3


def add_entries(
    connection: sa.Connection, entries: Sequence[Entry], *, now: datetime, seen_head: int | None = None,
    seen: Sequence[Seen] = (), secrets: Mapping[str, str | None] | None = None,
) -> Added:  # fmt: skip
    """As `Ledger.add`, within a writing transaction; `now` is the clock's moment."""
    there = {one.key: one for one in select_entries(connection, ENTRIES.c.key.in_([one.key for one in entries]))}
    if entries and len(there) == len({one.key for one in entries}):
        return Added(entries=tuple(there[one.key] for one in entries), is_new=False)
    if there:
        told = ", ".join(sorted(f"{one.kind} {one.subject}" for one in there.values()))
        raise ConflictError(f"Part of this is in the ledger already, under the same keys: {told}.")
    if seen_head is not None and head_of(connection) != seen_head:
        since = select_entries(connection, sa.and_(ENTRIES.c.number > seen_head, ENTRIES.c.kind.in_(ORDER_KINDS)))
        raise ConflictError(in_between(since))
    for one in seen:
        _check_seen(connection, one)
    numbered = [_inserted(connection, entry, now) for entry in entries]
    _fold_orders(connection, numbered)
    _fold_states(connection, numbered)
    for name, digest in (secrets or {}).items():
        connection.execute(sa.delete(SECRETS).where(SECRETS.c.name == name))
        if digest is not None:
            connection.execute(sa.insert(SECRETS).values(name=name, digest=digest))
    return Added(entries=tuple(numbered), is_new=bool(numbered))


def head_of(connection: sa.Connection) -> int:
    """Number of the newest entry that changed what is on order."""
    return newest_of(connection, ORDER_KINDS)


def newest_of(connection: sa.Connection, kinds: Sequence[str]) -> int:
    """Number of the newest entry of these kinds, looked for from the newest on; 0 where there is none."""
    newest = sa.select(ENTRIES.c.number).where(ENTRIES.c.kind.in_(kinds)).order_by(ENTRIES.c.number.desc()).limit(1)
    return connection.scalar(newest) or 0


def select_entries(
    connection: sa.Connection, rule: sa.ColumnElement[bool], *, most: int | None = None
) -> tuple[Entry, ...]:
    """Entries that a rule picks, oldest first, `most` at most."""
    rows = connection.execute(sa.select(ENTRIES).where(rule).order_by(ENTRIES.c.number).limit(most))
    return tuple(entry_of(row) for row in rows)


def refold(connection: sa.Connection) -> int:
    """Fold every order and every state again from its entries; how many there are."""
    entries = select_entries(connection, sa.true())
    connection.execute(sa.delete(ORDERS))
    connection.execute(sa.delete(STATES))
    return _fold_orders(connection, entries) + _fold_states(connection, entries)


def in_between(since: Sequence[Entry]) -> str:
    """Who changed what and when, as a sentence with a remedy."""
    told_of = [one for one in since if one.kind != "order"]
    told = "; ".join(
        f"{one.author} wrote {_a(one.kind)} of {one.subject} at {one.written_at:%Y-%m-%d %H:%M} UTC"
        for one in told_of[:TOLD]
    )
    rest = f"; and {len(told_of) - TOLD} more" if len(told_of) > TOLD else ""
    remedy = "Nothing was added: look at the changes, plan again, then decide."
    return f"The ledger was changed in the meantime: {told}{rest}. {remedy}"


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeio" else f"a {kind}"


def _check_seen(connection: sa.Connection, seen: Seen) -> None:
    """Raise `ConflictError` where a state is no longer as it was seen."""
    one = BY_STATE[seen.kind]
    row = connection.execute(
        sa.select(STATES.c.entry).where(STATES.c.noun == one.noun, STATES.c.state_id == seen.state_id)
    ).first()
    if (0 if row is None else row.entry) == seen.version:
        return
    newer = sa.and_(
        ENTRIES.c.number > seen.version, ENTRIES.c.kind.in_(one.kinds), ENTRIES.c.subject == seen.state_id
    )  # fmt: skip
    raise ConflictError(in_between(select_entries(connection, newer)))


def _inserted(connection: sa.Connection, entry: Entry, now: datetime) -> Entry:
    moment = now.astimezone(UTC)
    done = connection.execute(sa.insert(ENTRIES).values(**entry_row(entry, moment)))
    assert done.inserted_primary_key is not None
    return replace(entry, number=int(done.inserted_primary_key[0]), written_at=entry.written_at or moment)


def _fold_orders(connection: sa.Connection, numbered: Sequence[Entry]) -> int:
    entries = [one for one in numbered if one.kind in ORDER_KINDS]
    subjects = sorted({one.subject for one in entries})
    if not subjects:
        return 0
    rows = list(connection.execute(sa.select(ORDERS).where(ORDERS.c.order_id.in_(subjects))))
    placed = {row.order_id: row.placed for row in rows}
    before: dict[str, Order] = {row.order_id: order_of(row) for row in rows}
    newest = {one.subject: one.number for one in entries}
    first = {one.subject: one.number for one in entries if one.kind == "order"}
    orders = fold_orders(entries, before)
    for order_id, order in orders.items():
        row = order_row(order, placed=placed.get(order_id) or first[order_id], entry=newest[order_id])
        connection.execute(sa.delete(ORDERS).where(ORDERS.c.order_id == order_id))
        connection.execute(sa.insert(ORDERS).values(**row))
    return len(orders)


def _fold_states(connection: sa.Connection, numbered: Sequence[Entry]) -> int:
    count = 0
    for one in FOLDS:
        entries = [entry for entry in numbered if BY_KIND.get(entry.kind) is one]
        if entries:
            count += _fold_noun(connection, one, entries)
    return count


def _fold_noun(connection: sa.Connection, one: Fold, entries: Sequence[Entry]) -> int:
    subjects = sorted({entry.subject for entry in entries})
    first: dict[str, int] = {}
    before: dict[str, Any] = {}
    rule = sa.and_(STATES.c.noun == one.noun, STATES.c.state_id.in_(subjects))
    rows = list(connection.execute(sa.select(STATES).where(rule)))
    parted: set[str] = set()
    for row, (state, is_parted) in zip(rows, read_states(connection, one, rows), strict=True):
        first[row.state_id], before[row.state_id] = row.first, state
        parted.update([row.state_id] if is_parted else [])
    newest = {entry.subject: entry.number for entry in entries}
    for entry in entries:
        first.setdefault(entry.subject, entry.number)
    states = fold(one, entries, before)
    connection.execute(sa.delete(STATES).where(rule))
    for state_id, state in states.items():
        number = newest[state_id]
        if one.parted:
            known = before[state_id] if state_id in parted else None
            state, parts = part_rows(one, state_id, known, state, entry=number)
            _put(connection, parts)
        values = state_row(one.noun, state_id, state, first=first[state_id], entry=number)
        connection.execute(sa.insert(STATES).values(**values))
    return len(states)


def _put(connection: sa.Connection, rows: Sequence[Row]) -> None:
    """Rows in the place of those of the same names."""
    for row in rows:
        mine = sa.and_(STATES.c.noun == row["noun"], STATES.c.state_id == row["state_id"])
        connection.execute(sa.delete(STATES).where(mine))
        connection.execute(sa.insert(STATES).values(**row))
