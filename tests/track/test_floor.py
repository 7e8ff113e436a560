"""The floor is a function of the set of scans; counts, pay and times have cases by hand and a slow oracle."""

from __future__ import annotations

import random
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from floor_cases import BULLETINS, MORNING, SHIRT, scan, slow_accepted, table, tied
from hypothesis import given, settings
from hypothesis import strategies as st

from treadle.terms.calendar import Shift, ShiftCalendar
from treadle.terms.floor import Floor, Rate
from treadle.track.floor import distinct
from treadle.track.floor.follow import follow
from treadle.track.floor.made import TOLD_PIECES, defects, piece_pay, pieces_by_hour, real_times
from treadle.track.floor.work_hours import WorkHours


def floor(rows: list[dict[str, Any]], bundles: list[Any] | None = None) -> Floor:
    return follow(table(rows), bundles or tied("B1", "B2"), BULLETINS)


def waiting(found: Floor) -> dict[str, int]:
    return {one.operation_id: one.waiting_units for one in found.operations if one.waiting_units}


def codes(found: Floor) -> list[str]:
    return [one.code for one in found.contradictions]


def told(found: Floor) -> tuple[Any, ...]:
    """Everything but the table, and the table as rows."""
    return (
        found.operations,
        found.orders,
        found.bundles,
        found.contradictions,
        found.accepted,
        found.counted.to_pylist(),
    )


def test_work_waits_where_its_predecessors_are_done() -> None:
    found = floor([scan("1", "B1", "collar"), scan("2", "B1", "body"), scan("3", "B1", "join", units=4)])
    assert waiting(found) == {"collar": 10, "body": 10, "join": 6, "hem": 4}
    assert [one.waits_for for one in found.bundles] == [("join", "hem"), ("collar", "body")]
    assert found.bottleneck is not None
    assert found.bottleneck.operation_id == "body"


def test_a_garment_of_two_components_is_counted_once() -> None:
    rows = [scan(f"{at}", "B1", one) for at, one in enumerate(("collar", "body", "join", "hem"))]
    order = floor(rows, tied("B1")).orders[0]
    assert (order.tied_units, order.sewn_units, order.is_sewn) == (10, 10, True)
    assert floor(rows[:3], tied("B1")).orders[0].sewn_units == 0


def test_signing_in_and_out_a_hundred_times_changes_no_count() -> None:
    rows = [scan("1", "B1", "collar", units=3)]
    signs = [scan(f"s{at}", "B1", "collar", "start", minute=at) for at in range(100)]
    assert floor(rows + signs).accepted == floor(rows).accepted == {("B1", "collar"): 3}


SCANS = st.builds(
    scan,
    st.integers(0, 30).map(str),
    st.sampled_from(["B1", "B2", "B9"]),
    st.sampled_from(["collar", "body", "join", "iron"]),
    st.sampled_from(["start", "finish", "finish", "defect", "rework", "scrap", "hold", "unhold"]),
    st.sampled_from([None, 1, 3, 7]),
    minute=st.integers(0, 5),
    who=st.sampled_from(["ana", "bo"]),
    late=st.sampled_from([0.0, 60.0, -30.0]),
)


@given(st.lists(SCANS, max_size=25), st.randoms(use_true_random=False), st.data())
def test_order_and_repetition_change_nothing(
    rows: list[dict[str, Any]], chance: random.Random, data: st.DataObject
) -> None:
    again = rows + data.draw(st.lists(st.sampled_from(rows), max_size=10)) if rows else []
    chance.shuffle(again)
    assert told(floor(again)) == told(floor(rows))


@settings(max_examples=30)
@given(st.lists(SCANS, max_size=25), st.randoms(use_true_random=False))
def test_many_scans_are_looked_at_in_parts_and_are_the_same(rows: list[dict[str, Any]], chance: random.Random) -> None:
    whole = told(floor(rows))
    again = [*rows, *rows[:5]]
    chance.shuffle(again)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(distinct, "ROWS_AT_ONCE", 2)
        assert told(floor(again)) == whole


@given(st.lists(SCANS, max_size=25))
def test_accepted_pieces_equal_the_slow_fold(rows: list[dict[str, Any]]) -> None:
    assert floor(rows).accepted == slow_accepted(rows, tied("B1", "B2"))


@given(st.lists(SCANS, max_size=25))
def test_nothing_is_paid_beyond_what_was_accepted_or_tied(rows: list[dict[str, Any]]) -> None:
    found = floor(rows)
    paid: dict[tuple[str, str], int] = {}
    for row in found.counted.to_pylist():
        key = row["bundle_id"], row["operation_id"]
        paid[key] = paid.get(key, 0) + row["paid_units"]
    assert {key: units for key, units in paid.items() if units} == dict(found.accepted)
    assert all(units <= 10 for units in paid.values())


