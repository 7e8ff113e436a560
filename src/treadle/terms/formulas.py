"""Cells that a spreadsheet would take for formulas: guarded in every table that is written, plain again when read."""

from __future__ import annotations

import re

_BEGINS = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'('*[=+\-@\t\r].*)", re.DOTALL)
#: Signed numbers are no formulas.
_SIGNED_NUMBER = re.compile(r"[+-]?\d[\d.,]*%?")


def guarded(text: str) -> str:
    """A cell with an apostrophe before it where it begins like a formula; `unguarded` takes it away again."""
    return "'" + text if _BEGINS.match(text) and not _SIGNED_NUMBER.fullmatch(text) else text


def unguarded(text: str) -> str:
    """A cell as it was before `guarded`."""
    found = _GUARDED.fullmatch(text)
    return found.group(1) if found is not None else text
