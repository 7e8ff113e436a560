"""A question beside a plan, and what its answer comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What is asked. Everything left out is as in the plan.

    `units` by line_id; `scale` multiplies every line that is not named; `budget_cents` and `capacity_share` (of the
    sewing minutes) decide the buy anew, as `without` (factories) and `late_days` (by order) do.
    """

    name: str
    units: Mapping[str, int] = field(default_factory=dict)
    scale: float | None = None
    budget_cents: int | None = None
    capacity_share: float | None = None
    without: tuple[str, ...] = ()
    late_days: Mapping[str, int] = field(default_factory=dict)

    @property
    def decides_anew(self) -> bool:
        """True where the buy is decided again, and not only its lines are changed."""
        return bool(self.budget_cents is not None or self.capacity_share is not None or self.without or self.late_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequences:
    """What a buy comes to. `cash_cents` is its cost and that of the orders still to come; `sell_out_chance` that a
    bought line sells to its last piece, lines by units; `left_units` of the buy at the end;
    `short_units` are wanted before it is there and not in stock. `minutes` of sewing of
    `capacity_minutes` (None: no factory). `broken` are rules that it breaks, as sentences."""

    name: str
    units: int
    cost_cents: int
    expected_profit_cents: int
    sell_out_chance: float
    left_units: float
    short_units: float
    cash_cents: int
    minutes: float
    capacity_minutes: float | None
    budget_left_cents: int | None
    orders: int
    risky_orders: int
    late_orders: int
    impossible_orders: int
    last_promise_day: date | None
    broken: tuple[str, ...] = ()

    @property
    def load_share(self) -> float | None:
        """Sewing minutes used, as a share of those there are."""
        return self.minutes / self.capacity_minutes if self.capacity_minutes else None
