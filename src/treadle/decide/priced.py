"""Units that somebody tries, one option at a time, priced at once as a whole buy prices them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from treadle.decide.case_arrays import case_arrays
from treadle.decide.curve import OptionCurves, option_curves
from treadle.decide.price import option_lines
from treadle.decide.why import least_units, next_unit_cents
from treadle.terms.buy import BuyCase, BuyLine
from treadle.terms.buy_steps import CurvePoint
from treadle.terms.policy import BuyPolicy
from treadle.terms.product import CostBreak
from treadle.terms.reason import Reason

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """What every further unit of the cases is worth, drawn once: units that somebody tries are priced at once by it.

    place: where an option stands among the cases; a SKU among all their sizes, with its option; and an option's first.
    """

    cases: tuple[BuyCase, ...]
    curves: OptionCurves | None
    place: Mapping[str, int]
    place_of_sku: Mapping[str, tuple[int, int]]
    first_sku: tuple[int, ...]

    @classmethod
    def of(cls, cases: Sequence[BuyCase], policy: BuyPolicy, seed: int) -> Priced:
        """Draw the worth of the cases' units as a buy does."""
        curves = None
        if cases:
            arrays = case_arrays(cases)
            curves = option_curves(arrays.chunks(policy, seed), arrays.money, len(cases), arrays.firm_units)
        skus = [(size.sku, option) for option, case in enumerate(cases) for size in case.sizes]
        return cls(
            cases=tuple(cases), curves=curves, place={case.option_id: at for at, case in enumerate(cases)},
            place_of_sku={sku: (at, option) for at, (sku, option) in enumerate(skus)},
            first_sku=tuple(accumulate((len(case.sizes) for case in cases), initial=0)),
        )  # fmt: skip

    def case(self, option_id: str) -> BuyCase:
        """The case of an option."""
        return self.cases[self.place[option_id]]

    def lines(self, option_id: str, units: Mapping[str, int], reasons: Mapping[str, Reason]) -> list[BuyLine]:
        """The lines of an option at units by SKU (0 where not named), each with its cost and expected profit."""
        at = self.place[option_id]
        case = self.cases[at]
        chosen = np.array([units.get(size.sku, 0) for size in case.sizes], dtype=np.int64)
        return option_lines(case, chosen, self._brings(at, chosen), reasons)

    def next_cents(self, sku: str, units: Mapping[str, int], count: int) -> tuple[float, ...]:
        """Expected profit of the next `count` units of a SKU beside the units of its option, at the price break of
        those."""
        assert self.curves is not None
        at, option = self.place_of_sku[sku]
        case = self.cases[option]
        made = sum(units.get(size.sku, 0) for size in case.sizes)
        piece = CostBreak.at(case.cost_breaks, made).cost_per_piece_cents
        return next_unit_cents(self.curves, option, at, units.get(sku, 0), count, piece)

    def split(self, option_id: str, total: int) -> dict[str, int]:
        """The best sizes of a total: those that bring most; beyond what is told apart, as the curve's shares."""
        at, case = self.place[option_id], self.case(option_id)
        taken, steps = self._entries(at)
        found = np.zeros(len(case.sizes), dtype=np.int64)
        left = total
        for size, step in zip(taken.tolist(), steps.tolist(), strict=True):
            more = min(step, left)
            found[size] += more
            left -= more
            if not left:
                break
        shares = np.maximum([size.share for size in case.sizes], 1e-9)
        for _ in range(left):  # the size that lies furthest below its share
            found[int(np.argmax(shares / shares.sum() - found / max(found.sum(), 1)))] += 1
        return {size.sku: int(many) for size, many in zip(case.sizes, found, strict=True)}

    def points(self, option_id: str, totals: Sequence[int]) -> tuple[CurvePoint, ...]:
        """What totals of an option in their best sizes would cost and earn."""
        case = self.case(option_id)
        least = least_units(case)
        found = []
        for total in totals:
            units = self.split(option_id, total)
            chosen = np.array([units[size.sku] for size in case.sizes], dtype=np.int64)
            cost = CostBreak.at(case.cost_breaks, total).cost_cents(total) if total else 0
            worth = float(self._brings(self.place[option_id], chosen).sum())
            found.append(CurvePoint(point="", units=total, cost_cents=cost, expected_profit_cents=round(worth - cost),
                                    is_orderable=total == 0 or total >= least))  # fmt: skip
        return tuple(found)

    def _entries(self, at: int) -> tuple[Ints, Ints]:
        """The size and the units of each entry of an option's curve, dearest first."""
        assert self.curves is not None
        mine = slice(int(self.curves.first[at]), int(self.curves.first[at + 1]))
        return self.curves.sku[mine].astype(np.int64) - self.first_sku[at], self.curves.units[mine].astype(np.int64)

    def _brings(self, at: int, chosen: Ints) -> Floats:
        """Worth in cents of each size's units of one option, dearest first."""
        assert self.curves is not None
        mine = slice(int(self.curves.first[at]), int(self.curves.first[at + 1]))
        size, steps = self._entries(at)
        worth = self.curves.worth_cents[mine]
        found = np.zeros(len(chosen))
        for one, many in enumerate(chosen.tolist()):
            own = np.flatnonzero(size == one)
            ends = np.cumsum(steps[own])
            taken = np.clip(many - (ends - steps[own]), 0, steps[own])
            found[one] = float((taken * worth[own]).sum()) + (many - int(taken.sum())) * self.curves.tail_cents[at]
        return found
