"""Orders that seem to have come: the snapshot's counts and sales, put to the room that asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from treadle.terms.order import Order
from treadle.terms.signal_parts import Signals, rows_where
from treadle.terms.snapshot import Snapshot
from treadle.terms.stock import OnHand
from treadle.track.counts import Question, questions


def asked(snapshot: Snapshot) -> tuple[Question, ...]:
    """The orders of a snapshot that a count of the stock says have come, and nobody booked."""
    return asked_of(snapshot.orders, snapshot.on_hand, snapshot.signals, snapshot.time_zone)


def asked_of(
    orders: Sequence[Order], on_hand: Sequence[OnHand], signals: Signals, time_zone: str
) -> tuple[Question, ...]:
    """The same from its parts. `signals` follows SIGNALS."""
    open_orders = [one for one in orders if one.open_units and one.counted_day is not None]
    if not open_orders:
        return ()
    now: dict[str, int] = defaultdict(int)
    for held in on_hand:
        now[held.sku] += held.units
    first = min(one.counted_day for one in open_orders if one.counted_day is not None)
    skus = {line.sku for one in open_orders for line in one.lines}
    return questions(open_orders, now, _sold(signals, skus, first, time_zone))


def _sold(signals: Signals, skus: set[str], first: date, time_zone: str) -> Mapping[str, Mapping[date, int]]:
    """Pieces sold less those returned, by SKU and day, from a day on."""
    zone = ZoneInfo(time_zone)
    begun = pa.scalar(datetime.combine(first, time(0), zone), pa.timestamp("us", "UTC"))
    kinds, ours = pa.array(["order", "return", "cancel"]), pa.array(sorted(skus))

    def is_wanted(part: pa.Table) -> Any:
        is_since = pc.greater_equal(part["happened_at"], begun)
        return pc.and_(is_since, pc.and_(pc.is_in(part["kind"], kinds), pc.is_in(part["sku"], ours)))

    found: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows_where(signals, is_wanted, ("sku", "kind", "units", "happened_at")).to_pylist():
        day = row["happened_at"].astimezone(zone).date()
        if day >= first:
            found[row["sku"]][day] += int(row["units"]) * (1 if row["kind"] == "order" else -1)
    return found
