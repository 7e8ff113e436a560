"""Take what Shopify tells of orders: signed, in any order, more than once; and find what it never told.

.treadle/shopify.json     the shops that may tell, each with the secret by which it signs; readable by its owner alone
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from filelock import FileLock

from treadle.connectors.segment_messages import parse_body
from treadle.connectors.shopify_orders import is_signed, read_order, read_telling
from treadle.errors import InputError, Problem
from treadle.plant.books import ledger_of
from treadle.plant.collect import now, spool_folder
from treadle.plant.given_tables import read_given_tables
from treadle.plant.tokens import KEEP_BEFORE
from treadle.settings import Settings
from treadle.storage.lake import write_durably
from treadle.storage.ledger.protocol import Ledger
from treadle.storage.private_file import write_private
from treadle.terms.codec import from_text, json_text, to_text
from treadle.terms.entry import Entry
from treadle.terms.shop_order import ShopOrder, ShopOrderTold

FILE_NAME = "shopify.json"
WEBHOOK, RECONCILED = "a webhook of Shopify", "reconciliation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """A secret that was changed, good until a moment: Shopify signs with it for a while."""

    secret: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shops:
    """Secrets by the shops' own domains; those in `before` are good beside them until their end."""

    secrets: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[str, Before] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a webhook was: `what` is 'order', 'repeat', 'left out' (a topic or test order of no use) or 'set aside'."""

    what: str
    order_id: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """Orders of a list beside what was told: `orders` in the list, of which `missing` were never told and `stale` were
    told less of. Both are told now. `unlisted` were told and are not in the list, though its days hold theirs."""

    orders: int
    missing: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()


def shop_secrets(folder: Path) -> Mapping[str, str]:
    """Secrets of the shops that may tell. Raises `InputError` where the file cannot be read."""
    return _shops(folder).secrets


def _shops(folder: Path) -> Shops:
    path = folder / ".treadle" / FILE_NAME
    if not path.is_file():
        return Shops()
    remedy = "Connect the shop again: treadle shopify DIR --connect SHOP"
    return from_text(Shops, path.read_bytes(), file=FILE_NAME, remedy=remedy)


def connect_shop(folder: Path, shop: str, secret: str) -> None:
    """Let a shop tell of its orders, by the secret that signs its webhooks. Connected again, the secret before is good
    for another day. Raises `InputError` for an empty one."""
    wanted = shop.strip().casefold()
    if "." not in wanted or not secret.strip():
        what = "the shop's domain or its secret is missing"
        raise InputError.single("shopify", what, "Say such as tees.myshopify.com, and the secret of its webhooks")
    home = folder / ".treadle"
    home.mkdir(parents=True, exist_ok=True)
    with FileLock(home / "shopify.lock"):
        held, at = _shops(folder), now()
        old = held.secrets.get(wanted)
        before = {name: one for name, one in held.before.items() if one.until > at and name != wanted}
        if old is not None and old != secret.strip():
            before[wanted] = Before(secret=old, until=at + KEEP_BEFORE)
        text = to_text(Shops(secrets={**held.secrets, wanted: secret.strip()}, before=before))
        write_private(home / FILE_NAME, text)


def take_webhook(
    folder: Path, settings: Settings, *, topic: str, shop: str, body: bytes, clock: Callable[[], datetime] = now
) -> Told:  # fmt: skip
    """Keep what a webhook says of an order; the ledger has it when this returns. The signature was checked before.

    What cannot be read is set aside with its reason, since sending it again would change nothing. Raises `LedgerError`
    where the ledger cannot be written: then it must be sent again.
    """
    received_at = clock()
    try:
        told = read_telling(topic, parse_body(body), shop)
    except InputError as error:
        reason = "; ".join(str(one) for one in error.problems)
        _set_aside(folder, body, topic, reason, received_at)
        return Told(what="set aside", reason=reason)
    if told is None:
        return Told(what="left out", reason=f"{topic} says nothing of an order that was sold")
    return keep_telling(ledger_of(folder, settings), told, received_at)


def keep_telling(ledger: Ledger, told: ShopOrderTold, received_at: datetime) -> Told:
    """Have the ledger keep what was told of an order, once. Raises `LedgerError`."""
    added = ledger.add([_entry(told, received_at, WEBHOOK)])
    return Told(what="order" if added.is_new else "repeat", order_id=told.order_id)


def shop_with_signature(folders: Iterable[Path], shop: str, body: bytes, signature: str) -> Path | None:
    """The brand's folder whose shop signed a body; None where none did."""
    found = None
    for folder in folders:
        held, name = _shops(folder), shop.strip().casefold()
        before = held.before.get(name)
        good = [held.secrets.get(name, ""), before.secret if before is not None and before.until > now() else ""]
        fits = [is_signed(secret or "none", body, signature) and bool(secret) for secret in good]
        if any(fits) and found is None:
            found = folder
    return found


