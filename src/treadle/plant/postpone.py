"""How much cloth of a written plan to hold undyed, when to colour it and when cutting must start."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from treadle.decide.postpone import Cloth, Colour, Postponement
from treadle.decide.postpone import postpone as postpone_cloth
from treadle.plant.written_plan import read_current_plan
from treadle.terms.calendar import MINUTES_PER_DAY
from treadle.terms.plan import Plan
from treadle.terms.schema import OUTPUTS
from treadle.terms.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class DyeTerms:
    """What greige costs and keeps, as shares of a cloth's price, and how it is dyed.

    greige_share: of the price, before it is dyed; late_premium: how much dearer dyeing later is; dyed_left_share and
    greige_left_share: what a metre left over brings of its cost; lot_metres: least dyed of a colour now; dye_days: from
    the order to dye to cloth on the cutting table; told: how much the signal by then tells of demand (0 to 1).
    """

    greige_share: float = 0.55
    late_premium: float = 0.4
    dyed_left_share: float = 0.2
    greige_left_share: float = 0.8
    lot_metres: float = 0.0
    dye_days: int = 4
    told: float = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class ClothPlan:
    """A cloth's postponement, and of each of its options the latest days on which it can be coloured and on which
    cutting must begin to be on the shelf when due (None where the plan makes none)."""

    postponement: Postponement
    latest_cut: Mapping[str, date | None]
    latest_colour: Mapping[str, date | None]


def hold_cloth(snapshot: Snapshot, plan: Plan, terms: DyeTerms) -> tuple[ClothPlan, ...]:
    """How much of each cloth of a plan's made styles to dye now and to hold undyed, in the order of their names.

    `snapshot` is what the plan was made from. A piece takes the metres that the plan cut of its style on average; a
    style that the plan does not cut is left out. What would have to be coloured on the plan's day or before cannot
    wait.
    """
    each = _metres_each(plan)
    latest = _latest_cut(plan)
    colours: dict[str, list[Colour]] = defaultdict(list)
    for case in plan.cases:
        option_id = case.option_id
        style = snapshot.catalogue.style[snapshot.catalogue.option[option_id].style_id]
        if not style.is_made or style.fabric_id is None or style.style_id not in each:
            continue
        metres = each[style.style_id]
        stock = sum(size.on_hand_units + size.on_order_units for size in case.sizes)
        left = max(stock - case.demand_before_units, 0.0)
        cloth_cents = metres * snapshot.fabrics[style.fabric_id].price_per_m_cents
        making = case.cost_breaks[-1].cost_per_piece_cents - cloth_cents
        cut_by = latest.get(option_id)
        colours[style.fabric_id].append(
            Colour(
                option_id=option_id,
                levels=case.demand_levels,
                units=tuple(max(one - left, 0.0) for one in case.demand_units),
                metres_each=metres,
                gain_cents=float(case.price_cents - max(making, 0.0)),
                can_wait=cut_by is None or cut_by - timedelta(days=terms.dye_days) > snapshot.as_of,
            )
        )
    found = []
    for fabric_id, mine in sorted(colours.items()):
        cloth = _cloth(fabric_id, snapshot.fabrics[fabric_id].price_per_m_cents, terms)
        told = postpone_cloth(cloth, mine, seed=plan.policy.plan.seed)
        cut = {one.option_id: latest.get(one.option_id) for one in mine}
        dyed = {name: None if day is None else day - timedelta(days=terms.dye_days) for name, day in cut.items()}
        found.append(ClothPlan(postponement=told, latest_cut=cut, latest_colour=dyed))
    return tuple(found)


def _cloth(fabric_id: str, price_cents: int, terms: DyeTerms) -> Cloth:
    greige = terms.greige_share * price_cents
    dye = price_cents - greige
    return Cloth(
        fabric_id=fabric_id, greige_cents=greige, dye_cents=dye, late_dye_cents=dye * (1.0 + terms.late_premium),
        dyed_left_cents=terms.dyed_left_share * price_cents, greige_left_cents=terms.greige_left_share * greige,
        lot_metres=terms.lot_metres, told=terms.told,
    )  # fmt: skip


def _metres_each(plan: Plan) -> dict[str, float]:
    """Metres of cloth a piece of each style takes in the plan's lays."""
    metres: dict[str, float] = defaultdict(float)
    units: dict[str, int] = defaultdict(int)
    for cut in plan.cut_plans:
        metres[cut.style_id] += cut.fabric_m
        units[cut.style_id] += sum(cut.cut_units.values())
    return {style: metres[style] / units[style] for style in metres if units[style] > 0}


