"""Scale, hold or stop every option of a plan, and the markdowns of what stops, from the plan's own cases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
import pyarrow as pa

from treadle.decide.course import CourseCase, choose_course
from treadle.decide.exit import ExitCase
from treadle.sense.prices import planned_prices
from treadle.sense.returns import return_rates
from treadle.terms.buy import BuyCase, BuyPlan
from treadle.terms.course import Course
from treadle.terms.outlook import outlooks
from treadle.terms.policy import Policy
from treadle.terms.quantity import QUANTILE_LEVELS
from treadle.terms.snapshot import Snapshot
from treadle.terms.stock import StockView


def courses(
    snapshot: Snapshot,
    policy: Policy,
    cases: Iterable[BuyCase],
    buy: BuyPlan,
    option_history: pa.Table,
    forecast: pa.Table,
) -> tuple[Course, ...]:
    """A course per case, in their order. Weeks run from the plan's day to the option's end or the horizon's."""
    ahead = outlooks(forecast)
    stock = StockView.of(snapshot.on_hand, snapshot.receipts)
    prices = planned_prices(snapshot.price_plan, snapshot.catalogue, snapshot.as_of, policy.plan.horizon_weeks)
    returned = return_rates(option_history, policy.buy)
    sold = _sold(option_history)
    units: dict[str, int] = {}
    for line in buy.lines:
        units[line.option_id] = units.get(line.option_id, 0) + line.units
    found = []
    for case in cases:
        option = snapshot.catalogue.option[case.option_id]
        weeks = _weeks_left(snapshot, policy, option.season_end)
        outlook = ahead[case.option_id]
        served = 1.0 - returned.get(case.option_id, returned[""]) * policy.buy.resale_share
        running = [outlook.mean_until(week) * served for week in range(weeks + 1)]
        reason = buy.option_reasons.get(case.option_id)
        wanted = reason.fact("wanted_units") if reason is not None else 0
        asked = ExitCase(
            option_id=case.option_id,
            price_cents=prices.get(case.option_id, option.price_cents),
            stock_units=tuple(sum(stock.split(size.sku, date.max)) for size in case.sizes),
            size_shares=tuple(size.share for size in case.sizes),
            weekly_units=tuple(np.diff(running).tolist()),
            level_deviation=_deviation(outlook.quantiles_until(weeks), outlook.mean_until(weeks)),
            left_cents=float(case.salvage_cents),
            holding_cents=policy.buy.holding_share_per_week * option.cost_breaks[-1].cost_per_piece_cents,
        )
        found.append(
            choose_course(
                CourseCase(
                    exit_case=asked,
                    buy_units=units.get(case.option_id, 0),
                    wanted_units=int(wanted) if isinstance(wanted, int | float) else 0,
                    sold_units=sold.get(case.option_id, 0.0),
                    not_bought=reason.code if reason is not None else "",
                ),
                policy.markdown,
            )
        )
    return tuple(found)


def _weeks_left(snapshot: Snapshot, policy: Policy, season_end: date | None) -> int:
    """Whole weeks until the option's season is over, at most the horizon."""
    if season_end is None:
        return policy.plan.horizon_weeks
    return max(min(policy.plan.horizon_weeks, -(-((season_end - snapshot.as_of).days + 1) // 7)), 0)


def _sold(option_history: pa.Table) -> dict[str, float]:
    sums = option_history.group_by("option_id").aggregate([("sold_units", "sum")])
    return dict(zip(sums["option_id"].to_pylist(), sums["sold_units_sum"].to_pylist(), strict=True))


def _deviation(quantiles: np.ndarray[tuple[int], np.dtype[np.float64]], mean: float) -> float:
    """Standard deviation of the level behind a forecast: its width (10 to 90 %) as a normal's, less the Poisson's."""
    if mean <= 0.0:
        return 0.0
    level = {round(one, 2): at for at, one in enumerate(QUANTILE_LEVELS)}
    width = float(quantiles[level[0.9]] - quantiles[level[0.1]]) / 2.563
    return float(min(np.sqrt(max(width**2 - mean, 0.0)) / mean, 1.5))
