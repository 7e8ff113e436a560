"""From tables to a panel: the rules of the input, all broken ones told at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from treadle.anticipate import tables
from treadle.anticipate.panel import Floats, Ints, Panel
from treadle.anticipate.periods import EVERY, Days, Periods
from treadle.errors import InputError, Problem

Floats64 = npt.NDArray[np.float64]

_RESERVED = frozenset(("sku", "site", "date", "units", "in_stock"))


def read_panel(history: Any, products: Any, known: Any, *, ahead: int, every: str) -> Panel:
    """History, products and known-ahead tables (Arrow, pandas, polars; the last two may be None) as a panel.

    Rules: every series ends at the latest date of the history; it begins at `launch_day` if given, else at its
    first row; periods without a row are zero units; SKUs of `products` without history are new; weeks keep the
    weekday of the file. Raises `InputError` with all problems of all tables.
    """
    if every not in EVERY:
        raise InputError.single("options", f"every is {every!r}", "Choose day, week or month")
    if ahead < 1:
        raise InputError.single("options", f"horizon is {ahead}", "Give at least one period")
    found: list[Problem] = []
    past_table = tables.as_arrow(history, "history")
    static_table = None if products is None else tables.as_arrow(products, "products")
    known_table = None if known is None else tables.as_arrow(known, "known")
    _require(past_table, ("sku", "date", "units"), "history", found)
    if static_table is not None:
        _require(static_table, ("sku",), "products", found)
    if known_table is not None:
        _require(known_table, ("sku", "date"), "known", found)
    if not found and past_table.num_rows == 0:
        found.append(Problem(file="history", what="has no rows", remedy="Give at least one period of sales"))
    if found:
        raise InputError(found)
    has_site = "site" in past_table.column_names
    names = _Names(has_site)
    past_line = names.lines(past_table, "history", found)
    statics = _Statics(static_table, names, has_site, found)
    days = tables.days(past_table.column("date"), "history", "date", found)
    _no_gaps(np.isnat(days), "history", "date", "is missing", found)
    sold = _sold(past_table, found)
    if found:
        raise InputError(found)
    periods = _grid(days, every, ahead)
    return _fill(past_table, known_table, periods, days, past_line, names, statics, found, sold)


def with_pairs(panel: Panel, skus: list[str], sites: list[str] | None) -> tuple[Panel, Ints]:
    """A panel that holds all the pairs of another table too, and the line (N,) of each of its rows."""
    line_of = {pair: line for line, pair in enumerate(zip(panel.skus, panel.sites or [""] * panel.count))}
    lines = [line_of.setdefault(pair, len(line_of)) for pair in zip(skus, sites or [""] * len(skus))]
    unseen = list(line_of)[panel.count :]
    return panel.and_new(unseen) if unseen else panel, np.array(lines, dtype=np.int64)


def _sold(past_table: pa.Table, found: list[Problem]) -> tuple[Floats64, Floats64]:
    """Units and in-stock share of every row of the history; problems are added to `found`."""
    units = tables.numbers(past_table.column("units"), "history", "units", found)
    if units is None:
        units = np.full(past_table.num_rows, np.nan)
    _no_gaps(np.isnan(units), "history", "units", "is missing", found)
    _no_gaps(units < 0, "history", "units", "is negative (give units before returns)", found)
    in_stock = np.ones(past_table.num_rows)
    if "in_stock" in past_table.column_names:
        in_stock = tables.shares(past_table.column("in_stock"), "history", "in_stock", found)
    return units, in_stock


class _Names:
    """Numbers for series in order of first sight, and their ids letter for letter."""

    def __init__(self, has_site: bool) -> None:
        self.has_site = has_site
        self.of: dict[tuple[str, str], int] = {}

    def pairs(self, table: pa.Table, name: str, found: list[Problem]) -> tuple[Ints, list[tuple[str, str]]]:
        """(pair number per row, distinct pairs) of a table; missing ids are added to `found`."""
        sku_code, skus = tables.text_codes(table.column("sku"))
        _no_gaps((sku_code < 0) | np.array([*(not text for text in skus), True])[sku_code], name, "sku",
                 "is missing", found)  # fmt: skip
        site_code, sites = np.zeros(len(sku_code), dtype=np.int64), [""]
        if self.has_site and "site" in table.column_names:
            site_code, sites = tables.text_codes(table.column("site"))
            _no_gaps(site_code < 0, name, "site", "is missing", found)
        joined = sku_code * max(len(sites), 1) + site_code
        distinct, where, back = np.unique(joined, return_index=True, return_inverse=True)
        order = np.argsort(where, kind="stable")
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        pairs = [(skus[value // max(len(sites), 1)], sites[value % max(len(sites), 1)]) for value in distinct[order]]
        return rank[back.reshape(-1)], pairs

    def lines(self, table: pa.Table, name: str, found: list[Problem]) -> Ints:
        """The series of every row; unseen ones get the next number."""
        row_pair, pairs = self.pairs(table, name, found)
        of_pair = [self.of.setdefault(pair, len(self.of)) for pair in pairs]
        return np.array(of_pair, dtype=np.int64)[row_pair] if pairs else np.zeros(0, dtype=np.int64)


class _Statics:
    """The product table: which row speaks for which series."""

    def __init__(self, table: pa.Table | None, names: _Names, has_site: bool, found: list[Problem]) -> None:
        self.table = table
        self.row_of = np.zeros(0, dtype=np.int64)
        self.launch: Days = np.zeros(0, dtype="datetime64[D]")
        self.season_end: Days = np.zeros(0, dtype="datetime64[D]")
        if table is None:
            return
        by_site = has_site and "site" in table.column_names
        seen_sites = sorted({site for _, site in names.of}) if has_site else [""]
        row_pair, pairs = names.pairs(table, "products", found)
        _no_repeats(row_pair, [f"sku {sku!r}" + (f", site {site!r}" if by_site else "") for sku, site in pairs],
                    "products", found)  # fmt: skip
        first_row = np.full(len(pairs), -1, dtype=np.int64)
        first_row[row_pair[::-1]] = np.arange(len(row_pair))[::-1]
        row_of: dict[int, int] = {}
        for row, (sku, site) in zip(first_row.tolist(), pairs):
            for one in [site] if by_site or not has_site else self._sites(sku, names, seen_sites):
                row_of[names.of.setdefault((sku, one), len(names.of))] = row
        self.row_of = np.array([row_of.get(line, -1) for line in range(len(names.of))], dtype=np.int64)
        if "launch_day" in table.column_names:
            self.launch = tables.days(table.column("launch_day"), "products", "launch_day", found)
        if "season_end" in table.column_names:
            self.season_end = tables.days(table.column("season_end"), "products", "season_end", found)

    @staticmethod
    def _sites(sku: str, names: _Names, seen_sites: list[str]) -> list[str]:
        """Sites of a SKU whose product row names none: those it sold at, or all when it is new."""
        return [site for site in seen_sites if (sku, site) in names.of] or seen_sites

    def by_series(self, of_row: Days, count: int) -> Days:
        """A day of the product rows for each series (count,), NaT where not given."""
        days = np.full(count, "NaT", dtype="datetime64[D]")
        if len(of_row):
            there = np.flatnonzero(self.row_of >= 0)
            days[there] = of_row[self.row_of[there]]
        return days


def _require(table: pa.Table, columns: tuple[str, ...], name: str, found: list[Problem]) -> None:
    for column in columns:
        if column not in table.column_names:
            have = ", ".join(table.column_names) or "none"
            found.append(
                Problem(file=name, column=column, what=f"the column is missing (found: {have})", remedy="Add it")
            )


def _no_gaps(bad: npt.NDArray[np.bool_], name: str, header: str, what: str, found: list[Problem]) -> None:
    told = {problem.row for problem in found if problem.file == name and problem.column == header}
    rows = np.array([row for row in np.flatnonzero(bad).tolist() if row + 2 not in told], dtype=np.int64)
    tables.tell(found, rows, name, header, what, "Fill it or leave the row out")


def _no_repeats(key: npt.NDArray[np.int64], said: list[str] | None, name: str, found: list[Problem],
                tell_key: Any = None) -> None:  # fmt: skip
    """Add one problem for every key that comes more than once, with the rows of all its appearances."""
    values, count = np.unique(key, return_counts=True)
    repeated = values[count > 1]
    if not len(repeated):
        return
    order = np.argsort(key, kind="stable")
    begin = np.searchsorted(key[order], repeated, side="left")
    end = np.searchsorted(key[order], repeated, side="right")
    for value, low, high in zip(repeated.tolist(), begin.tolist(), end.tolist()):
        rows = ", ".join(str(row + 2) for row in order[low:high].tolist())
        label = said[value] if said is not None else tell_key(value)
        what = f"{label} comes {high - low} times (rows {rows})"
        found.append(Problem(file=name, row=int(order[low]) + 2, what=what, remedy="Keep one row"))


def _grid(days: Days, every: str, ahead: int) -> Periods:
    """The grid from the earliest to the latest day of the history; weeks keep the latest day's weekday."""
    first, last = days.min(), days.max()
    if every == "month":
        first, last = (day.astype("datetime64[M]").astype("datetime64[D]") for day in (first, last))
    if every == "week":
        first = first - (first - last).astype(int) % 7
    grid = Periods(every=every, first_day=first, seen=1, ahead=ahead)
    return Periods(every=every, first_day=first, seen=int(grid.index_of(np.array([last]))[0]) + 1, ahead=ahead)


