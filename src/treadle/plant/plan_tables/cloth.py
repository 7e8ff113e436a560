"""The tables of cloth: which roll lies where in which lay, what becomes of each roll, and what is missing."""

from __future__ import annotations

from treadle.terms.plan import Plan
from treadle.terms.reason import Reason

#: Why cloth is missing, by what the spreading says; anything else is a rule that its check found broken.
SHORTAGE_CODES = {"no cloth": "cloth.none", "too narrow": "cloth.narrow", "too short": "cloth.short"}


def cloth_rows(plan: Plan) -> dict[str, list[dict[str, object]]]:
    """Rows of the tables of cloth, by table.

    Plies count from 1 within a lay's option. `label` is the roll or remnant on the shelf; `roll_id`, `from_mm` and
    `to_mm` say where that is on the roll as it was counted.
    """
    shelf = {roll.roll_id: roll for roll in plan.shelf}
    order_of = {lay.lay_id: cut.cut_order_id for cut in plan.cut_plans for lay in cut.lays}
    spreading: list[dict[str, object]] = []
    rolls: list[dict[str, object]] = []
    short: list[dict[str, object]] = []
    for laid in plan.cloth:
        key: dict[str, object] = {"fabric_id": laid.fabric_id, "colour": laid.colour}
        for one in sorted(laid.stretches, key=lambda one: (one.lay_id, one.option_id, one.first_ply, one.at_mm)):
            roll = shelf[one.roll_id]
            spreading.append(
                {
                    "cut_order_id": order_of[one.lay_id], "lay_id": one.lay_id, "option_id": one.option_id,
                    "first_ply": one.first_ply, "last_ply": one.last_ply, "label": one.roll_id, "shade": one.shade,
                    "at_mm": one.at_mm, "until_mm": one.until_mm, "roll_id": roll.cut_from or roll.roll_id,
                    "from_mm": roll.begins_mm + one.from_mm, "to_mm": roll.begins_mm + one.to_mm,
                }
            )  # fmt: skip
        for use in laid.uses:
            kept = ", ".join(f"{(end - start) / 1000:g}" for start, end in use.remnants)
            rolls.append(
                {**key, "label": use.roll_id, "length_m": use.length_mm / 1000, "laid_m": use.used_mm / 1000,
                 "remnants_m": kept, "lost_m": use.lost_mm / 1000}
            )  # fmt: skip
        for miss in laid.shortages:
            name, _, rule = miss.cause.partition(": ")
            code = SHORTAGE_CODES.get(name)
            reason = Reason.of("cloth.broken", rule=rule)
            if code is not None:
                reason = Reason.of(
                    code, metres=round(miss.missing_mm / 1000, 2), plies=miss.plies, fabric_id=laid.fabric_id,
                    colour=laid.colour,
                )  # fmt: skip
            short.append(
                {**key, "cut_order_id": order_of[miss.lay_id], "lay_id": miss.lay_id, "option_id": miss.option_id,
                 "plies": miss.plies, "missing_m": miss.missing_mm / 1000, "reason": reason.to_text()}
            )  # fmt: skip
    return {"spreading": spreading, "rolls_used": rolls, "cloth_short": short}
