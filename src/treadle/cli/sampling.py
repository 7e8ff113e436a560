"""`treadle sampling`: acceptance sampling after ISO 2859-1, for one lot or a series of lots."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from treadle.cli.language import language_of

if TYPE_CHECKING:
    from treadle.plant.sampling import Sampled
    from treadle.terms.inspection import LotOutcome, SamplingPlan

EXAMPLE = (
    "Examples: treadle sampling --lot 500 --level II --aql 2.5    "
    "treadle sampling --lot 1200 --aql 4.0 --kind double --found 2 --json    "
    "treadle sampling --aql 2.5 --series lots.csv"
)


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("sampling", epilog=EXAMPLE)
    def sampling_command(
        lot: Annotated[int, typer.Option(help="Pieces of the lot.")] = 0,
        level: Annotated[str, typer.Option(help="Inspection level: I, II, III, S-1, S-2, S-3 or S-4.")] = "II",
        aql: Annotated[str, typer.Option(help="AQL, 0.010 to 1000; beyond 10 nonconformities per 100 pieces.")] = "2.5",
        severity: Annotated[str, typer.Option(help="normal, tightened or reduced.")] = "normal",
        kind: Annotated[str, typer.Option(help="single, double or multiple.")] = "single",
        edition: Annotated[
            str, typer.Option(help="1999 (ISO 2859-1:1999), or 1989 (its first edition, MIL-STD-105E).")
        ] = "1999",
        found: Annotated[str, typer.Option(help="What each sample newly brought, such as 2 or 1,3.")] = "",
        curve: Annotated[bool, typer.Option("--curve", help="How often lots of which quality are accepted.")] = False,
        quality: Annotated[str, typer.Option(help="Qualities of the curve in percent, such as 1,2.5,6.5.")] = "",
        model: Annotated[
            str, typer.Option(help="binomial, hypergeometric (this lot alone) or poisson; default: by the AQL.")
        ] = "",
        series: Annotated[
            Path | None, typer.Option(help="Lots in their order (.csv, .xlsx): follows the switching rules.")
        ] = None,
        no_reduced: Annotated[bool, typer.Option("--no-reduced", help="Reduced inspection is not wished.")] = False,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    ) -> None:
        """How many pieces to inspect and how many may fail (ISO 2859-1); or what a series of lots makes of the next."""
        from treadle.plant.sampling import sample, sample_series

        if series is not None:
            lots = sample_series(series, level, aql, kind=kind, is_reduced_allowed=not no_reduced)
            _tell_series(lots, language_of(series), as_json=as_json)
            return
        found_units = [int(one) for one in numbers("--found", found, is_whole=True)]
        told = sample(
            lot, level, aql, severity=severity, kind=kind, edition=edition, model=model, found_units=found_units,
            qualities_percent=numbers("--quality", quality), is_curve_wanted=curve,
        )  # fmt: skip
        _tell(told, language_of(), as_json=as_json)


def numbers(option: str, text: str, *, is_whole: bool = False) -> list[float]:
    """Numbers separated by commas. Raises `InputError` naming the option."""
    from treadle.errors import InputError

    try:
        numbers = [float(one) for one in text.replace(" ", ",").split(",") if one]
    except ValueError:
        numbers = [-1.0]
    if any(not 0 <= one < float("inf") or (is_whole and one != int(one)) for one in numbers):
        raise InputError.single(
            option, f"{text!r} holds something that is not a count", "Write whole numbers, separated by commas"
        )
    return numbers


def _as_json(told: Sampled) -> dict[str, Any]:
    """The plan as JSON: `n`, `ac`, `re` of a single sample are numbers, of several samples lists."""
    plan = told.plan
    stages = [
        {"stage": place, "n": one.sample_units, "ac": one.ac_units, "re": one.re_units}
        for place, one in enumerate(plan.stages, 1)
    ]
    columns: dict[str, Any] = {name: [one[name] for one in stages] for name in ("n", "ac", "re")}
    if plan.kind == "single":
        columns = {name: values[0] for name, values in columns.items()}
    answer = {
        "lot": plan.lot_units, "level": plan.level, "aql": plan.aql_percent, "severity": plan.severity,
        "kind": plan.kind, "used_kind": plan.used_kind, "edition": plan.standard_year, "letter": plan.letter,
        "plan_letter": plan.plan_letter, **columns, "stages": stages, "whole_lot": plan.is_whole_lot,
    }  # fmt: skip
    if told.verdict is not None:
        answer["verdict"] = told.verdict
    if told.curve:
        answer["model"] = told.model
        answer["curve"] = [
            {
                "quality_percent": one.quality_percent,
                "accepted": one.accepted_share,
                "average_inspected": one.average_units,
            }
            for one in told.curve
        ]
    return answer


def _tell(told: Sampled, language: str, *, as_json: bool) -> None:
    from treadle.terms.codec import json_text
    from treadle.words import label, say

    if as_json:
        typer.echo(json_text(_as_json(told)))
        return
    plan = told.plan
    said = {"severity": label(f"severity.{plan.severity}", language), "kind": label(f"samples.{plan.kind}", language)}
    facts = {"lot": plan.lot_units, "level": plan.level, "aql": plan.aql_percent, "letter": plan.letter}
    typer.echo(label("lot.plan", language, **facts, **said))
    tell_samples(plan, language, none="#")
    for note in told.notes:
        typer.echo(f"  {say(note, language)}")
    if told.verdict is not None:
        typer.echo(label("lot.verdict", language, verdict=label(f"verdict.{told.verdict}", language)))
    model = label(f"curve.{told.model}", language)
    for point in told.curve:
        worth = {"quality": point.quality_percent, "share": point.accepted_share, "units": point.average_units}
        typer.echo(label("lot.point", language, model=model, **worth))


def tell_samples(plan: SamplingPlan, language: str, *, none: str) -> None:
    """A line for each sample of a plan; `none` stands where it cannot accept."""
    from treadle.words import label

    for place, one in enumerate(plan.stages, 1):
        ac = none if one.ac_units is None else one.ac_units
        typer.echo(label("lot.sample", language, place=place, units=one.sample_units, ac=ac, re=one.re_units))


def _tell_series(outcomes: tuple[LotOutcome, ...], language: str, *, as_json: bool) -> None:
    from treadle.plant.sampling import reason_of_switch
    from treadle.terms.codec import json_text
    from treadle.words import label, say

    last = outcomes[-1]
    if as_json:
        lots = [
            {
                "lot_id": one.lot.lot_id, "severity": one.plan.severity, "letter": one.plan.letter,
                "n": [stage.sample_units for stage in one.plan.stages],
                "ac": [stage.ac_units for stage in one.plan.stages],
                "re": [stage.re_units for stage in one.plan.stages], "found": list(one.lot.found_units),
                "verdict": one.verdict, "score": one.score, "switch": one.switch,
            }
            for one in outcomes
        ]  # fmt: skip
        typer.echo(json_text({"lots": lots, "next_severity": last.next_severity, "discontinued": last.is_discontinued}))
        return
    for one in outcomes:
        numbers = ", ".join(
            f"{stage.sample_units} ({'#' if stage.ac_units is None else stage.ac_units} {stage.re_units})"
            for stage in one.plan.stages
        )
        why = reason_of_switch(one)
        said = {
            "severity": label(f"severity.{one.plan.severity}", language),
            "verdict": label(f"verdict.{one.verdict}", language), "score": one.score,
            "why": label("lot.why", language, why=say(why, language)) if why else "",
        }  # fmt: skip
        found = " ".join(map(str, one.lot.found_units))
        typer.echo(label("lot.of_series", language, lot=one.lot.lot_id, numbers=numbers, found=found, **said))
    following = label(f"severity.{last.next_severity}", language)
    typer.echo(
        label("lot.ended", language) if last.is_discontinued else label("lot.next", language, severity=following)
    )
