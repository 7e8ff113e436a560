"""Many seasons, many policies, the same chances: paired differences with their intervals, kept as they come.

Each season is written to a file of its own as soon as it is over, under a name of everything it depends on; an
interrupted experiment goes on where it stopped.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from math import log10
from pathlib import Path
from statistics import mean, stdev

from treadle.day.engine import Engine
from treadle.simulate.floor import FAR, LARGE, SMALL, FactoryKind, FloorSettings
from treadle.simulate.live import live
from treadle.simulate.market import MarketSettings
from treadle.simulate.policies import Decide, TreadlePolicy, policy_of
from treadle.simulate.rules import PlainRule, SeasonBuy, hindsight
from treadle.simulate.score import score
from treadle.simulate.world import Orders, SimulatedWorld
from treadle.terms.budget import Progress, Silence
from treadle.terms.codec import json_text
from treadle.terms.fingerprint import fingerprint

#: The edition of the world and of who lives in it: results of another edition are not mixed with these.
EDITION = 4
#: A confirmation starts here: seeds below 1,000 were looked at while the world was built, those from 1,000 and from
#: 2,000 on were lived by earlier editions.
FIRST_CONFIRMATION_SEED = 2006
#: Weeks beyond the lead time that the plain rule is tried with, beside its own.
CONSTANT_COVERS = (2, 6, 11)
#: Least orders and lead times that a factory is tried with; those of the small one beside which each is varied.
COVERS = (2, 4, 6, 9, 13)
MINIMA = (50, 100, 300, 1000)
LEADS = (7, 15, 30, 60)
#: Ranges that the time of a decision is looked at with.
RANGES = (60, 150, 300)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """A policy at a factory in a market."""

    name: str
    policy: str
    kind: FactoryKind
    market: MarketSettings = field(default_factory=MarketSettings)
    floor: FloorSettings = field(default_factory=FloorSettings)
    cover_weeks: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """A season to live: an arm, a seed, and where its result is kept. It can be sent to another process."""

    arm: Arm
    seed: int
    file: Path
    engine: Engine  # of this one season: it is lived in a process of its own


#: A world whose sales scatter, looks move and floor strays about as real sets do (`benchmarks/run.py
#: world-against-real`): fewer options make most of the sales, and weeks differ more.
MARKET_LIKE_REAL = MarketSettings(appeal_deviation=1.6, wobble_deviation=0.8, spike_chance=0.03)
FLOOR_LIKE_REAL = FloorSettings(absent_deviation=0.15, change_minutes=90.0)


def value_arms(market: MarketSettings | None = None, floor: FloorSettings | None = None) -> tuple[Arm, ...]:
    """The arms of the value report: two by two, and what stands beside it."""
    arms = _value_arms(market or MarketSettings())
    return arms if floor is None else tuple(replace(arm, floor=floor) for arm in arms)


def _value_arms(market: MarketSettings) -> tuple[Arm, ...]:
    """The arms at the usual floor."""
    near = ((LARGE, "1000/15"), (SMALL, "100/7"))
    arms = [
        Arm(name="season buy", policy="season", kind=FAR, market=market),
        *(Arm(name=f"plain rule {name}", policy="plain", kind=kind, market=market) for kind, name in near),
        *(Arm(name=f"treadle {name}", policy="treadle", kind=kind, market=market) for kind, name in near),
        Arm(name="treadle without signals 100/7", policy="blind", kind=SMALL, market=market),
        Arm(name="hindsight", policy="hindsight", kind=FAR, market=market),
    ]
    arms += [
        Arm(name=f"plain rule, cover {cover} {name}", policy="plain", kind=kind, market=market, cover_weeks=cover)
        for cover in CONSTANT_COVERS
        for kind, name in near
    ]
    return tuple(arms)


def signal_arms(
    strengths: Sequence[float], market: MarketSettings | None = None, floor: FloorSettings | None = None
) -> tuple[Arm, ...]:
    """treadle with and without traffic at each signal strength; 0 is the placebo.

    Customers are the same at every strength, and who sees no signals lives the same season.
    """
    told = market or MarketSettings()
    return tuple(
        Arm(name=f"{policy} at strength {strength:g}", policy=policy, kind=SMALL,
            market=replace(told, signal_strength=strength) if policy == "treadle" else told,
            floor=floor or FloorSettings())
        for strength in strengths for policy in ("treadle", "blind")
    )  # fmt: skip


def cover_weeks(minimum_units: int) -> int:
    """Weeks beyond the lead time that the plain rule covers: 4 where 100 pieces may be ordered, 8 where 1,000 must."""
    weeks: float = 4.0 * 2.0 ** log10(minimum_units / 100.0)
    return max(round(weeks), 1)


def curve_arms(market: MarketSettings | None = None) -> tuple[Arm, ...]:
    """treadle and the plain rule over least orders at 7 days, and over lead times at 100 pieces; and hindsight."""
    told = market or MarketSettings()
    kinds = {(minimum, SMALL.lead_days) for minimum in MINIMA} | {(SMALL.minimum_units, lead) for lead in LEADS}
    arms = [
        Arm(
            name=f"{policy} {minimum}/{lead}",
            policy=policy,
            kind=FactoryKind(name=f"{minimum:,} pieces, {lead} days", minimum_units=minimum, lead_days=lead),
            market=told,
        )
        for minimum, lead in sorted(kinds)
        for policy in ("plain", "treadle")
    ]
    return (*arms, Arm(name="hindsight", policy="hindsight", kind=FAR, market=told))


def rule_arms(options: int) -> tuple[Arm, ...]:
    """The plain rule with every cover of `COVERS` at both factories, and hindsight, over a range of so many options at
    a floor that is as large for its size."""
    market, plain = MarketSettings(options=options), FloorSettings()
    floor = replace(plain, week_minutes=plain.week_minutes * options / MarketSettings().options)
    arms = [
        Arm(name=f"{name}, cover {cover}", policy="plain", kind=kind, market=market, floor=floor, cover_weeks=cover)
        for kind, name in ((LARGE, "1000/15"), (SMALL, "100/7")) for cover in COVERS
    ]  # fmt: skip
    return (*arms, Arm(name="hindsight", policy="hindsight", kind=FAR, market=market, floor=floor))


def range_arms() -> tuple[Arm, ...]:
    """treadle over ranges of several sizes, at a floor that grows with them."""
    plain = FloorSettings()
    return tuple(
        Arm(name=f"{options} options", policy="treadle", kind=SMALL, market=MarketSettings(options=options),
            floor=replace(plain, week_minutes=plain.week_minutes * options / MarketSettings().options))
        for options in RANGES
    )  # fmt: skip


def run(
    arms: Sequence[Arm], seeds: Sequence[int], folder: Path, engine: Engine, alone: Engine,
    progress: Progress | None = None,
) -> dict[str, list[dict[str, float]]]:  # fmt: skip
    """Live every arm with every seed, what is in `folder` already left as it is: results by arm, in the seeds' order.

    Seeds come one after the other, so that what was done when it was stopped is paired. `engine` shares the seasons
    out, `alone` works within one of them. Arms that differ in name only live a season once.
    """
    progress = progress or Silence()
    folder.mkdir(parents=True, exist_ok=True)
    todo = list({(one := _season(arm, seed, folder, alone)).file: one for seed in seeds for arm in arms}.values())
    missing = [season for season in todo if not season.file.exists()]
    progress.step("seasons", len(todo) - len(missing), len(todo))
    for number, _ in enumerate(engine.map_each(live_season, missing), start=1):
        progress.step("seasons", len(todo) - len(missing) + number, len(todo))
    return {
        arm.name: [json.loads(_season(arm, seed, folder, alone).file.read_text()) for seed in seeds] for arm in arms
    }


def _season(arm: Arm, seed: int, folder: Path, engine: Engine) -> Season:
    """A season and the file of its result; its name holds everything but the arm's own name."""
    key = fingerprint(EDITION, replace(arm, name=""), seed)
    return Season(arm=arm, seed=seed, file=folder / f"{arm.policy}-{seed}-{key}.json", engine=engine)