def test_two_contents_of_one_scan_count_neither_and_are_shown() -> None:
    rows = [scan("1", "B1", "collar", units=3), scan("1", "B1", "collar", units=8), scan("2", "B1", "collar", units=1)]
    found = floor(rows)
    assert found.accepted == {("B1", "collar"): 1}
    assert [(one.code, one.scan_ids, one.units) for one in found.contradictions] == [("two_contents", ("1",), 8)]


def test_a_scan_that_came_twice_late_is_one_scan() -> None:
    assert codes(floor([scan("1", "B1", "collar"), scan("1", "B1", "collar", late=3000)])) == []


def test_contradictions_are_shown_with_their_scans() -> None:
    rows = [
        scan("1", "B1", "collar", units=8), scan("2", "B1", "collar", units=5, minute=3, who="bo"),
        scan("3", "B7", "collar"), scan("4", "B1", "iron"), scan("5", "B2", "join", units=2),
        scan("6", "B2", "collar", units=1, late=-60),
    ]  # fmt: skip
    found = {one.code: one for one in floor(rows).contradictions}
    assert sorted(found) == [
        "ahead_of_time",
        "before_predecessor",
        "more_than_tied",
        "unknown_bundle",
        "unknown_operation",
    ]
    assert (found["more_than_tied"].scan_ids, found["more_than_tied"].units) == (("2",), 3)
    assert found["before_predecessor"].operation_id == "join"


def test_replaced_and_voided_scans_do_not_count() -> None:
    rows = [scan("1", "B1", "collar", units=8), scan("2", "B1", "collar", units=5, replaces="1"),
            scan("3", "B2", "collar", units=4), scan("4", "B2", kind="void", replaces="3")]  # fmt: skip
    assert floor(rows).accepted == {("B1", "collar"): 5}
    twice = [*rows, scan("5", "B1", "collar", units=6, replaces="1")]
    assert codes(floor(twice)) == ["more_than_tied", "replaced_twice"]


def test_split_and_merged_bundles_are_never_paid_twice() -> None:
    """Ten collars are sewn, four pieces move to a bundle of their own, and somebody scans its collars again."""
    bundles = [*tied("B1"), *tied("B1a", units=0)]
    rows = [scan("1", "B1", "collar"), scan("2", "B1", kind="move", units=4, to_bundle_id="B1a"),
            scan("3", "B1a", "collar", units=4, minute=9, who="bo"), scan("4", "B1a", "body", units=4,
            minute=9)]  # fmt: skip
    found = floor(rows, bundles)
    assert [(one.bundle_id, one.units) for one in found.bundles] == [("B1", 6), ("B1a", 4)]
    assert found.accepted == {("B1", "collar"): 10, ("B1", "body"): 4}
    collars = [row for row in found.counted.to_pylist() if row["operation_id"] == "collar"]
    assert [(row["scan_id"], row["paid_units"]) for row in collars] == [("1", 10), ("3", 0)]
    assert codes(found) == ["more_than_tied"]
    back = [*rows, scan("5", "B1a", kind="move", units=4, minute=20, to_bundle_id="B1")]
    assert [one.units for one in floor(back, bundles).bundles] == [10, 0]
    assert codes(floor([scan("1", "B1", kind="move", units=11, to_bundle_id="B2")])) == ["more_moved_than_there"]


def test_two_batches_at_two_rates_are_paid_right() -> None:
    bundles = [*tied("B1", order="WO-1"), *tied("B2", order="WO-1"), *tied("B3", order="WO-2")]
    rows = [scan("1", "B1", "collar"), scan("2", "B2", "collar"), scan("3", "B3", "collar", minute=60 * 24),
            scan("4", "B1", "collar", "scrap", 2), scan("5", "B2", "body")]  # fmt: skip
    rates = [Rate(operation_id="collar", rate_cents=10), Rate(operation_id="collar", rate_cents=12, bundle_id="B2"),
             Rate(operation_id="collar", rate_cents=11, order_id="WO-2", from_day=date(2026, 3, 3)),
             Rate(operation_id="collar", rate_cents=99, order_id="WO-2", from_day=date(2026, 3, 9))]  # fmt: skip
    found = floor(rows, bundles)
    paid = piece_pay(found, bundles, rates)
    assert [(one.order_id, one.operation_id, one.units, one.rate_cents, one.pay_cents,
    one.scan_ids) for one in paid] == [
        ("WO-1", "body", 10, 0, 0, ("5",)), ("WO-1", "collar", 8, 10, 80, ("1",)),
        ("WO-1", "collar", 10, 12, 120, ("2",)), ("WO-2", "collar", 10, 11, 110, ("3",)),
    ]  # fmt: skip
    most = sum(found.accepted.values()) * max(one.rate_cents for one in rates)
    assert sum(one.pay_cents for one in paid) <= most


