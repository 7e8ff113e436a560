"""Many shops filled from one warehouse, option by option: inner loops as machine code.

A shop's sales of an option on a path: each size is wanted so many times in the days that a shipment must last, evenly
over them; when the first key size runs out, the option leaves the display (Caro & Gallien, "Inventory management of a
fast-fashion retail network", Operations Research 58(2), 2010). Packs go one after the other to where a piece adds most.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from treadle.machine_code import kept

Ints = NDArray[np.int64]
Counts = NDArray[np.int32]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

#: Kinds of moves: single packs; what makes a display whole; one pack more of every key size. By definition.
SELLS, DISPLAY, KEYS = 0, 1, 2
#: A gain below this is none: rounding. Not tuned.
NOTHING = 1e-9


@kept
def sales_of(stock: Ints, wanted: Counts, is_key: Flags) -> float:
    """Expected pieces sold of a stock (Z,) over paths (K, Z) of what is wanted."""
    paths, sizes = wanted.shape
    total = 0.0
    for path in range(paths):
        end = 1.0
        for size in range(sizes):
            if is_key[size] and wanted[path, size] > stock[size]:
                # Of so many buyers, spread evenly, the one after the last piece comes at this time.
                out = (stock[size] + 0.5) / (wanted[path, size] + 0.5) if stock[size] > 0 else 0.0
                end = min(end, out)
        for size in range(sizes):
            total += min(float(stock[size]), wanted[path, size] * end)
    return float(total / paths)


@kept
def _best(
    stock: Ints, start: Ints, wanted: Counts, is_key: Flags, packs: Ints, display: int, left: Ints, room: int,
    sales: float,
) -> tuple[int, int, int, float, float]:  # fmt: skip
    """The move that adds most a piece at a shop: its kind, its size (of single packs), pieces and what it adds."""
    sizes = len(packs)
    best_kind, best_size, best_pieces, best_extra, best_gain = -1, -1, 0, 0.0, NOTHING
    trial = stock.copy()
    whole = np.zeros(sizes, np.int64)
    need_any, can_whole, can_more, pieces, more_pieces = False, True, True, 0, 0
    for size in range(sizes):
        least = max(display, 1) if is_key[size] else 0
        need = least - stock[size]
        if need > 0:
            need_any = True
            whole[size] = (need + packs[size] - 1) // packs[size] * packs[size]
        pieces += whole[size]
        more = whole[size] + (packs[size] if is_key[size] else 0)
        more_pieces += more
        can_whole = can_whole and whole[size] <= left[size]
        can_more = can_more and more <= left[size]
    if need_any and can_whole and 0 < pieces <= room:
        for size in range(sizes):
            trial[size] = stock[size] + whole[size]
        extra = sales_of(trial, wanted, is_key) - sales
        if extra / pieces > best_gain:
            best_kind, best_pieces, best_extra, best_gain = DISPLAY, pieces, extra, extra / pieces
    if can_more and 0 < more_pieces <= room and more_pieces > pieces:
        for size in range(sizes):
            trial[size] = stock[size] + whole[size] + (packs[size] if is_key[size] else 0)
        extra = sales_of(trial, wanted, is_key) - sales
        if extra / more_pieces > best_gain:
            best_kind, best_pieces, best_extra, best_gain = KEYS, more_pieces, extra, extra / more_pieces
    is_below = need_any and start.sum() == 0 and display > 0
    for size in range(sizes):
        trial[size] = stock[size]
    for size in range(sizes):
        if is_below or packs[size] > left[size] or packs[size] > room:
            continue
        trial[size] = stock[size] + packs[size]
        extra = sales_of(trial, wanted, is_key) - sales
        if extra / packs[size] > best_gain:
            best_kind, best_size, best_pieces = SELLS, size, packs[size]
            best_extra, best_gain = extra, extra / packs[size]
        trial[size] = stock[size]
    return best_kind, best_size, best_pieces, best_extra, best_gain


@kept
def _units_of(kind: int, size: int, stock: Ints, is_key: Flags, packs: Ints, display: int) -> Ints:
    """Pieces (Z,) of a move."""
    units = np.zeros(len(packs), np.int64)
    if kind == SELLS:
        units[size] = packs[size]
        return units
    for at in range(len(packs)):
        least = max(display, 1) if is_key[at] else 0
        need = least - stock[at]
        if need > 0:
            units[at] = (need + packs[at] - 1) // packs[at] * packs[at]
        if kind == KEYS and is_key[at]:
            units[at] += packs[at]
    return units


@kept
def fill_option(
    stock: Ints, wanted: Counts, is_key: Flags, packs: Ints, display: Ints, warehouse: Ints, reserve: Ints,
    online: Counts, room: Ints, least_gain: Floats, is_open: Flags,
) -> tuple[Ints, Floats, Ints]:  # fmt: skip
    """Pieces sent (S, Z), what they add (S,), and the kind of move that sent the first of each (S, Z; -1: none).

    `stock` (S, Z) lies there or is on its way; `wanted` (S, K, Z); `display` (S,) least pieces of each key size;
    `warehouse`, `reserve` (Z,); `online` (P, Z) what is wanted from the same warehouse; `room` (S,) pieces that still
    fit; `least_gain` (S,) what a piece must add to be sent, the price of the shop's room with it; `is_open` (S,).
    """
    shops, sizes = stock.shape
    held, kept, space = stock.copy(), warehouse.astype(np.float64), room.copy()
    left = np.maximum(warehouse - reserve, 0)
    sent, why = np.zeros((shops, sizes), np.int64), np.full((shops, sizes), -1, np.int64)
    extra, sales = np.zeros(shops), np.zeros(shops)
    moves, gains = np.full((shops, 3), -1), np.full((shops, 2), -1.0)
    for shop in range(shops):
        if is_open[shop]:
            sales[shop] = sales_of(held[shop], wanted[shop], is_key)
            _look(shop, held, stock, wanted, is_key, packs, display, left, space, sales, moves, gains)
    while True:
        at, most = -1, 0.0
        for shop in range(shops):
            over = gains[shop, 1] - least_gain[shop]
            if moves[shop, 0] >= 0 and over >= 0.0 and (at < 0 or over > most + NOTHING):
                at, most = shop, over
        if at < 0:
            return sent, extra, why
        units = _units_of(moves[at, 0], moves[at, 1], held[at], is_key, packs, display[at])
        fits = units.sum() <= space[at]
        for size in range(sizes):
            fits = fits and units[size] <= left[size]
        if fits and (gains[at, 0] - _lost(online, kept, units)) / units.sum() < least_gain[at]:
            moves[at, 0] = -1
            continue
        if fits:
            for size in range(sizes):
                if units[size] > 0 and why[at, size] < 0:
                    why[at, size] = moves[at, 0]
            held[at] += units
            left -= units
            kept -= units
            sent[at] += units
            space[at] -= units.sum()
            extra[at] += gains[at, 0]
            sales[at] += gains[at, 0]
        _look(at, held, stock, wanted, is_key, packs, display, left, space, sales, moves, gains)


@kept
def _look(
    shop: int, held: Ints, stock: Ints, wanted: Counts, is_key: Flags, packs: Ints, display: Ints, left: Ints,
    space: Ints, sales: Floats, moves: Ints, gains: Floats,
) -> None:  # fmt: skip
    """Write a shop's best move into `moves` (kind, size, pieces) and `gains` (what it adds, and a piece of it)."""
    kind, size, pieces, extra, gain = _best(
        held[shop], stock[shop], wanted[shop], is_key, packs, display[shop], left, space[shop], sales[shop]
    )
    moves[shop, 0], moves[shop, 1], moves[shop, 2] = kind, size, pieces
    gains[shop, 0], gains[shop, 1] = extra, gain


