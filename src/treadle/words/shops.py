"""What is said of shops: why a piece goes to one, and the labels of sheets and commands; English, then Chinese."""

from __future__ import annotations

from collections.abc import Mapping

_THERE = "{there_units:,} there, {wanted_units:,.1f} wanted until the next one, {warehouse_units:,} in the warehouse"
_IN = "店内 {there_units:,}，下次补货前需求 {wanted_units:,.1f}，仓库 {warehouse_units:,}"
_REASONS: Mapping[str, tuple[str, str]] = {
    "shop.sells": (
        "{units:,} pieces add {extra_units:,.2f} sales: " + _THERE + ".", "{units:,} 件可增售 {extra_units:,.2f}：" + _IN + "。",
    ),
    "shop.display": (
        "{units:,} pieces make the display whole, which adds {extra_units:,.2f} sales of this size: " + _THERE + ".",
        "{units:,} 件使陈列完整，本尺码增售 {extra_units:,.2f}：" + _IN + "。",
    ),
    "shop.key_sizes": (
        "{units:,} pieces with the other key sizes keep the option on display, {extra_units:,.2f} sales of this size: " + _THERE + ".",
        "{units:,} 件与其他关键尺码一起维持陈列，本尺码增售 {extra_units:,.2f}：" + _IN + "。",
    ),
    "shop.moved": (
        "{units:,} pieces sell better here than at {giver}: {extra_units:,.2f} more sales; {there_units:,} there.",
        "{units:,} 件在此比在 {giver} 更好卖：增售 {extra_units:,.2f}；店内 {there_units:,}。",
    ),
    "shop.closing": (
        "{giver} closes: {units:,} pieces go where they add {extra_units:,.2f} sales; {there_units:,} there.",
        "{giver} 即将关店：{units:,} 件调至可增售 {extra_units:,.2f} 处；店内 {there_units:,}。",
    ),
}  # fmt: skip
ENGLISH_SHOPS: Mapping[str, str] = {code: said[0] for code, said in _REASONS.items()}
CHINESE_SHOPS: Mapping[str, str] = {code: said[1] for code, said in _REASONS.items()}

SHOPS: Mapping[str, tuple[str, str]] = {
    "booked.goods_moved": ("goods moved", "调货"), "booked.move_arrived": ("move arrived", "调货到达"),
    "booked.move_taken_back": ("move taken back", "撤回调货"),
    "booked.store_order": ("store order", "客户门店订单"), "booked.store_delivery": ("store delivery", "客户门店交货"),
    "booked.store_refusal": ("store refusal", "客户门店拒收"),
    "shops.sheet": ("goods", "货品"), "shops.sku": ("SKU", "货号"), "shops.option": ("option", "款色"), "shops.from": ("from", "自"),
    "shops.to": ("to", "至"), "shops.units": ("pieces", "件数"), "shops.done": ("done", "完成"), "shops.why": ("why", "原因"),
    "shops.pieces": ("{units:,} pieces, {lines:,} lines", "{units:,} 件，{lines:,} 行"),
    "shops.sum": ("sum", "合计"),
    "shops.planned": (
        "{day}: {units:,} pieces, {lines:,} lines, {options:,} options at {shops:,} shops; {extra:,.1f} sales added",
        "{day}：{units:,} 件，{lines:,} 行，{shops:,} 家店 {options:,} 个款色；增售 {extra:,.1f}",
    ),
    "shops.shop": (
        "  {giver} to {taker}: {units:,} pieces of {skus:,} SKUs, {extra:,.1f} sales added",
        "  {giver} 至 {taker}：{skus:,} 个 SKU 共 {units:,} 件，增售 {extra:,.1f}",
    ),
    "shops.line": ("    {sku}: {units:,}. {why}", "    {sku}：{units:,}。{why}"),
    "shops.short": (
        "  {shop} is full: a piece must add {gain:.2f} sales more to get room there",
        "  {shop} 已满：一件须多增售 {gain:.2f} 才能上架",
    ),
    "shops.pack": (
        "  {option}: packs of {ratio} for {packs:,} shops' worth, {loose:,} pieces beside: handling {cost:,.2f} instead of {alone:,.2f}",
        "  {option}：装箱 {ratio}，共 {packs:,} 包，另散件 {loose:,}：处理费 {cost:,.2f}，全散件为 {alone:,.2f}",
    ),
    "shops.no_packs": ("No pack pays: picking alone costs less.", "装箱不划算：散件更省。"),
    "shops.sent": ("{move}: {units:,} pieces left {giver} for {taker}, there on {day}", "{move}：{units:,} 件自 {giver} 发往 {taker}，{day} 到"),
    "shops.stayed": ("{move}: taken back, {units:,} pieces stayed in {giver}", "{move}：已撤回，{units:,} 件留在 {giver}"),
    "shops.came": ("{move}: {units:,} pieces came to {taker} on {day}", "{move}：{units:,} 件于 {day} 到达 {taker}"),
    "shops.nothing": ("Nothing moves: no piece would add enough.", "无需调货：没有足够的增售。"),
    "shops.known": ("All of it had left before: nothing was added.", "此前均已发出：未新增。"),
    "shops.written": ("{files:,} sheets in {place}", "{place} 中共 {files:,} 张单"),
    "shops.store": (
        "{order} of {store}, due {day}: {ordered:,} pieces, {delivered:,} delivered, {open:,} open ({money:,.2f}), {cancelled:,} cancelled, "
        "{refused:,} refused",
        "{store} 的 {order}，{day} 到期：{ordered:,} 件，已交 {delivered:,}，未交 {open:,}（{money:,.2f}），取消 {cancelled:,}，拒收 {refused:,}",
    ),
    "shops.no_stores": ("No store has ordered anything.", "没有客户门店订单。"),
}  # fmt: skip
