"""Pieces that overlap are moved apart, one at a time, to where they overlap the rest least: the inner loops.

The guided local search of sparrow (Gardeyn, Vanden Berghe and Wauters 2025, arXiv 2509.13329): places are sampled near
the piece and over the whole strip, the best few descend along axes, and pairs that stay entangled weigh more each
round. Where sparrow estimates an overlap from circles inside the pieces, the depth of a pair is looked up in its depth
map here: some nine million places a second. Imported only where a marker is drawn.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from treadle.machine_code import compiled, kept

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bits = NDArray[np.uint64]
Depths = NDArray[np.float32]

#: Places tried near a piece and over the strip at each move, and how many of them descend.
#: Judged on the markers of the row nest.
_NEAR, _WIDE, _KEPT = 10, 20, 3
#: First and last step of the descents, and of the last descent of the best, as shares of a piece's lesser side. Small
#: overlaps are pushed apart later (`settling_loops.py`): judged on six markers.
_FIRST, _LAST, _FINE_FIRST, _FINE_LAST = 0.25, 0.05, 0.03, 0.005
#: Two places nearer than this share of the lesser side are one. Judged on the markers of the row nest.
_SAME = 0.05
#: What a step is multiplied by where it led down, and where not. Judged on the markers of the row nest.
_LONGER, _SHORTER = 1.1, 0.5
#: Weights of entangled pairs grow by this, and by so much more for the deepest; those of the others fade.
#: Judged on the markers of the row nest.
_GROWS, _GROWS_MORE, _FADES = 1.2, 0.8, 0.95
#: A round counts as a gain where the overlap falls by this share. Judged on the markers of the row nest.
_GAIN = 0.98
#: Bands in which the strip's length and its width are divided to find neighbours. Not tuned: changes no
#: result.
_BANDS = 64
#: Words without a bit and with the first. By definition.
_NONE, _ONE = np.uint64(0), np.uint64(1)
#: Which bit of a word is set, by a de Bruijn sequence (Leiserson, Prokop and Randall 1998). By definition.
_SEQUENCE = np.uint64(0x03F79D71B4CB0A89)
_BIT_OF = np.array(
    [[(int(_SEQUENCE) << bit) % 2**64 >> 58 for bit in range(64)].index(top) for top in range(64)], dtype=np.uint64
)
#: Columns of `about`: corner and box of another piece, and how its map with the piece that moves is read.
#: By definition.
_X, _Y, _LONG, _BROAD, _SIGN, _SPAN_X, _SPAN_Y, _START, _ROWS, _SCALE, _WEIGHT, _ABOUT = range(12)
#: Columns of `frame`: box of a form, the most that its corner may be at, bands to a millimetre, nodes to one, slack.
#: By definition.
_ALONG, _ACROSS, _RIGHT, _TOP, _BAND_X, _BAND_Y, _PER_CELL, _SLACK, _FRAME = range(9)


class Field(NamedTuple):
    """What is fixed in a marker: its depth maps, and what each piece may be.

    `depths, start, rows, size` as in `DepthMaps`; `per_cell` is 1 / cell; depth up to `slack` counts as none; `scale`
    (forms, forms) makes the overlap of large pieces dearer. `choices` (pieces, most) are the forms a piece may take,
    the first `allowed` (pieces,) of each row; `lesser` (pieces,) its lesser side.
    """

    depths: Depths
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


class Near(NamedTuple):
    """What a piece asks of the others while it looks for a place, noted once for each form (slot) that it may take.

    `about` (slots, pieces, 11) and `frame` (slots, 8) have the columns named above; `bands` (slots, 2, bands + 1,
    words) one bit for each other piece whose box a place in that band of the length, or of the width, may meet. The
    innermost loops take plain arrays and hand none on: for members of a tuple and for what is handed on, compiled code
    counts references, which took two thirds of their time.
    """

    is_noted: NDArray[np.bool_]
    about: Floats
    frame: Floats
    bands: Bits


@compiled
def drawn(state: Bits) -> float:
    """The next number in [0, 1) of a splitmix64 sequence (Steele, Lea and Flood 2014)."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return float(((z ^ (z >> np.uint64(31))) >> np.uint64(11)) * (1.0 / 9007199254740992.0))


