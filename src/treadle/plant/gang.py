"""Gang the panels of several small orders into digital print runs."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from treadle.cut.print_runs import plan_print_runs, verify_print_runs
from treadle.errors import InputError, NotFoundError, Problem
from treadle.terms.printing import Panel, PrintPlan

COLUMNS = ("order_id", "panel_id", "width_mm", "length_mm", "copies")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ganged:
    """The panels of a file and the runs that print them."""

    panels: tuple[Panel, ...]
    plan: PrintPlan


def gang(path: Path, *, width_mm: int, roll_mm: int, gap_mm: int = 10) -> Ganged:
    """The panels of all orders of a CSV (COLUMNS) on as little cloth as can be; every run is checked from scratch.

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
    if not path.is_file():
        raise NotFoundError(f"There is no file {path}.")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = sorted(set(COLUMNS) - set(reader.fieldnames or ()))
        if missing:
            what = f"no column for {', '.join(missing)}"
            raise InputError.single(path.name, what, f"Give the columns {', '.join(COLUMNS)}")
        panels: list[Panel] = []
        problems: list[Problem] = []
        told: set[tuple[str, str]] = set()
        for row, cells in enumerate(reader, start=2):
            for column in COLUMNS[2:]:
                text = (cells[column] or "").strip()
                if not text.isdigit() or int(text) < 1:
                    what = f"{text!r} is no whole number above 0"
                    problems.append(
                        Problem(file=path.name, row=row, column=column, what=what, remedy="Write whole millimetres")
                    )
            names = (cells["order_id"] or "").strip(), (cells["panel_id"] or "").strip()
            if names in told:
                what = f"{names[0]} {names[1]} is there twice"
                problems.append(Problem(file=path.name, row=row, what=what, remedy="Join the rows"))
            told.add(names)
            if not problems:
                width, length, copies = (int(cells[column]) for column in COLUMNS[2:])
                panels.append(
                    Panel(order_id=names[0], panel_id=names[1], width_mm=width, length_mm=length, copies=copies)
                )
    if problems:
        raise InputError(problems)
    if not panels:
        raise InputError.single(path.name, "it holds no panel", f"Give rows with {', '.join(COLUMNS)}")
    return panels
