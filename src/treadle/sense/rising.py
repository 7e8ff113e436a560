"""The rising list: options, attributes and search terms whose rate is really up, and how early that was seen before.

Each kind is judged apart by `trend.find_rises`, on looks (views, searches, carts and wishes) or searches and again on
demand, so that the list says how many days its looks were ahead of its sales.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from treadle.sense.panel import Floats, Ints, Products, codes_of
from treadle.sense.search_terms import Feature, Range, Reader
from treadle.sense.trend import Flags, Rises, find_rises, last_run
from treadle.terms.history import RISING, RISING_RECORD
from treadle.terms.policy import TrendPolicy
from treadle.terms.product import Catalogue

_LOOKS = ("views", "searches", "carts", "wishes")
#: Search terms judged at most, most searched first. Not tuned: bounds work and memory.
MOST_TERMS = 4000
#: Weeks before a rise of sales in which a list may have said so. Two months, not tuned.
_FORETOLD_WEEKS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Searches by meaning: texts that say the same are one term, named by the commonest. `counts` has shape
    (terms, weeks); `features` are what each term asks for."""

    names: tuple[str, ...]
    features: tuple[tuple[Feature, ...], ...]
    counts: Floats


def rising(
    traffic: pa.Table,
    option_history: pa.Table,
    searches: pa.Table,
    *,
    catalogue: Catalogue,
    reader: Reader,
    sold_range: Range,
    policy: TrendPolicy | None = None,
) -> tuple[pa.Table, pa.Table]:
    """The list at the end of the last week (RISING), strongest first within a kind, and its record (RISING_RECORD).

    traffic: TRAFFIC; option_history: OPTION_HISTORY; searches: query, week_start, searches.
    """
    policy = policy or TrendPolicy()
    options = tuple(option.option_id for option in catalogue.options)
    starts = _weeks(traffic, option_history, searches)
    if len(starts) < policy.recent_weeks + policy.base_weeks:
        return RISING.empty_table(), RISING_RECORD.empty_table()
    products = Products.of(catalogue)
    looks = _panel(traffic, products, starts, _LOOKS)
    demand = _panel(option_history, products, starts, ("demand_units",))
    live_from = _live_from(option_history, products, starts)
    having = _having(sold_range, options)
    features = sorted(having)
    terms = search_terms(searches, starts, reader)
    judged = [("option", options, find_rises(looks, live_from, policy), find_rises(demand, live_from, policy))]
    if features:
        has = _matrix([having[one] for one in features], len(options))
        seen, sales = (find_rises(panel, live_from, policy, has) for panel in (looks, demand))
        judged.append(("attribute", _named(features), seen, sales))
    always = np.zeros(len(terms.names), dtype=np.int64)
    if terms.names:
        fits = [_fitting(asked, sold_range, having, len(options)) for asked in terms.features]
        found, fits = _by_find(terms, fits)
        searched = find_rises(found.counts, always[: len(found.names)], policy)
        sales = find_rises(demand, live_from, policy, _matrix(fits, len(options)))
        judged.append(("search", found.names, searched, sales))
    asked_for = sorted({feature for asked in terms.features for feature in asked})
    if asked_for:
        asks = _matrix([np.array([one in asked for asked in terms.features]) for one in asked_for], len(always))
        says = _matrix([_fitting((one,), sold_range, having, len(options)) for one in asked_for], len(options))
        searched, sales = find_rises(terms.counts, always, policy, asks), find_rises(demand, live_from, policy, says)
        judged.append(("searched attribute", _named(asked_for), searched, sales))
    lists = [_listed(kind, names, seen, sales, starts, policy) for kind, names, seen, sales in judged]
    record = [_record(kind, seen, sales, policy) for kind, names, seen, sales in judged]
    return pa.concat_tables(lists), pa.Table.from_pylist(record, schema=RISING_RECORD)


def search_terms(searches: pa.Table, starts: Ints, reader: Reader) -> Terms:
    """Searches by meaning and week, most searched first (at most MOST_TERMS)."""
    week = np.searchsorted(starts, _days(searches))
    query = searches["query"].combine_chunks().dictionary_encode()
    texts, code = query.dictionary.to_pylist(), query.indices.to_numpy().astype(np.int64)
    units = searches["searches"].to_numpy()
    by_text = np.zeros((len(texts), len(starts)))
    np.add.at(by_text, (code, week), units)
    totals = by_text.sum(axis=1)
    meanings = [reader.read(text) for text in texts]
    keys: dict[str, list[int]] = {}
    for at in np.lexsort((np.array(texts, dtype=object).astype(str), -totals)).tolist():
        keys.setdefault(meanings[at].key, []).append(at)
    kept = sorted(keys.items(), key=lambda pair: (-float(totals[pair[1]].sum()), pair[0]))[:MOST_TERMS]
    return Terms(
        names=tuple(texts[places[0]] for _, places in kept),
        features=tuple(meanings[places[0]].features for _, places in kept),
        counts=np.array([by_text[places].sum(axis=0) for _, places in kept]).reshape(-1, len(starts)),
    )


def _by_find(terms: Terms, fits: list[Flags]) -> tuple[Terms, list[Flags]]:
    """Searches that find the same options as one, named by the commonest, and what each finds: people say it in so many
    words that each alone is too rare to be told from chance. What finds nothing stays as it is."""
    places: dict[bytes | int, list[int]] = {}
    for at, fit in enumerate(fits):
        places.setdefault(fit.tobytes() if fit.any() else at, []).append(at)
    groups = list(places.values())  # terms come most searched first
    found = Terms(
        names=tuple(terms.names[group[0]] for group in groups),
        features=tuple(terms.features[group[0]] for group in groups),
        counts=np.array([terms.counts[group].sum(axis=0) for group in groups]),
    )
    return found, [fits[group[0]] for group in groups]


