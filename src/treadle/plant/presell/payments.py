"""Take what banks and providers tell of money: each is matched to its order once, however often it is told.

.treadle/payments.json     the secret by which a provider signs; readable by its owner alone
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from treadle.connectors.payments.camt import read_camt
from treadle.connectors.payments.provider import HEADER as HEADER
from treadle.connectors.payments.provider import SignedMessage, read_message
from treadle.errors import AccessError, InputError
from treadle.plant.plain_table import read_table_file
from treadle.plant.presell.desk import CampaignBooks, campaign_books
from treadle.plant.presell.money import refund_paid, take_payment
from treadle.plant.presell.told import Told
from treadle.presell.matching import meant_orders
from treadle.storage.private_file import write_private
from treadle.terms.campaign import Campaign, PaymentTaken, RefundPaid
from treadle.terms.codec import from_text, to_text
from treadle.terms.fingerprint import fingerprint
from treadle.terms.money_told import STATEMENT, MoneyTold, Payments
from treadle.terms.reason import Reason

FILE_NAME = "payments.json"
#: What became of money that was told.
TAKEN, KNOWN, ASIDE = "taken", "known", "aside"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSecret:
    """What signs for a provider."""

    secret: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of money: 'taken', 'known' from before, or 'aside' with the reason, for somebody to look at."""

    money: MoneyTold
    what: str
    order_id: str = ""
    reason: Reason | None = None
    told: Told | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFile:
    """A bank's statement: CAMT.053 where it is XML, else a table of any form (see STATEMENT)."""

    path: Path
    currency: str
    time_zone: str = "UTC"

    def told(self) -> Iterable[MoneyTold]:
        """As `Payments.told`."""
        if self.path.is_file() and self.path.read_bytes()[:512].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            return read_camt(self.path)
        return tuple(self._rows())

    def _rows(self) -> Iterator[MoneyTold]:
        read = read_table_file(self.path, STATEMENT, time_zone=self.time_zone)
        if read.problems:
            raise InputError(read.problems)
        twice: dict[str, int] = {}
        for row in read.rows:
            day, cents = row["day"], row["amount_cents"]
            at = datetime(day.year, day.month, day.day, tzinfo=UTC)
            own = row.get("transaction_id") or ""
            if not own:  # a row without a number of its own is known by its content, and by its place among equal ones
                said = fingerprint(day, cents, row.get("text") or "", row.get("payer") or "")
                twice[said] = twice.get(said, 0) + 1
                own = f"{said}-{twice[said]}"
            yield MoneyTold(
                money_id=own, via="bank", amount_cents=cents, currency=(row.get("currency") or self.currency).upper(),
                at=at, text=row.get("text") or "", payer=row.get("payer") or "",
            )  # fmt: skip


@dataclass(slots=True, kw_only=True)
class ProviderMessages:
    """A provider's signed messages as they came; one that is not signed raises `AccessError`."""

    secret: str
    clock: Callable[[], datetime]
    messages: list[SignedMessage] = field(default_factory=list)

    def told(self) -> Iterable[MoneyTold]:
        """As `Payments.told`."""
        for one in self.messages:
            money = read_message(one, self.secret, self.clock())
            if money is not None:
                yield money


def take_money(books: CampaignBooks, payments: Payments) -> tuple[Taken, ...]:
    """Match all that is told to orders of campaigns. What is of no order, of several, in another currency or beyond
    what is owed back stays aside, and nothing is written of it. Raises as `Payments.told`."""
    campaigns = books.campaigns()
    where = {name: one.campaign_id for one in campaigns for name in one.orders}
    return tuple(_take(books, money, where, campaigns) for money in payments.told())


def _take(
    books: CampaignBooks, money: MoneyTold, where: Mapping[str, str], campaigns: Iterable[Campaign]
) -> Taken:  # fmt: skip
    meant = (money.order_id,) if money.order_id in where else meant_orders(f"{money.order_id} {money.text}", where)
    if len(meant) != 1:
        code = "presell.no_reference" if not meant else "presell.two_references"
        return Taken(money=money, what=ASIDE, reason=Reason.of(code, payment=money.money_id, orders=", ".join(meant)))
    currency = books.settings.currency
    if money.currency != currency:
        reason = Reason.of("presell.other_currency", payment=money.money_id, currency=money.currency, own=currency)
        return Taken(money=money, what=ASIDE, order_id=meant[0], reason=reason)
    told = _tell(books, money, where[meant[0]], meant[0])
    if told.refused is not None:
        return Taken(money=money, what=ASIDE, order_id=meant[0], reason=told.refused)
    return Taken(money=money, what=TAKEN if told.is_new else KNOWN, order_id=meant[0], told=told)


def _tell(books: CampaignBooks, money: MoneyTold, campaign_id: str, order_id: str) -> Told:
    currency = books.settings.currency
    if money.is_refund:
        back = RefundPaid(refund_id=money.money_id, order_id=order_id, amount_cents=-money.amount_cents, via=money.via)
        return refund_paid(books.ledger, campaign_id, back, author=f"the {money.via}", clock=books.clock,
                           currency=currency)  # fmt: skip
    paid = PaymentTaken(payment_id=money.money_id, order_id=order_id, amount_cents=money.amount_cents, paid_at=money.at,
                        via=money.via)  # fmt: skip
    return take_payment(books.ledger, campaign_id, paid, author=f"the {money.via}", clock=books.clock,
                        currency=currency)  # fmt: skip


def take_message(folder: Path, body: bytes, signature: str) -> tuple[Taken, ...]:
    """What a provider posted, taken now. Raises `AccessError` where it is not signed by the folder's provider, and
    `InputError` for what cannot be read."""
    secret = provider_secret(folder)
    if not secret:
        raise AccessError("No payment provider is connected to this brand.")
    books = campaign_books(folder, author="the provider")
    told = ProviderMessages(secret=secret, clock=books.clock, messages=[SignedMessage(body=body, signature=signature)])
    return take_money(books, told)


def connect_provider(folder: Path) -> str:
    """A new secret by which a payment provider signs, told only now; the one before is gone."""
    secret = f"pay_{secrets.token_urlsafe(32)}"
    home = folder / ".treadle"
    home.mkdir(parents=True, exist_ok=True)
    write_private(home / FILE_NAME, to_text(ProviderSecret(secret=secret)))
    return secret


def provider_secret(folder: Path) -> str:
    """The secret of the folder's provider; empty where none was connected."""
    path = folder / ".treadle" / FILE_NAME
    if not path.is_file():
        return ""
    return from_text(ProviderSecret, path.read_bytes(), file=FILE_NAME, remedy="Connect the provider again").secret
