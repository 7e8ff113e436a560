"""What `epcis`, `trace`, `webhooks`, `anticipate` and `simulate` say; English first, then Chinese."""

from __future__ import annotations

from collections.abc import Mapping

_EPCIS: Mapping[str, tuple[str, str]] = {
    "epcis.found": ("{file}: {told}", "{file}：{told}"),
    "epcis.warned": ("{file}: warning: {told}", "{file}：提醒：{told}"),
    "epcis.valid": ("{file}: valid, {kind}{events}", "{file}：有效，{kind}{events}"),
    "epcis.not_valid": ("{file}: not valid, {kind}{events}", "{file}：无效，{kind}{events}"),
    "epcis.events": (", events: {count}", "，事件：{count}"),
    "document.document": ("document", "文档"), "document.query_document": ("query document", "查询文档"),
    "document.event": ("event", "事件"), "document.query": ("query", "查询"),
    "epcis.out": ("{count:,} events written to {place}", "{count:,} 个事件，已写入 {place}"),
    "epcis.taken": (
        "{new:,} new events, {known:,} known already, {foreign:,} of others, not kept",
        "新事件 {new:,} 个，已有 {known:,} 个，他方事件 {foreign:,} 个（不保存）",
    ),
}  # fmt: skip

_TRACE: Mapping[str, tuple[str, str]] = {
    "trace.back": ("back:", "来源："), "trace.forward": ("forward:", "去向："),
    "trace.no_back": ("back: nothing yet", "来源：尚无"), "trace.no_forward": ("forward: nothing yet", "去向：尚无"),
    "trace.thing": ("{kind} {name}", "{kind} {name}"),
    "trace.step": ("  {kind} {name}: {facts}{entries}", "  {kind} {name}：{facts}{entries}"),
    "step.garment": ("garment", "单件"), "step.bundle": ("bundle", "扎包"), "step.roll": ("roll", "布卷"),
    "step.order": ("order", "订单"), "step.carton": ("carton", "箱"), "step.lay": ("lay", "床次"),
    "step.operation": ("operation", "工序"), "step.energy": ("energy", "能耗"), "step.inspection": ("inspection", "检验"),
    "step.forecast": ("forecast", "预测"), "step.signals": ("signals", "信号"), "step.receipt": ("receipt", "到货"),
    "step.sale": ("sale", "销售"),
    "fact.order": ("order", "订单"), "fact.sku": ("sku", "SKU 码"), "fact.units": ("units", "件数"), "fact.shade": ("shade", "色号"),
    "fact.first_ply": ("first ply", "起始层"), "fact.last_ply": ("last ply", "终止层"), "fact.rolls": ("rolls", "布卷"),
    "fact.factory": ("factory", "工厂"), "fact.line": ("line", "流水线"), "fact.plan": ("plan", "计划"),
    "fact.released_on": ("released on", "下达日"), "fact.promised_on": ("promised on", "承诺日"), "fact.told_on": ("told on", "现告知日"),
    "fact.expected_units": ("expected units", "预期需求"), "fact.bought_units": ("bought units", "下单件数"),
    "fact.on_hand_units": ("on hand units", "库存件数"), "fact.on_order_units": ("on order units", "在途件数"),
    "fact.searched": ("searched", "搜索词"), "fact.view": ("view", "浏览"),
    "fact.search": ("search", "搜索"), "fact.cart": ("cart", "加购"), "fact.wish": ("wish", "收藏"),
    "fact.return": ("return", "退货"), "fact.cancel": ("cancel", "取消"),
    "fact.marker": ("marker", "排料图"), "fact.fabric": ("fabric", "面料"), "fact.plies": ("plies", "层数"),
    "fact.cloth_m": ("cloth m", "用布（米）"), "fact.marker_efficiency": ("marker efficiency", "利用率"),
    "fact.waste_m2": ("waste m2", "废料（平方米）"), "fact.drawn_by": ("drawn by", "排料程序"), "fact.length_m": ("length m", "长度（米）"),
    "fact.stations": ("stations", "工位"), "fact.operators": ("operators", "操作工"), "fact.defects": ("defects", "疵病"),
    "fact.scrapped": ("scrapped", "报废"), "fact.scans": ("scans", "扫描"), "fact.kwh": ("kwh", "千瓦时"),
    "fact.sewing_minutes": ("sewing minutes", "缝制分钟"), "fact.kwh_per_minute": ("kwh per minute", "每分钟千瓦时"),
    "fact.severity": ("severity", "严格度"), "fact.verdict": ("verdict", "判定"), "fact.found": ("found", "不合格"),
    "fact.kind": ("kind", "装法"), "fact.shipment": ("shipment", "发运单"), "fact.to": ("to", "发往"), "fact.left_on": ("left on", "发出日"),
    "fact.came_on": ("came on", "到货日"), "fact.since_on": ("since on", "自"),
}  # fmt: skip

_TOLD: Mapping[str, tuple[str, str]] = {
    "webhook.listed": ("{webhook}  {address}  told  {types}", "{webhook}  {address}  发送中  {types}"),
    "webhook.listed_ended": ("{webhook}  {address}  ended: {why}  {types}", "{webhook}  {address}  已停止：{why}  {types}"),
    "anticipate.rows": ("{rows:,} rows: {place}", "{rows:,} 行：{place}"),
    "simulate.line": ("{what}: {difference:,.0f} ({low:,.0f} to {high:,.0f})", "{what}：{difference:,.0f}（{low:,.0f} 至 {high:,.0f}）"),
    "simulate.all_in": ("Everything is in {place}", "全部结果在 {place}"),
    "simulate.both": ("{first} and {second}", "{first} 与 {second}"),
}  # fmt: skip

#: Pages and pictures of `simulate`; names of arms are codes of its tables and stay.
_WORTH: Mapping[str, tuple[str, str]] = {
    "worth.title": ("What it is worth", "价值几何"),
    "worth.profit": ("Profit of a season", "一季利润"),
    "worth.differences": ("What it is worth: paired differences in profit", "价值几何：利润的配对差"),
    "worth.signals": (
        "Worth of traffic and searches by signal strength (0: they carry nothing)", "流量与搜索的价值，按信号强度（0：不含信息）",
    ),
    "worth.note": (
        "Simulated: {seasons} paired seasons. Lines are 95 % intervals. Money in whole currency units. The best constant rules "
        "were chosen of all covers tried, after the fact.",
        "模拟：{seasons} 个配对的季。线段为 95% 区间。金额以整货币单位计。最佳固定规则是事后从试过的全部补货周期中选出的。",
    ),
    "worth.minimum": ("least order, pieces", "起订量（件）"), "worth.lead": ("lead time, days", "交期（天）"),
    "worth.share": ("Profit as a share of hindsight", "占事后最优利润的比例"),
    "worth.share_over": (
        "Profit as a share of hindsight over least order and lead time", "占事后最优利润的比例，按起订量与交期",
    ),
    "worth.plain": ("plain rule", "简单规则"), "worth.ours": ("treadle", "treadle"),
    "worth.cash": ("What quick response frees of the money that goods bind", "快速反应释放的资金"),
    "worth.arms": ("arms", "方案"), "worth.constants": ("constants", "固定规则"), "worth.regret": ("regret", "与最优之差"),
    "worth.stages": ("stages", "阶段"),
}  # fmt: skip

EXCHANGE: Mapping[str, tuple[str, str]] = {**_EPCIS, **_TRACE, **_TOLD, **_WORTH}
