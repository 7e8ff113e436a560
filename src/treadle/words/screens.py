"""What the pages say: their frame, their doors, and what is decided on each; English first, then Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from treadle.words.campaign_pages import CAMPAIGN_PAGES
from treadle.words.data_pages import DATA, PEOPLE
from treadle.words.demand import DEMAND
from treadle.words.follow import FOLLOW
from treadle.words.grid import GRID
from treadle.words.papers import PAPERS
from treadle.words.shop_pages import SHOP_PAGES

_FRAME: Mapping[str, tuple[str, str]] = {
    "screen.skip": ("To the page", "跳到正文"),
    "screen.menu": ("Pages", "页面"),
    "screen.decide": ("Decide", "决策"),
    "screen.today": ("Today", "今日"),
    "screen.leave": ("Log out", "退出"),
    "screen.dark": ("Dark", "深色"),
    "screen.light": ("Light", "浅色"),
    "screen.as_machine": ("As my machine", "跟随系统"),
    "screen.undo": ("Undo", "撤销"),
    "screen.cancel": ("Cancel", "取消"),
    "screen.doing": ("{kind}, asked for by {by}", "{kind}，由 {by} 发起"),
    "screen.failed": ("Could not be done: {kind}.", "未能完成：{kind}。"),
    "screen.first_page": ("First page, with estimates", "先看的页面（含估计）"),
    "screen.look_again": ("Look again", "刷新"),
    "screen.changed": ("{name} has changed this since you opened it.", "您打开后，{name} 已更改此页。"),
    "screen.show_now": ("Show it as it is now", "显示最新状态"),
    "screen.no_answer": (
        "The server did not answer, and nothing was changed. Try again.",
        "服务未应答，未作任何更改。请重试。",
    ),
    "screen.rows_of": ("The first {shown} of {count} are shown.", "显示 {count} 行中的前 {shown} 行。"),
    "screen.rows_all": ("Show all {count}", "显示全部 {count} 行"),
    "screen.rows_none": ("Nothing is called “{find}”.", "没有名称含“{find}”的行。"),
    "screen.table_as": ("This table as {form}", "此表格导出为 {form}"),
    "screen.glossary": ("Words of the trade", "术语"),
    "screen.glossary_how": (
        "What the pages mean by a word. A heading with dots below it tells the same where it stands: press it.",
        "页面用语的含义。带点下划线的标题按一下即显示同样的说明。",
    ),
    "screen.glossary_find": ("Find a word", "查找术语"),
    "screen.glossary_word": ("Word", "术语"),
    "screen.glossary_meaning": ("What it means here", "含义"),
    "screen.refused": ("That was not done.", "操作未执行。"),
    "screen.nothing_here": ("There is nothing here.", "此处没有内容。"),
    "screen.begin": ("Back to the beginning", "回到首页"),
}

#: Work in the background, as one says it is being done.
_WORK: Mapping[str, tuple[str, str]] = {
    "work.plan": ("Planning", "正在计划"), "work.release": ("Placing the orders", "正在下达订单"),
    "work.import": ("Taking rows in", "正在导入"), "work.export": ("Writing files", "正在导出"),
    "work.forecast": ("Forecasting", "正在预测"), "work.nest": ("Nesting a marker", "正在排料"),
    "work.simulate": ("Simulating", "正在模拟"), "work.replay": ("Deciding the past anew", "正在重新决策过去"),
    "work.collect": ("Collecting signals", "正在收集信号"),
    "work.reconcile": ("Comparing shop orders", "正在核对店铺订单"), "work.promises": ("Looking at promises", "正在核对承诺"),
    "work.rush": ("Placing a rush order", "正在下达加急单"),
    "work.webhook": ("Telling another system", "正在推送"),
}  # fmt: skip

_DOORS: Mapping[str, tuple[str, str]] = {
    "door.title": ("Log in", "登录"),
    "door.brand": ("Brand", "品牌"),
    "door.name": ("Name", "姓名"),
    "door.password": ("Password", "密码"),
    "door.new_password": ("Choose a password", "设置密码"),
    "door.length": ("12 characters or more. A sentence is easy to remember and hard to guess.", "至少 12 个字符。一句话好记又难猜。"),
    "door.come_in": ("Come in", "进入"),
    "door.go_on": ("Go on", "继续"),
    "door.no_link": ("No password yet, or forgotten? An owner of the brand can send you a link.", "还没有密码或忘记了？请品牌负责人发送链接。"),
    "door.join": ("Come in", "加入"),
    "door.as_role": ("You come in as {role}. The link works once.", "您将以{role}身份加入。链接只能使用一次。"),
    "door.sessions": ("Logged in at {count} place{count_s}", "已在 {count} 处登录"),
    "door.until": ("until {moment}", "至 {moment}"),
}  # fmt: skip

_TODAY: Mapping[str, tuple[str, str]] = {
    "now.of": ("Plan of {day}", "{day} 的计划"),
    "now.overtaken": ("The facts have changed since this plan was made.", "制定此计划后，数据已有变化。"),
    "now.overtaken_more": (
        "Rows or orders came in, goods came, or the board was moved. Its orders cannot be placed before one plans again.",
        "有新数据、新订单或到货，或排程已调整。须重新计划后才能下达其订单。",
    ),
    "now.overtaken_foot": ("Plan again first: the facts have changed.", "请先重新计划：数据已有变化。"),
    "now.who_approves": ("A buyer or an owner approves it.", "由采购员或所有者批准。"),
    "now.plan_again": ("Plan again", "重新计划"),
    "now.plan_first": ("Make the first plan", "生成首个计划"),
    "now.unread": ("The plan that is there cannot be shown.", "现有计划无法显示。"),
    "now.no_plan": ("Nothing is planned yet.", "尚无计划。"),
    "now.no_plan_more": (
        "A plan reads what customers did and what is in stock, and says what to order, in which sizes, and when it comes.",
        "计划会读取顾客行为与库存，给出该订什么、各尺码多少、何时到货。",
    ),
    "now.ask_planner": ("A planner or the owner can have one made.", "计划员或负责人可以生成计划。"),
    "now.to_order": ("To order", "拟订货"),
    "now.pieces": ("{units:,} pieces", "{units:,} 件"),
    "now.budget_left": ("Budget left", "剩余预算"),
    "now.budget_of": ("of {budget}", "预算 {budget}"),
    "now.load": ("Sewing lines", "缝制线负荷"),
    "now.load_more": ("of their free minutes", "占空闲分钟"),
    "now.late": ("Orders at risk", "有风险的工单"),
    "now.late_of": ("of {orders} work orders", "共 {orders} 张工单"),
    "now.waiting": ("{count} to decide", "{count} 项待定"),
    "now.ranked": (
        "Worth most first: what doing it is expected to bring beyond leaving it, in {currency}.",
        "价值最高者在前：执行比不执行预期多带来的金额（{currency}）。",
    ),
    "now.both": ("{done} if done, {left} if left", "执行 {done}，不执行 {left}"),
    "now.all_decided": ("Everything is decided.", "全部已决定。"),
    "now.late_title": ("Orders that will break a promise", "将违背承诺的工单"),
    "now.late_row": ("{units:,} pieces, due {due}, promised for {promise}", "{units:,} 件，应于 {due}，承诺 {promise}"),
    "now.prices": ("{count} price{count_s} to lower", "{count} 个待降价"),
    "now.prices_more": (
        "Give them to the shop as a file. Once the orders are placed they can be written into the price plan, which the next plan reads.",
        "可下载文件交给店铺。下达订单后可写入价格计划，供下次计划读取。",
    ),
    "now.set_prices": ("Write them into the price plan", "写入价格计划"),
    "now.look_too": ("What customers look for", "顾客在找什么"),
    "now.all_demand": ("All of demand", "查看全部需求"),
    "now.decided": ("{count} decided", "{count} 项已定"),
    "now.proposed": ("proposed", "建议"),
    "now.as_it_stands": ("{units:,} pieces for {cost} {currency} as it stands", "目前 {units:,} 件，{cost} {currency}"),
    "now.approved": ("approved", "已批准"),
    "now.approved_by": ("by {name}, {day}", "{name}，{day}"),
    "now.released": ("ordered", "已下单"),
    "now.released_by": ("{name} has placed the orders of this plan.", "{name} 已下达此计划的订单。"),
    "now.approve": ("Approve the buy", "批准采购"),
    "now.take_back": ("Take the approval back", "撤回批准"),
    "now.release": ("Place the orders", "下达订单"),
}  # fmt: skip

#: What is pressed for each kind of action, and what is told of it afterwards.
_PRESSED: Mapping[str, tuple[str, str]] = {
    "press.order_done": ("Order", "订购"), "press.order_left": ("Not now", "暂不"),
    "press.hold_done": ("Leave it", "不补"), "press.hold_left": ("Think again", "再议"),
    "press.mark_down_done": ("Lower price", "降价"), "press.mark_down_left": ("Keep price", "保持原价"),
    "press.chase_done": ("Asked", "已催"), "press.chase_left": ("Leave it", "不催"),
    "press.answer_done": ("Answered", "已答复"), "press.answer_left": ("Leave it", "不答"),
    "said.order_done": ("to order", "将订购"), "said.order_left": ("not now", "暂不订"),
    "said.hold_done": ("left", "不补"), "said.hold_left": ("to think about", "待议"),
    "said.mark_down_done": ("price goes down", "将降价"), "said.mark_down_left": ("price stays", "价格不变"),
    "said.chase_done": ("asked", "已催"), "said.chase_left": ("not asked", "未催"),
    "said.answer_done": ("answered", "已答复"), "said.answer_left": ("not answered", "未答"),
}  # fmt: skip

#: Roles of the table of roles.
_ROLES: Mapping[str, tuple[str, str]] = {
    "role.owner": ("owner", "负责人"), "role.planner": ("planner", "计划员"), "role.buyer": ("buyer", "采购员"),
    "role.factory_planner": ("factory planner", "工厂计划员"), "role.supervisor": ("supervisor", "车间主管"),
    "role.station": ("station", "工位"), "role.partner_factory": ("partner factory", "合作工厂"),
    "role.read_only": ("read-only", "只读"),
}  # fmt: skip

SCREENS: Mapping[str, tuple[str, str]] = {
    **CAMPAIGN_PAGES,
    **SHOP_PAGES,
    **_ROLES,
    **_WORK,
    **_FRAME,
    **_DOORS,
    **_TODAY,
    **_PRESSED,
    **GRID,
    **DEMAND,
    **DATA,
    **PEOPLE,
    **FOLLOW,
    **PAPERS,
}
