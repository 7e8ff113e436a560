"""Lays of an order built marker by marker, without asking for drawings: quick enough for each point of a price curve.

A beam search (Ow and Morton, International Journal of Production Research 26, 1988): part plans are widened by one
marker at a time and the most promising are kept, by what their lays cost and what the relaxation's prices say of the
pieces still wanted. Each may end with one marker that cuts all that is left.
"""

from __future__ import annotations

from collections.abc import Iterator
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
#: Markers of a plan at most, so many beyond its sizes (twice its sizes where there are several colours). Not tuned:
#: bounds work.
MORE_MARKERS = 6
#: Stands for as many plies as one likes. Not tuned: any number no order comes near.
_MANY = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """Part plans: pieces still wanted (B, C, S), below 0 where cut beyond; cents so far (B,); and their lays, each a
    number of a mix with its plies of each colour."""

    rest: Ints
    cents: Floats
    lays: list[tuple[tuple[int, tuple[int, ...]], ...]]


def build_lays(
    problem: LayProblem, lengths: Lengths, ratios: Ints, relaxed: Relaxed, *, width: int = WIDTH, tried: int = TRIED
) -> Lays:
    """Plies of mixes that cut an order, by lengths as far as they are known; `ratios` (M, S) are the mixes that fit the
    table, of which `relaxed` tells. `width` part plans are kept, `tried` mixes looked at.

    Where nothing better is found each size is cut by itself.
    """
    sizes = problem.demand.shape[1]
    singles = np.eye(sizes, dtype=np.int64)
    cheapest = np.lexsort((np.arange(len(ratios)), np.round(relaxed.opening_cents, 6)))[:tried]
    mixes = np.unique(np.vstack([ratios[cheapest], singles]), axis=0)
    step = _Step(problem, lengths, mixes, relaxed.piece_cents, width)
    best_cents, best = float("inf"), size_by_size_lays(problem)
    parts = _Parts(rest=problem.demand[None].copy(), cents=np.zeros(1), lays=[()])
    for _ in range(sizes * min(len(problem.demand), 2) + MORE_MARKERS):
        for ended in step.ended(parts):
            if ended[0] < best_cents - 1e-9:
                best_cents, best = ended
        parts = step.widened(parts, best_cents)
        if not parts.lays:
            break
    return best


def size_by_size_lays(problem: LayProblem) -> Lays:
    """A marker of one garment for each size that is wanted, as many plies as pieces."""
    singles = np.eye(problem.demand.shape[1], dtype=np.int64)
    plies = problem.demand.T.tolist()
    return {tuple(one): tuple(count) for one, count in zip(singles.tolist(), plies, strict=True) if any(count)}


