"""Where the record of a folder's last plan lies, and how its work was repaired since.

Texts of the ledger's, each in place of the one before. Where the record is gone or changed the plan is made again.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

from treadle.errors import InputError, NotFoundError
from treadle.storage.ledger.protocol import Ledger
from treadle.storage.plan_folder import read_plan_folder
from treadle.terms.codec import from_text, to_text
from treadle.terms.plan import Plan
from treadle.terms.schedule import Schedule, WorkOrderDemand
from treadle.terms.sewing import LineBalance

#: The names under which the ledger keeps where the plan lies, and its repair.
PLACE, REPAIR = "plan", "repair"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class KeptRepair:
    """Work orders, balanced lines and schedule of a repaired plan; `plan_id` says of which."""

    plan_id: str
    demands: tuple[WorkOrderDemand, ...]
    balances: tuple[LineBalance, ...]
    schedule: Schedule


def keep_plan_place(ledger: Ledger, folder: Path, out: Path) -> None:
    """Keep where the record of a brand's last plan lies (as seen from its folder where it is in it); of the plan before
    nothing stands any more, nor its repair."""
    place, home = out.absolute(), folder.absolute()
    ledger.keep(PLACE, str(place.relative_to(home) if place.is_relative_to(home) else place))
    ledger.keep(REPAIR, "")


def read_kept_plan(ledger: Ledger, folder: Path) -> Plan | None:
    """The record of a brand's last plan; None where it is gone, was changed, or is of another edition."""
    place = ledger.kept(PLACE)
    if not place:
        return None
    try:
        return read_plan_folder(folder / place)
    except (NotFoundError, InputError):
        return None


def keep_repaired(ledger: Ledger, repair: KeptRepair) -> None:
    """Keep the repaired work of the last plan, in place of an earlier repair."""
    ledger.keep(REPAIR, to_text(repair))


def read_repaired(ledger: Ledger, plan_id: str) -> KeptRepair | None:
    """The repaired work of a plan; None where it was not repaired, or another edition of treadle wrote it."""
    text = ledger.kept(REPAIR)
    if not text:
        return None
    try:
        found = from_text(KeptRepair, text, file="the repair kept in the ledger", remedy="Plan again")
    except InputError:
        return None
    return found if found.plan_id == plan_id else None
