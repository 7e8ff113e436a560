"""Normal, tightened and reduced inspection by what came before (ISO 2859-1:1999, clauses 9.3 and 9.4).

Only lots presented for the first time count. Tightened: two of five or fewer lots in a row were not accepted; back
after five accepted in a row. Reduced: a switching score of 30, while production is steady; back after a lot that is
not accepted or where production is not steady. Five lots not accepted under one spell of tightened inspection end
inspection until the supplier has acted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from treadle.terms.inspection import InspectedLot, LotOutcome, SamplingKind, SamplingPlan, Severity, Verdict
from treadle.track.sampling.plans import find_plan, is_accepted_one_step_tighter, judge

#: By definition: ISO 2859-1.
SCORE_FOR_REDUCED = 30
#: By definition: ISO 2859-1.
LOTS_LOOKED_BACK = 5
#: By definition: ISO 2859-1.
NOT_ACCEPTED_FOR_TIGHTENED = 2
#: By definition: ISO 2859-1.
ACCEPTED_FOR_NORMAL = 5
#: By definition: ISO 2859-1.
NOT_ACCEPTED_UNTIL_END = 5
#: A multiple plan that accepts by this sample adds to the score. By definition: ISO 2859-1.
EARLY_SAMPLE_OF_MULTIPLE = 3


@dataclass(slots=True)
class _State:
    severity: Severity = "normal"
    score: int = 0
    recent: list[bool] = field(default_factory=list)
    run: int = 0
    failed: int = 0
    is_discontinued: bool = False

    def turn(self, severity: Severity) -> None:
        self.severity, self.score, self.recent, self.run, self.failed = severity, 0, [], 0, 0


def follow_series(
    lots: Iterable[InspectedLot],
    level: str,
    aql_percent: float,
    *,
    kind: SamplingKind = "single",
    is_reduced_allowed: bool = True,
) -> tuple[LotOutcome, ...]:
    """Each lot of a series in its order, by the plan that the lots before it made due.

    `is_reduced_allowed`: the responsible authority wishes reduced inspection. Lots after the end of inspection are
    `not_inspected`. Raises `ValueError` as `find_plan` and `judge`, and where a lot's samples do not decide.
    """
    state = _State()
    found = []
    for lot in lots:
        if lot.is_resumed and state.is_discontinued:
            state.turn("tightened")
            state.is_discontinued = False
        plan = find_plan(lot.lot_units, level, aql_percent, severity=state.severity, kind=kind)
        if state.is_discontinued:
            found.append(LotOutcome(lot=lot, plan=plan, verdict="not_inspected", score=0, next_severity=state.severity,
                                    is_discontinued=True))  # fmt: skip
            continue
        try:
            verdict = judge(plan, lot.found_units)
        except ValueError as error:
            raise ValueError(f"lot {lot.lot_id}: {error}") from None
        if verdict == "next_sample":
            raise ValueError(
                f"lot {lot.lot_id}: sample {len(lot.found_units)} does not decide; say what the next brought"
            )
        switch = _after(state, lot, plan, verdict, is_reduced_allowed) if lot.is_original else ""
        found.append(LotOutcome(lot=lot, plan=plan, verdict=verdict, score=state.score, next_severity=state.severity,
                                is_discontinued=state.is_discontinued, switch=switch))  # fmt: skip
    return tuple(found)


def _after(state: _State, lot: InspectedLot, plan: SamplingPlan, verdict: Verdict, is_reduced_allowed: bool) -> str:
    """Move the state past a lot; returns the code of the switch, empty where nothing changes."""
    is_accepted = verdict != "not_accepted"
    if state.severity == "reduced":
        if verdict != "accepted" or not lot.is_steady:
            state.turn("normal")
            return "to_normal_not_accepted" if verdict != "accepted" else "to_normal_not_steady"
        return ""
    if state.severity == "tightened":
        state.run = state.run + 1 if is_accepted else 0
        state.failed += not is_accepted
        if state.failed >= NOT_ACCEPTED_UNTIL_END:
            state.is_discontinued = True
            return "discontinued"
        if state.run >= ACCEPTED_FOR_NORMAL:
            state.turn("normal")
            return "to_normal_accepted"
        return ""
    state.recent = [*state.recent, is_accepted][-LOTS_LOOKED_BACK:]
    state.score = _score(state.score, plan, lot.found_units, is_accepted)
    if state.recent.count(False) >= NOT_ACCEPTED_FOR_TIGHTENED:
        state.turn("tightened")
        return "to_tightened"
    if is_reduced_allowed and state.score >= SCORE_FOR_REDUCED and lot.is_steady:
        state.turn("reduced")
        return "to_reduced"
    return ""


def _score(before: int, plan: SamplingPlan, found_units: tuple[int, ...], is_accepted: bool) -> int:
    """The switching score after a lot under normal inspection (9.3.3.2)."""
    if not is_accepted:
        return 0
    if plan.used_kind == "single":
        ac = plan.stages[0].ac_units or 0
        if ac <= 1:
            return before + 2
        return before + 3 if is_accepted_one_step_tighter(plan, sum(found_units)) else 0
    early = 1 if plan.used_kind == "double" else EARLY_SAMPLE_OF_MULTIPLE
    return before + 3 if len(found_units) <= early else 0
