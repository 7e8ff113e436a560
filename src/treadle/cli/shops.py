"""`treadle shops`: what goes to which shop, sheets for it, what left and came, and stores of others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treadle.cli.named import named, refuse_other

if TYPE_CHECKING:
    from treadle.plant.shops.plan import Shops
    from treadle.plant.shops.stores import StoreBooks

EXAMPLE = (
    "Examples: treadle shops mybrand plan --out moves.csv --sheets sheets    treadle shops mybrand send"
    "    treadle shops mybrand status    treadle shops mybrand store-orders orders.csv"
    "    treadle shops mybrand refuse SO-1 --share 0.1 --at-delivery"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command line said, beside folder and action."""

    folder: Path
    names: tuple[str, ...]
    plan: Path
    day: date | None
    shop: str
    out: Path | None
    sheets: Path | None
    has_moves: bool
    units: tuple[str, ...]
    share: float | None
    at_delivery: bool
    why: str
    language: str
    author: str

    def name(self, what: str) -> str:
        """The name that the action needs. Raises `InputError` where it is missing."""
        return named("treadle shops", self.names, 0, what)

    def pieces(self) -> dict[str, int] | None:
        """Pieces by SKU that were said; None for none. Raises `InputError`."""
        from treadle.cli.pieces_by_size import pieces_by_size

        return pieces_by_size("--units", list(self.units)) if self.units else None


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("shops", epilog=EXAMPLE)
    def shops_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        action: Annotated[
            str,
            typer.Argument(help="plan, send, take-back, arrived, status, packs, stores, store-orders, deliver, refuse"),
        ] = "plan",
        names: Annotated[
            list[str] | None, typer.Argument(metavar="[NAME]...", help="The move, the store's order or the file.")
        ] = None,
        plan: Annotated[Path | None, typer.Option(help="The plan's folder; default: DIR/plan.")] = None,
        on: Annotated[
            datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day; default: that of the plan.")
        ] = None,
        shop: Annotated[str, typer.Option(help="Only this shop, with every line and its reason.")] = "",
        out: Annotated[Path | None, typer.Option(help="Where the moves go, .csv or .parquet.")] = None,
        sheets: Annotated[
            Path | None, typer.Option(help="Folder for each shop's order sheet (.xlsx) and the pick list (also .pdf).")
        ] = None,
        moves: Annotated[bool, typer.Option("--moves/--no-moves", help="Also from shop to shop.")] = True,
        units: Annotated[list[str] | None, typer.Option(help="SKU=pieces, by commas.")] = None,
        share: Annotated[
            float | None, typer.Option(min=0.0, max=1.0, help="Share of each line that a store refuses.")
        ] = None,
        at_delivery: Annotated[
            bool, typer.Option("--at-delivery", help="It was refused at delivery, not cancelled before.")
        ] = False,
        why: Annotated[str, typer.Option("--reason", help="Why.")] = "",
    ) -> None:
        """Fill the shops: first allocation, weekly refill, moves between shops, packs, and stores of others."""
        from treadle.cli.language import language_of
        from treadle.settings import whoami

        asked = Asked(
            folder=folder, names=tuple(names or ()), plan=plan or folder / "plan", shop=shop, out=out, sheets=sheets,
            day=None if on is None else on.date(), has_moves=moves, units=tuple(units or ()), share=share,
            at_delivery=at_delivery, why=why, language=language_of(folder), author=whoami(),
        )  # fmt: skip
        refuse_other("treadle shops", action, ACTIONS)
        ACTIONS[action](asked)


def _planned(asked: Asked) -> Shops:
    from treadle.plant.shops.plan import plan_shops

    return plan_shops(asked.folder, asked.plan, as_of=asked.day, with_moves=asked.has_moves)


def _plan(asked: Asked) -> None:
    from treadle.cli.output import check_folder, check_output
    from treadle.cli.shops_told import print_shops, write_sheets

    check_output(asked.out, (".csv", ".parquet"))
    if asked.sheets is not None:
        check_folder(asked.sheets)
    found = _planned(asked)
    print_shops(found, asked.language, only=asked.shop)
    if asked.out is not None:
        from treadle.plant.export import write_table

        write_table(asked.out, found.rows)
    if asked.sheets is not None:
        write_sheets(found, asked.sheets, asked.language)


def _send(asked: Asked) -> None:
    from treadle.cli.shops_told import print_move
    from treadle.plant.shops.send import send
    from treadle.words import label

    found = send(asked.folder, _planned(asked), author=asked.author, only=asked.shop)
    for one in found.moves:
        print_move(one, asked.language)
    if not found.is_new:
        typer.echo(label("shops.known" if found.moves else "shops.nothing", asked.language))


def _arrived(asked: Asked) -> None:
    from treadle.cli.shops_told import print_move
    from treadle.plant.shops.send import arrive

    one = arrive(asked.folder, asked.name("the move"), asked.pieces(), day=asked.day, author=asked.author)
    print_move(one, asked.language)


def _take_back(asked: Asked) -> None:
    from treadle.cli.shops_told import print_move
    from treadle.plant.shops.send import take_back

    print_move(take_back(asked.folder, asked.name("the move"), reason=asked.why, author=asked.author), asked.language)


def _status(asked: Asked) -> None:
    from treadle.cli.shops_told import print_move
    from treadle.plant.shops.send import moves_of
    from treadle.words import label

    found = [one for one in moves_of(asked.folder) if asked.shop in ("", one.sent.to_place_id, one.sent.from_place_id)]
    for one in found:
        print_move(one, asked.language)
    if not found:
        typer.echo(label("shops.nothing", asked.language))


def _packs(asked: Asked) -> None:
    from treadle.cli.shops_told import print_packs

    print_packs(_planned(asked).packs, asked.language)


def _stores(asked: Asked) -> None:
    from treadle.cli.shops_told import print_store_order
    from treadle.words import label

    found = _store_books(asked).orders()
    for one in found:
        print_store_order(one, asked.language)
    if not found:
        typer.echo(label("shops.no_stores", asked.language))


def _store_books(asked: Asked) -> StoreBooks:
    from treadle.plant.shops.stores import store_books

    return store_books(asked.folder, author=asked.author)


def _store_orders(asked: Asked) -> None:
    from treadle.cli.shops_told import print_store_order
    from treadle.plant.shops.stores import take_orders

    for one in take_orders(_store_books(asked), Path(asked.name("the file"))):
        print_store_order(one, asked.language)


def _deliver(asked: Asked) -> None:
    from treadle.cli.shops_told import print_store_order
    from treadle.plant.shops.stores import deliver

    books, name = _store_books(asked), asked.name("the store's order")
    day = asked.day or books.order(name).placed.due_day
    print_store_order(deliver(books, name, asked.pieces(), day), asked.language)


def _refuse(asked: Asked) -> None:
    from treadle.cli.shops_told import print_store_order
    from treadle.plant.shops.stores import refuse

    books, name = _store_books(asked), asked.name("the store's order")
    day = asked.day or books.order(name).placed.due_day
    found = refuse(books, name, asked.pieces(), day, at_delivery=asked.at_delivery, why=asked.why, share=asked.share)
    print_store_order(found, asked.language)


ACTIONS: dict[str, Callable[[Asked], None]] = {
    "plan": _plan, "send": _send, "take-back": _take_back, "arrived": _arrived, "status": _status,
    "packs": _packs, "stores": _stores, "store-orders": _store_orders, "deliver": _deliver, "refuse": _refuse,
}  # fmt: skip
