"""Cutting where a plan has many orders: what they have in common is worked out once.

Of each cloth a line of marker lengths is learnt from three quick drawings, the lays of all its orders are planned on
that line, and each different marker that they use is drawn once, for all of them, with work by the metres cut from it.
Which process does what changes nothing: parts are made by the orders alone, and come back in their order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from treadle.cut.lay_build import Lays
from treadle.cut.lay_lengths import Lengths
from treadle.cut.lay_quick import quick_lays, width_for
from treadle.cut.lay_search import Search, begun, size_by_size
from treadle.cut.lays import first_drawings, lay_problem, planned
from treadle.cut.many_orders import LEARN_SHARE, LEAST_SHARE, first_of, nearest, shared_work, told_shares
from treadle.cut.nesters.begun import like
from treadle.cut.step_lays import in_steps
from treadle.cut.verify_lays import verify_lays
from treadle.day.cutting_room import CuttingRoom, Ratio, SameCloth, cut_cloth, cut_policy, lengths_of, ratio_of
from treadle.day.engine import Engine
from treadle.terms.budget import Budget, Progress
from treadle.terms.cutting import CutOrder, CutPlan, Marker
from treadle.terms.reason import Reason

#: Orders that one process plans at a time, and markers that it draws: few enough to share the work out, enough to share
#: what is known of a cloth. Not tuned: changes no result.
ORDERS_TOGETHER, MARKERS_TOGETHER = 24, 24

#: Lays that are written down take no branches.
NOTHING = Budget(work=0.0)

Mix = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyCut:
    """Cut plans by order, their markers by id, and what is told of how they were shared."""

    plans: Mapping[str, CutPlan]
    markers: Mapping[str, Marker]
    limits: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """Orders of a cloth with its line of lengths (slope, end in mm)."""

    cloth: SameCloth
    line: tuple[float, float]
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outlined:
    """Lays of an order on lengths by the line, and what none can be below; no lays where a search must be made."""

    lays: Lays
    bound_cents: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawing:
    """Mixes of a cloth to be drawn, each with its share of full work and the marker by which it begins, if any."""

    cloth: SameCloth
    mixes: tuple[tuple[Mix, float, Marker | None], ...]


@dataclass(slots=True)
class _Steps:
    """How far cutting is, told in orders: half for their lays, half for their markers."""

    progress: Progress
    orders: int
    done: float = field(default=0.0)

    def went(self, share: float) -> None:
        """A share of the whole is done."""
        self.done += share
        self.progress.step("cutting", min(round(self.done * self.orders), self.orders), self.orders)


def cut_many(cloths: Sequence[SameCloth], engine: Engine, progress: Progress) -> ManyCut:
    """The cut plans of all orders of cloths; each of `cloths` is another one, with all its orders."""
    orders = sum(len(cloth.orders) for cloth in cloths)
    steps = _Steps(progress, orders)
    steps.went(0.0)
    lines = list(engine.map_each(learn_line, cloths))
    parts = [
        (at, _Part(cloth=replace(cloth, orders=cloth.orders[first : first + ORDERS_TOGETHER]), line=line,
                   width=width_for(orders)))
        for at, (cloth, line) in enumerate(zip(cloths, lines, strict=True))
        for first in range(0, len(cloth.orders), ORDERS_TOGETHER)
    ]  # fmt: skip
    outlined: list[list[_Outlined]] = [[] for _ in cloths]
    for (at, part), found in zip(parts, engine.map_each(outline_part, [part for _, part in parts]), strict=True):
        outlined[at] += found
        steps.went(0.5 * len(part.cloth.orders) / orders)
    metres, same = _metres(cloths, lines, outlined)
    shares = shared_work(metres, orders)
    drawn = _drawn(cloths, metres, shares, engine, steps)
    for (at, mix), (owner, theirs) in same.items():
        drawn[at][mix] = drawn[owner][theirs]
    return _put_together(cloths, lines, outlined, drawn, engine, told_shares(orders, metres, shares))


def learn_line(cloth: SameCloth) -> tuple[float, float]:
    """How long the markers of a cloth are: times the length without any waste, and mm at the end of each. Learnt from
    three mixes like all that is wanted of it."""
    sizes = cloth.orders[0].sizes
    wanted = {("all", size): sum(one.demand.get((name, size), 0) for one in cloth.orders for name in one.option_ids)
              for size in sizes}  # fmt: skip
    pooled = replace(cloth.orders[0], option_ids=("all",), demand=wanted, worth_cents={})
    room = CuttingRoom(cloth=replace(cloth, work_share=LEARN_SHARE))
    lengths = room.lengths_of(sizes)
    costs = cut_policy(cloth.policy, cloth.pattern, cloth.fabric, sizes)
    if any(wanted.values()):
        first_drawings(lay_problem(pooled, cloth.fabric, costs, cloth.table_length_mm), lengths)
    return lengths.slope_and_end()


def outline_part(part: _Part) -> list[_Outlined]:
    """The lays of orders on their line of lengths."""
    cloth = part.cloth
    lengths = _lengths(cloth, part.line, {})
    found = []
    for order in cloth.orders:
        costs = cut_policy(cloth.policy, cloth.pattern, cloth.fabric, order.sizes)
        problem = lay_problem(order, cloth.fabric, costs, cloth.table_length_mm)
        made = None
        if problem.demand.any():
            is_searched = bool(costs.lay_rounds)
            made = quick_lays(problem, lengths, part.width) if is_searched else size_by_size(problem, lengths, NOTHING)
        found.append(_Outlined(lays={}) if made is None else _Outlined(lays=made.best, bound_cents=made.bound_cents))
    return found


def draw_mixes(drawing: _Drawing) -> list[Marker]:
    """The markers of mixes."""
    sizes = drawing.cloth.orders[0].sizes
    found = []
    for mix, share, first in drawing.mixes:
        room = CuttingRoom(cloth=replace(drawing.cloth, work_share=share))
        request = room.request(dict(zip(sizes, mix, strict=True)))
        found.append(drawing.cloth.draw(request if first is None else replace(request, begin=like(request, first))))
    return found


def _metres(
    cloths: Sequence[SameCloth], lines: Sequence[tuple[float, float]], outlined: Sequence[Sequence[_Outlined]]
) -> tuple[dict[tuple[int, Mix], float], dict[tuple[int, Mix], tuple[int, Mix]]]:
    """Metres of cloth that are cut from each different marker, by the number of its cloth and its mix; and those mixes
    whose marker is another's: orders of two lists of sizes may want the same garments."""
    found: dict[tuple[int, Mix], float] = {}
    same: dict[tuple[int, Mix], tuple[int, Mix]] = {}
    owners: dict[tuple[str, str, Ratio], tuple[int, Mix]] = {}
    for at, (cloth, line, orders) in enumerate(zip(cloths, lines, outlined, strict=True)):
        lengths = _lengths(cloth, line, {})
        for order in orders:
            for mix, plies in order.lays.items():
                ratio = ratio_of(dict(zip(lengths.sizes, mix, strict=True)))
                owner = owners.setdefault((*_goods(cloth), ratio), (at, mix))
                found[owner] = found.get(owner, 0.0) + sum(plies) * lengths.of(mix) / 1000.0
                if owner != (at, mix):
                    same[at, mix] = owner
    return found, same


