"""A workbook's size before it is opened, and what its number formats show: read from the packed XML, piece by piece."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from treadle.connectors.compound_file import check_compound
from treadle.errors import InputError

#: A sheet is held in memory as text, so there is a limit to what is unpacked and to the cells its corners span.
MOST_SHEET_BYTES = 768 * 1024 * 1024
MOST_TEXT_BYTES = 256 * 1024 * 1024
MOST_CELLS = 30_000_000
_BLOCK_BYTES = 1024 * 1024
_PLACE = re.compile(rb'<(?:\w+:)?c [^>]*?r="([A-Z]{1,3})([0-9]{1,7})"')
_ZEROS = re.compile(r'"?0{2,30}"?(?:;@|;.*)?')


@lru_cache(maxsize=16)
def _checked(path: Path, changed: int, size: int) -> None:
    """Refuse a workbook that unpacks to more than can be held; raises `InputError`."""
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            check_compound(path)
            return
    try:
        with zipfile.ZipFile(path) as book:
            for one in book.infolist():
                most = MOST_SHEET_BYTES if "sheet" in one.filename or "content" in one.filename else MOST_TEXT_BYTES
                if one.file_size > most or (one.file_size > 32 * 2**20 and one.file_size > 400 * one.compress_size):
                    raise _too_large(path, f"{one.filename} unpacks to {one.file_size / 2**20:,.0f} MB")
                if one.filename.endswith((".xml", ".rels")) and _defines(book, one):
                    what = f"{one.filename} defines entities, which no workbook does"
                    raise InputError.single(path.name, what, "Save it as .xlsx again")
                if "worksheets/" in one.filename and one.filename.endswith(".xml"):
                    _check_corners(path, one, book)
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, EOFError) as error:
        raise InputError.single(path.name, f"not readable as a workbook ({error})", "Save it as .xlsx") from error


def _defines(book: zipfile.ZipFile, one: zipfile.ZipInfo) -> bool:
    """Whether a part begins with a document type, in which entities stand."""
    with book.open(one) as file:
        return b"<!DOCTYPE" in file.read(4096).replace(b"\x00", b"").upper()


def check_size(path: Path) -> None:
    """Raise `InputError` where a workbook is too large to be held, before anything of it is."""
    stat = path.stat()
    _checked(path, stat.st_mtime_ns, stat.st_size)


def _check_corners(path: Path, one: zipfile.ZipInfo, book: zipfile.ZipFile) -> None:
    """The cells between the corners of a sheet, those that are there and those that are not."""
    column = row = count = 0
    for block in _blocks(book, one):
        for letters, digits in _PLACE.findall(block):
            count += 1
            row = max(row, int(digits))
            column = max(column, _number(letters.decode()))
    if row * column > max(4_000_000, 40 * count) or row * column > MOST_CELLS:
        what = f"{one.filename} spans {row:,} rows and {column:,} columns and holds {count:,} cells"
        raise _too_large(path, what)


def _too_large(path: Path, what: str) -> InputError:
    return InputError.single(path.name, f"{what}: too much for a workbook", "Export the rows as CSV")


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def _blocks(book: zipfile.ZipFile, one: zipfile.ZipInfo) -> Iterator[bytes]:
    """The XML in blocks that end between cells."""
    rest = b""
    with book.open(one) as file:
        while block := file.read(_BLOCK_BYTES):
            rest += block
            cut = rest.rfind(b"<")
            yield rest[:cut] if cut > 0 else b""
            rest = rest[max(cut, 0) :]
    yield rest


def shown_zeros(path: Path, sheet: int) -> Iterator[tuple[int, int, str]]:
    """Row, column (from 0) and text of numbers whose format shows leading zeros: 123 seen as 00123."""
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            return
    try:
        with zipfile.ZipFile(path) as book:
            if "xl/styles.xml" not in book.namelist():
                return
            widths = _zero_styles(book.read("xl/styles.xml").decode("utf-8", "replace"))
        if widths:
            yield from _shown_zeros(path, sheet, widths)
    except Exception as error:  # whatever a damaged workbook does to its reader
        what = f"not readable as a workbook ({str(error)[:80] or type(error).__name__})"
        raise InputError.single(path.name, what, "Save it as .xlsx again") from error


def _shown_zeros(path: Path, sheet: int, widths: dict[str, int]) -> Iterator[tuple[int, int, str]]:
    from openpyxl import load_workbook

    whole = load_workbook(path, read_only=True)
    try:
        for line in whole.worksheets[sheet].iter_rows():
            for cell in line:
                value = cell.value
                if isinstance(value, int | float) and not isinstance(value, bool) and float(value).is_integer():
                    width = widths.get(cell.number_format)
                    if width and value >= 0:
                        yield cell.row - 1, cell.column - 1, f"{int(value):0{width}d}"
    finally:
        whole.close()


def _zero_styles(styles: str) -> dict[str, int]:
    """Number formats of leading zeros and how many digits each shows."""
    codes = re.findall(r'formatCode="([^"]*)"', styles)
    plain = [code.replace("&quot;", '"') for code in codes]
    return {code: code.split(";")[0].count("0") for code in plain if _ZEROS.fullmatch(code)}