def _latest_cut(plan: Plan) -> dict[str, date]:
    """The latest day on which each option's cutting must begin: its place in the schedule, moved by the days to spare
    between planned and due day."""
    begin: dict[str, date] = {}
    whole = {one.work_order_id: one.part_of or one.work_order_id for one in plan.schedule.work_orders}
    for slot in plan.schedule.slots:
        if slot.stage == "cut":
            day = plan.schedule.origin_day + timedelta(days=slot.start_minute // MINUTES_PER_DAY)
            cut_order = whole.get(slot.work_order_id, slot.work_order_id)
            begin[cut_order] = min(begin.get(cut_order, day), day)
    spare: dict[str, int] = {}
    for order in plan.schedule.work_orders:
        if order.planned_day is not None:
            days = max((order.due_day - order.planned_day).days, 0)
            cut_order = whole[order.work_order_id]
            spare[cut_order] = min(spare.get(cut_order, days), days)
    order_of = {(one.style_id, sku): one.work_order_id for one in plan.demands for sku in one.units}
    found: dict[str, date] = {}
    for line in plan.buy.lines:
        name = order_of.get((line.style_id, line.sku), "")
        if line.units > 0 and name in begin and name in spare:
            day = begin[name] + timedelta(days=spare[name])
            found[line.option_id] = min(found.get(line.option_id, day), day)
    return found


def postponement_table(plans: tuple[ClothPlan, ...]) -> pa.Table:
    """A row per cloth and option: metres to dye now, expected to be coloured later, and the latest days."""
    rows = [
        {
            "fabric_id": plan.postponement.fabric_id,
            "option_id": option_id,
            "dye_now_metres": metres,
            "colour_later_metres": plan.postponement.late_metres[option_id],
            "greige_metres_of_cloth": plan.postponement.greige_metres,
            "colour_by": plan.latest_colour[option_id],
            "cut_by": plan.latest_cut[option_id],
        }
        for plan in plans
        for option_id, metres in plan.postponement.dye_now_metres.items()
    ]
    return pa.Table.from_pylist(rows, schema=OUTPUTS["postponement"].arrow)


def gain_cents(plans: tuple[ClothPlan, ...]) -> float:
    """What holding greige brings beyond dyeing everything now, over all cloths."""
    return float(np.sum([plan.postponement.profit_cents - plan.postponement.without_cents for plan in plans]))


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCloth:
    """What is decided of each cloth, as nouns and as a table, and what holding it undyed is worth in cents."""

    plans: tuple[ClothPlan, ...]
    table: pa.Table
    gain_cents: float


def postpone(
    folder: Path, plan: Path, *, greige_share: float = 0.55, late_premium: float = 0.4, dyed_left_share: float = 0.2,
    greige_left_share: float = 0.8, lot_metres: float = 0.0, dye_days: int = 4, told: float = 0.7,
) -> HeldCloth:  # fmt: skip
    """Metres to dye now, metres to hold as greige, and the latest days to colour and to cut, cloth by cloth.

    greige_share: price of undyed cloth, of the dyed; late_premium: how much dearer dyeing later is; dyed_left_share and
    greige_left_share: what cloth left over brings of its price; lot_metres: least dyed of a colour now; dye_days: from
    the order to dye to the cutting table; told: how much the signals until then tell of demand (0 to 1). Raises as
    `read_current_plan` does.
    """
    terms = DyeTerms(
        greige_share=greige_share, late_premium=late_premium, dyed_left_share=dyed_left_share,
        greige_left_share=greige_left_share, lot_metres=lot_metres, dye_days=dye_days, told=told,
    )  # fmt: skip
    found = hold_cloth(*read_current_plan(folder, plan), terms)
    return HeldCloth(plans=found, table=postponement_table(found), gain_cents=gain_cents(found))
