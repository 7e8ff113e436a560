"""A rush order is placed: priced against the plan that stands, cut, put on its line, and on order from then on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from treadle.day.extra_order import extra_cut, placed_order, sizes_of
from treadle.engine.local import LocalEngine
from treadle.errors import ConflictError, InputError, Problem, ReleaseError
from treadle.plant.books import entry_of, ledger_of
from treadle.plant.kept_markers import kept_nester
from treadle.plant.release import counted_bodies
from treadle.plant.rush import rush_beside
from treadle.plant.standing import standing_work
from treadle.settings import read_settings
from treadle.storage.brand import load_brand
from treadle.storage.kept_work import read_kept_plan
from treadle.terms.budget import Progress, Silence
from treadle.terms.entry import Ordered, Release
from treadle.terms.fingerprint import fingerprint
from treadle.terms.plan import Plan
from treadle.terms.release import ReleasedOrder
from treadle.terms.rush import RushAnswer
from treadle.terms.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedRush:
    """A rush order that is on order now, and the answer it was placed on. `is_new` is False where the same was placed
    before, and nothing was changed: then there is no answer."""

    release_id: str
    order: ReleasedOrder
    is_new: bool
    answer: RushAnswer | None = None


def rush_sizes(folder: Path, option_id: str, units: int) -> dict[str, int]:
    """Pieces by SKU of an option, as the last plan's size curve says. Raises `InputError` where it is not there."""
    return sizes_of(_plan(folder), option_id, units)


def place_rush(
    folder: Path, units: Mapping[str, int], due_day: date, *, worth_cents: int | None = None, seen: str = "",
    author: str, key: str = "", progress: Progress | None = None,
) -> PlacedRush:  # fmt: skip
    """Place one more order of a style: pieces by SKU, due on a day, where the plan that stands takes it best.

    What is planned and not released gives way with the next plan; released orders stay. `seen` is the plan that was
    looked at ('': whichever stands), `key` makes a repeat harmless (default: what is asked for of which plan).

    Raises `InputError` with everything that cannot be asked for, and where no plan stands on today's facts;
    `ConflictError` where another plan stands than was seen, or somebody changed what is on order meanwhile;
    `ReleaseError` where nobody can make it.
    """
    settings = read_settings(folder)
    ledger = ledger_of(folder, settings)
    wanted = {sku: count for sku, count in sorted(units.items()) if count}
    standing = standing_work(folder)
    release_id = fingerprint("rush", key or (seen or standing.plan_id if standing else seen), sorted(wanted.items()),
                             due_day.isoformat())  # fmt: skip
    before = ledger.entries(subjects=[release_id], kinds=["release"])
    if before:
        found = [one.body for one in ledger.entries(kinds=["order"]) if isinstance(one.body, Ordered)]
        order = next(one.order for one in found if one.release_id == release_id)
        return PlacedRush(release_id=release_id, order=order, is_new=False)
    if standing is None:
        raise InputError.single("plan", "there is none that stands on today's facts", "Plan again first")
    if seen and standing.plan_id != seen:
        raise ConflictError("Another plan stands by now. Ask again, then place the order.")
    head, plan = ledger.head(), _plan(folder)
    snapshot = load_brand(
        folder, standing.snapshot.as_of, currency=settings.currency, time_zone=settings.time_zone,
        promise=settings.policy.promise,
    )  # fmt: skip
    _check(snapshot, plan, wanted, due_day)
    taken = [one.work_order_id for one in standing.demands]
    buy, made = extra_cut(
        snapshot, plan, wanted, due_day, taken=taken, draw=kept_nester(folder, plan.policy), engine=LocalEngine(),
        progress=progress or Silence(),
    )  # fmt: skip
    (demand,) = made.demands
    answer = rush_beside(standing, demand, worth_cents=worth_cents, with_schedule=True)
    if answer.schedule is None or answer.chosen is None:
        why = answer.reason.fact("why")
        raise ReleaseError([f"{demand.work_order_id}: no factory can make it: {why}"])
    order, lays = placed_order(snapshot, plan, buy, made, answer.schedule)
    note = f"rush: {sum(wanted.values())} pieces due {due_day.isoformat()}"
    release = Release(plan_id="", facts="", as_of=snapshot.as_of, order_ids=(order.work_order_id,), notes=(note,))
    entries = [
        entry_of(kind, subject, body, key=f"release:{release_id}:{'lays:' if kind == 'lays' else ''}{subject}",
                 known=snapshot.as_of, author=author, settings=settings)
        for kind, subject, body in (*counted_bodies(release, release_id, [order], snapshot), *lays)
    ]  # fmt: skip
    added = ledger.add(entries, seen_head=head)
    return PlacedRush(release_id=release_id, order=order, is_new=added.is_new, answer=answer)


def rush_arguments(
    units: Mapping[str, int], due_day: date, *, worth_cents: int | None = None, seen: str = "", key: str = ""
) -> dict[str, str]:
    """What a job is told that places a rush order; what cannot be is told by the job."""
    told = {"units": ",".join(f"{sku}={count}" for sku, count in sorted(units.items()) if count),
            "due_day": due_day.isoformat(), "seen": seen, "key": key}  # fmt: skip
    return told if worth_cents is None else told | {"worth_cents": str(worth_cents)}


def _plan(folder: Path) -> Plan:
    plan = read_kept_plan(ledger_of(folder, read_settings(folder)), folder)
    if plan is None:
        raise InputError.single("plan", "there is none that stands on today's facts", "Plan again first")
    return plan


def _check(snapshot: Snapshot, plan: Plan, units: Mapping[str, int], due_day: date) -> None:
    """Raise `InputError` with everything that cannot be asked for."""
    catalogue, problems = snapshot.catalogue, []
    planned = {line.sku for line in plan.buy.lines}
    if not units:
        problems.append(Problem(file="rush", what="it asks for no pieces", remedy="Say how many of which size"))
    for sku, count in units.items():
        if sku not in catalogue.sku or sku not in planned:
            problems.append(Problem(file=sku, what="it is not in the plan's range", remedy="Name a SKU of the buy"))
        elif not 0 < count <= 1_000_000:
            problems.append(Problem(file=sku, what=f"{count} pieces cannot be", remedy="Say 1 to 1,000,000 pieces"))
    styles = {catalogue.option[catalogue.sku[sku].option_id].style_id for sku in units if sku in catalogue.sku}
    if len(styles) > 1:
        remedy = "Place an order for each style"
        problems.append(Problem(file="rush", what=f"it is of {len(styles)} styles", remedy=remedy))
    problems += [
        Problem(file=style_id, what="it is bought in, so no line of ours makes it", remedy="Order it with a plan")
        for style_id in sorted(styles) if not catalogue.style[style_id].is_made
    ]  # fmt: skip
    if due_day < snapshot.as_of:
        what = f"{due_day} is before {snapshot.as_of}, the day of the plan"
        problems.append(Problem(file="due", what=what, remedy="Name a day to come"))
    if problems:
        raise InputError(problems)