def _fill(
    past_table: pa.Table, known_table: pa.Table | None, periods: Periods, days: Days, past_line: Ints,
    names: _Names, statics: _Statics, found: list[Problem], sold: tuple[Floats64, Floats64],
) -> Panel:  # fmt: skip
    pairs = list(names.of)
    shape = (len(pairs), periods.seen)
    span = periods.seen + periods.ahead
    index = _index(periods, days, past_line, pairs, "history", found)
    units, in_stock = sold
    past = {}
    for header in past_table.column_names:
        values = None if header in _RESERVED else tables.numbers(past_table.column(header), "history", header)
        if values is not None:
            past[header] = _scatter(shape, past_line, index, values, np.nan)
    known = _known(known_table, periods, names, len(pairs), span, found)
    if found:
        raise InputError(found)
    first_row = np.full(len(pairs), span, dtype=np.int64)
    np.minimum.at(first_row, past_line, index)
    is_new = first_row == span
    start, age_offset = _starts(periods, statics, first_row, is_new)
    begun = np.arange(periods.seen)[None, :] >= start[:, None]
    numeric, groups, labels = _attributes(statics, len(pairs))
    if names.has_site:
        _by_name(pairs, groups, labels)
    for header, seen in past.items():
        if header in known:
            early = known[header][:, : periods.seen]
            early[:] = np.where(np.isnan(early), seen, early)
    filled = _scatter(shape, past_line, index, units, 0.0)
    last_row = np.full(len(pairs), -1, dtype=np.int64)
    np.maximum.at(last_row, past_line[units > 0], index[units > 0])
    on_sale = _on_sale(periods, statics.by_series(statics.season_end, len(pairs)), last_row)
    begun = begun & (on_sale[:, : periods.seen] > 0)
    return Panel(
        periods=periods,
        skus=[sku for sku, _ in pairs],
        sites=[site for _, site in pairs] if names.has_site else None,
        units=np.where(begun, filled, np.float32(0.0)),
        exposure=np.where(begun, _scatter(shape, past_line, index, in_stock, 1.0), np.float32(0.0))
        * on_sale[:, : periods.seen],
        on_sale=on_sale[:, periods.seen :],
        start=start,
        is_new=is_new,
        age_offset=age_offset,
        is_dated=_dated(statics, len(pairs)),
        is_whole=bool(np.mean(units[units > 0] % 1 == 0) > 0.95) if (units > 0).any() else True,
        past=past,
        known=known,
        numeric=numeric,
        groups=groups,
        labels=labels,
    )


