"""Gang the panels of several small orders into digital print runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from treadle.cut.print_runs import plan_print_runs, verify_print_runs
from treadle.errors import InputError
from treadle.storage.plain_rows import read_plain_rows
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
        need("width_mm", "whole", "Across the cloth.", unit="mm", least=1),
        need("length_mm", "whole", "Along the cloth.", unit="mm", least=1),
        need("copies", "whole", "How many are wanted.", least=1),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ganged:
    """The panels of a file and the runs that print them."""

    panels: tuple[Panel, ...]
    plan: PrintPlan


def gang(path: Path, *, width_mm: int, roll_mm: int, gap_mm: int = 10) -> Ganged:
    """The panels of all orders of a CSV (PANELS) on as little cloth as can be; every run is checked from scratch.

    `width_mm` is printable, `roll_mm` the longest run. Raises `NotFoundError`, and `InputError` with every row that is
    wrong, or where a panel does not fit.
    """
    panels = _panels(path)
    try:
        plan = plan_print_runs(panels, width_mm=width_mm, roll_mm=roll_mm, gap_mm=gap_mm)
    except ValueError as error:
        raise InputError.single(path.name, str(error), "Give a wider cloth or a longer roll") from None
    broken = verify_print_runs(plan, panels, roll_mm)
    if broken:
        raise ArithmeticError("; ".join(map(str, broken[:5])))
    return Ganged(panels=tuple(panels), plan=plan)


def _panels(path: Path) -> list[Panel]:
    """The panels of a file; raises with every row that is wrong."""
    rows, problems = read_plain_rows(path, PANELS)
    if problems:
        raise InputError(problems)
    return [Panel(**{one: row[one] for one in PANELS.names}) for row in rows]
