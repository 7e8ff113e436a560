"""Sentences of the factory floor: how orders stand, rush orders, loads, and what planners set, in every language."""

from __future__ import annotations

from collections.abc import Mapping

_RUSH = "planned for {planned_day}, promised for {promise_day}; {moved_orders} orders become later"
_RUSH_ZH = "计划{planned_day}，承诺{promise_day}；{moved_orders}张订单推迟"

ENGLISH_FACTORY: Mapping[str, str] = {
    "risk.buffer": "Planned for {planned_day}, but only {chance:.0%} sure by {due_day}, and {probability:.0%} is asked for: "
    "it can be promised for {promise_day}.",
    "line.cheapest": "{line} at {cost_money:,.2f}, ready {day}; the next-best line, {other}, would cost {other_cost_money:,.2f} "
    "and be ready {other_day}, mostly for {part} ({part_money:,.2f} more).",
    "line.sooner": "{line} at {cost_money:,.2f}, ready {day}: better for the plan as a whole, though {other} alone would cost "
    "{other_cost_money:,.2f}, ready {other_day}.",
    "line.only": "{line} is the only line that can sew it.",
    "load.line": "{share:.0%} of its hours, {orders} order{orders_s}; of the plan's {every} orders it could sew {able} more, which "
    "stand better elsewhere.",
    "load.free": "Nothing is sewn here; of the plan's {every} orders it could sew {able}, which stand better elsewhere.",
    "load.full": "{share:.0%} of its hours, {orders} order{orders_s}: full. An hour more would save {hour_money:,.2f} of "
    "lateness; what begins in this week is late for {late_money:,.2f}. It could sew {able} more of the plan's {every} orders.",
    "rush.refuse_late": "It cannot be there by {due_day}; the soonest is {late_days} day{late_days_s} later: "
    + _RUSH
    + ".",
    "rush.refuse_risk": "It could be planned for {due_day}, but so surely only {late_days} day{late_days_s} later: "
    + _RUSH
    + ".",
    "rush.accept_harmless": "It is promised in time and no other order stands worse against its due day: "
    + _RUSH
    + ", "
    "which adds {added_money:,.2f} of cost.",
    "rush.refuse_harm": "In time only where {harmed_orders} other orders stand worse against their due days, first {first}: "
    + _RUSH
    + ", which adds {added_money:,.2f} of cost.",
}

CHINESE_FACTORY: Mapping[str, str] = {
    "risk.buffer": "计划{planned_day}，但到{due_day}只有{chance:.0%}的把握，而要求{probability:.0%}：可承诺{promise_day}。",
    "line.cheapest": "{line}成本{cost_money:,.2f}，{day}完成；其次为{other}，成本{other_cost_money:,.2f}，{other_day}完成，主要差在{part}"
    "（多{part_money:,.2f}）。",
    "line.sooner": "{line}成本{cost_money:,.2f}，{day}完成：对整个计划更好，尽管{other}单独只需{other_cost_money:,.2f}，{other_day}完成。",
    "line.only": "只有{line}能缝制。",
    "load.line": "占其工时{share:.0%}，{orders}张订单；计划的{every}张订单中另有{able}张它也能缝制，但排在别处更好。",
    "load.free": "本周无缝制；计划的{every}张订单中它能缝制{able}张，但排在别处更好。",
    "load.full": "占其工时{share:.0%}，{orders}张订单：已满。多一小时可省逾期成本{hour_money:,.2f}；本周开始的订单逾期成本{late_money:,.2f}。"
    "计划的{every}张订单中另有{able}张它也能缝制。",
    "rush.refuse_late": "{due_day}前无法到货，最早也要晚{late_days}天：" + _RUSH_ZH + "。",
    "rush.refuse_risk": "可以排在{due_day}前，但要有同样把握须晚{late_days}天：" + _RUSH_ZH + "。",
    "rush.accept_harmless": "能按期承诺，且没有其他订单的交期因此变差：" + _RUSH_ZH + "，增加成本{added_money:,.2f}。",
    "rush.refuse_harm": "只有让{harmed_orders}张其他订单的交期变差（首先是{first}）才能按期：" + _RUSH_ZH + "，增加成本"
    "{added_money:,.2f}。",
}
