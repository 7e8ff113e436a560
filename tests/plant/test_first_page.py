"""A plan's first page stands before a marker is drawn, changes nothing of the plan, and goes when the plan is there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from treadle.errors import Stopped
from treadle.plant.plan import Planned, plan_folder
from treadle.plant.written_plan import read_plan
from treadle.report.write import FIRST_PAGE, write_first, write_plan
from treadle.terms.budget import Silence
from treadle.terms.codec import to_text
from treadle.terms.plan import Plan


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def told(planned_brand: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Planned], Planned, str]:
    """A brand planned again with a first page: its folder, what was told first, the plan, the page as it then stood."""
    brand = tmp_path_factory.mktemp("first") / "brand"
    shutil.copytree(planned_brand, brand)
    early: list[Planned] = []
    pages: list[str] = []

    def first(planned: Planned) -> None:
        early.append(planned)
        before = files(brand / "plan")
        page = write_first(brand / "plan", planned)
        pages.append(page.read_text(encoding="utf-8"))
        after = files(brand / "plan")
        assert after.keys() - before.keys() == {FIRST_PAGE}
        assert all(after[name] == before[name] for name in before)

    as_of = read_plan(planned_brand).as_of
    planned = plan_folder(brand, as_of=as_of, first=first)
    return brand, early, planned, pages[0]


def record(plan: Plan) -> str:
    return to_text(plan, tables={})


def test_the_plan_is_the_same_with_and_without(told: tuple[Path, list[Planned], Planned, str]) -> None:
    brand, _, planned, _ = told
    assert record(plan_folder(brand, as_of=planned.plan.as_of).plan) == record(planned.plan)


def test_what_to_buy_is_decided_and_orders_have_their_days(told: tuple[Path, list[Planned], Planned, str]) -> None:
    _, (early,), planned, page = told
    assert not early.plan.markers and planned.plan.markers
    assert (early.plan.buy, early.plan.plan_id) == (planned.plan.buy, planned.plan.plan_id)
    assert [one.cut_order_id for one in early.plan.cut_plans] == [one.cut_order_id for one in planned.plan.cut_plans]
    assert {one.reason.code for one in early.plan.cut_plans} == {"cut.not_drawn"}
    ours = {one.work_order_id for one in planned.plan.demands}
    assert ours and all(one.promise_day for one in early.plan.schedule.work_orders if one.work_order_id in ours)
    # Cloth as usual is near what markers take: within a quarter for all orders together.
    metres = [sum(one.fabric_m for one in which.plan.cut_plans) for which in (early, planned)]
    assert metres[0] == pytest.approx(metres[1], rel=0.25)
    assert "Markers are still being drawn" in page


def test_the_first_page_goes_when_the_plan_is_written(told: tuple[Path, list[Planned], Planned, str]) -> None:
    brand, _, planned, _ = told
    assert (brand / "plan" / FIRST_PAGE).is_file()
    write_plan(brand / "plan", planned, Silence())
    assert not (brand / "plan" / FIRST_PAGE).exists()
    assert "Markers are still being drawn" not in (brand / "plan" / "report.html").read_text(encoding="utf-8")


def test_a_plan_that_is_stopped_after_its_first_page_leaves_the_last_one_whole(
    told: tuple[Path, list[Planned], Planned, str],
) -> None:
    brand, (early,), planned, _ = told
    before = files(brand / "plan")
    write_first(brand / "plan", early)

    def stop(plan: Planned) -> None:
        raise Stopped("cutting", 0, 1)

    with pytest.raises(Stopped):
        plan_folder(brand, as_of=planned.plan.as_of, first=stop)
    left = files(brand / "plan")
    left.pop(FIRST_PAGE)
    assert left == {name: told for name, told in before.items() if name != FIRST_PAGE}
    assert record(read_plan(brand)) == record(planned.plan)
