"""What a pair's past, its family and the calendar say about a coming week."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from treadle.replenish.feasts import feast_days
from treadle.replenish.past import YEAR, DemandHistory, Floats, Ints, Sums, sums_by

#: Shares of what is kept of an older week's weight in the smoothed levels.
KEPT = (0.7, 0.88, 0.96)
_WINDOWS = (52, 26, 8, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """N questions: the demand of pair `line` in week `now` + `ahead` - 1, asked when `now` weeks are known."""

    line: Ints
    now: Ints
    ahead: Ints

    @property
    def target(self) -> Ints:
        """The week asked about (N,)."""
        return self.now + self.ahead - 1

    def take(self, chosen: npt.NDArray[np.intp]) -> Points:
        """Some of the questions."""
        return Points(line=self.line[chosen], now=self.now[chosen], ahead=self.ahead[chosen])


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """`matrix` (N, F) of features named `names` (those that begin with of_ are categories), and a `level` (N,) units
    per week around which the trees bend."""

    matrix: Floats
    names: list[str]
    level: Floats


class Describer:
    """Describes points of one history; looks only at weeks before a point's `now`."""

    def __init__(self, history: DemandHistory) -> None:
        self.history = history
        units = np.where(history.share > 0, history.units, 0.0)
        share = history.share
        self.units = units
        self.own = Sums(units, share)
        self.squares = Sums(units**2, (units > 0) * share)
        self.begun = np.where(share.any(axis=1), (share > 0).argmax(axis=1), share.shape[1])
        self.families = {name: (_whole(codes), sums_by(codes, units, share)) for name, codes in _families(history)}
        self.smooth = {kept: _smoothed(units, share, kept) for kept in KEPT}

    def describe(self, points: Points) -> Answers:
        """Features and levels of the points."""
        values: dict[str, Floats] = {}
        level = self._own(points, values)
        self._year_ago(points, values, level)
        for name, (codes, sums) in self.families.items():
            _family(points, codes[points.line], sums, name, values)
        self._calendar(points, values)
        for name, codes in self.history.groups.items():
            if 2 <= codes.max() + 1 <= 250 and not name.startswith("by_"):
                values[f"of_{name}"] = codes[points.line].astype(np.float64)
        return Answers(matrix=np.column_stack(list(values.values())), names=list(values), level=level)

    def _prior(self, points: Points) -> Floats:
        """Units per week of the pair's whole past, leaning on its families the less there is of it."""
        rate = np.full(len(points.line), 0.05)
        for name in ("all", *(name for name in self.families if name != "all")):
            codes, sums = self.families[name]
            units, weeks = sums.last(codes[points.line], points.now, YEAR)
            rate = (units + 26.0 * rate) / (weeks + 26.0)
        units, weeks = self.own.between(points.line, np.zeros_like(points.now), points.now)
        return np.maximum((units + 1.0 * rate) / (weeks + 1.0), 0.02)

    def _own(self, points: Points, values: dict[str, Floats]) -> Floats:
        line, now = points.line, points.now
        sums = {weeks: self.own.last(line, now, weeks) for weeks in (52, 26, 13, 8, 4)}
        rates: dict[int, Floats] = {}
        before = self._prior(points)
        for weeks, (units, shelf) in sums.items():
            lean = 2.0 if weeks > 8 else 1.5
            before = rates[weeks] = (units + lean * before) / (shelf + lean)
        units, shelf = sums[13]
        level = np.maximum((units + 4.0 * rates[52]) / (shelf + 4.0), 0.05)
        values["level"] = np.log(level)
        for weeks in _WINDOWS:
            values[f"rate_{weeks}"] = np.log(np.maximum(rates[weeks], 0.02) / level)
        for kept, (sold, seen) in self.smooth.items():
            lean = 3.0 * (1.0 - kept)
            rate = (sold[line, now] + level * lean) / (seen[line, now] + lean)
            values[f"smooth_{kept}"] = np.log(np.maximum(rate, 0.02) / level)
        for back in (1, 2, 3):
            units, shelf = self.own.between(line, now - back, now - back + 1)
            values[f"lag_{back}"] = np.where(shelf > 0, units / np.maximum(shelf, 0.25) / level, np.nan)
        for weeks in (4, 13, 26):
            values[f"shelf_{weeks}"] = sums[weeks][1]
        age = np.maximum(now - self.begun[line], 0)
        values["age"] = np.minimum(age, 2 * YEAR + 6).astype(np.float64)
        _, ever = self.own.between(line, np.zeros_like(now), now)
        values["shelf_ever"] = ever / np.maximum(age, 1)
        for weeks in (13, 52):
            squares, sold_weeks = self.squares.last(line, now, weeks)
            units, shelf = sums[weeks]
            mean = units / np.maximum(shelf, 1)
            variance = np.maximum(squares / np.maximum(shelf, 1) - mean**2, 0.0)
            values[f"variation_{weeks}"] = np.where(shelf > 3, np.sqrt(variance) / (mean + 0.1), np.nan)
            values[f"sold_share_{weeks}"] = np.where(shelf > 3, sold_weeks / np.maximum(shelf, 1), np.nan)
        return level

    def _year_ago(self, points: Points, values: dict[str, Floats], level: Floats) -> None:
        """Sales around the same week of earlier years, against today's level and against the level of then."""
        for years in (1, 2):
            back = years * YEAR
            begin = points.target - back - 1
            units, shelf = self.own.between(points.line, begin, np.minimum(begin + 3, points.now))
            then, then_shelf = self.own.last(points.line, np.maximum(points.now - back, 0), 13)
            rate = np.where(then_shelf > 2, then / np.maximum(then_shelf, 1), np.nan)
            seen = shelf > 0
            against = np.log((units + 0.3 * level) / (shelf + 0.3) / level)
            values[f"year_{years}"] = np.where(seen, against, np.nan)
            season = np.log(((units + 0.5 * rate) / (shelf + 0.5) + 0.1) / (rate + 0.1))
            values[f"season_{years}"] = np.where(seen, season, np.nan)

    def _calendar(self, points: Points, values: dict[str, Floats]) -> None:
        days = self.history.first_day + 7 * points.target
        of_year = (days - days.astype("datetime64[Y]")).astype(int)
        angle = 2 * np.pi * of_year / 365.25
        values["sine"], values["cosine"] = np.sin(angle), np.cos(angle)
        values["week_of_year"] = (of_year // 7).astype(np.float64)
        for name, feasts in feast_days(range(int(str(days.min())[:4]) - 1, int(str(days.max())[:4]) + 2)).items():
            values[f"weeks_to_{name}"] = _weeks_to(days, feasts)
        values["ahead"] = points.ahead.astype(np.float64)


def _family(points: Points, line: Ints, sums: Sums, name: str, values: dict[str, Floats]) -> None:
    """How a family's sales moved from this time of earlier years to the week asked, and how they move now."""
    now_units, now_shelf = sums.last(line, points.now, 13)
    new_units, new_shelf = sums.last(line, points.now, 4)
    now_rate = (now_units + 1.0) / (now_shelf + 1.0)
    for years in (1, 2):
        back = years * YEAR
        begin = points.target - back - 1
        units, shelf = sums.between(line, begin, np.minimum(begin + 3, points.now))
        then, then_shelf = sums.last(line, np.maximum(points.now - back, 0), 13)
        seen = (shelf > 0) & (then_shelf > 0)
        then_rate = (then + 1.0) / np.maximum(then_shelf, 1.0)
        season = np.log((units + 1.0) / np.maximum(shelf, 1.0) / then_rate)
        values[f"{name}_season_{years}"] = np.where(seen, season, np.nan)
        if years == 1:
            growth = np.log(now_rate / ((then + 1.0) / (then_shelf + 1.0)))
            values[f"{name}_growth"] = np.where(then_shelf > 0, growth, np.nan)
    values[f"{name}_same_week"] = _same_week(points, line, sums)
    values[f"{name}_now"] = np.log((new_units + 0.5) / (new_shelf + 0.5) / now_rate)


def _same_week(points: Points, line: Ints, sums: Sums) -> Floats:
    """Mean over two years of the log of a family's sales in the very week asked against the 13 weeks before then."""
    total, years_seen = np.zeros(len(line)), np.zeros(len(line))
    for years in (1, 2):
        week = points.target - years * YEAR
        units, shelf = sums.between(line, week, np.minimum(week + 1, points.now))
        then, then_shelf = sums.last(line, np.maximum(points.now - years * YEAR, 0), 13)
        seen = (shelf > 0) & (then_shelf > 0)
        rate = np.log((units + 1.0) / np.maximum(shelf, 1.0) / ((then + 1.0) / np.maximum(then_shelf, 1.0)))
        total += np.where(seen, rate, 0.0)
        years_seen += seen
    return np.where(years_seen > 0, total / np.maximum(years_seen, 1), np.nan)


def _weeks_to(days: npt.NDArray[np.datetime64], feasts: npt.NDArray[np.datetime64]) -> Floats:
    """Whole weeks from each week's first day (N,) to the nearest feast: 0 in its week, negative after it, -6 to 8."""
    away = np.floor((feasts[None, :] - days[:, None]).astype("timedelta64[D]").astype(float) / 7.0)
    nearest = np.abs(away).argmin(axis=1)
    return np.asarray(np.clip(away[np.arange(len(days)), nearest], -6.0, 8.0))


def _families(history: DemandHistory) -> list[tuple[str, Ints]]:
    """Everything together, SKU and site, and the attribute whose groups are nearest to eight of the whole."""
    count = len(history.units)
    found = [("all", np.zeros(count, dtype=np.int64))]
    attributes = []
    for name, codes in history.groups.items():
        groups = len(np.unique(codes))
        if not 1 < groups < count:
            continue
        if name.startswith("by_"):
            found.append((name, codes))
        else:
            attributes.append((abs(np.log(groups / 8.0)), name, codes))
    found.extend((name, codes) for _, name, codes in sorted(attributes, key=lambda one: one[:2])[:1])
    return found


def _whole(codes: Ints) -> Ints:
    return np.where(codes < 0, codes.max() + 1, codes)


def _smoothed(units: Floats, share: Floats, kept: float) -> tuple[Floats, Floats]:
    """Discounted sums of units and shelf weeks (S, T + 1) known before each week."""
    sold = np.zeros((len(units), units.shape[1] + 1))
    seen = np.zeros_like(sold)
    for week in range(units.shape[1]):
        sold[:, week + 1] = kept * sold[:, week] + units[:, week]
        seen[:, week + 1] = kept * seen[:, week] + share[:, week]
    return sold, seen
