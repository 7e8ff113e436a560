"""Tables that say how things are made: patterns, cloth, operations, factories."""

from __future__ import annotations

from treadle.terms.cutting import SPREADS
from treadle.terms.schedule import STAGES_AFTER, STAGES_BEFORE
from treadle.terms.table_spec import Alike, InOrder, Middle, TableSpec, may, need

FACTORY = need("factory_id", "id", "which factory", refers_to="factories.factory_id")
IN_MM = "Is it in cm or inches? 150 cm are 1500 mm"
IN_SECONDS = "Are these seconds? 45 seconds are 0.75 minutes"
IN_HOURS = "Is it in seconds or hundredths?"
PER_CENT = "Is it in per cent? 80 per cent is 0.80"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

PIECES = TableSpec(
    name="pieces",
    doc="Cut parts of each pattern, one row per size and piece, as polygons in millimetres.",
    key=("pattern_id", "size", "piece_id"),
    columns=(
        need("pattern_id", "id", "which pattern"),
        need("size", "text", "size, as in the size scale of the styles cut by it"),
        need("piece_id", "id", "front, back, sleeve, …"),
        need("outline", "outline", "corners x,y in order, first not repeated; seam allowance included", unit="mm",
             least=0, is_above_least=True, most=50_000, likely_least=20, likely_most=3_000,
             advice="Is it in another unit? No piece of a garment is under 2 cm or over 3 m long"),
        may("grain_deg", "number", "direction of the grain in the drawing, counter-clockwise from x", unit="degrees",
            least=-360, most=360, default="0"),
        may("quantity", "whole", "how many a garment needs", unit="pieces", least=1, most=500, likely_most=30,
            default="1"),
        may("is_pair", "flag", "half of them mirrored (left and right)", default="no"),
        may("rotations_deg", "numbers", "turns the grain allows", unit="degrees", least=-360, most=360,
            default="0 180"),
        may("tilt_deg", "number", "how far it may lie off these", unit="degrees", least=0, most=45, likely_most=10,
            default="0"),
        may("match_x_mm", "number", "point of the outline that lies on the repeat of stripes and plaids; empty: not "
            "matched", unit="mm", least=-50_000, most=50_000),
        may("match_y_mm", "number", "its other coordinate", unit="mm", least=-50_000, most=50_000),
        may("mirrored", "whole", "how many are mirrored, where is_pair is no", unit="pieces", least=0, most=500,
            default="0"),
        may("material", "text", "cloth it is cut from: empty or self: that of the style; else the name of another",
            default=""),
        may("marks", "text", "what is cut and plotted in it: kind and corners in mm, semicolons between, such as "
            "'drill 30,40; cutout 9,9 20,9 20,20' (kinds cutout, notch, drill, internal)", default=""),
    ),
)  # fmt: skip

