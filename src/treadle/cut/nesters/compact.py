"""Exact separation and compaction: all pieces move together, a little at a time, to the shortest strip without overlap.

Every pair of neighbouring convex parts keeps to its two sides of a line along one of their edges; the best moves under
those lines are a linear programme, repeated with new lines until nothing is gained (Li and Milenkovic 1995; Bennell
and Dowsland 2001; lines of convex parts instead of no-fit polygons).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from treadle.cut.nesters.shapes import Floats, Shape

#: Overlap that counts as touching, as a share of the strip's width: a hundredth of a micrometre per metre. Not zero,
#: because pieces that fill the width exactly leave a solver no room for its rounding. Not tuned: rounding of floats.
TOUCHING = 1e-8
#: Programmes that follow a push before the layout is shortened again. Judged on the markers of the row nest.
PUSHES = 2
_TOLERANCES = {"primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bodies:
    """Parts of all placed pieces in one table: corners (k, v, 2) and outward normals (k, v, 2) relative to
    the piece's corner."""

    owner: np.ndarray[tuple[int], np.dtype[np.int64]]
    corners: Floats
    normals: Floats
    offsets: Floats
    low: Floats
    high: Floats


def _bodies(shapes: Sequence[Shape]) -> _Bodies:
    most = max(s.parts.shape[1] for s in shapes)
    tables = [
        np.concatenate([s.parts, np.repeat(s.parts[:, -1:], most - s.parts.shape[1], axis=1)], axis=1) for s in shapes
    ]
    corners = np.concatenate(tables)
    edges = np.roll(corners, -1, axis=1) - corners
    lengths = np.hypot(edges[..., 0], edges[..., 1])
    scale = np.where(lengths > 0, lengths, 1.0)
    normals = np.stack([edges[..., 1], -edges[..., 0]], axis=-1) / scale[..., None]
    offsets = np.where(lengths > 0, np.sum(normals * corners, axis=-1), np.inf)
    owner = np.repeat(np.arange(len(shapes)), [len(s.parts) for s in shapes])
    return _Bodies(
        owner=owner,
        corners=corners,
        normals=normals,
        offsets=offsets,
        low=corners.min(axis=1),
        high=corners.max(axis=1),
    )


