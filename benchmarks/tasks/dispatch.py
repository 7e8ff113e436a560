"""The next bundle for somebody who is free: treadle's dispatch against the plan's fixed sequence and the longest queue.

benchmarks/run.py dispatch --seed N [--floors 20]

Made floors: a line of twelve people with skills of their own sews eight orders of four garments over some two weeks.
Minutes, people, absences and defects are drawn ahead, so that all three rules meet the same; whoever is there is placed
anew by the same rebalancing. The plan's sequence is by the day that was promised. Intervals are of the paired
difference over floors.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

import numpy as np

TASK = "dispatch"
PEOPLE, ORDERS, DAYS, DAY_MINUTES, BUNDLE = 12, 8, 40, 480.0, 20


def row(seed: int, progress: Callable[[str, int, int], None], floors: str = "20") -> dict[str, Any]:
    """The row of the table."""
    from treadle.simulate.sewn_floor.rules import by_worth, fixed_sequence, longest_queue

    rules = {"treadle": by_worth, "fixed sequence": fixed_sequence, "longest queue": longest_queue,
             "treadle, nobody helps": nobody_helps}  # fmt: skip
    found: dict[str, list[dict[str, float]]] = {name: [] for name in rules}
    slowest = 0.0
    for at in range(int(floors)):
        made = made_line(seed * 1000 + at)
        for name, rule in rules.items():
            told, away = played(made, rule, seed * 1000 + at)
            found[name].append(told)
            slowest = max(slowest, away)
        progress("floors", at + 1, int(floors))
    sums = {name: {key: round(float(np.mean([one[key] for one in told])), 4) for key in told[0]}
            for name, told in found.items()}  # fmt: skip
    paired = {
        name: {key: _interval([a[key] - b[key] for a, b in zip(found["treadle"], told)]) for key in told[0]}
        for name, told in found.items()
        if not name.startswith("treadle")
    }
    worse = [f"{name}: {key}" for name, told in paired.items() for key, (low, _, high) in told.items()
             if (high < 0 and key != "wip_pieces") or (low > 0 and key == "wip_pieces")]  # fmt: skip
    better = all(told["kept_share"][0] > 0 or told["minutes_per_hour"][0] > 0 for told in paired.values())
    return {
        "task": TASK,
        "data": f"{floors} made floors of {ORDERS} orders and {PEOPLE} people, seed {seed}",
        "metric": "standard minutes earned in an hour of a person; pieces begun and not sewn; orders sewn as promised",
        "treadle": sums["treadle"],
        "nobody_helps": sums["treadle, nobody helps"],
        "peers": {name: sums[name] for name in paired},
        "difference_low_mean_high": paired,
        "slowest_rebalance_cpu_seconds": round(slowest, 3),
        "aim": "more earned or more kept than either rule, nothing worse, beyond chance (95 %); an absence under 2 s",
        "met": better and not worse and slowest < 2.0,
        "note": "; ".join(worse),
    }


def nobody_helps(play: Any, person: Any) -> Any:
    """Treadle's rule where everybody stays at their own operations, as with the other two."""
    from treadle.simulate.sewn_floor.rules import by_worth

    play.machines = {}
    return by_worth(play, person)


