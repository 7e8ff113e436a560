"""Each rule finds what it should, leaves its nearest lookalike alone, counts, and can be switched off."""

import datetime as dt

import pyarrow as pa
import pytest
from demo_nouns import catalogue_of, signals_of
from sense_cases import MONDAY, catalogue, rows_of, signals

from treadle.engine import LocalEngine
from treadle.sense import SensePolicy, sense
from treadle.sense.clean import clean
from treadle.simulate.demo import generate_brand
from treadle.terms.policy import CleanPolicy
from treadle.terms.signal import LEFT_OUT, SIGNALS

NOON = dt.datetime.combine(MONDAY, dt.time(12))
OFF = CleanPolicy(
    double_post_seconds=0, staff_words=(), test_words=(), test_price_share=0, robot_acts_per_hour=0,
    robot_acts_per_day=0, bulk_units=0, cancel_days=0,
)  # fmt: skip
TEE, HAT = "TEE-red-M", "HAT-blue-one"


def after(seconds=0.0, days=0):
    return NOON + dt.timedelta(seconds=seconds, days=days)


def cleaned(*rows, **policy):
    table = signals(*rows)
    found = clean(table, catalogue=catalogue(), time_zone="UTC", policy=CleanPolicy(**policy))
    assert found.signals.schema.names == SIGNALS.names and found.left_out.schema == LEFT_OUT
    return found


def left_out(found):
    return [(int(name), rule) for name, rule in rows_of(found.left_out, "signal_id", "rule")]


def test_the_same_act_within_the_seconds_is_one_act():
    view = {"kind": "view", "sku": TEE, "customer_id": "a"}
    found = cleaned(
        {"at": after(0), **view}, {"at": after(1), **view}, {"at": after(9), **view},
        {"at": after(0), **view, "customer_id": "b"}, {"at": after(0), **view, "customer_id": None},
        {"at": after(0), **view, "customer_id": None}, {"at": after(0), **view, "kind": "cart"},
    )  # fmt: skip
    assert left_out(found) == [(1, "double post")] and found.counts["double post"] == 1
    assert left_out(cleaned({"at": after(0), **view}, {"at": after(1), **view}, double_post_seconds=0)) == []


def test_lines_of_one_order_and_acts_that_tell_only_their_day_are_no_double_posts():
    order = {"kind": "order", "sku": TEE, "customer_id": "a", "price_cents": 2000}
    midnight = dt.datetime.combine(MONDAY, dt.time())
    found = cleaned(
        {"at": after(0), **order, "signal_id": "shop:#1:1"}, {"at": after(0), **order, "signal_id": "shop:#1:2"},
        {"at": midnight, **order, "signal_id": "x"}, {"at": midnight, **order, "signal_id": "y"},
        {"at": after(60), **order, "signal_id": "shop:#2:1"}, {"at": after(61), **order, "signal_id": "shop:#3:1"},
    )  # fmt: skip
    assert found.left_out["signal_id"].to_pylist() == ["shop:#3:1"]


@pytest.mark.parametrize(
    ("customer", "rule"),
    [("staff-7", "own staff"), ("STAFF", "own staff"), ("flagstaff", None), ("员工李", "own staff"),
     ("a@brand.com", "own staff"), ("a@brand.com.au", None),
     ("test_2", "test order"), ("contest", None), ("测试单", "test order"), (None, None)],
)  # fmt: skip
def test_staff_and_testers_by_their_names(customer, rule):
    found = cleaned({"at": after(), "kind": "order", "sku": TEE, "customer_id": customer},
                    staff_words=("staff", "员工", "@brand.com"))  # fmt: skip
    assert [name for _, name in left_out(found)] == ([] if rule is None else [rule])


def test_testers_may_look_and_orders_at_no_price_are_tests():
    found = cleaned(
        {"at": after(), "kind": "view", "sku": TEE, "customer_id": "test"},
        {"at": after(), "kind": "order", "sku": TEE, "price_cents": 40},
        {"at": after(), "kind": "order", "sku": TEE, "price_cents": 41},
        {"at": after(), "kind": "order", "sku": TEE},
    )
    assert left_out(found) == [(1, "test order")]
    free = {"at": after(), "kind": "order", "sku": TEE, "price_cents": 0}
    assert left_out(cleaned(free, test_price_share=0)) == []


