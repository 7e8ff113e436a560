"""English sentences by reason code; amounts as {name_money} come from facts named {name_cents}."""

from __future__ import annotations

from collections.abc import Mapping

_NEED = (
    "expected demand to serve is {demand_mean:,.0f} (median {demand_median:,.0f}, one in ten above {demand_q90:,.0f}), "
    "after {demand_before:,.0f} wanted before goods arrive, {sold_before:,.0f} of them sold from stock; stock {on_hand_units:,}, on order {on_order_units:,}"
)

_BUY: Mapping[str, str] = {
    "buy.newsvendor": "Each piece is made that its size sells often enough to pay ({needed_chance:.0%}): "
    + _NEED
    + ".",
    "buy.first_order": "A first order, small on purpose, as another can follow: it serves what sells before that one could "
    "be there (about {early_median:,.0f}) and what is surer to sell than a piece would cost then ({again_money:,.2f}); "
    + _NEED
    + ".",
    "buy.raised_minimum": "Raised to the minimum order of {minimum_units:,}, which still pays: " + _NEED + ".",
    "buy.raised_price_break": "Raised to the next price break, which lowers the cost of every piece: " + _NEED + ".",
    "buy.whole_roll": "To the end of a roll of cloth ({roll_units:,} pieces each), so that none is left on it: "
    + _NEED
    + ".",
    "buy.begun_roll": "A roll of cloth makes {roll_units:,} pieces; once it is opened a further piece costs less, and every "
    "piece worth that cost is made: " + _NEED + ".",
    "buy.shelf_cloth": "As many as the cloth on the shelf gives; a further roll would not pay: " + _NEED + ".",
    "buy.raised_style_minimum": "Raised so that the style reaches its minimum of {style_minimum_units:,}: "
    + _NEED
    + ".",
    "buy.less_budget": "Less than the {wanted_units:,} it is worth alone: the budget earns more elsewhere "
    "({missed_money:,.2f} of expected profit forgone); " + _NEED + ".",
    "buy.less_capacity": "Less than the {wanted_units:,} it is worth alone: sewing minutes earn more elsewhere "
    "({missed_money:,.2f} of expected profit forgone); " + _NEED + ".",
    "buy.none": "Nothing to decide for this option.",
    "buy.none_budget": "None, though {wanted_units:,} would pay: the budget earns more elsewhere "
    "({missed_money:,.2f} forgone); " + _NEED + ".",
    "buy.none_capacity": "None, though {wanted_units:,} would pay: sewing minutes earn more elsewhere "
    "({missed_money:,.2f} forgone); " + _NEED + ".",
    "buy.none_style_minimum": "None: the style's minimum of {style_minimum_units:,} would cost more than it earns; "
    + _NEED
    + ".",
    "buy.none_minimum": "None: a few pieces would pay, the minimum order of {minimum_units:,} would not; "
    + _NEED
    + ".",
    "buy.none_margin": "None: the price does not cover the cost of a piece.",
    "buy.none_stock": "None: stock and orders on the way cover what is worth having; " + _NEED + ".",
    "buy.none_yet": "None yet: about {early_median:,.0f} may sell before the next order could be there, and stock or that "
    "order serves demand at less; " + _NEED + ".",
    "buy.none_demand": "None: too little demand is expected to pay for an order; " + _NEED + ".",
    "buy.none_siblings": "None: offered beside its siblings it would take {taken_money:,.2f} of their profit and bring "
    "{forgone_money:,.2f} itself.",
    "buy.sold_ahead": "{firm_units:,} are sold ahead and made for sure, the least order of {minimum_units:,} with them.",
    "buy.sold_ahead_and_more": "{firm_units:,} are sold ahead and made for sure; the others are for the shelf, where "
    + _NEED
    + ".",
    "buy.decided": "Decided on this day already: what was released stands until something new is known.",
    "buy.edited": "The planner's own number ({planned_units:,} was proposed). {note}",
    "buy.rejected": "Rejected by the planner ({planned_units:,} was proposed). {note}",
    "buy.size_stocked": "None of size {size}: its stock of {size_stock_units:,} covers its {size_share:.0%} share.",
    "buy.size_not_worth": "None of size {size}: at a {size_share:.0%} share one more is not worth its cost.",
    "limit.budget": "The budget is used up ({used_money:,.2f} of {allowed_money:,.2f}); "
    "one more unit of money would bring {worth_of_one_more_cents:.2f}.",
    "limit.working_capital": "Goods bind all the working capital of {limit_money:,.2f}: {bound_money:,.2f} in stock and on order, "
    "{used_money:,.2f} in this buy; 1,000 more would earn {worth_of_thousand_money:,.0f}.",
    "limit.capacity": "Sewing minutes are used up ({used_minutes:,.0f} of {allowed_minutes:,.0f}, due by {due_by}); "
    "one more minute would bring {worth_of_one_more_money:.3f}.",
    "limit.open_to_buy": "Open to buy from {from_day} to {to_day} is used up ({used_money:,.2f} of {allowed_money:,.2f}); "
    "one more unit of money would bring {worth_of_one_more_cents:.2f}.",
    "limit.sold_ahead": "What is sold ahead costs {cost_money:,.2f} and takes {minutes:,.0f} sewing minutes: {over_money:,.2f} and "
    "{over_minutes:,.0f} minutes more than there are. It is made all the same.",
    "limit.siblings": "Options of one style take sales from one another (elasticity {style_elasticity:.2f}; of one category "
    "{category_elasticity:.2f}): demand of {moved_options:,} options was moved by what else is on offer, "
    "{withheld_options:,} are left out because they would take more from the others than they bring.",
    "limit.lead": "The last {orders:,} orders, of {weeks} weeks, were planned to be there {days} days after they were placed on "
    "average, not {told_days} as the settings say: the buy counts on {days}.",
    "limit.changes": "Of {capacity_minutes:,.0f} sewing minutes {minutes:,.0f} are kept for changes of style, "
    "{minutes_each:,.0f} each, while a line and its people stand still.",
}

