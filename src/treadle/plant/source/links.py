"""Links by which a factory answers without an account: signed, for one order, good until they are taken back.

.treadle/link_key     what signs them; readable by its owner alone. Without it every link given out is void.

A link names the offer and the serial that holds (`LinkEnded` makes the next one), signed by HMAC-SHA-256 (RFC 2104).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from pathlib import Path

from treadle.errors import NotFoundError
from treadle.plant.source.desk import SourcingBooks
from treadle.storage.private_file import write_private
from treadle.terms.offer import Offer

KEY_NAME = "link_key"
#: Bytes of a signature that a link shows: 128 bits.
_SIGNED = 16


def link_token(books: SourcingBooks, offer: Offer) -> str:
    """What a link of an offer ends with."""
    text = f"{offer.offer_id}\n{offer.serial}".encode()
    name = base64.urlsafe_b64encode(text).decode().rstrip("=")
    return f"{name}.{_signature(_key(books.folder), text)}"


def linked_offer(books: SourcingBooks, token: str) -> Offer:
    """The offer of a link, also one that has ended: its factory may see how. Raises `NotFoundError` for a link that was
    never given out, or was taken back."""
    name, _, signature = token.partition(".")
    lost = NotFoundError("This link does not hold, or was taken back. Ask whoever sent it for another.")
    try:
        text = base64.urlsafe_b64decode(name + "=" * (-len(name) % 4))
        subject, _, serial = text.decode("utf-8").partition("\n")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise lost from None
    key = _key_if_any(books.folder)
    if not key or not hmac.compare_digest(_signature(key, text).encode(), signature.encode()):
        raise lost
    held = books.ledger.state(Offer, subject)
    if held is None or str(held.state.serial) != serial:
        raise lost
    return held.state


def _signature(key: str, text: bytes) -> str:
    return hmac.new(key.encode(), b"offer link\n" + text, hashlib.sha256).hexdigest()[: 2 * _SIGNED]


def _key_if_any(folder: Path) -> str:
    path = folder / ".treadle" / KEY_NAME
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""


def _key(folder: Path) -> str:
    """The key, made where there is none."""
    held = _key_if_any(folder)
    if not held:
        held = secrets.token_urlsafe(32)
        write_private(folder / ".treadle" / KEY_NAME, held + "\n")
    return held
