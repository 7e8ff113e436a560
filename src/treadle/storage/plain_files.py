"""Plain tables, without a brand's folder: one CSV or Parquet file in, one out."""

from __future__ import annotations

import codecs
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq

from treadle.errors import InputError, Problem
from treadle.terms.formula_tables import guarded_table, unguarded_table

BLOCK_BYTES = 1 << 20


def read_plain_files(files: dict[str, Path | None]) -> dict[str, pa.Table | None]:
    """Tables by name, None where no file is given. CSV cells stay text, letter for letter, less the apostrophe
    before what looks like a formula.

    Raises `InputError` with one problem for each file that cannot be read.
    """
    tables: dict[str, pa.Table | None] = {}
    found: list[Problem] = []
    for name, path in files.items():
        tables[name] = None
        if path is None:
            continue
        try:
            tables[name] = _read(path)
        except (OSError, pa.ArrowInvalid, UnicodeDecodeError) as error:
            said = "does not exist" if isinstance(error, FileNotFoundError) else f"cannot be read: {error}"
            remedy = "Give a CSV (with a header, UTF-8) or Parquet file"
            found.append(Problem(file=f"{name} ({path})", what=said, remedy=remedy))
    if found:
        raise InputError(found)
    return tables


def is_plain(path: Path) -> bool:
    """Whether a file is what `read_plain_files` reads: Parquet, or UTF-8 text whose first line is its header."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    with path.open("rb") as file:
        head = file.read(BLOCK_BYTES)
        if head.startswith(b"PAR1"):
            return path.suffix.lower() == ".parquet"
        first = head.removeprefix(codecs.BOM_UTF8).lstrip()[:64].lower()
        is_text = path.suffix.lower() in ("", ".csv", ".tsv", ".txt") and b"\x00" not in head
        if not is_text or first.startswith((b"sep=", b"<", b"{", b"[")) or (b"\r" in head and b"\n" not in head):
            return False
        try:
            while head:
                decoder.decode(head)
                head = file.read(BLOCK_BYTES)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def write_plain_file(path: Path, table: pa.Table) -> None:
    """Write a table as CSV or Parquet by the file's ending; whole or not at all.

    Raises `InputError` where the place cannot be written.
    """
    half = path.with_name(f".{path.name}.half")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix.lower() == ".parquet":
            pq.write_table(table, half)
        else:
            quoting = pv.WriteOptions(quoting_style="needed", quoting_header="none")
            pv.write_csv(guarded_table(table), half, quoting)
        half.replace(path)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise InputError.single(str(path), f"cannot be written: {error}", "Choose another place") from error


def _read(path: Path) -> pa.Table:
    if path.suffix.lower() == ".parquet":
        return pq.read_table(path)
    with path.open(encoding="utf-8-sig") as file:
        line = file.readline()
    if not line.strip():
        raise pa.ArrowInvalid("the file is empty")
    delimiter = max(",;\t", key=line.count)
    parse = pv.ParseOptions(delimiter=delimiter, newlines_in_values=True)
    with pv.open_csv(path, parse_options=parse) as reader:
        names = reader.schema.names
    convert = pv.ConvertOptions(column_types={name: pa.string() for name in names}, strings_can_be_null=False)
    return unguarded_table(pv.read_csv(path, parse_options=parse, convert_options=convert))
