"""Text with a separator to rows of cells, each with the line on which it begins."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

#: What may stand between cells.
DELIMITERS = (",", ";", "\t", "|")


def commonest(text: str) -> str:
    """The separator that stands in a text most often; a comma among equals."""
    return max(DELIMITERS, key=lambda mark: (text.count(mark), mark == ","))


def split_rows(text: str, delimiter: str, first_line: int = 1) -> Iterator[tuple[int, list[str] | str]]:
    """The rows of a text; for a line that is none, why not."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    before = 0
    while True:
        try:
            row: list[str] | str = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            row = f"not readable ({error})"
        yield first_line + before, row
        before = reader.line_num
