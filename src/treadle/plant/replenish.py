"""What to order now for every SKU and site, from plain tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from treadle.day.replenish import Replenished, replenish_tables
from treadle.plant.given_tables import read_given_tables
from treadle.replenish.stock import Terms
from treadle.terms.budget import Progress, stoppable


def replenish(
    history: Path, stock: Path, *, lead_weeks: int, review_weeks: int, shortage_cost: float, holding_cost: float,
    products: Path | None = None, seed: int = 0, progress: Progress | None = None,
    left: Callable[[], float] | None = None,
) -> Replenished:  # fmt: skip
    """Units to order now for every SKU and site of the stock file, by simulating the shelf with lost sales.

    An order placed now is on the shelf in week 1 + `lead_weeks`; the next chance to order is `review_weeks` on. Costs
    are of a unit of demand that finds an empty shelf, and of a unit left at the end of a week. Raises `InputError` with
    all problems of all files, `Stopped` where `left` runs out.
    """
    terms = Terms(
        lead_weeks=lead_weeks, review_weeks=review_weeks, shortage_cost=shortage_cost, holding_cost=holding_cost
    )
    tables = read_given_tables({"history": history, "products": products, "stock": stock})
    return replenish_tables(
        tables["history"], tables["products"], tables["stock"], terms, seed=seed, progress=stoppable(progress, left)
    )
