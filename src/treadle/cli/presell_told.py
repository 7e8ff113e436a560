"""What `treadle presell` prints of proposals, campaigns and their orders."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from treadle.plant.presell.payments import Taken
from treadle.terms.campaign import Campaign
from treadle.terms.filling import Advice, FillForecast
from treadle.terms.product import Catalogue
from treadle.terms.proposal import Proposal
from treadle.words import label, say


def print_proposal(one: Proposal, catalogue: Catalogue, language: str) -> None:
    """An option's proposal: worth opening or not, why, its offer and its day."""
    verdict = label("presell.worth" if one.is_worth else "presell.not_worth", language)
    typer.echo(f"{one.option_id} ({catalogue.option_name(one.option_id)}): {verdict}. {say(one.reason, language)}")
    if one.offer is None or one.worth is None or not one.is_worth:
        return
    tiers = ", ".join(f"{tier.from_units}={tier.price_cents / 100:,.2f}" for tier in one.offer.tiers)
    typer.echo(
        label(
            "presell.offer", language, tiers=tiers, threshold=one.offer.threshold_units, days=one.offer.days,
            deposit=one.offer.deposit_cents / 100, units=round(one.worth.units), low=one.worth.units_low,
            high=one.worth.units_high, cost=one.worth.cost_cents / 100, cash=one.worth.cash_cents / 100,
        )
    )  # fmt: skip
    if one.promise_day is not None:
        day, sure = one.promise_day.isoformat(), one.promise_probability
        typer.echo(label("presell.promise" if sure else "presell.planned", language, day=day, sure=sure))


def print_campaign(one: Campaign, currency: str, language: str) -> None:
    """A campaign in one line, and whose its money is."""
    terms, money = one.terms, one.money()
    typer.echo(
        label(
            "presell.campaign", language, campaign=one.campaign_id, title=terms.title,
            state=label(f"campaign.{one.stage}", language), units=one.count_units, threshold=terms.threshold_units,
            price=(one.price_cents or terms.price_cents(one.count_units)) / 100, currency=currency,
            closes=terms.closes_at.isoformat(timespec="minutes"), day=one.promise_day.isoformat(),
        )
    )  # fmt: skip
    typer.echo(
        label(
            "presell.money", language, paid=money.paid_cents / 100, held=money.held_cents / 100,
            back=money.due_back_cents / 100, refunded=money.refunded_cents / 100, earned=money.earned_cents / 100,
        )
    )  # fmt: skip


def print_overdue(order_ids: Sequence[str], language: str) -> None:
    """Who waits for money that should have been paid back by now."""
    if order_ids:
        typer.echo(label("presell.overdue", language, count=len(order_ids), orders=", ".join(order_ids[:10])))


def print_forecast(one: FillForecast, advice: Sequence[Advice], language: str) -> None:
    """How a campaign will end, and what is advised."""
    typer.echo(
        label(
            "presell.forecast", language, time=one.time, units=one.units, mean=one.mean_units, low=one.quantile(0.1),
            high=one.quantile(0.9), chance=one.fill_chance,
        )
    )  # fmt: skip
    for told in advice[:3]:
        typer.echo(f"  {say(told.reason, language)}")
    if not advice:
        typer.echo(label("presell.leave", language))


def print_money(found: Sequence[Taken], language: str) -> None:
    """What became of each payment and refund that was told."""
    for one in found:
        amount = f"{one.money.amount_cents / 100:,.2f} {one.money.currency}"
        if one.reason is not None:
            typer.echo(label("presell.aside", language, amount=amount, why=say(one.reason, language)))
        else:
            key = "presell.taken" if one.what == "taken" else "presell.known"
            typer.echo(label(key, language, amount=amount, order=one.order_id))


def print_orders(one: Campaign, language: str, only: str = "") -> None:
    """Orders of a campaign, or one of them: pieces, state, money."""
    for order in one.orders.values():
        if only in ("", order.order_id):
            pieces = ", ".join(f"{sku} {units:,}" for sku, units in order.units.items())
            typer.echo(
                label(
                    "presell.order", language, order=order.order_id, pieces=pieces,
                    state=label(f"campaign.{order.state}", language), asked=order.asked_cents / 100,
                    paid=order.paid_cents / 100, back=order.due_back_cents / 100,
                    until=order.until.isoformat(timespec="minutes"),
                )
            )  # fmt: skip
