"""A cut plan is checked from scratch before it becomes work: what breaks a rule is not cut, and says why."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from treadle.cut.draft import draft_pattern
from treadle.day.cutting_room import CuttingRoom, SameCloth, cut_cloth
from treadle.day.plan import own_nester
from treadle.terms.cutting import CutOrder, Fabric, Marker, MarkerRequest
from treadle.terms.policy import Policy

ORDER = CutOrder(
    cut_order_id="W-1", style_id="TEE", option_ids=("TEE-red",), sizes=("S", "M"),
    demand={("TEE-red", "S"): 12, ("TEE-red", "M"): 24},
)  # fmt: skip
CLOTH = SameCloth(
    orders=(ORDER,), pattern=draft_pattern("tshirt", ["S", "M"]),
    fabric=Fabric(fabric_id="jersey", width_mm=1600, price_per_m_cents=600), table_length_mm=12_000, policy=Policy(),
    draw=own_nester(Policy()),
)  # fmt: skip


def test_a_sound_plan_is_cut() -> None:
    done = cut_cloth(CLOTH)
    assert done.plans[0].status in ("optimal", "feasible")
    assert sum(done.plans[0].cut_units.values()) >= 36


def test_a_plan_on_markers_that_lie_about_themselves_is_not_cut() -> None:
    def draw(request: MarkerRequest) -> Marker:
        """Half of the length that the pieces take."""
        marker = own_nester(Policy())(request)
        return replace(marker, length_mm=marker.length_mm / 2)

    plan = CuttingRoom(cloth=replace(CLOTH, draw=draw)).plan(ORDER)
    assert (plan.status, plan.lays, plan.reason.code) == ("infeasible", (), "cut.broken")
    assert plan.reason.fact("found")


def test_cloth_that_shrinks_has_larger_pieces_and_a_longer_marker() -> None:
    """Pieces that shrink by what the cloth loses are the drawn ones again."""
    fabric = replace(CLOTH.fabric, shrink_along_share=0.06, shrink_across_share=0.03)
    drawn, grown = CLOTH.pattern, CLOTH.pattern.for_cloth(fabric)
    for before, after in zip(drawn.pieces, grown.pieces, strict=True):
        worn = [(x * 0.94, y * 0.97) for x, y in after.outline]
        assert np.allclose(worn, before.outline, atol=1e-4)
        for mark, larger in zip(before.marks, after.marks, strict=True):
            assert np.allclose([(x * 0.94, y * 0.97) for x, y in larger.points], mark.points, atol=1e-4)
    assert grown.area_mm2("M") == pytest.approx(drawn.area_mm2("M") / 0.94 / 0.97)
    plain = CuttingRoom(cloth=CLOTH).marker({"S": 1, "M": 1})
    shrunk = CuttingRoom(cloth=replace(CLOTH, fabric=fabric, pattern=grown)).marker({"S": 1, "M": 1})
    assert shrunk.length_mm > 1.05 * plain.length_mm
    assert drawn.for_cloth(CLOTH.fabric) is drawn
    assert CuttingRoom(cloth=replace(CLOTH, fabric=fabric, pattern=grown)).plan(ORDER).status in ("optimal", "feasible")
