"""The ledger against a model of plain dictionaries, whatever is done to it in whatever order."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule

from treadle.errors import ConflictError
from treadle.storage.ledger.open import open_ledger
from treadle.terms.entry import Amended, Body, Closed, Entry, Ordered, Received, ReceivedLine, Release
from treadle.terms.release import ReleasedOrder

SKUS = ("S", "M")
FIRST = date(2026, 1, 1)
UNITS = st.integers(0, 30)


def an_entry(kind: str, subject: str, body: Body, key: str, day: date) -> Entry:
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return Entry(kind=kind, subject=subject, happened_at=moment, known_at=moment, author="x", key=key, body=body)


def terms(order_id: str, units: dict[str, int]) -> ReleasedOrder:
    return ReleasedOrder(
        work_order_id=order_id, style_id="T", units=units, due_day=FIRST, promise_day=FIRST, origin_day=FIRST
    )


class Books(RuleBasedStateMachine):
    """Each rule does one thing to the ledger and the same to `model`: ordered, received and cancelled units."""

    orders = Bundle("orders")

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.open()
        self.model: dict[str, dict[str, list[int]]] = {}
        self.past: list[tuple[date, dict[str, dict[str, list[int]]]]] = []
        self.day, self.turn, self.last = FIRST, 0, ()

    def open(self) -> None:
        self.ledger = open_ledger(self.folder, currency="EUR", time_zone="UTC")

    def teardown(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def add(self, *entries: Entry) -> None:
        self.last = entries
        assert self.ledger.add(entries, seen_head=self.ledger.head()).is_new

    def key(self) -> str:
        self.turn += 1
        return f"k{self.turn}"

    @rule(target=orders, units=st.tuples(UNITS, UNITS))
    def release(self, units: tuple[int, int]) -> str:
        name, wanted = f"W{len(self.model)}", dict(zip(SKUS, units, strict=True))
        ordered = Ordered(release_id=f"R{name}", plan_id="p", order=terms(name, wanted))
        self.add(
            an_entry("release", f"R{name}", Release(plan_id="p", facts="f", as_of=self.day), self.key(), self.day),
            an_entry("order", name, ordered, self.key(), self.day),
        )
        self.model[name] = {sku: [count, 0, 0] for sku, count in wanted.items()}
        return name

    @rule(name=orders, sku=st.sampled_from(SKUS), units=UNITS, bad=UNITS, is_last=st.booleans())
    def receive(self, name: str, sku: str, units: int, bad: int, is_last: bool) -> None:
        line = ReceivedLine(sku=sku, units=units, rejected_units=bad)
        body = Received(day=self.day, lines=(line,), is_last=is_last)
        self.add(an_entry("receipt", name, body, self.key(), self.day))
        self.model[name][sku][1] += units
        if is_last:
            self.shut(name)

    @rule(name=orders, units=st.tuples(UNITS, UNITS))
    def amend(self, name: str, units: tuple[int, int]) -> None:
        wanted = dict(zip(SKUS, units, strict=True))
        self.add(an_entry("amendment", name, Amended(reason="r", terms=terms(name, wanted)), self.key(), self.day))
        for sku, count in wanted.items():
            mine = self.model[name][sku]
            more = count - (mine[0] - mine[2])
            mine[0] += max(more, 0)
            mine[2] += max(-more, 0)

    @rule(name=orders)
    def close(self, name: str) -> None:
        self.add(an_entry("closure", name, Closed(reason="r"), self.key(), self.day))
        self.shut(name)

    def shut(self, name: str) -> None:
        for mine in self.model[name].values():
            mine[2] += max(mine[0] - mine[2] - mine[1], 0)

    @precondition(lambda self: self.last)
    @rule()
    def repeat(self) -> None:
        assert not self.ledger.add(self.last, seen_head=0).is_new

    @precondition(lambda self: self.model)
    @rule()
    def be_late(self) -> None:
        """Somebody who saw an older state cannot add to it."""
        body = Closed(reason="r")
        try:
            self.ledger.add([an_entry("closure", "W0", body, self.key(), self.day)], seen_head=0)
        except ConflictError:
            return
        raise AssertionError("an entry on an older state was added")

    @rule()
    def restart(self) -> None:
        self.open()

    @rule()
    def rebuild(self) -> None:
        assert self.ledger.rebuild() == len(self.model)

    @rule()
    def sleep(self) -> None:
        told = {name: {sku: list(one) for sku, one in lines.items()} for name, lines in self.model.items()}
        self.past.append((self.day, told))
        self.day += timedelta(days=1)

    @precondition(lambda self: self.past)
    @rule(data=st.data())
    def look_back(self, data: st.DataObject) -> None:
        day, told = data.draw(st.sampled_from(self.past))
        assert self.books(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)) == told

    def books(self, until: datetime | None = None) -> dict[str, dict[str, list[int]]]:
        return {
            order.order_id: {
                line.sku: [line.ordered_units, line.received_units, line.cancelled_units] for line in order.lines
            }
            for order in self.ledger.orders(until=until)
        }

    @invariant()
    def the_books_are_the_models(self) -> None:
        assert self.books() == self.model
        for order in self.ledger.orders():
            assert order.check() == ()


TestBooks = Books.TestCase
TestBooks.settings = settings(max_examples=8, stateful_step_count=15, derandomize=True, deadline=None)