FABRICS = TableSpec(
    name="fabrics",
    doc="Cloth and the limits of laying it.",
    key=("fabric_id",),
    columns=(
        need("fabric_id", "id", "name of the cloth"),
        need("width_mm", "whole", "width of the roll", unit="mm", least=50, most=6_000, likely_least=300,
             likely_most=3_600, advice=IN_MM),
        need("price_per_m", "money", "price of a metre", unit="currency", least=0),
        may("minimum_m", "number", "smallest order of a colour", unit="m", least=0, most=1_000_000, likely_most=20_000,
            default="0"),
        may("roll_m", "number", "length of a roll where only whole ones are sold; 0: by the metre", unit="m", least=0,
            most=20_000, likely_most=1_000, default="0"),
        may("max_plies", "whole", "most layers in a lay", unit="plies", least=1, most=2_000, likely_most=400,
            default="60"),
        may("max_lay_length_mm", "whole", "longest lay", unit="mm", least=100, most=200_000, likely_least=1_000,
            likely_most=60_000, advice="Is it in m or cm? 12 m are 12000 mm", default="12000"),
        may("end_loss_mm", "whole", "lost at the ends of each ply", unit="mm", least=0, most=5_000, likely_most=300,
            default="20"),
        may("selvedge_mm", "whole", "edge on either side that cannot be used", unit="mm", least=0, most=1_000,
            likely_most=100, default="0"),
        may("spacing_mm", "number", "gap between pieces", unit="mm", least=0, most=500, likely_most=50, default="0"),
        may("is_one_way", "flag", "nap or print: pieces may not be turned round", default="no"),
        may("is_garment_way", "flag", "nap: pieces of a garment face the same way, either one", default="no"),
        may("spread", "text", "how it lies on the table: open, folded along its length, or as a tube (width measured "
            "flat)", default="open", allowed=SPREADS),
        may("shade_mm", "whole", "pieces of a garment lie within so much of its length; 0: anywhere", unit="mm",
            least=0, most=200_000, default="0"),
        may("repeat_along_mm", "number", "repeat of stripes or plaids along the cloth; 0: none", unit="mm", least=0,
            most=10_000, likely_most=2_000, default="0"),
        may("repeat_across_mm", "number", "repeat across it; 0: none", unit="mm", least=0, most=10_000,
            likely_most=2_000, default="0"),
        may("shrink_along_share", "number", "share of its length that it loses until it is worn: pieces are cut longer",
            unit="share", least=0, most=0.5, likely_most=0.15, advice="Is it in per cent? 3 % are 0.03", default="0"),
        may("shrink_across_share", "number", "share of its width that it loses", unit="share", least=0, most=0.5,
            likely_most=0.15, advice="Is it in per cent? 3 % are 0.03", default="0"),
    ),
    alike=(Alike(column="price_per_m", groups=("",), advice="Is it in cents? Write it in the brand's currency"),),
)  # fmt: skip

ROLLS = TableSpec(
    name="rolls",
    doc="Rolls of cloth on the shelf. Cloth of which there are none is bought to order.",
    key=("roll_id",),
    columns=(
        need("roll_id", "id", "label of the roll"),
        need("fabric_id", "id", "which cloth", refers_to="fabrics.fabric_id"),
        need("colour", "text", "colour, as in table products"),
        need(
            "length_m",
            "number",
            "what is on it",
            unit="m",
            least=0,
            is_above_least=True,
            most=20_000,
            likely_most=1_000,
            advice="Is it in cm or mm?",
        ),
        may(
            "width_mm",
            "whole",
            "its width; empty: that of the cloth",
            unit="mm",
            least=50,
            most=6_000,
            likely_least=300,
            likely_most=3_600,
            advice=IN_MM,
        ),
        may("shade", "text", "rolls of one shade may be joined in a garment", default=""),
        may("counted_on", "day", "day on which the length was true; cuts released from then on come off it"),
    ),
)

FAULTS = TableSpec(
    name="faults",
    doc="Bad places of rolls, as an inspection found them.",
    key=("roll_id", "from_m"),
    in_order=(
        InOrder(
            lower="from_m",
            upper="to_m",
            said="the fault begins behind its end",
            advice="Correct one of them",
            is_rule=True,
        ),
        InOrder(
            lower="across_from_mm",
            upper="across_to_mm",
            said="the fault begins behind its other side",
            advice="Correct one of them",
            is_rule=True,
        ),
    ),
    columns=(
        need("roll_id", "id", "which roll", refers_to="rolls.roll_id"),
        need("from_m", "number", "where it begins, from the outer end", unit="m", least=0, most=20_000),
        need("to_m", "number", "where it ends", unit="m", least=0, most=20_000),
        may("across_from_mm", "whole", "from the lower edge; empty: the whole width", unit="mm", least=0, most=6_000),
        may("across_to_mm", "whole", "its other side", unit="mm", least=0, most=6_000),
    ),
)

