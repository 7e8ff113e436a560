"""The head of a table on a page, from what its columns are called."""

from __future__ import annotations

from treadle.terms.schema import OUT_KINDS, OUTPUTS
from treadle.words import heading, label

_TEXT_UNITS = {"id", "ids", "text", "reason", "flag", "day", "moment", "instant"}

#: A heading of the page's own, which is no column of a table, by the key of its label; whether numbers stand below it.
Own = tuple[str, bool]
#: What a heading says, and whether numbers stand below it.
Head = tuple[str, bool]


def heads(table: str, *names: str | Own, language: str = "en", currency: str = "") -> list[Head]:
    """Headings: columns of an output table by name (of another: 'its name.column'), and the page's own. Money names
    `currency` where given."""
    found: list[Head] = []
    for name in names:
        if isinstance(name, str):
            other, _, own = name.rpartition(".")
            column = OUTPUTS[other or table].column(own)
            text = heading(column.heading, language)
            text += label("head.money", language, currency=currency) if currency and _is_money(column.kind) else ""
            found.append((text, column.kind not in _TEXT_UNITS))
        else:
            found.append((label(name[0], language), name[1]))
    return found


def _is_money(kind: str) -> bool:
    return OUT_KINDS[kind][1] == "cents"
