"""The tables of ISO 2859-1: cells from published tables, and the structure that every cell must have."""

from __future__ import annotations

import itertools

import pytest

from treadle.terms.inspection import SamplingPlan
from treadle.track.sampling.curve import acceptance, usual_model
from treadle.track.sampling.plans import code_letter, find_plan
from treadle.track.sampling.tables import AQLS, LETTERS, LEVELS, LOT_UNITS, cell

SEVERITIES = ("normal", "tightened", "reduced")
LOTS = (*LOT_UNITS, LOT_UNITS[-1] + 1)


def numbers(plan: SamplingPlan) -> str:
    """Stages as the tables print them: '32 1 3, 32 4 5'."""
    return ", ".join(
        f"{one.sample_units} {'#' if one.ac_units is None else one.ac_units} {one.re_units}" for one in plan.stages
    )


# Published cells: MIL-STD-105E Table I (the same as ISO 2859-1 Table 1), row by row.
TABLE_1 = [
    "AAAAAAB", "AAAAABC", "AABBBCD", "ABBCCDE", "BBCCCEF", "BBCDDFG", "BCDEEGH", "BCDEFHJ", "CCEFGJK", "CDEGHKL",
    "CDFGJLM",
    "CDFHKMN", "DEGJLNP", "DEGJMPQ", "DEHKNQR",
]  # fmt: skip


@pytest.mark.parametrize(("lot_units", "row"), list(zip(LOTS, TABLE_1, strict=True)))
def test_code_letters_are_those_of_the_published_table(lot_units: int, row: str) -> None:
    assert "".join(code_letter(lot_units, level) for level in LEVELS) == row
    if lot_units > 8:
        before = LOTS[LOTS.index(lot_units) - 1]
        assert "".join(code_letter(before + 1, level) for level in LEVELS) == row


