"""Plain cut orders, as in the published form: sizes, units, yards per garment or pieces in millimetres. Read, solve."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from treadle.cut.lay_lengths import Lengths
from treadle.cut.lay_model import LayProblem
from treadle.cut.lay_search import search_lays
from treadle.cut.nest import marker_request, nest
from treadle.errors import InputError, Problem
from treadle.terms.budget import Budget
from treadle.terms.cutting import Fabric, Marker, Pattern, Piece

Ints = NDArray[np.int64]

YARD_MM = 914.4
#: What a lay and a ply cost, in yards of cloth, and spare units allowed, where a file says nothing of lay costs.
LAY_COST_YARDS, PLY_COST_YARDS, MAX_OVER_SHARE = 2.0, 0.05, 0.01
#: Pieces in one marker, and garments, at most.
MOST_PIECES, MOST_GARMENTS = 80, 24
#: Moves with which a marker of a plain order is drawn.
MOVES = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainCutOrder:
    """A cut order of a file: C colours, S sizes. `demand` (C, S) units; lengths and costs in yards of cloth.

    Either `yards_per_garment` (S,) says what a garment takes, or `pattern` holds its pieces and `width_mm` the cloth's
    usable width: then a marker is as long as its drawing. Where a file names no colours there is one, called ''.
    """

    name: str
    colours: tuple[str, ...]
    sizes: tuple[str, ...]
    demand: Ints
    yards_per_garment: tuple[float, ...] = ()
    pattern: Pattern | None = None
    width_mm: float = 0.0
    least_plies: int = 1
    most_plies: int = 100
    longest_yards: float = 13.0
    lay_cost_yards: float = LAY_COST_YARDS
    ply_cost_yards: float = 0.0
    marker_cost_yards: float = 0.0
    max_over_share: float = MAX_OVER_SHARE
    most_garments: int = MOST_GARMENTS


@dataclass(slots=True, kw_only=True)
class MarkerBook:
    """Draws markers of a plain order's pattern, each mix once; `moves` of our own nester each."""

    order: PlainCutOrder
    seed: int = 0
    moves: int = MOVES
    drawn: dict[tuple[int, ...], Marker] = field(default_factory=dict)

    def marker(self, mix: tuple[int, ...]) -> Marker:
        """The marker of so many garments of each size."""
        if mix not in self.drawn:
            assert self.order.pattern is not None
            fabric = Fabric(fabric_id="cloth", width_mm=int(self.order.width_mm), price_per_m_cents=0)
            ratio = dict(zip(self.order.sizes, mix, strict=True))
            request = marker_request(self.order.pattern, ratio, fabric, self.seed)
            self.drawn[mix] = nest(request, Budget(work=self.moves))
        return self.drawn[mix]

    def length_mm(self, mix: tuple[int, ...]) -> float:
        """Its length in millimetres."""
        return self.marker(mix).length_mm


def read_cut_order(told: Mapping[str, Any], name: str) -> PlainCutOrder:
    """A cut order from the JSON of a file.

    `sizes`; `demand_pieces`: units by size, or an object of such lists by colour; `yards_per_garment` by size, or
    `pieces` (a list of {"piece_id", "size", "outline", "quantity", "is_pair", "rotations_deg"} in millimetres, or an
    object of such lists by size) with `fabric_width_mm`; `plies_per_lay` {"min", "max"}; `lay_length_max_yards`;
    optional `lay_cost_yards`, `ply_cost_yards`, `marker_cost_yards`, `max_over_share`, `max_garments_per_marker`.
    Raises `InputError` with every missing or wrong field.
    """
    problems: list[Problem] = []

    def wrong(what: str, remedy: str) -> None:
        problems.append(Problem(file=name, what=what, remedy=remedy))

    def number(key: str, default: float | None, low: float = 0.0) -> float:
        value = told.get(key, default)
        if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value < float("inf"):
            wrong(f"{key} is {value!r}", f"Give a number of at least {low:g}")
            return max(low, 1.0)
        return float(value)

    sizes = told.get("sizes")
    if not isinstance(sizes, list) or not sizes or len(set(map(str, sizes))) < len(sizes):
        wrong("sizes are missing or repeated", "Give a list of different sizes")
        sizes = ["?"]
    sizes = tuple(str(one) for one in sizes)
    colours, demand = _demand(told.get("demand_pieces"), sizes, wrong)
    plies = told.get("plies_per_lay", {})
    low, high = (plies.get("min", 1), plies.get("max", 100)) if isinstance(plies, Mapping) else (0, 0)
    if not (isinstance(low, int) and isinstance(high, int) and 1 <= low <= high):
        wrong(f"plies_per_lay is {plies!r}", 'Give {"min": 1, "max": 100}, whole numbers, least first')
        low, high = 1, 100
    pattern: Pattern | None = None
    width_mm = 0.0
    yards: tuple[float, ...] = ()
    if "pieces" in told:
        pattern = Pattern(pattern_id=name, pieces=tuple(_pieces(told["pieces"], sizes, wrong)))
        width_mm = number("fabric_width_mm", told.get("width_mm"), 1.0)
    else:
        yards = _yards(told.get("yards_per_garment"), sizes, wrong)
    order = PlainCutOrder(
        name=name,
        colours=colours,
        sizes=sizes,
        demand=demand,
        yards_per_garment=yards,
        pattern=pattern,
        width_mm=width_mm,
        least_plies=low,
        most_plies=high,
        longest_yards=number("lay_length_max_yards", None, 0.01),
        lay_cost_yards=number("lay_cost_yards", LAY_COST_YARDS),
        ply_cost_yards=number("ply_cost_yards", 0.0 if "lay_cost_yards" in told else PLY_COST_YARDS),
        marker_cost_yards=number("marker_cost_yards", 0.0),
        max_over_share=number("max_over_share", MAX_OVER_SHARE),
        most_garments=int(number("max_garments_per_marker", MOST_GARMENTS, 1)),
    )
    if problems:
        raise InputError(problems)
    return order


