"""The VN2 inventory game, played week after week without a break: treadle's command against three peers.

Every player sees only what was known at the end of the week in which it orders. Eight weeks are played before anything
is counted, so that the shelves are the player's own; all pairs count. Cost = lost units + 0.2 x units on hand at the
end of a week, by windows of eight weeks. In a week whose real shelf was empty nobody knows what was wanted: it costs
nothing, and its sales leave the shelf.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

TASK = "vn2-game"
HERE = Path(__file__).resolve().parents[1]
WINDOWS = tuple(int(line) for line in (HERE / "sets" / "vn2_game.txt").read_text().split())
WARM_WEEKS, WINDOW_WEEKS = 8, 8
SHORTAGE, HOLDING = 1.0, 0.2
TARGETS = (0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
Array = np.ndarray[Any, Any]
Order = Callable[[int, Array, Array, Array, Array], Array]
PLAYERS = ("treadle", "organiser", "auto_ets", "lightgbm")


@dataclass(frozen=True)
class Shop:
    """Units and in-stock flags (599, 157), the Mondays of the weeks, the pairs and their attributes."""

    units: Array
    in_stock: Array
    weeks: Array
    pairs: list[tuple[str, str]]
    attributes: dict[str, list[str]]


def load() -> Shop:
    """The week 0 files."""
    default = HERE.parent.parent / "shared" / "data"
    folder = Path(os.environ.get("TREADLE_SHARED", str(default))) / "demand" / "vn2"
    sales = list(csv.reader((folder / "Week 0 - 2024-04-08 - Sales.csv").open()))
    stock = list(csv.reader((folder / "Week 0 - In Stock.csv").open()))
    master = list(csv.reader((folder / "Week 0 - Master.csv").open()))
    of_pair = {(row[0], row[1]): row[2:] for row in master[1:]}
    pairs = [(row[0], row[1]) for row in sales[1:]]
    return Shop(
        units=np.array([[float(cell or 0) for cell in row[2:]] for row in sales[1:]]),
        in_stock=np.array([[cell == "True" for cell in row[2:]] for row in stock[1:]]),
        weeks=np.array(sales[0][2:], dtype="datetime64[D]"),
        pairs=pairs,
        attributes={name: [of_pair[pair][at] for pair in pairs] for at, name in enumerate(master[0][2:])},
    )


def play(shop: Shop, order: Order, first: int, last: int) -> tuple[Array, Array, Array]:
    """(cost, units lost, units wanted) by week (last - first,) of a player who has known `first` weeks at the start.

    Shelves begin with two weeks of the mean of the last half year, and a week's under way for each of the next two.
    """
    series = np.arange(len(shop.units))
    sold, there = shop.units[:, first - 26 : first], shop.in_stock[:, first - 26 : first]
    mean = np.where(there, sold, 0.0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    on_hand, coming, later = np.round(2 * mean), np.round(mean), np.round(mean)
    cost, lost_units, wanted = (np.zeros(last - first) for _ in range(3))
    for week in range(first, last):
        units = order(week, series, on_hand, coming, later)
        held, demand, counts = on_hand + coming, shop.units[:, week], shop.in_stock[:, week]
        lost = np.maximum(demand - held, 0.0)
        on_hand = np.maximum(held - demand, 0.0)
        cost[week - first] = (SHORTAGE * lost + HOLDING * on_hand)[counts].sum()
        lost_units[week - first], wanted[week - first] = lost[counts].sum(), demand[counts].sum()
        coming, later = later, units
    return cost, lost_units, wanted


def iso_weeks(shop: Shop) -> Array:
    """ISO week of every week of the file and of the ten after."""
    days = np.concatenate([shop.weeks, shop.weeks[-1] + 7 * np.arange(1, 11)])
    return np.array([day.astype(object).isocalendar()[1] for day in days])


def seasonal_level(shop: Shop, known: int, series: Array) -> tuple[Array, Array, Array]:
    """The organiser's season: (sales without season (S, known), factor of every week, mean of the last 13 weeks)."""
    units = np.where(shop.in_stock[series, :known], shop.units[series, :known], np.nan)
    iso = iso_weeks(shop)
    by_week = np.nanmean(units, axis=0)
    table = np.array([by_week[iso[:known] == week].mean() if (iso[:known] == week).any() else np.nan
                      for week in range(1, 54)])  # fmt: skip
    table = table / np.nanmean(table)
    factor = np.nan_to_num(table[iso - 1], nan=1.0)
    flat = units / factor[:known]
    recent = flat[:, -13:]
    seen = ~np.isnan(recent)
    base = np.where(seen, recent, 0.0).sum(axis=1) / np.maximum(seen.sum(axis=1), 1)
    return flat, factor, base


