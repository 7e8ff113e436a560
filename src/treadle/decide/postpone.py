"""Postponement: how much cloth to dye now, how much to hold undyed (greige), and what that is worth.

Colours of one cloth share its greige. What is dyed now costs less to dye but is bound to its colour; greige is coloured
when a signal has told more of each colour's demand, at a dearer rate, and what is never coloured keeps most of its
value. This is a two-stage stochastic programme with recourse (Fisher & Raman 1996; Lee & Tang, Management Science
43(1), 1997): signals are scenarios, within each the demands that are still possible, and everything after the first
decision is linear. Lots dyed now are nothing or at least the dyer's minimum; which colours have one is settled by
branch and bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from treadle.decide.demand import even_probabilities, quantile_units
from treadle.terms.quiet import quiet_solver
from treadle.terms.reason import Reason

Floats = NDArray[np.float64]

#: Scenarios of signals, and of demand within each. Not tuned: bounds work and memory.
SIGNALS, WITHIN = 40, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Colour:
    """An option cut from the cloth: quantiles of its demand in pieces at `levels`, metres of cloth a piece takes, and
    what a piece sold brings beyond its cloth (price less making), in cents. One that cannot wait is dyed now or not."""

    option_id: str
    levels: tuple[float, ...]
    units: tuple[float, ...]
    metres_each: float
    gain_cents: float
    can_wait: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloth:
    """What the cloth costs, in cents a metre: greige, dyeing it now and later, and what a metre left over still brings
    dyed and undyed. `lot_metres`: least that is dyed of a colour now. `told` (0 to 1): how much the signal before the
    later dyeing tells of a colour's demand, as a correlation of normal scores."""

    fabric_id: str
    greige_cents: float
    dye_cents: float
    late_dye_cents: float
    dyed_left_cents: float
    greige_left_cents: float
    lot_metres: float = 0.0
    told: float = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Postponement:
    """Metres to dye now by option, metres to hold undyed, the expected profit, and what the best plan without greige
    would bring (both in cents, of the scenarios). `late_metres`: expected metres of each option coloured later."""

    fabric_id: str
    dye_now_metres: dict[str, float]
    greige_metres: float
    late_metres: dict[str, float]
    profit_cents: float
    without_cents: float
    reason: Reason


def postpone(cloth: Cloth, colours: Sequence[Colour], *, seed: int = 0) -> Postponement:
    """The best split of a cloth between colours dyed now and greige. Raises ValueError without colours.

    The same seed gives the same scenarios; the answer is exact for them.
    """
    if not colours:
        raise ValueError("a cloth needs a colour")
    demand = _scenarios(cloth, colours, seed)
    best = _with_lots(cloth, colours, demand, holds_greige=True)
    without = _with_lots(cloth, colours, demand, holds_greige=False)
    dyed, greige, late, profit = best
    metres = float(dyed.sum() + greige)
    return Postponement(
        fabric_id=cloth.fabric_id,
        dye_now_metres={one.option_id: round(float(amount), 2) for one, amount in zip(colours, dyed, strict=True)},
        greige_metres=round(float(greige), 2),
        late_metres={one.option_id: round(float(amount), 2) for one, amount in zip(colours, late, strict=True)},
        profit_cents=profit,
        without_cents=without[3],
        reason=Reason.of(
            "postpone.hold" if greige > 0.5 else "postpone.none",
            fabric=cloth.fabric_id, metres=round(metres, 1), greige=round(float(greige), 1), colours=len(colours),
            gain_cents=round(max(profit - without[3], 0.0)),
        ),
    )  # fmt: skip


def _scenarios(cloth: Cloth, colours: Sequence[Colour], seed: int) -> Floats:
    """Metres wanted of each colour: (SIGNALS, WITHIN, colours). Signals and what they leave open are even samples."""
    from scipy.special import ndtr, ndtri

    rng = np.random.default_rng(seed)
    signal, rest = ndtri(even_probabilities(SIGNALS)), ndtri(even_probabilities(WITHIN))
    found = np.zeros((SIGNALS, WITHIN, len(colours)))
    for at, colour in enumerate(colours):
        seen = rng.permutation(signal)[:, None]
        # Within each signal all of what it leaves open is drawn, in an order of its own.
        open_part = rest[np.argsort(rng.random((SIGNALS, WITHIN)), axis=1)]
        score = cloth.told * seen + np.sqrt(1.0 - cloth.told**2) * open_part
        units = quantile_units(np.array(colour.levels), np.array([colour.units]), ndtr(score).ravel())
        found[:, :, at] = units.reshape(SIGNALS, WITHIN) * colour.metres_each
    return found


