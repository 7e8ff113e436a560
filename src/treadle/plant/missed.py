"""What a forecast missed: the newest plan that is a month old, held beside what was wanted since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from treadle.plant.books import ledger_of
from treadle.plant.serving import ServedBrand
from treadle.plant.standing import MISSED_WEEKS
from treadle.terms.entry import PlanMade


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """What the plan of `planned_on` expected of an option over the weeks since `week`, with eight chances in ten, and
    what was wanted then; by week, the first first."""

    planned_on: date
    week: date
    expected_units: float
    low_units: float
    high_units: float
    wanted_units: float
    weeks: tuple[tuple[date, float, float], ...]

    @property
    def is_outside(self) -> bool:
        """Whether what came lay outside the range."""
        return not self.low_units <= self.wanted_units <= self.high_units


def missed_of(brand: ServedBrand, option_id: str, past: Sequence[tuple[date, float]]) -> Missed | None:
    """What was missed of an option whose `past` is wanted units by week; None where no plan is old enough or none
    that is expected anything of it."""
    wanted = dict(past)
    if not wanted:
        return None
    last = max(wanted)
    for entry in reversed(ledger_of(brand.folder, brand.settings).entries(kinds=["plan"])):
        body = entry.body
        if not isinstance(body, PlanMade):
            continue
        found = next((one for one in body.expected if one.option_id == option_id), None)
        if found is None:
            continue
        days = [found.week + timedelta(days=7 * at) for at in range(min(MISSED_WEEKS, len(found.units)))]
        if len(days) < MISSED_WEEKS or days[-1] > last or any(day not in wanted for day in days):
            continue
        weeks = tuple((day, units, wanted[day]) for day, units in zip(days, found.units, strict=False))
        return Missed(
            planned_on=body.as_of, week=days[0], expected_units=sum(one[1] for one in weeks),
            low_units=found.low_units, high_units=found.high_units, wanted_units=sum(one[2] for one in weeks),
            weeks=weeks,
        )  # fmt: skip
    return None
