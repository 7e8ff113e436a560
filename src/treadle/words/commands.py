"""What commands print of a plan and of its work in the brand's language; English first, then Chinese."""

from __future__ import annotations

from collections.abc import Mapping

_SUMMARY: Mapping[str, tuple[str, str]] = {
    "sum.title": ("Plan of {as_of}", "{as_of} 的计划"),
    "sum.totals": (
        "{units:,} units in {lines} lines, cost {cost:,.2f} {currency}, expected profit {profit:,.2f} {currency}{beyond}",
        "{lines} 个采购行共 {units:,} 件，成本 {cost:,.2f} {currency}，预期利润 {profit:,.2f} {currency}{beyond}",
    ),
    "sum.beyond": (
        " more than waiting for the next order in {days} day{days_s}", "（比等到 {days} 天后的下一单多）",
    ),
    "sum.today": ("To do today", "今天要做的事"),
    "sum.more_today": ("{count} more, each worth less: see the table actions.", "另有 {count} 项，价值较低：见表 actions。"),
    "sum.note": ("note: {text}", "提示：{text}"),
    "sum.changed": ("changed: {option} {before:,} → {now:,}: {why}", "变化：{option} {before:,} → {now:,}：{why}"),
    "sum.nothing": ("Nothing to make: no further unit is worth its cost today.", "无需生产：今天再做任何一件都不值其成本。"),
    "sum.largest": ("Largest decisions", "最重要的决定"),
    "sum.orders": (
        "{orders} work order{orders_s} ({states}), {metres} m of fabric.",
        "{orders} 张工单（{states}），面料 {metres} 米。",
    ),
    "sum.full": ("{line} is full in the week of {week}: {why}", "{line} 在 {week} 当周已满：{why}"),
    "sum.late": ("{order} ({status}): {why}", "{order}（{status}）：{why}"),
    "sum.more_late": ("{count} more are late: see the table on_order.", "另有 {count} 张逾期：见表 on_order。"),
    "sum.decided": ("decided: {line}: {why}", "此前决定：{line}：{why}"),
    "sum.sizes": ("{option} ({count} sizes)", "{option}（{count} 个尺码）"),
    "sum.more_decided": (
        "{count} more were decided before: see the table decisions.", "另有 {count} 项此前的决定：见表 decisions。",
    ),
    "sum.assumed": ("assumed: {text}", "假设：{text}"),
    "sum.first": ("First page, while markers are drawn: {page}", "先看的页面（排料图绘制中）：{page}"),
    "sum.files": ("Report: {page}   workbook: {book}", "报告：{page}   工作簿：{book}"),
}  # fmt: skip

_WORK: Mapping[str, tuple[str, str]] = {
    "promise.title": ("There by this day with this probability", "以此把握在此日之前到货"),
    "work.day": ("{day:%d %b}", "{day.month}月{day.day}日"),
    "rush.accept": ("Accept", "接受"), "rush.refuse": ("Do not accept", "不接受"),
    "rush.title": ("Ways to take it", "可行的安排"),
    "rush.way": ("way", "方式"), "rush.where": ("where", "地点"), "rush.planned": ("planned", "计划日"),
    "rush.promised": ("promised", "承诺日"), "rush.later": ("later", "推迟订单"), "rush.status": ("status", "状态"), "rush.harmed": ("harmed", "受损订单"),
    "rush.added": ("added cost", "增加成本"), "rush.making": ("making", "加工"),
    "rush.moves": (
        "{order}: planned {planned_before} → {planned_after}, promised {promise_before} → {promise_after}, {state}",
        "{order}：计划 {planned_before} → {planned_after}，承诺 {promise_before} → {promise_after}，{state}",
    ),
    "rush.placed": (
        "Placed as {order}: {units} pieces on {line}, promised for {promise}. Plan again: the rest gives way to it.",
        "已下单 {order}：{line}，{units} 件，承诺 {promise}。请重新计划，其余订单将让路。",
    ),
    "rush.placed_before": (
        "This was placed before as {order}: {units} pieces on {line}, promised for {promise}.",
        "此前已下单 {order}：{line}，{units} 件，承诺 {promise}。",
    ),
    "rush.more": ("and {count} more", "另有 {count} 张"),
    "way.nobody moves": ("nobody moves", "不动他单"), "way.in time": ("in time", "按期"), "way.earliest": ("earliest", "最早"),
    "way.cheapest": ("cheapest", "成本最低"),
    "repair.title": ("What changes", "变化"),
    "repair.sewn": ("sewn from", "缝制起"), "repair.late_costs": ("late costs", "逾期成本"),
    "repair.nothing": ("none", "无"),
    "repair.summary": (
        "{moved} of {orders} orders moved, {promises} promise{promises_s} changed; the plan costs {cost:,.2f} more.",
        "{orders} 张订单中 {moved} 张移动，{promises} 个承诺改变；计划成本增加 {cost:,.2f}。",
    ),
    "repair.cheaper": (
        "{moved} of {orders} orders moved, {promises} promise{promises_s} changed; the plan costs {cost:,.2f} less.",
        "{orders} 张订单中 {moved} 张移动，{promises} 个承诺改变；计划成本减少 {cost:,.2f}。",
    ),
    "repair.kept": ("Kept: schedule, promise and rush tell of the repaired work.", "已保留：schedule、promise 与 rush 均按修复后的安排。"),
    "repair.shown": ("The repaired work was not kept; --keep keeps it.", "修复后的安排未保留；加 --keep 可保留。"),
}  # fmt: skip

