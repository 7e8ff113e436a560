"""What every test may use: the public data where it is present, and a small brand with its plan."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import settings

#: Settings with which a brand is planned in few seconds.
QUICK: dict[str, str | int | float] = {
    "nest.nest_moves": 5, "schedule.schedule_work": 0.2, "cut.max_garments_per_marker": 3, "brand.time_zone": "UTC",
}  # fmt: skip

# The suite's workers share the processors already: a plan within one is cut in its own process (workers change no
# result, which tests/engine holds), else each would begin and warm processes of its own.
os.environ.setdefault("LOKY_MAX_CPU_COUNT", "1")

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


@pytest.fixture(scope="session")
def small_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three styles of the demo brand with its factories, shops, terms and planned buy. Never written to: copy it."""
    place = tmp_path_factory.getbasetemp()
    place = (place.parent if os.environ.get("PYTEST_XDIST_WORKER") else place) / "small-demo"
    with FileLock(f"{place}.lock"):  # workers share it
        if not (place / "made").exists():
            make_small_demo(place / "treadle-demo")
            (place / "made").touch()
    return place / "treadle-demo"


def make_small_demo(folder: Path) -> None:
    """Write three styles of the demo brand, one of them bought in, its plan and the terms of its partners."""
    from dataclasses import replace

    from treadle.plant.demo import demo_settings
    from treadle.plant.demo_network import agree_demo_terms, meet_new_factory
    from treadle.plant.plan import plan_folder
    from treadle.plant.standing import remember_plan
    from treadle.report.write import write_plan
    from treadle.settings import settings_template
    from treadle.simulate.demo import generate_brand, write_brand
    from treadle.terms.budget import Silence

    brand = generate_brand(0)
    write_brand(replace(brand, tables=only_styles(dict(brand.tables), ["DRE02", "TEE01", "TEE08"]), truth={}), folder)
    (folder / "treadle.toml").write_text(settings_template({**demo_settings(brand.as_of, 0), **QUICK}))
    meet_new_factory(folder, brand.as_of, ["TEE08"])
    planned = plan_folder(folder)
    write_plan(folder / "plan", planned, Silence())
    remember_plan(folder, planned, folder / "plan")
    agree_demo_terms(folder, brand.as_of, author="the demo")


def only_styles(tables: dict[str, Any], styles: list[str]) -> dict[str, Any]:
    """A brand's tables with the rows of some styles alone."""
    every = tables["products"]["style_id"].to_pylist()
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
        elif name == "changeovers":
            tables[name] = table.filter([{row["from_style_id"], row["to_style_id"]} <= set(styles) for row in rows])
    return tables


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
    tables = only_styles(tables, sorted(set(tables["products"]["style_id"].to_pylist()))[:3])
    write_folder(folder, settings_template(QUICK), tables, has_workbook=False)
    planned = plan_folder(folder)
    write_plan(folder / "plan", planned, Silence())
    remember_plan(folder, planned, folder / "plan")