def _goods(cloth: SameCloth) -> tuple[str, str]:
    """What a marker is made for: pattern and fabric."""
    return cloth.pattern.pattern_id, cloth.fabric.fabric_id


def _drawn(
    cloths: Sequence[SameCloth], metres: Mapping[tuple[int, Mix], float], shares: Mapping[tuple[int, Mix], float],
    engine: Engine, steps: _Steps,
) -> list[dict[Mix, Marker]]:  # fmt: skip
    """The markers of each cloth by mix: those that most is cut from first, then the others from where the one of them
    lies that is most like each."""
    found: list[dict[Mix, Marker]] = [{} for _ in cloths]
    ranked = sorted(metres, key=lambda one: (one[0], -metres[one], one[1]))
    mixes = [[mix for number, mix in ranked if number == at] for at in range(len(cloths))]
    firsts = [
        first_of(mine, {mix: shares[at, mix] for mix in mine}) if may_begin(cloth) else set(mine)
        for at, (cloth, mine) in enumerate(zip(cloths, mixes, strict=True))
    ]
    for is_first in (True, False):
        drawings: list[tuple[int, _Drawing]] = []
        for at, (cloth, mine) in enumerate(zip(cloths, mixes, strict=True)):
            told = [
                (mix, shares[at, mix], None if is_first or (near := nearest(mix, firsts[at])) is None
                 else found[at][near])
                for mix in mine if (mix in firsts[at]) == is_first
            ]  # fmt: skip
            bare = replace(cloth, orders=cloth.orders[:1])
            drawings += [
                (at, _Drawing(cloth=bare, mixes=tuple(told[first : first + MARKERS_TOGETHER])))
                for first in range(0, len(told), MARKERS_TOGETHER)
            ]
        drawn = engine.map_each(draw_mixes, [drawing for _, drawing in drawings])
        for (at, drawing), markers in zip(drawings, drawn, strict=True):
            found[at].update(zip((mix for mix, _, _ in drawing.mixes), markers, strict=True))
            steps.went(0.5 * len(markers) / len(metres))
    return found