@kept
def _lost(online: Counts, kept: Floats, units: Ints) -> float:
    """What is lost online (over its paths) where pieces leave a warehouse that keeps so many."""
    lost = 0.0
    for size in range(len(units)):
        if units[size] > 0:
            for path in range(len(online)):
                wanted = float(online[path, size])
                lost += max(0.0, min(wanted, kept[size]) - min(wanted, kept[size] - units[size])) / len(online)
    return lost


@kept
def move_option(
    stock: Ints, wanted: Counts, is_key: Flags, least_gain: Floats, gives: Flags, takes: Flags
) -> tuple[Ints, Floats]:
    """Pieces moved from shop to shop: rows of (giver, taker, size, pieces) and what each adds; pieces go one by one
    from where the last is missed least to where the next adds most, as long as that is `least_gain` (S,) of
    the giver more. `gives`, `takes` (S,): shops that may.
    """
    shops, sizes = stock.shape
    held = stock.copy()
    sales = np.zeros(shops)
    for shop in range(shops):
        sales[shop] = sales_of(held[shop], wanted[shop], is_key)
    loss = np.full((shops, sizes), 1e9)
    gain = np.full((shops, sizes), -1e9)
    has_given, has_taken = np.zeros(shops, np.bool_), np.zeros(shops, np.bool_)

    rows = np.zeros((int(held.sum()) + 1, 4), np.int64)
    adds = np.zeros(int(held.sum()) + 1)
    count = 0
    for shop in range(shops):
        _margins(shop, held, wanted, is_key, sales, loss, gain)
    for _ in range(int(held.sum())):
        best, giver, taker, which = NOTHING, -1, -1, -1
        for size in range(sizes):
            low, low_at, high, high_at = 1e9, -1, -1e9, -1
            for shop in range(shops):
                asked = loss[shop, size] + least_gain[shop]
                if gives[shop] and not has_taken[shop] and held[shop, size] > 0 and asked < low:
                    low, low_at = asked, shop
                if takes[shop] and not has_given[shop] and gain[shop, size] > high:
                    high, high_at = gain[shop, size], shop
            if low_at >= 0 and high_at >= 0 and low_at != high_at and high - low > best:
                best, giver, taker, which = high - low, low_at, high_at, size
        if giver < 0:
            break
        held[giver, which] -= 1
        held[taker, which] += 1
        has_given[giver], has_taken[taker] = True, True
        rows[count, 0], rows[count, 1], rows[count, 2], rows[count, 3] = giver, taker, which, 1
        adds[count] = best + least_gain[giver]
        count += 1
        for shop in (giver, taker):
            sales[shop] = sales_of(held[shop], wanted[shop], is_key)
            _margins(shop, held, wanted, is_key, sales, loss, gain)
    return rows[:count], adds[:count]


