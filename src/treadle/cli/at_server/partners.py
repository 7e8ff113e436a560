"""Factories of a served brand: who can be asked, what they ask, and orders offered to them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treadle.cli.at_server.reached import reached

if TYPE_CHECKING:
    from treadle.terms.partner_answers import OfferShown
    from treadle.terms.supplier import Pair

Order = Annotated[str, typer.Argument(metavar="ORDER", help="The order.")]
Factory = Annotated[str, typer.Argument(metavar="FACTORY", help="The factory.")]
Style = Annotated[str, typer.Argument(metavar="STYLE", help="The style.")]
Reason = Annotated[str, typer.Option(help="Why.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Find the factory: who can be asked, and orders offered to them.")
    app.add_typer(group, name="source")
    _add_source(group)
    _add_answers(group)
    _add_pairs(group)


def _add_source(group: typer.Typer) -> None:
    @group.command("factories")
    def factories(context: typer.Context) -> None:
        """The factories that can be asked, and how each kept its word by the brand's own orders."""
        with reached(context) as brand:
            found = brand.factories()
        for one in found:
            typer.echo(
                f"{one.factory_id}  {one.orders:,} orders, {one.on_time_share:.0%} on time in full "
                f"({one.on_time_low:.0%} to {one.on_time_high:.0%}), {one.late_days:+.1f} days"
            )

    @group.command("offers")
    def offers(
        context: typer.Context, factory: Annotated[str, typer.Option(help="Of one factory; default: of all.")] = ""
    ) -> None:
        """Orders offered to factories, as they stand."""
        with reached(context) as brand:
            found = brand.offers(factory_id=factory)
        for one in found:
            _tell_offer(one)

    @group.command("offer")
    def offer(
        context: typer.Context, order: Order,
        factory: Annotated[str, typer.Option(help="The factory; default: where it is expected to cost least.")] = "",
        answer_days: Annotated[int, typer.Option(help="Days in which an answer is wanted.")] = 4,
        note: Annotated[str, typer.Option(help="What there is to say of it.")] = "",
    ) -> None:  # fmt: skip
        """Offer an order to a factory at what it quoted, and print the link by which it answers."""
        with reached(context) as brand:
            found = brand.offer_order(order, factory, answer_days=answer_days, note=note)
        _tell_offer(found)
        typer.echo(f"The factory answers at {found.link} of the server.")

    @group.command("judge")
    def judge(
        context: typer.Context, order: Order, factory: Factory,
        take: Annotated[bool, typer.Option("--take/--leave", help="Take what it countered, or not.")] = True,
        reason: Reason = "",
    ) -> None:  # fmt: skip
        """Take what a factory countered, or let the offer stand as it was."""
        with reached(context) as brand:
            _tell_offer(brand.judge_offer(order, factory, is_taken=take, reason=reason))

    @group.command("withdraw")
    def withdraw(context: typer.Context, order: Order, factory: Factory, reason: Reason = "") -> None:
        """Take an offer back."""
        with reached(context) as brand:
            _tell_offer(brand.withdraw_offer(order, factory, reason=reason))


