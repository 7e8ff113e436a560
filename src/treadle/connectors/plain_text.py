"""Text of files that are read whole: bounded by size before they open, decoded by what they are, never guessed past."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from treadle.errors import InputError, NotFoundError
from treadle.terms.json_form import parse_json

#: Files of more bytes than this are no pattern, bulletin or factory.
MOST_BYTES = 16 * 1024 * 1024


def read_bytes(path: Path, most_bytes: int = MOST_BYTES) -> bytes:
    """The bytes of a file. Raises `NotFoundError`, and `InputError` for one that is too large or cannot be read."""
    try:
        if not path.is_file():
            raise NotFoundError(f"There is no file {path}.")
        size = path.stat().st_size
        if size > most_bytes:
            what = f"it has {size / 1e6:,.0f} MB"
            raise InputError.single(path.name, what, f"Give a file of at most {most_bytes / 1e6:,.0f} MB")
        with path.open("rb") as file:
            raw = file.read(most_bytes + 1)
    except (OSError, ValueError) as error:
        raise InputError.single(path.name, f"it cannot be read ({error})", "Check the file and its rights") from None
    if len(raw) > most_bytes:
        raise InputError.single(path.name, "it grew while it was read", "Wait until it is written, and try again")
    return raw


def decoded(raw: bytes, name: str) -> str:
    """Text of UTF-8 or UTF-16 bytes. Raises `InputError` for others."""
    try:
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            return raw.decode("utf-16")
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = f"byte {error.start + 1} is not UTF-8 text"
        raise InputError.single(name, what, "Save it as UTF-8") from None


def read_json(path: Path, remedy: str) -> Any:
    """The value of a JSON file. Raises `NotFoundError` and `InputError`."""
    return parse_json(decoded(read_bytes(path), path.name), path.name, remedy)
