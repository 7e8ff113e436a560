"""Decide a folder's past anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa

from treadle.engine.local import LocalEngine
from treadle.settings import read_settings
from treadle.simulate.replay import past_of, replay
from treadle.storage.brand import load_brand
from treadle.terms.budget import Progress, stoppable
from treadle.terms.snapshot import Snapshot


def replay_folder(
    folder: Path, *, weeks: int, as_of: date | None = None, seed: int | None = None,
    progress: Progress | None = None, left: Callable[[], float] | None = None,
) -> tuple[pa.Table, str]:  # fmt: skip
    """The last weeks of a folder's past decided anew (REPLAY), and the currency. Raises as `plan_folder` does."""
    settings = read_settings(folder)
    policy = settings.policy.with_seed(seed)

    def known(day: date | None) -> Snapshot:
        return load_brand(
            folder, day, currency=settings.currency, time_zone=settings.time_zone, promise=settings.policy.promise
        )

    whole = known(as_of)
    past = past_of(whole, policy, LocalEngine(), weeks)
    return replay(past, known, policy, LocalEngine(), whole.catalogue, stoppable(progress, left)), settings.currency