@kept
def _margins(shop: int, held: Ints, wanted: Counts, is_key: Flags, sales: Floats, loss: Floats, gain: Floats) -> None:
    """What the last piece of each size is worth at a shop, and what the next would add."""
    trial = held[shop].copy()
    for size in range(held.shape[1]):
        trial[size] += 1
        gain[shop, size] = sales_of(trial, wanted[shop], is_key) - sales[shop]
        trial[size] -= 1
        if held[shop, size] > 0:
            trial[size] -= 1
            loss[shop, size] = sales[shop] - sales_of(trial, wanted[shop], is_key)
            trial[size] += 1
        else:
            loss[shop, size] = 1e9


@kept
def draw_wanted_units(mean: Floats, level: Floats, seed: int) -> Counts:
    """What is wanted (S, K, Z) around means (S, Z): Poisson at the level of each path, `level` (K,), by inversion of
    numbers that are even over the paths of a shop and size."""
    shops, sizes = mean.shape
    paths = len(level)
    found = np.zeros((shops, paths, sizes), np.int32)
    order = np.arange(paths)
    state = np.uint64(seed)
    for shop in range(shops):
        for size in range(sizes):
            if mean[shop, size] <= 0.0:
                continue
            for at in range(paths - 1, 0, -1):
                state += np.uint64(0x9E3779B97F4A7C15)
                other = int(_even(state) * (at + 1))
                order[at], order[other] = order[other], order[at]
            for path in range(paths):
                rate = mean[shop, size] * level[path]
                state += np.uint64(0x9E3779B97F4A7C15)
                point = (order[path] + _even(state)) / paths
                if rate > 30.0:
                    found[shop, path, size] = max(0, round(rate + np.sqrt(rate) * _normal(point)))
                    continue
                mass = np.exp(-rate)
                total, units = mass, 0
                while total < point and units < 400:
                    units += 1
                    mass *= rate / units
                    total += mass
                found[shop, path, size] = units
    return found


@kept
def _even(state: np.uint64) -> float:
    """A number from 0 to below 1 of a counter (splitmix64: Steele, Lea & Flood, OOPSLA 2014)."""
    mixed = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return float(mixed >> np.uint64(11)) / 9007199254740992.0


@kept
def _normal(point: float) -> float:
    """The normal score of a probability, to three digits (Tukey's lambda of 0.14: Joiner & Rosenblatt 1971)."""
    return float(4.91 * (point**0.14 - (1.0 - point) ** 0.14))
