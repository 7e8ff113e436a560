"""What a view, a search, a cart and a wish are worth: units of demand that follow each, and after how many days.

Demand of an option on a day is a sum over the acts of the days before, each weighted by how many days it lies back.
The weights are a non-negative mixture of exponential delays (a distributed lag: Koyck 1954), fitted to all options of
a category by non-negative least squares (Lawson & Hanson 1974), with days weighted by the in-stock share, since an
empty shelf turns no act into a sale. Bounds come from leaving out a tenth of the options at a time (delete-a-group
jackknife). Where enough orders can be traced to earlier acts of the same customer, the lead is the mean of those
delays; else it is the mean of the fitted ones, which a slow drift of interest makes too long.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from treadle.sense.panel import Floats, Ints, Products, codes_of, day_number, local_day, local_days
from treadle.terms.history import INTENT
from treadle.terms.product import Catalogue
from treadle.terms.signal import TRAFFIC_KINDS
from treadle.terms.signal_parts import first_moment

#: Mean delays in days of the mixture; 0 is the day itself. Doubling steps, not tuned.
DELAYS = (0.0, 1.0, 2.0, 4.0, 7.0, 14.0)
#: Options are left out in so many groups. A round number, not tuned.
GROUPS = 10
#: Fewer acts of a kind, or days, say nothing. A round number, not tuned.
LEAST_ACTS = 50.0
#: Four weeks, not tuned.
LEAST_DAYS = 28
#: An order is traced to acts of its customer in so many days before it; fewer traced orders give no lead.
#: Four weeks, not tuned.
TRACED_DAYS = 28
#: A round number, not tuned.
LEAST_TRACED = 30
#: 80 % of a normal law lies within so many standard errors. By definition.
_EIGHTY = 1.2816


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """Acts and units by option and day: `acts` has shape (kinds, options, days), `sold` and `share` (in-stock share)
    (options, days)."""

    acts: Floats
    sold: Floats
    share: Floats


def intent(
    signals: pa.Table, *, catalogue: Catalogue, as_of: date, time_zone: str, in_stock: pa.Table | None = None
) -> pa.Table:
    """The worth of each kind of act by category (INTENT), from signals (SIGNALS) of single acts and totals of a day.

    Weekly totals tell no delays and are left out. A category or kind with too little to go by has no row. An act's
    worth is what was seen to follow it, not what it caused.
    """
    count = IntentCount(first_moment(signals), catalogue=catalogue, as_of=as_of, time_zone=time_zone)
    count.add(signals)
    return count.done(in_stock)


class IntentCount:
    """Acts counted part by part, as `intent` says, all of a customer's in one part; `first` is when the first of all
    happened."""

    def __init__(self, first: datetime | None, *, catalogue: Catalogue, as_of: date, time_zone: str) -> None:
        self._products, self._zone, self._last = Products.of(catalogue), time_zone, day_number(as_of)
        self._first = self._last if first is None else min(local_day(first, time_zone), self._last)
        self._first_used = self._last
        shape = (len(self._products.options), self._last - self._first)
        self._units = {kind: np.zeros(shape) for kind in (*TRAFFIC_KINDS, "order")}
        names = sorted({style.category for style in catalogue.styles})
        category = np.zeros(len(self._products.options), dtype=np.int64)
        category[self._products.option_of] = self._products.category_of
        self._options = {name: np.flatnonzero(category == place) for place, name in enumerate(names)}
        self._delays: dict[tuple[str, str], list[Floats]] = defaultdict(list)

    def add(self, signals: pa.Table) -> None:
        """Count some signals (SIGNALS)."""
        products = self._products
        sku = codes_of(signals["sku"], products.skus)
        option = codes_of(signals["option_id"], products.options)
        if len(products.skus):
            option = np.where(sku >= 0, products.option_of[np.maximum(sku, 0)], option)
        self._add_days(signals, option)
        is_traced = (signals["period_days"].to_numpy() == 0) & (option >= 0)
        is_traced &= pc.is_valid(signals["customer_id"]).to_numpy(zero_copy_only=False)
        told = signals.select(["customer_id", "period_days", "happened_at", "kind"]).filter(pa.array(is_traced))
        # Numbers in place of names: each category looks at its customers anew.
        who = told["customer_id"].combine_chunks().dictionary_encode().indices
        told, option = told.set_column(0, "customer_id", who), option[is_traced]
        for name, options in self._options.items():
            theirs = np.isin(option, options)
            delays = traced_delays(told.filter(pa.array(theirs)), option[theirs], TRAFFIC_KINDS)
            for kind, found in delays.items():
                self._delays[name, kind].append(found)

    def _add_days(self, signals: pa.Table, option: Ints) -> None:
        days, units = local_days(signals["happened_at"], self._zone), signals["units"].to_numpy()
        usable = (signals["period_days"].to_numpy() <= 1) & (option >= 0) & (days < self._last)
        self._first_used = min(self._first_used, int(days[usable].min(initial=self._last)))
        for kind, panel in self._units.items():
            rows = usable & pc.equal(signals["kind"], kind).to_numpy(zero_copy_only=False)
            np.add.at(panel, (option[rows], days[rows] - self._first), units[rows])

    def done(self, in_stock: pa.Table | None) -> pa.Table:
        """INTENT of all that was counted."""
        if self._first_used == self._last:
            return INTENT.empty_table()
        skipped = self._first_used - self._first
        units = {kind: panel[:, skipped:] for kind, panel in self._units.items()}
        share = _share(self._products, units["order"].shape, self._first_used, in_stock)
        rows = []
        for name, options in self._options.items():
            acts = np.stack([units[kind][options] for kind in TRAFFIC_KINDS])
            for row in worth(Daily(acts=acts, sold=units["order"][options], share=share[options])):
                delays = np.concatenate(self._delays[name, str(row["kind"])])
                if len(delays) >= LEAST_TRACED:
                    row["lead_days"] = float(delays.mean())
                rows.append({"category": name, **row, "traced_orders": len(delays)})
        return pa.Table.from_pylist(rows, schema=INTENT)


def worth(daily: Daily) -> list[dict[str, object]]:
    """The worth of each kind of act from daily panels: rows of INTENT without their category. Deterministic."""
    kinds = [kind for kind in range(len(TRAFFIC_KINDS)) if daily.acts[kind].sum() >= LEAST_ACTS]
    options, days = daily.sold.shape
    if not kinds or days < LEAST_DAYS:
        return []
    moments = [_moments(daily, kinds, group) for group in _grouped(options)]
    together = (np.sum([one[0] for one in moments], axis=0), np.sum([one[1] for one in moments], axis=0))
    beside = _solve(*together).reshape(len(kinds), len(DELAYS)).sum(axis=1)
    rows: list[dict[str, object]] = []
    for at, kind in enumerate(kinds):
        columns = slice(at * len(DELAYS), (at + 1) * len(DELAYS))

        def alone(matrix: Floats, vector: Floats, columns: slice = columns) -> Floats:
            return _solve(matrix[columns, columns], vector[columns])

        weights = alone(*together)
        without = [alone(together[0] - one[0], together[1] - one[1]).sum() for one in moments]
        count = len(moments)
        error = float(np.sqrt((count - 1) / count * np.sum((np.array(without) - np.mean(without)) ** 2)))
        each = float(weights.sum())
        rows.append(
            {
                "kind": TRAFFIC_KINDS[kind],
                "acts": float(daily.acts[kind].sum()),
                "units_each": each,
                "units_low": max(0.0, each - _EIGHTY * error),
                "units_high": each + _EIGHTY * error,
                "units_beside": float(beside[at]),
                "lead_days": float(weights @ np.array(DELAYS) / each) if each > 0 else 0.0,
            }
        )
    return rows


def _grouped(options: int) -> list[Ints]:
    """Options dealt into at most GROUPS groups, at least two of them."""
    groups = min(GROUPS, options)
    places = np.arange(options)
    return [places[places % groups == group] for group in range(groups)]


def _moments(daily: Daily, kinds: list[int], options: Ints) -> tuple[Floats, Floats]:
    """X'WX and X'Wy of the delayed acts of some options; rows weigh as the reciprocal of the option's mean sales."""
    from scipy.signal import lfilter

    share, sold = daily.share[options], daily.sold[options]
    columns = []
    for kind in kinds:
        for delay in DELAYS:
            keep = delay / (1.0 + delay)
            columns.append(lfilter([1.0 - keep], [1.0, -keep], daily.acts[kind][options], axis=1) * share)
    weight = share / (sold.mean(axis=1, keepdims=True) + 0.05)
    stacked = np.stack(columns).reshape(len(columns), -1)
    weighted = stacked * weight.reshape(1, -1)
    return weighted @ stacked.T, weighted @ sold.reshape(-1)


