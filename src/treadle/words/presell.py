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

_SENTENCES: Mapping[str, tuple[str, str]] = {**_REFUSED}
ENGLISH_PRESELL: Mapping[str, str] = {code: one[0] for code, one in _SENTENCES.items()}
CHINESE_PRESELL: Mapping[str, str] = {code: one[1] for code, one in _SENTENCES.items()}
#: Labels of what `treadle presell` prints.
PRESELL: Mapping[str, tuple[str, str]] = {
    "booked.campaign": ("campaign", "预售活动"), "booked.campaign_changed": ("campaign changed", "活动变更"),
    "booked.campaign_cancelled": ("campaign called off", "活动取消"), "booked.campaign_looked": ("campaign looked at", "活动查看"),
    "booked.campaign_stage": ("campaign moved on", "活动进展"), "booked.seat": ("seat reserved", "占位"),
    "booked.seat_left": ("seat given up", "退位"), "booked.payment": ("payment", "收款"), "booked.refund": ("refund", "退款"),
    "booked.refund_granted": ("refund granted", "同意退款"), "booked.delay": ("delay told", "延期通知"),
    "booked.delay_answer": ("answer to a delay", "延期答复"),
}  # fmt: skip
