"""A plan: what a day decided, whole. Everybody who tells, releases, explains or promises reads this record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa

from treadle.terms.action import Action
from treadle.terms.buy import BuyCase, BuyPlan, OpenToBuy
from treadle.terms.course import Course
from treadle.terms.cutting import CutPlan, Marker
from treadle.terms.decision import Remembered
from treadle.terms.fingerprint import fingerprint
from treadle.terms.materials import MaterialUse
from treadle.terms.order import OpenOrder
from treadle.terms.policy import Policy
from treadle.terms.product import Catalogue
from treadle.terms.reason import Reason
from treadle.terms.rolls import Roll, RollPlan
from treadle.terms.schedule import Schedule, WorkOrderDemand
from treadle.terms.sewing import LineBalance
from treadle.terms.sourcing import SplitPlan

#: Tables that a plan carries along: traffic, signals left out, what a view or cart is worth, what rises and how early
#: that was seen in the past, what people look for in vain, what they look for elsewhere, how well quantiles held, what
#: forecasts add up to, how far options err together and take from one another, and what changed since the last plan.
FINDINGS = (
    "traffic", "left_out", "intent", "rising", "rising_record", "unmet_searches", "outside_interest", "calibration",
    "totals", "together", "cannibalisation", "changes",
)  # fmt: skip


#: What plans are like: since the second edition a buy says every step from its forecast, which the bridge is made of;
#: since the third a history says what came over from neighbours.
PLAN_EDITION = 3


def plan_id_of(facts: str, policy: Policy) -> str:
    """The id of the plan that is made from facts (their fingerprint) and a policy with its seed, by this edition."""
    return fingerprint(facts, policy, PLAN_EDITION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the first half of a day found, before it decided.

    `history` follows HISTORY, `option_history` OPTION_HISTORY, `forecast` OPTION_FORECAST, `size_curves` SIZE_CURVES;
    `league` holds a row per model and life stage. `signal_counts` say how many signals of a kind there were;
    `findings` are tables that a person reads beside the plan, by the names in FINDINGS; `limits` what held for the
    whole buy.
    """

    history: pa.Table
    option_history: pa.Table
    forecast: pa.Table
    league: pa.Table
    size_curves: pa.Table
    signal_counts: Mapping[str, int]
    findings: Mapping[str, pa.Table] = field(default_factory=dict)
    limits: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan of one day, from the history it read to the days it promises.

    `plan_id` is the fingerprint of what it was made from: `facts` (the fingerprint of all that was seen), the policy
    with its seed, and the edition. `catalogue` are the goods as the plan knew them, `notes` what was assumed of them.
    `cases` are the options as they were decided on, `courses` what is done with each of them, `demands` the work orders
    without those released before; `sourcing` says which factory makes each and why. `limits` are reasons of things that
    held for the whole plan, `open_to_buy` the ledger with its lines. `shelf` are the rolls as they lay there when the
    plan was made, and `cloth` says which lies where; `materials` is what released and planned orders take of trims and
    thread, and what is short before they are cut; `overtime_minutes` may be worked on a day of overtime, by factory.
    `on_order` is what was still to come, late orders first; `remembered` are the planner's earlier decisions.
    `cloth_cents` is the price of a metre, by fabric. `actions` are what to do today, the one worth most first.
    `plan_edition` is that of the treadle that made it; plans that do not say are of the first.
    """

    plan_id: str
    facts: str
    as_of: date
    currency: str
    policy: Policy
    catalogue: Catalogue
    seen: Seen
    cases: tuple[BuyCase, ...]
    buy: BuyPlan
    courses: tuple[Course, ...]
    cut_plans: tuple[CutPlan, ...]
    markers: Mapping[str, Marker]
    balances: tuple[LineBalance, ...]
    demands: tuple[WorkOrderDemand, ...]
    schedule: Schedule
    sourcing: SplitPlan = field(default_factory=SplitPlan)
    open_to_buy: tuple[OpenToBuy, ...] = ()
    shelf: tuple[Roll, ...] = ()
    cloth: tuple[RollPlan, ...] = ()
    materials: tuple[MaterialUse, ...] = ()
    overtime_minutes: Mapping[str, int] = field(default_factory=dict)
    cloth_cents: Mapping[str, int] = field(default_factory=dict)
    limits: tuple[Reason, ...] = ()
    notes: tuple[str, ...] = ()
    on_order: tuple[OpenOrder, ...] = ()
    remembered: tuple[Remembered, ...] = ()
    actions: tuple[Action, ...] = ()
    plan_edition: int = 1
