"""Orders over factories: the cheapest split of all of them together, with a proved gap and a reason for each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from treadle.source.costs import WHY_NOT, Costs, order_costs
from treadle.source.limits import limits_of
from treadle.source.relaxed import relax
from treadle.source.whole import Split
from treadle.terms.reason import Reason
from treadle.terms.sourcing import (
    COST_PARTS,
    FactoryProfile,
    FactoryScore,
    OrderToPlace,
    Quote,
    Sourcing,
    SplitPlan,
    Unplaced,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
#: How many times its dearest factory an order costs that nobody makes, where its worth is not told: it is placed if it
#: can be. Any number well above 1 does the same.
_MUST_BE_MADE = 5.0


def split_orders(
    orders: Sequence[OrderToPlace], factories: Sequence[FactoryProfile], scores: Mapping[str, FactoryScore],
    quotes: Sequence[Quote] = (), *, as_of: date, made: Mapping[str, int] | None = None,
) -> SplitPlan:  # fmt: skip
    """Who makes what, at the least cost that is expected to be paid or lost: price, set-up, transport, duty, lateness,
    poor pieces and prices that rise, within minutes, minimum orders, capabilities, approvals and largest shares.

    An order may be made in parts, each at least the factory's minimum and the step of the quote that the whole order
    reaches. `made` are pieces made beside these orders, by factory ('': by whoever): the largest share of a factory is
    of all of them, and what it makes already counts. The bound is over all such splits and all factories.
    Deterministic: searches stop on counted work.
    """
    if not orders:
        return SplitPlan()
    costs = order_costs(orders, factories, scores, quotes, as_of=as_of)
    limits = limits_of(orders, factories, costs, as_of=as_of, made=made or {})
    whole, setup = cost_with_nobody(orders, costs)
    least = np.zeros(whole.shape)
    least[:, :-1] = np.minimum(costs.least_units / limits.units[:, None], 1.0)
    relaxed = relax(whole + setup, limits)
    split = Split(whole, setup, least, limits, relaxed)
    split.improve()
    told = _Told(orders, factories, costs, split, np.rint(split.shares() * limits.units[:, None]).astype(np.int64),
                 as_of)  # fmt: skip
    hour = limits.hour_price(relaxed.price)
    lines, unplaced = told.lines(), told.unplaced()
    lost = sum(float(split.whole[row, -1]) * units / orders[row].units for row, units in told.lost.items())
    return SplitPlan(
        lines=lines,
        unplaced=unplaced,
        cost_cents=sum(one.total_cents for one in lines) + round(lost),
        bound_cents=int(np.floor(relaxed.bound)),
        price_of_hour_cents={
            one.factory_id: float(hour[place]) for place, one in enumerate(factories) if hour[place] >= 0.5
        },
    )


def factory_costs(
    order: OrderToPlace, factories: Sequence[FactoryProfile], scores: Mapping[str, FactoryScore],
    quotes: Sequence[Quote], *, as_of: date,
) -> list[int | None]:  # fmt: skip
    """What one order is expected to cost at each factory, cents; None where it cannot or may not make it, or has not
    the minutes until it must leave."""
    costs = order_costs([order], factories, scores, quotes, as_of=as_of)
    limits = limits_of([order], factories, costs, as_of=as_of)
    fits = limits.free[np.arange(len(factories)), limits.weeks[0]] >= limits.minutes[0]
    total = costs.whole[0] + costs.setup[0]
    return [round(float(total[at])) if costs.can[0, at] and fits[at] else None for at in range(len(factories))]


def cost_with_nobody(orders: Sequence[OrderToPlace], costs: Costs) -> tuple[Floats, Floats]:
    """Cents of whole orders and set-ups, (n, m + 1): the last column is what it costs that nobody makes them."""
    worth = np.array([one.lost_cents * one.units for one in orders], float)
    total = np.where(costs.can, costs.whole + costs.setup, 0.0)
    dearest = total.max(axis=1, initial=0.0)
    nobody = np.where(worth > 0, worth, _MUST_BE_MADE * np.maximum(dearest, 1.0))
    whole = np.column_stack([np.where(costs.can, costs.whole, np.inf), nobody])
    return whole, np.column_stack([costs.setup, np.zeros(len(orders))])


@dataclass
class _Told:
    """The split as nouns."""

    orders: Sequence[OrderToPlace]
    factories: Sequence[FactoryProfile]
    costs: Costs
    split: Split
    units: NDArray[np.int64]
    as_of: date

    def __post_init__(self) -> None:
        """The pieces that nobody makes."""
        self.lost = {int(row): int(self.units[row, -1]) for row in np.flatnonzero(self.units[:, -1])}

    def lines(self) -> tuple[Sourcing, ...]:
        """A line for each part, in the order of the orders."""
        found = []
        for row, place in zip(*np.nonzero(self.units[:, :-1]), strict=True):
            order, units = self.orders[row], int(self.units[row, place])
            share = units / order.units
            found.append(
                Sourcing(
                    order_id=order.order_id,
                    factory_id=self.factories[place].factory_id,
                    units=units,
                    arrival_day=self.as_of + timedelta(days=int(self.costs.arrival[row, place])),
                    on_time_share=float(self.costs.in_time[row, place]),
                    cost_cents={
                        name: round(float(self.costs.parts[name][row, place]) * (1.0 if name == "setup" else share))
                        for name in COST_PARTS
                    },
                    reason=self.why(int(row), int(place)),
                )
            )
        return tuple(found)

    def why(self, row: int, place: int) -> Reason:
        """Why this factory: the next best one and by what it is dearer, or what keeps a cheaper one from the order."""
        total = self.split.whole[row, :-1] + self.split.setup[row, :-1]
        units = self.orders[row].units
        others = np.flatnonzero(self.costs.can[row] & (np.arange(len(total)) != place))
        mine = self.factories[place].factory_id
        if not len(others):
            return Reason.of("source.only_one", factory=mine, **self._kept_from(row))
        best = int(others[np.argmin(total[others])])
        name = self.factories[best].factory_id
        more = round(float(total[best] - total[place]) / units)
        if total[best] < total[place]:
            return Reason.of("source.full", factory=mine, other=name, each_cents=-more)
        gaps = {part: float(self.costs.parts[part][row, best] - self.costs.parts[part][row, place])
                for part in COST_PARTS}  # fmt: skip
        dearer = max(gaps, key=lambda part: gaps[part])
        return Reason.of("source.cheapest", factory=mine, other=name, each_cents=more, part=dearer)

    def unplaced(self) -> tuple[Unplaced, ...]:
        """Pieces that nobody makes."""
        return tuple(
            Unplaced(order_id=self.orders[row].order_id, units=units, reason=self._why_nobody(row))
            for row, units in self.lost.items()
        )

    def _why_nobody(self, row: int) -> Reason:
        can = np.flatnonzero(self.costs.can[row])
        if not len(can):
            return Reason.of("source.nobody_can", **self._kept_from(row))
        total = (self.split.whole[row] + self.split.setup[row])[can]
        best = int(can[np.argmin(total)])
        order = self.orders[row]
        if order.lost_cents and total.min() > order.lost_cents * order.units:
            cents = round(float(total.min()) / order.units)
            return Reason.of("source.not_worth", factory=self.factories[best].factory_id, each_cents=cents,
                             worth_cents=round(order.lost_cents))  # fmt: skip
        needed = float(order.minutes_per_unit * self.lost[row] / 60)
        return Reason.of("source.no_room", factory=self.factories[best].factory_id, hours=round(needed, 1))

    def _kept_from(self, row: int) -> dict[str, int]:
        """How many factories each cause keeps from the order."""
        counts = np.bincount(self.costs.why_not[row][self.costs.why_not[row] >= 0], minlength=len(WHY_NOT))
        return {name: int(count) for name, count in zip(WHY_NOT, counts, strict=True)}
