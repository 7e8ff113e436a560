"""What a made plan says of making, without the rest of its day: enough to tell, promise and rush again."""

from __future__ import annotations

from dataclasses import dataclass

from treadle.day.snapshot import Snapshot
from treadle.terms.plan import Plan
from treadle.terms.policy import Policy
from treadle.terms.schedule import Schedule, WorkOrderDemand
from treadle.terms.sewing import LineBalance


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The plan that stands: its work orders (`demands`, without released ones), lines and schedule, and what it saw."""

    snapshot: Snapshot
    policy: Policy
    demands: tuple[WorkOrderDemand, ...]
    balances: tuple[LineBalance, ...]
    schedule: Schedule

    @classmethod
    def of(cls, snapshot: Snapshot, plan: Plan) -> Standing:
        """The part of a plan of the snapshot that is about making."""
        return cls(
            snapshot=snapshot,
            policy=plan.policy,
            demands=plan.demands,
            balances=plan.balances,
            schedule=plan.schedule,
        )
