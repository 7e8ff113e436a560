"""Tables that say what a brand sells, at what price and cost, and what of it lies or comes where."""

from __future__ import annotations

from treadle.terms.place import PLACE_KINDS
from treadle.terms.table_spec import Alike, InOrder, Middle, TableSpec, may, need

IN_CENTS = "Is it in cents? Write it in the brand's currency"
#: Currencies in which a garment for more than a thousand is rare.
LARGE_UNITS = ("EUR", "USD", "GBP", "CHF", "CAD", "AUD", "NZD", "SGD")
DAYS_IN_ORDER = InOrder(
    lower="from_day", upper="to_day", said="the span ends before it begins", advice="Correct one of the days",
    is_rule=True,
)  # fmt: skip
OPENING_IN_ORDER = InOrder(
    lower="opens_on", upper="closes_on", said="the shop closes before it opens", advice="Correct one of the days",
    is_rule=True,
)  # fmt: skip

PRODUCTS = TableSpec(
    name="products",
    doc="One row per SKU. What belongs to the style or option is repeated on each of its rows. Any further "
    "column is a free attribute of the option (fabric, neckline, fit, …) and helps to forecast what is new; `name` is "
    "what people call it, `picture` a PNG, JPEG, WebP or GIF file within the brand's folder.",
    key=("sku",),
    keeps_extra=True,
    is_needed=True,
    alike=(
        Alike(column="price", groups=("style_id", "category", ""), advice=IN_CENTS),
        Alike(column="unit_cost", groups=("style_id", "category", ""), advice=IN_CENTS),
    ),
    middles=(
        Middle(column="price", group="", most=1_000, advice=IN_CENTS, currencies=LARGE_UNITS),
        Middle(column="unit_cost", group="", most=400, advice=IN_CENTS, currencies=LARGE_UNITS),
    ),
    in_order=(
        InOrder(lower="unit_cost", upper="price", said="a piece costs more than it is sold for",
                advice="Correct one of them, or leave it where it is sold at a loss"),
    ),
    columns=(
        need("sku", "id", "an option in a size: what a shop sells"),
        need("style_id", "id", "the design"),
        need("option_id", "id", "the design in a colour: what a planner buys"),
        may("colour", "text", "colour of the option", default=""),
        need("size", "text", "size, one of the size scale's"),
        need("size_scale_id", "id", "the ordered sizes of the style", refers_to="size_scales.size_scale_id"),
        may("gtin", "text", "its GTIN (EAN, UPC), 8 to 14 digits, for labels of cartons", default=""),
        need("category", "text", "kind of garment: T-shirt, dress, …"),
        need("price", "money", "list price", unit="currency", least=0, is_above_least=True),
        may("unit_cost", "money", "cost of one piece where table cost_breaks has none", unit="currency", least=0),
        may("season_start", "day", "first day of the season"),
        may("season_end", "day", "last day of the season"),
        may("launch_day", "day", "first day on sale; empty: it was always there"),
        may("pattern_id", "id", "pattern to cut it by; empty: bought in", refers_to="pieces.pattern_id"),
        may("bulletin_id", "id", "operations to sew it by; empty: bought in", refers_to="bulletins.bulletin_id"),
        may("fabric_id", "id", "cloth; empty: bought in", refers_to="fabrics.fabric_id"),
        may("minimum_units", "whole", "smallest order of the option", unit="pieces", least=0, most=10_000_000,
            likely_most=50_000, default="0"),
        may("style_minimum_units", "whole", "smallest order of the style", unit="pieces", least=0, most=10_000_000,
            likely_most=100_000, default="0"),
        may("salvage_share", "share", "what a left-over piece still brings, as a share of its price; empty: as in "
            "treadle.toml"),
        may("assumption", "text", "what was assumed about this row; several apart by ';'. Every line it touches "
            "repeats it", default=""),
    ),
)  # fmt: skip

