"""CSV and its kin, read in blocks: a file of any size takes the memory of one block.

Clean blocks are split by Arrow. A block with something odd in it (a line with too few cells, broken text, quotes
over several lines) is split again line by line, so that every row keeps its true line and every odd line its reason.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from treadle.errors import InputError
from treadle.reading.encodings import SPOKEN, find_encoding
from treadle.reading.header_row import SEARCH_ROWS, HeaderRule, plain_heading
from treadle.reading.raw_rows import RawBatch, Refused, first_of_each, usable_headings
from treadle.reading.split_rows import commonest, split_rows

BLOCK_BYTES = 8 * 1024 * 1024
#: A quoted cell longer than this is taken for a quote that was never closed.
MAX_OPEN_QUOTE_BYTES = 32 * 1024 * 1024
#: A line longer than this is no row.
MAX_LINE_BYTES = 64 * 1024 * 1024
#: The header is looked for in so much of the file.
HEAD_BYTES = 256 * 1024
_SEPARATOR_LINE = re.compile(rb"[sS][eE][pP]=([,;\t|])[ \t]*\r?\n")


@dataclass(slots=True)
class DelimitedReader:
    """A delimited text file. `delimiter` empty: what a first line `sep=;` says, else the commonest of comma, semicolon,
    tab and bar in the header line. `encoding` empty: found from the bytes.

    `skip_rows` lines stand before the header; `rule` says how the header is known; `header` names the columns of one
    that has none. Lines may end in CR, LF or both; empty cells beyond the last column are dropped. `shown` names the
    file in errors. A heading that stands twice is an error; with `keeps_repeated` `repeated` names it.

    Once the header is read, `heading_row` is its line and `rows_above` counts rows before it that hold something.
    """

    path: Path
    delimiter: str = ""
    encoding: str = ""
    skip_rows: int = 0
    header: Sequence[str] = ()
    rule: HeaderRule = field(default_factory=HeaderRule)
    notes: list[str] = field(default_factory=list)
    shown: str = ""
    keeps_repeated: bool = False
    is_json: bool = field(default=False, init=False)
    heading_row: int = field(default=0, init=False)
    rows_above: int = field(default=0, init=False)
    repeated: list[str] = field(default_factory=list, init=False)
    _names: list[str] = field(default_factory=list, init=False)

    @property
    def file(self) -> str:
        """Name shown to people."""
        return self.shown or self.path.name

    def columns(self) -> Sequence[str]:
        """Names from the header line. Raises `InputError` where the file is empty or its header is not readable."""
        if not self._names:
            for _ in self._blocks():
                break
        return self._names

    def batches(self) -> Iterator[RawBatch]:
        """Rows in blocks; each row's `line` is the line on which it begins."""
        for block, first_line, done_bytes in self._blocks():
            rows, refused = self._split(block, first_line)
            yield RawBatch(rows=rows, refused=refused, done_bytes=done_bytes)

    def _blocks(self) -> Iterator[tuple[bytes, int, int]]:
        """Whole rows as UTF-8 bytes, the line of the first, and how far the file is read."""
        rest, line, done = b"", 1, 0
        is_headed = False
        for chunk, done in self._chunks():
            rest += chunk
            if not is_headed:
                taken = self._take_header(rest, is_whole=False)
                if taken is None:
                    continue
                line += rest[:taken].count(b"\n")
                rest, is_headed = rest[taken:], True
            cut = _last_row_end(rest)
            if cut:
                yield rest[:cut], line, done
                line += rest[:cut].count(b"\n")
                rest = rest[cut:]
            elif len(rest) > MAX_LINE_BYTES:
                raise InputError.single(
                    self.file, f"one line is longer than {MAX_LINE_BYTES // 2**20} MB", "Export it again", row=line
                )
        if not is_headed:
            taken = self._take_header(rest + b"\n", is_whole=True)
            if taken is None:
                raise self._headless(rest)
            line += rest[:taken].count(b"\n")
            rest = rest[taken:]
        if rest:
            yield rest, line, done

    def _headless(self, text: bytes) -> InputError:
        if text.strip() and self.rule.none_found:
            return InputError.single(self.file, *self.rule.none_found)
        return InputError.single(self.file, "the file is empty", "Export it again with its header line")

    def _chunks(self) -> Iterator[tuple[bytes, int]]:
        """The file as UTF-8 with lines that end in LF, without a byte order mark."""
        encoding = self.encoding or find_encoding(self.path)
        if encoding in SPOKEN and not self.encoding:
            note = f"{self.path.name} is {SPOKEN[encoding]}, not UTF-8; it was read as that"
            self.notes += [note] if note not in self.notes else []
        decoder = None
        if codecs.lookup(encoding).name not in ("utf-8", "utf-8-sig", "ascii"):
            decoder = codecs.getincrementaldecoder(encoding)()
        done, is_cr = 0, False
        with self.path.open("rb") as file:
            while raw := file.read(BLOCK_BYTES):
                if done == 0 and decoder is None and raw.startswith((b"\xff\xfe", b"\xfe\xff")):
                    decoder = codecs.getincrementaldecoder("utf-16")()
                chunk = raw if decoder is None else self._decoded(decoder, raw, done, encoding)
                if done == 0:
                    chunk = chunk.removeprefix(codecs.BOM_UTF8)
                    is_cr = b"\n" not in chunk and b"\r" in chunk
                done += len(raw)
                yield chunk.replace(b"\r", b"\n") if is_cr else chunk, done

    def _decoded(self, decoder: codecs.IncrementalDecoder, raw: bytes, done: int, encoding: str) -> bytes:
        try:
            return decoder.decode(raw).encode("utf-8", "replace")
        except UnicodeDecodeError as error:
            what = f"byte {done + error.start} is not {encoding}"
            raise InputError.single(self.file, what, "Say the file's encoding in the mapping") from error

    def _take_header(self, text: bytes, *, is_whole: bool) -> int | None:
        """Read the header; how many bytes it and the lines before it take, None where more text is needed."""
        if not is_whole and len(text) < HEAD_BYTES:
            return None
        at = self._after_separator_line(text)
        for _ in range(self.skip_rows):
            end = text.find(b"\n", at)
            if end < 0:
                return None
            at = end + 1
        if self.header:
            self._names = list(self.header)
            first = text[at : at + 65536].split(b"\n", 1)[0].decode("utf-8", "replace")
            self.delimiter = self.delimiter or commonest(first)
            return at
        rows, ends = self._first_rows(text, at)
        place = self.rule.find(rows)
        if place is None:
            return None
        header = text[ends[place - 1] if place else at : ends[place]]
        try:
            shown = header.decode("utf-8")
        except UnicodeDecodeError as error:
            raise InputError.single(
                self.file, "the header is not UTF-8", "Say the file's encoding in a mapping", row=1
            ) from error
        self.delimiter = self.delimiter or commonest(shown)
        self._names = [plain_heading(cell) for cell in rows[place]]
        while self._names and not self._names[-1]:
            self._names.pop()
        self.heading_row = text[:at].count(b"\n") + 1 if place == 0 else text[: ends[place - 1]].count(b"\n") + 1
        self.rows_above = sum(any(cell.strip() for cell in row) for row in rows[:place])
        if self.keeps_repeated:
            self._names, self.repeated = first_of_each(self._names)
        self._names = usable_headings(self.file, self._names, self.heading_row)
        return ends[place]

    def _after_separator_line(self, text: bytes) -> int:
        """Excel's own first line `sep=;` names the separator; where the lines after it begin."""
        found = _SEPARATOR_LINE.match(text)
        if found is None:
            return 0
        self.delimiter = self.delimiter or found.group(1).decode()
        return found.end()

    def _first_rows(self, text: bytes, at: int) -> tuple[list[list[str]], list[int]]:
        """The first rows as cells, each with its own separator where none is named, and where each ends."""
        rows: list[list[str]] = []
        ends: list[int] = []
        while len(rows) < SEARCH_ROWS and at < len(text):
            end = text.find(b"\n", at)
            while end >= 0 and text.count(b'"', at, end) % 2 and end - at < 65536:
                end = text.find(b"\n", end + 1)
            end = len(text) if end < 0 else end
            line = text[at:end].decode("utf-8", "replace").rstrip("\r")
            mark = self.delimiter or commonest(line)
            row = next((cells for _, cells in split_rows(line, mark)), [])
            rows.append([] if isinstance(row, str) else row)
            at = end + 1
            ends.append(min(at, len(text)))
        return rows, ends

    def _split(self, block: bytes, first_line: int) -> tuple[pa.Table, list[Refused]]:
        if b'"' not in block and b"\n\n" not in block and b"\n\r\n" not in block:
            rows = self._split_fast(block)
            if rows is not None:
                lines = pa.array(range(first_line, first_line + rows.num_rows), pa.int64())
                return _filled(rows.append_column("line", lines)), []
        elif b'"' in block:
            rows = self._split_fast(block)
            if rows is not None and rows.num_rows == block.count(b"\n") + (not block.endswith(b"\n")):
                lines = pa.array(range(first_line, first_line + rows.num_rows), pa.int64())
                return _filled(rows.append_column("line", lines)), []
        return self._split_slowly(block, first_line)

    def _split_fast(self, block: bytes) -> pa.Table | None:
        """The rows by Arrow; None where a line is not as wide as the header or the text is broken."""
        names = [name or f"unnamed column {place}" for place, name in enumerate(self._names)]
        try:
            return pa_csv.read_csv(
                pa.BufferReader(block),
                read_options=pa_csv.ReadOptions(column_names=names, block_size=max(len(block), 1)),
                parse_options=pa_csv.ParseOptions(
                    delimiter=self.delimiter, newlines_in_values=b'"' in block, ignore_empty_lines=False
                ),
                convert_options=pa_csv.ConvertOptions(
                    column_types={name: pa.string() for name in names}, strings_can_be_null=False
                ),
            )
        except pa.ArrowInvalid:
            return None

    def _split_slowly(self, block: bytes, first_line: int) -> tuple[pa.Table, list[Refused]]:
        names = [name or f"unnamed column {place}" for place, name in enumerate(self._names)]
        text = block.decode("utf-8", errors="surrogateescape")
        cells: list[list[str]] = []
        lines: list[int] = []
        refused: list[Refused] = []
        for line, row in split_rows(text, self.delimiter, first_line):
            if isinstance(row, str):
                refused.append((line, row, ""))
                continue
            if not any(cell.strip() for cell in row):
                continue
            shown = self.delimiter.join(row)
            while len(row) > len(names) and not row[-1].strip():
                row.pop()
            if not _is_text(shown):
                clean = shown.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
                refused.append((line, "the text is not UTF-8", clean))
            elif len(row) != len(names):
                refused.append((line, f"{len(row)} cells under {len(names)} columns", shown))
            else:
                cells.append(row)
                lines.append(line)
        columns = {name: pa.array([row[place] for row in cells], pa.string()) for place, name in enumerate(names)}
        return pa.table({**columns, "line": pa.array(lines, pa.int64())}), refused


def _filled(rows: pa.Table) -> pa.Table:
    """Rows of which any cell but `line`, the last column, holds something."""
    is_blank = None
    for column in rows.columns[:-1]:
        here = pc.equal(pc.utf8_trim_whitespace(column), "")
        is_blank = here if is_blank is None else pc.and_(is_blank, here)
        if not pc.any(is_blank).as_py():
            return rows
    return rows if is_blank is None else rows.filter(pc.invert(is_blank))


def _is_text(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def _last_row_end(text: bytes) -> int:
    """Where the last whole row ends: after a line feed outside quotes; 0 where no row is whole."""
    end = text.rfind(b"\n") + 1
    if b'"' not in text:
        return end
    quotes = text.count(b'"', 0, end)
    while end and quotes % 2:
        earlier = text.rfind(b"\n", 0, end - 1) + 1
        quotes -= text.count(b'"', earlier, end)
        end = earlier
    if end == 0 and len(text) > MAX_OPEN_QUOTE_BYTES:
        return text.rfind(b"\n") + 1
    return end
