"""Patterns of a CAD system and bulletins of a factory among files to import: as rows of the tables that they are."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from treadle.connectors.bulletin import holds_bulletin, read_bulletin_file
from treadle.connectors.containers import SHEET_ENDINGS, TEXT_ENDINGS
from treadle.connectors.mapping import FileFormat
from treadle.connectors.open_reader import open_reader
from treadle.errors import InputError
from treadle.plant.pieces import pattern_rows, read_pattern
from treadle.terms.column_names import column_of, match_columns
from treadle.terms.formulas import guarded
from treadle.terms.tables.making import BULLETINS

ENDING = ".dxf"


@dataclass(slots=True)
class TableFiles:
    """Files that hold rows, in the order of those given; what was found in patterns; a folder kept with them."""

    paths: list[Path] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    _scratch: TemporaryDirectory[str] | None = None

    def add_pattern(self, path: Path) -> None:
        """Write the pieces of a pattern as a table and add that in its place. Raises as `read_pattern` does."""
        read = read_pattern(str(path), ())
        self._add(path, *pattern_rows(read.pattern))
        self.findings += [str(one) for one in read.findings]

    def add_bulletin(self, path: Path) -> None:
        """Write the operations of a bulletin as a table and add that in its place. Raises as `read_bulletin_file`."""
        read = read_bulletin_file(path)
        header = [name for name in BULLETINS.names if any(name in row for row in read.rows)]
        self._add(path, header, [[row.get(name, "") for name in header] for row in read.rows])
        self.findings += [str(one) for one in read.findings]

    def _add(self, path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        if self._scratch is None:
            self._scratch = TemporaryDirectory(prefix="treadle-", ignore_cleanup_errors=True)
        place = Path(self._scratch.name) / str(len(self.paths)) / f"{path.name[:200]}.csv"
        place.parent.mkdir()
        with place.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(header)
            out.writerows([guarded(str(cell)) for cell in row] for row in rows)
        self.paths.append(place)


def table_files(files: Sequence[Path], table: str | None = None) -> TableFiles:
    """The files, with a table of pieces in place of every pattern that is there, and where `table` is 'bulletins' of
    operations in place of every sheet of a factory. Raises as `read_pattern` and `read_bulletin_file` do."""
    found = TableFiles()
    for path in files:
        if path.suffix.lower() == ENDING and path.is_file():
            found.add_pattern(path)
        elif table == BULLETINS.name and path.is_file() and is_factory_bulletin(path):
            found.add_bulletin(path)
        else:
            found.paths.append(path)
    return found


def is_factory_bulletin(path: Path) -> bool:
    """Whether a file is a bulletin as a factory writes it, and not the table of bulletins itself."""
    if path.suffix.lower() not in (*SHEET_ENDINGS, *TEXT_ENDINGS):
        return False
    try:
        reader = open_reader(path, FileFormat(), "", lambda cell: bool(column_of(cell, BULLETINS.names)))
        matched = match_columns([one for one in reader.columns() if one], BULLETINS.names)
    except InputError:
        return False
    return not {"bulletin_id", "operation_id"} <= set(matched.read.values()) and holds_bulletin(path)
