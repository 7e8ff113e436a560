"""Blocks of lines: what a file of the spool is made of, so that a torn end is known and nothing else is lost.

#block LINES BYTES CRC32     one line of text, the checksum over the bytes that follow
…                            so many lines, so many bytes
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_HEAD = re.compile(rb"#block (\d{1,9}) (\d{1,12}) ([0-9a-f]{8})\n")
_MARK = b"\n#block "


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Lines that were written together; `start` and `end` are places in the file."""

    start: int
    end: int
    lines: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """Bytes of a file that are no whole block, and behind which whole blocks stand."""

    start: int
    end: int


def block_bytes(lines: Sequence[bytes]) -> bytes:
    """Lines (without their ends) as one block. Raises ValueError for a line with a line end in it."""
    body = b"".join(line + b"\n" for line in lines)
    if body.count(b"\n") != len(lines):
        raise ValueError("a line of a block holds a line end")
    return b"#block %d %d %08x\n%s" % (len(lines), len(body), zlib.crc32(body), body)


def read_blocks(raw: bytes, offset: int = 0) -> Iterator[Block | Damage]:
    """The whole blocks of bytes that begin at `offset` of a file, and what is damaged between them.

    An end that is no whole block (torn by a crash, or just being written) is not told: it was answered to nobody.
    """
    place, damaged = 0, -1
    while place < len(raw):
        head = _HEAD.match(raw, place)
        block = None if head is None else _whole(raw, place, head, offset)
        if block is None:
            damaged = place if damaged < 0 else damaged
            after = raw.find(_MARK, place)
            if after < 0:
                return
            place = after + 1
            continue
        if damaged >= 0:
            yield Damage(start=offset + damaged, end=block.start)
            damaged = -1
        yield block
        place = block.end - offset


def _whole(raw: bytes, place: int, head: re.Match[bytes], offset: int) -> Block | None:
    """The block that a head announces; None where it is not whole."""
    count, length, checksum = int(head[1]), int(head[2]), int(head[3], 16)
    body = raw[head.end() : head.end() + length]
    if len(body) != length or zlib.crc32(body) != checksum or body.count(b"\n") != count:
        return None
    return Block(start=offset + place, end=offset + head.end() + length, lines=tuple(body.split(b"\n")[:-1]))
