"""What `balance`, `refill`, `transfer`, `replenish`, `test-orders` and `lay` say; English first, then Chinese."""

from __future__ import annotations

from collections.abc import Mapping

_BALANCE: Mapping[str, tuple[str, str]] = {
    "balance.everywhere": ("{bulletin} on every line", "{bulletin} 在各流水线"),
    "balance.on": ("{bulletin} on {line}", "{bulletin} 在 {line}"),
    "balance.line": ("line", "流水线"), "balance.people": ("people", "人数"), "balance.cycle": ("cycle", "节拍"),
    "balance.an_hour": ("an hour", "每小时"), "balance.efficiency": ("efficiency", "效率"),
    "balance.why": ("what holds it back", "制约因素"), "balance.station": ("station", "工位"),
    "balance.crew": ("people", "人员"), "balance.operations": ("operations", "工序"), "balance.minutes": ("minutes", "分钟"),
    "balance.as_is": ("As it is: {minutes:.3f} minutes a garment", "现状：每件 {minutes:.3f} 分钟"),
    "balance.helped": (
        "one more trained person at {station}, the others where they are", "{station}多一名熟手、其他人不动",
    ),
    "balance.see": ("Use --line to see who does what at which station.", "用 --line 可查看每个工位由谁做什么。"),
    "balance.trained": ("{name} trained in {skill}", "{name} 学会 {skill}"),
    "balance.one_more": ("one more {machine}", "再加一台 {machine}"),
    "balance.with": ("With {who}: {minutes:.3f} minutes a garment", "{who}：每件 {minutes:.3f} 分钟"),
    "balance.no_help": (
        "No single machine or trained skill at the bottleneck shortens the cycle.", "瓶颈处再加任何一台机器或一项技能都不能缩短节拍。",
    ),
    "balance.at": ("{share:.0%} at {station}", "{station} {share:.0%}"),
    "balance.nowhere": ("nowhere", "无处"),
    "balance.floats": ("{name} floats: {where} (stations of the others balanced anew)", "{name} 机动：{where}（其余人员重新平衡）"),
    "balance.shorter": ("{share:.1%} shorter", "缩短 {share:.1%}"), "balance.no_shorter": ("no shorter", "未缩短"),
    "balance.floating": (
        "With {count} floating the cycle is {minutes:.3f} minutes, {verdict} than without, checked",
        "{count} 人机动时节拍为 {minutes:.3f} 分钟，比没有机动人员{verdict}，已核验",
    ),
    "balance.day": ("day {day}: {units:,.0f} garments, {share:.0%} of full pace", "第 {day} 天：{units:,.0f} 件，为全速的 {share:.0%}"),
    "balance.full": (
        "At full pace on day {day}; startup_shares of the factory: {shares}", "第 {day} 天达到全速；工厂的 startup_shares：{shares}",
    ),
    "balance.layout": (
        "In two rows a garment's parts are carried {carried:.1f} m, in one straight row {straight:.1f} m; written to {place}",
        "两排布置时每件的裁片搬运 {carried:.1f} 米，一字排开时 {straight:.1f} 米；已写入 {place}",
    ),
    "balance.sum": (
        "{people} people, {smv:.2f} SMV, pitch {pitch:.3f}, cycle {cycle:.3f} minutes, {hour:.0f} garments an hour, line "
        "efficiency {efficiency:.1%}, checked",
        "{people} 人，标准工时 {smv:.2f}，理论节拍 {pitch:.3f}，实际节拍 {cycle:.3f} 分钟，每小时 {hour:.0f} 件，流水线效率 "
        "{efficiency:.1%}，已核验",
    ),
    "balance.proved": ("proved best", "已证最优"), "balance.bound": ("no better than {bound}", "不优于 {bound}"),
    "balance.problem": ("{stations} stations, cycle {cycle}, {proof}", "{stations} 个工位，节拍 {cycle}，{proof}"),
}  # fmt: skip

