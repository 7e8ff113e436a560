"""Nouns of acceptance sampling: a plan for a lot, what was found in it, and how severely the next lot is inspected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["normal", "tightened", "reduced"]
SamplingKind = Literal["single", "double", "multiple"]
Edition = Literal["1999", "1989"]
Verdict = Literal["accepted", "not_accepted", "next_sample", "accepted_in_gap", "not_inspected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleStage:
    """One sample of a plan. `ac_units` and `re_units` count what all samples so far hold.

    `ac_units` None: the lot cannot be accepted after this sample (the sign # of the tables).
    """

    sample_units: int
    ac_units: int | None
    re_units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplingPlan:
    """What ISO 2859-1 asks of one lot.

    `letter` is the code letter of the lot (Table 1), `plan_letter` the one of the plan after the arrows. `kind` is
    what was asked for, `used_kind` what the tables give (a single plan where they hold no double one).
    `is_whole_lot`: the samples would be as large as the lot, so every piece of it is inspected. `aql_percent` is a
    share of nonconforming items in percent, or nonconformities per hundred items.
    """

    lot_units: int
    level: str
    aql_percent: float
    severity: Severity
    kind: SamplingKind
    used_kind: SamplingKind
    standard_year: Edition
    letter: str
    plan_letter: str
    stages: tuple[SampleStage, ...]
    is_whole_lot: bool = False

    @property
    def sample_units(self) -> int:
        """Pieces of all samples together."""
        return sum(stage.sample_units for stage in self.stages)

    def check(self) -> tuple[str, ...]:
        """What is wrong with the plan itself; empty where nothing is."""
        found = []
        for before, after in zip(self.stages, self.stages[1:], strict=False):
            if (before.ac_units or 0) > (after.ac_units or 0) or before.re_units > after.re_units:
                found.append("acceptance or rejection numbers fall from one sample to the next")
        last = self.stages[-1]
        if last.ac_units is None or last.ac_units >= last.re_units:
            found.append("the last sample does not decide")
        if any(stage.sample_units < 1 for stage in self.stages) or self.sample_units > self.lot_units:
            found.append("a sample is empty, or the samples are larger than the lot")
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectedLot:
    """A lot of a series: what each sample newly brought (`found_units`), in the order of the samples.

    `is_original`: presented for the first time. `is_steady`: production ran at a steady rate. `is_resumed`: before
    this lot the supplier had acted to improve, so that discontinued inspection begins again.
    """

    lot_id: str
    lot_units: int
    found_units: tuple[int, ...]
    is_original: bool = True
    is_steady: bool = True
    is_resumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LotOutcome:
    """One lot of a series under the switching rules: the plan it met, the verdict, and the switching score after it."""

    lot: InspectedLot
    plan: SamplingPlan
    verdict: Verdict
    score: int
    next_severity: Severity
    is_discontinued: bool = False
    switch: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """A quality of the lot and how likely it is accepted; `average_units` are inspected on average (not curtailed)."""

    quality_percent: float
    accepted_share: float
    average_units: float