_POSTPONE: Mapping[str, str] = {
    "postpone.hold": "of {metres:,.0f} m in {colours} colours hold {greige:,.0f} m undyed; that is expected to bring "
    "{gain_money:,.2f} more than dyeing everything now.",
    "postpone.none": "dye all {metres:,.0f} m of {colours} colours now: waiting costs more than it saves.",
}

_PACE = (
    "{available_units:,} in stock and on order last {weeks_of_cover:.1f} weeks of {weeks_left} at the expected pace, to the last size "
    "({left_units:,.0f} expected left, {sell_out_chance:.0%} to sell out)"
)
_COURSE: Mapping[str, str] = {
    "course.start": "Start with {buy_units:,}: nothing is sold or ordered yet.",
    "course.scale": "Scale by {buy_units:,}, {sold_units:,.0f} sold so far: " + _PACE + ".",
    "course.hold_limits": "Hold, though {wanted_units:,} more would pay: money or minutes earn more elsewhere; "
    + _PACE
    + ".",
    "course.hold_minimum": "Hold, though {wanted_units:,} more would pay alone: the minimum of its style would cost more than it "
    "earns; " + _PACE + ".",
    "course.hold_covered": "Hold: another order would not pay, and today's price brings the most; " + _PACE + ".",
    "course.stop_markdown": "Stop, and mark down by {discount:.0%} to {new_price_money:,.2f}: that is expected to bring "
    "{gain_money:,.2f} more over the rest of its life than today's price; " + _PACE + ".",
    "course.stop_gone": "Stop: nothing is left or coming, and another order would not pay.",
    "course.stop_over": "Stop: its season is over with {available_units:,} in stock and on order.",
}

_BLIND = "without a test the best is {blind_units:,} pieces, expected profit {blind_money:,.2f}"
_TEST: Mapping[str, str] = {
    "test.order": "Test with {units:,}: worth {worth_money:,.2f} more than deciding now. From {go_units:,} sold on an order "
    "pays (chance {go_chance:.0%}); demand over its life may be {level_low:,.0f} to {level_high:,.0f}; " + _BLIND + ".",
    "test.order_only": "Test with {units:,}, worth {worth_money:,.2f} by its own sales: no outcome would lead to an order; "
    + _BLIND
    + ".",
    "test.budget": "Not tested, though {wanted_units:,} would be worth {missed_money:,.2f}: the test money earns more "
    "elsewhere; " + _BLIND + ".",
    "test.order_now": "Not tested: what a test could teach is worth less than it costs; " + _BLIND + ".",
    "test.not_worth": "Not tested and not ordered: no level of demand from {level_low:,.0f} to {level_high:,.0f} is "
    "likely enough to pay.",
}

_FORECAST: Mapping[str, str] = {
    "forecast.new": "No history of its own yet: forecast from options like it ({alike}; {share:.0%} alike).",
    "forecast.unlike": "Nothing alike has been sold: its nearest are {kinds}, {share:.0%} alike ({alike}). Take it for a guess.",
    "forecast.chosen": "Forecast by {model}, the best for {stage} options when this brand's own past weeks were forecast "
    "again: it was off by {wape:.0%} of units, repeating the last weeks by {naive_wape:.0%}.",
}

