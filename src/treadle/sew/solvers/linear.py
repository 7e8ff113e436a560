"""HiGHS through SciPy, the only importer of linear programs in the room."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from treadle.terms.quiet import quiet_solver

Floats = NDArray[np.float64]


def most_pace(base: Floats, rate: Floats) -> tuple[Floats, float]:
    """Shares of people's time that make the slowest station as fast as can be.

    base: (stations,) garments a minute without help; rate: (people, stations) what a whole person adds, 0 where they
    cannot. Returns shares (people, stations), each person's adding to 1 at most, and the slowest station's rate: the
    largest p with p ≤ base + Σ share × rate.
    """
    from scipy.optimize import linprog

    people, stations = rate.shape
    count = people * stations
    goal = np.zeros(count + 1)
    goal[-1] = -1.0
    above = np.zeros((stations + people, count + 1))
    for s in range(stations):
        above[s, -1] = 1.0
        above[s, s:count:stations] = -rate[:, s]
    for f in range(people):
        above[stations + f, f * stations : (f + 1) * stations] = 1.0
    limit = np.r_[base, np.ones(people)]
    can = (rate > 0).ravel()
    bounds = [(0.0, 1.0 if one else 0.0) for one in can] + [(0.0, None)]
    with quiet_solver():
        found = linprog(goal, A_ub=above, b_ub=limit, bounds=bounds, method="highs")
    return np.asarray(found.x[:-1], dtype=np.float64).reshape(people, stations), float(found.x[-1])
