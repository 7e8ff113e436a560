"""`treadle balance`: a sewing line for a style, from a brand's folder, a bulletin, or a public balancing problem."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from treadle.terms.budget import Budget
    from treadle.terms.sewing import Bulletin, LineBalance, SewingLine

EXAMPLE = "Example: treadle balance bulletin.csv --people 18 --out line.svg"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("balance", epilog=EXAMPLE)
    def balance_command(
        source: Annotated[
            Path, typer.Argument(help="A brand's folder, a bulletin (.csv, .xlsx), or a problem (.alb, .IN2).")
        ],
        style: Annotated[str, typer.Option(help="For a folder: the style, or its bulletin.")] = "",
        line: Annotated[str, typer.Option(help="For a folder: the sewing line.")] = "",
        people: Annotated[
            int, typer.Option(min=0, help="So many people of standard skill; for a problem stations.")
        ] = 0,
        pitch: Annotated[float, typer.Option(min=0.0, help="Minutes per garment: find the people it needs.")] = 0.0,
        cycle_time: Annotated[int, typer.Option(min=0, help="For a problem: the cycle; a .alb states its own.")] = 0,
        absent: Annotated[str, typer.Option(help="Operators who are away, separated by commas.")] = "",
        what_if: Annotated[
            bool, typer.Option("--what-if", help="Try one more machine and each missing skill.")
        ] = False,
        floaters: Annotated[
            int, typer.Option(min=0, help="So many people without a station of their own, who help where it is slow.")
        ] = 0,
        learning_rate: Annotated[
            float, typer.Option(min=0.0, max=1.0, help="Minutes left by each doubling of garments: 0.85; 0: none.")
        ] = 0.0,
        learned_after: Annotated[
            int, typer.Option(min=1, help="With --learning-rate: the first garment at full pace.")
        ] = 1000,
        layout: Annotated[Path | None, typer.Option(help="Where to draw the stations in two rows (.svg).")] = None,
        moves: Annotated[int, typer.Option(min=1, help="Counted work of the search.")] = 1500,
        seconds: Annotated[
            float, typer.Option(min=0.0, help="For a problem: search so long instead; 0: do not.")
        ] = 0.0,
        seed: Annotated[int, typer.Option(min=0, help="Seed of every random choice.")] = 0,
        out: Annotated[Path | None, typer.Option(help="Where to write: .svg or .json (by its ending).")] = None,
    ) -> None:
        """Who does what at which station, the cycle and what holds it back; every rule is checked from scratch."""
        from treadle.terms.budget import Budget

        if source.suffix.lower() in (".alb", ".in2"):
            _problem(source, people, cycle_time, seconds, seed, out)
            return
        budget = Budget(work=moves)
        if source.is_dir():
            bulletin, lines = bulletin_of_folder(source, style)
            if not line and len(lines) > 1:
                _every_line(bulletin, lines, budget, seed)
                return
            crew = chosen_line(lines, line)
        else:
            bulletin, crew = line_of_file(source, people, pitch, seed, budget)
        if absent:
            crew = _without(crew, absent)
        balance = _balance(bulletin, crew, budget, seed, what_if, out)
        if floaters:
            _floaters(bulletin, crew, balance, floaters, budget, seed)
        if learning_rate:
            _learning(balance, learning_rate, learned_after)
        if layout is not None:
            _layout(bulletin, balance, layout, seed)


def _without(line: SewingLine, absent: str) -> SewingLine:
    """The line without operators named with commas between."""
    from treadle.errors import InputError
    from treadle.sew.manning import without_people

    try:
        return without_people(line, [one.strip() for one in absent.split(",")])
    except ValueError as error:
        raise InputError.single("--absent", str(error), "Name operators of the line") from None


def bulletin_of_folder(folder: Path, style: str) -> tuple[Bulletin, dict[str, SewingLine]]:
    """The bulletin of a style of the folder, and its lines as 'factory/line'."""
    from treadle.errors import NotFoundError
    from treadle.settings import read_settings
    from treadle.storage.brand import load_brand

    settings = read_settings(folder)
    snapshot = load_brand(folder, None, currency=settings.currency, time_zone=settings.time_zone)
    bulletins = {one.style_id: one.bulletin_id for one in snapshot.catalogue.styles if one.bulletin_id}
    bulletin = snapshot.bulletins.get(bulletins.get(style, style))
    if bulletin is None:
        known = ", ".join(sorted(bulletins)[:10]) or "none, for no style here has a bulletin"
        problem = f"No style or bulletin {style!r} is sewn here" if style else "No style is named"
        raise NotFoundError(f"{problem}; --style is one of: {known}")
    lines = {
        f"{factory.factory_id}/{one.line_id}": one for factory in snapshot.factories for one in factory.sewing_lines
    }
    return bulletin, lines


def chosen_line(lines: dict[str, SewingLine], line_id: str) -> SewingLine:
    """The line of that name, or the only one."""
    from treadle.errors import NotFoundError

    chosen = [one for key, one in lines.items() if line_id in ("", key, one.line_id)]
    if len(chosen) != 1:
        problem = f"{len(chosen)} sewing lines fit" if chosen else f"There is no sewing line {line_id!r}"
        raise NotFoundError(f"{problem}; --line is one of: {', '.join(sorted(lines))}")
    return chosen[0]


def _every_line(bulletin: Bulletin, lines: dict[str, SewingLine], budget: Budget, seed: int) -> None:
    """A row per line: what it would make of the style."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from treadle.sew.balance import balance_line
    from treadle.sew.check import check_balance
    from treadle.words import say

    table = Table(title=f"{bulletin.bulletin_id} on every line", title_justify="left", box=None, pad_edge=False)
    table.add_column("line", overflow="fold", min_width=6)
    for heading in ("people", "cycle", "an hour", "efficiency"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("what holds it back", overflow="fold")
    for name, line in sorted(lines.items()):
        balance = balance_line(bulletin, line, seed=seed, budget=budget)
        found = ["–", "–", "–"]
        if balance.status == "balanced" and not check_balance(balance, bulletin, line):
            hourly = f"{60 / balance.minutes_per_unit:.0f}"
            found = [f"{balance.minutes_per_unit:.3f}", hourly, f"{balance.line_efficiency:.1%}"]
        table.add_row(escape(name), str(len(line.operators)), *found, escape(say(balance.reason)))
    Console().print(table)
    typer.echo("Say --line for who does what at which station.")


def line_of_file(path: Path, people: int, pitch: float, seed: int, budget: Budget) -> tuple[Bulletin, SewingLine]:
    """A bulletin's file, and people of standard skill for it: so many, or as many as a pitch needs."""
    from treadle.connectors.bulletin import read_bulletin
    from treadle.errors import InputError
    from treadle.sew.manning import line_for_pitch, standard_line

    bulletin = read_bulletin(_sheet(path) if path.suffix.lower() == ".xlsx" else _text(path), path.name)
    if people:
        return bulletin, standard_line(bulletin, people)
    if pitch > 0:
        return bulletin, line_for_pitch(bulletin, pitch, seed=seed, budget=budget)[0]
    raise InputError.single(path.name, "neither people nor a pitch is given", "Say --people N or --pitch MINUTES")


def _sheet(path: Path) -> str:
    """The first sheet of a workbook as CSV text."""
    import csv
    import io
    import zipfile

    from openpyxl import load_workbook

    from treadle.errors import InputError, NotFoundError

    if not path.is_file():
        raise NotFoundError(f"There is no file {path}.")
    try:
        sheet = load_workbook(path, read_only=True, data_only=True).worksheets[0]
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError):
        raise InputError.single(path.name, "it is no Excel workbook", "Save it as .xlsx or .csv") from None
    text = io.StringIO()
    rows = csv.writer(text)
    for row in sheet.iter_rows(values_only=True):
        if any(cell is not None for cell in row):
            rows.writerow(["" if cell is None else cell for cell in row])
    return text.getvalue()


