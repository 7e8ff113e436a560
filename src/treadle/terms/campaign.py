"""Campaigns that sell an option before it is made: what is offered, who is in, and whose money it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

from treadle.terms.campaign_end import CampaignFailed, CampaignFilled, CampaignMoney
from treadle.terms.quantity import Violation

#: Kinds of campaigns. A pair has two prices, and the lower one needs a friend; a threshold is all or nothing by a
#: deadline; what is made to order needs nobody else and has a longest wait.
PAIR, THRESHOLD, MADE_TO_ORDER = "pair", "threshold", "made to order"
KINDS = (PAIR, THRESHOLD, MADE_TO_ORDER)
#: States of a campaign: open, then filled or failed by its deadline, or cancelled by its brand.
OPEN, FILLED, FAILED, CANCELLED = "open", "filled", "failed", "cancelled"
#: States of an order of a campaign, as they follow one another; an order that ended took no part, or no more.
RESERVED, JOINED, RELEASED, MADE, SHIPPED, SETTLED = "reserved", "joined", "released", "made", "shipped", "settled"
ENDED = "ended"
STAGES = (JOINED, RELEASED, MADE, SHIPPED, SETTLED)
#: Stages in which goods are still owed.
OWED = (JOINED, RELEASED, MADE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """The price of a piece once so many pieces are sold."""

    from_units: int
    price_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayChance:
    """A day by which goods are shipped with a probability."""

    probability: float
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignTerms:
    """What a campaign offers of an option; moments in UTC, money in whole cents of the brand's currency.

    `sizes` are its SKUs with their sizes. `tiers` begin at one piece, and prices fall; a pair has one, the team's,
    beside `solo_price_cents`. `threshold_units` must be paid for by `closes_at`; transfers that were made by then count
    if they are known within `grace_hours`. `most_units` 0: as many as come. `deposit_cents` of a piece are paid at once
    and the balance within `balance_days` of the end; 0: the whole price is paid at once, and what tiers lower is given
    back. A reservation holds `hold_minutes`. Goods are shipped before `ships_by`, the midnight that ends `promise_day`;
    `promise_days` is the distribution that this rests on, `wait_days` the longest that a buyer waits from the opening.
    """

    kind: str
    option_id: str
    title: str
    sizes: Mapping[str, str]
    tiers: tuple[Tier, ...]
    opens_at: datetime
    closes_at: datetime
    promise_day: date
    ships_by: datetime
    promise_days: tuple[DayChance, ...] = ()
    threshold_units: int = 0
    most_units: int = 0
    deposit_cents: int = 0
    solo_price_cents: int = 0
    team_size: int = 2
    team_hours: int = 24
    hold_minutes: int = 30
    grace_hours: int = 0
    balance_days: int = 7
    wait_days: int = 0
    text: str = ""
    pictures: tuple[str, ...] = ()

    def price_cents(self, units: int) -> int:
        """The price of a piece once `units` are sold."""
        return min(one.price_cents for one in self.tiers if one.from_units <= max(units, 1))

    @property
    def judged_at(self) -> datetime:
        """The moment at which what is known of payments decides."""
        return self.closes_at + timedelta(hours=self.grace_hours)

    def check(self) -> tuple[Violation, ...]:
        """All violations of the rules of an offer."""
        rules = {
            f"the kind is one of {', '.join(KINDS)}": self.kind in KINDS,
            "it sells at least one size": bool(self.sizes),
            "the first tier begins at one piece": bool(self.tiers) and self.tiers[0].from_units == 1,
            "later tiers need more pieces": _rises([one.from_units for one in self.tiers]),
            "prices fall from tier to tier": _rises([-one.price_cents for one in self.tiers]),
            "prices are above 0": all(one.price_cents > 0 for one in self.tiers),
            "it closes after it opens": self.opens_at < self.closes_at,
            "goods are promised for a day after it closes": self.closes_at < self.ships_by,
            "a threshold campaign has a threshold": self.kind != THRESHOLD or self.threshold_units > 0,
            "only a threshold campaign has a threshold": self.kind == THRESHOLD or self.threshold_units == 0,
            "there are seats for the threshold": self.most_units == 0 or self.most_units >= self.threshold_units,
            "the deposit is less than the lowest price":
                0 <= self.deposit_cents < min((one.price_cents for one in self.tiers), default=1),
            "a pair pays at once": self.kind != PAIR or self.deposit_cents == 0,
            "a pair has one team price below its price alone":
                self.kind != PAIR or (len(self.tiers) == 1 and self.solo_price_cents > self.tiers[0].price_cents),
            "a reservation holds at least a minute": self.hold_minutes >= 1,
            "a team is two or more": self.team_size >= 2 and self.team_hours >= 1,
            "no time is below 0": min(self.grace_hours, self.balance_days, self.most_units) >= 0,
        }  # fmt: skip
        return tuple(
            Violation(rule=rule, where=f"campaign of {self.option_id}", found="broken")
            for rule, is_kept in rules.items() if not is_kept
        )  # fmt: skip


def _rises(values: list[int]) -> bool:
    return all(before < after for before, after in pairwise(values))


# What is told of a campaign: bodies of entries of the ledger, whose subject is the campaign.


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignOpened:
    """A campaign was opened."""

    terms: CampaignTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignChanged:
    """A campaign that is open was changed, never to a buyer's disadvantage; None: as it was."""

    reason: str
    closes_at: datetime | None = None
    tiers: tuple[Tier, ...] | None = None
    most_units: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignCancelled:
    """The brand called a campaign off: everybody's money is owed back."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatReserved:
    """A buyer reserved pieces until a moment; `asked_cents` paid by then make the seat theirs."""

    order_id: str
    units: Mapping[str, int]
    until: datetime
    asked_cents: int
    buyer: str = ""
    team_id: str = ""
    is_solo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatLeft:
    """A buyer left, or was let go, before the goods were shipped."""

    order_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentTaken:
    """Money came for an order. `paid_at` is when the payer paid, by the word of the bank or the provider."""

    payment_id: str
    order_id: str
    amount_cents: int
    paid_at: datetime
    via: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundPaid:
    """Money that was owed back to the payer of an order was paid."""

    refund_id: str
    order_id: str
    amount_cents: int
    via: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundGranted:
    """Money that was earned with an order is given back, as for goods that came back."""

    order_id: str
    amount_cents: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignLooked:
    """Somebody looked, and time had brought something about: a reservation's end, the deadline, a silence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageReached:
    """Orders of a campaign came to a stage of `STAGES`; `references` name work orders, cartons or settlements."""

    stage: str
    order_ids: tuple[str, ...]
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayTold:
    """Buyers were told that goods are shipped later: before `ships_by`, the midnight that ends `day`."""

    day: date
    ships_by: datetime
    reason: str
    promise_days: tuple[DayChance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayAnswered:
    """A buyer answered a delay notice (counted from 1): stays, or wants the money back."""

    order_id: str
    notice: int
    stays: bool


CampaignBody = (
    CampaignOpened | CampaignChanged | CampaignCancelled | SeatReserved | SeatLeft | PaymentTaken | RefundPaid
    | RefundGranted | CampaignLooked | CampaignFilled | CampaignFailed | StageReached | DelayTold | DelayAnswered
)  # fmt: skip

# What the entries leave.


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayNotice:
    """A delay that was told: the new day, and from when a buyer's silence means the money back (None: it agrees)."""

    day: date
    ships_by: datetime
    told_at: datetime
    silence_ends: datetime | None
    reason: str = ""
    promise_days: tuple[DayChance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignOrder:
    """A buyer's order in a campaign. Of `paid_cents`, `due_back_cents` are owed back since `back_since`,
    `refunded_cents` were paid back and `earned_cents` are the brand's; the rest is held for goods.

    `is_teamed`: its team was whole once, which stays so whoever leaves. `agreed_notices`: the number of delay notices
    that the buyer agreed to or knew of before paying.
    """

    order_id: str
    units: Mapping[str, int]
    state: str
    reserved_at: datetime
    until: datetime
    asked_cents: int
    buyer: str = ""
    team_id: str = ""
    is_solo: bool = False
    is_teamed: bool = False
    joined_at: datetime | None = None
    paid_cents: int = 0
    due_back_cents: int = 0
    refunded_cents: int = 0
    earned_cents: int = 0
    back_since: datetime | None = None
    agreed_notices: int = 0
    ended_by: str = ""
    references: tuple[str, ...] = ()

    @property
    def held_cents(self) -> int:
        """Money held for goods that are owed."""
        return self.paid_cents - self.due_back_cents - self.refunded_cents - self.earned_cents

    @property
    def pieces(self) -> int:
        """Pieces of all sizes."""
        return sum(self.units.values())

    @property
    def is_in(self) -> bool:
        """True where it counts: paid for, and not ended."""
        return self.state in STAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A campaign as the entries leave it; `now` is the latest moment that one of them knew.

    `price_cents` is the price of a piece as the end decided it, 0 before. No reservation ends before
    `none_ends_before` (None: not looked at), so that not every act looks at every order; it says nothing of its own.
    `is_end_told`: an entry says how it ended.
    """

    campaign_id: str
    terms: CampaignTerms
    state: str
    now: datetime
    opened_at: datetime
    orders: Mapping[str, CampaignOrder] = field(default_factory=dict)
    notices: tuple[DelayNotice, ...] = ()
    price_cents: int = 0
    ended_at: datetime | None = None
    reason: str = ""
    is_end_told: bool = False
    none_ends_before: datetime | None = field(default=None, compare=False)

    @property
    def count_units(self) -> int:
        """Pieces that are paid for: the count that is shown."""
        return sum(one.pieces for one in self.orders.values() if one.is_in)

    @property
    def seats_left(self) -> int | None:
        """Pieces that may still be reserved; None: as many as come."""
        if not self.terms.most_units:
            return None
        taken = sum(sum(one.units.values()) for one in self.orders.values() if one.state != ENDED)
        return self.terms.most_units - taken

    @property
    def ships_by(self) -> datetime:
        """The moment before which goods are shipped, by the newest word."""
        return self.notices[-1].ships_by if self.notices else self.terms.ships_by

    @property
    def promise_day(self) -> date:
        """The day by which goods are shipped, by the newest word."""
        return self.notices[-1].day if self.notices else self.terms.promise_day

    @property
    def is_sure(self) -> bool:
        """True where goods will be made: filled, or open with its threshold reached or goods in the making."""
        if self.state == OPEN:
            return self.terms.kind != THRESHOLD or self.is_made or self.count_units >= self.terms.threshold_units
        return self.state == FILLED

    @property
    def is_made(self) -> bool:
        """True once goods of it were released to be made."""
        return any(one.is_in and one.state != JOINED for one in self.orders.values())

    @property
    def stage(self) -> str:
        """How far it is: its state, or once it is filled the stage that all its orders have reached."""
        stages = [STAGES.index(one.state) for one in self.orders.values() if one.is_in]
        if self.state != FILLED or not stages or min(stages) == 0:
            return self.state
        return STAGES[min(stages)]

    def team(self, team_id: str) -> tuple[CampaignOrder, ...]:
        """Orders of a team that hold a seat."""
        return tuple(one for one in self.orders.values() if one.team_id == team_id and one.state != ENDED)

    def is_firm(self, order: CampaignOrder) -> bool:
        """True where an order's goods are to be made for sure: it is paid, and so is all that it depends on."""
        if not order.is_in or not self.is_sure:
            return False
        return self.terms.kind != PAIR or order.is_solo or order.is_teamed

    def piece_cents(self, order: CampaignOrder) -> int:
        """The price of a piece for an order: as it was decided, else as it is by the count so far."""
        if order.is_solo:
            return self.terms.solo_price_cents
        return self.price_cents or self.terms.price_cents(self.count_units)

    def firm_units(self) -> dict[str, int]:
        """Pieces by SKU that are sold for sure and not shipped."""
        found: dict[str, int] = {}
        for order in self.orders.values():
            if order.state in OWED and self.is_firm(order):
                for sku, units in order.units.items():
                    found[sku] = found.get(sku, 0) + units
        return dict(sorted(found.items()))

    def money(self) -> CampaignMoney:
        """Whose the money is that came in."""
        orders = self.orders.values()
        return CampaignMoney(
            paid_cents=sum(one.paid_cents for one in orders), held_cents=sum(one.held_cents for one in orders),
            due_back_cents=sum(one.due_back_cents for one in orders),
            refunded_cents=sum(one.refunded_cents for one in orders),
            earned_cents=sum(one.earned_cents for one in orders),
        )  # fmt: skip
