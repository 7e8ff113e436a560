"""The buy as a sheet: units by size as people leave them, each priced, and what they break of any limit."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from treadle.decide.over_limits import over_option, over_shared, over_styles
from treadle.decide.priced import Priced
from treadle.errors import NotFoundError
from treadle.plant.drafts import DraftView, approve, draft_of, release_of
from treadle.plant.serving import ServedBrand
from treadle.terms.buy import BuyLine
from treadle.terms.buy_steps import CurvePoint
from treadle.terms.plan import Plan
from treadle.terms.reason import Reason

#: Plans whose worth of further pieces is kept in memory by a process that is asked for them; not tuned.
MOST_PLANS = 4
#: Quantities of an option that its curve is told for; not tuned: how much is shown.
CURVE_POINTS = 48
_KEPT: dict[str, _Kept] = {}
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A size of an option: its units as they stand and as proposed, and what one more is expected to earn."""

    line_id: str
    sku: str
    size: str
    units: int
    proposed_units: int
    next_cents: float

    @property
    def is_changed(self) -> bool:
        """Whether somebody changed it."""
        return self.units != self.proposed_units


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An option with its sizes; `over` are the limits that it breaks by itself or with its style."""

    option_id: str
    style_id: str
    name: str
    cells: tuple[Cell, ...]
    cost_cents: int
    profit_cents: int
    minutes: float
    due_day: date
    reason: Reason
    over: tuple[Reason, ...]

    @property
    def units(self) -> int:
        """All sizes."""
        return sum(one.units for one in self.cells)

    @property
    def proposed_units(self) -> int:
        """All sizes, as the plan proposes."""
        return sum(one.proposed_units for one in self.cells)

    @property
    def is_changed(self) -> bool:
        """Whether somebody changed a size of it."""
        return any(one.is_changed for one in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """All rows together, as they stand and (where named so) as the plan proposes; `over` are the limits of all."""

    units: int
    cost_cents: int
    profit_cents: int
    minutes: float
    proposed_units: int
    proposed_cost_cents: int
    proposed_profit_cents: int
    budget_cents: int | None
    free_minutes: float | None
    changed: int
    over: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The sheet of the newest plan: `rows` in the order of their styles' cost, the dearest first."""

    view: DraftView
    rows: tuple[Row, ...]
    totals: Totals
    released_by: str

    @property
    def is_within(self) -> bool:
        """Whether no limit is broken, so that it can be approved."""
        return not self.totals.over and not any(row.over for row in self.rows)

    @property
    def broken(self) -> tuple[Reason, ...]:
        """Every limit that is broken, each once."""
        return tuple(dict.fromkeys((*self.totals.over, *(one for row in self.rows for one in row.over))))

    def row(self, option_id: str) -> Row:
        """An option's row. Raises `NotFoundError`."""
        found = next((one for one in self.rows if one.option_id == option_id), None)
        if found is None:
            raise NotFoundError(f"The plan has no option {option_id}.")
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """What other quantities of an option would cost and earn, in their best sizes: falling together or not is seen."""

    row: Row
    points: tuple[CurvePoint, ...]
    best: CurvePoint
    half: CurvePoint


@dataclass(slots=True)
class _Kept:
    """What a plan's cases are worth, drawn once, and the lines of options at units that were asked for."""

    plan: Plan
    priced: Priced
    by_option: Mapping[str, tuple[BuyLine, ...]]
    order: tuple[str, ...]
    made: dict[tuple[str, tuple[int, ...]], tuple[tuple[BuyLine, ...], tuple[float, ...]]] = field(default_factory=dict)
    rows: dict[tuple[str, tuple[int, ...], Reason | None], Row] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: Plan) -> _Kept:
        by_option: dict[str, list[BuyLine]] = {}
        for line in plan.buy.lines:
            by_option.setdefault(line.option_id, []).append(line)
        cost: dict[str, int] = {}
        for line in plan.buy.lines:
            cost[line.style_id] = cost.get(line.style_id, 0) + line.cost_cents
        ranked = sorted(
            by_option,
            key=lambda one: (-cost[by_option[one][0].style_id], by_option[one][0].style_id,
                             -sum(line.units for line in by_option[one]), one),
        )  # fmt: skip
        return cls(
            plan=plan, priced=Priced.of(plan.cases, plan.policy.buy, plan.policy.plan.seed),
            by_option={name: tuple(lines) for name, lines in by_option.items()}, order=tuple(ranked),
        )  # fmt: skip

    def lines(self, option_id: str, units: Mapping[str, int]) -> tuple[tuple[BuyLine, ...], tuple[float, ...]]:
        """An option's lines at units by line, and what one more piece of each would earn; worked out once."""
        own = self.by_option[option_id]
        chosen = tuple(units.get(line.line_id, line.units) for line in own)
        found = self.made.get((option_id, chosen))
        if found is None:
            by_sku = {line.sku: many for line, many in zip(own, chosen, strict=True)}
            lines = self.priced.lines(option_id, by_sku, {line.sku: line.reason for line in own})
            if chosen == tuple(line.units for line in own):
                lines = list(own)  # as the plan itself says it, drawn with all others
            more = tuple(self.priced.next_cents(line.sku, by_sku, 1)[0] for line in own)
            found = self.made[option_id, chosen] = (tuple(lines), more)
        return found


