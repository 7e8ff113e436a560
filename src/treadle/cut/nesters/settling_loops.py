"""Pieces that overlap a little give way to each other, all together: the inner loops.

Every pair that overlaps is pushed apart along the slope of its depth map, each piece by half of the depth, sweep by
sweep (Müller and others 2007 move bodies so). A sweep costs about a third of a place for each piece, so that a layout
is squeezed into its shortest strip, or a failed one opened to see how long a strip it needs, for less than one unit of
work.
It leads to no other order of the pieces: for that they are moved one at a time, see `separation_loops.py`.
Imported only where a marker is drawn.
"""

from __future__ import annotations

from treadle.cut.nesters.depth_maps import Ints
from treadle.cut.nesters.field import Field, Strip
from treadle.cut.nesters.shapes import Floats
from treadle.machine_code import compiled, kept

#: Sweeps after which a strip counts as too short. Judged on five markers, where 40 to 100 were the same within chance.
_SWEEPS = 100
#: First and least share by which a squeeze shortens a strip. Not tuned: compaction wins back what is less.
_FIRST, _LEAST = 0.004, 0.0005
#: What a squeeze is multiplied by where it worked, and where not. Round numbers, not tuned.
_MORE, _LESS = 1.5, 0.5
#: How far a strip is opened, as shares of what it lacks to the best. Round numbers, not tuned.
_OPENED = (0.4, 0.8)
#: A slope of a map, squared, counts as this at least: on the ridges of a map it is near none. Not tuned.
_LEAST_SLOPE = 0.5
#: Pieces whose sweep takes as long as a place that is tried. Measured on markers of the demo.
_PIECES_PER_PLACE = 3


#: Columns of `pairs`, see `DepthMaps`. By definition.
_PER_X, _PER_Y, _FROM_X, _FROM_Y, _END, _START, _ROWS = range(7)


@compiled
def pushed(field: Field, strip: Strip, sweeps: int, tried: Ints) -> bool:
    """Push all pairs deeper than the slack apart, `sweeps` times at most; whether none is left."""
    depths, pairs, size, form, xs, ys = field.depths, field.pairs, field.size, strip.form, strip.x, strip.y
    slack, step, length, width = field.slack, field.step, strip.length, strip.width
    for _ in range(sweeps):
        is_free = True
        for i in range(len(form)):
            one = form[i]
            for j in range(i):
                other = form[j]
                dx, dy = xs[i] - xs[j], ys[i] - ys[j]
                if dx <= -size[one, 0] or dy <= -size[one, 1] or dx >= size[other, 0] or dy >= size[other, 1]:
                    continue
                per_x, per_y = pairs[one, other, _PER_X], pairs[one, other, _PER_Y]
                u, v = per_x * dx + pairs[one, other, _FROM_X], per_y * dy + pairs[one, other, _FROM_Y]
                p, q, row = int(u), int(v), int(pairs[one, other, _ROWS])
                node = int(pairs[one, other, _START]) + p * row + q
                c00, c01 = float(depths[node]), float(depths[node + 1])
                c10, c11 = float(depths[node + row]), float(depths[node + row + 1])
                f, g = u - p, v - q
                depth = (c00 * (1.0 - g) + c01 * g) * (1.0 - f) + (c10 * (1.0 - g) + c11 * g) * f
                if depth <= slack:
                    continue
                is_free = False
                slope_x = ((c10 - c00) * (1.0 - g) + (c11 - c01) * g) * per_x * step
                slope_y = ((c01 - c00) * (1.0 - f) + (c11 - c10) * f) * per_y * step
                push = 0.5 * depth * step / max(slope_x * slope_x + slope_y * slope_y, _LEAST_SLOPE)
                xs[i] = max(min(xs[i] - push * slope_x, length - size[one, 0]), 0.0)
                ys[i] = max(min(ys[i] - push * slope_y, width - size[one, 1]), 0.0)
                xs[j] = max(min(xs[j] + push * slope_x, length - size[other, 0]), 0.0)
                ys[j] = max(min(ys[j] + push * slope_y, width - size[other, 1]), 0.0)
        tried[0] += (len(form) + _PIECES_PER_PLACE - 1) // _PIECES_PER_PLACE
        if is_free:
            return True
    return False


@compiled
def scaled(field: Field, strip: Strip, x: Floats, y: Floats, share: float, length: float) -> Strip:
    """The strip as long as `length`, its pieces at x × share and y, held inside."""
    for i in range(len(x)):
        strip.x[i] = max(min(x[i] * share, length - field.size[strip.form[i], 0]), 0.0)
        strip.y[i] = y[i]
    return Strip(length, strip.width, strip.form, strip.x, strip.y, strip.weight)


@compiled
def end_of(field: Field, strip: Strip) -> float:
    """Where the last piece ends along the strip."""
    end = 0.0
    for i in range(len(strip.form)):
        end = max(end, strip.x[i] + field.size[strip.form[i], 0])
    return float(end)


@kept
def settle(field: Field, strip: Strip, sweeps: int, tried: Ints) -> bool:
    """Push pairs apart in a strip of fixed length, `sweeps` times at most; whether none overlaps. `tried[0]` counts
    places: what takes as long as one."""
    return pushed(field, strip, sweeps, tried)


@kept
def squeeze(field: Field, strip: Strip, least: float, tried: Ints) -> float:
    """Shorten a layout without overlap as far as pushing goes, to no less than `least`; the length reached."""
    x, y, length, step = strip.x.copy(), strip.y.copy(), end_of(field, strip), _FIRST
    for form in strip.form:
        least = max(least, field.size[form, 0])
    while step >= _LEAST and length > least:
        target = max(length * (1.0 - step), least)
        trial = scaled(field, strip, x, y, target / length, target)
        if pushed(field, trial, _SWEEPS, tried):
            length = end_of(field, trial)
            x[:], y[:] = strip.x, strip.y
            step *= _MORE
        else:
            step *= _LESS
    strip.x[:], strip.y[:] = x, y
    return length


@kept
def opened(field: Field, strip: Strip, longest: float, tried: Ints) -> float:
    """Lengthen a layout with overlap until pushing ends it, below `longest`; the length, or 0 where that is too little.

    Then the pieces lie anywhere.
    """
    x, y = strip.x.copy(), strip.y.copy()
    for share in _OPENED:
        target = strip.length + (longest - strip.length) * share
        trial = scaled(field, strip, x, y, target / strip.length, target)
        if pushed(field, trial, _SWEEPS, tried):
            return end_of(field, trial)
    return 0.0