def _text(path: Path) -> str:
    from treadle.errors import InputError, NotFoundError

    if not path.is_file():
        raise NotFoundError(f"There is no file {path}.")
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InputError.single(path.name, "it is no UTF-8 text", "Save it as UTF-8") from None


def _balance(
    bulletin: Bulletin, line: SewingLine, budget: Budget, seed: int, what_if: bool, out: Path | None
) -> LineBalance:
    """Balance, check and print; returns the balance."""
    from treadle.errors import InputError, Problem
    from treadle.sew.balance import balance_line
    from treadle.sew.check import check_balance
    from treadle.words import say

    if not line.operators:
        raise InputError.single(line.line_id, "nobody is left on the line", "Leave somebody to sew")
    balance = balance_line(bulletin, line, seed=seed, budget=budget)
    broken = check_balance(balance, bulletin, line)
    if broken:
        remedy = "Report this balance: it must not leave treadle"
        raise InputError(Problem(file=one.where, what=f"{one.rule}: {one.found}", remedy=remedy) for one in broken)
    if balance.status == "balanced":
        _print(balance, bulletin, len(line.operators))
    typer.echo(say(balance.reason))
    if what_if:
        from treadle.sew.manning import gains

        found = gains(bulletin, line, balance, seed=seed, budget=budget)
        for gain in found[:5]:
            who = f"{gain.operator_id} trained in {gain.added}" if gain.operator_id else f"one more {gain.added}"
            typer.echo(f"With {who}: {gain.minutes_per_unit:.3f} minutes a garment")
        if not found:
            typer.echo("No single machine or trained skill at the bottleneck shortens the cycle.")
    if out is not None and balance.status == "balanced":
        _write(out, balance, bulletin)
    if balance.status != "balanced":
        raise typer.Exit(1)
    return balance


