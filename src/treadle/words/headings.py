"""Chinese headings of the tables that treadle gives out, by their English ones, which `terms.schema` says."""

from __future__ import annotations

from collections.abc import Mapping

_SEEN: Mapping[str, str] = {
    "cash days": "现金周转天数", "cash days of the other": "对方现金周转天数", "days freed": "释放天数",
    "days freed, low": "释放天数低端", "days freed, high": "释放天数高端", "money freed": "释放资金",
    "money freed, low": "释放资金低端", "money freed, high": "释放资金高端",
    "SKU": "SKU", "shop": "门店", "week from": "周起始日", "sold": "销量", "returned": "退货", "cancelled": "取消",
    "demand": "需求", "came over": "转来", "demand, low": "需求下限", "demand, high": "需求上限", "in stock": "在售比例", "price": "价格",
    "views": "浏览", "searches": "搜索", "carts": "加购", "wishes": "收藏", "option": "款色", "rule": "规则",
    "signal": "信号", "happened at": "发生时间", "kind": "类别", "search": "搜索词", "customer": "顾客",
    "channel": "渠道", "units": "件数", "category": "品类", "act": "行为", "acts": "次数",
    "units that follow one": "每次带来件数", "low (10 %)": "低值（10%）", "high (90 %)": "高值（90%）",
    "beside the others": "扣除其他行为后", "days ahead": "提前天数", "traced orders": "可追溯订单", "what": "项目",
    "listed": "上榜周", "a week before": "此前每周", "a week now": "现在每周", "times its share": "份额倍数",
    "chance": "偶然概率", "since": "起始", "demand, times": "需求倍数", "sales up since": "销量上升起始",
    "false alarms": "误报率", "lists": "榜单数", "with any": "有内容的榜单", "demand rises": "需求上升次数",
    "seen in time": "及时发现", "seen earlier": "提前发现", "why": "原因", "asks for": "所求", "missing": "缺少",
    "options that fit": "符合的款色", "searches now": "现在搜索", "before": "此前", "led nowhere": "无果比例",
    "term": "搜索词", "region": "地区", "index": "指数",
}  # fmt: skip

_EXPECTED: Mapping[str, str] = {
    "week ahead": "未来第几周", "mean": "均值", "median": "中位数", "running mean": "累计均值",
    "running low (10 %)": "累计低值（10%）", "running median": "累计中位数", "running high (90 %)": "累计高值（90%）",
    "by": "模型", "size": "尺码", "share": "份额", "strength": "依据件数", "from the": "来源", "life stage": "生命阶段",
    "model": "模型", "held-out weeks": "留出周数", "error score": "误差评分", "WAPE": "加权误差（WAPE）", "bias": "偏差",
    "part in the forecast": "所占权重", "trees": "树数", "of": "对象", "held-out values": "留出值",
    "level of the quantile": "分位水平", "share below it": "低于该值的比例", "level": "层级", "name": "名称",
    "group": "分组", "elasticity": "弹性", "option-weeks": "款色周数", "site": "地点", "period from": "周期起始日",
    "quantile": "分位数", "running quantile": "累计分位数",
    **{f"{level}%": f"{level}%分位" for level in range(5, 100, 5) if level not in (10, 50, 90)},
    **{f"running {level}%": f"累计{level}%分位" for level in range(5, 100, 5) if level not in (10, 50, 90)},
}  # fmt: skip

