"""The day that is quoted for an order: its plays at the pace that receipts taught, and the day kept often enough.

A plan, a promise and the answer to a rush order quote by the same function, so that they tell the same day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from treadle.schedule.jobs import Floor
from treadle.schedule.pace import paced_days
from treadle.schedule.promise import day_kept
from treadle.schedule.shop import Placed
from treadle.terms.calendar import MINUTES_PER_DAY
from treadle.terms.policy import PromisePolicy
from treadle.terms.schedule import WorkOrderDemand


@dataclass(frozen=True, slots=True)
class Quoter:
    """Quotes days of the jobs of a floor; `now_minute` in minutes since midnight of the origin day."""

    floor: Floor
    demands: tuple[WorkOrderDemand, ...]
    promise: PromisePolicy
    now_minute: int
    seed: int

    def from_day(self, job: int) -> int:
        """The day (0 = origin day) from which an order's days count: today, or when its fabric is told to come."""
        today = self.now_minute // MINUTES_PER_DAY
        fabric = self.demands[self.floor.demand_of[job]].fabric_ready_day
        return today if fabric is None else max(today, (fabric - self.floor.origin_day).days)

    def plays(self, job: int, placed: Placed, told: NDArray[np.int64]) -> NDArray[np.int64]:
        """The days (0 = origin day) of an order's plays as they were told, at the pace of its factory."""
        factory = self.floor.factories[self.floor.factory_of[job]]
        pace = self.promise.pace_of(factory.factory_id)
        if pace is None:
            return told
        return paced_days(told, self.from_day(job), pace, name=self.floor.shop.jobs[job].name, seed=self.seed)

    def day(self, job: int, placed: Placed, plays: NDArray[np.int64], probability: float) -> date:
        """The first day, of those on which who receives is there, that is kept with `probability`."""
        factory = self.floor.factories[self.floor.factory_of[job]]
        kept = day_kept(plays, self.promise.level(probability))
        return factory.receiving.first_from(self.floor.origin_day + timedelta(days=kept))

    def chance(self, plays: NDArray[np.int64], day: date) -> float:
        """Share of the plays that are there by a day."""
        return float(np.mean(plays <= (day - self.floor.origin_day).days))
