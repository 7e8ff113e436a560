"""Errors and doubts of sourcing: English as it is told, then Chinese."""

from __future__ import annotations

from collections.abc import Mapping

SOURCING_ERRORS: Mapping[str, str] = {
    "'{text}' is no price": "“{text}”不是价格",
    "Say pieces=price, such as 500=4.20": "请写“件数=单价”，例如 500=4.20",
    "'{os_id}' is no OS ID, and was left out": "“{os_id}”不是 OS ID，已略去",
    "'{text}' was read as {value}": "“{text}”读作 {value}",
    "Give each factory a row below the headings": "请在表头下每家工厂写一行",
    "Name it Factory, or factory_id as in the template": "请命名为 Factory，或按模板用 factory_id",
    "Nothing to do, or rename it as in table factory_profiles": "无需处理，或按 factory_profiles 表改名",
    "Two letters of the country, seven digits, six letters or digits": "两位国家字母、七位数字、六位字母或数字",
    "Write a number": "请写数字",
    "it holds no factory": "其中没有工厂",
    "it says no number": "没有写数字",
    "no column names the factories": "没有写明工厂的列",
    "no column of a factory's profile is called so": "工厂档案没有这一列",
    "'{state}' is no state of a sample": "“{state}”不是样衣状态",
    "Leave one out": "请去掉一个",
    "Say a day that is to come": "请写将来的日期",
    "There is no factory {factory}. Factories: {known}": "没有工厂 {factory}。已有：{known}",
    "There is no style {style}": "没有款式 {style}",
    "a quote names a price above nought from one piece on": "报价须有从一件起、大于零的价格",
    "two prices begin at the same number of pieces": "两个价格的起始件数相同",
    "{day} is over": "{day} 已过",
    "entry {number}: nothing was countered": "第 {number} 笔：没有还价",
    "entry {number}: the offer is {state}": "第 {number} 笔：询单状态为 {state}",
    "entry {number}: the order is offered to this factory already": "第 {number} 笔：该订单已向此工厂询单",
    "entry {number}: there is no offer {offer}": "第 {number} 笔：没有询单 {offer}",
    "Write days such as 2026-02-17 2026-02-18": "请写日期，例如 2026-02-17 2026-02-18",
}
