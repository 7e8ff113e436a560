"""A file for a lender: put together from the books, and compared with them again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from treadle.terms.codec import json_text, to_values
from treadle.terms.entry import Entry
from treadle.terms.loan_file import PARTS, EntryShown, InspectionShown, LoanFile, OrderShown, StatementShown
from treadle.terms.order import Order
from treadle.terms.packing import Inspected
from treadle.terms.reason import Reason
from treadle.terms.settlement import Account, Statement

#: Kinds of entries that a lender's questions are about.
SHOWN_KINDS = (
    "release", "order", "amendment", "receipt", "receipt taken back", "closure", "promise moved", "pieces lent",
    "inspection", "payment terms", "partner statement", "early payment", "partner payment",
)  # fmt: skip


def loan_file(
    brand: str, currency: str, as_of: date, orders: Iterable[Order], entries: Sequence[Entry],
    accounts: Iterable[Account], days: Mapping[int, date],
) -> LoanFile:  # fmt: skip
    """The file of a day. `entries` are those of `SHOWN_KINDS`, oldest first; `days` are the brand's days of entries by
    their number."""
    shown = tuple(_order(one, as_of) for one in orders)
    inspections = tuple(
        InspectionShown(
            lot_id=one.body.lot_id, order_id=one.subject, day=days[one.number], lot_units=one.body.lot_units,
            found_units=sum(one.body.found_units), verdict=one.body.verdict,
        )
        for one in entries if isinstance(one.body, Inspected)
    )  # fmt: skip
    statements = tuple(
        _statement(account.partner_id, one, as_of) for account in accounts for one in account.statements.values()
    )
    over = [one for one in shown if one.is_kept is not None]
    return LoanFile(
        brand=brand, currency=currency, as_of=as_of, orders=shown, inspections=inspections, statements=statements,
        entries=entry_chain(entries),
        kept_share=round(sum(bool(one.is_kept) for one in over) / len(over), 4) if over else None,
        sums={
            "orders": len(shown), "ordered_units": sum(one.ordered_units for one in shown),
            "received_units": sum(one.received_units for one in shown),
            "cost_cents": sum(one.cost_cents for one in shown),
            "stated_cents": sum(one.cents for one in statements),
            "settled_cents": sum(one.settled_cents for one in statements),
        },
    )  # fmt: skip


def _order(one: Order, as_of: date) -> OrderShown:
    there = one.there_day
    kept = None
    if there is not None:
        kept = there <= one.terms.promise_day
    elif one.is_overdue(as_of):
        kept = False
    return OrderShown(
        order_id=one.order_id, factory_id=one.terms.factory_id, ordered_units=one.ordered_units,
        received_units=one.received_units, rejected_units=sum(line.rejected_units for line in one.lines),
        cost_cents=one.terms.cost_cents, ordered_day=one.terms.origin_day, promise_day=one.terms.promise_day,
        there_day=there, state=one.state, is_kept=kept,
    )  # fmt: skip


def _statement(partner_id: str, one: Statement, as_of: date) -> StatementShown:
    settled = one.paid_cents + one.discount_cents
    is_in_time = None
    if one.open_cents == 0:
        is_in_time = all(paid.day <= one.made.due_day for paid in one.payments)
    elif as_of > one.made.due_day:
        is_in_time = False
    return StatementShown(
        statement_id=one.made.statement_id, partner_id=partner_id, day=one.made.day, due_day=one.made.due_day,
        cents=one.made.cents, settled_cents=settled, is_in_time=is_in_time,
    )  # fmt: skip


def entry_chain(entries: Iterable[Entry]) -> tuple[EntryShown, ...]:
    """Every entry with its digest and that of it with all before it: none can be changed, left out, put in or moved
    without another end."""
    found, chain = [], ""
    for one in entries:
        digest = _digest(json_text(to_values(one)))
        chain = _digest(chain + digest)
        found.append(EntryShown(number=one.number, kind=one.kind, subject=one.subject, digest=digest, chain=chain))
    return tuple(found)


def part_digests(file: LoanFile) -> dict[str, str]:
    """The digest of each part of a file."""
    values = to_values(file)
    return {name: _digest(json_text(values[name])) for name in PARTS}


def signed_text(parts: Mapping[str, str]) -> bytes:
    """What is signed: the digests of all parts, in their order."""
    return json_text([[name, parts.get(name, "")] for name in PARTS]).encode()


def altered_parts(file: LoanFile, parts: Mapping[str, str]) -> tuple[Reason, ...]:
    """Parts of a file that are not as they were signed, and entries whose chain does not follow from them."""
    found = [
        Reason.of("loan.part", part=name) for name, digest in part_digests(file).items() if parts.get(name) != digest
    ]
    chain = ""
    for one in file.entries:
        chain = _digest(chain + one.digest)
        if chain != one.chain:
            found.append(Reason.of("loan.chain", entry=one.number))
            break
    return tuple(found)


def beside_ledger(file: LoanFile, entries: Sequence[Entry]) -> tuple[Reason, ...]:
    """Where a file's entries are not those of the ledger it says to come from: another digest, not there any more, or
    left out of the file."""
    now = {one.number: one for one in entry_chain(entries)}
    found = []
    for one in file.entries:
        held = now.get(one.number)
        if held is None:
            found.append(Reason.of("loan.missing", entry=one.number, kind=one.kind, subject=one.subject))
        elif held.digest != one.digest:
            found.append(Reason.of("loan.changed", entry=one.number, kind=one.kind, subject=one.subject))
    shown = {one.number for one in file.entries}
    last = max(shown, default=0)
    found += [
        Reason.of("loan.left_out", entry=one.number, kind=one.kind, subject=one.subject)
        for one in now.values() if one.number < last and one.number not in shown
    ]  # fmt: skip
    return tuple(found)


def beside_earlier(file: LoanFile, before: LoanFile) -> tuple[Reason, ...]:
    """Where a file does not go on from an earlier one of the same brand: the first entry that was another."""
    for earlier, now in zip(before.entries, file.entries, strict=False):
        if (earlier.number, earlier.chain) != (now.number, now.chain):
            return (Reason.of("loan.rewritten", entry=earlier.number, kind=earlier.kind, subject=earlier.subject),)
    if len(file.entries) < len(before.entries):
        one = before.entries[len(file.entries)]
        return (Reason.of("loan.missing", entry=one.number, kind=one.kind, subject=one.subject),)
    return ()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
