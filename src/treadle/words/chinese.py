"""Chinese sentences by reason code."""

from __future__ import annotations

from collections.abc import Mapping

_NEED = (
    "预计需满足需求{demand_mean:,.0f}件（中位数{demand_median:,.0f}，一成可能超过{demand_q90:,.0f}），"
    "到货前需求约{demand_before:,.0f}件，其中库存可售{sold_before:,.0f}件；库存{on_hand_units:,}，在途{on_order_units:,}"
)

_BUY: Mapping[str, str] = {
    "buy.newsvendor": "凡所在尺码卖出的把握足以回本（{needed_chance:.0%}）的，每一件都做：" + _NEED + "。",
    "buy.first_order": "首单有意从少，因为还可再下单：先满足下一单到货前可售的约{early_median:,.0f}件，以及比到时补做（单件"
    "{again_money:,.2f}）更有把握卖出的部分；" + _NEED + "。",
    "buy.raised_minimum": "提高到最小起订量{minimum_units:,}件，仍然划算：" + _NEED + "。",
    "buy.raised_price_break": "提高到下一价格档，全部单价随之降低：" + _NEED + "。",
    "buy.whole_roll": "做到整卷布用完（每卷{roll_units:,}件），不留余布：" + _NEED + "。",
    "buy.begun_roll": "每卷布可做{roll_units:,}件；已开卷后每多一件成本更低，凡值得的都做：" + _NEED + "。",
    "buy.shelf_cloth": "以库存布料可做的数量为限，再购一卷不划算：" + _NEED + "。",
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
    "buy.none_yet": "暂不做：下一单到货前约可售{early_median:,.0f}件，由库存或下一单满足更划算；" + _NEED + "。",
    "buy.none_demand": "不做：预期需求太少，不值得下单；" + _NEED + "。",
    "buy.none_siblings": "不做：与同款其他选项一起上架会使其利润减少{taken_money:,.2f}，自身只带来{forgone_money:,.2f}。",
    "buy.sold_ahead": "已预售 {firm_units:,} 件，必须生产；连同起订量 {minimum_units:,}。",
    "buy.sold_ahead_and_more": "已预售 {firm_units:,} 件，必须生产；其余供上架：" + _NEED + "。",
    "buy.decided": "当日已决定：在有新信息之前，已下达的决定不变。",
    "buy.edited": "计划员自定数量（原建议{planned_units:,}件）。{note}",
    "buy.rejected": "计划员否决（原建议{planned_units:,}件）。{note}",
    "buy.size_stocked": "{size}码不做：库存{size_stock_units:,}件已覆盖其{size_share:.0%}的份额。",
    "buy.size_not_worth": "{size}码不做：份额{size_share:.0%}，再多一件不值其成本。",
    "limit.working_capital": "货品已占满营运资金 {limit_money:,.2f}：库存和在途 {bound_money:,.2f}，本次采购 {used_money:,.2f}；再多 1,000 可赚 "
    "{worth_of_thousand_money:,.0f}。",
    "limit.budget": "预算已用尽（{allowed_money:,.2f}中的{used_money:,.2f}）；再多一元可带来{worth_of_one_more_cents:.2f}。",
    "limit.capacity": "缝制工时已用尽（{allowed_minutes:,.0f}中的{used_minutes:,.0f}，截至{due_by}）；再多一分钟可带来"
    "{worth_of_one_more_money:.3f}。",
    "limit.open_to_buy": "{from_day}至{to_day}的可采购额度已用尽（{allowed_money:,.2f}中的{used_money:,.2f}）；"
    "再多一元可带来{worth_of_one_more_cents:.2f}。",
    "limit.sold_ahead": "预售部分成本 {cost_money:,.2f}，缝制工时 {minutes:,.0f} 分钟：超出 {over_money:,.2f} 和 {over_minutes:,.0f} 分钟。仍照做。",
    "limit.siblings": "同款选项互相分流（弹性{style_elasticity:.2f}，同品类{category_elasticity:.2f}）：{moved_options:,}个选项的需求"
    "已按在售情况调整，{withheld_options:,}个选项为让位而不上架。",
    "limit.lead": "最近{weeks}周的{orders:,}个订单，下单到计划到货平均{days}天，而设置为{told_days}天：采购按{days}天计算。",
    "limit.changes": "缝制工时{capacity_minutes:,.0f}分钟中留出{minutes:,.0f}分钟用于换款，每次{minutes_each:,.0f}分钟（全线停工）。",
}

