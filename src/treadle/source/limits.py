"""What factories can take: minutes until each order must leave, and the largest share that one may be given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from treadle.source.costs import Costs
from treadle.terms.sourcing import FactoryProfile, OrderToPlace

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
#: Weeks that are told apart; work that may be done later counts as of the last. Half a year: not tuned.
MOST_WEEKS = 26
_NOTHING: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The rows that a split must keep.

    Row r is of factory `factory[r]`: what its orders take that must leave by week `week[r]` (all orders, in pieces,
    where `week[r]` is −1) is at most `room[r]`. `weeks` (n, m) is the week by which an order must leave a factory,
    `minutes` and `units` (n,) what the whole order takes. Sewing in the order of the due days keeps to every week's
    row whenever they all hold (Jackson's rule), so no week needs a plan of its own.
    """

    factory: Ints
    week: Ints
    room: Floats
    weeks: Ints
    minutes: Floats
    units: Floats
    free: Floats
    most_units: Floats

    def matrix(self, order: Ints, factory: Ints) -> csr_matrix:
        """What whole orders take of the rows, (rows, pairs); a pair of the factory past the last takes nothing."""
        rows, columns, values = [], [], []
        pairs = np.arange(len(order))
        real = factory < self.weeks.shape[1]
        for row in range(len(self.room)):
            mine = pairs[real & (factory == self.factory[row])]
            if self.week[row] >= 0:
                mine = mine[self.weeks[order[mine], factory[mine]] <= self.week[row]]
            rows.append(np.full(len(mine), row))
            columns.append(mine)
            values.append((self.minutes if self.week[row] >= 0 else self.units)[order[mine]])
        if not rows:
            return csr_matrix((0, len(order)))
        shape = len(self.room), len(order)
        return csr_matrix((np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=shape)

    def charge(self, price: Floats) -> Floats:
        """What the prices (rows,) of the rows add to each whole order at each factory, (n, m)."""
        factories = self.weeks.shape[1]
        by_week, by_unit = np.zeros((factories, MOST_WEEKS + 1)), np.zeros(factories)
        for row in np.flatnonzero(price):
            if self.week[row] < 0:
                by_unit[self.factory[row]] += price[row]
            else:
                by_week[self.factory[row], : self.week[row] + 1] += price[row]
        minute = by_week[np.arange(factories)[None, :], self.weeks]
        return np.asarray(minute * self.minutes[:, None] + by_unit[None, :] * self.units[:, None])

    def hour_price(self, price: Floats) -> Floats:
        """What an hour more in its first week would save at each factory, (m,), in the unit of `price` × 60."""
        found = np.zeros(self.weeks.shape[1])
        timed = self.week >= 0
        np.add.at(found, self.factory[timed], 60.0 * price[timed])
        return found


def limits_of(
    orders: Sequence[OrderToPlace], factories: Sequence[FactoryProfile], costs: Costs, *, as_of: date,
    made: Mapping[str, int] = _NOTHING,
) -> Limits:  # fmt: skip
    """The rows of these orders and factories that could ever bind. `made` are pieces that are made beside these orders,
    by factory ('': by whoever): largest shares are of all of them together."""
    minutes = np.array([one.units * one.minutes_per_unit for one in orders], float)
    units = np.array([float(one.units) for one in orders])
    due = np.array([(order.due_day - as_of).days for order in orders], np.intp)
    days = due[:, None] - np.array([one.transport_days for one in factories], np.intp)[None, :]
    # What cannot leave in time is sewn within the factory's own lead time, and costs its lateness.
    days = np.maximum(days, costs.lead)
    weeks = np.clip(-(-days // 7), 1, MOST_WEEKS).astype(np.intp)
    free = np.array([[one.free_until(week) for week in range(MOST_WEEKS + 1)] for one in factories])
    total = units.sum() + sum(made.values())
    most_units = np.array([max(one.most_share * total - made.get(one.factory_id, 0), 0.0) for one in factories])
    owner: list[int] = []
    ends: list[int] = []
    room: list[float] = []
    for place, factory in enumerate(factories):
        can = costs.can[:, place]
        for week in np.unique(weeks[can, place]):
            there = free[place, week]
            if minutes[can & (weeks[:, place] <= week)].sum() > there:
                owner.append(place)
                ends.append(int(week))
                room.append(there)
        most = most_units[place]
        if factory.most_share < 1 and units[can].sum() > most:
            owner.append(place)
            ends.append(-1)
            room.append(most)
    return Limits(factory=np.array(owner, np.intp), week=np.array(ends, np.intp), room=np.array(room, float),
                  weeks=weeks, minutes=minutes, units=units, free=free,
                  most_units=most_units)  # fmt: skip
