"""Every room has an example, and every example runs and keeps the rules that it checks."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from treadle.settings import settings_template

#: An example's own brand is planned with less search than a newcomer's.
QUICK = {"nest.nest_moves": 5, "schedule.schedule_work": 0.2, "cut.max_garments_per_marker": 3}
ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("sense", "anticipate", "decide", "cut", "sew", "schedule", "replenish")

#: What the example shows, worked by hand or counted.
SHOWS = {
    "sense": "8 sold, on the shelf 57%",  # 4 of 7 days, 2 a day
    "anticipate": "expected,",
    "decide": "rules broken: 0",
    "cut": "rules broken: 0",
    "sew": "sets the pace",
    "schedule": "rules broken: 0",
    "replenish": "shirt-white-M to Porto",  # the key size, of which Porto has none
}

#: The same of the examples from a newcomer's view, which use nothing but `import treadle`.
NEWCOMERS = {
    "brand_day": "released",
    "forecast_frame": "3 SKUs, 4 weeks",
    "marker": "of the cloth used",
    "line": "sets the pace",
    "factory": "W2:",  # 1,900 units of 1.1 minutes want more than the four days until it is due
}


def test_every_room_has_an_example() -> None:
    found = {path.stem for path in (ROOT / "examples").glob("*.py")}
    rooms = {path.name for path in (ROOT / "src" / "treadle").iterdir() if path.name in ROOMS}
    assert found == rooms == set(SHOWS)


@pytest.mark.parametrize("room", ROOMS)
def test_the_example_runs(room: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    path = ROOT / "examples" / f"{room}.py"
    monkeypatch.setattr("sys.argv", [str(path)])
    runpy.run_path(str(path), run_name="__main__")
    assert SHOWS[room] in capsys.readouterr().out


@pytest.mark.parametrize("name", sorted(NEWCOMERS))
def test_a_newcomers_example_runs(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = ROOT / "examples" / "library" / f"{name}.py"
    monkeypatch.setattr("sys.argv", [str(path)])
    monkeypatch.setattr("treadle.plant.init.settings_template", lambda own: settings_template({**own, **QUICK}))
    runpy.run_path(str(path), run_name="__main__")
    assert NEWCOMERS[name] in capsys.readouterr().out


def test_newcomers_examples_import_nothing_of_treadle_but_treadle() -> None:
    found = sorted((ROOT / "examples" / "library").glob("*.py"))
    assert {path.stem for path in found} == set(NEWCOMERS)
    for path in found:
        text = path.read_text(encoding="utf-8")
        assert "import treadle" in text and "from treadle" not in text and "import treadle." not in text, path.name
