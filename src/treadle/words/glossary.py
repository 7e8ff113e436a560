"""The words of the trade, each once: what it means here and what it is not to be mixed with, in both languages.

`docs/glossary.md` is made of this, and pages explain the words in their headings by it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word with its meaning; `other` is what it is not to be mixed with."""

    word: str
    meaning: str
    chinese: str
    chinese_meaning: str
    other: str = ""

    def said(self, language: str) -> tuple[str, str]:
        """The word and its meaning in a language."""
        return (self.chinese, self.chinese_meaning) if language == "zh" else (self.word, self.meaning)


_ROWS: tuple[tuple[str, str, str, str, str], ...] = (
    ("style", "a design", "option, SKU", "款式", "一个设计"),
    ("option", "a style in a colour", "style, SKU", "款色", "一个款式的一种颜色"),
    ("SKU", "an option in a size; the atom of every count", "option", "SKU", "款色的一个尺码；一切计数的最小单位"),
    ("size scale", "the ordered sizes a style comes in", "size curve", "尺码组", "款式按顺序排列的尺码"),
    ("size curve", "the share of an option's demand that falls on each size", "size ratio", "尺码曲线", "款色需求在各尺码上的占比"),
    ("size ratio", "garments per size in one marker", "size curve", "尺码配比", "一张排料图中各尺码的件数"),
    ("signal", "one thing a customer did: view, search, add to cart, wish, order, return, cancel; or its total over a period", "scan, entry", "信号", "顾客的一次行为：浏览、搜索、加购、收藏、订购、退货、取消；或一段时间的合计"),
    ("known day", "the first moment at which a fact could be read; a plan of a day sees what was known before it began", "the moment it happened", "获知日", "最早可以读到某一事实的时刻；某天的计划只看当天之前已知的"),
    ("history", "sold units, demand, views, searches, carts, price and in-stock share by SKU and week", "", "历史", "各 SKU 每周的销量、需求、浏览、搜索、加购、价格和在架占比"),
    ("demand", "what would have been sold had every size been on the shelf", "sold units", "需求", "若所有尺码都在架上本可卖出的数量"),
    ("in-stock share", "the part of a week in which a SKU could be bought", "", "在架占比", "一周中 SKU 可买到的时间占比"),
    ("forecast", "quantiles of demand by option and week, and of its running total", "plan", "预测", "各款色每周需求及累计需求的分位数"),
    ("buy line", "units of one SKU to make or buy, with its reason", "work order", "采购行", "要生产或采购的一个 SKU 的件数及其原因"),
    ("lost if dropped", "expected profit lost without a line (column `at_stake_cents`)", "expected profit", "取消即损失", "没有该行将失去的预期利润（列 `at_stake_cents`）"),
    ("salvage", "what a left-over piece still brings", "markdown", "残值", "剩余的一件仍可收回的钱"),
    ("minimum order", "the least units of an option, a style or a factory", "", "最低订量", "款色、款式或工厂的最少件数"),
    ("open to buy", "the budget less what was released", "", "可采购额", "预算减去已下达部分"),
    ("piece", "a cut part: front, sleeve", "panel", "裁片", "裁出的部件：前片、袖"),
    ("marker", "the drawing of pieces on a width of fabric", "lay", "排料图", "裁片在一定布宽上的排列图"),
    ("lay", "a stack of plies cut by one marker", "marker", "拉布", "按同一排料图裁剪的一叠布层"),
    ("ply", "one layer of fabric in a lay", "", "层", "一床拉布中的一层布"),
    ("efficiency (marker)", "piece area by fabric area", "line efficiency", "利用率（排料）", "裁片面积除以布料面积"),
    ("operation bulletin", "the operations of a style with machine, SMV, skill and predecessors", "", "工序表", "款式的各道工序及其机器、标准工时、技能和前置工序"),
    ("SMV", "standard minutes of an operation", "", "标准工时", "一道工序的标准分钟数"),
    ("station", "a place on a line, its people and operations", "", "工位", "流水线上的一个位置及其人员和工序"),
    ("pitch", "SMV of the style by people on the line", "cycle", "节拍", "款式的标准工时除以流水线人数"),
    ("cycle", "minutes between two finished pieces: the slowest station's", "pitch", "周期", "相邻两件成品之间的分钟数：由最慢工位决定"),
    ("line efficiency", "SMV by people × cycle", "marker efficiency", "流水线效率", "标准工时除以人数 × 周期"),
    ("changeover", "minutes a line stands between two styles", "", "换款", "流水线在两个款式之间停下的分钟数"),
    ("work order", "style × colour × size for one factory and due week, as ONE order", "buy line", "生产单", "同一工厂、同一交期周的款式 × 颜色 × 尺码，作为一张订单"),
    ("due day", "the day asked for", "promise day", "交期", "要求的日期"),
    ("promise day", "the day told: kept with the probability of the settings", "due day", "承诺日", "告知的日期：按设置的概率兑现"),
    ("need-by day", "the due day computed backwards", "due day", "需用日", "倒推得出的交期"),
    ("release", "a plan fixed: units on order and frozen work orders", "plan", "下达", "计划就此固定：订单生效，生产单锁定"),
    ("snapshot", "all that was known when a day began", "", "快照", "一天开始时已知的一切"),
    ("fingerprint", "sixteen digits that change when anything seen changes", "", "指纹", "任何所见发生变化即随之变化的十六位数字"),
    ("reason", "a cause as a code with facts; `words` says it", "", "原因", "以代码和事实表示的缘由；由 `words` 表述"),
    ("lake, ledger", "columns of facts; rows of promises", "", "数据湖、账本", "事实的列；承诺的行"),
    ("shop, warehouse, channel, factory", "where goods are sold, kept, sold from afar, made", "", "门店、仓库、渠道、工厂", "销售、存放、远程销售、生产货品的地方"),
    ("set aside", "kept out of the tables with its reason, readable in a file", "deleted", "搁置", "连同原因移出表格，可在文件中查看"),
    ("roll", "cloth as it comes: a length of one width and shade, with its faults", "", "布卷", "到货的布：同一幅宽和色号的一段，带有疵点"),
    ("splice", "a place of a ply where one cloth ends and another of its shade goes on", "joint", "接布", "布层中一段布结束、同色号另一段开始之处"),
    ("remnant", "what is left of a roll and worth keeping", "waste", "余布", "布卷剩下而值得保留的部分"),
    ("shade", "rolls that may be joined in one garment", "colour", "色号", "可用于同一件衣服的布卷"),
    ("nap", "cloth that looks different the other way round", "", "倒顺毛", "换个方向看起来不同的布"),
    ("repeat", "the distance after which stripes or plaids come again", "", "循环", "条格再次出现的间距"),
    ("work centre", "a place of a stage beside sewing: print, embroidery, pressing, packing", "station", "加工中心", "缝制以外工序的场所：印花、绣花、整烫、包装"),
    ("part", "a share of a work order that is sewn on a line of its own", "bundle", "分单", "生产单中在另一条流水线上缝制的部分"),
    ("overtime", "work after the last shift of a day, at a higher price", "", "加班", "一天末班之后的工作，价格更高"),
    ("planning board", "where every order is sewn and when, with what a planner set by hand", "the report's picture", "排产看板", "每张订单在何处何时缝制，以及计划员的人工设定"),
    ("move", "an order that a planner puts on a line or a day; later plans keep it there until it is lifted", "a scan that moves a bundle", "移动", "计划员把订单放到某条线或某一天；以后的计划保持不变，直至解除"),
    ("freeze", "orders that are held where the plan has them until a day", "a release", "锁定", "在某日之前保持计划位置的订单"),
    ("start-up", "the first days of a style, on which a line is slower", "changeover", "起步", "款式的头几天，流水线较慢"),
    ("floater", "somebody of many skills without a station of their own", "", "多能工", "掌握多种技能、没有固定工位的人"),
    ("print panel", "one print on the base cloth, of which a run holds many", "piece", "印花片", "底布上的一幅印花，一次印刷含多幅"),
    ("stepped lay", "lays of different height spread end to end and set up once", "", "阶梯拉布", "首尾相接、高度不同、一次铺设的拉布"),
    ("AQL", "the worst average quality of a series of lots that is still accepted nearly always, in percent nonconforming or nonconformities per hundred pieces", "", "AQL", "一系列批次几乎总能被接受的最差平均质量，以不合格百分比或每百件不合格数表示"),
    ("Ac, Re", "as many failed pieces as a sample may hold, and as many as reject the lot", "", "Ac、Re", "样本可容许的不合格件数，以及拒收该批的件数"),
    ("code letter", "what lot size and inspection level lead to in ISO 2859-1; it gives the sample size", "", "字码", "ISO 2859-1 中由批量和检验水平得出，决定样本量"),
    ("switching score", "points that accepted lots bring under normal inspection; at 30 inspection may be reduced", "", "转移得分", "正常检验下接收批次累积的分数；达到 30 可放宽检验"),
    ("bundle", "pieces of one garment of a marker, in one colour, shade and size, tied together; carried, scanned and paid as one", "lay, part", "扎", "同一排料图中一件、同色、同色号、同尺码的裁片捆在一起；作为整体搬运、扫描和计酬"),
    ("lot", "pieces of an order that are inspected together", "batch", "批", "一张订单中一起检验的件"),
    ("SSCC", "the number of a carton or pallet, by GS1", "", "SSCC", "GS1 的纸箱或托盘编号"),
    ("scan", "one thing the floor did to a bundle: started, finished, found defective, moved", "signal, entry", "扫描", "车间对一扎做的一件事：开工、完工、发现疵点、移动"),
    ("accepted pieces", "finished at an operation, less scrap and open defects, never more than were tied", "finished pieces", "合格件", "一道工序完成的件，扣除报废和未修疵点，不超过捆扎数"),
    ("DHU", "defects per hundred units finished at an operation", "share of defective pieces", "百件疵点数", "一道工序每完成一百件的疵点数"),
    ("campaign", "an option offered before it is made, on terms that stand in the ledger", "promotion", "活动", "生产之前按账本中的条款预售的款色"),
    ("pair", "a campaign with two prices, of which the lower needs one friend within a day", "team of many", "两人团", "有两个价格的活动，较低价需在一天内有一位朋友"),
    ("threshold", "pieces that must be paid for by the deadline, or everybody gets the money back", "minimum order of a factory", "成团数", "截止前必须付款的件数，否则全额退款"),
    ("tier", "the price of a piece once so many are sold", "price break of cloth", "阶梯价", "售出一定数量后的单价"),
    ("seat", "a piece of a campaign that a buyer holds: reserved until it is paid or its time is over", "unit on order", "名额", "买家在活动中占有的一件：付款或到时之前为预留"),
    ("joined", "paid for, and counted", "reserved", "已参加", "已付款并计入"),
    ("owed back", "money of a buyer that is to be paid back", "refunded, which was paid back", "应退", "应退还买家的钱"),
    ("delay notice", "word that goods are shipped later, told before the day passes, with the money back for whoever wants it", "", "延期通知", "在约定日之前告知发货推迟，愿意者可退款"),
    ("firm units", "pieces sold ahead for sure and not shipped", "forecast", "确定件数", "已确定预售而未发货的件"),
    ("terms of payment", "deposit, days and discount agreed with a partner; they hold for orders placed from their day on", "", "付款条款", "与合作方约定的定金、天数和折扣；自其生效日起的订单适用"),
    ("statement (partner)", "lines of what is owed, drawn up once; no line is in two", "a bank's statement", "对账单（合作方）", "一次开列的应付明细；每行只出现一次"),
    ("batch", "accepted pieces of one receipt of an order, at their rate", "lay, bundle", "批次", "订单一次到货的合格件，按其单价"),
    ("cash curve", "the account at the end of each week, as a distribution", "open to buy", "现金曲线", "每周末账户余额的分布"),
    ("trough", "the week in which the account is lowest with a chance of one in ten", "", "低谷", "账户有一成可能最低的那一周"),
    ("working capital", "what goods bind: stock and orders at their cost, and what a plan buys", "budget", "营运资金", "货品占用的资金：库存和订单的成本，以及计划要采购的"),
    ("cash conversion days", "from paying for goods to being paid for them", "lead time", "现金周转天数", "从付货款到收回货款"),
    ("loan file", "orders, promises, inspections and payments for a lender, signed", "", "贷款材料", "提供给放款方的订单、承诺、检验和付款，已签名"),
    ("key size", "a size without which an option leaves a shop's display", "size curve", "关键尺码", "缺了它款色就撤下门店陈列的尺码"),
    ("refill", "pieces from the warehouse to shops", "replenishment of the warehouse", "补货", "从仓库到门店的件"),
    ("pack", "garments of several sizes in one bag, handled as one", "carton, size ratio", "配码包", "装有若干尺码的一袋，按整体处理"),
    ("store", "somebody else's shop that orders of the brand", "shop", "店家", "向品牌订货的他人店铺"),
)  # fmt: skip
#: Every word of the glossary, in its order.
GLOSSARY: tuple[Term, ...] = tuple(
    Term(word=word, meaning=meaning, other=other, chinese=chinese, chinese_meaning=said)
    for word, meaning, other, chinese, said in _ROWS
)
