"""Terms of payment are agreed with partners, one by one or from a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from treadle.errors import InputError, Problem
from treadle.plant.plain_table import read_table_file
from treadle.plant.settle.desk import SettleBooks
from treadle.terms.fingerprint import fingerprint
from treadle.terms.settlement import PARTNER_KINDS, Account, TermsSet
from treadle.terms.table_spec import TableSpec, may, need

PARTNERS = TableSpec(
    name="terms",
    doc="Give a row for each partner with its terms of payment",
    key=("partner_id", "from_day"),
    columns=(
        need("partner_id", "id", "The factory, supplier, channel or store."),
        may("kind", "text", "What it is.", allowed=PARTNER_KINDS, default="factory"),
        may("name", "text", "What it is called on statements and in bank transfers.", default=""),
        may("from_day", "day", "The day from which the terms hold; empty: the day that has come."),
        may("deposit_share", "share", "Share of an order's cost that is paid when it is placed.", default="0"),
        may("balance_days", "whole", "Days from acceptance until the rest is due.", least=0, most=365, default="30"),
        may("discount_share", "share", "What is taken off if it is paid early.", default="0"),
        may("discount_days", "whole", "Days within which that holds.", least=0, most=365, default="0"),
        may("currency", "id", "The currency it is paid in; empty: the brand's."),
        may("rate", "number", "How many of the brand's currency one of it costs.", least=0, is_above_least=True,
            default="1"),
        may("duty_share", "share", "Duty on what arrives, as a share of its cost.", default="0"),
        may("freight", "money", "Freight of a piece.", least=0, default="0"),
        may("fee_share", "share", "What a platform keeps of sales.", default="0"),
        may("money_cost_share", "share", "What a year's money costs the partner.", default="0"),
    ),
)  # fmt: skip


def agree(books: SettleBooks, partner_id: str, wanted: TermsSet) -> Account:
    """Terms hold with a partner from a day on; said again they are the same.

    Raises `InputError` with every rule that they break, and where statements of that day or later stand already.
    """
    broken = [
        Problem(file=partner_id, what=f"it breaks the rule that {one.rule}", remedy="Change the terms")
        for one in wanted.check()
    ]
    account = books.accounts().get(partner_id) or Account(partner_id=partner_id)
    held = books.ledger.state(Account, partner_id)
    if held is not None and held.state.terms and account.kind != wanted.kind:
        broken.append(Problem(file=partner_id, what=f"it is a {account.kind}", remedy="Give the other one another id"))
    stated = [one.made.day for one in account.statements.values()]
    if stated and wanted.from_day <= max(stated) and wanted not in account.terms:
        what = f"terms from {wanted.from_day} would change what was stated on {max(stated)}"
        broken.append(Problem(file=partner_id, what=what, remedy="Let them hold from a later day"))
    if broken:
        raise InputError(broken)

    def decide(held: Account) -> tuple[TermsSet, str] | None:
        if wanted in held.terms:
            return None
        return wanted, f"payment terms:{partner_id}:{wanted.from_day.isoformat()}:{fingerprint(wanted, held.terms)}"

    return books.tell(partner_id, decide)


def agree_changed(books: SettleBooks, partner_id: str, changes: Mapping[str, Any]) -> Account:
    """As `agree`, what is not named as it was."""
    account = books.accounts().get(partner_id)
    before = (
        account.terms[-1] if account is not None and account.terms else TermsSet(kind="factory", from_day=books.day)
    )
    return agree(books, partner_id, replace(before, **{"from_day": books.day, **changes}))


def agree_file(books: SettleBooks, path: Path) -> tuple[Account, ...]:
    """The terms of a file, a row per partner (PARTNERS). Raises `InputError` with every row that cannot be read."""
    read = read_table_file(path, PARTNERS, time_zone=books.settings.time_zone)
    if read.problems:
        raise InputError(read.problems)
    found = []
    for row in read.rows:
        terms = TermsSet(
            kind=row["kind"], from_day=row["from_day"] or books.day, name=row["name"] or "",
            deposit_share=row["deposit_share"], balance_days=row["balance_days"], discount_share=row["discount_share"],
            discount_days=row["discount_days"], currency=(row["currency"] or "").upper(), rate=row["rate"],
            duty_share=row["duty_share"], freight_cents=row["freight_cents"], fee_share=row["fee_share"],
            money_cost_share=row["money_cost_share"],
        )  # fmt: skip
        found.append(agree(books, row["partner_id"], terms))
    return tuple(found)
