"""`treadle cash`: the account week by week, as a distribution, with and without the plan's orders."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from treadle.plant.settle.cash import Cash
    from treadle.terms.cash import CashCurve

EXAMPLE = (
    "Examples: treadle cash mybrand --counted 25000    treadle cash mybrand --weeks 13 --out curve.csv"
    "    treadle cash mybrand --without spring"
)
_COLUMNS = ("week", "with_q10", "with_q50", "with_q90", "without_q10", "without_q50", "without_q90")


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("cash", epilog=EXAMPLE)
    def cash_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        plan: Annotated[Path | None, typer.Option(help="The plan's folder; default: DIR/plan.")] = None,
        weeks: Annotated[int, typer.Option(min=1, max=52, help="Weeks to look ahead.")] = 13,
        without: Annotated[str, typer.Option(help="What the other curve leaves out: plan, or a campaign.")] = "plan",
        counted: Annotated[float | None, typer.Option(help="What lies in the account: says so, and no more.")] = None,
        on: Annotated[
            datetime | None,
            typer.Option(formats=["%Y-%m-%d"], help="The day that --counted is of; default: the newest known."),
        ] = None,
        out: Annotated[Path | None, typer.Option(help="Where the curves go, .csv.")] = None,
    ) -> None:
        """What the account will be, week by week: the range of it, its lowest week, and what makes that."""
        from treadle.cli.language import language_of
        from treadle.cli.output import check_output, csv_text, write_output
        from treadle.plant.settle.cash import cash_ahead, count_cash
        from treadle.settings import read_settings, whoami
        from treadle.words import label

        language = language_of(folder)
        check_output(out, (".csv",))
        if counted is not None:
            day = None if on is None else on.date()
            said = count_cash(folder, round(counted * 100), day=day, author=whoami())
            facts = {"amount": said.cents / 100, "day": said.day.isoformat()}
            typer.echo(label("cash.counted", language, currency=read_settings(folder).currency, **facts))
            return
        found = cash_ahead(folder, plan or folder / "plan", weeks=weeks, without=without)
        _tell(found, language)
        if out is not None:
            write_output(out, csv_text(_COLUMNS, _rows(found)))


def _tell(found: Cash, language: str) -> None:
    from treadle.words import label

    curve = found.curve
    opening = curve.opening_cents / 100
    typer.echo(label("cash.title", language, day=curve.as_of.isoformat(), opening=opening, currency=found.currency))
    if found.counted_on is None:
        typer.echo(label("cash.uncounted", language))
    for week, low, middle, high in zip(curve.week_starts, curve.at(0.1), curve.at(0.5), curve.at(0.9), strict=True):
        facts = {"low": low / 100, "middle": middle / 100, "high": high / 100}
        typer.echo(label("cash.week", language, week=week.isoformat(), **facts))
    trough = curve.trough
    lowest = {"low": trough.low_cents / 100, "middle": trough.middle_cents / 100}
    typer.echo(label("cash.trough", language, week=trough.week.isoformat(), **lowest))
    for cause in trough.causes:
        kind = label(f"flow.{cause.kind.replace(' ', '_')}", language)
        typer.echo(label("cash.cause", language, amount=cause.cents / 100, kind=kind, subject=cause.subject))
    short = curve.shortfall_cents(found.limit_cents)
    if short and found.counted_on is not None:
        typer.echo(label("cash.short", language, amount=short / 100, limit=found.limit_cents / 100))
    name = label("cash.the_plan", language) if found.without_name == "plan" else found.without_name
    other = {**_lowest(found.without), "with_end": curve.at(0.5)[-1] / 100}
    typer.echo(label("cash.without", language, name=name, **other))
    for factory, one in found.factories.items():
        typer.echo(label("cash.factory", language, factory=factory, **_lowest(one)))


def _lowest(curve: CashCurve) -> dict[str, object]:
    trough = curve.trough
    return {"low": trough.low_cents / 100, "week": trough.week.isoformat(), "end": curve.at(0.5)[-1] / 100}


def _rows(found: Cash) -> list[tuple[object, ...]]:
    levels = [one.at(level) for one in (found.curve, found.without) for level in (0.1, 0.5, 0.9)]
    return [
        (week.isoformat(), *(f"{row[at] / 100:.2f}" for row in levels))
        for at, week in enumerate(found.curve.week_starts)
    ]
