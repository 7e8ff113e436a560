"""`treadle source` on a brand's folder: its factories, what they quote, their samples, and who may make what."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from treadle.plant.source.desk import SourcingBooks
    from treadle.plant.source.profiles import KnownFactories
    from treadle.terms.supplier import Pair, PriceStep

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")]
FactoryName = Annotated[str, typer.Argument(metavar="FACTORY", help="The factory.")]
StyleName = Annotated[str, typer.Argument(metavar="STYLE", help="The style.")]
At = Annotated[str, typer.Option(help="The moment that counts; default: now. In the brand's time zone.")]
Note = Annotated[str, typer.Option(help="What there is to say of it.")]
_HEADS = (
    "sourcing.factory", "sourcing.country", "sourcing.minimum", "sourcing.free", "sourcing.lead", "sourcing.orders",
    "sourcing.on_time", "sourcing.defects", "sourcing.late", "sourcing.paid",
)  # fmt: skip


def add_brand_commands(group: typer.Typer) -> None:
    """Add the commands."""
    _add_factories(group)
    _add_makers(group)
    _add_pairs(group)


def books_of(folder: Path, at: str) -> SourcingBooks:
    """The folder's sourcing at the moment that was said, written by whoever is logged in."""
    from treadle.plant.source.desk import sourcing_books
    from treadle.settings import whoami

    return sourcing_books(folder, author=whoami(), at=at)


def _add_factories(group: typer.Typer) -> None:
    @group.command("take", epilog="Example: treadle source take mybrand 'supplier overview.xlsx'")
    def take(
        folder: Folder,
        sheet: Annotated[Path, typer.Argument(metavar="SHEET", help="A list of factories (.xlsx, .csv, …).")],
    ) -> None:
        """Bring a sourcing office's list of factories in as it is. Exits 1 where rows could not be read."""
        from treadle.cli.language import language_of
        from treadle.plant.source.profiles import take_sheet
        from treadle.words import label
        from treadle.words.spoken import told_problem

        language = language_of(folder)
        taken = take_sheet(folder, sheet)
        for one in (*taken.problems, *taken.doubts):
            typer.echo(told_problem(one, language), err=True)
        typer.echo(label("sourcing.taken", language, factories=len(taken.factory_ids), wrong=len(
            {one.row for one in taken.problems})))  # fmt: skip
        if taken.problems:
            raise typer.Exit(1)

    @group.command("factories", epilog="Example: treadle source factories mybrand")
    def factories(folder: Folder, at: At = "") -> None:
        """The factories that can be asked, and how each kept its word by the brand's own orders."""
        from treadle.cli.language import language_of
        from treadle.plant.source.profiles import known_factories

        print_factories(known_factories(books_of(folder, at)), language_of(folder))


def _add_makers(group: typer.Typer) -> None:
    @group.command("makers", epilog="Example: treadle source makers mybrand")
    def makers(
        folder: Folder,
        plan: Annotated[Path | None, typer.Option(help="The plan's folder; default: DIR/plan.")] = None,
    ) -> None:
        """Which factory makes each order of a plan, what that is expected to cost, and why."""
        from treadle.cli.language import language_of
        from treadle.cli.source_told import print_split
        from treadle.plant.written_plan import read_plan

        print_split(read_plan(plan or folder / "plan").sourcing, language_of(folder))


def print_factories(known: KnownFactories, language: str) -> None:
    """A row a factory: what it says of itself, then its score."""
    from rich.console import Console
    from rich.table import Table

    from treadle.words import label

    table = Table(box=None, pad_edge=False)
    for name in _HEADS:
        is_text = name in ("sourcing.factory", "sourcing.country")
        table.add_column(label(name, language), justify="left" if is_text else "right", overflow="fold")
    profiles = {one.factory_id: one for one in known.profiles}
    for name, score in known.scores.items():
        one, share = profiles.get(name), score.on_time_share
        told = ("", "", "", "") if one is None else (
            one.country, f"{one.minimum_units:,}", f"{one.free_until(1):,.0f}", f"{one.lead_days + one.transport_days}"
        )  # fmt: skip
        table.add_row(
            name, *told, f"{score.orders:,}", f"{share.mean:.0%} ({share.low:.0%}–{share.high:.0%})",
            f"{100 * score.defects_share.mean:.1f}",
            f"{score.late_days.centre_days:+.1f} ± {score.spread_days.mean:.1f}", f"{score.price_share.mean:+.1%}",
        )  # fmt: skip
    Console().print(table)


