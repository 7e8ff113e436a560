"""What a server answers of partners and statements: the API tells these records, and the client reads them.

Money is in whole cents.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from treadle.terms.settlement import OwedLine, TermsSet


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementTold:
    """A statement with its lines: cents = paid + taken off + open."""

    statement_id: str
    partner_id: str
    day: date
    due_day: date
    discount_day: date | None
    cents: int
    paid_cents: int
    discount_cents: int
    open_cents: int
    lines: tuple[OwedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerTold:
    """What is owed to a partner, or by it: owed = paid + taken off + open + in no statement. `terms` are the
    newest that were agreed."""

    partner_id: str
    kind: str
    name: str
    terms: TermsSet | None
    owed_cents: int
    paid_cents: int
    discount_cents: int
    open_cents: int
    unstated_cents: int
    unstated: tuple[OwedLine, ...]
    statements: tuple[StatementTold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyMatched:
    """Money of a bank's file: the statement it settled a part of (`is_known`: told before), or why it stays aside."""

    money_id: str
    day: date
    amount_cents: int
    payer: str
    text: str
    statement_id: str
    is_known: bool
    reason: str