BULLETINS = TableSpec(
    name="bulletins",
    doc="Operations of sewing, one row each.",
    key=("bulletin_id", "operation_id"),
    middles=(Middle(column="smv_minutes", group="bulletin_id", most=4, advice=IN_SECONDS),),
    columns=(
        need("bulletin_id", "id", "which bulletin"),
        need("operation_id", "id", "number of the operation"),
        need("name", "text", "what is done"),
        need("machine", "text", "machine code"),
        may(
            "attachment",
            "text",
            "folder, binder …; lines count a machine that has it as MACHINE+ATTACHMENT",
            default="",
        ),
        need("smv_minutes", "number", "standard minutes", unit="minutes", least=0.001, most=240, likely_least=0.02,
             likely_most=15, advice=IN_SECONDS),
        need("skill", "text", "skill it takes, as in table operators"),
        may("predecessors", "ids", "operations that must be done before"),
        may("component", "text", "part of the garment it works on", default=""),
    ),
)  # fmt: skip

FACTORIES = TableSpec(
    name="factories",
    doc="Who cuts and sews.",
    key=("factory_id",),
    columns=(
        need("factory_id", "id", "which factory"),
        may("name", "text", "name for people", default=""),
        need("minute_cost", "number", "price of one operator's minute", unit="currency", least=0, most=100_000),
        may("minimum_units", "whole", "smallest order it takes", unit="pieces", least=0, most=10_000_000,
            likely_most=100_000, default="1"),
        may("finishing_days", "whole", "days of finishing and packing after the last sewn piece", unit="days", least=0,
            most=730, likely_most=60, default="0"),
        may("finishing_on", "ids", "weekdays on which it finishes and packs; empty: those of its shifts; never on its "
            "closed days"),
        may("transport_days", "whole", "days to the warehouse", unit="days", least=0, most=730, likely_most=120,
            default="0"),
        may("transport_on", "ids", "weekdays on which goods travel; empty: every day"),
        may("changeover_minutes", "whole", "a line stands so long between two styles", unit="minutes", least=0,
            most=14_400, likely_most=960, advice=IN_HOURS, default="0"),
        may("machine_change_minutes", "whole", "and longer for each kind of machine that the next style needs and the "
            "last did not", unit="minutes", least=0, most=14_400, likely_most=480, advice=IN_HOURS, default="0"),
        may("thread_change_minutes", "whole", "for each colour of an order after its first", unit="minutes", least=0,
            most=1_440, likely_most=120, advice=IN_HOURS, default="0"),
        may("startup_shares", "numbers", "shares of full pace on the first days of a style", least=0.01, most=1,
            advice=PER_CENT, default="1"),
        may("overtime_minutes", "whole", "most overtime after the last shift of a day", unit="minutes", least=0,
            most=1_440, likely_most=360, default="0"),
        may("overtime_premium_share", "number", "what overtime costs beyond the usual price, as a share of it", least=0,
            most=10, likely_most=2, advice="Is it in per cent? 50 per cent is 0.5", default="0.5"),
        may("country", "text", "its country by two letters (ISO 3166), for product passports", default=""),
    ),
)  # fmt: skip

CUTTING_TABLES = TableSpec(
    name="cutting_tables",
    doc="Tables on which lays are spread and cut.",
    key=("factory_id", "table_id"),
    columns=(
        FACTORY,
        need("table_id", "id", "which table"),
        may("length_mm", "whole", "usable length", unit="mm", least=500, most=500_000, likely_least=2_000,
            likely_most=60_000, advice="Is it in m or cm? 12 m are 12000 mm", default="12000"),
        may("spread_m_per_minute", "number", "speed of spreading", unit="m/minute", least=0.1, most=500, likely_least=1,
            likely_most=150, advice="Is it in m an hour or in cm?", default="20"),
        may("cut_m_per_minute", "number", "speed of cutting along outlines", unit="m/minute", least=0.01, most=200,
            likely_least=0.3, likely_most=80, advice="Is it in m an hour or in cm?", default="6"),
        may("setup_minutes", "number", "per lay", unit="minutes", least=0, most=1_440, likely_most=180,
            advice=IN_HOURS, default="15"),
    ),
)  # fmt: skip

