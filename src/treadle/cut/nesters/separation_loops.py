"""Pieces that overlap are moved apart, one at a time, to where they overlap the rest least: the inner loops.

The guided local search of sparrow (Gardeyn, Vanden Berghe and Wauters 2025, arXiv 2509.13329): places are sampled near
the piece and over the whole strip, the best few descend along axes, and pairs that stay entangled weigh more each
round. Where sparrow estimates an overlap from circles inside the pieces, the depth of a pair is looked up in its depth
map here: some six million places a second. Imported only where a marker is drawn.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from treadle.cut.nesters.compiled import compiled, kept

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Places tried near a piece and over the strip at each move, and how many of them descend.
#: Judged on the markers of the row nest.
_NEAR, _WIDE, _KEPT = 10, 20, 3
#: First and last step of the descents, and of the last descent of the best, as shares of a piece's lesser side.
#: Judged on the markers of the row nest.
_FIRST, _LAST, _FINE_FIRST, _FINE_LAST = 0.25, 0.02, 0.01, 0.001
#: Two places nearer than this share of the lesser side are one. Judged on the markers of the row nest.
_SAME = 0.05
#: What a step is multiplied by where it led down, and where not. Judged on the markers of the row nest.
_LONGER, _SHORTER = 1.1, 0.5
#: Weights of entangled pairs grow by this, and by so much more for the deepest; those of the others fade.
#: Judged on the markers of the row nest.
_GROWS, _GROWS_MORE, _FADES = 1.2, 0.8, 0.95
#: A round counts as a gain where the overlap falls by this share. Judged on the markers of the row nest.
_GAIN = 0.98


class Field(NamedTuple):
    """What is fixed in a marker: its depth maps, and what each piece may be.

    `depths, start, rows, size` as in `DepthMaps`; `per_cell` is 1 / cell; depth up to `slack` counts as none; `scale`
    (forms, forms) makes the overlap of large pieces dearer. `choices` (pieces, most) are the forms a piece may take,
    the first `allowed` (pieces,) of each row; `lesser` (pieces,) its lesser side.
    """

    depths: NDArray[np.float32]
    start: Ints
    rows: Ints
    size: Floats
    per_cell: float
    slack: float
    scale: Floats
    choices: Ints
    allowed: Ints
    lesser: Floats


class Strip(NamedTuple):
    """Pieces in a strip of `length` and `width`: form and lower left corner of each, and the weights of pairs."""

    length: float
    width: float
    form: Ints
    x: Floats
    y: Floats
    weight: Floats


@compiled
def drawn(state: NDArray[np.uint64]) -> float:
    """The next number in [0, 1) of a splitmix64 sequence (Steele, Lea and Flood 2014)."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return float(((z ^ (z >> np.uint64(31))) >> np.uint64(11)) * (1.0 / 9007199254740992.0))


@compiled
def pair_loss(field: Field, a: int, b: int, dx: float, dy: float) -> float:
    """Loss of form b at offset (dx, dy) from form a, whose boxes overlap: depth beyond the slack, scaled; 0 apart."""
    scale = field.scale[a, b]
    if a > b:
        a, b, dx, dy = b, a, -dx, -dy
    u = (dx + field.size[b, 0]) * field.per_cell + 1.0
    v = (dy + field.size[b, 1]) * field.per_cell + 1.0
    i, j = int(u), int(v)
    rows = field.rows[a, b]
    node = field.start[a, b] + i * rows + j
    depths, part = field.depths, v - j
    low = depths[node] + (depths[node + 1] - depths[node]) * part
    high = depths[node + rows] + (depths[node + rows + 1] - depths[node + rows]) * part
    depth = low + (high - low) * (u - i) - field.slack
    return float(depth * scale) if depth > 0.0 else 0.0