def _floaters(bulletin: Bulletin, line: SewingLine, fixed: LineBalance, count: int, budget: Budget, seed: int) -> None:
    """Who floats, where they help, and what that makes of the cycle."""
    from treadle.errors import InputError
    from treadle.sew.floaters import best_floaters, check_floaters

    found = best_floaters(bulletin, line, count, seed=seed, budget=budget)
    if found is None:
        raise InputError.single("--floaters", "the others cannot sew the style alone", "Ask for fewer floaters")
    people = [one for one in line.operators if one.operator_id in found.floater_ids]
    broken = check_floaters(found, bulletin, people)
    if broken:
        raise ArithmeticError("; ".join(map(str, broken)))
    for name in found.floater_ids:
        where = ", ".join(f"{one.share:.0%} at {one.station_id}" for one in found.help if one.operator_id == name)
        typer.echo(f"{name} floats: {where or 'nowhere'} (stations of the others balanced anew)")
    gain = 1.0 - found.minutes_per_unit / fixed.minutes_per_unit
    verdict = f"{gain:.1%} shorter" if gain > 0.0005 else "no shorter"
    typer.echo(
        f"With {count} floating the cycle is {found.minutes_per_unit:.3f} minutes, {verdict} than without, checked"
    )


def _learning(balance: LineBalance, rate: float, learned_after: int) -> None:
    """The days until the line has learned the style."""
    from treadle.errors import InputError
    from treadle.sew.learning_curve import learning_days

    try:
        days = learning_days(balance.minutes_per_unit, rate, learned_after)
    except ValueError as error:
        raise InputError.single("--learning-rate", str(error), "Give a rate such as 0.85") from None
    for one in days[:10]:
        typer.echo(f"day {one.day}: {one.units:,.0f} garments, {one.share:.0%} of full pace")
    shares = " ".join(f"{one.share:.2f}" for one in days if one.share < 0.995)
    typer.echo(f"At full pace on day {days[-1].day}; startup_shares of the factory: {shares or '1'}")


