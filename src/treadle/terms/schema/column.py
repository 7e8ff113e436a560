"""What a column of a result is: its kind, its unit, its heading and one sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

#: Kinds of columns: how Arrow holds them, and their unit.
OUT_KINDS: Mapping[str, tuple[pa.DataType, str]] = {
    "id": (pa.string(), "id"),
    "ids": (pa.string(), "ids, separated by spaces"),
    "text": (pa.string(), "text"),
    "reason": (pa.string(), "reason; a sentence in CSV"),
    "flag": (pa.bool_(), "yes or no"),
    "day": (pa.date32(), "day"),
    "moment": (pa.timestamp("s"), "local time"),
    "instant": (pa.timestamp("us", tz="UTC"), "UTC time"),
    "count": (pa.int64(), "count"),
    "order": (pa.int32(), "count"),
    "units": (pa.int64(), "units"),
    "mean_units": (pa.float64(), "units"),
    "acts": (pa.float64(), "acts"),
    "cents": (pa.int64(), "cents"),
    "mean_cents": (pa.float64(), "cents"),
    "amount": (pa.float64(), "currency"),
    "share": (pa.float64(), "share, 0 to 1"),
    "times": (pa.float64(), "times"),
    "index": (pa.float64(), "index"),
    "minute": (pa.int64(), "minutes"),
    "minutes": (pa.float64(), "minutes"),
    "mm": (pa.int64(), "mm"),
    "exact_mm": (pa.float64(), "mm"),
    "m": (pa.float64(), "m"),
    "metres": (pa.string(), "m, apart by commas"),
    "degrees": (pa.float64(), "degrees"),
    "days": (pa.int64(), "days"),
    "mean_days": (pa.float64(), "days"),
    "weeks": (pa.int64(), "weeks"),
    "seconds": (pa.float64(), "seconds"),
    "figure": (pa.float64(), "that of its figure"),
    "mean_weeks": (pa.float64(), "weeks"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OutColumn:
    """One column: `kind` is a key of OUT_KINDS. `heading` is what a page or a workbook calls it.

    `may_be_empty`: a cell may hold nothing. `pattern`: it stands for all columns whose names fit, such as quantiles.
    """

    name: str
    kind: str
    heading: str
    doc: str
    may_be_empty: bool = False
    pattern: str = ""

    @property
    def unit(self) -> str:
        """What its numbers count, or what its text is."""
        return OUT_KINDS[self.kind][1]

    def fits(self, name: str) -> bool:
        """True where it is what a column of that name says."""
        return re.fullmatch(self.pattern, name) is not None if self.pattern else name == self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class OutTable:
    """One table of results. `is_filled`: Arrow holds that only columns that may be empty have empty cells."""

    name: str
    doc: str
    columns: tuple[OutColumn, ...]
    is_filled: bool = False

    @property
    def arrow(self) -> pa.Schema:
        """Its schema; columns by pattern are not in it."""
        return pa.schema(
            [
                pa.field(one.name, OUT_KINDS[one.kind][0], nullable=one.may_be_empty or not self.is_filled)
                for one in self.columns
                if not one.pattern
            ]
        )

    def column(self, name: str) -> OutColumn:
        """The column that a name stands for. Raises KeyError where the table has none."""
        for one in self.columns:
            if one.fits(name):
                return one
        raise KeyError(f"table {self.name} has no column {name}; it has {', '.join(one.name for one in self.columns)}")


def out(name: str, kind: str, heading: str, doc: str) -> OutColumn:
    """A column that is always filled."""
    return OutColumn(name=name, kind=kind, heading=heading, doc=doc)


def may(name: str, kind: str, heading: str, doc: str) -> OutColumn:
    """A column that may be empty."""
    return OutColumn(name=name, kind=kind, heading=heading, doc=doc, may_be_empty=True)


def fits(name: str, pattern: str, kind: str, heading: str, doc: str) -> OutColumn:
    """All columns whose names fit a pattern; `name` shows how they look."""
    return OutColumn(name=name, kind=kind, heading=heading, doc=doc, pattern=pattern)