_CUT: Mapping[str, str] = {
    "cut.planned": "{lays} lays of {markers} markers, {fabric_m:,.1f} m of fabric, {spare_units:,} spare units; at "
    "most {gap_share:.1%} above the lowest cost possible.",
    "cut.broken": "Not cut: the check of the lays found a broken rule ({rule}; {where}: {found}). This is a bug in "
    "treadle.",
    "cut.many_orders": "{orders} orders are cut, so they share {markers} different markers, each drawn once with "
    "{least_share:.0%} to {most_share:.0%} of the usual work, most where most cloth is cut: some {more_cloth_share:.1%} "
    "more cloth than with all of it.",
    "cut.built_lays": "{orders} orders are cut, so their lays are built and not searched one by one; their {markers} "
    "different markers are each drawn once, with the usual work.",
    "cut.not_drawn": "Markers are being drawn: {fabric_m:,.1f} m, if they use {usual_share:.0%} of the cloth as usual.",
    "cut.nothing": "Nothing to cut.",
    "cloth.none": "{plies} plies have no cloth: {metres:,.1f} m of {fabric_id} {colour} are missing on the shelf.",
    "cloth.narrow": "{plies} plies have no cloth: every roll of {fabric_id} {colour} is narrower than the marker; "
    "{metres:,.1f} m are missing.",
    "cloth.short": "{plies} plies have no cloth: what is left of {fabric_id} {colour} is shorter than a ply, or of "
    "shades that may not be joined; {metres:,.1f} m are missing.",
    "cloth.broken": "No cloth given: the check of the spreading found a broken rule ({rule}). This is a bug in "
    "treadle.",
    "material.short": "Short before it is cut on {cut_day}: {missing:,g} {unit} of {needed:,g} of {material} are neither "
    "on the shelf nor coming. Order them, or name a substitute.",
    "material.late": "Late: {missing:,g} {unit} of {needed:,g} of {material} come only after its cutting begins on "
    "{cut_day}.",
    "material.replaced": "{missing:,g} {unit} of {material} are not there; {names} is taken in its place, by the rule "
    "of table materials.",
    "material.there": "There is enough of {material}.",
    "cut.too_long": "Cannot be cut: one garment of size {sizes} is longer than the longest lay on {fabric} "
    "({longest_mm:,} mm).",
    "cut.no_lays": "Cannot be cut: no lays of at least {least_plies} plies meet the order with at most "
    "{over_share:.0%} to spare.",
}

_SEW: Mapping[str, str] = {
    "sew.bottleneck": "Station {station} sets the pace ({operations} on {machines}): {minutes:.2f} minutes a piece. One "
    "more trained person there would make it {minutes_with_one_more:.2f}.",
    "sew.bottleneck_timed": "Station {station} sets the pace ({operations} on {machines}): {minutes:.2f} minutes a piece, by "
    "{timed:,} pieces that scans timed there. One more trained person there would make it {minutes_with_one_more:.2f}.",
    "sew.no_skill": "Nobody on {line} can do {name} ({operation}): the skill {skill} is missing.",
    "sew.no_machine": "{line} has no machine {machine} for {name} ({operation}).",
    "sew.no_assignment": "The people of {line} cannot share the operations out so that each is done by one who can.",
    "sew.machines_short": "{line} has too few machines: {machines}.",
    "sew.some_factories": "There are {factories} factories, so that each of {bulletins} bulletins was balanced at "
    "{most_each} of them at most: the cheapest, those where it is approved or an order of it stands, and some that link "
    "it with the others; nothing of it is placed elsewhere.",
}

_FACTORY: Mapping[str, str] = {
    "factory.frozen": "Released to {factory}, {line}: it stays there.",
    "factory.given": "{factory}, as it was told.",
    "factory.none": "No factory can take it.",
}

_LATE: Mapping[str, str] = {
    "late.capacity": "{resource} is busy with other orders before it, last with {before}.",
    "late.changeover": "Changeovers on {resource} before it take {setup_minutes:,} minutes, without which it would be in "
    "time; before it runs {before}.",
    "late.cutting_wait": "It waits for the cutting table behind {before}.",
    "schedule.split": "Orders split over several lines, with the number of parts: {orders}. With this, and overtime where some "
    "is worked, the plan is {saved_money:,.2f} cheaper.",
    "schedule.frozen_moved": "{order} was frozen on {line} from {frozen_start} and cannot start then: it starts {start}.",
    "schedule.overtime": "{factory} works overtime on {days} days from {first_day} to {last_day}: all overtime costs "
    "{premium_money:,.2f} beyond the usual price, and the plan is {saved_money:,.2f} cheaper with it.",
    "schedule.power": "Power costs {power_money:,.2f}. {orders} orders begin later for cheaper hours, which saves "
    "{saved_money:,.2f}; it is {order} that risks most: it is there by its due day with {chance_after:.0%}, at once "
    "with {chance:.0%}.",
    "schedule.power_at_once": "Power costs {power_money:,.2f}; no order gains by a later hour.",
    "late.stage_wait": "It waits for {resource} behind {before}.",
    "late.lead_time": "Even alone it could not be there before {earliest_day}: cutting, sewing, finishing and transport "
    "take that long.",
    "late.calendar": "{closed_days} closed days of {factory} lie in its way; the earliest day is {earliest_day}.",
    "late.material": "Its fabric comes on {fabric_ready_day}; the earliest day is {earliest_day}.",
    "late.frozen": "It was released like this and keeps its place.",
    "infeasible.no_capable_factory": "No factory can make it: none of {factories} has a line that can sew {bulletin}.",
    "infeasible.no_work_centre": "No factory can make it: {factories} could sew it but have no work centre for its stage {stage}.",
    "infeasible.not_placed": "Nobody makes it: no factory was chosen for it.",
    "infeasible.below_minimum": "No factory takes it: {units:,} units are below the {minimum_units:,} that {factory} asks "
    "for.",
}

