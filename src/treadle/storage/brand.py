"""A brand's folder to the snapshot that a day plans from, and the check of the whole folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from treadle.errors import InputError, NotFoundError, Problem
from treadle.replenish.moves import net_stock, with_stores
from treadle.schedule.on_board import with_board
from treadle.storage.brand_energy import build_processes
from treadle.storage.brand_factories import build_factories, build_receiving
from treadle.storage.brand_making import build_bulletins, build_fabrics, build_patterns
from treadle.storage.brand_materials import build_bill, build_materials
from treadle.storage.brand_orders import Promised, counted_stock, newest_entry_day, read_promised, uncounted
from treadle.storage.brand_products import build_catalogue
from treadle.storage.brand_rolls import build_rolls
from treadle.storage.brand_sourcing import build_profiles
from treadle.storage.folder_doubts import folder_doubts
from treadle.storage.folder_rows import FolderRows, midnight, newest_known_day, signals_apart
from treadle.storage.import_notes import import_notes
from treadle.storage.lake import open_duckdb
from treadle.storage.making_checks import making_problems
from treadle.storage.noun_rows import grouped, noun_rows
from treadle.storage.references import reference_problems
from treadle.storage.wild_days import Apart
from treadle.terms.buy import PlannedReceipts
from treadle.terms.forecast import PLANNER_FORECAST
from treadle.terms.order import Order
from treadle.terms.place import Factory, Place
from treadle.terms.policy.scheduling import PLAIN_PROMISES, PromisePolicy
from treadle.terms.product import Catalogue
from treadle.terms.sewing import Bulletin
from treadle.terms.signal import IN_STOCK, INTEREST, PRICE_PLAN, SIGNALS
from treadle.terms.snapshot import Snapshot
from treadle.terms.stock import Receipt
from treadle.terms.tables import TABLES
from treadle.track.asked import asked_of
from treadle.track.coming import coming
from treadle.track.rolls import rolls_now


def load_brand(
    folder: Path, as_of: date | None = None, *, currency: str, time_zone: str, promise: PromisePolicy = PLAIN_PROMISES
) -> Snapshot:
    """Everything of the folder that was known when `as_of` began.

    `promise` says how late what is overdue is thought to come.
    `as_of` None means the day after the newest signal, or that of the newest entry about an order where it is later.
    Raises `InputError` with all problems that stop a plan, and `NotFoundError` where the folder is none of treadle's.
    """
    require_folder(folder)
    connection = open_duckdb(time_zone, folder / ".treadle" / "spill", memory="2GB")
    try:
        rows = FolderRows.of(folder, connection)
        as_of = as_of or _newest_day(rows, folder, currency, time_zone)
        if as_of is None:
            raise InputError.single(
                "tables/signals.csv", "there is no signal, so no day to plan from", "Import signals, or say --as-of"
            )
        snapshot = _snapshot(rows, folder, as_of, currency, time_zone, promise=promise)
        rows.problems.extend(reference_problems(rows, with_signals=False))
        stopping = [problem for problem in unique(rows.problems) if problem.stops_plan]
        if stopping:
            raise InputError(stopping)
        return snapshot
    finally:
        connection.close()


def load_standing(folder: Path, as_of: date, catalogue: Catalogue, *, currency: str, time_zone: str) -> Snapshot:
    """What stands beside a plan of `as_of` in its folder: factories, orders, receipts, budgets. What customers did,
    stock, prices and the range are not read; `catalogue` is the plan's. Raises as `load_brand`.
    """
    require_folder(folder)
    connection = open_duckdb(time_zone, folder / ".treadle" / "spill")
    try:
        rows = FolderRows.of(folder, connection)
        bulletins, places = build_bulletins(rows), _places(rows)
        receiving = build_receiving(rows, _home(places))
        factories = build_factories(rows, _machines_of_style(catalogue, bulletins), receiving)
        promised = read_promised(folder, as_of, currency=currency, time_zone=time_zone, bulletins=bulletins,
                                 factories=factories)  # fmt: skip
        nothing = SIGNALS.empty_table()
        snapshot = Snapshot(
            as_of=as_of, currency=currency, time_zone=time_zone, catalogue=catalogue, places=places,
            factories=factories,
            fabrics={}, patterns={}, bulletins=bulletins, signals=nothing, in_stock=IN_STOCK.empty_table(),
            price_plan=PRICE_PLAN.empty_table(),
            stage_minutes=_stage_minutes(rows), on_hand=(), receipts=_receipts(rows, as_of), orders=promised.orders,
            decisions=promised.decisions, decided_facts=promised.decided_facts, floor=promised.floor,
            sold_ahead=promised.sold_ahead, profiles=build_profiles(rows, as_of), pairs=promised.pairs,
            kept=promised.kept,
            budget_cents=_budget_cents(rows, promised.orders, as_of), planned_receipts=_planned_receipts(rows, as_of),
        )  # fmt: skip
        snapshot = with_board(snapshot, promised.board)
        stopping = [problem for problem in unique(rows.problems) if problem.stops_plan]
        if stopping:
            raise InputError(stopping)
        return snapshot
    finally:
        connection.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What a brand sews, how, and where."""

    catalogue: Catalogue
    bulletins: Mapping[str, Bulletin]
    factories: tuple[Factory, ...]