_POSTPONE: Mapping[str, str] = {
    "postpone.hold": "{colours}个颜色共{metres:,.0f}米，其中{greige:,.0f}米留作坯布；预计比现在全部染色多带来{gain_money:,.2f}。",
    "postpone.none": "{colours}个颜色的{metres:,.0f}米现在全部染色：等待的成本高于节省。",
}

_PACE = (
    "在库与在途{available_units:,}件，按预期速度最后一个尺码可卖{weeks_of_cover:.1f}周（共余{weeks_left}周；预计剩{left_units:,.0f}件，"
    "售罄概率{sell_out_chance:.0%}）"
)
_COURSE: Mapping[str, str] = {
    "course.start": "首单{buy_units:,}件：尚未销售或下单。",
    "course.scale": "加单{buy_units:,}件，已售{sold_units:,.0f}件：" + _PACE + "。",
    "course.hold_limits": "暂缓：再做{wanted_units:,}件仍有利，但资金或工时用于别处更好；" + _PACE + "。",
    "course.hold_minimum": "暂缓：单独看再做{wanted_units:,}件仍有利，但款式起订量的成本高于收益；" + _PACE + "。",
    "course.hold_covered": "保持：加单不划算，现价收益最高；" + _PACE + "。",
    "course.stop_markdown": "停止并降价{discount:.0%}至{new_price_money:,.2f}：预计比现价多带来{gain_money:,.2f}；"
    + _PACE
    + "。",
    "course.stop_gone": "停止：无库存也无在途，加单不划算。",
    "course.stop_over": "停止：季节已过，在库与在途尚有{available_units:,}件。",
}

_BLIND = "不测试时最好做{blind_units:,}件，预期利润{blind_money:,.2f}"
_TEST: Mapping[str, str] = {
    "test.order": "试单{units:,}件：比现在定夺多值{worth_money:,.2f}。售出{go_units:,}件起加单划算（概率{go_chance:.0%}）；"
    "全程需求可能为{level_low:,.0f}至{level_high:,.0f}件；" + _BLIND + "。",
    "test.order_only": "试单{units:,}件，自身销售值{worth_money:,.2f}：任何结果都不会导致加单；" + _BLIND + "。",
    "test.budget": "不试：试{wanted_units:,}件值{missed_money:,.2f}，但试单资金用于别处更好；" + _BLIND + "。",
    "test.order_now": "不试：试单所得信息不抵其成本；" + _BLIND + "。",
    "test.not_worth": "不试也不下单：{level_low:,.0f}至{level_high:,.0f}件的需求都不足以获利。",
}

_FORECAST: Mapping[str, str] = {
    "forecast.new": "尚无自身历史：参照相似款色预测（{alike}；相似度{share:.0%}）。",
    "forecast.unlike": "从未卖过相似款：最接近的是{kinds}，相似度{share:.0%}（{alike}）。仅可视为估计。",
    "forecast.chosen": "{model}，按本品牌自身各周的滚动回测为“{stage}”阶段选出（误差占件数{wape:.0%}，朴素预测{naive_wape:.0%}）。",
}

