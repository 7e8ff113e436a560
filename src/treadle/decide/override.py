"""What a planner's own number was worth, against the number that was proposed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A line that a planner changed: `units` instead of `planned_units`, with a note."""

    line_id: str
    sku: str
    planned_units: int
    units: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedOverride:
    """An override, the day on which it was decided and the day on which its goods were due on the shelf."""

    override: Override
    decided_on: date
    due_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came after the goods did: pieces sold and still there, and the demand there was behind empty shelves, with
    its interval. Money in cents a piece: what a sale keeps, what a piece cost, what one left over still brings."""

    sold_units: float
    left_units: float
    demand_low: float
    demand_units: float
    demand_high: float
    price_cents: float
    cost_cents: float
    salvage_cents: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideWorth:
    """Money in cents that the planner's number brought more than the proposed one would have, with its interval; and
    the pieces that would have been sold with the proposed one."""

    worth_cents: float
    low_cents: float
    high_cents: float
    proposed_sold_units: float


def override_worth(override: Override, outcome: Outcome) -> OverrideWorth:
    """The worth of an override: sales, cost and what is left over as they were, less as they would have been.

    What was supplied since the goods came is what was sold and what is left; with the proposed number it would have
    been more or less by the difference, and sold as far as there was demand. What is left counts at its salvage value,
    so a ledger kept while goods still sell undervalues whoever bought more. The interval is that of demand.
    """
    more = override.planned_units - override.units
    supplied = outcome.sold_units + outcome.left_units
    proposed = max(supplied + more, 0.0)

    def worth(demand: float) -> tuple[float, float]:
        wanted = max(demand, outcome.sold_units)  # what was sold was wanted
        sold = min(proposed, wanted) if more > 0 else min(outcome.sold_units, proposed)
        gained = (outcome.sold_units - sold) * outcome.price_cents
        left = ((supplied - outcome.sold_units) - (proposed - sold)) * outcome.salvage_cents
        return gained + left + more * outcome.cost_cents, sold

    middle, sold = worth(outcome.demand_units)
    edges = [worth(outcome.demand_low)[0], worth(outcome.demand_high)[0], middle]
    return OverrideWorth(worth_cents=middle, low_cents=min(edges), high_cents=max(edges), proposed_sold_units=sold)
