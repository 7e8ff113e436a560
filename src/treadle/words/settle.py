"""What is said of money owed and paid: why something was not taken, and the labels of accounts; English, then Chinese."""

from __future__ import annotations

from collections.abc import Mapping

_REASONS: Mapping[str, tuple[str, str]] = {
    "settle.not_open": (
        "{paid_money:,.2f} cannot settle {statement}, of which {open_money:,.2f} is open.",
        "{paid_money:,.2f} 无法用于结清 {statement}，其未结金额为 {open_money:,.2f}。",
    ),
    "settle.no_reference": (
        "Payment {payment} names no statement, and no open one of its payer is of this amount.",
        "付款 {payment} 未写明对账单，付款方也没有此金额的未结对账单。",
    ),
    "settle.two_references": ("Payment {payment} could be of {statements}.", "付款 {payment} 可能属于 {statements}。"),
    "settle.other_currency": ("Payment {payment} is in {currency}, not {own}.", "付款 {payment} 的货币是 {currency}，不是 {own}。"),
}  # fmt: skip
ENGLISH_SETTLE: Mapping[str, str] = {code: said[0] for code, said in _REASONS.items()}
CHINESE_SETTLE: Mapping[str, str] = {code: said[1] for code, said in _REASONS.items()}

SETTLE: Mapping[str, tuple[str, str]] = {
    "booked.payment_terms": ("terms of payment", "付款条件"), "booked.partner_statement": ("partner statement", "往来对账单"),
    "booked.early_payment": ("early payment agreed", "提前付款约定"),
    "booked.cash_counted": ("account counted", "账户盘点"), "booked.partner_payment": ("partner payment", "往来付款"),
    "partner.factory": ("factory", "工厂"), "partner.supplier": ("supplier", "供应商"), "partner.platform": ("platform", "平台"),
    "partner.store": ("store", "门店客户"),
    "owed.deposit": ("deposit", "定金"), "owed.batch": ("accepted", "验收"), "owed.used": ("deposit used", "定金抵扣"),
    "owed.deposit_back": ("deposit back", "退回定金"), "owed.sales": ("sales", "销售"), "owed.delivery": ("delivery", "交货"),
    "settle.day": ("day", "日期"), "settle.of": ("of", "事项"), "settle.what": ("what", "内容"), "settle.pieces": ("pieces", "件数"),
    "settle.rate": ("a piece", "单价"), "settle.amount": ("amount", "金额"),
    "settle.title": ("Statement {statement}", "对账单 {statement}"),
    "settle.between": ("{brand} and {partner}", "{brand} 与 {partner}"),
    "settle.due": ("Of {day}, due {due}, in {currency}", "{day}，{due} 到期，货币 {currency}"),
    "settle.cheaper": ("Paid by {day}: {amount:,.2f} less", "{day} 前付清：少付 {amount:,.2f}"),
    "settle.sums": (
        "{total:,.2f} in all; paid {paid:,.2f}, taken off {off:,.2f}, open {open:,.2f} {currency}",
        "合计 {total:,.2f}；已付 {paid:,.2f}，扣减 {off:,.2f}，未结 {open:,.2f} {currency}",
    ),
    "settle.in_theirs": (
        "That is {amount:,.2f} {currency}, one of which costs {rate:,.4f}", "合 {amount:,.2f} {currency}，汇率 {rate:,.4f}",
    ),
    "settle.terms": (
        "{partner} ({name}), {kind}, from {day}: deposit {deposit:.0%}, the rest after {days} days, {off:.1%} less within {within}; duty "
        "{duty:.1%}, freight {freight:,.2f} a piece, fee {fee:.1%}; its money costs {cost:.1%} a year; paid in {currency}",
        "{partner}（{name}），{kind}，自 {day}：定金 {deposit:.0%}，余款 {days} 天，{within} 天内减 {off:.1%}；关税 {duty:.1%}，运费每件 "
        "{freight:,.2f}，佣金 {fee:.1%}；其资金年成本 {cost:.1%}；以 {currency} 支付",
    ),
    "settle.partner": (
        "{partner}, {kind}: owed {owed:,.2f} = paid {paid:,.2f} + taken off {off:,.2f} + open {open:,.2f} + in no statement "
        "{unstated:,.2f} {currency}",
        "{partner}，{kind}：应付 {owed:,.2f} = 已付 {paid:,.2f} + 扣减 {off:,.2f} + 未结 {open:,.2f} + 未出账 {unstated:,.2f} {currency}",
    ),
    "settle.statement": (
        "  {statement} of {day}, due {due}: {total:,.2f}, paid {paid:,.2f}, taken off {off:,.2f}, open {open:,.2f} {currency}",
        "  {statement}，{day}，{due} 到期：{total:,.2f}，已付 {paid:,.2f}，扣减 {off:,.2f}，未结 {open:,.2f} {currency}",
    ),
    "settle.line": (
        "    {day} {subject}: {what}, {units:,} pieces, {amount:,.2f}", "    {day} {subject}：{what}，{units:,} 件，{amount:,.2f}",
    ),
    "settle.refused": (
        "    {day} {subject}: {what}, {units:,} pieces, {amount:,.2f}; {rejected:,} were sent back and are not paid",
        "    {day} {subject}：{what}，{units:,} 件，{amount:,.2f}；退回 {rejected:,} 件，不予支付",
    ),
    "settle.none": ("Nothing is owed to anybody.", "没有任何往来款项。"),
    "settle.nothing": ("Nothing is owed to {partner} that no statement holds.", "{partner} 没有未出账的款项。"),
    "settle.taken": ("{amount}: settles {statement}", "{amount}：用于结清 {statement}"),
    "settle.known": ("{amount}: known already, of {statement}", "{amount}：早已记入 {statement}"),
    "settle.aside": ("{amount}: left aside. {why}", "{amount}：未记入。{why}"),
    "settle.offer": (
        "{statement} of {partner}: {amount:,.2f} paid on {day}, {days} days early, for {off:,.2f} less: {partner} gains {theirs:,.2f}, we "
        "{ours:,.2f}",
        "{partner} 的 {statement}：{day} 提前 {days} 天支付 {amount:,.2f}，少付 {off:,.2f}：{partner} 得 {theirs:,.2f}，我方得 {ours:,.2f}",
    ),
    "settle.no_early": (
        "No statement is worth paying earlier: nobody's money costs enough more than ours.",
        "没有值得提前支付的对账单：对方资金成本并不明显高于我方。",
    ),
}  # fmt: skip
