"""HiGHS behind one function: a mixed-integer program in, values and a proved bound out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

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
    """Solve on one thread with a fixed seed, so that the same program has the same answer.

    The search stops after `nodes` branch-and-bound nodes, at a relative gap of `gap_share`, or (only where a user
    gave a time) after `seconds`. `start` is a feasible solution to begin from.
    """
    import highspy

    model: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 1),
        ("mip_max_nodes", nodes),
        ("mip_max_stall_nodes", nodes),
        ("mip_rel_gap", gap_share),
    ):
        model.setOptionValue(option, value)
    if seconds is not None:
        model.setOptionValue("time_limit", max(seconds, 0.05))
    model.passModel(_model(program))
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = start.tolist()
        model.setSolution(solution)
    model.run()
    return _answer(model, program)


def _model(program: Program) -> Any:
    """The program in HiGHS's own form."""
    import highspy

    matrix = program.matrix.tocsr()
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_ = program.cost
    lp.col_lower_, lp.col_upper_ = program.low, program.high
    lp.row_lower_, lp.row_upper_ = program.row_low, program.row_high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = matrix.indptr
    lp.a_matrix_.index_ = matrix.indices
    lp.a_matrix_.value_ = matrix.data
    if program.is_whole.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(whole)] for whole in program.is_whole]
    return lp


def _answer(model: Any, program: Program) -> Answer:
    """What HiGHS found."""
    import highspy

    info = model.getInfo()
    solution = model.getSolution()
    done = model.getModelStatus() == highspy.HighsModelStatus.kOptimal
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    is_mip = bool(program.is_whole.any())
    values = np.array(solution.col_value) if found else np.zeros(len(program.cost))
    objective = float(info.objective_function_value) if found else float("inf")
    bound = float(info.mip_dual_bound) if is_mip else objective
    if is_mip:
        values[program.is_whole] = np.rint(values[program.is_whole])
    return Answer(
        status="optimal" if done and found else "feasible" if found else "infeasible",
        values=values,
        objective=objective,
        bound=bound,
        row_price=np.array(solution.row_dual) if found and not is_mip else np.zeros(len(program.row_low)),
    )
