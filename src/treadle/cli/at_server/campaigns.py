"""Campaigns of a served brand: proposed, opened, filled, made, settled or called off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from treadle.cli import presell_options as given
from treadle.cli.at_server.reached import reached
from treadle.cli.named import named, refuse_other

if TYPE_CHECKING:
    from treadle.client.client import Client
    from treadle.terms.campaign import Tier
    from treadle.terms.partner_answers import CampaignTold


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    names: tuple[str, ...]
    option: str
    kind: str
    title: str
    tiers: tuple[str, ...]
    threshold: int | None
    seats: int | None
    days: int
    deposit: float
    solo_price: float
    ships: datetime | None
    until: str
    units: tuple[str, ...]
    team: str
    solo: bool
    amount: float | None
    payment: str
    why: str
    stays: bool

    def name(self, place: int, what: str) -> str:
        return named("treadle presell", self.names, place, what)

    def prices(self) -> tuple[Tier, ...]:
        from treadle.plant.presell.offer import read_tiers

        return read_tiers(self.tiers)


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("presell")
    def presell(
        context: typer.Context,
        action: Annotated[
            str,
            typer.Argument(
                help="propose, open, order, pay, forecast, change, undo, leave, stage, delay, answer, refund, cancel, "
                "release, status"
            ),
        ] = "status",
        names: given.Names = None,
        option: given.Option = "",
        kind: given.Kind = "threshold",
        title: given.Title = "",
        tier: given.Tier = None,
        threshold: given.Threshold = None,
        seats: Annotated[int | None, typer.Option(help="Pieces that are sold at most.")] = None,
        days: given.Days = 7,
        deposit: given.Deposit = 0.0,
        solo_price: given.SoloPrice = 0.0,
        ships: given.Ships = None,
        until: Annotated[str, typer.Option(help="The new end with its zone, such as 2026-03-09T20:00+01:00.")] = "",
        units: given.Units = None,
        team: given.Team = "",
        solo: given.Solo = False,
        amount: Annotated[float | None, typer.Option(help="Money paid or refunded.")] = None,
        payment: given.Payment = "",
        why: given.Why = "",
        stays: given.Stays = True,
    ) -> None:  # fmt: skip
        """Sell an option before it is made. A bank's statement and a provider's secret are of the brand's folder."""
        refuse_other("treadle presell", action, _ACTIONS)
        asked = _Asked(
            names=tuple(names or ()), option=option, kind=kind, title=title, tiers=tuple(tier or ()),
            threshold=threshold, seats=seats, days=days, deposit=deposit, solo_price=solo_price, ships=ships,
            until=until, units=tuple(units or ()), team=team, solo=solo, amount=amount, payment=payment, why=why,
            stays=stays,
        )  # fmt: skip
        with reached(context) as brand:
            _ACTIONS[action](brand, asked)


def _propose(brand: Client, asked: _Asked) -> None:
    for one in brand.propose_campaigns([asked.option] if asked.option else ()).proposals:
        verdict = "worth opening" if one.is_worth else "not worth opening"
        tiers = ", ".join(f"{tier.from_units}={tier.price_cents / 100:,.2f}" for tier in one.tiers)
        typer.echo(f"{one.option_id}: {verdict}. {one.reason}")
        if one.is_worth:
            typer.echo(f"  {tiers}; from {one.threshold_units:,} pieces in {one.days} days, there by {one.promise_day}")


def _open(brand: Client, asked: _Asked) -> None:
    from treadle.errors import InputError

    name = asked.name(0, "the campaign")
    if asked.ships is not None:
        told = brand.open_campaign(
            name, asked.option, asked.ships.date(), kind=asked.kind, title=asked.title, tiers=asked.prices(),
            threshold_units=asked.threshold, most_units=asked.seats or 0, days=asked.days,
            deposit_cents=round(asked.deposit * 100), solo_price_cents=round(asked.solo_price * 100),
        )  # fmt: skip
        _tell(told)
        return
    found = next(
        (one for one in brand.propose_campaigns([asked.option]).proposals if one.option_id == asked.option), None
    )
    if found is None or not found.tiers or found.promise_day is None:
        remedy = "Say --ships and the terms yourself, or look at: treadle presell DIR propose"
        raise InputError.single("--option", f"nothing is proposed of {asked.option}", remedy)
    _tell(
        brand.open_campaign(
            name, asked.option, found.promise_day, kind=found.kind, title=asked.title, tiers=found.tiers,
            threshold_units=found.threshold_units, most_units=asked.seats or 0, days=found.days,
            deposit_cents=found.deposit_cents, solo_price_cents=found.solo_price_cents,
        )
    )  # fmt: skip


def _order(brand: Client, asked: _Asked) -> None:
    from treadle.cli.pieces_by_size import pieces_by_size

    campaign, order = asked.name(0, "the campaign"), asked.name(1, "the buyer's order")
    pieces = pieces_by_size("--units", list(asked.units))
    _tell(brand.reserve(campaign, order, pieces, team_id=asked.team, is_solo=asked.solo), order)