def _near(bodies: _Bodies, sizes: Floats, at: Floats, reach: float) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of parts of different pieces whose boxes are at most `reach` apart."""
    low, high = bodies.low + at[bodies.owner], bodies.high + at[bodies.owner]
    order = np.argsort(low[:, 0], kind="stable")
    until = np.searchsorted(low[order, 0], high[order, 0] + reach, side="right")
    count = np.maximum(until - np.arange(len(order)) - 1, 0)
    first = np.repeat(np.arange(len(order)), count)
    second = np.arange(len(first)) - np.repeat(np.cumsum(count) - count, count) + first + 1
    a, b = order[first], order[second]
    keep = (bodies.owner[a] != bodies.owner[b]) & (low[a, 1] <= high[b, 1] + reach) & (low[b, 1] <= high[a, 1] + reach)
    return a[keep], b[keep]


def _lines(bodies: _Bodies, at: Floats, a: np.ndarray, b: np.ndarray) -> tuple[Floats, Floats]:
    """Best separating direction (k, 2) from part a to part b and the gap along it (k,), negative where they overlap."""
    direction, gap = np.empty((len(a), 2)), np.empty(len(a))
    block = max(1, 2_000_000 // bodies.corners.shape[1] ** 2)
    for start in range(0, len(a), block):
        i, j = a[start : start + block], b[start : start + block]
        shift = at[bodies.owner[j]] - at[bodies.owner[i]]
        gap_i, best_i = _side(bodies, i, j, shift)
        gap_j, best_j = _side(bodies, j, i, -shift)
        by_i = gap_i >= gap_j
        chosen = np.where(by_i[:, None], bodies.normals[i, best_i], -bodies.normals[j, best_j])
        direction[start : start + block] = chosen
        gap[start : start + block] = np.where(by_i, gap_i, gap_j)
    return direction, gap


def _side(bodies: _Bodies, i: np.ndarray, j: np.ndarray, shift: Floats) -> tuple[Floats, np.ndarray]:
    """Over the edges of parts i: the largest gap to parts j moved by `shift`, and the edge that gives it."""
    normals = bodies.normals[i]
    reach = np.matmul(normals, np.swapaxes(bodies.corners[j], 1, 2)).min(axis=2)
    gaps = reach + np.matmul(normals, shift[:, :, None])[:, :, 0] - bodies.offsets[i]
    best = np.argmax(gaps, axis=1)
    return gaps[np.arange(len(i)), best], best


def compact(
    shapes: Sequence[Shape],
    at: Floats,
    width: float,
    rounds: int,
    go_on: Callable[[], bool] = lambda: True,
    push: Floats | None = None,
) -> tuple[Floats, float, bool]:
    """Separate, then shorten a layout given by corners `at` (n, 2) in a strip of `width`, by at most
    `rounds` programmes.

    `push` (n, 2) drives the pieces that way for two programmes first, without making the layout longer.
    Returns corners, length and whether nothing overlaps. Never longer than the input once that had no overlap.
    """
    bodies = _bodies(shapes)
    sizes = np.array([s.size for s in shapes]) / width
    bodies = _Bodies(
        owner=bodies.owner,
        corners=bodies.corners / width,
        normals=bodies.normals,
        offsets=bodies.offsets / width,
        low=bodies.low / width,
        high=bodies.high / width,
    )
    now = np.clip(at / width, 0.0, np.maximum(0.0, np.array([np.inf, 1.0]) - sizes))
    length = float(np.max(now[:, 0] + sizes[:, 0]))
    best: tuple[Floats, float] | None = None
    step, worst, stuck = 0.03, np.inf, 0
    for turn in range(rounds):
        a, b = _near(bodies, sizes, now, 2.0 * step)
        direction, gap = _lines(bodies, now, a, b)
        free = not len(gap) or float(gap.min()) >= -TOUCHING
        if free:
            gain = np.inf if best is None else best[1] - length
            if gain > 0:
                best = (now, length)
            if gain < 1e-4 * length and (push is None or turn > PUSHES):
                if step < 0.004:
                    break
                step *= 0.4
        else:
            deepest = -float(gap.min())
            stuck = 0 if deepest < 0.98 * worst else stuck + 1
            worst = min(worst, deepest)
        if stuck > 2 or not go_on():
            break
        cap = (length, push) if push is not None and free and turn < PUSHES else None
        moved = _programme(bodies, sizes, now, a, b, direction, gap, step, not free, cap)
        if moved is None:
            break
        now = moved
        length = float(np.max(now[:, 0] + sizes[:, 0]))
    if best is None:
        return now * width, length * width, False
    return best[0] * width, best[1] * width, True


def _programme(
    bodies: _Bodies,
    sizes: Floats,
    now: Floats,
    a: np.ndarray,
    b: np.ndarray,
    direction: Floats,
    gap: Floats,
    step: float,
    slack: bool,
    cap: tuple[float, Floats] | None,
) -> Floats | None:
    """Corners after the best joint move within `step`, in units of the width; None where the solver gives up."""
    n, k = len(sizes), len(gap)
    first, second = bodies.owner[a], bodies.owner[b]
    rows = np.repeat(np.arange(k), 4)
    columns = np.stack([2 * first, 2 * first + 1, 2 * second, 2 * second + 1], axis=1).ravel()
    values = np.stack([direction[:, 0], direction[:, 1], -direction[:, 0], -direction[:, 1]], axis=1).ravel()
    limits = gap.copy()
    variables = 2 * n + 1
    late = np.flatnonzero(limits < -TOUCHING) if slack else np.empty(0, dtype=np.int64)
    rows = np.concatenate([rows, late, k + np.repeat(np.arange(n), 2)])
    ends = np.stack([2 * np.arange(n), np.full(n, 2 * n)], axis=1).ravel()
    columns = np.concatenate([columns, variables + np.arange(len(late)), ends])
    values = np.concatenate([values, np.full(len(late), -1.0), np.tile([1.0, -1.0], n)])
    limits = np.where(limits < -TOUCHING, limits, np.maximum(limits, 0.0))
    limits = np.concatenate([limits, -(now[:, 0] + sizes[:, 0])])
    cost = np.zeros(variables + len(late))
    cost[2 * n] = 1.0
    cost[: 2 * n : 2] = 1e-3 / n
    cost[variables:] = 20.0
    top = np.maximum(0.0, 1.0 - sizes[:, 1])
    bounds = np.empty((variables + len(late), 2))
    bounds[: 2 * n : 2] = np.stack([np.maximum(-now[:, 0], -step), np.full(n, step)], axis=1)
    bounds[1 : 2 * n : 2] = np.stack([np.maximum(-now[:, 1], -step), np.clip(top - now[:, 1], 0.0, step)], axis=1)
    bounds[2 * n] = (0.0, np.inf)
    if cap is not None:
        bounds[2 * n] = (0.0, cap[0])
        cost[2 * n], cost[: 2 * n] = 0.0, cap[1].ravel()
    bounds[variables:] = (0.0, np.inf)
    matrix = csr_matrix((values, (rows, columns)), shape=(k + n, variables + len(late)))
    answer = linprog(cost, A_ub=matrix, b_ub=limits, bounds=bounds, method="highs-ds", options=_TOLERANCES)
    if answer.x is None:
        return None
    moved = now + answer.x[: 2 * n].reshape(n, 2)
    return np.asarray(np.clip(moved, 0.0, np.stack([np.full(n, np.inf), top], axis=1)), dtype=np.float64)


def shake(
    shapes: Sequence[Shape],
    at: Floats,
    width: float,
    rng: np.random.Generator,
    tries: int,
    go_on: Callable[[], bool] = lambda: True,
) -> tuple[Floats, float]:
    """Shorten a valid layout further: pushed in random directions inside its length, then compacted, over and over.

    A push slides pieces along each other to new neighbours, from where compaction may reach a shorter strip. Layouts as
    long as the best are kept too, so that the search drifts. Returns corners (n, 2) and length.
    """
    best, length = at, float(max(x + s.size[0] for (x, _), s in zip(at, shapes)))
    for _ in range(tries):
        if not go_on():
            break
        push = rng.normal(size=at.shape)
        if rng.random() < 0.5:
            push[:, 0] = 1.0 * np.sign(rng.normal())
        trial, reached, free = compact(shapes, best, width, 12, go_on, push)
        if free and reached <= length * (1.0 + 1e-9):
            best, length = trial, reached
    return best, length
