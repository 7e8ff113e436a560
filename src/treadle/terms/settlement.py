"""Nouns of settlement: what was agreed with partners on payment, what is owed, statements, money that settled them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from treadle.terms.quantity import Violation

#: Who a brand settles with: those that it pays, then those that pay it.
PAID_KINDS, PAYING_KINDS = ("factory", "supplier"), ("platform", "store")
PARTNER_KINDS = (*PAID_KINDS, *PAYING_KINDS)
#: The partner of orders that no factory of the brand's makes.
SUPPLIER = "supplier"
#: What a line of a statement is of. 'used' takes a deposit off a batch, 'deposit back' gives back what no batch used.
LINE_KINDS = ("deposit", "batch", "used", "deposit back", "sales", "delivery")
#: Lines of statements that are due at once; all others are due so many days later as the terms say.
AT_ONCE = ("deposit", "deposit back")


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsSet:
    """Terms of payment were agreed with a partner; they hold for orders placed, or goods sold, from `from_day` on.

    `deposit_share` of an order's cost is paid when it is placed, the rest `balance_days` after goods are accepted; paid
    within `discount_days` it is `discount_share` less. `currency` (empty: the brand's) is what the partner is paid in,
    `rate` how many of the brand's one of it costs. `duty_share` of the cost and `freight_cents` a piece are paid beside
    it when goods arrive. `fee_share` is what a platform keeps of sales. `money_cost_share` is what a year's money costs
    the partner. `piece_cents` by style stands instead of an order's own cost of a piece.
    """

    kind: str
    from_day: date
    name: str = ""
    deposit_share: float = 0.0
    balance_days: int = 30
    discount_share: float = 0.0
    discount_days: int = 0
    currency: str = ""
    rate: float = 1.0
    duty_share: float = 0.0
    freight_cents: int = 0
    fee_share: float = 0.0
    money_cost_share: float = 0.0
    piece_cents: Mapping[str, int] = field(default_factory=dict)

    def check(self) -> tuple[Violation, ...]:
        """All that is wrong with the terms."""
        found = []
        shares = ("deposit_share", "discount_share", "duty_share", "fee_share", "money_cost_share")
        rules = [(f"{name} is from 0 to 1", 0 <= getattr(self, name) <= 1, getattr(self, name)) for name in shares]
        rules += [
            ("a partner is a factory, a supplier, a platform or a store", self.kind in PARTNER_KINDS, self.kind),
            ("days are from 0 to 365", 0 <= self.balance_days <= 365, self.balance_days),
            ("a discount ends before the rest is due", 0 <= self.discount_days <= self.balance_days,
             self.discount_days),
            ("a currency costs something", self.rate > 0, self.rate),
            ("a currency has three letters", self.currency == "" or len(self.currency) == 3, self.currency),
            ("freight and pieces cost nothing or more", min([self.freight_cents, *self.piece_cents.values()]) >= 0,
             self.freight_cents),
        ]  # fmt: skip
        for rule, holds, told in rules:
            if not holds:
                found.append(Violation(rule=rule, where=self.name or self.kind, found=str(told)))
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedLine:
    """Something owed, once and for all: its id names the entry of the ledger that it comes from.

    `cents` below 0 go the other way. `units` are accepted pieces, `rejected_units` pieces that came with them and are
    not paid. `rate_cents` is what a piece costs.
    """

    line_id: str
    kind: str
    subject: str
    day: date
    due_day: date
    cents: int
    units: int = 0
    rejected_units: int = 0
    rate_cents: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementMade:
    """A statement was drawn up of what is owed: its lines are in no other. Paid by `discount_day` it is
    `discount_cents` less."""

    statement_id: str
    day: date
    due_day: date
    lines: tuple[OwedLine, ...]
    discount_day: date | None = None
    discount_cents: int = 0

    @property
    def cents(self) -> int:
        """What the lines add up to."""
        return sum(one.cents for one in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyAgreed:
    """Both agreed that a statement is paid by an earlier day, for `discount_cents` less."""

    statement_id: str
    pay_day: date
    discount_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPaid:
    """Money settled (a part of) a statement; `discount_cents` were taken off for it. Money that came back has a
    minus."""

    statement_id: str
    money_id: str
    day: date
    amount_cents: int
    discount_cents: int = 0
    via: str = "hand"


SettlementBody = TermsSet | StatementMade | EarlyAgreed | StatementPaid


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A statement as the entries leave it."""

    made: StatementMade
    payments: tuple[StatementPaid, ...] = ()
    early: EarlyAgreed | None = None

    @property
    def paid_cents(self) -> int:
        """Money that settled it."""
        return sum(one.amount_cents for one in self.payments)

    @property
    def discount_cents(self) -> int:
        """What was taken off."""
        return sum(one.discount_cents for one in self.payments)

    @property
    def open_cents(self) -> int:
        """What is still open of it."""
        return self.made.cents - self.paid_cents - self.discount_cents

    def discount_on(self, day: date) -> int:
        """What is taken off if all that is open is paid on a day."""
        if self.payments or self.open_cents <= 0:
            return 0
        agreed = self.early.discount_cents if self.early is not None and day <= self.early.pay_day else 0
        usual = self.made.discount_cents if self.made.discount_day and day <= self.made.discount_day else 0
        return max(agreed, usual)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A partner as the entries leave it: terms by the day from which they hold, and statements by their id."""

    partner_id: str
    terms: tuple[TermsSet, ...] = ()
    statements: Mapping[str, Statement] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """What the partner is."""
        return self.terms[-1].kind if self.terms else "factory"

    @property
    def name(self) -> str:
        """What the partner is called."""
        return (self.terms[-1].name if self.terms else "") or self.partner_id

    @property
    def is_paid(self) -> bool:
        """True for a partner that the brand pays, False for one that pays the brand."""
        return self.kind in PAID_KINDS

    def terms_on(self, day: date) -> TermsSet:
        """The terms that hold for what begins on a day; the oldest for what began before any."""
        held = [one for one in self.terms if one.from_day <= day]
        if held:
            return held[-1]
        return self.terms[0] if self.terms else plain_terms()

    def stated(self) -> Iterator[OwedLine]:
        """Every line of every statement."""
        for one in self.statements.values():
            yield from one.made.lines

    @property
    def open_cents(self) -> int:
        """What is open of all statements."""
        return sum(one.open_cents for one in self.statements.values())

    @property
    def paid_cents(self) -> int:
        """Money that settled statements."""
        return sum(one.paid_cents for one in self.statements.values())

    @property
    def discount_cents(self) -> int:
        """What was taken off statements."""
        return sum(one.discount_cents for one in self.statements.values())


def plain_terms() -> TermsSet:
    """What holds with a partner with whom nothing was agreed: no deposit, thirty days."""
    return TermsSet(kind="factory", from_day=date(2000, 1, 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyOffer:
    """A statement that both gain from paying earlier: on `pay_day`, for `discount_cents` less. `partner_gain_cents` and
    `brand_gain_cents` are what each has of it, the cost of its money counted."""

    partner_id: str
    statement_id: str
    open_cents: int
    pay_day: date
    days: int
    discount_cents: int
    partner_gain_cents: int
    brand_gain_cents: int


def due_of(terms: TermsSet, kind: str, day: date) -> date:
    """When something that is owed since a day is due."""
    return day if kind in AT_ONCE else day + timedelta(days=terms.balance_days)
