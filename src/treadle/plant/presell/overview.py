"""What a planner sees of campaigns: each with its chance to fill, its money, its buyers and what happened to their
payments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from treadle.errors import InputError, NotFoundError
from treadle.plant.presell.desk import CampaignBooks
from treadle.plant.presell.forecast import Foreseen, foresee, foreseen_fill
from treadle.plant.presell.storefront import promise_chance, to_pay
from treadle.plant.presell.told import campaign_held
from treadle.plant.presell.undo import end_before
from treadle.plant.serving import ServedBrand
from treadle.plant.written_plan import read_plan
from treadle.presell.time_passes import NOT_PAID
from treadle.terms.campaign import ENDED, OPEN, OWED, Campaign, CampaignOrder, PaymentTaken
from treadle.terms.campaign_end import CampaignMoney
from treadle.terms.filling import Advice, FillForecast
from treadle.terms.plan import Plan

#: What is told of an order's payments beside their sum: one that came too late, and more than was asked for.
LATE, OVER = "late", "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignRow:
    """A campaign of the list: `fill` is how it will end (None once it has ended), `overdue` orders whose money should
    have been paid back by now."""

    campaign: Campaign
    money: CampaignMoney
    fill: FillForecast | None
    overdue: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerRow:
    """A buyer's order: its payments as they were told, and a note on them ('late', 'over' or empty)."""

    order: CampaignOrder
    pieces: str
    payments: tuple[tuple[str, PaymentTaken], ...]
    note: str
    to_pay_cents: int
    pay_until: datetime | None
    is_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignSeen:
    """One campaign whole: `foreseen` is its end (None once it has ended), `advice` the best of each kind, `sizes` the
    pieces by size that are paid for, `undo_to` the end that its newest change may be taken back to,
    `is_undone_by_cancel` where nobody has paid yet, so that calling it off takes its opening back, `moves` the stages
    that its orders may come to now."""

    campaign: Campaign
    version: int
    now: datetime
    money: CampaignMoney
    foreseen: Foreseen | None
    advice: tuple[Advice, ...]
    chance: float | None
    sizes: tuple[tuple[str, int], ...]
    buyers: tuple[BuyerRow, ...]
    undo_to: datetime | None
    is_undone_by_cancel: bool
    moves: tuple[str, ...]
    waiting_units: int


def campaign_rows(brand: ServedBrand, books: CampaignBooks) -> tuple[CampaignRow, ...]:
    """Every campaign: those that are open, what ends first before the others; then the newest first."""
    campaigns = books.campaigns()
    plan = plan_if_any(brand)
    newest_first = list(reversed(campaigns))
    newest_first.sort(key=_is_over_and_end)
    return tuple(
        CampaignRow(
            campaign=one, money=one.money(), overdue=tuple(books.overdue(one)),
            fill=foreseen_fill(books, plan, one, campaigns) if one.state == OPEN else None,
        )
        for one in newest_first
    )  # fmt: skip


def campaign_seen(brand: ServedBrand, books: CampaignBooks, campaign_id: str) -> CampaignSeen:
    """One campaign. Raises `NotFoundError`."""
    campaigns = books.campaigns()
    one = next((each for each in campaigns if each.campaign_id == campaign_id), None)
    if one is None:
        raise NotFoundError(f"There is no campaign {campaign_id}.")
    foreseen = _foreseen(brand, books, one, campaigns)
    return CampaignSeen(
        campaign=one, version=campaign_held(books.ledger, campaign_id).version, now=books.clock(),
        money=one.money(), foreseen=foreseen,
        advice=() if foreseen is None else _best_of_each(foreseen.advice),
        chance=promise_chance(one), sizes=_sizes(one), buyers=_buyers(books, one),
        undo_to=end_before(books.ledger, one, books.clock()),
        is_undone_by_cancel=one.state == OPEN and not any(each.paid_cents for each in one.orders.values()),
        moves=_moves(one),
        waiting_units=sum(
            each.pieces for each in one.orders.values() if each.state == "joined" and one.is_firm(each)
        ),
    )  # fmt: skip


