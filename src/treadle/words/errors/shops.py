"""Errors and rules of shops: English as it is told, then Chinese."""

from __future__ import annotations

from collections.abc import Mapping

SHOP_ERRORS: Mapping[str, str] = {
    "treadle shops": "命令 treadle shops",
    "there is no warehouse": "没有仓库",
    "there is no shop": "没有门店",
    "Add a row of kind warehouse, and one of kind shop for each": "请添加一行 warehouse，并为每家店添加一行 shop",
    "There is no move {move}: treadle shops DIR status": "没有调货 {move}：treadle shops DIR status",
    "{move} is there already: move it back instead": "{move} 已到货：请改为调回",
    "{move} was taken back: it never left": "{move} 已撤回：并未发出",
    "entry {number}: {move} is there already": "条目 {number}：{move} 已到货",
    "Another plan was made meanwhile. Look at what should move now": "其间已有新计划。请查看现在应调的货品",
    "it was not sent with {skus}": "发货中没有 {skus}",
    "Name SKUs that were sent": "请写已发出的 SKU",
    "There is no order {order} of a store": "没有客户门店订单 {order}",
    "it was taken with other lines before": "此前已按其他行登记",
    "Give a change its own order": "变更请另立订单",
    "there is less of it than {asked}": "其数量少于 {asked}",
    "Look at: treadle shops DIR stores": "请查看：treadle shops DIR stores",
    "The order {order} is written by many others at once: try again": "订单 {order} 正被多人同时写入：请重试",
    "entry {number}: {move} left before": "条目 {number}：{move} 此前已发出",
    "entry {number}: {move} never left": "条目 {number}：{move} 从未发出",
    "entry {number}: {order} was ordered before": "条目 {number}：{order} 此前已下单",
    "entry {number}: there is no store order {order}": "条目 {number}：没有客户门店订单 {order}",
    "entry {number}: {what}": "条目 {number}：{what}",
    "the move": "调货",
    "the file": "文件",
    "the store's order": "客户门店订单",
    "the shop closes before it opens": "关店日早于开店日",
    "Correct one of the days": "请更正其中一个日期",
    "Say SKU=pieces, such as TEE1-white-S=2": "请写 SKU=件数，如 TEE1-white-S=2",
}
