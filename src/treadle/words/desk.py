"""What commands say of orders (release, receive, amend, close, ledger) and of faults; English first, then Chinese."""

from __future__ import annotations

from collections.abc import Mapping

_RELEASE: Mapping[str, tuple[str, str]] = {
    "release.done": (
        "Released {orders:,} order{orders_s}, {units:,} unit{units_s}{spares}, cost {cost:,.2f}; {lines:,} line{lines_s} as edited.",
        "已下达 {orders:,} 张订单，共 {units:,} 件{spares}，成本 {cost:,.2f}；其中 {lines:,} 行按修改后的数量。",
    ),
    "release.spares": (" ({count:,} of them spare, from the lays)", "（含床次多裁 {count:,} 件）"),
    "release.unfit": ("  not carried over: {text}", "  未沿用：{text}"),
    "release.order": (
        "  {order}: {units:,} unit{units_s}, {where}, there by {day}", "  {order}：{units:,} 件，{where}，{day} 前到货",
    ),
    "release.bought_in": ("bought in", "外购"),
    "release.nothing": ("Nothing was released.", "未下达任何订单。"),
    "release.again": ("This plan was released before; nothing was changed.", "此计划此前已下达；未作任何更改。"),
    "release.made": ("Cut and scheduled as edited: {place}", "已按修改后的数量排料与排程：{place}"),
    "release.next": (
        "Next: treadle plan {folder}   (it counts these and proposes only the difference)",
        "下一步：treadle plan {folder}   （计入这些订单，只提议差额）",
    ),
}  # fmt: skip

_RECEIVE: Mapping[str, tuple[str, str]] = {
    "receive.again": (
        "{order}: this was booked before; nothing was changed. Say --note-id for another delivery.",
        "{order}：此前已登记；未作任何更改。若是另一次到货，请加 --note-id。",
    ),
    "receive.none": (
        "{order}: noted that nothing has come; {open:,} are still to come.", "{order}：已记下尚未到货；还有 {open:,} 件未到。",
    ),
    "receive.came": ("{order}: {came} received on {day}.", "{order}：{day} 收到 {came}。"),
    "receive.nothing": ("nothing", "0 件"),
    "receive.rejected": ("  rejected and still owed: {what}", "  退回且仍欠：{what}"),
    "receive.over": ("  more than ordered: {what}", "  多于订购：{what}"),
    "receive.open": ("  still to come: {what}", "  尚未到：{what}"),
    "receive.cancelled": ("  {count:,} will not come and were cancelled.", "  {count:,} 件不再到货，已取消。"),
    "receive.state": ("  The order is {state}.", "  订单状态：{state}。"),
}  # fmt: skip

_AMEND: Mapping[str, tuple[str, str]] = {
    "amend.pieces": ("{order}: {before:,} pieces → {after:,}", "{order}：{before:,} 件 → {after:,} 件"),
    "amend.due": ("due", "应到日"), "amend.promised": ("promised", "承诺日"),
    "amend.factory": ("factory", "工厂"), "amend.line": ("line", "流水线"),
    "amend.stands": ("  told for {day}, asked for by {due}: {stands}", "  告知 {day} 到货，要求 {due}：{stands}"),
    "amend.moved": ("  {what}: {before} → {after}", "  {what}：{before} → {after}"),
    "amend.cost": (
        "  cost of the pieces: {before:,.2f} → {after:,.2f} {currency}", "  货款：{before:,.2f} → {after:,.2f} {currency}",
    ),
    "amend.price": ("  price of the change: {price:,.2f} {currency}", "  变更费用：{price:,.2f} {currency}"),
    "amend.free": (
        "  The change is free: no work has begun on what it touches.", "  此变更免费：所涉及的部分尚未开工。",
    ),
    "amend.ask": (
        "Nothing was changed. Say the same with --yes to agree to the price.", "未作任何更改。若同意该费用，请加 --yes 再执行一次。",
    ),
    "amend.done": ("Changed.", "已更改。"),
    "amend.same": ("The order stands so already; nothing was changed.", "订单本来如此；未作任何更改。"),
    "close.done": (
        "{order} is closed: {came:,} came, {open:,} will not.", "{order} 已结单：到货 {came:,} 件，{open:,} 件不再到货。",
    ),
    "close.before": ("{order} is {state} already; nothing was changed.", "{order} 的状态已是“{state}”；未作任何更改。"),
    "finish.done": ("{order}: {stage} is finished.", "{order}：{stage}已完成。"),
    "finish.before": ("{order}: that was reported before.", "{order}：此前已报告。"),
}  # fmt: skip

