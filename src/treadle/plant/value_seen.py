"""What the loop was worth: simulated and replayed, the planner's own numbers, energy and cloth."""

from __future__ import annotations

import functools
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from treadle.errors import InputError, NotFoundError
from treadle.plant.drafts import draft_of, tables_of
from treadle.plant.energy import energy_of
from treadle.plant.job_results import result_table
from treadle.plant.jobs import list_jobs
from treadle.plant.overrides import judge_overrides
from treadle.plant.serving import ServedBrand
from treadle.plant.touched import Stamp, stamp_of
from treadle.terms.energy import EnergyPlan
from treadle.terms.job import Job

#: Tables of a simulation that the page shows.
SIMULATED = ("differences", "cash", "arms")
_MM2_OF_M2 = 1e6
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The newest answer of a kind of long question: the job and its tables (none where it was never asked, or its files
    are gone)."""

    job: Job | None
    tables: Mapping[str, pa.Table]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueSeen:
    """What was simulated and replayed last, and the newest job of either kind that is asked for or failed."""

    simulated: Told
    replayed: Told
    job: Job | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClothUsed:
    """Cloth of the plan's lays in square metres, and what of it is no part of a garment."""

    cloth_m2: float
    waste_m2: float

    @property
    def waste_share(self) -> float:
        """What is left between the pieces, as a share of the cloth."""
        return self.waste_m2 / self.cloth_m2 if self.cloth_m2 else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What the plan takes and what the planner's own numbers brought. `energy` is None, with `why`, where no plan
    stands; `cloth` None where nothing is cut."""

    overrides: tuple[Mapping[str, Any], ...]
    energy: EnergyPlan | None
    why: str
    cloth: ClothUsed | None
    currency: str

    @property
    def worth_cents(self) -> int:
        """What the planner's numbers brought more than the proposed ones, of those that can be judged."""
        return sum(row["worth_cents"] or 0 for row in self.overrides)

    @property
    def judged(self) -> int:
        """How many of them can be judged."""
        return sum(row["worth_cents"] is not None for row in self.overrides)


def value_seen(brand: ServedBrand) -> ValueSeen:
    """The newest answers, and the work on the next."""
    simulations, replays = list_jobs(brand, kind="simulate"), list_jobs(brand, kind="replay")
    newest = [next(iter(jobs), None) for jobs in (simulations, replays)]
    open_jobs = [one for one in newest if one is not None and one.state != "done"]
    return ValueSeen(
        simulated=_told(brand, [one for one in simulations if one.arguments.get("what") == "value"], SIMULATED),
        replayed=_told(brand, list(replays), ("replay",)),
        job=max(open_jobs, key=lambda one: (not one.is_ended, one.asked_at), default=None),
    )


def used(brand: ServedBrand) -> Used:
    """Energy, water, dye and cloth of the plan, and how the planner's own numbers turned out. Raises as
    `judge_overrides` does."""
    with _ONE_AT_A_TIME:  # whoever asks meanwhile gets what the first one had worked out
        found = _used(brand.folder, stamp_of(brand.folder))
    return replace(found, cloth=_cloth(brand))


@functools.lru_cache(maxsize=4)
def _used(folder: Path, stamp: Stamp) -> Used:
    """All of it but the cloth, once for as long as nothing is touched."""
    del stamp  # another stamp is another key
    judged, currency = judge_overrides(folder)
    try:
        energy, why = energy_of(folder), ""
    except InputError as error:
        energy, why = None, error.problems[0].what
    return Used(overrides=tuple(judged.to_pylist()), energy=energy, why=why, cloth=None, currency=currency)


def _cloth(brand: ServedBrand) -> ClothUsed | None:
    try:
        tables = tables_of(draft_of(brand, "current"))
    except (NotFoundError, InputError):
        return None
    if "lays" not in tables or "markers" not in tables:
        return None
    markers = {row["marker_id"]: row for row in tables["markers"].to_pylist()}
    cloth = waste = 0.0
    for lay in tables["lays"].to_pylist():
        marker = markers.get(lay["marker_id"])
        if marker is not None:
            area = lay["length_mm"] * lay["plies"] * marker["width_mm"] / _MM2_OF_M2
            pieces = marker["length_mm"] * marker["width_mm"] * marker["efficiency"] * lay["plies"] / _MM2_OF_M2
            cloth, waste = cloth + area, waste + area - pieces
    return ClothUsed(cloth_m2=cloth, waste_m2=waste) if cloth else None


def _told(brand: ServedBrand, jobs: list[Job], names: tuple[str, ...]) -> Told:
    done = next((one for one in jobs if one.state == "done"), None)
    if done is None:
        return Told(job=None, tables={})
    try:
        return Told(job=done, tables={name: result_table(brand, done.job_id, name) for name in names})
    except NotFoundError:
        return Told(job=None, tables={})
