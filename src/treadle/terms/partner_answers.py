"""What a server answers of factories, offers and campaigns: the API tells these records, and the client reads them.

Money is in whole cents, moments are UTC, shares are 0 to 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from treadle.terms.campaign import Tier
from treadle.terms.offer import OfferAnswered, OfferProgress, OfferSaid


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileTold:
    """What a factory can do: standard minutes free by week, smallest order, days of making and of transport, and the
    largest share of a brand's work that it may have."""

    name: str
    country: str
    os_id: str
    capabilities: tuple[str, ...]
    certificates: tuple[str, ...]
    minimum_units: int
    free_minutes: tuple[float, ...]
    lead_days: int
    transport_days: int
    most_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FactoryTold:
    """A factory that can be asked: its profile (None where it has none), and how it kept its word."""

    factory_id: str
    profile: ProfileTold | None
    orders: int
    on_time_share: float
    on_time_low: float
    on_time_high: float
    defects_share: float
    late_days: float
    price_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferShown:
    """An order offered to a factory, as it stands; `link` is the path at which the factory answers, told to the brand
    alone."""

    order_id: str
    factory_id: str
    style_id: str
    state: str
    units: int
    piece_cents: int
    setup_cents: int
    total_cents: int
    currency: str
    due_day: date
    day: date
    answer_by: date | None
    asked_times: int
    answer: OfferAnswered | None
    progress: tuple[OfferProgress, ...]
    said: tuple[OfferSaid, ...]
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderOfCampaign:
    """A buyer's order: its pieces by SKU, its state, and whose its money is."""

    order_id: str
    state: str
    units: Mapping[str, int]
    team_id: str
    asked_cents: int
    paid_cents: int
    due_back_cents: int
    refunded_cents: int
    earned_cents: int
    reserved_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What anybody may see of a campaign; `seats_left` None: as many as come."""

    campaign_id: str
    state: str
    kind: str
    title: str
    text: str
    pictures: tuple[str, ...]
    sizes: Mapping[str, str]
    tiers: tuple[Tier, ...]
    price_cents: int
    solo_price_cents: int
    deposit_cents: int
    currency: str
    count_units: int
    threshold_units: int
    seats_left: int | None
    closes_at: datetime
    promise_day: date
    promise_probability: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignTold(Listing):
    """A campaign with its orders and its money."""

    paid_cents: int
    held_cents: int
    due_back_cents: int
    refunded_cents: int
    earned_cents: int
    orders: tuple[OrderOfCampaign, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignProposed:
    """What is proposed of an option, worth opening or not, with its reason in words."""

    option_id: str
    is_worth: bool
    reason: str
    kind: str
    tiers: tuple[Tier, ...]
    threshold_units: int
    days: int
    deposit_cents: int
    solo_price_cents: int
    worth_cents: float | None
    fill_chance: float | None
    promise_day: date | None
    promise_probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalsTold:
    """Proposals of a plan's day, those worth opening first."""

    plan_id: str
    as_of: date
    proposals: tuple[CampaignProposed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceTold:
    """What would be better than leaving a campaign, and what it is worth."""

    kind: str
    worth_cents: float
    fill_chance: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignAhead:
    """How a campaign will end: its final count with eight chances in ten between low and high."""

    time_share: float
    units: int
    likely_units: int
    low_units: int
    high_units: int
    fill_chance: float
    advice: tuple[AdviceTold, ...]
