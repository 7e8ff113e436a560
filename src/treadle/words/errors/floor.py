"""What the board, lots, cartons, lines and files of drawings refuse: English as it is told, then Chinese."""

from __future__ import annotations

from collections.abc import Mapping

_BOARD: Mapping[str, str] = {
    "'{kind}' is no change of the board": "“{kind}”不是看板的改动",
    "it says no {what}": "没有写明 {what}",
    "Say it as 2026-03-02": "请写成 2026-03-02 的形式",
    "Somebody changed the board since you looked. Look at it again, then change it": "您查看之后有人改动了看板。请重新查看后再改",
    "There is no station {name}": "没有工位 {name}",
    "There is no bundle {name}. Scan its ticket again; the scan is kept all the same": "没有扎包 {name}。请重新扫描工票；此次扫描仍会保留",
    "This link is wrong, was used already, or has expired. Ask the supervisor for a new one": "此链接有误、已使用或已过期。请向班组长索取新的链接",
    "Scan the ticket again": "请重新扫描工票",
    "Station or PIN is wrong": "工位或 PIN 有误",
    "It works on no day of a year": "它全年没有工作日",
    "Planned orders: {orders}": "计划中的订单：{orders}",
    "Released orders are fixed as they are": "已下达的订单本来就是固定的",
    "Say 1 to {most}; a whole factory is closed by treadle holiday": "请写 1 至 {most}；整个工厂停工请用 treadle holiday",
    "Say more than 0 and at most {most}: from the last shift to midnight": "请写大于 0 且不超过 {most} 的数：从末班到午夜",
    "The first begins on {day}: name a day after it": "首单于 {day} 开工：请写此后的日期",
    "The next day on which it works is {day}": "下一个工作日是 {day}",
    "it is released, so its place is a promise": "它已下达，位置即是承诺",
    "{count} factories have a sewing line {line}": "有 {count} 家工厂都有流水线 {line}",
    "{line} has {people} people, so {absent} cannot be away": "{line} 有 {people} 人，{absent} 人不能同时缺勤",
    "{line} takes no fewer than {least} pieces, it has {units}": "{line} 每单不少于 {least} 件，此单为 {units} 件",
    "Name some of: {names}; or say how many": "请写其中几位：{names}；或写明人数",
    "Put it back; only the line, the day it is sewn from and the reason can be changed": "请改回原样；只能改流水线、缝制起始日与原因",
    "the plan or its board has changed since the sheet was written": "写出此表之后，计划或排产板已改变",
    "Write one with treadle board DIR --out board.xlsx, and edit that": "请用 treadle board DIR --out board.xlsx 写出一份再修改",
    "row {row}: the board has no order '{order}'": "第 {row} 行：排产板上没有订单“{order}”",
}

