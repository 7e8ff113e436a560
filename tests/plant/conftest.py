"""A small brand with its plan written, made once for all that is asked of a written plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from treadle.plant.plan import plan_folder
from treadle.plant.standing import remember_plan
from treadle.report.write import write_plan
from treadle.settings import settings_template
from treadle.storage.example_brand import example_tables
from treadle.storage.folder_writing import write_folder
from treadle.terms.budget import Silence

QUICK: dict[str, str | int | float] = {
    "nest.nest_moves": 5, "schedule.schedule_work": 0.2, "cut.max_garments_per_marker": 3, "brand.time_zone": "UTC",
}  # fmt: skip


@pytest.fixture(scope="session")
def planned_brand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three styles of the example brand, planned into the folder plan. Never written to: copy it."""
    folder = tmp_path_factory.mktemp("planned") / "brand"
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
    return folder
