"""`treadle source` as its user runs it."""

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from treadle.cli import build_app
from treadle.errors import InputError

ORDERS = """order_id,style_id,units,minutes_per_unit,due_day,needs,approved,late_cost,worth
A1,TEE,300,12,2026-03-30,knit,,0.10,
A2,COAT,120,60,2026-03-20,woven,HUE,0.30,40
A3,JEAN,80,28,2026-04-10,denim,,0.10,9.50
"""
FACTORIES = """factory_id,capabilities,minimum_units,free_minutes,lead_days,minute_cost,setup_cost
HUE,knit woven,100,12000 12000 9000,14,0.14,120
PORTO,knit woven,50,20000,10,0.22,90
"""
KEPT = """factory_id,order_id,promised_day,received_day,ordered_units,accepted_units
HUE,1,2025-09-01,2025-09-04,500,490
HUE,2,2025-10-01,2025-10-02,300,300
PORTO,4,2025-09-10,2025-09-10,200,200
"""


@pytest.fixture()
def files(tmp_path: Path) -> Path:
    """A folder with the three files."""
    for name, text in (("orders", ORDERS), ("factories", FACTORIES), ("kept", KEPT)):
        (tmp_path / f"{name}.csv").write_text(text)
    return tmp_path


def split(files: Path, *more: str) -> str:
    """What the command says."""
    told = CliRunner().invoke(
        build_app(), ["source", "split", str(files / "orders.csv"), "--factories", str(files / "factories.csv"),
              "--as-of", "2026-03-02", *more], catch_exceptions=False,
    )  # fmt: skip
    assert told.exit_code == 0, told.output
    return told.output


def test_a_split_is_told_and_written_and_what_nobody_makes_too(files: Path) -> None:
    out = files / "split.csv"
    said = split(files, "--kept", str(files / "kept.csv"), "--out", str(out))
    assert "80 pieces nobody makes" in said and "lack an operation" in said
    rows = list(csv.DictReader(out.open()))
    assert {(row["order_id"], row["factory_id"]) for row in rows} == {("A1", "HUE"), ("A2", "HUE"), ("A3", "")}
    # 300 pieces of 12 minutes at 14 cents
    assert rows[0]["price_cents"] == "50400"


def test_a_quote_moves_the_order(files: Path) -> None:
    quotes = files / "quotes.csv"
    quotes.write_text("factory_id,style_id,from_units,cost_per_piece\nPORTO,TEE,100,1.20\n")
    out = files / "split.csv"
    split(files, "--quotes", str(quotes), "--out", str(out))
    assert next(csv.DictReader(out.open()))["factory_id"] == "PORTO"


def test_all_that_is_wrong_in_all_files_is_named_at_once(files: Path) -> None:
    (files / "orders.csv").write_text(ORDERS.replace("300,12,", "none,12,").replace("HUE,0.30", "HEU,0.30"))
    (files / "factories.csv").write_text(FACTORIES.replace("HUE,knit woven,100", "HUE,knit woven,-1"))
    with pytest.raises(InputError) as told:
        split(files)
    places = {(one.file, one.row, one.column) for one in told.value.problems}
    assert places == {("orders.csv", 2, "units"), ("factories.csv", 2, "minimum_units")}
    (files / "orders.csv").write_text(ORDERS.replace("HUE,0.30", "HEU,0.30"))
    (files / "factories.csv").write_text(FACTORIES)
    with pytest.raises(InputError, match="approved for HEU"):
        split(files)


def test_scores_are_told(files: Path) -> None:
    out = files / "scores.csv"
    told = CliRunner().invoke(
        build_app(), ["source", "score", str(files / "kept.csv"), "--out", str(out)], catch_exceptions=False
    )
    assert told.exit_code == 0 and "PORTO" in told.output
    rows = {row["factory_id"]: row for row in csv.DictReader(out.open())}
    assert float(rows["PORTO"]["on_time_share"]) > float(rows["HUE"]["on_time_share"])
