"""Power by the hour: by hand, by the law that nothing is lost, and against trying every shift."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treadle.schedule.energy import bill, load_of, order_cents, shifts
from treadle.terms.calendar import Shift, ShiftCalendar
from treadle.terms.energy import TariffSpan, Work

MONDAY = date(2026, 3, 2)
DAYS = ShiftCalendar(shifts=tuple(Shift(weekday=day, start_minute=480, end_minute=960) for day in range(5)))
#: Dear until noon, cheap until four; ten kilowatts of sun from two to three on Mondays.
TARIFF = (
    TariffSpan(factory_id="F", start_minute=0, end_minute=720, cents_per_kwh=30.0),
    TariffSpan(factory_id="F", start_minute=720, end_minute=1440, cents_per_kwh=10.0),
    TariffSpan(factory_id="F", start_minute=840, end_minute=900, cents_per_kwh=10.0, solar_kw=10.0, weekday=0),
)  # fmt: skip


def work(name: str, start: int, end: int, kwh: float, line: str = "L1") -> Work:
    return Work(order_id=name, stage="sew", factory_id="F", resource_id=line, start_minute=start, end_minute=end,
                worked=DAYS.worked(MONDAY, start, end), kwh=kwh)  # fmt: skip


def test_a_bill_by_hand() -> None:
    # From ten to twelve at 30 cents, from twelve to two at 10: twenty kilowatt hours on each side.
    assert bill(load_of([work("A", 600, 840, 40.0)]), TARIFF, MONDAY) == pytest.approx((20 * 30 + 20 * 10, 0.0))
    # From two to three the sun gives ten of the forty.
    assert bill(load_of([work("A", 840, 900, 40.0)]), TARIFF, MONDAY) == pytest.approx((30 * 10, 10.0))
    both = [work("A", 840, 900, 15.0), work("B", 840, 900, 5.0, "L2")]
    assert bill(load_of(both), TARIFF, MONDAY) == pytest.approx((100.0, 10.0))
    assert order_cents(both, TARIFF, MONDAY) == pytest.approx({"A": 75.0, "B": 25.0})


def test_beginning_later_saves_what_is_said_and_risks_what_is_said() -> None:
    first = work("A", 480, 720, 40.0)
    kept = {"A": (0.9, 0.7)}
    (found,) = shifts([first], TARIFF, {"F": DAYS}, MONDAY, kept, {"A": 2 * 1440})
    later = work("A", 480 + found.later_minutes, 720 + found.later_minutes, 40.0)
    assert found.saved_cents == pytest.approx(1200 - bill(load_of([later]), TARIFF, MONDAY)[0], abs=0.01)
    assert (found.kept_share, found.kept_share_after) == (0.9, 0.9), "it is done on the same day"
    held = work("B", 720, 960, 1.0)
    assert [
        one.order_id for one in shifts([first, held], TARIFF, {"F": DAYS}, MONDAY, kept, {"A": 2880, "B": 960})
    ] == []
    assert shifts([first], (), {"F": DAYS}, MONDAY, kept, {"A": 2880}) == (), "one price, nothing to save"


def test_a_shift_into_the_next_day_costs_certainty() -> None:
    late = work("A", 600, 960, 60.0)
    tariff = (TariffSpan(factory_id="F", start_minute=0, end_minute=1440, cents_per_kwh=30.0, weekday=0),
              TariffSpan(factory_id="F", start_minute=0, end_minute=1440, cents_per_kwh=5.0, weekday=1))  # fmt: skip
    (found,) = shifts([late], tariff, {"F": DAYS}, MONDAY, {"A": (0.95, 0.6)}, {"A": 2 * 1440})
    assert (found.kept_share, found.kept_share_after) == (0.95, 0.6)


@given(st.lists(st.tuples(st.integers(480, 900), st.integers(15, 300), st.floats(0.1, 50.0)), max_size=5))
def test_power_and_its_bill_are_shared_whole(told: list[tuple[int, int, float]]) -> None:
    works = [work(f"W{at}", start, start + length, kwh, f"L{at}") for at, (start, length, kwh) in enumerate(told)]
    load = load_of(works)
    assert sum(load.values()) == pytest.approx(sum(one.kwh for one in works))
    cents, solar = bill(load, TARIFF, MONDAY)
    assert sum(order_cents(works, TARIFF, MONDAY).values()) == pytest.approx(cents)
    assert 0 <= solar <= 10.0 + 1e-9
