"""Plain cut orders: read whole or refused with every problem, solved, drawn as a picture, shown by the command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from benchmarks.checks.cop import check
from typer.testing import CliRunner

from treadle.cli import lay
from treadle.errors import InputError
from treadle.problems.cut_order import MarkerBook, read_cut_order, solve_cut_order
from treadle.report.lays_picture import lays_svg
from treadle.terms.budget import Budget
from treadle.terms.cutting import Lay

TOLD: dict[str, Any] = {
    "sizes": ["S", "M"],
    "demand_pieces": [20, 40],
    "yards_per_garment": [1.0, 1.25],
    "plies_per_lay": {"min": 5, "max": 30},
    "lay_length_max_yards": 4,
    "lay_cost_yards": 2.0,
    "marker_cost_yards": 1.0,
    "max_over_share": 0.0,
}
SQUARE = [[0, 0], [400, 0], [400, 400], [0, 400]]
NESTED: dict[str, Any] = {key: value for key, value in TOLD.items() if key != "yards_per_garment"} | {
    "pieces": {size: [{"piece_id": "front", "outline": SQUARE, "quantity": 2}] for size in ("S", "M")},
    "fabric_width_mm": 850,
}


def solved(told: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    order = read_cut_order(told, "order.json")
    answer = solve_cut_order(order, Budget(work=200), 0, MarkerBook(order=order, moves=40), most_drawn=20)
    path = tmp_path / "order.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    assert check(path, answer) == []
    return answer


def test_one_ratio_serves_both_sizes(tmp_path: Path) -> None:
    """S + 2 M in 20 plies: 20 × 3.5 yd, one lay of 2 yd, one marker of 1 yd."""
    answer = solved(TOLD, tmp_path)
    assert [(one["ratio"], one["plies"]) for one in answer["lays"]] == [({"S": 1, "M": 2}, 20)]
    assert answer["total_length"] == pytest.approx(70.0)
    assert (answer["cost_yards"], answer["status"]) == (73.0, "optimal")


def test_a_marker_is_as_long_as_its_drawing(tmp_path: Path) -> None:
    """Two squares of 400 mm lie abreast on 850 mm: 400 mm a garment, which no sum of areas (377 mm) would say."""
    answer = solved(NESTED, tmp_path)
    for one in answer["lays"]:
        assert one["length"] * 914.4 == pytest.approx(400 * sum(one["ratio"].values()), abs=2.0)
    assert len(answer["markers"]) == len({tuple(one["ratio"].values()) for one in answer["lays"]})


def test_colours_share_lays(tmp_path: Path) -> None:
    answer = solved(TOLD | {"demand_pieces": {"red": [5, 10], "blue": [7, 14]}}, tmp_path)
    assert [one["plies"] for one in answer["lays"]] == [{"red": 5, "blue": 7}]


def test_the_checker_of_the_benchmark_sees_harm(tmp_path: Path) -> None:
    answer = solved(NESTED, tmp_path)
    path = tmp_path / "order.json"
    short = json.loads(json.dumps(answer))
    short["lays"][0]["plies"] -= 1
    assert any("cut of" in one for one in check(path, short))
    moved = json.loads(json.dumps(answer))
    moved["markers"][0]["placements"][0]["x"] += 200.0
    assert check(path, moved)
    assert any("not drawn" in one for one in check(path, answer | {"markers": []}))


def test_all_problems_of_a_file_are_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        read_cut_order({"sizes": ["S", "S"], "demand_pieces": [-1], "plies_per_lay": {"min": 9, "max": 3}}, "bad.json")
    assert len(caught.value.problems) == 5
    said = str(caught.value)
    for part in ("sizes", "demand_pieces", "plies_per_lay", "yards_per_garment", "lay_length_max_yards"):
        assert part in said


def test_the_published_order_is_cut_within_its_reported_plan(shared_data: Path) -> None:
    """Any plan must stay below the reported 17,548 yd and above the trivial bound of 17,521.22 yd."""
    path = shared_data / "factory" / "cut_order" / "order.json"
    order = read_cut_order(json.loads(path.read_text(encoding="utf-8")), path.name)
    answer = solve_cut_order(order, Budget(work=50), 0)
    assert check(path, answer) == []
    assert 17_521.21 <= answer["total_length"] <= 17_548.0


def test_a_picture_has_a_band_for_each_colour() -> None:
    stack = Lay(lay_id="1", marker_id="m", ratio={"S": 1}, plies={"red & blue": 3, "ecru": 1}, length_mm=2000)
    text = lays_svg([stack], "Lays")
    assert text.count("<rect") == 4
    assert "red &amp; blue: 3 plies" in text
    assert "No lays." in lays_svg([], "Lays")


def test_the_command_plans_a_file_and_draws_it(tmp_path: Path) -> None:
    app = typer.Typer()
    app.callback()(lambda: None)
    lay.register(app)
    path, out = tmp_path / "order.json", tmp_path / "lays.svg"
    path.write_text(json.dumps(TOLD), encoding="utf-8")
    done = CliRunner().invoke(app, ["lay", str(path), "--seconds", "0", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "S:1 M:2" in done.output
    assert "proved best" in done.output
    assert out.read_text(encoding="utf-8").startswith("<svg")
    refused = CliRunner().invoke(app, ["lay", str(path), "--seconds", "0", "--out", str(tmp_path / "lays.doc")])
    assert isinstance(refused.exception, InputError)
