"""`treadle presell`: campaigns that sell ahead, from the proposal to the settlement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treadle.cli import presell_options as given
from treadle.cli.named import named, refuse_other

if TYPE_CHECKING:
    from treadle.plant.presell.desk import CampaignBooks
    from treadle.plant.presell.told import Told

EXAMPLE = (
    "Examples: treadle presell mybrand propose    treadle presell mybrand open tee --option TEE-RED --ships 2026-05-20"
    "    treadle presell mybrand order tee b1 --units M=2    treadle presell mybrand pay b1 --amount 59.80"
    "    treadle presell mybrand status"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command line said, beside folder and action."""

    folder: Path
    names: tuple[str, ...]
    plan: Path | None
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
    paid_at: str
    via: str
    why: str
    stays: bool
    pictures: tuple[str, ...]
    at: str
    language: str
    author: str

    def name(self, place: int, what: str) -> str:
        """A name that the action needs. Raises `InputError` where it is missing."""
        return named("treadle presell", self.names, place, what)

    def books(self) -> CampaignBooks:
        """The folder's campaigns at the moment that was said."""
        from treadle.plant.presell.desk import campaign_books

        return campaign_books(self.folder, author=self.author, at=self.at)


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("presell", epilog=EXAMPLE)
    def presell_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        action: Annotated[
            str,
            typer.Argument(
                help="propose, open, order, pay, forecast, change, undo, leave, stage, delay, answer, refund, cancel, "
                "statement, provider, release, simulate, status"
            ),
        ] = "status",
        names: given.Names = None,
        plan: Annotated[Path | None, typer.Option(help="The plan's folder; default: DIR/plan.")] = None,
        option: given.Option = "",
        kind: given.Kind = "threshold",
        title: given.Title = "",
        tier: given.Tier = None,
        threshold: given.Threshold = None,
        seats: Annotated[int | None, typer.Option(help="Pieces that are sold at most; of simulate, the seed.")] = None,
        days: given.Days = 7,
        deposit: given.Deposit = 0.0,
        solo_price: given.SoloPrice = 0.0,
        ships: given.Ships = None,
        until: Annotated[str, typer.Option(help="The new end of a campaign, such as 2026-03-09T20:00.")] = "",
        units: given.Units = None,
        team: given.Team = "",
        solo: given.Solo = False,
        amount: Annotated[float | None, typer.Option(help="Money paid or refunded; of simulate, its buyers.")] = None,
        payment: given.Payment = "",
        paid_at: Annotated[str, typer.Option(help="When the payer paid; default: now.")] = "",
        via: Annotated[str, typer.Option(help="How money came or went.")] = "hand",
        why: given.Why = "",
        stays: given.Stays = True,
        picture: Annotated[list[str] | None, typer.Option(help="A file of the folder that the listing shows.")] = None,
        at: Annotated[str, typer.Option(help="The moment that counts; default: now. In the brand's time zone.")] = "",
    ) -> None:
        """Sell an option before it is made: what is worth it, open it, take orders and money, move it along."""
        from treadle.cli.language import language_of
        from treadle.settings import whoami

        asked = Asked(
            folder=folder, names=tuple(names or ()), plan=plan, option=option, kind=kind, title=title,
            tiers=tuple(tier or ()), threshold=threshold, seats=seats, days=days, deposit=deposit, ships=ships,
            solo_price=solo_price, until=until, units=tuple(units or ()), team=team, solo=solo, amount=amount,
            payment=payment, paid_at=paid_at, via=via, why=why, stays=stays, pictures=tuple(picture or ()), at=at,
            language=language_of(folder), author=whoami(),
        )  # fmt: skip
        refuse_other("treadle presell", action, ACTIONS)
        ACTIONS[action](asked)


def _propose(asked: Asked) -> None:
    from treadle.cli.presell_told import print_proposal
    from treadle.plant.presell.propose import propose_campaigns

    out = asked.plan or asked.folder / "plan"
    found = propose_campaigns(asked.folder, out, options=[asked.option] if asked.option else ())
    for one in found.proposals:
        print_proposal(one, found.plan.catalogue, asked.language)


def _open(asked: Asked) -> None:
    from treadle.cli.presell_told import print_campaign
    from treadle.plant.presell.campaigns import open_campaign
    from treadle.plant.presell.offer import Wanted, catalogue_of, read_tiers, terms_of, wanted_of
    from treadle.plant.presell.propose import propose_campaigns

    books = asked.books()
    if asked.ships is None:
        out = asked.plan or asked.folder / "plan"
        (found,) = propose_campaigns(asked.folder, out, options=[asked.option], must_promise=True).proposals
        wanted = wanted_of(found, title=asked.title, most_units=asked.seats or 0)
    else:
        wanted = Wanted(
            option_id=asked.option, kind=asked.kind, title=asked.title, tiers=read_tiers(asked.tiers),
            threshold_units=asked.threshold, most_units=asked.seats or 0, days=asked.days,
            deposit_cents=round(asked.deposit * 100), solo_price_cents=round(asked.solo_price * 100),
            promise_day=asked.ships.date(),
        )  # fmt: skip
    wanted = replace(wanted, pictures=asked.pictures)
    terms = terms_of(wanted, catalogue_of(asked.folder, books.settings), books.settings, books.clock())
    told = open_campaign(
        books.ledger, asked.name(0, "the campaign"), terms, author=books.author, clock=books.clock,
        currency=books.settings.currency,
    )  # fmt: skip
    print_campaign(told.campaign, books.settings.currency, asked.language)


