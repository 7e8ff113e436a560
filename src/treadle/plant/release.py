"""Release a plan: its orders become units on order and frozen work orders of the folder."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pyarrow as pa

from treadle.day.overrides import DatedOverride
from treadle.day.release import Edit, released_orders, remake_day
from treadle.day.tables import plan_tables, read_policy
from treadle.decide.override import Override
from treadle.engine.local import LocalEngine
from treadle.errors import ReleaseError
from treadle.plant.kept_markers import kept_nester
from treadle.settings import read_settings
from treadle.storage.brand import load_brand
from treadle.storage.edited_book import read_edits
from treadle.storage.releases import append_release, is_released
from treadle.storage.results import read_results
from treadle.terms.budget import Progress
from treadle.terms.fingerprint import fingerprint
from treadle.terms.release import ReleasedOrder


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """A release: its orders, and the plan's tables where the planner's edits made it anew.

    `is_new` is False where the same release was in the folder already, and nothing was changed.
    """

    release_id: str
    is_new: bool
    orders: tuple[ReleasedOrder, ...]
    edited_lines: int = 0
    tables: Mapping[str, pa.Table] | None = None


def release_plan(folder: Path, out: Path, edited: Path | None, progress: Progress) -> Released:
    """Fix a plan: its orders become units on order and frozen work orders of the folder.

    `edited` is the plan's workbook as the planner changed it: changed lines are priced, checked against every rule, cut
    and scheduled again. Releasing the same again changes nothing. Raises `ReleaseError` with all reasons not to
    release, `InputError` for a workbook that cannot be read, `NotFoundError` where there is no plan.
    """
    settings = read_settings(folder)
    tables = read_results(out)
    values = dict(zip(tables["plan"]["name"].to_pylist(), tables["plan"]["value"].to_pylist(), strict=True))
    policy = read_policy(values["policy"], str(out))
    planned = dict(zip(tables["buy"]["line_id"].to_pylist(), tables["buy"]["units"].to_pylist(), strict=True))
    edits = {} if edited is None else read_edits(edited, planned)
    said = sorted((edit.line_id, edit.units, edit.note) for edit in edits.values())
    release_id = fingerprint(values["seen_fingerprint"], values["policy"], sorted(planned.items()), said)
    if is_released(folder, release_id):
        return Released(release_id=release_id, is_new=False, orders=())
    as_of = date.fromisoformat(values["as_of"])
    snapshot = load_brand(folder, as_of, currency=settings.currency, time_zone=settings.time_zone)
    if snapshot.fingerprint() != values["seen_fingerprint"]:
        raise ReleaseError(
            [f"{folder} has changed since the plan in {out} was made (new facts, or a release). Plan again first."]
        )
    changed = {name: edit for name, edit in edits.items() if edit.units != planned[name] or edit.is_rejected}
    made: dict[str, pa.Table] | None = None
    if any(edit.units != planned[name] for name, edit in changed.items()):
        draw = kept_nester(folder, policy)
        made = plan_tables(
            remake_day(snapshot, policy, LocalEngine(), tables, changed, draw=draw, progress=progress)
        ) | {"changes": tables["changes"]}
    orders = released_orders(snapshot, made or tables)
    notes = [f"{line}: {units} units. {note}".rstrip(". ") for line, units, note in said]
    is_new = append_release(
        folder, release_id, orders, facts=snapshot.facts_fingerprint(), notes=notes,
        overrides=_overrides(tables, changed, as_of),
    )  # fmt: skip
    return Released(release_id=release_id, is_new=is_new, orders=orders, edited_lines=len(changed), tables=made)


def _overrides(tables: Mapping[str, pa.Table], changed: Mapping[str, Edit], as_of: date) -> list[DatedOverride]:
    """The planner's own numbers as the ledger keeps them, in the order of their lines."""
    rows = {row["line_id"]: row for row in tables["buy"].to_pylist() if row["line_id"] in changed}
    return [
        DatedOverride(
            override=Override(line_id=name, sku=rows[name]["sku"], planned_units=rows[name]["units"],
                              units=edit.units, note=edit.note),
            decided_on=as_of,
            due_day=rows[name]["due_day"],
        )
        for name, edit in sorted(changed.items())
    ]  # fmt: skip