_CUT: Mapping[str, str] = {
    "cut.planned": "{lays}床、{markers}张排料图，用布{fabric_m:,.1f}米，多裁{spare_units:,}件；任何方案最多再省{gap_share:.1%}。",
    "cut.broken": "未裁：复核发现违反规则（{rule}；{where}：{found}）。这是 treadle 自身的错误。",
    "cut.many_orders": "共{orders}张裁单，合用{markers}张不同的排料图，各排一次，计算量为平常的{least_share:.0%}至{most_share:.0%}，用布多者多算；比全量计算约多用布{more_cloth_share:.1%}。",
    "cut.built_lays": "共{orders}张裁单，铺布方案为快速构造，不逐单搜索；合用{markers}张不同的排料图，各排一次，计算量如常。",
    "cut.not_drawn": "排料图绘制中：按平常利用率{usual_share:.0%}约用布{fabric_m:,.1f}米。",
    "cut.nothing": "无需裁剪。",
    "cloth.none": "{plies}层无布：{fabric_id} {colour} 库存缺{metres:,.1f}米。",
    "cloth.narrow": "{plies}层无布：{fabric_id} {colour} 的各卷幅宽均小于排料图；缺{metres:,.1f}米。",
    "cloth.short": "{plies}层无布：{fabric_id} {colour} 的余布短于一层，或色号不同不可拼接；缺{metres:,.1f}米。",
    "cloth.broken": "未配布：复核发现违反规则（{rule}）。这是 treadle 自身的错误。",
    "material.short": "{cut_day} 开裁前短缺：{material} 需{needed:,g}{unit}，其中{missing:,g}{unit}既无库存也无在途。请订购或指定替代品。",
    "material.late": "到货太晚：{material} 需{needed:,g}{unit}，其中{missing:,g}{unit}在 {cut_day} 开裁之后才到。",
    "material.replaced": "{material} 缺{missing:,g}{unit}；按辅料表的规则以 {names} 代替。",
    "material.there": "{material} 充足。",
    "cut.too_long": "无法裁剪：{fabric}上{sizes}码单件即超过最长铺布长度（{longest_mm:,}毫米）。",
    "cut.no_lays": "无法裁剪：每床至少{least_plies}层、最多多裁{over_share:.0%}时没有可行方案。",
}

_SEW: Mapping[str, str] = {
    "sew.bottleneck": "工位{station}决定节拍（{operations}，{machines}）：每件{minutes:.2f}分钟。该处多一名熟手可降到"
    "{minutes_with_one_more:.2f}。",
    "sew.bottleneck_timed": "工位{station}决定节拍（{operations}，{machines}）：每件{minutes:.2f}分钟，依据该处扫描计时的{timed:,}件。"
    "该处多一名熟手可降到{minutes_with_one_more:.2f}。",
    "sew.no_skill": "{line}无人会做{name}（{operation}）：缺少技能{skill}。",
    "sew.no_machine": "{line}没有{name}（{operation}）所需的机器{machine}。",
    "sew.no_assignment": "{line}的人员无法分担全部工序，使每道工序都由会做的人来做。",
    "sew.machines_short": "{line}机器不足：{machines}。",
    "sew.some_factories": "共{factories}家工厂，{bulletins}张工序单各最多在{most_each}家排线：成本最低的、已获批准或已有订单的，以及几家互为后备的；不在其他工厂下单。",
}

_FACTORY: Mapping[str, str] = {
    "factory.frozen": "已下达给{factory}的{line}，保持不变。",
    "factory.given": "{factory}，按指定。",
    "factory.none": "没有工厂能接。",
}

_LATE: Mapping[str, str] = {
    "late.capacity": "{resource}此前被占用，最后是{before}。",
    "late.changeover": "{resource}此前的换款耗时{setup_minutes:,}分钟，否则可按时；其前为{before}。",
    "late.cutting_wait": "在{before}之后等待裁床。",
    "schedule.split": "拆分到多条流水线（括号内为份数）：{orders}。连同加班（如有），计划总成本降低{saved_money:,.2f}。",
    "schedule.frozen_moved": "{order}原定{frozen_start}在{line}开始，无法保持；改为{start}开始。",
    "schedule.overtime": "{factory}在{first_day}至{last_day}间加班{days}天：加班费共{premium_money:,.2f}，计划总成本降低"
    "{saved_money:,.2f}。",
    "schedule.power": "电费{power_money:,.2f}。{orders}个订单推迟到电价较低的时段开工，节省{saved_money:,.2f}；风险最大的是{order}："
    "按期概率{chance_after:.0%}，立即开工则为{chance:.0%}。",
    "schedule.power_at_once": "电费{power_money:,.2f}；没有订单能因推迟而获益。",
    "late.stage_wait": "在{before}之后等待{resource}。",
    "late.lead_time": "即使单独做也要到{earliest_day}：裁剪、缝制、后整与运输需要这么久。",
    "late.calendar": "途中有{factory}的{closed_days}个休息日；最早{earliest_day}。",
    "late.material": "面料{fabric_ready_day}到；最早{earliest_day}。",
    "late.frozen": "按下达时的安排保持不变。",
    "infeasible.no_capable_factory": "没有工厂能做：{factories}都没有能缝制{bulletin}的流水线。",
    "infeasible.no_work_centre": "没有工厂能做：{factories}能缝制，但没有{stage}工序的工位。",
    "infeasible.not_placed": "无人制作：没有为它选定工厂。",
    "infeasible.below_minimum": "没有工厂能接：{units:,}件低于{factory}的起订量{minimum_units:,}件。",
}

