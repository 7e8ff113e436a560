"""Everything a plan leaves in its folder: tables, workbook, markers and the page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from treadle.plant.plan import Planned
from treadle.plant.written_plan import write_plan_tables
from treadle.report.marker_pdf import marker_pdf
from treadle.report.marker_picture import marker_svg
from treadle.report.page import build_page
from treadle.report.workbook import write_workbook
from treadle.terms.budget import Progress
from treadle.words import say_text

PAGE, WORKBOOK = "report.html", "plan.xlsx"


def write_plan(out: Path, planned: Planned, progress: Progress) -> None:
    """Write `out/csv`, `out/parquet`, `out/plan.xlsx`, `out/markers/*.svg|pdf` and `out/report.html`."""
    language = planned.settings.language
    out.mkdir(parents=True, exist_ok=True)
    tables = dict(planned.tables)
    progress.step("writing", 0, 4)
    write_plan_tables(out, tables, {name: readable(table, language) for name, table in tables.items()})
    progress.step("writing", 1, 4)
    write_workbook(out / WORKBOOK, tables, language)
    progress.step("writing", 2, 4)
    pictures = _markers(out / "markers", planned)
    progress.step("writing", 3, 4)
    (out / PAGE).write_text(
        build_page(tables | {"size_history": _by_sku(tables)}, pictures, language, planned.calendars()),
        encoding="utf-8",
    )
    progress.step("writing", 4, 4)


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


def _markers(folder: Path, planned: Planned) -> dict[str, str]:
    """Draw every marker as SVG and PDF; returns the SVG elements by marker id."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in (*folder.glob("*.svg"), *folder.glob("*.pdf")):
        old.unlink()
    pictures = {}
    for marker_id, marker in planned.decisions.markers.items():
        name = "".join(sign if sign.isalnum() or sign in "-_." else "_" for sign in marker_id)
        pictures[marker_id] = marker_svg(marker, title=marker_id)
        (folder / f"{name}.svg").write_text(pictures[marker_id], encoding="utf-8")
        (folder / f"{name}.pdf").write_bytes(marker_pdf(marker, title=marker_id))
    return pictures


def write_release(out: Path, tables: Mapping[str, pa.Table], language: str = "en") -> None:
    """Write the tables and the workbook of a plan as it was released with a planner's edits."""
    out.mkdir(parents=True, exist_ok=True)
    write_plan_tables(out, tables, {name: readable(table, language) for name, table in tables.items()})
    write_workbook(out / WORKBOOK, tables, language)
