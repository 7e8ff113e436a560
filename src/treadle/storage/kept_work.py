"""The making of a folder's last plan, kept so that its work orders can be told and promised without planning again.

A text of the ledger's, in place of the one before. It is a copy of what a plan decided: where it cannot be read, the
plan is made again.
"""

from __future__ import annotations

import dataclasses

from treadle.errors import InputError
from treadle.storage.ledger.protocol import Ledger
from treadle.terms.codec import from_text, to_text
from treadle.terms.schedule import Schedule, WorkOrderDemand
from treadle.terms.sewing import LineBalance

#: The name under which the ledger keeps it.
NAME = "work"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class KeptWork:
    """Work orders, balanced lines and schedule of a plan; `plan_id` says of which."""

    plan_id: str
    demands: tuple[WorkOrderDemand, ...]
    balances: tuple[LineBalance, ...]
    schedule: Schedule


def keep_work(ledger: Ledger, work: KeptWork) -> None:
    """Keep the making of a plan, in place of the plan before."""
    ledger.keep(NAME, to_text(work))


def read_kept_work(ledger: Ledger) -> KeptWork | None:
    """The making of the last plan; None where there is none, or another edition of treadle wrote it."""
    text = ledger.kept(NAME)
    if text is None:
        return None
    try:
        return from_text(KeptWork, text, file="the plan kept in the ledger", remedy="Plan again")
    except InputError:
        return None
