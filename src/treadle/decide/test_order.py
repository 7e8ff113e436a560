"""Test orders: which new options to try with how many pieces, by what the first sales are worth knowing.

An option's level (its expected demand in all) is unsure. A test of n pieces sells for some weeks; what it sells says
how many to order then. Its worth is that of the best order after each outcome, weighed by the outcome's chance, with
the test's own margin, less what the best order without a test would bring: preposterior analysis (Raiffa & Schlaifer,
*Applied Statistical Decision Theory*, 1961; for apparel Fisher & Rajaram, Marketing Science 19(3), 2000). Where the
test sells out, only "at least n" is learnt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import pdtr

from treadle.terms.product import CostBreak
from treadle.terms.reason import Fact, Reason
from treadle.terms.test_order import TestOrder, TestPlan

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Order quantities and test outcomes are weighed on at most so many points each. Not tuned: bounds work and memory.
MOST_POINTS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class TestCase:
    """A new option that may be tested.

    `levels` (L,) equally likely expected demand over its life; `test_share` of it comes while the test sells and
    `wait_share` between then and the arrival of an order decided on it (what is left of the test serves that).
    `cost_breaks` and `minimum_units` are those of the order after it (or instead of it); `piece_cents` and
    `setup_cents` what the test costs; `left_cents` what a unit brings that is left at the end of its life.
    """

    __test__ = False

    option_id: str
    levels: tuple[float, ...]
    test_share: float
    price_cents: int
    cost_breaks: tuple[CostBreak, ...]
    minimum_units: int
    left_cents: float
    piece_cents: int
    setup_cents: int = 0
    wait_share: float = 0.0


def plan_tests(cases: Sequence[TestCase], sizes: Sequence[int], budget_cents: int) -> TestPlan:
    """Choose for each option one of the test sizes (pieces), or none, so that together they are worth most.

    Best use of money first: steps along each option's upper hull of worth over cost, then the step that no longer fits
    is replaced by the best that does (the multiple-choice knapsack's greedy: Sinha & Zoltners, Operations Research
    27(3), 1979). The hull's fractional step gives the bound.
    """
    offers = [[_offer(case, size) for size in sorted({0, *sizes})] for case in cases]
    chosen = [0] * len(cases)
    money, bound, is_full = budget_cents, 0.0, False
    for gain, cost, at, to in sorted(_steps(offers), key=lambda step: (-step[0] / step[1], step[2], step[3])):
        if cost <= money:
            if not is_full:
                bound += gain
            if offers[at][to].cost_cents - offers[at][chosen[at]].cost_cents == cost:
                chosen[at], money = to, money - cost
        elif not is_full:
            bound, is_full = bound + gain * money / cost, True
    chosen = _fill(offers, chosen, money)
    orders = tuple(_told(case, offer[to], offer) for case, offer, to in zip(cases, offers, chosen, strict=True))
    worth = sum(order.worth_cents for order in orders)
    return TestPlan(
        orders=orders,
        cost_cents=sum(order.cost_cents for order in orders),
        worth_cents=worth,
        bound_cents=max(bound, worth),
    )


def value_of_test(case: TestCase, size: int) -> float:
    """Expected profit in cents of testing with `size` pieces and deciding then; with 0, of deciding now."""
    return _offer(case, size).profit_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offer:
    """A test size of an option: its cost, the expected profit with it, what it is worth beyond none, the sales from
    which a further order pays and how likely they are, and the order now where there is no test."""

    size: int
    cost_cents: int
    profit_cents: float
    worth_cents: float
    go_units: int | None
    go_chance: float
    now_units: int


def _offer(case: TestCase, size: int) -> _Offer:
    """A test size, weighed."""
    model = _Model.of(case)
    now_units, now_cents = model.best_now()
    if size == 0:
        return _Offer(
            size=0, cost_cents=0, profit_cents=now_cents, worth_cents=0.0, go_units=None, go_chance=0.0,
            now_units=now_units,
        )  # fmt: skip
    cost = case.setup_cents + case.piece_cents * size
    profit, go, chance = model.after_test(size)
    profit -= cost
    return _Offer(
        size=size, cost_cents=cost, profit_cents=profit, worth_cents=profit - now_cents, go_units=go, go_chance=chance,
        now_units=now_units,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Model:
    """An option's levels and the order quantities (Q,) that are weighed, with their cost (Q,), 0 first."""

    case: TestCase
    levels: Floats
    orders: Ints
    costs: Floats

    @classmethod
    def of(cls, case: TestCase) -> _Model:
        levels = np.maximum(np.asarray(case.levels, dtype=np.float64), 1e-6)
        most = int(np.ceil(levels.max() + 3.0 * np.sqrt(levels.max()))) + 1
        least = max(case.minimum_units, min(one.from_units for one in case.cost_breaks), 1)
        points = np.unique(np.round(np.linspace(least, max(most, least), MOST_POINTS)).astype(np.int64))
        breaks = [max(one.from_units, least) for one in case.cost_breaks]
        orders = np.unique(np.concatenate([[0], points, breaks]))
        costs = np.array([_cost(case, int(units)) for units in orders])
        return cls(case=case, levels=levels, orders=orders, costs=costs)

    def best_now(self) -> tuple[int, float]:
        """The best order for the whole life without a test, and its expected profit."""
        sales = _sales_table(self.levels, int(self.orders[-1]))
        units = np.broadcast_to(self.orders.astype(np.float64), (len(self.levels), len(self.orders)))
        profit = self._brings(sales, units).mean(axis=0) - self.costs
        at = int(np.argmax(profit))
        return int(self.orders[at]), float(profit[at])

    def after_test(self, size: int) -> tuple[float, int | None, float]:
        """Expected profit (before the test's own cost) with the best order after each outcome, the sales from which
        an order pays, and their chance."""
        case = self.case
        sold = _outcomes(size)
        chance = _outcome_chances(self.levels * case.test_share, sold, size)  # (L, Y), rows add to 1
        waiting = _sales_table(self.levels * case.wait_share, size)
        later_share = max(1.0 - case.test_share - case.wait_share, 0.0)
        later = _sales_table(self.levels * later_share, int(self.orders[-1]) + size)
        total, go, go_chance = 0.0, None, 0.0
        for at, units in enumerate(sold.tolist()):
            weight = chance[:, at] / len(self.levels)
            mass = float(weight.sum())
            if mass < 1e-12:
                continue
            meanwhile = waiting[:, size - units]
            left = size - units - meanwhile
            brings = self._brings(later, self.orders[None, :] + left[:, None]) + meanwhile[:, None] * case.price_cents
            profit = weight @ (brings - self.costs[None, :])
            best = int(np.argmax(profit))
            total += float(profit[best]) + mass * units * case.price_cents
            if self.orders[best] > 0:
                go_chance += mass
                go = units if go is None else go
        return total, go, go_chance

    def _brings(self, sales: Floats, units: Floats) -> Floats:
        """Expected money (L, Q) of `units` (L, Q), whole or not, by a table of expected sales (L, most + 1)."""
        whole = np.minimum(units.astype(np.int64), sales.shape[1] - 1)
        more = np.minimum(whole + 1, sales.shape[1] - 1)
        row = np.arange(len(sales))[:, None]
        sold = sales[row, whole] + (units - whole) * (sales[row, more] - sales[row, whole])
        return np.asarray(sold * self.case.price_cents + (units - sold) * self.case.left_cents)


