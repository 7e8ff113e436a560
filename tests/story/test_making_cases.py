"""The public making cases: each gives what its note says is right. Skips where the public data are not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from treadle.cli import build_app
from treadle.errors import InputError
from treadle.plant.pieces import ReadPattern, area_mm2, read_pattern


@pytest.fixture
def cases(shared_data: Path) -> Path:
    folder = shared_data / "making_cases"
    if not folder.is_dir():
        pytest.skip("the making cases are not on this machine")
    return folder


def run(*arguments: object) -> tuple[int, str]:
    """Exit code and all that a user sees."""
    told = CliRunner().invoke(build_app(), [str(one) for one in arguments])
    if told.exception is not None and not isinstance(told.exception, SystemExit):
        assert isinstance(told.exception, InputError), told.exception
    return told.exit_code, told.output + ("" if told.exception is None else str(told.exception))


def said(read: ReadPattern) -> str:
    return "\n".join(map(str, read.findings))


def pattern(path: Path) -> ReadPattern:
    return read_pattern(str(path), [])


def areas_dm2(read: ReadPattern) -> list[float]:
    return [area_mm2(piece) / 1e4 for piece in read.pattern.pieces]


def test_bulletins(cases: Path) -> None:
    folder = cases / "bulletin-total-row"
    for name, smv in (("total_row", 1.2), ("title", 1.2), ("desc", 1.2), ("comma", 1.2), ("gbk", 0.5)):
        code, told = run("balance", folder / f"{name}.csv", "--people", 3)
        assert code == 0 and f"{smv:.2f} SMV" in told, told
    assert "total, left out" in run("balance", folder / "total_row.csv", "--people", 3)[1]
    for name in ("nan", "inf"):
        code, told = run("balance", folder / f"{name}.csv", "--people", 3)
        assert code == 1 and "is not a number" in told


def test_cut_outs_notches_and_drills(cases: Path, tmp_path: Path) -> None:
    source = cases / "cutout-dropped" / "cutout_notch.dxf"
    assert sorted(mark.kind for mark in pattern(source).pattern.pieces[0].marks) == ["cutout", "drill", "notch"]
    assert run("nest", source, "--ratio", "M:1", "--out", tmp_path / "m.cut", "--moves", 20)[0] == 0
    cut = (tmp_path / "m.cut").read_text()
    assert (cut.count("M14"), cut.count("M43")) == (3, 1)


def test_factory_files(cases: Path) -> None:
    for path in sorted((cases / "factory-unknown-keys").glob("*.json")):
        code, told = run("schedule", path, "--work", 0.05)
        assert code == 1, path.name
        assert ("closed_days" in told) if "holidays" in path.name else True
        assert ("fabric_ready_day" in told) if "fabric" in path.name else True
    code, told = run("schedule", cases / "frozen-clash" / "frozenclash.json", "--work", 0.05)
    assert code == 1 and "W1 and W2 are frozen" in told


def test_fold_lines(cases: Path) -> None:
    folder = cases / "fold-line-missed"
    for name, area in (("fold_long", 27.35), ("fold_off1", 27.35), ("two_folds", 108.6)):
        assert areas_dm2(pattern(folder / f"{name}.dxf")) == pytest.approx([area], rel=2e-3)


def test_patterns_as_json(cases: Path) -> None:
    for path in sorted((cases / "json-silent").glob("*.json")):
        with pytest.raises(InputError):
            pattern(path)


def test_lays(cases: Path) -> None:
    code, told = run("lay", cases / "lay-proved-best" / "zero.json", "--seconds", 0)
    assert code == 1 and "asks for nothing" in told
    _, told = run("lay", cases / "lay-proved-best" / "huge.json", "--seconds", 0)
    assert "proved best" not in told.splitlines()[-1]


@pytest.mark.parametrize(
    "options", [("--ratio", "S:0"), ("--spacing", "-5"), ("--spacing", "nan"), ("--out", "/nonexistent/x.svg"),
                ("--scale", "0", "--out", "x.pdf")],
)  # fmt: skip
def test_nest_options(cases: Path, options: tuple[str, ...]) -> None:
    assert run("nest", "tshirt", *options)[0] == 1


def test_pairs_and_counts(cases: Path, tmp_path: Path) -> None:
    folder = cases / "pair-quantity-2"
    for name, drawn, mirrored in (("q2_asym", 1, 1), ("q01", 0, 1), ("q02", 0, 2), ("q11", 1, 1), ("q21", 2, 1)):
        out = tmp_path / f"{name}.json"
        assert (
            run("nest", folder / f"{name}.dxf", "--ratio", "M:1", "--width", 700, "--moves", 20, "--out", out)[0] == 0
        )
        pieces = json.loads(out.read_text())["request"]["pieces"]
        found = [sum(one["copies"] for one in pieces if one["is_mirrored"] == side) for side in (False, True)]
        assert found == [drawn, mirrored], name
    assert "taken for 1 as drawn and 1 mirrored" in said(pattern(folder / "q2_asym.dxf"))


def test_a_repeat_without_match_points(cases: Path) -> None:
    code, told = run("nest", cases / "repeat-dxf" / "q11.dxf", "--ratio", "M:1", "--repeat", "80,0", "--moves", 20)
    assert code == 0 and "no piece has a point that lies on the repeat" in told


def test_a_rule_table(cases: Path) -> None:
    assert set(pattern(cases / "rule-table-ignored" / "rule_table.dxf").pattern.sizes()) == {"S", "M", "L"}


def test_drawings(cases: Path) -> None:
    folder = cases / "svg-dropped-and-invented"
    spans = {}
    for path in sorted(folder.glob("*.svg")):
        read = pattern(path)
        assert read.inventory, path.name
        spans[path.stem] = {
            one.piece_id: round(max(x for x, _ in one.outline) - min(x for x, _ in one.outline))
            for one in read.pattern.pieces
        }
        if path.stem in ("nounit", "pct", "openpath"):
            assert read.findings, path.name
    only = {"front": 400}
    assert spans["defs"] == spans["hidden"] == spans["openpath"] == spans["nestedsvg"] == spans["pct"] == only
    assert (spans["csstransform"], spans["px"], spans["nounit"], spans["pt"]) == (
        {"front": 800}, {"front": 106}, {"front": 106}, {"front": 141},
    )  # fmt: skip
    assert spans["rect"] == only | {"waistband": 400} and spans["polyline"] == only | {"pocket": 400}
    assert pattern(folder / "use.svg").pattern.pieces[0].quantity == 2
    assert pattern(folder / "pairTrue.svg").pattern.pieces[0].is_pair


def test_units(cases: Path) -> None:
    folder = cases / "units-implausible"
    for name in ("metric_cm", "english_mm"):
        assert "no garment's size" in said(pattern(folder / f"{name}.dxf"))
    read = pattern(folder / "units_CM.dxf")
    assert not read.findings and max(x for x, _ in read.pattern.pieces[0].outline) == pytest.approx(600.0)


def test_an_efficiency_in_per_cent_stops(cases: Path, tmp_path: Path) -> None:
    assert run("init", tmp_path / "brand")[0] == 0
    table = tmp_path / "brand" / "tables" / "operators.csv"
    table.write_text((cases / "efficiency-percent" / "operators.csv").read_text())
    code, told = run("check", tmp_path / "brand")
    assert code == 1 and "efficiency" in told and "above 2" in told
