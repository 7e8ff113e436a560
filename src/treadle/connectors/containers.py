"""What a file is, whatever its name says; packed files are opened, with a limit on what comes out of them."""

from __future__ import annotations

import gzip
import tempfile
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from treadle.connectors.markup_table import holds_table, is_markup
from treadle.errors import InputError

TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".tab")
SHEET_ENDINGS = (".xlsx", ".xls", ".xlsm", ".ods")
JSON_ENDINGS = (".jsonl", ".ndjson", ".json")
PARQUET_ENDINGS = (".parquet", ".pq")
PACKED_ENDINGS = (".gz", ".zip")
TABLE_ENDINGS = (*TEXT_ENDINGS, *PARQUET_ENDINGS, *JSON_ENDINGS, *SHEET_ENDINGS)
READ_ENDINGS = (*TABLE_ENDINGS, *PACKED_ENDINGS)
#: First bytes of files that hold no table, lower case.
OTHER_FILES = {b"%pdf": "a PDF", b"\x89png": "a picture", b"rar!": "a RAR archive", b"7z\xbc": "a 7-Zip archive"}
#: More than this out of one packed file is refused, and so is more than RATIO times its size beyond SMALL_BYTES.
MOST_UNPACKED_BYTES = 16 * 1024**3
RATIO, SMALL_BYTES = 200, 64 * 1024 * 1024
#: Tables in one archive, at most.
MOST_PACKED = 1_000
_BLOCK_BYTES = 1024 * 1024
_COMPOUND, _ZIP, _PARQUET, _GZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"PAR1", b"\x1f\x8b"


@dataclass(slots=True)
class Scratch:
    """A folder for what packed files hold; it goes when nobody reads it any more."""

    folder: tempfile.TemporaryDirectory[str] = field(
        default_factory=lambda: tempfile.TemporaryDirectory(prefix="treadle-", ignore_cleanup_errors=True)
    )


def kind_of(path: Path) -> str:
    """'text', 'sheets', 'json' or 'parquet', by the file's first bytes; its ending only where they do not tell.

    Raises `InputError` for a page, a picture, a PDF or anything else that holds no rows, and says what it is.
    """
    ending = path.suffix.lower()
    with path.open("rb") as file:
        head = file.read(4096)
    if ending not in READ_ENDINGS:
        raise InputError.single(
            path.name, f'files ending in "{ending}" are not read', f"Convert it to one of {', '.join(READ_ENDINGS)}"
        )
    if head.startswith(_PARQUET):
        return "parquet"
    if head.startswith((_COMPOUND, _ZIP)):
        return "sheets"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if is_markup(head):
        if holds_table(path):
            return "sheets"
        what = "an XML file" if text.startswith((b"<?xml", b"<workbook")) and b"<html" not in text else "an HTML page"
        raise _refused(
            path, what, "It holds no table with rows: export it as CSV, or open it in Excel and save it as .xlsx"
        )
    for mark, what in OTHER_FILES.items():
        if text.startswith(mark):
            raise _refused(path, what, "Export the rows as CSV or .xlsx")
    if ending in PARQUET_ENDINGS:
        raise InputError.single(path.name, "the file is not Parquet", "Export it again")
    if ending in JSON_ENDINGS:
        return "json"
    return "text"


def named_otherwise(path: Path, kind: str) -> str:
    """A note where a file is not what its ending says; empty where it is."""
    ending = path.suffix.lower()
    if kind == "text" and ending in SHEET_ENDINGS:
        return f"{path.name} is a text table named {ending}; it was read as text"
    with path.open("rb") as file:
        is_page = is_markup(file.read(4096))
    if kind == "sheets" and is_page:
        return f"{path.name} is a page named {ending}; the table in it was read"
    if kind == "sheets" and ending in TEXT_ENDINGS:
        return f"{path.name} is a workbook named {ending}; it was read as a workbook"
    return ""


