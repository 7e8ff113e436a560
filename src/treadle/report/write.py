"""Everything a plan leaves in its folder: tables, workbook, markers and the page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from treadle.errors import InputError
from treadle.plant.plan import Planned
from treadle.plant.written_plan import rewritten_plan
from treadle.report.file_names import file_names
from treadle.report.marker_pdf import marker_pdf
from treadle.report.marker_picture import marker_svg
from treadle.report.page import build_page
from treadle.report.workbook import write_workbook
from treadle.terms.budget import Progress
from treadle.terms.plan import Plan
from treadle.words import say_text

PAGE, WORKBOOK = "report.html", "plan.xlsx"
#: The page that a plan has while its markers are drawn.
FIRST_PAGE = "report.first.html"


def write_first(out: Path, planned: Planned) -> Path:
    """Write the page of a plan whose markers are not drawn yet into `out`, whole or not at all; nothing else there
    changes, and `write_plan` takes it away. Returns its place. Raises `InputError` where it cannot be written."""
    place, half = out / FIRST_PAGE, out / f".{FIRST_PAGE}.half"
    tables = dict(planned.tables)
    page = build_page(
        tables | {"size_history": _by_sku(tables)}, {}, planned.settings.language, planned.calendars(),
        planned.pictures, is_first=True,
    )  # fmt: skip
    try:
        out.mkdir(parents=True, exist_ok=True)
        half.write_text(page, encoding="utf-8")
        half.replace(place)
    except OSError as error:
        raise InputError.single(str(out), f"cannot be written: {error}", "Choose another place with --out") from error
    return place


def take_first_away(out: Path) -> None:
    """Take the page away that `write_first` wrote, where there is one."""
    (out / FIRST_PAGE).unlink(missing_ok=True)


def write_plan(out: Path, planned: Planned, progress: Progress) -> tuple[Path, ...]:
    """Write the plan (`plan.json`, `csv`, `parquet`), `plan.xlsx`, `markers/*.svg|pdf` and `report.html` into `out`.

    The folder changes in one step. Returns the files beside the new ones that a person had written or changed. Raises
    `InputError` where the folder cannot be written.
    """
    language = planned.settings.language
    before = set(out.rglob("*.kept-*"))
    tables = dict(planned.tables)
    progress.step("writing", 0, 4)
    with rewritten_plan(out, planned.plan, tables, _readable(tables, language)) as fresh:
        progress.step("writing", 1, 4)
        write_workbook(fresh / WORKBOOK, tables, language)
        progress.step("writing", 2, 4)
        drawn = _markers(fresh / "markers", planned.plan, language)
        progress.step("writing", 3, 4)
        page = build_page(
            tables | {"size_history": _by_sku(tables)}, drawn, language, planned.calendars(), planned.pictures
        )
        (fresh / PAGE).write_text(page, encoding="utf-8")
    take_first_away(out)
    progress.step("writing", 4, 4)
    return tuple(sorted(set(out.rglob("*.kept-*")) - before))


def _readable(tables: Mapping[str, pa.Table], language: str) -> dict[str, pa.Table]:
    return {name: readable(table, language) for name, table in tables.items()}


def readable(table: pa.Table, language: str) -> pa.Table:
    """The table with every reason as a sentence, for people who read CSV."""
    for at, name in enumerate(table.column_names):
        if name == "reason" or name.endswith("_reason"):
            said = {text: say_text(text, language) for text in pc.unique(table[name]).to_pylist()}
            table = table.set_column(at, name, pa.array([said[text] for text in table[name].to_pylist()], pa.string()))
    return table


def _by_sku(tables: dict[str, pa.Table]) -> pa.Table:
    """Units of demand seen by SKU."""
    sums = tables["history"].group_by("sku").aggregate([("demand_units", "sum")])
    return sums.rename_columns(["sku", "demand_units"])


def _markers(folder: Path, plan: Plan, language: str) -> dict[str, str]:
    """Draw every marker as SVG and as PDF; returns the SVG elements by marker id."""
    folder.mkdir()
    pictures = {}
    names = file_names(plan.markers)
    for marker_id, marker in plan.markers.items():
        name = names[marker_id]
        pictures[marker_id] = marker_svg(marker, title=marker_id, language=language)
        (folder / f"{name}.svg").write_text(pictures[marker_id], encoding="utf-8")
        (folder / f"{name}.pdf").write_bytes(marker_pdf(marker, title=marker_id, language=language))
    return pictures


def write_release(out: Path, plan: Plan, tables: Mapping[str, pa.Table], language: str) -> None:
    """Write a plan as it was released with a planner's edits: the plan, its tables and its workbook."""
    with rewritten_plan(out, plan, tables, _readable(tables, language)) as fresh:
        write_workbook(fresh / WORKBOOK, tables, language)
