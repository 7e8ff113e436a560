"""Gang the panels of several small orders into digital print runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from treadle.cut.print_runs import plan_print_runs, verify_print_runs
from treadle.errors import InputError, Problem
from treadle.plant.plain_table import read_table_file
from treadle.terms.printing import Panel, PrintPlan
from treadle.terms.table_spec import TableSpec, need

PANELS = TableSpec(
    name="panels",
    doc="Give a row for each panel of an order",
    key=("order_id", "panel_id"),
    keeps_extra=True,
    columns=(
        need("order_id", "id", "Whose panel it is."),
        need("panel_id", "id", "Name of the panel in its order."),
        need(
            "width_mm",
            "whole",
            "Across the cloth.",
            unit="mm",
            least=1,
            most=10_000,
            likely_least=20,
            likely_most=3_600,
        ),
        need("length_mm", "whole", "Along the cloth.", unit="mm", least=1, most=500_000, likely_least=20),
        need("copies", "whole", "How many are wanted.", unit="panels", least=1, most=100_000),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ganged:
    """The panels of a file, the runs that print them, and what is doubted about the file."""

    panels: tuple[Panel, ...]
    plan: PrintPlan
    doubts: tuple[Problem, ...] = ()


def gang(path: Path, *, width_mm: int, roll_mm: int, gap_mm: int = 10) -> Ganged:
    """The panels of all orders of a file (PANELS) on as little cloth as can be; every run is checked from scratch.

    `width_mm` is printable, `roll_mm` the longest run. Raises `NotFoundError`, and `InputError` with every row that is
    wrong, or where a panel does not fit.
    """
    read = read_table_file(path, PANELS)
    if read.problems:
        raise InputError(read.problems)
    panels = [Panel(**{one: row[one] for one in PANELS.names}) for row in read.rows]
    try:
        plan = plan_print_runs(panels, width_mm=width_mm, roll_mm=roll_mm, gap_mm=gap_mm)
    except ValueError as error:
        raise InputError.single(path.name, str(error), "Give a wider cloth or a longer roll") from None
    broken = verify_print_runs(plan, panels, roll_mm)
    if broken:
        raise ArithmeticError("; ".join(map(str, broken[:5])))
    return Ganged(panels=tuple(panels), plan=plan, doubts=read.doubts)
