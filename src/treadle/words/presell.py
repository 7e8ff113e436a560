"""What is said of campaigns: why something was refused, why one is worth opening or not, what is advised."""

from __future__ import annotations

from collections.abc import Mapping

_REFUSED: Mapping[str, tuple[str, str]] = {
    "presell.closed": ("The campaign takes no more orders and no more changes.", "活动已截止，不再接单，也不再变更。"),
    "presell.not_begun": ("The campaign opens at {opens_at}.", "活动于 {opens_at} 开始。"),
    "presell.no_size": ("It does not sell {sku}; it sells {known}.", "不卖 {sku}；所卖为 {known}。"),
    "presell.no_pieces": ("An order is of one piece at least, not {units}.", "一单至少一件，而不是 {units} 件。"),
    "presell.no_seats": (
        "{units:,} pieces are asked for and {left_units:,} are left.", "要 {units:,} 件，只剩 {left_units:,} 件。",
    ),
    "presell.no_team": ("There is no team {team} that could be joined.", "没有可加入的团 {team}。"),
    "presell.team_full": ("The team {team} is whole: {size:,} buy together.", "团 {team} 已满：{size:,} 人成团。"),
    "presell.no_order": ("The campaign has no order {order}.", "活动中没有订单 {order}。"),
    "presell.there_already": ("Order {order} is in the campaign already.", "订单 {order} 已在活动中。"),
    "presell.not_in": ("Order {order} takes no part any more, or is shipped.", "订单 {order} 已退出或已发货。"),
    "presell.not_asked": ("Order {order} was asked nothing that is still open.", "订单 {order} 没有待答复的问题。"),
    "presell.bad_end": (
        "It cannot end at {closes_at}: an end is not past, and before the promised day {day}.",
        "不能在 {closes_at} 截止：截止时间须未过，且早于承诺日 {day}。",
    ),
    "presell.seats_taken": ("{units:,} pieces are taken or needed: no fewer can be sold.", "已占用或需要 {units:,} 件：不能再少。"),
    "presell.dearer": (
        "At {units:,} pieces it costs {price_money:,.2f} now and would cost {dearer_money:,.2f}: prices only fall.",
        "{units:,} 件时现价 {price_money:,.2f}，改后为 {dearer_money:,.2f}：价格只降不升。",
    ),
    "presell.none_to_move": (
        "No order may come to this stage now: none is firm and before it, or what is to be shipped is not paid.",
        "现在没有订单可进入此阶段：没有已成立且尚未到此阶段的订单，或待发货的尚未付清。",
    ),
    "presell.nothing_owed": ("No goods are owed, so there is nobody to tell.", "没有待发货物，无需通知。"),
    "presell.not_later": ("The day told is {day} already: a delay is later.", "已告知的日期是 {day}：延期须晚于它。"),
    "presell.no_money": ("Payment {payment} is of no money.", "付款 {payment} 没有金额。"),
    "presell.not_owed": (
        "Order {order} is owed {due_money:,.2f}, not {paid_money:,.2f}.",
        "应退订单 {order} {due_money:,.2f}，而不是 {paid_money:,.2f}。",
    ),
    "presell.not_earned": (
        "Order {order} earned {earned_money:,.2f}: {asked_money:,.2f} of it cannot be given back.",
        "订单 {order} 已得 {earned_money:,.2f}：无法退回 {asked_money:,.2f}。",
    ),
}  # fmt: skip

_PAGES: Mapping[str, tuple[str, str]] = {
    "presell.too_many": ("No more than {most_units:,} pieces are ordered at once.", "一次最多订 {most_units:,} 件。"),
    "presell.no_undo": (
        "That cannot be taken back: only an end that was moved, while the one before is still to come.",
        "无法撤销：只有改动过、且原截止时间未到的才可撤销。",
    ),
}  # fmt: skip
_ASIDE: Mapping[str, tuple[str, str]] = {
    "presell.no_reference": ("Payment {payment} names no order of a campaign.", "付款 {payment} 未写明任何活动订单。"),
    "presell.two_references": ("Payment {payment} could be of {orders}.", "付款 {payment} 可能属于 {orders}。"),
    "presell.other_currency": ("Payment {payment} is in {currency}, not {own}.", "付款 {payment} 的货币是 {currency}，不是 {own}。"),
}  # fmt: skip

