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
        from treadle.cli.language import language_of
        from treadle.cli.planned_work import planned
        from treadle.plant.repair import keep_repair, repair
        from treadle.terms.repair import Disturbance
        from treadle.words import label

        happened = Disturbance(
            late_days=_counts("--late", late or (), "ORDER=DAYS", "WO-TEE-2026W12=3"),
            absent_people=_counts("--absent", absent or (), "LINE=PEOPLE", "L1=2"),
            from_day=from_day.date() if from_day else None,
        )
        refuse_file(folder)
        made = planned(folder, as_of=as_of.date() if as_of else None)
        found = repair(made, happened)
        language = language_of(folder)
        print_repair(found, language)
        if keep:
            keep_repair(folder, made, found)
            typer.echo(label("repair.kept", language))
        else:
            typer.echo(label("repair.shown", language))


def refuse_file(folder: Path) -> None:
    """Raise `InputError` where a file is named instead of a brand's folder."""
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


def print_repair(found: Repair, language: str) -> None:
    """What a changed plan moves: the orders before and after, and what it costs."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from treadle.words import heading, label

    moved = [one for one in found.changed if one.is_moved]
    told = [one for one in found.changed if one.promise_before != one.promise_after]
    console = Console()
    if found.changed:
        table = Table(title=label("repair.title", language), title_justify="left", box=None, pad_edge=False)
        order, due, line, planned, promised = (
            heading(one, language) for one in ("work order", "due", "line", "planned", "promised")
        )
        sewn, late_costs = label("repair.sewn", language), label("repair.late_costs", language)
        for name in (order, due, line, sewn, planned, promised, late_costs):
            is_name = name in (order, line)
            table.add_column(
                name, no_wrap=not is_name, overflow="fold", min_width=6 if is_name else None,
                justify="right" if name == late_costs else "left",
            )  # fmt: skip
        for one in found.changed:
            table.add_row(*(escape(cell) for cell in _row(one, language)))
        console.print(table)
    facts = {"moved": len(moved), "orders": found.orders, "promises": len(told), "cost": abs(found.added_cents) / 100}
    console.print(label("repair.cheaper" if found.added_cents < 0 else "repair.summary", language, **facts))


def _row(one: ChangedOrder, language: str) -> list[str]:
    from treadle.words import label

    line = one.line_before
    if line != one.line_after:
        line += f" → {one.line_after or label('repair.nothing', language)}"
    return [
        one.work_order_id,
        label("work.day", language, day=one.due_day),
        line,
        _days(one.start_before, one.start_after, language),
        _days(one.planned_before, one.planned_after, language),
        _days(one.promise_before, one.promise_after, language),
        f"{one.late_cents / 100:+,.2f}" if one.late_cents else "",
    ]


def _days(before: date | None, after: date | None, language: str) -> str:
    from treadle.words import label

    first, then = (label("work.day", language, day=day) if day else "–" for day in (before, after))
    return first if first == then else f"{first} → {then}"