def _solve(matrix: Floats, vector: Floats) -> Floats:
    """Non-negative least squares from its normal equations, with a ridge so small that it only settles ties."""
    from scipy.optimize import nnls

    ridge = 1e-9 * max(float(np.trace(matrix)), 1e-9)
    lower = np.linalg.cholesky(matrix + ridge * np.eye(len(matrix)))
    weights: Floats = nnls(lower.T, np.linalg.solve(lower, vector))[0]
    return weights


def traced_delays(signals: pa.Table, option: Ints, kinds: Sequence[str]) -> dict[str, Floats]:
    """Days from a customer's first act of a kind on an option to the order of it, at most TRACED_DAYS; one per order,
    by kind.

    option: code of each signal's option, shape (rows,). Only single acts of customers who are told apart count.
    """
    customer = signals["customer_id"].combine_chunks().dictionary_encode().indices
    who = pc.fill_null(customer.cast(pa.int64()), -1).to_numpy()
    single = (signals["period_days"].to_numpy() == 0) & (who >= 0)
    seconds = signals["happened_at"].cast(pa.int64()).to_numpy() // 1_000_000
    pair = np.unique(who * (int(option.max(initial=0)) + 2) + option, return_inverse=True)[1]
    start = int(seconds.min(initial=0))
    span = int(seconds.max(initial=0)) - start + TRACED_DAYS * 86_400 + 1
    place = pair * span + (seconds - start) + TRACED_DAYS * 86_400  # days of another pair are out of reach

    def places(kind: str) -> Ints:
        return np.sort(place[single & pc.equal(signals["kind"], kind).to_numpy(zero_copy_only=False)])

    orders = places("order")
    return {kind: _delays(places(kind), orders) for kind in kinds}


