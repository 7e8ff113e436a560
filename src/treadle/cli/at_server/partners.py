"""Factories and campaigns of a served brand: who can be asked, orders offered, what is sold ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from treadle.cli.at_server.reached import reached

if TYPE_CHECKING:
    from treadle.terms.partner_answers import CampaignTold, OfferShown

Order = Annotated[str, typer.Argument(metavar="ORDER", help="The order.")]
Factory = Annotated[str, typer.Argument(metavar="FACTORY", help="The factory.")]
Reason = Annotated[str, typer.Option(help="Why.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Find the factory: who can be asked, and orders offered to them.")
    app.add_typer(group, name="source")
    _add_source(group)
    _add_presell(app)


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


def _add_presell(app: typer.Typer) -> None:
    @app.command("presell")
    def presell(
        context: typer.Context,
        action: Annotated[str, typer.Argument(help="status, or cancel")] = "status",
        name: Annotated[str, typer.Argument(metavar="[NAME]", help="The campaign.")] = "",
        reason: Reason = "",
    ) -> None:
        """Campaigns that sell ahead as they stand, and call one off; the rest is done on the brand's folder."""
        from treadle.errors import InputError

        if action not in ("status", "cancel"):
            raise InputError.single("presell", f"'{action}' is no action", "Say one of: status, cancel")
        with reached(context) as brand:
            if action == "cancel":
                _tell_campaign(brand.cancel_campaign(name, reason=reason))
                return
            found = brand.campaigns()
        for one in found:
            if name in ("", one.campaign_id):
                _tell_campaign(one)


def _tell_offer(one: OfferShown) -> None:
    typer.echo(
        f"{one.order_id}  {one.factory_id}  {one.state}  {one.units:,} pieces at {one.piece_cents / 100:,.2f} "
        f"{one.currency}, by {one.day}"
    )


def _tell_campaign(one: CampaignTold) -> None:
    typer.echo(
        f"{one.campaign_id}  {one.state}  {one.count_units:,} of {one.threshold_units:,} pieces at "
        f"{one.price_cents / 100:,.2f} {one.currency}, promised by {one.promise_day}; held {one.held_cents / 100:,.2f}"
    )
