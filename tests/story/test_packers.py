"""Several pack at once, and pieces of one order go into another's carton: no number twice, and nothing is owed by
nobody."""

from __future__ import annotations

import multiprocessing
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from floor_brand import OPTION, ORDER, order_of, treadle, write_floor_brand

from treadle.errors import InputError
from treadle.plant.amend import finish_stage
from treadle.plant.bundles import tie_bundles
from treadle.plant.end_of_line import read_end_of_line
from treadle.plant.pack import cartons_of, pack_carton, pack_order
from treadle.storage.brand import load_brand
from treadle.storage.ledger.open import open_ledger
from treadle.terms.entry import Entry, Ordered
from treadle.terms.gs1 import with_check_digit
from treadle.terms.release import ReleasedOrder

OTHER = "WO-TEE1-B"


@pytest.fixture
def brand(tmp_path: Path) -> Path:
    """The order of the how-to, and one of 30 S beside it; no lots are asked for, nobody scans."""
    folder = write_floor_brand(tmp_path / "brand", floor__company_prefix="4012345", floor__inspect_before_packing=False)
    snapshot = load_brand(folder, None, currency="EUR", time_zone="UTC")
    factory = snapshot.factories[0]
    terms = ReleasedOrder(
        work_order_id=OTHER, style_id="TEE1", units={f"{OPTION}-S": 30}, due_day=snapshot.as_of + timedelta(days=20),
        promise_day=snapshot.as_of + timedelta(days=18), origin_day=snapshot.as_of, factory_id=factory.factory_id,
        line_id=factory.sewing_lines[0].line_id,
    )  # fmt: skip
    moment = datetime.combine(snapshot.as_of - timedelta(days=1), time(), UTC)
    open_ledger(folder, currency="EUR", time_zone="UTC").add([
        Entry(kind="order", subject=OTHER, happened_at=moment, known_at=moment, author="Mira", key=f"order:{OTHER}",
              body=Ordered(release_id="R", plan_id="p", order=terms))
    ])  # fmt: skip
    return folder


def packer(told: tuple[Path, str]) -> list[str]:
    """Pack four cartons of two pieces, one by one, as they are scanned."""
    folder, name = told
    found = []
    for _ in range(4):
        found += [one.carton_id for one in pack_carton(folder, ORDER, {"S": 2}, author=name).cartons]
    return found


def test_two_packers_at_once_name_no_carton_twice_and_lose_none(brand: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        one, other = pool.map(packer, [(brand, "Ana"), (brand, "Bo")], chunksize=1)
    assert len({*one, *other}) == 8
    assert all(with_check_digit(name[:-1]) == name for name in one)
    kept = {carton.carton_id: carton for carton in cartons_of(brand, ORDER)}
    assert set(kept) == {*one, *other}
    assert sum(carton.packed.units for carton in kept.values()) == 16
    rest = pack_order(brand, ORDER, author="Ana")
    assert sum(carton.packed.units for carton in rest.cartons) == 72 - 16
    with pytest.raises(InputError, match="beyond the 24"):
        pack_carton(brand, ORDER, {"S": 1}, author="Bo")


def test_pieces_that_go_into_anothers_carton_are_made_again(brand: Path) -> None:
    for stage in ("cut", "sew"):
        finish_stage(brand, OTHER, stage, author="Mira")
    assert order_of(brand, OTHER).finished_stages == ("cut", "sew")
    told = pack_carton(brand, ORDER, {"S": 5}, from_order_id=OTHER, author="Ana")
    assert told.reopened == {OTHER: 5}
    order = order_of(brand, OTHER)
    assert (order.lent, order.finished_stages) == ({f"{OPTION}-S": 5}, ()), "it is open again"
    assert "5 pieces went into carton" in treadle("ledger", brand, OTHER)
    assert read_end_of_line(brand).orders[OTHER].open == {f"{OPTION}-S": 25}
    (tied,) = tie_bundles(brand, [OTHER], author="Mira")
    assert sum(one.units for one in tied.bundles) == 35, "they are cut again"
    assert finish_stage(brand, OTHER, "sew", author="Mira"), "and are sewn once more"
    assert "sew" in order_of(brand, OTHER).finished_stages
