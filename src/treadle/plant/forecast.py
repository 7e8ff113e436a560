"""What will be wanted, from plain tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from treadle.anticipate.answer import Told, tell
from treadle.plant.given_tables import read_given_tables
from treadle.terms.budget import Progress, stoppable
from treadle.terms.quantity import QUANTILE_LEVELS


def forecast(
    history: Path, *, horizon: int, every: str, products: Path | None = None, known: Path | None = None,
    planner: Path | None = None, by: Sequence[str] = (), quantiles: Sequence[float] = QUANTILE_LEVELS,
    cumulative: bool = False, seed: int = 0, progress: Progress | None = None,
    left: Callable[[], float] | None = None,
) -> Told:  # fmt: skip
    """Quantiles of units for every SKU (and site) of files, for `horizon` periods after the history.

    The files as `treadle.anticipate.anticipate` says of its tables, in any form that `read_given_tables` reads. `by`:
    names to add up by, whose sums fit together.
    Raises `InputError` with all problems of all files, `Stopped` where `left` runs out.
    """
    tables = read_given_tables({"history": history, "products": products, "known": known, "planner": planner})
    return tell(
        tables["history"], tables["products"], tables["known"], planner=tables["planner"], by=by, horizon=horizon,
        every=every, quantiles=quantiles, cumulative=cumulative, seed=seed, progress=stoppable(progress, left),
    )  # fmt: skip
