"""A real past lived again: shown only as it was known, decided anew, and scored by the demand there was.

Signals, prices and shelves of each day are the real ones; stock and receipts are those of the decisions made anew. What
a week then sells is what was wanted of it, behind empty shelves too, as far as there is stock; the interval is that of
the demand. Signals are not changed by what a policy does: a shelf that it would have kept full shows no more looks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from treadle.day.engine import Engine
from treadle.day.plan import buy_day, sensing
from treadle.errors import InputError
from treadle.sense.returns import return_rates
from treadle.sense.sensed import sense
from treadle.simulate.live import live
from treadle.terms.budget import Progress
from treadle.terms.policy import Policy
from treadle.terms.product import Catalogue, CostBreak
from treadle.terms.schema import OUTPUTS
from treadle.terms.signal_parts import rows_where
from treadle.terms.snapshot import Snapshot
from treadle.terms.stock import OnHand, Receipt

Floats = NDArray[np.float64]
Units = Mapping[str, int]

#: Weeks of history that the first decision sees at least.
LEAST_BEFORE = 4
#: Columns of demand: its low end, its expectation, its high end.
LOW, MIDDLE, HIGH = range(3)

REPLAY = OUTPUTS["replay"].arrow


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What came to pass, by SKU (S,) and week (W,): `demand` (3, S, W), its low end, expectation and high end, and
    `sold` (S, W), less returns that were sold again; `start_stock` (S,) at the first day, `end_stock` (S,) at the last.
    Money in cents a piece: `price`, what a sale keeps, and `left`, what a piece left over at the end counts."""

    skus: tuple[str, ...]
    days: tuple[date, ...]
    demand: Floats
    sold: Floats
    start_stock: Floats
    end_stock: Floats
    price: Floats
    left: Floats


def past_of(whole: Snapshot, policy: Policy, engine: Engine, weeks: int) -> Past:
    """The last `weeks` whole weeks before a snapshot's day.

    What lay on the shelf at their beginning is reckoned back: stock now and what was sold since, less released orders
    that came in between; never below 0. A piece left over counts at its cost while its season lasts, else at salvage.
    Raises `InputError` where fewer than `LEAST_BEFORE` weeks of history lie before them.
    """
    sensed = sense(
        engine.query, whole.signals, catalogue=whole.catalogue, as_of=whole.as_of, in_stock=whole.in_stock,
        price_plan=whole.price_plan, policy=sensing(whole, policy),
    )  # fmt: skip
    known = len(set(sensed.history["week_start"].to_pylist()))
    if known < weeks + LEAST_BEFORE:
        raise InputError.single(
            "--weeks", f"{weeks} weeks of the past and {LEAST_BEFORE} before them are asked for, {known} are known",
            f"Ask for {known - LEAST_BEFORE} or fewer" if known > LEAST_BEFORE else "Import more history first",
        )  # fmt: skip
    last = max(sensed.history["week_start"].to_pylist())
    days = tuple(last - timedelta(days=7 * back) for back in reversed(range(weeks)))
    skus = tuple(sku.sku for sku in whole.catalogue.skus)
    place = {sku: at for at, sku in enumerate(skus)}
    returned = return_rates(sensed.option_history, policy.buy)
    back = np.array([returned.get(one.option_id, returned[""]) for one in whole.catalogue.skus])
    served = 1.0 - back * policy.buy.resale_share
    demand, sold = np.zeros((3, len(skus), weeks)), np.zeros((len(skus), weeks))
    at_day = {day: at for at, day in enumerate(days)}
    recent = sensed.history.filter(pc.greater_equal(sensed.history["week_start"], days[0]))
    for row in recent.to_pylist():
        at, week = place[row["sku"]], at_day[row["week_start"]]
        demand[:, at, week] += served[at] * np.array([row["demand_low"], row["demand_units"], row["demand_high"]])
        sold[at, week] += served[at] * row["sold_units"]
    end = np.zeros(len(skus))
    for held in whole.on_hand:
        end[place[held.sku]] += held.units
    came = np.zeros(len(skus))
    for order in whole.orders:
        for one in order.arrived:
            if days[0] <= one.day < whole.as_of and one.sku in place:
                came[place[one.sku]] += one.units
    options = [whole.catalogue.option[one.option_id] for one in whole.catalogue.skus]
    price = np.array([one.price_cents for one in options]) * (1.0 - back) / served
    left = np.array([
        float(one.cost_breaks[-1].cost_per_piece_cents)
        if one.season_end is None or one.season_end >= whole.as_of
        else one.price_cents * (policy.buy.salvage_share if one.salvage_share is None else one.salvage_share)
        for one in options
    ])  # fmt: skip
    start = np.maximum(end + sold.sum(axis=1) - came, 0.0)
    return Past(skus=skus, days=days, demand=np.maximum.accumulate(demand, axis=0), sold=sold, start_stock=start,
                end_stock=end, price=price, left=left)  # fmt: skip