_LOTS: Mapping[str, str] = {
    "{lay} is cut of {fabric}, and it is {other}": "{lay} 用 {fabric} 裁剪，而它是 {other}",
    "{lay} is cut in {colours}, and it is {colour}": "{lay} 裁 {colours}，而它是 {colour}",
    "Take {names}": "请取 {names}",
    "{rolls} is planned for {lay}": "{lay} 指定的布卷是 {rolls}",
    "Take that, or say that this one goes in its place: --instead": "请取该卷，或说明以此卷代替：--instead",
    "There is no released lay {lay}. Lays: {lays}": "没有已下达的床次 {lay}。现有：{lays}",
    "a lot of {lot} pieces is not there: {sewn} are sewn, {waiting} of them not accepted yet": (
        "没有 {lot} 件的批：已缝 {sewn} 件，其中 {waiting} 件尚未接收"
    ),
    "inspection has ended, as five lots were not accepted under tightened inspection": "加严检验下已有五批不接收，检验已暂停",
    "Pack first: treadle pack DIR ORDER": "请先装箱：treadle pack DIR ORDER",
    "Set company_prefix in [floor] of treadle.toml to the prefix that GS1 gave the brand": (
        "请在 treadle.toml 的 [floor] 中把 company_prefix 设为 GS1 分配给品牌的厂商识别代码"
    ),
    "Sort it out, then: treadle inspect DIR {order} --found N": "请返工挑选，然后：treadle inspect DIR {order} --found N",
    "not inspected": "未检验",
    "on the shelf": "在库",
    "used up": "已用完",
    "its newest lot was not accepted": "其最近一批未被接收",
    "{waiting} pieces wait, and accepted lots hold {accepted} of them": "有 {waiting} 件待装，其中已接收的批只有 {accepted} 件",
    "Name a bundle, BUNDLE:PLY, a roll, an order or a carton": "请写扎包、扎包:件、布卷、订单或箱号",
    "it is XML, and treadle reads EPCIS in JSON alone": "它是 XML，而 treadle 只读 JSON 形式的 EPCIS",
    "a ratio of {pieces} pieces does not fit a carton of {most}": "每组 {pieces} 件装不进 {most} 件的箱",
    "{share} is no share in percent": "{share} 不是百分比",
    "a lot holds at least one piece": "一批至少有一件",
    "sample {place} decides already; nothing is drawn after it": "第 {place} 样本已能判定，之后不再抽样",
    "the plan draws {count} samples": "方案共抽 {count} 个样本",
    "there is no level {level}": "没有检验水平 {level}",
    "{aql} is none of the AQLs of the standard": "{aql} 不是标准中的接收质量限",
    "lot {lot}: sample {place} does not decide; say what the next brought": "批 {lot}：第 {place} 样本不能判定，请写明下一样本的结果",
    "a company prefix has 4 to 12 digits, {prefix} has not": "厂商识别代码有 4 至 12 位数字，{prefix} 不是",
    "no identifier that is known stands at {text}": "{text} 处不是已知的应用标识符",
    "serial {serial} does not fit into {digits} digits beside the prefix {prefix}": "序号 {serial} 在代码 {prefix} 之后放不进 {digits} 位",
    "the extension digit is one digit": "扩展位是一位数字",
    "{text} is not made of digits": "{text} 不全是数字",
    "a bundle holds at least one garment": "一个扎包至少有一件",
    "a bundle holds at least one garment and has at least one component": "一个扎包至少有一件，且至少有一个部件",
}

_LINES: Mapping[str, str] = {
    "a flow needs a lot and a balanced line": "流转需要批量与一条已平衡的流水线",
    "a rate lies above 0.5 and at most at 1, and a style is learned after a garment or more": (
        "学习率须大于 0.5 且不超过 1，且至少做过一件后才算学会"
    ),
    "a pitch is above zero, not {pitch}": "节拍须大于零，不能是 {pitch}",
    "{line} has no operator {operator}": "{line} 没有操作工 {operator}",
    "a line has at least one station, not {stations}": "流水线至少有一个工位，不能是 {stations}",
    "the longest task takes {longest}, more than the cycle of {cycle}": "最长的任务需 {longest}，超过节拍 {cycle}",
    "a pace that is told is above 0, and so is its doubt": "给出的速度及其不确定性都须大于 0",
    "the accepted share lies above 0 and below the bad one, both and the share of alarms below 1": (
        "可接受的比例须大于 0 且小于不良比例，二者与误报比例都须小于 1"
    ),
    "a step of {minutes} minutes": "有一步为 {minutes} 分钟",
    "a step without machine or duration": "有一步缺少机器或时长",
    "{jobs} jobs on {machines} machines": "{jobs} 个任务、{machines} 台机器",
    "{count} tasks are announced": "声明了 {count} 个任务",
    "{count} tasks are announced, {timed} have times": "声明了 {count} 个任务，其中 {timed} 个有时间",
    "wider than the cloth or longer than a roll: {names}": "比布宽或比布卷长：{names}",
    "a cloth needs a colour": "面料需要颜色",
}

