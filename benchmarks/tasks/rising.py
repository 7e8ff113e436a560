"""What rises, and how early it is seen: treadle's list against a ratio of means and a CUSUM on made looks.

Weekly looks at 600 options: levels from 5 to 500, a season that all share, rates that wander by themselves, launches. A
tenth of the options rises, slowly, quickly or at once, by twice to six times, and stays up for a while. Every method
sees the weeks up to each Sunday. An alarm counts from the rise's first week until it is over; one on an option that
does not rise, or before its rise, is false. Lead: days from the first alarm until the option's rate has gone three
quarters of the way to its height, and so is plain to see; negative where the alarm comes later.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

TASK = "rising"
SERIES, WEEKS, WORLDS = 600, 70, 6
#: Part of the options that rise, and the weeks of a rise.
RISING, STAYS = 0.1, 8
#: False alarms on a thousand option-weeks at which methods are compared.
RATES = (1.0, 3.0, 10.0)
RATIOS = (1.15, 1.2, 1.25, 1.3, 1.4, 1.5, 1.6, 1.8, 2.0, 2.5, 3.0, 4.0, 6.0)
SHARES = (1e-6, 1e-5, 1e-4, 1e-3, 3e-3, 0.01, 0.03, 0.05, 0.1, 0.2, 0.35, 0.5, 0.6, 0.7, 0.8)
LIMITS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 14.0, 20.0, 30.0)
Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class World:
    """Looks (S, T), first live week (S,), first week of the rise (S,; T where there is none), the week in which it is
    plain to see, and the week after its last."""

    looks: Array
    live_from: Array
    onset: Array
    plain: Array
    over: Array


def world(seed: int) -> World:
    """A made market."""
    rng = np.random.default_rng((seed, 7))
    level = np.exp(rng.uniform(np.log(5.0), np.log(500.0), SERIES))
    week = np.arange(WEEKS)
    season = 1.0 + 0.3 * np.sin(2 * np.pi * (week / 52.0 + rng.random()))
    wander = np.zeros((SERIES, WEEKS))
    for now in range(1, WEEKS):
        wander[:, now] = 0.8 * wander[:, now - 1] + rng.normal(0.0, 0.08, SERIES)
    shock = rng.normal(0.0, 0.12, (SERIES, WEEKS))
    live_from = np.where(rng.random(SERIES) < 0.3, rng.integers(5, 40, SERIES), 0)
    rises = rng.random(SERIES) < RISING
    onset = np.where(rises, np.maximum(rng.integers(20, WEEKS - 14, SERIES), live_from + 14), WEEKS)
    onset = np.where(onset > WEEKS - 10, WEEKS, onset)
    height, takes = rng.uniform(2.0, 6.0, SERIES), rng.choice([1, 3, 6], SERIES)
    gone = np.clip((week[None, :] - onset[:, None] + 1) / takes[:, None], 0.0, 1.0)
    over = np.minimum(onset + takes + STAYS, WEEKS)
    gain = np.where(week[None, :] < over[:, None], height[:, None] ** gone, 1.0)
    rate = level[:, None] * season * np.exp(wander + shock) * gain * (week[None, :] >= live_from[:, None])
    plain = onset + np.ceil(0.75 * takes).astype(int) - 1
    return World(looks=rng.poisson(rate).astype(float), live_from=live_from, onset=onset, plain=plain, over=over)


def listed(one: World) -> dict[float, Array]:
    """What treadle's list holds at the end of each week, by the share of false alarms that it is set to."""
    from treadle.sense.trend import find_rises
    from treadle.terms.policy import TrendPolicy

    policy = TrendPolicy()
    return {share: find_rises(one.looks, one.live_from, replace(policy, false_alarm_share=share)).is_listed
            for share in SHARES}  # fmt: skip


def ratios(one: World) -> dict[float, Array]:
    """The mean of two weeks against that of the six before, each over what all options did, for options with ten looks;
    by the ratio that is an alarm."""
    share = one.looks / one.looks.sum(axis=0)
    total = np.cumsum(np.pad(share, ((0, 0), (1, 0))), axis=1)
    found = np.zeros(one.looks.shape)
    for week in range(8, WEEKS):
        now, before = total[:, week + 1] - total[:, week - 1], total[:, week - 1] - total[:, week - 7]
        usable = (one.live_from <= week - 7) & (one.looks[:, week - 1 : week + 1].sum(axis=1) >= 10)
        found[:, week] = np.where(usable, (now / 2) / np.maximum(before / 6, 1e-12), 0.0)
    return {ratio: found >= ratio for ratio in RATIOS}


