import datetime as dt

import pyarrow as pa
import pytest
from sense_cases import MONDAY, catalogue, rows_of, signals

from treadle.engine import LocalEngine
from treadle.sense import sense
from treadle.terms.history import OPTION_HISTORY
from treadle.terms.signal import IN_STOCK


def test_sizes_add_up_and_an_empty_key_size_weighs_by_its_demand():
    week = dt.timedelta(days=7)
    table = signals(
        *({"at": MONDAY + d * dt.timedelta(days=1), "kind": "order", "sku": "TEE-red-M"} for d in range(7)),
        {"at": MONDAY, "kind": "order", "sku": "TEE-red-S"},
        {"at": MONDAY, "kind": "wish", "option_id": "TEE-red", "units": 4.0},
    )
    absent = pa.Table.from_pylist(
        [{"sku": "TEE-red-M", "day": MONDAY + week + dt.timedelta(days=d), "in_stock_share": 0.0} for d in range(7)],
        schema=IN_STOCK,
    )
    found = sense(
        LocalEngine().query, table, catalogue=catalogue(launch=MONDAY), as_of=MONDAY + 2 * week, in_stock=absent
    )
    options = found.option_history
    assert options.schema == OPTION_HISTORY
    red = [row for row in options.to_pylist() if row["option_id"] == "TEE-red"]
    assert [row["sold_units"] for row in red] == [8, 0]
    assert [row["wishes"] for row in red] == [4, 0]
    assert red[0]["in_stock_share"] == 1.0
    assert red[1]["in_stock_share"] < 0.35  # M, the key size, was away: far less than two sizes in three
    assert red[1]["demand_units"] > 1.0
    total = sum(found.history["demand_units"].to_pylist())
    assert sum(options["demand_units"].to_pylist()) == pytest.approx(total)
    assert rows_of(options, "option_id", "week_start") == sorted(rows_of(options, "option_id", "week_start"))
