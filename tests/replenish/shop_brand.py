"""A planned brand that gets shops: places, rules, stock there, and what they sold."""

from __future__ import annotations

import csv
import shutil
from datetime import timedelta
from pathlib import Path

from treadle.plant.written_plan import read_plan


def with_shops(planned: Path, folder: Path, *, rules: str = "", sold: bool = True) -> Path:
    """A copy of a planned brand with three shops, of which the first sells most; `rules` are rows of table shops."""
    shutil.copytree(planned, folder)
    plan = read_plan(folder)
    _append(folder / "tables" / "places.csv", [{"place_id": f"shop{at}", "kind": "shop", "name": f"Shop {at}"}
                                               for at in (1, 2, 3)])  # fmt: skip
    if rules:
        heads = "place_id,capacity,display,opens_on,closes_on,like_place_id,lead_days\n"
        (folder / "tables" / "shops.csv").write_text(heads + rules, encoding="utf-8")
    skus = [one.sku for one in plan.catalogue.skus]
    _append(folder / "tables" / "stock.csv", [{"sku": sku, "place_id": "warehouse", "units": "40"} for sku in skus],
            fresh=True)  # fmt: skip
    if sold:
        day = plan.as_of - timedelta(days=10)
        _append(
            folder / "tables" / "signals.csv",
            [
                {"signal_id": f"shop-{shop}-{sku}", "happened_at": day.isoformat(), "kind": "order", "sku": sku,
                 "shop": f"shop{shop}", "units": str(units), "period_days": "7"}
                for shop, units in ((1, 12), (2, 4), (3, 1)) for sku in skus
            ],
        )  # fmt: skip
    return folder


def _append(path: Path, rows: list[dict[str, str]], *, fresh: bool = False) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        heads = next(csv.reader(file))
        held = [] if fresh else list(csv.DictReader(file, fieldnames=heads))
    names = list(dict.fromkeys([*heads, *(name for row in rows for name in row)]))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=names, restval="")
        writer.writeheader()
        writer.writerows([*held, *rows])
