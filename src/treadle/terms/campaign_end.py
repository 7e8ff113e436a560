"""What a campaign came to: filled or failed, as it is told once its time is over, and whose its money is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFilled:
    """A campaign's time was over and it had filled: so many pieces, at the price that was reached."""

    units: int
    price_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFailed:
    """A campaign's time was over and it had not filled: so many pieces of those that were needed."""

    units: int
    threshold_units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignMoney:
    """Money that came in, and whose it is: held for goods, owed back, paid back, or earned."""

    paid_cents: int
    held_cents: int
    due_back_cents: int
    refunded_cents: int
    earned_cents: int