def load_making(folder: Path, *, time_zone: str) -> Making:
    """The range, its bulletins and the factories of a folder; nothing else of it is read. Raises as `load_brand`."""
    require_folder(folder)
    connection = open_duckdb(time_zone)
    try:
        rows = FolderRows.of(folder, connection)
        catalogue, bulletins = build_catalogue(rows), build_bulletins(rows)
        receiving = build_receiving(rows, _home(_places(rows)))
        factories = build_factories(rows, _machines_of_style(catalogue, bulletins), receiving)
        stopping = [problem for problem in unique(rows.problems) if problem.stops_plan]
        if stopping:
            raise InputError(stopping)
        return Making(catalogue=catalogue, bulletins=bulletins, factories=factories)
    finally:
        connection.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderCheck:
    """All problems of a folder's tables and imports, and its rows by table where nothing stops a plan."""

    problems: tuple[Problem, ...]
    rows: Mapping[str, int]


def check_folder(folder: Path, *, time_zone: str, currency: str = "", last_planned: int = 0) -> FolderCheck:
    """All problems of a folder's tables and imports, those that stop a plan and those that do not: what is doubted, and
    what imports after number `last_planned` replaced."""
    require_folder(folder)
    connection = open_duckdb(time_zone, folder / ".treadle" / "spill", memory="2GB")
    try:
        rows = FolderRows.of(folder, connection)
        as_of = newest_known_day(rows)
        if as_of is None:
            rows.problems.append(
                Problem(file="tables/signals.csv", what="there is no signal, so there is no history to plan from",
                        remedy="Import signals with: treadle import DIR FILE --as signals", stops_plan=False)
            )  # fmt: skip
        _snapshot(rows, folder, as_of or date(1970, 1, 1), "", time_zone, with_signals=False)
        rows.problems.extend(reference_problems(rows, with_signals=True))
        for table in TABLES:
            for line, file in rows.hidden_rows(table):
                rows.problems.append(
                    Problem(file=f"tables/{table}.csv", row=line, what=f"the import of {file} replaced this row",
                            remedy="Nothing to do, or remove the row", stops_plan=False)
                )  # fmt: skip
        rows.problems.extend(import_notes(rows, time_zone, last_planned))
        rows.problems.extend(folder_doubts(rows, currency=currency))
        found = unique(rows.problems)
        counts = {} if any(one.stops_plan for one in found) else _counts(rows)
        return FolderCheck(problems=tuple(found), rows=counts)
    finally:
        connection.close()


def _newest_day(rows: FolderRows, folder: Path, currency: str, time_zone: str) -> date | None:
    """The day after the newest signal, or that of the newest entry about an order; None where there is no signal."""
    seen = newest_known_day(rows)
    told = newest_entry_day(folder, currency=currency, time_zone=time_zone)
    return seen if seen is None or told is None else max(seen, told)


def unique(problems: list[Problem]) -> list[Problem]:
    """Each problem once, by file and row; a table may be read more than once."""
    return sorted(dict.fromkeys(problems), key=lambda one: (one.file, one.row or 0, one.column or "", one.what))


def require_folder(folder: Path) -> None:
    """Raise `NotFoundError` unless the folder is a brand's."""
    if not (folder / "treadle.toml").is_file():
        raise NotFoundError(
            f"{folder} is not a brand's folder, as it has no treadle.toml: make one with treadle init {folder}"
        )


