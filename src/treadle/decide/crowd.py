"""Options that take from one another: what the rest of a style or category on offer leaves to each of them.

Demand follows crowd^(-elasticity) of the style and of the category, the crowd being how many of its options are on
offer (`treadle.anticipate.cannibal` learns the elasticities). A forecast stands for the crowd that it was learned in;
where a plan changes the crowd, demand is moved with it, and an option that takes more from its siblings than it brings
itself is not offered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from treadle.terms.buy import BuyCase, BuyPlan
from treadle.terms.policy import BuyPolicy

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_USUAL = BuyPolicy()


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """What options (n,) share: `elasticity` of each level (L,), `group` codes (L, n), and the crowd that each option's
    forecast stands for, itself included, `reference` (L, n). Demand is never moved by more than `most_moved`
    times, nor by less than its inverse."""

    elasticity: Floats
    group: Ints
    reference: Floats
    most_moved: float = _USUAL.most_moved

    def others(self, offered: Floats) -> Floats:
        """How much of the others is on offer beside each option (L, n); `offered` (n,) is 0 to 1."""
        return np.array([np.bincount(codes, offered)[codes] - offered for codes in self.group])

    def factors(self, offered: Floats) -> Floats:
        """What the demand of each option (n,) is moved by, while it is on offer itself."""
        moved = np.log((1.0 + self.others(offered)) / np.maximum(self.reference, 1.0))
        return np.exp(np.clip(-(self.elasticity @ moved), -np.log(self.most_moved), np.log(self.most_moved)))

    def taken(self, offered: Floats, profit_cents: Floats) -> Floats:
        """Expected profit in cents (n,) that each option takes from its siblings by being on offer as far as it is.

        profit_cents: (n,) expected profit of each option in this crowd; it follows demand.
        """
        before = 1.0 + self.others(offered)
        found = np.zeros(len(offered))
        for level, codes in enumerate(self.group):
            # A sibling with a crowd c of which this option is a part o would have (1 - o/c)^(-elasticity) as much.
            for option in np.flatnonzero(offered > 0):
                mine = (codes == codes[option]) & (np.arange(len(codes)) != option)
                rest = np.maximum(1.0 - offered[option] / before[level, mine], 1e-9)
                found[option] += float(profit_cents[mine] @ (rest ** -self.elasticity[level] - 1.0))
        return found


def offered_shares(cases: Sequence[BuyCase], plan: BuyPlan) -> tuple[Floats, Floats]:
    """How far each option is on offer (n,), 0 to 1: supply over expected demand; with the plan, and without it."""
    units: dict[str, int] = {}
    for line in plan.lines:
        units[line.option_id] = units.get(line.option_id, 0) + line.units
    wanted = np.array([max(case.demand_before_units + case.demand_mean_units, 1e-9) for case in cases])
    there = np.array([sum(size.on_hand_units + size.on_order_units for size in case.sizes) for case in cases])
    bought = np.array([units.get(case.option_id, 0) for case in cases])
    return np.minimum((there + bought) / wanted, 1.0), np.minimum(there / wanted, 1.0)


def moved_case(case: BuyCase, factor: float) -> BuyCase:
    """The case with its demand from the buy on moved by a factor; what comes before is sold in today's crowd."""
    return replace(
        case,
        demand_units=tuple(factor * one for one in case.demand_units),
        demand_mean_units=factor * case.demand_mean_units,
        early_units=tuple(factor * one for one in case.early_units),
        crowd_factor=factor,
    )


def withheld_case(case: BuyCase, taken_cents: float, profit_cents: float) -> BuyCase:
    """The case of an option that is not offered, for what it would take from its siblings."""
    return replace(
        moved_case(case, 0.0), crowd_factor=1.0, taken_cents=round(taken_cents), forgone_cents=round(profit_cents)
    )