def made_line(seed: int) -> Any:
    """A line with its orders in the order of their promises."""
    from treadle.sew.balance import balance_line
    from treadle.sew.example_bulletins import BULLETIN_KINDS, example_bulletin
    from treadle.simulate.sewn_floor.work import PlayedLine, PlayedOrder
    from treadle.terms.budget import Budget
    from treadle.terms.sewing import Operator, SewingLine

    rng = np.random.default_rng([seed, 5])
    bulletins = {kind: example_bulletin(kind) for kind in BULLETIN_KINDS}
    skills = sorted({one.skill for bulletin in bulletins.values() for one in bulletin.operations})
    people = []
    for at in range(PEOPLE):
        known = [skill for place, skill in enumerate(skills) if (at + place) % 2 == 0 or skill == "SNLS"]
        people.append(
            Operator(operator_id=f"P{at:02d}", efficiency={one: float(rng.uniform(0.75, 1.05)) for one in known})
        )
    line = SewingLine(line_id="L", operators=tuple(people))
    balances = {kind: balance_line(one, line, seed=0, budget=Budget(work=400)) for kind, one in bulletins.items()}
    orders, total = [], 0.0
    for at in range(ORDERS):
        kind = str(rng.choice(BULLETIN_KINDS))
        units = int(rng.integers(80, 260))
        total += units * bulletins[kind].smv_minutes / (PEOPLE * 0.75)
        release = max(0.0, total * float(rng.uniform(0.0, 0.6)) - 400.0)
        bundles = tuple(
            (f"O{at}/b{number:03d}", min(BUNDLE, units - number * BUNDLE)) for number in range(-(-units // BUNDLE))
        )
        orders.append(
            PlayedOrder(
                order_id=f"O{at}", bulletin=bulletins[kind], bundles=bundles, release_minute=release,
                due_minute=math.ceil(total * float(rng.uniform(0.85, 1.25)) / DAY_MINUTES) * DAY_MINUTES,
                late_cents_per_day=float(units * rng.choice([10, 20, 40])),
            )
        )  # fmt: skip
    orders.sort(key=lambda one: (one.due_minute, one.order_id))
    used = {one.bulletin.bulletin_id for one in orders}
    return PlayedLine(factory_id="F", line=line, orders=tuple(orders),
                      balances={kind: one for kind, one in balances.items() if kind in used})  # fmt: skip


def played(made: Any, rule: Any, seed: int) -> tuple[dict[str, float], float]:
    """What a rule made of a line, and the CPU seconds of its slowest rebalancing."""
    from treadle.sew.rebalance import rebalance_line
    from treadle.simulate.sewn_floor.play import LinePlay
    from treadle.simulate.sewn_floor.work import FloorKind, draw_truth

    known: dict[Any, Any] = {}
    slowest = 0.0
    bulletins = {one.bulletin.bulletin_id: one.bulletin for one in made.orders}

    def place(bulletin_id: str, away: frozenset[str]) -> Any:
        nonlocal slowest
        if not away:
            return made.balances[bulletin_id]
        if (bulletin_id, away) not in known:
            begun = time.process_time()
            found, _ = rebalance_line(made.balances[bulletin_id], bulletins[bulletin_id], made.line, away)
            slowest = max(slowest, time.process_time() - begun)
            is_able = found.status == "balanced"
            known[bulletin_id, away] = found if is_able else made.balances[bulletin_id]
        return known[bulletin_id, away]

    play = LinePlay(
        line=made, truth=draw_truth(made, FloorKind(), DAYS, seed), starts=[DAY_MINUTES * at for at in range(DAYS + 1)],
        choose=rule, place=place,
    )  # fmt: skip
    play.run()
    smv = sum(one.units * one.bulletin.smv_minutes for one in made.orders)
    ends = {name: play.now if one.finished_minute is None else one.finished_minute for name, one in play.orders.items()}
    kept = [ends[one.order_id] <= one.due_minute for one in made.orders]
    late = sum(
        one.late_cents_per_day * max(ends[one.order_id] - one.due_minute, 0.0) / DAY_MINUTES for one in made.orders
    )
    return {
        "minutes_per_hour": 60.0 * smv / (PEOPLE * play.now),
        "wip_pieces": play.wip_minutes / play.now,
        "kept_share": sum(kept) / len(kept),
        "saved_money": -late / 100.0,
    }, slowest


def _interval(differences: list[float]) -> tuple[float, float, float]:
    """Mean of a paired difference with its 95 % interval."""
    mean = float(np.mean(differences))
    half = 2.1 * float(np.std(differences, ddof=1)) / math.sqrt(len(differences)) if len(differences) > 1 else 0.0
    return round(mean - half, 4), round(mean, 4), round(mean + half, 4)
