"""A page shows the balances that are the furthest from even where there are very many, and says how many it leaves."""

from __future__ import annotations

from treadle.report.page import SHOWN_BALANCES, _sewn


def told(count: int) -> dict[str, list[dict[str, object]]]:
    return {
        "work_orders": [{"line_id": "L"}],
        "stations": [{"bulletin_id": f"B{at:03d}", "line_id": "L", "station_id": "S01", "minutes_per_unit": 1.0}
                     for at in range(count)],
        "balances": [{"bulletin_id": f"B{at:03d}", "line_id": "L", "line_efficiency": 0.5 + at / 1000,
                      "pitch_minutes": 1.0, "bottleneck_station_id": "S01", "reason": ""}
                     for at in reversed(range(count))],
    }  # fmt: skip


def test_all_are_shown_where_they_are_few_and_the_least_even_where_they_are_many() -> None:
    few = _sewn(told(3), "en")
    assert [title.split()[0] for title, _, _ in few["sewn"]] == ["B002", "B001", "B000"]
    assert few["further_sewn"] == 0
    many = _sewn(told(SHOWN_BALANCES + 5), "en")
    assert [title.split()[0] for title, _, _ in many["sewn"]] == [f"B{at:03d}" for at in range(SHOWN_BALANCES)]
    assert many["further_sewn"] == 5
