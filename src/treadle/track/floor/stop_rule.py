"""When to stop an operation for its defects: a rule that keeps its share of false alarms, by exact computation.

The Bernoulli CUSUM of Reynolds and Stoumbos (1999, Journal of Quality Technology 31, 87-108): every good piece takes
one point away (never below none), every defect adds `weight - 1`; at `limit` points the operation stops. Weight and
limit follow from the share of defects that is accepted, the share that must be found, and how often a process that is
right may be stopped.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from treadle.terms.floor import StopAlarm, StopRule
from treadle.track.floor.distinct import distinct_scans


def make_stop_rule(
    accepted_share: float, bad_share: float, *, false_alarm_share: float = 0.01, pieces: int = 500
) -> StopRule:
    """The rule that stops a process of `accepted_share` defects within `pieces` pieces at most that often.

    `bad_share` is the share of defects that it is made to find. Raises `ValueError` for shares that are none, or in the
    wrong order.
    """
    if not 0 < accepted_share < bad_share < 1 or not 0 < false_alarm_share < 1 or pieces < 1:
        raise ValueError("the accepted share lies above 0 and below the bad one, both and the share of alarms below 1")
    gain = -math.log((1 - bad_share) / (1 - accepted_share))
    step = math.log(bad_share * (1 - accepted_share) / (accepted_share * (1 - bad_share)))
    weight = max(round(step / gain), 2)
    low, high = 1, weight
    while alarm_share(weight, high, accepted_share, pieces) > false_alarm_share:
        low, high = high + 1, 2 * high
    while low < high:
        middle = (low + high) // 2
        if alarm_share(weight, middle, accepted_share, pieces) > false_alarm_share:
            low = middle + 1
        else:
            high = middle
    return StopRule(weight=weight, limit=high, accepted_share=accepted_share, bad_share=bad_share, pieces=pieces,
                    false_alarm_share=alarm_share(weight, high, accepted_share, pieces))  # fmt: skip


def alarm_share(weight: int, limit: int, defect_share: float, pieces: int) -> float:
    """How often the rule stops a process of a share of defects within so many pieces: its Markov chain."""
    state = np.zeros(limit)
    state[0] = 1.0
    stopped = 0.0
    jump = weight - 1
    for _ in range(pieces):
        bad = state * defect_share
        good = state * (1 - defect_share)
        state = np.zeros(limit)
        state[:-1] += good[1:]
        state[0] += good[0]
        if jump < limit:
            state[jump:] += bad[: limit - jump]
        stopped += bad[max(limit - jump, 0) :].sum()
    return float(stopped)


def points(rule: StopRule, lots: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    """Points after each lot of (pieces, defects); at the limit they begin anew.

    Within a lot the order of its defects is not known: its defects and its pieces count at once, so that the rule
    stops no more often than piece by piece.
    """
    found = []
    at = 0
    for pieces, defects in lots:
        at = max(0, at + rule.weight * defects - pieces)
        found.append(at)
        if at >= rule.limit:
            at = 0
    return tuple(found)


def stop_alarms(scans: pa.Table, rule: StopRule, bundle_ids: Collection[str] | None = None) -> tuple[StopAlarm, ...]:
    """Operations that the rule stops, and at which bundle; bundles count in the order of their last scan.

    `bundle_ids` are those that were tied (None: whatever scans name): scans of others count nowhere.
    """
    kept, _ = distinct_scans(scans)
    if bundle_ids is not None:
        kept = kept.filter(pc.is_in(kept["bundle_id"], value_set=pa.array(sorted(bundle_ids), pa.string())))
    kept = kept.filter(pc.is_in(kept["kind"], value_set=pa.array(["finish", "defect"])))
    lots: dict[str, dict[str, list[int]]] = {}
    columns = (kept[one].to_pylist() for one in ("operation_id", "bundle_id", "kind", "units"))
    moments = pc.cast(kept["happened_at"], pa.int64()).to_pylist()
    for operation, bundle, kind, units, moment in zip(*columns, moments, strict=True):
        lot = lots.setdefault(operation, {}).setdefault(bundle, [0, 0, moment])
        lot[kind == "defect"] += units or 0
        lot[2] = max(lot[2], moment)
    found = []
    for operation, by_bundle in sorted(lots.items()):
        ordered = sorted(by_bundle.items(), key=lambda one: (one[1][2], one[0]))
        reached = points(rule, ((lot[0], lot[1]) for _, lot in ordered))
        found += [
            StopAlarm(operation_id=operation, bundle_id=bundle, points=at, pieces=sum(lot[0] for _,
            lot in ordered[: place + 1]),
                      defects=sum(lot[1] for _, lot in ordered[: place + 1]))
            for place, ((bundle, _), at) in enumerate(zip(ordered, reached, strict=True)) if at >= rule.limit
        ]  # fmt: skip
    return tuple(found)
