"""Campaigns of a served brand: proposed, opened, filled, made and settled."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from treadle.client.connection import Connection
from treadle.client.told import read, read_all
from treadle.errors import NotFoundError
from treadle.terms.campaign import Tier
from treadle.terms.job import Job
from treadle.terms.partner_answers import CampaignAhead, CampaignTold, ProposalsTold

if TYPE_CHECKING:
    import httpx


class CampaignCalls:
    """What a client does with what is sold ahead."""

    _at: Connection

    if TYPE_CHECKING:

        def _ended(self, answer: httpx.Response) -> Job: ...

    def campaigns(self) -> list[CampaignTold]:
        """All campaigns as they stand."""
        return read_all(CampaignTold, self._at.send("GET", "/v1/campaigns").json(), "/v1/campaigns")

    def campaign(self, campaign_id: str) -> CampaignTold:
        """One campaign with its orders."""
        place = _campaign(campaign_id)
        return read(CampaignTold, self._at.send("GET", place).json(), place)

    def campaign_of_order(self, order_id: str) -> CampaignTold:
        """The campaign of a buyer's order. Raises `NotFoundError`."""
        for one in self.campaigns():
            if any(order.order_id == order_id for order in one.orders):
                return one
        raise NotFoundError(f"No campaign has an order {order_id}.")

    def propose_campaigns(self, options: Sequence[str] = ()) -> ProposalsTold:
        """Have options worked out (none: all of the newest plan), and what is proposed of them."""
        self._ended(self._at.send("POST", "/v1/campaign-proposals", body={"options": list(options)}))
        place = "/v1/campaign-proposals"
        return read(ProposalsTold, self._at.send("GET", place).json(), place)

    def open_campaign(
        self, campaign_id: str, option_id: str, promise_day: date, *, kind: str = "threshold", title: str = "",
        text: str = "", tiers: Sequence[Tier] = (), threshold_units: int | None = None, most_units: int = 0,
        days: int = 7, deposit_cents: int = 0, solo_price_cents: int = 0, pictures: Sequence[str] = (),
    ) -> CampaignTold:  # fmt: skip
        """Open one; the same terms again are the same campaign."""
        body = {
            "campaign_id": campaign_id, "option_id": option_id, "promise_day": promise_day.isoformat(), "kind": kind,
            "title": title, "text": text, "tiers": _tiers(tiers), "threshold_units": threshold_units,
            "most_units": most_units, "days": days, "deposit_cents": deposit_cents,
            "solo_price_cents": solo_price_cents, "pictures": list(pictures),
        }  # fmt: skip
        return self._told("/v1/campaigns", body)

    def change_campaign(
        self, campaign_id: str, *, reason: str = "changed", closes_at: datetime | None = None,
        tiers: Sequence[Tier] | None = None, most_units: int | None = None,
    ) -> CampaignTold:  # fmt: skip
        """Another end, lower prices, other seats; what is not named stays."""
        body = {"reason": reason, "closes_at": closes_at.isoformat() if closes_at else None,
                "tiers": None if tiers is None else _tiers(tiers), "most_units": most_units}  # fmt: skip
        return self._told(f"{_campaign(campaign_id)}/change", body)

    def undo_campaign(self, campaign_id: str) -> CampaignTold:
        """Take a moved end back."""
        return self._told(f"{_campaign(campaign_id)}/undo", None)

    def cancel_campaign(self, campaign_id: str, *, reason: str) -> CampaignTold:
        """Call a campaign off: all that is held is owed back."""
        return self._told(f"{_campaign(campaign_id)}/cancel", {"reason": reason})

    def reserve(
        self, campaign_id: str, order_id: str, units: Mapping[str, int], *, buyer: str = "", team_id: str = "",
        is_solo: bool = False,
    ) -> CampaignTold:  # fmt: skip
        """Reserve pieces by size or SKU for a buyer; the same order again is the same reservation."""
        body = {"order_id": order_id, "units": dict(units), "buyer": buyer, "team_id": team_id, "is_solo": is_solo}
        return self._told(f"{_campaign(campaign_id)}/orders", body)

    def pay_seat(self, campaign_id: str, order_id: str, cents: int, *, payment_id: str = "") -> CampaignTold:
        """Book a buyer's payment by hand; the same id counts once."""
        body = {"money_id": payment_id or uuid.uuid4().hex, "cents": cents}
        return self._told(f"{_order(campaign_id, order_id)}/payments", body)

    def refund_seat(self, campaign_id: str, order_id: str, cents: int, *, refund_id: str = "") -> CampaignTold:
        """Book a refund by hand: no more than is owed back."""
        body = {"money_id": refund_id or uuid.uuid4().hex, "cents": cents}
        return self._told(f"{_order(campaign_id, order_id)}/refunds", body)

    def leave_campaign(self, campaign_id: str, order_id: str, *, reason: str = "left") -> CampaignTold:
        """A buyer leaves; what is held is owed back."""
        return self._told(f"{_order(campaign_id, order_id)}/leave", {"reason": reason})

    def answer_delay(self, campaign_id: str, order_id: str, *, stays: bool) -> CampaignTold:
        """How a buyer answers the newest delay notice."""
        return self._told(f"{_order(campaign_id, order_id)}/answer", {"stays": stays})

    def reach_stage(self, campaign_id: str, stage: str, *, references: Sequence[str] = ()) -> CampaignTold:
        """All orders that may come to the stage (made, shipped, settled) do."""
        return self._told(f"{_campaign(campaign_id)}/stage", {"stage": stage, "references": list(references)})

    def tell_delay(self, campaign_id: str, day: date, *, reason: str = "") -> CampaignTold:
        """Tell buyers of a later day."""
        return self._told(f"{_campaign(campaign_id)}/delay", {"day": day.isoformat(), "reason": reason})

    def campaign_ahead(self, campaign_id: str) -> CampaignAhead:
        """How a campaign will end, and what would be better than leaving it."""
        place = f"{_campaign(campaign_id)}/forecast"
        return read(CampaignAhead, self._at.send("GET", place).json(), place)

    def produce_campaigns(self) -> Job:
        """Have all that is sold ahead and not in work planned and released."""
        return self._ended(self._at.send("POST", "/v1/campaign-productions", body={}))

    def _told(self, place: str, body: dict[str, Any] | None) -> CampaignTold:
        return read(CampaignTold, self._at.send("POST", place, body=body).json(), place)


def _campaign(campaign_id: str) -> str:
    return f"/v1/campaigns/{quote(campaign_id, safe='')}"


def _order(campaign_id: str, order_id: str) -> str:
    return f"{_campaign(campaign_id)}/orders/{quote(order_id, safe='')}"


def _tiers(tiers: Sequence[Tier]) -> list[dict[str, int]]:
    return [{"from_units": one.from_units, "price_cents": one.price_cents} for one in tiers]