# (lot, level, AQL, severity, kind, edition, published numbers): single plans agree in both editions. A lot of the
# letter at level II is given by its largest lot: H 500, J 1200, K 3200, L 10000, M 35000.
SINGLE = [
    (150, 2.5, "normal", "20 1 2"), (280, 2.5, "normal", "32 2 3"), (500, 2.5, "normal", "50 3 4"),
    (1200, 2.5, "normal", "80 5 6"), (3200, 2.5, "normal", "125 7 8"), (10_000, 2.5, "normal", "200 10 11"),
    (1200, 4.0, "normal", "80 7 8"), (500, 1.0, "normal", "50 1 2"), (500, 0.65, "normal", "80 1 2"),
    (500, 0.40, "normal", "32 0 1"), (90, 2.5, "normal", "20 1 2"), (50, 2.5, "normal", "5 0 1"),
    (25, 2.5, "normal", "5 0 1"), (15, 2.5, "normal", "5 0 1"), (1200, 0.15, "normal", "80 0 1"),
    (1200, 15.0, "normal", "80 21 22"), (1200, 25.0, "normal", "50 21 22"), (500_001, 1.5, "normal", "800 21 22"),
    (500_001, 0.010, "normal", "1250 0 1"), (8, 1000.0, "normal", "2 30 31"), (15, 1000.0, "normal", "3 44 45"),
    (90, 150.0, "normal", "13 30 31"), (90, 250.0, "normal", "13 44 45"), (150, 150.0, "normal", "13 30 31"),
    (500, 2.5, "tightened", "50 2 3"), (1200, 2.5, "tightened", "80 3 4"), (3200, 2.5, "tightened", "125 5 6"),
    (1200, 4.0, "tightened", "80 5 6"), (1200, 6.5, "tightened", "80 8 9"), (1200, 10.0, "tightened", "80 12 13"),
    (1200, 15.0, "tightened", "80 18 19"), (1200, 25.0, "tightened", "50 18 19"), (500, 1.0, "tightened", "80 1 2"),
    (150, 2.5, "tightened", "32 1 2"), (90, 2.5, "tightened", "32 1 2"), (50, 2.5, "tightened", "8 0 1"),
    (500_001, 0.025, "tightened", "3150 1 2"), (500_001, 0.015, "tightened", "1250 0 1"),
    (8, 40.0, "tightened", "2 1 2"),
    (50, 10.0, "tightened", "8 1 2"), (90, 250.0, "tightened", "13 41 42"), (90, 150.0, "tightened", "13 27 28"),
]  # fmt: skip
REDUCED_1989 = [
    (500, 2.5, "20 1 4"), (1200, 2.5, "32 2 5"), (3200, 2.5, "50 3 6"), (10_000, 2.5, "80 5 8"), (280, 2.5, "13 1 3"),
    (150, 2.5, "8 0 2"), (35_000, 2.5, "125 7 10"), (90, 2.5, "8 0 2"), (8, 25.0, "2 1 2"), (15, 40.0, "2 2 4"),
    (50, 250.0, "3 14 17"),
]  # fmt: skip
REDUCED_1999 = [
    (500, 2.5, "20 2 3"), (1200, 2.5, "32 3 4"), (3200, 2.5, "50 5 6"), (10_000, 2.5, "80 6 7"), (280, 2.5, "13 1 2"),
    (35_000, 2.5, "125 8 9"), (150_000, 2.5, "200 10 11"), (150, 2.5, "13 1 2"), (25, 2.5, "2 0 1"),
]  # fmt: skip
DOUBLE = [
    (500, 2.5, "normal", "1999", "32 1 3, 32 4 5"), (500, 2.5, "normal", "1989", "32 1 4, 32 4 5"),
    (3200, 2.5, "normal", "1999", "80 3 6, 80 9 10"), (3200, 2.5, "normal", "1989", "80 3 7, 80 8 9"),
    (1200, 2.5, "normal", "1999", "50 2 5, 50 6 7"), (150, 2.5, "normal", "1999", "13 0 2, 13 1 2"),
    (280, 2.5, "normal", "1989", "20 0 3, 20 3 4"), (10_000, 2.5, "normal", "1989", "125 5 9, 125 12 13"),
    (1200, 10.0, "normal", "1989", "50 7 11, 50 18 19"), (1200, 15.0, "normal", "1989", "50 11 16, 50 26 27"),
    (90, 250.0, "normal", "1989", "8 25 31, 8 56 57"), (1200, 6.5, "tightened", "1989", "50 3 7, 50 11 12"),
    (1200, 10.0, "tightened", "1989", "50 6 10, 50 15 16"), (1200, 15.0, "tightened", "1989", "50 9 14, 50 23 24"),
    (500, 2.5, "reduced", "1989", "13 0 4, 13 1 5"), (1200, 2.5, "reduced", "1989", "20 0 4, 20 3 6"),
    (150, 2.5, "reduced", "1989", "5 0 2, 5 0 2"), (500, 0.40, "normal", "1999", "32 0 1"),
    (35_000, 2.5, "reduced", "1989", "80 3 8, 80 8 12"),
]  # fmt: skip
MULTIPLE = [
    (1200, 2.5, "normal", "1989", "20 # 4, 20 1 5, 20 2 6, 20 3 7, 20 5 8, 20 7 9, 20 9 10"),
    (3200, 2.5, "normal", "1989", "32 0 4, 32 1 6, 32 3 8, 32 5 10, 32 7 11, 32 10 12, 32 13 14"),
    (1200, 15.0, "normal", "1989", "20 2 9, 20 7 14, 20 13 19, 20 19 25, 20 25 29, 20 31 33, 20 37 38"),
    (1200, 6.5, "tightened", "1989", "20 0 4, 20 2 7, 20 4 9, 20 6 11, 20 9 12, 20 12 14, 20 14 15"),
    (1200, 2.5, "reduced", "1989", "8 # 3, 8 0 4, 8 0 5, 8 1 6, 8 2 7, 8 3 7, 8 4 8"),
    (1200, 2.5, "normal", "1999", "20 # 4, 20 1 5, 20 2 6, 20 4 7, 20 6 7"),
    (3200, 2.5, "normal", "1999", "32 0 4, 32 1 6, 32 3 8, 32 6 9, 32 9 10"),
    (150, 2.5, "normal", "1999", "5 # 2, 5 0 2, 5 0 2, 5 0 2, 5 1 2"),
    (50, 250.0, "normal", "1999", "2 4 12, 2 11 19, 2 19 27, 2 28 34, 2 37 38"),
    (25, 40.0, "normal", "1999", "3 2 5, 3 6 7"),
]  # fmt: skip


@pytest.mark.parametrize(("lot_units", "aql", "severity", "published"), SINGLE)
@pytest.mark.parametrize("edition", ["1999", "1989"])
def test_single_plans_as_published(lot_units: int, aql: float, severity: str, published: str, edition: str) -> None:
    assert numbers(find_plan(lot_units, "II", aql, severity=severity, edition=edition)) == published


@pytest.mark.parametrize(
    ("lot_units", "aql", "published", "edition"),
    [(*one, "1989") for one in REDUCED_1989] + [(*one, "1999") for one in REDUCED_1999],
)
def test_reduced_plans_as_published(lot_units: int, aql: float, published: str, edition: str) -> None:
    assert numbers(find_plan(lot_units, "II", aql, severity="reduced", edition=edition)) == published


