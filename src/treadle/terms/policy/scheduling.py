"""How work is scheduled and promised."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from treadle.terms.policy.setting import out_of_range, setting
from treadle.terms.quantity import Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class SchedulePolicy:
    """How a schedule is priced and made, where neither factory nor work order says it.

    A work order that says what a day of its lateness costs is priced by that: the orders of a plan say
    `late_share_per_day` of their sales value, `late_cents_per_unit_day` is for those that say nothing.
    """

    late_share_per_day: float = setting(
        0.01, "Cost of a day's lateness, as a share of the order's sales value.", unit="share", least=0, most=1
    )
    late_cents_per_unit_day: float = setting(
        10.0, "Cost of a late unit and day, for orders that are released already and say nothing of their own.",
        unit="money", least=0, key="late_cost_per_unit_day", is_rare=True,
    )  # fmt: skip
    wip_cents_per_unit_day: float = setting(
        0.5, "Cost of a unit that stands between cutting and its last stitch for a day of 480 working minutes.",
        unit="money", least=0, key="wip_cost_per_unit_day", is_rare=True,
    )  # fmt: skip
    cutting_people: int = setting(
        2, "People at a cutting table; they cost the factory's minute price.", unit="people", least=1, most=20,
        is_rare=True,
    )  # fmt: skip
    cut_minutes_per_unit: float = setting(
        0.25, "Minutes at a cutting table per unit of a rush order, where the plan cuts nothing to go by.",
        unit="minutes", least=0, is_rare=True,
    )  # fmt: skip
    most_parts: int = setting(
        1, "Parts into which an order may be split over sewing lines where that pays; 1: none.", unit="parts", least=1,
        most=6,
    )  # fmt: skip
    least_part_units: int = setting(100, "Fewest units of such a part.", unit="units", least=1, is_rare=True)
    is_overlapping: bool = setting(
        False, "Sewing starts once the first lay is cut, and ends no earlier than the last lay allows.",
        key="sew_from_first_lay", is_rare=True,
    )  # fmt: skip
    overtime_weeks: int = setting(
        8, "Weeks ahead in which overtime is tried, where a factory offers some.", unit="weeks", least=0, most=52,
        is_rare=True,
    )  # fmt: skip
    sewing_kwh_per_minute: float = setting(
        0.029, "Energy of a standard sewing minute, after Ecobalyse (ADEME): 0.029 kWh.", unit="kWh", least=0, most=10,
        is_late=True,
    )  # fmt: skip
    power_slack_days: int = setting(
        1, "Days before its due day by which an order must still be there to begin later for cheaper power.",
        unit="days", least=0, most=30, is_rare=True, is_late=True,
    )  # fmt: skip
    schedule_work: float = setting(
        2.0,
        "Counted work of the scheduling search, some three seconds each; 0: orders stay where dispatch puts them.",
        least=0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a factory's orders came against what was told of it.

    What was told to take a day took it `factor` days in the middle, and strayed by `sd` (log scale) more than was told;
    `orders` came, or are overdue.
    """

    factory_id: str
    orders: int
    factor: float
    sd: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisePolicy:
    """How sure a promise is, and how far what happens strays from what is planned.

    Shares are 0 to 1, `_factor` multiplies, `_sd` is on the log scale. `paces` and `used_levels` are what receipts
    taught (`schedule.learning` finds them, no file says them): a pace per factory, and pairs of a probability asked for
    and the share of the plays that was kept so often up to now; between them it is interpolated, and without any a
    probability is its own share.
    """

    probability: float = setting(
        0.9, "How sure a promise day must be.", unit="probability", least=0.5, most=0.999, key="promise_probability"
    )
    cut_factor: float = setting(
        1.0, "Cutting takes so many times the planned minutes on average (nesting and spreading included).",
        unit="times", least=0.001, most=100, is_rare=True,
    )  # fmt: skip
    cut_sd: float = setting(
        0.15, "How far an order's cutting minutes stray from that: standard deviation of their logarithm.", least=0,
        most=2, is_rare=True,
    )  # fmt: skip
    sew_factor: float = setting(
        1.0, "Sewing takes so many times the minutes of the balanced line on average.", unit="times", least=0.001,
        most=100, is_rare=True,
    )  # fmt: skip
    sew_sd: float = setting(0.10, "How far an order's sewing minutes stray from that.", least=0, most=2, is_rare=True)
    line_sd: float = setting(
        0.05, "How far all orders of a line stray together: people away, a slow week.", least=0, most=2, is_rare=True
    )
    changeover_sd: float = setting(0.25, "How far the minutes between two styles stray.", least=0, most=2, is_rare=True)
    rework_share: float = setting(
        0.02, "Mean share of sewing minutes that are done again for quality.", unit="share", least=0, most=1,
        is_rare=True,
    )  # fmt: skip
    fabric_late_share: float = setting(
        0.15, "How often fabric that is not there yet comes late.", unit="share", least=0, most=1, is_rare=True
    )
    fabric_late_days: float = setting(2.0, "How late it then is on average.", unit="days", least=0, is_rare=True)
    transport_late_share: float = setting(
        0.10, "How often finishing and transport take longer than told.", unit="share", least=0, most=1, is_rare=True
    )
    transport_late_days: float = setting(
        1.5, "How much longer they then take on average.", unit="days", least=0, is_rare=True
    )
    is_learned: bool = setting(
        True, "Promises count on how the orders of each factory came up to now; false: on what is told here alone.",
        key="learn_from_receipts",
    )  # fmt: skip
    told_orders: float = setting(
        10.0, "What is told here counts as so many orders that came.", unit="orders", least=0.1, is_rare=True
    )
    memory_days: int = setting(365, "Orders promised longer ago teach nothing.", unit="days", least=1, is_rare=True)
    overdue_days: float = setting(
        7.0, "An order that is overdue comes so many days late on average, where no record says it.", unit="days",
        least=0.5, most=365, is_rare=True,
    )  # fmt: skip
    overdue_orders: float = setting(
        3.0, "That counts as so many late orders that came, and the brand's record as so many of a factory's own.",
        unit="orders", least=0.1, most=1000, is_rare=True,
    )  # fmt: skip
    samples: int = setting(
        1000, "How many times the plan is played through: more is steadier and slower.", unit="plays", least=1,
        is_rare=True, key="plays",
    )  # fmt: skip
    used_levels: tuple[tuple[float, float], ...] = ()
    paces: tuple[Pace, ...] = ()

    def pace_of(self, factory_id: str) -> Pace | None:
        """What receipts taught of a factory; None where nothing."""
        return next((pace for pace in self.paces if pace.factory_id == factory_id), None)

    def level(self, probability: float) -> float:
        """The share of the plays to quote from, so that a promise is kept with `probability`."""
        pairs = [(0.0, 0.0), *self.used_levels, (1.0, 1.0)]
        for (low, first), (high, last) in pairwise(pairs):
            if probability <= high:
                return first + (last - first) * (probability - low) / (high - low)
        return 1.0

    def check(self) -> tuple[Violation, ...]:
        """All violations: numbers out of their ranges, levels that do not rise between 0 and 1. Any probability of
        a promise between 0 and 1 will do, though a file may only ask for one that is worth promising."""
        found = []
        asked, used = [pair[0] for pair in self.used_levels], [pair[1] for pair in self.used_levels]
        inside = all(0 < one < 1 for one in (*asked, *used))
        if not inside or asked != sorted(set(asked)) or used != sorted(used):
            rule = "used_levels rise between 0 and 1"
            found.append(Violation(rule=rule, where="promises", found=str(self.used_levels)))
        if not 0 < self.probability < 1:
            rule = "the probability of a promise is between 0 and 1"
            found.append(Violation(rule=rule, where="promises", found=str(self.probability)))
        for name, value in out_of_range(self):
            if name != "probability":
                found.append(Violation(rule=f"{name} is in its range", where="promises", found=str(value)))
        return tuple(found)


#: What is reckoned with where no brand says it.
PLAIN_PROMISES = PromisePolicy()
