"""Google Trends' CSV (multiTimeline): lines of preamble, a column per term, an index relative to the file's highest.

The index of two files cannot be compared as it stands, so every row carries its window: days and terms of its file.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path

import pyarrow as pa

from treadle.connectors.raw_rows import RawBatch, Refused
from treadle.errors import InputError

_TERM = re.compile(r"(.+):\s*\((.+)\)")
_DATE = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
NAMES = ("term", "region", "first_day", "period_days", "window", "index")


@dataclass(slots=True)
class TrendsReader:
    """One file as rows of a term and a period: NAMES as columns. `period_days` is 1, 7 or 30 (a calendar month)."""

    path: Path
    is_json: bool = field(default=False, init=False)

    def columns(self) -> Sequence[str]:
        """The columns that `batches` gives."""
        return NAMES

    def batches(self) -> Iterator[RawBatch]:
        """All rows at once (Trends files are small). Raises `InputError` where no line names terms and places."""
        lines = list(csv.reader(io.StringIO(self.path.read_text(encoding="utf-8-sig"))))
        at, terms = self._header(lines)
        rows: list[tuple[int, date, list[str]]] = []
        refused: list[Refused] = []
        for line, cells in enumerate(lines[at + 1 :], start=at + 2):
            if not any(cell.strip() for cell in cells):
                continue
            day = _day(cells[0])
            if day is None or len(cells) != len(terms) + 1:
                why = (
                    f"{cells[0]!r} is not a day" if day is None else f"{len(cells) - 1} values under {len(terms)} terms"
                )
                refused.append((line, why, ",".join(cells)))
            else:
                rows.append((line, day, cells[1:]))
        period = _period([day for _, day, _ in rows])
        window = _window(rows[0][1], rows[-1][1], terms) if rows else ""
        long = [
            (term, region, day.isoformat(), str(period), window, cell.strip(), line)
            for line, day, cells in rows
            for (term, region), cell in zip(terms, cells, strict=True)
        ]
        columns = list(zip(*long, strict=True)) or [()] * (len(NAMES) + 1)
        named = zip(NAMES, columns[:-1], strict=True)
        table = pa.table({name: pa.array(values, pa.string()) for name, values in named})
        table = table.append_column("line", pa.array(columns[-1], pa.int64()))
        yield RawBatch(rows=table, refused=refused, done_bytes=self.path.stat().st_size)

    def _header(self, lines: list[list[str]]) -> tuple[int, list[tuple[str, str]]]:
        """Place of the header line, and the term and region of each of its columns."""
        for at, cells in enumerate(lines):
            found = [_TERM.fullmatch(cell.strip()) for cell in cells[1:]]
            if found and all(found):
                return at, [(one.group(1).strip().lower(), one.group(2).strip()) for one in found if one]
        raise InputError.single(
            self.path.name, 'no line names terms and places, such as "linen shirt: (Germany)"',
            "Download the chart 'Interest over time' as CSV",
        )  # fmt: skip


def _day(cell: str) -> date | None:
    """First day of a period: a day, or the first of a month."""
    found = _DATE.match(cell.strip())
    if found is None:
        return None
    try:
        return date(int(found.group(1)), int(found.group(2)), int(found.group(3) or 1))
    except ValueError:
        return None


def _period(days: list[date]) -> int:
    """Days of a period by the shortest step between two: the header's word depends on the language."""
    step = min(((two - one).days for one, two in pairwise(days)), default=7)
    return 1 if step <= 1 else 7 if step <= 7 else 30


def _window(first: date, last: date, terms: list[tuple[str, str]]) -> str:
    said = ", ".join(sorted(f"{term} ({region})" for term, region in terms))
    return f"{first.isoformat()} to {last.isoformat()}: {said}"
