"""Buy cases as arrays: sizes, money, cost breaks and demand scenarios of thousands of options at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from treadle.decide.apart import NO_END, OptionCosts
from treadle.decide.curve import SkuMoney
from treadle.decide.demand import even_probabilities, quantile_units
from treadle.decide.share import Limits
from treadle.decide.style_minimum import Styles
from treadle.terms.buy import BuyCase
from treadle.terms.policy import BuyPolicy

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Not tuned: bounds work and memory.
CHUNK_SKUS = 4_000  # scenarios of so many SKUs are in memory at once
#: Not tuned: rounding of floats.
SUREST_STRENGTH = 1e6  # a size curve never counts as surer than this many pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseArrays:
    """The cases in columns. SKU arrays are (n_sku,), in the order of the cases and their sizes."""

    cases: tuple[BuyCase, ...]
    option_of_sku: Ints
    share: Floats
    on_hand_units: Ints
    on_order_units: Ints
    firm_units: Ints
    money: SkuMoney
    costs: OptionCosts
    styles: Styles

    def chunks(self, policy: BuyPolicy, seed: int) -> Iterator[tuple[Ints, Ints, Ints, Ints]]:
        """Demand scenarios as `option_curves` wants them, drawn chunk by chunk from one seed."""
        rng = np.random.default_rng(seed)
        start = 0
        edges = np.r_[np.flatnonzero(np.diff(self.option_of_sku)) + 1, len(self.option_of_sku)]
        while start < len(self.option_of_sku):
            fitting = edges[(edges > start) & (edges <= start + CHUNK_SKUS)]
            end = int(fitting[-1]) if len(fitting) else int(edges[edges > start][0])
            sku = np.arange(start, end)
            early, whole = self._needs(sku, policy, rng)
            yield sku, self.option_of_sku[sku], early, whole
            start = end

    def _needs(self, sku: Ints, policy: BuyPolicy, rng: np.random.Generator) -> tuple[Ints, Ints]:
        """Units needed beyond the stock, before a second order and in all, what is sold ahead among both: two
        (k, draws) arrays."""
        option = self.option_of_sku[sku]
        first_option = int(option[0])
        group = option - first_option
        cases = self.cases[first_option : int(option[-1]) + 1]
        early, whole = _option_scenarios(cases, policy, rng)
        strength = np.array([min(case.size_strength, SUREST_STRENGTH) for case in cases])
        weight = np.maximum(self.share[sku] * strength[group], 1e-6)
        share = rng.standard_gamma(weight[:, None], size=(len(sku), policy.draws))
        total = np.zeros((len(cases), policy.draws))
        np.add.at(total, group, share)
        share = np.minimum(share / np.maximum(total[group], 1e-300), 1.0)
        share[self.share[sku] <= 0] = 0.0
        soon = rng.binomial(early[group], share)
        later = rng.binomial((whole - early)[group], share)
        before = np.array([case.demand_before_units for case in cases])[group][:, None]
        sold_before = rng.poisson(before * share)
        stock = np.maximum(self.on_hand_units[sku][:, None] - sold_before, 0) + self.on_order_units[sku][:, None]
        firm = self.firm_units[sku][:, None]
        return np.maximum(soon - stock, 0) + firm, np.maximum(soon + later - stock, 0) + firm


def _option_scenarios(cases: Sequence[BuyCase], policy: BuyPolicy, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Early and whole demand of each case by scenario, early in rising order: two (n_case, draws) arrays."""
    even = even_probabilities(policy.draws)
    score = ndtri(even)
    rho = policy.early_correlation
    early = np.zeros((len(cases), policy.draws))
    whole = np.zeros((len(cases), policy.draws))
    noise = rng.standard_normal((len(cases), policy.draws))
    kinds: dict[tuple[tuple[float, ...], bool], list[int]] = {}
    for at, case in enumerate(cases):
        kinds.setdefault((case.demand_levels, bool(case.early_units)), []).append(at)
    for (levels, twice), members in kinds.items():
        level = np.asarray(levels)
        units = np.array([cases[at].demand_units for at in members], dtype=np.float64)
        if not twice:
            whole[members] = early[members] = quantile_units(level, units, even)
            continue
        soon = np.array([cases[at].early_units for at in members], dtype=np.float64)
        early[members] = quantile_units(level, soon, even)
        mixed = ndtr(rho * score + np.sqrt(1.0 - rho * rho) * noise[members])
        whole[members] = [quantile_units(level, units[row : row + 1], mixed[row])[0] for row in range(len(members))]
    silent = np.array([case.demand_mean_units > 0 and max(case.demand_units) <= 0 for case in cases])
    if silent.any():
        mean = np.array([case.demand_mean_units for case in cases])[silent]
        whole[silent] = early[silent] = np.sort(rng.poisson(mean[:, None], (len(mean), policy.draws)), axis=1)
    whole = np.maximum(whole, early)
    fraction = rng.random(whole.shape)
    early_units = np.floor(early + fraction).astype(np.int64)
    return early_units, np.maximum(np.floor(whole + fraction).astype(np.int64), early_units)


