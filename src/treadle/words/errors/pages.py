"""What the pages refuse, and the use cases behind them."""

from __future__ import annotations

from collections.abc import Mapping

PAGES: Mapping[str, str] = {
    "The plan has no option {option_id}": "计划中没有款色 {option_id}",
    "{count} cells are too many at once": "一次 {count} 格过多",
    "'{text}' is no number of pieces": "“{text}”不是件数",
    "{name} is kept already. Give it another name": "已有名为 {name} 的方案。请另取名称",
    "{count} buys are kept already": "已保留 {count} 个方案",
    "Let one go first": "请先移除一个",
    "it has no name, or a long one": "没有名称或名称过长",
    "Say up to 60 letters": "最多 60 个字符",
    "it is out of range": "超出范围",
    "Say 0 to 10": "请填 0 到 10",
    "nothing else is asked than the plan": "与计划并无不同",
    "Say a number, a limit or a factory": "请填数字、限制或工厂",
    "No buy {name} is kept": "没有保留名为 {name} 的方案",
    "Say a whole number": "请填整数",
    "Paste up to {most}": "最多粘贴 {most} 格",
    "{by} has set this meanwhile: {which}{more}. Nothing of yours was written": "{by} 已先行修改：{which}{more}。您的修改未写入",
    "no lower price was agreed on": "尚未同意任何降价",
    "Press Lower price on Today first": "请先在“今日”页点“降价”",
    "'{said}' is no answer": "“{said}”不是可用的答复",
    "{name}: {told}. Look at it as it is now": "{name}：{told}。请查看最新状态",
    "{by} has answered it meanwhile": "{by} 已先行答复",
    "Somebody has taken the answer back meanwhile": "答复已被撤回",
    "The plan says nothing of {action_id}": "计划中没有 {action_id}",
    "Another site sent this. Come in by the page of your brand": "请求来自其他网站。请从您品牌的页面进入",
    "There is no language {language} here": "此处没有语言 {language}",
    "Say 0 to 100": "请写 0 至 100",
}  # fmt: skip