WORK_CENTRES = TableSpec(
    name="work_centres",
    doc="Places of stages beside the sewing lines. A stage before sewing without one cannot be made there; of a stage "
    "after sewing without one the finishing days take care.",
    key=("factory_id", "work_centre_id"),
    columns=(
        FACTORY,
        need("work_centre_id", "id", "which place"),
        need("stage", "text", "what is done there", allowed=STAGES_BEFORE + STAGES_AFTER),
        may(
            "people",
            "whole",
            "who work there at once",
            unit="people",
            least=1,
            most=5_000,
            likely_most=500,
            default="1",
        ),
    ),
)

STAGE_MINUTES = TableSpec(
    name="stage_minutes",
    doc="Stages that styles pass beside cutting and sewing, and how long a piece takes.",
    key=("style_id", "stage"),
    columns=(
        need("style_id", "id", "which style", refers_to="products.style_id"),
        need("stage", "text", "which stage", allowed=STAGES_BEFORE + STAGES_AFTER),
        need(
            "smv_minutes",
            "number",
            "standard minutes of a piece",
            unit="minutes",
            least=0.001,
            most=1_440,
            likely_most=60,
            advice=IN_SECONDS,
        ),
    ),
)

SEWING_LINES = TableSpec(
    name="sewing_lines",
    doc="Sewing lines and their machines.",
    key=("factory_id", "line_id"),
    columns=(
        FACTORY,
        need("line_id", "id", "which line"),
        may(
            "machines", "counts", "how many of each machine; empty: enough of all", least=0, most=5_000, likely_most=300
        ),
    ),
)

OPERATORS = TableSpec(
    name="operators",
    doc="People on the lines, one row per skill; a skill without a row cannot be done.",
    key=("factory_id", "line_id", "operator_id", "skill"),
    middles=(Middle(column="efficiency", group="line_id", most=1.3, advice=PER_CENT),),
    columns=(
        FACTORY,
        need("line_id", "id", "which line", refers_to="sewing_lines.line_id"),
        need("operator_id", "id", "who, under any name that stays the same"),
        need("skill", "text", "what they can do"),
        need(
            "efficiency",
            "number",
            "1 = standard speed; 80 per cent is 0.80",
            least=0.01,
            most=2,
            likely_least=0.2,
            likely_most=1.5,
            advice=PER_CENT,
        ),
    ),
)

SHIFTS = TableSpec(
    name="shifts",
    doc="Working spans of each weekday; a break lies between two rows.",
    key=("factory_id", "weekday", "start"),
    columns=(
        FACTORY,
        need("weekday", "text", "day of the week", allowed=WEEKDAYS),
        need("start", "clock", "when work begins"),
        need("end", "clock", "when it ends"),
    ),
)

CLOSED_DAYS = TableSpec(
    name="closed_days",
    doc="Days on which a factory does not work though its shifts say so.",
    key=("factory_id", "day"),
    columns=(FACTORY, need("day", "day", "which day"), may("note", "text", "why", default="")),
)

CHANGEOVERS = TableSpec(
    name="changeovers",
    doc="Minutes a line stands between two styles, where they differ from the factory's usual.",
    key=("factory_id", "from_style_id", "to_style_id"),
    columns=(
        FACTORY,
        need("from_style_id", "id", "style before", refers_to="products.style_id"),
        need("to_style_id", "id", "style after", refers_to="products.style_id"),
        need("minutes", "whole", "how long", unit="minutes", least=0, most=14_400, likely_most=960, advice=IN_HOURS),
    ),
)

TABLES_OF_MAKING = (
    PIECES, FABRICS, ROLLS, FAULTS, BULLETINS, FACTORIES, CUTTING_TABLES, WORK_CENTRES,
    STAGE_MINUTES, SEWING_LINES, OPERATORS, SHIFTS, CLOSED_DAYS, CHANGEOVERS,
)  # fmt: skip
