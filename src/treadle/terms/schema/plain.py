"""Tables that single commands write from plain files."""

from __future__ import annotations

from treadle.terms.schema.buying import SKU
from treadle.terms.schema.column import OutTable, fits, may, out
from treadle.terms.schema.making import SLOT_COLUMNS, WORK_ORDER

_SITE = may("site", "text", "site", "The site, where the stock file has sites.")

PLAIN_TABLES: tuple[OutTable, ...] = (
    OutTable(
        name="replenishment",
        doc="What `treadle replenish` writes: a row per row of the stock file.",
        columns=(SKU, _SITE, out("units", "units", "units", "Units to order.")),
    ),
    OutTable(
        name="shipments",
        doc="What `treadle refill` and `transfer` write: goods from site to site.",
        columns=(
            SKU,
            out("from_site", "text", "from", "Where they are."),
            out("to_site", "text", "to", "Where they go."),
            out("units", "units", "units", "Pieces to send."),
            out("extra_units", "mean_units", "sales it adds", "Sales that the shipment is expected to add."),
            out("reason", "text", "why", "Why, as a sentence."),
        ),
    ),
    OutTable(
        name="schedule",
        doc="What `treadle schedule --out` and `rush --out` write as CSV: what stands where, from when to when.",
        columns=SLOT_COLUMNS,
    ),
    OutTable(
        name="promises",
        doc="What `treadle promise --out` writes: by which day each order is there with which probability.",
        columns=(
            WORK_ORDER,
            out("due_day", "day", "due", "The day it is asked for."),
            may("planned_day", "day", "planned", "The day it is there if all goes as planned."),
            fits("day_0.5 …", r"day_[\d.]+", "day", "day by probability", "The day it is there with that probability."),
        ),
    ),
)
