"""Where a buyer's goods go: kept beside the entries, which stay for ever, and forgotten once it is of no more use."""

from __future__ import annotations

from treadle.errors import InputError
from treadle.plant.presell.desk import CampaignBooks
from treadle.storage.ledger.protocol import Ledger
from treadle.terms.campaign import ENDED, SETTLED

#: An address is no longer. Not tuned: six lines of an envelope.
MOST_SIGNS = 300


def checked_address(text: str) -> str:
    """An address as it is kept. Raises `InputError` for one that is too long or holds what cannot be printed."""
    lines = [" ".join(one.split()) for one in text.strip().splitlines()]
    plain = "\n".join(one for one in lines if one)
    if len(plain) > MOST_SIGNS or not plain.replace("\n", "").isprintable():
        raise InputError.single("address", f"it is longer than {MOST_SIGNS} signs, or cannot be printed",
                                "Write it as on an envelope")  # fmt: skip
    return plain


def keep_address(ledger: Ledger, order_id: str, text: str) -> None:
    """Keep where an order's goods go."""
    ledger.add((), secrets={_name(order_id): text})


def address_of(ledger: Ledger, order_id: str) -> str:
    """Where an order's goods go; empty where nobody said it, or it was forgotten."""
    return ledger.secret(_name(order_id)) or ""


def forget_address(ledger: Ledger, order_id: str) -> None:
    """Forget where an order's goods would go."""
    if address_of(ledger, order_id):
        ledger.add((), secrets={_name(order_id): None})


def forget_what_is_over(books: CampaignBooks) -> int:
    """Forget the addresses of orders that ended or are settled; how many there were."""
    over = [one.order_id for campaign in books.campaigns() for one in campaign.orders.values()
            if one.state in (ENDED, SETTLED) and address_of(books.ledger, one.order_id)]  # fmt: skip
    for order_id in over:
        forget_address(books.ledger, order_id)
    return len(over)


def _name(order_id: str) -> str:
    return f"delivery {order_id}"
