"""`treadle schedule`: work orders over tables and lines, from a brand's folder, a factory's file or a job shop."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treadle.cli.language import language_of
from treadle.cli.output import check_output, write_output

if TYPE_CHECKING:
    from rich.console import Console

    from treadle.terms.schedule import Schedule

EXAMPLE = "Example: treadle schedule factory.json --work 4 --out plan.svg"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("schedule", epilog=EXAMPLE)
    def schedule_command(
        source: Annotated[Path, typer.Argument(help="A brand's folder, a factory (.json), a job shop (.txt, .fjs).")],
        as_of: Annotated[
            datetime | None, typer.Option(formats=["%Y-%m-%d"], help="For a folder: first day not yet known.")
        ] = None,
        work: Annotated[float, typer.Option(min=0.0, help="Counted work of the search of a plain file.")] = 4.0,
        seconds: Annotated[
            float, typer.Option(help="For a plain file: seconds to search instead; 0: counted work.")
        ] = 0.0,
        parts: Annotated[int, typer.Option(min=1, help="Parts into which an order of a plain file may be split.")] = 1,
        setups: Annotated[bool, typer.Option("--setups", help="The job shop ends with set-up matrices.")] = False,
        seed: Annotated[int, typer.Option(min=0, help="Seed of every random choice of a plain file.")] = 0,
        out: Annotated[
            Path | None,
            typer.Option(
                help="Where to write: .json, .csv, .svg; of a folder .xlsx, to edit and read by treadle board --read."
            ),
        ] = None,
    ) -> None:
        """When every work order is cut, sewn and there, what is late and why; every rule is checked from scratch."""
        from treadle.cli.planned_work import FOLDER_ENDINGS, PLAN_ENDINGS, planned, write_board_sheet, write_plan_file
        from treadle.plant.schedule import refuse_unsound
        from treadle.words import label

        is_shop = not source.is_dir() and source.suffix.lower() in (".txt", ".fjs")
        check_output(out, (".json", ".svg") if is_shop else FOLDER_ENDINGS if source.is_dir() else PLAN_ENDINGS)
        if is_shop:
            _job_shop(source, setups, seed, work, seconds, out)
            return
        made = planned(
            source, as_of=as_of.date() if as_of else None, seed=seed, work=work, seconds=seconds, most_parts=parts
        )
        refuse_unsound(made)
        language = language_of(source)
        _print(made.schedule, language)
        if out is not None and out.suffix.lower() == ".xlsx":
            write_board_sheet(out, made, language)
        elif out is not None:
            write_plan_file(out, made.schedule, made.calendars(), language)
            typer.echo(label("said.written", language, place=out))


def _print(schedule: Schedule, language: str) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from treadle.words import heading, label, say, told

    console = Console()
    table = Table(title=label("work.title", language), title_justify="left", box=None, pad_edge=False)
    for name in ("work order", "style", "units", "where", "due", "planned", "promised", "status"):
        is_name = name in ("work order", "style", "where")
        # Names fold in a narrow window; days, units and status never do.
        table.add_column(
            heading(name, language),
            justify="right" if name == "units" else "left",
            no_wrap=not is_name,
            overflow="fold",
            min_width=4 if is_name else None,
        )
    for order in sorted(schedule.work_orders, key=lambda one: (str(one.planned_day), one.work_order_id))[:40]:
        table.add_row(
            escape(order.work_order_id),
            escape(order.style_id),
            f"{sum(order.units.values()):,}",
            escape(f"{order.factory_id}/{order.line_id}") if order.line_id else "–",
            str(order.due_day),
            str(order.planned_day or "–"),
            str(order.promise_day or "–"),
            told(order.status, language),
        )
    console.print(table)
    late = [order for order in schedule.work_orders if order.late_reason is not None]
    for order in sorted(late, key=lambda order: order.status == "at risk")[:8]:
        if order.late_reason is not None:
            facts = {"status": told(order.status, language), "why": say(order.late_reason, language)}
            console.print(escape(f"  {label('sum.late', language, order=order.work_order_id, **facts)}"))
    for reason in schedule.reasons:
        console.print(escape(f"  {say(reason, language)}"))
    _print_money(schedule, console, language)


def _print_money(schedule: Schedule, console: Console, language: str) -> None:
    """What the schedule costs, part by part, and what no schedule can cost less than."""
    from treadle.words import count_states, label

    parts = ", ".join(
        f"{label(f'cost.{part}', language)} {cents / 100:,.2f}" for part, cents in schedule.cost_cents.items() if cents
    )
    if schedule.status == "optimal":
        proof = label("work.proved", language)
    elif schedule.bound_cents is None:
        proof = label("work.open", language)
    else:
        proof = label("work.bound", language, bound=schedule.bound_cents / 100)
    count, total = len(schedule.work_orders), sum(schedule.cost_cents.values()) / 100
    states = count_states((order.status for order in schedule.work_orders), language)
    facts = {"orders": count, "states": states, "cost": total, "proof": proof, "parts": parts}
    console.print(label("work.total", language, **facts))


def _job_shop(source: Path, setups: bool, seed: int, work: float, seconds: float, out: Path | None) -> None:
    from treadle.cli.progress import seconds_left
    from treadle.plant.schedule import schedule_job_shop
    from treadle.report.job_shop_picture import job_shop_svg
    from treadle.terms.codec import json_text
    from treadle.words import label

    language = language_of(source)
    found = schedule_job_shop(source, has_setups=setups, work=work, seed=seed, left=seconds_left(seconds))
    told = found.answer
    proof = label("shop.proved" if found.is_optimal else "shop.bound", language, bound=found.bound)
    counts = {"jobs": found.jobs, "machines": found.machines, "end": told["makespan"]}
    typer.echo(label("shop.sum", language, proof=proof, **counts))
    if out is None:
        return
    if out.suffix.lower() == ".json":
        write_output(out, json_text(told) + "\n")
    else:
        write_output(out, job_shop_svg(told, language) + "\n")
    typer.echo(label("said.written", language, place=out))
