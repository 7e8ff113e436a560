"""What a planner has committed to: work orders that are fixed, as later days see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from treadle.terms.rolls import CutCloth
from treadle.terms.schedule import Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedOrder:
    """A work order as it was released: who makes it, when it is sewn, and when it arrives.

    `units` counts by SKU, `spare_units` those of them that the lays cut beyond what was asked for. Minutes count from
    midnight of `origin_day`, the day of the plan that was released.
    `cloth` is what it takes off the rolls on the shelf, `overtime_days` the days on which its factory works longer.
    `promise` is how sure its promise day was, so that later ones can be learned from it. A bought-in order has no
    factory, line, minutes or promise.
    """

    work_order_id: str
    style_id: str
    units: Mapping[str, int]
    due_day: date
    promise_day: date
    origin_day: date
    factory_id: str = ""
    line_id: str = ""
    cut_start_minute: int = 0
    cut_end_minute: int = 0
    cut_table_id: str = ""
    sew_start_minute: int = 0
    sew_end_minute: int = 0
    spread_and_cut_minutes: float = 0.0
    sewing_minutes: float = 0.0
    cost_cents: int = 0
    cloth: tuple[CutCloth, ...] = ()
    overtime_days: tuple[date, ...] = ()
    spare_units: Mapping[str, int] = field(default_factory=dict)
    promise: Promise | None = None

    @property
    def is_made(self) -> bool:
        """True where a factory of ours sews it."""
        return bool(self.factory_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What a planner said of one line of a plan: so many units (0 where it was rejected), a note, and until when that
    holds (None: as the settings say)."""

    line_id: str
    units: int
    is_rejected: bool
    note: str = ""
    until: date | None = None
