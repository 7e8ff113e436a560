"""Plain files that a use case is given: text, and objects of JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from treadle.connectors.plain_text import decoded, read_bytes, read_json
from treadle.errors import InputError


def text_of(path: Path) -> str:
    """The text of a file. Raises `NotFoundError`, and `InputError` where it is not UTF-8 or too large."""
    return decoded(read_bytes(path), path.name)


def object_of(path: Path, remedy: str) -> dict[str, Any]:
    """The object that a JSON file holds. Raises `NotFoundError`, and `InputError` with `remedy`."""
    told = read_json(path, remedy)
    if not isinstance(told, dict):
        raise InputError.single(path.name, "it is not a JSON object", remedy)
    return told
