"""People for a pitch, absence, gains, plain bulletins, the picture and the command."""

from __future__ import annotations

import json
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
import typer
from sew_cases import bulletin, line, operation
from typer.testing import CliRunner

from treadle.cli.balance import register
from treadle.connectors.bulletin import read_bulletin_file
from treadle.errors import InputError
from treadle.report.yamazumi import yamazumi_svg
from treadle.sew.balance import balance_line
from treadle.sew.check import check_balance
from treadle.sew.example_bulletins import example_bulletin
from treadle.sew.manning import gains, line_for_pitch, standard_line, without_people
from treadle.terms.sewing import SewingLine

CSV = "operation_id,name,machine,smv_minutes,predecessors\nA,collar,LOCK,2,\nB,body,OVER,1,\nC,join,LOCK,1,A B\n"


def test_a_pitch_of_two_minutes_takes_three_people() -> None:
    crew, balance = line_for_pitch(bulletin(), 2.0)
    assert len(crew.operators) == 3  # 6 minutes over 2
    assert balance.minutes_per_unit == pytest.approx(2.0)


def test_an_absent_operator_is_balanced_around_within_two_seconds() -> None:
    style, crew = example_bulletin("shirt"), standard_line(example_bulletin("shirt"), 18)
    left = without_people(crew, ["P03"])
    balance_line(bulletin(), line())
    began = time.process_time()
    balance = balance_line(style, left)
    assert time.process_time() - began < 2.0
    assert check_balance(balance, style, left) == ()
    assert all("P03" not in station.operator_ids for station in balance.stations)


def test_an_unknown_absentee_is_named() -> None:
    with pytest.raises(ValueError, match="P9"):
        without_people(line(), ["P9"])


def test_training_the_idle_one_is_worth_it() -> None:
    # P1 alone can lock (4 minutes), P2 overlocks 1: with P2 trained at 80 % some locking moves over.
    style = bulletin(operation("a", 2.0), operation("b", 2.0, "a"), operation("c", 1.0, "b", skill="OVER"))
    crew = line({"LOCK": 1.0}, {"OVER": 1.0})
    balance = balance_line(style, crew)
    assert balance.minutes_per_unit == pytest.approx(4.0)
    best = gains(style, crew, balance)[0]
    assert (best.operator_id, best.added) == ("P2", "LOCK")
    assert best.minutes_per_unit <= 2.0 / 0.8 + 1.0 + 1e-9  # a by P1; b in 2.5 and c in 1 by P2


def written(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_a_bulletin_is_read_with_its_graph(tmp_path: Path) -> None:
    read = read_bulletin_file(written(tmp_path, "style.csv", CSV)).bulletin
    assert read.bulletin_id == "style"
    assert read.operations[2].predecessors == ("A", "B")
    assert read.operations[0].skill == "LOCK"


def test_a_plain_list_is_a_chain_in_any_table_a_brand_may_write(tmp_path: Path) -> None:
    text = "No,Operation,Minutes,Machine,remark\n1,a,0.2,SNL,\n2,b,0.3,FL,neat\n"
    read = read_bulletin_file(written(tmp_path, "list.csv", text)).bulletin
    semicolons = written(tmp_path, "semicolons.csv", text.replace(",", ";"))
    assert read_bulletin_file(semicolons).bulletin.operations == read.operations
    assert read.operations[1].predecessors == ("1",)


def test_a_bad_bulletin_tells_every_fault(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_bulletin_file(written(tmp_path, "bad.csv", CSV + "D,x,LOCK,soon,A\nE,y,LOCK,-1,Z\n"))
    told = str(caught.value)
    assert '"soon" is not a number' in told
    assert "row 5" in told
    assert "SMV is above zero" in told
    assert "predecessor exists" in told


def test_the_public_tshirt_needs_no_more_people_than_printed(shared_data: Path) -> None:
    folder = shared_data / "factory" / "operation_bulletins"
    style = read_bulletin_file(folder / "basic_tshirt.csv").bulletin
    assert style.smv_minutes == pytest.approx(5.08)
    slowest = 0.33  # minutes; two people share an operation of up to 0.66
    crew, balance = line_for_pitch(style, slowest)
    assert len(crew.operators) <= 22
    assert check_balance(balance, style, crew) == ()


def test_the_picture_has_a_block_for_every_operation() -> None:
    balance = balance_line(bulletin(), line())
    svg = ElementTree.fromstring(yamazumi_svg(balance, bulletin()))
    assert len(svg.findall(".//{*}title")) == len(bulletin().operations)


@pytest.fixture
def app() -> typer.Typer:
    """The command alone, under a group as in the house."""
    told = typer.Typer()
    told.callback()(lambda: None)
    register(told)
    return told


def test_the_command_balances_a_file(app: typer.Typer, tmp_path: Path) -> None:
    source = tmp_path / "style.csv"
    source.write_text(CSV, encoding="utf-8")
    out = tmp_path / "line.json"
    result = CliRunner().invoke(app, ["balance", str(source), "--people", "2", "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert "cycle 2.000 minutes" in result.output
    assert json.loads(out.read_text(encoding="utf-8"))["status"] == "balanced"


def test_the_command_solves_a_problem(app: typer.Typer, tmp_path: Path) -> None:
    source = tmp_path / "small.IN2"
    source.write_text("3\n4\n5\n3\n1,2\n2,3\n-1,-1\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["balance", str(source), "--cycle-time", "9"])
    assert "2 stations, cycle 9, proved best" in result.output or "2 stations, cycle 8, proved best" in result.output
    assert "cycle 8, proved best" in CliRunner().invoke(app, ["balance", str(source), "--people", "2"]).output


def test_the_command_asks_for_people_or_a_pitch(app: typer.Typer, tmp_path: Path) -> None:
    source = tmp_path / "style.csv"
    source.write_text(CSV, encoding="utf-8")
    result = CliRunner().invoke(app, ["balance", str(source)])
    assert isinstance(result.exception, InputError)


def test_a_machine_with_an_attachment_is_a_kind_of_its_own(tmp_path: Path) -> None:
    text = "operation,machine,attachment,smv\nhem,FL,folder,0.4\njoin,SNLS,,0.3\n"
    read = read_bulletin_file(written(tmp_path, "list.csv", text)).bulletin
    assert [one.machine for one in read.operations] == ["FL+folder", "SNLS"]
    crew = standard_line(read, 3)
    plain = SewingLine(line_id="L", operators=crew.operators, machines={"FL": 2, "SNLS": 2})
    assert balance_line(read, plain).reason.code == "sew.no_machine"
    fitted = SewingLine(line_id="L", operators=crew.operators, machines={"FL+folder": 2, "SNLS": 2})
    assert balance_line(read, fitted).status == "balanced"