def _add_answers(group: typer.Typer) -> None:
    @group.command("link")
    def link(
        context: typer.Context, order: Order, factory: Factory,
        end: Annotated[bool, typer.Option("--end", help="Every link given out for it holds no more.")] = False,
    ) -> None:  # fmt: skip
        """Print the link by which a factory answers for one order, or take all links of it back."""
        with reached(context) as brand:
            if end:
                brand.end_offer_links(order, factory)
                typer.echo("Every link of it holds no more.")
                return
            found = brand.offer_link(order, factory)
        typer.echo(f"The factory answers at {found.link} of the server.")

    @group.command("say")
    def say(
        context: typer.Context, order: Order, factory: Factory,
        text: Annotated[str, typer.Argument(metavar="TEXT", help="The reply.")],
    ) -> None:  # fmt: skip
        """Reply to what a factory asked."""
        with reached(context) as brand:
            _tell_offer(brand.reply_to_factory(order, factory, text))

    @group.command("ask-again")
    def ask_again(
        context: typer.Context, order: Annotated[str, typer.Option(help="The order.")],
        factory: Annotated[str, typer.Option(help="The factory that is asked again.")],
    ) -> None:  # fmt: skip
        """Ask a factory again, in time or not; what is not answered is asked again by the server itself."""
        with reached(context) as brand:
            _tell_offer(brand.ask_factory_again(order, factory))

    @group.command("elsewhere")
    def elsewhere(context: typer.Context, order: Order, factory: Factory) -> None:
        """Offer an order that one factory did not answer, countered or declined to the next that can make it."""
        with reached(context) as brand:
            _tell_offer(brand.offer_elsewhere(order, factory))

    @group.command("sheet")
    def sheet(
        context: typer.Context, order: Order, factory: Factory,
        out: Annotated[Path, typer.Option(help="Where to write the workbook (.xlsx).")],
    ) -> None:  # fmt: skip
        """Write an offer as a workbook that goes out by mail and comes back."""
        from treadle.cli.output import check_output, write_output

        check_output(out, (".xlsx",))
        with reached(context) as brand:
            write_output(out, brand.offer_sheet(order, factory))
        typer.echo(f"Written to {out}")

    @group.command("reply")
    def reply(
        context: typer.Context,
        sheet: Annotated[Path, typer.Argument(metavar="SHEET", help="The sheet as it came back (.xlsx, .xls, .csv).")],
    ) -> None:
        """Book what a factory filled in; the same sheet twice is nothing new."""
        with reached(context) as brand:
            _tell_offer(brand.take_reply_sheet(sheet))


def _add_pairs(group: typer.Typer) -> None:
    @group.command("quote")
    def quote(
        context: typer.Context, factory: Factory, style: Style,
        price: Annotated[list[str], typer.Option(help="pieces=price: what a piece costs from so many on; repeat it.")],
        setup: Annotated[float, typer.Option(help="Paid once an order.")] = 0.0,
        until: Annotated[
            datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day on which it holds.")
        ] = None,
        lead: Annotated[int | None, typer.Option(help="Days from order to goods at the factory's gate.")] = None,
        note: Annotated[str, typer.Option(help="What there is to say of it.")] = "",
    ) -> None:  # fmt: skip
        """Write down what a factory asks for a style; it takes the place of its earlier quote."""
        from treadle.cli.source_brand import price_steps

        steps = price_steps(price, setup)
        with reached(context) as brand:
            found = brand.quote(
                factory, style, steps, valid_until=until.date() if until else None, lead_days=lead, note=note
            )
        _tell_pair(found)

    @group.command("sample")
    def sample(
        context: typer.Context, factory: Factory, style: Style,
        state: Annotated[str, typer.Option(help="'asked for', sent, approved or refused.")],
        note: Annotated[str, typer.Option(help="What there is to say of it.")] = "",
    ) -> None:  # fmt: skip
        """Say what became of a sample."""
        with reached(context) as brand:
            _tell_pair(brand.tell_sample(factory, style, state, note=note))

    @group.command("approve")
    def approve(
        context: typer.Context, factory: Factory, style: Style,
        refuse: Annotated[bool, typer.Option("--refuse", help="The factory may not make it.")] = False,
        reason: Reason = "",
    ) -> None:  # fmt: skip
        """Say that a factory may make a style. Once one is approved, no other may make it."""
        with reached(context) as brand:
            _tell_pair(brand.approve_factory(factory, style, is_approved=not refuse, reason=reason))


def _tell_pair(one: Pair) -> None:
    prices = ", ".join(
        f"{step.from_units:,}={step.piece_cents / 100:,.2f}" for quote in one.quotes[-1:] for step in quote.steps
    )
    sample = one.samples[-1].state if one.samples else "no sample"
    judged = "not judged" if one.judged is None else "approved" if one.judged.is_approved else "refused"
    typer.echo(f"{one.factory_id}  {one.style_id}  {prices or 'no quote'}  {sample}  {judged}")


def _tell_offer(one: OfferShown) -> None:
    typer.echo(
        f"{one.order_id}  {one.factory_id}  {one.state}  {one.units:,} pieces at {one.piece_cents / 100:,.2f} "
        f"{one.currency}, by {one.day}"
    )