def live_season(season: Season) -> dict[str, float]:
    """Live a season, write its result and return it."""
    arm = season.arm
    world = SimulatedWorld(arm.market, arm.floor, arm.kind, season.seed)
    step, last = policy_of(arm.kind, arm.market).plan.plans_every_days, 7 * (arm.market.weeks + 3)
    days = [world.first_day + timedelta(days=day) for day in range(0, last, step)]
    decided = live(world, days, _decide(arm, world, season.seed, season.engine))
    world.wait(days[-1] + timedelta(days=7))
    stages = sorted({stage for orders in decided for stage in orders.seconds})
    took = {f"seconds_{stage}": sum(orders.seconds.get(stage, 0.0) for orders in decided) for stage in stages}
    result = score(world) | took
    part = season.file.with_suffix(".part")
    part.write_text(json_text(result, indent=1))
    part.replace(season.file)
    return result


def _decide(arm: Arm, world: SimulatedWorld, seed: int, engine: Engine) -> Decide:
    """The arm's policy."""
    if arm.policy == "plain":
        return PlainRule(
            kind=arm.kind, market=arm.market, cover_weeks=arm.cover_weeks or cover_weeks(arm.kind.minimum_units)
        )
    if arm.policy == "season":
        return SeasonBuy(kind=arm.kind, market=arm.market)
    if arm.policy == "hindsight":
        once = iter([hindsight(world)])
        return lambda snapshot: next(once, Orders(units={}))
    policy = policy_of(arm.kind, arm.market, seed)
    return TreadlePolicy(engine=engine, policy=policy, sees_traffic=arm.policy == "treadle")


def interval(values: Sequence[float]) -> tuple[float, float, float]:
    """Mean and the 95 % interval of it (Student's t over seasons); the bounds are infinite for a single season."""
    from scipy.stats import t

    if len(values) < 2:
        return mean(values), float("-inf"), float("inf")
    half = float(t.ppf(0.975, len(values) - 1)) * stdev(values) / len(values) ** 0.5
    return mean(values), mean(values) - half, mean(values) + half


def paired(one: Sequence[dict[str, float]], other: Sequence[dict[str, float]], name: str) -> tuple[float, float, float]:
    """Mean of the seasons' differences `one` − `other` in a figure, and its 95 % interval."""
    return interval([a[name] - b[name] for a, b in zip(one, other, strict=True)])