_GOODS: Mapping[str, tuple[str, str]] = {
    "goods.sent": (
        "{units:,} unit{units_s} in {lines:,} line{lines_s} of {options:,} option{options_s}: {place} (adds {extra:,.1f} sales)",
        "{options:,} 个款色共 {lines:,} 行 {units:,} 件：{place}（多卖 {extra:,.1f} 件）",
    ),
    "goods.ordered": (
        "{units:,} unit{units_s} for {lines:,} of {pairs:,} SKUs and sites: {place} (mean chance of an empty shelf before the next "
        "order: {empty:.0%})",
        "{pairs:,} 个 SKU 与地点中的 {lines:,} 个共 {units:,} 件：{place}（下一单之前断货的平均概率 {empty:.0%}）",
    ),
    "goods.leaned": (
        "ordered for {lean:.1%} of what is forecast: so it would have been cheapest in the past, as far as its months agree",
        "按预测的 {lean:.1%} 下单：就过去各月一致的程度看，这样花费最少",
    ),
    "test.sum": (
        "{tested} of {options} new options tested with {pieces:,} pieces, cost {cost:,.2f}; worth {worth:,.2f} more than "
        "deciding now (no choice within the money more than {bound:,.2f}).",
        "{options} 个新款色中测试 {tested} 个，共 {pieces:,} 件，成本 {cost:,.2f}；比现在就决定多带来 {worth:,.2f}（此预算内任何选择"
        "不超过 {bound:,.2f}）。",
    ),
}  # fmt: skip

_LAYS: Mapping[str, tuple[str, str]] = {
    "lay.line": ("{lay:<28} {metres:8.3f} m  {ratio:<28} plies {plies}", "{lay:<28} {metres:8.3f} 米  {ratio:<28} 层数 {plies}"),
    "lay.none": ("{file}: no lays meet the order within its limits", "{file}：在限制之内没有能满足订单的床次"),
    "lay.proved": ("proved best", "已证最优"), "lay.gap": ("at most {share:.2%} above the bound", "最多高出下界 {share:.2%}"),
    "lay.estimated": (" (markers not drawn are estimated)", "（未排料的唛架为估计值）"),
    "lay.file": (
        "{file}: {yards:,.2f} yd ({metres:,.1f} m), {lays} lays, {plies} plies, {cut} garments, {spare} spare, {proof}",
        "{file}：{yards:,.2f} 码（{metres:,.1f} 米），{lays} 床，{plies} 层，{cut} 件，多裁 {spare} 件，{proof}",
    ),
    "lay.orders": ("{count} cut orders", "{count} 张裁单"),
    "lay.plan": (
        "{name}: {metres:,.1f} m of fabric, {lays} lays, {units} garments", "{name}：面料 {metres:,.1f} 米，{lays} 床，{units} 件",
    ),
    "lay.tickets": (
        "{bundles} bundles, {tickets} tickets, written to {place}", "{bundles} 个扎包，{tickets} 张票，已写入 {place}",
    ),
    "ticket.title": ("Bundle tickets", "扎包票"),
    "ticket.size": ("{size}   {units} pcs", "{size}   {units} 件"),
    "ticket.plies": ("plies {first} to {last}, garment {garment}", "第 {first} 至 {last} 层，第 {garment} 件"),
    "ticket.garment": ("garment", "成衣"),
    "ticket.apart": ("cut apart", "单独裁"),
    "ticket.shade": ("shade {shade}", "色差 {shade}"),
    "marker.scale": (", scale 1:{scale:g}{sheet}", "，比例 1:{scale:g}{sheet}"),
    "marker.sheet": (", sheet {page} of {pages}", "，第 {page} 页，共 {pages} 页"),
    "marker.title": (
        "{copies} pieces, sizes {sizes}: width {width:.3f} m, length {length:.3f} m, efficiency {efficiency:.1%}",
        "{copies} 片，尺码 {sizes}：幅宽 {width:.3f} 米，长 {length:.3f} 米，利用率 {efficiency:.1%}",
    ),
}  # fmt: skip

MAKING: Mapping[str, tuple[str, str]] = {**_BALANCE, **_GOODS, **_LAYS}
