"""Laws of sensing: cleaning makes and loses no unit, every row is accounted for, the order of rows is no matter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from treadle.engine import LocalEngine
from treadle.sense import sense
from treadle.sense.censor import unconstrain
from treadle.sense.clean import clean
from treadle.sense.options import option_history
from treadle.terms.history import HISTORY, TRAFFIC
from treadle.terms.policy import CleanPolicy
from treadle.terms.product import Catalogue, CostBreak, Option, SizeScale, Sku, Style
from treadle.terms.signal import SIGNALS
from treadle.terms.signal_parts import SignalParts

START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
BRAND = Catalogue(
    size_scales=(SizeScale(size_scale_id="one", sizes=("S", "M")),),
    styles=(Style(style_id="T", category="tees", size_scale_id="one"),),
    options=(
        Option(option_id="T-red", style_id="T", colour="red", price_cents=1000,
               cost_breaks=(CostBreak(from_units=0, setup_cents=0, cost_per_piece_cents=1),)),
    ),
    skus=(Sku(sku="T-red-S", option_id="T-red", size="S"), Sku(sku="T-red-M", option_id="T-red", size="M")),
)  # fmt: skip

ACTS = st.lists(
    st.tuples(
        st.sampled_from(["view", "cart", "order", "order", "cancel", "return"]),
        st.sampled_from(["T-red-S", "T-red-M", "gone"]),
        st.sampled_from([None, "a", "b", "staff-1", "test"]),
        st.integers(0, 40 * 24 * 60), st.sampled_from([1.0, 2.0, 12.0]), st.sampled_from([None, 0, 1000]),
        st.sampled_from([0, 0, 0, 1]),
    ),
    max_size=40,
)  # fmt: skip


def table_of(acts: list[tuple[str, str, str | None, int, float, int | None, int]]) -> pa.Table:
    rows = []
    for number, (kind, sku, customer, minute, units, price, period) in enumerate(acts):
        at = START + dt.timedelta(minutes=minute)
        rows.append(
            dict.fromkeys(SIGNALS.names)
            | {"signal_id": f"s{number:03d}", "happened_at": at, "known_at": at, "kind": kind, "sku": sku,
               "customer_id": customer, "units": units, "price_cents": price, "period_days": period}
        )  # fmt: skip
    return pa.Table.from_pylist(rows, schema=SIGNALS)


class Dealt(SignalParts):
    """Signals in parts by their customer; those without one go wherever they are dealt."""

    def __init__(self, table: pa.Table, part_of: list[int], parts: int) -> None:
        who = [hash(name) if name else at for at, name in enumerate(table["customer_id"].to_pylist())]
        dealt = np.array([part_of[one % len(part_of)] for one in who], dtype=np.int64)
        self._parts = [table.filter(pa.array(dealt == part)) for part in range(parts)]
        self.num_rows, self.digest = table.num_rows, ""
        self.first_at = pc.min(table["happened_at"]).as_py()

    def parts(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        for one in self._parts:
            yield one.select(list(columns))


def units(table: pa.Table) -> float:
    return float(np.sum(table["units"].to_numpy()))


@settings(max_examples=60, deadline=None)
@given(ACTS)
def test_cleaning_conserves_units_and_accounts_for_rows(acts: list) -> None:
    table = table_of(acts)
    found = clean(table, catalogue=BRAND, time_zone="UTC")
    assert units(found.signals) + units(found.left_out) == units(table)
    part = found.counts["cancelled in part"]
    assert found.signals.num_rows + found.left_out.num_rows == table.num_rows + part
    assert sum(found.counts.values()) == found.left_out.num_rows
    again = clean(found.signals, catalogue=BRAND, time_zone="UTC", policy=CleanPolicy(cancel_days=0))
    assert again.left_out.num_rows == 0  # what was cleaned is clean


@settings(max_examples=25, deadline=None)
@given(ACTS, st.randoms(use_true_random=False))
def test_sold_units_are_the_orders_that_count_in_any_order_of_rows(acts: list, shuffle: object) -> None:
    table = table_of(acts)
    as_of = dt.date(2026, 4, 13)
    found = sense(LocalEngine().query, table, catalogue=BRAND, as_of=as_of)
    counts = dict(found.counts)
    assert counts.pop("read") == table.num_rows == sum(counts.values()) - counts["cancelled in part"]
    kept = clean(table, catalogue=BRAND, time_zone="UTC").signals
    ours = kept.filter(pc.and_(pc.equal(kept["kind"], "order"), pc.not_equal(kept["sku"], "gone")))
    assert float(np.sum(found.history["sold_units"].to_numpy())) == units(ours)
    assert np.all(found.history["demand_low"].to_numpy() <= found.history["demand_high"].to_numpy())
    mixed = list(range(table.num_rows))
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    other = sense(LocalEngine().query, table.take(pa.array(mixed, pa.int64())), catalogue=BRAND, as_of=as_of)
    np.testing.assert_allclose(other.history["sold_units"].to_numpy(), found.history["sold_units"].to_numpy())


SHELF = st.lists(st.tuples(st.integers(0, 9), st.sampled_from([0.0, 0.3, 1.0])), min_size=16, max_size=16)


@settings(max_examples=60, deadline=None)
@given(SHELF)
def test_demand_and_what_came_over_are_never_fewer_than_what_was_sold(shelf: list[tuple[int, float]]) -> None:
    weeks = len(shelf) // 2
    rows = [
        dict.fromkeys(HISTORY.names, 0.0)
        | {"sku": sku, "shop": "", "week_start": START.date() + dt.timedelta(days=7 * week)}
        | {"sold_units": float(sold), "in_stock_share": share}
        for place, sku in enumerate(("T-red-M", "T-red-S"))
        for week, (sold, share) in enumerate(shelf[place * weeks : (place + 1) * weeks])
    ]
    found = unconstrain(pa.Table.from_pylist(rows, schema=HISTORY), catalogue=BRAND)
    by_option = option_history(found, pa.Table.from_pylist([], schema=TRAFFIC), catalogue=BRAND)
    for table in (found, by_option):
        sold, demand, came = (table[name].to_numpy() for name in ("sold_units", "demand_units", "came_over_units"))
        assert np.all(came >= 0.0)
        assert np.all(demand + came >= sold - 1e-9)
        assert np.all(came <= sold)
    for name in ("sold_units", "demand_units", "came_over_units"):
        assert float(np.sum(by_option[name])) == pytest.approx(float(np.sum(found[name])))


def test_what_comes_over_is_told_where_a_shelf_was_empty() -> None:
    shelf = [(5, 1.0)] * 6 + [(9, 1.0)] * 2, [(5, 1.0)] * 6 + [(0, 0.0)] * 2
    rows = [
        dict.fromkeys(HISTORY.names, 0.0)
        | {"sku": sku, "shop": "", "week_start": START.date() + dt.timedelta(days=7 * week)}
        | {"sold_units": float(sold), "in_stock_share": share}
        for sku, weeks in zip(("T-red-M", "T-red-S"), shelf, strict=True)
        for week, (sold, share) in enumerate(weeks)
    ]
    found = unconstrain(pa.Table.from_pylist(rows, schema=HISTORY), catalogue=BRAND)
    came, sold, demand = (found[name].to_numpy() for name in ("came_over_units", "sold_units", "demand_units"))
    assert np.all(came[6:8] > 0.1) and np.all(demand[6:8] < sold[6:8])
    assert np.all(came[:6] == 0.0) and np.all(came[8:] == 0.0)


@settings(max_examples=25, deadline=None)
@given(acts=ACTS, dealt=st.lists(st.integers(0, 2), min_size=1, max_size=5))
def test_signals_in_parts_say_what_they_say_as_a_whole(
    acts: list[tuple[str, str, str | None, int, float, int | None, int]], dealt: list[int]
) -> None:
    table = table_of(acts).sort_by([("happened_at", "ascending"), ("signal_id", "ascending")])
    as_of = dt.date(2026, 4, 6)
    whole = sense(LocalEngine().query, table, catalogue=BRAND, as_of=as_of)
    parts = sense(LocalEngine().query, Dealt(table, dealt, 3), catalogue=BRAND, as_of=as_of)
    for name in ("history", "option_history", "traffic", "searches", "outlets"):
        assert getattr(parts, name).equals(getattr(whole, name)), name
    assert dict(parts.counts) == dict(whole.counts)
    assert {name: found.to_pylist() for name, found in parts.findings.items()} == {
        name: found.to_pylist() for name, found in whole.findings.items()
    }
