"""Pieces that overlap are moved apart, one at a time, to where they overlap the rest least: the inner loops.

The guided local search of sparrow (Gardeyn, Vanden Berghe and Wauters 2025, arXiv 2509.13329): places are sampled near
the piece and over the whole strip, the best few descend along axes, and pairs that stay entangled weigh more each
round. Where sparrow estimates an overlap from circles inside the pieces, the depth of a pair is looked up in its depth
map here: some thirteen million places a second. Imported only where a marker is drawn.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from treadle.cut.nesters.depth_maps import Depths, Ints
from treadle.cut.nesters.field import Bits, Field, Strip
from treadle.cut.nesters.shapes import Floats
from treadle.machine_code import kept, lean

#: Places tried near a piece and over the strip at each move, and how many of them descend.
#: Judged on the markers of the row nest.
_NEAR, _WIDE, _KEPT = 10, 20, 3
#: Places that cost more than so many times the piece's own are not walked from. Judged on 26 markers over two seeds, 12
#: of them of the row markers: 10, 30 and 100 were the same within chance, 3 and no limit behind.
_WORSE = 10.0
#: First and last step of the descents, and of the last descent of the best, as shares of a piece's lesser side. Small
#: overlaps are pushed apart later (`settling_loops.py`): judged on six markers.
_FIRST, _LAST, _FINE_FIRST, _FINE_LAST = 0.25, 0.05, 0.03, 0.005
#: Two places nearer than this share of the lesser side are one. Judged on the markers of the row nest.
_SAME = 0.05
#: What a step is multiplied by where it led down, and where not. Judged on the markers of the row nest.
_LONGER, _SHORTER = 1.1, 0.5
_LONGER_ROOT, _SHORTER_ROOT = _LONGER**0.5, _SHORTER**0.5
#: Weights of entangled pairs grow by this, and by so much more for the deepest; those of the others fade.
#: Judged on the markers of the row nest.
_GROWS, _GROWS_MORE, _FADES = 1.2, 0.8, 0.95
#: A round counts as a gain where the overlap falls by this share. Judged on the markers of the row nest.
_ENOUGH = 0.98
#: Bands in which the strip's length and its width are divided to find neighbours. Not tuned: changes no
#: result.
_BANDS = 64
#: Words without a bit and with the first. By definition.
_NONE, _ONE = np.uint64(0), np.uint64(1)
#: Halves of a word as numbers in [0, 1). By definition.
_HALF, _LOW, _SHARE = np.uint64(32), np.uint64(0xFFFFFFFF), 2.0**-32
#: Which bit of a word is set, by a de Bruijn sequence (Leiserson, Prokop and Randall 1998). By definition.
_SEQUENCE = np.uint64(0x03F79D71B4CB0A89)
_BIT_OF = np.array(
    [[(int(_SEQUENCE) << bit) % 2**64 >> 58 for bit in range(64)].index(top) for top in range(64)], dtype=np.uint64
)
#: Columns of `pairs`, see `DepthMaps`, and of `about`, where the piece's own place counts from nought and a step of
#: depth as its weight says. By definition.
_PER_X, _PER_Y, _FROM_X, _FROM_Y, _END, _START, _ROWS, _GAIN, _ABOUT = range(9)
#: Columns of `frame`: box of a form, the most that its corner may be at, bands to a millimetre. By definition.
_ALONG, _ACROSS, _RIGHT, _TOP, _BAND_X, _BAND_Y, _BANDED, _FRAME = range(8)
#: Columns of `places`. By definition.
_X, _Y, _LOSS, _SLOT, _PLACE = range(5)


class Near(NamedTuple):
    """What a piece asks of the others while it looks for a place, noted once for each form (slot) that it may take.

    `about` (slots, pieces, 8) and `frame` (slots, 6) have the columns named above; `bands` (slots, 2, bands + 1,
    words) one bit for each other piece whose box a place in that band of the length, or of the width, may meet;
    `places` (kept, 4) the best places so far. Loops that only read and write these are `lean`: counting who holds them
    took two thirds of their time.
    """

    is_noted: NDArray[np.bool_]
    about: Floats
    frame: Floats
    bands: Bits
    places: Floats


@lean
def mixed(state: Bits) -> np.uint64:
    """The next 64 bits of a splitmix64 sequence (Steele, Lea and Flood 2014)."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.uint64(z ^ (z >> np.uint64(31)))


@lean
def drawn(state: Bits) -> float:
    """The next number in [0, 1)."""
    return float((mixed(state) >> np.uint64(11)) * (1.0 / 9007199254740992.0))