@compiled
def loss_at(field: Field, strip: Strip, piece: int, form: int, x: float, y: float, bound: float) -> float:
    """Weighted loss of a piece against all others at a place, or anything above `bound` where it is more."""
    total = 0.0
    size = field.size
    along, across = size[form, 0], size[form, 1]
    for other in range(len(strip.form)):
        dx = x - strip.x[other]
        if dx <= -along:
            continue
        dy = y - strip.y[other]
        kind = strip.form[other]
        if dy <= -across or dx >= size[kind, 0] or dy >= size[kind, 1] or other == piece:
            continue
        loss = pair_loss(field, kind, form, dx, dy)
        if loss > 0.0:
            total += strip.weight[piece, other] * loss
            if total > bound:
                return float(total)
    return total


@compiled
def descend(
    field: Field, strip: Strip, piece: int, form: int, place: tuple[float, float, float], first: float, last: float,
    state: NDArray[np.uint64], tried: Ints,
) -> tuple[float, float, float]:  # fmt: skip
    """Walk down from `place` (x, y, loss) along random axes with steps from `first` to `last`; the place reached."""
    x, y, loss = place
    right = max(strip.length - field.size[form, 0], 0.0)
    top = max(strip.width - field.size[form, 1], 0.0)
    step_x, step_y = first, first
    axis = int(drawn(state) * 4)
    while (step_x >= last or step_y >= last) and loss > 0.0:
        go_x = 0.0 if axis == 1 else step_x if axis != 3 else -step_x
        go_y = 0.0 if axis == 0 else step_y
        x1, y1 = min(max(x + go_x, 0.0), right), min(max(y + go_y, 0.0), top)
        loss1 = loss_at(field, strip, piece, form, x1, y1, loss)
        x2, y2 = min(max(x - go_x, 0.0), right), min(max(y - go_y, 0.0), top)
        loss2 = loss_at(field, strip, piece, form, x2, y2, min(loss, loss1))
        tried[0] += 2
        if loss2 < loss1:
            x1, y1, loss1 = x2, y2, loss2
        is_better = loss1 < loss
        if loss1 <= loss:
            x, y, loss = x1, y1, loss1
        change = _LONGER if is_better else _SHORTER
        if axis == 0:
            step_x *= change
        elif axis == 1:
            step_y *= change
        else:
            step_x *= np.sqrt(change)
            step_y *= np.sqrt(change)
        if not is_better:
            axis = int(drawn(state) * 4)
    return x, y, loss


@compiled
def keep_place(places: Floats, forms: Ints, form: int, x: float, y: float, loss: float, same: float) -> None:
    """Put a place among the best ones (x, y, loss; best first), instead of one that is nearly the same."""
    last = len(places) - 1
    at = last
    for q in range(last):
        if forms[q] == form and abs(places[q, 0] - x) < same and abs(places[q, 1] - y) < same:
            at = q
            break
    if loss >= places[at, 2]:
        return
    while at > 0 and places[at - 1, 2] > loss:
        places[at], forms[at] = places[at - 1], forms[at - 1]
        at -= 1
    places[at, 0], places[at, 1], places[at, 2] = x, y, loss
    forms[at] = form


