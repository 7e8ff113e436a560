"""`treadle gang`: digital print runs that gang panels of several small orders."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from treadle.terms.printing import Panel, PrintPlan

EXAMPLE = "Example: treadle gang panels.csv --width 1600 --roll 50000 --out runs.svg"
COLUMNS = ("order_id", "panel_id", "width_mm", "length_mm", "copies")


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("gang", epilog=EXAMPLE)
    def gang_command(
        source: Annotated[Path, typer.Argument(help=f"Panels (.csv) with {', '.join(COLUMNS)}.")],
        width: Annotated[int, typer.Option(min=1, help="Printable width of the cloth, mm.")] = 1600,
        roll: Annotated[int, typer.Option(min=1, help="Longest run, mm.")] = 50_000,
        gap: Annotated[int, typer.Option(min=0, help="Least distance of panels, mm.")] = 10,
        out: Annotated[Path | None, typer.Option(help="Where to write: .csv or .svg (by its ending).")] = None,
    ) -> None:
        """Print the panels of all orders on as little cloth as can be; every run is checked from scratch."""
        from treadle.cut.print_runs import plan_print_runs, verify_print_runs
        from treadle.errors import InputError

        panels = _read(source)
        try:
            plan = plan_print_runs(panels, width_mm=width, roll_mm=roll, gap_mm=gap)
        except ValueError as error:
            raise InputError.single(source.name, str(error), "Give a wider cloth or a longer roll") from None
        broken = verify_print_runs(plan, panels, roll)
        if broken:
            raise ArithmeticError("; ".join(map(str, broken[:5])))
        metres, alone = plan.printed_mm / 1000, plan.separate_mm / 1000
        proof = f", at most {plan.printed_mm / plan.bound_mm - 1:.1%} above the bound" if plan.bound_mm else ""
        typer.echo(
            f"{len(plan.panels)} panels of {len({one.order_id for one in panels})} orders in {len(plan.run_mm)} runs: "
            f"{metres:,.2f} m of cloth, {alone:,.2f} m if each order is printed alone{proof}, checked"
        )
        if out is not None:
            _write(out, plan, panels)
            typer.echo(f"Written to {out}")


def _read(path: Path) -> list[Panel]:
    """The panels of a file; raises with every row that is wrong."""
    import csv

    from treadle.errors import InputError, NotFoundError, Problem
    from treadle.terms.printing import Panel

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


def _write(out: Path, plan: PrintPlan, panels: list[Panel]) -> None:
    import csv

    from treadle.errors import InputError
    from treadle.report.runs_picture import runs_svg

    if out.suffix.lower() == ".svg":
        out.write_text(runs_svg(plan, panels), encoding="utf-8")
    elif out.suffix.lower() == ".csv":
        with out.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["run", "order_id", "panel_id", "x_mm", "y_mm"])
            rows.writerows([one.run, one.order_id, one.panel_id, one.x_mm, one.y_mm] for one in plan.panels)
    else:
        raise InputError.single(str(out), "the ending is not known", "Use .csv or .svg")
