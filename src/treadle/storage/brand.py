"""A brand's folder to the snapshot that a day plans from, and the check of the whole folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from treadle.errors import InputError, NotFoundError, Problem
from treadle.replenish.moves import net_stock, with_stores
from treadle.schedule.on_board import with_board
from treadle.storage.brand_making import build_bulletins
from treadle.storage.brand_orders import Promised, newest_entry_day, read_promised, uncounted
from treadle.storage.brand_products import build_catalogue
from treadle.storage.brand_written import (
    OnDay,
    check_references,
    factories_with,
    home_of,
    read_on_day,
    read_places,
    read_told,
    stage_minutes,
    written,
)
from treadle.storage.folder_doubts import folder_doubts
from treadle.storage.folder_rows import FolderRows, newest_known_day
from treadle.storage.import_notes import import_notes
from treadle.storage.lake import open_duckdb
from treadle.storage.memory import give_back
from treadle.storage.references import reference_problems
from treadle.terms.order import Order
from treadle.terms.place import Factory
from treadle.terms.policy.scheduling import PLAIN_PROMISES, PromisePolicy
from treadle.terms.product import Catalogue
from treadle.terms.sewing import Bulletin
from treadle.terms.signal import IN_STOCK, PRICE_PLAN, SIGNALS
from treadle.terms.snapshot import Snapshot
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
    connection = open_duckdb(time_zone, folder / ".treadle" / "spill", memory="512MB")
    try:
        rows = FolderRows.of(folder, connection)
        as_of = as_of or _newest_day(rows, folder, currency, time_zone)
        if as_of is None:
            raise InputError.single(
                "tables/signals.csv", "there is no signal, so no day to plan from", "Import signals, or say --as-of"
            )
        snapshot = _snapshot(rows, folder, as_of, currency, time_zone, promise=promise)
        rows.once(check_references)
        stopping = [problem for problem in unique(rows.problems) if problem.stops_plan]
        if stopping:
            raise InputError(stopping)
        return snapshot
    finally:
        connection.close()
        give_back()


def load_standing(folder: Path, as_of: date, catalogue: Catalogue, *, currency: str, time_zone: str) -> Snapshot:
    """What stands beside a plan of `as_of` in its folder: factories, orders, receipts, budgets. What customers did,
    stock, prices and the range are not read; `catalogue` is the plan's. Raises as `load_brand`.
    """
    require_folder(folder)
    connection = open_duckdb(time_zone, folder / ".treadle" / "spill")
    try:
        rows = FolderRows.of(folder, connection)
        bulletins, factories = rows.once(build_bulletins), factories_with(rows, catalogue)
        promised = read_promised(folder, as_of, currency=currency, time_zone=time_zone, bulletins=bulletins,
                                 factories=factories)  # fmt: skip
        nothing, on_day = SIGNALS.empty_table(), rows.once(read_on_day, as_of)
        snapshot = Snapshot(
            as_of=as_of, currency=currency, time_zone=time_zone, catalogue=catalogue, places=rows.once(read_places),
            factories=factories,
            fabrics={}, patterns={}, bulletins=bulletins, signals=nothing, in_stock=IN_STOCK.empty_table(),
            price_plan=PRICE_PLAN.empty_table(),
            stage_minutes=rows.once(stage_minutes), on_hand=(), receipts=on_day.receipts, orders=promised.orders,
            decisions=promised.decisions, decided_facts=promised.decided_facts, floor=promised.floor,
            sold_ahead=promised.sold_ahead, profiles=on_day.profiles, pairs=promised.pairs, kept=promised.kept,
            makers=promised.makers,
            budget_cents=_budget_cents(on_day, promised.orders), planned_receipts=on_day.planned_receipts,
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
        catalogue, bulletins = rows.once(build_catalogue), rows.once(build_bulletins)
        factories = factories_with(rows, catalogue)
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
        rows = FolderRows.of(folder, connection, is_anew=True)
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
    seen = rows.once(newest_known_day)
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
    there = written(rows)
    promised = Promised()
    if with_signals:
        promised = read_promised(folder, as_of, currency=currency, time_zone=time_zone, bulletins=there.bulletins,
                                 factories=there.factories)  # fmt: skip
    home = home_of(there.places)
    counted = with_stores(net_stock(there.counted, promised.moves, as_of), promised.stores, home, as_of)
    on_hand = (*counted, *(one for one in uncounted(promised.orders, counted, home) if one.sku in there.catalogue.sku))
    told = rows.once(read_told, as_of if with_signals else date(1970, 1, 1), as_of)
    on_day = rows.once(read_on_day, as_of)
    come = {one.order_id: one.risen_units for one in asked_of(promised.orders, on_hand, told.signals, time_zone)}
    snapshot = Snapshot(
        as_of=as_of, currency=currency, time_zone=time_zone, catalogue=there.catalogue, places=there.places,
        factories=there.factories, fabrics=there.fabrics, patterns=there.patterns, bulletins=there.bulletins,
        signals=told.signals, in_stock=there.in_stock, price_plan=there.price_plan, interest=told.interest,
        planner_forecast=told.planner_forecast,
        rolls=rolls_now(there.rolls, promised.rolls), counted_rolls=there.rolls,
        materials=there.materials, bill=there.bill, processes=there.processes,
        tariff=tuple(one for factory in there.factories for one in factory.tariff), stage_minutes=there.stage_minutes,
        on_hand=on_hand, receipts=(*on_day.receipts, *coming(promised.orders, as_of, home, come, promise)),
        orders=promised.orders,
        decisions=promised.decisions, decided_facts=promised.decided_facts, floor=promised.floor,
        sold_ahead=promised.sold_ahead, profiles=on_day.profiles, pairs=promised.pairs, kept=promised.kept,
        makers=promised.makers,
        budget_cents=_budget_cents(on_day, promised.orders), planned_receipts=on_day.planned_receipts,
    )  # fmt: skip
    return with_board(snapshot, promised.board)


def _budget_cents(on_day: OnDay, orders: Sequence[Order]) -> int | None:
    """What may still be spent on a day: the amounts whose days hold it, less what was released in them."""
    if not on_day.budgets:
        return None
    left = 0
    for first, last, cents in on_day.budgets:
        spent = sum(
            one.terms.cost_cents + one.price_cents for one in orders if first <= one.terms.origin_day <= last
        )  # fmt: skip
        left += max(0, cents - spent)
    return left


def _counts(rows: FolderRows) -> dict[str, int]:
    """How many rows count of every table that has any."""
    queries = {table: rows.sql(table) for table in TABLES}
    return {
        table: rows.connection.execute(f"SELECT count(*) FROM ({query})").fetchall()[0][0]
        for table, query in queries.items()
        if query is not None
    }
