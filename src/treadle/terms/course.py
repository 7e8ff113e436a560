"""What is done with an option this week: started, scaled, held or stopped, and at which prices it runs out."""

from __future__ import annotations

from dataclasses import dataclass

from treadle.terms.reason import Reason

#: What can be done with an option: order it for the first time, order more, leave it, or let it run out.
COURSES = ("start", "scale", "hold", "stop")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitWeek:
    """A week of the plan if demand comes as expected: its discount, its price, units sold and left at its end."""

    discount: float
    price_cents: int
    sold_units: float
    left_units: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitPlan:
    """The weeks from now; what the plan is expected to bring with what is left over, what keeping the price would."""

    option_id: str
    weeks: tuple[ExitWeek, ...]
    value_cents: float
    keep_cents: float

    @property
    def is_markdown_now(self) -> bool:
        """True where the price should fall this week."""
        return bool(self.weeks) and self.weeks[0].discount > 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What to do with an option and why, and its markdowns where it is to stop.

    `weeks_of_cover`: how long stock and receipts last at the expected pace, infinite where nothing sells;
    `sell_out_chance`: that demand reaches them before the option's end at today's price; `left_units`: expected left
    over then.
    """

    option_id: str
    course: str
    weeks_of_cover: float
    weeks_left: int
    available_units: int
    sell_out_chance: float
    left_units: float
    reason: Reason
    exit_plan: ExitPlan
