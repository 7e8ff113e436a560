"""How the brand sells ahead: what a campaign must earn, how long buyers wait, how they are thought to act."""

from __future__ import annotations

from dataclasses import dataclass

from treadle.terms.policy.setting import setting

PRESELL_SENTENCE = "Campaigns that sell ahead. Nothing of it changes a plan; what buyers pay for does."


@dataclass(frozen=True, slots=True, kw_only=True)
class PresellPolicy:
    """Settings of campaigns; shares are 0 to 1."""

    least_margin_share: float = setting(
        0.25, "A campaign keeps at least this share of what buyers pay, after making, returns and the fee of payments, "
        "at its threshold too.", unit="share", least=0, most=0.95,
    )  # fmt: skip
    longest_wait_days: int = setting(
        30, "Days that a buyer waits at most, from the opening until goods are shipped.", unit="days", least=1, most=365
    )
    least_fill_chance: float = setting(
        0.6, "A campaign is worth opening only if it fills with this probability.", unit="probability", least=0, most=1
    )
    deepest_discount_share: float = setting(
        0.3, "The most that a tier takes off the price.", unit="share", least=0, most=0.9
    )
    deposit_share: float = setting(
        0.2, "Share of the lowest price that is paid at once where a deposit is asked for; 0: the whole price at once.",
        unit="share", least=0, most=0.9,
    )  # fmt: skip
    reach: float = setting(
        1.0, "A campaign reaches so many times the buyers that its option is expected to have in those days anyway.",
        unit="times", least=0.01, most=1000,
    )  # fmt: skip
    reach_spread: float = setting(
        0.5, "How far campaigns stray from that: standard deviation of the logarithm.", least=0, most=3, is_rare=True
    )
    anyway_share: float = setting(
        0.3, "Share of a campaign's buyers who would have bought at the usual price.", unit="share", least=0, most=1
    )
    lost_per_week_share: float = setting(
        0.1, "Share of buyers that each week of waiting costs.", unit="share", least=0, most=0.9
    )
    pair_chance: float = setting(
        0.42, "How often a pair finds its friend, until enough pairs of the brand's own say it: the share in the "
        "public records of BeiBei.", unit="probability", least=0.001, most=1, is_rare=True,
    )  # fmt: skip
    pair_alone_share: float = setting(
        0.2, "Share of a pair offer's buyers who buy alone at the higher price.", unit="share", least=0, most=1,
        is_rare=True,
    )  # fmt: skip
    payment_fee_share: float = setting(
        0.015, "What payments cost, as a share of what is paid.", unit="share", least=0, most=0.5
    )
    failed_cents: int = setting(10_000, "What a campaign costs that fails.", unit="money", least=0, key="failed_cost")
    money_cost_share: float = setting(
        0.08, "What money costs for a year, as a share of it.", unit="share", least=0, most=1
    )
    hold_minutes: int = setting(
        30, "Minutes that a reservation waits for its payment.", unit="minutes", least=1, most=20_000
    )
    grace_hours: int = setting(
        0, "Hours after the end in which transfers still count that were made before it.", unit="hours", least=0,
        most=240,
    )  # fmt: skip
    balance_days: int = setting(7, "Days in which a balance is paid.", unit="days", least=1, most=90)
    releases_itself: bool = setting(
        False, "A campaign that has reached its threshold goes to production by itself; false: when somebody approves.",
        key="release_by_itself",
    )  # fmt: skip
    pay_to: str = setting(
        "", "Whom a buyer of the storefront transfers money to: name, bank and account, as an order's page tells it.",
        may_be_empty=True,
    )  # fmt: skip
    checkout_address: str = setting(
        "", "The page of a payment provider, where one is used: {order}, {cents} and {currency} in it are filled in.",
        may_be_empty=True,
    )  # fmt: skip
    most_order_units: int = setting(
        10, "Pieces that a buyer of the storefront may order at once.", unit="units", least=1, most=1000
    )
