"""One row per (series, origin, horizon): states at the origin, and what is known ahead of the target period."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from treadle.anticipate.panel import Floats, Ints, Panel
from treadle.anticipate.states import Family, ratio
from treadle.terms.feasts import feast_days

#: Columns of the calendar begin so: they tell the date, but only of what years have shown.
CALENDAR = "when_"
#: Days from a feast beyond which it is not felt. Beyond the month of a feast, not tuned.
_FAR_DAYS = 40

#: States in units per period: given to the trees as logarithms of their ratio to the base.
_LEVELS = ("level_", "lag_", "peak", "family_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Feature matrix (N, F) with names, and for each row its series, origin and horizon (1 = next period).

    `base` (N,) is the level the forecast starts from.
    """

    matrix: Floats
    names: list[str]
    series: Ints
    origin: Ints
    horizon: Ints
    base: Floats

    @property
    def target(self) -> Ints:
        """Period each row speaks of."""
        return self.origin + self.horizon - 1


def rows_of(
    panel: Panel, family: Family, states: dict[str, Floats], whole: Ints, series: Ints, origin: Ints, horizon: Ints
) -> Rows:
    """Features of some (series, origin, horizon) of a panel in common time; `whole` maps its series to those of the
    family. What all series do together is the pace's; the calendar tells what groups do at their own times of the year,
    where a year has been seen."""
    target = origin + horizon - 1
    base = states["base"][series, origin]
    columns: dict[str, npt.NDArray[np.floating]] = {"log_base": np.log(base)}
    for name, values in states.items():
        if name == "base":
            continue
        taken = values[series, origin]
        if name.startswith(_LEVELS):
            taken = np.log((taken + 0.1 * base) / base)
        columns[name] = taken
    columns["seen"] = np.where(panel.stood[series], np.nan, columns["seen"])
    age = np.where(panel.stood[series], np.nan, origin - panel.start[series])
    columns["age"] = age + panel.age_offset[series]
    columns["age_at_target"] = columns["age"] + horizon
    columns["horizon"] = horizon.astype(np.float32)
    columns.update(_season(panel, family, states, whole[series], series, origin, target))
    columns.update(_known(panel, states, series, origin, target))
    columns.update(_calendar(panel, target))
    for name, numbers in panel.numeric.items():
        columns[f"is_{name}"] = numbers[series]
    for name, codes in panel.groups.items():
        if name not in panel.numeric and len(panel.labels.get(name, ())) <= 300:
            columns[f"of_{name}"] = np.where(codes[series] >= 0, codes[series], np.nan)
    matrix = np.empty((len(series), len(columns)), dtype=np.float32)
    for place, values in enumerate(columns.values()):
        matrix[:, place] = values
    return Rows(matrix=matrix, names=list(columns), series=series, origin=origin, horizon=horizon, base=base)


def _season(
    panel: Panel, family: Family, states: dict[str, Floats], whole: Ints, series: Ints, origin: Ints, target: Ints
) -> dict[str, npt.NDArray[np.floating]]:
    """Own and family units a year before the target against the level a year before the origin; for days also the
    same weekday's share."""
    found: dict[str, npt.NDArray[np.floating]] = {}
    seen, year = panel.periods.seen, panel.periods.year
    if seen > year:
        then, back = target - year, origin - year
        usable = (back >= 1) & (then < seen)
        then, back = np.clip(then, 0, seen - 1), np.clip(back, 0, seen)
        for name, (codes, slow, _, mean) in family.level.items():
            if name != "all":
                factor = ratio(_smooth(mean)[codes[whole], then], slow[codes[whole], back])
                found[f"season_{name}"] = np.where(usable, factor, np.nan)
        own = ratio(_smooth(panel.units)[series, then], states["level_quarter"][series, back] + np.float32(0.05))
        found["season_own"] = np.where(usable & (panel.exposure[series, then] > 0), own, np.nan)
    if panel.periods.every == "day":
        same = np.zeros(len(series), dtype=np.float32)
        count = np.zeros(len(series), dtype=np.float32)
        for week in range(1, 5):
            then = target - 7 * week - 7 * ((np.maximum(target - origin, 0)) // 7)
            usable = (then >= 0) & (then < origin)
            then = np.clip(then, 0, seen - 1)
            usable &= panel.exposure[series, then] > 0
            same += np.where(usable, panel.units[series, then], 0)
            count += usable
        found["same_weekday"] = np.log((ratio(same, count) + 0.1 * states["base"][series, origin])
                                       / states["base"][series, origin])  # fmt: skip
    return found


def _calendar(panel: Panel, target: Ints) -> dict[str, npt.NDArray[np.floating]]:
    """Where in the year the target lies and how many days from the nearest feast of each kind; nothing before a year
    has been seen."""
    periods = panel.periods
    if periods.is_short:
        return {}
    starts = periods.starts()
    day = (starts - starts.astype("datetime64[Y]").astype("datetime64[D]")).astype(int)
    found: dict[str, npt.NDArray[np.floating]] = {f"{CALENDAR}in_year": day[target].astype(np.float32)}
    if periods.every == "month":
        return found
    middle_days = 3 if periods.every == "week" else 0
    years = range(int(str(starts[0])[:4]) - 1, int(str(starts[-1])[:4]) + 2)
    for name, days in feast_days(years).items():
        nearest = np.min(np.abs((starts[:, None] - days[None, :]).astype(int) + middle_days), axis=1)
        found[f"{CALENDAR}to_{name}"] = np.minimum(nearest, _FAR_DAYS)[target].astype(np.float32)
    return found


def _smooth(values: Floats) -> Floats:
    """Mean of each period and its two neighbours (half weight), NaN-safe, same shape."""
    padded = np.pad(np.nan_to_num(values), ((0, 0), (1, 1)), mode="edge")
    smooth = 0.25 * padded[:, :-2] + 0.5 * padded[:, 1:-1] + 0.25 * padded[:, 2:]
    return np.asarray(smooth, dtype=np.float32)


def _known(
    panel: Panel, states: dict[str, Floats], series: Ints, origin: Ints, target: Ints
) -> dict[str, npt.NDArray[np.floating]]:
    """Columns known ahead: the value at the target, and against the last seen and the highest and mean of the past."""
    found: dict[str, npt.NDArray[np.floating]] = {}
    for name, values in panel.known.items():
        ahead = values[series, target]
        found[f"{name}_at_target"] = ahead
        last = values[series, np.maximum(origin - 1, 0)]
        found[f"{name}_change"] = ratio(ahead, last)
        filled = np.nan_to_num(values)
        there = (~np.isnan(values)).astype(np.float32)
        highest = np.maximum.accumulate(filled, axis=1)[series, np.maximum(origin - 1, 0)]
        total = np.cumsum(filled, axis=1)[series, np.maximum(origin - 1, 0)]
        count = np.cumsum(there, axis=1)[series, np.maximum(origin - 1, 0)]
        found[f"{name}_against_top"] = ratio(ahead, highest)
        found[f"{name}_against_mean"] = ratio(ahead * count, total)
        if "price_last" in states and name == "price":
            found["price_step"] = ratio(ahead, states["price_last"][series, origin])
        for other, numbers in panel.numeric.items():
            if name == "price" and "pri" in other:
                found[f"price_against_{other}"] = ratio(ahead, numbers[series])
    return found
