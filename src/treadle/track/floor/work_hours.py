"""Working minutes between two scans: breaks, nights and closed days are none of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta, tzinfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from treadle.terms.calendar import MINUTES_PER_DAY, ShiftCalendar
from treadle.terms.place import Factory

#: By definition: of Arrow's moments.
_EPOCH, _MINUTE_US = date(1970, 1, 1), 60_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkHours:
    """The calendar by which each operator works, and the zone of their clocks. Whoever has none works all day."""

    calendar_of: Mapping[str, ShiftCalendar] = field(default_factory=dict)
    zone: tzinfo = UTC

    @classmethod
    def of(cls, factories: Iterable[Factory], zone: tzinfo) -> WorkHours:
        """Operators work as their factory does."""
        found = {
            operator.operator_id: factory.calendar
            for factory in factories for line in factory.sewing_lines for operator in line.operators
        }  # fmt: skip
        return cls(calendar_of=found, zone=zone)

    def worked(self, operators: Sequence[str | None], moments: pa.ChunkedArray) -> NDArray[np.float64]:
        """Working minutes of each operator until each moment, since a moment that is the same for all of an operator:
        differences count."""
        local = pc.local_timestamp(pc.cast(moments, pa.timestamp("us", str(self.zone))))
        wall = np.asarray(pc.cast(local, pa.int64()).to_numpy(), dtype=np.float64) / _MINUTE_US
        found: NDArray[np.float64] = wall.copy()
        rows: dict[int, list[int]] = defaultdict(list)
        calendars: dict[int, ShiftCalendar] = {}
        for at, operator in enumerate(operators):
            calendar = self.calendar_of.get(operator or "")
            if calendar is not None:
                calendars[id(calendar)] = calendar
                rows[id(calendar)].append(at)
        for name, own in rows.items():
            place = np.array(own)
            found[place] = _until(calendars[name], wall[place])
        return found


def _until(calendar: ShiftCalendar, wall: NDArray[np.float64]) -> NDArray[np.float64]:
    """Working minutes from the first day of `wall` (minutes since 1970, by the wall clock) until each of them."""
    first, last = int(wall.min() // MINUTES_PER_DAY), int(wall.max() // MINUTES_PER_DAY)
    spans = [
        (day * MINUTES_PER_DAY + start, day * MINUTES_PER_DAY + end)
        for day in range(first, last + 1)
        for start, end in calendar.spans(_EPOCH + timedelta(days=day))
    ]
    if not spans:
        return np.zeros_like(wall)
    starts, ends = (np.array(one, dtype=np.float64) for one in zip(*spans, strict=True))
    before = np.concatenate([[0.0], np.cumsum(ends - starts)[:-1]])
    at = np.searchsorted(starts, wall, side="right") - 1
    inside = np.clip(wall - starts[np.maximum(at, 0)], 0.0, (ends - starts)[np.maximum(at, 0)])
    return np.where(at < 0, 0.0, before[np.maximum(at, 0)] + inside)
