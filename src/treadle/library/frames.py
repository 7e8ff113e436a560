"""Any frame a caller has, as the file that a use case reads: every table goes through the same rules, whoever calls.

Frames are Arrow, pandas or polars, columns of a dict or rows of a list. Files that the caller names are read in place.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa

from treadle.errors import InputError
from treadle.terms.codec import json_text

#: What a stage takes for a table.
Frame = Any


def table_of(frame: Frame, name: str) -> pa.Table:
    """A frame as an Arrow table, without the index of a pandas frame. Raises `InputError` for anything else."""
    try:
        if isinstance(frame, pa.Table):
            return frame
        if isinstance(frame, Mapping):
            return pa.table(dict(frame))
        if isinstance(frame, list):
            return pa.Table.from_pylist(frame)
        table = pa.table(frame)
    except (pa.ArrowInvalid, pa.ArrowTypeError, TypeError, ValueError, AttributeError) as error:
        remedy = "Give a pandas, polars or Arrow frame, a dict of columns, a list of rows, or the path of a file"
        raise InputError.single(name, f"cannot be read as a table: {error}", remedy) from None
    table = table.drop_columns([one for one in table.column_names if one.startswith("__index_level_")])
    # polars hands over string views, which the CSV writer does not know.
    kinds = [pa.field(one.name, pa.string() if pa.types.is_string_view(one.type) else one.type) for one in table.schema]
    return table.cast(pa.schema(kinds))


@contextmanager
def files_of(ending: str, frames: Mapping[str, Frame | None]) -> Iterator[dict[str, Path | None]]:
    """A file for each frame, None where there is none; frames are written as `ending` ('.parquet' or '.csv').

    Raises `InputError` for a frame that is none.
    """
    from treadle.plant.export import write_table

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="treadle-")))
        found: dict[str, Path | None] = {}
        for name, frame in frames.items():
            if frame is None or isinstance(frame, Path):
                found[name] = frame
            elif isinstance(frame, str):
                found[name] = Path(frame)
            else:
                path = folder / f"{name}{ending}"
                write_table(path, table_of(frame, name))
                found[name] = path
        yield found


@contextmanager
def object_file(told: Mapping[str, Any] | str | Path, name: str) -> Iterator[Path]:
    """A JSON file of a dict; the path of a file stays one. Raises `InputError` for what JSON cannot hold."""
    if not isinstance(told, Mapping):
        yield Path(told)
        return
    with tempfile.TemporaryDirectory(prefix="treadle-") as folder:
        path = Path(folder) / f"{name}.json"
        try:
            path.write_text(json_text(dict(told)), encoding="utf-8")
        except (TypeError, ValueError) as error:
            raise InputError.single(
                name, f"cannot be told as JSON: {error}", "Use numbers, lists and texts; days as 2026-03-31"
            ) from None
        yield path
