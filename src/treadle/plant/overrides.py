"""Judge the planner's own numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa

from treadle.day.engine import Engine
from treadle.day.plan import sensing
from treadle.decide.override import DatedOverride, Outcome, Override, override_worth
from treadle.engine.local import LocalEngine
from treadle.sense.returns import return_rates
from treadle.sense.sensed import sense
from treadle.settings import read_settings
from treadle.storage.brand import load_brand
from treadle.terms.policy import Policy
from treadle.terms.product import CostBreak
from treadle.terms.schema import OUTPUTS
from treadle.terms.snapshot import Snapshot


def judge_overrides(folder: Path, *, as_of: date | None = None) -> tuple[pa.Table, str]:
    """The ledger of the planner's own numbers (OVERRIDES), judged by what was known before a day, and the currency.

    Raises as `plan_folder` does.
    """
    settings = read_settings(folder)
    snapshot = load_brand(
        folder, as_of, currency=settings.currency, time_zone=settings.time_zone, promise=settings.policy.promise
    )
    found = [
        DatedOverride(
            override=Override(
                line_id=one.line_id, sku=one.sku, planned_units=one.planned_units, units=one.units, note=one.note
            ),
            decided_on=one.decided_on,
            due_day=one.due_day,
        )
        for one in snapshot.decisions
    ]
    if not found:
        return OVERRIDES.empty_table(), settings.currency
    return override_ledger(snapshot, settings.policy, LocalEngine(), found), settings.currency


OVERRIDES = OUTPUTS["overrides"].arrow


def override_ledger(snapshot: Snapshot, policy: Policy, engine: Engine, overrides: Sequence[DatedOverride]) -> pa.Table:
    """OVERRIDES, a row per override in the order given.

    `status` is 'not there yet' (no money is told), 'on sale', or 'season over'. Demand is that behind empty shelves,
    in whole weeks since the goods were due; its interval adds up the weeks' own. A price is what the option's list
    price keeps after returns.
    """
    sensed = sense(
        engine.query, snapshot.signals, catalogue=snapshot.catalogue, as_of=snapshot.as_of, in_stock=snapshot.in_stock,
        price_plan=snapshot.price_plan, policy=sensing(snapshot, policy),
    )  # fmt: skip
    weeks: dict[str, list[dict[str, object]]] = defaultdict(list)
    wanted = {one.override.sku for one in overrides}
    names = ("sku", "week_start", "sold_units", "demand_units", "demand_low", "demand_high")
    for row in sensed.history.select(names).to_pylist():
        if row["sku"] in wanted:
            weeks[row["sku"]].append(row)
    returned = return_rates(sensed.option_history, policy.buy)
    on_hand: dict[str, int] = defaultdict(int)
    for held in snapshot.on_hand:
        on_hand[held.sku] += held.units
    rows = [_row(snapshot, policy, one, weeks[one.override.sku], returned, on_hand) for one in overrides]
    return pa.Table.from_pylist(rows, schema=OVERRIDES)


def _row(
    snapshot: Snapshot, policy: Policy, dated: DatedOverride, weeks: list[dict[str, object]],
    returned: dict[str, float], on_hand: dict[str, int],
) -> dict[str, object]:  # fmt: skip
    """One row of the ledger."""
    override = dated.override
    said: dict[str, object] = {
        "decided_on": dated.decided_on, "line_id": override.line_id, "sku": override.sku,
        "planned_units": override.planned_units, "units": override.units, "note": override.note,
    }  # fmt: skip
    sku = snapshot.catalogue.sku.get(override.sku)
    first = dated.due_day - timedelta(days=policy.buy.same_delivery_days)
    since = [row for row in weeks if _day(row["week_start"]) >= first]
    if sku is None or not since:
        return said | {"status": "not there yet"}
    option = snapshot.catalogue.option[sku.option_id]
    sums = {name: sum(float(str(row[name])) for row in since)
            for name in ("sold_units", "demand_units", "demand_low", "demand_high")}  # fmt: skip
    back = returned.get(option.option_id, returned[""])
    salvage = policy.buy.salvage_share if option.salvage_share is None else option.salvage_share
    served = 1.0 - back * policy.buy.resale_share
    units = max(override.units, override.planned_units, 1)
    cost = CostBreak.at(option.cost_breaks, units)
    outcome = Outcome(
        sold_units=served * sums["sold_units"], left_units=float(on_hand[override.sku]),
        demand_low=served * sums["demand_low"], demand_units=served * sums["demand_units"],
        demand_high=served * sums["demand_high"], price_cents=option.price_cents * (1.0 - back) / served,
        cost_cents=float(cost.cost_per_piece_cents), salvage_cents=salvage * option.price_cents,
    )  # fmt: skip
    worth = override_worth(override, outcome)
    is_over = option.season_end is not None and option.season_end < snapshot.as_of
    return said | {
        "status": "season over" if is_over else "on sale",
        "sold_units": round(outcome.sold_units, 2), "left_units": outcome.left_units,
        "proposed_sold_units": round(worth.proposed_sold_units, 2), "worth_cents": round(worth.worth_cents),
        "low_cents": round(worth.low_cents), "high_cents": round(worth.high_cents),
    }  # fmt: skip


def _day(cell: object) -> date:
    assert isinstance(cell, date)
    return cell
