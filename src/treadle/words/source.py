"""What is said of factories that could be asked: why one makes an order, why nobody does; English first, then Chinese."""

from __future__ import annotations

from collections.abc import Mapping

_REASONS: Mapping[str, tuple[str, str]] = {
    "source.cheapest": (
        "{factory}: {other} would cost {each_money:,.2f} more a piece, most of it {part}.",
        "{factory}：{other} 每件贵 {each_money:,.2f}，主要是{part}。",
    ),
    "source.full": (
        "{factory}: {other} would cost {each_money:,.2f} less a piece, and has no room for it beside what pays more there.",
        "{factory}：{other} 每件便宜 {each_money:,.2f}，但产能已用于更划算的订单。",
    ),
    "source.only_one": (
        "{factory}: no other can or may make it ({capability:,} lack an operation or a machine, {approval:,} are not approved, {minimum:,} ask for "
        "larger orders, {price:,} ask no price).",
        "只有 {factory} 能做且获准做（{capability:,} 家缺少工序或设备，{approval:,} 家未获准，{minimum:,} 家起订量更高，{price:,} 家未报价）。",
    ),
    "source.nobody_can": (
        "Nobody can make it: {capability:,} factories lack an operation or a machine, {approval:,} are not approved, the minimum "
        "of {minimum:,} is larger, {price:,} ask no price for so few.",
        "没有工厂能做：{capability:,} 家缺少工序或设备，{approval:,} 家未获准，{minimum:,} 家起订量更高，{price:,} 家未对此数量报价。",
    ),
    "source.not_worth": (
        "Not made: a piece costs {each_money:,.2f} at {factory}, the cheapest, and is worth {worth_money:,.2f}.",
        "不做：最便宜的 {factory} 每件 {each_money:,.2f}，而价值只有 {worth_money:,.2f}。",
    ),
    "source.committed": ("{factory} committed to {day}.", "{factory} 承诺 {day}。"),
    "source.dear_few": (
        "Take {units:,} at {each_money:,.2f}: {gain_money:,.2f} more than {other_units:,} at {other_each_money:,.2f}, with {cash_money:,.2f} in goods "
        "instead of {other_cash_money:,.2f}, and a chance of {chance:.1%} to lose money instead of {other_chance:.1%}.",
        "选 {units:,} 件、单价 {each_money:,.2f}：比 {other_units:,} 件、单价 {other_each_money:,.2f} 多赚 {gain_money:,.2f}，货款占用 {cash_money:,.2f} 而非 "
        "{other_cash_money:,.2f}，亏损概率 {chance:.1%} 而非 {other_chance:.1%}。",
    ),
    "source.cheap_many": (
        "Take {units:,} at {each_money:,.2f}: {gain_money:,.2f} more than {other_units:,} at {other_each_money:,.2f}; but {cash_money:,.2f} lie in goods "
        "instead of {other_cash_money:,.2f}, and money is lost with {chance:.1%} instead of {other_chance:.1%}.",
        "选 {units:,} 件、单价 {each_money:,.2f}：比 {other_units:,} 件、单价 {other_each_money:,.2f} 多赚 {gain_money:,.2f}；但货款占用 {cash_money:,.2f} 而非 "
        "{other_cash_money:,.2f}，亏损概率 {chance:.1%} 而非 {other_chance:.1%}。",
    ),
    "source.quantity_alone": (
        "Take {units:,}: {profit_money:,.2f} are expected.",
        "选 {units:,} 件：预计赚 {profit_money:,.2f}。",
    ),
    "source.no_quantity": (
        "Take none: the best, {units:,} pieces, is expected to bring {profit_money:,.2f}.",
        "都不选：最好的 {units:,} 件预计为 {profit_money:,.2f}。",
    ),
    "source.no_room": (
        "Nobody has room for it in time or within minimum orders: {hours:,.1f} hours are needed, at {factory} first.",
        "没有工厂能按期或在起订量内接下：需要 {hours:,.1f} 小时，首选 {factory}。",
    ),
}
ENGLISH_SOURCE: Mapping[str, str] = {code: said[0] for code, said in _REASONS.items()}
CHINESE_SOURCE: Mapping[str, str] = {code: said[1] for code, said in _REASONS.items()}

