"""Chinese sentences by reason code."""

from __future__ import annotations

from collections.abc import Mapping

_NEED = (
    "预计需满足需求{demand_mean:,.0f}件（中位数{demand_median:,.0f}，一成可能超过{demand_q90:,.0f}），"
    "到货前约售出{demand_before:,.0f}件；库存{on_hand_units:,}，在途{on_order_units:,}"
)

_BUY: Mapping[str, str] = {
    "buy.newsvendor": "做到需求的{fractile:.0%}分位，每一件都值得：" + _NEED + "。",
    "buy.raised_minimum": "提高到最小起订量{minimum_units:,}件，仍然划算：" + _NEED + "。",
    "buy.raised_price_break": "提高到下一价格档，全部单价随之降低：" + _NEED + "。",
    "buy.raised_style_minimum": "提高以达到款式起订量{style_minimum_units:,}件：" + _NEED + "。",
    "buy.less_budget": "少于单独看值得的{wanted_units:,}件：预算用在别处收益更高（放弃预期利润{missed_money:,.2f}）；"
    + _NEED
    + "。",
    "buy.less_capacity": "少于单独看值得的{wanted_units:,}件：缝制工时用在别处收益更高（放弃预期利润{missed_money:,.2f}）；"
    + _NEED
    + "。",
    "buy.none": "该款色无需决定。",
    "buy.none_budget": "不做，虽然{wanted_units:,}件划算：预算用在别处收益更高（放弃{missed_money:,.2f}）；"
    + _NEED
    + "。",
    "buy.none_capacity": "不做，虽然{wanted_units:,}件划算：缝制工时用在别处收益更高（放弃{missed_money:,.2f}）；"
    + _NEED
    + "。",
    "buy.none_style_minimum": "不做：款式起订量{style_minimum_units:,}件的成本高于收益；" + _NEED + "。",
    "buy.none_minimum": "不做：少量划算，但起订量{minimum_units:,}件不划算；" + _NEED + "。",
    "buy.none_margin": "不做：售价低于单件成本。",
    "buy.none_stock": "不做：库存与在途已覆盖值得备的数量；" + _NEED + "。",
    "buy.none_demand": "不做：预期需求太少，不值得下单；" + _NEED + "。",
    "buy.decided": "当日已决定：在有新信息之前，已下达的决定不变。",
    "buy.edited": "计划员自定数量（原建议{planned_units:,}件）。{note}",
    "buy.rejected": "计划员否决（原建议{planned_units:,}件）。{note}",
    "buy.size_stocked": "{size}码不做：库存{size_stock_units:,}件已覆盖其{size_share:.0%}的份额。",
    "buy.size_not_worth": "{size}码不做：份额{size_share:.0%}，再多一件不值其成本。",
    "limit.budget": "预算已用尽（{allowed_money:,.2f}中的{used_money:,.2f}）；再多一元可带来{worth_of_one_more_cents:.2f}。",
    "limit.capacity": "缝制工时已用尽（{allowed_minutes:,.0f}中的{used_minutes:,.0f}，截至{due_by}）；再多一分钟可带来"
    "{worth_of_one_more_money:.3f}。",
}

CHINESE: Mapping[str, str] = {**_BUY}