def _demand(told: Any, sizes: tuple[str, ...], wrong: Callable[[str, str], None]) -> tuple[tuple[str, ...], Ints]:
    by_colour = told if isinstance(told, Mapping) else {"": told}
    rows = []
    for colour, units in by_colour.items():
        good = isinstance(units, list) and len(units) == len(sizes)
        if not good or any(not isinstance(one, int) or isinstance(one, bool) or one < 0 for one in units):
            place = f"demand_pieces of {colour}" if colour else "demand_pieces"
            wrong(f"{place} is no whole number of units for each size", f"Give {len(sizes)} numbers from 0 up")
            units = [0] * len(sizes)
        rows.append(units)
    return tuple(str(one) for one in by_colour), np.array(rows, dtype=np.int64)


def _yards(told: Any, sizes: tuple[str, ...], wrong: Callable[[str, str], None]) -> tuple[float, ...]:
    good = isinstance(told, list) and len(told) == len(sizes)
    if not good or any(not isinstance(one, int | float) or not one > 0 for one in told):
        wrong("neither pieces nor yards_per_garment for each size are given", f"Give {len(sizes)} lengths above zero")
        return tuple(1.0 for _ in sizes)
    return tuple(float(one) for one in told)


def _pieces(told: Any, sizes: tuple[str, ...], wrong: Callable[[str, str], None]) -> list[Piece]:
    listed: list[tuple[str | None, Any]] = []
    if isinstance(told, Mapping):
        listed = [(str(size), one) for size, ones in told.items() for one in ones]
    elif isinstance(told, list):
        listed = [(None, one) for one in told]
    found = []
    for place, (size, one) in enumerate(listed):
        try:
            shape = one.get("outline", one.get("shape"))
            ring = [(float(x), float(y)) for x, y in (shape["data"] if isinstance(shape, Mapping) else shape)]
            piece = Piece(
                piece_id=str(one.get("piece_id", one.get("id", place))),
                size=str(size if size is not None else one["size"]),
                outline=tuple(ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring),
                quantity=int(one.get("quantity", one.get("demand", 1))),
                is_pair=bool(one.get("is_pair", False)),
                rotations_deg=tuple(
                    float(angle) for angle in one.get("rotations_deg", one.get("allowed_orientations", (0.0, 180.0)))
                ),
            )
            found.append(piece)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            wrong(f"piece {place} cannot be read ({error!r})", "Give piece_id, size, outline and quantity")
    bare = [size for size in sizes if not any(piece.size == size for piece in found)]
    if bare:
        wrong(f"no pieces of size {', '.join(bare)}", "Give the pieces of every size")
    return found


