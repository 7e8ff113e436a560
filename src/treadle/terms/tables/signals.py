"""The tables of what customers did, and of what people look for elsewhere."""

from __future__ import annotations

from treadle.terms.signal import SIGNAL_KINDS
from treadle.terms.table_spec import TableSpec, may, need
from treadle.terms.tables.products import DAYS_IN_ORDER

SIGNALS_TABLE = TableSpec(
    name="signals",
    doc="What customers did: one row per act, or one row per daily or weekly total (then `period_days` is 1 or 7 and "
    "`happened_at` the first day of the period). A row names a SKU, an option or the words of a search.",
    key=("signal_id",),
    is_signal=True,
    one_of=(("sku", "option_id", "query"),),
    columns=(
        may("signal_id", "id", "identity of the row; empty: its file and row number"),
        need("happened_at", "moment", "when it happened; without an offset in the brand's time zone"),
        may("known_at", "moment", "when the brand could know it; empty: when it happened, for totals the end of "
            "the period"),
        need("kind", "text", "what was done", allowed=SIGNAL_KINDS),
        may("sku", "id", "what it was done to", refers_to="products.sku"),
        may("option_id", "id", "the same, where only the option is known", refers_to="products.option_id"),
        may("query", "text", "words of a search"),
        may("customer_id", "id", "who did it, under any name that stays the same"),
        may("channel", "text", "web, app, marketplace, shop, …"),
        may("shop", "id", "which shop, where it matters"),
        may("units", "number", "pieces, or acts in a total", least=0, is_whole=True, default="1"),
        may("price", "money", "price of one piece that was seen or paid", unit="currency", least=0),
        may("period_days", "whole", "0 for an act, 1 for a day's total, 7 for a week's", unit="days", least=0,
            default="0", allowed=("0", "1", "7")),
    ),
)  # fmt: skip

PLANNER_TABLE = TableSpec(
    name="planner_forecast",
    doc="The planner's own numbers, kept as they were said: the league of forecasts scores them beside the models.",
    key=("option_id", "from_day", "said_on"),
    in_order=(DAYS_IN_ORDER,),
    columns=(
        need("option_id", "id", "which option", refers_to="products.option_id"),
        need("from_day", "day", "first day"),
        need("to_day", "day", "last day"),
        need("units", "number", "pieces expected to be wanted from the first to the last day", unit="pieces", least=0),
        need("said_on", "day", "the day on which this was said; it is scored against what came later"),
    ),
)  # fmt: skip

INTEREST_TABLE = TableSpec(
    name="interest",
    doc="What people look for elsewhere, such as Google Trends: a relative index. Only rows of one window (one "
    "download) can be compared; a plan brings windows that overlap to one scale.",
    key=("term", "region", "window", "first_day"),
    columns=(
        need("term", "text", "words of the search"),
        need("region", "text", "where it was searched"),
        need("first_day", "day", "first day of the period"),
        need("period_days", "whole", "1 for days, 7 for weeks, 30 for calendar months", unit="days", least=1,
             allowed=("1", "7", "30")),
        need("window", "text", "which download the index belongs to"),
        need("index", "number", "interest relative to the window's highest", least=0, most=1_000_000),
    ),
)  # fmt: skip
