"""The loop: see the world, decide, do it, wait. Plant, a simulated world and a replay are lived by the same lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from itertools import pairwise
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

import pyarrow.compute as pc

from treadle.day.engine import Engine
from treadle.day.plan import plan_day
from treadle.terms.budget import Progress, Silence
from treadle.terms.plan import Plan
from treadle.terms.policy import Policy
from treadle.terms.signal_parts import some_of
from treadle.terms.snapshot import Snapshot

Decided = TypeVar("Decided")
DoneIn = TypeVar("DoneIn", contravariant=True)


class World(Protocol[DoneIn]):
    """Where days are lived: the real one behind a plant, a painted one, or a past shown again."""

    def see(self, now: date) -> Snapshot:
        """What is known before midnight that begins `now`."""

    def do(self, decisions: DoneIn) -> None:
        """Carry out what was decided on the day that was last seen."""

    def wait(self, until: date) -> None:
        """Let the days up to midnight that begins `until` happen."""


def live(
    world: World[Decided],
    days: Sequence[date],
    decide: Callable[[Snapshot], Decided],
    *,
    progress: Progress | None = None,
) -> tuple[Decided, ...]:
    """Live the given days, in their order, and return what was decided on each.

    `decide` is a policy: a plan of the whole day (`planned_by`) or a plainer rule. Whatever a world shows, only facts
    known before the day are passed on. Raises ValueError where the days do not ascend.
    """
    if any(later <= earlier for earlier, later in pairwise(days)):
        raise ValueError("the days to live must be in ascending order")
    progress = progress or Silence()
    decided = []
    for number, day in enumerate(days):
        progress.step("living", number, len(days))
        world.wait(day)
        chosen = decide(known_by(world.see(day)))
        world.do(chosen)
        decided.append(chosen)
    progress.step("living", len(days), len(days))
    return tuple(decided)


def known_by(snapshot: Snapshot) -> Snapshot:
    """The snapshot without signals that were known only on its day or later, and without shelves of those days."""
    midnight = datetime.combine(snapshot.as_of, time(), ZoneInfo(snapshot.time_zone)).astimezone(UTC)
    signals = some_of(snapshot.signals, "known_at", lambda at: pc.less(at, midnight), f"known before {midnight}")
    in_stock = snapshot.in_stock.filter(pc.less(snapshot.in_stock["day"], snapshot.as_of))
    if signals.num_rows == snapshot.signals.num_rows and in_stock.num_rows == snapshot.in_stock.num_rows:
        return snapshot
    return replace(snapshot, signals=signals, in_stock=in_stock.combine_chunks())


def planned_by(policy: Policy, engine: Engine) -> Callable[[Snapshot], Plan]:
    """A policy for `live` that plans the whole day, from signals to the schedule."""

    def decide(snapshot: Snapshot) -> Plan:
        return plan_day(snapshot, policy, engine)

    return decide
