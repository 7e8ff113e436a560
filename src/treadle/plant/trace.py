"""Trace a garment, bundle, roll, order or carton: back to cloth, people and demand, forward to carton, place, sale."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from treadle.connectors.epcis.names import name_of
from treadle.errors import NotFoundError
from treadle.plant.end_of_line import EndOfLine, seen_end_of_line
from treadle.terms.corrected import still_standing
from treadle.terms.cut_told import LaysReleased
from treadle.terms.entry import PlanMade, Received, Release
from treadle.terms.floor import TiedBundle
from treadle.terms.order import Order
from treadle.terms.packing import Inspected
from treadle.terms.reason import Fact
from treadle.terms.signal_parts import Signals, rows_where
from treadle.terms.trace import Step, Trace
from treadle.track.trace import carton_steps, cloth_steps, lot_steps, sewing_steps

#: Searches and days that are told, at most.
_MOST_QUERIES = 5


def trace(folder: Path, own_id: str) -> Trace:
    """The steps of a garment (`BUNDLE:PLY`), bundle, roll, order or carton.

    Raises `NotFoundError`, naming the nearest, where nothing has that id.
    """
    end = seen_end_of_line(folder)
    kind, bundles, order_ids, skus = _resolve(end, own_id)
    orders = [one for one in end.read.books.snapshot.orders if one.order_id in order_ids]
    ledger = end.read.books.ledger
    lays = [
        (one.number, one.body) for one in ledger.entries(kinds=["lays"]) if isinstance(one.body, LaysReleased)
    ]  # fmt: skip
    factor = end.read.books.settings.policy.schedule.sewing_kwh_per_minute
    lots = [
        (one.number, one.body) for one in end.entries if isinstance(one.body, Inspected) and one.subject in order_ids
    ]  # fmt: skip
    sewn = sewing_steps(end.read.scans, bundles, end.read.bulletins, factor)
    back = (
        *(_bundle_step(one) for one in bundles if kind in ("garment", "bundle", "roll")),
        *cloth_steps(bundles, lays),
        *sewn,
        *lot_steps(lots),
        *(step for order in orders for step in _order_steps(end, order, skus)),
    )
    numbers = {one.subject: one.number for one in end.entries if one.kind in ("carton", "shipment")}
    forward = (
        *carton_steps(end.cartons.values(), order_ids, skus, numbers),
        *(step for order in orders for step in _receipt_steps(end, order, skus)),
        *_sale_steps(end, orders, skus),
    )
    return Trace(kind=kind, own_id=own_id, back=back, forward=forward)


def trace_document(told: Trace) -> dict[str, Any]:
    """A trace as JSON-LD: things by their addresses, the same as in events of EPCIS."""

    def step(one: Step) -> dict[str, Any]:
        return {
            "@id": name_of(one.kind, one.own_id),
            "@type": one.kind,
            **dict(one.facts),
            "entries": list(one.entries),
        }

    return {
        "@context": {"@vocab": "urn:treadle:term:"}, "@id": name_of(told.kind, told.own_id), "@type": told.kind,
        "back": [step(one) for one in told.back], "forward": [step(one) for one in told.forward],
    }  # fmt: skip


def _resolve(end: EndOfLine, own_id: str) -> tuple[str, list[TiedBundle], list[str], list[str]]:
    """What an id is, and the bundles, orders and SKUs that belong to it."""
    tied = [one for one in end.read.bundles if one.units]
    orders = {one.order_id: one for one in end.read.books.snapshot.orders}
    bundle = next((one for one in tied if one.bundle_id == own_id), None)
    if bundle is not None:
        return "bundle", [bundle], [bundle.order_id], [bundle.sku]
    name, colon, ply = own_id.rpartition(":")
    bundle = next((one for one in tied if one.bundle_id == name), None)
    if colon and bundle is not None and ply.isdigit() and 0 < int(ply) <= bundle.units:
        at = bundle.first_ply + int(ply) - 1
        one = replace(bundle, units=1, first_ply=at, last_ply=at)
        return "garment", [one], [bundle.order_id], [bundle.sku]
    if own_id in orders:
        own = [one for one in tied if one.order_id == own_id]
        return "order", own, [own_id], [line.sku for line in orders[own_id].lines]
    if own_id in end.cartons:
        carton = end.cartons[own_id].packed
        skus = [line.sku for line in carton.lines]
        made_for = list(dict.fromkeys(line.from_order_id or carton.order_id for line in carton.lines))
        return "carton", [one for one in tied if one.order_id in made_for and one.sku in skus], made_for, skus
    own = [one for one in tied if own_id in one.roll_ids]
    if own:
        return "roll", own, sorted({one.order_id for one in own}), sorted({one.sku for one in own})
    known = [*orders, *(one.bundle_id for one in tied), *end.cartons, *(roll for one in tied for roll in one.roll_ids)]
    near = difflib.get_close_matches(own_id, known, n=3, cutoff=0.4)
    hint = f"Did you mean {' or '.join(near)}?" if near else "Name a bundle, BUNDLE:PLY, a roll, an order or a carton."
    raise NotFoundError(f"Nothing that was tied, cut, packed or ordered is called {own_id}. {hint}")


def _bundle_step(one: TiedBundle) -> Step:
    return Step(
        kind="bundle", own_id=one.bundle_id,
        facts={"order": one.order_id, "sku": one.sku, "units": one.units, "shade": one.shade,
               "first_ply": one.first_ply, "last_ply": one.last_ply, "rolls": " ".join(one.roll_ids)},
    )  # fmt: skip


def _order_steps(end: EndOfLine, order: Order, skus: Sequence[str]) -> list[Step]:
    """The order, the forecast of its plan, and what customers had looked for until then."""
    books, terms = end.read.books, order.terms
    release = next((one for one in books.ledger.entries(subjects=[order.release_id], kinds=["release"])), None)
    found = [
        Step(kind="order", own_id=order.order_id, entries=(release.number,) if release else (),
             facts={"factory": terms.factory_id, "line": terms.line_id, "units": sum(terms.units.values()),
                    "plan": order.plan_id, "released_on": terms.origin_day.isoformat(),
                    "promised_on": terms.promise_day.isoformat(), "told_on": order.told_day.isoformat()})
    ]  # fmt: skip
    assert release is None or isinstance(release.body, Release)
    options = sorted({sku.option_id for one in skus if (sku := books.snapshot.catalogue.sku.get(one))})
    for entry in books.ledger.entries(subjects=[order.plan_id], kinds=["plan"])[:1]:
        assert isinstance(entry.body, PlanMade)
        for option in entry.body.options:
            if option.option_id in options:
                found.append(
                    Step(kind="forecast", own_id=option.option_id, entries=(entry.number,),
                         facts={"expected_units": round(option.serve_mean_units, 2), "bought_units": option.units,
                                "on_hand_units": option.on_hand_units, "on_order_units": option.on_order_units})
                )  # fmt: skip
    sku_option = {one.sku: one.option_id for one in books.snapshot.catalogue.skus}
    for option_id in options:
        own_skus = [sku for sku, option in sku_option.items() if option == option_id]
        own = _until(books.snapshot.signals, "known_at", terms.origin_day, partial(_is_of, option_id, own_skus))
        sums = own.group_by("kind", use_threads=False).aggregate([("units", "sum")]).sort_by("kind")
        facts: dict[str, Fact] = {row["kind"]: round(row["units_sum"], 2) for row in sums.to_pylist()}
        facts["searched"] = ", ".join(_queries(own))
        found.append(Step(kind="signals", own_id=option_id, facts=facts))
    return found


def _is_of(option_id: str, skus: Sequence[str], signals: pa.Table) -> Any:
    """Which signals name an option or one of its SKUs."""
    return pc.or_kleene(
        pc.fill_null(pc.equal(signals["option_id"], option_id), False),
        pc.is_in(signals["sku"], value_set=pa.array(skus, pa.string())),
    )


def _until(
    signals: Signals, column: str, day: date, keep: Callable[[pa.Table], Any], *, is_after: bool = False
) -> pa.Table:
    """Signals that `keep` marks, of before a day began (UTC), or from then on."""
    moment = pa.scalar(datetime(day.year, day.month, day.day, tzinfo=UTC), pa.timestamp("us", "UTC"))
    compare = pc.greater_equal if is_after else pc.less
    return rows_where(signals, lambda part: pc.and_(compare(part[column], moment), keep(part)))


def _queries(signals: pa.Table) -> list[str]:
    told = signals.filter(pc.is_valid(signals["query"]))
    counts = told.group_by("query", use_threads=False).aggregate([("query", "count")])
    counts = counts.sort_by([("query_count", "descending"), ("query", "ascending")])
    return [str(one) for one in counts["query"].to_pylist() if one][:_MOST_QUERIES]


def _receipt_steps(end: EndOfLine, order: Order, skus: Sequence[str]) -> list[Step]:
    found = []
    told = end.read.books.ledger.entries(subjects=[order.order_id], kinds=["receipt", "receipt taken back"])
    for entry in still_standing(told):
        assert isinstance(entry.body, Received)
        lines = [one for one in entry.body.lines if one.sku in skus]
        if lines:
            found.append(
                Step(kind="receipt", own_id=order.order_id, entries=(entry.number,),
                     facts={"received_on": entry.body.day.isoformat(), "units": sum(one.units for one in lines),
                            "rejected_units": sum(one.rejected_units for one in lines)})
            )  # fmt: skip
    return found


def _sale_steps(end: EndOfLine, orders: Sequence[Order], skus: Sequence[str]) -> list[Step]:
    """Sales of the SKUs by shop since the first pieces of these orders came: which piece was sold, nobody knows."""
    came = [one.day for order in orders for one in order.arrived if one.sku in skus]
    if not came:
        return []

    def is_sold(signals: pa.Table) -> Any:
        return pc.and_(pc.equal(signals["kind"], "order"), pc.is_in(signals["sku"], value_set=pa.array(list(skus))))

    since = _until(end.read.books.snapshot.signals, "happened_at", min(came), is_sold, is_after=True)
    sums = since.group_by("shop", use_threads=False).aggregate([("units", "sum")]).sort_by("shop")
    return [
        Step(kind="sale", own_id=row["shop"] or "",
             facts={"units": round(row["units_sum"], 2), "since_on": min(came).isoformat()})
        for row in sums.to_pylist()
    ]  # fmt: skip
