"""New options, the first four weeks: dmc2018 releases, forecast from before each fortnight's launches."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.peers import pinball, placed, spread_of, wide_quantiles
from benchmarks.tasks.weekly_units import AHEAD, LEVELS, Shop, asked, load

TASK = "new-options"
HERE = Path(__file__).resolve().parents[1]
#: Weeks known at each start; the last is never tuned on.
STARTS = tuple(int(line) for line in (HERE / "sets" / "new_options.txt").read_text().split())
Array = np.ndarray[Any, Any]


def peers_of(shop: Shop, known: int, new: Array) -> dict[str, tuple[Array, Array]]:
    """(mean (N, 4), quantiles) of new SKUs: means of launched ones by category and age, and of attribute neighbours.

    Launches before the first week are no launches; all released within the known weeks teach with the ages they have.
    """
    old = np.flatnonzero((shop.start >= 1) & (shop.start < known))
    age = np.arange(known)[None, :] - shop.start[old, None]
    curves = np.full((len(old), AHEAD), np.nan)
    for step in range(AHEAD):
        line, week = np.nonzero(age == step)
        curves[line, step] = shop.units[old[line], week]
    whole = np.nan_to_num(np.nanmean(curves, axis=0), nan=float(np.nanmean(curves)))
    texts = [np.array(shop.attributes[name]) for name in ("category", "subCategory", "brand", "color", "size")]
    texts.append(np.digitize(np.nan_to_num(shop.rrp), [10, 20, 30, 45, 60, 90, 130]).astype(str))

    def mean_of(chosen: Array) -> Array:
        count = np.isfinite(curves[chosen]).sum(axis=0)
        return np.asarray((np.nansum(curves[chosen], axis=0) + whole) / (count + 1.0))

    found: dict[str, Array] = {"mean_of_all": np.repeat(whole[None, :], len(new), axis=0)}
    for name in ("category", "subCategory", "brand"):
        values = np.array(shop.attributes[name])
        found[f"{name.lower()}_mean"] = np.stack([mean_of(values[old] == values[one]) for one in new])
    alike = sum((column[new][:, None] == column[old][None, :]).astype(float) for column in texts)
    order = np.argsort(-np.asarray(alike), axis=1, kind="stable")
    for count in (10, 30):
        found[f"nearest_{count}"] = np.stack([mean_of(row[:count]) for row in order])
    actual = np.nan_to_num(curves, nan=0.0)
    alpha = spread_of(actual[np.isfinite(curves)], np.broadcast_to(whole, curves.shape)[np.isfinite(curves)])
    return {
        name: (mean, wide_quantiles(mean.ravel(), alpha, LEVELS).reshape(*mean.shape, -1))
        for name, mean in found.items()
    }


def from_start(task: tuple[int, int, bool]) -> dict[str, dict[str, Array]]:
    """Losses of all methods for what is released in the two weeks after some known weeks."""
    known, seed, with_peers = task
    os.environ["OMP_NUM_THREADS"] = "1"
    shop = load()
    new = np.flatnonzero((shop.start >= known) & (shop.start < known + 2) & (shop.start + AHEAD <= shop.units.shape[1]))
    at = shop.start[new][:, None] + np.arange(AHEAD)[None, :]
    actual = shop.units[new[:, None], at]
    mean, quantiles = asked(shop, known, seed, AHEAD + 1)
    found = {"treadle": (mean[new[:, None], at - known], quantiles[new[:, None], at - known])}
    if with_peers:
        found |= peers_of(shop, known, new)
    pid = np.array(shop.attributes["pid"])[new]
    return {name: _losses(actual, *values, pid) for name, values in found.items()}


def _losses(actual: Array, mean: Array, quantiles: Array, pid: Array) -> dict[str, Array]:
    _, option = np.unique(pid, return_inverse=True)
    total, expected = (np.bincount(option, values.sum(axis=1)) for values in (actual, mean))
    return {
        "gap_option": np.abs(total - expected).sum(),
        "gap_sku": np.abs(actual.sum(axis=1) - mean.sum(axis=1)).sum(),
        "over": (expected - total).sum(),
        "units": total.sum(),
        "pinball": pinball(actual.ravel(), quantiles.reshape(-1, len(LEVELS)), LEVELS).sum() / len(LEVELS),
        "inside": (np.abs(placed(actual.ravel(), quantiles.reshape(-1, len(LEVELS)), LEVELS) - 0.5) <= 0.4).sum(),
        "cells": np.array(actual.size),
        "skus": np.array(len(pid)),
    }


def row(seed: int, progress: Callable[[str, int, int], None]) -> dict[str, Any]:
    """All methods from all starts, two at a time."""
    found = []
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for done, one in enumerate(pool.map(from_start, [(known, seed, True) for known in STARTS])):
            found.append(one)
            progress("starts", done + 1, len(STARTS))
    return compared(found, seed)


def measured(found: list[dict[str, dict[str, Array]]], name: str) -> dict[str, float]:
    """Measures of one method over some starts, each weighted by its units."""
    total = {key: float(sum(one[name][key] for one in found)) for key in found[0][name]}
    return {
        "wape": round(total["gap_option"] / total["units"], 4),
        "wape_sku": round(total["gap_sku"] / total["units"], 4),
        "bias": round(total["over"] / total["units"], 4),
        "pinball": round(total["pinball"] / total["units"], 4),
        "covered": round(total["inside"] / total["cells"], 4),
    }


def compared(found: list[dict[str, dict[str, Array]]], seed: int) -> dict[str, Any]:
    """The record: all starts together, and the last, which was not tuned on, apart."""
    names = list(found[0])
    told = {name: measured(found, name) for name in names}
    late = {name: measured(found[-1:], name) for name in names}
    peers = [name for name in names if name != "treadle"]

    def under(scores: dict[str, dict[str, float]]) -> dict[str, float]:
        return {measure: round(1 - scores["treadle"][measure] / min(scores[name][measure] for name in peers), 4)
                for measure in ("wape", "wape_sku", "pinball")}  # fmt: skip

    skus = [int(one["treadle"]["skus"]) for one in found]
    return {
        "task": TASK,
        "data": f"dmc2018, {sum(skus)} SKUs released in the fortnights after {', '.join(map(str, STARTS))} weeks",
        "metric": "WAPE of four-week totals by option (and SKU); mean pinball loss q10 to q90 of weekly units per unit",
        "seed": seed,
        "treadle": told["treadle"] | {"under_best_peer": under(told), "under_best_peer_last_start": under(late)},
        "peers": {name: told[name] for name in peers},
        "by_start": {str(known): {name: measured([one], name) for name in names} for known, one in zip(STARTS, found)},
        "aim": "10 % under the best peer on WAPE and pinball loss",
        "met": bool(min(under(told)["wape"], under(told)["pinball"]) >= 0.10),
        "note": f"The start after {STARTS[-1]} weeks was not tuned on. The best peer is chosen for each number apart.",
    }
