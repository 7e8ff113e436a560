"""Buys beside each other: the plan's, the sheet as it stood, and what other limits would make of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from treadle.errors import ConflictError, InputError, NotFoundError, Problem, ReleaseError
from treadle.plant import buy_edits
from treadle.plant.books import ledger_of
from treadle.plant.buy_cash import cash_at
from treadle.plant.buy_edits import CellSet
from treadle.plant.consequences import tried
from treadle.plant.drafts import DraftView, draft_of, plan_place
from treadle.plant.serving import ServedBrand
from treadle.plant.what_if import problems_of
from treadle.plant.written_plan import read_current_plan, read_standing_plan
from treadle.storage.ledger.protocol import Seen
from treadle.terms.buy import BuyLine
from treadle.terms.entry import Body, Entry
from treadle.terms.kept_buy import BuyKept, BuyLetGo, Column, KeptBuys
from treadle.terms.what_if import Scenario

#: So many are compared: more columns than that nobody reads. Not tuned.
MOST_COLUMNS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Differing:
    """An option of which buys order different numbers: pieces in each, in the order of the columns."""

    option_id: str
    name: str
    units: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The plan's own buy and those kept beside it, and where they differ, what differs most first."""

    view: DraftView
    columns: tuple[Column, ...]
    differing: tuple[Differing, ...]
    factories: tuple[str, ...]


def compared(brand: ServedBrand) -> Compared:
    """All that is kept beside the newest plan. Raises `NotFoundError` where nothing was planned yet."""
    view = draft_of(brand, "current")
    columns = _kept(brand, view.plan.plan_id)[0].columns
    factories = tuple(sorted({one.factory_id for one in view.plan.schedule.work_orders if one.factory_id}))
    return Compared(view=view, columns=columns, differing=_differing(view, columns), factories=factories)


def keep_now(brand: ServedBrand, plan_id: str, *, name: str, author: str, key: str) -> Compared:
    """Keep the buy as it stands. Raises as `keep`."""
    view = draft_of(brand, plan_id)
    units = {one.line_id: one.units for one in view.draft.edits}
    return keep(brand, plan_id, Scenario(name=name, units=units), author=author, key=key)


def keep(brand: ServedBrand, plan_id: str, scenario: Scenario, *, author: str, key: str) -> Compared:
    """Keep a buy with what it comes to; the plan's own is kept first.

    Raises `NotFoundError` for a plan that is not there, `InputError` with everything that cannot be asked, and where
    the folder has changed since the plan was made.
    """
    view = draft_of(brand, plan_id)
    shelf, version = _kept(brand, view.plan.plan_id)
    problems = []
    if not scenario.name.strip() or len(scenario.name) > 60:
        problems.append(Problem(file="name", what="it has no name, or a long one", remedy="Say up to 60 letters"))
    if len(shelf.columns) >= MOST_COLUMNS:
        what = f"{len(shelf.columns)} buys are kept already"
        problems.append(Problem(file="name", what=what, remedy="Let one go first"))
    if scenario.scale is not None and not 0 <= scenario.scale <= 10:
        problems.append(Problem(file="scale", what="it is out of range", remedy="Say 0 to 10"))
    if problems:
        raise InputError(problems)
    if shelf.column(scenario.name) is not None:
        raise ConflictError(f"{scenario.name} is kept already. Give it another name.")
    # A receipt that is late casts the options anew, from their stock; all else stands on the plan.
    reads = read_current_plan if scenario.late_days else read_standing_plan
    snapshot, plan = reads(brand.folder, plan_place(brand))
    unknown = problems_of(scenario, snapshot, plan)
    if unknown:
        raise InputError(unknown)
    asked = [] if shelf.columns else [Scenario(name="")]
    bodies = []
    for one in (*asked, scenario):
        told, buy = tried(snapshot, plan, one)
        units = _changed(plan.buy.lines, {line.sku: line.units for line in buy.lines})
        bodies.append(_with_cash(brand, view, BuyKept(scenario=one, consequences=told, units=units)))
    _add(brand, view, "kept buy", bodies, version, author=author, key=key)
    return compared(brand)


def let_go(brand: ServedBrand, plan_id: str, name: str, *, author: str, key: str) -> Compared:
    """Compare a buy no more; one that is not kept changes nothing. Raises `NotFoundError` for a plan not there."""
    view = draft_of(brand, plan_id)
    shelf, version = _kept(brand, view.plan.plan_id)
    if name and shelf.column(name) is not None:
        _add(brand, view, "kept buy ended", [BuyLetGo(name=name)], version, author=author, key=key)
    return compared(brand)


def take(brand: ServedBrand, plan_id: str, name: str, *, author: str, key: str) -> DraftView:
    """Make the sheet that of a kept buy: one step, which undo takes back.

    Raises `NotFoundError` where none of that name is kept, else as `buy_edits.set_units`.
    """
    view = draft_of(brand, plan_id)
    found = _kept(brand, view.plan.plan_id)[0].column(name)
    if found is None:
        raise NotFoundError(f"No buy {name} is kept.")
    units = found.kept.units
    cells = [
        CellSet(line_id=line.line_id, units=units.get(line.line_id, line.units))
        for line in view.plan.buy.lines
        if view.units(line) != units.get(line.line_id, line.units)
    ]
    return buy_edits.set_units(brand, view.plan.plan_id, cells, author=author, key=key)


def _kept(brand: ServedBrand, plan_id: str) -> tuple[KeptBuys, int]:
    held = ledger_of(brand.folder, brand.settings).state(KeptBuys, plan_id)
    return (KeptBuys(plan_id=plan_id), 0) if held is None else (held.state, held.version)


def _changed(lines: tuple[BuyLine, ...], units: Mapping[str, int]) -> dict[str, int]:
    return {line.line_id: units.get(line.sku, 0) for line in lines if units.get(line.sku, 0) != line.units}


def _with_cash(brand: ServedBrand, view: DraftView, kept: BuyKept) -> BuyKept:
    low: tuple[int | None, date | None] = (None, None)
    try:
        cash = cash_at(brand, view, kept.units)
        low = cash.low_cents, cash.week
    except ReleaseError:
        pass  # an order of the plan cannot be made: what is paid for it nobody knows
    return replace(kept, low_cents=low[0], low_week=low[1])


def _differing(view: DraftView, columns: tuple[Column, ...]) -> tuple[Differing, ...]:
    found: dict[str, list[int]] = {}
    for line in view.plan.buy.lines:
        each = found.setdefault(line.option_id, [0] * len(columns))
        for at, one in enumerate(columns):
            each[at] += one.kept.units.get(line.line_id, line.units)
    rows = [
        Differing(option_id=name, name=view.plan.catalogue.option_name(name), units=tuple(units))
        for name, units in found.items()
        if len(set(units)) > 1
    ]
    return tuple(sorted(rows, key=lambda one: (min(one.units) - max(one.units), one.option_id)))


def _add(
    brand: ServedBrand, view: DraftView, kind: str, bodies: Sequence[Body], version: int, *, author: str, key: str
) -> None:  # fmt: skip
    moment, plan_id = datetime.now(UTC), view.plan.plan_id
    entries = [
        Entry(kind=kind, subject=plan_id, happened_at=moment, known_at=moment, author=author, body=body,
              key=f"{kind}:{plan_id}:{key}:{at}")
        for at, body in enumerate(bodies)
    ]  # fmt: skip
    seen = [Seen(kind=KeptBuys, state_id=plan_id, version=version)]
    ledger_of(brand.folder, brand.settings).add(entries, seen=seen)
