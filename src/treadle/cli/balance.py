"""`treadle balance`: a sewing line for a style, from a brand's folder, a bulletin, or a public balancing problem."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treadle.cli.language import language_of
from treadle.cli.output import check_output, write_output
from treadle.cli.progress import Bars, seconds_left

if TYPE_CHECKING:
    from treadle.plant.balance import Work
    from treadle.terms.sewing import Bulletin, LineBalance, SewingLine

#: Seconds that remain, where a user gave some.
Left = Callable[[], float] | None
EXAMPLE = "Example: treadle balance bulletin.csv --people 18 --out line.svg"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("balance", epilog=EXAMPLE)
    def balance_command(
        source: Annotated[Path, typer.Argument(help="A brand's folder, a bulletin, or a problem (.alb, .IN2).")],
        style: Annotated[str, typer.Option(help="For a folder: the style, or its bulletin.")] = "",
        line: Annotated[str, typer.Option(help="For a folder: the sewing line.")] = "",
        people: Annotated[
            int, typer.Option(min=0, help="Number of people of standard skill; for a problem, of stations.")
        ] = 0,
        pitch: Annotated[float, typer.Option(min=0.0, help="Minutes per garment: find the people it needs.")] = 0.0,
        cycle_time: Annotated[int, typer.Option(min=0, help="For a problem: the cycle; a .alb states its own.")] = 0,
        absent: Annotated[str, typer.Option(help="Operators who are away, separated by commas.")] = "",
        what_if: Annotated[
            bool, typer.Option("--what-if", help="Try one more machine and each missing skill.")
        ] = False,
        floaters: Annotated[
            int, typer.Option(min=0, help="Number of people without a station of their own, who help where it is slow.")
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
            float, typer.Option(min=0.0, help="Seconds to search: of a problem instead of counted work, else at most.")
        ] = 0.0,
        seed: Annotated[int, typer.Option(min=0, help="Seed of every random choice.")] = 0,
        out: Annotated[Path | None, typer.Option(help="Where to write: .svg or .json (by its ending).")] = None,
    ) -> None:
        """Who does what at which station, the cycle and what holds it back; every rule is checked from scratch."""
        from treadle.plant.balance import without, work_of_file, work_of_folder

        _check_places(source, out, layout)
        if source.suffix.lower() in (".alb", ".in2"):
            _problem(source, people, cycle_time, seconds, seed, out)
            return
        if source.is_dir():
            work = work_of_folder(source, style)
            if not line and len(work.lines) > 1:
                _every_line(work, moves, seed, language_of(source), seconds_left(seconds))
                return
        else:
            work = work_of_file(source, people=people, pitch_minutes=pitch, moves=moves, seed=seed)
            _doubt(source, work)
        crew = work.line(line if source.is_dir() else "")
        if absent:
            crew = without(crew, [one.strip() for one in absent.split(",")])
        left = seconds_left(seconds)
        made = _balanced(work, crew, moves, seed, left)
        _tell(source, work, crew, made, moves if what_if else 0, seed, out, left)
        if floaters:
            _floaters(work, crew, made, floaters, moves, seed, language_of(source), left)
        _learning(made, learning_rate, learned_after, language_of(source))
        _layout(work.bulletin, made, layout, seed, language_of(source))


def _balanced(work: Work, crew: SewingLine, moves: int, seed: int, left: Left) -> LineBalance:
    """The balance of a line, which tells how far it is."""
    from treadle.plant.balance import balance

    with Bars() as bars:
        return balance(work.bulletin, crew, moves=moves, seed=seed, policy=work.policy, progress=bars, left=left)


def _check_places(source: Path, out: Path | None, layout: Path | None) -> None:
    """Raise for places that cannot be written, before any work."""
    check_output(out, (".json",) if source.suffix.lower() in (".alb", ".in2") else (".svg", ".json"))
    check_output(layout, (".svg",))


def _every_line(work: Work, moves: int, seed: int, language: str, left: Left) -> None:
    """A row per line: what it would make of the style."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from treadle.plant.balance import balance_everywhere
    from treadle.words import label, say

    title = label("balance.everywhere", language, bulletin=work.bulletin.bulletin_id)
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column(label("balance.line", language), overflow="fold", min_width=6)
    for key in ("balance.people", "balance.cycle", "balance.an_hour", "balance.efficiency"):
        table.add_column(label(key, language), justify="right", no_wrap=True)
    table.add_column(label("balance.why", language), overflow="fold")
    with Bars() as bars:
        everywhere = balance_everywhere(work, moves=moves, seed=seed, progress=bars, left=left)
    for name, made in everywhere:
        found = ["–", "–", "–"]
        if made.status == "balanced":
            found = [f"{made.minutes_per_unit:.3f}", f"{60 / made.minutes_per_unit:.0f}", f"{made.line_efficiency:.1%}"]
        why = escape(say(made.reason, language))
        table.add_row(escape(name), str(len(work.lines[name].operators)), *found, why)
    Console().print(table)
    typer.echo(label("balance.see", language))


