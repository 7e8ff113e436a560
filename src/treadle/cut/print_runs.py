"""Digital print runs that gang several small orders: panels side by side in bands across the cloth, as few metres as
can be.

Two-stage guillotine packing (Gilmore and Gomory 1965, Operations Research 13): a band is as long as its longest panel;
shorter panels stand behind one another in their lane. Bands are priced into a linear program by a knapsack over the
width until none helps, which bounds every plan of bands; whole bands come from the program with the bands found, and
with every band where these are not too many. Bands are then parted into runs no longer than a roll, bands of one order
together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from treadle.cut.solvers.highs import Program, solve_program
from treadle.terms.printing import Panel, PrintedPanel, PrintPlan
from treadle.terms.quantity import Violation

#: Steps into which the width is parted at most, when bands are priced. Not tuned: bounds work and memory.
WIDTH_STEPS = 800
#: Rounds of pricing, and nodes of the search for whole bands. Not tuned: bounds work and memory.
ROUNDS, NODES = 60, 3_000
#: Bands that are all given to the search for whole ones. Not tuned: bounds work and memory.
MOST_BANDS = 3_000


@dataclass(frozen=True, slots=True)
class _Band:
    """Panels side by side: lanes of each panel by number, how many stand in a lane, and the band's length with gap."""

    length: int
    lanes: tuple[int, ...]

    def holds(self, lengths: Sequence[int]) -> list[int]:
        """Copies of each panel in it."""
        return [lanes * (self.length // long) for lanes, long in zip(self.lanes, lengths, strict=True)]


def plan_print_runs(panels: Sequence[Panel], *, width_mm: int, roll_mm: int, gap_mm: int = 10) -> PrintPlan:
    """Gang panels on cloth of a usable width, `gap_mm` between them, in runs of at most `roll_mm`.

    Raises ValueError naming each panel that is wider than the cloth or longer than a roll.
    """
    wrong = [f"{one.order_id} {one.panel_id}" for one in panels if one.width_mm > width_mm or one.length_mm > roll_mm]
    if wrong:
        raise ValueError(f"wider than the cloth or longer than a roll: {', '.join(wrong)}")
    wanted = [one for one in panels if one.copies > 0]
    bands, bound = _bands(wanted, width_mm, gap_mm)
    separate = 0
    for order_id in dict.fromkeys(one.order_id for one in wanted):
        alone, _ = _bands([one for one in wanted if one.order_id == order_id], width_mm, gap_mm)
        separate += max(0, sum(band.length for band in alone) - gap_mm)
    placed, lengths = _in_runs(bands, wanted, roll_mm, gap_mm)
    return PrintPlan(
        width_mm=width_mm, gap_mm=gap_mm, run_mm=lengths, panels=placed,
        bound_mm=max(0.0, bound - gap_mm * len(lengths)), separate_mm=separate,
    )  # fmt: skip


def _bands(panels: Sequence[Panel], width_mm: int, gap_mm: int) -> tuple[list[_Band], float]:
    """Whole bands that hold every copy, and the least length of any (with the gaps behind bands)."""
    if not panels:
        return [], 0.0
    lengths = [one.length_mm + gap_mm for one in panels]
    widths = [one.width_mm + gap_mm for one in panels]
    demand = np.array([one.copies for one in panels], dtype=np.float64)
    unit = gcd(width_mm + gap_mm, *widths)
    is_exact = (width_mm + gap_mm) // unit <= WIDTH_STEPS
    unit = unit if is_exact else -(-(width_mm + gap_mm) // WIDTH_STEPS)
    room, lanes = (width_mm + gap_mm) // unit, [-(-one // unit) for one in widths]
    bands = [_filled(number, lengths, lanes, room) for number in range(len(panels))]
    for _ in range(ROUNDS):
        answer = solve_program(_program(bands, lengths, demand, is_whole=False))
        price = answer.row_price
        fresh = [
            band for long in sorted(set(lengths))
            if (band := _priced(long, price, lengths, lanes, room, demand)) is not None and band not in bands
        ]  # fmt: skip
        if not fresh:
            break
        bands += fresh
    relaxed = solve_program(_program(bands, lengths, demand, is_whole=False))
    bound = float(np.ceil(relaxed.objective - 1e-6)) if is_exact else 0.0
    # Most of the demand goes into bands of the program; what is left is small enough to try every band for it.
    sure = np.maximum(np.floor(relaxed.values + 1e-9) - 1.0, 0.0).astype(int)
    tried: list[tuple[int, int, list[_Band]]] = []
    for counts in (np.zeros(len(bands), dtype=int), sure) if sure.any() else (sure,):
        held = np.array([band.holds(lengths) for band in bands]).T @ counts
        left = np.maximum(demand - held, 0.0)
        more = list(dict.fromkeys([*_every_band(lengths, lanes, room, left), *bands]))
        whole = solve_program(_program(more, lengths, left, is_whole=True), nodes=NODES, gap_share=1e-5)
        if whole.status != "infeasible":
            chosen = [band for band, count in zip(bands, counts.tolist(), strict=True) for _ in range(count)]
            chosen += [band for band, count in zip(more, np.rint(whole.values), strict=True) for _ in range(int(count))]
            tried.append((sum(band.length for band in chosen), len(tried), chosen))
    return min(tried)[2], bound


def _every_band(lengths: Sequence[int], lanes: Sequence[int], room: int, left: NDArray[np.float64]) -> list[_Band]:
    """All bands to which no lane that is still wanted can be added, `MOST_BANDS` at most: none where there are more."""
    found: list[_Band] = []
    wanted = [number for number, one in enumerate(left.tolist()) if one > 0]

    def grow(long: int, at: int, counts: list[int], free: int) -> bool:
        if at == len(wanted):
            fits = any(
                lanes[n] <= free and lengths[n] <= long and counts[n] * (long // lengths[n]) < left[n] for n in wanted
            )
            if not fits and any(counts):
                found.append(_Band(long, tuple(counts)))
            return len(found) <= MOST_BANDS
        number = wanted[at]
        behind = long // lengths[number]
        most = min(free // lanes[number], -(-int(left[number]) // behind)) if behind else 0
        for count in range(most, -1, -1):
            counts[number] = count
            if not grow(long, at + 1, counts, free - count * lanes[number]):
                return False
        counts[number] = 0
        return True

    for long in sorted({lengths[number] for number in wanted}):
        if not grow(long, 0, [0] * len(lengths), room):
            return []
    return found


def _filled(number: int, lengths: Sequence[int], lanes: Sequence[int], room: int) -> _Band:
    """A band of one panel alone."""
    counts = [0] * len(lengths)
    counts[number] = room // lanes[number]
    return _Band(lengths[number], tuple(counts))


def _program(bands: Sequence[_Band], lengths: Sequence[int], demand: NDArray[np.float64], is_whole: bool) -> Program:
    """As little length of bands as holds the demand."""
    count = len(bands)
    held = np.array([band.holds(lengths) for band in bands], dtype=np.float64).T
    return Program(
        cost=np.array([float(band.length) for band in bands]), matrix=csr_matrix(held), row_low=demand,
        row_high=np.full(len(demand), np.inf), low=np.zeros(count), high=np.full(count, np.inf),
        is_whole=np.full(count, is_whole),
    )  # fmt: skip


def _priced(
    long: int, price: NDArray[np.float64], lengths: Sequence[int], lanes: Sequence[int], room: int,
    demand: NDArray[np.float64],
) -> _Band | None:  # fmt: skip
    """The band of a length that is worth most beyond it: a knapsack of lanes over the width; None where none is."""
    worth = np.zeros(room + 1)
    taken: list[NDArray[np.int64]] = []
    for number, (own, wide) in enumerate(zip(lengths, lanes, strict=True)):
        behind = long // own
        lane = float(price[number]) * behind
        most = min(room // wide, -(-int(demand[number]) // behind)) if behind else 0
        best, count = worth.copy(), np.zeros(room + 1, dtype=np.int64)
        for lane_count in range(1, most + 1 if lane > 0 else 1):
            better = worth[: room + 1 - lane_count * wide] + lane_count * lane
            tail = best[lane_count * wide :]
            improved = better > tail + 1e-9
            tail[improved] = better[improved]
            count[lane_count * wide :][improved] = lane_count
        taken.append(count)
        worth = best
    if worth[room] <= long + 1e-6:
        return None
    counts, left = [0] * len(lengths), room
    for number in range(len(lengths) - 1, -1, -1):
        counts[number] = int(taken[number][left])
        left -= counts[number] * lanes[number]
    return _Band(long, tuple(counts))


def _in_runs(
    bands: Sequence[_Band], panels: Sequence[Panel], roll_mm: int, gap_mm: int
) -> tuple[tuple[PrintedPanel, ...], tuple[int, ...]]:
    """Bands one behind the other in as few runs as fit them in order of length, and every copy that is wanted."""
    left = [one.copies for one in panels]
    lengths = [one.length_mm + gap_mm for one in panels]
    first = {order_id: at for at, order_id in enumerate(dict.fromkeys(one.order_id for one in panels))}
    ends: list[int] = []
    placed: list[PrintedPanel] = []

    def orders(band: _Band) -> tuple[int, int]:
        mine = [first[one.order_id] for one, lanes in zip(panels, band.lanes, strict=True) if lanes]
        return min(mine, default=0), -band.length

    for band in sorted(bands, key=orders):
        run = next((at for at, end in enumerate(ends) if end + band.length - gap_mm <= roll_mm), len(ends))
        if run == len(ends):
            ends.append(0)
        y = 0
        for number, lanes in enumerate(band.lanes):
            for _ in range(lanes):
                for behind in range(min(band.length // lengths[number], left[number])):
                    one = panels[number]
                    placed.append(
                        PrintedPanel(
                            run=run + 1, order_id=one.order_id, panel_id=one.panel_id,
                            x_mm=ends[run] + behind * lengths[number], y_mm=y,
                        )
                    )  # fmt: skip
                    left[number] -= 1
                y += panels[number].width_mm + gap_mm
        ends[run] += band.length
    return tuple(placed), tuple(end - gap_mm for end in ends)


def verify_print_runs(plan: PrintPlan, panels: Sequence[Panel], roll_mm: int) -> tuple[Violation, ...]:
    """All broken rules: copies missing or too many, panels off the cloth or closer than the gap, runs too long."""
    size = {(one.order_id, one.panel_id): one for one in panels}
    found = []
    wanted = Counter({key: one.copies for key, one in size.items() if one.copies > 0})
    printed = Counter((one.order_id, one.panel_id) for one in plan.panels)
    for key in sorted(wanted.keys() | printed.keys()):
        if wanted[key] != printed[key]:
            told = f"{printed[key]} printed, {wanted[key]} wanted"
            found.append(Violation(rule="every copy is printed once", where=" ".join(key), found=told))
    for run, length in enumerate(plan.run_mm, start=1):
        if length > roll_mm:
            told = f"{length} mm, a roll has {roll_mm}"
            found.append(Violation(rule="a run fits a roll", where=f"run {run}", found=told))
        mine = sorted((one for one in plan.panels if one.run == run), key=lambda one: one.x_mm)
        for at, one in enumerate(mine):
            own = size[one.order_id, one.panel_id]
            where = f"run {run}: {one.order_id} {one.panel_id} at {one.x_mm}, {one.y_mm}"
            right, up = one.x_mm + own.length_mm, one.y_mm + own.width_mm
            if min(one.x_mm, one.y_mm) < 0 or right > length or up > plan.width_mm:
                found.append(Violation(rule="a panel lies on the cloth", where=where, found=f"up to {right}, {up}"))
            for other in mine[at + 1 :]:
                if other.x_mm >= right + plan.gap_mm:
                    break
                high = other.y_mm + size[other.order_id, other.panel_id].width_mm
                if other.y_mm < up + plan.gap_mm and one.y_mm < high + plan.gap_mm:
                    told = f"{other.order_id} {other.panel_id} at {other.x_mm}, {other.y_mm}"
                    found.append(Violation(rule="panels keep their gap", where=where, found=told))
    return tuple(found)