_SCHEDULE: Mapping[str, tuple[str, str]] = {
    "work.title": ("Work orders by planned day", "按计划日排列的工单"),
    "work.proved": ("proved least", "已证最低"),
    "work.bound": ("not below {bound:,.2f}", "不低于 {bound:,.2f}"),
    "work.total": (
        "{orders} order{orders_s} ({states}); cost {cost:,.2f}, {proof} ({parts})",
        "{orders} 张工单（{states}）；成本 {cost:,.2f}，{proof}（{parts}）",
    ),
    "work.open": ("no bound known", "下界未知"),
    "cost.cutting": ("cutting", "裁剪"), "cost.stages": ("other stages", "其他工序"), "cost.sewing": ("sewing", "缝制"),
    "cost.changeover": ("changes of style", "换款"), "cost.overtime": ("overtime", "加班"),
    "cost.lateness": ("lateness", "逾期"), "cost.power": ("power", "电费"), "cost.wip": ("money in work on the way", "在制品占用"),
}  # fmt: skip

_BESIDE: Mapping[str, tuple[str, str]] = {
    "if.units": ("units", "件数"), "if.cost": ("cost, {currency}", "成本（{currency}）"),
    "if.profit": ("expected profit, {currency}", "预期利润（{currency}）"),
    "if.sell_out": ("chance to sell out", "售罄概率"), "if.left": ("left at the end", "季末剩余"),
    "if.short": ("short before it arrives", "到货前短缺"),
    "if.cash": ("cash, with orders on the way, {currency}", "资金（含在途，{currency}）"),
    "if.budget": ("budget left, {currency}", "剩余预算（{currency}）"), "if.minutes": ("sewing minutes", "缝制工时（分钟）"),
    "if.load": ("load", "负荷"), "if.orders": ("work orders", "工单数"), "if.risky": ("of these at risk", "其中有风险"), "if.late": ("late", "逾期"),
    "if.impossible": ("cannot be made", "无法完成"), "if.promise": ("last promise", "最晚承诺日"),
    "if.breaks": ("{name}: {rule}", "{name}：{rule}"),
    "if.breaks_more": ("{name}: {count} more rule{count_s} broken", "{name}：另违反 {count} 条规则"),
    "if.days": (
        "Orders stay where the plan has them, and only what a change moves is placed anew; cost and profit are without spare units.",
        "订单保持计划中的位置，只重排受影响者；成本与利润不含多裁件。",
    ),
    "if.plan": ("the plan", "计划"), "if.edited": ("as edited", "修改后"), "if.what_if": ("what if", "假设"),
}  # fmt: skip

COMMANDS: Mapping[str, tuple[str, str]] = {**_SUMMARY, **_WORK, **_SCHEDULE, **_BESIDE}
