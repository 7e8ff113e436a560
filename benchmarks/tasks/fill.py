"""The final count of campaigns from a quarter of their time, and whether a pair of the public records becomes whole.

benchmarks/run.py fill --seed N    300 made campaigns, half to learn from; the pair records where ../shared has them
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

TASK = "fill"
CAMPAIGNS, TIME = 300, 0.25
#: Shares of the pair records that are held out.
HELD_OUT = 0.2


def row(seed: int, progress: Callable[[str, int, int], None], campaigns: str = "", time: str = "") -> dict[str, Any]:
    """Both parts; the aim is that of the made campaigns."""
    made = made_campaigns(seed, int(campaigns or CAMPAIGNS), float(time or TIME))
    pairs = pair_records(seed)
    return {
        "task": TASK,
        "data": "made campaigns with rushes, nights and friends; BeiBei pair buys (public, MIT)",
        "metric": "error against extrapolation; coverage at 50 and 80 %",
        **made,
        "pairs": pairs or "skipped: the public pair records are not on this machine",
        "aim": 0.15,
        "value": made["less_error_than_extrapolation"],
        "met": made["less_error_than_extrapolation"] >= 0.15 and abs(made["covered_80"] - 0.8) <= 0.06
        and abs(made["covered_50"] - 0.5) <= 0.06,
    }  # fmt: skip


def made_campaigns(seed: int, count: int, time: float) -> dict[str, Any]:
    """Learn from the first half, judge the second."""
    from treadle.presell.filling import Expected, final_draws, forecast_of, past_shape
    from treadle.simulate.campaigns import made_campaign

    rng = np.random.default_rng(seed)
    past, judged = ([made_campaign(rng) for _ in range(count // 2)] for _ in range(2))
    shape = past_shape([[(at, 1) for at in one.times] for one in past])
    ratios = np.array([max(one.final_units, 0.5) / one.expected_units for one in past])
    bias, spread = float(ratios.mean()), float(np.log(ratios).std())
    early = sum(one.final_units for one in past) / max(sum(one.units_by(time) for one in past), 1)
    own, plain, ratio, covered = [], [], [], {0.5: 0, 0.8: 0}
    for one in judged:
        units, final = one.units_by(time), one.final_units
        expected = Expected(mean_units=one.expected_units * bias, spread=spread)
        told = forecast_of(final_draws(units, time, expected, shape), time, 1)
        own.append(abs(told.quantile(0.5) - final))
        plain.append(abs(units / time - final))
        ratio.append(abs(units * early - final))
        covered[0.5] += told.quantile(0.25) <= final <= told.quantile(0.75)
        covered[0.8] += told.quantile(0.1) <= final <= told.quantile(0.9)
    return {
        "campaigns": len(judged),
        "time": time,
        "mean_error_units": round(float(np.mean(own)), 2),
        "extrapolation_error_units": round(float(np.mean(plain)), 2),
        "final_to_early_error_units": round(float(np.mean(ratio)), 2),
        "less_error_than_extrapolation": round(1.0 - float(np.mean(own) / np.mean(plain)), 3),
        "less_error_than_final_to_early": round(1.0 - float(np.mean(own) / np.mean(ratio)), 3),
        "covered_50": round(covered[0.5] / len(judged), 3),
        "covered_80": round(covered[0.8] / len(judged), 3),
    }


def pair_records(seed: int) -> dict[str, Any] | None:
    """Log loss of held-out pairs, against the shop's own chance and each item's own share; None without the records."""
    from treadle.presell.pairs import fit_pairs, numbered

    shared = Path(os.environ.get("TREADLE_SHARED", str(Path(__file__).resolve().parents[3] / "shared" / "data")))
    folder = shared / "demand" / "pair_buys"
    if not folder.is_dir():
        return None
    starters, items, whole = [], [], []
    for name, is_whole in (("succeeded_tune.txt.gz", True), ("failed.txt.gz", False)):
        with gzip.open(folder / name, "rt", encoding="utf-8") as file:
            for line in file:
                cells = line.rstrip("\n").split("\t")
                starters.append(cells[0])
                items.append(cells[1])
                whole.append(is_whole)
    (starter, _), (item, _) = numbered(starters), numbered(items)
    told = np.array(whole)
    held = np.random.default_rng(seed).random(len(told)) < HELD_OUT
    model = fit_pairs(item[~held], starter[~held], told[~held])
    chance = model.chance(item[held], starter[held])
    count = np.bincount(item[~held], minlength=item.max() + 1)
    own = np.bincount(item[~held], told[~held], minlength=item.max() + 1) / np.maximum(count, 1)
    raw = np.where(count[item[held]] > 0, own[item[held]], model.base)
    edges = np.quantile(chance, np.linspace(0, 1, 11))
    group = np.clip(np.searchsorted(edges, chance, side="right") - 1, 0, 9)
    gaps = [abs(float(chance[group == at].mean() - told[held][group == at].mean())) for at in range(10)
            if (group == at).any()]  # fmt: skip
    base = np.full(int(held.sum()), model.base)
    return {
        "held_out": int(held.sum()),
        "log_loss": round(_loss(chance, told[held]), 4),
        "log_loss_of_the_shops_chance": round(_loss(base, told[held]), 4),
        "log_loss_of_the_items_own_share": round(_loss(raw, told[held]), 4),
        "largest_gap_in_ten_groups": round(max(gaps), 4),
        "option_weight": round(model.option_weight, 1),
        "starter_weight": round(model.starter_weight, 1),
    }


def _loss(chance: np.ndarray[Any, Any], told: np.ndarray[Any, Any]) -> float:
    clipped = np.clip(chance, 1e-3, 1 - 1e-3)
    return float(-np.mean(np.where(told, np.log(clipped), np.log(1 - clipped))))
