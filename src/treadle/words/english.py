"""English sentences by reason code; amounts as {name_money} come from facts named {name_cents}."""

from __future__ import annotations

from collections.abc import Mapping

_NEED = (
    "expected demand to serve is {demand_mean:,.0f} (median {demand_median:,.0f}, one in ten above {demand_q90:,.0f}), "
    "after {demand_before:,.0f} sold before goods arrive; stock {on_hand_units:,}, on order {on_order_units:,}"
)

_BUY: Mapping[str, str] = {
    "buy.newsvendor": "Each unit is worth making up to the {fractile:.0%} point of demand: " + _NEED + ".",
    "buy.raised_minimum": "Raised to the minimum order of {minimum_units:,}, which still pays: " + _NEED + ".",
    "buy.raised_price_break": "Raised to the next price break, which lowers the cost of all: " + _NEED + ".",
    "buy.raised_style_minimum": "Raised so that the style reaches its minimum of {style_minimum_units:,}: "
    + _NEED
    + ".",
    "buy.less_budget": "Less than the {wanted_units:,} it is worth alone: the budget earns more elsewhere "
    "({missed_money:,.2f} of expected profit forgone); " + _NEED + ".",
    "buy.less_capacity": "Less than the {wanted_units:,} it is worth alone: sewing minutes earn more elsewhere "
    "({missed_money:,.2f} of expected profit forgone); " + _NEED + ".",
    "buy.none": "Nothing to decide for this option.",
    "buy.none_budget": "None, though {wanted_units:,} would pay: the budget earns more elsewhere "
    "({missed_money:,.2f} forgone); " + _NEED + ".",
    "buy.none_capacity": "None, though {wanted_units:,} would pay: sewing minutes earn more elsewhere "
    "({missed_money:,.2f} forgone); " + _NEED + ".",
    "buy.none_style_minimum": "None: the style's minimum of {style_minimum_units:,} would cost more than it earns; "
    + _NEED
    + ".",
    "buy.none_minimum": "None: a few pieces would pay, the minimum order of {minimum_units:,} would not; "
    + _NEED
    + ".",
    "buy.none_margin": "None: the price does not cover the cost of a piece.",
    "buy.none_stock": "None: stock and orders on the way cover what is worth having; " + _NEED + ".",
    "buy.none_demand": "None: too little demand is expected to pay for an order; " + _NEED + ".",
    "buy.decided": "Decided on this day already: what was released stands until something new is known.",
    "buy.edited": "The planner's own number ({planned_units:,} was proposed). {note}",
    "buy.rejected": "Rejected by the planner ({planned_units:,} was proposed). {note}",
    "buy.size_stocked": "None of size {size}: its stock of {size_stock_units:,} covers its {size_share:.0%} share.",
    "buy.size_not_worth": "None of size {size}: at a {size_share:.0%} share one more is not worth its cost.",
    "limit.budget": "The budget is used up ({used_money:,.2f} of {allowed_money:,.2f}); "
    "one more unit of money would bring {worth_of_one_more_cents:.2f}.",
    "limit.capacity": "Sewing minutes are used up ({used_minutes:,.0f} of {allowed_minutes:,.0f}, due by {due_by}); "
    "one more minute would bring {worth_of_one_more_money:.3f}.",
}

ENGLISH: Mapping[str, str] = {**_BUY}