def _pay(brand: Client, asked: _Asked) -> None:
    order = asked.name(0, "the buyer's order")
    campaign = brand.campaign_of_order(order).campaign_id
    _tell(brand.pay_seat(campaign, order, _cents(asked), payment_id=asked.payment), order)


def _refund(brand: Client, asked: _Asked) -> None:
    order = asked.name(0, "the buyer's order")
    found = brand.campaign_of_order(order)
    owed = next(one.due_back_cents for one in found.orders if one.order_id == order)
    cents = owed if asked.amount is None else _cents(asked)
    _tell(brand.refund_seat(found.campaign_id, order, cents, refund_id=asked.payment), order)


def _leave(brand: Client, asked: _Asked) -> None:
    order = asked.name(0, "the buyer's order")
    campaign = brand.campaign_of_order(order).campaign_id
    _tell(brand.leave_campaign(campaign, order, reason=asked.why or "left"), order)


def _answer(brand: Client, asked: _Asked) -> None:
    order = asked.name(0, "the buyer's order")
    _tell(brand.answer_delay(brand.campaign_of_order(order).campaign_id, order, stays=asked.stays), order)


def _change(brand: Client, asked: _Asked) -> None:
    from treadle.errors import InputError

    closes_at = None
    if asked.until:
        try:
            closes_at = datetime.fromisoformat(asked.until)
        except ValueError:
            closes_at = datetime.min
        if closes_at.tzinfo is None:
            remedy = "Say a moment with its zone, such as 2026-03-09T20:00+01:00"
            raise InputError.single("--until", f"{asked.until} is no moment with its zone", remedy)
    _tell(
        brand.change_campaign(
            asked.name(0, "the campaign"), reason=asked.why or "changed", closes_at=closes_at,
            tiers=asked.prices() or None, most_units=asked.seats,
        )
    )  # fmt: skip


def _undo(brand: Client, asked: _Asked) -> None:
    _tell(brand.undo_campaign(asked.name(0, "the campaign")))


def _cancel(brand: Client, asked: _Asked) -> None:
    _tell(brand.cancel_campaign(asked.name(0, "the campaign"), reason=asked.why or "called off"))


def _stage(brand: Client, asked: _Asked) -> None:
    _tell(brand.reach_stage(asked.name(0, "the campaign"), asked.name(1, "the stage")))


def _delay(brand: Client, asked: _Asked) -> None:
    from treadle.errors import InputError

    if asked.ships is None:
        raise InputError.single("--ships", "no day is said", "Say the day by which goods are shipped now")
    _tell(brand.tell_delay(asked.name(0, "the campaign"), asked.ships.date(), reason=asked.why))


def _forecast(brand: Client, asked: _Asked) -> None:
    found = brand.campaign_ahead(asked.name(0, "the campaign"))
    typer.echo(
        f"{found.units:,} pieces after {found.time_share:.0%} of the time: {found.likely_units:,} in the end "
        f"({found.low_units:,} to {found.high_units:,}), filled with {found.fill_chance:.0%}"
    )
    for one in found.advice:
        typer.echo(f"  {one.reason}")


def _release(brand: Client, asked: _Asked) -> None:
    typer.echo(brand.produce_campaigns().told)


def _status(brand: Client, asked: _Asked) -> None:
    for one in brand.campaigns():
        if not asked.names or one.campaign_id in asked.names:
            _tell(one, *(order.order_id for order in one.orders if asked.names))


def _cents(asked: _Asked) -> int:
    from treadle.errors import InputError

    if asked.amount is None:
        raise InputError.single("--amount", "no money is said", "Say what was paid")
    return round(asked.amount * 100)


def _tell(one: CampaignTold, *order_ids: str) -> None:
    typer.echo(
        f"{one.campaign_id}  {one.state}  {one.count_units:,} of {one.threshold_units:,} pieces at "
        f"{one.price_cents / 100:,.2f} {one.currency}, promised by {one.promise_day}; held {one.held_cents / 100:,.2f}"
    )
    for order in one.orders:
        if order.order_id in order_ids:
            pieces = ", ".join(f"{sku} {units:,}" for sku, units in order.units.items())
            typer.echo(
                f"  {order.order_id}  {pieces}  {order.state}  asked {order.asked_cents / 100:,.2f}, paid "
                f"{order.paid_cents / 100:,.2f}, owed back {order.due_back_cents / 100:,.2f}"
            )


_ACTIONS: dict[str, Callable[[Client, _Asked], None]] = {
    "propose": _propose, "open": _open, "change": _change, "undo": _undo, "order": _order, "pay": _pay,
    "leave": _leave, "refund": _refund, "stage": _stage, "delay": _delay, "answer": _answer, "cancel": _cancel,
    "status": _status, "forecast": _forecast, "release": _release,
}  # fmt: skip
