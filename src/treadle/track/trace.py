"""Steps of a trace from what the ledger holds: cloth and lay, people and stations, energy, lots, cartons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from treadle.terms.cut_told import LaysReleased, MarkerTold
from treadle.terms.cutting import Lay
from treadle.terms.floor import TiedBundle
from treadle.terms.packing import Carton, Inspected
from treadle.terms.reason import Fact
from treadle.terms.sewing import Bulletin
from treadle.terms.trace import Step
from treadle.track.floor.distinct import distinct_scans


def cloth_steps(bundles: Sequence[TiedBundle], told: Sequence[tuple[int, LaysReleased]]) -> tuple[Step, ...]:
    """Lays with their markers, and rolls with the length that these bundles took, of `told` (entry number, lays).

    A garment takes its share of a ply: the marker's length by the garments in it. `waste_m2` is what of that share is
    no piece: length × width × (1 − efficiency).
    """
    found: list[Step] = []
    by_lay: dict[str, list[TiedBundle]] = defaultdict(list)
    for one in bundles:
        if one.lay_id and one.units:
            by_lay[one.lay_id].append(one)
    taken_mm: dict[str, float] = defaultdict(float)
    shade_of: dict[str, str] = {}
    numbers: dict[str, set[int]] = defaultdict(set)
    for number, body in told:
        markers = {one.marker_id: one for one in body.markers}
        for lay in body.lays:
            own = by_lay.get(lay.lay_id, [])
            if not own:
                continue
            found.append(_lay_step(lay, markers.get(lay.marker_id), own, body.fabric_id, number))
            for stretch in body.stretches:
                plies = _plies(lay, own, stretch.option_id, stretch.first_ply, stretch.last_ply)
                if stretch.lay_id == lay.lay_id and plies:
                    share = plies / (sum(lay.ratio.values()) * (stretch.last_ply - stretch.first_ply + 1))
                    taken_mm[stretch.roll_id] += share * (stretch.to_mm - stretch.from_mm)
                    shade_of[stretch.roll_id] = stretch.shade
                    numbers[stretch.roll_id].add(number)
    found += [
        Step(kind="roll", own_id=roll, entries=tuple(sorted(numbers[roll])),
             facts={"length_m": round(mm / 1000, 3), "shade": shade_of[roll]})
        for roll, mm in sorted(taken_mm.items())
    ]  # fmt: skip
    return tuple(found)


def _plies(lay: Lay, own: Sequence[TiedBundle], option_id: str, first: int, last: int) -> int:
    """Garments of these bundles that lie in plies `first` to `last` of a colour; a bundle is one garment of each of its
    plies."""
    below = 0
    for name, plies in lay.plies.items():
        if name == option_id:
            break
        below += plies
    return sum(
        max(min(one.first_ply + one.units - 1 - below, last) - max(one.first_ply - below, first) + 1, 0)
        for one in own
        if one.option_id == option_id
    )


def _lay_step(lay: Lay, marker: MarkerTold | None, own: Sequence[TiedBundle], fabric_id: str, number: int) -> Step:
    garments, units = sum(lay.ratio.values()), sum(one.units for one in own)
    facts: dict[str, Fact] = {
        "marker": lay.marker_id, "fabric": fabric_id, "plies": lay.total_plies, "units": units,
        "cloth_m": round(units * lay.length_mm / garments / 1000, 3),
    }  # fmt: skip
    if marker is not None:
        area = units * marker.length_mm * marker.width_mm / garments / 1e6
        facts |= {
            "marker_efficiency": round(marker.efficiency, 4), "waste_m2": round(area * (1 - marker.efficiency), 3),
            "drawn_by": marker.made_by,
        }  # fmt: skip
    return Step(kind="lay", own_id=lay.lay_id, facts=facts, entries=(number,))


def sewing_steps(
    scans: pa.Table, bundles: Sequence[TiedBundle], bulletins: Mapping[str, Bulletin], kwh_per_minute: float
) -> tuple[Step, ...]:
    """Operations in the order of the bulletin, each with pieces, stations, people and its scans; then energy: standard
    minutes of the finished pieces by what a sewing minute takes."""
    names = {one.bundle_id: one for one in bundles}
    kept, _ = distinct_scans(scans.filter(pc.is_in(scans["bundle_id"], value_set=pa.array(sorted(names), pa.string()))))
    rows: dict[tuple[str, str], list[dict[str, object]]] = defaultdict(list)
    for row in kept.sort_by([("happened_at", "ascending"), ("scan_id", "ascending")]).to_pylist():
        if row["kind"] in ("finish", "defect", "rework", "scrap"):
            rows[names[row["bundle_id"]].bulletin_id, row["operation_id"]].append(row)
    found, minutes = [], 0.0
    for bulletin_id in sorted({one.bulletin_id for one in bundles} & set(bulletins)):
        for operation in bulletins[bulletin_id].operations:
            own = rows.get((bulletin_id, operation.operation_id), [])
            if not own:
                continue
            pieces = _pieces(own, names, "finish")
            minutes += pieces * operation.smv_minutes
            facts: dict[str, Fact] = {
                "units": pieces, "stations": _names(own, "station_id"), "operators": _names(own, "operator_id"),
                "defects": _pieces(own, names, "defect"), "scrapped": _pieces(own, names, "scrap"),
                "scans": " ".join(str(row["scan_id"]) for row in own),
            }  # fmt: skip
            found.append(Step(kind="operation", own_id=operation.operation_id, facts=facts))
    if minutes:
        energy: dict[str, Fact] = {
            "kwh": round(minutes * kwh_per_minute, 4), "sewing_minutes": round(minutes, 3),
            "kwh_per_minute": kwh_per_minute,
        }  # fmt: skip
        found.append(Step(kind="energy", own_id="sewing", facts=energy))
    return tuple(found)


def _pieces(rows: Iterable[Mapping[str, object]], names: Mapping[str, TiedBundle], kind: str) -> int:
    """Pieces of scans of a kind, no more of a bundle than it has."""
    sums: dict[str, int] = defaultdict(int)
    for row in rows:
        if row["kind"] == kind:
            bundle = names[str(row["bundle_id"])]
            units = row["units"]
            sums[bundle.bundle_id] += bundle.units if units is None else int(str(units))
    return sum(min(units, names[bundle_id].units) for bundle_id, units in sums.items())


def _names(rows: Iterable[Mapping[str, object]], column: str) -> str:
    return " ".join(sorted({str(row[column]) for row in rows if row[column]}))


def lot_steps(told: Iterable[tuple[int, Inspected]]) -> tuple[Step, ...]:
    """Inspections of an order, oldest first, of (entry number, what was said)."""
    return tuple(
        Step(kind="inspection", own_id=one.lot_id, entries=(number,),
             facts={"units": one.lot_units, "severity": one.severity, "verdict": one.verdict,
                    "found": " ".join(str(count) for count in one.found_units)})
        for number, one in told
    )  # fmt: skip


def carton_steps(
    cartons: Iterable[Carton], order_ids: Sequence[str], skus: Sequence[str], numbers: Mapping[str, int]
) -> tuple[Step, ...]:
    """Cartons of orders that hold one of these SKUs, each with the shipment that it left with; `numbers` are those of
    the entries by carton and shipment."""
    found = []
    for one in cartons:
        lines = [line for line in one.packed.lines if line.sku in skus]
        made_for = {line.from_order_id or one.packed.order_id for line in lines}
        if not lines or not made_for & set(order_ids):
            continue
        facts: dict[str, Fact] = {"units": sum(line.units for line in lines), "kind": one.packed.kind}
        entries = [numbers[one.carton_id]]
        if one.shipment_id:
            facts |= {"shipment": one.shipment_id, "to": one.place_id, "left_on": str(one.shipped_on)}
            entries.append(numbers[one.shipment_id])
        found.append(Step(kind="carton", own_id=one.carton_id, facts=facts, entries=tuple(entries)))
    return tuple(found)
