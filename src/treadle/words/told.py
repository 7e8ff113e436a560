"""What stands in cells as a code, as people say it: states, stages, models, rules; English first, then Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping

_STATES: Mapping[str, tuple[str, str]] = {
    "kept": ("kept", "能兑现"), "at risk": ("at risk", "有风险"), "late": ("late", "逾期"), "infeasible": ("cannot be made", "无法完成"),
    "in time": ("in time", "按期"), "overdue": ("overdue", "逾期未到"), "asked": ("to be asked about", "待确认"),
    "open": ("open", "未完"), "received": ("received", "已收齐"), "closed": ("closed", "已结单"),
    "stands": ("stands", "有效"), "ended": ("ended", "已到期"), "overtaken": ("overtaken", "已不适用"),
    "optimal": ("proved best", "已证最优"), "feasible": ("not proved best", "可行"), "balanced": ("balanced", "已平衡"),
    "empty": ("nothing to make", "无需生产"), "not there yet": ("not there yet", "尚未到货"),
    "on sale": ("on sale", "在售"), "season over": ("season over", "季末"),
    "order": ("order", "下单"), "mark_down": ("mark down", "降价"), "chase": ("chase", "催货"),
    "answer": ("answer", "答复"), "start": ("start", "首单"), "scale": ("scale", "加单"), "hold": ("hold", "保持"), "stop": ("stop", "停止"),
    "released": ("released", "已下达"), "moved": ("moved", "已移动"), "held": ("frozen", "已锁定"),
    "on the shelf": ("on the shelf", "在架"), "not inspected": ("not inspected", "未检验"), "refused": ("refused", "拒收"),
    "issued": ("issued", "已发料"), "used up": ("used up", "已用完"),
    "nobody": ("nobody", "无人"), "making": ("making it there", "在该处加工"),
    "lateness": ("lateness", "逾期"), "power": ("power", "电费"), "wip": ("money in work on the way", "在制品占用"), "changeover": ("a change of style", "换款"),
    "asked for": ("asked for", "已索样"), "sent": ("sent", "已寄出"), "approved": ("approved", "已获准"),
    "accepted": ("accepted", "已接受"), "countered": ("countered", "已还价"), "declined": ("declined", "已拒绝"),
    "elsewhere": ("offered elsewhere", "已转给别家"), "withdrawn": ("withdrawn", "已撤回"), "done": ("done", "已完成"),
    "cloth in": ("cloth in", "面料到厂"), "sewn": ("sewn", "已缝制"), "packed": ("packed", "已包装"), "shipped": ("shipped", "已发运"),
    "approve": ("approve", "批准"), "reject": ("reject", "否决"), "True": ("yes", "是"), "False": ("no", "否"),
}  # fmt: skip

_STAGES: Mapping[str, tuple[str, str]] = {
    "new": ("new", "新品"), "young": ("recently launched", "上市不久"), "slow": ("slow-selling", "慢销"),
    "settled": ("established", "稳定在售"), "all": ("all together", "全部"),
    "cut": ("cut", "裁剪"), "fuse": ("fuse", "粘衬"), "print": ("print", "印花"), "embroidery": ("embroidery", "绣花"),
    "sew": ("sew", "缝制"), "wash": ("wash", "水洗"), "press": ("press", "整烫"), "inspect": ("inspect", "检验"),
    "pack": ("pack", "包装"), "finish": ("finish", "后整"), "transport": ("transport", "运输"),
}  # fmt: skip

_MODELS: Mapping[str, tuple[str, str]] = {
    "trees": ("trees", "树模型"), "chosen": ("the choice", "所选组合"), "naive": ("naive", "朴素预测"),
    "seasonal naive": ("seasonal naive", "季节朴素预测"), "average of a month": ("average of a month", "月均值"),
    "average of a quarter": ("average of a quarter", "季均值"), "simple smoothing": ("simple smoothing", "指数平滑"),
    "steady level": ("steady level", "稳定水平"), "brisk level": ("brisk level", "近期水平"), "quick level": ("quick level", "最新水平"),
    "quick smoothing": ("quick smoothing", "快速平滑"), "Croston": ("Croston", "Croston 法"), "TSB": ("TSB", "TSB 法"),
    "similar options": ("similar options", "相似款色"), "planner's number": ("planner's number", "计划员的数字"),
    "chosen, where the planner spoke": ("the choice, where the planner spoke", "所选组合（计划员有数字处）"),
    "naive, where the planner spoke": ("naive, where the planner spoke", "朴素预测（计划员有数字处）"),
}  # fmt: skip

_KINDS: Mapping[str, tuple[str, str]] = {
    "option": ("option", "款色"), "style": ("style", "款式"), "category": ("category", "品类"),
    "bundle": ("bundle", "扎包流转"), "hanger": ("hanger", "吊挂流转"), "modular": ("modular", "单元式流转"),
    "uniform": ("size scale, all sizes alike", "尺码表（各码均等）"), "channel": ("channel", "渠道"), "sku": ("SKU", "SKU"),
    "attribute": ("attribute", "属性"), "search": ("search", "搜索"),
    "searched attribute": ("what is asked for", "所求属性"), "view": ("view", "浏览"), "cart": ("cart", "加购"),
    "wish": ("wish", "收藏"), "not in range": ("not in range", "没有此类商品"),
    "hard to find": ("hard to find", "难以找到"), "not understood": ("not understood", "无法理解"),
    "weeks": ("weeks", "单周"), "sums": ("sums", "累计"), "half": ("half", "一半"), "plan": ("the plan", "计划"),
    "price_break": ("a price break", "价格档"), "critical": ("the critical point", "临界点"), "least": ("the least order", "最小订单"),
    "own": ("treadle's own", "treadle 自带"), "sparrow": ("sparrow", "sparrow"),
}  # fmt: skip

_RULES: Mapping[str, tuple[str, str]] = {
    "double post": ("double post", "重复上报"), "own staff": ("own staff", "内部员工"),
    "test order": ("test order", "测试订单"), "robot": ("robot", "机器人"), "bulk buyer": ("bulk buyer", "批量买家"),
    "cancelled": ("cancelled", "已取消"), "cancelled in part": ("cancelled in part", "部分取消"),
    "unknown product": ("unknown product", "未知商品"), "unfinished week": ("unfinished week", "未完整的周"),
    "not balanced": ("none of its lines can sew it", "没有能缝制它的流水线"),
    "no work centre": ("a work centre is missing", "缺少工位"),
    "below minimum": ("the order is below its minimum", "低于其起订量"),
    "price": ("the price", "价格"), "setup": ("the set-up", "开机费"), "duty": ("duty", "关税"),
    "quality": ("pieces that are not good", "次品"), "slippage": ("prices that rise above the quote", "超出报价的部分"),
    "all options": ("all options", "全部款色"), "no factory": ("there is no factory", "没有工厂"),
}  # fmt: skip

#: Attributes that the lexicon of search words knows, in '{attribute}={value}'; values are as the brand writes them.
_ATTRIBUTES: Mapping[str, tuple[str, str]] = {
    "garment": ("garment", "品类"), "colour": ("colour", "颜色"), "neckline": ("neckline", "领型"),
    "sleeve": ("sleeve", "袖型"), "length": ("length", "长度"), "fabric": ("fabric", "面料"), "fit": ("fit", "版型"),
    "season": ("season", "季节"), "audience": ("audience", "人群"),
}  # fmt: skip

#: What a tablet at a station offers as kinds of defects (`terms.floor.DEFECT_KINDS`).
_DEFECTS: Mapping[str, tuple[str, str]] = {
    "skipped stitch": ("skipped stitch", "跳针"), "broken stitch": ("broken stitch", "断线"), "open seam": ("open seam", "开缝"),
    "puckering": ("puckering", "起皱"), "uneven seam": ("uneven seam", "缝线不直"), "raw edge": ("raw edge", "毛边"),
    "wrong measure": ("wrong measure", "尺寸不符"), "wrong part": ("wrong part", "裁片错误"), "hole": ("hole", "破洞"),
    "stain": ("stain", "污渍"), "shade": ("shade", "色差"), "other defect": ("other defect", "其他疵点"),
}  # fmt: skip

CODES: Mapping[str, tuple[str, str]] = {
    **_DEFECTS, **_ATTRIBUTES, **_STATES, **_STAGES, **_MODELS, **_KINDS, **_RULES,
}  # fmt: skip
_PART = re.compile(r"(\d+%) ([^+]+?)(?= \+|$)")
_PAIR = re.compile(r"(\w+)=(?=\S)")


def told(code: object, language: str = "en") -> str:
    """A code of a table or of a reason's fact in words; '82% trees + 18% naive' and 'fabric=linen' are said part by part.
    What is no code (a name of the brand's own) is itself."""
    place = {"en": 0, "zh": 1}[language]
    text = str(code)
    if text in CODES:
        return CODES[text][place]
    text = _PART.sub(lambda found: f"{found[1]} {told(found[2], language)}", text)
    return _PAIR.sub(lambda found: f"{told(found[1], language)}=", text)
