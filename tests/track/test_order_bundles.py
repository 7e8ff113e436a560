"""Bundles of an order: shared between parts, kept once begun, the rest follows what is wanted."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from treadle.terms.floor import TiedBundle
from treadle.track.bundles import bundles_to_tie, shared_bundles


def base(*units: int, sku: str = "tee-S") -> list[TiedBundle]:
    return [
        TiedBundle(bundle_id=f"CO/lay-01/b{at:03d}", order_id="WO", units=count, bulletin_id="tee", sku=sku,
                   lay_id="CO/lay-01", first_ply=1, last_ply=count, most_units=count)
        for at, count in enumerate(units, 1)
    ]  # fmt: skip


def tie(wanted: int, tied: list[TiedBundle], begun: set[str], most: int = 10) -> list[TiedBundle]:
    """The bundles of an order after one more call."""
    changes = bundles_to_tie("WO", "tee", {"tee-S": wanted}, base(10, 10, 7), tied, begun, most_units=most)
    return list(({one.bundle_id: one for one in tied} | {one.bundle_id: one for one in changes}).values())


def test_less_is_taken_from_the_latest_and_given_back() -> None:
    first = tie(27, [], set())
    assert [one.units for one in first] == [10, 10, 7]
    less = tie(15, first, set())
    assert [one.units for one in less] == [10, 5, 0]
    assert [one.units for one in tie(27, less, set())] == [10, 10, 7]


def test_more_than_the_lays_give_is_cut_apart_in_bundles_of_the_size() -> None:
    more = tie(42, tie(27, [], set()), set(), most=8)
    assert [(one.bundle_id, one.units) for one in more[3:]] == [("WO/apart/b001", 8), ("WO/apart/b002", 7)]
    assert [one.units for one in tie(27, more, set())] == [10, 10, 7, 0, 0]


def test_what_is_begun_stays_whatever_is_wanted() -> None:
    first = tie(27, [], set())
    left = tie(5, first, {"CO/lay-01/b002"})
    assert [one.units for one in left] == [0, 10, 0]


@settings(max_examples=60)
@given(
    steps=st.lists(
        st.tuples(st.integers(0, 60), st.sets(st.integers(0, 5), max_size=3), st.integers(1, 12)), max_size=6
    )
)
def test_any_row_of_amendments_ends_at_what_is_wanted_or_begun(steps: list[tuple[int, set[int], int]]) -> None:
    held: list[TiedBundle] = []
    begun: set[str] = set()
    for wanted, touched, most in steps:
        before = {one.bundle_id: one for one in held}
        held = tie(wanted, held, begun, most)
        now = {one.bundle_id: one for one in held}
        assert all(now[one] == before[one] for one in begun), "begun bundles never change"
        assert sum(one.units for one in held) == max(wanted, sum(now[one].units for one in begun))
        assert all(one.units <= one.most_units for one in held if one.lay_id), "plies do not grow"
        assert tie(wanted, held, begun, most=1 + most % 5) == held, "called again, nothing changes"
        begun |= {held[at].bundle_id for at in touched if at < len(held) and held[at].units}


def test_parts_of_an_order_share_the_bundles_of_its_lays() -> None:
    shared = shared_bundles(base(10, 10, 7), {"WO/1": {"tee-S": 14}, "WO/2": {"tee-S": 13}})
    assert [(one.bundle_id[-4:], one.units, one.first_ply, one.last_ply) for one in shared["WO/1"]] == [
        ("b001", 10, 1, 10), ("002a", 4, 1, 4),
    ]  # fmt: skip
    assert [(one.bundle_id[-4:], one.units, one.first_ply) for one in shared["WO/2"]] == [
        ("002b", 6, 5),
        ("b003", 7, 1),
    ]
    alone = shared_bundles(base(10, 10), {"WO": {"tee-S": 20}})["WO"]
    assert [one.bundle_id for one in alone] == ["CO/lay-01/b001", "CO/lay-01/b002"]
