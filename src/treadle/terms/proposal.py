"""A campaign that is proposed, or why none is: its offer, its chances and its money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from treadle.terms.campaign import THRESHOLD, DayChance, Tier
from treadle.terms.reason import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The terms that decide a campaign's worth: prices by count, threshold, days open and deposit a piece. A pair has
    one tier, the team's, and `solo_price_cents`."""

    tiers: tuple[Tier, ...]
    threshold_units: int
    days: int
    deposit_cents: int = 0
    kind: str = THRESHOLD
    solo_price_cents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferWorth:
    """What an offer is expected to do. Money in cents; `fill_chance` that it reaches its threshold; units and day are
    those of a campaign that fills. `worth_cents` is its profit beyond what the same buyers would have brought anyway;
    `cash_cents` is what making costs beyond what buyers have paid by then; `margin_share` is kept at the threshold."""

    worth_cents: float
    profit_cents: float
    fill_chance: float
    units: float
    units_low: int
    units_high: int
    cost_cents: float
    cash_cents: float
    margin_share: float
    wait_days: int
    ready_day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What is proposed of an option: the best offer with its worth (None where none can be made) and the reason.

    `promise_days` are days by which goods are shipped with a probability, where they were worked out.
    """

    option_id: str
    is_worth: bool
    reason: Reason
    offer: Offer | None = None
    worth: OfferWorth | None = None
    promise_day: date | None = None
    promise_probability: float = 0.0
    promise_days: tuple[DayChance, ...] = ()
