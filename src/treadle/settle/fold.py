"""The account of a partner after one more entry, and where accounts do not add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from treadle.settle.batches import owed_lines
from treadle.terms.entry import Entry
from treadle.terms.offer import Offer
from treadle.terms.quantity import Violation
from treadle.terms.settlement import (
    Account,
    EarlyAgreed,
    Statement,
    StatementMade,
    StatementPaid,
    TermsSet,
)


def next_account(account: Account | None, entry: Entry) -> Account:
    """A partner after one more entry. Raises ValueError for a line that is in a statement already, for a statement
    that is not there, and for money beyond what is open."""
    body, before = entry.body, account or Account(partner_id=entry.subject)
    if isinstance(body, TermsSet):
        held = [one for one in before.terms if one.from_day != body.from_day]
        return replace(before, terms=tuple(sorted([*held, body], key=lambda one: one.from_day)))
    if isinstance(body, StatementMade):
        twice = {one.line_id for one in before.stated()} & {one.line_id for one in body.lines}
        if twice or body.statement_id in before.statements:
            raise ValueError(f"entry {entry.number}: {body.statement_id} states again {', '.join(sorted(twice))}")
        return _with(before, Statement(made=body))
    assert isinstance(body, EarlyAgreed | StatementPaid)
    one = before.statements.get(body.statement_id)
    if one is None:
        raise ValueError(f"entry {entry.number}: there is no statement {body.statement_id}")
    if isinstance(body, EarlyAgreed):
        return _with(before, replace(one, early=body))
    settled = body.amount_cents + body.discount_cents
    if (settled > 0) != (one.open_cents > 0) or abs(settled) > abs(one.open_cents):
        raise ValueError(f"entry {entry.number}: {settled} settle more than the {one.open_cents} that are open")
    return _with(before, replace(one, payments=(*one.payments, body)))


def _with(account: Account, one: Statement) -> Account:
    return replace(account, statements={**account.statements, one.made.statement_id: one})


def unbalanced_accounts(
    accounts: Sequence[Account], entries: Iterable[Entry], makers: Mapping[str, Sequence[Offer]]
) -> tuple[Violation, ...]:  # fmt: skip
    """Where money does not add up: what is stated of orders is what their entries say is owed, no line is in two
    statements, and what was paid and taken off is what is owed less what is open."""
    found: list[tuple[str, str, str]] = []
    by_name = {one.partner_id: one for one in accounts}
    owed = owed_lines(entries, by_name, makers=makers) if any(one.statements for one in accounts) else {}
    for account in accounts:
        said = {one.line_id: one for one in owed.get(account.partner_id, ())}
        stated = list(account.stated())
        if len({one.line_id for one in stated}) != len(stated):
            found.append(("nothing is stated twice", account.partner_id, f"{len(stated)} lines"))
        total = 0
        for line in stated:
            theirs = said.get(line.line_id)
            if account.is_paid and (theirs is None or (theirs.cents, theirs.units) != (line.cents, line.units)):
                told = "nothing" if theirs is None else f"{theirs.cents} for {theirs.units}"
                what = f"{line.cents} for {line.units}, {told} by its entries"
                found.append(("what is stated is what was accepted", line.line_id, what))
            total += line.cents
        if account.paid_cents + account.discount_cents != total - account.open_cents:
            what = f"{account.paid_cents} + {account.discount_cents}, {total} - {account.open_cents}"
            found.append(("paid and taken off = owed - open", account.partner_id, what))
        for one in account.statements.values():
            if one.open_cents * one.made.cents < 0:
                found.append(("no statement is paid beyond its sum", one.made.statement_id, str(one.open_cents)))
    return tuple(Violation(rule=rule, where=where, found=what) for rule, where, what in found)
