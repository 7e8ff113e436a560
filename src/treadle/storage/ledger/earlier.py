"""What editions without a ledger kept in files, taken over once: releases, overrides and plans.

    .treadle/releases/NNNNNN-ID.json            one release: orders, the planner's own numbers, notes
    .treadle/plans/NNNNNN_DAY_FINGERPRINT.parquet   the options of a plan
    .treadle/work.json                          a copy of the last plan's making, which the next plan makes again

The files are moved to `.treadle/before_ledger` afterwards; nothing is deleted.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from treadle.errors import InputError
from treadle.storage.ledger.moments import midnight
from treadle.storage.ledger.protocol import Ledger
from treadle.terms.entry import Decided, Entry, Ordered, PlanMade, PlannedOption, Release
from treadle.terms.release import ReleasedOrder
from treadle.terms.rolls import CutCloth

AUTHOR = "an edition without a ledger"
KEPT_IN = "before_ledger"
NAMES = ("releases", "plans", "work.json")
_DAYS = ("due_day", "promise_day", "origin_day")


def has_earlier(home: Path) -> bool:
    """True where files of an edition without a ledger are there."""
    return any((home / name).exists() for name in NAMES)


def take_over(home: Path, ledger: Ledger, *, currency: str, time_zone: str) -> None:
    """Add the entries that the files of an earlier edition hold, all together, and move the files away.

    Killed before the end, it is done again: entries that are there are not added twice. Raises `InputError` for files
    that cannot be read.
    """
    if not has_earlier(home):
        return
    taken: list[tuple[date, int, list[Entry]]] = []
    for at, path in enumerate(sorted((home / "plans").glob("*_*_*.parquet"))):
        entry = _plan(path, time_zone)
        assert isinstance(entry.body, PlanMade)
        taken.append((entry.body.as_of, at, [entry]))
    ids: set[str] = set()
    for at, path in enumerate(sorted((home / "releases").glob("*.json")), start=1_000_000):
        entries = _release(path, currency, time_zone, ids)
        body = entries[0].body
        assert isinstance(body, Release)
        taken.append((body.as_of, at, entries))
    for _, _, entries in sorted(taken, key=lambda one: one[:2]):
        ledger.add(entries)
    away = home / KEPT_IN
    away.mkdir(exist_ok=True)
    for name in NAMES:
        if (home / name).exists():
            (home / name).rename(_free(away / name))


def _free(path: Path) -> Path:
    """The path, or one with a number where it is taken."""
    turn, found = 1, path
    while found.exists():
        turn += 1
        found = path.with_name(f"{path.name}.{turn}")
    return found


def _release(path: Path, currency: str, time_zone: str, ids: set[str]) -> list[Entry]:
    """The entries of one file; an id that another release used is made one of its own."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        orders = [_order(one) for one in told["orders"]]
        overrides = [_override(one) for one in told.get("overrides", ())]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError.single(
            str(path), f"it cannot be read as a release ({error})", "Restore the file, or move it out of the folder"
        ) from None
    release_id = str(told["release_id"])
    days = [order.origin_day for order in orders] + [one.decided_on for one in overrides]
    as_of = days[0] if days else datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
    moment = midnight(as_of, time_zone)
    bodies: list[tuple[str, str, Release | Ordered | Decided]] = [
        ("release", release_id, Release(plan_id="", facts=str(told.get("facts", "")), as_of=as_of,
                                        order_ids=tuple(one.work_order_id for one in orders),
                                        notes=tuple(told.get("notes", ()))))
    ]  # fmt: skip
    for order in orders:
        if order.work_order_id in ids:
            raise InputError.single(
                str(path), f"order {order.work_order_id} was released before", "Remove one of the two files"
            )
        ids.add(order.work_order_id)
        bodies.append(("order", order.work_order_id, Ordered(release_id=release_id, plan_id="", order=order)))
    bodies += [("decision", one.line_id, one) for one in overrides]
    return [
        Entry(kind=kind, subject=subject, happened_at=moment, known_at=moment, author=AUTHOR, body=body,
              currency=currency, key=f"release:{release_id}" + (f":{subject}" if kind != "release" else ""))
        for kind, subject, body in bodies
    ]  # fmt: skip


def _order(told: dict[str, Any]) -> ReleasedOrder:
    days = {key: date.fromisoformat(told[key]) for key in _DAYS}
    cloth = tuple(CutCloth(**one) for one in told.get("cloth", ()))
    overtime = tuple(date.fromisoformat(day) for day in told.get("overtime_days", ()))
    return ReleasedOrder(**{**told, **days, "cloth": cloth, "overtime_days": overtime})


def _override(told: dict[str, Any]) -> Decided:
    return Decided(
        line_id=told["line_id"], sku=told["sku"], option_id="", planned_units=told["planned_units"],
        units=told["units"], note=told.get("note", ""), decided_on=date.fromisoformat(told["decided_on"]),
        due_day=date.fromisoformat(told["due_day"]),
    )  # fmt: skip


def _plan(path: Path, time_zone: str) -> Entry:
    import pyarrow.parquet as pq

    number, day, plan_id = path.stem.split("_", 2)
    as_of = date.fromisoformat(day)
    moment = midnight(as_of, time_zone)
    columns = list(PlannedOption.__dataclass_fields__)
    options = tuple(PlannedOption(**row) for row in pq.read_table(path, columns=columns).to_pylist())
    return Entry(
        kind="plan", subject=plan_id, happened_at=moment, known_at=moment, author=AUTHOR,
        key=f"earlier plan:{number}:{plan_id}", body=PlanMade(plan_id=plan_id, as_of=as_of, options=options),
    )  # fmt: skip