_LEDGER: Mapping[str, tuple[str, str]] = {
    "ledger.rebuilt": (
        "{count:,} orders and other states were folded again from their entries.", "已由记录重新汇总 {count:,} 张订单及其他状态。",
    ),
    "ledger.broken": ("{where}: breaks the rule that {rule}; found {found}", "{where}：违反规则“{rule}”；实际为 {found}"),
    "ledger.wrong": ("{count} thing{count_s} did not add up.", "有 {count} 处对不上。"),
    "ledger.right": ("The books add up.", "账目相符。"),
    "ledger.empty": ("Nothing was released yet.", "尚未下达任何订单。"),
    "ledger.order": ("order", "订单"), "ledger.state": ("state", "状态"), "ledger.ordered": ("ordered", "订购"),
    "ledger.received": ("received", "收到"), "ledger.cancelled": ("cancelled", "取消"), "ledger.open": ("open", "未到"),
    "ledger.promised": ("promised", "承诺日"), "ledger.spare": ("spare", "多裁"), "ledger.rejected": ("rejected", "退回"),
    "ledger.over": ("over", "多到"),
    "ledger.one": (
        "{order}: {state}, {where}, due {due}, promised {promised}", "{order}：{state}，{where}，应于 {due} 到，承诺 {promised}",
    ),
    "ledger.entry": ("{kind}, by {who}: {said}", "{kind}，{who}：{said}"),
    "ledger.nobody": ("nobody", "（无人署名）"),
    "entry.ordered": ("{units:,} pieces, promised {day}", "{units:,} 件，承诺 {day}"),
    "entry.rejected": (" ({units:,} rejected)", "（退回 {units:,}）"),
    "entry.nothing_came": ("nothing came", "未到货"),
    "entry.last": ("; nothing more will come", "；不再到货"),
    "entry.wanted": ("{units:,} pieces wanted, promised {day}{price}: {why}", "要 {units:,} 件，承诺 {day}{price}：{why}"),
    "entry.price": (", for {price:,.2f} {currency}", "，费用 {price:,.2f} {currency}"),
    "entry.release": ("{count:,} orders of the plan of {day}", "{day} 的计划，{count:,} 张订单"),
    "entry.plan": ("plan of {day}", "{day} 的计划"),
    "entry.inspected": ("lot of {units:,}, {severity}, {verdict}", "一批 {units:,} 件，{severity}，{verdict}"),
    "entry.roll_received": ("{length:g} m of {fabric}, {colour}", "{fabric} {colour} {length:g} 米"),
    "entry.roll_inspected": (
        "{points} points, {share:g} on 100 m²: {verdict}", "{points} 分，每 100 平方米 {share:g} 分：{verdict}",
    ),
    "entry.roll_issued": ("to {to}", "发往 {to}"), "entry.roll_returned": ("{left:g} m came back", "退回 {left:g} 米"),
    "entry.first_approved": ("approved. {what}", "批准。{what}"), "entry.first_rejected": ("rejected: {what}", "否决：{what}"),
    "entry.lent": (
        "{units:,} pieces went into carton {carton} of {order}: to be made again", "{units:,} 件装入 {order} 的 {carton} 号箱，需重做",
    ),
    "entry.packed": ("{units:,} pieces of {order}, {kind}", "{order} 的 {units:,} 件，{kind}"),
    "entry.shipped": ("{count:,} carton{count_s} to {place}", "{count:,} 箱发往 {place}"),
    "entry.lifted": ("lifted: {what}", "撤销：{what}"),
    "entry.lays": ("{count:,} lay{count_s}", "{count:,} 床"),
    "entry.bundles": ("{count:,} bundles tied or changed", "打扎或更改 {count:,} 个扎包"),
    "entry.scans": ("{count:,} scan{count_s}", "{count:,} 条扫描"),
    "entry.proposed": ("as proposed again", "恢复原建议"),
}  # fmt: skip

