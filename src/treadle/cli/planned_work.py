"""What `schedule`, `promise` and `rush` read and write: a folder or a plain file in, tables and pictures out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from treadle.cli.output import csv_text, write_output

if TYPE_CHECKING:
    from treadle.plant.schedule import MadeWork
    from treadle.terms.calendar import ShiftCalendar
    from treadle.terms.schedule import Schedule


#: What `write_plan_file` writes; of a folder also the sheet that is read back.
PLAN_ENDINGS = (".svg", ".csv", ".json")
FOLDER_ENDINGS = (*PLAN_ENDINGS, ".xlsx")


def is_folder(source: Path) -> bool:
    """True for a folder, False for a file. Raises NotFoundError where there is neither."""
    from treadle.errors import NotFoundError

    if not source.exists():
        raise NotFoundError(f"There is no file or folder {source}.")
    return source.is_dir()


def planned(
    source: Path,
    *,
    as_of: date | None,
    seed: int = 0,
    work: float = 4.0,
    seconds: float = 0.0,
    probability: float = 0.9,
    most_parts: int = 1,
) -> MadeWork:
    """The plan of a brand's folder, made anew where the last one is not current (told on stderr), or of the factory of
    a JSON file; all but `as_of` counts for a file only.
    """
    from treadle.cli.language import language_of
    from treadle.cli.progress import Bars, seconds_left
    from treadle.plant.schedule import kept_schedule, schedule_file, schedule_folder
    from treadle.words import label
    from treadle.words.spoken import told_problem

    language = language_of(source)

    if not is_folder(source):
        with Bars() as bars:
            made = schedule_file(
                source, work=work, most_parts=most_parts, probability=probability, seed=seed, progress=bars,
                left=seconds_left(seconds),
            )  # fmt: skip
        for doubt in made.doubts:
            typer.echo(told_problem(doubt, language), err=True)
        return made
    kept = kept_schedule(source, as_of=as_of)
    if kept is not None:
        typer.echo(label("plan.standing", language, day=kept.schedule.origin_day), err=True)
        return kept
    typer.echo(label("plan.anew", language), err=True)
    with Bars() as bars:
        return schedule_folder(source, as_of=as_of, progress=bars)


def write_plan_file(
    out: Path, schedule: Schedule, calendars: Mapping[str, ShiftCalendar], language: str = "en"
) -> None:
    """Write a plan by the ending of `out`, one of `PLAN_ENDINGS`: Gantt chart, slots, or orders, slots and money."""
    from treadle.plant.schedule import plan_text
    from treadle.report.gantt import days_of, gantt, slot_rows
    from treadle.terms.schema import OUTPUTS

    ending = out.suffix.lower()
    if ending == ".svg":
        late = frozenset(order.work_order_id for order in schedule.work_orders if order.status == "late")
        picture = gantt(slot_rows(schedule), late, calendars, language, days=days_of(schedule)).replace(
            "<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1
        )
        write_output(out, picture + "\n")
    elif ending == ".csv":
        rows = slot_rows(schedule)
        columns = [one.name for one in OUTPUTS["schedule"].columns]
        write_output(out, csv_text(columns, ([row[name] for name in columns] for row in rows)))
    else:
        write_output(out, plan_text(schedule))


def write_board_sheet(out: Path, made: MadeWork, language: str) -> None:
    """Write the plan of a folder as the sheet that `treadle board DIR --read` reads back, and say so."""
    from treadle.plant.board_rows import board_rows
    from treadle.report.board_sheet import board_book
    from treadle.words import label

    assert made.standing is not None
    as_of = made.standing.snapshot.as_of.isoformat()
    write_output(out, board_book(board_rows(made), made.standing.plan_id, as_of, language))
    typer.echo(label("board.kept", language, out=out))
