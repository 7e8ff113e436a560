"""What a lender is shown: orders and how they were kept, inspections, money settled, and the entries behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderShown:
    """An order: what was ordered and came, what it cost, when it was promised and there (None: not yet)."""

    order_id: str
    factory_id: str
    ordered_units: int
    received_units: int
    rejected_units: int
    cost_cents: int
    ordered_day: date
    promise_day: date
    there_day: date | None
    state: str
    is_kept: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionShown:
    """A lot that was inspected: its pieces, how many defects its sample had, and the verdict."""

    lot_id: str
    order_id: str
    day: date
    lot_units: int
    found_units: int
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementShown:
    """A statement: what it came to, what was settled of it, and whether that was by its due day (None: still open)."""

    statement_id: str
    partner_id: str
    day: date
    due_day: date
    cents: int
    settled_cents: int
    is_in_time: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryShown:
    """An entry of the ledger by its number, what it is of, its own digest, and that of it with all before it."""

    number: int
    kind: str
    subject: str
    digest: str
    chain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanFile:
    """What is signed. `kept_share` is that of orders that are over and came by the day promised; `sums` add up what
    the lists hold."""

    brand: str
    currency: str
    as_of: date
    orders: tuple[OrderShown, ...]
    inspections: tuple[InspectionShown, ...]
    statements: tuple[StatementShown, ...]
    entries: tuple[EntryShown, ...]
    kept_share: float | None
    sums: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedLoanFile:
    """A loan file with digests of its parts, the public key, and the signature over them (Ed25519, hexadecimal)."""

    file: LoanFile
    parts: Mapping[str, str]
    public_key: str
    signature: str


#: Parts of a file whose digests are kept apart, so that an alteration is told by its place.
PARTS = ("brand", "currency", "as_of", "orders", "inspections", "statements", "entries", "kept_share", "sums")
