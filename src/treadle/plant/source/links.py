"""Links by which a factory answers without an account: signed, for one order, good until they are taken back.

A link names the offer and the serial that holds (`LinkEnded` makes the next one); `plant.signed_links` signs it.
"""

from __future__ import annotations

from treadle.errors import NotFoundError
from treadle.plant.signed_links import linked_text, signed_link
from treadle.plant.source.desk import SourcingBooks
from treadle.terms.offer import Offer

_USE = "offer link"


def link_token(books: SourcingBooks, offer: Offer) -> str:
    """What a link of an offer ends with."""
    return signed_link(books.folder, _USE, f"{offer.offer_id}\n{offer.serial}")


def linked_offer(books: SourcingBooks, token: str) -> Offer:
    """The offer of a link, also one that has ended: its factory may see how. Raises `NotFoundError` for a link that was
    never given out, or was taken back."""
    subject, _, serial = linked_text(books.folder, _USE, token).partition("\n")
    held = books.ledger.state(Offer, subject)
    if held is None or str(held.state.serial) != serial:
        raise NotFoundError("This link does not hold, or was taken back. Ask whoever sent it for another.")
    return held.state
