"""Every problem of a brand's folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from treadle.errors import Problem
from treadle.plant.books import skus_to_come
from treadle.plant.materials import short_materials
from treadle.plant.standing import last_planned
from treadle.settings import FILE_NAME, parse_settings, read_settings
from treadle.storage.brand import check_folder, require_folder
from treadle.storage.gone_products import Dropped as Dropped
from treadle.storage.gone_products import drop_gone
from treadle.storage.import_notes import confirm_apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """All problems of a folder, and its rows by table where nothing stops a plan."""

    problems: tuple[Problem, ...]
    rows: Mapping[str, int]

    @property
    def stopping(self) -> int:
        """How many problems stop a plan."""
        return sum(problem.stops_plan for problem in self.problems)


def drop_missing(folder: Path) -> Dropped:
    """Let products that have no row any more leave the range, unless an order of them is still to come.

    Raises `NotFoundError` where the folder is none of treadle's, `InputError` where its tables cannot be read.
    """
    require_folder(folder)
    settings = read_settings(folder)
    return drop_gone(folder, time_zone=settings.time_zone, held=skus_to_come(folder, settings))


def check(folder: Path, *, confirm_days: bool = False) -> Checked:
    """Every problem of settings, tables and imports with file, row, column and remedy.

    `confirm_days` says that days which lie far apart from all others are right; from then on they count.
    Raises `NotFoundError` where the folder is none of treadle's.
    """
    require_folder(folder)
    settings, found = parse_settings((folder / FILE_NAME).read_bytes())
    if confirm_days:
        confirm_apart(folder, time_zone=settings.time_zone)
    told = check_folder(
        folder, time_zone=settings.time_zone, currency=settings.currency, last_planned=last_planned(folder, settings)
    )  # fmt: skip
    problems = (*found, *told.problems)
    if told.rows.get("bill_of_material") and not any(problem.stops_plan for problem in problems):
        problems = (*problems, *short_materials(folder))
    return Checked(problems=problems, rows={} if any(problem.stops_plan for problem in found) else told.rows)
