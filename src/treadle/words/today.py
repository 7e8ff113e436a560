"""What the head of the page, the first lines of a plan and their tables say; English first, then Chinese."""

from __future__ import annotations

from collections.abc import Mapping

TODAY: Mapping[str, tuple[str, str]] = {
    "title.today": ("Today", "今日事项"),
    "today.intro": (
        "Worth most first. Both sums are what the goods named are expected to bring from today on, in {currency}, costs of what "
        "is ordered taken off.",
        "价值最高者在前。两栏金额均为所列商品自今日起预期带来的收入（{currency}），已扣除订货成本。",
    ),
    "today.none": ("Nothing has to be done today.", "今日无事。"),
    "today.more": ("{count:,} more, each worth less", "另有 {count:,} 项，价值较低"),
    "today.action": ("what", "事项"),
    "today.goods": ("of what", "商品"),
    "today.why": ("why", "原因"),
    "today.done": ("if done", "执行"),
    "today.undone": ("if not", "不执行"),
    "today.worth": ("worth", "差额"),
    "action.order": ("order", "订购"),
    "action.hold": ("hold", "暂缓"),
    "action.mark_down": ("mark down", "降价"),
    "action.chase": ("chase", "催单"),
    "action.answer": ("answer", "答复"),
    "card.buy": ("to order now, {currency}", "本次订货（{currency}）"),
    "card.buy_more": ("{units:,} pieces, expected to earn {profit:,.2f}{beyond}", "{units:,} 件，预期利润 {profit:,.2f}{beyond}"),
    "card.beyond": (" more than waiting for the next order", "（比等到下一单多）"),
    "card.coming": ("on the way, {currency}", "在途（{currency}）"),
    "card.coming_more": ("what open orders cost", "未到订单的成本"),
    "card.stock": ("on the shelf, {currency}", "库存（{currency}）"),
    "card.stock_more": ("at what the pieces cost", "按成本计"),
    "card.budget": ("budget left, {currency}", "剩余预算（{currency}）"),
    "card.budget_more": ("of {budget:,.2f}", "预算 {budget:,.2f}"),
    "card.no_budget": ("no budget", "无预算"),
    "card.no_budget_more": ("table budget names none for today", "预算表中今日无额度"),
    "card.load": ("load of the sewing lines", "缝制线负荷"),
    "card.load_more": ("{minutes:,} of {free:,} free minutes", "{free:,} 空闲分钟中用 {minutes:,}"),
    "card.late": ("of {orders:,} work orders late", "工单逾期（共 {orders:,} 个）"),
    "card.late_more": ("{risky:,} more at risk; {metres:,.0f} m of fabric", "另有 {risky:,} 个有风险；面料 {metres:,.0f} 米"),
    "card.impossible": ("cannot be made as things stand", "现状下无法完成"),
    "title.styles": ("By style", "按款式"),
    "style.total": ("all", "合计"),
    "style.size": ("colour", "颜色"),
    "style.promise": ("{units:,} pieces from {factory}, promised for {day}", "{factory} 制作 {units:,} 件，承诺 {day} 到货"),
    "style.bought": ("{units:,} pieces bought in, due {day}", "外购 {units:,} 件，应于 {day} 到货"),
    "style.none": ("none", "不订"),
    "style.others": ("{count:,} further styles of which something is made", "另有 {count:,} 个款式需要生产"),
    "style.rest": ("{count:,} styles of which nothing is made", "{count:,} 个款式不生产"),
    "style.picture": ("Picture of {name}", "{name} 的图片"),
}  # fmt: skip

_PICTURES: Mapping[str, tuple[str, str]] = {
    "picture.address": (
        "The picture {picture} of {option} is an address of the network: put the file into the brand's folder.",
        "{option} 的图片 {picture} 是网址：请将文件放入品牌文件夹。",
    ),
    "picture.outside": ("The picture {picture} of {option} lies outside the brand's folder: put it there.",
                        "{option} 的图片 {picture} 不在品牌文件夹内：请移入其中。"),
    "picture.missing": ("The picture {picture} of {option} is not in the brand's folder.",
                        "品牌文件夹中没有 {option} 的图片 {picture}。"),
    "picture.large": ("The picture {picture} of {option} is too large to be read: 20 MB at most.",
                      "{option} 的图片 {picture} 过大：最多 20 MB。"),
    "picture.unreadable": (
        "The picture {picture} of {option} cannot be read as PNG, JPEG, WebP or GIF of at most 60 million pixels.",
        "{option} 的图片 {picture} 无法读取：须为 PNG、JPEG、WebP 或 GIF，最多六千万像素。",
    ),
    "picture.many": ("The page holds {shown:,} pictures; further ones are left out.", "页面最多显示 {shown:,} 张图片，其余略去。"),
}  # fmt: skip
ENGLISH_PICTURES = {code: said[0] for code, said in _PICTURES.items()}
CHINESE_PICTURES = {code: said[1] for code, said in _PICTURES.items()}
