"""Laws of a floor, after published cases: pay under split, merge and supersede; no run is lost."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from typing import Any

from floor_cases import BULLETINS, SHIRT, scan, table, tied
from hypothesis import given, settings
from hypothesis import strategies as st

from treadle.terms.floor import Floor, Rate
from treadle.track.floor.follow import follow
from treadle.track.floor.made import piece_pay

BUNDLES = tied("B1", "B2", "B3")
RATES = (
    Rate(operation_id="collar", rate_cents=5),
    Rate(operation_id="collar", rate_cents=9, bundle_id="B2"),
    Rate(operation_id="body", rate_cents=4),
    Rate(operation_id="body", rate_cents=7, from_day=date(2026, 3, 3)),
)  # fmt: skip
MOST = {"collar": 9, "body": 7}
SCANS = st.builds(
    lambda at, bundle, name, kind, units, minute, other, old: scan(
        f"s{at}", bundle, name, kind, units, minute=minute, to_bundle_id=other if kind == "move" else "",
        replaces=f"s{old}" if kind in ("void", "finish") and old < at and old % 3 == 0 else "",
    ),
    st.integers(0, 30), st.sampled_from(["B1", "B2", "B3"]), st.sampled_from(["collar", "body"]),
    st.sampled_from(["start", "finish", "finish", "finish", "move", "defect", "rework", "scrap", "void"]),
    st.sampled_from([1, 3, 10, None]), st.sampled_from([0, 5, 2000]), st.sampled_from(["B1", "B2", "B3"]),
    st.integers(0, 30),
)  # fmt: skip


def floor(rows: list[dict[str, Any]]) -> Floor:
    return follow(table(rows), BUNDLES, BULLETINS)


@settings(max_examples=60)
@given(st.lists(SCANS, max_size=20), st.randoms(use_true_random=False))
def test_pay_is_never_more_than_accepted_pieces_and_no_scan_is_paid_twice(
    rows: list[dict[str, Any]], chance: random.Random
) -> None:
    """Whatever is split, merged, taken back, replaced or sent again."""
    found = floor(rows)
    paid = piece_pay(found, BUNDLES, RATES)
    for name, most in MOST.items():
        accepted = sum(units for (_, operation), units in found.accepted.items() if operation == name)
        pieces = sum(one.units for one in paid if one.operation_id == name)
        assert pieces <= accepted <= sum(one.units for one in BUNDLES)
        assert sum(one.pay_cents for one in paid if one.operation_id == name) <= accepted * most
    counts = Counter(scan_id for one in paid for scan_id in one.scan_ids)
    assert not counts or max(counts.values()) == 1
    again = [*rows, *rows]
    chance.shuffle(again)
    assert piece_pay(floor(again), BUNDLES, RATES) == paid, "a tablet that restarts and sends all again changes no pay"


@settings(max_examples=60)
@given(st.lists(SCANS, max_size=20))
def test_no_piece_of_an_order_is_lost(rows: list[dict[str, Any]]) -> None:
    """Every tied piece is sewn, scrapped, or left at some operation; together they are what was tied."""
    found = floor(rows)
    (order,) = found.orders
    assert order.tied_units == sum(one.units for one in BUNDLES)
    for operation in SHIRT.operations:
        left = sum(one.units for one in found.left if one.operation_id == operation.operation_id)
        assert left <= order.tied_units
        # What is neither left nor scrapped has passed the operation.
        assert order.tied_units - left >= order.sewn_units
    if order.scrap_units == 0:
        most_left = max((one.units for one in found.left), default=0)
        assert order.sewn_units + most_left <= order.tied_units
    assert sum(max(one.units, 0) for one in found.bundles) >= order.tied_units, "moves make no piece vanish"


@settings(max_examples=20)
@given(st.integers(1, 100))
def test_signing_in_and_out_changes_nothing_however_often(times: int) -> None:
    rows = [scan("f", "B1", "collar", units=7)]
    signed = [
        scan(f"{kind}{at}", "B1", "collar", kind, 0, minute=at) for at in range(times) for kind in ("start", "hold")
    ]
    signed += [scan(f"u{at}", "B1", "collar", "unhold", 0, minute=at + 0.5) for at in range(times)]
    plain, busy = floor(rows), floor([*rows, *signed])
    for name in ("operations", "orders", "accepted", "left"):
        assert getattr(plain, name) == getattr(busy, name), name
    assert piece_pay(plain, BUNDLES, RATES) == piece_pay(busy, BUNDLES, RATES)