def _layout(bulletin: Bulletin, balance: LineBalance, out: Path, seed: int) -> None:
    """Draw the stations in two rows."""
    from treadle.errors import InputError
    from treadle.report.layout_picture import layout_svg
    from treadle.sew.layout import check_layout, lay_out

    if out.suffix.lower() != ".svg":
        raise InputError.single(str(out), "its ending says no form", "End it with .svg")
    found = lay_out(bulletin, balance, seed=seed)
    broken = check_layout(found, bulletin, balance)
    if broken:
        raise ArithmeticError("; ".join(map(str, broken)))
    out.write_text(layout_svg(found, balance), encoding="utf-8")
    typer.echo(
        f"In two rows a garment's parts are carried {found.carried_m:.1f} m, in one straight row "
        f"{found.straight_m:.1f} m; written to {out}"
    )


def _print(balance: LineBalance, bulletin: Bulletin, people: int) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    names = {one.operation_id: one.name for one in bulletin.operations}
    table = Table(title=f"{bulletin.bulletin_id} on {balance.line_id}", title_justify="left")
    for heading in ("station", "people", "operations", "minutes"):
        table.add_column(heading, justify="right" if heading == "minutes" else "left")
    for station in balance.stations:
        mark = " ◀" if station.station_id == balance.bottleneck_station_id else ""
        table.add_row(
            station.station_id + mark,
            escape(", ".join(station.operator_ids)),
            escape(", ".join(f"{one} {names[one]}" for one in station.operation_ids)),
            f"{station.minutes_per_unit:.3f}",
        )
    Console().print(table)
    typer.echo(
        f"{people} people, {bulletin.smv_minutes:.2f} SMV, pitch {balance.pitch_minutes:.3f}, "
        f"cycle {balance.minutes_per_unit:.3f} minutes, {60 / balance.minutes_per_unit:.0f} garments an hour, "
        f"line efficiency {balance.line_efficiency:.1%}, checked"
    )


def _write(out: Path, balance: LineBalance, bulletin: Bulletin) -> None:
    import dataclasses
    import json

    from treadle.errors import InputError
    from treadle.report.yamazumi import yamazumi_svg

    if out.suffix.lower() == ".svg":
        text = yamazumi_svg(balance, bulletin)
    elif out.suffix.lower() == ".json":
        told = dataclasses.asdict(balance) | {"reason": {"code": balance.reason.code, **dict(balance.reason.facts)}}
        text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    else:
        raise InputError.single(str(out), "its ending says no form", "End it with .svg or .json")
    out.write_text(text, encoding="utf-8")
    typer.echo(f"Written to {out}")


def _problem(path: Path, stations: int, cycle_time: int, seconds: float, seed: int, out: Path | None) -> None:
    import json
    import time

    from treadle.errors import InputError
    from treadle.problems.line_balancing import read_line
    from treadle.sew.stations import PLAN_LINES, fewest_stations, shortest_cycle
    from treadle.terms.budget import Budget

    line, stated = read_line(_text(path), path.name)
    budget = PLAN_LINES
    if seconds > 0:
        end = time.monotonic() + seconds
        budget = Budget(work=float("inf"), left=lambda: end - time.monotonic())
    cycle = cycle_time or stated or 0
    if stations:
        found = shortest_cycle(line, stations, budget=budget, seed=seed)
    elif cycle < max(line.times, default=0):
        what = f"the longest task takes {max(line.times)}, the cycle is {cycle}"
        raise InputError.single(path.name, what, "Give a longer --cycle-time, or --people for stations")
    else:
        found = fewest_stations(line, cycle, budget=budget, seed=seed)
    tasks = [[one + 1 for one in station] for station in found.tasks if station]
    proof = "proved best" if found.is_optimal else f"no better than {found.bound}"
    typer.echo(f"{len(tasks)} stations, cycle {found.cycle}, {proof}")
    if out is not None:
        out.write_text(json.dumps({"stations": tasks, "cycle_time": found.cycle}) + "\n", encoding="utf-8")
        typer.echo(f"Written to {out}")
