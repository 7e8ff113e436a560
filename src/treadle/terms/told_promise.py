"""What was promised of released orders, as it is told to whoever asks over the API."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseMove:
    """A promise was moved from one day to another, with the probability of that one, why, by whom and when."""

    order_id: str
    before_day: date
    day: date
    probability: float
    reason: str
    author: str = ""
    moved_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPromise:
    """The promise of an order: `promise_day` was told at its release (or amendment), `told_day` last, `days` what was
    then known of it (probability, day). `status` as its told day stands against its due day; `moves` oldest first."""

    order_id: str
    state: str
    style_id: str
    factory_id: str
    line_id: str
    due_day: date
    promise_day: date
    told_day: date
    status: str
    open_units: int
    probability: float | None = None
    days: dict[str, date] = field(default_factory=dict)
    moves: tuple[PromiseMove, ...] = ()
