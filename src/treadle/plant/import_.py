"""Bring rows of other systems into a brand's folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from treadle.connectors.layouts import find_mapping
from treadle.connectors.sources import Asked, open_sources
from treadle.errors import InputError, Problem
from treadle.plant.books import skus_to_come
from treadle.plant.pattern_tables import table_files
from treadle.reading.column_forms import DAY_ORDERS
from treadle.settings import read_settings
from treadle.storage.folder_doubts import import_doubts
from treadle.storage.intake import Ways, import_sources
from treadle.storage.lake import JournalEntry, Lake
from treadle.storage.made_share import MadeShare, made_share
from treadle.terms.budget import Progress, stoppable
from treadle.terms.tables import TABLES

#: What became of the rows of one file for one table.
Entry = JournalEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person says of files beside their table or mapping.

    `not_read` columns are left unread knowingly; `day_order` is 'day-first' or 'month-first', where a column does not
    show it; `equal_rows` 'skip' or 'keep' rows without identity that an earlier file had; `name` keeps the numbers of
    this system apart from those of another like it (a second shop). `is_missing_dropped`: products that earlier
    editions of a list have and it lacks leave the range.
    """

    not_read: tuple[str, ...] = ()
    day_order: str = ""
    equal_rows: str = ""
    name: str = ""
    is_missing_dropped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Files that are read the same way: as a table, or by a mapping."""

    files: tuple[Path, ...]
    table: str | None = None
    mapping: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of the rows of each file, where those set aside are kept, and what of the range can be made now
    (`made` is None where no products and no signals came). `lost` are files of which nothing was kept, `findings` what
    was mended or assumed in patterns, `doubts` rows that were kept and are not likely."""

    entries: tuple[JournalEntry, ...]
    set_aside: tuple[Path, ...]
    made: MadeShare | None
    lost: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    doubts: tuple[Problem, ...] = ()

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What was assumed, each once."""
        return tuple(dict.fromkeys(note for entry in self.entries for note in entry.assumptions))

    @property
    def by_file(self) -> dict[str, tuple[JournalEntry, ...]]:
        """The entries of each file; sheets of one workbook together."""
        files = dict.fromkeys(one.file.partition(":")[0] for one in self.entries)
        return {file: tuple(one for one in self.entries if one.file.partition(":")[0] == file) for file in files}


def import_files(
    folder: Path, files: Sequence[Path], *, table: str | None = None, mapping: Path | None = None,
    said: Said | None = None, progress: Progress | None = None, left: Callable[[], float] | None = None,
) -> Imported:  # fmt: skip
    """CSV, Parquet, JSON or Excel files into the folder; the same file twice changes nothing.

    `table`: which table the rows belong to, where the file does not say. `mapping`: a mapping file or the name of a
    known layout. Good rows are kept, bad ones set aside with line and reason; all files come in together or none.
    Raises `NotFoundError`, and `InputError` with what is wrong with a file or the mapping; `Stopped` where `left` runs
    out, with nothing half-written.
    """
    kinds = [Kind(files=tuple(files), table=table, mapping=mapping)]
    return import_kinds(folder, kinds, said=said, progress=progress, left=left)


def import_kinds(
    folder: Path, kinds: Sequence[Kind], *, said: Said | None = None, progress: Progress | None = None,
    left: Callable[[], float] | None = None,
) -> Imported:  # fmt: skip
    """Files of several kinds into the folder, together or not at all. Raises as `import_files` does."""
    settings = read_settings(folder)
    said = said or Said()
    given = [table_files(kind.files, kind.table) for kind in kinds]
    sources = [
        source
        for kind, files in zip(kinds, given, strict=True)
        for source in open_sources(files.paths, tables=TABLES, asked=asked(kind.table, kind.mapping, said))
    ]
    ways = Ways(
        time_zone=settings.time_zone, currency=settings.currency, equal_rows=said.equal_rows,
        is_missing_dropped=said.is_missing_dropped,
        held=skus_to_come(folder, settings) if said.is_missing_dropped else frozenset(),
    )  # fmt: skip
    try:
        entries = import_sources(folder, sources, ways, stoppable(progress, left))
    except InputError as error:
        raise with_rest(error, [one.file for one in sources]) from error
    lake = Lake(folder=folder)
    aside = tuple(lake.set_aside_file(entry.number, entry.file) for entry in entries if entry.set_aside_rows)
    is_range = any(entry.table in ("products", "signals") for entry in entries)
    made = made_share(folder, time_zone=settings.time_zone) if is_range else None
    new = [entry.number for entry in entries if entry.kept_rows or entry.replaced_rows]
    doubts = import_doubts(folder, new, currency=settings.currency, time_zone=settings.time_zone)
    findings = tuple(told for files in given for told in files.findings)
    found = Imported(entries=entries, set_aside=aside, made=made, findings=findings, doubts=tuple(doubts))
    lost = [file for file, some in found.by_file.items() if not any(_good(one) for one in some)]
    return replace(found, lost=tuple(lost))


def with_rest(error: InputError, files: Sequence[str]) -> InputError:
    """The error that ended an import of several files, which also says that nothing of any of them was taken in."""
    names = list(dict.fromkeys(files))
    if len(names) < 2:
        return error
    what = f"nothing of {', '.join(names)} was taken in: files of one command come in together or not at all"
    return InputError([*error.problems, Problem(file="import", what=what, remedy="Mend it and import all again")])


def asked(table: str | None, mapping: Path | None, said: Said) -> Asked:
    """What a person said, as the connectors read it. Raises `InputError` for an unknown layout or order of days."""
    if said.day_order and said.day_order not in DAY_ORDERS:
        raise InputError.single("--days", f"{said.day_order} is not known", f"Say {' or '.join(DAY_ORDERS)}")
    return Asked(
        table=table, mapping=None if mapping is None else find_mapping(mapping), waived=said.not_read,
        day_order=said.day_order, name=said.name,
    )  # fmt: skip


def _good(entry: JournalEntry) -> int:
    """Rows of a file that are in the folder now."""
    return entry.read_rows - entry.set_aside_rows