def _listed(
    kind: str, names: tuple[str, ...], seen: Rises, sales: Rises, starts: Ints, policy: TrendPolicy
) -> pa.Table:
    """What rose in the last lists of one kind and keeps up."""
    since, last = last_run(seen.is_listed, policy.keep_weeks)
    sales_since, _ = last_run(sales.is_listed, policy.keep_weeks + _FORETOLD_WEEKS)
    rows = np.flatnonzero(since >= 0)
    rows = rows[seen.now[rows, -1] >= policy.keeps_up_share * seen.now[rows, last[rows]]]
    chance = np.array([np.nanmin(seen.chance[row, since[row] : last[row] + 1]) for row in rows.tolist()])
    order = np.lexsort((rows, chance))
    rows, chance = rows[order], chance[order]
    is_up = sales_since[rows] >= 0
    return pa.table(
        {
            "kind": pa.array([kind] * len(rows), pa.string()),
            "name": pa.array([names[row] for row in rows.tolist()], pa.string()),
            "week_start": _dates(np.full(len(rows), starts[-1])),
            "before_per_week": seen.before[rows, since[rows]],
            "now_per_week": seen.now[rows, -1],
            "rise": seen.rise[rows, last[rows]],
            "chance": chance,
            "since_week": _dates(starts[since[rows]]),
            "demand_rise": pa.array(np.nan_to_num(sales.rise[rows, -1], nan=1.0)),
            "sales_since_week": pa.array(_dates(starts[sales_since[rows]]).to_pylist(), pa.date32(), mask=~is_up),
            "ahead_days": pa.array((sales_since[rows] - since[rows]) * 7, pa.int64(), mask=~is_up),
        }
    ).cast(RISING)


def _record(kind: str, seen: Rises, sales: Rises, policy: TrendPolicy) -> dict[str, object]:
    """How often, and how early, looks were listed before a rise of demand was, over the past weeks; of what had too few
    looks to be listed at all nothing is counted."""
    first = max(0, sales.is_listed.shape[1] - policy.past_weeks)
    ahead = []
    begun = sales.is_listed.copy()
    begun[:, 1:] &= ~sales.is_listed[:, :-1]
    begun[:, 2:] &= ~sales.is_listed[:, :-2]
    for series, week in zip(*np.nonzero(begun), strict=True):
        if week >= first:
            said = np.flatnonzero(seen.is_listed[series, max(0, week - _FORETOLD_WEEKS) : week + 1])
            looks = seen.now[series, max(0, week - _FORETOLD_WEEKS) : week + 1] * policy.recent_weeks
            if not (looks >= policy.least_acts).any():
                continue
            ahead.append(-1 if len(said) == 0 else (min(week, _FORETOLD_WEEKS) - int(said[0])) * 7)
    known = [days for days in ahead if days >= 0]
    return {
        "kind": kind,
        "false_alarm_share": policy.false_alarm_share,
        "lists": seen.is_listed.shape[1] - first,
        "lists_with_any": int(seen.is_listed[:, first:].any(axis=0).sum()),
        "demand_rises": len(ahead),
        "seen_in_time": len(known),
        "seen_earlier": sum(days > 0 for days in known),
        "median_ahead_days": float(np.median(known)) if known else None,
    }


def _having(sold: Range, options: tuple[str, ...]) -> dict[Feature, Flags]:
    """For each feature of the range, which options have it, shape (options,)."""
    found: dict[Feature, Flags] = {}
    for at, option_id in enumerate(options):
        for feature in sold.of_option[option_id]:
            found.setdefault(feature, np.zeros(len(options), dtype=bool))[at] = True
    return found


def _fitting(asked: tuple[Feature, ...], sold: Range, having: dict[Feature, Flags], options: int) -> Flags:
    """Which options have all that is asked for; nothing asked fits none."""
    wanted = [one for one in asked if one[0] in sold.attributes]
    fit = np.full(options, bool(wanted))
    for one in wanted:
        fit &= having.get(one, False)
    return fit


def _matrix(rows: list[Flags], width: int) -> Any:
    """Flags as a sparse 0/1 matrix, shape (rows, width)."""
    from scipy.sparse import csr_array

    return csr_array(np.array(rows, dtype=np.float64).reshape(-1, width))


def _named(features: list[Feature]) -> tuple[str, ...]:
    return tuple(f"{name}={value}" for name, value in features)


def _weeks(*tables: pa.Table) -> Ints:
    """First days of all weeks from the first to the last of any table."""
    days = np.concatenate([_days(table) for table in tables])
    return np.arange(days.min(), days.max() + 1, 7) if len(days) else days


def _days(table: pa.Table) -> Ints:
    days: Ints = table["week_start"].cast(pa.int32()).to_numpy().astype(np.int64)
    return days


def _dates(days: Ints) -> pa.Array:
    return pa.array(days.astype(np.int32)).cast(pa.date32())


def _panel(table: pa.Table, products: Products, starts: Ints, columns: tuple[str, ...]) -> Floats:
    """Sum of columns by option and week, shape (options, weeks)."""
    panel = np.zeros((len(products.options), len(starts)))
    row, week = codes_of(table["option_id"], products.options), np.searchsorted(starts, _days(table))
    for name in columns:
        np.add.at(panel, (row, week), table[name].to_numpy())
    return panel


def _live_from(option_history: pa.Table, products: Products, starts: Ints) -> Ints:
    """First whole week of each option; beyond the last for one that has none."""
    first = np.full(len(products.options), len(starts), dtype=np.int64)
    row, week = codes_of(option_history["option_id"], products.options), np.searchsorted(starts, _days(option_history))
    np.minimum.at(first, row, week)
    return np.where(first > 0, first + 1, 0)