SIZE_SCALES = TableSpec(
    name="size_scales",
    doc="The sizes of each scale, one row per size, in the order of `place`.",
    key=("size_scale_id", "size"),
    is_needed=True,
    columns=(
        need("size_scale_id", "id", "name of the scale"),
        need("place", "number", "where the size stands in the scale, smallest first"),
        need("size", "text", "the size as it stands on the label"),
    ),
)

COST_BREAKS = TableSpec(
    name="cost_breaks",
    doc="What an order costs by its size: a set-up once and an amount per piece, for orders of at least "
    "`from_units`. A row names an option, or a style whose options have no rows of their own.",
    key=("style_id", "option_id", "from_units"),
    one_of=(("style_id", "option_id"),),
    alike=(Alike(column="cost_per_piece", groups=("style_id", "option_id", ""), advice=IN_CENTS),),
    columns=(
        may("style_id", "id", "the design", refers_to="products.style_id"),
        may("option_id", "id", "the design in a colour", refers_to="products.option_id"),
        need("from_units", "whole", "smallest order this row holds for", unit="pieces", least=0, most=100_000_000),
        need("setup_cost", "money", "paid once per order", unit="currency", least=0),
        need("cost_per_piece", "money", "paid for each piece", unit="currency", least=0),
    ),
)

STOCK = TableSpec(
    name="stock",
    doc="Pieces on hand now, by SKU and place.",
    key=("sku", "place_id"),
    sums=("units",),
    columns=(
        need("sku", "id", "what lies there", refers_to="products.sku"),
        need("place_id", "id", "where", refers_to="places.place_id"),
        need(
            "units",
            "whole",
            "pieces that can be sold; rows of one SKU and place are added up, less than none counts as none",
            unit="pieces",
            least=0,
            likely_most=1_000_000,
            is_floored=True,
        ),
        may("counted_on", "day", "day of the count, as it began; what `treadle receive` books from it on is added"),
        may("assumption", "text", "what was assumed about this row", default=""),
    ),
)

ON_ORDER = TableSpec(
    name="on_order",
    doc="Pieces that are ordered and have not arrived. `treadle release` adds its own; they need no row here.",
    key=("order_id", "sku", "place_id"),
    columns=(
        need("order_id", "id", "the purchase or work order"),
        need("sku", "id", "what comes", refers_to="products.sku"),
        need("place_id", "id", "where to", refers_to="places.place_id"),
        need("units", "whole", "pieces still to come", unit="pieces", least=0, likely_most=1_000_000),
        need("due_day", "day", "day on which they can be sold"),
    ),
)

IN_STOCK = TableSpec(
    name="in_stock",
    doc="Days on which a SKU was not (or only partly) on the shelf. A day without a row counts as in stock. Fill "
    "one of `in_stock`, `in_stock_share`, or both `in_stock_hours` and `open_hours`.",
    key=("sku", "shop", "day"),
    one_of=(("in_stock", "in_stock_share", "in_stock_hours"),),
    columns=(
        need("sku", "id", "what was looked for", refers_to="products.sku"),
        may("shop", "id", "which shop; empty: all", refers_to="places.place_id"),
        need("day", "day", "which day"),
        may("in_stock", "flag", "was it there all day"),
        may("in_stock_share", "share", "share of the day it was there"),
        may("in_stock_hours", "number", "hours it was there", unit="hours", least=0, most=25),
        may("open_hours", "number", "hours the shop was open", unit="hours", least=0, is_above_least=True, most=25),
    ),
)

PLACES = TableSpec(
    name="places",
    doc="Shops, warehouses and channels.",
    key=("place_id",),
    columns=(
        need("place_id", "id", "name used in the other tables"),
        need("kind", "text", "what it is", allowed=PLACE_KINDS),
        may("name", "text", "name for people", default=""),
        may("receives_on", "ids", "weekdays on which a warehouse takes goods in; empty: Monday to Friday"),
    ),
)