_DECIDED: Mapping[str, str] = {
    "value": "值", "line_id": "采购行", "style": "款式", "style's name": "款式名称", "colour": "颜色", "due day": "应到日",
    "action": "行动", "of what": "对象", "ties up": "占用资金", "brings if done": "做则带来", "if not": "不做则",
    "cost": "成本", "spare units": "多裁件数", "cost of spares": "多裁成本", "expected profit": "预期利润",
    "lost if dropped": "放弃的损失", "SMV": "标准工时", "made by us": "自产", "cut order": "裁单", "assumed": "假设",
    "sold so far": "累计销量", "demand so far": "累计需求", "forecast, horizon": "预测（全程）",
    "to serve, mean": "需满足（均值）", "to serve, low (10 %)": "需满足（低值10%）", "to serve, median": "需满足（中位数）",
    "to serve, high (90 %)": "需满足（高值90%）", "before arrival": "到货前", "on hand": "库存", "on order": "在途",
    "buy": "下单", "forecast by": "预测模型", "why this forecast": "预测依据", "forecast": "预测",
    "− after season": "− 季后", "− returns": "− 退货", "− before arrival": "− 到货前", "± siblings": "± 同款影响",
    "= need": "= 需求", "sold before": "到货前销售", "− stock then": "− 届时库存", "− on order": "− 在途", "+ sold ahead": "+ 预售", "= gap": "= 缺口",
    "± worth the risk": "± 风险取舍", "± least return": "± 最低回报", "± price break": "± 价格档", "± minimum": "± 起订量",
    "± style minimum": "± 款式起订量", "± budget": "± 预算", "± minutes": "± 工时", "± planner": "± 计划员",
    "= buy": "= 下单", "+ over-cut": "+ 多裁", "= order": "= 订单", "order": "订单", "units ordered": "订单件数",
    "trim": "辅料", "unit": "单位", "cut from": "开裁日", "needed": "需要", "is there": "已有", "in its place": "替代",
    "comes later": "晚到", "set-ups": "开办费", "material": "面料", "cutting": "裁剪", "making": "加工", "quantity": "数量点",
    "can be ordered": "可下单", "last plan": "上次计划", "this plan": "本次计划", "course": "走向",
    "weeks of cover": "可售周数", "weeks left": "剩余周数", "stock and on order": "库存与在途", "sells out": "售罄概率",
    "left at the end": "季末剩余", "discount": "折扣", "sold, expected": "预计销量", "left, expected": "预计剩余",
    "what held": "受限情况", "arrives from": "到货起", "to": "至", "planned": "计划", "ordered": "已订", "this buy": "本次下单",
    "left open": "剩余额度", "decided on": "决定日", "proposed": "原建议", "decided": "决定", "note": "备注", "status": "状态",
    "left": "剩余", "proposed, sold": "按原建议的销量", "worth": "价值", "policy": "做法", "profit": "利润", "low": "低值",
    "high": "高值", "revenue": "销售额", "bought for": "采购成本", "bought": "采购件数", "value left": "剩余价值",
    "lost": "失销", "met": "满足率", "cloth": "布料", "dye now, m": "现染（米）", "later, m": "后染（米）",
    "undyed, m": "坯布（米）", "colour by": "染色期限", "cut by": "裁剪期限", "go from": "加单起点", "chance to go": "加单概率",
    "without a test": "不试单件数", "profit without": "不试单利润",
}  # fmt: skip

