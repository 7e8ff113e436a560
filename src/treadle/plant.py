"""The one place where everything meets: a brand's folder, the day, and what is written and released."""

from __future__ import annotations

import dataclasses
import functools
import json
import shutil
from collections.abc import Mapping, Sequence
from datetime import date
from importlib import resources
from pathlib import Path

import pyarrow as pa

from treadle.cut.nest import marker_key, nest
from treadle.day.changes import changes
from treadle.day.cutting import Draw
from treadle.day.decisions import Decisions
from treadle.day.overrides import OVERRIDES, DatedOverride, override_ledger
from treadle.day.plan import plan_day
from treadle.day.release import Edit, released_orders, remake_day
from treadle.day.replay import past_of, replay
from treadle.day.snapshot import Snapshot
from treadle.day.standing import Standing
from treadle.day.tables import plan_tables
from treadle.decide.override import Override
from treadle.engine.local import LocalEngine
from treadle.errors import InputError, ReleaseError
from treadle.settings import Settings, read_settings, settings_template
from treadle.storage.brand import load_brand
from treadle.storage.edited_book import read_edits
from treadle.storage.kept_markers import keep_marker, read_kept_marker
from treadle.storage.kept_work import KeptWork, keep_work, read_kept_work
from treadle.storage.lake import write_durably
from treadle.storage.releases import append_release, is_released, read_overrides
from treadle.storage.results import read_last_plan, read_results, write_last_plan
from treadle.terms.budget import Budget, Progress
from treadle.terms.cutting import Marker, MarkerRequest, Placement
from treadle.terms.fingerprint import fingerprint
from treadle.terms.policy import Policy
from treadle.terms.release import ReleasedOrder


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan as decided and as tables; `tables` has a row of 'changes' per option that differs from the last plan."""

    settings: Settings
    decisions: Decisions
    tables: Mapping[str, pa.Table]


def plan_folder(folder: Path, *, as_of: date | None = None, seed: int | None = None, progress: Progress) -> Planned:
    """Plan a brand's folder as of a day (default: the day after its newest fact).

    Raises `InputError` with all problems that stop a plan and `NotFoundError` where the folder is none of treadle's.
    """
    settings = read_settings(folder)
    policy = settings.policy if seed is None else dataclasses.replace(settings.policy, seed=seed)
    snapshot = load_brand(folder, as_of, currency=settings.currency, time_zone=settings.time_zone)
    decisions = plan_day(snapshot, policy, LocalEngine(), draw=_nester(folder, policy), progress=progress)
    tables = plan_tables(decisions)
    last = read_last_plan(folder, snapshot.as_of, seen_fingerprint(decisions))
    tables["changes"] = changes(last, tables["options"], decisions.snapshot.released)
    return Planned(settings=settings, decisions=decisions, tables=tables)


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
    policy = Policy(**json.loads(values["policy"]))
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
        draw = _nester(folder, policy)
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


def judge_overrides(folder: Path, *, as_of: date | None = None) -> tuple[pa.Table, str]:
    """The ledger of the planner's own numbers (OVERRIDES), judged by what was known before a day, and the currency.

    Raises as `plan_folder` does.
    """
    settings = read_settings(folder)
    snapshot = load_brand(folder, as_of, currency=settings.currency, time_zone=settings.time_zone)
    found = read_overrides(folder, snapshot.as_of)
    if not found:
        return OVERRIDES.empty_table(), settings.currency
    return override_ledger(snapshot, settings.policy, LocalEngine(), found), settings.currency


def replay_folder(
    folder: Path, *, weeks: int, as_of: date | None = None, seed: int | None = None, progress: Progress
) -> tuple[pa.Table, str]:
    """The last weeks of a folder's past decided anew (REPLAY), and the currency. Raises as `plan_folder` does."""
    settings = read_settings(folder)
    policy = settings.policy if seed is None else dataclasses.replace(settings.policy, seed=seed)

    def known(day: date | None) -> Snapshot:
        return load_brand(folder, day, currency=settings.currency, time_zone=settings.time_zone)

    whole = known(as_of)
    past = past_of(whole, policy, LocalEngine(), weeks)
    return replay(past, known, policy, LocalEngine(), whole.catalogue, progress), settings.currency


def read_plan(folder: Path, out: Path) -> tuple[Snapshot, Policy, Mapping[str, pa.Table]]:
    """What a written plan was made from and its tables: the folder's facts of the plan's day, its policy.

    Raises `NotFoundError` where there is no plan, `InputError` where the folder cannot be read or has changed since.
    """
    settings = read_settings(folder)
    tables = read_results(out)
    values = dict(zip(tables["plan"]["name"].to_pylist(), tables["plan"]["value"].to_pylist(), strict=True))
    as_of = date.fromisoformat(values["as_of"])
    snapshot = load_brand(folder, as_of, currency=settings.currency, time_zone=settings.time_zone)
    if snapshot.fingerprint() != values["seen_fingerprint"]:
        raise InputError.single(str(folder), f"has changed since the plan in {out} was made", "Plan again first")
    return snapshot, Policy(**json.loads(values["policy"])), tables


