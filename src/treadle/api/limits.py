"""How often somebody may ask: a bucket of tokens each, and log-ins that fail make the next one wait."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

#: So many names are remembered; those that asked longest ago are forgotten first.
REMEMBERED = 10_000


@dataclass(slots=True, kw_only=True)
class Buckets:
    """A bucket of `size` for each name, filled by `per_second`. `clock` gives seconds that never go back."""

    size: float
    per_second: float
    clock: Callable[[], float] = time.monotonic
    _held: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, name: str, cost: float = 1.0) -> float:
        """Take `cost` out of the bucket of a name; seconds to wait where it does not hold so much, else 0."""
        with self._lock:
            now = self.clock()
            level, at = self._held.pop(name, (self.size, now))
            level = min(self.size, level + (now - at) * self.per_second)
            is_enough = level >= cost
            self._held[name] = (level - cost if is_enough else level, now)
            if len(self._held) > REMEMBERED:
                self._held.popitem(last=False)
            return 0.0 if is_enough else (cost - level) / self.per_second

    def give_back(self, name: str, cost: float = 1.0) -> None:
        """Put back what was taken for something that turned out well."""
        with self._lock:
            if name in self._held:
                level, at = self._held[name]
                self._held[name] = (min(self.size, level + cost), at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of one service. A log-in counts for its name and for the address it comes from, what buyers without an
    account do for the address alone."""

    requests: Buckets = field(default_factory=lambda: Buckets(size=600, per_second=60))
    log_ins_of_a_name: Buckets = field(default_factory=lambda: Buckets(size=5, per_second=1 / 60))
    log_ins_of_an_address: Buckets = field(default_factory=lambda: Buckets(size=30, per_second=1 / 6))
    seats_of_an_address: Buckets = field(default_factory=lambda: Buckets(size=30, per_second=1 / 20))
