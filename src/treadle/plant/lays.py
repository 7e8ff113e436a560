"""Plan the lays of a cut order file, show those of a written plan, and tie what was cut into bundles."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from treadle.cut.bundles import bundles_of
from treadle.errors import InputError
from treadle.plant.plain_file import object_of
from treadle.plant.written_plan import plan_tables_of
from treadle.problems.cut_order import YARD_MM, MarkerBook, read_cut_order, solve_cut_order
from treadle.terms.budget import Budget
from treadle.terms.cutting import Bundle, Lay

#: Counted work, and markers drawn at most: in the time that is left, and without a clock.
TIMED_WORK, TIMED_MARKERS = 5_000, 1_000
COUNTED_WORK, COUNTED_MARKERS = 200, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLays:
    """Lays of a cut order file; `answer` in the file's own form, lengths in yards. `is_estimated`: markers that were
    not drawn may be shorter or longer."""

    lays: tuple[Lay, ...]
    answer: Mapping[str, Any]
    demand_units: int
    is_estimated: bool

    @property
    def cut_units(self) -> int:
        """Garments of all lays."""
        return sum(lay.total_plies * sum(lay.ratio.values()) for lay in self.lays)

    @property
    def cloth_mm(self) -> float:
        """Cloth of all lays."""
        return float(self.answer["total_length"]) * YARD_MM


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLays:
    """Lays of a written plan, of one work order or of all; `shades` of each ply by lay and option."""

    lays: tuple[Lay, ...]
    orders: int
    fabric_m: float
    units_cut: int
    shades: Mapping[tuple[str, str], Sequence[str]]

    @property
    def answer(self) -> dict[str, Any]:
        """The lays as plain values."""
        told = [
            {
                "lay_id": lay.lay_id,
                "marker_id": lay.marker_id,
                "ratio": dict(lay.ratio),
                "plies": dict(lay.plies),
                "length_mm": lay.length_mm,
            }
            for lay in self.lays
        ]
        return {"lays": told, "fabric_m": self.fabric_m, "units_cut": self.units_cut}


def lays_of_file(path: Path, *, seed: int = 0, left: Callable[[], float] | None = None) -> OrderLays:
    """The lays of a cut order file: as good as the time that is left allows, or found by brief counted work.

    Raises `NotFoundError`, and `InputError` with all that is wrong with the file.
    """
    order = read_cut_order(object_of(path, "Give sizes, demand_pieces and lengths or pieces"), path.name)
    budget = Budget(work=COUNTED_WORK) if left is None else Budget(work=TIMED_WORK, left=left)
    book = MarkerBook(order=order, seed=seed)
    answer = solve_cut_order(order, budget, seed, book, most_drawn=COUNTED_MARKERS if left is None else TIMED_MARKERS)
    lays = tuple(
        Lay(
            lay_id=f"lay-{at + 1:02d}",
            marker_id="/".join(f"{size}x{count}" for size, count in one["ratio"].items() if count),
            ratio=one["ratio"],
            plies=one["plies"] if isinstance(one["plies"], dict) else {"": one["plies"]},
            length_mm=round(one["length"] * YARD_MM),
        )
        for at, one in enumerate(answer["lays"])
    )
    is_estimated = order.pattern is not None and answer["status"] != "optimal"
    return OrderLays(lays=lays, answer=answer, demand_units=int(order.demand.sum()), is_estimated=is_estimated)


def lays_of_plan(folder: Path, work_order_id: str = "") -> PlanLays:
    """Lays of the plan that was written in a folder (or in its folder `plan`), of one work order or of all.

    Raises `NotFoundError` where there is no plan, `InputError` for a work order that has no lays.
    """
    tables = plan_tables_of(folder if (folder / "parquet").is_dir() else folder / "plan")
    rows = tables["lays"].to_pylist()
    known = sorted({row["work_order_id"] for row in rows})
    if work_order_id and work_order_id not in known:
        what = f"there is no work order {work_order_id!r} with lays"
        raise InputError.single("--order", what, f"Known: {', '.join(known)}")
    rows = [row for row in rows if work_order_id in ("", row["work_order_id"])]
    plies: dict[str, dict[str, int]] = {}
    first: dict[str, dict[str, Any]] = {}
    for row in rows:
        plies.setdefault(row["lay_id"], {})[row["option_id"]] = row["plies"]
        first.setdefault(row["lay_id"], row)
    lays = tuple(
        Lay(
            lay_id=lay_id,
            marker_id=first[lay_id]["marker_id"],
            ratio={
                size: int(count) for size, _, count in (one.partition(":") for one in first[lay_id]["ratio"].split())
            },
            plies=by_option,
            length_mm=first[lay_id]["length_mm"],
        )
        for lay_id, by_option in plies.items()
    )
    plans = [row for row in tables["cut_plans"].to_pylist() if work_order_id in ("", row["work_order_id"])]
    shades: dict[tuple[str, str], list[str]] = {}
    for row in tables["spreading"].to_pylist():
        shade = shades.setdefault((row["lay_id"], row["option_id"]), [])
        shade += [row["shade"]] * (row["last_ply"] - len(shade))
    return PlanLays(
        lays=lays, orders=len(plans), fabric_m=sum(row["fabric_m"] for row in plans),
        units_cut=sum(row["units_cut"] for row in plans), shades=shades,
    )  # fmt: skip


def bundles(
    lays: Sequence[Lay], *, most_units: int, components: Sequence[str],
    shades: Mapping[tuple[str, str], Sequence[str]] | None = None,
) -> tuple[Bundle, ...]:  # fmt: skip
    """What is cut, tied into bundles of at most `most_units` garments of one size, colour and shade."""
    return tuple(bundles_of(lays, most_units=most_units, components=list(components), shades=shades))
