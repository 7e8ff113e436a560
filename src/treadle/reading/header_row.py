"""Which row of a file names its columns: reports put titles, dates and empty rows before it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from treadle.terms.formulas import unguarded

#: A header stands among the first rows or nowhere.
SEARCH_ROWS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderRule:
    """How the header is known: all of `cells` stand in it, `is_header` says so of a row, else it is the row in which
    `is_known` knows most cells.

    Without any it is the first row that is not empty. `is_known` must know two cells at least, and a later row wins
    only by knowing more. `lacking` is what is wrong and the remedy where `is_header` is true of no row.
    """

    cells: tuple[str, ...] = ()
    is_known: Callable[[str], bool] | None = None
    is_header: Callable[[Sequence[str]], bool] | None = None
    lacking: tuple[str, str] = ("", "")

    @property
    def none_found(self) -> tuple[str, str] | None:
        """What is wrong and the remedy where no row is the header; None where any row may be it."""
        if self.is_header is not None:
            return self.lacking
        what = f'no row holds "{" and ".join(self.cells)}", so its columns have no names'
        return (what, "Export the report again, or correct header_cell in the mapping") if self.cells else None

    def find(self, rows: Sequence[Sequence[str]]) -> int | None:
        """Place of the header among the first rows of a file; None where no row is it."""
        named = [[plain_heading(cell) for cell in row] for row in rows]
        if self.cells:
            wanted = {plain_heading(cell) for cell in self.cells}
            return next((place for place, row in enumerate(named) if wanted <= set(row)), None)
        if self.is_header is not None:
            return next((place for place, row in enumerate(named) if self.is_header(row)), None)
        first = next((place for place, row in enumerate(named) if any(row)), None)
        if self.is_known is None or first is None:
            return first
        counts = [sum(bool(cell) and self.is_known(cell) for cell in row) for row in named]
        best = max(range(len(counts)), key=lambda place: (counts[place], -place))
        return best if counts[best] >= 2 else first


def plain_heading(text: str) -> str:
    """A heading on one line, without blanks at its ends and invisible marks; plain again where it was guarded."""
    return unguarded(" ".join(re.sub(r"[\ufeff\u200b\u200e\u200f]", "", text).split()))
