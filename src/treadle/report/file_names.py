"""File names made of names that people give: no path, never too long, never two of one."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable

#: Bytes of a name, its ending not counted: file systems take 255.
LONGEST_BYTES = 120
#: Names that are devices where files are carried to Windows.
DEVICES = ("CON", "PRN", "AUX", "NUL", *(f"{one}{at}" for one in ("COM", "LPT") for at in range(1, 10)))


def file_names(given: Iterable[str]) -> dict[str, str]:
    """A file's name for each of some names: none two of them share, also where a file system knows no capitals and no
    accents of their own; names that would meet bear a mark of the whole."""
    every = list(dict.fromkeys(given))
    names = {one: file_name(one) for one in every}
    met = Counter(_met(name) for name in names.values())
    return {one: _marked(name, one) if met[_met(name)] > 1 else name for one, name in names.items()}


def _met(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _marked(plain: str, given: str) -> str:
    raw = plain.encode("utf-8")
    short = raw[: LONGEST_BYTES - 9].decode("utf-8", errors="ignore").lstrip(".")
    return f"{short}-{hashlib.sha256(given.encode('utf-8', errors='surrogatepass')).hexdigest()[:8]}"


def file_name(given: str) -> str:
    """A name as a file's: itself where it is plain, else what is plain of it with a mark of the whole."""
    plain = "".join(sign if sign.isalnum() or sign in "-_." else "_" for sign in given)
    raw = plain.encode("utf-8")
    is_plain = plain == given and plain.strip(".") and plain.partition(".")[0].upper() not in DEVICES
    return plain if is_plain and len(raw) <= LONGEST_BYTES else _marked(plain, given)
