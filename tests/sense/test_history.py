import datetime as dt

import pyarrow as pa
import pytest
from sense_cases import MONDAY, catalogue, rows_of, signals

from treadle.engine import LocalEngine
from treadle.sense import build_history
from treadle.terms.history import HISTORY, TRAFFIC
from treadle.terms.signal import IN_STOCK, PRICE_PLAN

DAY = dt.timedelta(days=1)
WEEK = 7 * DAY


def build(table, **more):
    usual = {"catalogue": catalogue(), "as_of": MONDAY + 2 * WEEK}
    return build_history(LocalEngine().query, table, **(usual | more))


def of_sku(table, sku, *names):
    return [row[1:] for row in rows_of(table, "sku", *names) if row[0] == sku]


def in_stock(*rows):
    return pa.Table.from_pylist(
        [{"sku": sku, "shop": shop, "day": day, "in_stock_share": share} for sku, shop, day, share in rows],
        schema=IN_STOCK,
    )


def test_counts_by_kind_and_week_with_zeros_between():
    red_m = {"sku": "TEE-red-M"}
    found = build(
        signals(
            {"at": MONDAY, "kind": "order", "units": 2.0, **red_m},
            {"at": MONDAY + 6 * DAY, "kind": "order", **red_m},
            {"at": MONDAY + 6 * DAY, "kind": "cart", **red_m},
            {"at": MONDAY + 9 * DAY, "kind": "return", **red_m},
            {"at": MONDAY + 9 * DAY, "kind": "cancel", **red_m},
        )
    ).history
    assert found.schema == HISTORY
    names = ("week_start", "sold_units", "returned_units", "cancelled_units", "carts", "demand_units")
    assert of_sku(found, "TEE-red-M", *names) == [(MONDAY, 3, 0, 0, 1, 3), (MONDAY + WEEK, 0, 1, 1, 0, 0)]


def test_life_begins_at_the_launch_day_and_not_at_the_first_sale():
    found = build(
        signals(
            {"at": MONDAY, "kind": "order", "sku": "HAT-blue-one"}, {"at": MONDAY, "kind": "view", "sku": "TEE-red-S"}
        ),
        catalogue=catalogue(launch=MONDAY + 8 * DAY),
    ).history
    assert of_sku(found, "TEE-red-S", "week_start", "sold_units", "in_stock_share") == [(MONDAY + WEEK, 0, 1.0)]
    assert len(of_sku(found, "HAT-blue-one", "week_start")) == 2


def test_without_launch_day_a_sku_without_signals_has_no_history():
    found = build(signals({"at": MONDAY + WEEK, "kind": "order", "sku": "TEE-red-M"})).history
    assert rows_of(found, "sku", "week_start") == [("TEE-red-M", MONDAY + WEEK)]


def test_an_unfinished_week_and_unknown_products_are_counted_and_left_out():
    table = signals(
        {"at": MONDAY, "kind": "order", "sku": "TEE-red-M"},
        {"at": MONDAY + WEEK, "kind": "order", "sku": "TEE-red-M"},
        {"at": MONDAY, "kind": "order", "sku": "gone"},
        {"at": MONDAY, "kind": "view", "option_id": "gone"},
    )
    counted = build(table, as_of=MONDAY + 10 * DAY)
    assert counted.counts == {"read": 4, "counted": 1, "unknown product": 2, "unfinished week": 1}
    assert sum(counted.history["sold_units"].to_pylist()) == 1


def test_a_day_belongs_to_the_brands_own_calendar():
    late = dt.datetime(2026, 3, 8, 23, 30)  # Sunday in UTC, Monday in Shanghai
    table = signals(
        {"at": late, "kind": "order", "sku": "TEE-red-M"}, {"at": MONDAY, "kind": "order", "sku": "TEE-red-M"}
    )
    in_utc = build(table).history
    in_shanghai = build(table, time_zone="Asia/Shanghai").history
    assert of_sku(in_utc, "TEE-red-M", "sold_units") == [(2,), (0,)]
    assert of_sku(in_shanghai, "TEE-red-M", "sold_units") == [(1,), (1,)]


def test_a_total_of_seven_days_is_shared_by_days_when_it_straddles_two_weeks():
    total = {"at": MONDAY + 5 * DAY, "kind": "order", "sku": "TEE-red-M", "units": 70.0, "period_days": 7}
    found = build(signals(total)).history
    assert of_sku(found, "TEE-red-M", "sold_units") == [(20,), (50,)]


