"""Tables of cutting, sewing and scheduling."""

from __future__ import annotations

from treadle.terms.schema.buying import COLOUR, SKU, STYLE
from treadle.terms.schema.column import OutTable, may, out
from treadle.terms.schema.signals import OPTION

WORK_ORDER = out("work_order_id", "id", "work order", "The work order.")
_CUT_ORDER = out("cut_order_id", "id", "cut order", "The order that is cut together.")
_LAY = out("lay_id", "id", "lay", "The lay: a stack of cloth that is cut in one go.")
_FABRIC = out("fabric_id", "id", "fabric", "The cloth.")
_FACTORY = out("factory_id", "id", "factory", "The factory.")
_LINE = out("line_id", "id", "line", "The sewing line.")
_BULLETIN = out("bulletin_id", "id", "bulletin", "The bulletin: the operations of a style.")
_MARKER = out("marker_id", "id", "marker", "The marker: the drawing of the pieces on the cloth.")

SLOT_COLUMNS = (
    WORK_ORDER,
    out("stage", "text", "stage", "cut, sew, finish, transport or the stage of a work centre."),
    _FACTORY,
    out("resource_id", "id", "where", "The cutting table, sewing line or work centre."),
    out("starts", "moment", "starts", "When it begins."),
    out("ends", "moment", "ends", "When it ends."),
    out("start_minute", "minute", "start minute", "When it begins, since midnight of the plan's day."),
    out("end_minute", "minute", "end minute", "When it ends, since midnight of the plan's day."),
    out("setup_minutes", "minute", "set-up min", "Minutes of setting up before it, within it."),
)

