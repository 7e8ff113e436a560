"""Plans of a served brand: made, read, explained, edited, approved, released; and questions beside them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from treadle.cli.at_server.reached import reached
from treadle.cli.output import TABLE_ENDINGS, check_output

Line = Annotated[str, typer.Argument(metavar="LINE", help="A line_id of the buy table.")]
Noted = Annotated[str, typer.Option(help="Why; it is kept with it.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    _add_planning(app)
    _add_looking(app)
    _add_deciding(app)
    _add_asking(app)


def _add_planning(app: typer.Typer) -> None:
    @app.command("plan")
    def plan(
        context: typer.Context,
        as_of: Annotated[
            datetime | None,
            typer.Option(formats=["%Y-%m-%d"], help="First day not yet known; default: the day after the newest fact."),
        ] = None,
        seed: Annotated[int | None, typer.Option(min=0, help="Seed; default: that of the brand's settings.")] = None,
    ) -> None:
        """Have a plan made, and wait for it."""
        with reached(context) as brand:
            job = brand.plan(as_of=as_of.date() if as_of else None, seed=seed)
        typer.echo(job.told)
        typer.echo("Next: treadle --server … lines   (the buy),  … table buy --out buy.csv,  … approve,  … release")

    @app.command("plans")
    def plans(context: typer.Context) -> None:
        """List the plans that were made, newest first."""
        with reached(context) as brand:
            found = brand.plans()
        for one in found:
            state = f"released as {', '.join(one.release_ids)}" if one.release_ids else (
                f"approved by {one.approved_by}" if one.approved_by else "not approved"
            )  # fmt: skip
            typer.echo(f"{one.plan_id}  as of {one.as_of}  by {one.made_by}: {state}, {one.edited_lines} lines changed")

    @app.command("table")
    def table(
        context: typer.Context,
        name: Annotated[str, typer.Argument(metavar="TABLE", help="A table of the plan: buy, work_orders, lays, …")],
        out: Annotated[Path, typer.Option(help="Where the rows go, .csv or .parquet.")],
    ) -> None:
        """Write a table of the newest plan."""
        from treadle.plant.export import write_table

        check_output(out, TABLE_ENDINGS, makes_folders=True)
        with reached(context) as brand:
            rows = brand.table(name)
        write_table(out, rows)
        typer.echo(f"{rows.num_rows:,} rows of {name}, written to {out}")


def _add_looking(app: typer.Typer) -> None:
    @app.command("lines")
    def lines(context: typer.Context) -> None:
        """Print the buy line by line: what is proposed, what stands, and why."""
        from rich.console import Console
        from rich.markup import escape
        from rich.table import Table

        from treadle.words.headings import heading

        with reached(context) as brand:
            found, language = brand.lines(), brand.me().language
        shown = Table(box=None, pad_edge=False)
        for name in ("line_id", "proposed", "decided", "due day", "cost", "why"):
            shown.add_column(heading(name, language), overflow="fold",
                             justify="right" if name in ("proposed", "decided", "cost") else "left")  # fmt: skip
        for one in found:
            shown.add_row(
                escape(one.line_id), f"{one.proposed_units:,}", f"{one.units:,}", str(one.due_day),
                f"{one.cost_cents / 100:,.2f}", escape(one.note or one.reason),
            )  # fmt: skip
        Console().print(shown)

    @app.command("explain")
    def explain(context: typer.Context, line: Line) -> None:
        """Print where one line of the newest plan comes from, from the signals to the promise."""
        from treadle.cli.explain import print_steps

        with reached(context) as brand:
            found = brand.why(line)
        print_steps(found)


def _add_deciding(app: typer.Typer) -> None:
    @app.command("change")
    def change(
        context: typer.Context, line: Line,
        units: Annotated[int | None, typer.Option(min=0, help="Pieces wanted; 0 rejects the line.")] = None,
        undo: Annotated[bool, typer.Option("--as-proposed", help="The line is as proposed again.")] = False,
        note: Noted = "",
    ) -> None:  # fmt: skip
        """Another number for a line of the newest plan; an approval ends by it."""
        from treadle.errors import InputError

        if (units is None) != undo:
            raise InputError.single("treadle change", "say what the line is to be", "Give --units, or --as-proposed")
        with reached(context) as brand:
            found = brand.change_line(line, units, note=note)
        typer.echo(f"{line}: {found.units:,} instead of {found.proposed_units:,} proposed.")

    @app.command("approve")
    def approve(context: typer.Context, note: Noted = "") -> None:
        """Approve the newest plan as it stands."""
        with reached(context) as brand:
            draft = brand.approve(note=note)
        typer.echo(f"Plan {draft.plan_id} is approved as it stands, with {len(draft.edits)} lines changed.")

    @app.command("release")
    def release(context: typer.Context) -> None:
        """Release the newest plan, once it is approved: its orders are placed."""
        with reached(context) as brand:
            job = brand.release()
        typer.echo(job.told)
        for order_id in filter(None, job.result.get("order_ids", "").split(",")):
            typer.echo(f"  {order_id}")


def _add_asking(app: typer.Typer) -> None:
    @app.command("what-if")
    def what_if(
        context: typer.Context,
        scenario: Annotated[
            list[str],
            typer.Option(metavar="NAME=…", help="'NAME=line LINE N; scale 0.5; budget 20000; capacity 0.8; without F1; "
                         "late ORDER 3d', in any mix; may be repeated."),
        ],
    ) -> None:  # fmt: skip
        """Cost, profit, leftovers, cash, load and promises of other buys beside the plan's. Nothing is written."""
        from treadle.cli.what_if import print_beside

        with reached(context) as brand:
            found, language = brand.what_if(*scenario), brand.me().language
        print_beside(found.answers, found.currency, language)

    @app.command("rush")
    def rush(
        context: typer.Context,
        style: Annotated[str, typer.Option(help="The style that is asked for.")],
        units: Annotated[int, typer.Option(min=1, help="How many.")],
        due: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day it is asked for.")],
        worth: Annotated[float | None, typer.Option(help="What it earns before its making, in currency.")] = None,
        place: Annotated[bool, typer.Option("--place", help="Place it, where the plan takes it best.")] = False,
        size: Annotated[
            list[str] | None, typer.Option(help="With --place: SKU=pieces, together --units; again for each.")
        ] = None,
    ) -> None:
        """Price one more order at every sensible place of the plan that stands, or place it there."""
        from treadle.cli.rush import said_sizes
        from treadle.words import label

        if place:
            sizes = said_sizes(units, size or [])
            with reached(context) as brand:
                job = brand.place_rush(
                    sizes, due.date(), worth_cents=None if worth is None else round(100 * worth)
                )  # fmt: skip
            typer.echo(job.told)
            return
        with reached(context) as brand:
            found = brand.rush(style, units, due.date(), worth_cents=None if worth is None else round(100 * worth))
            language = brand.me().language
        typer.echo(f"{label('rush.accept' if found.is_accepted else 'rush.refuse', language)}: {found.reason}")
        for way in found.ways:
            typer.echo(
                f"  {label(f'way.{way.kind}', language)}, {way.factory_id} {way.line_id}: {way.promise_day}, "
                f"{way.added_cents / 100:,.2f}"
            )
