"""Texts and names as SQL: quoted, always."""

from __future__ import annotations

from collections.abc import Iterable


def text_literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def listed(texts: Iterable[str]) -> str:
    """Texts as a list of SQL literals."""
    return ", ".join(text_literal(one) for one in texts)