@dataclass(slots=True, kw_only=True)
class ReplayWorld:
    """The past as a world to live in: `known` gives what was known on a day, `lead_days` (S,) how long goods take."""

    past: Past
    known: Callable[[date], Snapshot]
    lead_days: NDArray[np.int64]
    today: date = field(init=False)
    stock: Floats = field(init=False)
    sold: Floats = field(init=False)
    bought: list[Floats] = field(init=False)
    coming: list[tuple[date, int, float]] = field(init=False)

    def __post_init__(self) -> None:
        """The first day, with what lay on the shelf."""
        self.today = self.past.days[0]
        self.stock = np.repeat(self.past.start_stock[None, :], 3, axis=0)
        self.sold = np.zeros(self.past.demand.shape)
        self.bought = []
        self.coming = []

    def see(self, now: date) -> Snapshot:
        """What was known that day, with the stock and receipts of the decisions made anew."""
        shelf = zip(self.past.skus, np.round(self.stock[MIDDLE]).astype(int).tolist(), strict=True)
        return replace(
            self.known(now),
            on_hand=tuple(OnHand(sku=sku, place_id="replay", units=units) for sku, units in shelf if units),
            receipts=tuple(
                Receipt(order_id=f"R{at}", sku=self.past.skus[sku], place_id="replay", units=round(units), due_day=due)
                for at, (due, sku, units) in enumerate(self.coming)
            ),
            orders=(), decisions=(), decided_facts=frozenset(), budget_cents=None, planned_receipts=(),
        )  # fmt: skip

    def do(self, decisions: Units) -> None:
        """Order pieces by SKU; they are there after their lead time."""
        place = {sku: at for at, sku in enumerate(self.past.skus)}
        units = np.zeros(len(self.past.skus))
        for sku, count in decisions.items():
            if count:
                units[place[sku]] = count
                due = self.today + timedelta(days=int(self.lead_days[place[sku]]))
                self.coming.append((due, place[sku], float(count)))
        self.bought.append(units)

    def wait(self, until: date) -> None:
        """Let whole weeks happen up to `until`: goods come, and what is wanted is sold as far as there is stock."""
        while self.today + timedelta(days=7) <= until:
            week = self.past.days.index(self.today)
            there = [one for one in self.coming if one[0] < self.today + timedelta(days=4)]
            for one in there:
                self.stock[:, one[1]] += one[2]
                self.coming.remove(one)
            self.sold[:, :, week] = np.minimum(self.stock, self.past.demand[:, :, week])
            self.stock -= self.sold[:, :, week]
            self.today += timedelta(days=7)

    def left(self) -> Floats:
        """Pieces on the shelf and ordered but not yet there (3, S)."""
        found = self.stock.copy()
        for _, sku, units in self.coming:
            found[:, sku] += units
        return found


def replay(
    past: Past, known: Callable[[date], Snapshot], policy: Policy, engine: Engine, catalogue: Catalogue,
    progress: Progress | None = None,
) -> pa.Table:  # fmt: skip
    """REPLAY: what treadle's own buys and those of a plain rule would have brought, and what was done really did.

    Money in whole currency units. `lost_units` are demand beyond what was sold; `profit_low` and `profit_high` are with
    the low and the high end of demand. Of what was really done the sales are facts and have no interval. A week later
    the next order can follow, and treadle's buys count on it.
    """
    again = policy.plan.next_order_days or 7
    weekly = replace(policy, plan=replace(policy.plan, order_again_days=again, has_findings=False))
    lead = np.array([_lead_days(catalogue, one.option_id, policy) for one in catalogue.skus], dtype=np.int64)

    def treadle(snapshot: Snapshot) -> Units:
        bought = buy_day(snapshot, weekly, engine)
        return {line.sku: line.units for line in bought.buy.lines if line.units}

    rows = []
    for name, decide in (("treadle", treadle), ("plain rule", _plain_rule(catalogue, policy))):
        world = ReplayWorld(past=past, known=known, lead_days=lead)
        live(world, past.days, decide, progress=progress)
        world.wait(past.days[-1] + timedelta(days=7))
        rows.append(_row(name, past, catalogue, world.sold.sum(axis=2), world.left(), world.bought))
    sold = past.sold.sum(axis=1)
    pieces = np.maximum(sold + past.end_stock - past.start_stock, 0.0)
    rows.append(_row("as it was", past, catalogue, np.tile(sold, (3, 1)), np.tile(past.end_stock, (3, 1)), [pieces]))
    return pa.Table.from_pylist(rows, schema=REPLAY)