@compiled
def note(field: Field, strip: Strip, near: Near, piece: int, slot: int) -> None:
    """Put down for one form of a piece what its places will ask of all others."""
    size, form = field.size, field.choices[piece, slot]
    is_noted, about, frame, bands = near
    is_noted[slot] = True
    frame[slot, _ALONG], frame[slot, _ACROSS] = size[form, 0], size[form, 1]
    frame[slot, _RIGHT] = strip.length - size[form, 0]
    frame[slot, _TOP] = max(strip.width - size[form, 1], 0.0)
    frame[slot, _BAND_X], frame[slot, _BAND_Y] = _BANDS / strip.length, _BANDS / strip.width
    frame[slot, _PER_CELL], frame[slot, _SLACK] = field.per_cell, field.slack
    for other in range(len(strip.form)):
        kind = strip.form[other]
        a, b = min(kind, form), max(kind, form)
        about[slot, other, _X], about[slot, other, _Y] = strip.x[other], strip.y[other]
        about[slot, other, _LONG], about[slot, other, _BROAD] = size[kind, 0], size[kind, 1]
        about[slot, other, _SIGN] = -1.0 if kind > form else 1.0
        about[slot, other, _SPAN_X], about[slot, other, _SPAN_Y] = size[b, 0], size[b, 1]
        about[slot, other, _START], about[slot, other, _ROWS] = field.start[a, b], field.rows[a, b]
        about[slot, other, _SCALE], about[slot, other, _WEIGHT] = field.scale[a, b], strip.weight[piece, other]
    note_bands(about[slot], frame[slot], bands[slot], piece)


@compiled
def note_bands(about: Floats, frame: Floats, bands: Bits, piece: int) -> None:
    """Set the bit of every other piece from the band where its box begins to the one where it ends."""
    bands[:] = _NONE
    for other in range(len(about)):
        if other != piece:
            word, bit = other >> 6, _ONE << np.uint64(other & 63)
            bands[0, band(about[other, _X] - frame[_ALONG], frame[_BAND_X]), word] ^= bit
            bands[0, band(about[other, _X] + about[other, _LONG], frame[_BAND_X]) + 1, word] ^= bit
            bands[1, band(about[other, _Y] - frame[_ACROSS], frame[_BAND_Y]), word] ^= bit
            bands[1, band(about[other, _Y] + about[other, _BROAD], frame[_BAND_Y]) + 1, word] ^= bit
    for axis in range(2):
        for at in range(1, _BANDS):
            for word in range(bands.shape[2]):
                bands[axis, at, word] ^= bands[axis, at - 1, word]


@compiled
def band(at: float, per: float) -> int:
    """Which of the bands a place is in, `per` of them to a millimetre."""
    return min(max(int(at * per), 0), _BANDS - 1)


@compiled
def between(corners: tuple[float, float, float, float], along: float, across: float) -> float:
    """What lies at shares `along` and `across` of a cell between its corners (first along, then across)."""
    low = corners[0] + (corners[1] - corners[0]) * across
    high = corners[2] + (corners[3] - corners[2]) * across
    return float(low + (high - low) * along)


@compiled
def loss_at(
    depths: Depths, about: Floats, frame: Floats, bands: Bits, slot: int, x: float, y: float, bound: float
) -> float:
    """Weighted loss of a piece against all others at a place, or anything above `bound` where it is more: depth beyond
    the slack, scaled, of those whose boxes it meets. Hands no array on, see `Near`."""
    total = 0.0
    along, across, per_cell = -frame[slot, _ALONG], -frame[slot, _ACROSS], frame[slot, _PER_CELL]
    by_x = min(max(int(x * frame[slot, _BAND_X]), 0), _BANDS - 1)
    by_y = min(max(int(y * frame[slot, _BAND_Y]), 0), _BANDS - 1)
    for word in range(bands.shape[3]):
        bits = bands[slot, 0, by_x, word] & bands[slot, 1, by_y, word]
        while bits != _NONE:
            lowest = bits & (~bits + _ONE)
            bits ^= lowest
            other = (np.uint64(word) << np.uint64(6)) + _BIT_OF[(lowest * _SEQUENCE) >> np.uint64(58)]
            dx, dy = x - about[slot, other, _X], y - about[slot, other, _Y]
            if dx <= along or dy <= across or dx >= about[slot, other, _LONG] or dy >= about[slot, other, _BROAD]:
                continue
            u = (about[slot, other, _SIGN] * dx + about[slot, other, _SPAN_X]) * per_cell + 1.0
            v = (about[slot, other, _SIGN] * dy + about[slot, other, _SPAN_Y]) * per_cell + 1.0
            i, j, rows = int(u), int(v), int(about[slot, other, _ROWS])
            node = np.uint64(int(about[slot, other, _START]) + i * rows + j)
            beyond = node + np.uint64(rows)
            corners = (depths[node], depths[node + _ONE], depths[beyond], depths[beyond + _ONE])
            depth = between(corners, u - i, v - j) - frame[slot, _SLACK]
            if depth > 0.0:
                total += about[slot, other, _WEIGHT] * (depth * about[slot, other, _SCALE])
                if total > bound:
                    return float(total)
    return total


