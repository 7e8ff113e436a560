"""What a server answers: the API tells these records, and the client reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from treadle.terms.draft import Draft
from treadle.terms.quantity import Violation
from treadle.terms.what_if import Consequences


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """Who a key or a session is, and of which brand; a session shows its `csrf_token` with every change."""

    brand_id: str
    brand_name: str
    language: str
    name: str
    role: str
    scopes: tuple[str, ...]
    factory_id: str
    csrf_token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportTold:
    """One file that was taken in: what became of its rows; `undoes` is the import that this one took back."""

    number: int
    file: str
    table: str
    read_rows: int
    kept_rows: int
    replaced_rows: int
    set_aside_rows: int
    undoes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldTable:
    """A table of facts, and what its rows are."""

    name: str
    doc: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTold:
    """A plan of the ledger; `is_current` where its tables can be read."""

    plan_id: str
    as_of: str
    made_by: str
    made_at: datetime | None
    is_current: bool
    approved_by: str
    edited_lines: int
    release_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDetail:
    """The newest plan as people left it; `version` is what an edit or an approval may be based on."""

    plan_id: str
    as_of: date
    currency: str
    tables: tuple[str, ...]
    draft: Draft
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the buy: what the plan proposes, and what stands."""

    line_id: str
    style_id: str
    option_id: str
    sku: str
    size: str
    proposed_units: int
    units: int
    note: str
    due_day: date
    cost_cents: int
    expected_profit_cents: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step on the way back from a number to its signals."""

    title: str
    lines: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """The books of a SKU of an order: ordered = received + open + cancelled, less what came beyond."""

    sku: str
    ordered_units: int
    received_units: int
    rejected_units: int
    over_units: int
    cancelled_units: int
    open_units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTold:
    """An order as it stands."""

    order_id: str
    state: str
    style_id: str
    factory_id: str
    line_id: str
    release_id: str
    plan_id: str
    due_day: date
    promise_day: date
    ordered_units: int
    received_units: int
    cancelled_units: int
    open_units: int
    cost_cents: int
    currency: str
    finished_stages: tuple[str, ...]
    lines: tuple[OrderLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """An order after a delivery; `is_new` is False where it was booked before."""

    is_new: bool
    order: OrderTold


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What a change of an order costs beyond it, and the order as it would stand or stands."""

    is_written: bool
    price_cents: int
    promise_day: date
    units: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to take a rush order."""

    kind: str
    factory_id: str
    line_id: str
    planned_day: date
    promise_day: date
    added_cents: int
    later_orders: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RushTold:
    """Whether to take a rush order, why, and how."""

    is_accepted: bool
    reason: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the plan comes to, then each scenario."""

    currency: str
    answers: tuple[Consequences, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryTold:
    """A row of the ledger."""

    number: int
    kind: str
    subject: str
    happened_at: datetime
    known_at: datetime
    written_at: datetime | None
    author: str
    currency: str
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """Whether the books balance. Two ledgers of the same `fingerprint` hold the same."""

    is_balanced: bool
    entries: int
    orders: int
    fingerprint: str
    violations: tuple[Violation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A scan that was not taken, and why."""

    scan_id: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScansTold:
    """Ids of scans that were new, known already, and refused with the reason."""

    new: tuple[str, ...]
    known: tuple[str, ...]
    refused: tuple[Refused, ...]