@lean
def note(field: Field, strip: Strip, near: Near, piece: int, slot: int) -> None:
    """Put down for one form of a piece what its places will ask of all others."""
    size, pairs, form = field.size, field.pairs, field.choices[piece, slot]
    is_noted, about, frame, bands, _ = near
    along, across = size[form, 0], size[form, 1]
    band_x, band_y = _BANDS / strip.length, _BANDS / strip.width
    frame[slot, _ALONG], frame[slot, _ACROSS] = along, across
    frame[slot, _RIGHT], frame[slot, _TOP] = strip.length - along, max(strip.width - across, 0.0)
    frame[slot, _BAND_X], frame[slot, _BAND_Y] = band_x, band_y
    frame[slot, _BANDED] = slot
    for like in range(field.allowed[piece]):
        if is_noted[like] and frame[like, _ALONG] == along and frame[like, _ACROSS] == across:
            frame[slot, _BANDED] = frame[like, _BANDED]
    is_noted[slot] = True
    for other in range(len(strip.form)):
        kind, x, y = strip.form[other], strip.x[other], strip.y[other]
        for column in range(_END, _GAIN):
            about[slot, other, column] = pairs[form, kind, column]
        per_x, per_y = pairs[form, kind, _PER_X], pairs[form, kind, _PER_Y]
        about[slot, other, _PER_X], about[slot, other, _PER_Y] = per_x, per_y
        about[slot, other, _FROM_X] = pairs[form, kind, _FROM_X] - per_x * x
        about[slot, other, _FROM_Y] = pairs[form, kind, _FROM_Y] - per_y * y
        about[slot, other, _GAIN] = pairs[form, kind, _GAIN] * strip.weight[piece, other]
    if frame[slot, _BANDED] == slot:
        note_bands(size, strip, frame, bands, piece, slot)


@lean
def note_bands(size: Floats, strip: Strip, frame: Floats, bands: Bits, piece: int, slot: int) -> None:
    """Set the bit of every other piece from the band where its box begins to the one where it ends."""
    along, across, band_x, band_y = (
        frame[slot, _ALONG],
        frame[slot, _ACROSS],
        frame[slot, _BAND_X],
        frame[slot, _BAND_Y],
    )
    words = bands.shape[3]
    for axis in range(2):
        for at in range(_BANDS + 1):
            for word in range(words):
                bands[slot, axis, at, word] = _NONE
    for other in range(len(strip.form)):
        if other != piece:
            kind, x, y = strip.form[other], strip.x[other], strip.y[other]
            word, bit = other >> 6, _ONE << np.uint64(other & 63)
            bands[slot, 0, band((x - along) * band_x), word] ^= bit
            bands[slot, 0, band((x + size[kind, 0]) * band_x) + 1, word] ^= bit
            bands[slot, 1, band((y - across) * band_y), word] ^= bit
            bands[slot, 1, band((y + size[kind, 1]) * band_y) + 1, word] ^= bit
    for axis in range(2):
        for at in range(1, _BANDS):
            for word in range(words):
                bands[slot, axis, at, word] ^= bands[slot, axis, at - 1, word]


@lean
def band(at: float) -> int:
    """Which of the bands a place is in."""
    return min(max(int(at), 0), _BANDS - 1)


@lean
def loss_at(
    depths: Depths, slack: float, about: Floats, frame: Floats, bands: Bits, slot: int, x: float, y: float, bound: float
) -> float:
    """Weighted loss of a piece against all others at a place, or anything above `bound` where it is more: depth beyond
    the slack, scaled, of those whose maps it meets."""
    total = 0.0
    box = int(frame[slot, _BANDED])
    by_x, by_y = band(x * frame[slot, _BAND_X]), band(y * frame[slot, _BAND_Y])
    for word in range(bands.shape[3]):
        bits = bands[box, 0, by_x, word] & bands[box, 1, by_y, word]
        while bits != _NONE:
            lowest = bits & (~bits + _ONE)
            bits ^= lowest
            other = (np.uint64(word) << np.uint64(6)) + _BIT_OF[(lowest * _SEQUENCE) >> np.uint64(58)]
            u = about[slot, other, _PER_X] * x + about[slot, other, _FROM_X]
            v = about[slot, other, _PER_Y] * y + about[slot, other, _FROM_Y]
            rows = about[slot, other, _ROWS]
            u, v = min(max(u, 1.0), about[slot, other, _END]), min(max(v, 1.0), rows - 2.0)
            i, j = np.floor(u), np.floor(v)
            node = np.uint64(about[slot, other, _START] + i * rows + j)
            beyond = node + np.uint64(rows)
            u -= i
            v -= j
            low, high = float(depths[node]), float(depths[beyond])
            low += (depths[node + _ONE] - low) * v
            high += (depths[beyond + _ONE] - high) * v
            depth = low + (high - low) * u - slack
            total += about[slot, other, _GAIN] * max(depth, 0.0)
            if total > bound:
                return float(total)
    return total


