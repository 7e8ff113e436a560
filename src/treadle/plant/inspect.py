"""Inspect a lot of an order by samples, under the severity that the lots before it made due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from treadle.errors import InputError
from treadle.plant.end_of_line import EndOfLine, read_end_of_line
from treadle.plant.sampling import sample
from treadle.terms.entry import Entry
from treadle.terms.fingerprint import fingerprint
from treadle.terms.inspection import InspectedLot, SamplingPlan, Severity, Verdict
from treadle.terms.order import Order
from treadle.terms.packing import FoundDefect, Inspected
from treadle.terms.reason import Reason
from treadle.track.lots import lots_of, outcome_of, plan_due
from treadle.track.sampling.plans import judge


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectedNow:
    """The plan of a lot, and where its samples were told the verdict; `next_severity` of the next lot, `switch` why.

    `verdict` '' where nothing was found yet, 'next_sample' where another sample decides: nothing is kept then.
    """

    order_id: str
    lot_units: int
    plan: SamplingPlan
    verdict: str = ""
    next_severity: Severity = "normal"
    switch: Reason | None = None


def inspect_lot(
    folder: Path, order_id: str, *, lot_units: int | None = None, found_units: Sequence[int] = (),
    defects: Sequence[FoundDefect] = (), is_resumed: bool = False, author: str, now: datetime | None = None,
) -> InspectedNow:  # fmt: skip
    """The plan of an order's next lot (default: all of it that is sewn and not accepted), and with `found_units` its
    verdict, kept in the ledger.

    Level, AQL and kind are settings of the floor; the severity follows the lots of the same factory. Raises
    `NotFoundError` for an order that is not there, `InputError` for a lot that is not there or whose finding cannot be,
    and where inspection has ended until the factory acts.
    """
    end = read_end_of_line(folder)
    order = end.read.books.order(order_id)
    units = _lot_units(end, order, lot_units)
    lot = _lot(end, order, units, found_units, defects, is_resumed)
    before = lots_of(lot.series, (one for _, one in end.inspected))
    plan, has_ended = plan_due(before, lot)
    if has_ended:
        what = "inspection has ended, as five lots were not accepted under tightened inspection"
        raise InputError.single(order_id, what, "When the factory has acted, say --resumed")
    if not found_units:
        return InspectedNow(order_id=order_id, lot_units=units, plan=plan)
    try:
        verdict = judge(plan, found_units)
        if verdict == "next_sample":
            return InspectedNow(order_id=order_id, lot_units=units, plan=plan, verdict=verdict)
        shown = InspectedLot(lot_id=lot.lot_id, lot_units=units, found_units=tuple(found_units),
                             is_original=lot.is_original, is_resumed=is_resumed)  # fmt: skip
        outcome = outcome_of(before, shown, plan)
    except ValueError as error:
        raise InputError.single(order_id, str(error), "Say what each sample of the plan newly brought") from None
    _keep(end, order_id, lot, plan, outcome.verdict, author, now)
    return InspectedNow(
        order_id=order_id, lot_units=units, plan=plan, verdict=outcome.verdict, next_severity=outcome.next_severity,
        switch=Reason.of(f"sampling.{outcome.switch}") if outcome.switch else None,
    )  # fmt: skip


def _lot_units(end: EndOfLine, order: Order, lot_units: int | None) -> int:
    at_end = end.orders[order.order_id]
    made = sum(at_end.made.values())
    own = [one for order_id, one in end.inspected if order_id == order.order_id]
    left = made - sum(one.lot_units for one in own if one.is_accepted)
    units = left if lot_units is None else lot_units
    if not 0 < units <= left:
        what = f"a lot of {units} pieces is not there: {made} are sewn, {left} of them not accepted yet"
        raise InputError.single(order.order_id, what, "Scan what was sewn, or say --lot with what is there")
    return units


def _lot(
    end: EndOfLine, order: Order, units: int, found_units: Sequence[int], defects: Sequence[FoundDefect],
    is_resumed: bool,
) -> Inspected:  # fmt: skip
    """The lot as it would be kept, before its plan is known: presented again where the order's last one failed."""
    policy = end.read.books.settings.floor
    said = sample(units, policy.inspection_level, policy.aql, kind=policy.inspection_kind).plan
    series = f"{order.terms.factory_id or 'bought in'} {said.level} {said.aql_percent:g} {said.kind}"
    own = [one for order_id, one in end.inspected if order_id == order.order_id]
    return Inspected(
        lot_id=f"{order.order_id}/lot-{len(own) + 1:02d}", series=series, lot_units=units, level=said.level,
        aql_percent=said.aql_percent, kind=said.kind, severity="normal", found_units=tuple(found_units),
        verdict="next_sample", is_original=not (own and not own[-1].is_accepted), is_resumed=is_resumed,
        defects=tuple(defects),
    )  # fmt: skip


def _keep(
    end: EndOfLine, order_id: str, lot: Inspected, plan: SamplingPlan, verdict: Verdict, author: str,
    now: datetime | None,
) -> None:  # fmt: skip
    body = replace(lot, severity=plan.severity, verdict=verdict)
    moment = now or datetime.now(UTC)
    books = end.read.books
    books.ledger.add(
        [Entry(kind="inspection", subject=order_id, happened_at=moment, known_at=moment, author=author,
               key=f"inspection:{lot.lot_id}:{fingerprint(body)}", body=body, currency=books.settings.currency)]
    )  # fmt: skip