def test_pieces_by_hour_open_to_their_scans() -> None:
    rows = [scan("1", "B1", "collar", units=3, minute=10), scan("2", "B1", "collar", units=2, minute=59),
            scan("3", "B1", "collar", units=1, minute=60)]  # fmt: skip
    assert [(one.begins_at, one.units, one.scan_ids) for one in pieces_by_hour(floor(rows))] == [
        (MORNING, 5, ("1", "2")), (MORNING.replace(hour=7), 1, ("3",)),
    ]  # fmt: skip


def test_defects_per_hundred_units_by_operation_and_kind() -> None:
    rows = [scan("1", "B1", "collar"), scan("2", "B2", "collar"), scan("3", "B1", "collar", "defect", 1, defect="skip"),
            scan("4", "B1", "collar", "defect", 2, defect="skip"), scan("5", "B1", "collar", "defect", 1,
            defect="stain")]  # fmt: skip
    found = defects(table(rows), floor(rows))
    assert [(one.operation_id, one.defect, one.units, one.dhu) for one in found] == [
        ("collar", "skip", 3, 15.0), ("collar", "stain", 1, 5.0),
    ]  # fmt: skip


def test_held_bundles_are_held_until_the_last_word() -> None:
    rows = [
        scan("1", "B1", kind="hold", minute=5),
        scan("2", "B2", kind="hold"),
        scan("3", "B2", kind="unhold", minute=1),
    ]
    assert [one.is_held for one in floor(rows).bundles] == [True, False]
    assert floor(rows).orders[0].held_units == 10


def test_real_times_come_from_scans_alone_and_few_pieces_prove_little() -> None:
    """Ten collars of a standard minute in twenty: a raw factor of 2, drawn to 1 by the standard's own weight."""
    rows = [scan("1", "B1", "collar", "start"), scan("2", "B1", "collar", minute=20),
            scan("3", "B2", "collar", "start", minute=30), scan("4", "B2", "collar", minute=500)]  # fmt: skip
    found = real_times(table(rows), floor(rows), tied("B1", "B2"), BULLETINS)
    assert [(one.operator_id, one.units, one.raw_factor) for one in found] == [("ana", 10, 2.0)]
    assert found[0].factor == pytest.approx((TOLD_PIECES + 20) / (TOLD_PIECES + 10))
    many = [one for at in range(100) for one in (
        scan(f"s{at}", f"B{at}", "collar", "start", minute=at * 20), scan(f"f{at}", f"B{at}", "collar",
        minute=at * 20 + 12))]  # fmt: skip
    bundles = tied(*[f"B{at}" for at in range(100)])
    assert real_times(table(many), floor(many, bundles), bundles, BULLETINS)[0].factor == pytest.approx(1.2, abs=0.01)


def test_breaks_and_nights_are_no_time_at_work() -> None:
    """MORNING is seven o'clock in Berlin: 8:00 to 12:00 and 13:00 to 17:00 are worked, Monday to Friday."""
    week = ShiftCalendar(shifts=tuple(
        Shift(weekday=day, start_minute=start, end_minute=end)
        for day in range(5) for start, end in ((480, 720), (780, 1020))
    ))  # fmt: skip
    hours = WorkHours(calendar_of={"ana": week}, zone=ZoneInfo("Europe/Berlin"))
    lunch, night = 4 * 60 + 50, 9 * 60 + 55
    rows = [scan("1", "B1", "collar", "start", minute=lunch), scan("2", "B1", "collar", minute=lunch + 75),
            scan("3", "B2", "collar", "start", minute=night), scan("4", "B2", "collar", minute=night + 15 * 60 + 10),
            scan("5", "B3", "collar", "start", who="bo"), scan("6", "B3", "collar", minute=20, who="bo"),
            scan("7", "B4", "collar", "start", minute=20), scan("8", "B4", "collar", minute=30)]  # fmt: skip
    bundles = tied("B1", "B2", "B3", "B4")
    found = {one.operator_id: one for one in real_times(table(rows), floor(rows, bundles), bundles, BULLETINS, hours)}
    # Ten minutes before lunch and five after, five in the evening and five in the morning, ten before the shift.
    assert found["ana"].units == 30
    assert found["ana"].raw_factor == pytest.approx((15 + 10 + 10) / 30)
    assert found["bo"].raw_factor == 2.0, "whoever has no calendar is timed by the clock"


def test_no_scans_are_a_floor_too() -> None:
    found = floor([])
    assert waiting(found) == {"collar": 20, "body": 20}
    assert found.accepted == {}
    assert len(SHIRT.operations) == 4