@lean
def descend(
    depths: Depths, slack: float, about: Floats, frame: Floats, bands: Bits, places: Floats, q: int,
    first: float, last: float, state: Bits, tried: Ints,
) -> None:  # fmt: skip
    """Walk down from a kept place along random axes with steps from `first` to `last`."""
    x, y, loss, slot = places[q, _X], places[q, _Y], places[q, _LOSS], int(places[q, _SLOT])
    right, top = max(frame[slot, _RIGHT], 0.0), frame[slot, _TOP]
    step_x, step_y = first, first
    axis = int(drawn(state) * 4)
    while (step_x >= last or step_y >= last) and loss > 0.0:
        go_x = 0.0 if axis == 1 else step_x if axis != 3 else -step_x
        go_y = 0.0 if axis == 0 else step_y
        x1, y1 = min(max(x + go_x, 0.0), right), min(max(y + go_y, 0.0), top)
        loss1 = loss_at(depths, slack, about, frame, bands, slot, x1, y1, loss)
        x2, y2 = min(max(x - go_x, 0.0), right), min(max(y - go_y, 0.0), top)
        loss2 = loss_at(depths, slack, about, frame, bands, slot, x2, y2, min(loss, loss1))
        tried[0] += 2
        if loss2 < loss1:
            x1, y1, loss1 = x2, y2, loss2
        is_better = loss1 < loss
        if loss1 <= loss:
            x, y, loss = x1, y1, loss1
        change, root = (_LONGER, _LONGER_ROOT) if is_better else (_SHORTER, _SHORTER_ROOT)
        if axis == 0:
            step_x *= change
        elif axis == 1:
            step_y *= change
        else:
            step_x *= root
            step_y *= root
        if not is_better:
            axis = int(drawn(state) * 4)
    places[q, _X], places[q, _Y], places[q, _LOSS] = x, y, loss


@lean
def keep_place(places: Floats, slot: int, x: float, y: float, loss: float, same: float) -> None:
    """Put a place among the best ones (best first), instead of one that is nearly the same."""
    last = len(places) - 1
    at = last
    for q in range(last):
        if places[q, _SLOT] == slot and abs(places[q, _X] - x) < same and abs(places[q, _Y] - y) < same:
            at = q
            break
    if loss >= places[at, _LOSS]:
        return
    while at > 0 and places[at - 1, _LOSS] > loss:
        for column in range(_PLACE):
            places[at, column] = places[at - 1, column]
        at -= 1
    places[at, _X], places[at, _Y], places[at, _LOSS], places[at, _SLOT] = x, y, loss, slot


@lean
def best_place(field: Field, strip: Strip, near: Near, piece: int, state: Bits, tried: Ints) -> None:
    """Leave first in `places` where a piece overlaps the others least, of those sampled and walked to; its own place
    counts."""
    x0, y0, allowed, lesser = strip.x[piece], strip.y[piece], field.allowed[piece], field.lesser[piece]
    depths, slack, (is_noted, about, frame, bands, places) = field.depths, field.slack, near
    for slot in range(allowed):
        is_noted[slot] = False
    for q in range(_KEPT):
        places[q, _LOSS], places[q, _SLOT] = np.inf, -1.0
    own = own_slot(field.choices, piece, strip.form[piece])
    note(field, strip, near, piece, own)
    loss = loss_at(depths, slack, about, frame, bands, own, x0, y0, np.inf)
    keep_place(places, own, x0, y0, loss, _SAME * lesser)
    slot, most = own, _WORSE * loss
    for sample in range(_NEAR + _WIDE):
        slot = slot + 1 if slot + 1 < allowed else 0
        bits = mixed(state)
        x, y = float(bits >> _HALF) * _SHARE, float(bits & _LOW) * _SHARE
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
        bound = min(places[_KEPT - 1, _LOSS], most)
        loss = loss_at(depths, slack, about, frame, bands, slot, x, y, bound)
        if loss < bound:
            keep_place(places, slot, x, y, loss, _SAME * lesser)
    tried[0] += 1 + _NEAR + _WIDE
    best = 0
    first, last = _FIRST * lesser, _LAST * lesser
    for q in range(_KEPT):
        if places[q, _SLOT] >= 0.0:
            descend(depths, slack, about, frame, bands, places, q, first, last, state, tried)
            if places[q, _LOSS] < places[best, _LOSS]:
                best = q
    first, last = _FINE_FIRST * lesser, _FINE_LAST * lesser
    descend(depths, slack, about, frame, bands, places, best, first, last, state, tried)
    for column in range(_PLACE):
        places[0, column] = places[best, column]


