"""Sentences and labels of the planning board, in every language."""

from __future__ import annotations

from collections.abc import Mapping

from treadle.terms.board import OnBoard
from treadle.words.told import told

_BUFFER = "{buffer_days} day{buffer_days_s} on top of the planned {planned_day}, so that it is kept with a probability of {probability:.0%}."

ENGLISH_BOARD: Mapping[str, str] = {
    "factory.moved": "You put it on {factory}, {line}: {note}.",
    "factory.held": "Frozen on {factory}, {line}: {note}.",
    "promise.set": "It keeps the day that you set; " + _BUFFER,
    "late.set": "You put it there on {line} ({note}): from there it cannot be there before {earliest_day}.",
    "sew.away": "{people} of its people are away for {share:.0%} of the lead time: {minutes:.2f} minutes a piece instead of "
    "{minutes_with_all:.2f}.",
    "sew.rebalanced": "Without {away}: {minutes:.2f} minutes a piece instead of {minutes_with_all:.2f}, set by {station}; "
    "{operations} operations and {people} people change places.",
    "next.rework": "{operation}, {units} pieces to be mended, {minutes:.0f} minutes: the order has {slack_minutes:,.0f} minutes to "
    "spare and a day late costs {late_money:,.2f}.",
    "next.own": "{operation}, {units} pieces, {minutes:.0f} minutes: the order has {slack_minutes:,.0f} minutes to spare and a day "
    "late costs {late_money:,.2f}; {waiting_minutes:,.0f} minutes wait here, {ready_minutes:,.0f} behind.",
    "next.help": "{operation}, {units} pieces, {minutes:.0f} minutes, to help: {waiting_minutes:,.0f} minutes wait there and "
    "{ready_minutes:,.0f} behind; the order has {slack_minutes:,.0f} minutes to spare and a day late costs {late_money:,.2f}.",
}

CHINESE_BOARD: Mapping[str, str] = {
    "factory.moved": "由您移至{factory}的{line}：{note}。",
    "factory.held": "已锁定在{factory}的{line}：{note}。",
    "promise.set": "保持您设定的日期；在计划日{planned_day}上加{buffer_days}天，以{probability:.0%}的把握兑现。",
    "late.set": "您将其排在{line}（{note}）：由此最早{earliest_day}到货。",
    "sew.away": "交期内有{share:.0%}的时间缺{people}人：每件{minutes:.2f}分钟，全员时为{minutes_with_all:.2f}分钟。",
    "sew.rebalanced": "缺{away}：每件{minutes:.2f}分钟，全员时为{minutes_with_all:.2f}分钟，由{station}决定；{operations}道工序、{people}人换位。",
    "next.rework": "{operation}，返修{units}件，{minutes:.0f}分钟：订单尚余{slack_minutes:,.0f}分钟，迟一天损失{late_money:,.2f}。",
    "next.own": "{operation}，{units}件，{minutes:.0f}分钟：订单尚余{slack_minutes:,.0f}分钟，迟一天损失{late_money:,.2f}；此处积压"
    "{waiting_minutes:,.0f}分钟，后道{ready_minutes:,.0f}分钟。",
    "next.help": "{operation}，{units}件，{minutes:.0f}分钟，帮忙：该处积压{waiting_minutes:,.0f}分钟，后道{ready_minutes:,.0f}分钟；订单尚余"
    "{slack_minutes:,.0f}分钟，迟一天损失{late_money:,.2f}。",
}

BOARD: Mapping[str, tuple[str, str]] = {
    "board.title": ("The planning board", "排产看板"),
    "board.sheet": ("Board", "看板"), "board.order": ("work order", "工单"), "board.style": ("style", "款式"),
    "board.units": ("units", "件数"), "board.line": ("line", "流水线"), "board.due": ("due", "应到日"),
    "board.planned": ("planned", "计划日"), "board.promised": ("promised", "承诺日"), "board.status": ("status", "状态"),
    "board.reason": ("reason", "原因"),
    "board.kept": ("Written to {out}. Change lines, first days and reasons; then: treadle board DIR --read {out}", "已写入 {out}。可改流水线、起始日与原因，再运行 treadle board DIR --read {out}"),
    "board.from": ("sewn from", "缝制起"), "board.until": ("sewn until", "缝制止"), "board.fixed": ("fixed", "固定"),
    "board.nothing": ("Nothing is changed.", "没有改动。"),
    "board.dry": ("Nothing was written. Say the same without --dry-run to set it.", "未写入。去掉 --dry-run 即可执行。"),
    "board.written": (
        "{count} change{count_s} written to the ledger; schedule, promise and rush tell of the board as it is now, and the next "
        "plan keeps to it.",
        "已将 {count} 项改动写入账册；schedule、promise 与 rush 按现在的看板回答，下次计划照此执行。",
    ),
    "board.move": ("{order} on {place} from {from_day}: {reason} ({who})", "{order} 在 {place}，{from_day} 起：{reason}（{who}）"),
    "board.move_line": ("{order} on {place}: {reason} ({who})", "{order} 在 {place}：{reason}（{who}）"),
    "board.freeze": (
        "{count} order{count_s} of {place} frozen until {to_day}: {reason} ({who})",
        "{place} 的 {count} 张订单锁定至 {to_day}：{reason}（{who}）",
    ),
    "board.overtime": ("{place} works {hours:g} h longer on {from_day}: {reason} ({who})", "{place} 于 {from_day} 加班 {hours:g} 小时：{reason}（{who}）"),
    "board.holiday": ("{place} is closed on {from_day}: {reason} ({who})", "{place} 于 {from_day} 放假：{reason}（{who}）"),
    "board.absence": (
        "{people} away from {place}, {from_day} to {to_day}: {reason} ({who})",
        "{place} 缺勤：{people}，{from_day} 至 {to_day}：{reason}（{who}）",
    ),
    "board.absence_open": (
        "{people} away from {place} from {from_day} until lifted: {reason} ({who})",
        "{place} 自 {from_day} 起缺勤：{people}，直到解除：{reason}（{who}）",
    ),
    "board.everywhere": ("all factories", "全部工厂"),
}  # fmt: skip


def said_on_board(one: OnBoard, language: str = "en") -> str:
    """A change of the board in one sentence, with why and who set it."""
    at = {"en": 0, "zh": 1}[language]
    change = one.change
    key = f"board.{change.kind}"
    if change.kind == "move" and change.from_day is None:
        key = "board.move_line"
    if change.kind == "absence" and change.to_day is None:
        key = "board.absence_open"
    place = "/".join(name for name in (change.factory_id, change.line_id) if name) or BOARD["board.everywhere"][at]
    return BOARD[key][at].format(
        order=change.order_id, place=change.factory_id if change.kind == "overtime" else place, from_day=change.from_day,
        to_day=change.to_day, people=", ".join(change.operator_ids) or change.people, hours=change.minutes / 60, count=len(change.held),
        count_s="" if len(change.held) == 1 else "s", reason=one.reason, who=one.author or told("nobody", language),
    )  # fmt: skip