def organiser(shop: Shop) -> Order:
    """The organiser's rule, word for word of the README."""

    def order(known: int, series: Array, on_hand: Array, first: Array, second: Array) -> Array:
        _, factor, base = seasonal_level(shop, known, series)
        wanted = base * factor[known : known + 4].sum()
        return np.maximum(0.0, np.round(wanted - on_hand - first - second))

    return order


def auto_ets(shop: Shop) -> Order:
    """AutoETS on sales without season (missing weeks filled by the series' level), Gaussian order-up-to over the
    three weeks until the order sells."""
    from scipy.stats import norm
    from statsforecast.models import AutoETS

    safety = norm.ppf(SHORTAGE / (SHORTAGE + HOLDING))

    def order(known: int, series: Array, on_hand: Array, first: Array, second: Array) -> Array:
        flat, factor, base = seasonal_level(shop, known, series)
        mean, deviation = np.zeros((len(series), 3)), np.zeros(len(series))
        for line in range(len(series)):
            values = flat[line, -104:]
            values = np.where(np.isnan(values), base[line], values)
            told = AutoETS(season_length=1).forecast(values, h=3, level=[68])
            mean[line] = told["mean"]
            deviation[line] = (told["hi-68"][0] - told["mean"][0]) / norm.ppf(0.84)
        ahead = factor[known : known + 3]
        spread = np.nan_to_num(deviation) * np.sqrt((ahead**2).sum())
        wanted = (np.nan_to_num(mean) * ahead).sum(axis=1) + safety * spread
        return np.maximum(0.0, np.round(wanted - on_hand - first - second))

    return order


def lags(shop: Shop, line: Array, known: Array, ahead: Array) -> Array:
    """The usual features of a global model: masked means, last weeks, last year's weeks, season, categories."""
    units = np.where(shop.in_stock, shop.units, 0.0)
    sold = np.concatenate([np.zeros((len(units), 1)), units.cumsum(axis=1)], axis=1)
    seen = np.concatenate([np.zeros((len(units), 1)), shop.in_stock.cumsum(axis=1)], axis=1)

    def mean(begin: Array, end: Array) -> Array:
        low, high = np.clip(begin, 0, None), np.clip(end, 0, None)
        there = seen[line, high] - seen[line, low]
        return np.where(there > 0, (sold[line, high] - sold[line, low]) / np.maximum(there, 1), np.nan)

    target = known + ahead - 1
    season = 2 * np.pi * iso_weeks(shop)[target] / 52.18
    columns = [mean(known - width, known) for width in (1, 2, 4, 8, 13, 26, 52)]
    columns += [mean(target - 53, np.minimum(target - 50, known)), mean(target - 105, target - 102)]
    columns += [(seen[line, known] - seen[line, np.maximum(known - 13, 0)]), np.sin(season), np.cos(season)]
    columns += [iso_weeks(shop)[target], ahead]
    names = {"store": [pair[0] for pair in shop.pairs], "product": [pair[1] for pair in shop.pairs]}
    for texts in (names | shop.attributes).values():
        columns.append(np.unique(texts, return_inverse=True)[1][line])
    return np.column_stack(columns).astype(float)