def kept(plan: Plan) -> _Kept:
    """What is kept of a plan, drawn where it is not yet."""
    with _ONE_AT_A_TIME:
        found = _KEPT.get(plan.plan_id)
        if found is None or found.plan is not plan:
            found = _KEPT[plan.plan_id] = _Kept.of(plan)
        while len(_KEPT) > MOST_PLANS:
            _KEPT.pop(next(iter(_KEPT)))
    return found


def grid_of(brand: ServedBrand) -> Grid:
    """The sheet as it stands. Raises `NotFoundError` where nothing was planned yet."""
    view = draft_of(brand, "current")
    return grid_at(view, {one.line_id: one.units for one in view.draft.edits}, release_of(brand, view.plan.plan_id))


def grid_at(view: DraftView, units: Mapping[str, int], released_by: str = "") -> Grid:
    """The sheet of a plan at units by line; those not named are as proposed."""
    plan, held = view.plan, kept(view.plan)
    made = {option_id: held.lines(option_id, units) for option_id in held.order}
    lines = [line for option_lines, _ in made.values() for line in option_lines]
    styles = over_styles(plan.cases, lines)
    rows = tuple(_row(held, option_id, *made[option_id], styles) for option_id in held.order)
    spent = sum(line.cost_cents for line in lines)
    buy = plan.buy
    open_to_buy = [
        replace(one, buy_cents=sum(line.cost_cents for line in lines if one.planned.holds(line.due_day)))
        for one in plan.open_to_buy
    ]
    over = over_shared(
        lines, budget_cents=buy.budget_cents, capacity_minutes=buy.capacity_minutes, capacity_weeks=buy.capacity_weeks,
        open_to_buy=open_to_buy,
    )  # fmt: skip
    totals = Totals(
        units=sum(line.units for line in lines), cost_cents=spent,
        profit_cents=sum(line.expected_profit_cents for line in lines),
        minutes=sum(line.units * line.smv_minutes for line in lines),
        proposed_units=sum(line.units for line in buy.lines), proposed_cost_cents=buy.spent_cents,
        proposed_profit_cents=sum(line.expected_profit_cents for line in buy.lines), budget_cents=buy.budget_cents,
        free_minutes=buy.capacity_minutes, changed=sum(cell.is_changed for row in rows for cell in row.cells),
        over=over,
    )  # fmt: skip
    return Grid(view=view, rows=rows, totals=totals, released_by=released_by)


def _row(
    held: _Kept, option_id: str, lines: tuple[BuyLine, ...], more: tuple[float, ...], styles: Mapping[str, Reason]
) -> Row:
    """An option's row, from memory where it was drawn at the same units before."""
    units = tuple(line.units for line in lines)
    key = (option_id, units, styles.get(held.priced.case(option_id).style_id) if any(units) else None)
    if key not in held.rows:
        held.rows[key] = _drawn_row(held, option_id, lines, more, key[2])
    return held.rows[key]


def _drawn_row(
    held: _Kept, option_id: str, lines: tuple[BuyLine, ...], more: tuple[float, ...], style: Reason | None
) -> Row:
    own, case = held.by_option[option_id], held.priced.case(option_id)
    cells = tuple(
        Cell(line_id=line.line_id, sku=line.sku, size=line.size, units=line.units, proposed_units=proposed.units,
             next_cents=cents)
        for line, proposed, cents in zip(lines, own, more, strict=True)
    )  # fmt: skip
    units = sum(line.units for line in lines)
    return Row(
        option_id=option_id, style_id=case.style_id, name=held.plan.catalogue.option_name(option_id), cells=cells,
        cost_cents=sum(line.cost_cents for line in lines),
        profit_cents=sum(line.expected_profit_cents for line in lines), minutes=units * case.smv_minutes,
        due_day=case.due_day, reason=held.plan.buy.option_reasons.get(option_id, own[0].reason),
        over=(*over_option(case, lines), *(() if style is None else (style,))),
    )  # fmt: skip


def curve_of(brand: ServedBrand, option_id: str) -> Curve:
    """What other quantities of an option would earn. Raises `NotFoundError`."""
    grid = grid_of(brand)
    row, priced = grid.row(option_id), kept(grid.view.plan).priced
    case = priced.case(option_id)
    most = max(row.units, row.proposed_units, round(case.demand_units[-1]), 12)
    step = max(most * 3 // 2 // CURVE_POINTS, 1)
    asked = sorted({*range(0, most * 3 // 2 + 1, step), row.units, row.units // 2, row.proposed_units})
    points = priced.points(option_id, asked)
    return Curve(
        row=row, points=points,
        best=max((one for one in points if one.is_orderable), key=lambda one: one.expected_profit_cents),
        half=next(one for one in points if one.units == row.units // 2),
    )  # fmt: skip


def split_of(brand: ServedBrand, option_id: str, total: int) -> dict[str, int]:
    """The best sizes of a total of an option, by line. Raises `NotFoundError`."""
    grid = grid_of(brand)
    row = grid.row(option_id)
    units = kept(grid.view.plan).priced.split(option_id, total)
    return {cell.line_id: units[cell.sku] for cell in row.cells}


def approve_within(
    brand: ServedBrand, plan_id: str, *, note: str = "", version: int | None, author: str, key: str
) -> tuple[Reason, ...]:
    """Approve the buy as it stands where it breaks no limit; else nothing is done, and the limits are told.

    Raises as `drafts.approve`.
    """
    broken = grid_of(brand).broken
    if not broken:
        approve(brand, plan_id, note=note, version=version, author=author, key=key)
    return broken
