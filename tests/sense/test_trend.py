"""Rises: the stated false-alarm rate holds on noise, real rises are found, and days before the sales say so."""

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest
from sense_cases import MONDAY

from treadle.sense.rising import rising
from treadle.sense.search_terms import range_of, reader_of
from treadle.sense.trend import find_rises, last_run
from treadle.terms.history import OPTION_HISTORY, RISING, RISING_RECORD, TRAFFIC
from treadle.terms.policy import TrendPolicy
from treadle.terms.product import Catalogue, CostBreak, Option, SizeScale, Sku, Style

WEEKS, SERIES = 44, 50


def noise(rng, kind, series=SERIES, weeks=WEEKS):
    """Counts that do not rise: levels from a few to hundreds a week, a season they share, and shocks by kind."""
    rate = np.exp(rng.normal(2.5, 1.2, series))[:, None] * np.exp(0.3 * np.sin(np.arange(weeks) / 8))
    shape = (series, weeks)
    shock = {
        "poisson": lambda: np.ones(shape),
        "gamma": lambda: rng.gamma(5, 1 / 5, shape),
        "log-normal": lambda: np.exp(rng.normal(0, 0.3, shape)),
        "drift": lambda: np.exp(np.cumsum(rng.normal(0, 0.06, shape), axis=1)),
    }[kind]()
    return rng.poisson(rate * shock).astype(float)


@pytest.mark.parametrize("kind", ["poisson", "gamma", "log-normal", "drift"])
def test_lists_stay_empty_where_nothing_rises(kind):
    alarms = [
        find_rises(noise(np.random.default_rng(seed), kind), np.zeros(SERIES, int)).is_listed[:, 16:].any(axis=0)
        for seed in range(14)
    ]
    assert np.mean(alarms) <= TrendPolicy().false_alarm_share


def test_a_doubled_rate_is_found_within_two_weeks_and_nothing_is_known_ahead():
    rng = np.random.default_rng(1)
    counts = noise(rng, "poisson")
    big = np.argsort(-counts.mean(axis=1))[5:15]
    raised = counts.copy()
    raised[big[:5], 38:] += rng.poisson(counts[big[:5], 30:36].mean(axis=1)[:, None], (5, 6))
    found = find_rises(raised, np.zeros(SERIES, int))
    assert found.is_listed[big[:5], 39].all() and not found.is_listed[big[5:], 39].any()
    np.testing.assert_allclose(found.rise[big[:5], 39], 2.0, rtol=0.35)
    cut = find_rises(raised[:, :40], np.zeros(SERIES, int))
    np.testing.assert_array_equal(cut.is_listed, found.is_listed[:, :40])
    np.testing.assert_array_equal(cut.chance, found.chance[:, :40])


def test_a_season_that_lifts_all_and_a_launch_are_no_rises():
    counts = np.full((12, 30), 40.0)
    counts[:, 24:] = 120.0
    assert not find_rises(counts, np.zeros(12, int)).is_listed.any()
    counts = np.full((12, 30), 40.0)
    counts[3, :22], counts[3, 22:] = 0.0, 400.0
    found = find_rises(counts, np.where(np.arange(12) == 3, 22, 0), membership=np.eye(12)[[3, 4]] + np.eye(12)[[4, 5]])
    assert not found.is_listed.any()


def test_the_newest_run_of_lists_may_miss_one():
    rows = ["0011011", "1000111", "1111110", "1001001", "0111000", "0000000"]
    first, last = last_run(np.array([[mark == "1" for mark in row] for row in rows]), keep_weeks=2)
    assert first.tolist() == [2, 4, 0, 6, -1, -1] and last.tolist() == [6, 6, 5, 6, -1, -1]


def shop(options=24):
    style = Style(style_id="T", category="t-shirts", size_scale_id="one")
    fabrics = ("cotton", "linen", "silk", "wool")
    cost = (CostBreak(from_units=0, setup_cents=0, cost_per_piece_cents=1),)
    made = tuple(
        Option(option_id=f"T{at:02d}", style_id="T", colour="white", price_cents=100, cost_breaks=cost,
               attributes={"fabric": fabrics[at % 4]})
        for at in range(options)
    )  # fmt: skip
    return Catalogue(
        size_scales=(SizeScale(size_scale_id="one", sizes=("one",)),), styles=(style,), options=made,
        skus=tuple(Sku(sku=one.option_id, option_id=one.option_id, size="one") for one in made),
    )  # fmt: skip


def weekly(schema, names, panels, starts):
    rows = []
    for at, name in enumerate(names):
        for week, start in enumerate(starts):
            row = {field.name: 0.0 for field in schema} | {"option_id": name, "week_start": start}
            rows.append(row | {column: float(panel[at, week]) for column, panel in panels.items()})
    return pa.Table.from_pylist(rows, schema=schema)


