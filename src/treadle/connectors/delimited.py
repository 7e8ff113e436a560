"""CSV and its kin, read in blocks: a file of any size takes the memory of one block.

Clean blocks are split by Arrow. A block with something odd in it (a line with too few cells, broken text, quotes
over several lines) is split again line by line, so that every row keeps its true line and every odd line its reason.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv

from treadle.connectors.raw_rows import RawBatch, Refused
from treadle.errors import InputError

BLOCK_BYTES = 8 * 1024 * 1024
#: A quoted cell longer than this is taken for a quote that was never closed.
MAX_OPEN_QUOTE_BYTES = 32 * 1024 * 1024
DELIMITERS = (",", ";", "\t", "|")


@dataclass(slots=True)
class DelimitedReader:
    """A delimited text file. `delimiter` empty: the commonest of comma, semicolon, tab and bar in the header line.

    `skip_rows` lines stand before the header; with `header_cell` the header is the first line that holds that cell;
    `header` names the columns of a file that has none.
    """

    path: Path
    delimiter: str = ""
    encoding: str = "utf-8"
    skip_rows: int = 0
    header: Sequence[str] = ()
    header_cell: str = ""
    is_json: bool = field(default=False, init=False)
    _names: list[str] = field(default_factory=list, init=False)

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
                taken = self._take_header(rest)
                if taken is None:
                    continue
                line += rest[:taken].count(b"\n")
                rest, is_headed = rest[taken:], True
            cut = _last_row_end(rest)
            if cut:
                yield rest[:cut], line, done
                line += rest[:cut].count(b"\n")
                rest = rest[cut:]
        if not is_headed:
            taken = self._take_header(rest + b"\n")
            if taken is None:
                raise InputError.single(self.path.name, "the file is empty", "Export it again with its header line")
            line += rest[:taken].count(b"\n")
            rest = rest[taken:]
        if rest:
            yield rest, line, done

    def _chunks(self) -> Iterator[tuple[bytes, int]]:
        """The file as UTF-8, without a byte order mark."""
        decoder = None
        if codecs.lookup(self.encoding).name not in ("utf-8", "utf-8-sig", "ascii"):
            decoder = codecs.getincrementaldecoder(self.encoding)()
        done = 0
        with self.path.open("rb") as file:
            while raw := file.read(BLOCK_BYTES):
                if done == 0 and decoder is None and raw.startswith((b"\xff\xfe", b"\xfe\xff")):
                    decoder = codecs.getincrementaldecoder("utf-16")()
                chunk = raw if decoder is None else self._decoded(decoder, raw, done)
                if done == 0:
                    chunk = chunk.removeprefix(codecs.BOM_UTF8)
                done += len(raw)
                yield chunk, done

    def _decoded(self, decoder: codecs.IncrementalDecoder, raw: bytes, done: int) -> bytes:
        try:
            return decoder.decode(raw).encode("utf-8")
        except UnicodeDecodeError as error:
            what = f"byte {done + error.start} is not {self.encoding}"
            raise InputError.single(self.path.name, what, "Say the file's encoding in the mapping") from error

    def _take_header(self, text: bytes) -> int | None:
        """Read the header; how many bytes it and the lines before it take, None where more text is needed."""
        at = 0
        for _ in range(self.skip_rows):
            end = text.find(b"\n", at)
            if end < 0:
                return None
            at = end + 1
        if self.header:
            self._names = list(self.header)
            first = text[at : at + 65536].split(b"\n", 1)[0].decode("utf-8", "replace")
            self.delimiter = self.delimiter or _commonest(first)
            return at
        while True:
            end = text.find(b"\n", at)
            if end < 0:
                return None
            line = text[at:end]
            at = end + 1
            if line.strip() and self.header_cell.encode() in line:
                break
        try:
            shown = line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise InputError.single(
                self.path.name, "the header is not UTF-8", "Say the file's encoding in a mapping", row=1
            ) from error
        self.delimiter = self.delimiter or _commonest(shown)
        cells = next(csv.reader([shown.rstrip("\r")], delimiter=self.delimiter))
        self._names = [cell.strip() for cell in cells]
        twice = sorted({one for one in self._names if one and self._names.count(one) > 1})
        if twice:
            raise InputError.single(self.path.name, f"column {', '.join(twice)} appears twice", "Rename one", row=1)
        return at

    def _split(self, block: bytes, first_line: int) -> tuple[pa.Table, list[Refused]]:
        if b'"' not in block and b"\n\n" not in block and b"\n\r\n" not in block:
            rows = self._split_fast(block)
            if rows is not None:
                lines = pa.array(range(first_line, first_line + rows.num_rows), pa.int64())
                return rows.append_column("line", lines), []
        elif b'"' in block:
            rows = self._split_fast(block)
            if rows is not None and rows.num_rows == block.count(b"\n") + (not block.endswith(b"\n")):
                lines = pa.array(range(first_line, first_line + rows.num_rows), pa.int64())
                return rows.append_column("line", lines), []
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
        text = io.StringIO(block.decode("utf-8", errors="surrogateescape"), newline="")
        reader = csv.reader(text, delimiter=self.delimiter)
        cells: list[list[str]] = []
        lines: list[int] = []
        refused: list[Refused] = []
        before = 0
        while True:
            try:
                row = next(reader)
            except StopIteration:
                break
            except csv.Error as error:
                refused.append((first_line + before, f"not readable ({error})", ""))
                before = reader.line_num
                continue
            line, before = first_line + before, reader.line_num
            if not any(cell.strip() for cell in row):
                continue
            shown = self.delimiter.join(row)
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


def _is_text(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def _commonest(line: str) -> str:
    return max(DELIMITERS, key=lambda mark: (line.count(mark), mark == ","))


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
