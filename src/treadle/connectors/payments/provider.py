"""A payment provider's messages, signed by a secret that both know (HMAC-SHA256 over moment and body).

The header `treadle-signature: t=<seconds>,v1=<hex>` is that of several providers (Stripe writes it so): what is signed
is `<seconds>.<body>`. A message older than the tolerance is refused, so that nobody plays an old one again; the same
message within it is the same money.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from treadle.connectors.plain_text import decoded
from treadle.errors import AccessError, InputError
from treadle.terms.json_form import parse_json
from treadle.terms.money_told import MoneyTold

HEADER = "treadle-signature"
#: A message may be so old, or so much ahead of our clock.
TOLERANCE_SECONDS = 300
KINDS = {"payment.paid": 1, "payment.refunded": -1}
REMEDY = "Send type, id, order_id, amount_cents, currency and at"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedMessage:
    """A message as it came: its body and its signature."""

    body: bytes
    signature: str


def sign(secret: str, body: bytes, now: datetime) -> str:
    """The signature of a body, as a provider makes it."""
    seconds = str(int(now.timestamp()))
    return f"t={seconds},v1={_digest(secret, seconds, body)}"


def read_message(message: SignedMessage, secret: str, now: datetime) -> MoneyTold | None:
    """What a message tells of money; None for one of another kind.

    Raises `AccessError` for a signature that is not the secret's or too old, `InputError` for what cannot be read.
    """
    parts = dict(one.partition("=")[::2] for one in message.signature.split(",") if "=" in one)
    seconds, given = parts.get("t", ""), parts.get("v1", "")
    if not seconds.isdigit() or not hmac.compare_digest(_digest(secret, seconds, message.body), given):
        raise AccessError("The message is not signed with the secret of this brand.")
    if abs(now.timestamp() - int(seconds)) > TOLERANCE_SECONDS:
        raise AccessError("The signature of the message is too old.")
    told = parse_json(decoded(message.body, "message"), "message", REMEDY)
    if not isinstance(told, dict):
        raise InputError.single("message", "it is not a JSON object", REMEDY)
    return _money(told)


def _money(told: Mapping[str, Any]) -> MoneyTold | None:
    kind = told.get("type")
    if kind not in KINDS:
        return None
    amount, money_id, order_id = told.get("amount_cents"), told.get("id"), told.get("order_id")
    if type(amount) is not int or amount <= 0 or not isinstance(money_id, str) or not isinstance(order_id, str):
        raise InputError.single("message", "it does not say which money of which order", REMEDY)
    try:
        at = datetime.fromisoformat(str(told.get("at")))
    except ValueError:
        raise InputError.single("message", f"'{told.get('at')}' is no moment", REMEDY) from None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return MoneyTold(
        money_id=money_id, via="provider", amount_cents=KINDS[kind] * amount, at=at, order_id=order_id,
        currency=str(told.get("currency", "")).upper(),
    )  # fmt: skip


def _digest(secret: str, seconds: str, body: bytes) -> str:
    return hmac.new(secret.encode(), seconds.encode() + b"." + body, sha256).hexdigest()
