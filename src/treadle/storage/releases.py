"""What was released: an append-only ledger of fixed work orders, one file per release."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from treadle.day.overrides import DatedOverride
from treadle.decide.override import Override
from treadle.storage.lake import Lake, write_durably
from treadle.terms.release import ReleasedOrder
from treadle.terms.rolls import CutCloth

_DAYS = ("due_day", "promise_day", "origin_day")


def append_release(
    folder: Path, release_id: str, orders: Sequence[ReleasedOrder], *, facts: str = "", notes: Sequence[str] = (),
    overrides: Sequence[DatedOverride] = (),
) -> bool:  # fmt: skip
    """Write a release into the folder; False, and nothing changes, where `release_id` was released before.

    `facts` is the fingerprint of the facts that were decided on, `notes` what the planner said of single lines,
    `overrides` the lines whose number is the planner's own.
    """
    lake = Lake(folder=folder)
    with lake.locked():
        released = lake.home / "releases"
        if is_released(folder, release_id):
            return False
        number = 1 + max((int(path.stem.partition("-")[0]) for path in released.glob("*.json")), default=0)
        kept = {
            "release_id": release_id,
            "facts": facts,
            "notes": list(notes),
            "overrides": [
                {**asdict(one.override), "decided_on": one.decided_on.isoformat(), "due_day": one.due_day.isoformat()}
                for one in overrides
            ],
            "orders": [
                {
                    **asdict(order),
                    "units": dict(order.units),
                    **{key: getattr(order, key).isoformat() for key in _DAYS},
                    "overtime_days": [day.isoformat() for day in order.overtime_days],
                }
                for order in orders
            ],
        }
        text = json.dumps(kept, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        write_durably(released / f"{number:06d}-{release_id}.json", text)
    return True


def read_releases(folder: Path, as_of: date | None = None) -> tuple[ReleasedOrder, ...]:
    """All released orders whose plan's day is not after `as_of`, in the order of their release."""
    found = []
    for path in _files(folder):
        for order in json.loads(path.read_text(encoding="utf-8"))["orders"]:
            days = {key: date.fromisoformat(order[key]) for key in _DAYS}
            if as_of is None or days["origin_day"] <= as_of:
                cloth = tuple(CutCloth(**one) for one in order.get("cloth", ()))
                overtime = tuple(date.fromisoformat(day) for day in order.get("overtime_days", ()))
                found.append(ReleasedOrder(**{**order, **days, "cloth": cloth, "overtime_days": overtime}))
    return tuple(found)


def read_overrides(folder: Path, as_of: date) -> tuple[DatedOverride, ...]:
    """Lines that planners changed or rejected until a day, that day included, in the order of their release."""
    found = []
    for path in _files(folder):
        for one in json.loads(path.read_text(encoding="utf-8")).get("overrides", []):
            days = {name: date.fromisoformat(one.pop(name)) for name in ("decided_on", "due_day")}
            if days["decided_on"] <= as_of:
                found.append(DatedOverride(override=Override(**one), **days))
    return tuple(found)


def is_released(folder: Path, release_id: str) -> bool:
    """True where the folder holds that release."""
    return any(path.stem.partition("-")[2] == release_id for path in _files(folder))


def read_decided_facts(folder: Path) -> frozenset[str]:
    """Fingerprints of the facts on which a planner has decided."""
    return frozenset(str(json.loads(path.read_text(encoding="utf-8")).get("facts", "")) for path in _files(folder))


def _files(folder: Path) -> list[Path]:
    return sorted((Lake(folder=folder).home / "releases").glob("*.json"))
