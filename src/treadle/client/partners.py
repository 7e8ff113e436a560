"""Factories and campaigns of a served brand: who could make what, orders offered to them, what is sold ahead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from treadle.client.connection import Connection
from treadle.client.floor import FloorCalls
from treadle.terms.codec import from_values
from treadle.terms.job import Job

_OLDER = "Update treadle here or there: the two do not understand one another"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactoryTold:
    """A factory that can be asked, with how it kept its word; shares are 0 to 1, `profile` as the server tells it."""

    factory_id: str
    profile: dict[str, Any] | None
    orders: int
    on_time_share: float
    on_time_low: float
    on_time_high: float
    defects_share: float
    late_days: float
    price_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferTold:
    """An order offered to a factory; money in cents, `link` the path at which the factory answers."""

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
    answer: dict[str, Any] | None = None
    progress: tuple[dict[str, Any], ...] = ()
    said: tuple[dict[str, Any], ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignTold:
    """A campaign as it stands; money in cents, `orders` as the server tells them."""

    campaign_id: str
    state: str
    kind: str
    title: str
    text: str
    pictures: tuple[str, ...]
    sizes: dict[str, str]
    tiers: tuple[dict[str, int], ...]
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
    paid_cents: int
    held_cents: int
    due_back_cents: int
    refunded_cents: int
    earned_cents: int
    orders: tuple[dict[str, Any], ...] = field(default=())


class PartnerCalls(FloorCalls):
    """What a client does with factories and campaigns, and with the floor."""

    _at: Connection

    def factories(self) -> list[FactoryTold]:
        """Factories that can be asked, scored by the brand's own orders."""
        told = self._at.send("GET", "/v1/factories").json()
        return [from_values(FactoryTold, one, file="/v1/factories", remedy=_OLDER) for one in told]

    def offers(self, *, factory_id: str = "") -> list[OfferTold]:
        """Orders offered to a factory; empty: to all."""
        told = self._at.send("GET", f"/v1/offers?factory_id={quote(factory_id)}").json()
        return [from_values(OfferTold, one, file="/v1/offers", remedy=_OLDER) for one in told]

    def offer_order(self, order_id: str, factory_id: str = "", *, answer_days: int = 4, note: str = "") -> OfferTold:
        """Offer an order at what a factory quoted; without a name to the one expected to cost least."""
        body = {"factory_id": factory_id, "answer_days": answer_days, "note": note}
        return self._offer("POST", f"/v1/orders/{quote(order_id, safe='')}/offers", body)

    def judge_offer(self, order_id: str, factory_id: str, *, is_taken: bool, reason: str = "") -> OfferTold:
        """Take what a factory countered, or let the offer stand as it was."""
        body = {"is_approved": is_taken, "reason": reason}
        return self._offer("POST", f"{_place(order_id, factory_id)}/judgement", body)

    def withdraw_offer(self, order_id: str, factory_id: str, *, reason: str = "") -> OfferTold:
        """Take an offer back."""
        return self._offer("POST", f"{_place(order_id, factory_id)}/withdraw", {"reason": reason})

    def place_rush(
        self, units: Mapping[str, int], due_day: date, *, worth_cents: int | None = None, plan_id: str = ""
    ) -> Job:
        """Have one more order placed (pieces by SKU of one style) where the plan that stands takes it best. Its job,
        once done, names the order; the plan around it is made by a job of its own."""
        body = {"units": dict(units), "due_day": due_day.isoformat(), "worth_cents": worth_cents, "plan_id": plan_id}
        told = self._at.send("POST", "/v1/rush/orders", body=body).json()
        return from_values(Job, told, file="/v1/rush/orders", remedy=_OLDER)

    def campaigns(self) -> list[CampaignTold]:
        """All campaigns as they stand."""
        told = self._at.send("GET", "/v1/campaigns").json()
        return [from_values(CampaignTold, one, file="/v1/campaigns", remedy=_OLDER) for one in told]

    def cancel_campaign(self, campaign_id: str, *, reason: str) -> CampaignTold:
        """Call a campaign off: all that is held is owed back."""
        place = f"/v1/campaigns/{quote(campaign_id, safe='')}/cancel"
        told = self._at.send("POST", place, body={"reason": reason}).json()
        return from_values(CampaignTold, told, file=place, remedy=_OLDER)

    def _offer(self, method: str, place: str, body: dict[str, Any]) -> OfferTold:
        return from_values(OfferTold, self._at.send(method, place, body=body).json(), file=place, remedy=_OLDER)


def _place(order_id: str, factory_id: str) -> str:
    return f"/v1/orders/{quote(order_id, safe='')}/offers/{quote(factory_id, safe='')}"
