"""Views by option and week, one and two weeks ahead: eshop_clothing_2008, the start rolled over June and July.

Weeks start on Fridays, so that the last ends with the file. A smoke check: it separates methods poorly.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.peers import covered_by_tier, pinball, spread_of, wide_quantiles

TASK = "views"
HERE = Path(__file__).resolve().parents[1]
#: Weeks known at each start.
STARTS = tuple(int(line) for line in (HERE / "sets" / "views.txt").read_text().split())
AHEAD = 2
LEVELS = np.arange(1, 10) / 10
FIRST_DAY = np.datetime64("2008-04-04")
WEEKS = 17
Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Shop:
    """Views by day (S, 7 x weeks), option names, and the attributes of each (N, columns) with their names."""

    daily: Array
    options: list[str]
    attributes: Array
    names: list[str]

    @property
    def weekly(self) -> Array:
        """Views by week (S, weeks)."""
        return self.daily.reshape(len(self.options), -1, 7).sum(axis=2)


def load() -> Shop:
    """Clicks of the given part as views by option and day; days before the first whole week are left out."""
    import pyarrow.parquet as pq

    default = HERE.parent.parent / "shared" / "data"
    folder = Path(os.environ.get("TREADLE_SHARED", str(default))) / "demand" / "eshop_clothing_2008"
    clicks = pq.read_table(folder / "clicks_2008-04_07.parquet")
    month, day = clicks["month"].to_numpy(), clicks["day"].to_numpy()
    first = np.array([np.datetime64(f"2008-{one:02d}-01") for one in range(1, 13)])
    at = (first[month - 1] + (day - 1) - FIRST_DAY).astype(int)
    options, code = np.unique(np.array(clicks["page 2 (clothing model)"].to_pylist()), return_inverse=True)
    daily = np.zeros((len(options), 7 * WEEKS))
    inside = (at >= 0) & (at < daily.shape[1])
    np.add.at(daily, (code[inside], at[inside]), 1.0)
    names = ["page 1 (main category)", "colour", "location", "model photography", "price", "page"]
    row_of = np.unique(code, return_index=True)[1]
    attributes = np.column_stack([clicks[name].to_numpy()[row_of] for name in names]).astype(float)
    return Shop(daily=daily, options=options.tolist(), attributes=attributes, names=names)


def averages(shop: Shop, known: int) -> dict[str, Array]:
    """Flat forecasts (S, 2): the last week, and means of the last weeks."""
    weekly = shop.weekly[:, :known]
    found = {f"mean_of_{count}_weeks": weekly[:, -count:].mean(axis=1) for count in (2, 4, 8)}
    found["last_week"] = weekly[:, -1]
    return {name: np.repeat(values[:, None], AHEAD, axis=1) for name, values in found.items()}


def smoothed_by_day(shop: Shop, known: int) -> dict[str, Array]:
    """Simple exponential smoothing of the days, seven times the level for a week."""
    found = {}
    for weight in (0.05, 0.1, 0.2):
        level = shop.daily[:, :7].mean(axis=1)
        for day in range(7, 7 * known):
            level = weight * shop.daily[:, day] + (1 - weight) * level
        found[f"smoothing_by_day_{weight}"] = np.repeat(7 * level[:, None], AHEAD, axis=1)
    return found


def auto_ets(shop: Shop, known: int) -> Array:
    """AutoETS of the weeks."""
    from statsforecast.models import AutoETS

    weekly = shop.weekly[:, :known]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        told = [AutoETS(season_length=1).forecast(line, h=AHEAD)["mean"] for line in weekly]
    return np.maximum(np.nan_to_num(np.array(told)), 0.0)


def trees(shop: Shop, known: int, seed: int) -> Array:
    """Plain LightGBM with Poisson loss on the last weeks, their means and the attributes, over all earlier starts."""
    import lightgbm

    weekly = shop.weekly

    def columns(now: int, ahead: int) -> Array:
        lags = weekly[:, now - 3 : now]
        means = [weekly[:, max(now - width, 0) : now].mean(axis=1) for width in (2, 4, 8)]
        return np.column_stack([lags, *means, shop.daily[:, 7 * now - 3 : 7 * now], np.full(len(weekly), ahead),
                                shop.attributes])  # fmt: skip

    points = [(now, ahead) for now in range(3, known) for ahead in range(1, AHEAD + 1) if now + ahead - 1 < known]
    matrix = np.concatenate([columns(now, ahead) for now, ahead in points])
    target = np.concatenate([weekly[:, now + ahead - 1] for now, ahead in points])
    settings = {"objective": "poisson", "learning_rate": 0.05, "num_leaves": 15, "min_data_in_leaf": 30,
                "feature_fraction": 0.8, "bagging_fraction": 0.8, "bagging_freq": 1, "verbosity": -1,
                "num_threads": 1, "seed": seed, "deterministic": True}  # fmt: skip
    grown = lightgbm.train(settings, lightgbm.Dataset(matrix, target), num_boost_round=200)
    return np.column_stack([grown.predict(columns(known, ahead)) for ahead in range(1, AHEAD + 1)])


def treadle(shop: Shop, known: int, seed: int) -> tuple[Array, Array]:
    """Mean (S, 2) and quantiles (S, 2, L) of the command's forecast from the same weeks; weeks without a view have no
    row."""
    import pyarrow as pa

    from treadle.anticipate import anticipate

    weekly = shop.weekly[:, :known]
    line, week = np.nonzero(weekly)
    names = np.array(shop.options)
    history = pa.table({"sku": names[line], "date": FIRST_DAY + 7 * week, "units": weekly[line, week]})
    products = pa.table({"sku": names} | dict(zip(shop.names, shop.attributes.T)))
    told = anticipate(history, products, horizon=AHEAD, every="week", quantiles=LEVELS.tolist(), seed=seed)
    first = {sku: row for row, sku in reversed(list(enumerate(told["sku"].to_pylist())))}
    rows = np.array([[first[name] + ahead for ahead in range(AHEAD)] for name in shop.options])
    quantiles = [told[f"q{round(100 * level):02d}"].to_numpy()[rows] for level in LEVELS]
    return told["mean"].to_numpy()[rows], np.stack(quantiles, axis=2)


def peers_of(shop: Shop, known: int, seed: int) -> dict[str, Array]:
    """Forecasts (S, 2) of all peers."""
    found = averages(shop, known) | smoothed_by_day(shop, known)
    return found | {"auto_ets": auto_ets(shop, known), "lightgbm": trees(shop, known, seed)}


def from_start(task: tuple[int, int]) -> dict[str, tuple[Array, Array]]:
    """Means and quantiles of all methods, and what came, after some known weeks. Peers' quantiles are negative-binomial
    with the dispersion of their last miss."""
    known, seed = task
    os.environ["OMP_NUM_THREADS"] = "1"
    shop = load()
    weekly, before = shop.weekly, peers_of(shop, known - 1, seed)
    found = {}
    for name, mean in peers_of(shop, known, seed).items():
        alpha = spread_of(weekly[:, known - 1], before[name][:, 0])
        found[name] = mean, wide_quantiles(mean.ravel(), alpha, LEVELS).reshape(*mean.shape, -1)
    came = weekly[:, known : known + AHEAD]
    return found | {"treadle": treadle(shop, known, seed), "actual": (came, came[:, :, None])}


def row(seed: int, progress: Callable[[str, int, int], None]) -> dict[str, Any]:
    """All methods over all starts, two at a time."""
    found: list[dict[str, tuple[Array, Array]]] = []
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for done, one in enumerate(pool.map(from_start, [(known, seed) for known in STARTS])):
            found.append(one)
            progress("starts", done + 1, len(STARTS))
    return compared(found, seed)


def compared(found: list[dict[str, tuple[Array, Array]]], seed: int) -> dict[str, Any]:
    """The record: WAPE and bias over options, weeks and starts; the gap to the best peer with an interval from
    drawing options anew, all their weeks and starts together."""
    actual = np.stack([one["actual"][0] for one in found])
    total = actual.sum()
    means = {name: np.stack([one[name][0] for one in found]) for name in found[0] if name != "actual"}
    gaps = {name: np.abs(mean - actual).sum(axis=(0, 2)) for name, mean in means.items()}

    def told(name: str) -> dict[str, float]:
        quantiles = np.stack([one[name][1] for one in found]).reshape(-1, len(LEVELS))
        loss = 2.0 * pinball(actual.ravel(), quantiles, LEVELS).sum() / total / len(LEVELS)
        inside = covered_by_tier(actual.ravel(), means[name].ravel(), quantiles, LEVELS)
        numbers = {"wape": gaps[name].sum() / total, "bias": (means[name] - actual).sum() / total, "pinball": loss}
        return {key: round(float(value), 4) for key, value in numbers.items()} | {
            f"covered {tier}": one["80"] for tier, one in inside.items()
        }

    peers = [name for name in gaps if name != "treadle"]
    best = min(peers, key=lambda name: gaps[name].sum())
    drawn = np.random.default_rng(seed).integers(0, actual.shape[1], (2000, actual.shape[1]))
    worse = (gaps["treadle"] - gaps[best])[drawn].sum(axis=1) / actual.sum(axis=(0, 2))[drawn].sum(axis=1)
    low, high = np.quantile(worse, [0.025, 0.975])
    mine = told("treadle") | {
        "wape_minus_best_peer": round(float((gaps["treadle"] - gaps[best]).sum() / total), 4),
        "interval_95": [round(float(low), 4), round(float(high), 4)],
    }
    return {
        "task": TASK,
        "data": f"eshop_clothing_2008, {actual.shape[1]} options, two weeks ahead from {len(STARTS)} starts",
        "metric": "WAPE and bias of views by option and week; pinball loss q10 to q90 (twice the mean over levels) per "
        "view; inside 80 % by randomised PIT",
        "seed": seed,
        "treadle": mine,
        "peers": {name: told(name) for name in peers},
        "aim": "not worse than the best peer beyond the paired interval",
        "met": bool(low <= 0),
        "note": f"The best peer, chosen after the fact, is {best}.",
    }
