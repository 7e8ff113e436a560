"""Which plan a lot is inspected by, and what a sample says of the lot (ISO 2859-1, clauses 10 and 11)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from treadle.terms.inspection import Edition, SampleStage, SamplingKind, SamplingPlan, Severity, Verdict
from treadle.track.sampling.stages import NUMBERS
from treadle.track.sampling.tables import AQLS, DOWN, LETTERS, LEVELS, LOT_UNITS, UP, cell, sample_size


def code_letter(lot_units: int, level: str) -> str:
    """The code letter of Table 1. Raises `ValueError` for a lot without pieces or a level that is none of `LEVELS`."""
    if lot_units < 1:
        raise ValueError("a lot holds at least one piece")
    if level not in LEVELS:
        raise ValueError(f"there is no level {level}")
    return LEVELS[level][bisect_left(LOT_UNITS, lot_units)]


def find_plan(
    lot_units: int,
    level: str,
    aql_percent: float,
    *,
    severity: Severity = "normal",
    kind: SamplingKind = "single",
    edition: Edition = "1999",
) -> SamplingPlan:
    """The plan of a lot, arrows followed: the sample size is that of the letter where the arrow ends.

    Where the tables hold no multiple plan the double one is used, where they hold no double one the single one.
    Samples as large as the lot mean that all of it is inspected. Raises `ValueError` as `code_letter`, and for an AQL
    not in `AQLS`.
    """
    letter = code_letter(lot_units, level)
    if aql_percent not in AQLS:
        raise ValueError(f"{aql_percent:g} is none of the AQLs of the standard")
    place, single = _follow(edition, severity, LETTERS.index(letter), AQLS.index(aql_percent))
    used, stages = _stages(edition, severity, kind, place, single)
    cut = _within_lot(stages, lot_units)
    return SamplingPlan(
        lot_units=lot_units, level=level, aql_percent=aql_percent, severity=severity, kind=kind, used_kind=used,
        standard_year=edition, letter=letter, plan_letter=LETTERS[place], stages=cut,
        is_whole_lot=sum(one.sample_units for one in cut) >= lot_units and len(cut) == 1,
    )  # fmt: skip


def _follow(edition: Edition, severity: Severity, letter: int, aql: int) -> tuple[int, tuple[int, int]]:
    """The letter and (Ac, Re) where the arrows of a column lead; one that leads out of the table is turned round."""
    last = len(LETTERS) - (1 if severity == "tightened" else 2)
    first = cell(edition, severity, letter, aql)
    for direction in (first, DOWN if first == UP else UP):
        step = 1 if direction == DOWN else -1
        place = letter
        while 0 <= place <= last:
            found = cell(edition, severity, place, aql)
            if not isinstance(found, str):
                return place, found
            place += step
    raise AssertionError("a column of the tables holds no plan")


def _stages(
    edition: Edition, severity: Severity, kind: SamplingKind, letter: int, single: tuple[int, int]
) -> tuple[SamplingKind, tuple[SampleStage, ...]]:
    order: dict[SamplingKind, tuple[SamplingKind, ...]] = {"multiple": ("multiple", "double"), "double": ("double",)}
    for one in order.get(kind, ()):
        size = sample_size(one, severity, letter)
        numbers = NUMBERS[edition][one].get(single)
        if size is not None and numbers is not None:
            return one, tuple(SampleStage(sample_units=size, ac_units=ac, re_units=re) for ac, re in numbers)
    size = sample_size("single", severity, letter)
    assert size is not None
    return "single", (SampleStage(sample_units=size, ac_units=single[0], re_units=single[1]),)


def _within_lot(stages: Sequence[SampleStage], lot_units: int) -> tuple[SampleStage, ...]:
    """The samples that a lot can give: the one that would empty it takes the rest and decides by the last numbers."""
    drawn = 0
    cut: list[SampleStage] = []
    for stage in stages:
        if drawn + stage.sample_units >= lot_units:
            last = stages[-1]
            rest = SampleStage(sample_units=lot_units - drawn, ac_units=last.ac_units, re_units=last.re_units)
            return (*cut, rest)
        cut.append(stage)
        drawn += stage.sample_units
    return tuple(cut)


def judge(plan: SamplingPlan, found_units: Sequence[int]) -> Verdict:
    """What the samples so far say; `found_units` is what each of them newly brought, in nonconforming items (or
    counts).

    A count between Ac and Re after the last sample (reduced inspection, edition of 1989) accepts the lot and ends
    reduced inspection: `accepted_in_gap`. Raises `ValueError` where more samples are told than the plan draws before
    it ends.
    """
    total = 0
    for place, (stage, units) in enumerate(zip(plan.stages, found_units, strict=False)):
        total += units
        is_decided: Verdict | None = None
        if stage.ac_units is not None and total <= stage.ac_units:
            is_decided = "accepted"
        elif total >= stage.re_units:
            is_decided = "not_accepted"
        elif place == len(plan.stages) - 1:
            is_decided = "accepted_in_gap"
        if is_decided is not None:
            if len(found_units) > place + 1:
                raise ValueError(f"sample {place + 1} decides already; nothing is drawn after it")
            return is_decided
    if len(found_units) > len(plan.stages):
        raise ValueError(f"the plan draws {len(plan.stages)} samples")
    return "next_sample"


def is_accepted_one_step_tighter(plan: SamplingPlan, found_units: int) -> bool:
    """Would a single sample also accept the lot if the AQL were one step tighter (9.3.3.2: the switching score)?"""
    aql = AQLS.index(plan.aql_percent)
    tighter = cell(plan.standard_year, plan.severity, LETTERS.index(plan.plan_letter), aql - 1) if aql else UP
    return not isinstance(tighter, str) and found_units <= tighter[0]
