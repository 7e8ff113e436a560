"""What the workbook calls its sheets, by their table, and the values of the plan as a whole; English, then Chinese."""

from __future__ import annotations

from collections.abc import Mapping

_SHEETS: Mapping[str, tuple[str, str]] = {
    "plan": ("Plan", "计划"), "actions": ("Today", "今日"), "buy": ("Buy", "下单"), "lines": ("Lines", "采购行"), "on_order": ("On order", "在途"),
    "decisions": ("Decisions", "此前决定"), "options": ("Options", "款色"), "bridge": ("Bridge", "从预测到下单"),
    "costs": ("Costs", "成本构成"), "curves": ("Curves", "数量与收益"), "courses": ("Courses", "走向"),
    "markdowns": ("Markdowns", "降价"), "open_to_buy": ("Open to buy", "采购额度"), "changes": ("Changes", "变化"),
    "forecast": ("Forecast", "预测"), "size_curves": ("Sizes", "尺码"), "rising": ("Rising", "上升"),
    "unmet_searches": ("Unmet searches", "搜索无果"), "league": ("Models", "模型"), "totals": ("Totals", "合计"),
    "calibration": ("Calibration", "分位数检验"), "intent": ("Intent", "行为价值"), "cut_plans": ("Cutting", "裁剪"),
    "lays": ("Lays", "床次"), "spreading": ("Spreading", "铺布"), "rolls_used": ("Rolls", "布卷"),
    "cloth_short": ("Cloth short", "缺布"), "materials": ("Trims", "辅料"), "markers": ("Markers", "排料图"), "balances": ("Line balance", "流水线平衡"),
    "stations": ("Stations", "工位"), "work_orders": ("Work orders", "工单"), "load": ("Load", "负荷"), "slots": ("Schedule", "排程"),
}  # fmt: skip

_VALUES: Mapping[str, tuple[str, str]] = {
    "as_of": ("as of", "计划日"), "currency": ("currency", "货币"), "seed": ("seed", "随机种子"),
    "seen_fingerprint": ("seen fingerprint", "信息指纹"), "plan_id": ("plan id", "计划编号"),
    "nester": ("nester", "排料程序"), "options_planned": ("options planned", "计划款色数"),
    "buy_lines": ("buy lines", "采购行数"), "buy_units": ("buy units", "下单件数"), "buy_cost": ("buy cost", "下单成本"),
    "spare_units": ("spare units", "多裁件数"), "spare_cost": ("spare cost", "多裁成本"),
    "next_order_days": ("next order days", "距下一单天数"), "expected_profit": ("expected profit", "预期利润"),
    "expected_profit_bound": ("expected profit bound", "预期利润上界"), "budget": ("budget", "预算"),
    "work_orders": ("work orders", "工单数"), "work_orders_late": ("work orders late", "逾期工单"),
    "work_orders_kept": ("work orders kept", "能兑现工单"), "work_orders_at_risk": ("work orders at risk", "有风险工单"),
    "work_orders_infeasible": ("work orders that cannot be made", "无法完成的工单"), "fabric_m": ("fabric m", "面料（米）"),
    "coming_cost": ("coming cost", "在途成本"), "stock_cost": ("stock cost", "库存成本"),
    "budget_left": ("budget left", "剩余预算"), "sewing_minutes": ("sewing minutes", "缝制工时（分钟）"),
    "sewing_minutes_free": ("sewing minutes free", "空闲缝制工时（分钟）"), "schedule_status": ("schedule status", "排程状态"), "signals_read": ("signals read", "读取的信号"),
    "signals_counted": ("signals counted", "计入的信号"),
}  # fmt: skip

_NOTES: Mapping[str, tuple[str, str]] = {
    "value.signals_out": ("signals: {rule}", "信号：{rule}"),
    "value.note": ("note {number}", "说明{number}"),
    "value.setting": ("setting {name}", "设置 {name}"),
    "book.decision": ("decision", "审批"), "book.until": ("until", "有效至"), "book.note": ("note", "备注"),
    "book.approve": ("approve", "批准"), "book.reject": ("reject", "否决"),
    "book.further": ("{count:,} further rows are in {table}.csv", "其余 {count:,} 行见 {table}.csv"),
}  # fmt: skip

BOOK: Mapping[str, tuple[str, str]] = {
    **{f"sheet.{table}": said for table, said in _SHEETS.items()},
    **{f"value.{name}": said for name, said in _VALUES.items()},
    **_NOTES,
}
