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
    OutTable(
        name="flow",
        doc="What `treadle flow --out` writes: what each lot meets on the line, moved in every way.",
        columns=(
            out("kind", "text", "moved", "How work moves: in bundles, on hangers or hand to hand."),
            out("lot_units", "units", "lot", "Garments of the lot."),
            out("wip_units", "mean_units", "WIP", "Garments between first and last stitch, on average."),
            out("lead_minutes", "minutes", "on the way", "From first to last stitch, on average over garments."),
            out("made_minutes", "minutes", "made in", "Until the whole lot is sewn."),
            out("efficiency", "share", "efficiency", "Standard minutes of the lot, as a share of the minutes paid."),
            out("blocked_share", "share", "blocked", "Part of the time in which people held a finished piece."),
        ),
    ),
    OutTable(
        name="piece_pay",
        doc="What `treadle pay --out` writes: accepted pieces by operator, operation, order, rate, with scans.",
        columns=(
            out("operator_id", "id", "operator", "Who sewed."),
            out("operation_id", "id", "operation", "The operation."),
            out("order_id", "id", "order", "The order."),
            out("units", "units", "units", "Accepted pieces."),
            out("rate_cents", "cents", "rate", "For one piece."),
            out("pay_cents", "cents", "pay", "Pieces times rate."),
            out("scan_ids", "ids", "scans", "The scans that the pieces come from."),
        ),
    ),
    OutTable(
        name="pieces_by_hour",
        doc="What `treadle floor --hours` writes: accepted pieces by operator, operation and hour, with their scans.",
        columns=(
            out("operator_id", "id", "operator", "Who sewed."),
            out("operation_id", "id", "operation", "The operation."),
            out("begins_at", "instant", "hour", "When the hour begins."),
            out("units", "units", "units", "Accepted pieces."),
            out("scan_ids", "ids", "scans", "The scans that the pieces come from."),
        ),
    ),
    OutTable(
        name="packing_list",
        doc="What `treadle pack --list` and `ship --list` write: what is in which carton.",
        columns=(
            out("carton_id", "id", "carton", "The carton, by its SSCC."),
            out("order_id", "id", "order", "The order it was packed for."),
            out("kind", "text", "kind", "How it is filled: solid, ratio or assorted."),
            SKU,
            out("units", "units", "units", "Pieces in the carton."),
            may("from_order_id", "id", "made for", "The order that they were made for, where it is another."),
            may("shipment_id", "id", "shipment", "The shipment it left with."),
            may("place_id", "id", "to", "Where it went."),
        ),
    ),
    OutTable(
        name="sourcing",
        doc="What `treadle source split --out` writes: who makes how many pieces of which order, or nobody.",
        columns=(
            out("order_id", "id", "order", "The order to place."),
            may("factory_id", "id", "factory", "Who makes it; empty: nobody."),
            out("units", "units", "units", "Pieces that are made there, or by nobody."),
            may("arrival_day", "day", "there on", "Day on which they are there as the factory says."),
            may("on_time_share", "share", "in time", "Probability that they are there by the due day."),
            may("price_cents", "cents", "price", "What the pieces cost."),
            may("setup_cents", "cents", "set-up", "What is paid once."),
            may("transport_cents", "cents", "freight", "What bringing them costs."),
            may("duty_cents", "cents", "duty", "What is paid at the border."),
            may("lateness_cents", "cents", "lateness", "Lateness that is to be expected, by the factory's record."),
            may("quality_cents", "cents", "not good", "Pieces that are to be expected not to be good."),
            may("slippage_cents", "cents", "above quote", "What is to be expected beyond the quote."),
            out("reason", "text", "why", "Why this factory, or why nobody, as a sentence."),
        ),
    ),
    OutTable(
        name="factory_scores",
        doc="What `treadle source score --out` writes: how each factory kept its word, with the interval that holds a "
        "figure with 80 %.",
        columns=(
            out("factory_id", "id", "factory", "The factory."),
            out("orders", "count", "orders", "Orders of it that ended."),
            *(
                out(f"{name}{end}", kind, f"{heading}{told}", f"{doc}{said}")
                for name, kind, heading, doc in (
                    ("on_time_share", "share", "on time in full", "Orders there in full by their promise"),
                    ("defects_share", "share", "defects a garment", "Defects per garment inspected"),
                    ("short_share", "share", "short", "Pieces ordered that were not accepted"),
                    ("price_share", "share", "above quote", "What was paid beyond the quote, as a share of it"),
                    ("spread_days", "mean_days", "days apart", "How far orders of it scatter about their usual day"),
                )
                for end, told, said in (
                    ("", "", "."),
                    ("_low", ", low", "; one in ten lies below."),
                    ("_high", ", high", "; one in ten lies above."),
                )
            ),
            out(
                "late_days", "mean_days", "days late", "Days after the promise on which the next order is likely there."
            ),
        ),
    ),
    OutTable(
        name="print_runs",
        doc="What `treadle gang --out` writes: where each panel lies in which print run.",
        columns=(
            out("run", "count", "run", "The print run, from 1."),
            out("order_id", "id", "order", "The order the panel is for."),
            out("panel_id", "id", "panel", "The panel."),
            out("x_mm", "exact_mm", "x mm", "Where it lies along the cloth."),
            out("y_mm", "exact_mm", "y mm", "Where it lies across the cloth."),
        ),
    ),
)
