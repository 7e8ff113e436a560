"""`treadle gang`: digital print runs that gang panels of several small orders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treadle.cli.output import check_output, csv_text, write_output

if TYPE_CHECKING:
    from treadle.terms.printing import Panel, PrintPlan

EXAMPLE = "Example: treadle gang panels.csv --width 1600 --roll 50000 --out runs.svg"
COLUMNS = ("order_id", "panel_id", "width_mm", "length_mm", "copies")


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("gang", epilog=EXAMPLE)
    def gang_command(
        source: Annotated[Path, typer.Argument(help=f"Panels (.csv, .xlsx, …) with {', '.join(COLUMNS)}.")],
        width: Annotated[int, typer.Option(min=1, help="Printable width of the cloth, mm.")] = 1600,
        roll: Annotated[int, typer.Option(min=1, help="Longest run, mm.")] = 50_000,
        gap: Annotated[int, typer.Option(min=0, help="Least distance of panels, mm.")] = 10,
        out: Annotated[Path | None, typer.Option(help="Where to write: .csv or .svg (by its ending).")] = None,
    ) -> None:
        """Print the panels of all orders on as little cloth as can be; every run is checked from scratch."""
        from treadle.cli.language import language_of
        from treadle.plant import gang
        from treadle.words import label
        from treadle.words.spoken import told_problem

        language = language_of(source)
        check_output(out, (".csv", ".svg"))
        ganged = gang.gang(source, width_mm=width, roll_mm=roll, gap_mm=gap)
        plan, panels = ganged.plan, ganged.panels
        for doubt in ganged.doubts:
            typer.echo(told_problem(doubt, language), err=True)
        metres, alone = plan.printed_mm / 1000, plan.separate_mm / 1000
        proof = ""
        if plan.bound_mm:
            proof = label("gang.bound", language, share=plan.printed_mm / plan.bound_mm - 1)
        orders = len({one.order_id for one in panels})
        counts = {"panels": len(plan.panels), "orders": orders, "runs": len(plan.run_mm)}
        typer.echo(label("gang.sum", language, metres=metres, alone=alone, proof=proof, **counts))
        if out is not None:
            _write(out, plan, panels, language)
            typer.echo(label("said.written", language, place=out))


def _write(out: Path, plan: PrintPlan, panels: Sequence[Panel], language: str) -> None:
    from treadle.report.runs_picture import runs_svg
    from treadle.terms.schema import OUTPUTS

    if out.suffix.lower() == ".svg":
        write_output(out, runs_svg(plan, panels, language))
    else:
        rows = ([one.run, one.order_id, one.panel_id, one.x_mm, one.y_mm] for one in plan.panels)
        write_output(out, csv_text(OUTPUTS["print_runs"].arrow.names, rows))
