"""Patterns of a CAD system among files to import: their pieces as rows of the table `pieces`."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from treadle.plant.pieces import pattern_rows, read_pattern
from treadle.terms.formulas import guarded

ENDING = ".dxf"


@dataclass(slots=True)
class TableFiles:
    """Files that hold rows, in the order of those given; what was found in patterns; a folder kept with them."""

    paths: list[Path] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    _scratch: TemporaryDirectory[str] | None = None

    def add_pattern(self, path: Path) -> None:
        """Write the pieces of a pattern as a table and add that in its place. Raises as `read_pattern` does."""
        if self._scratch is None:
            self._scratch = TemporaryDirectory(prefix="treadle-", ignore_cleanup_errors=True)
        read = read_pattern(str(path), ())
        header, rows = pattern_rows(read.pattern)
        place = Path(self._scratch.name) / str(len(self.paths)) / f"{path.name[:200]}.csv"
        place.parent.mkdir()
        with place.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(header)
            out.writerows([guarded(str(cell)) for cell in row] for row in rows)
        self.paths.append(place)
        self.findings += [str(one) for one in read.findings]


def table_files(files: Sequence[Path]) -> TableFiles:
    """The files, with a table of pieces in place of every pattern that is there. Raises as `read_pattern` does."""
    found = TableFiles()
    for path in files:
        if path.suffix.lower() == ENDING and path.is_file():
            found.add_pattern(path)
        else:
            found.paths.append(path)
    return found
