"""Take scans into the ledger, and tell what they add up to: work on the floor, pay, defects, real times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from treadle.errors import InputError, Problem
from treadle.plant.amend import finish_stage
from treadle.plant.books import ledger_of
from treadle.plant.expect import expect_orders
from treadle.plant.first_piece import bulk_without_approval
from treadle.plant.floor_read import FloorRead, read_floor_of
from treadle.plant.plain_table import read_table_file
from treadle.plant.scan_entries import add_scans, floor_entry
from treadle.settings import read_settings
from treadle.storage.scan_rows import scan_table
from treadle.terms.expectation import Expectation
from treadle.terms.first_piece import BulkBegun
from treadle.terms.floor import (
    BUNDLES,
    RATES,
    SCANS,
    BundlesTied,
    Defects,
    Floor,
    Hour,
    Paid,
    Rate,
    RealTime,
    StopAlarm,
    StopRule,
    TiedBundle,
)  # fmt: skip
from treadle.track.floor.made import defects, piece_pay, pieces_by_hour
from treadle.track.floor.stop_rule import make_stop_rule, stop_alarms


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a file of scans: new ones, ones that were known, rows that were refused; and orders found sewn."""

    new: int
    known: int
    refused: tuple[Problem, ...]
    bundles: int = 0
    sewn_order_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorTold:
    """The floor with what was made on it."""

    floor: Floor
    hours: tuple[Hour, ...]
    defects: tuple[Defects, ...]
    rule: StopRule
    alarms: tuple[StopAlarm, ...]
    times: tuple[RealTime, ...]
    now: datetime
    expectations: tuple[Expectation, ...] = ()
    currency: str = ""
    unapproved: tuple[BulkBegun, ...] = ()


def take_scans(
    folder: Path, path: Path | None, *, bundles_path: Path | None = None, author: str, now: datetime | None = None
) -> Taken:
    """Add the scans of a CSV, Excel or JSON-lines file (SCANS), and the bundles of another (BUNDLES), to the ledger.

    A scan that is there already is not added again; a row that cannot be read is refused and told. Orders whose every
    tied piece is sewn are reported sewn, so that the next plan sees it. Raises `NotFoundError`, `InputError` for a
    file without the columns, `LedgerError`.
    """
    settings = read_settings(folder)
    ledger = ledger_of(folder, settings)
    moment = now or datetime.now(UTC)
    tied, refused = _bundles(bundles_path)
    rows: Sequence[Mapping[str, Any]] = ()
    if path is not None:
        read = read_table_file(path, SCANS, time_zone=settings.time_zone)
        rows = read.rows
        refused += read.problems
    if tied:
        ledger.add([floor_entry("bundles", BundlesTied(bundles=tuple(tied)), moment, author, settings)])
    told = scan_table(rows, moment)
    fresh = add_scans(ledger, told, author=author, settings=settings, now=moment)
    return Taken(
        new=fresh, known=told.num_rows - fresh, refused=tuple(refused), bundles=len(tied),
        sewn_order_ids=_report_sewn(folder, author) if tied or fresh else (),
    )  # fmt: skip


def look_at_floor(
    folder: Path, *, accepted_share: float = 0.02, bad_share: float = 0.08, false_alarm_share: float = 0.01,
    at: datetime | None = None,
) -> FloorTold:  # fmt: skip
    """What the scans of a folder add up to, which operations their defects should stop (`make_stop_rule`), and when its
    orders will be there as of `at` (default: the newest moment that scans tell).

    Raises `InputError` where a bundle's bulletin is not there, or for shares by which no rule can be made.
    """
    return told_floor(
        read_floor_of(folder), accepted_share=accepted_share, bad_share=bad_share, false_alarm_share=false_alarm_share,
        at=at,
    )  # fmt: skip


def told_floor(
    read: FloorRead, *, accepted_share: float = 0.02, bad_share: float = 0.08, false_alarm_share: float = 0.01,
    at: datetime | None = None,
) -> FloorTold:  # fmt: skip
    """As `look_at_floor`, of a floor that was read."""
    try:
        rule = make_stop_rule(accepted_share, bad_share, false_alarm_share=false_alarm_share)
    except ValueError as error:
        raise InputError.single("stop rule", str(error), "Say shares such as 0.02 and 0.08") from None
    floor, scans = read.floor, read.scans
    return FloorTold(
        floor=floor, hours=pieces_by_hour(floor, read.zone), defects=defects(scans, floor),
        rule=rule, alarms=stop_alarms(scans, rule, {one.bundle_id for one in read.bundles}), now=at or read.now,
        times=read.times,
        expectations=expect_orders(read, at), currency=read.books.settings.currency,
        unapproved=bulk_without_approval(read),
    )  # fmt: skip


def work_out_pay(folder: Path, rates_path: Path) -> tuple[Paid, ...]:
    """Piece pay by the rates of a CSV or Excel file (RATES). Raises `InputError` with every row that is wrong."""
    read = read_table_file(rates_path, RATES)
    if read.problems:
        raise InputError(read.problems)
    rates = [
        Rate(operation_id=row["operation_id"], rate_cents=row["rate_cents"], order_id=row.get("order_id") or "",
             bundle_id=row.get("bundle_id") or "", from_day=row.get("from_day"))
        for row in read.rows
    ]  # fmt: skip
    seen = read_floor_of(folder)
    return piece_pay(seen.floor, seen.bundles, rates, seen.zone)


def _bundles(path: Path | None) -> tuple[list[TiedBundle], list[Problem]]:
    if path is None:
        return [], []
    read = read_table_file(path, BUNDLES)
    tied = [
        TiedBundle(bundle_id=row["bundle_id"], order_id=row["order_id"], units=row["units"],
                   bulletin_id=row["bulletin_id"], sku=row.get("sku") or "")
        for row in read.rows
    ]  # fmt: skip
    return tied, list(read.problems)


def _report_sewn(folder: Path, author: str) -> tuple[str, ...]:
    """Report orders sewn of which every wanted piece was tied and is sewn or scrapped."""
    read = read_floor_of(folder)
    orders = {one.order_id: one for one in read.books.snapshot.orders}
    found: list[str] = []
    for count in read.floor.orders:
        order = orders.get(count.order_id)
        if order is None or not order.terms.is_made or not count.is_sewn or "sew" in order.finished_stages:
            continue
        if count.tied_units >= sum(order.to_make(line) for line in order.lines) and finish_stage(
            folder, count.order_id, "sew", author=author
        ):
            found.append(count.order_id)
    return tuple(found)
