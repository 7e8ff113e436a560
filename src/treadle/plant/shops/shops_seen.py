"""Shops as a brand looks at them: what should move and why, what is on its way, rules, and stores of others."""

from __future__ import annotations

import functools
import threading
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from treadle.errors import InputError
from treadle.plant.books import ledger_of
from treadle.plant.shops.plan import CLOSING_WEEKS, HALF_LIFE_WEEKS, Shops, plan_shops
from treadle.plant.touched import Stamp, stamp_of
from treadle.plant.written_plan import read_plan
from treadle.settings import read_settings
from treadle.storage.shop_rows import shop_rows
from treadle.terms.plan import Plan
from treadle.terms.shop import Move, ShopRule, StoreOrder

#: Shops times options up to which what moves is worked out while somebody waits: ten seconds on one core, not tuned.
MOST_PAIRS = 20_000
_ONE_AT_A_TIME = threading.Lock()
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopRow:
    """A shop with its rule, its name, and how it stands: 'opening', 'closing', 'closed' or 'open'; pieces that lie
    there by the last count, and that are on their way to it."""

    rule: ShopRule
    name: str
    state: str
    there_units: int
    coming_units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopsBooks:
    """What is known of shops without working anything out. `names` are those of places by their ids."""

    day: date
    plan: Plan
    shops: tuple[ShopRow, ...]
    warehouse: str
    names: Mapping[str, str]
    moves: tuple[Move, ...]
    stores: tuple[StoreOrder, ...]
    options: int

    @property
    def is_too_large(self) -> bool:
        """Whether what moves takes too long to wait for: `treadle shops DIR plan` works it out."""
        return len(self.shops) * self.options > MOST_PAIRS

    def name(self, place_id: str) -> str:
        """What a place is called."""
        return self.names.get(place_id) or place_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What should go to one place: its rows, all pieces, and what they are expected to add to sales."""

    to_place_id: str
    rows: tuple[Row, ...]
    units: int
    extra_units: float


def shops_books(folder: Path, out: Path) -> ShopsBooks:
    """The shops of a folder on the day of the plan in `out`, the newest moves first.

    Raises `NotFoundError` where there is no plan, `InputError` where the folder has no shop.
    """
    settings, plan = read_settings(folder), read_plan(out)
    told = shop_rows(folder, plan.as_of, time_zone=settings.time_zone, weeks=1, half_life_weeks=HALF_LIFE_WEEKS)
    if not told.rules:
        raise InputError.single("tables/places.csv", "there is no shop",
                                "Add a row of kind warehouse, and one of kind shop for each")  # fmt: skip
    ledger = ledger_of(folder, settings)
    moves = tuple(held.state for held in ledger.states(Move))
    there: dict[str, int] = defaultdict(int)
    for one in told.counted:
        there[one.place_id] += one.units
    coming: dict[str, int] = defaultdict(int)
    for move in moves:
        if move.arrived is None and not move.is_taken_back:
            coming[move.sent.to_place_id] += move.sent.units
    names = {one.place_id: one.name for one in told.places}
    shops = tuple(
        ShopRow(rule=rule, name=names.get(rule.place_id) or rule.place_id, state=_state(rule, plan.as_of),
                there_units=there[rule.place_id], coming_units=coming[rule.place_id])
        for rule in told.rules.values()
    )  # fmt: skip
    return ShopsBooks(
        day=plan.as_of, plan=plan, shops=shops, names=names, moves=tuple(reversed(moves)),
        warehouse=next((one.place_id for one in told.places if one.kind == "warehouse"), ""),
        stores=tuple(held.state for held in ledger.states(StoreOrder)), options=len(plan.catalogue.options),
    )  # fmt: skip


def proposed(folder: Path, out: Path) -> Shops:
    """What should move, worked out in this process; once for as long as nothing is touched. Raises as `plan_shops`."""
    stamp = (read_plan(out).plan_id, stamp_of(folder))
    with _ONE_AT_A_TIME:  # whoever asks meanwhile gets what the first one had worked out
        return _proposed(folder, out, stamp)


@functools.lru_cache(maxsize=4)
def _proposed(folder: Path, out: Path, stamp: Stamp) -> Shops:
    del stamp  # another stamp is another key
    return plan_shops(folder, out, workers=1)


def parcels(found: Shops) -> tuple[Parcel, ...]:
    """What should move by the place it goes to, those that add most first."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in found.rows.to_pylist():
        groups[row["to_place_id"]].append(row)
    made = [
        Parcel(to_place_id=place, rows=tuple(rows), units=sum(row["units"] for row in rows),
               extra_units=sum(row["extra_units"] for row in rows))
        for place, rows in groups.items()
    ]  # fmt: skip
    return tuple(sorted(made, key=lambda one: (-one.extra_units, one.to_place_id)))


def _state(rule: ShopRule, day: date) -> str:
    if rule.closes_on is not None and rule.closes_on <= day:
        return "closed"
    if rule.closes_on is not None and rule.closes_on <= day + timedelta(weeks=CLOSING_WEEKS):
        return "closing"
    return "opening" if rule.opens_on is not None and rule.opens_on > day else "open"