def test_a_robot_looks_too_much_in_an_hour_and_loses_its_day():
    def looks(count, customer, pause, **more):
        return [{"at": after(place * pause), "kind": "view", "sku": TEE, "customer_id": customer, **more}
                for place in range(count)]  # fmt: skip

    eager = [*looks(11, "buyer", 60), {"at": after(900), "kind": "order", "sku": TEE, "customer_id": "buyer"}]
    rows = [*looks(11, "robot", 60), *looks(10, "person", 60), *eager, *looks(11, "slow", 400),
            {"at": after(0, days=1), "kind": "view", "sku": TEE, "customer_id": "robot"}]  # fmt: skip
    found = cleaned(*rows, robot_acts_per_hour=10, robot_acts_per_day=0, double_post_seconds=0)
    assert left_out(found) == [(place, "robot") for place in range(11)]
    found = cleaned(*rows, robot_acts_per_hour=0, robot_acts_per_day=10, double_post_seconds=0)
    assert set(found.left_out["customer_id"].to_pylist()) == {"robot", "slow"}


def test_a_trader_is_known_by_the_units_of_an_option_in_a_day():
    def order(customer, sku, units, **more):
        return {"at": after(), "kind": "order", "sku": sku, "customer_id": customer, "units": units, **more}

    found = cleaned(
        order("trader", "TEE-red-S", 4.0), order("trader", "TEE-red-M", 6.0), order("trader", HAT, 1.0),
        order("family", "TEE-red-S", 9.0), order(None, TEE, 5.0), order(None, TEE, 5.0), order(None, TEE, 10.0),
        order(None, TEE, 50.0, period_days=1),
    )  # fmt: skip
    assert left_out(found) == [(0, "bulk buyer"), (1, "bulk buyer"), (6, "bulk buyer")]


def test_a_cancellation_takes_back_the_latest_order_of_its_customer_and_units_are_conserved():
    def act(kind, days, units, customer="a", sku=TEE):
        return {"at": after(0, days), "kind": kind, "sku": sku, "customer_id": customer, "units": units}

    rows = [act("order", 0, 1.0), act("order", 2, 3.0), act("cancel", 3, 2.0), act("cancel", 4, 2.0),
            act("order", 0, 1.0, "b"), act("cancel", 30, 1.0, "b"), act("order", 1, 1.0, None),
            act("cancel", 2, 1.0, None), act("cancel", 1, 1.0, "c"), act("order", 2, 1.0, "c")]  # fmt: skip
    found = cleaned(*rows)
    assert left_out(found) == [(0, "cancelled"), (1, "cancelled")]
    assert found.signals.num_rows == 8 and found.counts["cancelled in part"] == 0
    found = cleaned(*rows[1:3])
    assert rows_of(found.left_out, "units", "rule") == [(2.0, "cancelled in part")]
    assert rows_of(found.signals, "kind", "units") == [("order", 1.0), ("cancel", 2.0)]
    assert found.counts["cancelled in part"] == 1 and found.counts["cancelled"] == 0


def test_the_demos_dirt_is_found_and_little_else():
    brand = generate_brand(3)
    made, table = catalogue_of(brand.tables["products"]), signals_of(brand.tables["signals"])
    found = clean(table, catalogue=made, time_zone="UTC")
    why = dict(rows_of(brand.truth["dirt"], "signal_id", "cause"))
    judged = [(why.get(name), rule) for name, rule in rows_of(found.left_out, "signal_id", "rule")
              if not rule.startswith("cancelled")]  # fmt: skip
    hits = sum(cause is not None for cause, _ in judged)
    assert hits / len(judged) > 0.995
    named = set(table.filter(pa.compute.is_valid(table["customer_id"]))["signal_id"].to_pylist())
    assert hits / sum(name in named for name in why) > 0.99
    whole = clean(table, catalogue=made, time_zone="UTC", policy=OFF)
    assert whole.signals.equals(table) and whole.left_out.num_rows == 0
    units = [pa.compute.sum(part["units"]).as_py() for part in (found.signals, found.left_out, table)]
    assert units[0] + units[1] == units[2]


def test_what_was_left_out_is_in_the_counts_and_findings_of_sensing():
    rows = [{"at": after(0, -9), "kind": "order", "sku": TEE, "customer_id": name} for name in ("a", "staff-1")]
    found = sense(LocalEngine().query, signals(*rows), catalogue=catalogue(), as_of=MONDAY, policy=SensePolicy())
    counts = dict(found.counts)
    assert counts.pop("read") == 2 and counts.pop("cancelled in part") == 0 and sum(counts.values()) == 2
    assert counts["own staff"] == 1 and found.findings["left_out"]["customer_id"].to_pylist() == ["staff-1"]
    assert sum(found.history["sold_units"].to_pylist()) == 1
