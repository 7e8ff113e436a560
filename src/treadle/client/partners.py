"""Factories of a served brand: who could make what, what they ask, and orders offered to them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from treadle.client.campaigns import CampaignCalls
from treadle.client.connection import Connection
from treadle.client.floor import FloorCalls
from treadle.client.money import MoneyCalls
from treadle.client.shops import ShopCalls, sent_file
from treadle.client.told import read, read_all
from treadle.terms.codec import to_values
from treadle.terms.job import Job
from treadle.terms.partner_answers import FactoryTold, OfferShown
from treadle.terms.supplier import Pair, PriceStep

if TYPE_CHECKING:
    import httpx


class PartnerCalls(CampaignCalls, ShopCalls, MoneyCalls, FloorCalls):
    """What a client does with partners: factories and what is said of them here, campaigns, shops and money; and with
    the floor."""

    _at: Connection

    @abstractmethod
    def _ended(self, answer: httpx.Response) -> Job:
        """The job of an answer, once it has ended."""

    def factories(self) -> list[FactoryTold]:
        """Factories that can be asked, scored by the brand's own orders."""
        told = self._at.send("GET", "/v1/factories").json()
        return read_all(FactoryTold, told, "/v1/factories")

    def offers(self, *, factory_id: str = "") -> list[OfferShown]:
        """Orders offered to a factory; empty: to all."""
        told = self._at.send("GET", f"/v1/offers?factory_id={quote(factory_id)}").json()
        return read_all(OfferShown, told, "/v1/offers")

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
        """Place one more order (pieces by SKU of one style) where the plan that stands takes it best; the job's result
        names the order. The plan around it is made by a job of its own."""
        body = {"units": dict(units), "due_day": due_day.isoformat(), "worth_cents": worth_cents, "plan_id": plan_id}
        return self._ended(self._at.send("POST", "/v1/rush/orders", body=body))

    def quotes(self) -> list[Pair]:
        """Quotes, samples and approvals, of every factory and style of which something was said."""
        return read_all(Pair, self._at.send("GET", "/v1/pairs").json(), "/v1/pairs")

    def quote(
        self, factory_id: str, style_id: str, steps: Sequence[PriceStep], *, valid_until: date | None = None,
        lead_days: int | None = None, note: str = "",
    ) -> Pair:  # fmt: skip
        """Write down what a factory asks for a style; it takes the place of its earlier quote."""
        body = {"steps": [to_values(one) for one in steps], "lead_days": lead_days, "note": note,
                "valid_until": valid_until.isoformat() if valid_until else None}  # fmt: skip
        return self._pair("POST", factory_id, style_id, "quotes", body)

    def tell_sample(self, factory_id: str, style_id: str, state: str, *, note: str = "") -> Pair:
        """Say what became of a sample."""
        return self._pair("POST", factory_id, style_id, "samples", {"state": state, "note": note})

    def approve_factory(self, factory_id: str, style_id: str, *, is_approved: bool = True, reason: str = "") -> Pair:
        """Whether a factory may make a style; once one is approved, no other makes it."""
        body = {"is_approved": is_approved, "reason": reason}
        return self._pair("PUT", factory_id, style_id, "approval", body)

    def offer_link(self, order_id: str, factory_id: str) -> OfferShown:
        """An offer with the link by which it is answered."""
        return self._offer("POST", f"{_place(order_id, factory_id)}/link", {})

    def end_offer_links(self, order_id: str, factory_id: str) -> None:
        """Every link given out for an offer holds no more."""
        self._at.send("DELETE", f"{_place(order_id, factory_id)}/link")

    def answer_offer(
        self, order_id: str, factory_id: str, answer: str, *, day: date | None = None, piece_cents: int | None = None,
        units: int | None = None, note: str = "",
    ) -> OfferShown:  # fmt: skip
        """Answer an offer as its factory: accept, counter or decline."""
        body = {"answer": answer, "day": day.isoformat() if day else None, "piece_cents": piece_cents, "units": units,
                "note": note}  # fmt: skip
        return self._offer("POST", f"{_place(order_id, factory_id)}/answer", body)

    def reply_to_factory(self, order_id: str, factory_id: str, text: str) -> OfferShown:
        """Reply to what a factory asked."""
        return self._offer("POST", f"{_place(order_id, factory_id)}/replies", {"text": text})

    def ask_factory_again(self, order_id: str, factory_id: str) -> OfferShown:
        """Ask a factory again, with a new day to answer by."""
        return self._offer("POST", f"{_place(order_id, factory_id)}/ask-again", {})

    def offer_elsewhere(self, order_id: str, factory_id: str) -> OfferShown:
        """Offer an order to the next factory that can make it."""
        return self._offer("POST", f"{_place(order_id, factory_id)}/elsewhere", {})

    def offer_sheet(self, order_id: str, factory_id: str) -> bytes:
        """An offer as a workbook that goes out by mail."""
        return self._at.send("GET", f"{_place(order_id, factory_id)}/sheet").content

    def take_reply_sheet(self, file: str | Path) -> OfferShown:
        """Book a sheet that came back, and how its offer stands now."""
        told = sent_file(self._at, "/v1/offers/replies", file)
        offers = self.offers(factory_id=told["factory_id"])
        return next(one for one in offers if one.order_id == told["order_id"])

    def _offer(self, method: str, place: str, body: dict[str, Any]) -> OfferShown:
        return read(OfferShown, self._at.send(method, place, body=body).json(), place)

    def _pair(self, method: str, factory_id: str, style_id: str, what: str, body: dict[str, Any]) -> Pair:
        place = f"/v1/factories/{quote(factory_id, safe='')}/styles/{quote(style_id, safe='')}/{what}"
        return read(Pair, self._at.send(method, place, body=body).json(), place)


def _place(order_id: str, factory_id: str) -> str:
    return f"/v1/orders/{quote(order_id, safe='')}/offers/{quote(factory_id, safe='')}"
