"""What to make: an option's case for a decision, the lines decided, and what each further unit is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from treadle.terms.buy_steps import BuySteps, CurvePoint
from treadle.terms.product import CostBreak
from treadle.terms.quantity import Violation
from treadle.terms.reason import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeCase:
    """One size of an option: its expected share and the stock that already covers part of its demand.

    `on_hand_units` (with receipts that arrive well before the buy) serve the demand before the buy is on the shelf
    first; `on_order_units` are receipts that arrive with the buy or later and serve only what comes after.
    `firm_units` are sold ahead and covered by neither: they are made for sure, beside what demand is expected to take.
    """

    sku: str
    size: str
    share: float
    on_hand_units: int = 0
    on_order_units: int = 0
    firm_units: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyCase:
    """Everything that decides how many of an option to make now.

    `demand_levels` and `demand_units` give the quantile function of the option's total demand over the weeks that
    this buy can serve (levels ascend in (0, 1), units are non-decreasing); `size_strength` is the Dirichlet total
    count behind the shares. `demand_before_units` is the expected demand until the buy can be on the shelf: it
    eats stock and receipts first. `salvage_cents` is what a left-over piece still brings; `holding_cents` the cost of
    keeping one piece over the horizon. `smv_minutes` is sewing minutes per piece (0 where bought in). `due_day` is
    when the pieces must be on the shelf.

    Where the option can be ordered again, `again_cents` is the full unit cost of such an order and
    `early_units` the quantile function (at `demand_levels`) of the part of the demand that comes before it could be
    on the shelf; both or neither. `crowd_factor` says what the demand was moved by because of siblings on offer; an
    option that is not offered for their sake has `taken_cents`, what it would take from them, and `forgone_cents`, what
    it would bring itself. Where cloth is bought in whole rolls, one serves `roll_units` pieces after the `shelf_units`
    whose cloth is there, and `cost_breaks` hold what is left on the last one.

    Where the demand comes from: of `forecast_units` over the whole horizon, `after_season_units` come after the end
    of the season and `returned_units` come back and are sold again; what is neither comes before the buy
    (`demand_before_units`) or is to be served, moved by siblings on offer.
    """

    option_id: str
    style_id: str
    sizes: tuple[SizeCase, ...]
    demand_levels: tuple[float, ...]
    demand_units: tuple[float, ...]
    demand_mean_units: float
    size_strength: float
    price_cents: int
    cost_breaks: tuple[CostBreak, ...]
    salvage_cents: int
    holding_cents: float
    due_day: date
    demand_before_units: float = 0.0
    option_minimum_units: int = 0
    style_minimum_units: int = 0
    smv_minutes: float = 0.0
    notes: tuple[str, ...] = ()
    again_cents: float | None = None
    early_units: tuple[float, ...] = ()
    crowd_factor: float = 1.0
    taken_cents: int = 0
    forgone_cents: int = 0
    roll_units: int = 0
    shelf_units: int = 0
    forecast_units: float = 0.0
    after_season_units: float = 0.0
    returned_units: float = 0.0

    @property
    def sold_before_units(self) -> float:
        """Units of `demand_before_units` that stock on hand can serve, sizes apart: never more than there is."""
        total = sum(max(size.share, 0.0) for size in self.sizes)
        shares = [max(size.share, 0.0) / total if total > 0 else 1.0 / len(self.sizes) for size in self.sizes]
        return sum(
            min(float(size.on_hand_units), share * self.demand_before_units)
            for size, share in zip(self.sizes, shares, strict=True)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedReceipts:
    """What goods that arrive from `from_day` to `to_day` (both included) may cost together: the merchandise plan."""

    from_day: date
    to_day: date
    amount_cents: int

    def holds(self, day: date) -> bool:
        """True where the day is one of the period."""
        return self.from_day <= day <= self.to_day


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenToBuy:
    """A row of the open-to-buy ledger: what was planned to arrive in a period, what is ordered and has come for it,
    and what a plan's lines due in it cost."""

    planned: PlannedReceipts
    ordered_cents: int
    buy_cents: int = 0

    @property
    def open_cents(self) -> int:
        """What may still be ordered for the period; below 0 where it is over-bought."""
        return self.planned.amount_cents - self.ordered_cents - self.buy_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyLine:
    """Units of one SKU to make, with its reason and the money at stake.

    `line_id` is '<style>/<option>/<size>' made safe and is stable between plans. `expected_profit_cents` is what these
    units add in expectation; `cost_cents` what they cost (the option's set-up shared by units); `at_stake_cents` the
    expected profit lost if the line were dropped.
    """

    line_id: str
    option_id: str
    style_id: str
    sku: str
    size: str
    units: int
    due_day: date
    cost_cents: int
    expected_profit_cents: int
    at_stake_cents: int
    smv_minutes: float
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class WorthCurve:
    """Expected profit of the next units of a SKU beyond the buy, in cents: `next_unit_cents[k]` is the (k+1)-th."""

    sku: str
    next_unit_cents: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyPlan:
    """All lines (zero lines too, with their reason), the worth beyond them, and how good the sharing is.

    `profit_cents` is the plan's expected profit; `bound_cents` an upper bound on what any plan within budget and
    capacity could expect; `limits` says which shared limits were binding and the worth of one more unit of each.
    `capacity_weeks` are the sewing minutes that become free by each last day, where capacity was given by week: lines
    due up to a day may use what was free up to it. `steps` say of each option how its units came about (none where
    somebody else chose them), `curves` what other quantities of what is bought would earn.
    """

    lines: tuple[BuyLine, ...]
    worth: tuple[WorthCurve, ...]
    spent_cents: int
    profit_cents: int
    bound_cents: int
    budget_cents: int | None = None
    capacity_minutes: float | None = None
    capacity_weeks: tuple[tuple[date, float], ...] = ()
    limits: tuple[Reason, ...] = ()
    option_reasons: Mapping[str, Reason] = field(default_factory=dict)
    steps: Mapping[str, BuySteps] = field(default_factory=dict)
    curves: Mapping[str, tuple[CurvePoint, ...]] = field(default_factory=dict)

    @property
    def gap(self) -> float:
        """How much more than this plan any plan could expect at most, as a share of the bound."""
        return 0.0 if self.bound_cents <= 0 else (self.bound_cents - self.profit_cents) / self.bound_cents

    def piece_cents(self) -> dict[str, float]:
        """The mean cost of a piece that is bought, by style."""
        cents: dict[str, int] = {}
        units: dict[str, int] = {}
        for line in self.lines:
            cents[line.style_id] = cents.get(line.style_id, 0) + line.cost_cents
            units[line.style_id] = units.get(line.style_id, 0) + line.units
        return {style: cents[style] / count for style, count in units.items() if count}

    def check(self) -> tuple[Violation, ...]:
        """All violations of the plan's own rules: units whole and not negative, money within the budget."""
        found = [
            Violation(rule="units are not negative", where=line.line_id, found=str(line.units))
            for line in self.lines
            if line.units < 0
        ]
        ids = [line.line_id for line in self.lines]
        if len(set(ids)) < len(ids):
            repeated = sorted({one for one in ids if ids.count(one) > 1})
            found += [Violation(rule="line ids are unique", where=one, found="repeated") for one in repeated]
        spent = sum(line.cost_cents for line in self.lines)
        if spent != self.spent_cents:
            found.append(Violation(rule="the lines' costs add up", where="buy plan", found=f"{spent}"))
        if self.budget_cents is not None and spent > self.budget_cents:
            found.append(Violation(rule="the budget is kept", where="buy plan", found=f"{spent}"))
        minutes = sum(line.units * line.smv_minutes for line in self.lines)
        if self.capacity_minutes is not None and minutes > self.capacity_minutes + 1e-6:
            found.append(Violation(rule="sewing minutes are kept", where="buy plan", found=f"{minutes}"))
        free = 0.0
        for last_day, more in self.capacity_weeks:
            free += more
            due = sum(line.units * line.smv_minutes for line in self.lines if line.due_day <= last_day)
            if due > free + 1e-6:
                found.append(Violation(rule="sewing minutes are kept", where=f"due by {last_day}", found=f"{due}"))
        return tuple(found)
