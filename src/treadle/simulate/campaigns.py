"""Made campaigns: hidden buyers who come in bursts, by day and night, and bring friends. No code of `presell`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeCampaign:
    """Times at which pieces are bought, as shares of the campaign's time, rising; `expected_units` is what its brand
    thinks beforehand."""

    times: tuple[float, ...]
    expected_units: float

    @property
    def final_units(self) -> int:
        """All pieces."""
        return len(self.times)

    def units_by(self, time: float) -> int:
        """Pieces bought by a share of the time."""
        return sum(one <= time for one in self.times)


def made_campaign(rng: np.random.Generator, *, days: int = 7) -> MadeCampaign:
    """A campaign: a first rush, an even stream, a last rush, each of its own share; friends follow a buyer by hours;
    nights are quiet."""
    expected = float(np.exp(rng.normal(4.6, 0.6)))
    crowd = expected * float(np.exp(rng.normal(0.0, 0.5)))
    first, even, last = rng.dirichlet([2.0, 4.0, 2.0])
    friends = rng.uniform(0.0, 0.35)
    starters = rng.poisson(crowd * (1.0 - friends))
    kind = rng.choice(3, size=starters, p=[first, even, last])
    times = np.where(kind == 0, rng.exponential(0.08, starters), rng.random(starters))
    times = np.where(kind == 2, 1.0 - rng.exponential(0.06, starters), times)
    queue, found = [float(one) for one in times if 0.0 <= one <= 1.0], []
    while queue:
        at = queue.pop()
        found.append(at)
        if rng.random() < friends:
            later = at + float(rng.exponential(0.5 / days))
            if later <= 1.0:
                queue.append(later)
    kept = [at for at in found if _is_awake(at, days, rng)]
    return MadeCampaign(times=tuple(sorted(kept)), expected_units=expected)


def _is_awake(at: float, days: int, rng: np.random.Generator) -> bool:
    """Most who would buy at night do not."""
    hour = (at * days * 24.0 + 9.0) % 24.0
    return bool(rng.random() < (0.35 if hour < 7.0 else 0.95))


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeBuyer:
    """Somebody who comes to a campaign at a share of its time, wants a piece of a SKU, and pays after so many minutes
    (None: never). `has_friend`: joins somebody who waits for one."""

    time: float
    sku: str
    pays_after_minutes: float | None
    has_friend: bool


def made_buyers(rng: np.random.Generator, mean: float, skus: tuple[str, ...], *, days: float) -> list[MadeBuyer]:
    """About `mean` buyers in the order in which they come; middle sizes sell most, one in ten never pays, one in twenty
    pays too late."""
    made = made_campaign(rng, days=max(round(days), 1))
    shown = max(made.final_units, 1)
    kept = rng.permutation(shown)[: rng.poisson(mean)] if mean < shown else np.arange(shown)
    times = [made.times[at] for at in sorted(kept.tolist())] if made.times else []
    while len(times) < mean:
        times.append(float(rng.random()))
    middle = (len(skus) - 1) / 2.0
    weights = np.array([np.exp(-0.5 * ((at - middle) / 1.3) ** 2) for at in range(len(skus))])
    found = []
    for time in sorted(times):
        luck = rng.random()
        pays = None if luck < 0.1 else float(rng.uniform(40, 600)) if luck < 0.15 else float(rng.exponential(6.0))
        sku = skus[int(rng.choice(len(skus), p=weights / weights.sum()))]
        found.append(MadeBuyer(time=time, sku=sku, pays_after_minutes=pays, has_friend=bool(rng.random() < 0.5)))
    return found
