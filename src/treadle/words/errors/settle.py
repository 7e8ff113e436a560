"""Errors and rules of settlement: English as it is told, then Chinese."""

from __future__ import annotations

from collections.abc import Mapping

SETTLE_ERRORS: Mapping[str, str] = {
    "no terms of payment are agreed with it": "尚未与其约定付款条件",
    "Agree on some: treadle settle DIR terms PARTNER": "请先约定：treadle settle DIR terms PARTNER",
    "The account of {partner} is written by many others at once: try again": "{partner} 的账户正被多人同时写入：请重试",
    "There is no partner {partner}. Partners: {partners}": "没有往来方 {partner}。往来方：{partners}",
    "There is no statement {statement}": "没有对账单 {statement}",
    "Nothing is gained by paying {statement} on {day}: treadle settle DIR early": "{day} 支付 {statement} 没有好处：treadle settle DIR early",
    "it is a {kind}": "它是 {kind}",
    "Give the other one another id": "请给另一个换一个编号",
    "terms from {day} would change what was stated on {stated}": "自 {day} 起的条件会改变 {stated} 已出账的内容",
    "Let them hold from a later day": "请从更晚的日期起生效",
    "Change the terms": "请更改条件",
    "'{piece}' is no price": "“{piece}”不是价格",
    "Say style=price, such as TEE1=4.20": "请写 款式=价格，如 TEE1=4.20",
    "the partner": "往来方",
    "Ask the brand for its file again": "请向品牌重新索取文件",
    "it is too large for a loan file": "作为贷款文件过大",
    "Restore it from a backup": "请从备份恢复",
    "treadle settle": "命令 treadle settle",
    "entry {number}: there is no statement {statement}": "条目 {number}：没有对账单 {statement}",
    "entry {number}: {cents} settle more than the {open} that are open": "条目 {number}：{cents} 超过未结的 {open}",
    "entry {number}: {statement} states again {lines}": "条目 {number}：{statement} 重复列出 {lines}",
    "the bank's file": "银行文件",
}
