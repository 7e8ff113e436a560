"""The ledger in a database: one transaction per addition, decided under its lock."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from treadle.errors import ConflictError, LedgerError
from treadle.storage.ledger.protocol import Added
from treadle.storage.ledger.rows import ENTRIES, KEPT, ORDERS, entry_of, entry_row, order_of, order_row
from treadle.terms.entry import ORDER_KINDS, Entry
from treadle.terms.order import Order
from treadle.terms.quantity import Violation
from treadle.track.orders import fold_orders, unbalanced

#: Of entries that came in between, so many are told.
TOLD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlLedger:
    """A ledger behind an SQLAlchemy engine (made by `open_ledger`); `clock` says when an entry is written."""

    engine: sa.Engine
    clock: Callable[[], datetime]

    def head(self) -> int:
        """As `Ledger.head`."""
        with self._reading() as connection:
            return _head(connection)

    def newest_known(self) -> datetime | None:
        """As `Ledger.newest_known`."""
        with self._reading() as connection:
            newest = sa.select(sa.func.max(ENTRIES.c.known_at)).where(ENTRIES.c.kind.in_(ORDER_KINDS))
            found: datetime | None = connection.scalar(newest)
            return found

    def add(self, entries: Sequence[Entry], *, seen_head: int | None = None) -> Added:
        """As `Ledger.add`."""
        if not entries:
            return Added(entries=(), is_new=False)
        with self._writing() as connection:
            there = {one.key: one for one in _entries(connection, ENTRIES.c.key.in_([one.key for one in entries]))}
            if len(there) == len({one.key for one in entries}):
                return Added(entries=tuple(there[one.key] for one in entries), is_new=False)
            if there:
                told = ", ".join(sorted(f"{one.kind} {one.subject}" for one in there.values()))
                raise ConflictError(f"Part of this is in the ledger already, under the same keys: {told}.")
            if seen_head is not None and _head(connection) != seen_head:
                since = _entries(connection, sa.and_(ENTRIES.c.number > seen_head, ENTRIES.c.kind.in_(ORDER_KINDS)))
                raise ConflictError(_in_between(since))
            numbered = [_inserted(connection, entry, self.clock()) for entry in entries]
            subjects = sorted({one.subject for one in numbered if one.kind in ORDER_KINDS})
            before, placed = _states(connection, subjects)
            orders = fold_orders(numbered, before)
            newest = {one.subject: one.number for one in numbered}
            first = {one.subject: one.number for one in numbered if one.kind == "order"}
            for order_id, order in orders.items():
                row = order_row(order, placed=placed.get(order_id) or first[order_id], entry=newest[order_id])
                _put(connection, row)
        return Added(entries=tuple(numbered), is_new=True)

    def entries(
        self,
        *,
        subjects: Sequence[str] | None = None,
        kinds: Sequence[str] | None = None,
        until: datetime | None = None,
    ) -> tuple[Entry, ...]:
        """As `Ledger.entries`."""
        rules: list[sa.ColumnElement[bool]] = []
        if subjects is not None:
            rules.append(ENTRIES.c.subject.in_(list(subjects)))
        if kinds is not None:
            rules.append(ENTRIES.c.kind.in_(list(kinds)))
        if until is not None:
            rules.append(ENTRIES.c.known_at < until)
        with self._reading() as connection:
            return _entries(connection, sa.and_(sa.true(), *rules))

    def orders(self, *, until: datetime | None = None) -> tuple[Order, ...]:
        """As `Ledger.orders`."""
        with self._reading() as connection:
            later = None if until is None else connection.scalar(
                sa.select(ENTRIES.c.number)
                .where(ENTRIES.c.kind.in_(ORDER_KINDS), ENTRIES.c.known_at >= until)
                .limit(1)
            )  # fmt: skip
            if later is None:
                rows = connection.execute(sa.select(ORDERS).order_by(ORDERS.c.placed))
                return tuple(order_of(row) for row in rows)
        return tuple(fold_orders(self.entries(kinds=ORDER_KINDS, until=until)).values())

    def audit(self) -> tuple[Violation, ...]:
        """As `Ledger.audit`."""
        kept = {order.order_id: order for order in self.orders()}
        entries = self.entries(kinds=ORDER_KINDS)
        folded = fold_orders(entries)
        found = [
            Violation(rule="the state is what the entries fold to", where=name, found="another state")
            for name in sorted({*kept, *folded})
            if kept.get(name) != folded.get(name)
        ]
        return (*found, *unbalanced(kept.values(), entries))

    def rebuild(self) -> int:
        """As `Ledger.rebuild`."""
        with self._writing() as connection:
            entries = _entries(connection, ENTRIES.c.kind.in_(ORDER_KINDS))
            newest = {one.subject: one.number for one in entries}
            placed = {one.subject: one.number for one in entries if one.kind == "order"}
            connection.execute(sa.delete(ORDERS))
            orders = fold_orders(entries)
            for name, order in orders.items():
                _put(connection, order_row(order, placed=placed[name], entry=newest[name]))
            return len(orders)

    def keep(self, name: str, text: str) -> None:
        """As `Ledger.keep`."""
        with self._writing() as connection:
            connection.execute(sa.delete(KEPT).where(KEPT.c.name == name))
            connection.execute(sa.insert(KEPT).values(name=name, body=text))

    def kept(self, name: str) -> str | None:
        """As `Ledger.kept`."""
        with self._reading() as connection:
            found: str | None = connection.scalar(sa.select(KEPT.c.body).where(KEPT.c.name == name))
            return found

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with _told(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        """A transaction that holds the ledger's lock from its beginning, so that what it reads is what it changes."""
        with _told(), self.engine.execution_options(is_writing=True).begin() as connection:
            yield connection


