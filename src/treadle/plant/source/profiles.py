"""Factories that a brand could ask: taken from a sourcing office's sheet, and as they are known, with their scores."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from treadle.connectors.factory_sheet import read_factory_sheet
from treadle.errors import NotFoundError, Problem
from treadle.plant.import_ import import_files
from treadle.plant.source.desk import SourcingBooks
from treadle.source.score import score_factories
from treadle.storage.plain_rows import judged_cells
from treadle.storage.sourcing_facts import load_sourcing
from treadle.terms.sourcing import FactoryProfile, FactoryScore
from treadle.terms.supplier import Pair
from treadle.terms.tables.sourcing import PROFILES


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenSheet:
    """Factories taken from a sheet, rows that could not be, and what was read otherwise than it stands."""

    factory_ids: tuple[str, ...]
    problems: tuple[Problem, ...]
    doubts: tuple[Problem, ...]


def take_sheet(folder: Path, sheet: Path) -> TakenSheet:
    """Bring a sourcing office's sheet (.xlsx, .csv, …) into table factory_profiles; a factory that is there already is
    replaced, the same sheet twice changes nothing.

    Raises `NotFoundError`, and `InputError` where no column names the factories.
    """
    if not sheet.is_file():
        raise NotFoundError(f"There is no file {sheet}.")
    read = read_factory_sheet(sheet)
    judged = judged_cells(read.rows, PROFILES, sheet.name)
    wrong = {one.row for one in judged.problems}
    good = [row for row in read.rows if row["line"] not in wrong]
    if good:
        names = [one for one in PROFILES.names if any(one in row for row in good)]
        with tempfile.TemporaryDirectory() as scratch:
            path = Path(scratch) / f"{sheet.stem}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(names)
                writer.writerows([[row.get(name, "") for name in names] for row in good])
            import_files(folder, [path], table=PROFILES.name)
    return TakenSheet(
        factory_ids=tuple(str(row["factory_id"]) for row in good), problems=judged.problems,
        doubts=(*read.doubts, *judged.doubts),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFactories:
    """The factories of a brand on a day, with how each kept its word, and what was quoted and judged of its styles."""

    as_of: date
    profiles: tuple[FactoryProfile, ...]
    scores: Mapping[str, FactoryScore]
    pairs: tuple[Pair, ...]


def known_factories(books: SourcingBooks) -> KnownFactories:
    """Factories with lines or a profile, scored by the brand's own ledger. Raises as `load_brand`."""
    day = books.today
    found = load_sourcing(books.folder, day, currency=books.settings.currency, time_zone=books.settings.time_zone)
    names = sorted({one.factory_id for one in found.profiles} | {one.factory_id for one in found.kept})
    return KnownFactories(as_of=day, profiles=found.profiles, scores=score_factories(found.kept, names),
                          pairs=found.pairs)  # fmt: skip