def remember_plan(folder: Path, planned: Planned) -> None:
    """Keep a plan's options in the folder, so that the next plan can say what changed, and its work orders, so that
    they can be promised without planning again.
    """
    snapshot = planned.decisions.snapshot
    remember_work(folder, planned.decisions)
    write_last_plan(folder, snapshot.as_of, seen_fingerprint(planned.decisions), planned.tables["options"])


def remember_work(folder: Path, decisions: Decisions) -> None:
    """Keep a plan's work orders, lines and schedule in the folder."""
    work = KeptWork(
        seen=seen_fingerprint(decisions),
        demands=decisions.demands,
        balances=decisions.balances,
        schedule=decisions.schedule,
    )
    keep_work(folder, work)


def standing_work(folder: Path, *, as_of: date | None = None, seed: int | None = None) -> Standing | None:
    """The making of the folder's last plan; None where there is none, or facts, settings or day are others by now.

    Raises as `plan_folder` does.
    """
    kept = read_kept_work(folder)
    if kept is None:
        return None
    settings = read_settings(folder)
    policy = settings.policy if seed is None else dataclasses.replace(settings.policy, seed=seed)
    snapshot = load_brand(folder, as_of, currency=settings.currency, time_zone=settings.time_zone)
    if fingerprint(snapshot.fingerprint(), policy) != kept.seen:
        return None
    return Standing(
        snapshot=snapshot, policy=policy, demands=kept.demands, balances=kept.balances, schedule=kept.schedule
    )


def seen_fingerprint(decisions: Decisions) -> str:
    """Fingerprint of everything a plan was made from: what was seen and the policy."""
    return fingerprint(decisions.snapshot.fingerprint(), decisions.policy)


def _nester(folder: Path, policy: Policy) -> Draw:
    """The nester of the settings with the folder's memory: what it drew before is taken again.

    sparrow would draw something else each time, so its layouts are kept to be repeated. Our own would draw the same
    again, so its layouts are kept to save the time, under its edition and its counted work.
    """
    own = policy.nester == "own"
    seconds = float(policy.sparrow_seconds)
    budget = Budget(work=policy.nest_moves) if own else Budget(work=policy.nest_moves, left=lambda: seconds)
    drawn_by = fingerprint(nester_edition(), policy.nest_moves) if own else ""

    def draw(request: MarkerRequest) -> Marker:
        key = marker_key(request) + drawn_by
        text = read_kept_marker(folder, key)
        stored = None if text is None else [Placement(**one) for one in json.loads(text)]
        marker = nest(request, budget, stored)
        if stored is None:
            keep_marker(folder, key, placements_text(marker.placements))
        return dataclasses.replace(marker, made_by=policy.nester if marker.made_by == "stored" else marker.made_by)

    return draw


@functools.cache
def nester_edition() -> str:
    """Fingerprint of our own nester's code: another edition may draw other markers."""
    code = resources.files("treadle.cut.nesters")
    texts = sorted((one.name, one.read_text(encoding="utf-8")) for one in code.iterdir() if one.name.endswith(".py"))
    return fingerprint(*texts)


def placements_text(placements: Sequence[Placement]) -> str:
    """Placements as JSON text."""
    return json.dumps([dataclasses.asdict(one) for one in placements], separators=(",", ":"))


def make_demo(folder: Path, seed: int, progress: Progress) -> date:
    """Write the demo brand's folder, its hidden truth beside it, and return the day to plan from.

    A demo that is there already is made anew; a folder that is a brand of its own is never touched:
    `InputError` says so.
    """
    from treadle.simulate.demo import generate_brand, write_brand

    is_demo = (folder / "truth").is_dir()
    if (folder / "treadle.toml").exists() and not is_demo:
        raise InputError.single(str(folder), "there is a brand's folder already", "Name another folder for the demo")
    progress.step("making a brand", 0, 2)
    brand = generate_brand(seed)
    progress.step("making a brand", 1, 2)
    shutil.rmtree(folder / ".treadle", ignore_errors=True)
    text = settings_template({"brand.name": "Demo brand", "brand.time_zone": "UTC", "plan.seed": seed})
    write_brand(brand, folder)
    write_durably(folder / "treadle.toml", text)
    progress.step("making a brand", 2, 2)
    return brand.as_of
