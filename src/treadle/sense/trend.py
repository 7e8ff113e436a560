"""What is really up: rates that rose more than everything else and more than chance allows.

For a series and a week, the count of the last weeks is compared with what its share of its group in the weeks before
would have given. Two laws must both find the rise beyond chance. One is exact for small counts: given both counts,
the recent one is binomial (Przyborowski & Wilenski 1940). The other knows that real rates wander: between square
roots (Anscombe 1948) the gap has the variance of the counting plus that of the wandering, which the gaps of all
series in all weeks so far tell (an empirical null: Efron 2004, Large-Scale Simultaneous Hypothesis Testing), with the
tail of a t law, since quiet weeks do not foretell the wildest ones. Of the chances of one week, those are taken that
keep the false-discovery rate (Benjamini & Hochberg 1995): where nothing rises, a list holds anything with at most
that probability. Series with too few acts in all weeks compared to be listed whatever came last are not among those
chances: how many acts there were in all says nothing of whether they rose (independent filtering: Bourgon, Gentleman &
Huber 2010). Held by test on Poisson counts, on gamma and log-normal shocks by week, and on rates that drift.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from treadle.sense.panel import Floats, Ints
from treadle.terms.policy import TrendPolicy

Flags = npt.NDArray[np.bool_]

#: Ratios that tell how far rates wander. Not tuned: bounds work and memory.
MOST_PAST = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rises:
    """All shapes (series, weeks). `chance` is the one-sided probability of each week's count where nothing rises (NaN
    where not judged), `rise` the rate against what the share before would have given, `before` and `now`
    acts per week, `is_listed` what a list made at the end of that week would have held."""

    chance: Floats
    rise: Floats
    before: Floats
    now: Floats
    is_listed: Flags


def find_rises(counts: Floats, live_from: Ints, policy: TrendPolicy | None = None, membership: Any = None) -> Rises:
    """Judge every series at the end of every week, with nothing but the weeks up to it.

    counts: acts, shape (series, weeks); live_from: first whole week of each series, shape (series,); a series is judged
    where it was live through all compared weeks. membership: 0/1 (an array or a sparse one), shape (groups, series);
    with it the groups' sums are judged, each week over those series that were live all along, so that a launch is no
    rise. Deterministic.
    """
    policy = policy or TrendPolicy()
    weeks = counts.shape[1]
    names = counts.shape[0] if membership is None else membership.shape[0]
    made = {name: np.full((names, weeks), np.nan) for name in ("chance", "rise", "before", "now")}
    is_listed = np.zeros((names, weeks), dtype=bool)
    past = _Past()
    recent, base = policy.recent_weeks, policy.base_weeks
    for end in range(recent + base, weeks + 1):
        week = end - 1
        is_live = (live_from <= end - recent - base).astype(np.float64)
        now = counts[:, end - recent : end].sum(axis=1) * is_live
        before = counts[:, end - recent - base : end - recent].sum(axis=1) * is_live
        total = (float(now.sum()), float(before.sum()))
        if membership is not None:
            now, before, is_live = membership @ now, membership @ before, (membership @ is_live > 0).astype(np.float64)
        pair = _Pair.of(now, before, total)
        judged = (is_live > 0) & (now + before > 0) & pair.is_told
        past.add(pair, judged & (now + before >= policy.least_acts))
        chance = np.maximum(pair.exact_chance(), pair.wandering_chance(past.wandering(), policy.tail_freedom))
        made["chance"][judged, week] = chance[judged]
        made["now"][:, week], made["before"][:, week] = now / recent, before / base
        made["rise"][judged, week] = now[judged] / np.maximum(pair.expected[judged], 0.5)
        worth = judged & (now >= policy.least_acts) & (made["rise"][:, week] >= policy.least_rise)
        usable = np.where(now + before >= policy.least_acts, made["chance"][:, week], np.nan)
        is_listed[:, week] = worth & _discovered(usable, policy.false_alarm_share)
    return Rises(**made, is_listed=is_listed)


def last_run(listed: Flags, keep_weeks: int, gap_weeks: int = 1) -> tuple[Ints, Ints]:
    """First and last week of the newest run of lists that hold a series; -1 where the run ended before the last
    `keep_weeks` lists. A run may miss `gap_weeks` lists in a row. Shapes (series, weeks) to (series,) twice."""
    first = np.full(listed.shape[0], -1, dtype=np.int64)
    last = first.copy()
    for series in np.flatnonzero(listed[:, -keep_weeks:].any(axis=1)):
        places = np.flatnonzero(listed[series])
        breaks = np.flatnonzero(np.diff(places) > gap_weeks + 1)
        first[series], last[series] = places[breaks[-1] + 1 if len(breaks) else 0], places[-1]
    return first, last


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """Counts now and before of one week's series, what its share would have given now, and the recent part of all
    other series. All shapes (series,); `is_told` where there are others to compare with."""

    now: Floats
    before: Floats
    expected: Floats
    part: Floats
    is_told: Flags

    @classmethod
    def of(cls, now: Floats, before: Floats, total: tuple[float, float]) -> _Pair:
        """The counts against those of all others of the group."""
        others_now, others_before = np.maximum(total[0] - now, 0.0), np.maximum(total[1] - before, 0.0)
        part = (others_now + 0.5) / (others_now + others_before + 1.0)
        return cls(now=now, before=before, expected=before * part / (1.0 - part), part=part,
                   is_told=others_now + others_before > 0)  # fmt: skip

    def exact_chance(self) -> Floats:
        """Probability of so high a count given both counts; ties count half (mid-p)."""
        from scipy.special import bdtrc

        high = np.floor(self.now).astype(np.int64)
        every = high + np.ceil(self.before).astype(np.int64)
        above = bdtrc(high, every, self.part)
        reached = np.where(high >= 1, bdtrc(np.maximum(high - 1, 0), every, self.part), 1.0)
        chance: Floats = 0.5 * (above + reached)
        return chance

    def gap(self) -> Floats:
        """How far the count lies above the expected one, between square roots, where counts of any size scatter
        alike (Anscombe 1948): a Poisson count by 1."""
        gap: Floats = 2.0 * (np.sqrt(self.now + 0.375) - np.sqrt(self.expected + 0.375))
        return gap

    def variance(self, wandering: float) -> Floats:
        """Variance of the gap: of the count, of what was expected of it, and of a rate that wanders by that
        relative variance."""
        odds = self.part / (1.0 - self.part)
        variance: Floats = 1.0 + odds + wandering * np.maximum(self.expected, 1.0)
        return variance

    def wandering_chance(self, wandering: float, tail: float) -> Floats:
        """Probability of so wide a gap where rates wander by that relative variance, under a t law."""
        from scipy.special import stdtr

        chance: Floats = stdtr(tail, -self.gap() / np.sqrt(self.variance(wandering)))
        return chance


@dataclass(slots=True)
class _Past:
    """Gaps, their counting variances and expected counts, of the week at hand and all before it, newest last."""

    gap: Floats = field(default_factory=lambda: np.zeros(0))
    counting: Floats = field(default_factory=lambda: np.zeros(0))
    expected: Floats = field(default_factory=lambda: np.zeros(0))

    def add(self, pair: _Pair, usable: Flags) -> None:
        """Take in one week; no more than the newest `MOST_PAST` gaps are kept."""
        self.gap = np.concatenate([self.gap, pair.gap()[usable]])[-MOST_PAST:]
        self.counting = np.concatenate([self.counting, pair.variance(0.0)[usable]])[-MOST_PAST:]
        self.expected = np.concatenate([self.expected, np.maximum(pair.expected[usable], 1.0)])[-MOST_PAST:]

    def wandering(self) -> float:
        """Relative variance of the wandering that makes the gaps as wide as their law, by bisection; wide while
        there are few."""
        if len(self.gap) < 20:
            return 0.25
        low, high = 0.0, 4.0
        for _ in range(20):
            middle = 0.5 * (low + high)
            is_narrow = _width(self.gap / np.sqrt(self.counting + middle * self.expected)) < 1.0
            low, high = (low, middle) if is_narrow else (middle, high)
        return high


def _width(scores: Floats) -> float:
    """Width of a law about zero: the wider of what its lower half and what its upper tenth says."""
    low = scores[scores < 0]
    lower = float(np.sqrt(np.mean(np.minimum(low**2, 9.0)))) if len(low) else 0.0
    return max(lower, float(np.quantile(scores, 0.9)) / 1.2816)


def _discovered(chance: Floats, share: float) -> Flags:
    """Benjamini and Hochberg's step-up over the chances of one week; NaN is never taken."""
    found = np.zeros(len(chance), dtype=bool)
    judged = np.flatnonzero(np.isfinite(chance))
    if len(judged) == 0:
        return found
    order = judged[np.argsort(chance[judged], kind="stable")]
    limit = share * np.arange(1, len(order) + 1) / len(order)
    below = np.flatnonzero(chance[order] <= limit)
    if len(below):
        found[order[: below[-1] + 1]] = True
    return found