MAKING_TABLES: tuple[OutTable, ...] = (
    OutTable(
        name="cut_plans",
        doc="How each order is cut.",
        columns=(
            _CUT_ORDER,
            STYLE,
            _FABRIC,
            out("lays", "count", "lays", "How many lays it takes."),
            out("units_wanted", "units", "wanted", "Units of the buy."),
            out("units_cut", "units", "cut", "Units that the lays yield, spare ones too."),
            out("fabric_m", "m", "fabric m", "Cloth of all lays."),
            out("cost_cents", "cents", "cost", "What cloth and cutting cost."),
            out("status", "text", "status", "optimal, feasible or infeasible."),
            out("gap_share", "share", "gap", "By how much another plan could cost less, at most."),
            out("reason", "reason", "why", "Why it is cut so."),
        ),
    ),
    OutTable(
        name="lays",
        doc="Every lay, a colour of it per row.",
        columns=(
            _CUT_ORDER, _LAY, _MARKER, OPTION,
            out("ratio", "text", "garments per ply", "Garments of each size in the marker, such as 'S:1 M:2'."),
            out("garments_per_ply", "count", "garments", "Garments of all sizes in the marker."),
            out("plies", "count", "plies", "Layers of the colour."),
            out("length_mm", "mm", "length mm", "Length of the lay."),
            out("spread_id", "id", "spread with", "Lays that lie end to end, set up once."),
        ),
    ),
    OutTable(
        name="markers",
        doc="Every marker that the lays use.",
        columns=(
            _MARKER,
            out("pieces", "count", "pieces", "Pieces that lie in it."),
            out("width_mm", "exact_mm", "width mm", "Width of cloth it may use."),
            out("length_mm", "exact_mm", "length mm", "Its length."),
            out("efficiency", "share", "efficiency", "Area of the pieces, as a share of the cloth."),
            out("made_by", "text", "made by", "The nester that drew it."),
        ),
    ),
    OutTable(
        name="placements",
        doc="Where each piece lies in its marker: mirrored, turned about (0, 0), then moved.",
        columns=(
            _MARKER,
            out("piece_id", "id", "piece", "The cut part of the garment."),
            out("size", "text", "size", "Its size."),
            out("is_mirrored", "flag", "mirrored", "Whether it is mirrored about its grain line."),
            out("copy", "count", "copy", "Which of its copies, from 0."),
            out("x_mm", "exact_mm", "x mm", "Where it is moved to along the cloth."),
            out("y_mm", "exact_mm", "y mm", "Where it is moved to across the cloth."),
            out("rotation_deg", "degrees", "turned", "By how much it is turned, counter-clockwise."),
        ),
    ),
    OutTable(
        name="spreading",
        doc="Which roll lies where in which lay; plies count from 1 within a lay's option.",
        columns=(
            _CUT_ORDER, _LAY, OPTION,
            out("first_ply", "count", "from ply", "The first ply of the stretch."),
            out("last_ply", "count", "to ply", "Its last ply."),
            out("label", "id", "roll", "The roll or remnant as it lies on the shelf."),
            out("shade", "text", "shade", "Its shade."),
            out("at_mm", "mm", "marker from mm", "Where it begins in the marker."),
            out("until_mm", "mm", "marker to mm", "Where it ends in the marker."),
            out("roll_id", "id", "counted as", "The roll as it was counted."),
            out("from_mm", "mm", "roll from mm", "Where it begins on that roll."),
            out("to_mm", "mm", "roll to mm", "Where it ends on that roll."),
        ),
    ),
    OutTable(
        name="rolls_used",
        doc="What becomes of each roll that is touched: laid, kept or lost.",
        columns=(
            _FABRIC, COLOUR,
            out("label", "id", "roll", "The roll or remnant as it lies on the shelf."),
            out("length_m", "m", "length m", "Its length."),
            out("laid_m", "m", "laid m", "What lies in lays."),
            out("remnants_m", "metres", "kept m", "Remnants that go back on the shelf."),
            out("lost_m", "m", "lost m", "What serves nothing."),
        ),
    ),
    OutTable(
        name="cloth_short",
        doc="Plies for which there is no cloth on the shelf.",
        columns=(
            _CUT_ORDER, _LAY, OPTION, _FABRIC, COLOUR,
            out("plies", "count", "plies", "Plies without cloth."),
            out("missing_m", "m", "missing m", "How much cloth is missing."),
            out("reason", "reason", "why", "Why there is none."),
        ),
    ),
    OutTable(
        name="materials",
        doc="What each order takes of trims and thread before it is cut, and what is short then; first cut first.",
        columns=(
            WORK_ORDER,
            out("material_id", "id", "trim", "The material."),
            out("unit", "text", "unit", "How it is counted."),
            out("cut_day", "day", "cut from", "The day on which the cutting of the order begins."),
            out("needed", "figure", "needed", "What the order takes of it, waste included."),
            out("taken", "figure", "is there", "What is on the shelf, or comes by that day."),
            out("replaced", "text", "in its place", "What is taken in its place, by the rule of table materials."),
            out("late", "figure", "comes later", "What comes, but after the cutting begins."),
            out("short", "figure", "short", "What is missing then, whatever comes."),
            out("reason", "reason", "why", "Why there is enough of it, or not."),
        ),
    ),
    OutTable(
        name="balances",
        doc="Every bulletin in use on every sewing line.",
        columns=(
            _BULLETIN, _LINE,
            out("status", "text", "status", "balanced or infeasible."),
            out("pitch_minutes", "minutes", "pitch min", "Standard minutes of a garment, by operator."),
            out("minutes_per_unit", "minutes", "cycle min", "Minutes from garment to garment at the slowest station."),
            out("line_efficiency", "share", "line efficiency", "Standard minutes made, as a share of those paid."),
            out("bottleneck_station_id", "id", "bottleneck", "The slowest station."),
            out("reason", "reason", "what would help", "What holds the line back."),
        ),
    ),
    OutTable(
        name="stations",
        doc="Who does what on each line.",
        columns=(
            _BULLETIN, _LINE,
            out("station_id", "id", "station", "The place on the line."),
            out("operator_ids", "ids", "operators", "Who stands there."),
            out("operation_ids", "ids", "operations", "The operations they share."),
            out("minutes_per_unit", "minutes", "minutes", "Minutes a garment takes there."),
        ),
    ),
    OutTable(
        name="work_orders",
        doc="Who makes each work order, by when, and what is promised; an order that is split has a row per part.",
        columns=(
            WORK_ORDER,
            out("cut_order_id", "id", "cut order", "The cut order it is part of, or is itself."),
            STYLE, _FACTORY, _LINE,
            out("units", "units", "units", "Units of all SKUs."),
            out("due_day", "day", "due day", "The day it is asked for."),
            may("planned_day", "day", "planned day", "The day it is there if all goes as planned."),
            may("promise_day", "day", "promise day", "The day that is told; empty where no factory can make it."),
            out("late_days", "days", "late days", "Days of the planned day after the due day."),
            out("status", "text", "status", "kept (promised by then), at risk (planned by then), late or infeasible."),
            out("cost_cents", "cents", "cost", "What making it costs."),
            out("spread_and_cut_minutes", "minutes", "cutting min", "Minutes of spreading and cutting; 0: released."),
            out("is_released", "flag", "released", "Whether it was released before this plan."),
            out("factory_reason", "reason", "why this factory", "Why this factory, and which cannot take it."),
            out("line_reason", "reason", "why this line", "What the next-best line costs; empty where fixed."),
            out("late_reason", "reason", "why not kept", "Why it is at risk, late or impossible; empty where kept."),
            out("promise_reason", "reason", "why not promised earlier", "Why the promise is not earlier."),
        ),
    ),
    OutTable(
        name="work_order_units",
        doc="The sizes and colours of each work order.",
        columns=(WORK_ORDER, SKU, out("units", "units", "units", "Units of the SKU.")),
    ),
    OutTable(
        name="load",
        doc="Each sewing line week by week: its working minutes from the plan's day on, and what is planned in them.",
        columns=(
            _FACTORY, _LINE,
            out("week_from", "day", "week from", "Monday of the week."),
            out("capacity_minutes", "minute", "minutes there are", "Working minutes of the line, overtime included."),
            out("planned_minutes", "minute", "minutes planned", "Minutes of sewing and of changes of style."),
            out("share", "share", "load", "Planned minutes as a share of those that there are."),
            out("orders", "count", "orders", "Work orders that are sewn in it."),
            out("late_cents", "cents", "late costs", "What the lateness of the orders that begin in it costs."),
            out("hour_cents", "cents", "an hour more", "What an hour more would save of lateness behind it."),
            out("reason", "reason", "why", "What it sews, and what it could sew beside that."),
        ),
    ),
    OutTable(
        name="overtime",
        doc="Days on which a factory works longer.",
        columns=(
            _FACTORY,
            out("day", "day", "day", "The day on which it does."),
            out("minutes", "minute", "minutes", "How much longer it may work."),
        ),
    ),
    OutTable(name="slots", doc="The schedule: what stands where, from when to when.", columns=SLOT_COLUMNS),
)  # fmt: skip