def global_trees(shop: Shop, known: int, seed: int) -> tuple[dict[int, Array], float]:
    """Weekly means (599, 3) by week of one window, from trees grown on what was known at its start, and the shape
    of the negative binomial by moments of the last half year."""
    import lightgbm

    axes = np.meshgrid(np.arange(len(shop.units)), np.arange(30, known), np.arange(1, 4), indexing="ij")
    line, now, ahead = (axis.ravel() for axis in axes)
    target = now + ahead - 1
    good = (target < known) & shop.in_stock[line, np.minimum(target, known - 1)]
    line, now, ahead, target = line[good], now[good], ahead[good], target[good]
    features = lags(shop, line, now, ahead)
    settings = {
        "objective": "poisson", "learning_rate": 0.05, "num_leaves": 31, "min_data_in_leaf": 100, "num_threads": 1,
        "feature_fraction": 0.8, "bagging_fraction": 0.8, "bagging_freq": 1, "verbosity": -1, "seed": seed,
        "deterministic": True,
    }  # fmt: skip
    categories = list(range(14, features.shape[1]))

    def grown(rows: Array) -> Any:
        data = lightgbm.Dataset(features[rows], shop.units[line[rows], target[rows]], categorical_feature=categories)
        return lightgbm.train(settings, data, num_boost_round=300)

    before = grown(target < known - 26)
    late = (target >= known - 26) & (now >= known - 26)
    guess = before.predict(features[late])
    error = shop.units[line[late], target[late]] - guess
    shape = float((guess**2).sum() / max((error**2 - guess).sum(), 1.0))
    final = grown(np.ones(len(line), dtype=bool))
    means = {}
    every = np.repeat(np.arange(len(shop.units)), 3)
    for week in range(WINDOW_WEEKS):
        asked = lags(shop, every, np.full(len(every), known + week), np.tile(np.arange(1, 4), len(shop.units)))
        means[known + week] = final.predict(asked).reshape(-1, 3)
    return means, shape


def monte_carlo(means: dict[int, Array], shapes: dict[int, float], share: float, seed: int) -> Order:
    """Order the `share` quantile of week 3's need, the shelf carried through weeks 1 and 2 by simulation."""

    def order(known: int, series: Array, on_hand: Array, first: Array, second: Array) -> Array:
        rng = np.random.default_rng((seed, known))
        mean, shape = means[known][series][:, None, :], shapes[known]
        demand = rng.poisson(mean * rng.gamma(shape, 1.0 / shape, (len(series), 500, 3)))
        left = np.maximum((on_hand + first)[:, None] - demand[:, :, 0], 0.0)
        left = np.maximum(left + second[:, None] - demand[:, :, 1], 0.0)
        need = np.quantile(demand[:, :, 2] - left, share, axis=1, method="inverted_cdf")
        return np.maximum(need, 0.0)

    return order


def treadle(shop: Shop, seed: int) -> Order:
    """What the command decides, from the same tables."""
    import pyarrow as pa

    from treadle.plant.replenish import replenish_tables
    from treadle.replenish.stock import Terms

    terms = Terms(lead_weeks=2, review_weeks=1, shortage_cost=SHORTAGE, holding_cost=HOLDING)
    sites, skus = np.array([pair[0] for pair in shop.pairs]), np.array([pair[1] for pair in shop.pairs])
    products = pa.table({"sku": skus, "site": sites} | shop.attributes)

    def order(known: int, series: Array, on_hand: Array, first: Array, second: Array) -> Array:
        count = len(skus)
        history = pa.table(
            {
                "sku": np.repeat(skus, known),
                "site": np.repeat(sites, known),
                "date": np.tile(shop.weeks[:known], count),
                "units": shop.units[:, :known].ravel(),
                "in_stock": shop.in_stock[:, :known].ravel(),
            }
        )
        stock = pa.table(
            {
                "sku": skus[series],
                "site": sites[series],
                "on_hand": on_hand,
                "receipt_in_1_week": first,
                "receipt_in_2_weeks": second,
            }
        )
        decided = replenish_tables(history, products, stock, terms, seed=seed)
        return np.asarray(decided.decision.units, dtype=float)

    return order