def plain_problem(order: PlainCutOrder) -> LayProblem:
    """The order in numbers, its cost in hundredths of a yard of cloth."""
    over = np.maximum(np.floor(order.demand * order.max_over_share + 1e-9), 1).astype(np.int64)
    over[order.demand == 0] = 0
    lengths = plain_lengths(order, None).garment_mm
    garments = max(1, min(order.most_garments, int(order.longest_yards * YARD_MM / float(lengths.min()))))
    if order.pattern is not None:
        pieces = max(sum(one.quantity for one in order.pattern.of_size(size)) for size in order.sizes)
        garments = max(1, min(garments, MOST_PIECES // pieces))
    return LayProblem(
        demand=order.demand,
        over_most=over,
        worth_cents=np.zeros((*order.demand.shape, 1)),
        ply_cents_per_mm=100.0 / YARD_MM,
        ply_end_mm=YARD_MM * order.ply_cost_yards,
        lay_cents_per_mm=0.0,
        lay_cents=100.0 * order.lay_cost_yards,
        marker_cents=100.0 * order.marker_cost_yards,
        most_plies=order.most_plies,
        least_plies=order.least_plies,
        most_garments=garments,
        longest_mm=order.longest_yards * YARD_MM,
    )


def plain_lengths(order: PlainCutOrder, book: MarkerBook | None) -> Lengths:
    """Lengths of its markers: sums of yards, or those that `book` draws."""
    if order.pattern is None:
        area, width = np.array(order.yards_per_garment) * YARD_MM, 1.0
    else:
        sizes = [order.pattern.of_size(size) for size in order.sizes]
        area = np.array([sum(_area(one) * one.quantity for one in pieces) for pieces in sizes])
        width = order.width_mm
    ask = book.length_mm if book is not None and order.pattern is not None else None
    return Lengths(area_mm2=area, width_mm=width, name=order.name, sizes=order.sizes, ask=ask)


def _area(piece: Piece) -> float:
    x, y = np.array(piece.outline).T
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)


def solve_cut_order(
    order: PlainCutOrder, budget: Budget, seed: int, book: MarkerBook | None = None, most_drawn: int = 1_000
) -> dict[str, Any]:
    """Plan the lays of a plain order within a budget: {"lays", "total_length", "cost_yards", "gap_share", "status"}.

    Each lay has its `ratio` (garments by size), `plies` (a number, or by colour where the order has colours) and
    `length` in yards; with pieces, "markers" holds the drawing of each ratio. No lays where nothing meets the order.
    """
    book = book or MarkerBook(order=order, seed=seed)
    problem, lengths = plain_problem(order), plain_lengths(order, book)
    found = search_lays(problem, lengths, budget, seed, most_drawn)
    lays = []
    for mix in sorted(found.best, key=lambda one: (-lengths.of(one), one)):
        for plies in _stacks(found.best[mix], order.most_plies):
            told: Any = dict(zip(order.colours, plies, strict=True)) if order.colours != ("",) else plies[0]
            ratio = dict(zip(order.sizes, mix, strict=True))
            lays.append({"ratio": ratio, "plies": told, "length": lengths.of(mix) / YARD_MM})
    total = sum(sum(plies) * lengths.of(mix) for mix, plies in found.best.items()) / YARD_MM
    answer: dict[str, Any] = {
        "lays": lays,
        "total_length": total,
        "cost_yards": round(found.best_cents / 100.0, 6) if lays else None,
        "gap_share": round(found.gap(), 6) if lays else None,
        "status": "infeasible" if not lays else "optimal" if found.is_proved and found.gap() <= 1.5e-4 else "feasible",
    }
    if order.pattern is not None:
        answer["markers"] = [_drawing(order, mix, book.marker(mix)) for mix in sorted(found.best)]
    return answer


def _stacks(plies: tuple[int, ...], most: int) -> list[tuple[int, ...]]:
    """Plies by colour as the fewest stacks of at most `most`, about equally high."""
    total = sum(plies)
    count = -(-total // most)
    left, stacks = list(plies), []
    for at in range(count):
        room, stack = total // count + (at < total % count), []
        for colour, wanted in enumerate(left):
            taken = min(wanted, room)
            room, left[colour] = room - taken, wanted - taken
            stack.append(taken)
        stacks.append(tuple(stack))
    return stacks


def _drawing(order: PlainCutOrder, mix: tuple[int, ...], marker: Marker) -> dict[str, Any]:
    """A marker as plain values: every copy mirrored if so told, rotated about (0, 0), then moved (mm)."""
    pieces = marker.request.pieces
    return {
        "ratio": dict(zip(order.sizes, mix, strict=True)),
        "length_mm": marker.length_mm,
        "placements": [
            {
                "piece_id": pieces[put.piece_index].piece_id,
                "size": pieces[put.piece_index].size,
                "is_mirrored": pieces[put.piece_index].is_mirrored,
                "x": put.x_mm,
                "y": put.y_mm,
                "rotation_deg": put.rotation_deg,
            }
            for put in marker.placements
        ],
    }
