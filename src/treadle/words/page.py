"""What the page and the workbook say beside their tables: titles, labels and notes; English first, then Chinese."""

from __future__ import annotations

from collections.abc import Mapping

_FRAME: Mapping[str, tuple[str, str]] = {
    "page.first": ("Markers are still being drawn for {orders} orders. What to buy is decided; cloth, the days of orders and their promises are estimates until report.html stands beside this page.", "{orders}张裁单的排料图尚在绘制。买什么已定；用布、订单日期与承诺均为估计，以旁边的 report.html 生成后为准。"),
    "page.title": ("Plan of {as_of}", "{as_of} 的计划"),
    "nav.styles": ("Styles", "款式"), "nav.decisions": ("Decisions", "决定"), "nav.late": ("Late", "逾期"),
    "nav.schedule": ("Schedule", "排程"),
    "nav.options": ("Forecasts", "预测"), "nav.signals": ("Signals", "信号"), "nav.cutting": ("Cutting", "裁剪"),
    "nav.sewing": ("Sewing", "缝制"), "nav.league": ("Models", "模型"), "nav.back": ("Way back", "来历"),
    "title.decisions": ("Decisions, the most valuable first", "决定（价值最高者在前）"),
    "title.bridge": ("From forecast to order", "从预测到下单"),
    "title.late": ("Late or at risk, and why", "逾期、有风险及原因"),
    "title.none_late": ("Late or at risk", "逾期或有风险"),
    "title.schedule": ("Schedule", "排程"),
    "title.options": ("What is expected, and in which sizes", "预期需求与尺码"),
    "title.signals": ("What customers did", "顾客行为"),
    "title.cutting": ("Cutting", "裁剪"),
    "title.markers": ("Markers that use most fabric", "用布最多的排料图"),
    "title.sewing": ("Line balance", "流水线平衡"),
    "title.league": ("How the forecasts were chosen", "预测如何选出"),
    "title.back": ("The way back", "来历"),
    "title.on_order": ("On order", "在途"),
    "title.decided": ("Decided before", "此前的决定"),
    "title.changes": ("What changed since the last plan, and why", "与上次计划的变化及原因"),
}  # fmt: skip

_DECISIONS: Mapping[str, tuple[str, str]] = {
    "head.money": (", {currency}", "（{currency}）"),
    "head.by_size": ("by size", "各尺码"),
    "page.assumed": ("assumed: {text}", "假设：{text}"),
    "page.further_options": (
        "{rest:,} further options are in options.csv and the workbook.", "其余 {rest:,} 个款色见 options.csv 与工作簿。",
    ),
    "page.nothing_to_make": ("Nothing to make.", "无需生产。"),
    "page.none_made": ("{count:,} options of which nothing is made, and why", "不生产的 {count:,} 个款色及原因"),
    "page.nothing_late": ("Every order is promised by its due day.", "所有工单均承诺在交期内。"),
    "page.late_order": ("{units:,} units, due {due_day}", "{units:,} 件，应于 {due_day} 到"),
    "page.impossible_order": ("cannot be made.", "无法完成。"),
    "page.states": ("{orders} work orders: {states}.", "{orders} 张工单：{states}。"),
    "page.at_risk": (
        "at risk, planned for {planned_day}, promised for {promise_day}.",
        "有风险，计划 {planned_day}，承诺 {promise_day}。",
    ),
    "page.how_late": (
        "{late_days} day{late_days_s} late, planned for {planned_day}, promised for {promise_day}.",
        "逾期 {late_days} 天，计划 {planned_day}，承诺 {promise_day}。",
    ),
    "page.charted": (
        "The {count} options that would lose most if they were dropped; the rest are in the tables.",
        "放弃时损失最大的 {count} 个款色；其余见各表。",
    ),
    "page.lines": ("The way back of its {count} lines", "其 {count} 个采购行的来历"),
    "page.facts": (
        "Demand to serve {mean:,.1f} ({low:,.0f} to {high:,.0f}), on hand {on_hand:,}, on order {on_order:,}, so far sold "
        "{sold:,.0f}, of which {came:,.0f} came over from siblings that were out; {demand:,.0f} were wanted of it, in stock "
        "{in_stock:.0%} of the time.",
        "需满足需求 {mean:,.1f} 件（{low:,.0f} 至 {high:,.0f}），库存 {on_hand:,}，在途 {on_order:,}；累计售出 {sold:,.0f} 件，"
        "其中 {came:,.0f} 件由断货的同款转来；对它的需求 {demand:,.0f} 件，在售时间占 {in_stock:.0%}。",
    ),
    "page.efficient": ("{bulletin} on {line}: {efficiency:.0%} efficient", "{line} 缝制 {bulletin}：平衡率 {efficiency:.0%}"),
    "page.load": (
        "Load of {factory}: {line} is the fullest, {share:.0%} in the week of {week}",
        "{factory}的负荷：{line}最满，{week}当周{share:.0%}",
    ),
    "page.nothing_made": ("Nothing is to be made.", "无需生产。"),
    "page.earlier_lines": ("{count:,} lines of earlier plans", "此前计划的 {count:,} 个采购行"),
    "page.back": (
        "Every line of the buy leads back: {command} prints its demand, stock, forecast, history and the signals counted. "
        "The tables beside this page hold every number shown here.",
        "每个采购行都可追溯：{command} 显示其需求、库存、预测、历史与计入的信号。本页旁的各表含有此处的全部数字。",
    ),
    "page.seen": ("Made from facts {facts}, with seed {seed} and the nester {nester}.",
                  "依据信息 {facts}，随机种子 {seed}，排料程序 {nester}。"),
    "page.settings": ("Settings other than the defaults", "与默认值不同的设置"),
    "page.defaults": ("All settings are the defaults.", "全部设置均为默认值。"),
    "bridge.all": ("all together", "合计"),
    "bridge.cost": ("{parts} = cost {cost:,.2f}.", "{parts} = 成本 {cost:,.2f}。"),
    "bridge.point": ("{units:,} ({point}) for {cost:,.2f} earns {profit:,.2f}",
                     "{units:,} 件（{point}）成本 {cost:,.2f}，利润 {profit:,.2f}"),
    "bridge.below": (", below the minimum", "，低于起订量"),
    "bridge.points": ("{points}.", "{points}。"),
}  # fmt: skip

