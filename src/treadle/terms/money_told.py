"""Money that came or went, by the word of a bank or a payment provider, before anybody knows what it is for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from treadle.terms.table_spec import TableSpec, may, need


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyTold:
    """Money by its own id, which is the same each time it is told. `amount_cents` above 0 came, below 0 went; `text` is
    what the payer wrote, among which the order is looked for; `order_id` is the order where the teller knows it."""

    money_id: str
    via: str
    amount_cents: int
    currency: str
    at: datetime
    text: str = ""
    payer: str = ""
    order_id: str = ""

    @property
    def is_refund(self) -> bool:
        """True where money went back."""
        return self.amount_cents < 0


class Payments(Protocol):
    """Where a brand hears of money: a bank's statement, a provider's messages. The same money may be told often, late
    and in any order; whoever takes it goes by its id."""

    def told(self) -> Iterable[MoneyTold]:
        """All that is told now. Raises `InputError` where it cannot be read."""


#: A bank's statement as a plain table.
STATEMENT = TableSpec(
    name="statement",
    doc="A bank's statement: day and amount, and the text in which the buyer's order stands.",
    columns=(
        need("day", "day", "The day on which it was booked."),
        need("amount", "money", "What came, or went with a minus.", least=-1e9),
        may("text", "text", "What the payer wrote.", default=""),
        may("payer", "text", "Who paid.", default=""),
        may("currency", "text", "The currency, as three letters.", default=""),
        may("transaction_id", "text", "The bank's own number of it: the same number counts once.", default=""),
    ),
)
