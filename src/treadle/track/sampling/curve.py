"""How likely a plan accepts lots of a given quality: exact probabilities of one, two or many samples."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Literal

from treadle.terms.inspection import CurvePoint, SamplingPlan

Model = Literal["binomial", "hypergeometric", "poisson"]


def usual_model(aql_percent: float) -> Model:
    """Shares of nonconforming items up to AQL 10, nonconformities per hundred items beyond (ISO 2859-1, clause 5.4)."""
    return "binomial" if aql_percent <= 10 else "poisson"


def acceptance(plan: SamplingPlan, quality_percent: float, model: Model) -> CurvePoint:
    """The share of lots of a quality that the plan accepts, and the pieces inspected on average.

    `quality_percent`: percent nonconforming (binomial: of the process; hypergeometric: of this lot, rounded to whole
    pieces), or nonconformities per hundred items (Poisson). Raises `ValueError` for a share outside 0 to 100 percent.
    """
    if quality_percent < 0 or (model != "poisson" and quality_percent > 100):
        raise ValueError(f"{quality_percent:g} is no share in percent")
    draw = _DRAWS[model](plan, quality_percent)
    waiting = {0: 1.0}
    accepted = average = 0.0
    drawn = 0
    for place, stage in enumerate(plan.stages):
        average += stage.sample_units * math.fsum(waiting.values())
        is_last = place == len(plan.stages) - 1
        after: dict[int, float] = {}
        for found, chance in waiting.items():
            for units in range(min(stage.sample_units, stage.re_units - 1 - found) + 1 if model != "poisson"
                               else stage.re_units - found):  # fmt: skip
                share = chance * draw(stage.sample_units, units, drawn, found)
                total = found + units
                if is_last or (stage.ac_units is not None and total <= stage.ac_units):
                    accepted += share
                else:
                    after[total] = after.get(total, 0.0) + share
        waiting = after
        drawn += stage.sample_units
    return CurvePoint(quality_percent=quality_percent, accepted_share=min(accepted, 1.0), average_units=average)


def curve(plan: SamplingPlan, model: Model, qualities_percent: Sequence[float] = ()) -> tuple[CurvePoint, ...]:
    """The operating characteristic: at the qualities given, else at those accepted 99 to 5 of 100 times."""
    if qualities_percent:
        return tuple(acceptance(plan, one, model) for one in qualities_percent)
    return tuple(acceptance(plan, quality_at(plan, share, model), model) for share in _USUAL_SHARES)


#: By definition: ISO 2859-1.
_USUAL_SHARES = (0.99, 0.95, 0.90, 0.75, 0.50, 0.25, 0.10, 0.05)


def quality_at(plan: SamplingPlan, accepted_share: float, model: Model) -> float:
    """The quality in percent that is accepted that often, by bisection (hypergeometric: the next above)."""
    low, high = 0.0, 100.0
    while model == "poisson" and acceptance(plan, high, model).accepted_share > accepted_share:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        if acceptance(plan, middle, model).accepted_share > accepted_share:
            low = middle
        else:
            high = middle
    return high


#: The chance of a count in a sample of a size, after so many pieces were drawn and so many found.
Draw = Callable[[int, int, int, int], float]


def _choose(n: int, k: int) -> float:
    """The natural logarithm of n over k."""
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def _binomial(plan: SamplingPlan, quality_percent: float) -> Draw:
    share = quality_percent / 100

    def draw(size: int, units: int, drawn: int, found: int) -> float:
        if share in (0.0, 1.0):
            return float(units == size * share)
        return math.exp(_choose(size, units) + units * math.log(share) + (size - units) * math.log1p(-share))

    return draw


def _hypergeometric(plan: SamplingPlan, quality_percent: float) -> Draw:
    bad_units = round(plan.lot_units * quality_percent / 100)

    def draw(size: int, units: int, drawn: int, found: int) -> float:
        left, bad = plan.lot_units - drawn, bad_units - found
        if units > bad or size - units > left - bad:
            return 0.0
        return math.exp(_choose(bad, units) + _choose(left - bad, size - units) - _choose(left, size))

    return draw


def _poisson(plan: SamplingPlan, quality_percent: float) -> Draw:
    def draw(size: int, units: int, drawn: int, found: int) -> float:
        mean = size * quality_percent / 100
        if mean == 0:
            return float(units == 0)
        return math.exp(units * math.log(mean) - mean - math.lgamma(units + 1))

    return draw


_DRAWS: dict[Model, Callable[[SamplingPlan, float], Draw]] = {
    "binomial": _binomial, "hypergeometric": _hypergeometric, "poisson": _poisson,
}  # fmt: skip
