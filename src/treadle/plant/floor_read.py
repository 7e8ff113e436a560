"""A brand's floor as its ledger holds it: scans, bundles, the bulletins they are sewn by."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from treadle.errors import InputError, Problem
from treadle.plant.order_of import Books, open_books
from treadle.sew.balance import balance_line
from treadle.sew.rebalance import rebalance_line
from treadle.storage.floor_facts import FLOOR_KINDS
from treadle.storage.scan_rows import from_entries
from treadle.terms.dispatch import Rebalanced
from treadle.terms.floor import Floor, RealTime, TiedBundle
from treadle.terms.floor_facts import OrderOnFloor
from treadle.terms.sewing import Bulletin, LineBalance, SewingLine
from treadle.track.floor.distinct import is_ahead
from treadle.track.floor.facts import orders_on_floor
from treadle.track.floor.follow import follow
from treadle.track.floor.made import real_times
from treadle.track.floor.work_hours import WorkHours


def _known_by(line: SewingLine) -> tuple[object, ...]:
    """What its balance rests on: lines of two factories may have one id."""
    people = tuple((one.operator_id, *sorted(one.efficiency.items())) for one in line.operators)
    return (line.line_id, people, tuple(sorted(line.machines.items())))


@dataclass(kw_only=True)
class FloorRead:
    """What was read of a floor, and what it adds up to."""

    books: Books
    scans: pa.Table
    bundles: tuple[TiedBundle, ...]
    bulletins: Mapping[str, Bulletin]
    zone: zoneinfo.ZoneInfo
    _balances: dict[tuple[object, ...], LineBalance | None] = field(default_factory=dict, init=False)
    _rebalanced: dict[tuple[object, ...], tuple[LineBalance, Rebalanced]] = field(default_factory=dict, init=False)

    def take_over(self, before: FloorRead) -> None:
        """Take over what was balanced of the same lines and bulletins: scans change neither."""
        mine, theirs = self.books.snapshot, before.books.snapshot
        is_same = (mine.factories, mine.bulletins) == (theirs.factories, theirs.bulletins)
        if is_same and self.books.settings == before.books.settings:
            self._balances |= before._balances
            self._rebalanced |= before._rebalanced

    @cached_property
    def floor(self) -> Floor:
        """The fold of its scans."""
        return follow(self.scans, self.bundles, self.bulletins)

    @cached_property
    def on_floor(self) -> Mapping[str, OrderOnFloor]:
        """How far each order is, by its id."""
        return {one.order_id: one for one in orders_on_floor(self.floor, self.bundles, self.bulletins)}

    @cached_property
    def bulletin_of(self) -> Mapping[str, str]:
        """By which bulletin each order is sewn that has bundles: that of its first one."""
        return {one.order_id: one.bulletin_id for one in reversed(self.bundles)}

    @cached_property
    def to_sew(self) -> frozenset[str]:
        """Orders that have bundles to sew."""
        return frozenset(one.order_id for one in self.floor.bundles if one.waits_for or one.left_minutes > 0)

    @cached_property
    def times(self) -> tuple[RealTime, ...]:
        """What operators really take."""
        hours = WorkHours.of(self.books.snapshot.factories, self.zone)
        return real_times(self.scans, self.floor, self.bundles, self.bulletins, hours)

    def balance(self, bulletin: Bulletin, line: SewingLine) -> LineBalance | None:
        """A bulletin on a line, by what its table says of people; None where the line cannot sew it."""
        key = (bulletin.bulletin_id, _known_by(line))
        if key not in self._balances:
            policy = self.books.settings.policy
            found = balance_line(bulletin, line, seed=policy.plan.seed, policy=policy.sew)
            self._balances[key] = found if found.status == "balanced" else None
        return self._balances[key]

    def without(
        self, whole: LineBalance, bulletin: Bulletin, line: SewingLine, away: Sequence[str]
    ) -> tuple[LineBalance, Rebalanced]:
        """As `rebalance_line`, of the balance of a bulletin on a line; once for the same people."""
        key = (bulletin.bulletin_id, _known_by(line), tuple(away))
        if key not in self._rebalanced:
            policy = self.books.settings.policy
            self._rebalanced[key] = rebalance_line(
                whole, bulletin, line, away, seed=policy.plan.seed, policy=policy.sew
            )  # fmt: skip
        return self._rebalanced[key]

    @property
    def now(self) -> datetime:
        """The newest moment that a scan of a right clock tells, in the brand's time zone; without scans the beginning
        of the day that the folder has come to."""
        right = self.scans.filter(pc.invert(is_ahead(self.scans)))
        newest = pc.max(right["happened_at"]).as_py() if right.num_rows else None
        if newest is None:
            day = self.books.snapshot.as_of
            return datetime(day.year, day.month, day.day, tzinfo=self.zone)
        moment: datetime = newest
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(self.zone)


def read_floor_of(folder: Path, books: Books | None = None) -> FloorRead:
    """The floor of a folder; `books` are as they were seen (default: opened anew).

    Raises `InputError` naming every bulletin of a bundle that is not there.
    """
    books = books or open_books(folder, None)
    scans, bundles = from_entries(books.ledger.entries(kinds=list(FLOOR_KINDS)))
    bulletins = books.snapshot.bulletins
    missing = sorted({one.bulletin_id for one in bundles} - set(bulletins))
    if missing:
        raise InputError(
            Problem(file="bulletins", what=f"bundles are sewn by {one}, which is not there",
                    remedy="Add the bulletin, or tell the bundles again with another")
            for one in missing
        )  # fmt: skip
    zone = zoneinfo.ZoneInfo(books.settings.time_zone)
    return FloorRead(books=books, scans=scans, bundles=bundles, bulletins=bulletins, zone=zone)
