"""What commands say that keep a brand's folder (init, export, audit, backup, collect); English first, then Chinese."""

from __future__ import annotations

from collections.abc import Mapping

KEEPING: Mapping[str, tuple[str, str]] = {
    "init.made": (
        "Made {folder}: treadle.toml, tables/*.csv, and brand.xlsx with the same rows.",
        "已建立 {folder}：treadle.toml、tables/*.csv，以及内容相同的 brand.xlsx。",
    ),
    "init.import": ("Next: treadle import {folder} FILES", "下一步：treadle import {folder} FILES"),
    "init.plan": (
        "Next: treadle plan {folder}   (edit the tables, or import your own with treadle import)",
        "下一步：treadle plan {folder}   （可先修改各表，或用 treadle import 导入自己的数据）",
    ),
    "export.rows": ("{rows:,} row{rows_s} of {table}, written to {place}", "{table} 的 {rows:,} 行，已写入 {place}"),
    "export.versions": (
        "{rows:,} version{rows_s} of {table}, written to {place}", "{table} 的 {rows:,} 个版本，已写入 {place}",
    ),
    "export.left": (
        "{count} row{count_s} with problems left out; treadle check {folder} lists them.",
        "略去有问题的 {count} 行；treadle check {folder} 可列出。",
    ),
    "audit.sum": (
        "{entries:,} entries, {orders:,} orders, fingerprint {fingerprint}",
        "{entries:,} 条记录，{orders:,} 张订单，指纹 {fingerprint}",
    ),
    "audit.right": ("The books balance.", "账目相符。"),
    "backup.done": (
        "Backed up {name}: {files:,} files, {entries:,} entries, fingerprint {fingerprint}: {place}",
        "已备份 {name}：{files:,} 个文件，{entries:,} 条记录，指纹 {fingerprint}：{place}",
    ),
    "backup.restored": (
        "Restored {name} to {folder}: {entries:,} entries, fingerprint {fingerprint}",
        "已将 {name} 恢复到 {folder}：{entries:,} 条记录，指纹 {fingerprint}",
    ),
    "backup.without": (
        "Its secrets are not in it ({files}); --with-secrets takes them along.", "其中不含密钥（{files}）；--with-secrets 可一并备份。",
    ),
    "backup.missing": (
        "Secrets were not backed up ({files}): renew each webhook, connect each shop and set the sign-on again.",
        "密钥未备份（{files}）：请更新每个推送地址的密钥，重新连接店铺，并重新设置登录系统。",
    ),
    "backup.right": ("Every file is there; the books balance.", "文件齐全，账目相符。"),
    "backup.wrong": ("Some books do not add up.", "有账目对不上。"),
    "collect.key": (
        "Write key {key_id} ({name}), shown only now:\n{text}", "写入密钥 {key_id}（{name}），只在此时显示：\n{text}",
    ),
    "collect.renewed": (
        "Write key {key_id} follows {before}, which is good for {hours:g} more hours; shown only now:\n{text}",
        "写入密钥 {key_id} 接替 {before}，后者还有效 {hours:g} 小时；只在此时显示：\n{text}",
    ),
    "collect.ended": ("Write key {key_id} is good no longer.", "写入密钥 {key_id} 已失效。"),
    "collect.moved": (
        "{messages:,} message{messages_s} moved: {signals:,} say what customers did.",
        "移入 {messages:,} 条消息，其中 {signals:,} 条说明顾客的行为。",
    ),
    "collect.import": (
        "Import {number}: {kept:,} new rows, {repeated:,} known already, {aside:,} set aside.",
        "第 {number} 次导入：新增 {kept:,} 行，已有 {repeated:,} 行，搁置 {aside:,} 行。",
    ),
    "collect.unusable": (
        "{count:,} could not be used; --set-aside lists them with the reason.", "{count:,} 条不能使用；--set-aside 可列出并说明原因。",
    ),
    "collect.no_use": ("Kept and of no use to a plan, of the last days: {told}.", "近日存下而对计划无用的：{told}。"),
    "collect.damaged": (
        "{count:,} bytes are damaged and cannot be read: look at the disk.", "有 {count:,} 字节损坏而无法读取：请检查磁盘。",
    ),
    "collect.one_key": ("{key_id}  {name}, made {day}{ended}", "{key_id}  {name}，建于 {day}{ended}"),
    "collect.key_ended": (", ended", "，已失效"),
    "collect.no_key": (
        "There is no write key yet: treadle collect DIR --new-key NAME makes one.", "尚无写入密钥：可用 treadle collect DIR --new-key 名称 建立。",
    ),
    "collect.more": (
        "and {count:,} more, in .treadle/collected/set_aside and .treadle/set_aside",
        "另有 {count:,} 条，见 .treadle/collected/set_aside 与 .treadle/set_aside",
    ),
    "collect.nothing": ("Nothing was set aside.", "没有搁置任何消息。"),
    "collect.orders": (
        "Import {number}: {rows:,} rows of orders that shop systems told of.", "第 {number} 次导入：店铺系统报来的订单 {rows:,} 行。",
    ),
    "shopify.connected": (
        "{shop} may tell of its orders now, at /v1/shopify/webhooks.", "{shop} 现在可在 /v1/shopify/webhooks 报送订单。",
    ),
    "shopify.listed": ("{count:,} order{count_s} are listed.", "列表中有 {count:,} 张订单。"),
    "shopify.shops": ("Connected: {shops}", "已连接：{shops}"),
    "shopify.none": ("No shop is connected: --connect SHOP.", "尚未连接店铺：--connect 店铺。"),
    "shopify.new": ("{count:,} never told of, and known from now on{names}.", "{count:,} 张从未报送，现已计入{names}。"),
    "shopify.never": ("{count:,} never told of{names}.", "{count:,} 张从未报送{names}。"),
    "shopify.whole": (
        "{count:,} told less of than the list says, and known whole from now on{names}.", "{count:,} 张报送的少于列表，现已补全{names}。",
    ),
    "shopify.astray": ("{count:,} told of, and not in the list{names}.", "{count:,} 张曾报送而不在列表中{names}。"),
    "webhook.made": (
        "Webhook {webhook}, whose messages are signed with this secret, shown only now:\n{secret}",
        "推送地址 {webhook}，其消息以此密钥签名，只在此时显示：\n{secret}",
    ),
    "webhook.renewed": (
        "Webhook {webhook} is signed with this secret too, shown only now; the one before signs for {hours:g} more hours:\n{secret}",
        "推送地址 {webhook} 现在也以此密钥签名，只在此时显示；原密钥再签 {hours:g} 小时：\n{secret}",
    ),
    "webhook.ended": ("Webhook {webhook} is told nothing any more.", "不再向推送地址 {webhook} 发送任何消息。"),
    "webhook.again": ("{count:,} message{count_s} are sent again.", "{count:,} 条消息将重新发送。"),
    "webhook.sum": (
        "{taken:,} messages taken, {waiting:,} tried again later, {failed:,} given up.",
        "{taken:,} 条消息已送达，{waiting:,} 条稍后再试，{failed:,} 条放弃。",
    ),
    "webhook.never": ("    never taken: {kind} {subject} ({told})", "    始终未送达：{kind} {subject}（{told}）"),
    "plan.kept_file": (
        "Somebody had worked in the file before; it stays as {place}", "此文件曾有人修改；已保留为 {place}",
    ),
    "plan.standing": ("From the plan of {day}; nothing changed since.", "取自 {day} 的计划；此后没有变化。"),
    "plan.anew": ("No current plan is kept in the folder; planning now.", "文件夹中没有当前的计划；现在开始计划。"),
}  # fmt: skip
