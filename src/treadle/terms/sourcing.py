"""Factories as a buyer sees them: what they can make, what they ask, how they kept their word, and who makes what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from treadle.terms.quantity import Violation
from treadle.terms.reason import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class FactoryProfile:
    """A factory that can be asked, as its own sheet tells it.

    `capabilities` are operations and machines in the buyer's words. `free_minutes` are standard minutes it can still
    sew, by week from the day of sourcing (the last one holds for all later weeks). `lead_days` is what it says from
    order to goods at its gate, `transport_days` from there. Money in cents: `minute_cents` for a standard minute where
    no quote is valid, `setup_cents` once an order, `transport_cents` a piece. `duty_share` is of the price.
    `most_share` is the largest share of all pieces that are to be made, those on order among them, that it may make. On
    `closed_days` nothing is made or sent: they lengthen its lead time. `contact` is where it is written to.
    """

    factory_id: str
    name: str = ""
    capabilities: frozenset[str] = frozenset()
    minimum_units: int = 1
    free_minutes: tuple[float, ...] = (0.0,)
    lead_days: int = 0
    transport_days: int = 0
    minute_cents: float = 0.0
    setup_cents: int = 0
    transport_cents: float = 0.0
    duty_share: float = 0.0
    most_share: float = 1.0
    country: str = ""
    os_id: str = ""
    certificates: tuple[str, ...] = ()
    closed_days: frozenset[date] = frozenset()
    contact: str = ""

    def arrival_day(self, day: date, lead_days: int | None = None) -> date:
        """The day on which goods ordered on `day` are there, as the factory says."""
        left = (self.lead_days if lead_days is None else lead_days) + self.transport_days
        while left or day in self.closed_days:
            day += timedelta(days=1)
            left -= left > 0 and day not in self.closed_days
        return day

    def free_until(self, weeks: int) -> float:
        """Standard minutes that are free in the first `weeks` weeks."""
        own = self.free_minutes[:weeks]
        return sum(own) + (weeks - len(own)) * self.free_minutes[-1] if weeks > 0 else 0.0

    def check(self) -> tuple[Violation, ...]:
        """All violations: numbers out of their range, no week of minutes."""
        found = [
            Violation(rule=f"{name} is not negative", where=self.factory_id, found=str(number))
            for name, number in (
                ("minimum_units", self.minimum_units), ("lead_days", self.lead_days), ("setup_cents", self.setup_cents),
                ("transport_days", self.transport_days), ("minute_cents", self.minute_cents),
                ("transport_cents", self.transport_cents), ("duty_share", self.duty_share),
                *(("free_minutes", minutes) for minutes in self.free_minutes),
            )
            if number < 0
        ]  # fmt: skip
        if not self.free_minutes:
            found.append(Violation(rule="a week of minutes is told", where=self.factory_id, found="none"))
        if not 0 < self.most_share <= 1:
            rule = "most_share is above 0, at most 1"
            found.append(Violation(rule=rule, where=self.factory_id, found=str(self.most_share)))
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What a factory asks for a style from `from_units` pieces on: `setup_cents` once and `piece_cents` each, until
    `valid_until` (None: without an end). `lead_days` is from order to goods at its gate (None: as its profile says).
    With `order_id` it is for that order alone, in place of all that the factory asks for the style."""

    factory_id: str
    style_id: str
    from_units: int
    piece_cents: float
    setup_cents: int = 0
    valid_until: date | None = None
    lead_days: int | None = None
    order_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptOrder:
    """An order as it ended: what a score is made of.

    `accepted_units` are the good ones of `ordered_units`; `defects` were counted on `inspected_units` garments (0: not
    inspected). `quoted_cents` and `paid_cents` are for the whole order, 0 where nobody wrote them down.
    """

    factory_id: str
    order_id: str
    promised_day: date
    received_day: date
    ordered_units: int
    accepted_units: int
    inspected_units: int = 0
    defects: int = 0
    quoted_cents: int = 0
    paid_cents: int = 0

    @property
    def late_days(self) -> int:
        """Days after the promise (negative: before it)."""
        return (self.received_day - self.promised_day).days


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A figure with the interval that holds it with a probability of 80 %."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LateDays:
    """How many days after its promise the next order of a factory comes: Student's t of `freedom` degrees around
    `centre_days`, stretched by `scale_days`."""

    centre_days: float
    scale_days: float
    freedom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FactoryScore:
    """How a factory kept its word, drawn towards all factories' as far as its own orders are few.

    `on_time_share` are orders there in full by their promise; `defects_share` defects per garment inspected;
    `short_share` pieces ordered that were not accepted; `price_share` what was paid beyond the quote, as a share of
    it. `late_days` is of the next order, `middle_days` of the middle of all that are to come.
    """

    factory_id: str
    orders: int
    on_time_share: Estimate
    defects_share: Estimate
    short_share: Estimate
    price_share: Estimate
    late_days: LateDays
    middle_days: LateDays
    spread_days: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderToPlace:
    """Pieces of a style that somebody must make.

    `needs` are operations and machines; `approved` the factories that may make the style (empty: any that can).
    `late_cents` is what a day of lateness costs a piece, `lost_cents` what a piece is worth that nobody makes, and
    `poor_cents` what a piece costs that is paid for and cannot be sold. `is_whole`: one factory makes all of it.
    """

    order_id: str
    style_id: str
    units: int
    minutes_per_unit: float
    due_day: date
    needs: frozenset[str] = frozenset()
    approved: frozenset[str] = frozenset()
    late_cents: float = 0.0
    lost_cents: float = 0.0
    poor_cents: float = 0.0
    is_whole: bool = False

    def check(self) -> tuple[Violation, ...]:
        """All violations: no pieces, numbers below nought."""
        found = []
        if self.units < 1:
            found.append(Violation(rule="an order has pieces", where=self.order_id, found=str(self.units)))
        for name in ("minutes_per_unit", "late_cents", "lost_cents", "poor_cents"):
            if getattr(self, name) < 0:
                rule = f"{name} is not negative"
                found.append(Violation(rule=rule, where=self.order_id, found=str(getattr(self, name))))
        return tuple(found)


#: The parts of what an order costs at a factory, in the order in which they are told.
COST_PARTS = ("price", "setup", "transport", "duty", "lateness", "quality", "slippage")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourcing:
    """Pieces of an order at a factory: money by part (`COST_PARTS`) in cents, the day they are there as promised, the
    probability that this is by the due day, and why this factory."""

    order_id: str
    factory_id: str
    units: int
    arrival_day: date
    on_time_share: float
    cost_cents: Mapping[str, int]
    reason: Reason

    @property
    def total_cents(self) -> int:
        """All parts."""
        return sum(self.cost_cents.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """Pieces that nobody makes, and why."""

    order_id: str
    units: int
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitPlan:
    """Who makes what. `cost_cents` is all that is expected to be paid or lost, `bound_cents` what no split of the same
    orders can cost less than; `price_of_hour_cents` is what an hour more of a factory would save, where it would."""

    lines: tuple[Sourcing, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    cost_cents: int = 0
    bound_cents: int = 0
    price_of_hour_cents: Mapping[str, float] = field(default_factory=dict)

    @property
    def gap_share(self) -> float:
        """How far the cost may lie above the best, as a share of it."""
        return (self.cost_cents - self.bound_cents) / max(self.bound_cents, 1)