def _change(asked: Asked) -> None:
    from treadle.plant.presell.campaigns import change_campaign
    from treadle.plant.presell.desk import clock_of
    from treadle.plant.presell.offer import read_tiers
    from treadle.terms.campaign import CampaignChanged

    books = asked.books()
    wanted = CampaignChanged(
        reason=asked.why, most_units=asked.seats, tiers=read_tiers(asked.tiers) or None,
        closes_at=clock_of(asked.until, books.settings)() if asked.until else None,
    )  # fmt: skip
    name = asked.name(0, "the campaign")
    _tell(asked, books, change_campaign(books.ledger, name, wanted, author=books.author, clock=books.clock))


def _undo(asked: Asked) -> None:
    from treadle.plant.presell.undo import undo_change

    books, name = asked.books(), asked.name(0, "the campaign")
    _tell(asked, books, undo_change(books.ledger, name, author=books.author, clock=books.clock))


def _order(asked: Asked) -> None:
    from treadle.cli.pieces_by_size import pieces_by_size
    from treadle.plant.presell.seats import reserve_by_size

    books = asked.books()
    told = reserve_by_size(
        books.ledger, asked.name(0, "the campaign"), asked.name(1, "the buyer's order"),
        pieces_by_size("--units", list(asked.units)), team_id=asked.team, is_solo=asked.solo, author=books.author,
        clock=books.clock, currency=books.settings.currency,
    )  # fmt: skip
    _tell(asked, books, told, asked.names[1])


def _pay(asked: Asked) -> None:
    from treadle.plant.presell.desk import clock_of
    from treadle.plant.presell.money import take_payment
    from treadle.terms.campaign import PaymentTaken
    from treadle.terms.fingerprint import fingerprint

    books, order_id = asked.books(), asked.name(0, "the buyer's order")
    campaign_id = books.campaign_of_order(order_id)
    cents = round(_amount(asked) * 100)
    paid_at = clock_of(asked.paid_at, books.settings)() if asked.paid_at else books.clock()
    told = PaymentTaken(
        payment_id=asked.payment or fingerprint(order_id, cents, paid_at), order_id=order_id, amount_cents=cents,
        paid_at=paid_at, via=asked.via,
    )  # fmt: skip
    done = take_payment(books.ledger, campaign_id, told, author=books.author, clock=books.clock,
                        currency=books.settings.currency)  # fmt: skip
    _tell(asked, books, done, order_id)


def _refund(asked: Asked) -> None:
    from treadle.plant.presell.money import refund_all, refund_paid
    from treadle.terms.campaign import RefundPaid
    from treadle.terms.fingerprint import fingerprint

    books, order_id = asked.books(), asked.name(0, "the buyer's order, or the campaign")
    if any(one.campaign_id == order_id for one in books.campaigns()):
        refund_all(books, order_id, via=asked.via)
        _status(asked)
        return
    campaign_id = books.campaign_of_order(order_id)
    owed = next(one for one in books.campaigns() if order_id in one.orders).orders[order_id].due_back_cents
    cents = owed if asked.amount is None else round(asked.amount * 100)
    told = RefundPaid(refund_id=asked.payment or fingerprint(order_id, cents, books.clock()), order_id=order_id,
                      amount_cents=cents, via=asked.via)  # fmt: skip
    done = refund_paid(books.ledger, campaign_id, told, author=books.author, clock=books.clock,
                       currency=books.settings.currency)  # fmt: skip
    _tell(asked, books, done, order_id)


def _leave(asked: Asked) -> None:
    from treadle.plant.presell.seats import leave_campaign

    books, order_id = asked.books(), asked.name(0, "the buyer's order")
    name = books.campaign_of_order(order_id)
    _tell(asked, books, leave_campaign(books.ledger, name, order_id, asked.why or "left", author=books.author,
                                       clock=books.clock), order_id)  # fmt: skip


def _stage(asked: Asked) -> None:
    from treadle.errors import InputError
    from treadle.plant.presell.campaigns import reach_stage
    from treadle.terms.campaign import STAGES

    books, stage = asked.books(), asked.name(1, "the stage")
    if stage not in STAGES[1:]:
        raise InputError.single("treadle presell", f"'{stage}' is no stage", f"Say one of: {', '.join(STAGES[1:])}")
    told = reach_stage(books.ledger, asked.names[0], stage, author=books.author, clock=books.clock)
    _tell(asked, books, told)


