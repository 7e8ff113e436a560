"""One decision: history, stock and costs in, units to order out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from treadle.replenish.doubt import draw_paths
from treadle.replenish.foresee import Learner, coming, learn
from treadle.replenish.order import Decision, decide_orders, weeks_needed
from treadle.replenish.past import DemandHistory
from treadle.replenish.rehearse import rehearse
from treadle.replenish.stock import StockState, Terms
from treadle.terms.budget import Progress, Silence

#: Demand paths drawn per pair.
PATHS = 1_000
#: Trees grown with other random choices whose logarithms are averaged.
MODELS = 2


def replenish(
    history: DemandHistory, stock: StockState, terms: Terms, learner: Learner, *, seed: int = 0,
    progress: Progress | None = None,
) -> Decision:  # fmt: skip
    """Units to order now for every pair of the stock state, which lists the pairs of the history in its order.

    Demand is foreseen by trees grown on all pairs (weeks of an empty shelf teach nothing), its doubt is fitted on
    a rehearsal of the last year, and the order is what a simulation of the shelf with lost sales finds cheapest.
    Raises `InputError` where the terms are out of range.
    """
    terms.check()
    progress = progress or Silence()
    progress.step("rehearse", 0, 4)
    rehearsal = rehearse(history, learner, seed)
    progress.step("learn", 1, 4)
    foresight = replace(learn(history, learner, seed, models=MODELS), trust=rehearsal.trust)
    progress.step("forecast", 2, 4)
    weeks = weeks_needed(terms)
    mean = coming(history, foresight, weeks)
    progress.step("order", 3, 4)
    paths = draw_paths(mean, rehearsal.doubt, PATHS, np.random.default_rng(seed))
    decision = decide_orders(paths, stock.on_hand, stock.receipts_until(weeks), terms)
    progress.step("order", 4, 4)
    return decision