#: Kinds of the ledger's entries.
_BOOKED: Mapping[str, tuple[str, str]] = {
    "booked.plan": ("plan", "计划"), "booked.release": ("release", "下达"), "booked.order": ("order", "订单"),
    "booked.decision": ("decision", "决定"), "booked.receipt": ("receipt", "到货"), "booked.amendment": ("amendment", "变更"),
    "booked.closure": ("closure", "结单"), "booked.stage_finished": ("stage finished", "工序完成"),
    "booked.edit": ("edit", "修改"), "booked.approval": ("approval", "审批"), "booked.kept_buy": ("buy kept to compare", "保留采购方案"), "booked.kept_buy_ended": ("kept buy let go", "移除采购方案"),
    "booked.approval_ended": ("approval ended", "审批失效"),
    "booked.action_answered": ("action answered", "事项答复"),
    "booked.user": ("user", "用户"), "booked.invitation": ("invitation", "邀请"),
    "booked.invitation_used": ("invitation used", "邀请已用"), "booked.session": ("session", "登录"),
    "booked.session_ended": ("session ended", "登出"), "booked.key": ("key", "密钥"), "booked.key_ended": ("key ended", "密钥失效"),
    "booked.key_limited": ("key followed by another", "密钥被接替"), "booked.sign-on": ("sign-on", "登录系统"),
    "booked.job": ("job", "任务"), "booked.job_ended": ("job ended", "任务结束"), "booked.routine": ("routine", "定时任务"),
    "booked.shop_order": ("shop order", "店铺订单"), "booked.webhook": ("webhook", "推送地址"),
    "booked.inspection": ("inspection", "检验"), "booked.carton": ("carton", "装箱"), "booked.pieces_lent": ("pieces lent", "借出"), "booked.shipment": ("shipment", "发货"),
    "booked.roll_received": ("roll received", "布卷入库"), "booked.roll_inspected": ("roll inspected", "布卷检验"),
    "booked.receipt_taken_back": ("receipt taken back", "到货撤销"), "booked.carton_opened": ("carton opened", "拆箱"),
    "booked.shipment_taken_back": ("shipment taken back", "发货撤销"),
    "booked.first_piece": ("first piece", "首件"),
    "booked.roll_issued": ("roll issued", "布卷发料"), "booked.roll_returned": ("roll returned", "布卷退回"),
    "booked.board": ("board", "排产板"), "booked.promise_moved": ("promise moved", "承诺变更"), "booked.lays": ("lays", "床次"), "booked.bundles": ("bundles", "扎包"), "booked.scans": ("scans", "扫描"),
}  # fmt: skip

_FAULT: Mapping[str, tuple[str, str]] = {
    "fault.interrupted": ("Stopped. No half-written file was left behind.", "已停止。没有留下写到一半的文件。"),
    "fault.file": (
        "{place}: {why}. Check the place, its rights and the room on the disk.", "{place}：{why}。请检查位置、权限与磁盘空间。",
    ),
    "fault.bug": (
        "treadle has run into a bug ({name}: {text}). Run the command as 'treadle --debug ...' and report what it prints.",
        "treadle 自身出错（{name}: {text}）。请用 treadle --debug … 再执行一次，并报告其输出。",
    ),
    "said.progress": ("{name}: {done:,} of {total:,}, {seconds:.0f} s", "{name}：{done:,}/{total:,}，{seconds:.0f} 秒"),
    "said.written": ("Written to {place}", "已写入 {place}"),
}  # fmt: skip

DESK: Mapping[str, tuple[str, str]] = {**_RELEASE, **_RECEIVE, **_AMEND, **_LEDGER, **_BOOKED, **_FAULT}