def _snapshot(
    rows: FolderRows, folder: Path, as_of: date, currency: str, time_zone: str, with_signals: bool = True,
    promise: PromisePolicy = PLAIN_PROMISES,
) -> Snapshot:  # fmt: skip
    catalogue = build_catalogue(rows)
    _require_rows(rows, catalogue.skus, "products")
    patterns, fabrics, bulletins = build_patterns(rows), build_fabrics(rows), build_bulletins(rows)
    places = _places(rows)
    home = _home(places)
    promised = Promised()
    factories = build_factories(rows, _machines_of_style(catalogue, bulletins), build_receiving(rows, home))
    if with_signals:
        promised = read_promised(folder, as_of, currency=currency, time_zone=time_zone, bulletins=bulletins,
                                 factories=factories)  # fmt: skip
    rows.problems.extend(making_problems(rows, catalogue, patterns, bulletins, factories))
    counted_rolls = build_rolls(rows, fabrics)
    counted = with_stores(net_stock(counted_stock(rows), promised.moves, as_of), promised.stores, home, as_of)
    on_hand = (*counted, *(one for one in uncounted(promised.orders, counted, home) if one.sku in catalogue.sku))
    known_before = midnight(as_of if with_signals else date(1970, 1, 1), time_zone)
    signals = _shaped(_near(rows, rows.read("signals", known_before=known_before), time_zone), SIGNALS)
    come = {one.order_id: one.risen_units for one in asked_of(promised.orders, on_hand, signals, time_zone)}
    snapshot = Snapshot(
        as_of=as_of, currency=currency, time_zone=time_zone, catalogue=catalogue, places=places, factories=factories,
        fabrics=fabrics, patterns=patterns, bulletins=bulletins,
        signals=signals, in_stock=_in_stock(rows),
        price_plan=_shaped(rows.read("price_plan"), PRICE_PLAN),
        interest=_interest(rows, as_of), planner_forecast=_planned(rows, as_of),
        rolls=rolls_now(counted_rolls, promised.rolls), counted_rolls=counted_rolls,
        materials=build_materials(rows), bill=build_bill(rows), processes=build_processes(rows),
        tariff=tuple(one for factory in factories for one in factory.tariff),
        stage_minutes=_stage_minutes(rows),
        on_hand=on_hand,
        receipts=(*_receipts(rows, as_of), *coming(promised.orders, as_of, home, come, promise)),
        orders=promised.orders,
        decisions=promised.decisions, decided_facts=promised.decided_facts, floor=promised.floor,
        sold_ahead=promised.sold_ahead, profiles=build_profiles(rows, as_of), pairs=promised.pairs, kept=promised.kept,
        budget_cents=_budget_cents(rows, promised.orders, as_of),
        planned_receipts=_planned_receipts(rows, as_of),
    )  # fmt: skip
    return with_board(snapshot, promised.board)


def _places(rows: FolderRows) -> tuple[Place, ...]:
    return tuple(
        Place(place_id=row.text("place_id"), kind=row.text("kind"), name=row.text("name"))
        for row in noun_rows(rows, "places")
    )


def _home(places: tuple[Place, ...]) -> str:
    """The place that receives: the first warehouse, else the first place."""
    return next((place.place_id for place in places if place.kind == "warehouse"), places[0].place_id if places else "")


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


def _machines_of_style(catalogue: Catalogue, bulletins: Mapping[str, Bulletin]) -> dict[str, frozenset[str]]:
    """Kinds of machines that each made style is sewn on."""
    return {
        style.style_id: frozenset(one.machine for one in bulletins[style.bulletin_id].operations)
        for style in catalogue.styles
        if style.bulletin_id is not None and style.bulletin_id in bulletins
    }


def _near(rows: FolderRows, signals: pa.Table, time_zone: str) -> pa.Table:
    """Signals without those of days that lie far apart from all others."""
    apart = signals_apart(rows) if signals.num_rows else Apart()
    if apart.first is not None:
        signals = signals.filter(pc.greater_equal(signals["happened_at"], midnight(apart.first, time_zone)))
    if apart.last is not None:
        after = date.fromordinal(apart.last.toordinal() + 1)
        signals = signals.filter(pc.less(signals["happened_at"], midnight(after, time_zone)))
    return signals


def _stage_minutes(rows: FolderRows) -> dict[str, dict[str, float]]:
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


def _budget_cents(rows: FolderRows, orders: tuple[Order, ...], as_of: date) -> int | None:
    """What may still be spent on `as_of`: the amounts whose days hold it, less what was released in them."""
    spans = [row for row in noun_rows(rows, "budget") if _holds(row.day("from_day"), as_of, row.day("to_day"))]
    if not spans:
        return None
    left = 0
    for row in spans:
        spent = sum(
            order.terms.cost_cents + order.price_cents for order in orders
            if _holds(row.day("from_day"), order.terms.origin_day, row.day("to_day"))
        )  # fmt: skip
        left += max(0, row.whole("amount_cents") - spent)
    return left


def _holds(first: date | None, day: date, last: date | None) -> bool:
    return first is not None and last is not None and first <= day <= last


def _counts(rows: FolderRows) -> dict[str, int]:
    """How many rows count of every table that has any."""
    queries = {table: rows.sql(table) for table in TABLES}
    return {
        table: rows.connection.execute(f"SELECT count(*) FROM ({query})").fetchall()[0][0]
        for table, query in queries.items()
        if query is not None
    }