def reconcile(
    folder: Path, settings: Settings, orders: Sequence[Mapping[str, Any]], shop: str, *,
    clock: Callable[[], datetime] = now,
) -> Reconciled:  # fmt: skip
    """Hold orders as the Admin API lists them beside what was told, and keep what was not.

    Raises `InputError` with every order that cannot be read; then nothing is kept.
    """
    problems: list[Problem] = []
    listed: list[ShopOrderTold] = []
    for one in orders:
        try:
            told = read_order(one, shop)
        except InputError as error:
            problems += error.problems
            continue
        if told is not None:
            listed.append(told)
    if problems:
        raise InputError(problems)
    ledger, received_at = ledger_of(folder, settings), clock()
    there = {held.state_id: held.state for held in ledger.states(ShopOrder)}
    missing, stale, entries = [], [], []
    for told in listed:
        assert told.sale is not None
        before = there.get(_subject(told))
        empty = ShopOrder(order_id=told.order_id, shop=told.shop)
        after = (before or empty).joined(told, received_at)
        if before is None or before.sale is None:
            missing.append(told.sale.name)
        elif (after.sale, after.refunds) != (before.sale, before.refunds):
            stale.append(told.sale.name)
        else:
            continue
        entries.append(_entry(told, received_at, RECONCILED))
    for entry in entries:
        ledger.add([entry])
    return Reconciled(
        orders=len(listed), missing=tuple(missing), stale=tuple(stale), unlisted=_unlisted(listed, there.values(), shop)
    )  # fmt: skip


def never_told(folder: Path, settings: Settings, path: Path, shop: str) -> Reconciled:
    """Hold a list of a shop's orders beside what was told: JSON as the Admin API lists them, whose orders are kept
    where they were not told; or the CSV export of its orders, which names those that were never told and keeps none,
    since it has no ids of lines (import it: `treadle import` knows its lines by the same ids).

    Raises `InputError` for a file that is neither, with every order that cannot be read.
    """
    if path.suffix.lower() not in (".csv", ".txt"):
        return reconcile(folder, settings, listed_orders(path), shop)
    listed = exported_orders(path)
    there = {held.state.order_id: held.state for held in ledger_of(folder, settings).states(ShopOrder)
             if held.state.shop == shop}  # fmt: skip
    told = {order_id for order_id, one in there.items() if one.sale is not None}
    days = [day for _, day in listed.values()]
    unlisted = [
        one.sale.name for one in there.values()
        if one.sale is not None and one.order_id not in listed and days
        and min(days) <= one.sale.created_at.date() <= max(days)
    ]  # fmt: skip
    missing = [name for order_id, (name, _) in listed.items() if order_id not in told]
    return Reconciled(orders=len(listed), missing=tuple(missing), unlisted=tuple(unlisted))


