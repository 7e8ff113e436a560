"""Change the planning board of a brand's folder: worked out around the plan that stands first, written when agreed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from treadle.day.make import balances_with, promising, standing_factories
from treadle.plant.books import entry_of, ledger_of
from treadle.plant.repair import changed_orders
from treadle.plant.schedule import MadeWork
from treadle.schedule.least_movement import replan_around
from treadle.schedule.on_board import kept_by_board, with_board
from treadle.settings import read_settings
from treadle.storage.kept_work import KeptRepair, keep_repaired
from treadle.storage.ledger.protocol import Ledger
from treadle.terms.board import ABSENCE, FREEZE, MOVE, BoardChange, BoardSet, OnBoard
from treadle.terms.fingerprint import fingerprint
from treadle.terms.plan import plan_id_of
from treadle.terms.repair import Repair
from treadle.terms.schedule import RELEASED, Schedule, WorkOrderDemand
from treadle.terms.snapshot import Snapshot, facts_with_board


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A change of the board that somebody wants, and why; `is_lifted`: its end."""

    change: BoardChange
    reason: str
    is_lifted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """Changes of the board that are worked out and not written: the plan around them beside the one that stands."""

    folder: Path
    made: MadeWork
    snapshot: Snapshot
    wanted: tuple[Wanted, ...]
    repair: Repair
    undoes: str = ""

    @property
    def after(self) -> MadeWork:
        """The plan as it stands with the changes, to change it further."""
        assert self.made.standing is not None
        released = {order.work_order_id for order in self.snapshot.released}
        demands, found = self.repair.demands, self.repair
        fresh = tuple(one for one in demands if one.work_order_id not in released)
        before = self.made.standing
        plan_id = plan_id_of(facts_with_board(before.plain_facts, self.snapshot.board), before.policy)
        standing = replace(
            before, plan_id=plan_id, snapshot=self.snapshot, demands=fresh, balances=found.balances,
            schedule=found.schedule,
        )  # fmt: skip
        return MadeWork(
            schedule=found.schedule, demands=demands, factories=standing_factories(self.snapshot),
            balances=found.balances, standing=standing,
        )  # fmt: skip


def propose_board(
    folder: Path, made: MadeWork, wanted: Sequence[Wanted], *, undoes: str = "", is_glance: bool = False
) -> Proposed:
    """The plan of the folder with changes of its board: only what must move moves.

    `is_glance`: to be looked at while a strip is dragged,
    not to be written. Raises `InputError`, saying what is possible, where something cannot be.
    """
    standing = made.standing
    assert standing is not None
    before, policy = standing.snapshot, standing.policy
    after = with_board(before, _board(before, wanted))
    lines = {one.change.line_id for one in wanted if one.change.kind == ABSENCE}
    balances = balances_with(after, policy, made.balances, lines) if lines else made.balances
    loose = tuple(
        replace(one, frozen=None) if one.frozen is not None and one.frozen.why != RELEASED else one
        for one in made.schedule.split(made.demands)
    )
    demands = kept_by_board(after, loose, balances)
    touched = _touched(demands, made.schedule)
    changed = {one.change.factory_id for one in wanted if one.change.kind not in (MOVE, FREEZE)}
    changed |= {one.factory_id for one in made.schedule.work_orders if one.work_order_id in touched}
    changed |= {one.frozen.factory_id for one in demands if one.work_order_id in touched and one.frozen is not None}
    found = replan_around(
        made.schedule, demands, standing_factories(after), balances, touched=touched, changed=changed,
        rules=policy.schedule, seed=policy.plan.seed, promise=promising(after, policy), is_glance=is_glance,
    )  # fmt: skip
    repair = Repair(
        from_day=made.schedule.origin_day,
        schedule=found.schedule,
        demands=found.demands,
        balances=balances,
        orders=len(found.schedule.work_orders),
        changed=changed_orders(made.schedule, found.schedule, found.demands, policy.schedule),
        added_cents=sum(found.schedule.cost_cents.values()) - sum(made.schedule.cost_cents.values()),
    )
    return Proposed(
        folder=folder,
        made=made, snapshot=after, wanted=tuple(wanted), repair=repair,
        undoes=undoes,
    )  # fmt: skip


def write_board(found: Proposed, *, author: str) -> int:
    """Add the changes to the ledger, and keep the plan around them as the one that stands; how many were added.

    Raises `ConflictError` where somebody else changed what is on order meanwhile.
    """
    assert found.made.standing is not None
    settings = read_settings(found.folder)
    ledger = ledger_of(found.folder, settings)
    day, head = found.snapshot.as_of, ledger.head()
    told = ledger.entries(kinds=["board"])
    batch = fingerprint(len(told), [(one.change, one.reason, one.is_lifted) for one in found.wanted])
    entries = [
        entry_of(
            "board", one.change.change_id,
            BoardSet(change=one.change, reason=one.reason, set_on=day, batch=batch, is_lifted=one.is_lifted,
                     undoes=found.undoes),
            key=f"board:{batch}:{one.change.change_id}", known=day, author=author, settings=settings,
        )
        for one in found.wanted
    ]  # fmt: skip
    added = ledger.add(entries, seen_head=head)
    _keep(ledger, found)
    return len(added.entries) if added.is_new else 0


def _keep(ledger: Ledger, found: Proposed) -> None:
    """Keep the plan around the changes as the one that `schedule`, `promise` and `rush` tell of."""
    standing = found.after.standing
    assert standing is not None
    work = KeptRepair(
        plan_id=standing.plan_id, demands=standing.demands, balances=standing.balances, schedule=standing.schedule
    )  # fmt: skip
    keep_repaired(ledger, work)


def _board(snapshot: Snapshot, wanted: Sequence[Wanted]) -> tuple[OnBoard, ...]:
    """The board with what is wanted, the newest last, as it will be read again."""
    ids = [one.change.change_id for one in wanted]
    kept = [one for one in snapshot.board if one.change.change_id not in ids]
    fresh = [
        OnBoard(change=one.change, reason=one.reason, set_on=snapshot.as_of, is_lifted=one.is_lifted) for one in wanted
    ]
    return tuple(one for one in (*kept, *fresh) if one.stands(snapshot.as_of))


def _touched(demands: Sequence[WorkOrderDemand], schedule: Schedule) -> frozenset[str]:
    """Orders that are fixed elsewhere than they stand."""
    sewn = {slot.work_order_id: slot for slot in schedule.slots if slot.stage == "sew"}
    found = set()
    for one in demands:
        slot, frozen = sewn.get(one.work_order_id), one.frozen
        if frozen is None or frozen.why == RELEASED:
            continue
        place = (frozen.factory_id, frozen.line_id)
        is_there = slot is not None and place == (slot.factory_id, slot.resource_id)
        if not is_there or (frozen.is_start_kept and slot is not None and slot.start_minute != frozen.sew_start_minute):
            found.add(one.work_order_id)
    return frozenset(found)
