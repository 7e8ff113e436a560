"""Money as a brand looks at it: what is owed, statements and what is due, early payment, working capital, the curve."""

from __future__ import annotations

import functools
import threading
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from treadle.errors import InputError, LedgerError, NotFoundError
from treadle.plant.books import ledger_of
from treadle.plant.settle.cash import WEEKS, Cash, cash_ahead
from treadle.plant.settle.desk import Partner, SettleBooks
from treadle.plant.settle.statements import early_payments
from treadle.plant.touched import stamp_of_files
from treadle.plant.written_plan import read_plan
from treadle.settings import read_settings
from treadle.terms.codec import EDITION, from_text, to_text
from treadle.terms.entry import BODIES, ORDER_KINDS
from treadle.terms.fingerprint import fingerprint
from treadle.terms.reason import Reason
from treadle.terms.settlement import Account, EarlyOffer, Statement

#: Limits of money that a plan tells of.
MONEY_LIMITS = ("limit.working_capital", "limit.budget", "limit.open_to_buy")
#: Kinds of entries that move the curve: of orders, partners and the account, campaigns, stores. Who comes in and
#: what a browser is told do not.
MOVING = tuple(dict.fromkeys((
    *ORDER_KINDS,
    *(kind for kind, body in BODIES.items()
      if body.__module__.rpartition(".")[2] in ("settlement", "cash", "campaign", "shop", "offer")),
)))  # fmt: skip
#: The name under which the ledger keeps the curves that were played last.
KEPT = "cash curve"
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """A statement with its account, and how it stands: 'paid', 'overdue', 'agreed' (both agreed on an earlier day),
    'due' (open, and not yet due)."""

    account: Account
    statement: Statement
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneySeen:
    """All partners on a day, statements (those that are overdue first, then by the day they are due), payments that are
    worth being made earlier, limits of money that the plan met, and the limit on what goods may bind (0: none)."""

    day: date
    partners: tuple[Partner, ...]
    statements: tuple[StatementRow, ...]
    early: tuple[EarlyOffer, ...]
    limits: tuple[Reason, ...]
    working_capital_cents: int
    currency: str

    @property
    def to_pay_cents(self) -> int:
        """What is open of statements of those that the brand pays."""
        return sum(one.account.open_cents for one in self.partners if one.account.is_paid)

    @property
    def to_come_cents(self) -> int:
        """What is open of statements of those that pay the brand."""
        return sum(one.account.open_cents for one in self.partners if not one.account.is_paid)

    @property
    def unstated_cents(self) -> int:
        """What the brand owes that no statement holds yet."""
        return sum(one.unstated_cents for one in self.partners if one.account.is_paid)

    @property
    def overdue(self) -> tuple[StatementRow, ...]:
        """Statements past their day."""
        return tuple(one for one in self.statements if one.state == "overdue")


def money_seen(books: SettleBooks, out: Path) -> MoneySeen:
    """The page as it stands on the day of the books; `out` is the plan's folder. Raises as `SettleBooks.partners`."""
    partners = books.partners()
    rows = [
        StatementRow(account=one.account, statement=told, state=_state(told, books.day))
        for one in partners for told in one.account.statements.values()
    ]  # fmt: skip
    order = {"overdue": 0, "agreed": 1, "due": 1, "paid": 2}
    rows.sort(key=lambda one: (order[one.state], one.statement.made.due_day, one.statement.made.statement_id))
    return MoneySeen(
        day=books.day, partners=partners, statements=tuple(rows), early=early_payments(books),
        limits=() if books.only is not None else _limits(out),
        working_capital_cents=books.settings.policy.buy.working_capital_cents, currency=books.settings.currency,
    )  # fmt: skip


def cash_seen(folder: Path, out: Path, *, weeks: int = WEEKS) -> Cash:
    """As `cash_ahead`; what was played once is not played again while plan, ledger, tables and settings are as they
    were, also by another process.

    Raises as `cash_ahead` does.
    """
    plan = read_plan(out)
    head = ledger_of(folder, read_settings(folder)).newest(MOVING)
    with _ONE_AT_A_TIME:  # whoever asks meanwhile gets what the first one had played
        return _played(folder, out, weeks, fingerprint(EDITION, plan.plan_id, weeks, head, stamp_of_files(folder)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """Curves, and of what they were played."""

    seen: str
    cash: Cash


@functools.lru_cache(maxsize=16)
def _played(folder: Path, out: Path, weeks: int, seen: str) -> Cash:
    """The curves as they are kept beside the ledger, else played and kept."""
    ledger = ledger_of(folder, read_settings(folder))
    kept = _read_kept(ledger.kept(KEPT))
    if kept is not None and kept.seen == seen:
        return kept.cash
    found = cash_ahead(folder, out, weeks=weeks)
    try:
        ledger.keep(KEPT, to_text(_Kept(seen=seen, cash=found)))
    except LedgerError:
        return found  # a ledger that cannot be written now: it is played again the next time
    return found


def _read_kept(text: str | None) -> _Kept | None:
    try:
        return None if not text else from_text(_Kept, text, file=KEPT, remedy="")
    except InputError:
        return None


def _limits(out: Path) -> tuple[Reason, ...]:
    try:
        return tuple(one for one in read_plan(out).limits if one.code in MONEY_LIMITS)
    except (NotFoundError, InputError):
        return ()


def _state(one: Statement, day: date) -> str:
    if not one.open_cents:
        return "paid"
    if one.made.due_day < day:
        return "overdue"
    return "due" if one.early is None else "agreed"