def _cost(case: TestCase, units: int) -> float:
    """Cost of an order, at the break that holds for its quantity."""
    if units == 0:
        return 0.0
    return float(CostBreak.at(case.cost_breaks, units).cost_cents(units))


def _outcomes(size: int) -> Ints:
    """Sales told apart, 0 to `size` (sold out): all of them, or about `MOST_POINTS` even steps."""
    return np.unique(np.round(np.linspace(0, size, min(size, MOST_POINTS) + 1)).astype(np.int64))


def _outcome_chances(mean: Floats, sold: Ints, size: int) -> Floats:
    """Chances (L, Y) of each outcome at each mean; one that stands for several has the mass halfway to the next."""
    edges = np.floor((sold[:-1] + sold[1:]) / 2.0)
    edges[-1] = size - 1  # only a sold-out test is sold out
    reached = pdtr(edges[None, :], mean[:, None])
    return np.diff(reached, axis=1, prepend=0.0, append=1.0)


def _sales_table(mean: Floats, most: int) -> Floats:
    """E[min(D, q)] (L, most + 1) for Poisson D of each mean (L,): the chances that D reaches 1, 2, … q, added up."""
    reach = 1.0 - pdtr(np.arange(most, dtype=np.float64)[None, :], mean[:, None])
    return np.concatenate([np.zeros((len(mean), 1)), np.cumsum(reach, axis=1)], axis=1)


