"""Policies that live a painted season: two plain rules, hindsight, and treadle's own sensing, forecasting and buying.

treadle's policy is a cut of the plan of a day: sense, forecast and size curves are its own functions, run every
`REFIT_WEEKS`; between, the last forecast is moved on and each option's level follows its sales; the buy is made every
week by the same cases and the same decision. Cutting is priced by a length table and the floor takes orders in turn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from time import perf_counter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from treadle.anticipate.options import forecast_options
from treadle.anticipate.size_curve import size_curves
from treadle.day.cases import buy_cases
from treadle.day.engine import Engine
from treadle.day.snapshot import Snapshot
from treadle.decide.buy import decide_buy
from treadle.sense.sensed import SensePolicy, sense
from treadle.simulate.floor import FactoryKind
from treadle.simulate.market import MarketSettings
from treadle.simulate.rules import demand_seen
from treadle.simulate.world import Orders
from treadle.terms.policy import BuyPolicy, PlanPolicy, Policy
from treadle.terms.quantity import QUANTILE_LEVELS, quantile_name
from treadle.terms.signal import TRAFFIC_KINDS

Floats = NDArray[np.float64]

#: Weeks between two readings of all signals and fits of the forecast.
REFIT_WEEKS = 4
#: Weeks that a buy looks ahead beyond the lead time.
HORIZON_WEEKS = 9
#: Pieces for which the last fit's expectation counts when sales correct it.
LEVEL_PIECES = 25.0


@dataclass(slots=True, kw_only=True)
class TreadlePolicy:
    """A planner with treadle: call it with a snapshot. `sees_traffic` False hides looks, searches and wishes."""

    engine: Engine
    kind: FactoryKind
    market: MarketSettings
    sees_traffic: bool = True
    seed: int = 0
    _fit: tuple[date, pa.Table, pa.Table, pa.Table] | None = field(default=None)

    def __call__(self, snapshot: Snapshot) -> Orders:
        """The week's orders, with the seconds of each stage."""
        started = perf_counter()
        seconds: dict[str, float] = {}
        if not self.sees_traffic:
            is_traffic = pc.is_in(snapshot.signals["kind"], pa.array(TRAFFIC_KINDS))
            snapshot = replace(snapshot, signals=snapshot.signals.filter(pc.invert(is_traffic)))
        weeks = -(-self.kind.lead_days // 7) + HORIZON_WEEKS
        if self._fit is None or (snapshot.as_of - self._fit[0]).days >= 7 * REFIT_WEEKS:
            self._fit = self._fitted(snapshot, weeks + REFIT_WEEKS - 1, seconds)
        begun = perf_counter()
        fitted, history, forecast, curves = self._fit
        moved = moved_on(forecast, snapshot, (snapshot.as_of - fitted).days // 7)
        cases = buy_cases(snapshot, history, moved, curves, self._policy(weeks))
        seconds["cases"] = perf_counter() - begun
        begun = perf_counter()
        coming = tuple(one for one in cases if one.option_id.startswith("S"))
        plan = decide_buy(coming, seed=self.seed)
        seconds["decide"] = perf_counter() - begun
        seconds["whole"] = perf_counter() - started
        return Orders(units={line.sku: line.units for line in plan.lines if line.units}, seconds=seconds)

    def _fitted(
        self, snapshot: Snapshot, weeks: int, seconds: dict[str, float]
    ) -> tuple[date, pa.Table, pa.Table, pa.Table]:
        """Signals read and the forecast fitted."""
        begun = perf_counter()
        sensed = sense(
            self.engine.query,
            snapshot.signals,
            catalogue=snapshot.catalogue,
            as_of=snapshot.as_of,
            in_stock=snapshot.in_stock,
            price_plan=snapshot.price_plan,
            policy=SensePolicy(finds=False),
        )
        seconds["sense"] = perf_counter() - begun
        begun = perf_counter()
        forecast = forecast_options(
            sensed.option_history,
            snapshot.catalogue,
            snapshot.price_plan,
            as_of=snapshot.as_of,
            horizon_weeks=weeks,
            seed=self.seed,
        ).table
        curves = size_curves(sensed.history, snapshot.catalogue)
        seconds["forecast"] = perf_counter() - begun
        return snapshot.as_of, sensed.option_history, forecast, curves

    def _policy(self, weeks: int) -> Policy:
        """The settings of a day."""
        lead = self.kind.lead_days
        return Policy(
            plan=PlanPolicy(
                horizon_weeks=weeks, lead_days=lead, bought_in_lead_days=lead,
                order_again_days=again_days(self.kind.minimum_units),
            ),
            buy=BuyPolicy(salvage_share=self.market.salvage_share, resale_share=1.0),
        )  # fmt: skip


def again_days(minimum_units: int) -> int:
    """Days until the next order can follow: one that takes little is asked often (10 at 100 pieces, 21 at 1,000)."""
    return int(np.clip(round(10.0 + 11.0 * np.log10(max(minimum_units, 1) / 100.0)), 7, 28))


def moved_on(forecast: pa.Table, snapshot: Snapshot, weeks: int) -> pa.Table:
    """An OPTION_FORECAST seen `weeks` later: passed weeks dropped, each option's level corrected by what it sold.

    Totals keep the relative width they had at the same number of weeks ahead; the correction is
    (seen + k) / (expected + k) with k of `LEVEL_PIECES`.
    """
    if weeks == 0 or forecast.num_rows == 0:
        return forecast
    horizon = int(pc.max(forecast["horizon"]).as_py())
    ids = forecast["option_id"].to_pylist()[::horizon]
    seen = demand_seen(snapshot, ids, weeks)
    mean = forecast["mean"].to_numpy().reshape(-1, horizon)
    expected = mean[:, :weeks].sum(axis=1)
    factor = (seen + LEVEL_PIECES) / (expected + LEVEL_PIECES)
    left = horizon - weeks
    ahead = mean[:, weeks:] * factor[:, None]
    total = np.cumsum(ahead, axis=1)
    columns: dict[str, Floats] = {"mean": ahead, "sum_mean": total}
    old_sum = np.maximum(forecast["sum_mean"].to_numpy().reshape(-1, horizon)[:, weeks:], 1e-9)
    for level in QUANTILE_LEVELS:
        name, of_sum = quantile_name(level), quantile_name(level, "sum_")
        columns[name] = forecast[name].to_numpy().reshape(-1, horizon)[:, weeks:] * factor[:, None]
        ratio = forecast[of_sum].to_numpy().reshape(-1, horizon)[:, weeks:] / old_sum
        columns[of_sum] = np.maximum.accumulate(ratio * total, axis=1)
    keep = forecast.filter(pc.greater(forecast["horizon"], weeks))
    made = {name: pa.array(columns[name].ravel()) if name in columns else keep[name] for name in forecast.column_names}
    made["horizon"] = pa.array(np.tile(np.arange(1, left + 1, dtype=np.int32), len(ids)))
    return pa.table(made).cast(forecast.schema)


Decide = Callable[[Snapshot], Orders]