_BUFFER = "{buffer_days} day{buffer_days_s} on top of the planned {planned_day}, so that it is kept with a probability of {probability:.0%}."

_PROMISE: Mapping[str, str] = {
    "promise.resource": "Not earlier because {resource} is busy with {before}; " + _BUFFER,
    "promise.material": "Not earlier because its fabric comes on {fabric_ready_day}; " + _BUFFER,
    "promise.lead_time": "Not earlier because cutting, sewing, finishing and transport take that long; " + _BUFFER,
    "promise.frozen": "It keeps the place it was released with; " + _BUFFER,
    "pace.slower": "{factory} has been {off_share:.0%} slower than told (orders seen: {orders:,}); promises count on that.",
    "pace.quicker": "{factory} has been {off_share:.0%} quicker than told (orders seen: {orders:,}); promises count on that.",
    "pace.as_told": "{factory} has been as quick as told (orders seen: {orders:,}); promises count on how far its orders "
    "strayed.",
}

_MOVED = (
    "demand to serve {demand_before:,.1f} → {demand_now:,.1f}, on hand {on_hand_before:,} → {on_hand_now:,}, "
    "on order {on_order_before:,} → {on_order_now:,}."
)
_CHANGE: Mapping[str, str] = {
    "change.new": "The option is new in the plan.",
    "change.gone": "The option is no longer in the plan.",
    "change.demand": "Expected demand moved most: " + _MOVED,
    "change.stock": "Stock moved most: " + _MOVED,
    "change.order": "What is on order moved most: " + _MOVED,
    "change.released": "It was released and is on order now: " + _MOVED,
    "change.price": "The price changed: " + _MOVED,
    "change.other_way": "What moved of its own asks for the opposite; price breaks, minimum orders, budget or sewing minutes "
    "decided: " + _MOVED,
    "change.limits": "Nothing of its own changed; budget, sewing minutes or minimum orders fell elsewhere: " + _MOVED,
}

_RUSH_DAYS = "planned for {planned_day}, promised for {promise_day}; {moved_orders} orders become later"
_RUSH: Mapping[str, str] = {
    "rush.accept_worth": "It adds {added_money:,.2f} of cost and earns {worth_money:,.2f}: " + _RUSH_DAYS + ".",
    "rush.refuse_worth": "It adds {added_money:,.2f} of cost and earns only {worth_money:,.2f}: " + _RUSH_DAYS + ".",
    "rush.infeasible": "No factory can make it: {why}.",
    "balance.given": "The minutes per unit were given, not balanced.",
}

_REFILL: Mapping[str, str] = {
    "refill.sells": "{units} more are expected to sell {extra_units:,.1f} units more than they would elsewhere: the shop "
    "has {stock_units}, the warehouse {warehouse_units}.",
    "refill.display": "{units} make the shop's display whole, which is expected to sell {extra_units:,.1f} units more: "
    "it has {stock_units}, the warehouse {warehouse_units}.",
    "refill.key_sizes": "A shop that runs out of a key size takes the option off its display; {units} more keep it there "
    "longer, which is expected to sell {extra_units:,.1f} units more: it has {stock_units}, the warehouse {warehouse_units}.",
    "transfer.sells": "{units} of a parcel of {parcel_units} are expected to sell {extra_units:,.1f} units more there "
    "than here, the parcel {parcel_extra_units:,.1f}.",
}

ENGLISH: Mapping[str, str] = {
    **_BUY,
    **_COURSE,
    **_POSTPONE,
    **_TEST,
    **_FORECAST,
    **_CUT,
    **_SEW,
    **_FACTORY,
    **_LATE,
    **_PROMISE,
    **_RUSH,
    **_REFILL,
    **_CHANGE,
}
