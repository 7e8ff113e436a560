"""How often the account of a brand lies within the cash curve's band, in painted seasons.

benchmarks/run.py cash [--seasons 50] [--weeks 8] [--tune yes]

A season is lived under the plain rule up to a day drawn from its middle; then nothing more is ordered, as the curve
assumes, and the season goes on. The curve is made of what the product saw on that day: its own forecast, stock, what is
on order, what is owed. The account moves by sales paid a week later, by what buyers bring back, and by orders paid
thirty days after they came. `--tune yes` lives the seasons on which the curve was set; a row is of others.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np

TASK = "cash"
#: Seeds of the seasons that were looked at while the curve was made, and of the others.
TUNED_FROM, ROW_FROM = 700, 6100
WEEKS = 8
PAYOUT_DAYS, BALANCE_DAYS = 7, 30
LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)


def row(
    seed: int, progress: Callable[[str, int, int], None], seasons: str = "50", weeks: str = "8", tune: str = "",
    first: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Share of weeks within the bands of 50 and 80 %, by week ahead and in all."""
    count, ahead = int(seasons), int(weeks)
    begin = int(first) if first else (TUNED_FROM if tune else ROW_FROM) + 1000 * seed
    inside = {0.5: np.zeros((count, ahead), dtype=bool), 0.8: np.zeros((count, ahead), dtype=bool)}
    below = np.zeros((count, ahead))
    scale = np.zeros((count, ahead))
    for at in range(count):
        curve, real = season(begin + at, ahead)
        table = {level: np.array(curve.at(level), dtype=float) for level in LEVELS}
        for band, (low, high) in ((0.5, (0.25, 0.75)), (0.8, (0.1, 0.9))):
            inside[band][at] = (table[low] <= real) & (real <= table[high])
        below[at] = real < table[0.5]
        scale[at] = (real - table[0.5]) / np.maximum(table[0.9] - table[0.1], 1.0)
        progress("living seasons", at + 1, count)
    share = float(inside[0.8].mean())
    rng = np.random.default_rng(0)
    drawn = [inside[0.8][rng.integers(0, count, count)].mean() for _ in range(2000)]
    return {
        "task": TASK,
        "data": f"{count} painted seasons, {ahead} weeks each, nothing ordered after the day of the curve",
        "metric": "share of weeks whose account lies within the band of 80 %",
        "seasons": count,
        "inside_80": round(share, 4),
        "inside_80_low": round(float(np.quantile(drawn, 0.025)), 4),
        "inside_80_high": round(float(np.quantile(drawn, 0.975)), 4),
        "inside_50": round(float(inside[0.5].mean()), 4),
        "below_median": round(float(below.mean()), 4),
        "inside_80_by_week": [round(float(one), 3) for one in inside[0.8].mean(axis=0)],
        "mean_error_in_bands_by_week": [round(float(one), 3) for one in scale.mean(axis=0)],
        "aim": "0.77 to 0.83",
        "value": round(share, 4),
        "met": bool(0.77 <= share <= 0.83),
    }


def season(seed: int, ahead: int) -> tuple[Any, np.ndarray[Any, np.dtype[np.float64]]]:
    """The curve of a day in the middle of a season, and the account as it came, at the end of each week after."""
    from treadle.day.cash_ahead import cash_case
    from treadle.settle.cash_curve import cash_curve

    snapshot, seen, money, comes, real = lived(seed, ahead)
    return cash_curve(cash_case(snapshot, seen, money, comes, weeks=ahead), seed=seed), real