@lean
def own_slot(choices: Ints, piece: int, form: int) -> int:
    """Which of the forms that a piece may take it has."""
    slot = 0
    while choices[piece, slot] != form:
        slot += 1
    return slot


@lean
def refresh(depths: Depths, slack: float, pairs: Floats, strip: Strip, piece: int, table: Floats) -> None:
    """Losses of a piece against all others anew, weighing the same, into its row and column."""
    form, x, y = strip.form[piece], strip.x[piece], strip.y[piece]
    for other in range(len(table)):
        depth, kind = 0.0, strip.form[other]
        rows = pairs[form, kind, _ROWS]
        u = (x - strip.x[other]) * pairs[form, kind, _PER_X] + pairs[form, kind, _FROM_X]
        v = (y - strip.y[other]) * pairs[form, kind, _PER_Y] + pairs[form, kind, _FROM_Y]
        if other != piece and u > 1.0 and v > 1.0 and u < pairs[form, kind, _END] and v < rows - 2.0:
            i, j = np.floor(u), np.floor(v)
            node = int(pairs[form, kind, _START] + i * rows + j)
            beyond = node + int(rows)
            low = depths[node] + (depths[node + 1] - float(depths[node])) * (v - j)
            high = depths[beyond] + (depths[beyond + 1] - float(depths[beyond])) * (v - j)
            depth = max(low + (high - low) * (u - i) - slack, 0.0)
        table[piece, other] = depth * pairs[form, kind, _GAIN]
        table[other, piece] = table[piece, other]


@lean
def one_round(field: Field, strip: Strip, near: Near, table: Floats, order: Ints, state: Bits, tried: Ints) -> float:
    """Move every piece that overlaps, in random order, and weigh what is still entangled; the loss that is left."""
    count, pieces, places = 0, len(strip.form), near.places
    for piece in range(pieces):
        if load(table, piece) > 0.0:
            order[count] = piece
            count += 1
    for q in range(count - 1, 0, -1):
        r = int(drawn(state) * (q + 1))
        order[q], order[r] = order[r], order[q]
    for q in range(count):
        piece = order[q]
        if load(table, piece) > 0.0:
            best_place(field, strip, near, piece, state, tried)
            strip.form[piece] = field.choices[piece, int(places[0, _SLOT])]
            strip.x[piece], strip.y[piece] = places[0, _X], places[0, _Y]
            refresh(field.depths, field.slack, field.pairs, strip, piece, table)
    total, worst = 0.0, 0.0
    for i in range(pieces):
        for j in range(i):
            total += table[i, j]
            worst = max(worst, table[i, j])
    weight = strip.weight
    for i in range(pieces):
        for j in range(i):
            if table[i, j] > 0.0:
                weight[i, j] *= _GROWS + _GROWS_MORE * table[i, j] / worst
            else:
                weight[i, j] = max(1.0, weight[i, j] * _FADES)
            weight[j, i] = weight[i, j]
    return float(total)


@lean
def load(table: Floats, piece: int) -> float:
    """Loss of a piece against all others together."""
    total = 0.0
    for other in range(len(table)):
        total += table[piece, other]
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
        np.empty((slots, 2, _BANDS + 1, words), np.uint64), np.empty((_KEPT, _PLACE)),
    )  # fmt: skip
    for piece in range(count):
        refresh(field.depths, field.slack, field.pairs, strip, piece, table)
    tried[0] += count
    least = table.sum() / 2.0
    form, x, y = strip.form.copy(), strip.x.copy(), strip.y.copy()
    still = 0
    while least > 0.0 and still < calm and tried[0] < most:
        total = one_round(field, strip, near, table, order, state, tried)
        still = 0 if total < _ENOUGH * least else still + 1
        if total < least:
            least = total
            form[:], x[:], y[:] = strip.form, strip.x, strip.y
    strip.form[:], strip.x[:], strip.y[:] = form, x, y
    return float(least)
