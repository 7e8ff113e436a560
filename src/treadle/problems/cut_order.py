"""Plain cut orders, as in the published form: sizes, units, yards per garment or pieces in millimetres. Read, solve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from treadle.cut.lay_lengths import Lengths
from treadle.cut.lay_model import LayProblem
from treadle.cut.lay_search import search_lays
from treadle.cut.nest import marker_request, nest
from treadle.cut.plain_pieces import implausible, outline_of, piece_problems
from treadle.errors import InputError, Problem
from treadle.terms.budget import Budget
from treadle.terms.cutting import Fabric, Marker, Pattern, Piece
from treadle.terms.json_form import JsonForm, shown
from treadle.terms.policy import CutPolicy
from treadle.terms.table_spec import need
from treadle.terms.tables.making import FABRICS

Ints = NDArray[np.int64]

YARD_MM = 914.4
#: What a lay and a ply cost, in yards of cloth, and spare units allowed, where a file says nothing of lay costs.
LAY_COST_YARDS, PLY_COST_YARDS, MAX_OVER_SHARE = 2.0, 0.05, 0.01
#: Pieces in one marker, and garments, at most.
MOST_PIECES, MOST_GARMENTS = 80, 24
#: Most units of a size and pieces that a file may ask for: beyond, a slip of the pen.
MOST_UNITS, MOST_PIECES_TOLD = 100_000_000, 20_000
_GARMENT_YARDS = need("yards_per_garment", "number", "cloth of a garment", unit="yd", least=0.001, most=1_000,
                      likely_least=0.05, likely_most=12, advice="Is it in inches, feet or cm?")  # fmt: skip
_REMEDY = "See docs/how-to/plan-the-lays.md for the form of the file"
#: Moves with which a marker of a plain order is drawn.
MOVES = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainCutOrder:
    """A cut order of a file: C colours, S sizes. `demand` (C, S) units; lengths and costs in yards of cloth.

    Either `yards_per_garment` (S,) says what a garment takes, or `pattern` holds its pieces and `width_mm` the cloth's
    usable width: then a marker is as long as its drawing. `doubts` are findings that stop nothing.
    Where a file names no colours there is one, called ''.
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
    doubts: tuple[Problem, ...] = ()


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
    form = JsonForm(told, name, "", problems, _REMEDY)
    sizes = tuple(form.name_of(one, f"sizes {at}") for at, one in enumerate(form.items("sizes", is_needed=True), 1))
    if len(set(sizes)) < len(sizes):
        form.wrong("sizes", "are repeated", "Give a list of different sizes")
    colours, demand = _demand(form, sizes or ("?",))
    plies = form.form_of(form.raw("plies_per_lay") or {}, "plies_per_lay")
    most_plies = FABRICS.column("max_plies")
    low, high = (plies.whole_by(most_plies, default, key=key) for key, default in (("min", 1), ("max", 100)))
    plies.end()
    if low > high:
        plies.wrong("", f"has min {low} above max {high}", "Give the least first")
    pattern: Pattern | None = None
    width_mm = 0.0
    yards: tuple[float, ...] = ()
    if form.has("pieces"):
        pattern = Pattern(pattern_id=name, pieces=tuple(_pieces(form, sizes)))
        width_mm = form.by(FABRICS.column("width_mm"), key="width_mm" if form.has("width_mm") else "fabric_width_mm")
    else:
        yards = _yards(form, sizes)
    form.has("fabric_width_mm"), form.has("width_mm"), form.has("yards_per_garment")
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
        longest_yards=form.number("lay_length_max_yards", None, 0.01, 1_000.0),
        lay_cost_yards=form.number("lay_cost_yards", LAY_COST_YARDS, 0.0, 1e6),
        ply_cost_yards=form.number("ply_cost_yards", 0.0 if form.has("lay_cost_yards") else PLY_COST_YARDS, 0.0, 1e6),
        marker_cost_yards=form.number("marker_cost_yards", 0.0, 0.0, 1e6),
        max_over_share=form.number("max_over_share", MAX_OVER_SHARE, 0.0, 1.0),
        most_garments=form.whole("max_garments_per_marker", MOST_GARMENTS, 1, 200),
    )
    form.end("reported_plan")
    if problems:
        raise InputError(problems)
    doubted = implausible(name, pattern.pieces) if pattern is not None else []
    return replace(order, doubts=(*form.doubts, *doubted))


