"""Where options sell: orders of the last quarter by shop and channel."""

import datetime as dt

from sense_cases import MONDAY, catalogue, signals

from treadle.sense.outlets import outlets
from treadle.terms.history import OUTLETS


def test_recent_orders_are_counted_where_they_were_made():
    table = signals(
        {"at": MONDAY, "kind": "order", "sku": "TEE-red-M", "channel": "web"},
        {"at": MONDAY, "kind": "order", "sku": "TEE-red-S", "channel": "web", "units": 2.0},
        {"at": MONDAY, "kind": "order", "option_id": "HAT-blue", "channel": "shops", "shop": "north"},
        {"at": MONDAY, "kind": "view", "sku": "TEE-red-M", "channel": "web"},
        {"at": MONDAY, "kind": "order", "sku": "unknown", "channel": "web"},
        {"at": MONDAY - dt.timedelta(days=200), "kind": "order", "sku": "TEE-red-M", "channel": "app"},
    )
    found = outlets(table, catalogue=catalogue(), as_of=MONDAY + dt.timedelta(days=7), time_zone="UTC")
    assert found.schema == OUTLETS
    assert found.to_pylist() == [
        {"option_id": "HAT-blue", "shop": "north", "channel": "shops", "units": 1.0},
        {"option_id": "TEE-red", "shop": "", "channel": "web", "units": 3.0},
    ]


def test_no_orders_are_no_outlets():
    table = signals({"at": MONDAY, "kind": "view", "sku": "TEE-red-M"})
    assert outlets(table, catalogue=catalogue(), as_of=MONDAY, time_zone="UTC").num_rows == 0
