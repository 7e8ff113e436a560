"""A brand that buys in: factories quoted for a style, and an order of it was released that none of ours makes."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from treadle.plant.source.desk import SourcingBooks, sourcing_books
from treadle.plant.source.pairs import quote
from treadle.plant.source.profiles import take_sheet
from treadle.terms.entry import Entry, Ordered, Release
from treadle.terms.release import ReleasedOrder
from treadle.terms.supplier import PriceStep

SHEET = (
    "Supplier,MOQ,Lead time,Capacity min/week\nNear,100 pcs,20 days,40000\nFar,100 pcs,40 days,40000\n"
    "Tiny,9000 pcs,10 days,40000\n"
)
ORDER, DUE = "BI-ONE", date(2026, 6, 1)


def buying_brand(planned_brand: Path, place: Path, *, author: str = "me") -> SourcingBooks:
    """The brand on 2 March 2026, with an order of 200 pieces due on 1 June."""
    folder = place / "brand"
    shutil.copytree(planned_brand, folder)
    (place / "list.csv").write_text(SHEET)
    take_sheet(folder, place / "list.csv")
    books = sourcing_books(folder, author=author, at="2026-03-02T09:00")
    style, sku = first_sku(folder)
    for name, cents in (("near", 500), ("far", 400), ("tiny", 100)):
        quote(books, name, style, (PriceStep(from_units=1, piece_cents=cents, setup_cents=1000),))
    release(books, ORDER, style, {sku: 200})
    return books


def first_sku(folder: Path) -> tuple[str, str]:
    """A style of the folder and one of its SKUs."""
    row = (folder / "tables" / "products.csv").read_text().splitlines()[1].replace('"', "").split(",")
    return row[1], row[0]


def release(books: SourcingBooks, name: str, style: str, units: dict[str, int], due: date = DUE) -> None:
    """An order that is bought in."""
    order = ReleasedOrder(work_order_id=name, style_id=style, units=units, due_day=due, promise_day=due,
                          origin_day=date(2026, 3, 2), cost_cents=600 * sum(units.values()))  # fmt: skip
    now = datetime(2026, 3, 2, tzinfo=UTC)
    books.ledger.add(
        [Entry(kind="release", subject=f"R-{name}", happened_at=now, known_at=now, author="me", key=f"release:{name}",
               body=Release(plan_id="P", facts="", as_of=date(2026, 3, 2), order_ids=(name,)),
               currency=books.settings.currency),
         Entry(kind="order", subject=name, happened_at=now, known_at=now, author="me", key=f"order:{name}",
               body=Ordered(release_id=f"R-{name}", plan_id="P", order=order), currency=books.settings.currency)]
    )  # fmt: skip


def on(books: SourcingBooks, day: str) -> SourcingBooks:
    """The same books on another day."""
    return replace(books, clock=lambda: datetime.fromisoformat(f"{day}T09:00+00:00"))