@pytest.mark.parametrize(("lot_units", "aql", "severity", "edition", "published"), DOUBLE)
def test_double_plans_as_published(lot_units: int, aql: float, severity: str, edition: str, published: str) -> None:
    assert numbers(find_plan(lot_units, "II", aql, severity=severity, kind="double", edition=edition)) == published


@pytest.mark.parametrize(("lot_units", "aql", "severity", "edition", "published"), MULTIPLE)
def test_multiple_plans_as_published(lot_units: int, aql: float, severity: str, edition: str, published: str) -> None:
    assert numbers(find_plan(lot_units, "II", aql, severity=severity, kind="multiple", edition=edition)) == published


def every_plan(kind: str, edition: str) -> list[SamplingPlan]:
    """A plan for each level, lot, AQL and severity; lots so large that no sample empties them."""
    return [
        find_plan(lot, level, aql, severity=severity, kind=kind, edition=edition)
        for lot, level, aql, severity in itertools.product(LOTS, ("S-2", "I", "II", "III"), AQLS, SEVERITIES)
    ]


@pytest.mark.parametrize("edition", ["1999", "1989"])
@pytest.mark.parametrize("kind", ["single", "double", "multiple"])
def test_every_plan_can_be_drawn_and_decides(kind: str, edition: str) -> None:
    for plan in every_plan(kind, edition):
        assert plan.check() == (), plan


@pytest.mark.parametrize("edition", ["1999", "1989"])
@pytest.mark.parametrize("severity", SEVERITIES)
def test_rows_and_columns_never_fall_and_arrows_lead_to_a_plan(severity: str, edition: str) -> None:
    letters = range(len(LETTERS) - 1)
    for letter in letters:
        accepted = [
            one[0] for aql in range(len(AQLS)) if not isinstance(one := cell(edition, severity, letter, aql), str)
        ]
        assert accepted == sorted(accepted)
    for aql in range(len(AQLS)):
        column = [cell(edition, severity, letter, aql) for letter in letters]
        plans = [one for one in column if not isinstance(one, str)]
        assert [one[0] for one in plans] == sorted(one[0] for one in plans)
        for letter, one in enumerate(column):
            if one == "down" and any(not isinstance(below, str) for below in column[letter:]):
                assert all(column[place] == "down" for place in range(letter, _next_plan(column, letter)))


def _next_plan(column: list[object], letter: int) -> int:
    return next(place for place in range(letter, len(column)) if not isinstance(column[place], str))


@pytest.mark.parametrize("kind", ["single", "double", "multiple"])
def test_normal_plans_accept_lots_at_the_aql_nearly_always(kind: str) -> None:
    """The producer's risk of the tables: from 0.5 to 12.6 of 100 lots (ISO 2859-1:1999, Tables 5)."""
    for letter, aql in itertools.product("ABCDEFGHJKLMNPQR", AQLS):
        if isinstance(cell("1999", "normal", LETTERS.index(letter), AQLS.index(aql)), str):
            continue
        level = "II" if letter != "R" else "III"
        lot = LOTS[LEVELS[level].index(letter)]
        plan = find_plan(lot, level, aql, kind=kind)
        if plan.is_whole_lot:
            continue
        assert 0.87 < acceptance(plan, aql, usual_model(aql)).accepted_share < 0.996, plan


@pytest.mark.parametrize("edition", ["1999", "1989"])
@pytest.mark.parametrize("kind", ["double", "multiple"])
@pytest.mark.parametrize("severity", ["normal", "tightened"])
def test_several_samples_accept_as_a_single_one_does_and_need_fewer_pieces(
    severity: str, kind: str, edition: str
) -> None:
    for aql in (0.65, 1.0, 1.5, 2.5, 4.0, 6.5, 10.0):
        single = find_plan(35_000, "II", aql, severity=severity, edition=edition)
        other = find_plan(35_000, "II", aql, severity=severity, kind=kind, edition=edition)
        for quality in (0.3 * aql, aql, 2 * aql, 3 * aql, 5 * aql):
            one, several = acceptance(single, quality, "poisson"), acceptance(other, quality, "poisson")
            assert several.accepted_share == pytest.approx(one.accepted_share, abs=0.075)
        assert acceptance(other, aql, "poisson").average_units < single.sample_units


def test_a_lot_smaller_than_its_sample_is_inspected_whole() -> None:
    plan = find_plan(30, "II", 0.10)
    assert (plan.letter, plan.plan_letter, numbers(plan), plan.is_whole_lot) == ("D", "K", "30 0 1", True)
    double = find_plan(30, "II", 0.65, kind="double")
    assert double.sample_units <= 30
