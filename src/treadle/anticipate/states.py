"""What is known of every series after each number of periods: levels, rhythm, stock, price, traffic, family.

Every state is an array (S, T + 1): column `o` holds what periods 0 … o-1 say, never more, so that a feature taken
at origin `o` cannot look ahead.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from treadle.anticipate.baselines import robust_levels
from treadle.anticipate.panel import PRICE, Floats, Ints, Panel

_TRAFFIC_FIRST = ("views", "searches", "carts", "wishes")
#: Series of traffic and prices whose states are kept, those named above first, and groups of attributes, the coarsest
#: first: each is five columns more. Not tuned: bounds work and memory.
_MOST_SERIES, _MOST_GROUPS = 10, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Mean units per series and period of the whole panel and of each attribute's groups, and their running levels.

    `level` name → (codes (S,), slow (G + 1, T + 1), quick (G + 1, T + 1), mean (G + 1, T)); the last line of each array
    is the whole panel, used where a series has no value (code -1). `usual` (T + 1,) is the running level of a usual
    series: a mean of roots squared, which no single one bends.
    """

    level: dict[str, tuple[Ints, Floats, Floats, Floats]]
    usual: Floats


def half_lives(month: int) -> tuple[float, float, float, float]:
    """Half-lives of the running means, in periods: a week, a month, a quarter, three quarters of a year."""
    return (max(month / 4, 0.5), float(month), 3.0 * month, 9.0 * month)


def running(
    values: npt.NDArray[np.floating], weight: npt.NDArray[np.floating], half_life: float
) -> tuple[Floats, Floats]:
    """Exponentially weighted sums of values and of weights before each period, both (S, T + 1)."""
    decay = np.float32(0.5 ** (1.0 / half_life))
    above = np.zeros((values.shape[0], values.shape[1] + 1), dtype=np.float32)
    below = np.zeros_like(above)
    for period in range(values.shape[1]):
        above[:, period + 1] = decay * above[:, period] + values[:, period]
        below[:, period + 1] = decay * below[:, period] + weight[:, period]
    return above, below


