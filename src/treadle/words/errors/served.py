"""Texts of what a served brand refuses: jobs and their files, promises, people who come by another sign-on."""

from __future__ import annotations

from collections.abc import Mapping

SERVED: Mapping[str, str] = {
    "A job {kind} is repeated in its own way; a webhook has send-again": "任务 {kind} 有自己的重复方式；推送用“重新发送”",
    "'{day}' is no day of an order": "“{day}”不是订单的日期",
    "a secret is not kept for {hours} hours": "密钥不会保留 {hours} 小时",
    "Add the address again": "请重新添加该地址",
    "An owner of this brand has ended your access": "本品牌的所有者已停止您的访问",
    "it calls itself by another name": "它自称的名称不同",
    "it is good no longer": "它已失效",
    "it is one that many people take": "这是很多人使用的密码",
    "it is told nothing any more": "不再向它发送任何消息",
    "Export it again": "请重新导出",
    "Give the CSV that Shopify exports of its orders, whole": "请提供 Shopify 导出的完整订单 CSV",
    "it ends with / or holds a query": "它以 / 结尾或带有查询",
    "its claim or value is empty": "其声明或值为空",
    "Let them in again first": "请先重新允许其访问",
    "Make another one": "请另建一个",
    "nobody would get a role": "没有人会得到角色",
    "Say 0 to 720": "请写 0 到 720",
    "Say a day such as 2026-03-31": "请写如 2026-03-31 的日期",
    "Say a moment of these days": "请写这个年代的时间",
    "Say at least one rule": "请至少写一条规则",
    "Say both": "两者都请写明",
    "Say the id that the provider gave": "请写登录系统给出的编号",
    "Set the sign-on again": "请重新设置登录系统",
    "Take that away": "请去掉",
    "The job has no file {name}, or it was kept for {days} days and is gone": "任务没有文件 {name}，或已超过 {days} 天的保存期",
    "The job is {state}; only one that failed or was cancelled is asked for again": "任务状态为 {state}；只有失败或取消的任务可以再次执行",
    "The sign-on did not answer as it should: {why}. Try again, or log in with name and password": "登录系统没有正常应答：{why}。请重试，或用名称与密码登录",
    "their access was ended": "其访问已被停止",
    "This brand has no sign-on of another system": "本品牌没有使用其他系统的登录",
    "{day} is of another century": "{day} 不在本世纪",
    "{year} is no year to judge promises in": "{year} 不是可以判断交期的年份",
}  # fmt: skip
