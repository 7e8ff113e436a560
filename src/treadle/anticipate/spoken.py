"""The planner's own numbers beside the models: scored on what they spoke of, with what they could know."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from treadle.anticipate import tables
from treadle.anticipate.features import Rows
from treadle.anticipate.panel import Ints, Panel
from treadle.anticipate.periods import Periods
from treadle.errors import InputError, Problem

Floats = npt.NDArray[np.floating]

PLANNER = "planner's number"
#: The same models on the rows of the planner's numbers.
BESIDE = {"chosen": "chosen, where the planner spoke", "naive": "naive, where the planner spoke"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """Units (K,) that a planner expected of a series in a period, said before `made` (the first period that began on
    that day or later), in the order of series, period and day."""

    series: Ints
    target: Ints
    made: Ints
    units: Floats

    @classmethod
    def of(cls, series: Ints, first: Ints, last: Ints, said: Ints, units: Floats, periods: Periods) -> Spoken:
        """From rows (N,) of units over days `first` to `last` (as days since 1970), said on a day: spread evenly over
        the days, and kept for the periods that they fill."""
        starts = np.r_[periods.starts(), periods.starts()[-1:] + 1].astype("datetime64[D]").astype(np.int64)
        begins, ends = starts[:-1], np.r_[starts[1:-1], starts[-2] + np.median(np.diff(starts[:-1]))].astype(np.int64)
        made = np.searchsorted(begins, said)
        days = np.maximum(last - first + 1, 1)
        low = np.searchsorted(ends, first, side="right")
        high = np.searchsorted(begins, last, side="right")
        count = np.maximum(high - low, 0)
        row = np.repeat(np.arange(len(series)), count)
        target = low[row] + np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
        shared = np.minimum(last[row] + 1, ends[target]) - np.maximum(first[row], begins[target])
        key = np.stack([series[row], target, made[row]])
        known, back = np.unique(key, axis=1, return_inverse=True)
        back = back.ravel()
        filled = np.bincount(back, shared, minlength=known.shape[1])
        amount = np.bincount(back, units[row] * shared / days[row], minlength=known.shape[1])
        whole = filled >= (ends - begins)[known[1]]
        return cls(series=known[0][whole], target=known[1][whole], made=known[2][whole], units=amount[whole])

    def at(self, rows: Rows, span: int) -> npt.NDArray[np.float64]:
        """The last number (N,) said by the origin of each row, NaN where there is none. `span`: periods of the grid."""

        def key(series: Ints, target: Ints, period: Ints) -> Ints:
            return np.asarray((series * span + target) * (span + 1) + period)

        said = key(self.series, self.target, self.made)
        place = np.searchsorted(said, key(rows.series, rows.target, rows.origin), side="right") - 1
        found = np.full(len(rows.series), np.nan)
        there = place >= 0
        one = np.maximum(place, 0)
        there &= (self.series[one] == rows.series) & (self.target[one] == rows.target) if len(said) else False
        found[there] = self.units[one[there]]
        return found


def read_spoken(table: pa.Table, panel: Panel) -> Spoken:
    """A planner's table: sku, [site,] date (start of the period), units, said_on (the day on which it was said).

    Series that the history does not know are left out. Raises `InputError` with all problems of the table.
    """
    found: list[Problem] = []
    given = tables.as_arrow(table, "planner")
    wanted = ("sku", "date", "units", "said_on", *(("site",) if panel.sites is not None else ()))
    missing = [name for name in wanted if name not in given.column_names]
    if missing:
        raise InputError(
            Problem(file="planner", column=name, what="the column is missing", remedy="Add it") for name in missing
        )
    days = {name: tables.days(given.column(name), "planner", name, found) for name in ("date", "said_on")}
    units = tables.numbers(given.column("units"), "planner", "units", found)
    units = np.full(given.num_rows, np.nan) if units is None else units
    for name, bad in (("date", np.isnat(days["date"])), ("said_on", np.isnat(days["said_on"])),
                      ("units", np.isnan(units) | (units < 0))):  # fmt: skip
        told = {one.row for one in found if one.column == name}
        rows = np.array([row for row in np.flatnonzero(bad).tolist() if row + 2 not in told], dtype=np.int64)
        tables.tell(found, rows, "planner", name, "is missing or below 0", "Fill it or leave the row out")
    if found:
        raise InputError(found)
    place = {pair: at for at, pair in enumerate(zip(panel.skus, panel.sites or [""] * panel.count, strict=True))}
    sites = given.column("site").to_pylist() if panel.sites is not None else [""] * given.num_rows
    pairs = zip(given.column("sku").to_pylist(), sites, strict=True)
    series = np.array([place.get((str(sku), str(site)), -1) for sku, site in pairs], dtype=np.int64)
    index = panel.periods.index_of(days["date"])
    inside = (series >= 0) & (index >= 0) & (index < panel.periods.seen + panel.periods.ahead)
    made = np.searchsorted(panel.periods.starts(), days["said_on"])
    order = np.lexsort((made[inside], index[inside], series[inside]))
    return Spoken(
        series=series[inside][order], target=index[inside][order], made=made[inside][order], units=units[inside][order]
    )
