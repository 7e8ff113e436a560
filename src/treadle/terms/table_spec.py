"""What a table of a brand's folder looks like. Templates, checks, imports and the reference are made from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: How the text of a cell is read: (what a person calls it, an example).
CELL_TYPES: Mapping[str, tuple[str, str]] = {
    "id": ("text", "TEE-01"),
    "text": ("text", "navy"),
    "number": ("number", "12.5"),
    "whole": ("whole number", "12"),
    "money": ("amount in the currency of treadle.toml", "29.90"),
    "share": ("share from 0 to 1", "0.25"),
    "day": ("day", "2026-03-31"),
    "moment": ("day or point in time", "2026-03-31T14:05:00"),
    "flag": ("yes or no", "yes"),
    "clock": ("time of day", "07:30"),
    "ids": ("names separated by spaces", "A10 A20"),
    "counts": ("name:count separated by spaces", "lockstitch:6 overlock:4"),
    "numbers": ("numbers separated by spaces", "0 180"),
    "outline": ("x,y points separated by spaces", "0,0 500,0 500,300 0,300"),
}
#: No number of these kinds is larger in any table: beyond them arithmetic in cents and pieces would overflow.
MOST: Mapping[str, float] = {"number": 1e9, "whole": 1e9, "money": 1e9}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: `kind` is a key of CELL_TYPES; `least` and `most` the smallest and largest number allowed; `default`
    stands for an empty cell; `allowed` the only values; `refers_to` is 'table.column' that must hold the value.

    `is_whole`: a number without a fraction. `is_floored`: less than `least` counts as `least`, with a note in the
    column `assumption`.
    """

    name: str
    kind: str
    doc: str
    unit: str = ""
    is_required: bool = False
    least: float | None = None
    is_above_least: bool = False
    most: float | None = None
    is_whole: bool = False
    is_floored: bool = False
    default: str | None = None
    allowed: tuple[str, ...] = ()
    refers_to: str | None = None

    @property
    def stored_name(self) -> str:
        """Name in the lake and in Arrow tables: money says that it is in cents."""
        return f"{self.name}_cents" if self.kind == "money" else self.name

    @property
    def largest(self) -> float | None:
        """The largest number allowed: `most`, else what no such number exceeds; None where it is no number."""
        return MOST.get(self.kind) if self.most is None else self.most


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSpec:
    """One table. `key` names the columns that identify a row (empty: its file and row number do).

    `sums` are columns that are added up where rows of one file have the same key and agree in all else but these.
    `is_signal`: a bad row is set aside and the plan goes on; else it stops the plan. `keeps_extra`: further
    columns are kept as free attributes. `is_needed`: a plan cannot do without rows in it.
    """

    name: str
    doc: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    is_signal: bool = False
    keeps_extra: bool = False
    is_needed: bool = False
    one_of: tuple[tuple[str, ...], ...] = field(default=())
    sums: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in their order."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """Columns that a file must have."""
        return tuple(column.name for column in self.columns if column.is_required)

    def column(self, name: str) -> Column:
        """The column of that name; raises KeyError where the table has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"table {self.name} has no column {name}; it has {', '.join(self.names)}")


def need(name: str, kind: str, doc: str, **more: object) -> Column:
    """A column that every row must fill."""
    return Column(name=name, kind=kind, doc=doc, is_required=True, **more)  # type: ignore[arg-type]


def may(name: str, kind: str, doc: str, **more: object) -> Column:
    """A column that may be empty or absent."""
    return Column(name=name, kind=kind, doc=doc, **more)  # type: ignore[arg-type]