_AS = (
    "at {price_money:,.2f}, {threshold_units:,} needed within {days} days, chance to fill {fill_chance:.0%}, {units:,} expected "
    "where it fills",
    "价 {price_money:,.2f}，{days} 天内需 {threshold_units:,} 件，成团概率 {fill_chance:.0%}，成团时预计 {units:,} 件",
)
_PROPOSED: Mapping[str, tuple[str, str]] = {
    "presell.open": (
        "It is expected to bring {worth_money:,.2f} more than not opening it, profit {profit_money:,.2f}, {margin_share:.0%} kept at its "
        "threshold, {wait} days of waiting; " + _AS[0] + ".",
        "预计比不开多赚 {worth_money:,.2f}，利润 {profit_money:,.2f}，门槛处毛利 {margin_share:.0%}，等待 {wait} 天；" + _AS[1] + "。",
    ),
    "presell.open_pair": (
        "In pairs, at {price_money:,.2f} with a friend and {solo_money:,.2f} without: it is expected to bring {worth_money:,.2f} more than not "
        "opening it, profit {profit_money:,.2f}, if {chance:.0%} of pairs find their friend; {units:,} pieces within {days} days, {wait} days of "
        "waiting.",
        "拼团价 {price_money:,.2f}，单买价 {solo_money:,.2f}：若 {chance:.0%} 成团，预计比不开多赚 {worth_money:,.2f}，利润 {profit_money:,.2f}；"
        "{days} 天内 {units:,} 件，等待 {wait} 天。",
    ),
    "presell.open_order": (
        "Made to order at {price_money:,.2f}, {wait} days of waiting at most: it is expected to bring {worth_money:,.2f} more than not opening it, profit "
        "{profit_money:,.2f}, {margin_share:.0%} kept where few come; {units:,} pieces within {days} days, made in {batches:,} batches of about {batch_units:,}.",
        "按单生产，单价 {price_money:,.2f}，最多等待 {wait} 天：预计比不开多赚 {worth_money:,.2f}，利润 {profit_money:,.2f}，买家少时毛利 {margin_share:.0%}；"
        "{days} 天内 {units:,} 件，分 {batches:,} 批，每批约 {batch_units:,} 件。",
    ),
    "presell.no_buyers": ("Nobody is expected to buy it.", "预计没有买家。"),
    "presell.too_few": (
        "{least_units:,} are made at a time and about {weekly_units:,.1f} are bought a week: no campaign of two weeks reaches that.",
        "一次最少做 {least_units:,} 件，而每周约卖 {weekly_units:,.1f} 件：两周的活动达不到。",
    ),
    "presell.no_margin": (
        "No price keeps {least_share:.0%} of what buyers pay; the best keeps {margin_share:.0%}, " + _AS[0] + ".",
        "没有价格能保住 {least_share:.0%} 的毛利；最好为 {margin_share:.0%}，" + _AS[1] + "。",
    ),
    "presell.too_long": (
        "Buyers would wait {wait} days, and {longest_days} are the most; " + _AS[0] + ".",
        "买家要等 {wait} 天，最多 {longest_days} 天；" + _AS[1] + "。",
    ),
    "presell.no_fill": (
        "The likeliest offer fills with {fill_chance:.0%}, and {least_chance:.0%} is asked for; " + _AS[0] + ".",
        "最可能的方案成团概率为 {fill_chance:.0%}，要求 {least_chance:.0%}；" + _AS[1] + "。",
    ),
    "presell.no_gain": (
        "The best offer would bring {worth_money:,.2f} beyond what the same buyers bring anyway; " + _AS[0] + ".",
        "最好的方案相对照常销售带来 {worth_money:,.2f}；" + _AS[1] + "。",
    ),
}  # fmt: skip

_ADVISED: Mapping[str, tuple[str, str]] = {
    "presell.extend": (
        "Let it run until {until}: {units:,} expected instead of {before_units:,}, chance to fill {fill_chance:.0%}, worth {worth_money:,.2f}.",
        "延长至 {until}：预计 {units:,} 件而非 {before_units:,} 件，成团概率 {fill_chance:.0%}，值 {worth_money:,.2f}。",
    ),
    "presell.close_early": (
        "End it now: {units:,} instead of {before_units:,} expected, and nobody waits longer, worth {worth_money:,.2f}.",
        "现在截止：{units:,} 件而非预计 {before_units:,} 件，买家不再多等，值 {worth_money:,.2f}。",
    ),
    "presell.add_tier": (
        "Add a tier at {from_units:,} pieces for {price_money:,.2f}: {units:,} expected instead of {before_units:,}, worth {worth_money:,.2f}.",
        "加一档：{from_units:,} 件时 {price_money:,.2f}：预计 {units:,} 件而非 {before_units:,} 件，值 {worth_money:,.2f}。",
    ),
}  # fmt: skip