def _row(
    name: str, past: Past, catalogue: Catalogue, sold: Floats, left: Floats, orders: Sequence[Floats]
) -> dict[str, object]:
    """A policy's row; sold and left are (3, S), orders (S,) each."""
    cost_cents = _cost(catalogue, past.skus, orders)
    demand = past.demand[MIDDLE].sum(axis=1)
    revenue = sold @ past.price / 100
    value = left @ past.left / 100
    profit = revenue + value - cost_cents / 100
    wanted = np.maximum(demand, sold[MIDDLE])
    return {
        "policy": name, "profit": float(profit[MIDDLE]), "profit_low": float(profit.min()),
        "profit_high": float(profit.max()), "revenue": float(revenue[MIDDLE]), "bought_cost": cost_cents / 100,
        "left_value": float(value[MIDDLE]), "sold_units": float(sold[MIDDLE].sum()),
        "lost_units": float((wanted - sold[MIDDLE]).sum()), "bought_units": float(np.sum(orders)),
        "left_units": float(left[MIDDLE].sum()), "service": float(sold[MIDDLE].sum() / max(wanted.sum(), 1e-9)),
    }  # fmt: skip


def _lead_days(catalogue: Catalogue, option_id: str, policy: Policy) -> int:
    style = catalogue.style[catalogue.option[option_id].style_id]
    return policy.plan.lead_days if style.is_made else policy.plan.bought_in_lead_days


def _cost(catalogue: Catalogue, skus: Sequence[str], orders: Sequence[Floats]) -> float:
    """Cents that orders cost, each option's pieces of an order at the price of their quantity."""
    total = 0.0
    for units in orders:
        by_option: dict[str, float] = defaultdict(float)
        for sku, count in zip(skus, units.tolist(), strict=True):
            if count:
                by_option[catalogue.sku[sku].option_id] += count
        for option_id, count in by_option.items():
            breaks = catalogue.option[option_id].cost_breaks
            total += CostBreak.at(breaks, count).cost_cents(count)
    return total


def _plain_rule(catalogue: Catalogue, policy: Policy) -> Callable[[Snapshot], Units]:
    """Up to the mean of the last four weeks' sales times lead and cover weeks; an option under its minimum is raised to
    it, or left out under half of it."""

    def decide(snapshot: Snapshot) -> Units:
        first = snapshot.as_of - timedelta(days=28)

        def is_recent(part: pa.Table) -> Any:
            return pc.and_(pc.equal(part["kind"], "order"), pc.greater_equal(part["happened_at"].cast("date32"), first))

        orders = rows_where(snapshot.signals, is_recent)
        sold: dict[str, float] = defaultdict(float)
        for sku, units in zip(orders["sku"].to_pylist(), orders["units"].to_pylist(), strict=True):
            sold[sku] += units
        have: dict[str, float] = defaultdict(float)
        held = [(one.sku, one.units) for one in snapshot.on_hand] + [(one.sku, one.units) for one in snapshot.receipts]
        for sku, count in held:
            have[sku] += count
        found: dict[str, int] = {}
        for option in catalogue.options:
            weeks = -(-_lead_days(catalogue, option.option_id, policy) // 7) + policy.buy.plain_rule_weeks
            wanted = {
                one.sku: max(sold[one.sku] / 4 * weeks - have[one.sku], 0.0)
                for one in catalogue.skus_of_option[option.option_id]
            }
            total = sum(wanted.values())
            is_over = option.season_end is not None and option.season_end < snapshot.as_of
            if is_over or total <= 0 or total < option.minimum_units / 2:
                continue
            scale = max(option.minimum_units / total, 1.0)
            found |= {sku: int(np.ceil(units * scale)) for sku, units in wanted.items() if units > 0}
        return found

    return decide
