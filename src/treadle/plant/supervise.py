"""A supervisor's floor: work by operation, the bottleneck, defects, orders and their days, who stands in for whom."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from treadle.plant.floor import FloorTold, told_floor
from treadle.plant.floor_read import FloorRead
from treadle.plant.floor_seen import seen_floor
from treadle.plant.next_bundle import LineToday, line_today, lines_without
from treadle.terms.expectation import Expectation
from treadle.terms.floor import Contradiction, Defects

#: Floors whose sums are kept in memory: those that were looked at last.
_MOST = 4
_TOLD: list[tuple[FloorRead, FloorTold]] = []
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationAtWork:
    """An operation on the floor, by its name: pieces that wait, that were finished; `defect_units` and `dhu` (defects
    per hundred pieces); `is_stopped` where its defects should stop it, `is_bottleneck` where it holds the floor up."""

    operation_id: str
    name: str
    waiting_units: int
    finished_units: int
    people: int
    minutes_to_clear: float
    defect_units: int
    dhu: float
    is_bottleneck: bool
    is_stopped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleAtWork:
    """The operations of a bulletin in its order, and the styles that are sewn by it now, as people call them."""

    bulletin_id: str
    goods: tuple[str, ...]
    operations: tuple[OperationAtWork, ...]

    @property
    def most_waiting(self) -> int:
        """The most pieces that wait at one operation."""
        return max((one.waiting_units for one in self.operations), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAtWork:
    """An order on the floor, and when it will be there; `is_at_risk` where its promise is less sure than was asked."""

    order_id: str
    goods: str
    tied_units: int
    sewn_units: int
    held_units: int
    expectation: Expectation | None

    @property
    def is_at_risk(self) -> bool:
        """Whether something should be done."""
        return self.expectation is not None and bool(self.expectation.choices)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAtWork:
    """A line and its people, with where everybody stands while some are away (`today`)."""

    factory_id: str
    line_id: str
    people: tuple[str, ...]
    today: LineToday


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervised:
    """What a supervisor sees; `dhu` is of the whole floor."""

    now: datetime
    styles: tuple[StyleAtWork, ...]
    orders: tuple[OrderAtWork, ...]
    lines: tuple[LineAtWork, ...]
    defects: tuple[Defects, ...]
    contradictions: tuple[Contradiction, ...]
    waiting_units: int
    sewn_units: int
    dhu: float
    names: dict[str, str]


def supervised(folder: Path, *, away: Sequence[str] = (), factory_id: str | None = None) -> Supervised:
    """The floor as a supervisor sees it; `away` are people who are not there today, whose work others take over.

    Raises `NotFoundError` for somebody who is on no line, and as `seen_floor`.
    """
    read = seen_floor(folder)
    told = _told(read)
    styles = _styles(read, told)
    finished = sum(one.finished_units for style in styles for one in style.operations)
    spoilt = sum(one.units for one in told.defects)
    return Supervised(
        now=told.now, styles=styles, orders=_orders(read, told), lines=_lines(read, away, factory_id),
        defects=told.defects, contradictions=told.floor.contradictions,
        waiting_units=sum(one.waiting_units for style in styles for one in style.operations),
        sewn_units=sum(one.sewn_units for one in told.floor.orders), dhu=100.0 * spoilt / finished if finished else 0.0,
        names={one.operation_id: one.name for style in styles for one in style.operations},
    )  # fmt: skip


def _told(read: FloorRead) -> FloorTold:
    """What a floor that was read adds up to, worked out once for as long as nothing comes: with hundreds of orders the
    days on which they will be there take more than a second."""
    with _ONE_AT_A_TIME:
        found = next((told for was, told in _TOLD if was is read), None)
        if found is None:
            found = told_floor(read)
            _TOLD.append((read, found))
            del _TOLD[:-_MOST]
    return found


def _styles(read: FloorRead, told: FloorTold) -> tuple[StyleAtWork, ...]:
    """Bulletins of which something waits or was finished, in the order of their operations."""
    counts = {(one.bulletin_id, one.operation_id): one for one in told.floor.operations}
    spoilt: dict[str, int] = {}
    for seen in told.defects:
        spoilt[seen.operation_id] = spoilt.get(seen.operation_id, 0) + seen.units
    stopped = {one.operation_id for one in told.alarms}
    slowest = told.floor.bottleneck
    catalogue, found = read.books.snapshot.catalogue, []
    for bulletin_id in dict.fromkeys(one.bulletin_id for one in told.floor.operations):
        rows = []
        for step in read.bulletins[bulletin_id].operations:
            one = counts.get((bulletin_id, step.operation_id))
            if one is None:
                continue
            defects = spoilt.get(step.operation_id, 0)
            rows.append(
                OperationAtWork(
                    operation_id=step.operation_id, name=step.name, waiting_units=one.waiting_units,
                    finished_units=one.finished_units, people=one.people, minutes_to_clear=one.minutes_to_clear,
                    defect_units=defects, dhu=100.0 * defects / one.finished_units if one.finished_units else 0.0,
                    is_bottleneck=slowest == one, is_stopped=step.operation_id in stopped,
                )
            )  # fmt: skip
        styles = dict.fromkeys(catalogue.option[one.option_id].style_id for one in read.bundles
                               if one.bulletin_id == bulletin_id and one.option_id in catalogue.option)  # fmt: skip
        goods = tuple(catalogue.style_name(one) for one in styles)
        found.append(StyleAtWork(bulletin_id=bulletin_id, goods=goods, operations=tuple(rows)))
    return tuple(sorted(found, key=lambda one: (not any(each.waiting_units for each in one.operations), one.goods)))


def _orders(read: FloorRead, told: FloorTold) -> tuple[OrderAtWork, ...]:
    """Orders on the floor: those at risk first."""
    catalogue = read.books.snapshot.catalogue
    style_of = {one.order_id: one.terms.style_id for one in read.books.snapshot.orders}
    expected = {one.order_id: one for one in told.expectations}
    found = []
    for one in told.floor.orders:
        style = style_of.get(one.order_id, "")
        goods = catalogue.style_name(style) if style in catalogue.style else style
        found.append(OrderAtWork(order_id=one.order_id, goods=goods, tied_units=one.tied_units,
                                 sewn_units=one.sewn_units, held_units=one.held_units,
                                 expectation=expected.get(one.order_id)))  # fmt: skip
    return tuple(sorted(found, key=lambda one: (not one.is_at_risk, one.sewn_units >= one.tied_units, one.order_id)))


def _lines(read: FloorRead, away: Sequence[str], factory_id: str | None) -> tuple[LineAtWork, ...]:
    moved = {(one.factory_id, one.line_id): one for one in lines_without(read, away, factory_id=factory_id)}
    found = []
    for factory in read.books.snapshot.factories:
        for line in factory.sewing_lines if factory_id in (None, factory.factory_id) else ():
            today = moved.get((factory.factory_id, line.line_id)) or line_today(read, factory, line, ())
            found.append(LineAtWork(factory_id=factory.factory_id, line_id=line.line_id, today=today,
                                    people=tuple(one.operator_id for one in line.operators)))  # fmt: skip
    return tuple(found)
