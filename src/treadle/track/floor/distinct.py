"""From scans as they came to scans that count: each once, none that was taken back, contradictions beside."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from treadle.terms.floor import SCAN_SCHEMA, Contradiction

#: A tablet's clock may be this far ahead before its time is called wrong. A round number, not tuned.
CLOCK_SLACK_MINUTES = 5
#: So many scans are looked at together. Not tuned: bounds memory.
ROWS_AT_ONCE = 200_000


def distinct_scans(scans: pa.Table) -> tuple[pa.Table, list[Contradiction]]:
    """Scans that count, in the order of their ids, and what is wrong with the others.

    A scan that came twice counts once, known when it was known first. Of two scans with one id and different contents
    neither counts. A scan that another replaces does not count. Order and repetition of rows change nothing.
    """
    scans = _without_nulls(scans.select(SCAN_SCHEMA.names).cast(SCAN_SCHEMA)).combine_chunks()
    if not scans.num_rows:
        return scans, []
    once = pa.concat_tables([_told(scans, rows) for rows in _parts(scans)])
    once = once.take(pc.sort_indices(once["scan_id"]))
    is_clear = pc.equal(once["content_count_distinct"], 1)
    clear, clashing = once.filter(is_clear), once.filter(pc.invert(is_clear))
    found = _clashes(scans, clashing["scan_id"])
    kept = scans.take(clear["row_min"])
    place = kept.schema.get_field_index("known_at")
    kept = kept.set_column(place, "known_at", clear["known_min"])
    return _standing(kept, found), found


def _parts(scans: pa.Table) -> Iterator[np.ndarray]:
    """Rows of the table, those of one id together: all at once, or by how ids end where there are many, so that what
    scans say is never text all at once."""
    if scans.num_rows <= ROWS_AT_ONCE:
        yield np.arange(scans.num_rows)
        return
    ends = pc.utf8_slice_codeunits(scans["scan_id"], -1).combine_chunks().dictionary_encode()
    codes = ends.indices.to_numpy(zero_copy_only=False)
    for code in range(len(ends.dictionary)):
        yield np.flatnonzero(codes == code)


def _told(scans: pa.Table, rows: np.ndarray) -> pa.Table:
    """For each id among rows: how many contents it came with, when it was known first, and its first row."""
    part = scans if len(rows) == scans.num_rows else scans.take(pa.array(rows))
    content = [pc.cast(part[one], pa.string()) for one in SCAN_SCHEMA.names if one not in ("scan_id", "known_at")]
    told = pa.table(
        {
            "scan_id": part["scan_id"],
            "content": pc.binary_join_element_wise(*[pc.fill_null(one, "") for one in content], "\x1f"),
            "known": part["known_at"],
            "row": pa.array(rows),
        }
    )
    return told.group_by("scan_id", use_threads=False).aggregate(
        [("content", "count_distinct"), ("known", "min"), ("row", "min")]
    )


def each_once(scans: pa.Table) -> pa.Table:
    """Scans as they were told, without repetitions of the same content, in the order of their ids and contents.

    Two contents under one id both stay, so that the contradiction is told on.
    """
    scans = _without_nulls(scans.select(SCAN_SCHEMA.names).cast(SCAN_SCHEMA)).combine_chunks()
    keys = [one for one in SCAN_SCHEMA.names if one != "known_at"]
    once = scans.group_by(keys, use_threads=False).aggregate([("known_at", "min")])
    once = once.rename_columns([*keys, "known_at"]).select(SCAN_SCHEMA.names)
    return once.sort_by([(one, "ascending") for one in keys])


def _without_nulls(scans: pa.Table) -> pa.Table:
    """Texts that were not said as empty ones."""
    columns = [
        pc.fill_null(scans[one.name], "") if pa.types.is_string(one.type) else scans[one.name] for one in SCAN_SCHEMA
    ]
    return pa.table(columns, schema=SCAN_SCHEMA)


def _clashes(scans: pa.Table, ids: pa.ChunkedArray) -> list[Contradiction]:
    if not len(ids):
        return []
    rows = scans.filter(pc.is_in(scans["scan_id"], value_set=ids.combine_chunks()))
    seen: dict[str, tuple[set[str], set[str], int]] = {}
    columns = (rows[one].to_pylist() for one in ("scan_id", "bundle_id", "operation_id", "units"))
    for scan_id, bundle_id, operation_id, units in zip(*columns, strict=True):
        bundles, operations, most = seen.get(scan_id, (set(), set(), 0))
        seen[scan_id] = (bundles | {bundle_id or ""}, operations | {operation_id or ""}, max(most, units or 0))
    return [
        Contradiction(code="two_contents", bundle_id=min(bundles), operation_id=min(operations), scan_ids=(scan_id,),
                      units=most)
        for scan_id, (bundles, operations, most) in sorted(seen.items())
    ]  # fmt: skip


def _standing(kept: pa.Table, found: list[Contradiction]) -> pa.Table:
    """Scans that no other replaces; adds what is wrong with replacements and clocks."""
    replacing = kept.filter(pc.not_equal(kept["replaces"], ""))
    by: dict[str, list[str]] = {}
    for scan_id, old in zip(replacing["scan_id"].to_pylist(), replacing["replaces"].to_pylist(), strict=True):
        by.setdefault(old, []).append(scan_id)
    twice = {old: ids for old, ids in by.items() if len(ids) > 1}
    if twice:
        bundles = dict(zip(replacing["scan_id"].to_pylist(), replacing["bundle_id"].to_pylist(), strict=True))
        found += [
            Contradiction(code="replaced_twice", bundle_id=bundles[min(ids)], scan_ids=(old, *sorted(ids)))
            for old, ids in sorted(twice.items())
        ]
    if by:
        kept = kept.filter(pc.invert(pc.is_in(kept["scan_id"], value_set=pa.array(sorted(by), pa.string()))))
    kept = kept.filter(pc.not_equal(kept["kind"], "void"))
    ahead = kept.filter(is_ahead(kept))
    for scan_id, bundle_id, operation_id in zip(
        *(ahead[one].to_pylist() for one in ("scan_id", "bundle_id", "operation_id")), strict=True
    ):
        found.append(
            Contradiction(
                code="ahead_of_time", bundle_id=bundle_id, operation_id=operation_id or "", scan_ids=(scan_id,)
            )
        )
    return kept


def is_ahead(scans: pa.Table) -> pa.ChunkedArray:
    """True where a scan is said to have happened after it was known: its clock is wrong, its pieces are not."""
    slack = CLOCK_SLACK_MINUTES * 60 * 1_000_000
    happened = pc.cast(scans["happened_at"], pa.int64())
    known = pc.cast(scans["known_at"], pa.int64())
    return pc.fill_null(pc.greater(pc.subtract(happened, known), slack), False)
