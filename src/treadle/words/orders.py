"""Sentences about orders and about decisions that are remembered, in every language."""

from __future__ import annotations

from collections.abc import Mapping

_VERBS = {
    "rejected": ("You rejected this", "您否决了此项"),
    "halved": ("You halved this", "您将此项减半"),
    "lowered": ("You lowered this", "您调低了此项"),
    "raised": ("You raised this", "您调高了此项"),
}
_TRENDS = {
    "more": ("since then {moved_share:.0%} more is expected", "此后预期增加 {moved_share:.0%}"),
    "less": ("since then {moved_share:.0%} less is expected", "此后预期减少 {moved_share:.0%}"),
    "same": ("since then no more and no less is expected", "此后预期不变"),
}
_ENDS = {
    "stands": (" It is kept to until {until}.", "该决定保持至 {until}。"),
    "ended": (" That held until {until} and is over.", "该决定至 {until} 止，现已结束。"),
    "overtaken": (" That is more than you allowed for, so it is planned anew.", "变化已超过限度，因此重新计划。"),
}
_ON = ("{decided_on.day} {decided_on:%B %Y}", "{decided_on.year}年{decided_on.month}月{decided_on.day}日")


def _kept(language: int) -> Mapping[str, str]:
    """The sentences of remembered decisions: 'You halved this on 3 March 2026 (40 → 20): too dear; since then …'."""
    found = {}
    for verb, said in _VERBS.items():
        for trend, moved in _TRENDS.items():
            for state, end in _ENDS.items():
                on = f" on {_ON[0]} ({{planned_units:,}} → {{units:,}}{{because}}); " if language == 0 else (
                    f"（{_ON[1]}，{{planned_units:,}} → {{units:,}}{{because}}）；"
                )  # fmt: skip
                stop = "." if language == 0 else "。"
                found[f"kept.{verb}_{trend}_{state}"] = said[language] + on + moved[language] + stop + end[language]
    return found


ENGLISH_ORDERS: Mapping[str, str] = {
    "order.in_time": "{open_units:,} are still to come, promised for {promise_day}.",
    "order.after_due": "{open_units:,} are still to come, and {told_day} is told: {after_days} day{after_days_s} after {due_day}, "
    "for which they are asked now. They are late.",
    "order.not_sure": "{open_units:,} are still to come. They are planned by {due_day}, for which they are asked now, but so "
    "surely only by {told_day}.",
    "order.moved": "{open_units:,} are still to come, promised for {promise_day}; the floor says {moved_day}.",
    "order.overdue": "{open_units:,} were promised for {promise_day}, {late_days} day{late_days_s} ago, and nobody has said "
    "that they came. By this maker's record one in two such orders is there by {q50_day}, nine in ten by {q90_day}; they "
    "are counted so.",
    "order.asked": "Has it come? On {counted_day} {counted_units:,} of its sizes were counted, {sold_units:,} were sold since, "
    "and {now_units:,} are there now: {risen_units:,} more than that, and {open_units:,} are open. They are counted once, "
    "as stock. Book them with treadle receive, or say --none.",
    "action.order": "Order {split}, to be there by {due_on}: costs {cost_money:,.2f}, expected to earn {gain_money:,.2f}.",
    "action.hold": "Order none, though about {missing_units:,.0f} are missing: the least order of {units:,} costs "
    "{cost_money:,.2f} and would lose {loss_money:,.2f}.",
    "action.mark_down": "Lower the price by {discount:.0%} to {new_price_money:,.2f}: of {available_units:,} about "
    "{left_units:,.0f} would be left at today's price when its {weeks_left} weeks are over.",
    "action.chase": "Ask where {order} is: {open_units:,} were promised for {promise_day}, {late_days} day{late_days_s} ago.",
    "action.answer": "Has {order} come? {open_units:,} are open, and on the shelf are {risen_units:,} more than the count of "
    "{counted_day} and the sales since explain. Book them with treadle receive, or say --none.",
    "amend.less_after_cutting": "{units:,} pieces fewer, but their cloth is cut: {price_money:,.2f}.",
    "amend.less_after_sewing": "{units:,} pieces fewer, but they are being sewn: {price_money:,.2f}.",
    "amend.more_after_cutting": "{units:,} pieces more need a lay of their own: {price_money:,.2f}.",
    "amend.cut_anew": "{units:,} pieces are cut anew at the other factory: {price_money:,.2f}.",
    "amend.other_line": "The other line stands still for one more change of style: {price_money:,.2f}.",
    **_kept(0),
}

CHINESE_ORDERS: Mapping[str, str] = {
    "order.in_time": "尚有 {open_units:,} 件未到，承诺 {promise_day} 到货。",
    "order.after_due": "尚有 {open_units:,} 件未到，告知 {told_day} 到货：比现在要求的 {due_day} 晚 {after_days} 天，已逾期。",
    "order.not_sure": "尚有 {open_units:,} 件未到，计划在现在要求的 {due_day} 前到货，但有把握的日期为 {told_day}。",
    "order.moved": "尚有 {open_units:,} 件未到，承诺 {promise_day} 到货；按车间进度为 {moved_day}。",
    "order.overdue": "{open_units:,} 件承诺于 {promise_day} 到货，已逾期 {late_days} 天，无人报告到货。按该工厂以往记录，"
    "半数此类订单在 {q50_day} 前到货，九成在 {q90_day} 前到货；计划按此计入。",
    "order.asked": "是否已到货？{counted_day} 盘点 {counted_units:,} 件，此后售出 {sold_units:,} 件，现有 {now_units:,} 件："
    "多出 {risen_units:,} 件，而未到 {open_units:,} 件。计划只按库存计一次。请用 treadle receive 登记，或用 --none 说明未到。",
    "action.order": "订购 {split}，{due_on} 前到货：花费 {cost_money:,.2f}，预期多赚 {gain_money:,.2f}。",
    "action.hold": "虽约缺 {missing_units:,.0f} 件，仍不订购：最小订单 {units:,} 件需 {cost_money:,.2f}，预期亏 {loss_money:,.2f}。",
    "action.mark_down": "降价 {discount:.0%} 至 {new_price_money:,.2f}：按现价，{weeks_left} 周后 {available_units:,} 件中"
    "约剩 {left_units:,.0f} 件。",
    "action.chase": "催问订单 {order}：{open_units:,} 件承诺 {promise_day} 到货，已逾期 {late_days} 天。",
    "action.answer": "订单 {order} 是否已到货？尚有 {open_units:,} 件未到，而货架上比 {counted_day} 的盘点及此后销售所能解释的多出 "
    "{risen_units:,} 件。请用 treadle receive 登记，或用 --none 说明未到。",
    "amend.less_after_cutting": "减少 {units:,} 件，但面料已裁：{price_money:,.2f}。",
    "amend.less_after_sewing": "减少 {units:,} 件，但已在缝制：{price_money:,.2f}。",
    "amend.more_after_cutting": "增加 {units:,} 件须另铺一床：{price_money:,.2f}。",
    "amend.cut_anew": "{units:,} 件须在另一工厂重新裁剪：{price_money:,.2f}。",
    "amend.other_line": "另一条线须多停线换款一次：{price_money:,.2f}。",
    **_kept(1),
}
