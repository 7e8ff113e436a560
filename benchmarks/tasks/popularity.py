"""Popularity from attributes alone: dress_sales and wish_summer, folds held out by item, several rounds of folds.

The command gets the training items' units as a history of one month, and all items with their attributes as products.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.tasks.next_month import rank_correlation

TASK = "popularity"
HERE = Path(__file__).resolve().parents[1]
SETS = tuple((HERE / "sets" / "popularity.txt").read_text().split())
FOLDS, ROUNDS = 5, 4
#: What follows from sales, or tells nothing.
LEFT_OUT = {
    "units_sold", "rating_count", "rating_five_count", "rating_four_count", "rating_three_count", "rating_two_count",
    "rating_one_count", "product_id", "product_url", "product_picture", "merchant_profile_picture", "title_orig",
    "crawl_month", "theme", "currency_buyer",
}  # fmt: skip
Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Items:
    """Ids, units (N,), and columns of texts ("" where missing)."""

    ids: list[str]
    units: Array
    columns: dict[str, list[str]]


def load(name: str) -> Items:
    """A set without repeated ids; cells as they are written."""
    default = HERE.parent.parent / "shared" / "data"
    folder = Path(os.environ.get("TREADLE_SHARED", str(default))) / "demand" / name
    if name == "dress_sales":
        return _dresses(folder)
    with (folder / "products.csv").open(encoding="utf-8") as file:
        rows = {row["product_id"]: row for row in reversed(list(csv.DictReader(file)))}
    ids = sorted(rows)
    columns = {header: [rows[one][header] or "" for one in ids] for header in rows[ids[0]] if header not in LEFT_OUT}
    return Items(ids=ids, units=np.array([float(rows[one]["units_sold"]) for one in ids]), columns=columns)


def _dresses(folder: Path) -> Items:
    with (folder / "attributes.csv").open(encoding="utf-8") as file:
        attributes = list(csv.DictReader(file))
    with (folder / "sales.csv").open(encoding="utf-8") as file:
        sales = list(csv.reader(file))[1:]
    found: dict[str, tuple[float, dict[str, str]]] = {}
    for line, row in zip(sales, attributes, strict=True):
        counts = [float(cell) for cell in line[1:24] if re.fullmatch(r"\d+(\.\d+)?", cell)]
        if counts and row["Dress_ID"] not in found:
            found[row["Dress_ID"]] = (counts[-1], row)
    headers = [header for header in attributes[0] if header not in ("Dress_ID",)]
    columns = {
        header: ["" if row[header] in ("null", "NULL", None) else row[header] for _, row in found.values()]
        for header in headers
    }
    return Items(ids=list(found), units=np.array([units for units, _ in found.values()]), columns=columns)


def folds(count: int, number: int) -> Array:
    """Fold (N,) of each item in a round."""
    return np.random.default_rng((number, count)).permutation(count) % FOLDS


def as_numbers(texts: list[str]) -> Array | None:
    """A column as numbers, NaN where empty; None where it is text."""
    try:
        return np.array([float(text) if text else np.nan for text in texts])
    except ValueError:
        return None


def matrix_of(items: Items) -> tuple[Array, list[int]]:
    """Columns as numbers or codes (NaN where missing), and which are codes; texts with more than half as many values
    as items are left out."""
    columns, coded = [], []
    for texts in items.columns.values():
        values = as_numbers(texts)
        if values is None:
            plain = [text.strip().lower() for text in texts]
            place = {text: code for code, text in enumerate(sorted(set(plain)))}
            if len(place) > len(plain) / 2:
                continue
            coded.append(len(columns))
            values = np.array([float(place[text]) if text else np.nan for text in plain])
        columns.append(values)
    return np.column_stack(columns), coded


def trees(matrix: Array, coded: list[int], target: Array, known: Array, seed: int) -> Array:
    """Plain LightGBM of the logarithm of units."""
    import lightgbm

    settings = {"objective": "regression", "learning_rate": 0.05, "num_leaves": 15, "min_data_in_leaf": 10,
                "feature_fraction": 0.7, "bagging_fraction": 0.8, "bagging_freq": 1, "verbosity": -1,
                "num_threads": 1, "seed": seed, "deterministic": True}  # fmt: skip
    data = lightgbm.Dataset(matrix[known], target[known], categorical_feature=coded)
    return np.asarray(lightgbm.train(settings, data, num_boost_round=150).predict(matrix))


def neighbours(matrix: Array, coded: list[int], target: Array, known: Array) -> dict[str, Array]:
    """Means of the nearest by Gower's distance: codes equal or not, numbers by their distance in ranges."""
    distance = np.zeros((len(matrix), int(known.sum())))
    for column in range(matrix.shape[1]):
        mine, theirs = matrix[:, column][:, None], matrix[known, column][None, :]
        if column in coded:
            gap = (mine != theirs).astype(float)
        else:
            gap = np.abs(mine - theirs) / max(float(np.nanmax(mine) - np.nanmin(mine)), 1e-9)
        distance += np.where(np.isnan(gap), 0.5, gap)
    order = np.argsort(distance, axis=1, kind="stable")
    return {f"neighbours_{count}": target[known][order[:, :count]].mean(axis=1) for count in (5, 15, 40)}


