"""JSON: one object per line, or one document that holds a list of objects."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from treadle.errors import InputError
from treadle.reading.encodings import find_encoding
from treadle.reading.raw_rows import RawBatch, Reader, Refused

BLOCK_BYTES = 8 * 1024 * 1024
#: A line or object longer than this is no row; a document longer than this is not held in memory.
MAX_LINE_BYTES = 16 * 1024 * 1024
MAX_DOCUMENT_BYTES = 256 * 1024 * 1024
MAX_DEPTH = 64
#: Rows by which a file of objects is known.
FIRST_ROWS = 50


def first_keys(reader: Reader) -> set[str]:
    """Fields that any of the first rows of a file of objects has; rows of one file may be of several kinds."""
    for batch in reader.batches():
        rows = batch.rows["json"].slice(0, FIRST_ROWS).to_pylist()
        if rows:
            return {key for text in rows for key in json.loads(text)}
    return set()


@dataclass(slots=True)
class JsonLinesReader:
    """A file of JSON objects, one per line, or a document with a list of objects. What is no object is refused."""

    path: Path
    notes: list[str] = field(default_factory=list)
    is_json: bool = field(default=True, init=False)

    def columns(self) -> Sequence[str]:
        """None: what a row holds is known only by looking into it."""
        return ()

    def batches(self) -> Iterator[RawBatch]:
        """Rows as JSON text in blocks."""
        encoding = find_encoding(self.path)
        if encoding.startswith(("utf-16", "utf-32")):
            raise InputError.single(self.path.name, "the file is not UTF-8", "Export it as UTF-8, as JSON asks for")
        if self._is_document():
            yield from self._document()
            return
        number, done = 0, 0
        for lines in self._lines():
            done += sum(len(line) for line in lines)
            kept: list[str] = []
            places: list[int] = []
            refused: list[Refused] = []
            for raw in lines:
                number += 1
                text, wrong = _checked(raw)
                if wrong:
                    refused.append((number, wrong, text))
                elif text:
                    kept.append(text)
                    places.append(number)
            rows = pa.table({"json": pa.array(kept, pa.string()), "line": pa.array(places, pa.int64())})
            yield RawBatch(rows=rows, refused=refused, done_bytes=done)

    def _lines(self) -> Iterator[list[bytes]]:
        """Lines in blocks; of a line that is too long only its beginning, so that it is refused."""
        with self.path.open("rb") as file:
            block: list[bytes] = []
            size = 0
            while line := file.readline(MAX_LINE_BYTES + 1):
                size += len(line)
                if len(line) > MAX_LINE_BYTES and not line.endswith(b"\n"):
                    while (more := file.readline(MAX_LINE_BYTES)) and not more.endswith(b"\n"):
                        size += len(more)
                block.append(line)
                if size >= BLOCK_BYTES:
                    yield block
                    block, size = [], 0
            if block:
                yield block

    def _is_document(self) -> bool:
        """A list, or an object over several lines: the first line alone is no object."""
        with self.path.open("rb") as file:
            head = file.read(1024 * 1024).removeprefix(b"\xef\xbb\xbf").lstrip()
        if head.startswith(b"["):
            return True
        first, _, rest = head.partition(b"\n")
        is_spread = bool(rest.strip()) and _checked(first)[1] != "" and len(first) < 1000
        is_single = self.path.suffix.lower() == ".json" and not rest.strip()
        return head.startswith(b"{") and (is_spread or is_single)  # fmt: skip

    def _document(self) -> Iterator[RawBatch]:
        size = self.path.stat().st_size
        if size > MAX_DOCUMENT_BYTES:
            what = f"one JSON document of {size / 2**20:,.0f} MB cannot be held"
            raise InputError.single(self.path.name, what, "Export it as JSON Lines (one object per line)")
        try:
            found = json.loads(self.path.read_bytes().decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise InputError.single(self.path.name, f"not readable as JSON ({error})", "Export it again") from error
        rows, where = _list_of(found)
        if where:
            self.notes.append(f"{self.path.name}: the rows are the list {where} of the document")
        kept, places, refused = [], [], []
        for place, one in enumerate(rows, start=1):
            if isinstance(one, dict):
                kept.append(json.dumps(one, ensure_ascii=False))
                places.append(place)
            else:
                refused.append((place, "not a JSON object", json.dumps(one, ensure_ascii=False)[:200]))
        table = pa.table({"json": pa.array(kept, pa.string()), "line": pa.array(places, pa.int64())})
        yield RawBatch(rows=table, refused=refused, done_bytes=size)


def _list_of(found: Any) -> tuple[list[Any], str]:
    """The rows of a document: itself a list, or its longest list of objects, else the one object that it is."""
    if isinstance(found, list):
        return found, ""
    if not isinstance(found, dict):
        return [found], ""
    lists = {key: one for key, one in found.items() if isinstance(one, list) and any(isinstance(x, dict) for x in one)}
    is_wrapper = lists and all(isinstance(one, list | str | int | float | bool | None) for one in found.values())
    if is_wrapper and len(lists) == 1 and not {"id", "order_id", "sku"} & set(found):
        ((key, rows),) = lists.items()
        return rows, key
    return [found], ""


def _checked(raw: bytes) -> tuple[str, str]:
    """The text of a line and what is wrong with it; both empty for a blank line."""
    if len(raw) > MAX_LINE_BYTES:
        return raw[:200].decode("utf-8", "replace"), f"longer than {MAX_LINE_BYTES // 2**20} MB"
    try:
        text = raw.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace").strip(), "the text is not UTF-8"
    if not text:
        return "", ""
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        return text, f"not JSON ({error.msg} at character {error.pos + 1})"
    except (ValueError, RecursionError):
        return text[:200], "JSON that is nested too deep, or holds a number of thousands of digits"
    if not isinstance(found, dict):
        return text, "not a JSON object"
    deep = text.count("{") + text.count("[") > MAX_DEPTH and _depth(found) > MAX_DEPTH
    return (text[:200], f"nested more than {MAX_DEPTH} deep") if deep else (text, "")


def _depth(found: Any) -> int:
    level, depth = [found], 0
    while level and depth <= MAX_DEPTH:
        inner: list[Any] = []
        for one in level:
            inner += one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        level, depth = inner, depth + 1
    return depth