def _add_pairs(group: typer.Typer) -> None:
    @group.command("quote", epilog="Example: treadle source quote mybrand anh-duong TEE01 --price 500=4.20 "
                   "--price 2000=3.90 --until 2026-06-30")  # fmt: skip
    def quote(
        folder: Folder, factory: FactoryName, style: StyleName,
        price: Annotated[list[str], typer.Option(help="pieces=price: what a piece costs from so many on; repeat it.")],
        setup: Annotated[float, typer.Option(help="Paid once an order.")] = 0.0,
        until: Annotated[
            datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day on which it holds.")
        ] = None,
        lead: Annotated[int | None, typer.Option(help="Days from order to goods at the factory's gate.")] = None,
        note: Note = "", at: At = "",
    ) -> None:  # fmt: skip
        """Write down what a factory asks for a style; it takes the place of its earlier quote."""
        from treadle.cli.language import language_of
        from treadle.plant.source.pairs import quote as give

        pair = give(books_of(folder, at), factory, style, price_steps(price, setup), lead_days=lead, note=note,
                    valid_until=until.date() if until else None)  # fmt: skip
        print_pair(pair, language_of(folder))

    @group.command("sample", epilog="Example: treadle source sample mybrand anh-duong TEE01 --state approved")
    def sample(
        folder: Folder, factory: FactoryName, style: StyleName,
        state: Annotated[str, typer.Option(help="'asked for', sent, approved or refused.")], note: Note = "",
        at: At = "",
    ) -> None:  # fmt: skip
        """Say what became of a sample."""
        from treadle.cli.language import language_of
        from treadle.plant.source.pairs import tell_sample

        print_pair(tell_sample(books_of(folder, at), factory, style, state, note=note), language_of(folder))

    @group.command("approve", epilog="Example: treadle source approve mybrand anh-duong TEE01")
    def approve(
        folder: Folder, factory: FactoryName, style: StyleName,
        refuse: Annotated[bool, typer.Option("--refuse", help="The factory may not make it.")] = False,
        reason: Annotated[str, typer.Option(help="Why.")] = "", at: At = "",
    ) -> None:  # fmt: skip
        """Say that a factory may make a style. Once one is approved, no other may make it."""
        from treadle.cli.language import language_of
        from treadle.plant.source.pairs import judge_pair

        pair = judge_pair(books_of(folder, at), factory, style, is_approved=not refuse, reason=reason)
        print_pair(pair, language_of(folder))


def price_steps(prices: list[str], setup: float) -> tuple[PriceStep, ...]:
    """Prices as they were written, pieces=price. Raises `InputError`."""
    from treadle.errors import InputError
    from treadle.terms.supplier import PriceStep

    found = []
    for text in prices:
        units, _, price = text.partition("=")
        try:
            found.append(PriceStep(from_units=int(units), piece_cents=round(float(price) * 100),
                                   setup_cents=round(setup * 100)))  # fmt: skip
        except (ValueError, OverflowError):
            raise InputError.single("--price", f"'{text}' is no price", "Say pieces=price, such as 500=4.20") from None
    return tuple(found)


def print_pair(pair: Pair, language: str) -> None:
    """What stands of a factory and a style."""
    from treadle.words import label, told

    quotes = pair.quotes[-1].steps if pair.quotes else ()
    asked = ", ".join(f"{one.from_units:,}: {one.piece_cents / 100:,.2f}" for one in quotes) or "–"
    sample = told(pair.samples[-1].state, language) if pair.samples else "–"
    may = label("sourcing.refused" if pair.is_refused else "sourcing.approved" if pair.judged else "sourcing.open",
                language)  # fmt: skip
    typer.echo(label("sourcing.pair", language, factory=pair.factory_id, style=pair.style_id, asked=asked,
                     sample=sample, may=may))  # fmt: skip
