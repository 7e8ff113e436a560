"""What every test may use: the public data where it is present, and a small brand with its plan."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

#: Settings with which a brand is planned in few seconds.
QUICK: dict[str, str | int | float] = {
    "nest.nest_moves": 5, "schedule.schedule_work": 0.2, "cut.max_garments_per_marker": 3, "brand.time_zone": "UTC",
}  # fmt: skip

# The same examples on every machine: a law that fails, fails for everybody.
settings.register_profile("house", derandomize=True, deadline=None)
settings.load_profile("house")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the public data sets; skips, with the reason, where it is absent."""
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("TREADLE_SHARED", str(default)))
    if not folder.is_dir():
        pytest.skip("the public data sets are not on this machine (set TREADLE_SHARED to their folder)")
    return folder


@pytest.fixture(scope="session")
def planned_brand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three styles of the example brand, planned into the folder plan. Never written to: copy it."""
    place = tmp_path_factory.getbasetemp()
    place = (place.parent if os.environ.get("PYTEST_XDIST_WORKER") else place) / "planned"
    with FileLock(f"{place}.lock"):  # workers share it
        if not (place / "made").exists():
            make_planned(place / "brand")
            (place / "made").touch()
    return place / "brand"


def make_planned(folder: Path) -> None:
    """Write three styles of the example brand and its plan."""
    from treadle.plant.plan import plan_folder
    from treadle.plant.standing import remember_plan
    from treadle.report.write import write_plan
    from treadle.settings import settings_template
    from treadle.storage.example_brand import example_tables
    from treadle.storage.folder_writing import write_folder
    from treadle.terms.budget import Silence

    tables = dict(example_tables())
    every = tables["products"]["style_id"].to_pylist()
    styles = sorted(set(every))[:3]
    tables["products"] = tables["products"].filter([one in styles for one in every])
    skus, options = (set(tables["products"][name].to_pylist()) for name in ("sku", "option_id"))
    for name, table in tables.items():
        rows = table.to_pylist()
        if name != "products" and "sku" in table.column_names:
            fits = [
                (not row["sku"] or row["sku"] in skus) and (not row.get("option_id") or row["option_id"] in options)
                for row in rows
            ]
            tables[name] = table.filter(fits)
        elif name != "products" and "style_id" in table.column_names:
            tables[name] = table.filter([not row["style_id"] or row["style_id"] in styles for row in rows])
    write_folder(folder, settings_template(QUICK), tables, has_workbook=False)
    planned = plan_folder(folder)
    write_plan(folder / "plan", planned, Silence())
    remember_plan(folder, planned, folder / "plan")
