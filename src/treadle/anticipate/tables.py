"""Tables from outside, as Arrow, with every problem of a column told at once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from treadle.errors import InputError, Problem

#: Most problems of one kind that are spelled out; the rest is counted. Not tuned: how much is shown.
_SHOWN = 200
_MISSING = ("", "na", "nan", "null", "none", "n/a")


def as_arrow(table: Any, name: str) -> pa.Table:
    """An Arrow, pandas or polars table as an Arrow table with plain (not dictionary) columns.

    Raises `InputError` for anything else, and for columns that mix kinds.
    """
    try:
        if isinstance(table, pa.Table):
            found = table
        elif type(table).__module__.startswith("pandas"):
            found = pa.Table.from_pandas(table, preserve_index=False)
        elif hasattr(table, "__arrow_c_stream__"):
            found = pa.table(table)
        else:
            kind = type(table).__name__
            raise InputError.single(name, f"is a {kind}, not a table", "Give an Arrow, pandas or polars table")
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise InputError.single(name, f"cannot be read: {error}", "Give every column one kind of value") from error
    repeated = sorted({column for column in found.column_names if found.column_names.count(column) > 1})
    if repeated:
        raise InputError(
            Problem(file=name, column=column, what="the column appears twice", remedy="Keep one of them")
            for column in repeated
        )
    return found


def text_codes(column: pa.ChunkedArray) -> tuple[npt.NDArray[np.int64], list[str]]:
    """A column as (code per row, distinct texts in order of code); missing is code -1."""
    plain = column
    if pa.types.is_dictionary(column.type):
        plain = pc.cast(column, column.type.value_type)
    if not pa.types.is_string(plain.type):
        plain = pc.cast(plain, pa.string(), safe=False)
    encoded = plain.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return codes, encoded.dictionary.to_pylist()


def days(column: pa.ChunkedArray, name: str, header: str, found: list[Problem]) -> npt.NDArray[np.datetime64]:
    """A column as days, NaT where missing; unreadable days are added to `found`."""
    if pa.types.is_date(column.type) or pa.types.is_timestamp(column.type):
        plain = column.cast(pa.timestamp("us"), safe=False) if pa.types.is_timestamp(column.type) else column
        return np.asarray(plain.cast(pa.date32(), safe=False).to_numpy()).astype("datetime64[D]")
    codes, texts = text_codes(column)
    parsed = np.array([_day(text) for text in texts] + [None], dtype="datetime64[D]")
    bad = np.array([_day(text) is None and text.strip().lower() not in _MISSING for text in texts] + [False])
    tell(found, np.flatnonzero(bad[codes]), name, header, "is not a day", "Write days as 2024-03-31", codes, texts)
    return np.asarray(parsed[codes])


def _day(text: str) -> str | None:
    """The day in a text such as 2024-03-31 or 2024-03-31T00:00:00, None where there is none."""
    try:
        return str(datetime.fromisoformat(text.strip()).date())
    except ValueError:
        pass
    try:
        return str(date.fromisoformat(text.strip()))
    except ValueError:
        return None


def numbers(
    column: pa.ChunkedArray, name: str, header: str, found: list[Problem] | None = None
) -> npt.NDArray[np.float64] | None:
    """A column as numbers, NaN where missing.

    With `found`, unreadable or infinite numbers are added to it; without, a column that is not wholly numeric
    gives None.
    """
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.int8())
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type) or pa.types.is_decimal(column.type):
        plain = column.cast(pa.float64(), safe=False).to_numpy()
        values = np.asarray(plain, dtype=np.float64)
        bad = np.flatnonzero(np.isinf(values))
        if len(bad) and found is None:
            return np.where(np.isinf(values), np.nan, values)
        tell(found if found is not None else [], bad, name, header, "is not finite", "Give a finite number")
        return values
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
            or pa.types.is_dictionary(column.type) or pa.types.is_null(column.type)):  # fmt: skip
        return None
    codes, texts = text_codes(column)
    parsed, wrong = _parsed(texts)
    if found is None:
        return None if wrong.any() or np.isnan(parsed[:-1]).all() else parsed[codes]
    tell(found, np.flatnonzero(wrong[codes]), name, header, "is not a number", "Write 12.5", codes, texts)
    return np.asarray(parsed[codes])


def _parsed(texts: list[str]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Numbers of texts and which texts are none; one more entry (NaN, False) at the end for missing values."""
    parsed = np.full(len(texts) + 1, np.nan)
    wrong = np.zeros(len(texts) + 1, dtype=bool)
    for place, text in enumerate(texts):
        plain = text.strip().lower()
        if plain in _MISSING:
            continue
        try:
            parsed[place] = float(plain)
        except ValueError:
            wrong[place] = True
        if np.isinf(parsed[place]):
            parsed[place], wrong[place] = np.nan, True
    return parsed, wrong


def shares(column: pa.ChunkedArray, name: str, header: str, found: list[Problem]) -> npt.NDArray[np.float64]:
    """An in-stock column as a share 0 to 1: numbers, or true/false (also yes/no) in any case; missing is 1."""
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
            or pa.types.is_dictionary(column.type)):  # fmt: skip
        values = numbers(column, name, header, found)
        values = np.ones(len(column)) if values is None else values
    else:
        codes, texts = text_codes(column)
        words = {"true": "1", "t": "1", "yes": "1", "y": "1", "false": "0", "f": "0", "no": "0", "n": "0"}
        parsed, wrong = _parsed([words.get(text.strip().lower(), text) for text in texts])
        bad = np.flatnonzero(wrong[codes])
        tell(found, bad, name, header, "is neither a share nor true/false", "Write 0.4, true or false", codes, texts)
        values = parsed[codes]
    off = np.flatnonzero((values < 0) | (values > 1))
    tell(found, off, name, header, "is not a share between 0 and 1", "Divide percentages by 100")
    return np.where(np.isnan(values), 1.0, np.clip(values, 0.0, 1.0))


def tell(
    found: list[Problem], rows: npt.NDArray[Any], name: str, header: str, what: str, remedy: str,
    codes: npt.NDArray[np.int64] | None = None, texts: list[str] | None = None,
) -> None:  # fmt: skip
    """Add one problem per row (as an editor numbers them), and one that counts what is beyond the first 200."""
    for row in rows[:_SHOWN]:
        said = what
        if codes is not None and texts is not None:
            said = f"{texts[codes[row]]!r} {what}"
        found.append(Problem(file=name, row=int(row) + 2, column=header, what=said, remedy=remedy))
    if len(rows) > _SHOWN:
        found.append(Problem(file=name, column=header, what=f"{what} in {len(rows)} rows in all", remedy=remedy))