@contextmanager
def _told() -> Iterator[None]:
    """What the database cannot do, as an error that a user can act on."""
    try:
        yield
    except DBAPIError as error:
        cause = str(error.orig).rstrip(".")
        raise LedgerError(
            f"The ledger cannot be read or written now: {cause}. Nothing was changed; check the disk and whether "
            "somebody else works in the folder, then run the command again."
        ) from None


def _head(connection: sa.Connection) -> int:
    newest = sa.select(sa.func.max(ENTRIES.c.number)).where(ENTRIES.c.kind.in_(ORDER_KINDS))
    return connection.scalar(newest) or 0


def _entries(connection: sa.Connection, rule: sa.ColumnElement[bool]) -> tuple[Entry, ...]:
    rows = connection.execute(sa.select(ENTRIES).where(rule).order_by(ENTRIES.c.number))
    return tuple(entry_of(row) for row in rows)


def _inserted(connection: sa.Connection, entry: Entry, now: datetime) -> Entry:
    row = entry_row(entry, now.astimezone(UTC))
    done = connection.execute(sa.insert(ENTRIES).values(**row))
    assert done.inserted_primary_key is not None
    return replace(entry, number=int(done.inserted_primary_key[0]), written_at=entry.written_at or now.astimezone(UTC))


def _states(connection: sa.Connection, subjects: Sequence[str]) -> tuple[Mapping[str, Order], Mapping[str, int]]:
    """Orders as they are, and the number of their first entry, by id."""
    rows = list(connection.execute(sa.select(ORDERS).where(ORDERS.c.order_id.in_(subjects))))
    return {row.order_id: order_of(row) for row in rows}, {row.order_id: row.placed for row in rows}


def _put(connection: sa.Connection, row: dict[str, object]) -> None:
    connection.execute(sa.delete(ORDERS).where(ORDERS.c.order_id == row["order_id"]))
    connection.execute(sa.insert(ORDERS).values(**row))


def _in_between(since: Sequence[Entry]) -> str:
    told_of = [one for one in since if one.kind != "order"]
    told = "; ".join(
        f"{one.author} wrote {_a(one.kind)} of {one.subject} at {one.written_at:%Y-%m-%d %H:%M} UTC"
        for one in told_of[:TOLD]
    )
    rest = f"; and {len(told_of) - TOLD} more" if len(told_of) > TOLD else ""
    remedy = "Nothing was added: look at the changes, plan again, then decide."
    return f"The ledger was changed in the meantime: {told}{rest}. {remedy}"


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"
