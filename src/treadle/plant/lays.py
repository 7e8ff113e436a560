"""Plan the lays of a cut order file, show those of a written plan, and tie what was cut into bundles."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from treadle.cut.bundles import bundles_of
from treadle.errors import InputError, Problem
from treadle.plant.plain_file import object_of
from treadle.plant.written_plan import read_plan
from treadle.problems.cut_order import YARD_MM, MarkerBook, read_cut_order, solve_cut_order
from treadle.terms.budget import Budget
from treadle.terms.codec import to_values
from treadle.terms.cutting import Bundle, Lay

#: Counted work, and markers drawn at most: in the time that is left, and without a clock.
TIMED_WORK, TIMED_MARKERS = 5_000, 1_000
COUNTED_WORK, COUNTED_MARKERS = 200, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLays:
    """Lays of a cut order file; `answer` in the file's own form, lengths in yards. `is_estimated`: markers that were
    not drawn may be shorter or longer. `doubts` are about the file."""

    lays: tuple[Lay, ...]
    answer: Mapping[str, Any]
    demand_units: int
    is_estimated: bool
    doubts: tuple[Problem, ...] = ()

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
    """Lays of a written plan, of one cut order or of all; `shades` of each ply by lay and option."""

    lays: tuple[Lay, ...]
    orders: int
    fabric_m: float
    units_cut: int
    shades: Mapping[tuple[str, str], Sequence[str]]

    @property
    def answer(self) -> dict[str, Any]:
        """The lays as plain values."""
        told = [to_values(lay) for lay in self.lays]
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
    return OrderLays(
        lays=lays, answer=answer, demand_units=int(order.demand.sum()), is_estimated=is_estimated, doubts=order.doubts
    )  # fmt: skip


def lays_of_plan(folder: Path, cut_order_id: str = "") -> PlanLays:
    """Lays of the plan that was written in a folder (or in its folder `plan`), of one cut order or of all.

    Raises `NotFoundError` where there is no plan, `InputError` for a cut order that has no lays.
    """
    plan = read_plan(folder)
    cuts = [one for one in plan.cut_plans if one.lays]
    known = sorted(one.cut_order_id for one in cuts)
    if cut_order_id and cut_order_id not in known:
        what = f"there is no cut order {cut_order_id!r} with lays"
        raise InputError.single("--order", what, f"Known: {', '.join(known)}")
    cuts = [one for one in cuts if cut_order_id in ("", one.cut_order_id)]
    shades: dict[tuple[str, str], list[str]] = {}
    for laid in plan.cloth:
        for one in sorted(laid.stretches, key=lambda one: (one.lay_id, one.option_id, one.first_ply, one.at_mm)):
            shade = shades.setdefault((one.lay_id, one.option_id), [])
            shade += [one.shade] * (one.last_ply - len(shade))
    return PlanLays(
        lays=tuple(lay for one in cuts for lay in one.lays), orders=len(cuts),
        fabric_m=round(sum(one.fabric_m for one in cuts), 3),
        units_cut=sum(sum(one.cut_units.values()) for one in cuts), shades=shades,
    )  # fmt: skip


def bundles(
    lays: Sequence[Lay], *, most_units: int, components: Sequence[str],
    shades: Mapping[tuple[str, str], Sequence[str]] | None = None,
) -> tuple[Bundle, ...]:  # fmt: skip
    """What is cut, tied into bundles of at most `most_units` garments of one size, colour and shade."""
    return tuple(bundles_of(lays, most_units=most_units, components=list(components), shades=shades))