def case_arrays(cases: Sequence[BuyCase]) -> CaseArrays:
    """Columns of the cases; every case must have at least one size and one cost break."""
    count = np.array([len(case.sizes) for case in cases], dtype=np.int64)
    option_of_sku = np.repeat(np.arange(len(cases)), count)
    holding = np.array([case.holding_cents for case in cases])
    sold = np.array([case.price_cents for case in cases]) - holding / 2
    left = np.minimum(np.array([case.salvage_cents for case in cases]) - holding, sold)
    again = np.array([np.inf if case.again_cents is None else case.again_cents for case in cases])
    sizes = [size for case in cases for size in case.sizes]
    share = np.maximum(np.array([size.share for size in sizes]), 0.0)
    total = np.bincount(option_of_sku, share, len(cases))
    even = 1.0 / np.maximum(count, 1)
    share = np.where(
        total[option_of_sku] > 0, share / np.where(total > 0, total, 1.0)[option_of_sku], even[option_of_sku]
    )
    style_ids = sorted({case.style_id for case in cases})
    number = {style_id: at for at, style_id in enumerate(style_ids)}
    style_of = np.array([number[case.style_id] for case in cases], dtype=np.int64)
    minimum = np.zeros(len(style_ids), dtype=np.int64)
    np.maximum.at(minimum, style_of, np.array([case.style_minimum_units for case in cases], dtype=np.int64))
    return CaseArrays(
        cases=tuple(cases),
        option_of_sku=option_of_sku,
        share=share,
        on_hand_units=np.array([size.on_hand_units for size in sizes], dtype=np.int64),
        on_order_units=np.array([size.on_order_units for size in sizes], dtype=np.int64),
        firm_units=np.array([size.firm_units for size in sizes], dtype=np.int64),
        money=SkuMoney(
            sold_cents=sold[option_of_sku], left_cents=left[option_of_sku], again_cents=again[option_of_sku]
        ),
        costs=option_costs(cases),
        styles=Styles(style_of_option=style_of, minimum_units=minimum),
    )


def option_costs(cases: Sequence[BuyCase]) -> OptionCosts:
    """Cost breaks of the cases with each option's minimum order applied: rectangles of (n_case, most breaks)."""
    width = max((len(case.cost_breaks) for case in cases), default=1)
    lowest = np.full((len(cases), width), 1, dtype=np.int64)
    highest = np.zeros((len(cases), width), dtype=np.int64)
    setup = np.zeros((len(cases), width))
    piece = np.zeros((len(cases), width))
    for row, case in enumerate(cases):
        breaks = sorted(case.cost_breaks, key=lambda one: one.from_units)
        for at, one in enumerate(breaks):
            least = max(one.from_units, case.option_minimum_units, 1)
            lowest[row, at] = least
            highest[row, at] = breaks[at + 1].from_units - 1 if at + 1 < len(breaks) else NO_END
            setup[row, at], piece[row, at] = one.setup_cents, one.cost_per_piece_cents
    smv = np.array([case.smv_minutes for case in cases], dtype=np.float64)
    return OptionCosts(lowest=lowest, highest=highest, setup_cents=setup, piece_cents=piece, smv_minutes=smv)


def shared_limits(
    cases: Sequence[BuyCase], budget_cents: int | None, capacity: float | Sequence[tuple[date, float]] | None
) -> Limits:
    """The budget and the sewing minutes, one total or by week, as running sums with each case's period."""
    budget = np.inf if budget_cents is None else float(budget_cents)
    if capacity is None or isinstance(capacity, int | float):
        minutes = np.zeros(0) if capacity is None else np.array([float(capacity)])
        return Limits(budget_cents=budget, minutes_to=minutes, period=np.zeros(len(cases), dtype=np.int64))
    weeks = sorted(capacity)
    days = np.array([day.toordinal() for day, _ in weeks])
    due = np.array([case.due_day.toordinal() for case in cases])
    return Limits(
        budget_cents=budget,
        minutes_to=np.cumsum([minutes for _, minutes in weeks]),
        period=np.searchsorted(days, due).astype(np.int64),
    )
