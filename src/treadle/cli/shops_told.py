"""What `treadle shops` prints and writes of moves, packs and stores' orders."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from treadle.terms.shop import Move, PackPlan, StoreOrder
from treadle.words import label, say

if TYPE_CHECKING:
    from treadle.plant.shops.plan import Shops

#: Pairs of places that are told one by one; the table has them all.
TOLD = 20


def print_shops(found: Shops, language: str, *, only: str = "") -> None:
    """What moves in all, and between which places; of one shop every line with its reason."""
    from treadle.report.shop_sheets import why_of

    rows = [row for row in found.rows.to_pylist() if only in ("", row["to_place_id"], row["from_place_id"])]
    facts = {"units": sum(row["units"] for row in rows), "lines": len(rows), "options": found.options}
    extra = sum(row["extra_units"] for row in rows)
    typer.echo(
        label("shops.planned", language, day=found.as_of.isoformat(), shops=found.shops, extra=extra, **facts)
    )  # fmt: skip
    pairs: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        pairs.setdefault((row["from_place_id"], row["to_place_id"]), []).append(row)
    for (giver, taker), lines in sorted(pairs.items())[: None if only else TOLD]:
        told = {"giver": giver, "taker": taker, "skus": len(lines), "units": sum(row["units"] for row in lines)}
        typer.echo(label("shops.shop", language, extra=sum(row["extra_units"] for row in lines), **told))
        for row in lines if only else ():
            typer.echo(
                label("shops.line", language, sku=row["sku"], units=row["units"], why=say(why_of(row), language))
            )
    for shop, gain in found.room_prices.items():
        if only in ("", shop):
            typer.echo(label("shops.short", language, shop=shop, gain=gain))
    if not rows:
        typer.echo(label("shops.nothing", language))


def write_sheets(found: Shops, folder: Path, language: str) -> None:
    """A sheet for every shop that gets or gives something, and the warehouse's pick list."""
    from treadle.cli.output import write_output
    from treadle.report.shop_sheets import order_book, pick_list_pdf

    folder.mkdir(parents=True, exist_ok=True)
    rows = found.rows.to_pylist()
    places = sorted({row["to_place_id"] for row in rows} | {row["from_place_id"] for row in rows} - {found.warehouse})
    for place in places:
        mine = [row for row in rows if place in (row["to_place_id"], row["from_place_id"])]
        safe = "".join(sign if sign.isalnum() or sign in "-_." else "_" for sign in place)
        write_output(folder / f"shop-{safe}.xlsx", order_book(mine, place, found.as_of, language))
    picked = [row for row in rows if row["from_place_id"] == found.warehouse]
    write_output(folder / "pick-list.xlsx", order_book(picked, found.warehouse, found.as_of, language))
    write_output(folder / "pick-list.pdf", pick_list_pdf(picked, found.warehouse, found.as_of, language))
    typer.echo(label("shops.written", language, files=len(places) + 2, place=folder))


def print_packs(packs: Mapping[str, PackPlan], language: str) -> None:
    """Packs worth having made, by option."""
    for option, one in packs.items():
        facts = {"packs": int(one.packs.sum()), "loose": int(one.loose.sum()), "cost": one.cost_cents / 100}
        ratio = "-".join(str(pieces) for pieces in one.ratio)
        typer.echo(label("shops.pack", language, option=option, ratio=ratio, alone=one.loose_cents / 100, **facts))
    if not packs:
        typer.echo(label("shops.no_packs", language))


def print_move(one: Move, language: str) -> None:
    """A move in one line."""
    facts = {"move": one.move_id, "taker": one.sent.to_place_id}
    if one.is_taken_back:
        told = {"units": one.sent.units, "giver": one.sent.from_place_id, "move": one.move_id}
        typer.echo(label("shops.stayed", language, **told))
        return
    if one.arrived is None:
        day = one.sent.arrives_on.isoformat()
        typer.echo(label("shops.sent", language, units=one.sent.units, giver=one.sent.from_place_id, day=day, **facts))
        return
    units = sum(one.came_units(line) for line in one.sent.lines)
    typer.echo(label("shops.came", language, units=units, day=one.arrived.day.isoformat(), **facts))


def print_store_order(one: StoreOrder, language: str) -> None:
    """A store's order in one line."""
    typer.echo(
        label(
            "shops.store", language, order=one.order_id, store=one.placed.store_id, day=one.placed.due_day.isoformat(),
            ordered=sum(one.ordered(sku) for sku in one.skus), delivered=sum(one.delivered.values()),
            open=sum(one.open_units(sku) for sku in one.skus), cancelled=sum(one.cancelled.values()),
            refused=sum(one.refused.values()), money=one.open_cents / 100,
        )
    )  # fmt: skip