def newest_author(books: CampaignBooks, campaign_id: str) -> str:
    """Who wrote the newest entry of a campaign; empty where there is none."""
    entries = books.ledger.entries(subjects=[campaign_id])
    return entries[-1].author if entries else ""


def _is_over_and_end(one: Campaign) -> tuple[bool, float]:
    is_over = one.state != OPEN
    return is_over, 0.0 if is_over else one.terms.closes_at.timestamp()


def plan_if_any(brand: ServedBrand) -> Plan | None:
    """The brand's newest plan; None where there is none that can be read."""
    try:
        return read_plan(brand.folder / "plan")
    except (NotFoundError, InputError):
        return None


def _foreseen(
    brand: ServedBrand, books: CampaignBooks, one: Campaign, campaigns: tuple[Campaign, ...]
) -> Foreseen | None:
    """How it will end; without advice where there is no plan to ask."""
    if one.state != OPEN:
        return None
    try:
        return foresee(books, brand.folder, brand.folder / "plan", one.campaign_id)
    except (NotFoundError, InputError):
        return Foreseen(campaign=one, forecast=foreseen_fill(books, None, one, campaigns), advice=())


def _best_of_each(advice: tuple[Advice, ...]) -> tuple[Advice, ...]:
    """The best of each kind, the best of all first."""
    found: dict[str, Advice] = {}
    for one in advice:
        found.setdefault(one.kind, one)
    return tuple(found.values())


def _sizes(one: Campaign) -> tuple[tuple[str, int], ...]:
    """Pieces by size that are paid for, in the order of the sizes."""
    return tuple(
        (size, sum(each.units.get(sku, 0) for each in one.orders.values() if each.is_in))
        for sku, size in one.terms.sizes.items()
    )


def _buyers(books: CampaignBooks, one: Campaign) -> tuple[BuyerRow, ...]:
    """Orders, the newest first."""
    told: dict[str, list[tuple[str, PaymentTaken]]] = {}
    for entry in books.ledger.entries(subjects=[one.campaign_id], kinds=["payment"]):
        if isinstance(entry.body, PaymentTaken):
            told.setdefault(entry.body.order_id, []).append((entry.author, entry.body))
    overdue = set(books.overdue(one))
    rows = []
    for order in reversed(tuple(one.orders.values())):
        pieces = ", ".join(f"{one.terms.sizes.get(sku, sku)} {units:,}" for sku, units in order.units.items())
        asked, until = to_pay(one, order)
        rows.append(
            BuyerRow(
                order=order, pieces=pieces, payments=tuple(told.get(order.order_id, ())), note=_note(one, order),
                to_pay_cents=asked, pay_until=until, is_overdue=order.order_id in overdue,
            )
        )  # fmt: skip
    return tuple(rows)


def _note(one: Campaign, order: CampaignOrder) -> str:
    """What was wrong with an order's payments."""
    if order.state == ENDED and order.ended_by == NOT_PAID and order.paid_cents:
        return LATE
    dearest = one.terms.solo_price_cents if order.is_solo else one.terms.tiers[0].price_cents
    return OVER if order.state != ENDED and order.paid_cents > dearest * order.pieces else ""


def _moves(one: Campaign) -> tuple[str, ...]:
    """The stages that some of its orders stand right before."""
    states = {each.state for each in one.orders.values() if each.is_in and one.is_firm(each)}
    found = []
    if "released" in states:
        found.append("made")
    if "made" in states:
        found.append("shipped")
    if "shipped" in states:
        found.append("settled")
    return tuple(found)


def owes_goods(one: Campaign) -> bool:
    """Whether buyers wait for goods, so that a delay can be told."""
    return any(each.state in OWED for each in one.orders.values())
