"""`treadle rush`: one more order, now: the earliest day, whom it moves, what it costs, and whether to take it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treadle.cli.output import check_output

if TYPE_CHECKING:
    from treadle.terms.rush import RushAnswer

EXAMPLE = "Example: treadle rush factory.json --plan plan.json --style TEE --units 200 --due 2026-03-20 --worth 900"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("rush", epilog=EXAMPLE)
    def rush_command(
        source: Annotated[Path, typer.Argument(help="A brand's folder or a factory (.json).")],
        style: Annotated[str, typer.Option(help="The style that is asked for.")],
        units: Annotated[int, typer.Option(min=1, help="How many.")],
        due: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day it is asked for.")],
        worth: Annotated[
            float | None, typer.Option(help="What it earns before its making, in currency; decides accept or not.")
        ] = None,
        plan: Annotated[
            Path | None, typer.Option(help="Of a factory's file: the plan that stands (.json); default: plan now.")
        ] = None,
        cut_minutes: Annotated[float, typer.Option(min=0.0, help="Of a file: minutes of cutting.")] = 60.0,
        late: Annotated[
            float, typer.Option(min=0.0, help="Of a file: cost of a day late, in currency; 0: by units.")
        ] = 0.0,
        as_of: Annotated[
            datetime | None, typer.Option(formats=["%Y-%m-%d"], help="For a folder: first day not yet known.")
        ] = None,
        place: Annotated[
            bool, typer.Option("--place", help="Of a folder: place the order, where the plan takes it best.")
        ] = False,
        option: Annotated[
            str, typer.Option(help="With --place: the colour; its sizes are those of its size curve.")
        ] = "",
        size: Annotated[
            list[str] | None, typer.Option(help="With --place: SKU=pieces, instead of --option; again for each.")
        ] = None,
        out: Annotated[Path | None, typer.Option(help="Write the plan with the order: .json, .csv or .svg.")] = None,
    ) -> None:
        """Tries the order at every sensible place of the plan and prices what the whole plan then costs more."""
        from treadle.cli.language import language_of
        from treadle.cli.planned_work import PLAN_ENDINGS, planned, write_plan_file
        from treadle.plant.rush import rush
        from treadle.plant.schedule import planned_file
        from treadle.words import label

        check_output(out, PLAN_ENDINGS)
        worth_cents = None if worth is None else round(worth * 100)
        if place:
            _place(source, _sizes(source, style, units, option, size or []), due.date(), worth_cents)
            return
        made = planned(source, as_of=as_of.date() if as_of else None) if plan is None else planned_file(source, plan)
        answer = rush(
            made, style, units, due.date(), worth_cents=worth_cents, cut_minutes=cut_minutes,
            late_cents_per_day=round(late * 100), with_schedule=out is not None,
        )  # fmt: skip
        language = language_of(source)
        _print(answer, language)
        if out is not None and answer.schedule is not None:
            write_plan_file(out, answer.schedule, made.calendars(answer.schedule), language)
            typer.echo(label("said.written", language, place=out))


def _sizes(folder: Path, style: str, units: int, option: str, size: list[str]) -> dict[str, int]:
    """Pieces by SKU as they were said, or as the size curve of a colour says."""
    from treadle.errors import InputError
    from treadle.plant.rush_place import rush_sizes

    if bool(option) == bool(size):
        raise InputError.single("--place", "it says no sizes", f"Name --option of {style}, or --size SKU=pieces")
    return rush_sizes(folder, option, units) if option else said_sizes(units, size)


def said_sizes(units: int, size: list[str]) -> dict[str, int]:
    """Pieces by SKU as somebody said them (SKU=pieces). Raises `InputError` where they cannot be read, or are not
    `units` together."""
    from treadle.errors import InputError

    found = {}
    for one in size:
        sku, _, count = one.rpartition("=")
        if not sku or not count.isdecimal():
            raise InputError.single(
                "--size", f"'{one}' is not understood", "Say SKU=pieces, for instance TEE1-navy-S=20"
            )
        found[sku] = int(count)
    if sum(found.values()) != units:
        told = f"the sizes are {sum(found.values())} pieces, and --units says {units}"
        raise InputError.single("--size", told, "Say the same number twice")
    return found


def _place(folder: Path, units: dict[str, int], due_day: date, worth_cents: int | None) -> None:
    """Place the order and say where it is made."""
    from treadle.cli.language import language_of
    from treadle.cli.progress import Bars
    from treadle.plant.rush_place import place_rush
    from treadle.settings import whoami
    from treadle.words import label

    with Bars() as bars:
        found = place_rush(folder, units, due_day, worth_cents=worth_cents, author=whoami(), progress=bars)
    language, order = language_of(folder), found.order
    if found.answer is not None:
        _print(found.answer, language)
    said = label(
        "rush.placed" if found.is_new else "rush.placed_before", language, order=order.work_order_id,
        units=sum(order.units.values()), line=f"{order.factory_id} {order.line_id}", promise=order.promise_day,
    )  # fmt: skip
    typer.echo(said)


def _print(answer: RushAnswer, language: str) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from treadle.words import label, say, told

    console = Console()
    colour, verdict = ("green", "rush.accept") if answer.is_accepted else ("red", "rush.refuse")
    said = escape(say(answer.reason, language))
    console.print(f"[bold {colour}]{label(verdict, language)}[/]: {said}")
    if answer.factory_reason is not None and answer.chosen is not None:
        console.print(escape(say(answer.factory_reason, language)))
    table = Table(title=label("rush.title", language), title_justify="left", box=None, pad_edge=False)
    for name in ("way", "where", "planned", "promised", "status", "later", "harmed", "added", "making"):
        is_name = name in ("way", "where")
        table.add_column(
            label(f"rush.{name}", language), no_wrap=not is_name, overflow="fold", min_width=6 if is_name else None
        )
    for option in answer.options:
        mark = " *" if option is answer.chosen else ""
        table.add_row(
            label(f"way.{option.kind}", language) + mark,
            escape(f"{option.factory_id} {option.line_id}"),
            str(option.planned_day),
            str(option.promise_day),
            told(option.status, language),
            str(len(option.later_orders)),
            str(len(option.harmed_orders)),
            f"{option.total_cents / 100:,.2f}",
            f"{option.added_cents['making'] / 100:,.2f}",
        )
    if answer.chosen is None:
        return
    console.print(table)
    later = sorted(answer.chosen.later_orders, key=lambda one: (not one.is_harmed, -one.late_days, one.work_order_id))
    for one in later[:15]:
        before, after = told(one.status_before, language), told(one.status_after, language)
        said = label(
            "rush.moves", language, order=one.work_order_id, planned_before=one.before_day, planned_after=one.after_day,
            promise_before=one.promise_before, promise_after=one.promise_after,
            state=after if before == after else f"{before} → {after}",
        )  # fmt: skip
        console.print(escape(f"  {said}"))
    if len(later) > 15:
        console.print(f"  {label('rush.more', language, count=len(later) - 15)}")