_CHARTS: Mapping[str, tuple[str, str]] = {
    "chart.demand_seen": ("demand seen", "已见需求"), "chart.median": ("median", "中位数"),
    "chart.mean": ("mean", "均值"), "chart.units_a_week": ("units a week", "每周件数"),
    "chart.fan": ("Demand seen by week and the {weeks} weeks ahead: {units:,.0f} units expected",
                  "各周已见需求与未来 {weeks} 周：预计 {units:,.0f} 件"),
    "chart.short_day": ("{day:%d %b}", "{day.month}月{day.day}日"), "chart.month": ("{day:%b}", "{day.month}月"),
    "chart.month_of_year": ("{day:%b %Y}", "{day.year}年{day.month}月"),
    "chart.expected": ("expected", "预期"), "chart.seen": ("seen", "已见"),
    "chart.percent": ("% of units", "件数占比（%）"), "chart.basis": ("from the {basis}", "依据：{basis}"),
    "chart.sizes": ("Expected share of each size: {sizes}", "各尺码预期占比：{sizes}"),
    "chart.minutes": ("minutes", "分钟"),
    "chart.balance": ("Minutes of {stations} stations against a pitch of {pitch:.2f}; slowest {bottleneck}",
                      "{stations} 个工位的分钟数，节拍 {pitch:.2f}；最慢 {bottleneck}"),
    "chart.level": ("level of the quantile", "分位水平"),
    "chart.gantt": ("Gantt chart of the schedule", "排程甘特图"),
    "chart.due": ("{order} due {day}", "{order} 应到日 {day}"), "chart.promised": ("{order} promised {day}", "{order} 承诺 {day}"),
    "chart.grey": ("Grey: nobody works. A number is an order below.", "灰色：不上班。数字见下方订单。"),
    "chart.signs": (
        "Grey: nobody works. Red flag: due day. Green diamond: promised day. Red edge: late. A number is an order below.",
        "灰色：不上班。红旗：应到日。绿菱形：承诺日。红边：逾期。数字见下方订单。",
    ),
    "chart.bar": ("{order} {stage} {starts} to {ends}", "{order} {stage} {starts} 至 {ends}"),
    "chart.day": ("{day:%a %d %b}", "{day.month}月{day.day}日"),
    "chart.moment": ("{moment:%a %d %b %H:%M}", "{moment.month}月{moment.day}日 {moment:%H:%M}"),
    "chart.rolls": ("Rolls and what lays take of them", "布卷与各床用布"),
    "chart.stretch": ("{lay} {option}, plies {first} to {last}", "{lay} {option}，第 {first} 至 {last} 层"),
}  # fmt: skip

_MARKERS: Mapping[str, tuple[str, str]] = {
    "marker.mirrored": (" (mirrored)", "（镜像）"),
    "marker.fault": ("fault", "疵点"),
}

_CLOTH: Mapping[str, tuple[str, str]] = {
    "title.cloth": ("Cloth on the shelf", "库存布料"),
    "title.materials": ("Trims and thread that are short", "短缺的辅料与缝线"),
    "head.rolls": ("rolls", "布卷数"),
    "page.further_sewn": (
        "{count:,} further balances, more even than these, are in the workbook.",
        "其余 {count:,} 个较均衡的平衡见工作簿。",
    ),
    "page.further_rolls": ("{count} further rolls are in the workbook.", "其余 {count} 卷见工作簿。"),
}