_SENTENCES: Mapping[str, tuple[str, str]] = {**_REFUSED, **_PAGES, **_PROPOSED, **_ADVISED, **_ASIDE}
ENGLISH_PRESELL: Mapping[str, str] = {code: one[0] for code, one in _SENTENCES.items()}
CHINESE_PRESELL: Mapping[str, str] = {code: one[1] for code, one in _SENTENCES.items()}
#: Labels of what `treadle presell` prints.
PRESELL: Mapping[str, tuple[str, str]] = {
    "booked.campaign": ("campaign", "预售活动"), "booked.campaign_changed": ("campaign changed", "活动变更"),
    "booked.campaign_cancelled": ("campaign called off", "活动取消"), "booked.campaign_looked": ("campaign looked at", "活动查看"),
    "booked.campaign_filled": ("campaign filled", "活动成团"), "booked.campaign_failed": ("campaign failed", "活动未成团"),
    "booked.campaign_stage": ("campaign moved on", "活动进展"), "booked.seat": ("seat reserved", "占位"),
    "booked.seat_left": ("seat given up", "退位"), "booked.payment": ("payment", "收款"), "booked.refund": ("refund", "退款"),
    "booked.refund_granted": ("refund granted", "同意退款"), "booked.delay": ("delay told", "延期通知"),
    "booked.delay_answer": ("answer to a delay", "延期答复"),
    "presell.worth": ("worth opening", "值得开"), "presell.not_worth": ("not worth opening", "不值得开"),
    "presell.offer": (
        "  tiers {tiers}; threshold {threshold:,}; {days} days; deposit {deposit:,.2f}; {units:,} pieces expected ({low:,} to {high:,}), "
        "cost {cost:,.2f}, cash tied up {cash:,.2f}",
        "  阶梯 {tiers}；门槛 {threshold:,}；{days} 天；定金 {deposit:,.2f}；预计 {units:,} 件（{low:,} 至 {high:,}），成本 {cost:,.2f}，占用资金 {cash:,.2f}",
    ),
    "presell.promise": ("  promise {day}, kept with {sure:.0%}", "  承诺 {day}，把握 {sure:.0%}"),
    "presell.planned": ("  planned for {day}", "  计划 {day}"),
    "presell.forecast": (
        "  {time:.0%} of its time is over with {units:,} sold: {mean:,.0f} expected in the end, {low:,} to {high:,} (80 %), chance to fill {chance:.0%}",
        "  已过 {time:.0%} 的时间，售出 {units:,} 件：预计最终 {mean:,.0f} 件，{low:,} 至 {high:,}（80 %），成团概率 {chance:.0%}",
    ),
    "presell.taken": ("{amount}: taken for {order}", "{amount}：已记入 {order}"),
    "presell.known": ("{amount}: known already, of {order}", "{amount}：早已记入 {order}"),
    "presell.aside": ("{amount}: left aside. {why}", "{amount}：未记入。{why}"),
    "presell.secret": ("The provider signs with: {secret}", "服务商以此签名：{secret}"),
    "presell.released": ("{order}: {units:,} pieces released, promised for {day}", "{order}：已下达 {units:,} 件，承诺 {day}"),
    "presell.in_production": ("In production for: {campaigns}", "已投产：{campaigns}"),
    "presell.overdue": (
        "  {count:,} wait longer than seven working days for their money: {orders}", "  {count:,} 单的退款已超过七个工作日：{orders}",
    ),
    "presell.leave": ("  Leave it as it is: nothing would bring more.", "  保持不变：没有更好的做法。"),
    "presell.none": ("There is no campaign: treadle presell DIR open NAME", "没有活动：treadle presell DIR open NAME"),
    "presell.campaign": (
        "{campaign} ({title}): {state}, {units:,} paid for of {threshold:,} needed, {price:,.2f} {currency} a piece, ends {closes}, "
        "shipped by {day}",
        "{campaign}（{title}）：{state}，已付 {units:,} 件，需 {threshold:,} 件，单价 {price:,.2f} {currency}，{closes} 截止，{day} 前发货",
    ),
    "presell.money": (
        "  paid {paid:,.2f} = held {held:,.2f} + owed back {back:,.2f} + paid back {refunded:,.2f} + earned {earned:,.2f}",
        "  已收 {paid:,.2f} = 暂存 {held:,.2f} + 应退 {back:,.2f} + 已退 {refunded:,.2f} + 所得 {earned:,.2f}",
    ),
    "presell.order": (
        "  {order}: {pieces}; {state}; asked {asked:,.2f}, paid {paid:,.2f}, owed back {back:,.2f}; reserved until {until}",
        "  {order}：{pieces}；{state}；应付 {asked:,.2f}，已付 {paid:,.2f}，应退 {back:,.2f}；占位至 {until}",
    ),
    "campaign.open": ("open", "进行中"), "campaign.filled": ("filled", "已成团"),
    "campaign.failed": ("failed", "未成团"), "campaign.cancelled": ("called off", "已取消"),
    "campaign.reserved": ("reserved", "已占位"), "campaign.joined": ("joined", "已加入"),
    "campaign.released": ("in production", "生产中"), "campaign.made": ("made", "已生产"),
    "campaign.shipped": ("shipped", "已发货"), "campaign.settled": ("settled", "已结算"),
    "campaign.ended": ("ended", "已结束"),
}  # fmt: skip