def test_the_rising_list_tells_options_attributes_and_searches_days_before_the_sales():
    rng, brand, weeks = np.random.default_rng(3), shop(), 30
    names = [option.option_id for option in brand.options]
    starts = [MONDAY + dt.timedelta(days=7 * week) for week in range(weeks)]
    views, sold = rng.poisson(150, (24, weeks)), rng.poisson(40, (24, weeks))
    linen = np.arange(24) % 4 == 1
    views[linen, 24:] = rng.poisson(300, (6, 6))
    sold[linen, 27:] = rng.poisson(90, (6, 3))
    texts = ["silk tee", "cotton tee", "wool tee", "linen tee", "亚麻T恤"]
    per_week = rng.poisson(60, (5, weeks))
    per_week[3:, 24:] = rng.poisson(150, (2, 6))
    searches = pa.table(
        {
            "query": [text for text in texts for _ in starts],
            "week_start": pa.array(starts * 5, pa.date32()),
            "searches": per_week.reshape(-1).astype(float),
            "unled_searches": np.zeros(5 * weeks),
        }
    )
    reader = reader_of(brand)
    found, record = rising(
        weekly(TRAFFIC, names, {"views": views}, starts),
        weekly(OPTION_HISTORY, names, {"demand_units": sold}, starts), searches,
        catalogue=brand, reader=reader, sold_range=range_of(brand, reader),
    )  # fmt: skip
    assert found.schema == RISING and record.schema == RISING_RECORD
    rows = {(row["kind"], row["name"]): row for row in found.to_pylist()}
    assert {name for kind, name in rows if kind == "option"} == {names[at] for at in np.flatnonzero(linen)}
    assert {name for kind, name in rows if kind == "attribute"} == {"fabric=linen"}
    term = [name for kind, name in rows if kind == "search"]  # both scripts are one term
    assert len(term) == 1 and term[0] in texts[3:] and ("searched attribute", "fabric=linen") in rows
    row = rows["attribute", "fabric=linen"]
    assert row["since_week"] in starts[24:26] and row["sales_since_week"] in starts[27:29]
    assert row["ahead_days"] == (row["sales_since_week"] - row["since_week"]).days > 0
    assert row["before_per_week"] < 0.7 * row["now_per_week"] and row["chance"] < 1e-4
    told = {row["kind"]: row for row in record.to_pylist()}["option"]
    assert told["demand_rises"] == told["seen_in_time"] == 6 and 14 <= told["median_ahead_days"] <= 28


def test_searches_that_find_the_same_are_one_and_rare_ones_are_not_counted():
    """Eight ways to say linen, each too rare to be told from chance: together they rise, before demand does, once."""
    rng, brand, weeks = np.random.default_rng(6), shop(), 40
    names = [option.option_id for option in brand.options]
    starts = [MONDAY + dt.timedelta(days=7 * week) for week in range(weeks)]
    views, sold = rng.poisson(150, (24, weeks)), rng.poisson(40, (24, weeks))
    sold[np.arange(24) % 4 == 1, 37:] = rng.poisson(100, (6, 3))
    sold[np.arange(24) % 4 == 3, 30:] = rng.poisson(100, (6, 10))
    linen = [f"linen tee {word}" for word in ("aa", "bb", "cc", "dd", "ee", "ff", "gg", "hh")]
    texts = ["silk tee", "cotton tee", *linen, "wool tee"]
    per_week = np.concatenate([rng.poisson(60, (2, weeks)), rng.poisson(2.0, (8, weeks)), np.zeros((1, weeks), int)])
    per_week[2:10, 34:] = rng.poisson(5.0, (8, 6))
    per_week[10, 3] = 1
    searches = pa.table(
        {
            "query": [text for text in texts for _ in starts],
            "week_start": pa.array(starts * len(texts), pa.date32()),
            "searches": per_week.reshape(-1).astype(float),
        }
    )
    reader = reader_of(brand)
    found, record = rising(
        weekly(TRAFFIC, names, {"views": views}, starts),
        weekly(OPTION_HISTORY, names, {"demand_units": sold}, starts), searches,
        catalogue=brand, reader=reader, sold_range=range_of(brand, reader),
    )  # fmt: skip
    listed = [row["name"] for row in found.to_pylist() if row["kind"] == "search"]
    assert len(listed) == 1 and listed[0] in linen
    # Linen's rise of demand counts once and was seen; wool's counts nowhere, for its one search could foretell nothing.
    told = {row["kind"]: row for row in record.to_pylist()}["search"]
    assert (told["demand_rises"], told["seen_in_time"], told["seen_earlier"]) == (1, 1, 1)


def test_too_short_a_history_has_no_list():
    brand = shop(4)
    reader = reader_of(brand)
    names, starts = [option.option_id for option in brand.options], [MONDAY]
    panel = np.full((4, 1), 9)
    searches = pa.table({"query": pa.array([], pa.string()), "week_start": pa.array([], pa.date32()),
                         "searches": pa.array([], pa.float64())})  # fmt: skip
    found, record = rising(
        weekly(TRAFFIC, names, {"views": panel}, starts),
        weekly(OPTION_HISTORY, names, {"demand_units": panel}, starts), searches,
        catalogue=brand, reader=reader, sold_range=range_of(brand, reader),
    )  # fmt: skip
    assert (found.num_rows, record.num_rows) == (0, 0) and found.schema == RISING
