"""What a shop sells of an option: its sizes together, and only while the sizes that matter most are there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def expected_sales(stock: Floats, wanted: Floats, is_key: Flags) -> Floats:
    """Expected units sold (C,) of an option at each of C stocks, under the key-size rule.

    `stock` (C, Z) units by size; `wanted` (K, W + 1, Z) demand from now to the end of each week on K paths, 0 first
    and rising; demand within a week comes evenly. `is_key` (Z,) marks the key sizes: when the first of them is out,
    the option leaves the display and sells no more (Caro & Gallien, "Inventory management of a fast-fashion retail
    network", Operations Research 58(2), 2010, section 3). Without key sizes every size sells by itself.
    """
    stock = np.asarray(stock, dtype=np.float64)
    end = np.full((len(stock), len(wanted)), float(wanted.shape[1] - 1))
    for size in np.flatnonzero(is_key).tolist():
        end = np.minimum(end, _runs_out(stock[:, size], wanted[:, :, size]))
    week = np.minimum(end.astype(np.int64), wanted.shape[1] - 2)
    part = (end - week)[:, :, None]
    path = np.arange(len(wanted))[None, :]
    at_end = wanted[path, week] + part * (wanted[path, week + 1] - wanted[path, week])
    return np.asarray(np.minimum(at_end, stock[:, None, :]).sum(axis=2).mean(axis=1))


def _runs_out(stock: Floats, wanted: Floats) -> Floats:
    """When (C, K), in weeks, demand (K, W + 1) reaches each stock (C,); the last week where it does not."""
    weeks = wanted.shape[1] - 1
    reached = wanted[None, :, :] >= stock[:, None, None]
    first = np.where(reached.any(axis=2), reached.argmax(axis=2), weeks + 1)
    path = np.arange(len(wanted))[None, :]
    after = np.clip(first, 1, weeks)
    low, high = wanted[path, after - 1], wanted[path, after]
    inside = after - 1 + (stock[:, None] - low) / np.maximum(high - low, 1e-12)
    return np.where(first == 0, 0.0, np.where(first > weeks, float(weeks), inside))


def draw_wanted(mean: Floats, level_deviation: float, paths: int, rng: np.random.Generator) -> Floats:
    """Demand from now to the end of each week (S, K, W + 1, Z) of S shops, Poisson around weekly means (S, W, Z).

    Each path of a shop has a level of its own, gamma with mean 1 and standard deviation `level_deviation`, for all
    sizes and weeks: an option that sells well sells well in every size.
    """
    shops, _, sizes = mean.shape
    level = np.ones((shops, paths, 1, 1))
    if level_deviation > 0:
        shape = 1.0 / level_deviation**2
        level = rng.gamma(shape, 1.0 / shape, (shops, paths, 1, 1))
    units = rng.poisson(mean[:, None] * level)
    begin = np.zeros((shops, paths, 1, sizes))
    return np.asarray(np.concatenate([begin, np.cumsum(units, axis=2)], axis=2), dtype=np.float64)
