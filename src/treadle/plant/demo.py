"""Make the demo brand."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from treadle.errors import InputError
from treadle.settings import settings_template
from treadle.storage.lake import write_durably
from treadle.terms.budget import Progress, Silence

#: A folder that holds this file is a demo of ours.
MARK = Path(".treadle") / "demo.txt"


def make_demo(folder: Path, *, seed: int = 0, progress: Progress | None = None) -> date:
    """Write the demo brand's folder, its hidden truth beside it, and return the day to plan from.

    A demo that is there already (it bears a mark of ours) is made anew; any other folder that is not empty is never
    touched: `InputError` says so.
    """
    from treadle.simulate.demo import generate_brand, write_brand

    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise InputError.single(str(folder), "it is not empty, and no demo of ours", "Name another folder for the demo")
    progress = progress or Silence()
    progress.step("making a brand", 0, 2)
    brand = generate_brand(seed)
    progress.step("making a brand", 1, 2)
    shutil.rmtree(folder / ".treadle", ignore_errors=True)
    write_durably(folder / MARK, "Made by treadle demo, which may make it anew.\n")
    text = settings_template({"brand.name": "Demo brand", "brand.time_zone": "UTC", "plan.seed": seed})
    write_brand(brand, folder)
    write_durably(folder / "treadle.toml", text)
    progress.step("making a brand", 2, 2)
    return brand.as_of