def _with_lots(
    cloth: Cloth, colours: Sequence[Colour], demand: Floats, *, holds_greige: bool
) -> tuple[Floats, float, Floats, float]:
    """(dyed now, greige, mean dyed later, profit) with the minimum of lots kept: branch and bound over which colours
    are dyed now at all. The profit without the minimum bounds every branch."""
    count = len(colours)
    waiting = [(np.zeros(count), np.full(count, np.inf))]
    best: tuple[Floats, float, Floats, float] | None = None
    while waiting:
        low, high = waiting.pop()
        found = _linear(cloth, colours, demand, low, high, holds_greige)
        if best is not None and found[3] <= best[3] + 1e-6 * abs(best[3]):
            continue
        broken = np.flatnonzero((found[0] > 1e-6) & (found[0] < cloth.lot_metres - 1e-6))
        if not len(broken):
            best = found
            continue
        at = int(broken[np.argmax(found[0][broken])])
        none, some = high.copy(), low.copy()
        none[at], some[at] = 0.0, cloth.lot_metres
        waiting += [(low, none), (some, high)]
    assert best is not None  # dyeing nothing always fits
    return best


def _linear(
    cloth: Cloth, colours: Sequence[Colour], demand: Floats, low: Floats, high: Floats, holds_greige: bool
) -> tuple[Floats, float, Floats, float]:
    """The linear programme with bounds on what is dyed now.

    Columns: dyed now (C), greige, dyed later (SIGNALS × C), used (SIGNALS × WITHIN × C).
    """
    from scipy.optimize import linprog
    from scipy.sparse import coo_matrix

    signals, within, count = demand.shape
    gain = np.array([one.gain_cents / one.metres_each for one in colours])
    late, used = count + 1, count + 1 + signals * count
    columns = used + demand.size
    profit = np.zeros(columns)
    profit[:count] = cloth.dyed_left_cents - cloth.greige_cents - cloth.dye_cents
    profit[count] = cloth.greige_left_cents - cloth.greige_cents
    profit[late:used] = (cloth.dyed_left_cents - cloth.greige_left_cents - cloth.late_dye_cents) / signals
    profit[used:] = np.tile(gain - cloth.dyed_left_cents, signals * within) / (signals * within)
    signal, _, colour = (axis.ravel() for axis in np.indices(demand.shape))
    row = np.arange(demand.size)
    # used <= dyed now + dyed later, and of each signal: dyed later <= greige
    entries = [
        (row, used + row, np.ones(demand.size)),
        (row, colour, -np.ones(demand.size)),
        (row, late + signal * count + colour, -np.ones(demand.size)),
        (
            demand.size + np.repeat(np.arange(signals), count),
            late + np.arange(signals * count),
            np.ones(signals * count),
        ),
        (demand.size + np.arange(signals), np.full(signals, count), -np.ones(signals)),
    ]
    rows, places, values = (np.concatenate([one[part] for one in entries]) for part in range(3))
    matrix = coo_matrix((values, (rows, places)), shape=(demand.size + signals, columns)).tocsr()
    bounds = np.zeros((columns, 2))
    bounds[:, 1] = np.inf
    bounds[:count] = np.stack([low, high], axis=1)
    if not holds_greige:
        bounds[count, 1] = 0.0
    waits = np.array([one.can_wait for one in colours])
    bounds[late:used, 1] = np.tile(np.where(waits, np.inf, 0.0), signals)
    bounds[used:, 1] = demand.ravel()
    with quiet_solver():
        told = linprog(-profit, A_ub=matrix, b_ub=np.zeros(demand.size + signals), bounds=bounds, method="highs")
    dyed, greige = told.x[:count], float(told.x[count])
    later = told.x[late:used].reshape(signals, count).mean(axis=0)
    return np.asarray(dyed), greige, np.asarray(later), float(-told.fun)
