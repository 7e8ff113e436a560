"""Money of a served brand: partners with their terms, what is owed, statements, and what was paid of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from treadle.client.connection import Connection
from treadle.client.shops import sent_file
from treadle.client.told import read, read_all
from treadle.terms.money_answers import MoneyMatched, PartnerTold, StatementTold
from treadle.terms.settlement import EarlyAgreed, EarlyOffer


class MoneyCalls:
    """What a client does with what is owed."""

    _at: Connection

    def partners(self, *, day: date | None = None) -> list[PartnerTold]:
        """What is owed to whom, and by whom."""
        return read_all(PartnerTold, self._at.send("GET", "/v1/partners", params=_on(day)).json(), "/v1/partners")

    def partner(self, partner_id: str, *, day: date | None = None) -> PartnerTold:
        """One partner, with its statements and what none holds yet."""
        place = _partner(partner_id)
        return read(PartnerTold, self._at.send("GET", place, params=_on(day)).json(), place)

    def agree_terms(self, partner_id: str, **terms: str | float | int | Mapping[str, int]) -> PartnerTold:
        """Agree on terms of payment (those of the route); what is not named stays."""
        place = f"{_partner(partner_id)}/terms"
        return read(PartnerTold, self._at.send("POST", place, body=terms).json(), place)

    def draw_up(self, partner_id: str, *, day: date | None = None) -> list[StatementTold]:
        """Statements of all that is owed by a day and in none yet."""
        place = f"{_partner(partner_id)}/statements"
        return read_all(StatementTold, self._at.send("POST", place, body=_on(day)).json(), place)

    def statement(self, statement_id: str) -> StatementTold:
        """One statement with its lines."""
        place = _statement(statement_id)
        return read(StatementTold, self._at.send("GET", place).json(), place)

    def statement_pdf(self, statement_id: str) -> bytes:
        """One statement on sheets of A4."""
        return self._at.send("GET", f"{_statement(statement_id)}/pdf").content

    def pay_statement(
        self, statement_id: str, amount_cents: int | None = None, *, payment_id: str = "", day: date | None = None
    ) -> StatementTold:
        """Book what was paid; None: all that is open, less what is taken off. The same id counts once."""
        place = f"{_statement(statement_id)}/payments"
        body = {"amount_cents": amount_cents, "payment_id": payment_id, **_on(day)}
        return read(StatementTold, self._at.send("POST", place, body=body).json(), place)

    def match_bank_file(self, file: str | Path) -> list[MoneyMatched]:
        """Match a bank's statement (CAMT.053 or a table); the same file again changes nothing."""
        return read_all(MoneyMatched, sent_file(self._at, "/v1/bank-statements", file), "/v1/bank-statements")

    def early_payments(self, *, day: date | None = None) -> list[EarlyOffer]:
        """Statements that both gain from paying earlier, the best first."""
        place = "/v1/early-payments"
        return read_all(EarlyOffer, self._at.send("GET", place, params=_on(day)).json(), place)

    def agree_early(self, statement_id: str, *, day: date | None = None) -> EarlyAgreed:
        """Agree on an earlier payment."""
        place = f"{_statement(statement_id)}/early"
        return read(EarlyAgreed, self._at.send("POST", place, body=_on(day)).json(), place)


def _on(day: date | None) -> dict[str, Any]:
    return {} if day is None else {"day": day.isoformat()}


def _partner(partner_id: str) -> str:
    return f"/v1/partners/{quote(partner_id, safe='')}"


def _statement(statement_id: str) -> str:
    return f"/v1/statements/{quote(statement_id, safe='')}"