def _delay(asked: Asked) -> None:
    from treadle.errors import InputError
    from treadle.plant.presell.campaigns import delay_of, notify_delay

    books, name = asked.books(), asked.name(0, "the campaign")
    if asked.ships is None:
        raise InputError.single("--ships", "no day is said", "Say the day by which goods are shipped now")
    wanted = delay_of(asked.ships.date(), asked.why, books.settings.time_zone)
    _tell(asked, books, notify_delay(books.ledger, name, wanted, author=books.author, clock=books.clock))


def _answer(asked: Asked) -> None:
    from treadle.plant.presell.seats import answer_delay

    books, order_id = asked.books(), asked.name(0, "the buyer's order")
    name = books.campaign_of_order(order_id)
    _tell(asked, books, answer_delay(books.ledger, name, order_id, stays=asked.stays, author=books.author,
                                     clock=books.clock), order_id)  # fmt: skip


def _cancel(asked: Asked) -> None:
    from treadle.plant.presell.campaigns import cancel_campaign

    books, name = asked.books(), asked.name(0, "the campaign")
    _tell(asked, books, cancel_campaign(books.ledger, name, asked.why or "called off", author=books.author,
                                        clock=books.clock))  # fmt: skip


def _status(asked: Asked) -> None:
    from treadle.cli.presell_told import print_campaign, print_orders, print_overdue
    from treadle.words import label

    books = asked.books()
    found = [one for one in books.campaigns() if not asked.names or one.campaign_id in asked.names]
    if not found:
        typer.echo(label("presell.none", asked.language))
    for one in found:
        print_campaign(one, books.settings.currency, asked.language)
        print_overdue(books.overdue(one), asked.language)
        if asked.names:
            print_orders(one, asked.language)


def _forecast(asked: Asked) -> None:
    from treadle.cli.presell_told import print_campaign, print_forecast
    from treadle.plant.presell.forecast import foresee

    books = asked.books()
    name = asked.name(0, "the campaign")
    found = foresee(books, asked.folder, asked.plan or asked.folder / "plan", name)
    print_campaign(found.campaign, books.settings.currency, asked.language)
    print_forecast(found.forecast, found.advice, asked.language)


def _statement(asked: Asked) -> None:
    from treadle.cli.presell_told import print_money
    from treadle.plant.presell.payments import StatementFile, take_money

    books = asked.books()
    file = StatementFile(path=Path(asked.name(0, "the statement")), currency=books.settings.currency,
                         time_zone=books.settings.time_zone)  # fmt: skip
    print_money(take_money(books, file), asked.language)


def _provider(asked: Asked) -> None:
    from treadle.plant.presell.payments import connect_provider
    from treadle.words import label

    asked.books()
    typer.echo(label("presell.secret", asked.language, secret=connect_provider(asked.folder)))


def _release(asked: Asked) -> None:
    from treadle.plant.presell.release import release_sold_ahead
    from treadle.words import label

    found = release_sold_ahead(asked.books(), asked.folder, asked.plan or asked.folder / "plan")
    for order in found.orders:
        facts = {"order": order.work_order_id, "units": sum(order.units.values()), "day": order.promise_day.isoformat()}
        typer.echo(label("presell.released", asked.language, **facts))
    typer.echo(label("presell.in_production", asked.language, campaigns=", ".join(found.campaign_ids) or "–"))


def _simulate(asked: Asked) -> None:
    from treadle.cli.presell_told import print_campaign
    from treadle.plant.presell.market import let_buy

    books = asked.books()
    buyers, seed = (asked.amount or 100.0), (asked.seats or 0)
    found = let_buy(books, asked.name(0, "the campaign"), buyers=buyers, seed=seed)
    print_campaign(found, books.settings.currency, asked.language)


def _tell(asked: Asked, books: CampaignBooks, told: Told, order_id: str = "") -> None:
    """What became of an act; a refusal ends with 1."""
    from treadle.cli.presell_told import print_campaign, print_orders
    from treadle.words import say

    if told.refused is not None:
        typer.echo(say(told.refused, asked.language), err=True)
        raise typer.Exit(1)
    print_campaign(told.campaign, books.settings.currency, asked.language)
    if order_id:
        print_orders(told.campaign, asked.language, order_id)


def _amount(asked: Asked) -> float:
    from treadle.errors import InputError

    if asked.amount is None:
        raise InputError.single("--amount", "no money is said", "Say what was paid")
    return asked.amount


ACTIONS: dict[str, Callable[[Asked], None]] = {
    "propose": _propose, "open": _open, "change": _change, "undo": _undo, "order": _order, "pay": _pay, "leave": _leave,
    "refund": _refund, "stage": _stage, "delay": _delay, "answer": _answer, "cancel": _cancel, "status": _status,
    "forecast": _forecast, "statement": _statement, "provider": _provider,
    "release": _release, "simulate": _simulate,
}  # fmt: skip
