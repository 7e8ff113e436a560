"""Tables of what is on order, and of what the planner decided before."""

from __future__ import annotations

from treadle.terms.schema.column import OutTable, out

ORDER_TABLES: tuple[OutTable, ...] = (
    OutTable(
        name="actions",
        doc="What to do today, the one worth most first: order, hold, mark_down, chase or answer.",
        columns=(
            out(
                "action",
                "text",
                "action",
                "order, hold (none is ordered though some are missing), mark_down, chase "
                "(an order that is overdue) or answer (a question).",
            ),
            out("name", "text", "of what", "What people call the goods."),
            out("style_id", "id", "style", "The style it is about."),
            out("option_id", "id", "option", "The option it is about; empty where it is of several of the style."),
            out("order_id", "id", "order", "The order it is about; empty where it is of none."),
            out("units", "units", "units", "Units it is about."),
            out("cost_cents", "cents", "ties up", "What it ties up at once."),
            out(
                "done_cents",
                "cents",
                "brings if done",
                "What the goods bring from today on if it is done, costs of what is ordered taken off.",
            ),
            out("undone_cents", "cents", "if not", "What they bring if it is not done."),
            out("worth_cents", "cents", "worth", "What doing it is worth: the difference."),
            out("reason", "reason", "why", "Why, in a sentence."),
        ),
    ),
    OutTable(
        name="on_order",
        doc="Released orders of which something is still to come: those longest late first, then by promise day.",
        columns=(
            out("order_id", "id", "order", "The order."),
            out("style_id", "id", "style", "The style it is of."),
            out("factory_id", "id", "factory", "Who makes it; empty where it is bought in."),
            out("status", "text", "status", "asked (a count of the stock says that it came), overdue, or in time."),
            out("ordered_units", "units", "ordered", "Units released, and added since."),
            out("received_units", "units", "received", "Units that came and can be sold."),
            out("cancelled_units", "units", "cancelled", "Units that will not come."),
            out("open_units", "units", "open", "Units still to come."),
            out("due_day", "day", "due day", "When they must be on the shelf."),
            out(
                "promise_status", "text", "against due day", "kept, at risk or late: the day told against the due day."
            ),
            out("promise_day", "day", "promised", "The day promised."),
            out("late_days", "days", "days late", "Days since the day promised."),
            out("comes_q10_day", "day", "comes, one in ten", "There by then with a chance of one in ten."),
            out("comes_q50_day", "day", "comes, even chance", "There by then with an even chance."),
            out("comes_q90_day", "day", "comes, nine in ten", "There by then with a chance of nine in ten."),
            out("cost_cents", "cents", "cost", "What it costs, changes paid for among it."),
            out("reason", "reason", "why", "What is known of its coming, or what must be asked."),
        ),
    ),
    OutTable(
        name="decisions",
        doc="The planner's own numbers of earlier plans and amendments, the newest on each line.",
        columns=(
            out("line_id", "id", "line_id", "The line of the buy."),
            out("sku", "id", "SKU", "The SKU: an option in a size."),
            out("decided_on", "day", "decided on", "The day of the plan or amendment."),
            out("planned_units", "units", "was proposed", "Units that were proposed, or on order."),
            out("units", "units", "decided", "The planner's own number."),
            out("until", "day", "until", "The last day on which it holds."),
            out("moved_share", "share", "expected since", "How much more is expected of its option than was then."),
            out("status", "text", "status", "stands, ended (its day is over) or overtaken (demand moved on)."),
            out("note", "text", "note", "What the planner said."),
            out("reason", "reason", "why", "The decision in a sentence."),
        ),
    ),
)
