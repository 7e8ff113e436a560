"""Tables of what the signals said."""

from __future__ import annotations

from treadle.terms.schema.column import OutColumn, OutTable, may, out

OPTION = out("option_id", "id", "option", "The option: a design in a colour.")
WEEK = out("week_start", "day", "week from", "First day of the week.")
_SOLD = out("sold_units", "mean_units", "sold", "Units sold in the week.")
_CAME_OVER = out(
    "came_over_units", "mean_units", "came over",
    "Units sold to those who wanted a neighbour whose shelf was empty; with the demand never fewer than were sold.",
)  # fmt: skip
_RETURNED = out("returned_units", "mean_units", "returned", "Units that came back in the week.")
_SHELF = out(
    "in_stock_share", "share", "in stock", "Part of the week's live days on which it could be bought and was watched."
)
_PRICE = out("price_cents", "mean_cents", "price", "Mean price of the week, per piece.")


def _traffic(doc: str) -> tuple[OutColumn, ...]:
    return tuple(
        out(name, "acts", name, f"{told} in the week{doc}.")
        for name, told in (
            ("views", "Looks at a page"), ("searches", "Searches that led there"), ("carts", "Pieces put into a cart"),
            ("wishes", "Pieces put on a wish list"),
        )
    )  # fmt: skip


SIGNAL_TABLES: tuple[OutTable, ...] = (
    OutTable(
        name="history",
        doc="Sales and demand of each SKU at each shop, week by week from its launch to the last whole week.",
        columns=(
            out("sku", "id", "SKU", "The SKU: an option in a size."),
            out("shop", "text", "shop", "The shop; empty where the brand has none."),
            WEEK,
            _SOLD,
            _RETURNED,
            out("cancelled_units", "mean_units", "cancelled", "Units whose order was cancelled."),
            out(
                "demand_units",
                "mean_units",
                "demand",
                "What would have sold with a full shelf: sold, and what an empty shelf turned away, less what came "
                "over from a neighbour's empty shelf.",
            ),
            _CAME_OVER,
            out("demand_low", "mean_units", "demand, low", "Low end of the 80 % interval of demand."),
            out("demand_high", "mean_units", "demand, high", "High end of the 80 % interval of demand."),
            _SHELF,
            _PRICE,
            *_traffic(", where they named the SKU itself"),
        ),
        is_filled=True,
    ),
    OutTable(
        name="option_history",
        doc="The history of each option: its SKUs added up, with the traffic that named the option only.",
        columns=(
            OPTION,
            WEEK,
            _SOLD,
            _RETURNED,
            out("demand_units", "mean_units", "demand", "What would have sold with a full shelf."),
            _CAME_OVER,
            _SHELF,
            _PRICE,
            *_traffic(""),
        ),
        is_filled=True,
    ),
    OutTable(
        name="traffic",
        doc="All looks and wishes by option and week, also before its launch; weeks without any have no row.",
        columns=(OPTION, WEEK, *_traffic("")),
        is_filled=True,
    ),
    OutTable(
        name="left_out",
        doc="Signals that count nowhere, and the rule that found them.",
        columns=(
            out("rule", "text", "rule", "The rule that left it out, such as 'robot' or 'test order'."),
            out("signal_id", "id", "signal", "The signal."),
            out("happened_at", "instant", "happened at", "When it happened."),
            out("kind", "text", "kind", "What was done: view, search, cart, wish, order, return or cancel."),
            may("sku", "id", "SKU", "The SKU it names."),
            may("option_id", "id", "option", "The option it names."),
            may("query", "text", "search", "The words of a search."),
            may("customer_id", "id", "customer", "Who did it."),
            may("channel", "text", "channel", "Where it was done."),
            out("units", "mean_units", "units", "Units it counts."),
            may("price_cents", "cents", "price", "Price of a piece."),
        ),
        is_filled=True,
    ),
    OutTable(
        name="intent",
        doc="What an act is worth in units of demand, by category and kind of act.",
        columns=(
            out("category", "text", "category", "The category of goods."),
            out("kind", "text", "act", "The kind of act: view, search, cart or wish."),
            out("acts", "acts", "acts", "How many there were."),
            out("units_each", "mean_units", "units that follow one", "Units that follow one more act, on its own."),
            out("units_low", "mean_units", "low (10 %)", "Low end of the 80 % interval."),
            out("units_high", "mean_units", "high (90 %)", "High end of the 80 % interval."),
            out("units_beside", "mean_units", "beside the others", "What is left of it once other acts are known."),
            out("lead_days", "mean_days", "days ahead", "Days from the act to its units, on average."),
            out("traced_orders", "count", "traced orders", "Orders known to follow such an act of the same customer."),
        ),
        is_filled=True,
    ),
    OutTable(
        name="rising",
        doc="What is really up and keeps up: options, attributes and searches.",
        columns=(
            out("kind", "text", "kind", "'option', 'attribute', 'search' or 'searched attribute'."),
            out("name", "text", "what", "What is up."),
            out("week_start", "day", "listed", "The week of the last list that holds it."),
            out("before_per_week", "acts", "a week before", "Acts a week before it was first listed."),
            out("now_per_week", "acts", "a week now", "Acts a week now."),
            out("rise", "times", "times its share", "Its rate against what its share before would have given."),
            out("chance", "share", "chance", "How likely that is where nothing rises."),
            out("since_week", "day", "since", "The first week of the run of lists that hold it."),
            out("demand_rise", "times", "demand, times", "The same rise of demand."),
            may("sales_since_week", "day", "sales up since", "Since when demand is listed as up as well."),
            may("ahead_days", "days", "days ahead", "Days by which looks were ahead of demand."),
        ),
        is_filled=True,
    ),
    OutTable(
        name="rising_record",
        doc="How lists of what is rising did in the past, by kind.",
        columns=(
            out("kind", "text", "kind", "The kind of list."),
            out("false_alarm_share", "share", "false alarms", "How often a list may hold anything by chance."),
            out("lists", "count", "lists", "Lists that were made."),
            out("lists_with_any", "count", "with any", "Lists that held anything."),
            out("demand_rises", "count", "demand rises", "How often demand was listed as up of what had enough looks."),
            out("seen_in_time", "count", "seen in time", "In how many of those looks were listed by then."),
            out("seen_earlier", "count", "seen earlier", "In how many of those looks were listed earlier."),
            may("median_ahead_days", "mean_days", "days ahead", "Median of the days between."),
        ),
        is_filled=True,
    ),
    OutTable(
        name="unmet_searches",
        doc="What people search for in vain.",
        columns=(
            out("query", "text", "search", "The words of the search."),
            out("why", "text", "why", "'not in range', 'hard to find' or 'not understood'."),
            out("asks_for", "text", "asks for", "What was understood of it."),
            out("missing", "text", "missing", "What no option has."),
            out("fitting_options", "count", "options that fit", "Options that have all that is asked for."),
            out("searches_now", "acts", "searches now", "Searches in the last weeks."),
            out("searches_before", "acts", "before", "Searches in the weeks before those."),
            out("unled_share", "share", "led nowhere", "Share of the searches that led to no option."),
        ),
        is_filled=True,
    ),
    OutTable(
        name="outside_interest",
        doc="Interest in search terms outside the brand, by term and whole week.",
        columns=(
            out("term", "text", "term", "The search term."),
            out("region", "text", "region", "Where it is searched."),
            WEEK,
            out("index", "index", "index", "Searches, from 0 to 100 in each region."),
        ),
        is_filled=True,
    ),
)
