"""Nouns of cash: what will be sold and paid, and the curve that the account takes, week by week, as a distribution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: What money comes for or goes for, in the order in which it is told.
FLOW_KINDS = (
    "sales", "payouts", "claims", "deposits", "goods", "duty and freight", "running", "refunds", "making",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CashCounted:
    """So much lay in the account when a day began."""

    day: date
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CashFlow:
    """Money of one cause: above 0 it comes. It moves with a chance of one, five and nine in ten by `days`;
    `deviation_cents` is how far it strays."""

    kind: str
    subject: str
    cents: int
    days: tuple[date, date, date]
    deviation_cents: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Arriving:
    """Goods that come with a chance of one, five and nine in ten by `days`: `units` by SKU; `flows` are paid so many
    days after they came (kind, cents, days)."""

    order_id: str
    units: Mapping[str, int]
    days: tuple[date, date, date]
    flows: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Selling:
    """An option as it sells: `totals` (levels, weeks) are quantiles of demand from now to the end of each week at
    `QUANTILE_LEVELS`, `shares` of its SKUs (as sure as `strength` units seen), `stock` pieces that are there,
    `net_cents` (weeks,) what a piece brings in after fees, `returned_share` comes back."""

    option_id: str
    skus: tuple[str, ...]
    shares: tuple[float, ...]
    strength: float
    stock: tuple[int, ...]
    net_cents: Floats
    totals: Floats
    returned_share: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CashCase:
    """All that moves an account from `as_of` on. `payout_days` are shares of sales by the days until they are paid;
    `together_share` is the part of forecast errors that all options share; what comes back is as sure as
    `returned_strength` pieces seen."""

    as_of: date
    weeks: int
    opening_cents: int
    selling: tuple[Selling, ...] = ()
    arriving: tuple[Arriving, ...] = ()
    flows: tuple[CashFlow, ...] = ()
    payout_days: Mapping[int, float] = field(default_factory=lambda: {0: 1.0})
    together_share: float = 0.1
    returned_strength: float = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Money that makes a trough: its kind, what it is of, and how much of it goes until then, in expectation."""

    kind: str
    subject: str
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trough:
    """The week in which the account stands lowest with a chance of one in ten: `low_cents` at its end, `middle_cents`
    its median; `causes`, the largest first."""

    week: date
    low_cents: int
    middle_cents: int
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CashCurve:
    """The account at the end of each week: `cents[level][week]` at `levels`; `flow_cents` is what moves it, by kind and
    week, in expectation. `least_cents` are quantiles (at `levels`) of the lowest week of each path."""

    as_of: date
    opening_cents: int
    week_starts: tuple[date, ...]
    levels: tuple[float, ...]
    cents: tuple[tuple[int, ...], ...]
    flow_cents: Mapping[str, tuple[int, ...]]
    least_cents: tuple[int, ...]
    trough: Trough

    def at(self, level: float) -> tuple[int, ...]:
        """The account at one of its levels. Raises ValueError for another."""
        return self.cents[self.levels.index(level)]

    def shortfall_cents(self, limit_cents: int) -> int:
        """By how much the trough lies below what may be owed at most (`limit_cents` below nothing); 0 where it does
        not."""
        return max(-limit_cents - self.trough.low_cents, 0)