SHOPS = TableSpec(
    name="shops",
    doc="How shops are served. A place of kind shop without a row takes any number of pieces, shows one of each key "
    "size and is open always.",
    key=("place_id",),
    in_order=(OPENING_IN_ORDER,),
    columns=(
        need("place_id", "id", "which shop", refers_to="places.place_id"),
        may("capacity", "whole", "pieces that fit; empty: as many as come", unit="pieces", least=0, most=10_000_000),
        may("display", "whole", "least pieces of each key size that it shows", unit="pieces", least=0, most=1_000,
            default="1"),
        may("opens_on", "day", "the day it opens; empty: it is open"),
        may("closes_on", "day", "its last day; empty: it stays"),
        may("like_place_id", "id", "a shop that it is like until it has sold by itself",
            refers_to="places.place_id"),
        may("lead_days", "whole", "days from the warehouse", unit="days", least=0, most=365, default="2"),
    ),
)  # fmt: skip

PLACE_CLOSED_DAYS = TableSpec(
    name="place_closed_days",
    doc="Days on which a place takes no goods in though its weekdays say so.",
    key=("place_id", "day"),
    columns=(
        need("place_id", "id", "which place", refers_to="places.place_id"),
        need("day", "day", "which day"),
        may("note", "text", "why", default=""),
    ),
)

PRICE_PLAN = TableSpec(
    name="price_plan",
    doc="Prices known ahead, by SKU and span of days (both ends included).",
    key=("sku", "from_day"),
    alike=(Alike(column="price", groups=("sku", ""), advice=IN_CENTS),),
    in_order=(DAYS_IN_ORDER,),
    columns=(
        need("sku", "id", "what is priced", refers_to="products.sku"),
        need("from_day", "day", "first day of the price"),
        need("to_day", "day", "last day of the price"),
        need("price", "money", "price a customer pays", unit="currency", least=0, is_above_least=True),
        may("is_promotion", "flag", "is it announced as an offer", default="no"),
    ),
)

BUDGET = TableSpec(
    name="budget",
    doc="Money that orders placed between two days may cost; what was released in them is taken off. Without a row "
    "for the day of the plan there is no limit.",
    key=("from_day",),
    in_order=(DAYS_IN_ORDER,),
    columns=(
        need("from_day", "day", "first day"),
        need("to_day", "day", "last day"),
        need("amount", "money", "what may be spent", unit="currency", least=0),
    ),
)

RECEIPT_PLAN = TableSpec(
    name="receipt_plan",
    doc="What goods that arrive between two days may cost: the merchandise plan. Open to buy is that less what is "
    "ordered; a plan keeps to it and a release beyond it is refused. Days in no row have no limit.",
    key=("from_day",),
    in_order=(DAYS_IN_ORDER,),
    columns=(
        need("from_day", "day", "first day"),
        need("to_day", "day", "last day"),
        need("amount", "money", "cost of all that may arrive", unit="currency", least=0),
    ),
)

CURRENCY_RATES = TableSpec(
    name="currency_rates",
    doc="What other currencies are worth in the brand's own, from a day on. Amounts that an import names in another "
    "currency are converted by the rate of their day; without one they are set aside.",
    key=("currency", "from_day"),
    alike=(Alike(column="rate", groups=("currency",), advice="Is it the rate of 100, or of the other way round?"),),
    columns=(
        need("currency", "id", "code of the other currency, such as USD"),
        need("from_day", "day", "first day of the rate"),
        need("rate", "number", "what one unit of it is worth in the brand's currency", least=1e-6, most=1e6),
    ),
)

TABLES_OF_PRODUCTS = (
    PRODUCTS, SIZE_SCALES, COST_BREAKS, STOCK, ON_ORDER, IN_STOCK, PLACES, SHOPS, PLACE_CLOSED_DAYS, PRICE_PLAN, BUDGET,
    RECEIPT_PLAN, CURRENCY_RATES,
)  # fmt: skip
