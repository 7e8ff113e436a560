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
    column `assumption`. Beyond `likely_least` and `likely_most` a number is possible and doubted; `advice` says what it
    most likely is. Of a list all numbers lie in these ranges; of an outline the longer side of its box does, in mm.
    """

    name: str
    kind: str
    doc: str
    unit: str = ""
    is_required: bool = False
    least: float | None = None
    is_above_least: bool = False
    most: float | None = None
    likely_least: float | None = None
    likely_most: float | None = None
    advice: str = ""
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

    @property
    def span(self) -> str:
        """The range that is allowed, with its unit: '0.1 to 200 m/minute'."""
        return _span(self.least, self.largest, self.unit, is_above=self.is_above_least)

    @property
    def likely_span(self) -> str:
        """The range that is usual, with its unit; empty where none is named."""
        if self.likely_least is None and self.likely_most is None:
            return ""
        least = self.least if self.likely_least is None else self.likely_least
        return _span(least, self.largest if self.likely_most is None else self.likely_most, self.unit)

    @property
    def remedy(self) -> str:
        """What to write in place of a number out of range."""
        return f"Write {self.span} ({self.doc})" + (f". {self.advice}" if self.advice else "")

    def is_likely(self, value: float) -> bool:
        """Whether a number that is allowed is a usual one."""
        above = self.likely_least is None or value >= self.likely_least
        return above and (self.likely_most is None or value <= self.likely_most)


def _span(least: float | None, most: float | None, unit: str, *, is_above: bool = False) -> str:
    low = "" if least is None else f"above {least:,g}" if is_above else f"{least:,g}"
    high = "" if most is None else f"{most:,.15g}"
    if low and high:
        return f"{low} to {high} {unit}".strip()
    said = f"at least {low}" if low else f"at most {high}" if high else "a number"
    return f"{said} {unit}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """A column whose numbers are of one scale among the rows that agree in `groups` (each a column; '' is all rows):
    one that lies apart from all others by a factor is doubted, as cents written for money are."""

    column: str
    groups: tuple[str, ...]
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Middle:
    """The middle of a column among the rows that agree in `group` (a column; '' is all rows) is mostly at most `most`;
    where the brand's currency is one of `currencies`, if any are named."""

    column: str
    group: str
    most: float
    advice: str
    currencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InOrder:
    """Two columns of which the first is mostly no larger than the second, both filled; `said` is what a row is that
    breaks it. `is_rule`: such a row is refused, else doubted."""

    lower: str
    upper: str
    said: str
    advice: str
    is_rule: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSpec:
    """One table. `key` names the columns that identify a row (empty: its file and row number do).

    `sums` are columns that are added up where rows of one file have the same key and agree in all else but these.
    `is_signal`: a bad row is set aside and the plan goes on; else it stops the plan. `keeps_extra`: further
    columns are kept as free attributes. `is_needed`: a plan cannot do without rows in it. `alike`, `middles` and
    `in_order` are what rows and columns mostly have in common; what differs is doubted.
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
    alike: tuple[Alike, ...] = ()
    middles: tuple[Middle, ...] = ()
    in_order: tuple[InOrder, ...] = ()

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
