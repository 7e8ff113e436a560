"""A cloth and its markers: the orders of one pattern and fabric, cut with what is learnt of marker lengths."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from treadle.cut.lay_lengths import MarkerLength
from treadle.cut.lays import Lengths, plan_lays
from treadle.cut.nest import marker_request
from treadle.cut.step_lays import in_steps
from treadle.cut.verify_lays import verify_lays
from treadle.terms.cutting import CutOrder, CutPlan, Fabric, Marker, MarkerRequest, Pattern
from treadle.terms.policy import CutPolicy, Policy
from treadle.terms.reason import Reason

#: Draws a marker: the nester of the settings, with whatever a door remembers of it. It may be sent to another process.
Draw = Callable[[MarkerRequest], Marker]
#: Garments of each size that a marker holds, sizes without any left out.
Ratio = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SameCloth:
    """Cut orders of one pattern and fabric: what one process needs to cut them, whichever process it is. `work_share`
    is the share of full work that its markers get; `drawn` are markers that stand already, by garments per size."""

    orders: tuple[CutOrder, ...]
    pattern: Pattern
    fabric: Fabric
    table_length_mm: int
    policy: Policy
    draw: Draw
    work_share: float = 1.0
    drawn: tuple[tuple[Ratio, Marker], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClothCut:
    """The cut plans of a `SameCloth`, in the order of its orders, and their markers by id."""

    plans: tuple[CutPlan, ...]
    markers: Mapping[str, Marker]


def cut_cloth(cloth: SameCloth) -> ClothCut:
    """Plan the lays of every order of a cloth; what is learnt of marker lengths serves the next order."""
    room = CuttingRoom(cloth=cloth, drawn=dict(cloth.drawn))
    plans = tuple(room.plan(order) for order in cloth.orders)
    markers = {lay.marker_id: room.marker(lay.ratio) for plan in plans for lay in plan.lays}
    return ClothCut(plans=plans, markers=markers)


@dataclass(frozen=True, slots=True, kw_only=True)
class CuttingRoom:
    """A cloth, its markers so far by garments per size, and what they teach of lengths by list of sizes."""

    cloth: SameCloth
    drawn: dict[Ratio, Marker] = field(default_factory=dict)
    lengths: dict[tuple[str, ...], Lengths] = field(default_factory=dict)

    def plan(self, order: CutOrder) -> CutPlan:
        """The cut plan of one order, every rule of it checked from scratch: what breaks one is not cut."""
        policy, fabric, table = self.cloth.policy, self.cloth.fabric, self.cloth.table_length_mm
        costs = cut_policy(policy, self.cloth.pattern, fabric, order.sizes)
        made = plan_lays(
            order, fabric, costs, lengths=self.lengths_of(order.sizes), table_length_mm=table, seed=policy.plan.seed,
            most_drawn=policy.nest.most_drawn,
        )  # fmt: skip
        made = in_steps(made, costs, table_length_mm=table, end_mm=fabric.end_loss_mm)
        drawn = {lay.marker_id: self.marker(lay.ratio) for lay in made.lays}
        broken = verify_lays(order, fabric, costs, made, table, drawn)
        if not broken:
            return made
        cause = Reason.of("cut.broken", rule=broken[0].rule, where=broken[0].where, found=broken[0].found)
        return replace(made, lays=(), cut_units={}, fabric_m=0.0, cost_cents=0, status="infeasible", reason=cause)

    def lengths_of(self, sizes: tuple[str, ...]) -> Lengths:
        """What is known of marker lengths, shared by all orders of the same sizes."""
        if sizes not in self.lengths:
            self.lengths[sizes] = lengths_of(
                self.cloth, sizes, lambda mix: self.marker(dict(zip(sizes, mix, strict=True))).length_mm
            )
        return self.lengths[sizes]

    def marker(self, ratio: Mapping[str, int]) -> Marker:
        """The marker of so many garments per size, drawn once."""
        wanted = ratio_of(ratio)
        if wanted not in self.drawn:
            self.drawn[wanted] = self.cloth.draw(self.request(dict(wanted)))
        return self.drawn[wanted]

    def request(self, ratio: Mapping[str, int]) -> MarkerRequest:
        """What the nester is asked for a marker of so many garments per size."""
        policy, wanted = self.cloth.policy, {size: count for size, count in ratio.items() if count}
        asked = marker_request(self.cloth.pattern, wanted, self.cloth.fabric, policy.plan.seed, policy.nest.nester)
        return replace(asked, work_share=self.cloth.work_share)


def ratio_of(garments: Mapping[str, int]) -> Ratio:
    """Garments per size as the key of a marker: orders of other lists of sizes may hold the same."""
    return tuple((size, count) for size, count in garments.items() if count)


def lengths_of(cloth: SameCloth, sizes: tuple[str, ...], ask: MarkerLength | None = None) -> Lengths:
    """Lengths of a cloth's markers in a list of sizes; `ask` tells true ones."""
    pattern, fabric = cloth.pattern, cloth.fabric
    return Lengths(
        area_mm2=np.array([pattern.area_mm2(size) for size in sizes]), width_mm=fabric.usable_mm * fabric.layers,
        name=f"{pattern.pattern_id}/{fabric.fabric_id}", sizes=sizes,
        odd_share=odd_share(pattern, sizes) if fabric.layers == 2 else None, ask=ask,
    )  # fmt: skip


def cut_policy(policy: Policy, pattern: Pattern, fabric: Fabric, sizes: Sequence[str]) -> CutPolicy:
    """The settings of cutting for a pattern: a marker holds no more garments than the nester takes pieces."""
    pieces = max(sum(piece.quantity for piece in pattern.of_size(size)) for size in sizes)
    pieces = -(-pieces // fabric.layers)
    most = max(2, min(policy.cut.max_garments_per_marker, policy.nest.most_pieces // max(pieces, 1)))
    return replace(policy.cut, max_garments_per_marker=most)


def odd_share(pattern: Pattern, sizes: tuple[str, ...]) -> NDArray[np.float64]:
    """Share of a garment that doubled cloth cuts beside it where a size's garments are odd in number: (sizes,)."""
    found = []
    for size in sizes:
        whole = pattern.area_mm2(size)
        odd = sum(piece.area_mm2 for piece in pattern.of_size(size) if piece.quantity % 2)
        found.append(odd / whole if whole else 0.0)
    return np.array(found)