def cusums(one: World) -> dict[float, Array]:
    """A CUSUM of weekly deviations between square roots (Page 1954), over what the eight weeks before and all options
    would have given, with half a deviation a week allowed; by the height that is an alarm."""
    share = one.looks / one.looks.sum(axis=0)
    height, found = np.zeros(SERIES), np.zeros(one.looks.shape)
    scale = np.ones(SERIES)
    for week in range(8, WEEKS):
        usable = one.live_from <= week - 8
        told = share[:, week - 8 : week].mean(axis=1) * one.looks[:, week].sum()
        gap = 2.0 * (np.sqrt(one.looks[:, week] + 0.375) - np.sqrt(told + 0.375))
        height = np.where(usable, np.maximum(height + gap / np.sqrt(scale) - 0.5, 0.0), 0.0)
        found[:, week] = height
        scale = np.where(usable, 0.95 * scale + 0.05 * np.minimum(gap**2, 9.0 * scale), scale)
    return {limit: found >= limit for limit in LIMITS}


def scored(worlds: list[World], alarms: list[Array]) -> dict[str, float]:
    """False alarms on a thousand option-weeks without a rise, share of the rises seen before they are over and before
    they are plain, and mean lead days of those seen."""
    false = quiet = rises = seen = early = 0
    leads: list[float] = []
    week = np.arange(WEEKS)
    for one, alarm in zip(worlds, alarms):
        calm = (week[None, :] < one.onset[:, None]) & (week[None, :] >= one.live_from[:, None] + 8)
        false, quiet = false + int((alarm & calm).sum()), quiet + int(calm.sum())
        for series in np.flatnonzero(one.onset < WEEKS).tolist():
            rises += 1
            when = np.flatnonzero(alarm[series, one.onset[series] : one.over[series]])
            if len(when):
                lead = 7.0 * (one.plain[series] - one.onset[series] - int(when[0]))
                leads.append(lead)
                seen, early = seen + 1, early + int(lead >= 0)
    return {
        "false_per_1000": round(1000 * false / quiet, 3), "seen": round(seen / rises, 4),
        "seen_before_plain": round(early / rises, 4), "lead_days": round(float(np.mean(leads)) if leads else 0.0, 2),
    }  # fmt: skip


def at_rate(curve: list[dict[str, float]], rate: float) -> dict[str, float]:
    """The curve's numbers at a rate of false alarms, between its points."""
    points = sorted(curve, key=lambda one: one["false_per_1000"])
    rates = [point["false_per_1000"] for point in points]
    return {name: round(float(np.interp(rate, rates, [point[name] for point in points])), 4)
            for name in ("seen", "seen_before_plain", "lead_days")}  # fmt: skip


def row(seed: int, progress: Callable[[str, int, int], None]) -> dict[str, Any]:
    """All methods on all worlds."""
    worlds = [world(seed + number) for number in range(WORLDS)]
    curves: dict[str, list[dict[str, float]]] = {}
    for done, (name, method) in enumerate({"treadle": listed, "ratio": ratios, "cusum": cusums}.items()):
        told = [method(one) for one in worlds]
        curves[name] = [{"set_to": setting} | scored(worlds, [one[setting] for one in told]) for setting in told[0]]
        progress("methods", done + 1, 3)
    return compared(curves, seed)


def compared(curves: dict[str, list[dict[str, float]]], seed: int) -> dict[str, Any]:
    """The record: each method at the same rates of false alarms, and the whole curves."""
    from treadle.terms.policy import TrendPolicy

    at = {name: {f"{rate:g} per 1,000": at_rate(curve, rate) for rate in RATES} for name, curve in curves.items()}
    default = next(point for point in curves["treadle"] if point["set_to"] == TrendPolicy().false_alarm_share)
    peers = ("ratio", "cusum")
    ahead = {
        key: {name: round(mine[name] - max(at[peer][key][name] for peer in peers), 4)
              for name in ("seen_before_plain", "lead_days")}
        for key, mine in at["treadle"].items()
    }  # fmt: skip
    return {
        "task": TASK,
        "data": f"made: {WORLDS} markets of {SERIES} options over {WEEKS} weeks, a tenth of which rises",
        "metric": "share of rises seen, and before they are plain; lead days; at stated rates of false alarms",
        "seed": seed,
        "treadle": at["treadle"] | {"ahead_of_best_peer": ahead, "as_it_is_set": default},
        "peers": {name: at[name] for name in peers},
        "curves": curves,
        "aim": "no fewer seen before they are plain than by either peer at the same rate of false alarms",
        "met": bool(all(one["seen_before_plain"] >= 0 for one in ahead.values())),
        "note": "Peers see what all options do, as treadle does. The best peer is chosen for each number apart.",
    }
