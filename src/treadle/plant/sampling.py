"""How many pieces of a lot to inspect, what the finding says of it, and how severely the next lot is inspected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from treadle.errors import InputError, Problem
from treadle.plant.plain_table import read_table_file
from treadle.terms.inspection import (
    CurvePoint,
    Edition,
    InspectedLot,
    LotOutcome,
    SamplingKind,
    SamplingPlan,
    Severity,
    Verdict,
)  # fmt: skip
from treadle.terms.reason import Reason
from treadle.terms.table_spec import TableSpec, may, need
from treadle.track.sampling.curve import Model, curve, usual_model
from treadle.track.sampling.plans import find_plan, judge
from treadle.track.sampling.switching import follow_series
from treadle.track.sampling.tables import AQLS, LEVELS

INSPECTED_LOTS = TableSpec(
    name="inspected_lots",
    doc="Give a row for each lot, in the order in which they were inspected",
    key=("lot_id",),
    keeps_extra=True,
    columns=(
        need("lot_id", "id", "The lot."),
        need("lot_units", "whole", "Pieces of the lot.", least=1),
        need(
            "found_units", "numbers", "What each sample newly brought: one number for a single sample, '1 3' for two."
        ),
        may("is_original", "flag", "No: the lot was presented before.", default="yes"),
        may("is_steady", "flag", "No: production did not run at a steady rate.", default="yes"),
        may("is_resumed", "flag", "Yes: the supplier has acted, and inspection begins again.", default="no"),
    ),
)
_WHERE = "sampling"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """A plan with what is to be said of it: its curve by `model`, and the verdict where something was found."""

    plan: SamplingPlan
    model: Model
    curve: tuple[CurvePoint, ...]
    verdict: Verdict | None
    notes: tuple[Reason, ...]


def sample(
    lot_units: int,
    level: str,
    aql: str,
    *,
    severity: str = "normal",
    kind: str = "single",
    edition: str = "1999",
    model: str = "",
    qualities_percent: Sequence[float] = (),
    found_units: Sequence[int] = (),
    is_curve_wanted: bool = False,
) -> Sampled:
    """The plan of ISO 2859-1 for one lot, as it is written: level 'II' or 'GII' or '2', AQL '2.5'.

    `found_units` is what each sample newly brought. Raises `InputError` with everything that is not as the standard
    has it.
    """
    problems: list[Problem] = []
    said = _words_of(level, aql, severity, kind, edition, problems)
    if lot_units < 1:
        problems.append(
            Problem(
                file=_WHERE,
                column="lot",
                what=f"{lot_units} pieces do not make a lot",
                remedy="Say with --lot how many pieces it holds",
            )
        )
    if model not in ("", *get_args(Model)):
        problems.append(_unknown("model", model, get_args(Model)))
    if problems:
        raise InputError(problems)
    plan = find_plan(lot_units, said.level, said.aql_percent, severity=said.severity, kind=said.kind,
                     edition=said.edition)  # fmt: skip
    used: Model = model or usual_model(said.aql_percent)  # type: ignore[assignment]
    try:
        points = curve(plan, used, qualities_percent) if is_curve_wanted or qualities_percent else ()
        verdict = judge(plan, found_units) if found_units else None
    except ValueError as error:
        raise InputError.single(_WHERE, str(error), "Say what the plan of this lot can have found") from None
    return Sampled(plan=plan, model=used, curve=points, verdict=verdict, notes=tuple(_notes(plan)))


def sample_series(
    path: Path, level: str, aql: str, *, kind: str = "single", is_reduced_allowed: bool = True
) -> tuple[LotOutcome, ...]:
    """The lots of a CSV or Excel file (INSPECTED_LOTS), each under the severity that the lots before it made due.

    Raises `NotFoundError`, and `InputError` with every row that is wrong or does not decide its lot.
    """
    problems: list[Problem] = []
    said = _words_of(level, aql, "normal", kind, "1999", problems)
    if problems:
        raise InputError(problems)
    read = read_table_file(path, INSPECTED_LOTS)
    rows, problems = read.rows, list(read.problems)
    lots = []
    for row in rows:
        found = [float(one) for one in row["found_units"].split()]
        if any(one < 0 or one != int(one) for one in found) or not found:
            problems.append(
                Problem(file=path.name, row=row["line"], column="found_units", what="it holds no counts",
                        remedy="Write whole numbers, such as 2 or '1 3'")
            )  # fmt: skip
            continue
        flags = {
            name: bool(row[name]) for name in ("is_original", "is_steady", "is_resumed") if row.get(name) is not None
        }
        lots.append(
            InspectedLot(lot_id=row["lot_id"], lot_units=row["lot_units"],
                         found_units=tuple(int(one) for one in found), **flags)
        )  # fmt: skip
    if problems:
        raise InputError(problems)
    try:
        return follow_series(lots, said.level, said.aql_percent, kind=said.kind, is_reduced_allowed=is_reduced_allowed)
    except ValueError as error:
        raise InputError.single(path.name, str(error), "Mend that lot's found_units") from None


def reason_of_switch(outcome: LotOutcome) -> Reason | None:
    """Why the next lot is inspected otherwise; None where nothing changes."""
    if outcome.verdict == "not_inspected":
        return Reason.of("sampling.not_inspected")
    return Reason.of(f"sampling.{outcome.switch}") if outcome.switch else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    level: str
    aql_percent: float
    severity: Severity
    kind: SamplingKind
    edition: Edition


def _words_of(level: str, aql: str, severity: str, kind: str, edition: str, problems: list[Problem]) -> _Said:
    """The standard's own words from a person's; adds a problem for each that it does not know."""
    found_level = _level(level)
    if found_level not in LEVELS:
        problems.append(_unknown("level", level, tuple(LEVELS)))
    found_aql = _number(aql)
    if found_aql not in AQLS:
        problems.append(_unknown("AQL", aql, tuple(f"{one:g}" for one in AQLS)))
    for name, word, known in (
        ("severity", severity, get_args(Severity)),
        ("kind", kind, get_args(SamplingKind)),
        ("edition", edition, get_args(Edition)),
    ):
        if word not in known:
            problems.append(_unknown(name, word, known))
    return _Said(level=found_level, aql_percent=found_aql, severity=severity, kind=kind, edition=edition)  # type: ignore[arg-type]


def _level(text: str) -> str:
    """'G2', 'GII', '2', 'ii' and 'II' are level II; 's1', 'S-1' and 'S 1' are level S-1."""
    bare = re.sub(r"[\s_-]", "", text).upper()
    if bare.startswith("S"):
        return f"S-{bare[1:]}"
    bare = bare.removeprefix("G")
    return {"1": "I", "2": "II", "3": "III"}.get(bare, bare)


def _number(text: str) -> float:
    try:
        return float(text.strip().rstrip("%").replace(",", "."))
    except ValueError:
        return -1.0


def _unknown(what: str, said: str, known: Sequence[str]) -> Problem:
    return Problem(
        file=_WHERE, column=what, what=f"the standard has no {what} {said!r}", remedy=f"Say one of {', '.join(known)}"
    )


def _notes(plan: SamplingPlan) -> list[Reason]:
    notes = []
    if plan.plan_letter != plan.letter:
        notes.append(Reason.of("sampling.arrow", letter=plan.letter, plan_letter=plan.plan_letter))
    if plan.used_kind != plan.kind:
        notes.append(Reason.of(f"sampling.only_{plan.used_kind}"))
    if plan.is_whole_lot:
        notes.append(Reason.of("sampling.whole_lot", lot_units=plan.lot_units))
    if any(stage.ac_units is None for stage in plan.stages):
        notes.append(Reason.of("sampling.not_yet"))
    last = plan.stages[-1]
    if last.ac_units is not None and last.re_units > last.ac_units + 1:
        notes.append(Reason.of("sampling.gap"))
    return notes
