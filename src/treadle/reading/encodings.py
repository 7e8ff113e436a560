"""Which encoding a text file is written in, found from all of its bytes, never its first lines alone."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from treadle.errors import InputError

BLOCK_BYTES = 4 * 1024 * 1024
#: So many bytes of lines with other letters than ASCII are enough to tell encodings apart.
SAMPLE_BYTES = 1024 * 1024
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_UTF8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
#: Bytes of Windows-1252 that stand in texts of western Europe: letters, euro, quotes, dashes, signs, hard space.
_WESTERN = frozenset(
    [*range(0xC0, 0xFF), 0x80, 0x85, 0x8A, 0x8C, 0x8E, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x99, 0x9A, 0x9C, 0x9E,
     0x9F, 0xA0, 0xA1, 0xA3, 0xA5, 0xA7, 0xA9, 0xAA, 0xAB, 0xAE, 0xB0, 0xB2, 0xB3, 0xB4, 0xB5, 0xB7, 0xBA, 0xBB, 0xBD,
     0xBF]
)  # fmt: skip
#: What people call the encodings that are found by their bytes.
SPOKEN = {"gb18030": "GBK (GB18030)", "cp1252": "Windows-1252", "utf-16": "UTF-16", "utf-16-le": "UTF-16",
          "utf-16-be": "UTF-16", "utf-32": "UTF-32"}  # fmt: skip


def find_encoding(path: Path) -> str:
    """Name of the encoding: UTF-8 (also where a few lines are broken), UTF-16, UTF-32, GB18030 or Windows-1252.

    Raises `InputError` where the bytes are no text at all.
    """
    sample = bytearray()
    with path.open("rb") as file:
        head = file.read(BLOCK_BYTES)
        for mark, encoding in BYTE_ORDER_MARKS:
            if head.startswith(mark):
                return encoding
        wide = _without_mark(head[:65536], path)
        if wide:
            return wide
        block = head
        while block:
            if not block.isascii():
                for line in block.splitlines():
                    if not line.isascii() and len(sample) < SAMPLE_BYTES:
                        sample += line + b"\n"
            if len(sample) >= SAMPLE_BYTES:
                break
            block = file.read(BLOCK_BYTES)
    return _of_sample(bytes(sample))


def _without_mark(head: bytes, path: Path) -> str:
    """UTF-16 without a byte order mark has a zero in every second byte of its Latin letters and separators."""
    if b"\x00" not in head:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 10 * max(1, even) or (odd and not even):
        return "utf-16-le"
    if even > 10 * max(1, odd) or (even and not odd):
        return "utf-16-be"
    raise InputError.single(path.name, "it holds bytes that are not text", "Export it as CSV UTF-8 or as .xlsx")


def _of_sample(sample: bytes) -> str:
    rest = _UTF8_LETTER.sub(b"", sample)
    letters = (len(sample) - len(rest)) // 2
    broken = sum(byte >= 0x80 for byte in rest)
    if not broken or letters > 4 * broken:
        return "utf-8"
    # Of Chinese text nearly all letters are of GB2312's first level or signs; two western letters in a row are not.
    runs = _HIGH_RUN.findall(sample)
    paired = sum(len(run) for run in runs if len(run) % 2 == 0)
    try:
        chinese = sample.decode("gb18030")
    except UnicodeDecodeError:
        chinese = ""
    common = sum("一" <= letter <= "龥" or "\u3000" <= letter <= "\u303f" or "\uff00" <= letter <= "\uffef"
                 for letter in chinese)  # fmt: skip
    leads = [byte for run in runs for byte in run[::2]]
    usual = sum(0xA1 <= byte <= 0xA9 or 0xB0 <= byte <= 0xD7 for byte in leads)
    if (
        chinese
        and 2 * usual > len(leads)
        and paired > 0.8 * sum(len(run) for run in runs)
        and common > 0.9 * sum(map(len, runs)) / 2
    ):
        return "gb18030"
    western = sum(byte in _WESTERN for byte in sample if byte >= 0x80)
    return "cp1252" if western == sum(byte >= 0x80 for byte in sample) else "utf-8"
