"""The state of the floor: a function of the set of its scans.

Pieces of an operation are finished, defective, reworked and scrapped by its scans. Accepted are the finished ones
without scrap and without defects that nobody has reworked; never more than were tied. Bundles that were split or
merged count together, so that a piece that moved is neither sewn nor paid twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from treadle.terms.floor import (
    BundleCount,
    Contradiction,
    Floor,
    Left,
    OperationCount,
    OrderCount,
    TiedBundle,
)  # fmt: skip
from treadle.terms.sewing import Bulletin
from treadle.track.floor.distinct import distinct_scans

_COUNTED = ("finish", "defect", "rework", "scrap")


def follow(scans: pa.Table, bundles: Sequence[TiedBundle], bulletins: Mapping[str, Bulletin]) -> Floor:
    """The floor as the scans tell it; order and repetition of scans change nothing.

    `scans` has the columns of `SCAN_SCHEMA`; `bulletins` by id. A scan of a bundle that was never tied, or of an
    operation that its bulletin does not have, is a contradiction and counts nowhere.
    """
    kept, found = distinct_scans(scans)
    tied = sorted({one.bundle_id: one for one in bundles}.values(), key=lambda one: one.bundle_id)
    kept = _known_only(kept, tied, bulletins, found)
    groups = _groups(kept, tied, found)
    counts = _counts(kept, groups, bulletins)
    counted, accepted = _accept(kept, counts, groups, found)
    flow = _flow(counts, groups, bulletins, found)
    people = _people(counted)
    return Floor(
        operations=_operations(counts, flow, groups, bulletins, people),
        orders=_orders(flow, counts, groups, kept),
        bundles=_bundle_counts(flow, groups, kept, bulletins),
        left=_left(flow, groups, bulletins),
        contradictions=tuple(sorted(found, key=lambda one: (one.code, one.bundle_id, one.operation_id, one.scan_ids))),
        counted=counted,
        accepted=accepted,
    )


def _known_only(
    kept: pa.Table, tied: Sequence[TiedBundle], bulletins: Mapping[str, Bulletin], found: list[Contradiction]
) -> pa.Table:
    """Scans of bundles and operations that there are; whole bundles where no pieces were said."""
    bulletin_of = {one.bundle_id: one.bulletin_id for one in tied}
    units_of = {one.bundle_id: one.units for one in tied}
    operations = {key: {one.operation_id for one in bulletin.operations} for key, bulletin in bulletins.items()}
    encoded = kept["bundle_id"].combine_chunks().dictionary_encode()
    names = encoded.dictionary.to_pylist()
    is_tied = np.array([one in bulletin_of for one in names], bool)
    whole = np.array([units_of.get(one, 0) for one in names], np.int64)
    places = encoded.indices.to_numpy(zero_copy_only=False)
    units = pc.fill_null(kept["units"], -1).combine_chunks().to_numpy()
    units = np.where(units < 0, whole[places] if len(names) else 0, units)
    kept = kept.set_column(kept.schema.get_field_index("units"), "units", pa.array(units, pa.int64()))
    known = is_tied[places] if len(names) else np.zeros(0, bool)
    needs = pc.is_in(kept["kind"], value_set=pa.array([*_COUNTED, "start"]))
    pairs = _pair_codes(kept)
    fits = np.array(
        [one[0] in bulletin_of and one[1] in operations.get(bulletin_of[one[0]], set()) for one in pairs.names], bool
    )
    right = known & (fits[pairs.codes] | ~np.asarray(needs.to_numpy(), bool)) if len(pairs.names) else known
    for row in kept.filter(pa.array(~right)).select(["scan_id", "bundle_id", "operation_id", "units"]).to_pylist():
        code = "unknown_operation" if row["bundle_id"] in bulletin_of else "unknown_bundle"
        found.append(
            Contradiction(code=code, bundle_id=row["bundle_id"], operation_id=row["operation_id"] or "",
                          scan_ids=(row["scan_id"],), units=row["units"])
        )  # fmt: skip
    return kept.filter(pa.array(right))


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Pairs of bundle and operation that occur, and the number of each row's pair."""

    names: list[tuple[str, str]]
    codes: np.ndarray