def may_begin(cloth: SameCloth) -> bool:
    """Whether a marker of the cloth may begin with another's layout: our own nester draws it in one, freely."""
    bound = cloth.fabric.repeat_along_mm or cloth.fabric.repeat_across_mm or cloth.fabric.shade_mm
    return cloth.policy.nest.nester == "own" and not bound


def _put_together(
    cloths: Sequence[SameCloth], lines: Sequence[tuple[float, float]], outlined: Sequence[Sequence[_Outlined]],
    drawn: Sequence[Mapping[Mix, Marker]], engine: Engine, limits: tuple[Reason, ...],
) -> ManyCut:  # fmt: skip
    """Plans by the true lengths; orders that they do not fit are searched one by one, with the least work."""
    plans: dict[str, CutPlan] = {}
    markers: dict[str, Marker] = {}
    again = []
    stand: dict[tuple[str, str], dict[Ratio, Marker]] = {}
    for cloth, known in zip(cloths, drawn, strict=True):
        sizes = cloth.orders[0].sizes
        mine = stand.setdefault(_goods(cloth), {})
        mine.update((ratio_of(dict(zip(sizes, mix, strict=True))), one) for mix, one in known.items())
    for cloth, line, orders, known in zip(cloths, lines, outlined, drawn, strict=True):
        lengths = _lengths(cloth, line, {mix: float(np.ceil(one.length_mm)) for mix, one in known.items()})
        by_name = {Lengths.marker_name(lengths.name, lengths.sizes, mix): one for mix, one in known.items()}
        left = []
        for order, found in zip(cloth.orders, orders, strict=True):
            plan = _plan(cloth, order, found, lengths, by_name)
            if plan is None:
                left.append(order)
                continue
            plans[order.cut_order_id] = plan
            markers.update((lay.marker_id, by_name[lay.marker_id]) for lay in plan.lays)
        again += [
            replace(cloth, orders=tuple(left[first : first + ORDERS_TOGETHER]), work_share=LEAST_SHARE,
                    drawn=tuple(stand[_goods(cloth)].items()))
            for first in range(0, len(left), ORDERS_TOGETHER)
        ]  # fmt: skip
    for done in engine.map_each(cut_cloth, again):
        plans.update((plan.cut_order_id, plan) for plan in done.plans)
        markers.update(done.markers)
    return ManyCut(plans=plans, markers=markers, limits=limits)


def _plan(
    cloth: SameCloth, order: CutOrder, found: _Outlined, lengths: Lengths, markers: Mapping[str, Marker]
) -> CutPlan | None:
    """The plan of an order by true lengths, every rule of it checked from scratch; None where it has no lays that keep
    them. Its markers were checked when they were drawn."""
    if not found.lays:
        return None
    costs = cut_policy(cloth.policy, cloth.pattern, cloth.fabric, order.sizes)
    problem = lay_problem(order, cloth.fabric, costs, cloth.table_length_mm)
    search: Search = begun(problem, lengths, NOTHING, 0, 0)
    if not search.settle(found.lays):
        return None
    search.bound_cents = min(found.bound_cents, search.best_cents)
    made = planned(order, cloth.fabric, costs, search)
    made = in_steps(made, costs, table_length_mm=cloth.table_length_mm, end_mm=cloth.fabric.end_loss_mm)
    broken = verify_lays(
        order, cloth.fabric, costs, made, cloth.table_length_mm, markers, checked=frozenset(markers)
    )  # fmt: skip
    return None if broken else made


def _lengths(cloth: SameCloth, line: tuple[float, float], drawn: dict[Mix, float]) -> Lengths:
    """Lengths of a cloth's markers by a line, those drawn exactly."""
    return replace(lengths_of(cloth, cloth.orders[0].sizes), ask=None, known_line=line, drawn=drawn)
