"""Draw a marker: of a pattern's garments, or of a published packing problem."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from treadle.connectors.cutter import marker_hpgl, marker_iso_cut
from treadle.cut import nest as nesting
from treadle.engine.apart import run_apart
from treadle.errors import Problem
from treadle.plant.plain_file import object_of
from treadle.problems.strip_packing import plain_request, plain_solution
from treadle.storage.plain_rows import judged_cells
from treadle.terms.budget import Budget
from treadle.terms.cutting import Fabric, Marker, MarkerRequest, Pattern
from treadle.terms.tables.making import FABRICS

#: How a marker is written for a plotter or a cutter, by the ending of its file.
CUTTER_FORMS: Mapping[str, Callable[[Marker], str]] = {
    ".plt": marker_hpgl,
    ".hpgl": marker_hpgl,
    ".cut": marker_iso_cut,
    ".iso": marker_iso_cut,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A packing problem's marker, and the answer in the problem's own unit: strip_height, length, placements."""

    marker: Marker
    answer: Mapping[str, Any]


def is_packing_problem(path: Path) -> bool:
    """True for a JSON file that holds no pattern's pieces or panels. Raises as `nest_problem` does."""
    if path.suffix.lower() != ".json":
        return False
    told = object_of(path, "Give a problem or a pattern")
    return "items" in told or not ("pieces" in told or "pattern" in told)


def nest_problem(
    path: Path, *, spacing: float = 0.0, seed: int = 0, moves: int = 1500, left: Callable[[], float] | None = None,
    until: Callable[[], float] | None = None,
) -> Packed:  # fmt: skip
    """Nest the items of a strip packing file; `spacing` in its unit.

    By treadle's own nester with counted `moves`, or by sparrow where `left` tells the seconds that remain. `until`
    ends either (`Stopped`) once it says that none remain. Raises `NotFoundError`, and `InputError` with all that is
    wrong with the file.
    """
    told = object_of(path, "Give strip_height and items")
    request, factor = plain_request(told, path.name, seed, _nester(left), spacing)
    marker = _drawn(request, moves, left, until)
    return Packed(marker=marker, answer=plain_solution(marker, factor, float(told["strip_height"])))


def nest_pattern(
    pattern: Pattern, ratio: Mapping[str, int], fabric: Fabric, *,
    faults: Sequence[tuple[float, float, float, float]] = (), seed: int = 0, moves: int = 1500,
    left: Callable[[], float] | None = None, until: Callable[[], float] | None = None,
) -> Marker:  # fmt: skip
    """A marker of so many garments of each size on a fabric.

    `faults` of the cloth are (x from, y from, x to, y to) in mm from its start and lower edge. The nester and its end
    as `nest_problem` says. Every marker is checked by rules of its own before it is returned.
    """
    request = nesting.marker_request(pattern, dict(ratio), fabric, seed, _nester(left))
    edge = fabric.selvedge_mm
    defects = tuple((x0, y0 - edge, x1, y1 - edge) for x0, y0, x1, y1 in faults)
    return _drawn(replace(request, defects=defects), moves, left, until)


def _drawn(
    request: MarkerRequest, moves: int, left: Callable[[], float] | None, until: Callable[[], float] | None
) -> Marker:
    """The marker; our own nester counts its moves and looks at no clock, so that it is ended from outside."""
    if until is None or left is not None:
        return nesting.nest(request, Budget(work=moves, left=left))
    return run_apart(_counted, (request, moves), until, name="nesting")


def _counted(asked: tuple[MarkerRequest, int]) -> Marker:
    request, moves = asked
    return nesting.nest(request, Budget(work=moves))


def unmatched(pattern: Pattern, ratio: Mapping[str, int], fabric: Fabric) -> tuple[str, ...]:
    """What cannot be matched on the repeat of a fabric: one line, or none."""
    if not (fabric.repeat_along_mm or fabric.repeat_across_mm):
        return ()
    pieces = [piece for piece in pattern.pieces if ratio.get(piece.size, 0) > 0]
    loose = list(dict.fromkeys(piece.piece_id for piece in pieces if piece.match_mm is None))
    if not loose:
        return ()
    said = "no piece has a" if all(piece.match_mm is None for piece in pieces) else "some pieces have no"
    what = f"{pattern.pattern_id}: {said} point that lies on the repeat; not matched: {', '.join(loose[:20])}"
    return (f"{what}. Draw stripe lines (layers 9 and 10), or say match_mm or data-match",)


def cloth_doubts(fabric: Fabric) -> tuple[Problem, ...]:
    """What of a cloth is not likely, by the rules of the table of fabrics."""
    values = {name: getattr(fabric, name, None) for name in FABRICS.names if name != "fabric_id"}
    cells = {name: value for name, value in values.items() if value is not None}
    row = {**cells, "fabric_id": fabric.fabric_id, "price_per_m": "0", "line": 0}
    judged = judged_cells([row], FABRICS, "cloth")
    return tuple(replace(one, row=None) for one in (*judged.problems, *judged.doubts))


def _nester(left: Callable[[], float] | None) -> str:
    return "own" if left is None else "sparrow"
