"""How campaigns fill: the share of their buyers that comes by a share of their time, and what is expected of one."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from treadle.terms.campaign import CampaignChanged
from treadle.terms.reason import Reason

#: Probabilities at which a final count is told.
FILL_LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True)
class FillShape:
    """The share of all buyers that has come by each share of the time in `times` (rising to 1): its mean and how far
    campaigns stray from it (standard deviation); `campaigns` were looked at."""

    times: tuple[float, ...]
    shares: tuple[float, ...]
    spreads: tuple[float, ...]
    campaigns: int = 0

    def at(self, time: float) -> tuple[float, float]:
        """Mean and spread at a share of the time, straight between the times that are told."""
        if time <= self.times[0]:
            scale = max(time, 0.0) / self.times[0]
            return self.shares[0] * scale, self.spreads[0] * scale
        place = min(bisect_left(self.times, time), len(self.times) - 1)
        left, right = self.times[place - 1], self.times[place]
        way = min((time - left) / (right - left), 1.0)
        return (
            self.shares[place - 1] + way * (self.shares[place] - self.shares[place - 1]),
            self.spreads[place - 1] + way * (self.spreads[place] - self.spreads[place - 1]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FillForecast:
    """What is expected of a campaign's final count: its mean, its quantiles at `FILL_LEVELS`, and the chance that it
    reaches its threshold. `time` is the share of its time that is over, `units` what is paid for by then."""

    time: float
    units: int
    mean_units: float
    quantiles: tuple[int, ...]
    fill_chance: float

    def quantile(self, level: float) -> int:
        """The final count at one of `FILL_LEVELS`."""
        return self.quantiles[FILL_LEVELS.index(level)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What may be done with an open campaign and what that is worth, in cents of expected profit beyond leaving it."""

    kind: str
    worth_cents: float
    fill_chance: float
    units: float
    change: CampaignChanged
    reason: Reason
