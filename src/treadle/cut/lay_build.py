"""Lays of an order built marker by marker, without asking for drawings: quick enough for each point of a price curve.

A beam search (Ow and Morton, International Journal of Production Research 26, 1988): part plans are widened by one
marker at a time and the most promising are kept, by what their lays cost and what the relaxation's prices say of the
pieces still wanted. Each may end with one marker that cuts all that is left.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from treadle.cut.lay_lengths import Lengths
from treadle.cut.lay_model import LayProblem, Relaxed

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
#: Plies of each colour by the mix of sizes that they are cut with.
Lays = dict[tuple[int, ...], tuple[int, ...]]

#: Part plans kept at each marker. Set on the options of the row ladder: three times as many are 0.2 % nearer.
WIDTH = 20
#: Mixes tried beside those of one size, those that the relaxation opens most cheaply. Set on the same.
TRIED = 60
#: Markers of a plan at most, so many beyond its sizes. Not tuned: bounds work.
MORE_MARKERS = 6
#: Stands for as many plies as one likes. Not tuned: any number no order comes near.
_MANY = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """Part plans: pieces still wanted (B, S), below 0 where cut beyond; cents so far (B,); and their lays."""

    rest: Ints
    cents: Floats
    lays: list[tuple[tuple[int, int], ...]]


def build_lays(problem: LayProblem, lengths: Lengths, ratios: Ints, relaxed: Relaxed) -> Lays:
    """Plies of mixes that cut an order of one colour, by lengths as far as they are known; `ratios` (M, S) are the
    mixes that fit the table, of which `relaxed` tells.

    Where nothing better is found each size is cut by itself.
    """
    sizes = problem.demand.shape[1]
    singles = np.eye(sizes, dtype=np.int64)
    cheapest = np.lexsort((np.arange(len(ratios)), np.round(relaxed.opening_cents, 6)))[:TRIED]
    mixes = np.unique(np.vstack([ratios[cheapest], singles]), axis=0)
    step = _Step(problem, lengths, mixes, relaxed.piece_cents[0])
    best_cents, best = float("inf"), size_by_size_lays(problem)
    parts = _Parts(rest=problem.demand.copy(), cents=np.zeros(1), lays=[()])
    for _ in range(sizes + MORE_MARKERS):
        ended = step.ended(parts)
        if ended is not None and ended[0] < best_cents - 1e-9:
            best_cents, best = ended
        parts = step.widened(parts, best_cents)
        if not parts.lays:
            break
    return best


def size_by_size_lays(problem: LayProblem) -> Lays:
    """A marker of one garment for each size that is wanted, as many plies as pieces."""
    singles = np.eye(problem.demand.shape[1], dtype=np.int64)
    return {tuple(one): (int(count),) for one, count in zip(singles.tolist(), problem.demand[0], strict=True) if count}


@dataclass(slots=True)
class _Step:
    """One more marker for part plans."""

    problem: LayProblem
    lengths: Lengths
    mixes: Ints
    piece_cents: Floats
    length_mm: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.length_mm = self.lengths.estimate(self.mixes)

    def widened(self, parts: _Parts, best_cents: float) -> _Parts:
        """The most promising plans of one marker more, that may still be cheaper than the best."""
        part, mix, plies = self._choices(parts)
        rest = parts.rest[part] - plies[:, None] * self.mixes[mix]
        cents = parts.cents[part] + self._cents(self.length_mm[mix], plies)
        wanted = np.maximum(rest, 0)
        # Whatever is still wanted needs one marker more at least.
        score = cents + wanted @ self.piece_cents + self.problem.marker_cents * wanted.any(axis=1)
        live = np.flatnonzero(wanted.any(axis=1) & (score < best_cents))
        kept = _first_of_each(rest, live[np.argsort(score[live], kind="stable")])
        lays = [(*parts.lays[part[at]], (int(mix[at]), int(plies[at]))) for at in kept]
        return _Parts(rest=rest[kept], cents=cents[kept], lays=lays)

    def _choices(self, parts: _Parts) -> tuple[Ints, Ints, Ints]:
        """Part plan, mix and plies of every choice: until a size is cut, until one is cut beyond by what is allowed,
        as many as are allowed, and whole lays of them."""
        used = self.mixes > 0
        divisor = np.maximum(self.mixes, 1)
        wanted = np.maximum(parts.rest, 0)[:, None, :]
        room = np.where(used, (parts.rest + self.problem.over_most)[:, None, :] // divisor, _MANY).min(axis=2)
        under = np.where(used, wanted // divisor, _MANY).min(axis=2)
        beyond = np.where(used, -(-wanted // divisor), _MANY).min(axis=2)
        every = np.where(used, -(-wanted // divisor), 0).max(axis=2)
        most = self.problem.most_plies
        whole = np.where(room > most, room // most * most, 0)
        plies = np.stack([under, np.minimum(beyond, room), np.minimum(every, room), room, whole], axis=2)
        part, mix, way = np.nonzero(plies >= max(self.problem.least_plies, 1))
        return part, mix, plies[part, mix, way]

    def ended(self, parts: _Parts) -> tuple[float, Lays] | None:
        """The cheapest plan that one marker ends, and its cents; None where none can be ended so."""
        plies = np.arange(max(self.problem.least_plies, 1), self.problem.most_plies + 1)
        wanted = np.maximum(parts.rest, 0)[:, None, :]
        mixes = -(-wanted // plies[None, :, None])
        spare = mixes * plies[None, :, None] - parts.rest[:, None, :]
        fits = (mixes.sum(axis=2) <= self.problem.most_garments) & (
            (spare <= self.problem.over_most) | (mixes == 0)
        ).all(axis=2)
        part, at = np.nonzero(fits)
        if len(part) == 0:
            return None
        last, height = mixes[part, at], plies[at]
        length = self.lengths.estimate(last)
        cents = parts.cents[part] + self._cents(length, height)
        cents[length > self.problem.longest_mm] = np.inf
        best = int(np.argmin(cents))
        if not np.isfinite(cents[best]):
            return None
        lays: Lays = {}
        held = [(tuple(self.mixes[mix].tolist()), count) for mix, count in parts.lays[part[best]]]
        for mix, count in [*held, (tuple(last[best].tolist()), int(height[best]))]:
            lays[mix] = (lays.get(mix, (0,))[0] + count,)
        return float(cents[best]), lays

    def _cents(self, length_mm: Floats, plies: Ints) -> Floats:
        """What lays of so many plies cost, each of its own marker: (n,)."""
        stacks = -(-plies // self.problem.most_plies)
        cents = plies * self.problem.ply_cents(length_mm) + stacks * self.problem.one_lay_cents(length_mm)
        return np.asarray(cents + self.problem.marker_cents)


def _first_of_each(rest: Ints, ranked: Ints) -> list[int]:
    """The first `WIDTH` of plans in their order that leave different pieces to be cut."""
    seen: set[bytes] = set()
    kept: list[int] = []
    for at in ranked.tolist():
        left = rest[at].tobytes()
        if left not in seen:
            seen.add(left)
            kept.append(at)
            if len(kept) == WIDTH:
                break
    return kept
