"""The making of a folder's last plan, kept so that its work orders can be told and promised without planning again.

    .treadle/work.json      {"seen": fingerprint, "demands": [...], "balances": [...], "schedule": {...}}

One file, replaced whole. It is a copy of what a plan decided: where it cannot be read, the plan is made again.
"""

from __future__ import annotations

import dataclasses
import json
import types
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from treadle.storage.lake import Lake, write_durably
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
    write_durably(_path(folder), json.dumps(_told(work), ensure_ascii=False, separators=(",", ":")))


def read_kept_work(folder: Path) -> KeptWork | None:
    """The making of the folder's last plan; None where there is none, or another edition of treadle wrote it."""
    path = _path(folder)
    if not path.is_file():
        return None
    try:
        work = _read(KeptWork, json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError, KeyError):
        return None
    return work if isinstance(work, KeptWork) else None


def _path(folder: Path) -> Path:
    return Lake(folder=folder).home / "work.json"


def _told(value: Any) -> Any:
    """A noun as JSON values: days as ISO text, tuples as lists."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {one.name: _told(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _told(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_told(one) for one in value]
    return value


def _read(kind: Any, value: Any) -> Any:
    """JSON values back as what a noun's field says. Raises TypeError, ValueError or KeyError where they do not fit."""
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return kind(**{one.name: _read(hints[one.name], value[one.name]) for one in dataclasses.fields(kind)})
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        choices = [one for one in inner if one is not type(None)]
        return _read(choices[0], value) if len(choices) == 1 else value
    if origin is tuple:
        if inner[-1] is Ellipsis:
            return tuple(_read(inner[0], one) for one in value)
        return tuple(_read(one, part) for one, part in zip(inner, value, strict=True))
    if origin is not None and issubclass(origin, Mapping):
        return {_read(inner[0], key): _read(inner[1], one) for key, one in value.items()}
    if kind is date:
        return date.fromisoformat(value)
    return float(value) if kind is float else value
