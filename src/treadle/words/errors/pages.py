"""What the pages refuse, and the use cases behind them."""

from __future__ import annotations

from collections.abc import Mapping

PAGES: Mapping[str, str] = {
    "'{said}' is no answer": "“{said}”不是可用的答复",
    "{name}: {told}. Look at it as it is now": "{name}：{told}。请查看最新状态",
    "{by} has answered it meanwhile": "{by} 已先行答复",
    "Somebody has taken the answer back meanwhile": "答复已被撤回",
    "The plan says nothing of {action_id}": "计划中没有 {action_id}",
    "Another site sent this. Come in by the page of your brand": "请求来自其他网站。请从您品牌的页面进入",
    "There is no language {language} here": "此处没有语言 {language}",
}  # fmt: skip
