"""Google Trends' chart (multiTimeline): lines of preamble, a column per term, an index relative to the file's highest.

The index of two files cannot be compared as it stands, so every row carries its window: days and terms of its file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise

import pyarrow as pa

from treadle.errors import InputError
from treadle.reading.column_forms import decided_forms
from treadle.reading.header_row import HeaderRule
from treadle.reading.raw_rows import RawBatch, Reader, Refused
from treadle.terms.tables import TABLES

_TERM = re.compile(r"(.+):\s*\((.+)\)")
_DATE = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
NAMES = ("term", "region", "first_day", "period_days", "window", "index")


def _names_terms(cells: Sequence[str]) -> bool:
    """Whether all but the first of a row's headings are a term and a place."""
    named = [cell for cell in cells[1:] if cell]
    return bool(named) and all(_TERM.fullmatch(cell) for cell in named)


TRENDS_HEADER = HeaderRule(
    is_header=_names_terms,
    lacking=('no line names terms and places, such as "linen shirt: (Germany)"',
             "Download the chart 'Interest over time' as CSV"),
)  # fmt: skip


@dataclass(slots=True, kw_only=True)
class TrendsReader:
    """The rows of a chart as rows of a term and a period: NAMES as columns. `period_days` is 1, 7 or 30 (a calendar
    month). `reader` has found its heading by TRENDS_HEADER."""

    reader: Reader
    file: str
    is_json: bool = field(default=False, init=False)

    def columns(self) -> Sequence[str]:
        """The columns that `batches` gives."""
        return NAMES

    def batches(self) -> Iterator[RawBatch]:
        """All rows at once (charts are small). Raises `InputError` where no line names terms and places, and where
        the day and the month of its days cannot be told apart."""
        headings = [one for one in self.reader.columns() if one]
        if not _names_terms(headings):
            raise InputError.single(self.file, *TRENDS_HEADER.lacking)
        terms = [(found.group(1).strip().lower(), found.group(2).strip())
                 for found in map(_TERM.fullmatch, headings[1:]) if found]  # fmt: skip
        batches = list(self.reader.batches())
        refused: list[Refused] = [one for batch in batches for one in batch.refused]
        formats = self._formats(headings[0], [batch.rows for batch in batches])
        rows: list[tuple[int, date, list[str]]] = []
        for batch in batches:
            columns = [batch.rows[name].to_pylist() for name in headings]
            for line, said, *cells in zip(batch.rows["line"].to_pylist(), *columns, strict=True):
                day = _day(said, formats)
                if day is None:
                    refused.append((line, f"{said!r} is not a day", ",".join([said, *cells])))
                else:
                    rows.append((line, day, cells))
        done_bytes = batches[-1].done_bytes if batches else 0
        yield RawBatch(rows=_long(rows, terms), refused=sorted(refused), done_bytes=done_bytes)

    def _formats(self, heading: str, rows: list[pa.Table]) -> tuple[str, ...]:
        """How the days are written, where not as Google writes them."""
        found = decided_forms({"first_day": heading}, TABLES["interest"], lambda: rows, self.file)
        if found.problems:
            raise InputError(found.problems)
        form = found.forms.get("first_day")
        return () if form is None else form.date_formats


def _long(rows: list[tuple[int, date, list[str]]], terms: list[tuple[str, str]]) -> pa.Table:
    """A row per term and period, with `line`."""
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
    return table.append_column("line", pa.array(columns[-1], pa.int64()))


def _day(cell: str, formats: Sequence[str]) -> date | None:
    """First day of a period: a day, or the first of a month."""
    text = cell.strip()
    found = _DATE.match(text)
    try:
        if found is not None:
            return date(int(found.group(1)), int(found.group(2)), int(found.group(3) or 1))
    except ValueError:
        return None
    for form in formats:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def _period(days: list[date]) -> int:
    """Days of a period by the shortest step between two: the header's word depends on the language."""
    step = min(((two - one).days for one, two in pairwise(days)), default=7)
    return 1 if step <= 1 else 7 if step <= 7 else 30


def _window(first: date, last: date, terms: list[tuple[str, str]]) -> str:
    said = ", ".join(sorted(f"{term} ({region})" for term, region in terms))
    return f"{first.isoformat()} to {last.isoformat()}: {said}"
