"""Promises over a made year: what the first half teaches is scored on the second, beside average lead time + buffer."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.promise_world import Year

    from treadle.terms.schedule import Uncertainty

TASK = "promise"
WEEKS = 52
ORDERS_PER_WEEK = 45
ASKED = (0.5, 0.8, 0.95)
#: Weeks by which an order of the first half must be old to be learned from: younger ones are there only when quick.
_SETTLING = 8
#: Weeks that the world goes on after the last promise, so that all of them meet their day.
_AFTER = 12

#: One promise: the day it was asked for, the days quoted for `ASKED`, the day the order really was there.
Told = tuple[int, tuple[int, ...], float]


def learned(year: Year, half: int) -> Uncertainty:
    """What the orders that were there before the week `half` teach: uncertainty first, then levels told with it."""
    from benchmarks.promise_world import MONDAY, TOLD

    from treadle.schedule.learning import learn_levels, learn_uncertainty

    found = learn_uncertainty(TOLD, year.made(7 * half))
    shares = []
    for week in year.plans[: half - _SETTLING]:
        for name, promise in year.promises(week, found).items():
            ready = year.orders[name].ready_day
            if ready is None or ready >= 7 * half:
                shares.append(1.0)
            else:
                shares.append(promise.early_share(MONDAY + _days(ready)))
    return replace(found, used_levels=learn_levels(shares))


def _days(count: int) -> Any:
    import datetime

    return datetime.timedelta(days=count)


def told(year: Year, weeks: Sequence[Any], uncertainty: Uncertainty) -> list[Told]:
    """The promises of the new orders of some weeks, with what became of them."""
    from benchmarks.promise_world import MONDAY

    found = []
    for week in weeks:
        for name, promise in year.promises(week, uncertainty).items():
            ready = year.orders[name].ready_day
            quoted = tuple((promise.day(level) - MONDAY).days for level in ASKED)
            found.append((week.day, quoted, math.inf if ready is None else float(ready)))
    return found


def kept(promises: Sequence[Told], level: int) -> float:
    """Share of the promises of one level that were kept."""
    return sum(ready <= quoted[level] for _, quoted, ready in promises) / len(promises)


def quoted_days(promises: Sequence[Told], level: int) -> float:
    """Mean days from asking to the day quoted."""
    return sum(quoted[level] - asked for asked, quoted, _ in promises) / len(promises)


def buffer_days(year: Year, half: int, promises: Sequence[Told], share: float, *, is_from_fabric: bool) -> float:
    """Mean days that average lead time + buffer quotes when it keeps `share` of the same promises.

    The average is that of the first half; the buffer is the smallest whole one that keeps the share in the second half
    itself, which the rule could not know: a favour to it. `is_from_fabric` counts from the day on which the fabric is
    due, where it is still to come.
    """

    def begin(name: str) -> int:
        from benchmarks.promise_world import MONDAY

        order = year.orders[name]
        fabric = order.demand.fabric_ready_day
        if not is_from_fabric or fabric is None:
            return order.entered
        return max(order.entered, (fabric - MONDAY).days)

    before = [
        order.ready_day - begin(name)
        for name, order in year.orders.items()
        if order.ready_day is not None and order.ready_day < 7 * half and order.entered < 7 * (half - _SETTLING)
    ]
    average = math.ceil(sum(before) / len(before))
    names = [name for week in year.plans[half:WEEKS] for name in week.fresh]
    rows = [(begin(name), year.orders[name].entered, year.orders[name].ready_day) for name in names]
    for buffer in range(-average, 400):
        is_kept = sum(ready is not None and ready <= start + average + buffer for start, _, ready in rows)
        if is_kept >= share * len(rows) - 1e-9:
            return sum(start + average + buffer - entered for start, entered, _ in rows) / len(rows)
    return math.inf


def row(seed: int, progress: Callable[[str, int, int], None]) -> dict[str, Any]:
    """The row of the table: a made year, its first half learned from, the promises of its second half scored."""
    from benchmarks.promise_world import TOLD, Year

    half = WEEKS // 2
    year = Year(seed=seed, weeks=WEEKS + _AFTER, orders_per_week=ORDERS_PER_WEEK)
    year.run()
    progress(f"{len(year.orders)} orders made", 1, 3)
    known = learned(year, half)
    progress("first half learned", 2, 3)
    promises = told(year, year.plans[half:WEEKS], known)
    as_set = told(year, year.plans[half:WEEKS], TOLD)
    progress(f"{len(promises)} promises scored", 3, 3)
    shares = [kept(promises, level) for level in range(len(ASKED))]
    days = [quoted_days(promises, level) for level in range(len(ASKED))]
    plain = [buffer_days(year, half, promises, share, is_from_fabric=False) for share in shares]
    fabric = [buffer_days(year, half, promises, share, is_from_fabric=True) for share in shares]
    shorter = [1 - ours / theirs for ours, theirs in zip(days, plain, strict=True)]
    off = [abs(share - asked) for share, asked in zip(shares, ASKED, strict=True)]
    return {
        "task": TASK,
        "data": f"a made year, seed {seed}: {len(promises)} promises in its second half",
        "metric": "share kept of promises of 50, 80 and 95 %; mean days quoted",
        "seed": seed,
        "seconds": None,
        "treadle": {
            "kept": [round(one, 4) for one in shares],
            "quoted_days": [round(one, 2) for one in days],
            "promises": len(promises),
            "set_and_true": year.told_truth(),
        },
        "peers": {
            "average lead time + buffer": {"kept": "the same", "quoted_days": [round(one, 2) for one in plain]},
            "the same, from the fabric's day": {"kept": "the same", "quoted_days": [round(one, 2) for one in fabric]},
            "treadle, nothing learned": {
                "kept": [round(kept(as_set, level), 4) for level in range(len(ASKED))],
                "quoted_days": [round(quoted_days(as_set, level), 2) for level in range(len(ASKED))],
            },
        },
        "aim": "kept share within 3 points of the quoted probability; quoted days at least 20 % shorter than the "
        "buffer rule's at the same kept share",
        "met": max(off) <= 0.03 and min(shorter) >= 0.20 and len(promises) >= 1000,
        "note": "quoted days shorter by "
        + ", ".join(f"{one:.0%}" for one in shorter)
        + " than average lead time + the smallest buffer that keeps as many, and by "
        + ", ".join(f"{1 - ours / theirs:.0%}" for ours, theirs in zip(days, fabric, strict=True))
        + " than that rule counted from the day the fabric is due; the buffers are chosen in hindsight",
    }
