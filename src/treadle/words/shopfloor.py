"""What commands say of cloth, lines and the floor (floor, scan, flow, nest, pieces, gang, postpone); English, Chinese."""

from __future__ import annotations

from collections.abc import Mapping

_FLOOR: Mapping[str, tuple[str, str]] = {
    "seen.order": (
        "{order}: {sewn:,} of {tied:,} sewn, {scrap:,} scrapped{held}", "{order}：{tied:,} 件中已缝 {sewn:,} 件，报废 {scrap:,} 件{held}",
    ),
    "seen.held": (", {count:,} held", "，扣留 {count:,} 件"),
    "seen.operation": (
        "  {bulletin} {operation}: {waiting:,} waiting, {finished:,} finished, {accepted:,} accepted, {people} people",
        "  {bulletin} {operation}：等待 {waiting:,}，完成 {finished:,}，合格 {accepted:,}，{people} 人",
    ),
    "seen.bottleneck": (
        "Bottleneck: {bulletin} {operation}, {minutes:,.0f} minutes of work wait", "瓶颈：{bulletin} {operation}，积压 {minutes:,.0f} 分钟的工作",
    ),
    "seen.defects": (
        "Defects at {operation}, {defect}: {units:,}, {dhu:.1f} DHU", "{operation} 的疵病（{defect}）：{units:,} 处，百件疵点 {dhu:.1f}",
    ),
    "seen.not_named": ("not named", "未写明"),
    "seen.stop": (
        "Stop {operation}: {defects:,} defects in {pieces:,} pieces, {points} points at {bundle} (limit {limit}). Look at the "
        "last pieces; begin again when it is right",
        "停下 {operation}：{pieces:,} 件中有疵病 {defects:,} 处，在 {bundle} 达 {points} 分（限 {limit}）。请检查最后几件，改好后再开始",
    ),
    "seen.moved": ("{order}: the promise moved from {before} to {after}", "{order}：承诺由 {before} 改为 {after}"),
    "seen.expected": (
        "{order}: told {told}, kept with {kept:.0%}. There by {days}", "{order}：承诺 {told}，把握 {kept:.0%}。预计 {days} 到货",
    ),
    "seen.contradiction": ("Contradiction: {text}", "矛盾：{text}"),
    "pay.line": ("{who}: {units:,} pieces, {pay:,.2f}{rest}", "{who}：{units:,} 件，{pay:,.2f}{rest}"),
    "pay.unrated": (", {count:,} of them without a rate", "，其中 {count:,} 件没有工价"),
    "pay.nobody": ("nobody named", "未写明人员"),
    "bundles.none": (
        "No order of ours is open. Release a plan first: treadle release DIR DIR/plan",
        "没有未完的自产订单。请先下达计划：treadle release DIR DIR/plan",
    ),
    "bundles.tickets": ("{count:,} ticket{count_s}, written to {place}", "{count:,} 张票，已写入 {place}"),
    "bundles.new": ("{count:,} new", "新增 {count:,}"), "bundles.changed": ("{count:,} changed", "更改 {count:,}"),
    "bundles.dropped": ("{count:,} dropped", "取消 {count:,}"), "bundles.same": ("as they were", "没有变化"),
    "bundles.order": (
        "{order}: {bundles:,} bundles, {pieces:,} pieces ({what})", "{order}：{bundles:,} 个扎包，{pieces:,} 件（{what}）",
    ),
    "bundles.by_hand": (
        "  its bundles were tied by hand without a SKU, so they stay as they are", "  其扎包由人工打扎且没有 SKU，因此保持不变",
    ),
    "bundles.apart": (
        "  {count:,} pieces are of no lay: cut them apart", "  有 {count:,} 件不在任何床次：请单独裁",
    ),
    "bundles.over": (
        "  {count:,} pieces beyond what is wanted are begun and stay", "  超出所要的 {count:,} 件已开工，予以保留",
    ),
    "rolls.accepted": ("accepted", "合格"), "rolls.refused": ("refused", "拒收"),
    "rolls.received": ("{count:,} roll{count_s} received", "入库布卷 {count:,} 卷"),
    "rolls.seen": (
        "{roll}: {points} points, {share:g} on 100 m² ({most:g} allowed): {verdict}",
        "{roll}：{points} 分，每 100 平方米 {share:g} 分（允许 {most:g}）：{verdict}",
    ),
    "rolls.issued": ("{roll}: to {to}", "{roll}：发往 {to}"),
    "rolls.planned": ("{roll}: {length:g} m of {option}, {to}", "{roll}：{option} {length:g} 米，{to}"),
    "rolls.waits": ("not given out", "未发放"),
    "rolls.unplanned": ("No roll was planned for {lay}.", "{lay} 没有指定布卷。"),
    "rolls.back": ("{roll}: {left:g} m are back on the shelf", "{roll}：{left:g} 米已退回货架"),
    "rolls.none": ("There are no rolls.", "没有布卷。"),
    "rolls.row": (
        "{roll}  {fabric} {colour}{shade}  {length:g} m  {state}{points}", "{roll}  {fabric} {colour}{shade}  {length:g} 米  {state}{points}",
    ),
    "materials.use": (
        "{order}, cut from {day}: {needed:,.6g} {unit} of {material}", "{order}，{day} 开裁：{material} {needed:,.6g} {unit}",
    ),
    "materials.replaced": ("  {quantity:,.6g} of {material} in its place", "  以 {material} {quantity:,.6g} 代替"),
    "materials.late": ("  {quantity:,.6g} come only on {when}", "  {quantity:,.6g} 要到 {when} 才到"),
    "materials.some_day": ("a day that nobody said", "未说明的日期"),
    "materials.short": ("  {quantity:,.6g} are short", "  缺 {quantity:,.6g}"),
    "materials.none_short": ("Nothing is short: {count:,} use{count_s} looked at", "没有短缺：已查 {count:,} 项"),
    "first.approved": ("{order}: its first piece is approved", "{order}：首件已批准"),
    "first.rejected": ("{order}: its first piece is rejected; its bulk waits", "{order}：首件被否决，大货等待"),
    "first.begun": (
        "{order}: its first piece (of {first}) is not approved, and of its bulk {count:,} bundle{count_s} begun: {bundles}",
        "{order}：首件（{first}）未批准，另有 {count:,} 个扎包已开工：{bundles}",
    ),
    "energy.sum": (
        "{kwh:,.1f} kWh, {solar:,.1f} of them from the own sun; the bill is {cost:,.2f}",
        "{kwh:,.1f} 千瓦时，其中自有光伏 {solar:,.1f}；电费 {cost:,.2f}",
    ),
    "energy.order": (
        "{order}: {kwh:,.1f} kWh, {water:,.0f} l of water, {dye:,.0f} g of dye, {cost:,.2f}",
        "{order}：{kwh:,.1f} 千瓦时，水 {water:,.0f} 升，染料 {dye:,.0f} 克，{cost:,.2f}",
    ),
    "energy.shift": (
        "{order} begun {minutes:,} minutes later saves {saved:,.2f}; its promise is kept with {after:.0%} instead of {before:.0%}",
        "{order} 晚 {minutes:,} 分钟开工可省 {saved:,.2f}；兑现承诺的把握由 {before:.0%} 变为 {after:.0%}",
    ),
    "energy.no_shift": ("No order saves anything by beginning later", "没有订单因晚开工而节省"),
    "next.to": ("{bundle}: to {station} for {operation}", "{bundle}：送往 {station} 做 {operation}"),
    "next.round": ("{bundle}: nothing waits, or every rail is full: it goes round", "{bundle}：没有待做工序或各轨道已满：继续循环"),
    "next.line": ("{line} without {away}:", "{line}，缺 {away}："),
    "next.moved": ("{name}: {before} → {after}", "{name}：{before} → {after}"),
    "next.who": ("{who} on {line} ({placed}):", "{who}，{line}（{placed}）："),
    "next.nothing": (
        "nothing to take now: wait, or help where you are asked to", "现在没有可取的扎包：请等候，或去需要的地方帮忙",
    ),
    "demo.floor": (
        "The floor from {first} to {last}: {orders:,} orders released, {bundles:,} bundles tied, {scans:,} scans as they came",
        "{first} 至 {last} 的车间：下达 {orders:,} 张订单，打扎 {bundles:,} 个，收到扫描 {scans:,} 条",
    ),
    "demo.floor_next": (
        "Next: treadle floor {folder}, and treadle pay {folder} --rates {rates}",
        "接下来：treadle floor {folder}，以及 treadle pay {folder} --rates {rates}",
    ),
    "demo.campaign": (
        "Sold ahead: {title}, {count:,} of {threshold:,} pieces paid for, until {until} (treadle presell {folder})",
        "预售：{title}，已付 {count:,} 件，目标 {threshold:,} 件，截至 {until}（treadle presell {folder}）",
    ),
    "demo.served": (
        "Open the link below. Today says what waits for a decision, Buy has the pieces, Schedule and Floor have what is made, "
        "Campaigns has what is sold ahead. Ctrl+C stops it; treadle serve starts it again.",
        "打开下面的链接。“今日”列出待决事项，“采购”列出件数，“排程”和“车间”显示生产情况，“预售”显示预售活动。按 Ctrl+C 停止；treadle serve 可再次启动。",
    ),
    "scan.bundles": ("{count:,} bundle{count_s} tied", "已打扎 {count:,} 个"),
    "scan.taken": (
        "{new:,} new scans, {known:,} known already, {refused:,} rows refused", "新扫描 {new:,} 条，已有 {known:,} 条，拒收 {refused:,} 行",
    ),
    "scan.sewn": ("{order} is sewn: the next plan sees it", "{order} 已缝完：下一份计划会计入"),
}  # fmt: skip

