"""Balance a sewing line for a style, with what a change of it would bring; or solve a public balancing problem."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from treadle.connectors.bulletin import read_bulletin_file
from treadle.errors import InputError, NotFoundError, Problem
from treadle.plant.plain_file import text_of
from treadle.problems.line_balancing import read_line
from treadle.settings import read_settings
from treadle.sew.balance import balance_line
from treadle.sew.check import check_balance
from treadle.sew.floaters import FloatingLine, best_floaters, check_floaters
from treadle.sew.layout import check_layout, lay_out
from treadle.sew.learning_curve import LearningDay, learning_days
from treadle.sew.manning import Gain, gains, line_for_pitch, standard_line, without_people
from treadle.sew.stations import PLAN_LINES, fewest_stations, shortest_cycle
from treadle.storage.brand import load_making
from treadle.storage.plain_rows import judged_cells
from treadle.terms.budget import Budget, Progress, Silence
from treadle.terms.policy.making import PLAIN_SEWING, SewPolicy
from treadle.terms.sewing import Bulletin, Layout, LineBalance, SewingLine
from treadle.terms.tables.making import BULLETINS


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A bulletin, the lines that may sew it by 'factory/line', what was assumed or left out in its file,
    and the brand's policy of sewing."""

    bulletin: Bulletin
    lines: Mapping[str, SewingLine]
    findings: tuple[Problem, ...] = ()
    policy: SewPolicy = PLAIN_SEWING

    def line(self, line_id: str = "") -> SewingLine:
        """The line of that name, or the only one. Raises `NotFoundError`."""
        chosen = [one for key, one in self.lines.items() if line_id in ("", key, one.line_id)]
        if len(chosen) != 1:
            problem = f"{len(chosen)} sewing lines fit" if chosen else f"There is no sewing line {line_id!r}"
            raise NotFoundError(f"{problem}; --line is one of: {', '.join(sorted(self.lines))}")
        return chosen[0]


def work_of_folder(folder: Path, style: str) -> Work:
    """The bulletin of a style of a brand's folder, or the bulletin of that name, and the brand's lines.

    Raises `NotFoundError`, and `InputError` where the folder cannot be read.
    """
    settings = read_settings(folder)
    making = load_making(folder, time_zone=settings.time_zone)
    bulletins = {one.style_id: one.bulletin_id for one in making.catalogue.styles if one.bulletin_id}
    bulletin = making.bulletins.get(bulletins.get(style, style))
    if bulletin is None:
        known = ", ".join((sorted(bulletins) or sorted(making.bulletins))[:10]) or "none, as there is no bulletin"
        problem = f"No style or bulletin {style!r} is sewn here" if style else "No style is named"
        raise NotFoundError(f"{problem}; --style is one of: {known}")
    lines = {f"{factory.factory_id}/{one.line_id}": one for factory in making.factories for one in factory.sewing_lines}
    return Work(bulletin=bulletin, lines=lines, policy=settings.policy.sew)


def work_of_file(path: Path, *, people: int = 0, pitch_minutes: float = 0.0, moves: int = 1500, seed: int = 0) -> Work:
    """The bulletin of a table (CSV, XLSX, XLS, ODS), and one line of standard people: so many, or as many as the pitch
    needs; machines that the file counts are its limit.

    Raises `NotFoundError`, and `InputError` with all that is wrong with the file, or where neither is said.
    """
    read = read_bulletin_file(path)
    judged = judged_cells(read.rows, BULLETINS, path.name)
    if judged.problems:
        raise InputError(judged.problems)
    bulletin = read.bulletin
    if people:
        line = standard_line(bulletin, people)
    elif pitch_minutes > 0:
        line = line_for_pitch(bulletin, pitch_minutes, seed=seed, budget=Budget(work=moves))[0]
    else:
        raise InputError.single(path.name, "neither people nor a pitch is given", "Give --people N or --pitch MINUTES")
    line = replace(line, machines={**line.machines, **read.machines})
    return Work(bulletin=bulletin, lines={line.line_id: line}, findings=(*read.findings, *judged.doubts))


def without(line: SewingLine, absent: Sequence[str]) -> SewingLine:
    """The line without some of its operators. Raises `InputError` for one who is not on it."""
    try:
        return without_people(line, list(absent))
    except ValueError as error:
        raise InputError.single("--absent", str(error), "Name operators of the line") from None


def balance(
    bulletin: Bulletin, line: SewingLine, *, moves: int = 1500, seed: int = 0, policy: SewPolicy = PLAIN_SEWING,
    progress: Progress | None = None, left: Callable[[], float] | None = None,
) -> LineBalance:  # fmt: skip
    """Who does what at which station; every rule is checked from scratch.

    `moves`: counted work of the search, which ends with its best when no seconds are left. Infeasible is a status
    with a reason. Raises `InputError` for a line with nobody on it.
    """
    if not line.operators:
        raise InputError.single(line.line_id, "nobody is left on the line", "Leave somebody to sew")
    told = progress or Silence()
    told.step("balancing lines", 0, 1)
    found = balance_line(bulletin, line, seed=seed, budget=Budget(work=moves, left=left), policy=policy)
    told.step("balancing lines", 1, 1)
    broken = check_balance(found, bulletin, line)
    if broken:
        remedy = "Please report this: treadle should never give such a balance"
        raise InputError(Problem(file=one.where, what=f"{one.rule}: {one.found}", remedy=remedy) for one in broken)
    return found


