"""Compound files (OLE2, what .xls is packed in) checked before they are opened: chains of sectors that end."""

from __future__ import annotations

import struct
from pathlib import Path

from treadle.errors import InputError

MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Entries of a table of sectors from here on are no sectors.
_LAST_SECTOR = 0xFFFFFFFA


def check_compound(path: Path) -> None:
    """Raise `InputError` where the sectors of a compound file run in a circle, which a reader would follow for ever."""
    raw = path.read_bytes()
    if not raw.startswith(MARK[:4]):
        return
    if len(raw) < 512 or not raw.startswith(MARK) or _runs_in_circles(raw):
        raise InputError.single(path.name, "not readable as a workbook (it is damaged)", "Save it as .xlsx")


def _runs_in_circles(raw: bytes) -> bool:
    """True where a sector follows two others, itself, or lies beyond the file."""
    shift, small_shift = struct.unpack_from("<HH", raw, 30)
    if shift not in (9, 12) or small_shift != 6:
        return True
    size = 1 << shift
    sectors = max(0, (len(raw) - 1) // size)
    first_more, more = struct.unpack_from("<II", raw, 68)
    places = list(struct.unpack_from("<109I", raw, 76))
    seen: set[int] = set()
    while first_more < _LAST_SECTOR and more:
        if first_more in seen or first_more >= sectors:
            return True
        seen.add(first_more)
        block = raw[(first_more + 1) * size : (first_more + 2) * size].ljust(size, b"\xff")
        *listed, first_more = struct.unpack(f"<{size // 4}I", block)
        places += listed
    table: list[int] = []
    used = [place for place in places if place < _LAST_SECTOR]
    if len(set(used)) < len(used) or any(place >= sectors for place in used):
        return True
    for place in used:
        block = raw[(place + 1) * size : (place + 2) * size].ljust(size, b"\xff")
        table += struct.unpack(f"<{size // 4}I", block)
    if _is_tangled(table[:sectors]):
        return True
    small_start = struct.unpack_from("<I", raw, 60)[0]
    small: list[int] = []
    steps = 0
    while small_start < len(table) and steps <= len(table):
        block = raw[(small_start + 1) * size : (small_start + 2) * size].ljust(size, b"\xff")
        small += struct.unpack(f"<{size // 4}I", block)
        small_start, steps = table[small_start], steps + 1
    return steps > len(table) or _is_tangled(small)


def _is_tangled(table: list[int]) -> bool:
    """True where a sector follows two others or itself; distinct sectors may still be circles of their own."""
    following = [after for after in table if after < _LAST_SECTOR]
    if len(set(following)) < len(following):
        return True
    state = bytearray(len(table))
    for start in range(len(table)):
        at = start
        walked = []
        while at < len(table) and not state[at]:
            state[at] = 1
            walked.append(at)
            at = table[at]
        if at < len(table) and state[at] == 1:
            return True
        for one in walked:
            state[one] = 2
    return False
