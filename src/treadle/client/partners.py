"""Factories and campaigns of a served brand: who could make what, orders offered to them, what is sold ahead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

from treadle.client.connection import Connection
from treadle.client.floor import FloorCalls
from treadle.terms.codec import from_values
from treadle.terms.job import Job
from treadle.terms.partner_answers import CampaignTold, FactoryTold, OfferShown

_OLDER = "Update treadle here or there: the two do not understand one another"


class PartnerCalls(FloorCalls):
    """What a client does with factories and campaigns, and with the floor."""

    _at: Connection

    def factories(self) -> list[FactoryTold]:
        """Factories that can be asked, scored by the brand's own orders."""
        told = self._at.send("GET", "/v1/factories").json()
        return [from_values(FactoryTold, one, file="/v1/factories", remedy=_OLDER) for one in told]

    def offers(self, *, factory_id: str = "") -> list[OfferShown]:
        """Orders offered to a factory; empty: to all."""
        told = self._at.send("GET", f"/v1/offers?factory_id={quote(factory_id)}").json()
        return [from_values(OfferShown, one, file="/v1/offers", remedy=_OLDER) for one in told]

    def offer_order(self, order_id: str, factory_id: str = "", *, answer_days: int = 4, note: str = "") -> OfferShown:
        """Offer an order at what a factory quoted; without a name to the one expected to cost least."""
        body = {"factory_id": factory_id, "answer_days": answer_days, "note": note}
        return self._offer("POST", f"/v1/orders/{quote(order_id, safe='')}/offers", body)

    def judge_offer(self, order_id: str, factory_id: str, *, is_taken: bool, reason: str = "") -> OfferShown:
        """Take what a factory countered, or let the offer stand as it was."""
        body = {"is_approved": is_taken, "reason": reason}
        return self._offer("POST", f"{_place(order_id, factory_id)}/judgement", body)

    def withdraw_offer(self, order_id: str, factory_id: str, *, reason: str = "") -> OfferShown:
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

    def _offer(self, method: str, place: str, body: dict[str, Any]) -> OfferShown:
        return from_values(OfferShown, self._at.send(method, place, body=body).json(), file=place, remedy=_OLDER)


def _place(order_id: str, factory_id: str) -> str:
    return f"/v1/orders/{quote(order_id, safe='')}/offers/{quote(factory_id, safe='')}"