def _demand(form: JsonForm, sizes: tuple[str, ...]) -> tuple[tuple[str, ...], Ints]:
    """Units by colour and size; some of them above nothing."""
    told = form.raw("demand_pieces")
    by_colour = form.mapping("demand_pieces", is_needed=True) if isinstance(told, Mapping) else {"": told}
    rows = []
    for colour, units in by_colour.items():
        key = f"demand_pieces of {colour}" if colour else "demand_pieces"
        if not isinstance(units, list) or len(units) != len(sizes):
            form.wrong(key, f"is {shown(units)}", f"Give {len(sizes)} whole numbers, units for each size")
            units = [1] * len(sizes)
        rows.append(
            [form.whole_of(one, f"{key}, {size}", 0, MOST_UNITS) for one, size in zip(units, sizes, strict=True)]
        )
    demand = np.array(rows, dtype=np.int64).reshape(len(rows), len(sizes))
    if not demand.any():
        form.wrong("demand_pieces", "asks for nothing", "Ask for a unit at least, or leave the order out")
    return tuple(by_colour), demand


def _yards(form: JsonForm, sizes: tuple[str, ...]) -> tuple[float, ...]:
    told = form.raw("yards_per_garment")
    if not isinstance(told, list) or len(told) != len(sizes):
        what = "neither pieces nor yards_per_garment for each size are given"
        form.problems.append(Problem(file=form.file, what=what, remedy=f"Give {len(sizes)} lengths above zero"))
        return tuple(1.0 for _ in sizes)
    return tuple(
        form.by_of(one, f"yards_per_garment of {size}", _GARMENT_YARDS) for one, size in zip(told, sizes, strict=True)
    )


def _pieces(form: JsonForm, sizes: tuple[str, ...]) -> list[Piece]:
    """Pieces of a list that name their sizes, or of an object of lists by size."""
    told = form.raw("pieces")
    listed: list[tuple[str, Any]] = []
    if isinstance(told, Mapping):
        for size, ones in form.mapping("pieces").items():
            if not isinstance(ones, list):
                form.wrong(f"pieces of {size}", "are no list", "Give a list of pieces")
                continue
            listed += [(size, one) for one in ones]
    else:
        listed = [("", one) for one in form.items("pieces", is_needed=True, most=MOST_PIECES_TOLD)]
    found = []
    for at, (size, one) in enumerate(listed, start=1):
        piece = form.form_of(one, f"piece {at}")
        if piece.is_object:
            found.append(plain_piece(piece, str(at), size))
    bare = [size for size in sizes if not any(piece.size == size for piece in found)]
    if bare:
        form.wrong("pieces", f"hold none of size {', '.join(bare)}", "Give the pieces of every size")
    form.problems += piece_problems(form.file, found, _REMEDY)
    return found


def plain_piece(form: JsonForm, default_id: str, size: str = "") -> Piece:
    """A piece of a cut order: the words of a pattern, or those of published packing problems."""
    shape = form.raw("outline" if form.has("outline") else "shape")
    if isinstance(shape, Mapping):
        inner = form.form_of(shape, "shape")
        shape = inner.raw("data")
        inner.end("type")
    angles = "rotations_deg" if form.has("rotations_deg") else "allowed_orientations"
    found = Piece(
        piece_id=form.text("piece_id" if form.has("piece_id") else "id", default_id),
        size=size or form.text("size"),
        outline=outline_of(form, shape),
        quantity=form.whole("quantity" if form.has("quantity") else "demand", 1, 1, 1_000),
        is_pair=form.flag("is_pair"),
        rotations_deg=form.each(angles, lambda one, key: form.number_of(one, key, -360.0, 360.0)) or (0.0, 180.0),
    )
    form.end("size", "dxf")
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
        area = np.array([sum(one.area_mm2 * one.quantity for one in pieces) for pieces in sizes])
        width = order.width_mm
    ask = book.length_mm if book is not None and order.pattern is not None else None
    return Lengths(area_mm2=area, width_mm=width, name=order.name, sizes=order.sizes, ask=ask)


def solve_cut_order(
    order: PlainCutOrder, budget: Budget, seed: int, book: MarkerBook | None = None, most_drawn: int = 1_000
) -> dict[str, Any]:
    """Plan the lays of a plain order within a budget: {"lays", "total_length", "cost_yards", "gap_share", "status"}.

    Each lay has its `ratio` (garments by size), `plies` (a number, or by colour where the order has colours) and
    `length` in yards; with pieces, "markers" holds the drawing of each ratio. No lays where nothing meets the order.
    """
    book = book or MarkerBook(order=order, seed=seed)
    problem, lengths = plain_problem(order), plain_lengths(order, book)
    found = search_lays(problem, lengths, budget, seed, most_drawn, most_rounds=CutPolicy().lay_rounds)
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
        "status": "infeasible" if not lays else "optimal" if found.is_best() else "feasible",
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
