"""Garments through a line: worked by hand, and what must hold for every kind of flow."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest

from treadle.report.flow_picture import flow_svg
from treadle.sew.flow import (
    BUNDLE,
    HANGER,
    KINDS,
    MODULAR,
    FlowKind,
    bundle_sizes,
    flow_of_lot,
    play,
)
from treadle.terms.reason import Reason
from treadle.terms.sewing import LineBalance, Station


def _line(minutes: tuple[float, ...] = (0.5, 0.4, 0.45, 0.5), people: int = 2) -> LineBalance:
    stations = tuple(
        Station(
            station_id=f"S{i}",
            operator_ids=tuple(f"P{i}{j}" for j in range(people)),
            operation_ids=(f"O{i}",),
            minutes_per_unit=one,
        )
        for i, one in enumerate(minutes)
    )
    return LineBalance(
        bulletin_id="B",
        line_id="L",
        stations=stations,
        pitch_minutes=sum(minutes) / len(minutes),
        minutes_per_unit=max(minutes),
        line_efficiency=1.0,
        bottleneck_station_id="S0",
        status="balanced",
        reason=Reason.of("balance.bottleneck"),
    )


def test_two_stations_by_hand() -> None:
    # Station 1 takes 10 ticks a bundle, station 2 takes 15; nobody may wait before it; moving takes 2.
    ticks = np.array([[10, 10, 10], [15, 15, 15]])
    found = play(ticks, [1, 1], 0, 2)
    # Bundle 0: 0-10, moves, 12-27. Bundle 1: 10-20, held until 27, moves, 29-44. Bundle 2: 27-37, held until 44, 46-61.
    assert found.begun.tolist() == [0, 10, 27]
    assert found.done.tolist() == [27, 44, 61]
    assert found.blocked_ticks == 7 + 7


def test_with_room_to_wait_nobody_is_held() -> None:
    found = play(np.array([[10, 10, 10], [15, 15, 15]]), [1, 1], 5, 2)
    assert found.done.tolist() == [27, 42, 57]
    assert found.blocked_ticks == 0


def test_two_people_take_what_came_first() -> None:
    found = play(np.array([[30, 10, 10, 10]]), [2], 0, 0)
    assert found.begun.tolist() == [0, 0, 10, 20]
    assert found.done.tolist() == [30, 10, 20, 30]


def test_bundles_hold_every_garment_once() -> None:
    assert bundle_sizes(45, 20).tolist() == [20, 20, 5]
    assert bundle_sizes(40, 20).tolist() == [20, 20]
    assert bundle_sizes(1, 20).tolist() == [1]


def test_a_line_without_chance_makes_a_garment_each_cycle() -> None:
    plain = FlowKind(name="plain", bundle_units=1, waiting=1)
    found = flow_of_lot(_line((0.5, 0.5), people=1), 1.0, plain, 100, deviation=0.0)
    assert found.made_minutes == pytest.approx(0.5 * 101)
    assert found.lead_minutes == pytest.approx(1.0)
    assert found.efficiency == pytest.approx(100 / 101)
    assert found.wip_units == pytest.approx(100 * 1.0 / 50.5), "Little's law"


def test_bundles_wait_longer_than_hangers_and_small_lots_cost_bundles_more() -> None:
    line = _line()
    by_kind = {kind.name: flow_of_lot(line, 3.7, kind, 300) for kind in KINDS}
    assert by_kind["bundle"].lead_minutes > 5 * by_kind["hanger"].lead_minutes
    assert by_kind["bundle"].wip_units > by_kind["hanger"].wip_units > by_kind["modular"].wip_units
    assert flow_of_lot(line, 3.7, HANGER, 10).made_minutes < 0.5 * flow_of_lot(line, 3.7, BUNDLE, 10).made_minutes


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_larger_lots_are_sewn_better(kind: FlowKind) -> None:
    shares = [flow_of_lot(_line(), 3.7, kind, lot).efficiency for lot in (1, 30, 1000)]
    assert shares == sorted(shares) and shares[0] > 0 and shares[-1] < 1


def test_the_same_seed_is_the_same_flow() -> None:
    assert flow_of_lot(_line(), 3.7, MODULAR, 50, seed=3) == flow_of_lot(_line(), 3.7, MODULAR, 50, seed=3)
    assert flow_of_lot(_line(), 3.7, MODULAR, 50, seed=3) != flow_of_lot(_line(), 3.7, MODULAR, 50, seed=4)


def test_nothing_to_sew_is_refused() -> None:
    with pytest.raises(ValueError, match="a lot"):
        flow_of_lot(_line(), 3.7, HANGER, 0)


def test_the_picture_has_a_point_for_every_flow() -> None:
    flows = [flow_of_lot(_line(), 3.7, kind, lot) for kind in KINDS for lot in (1, 100)]
    drawn = ElementTree.fromstring(flow_svg(flows))
    assert len(drawn.findall(".//{*}circle")) == 2 * len(flows)
    assert len(drawn.findall(".//{*}polyline")) == 2 * len(KINDS)
