"""How deep two outlines lie in each other, at every offset of a grid: the inner loops.

The offsets at which two outlines overlap are the union of the Minkowski sums of one's convex parts and the other's,
turned round. Grid lines along and across cut that union in intervals whose ends are exact; the depth of a node is its
distance to the border (Felzenszwalb and Huttenlocher 2012, with those exact distances along the lines), negative just
outside, so that values between nodes are exact at straight borders. Imported only where a marker is drawn.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from treadle.machine_code import compiled, kept

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: The most that a node holds. By definition.
_DEEPEST = 32767.0
#: Deeper than any piece, in cells. By definition.
_FAR = 1e9


@compiled
def minkowski(one: Floats, ones: int, other: Floats, others: int, out: Floats) -> int:
    """Corners of the convex `one` plus the convex `other` turned round, both counter-clockwise; returns how many."""
    low, high = 0, 0
    for i in range(1, ones):
        if one[i, 1] < one[low, 1] or (one[i, 1] == one[low, 1] and one[i, 0] < one[low, 0]):
            low = i
    for j in range(1, others):
        if other[j, 1] > other[high, 1] or (other[j, 1] == other[high, 1] and other[j, 0] > other[high, 0]):
            high = j
    count, i, j = 0, 0, 0
    while i < ones or j < others:
        p, q = (low + i) % ones, (high + j) % others
        out[count, 0] = one[p, 0] - other[q, 0]
        out[count, 1] = one[p, 1] - other[q, 1]
        count += 1
        after, beyond = (p + 1) % ones, (q + 1) % others
        cross = (one[after, 0] - one[p, 0]) * (other[q, 1] - other[beyond, 1]) - (one[after, 1] - one[p, 1]) * (
            other[q, 0] - other[beyond, 0]
        )
        if j >= others or (i < ones and cross >= 0.0):
            i += 1
            if cross == 0.0 and j < others:
                j += 1
        else:
            j += 1
    return count


@compiled
def cut_lines(
    ring: Floats, corners: int, axis: int, origin: float, cell: float, lows: Floats, highs: Floats, counts: Ints
) -> None:
    """Add, for every grid line across `axis`, the interval in which it lies in a convex ring."""
    across = 1 - axis
    low, high = ring[0, axis], ring[0, axis]
    for k in range(1, corners):
        low, high = min(low, ring[k, axis]), max(high, ring[k, axis])
    first = max(0, int(np.ceil((low - origin) / cell)))
    last = min(len(counts) - 1, int(np.floor((high - origin) / cell)))
    for line in range(first, last + 1):
        lows[line, counts[line]] = _FAR
        highs[line, counts[line]] = -_FAR
    for k in range(corners):
        m = k + 1 if k + 1 < corners else 0
        v0, v1, u0, u1 = ring[k, axis], ring[m, axis], ring[k, across], ring[m, across]
        if v0 > v1:
            v0, v1, u0, u1 = v1, v0, u1, u0
        begin = max(first, int(np.ceil((v0 - origin) / cell)))
        end = min(last, int(np.floor((v1 - origin) / cell)))
        slope = (u1 - u0) / (v1 - v0) if v1 > v0 else 0.0
        for line in range(begin, end + 1):
            at = counts[line]
            u = u0 + slope * (origin + line * cell - v0)
            other = u if v1 > v0 else u1
            lows[line, at] = min(lows[line, at], u, other)
            highs[line, at] = max(highs[line, at], u, other)
    for line in range(first, last + 1):
        if highs[line, counts[line]] > lows[line, counts[line]]:
            counts[line] += 1


@compiled
def unite(lows: Floats, highs: Floats, count: int, gap: float) -> int:
    """Sort intervals by their lower ends and join those that meet; returns how many are left."""
    for s in range(1, count):
        low, high, t = lows[s], highs[s], s - 1
        while t >= 0 and lows[t] > low:
            lows[t + 1], highs[t + 1] = lows[t], highs[t]
            t -= 1
        lows[t + 1], highs[t + 1] = low, high
    left = 0
    for s in range(count):
        if left > 0 and lows[s] <= highs[left - 1] + gap:
            highs[left - 1] = max(highs[left - 1], highs[s])
        else:
            lows[left], highs[left] = lows[s], highs[s]
            left += 1
    return left


@compiled
def along_lines(lows: Floats, highs: Floats, counts: Ints, origin: float, cell: float, out: Floats) -> None:
    """Distance of every node to the nearest end of an interval on its line, negative outside: out (lines, nodes)."""
    for line in range(len(counts)):
        count = unite(lows[line], highs[line], counts[line], 1e-6 * cell)
        at = 0
        for node in range(out.shape[1]):
            x = origin + node * cell
            while at < count and highs[line, at] <= x:
                at += 1
            if at < count and lows[line, at] < x:
                out[line, node] = min(x - lows[line, at], highs[line, at] - x)
                continue
            gap = _FAR
            if at < count:
                gap = lows[line, at] - x
            if at > 0:
                gap = min(gap, x - highs[line, at - 1])
            out[line, node] = -gap


@compiled
def envelope(squares: Floats, centres: Ints, borders: Floats) -> None:
    """Lower envelope of the parabolas squares[q] + (x - q)²: their `centres` in order and the `borders` between."""
    k = 0
    centres[0], borders[0], borders[1] = 0, -_FAR, _FAR
    for q in range(1, len(squares)):
        c = centres[k]
        meet = ((squares[q] + q * q) - (squares[c] + c * c)) / (2.0 * (q - c))
        while meet <= borders[k]:
            k -= 1
            c = centres[k]
            meet = ((squares[q] + q * q) - (squares[c] + c * c)) / (2.0 * (q - c))
        k += 1
        centres[k], borders[k], borders[k + 1] = q, meet, _FAR


@compiled
def node_depth(distance: float, along: float, across: float, near: float) -> float:
    """Signed depth of a node from its distance over the lines and its own along and across; at most `near` outside."""
    if along > 0.0 and across > 0.0:
        depth = min(distance, along, across)
        if along < near and across < near:
            depth = min(depth, along * across / np.sqrt(along * along + across * across))
        return depth
    out_along, out_across = max(-along, 0.0), max(-across, 0.0)
    both = out_along * out_along + out_across * out_across
    return -min(near, out_along * out_across / np.sqrt(both)) if both > 0.0 else 0.0


@kept
def draw_depths(
    a: Floats, corners_a: Ints, b: Floats, corners_b: Ints, size_a: Floats, size_b: Floats, cell: float, steps: int,
    out: NDArray[np.int16],
) -> None:  # fmt: skip
    """Fill `out` (along, across) with the depth of shape b at offset cell × (node − 1) − size of b from shape a, in
    `steps` to a cell.

    `a` and `b` (parts, corners, 2) are convex parts from the shapes' lower left corners, `corners_…` how many count.
    """
    nodes_x, nodes_y = out.shape
    origin_x, origin_y = -size_b[0] - cell, -size_b[1] - cell
    most = len(a) * len(b)
    ring = np.empty((a.shape[1] + b.shape[1], 2))
    low_x, high_x, count_x = np.empty((nodes_x, most)), np.empty((nodes_x, most)), np.zeros(nodes_x, np.int64)
    low_y, high_y, count_y = np.empty((nodes_y, most)), np.empty((nodes_y, most)), np.zeros(nodes_y, np.int64)
    for i in range(len(a)):
        for j in range(len(b)):
            corners = minkowski(a[i], corners_a[i], b[j], corners_b[j], ring)
            cut_lines(ring, corners, 0, origin_x, cell, low_x, high_x, count_x)
            cut_lines(ring, corners, 1, origin_y, cell, low_y, high_y, count_y)
    across, along = np.empty((nodes_x, nodes_y)), np.empty((nodes_y, nodes_x))
    along_lines(low_x, high_x, count_x, origin_y, cell, across)
    along_lines(low_y, high_y, count_y, origin_x, cell, along)
    squares, centres, borders = np.empty(nodes_x), np.empty(nodes_x, np.int64), np.empty(nodes_x + 1)
    for y in range(nodes_y):
        for x in range(nodes_x):
            squares[x] = (max(across[x, y], 0.0) / cell) ** 2
        envelope(squares, centres, borders)
        k = 0
        for x in range(nodes_x):
            while borders[k + 1] < x:
                k += 1
            c = centres[k]
            distance = np.sqrt((x - c) * (x - c) + squares[c]) * cell
            depth = node_depth(distance, along[y, x], across[x, y], 2.0 * cell)
            out[x, y] = int(np.rint(min(depth / cell * steps, _DEEPEST)))
