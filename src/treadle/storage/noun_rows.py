"""Rows of one table on their way to nouns: as dictionaries that know where a person finds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from treadle.errors import Problem
from treadle.storage.folder_rows import FolderRows


@dataclass(frozen=True, slots=True, kw_only=True)
class NounRow:
    """One row: its values by stored column name, its file and its line."""

    values: Mapping[str, Any]
    file: str
    line: int
    import_number: int

    def text(self, name: str) -> str:
        """A text cell; empty where there is none."""
        value = self.values[name]
        return "" if value is None else str(value)

    def name(self, name: str) -> str | None:
        """A reference; None where there is none."""
        value = self.values[name]
        return None if value is None else str(value)

    def whole(self, name: str) -> int:
        """A whole number, money in cents or minutes of a clock."""
        return int(self.values[name])

    def number(self, name: str) -> float:
        """A number."""
        return float(self.values[name])

    def flag(self, name: str) -> bool:
        """Yes or no; empty is no."""
        return bool(self.values[name])

    def day(self, name: str) -> date | None:
        """A day, None where there is none."""
        found: date | None = self.values[name]
        return found

    def problem(self, column: str | None, what: str, remedy: str, stops_plan: bool = True) -> Problem:
        """A problem at this row."""
        return Problem(file=self.file, row=self.line, column=column, what=what, remedy=remedy, stops_plan=stops_plan)


def noun_rows(rows: FolderRows, table: str) -> list[NounRow]:
    """All rows of a table that count."""
    return list(_each(rows, table))


def _each(rows: FolderRows, table: str) -> Iterator[NounRow]:
    found = rows.read(table)
    for values in found.to_pylist():
        file, line = rows.place(table, values["line"], values["import_number"])
        yield NounRow(values=values, file=file, line=line, import_number=values["import_number"])


def grouped(rows: list[NounRow], name: str) -> dict[str, list[NounRow]]:
    """Rows by a column, groups in the order of their names."""
    groups: dict[str, list[NounRow]] = {}
    for row in rows:
        groups.setdefault(row.text(name), []).append(row)
    return dict(sorted(groups.items()))