SOURCE: Mapping[str, tuple[str, str]] = {
    "sourcing.sum": (
        "{units:,} pieces of {orders:,} orders at {factories:,} factories for {cost:,.2f}, at most {gap:.2%} above the best",
        "{orders:,} 个订单共 {units:,} 件，分给 {factories:,} 家工厂，合计 {cost:,.2f}，最多高出最优 {gap:.2%}",
    ),
    "sourcing.more": ("… and {lines:,} lines more; --out writes them all", "……另有 {lines:,} 行；--out 可全部写出"),
    "sourcing.left": ("{units:,} pieces nobody makes:", "{units:,} 件无人生产："),
    "sourcing.hour": (
        "An hour more at {factory} would save about {money:,.2f}",
        "{factory} 多一小时约可节省 {money:,.2f}",
    ),
    "sourcing.taken": (
        "{factories:,} factories were taken in, {wrong:,} rows could not be read.",
        "已录入 {factories:,} 家工厂，{wrong:,} 行无法读取。",
    ),
    "sourcing.pair": (
        "{factory} and {style}: prices {asked}; sample {sample}; {may}",
        "{factory} 与 {style}：报价 {asked}；样衣 {sample}；{may}",
    ),
    "sourcing.approved": ("approved", "已获准"),
    "sourcing.refused": ("may not make it", "不得生产"),
    "sourcing.open": ("not judged yet", "尚未评定"),
    "sourcing.country": ("country", "国家"),
    "sourcing.minimum": ("minimum", "起订量"),
    "sourcing.free": ("minutes free this week", "本周空闲分钟"),
    "sourcing.lead": ("days", "天数"),
    "sourcing.offered": ("offer", "报价"),
    "sourcing.best_units": ("best quantity", "最佳件数"),
    "sourcing.profit": ("profit", "利润"),
    "sourcing.bad_profit": ("one time in ten at most", "十之一不超过"),
    "sourcing.loss_chance": ("chance to lose", "亏损概率"),
    "sourcing.cash": ("cash tied up", "占用资金"),
    "sourcing.left_units": ("left", "剩余件数"),
    "sourcing.left_cash": ("cash in what is left", "剩货占用"),
    "sourcing.factory": ("factory", "工厂"),
    "sourcing.orders": ("orders", "订单"),
    "sourcing.on_time": ("on time in full", "按时足量"),
    "sourcing.defects": ("defects a 100", "每百件疵点"),
    "sourcing.late": ("days late", "延期天数"),
    "sourcing.short": ("short", "短缺"),
    "sourcing.paid": ("paid beyond quote", "超报价"),
    "sourcing.pieces": ("pieces", "件数"),
    "sourcing.cost": ("cost", "成本"),
    "sourcing.order": ("order", "订单"),
    "sourcing.arrives": ("there on", "到货"),
    "sourcing.in_time": ("in time", "按期概率"),
    "sourcing.why": ("why", "原因"),
    "booked.quote": ("quote", "报价"),
    "booked.sample": ("sample", "样衣"),
    "booked.pair_judged": ("factory judged for a style", "评定工厂能否做某款"),
    "booked.offer": ("offered to a factory", "向工厂询单"),
    "booked.offer_answer": ("answer of a factory", "工厂答复"),
    "booked.offer_judged": ("counter-offer judged", "还价处理"),
    "booked.offer_progress": ("progress of a factory", "工厂进度"),
    "booked.offer_said": ("question or reply", "提问或回复"),
    "booked.offer_asked_again": ("asked again", "再次询问"),
    "booked.offer_ended": ("offer ended", "询单结束"),
    "booked.offer_link_ended": ("link taken back", "链接作废"),
    "sourcing.offer": (
        "{order} at {factory}: {state}, {units:,} pieces at {price:,.2f}, by {day}; answer by {answer_by}",
        "{order} 在 {factory}：{state}，{units:,} 件，单价 {price:,.2f}，{day} 前；请于 {answer_by} 前答复",
    ),
    "sourcing.link": (
        "The factory answers at {path} of your server; the link holds for this order alone.",
        "工厂在您服务器的 {path} 答复；此链接只对本订单有效。",
    ),
    "sourcing.links_ended": ("Every link that was given out for it holds no more.", "此前发出的链接均已作废。"),
    "sourcing.progress": ("  {stage}: {units:,} pieces on {day}", "  {stage}：{day} {units:,} 件"),
    "sourcing.known_reply": ("This was known: nothing was changed.", "内容已知，未作改动。"),
    "sourcing.looked_after": (
        "{again:,} asked again, {elsewhere:,} offered elsewhere, {nobody:,} that nobody else can take, {done:,} done",
        "再次询问 {again:,} 单，转给别家 {elsewhere:,} 单，无人可接 {nobody:,} 单，完成 {done:,} 单",
    ),
    "sourcing.week": ("week from", "周（起）"),
    "sourcing.free_hours": ("hours free", "空闲小时"),
    "sourcing.accepted_hours": ("accepted", "已接小时"),
    "sourcing.asked_hours": ("asked for", "询单小时"),
    "sourcing.brand": ("brand", "品牌"),
    "sourcing.state": ("state", "状态"),
    "sourcing.pays": ("pays", "金额"),
    "sourcing.pays_hour": ("an hour", "每小时"),
    "sourcing.stage": ("stage", "进度"),
    "sourcing.days_late": ("days late", "延期天数"),
    "reply.sheet": ("Order", "订单"),
    "reply.fill_in": ("Please fill in the yellow cells and send the sheet back", "请填写黄色单元格并寄回"),
    "reply.code": ("Code of this sheet", "表单代码"),
    "reply.order": ("Order", "订单号"),
    "reply.style": ("Style", "款式"),
    "reply.pieces": ("Pieces", "件数"),
    "reply.price": ("Price a piece", "单价"),
    "reply.setup": ("Paid once", "一次性费用"),
    "reply.wanted": ("Wanted by", "要求到货日"),
    "reply.answer_by": ("Answer by", "请于此日前答复"),
    "reply.note": ("Note of the brand", "品牌备注"),
    "reply.answer": ("Your answer", "您的答复"),
    "reply.answer_hint": ("accept, counter or decline", "接受、还价 或 拒绝"),
    "reply.accept": ("accept", "接受"),
    "reply.counter": ("counter-offer", "还价"),
    "reply.decline": ("decline", "拒绝"),
    "reply.send": ("Send", "发送"),
    "reply.day": ("Day you commit to", "承诺日期"),
    "reply.day_hint": ("such as 2026-03-31", "如 2026-03-31"),
    "reply.new_price": ("Price a piece you ask", "您要的单价"),
    "reply.new_pieces": ("Pieces you take", "您接的件数"),
    "reply.stage": ("Stage reached", "已到工序"),
    "reply.stage_hint": ("cloth in, cut, sewn, packed or shipped", "面料到厂、裁剪、缝制、包装 或 发运"),
    "reply.stage_pieces": ("Pieces so far", "已完成件数"),
    "reply.stage_day": ("On which day", "日期"),
    "reply.question": ("Your question", "您的问题"),
}
