"""Print runs: bands by hand, every run checked from scratch, and against every way of making small bands."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from treadle.cli import build_app
from treadle.cut.print_runs import plan_print_runs, verify_print_runs
from treadle.terms.printing import Panel


def panel(order: str, width: int, length: int, copies: int, name: str = "p") -> Panel:
    return Panel(order_id=order, panel_id=name, width_mm=width, length_mm=length, copies=copies)


def planned(panels: list[Panel], width: int = 1000, roll: int = 50_000, gap: int = 0):  # type: ignore[no-untyped-def]
    plan = plan_print_runs(panels, width_mm=width, roll_mm=roll, gap_mm=gap)
    assert verify_print_runs(plan, panels, roll) == ()
    return plan


def test_two_small_orders_side_by_side_by_hand() -> None:
    """600 beside 400 fills the width: five bands of 700 instead of five and three of their own."""
    plan = planned([panel("A", 600, 700, 5), panel("B", 400, 700, 5)])
    assert plan.run_mm == (3_500,)
    assert plan.separate_mm == 5 * 700 + 3 * 700
    assert plan.bound_mm == 3_500


def test_short_panels_stand_behind_one_another_beside_a_long_one() -> None:
    """Beside 600 x 900 two of 400 x 450 fit behind one another."""
    plan = planned([panel("A", 600, 900, 3), panel("B", 400, 450, 6)])
    assert plan.run_mm == (2_700,)
    assert {(one.x_mm, one.y_mm) for one in plan.panels if one.order_id == "B" and one.x_mm < 900} in (
        {(0, 600), (450, 600)},
        {(0, 0), (450, 0)},
    )


def test_gaps_lie_between_panels_and_not_at_the_edges() -> None:
    plan = planned([panel("A", 490, 500, 4)], gap=20)
    assert plan.run_mm == (1_020,)
    assert {one.y_mm for one in plan.panels} == {0, 510}


def test_runs_are_no_longer_than_a_roll() -> None:
    plan = planned([panel("A", 1000, 700, 10)], roll=2_200)
    assert plan.run_mm == (2_100, 2_100, 2_100, 700)


def test_what_no_cloth_holds_is_named() -> None:
    with pytest.raises(ValueError, match="wider than the cloth or longer than a roll: A p, C p"):
        planned([panel("A", 1100, 700, 1), panel("B", 900, 700, 1), panel("C", 900, 60_000, 1)])


@pytest.mark.parametrize("seed", range(25))
def test_every_plan_passes_the_check_and_keeps_its_bound(seed: int) -> None:
    chance = random.Random(seed)
    panels = [
        panel(f"O{at % 4}", chance.randint(60, 900), chance.randint(80, 1200), chance.randint(1, 30), f"p{at}")
        for at in range(chance.randint(1, 9))
    ]
    gap = chance.choice((0, 10, 25))
    plan = planned(panels, roll=6_000, gap=gap)
    area = sum((one.width_mm + gap) * (one.length_mm + gap) * one.copies for one in panels) / (1000 + gap)
    assert plan.printed_mm + gap * len(plan.run_mm) >= area - 1e-6
    assert plan.printed_mm >= plan.bound_mm - 1e-6


def best_bands(panels: list[Panel], width: int) -> int:
    """Least length of bands of one panel to a lane without stacking, by trying every way of grouping the copies."""
    copies = sorted(((one.length_mm, one.width_mm) for one in panels for _ in range(one.copies)), reverse=True)

    def length(rest: tuple[tuple[int, int], ...], bands: tuple[int, ...]) -> int:
        if not rest:
            return 0
        long, wide = rest[0]
        found = [long + length(rest[1:], (*bands, width - wide))]
        for at in {bands.index(room) for room in bands if room >= wide}:
            found.append(length(rest[1:], (*bands[:at], bands[at] - wide, *bands[at + 1 :])))
        return min(found)

    return length(tuple(copies), ())


@pytest.mark.parametrize("seed", range(10))
def test_small_plans_are_as_short_as_any_grouping(seed: int) -> None:
    chance = random.Random(seed)
    panels = [panel("A", chance.choice((200, 300, 450)), chance.choice((300, 310, 500)), chance.randint(1, 3), f"p{at}")
              for at in range(3)]  # fmt: skip
    assert planned(panels).printed_mm <= best_bands(panels, 1000)


def test_the_check_sees_a_lost_and_a_crowded_panel() -> None:
    panels = [panel("A", 400, 300, 4)]
    plan = planned(panels, gap=10)
    lost = replace(plan, panels=plan.panels[1:])
    assert {one.rule for one in verify_print_runs(lost, panels, 50_000)} == {"every copy is printed once"}
    first = plan.panels[0]
    crowded = replace(plan, panels=(replace(first, x_mm=first.x_mm + 5, y_mm=first.y_mm + 5), *plan.panels[1:]))
    assert "panels keep their gap" in {one.rule for one in verify_print_runs(crowded, panels, 50_000)}
    assert "a run fits a roll" in {one.rule for one in verify_print_runs(plan, panels, 100)}


def test_the_command_gangs_a_file_and_names_every_wrong_row(tmp_path) -> None:  # type: ignore[no-untyped-def]
    told = tmp_path / "panels.csv"
    head = "order_id,panel_id,width_mm,length_mm,copies\n"
    told.write_text(head + "A,front,600,700,5\nB,front,400,700,5\n")
    asked = ["gang", str(told), "--width", "1000", "--gap", "0", "--out", str(tmp_path / "r.svg")]
    run = CliRunner().invoke(build_app(), asked)
    assert run.exit_code == 0, run.output
    assert "3.50 m of cloth, 5.60 m if each order is printed alone" in run.output
    assert (tmp_path / "r.svg").read_text().count("<title>") == 10
    told.write_text(head + "A,front,wide,700,5\nB,front,400,700,0\nA,front,1,1,1\n")
    wrong = CliRunner().invoke(build_app(), ["gang", str(told)])
    assert wrong.exit_code != 0
    text = str(wrong.exception)
    assert (
        "row 2, column width_mm" in text
        and '"0" is below 1' in text
        and "row 4, column order_id, panel_id: the same key stands in row 2" in text
    )
