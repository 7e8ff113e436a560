"""treadle lives a painted season: every day is the plan of a brand's folder, released as it stands.

The policy is the product's with its defaults, but for what the brand itself must say: how long its factory takes and
what becomes of what is left over and sent back. What a plan spends on a person's reading and on the last per cent of
cloth and wages is switched off by settings that every brand has: no findings, lays size by size, dispatch without a
search.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from time import perf_counter

import pyarrow as pa
import pyarrow.compute as pc

from treadle.cut.nest import marker_key
from treadle.day.cutting_room import Draw
from treadle.day.engine import Engine
from treadle.day.plan import own_nester, plan_day
from treadle.day.release import released_orders
from treadle.simulate.floor import FactoryKind
from treadle.simulate.market import MarketSettings
from treadle.simulate.world import Orders
from treadle.terms.cutting import Marker, MarkerRequest
from treadle.terms.policy import BuyPolicy, CutPolicy, NestPolicy, PlanPolicy, Policy, SchedulePolicy
from treadle.terms.signal import TRAFFIC_KINDS
from treadle.terms.signal_parts import some_of
from treadle.terms.snapshot import Snapshot

Decide = Callable[[Snapshot], Orders]


def policy_of(kind: FactoryKind, market: MarketSettings, seed: int = 0) -> Policy:
    """The settings of the painted brand."""
    return Policy(
        plan=PlanPolicy(
            lead_days=kind.lead_days, bought_in_lead_days=kind.lead_days, has_findings=False, seed=seed
        ),
        buy=BuyPolicy(salvage_share=market.salvage_share, resale_share=1.0),
        cut=CutPolicy(lay_rounds=0),
        nest=NestPolicy(nest_moves=0),
        schedule=SchedulePolicy(schedule_work=0.0),
    )  # fmt: skip


@dataclass(slots=True, kw_only=True)
class TreadlePolicy:
    """A planner who releases treadle's plan: call it with a snapshot. `sees_traffic` False hides looks, searches and
    wishes."""

    engine: Engine
    policy: Policy
    sees_traffic: bool = True
    _drawn: dict[str, Marker] = field(default_factory=dict)

    def __call__(self, snapshot: Snapshot) -> Orders:
        """The day's orders, with the seconds they took."""
        if not self.sees_traffic:
            kinds = pa.array(TRAFFIC_KINDS)
            rest = some_of(snapshot.signals, "kind", lambda one: pc.invert(pc.is_in(one, kinds)), "no traffic")
            snapshot = replace(snapshot, signals=rest)
        begun = perf_counter()
        stages = _Stages(begun=begun)
        plan = plan_day(snapshot, self.policy, self.engine, draw=self._draw(), progress=stages)
        released = released_orders(snapshot, plan)
        units = {sku: count for order in released for sku, count in order.units.items()}
        return Orders(units=units, released=released, seconds=stages.seconds(perf_counter()))

    def _draw(self) -> Draw:
        """The nester with its memory of markers, as a brand's folder has one."""
        own = own_nester(self.policy)

        def draw(request: MarkerRequest) -> Marker:
            key = marker_key(request)
            if key not in self._drawn:
                self._drawn[key] = own(request)
            return self._drawn[key]

        return draw


@dataclass(slots=True, kw_only=True)
class _Stages:
    """Seconds from the first word of each stage of a plan to that of the next."""

    begun: float
    _marks: list[tuple[str, float]] = field(default_factory=list)

    def step(self, name: str, done: int, total: int) -> None:
        """A stage says how far it is."""
        if not self._marks or self._marks[-1][0] != name:
            self._marks.append((name, perf_counter()))

    def seconds(self, ended: float) -> Mapping[str, float]:
        """Seconds by stage, and of the whole."""
        found: dict[str, float] = {}
        ends = [at for _, at in self._marks[1:]] + [ended]
        for (name, at), end in zip(self._marks, ends, strict=True):
            found[name] = found.get(name, 0.0) + end - at
        return found | {"whole": ended - self.begun}
