"""`treadle source` for orders offered to factories: offered, answered by link or sheet, judged, asked again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treadle.cli.output import check_output, write_output
from treadle.cli.source_brand import At, FactoryName, Folder, Note, books_of

if TYPE_CHECKING:
    from treadle.plant.source.factory_view import FactoryView
    from treadle.terms.offer import Offer

OrderName = Annotated[str, typer.Argument(metavar="ORDER", help="The order.")]
Reason = Annotated[str, typer.Option(help="Why.")]


def add_offer_commands(group: typer.Typer) -> None:
    """Add the commands."""
    _add_offering(group)
    _add_judging(group)
    _add_sheets(group)
    _add_looking(group)


def _add_offering(group: typer.Typer) -> None:
    @group.command("offer", epilog="Example: treadle source offer mybrand BI-BAG01-2026W20")
    def offer(
        folder: Folder, order: OrderName,
        factory: Annotated[
            str, typer.Option(help="The factory; default: where it is expected to cost least, of those not asked yet.")
        ] = "",
        answer_days: Annotated[int, typer.Option(help="Days in which an answer is wanted.")] = 4,
        note: Note = "", at: At = "",
    ) -> None:  # fmt: skip
        """Offer an order to a factory at what it quoted, and print the link by which it answers."""
        from treadle.cli.language import language_of
        from treadle.plant.source.links import link_token
        from treadle.plant.source.offers import offer_order
        from treadle.words import label

        books = books_of(folder, at)
        told = offer_order(books, order, factory, answer_days=answer_days, note=note)
        print_offer(told.offer, language_of(folder))
        typer.echo(label("sourcing.link", language_of(folder), path=f"/order/BRAND/{link_token(books, told.offer)}"))

    @group.command("link", epilog="Example: treadle source link mybrand BI-BAG01-2026W20 anh-duong --end")
    def link(
        folder: Folder, order: OrderName, factory: FactoryName,
        end: Annotated[bool, typer.Option("--end", help="Every link given out for it holds no more.")] = False,
        at: At = "",
    ) -> None:  # fmt: skip
        """Print the link by which a factory answers for one order, or take all links of it back."""
        from treadle.cli.language import language_of
        from treadle.plant.source.links import link_token
        from treadle.plant.source.offers import end_links, offer_held
        from treadle.words import label

        books = books_of(folder, at)
        if end:
            end_links(books, order, factory)
            typer.echo(label("sourcing.links_ended", language_of(folder)))
            return
        token = link_token(books, offer_held(books, order, factory).state)
        typer.echo(label("sourcing.link", language_of(folder), path=f"/order/BRAND/{token}"))


def _add_judging(group: typer.Typer) -> None:
    @group.command("judge", epilog="Example: treadle source judge mybrand BI-BAG01-2026W20 anh-duong --take")
    def judge(
        folder: Folder, order: OrderName, factory: FactoryName,
        take: Annotated[bool, typer.Option("--take/--leave", help="Take what it countered, or not.")] = True,
        reason: Reason = "", at: At = "",
    ) -> None:  # fmt: skip
        """Take what a factory countered, or let the offer stand as it was."""
        from treadle.cli.language import language_of
        from treadle.plant.source.offers import judge_counter

        told = judge_counter(books_of(folder, at), order, factory, is_taken=take, reason=reason)
        print_offer(told.offer, language_of(folder))

    @group.command("say", epilog="Example: treadle source say mybrand BI-BAG01-2026W20 anh-duong 'Navy is 19-4024.'")
    def say_command(
        folder: Folder, order: OrderName, factory: FactoryName,
        text: Annotated[str, typer.Argument(metavar="TEXT", help="The reply.")], at: At = "",
    ) -> None:  # fmt: skip
        """Reply to what a factory asked."""
        from treadle.cli.language import language_of
        from treadle.plant.source.offers import say

        told = say(books_of(folder, at), order, factory, text, is_reply=True)
        print_offer(told.offer, language_of(folder))

    @group.command("withdraw", epilog="Example: treadle source withdraw mybrand BI-BAG01-2026W20 anh-duong")
    def withdraw_command(
        folder: Folder, order: OrderName, factory: FactoryName, reason: Reason = "", at: At = ""
    ) -> None:
        """Take an offer back."""
        from treadle.cli.language import language_of
        from treadle.plant.source.offers import withdraw

        print_offer(withdraw(books_of(folder, at), order, factory, reason).offer, language_of(folder))


def _add_sheets(group: typer.Typer) -> None:
    @group.command("sheet", epilog="Example: treadle source sheet mybrand BI-BAG01-2026W20 anh-duong --out order.xlsx")
    def sheet(
        folder: Folder, order: OrderName, factory: FactoryName,
        out: Annotated[Path, typer.Option(help="Where to write the workbook (.xlsx).")], at: At = "",
    ) -> None:  # fmt: skip
        """Write an offer as a workbook that goes out by mail and comes back."""
        from treadle.cli.language import language_of
        from treadle.plant.source.offers import offer_held
        from treadle.plant.source.reply_sheet import reply_cells
        from treadle.report.offer_book import offer_book
        from treadle.words import label

        check_output(out, (".xlsx",))
        books, language = books_of(folder, at), language_of(folder)
        cells = reply_cells(books, offer_held(books, order, factory).state)
        write_output(out, offer_book(cells, books.settings.name, books.today, language))
        typer.echo(label("said.written", language, place=out))

    @group.command("reply", epilog="Example: treadle source reply mybrand 'Re order.xlsx'")
    def reply(
        folder: Folder,
        sheet: Annotated[Path, typer.Argument(metavar="SHEET", help="The sheet as it came back (.xlsx, .xls, .csv).")],
        at: At = "",
    ) -> None:
        """Book what a factory filled in; the same sheet twice is nothing new."""
        from treadle.cli.language import language_of
        from treadle.plant.source.reply_sheet import take_reply
        from treadle.words import LABELS, label

        language = language_of(folder)
        told = take_reply(books_of(folder, at), sheet, lambda key: LABELS[key])
        print_offer(told.offer, language)
        if not told.is_new:
            typer.echo(label("sourcing.known_reply", language))


def _add_looking(group: typer.Typer) -> None:
    @group.command("offers", epilog="Example: treadle source offers mybrand")
    def offers(
        folder: Folder, factory: Annotated[str, typer.Option(help="Of one factory; default: of all.")] = "",
        at: At = "",
    ) -> None:  # fmt: skip
        """Orders offered to factories, as they stand."""
        from treadle.cli.language import language_of
        from treadle.plant.source.offers import offers_of

        for one in offers_of(books_of(folder, at), factory_id=factory or None):
            print_offer(one, language_of(folder))

    @group.command("ask-again", epilog="Example: treadle source ask-again mybrand")
    def ask_again_command(
        folder: Folder,
        order: Annotated[str, typer.Option(help="Of one order alone, with --factory: now, in time or not.")] = "",
        factory: Annotated[str, typer.Option(help="The factory that is asked again.")] = "",
        at: At = "",
    ) -> None:  # fmt: skip
        """Ask again what was not answered, and offer elsewhere what still is not, or was declined."""
        from treadle.cli.language import language_of
        from treadle.plant.source.unanswered import ask_again, ask_one_again
        from treadle.words import label

        language = language_of(folder)
        if order or factory:
            print_offer(ask_one_again(books_of(folder, at), order, factory).offer, language)
            return
        found = ask_again(books_of(folder, at))
        for one in (*found.asked_again, *(new for _, new in found.elsewhere), *found.done):
            print_offer(one, language)
        counts = {"again": len(found.asked_again), "elsewhere": len(found.elsewhere), "done": len(found.done)}
        typer.echo(label("sourcing.looked_after", language, nobody=len(found.nobody_else), **counts))

    @group.command("elsewhere", epilog="Example: treadle source elsewhere mybrand BI-BAG01-2026W20 anh-duong")
    def elsewhere(folder: Folder, order: OrderName, factory: FactoryName, at: At = "") -> None:
        """Offer an order that one factory did not answer, countered or declined to the next that can make it."""
        from treadle.cli.language import language_of
        from treadle.plant.source.unanswered import offer_elsewhere

        print_offer(offer_elsewhere(books_of(folder, at), order, factory).offer, language_of(folder))

    @group.command("factory", epilog="Example: treadle source factory anh-duong brand-one brand-two")
    def factory_command(
        factory: FactoryName,
        folders: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Folders of the brands it works for.")],
        at: At = "",
    ) -> None:  # fmt: skip
        """One factory across its brands: load by week, what pays, what is late."""
        from treadle.cli.language import language_of
        from treadle.plant.source.factory_view import factory_view

        view = factory_view(factory, [books_of(one, at) for one in folders])
        print_view(view, language_of(folders[0]))


def print_offer(offer: Offer, language: str) -> None:
    """An offer in a line, then what was said last."""
    from treadle.words import label, told

    typer.echo(label(
        "sourcing.offer", language, order=offer.terms.order_id, factory=offer.terms.factory_id, units=offer.units,
        price=offer.piece_cents / 100, day=offer.day.isoformat(), state=told(offer.state, language),
        answer_by=offer.answer_by.isoformat() if offer.answer_by else "",
    ))  # fmt: skip
    if offer.progress:
        last = offer.progress[-1]
        typer.echo(label("sourcing.progress", language, stage=told(last.stage, language), units=last.units,
                         day=last.day.isoformat()))  # fmt: skip
    if offer.said:
        typer.echo(f"  {'<' if offer.said[-1].is_reply else '>'} {offer.said[-1].text}")


def print_view(view: FactoryView, language: str) -> None:
    """Weeks, then orders."""
    from rich.console import Console
    from rich.table import Table

    from treadle.words import label, told

    weeks, orders = Table(box=None, pad_edge=False), Table(box=None, pad_edge=False)
    for name in ("sourcing.week", "sourcing.free_hours", "sourcing.accepted_hours", "sourcing.asked_hours"):
        weeks.add_column(label(name, language), justify="left" if name == "sourcing.week" else "right")
    for week in view.weeks:
        hours = (week.free_minutes, week.accepted_minutes, week.asked_minutes)
        weeks.add_row(week.week_from.isoformat(), *(f"{one / 60:,.0f}" for one in hours))
    for name in ("sourcing.brand", "sourcing.order", "sourcing.state", "sourcing.pays", "sourcing.pays_hour",
                 "sourcing.arrives", "sourcing.stage", "sourcing.days_late"):  # fmt: skip
        orders.add_column(label(name, language), overflow="fold")
    for one in view.orders:
        orders.add_row(
            one.brand, one.offer.terms.order_id, told(one.offer.state, language),
            f"{one.total_cents / 100:,.2f} {one.currency}",
            "" if one.hour_cents is None else f"{one.hour_cents / 100:,.2f}", one.day.isoformat(),
            told(one.stage, language) if one.stage else "", str(one.late_days or ""),
        )  # fmt: skip
    for table in (weeks, orders):
        Console().print(table)
