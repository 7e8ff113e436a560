"""Cells that a spreadsheet would take for formulas: guarded in every table that is written, plain again when read."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

_BEGINS = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'('*[=+\-@\t\r].*)", re.DOTALL)
#: Signed numbers are no formulas.
_SIGNED_NUMBER = re.compile(r"[+-]?\d[\d.,]*%?")


def guarded(text: str) -> str:
    """A cell with an apostrophe before it where it begins like a formula; `unguarded` takes it away again."""
    return "'" + text if _BEGINS.match(text) and not _SIGNED_NUMBER.fullmatch(text) else text


def unguarded(text: str) -> str:
    """A cell as it was before `guarded`."""
    found = _GUARDED.fullmatch(text)
    return found.group(1) if found is not None else text


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
