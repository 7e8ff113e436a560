"""One replenishment from plain tables: anticipate reads the history and lends its trees, replenish decides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from treadle.anticipate.boosting import Growth, Sample, Trees, grow
from treadle.anticipate.panel import Panel
from treadle.anticipate.reading import read_panel
from treadle.errors import InputError
from treadle.replenish.features import Answers
from treadle.replenish.order import Decision
from treadle.replenish.past import DemandHistory, Floats
from treadle.replenish.replenish import replenish
from treadle.replenish.stock import StockState, Terms, read_stock
from treadle.terms.budget import Progress

#: How the trees of a replenishment are grown: few leaves, many rounds, no early end, so that no week decides alone.
GROWTH = Growth(objective="poisson", rounds=180, rate=0.04, leaves=31, leaf_rows=100, column_share=0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replenished:
    """What was decided for every pair of the stock file, in its order."""

    stock: StockState
    decision: Decision

    def table(self) -> pa.Table:
        """Columns sku, [site,] units."""
        columns: dict[str, Any] = {"sku": pa.array(self.stock.skus, type=pa.string())}
        if self.stock.sites is not None:
            columns["site"] = pa.array(self.stock.sites, type=pa.string())
        columns["units"] = pa.array(self.decision.units, type=pa.int64())
        return pa.table(columns)


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
    try:
        panel = read_panel(history, products, None, ahead=1, every="week")
    except InputError as error:
        found.extend(error.problems)
    has_site = panel.sites is not None if panel is not None else "site" in getattr(history, "column_names", ())
    state = read_stock(stock, has_site, found)
    if found or panel is None or state is None:
        raise InputError(found)
    past, mine = aligned(panel, state)
    decision = replenish(past, _spread_out(state, mine, len(past.units)), terms, trees, seed=seed, progress=progress)
    chosen = Decision(units=decision.units[mine], stock_out=decision.stock_out[mine])
    return Replenished(stock=state, decision=chosen)


def aligned(panel: Panel, state: StockState) -> tuple[DemandHistory, np.ndarray[Any, np.dtype[np.int64]]]:
    """The history of all pairs of either table, and the line of each stock row in it."""
    sites = panel.sites or [""] * panel.count
    line_of = {pair: line for line, pair in enumerate(zip(panel.skus, sites))}
    mine = np.array(
        [line_of.setdefault(pair, len(line_of)) for pair in zip(state.skus, state.sites or [""] * len(state.skus))],
        dtype=np.int64,
    )
    more = len(line_of) - panel.count
    grid = ((0, more), (0, 0))
    groups = {name: np.pad(codes, (0, more), constant_values=-1) for name, codes in panel.groups.items()}
    unseen = list(line_of)[panel.count :]
    for place, name in enumerate(("by_sku", "by_site")):
        if name in groups:
            number = {text: code for code, text in enumerate(panel.labels[name])}
            groups[name][panel.count :] = [number.get(pair[place], -1) for pair in unseen]
    past = DemandHistory(
        units=np.pad(panel.units.astype(np.float64), grid),
        share=np.pad(panel.exposure.astype(np.float64), grid),
        first_day=panel.periods.first_day,
        groups=groups,
    )
    return past, mine


def _spread_out(state: StockState, mine: np.ndarray[Any, np.dtype[np.int64]], count: int) -> StockState:
    """The state over all pairs of the history; those that are not in the stock file have none."""
    on_hand = np.zeros(count)
    receipts = np.zeros((count, state.receipts.shape[1]))
    on_hand[mine], receipts[mine] = state.on_hand, state.receipts
    return replace(state, skus=[], sites=None, on_hand=on_hand, receipts=receipts)


def trees(answers: Answers, target: Floats, weight: Floats, seed: int) -> Trees:
    """The learner of a replenishment: trees of a count around the answers' levels."""
    sample = Sample(matrix=answers.matrix, target=target, weight=weight, start=np.log(answers.level))
    return grow(sample, answers.names, GROWTH, seed)
