"""The planning board as rows, and the last change of it that can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from treadle.errors import NotFoundError
from treadle.plant.books import ledger_of
from treadle.plant.on_board import Wanted
from treadle.plant.schedule import MadeWork
from treadle.settings import read_settings
from treadle.terms.board import BoardChange, BoardSet
from treadle.terms.calendar import MINUTES_PER_DAY
from treadle.terms.entry import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """An order of the board, or a part of one: where and when it is sewn, and what fixes it there ('' for nothing, else
    one of `FIXED_BY`). `starts` and `ends` are the days of its first and last stitch."""

    order_id: str
    style_id: str
    units: int
    factory_id: str
    line_id: str
    starts: date | None
    ends: date | None
    due_day: date
    planned_day: date | None
    promise_day: date | None
    status: str
    fixed: str


def board_rows(made: MadeWork) -> tuple[BoardRow, ...]:
    """A row per order or part, by factory, line and start; what nobody can make comes last."""
    sewn = {slot.work_order_id: slot for slot in made.schedule.slots if slot.stage == "sew"}
    fixed = {one.work_order_id: one.frozen.why if one.frozen else "" for one in made.schedule.split(made.demands)}
    rows = []
    for order in made.schedule.work_orders:
        slot = sewn.get(order.work_order_id)
        days = (
            None if slot is None else (slot.start_minute // MINUTES_PER_DAY, (slot.end_minute - 1) // MINUTES_PER_DAY)
        )
        starts, ends = (
            (None, None) if days is None else (made.schedule.origin_day + timedelta(days=one) for one in days)
        )
        rows.append(
            BoardRow(
                order_id=order.work_order_id, style_id=order.style_id, units=sum(order.units.values()),
                factory_id=order.factory_id, line_id=order.line_id, starts=starts, ends=ends, due_day=order.due_day,
                planned_day=order.planned_day, promise_day=order.promise_day, status=order.status,
                fixed=fixed.get(order.work_order_id, ""),
            )
        )  # fmt: skip
    last = date.max
    return tuple(
        sorted(rows, key=lambda one: (not one.line_id, one.factory_id, one.line_id, one.starts or last, one.order_id))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LastChange:
    """The newest changes of the board that were made together and were not taken back: what stood before them."""

    batch: str
    before: tuple[tuple[BoardChange, bool], ...]

    def wanted(self, reason: str) -> list[Wanted]:
        """The changes that bring back what stood before."""
        return [Wanted(change=change, reason=reason, is_lifted=is_lifted) for change, is_lifted in self.before]


def last_change(folder: Path) -> LastChange:
    """What `--back` takes back. Raises `NotFoundError` where nothing is left to take back."""
    ledger = ledger_of(folder, read_settings(folder))
    entries = ledger.entries(kinds=["board"])
    told = [(one, one.body) for one in entries if isinstance(one.body, BoardSet)]
    undone = {body.undoes for _, body in told if body.undoes}
    open_ones = [(entry, body) for entry, body in told if not body.undoes and body.batch not in undone]
    if not open_ones:
        raise NotFoundError("Nothing was changed on the board, or all of it was taken back.")
    batch = open_ones[-1][1].batch
    before = tuple(_before(entry, body, told) for entry, body in open_ones if body.batch == batch)
    return LastChange(batch=batch, before=before)


def _before(entry: Entry, body: BoardSet, told: list[tuple[Entry, BoardSet]]) -> tuple[BoardChange, bool]:
    """The change of the same id that stood before an entry; where none did, its own, lifted."""
    earlier = [one for other, one in told if other.subject == entry.subject and other.number < entry.number]
    return (earlier[-1].change, earlier[-1].is_lifted) if earlier else (body.change, True)
