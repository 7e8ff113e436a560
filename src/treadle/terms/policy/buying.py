"""How far a plan looks ahead, how a buy is worked out, and how prices may fall."""

from __future__ import annotations

from dataclasses import dataclass

from treadle.terms.policy.setting import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPolicy:
    """The days and weeks of a plan, and its seed."""

    horizon_weeks: int = setting(10, "Weeks of sales that a buy looks ahead.", unit="weeks", least=1, most=52)
    lead_days: int = setting(
        14, "Days from the decision until goods we make should be on the shelf.", unit="days", least=0, most=365
    )
    bought_in_lead_days: int = setting(
        42, "The same for goods without a pattern, which are bought in.", unit="days", least=0, most=730
    )
    lead_seen_weeks: int = setting(
        6, "Where orders of so many weeks past were planned to take longer than lead_days, a buy counts on that "
        "instead. 0: always on lead_days.", unit="weeks", least=0, most=52, is_rare=True,
    )  # fmt: skip
    plans_every_days: int = setting(
        7, "How often you plan: every so many days, orders can be placed.", unit="days", least=1, most=365
    )
    order_again_days: int | None = setting(
        None, "Days until the next order can be placed, which then takes its lead time: where another can follow, the "
        "first is smaller on purpose. 0: never again, all is ordered now.", unit="days", least=0, most=365,
        follows="plans_every_days", is_rare=True,
    )  # fmt: skip
    has_findings: bool = setting(
        True, "Whether a plan also finds out what a person reads beside its numbers (what rises, what is searched in "
        "vain, how well forecasts held): its numbers are the same without, and there sooner.", key="findings",
        is_rare=True,
    )  # fmt: skip
    seed: int = setting(0, "Seed of every random choice: the same folder and seed give the same plan.", least=0)

    @property
    def next_order_days(self) -> int:
        """Days until the next order can be placed; 0 where none can follow."""
        return self.plans_every_days if self.order_again_days is None else self.order_again_days


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyPolicy:
    """How a buy is worked out. `worth_units` is the length of each `WorthCurve`."""

    salvage_share: float = setting(
        0.2, "What a left-over piece still brings, as a share of its price.", unit="share", least=0, most=1
    )
    holding_share_per_week: float = setting(
        0.005, "Cost of keeping a piece for a week, as a share of its unit cost.", unit="share", least=0, most=1
    )
    resale_share: float = setting(
        0.8, "Share of returned pieces that can be sold again.", unit="share", least=0, most=1
    )
    least_return: float = setting(
        0.1, "What the last unit of money in a buy must earn: at 0.1, 1.00 more must bring back 1.10. Where profit is "
        "nearly flat the plan takes the smaller order; 0 buys for the last cent of expected profit.", unit="share",
        least=0, most=5,
    )  # fmt: skip
    working_capital_cents: int = setting(
        0, "What goods may bind together: stock and orders at their cost, and what a plan buys. A limit beside the "
        "budget; 0: none.", unit="money", least=0, key="working_capital",
    )  # fmt: skip
    early_correlation: float = setting(
        0.8, "How much the first weeks' sales tell of all that will be wanted, where a second order is possible.",
        unit="share", least=0, most=0.999, is_rare=True,
    )  # fmt: skip
    return_prior_units: float = setting(
        40.0, "An option's return rate counts in full beside so many sold units of the brand's own rate.", unit="units",
        least=0.1, is_rare=True,
    )  # fmt: skip
    decision_days: int = setting(
        28, "A line that the planner lowered or rejected is not proposed again for so many days, unless its row in the "
        "workbook says until when.", unit="days", least=0, most=730,
    )  # fmt: skip
    decision_moved_share: float = setting(
        0.25, "… or until the demand that is expected of its option has risen by more than this share.", unit="share",
        least=0.01, most=10,
    )  # fmt: skip
    least_moved_share: float = setting(
        0.02, "Options that take from one another by less than this elasticity are left alone, and so is demand moved "
        "by less.", unit="share", least=0.001, most=1, is_rare=True,
    )  # fmt: skip
    most_moved: float = setting(
        3.0, "What else is on offer never moves an option's demand by more than this factor.", unit="times", least=1,
        most=100, is_rare=True,
    )  # fmt: skip
    same_delivery_days: int = setting(
        3, "What arrives within so many days before a buy, or after it, is counted as arriving with it.", unit="days",
        least=0, most=60, is_rare=True,
    )  # fmt: skip
    plain_rule_weeks: int = setting(
        4, "Weeks of sales, beyond the lead time, up to which the plain rule of a replay orders.",
        unit="weeks", least=0, most=52, is_rare=True,
    )  # fmt: skip
    crowd_weeks: int = setting(
        4, "Weeks of the past whose offer a forecast stands for, and first weeks of a launch.", unit="weeks", least=1,
        most=26, is_rare=True,
    )  # fmt: skip
    draws: int = setting(
        256, "Courses of demand drawn from each forecast: more is steadier and slower.", unit="draws", least=16,
        most=65536, is_rare=True, key="demand_draws",
    )  # fmt: skip
    worth_units: int = setting(
        12, "Further units of each size that are priced, for cutting spares and for a planner's own numbers.",
        unit="units", least=1, most=1000, is_rare=True,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownPolicy:
    """How the prices of what stops may fall: at a price lower by 1 % demand is higher by about `price_elasticity` %."""

    price_elasticity: float = setting(
        2.0, "At a price lower by 1 % demand is higher by about so many %; markdowns of what stops are planned by it.",
        least=0.1, most=10,
    )  # fmt: skip
    deepest_markdown_share: float = setting(
        0.7, "The largest share of the price that a markdown may take off.", unit="share", least=0, most=0.9
    )
    markdown_step_share: float = setting(
        0.1, "Markdowns go in steps of this share of the price.", unit="share", least=0.01, most=0.9, is_rare=True
    )
    least_markdown_gain_share: float = setting(
        0.01, "A markdown must bring this share more than waiting another week.", unit="share", least=0, most=1,
        is_rare=True,
    )  # fmt: skip

    @property
    def discounts(self) -> tuple[float, ...]:
        """The discounts allowed, rising from 0."""
        steps = int((self.deepest_markdown_share + 1e-9) / self.markdown_step_share)
        return tuple(round(step * self.markdown_step_share, 9) for step in range(steps + 1))

    def lift(self, discount: float) -> float:
        """How many times as much is wanted at a discount."""
        return float((1.0 - discount) ** -self.price_elasticity)