@compiled
def best_place(
    field: Field, strip: Strip, piece: int, state: NDArray[np.uint64], tried: Ints
) -> tuple[int, float, float]:
    """Form and corner where a piece overlaps the others least, of those sampled and walked to; its own place counts."""
    places, forms = np.full((_KEPT, 3), np.inf), np.full(_KEPT, -1, dtype=np.int64)
    own, x0, y0 = strip.form[piece], strip.x[piece], strip.y[piece]
    size, lesser = field.size, field.lesser[piece]
    keep_place(places, forms, own, x0, y0, loss_at(field, strip, piece, own, x0, y0, np.inf), _SAME * lesser)
    for sample in range(_NEAR + _WIDE):
        form = field.choices[piece, int(drawn(state) * field.allowed[piece])]
        right, top = strip.length - size[form, 0], max(strip.width - size[form, 1], 0.0)
        x, y = drawn(state), drawn(state)
        if right < 0.0:
            continue
        if sample < _NEAR:
            x = min(max(x0 + (2.0 * x - 1.0) * size[own, 0], 0.0), right)
            y = min(max(y0 + (2.0 * y - 1.0) * size[own, 1], 0.0), top)
        else:
            x, y = x * right, y * top
        bound = places[_KEPT - 1, 2]
        loss = loss_at(field, strip, piece, form, x, y, bound)
        if loss < bound:
            keep_place(places, forms, form, x, y, loss, _SAME * lesser)
    tried[0] += 1 + _NEAR + _WIDE
    best = 0
    for q in range(_KEPT):
        if forms[q] >= 0:
            place = (places[q, 0], places[q, 1], places[q, 2])
            place = descend(field, strip, piece, forms[q], place, _FIRST * lesser, _LAST * lesser, state, tried)
            places[q, 0], places[q, 1], places[q, 2] = place
            if places[q, 2] < places[best, 2]:
                best = q
    place = (places[best, 0], places[best, 1], places[best, 2])
    place = descend(field, strip, piece, forms[best], place, _FINE_FIRST * lesser, _FINE_LAST * lesser, state, tried)
    return forms[best], place[0], place[1]


@compiled
def refresh(field: Field, strip: Strip, piece: int, table: Floats) -> None:
    """Losses of a piece against all others anew, into its row and column."""
    size, form = field.size, strip.form[piece]
    for other in range(len(strip.form)):
        kind, loss = strip.form[other], 0.0
        dx, dy = strip.x[piece] - strip.x[other], strip.y[piece] - strip.y[other]
        if other != piece and -size[form, 0] < dx < size[kind, 0] and -size[form, 1] < dy < size[kind, 1]:
            loss = pair_loss(field, kind, form, dx, dy)
        table[piece, other] = loss
        table[other, piece] = loss


@compiled
def one_round(field: Field, strip: Strip, table: Floats, order: Ints, state: NDArray[np.uint64], tried: Ints) -> float:
    """Move every piece that overlaps, in random order, and weigh what is still entangled; the loss that is left."""
    count = 0
    for piece in range(len(strip.form)):
        if table[piece].sum() > 0.0:
            order[count] = piece
            count += 1
    for q in range(count - 1, 0, -1):
        r = int(drawn(state) * (q + 1))
        order[q], order[r] = order[r], order[q]
    for q in range(count):
        piece = order[q]
        if table[piece].sum() > 0.0:
            strip.form[piece], strip.x[piece], strip.y[piece] = best_place(field, strip, piece, state, tried)
            refresh(field, strip, piece, table)
    total, worst = table.sum(), table.max()
    weight = strip.weight
    for i in range(len(strip.form)):
        for j in range(len(strip.form)):
            if table[i, j] > 0.0:
                weight[i, j] *= _GROWS + _GROWS_MORE * table[i, j] / worst
            else:
                weight[i, j] = max(1.0, weight[i, j] * _FADES)
    return float(total)


@kept
def separate(field: Field, strip: Strip, most: int, calm: int, state: NDArray[np.uint64], tried: Ints) -> float:
    """Move pieces until none overlaps (0), or `calm` rounds brought nothing, or `most` places are tried.

    Returns the loss that is left; the strip then holds the layout with the least. `tried[0]` counts places.
    """
    count = len(strip.form)
    table, order = np.zeros((count, count)), np.empty(count, np.int64)
    for piece in range(count):
        refresh(field, strip, piece, table)
    tried[0] += count
    least = table.sum()
    form, x, y = strip.form.copy(), strip.x.copy(), strip.y.copy()
    still = 0
    while least > 0.0 and still < calm and tried[0] < most:
        total = one_round(field, strip, table, order, state, tried)
        still = 0 if total < _GAIN * least else still + 1
        if total < least:
            least = total
            form[:], x[:], y[:] = strip.form, strip.x, strip.y
    strip.form[:], strip.x[:], strip.y[:] = form, x, y
    return float(least)
