"""The making of a folder's last plan, kept so that its work orders can be told and promised without planning again.

    .treadle/work.json      {"seen": fingerprint, "demands": [...], "balances": [...], "schedule": {...}}

One file, replaced whole. It is a copy of what a plan decided: where it cannot be read, the plan is made again.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

from treadle.errors import InputError
from treadle.storage.lake import Lake, write_durably
from treadle.terms.codec import from_text, to_text
from treadle.terms.schedule import Schedule, WorkOrderDemand
from treadle.terms.sewing import LineBalance


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class KeptWork:
    """Work orders, balanced lines and schedule of a plan; `seen` is the fingerprint of what it was made from."""

    seen: str
    demands: tuple[WorkOrderDemand, ...]
    balances: tuple[LineBalance, ...]
    schedule: Schedule


def keep_work(folder: Path, work: KeptWork) -> None:
    """Keep the making of a plan in the folder, in place of the plan before."""
    write_durably(_path(folder), to_text(work))


def read_kept_work(folder: Path) -> KeptWork | None:
    """The making of the folder's last plan; None where there is none, or another edition of treadle wrote it."""
    path = _path(folder)
    if not path.is_file():
        return None
    try:
        return from_text(KeptWork, path.read_bytes(), file=str(path), remedy="Plan again")
    except InputError:
        return None


def _path(folder: Path) -> Path:
    return Lake(folder=folder).home / "work.json"