def _delays(acts: Ints, orders: Ints) -> Floats:
    """Days from the first act to each order that has any in reach; both in seconds, sorted."""
    if len(acts) == 0 or len(orders) == 0:
        return np.zeros(0)
    first = np.searchsorted(acts, orders - TRACED_DAYS * 86_400)
    found = acts[np.minimum(first, len(acts) - 1)]
    is_before = (first < len(acts)) & (found <= orders)
    delays: Floats = (orders - found)[is_before] / 86_400.0
    return delays


def _share(products: Products, shape: tuple[int, ...], first: int, in_stock: pa.Table | None) -> Floats:
    """In-stock share by option and day (its number from `first` on)."""
    share = np.ones(shape)
    if in_stock is not None and in_stock.num_rows:
        at = codes_of(in_stock["sku"], products.skus)
        day = in_stock["day"].cast(pa.int32()).to_numpy().astype(np.int64) - first
        inside = (at >= 0) & (day >= 0) & (day < shape[1])
        sizes = np.bincount(products.option_of, minlength=shape[0]).astype(np.float64)
        gone = (1.0 - np.clip(in_stock["in_stock_share"].to_numpy()[inside], 0.0, 1.0)) / sizes[
            products.option_of[at[inside]]
        ]
        np.subtract.at(share, (products.option_of[at[inside]], day[inside]), gone)
    return np.clip(share, 0.0, 1.0, out=share)
