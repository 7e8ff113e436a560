"""Facts of a brand, as callers see them: imports, and tables as they are held."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from treadle.errors import NotFoundError
from treadle.plant.import_ import Entry
from treadle.plant.serving import ServedBrand
from treadle.plant.undo import undo_import
from treadle.storage.export_rows import held_rows
from treadle.storage.lake import Lake
from treadle.terms.table_spec import TableSpec
from treadle.terms.tables import TABLES


def tables() -> Mapping[str, TableSpec]:
    """The tables of facts by name."""
    return TABLES


def imports_of(brand: ServedBrand) -> tuple[Entry, ...]:
    """Every import and every taking back, newest first."""
    return tuple(reversed(Lake(folder=brand.folder).entries()))


def import_of(brand: ServedBrand, number: int) -> Entry:
    """One import. Raises `NotFoundError`."""
    found = next((one for one in Lake(folder=brand.folder).entries() if one.number == number), None)
    if found is None:
        raise NotFoundError(f"There is no import {number}.")
    return found


def set_aside_text(brand: ServedBrand, number: int) -> str:
    """The rows that an import set aside, as CSV. Raises `NotFoundError` where it set none aside."""
    path = Lake(folder=brand.folder).set_aside_file(number, import_of(brand, number).file)
    if not path.is_file():
        raise NotFoundError(f"Import {number} set no rows aside.")
    return path.read_text(encoding="utf-8")


def undo(brand: ServedBrand, number: int) -> Entry:
    """Take an import back. Raises `NotFoundError`, and `InputError` where it was taken back before."""
    import_of(brand, number)
    return undo_import(brand.folder, number)


def held_table(brand: ServedBrand, table: str, *, is_text: bool) -> pa.Table:
    """A table as a plan reads it now. Raises `NotFoundError` where there is none of that name."""
    if table not in TABLES:
        raise NotFoundError(f"There is no table {table}. The tables are {', '.join(TABLES)}.")
    rows, _ = held_rows(brand.folder, table, time_zone=brand.settings.time_zone, is_text=is_text)
    return rows


def factory_ids(brand: ServedBrand) -> tuple[str, ...]:
    """The factories of a brand's tables, by name; none where no table tells of any."""
    rows = held_table(brand, "factories", is_text=True)
    return tuple(sorted({str(one) for one in rows["factory_id"].to_pylist() if one}))
