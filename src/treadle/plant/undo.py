"""Take an import back."""

from __future__ import annotations

from pathlib import Path

from treadle.settings import read_settings
from treadle.storage.lake import JournalEntry, Lake


def undo_import(folder: Path, number: int) -> JournalEntry:
    """Take an import (or an undoing) back by its number; its rows stay readable. Returns what was taken back.

    Raises `NotFoundError` where there is no such import and `InputError` where it was taken back before.
    """
    read_settings(folder)
    lake = Lake(folder=folder)
    lake.undo(number)
    return next(entry for entry in lake.entries() if entry.number == number)
