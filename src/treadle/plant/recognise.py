"""What files are, said before anything of them is taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from treadle.connectors.containers import unpacked
from treadle.connectors.recognise import Guess, guesses, is_sure
from treadle.errors import InputError, NotFoundError, Problem
from treadle.plant.import_ import Imported, Kind, Said, import_kinds
from treadle.plant.pattern_tables import ENDING, is_factory_bulletin
from treadle.reading.delimited import DelimitedReader
from treadle.reading.raw_rows import OWN_LINE
from treadle.settings import read_settings
from treadle.storage.lake import Lake
from treadle.storage.set_aside import ABOUT
from treadle.terms.budget import Progress
from treadle.terms.tables import TABLES

#: A file and what it was taken for.
Choice = tuple[Path, Guess]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What one file may be, likeliest first, and whether the likeliest may be acted upon without asking."""

    path: Path
    guesses: tuple[Guess, ...]
    is_sure: bool


def recognise(folder: Path, files: Sequence[Path]) -> list[Recognised]:
    """What each file is, by its columns, rows and preamble. Raises `NotFoundError` and `InputError`."""
    read_settings(folder)
    missing = [str(path) for path in files if not path.is_file()]
    if missing:
        raise NotFoundError(f"no such file: {', '.join(missing)}")
    found = []
    for path in files:
        mended = _mends(folder, path)
        if path.suffix.lower() == ENDING:
            why = "it is a drawing of pieces"
            some = [Guess(title="a pattern of a CAD system", confidence=1.0, why=why, table="pieces")]
        elif mended is not None:
            some = [mended]
        else:
            opened, _scratch = unpacked([path])
            some = guesses(opened[0], TABLES)
            if not is_sure(some) and is_factory_bulletin(path):
                why = "a row of headings names operations, machines and minutes"
                some = [Guess(title="a bulletin of a factory", confidence=0.9, why=why, table="bulletins")]
        found.append(Recognised(path=path, guesses=tuple(some), is_sure=is_sure(some)))
    return found


def settled(found: Sequence[Recognised], *, is_yes: bool) -> list[tuple[Path, Guess]]:
    """The guess for each file. Raises `InputError` with what each doubtful file may be and what to add."""
    problems = []
    for one in found:
        if not one.guesses:
            problems.append(
                Problem(file=one.path.name, what="no known layout and no table has its columns",
                        remedy=f"Say --as with one of {', '.join(TABLES)}, or begin a mapping with --draft MAP.toml")
            )  # fmt: skip
        elif not one.is_sure and not is_yes:
            may = "; ".join(f"{guess.title}, {guess.confidence:.0%} ({guess.option})" for guess in one.guesses[:4])
            problems.append(
                Problem(file=one.path.name, what=f"it may be {may}",
                        remedy=f"Add {one.guesses[0].option}, or --yes to take the likeliest")
            )  # fmt: skip
    if problems:
        raise InputError(problems)
    return [(one.path, one.guesses[0]) for one in found]


def import_recognised(
    folder: Path, chosen: Sequence[tuple[Path, Guess]], said: Said, *, progress: Progress | None = None,
    left: Callable[[], float] | None = None,
) -> Imported:  # fmt: skip
    """Import files as what they were recognised to be, all together; products before stock and orders. Raises as
    `import_files` does."""
    groups: dict[str, list[Path]] = {}
    by_option = {guess.option: guess for _, guess in chosen}
    for path, guess in chosen:
        groups.setdefault(guess.option, []).append(path)
    first = ("products", "size_scales", "wide")
    order = sorted(groups, key=lambda option: (by_option[option].table not in first, option))
    kinds = [
        Kind(files=tuple(groups[option]), table=by_option[option].table or None,
             mapping=Path(by_option[option].layout) if by_option[option].layout else None)
        for option in order
    ]  # fmt: skip
    return import_kinds(folder, kinds, said=said, progress=progress, left=left)


def _mends(folder: Path, path: Path) -> Guess | None:
    """A file of rows that an import set aside, mended: its table is that of the import."""
    if path.suffix.lower() != ".csv":
        return None
    reader = DelimitedReader(path=path)
    try:
        head = ["line" if one == OWN_LINE else one for one in reader.columns()]
        if tuple(head[: len(ABOUT)]) != ABOUT:
            return None
        first = next((batch.rows[ABOUT[0]][0].as_py() for batch in reader.batches() if batch.rows.num_rows), "")
    except InputError:
        return None
    if not first.isdigit():
        return None
    table = next((one.table for one in Lake(folder=folder).journal() if one.number == int(first)), "")
    why = f"rows that import {first} set aside"
    return Guess(title=why, confidence=1.0, why=why, table=table) if table else None
