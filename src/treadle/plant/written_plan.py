"""A written plan, and what it was made from."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa

from treadle.errors import InputError
from treadle.plant.touched import Stamp, stamp_of
from treadle.settings import Settings, read_settings
from treadle.storage.brand import load_brand, load_standing
from treadle.storage.facts_digest import facts_digest, keep_facts, known_facts
from treadle.storage.plan_folder import new_plan_folder, read_plan_folder
from treadle.terms.plan import Plan
from treadle.terms.snapshot import Snapshot, facts_with_board


def read_plan(out: Path) -> Plan:
    """The plan that was written to `out`, or into the folder plan of the brand in `out`.

    One that was read before is not read again. Raises `NotFoundError` where there is none, `InputError` for one of
    another edition or that was changed.
    """
    is_brand = (out / "treadle.toml").is_file() and not (out / "plan.json").is_file()
    return read_plan_folder(out / "plan" if is_brand else out)


def language_beside(out: Path) -> str:
    """The language of the brand whose folder is `out` or holds it; English where neither is a brand's."""
    for folder in (out, out.absolute().parent):
        if (folder / "treadle.toml").is_file():
            return read_settings(folder).language
    return "en"


def plan_tables_of(out: Path) -> dict[str, pa.Table]:
    """The tables of a written plan, by name. Raises as `read_plan` does."""
    from treadle.plant.plan_tables.plan import plan_tables

    return plan_tables(read_plan(out))


def read_current_plan(folder: Path, out: Path) -> tuple[Snapshot, Plan]:
    """The facts of a brand's folder on a written plan's day, and the plan.

    Raises as `read_plan` does, and `InputError` where the folder cannot be read or has changed since.
    """
    settings = read_settings(folder)
    plan = read_plan(out)
    snapshot = load_brand(
        folder, plan.as_of, currency=settings.currency, time_zone=settings.time_zone, promise=settings.policy.promise
    )
    if snapshot.fingerprint() != plan.facts:
        raise InputError.single(str(folder), f"has changed since the plan in {out} was made", "Plan again first")
    return snapshot, plan


def read_standing_plan(folder: Path, out: Path) -> tuple[Snapshot, Plan]:
    """As `read_current_plan`, but without what customers did, stock and the range, where the folder is known not to
    have changed since it was last read whole: enough for what stands on the plan's own forecast.

    Raises as `read_current_plan` does.
    """
    plan = read_plan(out)
    snapshot = standing_facts(folder, read_settings(folder), plan, plan.as_of)
    if snapshot is None:
        raise InputError.single(str(folder), f"has changed since the plan in {out} was made", "Plan again first")
    return snapshot, plan


def standing_facts(folder: Path, settings: Settings, plan: Plan, as_of: date | None) -> Snapshot | None:
    """What stands beside a plan, where the folder's facts on `as_of` (None: the day after its newest) are the plan's
    own; without what customers did, stock and the range if the folder is known not to have changed. None where they
    are others.

    Raises as `load_brand` does.
    """
    snapshot, plain = facts_now(folder, settings, plan, as_of)
    return snapshot if facts_with_board(plain, snapshot.board) == plan.facts else None


def facts_now(folder: Path, settings: Settings, plan: Plan, as_of: date | None) -> tuple[Snapshot, str]:
    """What the folder holds on a day, and the fingerprint of it without the planning board; read as `standing_facts`
    says where the folder is known not to have changed since a plan was made of it.

    Raises as `load_brand` does.
    """
    currency, time_zone, promise = settings.currency, settings.time_zone, settings.policy.promise
    before = facts_digest(folder, currency=currency, time_zone=time_zone, promise=promise)
    known = known_facts(folder, before, as_of)
    if known is not None:
        asked = _Standing(folder=folder, plan_id=plan.plan_id, currency=currency, time_zone=time_zone,
                          stamp=stamp_of(folder), plan=plan)  # fmt: skip
        return _read_standing(asked), known
    snapshot = load_brand(folder, as_of, currency=currency, time_zone=time_zone, promise=promise)
    plain = snapshot.plain_fingerprint()
    if before == facts_digest(folder, currency=currency, time_zone=time_zone, promise=promise):
        keep_facts(folder, before, snapshot.as_of, plain, is_newest=as_of is None)
    return snapshot, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """Beside which plan something stands; equal ones have equal answers."""

    folder: Path
    plan_id: str
    currency: str
    time_zone: str
    stamp: Stamp
    plan: Plan = field(compare=False)


@functools.lru_cache(maxsize=4)
def _read_standing(asked: _Standing) -> Snapshot:
    plan = asked.plan
    return load_standing(
        asked.folder, plan.as_of, plan.catalogue, currency=asked.currency, time_zone=asked.time_zone
    )  # fmt: skip


@contextmanager
def rewritten_plan(
    out: Path, plan: Plan, tables: Mapping[str, pa.Table], readable: Mapping[str, pa.Table]
) -> Iterator[Path]:
    """Write a plan, its tables, and those `readable` by people as CSV; gives the place for what else belongs to it.

    On leaving, the folder `out` changes in one step. Raises `InputError` where it cannot be written.
    """
    with new_plan_folder(out, plan, tables, readable) as fresh:
        yield fresh