_DRAWINGS: Mapping[str, str] = {
    "a size is named twice": "有尺码写了两次",
    "it has none of these sizes": "没有这些尺码",
    "it has size {size} only; say how much it grows": "只有尺码 {size}；请写明每码增加多少",
    "size {size} has no simple outline": "尺码 {size} 没有简单的轮廓",
    "size {size} stands behind {before} and is not larger": "尺码 {size} 排在 {before} 之后却不更大",
    "{size} has {points} points and {other} {others}: they cannot be paired": "{size} 有 {points} 个点，{other} 有 {others} 个：无法对应",
    "scale {scale} is not between 0.01 and 1": "比例 {scale} 不在 0.01 与 1 之间",
    "an arc has flags that are not 0 or 1": "圆弧的标志不是 0 或 1",
    "command {command} has too few numbers": "命令 {command} 的数字太少",
    "command {command} is not one that a path has": "路径没有命令 {command}",
    "it does not begin with M": "它不以 M 开头",
    "it has more than one line": "它不止一条线",
    "it has too many points, or points that are nowhere": "点太多，或有点不在任何位置",
    "{text} stands where a command should": "应为命令处是 {text}",
    "a drawing within the drawing has no size": "图中之图没有大小",
    "a drawing within the drawing has no width and height": "图中之图没有宽与高",
    "it has an odd number of coordinates": "坐标个数为奇数",
    "it has points that are nowhere": "有点不在任何位置",
    "it is moved by a transform about an origin of its own": "它按自己的原点变换",
    "it is moved by a transform that is not understood ({name})": "看不懂它的变换（{name}）",
    "it is moved by a transform that is not understood ({name}({values}))": "看不懂它的变换（{name}({values})）",
    "it is moved by a transform that leads nowhere": "它的变换没有结果",
}

_READ: Mapping[str, str] = {
    "a track call needs the name of its event": "track 调用须有事件名",
    "it holds a number without an end, or half of a letter": "其中有没有尽头的数，或半个字符",
    "it is {size} KB long, more than {most} KB": "长 {size} KB，超过 {most} KB",
    "messageId is longer than {most} characters": "messageId 超过 {most} 个字符",
    "messageId is {value}, not text": "messageId 是 {value}，不是文字",
    "timestamp is {value}, not a moment such as 2026-03-31T14:05:00Z": "timestamp 是 {value}，不是 2026-03-31T14:05:00Z 这样的时刻",
    "type is {value}, not one of {names}": "type 是 {value}，不是 {names} 之一",
    "does not say which noun it is: one of {names}": "没有写明是哪一种：{names} 之一",
    "is {value}, not a day such as 2026-03-31": "是 {value}，不是 2026-03-31 这样的日期",
    "is {value}, not a moment such as 2026-03-31T14:05:00+00:00": "是 {value}，不是 2026-03-31T14:05:00+00:00 这样的时刻",
    "is {value}, not an object": "是 {value}，不是对象",
    "is {value}, not text, a number, true or false": "是 {value}，不是文字、数、true 或 false",
    "is {value}, which is not likely; usual is {usual}": "是 {value}，不大可能；通常是 {usual}",
    "the file": "文件",
    "days of lateness have no mean with one degree of freedom or less": "自由度不大于一时，逾期天数没有均值",
    "the ledger's schema": "账本的表结构",
    "its table {name} is missing": "缺少其表 {name}",
    "its table {name} is not the one that was written with it": "其表 {name} 不是与它一同写出的那份",
    "Stop what listens there, or say another --host or --port": "请停掉在那里监听的程序，或另写 --host 或 --port",
    "it did not answer": "没有应答",
    "; the nearest are {names}": "；最接近的是 {names}",
    "If they are gone, say treadle import DIR {file} --drop-missing": "若它们已经没有，请用 treadle import DIR {file} --drop-missing",
    "{names} came with an earlier edition of this list, and it lacks them; they stay in the range": (
        "{names} 曾在此清单的较早版本中，现在没有；仍留在商品范围中"
    ),
}

FLOOR: Mapping[str, str] = {**_BOARD, **_LOTS, **_LINES, **_DRAWINGS, **_READ}