@compiled
def descend(
    depths: Depths, about: Floats, frame: Floats, bands: Bits, slot: int,
    place: tuple[float, float, float], first: float, last: float, state: Bits, tried: Ints,
) -> tuple[float, float, float]:  # fmt: skip
    """Walk down from `place` (x, y, loss) along random axes with steps from `first` to `last`; the place reached."""
    x, y, loss = place
    right, top = max(frame[slot, _RIGHT], 0.0), frame[slot, _TOP]
    step_x, step_y = first, first
    axis = int(drawn(state) * 4)
    while (step_x >= last or step_y >= last) and loss > 0.0:
        go_x = 0.0 if axis == 1 else step_x if axis != 3 else -step_x
        go_y = 0.0 if axis == 0 else step_y
        x1, y1 = min(max(x + go_x, 0.0), right), min(max(y + go_y, 0.0), top)
        loss1 = loss_at(depths, about, frame, bands, slot, x1, y1, loss)
        x2, y2 = min(max(x - go_x, 0.0), right), min(max(y - go_y, 0.0), top)
        loss2 = loss_at(depths, about, frame, bands, slot, x2, y2, min(loss, loss1))
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
def keep_place(places: Floats, slots: Ints, slot: int, x: float, y: float, loss: float, same: float) -> None:
    """Put a place among the best ones (x, y, loss; best first), instead of one that is nearly the same."""
    last = len(places) - 1
    at = last
    for q in range(last):
        if slots[q] == slot and abs(places[q, 0] - x) < same and abs(places[q, 1] - y) < same:
            at = q
            break
    if loss >= places[at, 2]:
        return
    while at > 0 and places[at - 1, 2] > loss:
        places[at], slots[at] = places[at - 1], slots[at - 1]
        at -= 1
    places[at, 0], places[at, 1], places[at, 2] = x, y, loss
    slots[at] = slot


@compiled
def best_place(
    field: Field, strip: Strip, near: Near, piece: int, state: Bits, tried: Ints
) -> tuple[int, float, float]:
    """Slot and corner where a piece overlaps the others least, of those sampled and walked to; its own place counts."""
    places, slots = np.full((_KEPT, 3), np.inf), np.full(_KEPT, -1, dtype=np.int64)
    x0, y0, allowed, lesser = strip.x[piece], strip.y[piece], field.allowed[piece], field.lesser[piece]
    depths, (is_noted, about, frame, bands) = field.depths, near
    is_noted[:] = False
    own = own_slot(field.choices[piece], strip.form[piece])
    note(field, strip, near, piece, own)
    loss = loss_at(depths, about, frame, bands, own, x0, y0, np.inf)
    keep_place(places, slots, own, x0, y0, loss, _SAME * lesser)
    for sample in range(_NEAR + _WIDE):
        slot = int(drawn(state) * allowed)
        x, y = drawn(state), drawn(state)
        if not is_noted[slot]:
            note(field, strip, near, piece, slot)
        right, top = frame[slot, _RIGHT], frame[slot, _TOP]
        if right < 0.0:
            continue
        if sample < _NEAR:
            x = min(max(x0 + (2.0 * x - 1.0) * frame[own, _ALONG], 0.0), right)
            y = min(max(y0 + (2.0 * y - 1.0) * frame[own, _ACROSS], 0.0), top)
        else:
            x, y = x * right, y * top
        bound = places[_KEPT - 1, 2]
        loss = loss_at(depths, about, frame, bands, slot, x, y, bound)
        if loss < bound:
            keep_place(places, slots, slot, x, y, loss, _SAME * lesser)
    tried[0] += 1 + _NEAR + _WIDE
    best = 0
    first, last = _FIRST * lesser, _LAST * lesser
    for q in range(_KEPT):
        if slots[q] >= 0:
            place = (places[q, 0], places[q, 1], places[q, 2])
            place = descend(depths, about, frame, bands, slots[q], place, first, last, state, tried)
            places[q, 0], places[q, 1], places[q, 2] = place
            if places[q, 2] < places[best, 2]:
                best = q
    first, last = _FINE_FIRST * lesser, _FINE_LAST * lesser
    place = (places[best, 0], places[best, 1], places[best, 2])
    place = descend(depths, about, frame, bands, slots[best], place, first, last, state, tried)
    return slots[best], place[0], place[1]