_PROMISE: Mapping[str, str] = {
    "promise.resource": "不能更早，因为{resource}正做{before}；在计划日{planned_day}上加{buffer_days}天，"
    "以{probability:.0%}的把握兑现。",
    "promise.material": "不能更早，因为面料{fabric_ready_day}才到；在计划日{planned_day}上加{buffer_days}天，以{probability:.0%}的把握兑现。",
    "promise.lead_time": "不能更早，因为裁剪、缝制、后整与运输需要这么久；在计划日{planned_day}上加{buffer_days}天，"
    "以{probability:.0%}的把握兑现。",
    "promise.frozen": "保持下达时的位置；在计划日{planned_day}上加{buffer_days}天，以{probability:.0%}的把握兑现。",
    "pace.slower": "{factory}实际比所报慢{off_share:.0%}（依据{orders:,}张订单），承诺日已按此计算。",
    "pace.quicker": "{factory}实际比所报快{off_share:.0%}（依据{orders:,}张订单），承诺日已按此计算。",
    "pace.as_told": "{factory}实际与所报一样快（依据{orders:,}张订单），承诺日已计入其订单的波动。",
}

_MOVED = (
    "需满足需求{demand_before:,.1f}→{demand_now:,.1f}，库存{on_hand_before:,}→{on_hand_now:,}，"
    "在途{on_order_before:,}→{on_order_now:,}。"
)
_CHANGE: Mapping[str, str] = {
    "change.new": "该款色新进入计划。",
    "change.gone": "该款色已不在计划中。",
    "change.demand": "预期需求变化最大：" + _MOVED,
    "change.stock": "库存变化最大：" + _MOVED,
    "change.order": "在途变化最大：" + _MOVED,
    "change.released": "已下达，现为在途：" + _MOVED,
    "change.price": "价格有变：" + _MOVED,
    "change.other_way": "自身变化方向相反；由价格档、起订量、预算或缝制工时决定：" + _MOVED,
    "change.limits": "自身未变；预算、缝制工时或起订量在别处变化：" + _MOVED,
}

_RUSH_DAYS = "计划{planned_day}，承诺{promise_day}；{moved_orders}张订单推迟"
_RUSH: Mapping[str, str] = {
    "rush.accept_worth": "增加成本{added_money:,.2f}，带来{worth_money:,.2f}：" + _RUSH_DAYS + "。",
    "rush.refuse_worth": "增加成本{added_money:,.2f}，只带来{worth_money:,.2f}：" + _RUSH_DAYS + "。",
    "rush.infeasible": "没有工厂能做：{why}。",
    "balance.given": "单件工时是给定的，不是平衡得出的。",
}

_REFILL: Mapping[str, str] = {
    "refill.sells": "补 {units} 件预计比放在别处多卖 {extra_units:,.1f} 件：门店现有 {stock_units} 件，仓库 {warehouse_units} 件。",
    "refill.display": "补 {units} 件使门店陈列完整，预计多卖 {extra_units:,.1f} 件：门店现有 {stock_units} 件，"
    "仓库 {warehouse_units} 件。",
    "refill.key_sizes": "主码售罄的门店会撤下该款色；再补 {units} 件可陈列更久，预计多卖 {extra_units:,.1f} 件："
    "门店现有 {stock_units} 件，仓库 {warehouse_units} 件。",
    "transfer.sells": "{parcel_units} 件包裹中的 {units} 件，预计在那里比在这里多卖 {extra_units:,.1f} 件，"
    "整包多卖 {parcel_extra_units:,.1f} 件。",
}

CHINESE: Mapping[str, str] = {
    **_BUY,
    **_COURSE,
    **_POSTPONE,
    **_TEST,
    **_FORECAST,
    **_CUT,
    **_SEW,
    **_FACTORY,
    **_LATE,
    **_PROMISE,
    **_RUSH,
    **_REFILL,
    **_CHANGE,
}
