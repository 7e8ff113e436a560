"""Trying new factories: Thompson sampling under a limit of risk, against the best known always and equal shares.

A year of 26 buys of six orders; four factories with a dozen orders behind them, eight that nobody knows, whose true
lateness, shortness and prices are drawn anew for each year and are the same for all three rules. A factory takes two
orders of a buy, so that nobody can have all. Regret is what is paid in expectation beyond the cheapest places under the
truth. Paired years, intervals of 95 % from the pairs.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from treadle.terms.sourcing import FactoryScore, KeptOrder

TASK = "explore"
#: Paired years of the row; EXPLORE_YEARS tries fewer.
YEARS = int(os.environ.get("EXPLORE_YEARS", "200"))
KNOWN, NEW, BUYS, ORDERS, UNITS, PLACES = 4, 8, 26, 6, 300, 2
#: Cents of a piece: what a day of lateness and a piece that is not good cost; days between promise and due day.
LATE_CENTS, POOR_CENTS, SLACK_DAYS = 12.0, 1_200.0, 3.0
START = date(2026, 1, 5)
RULES = ("thompson", "greedy", "equal")


@dataclass
class Truth:
    """What nobody sees: cents asked, days late in the middle and their spread, the share that is short, by factory."""

    price: Any
    middle: Any
    spread: Any
    short: Any

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> Truth:
        """A year's factories; new ones are spread more widely than those that one has kept."""
        count = KNOWN + NEW
        middle = np.r_[rng.normal(1, 2, KNOWN), rng.normal(2, 5, NEW)]
        return cls(
            price=rng.normal(900, 60, count),
            middle=middle,
            spread=rng.uniform(1, 5, count),
            short=np.r_[rng.beta(2, 60, KNOWN), rng.beta(1.5, 25, NEW)],
        )

    def expected(self) -> Any:
        """Cents of an order at each factory, in expectation."""
        from scipy import stats

        z = (SLACK_DAYS - self.middle) / self.spread
        late = self.spread * (stats.norm.pdf(z) - z * stats.norm.sf(z))
        return UNITS * (self.price + LATE_CENTS * late + POOR_CENTS * self.short)


@dataclass
class Year:
    """A year under one rule: orders as they ended, and what was paid in expectation."""

    rule: str
    truth: Truth
    rng: np.random.Generator
    kept: list[KeptOrder] = field(default_factory=list)
    cents: float = 0.0
    to_new: int = 0

    def order(self, factory: int, day: date) -> None:
        """An order is placed, and ends."""
        from treadle.terms.sourcing import KeptOrder

        late = round(float(self.rng.normal(self.truth.middle[factory], self.truth.spread[factory])))
        good = UNITS - int(self.rng.binomial(UNITS, self.truth.short[factory]))
        self.kept.append(
            KeptOrder(factory_id=name(factory), order_id=str(len(self.kept)), promised_day=day,
                      received_day=day + timedelta(days=late), ordered_units=UNITS, accepted_units=good)
        )  # fmt: skip

    def live(self) -> float:
        """The regret of the year, cents."""
        expected = self.truth.expected()
        best = np.sort(np.repeat(expected, PLACES))[:ORDERS].sum()
        for buy in range(BUYS):
            day = START + timedelta(days=14 * buy)
            for factory in self.chosen(buy):
                self.order(factory, day)
                self.cents += float(expected[factory]) - best / ORDERS
                self.to_new += factory >= KNOWN
        return self.cents

    def chosen(self, buy: int) -> list[int]:
        """Factories of a buy's orders."""
        if self.rule == "equal":
            count = KNOWN + NEW
            return [(buy * ORDERS + at) % count for at in range(ORDERS)]
        from treadle.source.explore import drawn_scores
        from treadle.source.score import score_factories

        names = [name(one) for one in range(KNOWN + NEW)]
        scores = score_factories(self.kept, names)
        proven = np.array([scores[one].orders >= 6 for one in names])
        # At most a third of a buy's orders goes to those that are not proven: the limit of risk.
        limit = ORDERS // 3 if self.rule == "thompson" else ORDERS
        told = drawn_scores(scores, self.rng, proven_orders=6) if self.rule == "thompson" else scores
        cost = np.array([cents(told[one], self.truth.price[at]) for at, one in enumerate(names)])
        places = [int(one) for one in np.argsort(np.repeat(cost, PLACES), kind="stable") // PLACES]
        found: list[int] = []
        for factory in places:
            if len(found) < ORDERS and (proven[factory] or sum(not proven[one] for one in found) < limit):
                found.append(factory)
        return found


def name(factory: int) -> str:
    """A factory's id."""
    return f"F{factory:02d}"


def cents(score: FactoryScore, price: float) -> float:
    """What a piece is thought to cost."""
    from treadle.source.score import expected_late_days

    late = expected_late_days(score.late_days, SLACK_DAYS)
    return float(price + LATE_CENTS * late + POOR_CENTS * score.short_share.mean)


def lived(seed: int) -> dict[str, tuple[float, float]]:
    """A paired year: regret in cents and the share of orders at new factories, by rule."""
    truth = Truth.drawn(np.random.default_rng(seed))
    found = {}
    for rule in RULES:
        year = Year(rule=rule, truth=truth, rng=np.random.default_rng([seed, 7]))
        for factory in range(KNOWN):
            for number in range(12):
                year.order(factory, START - timedelta(days=14 * (number + 1)))
        found[rule] = year.live(), year.to_new / (BUYS * ORDERS)
    return found


def interval(gaps: Any) -> list[int] | None:
    """Both ends of the mean of paired years (n,), 95 %; None of a single year, which does not tell how years differ."""
    if len(gaps) < 2:
        return None
    half = 1.96 * float(gaps.std(ddof=1)) / float(np.sqrt(len(gaps)))
    return [round(float(gaps.mean()) - half), round(float(gaps.mean()) + half)]


def row(seed: int, progress: Callable[[str, int, int], None]) -> dict[str, Any]:
    """Regret of the three rules, the differences with their intervals."""
    years = []
    for at in range(YEARS):
        years.append(lived(10_000 * seed + at))
        progress("explore", at + 1, YEARS)
    regret = {rule: np.array([one[rule][0] for one in years]) for rule in RULES}
    new = {rule: round(float(np.mean([one[rule][1] for one in years])), 3) for rule in RULES}
    peers: dict[str, Any] = {}
    for other in ("greedy", "equal"):
        gap = regret[other] - regret["thompson"]
        peers[other] = {
            "regret_cents": round(float(regret[other].mean())), "new_share": new[other],
            "beyond_thompson_cents": round(float(gap.mean())),
            "interval_cents": interval(gap),
        }  # fmt: skip
    return {
        "task": TASK,
        "data": f"made: {YEARS} paired years of {BUYS} buys, {KNOWN} known and {NEW} new factories",
        "seed": seed,
        "metric": "regret of a year, cents beyond the cheapest places under the truth",
        "treadle": {"regret_cents": round(float(regret["thompson"].mean())), "new_share": new["thompson"]},
        "peers": peers,
        "aim": "less regret than greedy and than equal shares, intervals above zero",
        "met": all(one["interval_cents"] and one["interval_cents"][0] > 0 for one in peers.values()),
        "note": "" if YEARS > 1 else "one year tells no interval: play two or more",
    }  # fmt: skip
