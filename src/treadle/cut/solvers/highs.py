"""HiGHS, as SciPy carries it, behind one function: a mixed-integer program in, values and a proved bound out.

SciPy's own build is used because the `highspy` wheel and the `ortools` wheel each bring a HiGHS library of one name and
cannot be loaded by one process.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from treadle.terms.quiet import quiet_solver

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Minimise cost·x with row_low ≤ A x ≤ row_high, low ≤ x ≤ high, x whole where `is_whole`.

    `matrix` is (rows, columns); the vectors have its lengths.
    """

    cost: Floats
    matrix: csr_matrix
    row_low: Floats
    row_high: Floats
    low: Floats
    high: Floats
    is_whole: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`status` is 'optimal', 'feasible' or 'infeasible'; `bound` is what no solution can be below.

    `row_price` holds the dual values of a program without whole columns, else zeros.
    """

    status: str
    values: Floats
    objective: float
    bound: float
    row_price: Floats


def solve_program(
    program: Program,
    *,
    nodes: int = 20_000,
    gap_share: float = 1e-6,
    seconds: float | None = None,
    start: Floats | None = None,
) -> Answer:
    """Solve; the same program has the same answer.

    The search stops after `nodes` branch-and-bound nodes, at a relative gap of `gap_share`, or (only where a user
    gave a time) after `seconds`. `start` is a feasible solution: nothing dearer is looked for, and it is the answer
    where nothing cheaper is found.
    """
    if not program.is_whole.any():
        return _relaxed(program)
    if start is None:
        return _whole(program, nodes, gap_share, seconds)
    known = float(program.cost @ start)
    capped = replace(
        program,
        matrix=vstack([program.matrix, csr_matrix(program.cost[None, :])]).tocsr(),
        row_low=np.r_[program.row_low, -np.inf],
        row_high=np.r_[program.row_high, known + 1e-6 * max(abs(known), 1.0)],
    )
    found = _whole(capped, nodes, gap_share, seconds)
    row_price = np.zeros(len(program.row_low))
    if found.status == "infeasible" or found.objective > known:
        status = "feasible" if found.bound < known - gap_share * abs(known) else "optimal"
        return Answer(status=status, values=start, objective=known, bound=min(found.bound, known), row_price=row_price)
    return replace(found, row_price=row_price)


def _whole(program: Program, nodes: int, gap_share: float, seconds: float | None) -> Answer:
    """The program with whole columns."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    options: dict[str, float] = {"node_limit": nodes, "mip_rel_gap": gap_share}
    if seconds is not None:
        options["time_limit"] = max(seconds, 0.05)
    with quiet_solver():
        result = milp(
            program.cost,
            integrality=program.is_whole.astype(int),
            bounds=Bounds(program.low, program.high),
            constraints=LinearConstraint(program.matrix, program.row_low, program.row_high),
            options=options,
        )
    found = result.x is not None
    values = np.array(result.x) if found else np.zeros(len(program.cost))
    values[program.is_whole] = np.rint(values[program.is_whole])
    bound = getattr(result, "mip_dual_bound", None)
    return Answer(
        status="optimal" if found and result.status == 0 else "feasible" if found else "infeasible",
        values=values,
        objective=float(result.fun) if found else float("inf"),
        bound=float("-inf") if bound is None else float(bound),
        row_price=np.zeros(len(program.row_low)),
    )


def _relaxed(program: Program) -> Answer:
    """The program without whole columns, with the price of each row."""
    from scipy.optimize import linprog

    low, high = np.isfinite(program.row_low), np.isfinite(program.row_high)
    with quiet_solver():
        result = linprog(
            program.cost,
            A_ub=vstack([-program.matrix[low], program.matrix[high]]),
            b_ub=np.r_[-program.row_low[low], program.row_high[high]],
            bounds=np.column_stack([program.low, program.high]),
            method="highs",
        )
    found = result.x is not None
    objective = float(result.fun) if found else float("inf")
    row_price = np.zeros(len(program.row_low))
    if found:
        marginal = np.array(result.ineqlin.marginals)
        row_price[low] -= marginal[: low.sum()]
        row_price[high] += marginal[low.sum() :]
    return Answer(
        status="optimal" if found and result.status == 0 else "infeasible",
        values=np.array(result.x) if found else np.zeros(len(program.cost)),
        objective=objective,
        bound=objective,
        row_price=row_price,
    )
