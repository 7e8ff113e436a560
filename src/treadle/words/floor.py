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
}
