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
    "desk.follow": ("Where it went", "追溯"),
    "desk.size": ("Size", "尺码"),
    "desk.wanted": ("Wanted", "需求"),
    "desk.back": ("Sent back", "退回"),
    "desk.open": ("Still to come", "未到"),
    "desk.over": ("{units:,} over", "超出 {units:,}"),
    "desk.waiting": ("To pack", "待装箱"),
    "desk.book": ("What came", "登记到货"),
    "desk.book_how": (
        "Pieces by size as they were counted, more or fewer than ordered. What is short stays open until you say that it was the last.",
        "按实际清点填写各尺码件数，可多可少。短缺部分保持未到状态，直至登记为最后一批。",
    ),
    "desk.note": ("Delivery note", "送货单号"),
    "desk.day": ("Day", "日期"),
    "desk.last": ("This was the last: what is short is cancelled", "最后一批：短缺部分取消"),
    "desk.book_it": ("Book it", "登记"),
    "desk.booked": (
        "Booked: {units:,} pieces came. {open:,} are still to come.", "已登记：到货 {units:,} 件，尚有 {open:,} 件未到。",
    ),
    "desk.booked_before": (
        "This delivery note was booked before; nothing was booked again.", "此送货单已登记过，未重复登记。",
    ),
    "desk.stands": (
        "Plans made before this know nothing of it.", "此前制定的计划未计入此次到货。",
    ),
    "desk.deliveries": ("What was booked", "已登记到货"),
    "desk.no_deliveries": ("Nothing was booked yet.", "尚无到货登记。"),
    "desk.receipt": ("{units:,} pieces came on {day}", "{day} 到货 {units:,} 件"),
    "desk.receipt_back": ("{units:,} sent back", "退回 {units:,} 件"),
    "desk.receipt_last": ("the last", "最后一批"),
    "desk.pack": ("Packing and shipping", "装箱与发货"),
    "desk.pack_waits": ("{units:,} pieces wait for a carton.", "{units:,} 件待装箱。"),
    "desk.pack_none": ("No piece waits for a carton.", "没有待装箱的成品。"),
    "desk.inspect": ("Accepted lots hold {units:,} of them: inspect first.", "已验收批次仅含 {units:,} 件：请先检验。"),
    "desk.inspect_it": ("Inspect this order", "检验此订单"),
    "desk.prefix": (
        "Cartons cannot be named before the brand's company prefix (from GS1) stands in treadle.toml, under [floor].",
        "须先在 treadle.toml 的 [floor] 中填写品牌的 GS1 厂商识别代码，才能为纸箱编号。",
    ),
    "desk.kind": ("Each carton holds", "每箱装法"),
    "desk.kind_solid": ("one size", "单一尺码"),
    "desk.kind_assorted": ("sizes as they come", "混装尺码"),
    "desk.carton_units": ("Pieces in a carton", "每箱件数"),
    "desk.as_set": ("as set", "按设置"),
    "desk.pack_it": ("Pack", "装箱"),
    "desk.packed": ("{cartons:,} cartons were packed.", "已装 {cartons:,} 箱。"),
    "desk.carton": ("Carton", "箱号"),
    "desk.carton_state": ("Where it is", "状态"),
    "desk.here": ("here", "在库"),
    "desk.left": ("left on {day} for {place}", "{day} 发往 {place}"),
    "desk.ship": ("Ship {cartons:,} cartons", "发出 {cartons:,} 箱"),
}  # fmt: skip
