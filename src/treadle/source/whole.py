"""From shares of a linear program to a split with whole set-ups, minima and no more than there is room for.

What the program gives in whole is kept. Then orders move, change places, push one another on, or come apart, wherever
that is cheaper; and some of them together are placed anew, exactly (large neighbourhood search: Shaw, CP 1998; the
moves are those for the generalised assignment problem: Yagiura, Ibaraki and Glover, EJOR 169(2), 2006).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from treadle.source.limits import Limits
from treadle.source.relaxed import Relaxed
from treadle.source.room import Room
from treadle.source.solvers.highs import Columns, WholeColumns, whole_shares

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
#: Orders that are placed anew together, factories of each that are looked at, nodes of one such search, and how often
#: all orders are gone through. Set between two that were tried on the market of the row split (300 orders): 24 orders
#: of 5 factories left a gap of .80 %, 48 of 6 with more nodes one of .70 % for eight times as long.
_TOGETHER, _PAIRS, _NODES, _PASSES = 32, 6, 40, 2
#: Cents by which a change must be cheaper: less than a piece costs, so that sums of shares do not go round in circles.
_LEAST_GAIN = 1.0
#: Exchanges of two orders that are tried after one look at all of them, the best first.
_TRIED = 400
#: A gap that is small enough to stop at, as a share of the bound.
_CLOSE_SHARE = 0.0005
#: Cheapest factories of an order that is to come apart. Not tuned: bounds work.
_PARTS_AT = 5


class Split:
    """Where orders are: whole at `at` (n,), the place after the last factory is nobody's and −1 is in parts; `parts`
    are the shares by factory of the others."""

    def __init__(self, whole: Floats, setup: Floats, least: Floats, limits: Limits, relaxed: Relaxed) -> None:
        """`whole`, `setup`, `least` are (n, m + 1): cents of the whole order, of a set-up, the smallest share."""
        self.whole, self.setup, self.least, self.limits = whole, setup, least, limits
        self.total = whole + setup
        self.bound = relaxed.bound
        self.under = relaxed.reduced
        self.nobody = whole.shape[1] - 1
        self.at = np.full(len(whole), self.nobody, np.intp)
        self.parts: dict[int, dict[int, float]] = {}
        self.room = Room(limits)
        self._piece_minutes = float((limits.minutes / limits.units).max())
        best = relaxed.share.argmax(axis=1)
        sure = relaxed.share[np.arange(len(whole)), best]
        for order in np.argsort(-sure, kind="stable"):
            self._place(int(order), self._first_place(int(order), relaxed.share[order]))

    @property
    def cost(self) -> float:
        """Cents of the split as it stands."""
        return float(self.costs().sum())

    def costs(self) -> Floats:
        """Cents of each order, (n,)."""
        found = np.array(self.total[np.arange(len(self.at)), self.at])
        for order, parts in self.parts.items():
            found[order] = self._cost_in(order, parts)
        return found

    def shares(self) -> Floats:
        """(n, m + 1)."""
        found = np.zeros(self.total.shape)
        found[np.arange(len(self.at)), np.maximum(self.at, 0)] = self.at >= 0
        for order, parts in self.parts.items():
            for factory, share in parts.items():
                found[order, factory] = share
        return found

    def improve(self) -> None:
        """Until the gap is small or all orders were looked at so often."""
        self.settle()
        for _ in range(_PASSES):
            beyond = self.costs() - self.under.min(axis=1)
            waiting = [int(one) for one in np.argsort(-beyond, kind="stable") if beyond[one] > _LEAST_GAIN]
            while waiting:
                if self.cost <= self.bound + _CLOSE_SHARE * abs(self.bound):
                    return
                chosen = self._together(waiting[0])
                self._choose(chosen)
                done = set(chosen[: _TOGETHER // 2].tolist())
                waiting = [one for one in waiting if one not in done]
            self.settle()

    def settle(self) -> None:
        """Move, exchange, push on and part orders until none of it is cheaper."""
        while self._move() or self._exchange() or self._push_on() or self._part():
            pass

    def _cost_in(self, order: int, parts: dict[int, float]) -> float:
        return sum(
            share * float(self.whole[order, one]) + float(self.setup[order, one]) for one, share in parts.items()
        )

    def _first_place(self, order: int, share: Floats) -> dict[int, float]:
        """As in the program where that is whole or its parts are large enough, else in whole where it is cheapest."""
        parts = {int(one): float(share[one]) for one in np.flatnonzero(share > 1e-6)}
        is_large = all(one >= self.least[order, place] for place, one in parts.items())
        if len(parts) > 1 and is_large and (pieces := self._in_pieces(order, parts)) is not None:
            return pieces
        for place in np.argsort(self.under[order], kind="stable"):
            if np.isfinite(self.total[order, place]) and self.room.has_room(order, int(place)):
                return {int(place): 1.0}
        return {self.nobody: 1.0}

    def _in_pieces(self, order: int, parts: dict[int, float]) -> dict[int, float] | None:
        """The shares in whole pieces: each rounded down, what is over where there is room; None where there is none."""
        units = self.limits.units[order]
        whole = {place: float(np.floor(share * units + 1e-6)) for place, share in parts.items()}
        over = units - sum(whole.values())
        for place in sorted(whole, key=lambda one: (self.whole[order, one], one)):
            more = {one: (count + (over if one == place else 0.0)) / units for one, count in whole.items()}
            if all(self.room.share_of(order, one) >= share for one, share in more.items()):
                return {one: share for one, share in more.items() if share}
        return None

    def _place(self, order: int, parts: dict[int, float]) -> None:
        """Put an order that is nowhere (its place nobody's) in these parts."""
        for place, share in parts.items():
            self.room.give(order, place, share)
        if len(parts) == 1:
            self.at[order] = next(iter(parts))
            self.parts.pop(order, None)
        else:
            self.at[order] = -1
            self.parts[order] = parts

    def _lift(self, order: int) -> dict[int, float]:
        """Take an order away from where it is; its place is nobody's then."""
        parts = self.parts.pop(order, None) or {int(self.at[order]): 1.0}
        for place, share in parts.items():
            self.room.give(order, place, -share)
        self.at[order] = self.nobody
        return parts

    def _move(self) -> bool:
        """Whole orders to cheaper factories with room; True where one moved."""
        gain = self.costs()[:, None] - self.total
        gain[:, :-1][~self.room.fits()] = -np.inf
        orders = np.argsort(-gain.max(axis=1), kind="stable")
        moved = False
        for order in orders[: int((gain.max(axis=1) > _LEAST_GAIN).sum())]:
            parts = self._lift(int(order))
            now, place = self._cost_in(int(order), parts), int(gain[order].argmax())
            better = now - self.total[order, place] > _LEAST_GAIN and self.room.has_room(int(order), place)
            self._place(int(order), {place: 1.0} if better else parts)
            moved |= better
        return moved

    def _exchange(self) -> bool:
        """Two whole orders change places; True where some did."""
        whole = np.flatnonzero((self.at >= 0) & (self.at < self.nobody))
        at = self.at[whole]
        own = self.total[whole, at]
        there = self.total[whole][:, at]
        gain = own[:, None] + own[None, :] - there - there.T
        gain[at[:, None] == at[None, :]] = -np.inf
        gain = np.triu(gain, 1)
        done = False
        for one, other in self._best(gain):
            first, second = int(whole[one]), int(whole[other])
            here, away = int(self.at[first]), int(self.at[second])
            if here != at[one] or away != at[other]:
                continue
            if self.room.has_room(first, away, second) and self.room.has_room(second, here, first):
                self._lift(first)
                self._lift(second)
                self._place(first, {away: 1.0})
                self._place(second, {here: 1.0})
                done = True
        return done

    def _push_on(self) -> bool:
        """An order takes another's place, which goes on to a third factory; True where some did."""
        fits = np.column_stack([self.room.fits(), np.ones(len(self.at), bool)])
        fits[np.arange(len(self.at)), np.maximum(self.at, 0)] = False
        onward = np.where(fits, self.total, np.inf)
        third, least = onward.argmin(axis=1), onward.min(axis=1)
        costs = self.costs()
        pushed = np.flatnonzero((self.at >= 0) & (self.at < self.nobody))
        gain = costs[:, None] - self.total[:, self.at[pushed]] + (costs[pushed] - least[pushed])[None, :]
        gain[pushed, np.arange(len(pushed))] = -np.inf
        done = False
        for one, other in self._best(gain):
            second = int(pushed[other])
            place, on = int(self.at[second]), int(third[second])
            if place < 0 or place == self.nobody or on == place:
                continue
            before = self.costs_of(one) + self.costs_of(second)
            if before - self.total[one, place] - self.total[second, on] <= _LEAST_GAIN:
                continue
            first_parts, second_parts = self._lift(one), self._lift(second)
            fits_on = self.room.has_room(second, on)
            if fits_on:
                self._place(second, {on: 1.0})
            if fits_on and self.room.has_room(one, place):
                self._place(one, {place: 1.0})
                done = True
                continue
            if fits_on:
                self._lift(second)
            self._place(second, second_parts)
            self._place(one, first_parts)
        return done

    def _part(self) -> bool:
        """Orders come apart over two of their cheapest factories where that is cheaper; True where some did."""
        done = False
        hope = self.costs() - self.total.min(axis=1)
        for order in np.argsort(-hope, kind="stable")[: int((hope > _LEAST_GAIN).sum())]:
            one = int(order)
            parts = self._lift(one)
            best, cents = parts, self._cost_in(one, parts) - _LEAST_GAIN
            for place in np.argsort(self.total[one], kind="stable")[:_PARTS_AT]:
                found = self._with_rest(one, int(place))
                if found is not None and (cost := self._cost_in(one, found)) < cents:
                    best, cents = found, cost
            self._place(one, best)
            done |= best is not parts
        return done

    def _with_rest(self, order: int, place: int) -> dict[int, float] | None:
        """As much as there is room for at one factory, the rest in whole at the cheapest other one with room."""
        if not np.isfinite(self.total[order, place]) or place == self.nobody:
            return None
        units = self.limits.units[order]
        share = np.floor(self.room.share_of(order, place) * units) / units
        if share >= 1.0:
            return {place: 1.0}
        if share < self.least[order, place] or not share:
            return None
        for other in np.argsort(self.whole[order] * (1 - share) + self.setup[order], kind="stable"):
            rest, second = 1.0 - share, int(other)
            if second == place or not np.isfinite(self.total[order, second]):
                continue
            if rest < self.least[order, second]:
                rest = float(np.ceil(self.least[order, second] * units) / units)
            if 1.0 - rest >= self.least[order, place] and self.room.share_of(order, second) >= rest:
                return {place: 1.0 - rest, second: rest}
        return None

    def _best(self, gain: Floats) -> list[tuple[int, int]]:
        """The pairs that gain most, the best first."""
        flat = gain.ravel()
        count = min(_TRIED, int((flat > _LEAST_GAIN).sum()))
        if not count:
            return []
        few = np.argpartition(-flat, count - 1)[:count]
        few = few[np.lexsort((few, -flat[few]))]
        return [(int(one), int(other)) for one, other in zip(*np.unravel_index(few, gain.shape), strict=True)]

    def _together(self, first: int) -> Ints:
        """An order and those at the factories that would suit it, those first that pay most beyond what they could."""
        near = np.argsort(self.under[first], kind="stable")[:_PAIRS]
        near = near[np.isfinite(self.under[first, near])]
        beyond = self.costs() - self.under.min(axis=1)
        beyond[first] = np.inf
        there = np.flatnonzero((self.shares()[:, near].sum(axis=1) > 0) | (beyond == np.inf))
        return there[np.argsort(-beyond[there], kind="stable")][:_TOGETHER]

    def _choose(self, orders: Ints) -> None:
        """Place these orders anew, each at one of those factories that cost it least under the limits' prices; exactly,
        as far as the nodes last. Nothing dearer is taken."""
        before, at, parts = self.cost, self.at.copy(), dict(self.parts)
        looked = np.zeros((len(orders), self.nobody + 1), bool)
        few = min(_PAIRS, self.nobody + 1)
        np.put_along_axis(looked, np.argpartition(self.under[orders], few - 1, axis=1)[:, :few], True, axis=1)
        looked |= self.shares()[orders] > 0
        looked[:, -1] = True
        for order in orders:
            self._lift(int(order))
        row, factory = np.nonzero(looked & np.isfinite(self.total[orders]))
        order = orders[row]
        limits, room = self._rows(order, factory)
        shares = whole_shares(
            WholeColumns(
                of=Columns(order=row, cost=self.whole[order, factory], limits=limits, room=room, orders=len(orders)),
                setup=self.setup[order, factory], least=self.least[order, factory],
            ),
            nodes=_NODES,
        )  # fmt: skip
        if shares is not None:
            for place, one in enumerate(orders):
                pairs = np.flatnonzero((row == place) & (shares > 1e-9))
                parts_of = {int(factory[pair]): float(shares[pair]) for pair in pairs}
                self._place(int(one), self._in_pieces(int(one), parts_of) or {self.nobody: 1.0})
        if shares is None or self.cost > before - _LEAST_GAIN:
            self._restore(at, parts)

    def _rows(self, order: Ints, factory: Ints) -> tuple[csr_matrix, Floats]:
        """What whole orders take of the minutes and pieces that are left at their factories, and these."""
        limits = self.limits
        rows: list[Floats] = []
        room: list[float] = []
        for one in np.unique(factory[factory != self.nobody]):
            here = factory == one
            for week in np.unique(limits.weeks[order[here], one]):
                timed = np.zeros(len(order))
                timed[here] = np.where(limits.weeks[order[here], one] <= week, limits.minutes[order[here]], 0.0)
                left = float(self.room.slack[one, week])
                if timed.sum() > left:
                    # A piece less than there is room for: shares are rounded to pieces afterwards.
                    rows.append(timed)
                    room.append(max(left - self._piece_minutes, 0.0))
            pieces = np.where(here, limits.units[order], 0.0)
            if pieces.sum() > (left := max(float(self.room.pieces[one]), 0.0)):
                rows.append(pieces)
                room.append(left)
        return csr_matrix(np.array(rows).reshape(len(rows), len(order))), np.array(room)

    def _restore(self, at: Ints, parts: dict[int, dict[int, float]]) -> None:
        self.room = Room(self.limits)
        self.at[:] = self.nobody
        self.parts = {}
        for order in range(len(at)):
            self._place(order, parts.get(order) or {int(at[order]): 1.0})

    def costs_of(self, order: int) -> float:
        """Cents of one order."""
        parts = self.parts.get(order)
        return self._cost_in(order, parts) if parts else float(self.total[order, self.at[order]])
