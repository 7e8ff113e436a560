"""Tables of what is used beside cloth and people: trims and thread, power, water and dye."""

from __future__ import annotations

from treadle.terms.table_spec import TableSpec, may, need
from treadle.terms.tables.making import FACTORY, WEEKDAYS

MATERIALS = TableSpec(
    name="materials",
    doc="Trims, thread and packaging: what is on the shelf, what comes, and what may take their place.",
    key=("material_id",),
    columns=(
        need("material_id", "id", "name of the material"),
        may("name", "text", "what it is", default=""),
        need("unit", "text", "how it is counted: pieces, m, g"),
        need("on_hand", "number", "what is on the shelf", unit="unit", least=0, most=1e9),
        may("coming", "number", "what was ordered and comes", unit="unit", least=0, most=1e9, default="0"),
        may("coming_day", "day", "when that comes"),
        may("substitutes", "ids", "materials that may be taken in its place, in that order", default=""),
    ),
)

BILL_OF_MATERIAL = TableSpec(
    name="bill_of_material",
    doc="What a piece takes of each material. A row of a size or an option goes before the row of the style.",
    key=("style_id", "material_id", "size", "option_id"),
    columns=(
        need("style_id", "id", "which style", refers_to="products.style_id"),
        need("material_id", "id", "which material", refers_to="materials.material_id"),
        need("quantity", "number", "of one piece", unit="unit", least=0, most=100_000),
        may("size", "text", "of this size alone", default=""),
        may("option_id", "id", "of this option alone", default=""),
        may(
            "waste_share",
            "number",
            "share that is wasted",
            unit="share",
            least=0,
            most=1,
            likely_most=0.3,
            advice="Is it in per cent? 3 % are 0.03",
            default="0",
        ),
    ),
)

TARIFF = TableSpec(
    name="tariff",
    doc="What a kilowatt hour costs by the hour, and what a factory's own sun gives then.",
    key=("factory_id", "weekday", "start"),
    columns=(
        FACTORY,
        may(
            "weekday",
            "text",
            "day of the week; empty: every day that has no row of its own",
            allowed=("", *WEEKDAYS),
            default="",
        ),
        need("start", "clock", "from when"),
        need("end", "clock", "until when"),
        need(
            "price_per_kwh",
            "number",
            "price of a kilowatt hour",
            unit="currency",
            least=0,
            most=1_000,
            likely_most=5,
            advice="Is it in cents?",
        ),
        may("solar_kw", "number", "power of the own sun", unit="kW", least=0, most=1_000_000, default="0"),
    ),
)

PROCESSES = TableSpec(
    name="processes",
    doc="Energy, water and dye of a piece at a stage beside sewing.",
    key=("style_id", "stage"),
    columns=(
        need("style_id", "id", "which style", refers_to="products.style_id"),
        need("stage", "text", "which stage: print, wash, press …"),
        may("kwh", "number", "of one piece", unit="kWh", least=0, most=1_000, likely_most=20, default="0"),
        may("water_l", "number", "of one piece", unit="l", least=0, most=100_000, likely_most=500, default="0"),
        may(
            "dye_g",
            "number",
            "dye and chemicals of one piece",
            unit="g",
            least=0,
            most=100_000,
            likely_most=500,
            default="0",
        ),
        may("source", "text", "who measured it", default=""),
    ),
)

TABLES_OF_MATERIALS = (MATERIALS, BILL_OF_MATERIAL, PROCESSES, TARIFF)