def ratio(above: npt.NDArray[np.floating], below: npt.NDArray[np.floating]) -> Floats:
    """above / below, NaN where below is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(below > 1e-6, above / below, np.nan).astype(np.float32)


def family_of(panel: Panel) -> Family:
    """Levels of the whole panel and of the groups of its attributes (those with 2 … S/2 groups)."""
    level = {}
    usable = {"all": np.zeros(panel.count, dtype=np.int64)}
    for name, codes in panel.groups.items():
        groups = len(np.unique(codes[codes >= 0]))
        if 2 <= groups <= max(panel.count // 2, 2):
            usable[name] = codes
    chosen = dict(sorted(usable.items(), key=lambda one: (one[0] != "all", int(one[1].max())))[: _MOST_GROUPS + 1])
    for name, codes in chosen.items():
        groups = int(codes.max()) + 1 if len(codes) else 1
        line = np.where(codes >= 0, codes, groups)
        seen = panel.exposure > 0
        above, below = (np.zeros((groups + 1, panel.periods.seen), dtype=np.float32) for _ in range(2))
        np.add.at(above, line, panel.units * seen)
        np.add.at(below, line, panel.exposure)
        above[groups], below[groups] = above.sum(axis=0), below.sum(axis=0)
        _, month, quarter, _ = half_lives(panel.periods.month)
        quick = ratio(*running(above, below, month))
        slow = ratio(*running(above, below, quarter))
        level[name] = (np.where(codes >= 0, codes, groups), slow, quick, ratio(above, below))
    demand = np.where(panel.exposure > 0, panel.units, np.float32(0))
    own = np.sqrt(ratio(*running(demand, panel.exposure, half_lives(panel.periods.month)[2])))
    there = ~np.isnan(own)
    usual = (np.nansum(own, axis=0) / np.maximum(there.sum(axis=0), 1)) ** 2
    return Family(level=level, usual=usual.astype(np.float32))


def states_of(panel: Panel, family: Family, lines: Ints) -> dict[str, Floats]:
    """All states of the series of a (part of a) panel; `lines` are their numbers in the whole panel.

    `base` is the level every forecast starts from: the month's running mean, drawn to the family's where little
    has been seen. It is above 0.
    """
    demand = np.where(panel.exposure > 0, panel.units, np.float32(0))
    found: dict[str, Floats] = {}
    sums = {}
    for name, life in zip(("week", "month", "quarter", "year"), half_lives(panel.periods.month)):
        above, below = running(demand, panel.exposure, life)
        sums[name] = (above, below)
        found[f"level_{name}"] = ratio(above, below)
    everyone = family.usual[None, :] + np.float32(1e-3)
    above, below = sums["quarter"]
    found["base"] = (above + 0.5 * everyone) / (below + 0.5)
    found["base"] = np.maximum(found["base"], 0.02 * everyone + 1e-4).astype(np.float32)
    for name, levels in robust_levels(panel, family.usual).items():
        found[f"level_{name.split()[0]}"] = levels
    square, weight = running(demand**2, panel.exposure, half_lives(panel.periods.month)[2])
    mean = ratio(*sums["quarter"])
    found["variation"] = np.sqrt(np.maximum(ratio(square, weight) - mean**2, 0)) / (mean + 0.1)
    found.update(_rhythm(panel, demand))
    found.update(_lags(panel))
    found.update(_side_series(panel))
    _, slow, quick, _ = family.level["all"]
    turn = ratio(quick, slow)[-1:]
    for name, (codes, group_slow, group_quick, _) in family.level.items():
        if name != "all":
            found[f"trend_{name}"] = ratio(ratio(group_quick, group_slow), turn)[codes[lines]]
            found[f"family_{name}"] = group_quick[codes[lines]]
    return found


def _rhythm(panel: Panel, demand: Floats) -> dict[str, Floats]:
    """How often a series sells, how long ago it last did, how long and how well stocked it has been on offer."""
    shape = (panel.count, panel.periods.seen + 1)
    since = np.zeros(shape, dtype=np.float32)
    exposed = np.zeros(shape, dtype=np.float32)
    sold = np.zeros(shape, dtype=np.float32)
    peak = np.zeros(shape, dtype=np.float32)
    for period in range(panel.periods.seen):
        hit = demand[:, period] > 0
        since[:, period + 1] = np.where(hit, 0, since[:, period] + panel.exposure[:, period])
        exposed[:, period + 1] = exposed[:, period] + panel.exposure[:, period]
        sold[:, period + 1] = sold[:, period] + hit
        peak[:, period + 1] = np.maximum(peak[:, period] * np.float32(0.98), demand[:, period])
    on_offer = (np.arange(panel.periods.seen)[None, :] >= panel.start[:, None]).astype(np.float32)
    stock = ratio(*running(panel.exposure * on_offer, on_offer, half_lives(panel.periods.month)[1]))
    return {
        "since_sale": since,
        "seen": exposed,
        "selling_share": ratio(sold, exposed),
        "peak": peak,
        "stock_share": stock,
    }


def _lags(panel: Panel) -> dict[str, Floats]:
    """The last periods' units one by one; NaN where the shelf was empty or the series had not begun."""
    clean = np.where(panel.exposure > 0.5, panel.units, np.nan).astype(np.float32)
    count = {"day": 7, "week": 4, "month": 6}[panel.periods.every]
    found = {}
    for lag in range(1, min(count, panel.periods.seen) + 1):
        late = np.full((panel.count, panel.periods.seen + 1), np.nan, dtype=np.float32)
        late[:, lag:] = clean[:, : panel.periods.seen - lag + 1]
        found[f"lag_{lag}"] = late
    return found


def _side_series(panel: Panel) -> dict[str, Floats]:
    """Price and traffic: latest value, a week's against a quarter's running mean, conversion of traffic."""
    found: dict[str, Floats] = {}
    week, month, quarter, _ = half_lives(panel.periods.month)
    ordered = sorted(panel.past, key=lambda name: (name not in _TRAFFIC_FIRST, name))[:_MOST_SERIES]
    for name in ordered:
        values = panel.past[name]
        traffic = name != PRICE
        there = np.ones_like(values) if traffic else ~np.isnan(values)
        there = there * (np.arange(panel.periods.seen)[None, :] >= panel.start[:, None])
        filled = np.nan_to_num(values)
        short = ratio(*running(filled * there, there, week))
        long = ratio(*running(filled * there, there, quarter))
        found[f"{name}_level"] = long
        found[f"{name}_turn"] = ratio(short, long + np.float32(1e-3))
        if traffic:
            sold = ratio(*running(panel.units * there, there, month))
            seen = ratio(*running(filled * there, there, month))
            found[f"{name}_worth"] = ratio(sold, seen + np.float32(0.5))
            found[f"{name}_now"] = short
        else:
            late = np.full((panel.count, panel.periods.seen + 1), np.nan, dtype=np.float32)
            for period in range(panel.periods.seen):
                late[:, period + 1] = np.where(np.isnan(values[:, period]), late[:, period], values[:, period])
            found["price_last"] = late
    return found
