"""What the next day plans with: minutes left, and real times that few pieces move little."""

from __future__ import annotations

import pytest
from floor_cases import BULLETINS, SHIRT, operation, scan, table, tied

from treadle.sew.real_times import with_real_times
from treadle.terms.floor import RealTime
from treadle.terms.sewing import Bulletin, Operator, SewingLine
from treadle.track.floor.facts import floor_facts
from treadle.track.floor.follow import follow


def test_half_sewn_garments_count_half() -> None:
    bundles = tied("b1", "b2")
    rows = [scan("1", "b1", "body"), scan("2", "b1", "collar", units=5), scan("3", "b2", "body", "scrap", 4)]
    facts = floor_facts(table(rows), bundles, BULLETINS)
    order = facts.order("WO-1")
    assert order is not None
    total, done = 20 * SHIRT.smv_minutes, 10 * 2.0 + 5 * 1.0
    assert order.left_minutes == total - done - 4 * SHIRT.smv_minutes
    assert order.left_units == {"": pytest.approx(order.left_minutes / SHIRT.smv_minutes)}
    assert (order.tied_units, order.begun_units, order.scrap_units) == (20, 10, 4)
    floor = follow(table(rows), bundles, BULLETINS)
    assert sum(one.minutes for one in floor.left) == order.left_minutes, "by operation and by bundle the same"
    assert facts.order("WO-2") is None


def test_real_times_move_what_a_table_says_by_the_pieces_timed() -> None:
    tee = Bulletin(bulletin_id="TEE", operations=(operation("hem"), operation("neck")))
    line = SewingLine(
        line_id="L1", operators=(Operator(operator_id="ana", efficiency={"": 0.8}), Operator(operator_id="bo",
        efficiency={"": 1.0})),
    )  # fmt: skip

    def minutes(units: int) -> float:
        told = RealTime(operator_id="ana", operation_id="hem", units=units, raw_factor=2.0, factor=1.0)
        ana, bo = with_real_times(line, tee, [told]).operators
        assert ana.minutes(tee.operations[1]) == 1.25, "an operation that nobody timed stays"
        assert bo == line.operators[1]
        found = ana.minutes(tee.operations[0])
        assert found is not None
        return found

    assert minutes(1) == pytest.approx((40 * 1.25 + 2.0) / 41)
    assert minutes(40) == pytest.approx(1.625)
    assert 1.25 < minutes(1) < minutes(400) < 2.0