_LINES: Mapping[str, tuple[str, str]] = {
    "flow.sum": (
        "{bulletin} on {line}: {stations} stations, {people} people, cycle {cycle:.3f} minutes; bundles of {bundle}",
        "{bulletin} 在 {line}：{stations} 个工位，{people} 人，节拍 {cycle:.3f} 分钟；每扎 {bundle} 件",
    ),
    "flow.lot": ("lot", "批量"), "flow.flow": ("flow", "流转"), "flow.wip": ("in the line", "线上件数"),
    "flow.lead": ("minutes each", "每件分钟"), "flow.made": ("whole lot", "整批"), "flow.efficiency": ("efficiency", "效率"),
    "flow.held": ("held", "受阻"), "flow.minutes": ("{minutes:,.0f} min", "{minutes:,.0f} 分钟"),
    "shop.sum": (
        "{jobs} jobs on {machines} machines: ends at {end}, {proof}, checked", "{machines} 台机器上 {jobs} 个任务：{end} 结束，{proof}，已核验",
    ),
    "shop.proved": ("proved least", "已证最短"), "shop.bound": ("not below {bound}", "不低于 {bound}"),
}  # fmt: skip

_CLOTH: Mapping[str, tuple[str, str]] = {
    "nest.sum": (
        "{pieces} pieces, efficiency {efficiency:.2%}, length {length}, checked, made by {by}",
        "{pieces} 片，利用率 {efficiency:.2%}，长 {length}，已核验，由 {by} 排料",
    ),
    "nest.metres": ("{metres:.3f} m", "{metres:.3f} 米"),
    "gang.sum": (
        "{panels} panels of {orders} orders in {runs} runs: {metres:,.2f} m of cloth, {alone:,.2f} m if each order is printed "
        "alone{proof}, checked",
        "{orders} 张订单的 {panels} 片分 {runs} 次印：用布 {metres:,.2f} 米，若各单单独印需 {alone:,.2f} 米{proof}，已核验",
    ),
    "gang.bound": (", at most {share:.1%} above the bound", "，最多高出下界 {share:.1%}"),
    "postpone.cloth": ("cloth", "面料"), "postpone.option": ("option", "款色"), "postpone.now": ("dye now, m", "现在染色（米）"),
    "postpone.later": ("later, m", "以后染色（米）"), "postpone.colour_by": ("colour by", "最晚定色"),
    "postpone.cut_by": ("cut by", "最晚开裁"),
    "postpone.no_cloth": ("The plan cuts no cloth.", "计划不裁任何面料。"),
    "postpone.worth": (
        "Holding cloth undyed is worth {gain:,.2f} more than dyeing all of it now.", "留作坯布比现在全部染色多带来 {gain:,.2f}。",
    ),
}  # fmt: skip