_FORECASTS: Mapping[str, tuple[str, str]] = {
    "page.no_models": ("Too little history to compare models.", "历史太短，无法比较模型。"),
    "head.value_added": ("value added over naive", "比朴素预测改善"),
    "head.inside": ("inside the middle 80 %", "落在中间 80% 内"),
    "head.interval": ("80 % interval", "80% 区间"),
    "head.sells_less": ("each sells less where twice as many are on offer", "在售款色加倍时每款减少"),
    "page.league": (
        "Every model forecast weeks it had not seen. WAPE and bias are of an option's sum over the horizon; value added is "
        "how much less WAPE than the naive forecast (the last week goes on). A model that does not beat the naive one has "
        "no part.",
        "每个模型都对未见过的周作了预测。误差与偏差按款色整个预测期的合计计算；改善指误差比朴素预测（沿用上周）低多少。"
        "不优于朴素预测的模型不参与。",
    ),
    "page.reliability": ("{of}: what was promised, and what came", "{of}：所承诺与实际"),
    "title.calibration": ("Do the quantiles hold?", "分位数可靠吗？"),
    "page.calibration": (
        "Widths learned from four fifths of the options, judged on the others, in turn. A curve on the dashed line is a "
        "forecast whose quantiles hold.",
        "轮流用五分之四的款色学习区间宽度，在其余款色上检验。曲线与虚线重合，则分位数可靠。",
    ),
    "page.shared_all": ("{share:.0%} by all options", "全部款色共有 {share:.0%}"),
    "page.shared_group": ("{share:.0%} more by those of one {group}", "同一{group}再共有 {share:.0%}"),
    "title.totals": ("What it adds up to", "合计"),
    "page.totals": (
        "Units wanted over the whole horizon. However they are added up the same units are expected; the width of a sum "
        "follows from what errors shared in the past: {shares}. Styles, options and SKUs are in the workbook.",
        "整个预测期的需求件数。无论如何汇总，预期件数一致；合计的区间宽度取决于过去误差的共同部分：{shares}。款式、款色与 SKU "
        "见工作簿。",
    ),
    "page.of_one": ("one {level}", "同一{level}"),
    "page.between": ("{low:.2f} to {high:.2f}", "{low:.2f} 至 {high:.2f}"),
    "page.siblings": (
        "Learned from weeks in which siblings came, went or were out of stock. The buy moves demand by it; what the data do "
        "not show is not assumed.",
        "从同款上架、下架或断货的各周学得。下单时据此调整需求；数据未显示的不作假设。",
    ),
    "title.siblings": ("Do options take from one another?", "款色之间会互相分流吗？"),
}  # fmt: skip

_SIGNALS: Mapping[str, tuple[str, str]] = {
    "title.rising": ("Rising", "上升"),
    "page.nothing_rises": ("Nothing rises beyond chance this week.", "本周没有超出偶然的上升。"),
    "page.trust": ("How far such lists could be trusted so far", "此类榜单迄今的可靠程度"),
    "page.kind": ("{kind}: {name}", "{kind}：{name}"),
    "page.not_up": ("not up yet", "尚未上升"),
    "page.up_since": ("up since {week}", "自 {week} 起上升"),
    "page.after_looks": (", {days} day{days_s} after the looks", "，比浏览晚 {days} 天"),
    "page.record": (
        "{kind}: {any} of {lists} weekly lists held any (where nothing rises {alarms:.0%} would); demand was up {rises} "
        "times, seen in time {seen}{ahead}",
        "{kind}：{lists} 个周榜中 {any} 个有内容（若无上升，约 {alarms:.0%}）；需求上升 {rises} 次，及时发现 {seen} 次{ahead}",
    ),
    "page.ahead": (", typically {days:.0f} days ahead", "，通常提前 {days:.0f} 天"),
    "kind.option": ("options", "款色"), "kind.attribute": ("attributes", "属性"), "kind.search": ("searches", "搜索"),
    "kind.searched attribute": ("what is asked for", "所求属性"),
    "title.unmet": ("Looked for in vain", "搜索无果"),
    "title.intent": ("What a view, a search, a cart and a wish are worth in units", "浏览、搜索、加购与收藏各值多少件"),
    "page.left_out": (
        "Signals that no customer meant, not counted: {rules}. Each stands in left_out.csv.",
        "非顾客本意、未计入的信号：{rules}。逐条见 left_out.csv。",
    ),
    "page.more_rows": ("{count:,} more are in the tables.", "其余 {count:,} 行见各表。"),
}  # fmt: skip

PAGE: Mapping[str, tuple[str, str]] = {
    **_FRAME,
    **_DECISIONS,
    **_CHARTS,
    **_MARKERS,
    **_CLOTH,
    **_FORECASTS,
    **_SIGNALS,
}
