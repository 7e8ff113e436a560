"""An order as it stands: what was released, what has come of it, what was cancelled, and what is still open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from treadle.terms.calendar import week_start
from treadle.terms.quantity import Violation
from treadle.terms.reason import Reason
from treadle.terms.release import ReleasedOrder
from treadle.terms.schedule import KEPT, order_status

#: What an order can be. 'closed': something came, the rest will not.
ORDER_STATES = ("open", "received", "closed", "cancelled")
#: Stages whose end can be reported of an order.
REPORTED_STAGES = ("cut", "sew")
#: An order is there once this share of what is wanted of it has come: shippers count a few pieces less as whole.
THERE_SHARE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One SKU of an order, in units.

    `ordered_units` is what was released and what amendments added, spare units of the lays among them
    (`spare_units`); it never falls. `received_units` can be sold, `rejected_units` came and were sent back, so they are
    still owed. `cancelled_units` will not come.
    """

    sku: str
    ordered_units: int
    spare_units: int = 0
    received_units: int = 0
    rejected_units: int = 0
    cancelled_units: int = 0

    @property
    def wanted_units(self) -> int:
        """What was ordered and not cancelled."""
        return self.ordered_units - self.cancelled_units

    @property
    def open_units(self) -> int:
        """What is still to come."""
        return max(0, self.wanted_units - self.received_units)

    @property
    def over_units(self) -> int:
        """What came beyond what was wanted."""
        return max(0, self.received_units - self.wanted_units)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """Units of a SKU that came and could be sold.

    `mark` names the count of the stock in which they are not yet, '' where the count holds them.
    """

    sku: str
    units: int
    day: date
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A released order with everything that was said of it since.

    `terms` are the order's own, as amended: its units are what is wanted of it. `counts` are pieces of its SKUs that
    were counted on `counted_day`, when nothing of what is open now had come. `finished_stages` were reported finished;
    `price_cents` is what amendments cost. `moved_day` is where its promise was moved to since (None: it stands).
    `lent` are pieces by SKU that went into cartons of other orders and are made again.
    """

    terms: ReleasedOrder
    lines: tuple[OrderLine, ...]
    release_id: str = ""
    plan_id: str = ""
    currency: str = ""
    arrived: tuple[Arrived, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    counted_day: date | None = None
    finished_stages: tuple[str, ...] = ()
    is_closed: bool = False
    price_cents: int = 0
    moved_day: date | None = None
    lent: Mapping[str, int] = field(default_factory=dict)

    def to_make(self, line: OrderLine) -> int:
        """Pieces of one of its lines that are to be made in all: what is wanted, and again what was lent."""
        return line.wanted_units + self.lent.get(line.sku, 0)

    @property
    def told_day(self) -> date:
        """The day that was told last: the promise, or where it was moved to."""
        return self.moved_day or self.terms.promise_day

    @property
    def promise_status(self) -> str:
        """How the day that was told last stands against the due day as it is asked for now, one of `ORDER_STATUSES`.

        At risk: planned by then, and so sure only later. A bought-in order is asked for within a week.
        """
        return promise_status(self.terms, self.told_day)

    @property
    def order_id(self) -> str:
        """The id of the order."""
        return self.terms.work_order_id

    @property
    def open_units(self) -> int:
        """Units still to come."""
        return sum(line.open_units for line in self.lines)

    @property
    def received_units(self) -> int:
        """Units that came and can be sold."""
        return sum(line.received_units for line in self.lines)

    @property
    def ordered_units(self) -> int:
        """Units released, and added by amendments."""
        return sum(line.ordered_units for line in self.lines)

    @property
    def cancelled_units(self) -> int:
        """Units that will not come."""
        return sum(line.cancelled_units for line in self.lines)

    @property
    def state(self) -> str:
        """One of `ORDER_STATES`."""
        if self.open_units:
            return "open"
        if not self.received_units:
            return "cancelled"
        return "closed" if self.cancelled_units else "received"

    def line(self, sku: str) -> OrderLine | None:
        """The line of a SKU, None where the order has none."""
        return next((line for line in self.lines if line.sku == sku), None)

    def is_overdue(self, as_of: date) -> bool:
        """True where something of it is still to come and the day that was told last is over."""
        return self.open_units > 0 and self.told_day < as_of

    @property
    def there_day(self) -> date | None:
        """The day on which the order was there (`THERE_SHARE` of what is wanted, pieces beyond a SKU's aside); None
        where it is not, or nothing is wanted."""
        left = {line.sku: line.wanted_units for line in self.lines}
        owed = sum(left.values()) * (1.0 - THERE_SHARE)
        for one in sorted(self.arrived, key=lambda one: one.day):
            left[one.sku] = max(0, left.get(one.sku, 0) - one.units)
            if sum(left.values()) <= owed + 1e-9:
                return one.day
        return None

    def check(self) -> tuple[Violation, ...]:
        """All violations of the books: ordered = received + open + cancelled, less what came beyond; none negative."""
        found = []
        for line in self.lines:
            where = f"{self.order_id} {line.sku}"
            balance = line.received_units - line.over_units + line.open_units + line.cancelled_units
            if balance != line.ordered_units:
                told = f"{line.ordered_units} ordered, {balance} found"
                found.append(Violation(rule="ordered = received + open + cancelled", where=where, found=told))
            for name in ("ordered", "spare", "received", "rejected", "cancelled"):
                units = getattr(line, f"{name}_units")
                if units < 0:
                    found.append(Violation(rule=f"{name} units are not negative", where=where, found=str(units)))
            if line.cancelled_units > line.ordered_units:
                told = f"{line.cancelled_units} of {line.ordered_units}"
                found.append(Violation(rule="no more is cancelled than was ordered", where=where, found=told))
        wanted = {line.sku: line.wanted_units for line in self.lines if line.wanted_units}
        if {sku: units for sku, units in self.terms.units.items() if units} != wanted:
            found.append(
                Violation(rule="the order's units are what its lines want", where=self.order_id, found=str(wanted))
            )
        return tuple(found)


def promise_status(terms: ReleasedOrder, told_day: date) -> str:
    """How a day that was told for an order stands against its due day; see `Order.promise_status`."""
    if not terms.is_made and week_start(told_day) == week_start(terms.due_day):
        return KEPT
    planned = told_day
    if terms.promise is not None and told_day == terms.promise_day:
        planned = min(terms.promise.planned_day, told_day)
    return order_status(terms.due_day, planned, told_day)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOrder:
    """An order of which something is still to come, as a plan tells of it.

    `status`: 'asked' (a count of the stock says that it came), 'overdue' or 'in time'. `promise_status`: how its
    promise stands against its due day, one of `ORDER_STATUSES`. `comes_days` are the days by
    which it is there with a chance of one, five and nine in ten; that of the promise where it is in time.
    """

    order_id: str
    style_id: str
    factory_id: str
    status: str
    ordered_units: int
    received_units: int
    cancelled_units: int
    open_units: int
    due_day: date
    promise_day: date
    late_days: int
    comes_days: tuple[date, date, date]
    cost_cents: int
    reason: Reason
    promise_status: str = KEPT
