"""A batch of scans as a tablet or a hanger line sends it: each is new, known, or refused with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from treadle.plant.books import ledger_of
from treadle.plant.orders import orders_of
from treadle.plant.scan_entries import floor_entry
from treadle.plant.serving import ServedBrand
from treadle.settings import Settings
from treadle.storage.known_scans import KnownScans
from treadle.storage.ledger.protocol import Ledger
from treadle.storage.scan_rows import scan_table, to_bodies
from treadle.terms.floor import SCAN_KINDS

_TEXTS = ("station_id", "operator_id", "operation_id", "defect", "replaces", "to_bundle_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What became of the scans of a batch, by their ids; `refused` with the reason of each."""

    new: tuple[str, ...]
    known: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


def take_batch(
    brand: ServedBrand, rows: Sequence[Mapping[str, Any]], *, author: str, factory_id: str | None = None,
    now: datetime | None = None,
) -> Batch:  # fmt: skip
    """Add the scans of a batch to the ledger. The same batch again changes nothing.

    `factory_id`: of bundles of this factory's orders alone. A scan that cannot be read is refused; the others are
    taken. A bundle that nobody tied is taken too, and told as a contradiction: its ticket may come later.
    """
    settings = brand.settings
    own: set[str] | None = None
    if factory_id is not None:
        own = {one.order_id for one in orders_of(brand, factory_id=factory_id)}
    ledger = ledger_of(brand.folder, settings)
    return keep_batch(ledger, brand.scans, rows, settings=settings, author=author, own=own, now=now)


def know_scans(brand: ServedBrand) -> None:
    """Read which scans the ledger holds, as the first batch of a service would have to."""
    with brand.scans.up_to_date(ledger_of(brand.folder, brand.settings)):
        return


def keep_batch(
    ledger: Ledger, scans: KnownScans, rows: Sequence[Mapping[str, Any]], *, settings: Settings, author: str,
    own: Set[str] | None = None, now: datetime | None = None,
) -> Batch:  # fmt: skip
    """As `take_batch`, into a ledger whose scans are known so far; `own`: of bundles of these orders alone."""
    moment = now or datetime.now(UTC)
    with scans.up_to_date(ledger) as known:
        good, refused = [], []
        for at, row in enumerate(rows, 1):
            name = str(row.get("scan_id") or f"scan {at}")
            read, why = _read(row)
            if not why and own is not None and known.order_of.get(read["bundle_id"].partition("|")[0]) not in own:
                why = "bundle_id: it is no bundle of your factory"
            if why:
                refused.append((name, why))
            else:
                good.append(read)
        fresh = known.not_there(scan_table(good, moment))
        known.add(ledger, [floor_entry("scans", one, moment, author, settings) for one in to_bodies(fresh)], fresh)
    new = fresh["scan_id"].to_pylist()
    told = dict.fromkeys(str(one["scan_id"]) for one in good)
    return Batch(new=tuple(new), known=tuple(one for one in told if one not in set(new)), refused=tuple(refused))


def _read(row: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """A scan typed, or why it cannot be read: everything that is wrong with it."""
    wrong = [f"{name}: it is missing" for name in ("scan_id", "bundle_id") if not str(row.get(name) or "").strip()]
    found: dict[str, Any] = {name: str(row.get(name) or "") for name in ("scan_id", "bundle_id", *_TEXTS)}
    found["kind"] = row.get("kind")
    if found["kind"] not in SCAN_KINDS:
        wrong.append(f"kind: {found['kind']!r} is none of {', '.join(SCAN_KINDS)}")
    units = row.get("units")
    if units is not None and (isinstance(units, bool) or not isinstance(units, int) or units < 0):
        wrong.append(f"units: {units!r} is no count of pieces")
    found["units"] = units
    for name in ("happened_at", "known_at"):
        try:
            told = row.get(name)
            found[name] = None if told is None and name == "known_at" else datetime.fromisoformat(str(told))
            if found[name] is not None and found[name].tzinfo is None:
                wrong.append(f"{name}: {told} says no time zone")
        except ValueError:
            wrong.append(f"{name}: {row.get(name)!r} is no moment such as 2026-03-02T08:00:00Z")
    return found, "; ".join(wrong)