_JUDGED: Mapping[str, tuple[str, str]] = {
    "own.none": ("No released plan was changed by its planner.", "没有已下达的计划被计划员修改过。"),
    "own.line": ("line", "采购行"), "own.proposed": ("proposed", "建议"), "own.own": ("own", "自定"), "own.sold": ("sold", "售出"),
    "own.left": ("left", "剩余"), "own.worth": ("worth, {currency}", "价值（{currency}）"),
    "own.interval": ("80 % interval", "80% 区间"), "own.status": ("so far", "目前"), "own.span": ("{low} to {high}", "{low} 至 {high}"),
    "own.sum": (
        "{judged} of {lines} can be judged; together {total:,.2f} {currency}.", "{lines} 行中可评判 {judged} 行；合计 {total:,.2f} {currency}。",
    ),
    "again.policy": ("policy", "策略"), "again.profit": ("profit, {currency}", "利润（{currency}）"),
    "again.interval": ("interval", "区间"), "again.sold": ("sold", "售出"), "again.lost": ("lost", "错失"),
    "again.bought": ("bought", "下单"), "again.left": ("left", "剩余"), "again.met": ("met", "满足率"),
}  # fmt: skip

SHOPFLOOR: Mapping[str, tuple[str, str]] = {**_FLOOR, **_LINES, **_CLOTH, **_JUDGED}