_MADE: Mapping[str, str] = {
    "factory": "工厂", "received": "已收", "open": "未到", "promised": "承诺日", "days late": "逾期天数",
    "comes, one in ten": "到货日（10%）", "comes, even chance": "到货日（50%）", "comes, nine in ten": "到货日（90%）",
    "line": "流水线", "was proposed": "原建议", "until": "有效至", "expected since": "此后预期变化", "fabric": "面料",
    "lays": "床数", "wanted": "需求件数", "cut": "裁剪件数", "fabric m": "用布（米）", "gap": "最优差距", "lay": "床次",
    "marker": "排料图", "garments per ply": "每层尺码配比", "garments": "每层件数", "plies": "层数", "length mm": "长度（毫米）",
    "spread with": "同铺床次", "width mm": "幅宽（毫米）", "efficiency": "利用率", "line efficiency": "平衡率",
    "made by": "排料程序", "pieces": "裁片数", "piece": "裁片", "mirrored": "镜像", "copy": "副本", "x mm": "横坐标（毫米）",
    "y mm": "纵坐标（毫米）", "turned": "旋转角度", "from ply": "起始层", "to ply": "终止层", "roll": "布卷", "shade": "色号",
    "marker from mm": "排料起（毫米）", "marker to mm": "排料止（毫米）", "counted as": "计为布卷",
    "roll from mm": "布卷起（毫米）", "roll to mm": "布卷止（毫米）", "length m": "长度（米）", "laid m": "已铺（米）",
    "kept m": "余布（米）", "lost m": "损耗（米）", "missing m": "缺布（米）", "bulletin": "工序单", "pitch min": "节拍（分钟）",
    "cycle min": "周期（分钟）", "bottleneck": "瓶颈工位", "what would help": "改善途径", "station": "工位",
    "operators": "人员", "operations": "工序", "minutes": "分钟", "work order": "工单", "planned day": "计划日",
    "promise day": "承诺日", "late days": "逾期天数", "cutting min": "裁剪（分钟）", "released": "已下达",
    "why this factory": "选厂原因", "why not kept": "未能兑现原因", "why not promised earlier": "不能更早的原因", "day": "日期",
    "stage": "阶段", "where": "地点", "starts": "开始", "ends": "结束", "start minute": "开始分钟", "end minute": "结束分钟",
    "set-up min": "换款（分钟）", "from": "自", "sales it adds": "增加销量", "due": "应到日", "why this line": "为何此线", "minutes there are": "可用分钟", "minutes planned": "计划分钟", "orders": "订单数",
    "late costs": "逾期成本", "an hour more": "多一小时的价值", "against due day": "对照应到日", "load": "负荷", "day by probability": "按概率的日期",
    "moved": "流转方式", "lot": "批量", "WIP": "在制品", "on the way": "通过时间（分钟）", "made in": "完成时间（分钟）",
    "blocked": "阻塞比例", "run": "印次", "panel": "印片",
}  # fmt: skip

_SIMULATED: Mapping[str, str] = {
    "arm": "方案", "figure": "指标", "seasons": "季数", "best": "最佳", "difference in profit": "利润差",
    "strength of signals": "信号强度", "short of hindsight": "与事后最优之差", "share of hindsight": "占事后最优比例",
    "share, low": "比例低值", "share, high": "比例高值", "best constant rule": "最佳固定规则",
    "short of that rule": "与该规则之差", "short of it, low": "与该规则之差（低值）",
    "short of it, high": "与该规则之差（高值）", "seconds": "秒", "curve": "曲线", "range": "款式范围",
    "seconds a decision": "每次决策秒数",
}  # fmt: skip

_FLOOR: Mapping[str, str] = {
    "operator": "操作工", "operation": "工序", "rate": "单价", "pay": "工资", "scans": "扫描", "hour": "小时",
    "carton": "箱号", "made for": "原订单", "shipment": "发运单",
}  # fmt: skip
_SOURCED: Mapping[str, str] = {
    "there on": "到货日", "in time": "按期概率", "set-up": "开机费", "freight": "运费", "duty": "关税", "lateness": "逾期",
    "not good": "次品", "above quote": "超报价", "above quote, low": "超报价（低）", "above quote, high": "超报价（高）",
    "on time in full": "按时足量", "on time in full, low": "按时足量（低）", "on time in full, high": "按时足量（高）",
    "defects a garment": "每件疵点", "defects a garment, low": "每件疵点（低）", "defects a garment, high": "每件疵点（高）",
    "short": "短缺", "short, low": "短缺（低）", "short, high": "短缺（高）",
    "days apart": "天数离散", "days apart, low": "天数离散（低）", "days apart, high": "天数离散（高）",
}  # fmt: skip
CHINESE_HEADINGS: Mapping[str, str] = {
    **_SEEN, **_EXPECTED, **_DECIDED, **_MADE, **_SIMULATED, **_FLOOR, **_SOURCED,
}  # fmt: skip


def heading(english: str, language: str = "en") -> str:
    """A table's heading in a language; as it is in English where it has no other. Raises KeyError for a heading that no
    table has, and for a language other than en and zh."""
    return {"en": english, "zh": CHINESE_HEADINGS[english]}[language]
