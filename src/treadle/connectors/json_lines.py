"""JSON Lines: one JSON object per line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from treadle.connectors.raw_rows import RawBatch, Refused

BLOCK_BYTES = 8 * 1024 * 1024


@dataclass(slots=True)
class JsonLinesReader:
    """A file of JSON objects, one per line. Lines that are none are refused."""

    path: Path
    is_json: bool = field(default=True, init=False)

    def columns(self) -> Sequence[str]:
        """None: what a row holds is known only by looking into it."""
        return ()

    def batches(self) -> Iterator[RawBatch]:
        """Rows as JSON text in blocks."""
        number, done = 0, 0
        with self.path.open("rb") as file:
            while lines := file.readlines(BLOCK_BYTES):
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


def _checked(raw: bytes) -> tuple[str, str]:
    """The text of a line and what is wrong with it; both empty for a blank line."""
    try:
        text = raw.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace").strip(), "the text is not UTF-8"
    if not text:
        return "", ""
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        return text, f"no JSON ({error.msg} at character {error.pos + 1})"
    return (text, "") if isinstance(found, dict) else (text, "not a JSON object")
