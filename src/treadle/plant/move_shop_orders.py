"""Customer orders that a shop system told of, from the ledger into the lake as signals."""

from __future__ import annotations

import tempfile
from pathlib import Path

from filelock import FileLock

from treadle.connectors.shopify_orders import SOURCE, signal_rows
from treadle.connectors.sources import Asked, open_sources
from treadle.plant.books import ledger_if_any
from treadle.settings import Settings
from treadle.storage.intake import import_rows
from treadle.storage.lake import JournalEntry
from treadle.terms.budget import Progress, stoppable
from treadle.terms.codec import json_text
from treadle.terms.shop_order import ShopOrder
from treadle.terms.tables import TABLES

#: Where the ledger keeps the number of the newest entry that is in the lake.
MOVED = "shop orders moved"


def move_shop_orders(folder: Path, settings: Settings, *, progress: Progress | None = None) -> JournalEntry | None:
    """Bring the signals of all orders that were told of since the last move into the lake; None where none were.

    Killed before the end, it is done again: the lake knows the rows. A row that says something new replaces its older
    version.
    """
    ledger = ledger_if_any(folder, settings)
    if ledger is None:
        return None
    with FileLock(folder / ".treadle" / "collected.lock"):
        entries = ledger.entries(kinds=["shop order"], after=int(ledger.kept(MOVED) or 0))
        if not entries:
            return None
        changed = dict.fromkeys(entry.subject for entry in entries)
        orders = [held.state for name in changed if (held := ledger.state(ShopOrder, name)) is not None]
        rows = [row for order in orders for row in signal_rows(order)]
        made = None
        if rows:
            with tempfile.TemporaryDirectory(dir=folder / ".treadle", prefix="moving-") as scratch:
                path = Path(scratch) / f"{SOURCE}-{entries[-1].number:06d}.jsonl"
                path.write_text("".join(f"{json_text(row)}\n" for row in rows), encoding="utf-8")
                (source,) = open_sources([path], tables=TABLES, asked=Asked(table="signals", name=SOURCE))
                made = import_rows(
                    folder, source, time_zone=settings.time_zone, currency=settings.currency,
                    progress=stoppable(progress, None),
                )  # fmt: skip
        ledger.keep(MOVED, str(entries[-1].number))
        return made


def waiting_orders(folder: Path, settings: Settings) -> bool:
    """Whether orders were told of that are not in the lake."""
    ledger = ledger_if_any(folder, settings)
    return ledger is not None and bool(ledger.entries(kinds=["shop order"], after=int(ledger.kept(MOVED) or 0), most=1))