def _index(
    periods: Periods, days: Days, line: Ints, pairs: list[tuple[str, str]], name: str, found: list[Problem]
) -> Ints:
    """The period of every row; days off the weekly grid and repeated keys are added to `found`."""
    weekday = f"is not a {periods.starts()[0].astype(object):%A}, on which the file's last week starts"
    remedy = "Give the first day of each week, or use --every day"
    tables.tell(found, np.flatnonzero(periods.off_grid(days)), name, "date", weekday, remedy)
    index = periods.index_of(days)
    low = int(index.min()) if len(index) else 0
    width = int(index.max()) - low + 1 if len(index) else 1

    def said(key: int) -> str:
        sku, site = pairs[key // width]
        one = Periods(every=periods.every, first_day=periods.first_day, seen=1, ahead=max(key % width + low, 0))
        day = one.starts()[-1] if key % width + low > 0 else periods.first_day
        return f"sku {sku!r}" + (f", site {site!r}" if site else "") + f", date {day}"

    _no_repeats(line * width + index - low, None, name, found, said)
    return index


def _scatter(shape: tuple[int, int], line: Ints, index: Ints, values: npt.NDArray[Any], empty: float) -> Floats:
    table = np.full(shape, empty, dtype=np.float32)
    inside = (index >= 0) & (index < shape[1]) & (line >= 0)
    table[line[inside], index[inside]] = values[inside]
    return table


def _known(
    table: pa.Table | None, periods: Periods, names: _Names, count: int, span: int, found: list[Problem]
) -> dict[str, Floats]:
    """Columns known ahead, (S, T + H) each; rows of unknown SKUs or outside the span are left out."""
    if table is None or table.num_rows == 0:
        return {}
    row_pair, pairs = names.pairs(table, "known", found)
    by_site = names.has_site and "site" in table.column_names
    days = tables.days(table.column("date"), "known", "date", found)
    _no_gaps(np.isnat(days), "known", "date", "is missing", found)
    if np.isnat(days).any():
        return {}
    index = _index(periods, days, row_pair, pairs, "known", found)
    lines_of: list[list[int]] = []
    if by_site or not names.has_site:
        lines_of = [[names.of[pair]] if pair in names.of else [] for pair in pairs]
    else:
        of_sku: dict[str, list[int]] = {}
        for (sku, _), line in names.of.items():
            of_sku.setdefault(sku, []).append(line)
        lines_of = [of_sku.get(sku, []) for sku, _ in pairs]
    repeat = np.array([len(lines) for lines in lines_of], dtype=np.int64)[row_pair]
    row = np.repeat(np.arange(len(row_pair)), repeat)
    chosen = np.array([one for pair in row_pair.tolist() for one in lines_of[pair]], dtype=np.int64)
    known = {}
    for header in table.column_names:
        if header in _RESERVED:
            continue
        values = tables.numbers(table.column(header), "known", header)
        if values is not None:
            known[header] = _scatter((count, span), chosen, index[row], values[row], np.nan)
    return known


def _starts(periods: Periods, statics: _Statics, first_row: Ints, is_new: npt.NDArray[np.bool_]) -> tuple[Ints, Floats]:
    """First period and age before the grid of every series: its launch day, else its first row, else the first
    coming period."""
    span = periods.seen + periods.ahead
    start = np.where(is_new, periods.seen, first_row)
    age_offset = np.zeros(len(start), dtype=np.float32)
    launch = statics.by_series(statics.launch, len(start))
    given = ~np.isnat(launch)
    if given.any():
        launched = periods.index_of(launch[given])
        age_offset[given] = np.maximum(-launched, 0)
        launched = np.where(is_new[given], np.maximum(launched, 0), np.clip(launched, 0, None))
        start[given] = np.minimum(launched, span)
    return start, age_offset


def _dated(statics: _Statics, count: int) -> npt.NDArray[np.bool_]:
    """Which series (S,) have a launch day."""
    return ~np.isnat(statics.by_series(statics.launch, count))


def _on_sale(periods: Periods, season_end: Days, last_row: Ints) -> Floats:
    """Part (S, T + H) of each period's days before and on which a series is on sale, by the last day of its season.

    A series that sold in a later period (`last_row` (S,)) did not end that day, whatever the table says.
    """
    starts = np.r_[periods.starts(), periods.after()]
    days = np.diff(starts).astype(int)
    left = (season_end[:, None] - starts[None, :-1]).astype("timedelta64[D]").astype(float) + 1.0
    share = np.where(np.isnat(season_end)[:, None], 1.0, np.clip(left / days[None, :], 0.0, 1.0))
    sold_on = share[np.arange(len(share)), np.maximum(last_row, 0)] <= 0.0
    share[sold_on & (last_row >= 0)] = 1.0
    return np.asarray(share, dtype=np.float32)


def _by_name(pairs: list[tuple[str, str]], groups: dict[str, Ints], labels: dict[str, list[str]]) -> None:
    """SKU and site as attributes of their own: the same SKU at other sites is a family, and so is a site."""
    for place, name in enumerate(("sku", "site")):
        texts = list(dict.fromkeys(pair[place] for pair in pairs))
        number = {text: code for code, text in enumerate(texts)}
        groups[f"by_{name}"] = np.array([number[pair[place]] for pair in pairs], dtype=np.int64)
        labels[f"by_{name}"] = texts


def _attributes(statics: _Statics, count: int) -> tuple[dict[str, Floats], dict[str, Ints], dict[str, list[str]]]:
    """Numeric attributes (S,), text attributes as codes (S,) and the texts of the codes."""
    numeric: dict[str, Floats] = {}
    groups: dict[str, Ints] = {}
    labels: dict[str, list[str]] = {}
    if statics.table is None:
        return numeric, groups, labels
    row = np.concatenate([statics.row_of, np.full(count - len(statics.row_of), -1, dtype=np.int64)])
    for header in statics.table.column_names:
        if header in ("sku", "site", "launch_day", "season_end"):
            continue
        column = statics.table.column(header)
        values = tables.numbers(column, "products", header)
        if values is not None:
            numeric[header] = np.where(row >= 0, values[row], np.nan).astype(np.float32)
            few = np.unique(values[~np.isnan(values)])
            if len(few) > 60 or not np.all(few % 1 == 0):
                continue
        if pa.types.is_nested(column.type) or pa.types.is_temporal(column.type):
            continue
        codes, texts = tables.text_codes(column)
        groups[header] = np.where(row >= 0, codes[row], -1)
        labels[header] = texts
    return numeric, groups, labels
