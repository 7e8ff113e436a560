"""What a person should look at in the imports of a folder: days far apart, sizes that tie, rows that were replaced."""

from __future__ import annotations

from pathlib import Path

from treadle.errors import Problem
from treadle.storage.folder_rows import FolderRows, signals_apart
from treadle.storage.lake import open_duckdb
from treadle.storage.replacements import replaced_and_in_conflict
from treadle.storage.wild_days import confirm_days

#: Sizes whose order the mapping did not know stand from this place on.
UNKNOWN_PLACE = 5000


def import_notes(rows: FolderRows, time_zone: str, last_planned: int = 0) -> list[Problem]:
    """Notes on what was imported; none of them stops a plan. `last_planned` is the newest import of the last plan."""
    replaced = [*replaced_and_in_conflict(rows, last_planned), *_missing(rows)]
    return [*far_days_of_signals(rows, time_zone), *_ties(rows), *replaced]


def _missing(rows: FolderRows) -> list[Problem]:
    """Products that the newest edition of their list lacks, as long as they are in the range."""
    newest = {(one.table, one.mapping_id): one for one in rows.lake.journal()}
    asked = [one for one in newest.values() if one.missing]
    there = set(rows.read("products")["sku"].to_pylist()) if asked else set()
    found = []
    for entry in asked:
        missing = [one for one in entry.missing if one in there]
        if missing:
            some = ", ".join(missing[:3]) + (f" and {len(missing) - 3} more" if len(missing) > 3 else "")
            what = f"{some} came with an earlier edition of this list, and it lacks them; they stay in the range"
            remedy = f"If they are gone, say treadle import DIR {entry.file} --drop-missing"
            found.append(Problem(file=entry.file, what=what, remedy=remedy, stops_plan=False))
    return found


def confirm_apart(folder: Path, *, time_zone: str) -> None:
    """Say that days which lie far apart from all others are right."""
    connection = open_duckdb(time_zone)
    try:
        apart = signals_apart(FolderRows.of(folder, connection))
        if apart.days:
            confirm_days(folder, [day for day, _ in apart.days])
    finally:
        connection.close()


def far_days_of_signals(rows: FolderRows, time_zone: str, chosen: frozenset[int] | None = None) -> list[Problem]:
    """Days of signals that lie far apart from all others; of the imports `chosen` alone where they are named."""
    apart = signals_apart(rows)
    found = []
    for day, count in apart.days:
        near = apart.last if apart.last is not None and day > apart.last else apart.first
        if near is None:
            continue
        days = abs((day - near).days)
        far = f"{days // 365} years" if days >= 730 else f"{days} days"
        side = "after" if day > near else "before"
        many = f"{count:,} signals lie" if count > 1 else "one signal lies"
        number, first = _first_of(rows, day.isoformat(), time_zone)
        if chosen is not None and number not in chosen:
            continue
        file, line = rows.place("signals", first, number)
        found.append(
            Problem(file=file, row=line, column="happened_at", stops_plan=False,
                    what=f"{many} {far} {side} all others, on {day}, and counts in no plan",
                    remedy="Correct the day and import it again, or say treadle check DIR --confirm-days")
        )  # fmt: skip
    return found


def _first_of(rows: FolderRows, day: str, time_zone: str) -> tuple[int, int]:
    """Import number and line of the newest import's first row of a day."""
    found = rows.connection.execute(
        f"SELECT import_number, line FROM ({rows.sql('signals')}) "
        "WHERE CAST(timezone($1, happened_at) AS DATE) = CAST($2 AS DATE) ORDER BY import_number DESC, line LIMIT 1",
        [time_zone, day],
    ).fetchall()
    return (found[0][0], found[0][1]) if found else (0, 0)


def _ties(rows: FolderRows) -> list[Problem]:
    """Sizes of one scale that have the same place, and sizes whose place nobody knew."""
    query = rows.sql("size_scales")
    if query is None:
        return []
    tied = rows.connection.execute(
        f"SELECT size_scale_id, place, list(size ORDER BY size), min({{'i': import_number, 'l': line}}) FROM ({query}) "
        "GROUP BY size_scale_id, place HAVING count(*) > 1 ORDER BY size_scale_id, place"
    ).fetchall()
    unknown = rows.connection.execute(
        f"SELECT size_scale_id, list(size ORDER BY size), min({{'i': import_number, 'l': line}}) FROM ({query}) "
        f"WHERE place >= {UNKNOWN_PLACE} GROUP BY size_scale_id ORDER BY size_scale_id"
    ).fetchall()
    remedy = "Say their order in the column place of tables/size_scales.csv, smallest first"
    found = []
    for scale, place, sizes, first in tied:
        if place < UNKNOWN_PLACE:
            file, line = rows.place("size_scales", first["l"], first["i"])
            what = f"sizes {', '.join(sizes)} of scale {scale} have the same place {place:g}"
            found.append(Problem(file=file, row=line, column="place", what=what, remedy=remedy, stops_plan=False))
    for scale, sizes, first in unknown:
        file, line = rows.place("size_scales", first["l"], first["i"])
        what = f"the order of size{'s' * (len(sizes) > 1)} {', '.join(sizes)} of scale {scale} is not known"
        found.append(Problem(file=file, row=line, column="place", what=what, remedy=remedy, stops_plan=False))
    return found
