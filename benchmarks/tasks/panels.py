"""Every given panel at once: units of all series over a horizon, short histories and long ones, days and weeks.

A change that helps one set and harms another shows here. Peers are plain: means of the last weeks, smoothing, and
LightGBM that tells one period ahead, held flat. Sets: vn2 (13 weeks from 13, and 8 from all), online_retail (gifts: 13
weeks from 13, and 4 from all), eshop_clothing_2008 (clicks: 12 days), dmc2018 (shoes: 4 weeks), dressipi (looks: 4
months of items that come and go).
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.peers import boosted, covered_by_tier, levels_of, pinball, spread_of, wide_quantiles

TASK = "panels"
HERE = Path(__file__).resolve().parents[1]
#: Name of a panel and the periods known, line by line.
CASES = tuple(
    (line.split()[0], int(line.split()[1])) for line in (HERE / "sets" / "panels.txt").read_text().splitlines()
)
LEVELS = np.arange(1, 10) / 10
#: Periods of the history that are given where not all are, and the horizon.
SHAPES = {"vn2-13": (13, 13), "gifts-13": (13, 13), "gifts-4": (0, 4), "clicks-12": (0, 12), "vn2-8": (0, 8),
          "shoes-4": (0, 4), "looks-4": (0, 4)}  # fmt: skip
Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Case:
    """Units seen (S, T) on a shelf (S, T) and to come (S, H) of named series from a first day; `tables` for the command
    beside the history."""

    every: str
    names: Array
    first_day: np.datetime64
    units: Array
    on: Array
    came: Array
    prices: Array | None = None
    tables: dict[str, Any] = field(default_factory=dict)

    @property
    def start(self) -> Array:
        """First period with a sale (S,)."""
        return np.asarray((self.units > 0).argmax(axis=1))

    def day(self, period: Array) -> Array:
        """First day of some periods, counted from 0."""
        if self.every == "month":
            return np.asarray((self.first_day.astype("datetime64[M]") + period).astype("datetime64[D]"))
        return np.asarray(self.first_day + (7 if self.every == "week" else 1) * period)


def _shared() -> Path:
    default = HERE.parent.parent / "shared" / "data"
    return Path(os.environ.get("TREADLE_SHARED", str(default))) / "demand"


@cache
def _gifts() -> tuple[Array, Array]:
    """Codes, and units by week from Monday 2009-11-30 (S, 53); cancelled and corrected lines are no sales."""
    import pyarrow.parquet as pq

    table = pq.read_table(_shared() / "online_retail" / "online_retail_II.parquet")
    quantity = table["Quantity"].to_numpy().astype(float)
    invoice = np.array(table["Invoice"].to_pylist(), dtype=str)
    price = table["Price"].to_numpy().astype(float)
    code = np.array(table["StockCode"].to_pylist(), dtype=str)
    day = np.array([text[:10] for text in table["InvoiceDate"].to_pylist()], dtype="datetime64[D]")
    sold = (quantity > 0) & (price > 0) & ~np.char.startswith(invoice, "C")
    sold &= np.array([text[:5].isdigit() for text in code])
    names, line = np.unique(code[sold], return_inverse=True)
    week = (day[sold] - np.datetime64("2009-11-30")).astype(int) // 7
    units = np.zeros((len(names), 53))
    np.add.at(units, (line[week < 53], week[week < 53]), quantity[sold][week < 53])
    return names, units


def case_of(name: str, known: int) -> Case:
    """A panel after so many periods; series that have not sold by then are left out."""
    seen, ahead = SHAPES[name]
    begin = known - seen if seen else 0
    if name.startswith("vn2"):
        from benchmarks.tasks.vn2_game import load

        shop = load()
        names = np.array(["|".join(pair) for pair in shop.pairs])
        on = shop.in_stock if name == "vn2-8" else np.ones(shop.units.shape, dtype=bool)
        return _cut(names, shop.units, on, shop.weeks[0], begin, known, ahead)
    if name.startswith("gifts"):
        names, units = _gifts()
        return _cut(names, units, np.ones(units.shape, dtype=bool), np.datetime64("2009-11-30"), begin, known, ahead)
    if name.startswith("clicks"):
        from benchmarks.tasks.views import FIRST_DAY
        from benchmarks.tasks.views import load as load_clicks

        clicks = load_clicks()
        whole = np.ones(clicks.daily.shape, dtype=bool)
        return _cut(np.array(clicks.options), clicks.daily, whole, FIRST_DAY, 0, known, ahead, "day")
    if name.startswith("looks"):
        from benchmarks.tasks.next_month import load as load_looks

        looks = load_looks()
        whole = np.ones(looks.views.shape, dtype=bool)
        first = np.datetime64(f"{looks.months[0]}-01")
        return _cut(np.array(looks.items), looks.views, whole, first, 0, known, ahead, "month")
    return _shoes(known, ahead)


def _cut(
    names: Array, units: Array, on: Array, first: np.datetime64, begin: int, known: int, ahead: int, every: str = "week"
) -> Case:
    chosen = units[:, begin:known].any(axis=1)
    days = 7 if every == "week" else 1
    return Case(
        every=every, names=names[chosen], first_day=first + days * begin, units=units[chosen, begin:known],
        on=on[chosen, begin:known], came=units[chosen, known : known + ahead],
    )  # fmt: skip


def _shoes(known: int, ahead: int) -> Case:
    """Launched SKUs of dmc2018 with the prices and attributes that `weekly-units` gives."""
    from benchmarks.tasks.weekly_units import FIRST_DAY, load, tables

    shop = load()
    chosen = shop.units[:, :known].any(axis=1)
    given = tables(shop, known)
    return Case(
        every="week", names=np.array(shop.skus)[chosen], first_day=FIRST_DAY, units=shop.units[chosen, :known],
        on=np.ones((int(chosen.sum()), known), dtype=bool), came=shop.units[chosen, known : known + ahead],
        prices=shop.price[chosen], tables={"products": given["products"], "known": given["known"]},
    )  # fmt: skip


def treadle(case: Case, seed: int) -> tuple[Array, Array]:
    """(mean (S, H), quantiles (S, H, 9)) as `treadle anticipate` tells them; every period has a row from the first sale
    on."""
    import pyarrow as pa

    from treadle.anticipate import anticipate

    line, when = np.nonzero(np.cumsum(case.units, axis=1) > 0)
    columns = {"sku": case.names[line], "date": case.day(when), "units": case.units[line, when]}
    if not case.on.all():
        columns["in_stock"] = case.on[line, when]
    if case.prices is not None:
        columns["price"] = case.prices[line, when]
    ahead = case.came.shape[1]
    told = anticipate(pa.table(columns), case.tables.get("products"), case.tables.get("known"), horizon=ahead,
                      every=case.every, quantiles=LEVELS.tolist(), seed=seed)  # fmt: skip
    place = {name: at for at, name in enumerate(case.names.tolist())}
    rows = np.array([place.get(name, -1) for name in told["sku"].to_pylist()[::ahead]])
    kept = rows >= 0
    mean, quantiles = np.zeros(case.came.shape), np.zeros((*case.came.shape, len(LEVELS)))
    mean[rows[kept]] = told["mean"].to_numpy().reshape(-1, ahead)[kept]
    for at, level in enumerate(LEVELS):
        quantiles[rows[kept], :, at] = told[f"q{round(100 * level):02d}"].to_numpy().reshape(-1, ahead)[kept]
    return mean, quantiles


def peers_of(case: Case, seed: int) -> dict[str, tuple[Array, Array]]:
    """Flat forecasts with negative-binomial widths from their own last error, and LightGBM one period ahead."""
    units, live = case.units, case.on
    before = levels_of(units[:, :-1], case.start, 52, live[:, :-1])
    found = {}
    kept = ("mean_of_4_weeks", "mean_of_8_weeks", "mean_of_13_weeks", "smoothing_0.1", "smoothing_0.2", "smoothing_0.4")
    for name, level in levels_of(units, case.start, 52, live).items():
        if name in kept and name in before:
            alpha = spread_of(units[live[:, -1], -1], before[name][live[:, -1]])
            found[name.replace("weeks", f"{case.every}s")] = _flat(level, alpha, case.came.shape[1])
    level, alpha = _one_step(case, seed)
    found["lightgbm_one_step"] = _flat(level, alpha, case.came.shape[1])
    return found


def _flat(level: Array, alpha: float, ahead: int) -> tuple[Array, Array]:
    wide = wide_quantiles(level, alpha, LEVELS)
    return np.repeat(level[:, None], ahead, axis=1), np.repeat(wide[:, None, :], ahead, axis=1)


def _one_step(case: Case, seed: int) -> tuple[Array, float]:
    """Plain LightGBM, Tweedie: the next period from lags, means, smoothing and age."""
    clean = np.where(case.on, case.units, np.nan)
    periods = clean.shape[1]

    def columns(now: int) -> Array:
        seen = clean[:, :now]
        lags = [seen[:, -back] if back <= now else np.full(len(seen), np.nan) for back in (1, 2, 3, 4)]
        with np.errstate(all="ignore"):
            totals = [(np.nansum(seen[:, -width:], axis=1), np.isfinite(seen[:, -width:]).sum(axis=1))
                      for width in (4, 8, 13, 26)]  # fmt: skip
        means = [total / np.maximum(count, 1) for total, count in totals]
        smooth = np.zeros(len(seen))
        for at in range(now):
            smooth = np.where(np.isfinite(seen[:, at]), smooth + 0.2 * (np.nan_to_num(seen[:, at]) - smooth), smooth)
        return np.column_stack([*lags, *means, smooth, np.nanmax(np.nan_to_num(seen), axis=1), now - case.start])

    first = max(4, periods - 60)
    rows = [(now, (case.start < now) & case.on[:, now]) for now in range(first, periods)]
    matrix = np.concatenate([columns(now)[chosen] for now, chosen in rows])
    target = np.concatenate([case.units[chosen, now] for now, chosen in rows])
    some = np.random.default_rng(seed).permutation(len(target))[:150_000]
    level = boosted(matrix[some], target[some], columns(periods), seed, "tweedie")
    half = matrix.shape[0] // 2
    tried = boosted(matrix[:half], target[:half], matrix[half:], seed, "tweedie")
    return level, spread_of(target[half:], tried)


def measured(case: Case, mean: Array, quantiles: Array) -> dict[str, float]:
    """WAPE and bias of the totals, pinball loss of the periods per unit, and what 80 % hold by randomised PIT."""
    total, told = case.came.sum(axis=1), mean.sum(axis=1)
    flat = quantiles.reshape(-1, len(LEVELS))
    loss = pinball(case.came.ravel(), flat, LEVELS)
    inside = covered_by_tier(case.came.ravel(), mean.ravel(), flat, LEVELS)
    found = {
        "wape": float(np.abs(total - told).sum() / total.sum()),
        "bias": float((told - total).sum() / total.sum()),
        "pinball": float(2.0 * loss.sum() / case.came.sum() / len(LEVELS)),
    }
    return found | {f"covered {tier}": one["80"] for tier, one in inside.items()}


def from_case(task: tuple[str, int, int, bool]) -> dict[str, dict[str, float]]:
    """All methods on one panel after some periods."""
    name, known, seed, with_peers = task
    os.environ["OMP_NUM_THREADS"] = "1"
    case = case_of(name, known)
    told = {"treadle": treadle(case, seed)} | (peers_of(case, seed) if with_peers else {})
    return {who: measured(case, *values) for who, values in told.items()}


def row(seed: int, progress: Callable[[str, int, int], None]) -> dict[str, Any]:
    """All methods on all cases, two at a time."""
    found = []
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for done, one in enumerate(pool.map(from_case, [(*case, seed, True) for case in CASES])):
            found.append(one)
            progress("cases", done + 1, len(CASES))
    return compared(found, seed)


def compared(found: list[dict[str, dict[str, float]]], seed: int) -> dict[str, Any]:
    """The record: by panel the means over its starts, and how treadle stands to the best peer of each panel."""
    by_panel: dict[str, list[dict[str, dict[str, float]]]] = defaultdict(list)
    for (name, _), one in zip(CASES, found, strict=True):
        by_panel[name].append(one)

    def mean(name: str, who: str, measure: str) -> float:
        return float(np.mean([abs(one[who][measure]) for one in by_panel[name] if measure in one[who]]))

    measures = ("wape", "bias", "pinball", "covered all")
    told = {
        who: {name: {measure: round(mean(name, who, measure), 4) for measure in measures} for name in by_panel}
        for who in found[0]
        if all(who in one for one in found)
    }
    peers = {who: values for who, values in told.items() if who != "treadle"}

    def under(name: str, measure: str) -> float:
        best = min(one[name][measure] for one in peers.values())
        return round(1.0 - told["treadle"][name][measure] / best, 4)

    ahead = {name: {measure: under(name, measure) for measure in ("wape", "pinball")} for name in by_panel}
    return {
        "task": TASK,
        "data": "; ".join(f"{name} after {', '.join(str(k) for one, k in CASES if one == name)}" for name in by_panel),
        "metric": "WAPE of totals over the horizon, absolute bias, pinball loss q10 to q90 (twice the mean over "
        "levels) per unit, inside 80 % by randomised PIT; means over the starts",
        "seed": seed,
        "treadle": told["treadle"] | {"under_best_peer": ahead},
        "peers": peers,
        "by_case": {f"{name} {known}": {who: {k: round(v, 4) for k, v in values.items()} for who, values in one.items()}
                    for (name, known), one in zip(CASES, found, strict=True)},
        "aim": "behind the best plain peer on no panel",
        "met": bool(min(min(one.values()) for one in ahead.values()) >= 0.0),
        "note": "The best peer is chosen panel by panel after the fact. Means over the starts of absolute bias.",
    }  # fmt: skip
