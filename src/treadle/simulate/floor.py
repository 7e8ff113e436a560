"""A painted factory: orders queue for its sewing minutes; styles change, people learn and stay away, fabric is late."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactoryKind:
    """How a factory takes orders: pieces of a style it asks for at least, and days from order to shelf when idle."""

    name: str
    minimum_units: int
    lead_days: int


LARGE = FactoryKind(name="1,000 pieces, 15 days", minimum_units=1000, lead_days=15)
SMALL = FactoryKind(name="100 pieces, 7 days", minimum_units=100, lead_days=7)
FAR = FactoryKind(name="1,000 pieces, 90 days", minimum_units=1000, lead_days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorSettings:
    """Parameters of a floor. Minutes are standard minutes; `sewing_days` of a lead time are spent in the queue and on
    the line when the factory is idle. The first pieces of a style take `first_piece_factor` times as long and half of
    that excess is learned every `learning_units` pieces."""

    week_minutes: float = 130_000.0
    overtime_share: float = 0.2
    smv_minutes: float = 16.0
    change_minutes: float = 600.0
    first_piece_factor: float = 1.5
    learning_units: float = 150.0
    absent_share: float = 0.07
    absent_deviation: float = 0.04
    defect_share: float = 0.025
    late_fabric_chance: float = 0.1
    late_fabric_days: float = 4.0


#: Share of a lead time (of so many days at most) that an idle factory spends in the queue and on the line.
IDLE_SHARE, IDLE_LEAD_DAYS = 0.35, 15
#: Metres of fabric for a garment by how many garments lie in its marker (1 to 8): the cached length table.
LENGTH_TABLE_M = np.array([1.58, 1.49, 1.44, 1.41, 1.39, 1.375, 1.365, 1.36])
MOST_PLIES = 60


@dataclass(slots=True, kw_only=True)
class Floor:
    """The state of a factory over a season, with its chances drawn ahead: (weeks,) absence, (weeks, options) fabric."""

    settings: FloorSettings
    kind: FactoryKind
    absent: Floats
    fabric_late_days: Floats
    defects: Floats
    free_day: float = 0.0
    overtime_minutes: float = 0.0
    orders: int = 0
    made: dict[int, int] = field(default_factory=dict)

    @classmethod
    def drawn(cls, settings: FloorSettings, kind: FactoryKind, weeks: int, options: int, seed: int) -> Floor:
        """A floor with the chances of a seed; every kind of factory meets the same."""
        rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(7,)))
        away = np.clip(settings.absent_share + settings.absent_deviation * rng.standard_normal(weeks), 0.0, 0.4)
        late = rng.random((weeks, options)) < settings.late_fabric_chance
        days = late * rng.exponential(settings.late_fabric_days, (weeks, options))
        spoilt = np.clip(settings.defect_share * np.exp(0.5 * rng.standard_normal((weeks, options))), 0.0, 0.3)
        return cls(settings=settings, kind=kind, absent=away, fabric_late_days=days, defects=spoilt)

    def order(self, week: int, option: int, style: int, units: Ints) -> tuple[int, Ints]:
        """Take an order of `units` (sizes,) placed at the start of `week`: days until it is on the shelf, good pieces.

        Standard minutes are worked off in the order they came, with overtime once the queue is over a week long; a
        factory far away has a whole quarter for them and needs none.
        """
        told, count = self.settings, int(units.sum())
        before = self.made.get(style, 0)
        decay = told.learning_units / np.log(2.0)
        slow = (told.first_piece_factor - 1) * decay * (np.exp(-before / decay) - np.exp(-(before + count) / decay))
        minutes = told.smv_minutes * (count + slow) + told.change_minutes
        self.made[style] = before + count
        at = min(week, len(self.absent) - 1)
        pace = told.week_minutes * (1 - self.absent[at]) / 7
        start = max(self.free_day, 7.0 * week)
        if start - 7.0 * week > 7.0 and self.kind.lead_days < FAR.lead_days:
            self.overtime_minutes += minutes * told.overtime_share / (1 + told.overtime_share)
            pace *= 1 + told.overtime_share
        self.free_day = start + minutes / pace
        waited = self.free_day - 7.0 * week
        idle = IDLE_SHARE * min(self.kind.lead_days, IDLE_LEAD_DAYS)
        days = int(np.ceil(self.kind.lead_days + max(waited - idle, 0.0) + self.fabric_late_days[at, option]))
        self.orders += 1
        return days, np.floor(units * (1 - self.defects[at, option]) + 0.5).astype(np.int64)


def fabric_m(units: Ints) -> float:
    """Metres for an order of `units` (sizes,): as many garments in a marker as keep the lay under `MOST_PLIES`."""
    count = int(units.sum())
    if count == 0:
        return 0.0
    garments = int(np.clip(np.ceil(count / MOST_PLIES), 1, len(LENGTH_TABLE_M)))
    return count * float(LENGTH_TABLE_M[garments - 1])