def played(task: tuple[str, int]) -> dict[str, list[float]]:
    """Cost of every window and share of demand served in it, of one player; the LightGBM one at every target."""
    name, seed = task
    os.environ["OMP_NUM_THREADS"] = "1"
    shop = load()
    first, last = WINDOWS[0] - WARM_WEEKS, WINDOWS[-1] + WINDOW_WEEKS
    orders: dict[str, Order] = {}
    if name == "lightgbm":
        means: dict[int, Array] = {}
        shapes: dict[int, float] = {}
        for known in (first, *WINDOWS):
            told, shape = global_trees(shop, known, seed)
            means, shapes = means | told, shapes | dict.fromkeys(told, shape)
        orders = {f"lightgbm {share}": monte_carlo(means, shapes, share, seed) for share in TARGETS}
    else:
        orders[name] = {"treadle": treadle(shop, seed), "organiser": organiser(shop), "auto_ets": auto_ets(shop)}[name]
    found: dict[str, list[float]] = {}
    for player, order in orders.items():
        cost, lost, wanted = play(shop, order, first, last)
        at = [slice(known - first, known - first + WINDOW_WEEKS) for known in WINDOWS]
        found[player] = [float(cost[part].sum()) for part in at]
        found[f"{player} served"] = [float(1.0 - lost[part].sum() / wanted[part].sum()) for part in at]
    return found


def row(seed: int, progress: Callable[[str, int, int], None]) -> dict[str, Any]:
    """All players, two at a time."""
    found: dict[str, list[float]] = {}
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for done, one in enumerate(pool.map(played, [(name, seed) for name in PLAYERS])):
            found |= one
            progress("players", done + 1, len(PLAYERS))
    return compared(found, seed)


def compared(found: dict[str, list[float]], seed: int) -> dict[str, Any]:
    """The record, window by window; the LightGBM's target of a window is the best on the other windows."""
    costs = {name: found[name] for name in PLAYERS[:3]} | {"lightgbm": []}
    targets = []
    for at in range(len(WINDOWS)):
        others = [place for place in range(len(WINDOWS)) if place != at]
        best = min(TARGETS, key=lambda share: sum(found[f"lightgbm {share}"][place] for place in others))
        targets.append(best)
        costs["lightgbm"].append(found[f"lightgbm {best}"][at])
    gaps = {name: np.array(costs["treadle"]) - np.array(values) for name, values in costs.items() if name != "treadle"}

    def told(name: str) -> dict[str, Any]:
        windows = {str(known): round(cost, 1) for known, cost in zip(WINDOWS, costs[name])}
        return {"mean": round(float(np.mean(costs[name])), 1), "windows": windows}

    def gap(name: str) -> dict[str, Any]:
        drawn = np.random.default_rng(seed).integers(0, len(WINDOWS), (2000, len(WINDOWS)))
        share = gaps[name][drawn].sum(axis=1) / np.array(costs[name])[drawn].sum(axis=1)
        low, high = np.quantile(share, [0.025, 0.975])
        under = -100 * float(gaps[name].sum()) / float(np.sum(costs[name]))
        return {"treadle_under_percent": round(under, 2), "interval_95": [round(-100 * high, 2), round(-100 * low, 2)]}

    peers = {name: told(name) | gap(name) for name in gaps}
    return {
        "task": TASK,
        "data": f"vn2 week 0 files, {len(WINDOWS)} windows of {WINDOW_WEEKS} weeks after {WARM_WEEKS} weeks of warm-up",
        "metric": "cost of a window over all pairs, mean of the windows",
        "seed": seed,
        "treadle": told("treadle") | {"served": [round(share, 4) for share in found["treadle served"]]},
        "peers": peers | {"lightgbm_targets": targets},
        "aim": "10 % under the organiser's policy and 5 % under the LightGBM on the mean of the windows",
        "met": bool(
            peers["organiser"]["treadle_under_percent"] >= 10 and peers["lightgbm"]["treadle_under_percent"] >= 5
        ),
        "note": "Shelves are the player's own from the first window on; intervals resample windows.",
    }
