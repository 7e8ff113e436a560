"""What `sampling`, `inspect`, `pack`, `ship` and sheets of cartons say; English first, then Chinese."""

from __future__ import annotations

from collections.abc import Mapping

_SAMPLING: Mapping[str, tuple[str, str]] = {
    "severity.normal": ("normal", "正常"), "severity.tightened": ("tightened", "加严"), "severity.reduced": ("reduced", "放宽"),
    "samples.single": ("single", "一次"), "samples.double": ("double", "二次"), "samples.multiple": ("multiple", "多次"),
    "verdict.accepted": ("accepted", "接收"), "verdict.not_accepted": ("not accepted", "不接收"),
    "verdict.accepted_in_gap": ("accepted in gap", "接收（介于 Ac 与 Re 之间）"),
    "verdict.next_sample": ("next sample", "继续抽样"), "verdict.not_inspected": ("not inspected", "未检验"),
    "curve.binomial": ("binomial", "二项分布"), "curve.hypergeometric": ("hypergeometric", "超几何分布"), "curve.poisson": ("poisson", "泊松分布"),
    "lot.plan": (
        "Lot {lot:,}, level {level}, AQL {aql:g}, {severity}, {kind}: letter {letter}",
        "批量 {lot:,}，检验水平 {level}，接收质量限 {aql:g}，{severity}检验，{kind}抽样：样本量字码 {letter}",
    ),
    "lot.sample": ("  sample {place}: {units:,} pieces, Ac {ac}, Re {re}", "  第 {place} 样本：{units:,} 件，Ac {ac}，Re {re}"),
    "lot.verdict": ("Verdict: {verdict}", "判定：{verdict}"),
    "lot.point": (
        "  {quality:8.3f} %: accepted {share:7.2%}, {units:,.1f} inspected on average ({model})",
        "  {quality:8.3f} %：接收概率 {share:7.2%}，平均检验 {units:,.1f} 件（{model}）",
    ),
    "lot.of_series": (
        "{lot}: {severity}, {numbers}, found {found}: {verdict}, score {score}{why}",
        "{lot}：{severity}检验，{numbers}，不合格 {found}：{verdict}，转移得分 {score}{why}",
    ),
    "lot.why": (". {why}", "。{why}"),
    "lot.next": ("Next lot: {severity} inspection", "下一批：{severity}检验"),
    "lot.ended": ("Next lot: inspection has ended", "下一批：检验已暂停"),
    "lot.to_inspect": (
        "{order}: a lot of {lot:,}, {severity} inspection, letter {letter}", "{order}：一批 {lot:,} 件，{severity}检验，样本量字码 {letter}",
    ),
    "lot.ask": ("Say with --found how many of them failed", "请用 --found 写明其中不合格的件数"),
    "lot.undecided": (
        "Not decided: take the next sample, and say what each brought (--found 1,2)", "尚不能判定：请抽取下一样本，并写明各样本的结果（--found 1,2）",
    ),
    "lot.accepted": ("Accepted", "接收"),
    "lot.not_accepted": (
        "Not accepted: nothing of it is packed until it is sorted and inspected again", "不接收：返工挑选并重新检验之前，该批不得装箱",
    ),
}  # fmt: skip

_CARTONS: Mapping[str, tuple[str, str]] = {
    "kind.solid": ("solid", "单码装"), "kind.ratio": ("ratio", "配比装"), "kind.assorted": ("assorted", "混装"),
    "pack.done": ("{order}: {cartons:,} cartons packed, {pieces:,} pieces", "{order}：已装 {cartons:,} 箱，{pieces:,} 件"),
    "pack.left": ("  {sku}: {left:,} pieces wait still", "  {sku}：仍有 {left:,} 件待装"),
    "pack.reopened": (
        "  {order}: {count:,} pieces went into this order's carton, so it is open for them again",
        "  {order}：有 {count:,} 件装入了本单的箱，因此该单重新缺这些件",
    ),
    "pack.shipped": (
        "{shipment}: {cartons:,} cartons, {pieces:,} pieces, to {place} on {day}", "{shipment}：{cartons:,} 箱，{pieces:,} 件，{day} 发往 {place}",
    ),
    "pack.labels": ("{count:,} labels written to {place}", "{count:,} 张箱标，已写入 {place}"),
    "pack.list": ("Packing list written to {place}", "装箱单已写入 {place}"),
    "carton.list_of": ("Packing list of {order}", "{order} 的装箱单"),
    "carton.shipment": ("Shipment {shipment}", "发运单 {shipment}"),
    "carton.labels": ("Carton labels", "箱标"),
    "carton.number": ("{at} of {of}", "第 {at} 箱，共 {of} 箱"),
    "carton.pieces": ("{units} pieces, {kind}, {number}", "{units} 件，{kind}，{number}"),
    "carton.to": ("to {place}", "发往 {place}"),
    "carton.title_to": ("{title}, to {place}", "{title}，发往 {place}"),
    "carton.more": ("and {count} more", "另有 {count} 种"),
    "carton.carton": ("carton", "箱号"), "carton.order": ("order", "订单"), "carton.sku": ("SKU", "SKU 码"),
    "carton.goods": ("goods", "货品"), "carton.units": ("pieces", "件数"),
    "carton.sum": ("{cartons} cartons, {pieces} pieces", "共 {cartons} 箱，{pieces} 件"),
}  # fmt: skip

LOTS: Mapping[str, tuple[str, str]] = {**_SAMPLING, **_CARTONS}
