"""What to order now for every SKU and site, from plain tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from treadle.anticipate.forecast import Answer, forecast_panel
from treadle.anticipate.panel import Panel
from treadle.anticipate.paths import SamplePaths
from treadle.anticipate.reading import read_panel, with_pairs
from treadle.errors import InputError
from treadle.plant.given_tables import read_given_tables
from treadle.replenish.order import Decision, Paths, weeks_needed
from treadle.replenish.past import Past, lean_of
from treadle.replenish.replenish import replenish as decide_replenishment
from treadle.replenish.stock import StockState, Terms, read_stock
from treadle.terms.budget import Progress, Silence, stoppable
from treadle.terms.quantity import QUANTILE_LEVELS

Ints = npt.NDArray[np.int64]

#: Demand paths drawn per pair; and where the past is played again, of so many pairs. Not tuned: bound work.
PATHS, PLAYED_PATHS, PLAYED_PAIRS = 1_000, 120, 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Replenished:
    """What was decided for every pair of the stock file, in its order, for demand `lean` times what is forecast."""

    stock: StockState
    decision: Decision
    lean: float

    def table(self) -> pa.Table:
        """Columns sku, [site,] units."""
        columns: dict[str, Any] = {"sku": pa.array(self.stock.skus, type=pa.string())}
        if self.stock.sites is not None:
            columns["site"] = pa.array(self.stock.sites, type=pa.string())
        columns["units"] = pa.array(self.decision.units, type=pa.int64())
        return pa.table(columns)


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


def replenish_tables(
    history: Any, products: Any, stock: pa.Table, terms: Terms, *, seed: int = 0, progress: Progress | None = None
) -> Replenished:
    """Units to order for every row of the stock table.

    `history` and `products` are read as `anticipate` reads them, by weeks; `stock` as `read_stock` says. A pair of the
    stock table without any history gets a forecast from its SKU, its site and its attributes. Raises `InputError`
    with all problems of all three tables and of the terms.
    """
    found = terms.problems()
    panel: Panel | None = None
    ahead = 1 if found else weeks_needed(terms)
    try:
        panel = read_panel(history, products, None, ahead=ahead, every="week")
    except InputError as error:
        found.extend(error.problems)
    has_site = panel.sites is not None if panel is not None else "site" in getattr(history, "column_names", ())
    state = read_stock(stock, has_site, found)
    if found or panel is None or state is None:
        raise InputError(found)
    answer, lines = told_for(panel, state, seed, progress, played=PLAYED_PAIRS)
    lean = _lean(answer, lines, terms, seed)
    paths = SamplePaths.of(answer, PATHS, seed)

    def paths_of(rows: Ints) -> Paths:
        return paths.around(answer.mean[lines[rows]] * lean, lines[rows])

    decision = decide_replenishment(paths_of, state, terms, progress=progress)
    return Replenished(stock=state, decision=decision, lean=lean)


def _lean(answer: Answer, lines: Ints, terms: Terms, seed: int) -> float:
    """How many times the forecast is ordered for, by playing the past of some pairs again; `lines` are those of the
    stock's rows."""
    past = answer.past
    if past is None or not len(past.lines):
        return 1.0
    row_of = {line: row for row, line in enumerate(lines.tolist())}
    paths = SamplePaths.of(answer, PLAYED_PATHS, seed)

    def told(week: int, times: float) -> Paths:
        return paths.around(past.mean[:, week] * times, past.lines)

    rows = np.array([row_of[line] for line in past.lines.tolist()])
    return lean_of(Past(told=told, came=past.came, is_full=past.is_full), terms.of(rows))


def told_for(
    panel: Panel, state: StockState, seed: int, progress: Progress | None = None, played: int = 0
) -> tuple[Answer, Ints]:
    """The forecast of all pairs of history or stock, and the line of each stock row in it. Of `played` pairs, evenly
    chosen, the past that would have been forecast is told too."""
    whole, lines = with_pairs(panel, state.skus, state.sites)
    some = np.unique(lines[:: max(-(-len(lines) // max(played, 1)), 1)]) if played else None
    answer = forecast_panel(
        whole, np.array(QUANTILE_LEVELS), seed, progress or Silence(), cumulative=False, is_judged=False, played=some
    )
    return answer, lines
