"""Nouns of dispatch: what waits on a line, how urgent its orders are, and what somebody who is free does next."""

from __future__ import annotations

from dataclasses import dataclass

from treadle.terms.reason import Reason
from treadle.terms.sewing import Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingWork:
    """The bundle of an order that is to be taken next at one operation, and what waits around it.

    `queue_minutes`: minutes of the clock in which those who are placed at the operation work off what waits there.
    `ready_minutes`: the same of what waits at the operations behind it, `ahead_minutes`: of all that it has made and
    they have not finished, parts that wait for other parts among them. `is_matched`: the parts that this bundle is
    joined with are there, or it meets none. `is_rework`: `units` of it have a defect of this operation and are to be
    mended.
    """

    bundle_id: str
    order_id: str
    bulletin_id: str
    operation: Operation
    units: int
    waited_minutes: float = 0.0
    queue_minutes: float = 0.0
    ready_minutes: float = 0.0
    ahead_minutes: float = 0.0
    is_matched: bool = True
    is_rework: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderUrgency:
    """What the plan says an order is worth: `left_minutes` of the line's clock are still to be sewn, it has
    `due_minutes` of it until its last stitch must be done, and a day late costs `late_cents_per_day`."""

    order_id: str
    left_minutes: float
    due_minutes: float
    late_cents_per_day: float

    @property
    def slack_minutes(self) -> float:
        """Minutes to spare; negative where it is late already."""
        return self.due_minutes - self.left_minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class NextBundle:
    """A bundle for somebody who is free: what it is worth to take it now, and the minutes it takes them.

    `is_help`: it waits at an operation of somebody else. `is_rework`: its `units` are to be mended.
    """

    bundle_id: str
    order_id: str
    operation_id: str
    units: int
    minutes: float
    worth: float
    is_help: bool
    reason: Reason
    is_rework: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RailStation:
    """A station of a hanger network: minutes that wait on its rail, hangers that still fit on it, and the minutes its
    people need for the hanger that is to be sent (None: they cannot do it)."""

    station_id: str
    rail_minutes: float
    free_places: int
    minutes: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebalanced:
    """A line with somebody away: `moved_operations` are (operation, from, to), `moved_people` likewise; `is_whole`
    where little moves did not help and the line was balanced anew."""

    minutes_before: float
    minutes_per_unit: float
    moved_operations: tuple[tuple[str, str, str], ...]
    moved_people: tuple[tuple[str, str, str], ...]
    is_whole: bool