def test_weeks_may_begin_on_any_weekday():
    found = build(
        signals(
            {"at": MONDAY, "kind": "order", "sku": "TEE-red-M"},
            {"at": MONDAY + 6 * DAY, "kind": "order", "sku": "TEE-red-M"},
        ),
        week_weekday=6,
    ).history
    assert of_sku(found, "TEE-red-M", "week_start", "sold_units") == [(MONDAY - DAY, 1), (MONDAY + 6 * DAY, 1)]


def test_option_traffic_stays_with_the_option_and_is_never_spread_over_sizes():
    counted = build(
        signals(
            {"at": MONDAY, "kind": "view", "option_id": "TEE-red", "units": 5.0},
            {"at": MONDAY, "kind": "view", "sku": "TEE-red-M", "units": 2.0},
            {"at": MONDAY, "kind": "search", "option_id": "TEE-red", "query": "red tee"},
            {"at": MONDAY, "kind": "search", "query": "red jumpsuit", "units": 3.0},
        )
    )
    assert sum(counted.history["views"].to_pylist()) == 2
    assert counted.traffic.schema == TRAFFIC
    assert counted.traffic.to_pylist() == [
        {"option_id": "TEE-red", "week_start": MONDAY, "views": 7, "searches": 1, "carts": 0, "wishes": 0}
    ]
    assert rows_of(counted.searches, "query", "searches", "unled_searches") == [
        ("red jumpsuit", 3, 3),
        ("red tee", 1, 0),
    ]


def test_in_stock_share_counts_days_of_the_shop_and_of_all_shops():
    table = signals(
        {"at": MONDAY, "kind": "order", "sku": "TEE-red-M", "shop": "north"},
        {"at": MONDAY, "kind": "order", "sku": "TEE-red-M", "shop": "south"},
    )
    absent = in_stock(
        ("TEE-red-M", "north", MONDAY, 0.5),
        ("TEE-red-M", None, MONDAY + 2 * DAY, 0.0),
        ("TEE-red-M", None, MONDAY + 40 * DAY, 0.0),
    )
    found = build(table, in_stock=absent).history
    shares = [(shop, round(share * 7, 6)) for shop, share in of_sku(found, "TEE-red-M", "shop", "in_stock_share")]
    assert shares == [("north", 5.5), ("north", 7), ("south", 6), ("south", 7)]


def test_days_before_the_first_signal_of_all_were_not_watched():
    found = build(signals({"at": MONDAY + 3 * DAY, "kind": "order", "sku": "TEE-red-M"})).history
    assert of_sku(found, "TEE-red-M", "in_stock_share") == [(4 / 7,), (1.0,)]


def test_the_price_is_planned_then_paid_then_the_last_then_the_list_price():
    plan = pa.Table.from_pylist(
        [
            {
                "sku": "TEE-red-M",
                "from_day": MONDAY,
                "to_day": MONDAY + 27 * DAY,
                "price_cents": 1800,
                "is_promotion": False,
            },
            {"sku": "TEE-red-M", "from_day": MONDAY, "to_day": MONDAY + DAY, "price_cents": 1100, "is_promotion": True},
        ],
        schema=PRICE_PLAN,
    )
    table = signals(
        {"at": MONDAY, "kind": "order", "sku": "TEE-red-M", "price_cents": 1100},
        {"at": MONDAY, "kind": "order", "sku": "TEE-red-S", "price_cents": 1500, "units": 3.0},
        {"at": MONDAY, "kind": "order", "sku": "TEE-red-S", "price_cents": 1100},
        {"at": MONDAY, "kind": "view", "sku": "TEE-red-L"},
    )
    found = build(table, price_plan=plan).history
    assert of_sku(found, "TEE-red-M", "price_cents") == [((2 * 1100 + 5 * 1800) / 7,), (1800,)]
    assert of_sku(found, "TEE-red-S", "price_cents") == [(1400,), (1400,)]
    assert of_sku(found, "TEE-red-L", "price_cents") == [(2000,), (2000,)]


def test_no_signals_at_all_is_an_empty_history():
    counted = build(signals(), catalogue=catalogue(launch=MONDAY))
    assert counted.history.schema == HISTORY
    assert set(counted.history["sold_units"].to_pylist()) == {0.0}
    assert counted.traffic.num_rows == 0


def test_an_unknown_time_zone_is_refused():
    with pytest.raises(pa.ArrowInvalid):
        build(signals({"at": MONDAY, "kind": "order", "sku": "TEE-red-M"}), time_zone="Mars/Olympus")
