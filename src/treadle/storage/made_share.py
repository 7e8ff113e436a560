"""How much of what a brand sells it can make: options with a pattern, bulletin and fabric, and their units."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from treadle.storage.folder_rows import FolderRows
from treadle.storage.lake import open_duckdb

_COUNT = """
    WITH options AS (
        SELECT option_id, bool_and(
                   pattern_id IS NOT NULL AND bulletin_id IS NOT NULL AND fabric_id IS NOT NULL) AS is_made
        FROM products GROUP BY option_id
    ),
    sold AS (
        SELECT p.option_id, sum(s.units) AS units
        FROM SIGNALS AS s JOIN products AS p ON s.sku = p.sku WHERE s.kind = 'order' GROUP BY p.option_id
    )
    SELECT count(*), count(*) FILTER (WHERE is_made), COALESCE(sum(units), 0.0),
           COALESCE(sum(units) FILTER (WHERE is_made), 0.0)
    FROM options LEFT JOIN sold USING (option_id)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeShare:
    """Options and units sold, and how many of them are of options that can be made."""

    options: int
    made_options: int
    units: float
    made_units: float

    @property
    def units_share(self) -> float:
        """Share of units that can be made; 0 where nothing was sold."""
        return self.made_units / self.units if self.units else 0.0


def made_share(folder: Path, *, time_zone: str) -> MadeShare:
    """Count the folder's options and units; signals of unknown SKUs count for neither."""
    connection = open_duckdb(time_zone, folder / ".treadle" / "spill")
    try:
        rows = FolderRows.of(folder, connection)
        columns = ["sku", "option_id", "pattern_id", "bulletin_id", "fabric_id"]
        connection.register("products", rows.read("products").select(columns))
        signals = rows.sql("signals") or "SELECT NULL AS sku, NULL AS kind, 0.0 AS units WHERE FALSE"
        counted = connection.execute(_COUNT.replace("SIGNALS", f"({signals})"))
        options, made, units, made_units = counted.fetchall()[0]
        return MadeShare(options=options, made_options=made, units=units, made_units=made_units)
    finally:
        connection.close()
