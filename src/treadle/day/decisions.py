"""What a day decides, from the history it read to the day it promises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from treadle.day.snapshot import Snapshot
from treadle.terms.buy import BuyCase, BuyPlan
from treadle.terms.cutting import CutPlan, Marker
from treadle.terms.policy import Policy
from treadle.terms.reason import Reason
from treadle.terms.rolls import RollPlan
from treadle.terms.schedule import Schedule, WorkOrderDemand
from treadle.terms.sewing import LineBalance

#: Tables that a plan carries along: signals left out, what a view or cart is worth, what rises and how early that was
#: seen in the past, what people look for in vain, what they look for elsewhere, how well quantiles held,
#: what forecasts add up to, and how far options err together and take
#: from one another.
FINDINGS = (
    "traffic", "left_out", "intent", "rising", "rising_record", "unmet_searches", "outside_interest", "calibration",
    "totals", "together", "cannibalisation",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the first half of a day found: the tables of sensing and anticipating, how many signals there were, and
    what held for the whole buy."""

    history: pa.Table
    option_history: pa.Table
    forecast: pa.Table
    league: pa.Table
    size_curves: pa.Table
    signal_counts: Mapping[str, int]
    findings: Mapping[str, pa.Table] = field(default_factory=dict)
    limits: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """A plan: the tables of sensing and anticipating, the buy, how it is cut and sewn, and when it is done.

    `history` follows HISTORY, `option_history` OPTION_HISTORY, `forecast` OPTION_FORECAST, `size_curves` SIZE_CURVES;
    `league` holds a row per model and life stage. `limits` are reasons of things that held for the whole plan;
    `findings` are the tables of sensing that a person reads beside the plan, by the names in FINDINGS. `cloth` says
    which roll lies where, for cloths of which there are rolls.
    """

    snapshot: Snapshot
    policy: Policy
    history: pa.Table
    option_history: pa.Table
    forecast: pa.Table
    league: pa.Table
    size_curves: pa.Table
    cases: tuple[BuyCase, ...]
    buy: BuyPlan
    cut_plans: tuple[CutPlan, ...]
    markers: Mapping[str, Marker]
    balances: tuple[LineBalance, ...]
    demands: tuple[WorkOrderDemand, ...]
    schedule: Schedule
    signal_counts: Mapping[str, int]
    limits: tuple[Reason, ...] = ()
    findings: Mapping[str, pa.Table] = field(default_factory=dict)
    cloth: tuple[RollPlan, ...] = ()
