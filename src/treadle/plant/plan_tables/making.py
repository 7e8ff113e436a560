"""The tables of cutting, sewing and scheduling."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from treadle.terms.plan import Plan
from treadle.terms.schedule import Schedule


def making_rows(plan: Plan) -> dict[str, list[dict[str, object]]]:
    """Rows of the tables of cutting, sewing and scheduling, by table."""
    return {
        **_cut_rows(plan),
        **_marker_rows(plan),
        **_balance_rows(plan),
        **_schedule_rows(plan),
    }


def _cut_rows(plan: Plan) -> dict[str, list[dict[str, object]]]:
    wanted = {demand.work_order_id: demand for demand in plan.demands}
    bought = {line.sku: line.units for line in plan.buy.lines}
    plans: list[dict[str, object]] = []
    lays: list[dict[str, object]] = []
    for cut in plan.cut_plans:
        demand = wanted[cut.cut_order_id]
        plans.append(
            {
                "cut_order_id": cut.cut_order_id,
                "style_id": cut.style_id,
                "fabric_id": cut.fabric_id,
                "lays": len(cut.lays),
                "units_wanted": sum(bought.get(sku, 0) for sku in demand.units),
                "units_cut": sum(cut.cut_units.values()),
                "fabric_m": round(cut.fabric_m, 3),
                "cost_cents": cut.cost_cents,
                "status": cut.status,
                "gap_share": round(cut.gap_share, 5),
                "reason": cut.reason.to_text(),
            }
        )
        for lay in cut.lays:
            for option_id, plies in sorted(lay.plies.items()):
                lays.append(
                    {
                        "cut_order_id": cut.cut_order_id,
                        "lay_id": lay.lay_id,
                        "marker_id": lay.marker_id,
                        "option_id": option_id,
                        "ratio": " ".join(f"{size}:{count}" for size, count in lay.ratio.items() if count),
                        "garments_per_ply": sum(lay.ratio.values()),
                        "plies": plies,
                        "length_mm": lay.length_mm,
                        "spread_id": lay.spread_id or lay.lay_id,
                    }
                )
    return {"cut_plans": plans, "lays": lays}


def _marker_rows(plan: Plan) -> dict[str, list[dict[str, object]]]:
    markers: list[dict[str, object]] = []
    placements: list[dict[str, object]] = []
    for marker_id, marker in sorted(plan.markers.items()):
        markers.append(
            {
                "marker_id": marker_id,
                "pieces": len(marker.placements),
                "width_mm": float(marker.request.width_mm),
                "length_mm": round(marker.length_mm, 3),
                "efficiency": round(marker.efficiency, 5),
                "made_by": marker.made_by,
            }
        )
        for placed in marker.placements:
            piece = marker.request.pieces[placed.piece_index]
            placements.append(
                {
                    "marker_id": marker_id,
                    "piece_id": piece.piece_id,
                    "size": piece.size,
                    "is_mirrored": piece.is_mirrored,
                    "copy": placed.copy,
                    "x_mm": round(placed.x_mm, 4),
                    "y_mm": round(placed.y_mm, 4),
                    "rotation_deg": placed.rotation_deg,
                }
            )
    return {"markers": markers, "placements": placements}


def _balance_rows(plan: Plan) -> dict[str, list[dict[str, object]]]:
    balances: list[dict[str, object]] = []
    stations: list[dict[str, object]] = []
    for balance in plan.balances:
        key: dict[str, object] = {"bulletin_id": balance.bulletin_id, "line_id": balance.line_id}
        balances.append(
            {
                **key,
                "status": balance.status,
                "pitch_minutes": round(balance.pitch_minutes, 5),
                "minutes_per_unit": round(balance.minutes_per_unit, 5),
                "line_efficiency": round(balance.line_efficiency, 5),
                "bottleneck_station_id": balance.bottleneck_station_id,
                "reason": balance.reason.to_text(),
            }
        )
        stations += [
            {
                **key,
                "station_id": station.station_id,
                "operator_ids": " ".join(station.operator_ids),
                "operation_ids": " ".join(station.operation_ids),
                "minutes_per_unit": round(station.minutes_per_unit, 5),
            }
            for station in balance.stations
        ]
    return {"balances": balances, "stations": stations}


def _schedule_rows(plan: Plan) -> dict[str, list[dict[str, object]]]:
    schedule = plan.schedule
    origin = datetime.combine(schedule.origin_day, time())
    orders: list[dict[str, object]] = []
    units: list[dict[str, object]] = []
    fresh = {one.work_order_id: one.spread_and_cut_minutes for one in schedule.split(plan.demands)}
    for order in schedule.work_orders:
        orders.append(
            {
                "work_order_id": order.work_order_id,
                "cut_order_id": order.part_of or order.work_order_id,
                "style_id": order.style_id,
                "factory_id": order.factory_id,
                "line_id": order.line_id,
                "units": sum(order.units.values()),
                "due_day": order.due_day,
                "planned_day": order.planned_day,
                "promise_day": order.promise_day,
                "late_days": order.late_days,
                "status": order.status,
                "cost_cents": order.cost_cents,
                "spread_and_cut_minutes": round(fresh.get(order.work_order_id, 0.0), 3),
                "is_released": order.work_order_id not in fresh,
                "factory_reason": order.factory_reason.to_text(),
                "line_reason": "" if order.line_reason is None else order.line_reason.to_text(),
                "late_reason": "" if order.late_reason is None else order.late_reason.to_text(),
                "promise_reason": "" if order.promise_reason is None else order.promise_reason.to_text(),
            }
        )
        units += [
            {"work_order_id": order.work_order_id, "sku": sku, "units": count}
            for sku, count in sorted(order.units.items())
        ]
    slots: list[dict[str, object]] = [
        {
            "work_order_id": slot.work_order_id,
            "stage": slot.stage,
            "factory_id": slot.factory_id,
            "resource_id": slot.resource_id,
            "starts": origin + timedelta(minutes=slot.start_minute),
            "ends": origin + timedelta(minutes=slot.end_minute),
            "start_minute": slot.start_minute,
            "end_minute": slot.end_minute,
            "setup_minutes": slot.setup_minutes,
        }
        for slot in schedule.slots
    ]
    overtime: list[dict[str, object]] = [
        {"factory_id": factory_id, "day": day, "minutes": plan.overtime_minutes[factory_id]}
        for factory_id, days in sorted(schedule.overtime_days.items())
        for day in days
    ]
    return {
        "work_orders": orders, "work_order_units": units, "load": _load_rows(schedule), "overtime": overtime,
        "slots": slots,
    }  # fmt: skip


def _load_rows(schedule: Schedule) -> list[dict[str, object]]:
    """A row per sewing line and week."""
    return [
        {
            "factory_id": one.factory_id,
            "line_id": one.line_id,
            "week_from": one.week_from,
            "capacity_minutes": one.capacity_minutes,
            "planned_minutes": one.planned_minutes,
            "share": round(one.share, 4),
            "orders": one.orders,
            "late_cents": one.late_cents,
            "hour_cents": one.hour_cents,
            "reason": one.reason.to_text(),
        }
        for one in schedule.loads
    ]
