"""How a brand wants to be planned: the settings that a day reads, frozen, a part for each room."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from treadle.terms.policy.buying import BuyPolicy, MarkdownPolicy, PlanPolicy
from treadle.terms.policy.making import ClothPolicy, CutPolicy, NestPolicy, SewPolicy
from treadle.terms.policy.scheduling import Pace, PromisePolicy, SchedulePolicy
from treadle.terms.policy.setting import section
from treadle.terms.policy.signals import CensorPolicy, CleanPolicy, TrendPolicy, UnmetPolicy

__all__ = [
    "BuyPolicy", "CensorPolicy", "CleanPolicy", "ClothPolicy", "CutPolicy", "MarkdownPolicy", "NestPolicy", "Pace",
    "PlanPolicy", "Policy", "PromisePolicy", "SchedulePolicy", "SewPolicy", "TrendPolicy", "UnmetPolicy",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The part of treadle.toml that changes decisions, a field for each of its sections. Shares are 0 to 1, money in
    cents."""

    plan: PlanPolicy = field(
        default_factory=PlanPolicy, metadata=section("How far a plan looks ahead. Shares are 0 to 1 in every section.")
    )
    clean: CleanPolicy = field(
        default_factory=CleanPolicy,
        metadata=section(
            "Signals that no customer meant are left out of every count and listed in the plan's table "
            "left_out. 0 or no words switch a rule off."
        ),
    )
    censor: CensorPolicy = field(
        default_factory=CensorPolicy, metadata=section("How demand is estimated where the shelf was empty.")
    )
    trend: TrendPolicy = field(default_factory=TrendPolicy, metadata=section("When something counts as rising."))
    unmet: UnmetPolicy = field(
        default_factory=UnmetPolicy, metadata=section("Searches that nothing answers, and where options sell.")
    )
    buy: BuyPolicy = field(default_factory=BuyPolicy, metadata=section("How a buy is worked out."))
    markdown: MarkdownPolicy = field(
        default_factory=MarkdownPolicy, metadata=section("How the prices of what stops may fall.")
    )
    cut: CutPolicy = field(
        default_factory=CutPolicy, metadata=section("What lays cost and may hold. Amounts are in the brand's currency.")
    )
    nest: NestPolicy = field(default_factory=NestPolicy, metadata=section("Who draws markers, and how long."))
    cloth: ClothPolicy = field(
        default_factory=ClothPolicy,
        metadata=section("Rolls of cloth, spread and bought. Amounts are in the brand's currency."),
    )
    sew: SewPolicy = field(default_factory=SewPolicy, metadata=section("What a station of a sewing line may hold."))
    schedule: SchedulePolicy = field(
        default_factory=SchedulePolicy, metadata=section("How work is scheduled. Amounts are in the brand's currency.")
    )
    promise: PromisePolicy = field(
        default_factory=PromisePolicy, metadata=section("How sure promises are, and what they reckon with.")
    )

    def with_seed(self, seed: int | None) -> Policy:
        """The same policy with another seed; None leaves it."""
        return self if seed is None else replace(self, plan=replace(self.plan, seed=seed))
