"""Which limits a buy breaks, told apart so that each stands beside what breaks it; `check` holds the same rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from treadle.decide.why import least_units
from treadle.terms.buy import BuyCase, BuyLine, OpenToBuy
from treadle.terms.reason import Reason

#: Not tuned: rounding of floats.
ROUNDING_MINUTES = 1e-6


def over_option(case: BuyCase, lines: Iterable[BuyLine]) -> tuple[Reason, ...]:
    """The least order of an option, where its lines are something and less."""
    units = sum(line.units for line in lines)
    least = least_units(case)
    if not 0 < units < least:
        return ()
    return (Reason.of("over.option", option_id=case.option_id, units=units, least_units=least),)


def over_styles(cases: Sequence[BuyCase], lines: Iterable[BuyLine]) -> dict[str, Reason]:
    """The least order of each style whose lines are something and less, by style."""
    units: dict[str, int] = defaultdict(int)
    least: dict[str, int] = defaultdict(int)
    for line in lines:
        units[line.style_id] += line.units
    for case in cases:
        least[case.style_id] = max(least[case.style_id], case.style_minimum_units)
    return {
        style_id: Reason.of("over.style", style_id=style_id, units=many, least_units=least[style_id])
        for style_id, many in units.items()
        if 0 < many < least[style_id]
    }


def over_shared(
    lines: Sequence[BuyLine], *, budget_cents: int | None, capacity_minutes: float | None,
    capacity_weeks: Sequence[tuple[date, float]], open_to_buy: Sequence[OpenToBuy],
) -> tuple[Reason, ...]:  # fmt: skip
    """Budget, sewing minutes and open to buy, each where the lines together are beyond it. `open_to_buy` are rows with
    these lines counted in."""
    found = []
    spent = sum(line.cost_cents for line in lines)
    if budget_cents is not None and spent > budget_cents:
        found.append(
            Reason.of("over.budget", spent_cents=spent, budget_cents=budget_cents, over_cents=spent - budget_cents)
        )
    minutes = sum(line.units * line.smv_minutes for line in lines)
    if capacity_minutes is not None and minutes > capacity_minutes + ROUNDING_MINUTES:
        found.append(Reason.of("over.minutes", minutes=round(minutes), free_minutes=round(capacity_minutes)))
    free = 0.0
    for last_day, more in capacity_weeks:
        free += more
        due = sum(line.units * line.smv_minutes for line in lines if line.due_day <= last_day)
        if due > free + ROUNDING_MINUTES:
            found.append(
                Reason.of("over.minutes_by", minutes=round(due), free_minutes=round(free), by_on=last_day.isoformat())
            )
    found += [
        Reason.of(
            "over.open_to_buy",
            from_on=row.planned.from_day.isoformat(),
            to_on=row.planned.to_day.isoformat(),
            buy_cents=row.buy_cents,
            open_cents=row.open_cents + row.buy_cents,
        )
        for row in open_to_buy
        if row.buy_cents > 0 and row.open_cents < 0
    ]
    return tuple(found)