def _doubt(source: Path, work: Work) -> None:
    """Tell what was found in a bulletin's file."""
    from treadle.words.spoken import told_problem

    for finding in work.findings:
        typer.echo(told_problem(finding, language_of(source)), err=True)


def _tell(
    source: Path, work: Work, line: SewingLine, made: LineBalance, gain_moves: int, seed: int, out: Path | None,
    left: Left,
) -> None:  # fmt: skip
    """Print a balance, and with `gain_moves` what would shorten it; exit 1 where the line cannot sew the style."""
    from treadle.words import say

    bulletin, language = work.bulletin, language_of(source)
    if made.status == "balanced":
        _print(made, bulletin, len(line.operators), language)
    typer.echo(say(made.reason, language))
    if gain_moves:
        _what_helps(work, line, made, gain_moves, seed, language, left)
    if made.status != "balanced":
        raise typer.Exit(1)
    if out is not None:
        _write(out, made, bulletin, language)


def _what_helps(
    work: Work, line: SewingLine, made: LineBalance, moves: int, seed: int, language: str, left: Left
) -> None:  # fmt: skip
    """What one more machine or trained skill would make of the cycle."""
    from treadle.plant.balance import what_helps
    from treadle.words import label

    with Bars() as bars:
        found = what_helps(
            work.bulletin, line, made, moves=moves, seed=seed, policy=work.policy, progress=bars, left=left
        )
    typer.echo(label("balance.as_is", language, minutes=made.minutes_per_unit))
    helped = made.reason.fact("minutes_with_one_more")
    if isinstance(helped, int | float):
        who = label("balance.helped", language, station=made.bottleneck_station_id)
        typer.echo(label("balance.with", language, who=who, minutes=helped))
    for gain in found[:5]:
        if gain.operator_id:
            who = label("balance.trained", language, name=gain.operator_id, skill=gain.added)
        else:
            who = label("balance.one_more", language, machine=gain.added)
        typer.echo(label("balance.with", language, who=who, minutes=gain.minutes_per_unit))
    if not found:
        typer.echo(label("balance.no_help", language))


def _floaters(
    work: Work, line: SewingLine, fixed: LineBalance, count: int, moves: int, seed: int, language: str, left: Left
) -> None:
    """Who floats, where they help, and what that makes of the cycle."""
    from treadle.plant.balance import float_people
    from treadle.words import label

    with Bars() as bars:
        found = float_people(
            work.bulletin, line, count, moves=moves, seed=seed, policy=work.policy, progress=bars, left=left
        )
    for name in found.floater_ids:
        where = ", ".join(
            label("balance.at", language, share=one.share, station=one.station_id)
            for one in found.help
            if one.operator_id == name
        )
        typer.echo(label("balance.floats", language, name=name, where=where or label("balance.nowhere", language)))
    gain = 1.0 - found.minutes_per_unit / fixed.minutes_per_unit
    verdict = label("balance.shorter" if gain > 0.0005 else "balance.no_shorter", language, share=gain)
    typer.echo(label("balance.floating", language, count=count, minutes=found.minutes_per_unit, verdict=verdict))


