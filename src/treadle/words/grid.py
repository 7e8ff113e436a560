"""What the buy's sheet says: its columns, its limits, its curve; English first, then Chinese."""

from __future__ import annotations

from collections.abc import Mapping

GRID: Mapping[str, tuple[str, str]] = {
    "screen.buy": ("Buy", "采购"),
    "grid.option": ("Style and colour", "款式与颜色"),
    "grid.all": ("All", "合计"),
    "grid.cost": ("Cost", "成本"),
    "grid.profit": ("Expected profit", "预期利润"),
    "grid.next": ("Next piece", "再加一件"),
    "grid.due": ("On the shelf", "上架日"),
    "grid.pieces": ("Pieces", "件数"),
    "grid.budget": ("Budget left", "剩余预算"),
    "grid.minutes": ("Sewing minutes", "缝制分钟"),
    "grid.was": ("{units} proposed", "建议 {units}"),
    "grid.of": ("of {whole}", "共 {whole}"),
    "grid.no_budget": ("no budget is named", "未设预算"),
    "grid.show_ordered": ("To order", "拟订"),
    "grid.show_changed": ("Changed", "已改"),
    "grid.show_all": ("Every option", "全部款色"),
    "grid.find": ("Find a style or colour", "查找款式或颜色"),
    "grid.redo": ("Redo", "重做"),
    "grid.save": ("Save the sheet", "保存表格"),
    "grid.saved": ("Saved", "已保存"),
    "grid.saving": ("Saving …", "保存中…"),
    "grid.cell": ("{name}, size {size}; {proposed} proposed", "{name}，{size} 码；建议 {proposed}"),
    "grid.total_of": ("{name}, all sizes", "{name}，全部尺码"),
    "grid.help": (
        "Type, or paste from a spreadsheet. Arrows move, Ctrl+Z undoes. A number under All is shared among the sizes that bring most.",
        "可直接输入或从电子表格粘贴。方向键移动，Ctrl+Z 撤销。在“合计”中输入，将分给收益最高的尺码。",
    ),
    "grid.over": ("Not within its limits", "超出限制"),
    "grid.within": ("Within every limit", "未超出限制"),
    "grid.changed": ("{count} cell{count_s} changed", "已改 {count} 格"),
    "grid.why": ("Why, and what if?", "原因与假设"),
    "grid.half": (
        "Half of it, {units} pieces, would cost {cost} and is expected to earn {profit}: {difference} against now.",
        "减半为 {units} 件：成本 {cost}，预期利润 {profit}，与现在相比 {difference}。",
    ),
    "grid.best": (
        "Alone, {units} pieces would earn most: {profit}.", "单独来看，{units} 件利润最高：{profit}。",
    ),
    "grid.curve": ("What other quantities are expected to earn", "其他数量的预期利润"),
    "grid.curve_said": (
        "From 0 to {most} pieces; now {units} pieces earn {profit}.", "从 0 到 {most} 件；现在 {units} 件，利润 {profit}。",
    ),
    "grid.now": ("now", "现在"),
    "grid.excel": ("Excel", "Excel 文件"),
    "grid.none": ("Nothing is to be ordered.", "无需订货。"),
    "grid.none_more": ("Every option is there to be ordered all the same.", "仍可为任一款色下单。"),
    "grid.read_only": ("You look at it; who edits a buy are planners and buyers.", "您可查看；计划员与采购员可修改。"),
    "grid.must_fix": ("The buy cannot be approved until this is mended:", "须先解决以下问题才能批准："),
}  # fmt: skip

ENGLISH_GRID: Mapping[str, str] = {
    "over.option": "{units:,} pieces are fewer than the {least_units:,} that can be ordered of this colour.",
    "over.style": "{units:,} pieces of the style {style_id} are fewer than the {least_units:,} that can be ordered of it.",
    "over.budget": "The buy costs {spent_money:,.2f}, {over_money:,.2f} beyond the budget of {budget_money:,.2f}.",
    "over.minutes": "The buy takes {minutes:,} sewing minutes; {free_minutes:,} are free.",
    "over.minutes_by": "What is due by {by_on} takes {minutes:,} sewing minutes; {free_minutes:,} are free until then.",
    "over.open_to_buy": "What arrives from {from_on} to {to_on} costs {buy_money:,.2f}; {open_money:,.2f} are open to buy.",
}  # fmt: skip

CHINESE_GRID: Mapping[str, str] = {
    "over.option": "{units:,} 件，少于该颜色最少可订的 {least_units:,} 件。",
    "over.style": "款式 {style_id} 共 {units:,} 件，少于最少可订的 {least_units:,} 件。",
    "over.budget": "采购成本 {spent_money:,.2f}，超出预算 {budget_money:,.2f} 达 {over_money:,.2f}。",
    "over.minutes": "采购需 {minutes:,} 缝制分钟，仅有 {free_minutes:,} 空闲。",
    "over.minutes_by": "{by_on} 前到期部分需 {minutes:,} 缝制分钟，届时仅有 {free_minutes:,} 空闲。",
    "over.open_to_buy": "{from_on} 至 {to_on} 到货的成本为 {buy_money:,.2f}，可采购额仅 {open_money:,.2f}。",
}  # fmt: skip
