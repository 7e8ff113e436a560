"""A brand's accounts by its folder: what every command and route about money does first."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

from treadle.errors import ConflictError, NotFoundError
from treadle.plant.books import entry_of, ledger_of
from treadle.plant.touched import Stamp, stamp_of_files
from treadle.settings import Settings, read_settings
from treadle.settle.batches import owed_lines
from treadle.settle.sales import SoldWeek, sales_lines, weeks_sold
from treadle.settle.statements import unstated
from treadle.settle.stores import store_lines
from treadle.storage.channel_sales import channel_sales
from treadle.storage.ledger.moments import day_of
from treadle.storage.ledger.protocol import Ledger, Seen
from treadle.terms.entry import BODIES, ORDER_KINDS
from treadle.terms.offer import Offer, makers_of
from treadle.terms.settlement import Account, OwedLine, SettlementBody, Statement, plain_terms
from treadle.terms.shop import StoreOrder

#: Somebody else may write the same account first so often before the writer is told of it.
TURNS = 20
KIND_OF = {body: kind for kind, body in BODIES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A partner as it stands: its account, and what is owed to it (or by it) that no statement holds yet."""

    account: Account
    unstated: tuple[OwedLine, ...] = ()

    @property
    def unstated_cents(self) -> int:
        """What the lines in no statement add up to."""
        return sum(one.cents for one in self.unstated)

    @property
    def owed_cents(self) -> int:
        """All that was ever owed, stated or not."""
        return self.unstated_cents + sum(one.cents for one in self.account.stated())


@dataclass(frozen=True, kw_only=True)
class SettleBooks:
    """A brand's settings and ledger, the day that counts and who acts. Where `only` is said, that partner's alone."""

    folder: Path
    settings: Settings
    ledger: Ledger
    day: date
    author: str
    only: str | None = None

    def accounts(self) -> dict[str, Account]:
        """Every partner with whom something was agreed, by id; stores that ordered are partners on usual terms."""
        found = {held.state_id: held.state for held in self.ledger.states(Account)}
        for one in self.ledger.states(StoreOrder):
            name = one.state.placed.store_id
            if name not in found:
                usual = replace(plain_terms(), kind="store")
                found[name] = Account(partner_id=name, terms=(usual,))
        return found

    def makers(self) -> dict[str, tuple[Offer, ...]]:
        """By which offers others made, or make, an order, by the order's id."""
        return makers_of(held.state for held in self.ledger.states(Offer))

    @cached_property
    def sold(self) -> tuple[SoldWeek, ...]:
        """What was sold through channels, week by week."""
        return _sold(self.folder, self.day, self.settings.time_zone, stamp_of_files(self.folder))

    def owed(self, accounts: Mapping[str, Account]) -> dict[str, tuple[OwedLine, ...]]:
        """All that is owed by partner: of orders, and of sales through channels that are partners."""
        found = owed_lines(
            self.ledger.entries(kinds=ORDER_KINDS), accounts, makers=self.makers(), last_day=self.day,
            time_zone=self.settings.time_zone,
        )  # fmt: skip
        for name, account in accounts.items():
            if account.kind == "platform" and self.only in (None, name):
                found[name] = sales_lines(account, self.sold, self.day)
        stores = [held.state for held in self.ledger.states(StoreOrder)]
        for name in {one.placed.store_id for one in stores}:
            account = accounts.get(name) or Account(partner_id=name)
            found[name] = tuple(one for one in store_lines(account, stores) if one.day <= self.day)
        return found

    def partners(self) -> tuple[Partner, ...]:
        """Every partner with terms, orders or statements, by id."""
        accounts = self.accounts()
        owed = self.owed(accounts)
        names = sorted({*accounts, *owed} if self.only is None else {self.only} & {*accounts, *owed})
        found = []
        for name in names:
            account = accounts.get(name) or Account(partner_id=name)
            found.append(Partner(account=account, unstated=unstated(account, owed.get(name, ()))))
        return tuple(found)

    def partner(self, partner_id: str) -> Partner:
        """One of them. Raises `NotFoundError`, naming those that there are."""
        found = {one.account.partner_id: one for one in self.partners()}
        if partner_id not in found:
            raise NotFoundError(f"There is no partner {partner_id}. Partners: {', '.join(found) or 'none'}.")
        return found[partner_id]

    def statement(self, statement_id: str) -> tuple[Account, Statement]:
        """A statement with its account. Raises `NotFoundError`."""
        for account in self.accounts().values():
            if statement_id in account.statements and self.only in (None, account.partner_id):
                return account, account.statements[statement_id]
        raise NotFoundError(f"There is no statement {statement_id}.")

    def tell(self, partner_id: str, decide: Callable[[Account], tuple[SettlementBody, str] | None]) -> Account:
        """Add what is decided on an account as it stands (a body and its key; None: nothing); decided anew where
        somebody else came first. Raises `ConflictError` where others came first too often."""
        for _ in range(TURNS):
            held = self.ledger.state(Account, partner_id)
            account = Account(partner_id=partner_id) if held is None else held.state
            decided = decide(account)
            if decided is None:
                return account
            body, key = decided
            entry = entry_of(KIND_OF[type(body)], partner_id, body, key=key, known=self.day, author=self.author,
                             settings=self.settings)  # fmt: skip
            seen = Seen(kind=Account, state_id=partner_id, version=0 if held is None else held.version)
            try:
                self.ledger.add([entry], seen=[seen])
            except ConflictError:
                continue
            after = self.ledger.state(Account, partner_id)
            assert after is not None
            return after.state
        raise ConflictError(f"The account of {partner_id} is written by many others at once: try again.")


@functools.lru_cache(maxsize=8)
def _sold(folder: Path, day: date, time_zone: str, stamp: Stamp) -> tuple[SoldWeek, ...]:
    del stamp  # another stamp is another key
    told = channel_sales(folder, day, time_zone=time_zone)
    return weeks_sold(told.rows, told.price_cents)


def settle_books(folder: Path, *, author: str, day: date | None = None, only: str | None = None) -> SettleBooks:
    """The accounts of a folder on a day (default: the newest of its ledger, else today). Raises `NotFoundError`."""
    settings = read_settings(folder)
    ledger = ledger_of(folder, settings)
    if day is None:
        day = day_of(ledger.newest_known() or datetime.now(UTC), settings.time_zone)
    return SettleBooks(folder=folder, settings=settings, ledger=ledger, day=day, author=author, only=only)


def on_day(books: SettleBooks, day: date | None) -> SettleBooks:
    """The same books on another day; None: as they are."""
    return books if day is None else replace(books, day=day)
