"""Errors and rules of campaigns: English as it is told, then Chinese."""

from __future__ import annotations

from collections.abc import Mapping

PRESELL_ERRORS: Mapping[str, str] = {
    "a pair has one team price below its price alone": "拼团只有一个团价，且低于单买价",
    "a pair pays at once": "拼团一次付清",
    "a reservation holds at least a minute": "占位至少保留一分钟",
    "a team is two or more": "成团至少两人",
    "a threshold campaign has a threshold": "门槛活动有门槛件数",
    "an order that ended keeps no money": "已结束的订单不留款项",
    "Campaign {campaign} is written by many others at once: try again": "活动 {campaign} 正被多人同时写入：请重试",
    "Change the offer": "请更改方案",
    "Give it another name": "请换一个名称",
    "goods are promised for a day after it closes": "承诺日晚于截止日",
    "it breaks the rule that {rule}": "违反规则：{rule}",
    "it closes after it opens": "截止晚于开始",
    "it sells at least one size": "至少卖一个尺码",
    "later tiers need more pieces": "后一档需要更多件数",
    "money in is owed, refunded or earned": "收款等于欠款、退款与所得之和",
    "no seat is sold twice": "名额不重复出售",
    "no time is below 0": "时间不小于 0",
    "only a threshold campaign has a threshold": "只有门槛活动有门槛件数",
    "prices are above 0": "价格大于 0",
    "prices fall from tier to tier": "价格逐档下降",
    "the deposit is less than the lowest price": "定金低于最低价",
    "the first tier begins at one piece": "第一档从一件起",
    "the kind is one of {kinds}": "类型为 {kinds} 之一",
    "There is no campaign {campaign}. Campaigns: {known}": "没有活动 {campaign}。现有活动：{known}",
    "there are seats for the threshold": "名额不少于门槛件数",
    "there is a campaign of this name": "已有同名活动",
    "what is shipped is earned": "已发货的款项为所得",
}
