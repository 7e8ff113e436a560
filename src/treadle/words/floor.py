"""Sentences about inspection and the floor, in every language."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH_FLOOR: Mapping[str, str] = {
    "sampling.arrow": "The table has no plan for letter {letter} here; its arrow leads to letter {plan_letter}, whose sample is used.",
    "sampling.only_single": "The tables have no such plan here; the single plan is used.",
    "sampling.only_double": "The tables have no multiple plan here; the double plan is used.",
    "sampling.whole_lot": "The sample would be as large as the lot: inspect all {lot_units:,} pieces.",
    "sampling.not_yet": "A sample without Ac cannot accept the lot yet; it can only reject it.",
    "sampling.gap": "A count between Ac and Re accepts the lot, and the next one is inspected normally.",
    "sampling.to_tightened": "Two of five or fewer lots were not accepted: tightened inspection from the next lot.",
    "sampling.to_reduced": "The switching score is 30: reduced inspection from the next lot.",
    "sampling.to_normal_accepted": "Five lots in a row were accepted: normal inspection from the next lot.",
    "sampling.to_normal_not_accepted": "A lot was not accepted under reduced inspection: normal inspection from the next lot.",
    "sampling.to_normal_not_steady": "Production did not run steadily: normal inspection from the next lot.",
    "sampling.discontinued": "Five lots were not accepted under tightened inspection: inspection ends until the supplier has "
    "acted (is_resumed).",
    "sampling.not_inspected": "Inspection had ended before this lot, and nobody has said that the supplier acted.",
    "floor.two_contents": "Scan {scans} came with two contents; neither counts ({bundle}, {operation}, {units} pieces).",
    "floor.ahead_of_time": "Scan {scans} of {bundle} says that it happened after it was known: a clock is wrong. Its pieces count, its time does not.",
    "floor.unknown_bundle": "Scan {scans} names bundle {bundle}, which was never tied; its {units} pieces count nowhere.",
    "floor.unknown_operation": "Scan {scans} of {bundle} names operation {operation}, which its bulletin does not have.",
    "floor.more_than_tied": "{bundle}, {operation}: {units} pieces more were finished than were tied; the latest are not paid ({scans}).",
    "floor.before_predecessor": "{bundle}, {operation}: {units} pieces more than the operation before it has finished.",
    "floor.replaced_twice": "{bundle}: one scan was replaced by two others ({scans}); both count as far as there are pieces.",
    "floor.more_moved_than_there": "{bundle}: {units} pieces more were moved away than it had.",
    "expect.told": "{left_minutes:,.0f} standard minutes are left, and {before_minutes:,.0f} wait before them on {line}. "
    "There is no day of scans yet, so that the {told:.2f} standard minutes a minute count that its balance says.",
    "expect.pace": "{left_minutes:,.0f} standard minutes are left, and {before_minutes:,.0f} wait before them on {line}, "
    "which earned {pace:.2f} standard minutes a minute by {timed_days} day{timed_days_s} of scans; its balance says {told:.2f}.",
    "expect.slowest": "{left_minutes:,.0f} standard minutes are left, and {before_minutes:,.0f} wait before them on {line}. "
    "{operation} takes longest with the people placed at it, longer than the pace of the line.",
    "alarm.overtime": "Work {overtime_days} day{overtime_days_s} of overtime, {minutes} minutes each, on {line}: "
    "{cost_money:,.2f} more, and the promise is kept with {kept_share:.0%}.",
    "alarm.other_line": "Move what nobody has begun ({minutes:,} standard minutes) to {line}: its change of style costs "
    "{cost_money:,.2f}, and the promise is kept with {kept_share:.0%}.",
    "alarm.tell": "Tell the customer {until_on}, {late_days} day{late_days_s} later: it costs {cost_money:,.2f}.",
}

CHINESE_FLOOR: Mapping[str, str] = {
    "sampling.arrow": "表中字码 {letter} 此处无方案；按箭头改用字码 {plan_letter} 及其样本量。",
    "sampling.only_single": "表中此处无该类方案，改用一次抽样方案。",
    "sampling.only_double": "表中此处无多次方案，改用二次抽样方案。",
    "sampling.whole_lot": "样本量不小于批量：全检 {lot_units:,} 件。",
    "sampling.not_yet": "无 Ac 的样本不能判接收，只能判不接收。",
    "sampling.gap": "不合格数在 Ac 与 Re 之间：接收该批，下一批恢复正常检验。",
    "sampling.to_tightened": "连续五批或更少批中有两批不接收：下一批起加严检验。",
    "sampling.to_reduced": "转移得分达到 30：下一批起放宽检验。",
    "sampling.to_normal_accepted": "连续五批接收：下一批起正常检验。",
    "sampling.to_normal_not_accepted": "放宽检验下有一批不接收：下一批起正常检验。",
    "sampling.to_normal_not_steady": "生产不稳定：下一批起正常检验。",
    "sampling.discontinued": "加严检验下累计五批不接收：暂停检验，直到供方采取措施（is_resumed）。",
    "sampling.not_inspected": "此批之前检验已暂停，且无人说明供方已采取措施。",
    "floor.two_contents": "扫描 {scans} 有两种内容，均不计入（{bundle}，{operation}，{units} 件）。",
    "floor.ahead_of_time": "{bundle} 的扫描 {scans} 发生时间晚于收到时间：时钟有误。件数计入，时间不计。",
    "floor.unknown_bundle": "扫描 {scans} 所指扎包 {bundle} 从未打扎；其 {units} 件不计入。",
    "floor.unknown_operation": "{bundle} 的扫描 {scans} 所指工序 {operation} 不在其工序表中。",
    "floor.more_than_tied": "{bundle}，{operation}：完成数比打扎数多 {units} 件；最晚的不计薪（{scans}）。",
    "floor.before_predecessor": "{bundle}，{operation}：比前道工序多完成 {units} 件。",
    "floor.replaced_twice": "{bundle}：一条扫描被两条替代（{scans}）；在件数范围内都计入。",
    "floor.more_moved_than_there": "{bundle}：移出的比现有的多 {units} 件。",
    "expect.told": "尚余标准工时 {left_minutes:,.0f} 分钟，{line} 上排在其前的有 {before_minutes:,.0f} 分钟。尚无整日扫描，"
    "故按平衡所示每分钟 {told:.2f} 标准分钟计。",
    "expect.pace": "尚余标准工时 {left_minutes:,.0f} 分钟，{line} 上排在其前的有 {before_minutes:,.0f} 分钟；按 {timed_days} 天扫描，"
    "该线每分钟完成 {pace:.2f} 标准分钟，平衡所示为 {told:.2f}。",
    "expect.slowest": "尚余标准工时 {left_minutes:,.0f} 分钟，{line} 上排在其前的有 {before_minutes:,.0f} 分钟。按现有人员，工序 "
    "{operation} 最久，慢于全线节奏。",
    "alarm.overtime": "{line} 加班 {overtime_days} 天，每天 {minutes} 分钟：多花 {cost_money:,.2f}，按期可能性 {kept_share:.0%}。",
    "alarm.other_line": "把未开工的部分（标准工时 {minutes:,} 分钟）移到 {line}：换款费用 {cost_money:,.2f}，按期可能性 {kept_share:.0%}。",
    "alarm.tell": "告知客户改为 {until_on}，晚 {late_days} 天：代价 {cost_money:,.2f}。",
}
