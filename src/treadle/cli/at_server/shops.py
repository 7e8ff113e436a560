"""Shops of a served brand, and stores of others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treadle.cli.at_server.reached import reached
from treadle.cli.named import named, refuse_other

if TYPE_CHECKING:
    from treadle.client.client import Client
    from treadle.terms.shop_answers import MoveTold, StoreOrderTold


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    names: tuple[str, ...]
    day: date | None
    shop: str
    out: Path | None
    units: tuple[str, ...]
    share: float | None
    at_delivery: bool
    why: str

    def name(self, what: str) -> str:
        return named("treadle shops", self.names, 0, what)

    def pieces(self) -> dict[str, int] | None:
        from treadle.cli.pieces_by_size import pieces_by_size

        return pieces_by_size("--units", list(self.units)) if self.units else None


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("shops")
    def shops(
        context: typer.Context,
        action: Annotated[
            str, typer.Argument(help="plan, send, take-back, arrived, status, stores, store-orders, deliver, refuse")
        ] = "plan",
        names: Annotated[
            list[str] | None, typer.Argument(metavar="[NAME]...", help="The move, the store's order or the file.")
        ] = None,
        on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day.")] = None,
        shop: Annotated[str, typer.Option(help="Only this shop.")] = "",
        out: Annotated[Path | None, typer.Option(help="Where the moves of the plan go, .csv.")] = None,
        units: Annotated[list[str] | None, typer.Option(help="SKU=pieces, by commas.")] = None,
        share: Annotated[
            float | None, typer.Option(min=0.0, max=1.0, help="Share of each line that a store refuses.")
        ] = None,
        at_delivery: Annotated[
            bool, typer.Option("--at-delivery", help="It was refused at delivery, not cancelled before.")
        ] = False,
        why: Annotated[str, typer.Option("--reason", help="Why.")] = "",
    ) -> None:  # fmt: skip
        """Fill the shops by the newest plan: what goes where, what left and came, and stores of others. Sheets and
        packs are written on the brand's folder."""
        from treadle.cli.output import check_output

        refuse_other("treadle shops", action, _ACTIONS)
        check_output(out, (".csv",))
        asked = _Asked(
            names=tuple(names or ()), day=on.date() if on else None, shop=shop, out=out, units=tuple(units or ()),
            share=share, at_delivery=at_delivery, why=why,
        )  # fmt: skip
        with reached(context) as brand:
            _ACTIONS[action](brand, asked)


def _plan(brand: Client, asked: _Asked) -> None:
    from treadle.cli.output import csv_text, write_output

    found = brand.shops(shop=asked.shop)
    typer.echo(f"{found.as_of}: {found.units:,} pieces should move")
    for one in found.lines:
        typer.echo(f"{one.to_place_id}  {one.sku}  {one.units:,} from {one.from_place_id}: {one.reason}")
    if asked.out is not None:
        heads = ["sku", "option_id", "from_place_id", "to_place_id", "units", "extra_units", "reason"]
        write_output(asked.out, csv_text(heads, [[getattr(one, name) for name in heads] for one in found.lines]))


def _send(brand: Client, asked: _Asked) -> None:
    for one in brand.send_goods(shop=asked.shop):
        _tell_move(one)


def _arrived(brand: Client, asked: _Asked) -> None:
    _tell_move(brand.goods_arrived(asked.name("the move"), asked.pieces(), day=asked.day))


def _take_back(brand: Client, asked: _Asked) -> None:
    _tell_move(brand.take_back_goods(asked.name("the move")))


def _status(brand: Client, asked: _Asked) -> None:
    for one in brand.moves():
        if asked.shop in ("", one.from_place_id, one.to_place_id):
            _tell_move(one)


def _stores(brand: Client, asked: _Asked) -> None:
    for one in brand.store_orders():
        _tell_order(one)


def _store_orders(brand: Client, asked: _Asked) -> None:
    for one in brand.take_store_orders(asked.name("the file")):
        _tell_order(one)


def _deliver(brand: Client, asked: _Asked) -> None:
    _tell_order(brand.deliver_to_store(asked.name("the store's order"), asked.pieces(), day=asked.day))


def _refuse(brand: Client, asked: _Asked) -> None:
    _tell_order(
        brand.refuse_of_store(
            asked.name("the store's order"), asked.pieces(), share=asked.share, is_at_delivery=asked.at_delivery,
            reason=asked.why, day=asked.day,
        )
    )  # fmt: skip


def _tell_move(one: MoveTold) -> None:
    state = "taken back" if one.is_taken_back else f"there on {one.arrived_on}" if one.arrived_on else "on its way"
    typer.echo(
        f"{one.move_id}  {one.from_place_id} to {one.to_place_id}  {sum(one.units.values()):,} pieces of {one.day}, "
        f"expected {one.arrives_on}: {state}"
    )


def _tell_order(one: StoreOrderTold) -> None:
    told = ", ".join(
        f"{sum(pieces.values()):,} {name}"
        for name, pieces in (
            ("ordered", one.ordered), ("open", one.open), ("delivered", one.delivered), ("cancelled", one.cancelled),
            ("refused", one.refused),
        )
    )  # fmt: skip
    typer.echo(f"{one.order_id}  {one.store_id}  due {one.due_day}: {told}; owed {one.taken_cents / 100:,.2f}")


_ACTIONS: dict[str, Callable[[Client, _Asked], None]] = {
    "plan": _plan, "send": _send, "take-back": _take_back, "arrived": _arrived, "status": _status, "stores": _stores,
    "store-orders": _store_orders, "deliver": _deliver, "refuse": _refuse,
}  # fmt: skip
