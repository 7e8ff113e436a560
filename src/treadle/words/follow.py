"""What the page of traces says; English first, then Chinese."""

from __future__ import annotations

from collections.abc import Mapping

FOLLOW: Mapping[str, tuple[str, str]] = {
    "screen.trace": ("Trace", "追溯"),
    "follow.which": ("A garment, bundle, roll, order or carton", "成衣、扎包、布卷、订单或箱"),
    "follow.find": ("Follow it", "追溯"),
    "follow.passport": ("Product passport", "产品护照"),
    "follow.entries": ("Small numbers are entries of the books that say so.", "小号数字为账目条目编号。"),
    "follow.back": ("Where it comes from", "从何而来"),
    "follow.no_back": ("Where it comes from is not known", "来源未知"),
    "follow.forward": ("Where it went", "去向何处"),
    "follow.no_forward": ("It went nowhere yet", "尚未发出"),
    "follow.many": ("{count:,} of them", "共 {count:,} 条"),
    "follow.begin": ("Begin with an order", "从订单开始"),
    "follow.nothing": ("Nothing was ordered yet.", "尚未下单。"),
    "follow.nothing_more": (
        "Once a plan's orders are placed, each can be followed back to cloth and demand, and forward to the shop.",
        "下达订单后，可向前追溯至面料与需求，向后追踪至门店。",
    ),
}
