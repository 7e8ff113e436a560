"""The tables of the page of shops as they are given out."""

from __future__ import annotations

from treadle.plant.shops.plan import Shops
from treadle.plant.shops.shops_seen import ShopsBooks
from treadle.report.given_table import Cell, GivenTable
from treadle.report.shop_sheets import why_of
from treadle.words import label, say


def proposed_tables(found: Shops, language: str) -> dict[str, GivenTable]:
    """What should move with every reason, and packs worth having made, by the name of the table."""
    heads = ("shops.sku", "shops.option", "shops.from", "shops.to", "shops.units", "shelf.extra", "shops.why")
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (row["sku"], row["option_id"], row["from_place_id"], row["to_place_id"], row["units"], row["extra_units"],
         say(why_of(row), language))
        for row in found.rows.to_pylist()
    )  # fmt: skip
    packs: tuple[tuple[Cell, ...], ...] = tuple(
        (name, "-".join(map(str, one.ratio)), int(one.packs.sum()), int(one.loose.sum()), one.saved_cents / 100)
        for name, one in found.packs.items()
    )
    told = (
        GivenTable(name="proposed", heads=heads, rows=rows),
        GivenTable(name="packs", heads=("shops.option", "shelf.pack", "shelf.packs", "shelf.loose", "shelf.saved"),
                   rows=packs),
    )  # fmt: skip
    return {one.name: one for one in told}


def shop_tables(books: ShopsBooks, language: str) -> dict[str, GivenTable]:
    """Shops with their rules, moves, and stores' orders, by the name of the table."""
    return {one.name: one for one in (_shops(books, language), _moves(books, language), _stores(books))}


def _shops(books: ShopsBooks, language: str) -> GivenTable:
    heads = ("shelf.shop", "shelf.name", "shelf.state", "shelf.there", "shelf.coming", "shelf.capacity",
             "shelf.display", "shelf.opens", "shelf.closes", "shelf.like", "shelf.lead")  # fmt: skip
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (one.rule.place_id, one.name, label(f"shelf.is_{one.state}", language), one.there_units, one.coming_units,
         one.rule.capacity_units, one.rule.display_units, one.rule.opens_on, one.rule.closes_on,
         one.rule.like_place_id, one.rule.lead_days)
        for one in books.shops
    )  # fmt: skip
    return GivenTable(name="shops", heads=heads, rows=rows)


def _moves(books: ShopsBooks, language: str) -> GivenTable:
    heads = ("shelf.move", "shops.from", "shops.to", "settle.day", "shelf.there_on", "shelf.state", "shops.sku",
             "shops.units", "shelf.came")  # fmt: skip
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (one.move_id, one.sent.from_place_id, one.sent.to_place_id, one.sent.day,
         one.arrived.day if one.arrived else one.sent.arrives_on,
         label("shelf.taken_back" if one.is_taken_back else "shelf.is_there" if one.arrived else "shelf.on_way",
               language),
         line.sku, line.units, one.came_units(line) if one.arrived else None)
        for one in books.moves for line in one.sent.lines
    )  # fmt: skip
    return GivenTable(name="moves", heads=heads, rows=rows)


def _stores(books: ShopsBooks) -> GivenTable:
    heads = ("shelf.order", "shelf.store", "shelf.due", "shops.sku", "shelf.ordered", "shelf.delivered", "shelf.open",
             "shelf.cancelled", "shelf.refused")  # fmt: skip
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (one.order_id, one.placed.store_id, one.placed.due_day, sku, one.ordered(sku), one.delivered.get(sku, 0),
         one.open_units(sku), one.cancelled.get(sku, 0), one.refused.get(sku, 0))
        for one in books.stores for sku in one.skus
    )  # fmt: skip
    return GivenTable(name="stores", heads=heads, rows=rows)
