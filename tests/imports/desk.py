"""A brand's folder at the command line: what a person would type, and what is in the folder then."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner, Result

from treadle.cli import build_app
from treadle.errors import TreadleError
from treadle.settings import settings_template
from treadle.storage.folder_rows import FolderRows
from treadle.storage.folder_writing import write_folder
from treadle.storage.lake import open_duckdb


class Desk:
    """A folder, and the last command's output."""

    def __init__(self, home: Path, currency: str = "EUR", time_zone: str = "Europe/Berlin") -> None:
        self.home = home
        self.folder = home / "brand"
        said = {"brand.currency": currency, "brand.time_zone": time_zone}
        write_folder(self.folder, settings_template(said), {}, has_workbook=False)
        self.said = ""

    def run(self, *words: str) -> int:
        """Run a command; its exit code. What it printed, or its error, is in `said`."""
        result: Result = CliRunner().invoke(build_app(), list(words), catch_exceptions=True)
        self.said = result.output
        if isinstance(result.exception, TreadleError):
            self.said += str(result.exception)
            return result.exception.exit_code
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code

    def file(self, name: str, text: str, encoding: str = "utf-8") -> Path:
        """Write a file beside the folder."""
        path = self.home / name
        path.write_bytes(text.encode(encoding))
        return path

    def bring(self, *paths: Path, **options: str) -> int:
        """Import files; options as on the command line, `_as` for `--as`."""
        flags = [word for name, value in options.items() for word in (f"--{name.strip('_').replace('_', '-')}", value)]
        return self.run("import", str(self.folder), *map(str, paths), *flags)

    def rows(self, table: str, *columns: str) -> list[tuple[object, ...]]:
        """Rows of a table that count."""
        connection = open_duckdb("Europe/Berlin")
        found = FolderRows.of(self.folder, connection).read(table).select(list(columns)).to_pylist()
        connection.close()
        return [tuple(row.values()) for row in found]

    def pieces(self) -> float:
        """Pieces ordered."""
        return sum(float(str(units)) for kind, units in self.rows("signals", "kind", "units") if kind == "order")