def lived(seed: int, ahead: int) -> tuple[Any, Any, Any, Any, np.ndarray[Any, np.dtype[np.float64]]]:
    """What is known on a day of a season, and the account as it came."""
    from dataclasses import replace

    from treadle.day.cash_ahead import Money, usual_late_days
    from treadle.day.plan import buy_day
    from treadle.engine.local import LocalEngine
    from treadle.simulate.floor import SMALL, FloorSettings
    from treadle.simulate.live import known_by
    from treadle.simulate.market import MarketSettings
    from treadle.simulate.policies import policy_of
    from treadle.simulate.range import DAY_ZERO
    from treadle.simulate.rules import PlainRule
    from treadle.simulate.world import SimulatedWorld
    from treadle.track.coming import records, wait_day

    market = MarketSettings(options=24)
    world = SimulatedWorld(market, FloorSettings(week_minutes=FloorSettings().week_minutes * 24 / 60), SMALL, seed)
    rule = PlainRule(kind=SMALL, market=market, cover_weeks=4)
    at = int(np.random.default_rng(seed).integers(6, market.weeks - ahead - 2))
    day = world.first_day
    while day < DAY_ZERO + timedelta(days=7 * at):
        world.wait(day)
        world.do(rule(known_by(world.see(day))))
        day += timedelta(days=7)
    world.wait(day)
    snapshot = _costed(known_by(world.see(day)))
    plain = policy_of(SMALL, market, seed=seed)
    policy = replace(plain, plan=replace(plain.plan, has_findings=True))
    told = buy_day(snapshot, policy, LocalEngine(workers=1))
    known = records(snapshot.orders, snapshot.as_of, policy.promise)
    comes, late = {}, usual_late_days(snapshot)
    for order in snapshot.orders:
        if order.open_units:
            if order.is_overdue(snapshot.as_of):
                days = tuple(wait_day(known["*"], chance, snapshot.as_of) for chance in (0.1, 0.5, 0.9))
            else:
                days = tuple(max(order.told_day + timedelta(days=one), snapshot.as_of) for one in late)
            comes[order.order_id] = days
    money = Money(opening_cents=0, payout_days=PAYOUT_DAYS, returned_share=market.return_share,
                  other_flows=_open_payments(snapshot))  # fmt: skip
    for week in range(ahead):
        world.wait(day + timedelta(days=7 * (week + 1)))
    return snapshot, told.seen, money, comes, _account(world, at, ahead, day)


def _costed(snapshot: Any) -> Any:
    """The snapshot with what each order costs, as its options' price breaks say: a plain rule asks no price."""
    from dataclasses import replace

    catalogue = snapshot.catalogue
    orders = []
    for order in snapshot.orders:
        cost = 0
        for line in order.lines:
            option = catalogue.option[catalogue.sku[line.sku].option_id]
            cost += option.cost_breaks[0].cost_per_piece_cents * order.terms.units.get(line.sku, 0)
        orders.append(replace(order, terms=replace(order.terms, cost_cents=round(cost))))
    return replace(snapshot, orders=tuple(orders))


def _open_payments(snapshot: Any) -> tuple[Any, ...]:
    """Orders that came and are not paid yet."""
    from treadle.terms.cash import CashFlow

    found = []
    for order in snapshot.orders:
        each = order.terms.cost_cents / max(sum(order.terms.units.values()), 1)
        for one in order.arrived:
            pays = one.day + timedelta(days=BALANCE_DAYS)
            if pays >= snapshot.as_of:
                found.append(CashFlow(kind="goods", subject=order.order_id, cents=-round(each * one.units),
                                      days=(pays,) * 3))  # fmt: skip
    return tuple(found)


def _account(world: Any, at: int, ahead: int, day: date) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Money at the end of each week since `day`: what was sold is paid a week later, what came after 30 days."""
    settings, books = world.settings, world.books
    price = world.market.price_cents
    flows = np.zeros(ahead)
    for week in range(at - 1, at + ahead):
        share = settings.markdown_share if world.is_marked_down(week) else 0.0
        gross = float((books.sold[week] * price[:, None]).sum()) * (1 - share)
        paid_in = week + 1 - at
        if 0 <= paid_in < ahead:
            flows[paid_in] += gross
        if 0 <= week - at < ahead:
            flows[week - at] -= float((books.returned[week] * price[:, None]).sum()) * (1 - share)
    for order in _costed(world.see(day + timedelta(days=7 * ahead))).orders:
        each = order.terms.cost_cents / max(sum(order.terms.units.values()), 1)
        for one in order.arrived:
            week = (one.day + timedelta(days=BALANCE_DAYS) - day).days // 7
            if 0 <= week < ahead:
                flows[week] -= each * one.units
    return np.cumsum(flows)