def _pair_codes(scans: pa.Table) -> _Pairs:
    bundles = scans["bundle_id"].combine_chunks().dictionary_encode()
    operations = pc.fill_null(scans["operation_id"], "").combine_chunks().dictionary_encode()
    width = max(len(operations.dictionary), 1)
    joint = bundles.indices.to_numpy(zero_copy_only=False).astype(np.int64) * width
    joint = joint + operations.indices.to_numpy(zero_copy_only=False)
    distinct, codes = np.unique(joint, return_inverse=True)
    bundle_names, operation_names = bundles.dictionary.to_pylist(), operations.dictionary.to_pylist()
    return _Pairs([(bundle_names[one // width], operation_names[one % width]) for one in distinct], codes)


@dataclass(frozen=True, slots=True)
class _Groups:
    """Bundles with what became of their pieces: those that exchanged some form a group, named by its first."""

    tied: Sequence[TiedBundle]
    group_of: Mapping[str, str]
    units: Mapping[str, int]
    units_now: Mapping[str, int]
    first: Mapping[str, TiedBundle]


def _groups(kept: pa.Table, tied: Sequence[TiedBundle], found: list[Contradiction]) -> _Groups:
    above = {one.bundle_id: one.bundle_id for one in tied}

    def top(one: str) -> str:
        while above[one] != one:
            one = above[one]
        return one

    now = {one.bundle_id: one.units for one in tied}
    moves = kept.filter(pc.equal(kept["kind"], "move")).select(["scan_id", "bundle_id", "to_bundle_id", "units"])
    for row in moves.to_pylist():
        source, target = row["bundle_id"], row["to_bundle_id"] or ""
        if target not in above:
            found.append(
                Contradiction(code="unknown_bundle", bundle_id=target, scan_ids=(row["scan_id"],), units=row["units"])
            )
            continue
        now[source] -= row["units"]
        now[target] += row["units"]
        low, high = sorted((top(source), top(target)))
        above[high] = low
    for bundle_id, left in now.items():
        if left < 0:
            found.append(Contradiction(code="more_moved_than_there", bundle_id=bundle_id, units=-left))
    group_of = {one: top(one) for one in above}
    units: dict[str, int] = {}
    first: dict[str, TiedBundle] = {}
    for one in tied:
        group = group_of[one.bundle_id]
        units[group] = units.get(group, 0) + one.units
        if group == one.bundle_id:
            first[group] = one
    return _Groups(tied, group_of, units, now, first)


@dataclass(frozen=True, slots=True)
class _Counts:
    """Pieces by kind of scan for each group and operation."""

    pairs: list[tuple[str, str]]
    by_kind: Mapping[str, np.ndarray]
    codes: np.ndarray

    def of(self, kind: str) -> dict[tuple[str, str], int]:
        """Pieces of one kind by group and operation."""
        return {pair: int(units) for pair, units in zip(self.pairs, self.by_kind[kind], strict=True) if units}


def _counts(kept: pa.Table, groups: _Groups, bulletins: Mapping[str, Bulletin]) -> _Counts:
    pairs = _pair_codes(kept)
    grouped = [(groups.group_of[bundle], operation) for bundle, operation in pairs.names]
    names = sorted(set(grouped))
    place = {one: number for number, one in enumerate(names)}
    codes = np.array([place[one] for one in grouped], np.int64)[pairs.codes] if grouped else np.zeros(0, np.int64)
    units = kept["units"].to_numpy()
    kinds = kept["kind"].combine_chunks()
    by_kind = {}
    for kind in _COUNTED:
        is_kind = pc.equal(kinds, kind).to_numpy(zero_copy_only=False)
        by_kind[kind] = np.bincount(codes[is_kind], units[is_kind], len(names)).astype(np.int64)
    return _Counts(names, by_kind, codes)


def _accept(
    kept: pa.Table, counts: _Counts, groups: _Groups, found: list[Contradiction]
) -> tuple[pa.Table, dict[tuple[str, str], int]]:
    """Finishing scans with the pieces of each that are accepted (`paid_units`), earliest first, and accepted pieces."""
    finished, scrap = counts.by_kind["finish"], counts.by_kind["scrap"]
    lost = np.maximum(scrap, counts.by_kind["defect"] - counts.by_kind["rework"])
    most = np.array([groups.units[group] for group, _ in counts.pairs], np.int64)
    good = np.clip(np.minimum(finished, most) - np.maximum(lost, 0), 0, None) if len(most) else finished
    is_finish = pc.equal(kept["kind"], "finish").combine_chunks().to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(is_finish)
    codes = counts.codes[rows]
    happened = pc.cast(kept["happened_at"], pa.int64()).to_numpy()[rows]
    # Scans stand in the order of their ids already, so that equal moments are told apart by them.
    order = np.lexsort((rows, happened, codes))
    rows, codes = rows[order], codes[order]
    units = kept["units"].to_numpy()[rows]
    running = np.cumsum(units)
    starts = np.r_[True, codes[1:] != codes[:-1]] if len(codes) else np.zeros(0, bool)
    base = np.maximum.accumulate(np.where(starts, running - units, 0)) if len(codes) else running
    before = running - units - base
    paid = np.clip(good[codes] - before, 0, units) if len(codes) else units
    counted = kept.take(pa.array(rows)).append_column("paid_units", pa.array(paid, pa.int64()))
    over = finished - most
    for place in np.flatnonzero(over > 0):
        group, operation = counts.pairs[place]
        at = np.flatnonzero(codes == place)
        late = [str(counted["scan_id"][int(one)]) for one in at if before[one] + units[one] > most[place]]
        found.append(
            Contradiction(code="more_than_tied", bundle_id=group, operation_id=operation, scan_ids=tuple(sorted(late)),
                          units=int(over[place]))
        )  # fmt: skip
    return counted, {pair: int(units) for pair, units in zip(counts.pairs, good, strict=True) if units}


@dataclass(frozen=True, slots=True)
class _Flow:
    """By group: pieces sewn through, scrapped, waiting before each operation, and not finished by it.

    A group that no scan tells of is in none of them: all its pieces wait before the first operations. Most bundles of a
    large floor are such ones, so they are counted together.
    """

    sewn: Mapping[str, int]
    scrap: Mapping[str, int]
    waiting: Mapping[tuple[str, str], int]
    left: Mapping[tuple[str, str], int]
    untouched: frozenset[str]


def _flow(counts: _Counts, groups: _Groups, bulletins: Mapping[str, Bulletin], found: list[Contradiction]) -> _Flow:
    finished, scrap = counts.of("finish"), counts.of("scrap")
    sewn, lost, waiting, left = {}, {}, {}, {}
    touched = {group for group, _ in counts.pairs}
    for group, units in groups.units.items():
        if group not in touched:
            continue
        operations = bulletins[groups.first[group].bulletin_id].operations
        done = {one.operation_id: min(finished.get((group, one.operation_id), 0), units) for one in operations}
        lost[group] = sum(scrap.get((group, one.operation_id), 0) for one in operations)
        sewn[group] = max(min(done.values(), default=0) - lost[group], 0)
        for one in operations:
            left[group, one.operation_id] = max(units - lost[group] - done[one.operation_id], 0)
            ready = min((done[before] for before in one.predecessors if before in done), default=units)
            open_units = ready - done[one.operation_id]
            if open_units < 0:
                found.append(
                    Contradiction(code="before_predecessor", bundle_id=group, operation_id=one.operation_id,
                                  units=-open_units)
                )  # fmt: skip
            elif open_units > lost[group]:
                waiting[group, one.operation_id] = open_units - lost[group]
    return _Flow(sewn, lost, waiting, left, frozenset(groups.units.keys() - touched))


def _first_operations(bulletin: Bulletin) -> tuple[str, ...]:
    """Operations that wait for no other one of the bulletin."""
    own = {one.operation_id for one in bulletin.operations}
    return tuple(one.operation_id for one in bulletin.operations if not own.intersection(one.predecessors))


def _left(flow: _Flow, groups: _Groups, bulletins: Mapping[str, Bulletin]) -> tuple[Left, ...]:
    """Pieces and minutes left by order and operation, in the order of orders and bulletins."""
    sums: dict[tuple[str, str, str], int] = {}
    for (group, operation), units in flow.left.items():
        first = groups.first[group]
        key = (first.order_id, first.bulletin_id, operation)
        sums[key] = sums.get(key, 0) + units
    whole: dict[tuple[str, str], int] = {}
    for group in flow.untouched:
        own = (groups.first[group].order_id, groups.first[group].bulletin_id)
        whole[own] = whole.get(own, 0) + groups.units[group]
    for (order_id, bulletin_id), units in whole.items():
        for one in bulletins[bulletin_id].operations:
            key = (order_id, bulletin_id, one.operation_id)
            sums[key] = sums.get(key, 0) + units
    smv = {(key, one.operation_id): one.smv_minutes for key, own in bulletins.items() for one in own.operations}
    place = {(key, one.operation_id): at for key, own in bulletins.items() for at, one in enumerate(own.operations)}
    return tuple(
        Left(order_id=key[0], bulletin_id=key[1], operation_id=key[2], units=units, minutes=units * smv[key[1:]])
        for key, units in sorted(sums.items(), key=lambda one: (one[0][:2], place[one[0][1:]]))
        if units
    )


def _people(counted: pa.Table) -> dict[str, int]:
    """People who finished something at each operation."""
    pairs = counted.group_by("operation_id", use_threads=False).aggregate([("operator_id", "count_distinct")])
    return dict(zip(pairs["operation_id"].to_pylist(), pairs["operator_id_count_distinct"].to_pylist(), strict=True))


def _operations(
    counts: _Counts, flow: _Flow, groups: _Groups, bulletins: Mapping[str, Bulletin], people: Mapping[str, int]
) -> tuple[OperationCount, ...]:
    sums: dict[tuple[str, str], list[int]] = {}
    used = {one.bulletin_id for one in groups.tied}
    for bulletin_id in sorted(used):
        for one in bulletins[bulletin_id].operations:
            sums[bulletin_id, one.operation_id] = [0, 0, 0, 0]
    lost = np.maximum(counts.by_kind["scrap"], counts.by_kind["defect"] - counts.by_kind["rework"])
    columns = (counts.by_kind["finish"], counts.by_kind["finish"] - np.maximum(lost, 0), counts.by_kind["defect"])
    for place, (group, operation) in enumerate(counts.pairs):
        row = sums.get((groups.first[group].bulletin_id, operation))
        if row is not None:
            for at, column in enumerate(columns, 1):
                row[at] += max(int(column[place]), 0)
    for (group, operation), units in flow.waiting.items():
        sums[groups.first[group].bulletin_id, operation][0] += units
    begins = {key: _first_operations(bulletins[key]) for key in used}
    for group in flow.untouched:
        bulletin_id = groups.first[group].bulletin_id
        for operation in begins[bulletin_id]:
            sums[bulletin_id, operation][0] += groups.units[group]
    smv = {(key, one.operation_id): one.smv_minutes for key in used for one in bulletins[key].operations}
    return tuple(
        OperationCount(bulletin_id=key[0], operation_id=key[1], waiting_units=row[0], finished_units=row[1],
                       accepted_units=row[2], defect_units=row[3], people=people.get(key[1], 0),
                       minutes_to_clear=row[0] * smv[key] / max(people.get(key[1], 0), 1))
        for key, row in sums.items()
    )  # fmt: skip


def _held(kept: pa.Table) -> set[str]:
    """Bundles whose last word is hold; scans of one moment: the hold stands."""
    said = kept.filter(pc.is_in(kept["kind"], value_set=pa.array(["hold", "unhold"])))
    last: dict[str, tuple[object, bool]] = {}
    for row in said.select(["bundle_id", "kind", "happened_at"]).to_pylist():
        word = (row["happened_at"], row["kind"] == "hold")
        last[row["bundle_id"]] = max(last.get(row["bundle_id"], word), word)
    return {bundle for bundle, (_, is_hold) in last.items() if is_hold}


def _orders(flow: _Flow, counts: _Counts, groups: _Groups, kept: pa.Table) -> tuple[OrderCount, ...]:
    held = _held(kept)
    sums: dict[str, list[int]] = {}
    for group, units in groups.units.items():
        row = sums.setdefault(groups.first[group].order_id, [0, 0, 0, 0])
        for at, value in enumerate((units, flow.sewn.get(group, 0), min(flow.scrap.get(group, 0), units))):
            row[at] += value
    for one in groups.tied:
        if one.bundle_id in held:
            sums[groups.first[groups.group_of[one.bundle_id]].order_id][3] += max(groups.units_now[one.bundle_id], 0)
    return tuple(
        OrderCount(order_id=order, tied_units=row[0], sewn_units=row[1], scrap_units=row[2], held_units=row[3])
        for order, row in sorted(sums.items())
    )


def _bundle_counts(
    flow: _Flow, groups: _Groups, kept: pa.Table, bulletins: Mapping[str, Bulletin]
) -> tuple[BundleCount, ...]:
    held = _held(kept)
    begun = set(pc.unique(kept.filter(pc.equal(kept["kind"], "finish"))["bundle_id"]).to_pylist())
    found = []
    begins = {name: _first_operations(bulletins[name]) for name in {one.bulletin_id for one in groups.tied}}
    whole: dict[tuple[str, int], float] = {}
    for one in groups.tied:
        group = groups.group_of[one.bundle_id]
        bulletin_id = groups.first[group].bulletin_id
        operations = bulletins[bulletin_id].operations
        units = max(groups.units_now[one.bundle_id], 0)
        if group in flow.untouched:
            waits, key = begins[bulletin_id] if units else (), (bulletin_id, units)
            if key not in whole:
                whole[key] = sum(units * step.smv_minutes for step in operations)
            minutes = whole[key]
        else:
            waits = tuple(step.operation_id for step in operations if (group, step.operation_id) in flow.waiting)
            minutes = sum(flow.left[group, step.operation_id] * step.smv_minutes for step in operations)
        found.append(
            BundleCount(bundle_id=one.bundle_id, order_id=one.order_id, units=units,
                        sewn_units=min(flow.sewn.get(group, 0), units), waits_for=waits if units else (),
                        is_held=one.bundle_id in held, is_begun=one.bundle_id in begun,
                        left_minutes=minutes * units / max(groups.units[group], 1))
        )  # fmt: skip
    return tuple(found)