def exported_orders(path: Path) -> dict[str, tuple[str, date]]:
    """Orders of Shopify's CSV export by their ids: name and day. Raises `InputError` with every row that is wrong."""
    table = read_given_tables({"orders": path})["orders"]
    assert table is not None
    missing = [one for one in ("Id", "Name", "Created at") if one not in table.column_names]
    if missing:
        remedy = "Give the CSV that Shopify exports of its orders, whole"
        raise InputError(Problem(file=path.name, column=one, what="the column is missing", remedy=remedy)
                         for one in missing)  # fmt: skip
    found: dict[str, tuple[str, date]] = {}
    problems: list[Problem] = []
    for number, row in enumerate(table.select(["Id", "Name", "Created at"]).to_pylist(), 2):
        order_id = str(row["Id"] or "").strip().removesuffix(".0")
        if not order_id:
            continue  # further lines of an order repeat its name alone
        try:
            found[order_id] = (str(row["Name"]), date.fromisoformat(str(row["Created at"])[:10]))
        except ValueError:
            what = f"'{row['Created at']}' is no day"
            problems.append(
                Problem(file=path.name, row=number, column="Created at", what=what, remedy="Export it again")
            )
    if problems:
        raise InputError(problems)
    return found


def listed_orders(path: Path) -> list[dict[str, Any]]:
    """Orders of a file as the Admin API lists them: {"orders": […]}, a list, or one per line. Raises `InputError`."""
    remedy = 'Save what the Admin API lists: {"orders": […]}'
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError.single(path.name, f"it cannot be read ({error})", remedy) from None
    try:
        found = json.loads(text)
    except ValueError:
        try:
            found = [json.loads(line) for line in text.splitlines() if line.strip()]
        except ValueError as error:
            raise InputError.single(path.name, f"it is not JSON ({error})", remedy) from None
    orders = found.get("orders", [found]) if isinstance(found, dict) else found
    if not isinstance(orders, list) or not all(isinstance(one, dict) for one in orders):
        raise InputError.single(path.name, "it holds no list of orders", remedy)
    return orders


def _unlisted(listed: Sequence[ShopOrderTold], there: Iterable[ShopOrder], shop: str) -> tuple[str, ...]:
    days = [one.sale.created_at for one in listed if one.sale is not None]
    names = {one.order_id for one in listed}
    return tuple(
        one.sale.name for one in there
        if one.shop == shop and one.sale is not None and one.order_id not in names
        and days and min(days) <= one.sale.created_at <= max(days)
    )  # fmt: skip


def _subject(told: ShopOrderTold) -> str:
    return f"{told.shop}/{told.order_id}"


def _entry(told: ShopOrderTold, received_at: datetime, author: str) -> Entry:
    """An entry known by its content: whoever tells the same again adds nothing."""
    digest = sha256(to_text(told).encode("utf-8")).hexdigest()[:32]
    happened = max([one.at for one in told.refunds] + ([told.sale.updated_at] if told.sale is not None else []))
    return Entry(
        kind="shop order", subject=_subject(told), happened_at=min(happened, received_at), known_at=received_at,
        author=author, key=f"shop order:{_subject(told)}:{digest}", body=told,
        currency=told.sale.currency if told.sale is not None else "",
    )  # fmt: skip


def _set_aside(folder: Path, body: bytes, topic: str, reason: str, received_at: datetime) -> None:
    text = body.decode("utf-8", "replace")[:200_000]
    line = json_text({"receivedAt": received_at.isoformat(), "refused": f"{topic}: {reason}", "text": text})
    name = f"shopify-{sha256(body).hexdigest()[:16]}.jsonl"
    write_durably(spool_folder(folder) / "set_aside" / name, line + "\n")


def one_shop(folder: Path, shop: str) -> str:
    """The shop that is meant: the one that is named, else the only one connected. Raises `InputError`."""
    known = sorted(shop_secrets(folder))
    wanted = shop.strip().casefold() or (known[0] if len(known) == 1 else "")
    if wanted not in known:
        told = f"{shop} is not connected" if shop else "it is not clear which shop is meant"
        raise InputError.single("--shop", told, f"Say one of {', '.join(known)}" if known else "Connect it first")
    return wanted
