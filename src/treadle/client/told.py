"""Answers of a server read as the records that it tells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from treadle.terms.codec import from_values

Told = TypeVar("Told")
OLDER = "Update treadle here or there: the two do not understand one another"


def read(kind: type[Told], values: Any, place: str) -> Told:
    """One record. Raises `InputError` where server and client are of editions that do not fit."""
    return from_values(kind, values, file=place, remedy=OLDER)


def read_all(kind: type[Told], values: Sequence[Any], place: str) -> list[Told]:
    """A list of records. Raises as `read`."""
    return [read(kind, one, place) for one in values]
