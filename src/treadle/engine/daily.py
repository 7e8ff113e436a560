"""Signals of a day counted with exact unique visitors: one partition at a time, whatever the whole comes to.

The cost of such counts is in telling visitors apart. Here each row becomes one number, and the numbers are sorted: rows
of the same visitor in the same group then stand together. Where group and visitor fit into 64 bits (of names only the
letters that differ count, by their range), the number is both of them. Else its upper bits are a hash of both and its
lower bits the row's place; neighbours with the same hash are then compared byte by byte, so the counts stay exact, and
should two visitors ever share a hash, the partition is counted again by codes of its visitors.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

ACTS, VISITORS = "acts", "visitors"
_MOST = 2**62
_LONGEST_TEXT = 127
_MIX = tuple(np.uint64(word) for word in (0x9E3779B97F4A7C15, 0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53))


def count_file(path: Path, by: Sequence[str], visitor: str) -> pa.Table:
    """`count_visitors` of a Parquet file, reading only the columns it needs."""
    columns = [*by, visitor]
    with pq.ParquetFile(path, read_dictionary=list(by)) as file:
        table = file.read(columns=columns, use_threads=False)
    return count_visitors(table, by, visitor)


def count_visitors(table: pa.Table, by: Sequence[str], visitor: str) -> pa.Table:
    """Rows (`acts`) and distinct values of `visitor` (`visitors`) for each distinct value of the columns `by`.

    Nulls of `visitor` count as acts only, nulls of a key form a group of their own, as in SQL. Sorted by `by`, nulls
    last; counts are int64.
    """
    group, values = _group_codes(table, by)
    acts = np.bincount(group, minlength=values.num_rows)
    column = table[visitor].combine_chunks()
    if column.null_count:
        known = pc.is_valid(column).to_numpy(zero_copy_only=False)
        group, column = group[known], column.drop_null()
    distinct = np.bincount(_visited_groups(group, column), minlength=values.num_rows)
    counted = values.append_column(ACTS, pa.array(acts, pa.int64()))
    counted = counted.append_column(VISITORS, pa.array(distinct, pa.int64()))
    return counted.sort_by([(name, "ascending") for name in by]).combine_chunks()


def _visited_groups(group: Ints, column: pa.Array) -> Ints:
    """The group of every distinct pair of group and visitor."""
    lanes = _lanes(column)
    if lanes is None:
        return group[_first_rows_by_codes(group, column)]
    packed = _packed(group, lanes)
    if packed is None:
        first = _first_rows(group, lanes)
        return group[_first_rows_by_codes(group, column) if first is None else first]
    keys, bits = packed
    keys.sort()
    fresh = np.ones(len(keys), dtype=bool)
    np.not_equal(keys[1:], keys[:-1], out=fresh[1:])
    groups: Ints = (keys[fresh] >> np.uint64(bits)).astype(np.int64)
    return groups


def _packed(group: Ints, lanes: Words) -> tuple[Words, int] | None:
    """Group and visitor as one number, and how many of its lower bits are the visitor's; None where 64 do not do."""
    if len(group) == 0:
        return np.zeros(0, dtype=np.uint64), 0
    letters = lanes.view(np.uint8)
    differing = np.array([np.bitwise_or.reduce(lane) ^ np.bitwise_and.reduce(lane) for lane in lanes.T])
    varied = np.flatnonzero(differing.view(np.uint8)).tolist()
    lowest = {at: letters[:, at].min() for at in varied}
    widths = [int(letters[:, at].max() - lowest[at]).bit_length() for at in varied]
    if sum(widths) + int(group.max()).bit_length() > 64 or sum(widths) == 64:
        return None
    keys = group.astype(np.uint64)
    for at, width in zip(varied, widths, strict=True):
        keys <<= np.uint64(width)
        keys |= letters[:, at] - lowest[at]
    return keys, sum(widths)