def _steps(offers: Sequence[Sequence[_Offer]]) -> list[tuple[float, int, int, int]]:
    """Gain, cost, option and size of every step along the upper hulls, each hull from no test on."""
    found = []
    for at, sizes in enumerate(offers):
        hull = [0]
        for to in sorted(range(1, len(sizes)), key=lambda one: (sizes[one].cost_cents, -sizes[one].worth_cents)):
            if sizes[to].worth_cents <= sizes[hull[-1]].worth_cents:
                continue
            while len(hull) > 1 and _slope(sizes, hull[-1], to) >= _slope(sizes, hull[-2], hull[-1]):
                hull.pop()
            hull.append(to)
        for low, high in pairwise(hull):
            gain = sizes[high].worth_cents - sizes[low].worth_cents
            found.append((gain, sizes[high].cost_cents - sizes[low].cost_cents, at, high))
    return found


def _slope(sizes: Sequence[_Offer], low: int, high: int) -> float:
    cost = sizes[high].cost_cents - sizes[low].cost_cents
    return (sizes[high].worth_cents - sizes[low].worth_cents) / max(cost, 1)


def _fill(offers: Sequence[Sequence[_Offer]], chosen: list[int], money: int) -> list[int]:
    """Raise any option's test to the size that gains most within what is left, until none does."""
    while True:
        best: tuple[float, int, int] | None = None
        for at, sizes in enumerate(offers):
            for to, offer in enumerate(sizes):
                gain = offer.worth_cents - sizes[chosen[at]].worth_cents
                fits = offer.cost_cents - sizes[chosen[at]].cost_cents <= money
                if fits and gain > 1e-9 and (best is None or gain > best[0] + 1e-9):
                    best = gain, at, to
        if best is None:
            return chosen
        _, at, to = best
        money -= offers[at][to].cost_cents - offers[at][chosen[at]].cost_cents
        chosen[at] = to


def _told(case: TestCase, chosen: _Offer, sizes: Sequence[_Offer]) -> TestOrder:
    """The order with its reason."""
    best = max(sizes, key=lambda one: one.worth_cents)
    facts: dict[str, Fact] = {
        "units": chosen.size,
        "worth_cents": round(chosen.worth_cents),
        "blind_units": chosen.now_units,
        "blind_cents": round(sizes[0].profit_cents),
        "wanted_units": best.size,
        "missed_cents": round(best.worth_cents - chosen.worth_cents),
        "level_low": round(float(np.quantile(case.levels, 0.1)), 1),
        "level_high": round(float(np.quantile(case.levels, 0.9)), 1),
        "go_chance": round(chosen.go_chance, 3),
    }
    if chosen.go_units is not None:
        facts["go_units"] = chosen.go_units
    if chosen.size > 0:
        code = "test.order" if chosen.go_units is not None else "test.order_only"
    elif best.size > 0:
        code = "test.budget"
    else:
        code = "test.order_now" if chosen.now_units > 0 else "test.not_worth"
    return TestOrder(
        option_id=case.option_id,
        units=chosen.size,
        cost_cents=chosen.cost_cents,
        worth_cents=chosen.worth_cents,
        blind_units=chosen.now_units,
        blind_cents=sizes[0].profit_cents,
        go_units=chosen.go_units,
        go_chance=chosen.go_chance,
        reason=Reason.of(code, **facts),
    )
