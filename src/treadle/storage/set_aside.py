"""Rows that could not be read, as a CSV that a person mends and imports: import, line, column, reason, then the row."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import pyarrow as pa

from treadle.terms.formulas import guarded

#: What stands before the row's own cells; a mended file that has these columns is known by them.
ABOUT = ("import", "line", "column", "reason")
EXAMPLES = 3


@dataclass(slots=True)
class SetAside:
    """Writes the rows of one import that were set aside, and counts their reasons with some examples of each.

    Lines that are no rows at all have their text in the last column, `text`.
    """

    path: Path
    number: int
    columns: list[str] = field(default_factory=list)
    count: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)
    _file: TextIO | None = None

    def refused(self, line: int, reason: str, text: str) -> None:
        """A line that could not be split into cells."""
        self._write(line, "", reason, [(reason, "")], [""] * len(self.columns), text)

    def row(self, line: int, said: Sequence[tuple[str, str, str]], cells: Mapping[str, object]) -> None:
        """A row with its problems: column, what is wrong, remedy."""
        self._write(
            line, " ".join(column for column, _, _ in said), "; ".join(f"{what}. {remedy}" for _, what, remedy in said),
            [(_kind(column, what), _value(what)) for column, what, _ in said],
            ["" if (cell := cells.get(name)) is None else str(cell) for name in self.columns], "",
        )  # fmt: skip

    def _write(
        self, line: int, column: str, reason: str, kinds: Sequence[tuple[str, str]], cells: Sequence[str], text: str
    ) -> None:
        if self._file is None:
            self._file = self.path.open("w", encoding="utf-8", newline="")
            csv.writer(self._file).writerow([*ABOUT, *(guarded(one) for one in self.columns), "text"])
        row = [column, reason, *cells, text]
        csv.writer(self._file).writerow([self.number, line, *(guarded(_plain(cell)) for cell in row)])
        self.count += 1
        for kind, value in dict(kinds).items():
            self.reasons[kind] += 1
            places = self.examples.setdefault(kind, [])
            if len(places) < EXAMPLES:
                places.append(f"{line}: {value}" if value else str(line))

    def close(self) -> None:
        """Finish the file."""
        if self._file is not None:
            self._file.close()

    def summary(self) -> tuple[str, ...]:
        """The reasons, commonest first, each with its count and the rows of some examples."""
        return tuple(
            f"{count:,} × {kind} (row{'s' * (count > 1)} {', '.join(self.examples[kind])}"
            f"{', …' if count > EXAMPLES else ''})"
            for kind, count in sorted(self.reasons.items(), key=lambda one: (-one[1], one[0]))
        )  # fmt: skip


def _kind(column: str, what: str) -> str:
    """A reason without the value of the one cell, so that equal reasons are counted together."""
    said = re.sub(r" \(rows [^)]*\)$", "", what[len(_value(what)) :].strip() or what)
    return f"{column}: {said}" if column else said


def _value(what: str) -> str:
    """The value that a reason begins with, in its quotes."""
    found = re.match(r'"[^"]*"', what)
    return found.group() if found is not None else ""


def _plain(text: str) -> str:
    """Text that a CSV can hold: control characters as blanks, broken letters as question marks."""
    kept = "".join(one if one >= " " or one in "\n\t" else " " for one in text)
    return kept.encode("utf-8", "replace").decode("utf-8")


def cells_of(rows: pa.Table, place: int) -> dict[str, object]:
    """The cells of one row by column."""
    return {one: rows[one][place].as_py() for one in rows.column_names if one not in ("line", "part")}
