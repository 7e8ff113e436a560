"""Cloth, minutes and cartons of a trace: shares of garments add up to the whole."""

from __future__ import annotations

from dataclasses import replace

import pytest
from floor_cases import BULLETINS, SHIRT, scan, table

from treadle.cut.bundles import bundles_of
from treadle.terms.cut_told import LaysReleased, MarkerTold
from treadle.terms.cutting import Lay
from treadle.terms.floor import TiedBundle
from treadle.terms.packing import Carton, CartonLine, Packed
from treadle.terms.rolls import Stretch
from treadle.track.trace import carton_steps, cloth_steps, sewing_steps

LAY = Lay(lay_id="L", marker_id="m", ratio={"S": 1, "M": 2}, plies={"red": 10, "blue": 6}, length_mm=3000)
TOLD = LaysReleased(
    style_id="tee", fabric_id="jersey", units={}, lays=(LAY,),
    markers=(MarkerTold(marker_id="m", length_mm=3000.0, width_mm=1500.0, efficiency=0.8, made_by="own"),),
    stretches=tuple(
        Stretch(lay_id="L", option_id=option, first_ply=first, last_ply=last, roll_id=roll, shade="A", from_mm=0,
                to_mm=(last - first + 1) * 3020, at_mm=0, until_mm=3000)
        for option, first, last, roll in (("red", 1, 7, "R1"), ("red", 8, 10, "R2"), ("blue", 1, 6, "R2"))
    ),
)  # fmt: skip


def tied() -> list[TiedBundle]:
    return [
        TiedBundle(bundle_id=one.bundle_id, order_id="WO", units=one.units, bulletin_id="SHIRT", lay_id="L",
                   sku=f"{one.option_id}-{one.size}", option_id=one.option_id, first_ply=one.first_ply,
                   last_ply=one.last_ply)
        for one in bundles_of([LAY], most_units=4)
    ]  # fmt: skip


def test_garments_share_the_cloth_of_their_plies() -> None:
    lay, *rolls = cloth_steps(tied(), [(7, TOLD)])
    assert (lay.facts["units"], lay.facts["cloth_m"], lay.entries) == (48, 48.0, (7,))
    assert lay.facts["waste_m2"] == pytest.approx(16 * 3.0 * 1.5 * 0.2)
    assert {one.own_id: one.facts["length_m"] for one in rolls} == {"R1": 7 * 3.02, "R2": pytest.approx(9 * 3.02)}
    singles = [
        replace(one, units=1, first_ply=ply, last_ply=ply)
        for one in tied()
        for ply in range(one.first_ply, one.last_ply + 1)
    ]
    parts = [step for one in singles for step in cloth_steps([one], [(7, TOLD)]) if step.kind == "roll"]
    assert len(parts) == 48, "each garment lies on one roll"
    total = sum(float(str(one.facts["length_m"])) for one in parts if one.own_id == "R1")
    assert total == pytest.approx(7 * 3.02, abs=0.02)


def test_stations_people_and_energy_come_from_the_scans_of_the_bundle() -> None:
    bundle = TiedBundle(bundle_id="b1", order_id="WO", units=10, bulletin_id="SHIRT")
    rows = [
        scan("1", "b1", "body", who="bo", station_id="S2"), scan("1", "b1", "body", who="bo", station_id="S2"),
        scan("2", "b1", "body", "defect", 2, who="cy"), scan("3", "b1", "hem", who="ana"), scan("4", "b2", "hem"),
    ]  # fmt: skip
    body, hem, energy = sewing_steps(table(rows), [bundle], BULLETINS, 0.029)
    assert body.facts == {
        "units": 10, "stations": "S1 S2", "operators": "bo cy", "defects": 2, "scrapped": 0, "scans": "1 2",
    }  # fmt: skip
    assert hem.facts["scans"] == "3"
    minutes = 10 * sum(one.smv_minutes for one in SHIRT.operations if one.operation_id in ("body", "hem"))
    assert energy.facts["kwh"] == pytest.approx(minutes * 0.029)


def test_a_carton_is_found_by_the_order_that_its_pieces_were_made_for() -> None:
    lines = (CartonLine(sku="S", units=3), CartonLine(sku="M", units=2, from_order_id="B"))
    carton = Carton(carton_id="1", packed=Packed(order_id="A", kind="assorted", lines=lines))
    assert [one.facts["units"] for one in carton_steps([carton], ["A"], ["S"], {"1": 4})] == [3]
    assert [one.entries for one in carton_steps([carton], ["B"], ["M"], {"1": 4})] == [(4,)]
    assert carton_steps([carton], ["A"], ["XL"], {"1": 4}) == ()
