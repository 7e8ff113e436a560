"""A range's forecast added up: all, categories, styles and options, and taken apart into SKUs, shops and channels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from treadle.anticipate.options import OptionForecasts
from treadle.anticipate.panel import Ints
from treadle.anticipate.totals import Level, Split, totals
from treadle.terms.forecast import TOGETHER, TOTALS
from treadle.terms.product import Catalogue

#: Units that a category's split over shops and channels counts for in an option's, and the brand's in a category's.
#: A round number, not tuned.
FAMILY_UNITS = 40.0


def range_totals(
    told: OptionForecasts, curves: pa.Table, outlets: pa.Table, catalogue: Catalogue, *, seed: int = 0
) -> pa.Table:
    """TOTALS of options' forecasts. curves: SIZE_CURVES; outlets: OUTLETS, where options sold.

    Shops and channels are only told where orders name them. The same seed gives the same scenarios.
    """
    if not told.option_ids:
        return TOTALS.empty_table()
    options = [catalogue.option[option_id] for option_id in told.option_ids]
    categories = [catalogue.style[option.style_id].category for option in options]
    levels = [
        Level(name="all", names=["all"], codes=np.zeros(len(options), dtype=np.int64)),
        _level("category", categories),
        _level("style", [option.style_id for option in options]),
        Level(name="option", names=told.option_ids, codes=np.arange(len(options))),
    ]
    placed = _places(told.option_ids, categories, outlets)
    splits = [*(() if placed is None else (placed,)), _sizes(told.option_ids, curves)]
    made = totals(told.marginals, levels, splits, shared=told.shared, groups=told.groups, starts=told.starts, seed=seed)
    return made.select(TOTALS.names).cast(TOTALS).combine_chunks()


def range_findings(
    told: OptionForecasts, curves: pa.Table, outlets: pa.Table, catalogue: Catalogue, *, seed: int = 0
) -> dict[str, pa.Table]:
    """What stands beside a range's forecast: calibration (CALIBRATION), totals (TOTALS) and together (TOGETHER)."""
    return {
        "calibration": told.calibration,
        "totals": range_totals(told, curves, outlets, catalogue, seed=seed),
        "together": pa.table([list(told.shared), [round(one, 4) for one in told.shared.values()]], schema=TOGETHER),
    }


def _level(name: str, texts: Sequence[str]) -> Level:
    names, codes = np.unique(np.array(texts, dtype=object), return_inverse=True)
    return Level(name=name, names=names.tolist(), codes=codes)


def _sizes(option_ids: Sequence[str], curves: pa.Table) -> Split:
    """Options taken apart by their size curves."""
    place = {option_id: at for at, option_id in enumerate(option_ids)}
    rows = [row for row in curves.to_pylist() if row["option_id"] in place]
    rows.sort(key=lambda row: place[row["option_id"]])
    return Split(
        series=np.array([place[row["option_id"]] for row in rows], dtype=np.int64),
        share=np.array([row["share"] for row in rows]),
        strength=np.array([row["strength"] for row in rows]),
        levels=(Level(name="sku", names=[row["sku"] for row in rows], codes=np.arange(len(rows))),),
    )


def _places(option_ids: Sequence[str], categories: Sequence[str], outlets: pa.Table) -> Split | None:
    """Options taken apart over the places where their like sold lately; None where orders name no place.

    An option's share of a place leans on its category's, which leans on the brand's (Dirichlet with total counts of
    `FAMILY_UNITS`).
    """
    place_of = {option_id: at for at, option_id in enumerate(option_ids)}
    sold: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    for row in outlets.to_pylist():
        at = place_of.get(row["option_id"])
        if at is not None:
            sold[row["shop"], row["channel"]][at] = row["units"]
    places = sorted(sold)
    if not any(shop or channel for shop, channel in places):
        return None
    units = np.zeros((len(option_ids), len(places)))
    for number, place in enumerate(places):
        for at, amount in sold[place].items():
            units[at, number] = max(amount, 0.0)
    _, family = np.unique(np.array(categories, dtype=object), return_inverse=True)
    whole = units.sum(axis=0) / max(units.sum(), 1e-9)
    of_family = np.array([units[family == one].sum(axis=0) for one in range(int(family.max()) + 1)])
    lean = _leaning(of_family, whole)[family]
    share = _leaning(units, lean)
    series, column = (axis.ravel() for axis in np.indices(units.shape))
    strength = np.repeat(units.sum(axis=1) + FAMILY_UNITS, len(places))
    levels = tuple(
        _named(name, [place[at] for place in places], column) for at, name in ((0, "shop"), (1, "channel"))
        if any(place[at] for place in places)
    )  # fmt: skip
    return Split(series=series, share=share.ravel(), strength=strength, levels=levels)


def _leaning(units: np.ndarray, towards: np.ndarray) -> np.ndarray:
    """Shares (n, places) of units that lean on others."""
    return np.asarray((units + FAMILY_UNITS * towards) / (units.sum(axis=1, keepdims=True) + FAMILY_UNITS))


def _named(level: str, texts: Sequence[str], column: Ints) -> Level:
    """The places of one level, those without a name as 'none'."""
    names, codes = np.unique(np.array([text or "none" for text in texts], dtype=object), return_inverse=True)
    return Level(name=level, names=names.tolist(), codes=codes[column])
