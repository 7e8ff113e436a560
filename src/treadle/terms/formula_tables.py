"""Tables whose texts a spreadsheet would take for formulas: guarded before they are written, plain again when read."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from treadle.terms.formulas import guarded, unguarded


def guarded_table(table: pa.Table) -> pa.Table:
    """A table whose texts and headings are guarded; numbers, days and the rest stay as they are."""
    table = table.rename_columns([guarded(name) for name in table.column_names])
    for place, name in enumerate(table.column_names):
        column = table[name]
        if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
            continue
        risky = pc.fill_null(pc.match_substring_regex(column, pattern=r"^'*[=+\-@\t\r]"), False)
        if pc.any(risky).as_py():
            texts = [None if one is None else guarded(one) for one in column.to_pylist()]
            table = table.set_column(place, name, pa.array(texts, column.type))
    return table


def unguarded_table(table: pa.Table) -> pa.Table:
    """A table as it was before `guarded_table`."""
    for place, name in enumerate(table.column_names):
        column = table[name]
        if pa.types.is_string(column.type) and pc.any(pc.fill_null(pc.starts_with(column, "'"), False)).as_py():
            texts = [None if one is None else unguarded(one) for one in column.to_pylist()]
            table = table.set_column(place, name, pa.array(texts, column.type))
    return table.rename_columns([unguarded(name) for name in table.column_names])
