"""The table of trims and thread: what each order takes before it is cut, and what is short then, with the reason."""

from __future__ import annotations

from treadle.terms.plan import Plan


def material_rows(plan: Plan) -> dict[str, list[dict[str, object]]]:
    """Rows of the table materials: first what is cut first, as it was given out."""
    return {
        "materials": [
            {
                "work_order_id": one.order_id, "material_id": one.material_id, "unit": one.unit,
                "cut_day": one.cut_day, "needed": one.needed, "taken": one.taken,
                "replaced": ", ".join(f"{quantity:g} {name}" for name, quantity in one.replaced),
                "late": one.late, "short": one.short, "reason": one.reason.to_text(),
            }
            for one in plan.materials
        ]
    }  # fmt: skip