def unpacked(paths: Sequence[Path]) -> tuple[list[Path], Scratch | None]:
    """The files, with those in `.gz` and `.zip` in place of these, and the folder that holds them while it is kept.

    Raises `InputError` for an archive that is damaged, holds no file that is read, or grows beyond all measure.
    """
    if not any(path.suffix.lower() in PACKED_ENDINGS for path in paths):
        return list(paths), None
    scratch = Scratch()
    found: list[Path] = []
    for number, path in enumerate(paths):
        target = Path(scratch.folder.name) / str(number)
        ending = path.suffix.lower()
        if ending not in PACKED_ENDINGS:
            found.append(path)
            continue
        target.mkdir()
        try:
            found += _gunzipped(path, target) if ending == ".gz" else _unzipped(path, target)
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError) as error:
            raise InputError.single(
                path.name, f"not readable as {ending[1:]} ({error})", "Pack it again, or unpack it yourself"
            ) from error
    return found, scratch


def _gunzipped(path: Path, target: Path) -> list[Path]:
    inner = target / Path(path.stem).name
    if inner.suffix.lower() not in READ_ENDINGS:
        inner = inner.with_name(inner.name + ".csv")
    with path.open("rb") as raw:
        raw.seek(-4, 2)
        _refuse_bomb(path, int.from_bytes(raw.read(4), "little"))
    with gzip.open(path, "rb") as packed:
        _copy(packed, inner, path)
    return [inner]


def _unzipped(path: Path, target: Path) -> list[Path]:
    found: list[Path] = []
    with zipfile.ZipFile(path) as book:
        wanted = [
            one
            for one in book.infolist()
            if not one.is_dir()
            and PurePosixPath(one.filename).suffix.lower() in TABLE_ENDINGS
            and not PurePosixPath(one.filename).name.startswith((".", "~$"))
            and not one.filename.startswith("__MACOSX")
        ]  # fmt: skip
        if not wanted:
            raise InputError.single(path.name, "it holds no table", "Pack CSV, Excel, JSON or Parquet files")
        if len(wanted) > MOST_PACKED:
            raise InputError.single(path.name, f"it holds {len(wanted):,} tables", f"Pack at most {MOST_PACKED}")
        _refuse_bomb(path, sum(one.file_size for one in wanted))
        for number, one in enumerate(wanted):
            # The name inside is a label, never a path: each file goes to a numbered folder of its own.
            inner = target / str(number) / (PurePosixPath(one.filename.replace("\\", "/")).name[-120:] or "table.csv")
            inner.parent.mkdir()
            with book.open(one) as packed:
                _copy(packed, inner, path)
            found.append(inner)
    return found


def _refuse_bomb(outer: Path, unpacked_bytes: int) -> None:
    """Raise for what says of itself that it is a bomb, before anything of it is unpacked."""
    size = outer.stat().st_size
    if unpacked_bytes > MOST_UNPACKED_BYTES or (unpacked_bytes > SMALL_BYTES and unpacked_bytes > RATIO * size):
        what = f"what is packed in it has {unpacked_bytes / 2**20:,.0f} MB, more than {RATIO} times its size"
        raise InputError.single(outer.name, what, "Unpack it yourself first, if that is right")


def _copy(packed: object, inner: Path, outer: Path) -> None:
    size, done = outer.stat().st_size, 0
    with inner.open("wb") as file:
        while block := packed.read(_BLOCK_BYTES):  # type: ignore[attr-defined]
            done += len(block)
            if done > MOST_UNPACKED_BYTES or (done > SMALL_BYTES and done > RATIO * size):
                raise InputError.single(
                    outer.name, f"what is packed in it is more than {RATIO} times its size", "Unpack it yourself first"
                )
            file.write(block)


def _refused(path: Path, what: str, remedy: str) -> InputError:
    return InputError.single(path.name, f"this is {what} named {path.suffix.lower()}, not a table", remedy)
