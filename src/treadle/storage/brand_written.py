"""What tables and imports of a brand's folder say, whatever its ledger says: read once, kept until one is touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from treadle.errors import Problem
from treadle.storage.brand_energy import build_processes
from treadle.storage.brand_factories import build_factories, build_receiving
from treadle.storage.brand_making import build_bulletins, build_fabrics, build_patterns
from treadle.storage.brand_materials import build_bill, build_materials
from treadle.storage.brand_orders import counted_stock
from treadle.storage.brand_products import build_catalogue
from treadle.storage.brand_rolls import build_rolls
from treadle.storage.brand_sourcing import build_profiles
from treadle.storage.folder_rows import FolderRows, midnight
from treadle.storage.making_checks import making_problems
from treadle.storage.noun_rows import grouped, noun_rows
from treadle.storage.references import reference_problems
from treadle.terms.buy import PlannedReceipts
from treadle.terms.cutting import Fabric, Pattern
from treadle.terms.energy import Process
from treadle.terms.forecast import PLANNER_FORECAST
from treadle.terms.materials import BillLine, Material
from treadle.terms.place import Factory, Place
from treadle.terms.product import Catalogue
from treadle.terms.rolls import Roll
from treadle.terms.sewing import Bulletin
from treadle.terms.signal import IN_STOCK, INTEREST, PRICE_PLAN
from treadle.terms.signal_parts import Signals
from treadle.terms.sourcing import FactoryProfile
from treadle.terms.stock import OnHand, Receipt

Machines = tuple[tuple[str, frozenset[str]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a folder says of its range, of how it is made and where, and of what lies there."""

    catalogue: Catalogue
    patterns: Mapping[str, Pattern]
    fabrics: Mapping[str, Fabric]
    bulletins: Mapping[str, Bulletin]
    places: tuple[Place, ...]
    factories: tuple[Factory, ...]
    rolls: tuple[Roll, ...]
    counted: tuple[OnHand, ...]
    in_stock: pa.Table
    price_plan: pa.Table
    materials: Mapping[str, Material]
    bill: tuple[BillLine, ...]
    processes: tuple[Process, ...]
    stage_minutes: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDay:
    """What a folder says of a day: what its own table expects, profiles of factories, the merchandise plan, and amounts
    that may be spent with the days that they are for."""

    receipts: tuple[Receipt, ...]
    profiles: tuple[FactoryProfile, ...]
    planned_receipts: tuple[PlannedReceipts, ...]
    budgets: tuple[tuple[date, date, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What had been told before a day began: signals, interest, the planner's numbers."""

    signals: Signals
    interest: pa.Table
    planner_forecast: pa.Table


def written(rows: FolderRows) -> Written:
    """All of it; what is wrong is added to the problems of `rows`."""
    return rows.once(_read_written)


def factories_with(rows: FolderRows, catalogue: Catalogue) -> tuple[Factory, ...]:
    """The factories, for the machines that the styles of a range are sewn on."""
    return rows.once(_read_factories, _machines_of_style(catalogue, rows.once(build_bulletins)))


def check_references(rows: FolderRows) -> None:
    """Add names that lead nowhere to the problems of `rows`; those of signals are many and stop no plan."""
    rows.problems.extend(reference_problems(rows, with_signals=False))


def _read_written(rows: FolderRows) -> Written:
    catalogue = rows.once(build_catalogue)
    _require_rows(rows, catalogue.skus, "products")
    patterns, fabrics, bulletins = build_patterns(rows), build_fabrics(rows), rows.once(build_bulletins)
    factories = factories_with(rows, catalogue)
    rows.problems.extend(making_problems(rows, catalogue, patterns, bulletins, factories))
    return Written(
        catalogue=catalogue, patterns=patterns, fabrics=fabrics, bulletins=bulletins, places=rows.once(read_places),
        factories=factories, rolls=build_rolls(rows, fabrics), counted=rows.once(counted_stock),
        in_stock=_in_stock(rows), price_plan=_shaped(rows.read("price_plan"), PRICE_PLAN),
        materials=build_materials(rows), bill=build_bill(rows), processes=build_processes(rows),
        stage_minutes=rows.once(stage_minutes),
    )  # fmt: skip


def read_on_day(rows: FolderRows, as_of: date) -> OnDay:
    """What the folder says of a day."""
    return OnDay(
        receipts=_receipts(rows, as_of), profiles=build_profiles(rows, as_of),
        planned_receipts=_planned_receipts(rows, as_of), budgets=_budgets(rows, as_of),
    )  # fmt: skip


def read_told(rows: FolderRows, known_before: date, as_of: date) -> Told:
    """What had been told when `known_before` began; interest and the planner's numbers when `as_of` did."""
    known = midnight(known_before, rows.time_zone)
    return Told(
        signals=rows.read_signals(known),
        interest=_interest(rows, as_of), planner_forecast=_planned(rows, as_of),
    )  # fmt: skip


def read_places(rows: FolderRows) -> tuple[Place, ...]:
    """The places in the order of their rows."""
    return tuple(
        Place(place_id=row.text("place_id"), kind=row.text("kind"), name=row.text("name"))
        for row in noun_rows(rows, "places")
    )


def home_of(places: tuple[Place, ...]) -> str:
    """The place that receives: the first warehouse, else the first place."""
    return next((place.place_id for place in places if place.kind == "warehouse"), places[0].place_id if places else "")


def _read_factories(rows: FolderRows, machines: Machines) -> tuple[Factory, ...]:
    return build_factories(rows, dict(machines), build_receiving(rows, home_of(rows.once(read_places))))


def _receipts(rows: FolderRows, as_of: date) -> tuple[Receipt, ...]:
    """What the brand's own table says is coming."""
    return tuple(
        Receipt(order_id=row.text("order_id"), sku=row.text("sku"), place_id=row.text("place_id"),
                units=row.whole("units"), due_day=row.day("due_day") or as_of)
        for row in noun_rows(rows, "on_order")
    )  # fmt: skip


def _planned_receipts(rows: FolderRows, as_of: date) -> tuple[PlannedReceipts, ...]:
    """The merchandise plan."""
    return tuple(
        PlannedReceipts(from_day=row.day("from_day") or as_of, to_day=row.day("to_day") or as_of,
                        amount_cents=row.whole("amount_cents"))
        for row in noun_rows(rows, "receipt_plan")
    )  # fmt: skip


def _machines_of_style(catalogue: Catalogue, bulletins: Mapping[str, Bulletin]) -> Machines:
    """Kinds of machines that each made style is sewn on."""
    return tuple(
        (style.style_id, frozenset(one.machine for one in bulletins[style.bulletin_id].operations))
        for style in catalogue.styles
        if style.bulletin_id is not None and style.bulletin_id in bulletins
    )


def stage_minutes(rows: FolderRows) -> dict[str, dict[str, float]]:
    """Standard minutes per piece by style and stage."""
    return {
        style_id: {row.text("stage"): row.number("smv_minutes") for row in members}
        for style_id, members in grouped(noun_rows(rows, "stage_minutes"), "style_id").items()
    }


def _require_rows(rows: FolderRows, found: tuple[object, ...], table: str) -> None:
    if not found and not any(one.file == f"tables/{table}.csv" for one in rows.problems):
        rows.problems.append(
            Problem(file=f"tables/{table}.csv", what="there are no rows, so there is nothing to plan",
                    remedy=f"Fill the file, or import one with --as {table}")
        )  # fmt: skip


def _in_stock(rows: FolderRows) -> pa.Table:
    """The share of each day that a SKU was on the shelf, from whichever column says it."""
    table = rows.read("in_stock")
    hours = pc.divide(table["in_stock_hours"], table["open_hours"])
    share = pc.coalesce(table["in_stock_share"], hours, pc.cast(table["in_stock"], pa.float64()))
    capped = pc.min_element_wise(share, pa.scalar(1.0))
    return _shaped(table.append_column("share", capped).drop_columns(["in_stock_share"])
                   .rename_columns({"share": "in_stock_share"}), IN_STOCK)  # fmt: skip


def _interest(rows: FolderRows, as_of: date) -> pa.Table:
    """Interest of periods that were over when `as_of` began."""
    table = _shaped(rows.read("interest"), INTEREST)
    ends = pc.add(table["first_day"].cast(pa.int32()), table["period_days"].cast(pa.int32()))
    kept = table.filter(pc.less_equal(ends, (as_of - date(1970, 1, 1)).days))
    return kept.sort_by([(name, "ascending") for name in ("term", "region", "window", "first_day")]).combine_chunks()


def _planned(rows: FolderRows, as_of: date) -> pa.Table:
    """The planner's numbers that had been said when `as_of` began."""
    table = _shaped(rows.read("planner_forecast"), PLANNER_FORECAST)
    kept = table.filter(pc.less(table["said_on"], pa.scalar(as_of)))
    return kept.sort_by([(name, "ascending") for name in ("option_id", "from_day", "said_on")]).combine_chunks()


def _shaped(table: pa.Table, schema: pa.Schema) -> pa.Table:
    return table.select(schema.names).cast(schema).combine_chunks()


def _budgets(rows: FolderRows, as_of: date) -> tuple[tuple[date, date, int], ...]:
    """First day, last day and cents of the amounts whose days hold a day."""
    found = []
    for row in noun_rows(rows, "budget"):
        first, last = row.day("from_day"), row.day("to_day")
        if first is not None and last is not None and first <= as_of <= last:
            found.append((first, last, row.whole("amount_cents")))
    return tuple(found)
