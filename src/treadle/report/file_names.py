"""File names made of names that people give: no path, never too long, never two of one."""

from __future__ import annotations

import hashlib

#: Bytes of a name, its ending not counted: file systems take 255.
LONGEST_BYTES = 120


def file_name(given: str) -> str:
    """A name as a file's: itself where it is plain, else what is plain of it with a mark of the whole."""
    plain = "".join(sign if sign.isalnum() or sign in "-_." else "_" for sign in given)
    raw = plain.encode("utf-8")
    if plain == given and plain.strip(".") and len(raw) <= LONGEST_BYTES:
        return plain
    short = raw[: LONGEST_BYTES - 9].decode("utf-8", errors="ignore").lstrip(".")
    return f"{short}-{hashlib.sha256(given.encode('utf-8', errors='surrogatepass')).hexdigest()[:8]}"
