"""A small floor that was played: the small brand with five tied orders on its two lines, a week of scans, the truth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pyarrow.parquet as pq
from floor_brand import write_floor_brand

from treadle.plant.bundles import tie_bundles
from treadle.plant.play_floor import Played, play_floor
from treadle.simulate.sewn_floor.tablets import TabletKind
from treadle.simulate.sewn_floor.work import FloorKind
from treadle.storage.brand import load_brand
from treadle.storage.ledger.open import open_ledger
from treadle.terms.entry import Entry, Ordered
from treadle.terms.release import ReleasedOrder

#: Order, style, option, pieces of S and M, line, day and minute on which it is begun, day of its promise.
ORDERS = (
    ("WO-A", "TEE1", "TEE1-white", (260, 300), 0, 0, 600, 9),
    ("WO-B", "TEE2", "TEE2-blue", (220, 260), 0, 2, 700, 13),
    ("WO-C", "TEE1", "TEE1-olive", (1500, 1500), 0, 4, 500, 20),
    ("WO-D", "TEE2", "TEE2-red", (700, 700), 1, 0, 600, 9),
    ("WO-E", "TEE1", "TEE1-navy", (1400, 1300), 1, 3, 500, 20),
)
Told = tuple[str, str, str, tuple[int, int], int, int, int, int]
#: Days of scans; orders are sewn on behind them.
DAYS = 7
#: A floor on which everything goes wrong rather often.
ROUGH = FloorKind(absent_share=0.08, defect_share=0.01, scrap_share=0.15)
TABLETS = TabletKind(doubled_share=0.08, mistyped_share=0.02, misread_share=0.01, lost_share=0.2, offline_share=0.06,
                     clock_share=0.04)  # fmt: skip


def write_played_brand(folder: Path, seed: int = 3, orders: Sequence[Told] = ORDERS) -> Played:
    """Write the brand with its orders, tie them, and play a week; the scans are not taken."""
    write_floor_brand(folder)
    snapshot = load_brand(folder, None, currency="EUR", time_zone="UTC")
    factory = snapshot.factories[0]
    moment = datetime.combine(snapshot.as_of - timedelta(days=1), time(), UTC)
    entries = []
    for order_id, style, option, units, line, day, minute, promised in orders:
        terms = ReleasedOrder(
            work_order_id=order_id, style_id=style,
            units={f"{option}-{size}": count for size, count in zip("SM", units, strict=True)},
            due_day=snapshot.as_of + timedelta(days=promised), promise_day=snapshot.as_of + timedelta(days=promised),
            origin_day=snapshot.as_of, factory_id=factory.factory_id, line_id=factory.sewing_lines[line].line_id,
            cut_start_minute=day * 1440 + 400, cut_end_minute=day * 1440 + minute - 30,
            sew_start_minute=day * 1440 + minute, sew_end_minute=day * 1440 + minute + 600, cost_cents=50_000,
        )  # fmt: skip
        entries.append(
            Entry(kind="order", subject=order_id, happened_at=moment, known_at=moment, author="Mira",
                  key=f"order:{order_id}", body=Ordered(release_id="R", plan_id="p", order=terms))
        )  # fmt: skip
    open_ledger(folder, currency="EUR", time_zone="UTC").add(entries)
    tie_bundles(folder, author="Mira")
    return play_floor(folder, days=DAYS, seed=seed, kind=ROUGH, tablets=TABLETS)


def truth(played: Played, name: str) -> list[dict[str, object]]:
    """Rows of a table of the truth."""
    found: list[dict[str, object]] = pq.read_table(played.truth / f"floor_{name}.parquet").to_pylist()
    return found
