"""What people look for in vain: searches that no option answers, and those that lead nowhere although one would."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from treadle.sense.panel import Floats, Ints
from treadle.sense.search_terms import Meaning, Range, Reader
from treadle.terms.history import UNMET_SEARCHES
from treadle.terms.policy import UnmetPolicy


def unmet_searches(
    searches: pa.Table, *, reader: Reader, sold_range: Range, policy: UnmetPolicy | None = None
) -> pa.Table:
    """Searches of the last weeks that the range does not answer (UNMET_SEARCHES), most searched first.

    searches: query, week_start, searches, unled_searches. Texts that mean the same are one row, named by the commonest.
    'hard to find' is only said where some searches of the brand do lead to options.
    """
    policy = policy or UnmetPolicy()
    window = policy.window_weeks
    if searches.num_rows == 0:
        return UNMET_SEARCHES.empty_table()
    days: Ints = searches["week_start"].cast(pa.int32()).to_numpy().astype(np.int64)
    weeks_ago: Ints = (days.max() - days) // 7
    units: Floats = searches["searches"].to_numpy()
    unled: Floats = searches["unled_searches"].to_numpy()
    query = searches["query"].combine_chunks().dictionary_encode()
    code = query.indices.to_numpy().astype(np.int64)

    def total(values: Floats, first: int, last: int) -> Floats:
        sums = np.zeros(len(query.dictionary))
        inside = (weeks_ago >= first) & (weeks_ago < last)
        np.add.at(sums, code[inside], values[inside])
        return sums

    now, before = total(units, 0, window), total(units, window, 2 * window)
    lost = total(unled, 0, 2 * window)
    usual = float(lost.sum() / max((now + before).sum(), 1e-9))
    groups: dict[str, tuple[Meaning, list[int]]] = {}
    for place, text in enumerate(query.dictionary.to_pylist()):
        if now[place] + before[place] > 0:
            meaning = reader.read(text)
            groups.setdefault(meaning.key, (meaning, []))[1].append(place)
    rows = []
    for meaning, places in groups.values():
        made = np.array([now[places].sum(), before[places].sum(), lost[places].sum()])
        why = _why(meaning, sold_range, made, usual, policy)
        if why:
            named = max(places, key=lambda place: (now[place] + before[place], query.dictionary[place].as_py()))
            rows.append(_row(query.dictionary[named].as_py(), why, meaning, sold_range, made))
    rows.sort(key=lambda row: (-float(str(row["searches_now"])), str(row["query"])))
    return pa.Table.from_pylist(rows, schema=UNMET_SEARCHES)


def _why(meaning: Meaning, sold: Range, made: Floats, usual: float, policy: UnmetPolicy) -> str:
    """Why a term is unmet; empty where it is not, where too few looked for it, or where most find something after
    all."""
    now, before, lost = made
    every = now + before
    if every < policy.least_searches:
        return ""
    strange = [word for word in meaning.unknown if word not in sold.words]
    if not meaning.features:
        return "not understood" if strange else ""
    if sold.fitting(meaning) == 0:
        return "not in range" if lost / every >= 0.5 * (1.0 + usual) else ""
    return "hard to find" if usual < 0.999 and _upper_chance(lost, every, usual) < policy.hard_chance else ""


def _upper_chance(lost: float, every: float, usual: float) -> float:
    """Probability of so many lost searches among `every` where each is lost with the usual chance."""
    from scipy.special import bdtrc

    return float(bdtrc(max(int(lost) - 1, 0), int(np.ceil(every)), usual)) if lost >= 1 else 1.0


def _row(query: str, why: str, meaning: Meaning, sold: Range, made: Floats) -> dict[str, object]:
    now, before, lost = (float(one) for one in made)
    return {
        "query": query,
        "why": why,
        "asks_for": " ".join([*(f"{name}={value}" for name, value in meaning.features), *meaning.unknown]),
        "missing": " ".join(f"{name}={value}" for name, value in sold.missing(meaning)),
        "fitting_options": sold.fitting(meaning) if meaning.features else 0,
        "searches_now": now,
        "searches_before": before,
        "unled_share": lost / (now + before),
    }