def balance_everywhere(
    work: Work, *, moves: int = 1500, seed: int = 0, progress: Progress | None = None,
    left: Callable[[], float] | None = None,
) -> tuple[tuple[str, LineBalance], ...]:  # fmt: skip
    """What every line would make of the bulletin, by the lines' names; a balance that breaks a rule is 'infeasible'."""
    found, told = [], progress or Silence()
    for at, (name, line) in enumerate(sorted(work.lines.items())):
        told.step("balancing lines", at, len(work.lines))
        made = balance_line(work.bulletin, line, seed=seed, budget=Budget(work=moves, left=left), policy=work.policy)
        if made.status == "balanced" and check_balance(made, work.bulletin, line):
            made = replace(made, status="infeasible")
        found.append((name, made))
    told.step("balancing lines", len(work.lines), len(work.lines))
    return tuple(found)


def what_helps(
    bulletin: Bulletin, line: SewingLine, fixed: LineBalance, *, moves: int = 1500, seed: int = 0,
    policy: SewPolicy = PLAIN_SEWING, progress: Progress | None = None, left: Callable[[], float] | None = None,
) -> tuple[Gain, ...]:  # fmt: skip
    """One more machine of a kind, or one person trained: those that shorten the cycle, best first."""
    budget = Budget(work=moves, left=left)
    return gains(bulletin, line, fixed, seed=seed, budget=budget, policy=policy, progress=progress)


def float_people(
    bulletin: Bulletin, line: SewingLine, count: int, *, moves: int = 1500, seed: int = 0,
    policy: SewPolicy = PLAIN_SEWING, progress: Progress | None = None, left: Callable[[], float] | None = None,
) -> FloatingLine:  # fmt: skip
    """So many people without a station of their own, who help where it is slow; checked from scratch.

    Raises `InputError` where the others cannot sew the style alone.
    """
    budget = Budget(work=moves, left=left)
    found = best_floaters(bulletin, line, count, seed=seed, budget=budget, policy=policy, progress=progress)
    if found is None:
        raise InputError.single("--floaters", "the others cannot sew the style alone", "Ask for fewer floaters")
    people = [one for one in line.operators if one.operator_id in found.floater_ids]
    broken = check_floaters(found, bulletin, people)
    if broken:
        raise ArithmeticError("; ".join(map(str, broken)))
    return found


def learn(fixed: LineBalance, rate: float, learned_after: int) -> tuple[LearningDay, ...]:
    """The days until the line has learned the style. Raises `InputError` for a rate that is none."""
    try:
        return tuple(learning_days(fixed.minutes_per_unit, rate, learned_after))
    except ValueError as error:
        raise InputError.single("--learning-rate", str(error), "Give a rate such as 0.85") from None


def place_stations(bulletin: Bulletin, fixed: LineBalance, *, seed: int = 0) -> Layout:
    """The stations of a balance in two rows along an aisle; checked from scratch."""
    found = lay_out(bulletin, fixed, seed=seed)
    broken = check_layout(found, bulletin, fixed)
    if broken:
        raise ArithmeticError("; ".join(map(str, broken)))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class SolvedLine:
    """Tasks (from 1) by station of a public problem, its cycle, and what no answer is below."""

    stations: tuple[tuple[int, ...], ...]
    cycle_time: int
    is_optimal: bool
    bound: int


def solve_line_problem(
    path: Path, *, stations: int = 0, cycle_time: int = 0, seed: int = 0, left: Callable[[], float] | None = None
) -> SolvedLine:
    """A public line balancing problem (.alb, .IN2): the shortest cycle for so many stations, or the fewest stations.

    A cycle of 0 is the one that the file states. By counted work, or as long as `left` tells. Raises `NotFoundError`,
    and `InputError` with all that is wrong with the file or a cycle that is too short.
    """
    line, stated = read_line(text_of(path), path.name)
    budget = PLAN_LINES if left is None else Budget(work=float("inf"), left=left)
    cycle = cycle_time or stated or 0
    if stations:
        found = shortest_cycle(line, stations, budget=budget, seed=seed)
    elif cycle < max(line.times, default=0):
        what = f"the longest task takes {max(line.times)}, the cycle is {cycle}"
        raise InputError.single(path.name, what, "Give a longer --cycle-time, or --people for stations")
    else:
        found = fewest_stations(line, cycle, budget=budget, seed=seed)
    tasks = tuple(tuple(one + 1 for one in station) for station in found.tasks if station)
    return SolvedLine(stations=tasks, cycle_time=found.cycle, is_optimal=found.is_optimal, bound=found.bound)