@compiled
def own_slot(choices: Ints, form: int) -> int:
    """Which of the forms that a piece may take it has."""
    slot = 0
    while choices[slot] != form:
        slot += 1
    return slot


@compiled
def refresh(
    depths: Depths, about: Floats, frame: Floats, slot: int, at: tuple[int, float, float], table: Floats
) -> None:
    """Losses of a piece `at` (its number, x, y) against all others anew, into its row and column."""
    piece, x, y = at
    along, across, per_cell = -frame[slot, _ALONG], -frame[slot, _ACROSS], frame[slot, _PER_CELL]
    for other in range(len(table)):
        depth = 0.0
        dx, dy = x - about[slot, other, _X], y - about[slot, other, _Y]
        if other != piece and along < dx < about[slot, other, _LONG] and across < dy < about[slot, other, _BROAD]:
            u = (about[slot, other, _SIGN] * dx + about[slot, other, _SPAN_X]) * per_cell + 1.0
            v = (about[slot, other, _SIGN] * dy + about[slot, other, _SPAN_Y]) * per_cell + 1.0
            i, j, rows = int(u), int(v), int(about[slot, other, _ROWS])
            node = int(about[slot, other, _START]) + i * rows + j
            corners = (depths[node], depths[node + 1], depths[node + rows], depths[node + rows + 1])
            depth = max(between(corners, u - i, v - j) - frame[slot, _SLACK], 0.0)
        table[piece, other] = depth * about[slot, other, _SCALE]
        table[other, piece] = table[piece, other]


@compiled
def one_round(field: Field, strip: Strip, near: Near, table: Floats, order: Ints, state: Bits, tried: Ints) -> float:
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
            slot, x, y = best_place(field, strip, near, piece, state, tried)
            strip.form[piece], strip.x[piece], strip.y[piece] = field.choices[piece, slot], x, y
            refresh(field.depths, near.about, near.frame, slot, (piece, x, y), table)
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
def separate(field: Field, strip: Strip, most: int, calm: int, state: Bits, tried: Ints) -> float:
    """Move pieces until none overlaps (0), or `calm` rounds brought nothing, or `most` places are tried.

    Returns the loss that is left; the strip then holds the layout with the least. `tried[0]` counts places.
    """
    count = len(strip.form)
    table, order = np.zeros((count, count)), np.empty(count, np.int64)
    slots, words = field.choices.shape[1], (count + 63) // 64
    near = Near(
        np.zeros(slots, np.bool_), np.empty((slots, count, _ABOUT)), np.empty((slots, _FRAME)),
        np.empty((slots, 2, _BANDS + 1, words), np.uint64),
    )  # fmt: skip
    for piece in range(count):
        slot = own_slot(field.choices[piece], strip.form[piece])
        note(field, strip, near, piece, slot)
        refresh(field.depths, near.about, near.frame, slot, (piece, strip.x[piece], strip.y[piece]), table)
    tried[0] += count
    least = table.sum()
    form, x, y = strip.form.copy(), strip.x.copy(), strip.y.copy()
    still = 0
    while least > 0.0 and still < calm and tried[0] < most:
        total = one_round(field, strip, near, table, order, state, tried)
        still = 0 if total < _GAIN * least else still + 1
        if total < least:
            least = total
            form[:], x[:], y[:] = strip.form, strip.x, strip.y
    strip.form[:], strip.x[:], strip.y[:] = form, x, y
    return float(least)
