"""What promises that were kept or not teach: how far work strays from its plan, and how sure a quoted day was."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from treadle.schedule.promise import LEVELS
from treadle.terms.policy import PromisePolicy
from treadle.terms.schedule import MadeOrder

#: What was told counts as much as so many orders seen.
WEIGHT = 20.0
#: A play with a share of exactly this much is kept.
_TINY = 1e-6
#: Levels stay this far inside 0 and 1.
_EDGE = 0.002


def learn_uncertainty(told: PromisePolicy, made: Sequence[MadeOrder], *, weight: float = WEIGHT) -> PromisePolicy:
    """The uncertainty that orders made since have shown; what was told counts as `weight` orders.

    Minutes are lognormal: factor and sd are the mean and the spread of log ratios, each drawn to what was told as by a
    normal-inverse-gamma prior of that weight (Gelman et al. 2013, section 3.3). The part that the orders of a line and
    week share is the variance between groups of a one-way analysis of variance. Shares of late deliveries are beta
    means, days late gamma means. The same orders in any order give the same result; no orders give what was told.
    """
    groups = _grouped(made)
    log_sew = [math.log(one.sew_ratio) for one in made if one.sew_ratio > 0]
    shared, own = _split(groups, told, weight)
    sew_factor, _ = _lognormal(log_sew, told.sew_factor, told.sew_sd, weight)
    cut_factor, cut_sd = _lognormal(_logs(one.cut_ratio for one in made), told.cut_factor, told.cut_sd, weight)
    _, changeover_sd = _lognormal(_logs(one.changeover_ratio for one in made), 1.0, told.changeover_sd, weight)
    rework = [one.rework_share for one in made if one.rework_share is not None]
    fabric = [one.fabric_late_days for one in made if one.fabric_late_days is not None]
    transport = [one.transport_late_days for one in made if one.transport_late_days is not None]
    fabric_share, fabric_days = _delays(fabric, told.fabric_late_share, told.fabric_late_days, weight)
    transport_share, transport_days = _delays(transport, told.transport_late_share, told.transport_late_days, weight)
    return replace(
        told,
        cut_factor=cut_factor,
        cut_sd=cut_sd,
        sew_factor=sew_factor,
        sew_sd=own,
        line_sd=shared,
        changeover_sd=changeover_sd,
        rework_share=(weight * told.rework_share + math.fsum(rework)) / (weight + len(rework)),
        fabric_late_share=fabric_share,
        fabric_late_days=fabric_days,
        transport_late_share=transport_share,
        transport_late_days=transport_days,
    )


def learn_levels(
    early_shares: Sequence[float], levels: Sequence[float] = LEVELS, *, weight: float = WEIGHT
) -> tuple[tuple[float, float], ...]:
    """For each probability asked for, the share of the plays that kept so many of past promises.

    `early_shares` has one number per past promise: the share of its plays that were there before the day on which the
    order really was (`Promise.early_share`). A day quoted from a higher share is kept, so the share to use is a
    quantile of these (recalibration as in Kuleshov et al. 2018, ICML). That also undoes what whole days round up. What
    is not seen yet counts as `weight` promises that were as sure as they said.
    """
    told = np.sort(np.asarray(early_shares, dtype=float))
    trust = weight / (weight + len(told))
    found = []
    last = _EDGE
    for asked in sorted(levels):
        seen = float(np.quantile(told, asked, method="inverted_cdf")) + _TINY if len(told) else asked
        last = min(1.0 - _EDGE, max(last, trust * asked + (1.0 - trust) * seen))
        found.append((asked, last))
    return tuple(found)


def _logs(ratios: Iterable[float | None]) -> list[float]:
    return [math.log(ratio) for ratio in ratios if ratio is not None and ratio > 0]


def _lognormal(logs: Sequence[float], factor: float, sd: float, weight: float) -> tuple[float, float]:
    """Median and log spread, drawn to what was told."""
    count = len(logs)
    mean = (weight * math.log(factor) + math.fsum(logs)) / (weight + count)
    own = math.fsum(logs) / count if count else mean
    squares = math.fsum((one - own) ** 2 for one in logs)
    return math.exp(mean), math.sqrt((weight * sd * sd + squares) / (weight + max(0, count - 1)))


def _grouped(made: Sequence[MadeOrder]) -> list[list[float]]:
    groups: dict[str, list[float]] = {}
    for one in sorted(made, key=lambda one: (one.group_id, one.work_order_id)):
        if one.sew_ratio > 0:
            groups.setdefault(one.group_id, []).append(math.log(one.sew_ratio))
    return list(groups.values())


def _split(groups: list[list[float]], told: PromisePolicy, weight: float) -> tuple[float, float]:
    """Spread that the orders of a line and week share, and each order's own."""
    count = sum(len(group) for group in groups)
    means = [math.fsum(group) / len(group) for group in groups]
    within = math.fsum((one - mean) ** 2 for group, mean in zip(groups, means, strict=True) for one in group)
    free = count - len(groups)
    own = (weight * told.sew_sd**2 + within) / (weight + max(0, free))
    if len(groups) < 2 or free < 1:
        return told.line_sd, math.sqrt(own)
    whole = math.fsum(one for group in groups for one in group) / count
    between = math.fsum(len(group) * (mean - whole) ** 2 for group, mean in zip(groups, means, strict=True))
    size = (count - math.fsum(len(group) ** 2 for group in groups) / count) / (len(groups) - 1)
    shared = max(0.0, (between / (len(groups) - 1) - within / free) / max(size, 1.0))
    # What was told of the lines counts as so many weeks as it counts orders.
    return math.sqrt((weight * told.line_sd**2 + len(groups) * shared) / (weight + len(groups))), math.sqrt(own)


def _delays(days: Sequence[int], share: float, mean_days: float, weight: float) -> tuple[float, float]:
    """Share that comes late, and mean days of the exponential delay whose whole days were seen."""
    late = [day for day in days if day > 0]
    part = (weight * share + len(late)) / (weight + len(days))
    # A delay of x days is seen as the next whole number, whose mean is 1 / (1 - exp(-1 / mean)).
    rounded = 1.0 / -math.expm1(-1.0 / max(mean_days, 1e-9))
    mean = (weight * share * rounded + math.fsum(late)) / max(weight * share + len(late), 1e-9)
    return part, mean_days if not late else -1.0 / math.log1p(-1.0 / max(mean, 1.0 + 1e-9))