def _first_rows(group: Ints, lanes: Words) -> Ints | None:
    """One row of each distinct pair of group and lanes; None where two pairs share a hash."""
    rows = len(group)
    bits = np.uint64(max(1, int(rows).bit_length()))
    mixed = _hash(group, lanes)
    keys = ((mixed >> bits) << bits) | np.arange(rows, dtype=np.uint64)
    keys.sort()
    place = (keys & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    same = (keys[1:] >> bits) == (keys[:-1] >> bits)
    one, two = place[:-1][same], place[1:][same]
    if not (np.array_equal(group[one], group[two]) and np.array_equal(lanes[one], lanes[two])):
        return None
    first: Ints = place[np.concatenate([np.ones(min(rows, 1), dtype=bool), ~same])]
    return first


def _hash(group: Ints, lanes: Words) -> Words:
    """64 well-mixed bits of each row's group and lanes (multiply and fold, as in MurmurHash's finaliser)."""
    mixed = group.astype(np.uint64) * _MIX[0]
    for lane in range(lanes.shape[1]):
        mixed = (mixed ^ lanes[:, lane]) * _MIX[1]
        mixed ^= mixed >> np.uint64(32)
    mixed *= _MIX[2]
    mixed ^= mixed >> np.uint64(29)
    return mixed * _MIX[1]


def _first_rows_by_codes(group: Ints, column: pa.Array) -> Ints:
    """One row of each distinct pair of group and value, for any type of value."""
    codes = column.dictionary_encode().indices.to_numpy().astype(np.int64)
    width = int(codes.max(initial=0)) + 1
    if width * (int(group.max(initial=0)) + 1) >= _MOST:
        raise ValueError("more visitors and groups than one partition may hold")
    first: Ints = np.unique(group * width + codes, return_index=True)[1]
    return first


def _lanes(column: pa.Array) -> Words | None:
    """The values as rows of 64-bit words, equal where and only where the values are; None for other types and for
    texts too long to be worth it. Texts end with their length, so that padding tells nothing."""
    if pa.types.is_integer(column.type):
        words: Words = column.cast(pa.int64(), safe=False).to_numpy().view(np.uint64).reshape(-1, 1)
        return words - words.view(np.int64).min(initial=2**62).view(np.uint64) if len(words) else words
    if not pa.types.is_string(column.type):
        return None
    buffers, rows = column.buffers(), len(column)
    ends = np.frombuffer(buffers[1], dtype=np.int32, count=rows + 1, offset=4 * column.offset).astype(np.int64)
    lengths = np.diff(ends)
    longest = int(lengths.max(initial=0))
    if longest > _LONGEST_TEXT:
        return None
    data = np.frombuffer(buffers[2] or b"", dtype=np.uint8)[ends[0] : ends[-1]]
    padded = np.zeros((rows, 8 * (longest // 8 + 1)), dtype=np.uint8)
    if rows and int(lengths.min()) == longest:
        padded[:, :longest] = data.reshape(rows, longest)
    else:
        padded[np.arange(padded.shape[1]) < lengths[:, None]] = data
    padded[:, -1] = lengths
    lanes: Words = padded.view(np.uint64)
    return lanes


def _group_codes(table: pa.Table, by: Sequence[str]) -> tuple[Ints, pa.Table]:
    """A code for each row's combination of keys, and a table with the keys of each code."""
    group: Ints = np.zeros(table.num_rows, dtype=np.int64)
    parts, width = [], 1
    for name in by:
        column = _encoded(table[name])
        size = len(column.dictionary) + 1
        codes = column.indices
        codes = (pc.fill_null(codes, size - 1) if codes.null_count else codes).to_numpy()
        if width * size >= _MOST:
            raise ValueError(f"the columns {', '.join(by)} have more combinations than one partition may hold")
        group, width = group * size + codes, width * size
        parts.append((column.dictionary, size))
    if width <= 4 * max(table.num_rows, 1):
        seen = np.flatnonzero(np.bincount(group, minlength=width))
        place = np.zeros(width, dtype=np.int64)
        place[seen] = np.arange(len(seen))
        group = place[group]
    else:
        seen, group = np.unique(group, return_inverse=True)
    keys, rest = [], seen
    for dictionary, size in reversed(parts):
        code = rest % size
        rest = rest // size
        keys.append(dictionary.take(pa.array(code, pa.int64(), mask=code == size - 1)))
    return group, pa.table(dict(zip(by, reversed(keys), strict=True)))


def _encoded(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """The column as one dictionary array, each value once in its dictionary, nulls only among the indices."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    whole = column.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0) if whole.num_chunks else pa.array([], column.type.value_type).dictionary_encode()
    return whole
