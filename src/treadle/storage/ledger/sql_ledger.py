"""The ledger in a database: one transaction per addition, decided under its lock."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from treadle.errors import LedgerError
from treadle.presell.fold import unbalanced_campaign
from treadle.replenish.moves import unbalanced_stores
from treadle.settle.fold import unbalanced_accounts
from treadle.storage.ledger.adding import add_entries, head_of, newest_of, refold, select_entries
from treadle.storage.ledger.folds import BY_STATE, FOLDS, fold
from treadle.storage.ledger.parts import states_of
from treadle.storage.ledger.protocol import Added, Held, Seen
from treadle.storage.ledger.rows import ENTRIES, KEPT, ORDERS, SECRETS, STATES, order_of
from treadle.terms.campaign import Campaign
from treadle.terms.codec import Noun
from treadle.terms.entry import ORDER_KINDS, Entry
from treadle.terms.offer import Offer, makers_of
from treadle.terms.order import Order
from treadle.terms.quantity import Violation
from treadle.terms.settlement import Account
from treadle.terms.shop import StoreOrder
from treadle.track.books import unbalanced_books
from treadle.track.orders import fold_orders, unbalanced


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlLedger:
    """A ledger behind an SQLAlchemy engine (made by `open_ledger`); `clock` says when an entry is written."""

    engine: sa.Engine
    clock: Callable[[], datetime]

    def head(self) -> int:
        """As `Ledger.head`."""
        with self.reading() as connection:
            return head_of(connection)

    def newest(self, kinds: Sequence[str]) -> int:
        """As `Ledger.newest`."""
        with self.reading() as connection:
            return newest_of(connection, kinds)

    def newest_known(self) -> datetime | None:
        """As `Ledger.newest_known`."""
        with self.reading() as connection:
            newest = sa.select(sa.func.max(ENTRIES.c.known_at)).where(ENTRIES.c.kind.in_(ORDER_KINDS))
            found: datetime | None = connection.scalar(newest)
            return found

    def add(
        self, entries: Sequence[Entry], *, seen_head: int | None = None, seen: Sequence[Seen] = (),
        secrets: Mapping[str, str | None] | None = None,
    ) -> Added:  # fmt: skip
        """As `Ledger.add`."""
        if not entries and not secrets:
            return Added(entries=(), is_new=False)
        with self.writing() as connection:
            return add_entries(
                connection, entries, now=self.clock(), seen_head=seen_head, seen=seen, secrets=secrets
            )  # fmt: skip

    def state(self, kind: type[Noun], state_id: str) -> Held[Noun] | None:
        """As `Ledger.state`."""
        rule = sa.and_(STATES.c.noun == BY_STATE[kind].noun, STATES.c.state_id == state_id)
        with self.reading() as connection:
            row = connection.execute(sa.select(STATES).where(rule)).first()
            return None if row is None else _held(connection, [row], kind)[0]

    def states(self, kind: type[Noun]) -> tuple[Held[Noun], ...]:
        """As `Ledger.states`."""
        with self.reading() as connection:
            rows = connection.execute(
                sa.select(STATES).where(STATES.c.noun == BY_STATE[kind].noun).order_by(STATES.c.first)
            )
            return _held(connection, list(rows), kind)

    def secret(self, name: str) -> str | None:
        """As `Ledger.secret`."""
        with self.reading() as connection:
            found: str | None = connection.scalar(sa.select(SECRETS.c.digest).where(SECRETS.c.name == name))
            return found

    def entries(
        self,
        *,
        subjects: Sequence[str] | None = None,
        kinds: Sequence[str] | None = None,
        until: datetime | None = None,
        after: int = 0,
        most: int | None = None,
    ) -> tuple[Entry, ...]:
        """As `Ledger.entries`."""
        rules: list[sa.ColumnElement[bool]] = [ENTRIES.c.number > after]
        if subjects is not None:
            rules.append(ENTRIES.c.subject.in_(list(subjects)))
        if kinds is not None:
            rules.append(ENTRIES.c.kind.in_(list(kinds)))
        if until is not None:
            rules.append(ENTRIES.c.known_at < until)
        with self.reading() as connection:
            return select_entries(connection, sa.and_(*rules), most=most)

    def orders(self, *, until: datetime | None = None) -> tuple[Order, ...]:
        """As `Ledger.orders`."""
        with self.reading() as connection:
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
        entries = self.entries()
        kept: dict[tuple[str, str], object] = {("order", one.order_id): one for one in self.orders()}
        on_order = [one for one in entries if one.kind in ORDER_KINDS]
        orders = fold_orders(on_order)
        folded: dict[tuple[str, str], object] = {("order", name): one for name, one in orders.items()}
        for one in FOLDS:
            holds: tuple[Held[Any], ...] = self.states(one.state)
            kept |= {(one.noun, held.state_id): held.state for held in holds}
            folded |= {(one.noun, name): state for name, state in fold(one, entries).items()}
        found = [
            Violation(rule="the state is what the entries fold to", where=_where(name), found=_differs(name, kept))
            for name in sorted({*kept, *folded})
            if kept.get(name) != folded.get(name)
        ]
        money = [one for held in self.states(Campaign) for one in unbalanced_campaign(held.state)]
        accounts = [held.state for held in self.states(Account)]
        return (
            *found, *unbalanced(self.orders(), on_order), *unbalanced_books(entries, self.orders()), *money,
            *unbalanced_accounts(accounts, on_order, makers_of(held.state for held in self.states(Offer))),
            *unbalanced_stores(held.state for held in self.states(StoreOrder)),
        )  # fmt: skip

    def rebuild(self) -> int:
        """As `Ledger.rebuild`."""
        with self.writing() as connection:
            return refold(connection)

    def keep(self, name: str, text: str) -> None:
        """As `Ledger.keep`."""
        with self.writing() as connection:
            connection.execute(sa.delete(KEPT).where(KEPT.c.name == name))
            connection.execute(sa.insert(KEPT).values(name=name, body=text))

    def kept(self, name: str) -> str | None:
        """As `Ledger.kept`."""
        with self.reading() as connection:
            found: str | None = connection.scalar(sa.select(KEPT.c.body).where(KEPT.c.name == name))
            return found

    def stay_open(self) -> object:
        """A connection that stays as long as whoever asked keeps it. While one is there, closing another does not bring
        SQLite's log into the file, which costs more than a small write itself."""
        with _told():
            return self.engine.connect()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that sees the ledger as it was when it first looked."""
        with _told(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
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


def _held(connection: sa.Connection, rows: Sequence[Any], kind: type[Noun]) -> tuple[Held[Noun], ...]:
    states: list[Noun] = states_of(connection, BY_STATE[kind], rows)
    return tuple(
        Held(state_id=row.state_id, state=state, version=row.entry, first=row.first)
        for row, state in zip(rows, states, strict=True)
    )


def _where(name: tuple[str, str]) -> str:
    """An order by its id alone, anything else with its noun."""
    return name[1] if name[0] == "order" else " ".join(name)


def _differs(name: tuple[str, str], kept: Mapping[tuple[str, str], object]) -> str:
    return "another state" if name in kept else "no state"
