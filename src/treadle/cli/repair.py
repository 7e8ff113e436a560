"""`treadle repair`: the plan after late cloth or people away: what moves, which promises change, and what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from treadle.terms.repair import ChangedOrder, Repair

EXAMPLE = "Example: treadle repair mybrand --late WO-TEE-2026W12=3d --absent L1=2 --keep"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("repair", epilog=EXAMPLE)
    def repair_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        late: Annotated[
            list[str] | None, typer.Option(metavar="ORDER=DAYS", help="Its cloth comes so many days later. Repeatable.")
        ] = None,
        absent: Annotated[
            list[str] | None,
            typer.Option(metavar="LINE=PEOPLE", help="So many people of a sewing line are away. Repeatable."),
        ] = None,
        from_day: Annotated[
            datetime | None,
            typer.Option("--from", formats=["%Y-%m-%d"], help="From which day on; default: the plan's day."),
        ] = None,
        as_of: Annotated[
            datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day not yet known; default: the folder's.")
        ] = None,
        keep: Annotated[bool, typer.Option("--keep", help="Keep the repaired work as the one that stands.")] = False,
    ) -> None:
        """The plan after late cloth or people away: what moves, which promises change, and what it costs."""
        from treadle.cli.planned_work import planned
        from treadle.plant.repair import keep_repair, repair
        from treadle.terms.repair import Disturbance

        happened = Disturbance(
            late_days=_counts("--late", late or (), "ORDER=DAYS", "WO-TEE-2026W12=3"),
            absent_people=_counts("--absent", absent or (), "LINE=PEOPLE", "L1=2"),
            from_day=from_day.date() if from_day else None,
        )
        _refuse_file(folder)
        made = planned(folder, as_of=as_of.date() if as_of else None)
        found = repair(made, happened)
        _print(found)
        if keep:
            keep_repair(folder, made, found)
            typer.echo("Kept: schedule, promise and rush tell of the repaired work.")
        else:
            typer.echo("The repaired work was not kept; --keep keeps it.")


def _refuse_file(folder: Path) -> None:
    from treadle.errors import InputError

    if folder.is_file():
        raise InputError.single(str(folder), "it is a file", "Give a brand's folder")


def _counts(option: str, told: Sequence[str], form: str, example: str) -> dict[str, int]:
    """What follows the last = of each, in whole days or people. Raises `InputError` with all that cannot be read."""
    from treadle.errors import InputError, Problem

    found: dict[str, int] = {}
    problems = []
    for text in told:
        name, _, count = (one.strip() for one in text.rpartition("="))
        count = count.removesuffix("d")
        if not name or not count.isdigit() or not int(count):
            remedy = f"Write {form}, such as {example}"
            problems.append(Problem(file=option, what=f"'{text}' cannot be read", remedy=remedy))
        elif name in found:
            problems.append(Problem(file=option, what=f"{name} is there twice", remedy="Say it once"))
        else:
            found[name] = int(count)
    if problems:
        raise InputError(problems)
    return found


def _print(found: Repair) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    moved = [one for one in found.changed if one.is_moved]
    told = [one for one in found.changed if one.promise_before != one.promise_after]
    console = Console()
    if found.changed:
        table = Table(title="What changes", title_justify="left", box=None, pad_edge=False)
        for heading in ("order", "due", "line", "sewn from", "planned", "promised", "late costs"):
            is_name = heading in ("order", "line")
            table.add_column(
                heading, no_wrap=not is_name, overflow="fold", min_width=6 if is_name else None,
                justify="right" if heading == "late costs" else "left",
            )  # fmt: skip
        for one in found.changed:
            table.add_row(*(escape(cell) for cell in _row(one)))
        console.print(table)
    many = f"{len(told)} promise{' changes' if len(told) == 1 else 's change'}"
    cents = found.added_cents
    cost = f"{abs(cents) / 100:,.2f} {'less' if cents < 0 else 'more'}"
    console.print(f"{len(moved)} of {found.orders} orders moved, {many}; the plan costs {cost}.")


def _row(one: ChangedOrder) -> list[str]:
    line = one.line_before if one.line_before == one.line_after else f"{one.line_before} → {one.line_after or 'none'}"
    return [
        one.work_order_id,
        f"{one.due_day:%d %b}",
        line,
        _days(one.start_before, one.start_after),
        _days(one.planned_before, one.planned_after),
        _days(one.promise_before, one.promise_after),
        f"{one.late_cents / 100:+,.2f}" if one.late_cents else "",
    ]


def _days(before: date | None, after: date | None) -> str:
    first, then = (f"{day:%d %b}" if day else "never" for day in (before, after))
    return first if first == then else f"{first} → {then}"
