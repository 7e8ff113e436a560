"""What `treadle explain` says of one buy line beside its reasons; English first, then Chinese."""

from __future__ import annotations

from collections.abc import Mapping

WAY_BACK: Mapping[str, tuple[str, str]] = {
    "back.bought_in": ("Bought in", "外购"),
    "back.no_pattern": ("The style has no pattern: it is ordered, not cut.", "该款式没有纸样：直接订货，不裁剪。"),
    "back.line": (
        "{units:,} units of {sku} (option {option}, size {size}), due {due}: cost {cost:,.2f} {currency}, expected profit "
        "{profit:,.2f}, dropping the line would lose {lost:,.2f}.",
        "{sku}（款色 {option}，{size}码）{units:,} 件，应于 {due} 到：成本 {cost:,.2f} {currency}，预期利润 {profit:,.2f}，"
        "放弃该行损失 {lost:,.2f}。",
    ),
    "back.option": (
        "The option as a whole: {units:,} units at a price of {price:,.2f}.", "该款色合计：{units:,} 件，售价 {price:,.2f}。",
    ),
    "back.assumed": ("Assumed: {text}.", "假设：{text}。"),
    "back.bridge": ("From forecast to order, option {option}", "从预测到下单，款色 {option}"),
    "back.need": ("What must be served", "需满足的需求"),
    "back.serve": (
        "To serve from {due} on: {mean:,.1f} of the option (one in ten below {low:,.0f}, half below {median:,.0f}, one in "
        "ten above {high:,.0f}), after {before:,.1f} before that day.",
        "{due} 起需满足该款色 {mean:,.1f} 件（一成可能低于 {low:,.0f}，一半低于 {median:,.0f}，一成高于 {high:,.0f}），该日之前 "
        "{before:,.1f} 件。",
    ),
    "back.stock": ("On hand {on_hand:,}, on order {on_order:,} (option).", "库存 {on_hand:,}，在途 {on_order:,}（款色）。"),
    "back.size": (
        "Size {size} takes {share:.1%} of the option, from the {basis} (as sure as {strength:,.0f} units seen).",
        "{size}码占该款色的 {share:.1%}，依据：{basis}（相当于 {strength:,.0f} 件已见需求）。",
    ),
    "back.forecast": (
        "Forecast by {model}: {units:,.1f} units over the horizon", "由{model}预测：整个预测期 {units:,.1f} 件",
    ),
    "back.seen": ("What was seen", "所见信息"),
    "back.nothing_seen": ("Nothing was seen of this SKU yet.", "该 SKU 尚无任何记录。"),
    "back.weeks": (
        "Demand is sold units and what an empty shelf hid; last {weeks} weeks of SKU {sku}.",
        "需求为销量加上断货所掩盖的部分；SKU {sku} 的最近 {weeks} 周。",
    ),
    "back.option_views": ("option: views", "款色浏览"),
    "back.order": (
        "{units:,} units at {factory} {line}: {status}, due {due}, planned {planned}, promised {promised}.",
        "{factory} {line} 生产 {units:,} 件：{status}，应于 {due} 到，计划 {planned}，承诺 {promised}。",
    ),
    "back.no_factory": ("no factory", "（无工厂）"),
    "back.cut": ("Cut in {name}: {units:,} units from {metres:,.1f} m of {fabric}",
                 "裁于 {name}：{fabric} {metres:,.1f} 米，裁 {units:,} 件"),
    "back.made": ("Made as {name}", "按 {name} 生产"),
    "back.origin": ("Made from", "依据"),
    "back.plan": (
        "Plan of {as_of}, seed {seed}, from facts with fingerprint {facts}.", "{as_of} 的计划，随机种子 {seed}，信息指纹 {facts}。",
    ),
    "back.rows": (
        "The rows behind it: history.csv and option_history.csv (sku {sku}, option {option}), forecast.csv, "
        "size_curves.csv, options.csv, buy.csv.",
        "所依据的行：history.csv 与 option_history.csv（SKU {sku}，款色 {option}）、forecast.csv、size_curves.csv、options.csv、"
        "buy.csv。",
    ),
    "back.whole": ("Assumed for the whole plan: {note}", "整个计划的假设：{note}"),
}  # fmt: skip