def _learning(made: LineBalance, rate: float, learned_after: int, language: str) -> None:
    """The days until the line has learned the style; nothing for a rate of 0."""
    from treadle.plant.balance import learn
    from treadle.words import label

    if not rate:
        return
    days = learn(made, rate, learned_after)
    for one in days[:10]:
        typer.echo(label("balance.day", language, day=one.day, units=one.units, share=one.share))
    shares = " ".join(f"{one.share:.2f}" for one in days if one.share < 0.995)
    typer.echo(label("balance.full", language, day=days[-1].day, shares=shares or "1"))


def _layout(bulletin: Bulletin, made: LineBalance, out: Path | None, seed: int, language: str) -> None:
    """Draw the stations in two rows, where a place for it is named."""
    from treadle.plant.balance import place_stations
    from treadle.report.layout_picture import layout_svg
    from treadle.words import label

    if out is None:
        return
    found = place_stations(bulletin, made, seed=seed)
    write_output(out, layout_svg(found, made, language))
    facts = {"carried": found.carried_m, "straight": found.straight_m}
    typer.echo(label("balance.layout", language, place=out, **facts))


def _print(balance: LineBalance, bulletin: Bulletin, people: int, language: str) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from treadle.words import label

    names = {one.operation_id: one.name for one in bulletin.operations}
    title = label("balance.on", language, bulletin=bulletin.bulletin_id, line=balance.line_id)
    table = Table(title=title, title_justify="left")
    for key in ("balance.station", "balance.crew", "balance.operations", "balance.minutes"):
        table.add_column(label(key, language), justify="right" if key == "balance.minutes" else "left")
    for station in balance.stations:
        mark = " ◀" if station.station_id == balance.bottleneck_station_id else ""
        table.add_row(
            station.station_id + mark,
            escape(", ".join(station.operator_ids)),
            escape(", ".join(f"{one} {names[one]}" for one in station.operation_ids)),
            f"{station.minutes_per_unit:.3f}",
        )
    Console().print(table)
    facts = {
        "smv": bulletin.smv_minutes, "pitch": balance.pitch_minutes, "cycle": balance.minutes_per_unit,
        "hour": 60 / balance.minutes_per_unit, "efficiency": balance.line_efficiency,
    }  # fmt: skip
    typer.echo(label("balance.sum", language, people=people, **facts))


def _write(out: Path, balance: LineBalance, bulletin: Bulletin, language: str) -> None:
    from treadle.report.yamazumi import yamazumi_svg
    from treadle.terms.codec import json_text, to_values
    from treadle.words import label

    if out.suffix.lower() == ".svg":
        text = yamazumi_svg(balance, bulletin, language)
    else:
        told = to_values(balance) | {"reason": {"code": balance.reason.code, **dict(balance.reason.facts)}}
        text = json_text(told, indent=1) + "\n"
    write_output(out, text)
    typer.echo(label("said.written", language, place=out))


def _problem(path: Path, stations: int, cycle_time: int, seconds: float, seed: int, out: Path | None) -> None:
    from treadle.plant.balance import solve_line_problem
    from treadle.terms.codec import json_text
    from treadle.words import label

    language = language_of(path)
    found = solve_line_problem(path, stations=stations, cycle_time=cycle_time, seed=seed, left=seconds_left(seconds))
    proof = label("balance.proved" if found.is_optimal else "balance.bound", language, bound=found.bound)
    typer.echo(label("balance.problem", language, stations=len(found.stations), cycle=found.cycle_time, proof=proof))
    if out is not None:
        told = {"stations": [list(one) for one in found.stations], "cycle_time": found.cycle_time}
        write_output(out, json_text(told) + "\n")
        typer.echo(label("said.written", language, place=out))
