"""Products whose rows were deleted by hand: named in other tables, told by `check`, dropped where a person says so.

Nothing remembers the row: what is left of it are the tables and sales that still name it. A drop is an entry of the
journal without rows, so that it can be taken back like an import; a row that is written again counts again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from treadle.storage.dropped_rows import NAMES, TABLE, drop
from treadle.storage.folder_rows import FolderRows
from treadle.storage.lake import JournalEntry, Lake, open_duckdb
from treadle.terms.tables import TABLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """Names that left the range, by column, the number of the journal's entry (0: nothing was dropped), and SKUs that
    stay because something of them is still to come."""

    names: Mapping[str, tuple[str, ...]]
    number: int
    held: tuple[str, ...]


def gone_names(rows: FolderRows) -> dict[str, set[str]]:
    """Names of products, by column of `NAMES`, that other tables or signals have and the range has not."""
    products = rows.read(TABLE)
    found: dict[str, set[str]] = {name: set() for name in NAMES}
    for spec in TABLES.values():
        for column in spec.columns:
            table, _, named = (column.refers_to or "").partition(".")
            query = rows.sql(spec.name) if table == TABLE and named in found else None
            if query is not None:
                cell = column.stored_name
                told = rows.connection.execute(f"SELECT DISTINCT {cell} FROM ({query}) WHERE {cell} IS NOT NULL")
                found[named] |= {str(one[0]) for one in told.fetchall()}
    for name, names in found.items():
        names -= set(products[name].to_pylist()) | rows.dropped[name] | rows.also_named.get(f"{TABLE}.{name}", set())
    return found


def drop_gone(folder: Path, *, time_zone: str, held: frozenset[str] = frozenset()) -> Dropped:
    """Let all that has no row in the range any more leave it, with every row that names it; `held` SKUs stay,
    and those of the table on_order."""
    lake = Lake(folder=folder)
    with lake.locked():
        connection = open_duckdb(time_zone, folder / ".treadle" / "spill", memory="2GB")
        try:
            rows = FolderRows.of(folder, connection)
            gone = gone_names(rows)
            held |= {one for one in rows.read("on_order")["sku"].to_pylist() if one}
        finally:
            connection.close()
        names = {name: tuple(sorted(gone[name] - held)) for name in NAMES}
        kept = tuple(sorted(gone["sku"] & held))
        count = sum(map(len, names.values()))
        if not count:
            return Dropped(names=names, number=0, held=kept)
        staged = lake.staging / "rows"
        staged.mkdir(parents=True)
        drop(_rows(names), staged)
        entry = JournalEntry(
            number=lake.next_number(), table=TABLE, file=f"tables/{TABLE}.csv", content_id="", mapping_id="by hand",
            read_rows=0, kept_rows=0, repeated_rows=0, replaced_rows=0, set_aside_rows=0, left_out_rows=0,
        )  # fmt: skip
        lake.stage(entry, staged, None)
        lake.commit()
    return Dropped(names=names, number=entry.number, held=kept)


def _rows(names: Mapping[str, tuple[str, ...]]) -> pa.Table:
    """A row per name; there is no identity or version of what was never imported."""
    listed = [(name, one) for name in NAMES for one in names[name]]
    columns = {name: pa.array([one if name == of else None for of, one in listed], pa.string()) for name in NAMES}
    none = [None] * len(listed)
    ids = {name: pa.array(none, pa.uint64()) for name in ("id_high", "id_low")}
    return pa.table({**columns, **ids, "version": pa.array(none, pa.int32())})
