"""What the page and the papers of orders say; English first, then Chinese."""

from __future__ import annotations

from collections.abc import Mapping

PAPERS: Mapping[str, tuple[str, str]] = {
    "screen.orders": ("Orders", "订单"),
    "paper.order": ("Order", "订单"),
    "paper.what": ("Style", "款式"),
    "paper.came": ("Came", "已到"),
    "paper.maker": ("Made by", "生产方"),
    "paper.due": ("Due", "交期"),
    "paper.promised": ("Promised", "承诺"),
    "paper.state": ("How it stands", "状态"),
    "paper.paper": ("Paper", "单据"),
    "paper.work": ("Work order", "工单"),
    "paper.purchase": ("Purchase order", "采购订单"),
    "paper.signed": ("Signed", "签署"),
    "paper.nothing_more": (
        "Orders stand here once a plan is approved and its orders are placed.", "计划批准并下达后，订单会显示在此。",
    ),
}  # fmt: skip
