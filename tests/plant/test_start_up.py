"""What a command loads before it works: no pandas, and of the help not even the words."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from treadle.cli import build_app

LOADED = """
import sys
from treadle.cli.arrow_alone import touch_arrow
touch_arrow()
import pyarrow as pa
table = pa.table({"units": [1, 2]})
assert "pandas" not in sys.modules, "arrow looked for pandas"
assert table.to_pandas()["units"].sum() == 3
import pandas as pd
assert pa.Table.from_pandas(pd.DataFrame({"units": [1.5]})).num_rows == 1
assert pa.array(pd.Series([1, 2])).to_pylist() == [1, 2]
"""
HELP = """
import sys
sys.argv = ["treadle", "--help"]
from treadle.cli import main
try:
    main()
except SystemExit:
    pass
heavy = {"numpy", "pyarrow", "pandas", "duckdb", "sqlalchemy", "matplotlib", "treadle.words"} & set(sys.modules)
assert not heavy, heavy
"""


def test_arrow_does_without_pandas_until_somebody_asks_for_a_frame() -> None:
    subprocess.run([sys.executable, "-c", LOADED], check=True)


def test_help_loads_nothing_heavy() -> None:
    subprocess.run([sys.executable, "-c", HELP], check=True, stdout=subprocess.DEVNULL)


def test_a_schedule_that_is_written_as_a_sheet_is_read_back_as_the_board(planned_brand: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "schedule.xlsx"
    written = CliRunner().invoke(build_app(), ["schedule", str(planned_brand), "--out", str(sheet)])
    assert written.exit_code == 0 and sheet.is_file(), written.output
    read = CliRunner().invoke(build_app(), ["board", str(planned_brand), "--read", str(sheet), "--dry-run"])
    assert read.exit_code == 0 and "Nothing is changed." in read.output, read.output
