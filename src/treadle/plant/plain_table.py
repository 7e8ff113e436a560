"""A single file as rows of one table: read as an import reads it, judged as a brand's folder is."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from treadle.connectors.sources import Asked, open_sources
from treadle.errors import InputError, NotFoundError, Problem
from treadle.storage.plain_rows import PlainRows, judged_rows
from treadle.terms.table_spec import TableSpec

#: Rows of a file that is given alone, at most.
MOST_ROWS = 200_000


def read_table_file(path: Path, spec: TableSpec, *, time_zone: str = "UTC") -> PlainRows:
    """The rows of a file (CSV in any encoding, workbook, JSON, Parquet, also packed) that is one table.

    Raises `NotFoundError`, and `InputError` with everything that keeps the file from being read.
    """
    if not path.is_file():
        raise NotFoundError(f"There is no file {path}.")
    parts: list[pa.Table] = []
    problems: list[Problem] = []
    remarks: list[str] = []
    for source in open_sources([path], tables={spec.name: spec}, asked=Asked(table=spec.name)):
        for batch in source.batches():
            parts.append(batch.rows)
            problems += [
                Problem(file=source.file, row=line, what=why, remedy="Correct the row")
                for line, why, _ in batch.refused
            ]
            if sum(one.num_rows for one in parts) > MOST_ROWS:
                raise InputError.single(path.name, f"it has more than {MOST_ROWS:,} rows", "Split the file")
        remarks += source.remarks
    rows = pa.concat_tables(parts, promote_options="permissive") if parts else pa.table({"line": [], "part": []})
    lacking = [one for one in spec.required if one not in rows.column_names] if parts else []
    if lacking or not rows.num_rows:
        what = f"it needs {', '.join(lacking)}, which no column is" if lacking else "it holds no rows"
        raise InputError([*problems, Problem(file=path.name, row=1 if lacking else None, what=what, remedy=spec.doc)])
    found = judged_rows(rows, spec, path.name, time_zone=time_zone)
    told = [Problem(file=path.name, what=one, remedy="Nothing to do, if that is right", stops_plan=False)
            for one in remarks]  # fmt: skip
    return PlainRows(rows=found.rows, problems=(*problems, *found.problems), doubts=(*told, *found.doubts))