@dataclass(slots=True)
class _Step:
    """One more marker for part plans."""

    problem: LayProblem
    lengths: Lengths
    mixes: Ints
    piece_cents: Floats
    width: int
    length_mm: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.length_mm = self.lengths.estimate(self.mixes)

    def widened(self, parts: _Parts, best_cents: float) -> _Parts:
        """The most promising plans of one marker more, that may still be cheaper than the best."""
        part, mix, plies = self._choices(parts)
        rest = parts.rest[part] - plies[:, :, None] * self.mixes[mix][:, None, :]
        cents = parts.cents[part] + self._cents(self.length_mm[mix], plies.sum(axis=1))
        wanted = np.maximum(rest, 0).reshape(len(rest), rest.shape[1] * rest.shape[2])
        # Whatever is still wanted needs one marker more at least.
        score = cents + wanted @ self.piece_cents.ravel() + self.problem.marker_cents * wanted.any(axis=1)
        live = np.flatnonzero(wanted.any(axis=1) & (score < best_cents))
        kept = _first_of_each(rest, live[np.argsort(score[live], kind="stable")], self.width)
        lays = [(*parts.lays[part[at]], (int(mix[at]), tuple(plies[at].tolist()))) for at in kept]
        return _Parts(rest=rest[kept], cents=cents[kept], lays=lays)

    def _choices(self, parts: _Parts) -> tuple[Ints, Ints, Ints]:
        """Part plan, mix and plies (n, C) of every choice, each colour by itself: until a size is cut, until one is cut
        beyond by what is allowed, as many as are allowed, and of a single colour whole lays of them."""
        used = (self.mixes > 0)[None, :, None, :]
        divisor = np.maximum(self.mixes, 1)[None, :, None, :]
        wanted = np.maximum(parts.rest, 0)[:, None]
        room = np.where(used, (parts.rest + self.problem.over_most)[:, None] // divisor, _MANY).min(axis=3)
        under = np.where(used, wanted // divisor, _MANY).min(axis=3)
        beyond = np.where(used, -(-wanted // divisor), _MANY).min(axis=3)
        every = np.where(used, -(-wanted // divisor), 0).max(axis=3)
        ways = [under, np.minimum(beyond, room), np.minimum(every, room), room]
        if len(self.problem.demand) == 1:
            most = self.problem.most_plies
            ways.append(np.where(room > most, room // most * most, 0))
        plies = np.stack(ways, axis=2)
        part, mix, way = np.nonzero(plies.sum(axis=3) >= max(self.problem.least_plies, 1))
        return part, mix, plies[part, mix, way]

    def ended(self, parts: _Parts) -> Iterator[tuple[float, Lays]]:
        """The cheapest plans that one marker ends, and their cents: nothing where none can be ended so."""
        heights = np.arange(max(self.problem.least_plies, 1), self.problem.most_plies + 1)
        wanted = np.maximum(parts.rest, 0)
        if len(self.problem.demand) == 1:
            mixes = -(-wanted // heights[None, :, None])
            yield from self._cheapest(parts, mixes, np.broadcast_to(heights[None, :, None], (*mixes.shape[:2], 1)))
            return
        total = wanted.sum(axis=1)[:, None, :]
        near = np.rint(total / heights[None, :, None]).astype(np.int64)
        for mixes in (-(-total // heights[None, :, None]), np.maximum(near, total > 0)):
            yield from self._cheapest(parts, mixes, _enough(wanted, mixes))
        every = np.broadcast_to(self.mixes[None], (len(wanted), *self.mixes.shape))
        yield from self._cheapest(parts, every, _enough(wanted, every))

    def _cheapest(self, parts: _Parts, mixes: Ints, plies: Ints) -> Iterator[tuple[float, Lays]]:
        """The cheapest of the plans that a last marker ends: `mixes` (B, n, S) with `plies` (B, n, C)."""
        spare = mixes[:, :, None, :] * plies[:, :, :, None] - parts.rest[:, None]
        fits = (mixes.sum(axis=2) <= self.problem.most_garments) & (
            (spare >= 0) & ((spare <= self.problem.over_most) | (mixes == 0)[:, :, None, :])
        ).all(axis=(2, 3))
        part, at = np.nonzero(fits & (plies.sum(axis=2) >= self.problem.least_plies))
        if len(part) == 0:
            return
        last, counts = mixes[part, at], plies[part, at]
        length = self.lengths.estimate(last)
        cents = parts.cents[part] + self._cents(length, counts.sum(axis=1))
        cents[length > self.problem.longest_mm] = np.inf
        best = int(np.argmin(cents))
        if not np.isfinite(cents[best]):
            return
        lays: Lays = {}
        held = [(tuple(self.mixes[mix].tolist()), count) for mix, count in parts.lays[part[best]]]
        for mix, count in [*held, (tuple(last[best].tolist()), tuple(counts[best].tolist()))]:
            before = lays.get(mix, (0,) * len(count))
            lays[mix] = tuple(one + more for one, more in zip(before, count, strict=True))
        yield float(cents[best]), lays

    def _cents(self, length_mm: Floats, plies: Ints) -> Floats:
        """What lays of so many plies cost, each of its own marker: (n,)."""
        stacks = -(-plies // self.problem.most_plies)
        cents = plies * self.problem.ply_cents(length_mm) + stacks * self.problem.one_lay_cents(length_mm)
        return np.asarray(cents + self.problem.marker_cents)


def _enough(wanted: Ints, mixes: Ints) -> Ints:
    """As many plies of each colour as its size that needs most of them: (B, C, S) by (B, n, S) → (B, n, C)."""
    plies = np.where(mixes[:, :, None, :] > 0, -(-wanted[:, None] // np.maximum(mixes, 1)[:, :, None, :]), 0)
    return np.asarray(plies.max(axis=3))


def _first_of_each(rest: Ints, ranked: Ints, width: int) -> list[int]:
    """The first `width` of plans in their order that leave different pieces to be cut."""
    seen: set[bytes] = set()
    kept: list[int] = []
    for at in ranked.tolist():
        left = rest[at].tobytes()
        if left not in seen:
            seen.add(left)
            kept.append(at)
            if len(kept) == width:
                break
    return kept
