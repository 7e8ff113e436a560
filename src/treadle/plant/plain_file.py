"""Plain files that a use case is given: text, and objects of JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from treadle.errors import InputError, NotFoundError


def text_of(path: Path) -> str:
    """The text of a file. Raises `NotFoundError`, and `InputError` where it is not UTF-8."""
    if not path.is_file():
        raise NotFoundError(f"There is no file {path}.")
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InputError.single(path.name, "it is no UTF-8 text", "Save it as UTF-8") from None


def object_of(path: Path, remedy: str) -> dict[str, Any]:
    """The object that a JSON file holds. Raises `NotFoundError`, and `InputError` with `remedy`."""
    try:
        told = json.loads(text_of(path))
    except ValueError as error:
        raise InputError.single(path.name, f"it is no JSON ({error})", remedy) from None
    if not isinstance(told, dict):
        raise InputError.single(path.name, "it holds no object", remedy)
    return told
