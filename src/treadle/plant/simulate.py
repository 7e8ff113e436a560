"""Live the same seasons under several policies: what decisions, a fast factory and signals are worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from treadle.engine import LocalEngine
from treadle.simulate.experiment import (
    FIRST_CONFIRMATION_SEED,
    FLOOR_LIKE_REAL,
    MARKET_LIKE_REAL,
    Arm,
    curve_arms,
    range_arms,
    rule_arms,
    run,
    signal_arms,
    value_arms,
)
from treadle.simulate.market import MarketSettings
from treadle.simulate.value import curve_table, rule_table, speed_table, value_tables, write_tables
from treadle.terms.budget import Progress, stoppable

#: Signal strengths at which treadle is lived with and without traffic; 0 is the placebo.
STRENGTHS = (0.0, 0.4, 0.8)


def simulate_value(
    out: Path, *, seeds: int = 10, processes: int = 2, strengths: Sequence[float] = STRENGTHS, like_real: bool = False,
    progress: Progress | None = None, left: Callable[[], float] | None = None,
) -> Mapping[str, pa.Table]:  # fmt: skip
    """What decisions, speed and signals are worth over paired seasons, also written to `out` as CSV.

    `like_real`: in a world that scatters as real sets do. Seasons are kept in `out`; what is there is not lived again,
    so a run that was stopped (`Stopped`, where `left` runs out) goes on where it was.
    """
    market, floor = (MARKET_LIKE_REAL, FLOOR_LIKE_REAL) if like_real else (None, None)
    arms = (*value_arms(market, floor), *signal_arms(strengths, market, floor))
    tables = value_tables(_lived(arms, out, seeds, processes, progress, left), strengths)
    write_tables(tables, out)
    return tables


def simulate_curves(
    out: Path, *, seeds: int = 10, processes: int = 2, progress: Progress | None = None,
    left: Callable[[], float] | None = None,
) -> pa.Table:  # fmt: skip
    """Profit as a share of hindsight over least orders and lead times, also written to `out`; as `simulate_value`."""
    table = curve_table(_lived(curve_arms(), out, seeds, processes, progress, left))
    write_tables({"curves": table}, out)
    return table


def simulate_rules(
    out: Path, *, seeds: int = 10, options: int = 60, processes: int = 2, progress: Progress | None = None,
    left: Callable[[], float] | None = None,
) -> pa.Table:  # fmt: skip
    """What constant rules of so many weeks of cover earn over a range of `options`, also written to `out`; no decision
    of treadle is lived, so that it takes seconds. As `simulate_value`."""
    table = rule_table(_lived(rule_arms(options), out, seeds, processes, progress, left))
    write_tables({"rules": table}, out)
    return table


def simulate_speed(
    out: Path, *, seeds: int = 10, progress: Progress | None = None, left: Callable[[], float] | None = None
) -> pa.Table:
    """Seconds of a decision over ranges, one process, also written to `out`; as `simulate_value`."""
    table = speed_table(_lived(range_arms(), out, seeds, 1, progress, left), MarketSettings().weeks + 3)
    write_tables({"speed": table}, out)
    return table


def _lived(
    arms: Sequence[Arm], out: Path, seeds: int, processes: int, progress: Progress | None,
    left: Callable[[], float] | None,
) -> dict[str, list[dict[str, float]]]:  # fmt: skip
    """Seasons of every arm; what is there already is not lived again."""
    first = FIRST_CONFIRMATION_SEED
    engines = LocalEngine(workers=processes), LocalEngine(workers=1)
    return run(arms, range(first, first + seeds), out / "seasons", *engines, stoppable(progress, left))
