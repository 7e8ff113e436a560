"""The tables of what to do today, of what is on order (what is late first), and of decisions that are remembered."""

from __future__ import annotations

from treadle.terms.plan import Plan


def order_rows(plan: Plan) -> dict[str, list[dict[str, object]]]:
    """Rows of the tables actions, on_order and decisions, in the order of the plan."""
    return {
        "actions": [
            {
                "action": one.action,
                "name": one.name,
                "style_id": one.style_id,
                "option_id": one.option_id,
                "order_id": one.order_id,
                "units": one.units,
                "cost_cents": one.cost_cents,
                "done_cents": one.done_cents,
                "undone_cents": one.undone_cents,
                "worth_cents": one.worth_cents,
                "reason": one.reason.to_text(),
            }
            for one in plan.actions
        ],
        "on_order": [
            {
                "order_id": one.order_id,
                "style_id": one.style_id,
                "factory_id": one.factory_id,
                "status": one.status,
                "ordered_units": one.ordered_units,
                "received_units": one.received_units,
                "cancelled_units": one.cancelled_units,
                "open_units": one.open_units,
                "due_day": one.due_day,
                "promise_status": one.promise_status,
                "promise_day": one.promise_day,
                "late_days": one.late_days,
                "comes_q10_day": one.comes_days[0],
                "comes_q50_day": one.comes_days[1],
                "comes_q90_day": one.comes_days[2],
                "cost_cents": one.cost_cents,
                "reason": one.reason.to_text(),
            }
            for one in plan.on_order
        ],
        "decisions": [
            {
                "line_id": one.decided.line_id,
                "sku": one.decided.sku,
                "decided_on": one.decided.decided_on,
                "planned_units": one.decided.planned_units,
                "units": one.decided.units,
                "until": one.until,
                "moved_share": round(one.moved_share, 4),
                "status": one.state,
                "note": one.decided.note,
                "reason": one.reason.to_text(),
            }
            for one in plan.remembered
        ],
    }
