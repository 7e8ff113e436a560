"""What is said of cash: the account week by week, its trough and what makes it; English, then Chinese."""

from __future__ import annotations

from collections.abc import Mapping

_LOAN: Mapping[str, tuple[str, str]] = {
    "loan.part": ("The part '{part}' is not as it was signed.", "“{part}”部分与签名时不符。"),
    "loan.chain": ("The chain of entries breaks at entry {entry}.", "条目链在第 {entry} 条断开。"),
    "loan.signature": ("The signature is not that of the key that the file names.", "签名与文件所载公钥不符。"),
    "loan.other_key": ("It is signed with the key {key}, which is not the one that was named.", "签名所用公钥 {key} 与指定的不同。"),
    "loan.missing": ("Entry {entry} ({kind} of {subject}) is not there any more.", "第 {entry} 条（{subject} 的 {kind}）已不存在。"),
    "loan.changed": ("Entry {entry} ({kind} of {subject}) is another in the ledger.", "第 {entry} 条（{subject} 的 {kind}）与账簿不同。"),
    "loan.left_out": ("Entry {entry} ({kind} of {subject}) of the ledger is left out.", "账簿第 {entry} 条（{subject} 的 {kind}）被略去。"),
    "loan.rewritten": (
        "Since the earlier file entry {entry} ({kind} of {subject}), or one before it, was written anew.",
        "自较早的文件以来，第 {entry} 条（{subject} 的 {kind}）或之前的条目被改写。",
    ),
}  # fmt: skip
ENGLISH_LOAN: Mapping[str, str] = {code: said[0] for code, said in _LOAN.items()}
CHINESE_LOAN: Mapping[str, str] = {code: said[1] for code, said in _LOAN.items()}

CASH: Mapping[str, tuple[str, str]] = {
    "flow.sales": ("sales", "销售"), "flow.payouts": ("payouts of what is sold", "已售待付款"), "flow.claims": ("claims", "应收"),
    "flow.deposits": ("deposits", "定金"), "flow.goods": ("goods", "货款"),
    "flow.duty_and_freight": ("duty and freight", "关税和运费"), "flow.running": ("running costs", "日常开支"),
    "flow.refunds": ("refunds", "退款"), "flow.making": ("making", "生产支出"),
    "cash.title": (
        "The account from {day}, beginning with {opening:,.2f} {currency}; one in ten, half, nine in ten lie below:",
        "自 {day} 起的账户，期初 {opening:,.2f} {currency}；十分之一、一半、十分之九的情况低于：",
    ),
    "cash.week": ("  week of {week}: {low:>14,.2f} {middle:>14,.2f} {high:>14,.2f}", "  {week} 当周：{low:>14,.2f} {middle:>14,.2f} {high:>14,.2f}"),
    "cash.uncounted": (
        "Nobody said what lies in the account: the curve begins at nothing (treadle cash DIR --counted AMOUNT).",
        "尚未盘点账户：曲线从零开始（treadle cash DIR --counted AMOUNT）。",
    ),
    "cash.trough": (
        "Lowest in the week of {week}: {low:,.2f} with a chance of one in ten, {middle:,.2f} in the middle. What goes out until then:",
        "最低在 {week} 当周：十分之一的情况低于 {low:,.2f}，中位 {middle:,.2f}。此前的主要支出：",
    ),
    "cash.cause": ("  {amount:,.2f} {kind} {subject}", "  {amount:,.2f} {kind} {subject}"),
    "cash.without": (
        "Without {name}: lowest {low:,.2f} in the week of {week}, {end:,.2f} at the end (in the middle), with it {with_end:,.2f}.",
        "不含{name}：最低 {low:,.2f}，在 {week} 当周；期末（中位）{end:,.2f}，含则 {with_end:,.2f}。",
    ),
    "cash.the_plan": ("the plan's orders", "计划的订单"),
    "cash.short": (
        "That is {amount:,.2f} below the credit line of {limit:,.2f}: order less, order later, or have terms changed.",
        "比信用额度 {limit:,.2f} 还低 {amount:,.2f}：请少订、晚订或调整付款条件。",
    ),
    "cash.factory": (
        "{factory}, of our orders alone: lowest {low:,.2f} in the week of {week}, {end:,.2f} at the end",
        "{factory}（仅我方订单）：最低 {low:,.2f}，在 {week} 当周；期末 {end:,.2f}",
    ),
    "loan.written": (
        "{place}: {orders:,} orders, {lots:,} inspected lots, {entries:,} entries of the ledger; signed with {public}",
        "{place}：{orders:,} 个订单，{lots:,} 个检验批，账簿 {entries:,} 条；签名公钥 {public}",
    ),
    "loan.kept": ("{share:.1%} of orders that are over came by the day promised", "已完结订单中 {share:.1%} 按承诺日到货"),
    "loan.sound": (
        "As it was signed: {brand}, {day}, {orders:,} orders, {entries:,} entries; key {public}",
        "与签名一致：{brand}，{day}，{orders:,} 个订单，{entries:,} 条；公钥 {public}",
    ),
    "loan.compare": (
        "Anybody can sign with a key of their own: compare this one with what the brand told you (--key).",
        "任何人都能用自己的密钥签名：请与品牌告知的公钥核对（--key）。",
    ),
    "cash.counted": ("{amount:,.2f} {currency} in the account on {day}", "{day} 账户余额 {amount:,.2f} {currency}"),
}  # fmt: skip