def treadle(items: Items, known: Array, seed: int) -> Array:
    """Mean of the command's forecast of the next month for the items that are not known."""
    import pyarrow as pa

    from treadle.anticipate import anticipate

    ids = np.array(items.ids)
    month = np.full(int(known.sum()), np.datetime64("2020-08-01"))
    history = pa.table({"sku": ids[known], "date": month, "units": items.units[known]})
    columns = {
        name: pa.array([text or None for text in texts] if (values := as_numbers(texts)) is None else values,
                       from_pandas=True)
        for name, texts in items.columns.items()
    }  # fmt: skip
    told = anticipate(history, pa.table({"sku": ids} | columns), horizon=1, every="month", seed=seed)
    mean = dict(zip(told["sku"].to_pylist(), told["mean"].to_pylist()))
    return np.array([mean[one] for one in items.ids])


def one_round(task: tuple[str, int, int]) -> dict[str, list[float]]:
    """Rank correlations of every method in the folds of one round."""
    name, number, seed = task
    os.environ["OMP_NUM_THREADS"] = "1"
    items = load(name)
    matrix, coded = matrix_of(items)
    target, fold = np.log1p(items.units), folds(len(items.ids), number)
    found: dict[str, list[float]] = {}
    for one in range(FOLDS):
        known, asked = fold != one, fold == one
        scores = neighbours(matrix, coded, target, known)
        scores["lightgbm"] = trees(matrix, coded, target, known, seed)
        scores["treadle"] = treadle(items, known, seed)
        for method, score in scores.items():
            found.setdefault(method, []).append(rank_correlation(score[asked], items.units[asked]))
    return found


def row(seed: int, progress: Callable[[str, int, int], None]) -> dict[str, Any]:
    """All rounds of both sets, two at a time."""
    jobs = [(name, number, seed) for name in SETS for number in range(ROUNDS)]
    found: list[dict[str, list[float]]] = []
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for done, one in enumerate(pool.map(one_round, jobs)):
            found.append(one)
            progress("rounds", done + 1, len(jobs))
    by_set = {
        name: {method: np.concatenate([one[method] for job, one in zip(jobs, found) if job[0] == name])
               for method in found[0]}
        for name in SETS
    }  # fmt: skip
    return compared(by_set, seed)


def compared(by_set: dict[str, dict[str, Array]], seed: int) -> dict[str, Any]:
    """The record: mean over folds and rounds of each set; the peer to lead is the best on the set."""
    methods = list(next(iter(by_set.values())))
    peers = [method for method in methods if method != "treadle"]
    means = {m: {name: round(float(by_set[name][m].mean()), 4) for name in by_set} for m in methods}
    ahead = {name: round(means["treadle"][name] - max(means[peer][name] for peer in peers), 4) for name in by_set}
    return {
        "task": TASK,
        "data": f"dress_sales and wish_summer, {FOLDS} folds by item, {ROUNDS} rounds",
        "metric": "rank correlation with units from attributes alone, mean of the folds",
        "seed": seed,
        "treadle": means["treadle"] | {"ahead_of_best_peer": ahead},
        "peers": {peer: means[peer] for peer in peers},
        "aim": "ahead of the best peer on each set",
        "met": bool(min(ahead.values()) > 0),
        "note": "Rounds of folds share the items. Counts of ratings and stars are left out: they follow from sales.",
    }
