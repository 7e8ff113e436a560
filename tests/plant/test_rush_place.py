"""A rush order that is placed: it is on order with its lays, and stands on the board at once."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from treadle.errors import ConflictError, InputError, ReleaseError
from treadle.plant.board_page import board_page, order_on_board
from treadle.plant.books import ledger_of
from treadle.plant.rush_place import place_rush, rush_sizes
from treadle.plant.schedule import kept_schedule
from treadle.settings import read_settings


@pytest.fixture
def folder(planned_brand: Path, tmp_path: Path) -> Path:
    """A planned brand of the test's own."""
    shutil.copytree(planned_brand, tmp_path / "acme")
    return tmp_path / "acme"


def test_a_rush_order_is_cut_put_on_its_line_and_stands_on_the_board(folder: Path) -> None:
    made = kept_schedule(folder)
    assert made is not None and made.standing is not None
    day = made.schedule.origin_day + timedelta(days=30)
    option = made.standing.snapshot.catalogue.options[0].option_id
    sizes = rush_sizes(folder, option, 37)
    assert sum(sizes.values()) == 37 and all(count >= 0 for count in sizes.values())
    with pytest.raises(ReleaseError, match="below minimum"):
        place_rush(folder, sizes, day, author="anna", key="0")
    sizes = rush_sizes(folder, option, 120)
    with pytest.raises(InputError) as wrong:
        place_rush(folder, {"nothing": 3, next(iter(sizes)): -2}, day - timedelta(days=90), author="anna", key="0")
    assert len(wrong.value.problems) == 3  # all that is wrong, not the first of it
    with pytest.raises(ConflictError, match="Another plan stands"):
        place_rush(folder, sizes, day, seen="an older one", author="anna", key="0")
    placed = place_rush(folder, sizes, day, seen=made.standing.plan_id, author="anna", key="1")
    again = place_rush(folder, sizes, day, seen=made.standing.plan_id, author="anna", key="1")
    assert placed.is_new and not again.is_new and again.order == placed.order
    order = placed.order
    assert {sku: count for sku, count in order.units.items() if count} == {k: n for k, n in sizes.items() if n}
    assert order.work_order_id not in {one.work_order_id for one in made.standing.demands}
    assert order.promise is not None and order.promise_day <= day and order.cost_cents > 0
    ledger = ledger_of(folder, read_settings(folder))
    assert [one.order_id for one in ledger.orders()] == [order.work_order_id]
    (lays,) = ledger.entries(kinds=["lays"])
    cut = sum(sum(lay.plies.values()) * sum(lay.ratio.values()) for lay in lays.body.lays)
    assert cut == 120
    # No plan stands on today's facts any more: the board shows what was released, where it will be sewn.
    assert kept_schedule(folder) is None
    sure = order_on_board(folder, order.work_order_id).there_by
    assert [share for share, _ in sure] == sorted(share for share, _ in sure) and sure[-1][1] >= sure[0][1]
    board = board_page(folder, currency="EUR")
    assert board.plan_id == ""
    assert [(one.order_id, one.line_id) for one in board.strips] == [(order.work_order_id, order.line_id)]
