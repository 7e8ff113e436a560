"""Sentences of the factory floor: how orders stand, rush orders, loads, and what planners set, in every language."""

from __future__ import annotations

from collections.abc import Mapping

_RUSH = "planned for {planned_day}, promised for {promise_day}; {moved_orders} orders become later"
_RUSH_ZH = "计划{planned_day}，承诺{promise_day}；{moved_orders}张订单推迟"

ENGLISH_FACTORY: Mapping[str, str] = {
    "risk.buffer": "Planned for {planned_day}, but only {chance:.0%} sure by {due_day}, and {probability:.0%} is asked for: "
    "it can be promised for {promise_day}.",
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
    "rush.refuse_late": "{due_day}前无法到货，最早也要晚{late_days}天：" + _RUSH_ZH + "。",
    "rush.refuse_risk": "可以排在{due_day}前，但要有同样把握须晚{late_days}天：" + _RUSH_ZH + "。",
    "rush.accept_harmless": "能按期承诺，且没有其他订单的交期因此变差：" + _RUSH_ZH + "，增加成本{added_money:,.2f}。",
    "rush.refuse_harm": "只有让{harmed_orders}张其他订单的交期变差（首先是{first}）才能按期：" + _RUSH_ZH + "，增加成本"
    "{added_money:,.2f}。",
}
