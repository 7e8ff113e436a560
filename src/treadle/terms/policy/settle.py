"""How the brand settles: what early payment must bring, and what beside goods is paid."""

from __future__ import annotations

from dataclasses import dataclass

from treadle.terms.policy.setting import setting

SETTLE_SENTENCE = (
    "Money owed and paid. Nothing of it changes a plan; what a year's money costs is presell.money_cost_share."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlePolicy:
    """Settings of settlement; shares are 0 to 1."""

    early_gain_share: float = setting(
        0.5, "Of what a partner saves by being paid earlier, beyond what it costs the brand, the brand keeps this "
        "share as a discount.", unit="share", least=0, most=1,
    )  # fmt: skip
    early_least_cents: int = setting(
        200, "An earlier payment is offered where it brings each side this much at least.", unit="money", least=0,
        key="early_least_gain",
    )  # fmt: skip
    running_week_cents: int = setting(
        0, "What the brand pays every week beside its goods: rent, people, advertising.", unit="money", least=0,
        key="running_cost_a_week",
    )  # fmt: skip
    working_capital_cents: int = setting(
        0, "What the account may stand below nothing at most (a credit line); the cash curve tells where it would be "
        "passed.", unit="money", least=0, key="credit_line",
    )  # fmt: skip
    payout_days: int = setting(
        7, "Days from a sale until its money is there, where no terms are agreed with the channel.", unit="days",
        least=0, most=120,
    )  # fmt: skip
    returned_share: float = setting(
        0.0, "Share of what is sold that buyers bring back for their money, where signals tell of no returns.",
        unit="share", least=0, most=0.95,
    )  # fmt: skip
